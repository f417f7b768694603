frappe.ui.form.on("Purchase Order", {
	refresh(frm) {
		return supplier_connect.with_shops(frm, ({ order_form }) => order_form.refresh(frm));
	},
	supplier(frm) {
		return supplier_connect.with_shops(frm, ({ order_form }) => order_form.show_numbers(frm));
	},
});
