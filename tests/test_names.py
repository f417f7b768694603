"""Names say one thing each."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

_PACKAGE = Path(__file__).parents[1] / "supplier_connect"
# Frappe names a controller after its DocType, and finds a test by its class.
_NAMED_BY_FRAPPE = ("supplier_connect/doctype/", "tests/")


def test_no_two_classes_have_one_name() -> None:
	found: dict[str, list[str]] = defaultdict(list)
	for path in sorted(_PACKAGE.rglob("*.py")):
		place = path.relative_to(_PACKAGE).as_posix()
		if place.startswith(_NAMED_BY_FRAPPE):
			continue
		for node in ast.parse(path.read_text()).body:
			if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
				found[node.name].append(place)
	assert len(found) > 100
	assert {name: places for name, places in found.items() if len(places) > 1} == {}
