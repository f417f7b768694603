"""Supplier Lookup from the command line: find, show, explain, import; and every way it can fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.workbench_shell import CART_KEY, SEARCH_KEY, Shell

from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.part import MakerNumber, ShopNumber
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.items import SqliteItemBook
from supplier_connect.workbench.stores.parts import SqlitePartBook

MPN = "RC0402FR-1310KL"


@pytest.fixture
def shell(tmp_path: Path, sandbox: SandboxServer, digikey: SandboxServer) -> Shell:
	"""Accounts at both shops, and an item."""
	made = Shell(tmp_path, sandbox)
	made.write_keys("")
	made.keys_of("Mouser", cart_key=CART_KEY, search_key=SEARCH_KEY)
	made.keys_of("DigiKey", client_id="sandbox-client-id", client_secret="sandbox-client-secret")
	made.add_account()
	made.ok(
		"account",
		"add",
		"DigiKey",
		"--connector",
		"DigiKey",
		"--base-url",
		digikey.api_url,
		"--country",
		"US",
	)
	made.ok("item", "add", "R-10K", "--name", "Resistor 10k 0402 1%", "--mpn", MPN, "--manufacturer", "Yageo")
	return made


def calls(server: SandboxServer) -> int:
	return len(server.state["calls"])


# find and show


def test_a_query_brings_a_ranked_table_of_both_shops(shell: Shell) -> None:
	shown = shell.ok("lookup", "10k 0402 1%", "--quantity", "100", "--top", "4", "--offers")
	assert shown.startswith("MATCH-00001: “10k 0402 1%”, 100 needed, Open")
	assert re.search(rf"^1 +\d+\.\d +✔ +{MPN} ", shown, re.MULTILINE)
	assert "DigiKey" in shown and "603-RC0402FR-1310KL" in shown
	assert re.search(r"^4 ", shown, re.MULTILINE) and not re.search(r"^5 ", shown, re.MULTILINE)
	assert "supplier-connect import MATCH-00001 RANK --item CODE" in shown


def test_an_item_is_looked_up_by_its_number(shell: Shell, sandbox: SandboxServer) -> None:
	shown = shell.ok("lookup", "--item", "R-10K", "--account", "Mouser")
	assert re.search(rf"^1 +100\.0 +=  +{MPN} +YAGEO", shown, re.MULTILINE), shown
	assert "DigiKey" not in shown
	assert calls(sandbox) == 1


def test_a_query_goes_before_what_the_item_says(shell: Shell) -> None:
	shown = shell.ok("lookup", "100k 0402", "--item", "R-10K")
	assert "“100k 0402”" in shown and "RC0402FR-13100KL" in shown
	assert "import MATCH-00001 RANK\n" in shown


def test_the_plan_and_the_scores_are_explained(shell: Shell) -> None:
	shown = shell.ok("lookup", "--item", "R-10K", "--why", "--top", "1")
	assert re.search(r"^Kind +resistor", shown, re.MULTILINE)
	assert "read from name" in shown
	assert re.search(rf"^{MPN} +✔ +mpn +raw chunk +{MPN}", shown, re.MULTILINE)
	assert re.search(rf"^Mouser +{MPN} +1", shown, re.MULTILINE)
	assert re.search(r"^Part number +✔ +[\d.]+ +[\d.]+ +It has the number asked for\.", shown, re.MULTILINE)


def test_a_lookup_can_be_shown_again(shell: Shell, sandbox: SandboxServer) -> None:
	first = shell.ok("lookup", "10k 0402")
	before = calls(sandbox)
	assert shell.ok("lookup", "show", "MATCH-00001") == first
	assert "Points" in shell.ok("lookup", "show", "MATCH-00001", "--why")
	assert calls(sandbox) == before


def test_the_lookups_of_an_item_are_listed(shell: Shell) -> None:
	shell.ok("lookup", "--item", "R-10K", "--account", "Mouser")
	shell.ok("lookup", "--item", "R-10K", "--account", "DigiKey")
	names = re.findall(r"^MATCH-\d+", shell.ok("lookup", "list", "R-10K"), re.MULTILINE)
	assert names == ["MATCH-00002", "MATCH-00001"]


def test_the_strategy_is_kept(shell: Shell) -> None:
	dear = shell.ok("lookup", "10k 0402", "--strategy", "price", "--quantity", "1000")
	assert dear != shell.ok("lookup", "10k 0402", "--strategy", "availability", "--quantity", "1000")


def test_nothing_found_is_said(shell: Shell) -> None:
	shown = shell.ok("lookup", "zzz-no-such-thing-999")
	assert "Nothing Found" in shown and "Nothing was found." in shown


def test_a_shop_that_is_down_is_named(shell: Shell, digikey: SandboxServer) -> None:
	digikey.faults.add(Fault(FaultKind.STATUS, status=401, times=-1))
	shown = shell.ok("lookup", "10k 0402")
	assert re.search(r"^! DigiKey: ", shown, re.MULTILINE)
	assert "603-RC0402FR-1310KL" in shown


@pytest.mark.parametrize(
	("arguments", "told"),
	[
		(("lookup", "--item", "NONE"), "There is no Item NONE."),
		(("lookup", "--account", "Mouser"), "Say what to look for"),
		(("lookup", "10k", "--account", "Nobody"), "There is no account Nobody."),
		(("lookup", "show", "MATCH-00099"), "There is no lookup MATCH-00099."),
		(("lookup", "find", "  "), "Say what to look for"),
	],
)
def test_what_cannot_be_looked_up_is_told_in_one_sentence(
	shell: Shell, arguments: tuple[str, ...], told: str
) -> None:
	assert told in shell.fails(*arguments)


def test_without_accounts_there_is_a_way_told(tmp_path: Path, sandbox: SandboxServer) -> None:
	empty = Shell(tmp_path, sandbox)
	empty.write_keys("")
	empty.ok("init")
	assert "account add NAME" in empty.fails("lookup", "10k 0402")


# import


def _database(shell: Shell) -> Database:
	return Database(shell.database)


def test_a_candidate_is_imported_and_doing_it_twice_changes_nothing(shell: Shell) -> None:
	shell.ok("lookup", "--item", "R-10K", "--account", "Mouser")
	done = shell.ok("import", "MATCH-00001", "1", "--price", "100", "--datasheet", "--image", "--parameters")
	assert re.search(rf"Mouser +603-{MPN} +{MPN} +created", done)
	assert "unchanged" in shell.ok("import", "MATCH-00001", "1")
	assert "Imported" in shell.ok("lookup", "show", "MATCH-00001")
	database = _database(shell)
	try:
		part = SqliteItemBook(database).read("R-10K")
		assert part.shop_numbers == (ShopNumber(f"603-{MPN}", "Mouser"),)
		assert part.maker_numbers == (MakerNumber(MPN, "Yageo"),)
		assert [offer.sku for _item, offer in SqlitePartBook(database).offers("Mouser")] == [f"603-{MPN}"]
		assert SqliteItemBook(database).prices("R-10K")[0].quantity == 100
	finally:
		database.close()
	shown = shell.ok("item", "show", "R-10K")
	assert re.search(r"^Price +0\.007 USD at Mouser, for 100", shown, re.MULTILINE)
	assert "Data sheet" in shown


def test_an_offer_of_a_lookup_is_imported_by_its_number(shell: Shell) -> None:
	shell.ok("lookup", "--item", "R-10K")
	done = shell.ok("import", "MATCH-00001", "--sku", f"311-{MPN}TR-ND", "--sku", f"603-{MPN}".lower())
	assert done.count("created") == 2


def test_another_makers_number_must_be_accepted(shell: Shell) -> None:
	shell.ok("lookup", "100k 0402", "--item", "R-10K", "--account", "Mouser")
	told = shell.fails("import", "MATCH-00001", "1")
	assert "has the manufacturer part numbers RC0402FR-1310KL" in told
	accepted = re.search(r"--accept-mpn (\S+)$", told)
	assert accepted
	assert "created" in shell.ok("import", "MATCH-00001", "1", "--accept-mpn", accepted[1])


def test_a_lookup_of_a_query_is_imported_for_a_named_item(shell: Shell) -> None:
	shell.ok("lookup", MPN, "--account", "Mouser")
	assert "was for no item" in shell.fails("import", "MATCH-00001", "1")
	assert "created" in shell.ok("import", "MATCH-00001", "1", "--item", "R-10K")


@pytest.mark.parametrize(
	("arguments", "told"),
	[
		(("import", "MATCH-00001"), "Say which candidates to import"),
		(("import", "MATCH-00001", "99"), "MATCH-00001 has no candidate 99."),
		(("import", "MATCH-00001", "--sku", "NONE"), "MATCH-00001 has no offer NONE."),
		(("import", "MATCH-00001", "1", "--item", "NONE"), "There is no Item NONE."),
		(("import", "MATCH-00099", "1"), "There is no lookup MATCH-00099."),
	],
)
def test_what_cannot_be_imported_is_told(shell: Shell, arguments: tuple[str, ...], told: str) -> None:
	shell.ok("lookup", "--item", "R-10K", "--account", "Mouser")
	assert told in shell.fails(*arguments)


# items


def test_items_are_kept_and_shown(shell: Shell) -> None:
	shell.ok(
		*(
			"item",
			"add",
			"C-1",
			"--description",
			"Cap",
			"--parameter",
			"Capacitance=100 nF",
			"--group",
			"Capacitors",
		),
		*("--mpn", "A100", "--mpn", "B200", "--manufacturer", "Foo", "--brand", "Bar"),
	)
	shown = shell.ok("item", "show", "C-1")
	for told in ("A100 (Foo), B200", "Capacitance 100 nF", "Capacitors", "Bar"):
		assert told in shown
	assert shell.ok("item", "list") == "C-1\nR-10K\n"


@pytest.mark.parametrize(
	("arguments", "told"),
	[
		(("item", "add", "X", "--parameter", "no sign"), "“no sign” is no parameter"),
		(("item", "add", "X", "--manufacturer", "Foo"), "needs a part number"),
		(("item", "show", "NONE"), "There is no Item NONE."),
	],
)
def test_what_is_no_item_is_told(shell: Shell, arguments: tuple[str, ...], told: str) -> None:
	assert told in shell.fails(*arguments)
