"""The shops the app knows. A new one is a module here and a line in `BUILT_IN`; other apps add theirs by a hook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.connectors.digikey.kind import DIGIKEY
from supplier_connect.shops.connectors.element14.kind import ELEMENT14
from supplier_connect.shops.connectors.mouser.client import MOUSER
from supplier_connect.shops.connectors.protocols import Capability, Shop, ShopConnector, ShopKind
from supplier_connect.shops.model.account import ShopAccount

BUILT_IN: tuple[ShopKind, ...] = (MOUSER, DIGIKEY, ELEMENT14)


class ShopRegistry:
	"""Shop kinds by name.

	`extra` are kinds of other apps; raises `RejectedInput` when two kinds bear one name.
	"""

	def __init__(self, extra: Iterable[ShopKind] = ()) -> None:
		kinds: dict[str, ShopKind] = {}
		for kind in (*BUILT_IN, *extra):
			if kind.name in kinds:
				raise RejectedInput(msg("Two connectors are named {0}", kind.name), field="connector")
			kinds[kind.name] = kind
		self._kinds = MappingProxyType(kinds)

	@property
	def kinds(self) -> Mapping[str, ShopKind]:
		"""All kinds by name."""
		return self._kinds

	def kind(self, name: str) -> ShopKind:
		"""The kind of that name; raises `NotFound`."""
		if name not in self._kinds:
			raise NotFound(msg("There is no connector named {0}. Is the app that brings it installed?", name))
		return self._kinds[name]

	def able(self, capability: Capability) -> list[str]:
		"""The names of the kinds that can do something."""
		return [name for name, kind in self._kinds.items() if capability in kind.capabilities]

	def cart_shop(self, account: ShopAccount, tools: HostTools) -> Shop:
		"""The connector of an account that fills carts; raises `NotFound`, and `RejectedInput` where none can be filled."""
		kind = self.kind(account.connector)
		if kind.make_cart is None:
			raise RejectedInput(
				msg(
					"Supplier Account {0}: {1} has no carts that can be filled from here.",
					account.name,
					kind.name,
				),
				account=account.name,
			)
		return kind.make_cart(account, tools)

	def shop(self, account: ShopAccount, tools: HostTools) -> ShopConnector:
		"""The connector of an account; raises `NotFound` for an unknown kind."""
		return self.kind(account.connector).make(account, tools)
