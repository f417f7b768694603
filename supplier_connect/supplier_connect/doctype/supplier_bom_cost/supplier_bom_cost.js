frappe.ui.form.on("Supplier BOM Cost", {
	refresh(frm) {
		if (frm.is_new()) return;
		return supplier_connect.with_shops(frm, ({ bom_cost_form }) => bom_cost_form.refresh(frm));
	},
});
