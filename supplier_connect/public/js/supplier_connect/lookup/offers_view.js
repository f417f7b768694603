import { money_column, quantity } from "../format";
import { html } from "../html";
import { cost_words, lead_time, packaging_words, stock_words, terms_words } from "./offer_words";
import { linked_mark } from "./part_view";

/**
 * All offers of a candidate: what the shops sell it under, in which packagings, each with a tick.
 *
 * @param {Object} candidate
 * @param {Object} options
 * @param {function(Object): boolean} options.is_ticked
 * @param {boolean} options.selectable
 * @param {function(Object): string} options.unit_price
 * @returns {Object} markup
 */
export function offers_view(candidate, options) {
	const rows = candidate.offers.map((offer, place) => offer_row(candidate, offer, place, options));
	return html`<table class="sc-table sc-offers">
		<thead>
			<tr>
				${options.selectable && html`<th scope="col"></th>`}
				<th scope="col">${__("Shop")}</th>
				<th scope="col">${__("Supplier Part Number")}</th>
				<th scope="col">${__("Packaging")}</th>
				<th scope="col" class="sc-number">${__("Stock")}</th>
				<th scope="col">${__("Order Quantity")}</th>
				<th scope="col" class="sc-number">${__("Unit Price")}</th>
				<th scope="col" class="sc-number">${__("Cost")}</th>
				<th scope="col">${__("Price Breaks")}</th>
			</tr>
		</thead>
		<tbody>
			${rows}
		</tbody>
	</table>`;
}

function offer_row(candidate, offer, place, { is_ticked, selectable, unit_price }) {
	return html`<tr>
		${selectable &&
		html`<td class="sc-tick">${offer_tick(candidate, offer, place, is_ticked(offer))}</td>`}
		<td data-label="${__("Shop")}">${offer.account}</td>
		<td data-label="${__("Supplier Part Number")}">${offer.sku} ${offer.linked && linked_mark()}</td>
		<td data-label="${__("Packaging")}">${packaging_words(offer)}</td>
		<td data-label="${__("Stock")}" class="sc-number">${stock_words(offer)} ${late(offer)}</td>
		<td data-label="${__("Order Quantity")}">${terms_words(offer)}</td>
		<td data-label="${__("Unit Price")}" class="sc-number">${unit_price(offer)}</td>
		<td data-label="${__("Cost")}" class="sc-number">${cost_words(offer)}</td>
		<td data-label="${__("Price Breaks")}">${price_breaks(offer)}</td>
	</tr>`;
}

function offer_tick(candidate, offer, place, checked) {
	const label = __("Add {0} of {1}", [offer.sku, offer.account]);
	return html`<input
		type="checkbox"
		data-offer="${candidate.rank}/${place}"
		aria-label="${label}"
		${checked && html`checked`}
	/>`;
}

function late(offer) {
	const days = !offer.enough && lead_time(offer);
	return days && html`<small>${__("else {0}", [days])}</small>`;
}

function price_breaks({ breaks, currency }) {
	if (!breaks.length) return "";
	const price = money_column(
		breaks.map((step) => step.price),
		currency
	);
	const steps = breaks.map(
		(step) => html`<span class="sc-break">${quantity(step.quantity)}: ${price(step.price)}</span>`
	);
	return html`<div class="sc-breaks">${steps}</div>`;
}
