import { money_column, quantity } from "../format";
import { html } from "../html";
import { cell } from "./cell";
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
		${
			selectable &&
			html`<td class="sc-tick">${offer_tick(candidate, offer, place, is_ticked(offer))}</td>`
		}
		${cell("", __("Shop"), offer.account)}
		${cell("sc-code", __("Supplier Part Number"), html`${offer.sku} ${offer.linked && linked_mark()}`)}
		${cell("", __("Packaging"), packaging_words(offer))}
		${cell("sc-number", __("Stock"), html`${stock_words(offer)} ${late(offer)}`)}
		${cell("", __("Order Quantity"), terms_words(offer))}
		${cell("sc-number", __("Unit Price"), unit_price(offer))}
		${cell("sc-number", __("Cost"), cost_words(offer))}
		${cell("sc-wide", __("Price Breaks"), price_breaks(offer))}
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
