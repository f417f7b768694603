frappe.listview_settings["Supplier Usage"] = {
	hide_name_column: true,
	hide_name_filter: true,
};
