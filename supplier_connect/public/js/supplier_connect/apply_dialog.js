import { error_view } from "./error_view";
import { empty_state } from "./notices";
import { effect_of, is_writable, prices_view } from "./prices_view";
import { change, read } from "./server";
import { StepDialog } from "./step_dialog";
import { follow_ticks } from "./table";

const SENT = new Set(["Sent", "Sent with Errors"]);

/**
 * The carts whose prices may be applied: the newest sent one of every account.
 *
 * @param {Object[]} carts newest first
 * @returns {Object[]}
 */
export function priced_carts(carts) {
	const by_account = new Map();
	for (const cart of carts.filter((one) => SENT.has(one.state))) {
		if (!by_account.has(cart.account)) by_account.set(cart.account, cart);
	}
	return [...by_account.values()];
}

/**
 * Open "Apply Prices" by itself.
 *
 * @param {Object} options
 * @param {string} options.order
 * @param {string} [options.cart] name of the cart, else those of the order can be chosen
 * @param {function} options.on_applied after prices were written
 */
export async function open_apply_dialog({ order, cart, on_applied }) {
	const dialog = new StepDialog(__("Apply Prices to {0}", [order]));
	dialog.show_waiting(__("Reading the carts\u2026"));
	try {
		const carts = cart
			? [await read("cart", { name: cart })]
			: priced_carts(await read("carts", { order }));
		if (carts.length) await show_prices(dialog, { carts, on_applied });
		else show_no_cart(dialog);
	} catch (error) {
		show_error(dialog, error, order);
	}
}

/**
 * Show what the prices of a cart would do to its order, and write those that stay ticked.
 *
 * @param {StepDialog} dialog
 * @param {Object} options
 * @param {Object[]} options.carts the first is shown, the others can be chosen
 * @param {function} options.on_applied
 */
export async function show_prices(dialog, { carts, on_applied }) {
	await new ApplyFlow(dialog, carts, on_applied).show(carts[0]);
}

function show_no_cart(dialog) {
	dialog.show({
		body: empty_state(__("Nothing has been sent yet"), __("Send the order to the supplier first.")),
		secondary: { label: __("Close"), action: () => dialog.close() },
	});
}

function show_error(dialog, error, order) {
	dialog.show({
		body: error_view(error, order),
		secondary: { label: __("Close"), action: () => dialog.close() },
	});
}

class ApplyFlow {
	constructor(dialog, carts, on_applied) {
		this.dialog = dialog;
		this.carts = carts;
		this.on_applied = on_applied;
	}

	async show(cart) {
		this.cart = cart;
		this.dialog.set_title(__("Apply Prices to {0}", [cart.order]));
		this.dialog.show_waiting(__("Comparing prices\u2026"));
		try {
			this.show_proposal(await read("price_changes", { cart: cart.name }));
		} catch (error) {
			show_error(this.dialog, error, cart.order);
		}
	}

	show_proposal(proposal) {
		this.proposal = proposal;
		const writable = proposal.changes.some(is_writable) && proposal.may_apply;
		const box = this.dialog.show({
			body: prices_view(proposal, this.carts, this.cart.name),
			primary: writable && { label: __("Write Prices"), action: () => this.write() },
			secondary: { label: __("Close"), action: () => this.dialog.close() },
		});
		box.querySelector("[data-cart]")?.addEventListener("change", ({ target }) => {
			this.show(this.carts.find((cart) => cart.name === target.value));
		});
		if (proposal.changes.length)
			follow_ticks(box, (ticked) => this.show_ticked(box, proposal, ticked, writable));
	}

	show_ticked(box, proposal, ticked, writable) {
		this.ticked = ticked;
		if (!writable) return;
		box.querySelector("[data-summary]").innerHTML = String(effect_of(proposal, ticked));
		const label = ticked.size === 1 ? __("Write 1 Price") : __("Write {0} Prices", [ticked.size]);
		this.dialog.set_primary(label, ticked.size > 0);
	}

	async write() {
		// With the rates that were shown: a price that is another by now is not written.
		const shown = this.proposal.changes.filter((row) => this.ticked.has(row.ref));
		const lines = Object.fromEntries(shown.map((row) => [row.ref, row.new_rate]));
		this.dialog.show_waiting(__("Writing prices\u2026"));
		try {
			const { changed } = await change("apply_prices", { cart: this.cart.name, lines });
			this.dialog.close();
			announce(changed.length);
			this.on_applied();
		} catch (error) {
			show_error(this.dialog, error, this.cart.order);
		}
	}
}

function announce(count) {
	const message = count === 1 ? __("1 price written") : __("{0} prices written", [count]);
	frappe.show_alert({ message, indicator: "green" });
}
