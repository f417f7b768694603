import { open_apply_dialog, priced_carts } from "./apply_dialog";
import { open_guest_dialog } from "./guest_dialog";
import { open_order_list } from "./order_list_dialog";
import { when_saved } from "./save_first";
import { open_send_dialog } from "./send_dialog";
import { read } from "./server";

// How long it is remembered which suppliers have an account.
const REMEMBER_MS = 60000;
const LINE = "Purchase Order Item";
const NUMBER = "supplier_part_no";
const known_suppliers = new Map();
let known_ways = {};
// The field as it is without us: with what was customized.
let usual = null;
let awaited = null;

/**
 * Put the group "Supplier" onto the form of an order whose supplier can be reached.
 *
 * @param {Object} frm of a Purchase Order
 */
export async function refresh(frm) {
	if (frm.doc.name === awaited?.order) {
		send(frm, awaited.account);
		awaited = null;
	}
	show_numbers(frm);
	if (!can_be_sent(frm)) return;
	const order = frm.doc.name;
	const { connected, guest_shop, order_lists } = await ways_to(frm.doc);
	if (frm.doc.name !== order) return;
	if (connected) add_sending(frm);
	else if (order_lists.length) {
		frm.add_custom_button(__("Send to Supplier"), () => paste(frm, order_lists), group());
	}
	if (guest_shop) {
		frm.add_custom_button(__("Open at {0}", [guest_shop]), () => open_at(frm, guest_shop), group());
	}
	if (!connected) return;
	const carts = await read("carts", { order }).catch(() => []);
	if (frm.doc.name === order && priced_carts(carts).length) {
		frm.add_custom_button(__("Apply Prices"), () => apply(frm), group());
	}
}

function group() {
	return __("Supplier");
}

function add_sending(frm) {
	frm.add_custom_button(__("Send to Supplier"), () => send(frm), group());
	frm.add_custom_button(__("Supplier Carts"), () => show_carts(frm.doc.name), group());
}

/**
 * Open "Send to Supplier" as soon as the form of an order is shown.
 *
 * @param {string} order
 * @param {string} account to send it through
 */
export function send_when_open(order, account) {
	awaited = { order, account };
}

function can_be_sent(frm) {
	return !frm.is_new() && frm.doc.docstatus < 2 && frm.doc.status !== "Closed" && Boolean(frm.doc.supplier);
}

/** How the user can reach an order's supplier: through an account, at a shop that needs none, or both. */
function ways_to({ name, modified }) {
	if (known_ways.name === name && known_ways.modified === modified) return known_ways.answer;
	const answer = read("accounts", { order: name })
		.then(({ accounts, ...others }) => ({ ...others, connected: accounts.length > 0 }))
		.catch(() => {
			known_ways = {};
			return { connected: false, guest_shop: "", order_lists: [] };
		});
	known_ways = { name, modified, answer };
	return answer;
}

/**
 * Show the supplier part numbers of the lines where the supplier has an account; on a draft they can be entered.
 *
 * ERPNext hides the field and fills it from the Item.
 *
 * @param {Object} frm of a Purchase Order
 */
export async function show_numbers(frm) {
	const { supplier } = frm.doc;
	const shown = Boolean(supplier) && (await has_account(supplier));
	if (frm.doc.supplier !== supplier) return;
	const { hidden, read_only } = (usual ??= { ...frappe.meta.docfield_map[LINE][NUMBER] });
	const entered = shown && frm.doc.docstatus === 0;
	set_in_rows(frm.get_field("items").grid, {
		hidden: shown ? 0 : hidden,
		read_only: entered ? 0 : read_only,
	});
}

/** Frappe's own way to do this fails where not all pages of the rows have been shown. */
function set_in_rows(grid, properties) {
	const rows = (grid.grid_rows || []).filter(Boolean);
	for (const fields of [grid.docfields, ...rows.map((row) => row.docfields)]) {
		const field = fields.find((one) => one.fieldname === NUMBER);
		if (field) Object.assign(field, properties);
	}
	grid.debounced_refresh();
}

function has_account(supplier) {
	if (!frappe.model.can_read("Supplier Account")) return false;
	const known = known_suppliers.get(supplier);
	if (known && Date.now() - known.asked_at < REMEMBER_MS) return known.answer;
	const answer = frappe.db
		.count("Supplier Account", { filters: { supplier, enabled: 1 } })
		.then((count) => count > 0);
	known_suppliers.set(supplier, { answer, asked_at: Date.now() });
	return answer;
}

function paste(frm, accounts) {
	go_on_saved(frm, () => open_order_list({ order: frm.doc.name, accounts }));
}

function show_carts(order) {
	frappe.set_route("List", "Supplier Cart", { purchase_order: order });
}

function send(frm, account = "") {
	go_on_saved(frm, () =>
		open_send_dialog({
			order: frm.doc.name,
			supplier: frm.doc.supplier,
			account,
			go_to_line: (ref) => go_to_line(frm, ref),
			on_sent: () => refresh(frm),
			on_numbers: () => frm.reload_doc(),
			on_applied: (done) => follow_prices(frm, done),
		})
	);
}

/** The order has other rates; where its quantities are others, too, the cart has to follow. */
function follow_prices(frm, { account, send_again }) {
	if (send_again) send_when_open(frm.doc.name, account);
	return frm.reload_doc();
}

function open_at(frm, shop) {
	go_on_saved(frm, () => open_guest_dialog({ order: frm.doc.name, shop }));
}

function apply(frm) {
	go_on_saved(frm, () =>
		open_apply_dialog({ order: frm.doc.name, on_applied: (done) => follow_prices(frm, done) })
	);
}

function go_on_saved(frm, go_on) {
	when_saved(frm, __("The order has changes that are not saved. Save it now and go on?"), go_on);
}

function go_to_line(frm, ref) {
	const { grid } = frm.get_field("items");
	const line = frm.doc.items.find((row) => row.name === ref);
	if (!line) return;
	// Without the focus: Frappe would give it to every field of the open row in turn, and each searches its documents.
	frm.scroll_to_field("items", false);
	const { page_length } = grid.grid_pagination;
	grid.grid_pagination.go_to_page(Math.ceil(line.idx / page_length));
	const row = grid.get_row(ref);
	row?.toggle_view(true);
	row?.grid_form?.fields_dict[NUMBER]?.set_focus();
}
