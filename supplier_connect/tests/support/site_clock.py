"""Tests under another time zone of the site."""

from __future__ import annotations

import unittest

import frappe

_SETTINGS = "System Settings"
_HELD = "supplier_connect_side_connection"


def berlin(case: unittest.TestCase) -> None:
	"""Have the site's clocks go as in Berlin until the test has ended; before any change of the test's own.

	It is committed: the side connection must see it, and a new one is made that has read nothing before.
	"""
	before = frappe.db.get_single_value(_SETTINGS, "time_zone")
	_set("Europe/Berlin")
	case.addCleanup(_set, before)


def _set(zone: str) -> None:
	frappe.db.set_single_value(_SETTINGS, "time_zone", zone)
	frappe.db.commit()  # nosemgrep
	frappe.clear_document_cache(_SETTINGS, _SETTINGS)
	if hasattr(frappe.local, _HELD):
		delattr(frappe.local, _HELD)
