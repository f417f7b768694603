"""Answers that are kept: the same question spends no call, and nobody is given another's answer, an error or an old one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from support.digikey_samples import connect, digikey_account
from support.samples import CART_KEY, RESISTOR, SEARCH_KEY, Books, keys

from supplier_connect.core.http.cache import LARGEST_KEPT, MemoryCache, RefreshingCache, StoredResponseCache
from supplier_connect.core.http.exchange import CachePolicy, Call, Response
from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.ports import ResponseCache
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.connection import CallLimits
from supplier_connect.core.model.errors import RateLimited, SupplierConnectError
from supplier_connect.core.model.token import TokenKey, TokenKind
from supplier_connect.core.model.usage import CacheSize
from supplier_connect.core.tools import HostTools
from supplier_connect.sandbox.digikey.accounts import ACCOUNT_ID
from supplier_connect.sandbox.frame.control import Fault, FaultKind
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.protocols import Shop
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.matching.lookup import MatchSettings
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import CartItem, CartLabel
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.part import MakerNumber, Part
from supplier_connect.shops.model.resync import WatchedPart
from supplier_connect.shops.services.lookup.find_parts import FindTools, LookupRequest, find_parts
from supplier_connect.shops.services.lookup.import_parts import (
	Chosen,
	ImportOptions,
	ImportTools,
	import_parts,
)
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.response_cache import SqliteResponseStore
from supplier_connect.workbench.stores.usage import SqliteUsageStore

MPN = "RC0402FR-1310KL"
HOUR = 3600


@dataclass
class Site:
	"""A host whose answers are kept; `later` moves its clock on, `worker` is another process of it."""

	books: Books
	worker: str = "one"
	at: datetime = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)

	@property
	def shelf(self) -> SqliteResponseStore:
		return SqliteResponseStore(self.books.database)

	@property
	def cache(self) -> StoredResponseCache:
		memory = MemoryCache(f"{self.books.database.path} {self.worker}")
		return StoredResponseCache(self.shelf, SqliteUsageStore(self.books.database), memory, lambda: self.at)

	def shop(self, account: ShopAccount) -> Shop:
		"""A connector that is given what is kept."""
		return self._shop(account, self.cache)

	def fresh_shop(self, account: ShopAccount) -> Shop:
		"""A connector that always asks."""
		return self._shop(account, RefreshingCache(self.cache))

	def later(self, seconds: float) -> None:
		self.at += timedelta(seconds=seconds)

	def find(self, account: ShopAccount, number: str = RESISTOR) -> tuple[Offer, ...]:
		return self.shop(account).by_part_numbers([number])

	def counted(self, account: ShopAccount) -> tuple[int, int]:
		"""How often there was a kept answer, and how often not."""
		used = SqliteUsageStore(self.books.database).since(datetime(2020, 1, 1).date(), account.name)
		return sum(one.hits for one in used), sum(one.misses for one in used)

	def kept(self, account: ShopAccount) -> CacheSize:
		return self.shelf.sizes(self.at).get(account.name, CacheSize())

	def _shop(self, account: ShopAccount, cache: ResponseCache) -> Shop:
		database = self.books.database
		gate = LimitGate(SqliteRateLimitWindows(database), SqliteDailyQuota(database))

		def session(of: ShopAccount, reading: ResponseRules) -> Session:
			log = SqliteCallLog(database)
			return Session(
				of, gate, log, reading, sleep=self.books.naps.append, cache=cache, allow_private=True
			)

		return ShopRegistry().shop(
			account, HostTools(session, self.books.grants, sleep=self.books.naps.append)
		)


@pytest.fixture
def site(books: Books) -> Site:
	return Site(books)


@pytest.fixture
def keeping(account: ShopAccount) -> ShopAccount:
	return replace(account, cache_seconds=HOUR)


def calls(server: SandboxServer) -> list[str]:
	return [f"{call['method']} {call['path']}" for call in server.state["calls"]]


# what is kept


def test_the_same_question_spends_one_call(site: Site, sandbox: SandboxServer, keeping: ShopAccount) -> None:
	first = site.find(keeping)
	assert [site.find(keeping), site.find(keeping)] == [first, first]
	assert len(calls(sandbox)) == 1
	assert len(site.books.calls) == 1
	assert site.counted(keeping) == (2, 1)


def test_a_shop_tells_how_old_what_it_gives_is(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	told_at = site.at
	first = site.shop(keeping)
	first.by_part_numbers([RESISTOR])
	assert first.kept_since is None
	site.later(60)
	again = site.shop(keeping)
	again.by_part_numbers(["963-LMK107BJ475KAHT"])
	assert again.kept_since is None
	again.by_part_numbers([RESISTOR])
	again.by_part_numbers(["511-STM32F407VGT6"])
	assert again.kept_since == told_at


def test_a_kept_price_is_not_imported_over_one_that_was_told_since(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	books = site.books
	books.items.save(Part(code="R-10K", maker_numbers=(MakerNumber(MPN, "Yageo"),)))
	find = FindTools(site.shop, books.parts, books.matches, now=lambda: site.at)
	item = books.items.read("R-10K")

	def imported() -> Offer:
		match = find_parts(find, LookupRequest(item), [keeping], MatchSettings(), "ada")
		(offer,) = [one for one in match.candidates[0].offers if one.offer.sku == RESISTOR]
		chosen = Chosen(keeping.name, keeping.supplier, offer.offer, match.seen_at(keeping.name))
		import_parts(
			ImportTools(books.parts, books.items), item.code, [chosen], ImportOptions(price_quantity=1)
		)
		return books.parts.stored_offers(keeping.name, item.code, [RESISTOR])[RESISTOR.casefold()]

	old = imported()
	dearer = replace(old, breaks=tuple(replace(step, price=2 * step.price) for step in old.breaks))
	site.later(600)
	books.parts.save_offers(keeping.name, [(item.code, dearer)], site.at)
	site.later(600)
	assert imported().breaks == dearer.breaks
	assert [one.price for one in books.items.prices(item.code)] == [dearer.breaks[0].price]


def test_another_process_is_given_it_too_and_every_price_is_as_exact(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	first = site.find(keeping)
	assert Site(site.books, "another").find(keeping) == first
	assert len(calls(sandbox)) == 1
	assert [step.price for offer in first for step in offer.breaks]


def test_prices_that_come_as_numbers_stay_exact(site: Site, digikey: SandboxServer) -> None:
	account = digikey_account(digikey, cache_seconds=HOUR)
	first = site.find(account, MPN)
	asked = len(calls(digikey))
	again = Site(site.books, "another").find(account, MPN)
	assert again == first
	assert all(isinstance(step.price, Decimal) for offer in again for step in offer.breaks)
	assert [str(offer.breaks) for offer in again] == [str(offer.breaks) for offer in first]
	assert len(calls(digikey)) == asked


def test_a_kept_answer_waits_for_no_limit_and_spends_none(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	limited = replace(keeping, limits=CallLimits(per_minute=1, per_day=1), patience=0)
	first = site.find(limited)
	assert site.find(limited) == first
	with pytest.raises(RateLimited):
		site.find(limited, "963-LMK107BJ475KAHT")


def test_an_answer_is_asked_for_anew_when_its_time_is_over(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	site.find(keeping)
	site.later(HOUR - 1)
	site.find(keeping)
	assert len(calls(sandbox)) == 1
	site.later(1)
	site.find(keeping)
	assert len(calls(sandbox)) == 2


def test_a_shorter_time_holds_for_what_is_kept_already(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	site.find(keeping)
	site.later(120)
	site.find(replace(keeping, cache_seconds=60))
	assert len(calls(sandbox)) == 2


def test_a_clock_that_is_set_back_makes_no_answer_last_longer(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	site.find(keeping)
	site.later(-30 * 24 * HOUR)
	site.find(keeping)
	assert len(calls(sandbox)) == 2
	site.later(-30)
	site.find(keeping)
	assert len(calls(sandbox)) == 2


def test_a_time_beyond_all_calendars_is_a_long_one(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	absurd = replace(keeping, cache_seconds=10**15)
	assert site.find(absurd) == site.find(absurd)
	site.later(300 * 24 * HOUR)
	site.find(absurd)
	assert len(calls(sandbox)) == 1


def test_zero_seconds_keep_nothing_and_give_nothing(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount, account: ShopAccount
) -> None:
	site.find(account)
	assert site.kept(account) == CacheSize()
	site.find(keeping)
	site.find(account)
	assert len(calls(sandbox)) == 3
	assert site.counted(account) == (0, 1)


def test_a_number_that_the_shop_does_not_know_is_kept_too(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	assert (site.find(keeping, "603-NO-SUCH"), site.find(keeping, "603-NO-SUCH")) == ((), ())
	assert len(calls(sandbox)) == 1


def test_who_must_ask_anew_does_and_the_others_are_given_it(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	site.find(keeping)
	site.later(HOUR - 1)
	site.fresh_shop(keeping).by_part_numbers([RESISTOR])
	assert len(calls(sandbox)) == 2
	site.later(HOUR - 1)
	site.find(keeping)
	assert len(calls(sandbox)) == 2
	assert site.counted(keeping) == (1, 1)


def test_a_resync_of_many_parts_crowds_out_nothing_that_is_kept(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	first = site.find(keeping)
	kept = site.kept(keeping)
	skus = [part.sku for part in sandbox.catalogue if part.sku][:100]
	parts = [WatchedPart(sku, "", Offer(sku, "", "", "", "")) for sku in skus]
	assert len(list(site.fresh_shop(keeping).refresh(parts))) == 10
	assert site.kept(keeping) == kept
	sandbox.change_part(RESISTOR, stock=4711)
	list(site.fresh_shop(keeping).refresh([WatchedPart("", "", first[0])]))
	assert [offer.stock for offer in site.find(keeping) if offer.sku == RESISTOR] == [4711]


def test_many_threads_at_once_get_whole_answers(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	first = site.find(keeping)
	with ThreadPoolExecutor(8) as pool:
		found = list(pool.map(lambda _number: site.find(keeping), range(40)))
	assert found == [first] * 40
	assert len(calls(sandbox)) == 1
	assert site.counted(keeping) == (40, 1)


# what isn't


@pytest.mark.parametrize(
	"fault",
	[
		Fault(FaultKind.STATUS, status=500, times=-1),
		Fault(FaultKind.STATUS, status=403, times=-1),
		Fault(FaultKind.STATUS, status=429, retry_after=9999, times=-1),
		Fault(FaultKind.BROKEN_JSON, times=-1),
		Fault(FaultKind.EMPTY, times=-1),
		Fault(FaultKind.HTML, times=-1),
		Fault(FaultKind.CUT_AFTER, times=-1),
		Fault(FaultKind.MISSING_FIELDS, fields=("SearchResults",), times=-1),
	],
	ids=lambda fault: f"{fault.kind.value} {fault.status}",
)
def test_an_error_is_told_once_and_never_kept(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount, fault: Fault
) -> None:
	sandbox.faults.add(fault)
	with pytest.raises(SupplierConnectError):
		site.find(keeping)
	assert site.kept(keeping) == CacheSize()
	sandbox.faults.clear()
	assert len(site.find(keeping)) == 1


def test_an_error_in_an_answer_with_status_200_is_not_kept(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	with pytest.raises(SupplierConnectError):
		site.find(replace(keeping, credentials=keys(search_key="wrong")))
	assert calls(sandbox) == ["POST /api/v1/search/partnumber"]
	assert site.kept(keeping) == CacheSize()


def test_carts_are_never_kept(site: Site, sandbox: SandboxServer, keeping: ShopAccount) -> None:
	shop = site.shop(keeping)
	made = shop.create(CartLabel("PO-1", 1), [CartItem(RESISTOR, 10, "IPN-1")])
	before = len(calls(sandbox))
	shop.read(made.cart.key)
	shop.read(made.cart.key)
	assert len(calls(sandbox)) == before + 2
	assert (site.kept(keeping), site.counted(keeping)) == (CacheSize(), (0, 0))


def test_lists_and_tokens_are_never_kept(site: Site, digikey: SandboxServer) -> None:
	account = digikey_account(digikey, cache_seconds=HOUR)
	connect(site.books, digikey, account)
	shop = site.shop(account)
	made = shop.create(CartLabel("PO-1", 1), [])
	shop.insert(made.cart, [CartItem("311-10.0KLRCT-ND", 10, "IPN-1")])
	shop.read(made.cart.key)
	with site.books.database.reading() as connection:
		kept = {row["endpoint"] for row in connection.execute("SELECT endpoint FROM kept_answers")}
	assert kept <= {"/products/v4/search/keyword", "/products/v4/search/{number}/productdetails"}


@pytest.mark.parametrize("shop", ["Mouser", "DigiKey"])
def test_a_connection_test_asks_the_shop_itself(
	site: Site, sandbox: SandboxServer, digikey: SandboxServer, keeping: ShopAccount, shop: str
) -> None:
	server = {"Mouser": sandbox, "DigiKey": digikey}[shop]
	account = {"Mouser": keeping, "DigiKey": digikey_account(digikey, cache_seconds=HOUR)}[shop]
	site.shop(account).test_connection()
	first = calls(server)
	site.shop(account).test_connection()
	again = calls(server)[len(first) :]
	# The app's token is the only thing that needn't be asked for again.
	assert again == [call for call in first if "oauth2" not in call]
	assert site.kept(account) == CacheSize()


def test_what_is_too_large_is_not_kept(site: Site, keeping: ShopAccount) -> None:
	call = Call("GET", "/x", keep=CachePolicy(lambda _data: None))
	body = b'"' + b"x" * LARGEST_KEPT + b'"'
	site.cache.keep(keeping, call, Response(200, {}, "x", body))
	assert site.cache.recall(keeping, call) is None
	site.cache.keep(keeping, call, Response(200, {}, "x", body[2:-3] + b'"'))
	assert site.kept(keeping) == CacheSize(1, LARGEST_KEPT - 2)


def test_an_answer_that_repeats_a_key_is_not_kept(site: Site, keeping: ShopAccount) -> None:
	call = Call("GET", "/x", keep=CachePolicy(lambda _data: None))
	site.cache.keep(keeping, call, Response(200, {}, {}, f'{{"key": "{SEARCH_KEY}"}}'.encode()))
	assert site.kept(keeping) == CacheSize()


def test_no_key_lies_among_what_is_kept(site: Site, sandbox: SandboxServer, keeping: ShopAccount) -> None:
	site.find(keeping)
	with site.books.database.reading() as connection:
		dump = "\n".join(connection.iterdump())
	assert RESISTOR in dump
	assert SEARCH_KEY not in dump


# whose it is

_OTHERS: dict[str, Callable[[ShopAccount], ShopAccount]] = {
	"another account": lambda known: replace(known, name="Mouser DE"),
	"a cleared cache": lambda known: replace(known, cache_generation="2"),
	"another key": lambda known: replace(known, credentials=keys(cart_key="x", search_key=SEARCH_KEY)),
	"a user's own key": lambda known: replace(
		known, credentials=replace(known.credentials, owner="ann@example.com")
	),
	"a user's own sign-in": lambda known: replace(known, sign_in_owner="ann@example.com"),
	"another organisation": lambda known: replace(known, customer_id="7"),
	"another country": lambda known: replace(known, country="DE"),
	"another currency": lambda known: replace(known, currency="EUR"),
	"another language": lambda known: replace(known, language="de"),
	"the marketplace": lambda known: replace(known, marketplace=True),
	"another place": lambda known: replace(known, base_url=known.base_url.replace("127.0.0.1", "localhost")),
}


@pytest.mark.parametrize("change", _OTHERS.values(), ids=_OTHERS.keys())
def test_what_an_answer_depends_on_keeps_it_apart(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount, change: Callable[[ShopAccount], ShopAccount]
) -> None:
	site.find(keeping)
	site.find(change(keeping))
	assert len(calls(sandbox)) == 2


def test_users_without_keys_of_their_own_share_what_is_kept(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount
) -> None:
	site.find(keeping)
	site.find(replace(keeping, user="ann@example.com"))
	assert len(calls(sandbox)) == 1


def test_sites_in_one_process_are_apart(tmp_path: Path, sandbox: SandboxServer, keeping: ShopAccount) -> None:
	sites = [Site(Books(Database(tmp_path / name))) for name in ("one.sqlite", "other.sqlite")]
	for one in sites:
		one.find(keeping)
	assert len(calls(sandbox)) == 2


def searches(server: SandboxServer) -> int:
	return sum("/search/" in call for call in calls(server))


def test_prices_of_a_sign_in_are_not_given_to_the_app_nor_to_another_sign_in(
	site: Site, digikey: SandboxServer
) -> None:
	account = digikey_account(digikey, cache_seconds=HOUR, customer_id=ACCOUNT_ID)
	site.find(account, MPN)
	connect(site.books, digikey, account)
	site.find(account, MPN)
	assert searches(digikey) == 2
	site.find(account, MPN)
	assert searches(digikey) == 2
	connect(site.books, digikey, account)
	site.find(account, MPN)
	assert searches(digikey) == 3
	site.books.grants.delete(TokenKey(account.name, "", TokenKind.PERSON))
	# The app's own prices are still those of before.
	site.find(account, MPN)
	assert searches(digikey) == 3


def test_a_users_own_sign_in_gets_what_it_was_told_and_nobody_else_does(
	site: Site, digikey: SandboxServer
) -> None:
	account = digikey_account(digikey, cache_seconds=HOUR)
	ann = replace(account, sign_in_owner="ann@example.com", user="ann@example.com")
	for one in (account, ann):
		connect(site.books, digikey, one)
	for _time in range(2):
		site.find(ann, MPN)
		site.find(account, MPN)
	assert searches(digikey) == 2


def test_no_token_is_fetched_for_an_answer_that_is_kept(site: Site, digikey: SandboxServer) -> None:
	account = digikey_account(digikey, cache_seconds=HOUR)
	site.find(account, MPN)
	asked = len(calls(digikey))
	site.books.grants.delete(TokenKey(account.name, "", TokenKind.APP))
	site.find(account, MPN)
	assert len(calls(digikey)) == asked


# what is broken


@pytest.mark.parametrize("body", ["", "no JSON", '{"SearchResults": ', "[]", '{"SearchResults": 7}', "null"])
def test_a_row_that_can_not_be_read_is_asked_for_anew_and_mended(
	site: Site, sandbox: SandboxServer, keeping: ShopAccount, body: str
) -> None:
	first = site.find(keeping)
	with site.books.database.writing() as connection:
		connection.execute("UPDATE kept_answers SET body = ?", (body,))
	another = Site(site.books, "another")
	assert another.find(keeping) == first
	assert len(calls(sandbox)) == 2
	assert Site(site.books, "a third").find(keeping) == first
	assert len(calls(sandbox)) == 2


@pytest.mark.parametrize("table", ["kept_answers", "usage"])
def test_a_call_goes_on_where_nothing_can_be_kept_or_counted(
	tmp_path: Path, books: Books, sandbox: SandboxServer, keeping: ShopAccount, table: str
) -> None:
	broken = Database(tmp_path / "broken.sqlite")
	with broken.writing() as connection:
		connection.execute(f"DROP TABLE {table}")
	cache = StoredResponseCache(
		SqliteResponseStore(broken), SqliteUsageStore(broken), MemoryCache(str(broken.path))
	)
	session = Session(
		keeping,
		LimitGate(SqliteRateLimitWindows(books.database), SqliteDailyQuota(books.database)),
		SqliteCallLog(books.database),
		ResponseRules(lambda _account, _call, _answer: None),
		cache=cache,
		allow_private=True,
	)
	call = Call(
		"POST",
		"/v1/search/partnumber",
		{"apiKey": keeping.credentials.keys["search_key"]},
		{"SearchByPartRequest": {"mouserPartNumber": RESISTOR, "partSearchOptions": "None"}},
		keep=CachePolicy(lambda _data: None),
	)
	first = session.send(call).data
	assert session.send(call).data == first
	assert len(calls(sandbox)) == 1


# what is counted


def test_calls_are_counted_by_endpoints_without_part_numbers_and_ids(
	site: Site, digikey: SandboxServer
) -> None:
	account = digikey_account(digikey, cache_seconds=HOUR)
	connect(site.books, digikey, account)
	shop = site.shop(account)
	for number in ("311-10.0KLRCT-ND", "311-10.0KLRTR-ND", MPN):
		shop.by_part_numbers([number])
	made = shop.create(CartLabel("PO-1", 1), [])
	shop.insert(made.cart, [CartItem("311-10.0KLRCT-ND", 10, "IPN-1")])
	shop.read(made.cart.key)
	used = SqliteUsageStore(site.books.database).all_since(datetime(2020, 1, 1).date())
	assert {one.endpoint for one in used} <= {
		"/v1/oauth2/token",
		"/products/v4/search/keyword",
		"/products/v4/search/{number}/productdetails",
		"/mylists/v1/lists",
		"/mylists/v1/lists/validate/{name}",
		"/mylists/v1/lists/{list}/parts",
	}
	assert sum(one.calls for one in used) == len(site.books.calls)
	assert sum(one.received_bytes for one in used) == sum(call.received_bytes for call in site.books.calls)
	assert CART_KEY not in str(used)
