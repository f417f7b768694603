"""What makers put behind the number of a part when it is ordered: package, temperature range, reel, freedom from lead.

LM358DR, LM358DT and LM358P are the LM358 to be ordered in one way or another, LM358A is another part. A suffix that isn't
known here may be either. Suffixes are `bare`: without separators, in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

# What many makers use: reels, and freedom from lead.
_ANYBODYS = r"TR|TRL|TRR|RL7?|REEL\d{0,2}|T&R|#(?:TR)?PBF|(?:TR)?PBF|NOPB"
# By the makers' names in `manufacturers`.
_MAKERS: Mapping[str, str] = {
	"Texas Instruments": (
		# Temperature, package, reel, lead; then the names of what was National Semiconductor.
		r"(?:A?I|[CQME])?(?:D|DB|DG|DL|DW|D[A-Z][A-Z]|N|NE|NS|P|PS|PW|PWP|P[A-Z][A-Z]|R[A-Z][A-Z]|Y[A-Z][A-Z]|Z[A-Z][A-Z]"
		r"|KC|KC[A-Z]|KTT|LP|J|JG|FK|W)(?:R|T|RT|TR|LR|LT)?(?:[GE]\d)?(?:NOPB)?(?:Q1)?"
		r"|[RT]|[CI]{0,2}(?:M|MA|MF|MH|MK|MM|MP|MT|MDC|MTC|MWC|N|S|SD|SQ|LQ|T|TL|TM|TP|BP)E?X?(?:NOPB)?"
	),
	"STMicroelectronics": r"(?:D|DT|N|P|PT|ST|L|LT|Q|QT|V|CV|CT|M|IST|ID|IDT|IN|IPT|[A-Z]\d[A-Z]?)(?:TR|TRV)?",
	"Microchip": r"T?[CEHIMV](?:[A-Z]{1,3}\d?|[A-Z]{2}V?AO)|T|\d{0,2}[A-Z]{2,5}\d?(?:[BTR]|SL\d+)?",
	"Infineon": (
		r"[A-Z]{0,2}[AX][A-Z]{3}\d|[A-Z]{1,2}SA\d|[EH]\d{4}(?:[A-Z]TSA\d)?|S?(?:TR[LR]?)?PBF|[CIE]?T?|[A-Z]{3,4}T?"
	),
	"onsemi": r"(?:[A-Z]{0,4}|D\dT)(?:[RT]\d|TA?|RL|RLRA)?G|[A-Z]{0,3}(?:[RT]\d|TA|RL|X|TR)",
	"Diodes Incorporated": r"[A-Z]{0,4}(?:7|13|TR|TA|TC)(?:[AB]?F|Q|E\d|G\d?)?|[A-Z]{0,4}TRG\d",
	"Nexperia": r"[A-Z]{0,3}(?:\d{3}|[FHJX])",
	"NXP": r"[A-Z]{0,4}(?:\d{3}|[EJRXZ])",
	"Analog Devices": (
		r"[A-Z]{1,5}\d{0,2}(?:[+#](?:T|TG|TG?\d*|PBF|(?:3Z)?TRM?PBF)?)"
		r"|[A-Z]{1,4}Z?(?:\d{1,2}R?)?(?:REEL\d?|RL7?|R\d|U\d)?"
	),
	"Renesas": r"[CIEM]?[A-Z]{1,3}(?:\d{0,2}Z)?(?:A|T\d?[A-Z]?)?|\#[A-Z]{1,2}\d|\#\d{3}",
	"Vishay": r"[A-Z]{0,2}(?:TR|T\d|E\d|GE\d|GS\d{2}|TAP|[VM]?\d{2})?(?:GE\d|PBF)?",
	"Rohm": r"[A-Z]{0,3}(?:TR|TL|E\d|T\d{1,3}|GE\d|TT[LR]?)",
	"Silicon Labs": r"[A-Z]{0,2}(?:GM|GQ|IM|IS|GMR|GQR|ISR?|IMR)\d?R?",
	"Monolithic Power Systems": r"[A-Z]{1,4}(?:LF)?[PZ]?",
	"Broadcom": r"\d{3}E",
}
_ANY = re.compile(_ANYBODYS)
_OF_MAKER = {maker: re.compile(f"{suffixes}|{_ANYBODYS}") for maker, suffixes in _MAKERS.items()}


@lru_cache(maxsize=8192)
def is_ordering_suffix(suffix: str, maker: str) -> bool:
	"""Whether a maker (its `Manufacturers.key`; "" for one that isn't known) puts this behind a number to order the part."""
	return _OF_MAKER.get(maker, _ANY).fullmatch(suffix) is not None
