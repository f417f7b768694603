"""What the files of the Desk must say so that they are right on every version of Frappe."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

_APP = Path(__file__).parents[1] / "supplier_connect"
_MODULE = _APP / "supplier_connect"
_DOCTYPES = sorted(_MODULE.glob("doctype/*/*.json"))
# A column has nine decimals where a field doesn't say otherwise; since v16 the field's own precision sets them.
_COLUMN_DECIMALS = 9
_SOURCES = sorted(
	path for ending in ("js", "py") for path in _APP.rglob(f"*.{ending}") if "tests" not in path.parts
)


def _json(path: Path) -> dict[str, Any]:
	read = json.loads(path.read_text())
	assert isinstance(read, dict)
	return read


def _pages(rows: list[dict[str, Any]]) -> set[tuple[str, str]]:
	return {(row["link_type"], row["link_to"]) for row in rows if row["type"] == "Link"}


def test_the_sidebar_has_every_page_of_the_workspace_with_an_icon() -> None:
	workspace = _json(_MODULE / "workspace/supplier_connect/supplier_connect.json")
	sidebar = _json(_APP / "workspace_sidebar/supplier_connect.json")
	home = ("Workspace", workspace["name"])
	assert _pages(sidebar["items"]) == _pages(workspace["links"]) | {home}
	assert [row["label"] for row in sidebar["items"] if not row.get("icon")] == []
	onboarding = _json(next(_MODULE.glob("module_onboarding/*/*.json")))
	assert sidebar["module_onboarding"] == onboarding["name"]


@pytest.mark.parametrize("path", _DOCTYPES, ids=lambda path: path.stem)
def test_no_column_rounds_what_is_stored(path: Path) -> None:
	rounding = {
		field["fieldname"]: field["precision"]
		for field in _json(path).get("fields", [])
		if field["fieldtype"] in ("Currency", "Float", "Percent")
		and field.get("precision")
		and int(field["precision"]) < _COLUMN_DECIMALS
	}
	assert rounding == {}


def test_links_into_the_desk_are_made_by_frappe() -> None:
	by_hand = [
		f"{path.relative_to(_APP)}: {line.strip()}"
		for path in _SOURCES
		for line in path.read_text().splitlines()
		if re.search(r"[\"'`(](/app|/desk)/", line)
	]
	assert by_hand == []
