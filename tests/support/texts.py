"""Every text that a user reads, as it stands in the code and in the JSON of DocTypes, reports and the workspace.

What Frappe's own extractor finds (frappe/gettext/extractors), and the engine's `msg` as well. Needs no Frappe.
"""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "supplier_connect"
POT = PACKAGE / "locale" / "main.pot"
_CALLS = frozenset({"_", "_lt", "msg"})
_JS_CALL = re.compile(r"""\b__\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_NOT_OURS = ("public/dist/", "tests/", "sandbox/", "locale/")
_LETTER = re.compile(r"[a-zA-Z]")
# Texts of a JSON file: by its DocType, the keys of the document, and those of the rows of its tables.
_KEYS: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
	"DocType": (
		("name", "description"),
		{
			"fields": ("label", "description"),
			"links": ("group",),
			"actions": ("label",),
			"permissions": ("role",),
		},
	),
	"Report": (("report_name",), {}),
	"Page": (("title",), {}),
	"Workspace": (
		("label", "title"),
		{
			"charts": ("label",),
			"number_cards": ("label",),
			"links": ("label", "description"),
			"shortcuts": ("label", "format"),
			"quick_lists": ("label",),
		},
	),
	"Workspace Sidebar": (("title",), {"items": ("label",)}),
	"Number Card": (("label",), {}),
	"Dashboard Chart": (("chart_name",), {}),
	"Module Onboarding": (("title", "subtitle", "success_message"), {}),
	"Onboarding Step": (("title", "action_label", "description", "callback_title", "callback_message"), {}),
}
_OPTIONS_ARE_TEXTS = frozenset({"Select", "HTML"})


def found_texts() -> dict[str, set[str]]:
	"""Each text with the files that it stands in, as paths below the repository."""
	found: dict[str, set[str]] = defaultdict(set)
	for path in sorted(PACKAGE.rglob("*")):
		place = path.relative_to(PACKAGE).as_posix()
		reader = _READERS.get(path.suffix)
		if reader is None or place.startswith(_NOT_OURS):
			continue
		for text in reader(path.read_text()):
			if _LETTER.search(text):
				found[text].add(path.relative_to(ROOT).as_posix())
	return dict(found)


def stored_texts() -> set[str]:
	"""The texts of locale/main.pot."""
	return {str(message.id) for message in read_po(BytesIO(POT.read_bytes())) if message.id}


def write_pot() -> None:
	"""Write locale/main.pot anew; the same texts give the same bytes."""
	catalog = Catalog(project="Supplier Connect", fuzzy=False)
	for text, places in found_texts().items():
		catalog.add(text, locations=[(place, 0) for place in sorted(places)])
	written = BytesIO()
	write_po(written, catalog, sort_output=True, width=0, omit_header=True, include_lineno=False)
	POT.parent.mkdir(exist_ok=True)
	POT.write_bytes(written.getvalue())


def _of_python(source: str) -> Iterator[str]:
	for node in ast.walk(ast.parse(source)):
		if isinstance(node, ast.Call) and node.args:
			name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
			if name in _CALLS:
				yield from _constant(node.args[0])
		if isinstance(node, ast.Dict):
			yield from _of_field(node)


def _of_field(node: ast.Dict) -> Iterator[str]:
	"""The texts of a custom field or a column, as written in Python."""
	named = {
		key.value: value
		for key, value in zip(node.keys, node.values, strict=True)
		if isinstance(key, ast.Constant)
	}
	if "fieldname" in named and "fieldtype" in named:
		for key in ("label", "description"):
			if key in named:
				yield from _constant(named[key])


def _constant(node: ast.expr) -> Iterator[str]:
	if isinstance(node, ast.Constant) and isinstance(node.value, str):
		yield node.value


def _of_javascript(source: str) -> Iterator[str]:
	for literal in _JS_CALL.findall(source):
		# A string of JavaScript is one of Python: neither has escapes that the other lacks.
		yield ast.literal_eval(literal)


def _of_json(source: str) -> Iterator[str]:
	data = json.loads(source)
	keys, tables = _KEYS.get(data.get("doctype", ""), ((), {})) if isinstance(data, dict) else ((), {})
	yield from (data[key] for key in keys if data.get(key))
	for table, columns in tables.items():
		for row in data.get(table) or []:
			yield from (row[column] for column in columns if row.get(column))
			yield from _options(row)
	if isinstance(data, dict) and data.get("doctype") == "Workspace":
		yield from _of_blocks(json.loads(data.get("content") or "[]"))


def _options(row: dict[str, Any]) -> Iterator[str]:
	if row.get("fieldtype") in _OPTIONS_ARE_TEXTS and row.get("options"):
		yield from (option for option in row["options"].split("\n") if option and not option.isdigit())


def _of_blocks(blocks: list[dict[str, Any]]) -> Iterator[str]:
	for block in blocks:
		if block.get("type") in ("header", "paragraph") and block["data"].get("text"):
			yield block["data"]["text"]


_READERS = {".py": _of_python, ".js": _of_javascript, ".json": _of_json}
