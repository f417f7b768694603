frappe.listview_settings["Supplier BOM Cost"] = {
	add_fields: ["status"],

	get_indicator(doc) {
		return [__(doc.status), supplier_connect.bom_cost_colour(doc.status), `status,=,${doc.status}`];
	},
};
