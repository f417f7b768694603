"""Which column of a bill of materials holds what: by the names that programs and people give them, and by content."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from supplier_connect.matching.facts import canonical_package, read_parameter
from supplier_connect.matching.numbers import looks_like_number
from supplier_connect.model.errors import RejectedInput
from supplier_connect.model.text import _
from supplier_connect.workbench.bom_cells import designators, quantity


class Field(str, Enum):
	"""What a column may hold."""

	REFERENCES = "References"
	QUANTITY = "Quantity"
	VALUE = "Value"
	FOOTPRINT = "Footprint"
	DESCRIPTION = "Description"
	MPN = "MPN"
	MANUFACTURER = "Manufacturer"
	SKU = "SKU"
	SUPPLIER = "Supplier"
	ITEM = "Item"
	DNP = "DNP"
	FITTED = "Fitted"
	LINE = "Line"
	PARAMETER = "Parameter"


# Of these a file may have several columns.
_SEVERAL = frozenset({Field.MPN, Field.MANUFACTURER, Field.SKU, Field.SUPPLIER, Field.DNP, Field.FITTED})


class KnownBy(str, Enum):
	"""How it is known what a column holds."""

	NAME = "its name"
	CONTENT = "its content"
	USER = "you"


@dataclass(frozen=True)
class BomColumn:
	"""A column: its place, its heading, and what it holds (None: nothing that is read).

	Columns of one `group` belong together, such as Manufacturer 2 and Manufacturer Part Number 2; `seller` is whose
	numbers it holds where its heading says so; `example` is its first cell with something in it.
	"""

	place: int
	heading: str
	field: Field | None = None
	known_by: KnownBy | None = None
	group: int = 1
	seller: str = ""
	example: str = ""


# names

# As they are once `_squeezed`: in small letters, without signs, spaces and accents; the surest first. "mfr" stands for a
# manufacturer, "supplier" for who sells, "pn" for part number.
_NAMES: tuple[tuple[Field, str], ...] = (
	(
		Field.REFERENCES,
		"designator designators reference references refdes ref refs referencedesignator referencedesignators refdesignator"
		" refdesignators pnreference pnreferences componentreference schematicreference bezeichner bauteilbezeichner"
		" referenz referenzen bestuckungsplatz repere reperes referencia referencias designador designadores riferimento"
		" riferimenti referentie referenties parts componentname 位号 标号 元件位号 참조 部品番号 location locations",
	),
	(
		Field.QUANTITY,
		"qty quantity qnty quant qtyperboard quantityperboard qtyperpcb quantityperpcb qtyboard qtypcb qtyperunit bomqty"
		" menge anzahl stuck stuckzahl stk quantite qte nombre cantidad cant quantita qta aantal 数量 用量 个数 数量pcs 員数"
		" amount count pcs pieces partcount",
	),
	(
		Field.VALUE,
		"value val componentvalue pnvalue wert bauteilwert valeur valor valore waarde 值 参数 参数值 comment comments"
		" designation kommentar commentaire",
	),
	(
		Field.FOOTPRINT,
		"footprint pcbfootprint footprintname package packagecase casepackage case casecode pkg empreinte boitier gehause"
		" gehauseform bauform encapsulado huella contenitore behuizing 封装 封装形式 パッケージ pattern",
	),
	(
		Field.DESCRIPTION,
		"description pndescription itemdescription componentdescription desc beschreibung bezeichnung benennung descripcion"
		" descrizione omschrijving 描述 规格 规格描述 details",
	),
	(
		Field.MPN,
		"mpn mfrpn mfrno mfrnumber mfrref mfrpncode herstellernummer herstellernr herstellerteilenummer herstellerteilenr"
		" herstellerartikelnummer herstellerartikelnr herstellerpn herstellerbezeichnung teilenummerhersteller"
		" referencefabricant reffabricant numerofabricant numerodepartefabricante referenciafabricante codiceproduttore"
		" codicecostruttore fabrikantnummer 型号 厂家型号 制造商型号 厂商型号 制造商料号 型番 メーカー型番 orderingcode",
	),
	(
		Field.MANUFACTURER,
		"mfr mfrname brand make hersteller herstellername fabricant fabricante produttore costruttore fabrikant 厂家 制造商"
		" 品牌 生产商 厂商 品牌厂家 メーカー",
	),
	(
		Field.SKU,
		"sku supplierpn supplierno suppliernumber supplierref supplierandref suppliersku supplierordernumber orderno ordernumber"
		" ordercode bestellnummer bestellnr lieferantennummer lieferantennr lieferantenartikelnummer lieferantenartikelnr"
		" referencefournisseur reffournisseur codecommande referenciaproveedor codicefornitore bestelnummer 供应商编号"
		" 供应商料号",
	),
	(Field.SUPPLIER, "supplier suppliername lieferant fournisseur proveedor fornitore leverancier 供应商"),
	(
		Field.ITEM,
		"ipn itemcode internalpn internalno companypn housepn ourpn inhousepn artikel artikelnummer artikelnr sachnummer"
		" materialnummer materialnr article codearticle articulo codigo codicearticolo artikelcode erpcode 物料编码 料号",
	),
	(
		Field.DNP,
		"dnp dni dnf dnm dns donotpopulate donotplace donotfit donotmount donotinstall donotstuff dnpdni notfitted notpopulated"
		" notmounted unpopulated nopop nostuff nichtbestuckt nichtbestucken nonmonte nemontepas nomontar excludefrombom"
		" excludedfrombom kicadexcludefrombom",
	),
	(
		Field.FITTED,
		"fitted populate populated mounted placed installed stuffed assembled bestuckt bestuckung bestucken monte 是否贴装 贴装"
		" variantfitted",
	),
	(
		Field.LINE,
		"line lineno linenumber item itemno itemnumber no nr pos position posnr id index row seq 序号 num zeile ligne",
	),
)
# A bare part number is the manufacturer's, unless there is one that says so: then it is our own. Its cells must look like
# one, as some programs call the symbol a part.
_BARE_NUMBER = frozenset(
	{"pn", "teilenummer", "teilenr", "numerodepiece", "numerodeparte", "codice", "component"}
)
_FIELD_OF = {
	name: (field, strength) for field, names in _NAMES for strength, name in enumerate(names.split())
}
_BARE_STRENGTH = 100

_SELLERS = {
	"mouser": "Mouser",
	"digikey": "DigiKey",
	"lcsc": "LCSC",
	"jlcpcb": "LCSC",
	"jlc": "LCSC",
	"farnell": "Farnell",
	"element14": "Farnell",
	"newark": "Newark",
	"rs": "RS",
	"rscomponents": "RS",
	"tme": "TME",
	"arrow": "Arrow",
	"avnet": "Avnet",
	"reichelt": "Reichelt",
	"conrad": "Conrad",
	"wurth": "Wurth",
	"octopart": "Octopart",
}
_AFTER_SELLER = frozenset(
	{
		"",
		"pn",
		"sku",
		"no",
		"number",
		"nr",
		"id",
		"code",
		"ordercode",
		"orderno",
		"ordernumber",
		"bestellnummer",
	}
	| {"bestellnr", "artikelnummer", "artikelnr", "ref", "reference"}
)

_SIGNS = re.compile(r"[^\w#]+|_")
_GROUP = re.compile(r"(.*\D)(\d)")
_MAKER = re.compile(r"^(?:manufacturers?|manufacture|manuf|mfrs?|mfgs?|manfs?|mfctr|mnfr?|makers?)")
_SELLER = re.compile(r"^(?:suppliers?|vendors?|distributors?|distri|retailers?)")
_PART_NUMBER = re.compile(r"(?:(?:part|pt)(?:number|num|no|nr|n)?|p(?:no|num|nr)|(?<!m)(?<!i)pn)$")


@dataclass(frozen=True)
class _Named:
	"""What a heading names; the smaller the `strength`, the surer. `otherwise` is the second guess."""

	field: Field
	strength: int
	group: int = 1
	seller: str = ""
	otherwise: Field | None = None


@lru_cache(maxsize=4096)
def _named(heading: str) -> _Named | None:
	squeezed, group = _squeezed(heading)
	known = _FIELD_OF.get(squeezed)
	if known:
		return _Named(known[0], known[1], group)
	if squeezed in _BARE_NUMBER:
		return _Named(Field.MPN, _BARE_STRENGTH, group, otherwise=Field.ITEM)
	seller = _seller(squeezed)
	return _Named(Field.SKU, 0, group, seller) if seller else None


def _squeezed(heading: str) -> tuple[str, int]:
	"""A heading in its bare form, and the figure behind it, which tells it from others of its name."""
	plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", heading).casefold())
	bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
	bare = unicodedata.normalize("NFC", _SIGNS.sub("", bare)).replace("#", "no")
	found = _GROUP.fullmatch(bare)
	name, group = (found[1], int(found[2])) if found and found[1] != "element1" else (bare, 1)
	name = _PART_NUMBER.sub("pn", _SELLER.sub("supplier", _MAKER.sub("mfr", name)))
	return name, group or 1


def _seller(squeezed: str) -> str:
	fitting = (
		name
		for start, name in _SELLERS.items()
		if squeezed.startswith(start) and squeezed.removeprefix(start) in _AFTER_SELLER
	)
	return next(fitting, "")


def fields_named(cells: Iterable[str]) -> int:
	"""How many different fields a row names: of the headings, most."""
	return len({named.field for cell in cells if (named := _named(cell))})


# content

_KNOWN_LETTERS = "R C L D Q U IC J P K X Y F FB TP SW S RN RV T TR JP H LED BT LS M MK Z VR CN CON XTAL TH DS VD VT DA DD ANT"
_USUAL_REF = re.compile(rf"(?:{'|'.join(_KNOWN_LETTERS.split())})[1-9]\d{{0,3}}[A-D]?")
_MOST = 0.6
_SOME = 0.3
_FEWEST_OF_A_NUMBER = 6


def _are_refs(cells: Sequence[str], _others: Mapping[Field, Sequence[str]]) -> bool:
	found = [ref for cell in cells for ref in designators(cell).refs]
	return len(set(found)) == len(found) > 0 and _share(found, _USUAL_REF.fullmatch) > _MOST


def _are_quantities(cells: Sequence[str], others: Mapping[Field, Sequence[str]]) -> bool:
	refs = others.get(Field.REFERENCES)
	if refs is None:
		return False
	pairs = [
		(quantity(cell), len(designators(ref).refs)) for cell, ref in zip(cells, refs, strict=True) if cell
	]
	return _share(pairs, lambda pair: pair[0] == pair[1]) > _MOST


def _are_packages(cells: Sequence[str], _others: Mapping[Field, Sequence[str]]) -> bool:
	return _share(filter(None, cells), lambda cell: canonical_package(cell) is not None) > _MOST


def _are_numbers(cells: Sequence[str], _others: Mapping[Field, Sequence[str]]) -> bool:
	return _share(filter(None, cells), _is_number) > _MOST


def _is_number(cell: str) -> bool:
	is_word = len(cell) >= _FEWEST_OF_A_NUMBER and " " not in cell and not cell.isdigit()
	return is_word and looks_like_number(cell) and canonical_package(cell) is None


def _share(things: Iterable[object], test: Callable[..., object]) -> float:
	results = [bool(test(one)) for one in things]
	return sum(results) / len(results) if results else 0.0


_Test = Callable[[Sequence[str], Mapping[Field, Sequence[str]]], bool]
# In this order, as quantities are known by the designators beside them.
_TESTS: tuple[tuple[Field, _Test], ...] = (
	(Field.REFERENCES, _are_refs),
	(Field.QUANTITY, _are_quantities),
	(Field.FOOTPRINT, _are_packages),
	(Field.MPN, _are_numbers),
)


# both

Corrections = Mapping[Field, str]


def guess_columns(
	headings: Sequence[str], rows: Sequence[Sequence[str]], corrections: Corrections
) -> tuple[BomColumn, ...]:
	"""The columns of a table, by the user's word, by their names and by their content.

	Raises `RejectedInput` for a correction that names no column.
	"""
	cells = [[row[place] if place < len(row) else "" for row in rows] for place in range(len(headings))]
	columns = [
		BomColumn(place, heading, example=next(filter(None, cells[place]), ""))
		for place, heading in enumerate(headings)
	]
	named = _by_name(_by_user(columns, corrections), cells, corrections)
	guessed = _by_content(named, cells, corrections)
	return tuple(_as_parameter(column, cells[column.place]) for column in guessed)


def _by_user(columns: Sequence[BomColumn], corrections: Corrections) -> list[BomColumn]:
	chosen = {place_of(columns, field, text): field for field, text in corrections.items() if text}
	return [
		replace(column, field=chosen[column.place], known_by=KnownBy.USER)
		if column.place in chosen
		else column
		for column in columns
	]


def place_of(columns: Sequence[BomColumn], field: Field, text: str) -> int:
	"""The place of the column that a user means: by its heading, or by its number from 1 on; raises `RejectedInput`."""
	wanted = text.strip().casefold()
	for column in columns:
		if column.heading.casefold() == wanted:
			return column.place
	if wanted.isdecimal() and 1 <= int(wanted) <= len(columns):
		return int(wanted) - 1
	headings = ", ".join(column.heading for column in columns if column.heading)
	raise RejectedInput(
		_("There is no column “{0}” for {1}. The columns are: {2}.", text, field.value, headings),
		field=field.value,
	)


def _by_name(
	columns: Sequence[BomColumn], cells: Sequence[Sequence[str]], corrections: Corrections
) -> list[BomColumn]:
	taken: dict[object, int] = {(field, 1, ""): -1 for field in corrections}
	names = [
		(named, column.place)
		for column in columns
		if column.known_by is None and column.example and (named := _named(column.heading))
		if named.strength < _BARE_STRENGTH or _share(filter(None, cells[column.place]), _is_number) > _SOME
	]
	made = list(columns)
	for named, place in sorted(names, key=lambda one: (one[0].strength, one[1])):
		options = (named.field, named.otherwise) if named.otherwise else (named.field,)
		for field in options:
			key = (field, named.group, named.seller) if field in _SEVERAL else (field, 1, "")
			if taken.setdefault(key, place) == place:
				made[place] = replace(
					made[place], field=field, known_by=KnownBy.NAME, group=named.group, seller=named.seller
				)
				break
	return made


def _by_content(
	columns: Sequence[BomColumn], cells: Sequence[Sequence[str]], corrections: Corrections
) -> list[BomColumn]:
	made = list(columns)
	for field, test in _TESTS:
		known: dict[Field, Sequence[str]] = {
			column.field: cells[column.place] for column in made if column.field is not None
		}
		if field in known or field in corrections:
			continue
		fitting = (
			column
			for column in made
			if column.field is None and column.example and test(cells[column.place], known)
		)
		found = next(fitting, None)
		if found:
			made[found.place] = replace(found, field=field, known_by=KnownBy.CONTENT)
	return made


def _as_parameter(column: BomColumn, cells: Iterable[str]) -> BomColumn:
	"""A column that nothing else is known of is a parameter when its name and a value are those of one."""
	if column.field is not None or not any(read_parameter(column.heading, cell) for cell in set(cells)):
		return column
	return replace(column, field=Field.PARAMETER, known_by=KnownBy.NAME)
