"""The contract of `ResyncStore`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from supplier_connect.core.model.errors import ResyncRunning
from supplier_connect.core.model.messages import plain
from supplier_connect.shops.model.alert import Alert, AlertKind, Need
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.shops.model.order import Order, OrderLine, OrderState
from supplier_connect.shops.model.resync import (
	PartChoice,
	RefreshResult,
	RefreshStatus,
	ResyncRun,
	RunState,
	WatchedPart,
)
from supplier_connect.shops.ports import PartBook, ResyncStore
from supplier_connect.tests.contracts.base import OrderContract

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
LEASE = timedelta(minutes=15)
ALWAYS = datetime(2000, 1, 1, tzinfo=timezone.utc)
NEVER = datetime(2100, 1, 1, tzinfo=timezone.utc)
ALL = PartChoice()


@dataclass(frozen=True)
class Freshness:
	"""What a part says of its last tries: `state` is "", "Fresh", "Not Found" or "Failed"."""

	state: str
	failures: int = 0
	failure: str = ""
	not_found_at: datetime | None = None


class ResyncContract(OrderContract):
	"""Base of the contracts that need runs.

	Hooks: `make_store`, `make_book`, `make_account`, `make_item`, `make_order`, `make_preferred`, `make_supplier_number`, `delete_part`,
	`freshness_of`, `stored_run`, `due_of`, `open_alerts`, `see_alerts`, `count_statements`."""

	def make_store(self) -> ResyncStore:
		"""Hook: the store."""
		raise NotImplementedError

	def make_book(self) -> PartBook:
		"""Hook: the book with the parts of the same host."""
		raise NotImplementedError

	def make_preferred(self, account: str, item: str, sku: str) -> None:
		"""Hook: mark a stored supplier part as preferred."""
		raise NotImplementedError

	def make_supplier_number(self, supplier: str, item: str, number: str) -> None:
		"""Hook: give an Item the number that a supplier has for it."""
		raise NotImplementedError

	def delete_part(self, key: str) -> None:
		"""Hook: delete a stored supplier part, as a user does."""
		raise NotImplementedError

	def freshness_of(self, key: str) -> Freshness:
		"""Hook: what a stored supplier part says of its last tries."""
		raise NotImplementedError

	def stored_run(self, name: str) -> ResyncRun:
		"""Hook: a run as it is stored."""
		raise NotImplementedError

	def due_of(self, account: str) -> datetime | None:
		"""Hook: when the next run of an account is due."""
		raise NotImplementedError

	def open_alerts(self, part: str) -> Sequence[Alert]:
		"""Hook: the open alerts about a part, oldest first."""
		raise NotImplementedError

	def see_alerts(self, part: str) -> None:
		"""Hook: note that a person has seen the open alerts about a part."""
		raise NotImplementedError

	def count_statements(self, action: Callable[[ResyncStore], object]) -> int:
		"""Hook: how many statements the database is given by an action on the store."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""An account."""
		super().setUp()
		self.account = self.make_account(self.unique("Account"))

	# what tests are made of

	def offer(self, sku: str, stock: int = 100, price: str = "1.25") -> Offer:
		"""An offer with a stock and two prices."""
		return Offer(
			sku=sku,
			mpn=f"MPN of {sku}",
			manufacturer="Maker",
			description="10 kΩ ±1 % 0402, 电阻",
			currency="USD",
			breaks=(PriceBreak(1, Decimal(price)), PriceBreak(1000, Decimal(price) / 2)),
			stock=stock,
			minimum=1,
			multiple=1,
			lifecycle="New Product",
			url="https://www.example.com/part",
		)

	def save_parts(self, amount: int, item: str = "") -> tuple[WatchedPart, ...]:
		"""Parts of the account, each of an Item of its own unless one is named, in their round's order."""
		item_of = [item or self.make_item(self.unique("ITEM")) for _ in range(amount)]
		offers = [self.offer(self.unique("SKU")) for _ in range(amount)]
		self.make_book().save_offers(self.account.name, list(zip(item_of, offers, strict=True)))
		skus = {offer.sku for offer in offers}
		return tuple(part for part in self.parts() if part.offer.sku in skus)

	def parts(self, choice: PartChoice = ALL) -> tuple[WatchedPart, ...]:
		"""All parts of the account in their order."""
		peeking = ResyncRun("", self.account.name, choice, NEVER, NEVER, 0)
		return self.make_store().next_parts(peeking, 10_000)

	def part(self, key: str) -> WatchedPart:
		"""A part as it is stored."""
		(found,) = self.parts(PartChoice(part=key))
		return found

	def begin(self, choice: PartChoice = ALL, now: datetime = NOW, planned: int = 100) -> ResyncRun:
		"""Begin a run with a lease of fifteen minutes."""
		return self.make_store().begin(self.account.name, choice, planned, now, now + LEASE)

	def record(
		self, run: ResyncRun, *tried: RefreshResult, alerts: Sequence[Alert] = (), cursor: str = ""
	) -> ResyncRun:
		"""Record some parts, the cursor moved to the last of them unless another is named."""
		after = replace(run.after(tried), cursor_after=cursor or tried[-1].part.key)
		self.make_store().record(after, tried, alerts, run.lease_until)
		return after

	def finish(self, run: ResyncRun, **changes: object) -> ResyncRun:
		"""Finish a run as done, due again a day after its start."""
		made: dict[str, object] = {
			"state": RunState.DONE,
			"due_at": run.started_at + timedelta(days=1),
			**changes,
		}
		done = replace(run, **made)  # type: ignore[arg-type]
		self.make_store().finish(done)
		return done

	def told(self, part: WatchedPart, at: datetime = NOW, **changes: object) -> RefreshResult:
		"""A part that the shop told anew, with changes of what is known."""
		offer = replace(part.offer, **changes)  # type: ignore[arg-type]
		return RefreshResult(part, RefreshStatus.CHANGED if changes else RefreshStatus.UNCHANGED, at, offer)

	def missing(self, part: WatchedPart, at: datetime = NOW) -> RefreshResult:
		"""A part that the shop doesn't know."""
		return RefreshResult(part, RefreshStatus.NOT_FOUND, at)

	def failing(self, part: WatchedPart, at: datetime = NOW) -> RefreshResult:
		"""A part that can't be read."""
		return RefreshResult(part, RefreshStatus.FAILED, at, failure=plain("The answer has no price list."))

	def need(self, item: str, pieces: int = 500, state: OrderState = OrderState.DRAFT) -> Order:
		"""An order of an Item at the account's supplier."""
		line = OrderLine(
			ref="1",
			number=1,
			item=item,
			description=item,
			quantity=Decimal(pieces),
			uom="Nos",
			stock_uom="Nos",
			conversion_factor=Decimal(1),
			rate=Decimal(1),
		)
		return self.make_order(Order(self.unique("PO"), self.account.supplier, "USD", state, (line,)))

	def shortage(
		self, part: WatchedPart, was: str = "500", now: str = "100", orders: tuple[str, ...] = ()
	) -> Alert:
		"""An alert about a shortage of a part."""
		return self._alert(part, AlertKind.SHORT, was, now, orders)

	def _alert(
		self, part: WatchedPart, kind: AlertKind, was: str, now: str, orders: tuple[str, ...] = ()
	) -> Alert:
		return Alert(
			kind=kind,
			part=part.key,
			account=self.account.name,
			item=part.item,
			sku=part.offer.sku,
			was=was,
			now=now,
			orders=orders,
		)

	def keys(self, parts: Sequence[WatchedPart]) -> list[str]:
		"""Their keys."""
		return [part.key for part in parts]


class ResyncStoreContract(ResyncContract):
	"""Hooks: those of `ResyncContract`."""

	# runs

	def test_a_run_is_stored_from_its_begin(self) -> None:
		self.save_parts(3)
		run = self.begin(planned=2)
		wanted = ResyncRun(run.name, self.account.name, ALL, NOW, NOW + LEASE, 2)
		self.assertEqual(run, wanted)
		self.assertEqual(self.stored_run(run.name), run)

	def test_no_more_parts_are_planned_than_there_are(self) -> None:
		first, *_others = self.save_parts(3)
		self.assertEqual(self.begin().planned, 3)
		self.assertEqual(self.begin(PartChoice(item=first.item)).planned, 1)
		self.assertEqual(self.begin(PartChoice(part=first.key)).planned, 1)

	def test_counts_and_message_of_a_run_are_kept(self) -> None:
		a, b, c, d = self.save_parts(4)
		run = self.begin()
		run = self.record(run, self.told(a), self.told(b, stock=7), self.missing(c), self.failing(d))
		done = self.finish(run, state=RunState.FAILED, message=plain("Mouser is down — später wieder."))
		self.assertEqual(
			(done.processed, done.updated, done.changed, done.not_found, done.failed), (4, 2, 1, 1, 1)
		)
		kept = self.stored_run(run.name)
		self.assertEqual(replace(kept, lease_until=done.lease_until), done)

	def test_while_a_run_goes_through_the_round_no_other_does(self) -> None:
		self.save_parts(1)
		run = self.begin()
		with self.assertRaises(ResyncRunning) as caught:
			self.begin(now=NOW + LEASE - timedelta(seconds=1))
		self.assertIn(self.account.name, str(caught.exception))
		self.finish(run)
		self.begin(now=NOW + timedelta(seconds=1))

	def test_an_item_may_be_resynced_meanwhile(self) -> None:
		part, _other = self.save_parts(2)
		self.begin()
		of_item = self.begin(PartChoice(item=part.item))
		self.finish(self.record(of_item, self.told(part, stock=3)), due_at=None)
		self.assertEqual(self.part(part.key).offer.stock, 3)
		with self.assertRaises(ResyncRunning):
			self.begin()

	def test_accounts_are_apart(self) -> None:
		self.save_parts(2)
		self.begin()
		self.account = self.make_account(self.unique("Other"))
		self.assertEqual(self.parts(), ())
		self.assertEqual(self.begin().planned, 0)

	def test_of_many_that_begin_one_wins(self) -> None:
		self.save_parts(1)
		results = self.run_in_parallel([self.begin] * 6)
		self.assertEqual(sum(isinstance(one, ResyncRun) for one in results), 1, results)
		self.assertEqual(sum(isinstance(one, ResyncRunning) for one in results), 5, results)

	def test_a_dead_run_is_broken_off_and_the_next_goes_on_after_its_last_record(self) -> None:
		parts = self.save_parts(5)
		dead = self.record(self.begin(), *map(self.told, parts[:2]))
		later = NOW + LEASE
		run = self.begin(now=later)
		self.assertIs(self.stored_run(dead.name).state, RunState.BROKEN)
		self.assertEqual((run.cursor_before, run.cursor_after), (parts[1].key, parts[1].key))
		self.assertEqual(
			self.keys(self.make_store().next_parts(run, 10)), self.keys((*parts[2:], *parts[:2]))
		)

	def test_a_run_that_was_taken_over_stores_nothing_any_more(self) -> None:
		part, other = self.save_parts(2)
		dead = self.begin()
		newer = self.begin(now=NOW + LEASE)
		with self.assertRaises(ResyncRunning):
			self.record(dead, self.told(part, stock=1))
		self.assertEqual(self.part(part.key).offer.stock, 100)
		self.finish(dead)
		self.assertIs(self.stored_run(dead.name).state, RunState.BROKEN)
		self.record(newer, self.told(other, at=NOW + LEASE, stock=2))
		self.assertEqual(self.part(other.key).offer.stock, 2)

	def test_each_record_makes_the_lease_longer(self) -> None:
		(part,) = self.save_parts(1)
		run = self.begin()
		self.make_store().record(run.after((self.told(part),)), (self.told(part),), (), NOW + 2 * LEASE)
		with self.assertRaises(ResyncRunning):
			self.begin(now=NOW + LEASE)
		self.begin(now=NOW + 2 * LEASE)

	def test_a_right_of_a_clock_that_was_ahead_holds_nobody_up(self) -> None:
		(part,) = self.save_parts(1)
		ahead = self.begin(now=NOW + timedelta(days=1))
		run = self.begin()
		self.assertIs(self.stored_run(ahead.name).state, RunState.BROKEN)
		with self.assertRaises(ResyncRunning):
			self.record(ahead, self.told(part, NOW + timedelta(days=1)))
		self.record(run, self.told(part, stock=2))
		self.assertEqual(self.part(part.key).offer.stock, 2)

	def test_what_was_tried_by_a_clock_that_was_ahead_is_tried_again(self) -> None:
		parts = self.save_parts(2)
		ahead = NOW + timedelta(days=1)
		self.finish(self.record(self.begin(now=ahead), *(self.told(part, ahead) for part in parts)))
		self.need(parts[0].item)
		run = self.begin()
		self.assertEqual(len(self.make_store().next_parts(run, 9)), 2)
		self.assertEqual(self.keys(self.make_store().urgent_parts(run, NOW, 9)), [parts[0].key])
		single = self.begin(PartChoice(part=parts[1].key))
		self.assertEqual(self.keys(self.make_store().next_parts(single, 9)), [parts[1].key])

	def test_the_end_of_a_run_says_when_the_account_is_due(self) -> None:
		parts = self.save_parts(2)
		self.assertIsNone(self.due_of(self.account.name))
		due = NOW + timedelta(hours=24)
		self.finish(self.begin(), due_at=due)
		self.assertEqual(self.due_of(self.account.name), due)
		self.finish(self.begin(PartChoice(part=parts[0].key)), due_at=None)
		self.assertEqual(self.due_of(self.account.name), due)

	def test_the_cursor_can_be_reset(self) -> None:
		parts = self.save_parts(3)
		self.assertEqual(self.make_store().reset_cursor(self.account.name), "")
		self.finish(self.record(self.begin(), self.told(parts[1])))
		self.assertEqual(self.make_store().reset_cursor(self.account.name), parts[1].key)
		run = self.begin(now=NOW + LEASE)
		self.assertEqual(run.cursor_before, "")
		self.assertEqual(self.keys(self.make_store().next_parts(run, 10)), self.keys(parts))

	def test_a_reset_during_a_run_holds_for_the_next_one(self) -> None:
		a, b, _c = self.save_parts(3)
		run = self.record(self.begin(), self.told(a), cursor=a.key)
		self.assertEqual(self.make_store().reset_cursor(self.account.name), a.key)
		run = self.record(run, self.told(b), cursor=b.key)
		self.finish(run)
		self.assertEqual(self.stored_run(run.name).cursor_after, b.key)
		self.assertEqual(self.begin(now=NOW + LEASE).cursor_before, "")

	# the round

	def test_parts_come_in_the_order_of_their_keys_each_once_with_all_that_is_known(self) -> None:
		self.save_parts(6)
		found = self.parts()
		self.assertEqual(len(found), 6)
		self.assertEqual(self.keys(found), sorted(set(self.keys(found))))
		part = found[3]
		self.assertEqual(part.offer, self.offer(part.offer.sku))
		self.assertIsNone(part.tried_at)

	def test_a_round_goes_on_and_begins_anew(self) -> None:
		parts = self.save_parts(5)
		run = self.begin()
		store = self.make_store()
		self.assertEqual(self.keys(store.next_parts(run, 2)), self.keys(parts[:2]))
		run = self.record(run, *map(self.told, parts[:4]))
		self.assertEqual(self.keys(store.next_parts(run, 2)), self.keys(parts[4:]))
		self.finish(run)
		later = NOW + timedelta(days=1)
		run = self.begin(now=later)
		self.assertEqual(self.keys(store.next_parts(run, 3)), self.keys((parts[4], *parts[:2])))
		run = self.record(run, *(self.told(part, later) for part in (parts[4], *parts[:2])))
		self.assertEqual(self.keys(store.next_parts(run, 9)), self.keys(parts[2:4]))
		run = self.record(run, *(self.told(part, later) for part in parts[2:4]))
		self.assertEqual(store.next_parts(run, 9), ())

	def test_no_part_is_named_twice_within_a_run(self) -> None:
		parts = self.save_parts(3)
		run = self.record(self.begin(), self.told(parts[1], NOW + timedelta(minutes=1)), cursor="")
		run = replace(run, cursor_after="")
		self.assertEqual(self.keys(self.make_store().next_parts(run, 9)), self.keys((parts[0], parts[2])))

	def test_the_round_goes_on_where_a_part_was_deleted(self) -> None:
		parts = self.save_parts(4)
		self.finish(self.record(self.begin(), *map(self.told, parts[:2])))
		self.delete_part(parts[1].key)
		self.delete_part(parts[2].key)
		run = self.begin(now=NOW + LEASE)
		self.assertEqual(self.keys(self.make_store().next_parts(run, 9)), self.keys((parts[3], parts[0])))

	def test_the_parts_of_an_item_or_a_single_one(self) -> None:
		self.save_parts(2)
		item = self.make_item(self.unique("ITEM"))
		mine = self.save_parts(3, item)
		run = self.begin(PartChoice(item=item))
		store = self.make_store()
		self.assertEqual(self.keys(store.next_parts(run, 9)), self.keys(mine))
		run = self.record(run, self.told(mine[0]), cursor=run.cursor_before)
		self.assertEqual(self.keys(store.next_parts(run, 9)), self.keys(mine[1:]))
		single = self.begin(PartChoice(part=mine[2].key))
		self.assertEqual(self.keys(store.next_parts(single, 9)), [mine[2].key])
		self.assertEqual(store.next_parts(self.begin(PartChoice(part=self.unique("none"))), 9), ())
		self.assertEqual(store.next_parts(self.begin(PartChoice(item=self.unique("none"))), 9), ())

	def test_the_part_that_would_be_bought_says_so(self) -> None:
		(alone,) = self.save_parts(1)
		item = self.make_item(self.unique("ITEM"))
		several = self.save_parts(3, item)
		self.assertTrue(self.part(alone.key).preferred)
		self.assertEqual([self.part(part.key).preferred for part in several], [False] * 3)
		other = self.make_account(self.unique("Other"))
		self.make_supplier_number(other.supplier, item, several[0].offer.sku)
		self.assertEqual([self.part(part.key).preferred for part in several], [False] * 3)
		self.make_supplier_number(self.account.supplier, item, several[2].offer.sku.lower())
		self.assertEqual([self.part(part.key).preferred for part in several], [False, False, True])
		self.make_preferred(self.account.name, item, several[1].offer.sku)
		self.assertEqual([self.part(part.key).preferred for part in several], [False, True, False])

	# what is urgent

	def test_parts_of_open_orders_are_urgent(self) -> None:
		parts = self.save_parts(3)
		store = self.make_store()
		run = self.begin()
		self.assertEqual(store.urgent_parts(run, NOW, 9), ())
		self.need(parts[2].item)
		self.assertEqual(self.keys(store.urgent_parts(run, NOW, 9)), [parts[2].key])

	def test_orders_at_another_supplier_make_nothing_urgent(self) -> None:
		(part,) = self.save_parts(1)
		mine, self.account = self.account, self.make_account(self.unique("Other"))
		self.need(part.item)
		self.account = mine
		self.assertEqual(self.make_store().urgent_parts(self.begin(), NOW, 9), ())
		self.assertEqual(dict(self.make_store().open_needs(mine.name, [part.item])), {})

	def test_what_was_not_tried_for_the_longest_time_is_most_urgent(self) -> None:
		parts = self.save_parts(3)
		for part in parts:
			self.need(part.item)
		ago = [NOW - timedelta(days=days) for days in (3, 5)]
		before = self.begin(now=min(ago))
		tried = [self.told(part, at) for part, at in zip(parts, ago, strict=False)]
		self.finish(self.record(before, *tried))
		run = self.begin()
		store = self.make_store()
		wanted = [parts[2], parts[1], parts[0]]
		self.assertEqual(self.keys(store.urgent_parts(run, NOW, 9)), self.keys(wanted))
		self.assertEqual(self.keys(store.urgent_parts(run, NOW, 2)), self.keys(wanted[:2]))
		self.assertEqual(
			self.keys(store.urgent_parts(run, NOW - timedelta(days=4), 9)), self.keys(wanted[:2])
		)

	def test_what_a_run_has_tried_is_not_urgent_any_more(self) -> None:
		(part,) = self.save_parts(1)
		self.need(part.item)
		run = self.record(self.begin(), self.told(part))
		self.assertEqual(self.make_store().urgent_parts(run, NOW + timedelta(days=9), 9), ())

	def test_what_open_orders_want(self) -> None:
		wanted, other = self.save_parts(2)
		orders = sorted(self.need(wanted.item, pieces).name for pieces in (500, 250))
		needs = self.make_store().open_needs(self.account.name, [wanted.item, other.item])
		(need,) = needs.values()
		self.assertEqual((need.pieces, sorted(need.orders)), (750, orders))
		self.assertEqual(dict(self.make_store().open_needs(self.account.name, [])), {})
		self.assertEqual(needs, {wanted.item: Need(750, need.orders)})

	# what comes of parts

	def test_what_the_shop_tells_is_stored(self) -> None:
		(part,) = self.save_parts(1)
		breaks = (PriceBreak(5, Decimal("1234.5")),)
		self.record(self.begin(), self.told(part, stock=0, breaks=breaks, lifecycle="End of Life"))
		kept = self.part(part.key)
		self.assertEqual(kept.offer, replace(part.offer, stock=0, breaks=breaks, lifecycle="End of Life"))
		self.assertEqual((kept.tried_at, kept.seen_at, kept.details_at), (NOW, NOW, NOW))
		self.assertEqual(self.freshness_of(part.key), Freshness("Fresh"))

	def test_an_answer_without_details_leaves_their_time(self) -> None:
		(part,) = self.save_parts(1)
		run = self.record(self.begin(), self.told(part))
		later = NOW + timedelta(hours=2)
		self.record(run, replace(self.told(part, later, stock=1), details=False))
		kept = self.part(part.key)
		self.assertEqual((kept.seen_at, kept.details_at), (later, NOW))

	def test_a_part_that_is_not_found_is_marked_and_keeps_all_it_has(self) -> None:
		(part,) = self.save_parts(1)
		self.record(self.begin(), self.missing(part))
		kept = self.part(part.key)
		self.assertEqual(kept, replace(part, tried_at=NOW))
		self.assertEqual(self.freshness_of(part.key), Freshness("Not Found", not_found_at=NOW))
		run = self.begin(PartChoice(part=part.key))
		run = self.record(run, self.missing(part, NOW + LEASE), cursor=run.cursor_before)
		self.assertEqual(self.freshness_of(part.key).not_found_at, NOW)
		self.record(run, self.told(part, NOW + LEASE), cursor=run.cursor_before)
		self.assertEqual(self.freshness_of(part.key), Freshness("Fresh"))

	def test_failures_are_counted_until_the_shop_tells_something(self) -> None:
		(part,) = self.save_parts(1)
		run = self.record(self.begin(), self.failing(part))
		run = self.record(run, self.failing(part))
		self.assertEqual(self.freshness_of(part.key), Freshness("Failed", 2, "The answer has no price list."))
		self.assertEqual(self.part(part.key), replace(part, tried_at=NOW))
		self.record(run, self.told(part))
		self.assertEqual(self.freshness_of(part.key), Freshness("Fresh"))

	def test_what_a_shop_told_earlier_takes_no_mark_away(self) -> None:
		missing, failing = self.save_parts(2)
		later = datetime.now(timezone.utc) + timedelta(hours=2)
		run = self.begin(now=later)
		self.record(run, self.missing(missing, later), self.failing(failing, later))
		marks = {part.key: self.freshness_of(part.key) for part in (missing, failing)}
		for hours, stock in ((-1, 7), (1, 8)):
			for part in (missing, failing):
				if hours > 0:
					marks[part.key] = Freshness("Fresh")
				offer = replace(part.offer, stock=stock)
				seen_at = later + timedelta(hours=hours)
				self.make_book().save_offers(self.account.name, [(part.item, offer)], seen_at)
				kept = self.part(part.key)
				self.assertEqual((kept.offer.stock, kept.seen_at), (stock, seen_at))
				self.assertEqual(self.freshness_of(part.key), marks[part.key])

	def test_a_part_that_was_deleted_meanwhile_is_not_brought_back(self) -> None:
		part, other = self.save_parts(2)
		run = self.begin()
		self.delete_part(part.key)
		run = self.record(
			run, self.told(part, stock=1), self.told(other, stock=1), alerts=[self.shortage(part)]
		)
		self.assertEqual(self.keys(self.parts()), [other.key])
		self.assertEqual(self.part(other.key).offer.stock, 1)
		self.assertEqual(self.stored_run(run.name).processed, 2)

	def test_only_the_item_that_was_asked_for_is_written(self) -> None:
		(part,) = self.save_parts(1)
		twin = self.make_item(self.unique("ITEM"))
		self.make_book().save_offers(self.account.name, [(twin, part.offer)])
		self.record(self.begin(), self.told(part, stock=1))
		by_item = {one.item: one.offer.stock for one in self.parts()}
		self.assertEqual(by_item, {part.item: 1, twin: 100})

	def test_a_change_leaves_a_point_and_no_change_leaves_none(self) -> None:
		part, other = self.save_parts(2)
		later = datetime.now(timezone.utc) + timedelta(hours=1)
		run = self.record(self.begin(now=later), self.told(part, later, stock=9), self.told(other, later))
		self.record(run, self.told(self.part(part.key), later + LEASE))
		book = self.make_book()
		points = book.history(part.key, ALWAYS)
		self.assertEqual([point.stock for point in points], [100, 9])
		self.assertEqual((points[1].at, points[1].breaks), (later, part.offer.breaks))
		self.assertEqual(len(book.history(other.key, ALWAYS)), 1)

	def test_what_a_part_cost_some_time_ago(self) -> None:
		part, other = self.save_parts(2)
		first = datetime.now(timezone.utc) + timedelta(hours=1)
		run = self.begin(now=first)
		for days, price in ((0, "2.00"), (30, "3.00"), (60, "4.00")):
			at = first + timedelta(days=days)
			told = self.told(self.part(part.key), at, breaks=(PriceBreak(1, Decimal(price)),))
			run = self.record(run, told)
		run = self.record(run, self.told(self.part(part.key), first + timedelta(days=90), stock=1))

		def cost(days: int) -> dict[str, Decimal]:
			found = self.make_store().earlier_prices([part.key, other.key], first + timedelta(days=days))
			return {key: point.breaks[0].price for key, point in found.items()}

		self.assertEqual(cost(30), {part.key: Decimal("3.00"), other.key: Decimal("1.25")})
		self.assertEqual(cost(29)[part.key], Decimal("2.00"))
		self.assertEqual(cost(100)[part.key], Decimal("4.00"))
		# Nothing is known of so long ago: what it cost first.
		self.assertEqual(cost(-400)[part.key], Decimal("1.25"))

	# alerts

	def test_an_alert_is_kept_whole(self) -> None:
		(part,) = self.save_parts(1)
		order = self.need(part.item)
		alert = replace(
			self._alert(part, AlertKind.PRICE_UP, "0.10", "0.125", (order.name,)),
			quantity=500,
			currency="USD",
			percent=Decimal("25.0"),
			last_buy=datetime(2027, 12, 31, tzinfo=timezone.utc).date(),
			replacement="603-OTHER",
		)
		self.record(self.begin(), self.told(part), alerts=[alert])
		self.assertEqual(list(self.open_alerts(part.key)), [alert])

	def test_an_open_alert_is_brought_up_to_date(self) -> None:
		part, other = self.save_parts(2)
		first = self.shortage(part)
		obsolete = self._alert(part, AlertKind.OBSOLETE, "New Product", "Obsolete")
		run = self.record(self.begin(), self.told(part), alerts=[first, obsolete])
		newer = self.shortage(part, "700", "50")
		run = self.record(run, self.told(part), self.told(other), alerts=[newer, self.shortage(other)])
		by_kind = {alert.kind: alert for alert in self.open_alerts(part.key)}
		self.assertEqual(by_kind, {AlertKind.SHORT: newer, AlertKind.OBSOLETE: obsolete})
		self.assertEqual(len(self.open_alerts(other.key)), 1)

	def test_a_shortage_that_was_seen_comes_again_with_another_need_only(self) -> None:
		(part,) = self.save_parts(1)
		orders = (self.need(part.item).name,)
		run = self.record(self.begin(), self.told(part), alerts=[self.shortage(part, orders=orders)])
		self.see_alerts(part.key)
		run = self.record(run, self.told(part), alerts=[self.shortage(part, now="40", orders=orders)])
		self.assertEqual(list(self.open_alerts(part.key)), [])
		more = self.shortage(part, was="900", now="40", orders=orders)
		self.record(run, self.told(part), alerts=[more])
		self.assertEqual(list(self.open_alerts(part.key)), [more])

	def test_a_shortage_ends_when_there_is_enough_again(self) -> None:
		part, unread = self.save_parts(2)
		short = [self.shortage(part), self.shortage(unread)]
		run = self.record(self.begin(), self.told(part), self.told(unread), alerts=short)
		run = self.record(run, self.told(part, stock=9000), self.missing(unread))
		self.assertEqual(list(self.open_alerts(part.key)), [])
		self.assertEqual(len(self.open_alerts(unread.key)), 1)
		self.record(run, self.told(part, stock=100), alerts=short[:1])
		self.assertEqual(list(self.open_alerts(part.key)), short[:1])

	def test_what_else_was_seen_may_happen_again(self) -> None:
		(part,) = self.save_parts(1)
		rise = self._alert(part, AlertKind.PRICE_UP, "1.00", "1.20")
		run = self.record(self.begin(), self.told(part), alerts=[rise])
		self.see_alerts(part.key)
		self.assertEqual(list(self.open_alerts(part.key)), [])
		self.record(run, self.told(part), alerts=[rise])
		self.assertEqual(list(self.open_alerts(part.key)), [rise])

	# at scale

	def test_the_number_of_statements_is_constant(self) -> None:
		parts = self.save_parts(44)
		for part in parts:
			self.need(part.item)
		run = self.begin()
		for batch in (parts[:4], parts[4:]):
			# The first time reads what the host then keeps.
			self.count_statements(self._all_that_a_batch_takes(run, batch))
		few = self.count_statements(self._all_that_a_batch_takes(run, parts[:4]))
		many = self.count_statements(self._all_that_a_batch_takes(run, parts[4:]))
		self.assertEqual(few, many)

	def _all_that_a_batch_takes(
		self, run: ResyncRun, parts: Sequence[WatchedPart]
	) -> Callable[[ResyncStore], object]:
		fates = [self.told(part, stock=len(parts)) for part in parts[:-2]]
		tried = (*fates, self.missing(parts[-2]), self.failing(parts[-1]))
		alerts = [self.shortage(one.part) for one in fates]
		fresh = replace(run, started_at=NEVER, cursor_after="")

		def act(store: ResyncStore) -> None:
			store.urgent_parts(fresh, fresh.started_at, len(parts))
			store.next_parts(fresh, len(parts))
			store.open_needs(self.account.name, [part.item for part in parts])
			store.earlier_prices([part.key for part in parts], fresh.started_at)
			store.record(run.after(tried), tried, alerts, run.lease_until)

		return act
