"""Before the app is put on a site, after every migration, and after it was taken off."""

from __future__ import annotations

import frappe

_MODULE = "Supplier Connect"
_CART_SERIES = "SC-CART-"
# Before and after every name that a sign-in can have.
_AROUND_TOKENS = ("0", "z" * 20)
_WITH_PASSWORDS = (
	"Supplier Account",
	"Supplier Account Key",
	"Supplier Connect Settings",
	"Supplier Sign-in",
)


def before_install() -> None:
	"""Let Frappe read anew which app has which modules.

	It keeps that in Redis; where it was kept before this app came to the bench, the app would be installed without
	its DocTypes.
	"""
	frappe.setup_module_map()


def after_migrate() -> None:
	"""Make room for what the side connection stores, and list the call log in the Log Settings.

	What is inserted into a gap of a table waits for whoever has locked that gap, and that may be the caller: by having begun
	another series, or by having saved a document without one of its passwords. So the carts' series begins now, and
	the tokens of sign-ins lie in a gap of their own, between two rows that hold nothing.
	"""
	frappe.db.sql("insert ignore into `tabSeries` (name, current) values (%s, 0)", _CART_SERIES)
	for name in _AROUND_TOKENS:
		frappe.db.sql(
			"insert ignore into `__Auth` (doctype, name, fieldname, password, encrypted) values (%s, %s, '', '', 0)",
			("Supplier Sign-in", name),
		)
	_list_call_log()


def _list_call_log() -> None:
	"""Show the call log in the Log Settings at once; they take it up when they are saved."""
	frappe.get_doc("Log Settings").save(ignore_permissions=True)


def after_uninstall() -> None:
	"""Delete what Frappe leaves of the app: keys, tokens, settings and the scheduled jobs, which would fail ever after."""
	if frappe.db.exists("Module Def", _MODULE):  # a dry run
		return
	frappe.db.delete("__Auth", {"doctype": ("in", _WITH_PASSWORDS)})
	frappe.db.delete("Singles", {"doctype": "Supplier Connect Settings"})
	frappe.db.delete("Scheduled Job Type", {"method": ("like", "supplier_connect.%")})
	# Frappe has committed before it calls this, and does not again.
	frappe.db.commit()  # nosemgrep
