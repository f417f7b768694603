supplier_connect.item_list.extend(frappe.listview_settings);
