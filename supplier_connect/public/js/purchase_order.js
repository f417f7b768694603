frappe.ui.form.on("Purchase Order", {
	refresh(frm) {
		supplier_connect.order_form.refresh(frm);
	},
	supplier(frm) {
		supplier_connect.order_form.show_numbers(frm);
	},
});
