"""Bills of materials from the command line: how they are read, and what their boards cost."""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from support.workbench_shell import CART_KEY, SEARCH_KEY, Shell

import supplier_connect
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
KICAD, ALTIUM = (
	str(EXAMPLES / "boms" / "sensor-board-kicad.csv"),
	str(EXAMPLES / "boms" / "driver-board-altium.csv"),
)
SMALL = "Ref,Value,Footprint,MPN,Qty\nR1 R2,10k,R_0402,RC0402FR-1310KL,2\nC1,100n,C_0402,TMK105BJ104KV-F,1\n"


@pytest.fixture
def mouser(tmp_path: Path, sandbox: SandboxServer) -> Shell:
	"""An account at Mouser alone."""
	made = Shell(tmp_path, sandbox)
	made.write_keys("")
	made.keys_of("Mouser", cart_key=CART_KEY, search_key=SEARCH_KEY)
	made.add_account("Mouser", "--per-minute", "0")
	return made


@pytest.fixture
def both(mouser: Shell, digikey: SandboxServer) -> Shell:
	"""Accounts at both shops."""
	mouser.keys_of("DigiKey", client_id="sandbox-client-id", client_secret="sandbox-client-secret")
	where = ("--connector", "DigiKey", "--base-url", digikey.api_url, "--country", "US", "--per-minute", "0")
	mouser.ok("account", "add", "DigiKey", *where)
	return mouser


def totals(shown: str) -> dict[int, Decimal]:
	"""Boards to their total."""
	found = re.findall(r"^ *([\d,]+) +([\d,.]+) USD +[\d.,]+ +[\d.,]+ +\d+ +\d+ *$", shown, re.MULTILINE)
	return {int(boards.replace(",", "")): Decimal(total.replace(",", "")) for boards, total in found}


# check


def test_how_a_file_is_read_is_shown(mouser: Shell, sandbox: SandboxServer) -> None:
	shown = mouser.ok("bom", "check", KICAD)
	assert "comma, utf-8, headings in line 1" in shown
	assert re.search(r"^MPN +MPN +its name", shown, re.MULTILINE)
	assert re.search(r"^Datasheet +– ", shown, re.MULTILINE)
	assert "Lines: 15, designators: 25" in shown
	assert "Not fitted: 1" in shown
	assert sandbox.state["calls"] == []


def test_what_is_wrong_with_a_file_is_shown(mouser: Shell) -> None:
	path = mouser.write("bom.csv", 'Ref,Value,Qty\n"R1,R2",10k,5\nTotal: 5,,\n')
	shown = mouser.ok("bom", "check", path)
	assert re.search(r"^ +2 +it says 5 pieces and names 2 designators", shown, re.MULTILINE)
	assert re.search(r"^ +3 +it says nothing", shown, re.MULTILINE)
	assert "lines that could not be read: 1" in shown


def test_a_column_can_be_corrected(mouser: Shell) -> None:
	path = mouser.write("bom.csv", "Ref,Value,Notes\nR1,10k,RC0402FR-1310KL\n")
	assert not re.search(r"^Notes +MPN +you", mouser.ok("bom", "check", path), re.MULTILINE)
	shown = mouser.ok("bom", "check", path, "--column", 'MPN="Notes"')
	assert re.search(r"^Notes +MPN +you", shown, re.MULTILINE)


@pytest.mark.parametrize(
	("options", "told"),
	[
		(("--column", "MPN=Nowhere"), "There is no column “Nowhere” for MPN."),
		(("--column", "Colour=Value"), "“Colour=Value” names no column"),
		(("--column", "MPN"), "“MPN” names no column"),
	],
)
def test_a_wrong_correction_is_told(mouser: Shell, options: tuple[str, ...], told: str) -> None:
	assert told in mouser.fails("bom", "check", KICAD, *options)


@pytest.mark.parametrize("command", ["check", "cost"])
def test_a_file_that_cannot_be_read_is_told(mouser: Shell, command: str) -> None:
	assert "can't be read" in mouser.fails("bom", command, "none.csv")
	assert "no headings" in mouser.fails("bom", command, mouser.write("bom.csv", "hello\nworld\n"))


# cost


def test_more_boards_cost_less_each(both: Shell) -> None:
	shown = both.ok("bom", "cost", KICAD, "--quantity", "1", "--quantity", "100")
	total = totals(shown)
	assert 0 < total[100] < 100 * total[1]
	assert re.search(r"✔ Exact", shown) and re.search(r"\? To Review", shown)
	assert re.search(r"✘ Nothing Found +MATCH-\d+ +Nothing was found", shown)
	assert "Boards: 1. Lines without a cost, not counted: SENSOR-X1" in shown
	assert "Not fitted, not counted: 1" in shown
	assert re.search(r"10 × \S*61300811121", shown)
	assert re.search(r"STM32F407VGT6 +✔ Exact +MATCH-\d+ +0 in stock", shown)


def test_altium_at_one_account(both: Shell, sandbox: SandboxServer, digikey: SandboxServer) -> None:
	shown = both.ok("bom", "cost", ALTIUM, "--quantity", "10", "--account", "Mouser", "--strategy", "price")
	assert "603-RC0402FR-1310KL" in shown and "-ND" not in shown
	assert "It can't be bought" in shown
	assert totals(shown)[10] > 0
	assert digikey.state["calls"] == []
	numbers = [call for call in sandbox.state["calls"] if call["path"].endswith("/partnumber")]
	assert len(numbers) == 1


def test_the_lookup_of_a_line_can_be_imported(mouser: Shell) -> None:
	mouser.ok("bom", "cost", mouser.write("bom.csv", SMALL))
	mouser.ok("item", "add", "R-10K", "--mpn", "RC0402FR-1310KL")
	assert "created" in mouser.ok("import", "MATCH-00001", "1", "--item", "R-10K")


def test_the_lines_are_written_to_a_file(mouser: Shell) -> None:
	path = mouser.write("bom.csv", SMALL + "U9,,,=HYPERLINK(1),1\n")
	output = mouser.directory / "costs.csv"
	shown = mouser.ok("bom", "cost", path, "--quantity", "1", "--quantity", "50", "--output", str(output))
	assert f"Written to {output}." in shown.replace("\n", "")
	with output.open(encoding="utf-8-sig", newline="") as stream:
		rows = list(csv.DictReader(stream))
	assert [row["State"] for row in rows] == ["Exact", "Exact", "Nothing Found"]
	assert (rows[0]["Needed (50)"], rows[0]["SKU (50)"]) == ("100", "603-RC0402FR-1310KL")
	costs = [Decimal(row["Cost (50)"]) for row in rows if row["Cost (50)"]]
	assert len(costs) == 2 and round(sum(costs), 2) == totals(shown)[50]
	assert rows[2]["Cost (1)"] == ""
	assert rows[2]["Asked for"] == "'=HYPERLINK(1)"


def test_a_file_that_cannot_be_written_is_told(mouser: Shell) -> None:
	path = mouser.write("bom.csv", SMALL)
	assert "can't be written" in mouser.fails(
		"bom", "cost", path, "--output", str(mouser.directory / "none" / "x.csv")
	)


def test_the_costs_never_go_over_the_file_they_are_read_from(mouser: Shell) -> None:
	path = mouser.write("bom.csv", SMALL)
	linked = mouser.directory / "same.csv"
	linked.hardlink_to(path)
	for output in (path, str(linked), str(mouser.database)):
		assert "is in use" in mouser.fails("bom", "cost", path, "--output", output)
	assert Path(path).read_text(encoding="utf-8") == SMALL
	assert mouser.sandbox.state["calls"] == []


def test_a_shop_that_is_down_is_named(both: Shell, digikey: SandboxServer) -> None:
	digikey.faults.add(Fault(FaultKind.STATUS, status=401, times=-1))
	shown = both.ok("bom", "cost", both.write("bom.csv", SMALL))
	assert re.search(r"^DigiKey +2 +", shown, re.MULTILINE)
	assert totals(shown)[1] > 0


def test_a_spent_quota_ends_with_what_is_known(mouser: Shell) -> None:
	mouser.ok(
		"account", "add", "Poor", "--base-url", mouser.sandbox.api_url, "--country", "US", "--per-day", "1"
	)
	mouser.keys_of("Poor", search_key=SEARCH_KEY, cart_key=CART_KEY)
	path = mouser.write("bom.csv", SMALL + "R9,47k,R_0402,,1\n")
	shown = mouser.ok("bom", "cost", path, "--account", "Poor")
	assert re.search(r"– Not Looked Up +Supplier Account Poor: its calls of today are spent", shown)
	assert totals(shown)[1] > 0


def test_ctrl_c_ends_with_what_is_known(mouser: Shell, sandbox: SandboxServer) -> None:
	sandbox.faults.add(Fault(FaultKind.LATENCY, seconds=0.7, times=-1))
	path = mouser.write(
		"bom.csv", "Ref,Value,Qty\n" + "".join(f"R{at},{at}k 0402,1\n" for at in range(1, 30))
	)
	command = (
		*(sys.executable, "-m", "supplier_connect.workbench.cli", "--database", str(mouser.database)),
		*("--keys", str(mouser.directory / "keys.toml"), "bom", "cost", path),
	)
	root = str(Path(supplier_connect.__file__).resolve().parents[1])
	process = subprocess.Popen(
		command,
		stdout=subprocess.PIPE,
		text=True,
		env={**os.environ, **mouser.environment, "PYTHONPATH": root},
	)
	while not sandbox.state["calls"]:
		time.sleep(0.05)
	process.send_signal(signal.SIGINT)
	output, _errors = process.communicate(timeout=60)
	assert process.returncode == 0, output
	assert re.search(r"It was stopped; (2\d) lines were not looked up\.", output)
