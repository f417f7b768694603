"""Shells at both shops, and a browser that signs in."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.sign_in_browser import Browser
from support.workbench_shell import Shell

from supplier_connect.sandbox.frame.server import SandboxServer


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
	"""The browser that commands open."""
	made = Browser()
	monkeypatch.setattr(webbrowser, "open", made.open)
	yield made
	made.wait()


@pytest.fixture
def digikey_shell(tmp_path: Path, digikey: SandboxServer, browser: Browser) -> Shell:
	"""An account at DigiKey, with keys, whose user has not signed in."""
	shell = Shell(tmp_path, digikey)
	shell.write_keys("")
	shell.keys_of("DigiKey", client_id="sandbox-client-id", client_secret="sandbox-client-secret")
	shell.add_account("DigiKey")
	return shell


@pytest.fixture
def signed_in(digikey_shell: Shell, browser: Browser) -> Shell:
	"""An account at DigiKey whose user has signed in."""
	digikey_shell.ok("connect", "DigiKey", "--port", "0")
	return digikey_shell
