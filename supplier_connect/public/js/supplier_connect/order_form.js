import { open_apply_dialog, priced_carts } from "./apply_dialog";
import { open_guest_dialog } from "./guest_dialog";
import { when_saved } from "./save_first";
import { open_send_dialog } from "./send_dialog";
import { read } from "./server";

// How long it is remembered how suppliers can be reached.
const REMEMBER_MS = 60000;
const known_ways = new Map();
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
	if (!can_be_sent(frm)) return;
	const order = frm.doc.name;
	const { connected, guest_shop } = await ways_to(frm.doc);
	if (frm.doc.name !== order) return;
	if (connected) add_sending(frm);
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

/** How the supplier of an order can be reached: through an account, at a shop that needs none, or both. */
function ways_to({ name, supplier }) {
	const known = known_ways.get(supplier);
	if (known && Date.now() - known.asked_at < REMEMBER_MS) return known.answer;
	const answer = read("accounts", { order: name })
		.then(({ accounts, guest_shop }) => ({ connected: accounts.length > 0, guest_shop }))
		.catch(() => {
			known_ways.delete(supplier);
			return { connected: false, guest_shop: "" };
		});
	known_ways.set(supplier, { answer, asked_at: Date.now() });
	return answer;
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
	frm.scroll_to_field("items");
	const { page_length } = grid.grid_pagination;
	grid.grid_pagination.go_to_page(Math.ceil(line.idx / page_length));
	grid.get_row(ref)?.toggle_view(true);
}
