"""What element14 is: its stores, its key, its limits, and how an order is pasted on its web sites."""

from __future__ import annotations

from supplier_connect.core.model.connection import CallLimits
from supplier_connect.shops.connectors.element14.client import SKU, Element14Connector
from supplier_connect.shops.connectors.element14.errors import SEARCH_KEY
from supplier_connect.shops.connectors.element14.stores import STORES
from supplier_connect.shops.connectors.protocols import OrderListRules, ShopKind
from supplier_connect.shops.model.account import ShopAccount


def quick_order_page(account: ShopAccount) -> str:
	"""Where an order is pasted: the Quick Order of the account's store."""
	store = STORES.get(account.shop_country, STORES["US"])
	return f"https://{store.host}/quick-order?isQuickPaste=true"


ELEMENT14 = ShopKind(
	name="element14",
	website="https://www.element14.com",
	base_url="https://api.element14.com",
	keys=(SEARCH_KEY,),
	# The numbers of the free plan; accounts may have others.
	limits=CallLimits(per_second=2, per_day=1000),
	make=Element14Connector,
	order_list=OrderListRules(quick_order_page, SKU, separator=", ", reference_length=30),
	countries=frozenset(STORES),
)
