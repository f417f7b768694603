"""Whitelisted, in place of Frappe's own: exports of lists and reports. They check the rights; here texts are made safe."""

import frappe
from frappe.desk import query_report, reportview

from supplier_connect.core.desk.exports import export_safely


@frappe.whitelist()
def export_list() -> None:
	"""Export a list as Frappe does, ours with no text that a spreadsheet takes for a formula."""
	export_safely("DocType", str(frappe.form_dict.get("doctype") or ""), reportview.export_query)


@frappe.whitelist()
def export_report() -> None:
	"""Export a report as Frappe does, ours with no text that a spreadsheet takes for a formula."""
	export_safely("Report", str(frappe.form_dict.get("report_name") or ""), query_report.export_query)
