import { money, money_column, quantity } from "../format";
import { html, mark } from "../html";

/**
 * Formatters for unit prices, one for each currency: all prices of a currency get the decimals that the finest needs.
 *
 * @param {Object[]} offers
 * @returns {function(Object): string} the unit price of an offer
 */
export function unit_prices(offers) {
	const amounts = new Map();
	for (const { currency, unit_price } of offers) {
		amounts.set(currency, [...(amounts.get(currency) || []), unit_price]);
	}
	const formats = new Map([...amounts].map(([currency, all]) => [currency, money_column(all, currency)]));
	return ({ currency, unit_price }) => formats.get(currency)(unit_price);
}

/**
 * What an offer costs at the quantity asked for, and what has to be ordered.
 *
 * @param {Object} offer
 * @returns {Object|string} markup
 */
export function cost_words(offer) {
	if (offer.cost === null) return html`<span class="sc-untold">${__("no price told")}</span>`;
	const fee = offer.fee ? " " + __("with a fee of {0}", [money(offer.fee, offer.currency)]) : "";
	return html`${money(offer.cost, offer.currency)}
		<small>${__("for {0}", [quantity(offer.quantity)])}${fee}</small>`;
}

/**
 * The stock, with a mark whether it is enough.
 *
 * @param {Object} offer
 * @returns {Object} markup
 */
export function stock_words(offer) {
	if (offer.stock === null) return html`<span class="sc-untold">${__("not told")}</span>`;
	const enough = offer.enough
		? mark("good", __("Enough in stock"))
		: mark("bad", __("Not enough in stock"));
	return html`${quantity(offer.stock)} ${enough}`;
}

/**
 * What an offer's packaging is called.
 *
 * @param {Object} offer
 * @returns {string}
 */
export function packaging_words({ packaging }) {
	return [packaging].flat().filter(Boolean).join(", ");
}

/**
 * In which quantities an offer is sold: "at least 100, by 10".
 *
 * @param {Object} offer
 * @returns {string}
 */
export function terms_words({ minimum, multiple }) {
	const least = minimum > 1 && __("at least {0}", [quantity(minimum)]);
	const steps = multiple > 1 && __("by {0}", [quantity(multiple)]);
	return [least, steps].filter(Boolean).join(", ");
}

/**
 * How long an offer takes when it isn't in stock.
 *
 * @param {Object} offer
 * @returns {string}
 */
export function lead_time({ lead_time_days: days }) {
	if (days === null || days === undefined) return "";
	return days === 1 ? __("1 day") : __("{0} days", [days]);
}
