frappe.listview_settings["Supplier Alert"] = {
	add_fields: ["state"],
	hide_name_column: true,
	hide_name_filter: true,
	formatters: {
		kind: (kind) => supplier_connect.alert_kind_cell(kind),
	},

	onload(listview) {
		supplier_connect.shops().then(({ alert_list }) => alert_list.add_actions(listview));
	},

	get_indicator(doc) {
		return [__(doc.state), supplier_connect.alert_state_colour(doc.state), `state,=,${doc.state}`];
	},
};
