"""What a shop says it can decides where its accounts are offered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.samples import Books

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.shops.connectors.mouser.client import MOUSER
from supplier_connect.shops.connectors.protocols import Capability, ShopKind
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.model.account import ShopAccount

SEARCHED_ONLY = replace(MOUSER, name="Searched Only", make_cart=None, refreshes=False)


@pytest.fixture
def registry() -> ShopRegistry:
	return ShopRegistry([SEARCHED_ONLY])


def test_a_kind_says_what_it_can(registry: ShopRegistry) -> None:
	every = {Capability.SEARCH, Capability.REFRESH, Capability.CART}
	assert registry.kind("Mouser").capabilities == every
	assert registry.kind("DigiKey").capabilities == every | {Capability.GUEST_LIST, Capability.SIGN_IN}
	assert SEARCHED_ONLY.capabilities == {Capability.SEARCH}


def test_those_that_are_able_are_found_by_it(registry: ShopRegistry) -> None:
	assert "Searched Only" in registry.able(Capability.SEARCH)
	assert "Searched Only" not in registry.able(Capability.CART) + registry.able(Capability.REFRESH)


def test_no_cart_is_filled_where_none_can_be(
	registry: ShopRegistry, account: ShopAccount, books: Books
) -> None:
	with pytest.raises(RejectedInput, match=r"Mouser US: Searched Only has no carts"):
		registry.cart_shop(replace(account, connector="Searched Only"), books.host)
	assert registry.cart_shop(account, books.host).rules.largest_cart == 399


def test_an_account_in_a_country_without_a_shop_is_refused(account: ShopAccount) -> None:
	kind: ShopKind = replace(MOUSER, countries=frozenset({"DE"}))
	with pytest.raises(RejectedInput, match="does not sell in US"):
		kind.check(account)
	kind.check(replace(account, country="DE"))
