"""What the headings of bills of materials name, in the words of programs and people in several languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache


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
BARE_STRENGTH = 100

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
_AFTER_SELLER_WORDS = "pn sku no number nr id code ordercode orderno ordernumber bestellnummer bestellnr artikelnummer artikelnr ref reference"
_AFTER_SELLER = frozenset(("", *_AFTER_SELLER_WORDS.split()))

_SIGNS = re.compile(r"[^\w#]+|_")
_GROUP = re.compile(r"(.*\D)(\d)")
_MAKER = re.compile(r"^(?:manufacturers?|manufacture|manuf|mfrs?|mfgs?|manfs?|mfctr|mnfr?|makers?)")
_SELLER = re.compile(r"^(?:suppliers?|vendors?|distributors?|distri|retailers?)")
_PART_NUMBER = re.compile(r"(?:(?:part|pt)(?:number|num|no|nr|n)?|p(?:no|num|nr)|(?<!m)(?<!i)pn)$")


@dataclass(frozen=True)
class Named:
	"""What a heading names; the smaller the `strength`, the surer. `otherwise` is the second guess."""

	field: Field
	strength: int
	group: int = 1
	seller: str = ""
	otherwise: Field | None = None

	@property
	def fields(self) -> tuple[Field, ...]:
		"""What it may be, the likeliest first."""
		return (self.field, self.otherwise) if self.otherwise else (self.field,)


@lru_cache(maxsize=4096)
def named(heading: str) -> Named | None:
	"""What a heading names; None for what nobody calls anything of ours."""
	squeezed, group = _squeezed(heading)
	known = _FIELD_OF.get(squeezed)
	if known:
		return Named(known[0], known[1], group)
	if squeezed in _BARE_NUMBER:
		return Named(Field.MPN, BARE_STRENGTH, group, otherwise=Field.ITEM)
	seller = _seller(squeezed)
	return Named(Field.SKU, 0, group, seller) if seller else None


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
	return len({found.field for cell in cells if (found := named(cell))})
