"""A second connection to the site's database, for what must be stored at once and for good.

A call that was made stays made, and a cart that was created exists, even when the request that did it is rolled
back. So the record of calls, the limits and the transfers are not written in the request's own transaction.

A database that is restarted ends the connection. It is opened again, and what had not been committed is done again; what
may have been is not.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import frappe
import tenacity

Result = TypeVar("Result")

_HELD_AS = "supplier_connect_side_connection"
# The caller's own transaction may hold the row: better told soon than to hang.
_LONGEST_WAIT_SECONDS = 10
# How long a database may take to start.
_LONGEST_START_SECONDS = 15
# What the database and its driver say of a connection that is gone or can't be made: by their numbers.
_GONE = frozenset({1040, 1053, 1077, 1079, 1927, 2002, 2003, 2006, 2013, 2055})


class ConnectionLostError(Exception):
	"""The connection has ended before its work was committed: the database has undone it."""


def is_database_error(error: BaseException) -> bool:
	"""Whether an error is the database's or its driver's own, and no refusal or fault of the program."""
	own = (frappe.QueryDeadlockError, frappe.QueryTimeoutError, ConnectionLostError)
	# The names are those of PEP 249: which driver there is depends on Frappe's version.
	names = {kind.__name__ for kind in type(error).__mro__}
	return isinstance(error, own) or bool(names & {"DatabaseError", "InterfaceError"})


def _is_gone(error: BaseException) -> bool:
	if not is_database_error(error):
		return False
	return type(error).__name__ == "InterfaceError" or bool(_GONE.intersection(error.args[:1]))


_UNTIL_LET_THROUGH = tenacity.Retrying(
	retry=tenacity.retry_if_exception_type((frappe.QueryDeadlockError, ConnectionLostError)),
	wait=tenacity.wait_random(0.005, 0.05),
	stop=tenacity.stop_after_attempt(20),
	reraise=True,
)
_UNTIL_STARTED = tenacity.Retrying(
	retry=tenacity.retry_if_exception(_is_gone),
	wait=tenacity.wait_random(0.1, 0.5),
	stop=tenacity.stop_after_delay(_LONGEST_START_SECONDS),
	reraise=True,
)


def connect_again() -> None:
	"""Open the caller's own connection again where it has ended; what it hadn't committed is lost."""
	if not _is_alive():
		_UNTIL_STARTED(_open)


def undo() -> None:
	"""Roll back what the caller has begun, also where the database has ended the connection and did that itself."""
	try:
		frappe.db.rollback()
	except Exception as error:
		if not _is_gone(error):
			raise
		connect_again()


def anew_after_deadlock(work: Callable[[], Result]) -> Result:
	"""Do work anew whose transaction the database has ended for the sake of another; it must be the whole transaction."""
	for attempt in tenacity.Retrying(
		retry=tenacity.retry_if_exception_type(frappe.QueryDeadlockError),
		wait=tenacity.wait_random(0.01, 0.1),
		stop=tenacity.stop_after_attempt(4),
		before_sleep=lambda _state: undo(),
		reraise=True,
	):
		with attempt:
			return work()
	raise AssertionError


class SideConnection:
	"""Runs work in a thread with a site context and a connection of its own, one piece after the other."""

	def __init__(self, site: str, sites_path: str) -> None:
		self._site = site
		self._sites_path = sites_path
		# The thread ends, and its connection with it, when the executor is no longer referred to.
		self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="supplier-connect")

	def run(self, work: Callable[[], Result]) -> Result:
		"""Do a piece of work in a transaction that is committed at its end, or rolled back when it raises.

		The work is done again from its start when the database ends it for the sake of another (a deadlock), and when the
		connection ends before the commit; a connection that ends during the commit is an error, as nobody knows then.
		"""
		return self._executor.submit(_UNTIL_LET_THROUGH, self._in_transaction, work).result()

	def _in_transaction(self, work: Callable[[], Result]) -> Result:
		self._connect()
		try:
			result = work()
		except BaseException as error:
			if _is_gone(error):
				raise ConnectionLostError from error
			with suppress(Exception):
				frappe.db.rollback()
			raise
		# What is done here must outlive the caller's transaction: that is what this connection is for.
		frappe.db.commit()  # nosemgrep
		return result

	def _connect(self) -> None:
		if not getattr(frappe.local, "initialised", None):
			frappe.init(site=self._site, sites_path=self._sites_path)
		if not _is_alive():
			_UNTIL_STARTED(_open)


def _is_alive() -> bool:
	if not getattr(frappe.local, "db", None):
		return False
	try:
		frappe.db.sql("select 1")
	except Exception as error:
		if _is_gone(error):
			return False
		raise
	return True


def _open() -> None:
	if getattr(frappe.local, "db", None):
		with suppress(Exception):
			frappe.db.close()
	frappe.connect(set_admin_as_user=False)
	frappe.db.sql("set session innodb_lock_wait_timeout = %s", _LONGEST_WAIT_SECONDS)


def side_connection() -> SideConnection:
	"""The side connection of the current request or job, made when it is first needed."""
	held = getattr(frappe.local, _HELD_AS, None)
	if held is None:
		held = SideConnection(frappe.local.site, frappe.local.sites_path)
		setattr(frappe.local, _HELD_AS, held)
	return held


def run_in_side_transaction(work: Callable[[], Result]) -> Result:
	"""Do a piece of work on the current side connection: stored at once, whatever becomes of the caller."""
	return side_connection().run(work)


class SideStore:
	"""Base of the stores on the side connection: one is made in the thread of a request or job, and used in any."""

	def __init__(self) -> None:
		self._keep = side_connection().run
