"""What a buyer is told of a part, and what not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest

from supplier_connect.shops.model.alert import Alert, AlertKind, AlertRules, Need
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import Offer, PriceBreak
from supplier_connect.shops.model.resync import WatchedPart
from supplier_connect.shops.services.resync.part_alerts import alerts_of, sentence_of

TODAY = date(2026, 3, 1)
RULES = AlertRules()
KNOWN = Offer(
	sku="595-MAX232DR",
	mpn="MAX232DR",
	manufacturer="Texas Instruments",
	description="RS-232 Interface IC",
	currency="EUR",
	breaks=(PriceBreak(1, Decimal("1.00")), PriceBreak(100, Decimal("0.5000"))),
	stock=1000,
	minimum=1,
	multiple=1,
	lifecycle="",
)
NEED = Need(500, ("PO-1", "PO-2"))


def told(
	*,
	need: Need | None = None,
	rules: AlertRules = RULES,
	known: Offer = KNOWN,
	preferred: bool = True,
	earlier: HistoryPoint | None = None,
	**changes: object,
) -> tuple[Alert, ...]:
	"""The alerts of an answer that differs from what is known."""
	part = WatchedPart("000001", "MAX232", known, preferred=preferred)
	return alerts_of("Mouser", part, replace(known, **changes), need, rules, TODAY, earlier)  # type: ignore[arg-type]


def kinds(alerts: tuple[Alert, ...]) -> list[AlertKind]:
	return [alert.kind for alert in alerts]


def prices(*steps: tuple[int, str]) -> tuple[PriceBreak, ...]:
	return tuple(PriceBreak(quantity, Decimal(price)) for quantity, price in steps)


def test_nothing_new_is_no_news() -> None:
	assert told(need=NEED) == ()


# lifecycle


@pytest.mark.parametrize(
	("was", "now", "kind"),
	[
		("", "Obsolete", AlertKind.OBSOLETE),
		("New Product", "Obsolete", AlertKind.OBSOLETE),
		("Not Recommended for New Designs", "End of Life", AlertKind.END_OF_LIFE),
		("Active", "Last Time Buy", AlertKind.END_OF_LIFE),
		("End of Life", "Discontinued at Mouser", AlertKind.OBSOLETE),
		("", "Veraltet", AlertKind.OBSOLETE),
	],
)
def test_the_end_of_a_parts_life_is_told(was: str, now: str, kind: AlertKind) -> None:
	(alert,) = told(known=replace(KNOWN, lifecycle=was), lifecycle=now, replacement="595-MAX3232")
	assert (alert.kind, alert.was, alert.now, alert.replacement) == (kind, was, now, "595-MAX3232")
	assert (alert.part, alert.account, alert.item, alert.sku) == (
		"000001",
		"Mouser",
		"MAX232",
		"595-MAX232DR",
	)


@pytest.mark.parametrize(
	("was", "now"),
	[
		("", "New Product"),
		("", "Not Recommended for New Designs"),
		("Obsolete", "Obsolete"),
		("Obsolete", "Discontinued"),
		("Obsolete", "End of Life"),
		("Obsolete", ""),
		("End of Life", "Factory Special Order"),
	],
)
def test_other_stages_and_a_stage_that_stays_are_not(was: str, now: str) -> None:
	assert told(known=replace(KNOWN, lifecycle=was), lifecycle=now) == ()


def test_the_end_of_a_part_that_is_not_bought_is_told_too() -> None:
	assert kinds(told(preferred=False, lifecycle="Obsolete")) == [AlertKind.OBSOLETE]


# last day


def test_a_last_day_for_orders_is_told_when_it_is_new_or_moved() -> None:
	day = date(2026, 6, 30)
	(alert,) = told(last_buy=day, need=NEED)
	assert (alert.kind, alert.was, alert.now, alert.last_buy) == (AlertKind.LAST_BUY, "", "2026-06-30", day)
	moved = told(known=replace(KNOWN, last_buy=date(2026, 5, 31)), last_buy=day)
	assert [(alert.was, alert.now) for alert in moved] == [("2026-05-31", "2026-06-30")]
	assert kinds(told(last_buy=TODAY)) == [AlertKind.LAST_BUY]


def test_a_last_day_that_is_known_or_over_is_not() -> None:
	assert told(known=replace(KNOWN, last_buy=date(2026, 6, 30)), last_buy=date(2026, 6, 30)) == ()
	assert told(known=replace(KNOWN, last_buy=date(2026, 6, 30)), last_buy=None) == ()
	assert told(last_buy=date(2026, 2, 28)) == ()


# price


def test_a_rise_at_the_needed_quantity_is_told() -> None:
	(alert,) = told(need=NEED, breaks=prices((1, "1.00"), (100, "0.60")))
	assert (alert.kind, alert.was, alert.now) == (AlertKind.PRICE_UP, "0.5", "0.6")
	assert (alert.quantity, alert.currency, alert.percent) == (500, "EUR", Decimal("20.0"))
	assert alert.orders == NEED.orders


def test_a_rise_at_another_quantity_than_the_needed_is_not() -> None:
	assert told(need=NEED, breaks=prices((1, "9.00"), (100, "0.50"))) == ()


def test_without_a_need_the_lowest_common_break_counts() -> None:
	(alert,) = told(breaks=prices((1, "1.20"), (100, "0.50")))
	assert (alert.quantity, alert.percent) == (1, Decimal("20.0"))
	(alert,) = told(breaks=prices((10, "5.00"), (100, "0.75")))
	assert (alert.quantity, alert.was, alert.now, alert.percent) == (100, "0.5", "0.75", Decimal("50.0"))


def test_a_rise_is_told_though_all_breaks_are_others() -> None:
	(alert,) = told(breaks=prices((3, "5.00"), (7, "4.00")))
	assert (alert.quantity, alert.was, alert.now, alert.percent) == (3, "1", "5", Decimal("400.0"))
	assert told(breaks=prices((200, "0.50"), (700, "0.40"))) == ()


def test_a_need_below_the_minimum_is_priced_at_what_must_be_ordered() -> None:
	known = replace(KNOWN, minimum=100, breaks=prices((100, "0.50")))
	(alert,) = told(known=known, need=Need(5), breaks=prices((100, "0.60")))
	assert alert.quantity == 100


def test_the_percentage_is_the_rules() -> None:
	rise = prices((1, "1.10"), (100, "0.50"))
	assert told(breaks=rise) == ()
	assert kinds(told(breaks=rise, rules=AlertRules(Decimal("9.9")))) == [AlertKind.PRICE_UP]
	assert told(breaks=prices((1, "9"), (100, "9")), rules=AlertRules(Decimal(0))) == ()


def ago(price: str, currency: str = "EUR") -> HistoryPoint:
	"""What a piece cost some time ago."""
	return HistoryPoint(datetime(2025, 12, 1, tzinfo=timezone.utc), currency, prices((1, price)), None)


def test_a_price_that_creeps_up_is_told() -> None:
	"""Each rise is below the percentage, together they aren't."""
	(alert,) = told(breaks=prices((1, "1.05"), (100, "0.50")), earlier=ago("0.90"))
	assert (alert.kind, alert.was, alert.now, alert.percent) == (
		AlertKind.PRICE_UP,
		"0.9",
		"1.05",
		Decimal("16.7"),
	)


def test_a_price_that_did_not_rise_now_is_not_told_again() -> None:
	assert told(earlier=ago("0.50")) == ()
	assert told(breaks=prices((1, "0.99"), (100, "0.50")), earlier=ago("0.50")) == ()


def test_a_price_of_long_ago_in_another_currency_says_nothing() -> None:
	assert told(breaks=prices((1, "1.05"), (100, "0.50")), earlier=ago("0.50", "USD")) == ()


def test_the_greater_rise_is_told() -> None:
	(alert,) = told(breaks=prices((1, "1.50"), (100, "0.50")), earlier=ago("1.40"))
	assert (alert.was, alert.percent) == ("1", Decimal("50.0"))


def test_prices_that_cannot_be_compared_are_no_rise() -> None:
	assert told(breaks=prices((1, "9")), currency="USD") == ()
	assert told(breaks=()) == ()
	assert told(breaks=prices((1, "9")), currency="") == ()
	assert told(known=replace(KNOWN, breaks=(), currency=""), breaks=prices((1, "9")), currency="EUR") == ()
	assert told(breaks=prices((1, "0.2"))) == ()


def test_a_part_that_is_not_bought_may_get_dearer() -> None:
	assert told(preferred=False, breaks=prices((1, "9"), (100, "9"))) == ()


def test_a_price_above_a_thousand_is_written_out() -> None:
	known = replace(KNOWN, breaks=prices((1, "4000")))
	(alert,) = told(known=known, breaks=prices((1, "5000.00")))
	assert (alert.was, alert.now) == ("4000", "5000")


# stock


def test_too_few_for_the_open_orders_is_told() -> None:
	(alert,) = told(need=NEED, stock=499)
	assert (alert.kind, alert.was, alert.now, alert.orders) == (
		AlertKind.SHORT,
		"500",
		"499",
		("PO-1", "PO-2"),
	)
	assert told(need=NEED, stock=500) == ()
	assert told(need=None, stock=0) == ()


def test_a_shortage_can_be_told_without_its_orders() -> None:
	(alert,) = told(need=NEED, stock=499)
	assert str(sentence_of(alert)).endswith("500 needed for PO-1, PO-2.")
	for hidden in (replace(alert, orders=()), replace(alert, orders=(), replacement="MAX202")):
		sentence = str(sentence_of(hidden))
		assert "needed for open orders." in sentence
		assert "PO-" not in sentence


def test_an_order_newer_than_the_shortage_is_told_of() -> None:
	short = replace(KNOWN, stock=100)
	assert kinds(told(known=short, need=NEED)) == [AlertKind.SHORT]
	assert kinds(told(known=short, need=NEED, stock=None)) == [AlertKind.SHORT]


def test_a_stock_that_nobody_told_is_not_too_few() -> None:
	assert told(known=replace(KNOWN, stock=None), need=NEED) == ()


def test_a_part_that_is_not_bought_may_be_short() -> None:
	assert told(preferred=False, need=NEED, stock=0) == ()


# words


def test_sentences() -> None:
	obsolete = told(lifecycle="Obsolete", replacement="595-MAX3232")
	day = told(last_buy=date(2026, 6, 30))
	dearer = told(need=NEED, breaks=prices((1, "1.00"), (100, "0.60")))
	short = told(need=NEED, stock=20)
	sentences = [str(sentence_of(alert)) for alert in (*obsolete, *day, *dearer, *short)]
	assert sentences == [
		"MAX232 at Mouser (595-MAX232DR) is now: Obsolete. The shop suggests 595-MAX3232 instead.",
		"MAX232 at Mouser (595-MAX232DR) can be ordered until 2026-06-30.",
		"MAX232 at Mouser (595-MAX232DR) costs 20.0 % more for 500: 0.6 EUR a piece instead of 0.5 EUR.",
		"MAX232 at Mouser (595-MAX232DR): 20 in stock, 500 needed for PO-1, PO-2.",
	]


@pytest.mark.parametrize("kind", AlertKind)
@pytest.mark.parametrize("replacement", ["", "595-OTHER"])
def test_every_kind_has_a_sentence(kind: AlertKind, replacement: str) -> None:
	alert = Alert(kind, "1", "Mouser", "MAX232", "595-MAX", "1", "2", replacement=replacement)
	assert "MAX232 at Mouser (595-MAX)" in str(sentence_of(alert))
