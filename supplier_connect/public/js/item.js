frappe.ui.form.on("Item", {
	refresh(frm) {
		return supplier_connect.with_shops(frm, ({ item_form }) => item_form.refresh(frm));
	},
});
