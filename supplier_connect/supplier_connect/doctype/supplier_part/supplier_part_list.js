frappe.listview_settings["Supplier Part"] = {
	add_fields: ["lifecycle"],
	hide_name_column: true,
	hide_name_filter: true,

	get_indicator(doc) {
		const lifecycle = doc.lifecycle || "";
		if (!lifecycle) return [__("Lifecycle not told"), "gray", "lifecycle,is,not set"];
		return [
			frappe.utils.escape_html(__(lifecycle)),
			supplier_connect.lifecycle_colour(lifecycle),
			`lifecycle,=,${lifecycle}`,
		];
	},
};
