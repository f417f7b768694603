"""The sandbox from a command line: python -m supplier_connect.sandbox."""

from __future__ import annotations

import click

from .catalogue import LARGEST, SMALLEST, Catalogue
from .server import SandboxServer
from .shops import MOUSER, SHOPS

_LEFT_TO_THE_SHOP = "the shop's own"


@click.command()
@click.option(
	"--shop",
	type=click.Choice(sorted(SHOPS)),
	default=MOUSER.name.lower(),
	show_default=True,
	help="Whom to behave like.",
)
@click.option("--port", default=8800, show_default=True, help="Port on 127.0.0.1; 0 takes any free one.")
@click.option(
	"--size",
	type=click.IntRange(SMALLEST, LARGEST),
	default=5_000,
	show_default=True,
	help="Parts in the catalogue.",
)
@click.option("--seed", default=1, show_default=True, help="Another seed gives other prices and stock.")
@click.option("--country", default="US", show_default=True, help="The account's country, as in DE.")
@click.option("--per-minute", type=int, show_default=_LEFT_TO_THE_SHOP, help="Calls a minute; 0: no limit.")
@click.option("--per-day", type=int, show_default=_LEFT_TO_THE_SHOP, help="Calls a day; 0: no limit.")
def main(
	*, shop: str, port: int, size: int, seed: int, country: str, per_minute: int | None, per_day: int | None
) -> None:
	"""Serve a shop that behaves like a real one until Ctrl-C is pressed."""
	definition = SHOPS[shop]
	asked = {"per_minute": per_minute, "per_day": per_day}
	try:
		limits = definition.limits.changed(
			{name: value for name, value in asked.items() if value is not None}
		)
		server = SandboxServer(
			Catalogue.build(size, seed), country=country.upper(), limits=limits, port=port, shop=definition
		)
		server.start()
	except (ValueError, OSError) as error:
		raise click.ClickException(f"The sandbox can not start: {error}") from error
	try:
		click.echo(f"Sandbox shop with {size} parts: {server.api_url}")
		for key, rights in definition.keys.items():
			click.echo(f"  {key:<24} {rights}")
		click.echo(f"Calls and carts: {server.base_url}/_sandbox/state")
		server.join()
	except KeyboardInterrupt:
		server.stop()


if __name__ == "__main__":
	main()
