"""No answer, however hostile, costs more than the account's timeout, breaks anything but its call, or gets through as it is."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass, replace
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from support.digikey_samples import CALLBACK, connect, digikey_account
from support.hostile_shop import POISONS, HostileShop, Spoiling, poisoned
from support.samples import CAPACITOR, RESISTOR, Books

from supplier_connect.core.http.bodies import UNREADABLE, json_of
from supplier_connect.core.model.bounds import LARGEST_COUNT
from supplier_connect.core.model.errors import RateLimited, SupplierConnectError, UnexpectedResponse
from supplier_connect.core.model.secret import Secret
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.digikey.kind import DIGIKEY as DIGIKEY_KIND
from supplier_connect.shops.connectors.protocols import Shop
from supplier_connect.shops.matching.reading.profile import profile_of
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import Cart, CartItem, CartLabel, GuestItem
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.shops.model.resync import WatchedPart

_ALL = tuple(POISONS.values())
# Which values are spoiled, how many of them, and by what.
_SHARES = {
	"numbers": ((int, float), 1.0, _ALL),
	"texts": ((str,), 1.0, _ALL[9:]),
	"some": ((int, float, str, bool), 0.3, _ALL[::3]),
}
# Control characters, what turns others around, and halves of characters.
_UNFIT = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ud800-\udfff]")
_MOUSER = [RESISTOR, CAPACITOR]
_DIGIKEY = ["311-RC0402FR-1310KLTR-ND", "311-RC0402FR-1310KLCT-ND"]
# What our own work on an answer may take besides, on a busy machine.
_SLACK = 3.0
Methods = Mapping[str, Callable[[], object]]


@pytest.fixture
def mouser_shop(sandbox: SandboxServer) -> Iterator[HostileShop]:
	hostile = HostileShop(sandbox.base_url)
	yield hostile
	hostile.stop()


@pytest.fixture
def digikey_shop(digikey: SandboxServer) -> Iterator[HostileShop]:
	hostile = HostileShop(digikey.base_url)
	yield hostile
	hostile.stop()


def methods_of(shop: Shop, numbers: list[str], cart: Cart) -> Methods:
	"""Every method of a connector, with what it is usually asked."""
	items = [CartItem(number, 10, "IPN-1") for number in numbers]
	seen = datetime.now(timezone.utc)
	steps = (PriceBreak(1, Decimal(1)),)
	parts = [
		WatchedPart(f"{place}", "IPN", Offer(number, "m", "f", "d", "USD", steps), seen, seen, seen)
		for place, number in enumerate([*numbers, *(f"311-{n}-ND" for n in range(4))])
	]
	return {
		"by_part_numbers": lambda: shop.by_part_numbers(numbers),
		"by_keyword": lambda: shop.by_keyword("resistor", 20),
		"refresh": lambda: list(shop.refresh(parts)),
		"create": lambda: shop.create(CartLabel("PO-1", 1), items),
		"insert": lambda: shop.insert(cart, items),
		"update": lambda: shop.update(cart, items),
		"remove": lambda: shop.remove(cart, cart.lines[0]),
		"read": lambda: shop.read(cart.key),
		"empty": lambda: shop.empty(cart.key),
		"test_connection": shop.test_connection,
	}


def filled_cart(shop: Shop, numbers: list[str]) -> Cart:
	"""A cart with the numbers in it, from before the answers are spoiled."""
	items = [CartItem(number, 10, "IPN-1") for number in numbers]
	new = shop.create(CartLabel("PO-0", 1), items)
	missing = [item for item in items if item not in new.carried]
	if missing:
		shop.insert(new.cart, missing)
	return shop.read(new.cart.key)


def check_told(told: object) -> None:
	"""Numbers that columns take, texts that can be stored and shown."""
	if is_dataclass(told) and not isinstance(told, type):
		told = {name: getattr(told, name) for name in told.__dataclass_fields__}
	if isinstance(told, Mapping):
		told = list(told.values())
	if isinstance(told, (list, tuple)):
		for one in told:
			check_told(one)
	elif isinstance(told, Decimal):
		assert told.is_finite() and abs(told) < 10**12 * LARGEST_COUNT and len(format(told, "f")) < 150
	elif isinstance(told, int):
		assert abs(told) <= 7 * LARGEST_COUNT
	elif isinstance(told, str):
		assert told.encode() is not None and not _UNFIT.search(told) and len(told) <= 1100, (
			f"{len(told)} {told[:99]!r}"
		)


def outcome_of(method: Callable[[], object]) -> object:
	"""What a method tells, or the typed error that it raises: no other may come."""
	try:
		return method()
	except SupplierConnectError as error:
		shown = str(error)
		assert (
			shown.encode() is not None
			and not _UNFIT.search(shown)
			and "<script" not in shown
			and len(shown) < 700
		)
		return error


def try_all(methods: Methods, hostile: HostileShop, timeout: float) -> None:
	"""Every method ends with an answer in bounds or a typed error, within the timeout of each call."""
	for name, method in methods.items():
		hostile.calls, started = 0, time.monotonic()
		told = outcome_of(method)
		took = time.monotonic() - started
		assert took < timeout * max(hostile.calls, 1) + _SLACK, f"{name} took {took:.1f} s"
		if not isinstance(told, Exception):
			check_told(told)
			for offer in told if isinstance(told, tuple) else ():
				if isinstance(offer, Offer):
					profile_of(offer)


@pytest.mark.parametrize("share", _SHARES)
def test_mouser_survives_every_poison(
	mouser_shop: HostileShop, books: Books, account: ShopAccount, share: str
) -> None:
	shop = books.shop(replace(account, base_url=f"{mouser_shop.url}/api"))
	methods = methods_of(shop, _MOUSER, filled_cart(shop, _MOUSER))
	kinds, chance, poisons = _SHARES[share]
	for seed, poison in enumerate(poisons):
		mouser_shop.spoiling = Spoiling(poisoned(poison, kinds, chance, seed))
		try_all(methods, mouser_shop, account.timeout)


@pytest.mark.parametrize("share", _SHARES)
def test_digikey_survives_every_poison(
	digikey_shop: HostileShop, digikey: SandboxServer, books: Books, share: str
) -> None:
	account = digikey_account(digikey, base_url=digikey_shop.url)
	connect(books, digikey, account)
	shop = books.shop(account)
	methods = methods_of(shop, _DIGIKEY, filled_cart(shop, _DIGIKEY))
	kinds, chance, poisons = _SHARES[share]
	for seed, poison in enumerate(poisons):
		for where in ("/products", "/mylists"):
			digikey_shop.spoiling = Spoiling(poisoned(poison, kinds, chance, seed), where=where)
			try_all(methods, digikey_shop, account.timeout)


def test_digikeys_sign_in_and_guests_survive_every_poison(
	digikey_shop: HostileShop, digikey: SandboxServer, books: Books
) -> None:
	assert DIGIKEY_KIND.sign_in and DIGIKEY_KIND.guest
	door, guest = DIGIKEY_KIND.sign_in, DIGIKEY_KIND.guest
	account = digikey_account(digikey, base_url=digikey_shop.url)
	for kinds, chance, poisons in _SHARES.values():
		for poison in poisons:
			digikey_shop.spoiling = Spoiling()
			connect(books, digikey, account)
			digikey_shop.spoiling = Spoiling(poisoned(poison, kinds, chance, 1))
			methods = {
				"exchange": lambda: door.exchange(account, books.host, Secret("code"), CALLBACK),
				"renew": lambda: door.renew(account, books.host),
				"guest": lambda: guest.open(account, books.host, "PO-1", [GuestItem(_DIGIKEY[0], 1, "")]),
			}
			for name, method in methods.items():
				started = time.monotonic()
				outcome_of(method)
				assert time.monotonic() - started < account.timeout + _SLACK, name


@pytest.mark.parametrize(
	"spoiling",
	[
		Spoiling(slow_headers=0.05),
		Spoiling(slow_body=0.05),
		Spoiling(endless=True),
		Spoiling(headers={"Transfer-Encoding": "chunked"}, body=lambda _b: b"5" * 5000, slow_body=0.05),
	],
	ids=["headers", "body", "endless header", "chunk size"],
)
def test_an_answer_that_trickles_costs_no_more_than_the_timeout(
	mouser_shop: HostileShop, books: Books, account: ShopAccount, spoiling: Spoiling
) -> None:
	shop = books.shop(replace(account, base_url=f"{mouser_shop.url}/api", timeout=0.6))
	methods = methods_of(shop, _MOUSER, filled_cart(shop, _MOUSER))
	mouser_shop.spoiling = spoiling
	for name, method in methods.items():
		started = time.monotonic()
		told = outcome_of(method)
		assert isinstance(told, SupplierConnectError), name
		# A connection test tries two keys.
		assert time.monotonic() - started < 2 * 0.6 + 1.0, name


def test_a_shop_that_never_ends_its_list_is_given_up(
	digikey_shop: HostileShop, digikey: SandboxServer, books: Books
) -> None:
	account = digikey_account(digikey, base_url=digikey_shop.url)
	connect(books, digikey, account)
	shop = books.shop(account)
	cart = filled_cart(shop, _DIGIKEY)
	page = json.dumps(
		{
			"TotalParts": 2_000_000_000,
			"PartsList": [
				{
					"UniqueId": "@",
					"RequestedPartNumber": "x",
					"DigiKeyPartNumber": "x",
					"Quantities": [{"PackOptions": []}],
				}
			]
			* 4000,
		}
	)

	def endless(_body: bytes) -> bytes:
		head, *rows = page.split("@")
		return (
			head + "".join(f"{digikey_shop.calls}-{place}{row}" for place, row in enumerate(rows))
		).encode()

	digikey_shop.spoiling = Spoiling(endless, where="/parts")
	digikey_shop.calls = 0
	with pytest.raises(UnexpectedResponse):
		shop.read(cart.key)
	assert digikey_shop.calls < 20


@pytest.mark.parametrize(
	"wait",
	["9" * 400, "-1", "1e9", "\u00b2", "Fri, 31 Dec 9999 23:59:59 GMT", "Fri, 99 Foo 99999", "nan", ""],
)
def test_an_odd_retry_after_is_a_wait_within_bounds(
	mouser_shop: HostileShop, books: Books, account: ShopAccount, wait: str
) -> None:
	shop = books.shop(replace(account, base_url=f"{mouser_shop.url}/api"))
	mouser_shop.spoiling = Spoiling(lambda _b: b"", {"Retry-After": wait}, status=429)
	told = outcome_of(lambda: shop.by_keyword("resistor", 1))
	assert isinstance(told, RateLimited)
	assert 0 <= told.wait_seconds <= 24 * 3600


def test_digikeys_limits_in_odd_headers_count_for_nothing(
	digikey_shop: HostileShop, digikey: SandboxServer, books: Books
) -> None:
	account = digikey_account(digikey, base_url=digikey_shop.url)
	for value in ("9" * 400, "\u00b2", "-1", "1e999999999"):
		headers = {"X-RateLimit-Limit": value, "X-RateLimit-Remaining": value}
		digikey_shop.spoiling = Spoiling(headers=headers)
		assert books.shop(account).by_keyword("resistor", 1)


def test_what_a_shop_says_is_cut_and_cleaned_and_shows_no_key(
	mouser_shop: HostileShop, books: Books, account: ShopAccount
) -> None:
	said = "<b>Wrong\u202e key\u0000</b> sandbox-\u200bcart-key " + "very " * 1000
	body = json.dumps({"Errors": [{"Code": "Invalid", "Message": said}]}).encode()
	mouser_shop.spoiling = Spoiling(lambda _b: body)
	shop = books.shop(replace(account, base_url=f"{mouser_shop.url}/api"))
	told = str(outcome_of(lambda: shop.read("00000000-0000-0000-0000-000000000000")))
	assert "Wrong key *** very" in told
	assert "sandbox-cart-key" not in told
	assert len(told) < 450


def test_numbers_beyond_bounds_are_unknown() -> None:
	told = json_of(b'{"a": 1e999999999, "b": [1, 2.50, NaN, ' + b"7" * 5000 + b"]}")
	assert told == {"a": None, "b": [1, Decimal("2.50"), None, None]}
	assert json_of(b'"\\ud83d\\ude00 \\ud800 \\\\ud800"') == "\U0001f600 \ufffd \\ud800"
	assert json_of(b"[" * 100_000) is UNREADABLE
	assert json_of(b"[" * 60 + b"]" * 60) is UNREADABLE
	assert json_of(b'"\xed\xa0\x80"') is UNREADABLE
