"""The whole way of an order on real input, against the sandbox: `make demo`."""

from __future__ import annotations

import os
import shlex
import threading
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import click
import requests

from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import DIGIKEY
from supplier_connect.shops.model.cart import SupplierCart
from supplier_connect.workbench import cli, tables
from supplier_connect.workbench.figures import total_text
from supplier_connect.workbench.keys import environment_name
from supplier_connect.workbench.stores.carts import SqliteSupplierCartStore
from supplier_connect.workbench.stores.database import Database

_ROOT = Path(__file__).resolve().parents[2]
_BOM = _ROOT / "examples" / "glasgow-revC3.csv"
_OUTPUT = Path("demo-output")
_ORDER = "PO-00001"
_ACCOUNT = "Mouser Sandbox"
_BOARDS = 10
_MORE_BOARDS = 50
_LIST_ORDER = "PO-00002"
_LIST_ACCOUNT = "DigiKey Sandbox"
# The keys that every sandbox takes; they open nothing else.
_SANDBOX_KEYS = {
	_ACCOUNT: {"search_key": "sandbox-search-key", "cart_key": "sandbox-cart-key"},
	_LIST_ACCOUNT: {"client_id": "sandbox-client-id", "client_secret": "sandbox-client-secret"},
}
_NO_LIMITS = ("--per-minute", "0", "--per-day", "0")
_SECONDS = 10


@dataclass(frozen=True)
class _Files:
	"""Where the demo leaves what it made."""

	database: Path
	token_key: Path
	page: Path


class _QuickBrowser(webbrowser.BaseBrowser):
	"""A browser whose user signs in at a sandbox as soon as it is opened."""

	def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:
		"""Sign in, as nobody sits here who would do it."""
		threading.Thread(target=self._sign_in, args=(url,), daemon=True).start()
		return True

	def _sign_in(self, url: str) -> None:
		address = urlsplit(url)
		asked = dict(parse_qsl(address.query))
		sandbox = f"{address.scheme}://{address.netloc}/_sandbox/sign-in"
		back = requests.post(sandbox, json=asked, timeout=_SECONDS).json()["location"]
		requests.get(back, timeout=_SECONDS)


def run(output: Path = _OUTPUT) -> None:
	"""Send a real bill of materials to the sandbox, several times, and show all of it; leaves a file and a page in `output`.

	What an earlier run left there is replaced.
	"""
	output.mkdir(parents=True, exist_ok=True)
	files = _Files(output / "supplier-connect.sqlite", output / "token.key", output / "cart.html")
	for old in (*output.glob(f"{files.database.name}*"), files.token_key, files.page):
		old.unlink(missing_ok=True)
	_tell("Sandboxes play the suppliers; their keys are in the environment of this process alone.")
	for account, keys in _SANDBOX_KEYS.items():
		for name, key in keys.items():
			os.environ[environment_name(account, name)] = key
	os.environ[cli.TOKEN_KEY_VARIABLE] = str(files.token_key)
	with SandboxServer(limits=Limits(per_minute=0, per_day=0)) as sandbox:
		_set_up(files, sandbox)
		_send(files)
		_grow(files)
		_send_again(files, sandbox)
		catalogue = sandbox.catalogue
	with SandboxServer(catalogue, shop=DIGIKEY, limits=Limits(0, 0, 0, 0)) as sandbox:
		_send_list(files, sandbox)
	_tell("The SQLite file, and the page of the cart (its link led to the sandbox, which has stopped):")
	click.echo(f"  {os.path.relpath(files.database)}\n  {os.path.relpath(files.page)}")


def _set_up(files: _Files, sandbox: SandboxServer) -> None:
	_tell("An account at the supplier.")
	where = ("--supplier", "Mouser", "--country", "US", "--base-url", sandbox.api_url)
	_call(files, "account", "add", _ACCOUNT, *where, *_NO_LIMITS)
	_call(files, "account", "test", _ACCOUNT)
	_tell(f"The parts of {_BOARDS} boards, from the published bill of materials of Glasgow revC3.")
	_import(files, _BOARDS)
	_tell("Supplier part numbers for the manufacturers' numbers.")
	_call(files, "parts", "link", _ORDER)


def _import(files: _Files, boards: int, *options: str, order: str = _ORDER, supplier: str = "Mouser") -> None:
	head = ("--name", order, "--supplier", supplier, "--currency", "USD", "--boards", str(boards))
	_call(files, "order", "import", os.path.relpath(_BOM), *head, *options)


def _send(files: _Files) -> None:
	_tell("Into the cart; what can't be sent is left out and named.")
	_call(files, "send", _ORDER, "--leave-out-unsendable")
	_tell("The cart's prices into the order, which had none.")
	_call(files, "prices", _ORDER, "--apply", "all")


def _grow(files: _Files) -> None:
	_tell(f"The order grows to {_MORE_BOARDS} boards: the same cart is brought up to date, at better prices.")
	_import(files, _MORE_BOARDS, "--update")
	_call(files, "send", _ORDER, "--leave-out-unsendable")
	_call(files, "prices", _ORDER, "--apply", "all", "--page", os.path.relpath(files.page))


def _send_again(files: _Files, sandbox: SandboxServer) -> None:
	carts, before = sandbox.state["carts"], _current(files)
	_tell("The same order once more: the same cart again, and nothing is doubled.")
	_call(files, "send", _ORDER, "--leave-out-unsendable")
	_call(files, "carts", _ORDER)
	after = _current(files)
	if sandbox.state["carts"] != carts or after.cart_key != before.cart_key:
		raise click.ClickException("The cart is not as it was before.")
	_tell(
		f"The supplier holds {len(carts)} cart with {tables.count_in_cart(after)} lines, "
		f"{total_text(after.total)} {after.currency} in all, as before."
	)


def _send_list(files: _Files, sandbox: SandboxServer) -> None:
	_tell("The other supplier has lists instead of carts, and wants a person to sign in with the browser.")
	where = ("--connector", "DigiKey", "--country", "US", "--base-url", sandbox.api_url)
	_call(files, "account", "add", _LIST_ACCOUNT, *where, *_NO_LIMITS)
	webbrowser.register("quick", None, _QuickBrowser(), preferred=True)
	_call(files, "connect", _LIST_ACCOUNT, "--port", "0")
	_call(files, "account", "list")
	_tell("The same board, as a list that its buyer turns into a cart with one click.")
	_import(files, _BOARDS, order=_LIST_ORDER, supplier="DigiKey")
	_call(files, "parts", "link", _LIST_ORDER)
	_call(files, "send", _LIST_ORDER, "--leave-out-unsendable")


def _current(files: _Files) -> SupplierCart:
	database = Database(files.database)
	try:
		return SqliteSupplierCartStore(database).of_order(_ORDER)[0]
	finally:
		database.close()


def _tell(sentence: str) -> None:
	click.secho(f"\n{sentence}", bold=True)


def _call(files: _Files, *arguments: str) -> None:
	"""Show a command as a user would type it, and run it."""
	command = ("supplier-connect", "--database", os.path.relpath(files.database), *arguments)
	click.secho(f"$ {shlex.join(command)}", dim=True)
	cli.main(command[1:], standalone_mode=False)


@click.command()
@click.option(
	"--output",
	type=click.Path(file_okay=False, path_type=Path),
	default=_OUTPUT,
	show_default=True,
	help="Where the SQLite file and the page are left.",
)
def main(output: Path) -> None:
	"""Show what Supplier Connect does, from a bill of materials to a priced order."""
	run(output)


if __name__ == "__main__":
	main()
