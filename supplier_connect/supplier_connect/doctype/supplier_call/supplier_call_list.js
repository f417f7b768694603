frappe.listview_settings["Supplier Call"] = {
	add_fields: ["status", "error"],

	get_indicator(doc) {
		if (doc.error) return [frappe.utils.escape_html(doc.error), "red", `error,=,${doc.error}`];
		return [__("OK"), "green", "error,is,not set"];
	},
};
