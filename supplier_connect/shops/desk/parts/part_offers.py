"""Between offers and the columns of Supplier Part and its child tables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import frappe

from supplier_connect.core.desk.columns import LONG, SHORT, bounded_count, truncate, truncate_url
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.offer import Offer, Packing, Parameter, PriceBreak

# Offer fields that a Supplier Part takes over when the offer tells them, and the lengths of their columns.
_WORDS = {
	"mpn": SHORT,
	"manufacturer": SHORT,
	"description": LONG,
	"lifecycle": SHORT,
	"category": SHORT,
	"replacement": SHORT,
	"rohs": SHORT,
	"restriction": LONG,
	"surcharge": LONG,
}
ENTERED = {**_WORDS, "sku": SHORT, "packaging": SHORT, "failure": LONG}
ADDRESSES = ("url", "datasheet_url", "image_url")
# Columns of figures take no NULL: 0 stands for what nobody told.
_COUNTS = ("minimum", "multiple", "maximum", "standard_package", "lead_time_days")
# So does "" for a question that nobody answered.
_ANSWERS = ("non_returnable", "tariff")
_ANSWER_WORDS = {True: "Yes", False: "No"}
_ANSWER_OF = {"": None, **{word: answer for answer, word in _ANSWER_WORDS.items()}}
_OTHERS = (
	"sku",
	"currency",
	"packaging",
	"packing",
	"stock",
	"stock_known",
	"fee",
	"last_buy",
	"marketplace",
)
# The columns that hold an offer, its price breaks and parameters aside.
OFFER_COLUMNS = (*_WORDS, *ADDRESSES, *_COUNTS, *_ANSWERS, *_OTHERS)
_PRICE_STEP = Decimal("0.000000001")


def offer_of(row: Any, breaks: Collection[PriceBreak], parameters: Collection[Parameter]) -> Offer:
	"""The offer that a row of Supplier Part holds."""
	return Offer(
		sku=row["sku"],
		**{name: row[name] or "" for name in (*_WORDS, *ADDRESSES, "currency")},
		**{name: row[name] or None for name in _COUNTS},
		**{name: _ANSWER_OF[row[name] or ""] for name in _ANSWERS},
		stock=row["stock"] if row["stock_known"] else None,
		packaging=_packaging_of(row["packaging"] or ""),
		packing=Packing(row["packing"]) if row["packing"] else None,
		fee=figure(row["fee"]) or None,
		last_buy=row["last_buy"],
		marketplace=bool(row["marketplace"]),
		breaks=tuple(breaks),
		parameters=tuple(parameters),
	)


def columns_told(offer: Offer, known: Any) -> dict[str, Any]:
	"""The columns of an offer laid over those that are known: what it doesn't tell stays."""
	told = {column: value or known.get(column) or value for column, value in _told(offer).items()}
	return {
		**told,
		"stock": bounded_count(offer.stock) if offer.stock is not None else known.get("stock") or 0,
		"stock_known": int(offer.stock is not None or bool(known.get("stock_known"))),
		"marketplace": int(offer.marketplace),
		# Told together with whether there is one.
		"surcharge": known.get("surcharge") or ""
		if offer.tariff is None
		else truncate(offer.surcharge, LONG),
	}


def _told(offer: Offer) -> dict[str, Any]:
	"""What an offer tells, by column; "", 0 or None for what it doesn't."""
	return {
		**{column: truncate(getattr(offer, column), length) for column, length in _WORDS.items()},
		**{column: truncate_url(getattr(offer, column)) for column in ADDRESSES},
		**{column: bounded_count(getattr(offer, column) or 0) for column in _COUNTS},
		**{column: _ANSWER_WORDS.get(getattr(offer, column), "") for column in _ANSWERS},
		"packaging": truncate(", ".join(offer.packaging)),
		"packing": offer.packing.value if offer.packing else "",
		"fee": str(offer.fee) if offer.fee else 0,
		"last_buy": offer.last_buy,
		# The currency is that of the price breaks, and changes with them.
		"currency": offer.currency if offer.breaks else "",
	}


def kept_breaks(offer: Offer) -> tuple[PriceBreak, ...]:
	"""The price breaks of an offer as they are kept; none without a currency, as nobody could tell what they mean."""
	if not offer.currency:
		return ()
	return tuple(PriceBreak(bounded_count(step.quantity), _kept_price(step.price)) for step in offer.breaks)


def kept_parameters(offer: Offer) -> tuple[Parameter, ...]:
	"""The parameters of an offer as they are kept."""
	return tuple(
		Parameter(truncate(one.name), truncate(one.value, LONG), truncate(one.unit))
		for one in offer.parameters
	)


def as_kept(offer: Offer) -> Offer:
	"""An offer as its Supplier Part holds it: words and figures cut to fit, nothing that a column can't tell."""
	words = {name: truncate(getattr(offer, name), length) for name, length in _WORDS.items()}
	addresses = {name: truncate_url(getattr(offer, name)) for name in ADDRESSES}
	counts = {name: _known_count(getattr(offer, name)) for name in _COUNTS}
	return replace(
		offer,
		**words,
		**addresses,
		**counts,
		stock=None if offer.stock is None else bounded_count(offer.stock),
		packaging=_packaging_of(truncate(", ".join(offer.packaging))),
		fee=offer.fee or None,
		breaks=kept_breaks(offer),
		parameters=kept_parameters(offer),
	)


def clean_entered(doc: Any) -> None:
	"""Clean the words of a Supplier Part that a person or program has entered as those of a shop; lists show them as markup.

	Raises `RejectedInput` for an address that no browser should be sent to.
	"""
	for name, length in ENTERED.items():
		doc.set(name, truncate(doc.get(name) or "", length))
	for row in doc.parameters:
		row.parameter, row.unit = truncate(row.parameter or ""), truncate(row.unit or "")
		row.value = truncate(row.value or "", LONG)
	for name in ADDRESSES:
		entered = (doc.get(name) or "").strip()
		doc.set(name, truncate_url(entered))
		if entered and not doc.get(name):
			label = frappe._(doc.meta.get_label(name))
			raise RejectedInput(msg("{0}: enter an address that begins with https://", label), field=name)


def figure(value: Any) -> Decimal:
	"""A figure of the database (9 decimals) without the noise of its binary form."""
	return Decimal(str(frappe.utils.flt(value, 9)))


def _kept_price(price: Decimal) -> Decimal:
	return figure(price.quantize(_PRICE_STEP, ROUND_HALF_UP))


def _known_count(count: int | None) -> int | None:
	return bounded_count(count) if count else None


def _packaging_of(text: str) -> tuple[str, ...]:
	return tuple(filter(None, text.split(", ")))
