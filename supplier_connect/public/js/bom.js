frappe.ui.form.on("BOM", {
	refresh(frm) {
		supplier_connect.bom_form.refresh(frm);
	},
});
