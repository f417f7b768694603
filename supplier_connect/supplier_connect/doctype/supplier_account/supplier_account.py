"""An account at a supplier's web shop: where it is, its keys, its limits."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from supplier_connect.core.desk import response_cache as answer_cache
from supplier_connect.core.desk import usage
from supplier_connect.core.desk.calls import move_counts
from supplier_connect.core.desk.columns import LONG, truncate
from supplier_connect.core.desk.errors import as_frappe_errors
from supplier_connect.core.desk.renaming import is_rehearsal
from supplier_connect.core.desk.side_transaction import run_in_side_transaction
from supplier_connect.core.desk.tokens import delete_authorization_requests, delete_tokens
from supplier_connect.core.model.locale import check_country
from supplier_connect.shops.desk.accounts.accounts import (
	account_of,
	check_entered_proxy,
	entered_base_url,
	registry,
)
from supplier_connect.shops.desk.accounts.key_binding import address_of, bind
from supplier_connect.shops.desk.lookup.lookup_settings import check_price_quantities
from supplier_connect.shops.desk.parts.doubled_parts import drop_doubles_of_accounts
from supplier_connect.shops.desk.resync.resync_jobs import bring_forward, resume_paused, toggle_scheduler
from supplier_connect.shops.desk.resync.resyncing import LARGEST_RESERVE
from supplier_connect.shops.desk.resync.resyncs import delete_cursor, delete_runs
from supplier_connect.shops.model.account import ShopAccount

# What a tested connection depends on.
_CONNECTION_FIELDS = (
	"connector",
	"base_url",
	"cart_key",
	"search_key",
	"client_id",
	"client_secret",
	"customer_id",
	"proxy_con",
	"proxy_url",
	"timeout",
)
# What kept answers depend on besides: how long they may be kept, and for which offers and place they were asked.
_ANSWER_FIELDS = (*_CONNECTION_FIELDS, "country", "currency", "language", "marketplace", "cache_ttl")
# How many calls a resync has.
_LIMIT_FIELDS = ("limits_from", "per_second", "per_minute", "per_day", "resync_reserve")
# Texts in which a blank comes along with copying.
_COPIED = ("base_url", "client_id", "customer_id")


class SupplierAccount(Document):
	"""Checks what was entered; speaks to no one while saving."""

	def validate(self) -> None:
		"""Refuse what can't work, and forget the last test when what it tested has changed."""
		self.update({field: (self.get(field) or "").strip() for field in _COPIED})
		with as_frappe_errors():
			kind = registry().kind(self.connector)
			self.base_url = entered_base_url(self.base_url)
			self._bind_keys(address_of(self, kind))
			check_entered_proxy(self)
			known = account_of(self, frappe.session.user)
			check_country(known.shop_country)
			kind.check(known)
		self._check_reserve()
		check_price_quantities(self)
		if any(self.has_value_changed(field) for field in _CONNECTION_FIELDS):
			self.update({"connection_state": "Not Tested", "connection_message": "", "tested_on": None})
		self.cache_generation = self._generation()

	def on_update(self) -> None:
		"""One default account a supplier, no sign-in of another app or place, and no answers of another account there."""
		self._forget_foreign_sign_ins()
		toggle_scheduler()
		if self.has_value_changed("resync_interval"):
			bring_forward(self)
		if any(self.has_value_changed(field) for field in _LIMIT_FIELDS):
			resume_paused(self.name)
		before = self.get_doc_before_save()
		if before and before.cache_generation != self.cache_generation:
			self._forget_answers()
		if not self.is_default:
			return
		others = {"supplier": self.supplier, "is_default": 1, "name": ("!=", self.name)}
		for name in frappe.get_all("Supplier Account", filters=others, pluck="name", order_by="name asc"):
			frappe.db.set_value("Supplier Account", name, "is_default", 0)

	def save_version(self) -> None:
		"""What only some may read stays out of the timeline, which all who see the account read."""
		before = self.get_doc_before_save()
		hidden = [field.fieldname for field in self.meta.get("fields", {"permlevel": (">", 0)})]
		stored = {name: before.get(name) for name in hidden} if before else {}
		if before:
			before.update({name: self.get(name) for name in hidden})
		super().save_version()
		if before:
			before.update(stored)

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Of two accounts that become one, the sign-in and the round of the one that stays count, and parts once."""
		if merge and not is_rehearsal():
			delete_tokens(old)
			delete_cursor(old)
			drop_doubles_of_accounts(old, new)

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Take along what was counted: the limits go on where they were."""
		others = set(frappe.get_all("Supplier Account", pluck="name", order_by="name asc"))
		if not merge:
			others.discard(new)
		move_counts(old, new, others)
		usage.move(old, new)
		self._forget_answers()

	def on_trash(self) -> None:
		"""Take the sign-ins and the resyncs along."""
		delete_tokens(self.name)
		delete_authorization_requests(self.name)
		self._forget_answers()
		delete_runs(self.name)
		toggle_scheduler(leaving_out=self.name)

	def note_connection(self, tested: ShopAccount, state: str, message: str) -> None:
		"""Keep how a test went, unless it was made with what is a user's own; kept even when the request fails."""
		if tested.credentials.owner or tested.sign_in_owner:
			return
		values = {
			"connection_state": state,
			"connection_message": truncate(message, LONG),
			"tested_on": frappe.utils.now_datetime(),
		}
		name = self.name
		run_in_side_transaction(
			lambda: frappe.db.set_value("Supplier Account", name, values, update_modified=False)
		)
		frappe.clear_document_cache("Supplier Account", name)

	def _bind_keys(self, address: str) -> None:
		if bind(self, address):
			frappe.msgprint(
				_(
					"The keys of {0} were entered for another address. Enter them again to use them at {1}."
				).format(frappe.bold(frappe.utils.escape_html(self.name)), frappe.utils.escape_html(address)),
				title=_("Keys Removed"),
				indicator="orange",
			)

	def _check_reserve(self) -> None:
		if (self.resync_reserve or 0) > LARGEST_RESERVE:
			label = _(self.meta.get_label("resync_reserve"))
			frappe.throw(
				_("{0}: {1} at the most, as the rest is for the resync.").format(label, LARGEST_RESERVE)
			)

	def _generation(self) -> str:
		"""The generation of kept answers: a new one when they may be others now, else the one that is stored.

		A form that was opened a while ago would bring an old one back.
		"""
		if self.is_new() or any(self.has_value_changed(field) for field in _ANSWER_FIELDS):
			return answer_cache.new_generation()
		return (
			frappe.db.get_value("Supplier Account", self.name, "cache_generation", for_update=True)
			or answer_cache.new_generation()
		)

	def _forget_answers(self) -> None:
		"""Throw away what nobody finds any more, once that is so for good."""
		name = self.name
		frappe.db.after_commit.add(lambda: answer_cache.forget(name))

	def _forget_foreign_sign_ins(self) -> None:
		"""Tokens are for the app (the Client ID) and the place that they were made with, and go nowhere else."""
		before = self.get_doc_before_save()
		if not before:
			return
		kinds = registry().kinds
		place, was = ((doc.connector, address_of(doc, kinds.get(doc.connector))) for doc in (self, before))
		if place != was:
			gone = delete_tokens(self.name)
			# Whoever is signing in now would bring the code of one place to another.
			delete_authorization_requests(self.name)
		elif (before.client_id or "") != self.client_id:
			gone = delete_tokens(self.name, spare=self._users_with_an_app())
		else:
			return
		if gone:
			frappe.msgprint(
				_("The sign-in of {0} belonged to what you changed: connect it again.").format(self.name),
				alert=True,
				indicator="orange",
			)

	def _users_with_an_app(self) -> list[str]:
		own = {"account": self.name, "client_id": ("is", "set")}
		return frappe.get_all("Connector Key", filters=own, pluck="user", order_by="user asc")
