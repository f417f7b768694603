import { html } from "../html";

const LABELS = {
	balanced: () => __("Balanced"),
	availability: () => __("Availability First"),
	price: () => __("Price First"),
};

/**
 * What a strategy is called.
 *
 * @param {string} strategy
 * @returns {string}
 */
export function strategy_label(strategy) {
	return LABELS[strategy] ? LABELS[strategy]() : __(strategy);
}

/**
 * How many of 100 points the match, the availability and the price bring: "Match 45 · Availability 35 · Price 20".
 *
 * @param {{match: number, availability: number, price: number}} weights
 * @returns {string}
 */
export function weights_words(weights) {
	const { match, availability, price } = weights;
	return __("Match {0} \u00b7 Availability {1} \u00b7 Price {2}", [match, availability, price]);
}

/**
 * The strategies to choose from.
 *
 * @param {Object} settings of the user's lookups
 * @returns {Object} markup
 */
export function strategy_options({ strategies, strategy }) {
	return Object.keys(strategies).map(
		(one) =>
			html`<option value="${one}" ${one === strategy && html`selected`}>${strategy_label(one)}</option>`
	);
}
