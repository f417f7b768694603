"""Resyncs, histories and alerts from the command line."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timezone
from pathlib import Path

import pytest
from support.samples import RESISTOR
from support.workbench_shell import SEARCH_KEY, Shell

from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.model.resync import PartChoice
from supplier_connect.shops.services.resync.resync_parts import LEASE
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.resync import SqliteResyncStore

CAPACITOR = "963-LMK107BJ475KAHT"


@pytest.fixture
def shell(tmp_path: Path, sandbox: SandboxServer) -> Shell:
	"""An account with two parts."""
	shell = Shell(tmp_path, sandbox)
	shell.write_keys("")
	shell.keys_of("Mouser", search_key=SEARCH_KEY)
	shell.ok("init")
	shell.add_account()
	shell.ok("add-part", "R-10K", RESISTOR, "--account", "Mouser")
	shell.ok("add-part", "C-4U7", CAPACITOR, "--account", "Mouser")
	return shell


def test_a_resync_asks_anew_although_the_answer_was_kept(shell: Shell) -> None:
	shell.sandbox.change_part(RESISTOR, stock=4711)
	output = shell.ok("resync")
	assert "RESYNC-00001" in output and "Done" in output
	assert "Mouser: 2 parts, 2 fresh, 0 not found, 0 failed." in output
	assert "4,711" in shell.ok("parts", "list", "Mouser")


def test_adding_a_part_again_from_a_kept_answer_undoes_no_resync(shell: Shell) -> None:
	shell.sandbox.change_part(RESISTOR, stock=4711)
	shell.ok("resync")
	shell.ok("add-part", "R-10K", RESISTOR, "--account", "Mouser")
	assert "4,711" in shell.ok("parts", "list", "Mouser")


def test_a_history_shows_prices_and_stock_over_time(shell: Shell) -> None:
	shell.sandbox.change_part(RESISTOR, stock=4711, price_factor=2)
	shell.ok("resync", "--item", "R-10K")
	shell.sandbox.change_part(RESISTOR, stock=0)
	shell.ok("resync", "--part", RESISTOR.lower())
	output = shell.ok("history", "R-10K", "--quantity", "100")
	assert f"{RESISTOR} at Mouser" in output
	assert "At 100" in output and "At 1 " not in output
	rows = [line for line in output.splitlines() if "USD" in line]
	assert len(rows) == 3
	assert "4,711" in rows[1]
	assert (
		len([line for line in shell.ok("history", "R-10K", "--newest", "1").splitlines() if "USD" in line])
		== 1
	)
	assert "At 1 " in shell.ok("history", "R-10K")


def test_alerts_are_told_once_and_can_be_seen(shell: Shell) -> None:
	assert "Nothing has happened." in shell.ok("alerts")
	shell.import_order()
	shell.sandbox.change_part(RESISTOR, lifecycle="obsolete", replacement="603-OTHER", stock=3)
	assert "Open alerts: 2" in shell.ok("resync")
	output = shell.ok("alerts")
	assert f"R-10K at Mouser ({RESISTOR}) is now: Obsolete. The shop suggests 603-OTHER instead." in output
	assert "3 in stock, 80 needed for PO-00001" in output
	assert "Seen: 1" in shell.ok("alerts", "--seen", "1")
	assert "no open alert 1" in shell.fails("alerts", "--seen", "1")
	assert "Seen: 1" in shell.ok("alerts", "--seen", "all")
	shell.ok("resync")
	assert "Nothing has happened." in shell.ok("alerts")


def test_a_run_goes_on_where_the_last_has_ended_or_from_the_start(shell: Shell) -> None:
	shell.ok("resync", "--parts", "1")
	shell.sandbox.change_part(RESISTOR, stock=1)
	shell.sandbox.change_part(CAPACITOR, stock=1)
	shell.ok("resync", "--parts", "1")
	assert _stocks(shell)[1] == 1 != _stocks(shell)[0]
	shell.ok("resync", "--parts", "1", "--reset")
	assert _stocks(shell) == [1, 1]


def _stocks(shell: Shell) -> list[int]:
	with sqlite3.connect(shell.database) as connection:
		return [row[0] for row in connection.execute("SELECT stock FROM supplier_parts ORDER BY id")]


def test_all_parts_of_one_of_several_accounts(shell: Shell) -> None:
	shell.add_account("Empty")
	shell.keys_of("Empty", search_key=SEARCH_KEY)
	output = shell.ok("resync", "--all")
	assert "Mouser: 2 parts" in output and "Empty: 0 parts" in output
	assert "Mouser: " not in shell.ok("resync", "--account", "Empty")


def test_a_shop_that_is_down_is_told_after_what_was_done(shell: Shell) -> None:
	shell.sandbox.faults.add(Fault(FaultKind.STATUS, status=503, times=-1))
	assert "fault of its own" in shell.fails("resync")


def test_a_spent_quota_is_no_failure(shell: Shell) -> None:
	shell.sandbox.limits = Limits(per_minute=0, per_day=1)
	shell.sandbox.change_part(RESISTOR, stock=1)
	assert "Paused" in shell.ok("resync")


def test_what_can_not_be_asked_for_is_said(shell: Shell) -> None:
	assert "no supplier part of X-1 at Mouser" in shell.fails("resync", "--item", "X-1")
	assert "no supplier part of 603-X at Mouser" in shell.fails("resync", "--part", "603-X")
	assert "not both" in shell.fails("resync", "--all", "--parts", "3")
	assert "not both" in shell.fails("resync", "--item", "R-10K", "--part", RESISTOR)
	assert "X-1 has no supplier part" in shell.fails("history", "X-1")


@pytest.mark.parametrize("option", ["--item", "--part"])
def test_an_empty_name_does_not_stand_for_all_parts(shell: Shell, option: str) -> None:
	before = len(shell.sandbox.state["calls"])
	assert "no supplier part" in shell.fails("resync", option, "")
	assert len(shell.sandbox.state["calls"]) == before


def test_an_account_that_cannot_be_resynced_now_hides_no_other(shell: Shell) -> None:
	shell.add_account("Another")
	shell.keys_of("Another", search_key=SEARCH_KEY)
	store = SqliteResyncStore(Database(shell.database))
	now = datetime.now(timezone.utc)
	store.begin("Another", PartChoice(), 1, now, now + LEASE)
	result = shell.run("resync")
	assert result.exit_code == 1
	assert "being resynced by another run" in result.output
	assert "RESYNC-00002" in result.output and "Done" in result.output
