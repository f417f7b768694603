frappe.listview_settings["Supplier Match"] = {
	add_fields: ["state", "found"],
	hide_name_column: true,
	hide_name_filter: true,
	formatters: {
		best_score: (value) => format_number(value, null, 1),
	},

	get_indicator(doc) {
		return [__(doc.state), supplier_connect.match_colour(doc.state), `state,=,${doc.state}`];
	},
};
