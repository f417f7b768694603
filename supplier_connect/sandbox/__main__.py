"""The sandbox from a command line: python -m supplier_connect.sandbox."""

from __future__ import annotations

from contextlib import ExitStack, suppress

import click

from supplier_connect.sandbox.catalogue.catalogue import LARGEST, SMALLEST, Catalogue
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import SHOPS

_LEFT_TO_THE_SHOP = "the shop's own"
_ALL = "all"


@click.command()
@click.option(
	"--shop",
	type=click.Choice([*sorted(SHOPS), _ALL]),
	default=_ALL,
	show_default=True,
	help="Whom to behave like.",
)
@click.option(
	"--port",
	default=8800,
	show_default=True,
	help="Port on 127.0.0.1, and the next ones for the others; 0 takes any free ones.",
)
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
	"""Serve shops that behave like real ones until Ctrl-C is pressed."""
	definitions = tuple(SHOPS.values()) if shop == _ALL else (SHOPS[shop],)
	asked = {"per_minute": per_minute, "per_day": per_day}
	limits = {name: value for name, value in asked.items() if value is not None}
	with ExitStack() as running:
		try:
			catalogue = Catalogue.build(size, seed)
			servers = [
				running.enter_context(
					SandboxServer(
						catalogue,
						country=country.upper(),
						limits=definition.limits.changed(limits),
						port=port and port + place,
						shop=definition,
					)
				)
				for place, definition in enumerate(definitions)
			]
		except (ValueError, OSError) as error:
			raise click.ClickException(f"The sandbox can not start: {error}") from error
		for server in servers:
			_introduce(server, size)
		with suppress(KeyboardInterrupt):
			servers[0].join()


def _introduce(server: SandboxServer, size: int) -> None:
	click.echo(f"Sandbox shop {server.shop.name} with {size} parts: {server.api_url}")
	for key, rights in server.shop.keys.items():
		click.echo(f"  {key:<24} {rights}")
	click.echo(f"Calls and carts: {server.base_url}/_sandbox/state")


if __name__ == "__main__":
	main()
