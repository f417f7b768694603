frappe.listview_settings["Supplier Resync"] = {
	add_fields: ["state"],
	hide_name_column: true,
	hide_name_filter: true,

	get_indicator(doc) {
		return [__(doc.state), supplier_connect.run_colour(doc.state), `state,=,${doc.state}`];
	},
};
