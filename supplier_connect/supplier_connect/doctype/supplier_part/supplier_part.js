// Figures that stand for nothing when they are 0: what the supplier didn't tell is shown as nothing.
const MAY_BE_UNKNOWN = [
	"minimum",
	"multiple",
	"maximum",
	"standard_package",
	"lead_time_days",
	"fee",
	"stock",
];

frappe.ui.form.on("Supplier Part", {
	setup(frm) {
		MAY_BE_UNKNOWN.forEach((fieldname) => show_unknown_as_empty_input(frm, fieldname));
		frm.set_query("item", () => ({ filters: { is_purchase_item: 1, has_variants: 0 } }));
	},

	onload(frm) {
		MAY_BE_UNKNOWN.forEach((fieldname) => show_unknown_as_empty_text(frm, fieldname));
		supplier_connect.show_as_text(frm, ["failure"]);
	},

	refresh(frm) {
		return supplier_connect.with_shops(frm, ({ part_form }) => part_form.refresh(frm));
	},
});

function is_unknown(doc, fieldname, value) {
	return !flt(value) && !(fieldname === "stock" && doc?.stock_known);
}

function show_unknown_as_empty_input(frm, fieldname) {
	const control = frm.fields_dict[fieldname];
	const usual = control.format_for_input.bind(control);
	control.format_for_input = (value) => (is_unknown(frm.doc, fieldname, value) ? "" : usual(value));
}

function show_unknown_as_empty_text(frm, fieldname) {
	const usual = frappe.form.get_formatter(frm.get_docfield(fieldname).fieldtype);
	const formatter = (value, field, options, doc) =>
		is_unknown(doc, fieldname, value) ? "" : usual(value, field, options, doc);
	frappe.meta.set_formatter("Supplier Part", fieldname, frm.docname, formatter);
}
