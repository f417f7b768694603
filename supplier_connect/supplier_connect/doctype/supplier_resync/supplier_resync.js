frappe.ui.form.on("Supplier Resync", {
	onload(frm) {
		supplier_connect.show_as_text(frm, ["message"]);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		return supplier_connect.with_shops(frm, ({ run_form }) => run_form.refresh(frm));
	},
});
