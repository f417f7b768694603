"""Finding a bench with ERPNext to test on, and running its processes.

The bench is the folder named by the environment variable BENCH, else ~/frappe-bench; the sites those that BENCH_SITE
names, with commas between, else the bench's default site. Of tests that pytest runs in several processes, each process
has a site for itself.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HELPER = ("-m", "frappe.utils.bench_helper", "frappe")
_START_SECONDS = 60
_STOP_SECONDS = 15


class NoBench(Exception):
	"""There is no bench to test on; the message says what is missing."""


@dataclass(frozen=True)
class Script:
	"""A running script: a line of JSON in, a line of JSON out, {"done": answer} or {"failed": why}."""

	process: subprocess.Popen[str]
	log: Path

	def ask(self, *asked: Any) -> Any:
		"""Have it do something; RuntimeError, with what it said, when that fails."""
		assert self.process.stdin and self.process.stdout
		self.process.stdin.write(f"{json.dumps(asked)}\n")
		self.process.stdin.flush()
		said = self.process.stdout.readline()
		answer = json.loads(said) if said else {"failed": self.log.read_text()[-3000:]}
		if "failed" in answer:
			raise RuntimeError(f"{asked[0]} failed:\n{answer['failed']}")
		return answer["done"]


@dataclass(frozen=True)
class Bench:
	"""A bench whose site has the app."""

	path: Path
	site: str

	@property
	def sites(self) -> Path:
		"""The folder that Frappe's processes run in."""
		return self.path / "sites"

	def python(self, *arguments: str) -> Any:
		"""Run the bench's Python; what it prints on its last line is read as JSON.

		RuntimeError, with what it said, when it fails.
		"""
		done = subprocess.run(
			[self._python, *arguments],
			cwd=self.sites,
			capture_output=True,
			text=True,
			check=False,
		)
		if done.returncode:
			raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr[-3000:]}")
		lines = done.stdout.strip().splitlines()
		return json.loads(lines[-1]) if lines else None

	@contextmanager
	def configured(self, key: str, value: int) -> Iterator[None]:
		"""The site with a value in its config, and with the one before afterwards; for processes that start then."""
		before = self._configure(key, value)
		try:
			yield
		finally:
			self._configure(key, "None" if before is None else before)

	def _configure(self, key: str, value: Any) -> Any:
		script = (
			"import sys, json, frappe; from frappe.installer import update_site_config;"
			"frappe.init(site=sys.argv[1], sites_path='.'); key, value = json.loads(sys.argv[2]);"
			"print(json.dumps(frappe.conf.get(key))); update_site_config(key, value)"
		)
		return self.python("-c", script, self.site, json.dumps([key, value]))

	@contextmanager
	def script(self, log: Path, *arguments: str) -> Iterator[Script]:
		"""A script in the bench's Python that does one thing after the other, as long as it is asked to."""
		with log.open("w") as errors:
			process = subprocess.Popen(
				[self._python, *arguments],
				cwd=self.sites,
				stdin=subprocess.PIPE,
				stdout=subprocess.PIPE,
				stderr=errors,
				text=True,
			)
			try:
				yield Script(process, log)
			finally:
				_stop(process)

	@contextmanager
	def web_server(self, log: Path) -> Iterator[str]:
		"""A web server of its own for the site, with the code as it is now; its address."""
		port = free_port()
		with self._process(log, "--site", self.site, "serve", "--port", str(port), "--noreload"):
			address = f"http://127.0.0.1:{port}"
			_wait_for(f"{address}/api/method/ping", log)
			yield address

	@contextmanager
	def worker(self, log: Path) -> Iterator[None]:
		"""A background worker, beside those that may be running."""
		with self._process(log, "worker", "--queue", "default,short,long"):
			yield

	@property
	def _python(self) -> str:
		return str(self.path / "env" / "bin" / "python")

	@contextmanager
	def _process(self, log: Path, *arguments: str) -> Iterator[None]:
		# DEV_SERVER: without it the Desk looks for socket.io on the port of the web server.
		environment = {**os.environ, "DEV_SERVER": "1"}
		with log.open("w") as output:
			process = subprocess.Popen(
				[self._python, *_HELPER, *arguments],
				cwd=self.sites,
				env=environment,
				stdout=output,
				stderr=subprocess.STDOUT,
			)
			try:
				yield
			finally:
				_stop(process)


def find_path() -> Path:
	"""The bench's folder; raises `NoBench`."""
	path = Path(os.environ.get("BENCH") or Path.home() / "frappe-bench").expanduser()
	if not (path / "sites" / "common_site_config.json").exists():
		raise NoBench(f"no bench at {path} (set BENCH)")
	return path


def sites_of(path: Path) -> list[str]:
	"""The bench's sites to test on, one at least; raises `NoBench` when one of them is not there."""
	common = json.loads((path / "sites" / "common_site_config.json").read_text())
	named = os.environ.get("BENCH_SITE") or common.get("default_site") or ""
	sites = [site.strip() for site in named.split(",")]
	for site in sites:
		if not (path / "sites" / site / "site_config.json").exists():
			raise NoBench(f"{path} has no {f'site {site}' if site else 'default site'} (set BENCH_SITE)")
	return sites


def find_bench() -> Bench:
	"""The bench to test on, with the site of this process; raises `NoBench`."""
	path = find_path()
	sites = sites_of(path)
	process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
	if process >= len(sites):
		raise RuntimeError(f"each process needs a site for itself, and BENCH_SITE names {len(sites)}")
	bench = Bench(path, sites[process])
	_check_services(json.loads((bench.sites / "common_site_config.json").read_text()))
	_check_app(bench)
	return bench


def free_port() -> int:
	"""A port that nobody listens on."""
	with socket.socket() as probe:
		probe.bind(("127.0.0.1", 0))
		return int(probe.getsockname()[1])


def _check_services(common: dict[str, Any]) -> None:
	wanted = [(common.get("db_host") or "127.0.0.1", int(common.get("db_port") or 3306))]
	for name in ("redis_cache", "redis_queue"):
		host, _, port = str(common.get(name, "")).removeprefix("redis://").partition(":")
		if port:
			wanted.append((host, int(port)))
	for host, port in wanted:
		try:
			socket.create_connection((host, port), timeout=2).close()
		except OSError as error:
			raise NoBench(
				f"nothing answers on {host}:{port}: start the bench's database and Redis"
			) from error


def _check_app(bench: Bench) -> None:
	script = (
		"import sys, json, frappe; frappe.init(site=sys.argv[1], sites_path='.'); frappe.connect();"
		"print(json.dumps(frappe.get_installed_apps()))"
	)
	try:
		apps = bench.python("-c", script, bench.site)
	except RuntimeError as error:
		raise NoBench(f"the site {bench.site} is not up") from error
	missing = {"erpnext", "supplier_connect"}.difference(apps)
	if missing:
		raise NoBench(f"{bench.site} lacks {' and '.join(sorted(missing))}")


def _wait_for(address: str, log: Path) -> None:
	until = time.monotonic() + _START_SECONDS
	while time.monotonic() < until:
		try:
			with urllib.request.urlopen(address, timeout=10):
				return
		except (urllib.error.URLError, OSError):
			time.sleep(0.3)
	raise RuntimeError(f"{address} did not come up:\n{log.read_text()[-3000:]}")


def _stop(process: subprocess.Popen[Any]) -> None:
	process.terminate()
	try:
		process.wait(_STOP_SECONDS)
	except subprocess.TimeoutExpired:
		process.kill()
		process.wait()


__all__: Sequence[str] = ["Bench", "NoBench", "Script", "find_bench", "find_path", "free_port", "sites_of"]
