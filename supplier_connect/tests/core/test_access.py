"""Every whitelisted method and every list, as users with all kinds of roles and limits: they agree with what REST says.

The methods and what they ask for are in `access_table`, the documents and users in `access_world`.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterable
from typing import Any
from unittest import mock

import frappe
from frappe.desk.query_report import run as run_report

from supplier_connect import api
from supplier_connect.api import cards
from supplier_connect.core.desk import jobs as noted_jobs
from supplier_connect.core.desk import permissions
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.shops.desk.cart import sending
from supplier_connect.tests.support.access_table import METHODS, Call
from supplier_connect.tests.support.access_world import Rest, make_users, make_world, store_beside, wipe
from supplier_connect.tests.support.site import SAVEPOINT, SiteCase, delete_stored

LINK = "https://cart.example/SCTEST-LINK-"
_JOB = "SCTESTJOBOFSOMEBODYELSE"
_PREFIX = "supplier_connect.api."
_GONE = "-NO-SUCH"
# DocTypes of ours that need no rule but their roles, and why.
_ROLES_ALONE = {
	"Connector Key": "everybody has their own, by if_owner",
	"Supplier Lookup Preference": "everybody has their own, by if_owner",
	"Supplier Connect Settings": "for managers",
	"Manufacturer Alias": "rows of the settings",
	"Connector Rate Limit": "times without a word, for System Managers",
}


def whitelisted() -> dict[str, Callable[..., Any]]:
	"""All whitelisted functions of the app, by their names below `supplier_connect.api`."""
	for module in pkgutil.walk_packages(api.__path__, _PREFIX):
		importlib.import_module(module.name)
	ours = (method for method in frappe.whitelisted if method.__module__.startswith("supplier_connect."))
	return {f"{method.__module__}.{method.__name__}".removeprefix(_PREFIX): method for method in ours}


class TestAccess(SiteCase):
	"""A world with two of everything, and users who may see some of it; made once, as no test changes it for good."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		frappe.set_user("Administrator")
		wipe()
		cls.addClassCleanup(wipe)
		run_in_side_transaction(lambda: store_beside(LINK))
		frappe.db.rollback()
		cls.world = make_world()
		cls.users = make_users()
		# The side connection changes some of it, and must not wait for us.
		frappe.db.commit()  # nosemgrep
		cls.rest: dict[str, Rest] = {}

	def setUp(self) -> None:
		super().setUp()
		run_in_side_transaction(delete_stored)
		run_in_side_transaction(lambda: store_beside(LINK))
		for patch in (
			mock.patch.object(frappe, "enqueue", return_value=None),
			mock.patch.object(frappe.db, "commit"),
		):
			patch.start()
			self.addCleanup(patch.stop)
		for note in (noted_jobs.save_progress, sending._tell):
			note(_JOB, {"state": "done", "user": "Administrator", "message": _JOB, "cart": "SCTEST-CART-A"})
		self.methods = whitelisted()

	def tearDown(self) -> None:
		frappe.db.rollback()
		frappe.db.savepoint(SAVEPOINT)
		super().tearDown()

	def be(self, what: str) -> Rest:
		"""Go on as a user; what REST lets them do."""
		frappe.set_user(self.users[what])
		if what not in self.rest:
			self.rest[what] = Rest(self.world)
		return self.rest[what]

	def assert_tells_nothing_hidden(self, rest: Rest, answer: Any, what: str) -> None:
		"""An answer has no word of a document that REST doesn't show."""
		text = json.dumps(answer, default=str)
		told = [
			word for word in self.world.words.values() if json.dumps(word) in text and not rest.tells(word)
		]
		self.assertEqual(told, [], f"{what} names what REST doesn't show")
		if LINK in text:
			self.assertTrue(
				rest.writes("Purchase Order", "SCTEST-PO-A"), f"{what} gives the link of a cart to a reader"
			)

	# methods

	def test_every_method_is_in_the_table(self) -> None:
		missing = sorted(set(self.methods) - set(METHODS))
		self.assertEqual(
			missing,
			[],
			"add them to METHODS in supplier_connect/tests/support/access_table.py, with what REST must allow",
		)
		self.assertEqual(
			sorted(set(METHODS) - set(self.methods)), [], "these methods are gone; take them out of METHODS"
		)

	def test_methods_let_through_whom_rest_lets_through_and_tell_no_more(self) -> None:
		wrong = []
		for what in self.users:
			rest = self.be(what)
			for name, calls in METHODS.items():
				if name in self.methods:
					wrong += [
						problem
						for call in calls(self.world)
						for problem in self._tried(what, rest, name, call)
					]
		self.assertEqual(wrong, [], "\n" + "\n".join(wrong))

	def _tried(self, what: str, rest: Rest, name: str, call: Call) -> Iterable[str]:
		"""What is wrong with a call as a user."""
		answer, error = self._done(name, call.arguments)
		refused = isinstance(error, frappe.PermissionError)
		shown = f"{what}: {name}({dict(call.arguments)})"
		if refused is call.allowed(rest):
			yield f"{shown} {'is refused, but REST allows it' if refused else 'goes through, but REST refuses it'}: {error!r}"
		try:
			self.assert_tells_nothing_hidden(rest, answer, shown)
		except AssertionError as leak:
			yield str(leak)
		if refused:
			gone = {key: self._gone(rest, value) for key, value in call.arguments.items()}
			_answer, other = self._done(name, gone)
			if _words_of(error) != _words_of(other):
				yield f"{shown} tells that the name exists: {error!r}, else {other!r}"

	def _done(self, name: str, arguments: Any) -> tuple[Any, Exception | None]:
		user = frappe.session.user
		try:
			answer = self.methods[name](**arguments)
			# A page or a redirect is no answer with documents.
			return (None if hasattr(answer, "status_code") else answer), None
		except Exception as error:
			return None, error
		finally:
			# Wholly, as locks outlive a rollback to a savepoint.
			frappe.db.rollback()
			frappe.clear_messages()
			frappe.local.response.pop("error", None)
			frappe.set_user(user)

	def _gone(self, rest: Rest, value: Any) -> Any:
		"""The same arguments with names that aren't there, in place of those that REST doesn't show."""
		if isinstance(value, list):
			return [self._gone(rest, one) for one in value]
		if isinstance(value, dict):
			return {key: self._gone(rest, one) for key, one in value.items()}
		hidden = {name for _doctype, name in self.world.words} - {name for _doctype, name in rest.readable}
		return value + _GONE if value in hidden else value

	# lists, reports and cards

	def test_lists_show_what_may_be_opened(self) -> None:
		for what in self.users:
			rest = self.be(what)
			for doctype, names in self.world.documents.items():
				if not doctype.startswith(("Supplier ", "Connector ")) or not rest.kind(doctype):
					continue
				listed = frappe.get_list(doctype, {"name": ("in", names)}, pluck="name", order_by="name asc")
				opened = [name for name in sorted(names) if rest.reads(doctype, name)]
				self.assertEqual(sorted(listed), opened, f"{what}: the list of {doctype}")

	def test_rows_are_shown_with_what_they_are_rows_of(self) -> None:
		for rows, record in (
			("Supplier BOM Cost Offer", "Supplier BOM Cost"),
			("Supplier Match Candidate", "Supplier Match"),
			("Supplier Match Account", "Supplier Match"),
		):
			for what in self.users:
				rest = self.be(what)
				if not rest.kind(record):
					continue
				listed = frappe.get_list(
					rows,
					{"parent": ("in", self.world.documents[record])},
					["parent"],
					parent_doctype=record,
					order_by="parent asc",
				)
				hidden = [row.parent for row in listed if not rest.reads(record, row.parent)]
				self.assertEqual(hidden, [], f"{what}: the rows {rows}")

	def test_reports_name_nothing_hidden(self) -> None:
		for what in self.users:
			rest = self.be(what)
			for report, filters in (
				("Obsolete Supplier Parts", {}),
				*(("Supplier Price History", {"item": item}) for item in self.world.documents["Item"]),
			):
				try:
					answer = run_report(report, filters=filters)
				except frappe.PermissionError:
					continue
				self.assert_tells_nothing_hidden(rest, answer["result"], f"{what}: {report}")

	def test_cards_count_what_their_lists_show(self) -> None:
		frappe.db.delete("Supplier Part", {"name": ("not in", self.world.documents["Supplier Part"])})
		frappe.db.delete("Supplier Alert", {"name": ("not in", self.world.documents["Supplier Alert"])})
		for what in self.users:
			self.be(what)
			for card in (cards.parts_fresh, cards.parts_stale, cards.parts_failed):
				told = card()
				_kind, doctype, _view = told["route"]
				if not frappe.has_permission(doctype):
					self.assertEqual(told["value"], 0, f"{what}: {card.__name__}")
					continue
				filters = [[doctype, field, *condition] for field, condition in told["route_options"].items()]
				shown = len(frappe.get_list(doctype, filters=filters, limit_page_length=0))
				self.assertEqual(told["value"], shown, f"{what}: {card.__name__}")

	def test_every_doctype_of_ours_has_a_rule(self) -> None:
		names = frappe.get_all("DocType", {"module": "Supplier Connect"}, pluck="name", order_by="name asc")
		conditions = frappe.get_hooks("permission_query_conditions")
		without = [name for name in names if name not in conditions and name not in _ROLES_ALONE]
		self.assertEqual(
			without,
			[],
			"add them to _ABOUT or _ROWS in supplier_connect/core/desk/permissions.py and to hooks.py",
		)
		for name in {*names, "Item Parameter"} - set(_ROLES_ALONE):
			self.assertIn(
				f"supplier_connect.core.desk.permissions.{permissions.query_name(name)}", conditions[name]
			)
			frappe.get_attr(conditions[name][0])


def _words_of(error: Exception | None) -> tuple[str, str]:
	return type(error).__name__, str(error).replace(_GONE, "")
