import { error_notice } from "./error_view";
import { lines as count_lines, quantity } from "./format";
import { html, sentence, web_address } from "./html";
import { empty_state, notice, notices } from "./notices";
import { change, read } from "./server";
import { StepDialog } from "./step_dialog";
import { table } from "./table";

/**
 * Open "Open at DigiKey" for an order: what goes onto a list at a shop where we have no account, and the list itself.
 *
 * @param {Object} options
 * @param {string} options.order
 * @param {string} options.shop
 */
export function open_guest_dialog(options) {
	new GuestFlow(options).look_over();
}

class GuestFlow {
	constructor({ order, shop }) {
		this.order = order;
		this.shop = shop;
		this.dialog = new StepDialog(__("Open {0} at {1}", [order, shop]));
	}

	async look_over() {
		this.dialog.show_waiting(__("Looking over the order\u2026"));
		try {
			this.show_plan(await read("guest_plan", { order: this.order, shop: this.shop }));
		} catch (error) {
			this.show_error(error);
		}
	}

	show_plan(plan) {
		this.dialog.show({
			body: plan_view(plan),
			primary: plan.items.length > 0 && { label: open_label(this.shop), action: () => this.open() },
			secondary: this.closing(),
		});
	}

	closing() {
		return { label: __("Close"), action: () => this.dialog.close() };
	}

	async open() {
		// Now, while the click is fresh: browsers keep tabs from opening later.
		const tab = blank_tab(__("The list is being made at {0}\u2026", [this.shop]));
		this.dialog.show_waiting(__("Making the list at {0}\u2026", [this.shop]));
		try {
			const made = await change("open_as_guest", { order: this.order, shop: this.shop });
			this.show_made(made, lead_to(tab, web_address(made.url)));
		} catch (error) {
			tab?.close();
			this.show_error(error);
		}
	}

	show_made(made, is_open) {
		const box = this.dialog.show({
			body: made_view(made, this.shop, is_open),
			secondary: this.closing(),
		});
		box.querySelector("[data-open]")?.addEventListener("click", () => this.show_made(made, true));
	}

	show_error(error) {
		this.dialog.show({
			body: error_notice(error),
			primary: { label: __("Look Over Again"), action: () => this.look_over() },
			secondary: this.closing(),
		});
	}
}

function open_label(shop) {
	return __("Open at {0}", [shop]);
}

function plan_view(plan) {
	if (!plan.items.length) {
		return html`${left_out(plan)}
		${empty_state(
			__("There is nothing to open"),
			__("None of the lines has a part number and a whole quantity.")
		)}`;
	}
	return html`<p class="sc-summary">
			${sentence(__("{0} with {1} will be put on a list at {2}"), [
				count_lines(plan.items.length),
				pieces(plan.items),
				plan.shop,
			])}
		</p>
		${notice("blue", how_it_goes(plan.shop))} ${left_out(plan)} ${items_table(plan.items)}`;
}

function how_it_goes(shop) {
	return __(
		"No account is needed: the list opens in a new tab, and there you put it into your cart at {0}. Its link is good once, and prices don't come back into this order.",
		[shop]
	);
}

function pieces(items) {
	const sum = items.reduce((total, item) => total + item.quantity, 0);
	return sum === 1 ? __("1 piece") : __("{0} pieces", [quantity(sum)]);
}

export function left_out({ left_out: sentences }) {
	const heading = __("{0} will be left out", [count_lines(sentences.length)]);
	return notices("orange", heading, sentences);
}

export function items_table(items) {
	const columns = [
		{ label: __("Part Number"), css: "sc-code", cell: (item) => item.number },
		items.some((item) => item.manufacturer) && {
			label: __("Manufacturer"),
			cell: (item) => item.manufacturer,
		},
		{ label: __("Your Number"), css: "sc-code", cell: (item) => item.customer_reference },
		{ label: __("Quantity"), css: "sc-number", cell: (item) => quantity(item.quantity) },
	];
	return table(columns.filter(Boolean), items);
}

function made_view(made, shop, is_open) {
	const lead = is_open
		? empty_state(
				__("The list is open in another tab"),
				__("There you put it into your cart at {0}. To see it once more, make a new one.", [shop])
			)
		: html`<div class="sc-empty-state">
				<p class="sc-heading">${__("The list is ready")}</p>
				<p>${__("Your browser keeps new tabs from opening. The link is good once.")}</p>
				<p>
					<a
						class="btn btn-primary btn-sm"
						href="${web_address(made.url)}"
						target="_blank"
						rel="noopener noreferrer"
						data-open
						>${__("Open List at {0}", [shop])}</a
					>
				</p>
			</div>`;
	return html`${lead} ${left_out_then(made)}`;
}

function left_out_then({ left_out: sentences }) {
	const heading = __("{0} had to be left out", [count_lines(sentences.length)]);
	return notices("orange", heading, sentences);
}

/** A new tab with some words in it; null when the browser doesn't let one open. */
function blank_tab(words) {
	const tab = window.open("", "_blank");
	if (!tab) return null;
	tab.opener = null;
	tab.document.title = words;
	tab.document.body.textContent = words;
	return tab;
}

function lead_to(tab, url) {
	if (!tab || tab.closed || !url) return false;
	tab.location.replace(url);
	return true;
}
