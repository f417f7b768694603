"""Scripts of forms, lists and pages call what the bundle offers, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_APP = Path(__file__).parents[1] / "supplier_connect"
_BUNDLE = _APP / "public/js/supplier_connect.bundle.js"
_SCRIPTS = sorted({*_APP.glob("supplier_connect/**/*.js"), *_APP.glob("public/js/*.js")} - {_BUNDLE})
# Not the paths of whitelisted functions, which stand in quotes.
_USED = re.compile(r"(?<![\"'`.\w])supplier_connect\.(\w+)")
_OFFERED = re.compile(r"Object\.assign\(supplier_connect, \{(.*?)\}\)", re.DOTALL)


def _offered() -> set[str]:
	(names,) = _OFFERED.findall(_BUNDLE.read_text())
	return set(re.findall(r"\w+", names))


@pytest.mark.parametrize("script", _SCRIPTS, ids=lambda script: script.name)
def test_what_a_script_calls_is_in_the_bundle(script: Path) -> None:
	assert set(_USED.findall(script.read_text())) <= _offered()


def test_calls_are_found_at_all() -> None:
	used = {name for script in _SCRIPTS for name in _USED.findall(script.read_text())}
	assert {"connectors", "sign_in", "order_form"} <= used
