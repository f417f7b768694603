"""What services need remembered. SQLite and DocTypes implement these; one set of contract tests holds for both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.alert import Alert, Need
from supplier_connect.shops.model.cart import CartChoice, SupplierCart
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.match import Match, MatchState
from supplier_connect.shops.model.offer import Offer, SupplierPart
from supplier_connect.shops.model.order import BentRate, LineChange, Order, OrderChange
from supplier_connect.shops.model.part import Detail, Part
from supplier_connect.shops.model.resync import PartChoice, RefreshResult, ResyncRun, WatchedPart


class OrderBook(Protocol):
	"""The Purchase Orders."""

	def read(self, name: str) -> Order:
		"""An order with its lines in their order; raises `NotFound`."""
		...

	def foresee(self, name: str, lines: Mapping[str, LineChange]) -> Mapping[str, BentRate]:
		"""Which rates the order would not keep as they are, by `ref`, if some lines were written; writes nothing."""
		...

	def write(self, name: str, change: OrderChange) -> Order:
		"""Write what a change names, and nothing else, all or none of it.

		Rates are in the order's currency. Raises `NotFound` for an order or a line that isn't there, and `RejectedInput`
		for what the book can't hold.
		"""
		...


class PartBook(Protocol):
	"""The supplier parts we know. Every method asks the database a constant number of times."""

	def known_parts(
		self, account: str, items: Collection[str], skus: Collection[str]
	) -> tuple[SupplierPart, ...]:
		"""The account's supplier parts of these Items or with these SKUs, preferred ones first."""
		...

	def supplier_numbers(self, supplier: str, items: Collection[str]) -> Mapping[str, str]:
		"""Item to the number that its Item Supplier row gives it; Items without one are left out."""
		...

	def stored_offers(self, account: str, item: str, skus: Collection[str]) -> Mapping[str, Offer]:
		"""The Item's supplier parts at the account with these SKUs, as last stored, by their SKU in small letters."""
		...

	def offers_by_sku(self, account: str, skus: Collection[str]) -> Mapping[str, Offer]:
		"""The offers of an account's supplier parts as last stored, by their SKU in small letters.

		Of several Items' the one that was seen last counts.
		"""
		...

	def save_offers(
		self, account: str, offers: Sequence[tuple[str, Offer]], seen_at: datetime | None = None
	) -> Mapping[tuple[str, str], Offer]:
		"""Create or update supplier parts from (Item, offer) pairs; what an offer doesn't say stays as it is.

		`seen_at` is when the offers were told (UTC), None for now. What a shop has told of a part since then stays, too:
		an older offer only adds what isn't known. So does what came of asking for it since, such as that it wasn't found.
		Prices or a stock that differ from what was known leave a point in the part's history. Answers with what is stored
		now, by Item and SKU in small letters.
		"""
		...

	def history(self, part: str, since: datetime) -> tuple[HistoryPoint, ...]:
		"""The points of a part (by its key), oldest first: the last one before `since`, and all that came after it."""
		...


class ResyncStore(Protocol):
	"""The runs that keep the parts of an account fresh.

	What a method writes is written whole and for good, or not at all: a run that dies goes on after its last record.
	"""

	def begin(
		self, account: str, choice: PartChoice, planned: int, now: datetime, lease_until: datetime
	) -> ResyncRun:
		"""Begin a run, its cursor where the account's last one has ended; `planned` parts, or as many as there are.

		One that goes through the account's round takes the right to do so, which nobody else has until `lease_until` (see
		`is_held`); a dead run that had it is noted as broken off. Raises `ResyncRunning` while another has the right.
		"""
		...

	def urgent_parts(self, run: ResyncRun, tried_before: datetime, limit: int) -> tuple[WatchedPart, ...]:
		"""Parts of the run's account that somebody waits for, those first that were not tried for the longest time.

		Those are parts of Items on open orders at the account's supplier, and of Items below their reorder level.
		Parts that were tried at or after `tried_before` or since the run's start are left out, unless that is said to have
		been after its lease: then a clock was wrong.
		"""
		...

	def next_parts(self, run: ResyncRun, limit: int) -> tuple[WatchedPart, ...]:
		"""The parts after the run's cursor, by their keys, that were not tried since the run's start (or after its lease).

		In a round the first ones follow after the last; none are left when all were tried. The parts of an Item, or the
		single one, are all there are for a run about them.
		"""
		...

	def open_needs(self, account: str, items: Collection[str]) -> Mapping[str, Need]:
		"""What open orders at the account's supplier still want of some Items; Items without a need are left out."""
		...

	def earlier_prices(self, parts: Collection[str], at: datetime) -> Mapping[str, HistoryPoint]:
		"""What parts (by their keys) cost at a time, as far back as that is known: else what they cost first.

		Parts that never had a price are left out.
		"""
		...

	def record(
		self, run: ResyncRun, tried: Sequence[RefreshResult], alerts: Sequence[Alert], lease_until: datetime
	) -> None:
		"""Store what came of some parts, together with the run's counts and its cursor.

		What a shop told is saved as `PartBook.save_offers` does; a part that it doesn't know keeps all it has and is
		marked; one that was deleted meanwhile stays so. An alert that is still open for the same part and kind is brought
		up to date instead of doubled. A shortage that a person has seen isn't raised again for the same need (`was`) of
		the same orders, and is closed once its part is told anew without one. Raises `ResyncRunning` when another run of
		the round has taken over.
		"""
		...

	def finish(self, run: ResyncRun) -> None:
		"""Store how a run has ended, end its right to the round, and note when the account is due again."""
		...

	def reset_cursor(self, account: str) -> str:
		"""Have the round begin anew; answers with where the cursor was."""
		...


class SupplierCartStore(Protocol):
	"""The transfers: which order went into which cart, and how far.

	What is saved is saved for good at once: a transfer that dies is continued from its last record.
	"""

	def claim(
		self, order: Order, account: ShopAccount, choice: CartChoice, now: datetime, lease_until: datetime
	) -> SupplierCart:
		"""Take the right to send an order; nobody else has it until `lease_until`.

		Returns the order's current transfer at this account with its attempt counted up and its state SENDING, or
		a new one when there is none or `choice` is NEW; a dead try that is then left behind is stored as failed.
		Raises `SendRunning` while another has the right.
		"""
		...

	def save(self, transfer: SupplierCart) -> None:
		"""Store a transfer whole, lines included; raises `SendRunning` when a newer attempt has claimed it."""
		...

	def get(self, name: str) -> SupplierCart:
		"""A transfer; raises `NotFound`."""
		...

	def of_order(self, order: str) -> tuple[SupplierCart, ...]:
		"""All transfers of an order, newest first."""
		...

	def current(self, order: str, account: str) -> SupplierCart | None:
		"""The transfer that sending the order again would continue; None when there was none."""
		...


class MatchStore(Protocol):
	"""The lookups, kept so that they can be opened again, compared and audited."""

	def save(self, match: Match) -> Match:
		"""Store a lookup for good; answers with it and the name it got."""
		...

	def get(self, name: str) -> Match:
		"""A lookup; raises `NotFound`."""
		...

	def of_item(self, item: str) -> tuple[Match, ...]:
		"""All lookups of an Item, newest first."""
		...

	def set_state(self, name: str, state: MatchState) -> None:
		"""Note what became of a lookup; raises `NotFound`."""
		...


class ItemBook(Protocol):
	"""The Items as far as parts are concerned."""

	def read(self, item: str) -> Part:
		"""All that an Item says of its part; raises `NotFound`."""
		...

	def link(self, item: str, supplier: str, offer: Offer) -> None:
		"""Note where the Item is bought and who makes it.

		A row with the supplier's number unless the Item has one of this supplier, the manufacturer, and a row with its
		part number unless there is one. Nothing that is there is changed.
		"""
		...

	def set_price(self, item: str, supplier: str, offer: Offer, quantity: int) -> None:
		"""Keep the offer's price at a quantity as the Item's buying price from this supplier."""
		...

	def fill(self, item: str, offer: Offer, details: Collection[Detail]) -> None:
		"""Take over details of an offer that the Item doesn't have yet; what it has stays."""
		...
