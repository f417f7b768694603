"""Starting, stopping, the web pages and the command."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner
from support.sandbox_client import TIMEOUT, Client, item

from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.server import SandboxServer


def page(url: str) -> requests.Response:
	return requests.get(url, timeout=TIMEOUT)


def test_the_cart_page_shows_the_cart(client: Client) -> None:
	cart = client.insert(item("217-XC7K160T-2FBG484I", 2, "<U1>"), countryCode="DE")
	response = page(f"{client.base_url}/cart?cartKey={cart['CartKey']}")
	assert response.headers["Content-Type"] == "text/html; charset=utf-8"
	assert "217-XC7K160T-2FBG484I" in response.text
	assert "2.271,59 €" in response.text
	assert "&lt;U1&gt;" in response.text
	assert "<U1>" not in response.text


def test_pages_that_are_not_there(client: Client) -> None:
	assert page(f"{client.base_url}/cart?cartKey=none").status_code == 404
	assert page(f"{client.base_url}/ProductDetail/none").status_code == 404
	assert page(f"{client.base_url}/images/none.svg").status_code == 404
	assert page(f"{client.base_url}/elsewhere").status_code == 404
	assert page(f"{client.base_url}/_sandbox/elsewhere").status_code == 404
	assert page(f"{client.base_url}/_sandbox/reset").status_code == 405


def test_links_of_a_part_lead_somewhere(client: Client) -> None:
	(part,) = client.parts("771-PCA6408APW118", "Exact")
	assert "PCA6408APW,118" in page(part["ProductDetailUrl"]).text
	assert page(part["ImagePath"]).headers["Content-Type"].startswith("image/svg+xml")
	assert page(part["DataSheetUrl"]).status_code == 200


def test_a_server_stops_and_starts_again(catalogue: Catalogue) -> None:
	server = SandboxServer(catalogue)
	with pytest.raises(RuntimeError):
		_ = server.base_url
	with server:
		url = server.base_url
		with pytest.raises(RuntimeError):
			server.start()
		assert page(f"{url}/_sandbox/state").json()["served"] == 0
	server.stop()
	with pytest.raises(requests.ConnectionError):
		page(f"{url}/_sandbox/state")
	with server:
		assert page(f"{server.base_url}/_sandbox/state").status_code == 200


def test_reset_forgets(client: Client, sandbox: SandboxServer) -> None:
	client.insert(item("595-LM358DR"))
	sandbox.reset()
	assert (sandbox.state["served"], sandbox.state["carts"]) == (0, {})


def test_the_server_prints_nothing(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
	client.number("595-LM358DR")
	page(f"{client.base_url}/elsewhere")
	assert capfd.readouterr() == ("", "")


def test_the_command_serves_until_it_is_interrupted() -> None:
	command = [sys.executable, "-u", "-m", "supplier_connect.sandbox", "--shop", "mouser"]
	with subprocess.Popen(
		[*command, "--port", "0", "--size", "1000"], stdout=subprocess.PIPE, text=True
	) as process:
		assert process.stdout is not None
		lines = [process.stdout.readline() for _ in range(5)]
		match = re.search(r"http://127\.0\.0\.1:\d+", lines[0])
		assert match
		assert len(Client(match[0]).parts("595-LM358DR", "Exact")) == 1
		process.send_signal(signal.SIGINT)
		assert process.wait(timeout=TIMEOUT) == 0
	for key in ("sandbox-search-key", "sandbox-cart-key", "sandbox-search-only-key"):
		assert any(line.split()[0] == key for line in lines)


def test_the_command_serves_digikey() -> None:
	command = [sys.executable, "-u", "-m", "supplier_connect.sandbox", "--shop", "digikey", "--per-day", "7"]
	with subprocess.Popen(
		[*command, "--port", "0", "--size", "1000"], stdout=subprocess.PIPE, text=True
	) as process:
		assert process.stdout is not None
		lines = [process.stdout.readline() for _ in range(7)]
		url = lines[0].split()[-1]
		limits = page(f"{url}/_sandbox/state").json()["limits"]
		process.send_signal(signal.SIGINT)
		assert process.wait(timeout=TIMEOUT) == 0
	assert (limits["per_minute"], limits["per_day"]) == (120, 7)
	assert [line.split()[0] for line in lines[1:6]] == [
		"sandbox-client-id",
		"second-client-id",
		"no-lists-client-id",
		"unsubscribed-client-id",
		"revoked-client-id",
	]


def test_the_command_serves_both_shops_at_once() -> None:
	port = two_free_ports()
	command = [sys.executable, "-u", "-m", "supplier_connect.sandbox", "--port", str(port), "--size", "1000"]
	with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
		assert process.stdout is not None
		lines = [process.stdout.readline() for _ in range(12)]
		assert "lists" not in page(f"http://127.0.0.1:{port}/_sandbox/state").json()
		assert page(f"http://127.0.0.1:{port + 1}/_sandbox/state").json()["lists"] == []
		process.send_signal(signal.SIGINT)
		assert process.wait(timeout=TIMEOUT) == 0
	shops = [line.split()[2:3] + line.split()[-1:] for line in lines if line.startswith("Sandbox shop")]
	assert shops == [
		["Mouser", f"http://127.0.0.1:{port}/api"],
		["DigiKey", f"http://127.0.0.1:{port + 1}"],
	]


def two_free_ports() -> int:
	"""A port that is free, and so is the next one."""
	while True:
		with socket.create_server(("127.0.0.1", 0)) as first:
			port: int = first.getsockname()[1]
			try:
				with socket.create_server(("127.0.0.1", port + 1)):
					return port
			except OSError:
				continue


def test_both_need_both_ports() -> None:
	port = two_free_ports()
	main = import_module("supplier_connect.sandbox.__main__").main
	with socket.create_server(("127.0.0.1", port + 1)):
		result = CliRunner().invoke(main, ["--port", str(port), "--size", "1000"])
	assert result.exit_code == 1
	# The one that could start was stopped again.
	socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.parametrize("port", ["8123", ""])
def test_make_sandbox_takes_a_port(port: str) -> None:
	asked = [f"PORT={port}"] if port else []
	told = subprocess.run(
		["make", "--dry-run", "--old-file=.venv/.ready", "sandbox", *asked],
		capture_output=True,
		text=True,
		check=True,
		cwd=Path(__file__).parents[2],
	)
	assert f"supplier_connect.sandbox --shop all --port {port or '8800'} " in told.stdout


@pytest.mark.parametrize("arguments", [["--country", "XX"], ["--size", "10"], ["--per-day", "many"]])
def test_the_command_says_what_is_wrong(arguments: list[str]) -> None:
	result = CliRunner().invoke(import_module("supplier_connect.sandbox.__main__").main, arguments)
	assert result.exit_code != 0
	assert "Error" in result.output


def test_the_command_wants_a_free_port(sandbox: SandboxServer) -> None:
	port = sandbox.base_url.rpartition(":")[2]
	main = import_module("supplier_connect.sandbox.__main__").main
	result = CliRunner().invoke(main, ["--port", port, "--size", "1000"])
	assert result.exit_code == 1
	assert "can not start" in result.output
