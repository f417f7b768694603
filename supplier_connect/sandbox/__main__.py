"""The sandbox from a command line: python -m supplier_connect.sandbox."""

from __future__ import annotations

import click

from .catalogue import LARGEST, SMALLEST, Catalogue
from .control import Limits
from .money import UnknownCountry
from .mouser import KEYS, Access, Key
from .server import SandboxServer


@click.command()
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
@click.option(
	"--per-minute", default=Limits().per_minute, show_default=True, help="Calls a minute; 0: no limit."
)
@click.option("--per-day", default=Limits().per_day, show_default=True, help="Calls a day; 0: no limit.")
def main(*, port: int, size: int, seed: int, country: str, per_minute: int, per_day: int) -> None:
	"""Serve a shop that behaves like Mouser until Ctrl-C is pressed."""
	try:
		limits = Limits(per_minute=per_minute, per_day=per_day)
		server = SandboxServer(Catalogue.build(size, seed), country=country.upper(), limits=limits, port=port)
		server.start()
	except (UnknownCountry, OSError) as error:
		raise click.ClickException(f"The sandbox can not start: {error}") from error
	click.echo(f"Sandbox shop with {size} parts: {server.base_url}/api")
	for secret, key in KEYS.items():
		click.echo(f"  {secret:<24} {_rights(key)}")
	click.echo(f"Calls and carts: {server.base_url}/_sandbox/state")
	try:
		server.join()
	except KeyboardInterrupt:
		server.stop()


def _rights(key: Key) -> str:
	rights = {"search": key.search, "cart": key.cart}
	return " and ".join(name for name, access in rights.items() if access is Access.GRANTED)


if __name__ == "__main__":
	main()
