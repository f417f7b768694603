frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Supplier Calls per Day"] = {
	method: "supplier_connect.api.cards.calls_per_day",
	filters: [],
};
