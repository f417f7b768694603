"""One manufacturer under its many names.

Shops, people and takeovers give a manufacturer several names: "TI", "Texas Instruments Inc", "Burr-Brown". The
table holds, for the name that stands for all, how the others begin. A user may add names of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Each name stands for every name that begins with its words: "vishay" for "Vishay Semiconductors", too.
_NAMES: Mapping[str, str] = {
	"3M": "3m",
	"Abracon": "abracon",
	"Allegro MicroSystems": "allegro",
	"Alpha & Omega": "alpha and omega | aos",
	"Alps Alpine": "alps",
	"AMD": "amd | advanced micro devices | xilinx",
	"Amphenol": "amphenol | fci",
	"ams OSRAM": "ams | osram",
	"Analog Devices": (
		"analog devices | adi | maxim | linear technology | ltc | dallas semiconductor | hittite | trinamic"
	),
	"Bel Fuse": "bel | cinch | stewart connector",
	"Bourns": "bourns | j w miller",
	"Broadcom": "broadcom | avago | agilent",
	"C&K": "c and k | c k",
	"Coilcraft": "coilcraft",
	"Comchip": "comchip",
	"Cree": "cree | wolfspeed",
	"CUI": "cui | same sky",
	"Diodes Incorporated": "diodes | zetex | pericom",
	"Diotec": "diotec",
	"E-Switch": "e switch",
	"Eaton": "eaton | cooper bussmann | bussmann | coiltronics",
	"ECS": "ecs",
	"Epcos": "epcos",
	"Epson": "epson | seiko epson",
	"Espressif": "espressif",
	"Everlight": "everlight",
	"FTDI": "ftdi | future technology devices",
	"Fox": "fox",
	"Harting": "harting",
	"Hirose": "hirose | hrs",
	"Honeywell": "honeywell",
	"Infineon": "infineon | international rectifier | ir | cypress | spansion",
	"ISSI": "issi | integrated silicon solution",
	"IXYS": "ixys",
	"JST": "jst | j s t",
	"KEMET": "kemet | tokin | nec tokin",
	"Keystone": "keystone",
	"Kingbright": "kingbright",
	"KOA Speer": "koa",
	"Kyocera AVX": "kyocera | avx | american technical ceramics",
	"Lattice": "lattice",
	"Lite-On": "lite on | liteon",
	"Littelfuse": "littelfuse | teccor",
	"Lumex": "lumex",
	"Macronix": "macronix",
	"Marvell": "marvell",
	"MCC": "mcc | micro commercial",
	"Mean Well": "mean well | meanwell",
	"Melexis": "melexis",
	"Microchip": "microchip | atmel | micrel | microsemi | supertex | actel",
	"Micron": "micron",
	"Molex": "molex",
	"Monolithic Power Systems": "monolithic power | mps",
	"Murata": "murata | toko",
	"NDK": "ndk | nihon dempa",
	"Nexperia": "nexperia",
	"Nichicon": "nichicon",
	"Nippon Chemi-Con": "nippon chemi | chemi con | united chemi",
	"Nordic": "nordic",
	"NXP": "nxp | freescale | philips semiconductors",
	"Ohmite": "ohmite",
	"Omron": "omron",
	"onsemi": "onsemi | on semi | on semiconductor | fairchild | catalyst | sanyo semiconductor",
	"Panasonic": "panasonic | sanyo | matsushita",
	"Phoenix Contact": "phoenix contact",
	"Pulse": "pulse",
	"Qorvo": "qorvo | rfmd | triquint",
	"Quectel": "quectel",
	"Raltron": "raltron",
	"Recom": "recom",
	"Renesas": "renesas | intersil | idt | integrated device technology | dialog | nec electronics",
	"Richtek": "richtek",
	"Rohm": "rohm",
	"Rubycon": "rubycon",
	"Samsung Electro-Mechanics": "samsung | semco",
	"Samtec": "samtec",
	"Schurter": "schurter",
	"Semtech": "semtech",
	"Silicon Labs": "silicon labs | silicon laboratories | silabs",
	"Skyworks": "skyworks",
	"Stackpole": "stackpole | sei stackpole | sei",
	"STMicroelectronics": "stmicroelectronics | st | stm | sgs thomson",
	"Sunlord": "sunlord",
	"Susumu": "susumu",
	"Taiwan Semiconductor": "taiwan semiconductor | tsc",
	"Taiyo Yuden": "taiyo yuden",
	"TDK": "tdk",
	"TE Connectivity": "te | tyco | amp connectors | holsworthy | raychem | alcoswitch",
	"Texas Instruments": "texas instruments | ti | national semiconductor | burr brown | unitrode",
	"Toshiba": "toshiba",
	"Traco Power": "traco",
	"TXC": "txc",
	"u-blox": "u blox | ublox",
	"Uni-Royal": "uni royal | uniroyal | uniohm",
	"VCC": "vcc | visual communications",
	"Vishay": "vishay | dale | siliconix | beyschlag | sprague | sfernice | draloric",
	"Walsin": "walsin",
	"Weidmuller": "weidmuller",
	"Winbond": "winbond",
	"Wurth Elektronik": "wurth | we online | midcom",
	"Yageo": "yageo | phycomp",
}
# Words that names have or lack without naming somebody else.
_NOISE_WORDS = (
	"inc incorporated corp corporation co company ltd limited llc lp gmbh kg ag sa spa srl bv nv plc oy ab as "
	"group holding holdings international the usa us america americas europe asia japan china taiwan"
)
_NOISE = frozenset(_NOISE_WORDS.split())
_WORD = re.compile(r"[a-z0-9]+")


class Manufacturers:
	"""The names we know and those a user added: `{"Acme Chips": "Texas Instruments"}`."""

	def __init__(self, aliases: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
		self._beginnings = dict(_BEGINNINGS)
		for alias, name in dict(aliases).items():
			self._beginnings[_words(alias)] = self._known(_words(name)) or " ".join(_words(name))
		self._keys: dict[str, str] = {}

	def key(self, name: str) -> str:
		"""What all names of a manufacturer have in common; empty for an empty name."""
		key = self._keys.get(name)
		if key is None:
			key = self._keys[name] = self._find(name)
		return key

	def known(self, name: str) -> str:
		"""The name that stands for a manufacturer in the table; empty for one we don't know."""
		return self._known(_words(name))

	def same(self, one: str, other: str) -> bool:
		"""Whether two names can be those of one manufacturer; an unknown name can be anybody's."""
		return not one or not other or self.key(one) == self.key(other)

	def _find(self, name: str) -> str:
		# "Infineon / Cypress": the part behind the slash says it more exactly where it is known.
		sides = [_words(side) for side in name.split("/")]
		known = [found for found in map(self._known, sides) if found]
		return known[-1] if known else " ".join(_words(name))

	def _known(self, words: tuple[str, ...]) -> str:
		lengths = range(len(words), 0, -1)
		return next((name for length in lengths if (name := self._beginnings.get(words[:length]))), "")


@lru_cache(maxsize=32)
def manufacturers_with(aliases: tuple[tuple[str, str], ...] = ()) -> Manufacturers:
	"""The table with a user's aliases added; made once for the same aliases."""
	return Manufacturers(aliases)


def _words(name: str) -> tuple[str, ...]:
	"""The words of a name without accents, signs and legal forms."""
	plain = name.replace("&", " and ").casefold()
	words = _WORD.findall(plain if plain.isascii() else _without_accents(plain))
	return tuple(word for word in words if word not in _NOISE) or tuple(words)


def _without_accents(text: str) -> str:
	plain = unicodedata.normalize("NFKD", text)
	return "".join(sign for sign in plain if not unicodedata.combining(sign))


_BEGINNINGS = {words: name for name, names in _NAMES.items() for words in map(_words, names.split("|"))}
