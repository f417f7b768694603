frappe.ui.form.on("Item", {
	refresh(frm) {
		supplier_connect.item_form.refresh(frm);
	},
});
