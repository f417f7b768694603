"""What only some may see isn't told by filters, timelines, notifications, exports or jobs; what people enter runs nowhere."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from typing import Any
from unittest import mock

import frappe
from openpyxl import load_workbook

from supplier_connect.api import exports, sign_in
from supplier_connect.api import lookup as lookup_api
from supplier_connect.api import order as order_api
from supplier_connect.api import resync as resync_api
from supplier_connect.api import usage as usage_api
from supplier_connect.core.desk.locked_columns import unlock
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.patches import (
	clean_entered_parts,
	hide_restricted_versions,
	lock_hidden_columns,
	note_searched_accounts,
)
from supplier_connect.shops.desk.cart import sending
from supplier_connect.shops.desk.resync import alert_notifications as alert_telling
from supplier_connect.shops.desk.resync.alerts import save_alerts
from supplier_connect.shops.model.alert import Alert, AlertKind
from supplier_connect.tests.shops.test_item_api import CAPACITOR, ITEM, MOUSER_ACCOUNT, MOUSER_SUPPLIER
from supplier_connect.tests.shops.test_order_api import RESISTOR, OrderApiCase, line
from supplier_connect.tests.support.resync_site import ResyncCase
from supplier_connect.tests.support.site import make_account, make_item, make_order, make_user, transactions

SCRIPT = "<img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://x.example")'


def limit(case: Any, user: str, doctype: str, name: str) -> None:
	"""Let a user see one document of a kind and no other."""
	frappe.permissions.add_user_permission(doctype, name, user)
	case.addCleanup(frappe.clear_cache, user=user)


class TestCarts(OrderApiCase):
	def setUp(self) -> None:
		super().setUp()
		self.po = self.order(line("SCTEST-R", RESISTOR))
		self.buyer = make_user("sctest-buyer", "Purchase User")

	def row(self, name: str) -> Any:
		"""A cart as it lies in the database."""
		return run_in_side_transaction(
			lambda: frappe.get_all("Supplier Cart", {"name": name}, ["cart_url", "cart_key", "name"])[0]
		)

	def test_no_filter_finds_a_carts_link_and_rest_shows_it_to_nobody(self) -> None:
		cart = order_api.send(self.po.name)
		row = self.row(cart["name"])
		self.assertEqual(unlock(row.cart_url), cart["cart_url"])
		for stored in (row.cart_url, row.cart_key):
			self.assertNotIn(unlock(stored), stored)
		doc = run_in_side_transaction(lambda: frappe.get_doc("Supplier Cart", cart["name"]))
		frappe.set_user(self.buyer)
		doc.apply_fieldlevel_read_permissions()
		self.assertEqual((doc.get("cart_url"), doc.get("cart_key")), (None, None))

	def test_the_form_has_the_link_for_who_may_change_the_order(self) -> None:
		name = order_api.send(self.po.name)["name"]
		for user, sees in (
			(self.buyer, True),
			(make_user("sctest-viewer", "Supplier Connect Viewer"), False),
		):
			frappe.set_user(user)
			doc = run_in_side_transaction(lambda: frappe.get_doc("Supplier Cart", name))
			doc.onload()
			self.assertEqual(bool(doc.get("__onload").cart_url), sees)

	def test_links_of_before_are_locked(self) -> None:
		cart = order_api.send(self.po.name)
		values = {"cart_url": "https://old.example/1", "cart_key": "old"}
		run_in_side_transaction(lambda: frappe.db.set_value("Supplier Cart", cart["name"], values))
		for _time in range(2):
			run_in_side_transaction(lock_hidden_columns.execute)
			row = self.row(cart["name"])
			self.assertEqual((unlock(row.cart_url), unlock(row.cart_key)), ("https://old.example/1", "old"))
			self.assertNotIn("old", row.cart_url)

	def test_a_queued_send_asks_for_the_rights_again(self) -> None:
		for taken in ("role", "login"):
			frappe.set_user("Administrator")
			user = make_user(f"sctest-{taken}", "Purchase User")
			frappe.set_user(user)
			with mock.patch.object(frappe, "enqueue", return_value=None) as queued:
				token = order_api.enqueue_send(self.po.name)["job"]
			frappe.set_user("Administrator")
			if taken == "role":
				frappe.get_doc("User", user).remove_roles("Purchase User")
			else:
				frappe.db.set_value("User", user, "enabled", 0)
			frappe.set_user(user)
			job = queued.call_args.kwargs
			sending.run_job(
				**{name: job[name] for name in ("token", "order", "account", "choice", "leave_out")}
			)
			told = order_api.progress(token)
			self.assertEqual((told["state"], told["error"]["kind"]), ("failed", "RejectedInput"), taken)
			self.assertEqual(self.sandbox.state["calls"], [])

	def test_a_cart_at_an_account_that_one_may_not_see_is_warned_of_without_its_name(self) -> None:
		other = make_account(
			"SCTEST Mouser Two", supplier=self.po.supplier, base_url=self.account.base_url
		).doc.name
		hidden = order_api.send(self.po.name, account=other)["name"]
		limit(self, self.buyer, "Supplier Account", self.account.name)
		frappe.set_user(self.buyer)
		told = order_api.preflight(self.po.name)
		(finding,) = [one for one in told["findings"] if one["code"] == "other_account_has_cart"]
		self.assertNotIn(other, json.dumps(told))
		self.assertNotIn(hidden, json.dumps(told))
		self.assertIn("another account", finding["message"])
		self.assertEqual(order_api.carts(self.po.name), [])


class TestFilters(OrderApiCase):
	def found(self, field: str, **more: Any) -> list[str]:
		"""The accounts that REST lists with a filter by a field, sorted by it."""
		asked = {"filters": {field: ("like", "%")}, "order_by": "name asc", **more}
		with mock.patch.object(frappe.local, "form_dict", frappe._dict(json.loads(json.dumps(asked)))):
			return frappe.get_list("Supplier Account", pluck="name", **asked)

	def test_nobody_filters_by_what_they_may_not_read(self) -> None:
		for user, sees in (
			(make_user("sctest-buyer", "Purchase User"), False),
			(make_user("sctest-manager", "Supplier Connect Manager"), True),
		):
			frappe.set_user(user)
			self.assertIn(self.account.name, self.found("connector"))
			for asked in ({"field": "base_url"}, {"field": "connector", "order_by": "base_url asc"}):
				try:
					found = self.found(**asked)
				except frappe.PermissionError:
					# Frappe 16 refuses it itself.
					found = []
				self.assertEqual(self.account.name in found, sees, (user, asked))


class TestEnteredWords(ResyncCase):
	def test_what_is_entered_is_cleaned_as_a_shops_words_are(self) -> None:
		doc = self.part_now()
		doc.update(
			{
				"description": f"{SCRIPT}ok",
				"mpn": '{"a": "<svg onload=x>"}',
				"failure": "<script>x",
				"rohs": "<b",
			}
		)
		doc.append(
			"parameters", {"parameter": f"Resistance{SCRIPT}", "value": f"10 k{SCRIPT}", "unit": "<i>V"}
		)
		doc.save()
		stored = frappe.as_json(self.part_now().as_dict())
		for markup in ("<img", "<svg", "<script", "<i>", "<b"):
			self.assertNotIn(markup, stored)
		self.assertIn("10 k", stored)

	def test_an_address_that_runs_something_is_refused(self) -> None:
		doc = self.part_now()
		doc.url = "javascript://x.example/%0aalert(1)"
		with self.assertRaisesRegex(frappe.ValidationError, "https"):
			doc.save()

	def test_what_was_entered_before_is_cleaned_once(self) -> None:
		frappe.db.set_value("Supplier Part", self.part, {"description": SCRIPT, "url": "javascript:alert(1)"})
		clean_entered_parts.execute()
		doc = self.part_now()
		self.assertEqual((doc.description, doc.url), ("", ""))

	def exported(self, method: Any, **asked: Any) -> bytes:
		"""The file that an export answers with."""
		with mock.patch.object(frappe.local, "form_dict", frappe._dict(asked)):
			method()
		return frappe.response["filecontent"]

	def test_exports_hold_no_formula(self) -> None:
		frappe.db.set_value(
			"Supplier Part", self.part, {"description": FORMULA, "lifecycle": "Obsolete", "mpn": FORMULA}
		)
		asked = {
			"doctype": "Supplier Part",
			"fields": json.dumps(["`tabSupplier Part`.`description`", "`tabSupplier Part`.`stock`"]),
			"filters": json.dumps([["Supplier Part", "name", "=", self.part]]),
			"title": "Supplier Part",
			# Frappe 16 would do it in the background, and mail the file.
			"export_in_background": 1,
		}
		text = self.exported(exports.export_list, file_format_type="CSV", **asked).decode()
		self.assertIn(f"'{FORMULA}", next(row for row in csv.reader(StringIO(text)) if FORMULA in row[1])[1])
		book = load_workbook(BytesIO(self.exported(exports.export_list, file_format_type="Excel", **asked)))
		cells = [cell for row in book.active.iter_rows() for cell in row if FORMULA in str(cell.value)]
		self.assertEqual([(cell.data_type, cell.value) for cell in cells], [("s", f"'{FORMULA}")])
		report = {"report_name": "Obsolete Supplier Parts", "filters": json.dumps({"item": ITEM})}
		rows = self.exported(
			exports.export_report, file_format_type="CSV", visible_idx="[0]", **report
		).decode()
		self.assertIn("'=HYPERLINK", rows)
		self.assertNotIn('"=HYPERLINK', rows)

	def test_exports_of_others_are_frappes_own(self) -> None:
		asked = {
			"doctype": "Role",
			"fields": json.dumps(["`tabRole`.`name`"]),
			"filters": "[]",
			"title": "Role",
		}
		self.assertIn(b"Purchase User", self.exported(exports.export_list, file_format_type="CSV", **asked))


class TestTimeline(ResyncCase):
	def versions(self) -> list[Any]:
		"""What the timeline of the account shows."""
		return frappe.get_all(
			"Version", {"docname": MOUSER_ACCOUNT}, ["name", "data"], order_by="creation asc"
		)

	def saved(self, **values: Any) -> Any:
		"""The account, saved with its timeline, which Frappe's tests have not by themselves."""
		doc = frappe.get_doc("Supplier Account", MOUSER_ACCOUNT)
		doc.update(values)
		return doc.save(ignore_version=False)

	def test_the_timeline_tells_no_base_url_and_no_client_id(self) -> None:
		doc = self.saved(client_id="THE-CLIENT-ID", timeout=33)
		self.assertEqual(doc.get_doc_before_save().client_id or "", "")
		told = "".join(row.data for row in self.versions())
		self.assertIn("timeout", told)
		self.assertNotIn("THE-CLIENT-ID", told)
		self.saved(client_id="ANOTHER-ID")
		self.assertNotIn("ANOTHER-ID", "".join(row.data for row in self.versions()))

	def test_timelines_of_before_are_cleaned(self) -> None:
		for changed in (
			[["client_id", "", "OLD-ID"]],
			[["base_url", "", "http://old"], ["timeout", "1", "2"]],
		):
			values = {
				"ref_doctype": "Supplier Account",
				"docname": MOUSER_ACCOUNT,
				"data": json.dumps({"changed": changed}),
			}
			frappe.get_doc({"doctype": "Version", **values}).insert(ignore_permissions=True)
		hide_restricted_versions.execute()
		told = "".join(row.data for row in self.versions())
		self.assertNotIn("OLD-ID", told)
		self.assertNotIn("http://old", told)
		self.assertIn("timeout", told)


class TestCounts(ResyncCase):
	def test_counts_are_those_of_parts_that_one_may_read(self) -> None:
		self.add_to("SCTEST-C", CAPACITOR)
		user = make_user("sctest-reader", "Purchase User")
		frappe.set_user(user)
		self.assertEqual(resync_api.freshness(MOUSER_ACCOUNT)["parts"], 2)
		frappe.set_user("Administrator")
		limit(self, user, "Item", ITEM)
		frappe.set_user(user)
		self.assertEqual(resync_api.freshness(MOUSER_ACCOUNT)["parts"], 1)
		told = {one["account"]: one["parts"] for one in usage_api.dashboard_metrics()["suppliers"]}
		self.assertEqual(told[MOUSER_ACCOUNT]["total"], 1)

	def test_who_called_is_told_to_those_who_may_read_it(self) -> None:
		frappe.set_user(make_user("sctest-items", "Item Manager"))
		told = usage_api.account_usage(MOUSER_ACCOUNT)
		self.assertEqual((told["by_user"], told["by_endpoint"]), ([], []))
		frappe.set_user("Administrator")
		frappe.set_user(make_user("sctest-reader", "Purchase User"))
		self.assertTrue(usage_api.account_usage(MOUSER_ACCOUNT)["by_user"])


class TestAlertOrders(ResyncCase):
	def alert(self) -> Any:
		"""A shortage that two orders wait for."""
		self.orders = [self._order(), self._order()]
		names = tuple(order.name for order in self.orders)
		raised = Alert(
			kind=AlertKind.SHORT,
			part=self.part,
			account=MOUSER_ACCOUNT,
			item=ITEM,
			sku="S",
			was="500",
			now="1",
			orders=names,
		)
		save_alerts([], [raised], {self.part: frappe.utils.now_datetime()})
		return frappe.get_last_doc("Supplier Alert", {"part": self.part})

	def _order(self) -> Any:
		return make_order(MOUSER_SUPPLIER, [line(ITEM, "")])

	def test_only_orders_that_one_may_read_are_named(self) -> None:
		doc = self.alert()
		mine, other = (order.name for order in self.orders)
		user = make_user("sctest-reader", "Purchase User")
		limit(self, user, "Purchase Order", mine)
		frappe.set_user(user)
		doc.onload()
		self.assertEqual(doc.get("__onload").orders, [mine])
		doc.apply_fieldlevel_read_permissions()
		shown = frappe.as_json(doc.as_dict())
		self.assertNotIn(other, shown)
		self.assertIn("open orders", doc.message)
		frappe.set_user("Administrator")
		row = frappe.get_all("Supplier Alert", {"name": doc.name}, list(alert_telling._FIELDS))[0]
		alert_telling._notify_user(user, [row])
		subject = frappe.get_last_doc("Notification Log", {"for_user": user}).subject
		self.assertIn(mine, subject)
		self.assertNotIn(other, subject)

	def test_alerts_of_before_name_no_orders(self) -> None:
		doc = self.alert()
		frappe.db.set_value(
			"Supplier Alert", doc.name, {"orders": "PO-1\nPO-2", "message": "500 needed for PO-1, PO-2."}
		)
		lock_hidden_columns.execute()
		doc.reload()
		self.assertEqual((unlock(doc.orders), doc.message), ("PO-1\nPO-2", "500 needed for open orders."))


class TestPatchOfLookups(ResyncCase):
	def test_lookups_of_before_note_their_accounts(self) -> None:
		make_item(ITEM)
		match = lookup_api.find(ITEM, accounts=[MOUSER_ACCOUNT], query="10k 0402")["name"]
		frappe.db.delete("Supplier Match Account", {"parent": match})
		for _time in range(2):
			note_searched_accounts.execute()
			searched = frappe.get_all("Supplier Match Account", {"parent": match}, pluck="account")
			self.assertEqual(searched, [MOUSER_ACCOUNT])


class TestCallback(ResyncCase):
	def test_guests_that_are_too_many_lock_nobody_out_who_is_logged_in(self) -> None:
		request = mock.Mock(method="GET", host="site.example", headers={})
		with (
			transactions(),
			mock.patch.object(frappe.local, "request", request, create=True),
			mock.patch.object(
				frappe.local, "request_ip", f"192.0.2.{frappe.generate_hash(length=6)}", create=True
			),
			mock.patch.object(
				sign_in,
				"_page",
				side_effect=lambda _text, code, *_rest: mock.Mock(status_code=code, headers={}),
			),
		):
			manager = make_user("sctest-manager", "Supplier Connect Manager")
			frappe.form_dict.cmd = "supplier_connect.api.sign_in.callback"
			frappe.set_user("Guest")
			codes = [sign_in.callback(state="x").status_code for _time in range(sign_in._RETURNS + 1)]
			self.assertEqual((codes[0], codes[-2], codes[-1]), (403, 403, 429))
			frappe.set_user(manager)
			self.assertEqual(
				sign_in.callback(state="x").status_code, 400, "a state that nobody knows, not a limit"
			)
