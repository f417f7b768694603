"""The command line from end to end: the walk of an order, and every way it can fail."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from support.workbench_shell import BOM, CART_KEY, SEARCH_KEY, Shell

from supplier_connect.core.model.errors import Unavailable
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import CartChoice
from supplier_connect.shops.model.order import Order
from supplier_connect.workbench.output_file import write_whole
from supplier_connect.workbench.stores.carts import SqliteSupplierCartStore
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.orders import SqliteOrderBook


@pytest.fixture
def empty_shell(tmp_path: Path, sandbox: SandboxServer) -> Shell:
	"""Nothing set up, no keys."""
	shell = Shell(tmp_path, sandbox)
	shell.write_keys("")
	return shell


@pytest.fixture
def shell(empty_shell: Shell) -> Shell:
	"""An account with keys, and an order whose parts are not linked yet."""
	empty_shell.environment |= {
		"SUPPLIER_CONNECT_MOUSER_CART_KEY": CART_KEY,
		"SUPPLIER_CONNECT_MOUSER_SEARCH_KEY": SEARCH_KEY,
	}
	empty_shell.add_account()
	empty_shell.import_order()
	return empty_shell


@pytest.fixture
def bytes_left(tmp_path: Path) -> Callable[[], bytes]:
	"""All that files of the test hold, but for the keys file."""
	return lambda: b"".join(
		path.read_bytes() for path in tmp_path.iterdir() if path.is_file() and path.name != "keys.toml"
	)


def _order(shell: Shell) -> Order:
	database = Database(shell.database)
	try:
		return SqliteOrderBook(database).read("PO-00001")
	finally:
		database.close()


def _carts(shell: Shell) -> dict[str, list[dict[str, object]]]:
	carts: dict[str, list[dict[str, object]]] = shell.sandbox.state["carts"]
	return carts


# the walk


def test_packings_are_chosen_for_lines_and_preferred_by_the_account(shell: Shell) -> None:
	shell.ok("account", "set", "Mouser", "--packing", "cut-tape", "--language", "de")
	shell.ok("parts", "link", "PO-00001")
	shell.ok("send", "PO-00001", "--leave-out-unsendable", "--packing", "1=custom-reel", "--packing", "2=")
	(rows,) = _carts(shell).values()
	assert [row["PackagingChoice"] for row in rows] == ["MouseReel", "None", "None"]
	shell.ok("send", "PO-00001", "--leave-out-unsendable", "--packing", "2=cut-tape")
	(rows,) = _carts(shell).values()
	assert [row["PackagingChoice"] for row in rows] == ["MouseReel", "Cut_Tape", "None"]


def test_an_order_walks_from_file_to_priced_order(shell: Shell) -> None:
	linked = shell.ok("parts", "link", "PO-00001")
	assert "2 supplier parts found" in linked
	assert "Not found at Mouser: 1" in linked
	assert "NCD0603G1" in linked

	assert "LED-GRN has no supplier part number" in shell.ok("preflight", "PO-00001")
	assert _carts(shell) == {}

	sent = shell.ok("send", "PO-00001", "--leave-out-unsendable")
	assert re.search(r"603-RC0402FR-1310KL +RC0402FR-1310KL +R-10K +80 +[\d,]+ ✔ +0\.014 +1\.12", sent)
	assert re.search(r"538-22-05-3021 +22-05-3021 +J-KK254 +100 +[\d,]+ ✔", sent)
	assert "Left out: 1" in sent
	assert "3 lines; 0 refused, 1 left out." in sent
	assert "Nothing was written." in sent
	assert len(_carts(shell)) == 1

	shown = shell.ok("prices", "PO-00001")
	assert re.search(r"R-10K +603-RC0402FR-1310KL +80 Nos +0\.50 +0\.014 +-0\.486", shown)
	assert [str(line.rate) for line in _order(shell).lines] == ["0.5", "None", "None", "2.63"]

	written = shell.ok("prices", "PO-00001", "--apply", "1", "--apply", "4")
	assert "Changed in PO-00001: 2 rates" in written
	rates = [line.rate for line in _order(shell).lines]
	assert (str(rates[0]), rates[1], rates[2]) == ("0.014000", None, None)
	# A pack of ten: the rate is that of ten pieces.
	unit_price = next(line["unit_price"] for line in _lines_of_cart(shell) if line["sku"] == "538-22-05-3021")
	assert rates[3] == unit_price * 10  # type: ignore[operator]

	assert "Changed in PO-00001: 1 rates" in shell.ok("prices", "PO-00001", "--apply", "all")
	assert "has these rates already" in shell.ok("prices", "PO-00001", "--apply", "all")
	assert "would change nothing" in shell.ok("prices", "PO-00001")


def test_an_order_in_another_currency_is_priced_by_a_given_exchange_rate(shell: Shell) -> None:
	shell.ok("parts", "link", "PO-00001")
	shell.ok("send", "PO-00001", "--leave-out-unsendable")
	shell.import_order(BOM, "--update", "--currency", "EUR")
	refused = shell.ok("prices", "PO-00001", "--apply", "all")
	assert "no exchange rate is known" in refused
	assert "no price can be applied" in refused
	assert "rates already" not in refused
	shown = shell.ok("prices", "PO-00001", "--exchange-rate", "0.5")
	assert re.search(r"R-10K +603-RC0402FR-1310KL +80 Nos +0\.50 +0\.007", shown)
	written = shell.ok("prices", "PO-00001", "--exchange-rate", "0.5", "--apply", "1")
	assert "Changed in PO-00001: 1 rates" in written
	assert str(_order(shell).lines[0].rate) == "0.007000"


def _lines_of_cart(shell: Shell) -> list[dict[str, object]]:
	database = Database(shell.database)
	try:
		return [vars(line) for line in SqliteSupplierCartStore(database).of_order("PO-00001")[0].lines]
	finally:
		database.close()


def test_sending_again_updates_the_same_cart(shell: Shell) -> None:
	shell.ok("parts", "link", "PO-00001")
	shell.ok("send", "PO-00001", "--leave-out-unsendable")
	before = _carts(shell)
	shell.ok("send", "PO-00001", "--leave-out-unsendable")
	assert _carts(shell) == before
	shell.import_order(BOM.replace("1,R-10K,8", "1,R-10K,9"), "--update")
	shell.ok("send", "PO-00001", "--leave-out", "3")
	(cart,) = _carts(shell).values()
	assert sorted(line["Quantity"] for line in cart) == [90, 100, 140]  # type: ignore[type-var]


def test_a_new_cart_is_one_more(shell: Shell) -> None:
	shell.ok("parts", "link", "PO-00001")
	for options in ((), ("--new-cart",)):
		shell.ok("send", "PO-00001", "--leave-out", "3", *options)
	assert len(_carts(shell)) == 2
	assert re.findall(r"^CART-0000\d  ", shell.ok("carts", "PO-00001"), re.MULTILINE) == [
		"CART-00002  ",
		"CART-00001  ",
	]


def test_the_error_of_a_line_stands_in_the_table(shell: Shell) -> None:
	shell.import_order(BOM.replace(",538-22-05-3021,", ",538-NO-SUCH-PART,"), "--update")
	shell.ok("parts", "link", "PO-00001")
	sent = shell.ok("send", "PO-00001", "--leave-out", "3")
	assert "Sent with Errors" in sent
	assert re.search(r"538-NO-SUCH-PART +J-KK254 +100 +0 ✘ +– +– +Part 538-NO-SUCH-PART was not found", sent)
	assert "2 lines; 1 refused, 1 left out." in sent
	assert "The supplier refused this line." in shell.ok("prices", "PO-00001", "--apply", "all")
	assert str(_order(shell).lines[3].rate) == "2.63"


def test_an_update_keeps_the_rates_that_the_file_does_not_give(shell: Shell) -> None:
	shell.ok("parts", "link", "PO-00001")
	shell.ok("send", "PO-00001", "--leave-out", "3")
	shell.ok("prices", "PO-00001", "--apply", "2")
	rate = _order(shell).lines[1].rate
	shell.import_order(BOM, "--update")
	assert _order(shell).lines[1].rate == rate is not None
	shell.import_order(BOM.replace("2,C-4U7", "2,C-OTHER"), "--update")
	assert _order(shell).lines[1].rate is None


def test_numbers_and_preferences_can_be_set(shell: Shell) -> None:
	shell.ok("parts", "number", "Mouser", "LED-GRN", "710-150060GS75000")
	shell.ok("parts", "link", "PO-00001")
	assert "4 cart lines could be sent" in shell.ok("preflight", "PO-00001")
	shell.ok("parts", "prefer", "Mouser", "R-10K", "603-RC0402FR-1310KL")
	assert "603-RC0402FR-1310KL" in shell.ok("parts", "list", "Mouser")
	assert "no supplier part" in shell.fails("parts", "prefer", "Mouser", "R-10K", "603-NONE")


def test_what_there_is_is_shown(shell: Shell) -> None:
	assert "Mouser" in shell.ok("account", "list")
	assert "Mouser works: cart, search." in shell.ok("account", "test", "Mouser")
	assert shell.ok("order", "list") == "PO-00001\n"
	shown = shell.ok("order", "show", "PO-00001")
	assert "Order total: 66.30 USD" in shown
	assert "Lines without a rate, not counted: 2" in shown
	calls = shell.ok("calls")
	assert re.search(r"Mouser +\S+ +2 +\d", calls)
	assert "POST /v1/search/partnumber" in calls


# what can go wrong


def _linked(shell: Shell) -> Order:
	shell.ok("parts", "link", "PO-00001")
	return _order(shell)


@pytest.mark.parametrize(
	("options", "told"),
	[
		((), "1 lines of PO-00001 can't be sent"),
		(("--leave-out", "9"), "PO-00001 has no line 9."),
		(
			("--leave-out", "1", "--leave-out", "2", "--leave-out", "3", "--leave-out", "4"),
			"every line is left out",
		),
		(("--account", "Nobody"), "There is no account Nobody."),
	],
)
def test_an_order_that_cannot_go_is_refused(shell: Shell, options: tuple[str, ...], told: str) -> None:
	before = _linked(shell)
	assert told in shell.fails("send", "PO-00001", *options)
	assert _carts(shell) == {}
	assert _order(shell) == before


@pytest.mark.parametrize(
	("environment", "told"),
	[
		({"SUPPLIER_CONNECT_MOUSER_CART_KEY": ""}, "has no Cart API Key"),
		({"SUPPLIER_CONNECT_MOUSER_CART_KEY": "wrong-key-of-mine"}, "Cart API Key"),
		({"SUPPLIER_CONNECT_MOUSER_CART_KEY": SEARCH_KEY}, "Cart API Key"),
	],
)
def test_a_key_that_does_not_open_is_told(shell: Shell, environment: dict[str, str], told: str) -> None:
	before = _linked(shell)
	shell.environment |= environment
	sentence = shell.fails("send", "PO-00001", "--leave-out", "3")
	assert told in sentence
	assert "SUPPLIER_CONNECT_MOUSER_" in sentence
	assert "wrong-key-of-mine" not in sentence
	assert _order(shell) == before


@pytest.mark.parametrize(
	("fault", "told"),
	[
		(Fault(FaultKind.STATUS, times=-1, status=503), "fault of its own"),
		(Fault(FaultKind.BROKEN_JSON, times=-1), "can't be read"),
		(Fault(FaultKind.CUT, times=-1), "connection to the shop broke"),
	],
)
def test_a_broken_shop_is_told_and_the_order_stays(shell: Shell, fault: Fault, told: str) -> None:
	before = _linked(shell)
	shell.sandbox.faults.add(fault)
	assert told in shell.fails("send", "PO-00001", "--leave-out", "3")
	assert _order(shell) == before
	assert "Failed" in shell.ok("carts", "PO-00001")
	shell.sandbox.faults.clear()
	shell.ok("send", "PO-00001", "--leave-out", "3")
	assert "Sent" in shell.ok("carts", "PO-00001")


def test_a_spent_day_is_told(shell: Shell) -> None:
	_linked(shell)
	shell.sandbox.limits = Limits(per_minute=0, per_day=1)
	shell.ok("send", "PO-00001", "--leave-out", "3")
	assert "calls of today are spent" in shell.fails("send", "PO-00001", "--leave-out", "3")


def test_a_transfer_that_runs_elsewhere_is_told(shell: Shell) -> None:
	order = _linked(shell)
	database = Database(shell.database)
	store = SqliteSupplierCartStore(database)
	account = ShopAccount("Mouser", "Mouser", "Mouser", user="eve")
	now = datetime.now(timezone.utc)
	store.claim(order, account, CartChoice.SAME, now, now + timedelta(minutes=5))
	database.close()
	assert "is being sent to Mouser by eve right now" in shell.fails("send", "PO-00001", "--leave-out", "3")


@pytest.mark.parametrize(
	("command", "told"),
	[
		(("order", "show", "PO-9"), "There is no order PO-9."),
		(("carts", "PO-9"), "There is no order PO-9."),
		(("prices", "PO-00001"), "was not sent to Mouser yet"),
		(("account", "test", "None"), "There is no account None."),
		(("parts", "list", "None"), "There is no account None."),
		(("account", "add", "X", "--base-url", "http://shop.example/api"), "must begin with https://"),
		(("account", "add", "X", "--country", "XX"), "two-letter country code"),
		(("account", "add", "X", "--currency", "XYW"), "three-letter currency code"),
		(("account", "add", "mouser"), "too much like the account Mouser"),
		(
			("account", "add", "Mouser"),
			"There is an account Mouser already. To change it: supplier-connect account set",
		),
		(("account", "set", "Mouser"), "Say what to change"),
		(("account", "set", "None", "--per-day", "5"), "There is no account None."),
		(("account", "set", "Mouser", "--base-url", "http://shop.example/api"), "must begin with https://"),
		(("account", "add", "X", "--language", "fa"), "Mouser has no language fa"),
		(("account", "add", "X", "--packing", "tray"), "Mouser has no packing Tray"),
		(("send", "PO-00001", "--leave-out-unsendable", "--packing", "1"), "1 is no line with a packing"),
		(("send", "PO-00001", "--leave-out-unsendable", "--packing", "9=reel"), "has no line 9"),
		(("send", "PO-00001", "--leave-out-unsendable", "--packing", "4=tray"), "Row 4: the packing Tray"),
	],
)
def test_every_mistake_gets_one_sentence(shell: Shell, command: tuple[str, ...], told: str) -> None:
	assert told in shell.fails(*command)


def test_line_numbers_are_checked_before_prices_are_written(shell: Shell) -> None:
	_linked(shell)
	shell.ok("send", "PO-00001", "--leave-out", "3")
	before = _order(shell)
	assert "has no line 9" in shell.fails("prices", "PO-00001", "--apply", "1,9")
	assert "This line was left out." in shell.fails("prices", "PO-00001", "--apply", "1,3")
	assert "x is no line number" in shell.fails("prices", "PO-00001", "--apply", "x")
	assert _order(shell) == before


def test_an_order_is_not_imported_over_another(shell: Shell) -> None:
	head = ("--name", "PO-00001", "--supplier", "Mouser", "--currency", "USD")
	told = shell.fails("order", "import", str(shell.directory / "bom.csv"), *head)
	assert "There is an order PO-00001 already" in told


def test_of_several_accounts_one_must_be_chosen(shell: Shell) -> None:
	shell.add_account("Mouser 2")
	assert "Choose one with --account" in shell.fails("preflight", "PO-00001")
	assert "could be sent to Mouser 2" in shell.ok("preflight", "PO-00001", "--account", "Mouser 2")


def test_without_a_file_the_way_to_make_one_is_told(empty_shell: Shell) -> None:
	assert "supplier-connect init" in empty_shell.fails("order", "list")
	assert not empty_shell.database.exists()
	empty_shell.ok("init")
	assert empty_shell.ok("order", "list") == ""


def test_a_supplier_without_an_account_is_told(shell: Shell) -> None:
	head = ("--name", "PO-2", "--supplier", "DigiKey", "--currency", "USD")
	shell.ok("order", "import", str(shell.directory / "bom.csv"), *head)
	assert "There is no account of DigiKey" in shell.fails("send", "PO-2")


# secrets


def test_no_key_is_left_anywhere(shell: Shell, bytes_left: Callable[[], bytes]) -> None:
	shell.environment["SUPPLIER_CONNECT_MOUSER_PROXY_URL"] = ""
	page = shell.directory / "cart.html"
	output = shell.ok("parts", "link", "PO-00001")
	output += shell.ok("send", "PO-00001", "--leave-out", "3", "--page", str(page))
	output += shell.ok("calls") + shell.ok("account", "list")
	left = bytes_left()
	assert b"PO-00001" in left
	for key in (CART_KEY, SEARCH_KEY):
		assert key not in output
		assert key.encode() not in left


def test_errors_go_to_the_error_output_with_exit_code_1(shell: Shell) -> None:
	command = (sys.executable, "-m", "supplier_connect.workbench.cli", "--database", str(shell.database))
	finished = subprocess.run(
		(*command, "send", "PO-00001"),
		env={**os.environ, **shell.environment},
		capture_output=True,
		text=True,
		check=False,
		cwd=Path(__file__).parents[2],
	)
	assert finished.returncode == 1
	assert "R-10K has no supplier part number" in finished.stdout
	assert (
		finished.stderr.strip()
		.splitlines()[-1]
		.startswith("Error: 3 lines of PO-00001 can't be sent, see above.")
	)
	assert "Traceback" not in finished.stderr


# files


def test_a_page_never_goes_over_a_file_in_use(shell: Shell) -> None:
	shell.ok("parts", "link", "PO-00001")
	kept = shell.database.read_bytes()
	beside = shell.directory / "linked.html"
	beside.symlink_to(shell.database)
	keys = shell.write_keys("")
	for page in (shell.database, beside, Path(f"{shell.database}-wal"), keys, shell.token_key):
		told = shell.fails("send", "PO-00001", "--leave-out", "3", "--page", str(page))
		assert f"{page} is in use. Choose another file to write to." in told
	assert shell.database.read_bytes() == kept
	assert shell.sandbox.state["carts"] == {}


def test_a_page_that_cannot_be_written_is_told_before_anything_is_sent(shell: Shell) -> None:
	shell.ok("parts", "link", "PO-00001")
	page = shell.directory / "none" / "cart.html"
	assert "can't be written" in shell.fails("send", "PO-00001", "--leave-out", "3", "--page", str(page))
	assert shell.sandbox.state["carts"] == {}


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	path = tmp_path / "cart.html"
	write_whole(path, "old")
	path.chmod(0o640)
	write_whole(path, "new")
	assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)

	def full(_descriptor: int) -> None:
		raise OSError(errno.ENOSPC, "No space left on device")

	monkeypatch.setattr(os, "fsync", full)
	with pytest.raises(Unavailable, match="No space left"):
		write_whole(path, "newer")
	assert path.read_text() == "new"
	assert list(tmp_path.iterdir()) == [path]
