/**
 * Do something with a document as it is stored: when its form has changes, after the user has saved them.
 *
 * @param {Object} frm
 * @param {string} question such as __("The order has changes that are not saved. Save it now and go on?")
 * @param {function} go_on
 */
export function when_saved(frm, question, go_on) {
	if (!frm.is_dirty()) {
		go_on();
		return;
	}
	frappe.confirm(question, async () => {
		await frm.save(frm.doc.docstatus === 1 ? "Update" : "Save");
		if (!frm.is_dirty()) go_on();
	});
}
