frappe.ui.form.on("Supplier Alert", {
	onload(frm) {
		supplier_connect.show_as_text(frm, ["message", "sku", "was", "is_now", "replacement"]);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		return supplier_connect.with_shops(frm, ({ alert_form }) => alert_form.refresh(frm));
	},
});
