frappe.ui.form.on("Supplier Match", {
	refresh(frm) {
		if (!frm.is_new()) supplier_connect.match_form.refresh(frm);
	},
});
