"""What is stored for good stays exact when the database goes away: connections that end, a restart, an unknown commit.

The database is reached through a door that the tests close: the real one serves others.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from unittest import mock

import frappe

from supplier_connect.core.desk.calls import DeskCallLog, DeskDailyQuota
from supplier_connect.core.desk.side_transaction import SideConnection, is_database_error
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.tests.support.site import DocTypeHooks, SiteCase

_COMMIT = b"commit"
_CHUNK = 65536


class _Door:
	"""Lets connections through to the database.

	`close` cuts them and refuses new ones until `open`; with `swallow_commit` the next commit still arrives, but its
	answer doesn't come back.
	"""

	def __init__(self, host: str, port: int) -> None:
		self._target = (host, port)
		self._pairs: list[tuple[socket.socket, socket.socket]] = []
		self.swallow_commit = False
		self.port = 0
		self.open()

	def open(self) -> None:
		self._listener = socket.create_server(("127.0.0.1", self.port))
		self.port = self._listener.getsockname()[1]
		threading.Thread(target=self._serve, args=(self._listener,), daemon=True).start()

	def close(self) -> None:
		_shut(self._listener)
		for pair in self._pairs:
			for end in pair:
				_shut(end)
		self._pairs.clear()

	def _serve(self, listener: socket.socket) -> None:
		while True:
			try:
				client, _address = listener.accept()
			except OSError:
				return
			server = socket.create_connection(self._target)
			self._pairs.append((client, server))
			for ends in ((client, server, self._is_last), (server, client, lambda _data: False)):
				threading.Thread(target=_pass_on, args=ends, daemon=True).start()

	def _is_last(self, data: bytes) -> bool:
		return self.swallow_commit and _COMMIT in data.lower()


def _pass_on(source: socket.socket, target: socket.socket, is_last: Callable[[bytes], bool]) -> None:
	with suppress(OSError):
		while data := source.recv(_CHUNK):
			cut = is_last(data)
			if cut:
				# Nobody hears the answer, but the other end gets the question whole.
				_shut(source)
			target.sendall(data)
			if cut:
				threading.Event().wait(0.2)
				break
	_shut(source)
	_shut(target)


def _shut(end: socket.socket) -> None:
	with suppress(OSError):
		end.shutdown(socket.SHUT_RDWR)
	end.close()


class TestSideConnection(DocTypeHooks, SiteCase):
	def setUp(self) -> None:
		super().setUp()
		self.door = _Door(frappe.conf.db_host or "127.0.0.1", int(frappe.conf.db_port or 3306))
		self.addCleanup(self.door.close)
		self.side = SideConnection(frappe.local.site, frappe.local.sites_path)
		connect = frappe.connect

		def through_the_door(*args: object, **values: object) -> None:
			frappe.local.conf.update({"db_host": "127.0.0.1", "db_port": self.door.port, "db_socket": None})
			connect(*args, **values)

		self.patched = mock.patch.object(frappe, "connect", through_the_door)
		self.patched.start()
		self.name = self.unique("Account")
		self.today = datetime.now(timezone.utc).date()
		held = mock.patch.object(frappe.local, "supplier_connect_side_connection", self.side, create=True)
		with held:
			self.budget, self.log = DeskDailyQuota(), DeskCallLog()

	def tearDown(self) -> None:
		# What the other tests go on with must not be opened through a door that is about to close.
		self.patched.stop()
		super().tearDown()

	def take(self) -> int:
		"""Count a call; its number."""
		place = self.budget.take(self.name, self.today, 0, 0)
		assert place
		return place.number

	def test_a_connection_that_was_ended_is_opened_again(self) -> None:
		self.assertEqual(self.take(), 1)
		connection = self.side.run(lambda: frappe.db.sql("select connection_id()")[0][0])
		frappe.db.sql(f"kill connection {int(connection)}")
		self.assertEqual([self.take(), self.take()], [2, 3])

	def test_a_database_that_is_starting_is_waited_for(self) -> None:
		self.assertEqual(self.take(), 1)
		self.door.close()
		opening = threading.Timer(1.5, self.door.open)
		opening.start()
		self.addCleanup(opening.cancel)
		self.assertEqual([self.take(), self.take()], [2, 3])

	def test_a_database_that_stays_away_is_an_error_and_nothing_is_counted(self) -> None:
		self.take()
		self.door.close()
		with (
			mock.patch(
				"supplier_connect.core.desk.side_transaction._UNTIL_STARTED.stop", lambda _state: True
			),
			self.assertRaises(Exception) as raised,
		):
			self.take()
		self.assertTrue(is_database_error(raised.exception))
		self.door.open()
		self.assertEqual(self.take(), 2)

	def test_work_that_was_cut_off_before_its_commit_is_done_once(self) -> None:
		self.take()
		tries = []

		def work() -> int:
			tries.append(1)
			frappe.db.sql("update `tabConnector Quota` set calls = calls + 10 where account = %s", self.name)
			if len(tries) == 1:
				self.door.close()
				self.door.open()
			return frappe.db.sql("select calls from `tabConnector Quota` where account = %s", self.name)[0][0]

		self.assertEqual(self.side.run(work), 11)
		self.assertEqual(len(tries), 2)
		self.assertEqual(self.take(), 12)

	def test_work_that_may_have_been_committed_is_not_done_again(self) -> None:
		self.take()
		self.door.swallow_commit = True
		with self.assertRaises(Exception) as raised:
			self.take()
		self.assertTrue(is_database_error(raised.exception))
		self.door.swallow_commit = False
		# Counted once, although nobody heard of it: rather a call too few than one too many.
		self.assertEqual(self.take(), 3)

	def test_a_refusal_of_the_work_itself_is_told_and_the_connection_stays(self) -> None:
		def refuse() -> None:
			frappe.db.sql("update `tabConnector Quota` set calls = 99 where account = %s", self.name)
			raise ValueError

		self.take()
		connection = self.side.run(lambda: frappe.db.sql("select connection_id()"))
		self.assertRaises(ValueError, self.side.run, refuse)
		self.assertEqual(self.side.run(lambda: frappe.db.sql("select connection_id()")), connection)
		self.assertEqual(self.take(), 2)

	def test_a_record_of_a_call_and_its_count_come_together_or_not_at_all(self) -> None:
		call = CallRecord(self.name, "", "GET", "/x", 200, 5, 10, "", datetime.now(timezone.utc))
		with (
			mock.patch("supplier_connect.core.desk.usage._ADD", "insert into tabNoSuchTable values (1)"),
			self.assertRaises(frappe.db.ProgrammingError),
		):
			self.log.record(call)
		self.log.record(call)
		counts = "select count(*), (select sum(calls) from `tabConnector Usage` where account = %(name)s)"
		query = f"{counts} from `tabConnector Call` where account = %(name)s"
		self.assertEqual(self.side.run(lambda: frappe.db.sql(query, {"name": self.name}))[0], (1, 1))
