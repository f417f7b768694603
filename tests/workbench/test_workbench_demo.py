"""The demo shows what it promises, quickly, and leaves no key behind."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
	return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def output(directory: Path) -> str:
	finished = subprocess.run(
		(sys.executable, "-m", "supplier_connect.workbench.demo"),
		cwd=directory,
		env={**os.environ, "PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"},
		capture_output=True,
		encoding="utf-8",
		check=False,
	)
	assert finished.returncode == 0, finished.stderr
	return finished.stdout


def test_the_cart_is_shown_as_a_table(output: str) -> None:
	assert re.search(r"SKU +MPN +IPN +Quantity +Stock +Unit Price +Line Total +Error", output)
	assert re.search(
		r"603-RC0402FR-1310KL +RC0402FR-1310KL +R-0402-10K +80 +[\d,]+ ✔ +[\d.]+ +[\d.]+", output
	)


def test_what_was_not_found_or_left_out_is_named(output: str) -> None:
	assert "Not found at Mouser Sandbox: 11" in output
	assert "Left out: 12" in output


def test_what_changed_in_the_order_is_told(output: str) -> None:
	assert "Changed in PO-00001: 41 rates" in output
	assert re.search(r"Order total: 3,610\.00 before, 3,126\.35 after \(-483\.65\) USD", output)


def test_the_second_time_changes_nothing(output: str) -> None:
	assert "The supplier holds 1 cart with 41 lines, 3,126.35 USD in all, as before." in output
	assert "The prices would change nothing in PO-00001." in output


def test_an_account_is_connected_and_a_list_sent(output: str) -> None:
	assert "DigiKey Sandbox is connected to DigiKey: signed in by" in output
	assert re.search(r"311-RC0402FR-1310KLCT-ND +RC0402FR-1310KL +R-0402-10K +80 +[\d,]+ ✔", output)
	assert re.search(r"See the list PO-00002-01: http://\S+/en/mylists/list/", output)


def test_the_file_and_the_page_are_left(output: str, directory: Path) -> None:
	assert output.rstrip().splitlines()[-2:] == [
		"  demo-output/supplier-connect.sqlite",
		"  demo-output/cart.html",
	]
	page = (directory / "demo-output" / "cart.html").read_text(encoding="utf-8")
	assert "Changed in the order" in page
	assert "603-RC0402FR-1310KL" in page
	with closing(sqlite3.connect(directory / "demo-output" / "supplier-connect.sqlite")) as connection:
		assert connection.execute("SELECT count(*) FROM supplier_carts").fetchone()[0] == 2


def test_no_key_is_left(output: str, directory: Path) -> None:
	left = output.encode() + b"".join(path.read_bytes() for path in (directory / "demo-output").iterdir())
	for key in (b"sandbox-cart-key", b"sandbox-search-key", b"sandbox-client-secret"):
		assert key not in left
