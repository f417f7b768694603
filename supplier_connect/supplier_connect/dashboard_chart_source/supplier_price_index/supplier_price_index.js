frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Supplier Price Index"] = {
	method: "supplier_connect.api.cards.price_index",
	filters: [],
};
