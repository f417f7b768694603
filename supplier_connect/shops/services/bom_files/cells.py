"""What stands in the cells of a bill of materials: designators, quantities, part numbers, and that a part is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.model.part import MakerNumber

# Signs that word processors and drawing programs put in a hyphen's place.
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-"))
# What people write where there is nothing to write.
_NOTHING = frozenset(
	{
		"",
		"-",
		"--",
		"---",
		"~",
		"?",
		"*",
		"x",
		"n/a",
		"na",
		"n.a.",
		"none",
		"null",
		"nil",
		"nan",
		"tbd",
		"tba",
	}
	| {"generic", "any", "various", "beliebig", "diverse", "#n/a", "unknown", "unbekannt", "keine", "ohne"}
)


def words(text: str) -> str:
	"""A cell as words; "" for what stands for nothing."""
	spoken = " ".join(text.split())
	return "" if spoken.casefold() in _NOTHING else spoken


def number(text: str) -> str:
	"""A cell as a part number, with plain hyphens."""
	return words(text.translate(_HYPHENS))


# designators

_LONGEST_RANGE = 1000
_RANGE = re.compile(
	r"(?<![^\W_])([^\W\d]+)(\d{1,6})\s*(?:-|\.{2,3}|\u2026|~|:|\b(?:to|thru|through|bis|au|al|t/m)\b)\s*(\1)?(\d{1,6})(?![^\W_])",
	re.IGNORECASE,
)
_BETWEEN_REFS = re.compile(r"[\s,;|&/\u3001\uff0c\uff1b]+")
_AROUND_REFS = "()[]{}\"'.:+-"


@dataclass(frozen=True)
class Refs:
	"""The designators of a line, each once, and what is strange about them."""

	refs: tuple[str, ...]
	problems: tuple[Message, ...] = ()


def designators(text: str) -> Refs:
	"""The designators in a cell: "R1, R3-R5 C7". Those without a number yet (R?) count each."""
	problems: list[Message] = []
	spread = _RANGE.sub(lambda found: _spread(found, problems), words(text.translate(_HYPHENS)))
	tokens = [token.strip(_AROUND_REFS) for token in _BETWEEN_REFS.split(spread)]
	refs: dict[str, str] = {}
	for place, ref in enumerate(filter(_is_ref, tokens)):
		key = f"{ref}{place}" if ref.endswith("?") else ref.casefold()
		if key in refs:
			problems.append(msg("{0} stands there twice and is counted once", ref))
		refs.setdefault(key, ref)
	return Refs(tuple(refs.values()), tuple(problems))


def _is_ref(token: str) -> bool:
	return token.casefold() not in _NOTHING and any(map(str.isalnum, token))


def _spread(found: re.Match[str], problems: list[Message]) -> str:
	"""A range spread out; its two ends where it can't be one, and as it is where it isn't meant as one."""
	letters, first, repeated, last = found.groups()
	count = int(last) - int(first) + 1
	if repeated is None and count < 2:
		return found.group()
	if not 1 <= count <= _LONGEST_RANGE:
		problems.append(msg("the range {0} can't be read; its two ends are counted", found.group()))
		return f" {letters}{first} {letters}{last} "
	width = len(first) if first.startswith("0") else 0
	return " " + " ".join(f"{letters}{at:0{width}d}" for at in range(int(first), int(last) + 1)) + " "


# quantities

_PIECES = r"(?:(?:x|×|pcs?|pces?|pieces?|ea|each|nos?|stk|stck|st(?:ü|u|ue)ck|pi(?:è|e)ces?|pz|pzas?|uds?|un|st)\.?)"
_QUANTITY = re.compile(rf"(?:[x×*]\s*)?(\d{{1,9}})(?:[.,](\d{{1,6}}))?\s*{_PIECES}?", re.IGNORECASE)
_OF_A_GROUP = 3


def quantity(text: str) -> Decimal | None:
	"""A cell as a quantity; None for what can't be read for certain, such as 1,000: a thousand, or one."""
	found = _QUANTITY.fullmatch(text.strip())
	if found is None:
		return None
	whole, fraction = found.groups()
	if fraction and len(fraction) == _OF_A_GROUP and 0 < len(whole.lstrip("0")) <= _OF_A_GROUP:
		return None
	return Decimal(f"{whole}.{fraction or 0}").normalize() + 0


# left out

_VERBS = r"(?:fit|populate|place|mount|install|assemble|stuff|solder|load)"
_DONE = r"(?:fitted|populated|placed|mounted|installed|assembled|stuffed|soldered|loaded)"
_NOT_FITTED = re.compile(
	rf"""(?<![^\W_])(?:
	dn[pif] | no[ _-]?pop | no[ _-]?stuff | do[ _-]not[ _-]{_VERBS} | don'?t[ _-]{_VERBS} | not[ _-]{_DONE} | un{_DONE}
	| nicht[ _-]best(?:ü|ue|u)ck(?:t|en) | nicht[ _-]montier(?:t|en) | ne[ ]pas[ ](?:monter|placer|équiper|souder)
	| non[ ](?:monté|équipé|placé|montato|montare) | no[ ](?:montar|poblar|montado|poblado) | niet[ ](?:plaatsen|geplaatst)
	)(?![^\W_]) | 不贴 | 不装 | 不焊""",
	re.IGNORECASE | re.VERBOSE,
)
_NO = frozenset({"", "0", "0.0", "no", "n", "false", "f", "nein", "non", "nee", "-", "~", "否", "nope"})


def is_not_fitted(text: str) -> bool:
	"""Whether a value or a remark says that the part is left out: DNP, not fitted, nicht bestückt."""
	return _NOT_FITTED.search(text) is not None


def is_left_out_by(text: str) -> bool:
	"""Whether the cell of a DNP column leaves the part out: anything but a no does."""
	spoken = text.strip().casefold()
	return spoken not in _NO and not _says_fitted(spoken)


def _says_fitted(spoken: str) -> bool:
	return not is_not_fitted(spoken) and re.fullmatch(rf"{_VERBS}|{_DONE}", spoken) is not None


def is_denied_by(text: str) -> bool:
	"""Whether the cell of a column that says what is fitted says no; an empty one doesn't."""
	return is_not_fitted(text) or (bool(text.strip()) and text.strip().casefold() in _NO)


# part numbers

_BETWEEN_NUMBERS = re.compile(r"\s*[;|\n\r]+\s*|\s+(?:/|or|oder|ou)\s+")


def maker_numbers(mpns: Iterable[tuple[str, str]]) -> tuple[MakerNumber, ...]:
	"""The part numbers of (number, manufacturer) cells, each once; a cell may hold several alternatives."""
	once: dict[str, MakerNumber] = {}
	for mpn, maker in mpns:
		for one in _alternatives(mpn, maker):
			once.setdefault(one.mpn.casefold(), one)
	return tuple(once.values())


def _alternatives(mpn: str, maker: str) -> Iterator[MakerNumber]:
	numbers = [number(one) for one in _BETWEEN_NUMBERS.split(mpn)]
	makers = [words(one) for one in _BETWEEN_NUMBERS.split(maker)]
	if len(makers) != len(numbers):
		# "Infineon / Cypress" is one manufacturer.
		makers = [words(maker)] * len(numbers)
	return (MakerNumber(one, name) for one, name in zip(numbers, makers, strict=True) if one)


def shop_skus(text: str) -> tuple[str, ...]:
	"""The numbers in a cell of a shop's part numbers."""
	return tuple(filter(None, (number(one) for one in _BETWEEN_NUMBERS.split(text))))
