"""The contract of `OrderBook`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from supplier_connect.core.model.errors import NotFound
from supplier_connect.shops.model.order import LineChange, Order, OrderChange, OrderUom
from supplier_connect.shops.ports import OrderBook
from supplier_connect.tests.contracts.base import OrderContract


class OrderBookContract(OrderContract):
	"""Hooks: `make_store`, `make_account`, `make_item`, `make_order`; `rate_decimals` where the host keeps fewer."""

	rate_decimals = 6

	def make_store(self) -> OrderBook:
		"""Hook: the store."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""One stored order."""
		super().setUp()
		self.order = self.order_of(self.make_account(self.unique("Account")), lines=3)

	def _write(self, name: str, rates: Mapping[str, Decimal]) -> Order:
		lines = {ref: LineChange(rate=rate) for ref, rate in rates.items()}
		return self.make_store().write(name, OrderChange(lines))

	def _rate(self, text: str) -> Decimal:
		return Decimal(text).quantize(Decimal(1).scaleb(-self.rate_decimals))

	def test_an_order_is_read_as_it_was_stored(self) -> None:
		self.assertEqual(self.make_store().read(self.order.name), self.order)

	def test_lines_come_in_their_order_each_with_a_ref_of_its_own(self) -> None:
		lines = self.make_store().read(self.order.name).lines
		self.assertEqual([line.number for line in lines], [1, 2, 3])
		self.assertEqual(len({line.ref for line in lines}), 3)

	def test_an_unknown_order_is_not_found(self) -> None:
		with self.assertRaises(NotFound):
			self.make_store().read(self.unique("PO"))

	def test_rates_are_written_and_nothing_else(self) -> None:
		first, second, third = self.order.lines
		rates = {first.ref: self._rate("0.018257"), third.ref: self._rate("1234.567891")}
		written = self._write(self.order.name, rates)
		wanted = (replace(first, rate=rates[first.ref]), second, replace(third, rate=rates[third.ref]))
		self.assertEqual(written, replace(self.order, lines=wanted))
		self.assertEqual(self.make_store().read(self.order.name), written)

	def test_all_rates_are_written_or_none(self) -> None:
		rates = {self.order.lines[0].ref: Decimal(7), self.unique("line"): Decimal(8)}
		with self.assertRaises(NotFound):
			self._write(self.order.name, rates)
		self.assertEqual(self.make_store().read(self.order.name), self.order)

	def test_rates_of_an_unknown_order_are_not_found(self) -> None:
		with self.assertRaises(NotFound):
			self._write(self.unique("PO"), {self.order.lines[0].ref: Decimal(7)})

	def test_no_rates_change_nothing(self) -> None:
		self.assertEqual(self._write(self.order.name, {}), self.order)

	def test_a_line_can_get_another_uom_with_its_quantity(self) -> None:
		first, *others = self.order.lines
		box = OrderUom("Box", Decimal(50))
		told = LineChange(rate=self._rate("3"), quantity=Decimal(2), uom=box)
		written = self.make_store().write(self.order.name, OrderChange({first.ref: told}))
		wanted = replace(
			first, rate=told.rate, quantity=Decimal(2), uom=box.uom, conversion_factor=box.factor
		)
		self.assertEqual(written.lines, (wanted, *others))
		self.assertEqual(written.lines[0].pieces, 100)

	def test_foreseeing_writes_nothing(self) -> None:
		told = LineChange(rate=self._rate("3"))
		self.assertEqual(self.make_store().foresee(self.order.name, {self.order.lines[0].ref: told}), {})
		self.assertEqual(self.make_store().read(self.order.name), self.order)
