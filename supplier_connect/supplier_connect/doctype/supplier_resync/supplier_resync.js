frappe.ui.form.on("Supplier Resync", {
	onload(frm) {
		supplier_connect.show_as_text(frm, ["message"]);
	},

	refresh(frm) {
		if (!frm.is_new()) supplier_connect.run_form.refresh(frm);
	},
});
