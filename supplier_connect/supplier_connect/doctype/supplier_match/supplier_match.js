frappe.ui.form.on("Supplier Match", {
	// Not in the DocType: on v16 the column would round, too.
	setup() {
		for (const [doctype, field] of [
			["Supplier Match", "best_score"],
			["Supplier Match Candidate", "score"],
		]) {
			frappe.meta.get_docfield(doctype, field).precision = 1;
		}
	},

	refresh(frm) {
		if (frm.is_new()) return;
		return supplier_connect.with_shops(frm, ({ match_form }) => match_form.refresh(frm));
	},
});
