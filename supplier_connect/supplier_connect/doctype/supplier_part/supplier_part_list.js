frappe.listview_settings["Supplier Part"] = {
	add_fields: ["lifecycle", "seen_on"],
	hide_name_column: true,
	hide_name_filter: true,
	formatters: {
		resync_state: (state, _field, part) => supplier_connect.freshness_cell(state, part),
	},

	get_indicator(doc) {
		const lifecycle = doc.lifecycle || "";
		if (!lifecycle) return [__("Lifecycle not told"), "gray", "lifecycle,is,not set"];
		// The words are the shop's, and Frappe writes both into the page as they are.
		return [
			frappe.utils.escape_html(__(lifecycle)),
			supplier_connect.lifecycle_colour(lifecycle),
			`lifecycle,=,${frappe.utils.escape_html(lifecycle)}`,
		];
	},
};
