import { error_notice } from "./error_view";
import { lines as count_lines, money, money_column, percent, quantity, signed } from "./format";
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

/**
 * Whether there is anything that the user could have written.
 *
 * @param {Object} proposal as the server answers
 * @returns {boolean}
 */
export function has_something(proposal) {
	const { changes, fees, may_apply } = proposal;
	return (
		may_apply && (fees !== null || changes.some((row) => is_writable(row) || row.expected || row.better))
	);
}

/** What is ticked at first: what the server is sure of, and the larger UOMs that the user has asked for. */
function is_ticked_first(row) {
	return row.sure || (row.uom_before !== "" && !row.converted && !row.warning);
}

/**
 * Old rate, new rate and difference per line, with a tick for each that can be written.
 *
 * @param {Object} proposal as the server answers
 * @param {Object} state what the user has chosen: `carts`, `chosen` (name of a cart), `error` of the last try, `ticked`
 *     (refs, null at first), `against_rules`, `larger_uom`, `uom`, `uom_factor`
 * @returns {Object} markup
 */
export function prices_view(proposal, state) {
	const writable = proposal.changes.filter(is_writable).length;
	return html`${cart_choice(state.carts, state.chosen)} ${state.error && refusal(state.error, proposal)}
		<p class="sc-summary" data-summary></p>
		${!proposal.may_apply && notice("red", proposal.reason)}
		${proposal.may_apply && writable && proposal.docstatus === 1 ? submitted_notice(proposal) : ""}
		${writable ? "" : nothing_to_write(proposal)} ${currency_notice(proposal)}
		${
			proposal.may_apply && [
				decimals_notice(proposal, state),
				uom_notice(proposal, state),
				rules_notice(proposal, state),
				better_notice(proposal),
				besides(proposal, state),
			]
		}
		${proposal.changes.length ? changes_table(proposal, state) : ""}`;
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

function refusal(error, proposal) {
	return html`${error_notice(error)}
		<p>${sentence(__("{0} is unchanged."), [html`<strong>${proposal.order}</strong>`])}</p>`;
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

// what to know, and what cures it

function currency_notice({ cart_currency, currency, exchange }) {
	if (!cart_currency || cart_currency === currency) return "";
	if (!exchange) {
		return notice(
			"yellow",
			__(
				"The prices are in {0}, the order is in {1}. ERPNext has no exchange rate for today: create a Currency Exchange from {0} to {1}, then open Apply Prices again.",
				[cart_currency, currency]
			)
		);
	}
	return notice(
		"yellow",
		__("The prices are converted: 1 {0} = {1} {2} on {3}. Tick the lines to write.", [
			cart_currency,
			quantity(exchange.rate),
			currency,
			frappe.datetime.str_to_user(exchange.day),
		])
	);
}

function decimals_notice(proposal, state) {
	const short = proposal.changes.filter((row) => row.lacks_decimals).length;
	if (!short) return "";
	const values = [short, proposal.changes.length, proposal.rate_decimals];
	const told =
		short === 1
			? __(
					"{0} of {1} lines is not ticked and keeps its old rate: the order keeps {2} decimals of a rate, too few for this price.",
					values
				)
			: __(
					"{0} of {1} lines are not ticked and keep their old rates: the order keeps {2} decimals of a rate, too few for these prices.",
					values
				);
	return notice(
		"yellow",
		html`<p class="sc-heading">${told}</p>
			${state.larger_uom ? uom_choice(proposal, state) : ""}
			<div class="sc-cures">
				${
					!state.larger_uom &&
					html`<button class="btn btn-default btn-sm" data-larger-uom>
						${__("Use Larger UOMs")}
					</button>`
				}
				${precision_cure(proposal)}
			</div>`
	);
}

function precision_cure({ decimals_wanted, may_raise_precision }) {
	if (may_raise_precision) {
		return html`<button class="btn btn-default btn-sm" data-precision>
			${__("Keep {0} Decimals", [decimals_wanted])}
		</button>`;
	}
	return html`<span
		>${__("A System Manager can have rates keep {0} decimals, here in Apply Prices.", [
			decimals_wanted,
		])}</span
	>`;
}

function uom_choice({ uoms }, { uom, uom_factor }) {
	const options = ["", ...uoms].map((name) => {
		const selected = name === uom ? html`selected` : "";
		return html`<option value="${name}" ${selected}>${__(name)}</option>`;
	});
	return html`<p>${__("Their Items have no larger UOM that fits. Choose one for these lines:")}</p>
		<div class="sc-cures">
			<label>
				${__("UOM")}
				<select class="form-control input-xs" data-uom>
					${options}
				</select>
			</label>
			<label>
				${__("Pieces in It")}
				<input
					class="form-control input-xs"
					type="number"
					min="2"
					step="1"
					value="${uom_factor || 1000}"
					data-uom-factor
				/>
			</label>
			<button class="btn btn-default btn-sm" data-use-uom>${__("Use This UOM")}</button>
		</div>`;
}

function uom_notice(proposal, state) {
	const changed = proposal.changes.filter((row) => row.uom_before).length;
	if (!state.larger_uom || !changed) return "";
	const told =
		changed === 1
			? __("1 line is written per a larger UOM; its number of pieces stays.")
			: __("{0} lines are written per a larger UOM; their numbers of pieces stay.", [changed]);
	return notice(
		"blue",
		html`${told}
			<div class="sc-cures">
				<button class="btn btn-default btn-sm" data-own-uom>${__("Keep the UOMs")}</button>
			</div>`
	);
}

function rules_notice({ changes, may_ignore_rules }, { against_rules }) {
	const ruled = changes.filter((row) => row.warning && is_writable(row)).length;
	if (!ruled) return "";
	const told =
		ruled === 1
			? __("ERPNext would change the written rate of 1 line, see its note.")
			: __("ERPNext would change the written rates of {0} lines, see their notes.", [ruled]);
	const cure = may_ignore_rules
		? html`<label class="sc-option">
				<input type="checkbox" data-against-rules ${against_rules && html`checked`} />
				<span
					>${__(
						"Write them all the same: sets Ignore Pricing Rule on the order, with a comment that says why"
					)}</span
				>
			</label>`
		: html`<p>
				${__(
					"They are left out. A Purchase Manager can write them, with Ignore Pricing Rule on the order."
				)}
			</p>`;
	return notice(
		"yellow",
		html`<p class="sc-heading">${told}</p>
			${cure}`
	);
}

function better_notice({ changes }) {
	const better = changes.filter((row) => row.better).length;
	if (!better) return "";
	return notice(
		"green",
		better === 1
			? __("1 line costs less in a larger quantity, see its note.")
			: __("{0} lines cost less in a larger quantity, see their notes.", [better])
	);
}

function besides({ changes, fees, currency }, { dates, with_fees }) {
	const late = changes.filter((row) => row.expected).length;
	if (!late && !fees) return "";
	return html`<div class="sc-besides">
		${
			late > 0 &&
			html`<label class="sc-option">
				<input type="checkbox" data-dates ${dates && html`checked`} />
				<span
					>${__(
						"Set the Expected Delivery Date of {0} that the supplier hasn't in stock, by its lead time",
						[count_lines(late)]
					)}</span
				>
			</label>`
		}
		${
			fees &&
			html`<div class="sc-option">
				<label>
					<input type="checkbox" data-fees ${with_fees && html`checked`} />
					<span>${fees_words(fees, currency)}</span>
				</label>
				<div class="sc-account" data-fees-account></div>
			</div>`
		}
	</div>`;
}

function fees_words({ description, amount, amount_before }, currency) {
	if (amount_before === null) {
		return __("Add {0} of {1} to Purchase Taxes and Charges, Account Head:", [
			description,
			money(amount, currency),
		]);
	}
	return __("Change {0} in Purchase Taxes and Charges from {1} to {2}, Account Head:", [
		description,
		money(amount_before, currency),
		money(amount, currency),
	]);
}

// table

function changes_table(proposal, state) {
	return table(columns(proposal), proposal.changes, {
		row_css: (row) => (is_writable(row) ? "" : "sc-left-out"),
		ticks: {
			ref: (row) => row.ref,
			label: (row) => __("Write the price of line {0}", [row.number]),
			enabled: (row) => proposal.may_apply && is_writable(row) && (!row.warning || state.against_rules),
			checked: (row) => (state.ticked ? state.ticked.has(row.ref) : is_ticked_first(row)),
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
		{ label: __("New Rate"), css: "sc-number sc-strong", cell: (row) => new_rate(row, rate) },
		{ label: __("Difference"), css: "sc-number", cell: (row) => difference(row, rate) },
		changes.some((row) => notes_of(row, proposal).length) && {
			label: __("Note"),
			css: "sc-wide",
			cell: (row) => notes_of(row, proposal),
		},
	].filter(Boolean);
}

function new_rate(row, rate) {
	if (row.new_rate === null) return "";
	return row.converted ? html`${rate(row.new_rate)} <small>${__("converted")}</small>` : rate(row.new_rate);
}

function notes_of(row, proposal) {
	const uom =
		row.uom_before &&
		__("Per {0} of {1}, was per {2}.", [
			__(row.uom),
			quantity(row.conversion_factor),
			__(row.uom_before),
		]);
	const expected =
		row.expected && __("Not in stock; expected on {0}.", [frappe.datetime.str_to_user(row.expected)]);
	const told = [row.reason || row.rounding, row.warning, uom, expected].filter(Boolean);
	const better = row.better && proposal.may_apply ? better_note(row, proposal.cart_currency) : null;
	return [...told.map((text) => html`<div>${text}</div>`), better].filter(Boolean);
}

function better_note({ better, ref }, currency) {
	const told = __("Order {0} {1}: costs {2}, {3} less than {4}", [
		quantity(better.quantity),
		__(better.uom),
		money(better.total, currency),
		money(better.saving, currency),
		quantity(better.instead_of),
	]);
	return html`<label class="sc-option">
		<input type="checkbox" data-raise="${ref}" /> <span>${told}</span>
	</label>`;
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
	if (!ticked.size) return __("No price is ticked: all lines keep their rates.");
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
