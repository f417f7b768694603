"""The details of a generated part, computed from its name and a seed whenever somebody asks for them."""

from __future__ import annotations

import random
from decimal import Decimal
from functools import lru_cache

from supplier_connect.sandbox.catalogue.parts import (
	CatalogueBreak,
	CataloguePacking,
	CataloguePart,
	Electrical,
	Lifecycle,
	OnOrder,
)
from supplier_connect.sandbox.catalogue.passives import Stem, Variant, rkm

# Dollars for one piece, by category; the size and the capacitance make it dearer.
_BASE_PRICES = {
	"Thick Film Resistors - SMD": 0.10,
	"Thin Film Resistors - SMD": 0.38,
	"Metal Film Resistors - Through Hole": 0.12,
	"Multilayer Ceramic Capacitors MLCC - SMD/SMT": 0.10,
}
_SIZE_FACTORS = {"0201": 1.1, "0805": 1.2, "1206": 1.6, "1210": 2.4, "2010": 3.0, "2512": 3.6}
_MILLIGRAMS = {"0201": "0.2", "0402": "0.8", "0603": "2.2", "0805": "5.5", "1206": "10"}
_MILLIGRAMS_OF_OTHERS = "45"

# (pieces, share of the price of one piece)
_STEPS = (
	(1, 1.0),
	(10, 0.72),
	(25, 0.58),
	(100, 0.36),
	(500, 0.26),
	(1000, 0.21),
	(5000, 0.16),
	(10000, 0.13),
)
_TENTHS_PER_MICROFARAD = 10_000_000

# How many parts in a hundred are in which state.
_LIFECYCLES = {
	Lifecycle.ACTIVE: 93,
	Lifecycle.NEW: 3,
	Lifecycle.NOT_FOR_NEW_DESIGNS: 2,
	Lifecycle.END_OF_LIFE: 1,
	Lifecycle.OBSOLETE: 1,
}
_TAPE = (CataloguePacking.CUT_TAPE, CataloguePacking.CUSTOM_REEL, CataloguePacking.FULL_REEL)
_REEL_ONLY_SHARE = 0.03
_BY_TENS_SHARE = 0.04
_ON_ORDER_SHARE = 0.25


def detail(stem: Stem, sku: str, seed: int, stocked: bool) -> CataloguePart:
	"""The part behind a name: the same for the same name and seed, in every process."""
	variant = stem.variant
	chance = random.Random(f"{seed}:{stem.mpn}")
	packings, minimum = _terms(variant, chance)
	return CataloguePart(
		sku=sku,
		mpn=stem.mpn,
		manufacturer=variant.maker,
		category=variant.category,
		description=" ".join((variant.category, *_features(stem))),
		package=variant.package,
		packings=packings,
		reel=variant.reel,
		minimum=minimum,
		multiple=minimum,
		maximum=None,
		lifecycle=_choose_lifecycle(chance),
		replacement="",
		restriction="",
		rohs=True,
		stock=chance.randrange(50, 20 * variant.reel) if stocked else 0,
		on_order=_on_order(variant, chance),
		lead_days=7 * chance.randrange(6, 30),
		price_breaks=_price_breaks(stem, minimum, chance),
		weight=Decimal(_MILLIGRAMS.get(variant.package, _MILLIGRAMS_OF_OTHERS)).scaleb(-6),
		electrical=_electrical(stem),
	)


def search_texts(stem: Stem) -> tuple[str, ...]:
	"""The texts a keyword may be found in. Few differ, so that an index may keep a list of parts for each."""
	variant = stem.variant
	words = farad_words(stem.value) if variant.dielectric else ohm_words(stem.value)
	return (variant.maker, variant.category, words, *_limits(variant))


@lru_cache(maxsize=8192)
def ohm_words(milliohm: int) -> str:
	"""A resistance in the spellings people search for: "10 kOhms 10kOhms 10K"."""
	text = ohm_text(milliohm)
	return f"{text} {text.replace(' ', '')} {rkm(milliohm)}"


@lru_cache(maxsize=8192)
def farad_words(tenths: int) -> str:
	"""Tenths of a picofarad in the spellings people search for: "0.1 uF 0.1uF 100nF"."""
	text = farad_text(tenths)
	return f"{text} {text.replace(' ', '')} {_short(Decimal(tenths).scaleb(-4))}nF"


def ohm_text(milliohm: int) -> str:
	"""A resistance the way catalogues print it: "4.7 Ohms", "10 kOhms", "1 MOhms"."""
	for unit, zeros in (("MOhms", 9), ("kOhms", 6)):
		if milliohm >= 10**zeros:
			return f"{_short(Decimal(milliohm).scaleb(-zeros))} {unit}"
	return f"{_short(Decimal(milliohm).scaleb(-3))} Ohms"


def farad_text(tenths: int) -> str:
	"""Tenths of a picofarad the way catalogues print them: "9 pF", "1000 pF", "0.1 uF"."""
	if tenths >= _TENTHS_PER_MICROFARAD // 100:
		return f"{_short(Decimal(tenths).scaleb(-7))} uF"
	return f"{_short(Decimal(tenths).scaleb(-1))} pF"


def _features(stem: Stem) -> tuple[str, ...]:
	value = farad_text(stem.value) if stem.variant.dielectric else ohm_text(stem.value)
	return (value, *(text.partition("|")[0] for text in _limits(stem.variant)))


@lru_cache(maxsize=8192)
def _limits(variant: Variant) -> tuple[str, ...]:
	"""What a variant settles, as printed; behind "|" another spelling for the search alone."""
	size_and_tolerance = (variant.package, variant.tolerance_text)
	if variant.dielectric:
		volts = f"{_short(variant.volts)} VDC|{_short(variant.volts)}v"
		return (volts, *size_and_tolerance, variant.dielectric)
	return (_watt_text(variant.watts or Decimal(0)), *size_and_tolerance)


def _watt_text(watts: Decimal) -> str:
	text = f"{_short(watts)} W" if watts >= 1 else f"{_short(watts.scaleb(3))} mW"
	return f"{text}|{text.replace(' ', '')}"


def _short(number: Decimal) -> str:
	return f"{number.normalize():f}"


def _terms(variant: Variant, chance: random.Random) -> tuple[tuple[CataloguePacking, ...], int]:
	"""The packings on offer and the smallest order, which is the multiple as well."""
	draw = chance.random()
	if draw < _REEL_ONLY_SHARE:
		return (CataloguePacking.FULL_REEL,), variant.reel
	return _TAPE, 10 if draw < _REEL_ONLY_SHARE + _BY_TENS_SHARE else 1


def _choose_lifecycle(chance: random.Random) -> Lifecycle:
	return chance.choices(tuple(_LIFECYCLES), tuple(_LIFECYCLES.values()))[0]


def _on_order(variant: Variant, chance: random.Random) -> tuple[OnOrder, ...]:
	if chance.random() >= _ON_ORDER_SHARE:
		return ()
	return (OnOrder(variant.reel * chance.randrange(1, 12), chance.randrange(5, 120)),)


def _price_breaks(stem: Stem, minimum: int, chance: random.Random) -> tuple[CatalogueBreak, ...]:
	variant = stem.variant
	one = _BASE_PRICES[variant.category] * _SIZE_FACTORS.get(variant.package, 1.0) * chance.uniform(1.0, 1.6)
	if variant.dielectric:
		one *= 1 + 2 * (stem.value / _TENTHS_PER_MICROFARAD) ** 0.5
	share_at_minimum = min(share for count, share in _STEPS if count <= minimum)
	steps = ((minimum, share_at_minimum), *(step for step in _STEPS if step[0] > minimum))
	return tuple(
		CatalogueBreak(count, Decimal(round(one * share * 10_000)).scaleb(-4)) for count, share in steps
	)


def _electrical(stem: Stem) -> Electrical:
	variant = stem.variant
	is_capacitor = bool(variant.dielectric)
	return Electrical(
		resistance=None if is_capacitor else Decimal(stem.value).scaleb(-3),
		capacitance=Decimal(stem.value).scaleb(-13) if is_capacitor else None,
		tolerance=variant.tolerance,
		voltage=variant.volts,
		power=variant.watts,
		dielectric=variant.dielectric,
	)
