"""What the contracts share: hooks, unique names, and things done at the same time."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING

from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.order import Order, OrderLine, OrderState

# A mixin that is no test case itself, so that no runner collects it.
if TYPE_CHECKING:
	from unittest import TestCase as Mixin
else:
	Mixin = object


class Contract(Mixin):
	"""Base of all contracts."""

	def unique(self, prefix: str) -> str:
		"""A name that no other test uses."""
		return f"{prefix}-{uuid.uuid4().hex[:10]}"

	def run_in_parallel(self, functions: Sequence[Callable[[], object]]) -> list[object]:
		"""Call all functions at the same time; their results in order, an exception in place of its result.

		A host whose connections belong to a thread overrides this to open one in each.
		"""
		together = threading.Barrier(len(functions))

		def run(function: Callable[[], object]) -> object:
			together.wait()
			try:
				return function()
			except Exception as error:
				return error

		with ThreadPoolExecutor(len(functions)) as threads:
			return list(threads.map(run, functions))


class OrderContract(Contract):
	"""Base of the contracts that need orders."""

	def make_account(self, name: str) -> ShopAccount:
		"""Hook: an account that the host knows; its name, supplier and user may be the host's own."""
		raise NotImplementedError

	def make_item(self, code: str) -> str:
		"""Hook: an Item that the host knows; returns its code."""
		raise NotImplementedError

	def make_order(self, order: Order) -> Order:
		"""Hook: store an order and return it as stored; names, refs and what the host decides may differ."""
		raise NotImplementedError

	def order_of(self, account: ShopAccount, lines: int = 2) -> Order:
		"""A stored draft order of an account's supplier."""
		return self.make_order(
			Order(
				name=self.unique("PO"),
				supplier=account.supplier,
				currency="USD",
				state=OrderState.DRAFT,
				lines=tuple(self._line(number) for number in range(1, lines + 1)),
			)
		)

	def _line(self, number: int) -> OrderLine:
		return OrderLine(
			ref=str(number),
			number=number,
			item=self.make_item(self.unique("ITEM")),
			description=f"10 kΩ ±1 % 0402, 电阻 №{number}",
			quantity=Decimal(10 * number),
			uom="Nos",
			stock_uom="Nos",
			conversion_factor=Decimal(1),
			rate=Decimal("1.25"),
		)
