"""Resyncs against a sandbox shop: what is updated, in which order, and what is left when something goes wrong."""

from __future__ import annotations

import math
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.resync_samples import ALL, DAY, Clock, Desk, WatchedShop
from support.samples import DEAR, RESISTOR, SEARCH_KEY, Books, keys, line, order

from supplier_connect.core.model.errors import ResyncRunning, Unavailable
from supplier_connect.core.model.messages import msg
from supplier_connect.sandbox.frame.control import Fault, FaultKind, Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.protocols import RefreshShop
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.alert import AlertKind
from supplier_connect.shops.model.resync import PartChoice, RefreshOutcome, ResyncRun, RunState, WatchedPart
from supplier_connect.shops.services.resync.resync_parts import LEASE, resync_parts
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.resync import SqliteResyncStore

ALL_BROKEN = msg("The shop has a fault of its own.")
_SLOW_RUN = Path(__file__).parents[2] / "support" / "slow_resync.py"


@pytest.fixture
def desk(books: Books, account: ShopAccount, sandbox: SandboxServer) -> Desk:
	return Desk(books, account, sandbox)


def tried(desk: Desk, since: ResyncRun) -> list[str]:
	"""The numbers of the parts that were tried since a run has begun."""
	parts = desk.parts()
	return [part.offer.sku for part in parts if part.tried_at and part.tried_at >= since.started_at]


# what is updated


def test_prices_stock_lead_time_lifecycle_minimum_and_multiple_are_brought_up_to_date(desk: Desk) -> None:
	desk.save(RESISTOR)
	before = desk.part(RESISTOR).offer
	desk.sandbox.change_part(
		RESISTOR,
		price_factor=2,
		stock=7,
		lifecycle="end_of_life",
		replacement="603-OTHER",
		lead_days=77,
		minimum=50,
		multiple=25,
	)
	run = desk.run()
	now = desk.part(RESISTOR).offer
	assert [step.price for step in now.breaks] == [2 * step.price for step in before.breaks]
	assert (now.stock, now.lead_time_days, now.minimum, now.multiple) == (7, 77, 50, 25)
	assert (now.lifecycle, now.replacement, now.url) == ("End of Life", "603-OTHER", before.url)
	assert (run.state, run.processed, run.updated, run.changed) == (RunState.DONE, 1, 1, 1)


def test_a_price_above_a_thousand_stays_what_it_is(desk: Desk) -> None:
	desk.save(DEAR)
	before = desk.part(DEAR).offer
	assert before.breaks[0].price > 1000
	assert desk.run().changed == 0
	assert desk.part(DEAR).offer == before
	desk.sandbox.change_part(DEAR, price_factor=3)
	desk.run()
	assert desk.part(DEAR).offer.breaks[0].price == 3 * before.breaks[0].price


def test_a_part_that_runs_out_says_so(desk: Desk) -> None:
	desk.save(RESISTOR)
	wanted(desk, [desk.part(RESISTOR).item])
	desk.sandbox.change_part(RESISTOR, stock=0)
	desk.run()
	assert desk.part(RESISTOR).offer.stock == 0
	assert [one.alert.kind for one in desk.store.alerts()] == [AlertKind.SHORT]


@pytest.mark.parametrize(
	"fault",
	[
		Fault(FaultKind.EMPTY, times=-1),
		Fault(FaultKind.HTML, times=-1),
		Fault(FaultKind.BROKEN_JSON, times=-1),
		Fault(FaultKind.CUT, times=-1),
		Fault(FaultKind.MISSING_FIELDS, times=-1, fields=("SearchResults",)),
		Fault(FaultKind.MISSING_FIELDS, times=-1, fields=("MouserPartNumber",)),
		Fault(FaultKind.MISSING_FIELDS, times=-1, fields=("PriceBreaks", "Min", "LifecycleStatus")),
		Fault(
			FaultKind.MISSING_FIELDS,
			times=-1,
			fields=("Availability", "AvailabilityInStock", "AvailabilityOnOrder"),
		),
	],
	ids=str,
)
def test_an_answer_that_cannot_be_read_takes_nothing_away(desk: Desk, fault: Fault) -> None:
	desk.save(*desk.skus(12))
	before = {part.key: part.offer for part in desk.parts()}
	desk.sandbox.faults.add(fault)
	desk.run()
	assert {part.key: part.offer for part in desk.parts()} == before
	assert {len(desk.history(offer.sku)) for offer in before.values()} == {1}
	desk.sandbox.faults.clear()
	desk.run()
	assert desk.store.freshness(desk.account.name).fresh == 12


def test_nothing_new_leaves_no_history(desk: Desk) -> None:
	skus = desk.skus(30)
	desk.save(*skus)
	first, second = desk.run(), desk.run()
	assert (first.processed, first.changed, second.processed, second.changed) == (30, 0, 30, 0)
	assert {len(desk.history(sku)) for sku in skus} == {1}
	desk.sandbox.change_part(skus[4], stock=1)
	assert desk.run().changed == 1
	assert [len(desk.history(sku)) for sku in skus[3:6]] == [1, 2, 1]
	newest, part = desk.history(skus[4])[-1], desk.part(skus[4])
	assert (newest.stock, newest.breaks, newest.at) == (1, part.offer.breaks, part.seen_at)


def test_a_part_of_which_only_the_number_is_known_learns_the_rest(desk: Desk) -> None:
	desk.save_bare(RESISTOR)
	run = desk.run()
	assert (run.updated, run.changed) == (1, 1)
	part = desk.part(RESISTOR)
	assert part.offer.breaks and part.offer.stock is not None and part.offer.mpn
	assert len(desk.history(RESISTOR)) == 1


def test_a_part_that_is_not_found_is_marked_and_not_emptied(desk: Desk) -> None:
	skus = desk.skus(15)
	desk.save(*skus)
	gone = skus[7]
	before = desk.part(gone)
	desk.sandbox.change_part(gone, gone=True)
	run = desk.run()
	assert (run.state, run.updated, run.not_found, run.failed) == (RunState.DONE, 14, 1, 0)
	assert desk.part(gone) == replace(before, tried_at=desk.part(gone).tried_at)
	assert desk.store.freshness(desk.account.name).not_found == 1
	desk.sandbox.change_part(gone, gone=False, stock=3)
	assert desk.run().not_found == 0
	assert desk.part(gone).offer.stock == 3
	assert desk.store.freshness(desk.account.name).not_found == 0


def test_another_packaging_of_the_same_part_is_left_alone(desk: Desk) -> None:
	(tape,) = desk.books.shop(desk.account).by_part_numbers([RESISTOR])
	reel = replace(tape, sku=f"{tape.sku}-REEL", stock=4)
	desk.save_offers(tape, reel, item="R-10K")
	desk.sandbox.change_part(RESISTOR, stock=9)
	run = desk.run()
	assert (run.updated, run.not_found) == (1, 1)
	assert (desk.part(tape.sku).offer.stock, desk.part(reel.sku).offer) == (9, reel)


def test_two_items_that_are_the_same_part_take_one_call(desk: Desk) -> None:
	(offer,) = desk.books.shop(desk.account).by_part_numbers([RESISTOR])
	desk.save_offers(offer, item="R-10K")
	desk.save_offers(replace(offer, sku=offer.sku.lower()), item="R-10K-OLD")
	desk.sandbox.change_part(RESISTOR, stock=9)
	before = desk.calls
	run = desk.run()
	assert (desk.calls - before, run.processed, run.changed) == (1, 2, 2)
	assert [part.offer.stock for part in desk.parts()] == [9, 9]


def test_ten_parts_take_a_call(desk: Desk) -> None:
	desk.save_bare(*desk.skus(100))
	before = desk.calls
	assert desk.run().updated == 100
	assert desk.calls - before == 10


def test_an_account_without_parts_makes_no_call(desk: Desk) -> None:
	run = desk.run()
	assert (run.state, run.planned, run.processed, desk.calls) == (RunState.DONE, 0, 0, 0)
	assert run.due_at == run.started_at + DAY


def test_the_progress_is_told_from_the_begin_to_the_end(desk: Desk) -> None:
	desk.save_bare(*desk.skus(120))
	desk.run(110)
	assert [run.processed for run in desk.progress] == [0, 50, 100, 110, 110]
	assert {run.planned for run in desk.progress} == {110}
	assert [run.state for run in desk.progress[-2:]] == [RunState.RUNNING, RunState.DONE]
	assert desk.store.runs(desk.account.name) == (desk.progress[-1],)


# at DigiKey


def test_every_packaging_at_digikey_keeps_its_own_number_prices_and_terms(
	books: Books, connected: ShopAccount, digikey: SandboxServer
) -> None:
	desk = Desk(books, connected, digikey)
	mpns = [part.mpn for part in digikey.catalogue if part.price_breaks][:12]
	offers = [offer for offer in desk.shop.by_part_numbers(mpns) if offer.mpn in mpns]
	desk.save_offers(*offers)
	assert len(offers) > len(mpns)
	before = {part.offer.sku: part for part in desk.parts()}
	for mpn in mpns:
		digikey.change_part(mpn, stock=1_234_567, price_factor=2)
	calls = desk.calls
	run = desk.run()
	assert (run.state, run.processed, run.updated) == (RunState.DONE, len(offers), len(offers))
	assert desk.calls - calls < len(offers)
	for part in desk.parts():
		known = before[part.offer.sku].offer
		assert (part.offer.minimum, part.offer.packing) == (known.minimum, known.packing)
		assert [step.quantity for step in part.offer.breaks] == [step.quantity for step in known.breaks]
		assert part.offer.stock is not None and 1_000_000 < part.offer.stock <= 1_234_567
		assert part.offer.breaks[0].price > known.breaks[0].price
		assert len(desk.history(part.offer.sku)) == 2


# the round


def test_the_next_run_goes_on_where_the_last_one_has_ended(desk: Desk) -> None:
	skus = desk.skus(25)
	desk.save_bare(*skus)
	in_order = [part.offer.sku for part in desk.parts()]
	seen: list[str] = []
	for _run in range(5):
		# A new connection each time, as after a restart.
		desk.books = Books(Database(desk.books.database.path))
		seen += tried(desk, desk.run(10))
	assert sorted(seen) == sorted(skus * 2)
	assert seen[:20] == in_order[:20]


def test_a_deleted_part_is_no_obstacle(desk: Desk) -> None:
	desk.save_bare(*desk.skus(20))
	first = desk.run(10)
	for key in [part.key for part in desk.parts()][7:12]:
		desk.delete(key)
	second = desk.run(10)
	assert (first.processed, second.processed) == (10, 10)
	assert all(part.tried_at for part in desk.parts())


def test_a_run_about_an_item_leaves_the_round_and_its_time(desk: Desk) -> None:
	desk.save_bare(*desk.skus(20))
	desk.run(5)
	before = desk.store.freshness(desk.account.name)
	part = desk.parts()[15]
	run = desk.run(100, PartChoice(item=part.item))
	assert (run.state, run.processed, run.due_at) == (RunState.DONE, 1, None)
	assert tried(desk, run) == [part.offer.sku]
	after = desk.store.freshness(desk.account.name)
	assert (after.cursor, after.due_at) == (before.cursor, before.due_at)
	single = desk.run(100, PartChoice(part=desk.parts()[16].key))
	assert tried(desk, single) == [desk.parts()[16].offer.sku]


def wanted(desk: Desk, items: Sequence[str], name: str = "PO-00001", pieces: str = "10") -> None:
	"""An open order of Items."""
	lines = (line(number, "", pieces, item=item) for number, item in enumerate(items, start=1))
	desk.books.orders.save_order(order(*lines, name=name))


def test_what_open_orders_wait_for_comes_first_but_never_alone(desk: Desk) -> None:
	desk.save_bare(*desk.skus(60))
	parts = desk.parts()
	urgent = {part.offer.sku for part in parts[20:]}
	wanted(desk, [part.item for part in parts[20:]])
	run = desk.run(20)
	seen = set(tried(desk, run))
	assert len(seen) == 20
	assert len(seen & urgent) == 10
	assert seen - urgent == {part.offer.sku for part in parts[:10]}
	again = set(tried(desk, desk.run(20)))
	assert len(again & urgent) == 10
	assert not again & seen


def test_urgent_parts_are_asked_for_in_each_run_of_the_interval(desk: Desk) -> None:
	desk.save_bare(*desk.skus(40))
	parts = desk.parts()
	wanted(desk, [part.item for part in parts[30:33]])
	for _run in range(3):
		seen = tried(desk, desk.run(10))
		assert {part.offer.sku for part in parts[30:33]} < set(seen)


def test_a_small_run_after_another_asks_for_no_urgent_part_again(desk: Desk) -> None:
	desk.save_bare(*desk.skus(40))
	parts = desk.parts()
	wanted(desk, [part.item for part in parts[30:33]])
	desk.run(10)
	desk.clock.at += timedelta(minutes=5)
	run = resync_parts(desk.tools(), desk.account, ALL, 10)
	assert not {part.offer.sku for part in parts[30:33]} & set(tried(desk, run))


_STEPS = st.lists(
	st.one_of(
		st.tuples(st.just("run"), st.just(0)),
		st.tuples(st.just("delete"), st.integers(0, 1000)),
		st.tuples(st.just("insert"), st.integers(1, 8)),
		st.tuples(st.just("fail"), st.integers(0, 3)),
	),
	max_size=12,
)


@given(steps=_STEPS, size=st.integers(2, 30), start=st.integers(0, 45), urgent=st.booleans())
@settings(
	max_examples=40,
	deadline=None,
	suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_part_is_left_behind_whatever_happens_between_and_within_runs(
	sandbox: SandboxServer,
	account: ShopAccount,
	tmp_path_factory: pytest.TempPathFactory,
	steps: Sequence[tuple[str, int]],
	size: int,
	start: int,
	urgent: bool,
) -> None:
	sandbox.reset()
	desk = Desk(Books(Database(tmp_path_factory.mktemp("round") / "books.sqlite")), account, sandbox)
	fresh = iter(desk.skus(160))
	desk.save_bare(*(next(fresh) for _part in range(start)))
	if urgent:
		wanted(desk, [part.item for part in desk.parts()[::2]])
	for step, amount in steps:
		if step == "insert":
			desk.save_bare(*(next(fresh) for _part in range(amount)))
		if step == "delete" and desk.parts():
			desk.delete(desk.parts()[amount % len(desk.parts())].key)
		if step == "fail":
			sandbox.faults.add(Fault(FaultKind.STATUS, status=503, skip=amount, times=9))
			_one_run(desk, size)
			sandbox.faults.clear()
		if step == "run":
			_one_run(desk, size)
	left = {part.key for part in desk.parts()}
	for _run in range(math.ceil(len(left) / (size - size // 2))):
		left -= _one_run(desk, size)
	assert not left


def _one_run(desk: Desk, size: int) -> set[str]:
	"""The parts that a run has tried, none of them twice; what had no answer may be asked for again in its turn."""
	shop = WatchedShop(desk.shop)
	run = desk.run(size, shop=shop)
	assert run.state is RunState.FAILED or len(shop.asked) == len(set(shop.asked)) <= size
	assert run.processed <= size
	done = {part.key for part in desk.parts() if part.tried_at and part.tried_at >= run.started_at}
	assert len(done) == run.processed
	return done


# what goes wrong


def test_one_part_that_cannot_be_asked_for_stops_no_other(desk: Desk) -> None:
	skus = desk.skus(30)
	desk.save_bare(*skus[:15], "A|B", *skus[15:])
	run = desk.run()
	assert (run.state, run.processed, run.updated, run.failed) == (RunState.DONE, 31, 30, 1)
	again = desk.run()
	assert (again.processed, again.failed) == (31, 1)
	with desk.books.database.reading() as connection:
		row = connection.execute("SELECT * FROM supplier_parts WHERE sku = 'A|B'").fetchone()
	assert (row["resync_state"], row["failures"]) == ("Failed", 2)
	assert "Correct the supplier part number" in row["failure"]


def test_a_spent_quota_pauses_the_run_and_the_next_goes_on_after_it(desk: Desk) -> None:
	skus = desk.skus(100)
	desk.save_bare(*skus)
	desk.sandbox.limits = Limits(per_minute=0, per_day=4)
	run = desk.run()
	assert (run.state, run.processed, run.failed) == (RunState.PAUSED, 40, 0)
	assert run.message and run.due_at
	assert (run.due_at.hour, run.due_at.minute, run.due_at.second) == (0, 0, 0)
	assert desk.store.freshness(desk.account.name).due_at == run.due_at
	assert tried(desk, run) == [part.offer.sku for part in desk.parts()][:40]
	desk.sandbox.limits = Limits(per_minute=0, per_day=0)
	second = desk.run(60)
	assert (second.state, second.processed) == (RunState.DONE, 60)
	assert all(part.tried_at for part in desk.parts())


def test_a_shop_that_is_down_fails_the_run_and_starves_no_part(desk: Desk) -> None:
	desk.save_bare(*desk.skus(60))
	desk.sandbox.faults.add(Fault(FaultKind.STATUS, status=503, skip=2, times=-1))
	run = desk.run()
	assert (run.state, run.updated, run.failed) == (RunState.FAILED, 20, 1)
	assert run.message and "fault of its own" in str(run.message)
	assert run.due_at and run.due_at - run.started_at < timedelta(hours=1, minutes=1)
	desk.sandbox.faults.clear()
	second = desk.run(39)
	assert second.processed == 39
	assert all(part.tried_at for part in desk.parts())


def test_a_part_that_breaks_the_shop_each_time_is_passed_over_in_the_end(desk: Desk) -> None:
	skus = desk.skus(40)
	desk.save_bare(*skus)
	poison = desk.parts()[17].key
	shop = _Poisoned(desk.shop, poison)
	for _run in range(10):
		desk.run(shop=shop)
	untried = [part.key for part in desk.parts() if part.tried_at is None]
	assert untried == []


class _Poisoned:
	"""A shop that has a fault of its own when it is asked for one certain part, with all in the same call."""

	def __init__(self, shop: RefreshShop, poison: str) -> None:
		self._shop = shop
		self._poison = poison

	def refresh(self, parts: Sequence[WatchedPart]) -> Iterator[tuple[RefreshOutcome, ...]]:
		for start in range(0, len(parts), 10):
			group = parts[start : start + 10]
			if self._poison in [part.key for part in group]:
				raise Unavailable(ALL_BROKEN)
			yield from self._shop.refresh(group)


def test_a_part_on_an_order_that_breaks_the_shop_each_time_does_not_hold_up_the_round(desk: Desk) -> None:
	desk.save_bare(*desk.skus(40))
	poison = desk.parts()[30]
	wanted(desk, [poison.item])
	shop = _Poisoned(desk.shop, poison.key)
	interval = timedelta(hours=1)
	for _run in range(3):
		run = desk.run(10, shop=shop, interval=interval)
		assert run.state is RunState.FAILED
		assert run.due_at == run.started_at + interval
	assert [part.offer.sku for part in desk.parts() if part.tried_at is None] == [
		part.offer.sku for part in desk.parts()[27:] if part.key != poison.key
	]


def test_one_answer_that_cannot_be_stored_holds_up_no_other_part(desk: Desk) -> None:
	desk.save_bare(*desk.skus(60))
	odd = desk.parts()[3].offer.sku
	with pytest.raises(OverflowError):
		desk.run(30, shop=_Boastful(desk.shop, odd))
	(run,) = desk.store.runs(desk.account.name)
	assert (run.state, run.processed, run.updated, run.failed) == (RunState.FAILED, 30, 29, 1)
	assert run.due_at == run.started_at + DAY
	assert desk.part(odd).tried_at and desk.part(odd).offer.stock is None
	assert desk.run(30).state is RunState.DONE
	assert all(part.tried_at for part in desk.parts())


class _Boastful:
	"""A shop that has more of one part than any book can hold."""

	def __init__(self, shop: RefreshShop, sku: str) -> None:
		self._shop = shop
		self._sku = sku

	def refresh(self, parts: Sequence[WatchedPart]) -> Iterator[tuple[RefreshOutcome, ...]]:
		for answers in self._shop.refresh(parts):
			yield tuple(
				replace(one, offer=replace(one.offer, stock=10**30))
				if one.offer and one.sku == self._sku
				else one
				for one in answers
			)


class _TimeIsUpError(Exception):
	"""What a host raises wherever a run is when it takes too long: once."""


class _Interrupted:
	"""A store whose first record is interrupted."""

	def __init__(self, store: SqliteResyncStore) -> None:
		self._store = store
		self._is_first = True

	def __getattr__(self, name: str) -> Any:
		return getattr(self._store, name)

	def record(self, *of_run: Any) -> None:
		if self._is_first:
			self._is_first = False
			raise _TimeIsUpError
		self._store.record(*of_run)


def test_a_run_whose_time_is_up_while_it_stores_ends_and_blames_no_part(desk: Desk) -> None:
	desk.save_bare(*desk.skus(60))
	with pytest.raises(_TimeIsUpError):
		desk.run(store=_Interrupted(desk.store), endings=(_TimeIsUpError,))
	(run,) = desk.store.runs(desk.account.name)
	assert (run.state, run.processed, run.failed) == (RunState.FAILED, 50, 0)
	assert run.due_at and run.due_at - run.started_at < DAY
	assert [part.tried_at for part in desk.parts()[50:]] == [None] * 10


def test_keys_that_are_refused_blame_no_part(desk: Desk) -> None:
	desk.save_bare(*desk.skus(5))
	desk.account = replace(desk.account, credentials=keys(search_key="wrong"))
	run = desk.run()
	assert (run.state, run.processed) == (RunState.FAILED, 0)
	assert run.message and "Search API Key" in str(run.message)
	assert run.due_at and run.due_at - run.started_at >= DAY
	assert [part.tried_at for part in desk.parts()] == [None] * 5


def test_a_run_can_be_stopped_after_any_answer(desk: Desk) -> None:
	desk.save_bare(*desk.skus(60))
	answers = iter([False, False, False, True])
	run = desk.run(stopped=lambda: next(answers))
	assert (run.state, run.processed) == (RunState.STOPPED, 30)
	assert run.due_at == run.started_at + DAY
	assert len(tried(desk, run)) == 30
	assert desk.run(30).processed == 30
	assert all(part.tried_at for part in desk.parts())


def test_a_fault_of_the_program_is_raised_and_nothing_told_before_it_is_lost(desk: Desk) -> None:
	desk.save_bare(*desk.skus(40))
	with pytest.raises(ZeroDivisionError):
		desk.run(shop=_Broken(desk.shop))
	(run,) = desk.store.runs(desk.account.name)
	assert (run.state, run.updated, run.failed) == (RunState.FAILED, 20, 1)
	assert run.message and "ZeroDivisionError" in str(run.message)
	assert desk.run(19).processed == 19
	assert all(part.tried_at for part in desk.parts())


class _Broken:
	"""A shop with a fault of the program after two calls."""

	def __init__(self, shop: RefreshShop) -> None:
		self._shop = shop

	def refresh(self, parts: Sequence[WatchedPart]) -> Iterator[tuple[RefreshOutcome, ...]]:
		for number, answers in enumerate(self._shop.refresh(parts), start=1):
			yield answers
			if number == 2:
				raise ZeroDivisionError


def test_a_shop_that_forgets_a_part_is_no_endless_loop(desk: Desk) -> None:
	desk.save_bare(*desk.skus(25))
	run = desk.run(shop=_Forgetful(desk.shop))
	assert (run.state, run.processed, run.failed) == (RunState.DONE, 25, 3)


class _Forgetful:
	"""A shop that leaves out the first part of each call."""

	def __init__(self, shop: RefreshShop) -> None:
		self._shop = shop

	def refresh(self, parts: Sequence[WatchedPart]) -> Iterator[tuple[RefreshOutcome, ...]]:
		return (answers[1:] for answers in self._shop.refresh(parts))


def test_two_runs_of_one_account_are_one_too_many(desk: Desk) -> None:
	desk.save_bare(*desk.skus(5))
	begun = desk.clock.at + DAY
	desk.store.begin(desk.account.name, ALL, 5, begun, begun + LEASE)
	before = desk.calls
	with pytest.raises(ResyncRunning):
		desk.run()
	assert desk.calls == before


def test_a_run_that_was_taken_for_dead_stores_nothing_and_leaves_the_round_to_the_other(desk: Desk) -> None:
	desk.save_bare(*desk.skus(30))
	other: list[ResyncRun] = []

	def stopped() -> bool:
		if not other:
			begun = desk.clock.at + LEASE
			other.append(desk.store.begin(desk.account.name, ALL, 30, begun, begun + LEASE))
		return False

	with pytest.raises(ResyncRunning):
		desk.run(stopped=stopped)
	runs = {run.name: run for run in desk.store.runs(desk.account.name)}
	assert runs[other[0].name].state is RunState.RUNNING
	assert [part.tried_at for part in desk.parts()] == [None] * 30


def test_slow_answers_keep_the_lease(desk: Desk) -> None:
	desk.save_bare(*desk.skus(40))
	desk.clock = Clock(desk.clock.at, timedelta(minutes=2))
	late = []

	def stopped() -> bool:
		try:
			desk.store.begin(desk.account.name, ALL, 1, desk.clock.at, desk.clock.at + LEASE)
		except ResyncRunning:
			return False
		late.append(desk.clock.at)
		return False

	assert desk.run(stopped=stopped).state is RunState.DONE
	assert late == []


def test_a_clock_that_is_set_back_brings_no_part_twice(desk: Desk) -> None:
	desk.save_bare(*desk.skus(230))
	shop = WatchedShop(desk.shop)

	def stopped() -> bool:
		desk.clock.at -= timedelta(hours=1)
		return False

	run = desk.run(1000, shop=shop, stopped=stopped)
	assert (run.processed, len(shop.asked)) == (230, 230)


# killed


def test_a_killed_run_loses_nothing_but_its_last_answers(desk: Desk) -> None:
	skus = desk.skus(300)
	desk.save(*skus)
	for sku in skus:
		desk.sandbox.change_part(sku, price_factor=2)
	chance = random.Random(5)  # noqa: S311
	desk.sandbox.faults.add(Fault(FaultKind.LATENCY, seconds=0.01, times=-1))
	before = desk.calls
	for number, calls in enumerate((0, 3, 7, 1, 12), start=1):
		_run_and_kill(desk, number, calls, chance.uniform(0.0, 0.02))
	desk.sandbox.faults.clear()
	killed = desk.store.runs(desk.account.name)
	done = sum(run.processed for run in killed)
	assert 0 < done < 300
	desk.clock.at += 10 * DAY
	last = resync_parts(desk.tools(), desk.account, ALL, 300 - done)
	runs = (last, *desk.store.runs(desk.account.name)[1:])
	assert [run.state for run in runs] == [RunState.DONE] + [RunState.BROKEN] * len(killed)
	assert all(later.cursor_before == earlier.cursor_after for later, earlier in pairwise(runs))
	assert all(part.tried_at for part in desk.parts())
	assert {len(desk.history(sku)) for sku in skus} == {2}
	# A kill costs the answers that were not recorded yet, which are 50 at most, and the call under way.
	assert desk.calls - before <= 30 + 6 * len(killed)


def _run_and_kill(desk: Desk, days: int, calls: int, seconds: float) -> None:
	"""Start a run in a process of its own, so many days from now, and kill it so many seconds after so many calls."""
	wanted_calls = desk.calls + calls
	command = [
		sys.executable,
		str(_SLOW_RUN),
		str(desk.books.database.path),
		desk.account.base_url,
		str(days),
	]
	with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
		assert process.stdout and process.stdout.readline() == "begins\n"
		while desk.calls < wanted_calls and process.poll() is None:
			time.sleep(0.001)
		time.sleep(seconds)
		process.send_signal(signal.SIGKILL)


# alerts


def test_a_buyer_is_told_of_what_matters(desk: Desk) -> None:
	desk.save(RESISTOR, DEAR)
	wanted(desk, [desk.part(RESISTOR).item], pieces="500")
	wanted(desk, [desk.part(RESISTOR).item, desk.part(DEAR).item], "PO-00002", pieces="1")
	desk.run()
	assert desk.store.alerts() == ()
	desk.sandbox.change_part(RESISTOR, lifecycle="obsolete", replacement="603-NEW", stock=400)
	desk.sandbox.change_part(DEAR, price_factor=Decimal("1.25"))
	desk.run()
	told = {(one.alert.kind, one.alert.sku): one.alert for one in desk.store.alerts()}
	assert set(told) == {
		(AlertKind.OBSOLETE, RESISTOR),
		(AlertKind.SHORT, RESISTOR),
		(AlertKind.PRICE_UP, DEAR),
	}
	short = told[AlertKind.SHORT, RESISTOR]
	assert (short.was, short.now, short.orders) == ("501", "400", ("PO-00001", "PO-00002"))
	assert told[AlertKind.OBSOLETE, RESISTOR].replacement == "603-NEW"
	assert told[AlertKind.PRICE_UP, DEAR].percent == Decimal("25.0")
	desk.run()
	assert len(desk.store.alerts()) == 3


def test_a_search_key_alone_is_enough(desk: Desk) -> None:
	desk.save_bare(RESISTOR)
	desk.account = replace(desk.account, credentials=keys(search_key=SEARCH_KEY))
	assert desk.run().state is RunState.DONE


def test_runs_are_kept_as_they_ended(desk: Desk) -> None:
	desk.save_bare(*desk.skus(3))
	done = desk.run()
	assert SqliteResyncStore(desk.books.database).runs(desk.account.name) == (done,)
