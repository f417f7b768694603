"""The netlist that KiCad hands to its BOM plugins (Legacy BOM, .xml), as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.services.bom_files.csv_rows import Row

_COMPONENT = re.compile(r"<comp\b")
_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)")
_YES = "DNP"
# Properties that stand there without a value, and only where they hold.
_FLAGS = {"dnp": "DNP", "exclude_from_bom": "Exclude from BOM"}
_FIRST = ("Reference", "Value", "Footprint", "Description")


def is_netlist(text: str) -> bool:
	"""Whether a text is XML rather than a table."""
	return text.lstrip("\ufeff \t\r\n").startswith("<")


def netlist_rows(text: str, name: str) -> list[Row]:
	"""The components of a netlist as rows, their headings first; raises `RejectedInput` for another XML."""
	if _DECLARES.search(text):
		raise RejectedInput(msg("{0} declares XML entities, which KiCad never does.", name), field="file")
	try:
		root = ElementTree.fromstring(text.lstrip("\ufeff \t\r\n"))  # noqa: S314 - entities are refused above
	except (ElementTree.ParseError, ValueError) as error:
		raise RejectedInput(msg("{0} is not readable XML: {1}.", name, error), field="file")
	components = [dict(_cells(one)) for one in root.iterfind("components/comp")]
	if not components:
		raise RejectedInput(msg("{0} is XML, but no netlist of KiCad with components.", name), field="file")
	headings = tuple(dict.fromkeys((*_FIRST, *(heading for one in components for heading in one))))
	return [Row(1, headings), *_rows(components, headings, text)]


def _rows(components: list[dict[str, str]], headings: tuple[str, ...], text: str) -> Iterator[Row]:
	starts = [text.count("\n", 0, found.start()) + 1 for found in _COMPONENT.finditer(text)]
	for place, cells in enumerate(components):
		number = starts[place] if len(starts) == len(components) else place + 1
		yield Row(number, tuple(cells.get(heading, "") for heading in headings))


def _cells(component: ElementTree.Element) -> Iterator[tuple[str, str]]:
	"""What a component says; its own fields last, as they may be named like the others."""
	said: dict[str, str] = {}
	own = ((field.get("name", ""), field.text) for field in component.iterfind("fields/field"))
	flags = ((_FLAGS[name], _YES) for name in _names_of_properties(component) if name in _FLAGS)
	for heading, value in (*_standard(component), *flags, *own):
		if heading and value and value.strip():
			said.setdefault(heading, value.strip())
	yield from said.items()


def _standard(component: ElementTree.Element) -> Iterator[tuple[str, str | None]]:
	library: Mapping[str, str] = getattr(component.find("libsource"), "attrib", {})
	yield "Reference", component.get("ref")
	yield "Value", component.findtext("value")
	yield "Footprint", component.findtext("footprint")
	yield "Description", component.findtext("description") or library.get("description")


def _names_of_properties(component: ElementTree.Element) -> Iterator[str]:
	return (one.get("name", "") for one in component.iterfind("property"))
