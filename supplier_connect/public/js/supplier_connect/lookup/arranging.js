/**
 * @typedef {Object} Order
 * @property {string} key one of those of `ORDERS`
 * @property {boolean} down the greatest first
 */

const FITS = ["Fits", "May Fit", "Doesn't Fit"];

/** What candidates can be put in order by: its label, what is compared, and whether the greatest comes first at first. */
export const ORDERS = {
	rank: { label: () => __("Rank"), of: (one) => one.rank },
	mpn: { label: () => __("Part Number"), of: (one) => one.mpn },
	manufacturer: { label: () => __("Manufacturer"), of: (one) => one.manufacturer },
	package: { label: () => __("Package"), of: (one) => one.package },
	lifecycle: { label: () => __("Lifecycle"), of: (one) => one.lifecycle },
	stock: { label: () => __("Stock"), of: (_one, offer) => offer.stock, down: true },
	unit_price: { label: () => __("Unit Price"), of: (_one, offer) => offer.unit_price, money: true },
	cost: { label: () => __("Cost"), of: (_one, offer) => offer.cost, money: true },
	fit: { label: () => __("Fit"), of: (one) => FITS.indexOf(one.fit) },
	score: { label: () => __("Score"), of: (one) => one.score, down: true },
};

/**
 * The order that a click on a column brings: its own at first, then the other way round.
 *
 * @param {Order} now
 * @param {string} key
 * @returns {Order}
 */
export function next_order(now, key) {
	return { key, down: now.key === key ? !now.down : Boolean(ORDERS[key].down) };
}

/**
 * Candidates in an order; what isn't known comes last, and equal ones stay in the order of their rank.
 *
 * @param {Object[]} candidates
 * @param {Order} order
 * @param {function(Object): Object} offer_of the offer that is shown for a candidate
 * @returns {Object[]}
 */
export function in_order(candidates, { key, down }, offer_of) {
	const { of, money } = ORDERS[key];
	const rows = candidates.map((one) => {
		const offer = offer_of(one);
		return { one, value: of(one, offer), currency: money ? offer.currency : "" };
	});
	const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
	rows.sort((a, b) => compared(a, b, words, down) || a.one.rank - b.one.rank);
	return rows.map((row) => row.one);
}

function compared(a, b, words, down) {
	const unknown = is_unknown(a.value) - is_unknown(b.value);
	if (unknown || is_unknown(a.value)) return unknown;
	// Amounts of two currencies can't be compared here: each currency stays together.
	const currencies = words.compare(a.currency, b.currency);
	if (currencies) return currencies;
	const order = typeof a.value === "number" ? a.value - b.value : words.compare(a.value, b.value);
	return down ? -order : order;
}

function is_unknown(value) {
	return Number(value === null || value === undefined || value === "");
}

/**
 * The candidates in which all words of a text are found.
 *
 * @param {Object[]} candidates
 * @param {string} text
 * @returns {Object[]}
 */
export function with_words(candidates, text) {
	const words = text.toLowerCase().split(/\s+/).filter(Boolean);
	if (!words.length) return candidates;
	return candidates.filter((one) => {
		const all = searchable(one);
		return words.every((word) => all.includes(word));
	});
}

function searchable(one) {
	const offers = one.offers.flatMap((offer) => [
		offer.sku,
		offer.account,
		offer.connector,
		offer.packaging,
	]);
	const told = [one.mpn, one.manufacturer, one.description, one.package, one.lifecycle, one.fit, ...offers];
	return told.flat().join("\n").toLowerCase();
}
