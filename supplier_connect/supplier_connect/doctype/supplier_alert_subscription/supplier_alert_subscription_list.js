frappe.listview_settings["Supplier Alert Subscription"] = {
	hide_name_column: true,
	hide_name_filter: true,
};
