"""Starting what a bench needs and isn't running: its database and its two Redis servers."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

_START_SECONDS = 60
_REDIS = ("redis_cache", "redis_queue", "redis_socketio")
# How a Debian or a plain MariaDB is started, in this order.
_DATABASE_COMMANDS = (("service", "mariadb", "start"), ("service", "mysql", "start"))


class NotStarted(Exception):
	"""A service could not be started; the message names it."""


@contextmanager
def running_services(bench: Path) -> Iterator[None]:
	"""Start the bench's database and Redis servers unless they answer; stop the Redis servers we started."""
	common = json.loads((bench / "sites" / "common_site_config.json").read_text())
	with ExitStack() as started:
		_start_database(common)
		for name, port in _redis_ports(common).items():
			if not _answers("127.0.0.1", port):
				started.enter_context(_redis(bench, name, port))
		yield


def _start_database(common: dict[str, Any]) -> None:
	host, port = common.get("db_host") or "127.0.0.1", int(common.get("db_port") or 3306)
	if _answers(host, port):
		return
	for command in _DATABASE_COMMANDS:
		if (
			shutil.which(command[0])
			and subprocess.run(command, check=False, capture_output=True).returncode == 0
		):
			_wait_for(host, port, "the database")
			return
	raise NotStarted(f"the database on {host}:{port} is not running and could not be started")


def _redis_ports(common: dict[str, Any]) -> dict[str, int]:
	"""Name to port, one name a port."""
	ports = {int(common[name].rpartition(":")[2]): name for name in reversed(_REDIS) if common.get(name)}
	return {name: port for port, name in ports.items()}


@contextmanager
def _redis(bench: Path, name: str, port: int) -> Iterator[None]:
	config = bench / "config" / f"{name}.conf"
	arguments = [str(config)] if config.exists() else ["--port", str(port), "--save", ""]
	if not shutil.which("redis-server"):
		raise NotStarted(f"Redis on port {port} is not running, and there is no redis-server to start")
	process = subprocess.Popen(
		["redis-server", *arguments], cwd=bench, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
	)
	try:
		_wait_for("127.0.0.1", port, name)
		yield
	finally:
		process.terminate()
		process.wait(timeout=15)


def _wait_for(host: str, port: int, name: str) -> None:
	until = time.monotonic() + _START_SECONDS
	while not _answers(host, port):
		if time.monotonic() > until:
			raise NotStarted(f"{name} does not answer on {host}:{port}")
		time.sleep(0.2)


def _answers(host: str, port: int) -> bool:
	try:
		socket.create_connection((host, port), timeout=2).close()
	except OSError:
		return False
	return True
