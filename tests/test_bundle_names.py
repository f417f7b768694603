"""Scripts of forms, lists and pages call what the bundles offer, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_APP = Path(__file__).parents[1] / "supplier_connect"
_JS = _APP / "public/js"
# What each page of the Desk has, and what shops() loads.
_ALWAYS, _SHOPS = _JS / "supplier_connect.bundle.js", _JS / "supplier_shops.bundle.js"
_SCRIPTS = sorted({*_APP.glob("supplier_connect/**/*.js"), *_JS.glob("*.js")} - {_ALWAYS, _SHOPS})
# Not the paths of whitelisted functions, which stand in quotes.
_USED = re.compile(r"(?<![\"'`.\w])supplier_connect\.(\w+)")
_TAKEN = re.compile(
	r"(?:shops\(\)\.then\(|with_shops\(frm, )\(\{ ([\w, ]+) \}\)|\{ ([\w, ]+) \} = await supplier_connect\.shops\(\)"
)
_OFFERED = re.compile(r"Object\.assign\(supplier_connect, \{(.*?)\}\)", re.DOTALL)
_EXPORTED = re.compile(r"^export (?:const|function) (\w+)", re.MULTILINE)


def _offered(bundle: Path) -> set[str]:
	(names,) = _OFFERED.findall(bundle.read_text())
	found = set(re.findall(r"\w+", names))
	if "colours" in found:
		found |= set(_EXPORTED.findall((_JS / "supplier_connect/colours.js").read_text()))
	return found


def _taken(source: str) -> set[str]:
	named = (name for names in _TAKEN.findall(source) for name in ",".join(filter(None, names)).split(","))
	return {name.strip() for name in named}


@pytest.mark.parametrize("script", _SCRIPTS, ids=lambda script: script.name)
def test_what_a_script_calls_is_in_a_bundle(script: Path) -> None:
	source = script.read_text()
	used = set(_USED.findall(source))
	assert used <= _offered(_ALWAYS) | _offered(_SHOPS)
	assert used <= _offered(_ALWAYS) or {"shops", "with_shops"} & used, "it never loads what it calls"


def test_what_a_script_takes_from_the_shops_is_there() -> None:
	taken = set().union(*(_taken(script.read_text()) for script in _SCRIPTS))
	assert {"order_form", "alert_list", "review_page", "call"} <= taken
	assert taken <= _offered(_SHOPS)
