"""Before the app is put on a site, after every migration, and after it was taken off."""

from __future__ import annotations

import frappe

_MODULE = "Supplier Connect"
_CART_SERIES = "SC-CART-"
_WITH_PASSWORDS = ("Supplier Account", "Supplier Account Key", "Supplier Connect Settings")


def before_install() -> None:
	"""Let Frappe read anew which app has which modules.

	It keeps that in Redis; where it was kept before this app came to the bench, the app would be installed without
	its DocTypes.
	"""
	frappe.setup_module_map()


def after_migrate() -> None:
	"""Begin the series of the carts' names, and list the call log in the Log Settings.

	Were the series' row made by the first cart, over the side connection, that could wait for a caller who has begun another
	series in the same gap of the table.
	"""
	frappe.db.sql("insert ignore into `tabSeries` (name, current) values (%s, 0)", _CART_SERIES)
	_list_call_log()


def _list_call_log() -> None:
	"""Show the call log in the Log Settings at once; they take it up when they are saved."""
	frappe.get_doc("Log Settings").save(ignore_permissions=True)


def after_uninstall() -> None:
	"""Delete what Frappe leaves of the app: keys, settings and the hourly job, which would fail every hour."""
	if frappe.db.exists("Module Def", _MODULE):  # a dry run
		return
	frappe.db.delete("__Auth", {"doctype": ("in", _WITH_PASSWORDS)})
	frappe.db.delete("Singles", {"doctype": "Supplier Connect Settings"})
	frappe.db.delete("Scheduled Job Type", {"method": ("like", "supplier_connect.%")})
	# Frappe has committed before it calls this, and does not again.
	frappe.db.commit()  # nosemgrep
