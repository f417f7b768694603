frappe.listview_settings["Connector Usage"] = {
	hide_name_column: true,
	hide_name_filter: true,
};
