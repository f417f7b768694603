"""Run the Frappe tests and the browser tests on a bench, with this checkout linked into it.

The bench is the folder named by BENCH, else ~/frappe-bench; without one the tests are left out, and a line says how
many.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

from support.bench_services import NotStarted, running_services

APP = "supplier_connect"
ROOT = Path(__file__).resolve().parents[1]
HELPER = ("-m", "frappe.utils.bench_helper", "frappe")


def main() -> int:
	"""Run the tests; the exit code of the first step that fails, 0 when all pass or are left out."""
	bench = Path(os.environ.get("BENCH") or Path.home() / "frappe-bench").expanduser()
	if not (bench / "sites" / "common_site_config.json").exists():
		print(_left_out(bench))
		return 0
	try:
		with running_services(bench):
			return _on(bench)
	except (NotStarted, StepFailed) as error:
		print(f"The bench at {bench} can't be used: {error}", file=sys.stderr)
		return 1


class StepFailed(Exception):
	"""A step to make the bench ready failed; the message says which."""


def _on(bench: Path) -> int:
	site = _site(bench)
	_link(bench)
	_step("building the assets", bench, "build", "--app", APP)
	_install(bench, site)
	print(f"Frappe tests on {site}:", flush=True)
	frappe = _frappe(bench, "--site", site, "run-tests", "--app", APP)
	print("Browser tests:", flush=True)
	command = [sys.executable, "-m", "pytest", "-m", "browser", "tests/browser"]
	browser = subprocess.run(command, cwd=ROOT, check=False).returncode
	return frappe or browser


def _site(bench: Path) -> str:
	common = json.loads((bench / "sites" / "common_site_config.json").read_text())
	site = os.environ.get("BENCH_SITE") or common.get("default_site") or ""
	config = bench / "sites" / site / "site_config.json"
	if not site or not config.exists():
		raise StepFailed("it has no default site (set BENCH_SITE)")
	if not json.loads(config.read_text()).get("allow_tests"):
		raise StepFailed(
			f"its site {site} does not allow tests (bench --site {site} set-config allow_tests true)"
		)
	return site


def _link(bench: Path) -> None:
	"""Put this checkout under the bench's apps, and into its Python environment."""
	place = bench / "apps" / APP
	if place.exists() and not place.is_symlink():
		raise StepFailed(f"{place} is a copy of its own; move it away to test this checkout")
	place.unlink(missing_ok=True)
	place.symlink_to(ROOT)
	listed = bench / "sites" / "apps.txt"
	apps = listed.read_text().split()
	if APP not in apps:
		listed.write_text("\n".join([*apps, APP]) + "\n")
	install = [str(bench / "env/bin/python"), "-m", "pip", "install", "--quiet", "--editable", str(place)]
	done = subprocess.run(install, check=False, capture_output=True, text=True)
	if done.returncode:
		raise StepFailed(f"installing the app into the bench's environment failed:\n{done.stderr[-2000:]}")


def _install(bench: Path, site: str) -> None:
	installed = subprocess.run(
		[str(bench / "env/bin/python"), *HELPER, "--site", site, "list-apps"],
		cwd=bench / "sites",
		check=False,
		capture_output=True,
		text=True,
	)
	if installed.returncode:
		raise StepFailed(f"the site {site} is not up:\n{installed.stderr[-2000:]}")
	_step("clearing the cache", bench, "--site", site, "clear-cache")
	if APP in installed.stdout:
		_step("migrating the site", bench, "--site", site, "migrate")
	else:
		_step("installing the app", bench, "--site", site, "install-app", APP)


def _step(what: str, bench: Path, *arguments: str) -> None:
	done = subprocess.run(
		[str(bench / "env/bin/python"), *HELPER, *arguments],
		cwd=bench / "sites",
		env=_environment(),
		check=False,
		capture_output=True,
		text=True,
	)
	if done.returncode:
		raise StepFailed(f"{what} failed:\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}")


def _frappe(bench: Path, *arguments: str) -> int:
	command = [str(bench / "env/bin/python"), *HELPER, *arguments]
	return subprocess.run(command, cwd=bench / "sites", env=_environment(), check=False).returncode


def _environment() -> dict[str, str]:
	# CI: without it Frappe's test runner exits 0 even when tests fail.
	return {**os.environ, "CI": "1"}


def _left_out(bench: Path) -> str:
	frappe = _count(ROOT / APP / "tests")
	browser = _count(ROOT / "tests" / "browser")
	return f"Left out: {frappe} Frappe tests and {browser} browser tests, as there is no bench at {bench} (set BENCH)."


def _count(folder: Path) -> int:
	"""How many test functions a folder holds; a test that runs with several values counts once."""
	return sum(
		isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
		for path in folder.rglob("*.py")
		for node in ast.walk(ast.parse(path.read_text()))
	)


if __name__ == "__main__":
	sys.exit(main())
