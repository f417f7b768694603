import { error_view } from "./error_view";
import { html } from "./html";
import { empty_state } from "./notices";
import { effect_of, has_something, is_writable, prices_view } from "./prices_view";
import { change, read } from "./server";
import { StepDialog } from "./step_dialog";
import { follow_ticks } from "./table";

// The kinds of accounts that ERPNext takes for a charge.
const FEE_ACCOUNTS = ["Tax", "Chargeable", "Expenses Included In Valuation"];
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
 * @param {function({account: string, send_again: boolean})} options.on_applied after prices were written; `send_again`
 *     when the cart has to follow larger quantities
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

function show_error(dialog, error, order, again = null) {
	dialog.show({
		body: error_view(error, order),
		primary: again && { label: __("Try Again"), action: again },
		secondary: { label: __("Close"), action: () => dialog.close() },
	});
}

class ApplyFlow {
	constructor(dialog, carts, on_applied) {
		this.dialog = dialog;
		this.on_applied = on_applied;
		this.state = { carts };
	}

	/**
	 * Show what a cart's prices would do, from the start or after a refusal.
	 *
	 * @param {Object} cart
	 * @param {Object} [kept] what stays of what the user has chosen; see prices_view
	 */
	async show(cart, kept = {}) {
		this.cart = cart;
		this.state = { carts: this.state.carts, chosen: cart.name, ticked: null, raised: new Set(), ...kept };
		this.dialog.set_title(__("Apply Prices to {0}", [cart.order]));
		this.dialog.show_waiting(__("Comparing prices\u2026"));
		try {
			this.show_proposal(await read("price_changes", { cart: cart.name, ...this.uoms() }));
		} catch (error) {
			// A UOM that can't be used: back to the table, to choose another.
			if (kept.uom) await this.show(cart, { ...kept, uom: "", uom_factor: 0, error });
			else show_error(this.dialog, error, cart.order, () => this.show(cart, kept));
		}
	}

	/** The UOMs that the user has asked for, as the server wants them. */
	uoms() {
		const { larger_uom, uom, uom_factor } = this.state;
		return larger_uom ? { larger_uom: 1, uom: uom || "", uom_factor: uom_factor || 0 } : {};
	}

	show_proposal(proposal) {
		this.proposal = proposal;
		const box = this.dialog.show({
			body: prices_view(proposal, this.state),
			primary: has_something(proposal) && { label: __("Write Prices"), action: () => this.write() },
			secondary: { label: __("Close"), action: () => this.dialog.close() },
		});
		this.ticked = new Set();
		this.listen(box);
		if (proposal.fees && proposal.may_apply) this.ask_for_account(box, proposal);
		if (proposal.changes.length) follow_ticks(box, (ticked) => this.show_ticked(box, ticked));
		box.querySelectorAll("[data-raise]").forEach((one) => {
			if (this.state.raised.has(one.dataset.raise)) one.click();
		});
	}

	listen(box) {
		const on = (selector, event, act) =>
			box.querySelector(selector)?.addEventListener(event, ({ target }) => act(target));
		const again = (changes) => this.show(this.cart, { ...this.kept(), ticked: null, ...changes });
		on("[data-cart]", "change", ({ value }) =>
			this.show(this.state.carts.find((cart) => cart.name === value))
		);
		on("[data-larger-uom]", "click", () => again({ larger_uom: true }));
		on("[data-own-uom]", "click", () => again({ larger_uom: false }));
		on("[data-use-uom]", "click", () =>
			again({
				uom: box.querySelector("[data-uom]").value,
				uom_factor: flt(box.querySelector("[data-uom-factor]").value),
			})
		);
		on("[data-precision]", "click", () => this.raise_precision());
		on("[data-against-rules]", "change", ({ checked }) => this.set_against_rules(checked));
		on("[data-dates]", "change", ({ checked }) => this.choose({ dates: checked }));
		on("[data-fees]", "change", ({ checked }) => this.choose({ with_fees: checked }));
		box.querySelectorAll("[data-raise]").forEach((one) =>
			one.addEventListener("change", () => this.raise(box, one.dataset.raise, one.checked))
		);
	}

	/** What the user has chosen, for the next look at the same cart. */
	kept() {
		return { ...this.state, error: null, ticked: this.ticked };
	}

	choose(changes) {
		Object.assign(this.state, changes);
		this.show_button();
	}

	set_against_rules(against_rules) {
		const ruled = this.proposal.changes.filter((row) => row.warning && is_writable(row));
		const ticked = new Set(this.ticked);
		ruled.forEach(({ ref }) => (against_rules ? ticked.add(ref) : ticked.delete(ref)));
		this.state = { ...this.kept(), against_rules, ticked };
		this.show_proposal(this.proposal);
	}

	/** Take the better price break of a line, whose price then comes with the next sending. */
	raise(box, ref, raised) {
		const tick = box.querySelector(`[data-tick="${CSS.escape(ref)}"]`);
		const row = this.proposal.changes.find((one) => one.ref === ref);
		if (raised) this.state.raised.add(ref);
		else this.state.raised.delete(ref);
		tick.disabled = raised || !is_writable(row) || Boolean(row.warning && !this.state.against_rules);
		tick.checked = false;
		tick.dispatchEvent(new Event("change", { bubbles: true }));
	}

	ask_for_account(box, { fees, company }) {
		this.account = frappe.ui.form.make_control({
			parent: $(box.querySelector("[data-fees-account]")),
			df: {
				fieldtype: "Link",
				fieldname: "account",
				options: "Account",
				placeholder: __("Account Head"),
				get_query: () => ({
					query: "erpnext.controllers.queries.tax_account_query",
					filters: { company, account_type: FEE_ACCOUNTS },
				}),
				change: () => this.show_button(),
			},
			only_input: true,
			render_input: true,
		});
		this.account.set_value(this.state.fees_account || fees.account);
	}

	show_ticked(box, ticked) {
		this.ticked = ticked;
		if (!has_something(this.proposal)) return;
		box.querySelector("[data-summary]").innerHTML = String(effect_of(this.proposal, ticked));
		this.show_button();
	}

	show_button() {
		const { raised, dates, with_fees } = this.state;
		const count = this.ticked.size;
		const lacks_account = with_fees && !this.account?.get_value();
		const prices = count === 1 ? __("Write 1 Price") : __("Write {0} Prices", [count]);
		const any = count || raised.size || dates || with_fees;
		this.dialog.set_primary(count ? prices : __("Write"), Boolean(any) && !lacks_account);
		this.dialog.set_aside(
			lacks_account
				? html`<span class="sc-aside">${__("Choose an Account Head for the fees")}</span>`
				: ""
		);
	}

	async raise_precision() {
		const decimals = this.proposal.decimals_wanted;
		const question = __(
			"Rates of Purchase Orders, Purchase Receipts and Purchase Invoices will keep {0} decimals on the whole site. Go on?",
			[decimals]
		);
		frappe.confirm(question, async () => {
			try {
				await change("raise_precision", { decimals });
				await this.show(this.cart, { ...this.kept(), ticked: null });
			} catch (error) {
				this.show(this.cart, { ...this.kept(), error });
			}
		});
	}

	async write() {
		// With the rates that were shown: a price that is another by now is not written.
		const shown = this.proposal.changes.filter((row) => this.ticked.has(row.ref));
		const lines = Object.fromEntries(shown.map((row) => [row.ref, row.new_rate]));
		const { raised, dates, with_fees, against_rules } = this.state;
		const fees_account = with_fees ? this.account.get_value() : "";
		const kept = { ...this.kept(), fees_account };
		this.dialog.show_waiting(__("Writing prices\u2026"));
		try {
			const { changed } = await change("apply_prices", {
				cart: this.cart.name,
				lines,
				...this.uoms(),
				raised: [...raised],
				dates: dates ? 1 : 0,
				fees_account,
				against_rules: against_rules ? 1 : 0,
			});
			this.dialog.close();
			announce(changed.length, raised.size);
			this.on_applied({ account: this.cart.account, send_again: raised.size > 0 });
		} catch (error) {
			// Back to the table, with what was chosen: one line can stand in the way of all.
			await this.show(this.cart, { ...kept, error });
		}
	}
}

function announce(prices, quantities) {
	const written = prices === 1 ? __("1 price written") : __("{0} prices written", [prices]);
	const message = quantities
		? __("{0}. Send the order again to have the larger quantities in the cart.", [written])
		: written;
	frappe.show_alert({ message, indicator: "green" });
}
