import { money_column, percent, quantity, signed } from "./format";
import { document_link, html, sentence } from "./html";
import { empty_state, notice } from "./notices";
import { table } from "./table";
import { cart_label } from "./words";

/**
 * Whether a price is one that can be written and would change something.
 *
 * @param {Object} row of the server's price changes
 * @returns {boolean}
 */
export function is_writable(row) {
	return row.changes && row.new_rate !== null;
}

// A rate that the order's decimals move further than this from the price is ticked by the user only.
const LARGEST_ROUNDING = 0.01;

function is_coarse(row) {
	return Math.abs(row.new_rate - row.exact_rate) > LARGEST_ROUNDING * row.exact_rate;
}

/**
 * Old rate, new rate and difference per line, with a tick for each that can be written.
 *
 * @param {Object} proposal as the server answers
 * @param {Object[]} carts to choose from
 * @param {string} chosen name of the cart whose prices these are
 * @returns {Object} markup
 */
export function prices_view(proposal, carts, chosen) {
	const writable = proposal.changes.filter(is_writable).length;
	return html`${cart_choice(carts, chosen)}
		<p class="sc-summary" data-summary></p>
		${!proposal.may_apply && notice("red", proposal.reason)}
		${proposal.may_apply && writable && proposal.docstatus === 1 ? submitted_notice(proposal) : ""}
		${writable ? "" : nothing_to_write(proposal)}
		${proposal.changes.length ? changes_table(proposal) : ""}`;
}

function cart_choice(carts, chosen) {
	if (carts.length < 2) return "";
	const options = carts.map((cart) => {
		const selected = cart.name === chosen ? html`selected` : "";
		return html`<option value="${cart.name}" ${selected}>${cart_label(cart)} · ${cart.account}</option>`;
	});
	return html`<label class="sc-field">
		<span>${__("Prices of")}</span>
		<select class="form-control" data-cart>
			${options}
		</select>
	</label>`;
}

function submitted_notice(proposal) {
	return notice(
		"yellow",
		__("{0} is submitted: the prices are written with ERPNext's Update Items, and its totals change.", [
			proposal.order,
		])
	);
}

function nothing_to_write(proposal) {
	const known = proposal.changes.some((row) => row.new_rate !== null);
	return known
		? empty_state(__("All rates are right already"), __("The order has the supplier's prices."))
		: empty_state(
				__("There are no prices to write"),
				__("The table says for each line why. Mend what is named there and send the order again.")
		  );
}

function changes_table(proposal) {
	return table(columns(proposal), proposal.changes, {
		row_css: (row) => (is_writable(row) ? "" : "sc-left-out"),
		ticks: {
			ref: (row) => row.ref,
			label: (row) => __("Write the price of line {0}", [row.number]),
			enabled: (row) => proposal.may_apply && is_writable(row),
			checked: (row) => !is_coarse(row),
		},
	});
}

function columns(proposal) {
	const { changes, currency } = proposal;
	const rates = changes.flatMap((row) => [row.old_rate, row.new_rate]);
	const rate = money_column(rates, currency, proposal.rate_decimals);
	return [
		{ label: "#", css: "sc-number sc-narrow", cell: (row) => row.number },
		{
			label: __("Item"),
			css: "sc-code",
			cell: (row) => document_link("Item", row.item, { new_tab: true }),
		},
		{
			label: __("Quantity"),
			css: "sc-number",
			cell: (row) => html`${quantity(row.quantity)} <small>${__(row.uom)}</small>`,
		},
		{ label: __("Old Rate"), css: "sc-number", cell: (row) => rate(row.old_rate) },
		{ label: __("New Rate"), css: "sc-number sc-strong", cell: (row) => rate(row.new_rate) },
		{ label: __("Difference"), css: "sc-number", cell: (row) => difference(row, rate) },
		changes.some((row) => row.reason || row.rounding) && {
			label: __("Note"),
			css: "sc-wide",
			cell: (row) => row.reason || row.rounding,
		},
	].filter(Boolean);
}

function difference(row, rate) {
	if (row.difference === null || row.new_rate === null) return "";
	if (!row.changes) return html`<small>${__("unchanged")}</small>`;
	const colour = row.difference > 0 ? "sc-dearer" : "sc-cheaper";
	const share = percent(row.difference, row.old_rate);
	return html`<span class="${colour}"
		>${signed(row.difference, rate)} ${share && html`<small>(${share})</small>`}</span
	>`;
}

/**
 * What writing the ticked prices does to the order.
 *
 * @param {Object} proposal
 * @param {Set<string>} ticked
 * @returns {Object|string} markup
 */
export function effect_of(proposal, ticked) {
	const { changes, currency } = proposal;
	const effect = sum(
		changes
			.filter((row) => ticked.has(row.ref))
			.map((row) => (row.new_rate - (row.old_rate || 0)) * row.quantity)
	);
	const before = sum(changes.map((row) => (row.old_rate || 0) * row.quantity));
	const format = money_column([0], currency);
	if (!ticked.size) return __("No price is ticked: the order stays as it is.");
	const values = [
		html`<strong>${format(before)}</strong>`,
		html`<strong>${format(before + effect)}</strong>`,
		signed(flt(effect, 2), format),
		percent(effect, before),
	];
	return percent(effect, before)
		? sentence(__("The net total goes from {0} to {1} ({2}, {3})"), values)
		: sentence(__("The net total goes from {0} to {1} ({2})"), values);
}

function sum(amounts) {
	return amounts.reduce((total, amount) => total + amount, 0);
}
