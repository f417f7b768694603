"""What shops say never becomes markup on a page: some of Frappe's reports and lists write it as it is."""

from __future__ import annotations

import re

from frappe.tests.utils import FrappeTestCase

from supplier_connect.core.desk.columns import SHORT, truncate

_SCRIPT = "<img src=x onerror=alert(1)>"
_TAG_IN_A_BROWSER = re.compile(r"<[a-zA-Z/!?]")


class TestFit(FrappeTestCase):
	def test_markup_is_left_out(self) -> None:
		self.assertEqual(truncate(f"10 k{_SCRIPT}Ω <b>1 %</b>"), "10 kΩ 1 %")

	def test_markup_that_looks_like_something_else_is_left_out_too(self) -> None:
		for words in (
			f'"{_SCRIPT}"',
			f'["{_SCRIPT}"]',
			_SCRIPT[:-1],
			_SCRIPT.replace(" ", "\n"),
			f"<<b>{_SCRIPT[1:]}",
			f'<img alt=">" {_SCRIPT[5:]}',
			'<svg><a xlink:href="javascript:alert(1)">Buy</a></svg>',
			"x" * (SHORT - 4) + f"<b>{_SCRIPT}",
		):
			self.assertIsNone(_TAG_IN_A_BROWSER.search(truncate(words)), words)

	def test_signs_that_are_no_markup_stay(self) -> None:
		for words in ("-40 °C < T < 85 °C", "<5 V", "R&D > 1", '["a", "b"]'):
			self.assertEqual(truncate(words), words)

	def test_nothing_is_longer_than_its_column(self) -> None:
		self.assertEqual(len(truncate("<x" * SHORT)), SHORT)
