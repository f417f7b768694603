"""Where keys come from, and who may read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.secret import Secret
from supplier_connect.workbench.keys import KeyRing, environment_name

_NAMES = ("cart_key", "search_key")
_FILE = '["Mouser DE"]\ncart_key = "from-file"\nproxy_url = "http://user:pass@proxy.example:8080"\n'


def _file(tmp_path: Path, text: str = _FILE, mode: int = 0o600) -> Path:
	path = tmp_path / "keys.toml"
	path.write_text(text, encoding="utf-8")
	path.chmod(mode)
	return path


@pytest.mark.parametrize(
	("account", "name"),
	[
		("Mouser", "SUPPLIER_CONNECT_MOUSER_CART_KEY"),
		("Mouser DE-2", "SUPPLIER_CONNECT_MOUSER_DE_2_CART_KEY"),
		("Müller", "SUPPLIER_CONNECT_M_LLER_CART_KEY"),
	],
)
def test_variables_are_named_after_the_account(account: str, name: str) -> None:
	assert environment_name(account, "cart_key") == name


def test_keys_come_from_the_file(tmp_path: Path) -> None:
	ring = KeyRing({}, _file(tmp_path))
	assert dict(ring.credentials("Mouser DE", _NAMES).keys) == {"cart_key": Secret("from-file")}
	assert ring.proxy_url("Mouser DE") == Secret("http://user:pass@proxy.example:8080")
	assert dict(ring.credentials("Other", _NAMES).keys) == {}


def test_the_environment_wins(tmp_path: Path) -> None:
	ring = KeyRing({"SUPPLIER_CONNECT_MOUSER_DE_CART_KEY": "from-environment"}, _file(tmp_path))
	assert ring.credentials("Mouser DE", _NAMES).keys["cart_key"] == Secret("from-environment")


def test_no_file_and_no_variables_are_no_keys() -> None:
	assert dict(KeyRing({}, None).credentials("Mouser", _NAMES).keys) == {}
	assert KeyRing({}, None).proxy_url("Mouser") is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644, 0o777])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
	path = _file(tmp_path, mode=mode)
	with pytest.raises(RejectedInput) as caught:
		KeyRing({}, path).credentials("Mouser DE", _NAMES)
	assert f"chmod 600 {path}" in str(caught.value)


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_of_its_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
	assert KeyRing({}, _file(tmp_path, mode=mode)).credentials("Mouser DE", _NAMES).keys


@pytest.mark.parametrize(
	("text", "told"),
	[
		("cart_key = very-secret", "not valid TOML"),
		("[Mouser]\ncart_key = 12345", "must stand below [Mouser]"),
		('Mouser = "very-secret"', "must stand below [Mouser]"),
		("\xff", "not valid TOML"),
	],
)
def test_a_file_that_makes_no_sense_is_told_without_what_it_holds(
	tmp_path: Path, text: str, told: str
) -> None:
	path = tmp_path / "keys.toml"
	path.write_bytes(text.encode("latin-1"))
	path.chmod(0o600)
	with pytest.raises(RejectedInput) as caught:
		KeyRing({}, path).credentials("Mouser", _NAMES)
	assert told in str(caught.value)
	assert "very-secret" not in str(caught.value)
	assert "12345" not in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
	with pytest.raises(NotFound):
		KeyRing({}, tmp_path / "none.toml").credentials("Mouser", _NAMES)


def test_a_directory_is_told(tmp_path: Path) -> None:
	with pytest.raises(RejectedInput, match="can't be read"):
		KeyRing({}, tmp_path).credentials("Mouser", _NAMES)
