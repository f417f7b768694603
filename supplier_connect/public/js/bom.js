frappe.ui.form.on("BOM", {
	refresh(frm) {
		return supplier_connect.with_shops(frm, ({ bom_form }) => bom_form.refresh(frm));
	},
});
