"""The contracts of pyproject.toml find what must not be imported: each is broken on purpose in a copy of the package."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tomli

_ROOT = Path(__file__).parents[1]
_ONLY_PYTHON = shutil.ignore_patterns("*.js", "*.json", "public", "data", "__pycache__")
# module that imports, what it imports, the contract that says no
_FORBIDDEN = [
	("shops/services/cart/preflight.py", "shops.connectors.digikey.lists", "Services know"),
	("shops/services/lookup/find_parts.py", "shops.connectors.registry", "Services know"),
	("shops/services/resync/resync_parts.py", "workbench.stores.parts", "Services know"),
	("core/http/session.py", "shops.model.offer", "The public door"),
	("shops/connectors/mouser/client.py", "shops.connectors.digikey.api", "Connectors never"),
	("sandbox/mouser/cart.py", "shops.model.cart", "The sandbox"),
	("shops/matching/ranking/ranking.py", "core.http.session", "Pure rules"),
	("shops/services/bom/costs.py", "shops.desk.bom.costs", "Frappe stays"),
	("core/model/money.py", "core.http.session", "Layers of core"),
	("shops/model/offer.py", "shops.services.cart.preflight", "Layers of a family"),
]


@pytest.fixture
def package(tmp_path: Path) -> Path:
	"""A copy of the package and its contracts."""
	shutil.copytree(_ROOT / "supplier_connect", tmp_path / "supplier_connect", ignore=_ONLY_PYTHON)
	shutil.copy(_ROOT / "pyproject.toml", tmp_path)
	return tmp_path


def _broken(package: Path) -> str:
	"""What import-linter says of the contracts that are broken, "" for none."""
	command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
	environment = {"PYTHONPATH": str(package), "PATH": "/usr/bin:/bin"}
	done = subprocess.run(
		command, cwd=package, env=environment, check=False, capture_output=True, text=True, timeout=120
	)
	assert "Contracts" in done.stdout, done.stdout + done.stderr
	return "\n".join(line for line in done.stdout.splitlines() if line.endswith("BROKEN"))


def test_what_must_not_be_imported_breaks_its_contract(package: Path) -> None:
	assert _broken(package) == ""
	for module, imported, _contract in _FORBIDDEN:
		with (package / "supplier_connect" / module).open("a") as file:
			file.write(f"\nimport supplier_connect.{imported}\n")
	found = _broken(package)
	for module, _imported, contract in _FORBIDDEN:
		assert contract in found, f"{module} may import what it must not"


def test_a_family_that_imports_another_breaks_the_contract(package: Path) -> None:
	other = package / "supplier_connect" / "pos"
	other.mkdir()
	(other / "__init__.py").write_text("import supplier_connect.shops.model.offer\n")
	assert "The public door" in _broken(package)


def test_every_connector_stands_in_the_contract() -> None:
	contracts = tomli.loads((_ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
	(alone,) = (one["modules"] for one in contracts if one["type"] == "independence")
	folders = (path.parent for path in (_ROOT / "supplier_connect").glob("*/connectors/*/__init__.py"))
	found = (str(path.relative_to(_ROOT)).replace("/", ".") for path in folders)
	assert sorted(found) == sorted(alone)
