"""The contract of `SupplierCartStore`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from supplier_connect.core.model.errors import NotFound, SendRunning
from supplier_connect.shops.model.cart import (
	CartChoice,
	LineState,
	SupplierCart,
	SupplierCartLine,
	SupplierCartState,
)
from supplier_connect.shops.model.offer import Packing
from supplier_connect.shops.model.order import Order
from supplier_connect.shops.ports import SupplierCartStore
from supplier_connect.tests.contracts.base import OrderContract

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
LEASE = timedelta(minutes=5)


class TransferStoreContract(OrderContract):
	"""Hooks: `make_store`, `make_account`, `make_item`, `make_order`."""

	def make_store(self) -> SupplierCartStore:
		"""Hook: the store."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""An account and an order of its supplier."""
		super().setUp()
		self.account = self.make_account(self.unique("Account"))
		self.order = self.order_of(self.account)

	def claim(self, choice: CartChoice = CartChoice.SAME, now: datetime = NOW) -> SupplierCart:
		"""Claim the order for five minutes."""
		return self.make_store().claim(self.order, self.account, choice, now, now + LEASE)

	def finish(self, transfer: SupplierCart) -> SupplierCart:
		"""Store a transfer as sent."""
		done = replace(transfer, state=SupplierCartState.SENT, sent_at=NOW + LEASE, cart_key="cart-1")
		self.make_store().save(done)
		return done

	def line_of(self, order: Order, place: int) -> SupplierCartLine:
		"""A line as a shop answered it, with every field told."""
		line = order.lines[place]
		return SupplierCartLine(
			ref=line.ref,
			number=line.number,
			item=line.item,
			description=line.description,
			sku="603-RC0402FR-0710KL",
			quantity=Decimal("2.5"),
			uom=line.uom,
			conversion_factor=Decimal("100"),
			pieces=250,
			cart_quantity=260,
			old_rate=Decimal("0.018257"),
			state=LineState.IN_CART,
			mpn="RC0402FR-0710KL",
			manufacturer="Würth Elektronik",
			stock=0,
			unit_price=Decimal("0.004875"),
			total=Decimal("1.218750"),
			minimum=10,
			multiple=5,
			lifecycle="New Product",
			chosen_sku="311-10.0KLRCT-ND",
			packing=Packing.CUSTOM_REEL,
			packing_chosen=True,
			note="Nur an der Hersteller­nummer erkannt — “CT” gewählt, 数量 250",
			error="Der Händler hat 260 eingelegt, “statt” 250 — 数量",
		)

	def bare_line_of(self, order: Order, place: int) -> SupplierCartLine:
		"""A line of which nothing is known."""
		return replace(
			self.line_of(order, place),
			pieces=0,
			cart_quantity=0,
			old_rate=None,
			state=LineState.LEFT_OUT,
			sku="",
			mpn="",
			manufacturer="",
			stock=None,
			unit_price=None,
			total=None,
			minimum=None,
			multiple=None,
			lifecycle="",
			chosen_sku="",
			note="",
			error="",
		)

	def test_the_first_claim_makes_a_transfer(self) -> None:
		claimed = self.claim()
		self.assertEqual(
			claimed,
			SupplierCart(
				name=claimed.name,
				order=self.order.name,
				account=self.account.name,
				supplier=self.account.supplier,
				company=self.order.company,
				attempt=1,
				state=SupplierCartState.SENDING,
				lease_until=NOW + LEASE,
				user=self.account.user,
			),
		)
		self.assertEqual(self.make_store().get(claimed.name), claimed)

	def test_every_field_is_kept(self) -> None:
		full = replace(
			self.claim(),
			cart_key="0f7c0d6a-1e7b-4a2c-9a55-7f2b6f1d2c3e",
			cart_name="PUR-ORD-2026-00001-02",
			cart_url="https://www.example.com/cart?cartKey=0f7c",
			currency="EUR",
			total=Decimal("1234.567891"),
			fees=Decimal("0"),
			message="Die Verbindung brach ab — nochmals senden.",
			note="Listen bis -01 gab es schon; diese heißt -02.",
			leftover_skus=("603-A,B", "71-Ω"),
			lines=(self.line_of(self.order, 1), self.bare_line_of(self.order, 0)),
			done_calls=2,
			planned_calls=3,
			sent_at=NOW,
			state=SupplierCartState.SENT_WITH_ERRORS,
		)
		self.make_store().save(full)
		self.assertEqual(self.make_store().get(full.name), full)

	def test_what_is_unknown_stays_unknown(self) -> None:
		bare = replace(self.claim(), lines=(self.bare_line_of(self.order, 0),))
		self.make_store().save(bare)
		kept = self.make_store().get(bare.name)
		self.assertEqual(kept, bare)
		self.assertEqual((kept.total, kept.fees, kept.sent_at), (None, None, None))
		self.assertIsNone(kept.lines[0].in_stock)

	def test_saving_again_replaces_the_lines(self) -> None:
		claimed = self.claim()
		both = (self.line_of(self.order, 0), self.line_of(self.order, 1))
		self.make_store().save(replace(claimed, lines=both))
		self.make_store().save(replace(claimed, lines=both[1:]))
		self.assertEqual(self.make_store().get(claimed.name).lines, both[1:])

	def test_a_running_transfer_is_not_claimed(self) -> None:
		claimed = self.claim()
		for choice in CartChoice:
			with self.assertRaises(SendRunning) as caught:
				self.claim(choice, NOW + LEASE - timedelta(seconds=1))
			self.assertIn(self.order.name, str(caught.exception))
		self.assertEqual(self.make_store().of_order(self.order.name), (claimed,))

	def test_a_dead_transfer_is_continued(self) -> None:
		dead = replace(self.claim(), cart_key="cart-1", lines=(self.line_of(self.order, 0),))
		self.make_store().save(dead)
		later = NOW + LEASE
		wanted = replace(dead, attempt=2, lease_until=later + LEASE)
		self.assertEqual(self.claim(now=later), wanted)
		self.assertEqual(self.make_store().get(dead.name), wanted)

	def test_a_finished_transfer_is_continued_at_once(self) -> None:
		done = self.finish(self.claim())
		again = self.claim(now=NOW + timedelta(seconds=1))
		self.assertEqual((again.name, again.attempt, again.cart_key), (done.name, 2, "cart-1"))
		self.assertEqual(again.state, SupplierCartState.SENDING)

	def test_a_continued_transfer_keeps_its_name_at_the_supplier(self) -> None:
		done = replace(self.finish(self.claim()), cart_name="PO-1-01", note="Two lists of this name before.")
		self.make_store().save(done)
		again = self.claim(now=NOW + timedelta(seconds=1))
		self.assertEqual((again.cart_name, again.note), (done.cart_name, done.note))

	def test_a_dead_try_left_behind_for_a_new_cart_has_failed(self) -> None:
		dead = self.claim()
		self.claim(CartChoice.NEW, NOW + LEASE + timedelta(seconds=1))
		self.assertIs(self.make_store().get(dead.name).state, SupplierCartState.FAILED)
		with self.assertRaises(SendRunning):
			self.make_store().save(dead)

	def test_a_new_cart_is_a_transfer_of_its_own_and_then_the_current_one(self) -> None:
		first = self.finish(self.claim())
		second = self.claim(CartChoice.NEW)
		self.assertNotEqual(second.name, first.name)
		self.assertEqual((second.attempt, second.cart_key, second.lines), (1, "", ()))
		store = self.make_store()
		self.assertEqual(store.of_order(self.order.name), (second, first))
		self.assertEqual(store.current(self.order.name, self.account.name), second)
		self.finish(second)
		self.assertEqual(self.claim().name, second.name)

	def test_an_older_attempt_may_not_write(self) -> None:
		old = self.claim()
		newer = self.claim(now=NOW + LEASE)
		with self.assertRaises(SendRunning):
			self.make_store().save(replace(old, message="too late"))
		self.assertEqual(self.make_store().get(old.name), newer)

	def test_accounts_are_apart(self) -> None:
		self.claim()
		other = self.make_account(self.unique("Account"))
		store = self.make_store()
		self.assertIsNone(store.current(self.order.name, other.name))
		claimed = store.claim(self.order, other, CartChoice.SAME, NOW, NOW + LEASE)
		self.assertEqual((claimed.account, claimed.attempt), (other.name, 1))

	def test_what_does_not_exist(self) -> None:
		store = self.make_store()
		with self.assertRaises(NotFound):
			store.get(self.unique("CART"))
		self.assertEqual(store.of_order(self.order.name), ())
		self.assertIsNone(store.current(self.order.name, self.account.name))

	def test_of_many_first_claims_one_wins(self) -> None:
		self._one_wins(self.claim)
		self.assertEqual(len(self.make_store().of_order(self.order.name)), 1)

	def test_of_many_later_claims_one_wins(self) -> None:
		done = self.finish(self.claim())
		self._one_wins(self.claim)
		self.assertEqual(self.make_store().get(done.name).attempt, 2)

	def _one_wins(self, claim: Callable[[], SupplierCart]) -> None:
		results = self.run_in_parallel([claim] * 8)
		won = [result for result in results if isinstance(result, SupplierCart)]
		lost = [result for result in results if isinstance(result, SendRunning)]
		self.assertEqual((len(won), len(lost)), (1, 7), results)
