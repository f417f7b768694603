"""Who is told of an alert, in which words and how often; and when an alert is over."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from unittest import mock

import frappe

from supplier_connect.api import alerts as alerts_api
from supplier_connect.core.desk.locked_columns import unlock
from supplier_connect.sandbox.catalogue.parts import Lifecycle
from supplier_connect.shops.desk.resync import alert_notifications as alert_telling
from supplier_connect.shops.desk.resync.alert_recipients import recipients
from supplier_connect.shops.desk.resync.resync_jobs import dispatch_due, run_due
from supplier_connect.shops.model.order import OrderLine
from supplier_connect.tests.shops.test_item_api import CAPACITOR, ITEM, MOUSER_ACCOUNT, MOUSER_SUPPLIER
from supplier_connect.tests.shops.test_lookup_stores import count_statements
from supplier_connect.tests.support.resync_site import ENABLED, ResyncCase
from supplier_connect.tests.support.site import company, make_item, make_order, make_user, warehouse

ALERT = "Supplier Alert"
SUBSCRIPTION = "Supplier Alert Subscription"
OLDER = timedelta(minutes=20)
LONG_AGO = "2001-01-01"


class AlertCase(ResyncCase):
	"""The Item is on a submitted order that a buyer has made; the site's own managers want to know nothing."""

	def setUp(self) -> None:
		super().setUp()
		managers = ("Purchase Manager", "Purchase User", "Supplier Connect Manager")
		frappe.db.delete("Has Role", {"role": ("in", managers), "parenttype": "User"})
		self.set_account(**ENABLED)
		self.buyer = make_user("sctest-buyer", "Purchase User")
		# Nobody waits for the Item or has ordered it but the buyer.
		over = {"status": "Closed", "transaction_date": LONG_AGO}
		frappe.db.set_value("Purchase Order", {"docstatus": ("<", 2)}, over)
		self.order = self.ordered(ITEM, 100)

	def ordered(self, item: str, pieces: int, owner: str | None = None) -> Any:
		"""A submitted order of a buyer."""
		line = OrderLine("", 1, item, "", Decimal(pieces), "Nos", "Nos", Decimal(1), Decimal(1), "")
		doc = make_order(MOUSER_SUPPLIER, [line])
		doc.submit()
		frappe.db.set_value("Purchase Order", doc.name, "owner", owner or self.buyer)
		return doc

	def resync(self) -> None:
		"""The account's next run, though its time has not come."""
		frappe.db.set_value("Supplier Resync Cursor", {"account": MOUSER_ACCOUNT}, "due_on", None)
		run_due(MOUSER_ACCOUNT)

	def told(self, user: str | None = None) -> list[Any]:
		"""What a user was told, oldest first."""
		return frappe.get_all(
			"Notification Log",
			{"for_user": user or self.buyer, "document_type": ALERT},
			["*"],
			order_by="creation asc",
		)

	def alerts(self, **filters: Any) -> list[Any]:
		"""The alerts about the tests' parts."""
		return frappe.get_all(
			ALERT, {"account": MOUSER_ACCOUNT, **filters}, ["*"], order_by="creation asc, name asc"
		)

	def change(self, **changes: Any) -> None:
		"""Have the shop change the part, and the account resynced."""
		self.mouser.change_part(self.part_now().sku, **changes)
		self.resync()


class TestTelling(AlertCase):
	def test_the_buyer_is_told_of_a_shortage_and_the_notification_opens_the_alert(self) -> None:
		self.change(stock=40)
		(alert,) = self.alerts()
		self.assertEqual(
			(alert.kind, alert.notified, unlock(alert.orders)), ("Not Enough Stock", 1, self.order.name)
		)
		(told,) = self.told()
		self.assertEqual((told.document_name, told.type), (alert.name, "Alert"))
		for words in (ITEM, "40", "100", self.order.name):
			self.assertIn(words, told.subject)

	def test_nobody_is_told_twice(self) -> None:
		self.change(stock=40)
		self.resync()
		dispatch_due()
		self.assertEqual(len(self.told()), 1)

	def test_a_replacement_that_we_have_is_told_with_its_item(self) -> None:
		frappe.db.delete("Supplier Part", {"sku": CAPACITOR})
		self.add_to("SCTEST-C", CAPACITOR)
		self.change(lifecycle="obsolete", replacement=CAPACITOR)
		(told,) = [one for one in self.told() if "Obsolete" in one.subject]
		self.assertIn(f"{CAPACITOR} is a supplier part of our Item SCTEST-C", told.subject)

	def test_an_item_that_the_buyer_may_not_see_is_not_told(self) -> None:
		frappe.db.delete("Supplier Part", {"sku": CAPACITOR})
		self.add_to("SCTEST-C", CAPACITOR)
		frappe.permissions.add_user_permission("Item", ITEM, self.buyer)
		self.addCleanup(frappe.clear_cache, user=self.buyer)
		self.change(lifecycle="obsolete", replacement=CAPACITOR)
		(told,) = [one for one in self.told() if "Obsolete" in one.subject]
		self.assertNotIn("SCTEST-C", told.subject)

	def test_a_notification_that_fails_keeps_nobody_else_from_theirs(self) -> None:
		other = make_user("sctest-other", "Purchase User")
		self.ordered(ITEM, 100, owner=other)
		send = alert_telling._send

		def refuse(user: str, *args: Any, **more: str) -> None:
			send(user, *args, **more)
			if user == self.buyer:
				raise frappe.ValidationError("No notifications for this one.")

		with mock.patch.object(alert_telling, "_send", side_effect=refuse):
			self.change(stock=40)
		self.assertEqual((len(self.told(other)), self.told()), (1, []))
		self.assertEqual({alert.notified for alert in self.alerts()}, {1})

	def test_what_shops_write_is_no_markup(self) -> None:
		self.change(lifecycle="obsolete", replacement="<img src=x onerror=alert(1)>")
		frappe.db.set_value(ALERT, self.alerts()[0].name, {"replacement": "<i>x</i>", "notified": 0})
		alert_telling.tell_buyers(MOUSER_ACCOUNT)
		told = self.told()[-1]
		self.assertNotIn("<i>", told.subject)
		self.assertIn("&lt;i&gt;", told.subject)

	def test_many_alerts_are_one_notification_that_opens_their_list(self) -> None:
		for number in range(4):
			item = make_item(f"SCTEST-M{number}")
			self.ordered(item, 10**6)
			self.add_to(item, CAPACITOR)
		self.resync()
		(told,) = self.told()
		self.assertIn("4 alerts", told.subject)
		self.assertTrue(told.link.endswith("/supplier-alert?state=Open"), told.link)
		self.assertEqual({alert.notified for alert in self.alerts()}, {1})

	def test_the_sentence_is_in_the_users_language(self) -> None:
		frappe.db.set_value("User", self.buyer, "language", "de")
		frappe.clear_document_cache("User", self.buyer)
		languages = []
		translate = frappe._

		def noted(text: str, lang: str | None = None, context: str | None = None) -> str:
			languages.append(lang)
			return translate(text, lang, context)

		with mock.patch.object(alert_telling.frappe, "_", side_effect=noted):
			self.change(stock=40)
		self.assertIn("de", languages)

	def test_alerts_of_a_run_that_died_are_told_by_the_tick(self) -> None:
		with mock.patch(
			"supplier_connect.shops.desk.resync.resyncing.tell_buyers", side_effect=KeyError("killed")
		):
			self.change(stock=40)
		self.assertEqual((self.runs()[-1].state, self.told()), ("Done", []))
		dispatch_due()
		self.assertEqual(self.told(), [], "its run may still tell of it")
		(alert,) = self.alerts()
		frappe.db.set_value(ALERT, alert.name, "raised_on", frappe.utils.now_datetime() - OLDER)
		dispatch_due()
		self.assertEqual(len(self.told()), 1)

	def test_who_wants_no_notifications_gets_none(self) -> None:
		settings = frappe.get_doc("Notification Settings", self.buyer)
		settings.db_set("enabled", 0)
		self.change(stock=40)
		self.assertEqual((self.told(), self.alerts()[0].notified), ([], 1))


class TestWhoIsTold(AlertCase):
	def recipients(self) -> set[str]:
		"""Who would be told of an alert about the part."""
		name = "SCTEST-ALERT"
		about = {"part": self.part, "item": ITEM, "account": MOUSER_ACCOUNT}
		if not frappe.db.exists(ALERT, name):
			doc = frappe.get_doc({"doctype": ALERT, "kind": "Obsolete", "state": "Open", **about})
			doc.name = name
			doc.db_insert()
		return recipients([{"name": name, **about}])[name]

	def user(self, name: str, *roles: str) -> str:
		return make_user(f"sctest-{name}", *(roles or ("Purchase User",)))

	def no_orders(self) -> None:
		over = {"status": "Closed", "transaction_date": LONG_AGO}
		frappe.db.set_value("Purchase Order", self.order.name, over)

	def subscribe(self, user: str, scope: str, subject: str = "") -> Any:
		frappe.set_user(user)
		try:
			field = scope.lower().replace(" ", "_")
			return frappe.get_doc({"doctype": SUBSCRIPTION, "scope": scope, field: subject}).insert()
		finally:
			frappe.set_user("Administrator")

	def request(self, owner: str, **values: str) -> None:
		request = frappe.get_doc(
			{
				"doctype": "Material Request",
				"material_request_type": "Purchase",
				"company": company(),
				"schedule_date": frappe.utils.add_days(frappe.utils.today(), 7),
				"items": [{"item_code": ITEM, "qty": 5, "warehouse": warehouse()}],
			}
		).insert()
		frappe.db.set_value("Material Request", request.name, {"owner": owner, **values})

	def test_those_who_have_it_on_an_open_order_or_request(self) -> None:
		requester = self.user("requester")
		self.request(requester)
		self.request(self.user("stopped"), status="Stopped")
		self.request(self.user("mover"), material_request_type="Material Transfer")
		self.assertEqual(self.recipients(), {self.buyer, requester})

	def test_those_who_ordered_it_in_the_last_year(self) -> None:
		earlier = self.ordered(ITEM, 5, owner=self.user("earlier"))
		frappe.db.set_value("Purchase Order", earlier.name, "status", "Completed")
		self.ordered("SCTEST-C", 5, owner=self.user("other"))
		self.assertEqual(self.recipients(), {self.buyer, self.user("earlier")})
		long_ago = frappe.utils.add_months(frappe.utils.today(), -13)
		frappe.db.set_value("Purchase Order", earlier.name, "transaction_date", long_ago)
		self.assertEqual(self.recipients(), {self.buyer})

	def test_who_made_the_part_is_no_buyer(self) -> None:
		self.no_orders()
		frappe.db.set_value("Supplier Part", self.part, "owner", self.user("maker", "Item Manager"))
		chief = self.user("chief", "Purchase Manager", "Purchase User")
		self.assertEqual(self.recipients(), {chief})

	def test_what_the_administrator_imported_makes_no_buyer(self) -> None:
		self.ordered(ITEM, 5, owner="Administrator")
		self.assertEqual(self.recipients(), {self.buyer})

	def test_who_subscribed_to_the_item_its_group_its_supplier_or_all(self) -> None:
		group = frappe.db.get_value("Item", ITEM, "item_group")
		above = frappe.db.get_value("Item Group", group, "parent_item_group") or group
		wanted = {
			"Item": ITEM,
			"Item Group": above,
			"Supplier": MOUSER_SUPPLIER,
			"All Items": "",
		}
		users = {self.user(f"wants-{len(scope)}", "Item Manager", "Purchase User") for scope in wanted}
		for user, (scope, subject) in zip(sorted(users), wanted.items(), strict=True):
			self.subscribe(user, scope, subject)
		self.subscribe(self.user("elsewhere"), "Item", make_item("SCTEST-C"))
		self.assertEqual(self.recipients(), {self.buyer, *users})

	def test_a_subscriber_who_may_not_see_the_item_hears_nothing(self) -> None:
		user = self.user("wants")
		self.subscribe(user, "All Items")
		frappe.permissions.add_user_permission("Item", make_item("SCTEST-C"), user)
		self.addCleanup(frappe.clear_cache, user=user)
		self.assertEqual(self.recipients(), {self.buyer})
		with self.assertRaises(frappe.PermissionError):
			self.subscribe(user, "Item", ITEM)

	def test_a_subscription_is_its_users_own(self) -> None:
		user, other, manager = (
			self.user("wants"),
			self.user("other"),
			self.user("manager", "Supplier Connect Manager"),
		)
		name = self.subscribe(user, "All Items").name
		self.assertRaises(frappe.DuplicateEntryError, self.subscribe, user, "All Items")
		frappe.set_user(other)
		self.assertEqual(frappe.get_list(SUBSCRIPTION), [])
		doc = frappe.get_doc(SUBSCRIPTION, name)
		for right in ("read", "write", "delete"):
			self.assertRaises(frappe.PermissionError, doc.check_permission, right)
		doc.user = other
		self.assertRaises(frappe.CannotChangeConstantError, doc.save)
		theirs = frappe.get_doc({"doctype": SUBSCRIPTION, "scope": "All Items", "user": user})
		self.assertRaises(frappe.PermissionError, theirs.insert)
		frappe.set_user(manager)
		self.assertIn(name, frappe.get_list(SUBSCRIPTION, pluck="name"))
		frappe.get_doc({"doctype": SUBSCRIPTION, "scope": "All Items", "user": other}).insert()
		frappe.delete_doc(SUBSCRIPTION, name)

	def test_a_deleted_item_takes_its_subscriptions_along(self) -> None:
		item = make_item("SCTEST-GONE")
		name = self.subscribe(self.user("wants"), "Item", item).name
		frappe.delete_doc("Item", item)
		self.assertFalse(frappe.db.exists(SUBSCRIPTION, name))

	def test_not_those_whose_order_is_over(self) -> None:
		self.no_orders()
		self.assertEqual(self.recipients(), {self.buyer}, "of all Purchase Users, as nobody buys it")
		frappe.db.delete("Has Role", {"role": "Purchase User", "parenttype": "User"})
		frappe.clear_cache(user=self.buyer)
		self.assertEqual(self.recipients(), set())

	def test_a_role_of_the_settings_besides(self) -> None:
		clerk = self.user("clerk", "Item Manager", "Purchase Master Manager")
		self.assertEqual(self.recipients(), {self.buyer})
		frappe.db.set_single_value("Supplier Connect Settings", "alert_role", "Purchase Master Manager")
		self.addCleanup(frappe.db.value_cache.clear)
		self.assertLessEqual({self.buyer, clerk}, self.recipients())

	def test_purchase_managers_when_no_buyer_is_left_then_ours(self) -> None:
		ours = self.user("manager", "Supplier Connect Manager", "Item Manager")
		self.assertEqual(self.recipients(), {self.buyer})
		frappe.db.set_value("User", self.buyer, "enabled", 0)
		self.assertEqual(self.recipients(), {ours})
		clerk = self.user("clerk", "Purchase User")
		self.assertEqual(self.recipients(), {clerk})
		chief = self.user("chief", "Purchase Manager", "Purchase User")
		self.assertEqual(self.recipients(), {chief})

	def test_nobody_who_may_not_see_the_item(self) -> None:
		frappe.permissions.add_user_permission("Item", make_item("SCTEST-C"), self.buyer)
		self.addCleanup(frappe.clear_cache, user=self.buyer)
		self.assertEqual(self.recipients(), set())

	def test_website_users_are_told_nothing(self) -> None:
		frappe.db.set_value("User", self.buyer, "user_type", "Website User")
		self.assertEqual(self.recipients(), set())

	def test_the_database_is_asked_as_often_for_many_alerts_as_for_one(self) -> None:
		alert = {"part": self.part, "item": ITEM}
		recipients([{**alert, "name": "what Frappe keeps in memory is asked for once"}])
		few = count_statements(lambda: recipients([{**alert, "name": "x"}]))
		many = count_statements(lambda: recipients([{**alert, "name": str(one)} for one in range(200)]))
		self.assertEqual(few, many)


class TestEnd(AlertCase):
	def state(self, kind: str) -> str:
		(alert,) = self.alerts(kind=kind)
		return alert.state

	def test_a_price_that_comes_back_closes_its_alert(self) -> None:
		self.change(price_factor=2)
		self.assertEqual(self.state("Price Increase"), "Open")
		self.change(price_factor="1.5")
		self.assertEqual(self.state("Price Increase"), "Open", "still dearer than before")
		self.change(price_factor=1)
		self.assertEqual(self.state("Price Increase"), "Closed")

	def test_a_part_that_is_made_again_closes_its_alert(self) -> None:
		self.change(lifecycle="end_of_life")
		self.assertEqual(self.state("End of Life"), "Open")
		self.change(lifecycle="obsolete")
		self.assertEqual((self.state("End of Life"), self.state("Obsolete")), ("Open", "Open"))
		frappe.db.set_value("Supplier Part", self.part, "lifecycle", "Active")
		self.mouser.change_part(self.part_now().sku, lifecycle=Lifecycle.ACTIVE.value)
		self.resync()
		self.assertEqual((self.state("End of Life"), self.state("Obsolete")), ("Closed", "Closed"))

	def test_a_shortage_that_is_over_closes_its_alert(self) -> None:
		self.change(stock=40)
		self.assertEqual(self.state("Not Enough Stock"), "Open")
		self.change(stock=4000)
		self.assertEqual(self.state("Not Enough Stock"), "Closed")

	def test_a_last_day_to_buy_that_is_over_closes_its_alert(self) -> None:
		days = {-3: "Closed", 0: "Open"}
		for days_left in days:
			self.alert_of_last_buy(days_left)
		self.resync()
		found = {
			(row.last_buy - frappe.utils.getdate()).days: row.state for row in self.alerts(kind="Last Buy")
		}
		self.assertEqual(found, days)

	def alert_of_last_buy(self, days_left: int) -> None:
		part = self.part_now()
		row = {"kind": "Last Buy", "state": "Open", "notified": 1, "raised_on": frappe.utils.now_datetime()}
		about = {"part": part.name, "account": part.account, "item": part.item, "sku": part.sku}
		day = frappe.utils.add_days(frappe.utils.today(), days_left)
		doc = frappe.get_doc({"doctype": ALERT, **row, **about, "last_buy": day})
		doc.name = frappe.generate_hash(length=10)
		doc.db_insert()

	def test_people_see_and_close_them(self) -> None:
		self.change(stock=40)
		name = self.alerts()[0].name
		frappe.set_user(self.buyer)
		self.assertEqual(alerts_api.mark_seen([name]), {"alerts": [{"name": name, "state": "Seen"}]})
		self.assertEqual(alerts_api.close(f'["{name}"]'), {"alerts": [{"name": name, "state": "Closed"}]})
		self.assertEqual(alerts_api.mark_seen([name])["alerts"][0]["state"], "Closed")

	def test_only_who_may_write_them(self) -> None:
		self.change(stock=40)
		name = self.alerts()[0].name
		frappe.set_user(make_user("sctest-viewer", "Stock User"))
		self.assertRaises(frappe.PermissionError, alerts_api.mark_seen, [name])
		self.assertRaises(frappe.PermissionError, alerts_api.close, [name])
