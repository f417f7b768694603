"""What all families of outside systems share is named Connector ...: rename the DocTypes, with all that is stored under them."""

from __future__ import annotations

import frappe

RENAMED = {
	"Supplier Call Count": "Connector Quota",
	"Supplier Call Window": "Connector Rate Limit",
	"Supplier Call": "Connector Call",
	"Supplier Cached Answer": "Connector Cached Response",
	"Supplier Sign-in Attempt": "Connector Authorization Request",
	"Supplier Sign-in": "Connector Token",
	"Supplier Usage": "Connector Usage",
	"Supplier Account Key": "Connector Key",
}


def execute() -> None:
	"""Rename those that are there under their old name; secrets go along."""
	for old, new in RENAMED.items():
		if not frappe.db.exists("DocType", old) or frappe.db.exists("DocType", new):
			continue
		frappe.rename_doc("DocType", old, new, force=True)
		frappe.db.sql("update `__Auth` set doctype = %s where doctype = %s", (new, old))
