"""The HTML page of a cart, and how figures are written."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from supplier_connect.core.model.errors import Unavailable
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.cart import (
	Finding,
	LineState,
	Severity,
	SupplierCart,
	SupplierCartLine,
	SupplierCartState,
)
from supplier_connect.shops.model.order import Order, OrderLine, OrderState
from supplier_connect.shops.services.cart.price_changes import PriceTerms, propose
from supplier_connect.workbench import cart_page
from supplier_connect.workbench.figures import (
	difference_text,
	money_text,
	order_total,
	quantity_text,
	total_text,
)

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=timezone.utc)
_LINES = tuple(
	OrderLine(
		f"ref-{number}", number, f"IPN-{number}", "", Decimal(10), "Nos", "Nos", Decimal(1), Decimal("0.5")
	)
	for number in (1, 2, 3)
)
ORDER = Order("PO-00001", "Mouser", "USD", OrderState.DRAFT, _LINES)


def _sent(place: int, **told: object) -> SupplierCartLine:
	line = _LINES[place]
	values = {
		"ref": line.ref,
		"number": line.number,
		"item": line.item,
		"description": "",
		"sku": f"603-{place}",
		"quantity": line.quantity,
		"uom": "Nos",
		"conversion_factor": Decimal(1),
		"pieces": 10,
		"cart_quantity": 10,
		"old_rate": line.rate,
		"state": LineState.IN_CART,
	}
	return SupplierCartLine(**{**values, **told})  # type: ignore[arg-type]


TRANSFER = SupplierCart(
	name="CART-00001",
	order="PO-00001",
	account="Mouser",
	supplier="Mouser <Electronics>",
	company="",
	attempt=1,
	state=SupplierCartState.SENT_WITH_ERRORS,
	lease_until=NOW,
	cart_url="https://www.example.com/cart?cartKey=1&x=2",
	currency="USD",
	total=Decimal("1234.5"),
	fees=Decimal("7"),
	lines=(
		_sent(
			0, stock=10, unit_price=Decimal("0.0048"), total=Decimal("0.048"), mpn="<script>alert(1)</script>"
		),
		_sent(1, stock=9, state=LineState.REFUSED, error="No such “part” & more"),
		_sent(2, state=LineState.LEFT_OUT, error="Line 3: IPN-3 has no number."),
	),
	sent_at=NOW,
)
FINDINGS = (
	Finding(Severity.WARNING, "other", msg("Look at {0}.", "<this>"), "ref-1"),
	Finding(Severity.LINE, "no_number", msg("Line 3: IPN-3 has no number."), "ref-3"),
)


@pytest.fixture
def page() -> str:
	changes = propose(ORDER, TRANSFER, PriceTerms(6))
	return cart_page.render(cart_page.CartPage(ORDER, TRANSFER, FINDINGS, changes, cart_page.PROPOSED))


def test_the_page_tells_the_cart(page: str) -> None:
	for told in (
		"PO-00001",
		"1,234.50 USD",
		"and fees of 7.00",
		"2026-03-01 12:30 UTC",
		"1 refused, 1 left out",
	):
		assert told in page
	assert 'href="https://www.example.com/cart?cartKey=1&amp;x=2"' in page
	assert page.count("No such “part” &amp; more") == 1
	assert page.count("IPN-3 has no number.") == 1


def test_the_stock_is_marked(page: str) -> None:
	assert re.findall(r'<span class="mark (\w+)">(.)</span>', page) == [("enough", "✔"), ("short", "✘")]


def test_the_page_tells_what_would_change(page: str) -> None:
	assert "What the prices would change in the order <small>(1)</small>" in page
	changed = page[page.index("What the prices would change") :]
	assert re.findall(r'<td class="figure">(.*?)</td>', changed) == ["10 Nos", "0.50", "0.0048", "-0.4952"]
	assert "before: 15.00" in page
	assert "10.05 USD" in page


def test_what_comes_from_outside_is_escaped(page: str) -> None:
	assert "<script" not in page
	assert "&lt;script&gt;alert(1)" in page
	assert "Mouser &lt;Electronics&gt;" in page
	assert "Look at &lt;this&gt;." in page


def test_the_page_needs_nothing_from_outside(page: str) -> None:
	assert re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(https?:[^"')\s]+)""", page) == [
		"https://www.example.com/cart?cartKey=1&amp;x=2"
	]
	assert "<link" not in page
	assert "@import" not in page


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
	shown = cart_page.CartPage(ORDER, TRANSFER, (), (), cart_page.WRITTEN)
	with pytest.raises(Unavailable, match="can't be written"):
		cart_page.write(shown, tmp_path / "missing" / "cart.html")


@pytest.mark.parametrize(
	("amount", "text"),
	[
		("1234.5", "1,234.50"),
		("0.0048", "0.0048"),
		("0.014000", "0.014"),
		("1E+3", "1,000.00"),
		("0", "0.00"),
		("-1.1", "-1.10"),
	],
)
def test_money_is_written_as_exactly_as_it_is(amount: str, text: str) -> None:
	assert money_text(Decimal(amount)) == text


def test_unknown_figures_are_a_dash_and_never_a_zero() -> None:
	assert [money_text(None), total_text(None), difference_text(None)] == ["–"] * 3


def test_differences_have_a_sign_and_quantities_no_idle_zeros() -> None:
	assert [difference_text(Decimal(value)) for value in ("0.5", "-0.5", "0")] == ["+0.50", "-0.50", "0.00"]
	assert [quantity_text(Decimal(value)) for value in ("10.00", "2.50", "1E+3")] == ["10", "2.5", "1,000"]


def test_a_total_counts_the_lines_without_a_rate() -> None:
	total = order_total(ORDER, {"ref-1": None, "ref-2": Decimal(2)})
	assert (total.amount, total.unpriced) == (Decimal(25), 1)
