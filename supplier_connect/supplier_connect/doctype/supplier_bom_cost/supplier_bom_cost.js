frappe.ui.form.on("Supplier BOM Cost", {
	refresh(frm) {
		if (!frm.is_new()) supplier_connect.bom_cost_form.refresh(frm);
	},
});
