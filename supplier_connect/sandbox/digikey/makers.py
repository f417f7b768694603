"""DigiKey's names and numbers of the makers in the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

_FIRST_UNLISTED = 10_000


@dataclass(frozen=True, slots=True)
class Maker:
	"""A maker, or a seller on the market place. DigiKey's numbers of its parts begin with `prefix`."""

	id: int
	name: str
	prefix: str


# By the catalogue's name. DigiKey writes many of them in another way.
_MAKERS = {
	"AMD / Xilinx": Maker(122, "AMD", "122"),
	"Bourns": Maker(118, "Bourns Inc.", "118"),
	"Diodes Incorporated": Maker(31, "Diodes Incorporated", "31"),
	"Infineon": Maker(448, "Infineon Technologies", "448"),
	"Infineon / Cypress": Maker(448, "Infineon Technologies", "428"),
	"KEMET": Maker(399, "KEMET", "399"),
	"KOA Speer": Maker(2019, "KOA Speer Electronics, Inc.", "2019"),
	"KYOCERA AVX": Maker(478, "KYOCERA AVX", "478"),
	"Lattice": Maker(220, "Lattice Semiconductor Corporation", "220"),
	"Littelfuse": Maker(18, "Littelfuse Inc.", "18"),
	"Microchip": Maker(150, "Microchip Technology", "150"),
	"Molex": Maker(23, "Molex", "900"),
	"Murata Electronics": Maker(490, "Murata Electronics", "490"),
	"NXP Semiconductors": Maker(568, "NXP USA Inc.", "568"),
	"Ohmite": Maker(273, "Ohmite", "273"),
	"onsemi": Maker(488, "onsemi", "488"),
	"Panasonic": Maker(10, "Panasonic Electronic Components", "10"),
	"ROHM Semiconductor": Maker(846, "Rohm Semiconductor", "846"),
	"Samsung Electro-Mechanics": Maker(1276, "Samsung Electro-Mechanics", "1276"),
	"Samtec": Maker(612, "Samtec Inc.", "612"),
	"SEI Stackpole": Maker(738, "Stackpole Electronics Inc", "738"),
	"STMicroelectronics": Maker(497, "STMicroelectronics", "497"),
	"Susumu": Maker(408, "Susumu", "408"),
	"TAIYO YUDEN": Maker(587, "Taiyo Yuden", "587"),
	"TDK": Maker(445, "TDK Corporation", "445"),
	"TE Connectivity": Maker(17, "TE Connectivity AMP Connectors", "17"),
	"TE Connectivity / Holsworthy": Maker(1712, "TE Connectivity Passive Product", "1712"),
	"Texas Instruments": Maker(296, "Texas Instruments", "296"),
	"Vishay": Maker(720, "Vishay", "720"),
	"Vishay / Dale": Maker(541, "Vishay Dale", "541"),
	"Walsin": Maker(1292, "Walsin Technology Corporation", "1292"),
	"Wurth Elektronik": Maker(732, "Würth Elektronik", "732"),
	"YAGEO": Maker(13, "YAGEO", "311"),
}
MARKETPLACE_SELLER = Maker(4518, "Sandbox Surplus", "4518")


def maker_of(name: str) -> Maker:
	"""The maker with this name in the catalogue."""
	return _MAKERS.get(name) or _unlisted(name)


def _unlisted(name: str) -> Maker:
	number = _FIRST_UNLISTED + crc32(name.encode()) % 80_000
	return Maker(number, name, str(number))
