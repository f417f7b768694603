"""The contract of `PartBook`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import Offer, Packing, Parameter, PriceBreak, SupplierPart
from supplier_connect.shops.ports import PartBook
from supplier_connect.tests.contracts.base import Contract

_START = datetime(2000, 1, 1, tzinfo=timezone.utc)
_DAY = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
_BREAKS = (PriceBreak(1, Decimal("0.100000")), PriceBreak(10000, Decimal("0.004875")))
_PARAMETERS = (
	Parameter("Resistance", "10 kOhms"),
	Parameter("Power (Watts)", "0.063W, 1/16W"),
	Parameter("Temperaturkoeffizient", "±100", "ppm/°C"),
)


class PartBookContract(Contract):
	"""Hooks: `make_store`, `make_account`, `make_item`, `stored_offer`, `key_of`, `make_preferred`,
	`make_supplier_number`, `count_statements`, `at_once`."""

	def make_store(self) -> PartBook:
		"""Hook: the store."""
		raise NotImplementedError

	def key_of(self, account: str, item: str, sku: str) -> str:
		"""Hook: the key of a stored supplier part."""
		raise NotImplementedError

	def make_account(self, name: str) -> ShopAccount:
		"""Hook: an account that the host knows; its name and supplier may be the host's own."""
		raise NotImplementedError

	def make_item(self, code: str) -> str:
		"""Hook: an Item that the host knows; returns its code."""
		raise NotImplementedError

	def stored_offer(self, account: str, item: str, sku: str) -> Offer:
		"""Hook: everything that is stored of a supplier part, by its number in whatever letters."""
		raise NotImplementedError

	def make_preferred(self, account: str, item: str, sku: str) -> None:
		"""Hook: mark a stored supplier part as preferred."""
		raise NotImplementedError

	def make_supplier_number(self, supplier: str, item: str, number: str) -> None:
		"""Hook: give an Item the number that a supplier has for it."""
		raise NotImplementedError

	def count_statements(self, action: Callable[[PartBook], object]) -> int:
		"""Hook: how many statements the database is given by an action on the store."""
		raise NotImplementedError

	def at_once(self, actions: Sequence[Callable[[], object]]) -> list[object]:
		"""Hook: what comes of actions that are done at the same time, as by several processes; all are stored for good."""
		return self.run_in_parallel(actions)

	def setUp(self) -> None:
		"""An account and an Item."""
		super().setUp()
		self.account = self.make_account(self.unique("Account"))
		self.item = self.make_item(self.unique("ITEM"))

	def offer(self, sku: str) -> Offer:
		"""An offer that tells everything."""
		return Offer(
			sku=sku,
			mpn="RC0402FR-0710KL",
			manufacturer="Würth Elektronik",
			description="10 kΩ ±1 % 0402, 电阻",
			currency="EUR",
			breaks=_BREAKS,
			stock=905112,
			minimum=10,
			multiple=5,
			maximum=50000,
			lead_time_days=119,
			lifecycle="New Product",
			category="Chip Resistors",
			packaging=("Cut Tape", "Reel"),
			packing=Packing.CUT_TAPE,
			standard_package=10000,
			fee=Decimal("7.25"),
			last_buy=date(2027, 12, 31),
			non_returnable=False,
			tariff=True,
			surcharge="A tariff of 56 % may be applied.",
			marketplace=True,
			replacement="603-OTHER",
			rohs="RoHS Compliant",
			restriction="Not for export",
			url="https://www.example.com/part",
			datasheet_url="https://www.example.com/part.pdf",
			image_url="https://www.example.com/part.jpg",
			parameters=_PARAMETERS,
		)

	def _save(self, *offers: Offer) -> None:
		self.make_store().save_offers(self.account.name, [(self.item, offer) for offer in offers])

	def _known(self, items: list[str], skus: list[str]) -> tuple[SupplierPart, ...]:
		return self.make_store().known_parts(self.account.name, items, skus)

	def test_an_offer_is_kept_whole(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save(offer)
		self.assertEqual(self.stored_offer(self.account.name, self.item, offer.sku), offer)

	def test_a_known_part_says_its_terms(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save(offer)
		part = SupplierPart(
			item=self.item,
			sku=offer.sku,
			mpn=offer.mpn,
			manufacturer=offer.manufacturer,
			minimum=10,
			multiple=5,
			lifecycle="New Product",
			packing=Packing.CUT_TAPE,
			preferred=False,
		)
		self.assertEqual(self._known([self.item], []), (part,))

	def test_what_an_offer_does_not_say_stays(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save(offer)
		self._save(Offer(offer.sku, "", "", "", "", marketplace=offer.marketplace))
		self.assertEqual(self.stored_offer(self.account.name, self.item, offer.sku), offer)

	def test_what_an_offer_says_is_taken(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save(offer)
		newer = replace(
			offer,
			description="new",
			stock=0,
			lead_time_days=7,
			breaks=(PriceBreak(5, Decimal("0.2")),),
			currency="USD",
		)
		self._save(newer)
		self.assertEqual(self.stored_offer(self.account.name, self.item, offer.sku), newer)

	def test_what_nobody_told_is_unknown(self) -> None:
		bare = Offer(self.unique("SKU"), "", "", "", "")
		self._save(bare)
		self.assertEqual(self.stored_offer(self.account.name, self.item, bare.sku), bare)
		(part,) = self._known([self.item], [])
		self.assertEqual((part.minimum, part.multiple, part.packing), (None, None, None))

	def test_a_no_is_not_the_same_as_unknown(self) -> None:
		offer = replace(self.offer(self.unique("SKU")), non_returnable=True, tariff=False, marketplace=False)
		self._save(offer)
		stored = self.stored_offer(self.account.name, self.item, offer.sku)
		self.assertIs(stored.non_returnable, True)
		self.assertIs(stored.tariff, False)
		self.assertIs(stored.marketplace, False)
		self._save(replace(offer, non_returnable=None, tariff=None))
		self.assertEqual(self.stored_offer(self.account.name, self.item, offer.sku), stored)

	def test_a_surcharge_ends_when_the_shop_tells_of_none(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save(offer)
		self._save(replace(offer, tariff=False, surcharge=""))
		stored = self.stored_offer(self.account.name, self.item, offer.sku)
		self.assertEqual((stored.tariff, stored.surcharge), (False, ""))

	def test_parameters_are_replaced_as_a_whole_by_an_offer_that_has_some(self) -> None:
		offer = self.offer(self.unique("SKU"))
		newer = replace(offer, parameters=(Parameter("Tolerance", "±5 %"), Parameter("Grade", "AEC-Q200")))
		self._save(offer)
		self._save(newer)
		self._save(replace(newer, parameters=()))
		stored = self.stored_offer(self.account.name, self.item, offer.sku)
		self.assertEqual(stored.parameters, newer.parameters)

	def test_price_breaks_come_with_their_currency_or_not_at_all(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save(offer)
		for newer in (
			replace(offer, breaks=(), currency="USD"),
			replace(offer, breaks=(PriceBreak(1, Decimal("9.9")),), currency=""),
		):
			self._save(newer)
			stored = self.stored_offer(self.account.name, self.item, offer.sku)
			self.assertEqual((stored.breaks, stored.currency), (offer.breaks, "EUR"))

	def test_a_part_that_comes_twice_is_stored_once(self) -> None:
		offer = self.offer(self.unique("Sku"))
		self._save(offer, replace(offer, sku=offer.sku.lower(), stock=7))
		self.assertEqual(len(self._known([self.item], [])), 1)
		self.assertEqual(self.stored_offer(self.account.name, self.item, offer.sku).stock, 7)

	def test_parts_that_several_add_at_once_are_there_once(self) -> None:
		offers = [self.offer(self.unique("Sku")) for _ in range(5)]
		others = [
			replace(offer, sku=offer.sku.lower(), stock=7, breaks=_BREAKS[:1]) for offer in offers[::-1]
		]
		done = self.at_once([lambda: self._save(*offers), lambda: self._save(*others)])
		self.assertEqual(done, [None, None])
		self.assertEqual(len(self._known([self.item], [])), len(offers))
		for offer in offers:
			stored = self.stored_offer(self.account.name, self.item, offer.sku)
			self.assertIn((stored.stock, stored.breaks), {(offer.stock, _BREAKS), (7, _BREAKS[:1])})
			self.assertEqual(self._history(offer.sku)[-1].stock, stored.stock)

	def test_a_stock_that_nobody_told_is_unknown(self) -> None:
		offer = replace(self.offer(self.unique("SKU")), stock=None)
		self._save(offer)
		self.assertIsNone(self.stored_offer(self.account.name, self.item, offer.sku).stock)

	def test_a_number_is_the_same_in_any_letters(self) -> None:
		sku = self.unique("Sku")
		self._save(self.offer(sku.upper()))
		self._save(replace(self.offer(sku.lower()), stock=1))
		self.assertEqual(len(self._known([self.item], [])), 1)
		self.assertEqual(self.stored_offer(self.account.name, self.item, sku).stock, 1)
		self.assertEqual(len(self._known([], [sku.swapcase()])), 1)

	def test_another_packaging_is_a_part_of_its_own(self) -> None:
		tape = self.offer(self.unique("SKU"))
		reel = replace(tape, sku=f"{tape.sku}-R", minimum=4000, breaks=(PriceBreak(4000, Decimal("0.003")),))
		self._save(tape)
		self._save(reel)
		self.assertEqual({part.sku for part in self._known([self.item], [])}, {tape.sku, reel.sku})
		self.assertEqual(self.stored_offer(self.account.name, self.item, tape.sku), tape)
		self.assertEqual(self.stored_offer(self.account.name, self.item, reel.sku), reel)

	def test_two_items_may_be_the_same_part(self) -> None:
		other = self.make_item(self.unique("ITEM"))
		offer = self.offer(self.unique("SKU"))
		self.make_store().save_offers(self.account.name, [(self.item, offer), (other, offer)])
		self.assertEqual([part.item for part in self._known([self.item], [])], [self.item])
		self.assertEqual([part.item for part in self._known([other], [])], [other])

	def test_the_preferred_part_comes_first(self) -> None:
		numbers = [self.unique("SKU") for _ in range(3)]
		self._save(*map(self.offer, numbers))
		self.make_preferred(self.account.name, self.item, numbers[1])
		known = self._known([self.item], [])
		self.assertEqual(known[0].sku, numbers[1])
		self.assertEqual([part.preferred for part in known], [True, False, False])

	def test_a_new_offer_keeps_the_preference(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save(offer)
		self.make_preferred(self.account.name, self.item, offer.sku)
		self._save(replace(offer, stock=3))
		self.assertTrue(self._known([self.item], [])[0].preferred)

	def test_parts_are_found_by_item_or_number_each_once(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save(offer)
		self.assertEqual(len(self._known([self.item], [offer.sku])), 1)
		self.assertEqual(len(self._known([], [offer.sku])), 1)
		self.assertEqual(self._known([], []), ())
		self.assertEqual(self._known([self.unique("ITEM")], [self.unique("SKU")]), ())

	def test_accounts_are_apart(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save(offer)
		other = self.make_account(self.unique("Account"))
		self.assertEqual(self.make_store().known_parts(other.name, [self.item], [offer.sku]), ())

	def test_no_offers_change_nothing(self) -> None:
		self._save()
		self.assertEqual(self._known([self.item], []), ())

	def test_supplier_numbers_of_items_that_have_one(self) -> None:
		other = self.make_item(self.unique("ITEM"))
		number = self.unique("NUMBER")
		self.make_supplier_number(self.account.supplier, self.item, number)
		numbers = self.make_store().supplier_numbers(self.account.supplier, [self.item, other])
		self.assertEqual(dict(numbers), {self.item: number})
		self.assertEqual(dict(self.make_store().supplier_numbers(self.account.supplier, [])), {})

	def test_the_number_of_statements_is_constant(self) -> None:
		few, many = self._pairs(2), self._pairs(40)
		for action in (self._saving, self._reading):
			self.assertEqual(self.count_statements(action(few)), self.count_statements(action(many)))

	def _pairs(self, amount: int) -> list[tuple[str, Offer]]:
		return [(self.make_item(self.unique("ITEM")), self.offer(self.unique("SKU"))) for _ in range(amount)]

	def _saving(self, pairs: list[tuple[str, Offer]]) -> Callable[[PartBook], object]:
		return lambda store: store.save_offers(self.account.name, pairs)

	def _reading(self, pairs: list[tuple[str, Offer]]) -> Callable[[PartBook], object]:
		items, skus = [item for item, _offer in pairs], [offer.sku for _item, offer in pairs]
		return lambda store: (
			store.known_parts(self.account.name, items, skus),
			store.supplier_numbers(self.account.supplier, items),
			store.offers_by_sku(self.account.name, skus),
		)

	def test_what_is_stored_of_an_item_is_read_by_number(self) -> None:
		offers = [self.offer("ABC-1"), replace(self.offer("ABC-2"), breaks=(), currency="", stock=None)]
		self.make_store().save_offers(self.account.name, [(self.item, offer) for offer in offers])
		self.make_store().save_offers(
			self.account.name, [(self.make_item(self.unique("OTHER")), self.offer("ABC-3"))]
		)
		stored = self.make_store().stored_offers(
			self.account.name, self.item, ("abc-1", "ABC-2", "ABC-3", "NO-SUCH")
		)
		self.assertEqual(set(stored), {"abc-1", "abc-2"})
		self.assertEqual(stored["abc-1"], self.stored_offer(self.account.name, self.item, "ABC-1"))
		self.assertEqual(stored["abc-2"].breaks, ())

	def test_offers_are_read_by_number_whatever_their_item(self) -> None:
		first, second = self.unique("SKU"), self.unique("SKU")
		other = self.make_item(self.unique("OTHER"))
		pairs = [(self.item, self.offer(first)), (other, self.offer(second))]
		self.make_store().save_offers(self.account.name, pairs)
		found = self.make_store().offers_by_sku(self.account.name, [first.lower(), second, "NO-SUCH"])
		self.assertEqual(set(found), {first.lower(), second.lower()})
		self.assertEqual(found[first.lower()], self.stored_offer(self.account.name, self.item, first))

	def test_storing_an_offer_again_is_no_change(self) -> None:
		offer = self.offer("ABC-1")
		self.make_store().save_offers(self.account.name, [(self.item, offer)])
		before = self.make_store().stored_offers(self.account.name, self.item, ("ABC-1",))["abc-1"]
		self.assertEqual(offer.over(before), before)

	def test_an_older_offer_only_adds_what_is_not_known(self) -> None:
		new = replace(self.offer(self.unique("SKU")), lead_time_days=None)
		self._save_on(5, new)
		cheaper = (PriceBreak(1, Decimal("0.010000")),)
		old = replace(new, breaks=cheaper, currency="USD", stock=0, lifecycle="Old", lead_time_days=7)
		self._save_on(1, old)
		stored = self.stored_offer(self.account.name, self.item, new.sku)
		self.assertEqual(stored, replace(new, lead_time_days=7))
		self.assertEqual(self._history(new.sku), (self._point(5, new),))
		self._save_on(6, old)
		self.assertEqual(self.stored_offer(self.account.name, self.item, new.sku).breaks, cheaper)

	def test_what_is_told_now_is_taken_whatever_a_clock_that_was_ahead_has_noted(self) -> None:
		offer = self.offer(self.unique("SKU"))
		ahead = datetime.now(timezone.utc) + timedelta(days=2)
		self.make_store().save_offers(self.account.name, [(self.item, offer)], ahead)
		dearer = replace(offer, breaks=(PriceBreak(1, Decimal("9.500000")),))
		self._save(dearer)
		self.assertEqual(self.stored_offer(self.account.name, self.item, offer.sku), dearer)

	def test_storing_answers_with_what_is_stored_now(self) -> None:
		new, other = self.offer(self.unique("SKU")), self.offer(self.unique("SKU"))
		self._save_on(5, new)
		poor = Offer(new.sku.lower(), "", "", "", "", stock=3, marketplace=True)
		for day, stock in ((6, 3), (1, 3)):
			answer = self.make_store().save_offers(
				self.account.name,
				[(self.item, replace(poor, stock=stock if day > 5 else 9)), (self.item, other)],
				_DAY + timedelta(days=day),
			)
			stored = {
				(self.item, offer.sku.casefold()): self.stored_offer(self.account.name, self.item, offer.sku)
				for offer in (new, other)
			}
			self.assertEqual(
				{key: replace(offer, sku=key[1]) for key, offer in answer.items()},
				{key: replace(offer, sku=key[1]) for key, offer in stored.items()},
			)
			self.assertEqual(answer[self.item, new.sku.casefold()].stock, stock)

	# history

	def _save_on(self, day: int, *offers: Offer) -> None:
		self.make_store().save_offers(
			self.account.name, [(self.item, offer) for offer in offers], _DAY + timedelta(days=day)
		)

	def _history(self, sku: str, since: datetime = _START) -> tuple[HistoryPoint, ...]:
		return self.make_store().history(self.key_of(self.account.name, self.item, sku), since)

	def _point(self, day: int, offer: Offer) -> HistoryPoint:
		return HistoryPoint(_DAY + timedelta(days=day), offer.currency, offer.breaks, offer.stock)

	def test_the_first_offer_makes_the_first_point(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save_on(0, offer)
		self.assertEqual(self._history(offer.sku), (self._point(0, offer),))

	def test_an_offer_that_changes_nothing_leaves_no_point(self) -> None:
		offer = self.offer(self.unique("SKU"))
		self._save_on(0, offer)
		self._save_on(1, offer)
		self._save_on(2, replace(offer, description="another", lead_time_days=3))
		self._save_on(3, replace(offer, breaks=(), currency="", stock=None))
		self.assertEqual(self._history(offer.sku), (self._point(0, offer),))

	def test_each_change_of_prices_or_stock_leaves_a_point_with_all_of_them(self) -> None:
		offer = self.offer(self.unique("SKU"))
		dearer = replace(offer, breaks=(PriceBreak(1, Decimal("1234.500000")),))
		steps = (
			offer,
			replace(offer, stock=0),
			replace(dearer, stock=0),
			replace(dearer, stock=5),
			replace(dearer, stock=5, currency="USD"),
		)
		for day, step in enumerate(steps):
			self._save_on(day, step)
		wanted = tuple(self._point(day, step) for day, step in enumerate(steps))
		self.assertEqual(self._history(offer.sku), wanted)

	def test_prices_that_go_back_are_a_change_too(self) -> None:
		offer = self.offer(self.unique("SKU"))
		other = replace(offer, breaks=(PriceBreak(1, Decimal("0.200000")),))
		for day, step in enumerate((offer, other, offer)):
			self._save_on(day, step)
		self.assertEqual(
			[point.breaks for point in self._history(offer.sku)], [offer.breaks, other.breaks, offer.breaks]
		)

	def test_a_stock_that_becomes_known_is_a_change(self) -> None:
		offer = replace(self.offer(self.unique("SKU")), stock=None)
		self._save_on(0, offer)
		self._save_on(1, replace(offer, stock=0))
		self.assertEqual([point.stock for point in self._history(offer.sku)], [None, 0])

	def test_a_stock_without_prices_is_kept(self) -> None:
		bare = replace(self.offer(self.unique("SKU")), breaks=(), currency="", stock=7)
		self._save_on(0, bare)
		self.assertEqual(self._history(bare.sku), (self._point(0, bare),))

	def test_where_nothing_is_told_there_is_no_point(self) -> None:
		bare = Offer(self.unique("SKU"), "", "", "", "")
		self._save_on(0, bare)
		self.assertEqual(self._history(bare.sku), ())

	def test_a_part_that_comes_twice_leaves_one_point(self) -> None:
		offer = self.offer(self.unique("Sku"))
		self._save_on(0, offer, replace(offer, sku=offer.sku.lower(), stock=7))
		self.assertEqual([point.stock for point in self._history(offer.sku)], [7])

	def test_the_history_since_a_day_begins_with_what_held_then(self) -> None:
		offer = self.offer(self.unique("SKU"))
		steps = [replace(offer, stock=stock) for stock in range(5)]
		for day, step in enumerate(steps):
			self._save_on(day, step)
		since = self._history(offer.sku, _DAY + timedelta(days=2, hours=1))
		self.assertEqual(since, tuple(self._point(day, steps[day]) for day in (2, 3, 4)))
		self.assertEqual(
			self._history(offer.sku, _DAY + timedelta(days=2)),
			tuple(self._point(day, steps[day]) for day in (1, 2, 3, 4)),
		)
		self.assertEqual(self._history(offer.sku, _DAY + timedelta(days=9)), (self._point(4, steps[4]),))

	def test_histories_of_parts_are_apart(self) -> None:
		first, second = self.offer(self.unique("SKU")), replace(self.offer(self.unique("SKU")), stock=1)
		self._save_on(0, first, second)
		self._save_on(1, replace(first, stock=2))
		self.assertEqual([point.stock for point in self._history(first.sku)], [first.stock, 2])
		self.assertEqual([point.stock for point in self._history(second.sku)], [1])
		self.assertEqual(self.make_store().history(self.unique("none"), _START), ())
