"""The walk of an order to lists, parts added by number, and orders opened without an account."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests
from support.sign_in_browser import Browser
from support.workbench_shell import CART_KEY, SEARCH_KEY, Shell

from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer

BOM = """\
Line,IPN,Qty,UOM,References,Value,Package,Manufacturer,MPN,SKU,UOM factor,Rate
1,R-10K,8,Nos,R12 R18,10k,0402,Yageo,RC0402FR-1310KL,,,0.5
2,C-4U7,14,Nos,C1 C14,4u7,0603,Taiyo Yuden,LMK107BJ475KAHT,,,
3,LED-GRN,3,Nos,D1 D14 D15,GRN,0603,Foshan NationStar,NCD0603G1,,,
4,J-KK254,1,Pack,J4,1x2,TH,Molex,22-05-3021,22-05-3021,10,2.63
"""
TAPE, CUSTOM_REEL = "311-RC0402FR-1310KLCT-ND", "311-RC0402FR-1310KLDKR-ND"
MPN = "RC0402FR-1310KL"


def lists(shell: Shell) -> list[dict[str, object]]:
	"""The lists at the sandbox, as it tells of them."""
	found: list[dict[str, object]] = shell.sandbox.state["lists"]
	return found


@pytest.fixture
def shell(signed_in: Shell) -> Shell:
	"""An order at DigiKey, whose parts are linked."""
	signed_in.import_order(BOM)
	signed_in.ok("parts", "link", "PO-00001")
	return signed_in


@pytest.fixture
def mouser_shell(tmp_path: Path, sandbox: SandboxServer) -> Shell:
	"""An account at Mouser, with keys."""
	made = Shell(tmp_path, sandbox)
	made.write_keys("")
	made.keys_of("Mouser", cart_key=CART_KEY, search_key=SEARCH_KEY)
	made.add_account()
	return made


# lists


def test_an_order_walks_into_a_list(shell: Shell) -> None:
	shell.import_order(BOM.replace("NCD0603G1", ""), "--update")
	assert "LED-GRN has no supplier part number" in shell.ok("preflight", "PO-00001")
	assert lists(shell) == []
	sent = shell.ok("send", "PO-00001", "--leave-out-unsendable")
	assert re.search(rf"{TAPE} +{MPN} +R-10K +80 +[\d,]+ ✔ +0\.01\d* +\d\.\d+", sent)
	assert "3 lines; 0 refused, 1 left out." in sent
	link = re.search(r"See the list PO-00001-01: (http://\S+/en/mylists/list/\S+)", sent)
	assert link and requests.get(link[1], timeout=5).status_code == 200
	written = shell.ok("prices", "PO-00001", "--apply", "all")
	assert "Changed in PO-00001: 3 rates" in written
	assert "would change nothing" in shell.ok("prices", "PO-00001")


def test_a_line_with_only_an_mpn_goes_and_shows_the_number_it_became(signed_in: Shell) -> None:
	signed_in.import_order(BOM)
	told = " ".join(signed_in.ok("preflight", "PO-00001").split())
	assert "Lines without a supplier part number (3) are sent by their manufacturer part number" in told
	sent = signed_in.ok("send", "PO-00001")
	assert re.search(rf"{TAPE} +{MPN} +R-10K +80 ", sent)
	assert re.search(rf"R-10K +{TAPE} +80 Nos", sent)
	assert "doesn't know" in " ".join(sent.split()) and "1 refused" in sent


def test_the_note_of_a_line_stands_beside_it(shell: Shell) -> None:
	sent = shell.ok("send", "PO-00001", "--leave-out", "3")
	assert re.search(r"Line Total +Error +Note", sent)
	assert "Found by its manufacturer part number only" in " ".join(sent.split())


def test_sending_again_updates_the_same_list(shell: Shell) -> None:
	shell.ok("send", "PO-00001", "--leave-out", "3")
	before = shell.sandbox.state["carts"]
	shell.ok("send", "PO-00001", "--leave-out", "3")
	assert shell.sandbox.state["carts"] == before
	shell.import_order(BOM.replace("1,R-10K,8", "1,R-10K,9"), "--update")
	assert "See the list PO-00001-01" in shell.ok("send", "PO-00001", "--leave-out", "3")
	assert len(lists(shell)) == 1
	assert " 90 " in shell.ok("send", "PO-00001", "--leave-out", "3")


def test_a_new_list_has_the_next_name(shell: Shell) -> None:
	shell.ok("send", "PO-00001", "--leave-out", "3")
	assert "See the list PO-00001-02" in shell.ok("send", "PO-00001", "--leave-out", "3", "--new-cart")
	assert [one["name"] for one in lists(shell)] == ["PO-00001-01", "PO-00001-02"]
	shown = shell.ok("carts", "PO-00001")
	assert re.findall(r"^(CART-0000\d) +(PO-00001-0\d) +DigiKey +Sent", shown, re.MULTILINE) == [
		("CART-00002", "PO-00001-02"),
		("CART-00001", "PO-00001-01"),
	]


def test_the_note_of_a_list_is_told_everywhere(shell: Shell) -> None:
	requests.post(
		f"{shell.sandbox.base_url}/_sandbox/names", json={"names": ["PO-00001-01"]}, timeout=5
	).raise_for_status()
	page = shell.directory / "list.html"
	note = "DigiKey has had lists up to PO-00001-01; this one is PO-00001-02."
	assert note in shell.ok("send", "PO-00001", "--leave-out", "3", "--page", str(page))
	# The table has a column for it, however narrow.
	assert re.search(r"Message +Note", shell.ok("carts", "PO-00001"))
	assert "DigiKey has had lists up to" in shell.ok("carts", "PO-00001")
	written = page.read_text(encoding="utf-8")
	assert note in written
	assert "<dt>List</dt><dd>PO-00001-02</dd>" in written
	assert "Open the list at the supplier" in written
	assert '<div class="remark">Found by its manufacturer part number only' in written


def test_without_a_sign_in_nothing_is_sent(digikey_shell: Shell) -> None:
	digikey_shell.import_order(BOM)
	digikey_shell.ok("parts", "link", "PO-00001")
	told = digikey_shell.fails("send", "PO-00001", "--leave-out", "3")
	assert "nobody has connected it to DigiKey yet" in told
	assert "to sign in: supplier-connect connect DigiKey" in told
	assert lists(digikey_shell) == []


def test_an_app_that_is_not_subscribed_is_not_told_to_sign_in(digikey_shell: Shell) -> None:
	keys = {"client_id": "unsubscribed-client-id", "client_secret": "unsubscribed-client-secret"}
	digikey_shell.keys_of("DigiKey", **keys)
	digikey_shell.import_order(BOM)
	told = digikey_shell.fails("parts", "link", "PO-00001")
	assert "doesn't let its app use Product Information V4" in told
	assert "The keys come from" in told and "sign in" not in told


def test_a_cart_at_another_account_is_told(shell: Shell) -> None:
	shell.ok("send", "PO-00001", "--leave-out", "3")
	shell.keys_of("Second", client_id="second-client-id", client_secret="second-client-secret")
	shell.add_account("Second", "--supplier", "DigiKey")
	told = shell.ok("preflight", "PO-00001", "--account", "Second")
	assert "PO-00001 was sent through DigiKey already" in told


# a part by its number


def test_a_part_is_added_by_the_number_of_its_packing(signed_in: Shell) -> None:
	told = signed_in.ok("add-part", "R-10K", CUSTOM_REEL.lower(), "--account", "DigiKey", "--mpn", MPN)
	for name, value in (
		("Supplier part number", CUSTOM_REEL),
		("MPN", MPN),
		("Manufacturer", r"Yageo|YAGEO"),
		("Packing", "Custom Reel"),
		("Lifecycle", "Active"),
		("Stock", r"[\d,]+"),
		("Lead time in days", r"\d+"),
		("Fee", r"\d+\.\d\d USD"),
		("Page", r"http://\S+"),
	):
		assert re.search(rf"^{name} +({value})", told, re.MULTILINE), name
	assert re.search(r"^Last day to buy *$", told, re.MULTILINE)
	assert re.search(r"Prices in USD\s+From +Unit Price\s+1 +0\.\d+", told)
	assert f"{CUSTOM_REEL} is a supplier part of R-10K at DigiKey." in told
	listed = signed_in.ok("parts", "list", "DigiKey")
	assert re.search(r"IPN +SKU +MPN +Manufacturer +Packing +Stock +Minimum +From +Fee +Lifecycle", listed)
	assert re.search(rf"R-10K +{CUSTOM_REEL} .* Custom Reel .* \d+\.\d\d +Active", listed)


def test_a_part_is_added_at_the_other_shop(mouser_shell: Shell) -> None:
	told = mouser_shell.ok("add-part", "R-10K", "603-RC0402FR-1310KL", "--account", "Mouser", "--mpn", MPN)
	assert re.search(r"^Supplier part number +603-RC0402FR-1310KL", told, re.MULTILINE)
	assert re.search(r"^Fee *$", told, re.MULTILINE)
	assert "603-RC0402FR-1310KL is a supplier part of R-10K at Mouser." in told
	assert "Fee" not in mouser_shell.ok("parts", "list", "Mouser")


def test_another_part_than_the_items_needs_a_word(signed_in: Shell) -> None:
	adding = ("add-part", "R-10K", TAPE, "--account", "DigiKey", "--mpn", "RC0402JR-0710KL")
	told = signed_in.fails(*adding)
	assert f"{TAPE} is {MPN} by" in told
	assert "R-10K has the manufacturer part numbers RC0402JR-0710KL." in told
	assert f"add --accept-mpn {MPN}" in told
	assert TAPE not in signed_in.ok("parts", "list", "DigiKey")
	assert "Nothing was stored" in signed_in.fails(*adding, "--accept-mpn", "OTHER")
	assert "is a supplier part of R-10K" in signed_in.ok(*adding, "--accept-mpn", MPN)
	assert TAPE in signed_in.ok("parts", "list", "DigiKey")


def test_other_items_with_the_part_are_told(signed_in: Shell) -> None:
	signed_in.ok("add-part", "R-10K", TAPE, "--account", "DigiKey")
	assert "other items too: R-10K." in signed_in.ok("add-part", "R-10K-B", TAPE, "--account", "DigiKey")


@pytest.mark.parametrize(
	("number", "told"),
	[
		("311-NO-SUCH-PART-ND", "There is no part 311-NO-SUCH-PART-ND"),
		(MPN, "is a manufacturer part number. Its supplier part numbers: "),
		(" ", "Enter a supplier part number."),
	],
)
def test_a_number_that_is_none_is_told(signed_in: Shell, number: str, told: str) -> None:
	assert told in signed_in.fails("add-part", "R-10K", number, "--account", "DigiKey")
	assert TAPE not in signed_in.ok("parts", "list", "DigiKey")


# without an account


@pytest.fixture
def visitor(tmp_path: Path, digikey: SandboxServer, browser: Browser) -> Shell:
	"""An order, and no account anywhere."""
	shell = Shell(tmp_path, digikey)
	shell.write_keys("")
	shell.ok("init")
	shell.import_order(BOM + "5,X-1,1,Nos,X1,,,,,,,\n6,W-1,1.25,m,W1,,,Alpha,1550,,0.5,\n")
	browser.goes_back = False
	return shell


def test_an_order_is_opened_without_an_account(visitor: Shell, browser: Browser) -> None:
	told = visitor.ok("open", "PO-00001", "--website", visitor.sandbox.base_url, "--no-browser")
	assert "PO-00001: a list of 4 items; left out: 2" in told
	assert "Line 5: X-1 has no part number." in told
	assert re.search(r"Line 6: 6\.25\d* pieces of W-1 can't be ordered\.", told)
	link = re.search(r"This link opens the list once: (http://\S+)", told)
	assert link
	assert browser.opened == []
	opened = requests.get(link[1], timeout=5)
	assert MPN in opened.text
	assert requests.get(link[1], timeout=5).status_code == 410
	assert re.search(r"DigiKey website +\w+ +1 +0", visitor.ok("calls"))


def test_the_link_is_opened_in_the_browser(
	visitor: Shell, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
	opened: list[str] = []
	monkeypatch.setattr("webbrowser.open", opened.append)
	told = visitor.ok("open", "PO-00001", "--website", visitor.sandbox.base_url)
	assert len(opened) == 1
	assert opened[0] in told


def test_an_order_that_cannot_be_opened_is_told(visitor: Shell) -> None:
	visitor.import_order("Line,IPN,Qty\n1,X-1,1\n", "--update")
	where = ("--website", visitor.sandbox.base_url)
	assert "there is nothing to open" in visitor.fails("open", "PO-00001", *where)
	assert "There is no order PO-9." in visitor.fails("open", "PO-9", *where)
	assert "must begin with https://" in visitor.fails("open", "PO-00001", "--website", "http://shop.example")


def test_a_website_that_gives_no_link_is_told(visitor: Shell) -> None:
	visitor.sandbox.faults.add(Fault(FaultKind.HTML, path="thirdparty", times=-1))
	told = visitor.fails("open", "PO-00001", "--website", visitor.sandbox.base_url, "--no-browser")
	assert "DigiKey website" in told
