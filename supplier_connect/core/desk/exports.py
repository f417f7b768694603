"""Exports of our lists and reports: shops' words in them must not become formulas of a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from io import BytesIO, StringIO
from types import MappingProxyType
from typing import Any

import frappe
from openpyxl import load_workbook

from supplier_connect.core.model.cells import escape_formula

_MODULE = "Supplier Connect"


def export_safely(doctype: str, name: str, export: Callable[[], Any]) -> None:
	"""Export as Frappe does; where the document (a DocType or Report) is ours, with its texts made safe."""
	if not name or frappe.get_cached_value(doctype, name, "module") != _MODULE:
		export()
		return
	# Frappe 16 would mail the file as it is.
	frappe.form_dict.pop("export_in_background", None)
	export()
	kind = str(frappe.response.get("filename") or "").rpartition(".")[2]
	if kind in _SAFE:
		frappe.response["filecontent"] = _SAFE[kind](frappe.response["filecontent"])


def _safe_csv(content: bytes) -> bytes:
	delimiter = str(frappe.form_dict.get("csv_delimiter") or ",")[0]
	rows = list(csv.reader(StringIO(content.decode(), newline=""), delimiter=delimiter))
	safe = [[escape_formula(cell) for cell in row] for row in rows]
	if safe == rows:
		return content
	file = StringIO(newline="")
	csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(safe)
	return file.getvalue().encode()


def _safe_xlsx(content: bytes) -> bytes:
	book = load_workbook(BytesIO(content))
	for sheet in book.worksheets:
		for row in sheet.iter_rows():
			for cell in row:
				if isinstance(cell.value, str):
					cell.value = escape_formula(cell.value)
	file = BytesIO()
	book.save(file)
	return file.getvalue()


_SAFE: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType({"csv": _safe_csv, "xlsx": _safe_xlsx})
