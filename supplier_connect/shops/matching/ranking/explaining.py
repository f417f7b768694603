"""A score taken apart: which points came from what, in words a buyer understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.core.model.messages import Message, msg, plain
from supplier_connect.shops.matching.numbers.numbers import Closeness
from supplier_connect.shops.matching.ranking.availability import (
	LIFECYCLE,
	STOCK,
	TERMS,
	lifecycle_sentence,
	stock_sentence,
	terms_sentence,
)
from supplier_connect.shops.matching.ranking.constraints import Checked, Constraint, Relation
from supplier_connect.shops.matching.ranking.judging import (
	KIND,
	MAKER,
	NUMBER,
	WORDS,
	share_of,
	share_of_kind,
	share_of_number,
	weights_of,
)
from supplier_connect.shops.matching.ranking.ranking import Candidate
from supplier_connect.shops.matching.reading.facts import Property, shown
from supplier_connect.shops.model.match import Fit


@dataclass(frozen=True)
class ScorePart:
	"""One part of a score: what it is about, its points, how many it could have been, and why."""

	name: Message
	points: float
	of: float
	sentence: Message
	verdict: Fit = Fit.FITS


def score_parts(candidate: Candidate) -> tuple[ScorePart, ...]:
	"""The parts of a candidate's score; together they make it up."""
	return (*_match_parts(candidate), *_availability_parts(candidate), _price_part(candidate))


def warnings(candidate: Candidate) -> tuple[Message, ...]:
	"""What the candidate violates, one sentence each."""
	return tuple(part.sentence for part in score_parts(candidate) if part.verdict is Fit.VIOLATES)


def _match_parts(candidate: Candidate) -> Iterator[ScorePart]:
	wanted = candidate.scale.wanted
	weights = weights_of(wanted)
	constraints = candidate.judgement.constraints
	total = sum(weights.values()) + sum(one.weight for one in constraints)
	point = candidate.scale.weights.match / total if total else 0.0
	if weights[NUMBER]:
		yield _number_part(candidate, point * weights[NUMBER])
	if weights[KIND] or candidate.judgement.likeness.forms:
		yield _kind_part(candidate, point * weights[KIND])
	for constraint, checked in zip(constraints, candidate.judgement.checked, strict=True):
		yield _constraint_part(constraint, checked, point * constraint.weight)
	if weights[WORDS]:
		yield _words_part(candidate, point * weights[WORDS])
	if weights[MAKER]:
		yield _maker_part(candidate, point * weights[MAKER])


_NUMBER_SENTENCES = {
	Closeness.EXACT: msg("It has the number asked for."),
	Closeness.ORDERED: msg("It is the number asked for, with an ordering suffix of its manufacturer."),
	Closeness.EXTENDED: msg("Its number holds the one asked for, with letters before or behind it."),
	Closeness.RELATED: msg("Its number is related to the one asked for."),
	Closeness.OTHER: msg("It has another number."),
}


def _number_part(candidate: Candidate, of: float) -> ScorePart:
	likeness = candidate.judgement.likeness
	sentence = _NUMBER_SENTENCES[likeness.number]
	if likeness.other_maker:
		sentence = msg(
			"It has the number asked for, but another manufacturer makes it: {0}.", candidate.manufacturer
		)
	return ScorePart(msg("Part number"), of * share_of_number(likeness.number), of, sentence)


def _kind_part(candidate: Candidate, of: float) -> ScorePart:
	likeness = candidate.judgement.likeness
	asked = candidate.scale.wanted.kind.value
	if likeness.forms:
		return ScorePart(msg("Kind of part"), 0.0, of, _form_sentence(candidate), Fit.VIOLATES)
	sentences = {
		Fit.FITS: msg("It is what is asked for: {0}.", asked),
		Fit.UNKNOWN: msg("It isn't known whether it is what is asked for: {0}.", asked),
		Fit.VIOLATES: msg("It is not what is asked for: {0}.", asked),
	}
	points = of * share_of_kind(likeness.kind)
	return ScorePart(msg("Kind of part"), points, of, sentences[likeness.kind], likeness.kind)


def _form_sentence(candidate: Candidate) -> Message:
	forms = candidate.judgement.likeness.forms
	lacking = forms & candidate.scale.wanted.forms
	if lacking:
		return msg("It is not what is asked for: {0}.", ", ".join(sorted(lacking)))
	return msg("It is not the part itself: {0}.", ", ".join(sorted(forms)))


_NAMES: Mapping[Property, Message] = {
	Property.RESISTANCE: msg("Resistance"),
	Property.CAPACITANCE: msg("Capacitance"),
	Property.INDUCTANCE: msg("Inductance"),
	Property.IMPEDANCE: msg("Impedance"),
	Property.VOLTAGE: msg("Voltage"),
	Property.CURRENT: msg("Current"),
	Property.POWER: msg("Power"),
	Property.FREQUENCY: msg("Frequency"),
	Property.TOLERANCE: msg("Tolerance"),
	Property.TOLERANCE_ABSOLUTE: msg("Tolerance"),
	Property.FREQUENCY_TOLERANCE: msg("Frequency tolerance"),
	Property.TEMPERATURE_COEFFICIENT: msg("Temperature coefficient"),
	Property.DIELECTRIC: msg("Dielectric"),
	Property.PACKAGE: msg("Package"),
	Property.MOUNTING: msg("Mounting"),
	Property.COLOUR: msg("Colour"),
	Property.TEMPERATURE_MIN: msg("Lowest temperature"),
	Property.TEMPERATURE_MAX: msg("Highest temperature"),
	Property.PITCH: msg("Pitch"),
	Property.POSITIONS: msg("Positions"),
	Property.ROWS: msg("Rows"),
	Property.LOAD_CAPACITANCE: msg("Load capacitance"),
	Property.MEMORY_SIZE: msg("Memory size"),
	Property.ESR: msg("Series resistance"),
	Property.RIPPLE_CURRENT: msg("Ripple current"),
	Property.B_CONSTANT: msg("B constant"),
	Property.LIFETIME: msg("Lifetime"),
	Property.TECHNOLOGY: msg("Technology"),
	Property.POLARITY: msg("Polarity"),
	Property.GENDER: msg("Gender"),
	Property.ORIENTATION: msg("Orientation"),
}

_AS_ASKED = msg("It has {0}, as asked for.").template
_FITTING = {
	Relation.EQUAL: _AS_ASKED,
	Relation.AT_LEAST: msg("It has {0}; at least {1} is asked for.").template,
	Relation.AT_MOST: msg("It has {0}; at most {1} is asked for.").template,
	Relation.AS_GOOD: msg("It has {0}, which does the work of {1}.").template,
}
_VIOLATING = {
	Relation.EQUAL: msg("It has {0}, but {1} is asked for.").template,
	Relation.AT_LEAST: msg("It has {0}, but at least {1} is asked for.").template,
	Relation.AT_MOST: msg("It has {0}, but at most {1} is asked for.").template,
	Relation.AS_GOOD: msg("It has {0}, but {1} is asked for.").template,
}


def _constraint_part(constraint: Constraint, checked: Checked, of: float) -> ScorePart:
	name = _NAMES.get(constraint.property) or plain(constraint.property.value)
	verdict = checked.verdict if constraint.hard else Fit.FITS
	return ScorePart(name, of * share_of(checked), of, _constraint_sentence(constraint, checked), verdict)


def _constraint_sentence(constraint: Constraint, checked: Checked) -> Message:
	asked = shown(constraint.property, constraint.value)
	if checked.verdict is Fit.UNKNOWN or checked.value is None:
		return msg("Not known; asked for: {0}.", asked)
	has = shown(constraint.property, checked.value)
	if checked.verdict is Fit.VIOLATES:
		return Message(_VIOLATING[constraint.relation], (has, asked))
	return Message(_AS_ASKED if has == asked else _FITTING[constraint.relation], (has, asked))


def _words_part(candidate: Candidate, of: float) -> ScorePart:
	share = candidate.judgement.likeness.words
	sentence = msg(
		"{0} % of the words are like these: {1}.", round(100 * share), candidate.scale.wanted.words
	)
	return ScorePart(msg("Words"), of * share, of, sentence)


def _maker_part(candidate: Candidate, of: float) -> ScorePart:
	asked = ", ".join(sorted(candidate.scale.wanted.makers))
	if candidate.judgement.likeness.maker:
		return ScorePart(msg("Manufacturer"), of, of, msg("It is made by the one preferred: {0}.", asked))
	return ScorePart(msg("Manufacturer"), 0.0, of, msg("It isn't made by the one preferred: {0}.", asked))


def _availability_parts(candidate: Candidate) -> Iterator[ScorePart]:
	weight = candidate.scale.weights.availability
	offer, quantity = candidate.found[0].offer, candidate.purchase.quantity
	has = candidate.availability
	yield ScorePart(msg("Stock"), weight * STOCK * has.stock, weight * STOCK, stock_sentence(offer, quantity))
	yield ScorePart(
		msg("Lifecycle"), weight * LIFECYCLE * has.lifecycle, weight * LIFECYCLE, lifecycle_sentence(offer)
	)
	yield ScorePart(msg("Terms"), weight * TERMS * has.terms, weight * TERMS, terms_sentence(offer))


def _price_part(candidate: Candidate) -> ScorePart:
	weight = float(candidate.scale.weights.price)
	return ScorePart(msg("Price"), weight * candidate.price_share, weight, _price_sentence(candidate))


def _price_sentence(candidate: Candidate) -> Message:
	bought = candidate.purchase
	if bought.cost is None:
		return msg("The price for {0} pieces isn't known.", bought.quantity)
	cost = f"{_money(bought.cost)} {candidate.found[0].offer.currency}"
	if candidate.comparable is None:
		return msg("{0} for {1} pieces; there is no exchange rate to compare it.", cost, bought.quantity)
	needed, _most = candidate.scale.buyer.quantities(candidate.found[0].account)
	if bought.quantity != needed:
		return msg("{0} for {1} pieces, the least order that covers {2}.", cost, bought.quantity, needed)
	return msg("{0} for {1} pieces.", cost, bought.quantity)


_CENT = Decimal("0.01")


def _money(amount: Decimal) -> str:
	"""An amount in cents, or as exact as it is where it isn't one."""
	return f"{amount.quantize(_CENT):f}" if amount == amount.quantize(_CENT) else f"{amount.normalize():f}"
