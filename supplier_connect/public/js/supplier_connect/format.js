const MOST_DECIMALS = 9;

/**
 * How many decimals a number has, so that 0.0012 isn't shown as 0.00.
 *
 * @param {number|null} value
 * @returns {number}
 */
export function decimals_of(value) {
	const digits = Number(value || 0).toFixed(MOST_DECIMALS);
	return digits.split(".")[1].replace(/0+$/, "").length;
}

function currency_decimals(currency) {
	const precision = cint(frappe.boot.sysdefaults.currency_precision);
	return precision || get_number_format_info(get_number_format(currency)).precision;
}

/**
 * A formatter for the amounts of one column: all get as many decimals as the finest of them needs.
 *
 * @param {Array<number|null>} amounts
 * @param {string} currency
 * @param {number} [at_least] decimals
 * @returns {function(number|null): string} "" for null, which is no amount
 */
export function money_column(amounts, currency, at_least = 0) {
	const decimals = Math.max(at_least, currency_decimals(currency), ...amounts.map(decimals_of));
	return (amount) => (is_unknown(amount) ? "" : format_currency(amount, currency, decimals));
}

/**
 * One amount of money; "" for null.
 *
 * @param {number|null} amount
 * @param {string} currency
 * @returns {string}
 */
export function money(amount, currency) {
	return is_unknown(amount) ? "" : format_currency(amount, currency, currency_decimals(currency));
}

/**
 * A change of an amount, with its sign.
 *
 * @param {number} amount
 * @param {function(number): string} format
 * @returns {string}
 */
export function signed(amount, format) {
	if (!amount) return format(0);
	return (amount > 0 ? "+" : "\u2212") + format(Math.abs(amount));
}

/**
 * A change in percent, with its sign; "" when there is nothing to compare with.
 *
 * @param {number} change
 * @param {number|null} base
 * @returns {string}
 */
export function percent(change, base) {
	if (!base) return "";
	return signed((change / base) * 100, (value) => format_number(value, null, 1)) + "\u00a0%";
}

/**
 * A quantity with the decimals it has; "" for null.
 *
 * @param {number|null} value
 * @returns {string}
 */
export function quantity(value) {
	return is_unknown(value) ? "" : format_number(value, null, decimals_of(value));
}

/**
 * When something happened, as one says it: "5 minutes ago".
 *
 * @param {string|null} datetime in the site's time zone
 * @returns {string}
 */
export function when(datetime) {
	return datetime ? frappe.datetime.prettyDate(datetime) : "";
}

/**
 * "1 line" or "5 lines".
 *
 * @param {number} count
 * @returns {string}
 */
export function lines(count) {
	return count === 1 ? __("1 line") : __("{0} lines", [count]);
}

function is_unknown(value) {
	return value === null || value === undefined;
}
