const PRICED = ["Sent", "Sent with Errors"];

// Figures that the supplier may not have told: an unknown one is not shown as 0.
const MAY_BE_UNKNOWN = {
	"Supplier Cart": ["total", "fees"],
	"Supplier Cart Line": ["stock", "unit_price", "total", "old_rate", "minimum", "multiple"],
};

frappe.ui.form.on("Supplier Cart", {
	onload(frm) {
		for (const [doctype, fieldnames] of Object.entries(MAY_BE_UNKNOWN)) {
			fieldnames.forEach((fieldname) => show_unknown_as_dash(frm, doctype, fieldname));
		}
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.page.set_indicator(__(frm.doc.state), supplier_connect.cart_colour(frm.doc.state));
		show_message(frm);
		return supplier_connect.with_shops(frm, () => add_buttons(frm));
	},
});

function add_buttons(frm) {
	add_open_button(frm);
	if (!frappe.model.can_write("Purchase Order")) return;
	if (PRICED.includes(frm.doc.state)) {
		frm.add_custom_button(__("Apply Prices"), () => apply_prices(frm));
	}
	if (frm.doc.purchase_order && frm.doc.state !== "Sending") {
		frm.add_custom_button(__("Send Again"), () => send_again(frm));
	}
}

function show_unknown_as_dash(frm, doctype, fieldname) {
	const { fieldtype } = frappe.meta.get_docfield(doctype, fieldname);
	const usual = fieldtype === "Currency" ? exact_money : frappe.form.get_formatter(fieldtype);
	const formatter = (value, field, options, row) =>
		(row?.unknown || "").split(",").includes(fieldname) ? "\u2014" : usual(value, field, options, row);
	frappe.meta.set_formatter(doctype, fieldname, frm.docname, formatter);
}

/** An amount with all the decimals it has, two at least: prices of small parts are fractions of a cent. */
function exact_money(value, _field, _options, row) {
	const decimals = (String(flt(value, 9)).split(".")[1] || "").length;
	return format_currency(value, row?.currency, Math.max(decimals, 2));
}

function add_open_button(frm) {
	const { cart_url, connector, cart_word } = frm.doc.__onload || {};
	const url = supplier_connect.web_address(cart_url);
	if (!url) return;
	const label = supplier_connect.words_of({ cart_word }).open().replace("{0}", connector);
	frm.add_custom_button(frappe.utils.escape_html(label), () =>
		window.open(url, "_blank", "noopener,noreferrer")
	);
}

function apply_prices(frm) {
	supplier_connect.open_apply_dialog({
		order: frm.doc.purchase_order,
		cart: frm.doc.name,
		on_applied: ({ send_again: again }) => (again ? send_again(frm) : frm.reload_doc()),
	});
}

/** The order is sent from its own form, where it is looked over first. */
function send_again(frm) {
	supplier_connect.order_form.send_when_open(frm.doc.purchase_order, frm.doc.account);
	frappe.set_route("Form", "Purchase Order", frm.doc.purchase_order);
}

function show_message(frm) {
	if (frm.doc.message) {
		const colour = frm.doc.state === "Failed" ? "red" : "orange";
		frm.set_intro(frappe.utils.escape_html(frm.doc.message), colour);
	} else if (frm.doc.note) {
		frm.set_intro(frappe.utils.escape_html(frm.doc.note), "yellow");
	}
}
