/**
 * Show read-only fields of a form as text: Frappe takes them for markup, and what is in them may be a shop's words.
 *
 * To be called when the form is loaded, before its fields are shown.
 *
 * @param {Object} frm
 * @param {string[]} fieldnames
 */
export function show_as_text(frm, fieldnames) {
	const formatter = (value) => frappe.utils.escape_html(cstr(value)).replace(/\n/g, "<br>");
	fieldnames.forEach((fieldname) =>
		frappe.meta.set_formatter(frm.doctype, fieldname, frm.docname, formatter)
	);
}
