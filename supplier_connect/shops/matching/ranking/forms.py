"""Whether a kind of part can stand for another, and what only looks like the part: kits, boards, arrays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from supplier_connect.shops.matching.reading.facts import Kind
from supplier_connect.shops.model.match import Fit

# What a general word covers: who asks for a diode may be offered a Zener diode.
_COVERS: Mapping[Kind, frozenset[Kind]] = {
	Kind.IC: frozenset(
		(
			Kind.REGULATOR,
			Kind.MICROCONTROLLER,
			Kind.MEMORY,
			Kind.SENSOR,
			Kind.OPTOCOUPLER,
			Kind.OSCILLATOR,
			Kind.MODULE,
		)
	),
	Kind.DIODE: frozenset((Kind.ZENER, Kind.TVS)),
	Kind.TRANSISTOR: frozenset((Kind.MOSFET,)),
	Kind.CRYSTAL: frozenset(),
}
_SAYS_NOTHING = frozenset((Kind.UNKNOWN, Kind.OTHER))


def kind_fits(asked: Kind, offered: Kind) -> Fit:
	"""Whether an offered kind is the kind asked for; a more general one may or may not be."""
	if asked is offered or asked in _SAYS_NOTHING:
		return Fit.FITS
	if offered is Kind.UNKNOWN or asked in _COVERS.get(offered, ()):
		return Fit.UNKNOWN
	return Fit.FITS if offered in _COVERS.get(asked, ()) else Fit.VIOLATES


_ARRAY = "array"
_BOARD = "evaluation board or kit"
# What is sold around a part and has its number or its value in the description. By name, and the words that tell.
_FORMS: Mapping[str, str] = {
	_BOARD: (
		"evaluation eval evalboard evm devkit breakout debugger emulator experimenter daughter kit kits assortment "
		"demo demonstration development programmer entwicklungsboard sortiment bausatz"
	),
	_ARRAY: "array arrays network networks netzwerk widerstandsnetzwerk 2x 4x 8x",
}
# Among others an array is nothing else than the part: a gate array.
_SINGLE = frozenset(
	(
		Kind.RESISTOR,
		Kind.CAPACITOR,
		Kind.INDUCTOR,
		Kind.FERRITE,
		Kind.THERMISTOR,
		Kind.VARISTOR,
		Kind.DIODE,
		Kind.ZENER,
		Kind.TVS,
		Kind.LED,
		Kind.TRANSISTOR,
		Kind.MOSFET,
	)
)
_FORM_OF_WORD = {word: form for form, words in _FORMS.items() for word in words.split()}
_FORM = re.compile(rf"\b(?:{'|'.join(_FORM_OF_WORD)})\b")


@lru_cache(maxsize=16384)
def forms_of(text: str) -> frozenset[str]:
	"""The forms that the words of a text (in lower case) speak of."""
	return frozenset(_FORM_OF_WORD[word] for word in _FORM.findall(text))


def strange_forms(
	offered: frozenset[str], asked: frozenset[str], kind: Kind, named: bool = False
) -> frozenset[str]:
	"""The forms a candidate has although they weren't asked for, and those it lacks although they were.

	An array whose number was asked for (`named`) is the part.
	"""
	strange = (offered - asked) | ((asked - offered) & {_BOARD})
	return strange if kind in _SINGLE and not named else strange - {_ARRAY}
