frappe.listview_settings["Supplier Part History"] = {
	hide_name_column: true,
	hide_name_filter: true,
};
