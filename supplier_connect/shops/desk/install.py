"""Before the app is put on a site, after every migration, and after it was taken off."""

from __future__ import annotations

import json
from pathlib import Path

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields
from frappe.utils.password import get_encryption_key

from supplier_connect.shops.desk.lookup.item_fields import DATASHEET, PARAMETERS
from supplier_connect.shops.desk.resync.resync_jobs import toggle_scheduler

_APP = "supplier_connect"
_MODULE = "Supplier Connect"
_FILES = Path(__file__).parents[2] / "supplier_connect"
# The names of what is stored while others wait.
_SERIES = ("SC-CART-", "SC-MATCH-", "SC-RESYNC-", "SC-BOM-")
_SETTINGS = "Supplier Connect Settings"
# Before and after every name that a sign-in can have.
_AROUND_TOKENS = ("0", "z" * 20)
_WITH_PASSWORDS = (
	"Supplier Account",
	"Connector Key",
	_SETTINGS,
	"Connector Token",
)
# What the Item says of its part; removed again with the app.
CUSTOM_FIELDS = {
	"Item": [
		{
			"fieldname": "supplier_connect_section",
			"module": _MODULE,
			"fieldtype": "Section Break",
			"label": "Parameters",
			"insert_after": "brand",
			"collapsible": 1,
			"collapsible_depends_on": f"eval:(doc.{PARAMETERS} || []).length",
		},
		{
			"fieldname": PARAMETERS,
			"module": _MODULE,
			"fieldtype": "Table",
			"label": "Parameters",
			"options": "Item Parameter",
			"insert_after": "supplier_connect_section",
		},
		{
			"fieldname": DATASHEET,
			"module": _MODULE,
			"fieldtype": "Attach",
			"label": "Datasheet",
			"insert_after": PARAMETERS,
			"description": "An address, or a file",
		},
	]
}


def before_install() -> None:
	"""Let Frappe read anew which app has which modules.

	It keeps that in Redis; where it was kept before this app came to the bench, the app would be installed without
	its DocTypes.
	"""
	frappe.setup_module_map()


def after_install() -> None:
	"""Make the site's encryption key before anything is stored with it, then what every migration does.

	A new v16 site has none yet, and a process that still has the old config would overwrite it with one of its own:
	what was encrypted in between is lost.
	"""
	get_encryption_key()
	after_migrate()


def after_migrate() -> None:
	"""Give the Item its fields, make room for what the side connection stores, and list our logs in the Log Settings.

	What is inserted into a gap of a table waits for whoever has locked that gap, and that may be the caller: by having begun
	another series, or by having saved a document without one of its passwords. So our series begin now, and
	the tokens of sign-ins lie in a gap of their own, between two rows that hold nothing.
	"""
	_add_custom_fields()
	for series in _SERIES:
		frappe.db.sql("insert ignore into `tabSeries` (name, current) values (%s, 0)", series)
	for name in _AROUND_TOKENS:
		frappe.db.sql(
			"insert ignore into `__Auth` (doctype, name, fieldname, password, encrypted) values (%s, %s, '', '', 0)",
			("Connector Token", name),
		)
	_set_new_defaults()
	_list_logs()
	toggle_scheduler()


def _add_custom_fields() -> None:
	"""Create or change the fields that aren't as they should be; changing one commits, so it isn't done for nothing."""
	for doctype, fields in CUSTOM_FIELDS.items():
		wrong = [field for field in fields if not frappe.db.exists("Custom Field", {"dt": doctype, **field})]
		if wrong:
			create_custom_fields({doctype: wrong})


def _set_new_defaults() -> None:
	"""Give the settings of a site that has some the defaults of fields that came later."""
	stored = frappe.db.get_singles_dict(_SETTINGS)
	if not stored:
		return
	for field in frappe.get_meta(_SETTINGS).fields:
		if field.default and field.fieldname not in stored:
			frappe.db.set_single_value(_SETTINGS, field.fieldname, field.default, update_modified=False)


def _list_logs() -> None:
	"""Show our logs in the Log Settings at once; they take them up when they are saved."""
	frappe.get_doc("Log Settings").save(ignore_permissions=True)


def after_uninstall() -> None:
	"""Delete what Frappe leaves of the app: keys, tokens, settings, fields, first steps, and jobs, which would fail ever after.

	Roles stay with those who have them.
	"""
	if frappe.db.exists("Module Def", _MODULE):  # a dry run
		return
	frappe.db.delete("__Auth", {"doctype": ("in", _WITH_PASSWORDS)})
	frappe.db.delete("Singles", {"doctype": _SETTINGS})
	frappe.db.delete("Scheduled Job Type", {"method": ("like", "supplier_connect.%")})
	frappe.db.delete("Onboarding Step", {"name": ("in", _names_of("onboarding_step"))})
	_delete_sidebars()
	_delete_user_permissions()
	_delete_custom_fields()
	# Frappe has committed before it calls this, and does not again.
	frappe.db.commit()  # nosemgrep


def _delete_sidebars() -> None:
	"""Delete the sidebar and the desktop icon of the app, and what users made of them; v15 has neither."""
	for doctype, ours in (("Workspace Sidebar", {"app": _APP}), ("Desktop Icon", {"label": _MODULE})):
		if not frappe.db.exists("DocType", doctype):
			continue
		names = frappe.get_all(doctype, filters=ours, pluck="name")
		for child in frappe.get_meta(doctype).get_table_fields():
			frappe.db.delete(child.options, {"parenttype": doctype, "parent": ("in", names)})
		frappe.db.delete(doctype, {"name": ("in", names)})


def _delete_user_permissions() -> None:
	"""Delete the limits on our documents: while one is left, Frappe finds out nothing of what its user may do."""
	ours = _names_of("doctype")
	for field in ("allow", "applicable_for"):
		frappe.db.delete("User Permission", {field: ("in", ours)})
	frappe.cache.delete_value("user_permissions")


def _names_of(kind: str) -> list[str]:
	"""The names of the documents of a kind that come with the app."""
	return [json.loads(path.read_text())["name"] for path in _FILES.glob(f"{kind}/*/*.json")]


def _delete_custom_fields() -> None:
	for doctype, fields in CUSTOM_FIELDS.items():
		names = [field["fieldname"] for field in fields]
		frappe.db.delete("Custom Field", {"dt": doctype, "fieldname": ("in", names)})
		frappe.db.delete("Property Setter", {"doc_type": doctype, "field_name": ("in", names)})
		frappe.clear_cache(doctype=doctype)
