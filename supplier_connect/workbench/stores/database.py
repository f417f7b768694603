"""One SQLite file, shared by threads and processes: connections, transactions, and the schema with its version."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tenacity

from supplier_connect.core.model.errors import RejectedInput, Unavailable
from supplier_connect.core.model.messages import msg
from supplier_connect.workbench.stores.schema import MIGRATIONS

_BUSY_SECONDS = 30.0
# "SuCo": tells our files from those of other programs, and from those of before the schema started anew.
_APPLICATION = 0x5375436F
# Connections that a fork has copied: SQLite forbids to use or to close them in the child, so they are kept.
_inherited: list[sqlite3.Connection] = []


def _is_busy(error: BaseException) -> bool:
	return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


# SQLite doesn't wait for others by itself when it changes a file's journal mode.
_switching = tenacity.Retrying(
	retry=tenacity.retry_if_exception(_is_busy),
	wait=tenacity.wait_random(0.001, 0.05),
	stop=tenacity.stop_after_delay(_BUSY_SECONDS),
	reraise=True,
)


class Database:
	"""A database file; it is made when it isn't there, and brought to the newest schema.

	Raises `RejectedInput` for a file that is no database of ours or that a newer version wrote, `Unavailable`
	for one that can't be opened, read or written.
	"""

	def __init__(self, path: str | Path) -> None:
		self.path = Path(path)
		self._lock = threading.Lock()
		self._process = os.getpid()
		self._idle: list[sqlite3.Connection] = []
		try:
			self._migrate()
		except BaseException:
			self.close()
			raise

	@property
	def version(self) -> int:
		"""The version of the file's schema."""
		with self.reading() as connection:
			return _version_of(connection)

	@contextmanager
	def reading(self) -> Iterator[sqlite3.Connection]:
		"""A connection whose reads all see the same state of the file."""
		with self._transaction("BEGIN") as connection:
			yield connection

	@contextmanager
	def writing(self) -> Iterator[sqlite3.Connection]:
		"""A connection that alone may write; what it did is stored at the end, or undone by an exception."""
		with self._transaction("BEGIN IMMEDIATE") as connection:
			yield connection

	def close(self) -> None:
		"""Close the connections that are not in use."""
		with self._lock:
			idle, self._idle = self._idle, []
		for connection in idle:
			connection.close()

	@contextmanager
	def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
		with self._explained():
			connection = self._borrow()
			try:
				connection.execute(begin)
				yield connection
				connection.execute("COMMIT")
			except BaseException:
				if connection.in_transaction:
					connection.execute("ROLLBACK")
				raise
			finally:
				self._give_back(connection)

	@contextmanager
	def _explained(self) -> Iterator[None]:
		"""SQLite's own errors as ours; what only a fault of the program can cause stays as it is."""
		try:
			yield
		except sqlite3.OperationalError as error:
			raise Unavailable(
				msg(
					"The file {0} can't be used: {1}. Check its place and permissions, and try again.",
					self.path,
					error,
				)
			)
		except sqlite3.DatabaseError as error:
			if type(error) is not sqlite3.DatabaseError:
				raise
			raise self._not_ours()

	def _borrow(self) -> sqlite3.Connection:
		with self._lock:
			if self._process != os.getpid():
				_inherited.extend(self._idle)
				self._idle, self._process = [], os.getpid()
			if self._idle:
				return self._idle.pop()
		return self._open()

	def _give_back(self, connection: sqlite3.Connection) -> None:
		with self._lock:
			self._idle.append(connection)

	def _open(self) -> sqlite3.Connection:
		# A connection passes from thread to thread, but only one thread has it at a time.
		connection = sqlite3.connect(
			self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
		)
		connection.row_factory = sqlite3.Row
		connection.execute("PRAGMA foreign_keys = ON")
		return connection

	def _migrate(self) -> None:
		self._use_write_ahead_log()
		with self.writing() as connection:
			version = _version_of(connection)
			is_ours = connection.execute("PRAGMA application_id").fetchone()[0] == _APPLICATION
			if not is_ours and version and _has_tables(connection, "supplier_parts"):
				raise RejectedInput(
					msg(
						"The file {0} was written by an older version of Supplier Connect. Move it away, run init and add"
						" the accounts and orders again.",
						self.path,
					),
					field="database",
				)
			if not is_ours and _has_tables(connection, "%"):
				raise self._not_ours()
			if version > len(MIGRATIONS):
				raise RejectedInput(
					msg(
						"The file {0} was written by a newer version of Supplier Connect. Update the program to use it.",
						self.path,
					),
					field="database",
				)
			for statements in MIGRATIONS[version:]:
				for statement in statements:
					connection.execute(statement)
			connection.execute(f"PRAGMA application_id = {_APPLICATION}")
			connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

	def _use_write_ahead_log(self) -> None:
		"""Let readers go on while one writes; the file remembers it."""
		with self._explained():
			connection = self._borrow()
			try:
				_switching.copy()(connection.execute, "PRAGMA journal_mode = WAL")
			finally:
				self._give_back(connection)

	def _not_ours(self) -> RejectedInput:
		return RejectedInput(
			msg("The file {0} is no Supplier Connect database.", self.path), field="database"
		)


def _version_of(connection: sqlite3.Connection) -> int:
	return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _has_tables(connection: sqlite3.Connection, like: str) -> bool:
	found = connection.execute("SELECT 1 FROM sqlite_master WHERE name LIKE ? LIMIT 1", (like,))
	return found.fetchone() is not None
