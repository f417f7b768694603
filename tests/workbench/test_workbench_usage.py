"""The commands about calls and kept answers, at a running shop."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.workbench_shell import CART_KEY, SEARCH_KEY, Shell

from supplier_connect.sandbox.frame.server import SandboxServer

SKU = "603-RC0402FR-1310KL"


@pytest.fixture
def shell(tmp_path: Path, sandbox: SandboxServer) -> Shell:
	made = Shell(tmp_path, sandbox)
	made.write_keys("")
	made.keys_of("Mouser", cart_key=CART_KEY, search_key=SEARCH_KEY)
	made.add_account("Mouser", "--per-day", "50")
	return made


def look_up(shell: Shell) -> None:
	shell.ok("add-part", "R-10K", SKU, "--account", "Mouser")


def calls(shell: Shell) -> int:
	return len(shell.sandbox.state["calls"])


def test_the_same_question_in_another_command_spends_no_call(shell: Shell) -> None:
	look_up(shell)
	look_up(shell)
	assert calls(shell) == 1
	assert re.search(r"Mouser +3,?600 +1 +[\d,]+ +1 +1 +50%", shell.ok("cache"))


def test_what_is_left_of_the_day_and_where_calls_went_is_shown(shell: Shell) -> None:
	look_up(shell)
	look_up(shell)
	shown = shell.ok("usage")
	assert re.search(r"Mouser +1 +50 +49", shown)
	assert re.search(r"/v1/search/partnumber +1 +0 +1 ", shown)
	assert "00:00 UTC on." in shown


def test_a_cleared_cache_asks_anew(shell: Shell) -> None:
	look_up(shell)
	assert "Mouser: 1 answers thrown away." in shell.ok("cache", "clear")
	look_up(shell)
	assert calls(shell) == 2
	assert "Mouser: 1 answers thrown away." in shell.ok("cache", "clear", "Mouser")
	assert "no account" in shell.fails("cache", "clear", "Other")


def test_another_key_is_given_nothing_of_before(shell: Shell) -> None:
	look_up(shell)
	shell.keys_of("Mouser", cart_key=CART_KEY, search_key="wrong")
	assert "Mouser" in shell.fails("add-part", "R-10K", SKU, "--account", "Mouser")


def test_a_changed_account_asks_anew_and_zero_seconds_keep_nothing(shell: Shell) -> None:
	look_up(shell)
	shell.set_account("Mouser", "--cache-seconds", "0")
	look_up(shell)
	look_up(shell)
	assert calls(shell) == 3


def test_testing_an_account_asks_the_shop(shell: Shell) -> None:
	shell.ok("account", "test", "Mouser")
	first = calls(shell)
	shell.ok("account", "test", "Mouser")
	assert calls(shell) == 2 * first


def test_days_before_all_calendars_are_refused(shell: Shell) -> None:
	result = shell.run("usage", "--days", "1000000")
	assert "Invalid value for '--days'" in result.output
