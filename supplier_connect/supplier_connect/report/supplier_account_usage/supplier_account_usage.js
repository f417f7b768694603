frappe.query_reports["Supplier Account Usage"] = {
	filters: [
		{
			fieldname: "account",
			label: __("Supplier Account"),
			fieldtype: "Link",
			options: "Supplier Account",
		},
		{ fieldname: "supplier", label: __("Supplier"), fieldtype: "Link", options: "Supplier" },
	],
};
