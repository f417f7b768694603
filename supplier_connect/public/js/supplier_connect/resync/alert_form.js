import { document_link, html, sentence } from "../html";
import { ALERT_ACTIONS, alert_indicator, change_alerts } from "./alerts";

/**
 * Show on the form of a Supplier Alert what it is about, and what can be done.
 *
 * @param {Object} frm of a Supplier Alert
 */
export function refresh(frm) {
	// The buttons set the state; nothing else can be changed.
	frm.disable_save();
	frm.set_df_property("state", "read_only", 1);
	frm.page.set_indicator(...alert_indicator(frm.doc));
	add_actions(frm);
	show_links(frm);
}

function add_actions(frm) {
	if (!frm.perm[0]?.write) return;
	for (const [action, { label, from }] of Object.entries(ALERT_ACTIONS)) {
		if (from.includes(frm.doc.state)) frm.add_custom_button(label(), () => change(frm, action));
	}
}

async function change(frm, action) {
	if (await change_alerts(action, [frm.doc.name])) frm.reload_doc();
}

async function show_links(frm) {
	const { doc } = frm;
	const known = await known_replacement(doc);
	if (frm.doc !== doc) return;
	const rows = [part_row(doc), orders_row(doc), replacement_row(doc, known), others_row(doc)];
	const body = html`<div class="supplier-connect sc-alert-links">
		<p class="sc-heading">${doc.message}</p>
		${rows.filter(Boolean).map((row) => html`<p>${row}</p>`)}
	</div>`;
	frm.dashboard.reset();
	const $section = frm.dashboard.add_section(String(body), __("What to Do"));
	frm.dashboard.show();
	$section.find("[data-look-up]").on("click", () => look_up(doc));
}

function part_row({ part, sku, item }) {
	return sentence(__("Supplier Part {0} of the Item {1}."), [
		document_link("Supplier Part", part, { label: sku }),
		document_link("Item", item),
	]);
}

function orders_row({ __onload }) {
	const names = __onload?.orders || [];
	if (!names.length) return "";
	const links = names.map((name, place) => [place ? ", " : "", document_link("Purchase Order", name)]);
	return sentence(__("Open orders that need it: {0}."), [links]);
}

function replacement_row({ replacement }, known) {
	if (!replacement) return "";
	if (known) {
		return sentence(__("The supplier suggests {0}, a Supplier Part of the Item {1}."), [
			document_link("Supplier Part", known.name, { label: known.sku }),
			document_link("Item", known.item),
		]);
	}
	return html`${sentence(__("The supplier suggests {0}."), [html`<strong>${replacement}</strong>`])}
	${look_up_button(__("Look It Up"))}`;
}

/** Where nothing is suggested, one may look for another part. */
function others_row({ kind, replacement }) {
	if (replacement || kind === "Price Increase" || !frappe.model.can_write("Item")) return "";
	return html`${__("The supplier suggests no replacement.")} ${look_up_button(__("Find Another Part"))}`;
}

function look_up_button(label) {
	if (!frappe.model.can_write("Item")) return "";
	return html`<button type="button" class="btn btn-default btn-xs" data-look-up>${label}</button>`;
}

async function known_replacement({ replacement }) {
	if (!replacement || !frappe.model.can_read("Supplier Part")) return null;
	const found = await frappe.db.get_list("Supplier Part", {
		or_filters: { sku: replacement, mpn: replacement },
		fields: ["name", "sku", "item"],
		order_by: "name asc",
		limit: 1,
	});
	return found[0] || null;
}

function look_up({ item, replacement }) {
	supplier_connect.item_form.find_when_open(item, replacement);
	frappe.set_route("Form", "Item", item);
}
