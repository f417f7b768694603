"""Run the Frappe tests and the browser tests on a bench, with this checkout linked into it.

The bench is the folder named by BENCH, else ~/frappe-bench; without one the tests are left out, and a line says how
many. Where BENCH_SITE names two sites of it, two processes share the tests, each on a site of its own.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from support.bench import NoBench, find_path, sites_of
from support.bench_services import NotStarted, running_services

APP = "supplier_connect"
ROOT = Path(__file__).resolve().parents[1]
HELPER = ("-m", "frappe.utils.bench_helper", "frappe")


def main() -> int:
	"""Run the tests; the exit code of the first step that fails, 0 when all pass or are left out."""
	try:
		bench = find_path()
	except NoBench as reason:
		print(_left_out(reason))
		return 0
	try:
		with running_services(bench):
			return _on(bench, sites_of(bench))
	except (NoBench, NotStarted, StepFailed) as error:
		print(f"The bench at {bench} can't be used: {error}", file=sys.stderr)
		return 1


class StepFailed(Exception):
	"""A step to make the bench ready failed; the message says which."""


def _on(bench: Path, sites: list[str]) -> int:
	for site in sites:
		if not json.loads((bench / "sites" / site / "site_config.json").read_text()).get("allow_tests"):
			raise StepFailed(
				f"its site {site} does not allow tests (bench --site {site} set-config allow_tests true)"
			)
	_link(bench)
	_step("building the assets", bench, "build", "--app", APP)
	for site in sites:
		_install(bench, site)
	if len(sites) == 1:
		print("One process, as there is one site; name two in BENCH_SITE (a.test,b.test) for two.")
	print(f"Frappe tests on {' and '.join(sites)}:", flush=True)
	with ThreadPoolExecutor(len(sites)) as side_by_side:
		parts = [f"{number}/{len(sites)}" for number in range(1, len(sites) + 1)]
		frappe = list(side_by_side.map(_frappe, [bench] * len(sites), sites, parts))
	print("Browser tests:", flush=True)
	command = [sys.executable, "-m", "pytest", "-m", "browser", "tests/browser"]
	if len(sites) > 1:
		command += ["-n", str(len(sites)), "--dist", "loadfile"]
	browser = subprocess.run(command, cwd=ROOT, check=False).returncode
	return max(frappe) or browser


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


def _frappe(bench: Path, site: str, part: str) -> int:
	"""Run a part of the Frappe tests; what they print is told with their site before each line."""
	command = [
		*(str(bench / "env/bin/python"), *HELPER, "--site", site, "run-tests"),
		*("--app", APP, "--module", f"{APP}.tests"),
	]
	with subprocess.Popen(
		command,
		cwd=bench / "sites",
		env={**_environment(), "SUPPLIER_CONNECT_PART": part},
		stdout=subprocess.PIPE,
		stderr=subprocess.STDOUT,
		text=True,
		errors="replace",
	) as running:
		assert running.stdout
		for line in running.stdout:
			print(f"{site}: {line}", end="", flush=True)
	return running.returncode


def _environment() -> dict[str, str]:
	# CI: without it Frappe's test runner exits 0 even when tests fail.
	return {**os.environ, "CI": "1"}


def _left_out(reason: NoBench) -> str:
	frappe = _count(ROOT / APP / "tests")
	browser = _count(ROOT / "tests" / "browser")
	return f"Left out: {frappe} Frappe tests and {browser} browser tests, as there is {reason}."


def _count(folder: Path) -> int:
	"""How many test functions a folder holds; a test that runs with several values counts once."""
	return sum(
		isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
		for path in folder.rglob("*.py")
		for node in ast.walk(ast.parse(path.read_text()))
	)


if __name__ == "__main__":
	sys.exit(main())
