frappe.ui.form.on("Supplier Alert", {
	onload(frm) {
		supplier_connect.show_as_text(frm, ["message", "sku", "was", "is_now", "replacement"]);
	},

	refresh(frm) {
		if (!frm.is_new()) supplier_connect.alert_form.refresh(frm);
	},
});
