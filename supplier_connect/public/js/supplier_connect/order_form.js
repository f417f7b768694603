import { open_apply_dialog, priced_carts } from "./apply_dialog";
import { open_send_dialog } from "./send_dialog";
import { read } from "./server";

// How long it is remembered which suppliers are connected.
const REMEMBER_MS = 60000;
const connected = new Map();
let awaited = null;

/**
 * Put the group "Supplier" onto the form of an order of a connected supplier.
 *
 * @param {Object} frm of a Purchase Order
 */
export async function refresh(frm) {
	if (frm.doc.name === awaited?.order) {
		send(frm, awaited.account);
		awaited = null;
	}
	if (!can_be_sent(frm)) return;
	const order = frm.doc.name;
	if (!(await is_connected(frm.doc)) || frm.doc.name !== order) return;
	const group = __("Supplier");
	frm.add_custom_button(__("Send to Supplier"), () => send(frm), group);
	frm.add_custom_button(__("Supplier Carts"), () => show_carts(order), group);
	const carts = await read("carts", { order }).catch(() => []);
	if (frm.doc.name === order && priced_carts(carts).length) {
		frm.add_custom_button(__("Apply Prices"), () => apply(frm), group);
	}
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

function is_connected({ name, supplier }) {
	const known = connected.get(supplier);
	if (known && Date.now() - known.asked_at < REMEMBER_MS) return known.answer;
	const answer = read("accounts", { order: name })
		.then(({ accounts }) => accounts.length > 0)
		.catch(() => {
			connected.delete(supplier);
			return false;
		});
	connected.set(supplier, { answer, asked_at: Date.now() });
	return answer;
}

function show_carts(order) {
	frappe.set_route("List", "Supplier Cart", { purchase_order: order });
}

function send(frm, account = "") {
	when_saved(frm, () =>
		open_send_dialog({
			order: frm.doc.name,
			supplier: frm.doc.supplier,
			account,
			go_to_line: (ref) => go_to_line(frm, ref),
			on_sent: () => refresh(frm),
			on_applied: () => frm.reload_doc(),
		})
	);
}

function apply(frm) {
	when_saved(frm, () => open_apply_dialog({ order: frm.doc.name, on_applied: () => frm.reload_doc() }));
}

function when_saved(frm, go_on) {
	if (!frm.is_dirty()) {
		go_on();
		return;
	}
	frappe.confirm(__("The order has changes that are not saved. Save it now and go on?"), async () => {
		await frm.save(frm.doc.docstatus === 1 ? "Update" : "Save");
		if (!frm.is_dirty()) go_on();
	});
}

function go_to_line(frm, ref) {
	const { grid } = frm.get_field("items");
	const line = frm.doc.items.find((row) => row.name === ref);
	if (!line) return;
	frm.scroll_to_field("items");
	const { page_length } = grid.grid_pagination;
	grid.grid_pagination.go_to_page(Math.ceil(line.idx / page_length));
	grid.get_row(ref)?.toggle_view(true);
}
