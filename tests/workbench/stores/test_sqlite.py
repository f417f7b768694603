"""The stores on SQLite: every contract, exactness across processes, and what is SQLite's own."""

from __future__ import annotations

import multiprocessing
import sqlite3
import tempfile
import threading
import unittest
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supplier_connect.core.http.exchange import Call
from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.model.calls import CallRecord
from supplier_connect.core.model.connection import CallLimits, Credentials, Proxy
from supplier_connect.core.model.errors import (
	NotFound,
	RateLimited,
	RejectedInput,
	SendRunning,
	Unavailable,
)
from supplier_connect.core.model.secret import Secret
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import (
	CartChoice,
	LineState,
	SupplierCart,
	SupplierCartLine,
	SupplierCartState,
)
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.shops.model.order import Order, OrderLine, OrderState
from supplier_connect.shops.ports import PartBook
from supplier_connect.tests.contracts import (
	CallLogContract,
	DayBudgetContract,
	GrantStoreContract,
	OrderBookContract,
	PartBookContract,
	SignInStoreContract,
	TransferStoreContract,
	WindowTableContract,
)
from supplier_connect.workbench.stores.accounts import AccountDefinition, SqliteAccountBook
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows
from supplier_connect.workbench.stores.carts import SqliteSupplierCartStore
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.orders import SqliteOrderBook
from supplier_connect.workbench.stores.parts import SqlitePartBook, key_of
from supplier_connect.workbench.stores.schema import MIGRATIONS
from supplier_connect.workbench.stores.tokens import SqliteAuthorizationRequestStore, SqliteTokenStore
from supplier_connect.workbench.token_cipher import TokenCipher

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)


# contracts


class SqliteHooks(unittest.TestCase if TYPE_CHECKING else object):
	"""A fresh file, and the hooks of the contracts on it."""

	def setUp(self) -> None:
		directory = tempfile.TemporaryDirectory()
		self.addCleanup(directory.cleanup)
		self.database = Database(Path(directory.name) / "test.sqlite")
		self.addCleanup(self.database.close)
		super().setUp()

	def make_account(self, name: str) -> ShopAccount:
		return ShopAccount(name=name, connector="Mouser", supplier=f"Supplier of {name}", user="ada")

	def make_item(self, code: str) -> str:
		return code

	def make_order(self, order: Order) -> Order:
		SqliteOrderBook(self.database).save_order(order)
		return order


class TestOrders(SqliteHooks, OrderBookContract, unittest.TestCase):
	def make_store(self) -> SqliteOrderBook:
		return SqliteOrderBook(self.database)


class TestTransfers(SqliteHooks, TransferStoreContract, unittest.TestCase):
	def make_store(self) -> SqliteSupplierCartStore:
		return SqliteSupplierCartStore(self.database)


class TestWindows(SqliteHooks, WindowTableContract, unittest.TestCase):
	def make_store(self) -> SqliteRateLimitWindows:
		return SqliteRateLimitWindows(self.database)


class TestBudget(SqliteHooks, DayBudgetContract, unittest.TestCase):
	def make_store(self) -> SqliteDailyQuota:
		return SqliteDailyQuota(self.database)


class TestGrants(SqliteHooks, GrantStoreContract, unittest.TestCase):
	def make_store(self) -> SqliteTokenStore:
		return SqliteTokenStore(self.database, TokenCipher(self.database.path.with_name("tokens.key")))

	def raw_text(self) -> str:
		return _dump(self.database)


class TestSignIns(SqliteHooks, SignInStoreContract, unittest.TestCase):
	def make_store(self) -> SqliteAuthorizationRequestStore:
		return SqliteAuthorizationRequestStore(self.database)

	def raw_text(self) -> str:
		return _dump(self.database)


def _dump(database: Database) -> str:
	"""All that a file holds, as it is stored."""
	with database.reading() as connection:
		return "\n".join(connection.iterdump())


class TestCallLog(SqliteHooks, CallLogContract, unittest.TestCase):
	def make_store(self) -> SqliteCallLog:
		return SqliteCallLog(self.database)

	def recorded(self, account: str) -> Sequence[CallRecord]:
		return [call for call in self.make_store().newest(100) if call.account == account]


class _CountingConnection(sqlite3.Connection):
	"""Counts the statements that it is given, a batch of rows as one."""

	given = 0

	def execute(self, *arguments: object) -> sqlite3.Cursor:
		_CountingConnection.given += 1
		return super().execute(*arguments)  # type: ignore[arg-type]

	def executemany(self, *arguments: object) -> sqlite3.Cursor:
		_CountingConnection.given += 1
		return super().executemany(*arguments)  # type: ignore[arg-type]


def statements_given(path: Path, action: Callable[[Database], object]) -> int:
	"""How many statements a file is given by an action on it."""
	opened = sqlite3.connect
	with mock.patch(
		"sqlite3.connect", lambda *args, **more: opened(*args, **more, factory=_CountingConnection)
	):
		database = Database(path)
		_CountingConnection.given = 0
		action(database)
		database.close()
	return _CountingConnection.given


class TestParts(SqliteHooks, PartBookContract, unittest.TestCase):
	def make_store(self) -> SqlitePartBook:
		return SqlitePartBook(self.database)

	def key_of(self, account: str, item: str, sku: str) -> str:
		with self.database.reading() as connection:
			row = connection.execute(
				"SELECT id FROM supplier_parts WHERE account = ? AND item = ? AND sku_key = ?",
				(account, item, sku.casefold()),
			).fetchone()
		return key_of(row["id"])

	def stored_offer(self, account: str, item: str, sku: str) -> Offer:
		return next(
			offer
			for of_item, offer in self.make_store().offers(account)
			if of_item == item and offer.sku.casefold() == sku.casefold()
		)

	def make_preferred(self, account: str, item: str, sku: str) -> None:
		self.make_store().prefer(account, item, sku)

	def make_supplier_number(self, supplier: str, item: str, number: str) -> None:
		self.make_store().save_supplier_number(supplier, item, number)

	def count_statements(self, action: Callable[[PartBook], object]) -> int:
		return statements_given(self.database.path, lambda database: action(SqlitePartBook(database)))

	def test_only_a_stored_part_can_be_preferred(self) -> None:
		with self.assertRaises(NotFound):
			self.make_preferred(self.account.name, self.item, "603-NONE")

	def test_another_part_takes_the_preference_over(self) -> None:
		self.make_store().save_offers(
			self.account.name, [(self.item, self.offer("A")), (self.item, self.offer("B"))]
		)
		self.make_preferred(self.account.name, self.item, "A")
		self.make_preferred(self.account.name, self.item, "b")
		known = self.make_store().known_parts(self.account.name, [self.item], [])
		self.assertEqual([(part.sku, part.preferred) for part in known], [("B", True), ("A", False)])

	def test_prices_without_a_currency_are_not_taken(self) -> None:
		offer = self.offer("A")
		self.make_store().save_offers(self.account.name, [(self.item, offer)])
		nameless = replace(offer, currency="", breaks=(PriceBreak(1, Decimal(9)),))
		self.make_store().save_offers(self.account.name, [(self.item, nameless)])
		self.assertEqual(self.stored_offer(self.account.name, self.item, "A"), offer)


# the file


@pytest.fixture
def path(tmp_path: Path) -> Path:
	return tmp_path / "shared.sqlite"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
	database = Database(path)
	yield database
	database.close()


def test_a_new_file_has_the_newest_schema(database: Database) -> None:
	assert database.version == len(MIGRATIONS)
	with database.reading() as connection:
		assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
		assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_an_older_file_is_brought_to_the_newest_schema(database: Database, path: Path) -> None:
	SqliteDailyQuota(database).take("key", NOW.date(), 0, 0)
	step = ("ALTER TABLE call_days ADD COLUMN note TEXT NOT NULL DEFAULT 'added'",)
	with mock.patch("supplier_connect.workbench.stores.database.MIGRATIONS", (*MIGRATIONS, step)):
		newer = Database(path)
	assert newer.version == len(MIGRATIONS) + 1
	with newer.reading() as connection:
		assert connection.execute("SELECT note FROM call_days").fetchone()[0] == "added"
	newer.close()


def test_a_step_that_fails_leaves_the_file_as_it_was(database: Database, path: Path) -> None:
	step = ("CREATE TABLE half (done INTEGER)", "CREATE TABLE half (done INTEGER)")
	with (
		mock.patch("supplier_connect.workbench.stores.database.MIGRATIONS", (*MIGRATIONS, step)),
		pytest.raises(Unavailable),
	):
		Database(path)
	assert database.version == len(MIGRATIONS)
	with database.reading() as connection:
		assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'half'").fetchall()


def test_a_file_of_a_newer_version_is_refused(database: Database, path: Path) -> None:
	with database.writing() as connection:
		connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
	with pytest.raises(RejectedInput, match="newer version"):
		Database(path)


@pytest.mark.parametrize("version", [1, 7])
def test_a_file_of_before_the_schema_started_anew_is_refused(path: Path, version: int) -> None:
	older = sqlite3.connect(path)
	older.execute("CREATE TABLE supplier_parts (sku TEXT)")
	older.execute("INSERT INTO supplier_parts VALUES ('603-1')")
	older.execute(f"PRAGMA user_version = {version}")
	older.commit()
	with pytest.raises(RejectedInput, match=r"older version .* Move it away, run init"):
		Database(path)
	assert older.execute("SELECT sku FROM supplier_parts").fetchall() == [("603-1",)]
	older.close()


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
	path.write_text("Line,IPN,Qty\n" * 100)
	with pytest.raises(RejectedInput, match="no Supplier Connect database"):
		Database(path)
	assert path.read_text().startswith("Line,IPN")


@pytest.mark.parametrize("version", [0, 7])
def test_the_database_of_another_program_is_left_alone(path: Path, version: int) -> None:
	other = sqlite3.connect(path)
	other.execute("CREATE TABLE theirs (a INTEGER)")
	other.execute(f"PRAGMA user_version = {version}")
	other.commit()
	other.close()
	with pytest.raises(RejectedInput, match="no Supplier Connect database"):
		Database(path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
	with pytest.raises(Unavailable, match="can't be used"):
		Database(tmp_path / "missing" / "file.sqlite")


def test_what_an_exception_interrupts_is_undone(database: Database) -> None:
	with pytest.raises(KeyboardInterrupt), database.writing() as connection:
		connection.execute("INSERT INTO call_days (key, day, calls) VALUES ('key', '2026-03-01', 7)")
		raise KeyboardInterrupt
	assert SqliteDailyQuota(database).taken("key", NOW.date()) == 0


def test_a_fault_of_the_program_is_not_hidden(database: Database) -> None:
	with pytest.raises(sqlite3.IntegrityError), database.writing() as connection:
		connection.execute(
			"INSERT INTO supplier_carts (name, order_name, account, body) VALUES ('CART-1', 'none', '', '{}')"
		)


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
	writing, done = threading.Event(), threading.Event()

	def write() -> None:
		with database.writing():
			writing.set()
			done.wait(5)

	writer = threading.Thread(target=write)
	writer.start()
	assert writing.wait(5)
	assert SqliteDailyQuota(database).taken("key", NOW.date()) == 0
	done.set()
	writer.join()


# accounts


def test_an_account_comes_back_without_its_keys(database: Database, path: Path) -> None:
	account = ShopAccount(
		name="Mouser DE",
		connector="Mouser",
		supplier="Mouser",
		base_url="https://api.mouser.com/api",
		country="DE",
		currency="EUR",
		language="de",
		timeout=7.5,
		batch_size=50,
		largest_cart=200,
		reference_length=30,
		patience=3.0,
		limits=CallLimits(1, 30, 1000),
	)
	keys = Credentials(keys={"cart_key": Secret("very-secret-cart-key")})
	proxy = Proxy("https", Secret("https://user:very-secret-proxy@proxy.example:8080"))
	book = SqliteAccountBook(database)
	book.save(AccountDefinition(replace(account, credentials=keys, proxy=proxy), "https"))
	assert book.read("Mouser DE") == AccountDefinition(account, "https")
	assert book.all() == (AccountDefinition(account, "https"),)
	written = b"".join(file.read_bytes() for file in path.parent.iterdir())
	assert b"Mouser DE" in written
	assert b"very-secret" not in written


def test_an_unknown_account_is_not_found(database: Database) -> None:
	with pytest.raises(NotFound):
		SqliteAccountBook(database).read("none")


# calls


def test_calls_are_counted_by_account_user_and_day(database: Database) -> None:
	log = SqliteCallLog(database)
	call = CallRecord("Mouser", "ada", "GET", "/v1/cart", 200, 10, 100, "", NOW)
	for record in (
		call,
		replace(call, error="timeout"),
		replace(call, user="bob"),
		replace(call, at=NOW + timedelta(days=1)),
	):
		log.record(record)
	counts = [
		(count.account, count.user, str(count.day), count.calls, count.failed) for count in log.counts()
	]
	assert counts == [
		("Mouser", "ada", "2026-03-02", 1, 0),
		("Mouser", "ada", "2026-03-01", 2, 1),
		("Mouser", "bob", "2026-03-01", 1, 0),
	]


# processes

_PROCESSES = 4
_CALLS = 50
_LIMIT = 120


def _enter_gate(path: Path) -> int:
	database = Database(path)
	gate = LimitGate(SqliteRateLimitWindows(database), SqliteDailyQuota(database))
	account = ShopAccount("Mouser", "Mouser", "Mouser", patience=0, limits=CallLimits(per_minute=_LIMIT))
	entered = 0
	for _ in range(_CALLS):
		try:
			gate.enter(account, Call("GET", "/"))
			entered += 1
		except RateLimited:
			pass
	return entered


def _take_from_day(path: Path) -> int:
	budget = SqliteDailyQuota(Database(path))
	return sum(bool(budget.take("Mouser", NOW.date(), _LIMIT, 0)) for _ in range(_CALLS))


_ORDER = Order("PO-1", "Mouser", "USD", OrderState.DRAFT, ())
_ACCOUNT = ShopAccount("Mouser", "Mouser", "Mouser", user="ada")


def _claim(path: Path) -> int:
	store = SqliteSupplierCartStore(Database(path))
	won = 0
	for _ in range(_CALLS):
		try:
			store.claim(_ORDER, _ACCOUNT, CartChoice.NEW, NOW, NOW + timedelta(minutes=5))
			won += 1
		except SendRunning:
			pass
	return won


def _open(path: Path) -> int:
	return Database(path).version


def _in_processes(work: Callable[[Path], int], path: Path) -> list[int]:
	with ProcessPoolExecutor(_PROCESSES, mp_context=multiprocessing.get_context("spawn")) as processes:
		return list(processes.map(work, [path] * _PROCESSES))


def test_a_window_is_exact_across_processes(path: Path) -> None:
	assert sum(_in_processes(_enter_gate, path)) == _LIMIT


def test_a_day_is_exact_across_processes(path: Path) -> None:
	assert sum(_in_processes(_take_from_day, path)) == _LIMIT


def test_one_claim_wins_across_processes(database: Database, path: Path) -> None:
	SqliteOrderBook(database).save_order(_ORDER)
	assert sum(_in_processes(_claim, path)) == 1


def test_processes_may_make_the_file_at_the_same_time(path: Path) -> None:
	assert _in_processes(_open, path) == [len(MIGRATIONS)] * _PROCESSES


def _take_ten(database: Database) -> None:
	for _ in range(10):
		SqliteDailyQuota(database).take("fork", NOW.date(), 0, 0)


def test_a_database_survives_a_fork(database: Database) -> None:
	_take_ten(database)
	children = [
		multiprocessing.get_context("fork").Process(target=_take_ten, args=(database,)) for _ in range(3)
	]
	for child in children:
		child.start()
	_take_ten(database)
	for child in children:
		child.join()
	assert [child.exitcode for child in children] == [0, 0, 0]
	assert SqliteDailyQuota(database).taken("fork", NOW.date()) == 50


# any values

_AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=0, max_value=10**12)
_WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_TIMES = st.datetimes(timezones=st.just(timezone.utc)).map(lambda at: at.replace(fold=0))
_ORDER_LINES = st.builds(
	OrderLine,
	ref=st.uuids().map(str),
	number=st.integers(1, 999),
	item=_WORDS,
	description=_WORDS,
	quantity=_AMOUNTS,
	uom=_WORDS,
	stock_uom=_WORDS,
	conversion_factor=_AMOUNTS,
	rate=st.none() | _AMOUNTS,
	sku=_WORDS,
	mpn=_WORDS,
	manufacturer=_WORDS,
)
_TRANSFER_LINES = st.builds(
	SupplierCartLine,
	ref=_WORDS,
	number=st.integers(1, 999),
	item=_WORDS,
	description=_WORDS,
	sku=_WORDS,
	quantity=_AMOUNTS,
	uom=_WORDS,
	conversion_factor=_AMOUNTS,
	pieces=st.integers(0, 10**9),
	cart_quantity=st.integers(0, 10**9),
	old_rate=st.none() | _AMOUNTS,
	state=st.sampled_from(LineState),
	stock=st.none() | st.integers(0, 10**9),
	unit_price=st.none() | _AMOUNTS,
	total=st.none() | _AMOUNTS,
	error=_WORDS,
)
_once_per_example = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def _exactly(value: object) -> str:
	"""A value with every digit it has: equal Decimals may be written differently."""
	return repr(value)


@_once_per_example
@given(
	lines=st.lists(_ORDER_LINES, max_size=4, unique_by=lambda line: line.ref),
	state=st.sampled_from(OrderState),
)
def test_any_order_is_read_as_it_was_saved(
	database: Database, lines: list[OrderLine], state: OrderState
) -> None:
	placed = tuple(replace(line, number=place) for place, line in enumerate(lines, start=1))
	order = Order("PO-ANY", "Mouser", "USD", state, placed)
	SqliteOrderBook(database).save_order(order)
	assert _exactly(SqliteOrderBook(database).read("PO-ANY")) == _exactly(order)


@_once_per_example
@given(
	lines=st.lists(_TRANSFER_LINES, max_size=4),
	state=st.sampled_from(SupplierCartState),
	sent_at=st.none() | _TIMES,
	total=st.none() | _AMOUNTS,
	leftovers=st.lists(_WORDS, max_size=3),
	message=_WORDS,
)
def test_any_transfer_is_read_as_it_was_saved(
	database: Database,
	lines: list[SupplierCartLine],
	state: SupplierCartState,
	sent_at: datetime | None,
	total: Decimal | None,
	leftovers: list[str],
	message: str,
) -> None:
	SqliteOrderBook(database).save_order(_ORDER)
	store = SqliteSupplierCartStore(database)
	claimed = store.claim(_ORDER, _ACCOUNT, CartChoice.NEW, NOW, NOW)
	transfer: SupplierCart = replace(
		claimed,
		lines=tuple(lines),
		state=state,
		sent_at=sent_at,
		total=total,
		leftover_skus=tuple(leftovers),
		message=message,
	)
	store.save(transfer)
	assert _exactly(store.get(claimed.name)) == _exactly(transfer)


@_once_per_example
@given(times=st.lists(st.floats(0, 2**40, allow_nan=False)))
def test_any_times_are_kept_to_the_last_bit(database: Database, times: list[float]) -> None:
	table = SqliteRateLimitWindows(database)
	assert table.update("any", lambda _old: times) == times
	assert table.update("any", lambda old: old) == times
