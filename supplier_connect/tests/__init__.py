"""Tests that other hosts of the engine run too, and those of the app on a site."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from unittest import TestLoader, TestSuite

_APP = Path(__file__).parents[1]


def load_tests(loader: TestLoader, _none: TestSuite, _pattern: str | None) -> TestSuite:
	"""The part of the app's tests that SUPPLIER_CONNECT_PART asks for: "1/2" is the first of two, "1/1" are all.

	Each module is in one part, and each part has about as many tests as the others.
	"""
	number, total = map(int, os.environ.get("SUPPLIER_CONNECT_PART", "1/1").split("/"))
	suites = [loader.loadTestsFromModule(module) for module in _modules()]
	parts: list[list[TestSuite]] = [[] for _ in range(total)]
	for suite in sorted(suites, key=TestSuite.countTestCases, reverse=True):
		min(parts, key=_count).append(suite)
	return TestSuite(suite for suite in suites if suite in parts[number - 1])


def _count(part: list[TestSuite]) -> int:
	return sum(suite.countTestCases() for suite in part)


def _modules() -> list[object]:
	paths = sorted(path.relative_to(_APP.parent) for path in _APP.rglob("test_*.py"))
	return [import_module(".".join(path.with_suffix("").parts)) for path in paths]
