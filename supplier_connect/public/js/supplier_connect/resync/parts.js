const PRICE_BREAK = "tabSupplier Part Price Break";
const FIELDS = [
	"name",
	"account",
	"sku",
	"currency",
	"stock",
	"stock_known",
	"lifecycle",
	"tried_on",
	"resync_state",
	"not_found_on",
	"failure",
];

/**
 * What is known of some Supplier Parts now.
 *
 * @param {Object} filters of the list of Supplier Parts
 * @returns {Promise<Map<string, Object>>} by name; `prices` are the breaks, the smallest quantity first
 */
export async function known_parts(filters) {
	const rows = await frappe.db.get_list("Supplier Part", {
		filters,
		fields: [...FIELDS, `\`${PRICE_BREAK}\`.quantity as step`, `\`${PRICE_BREAK}\`.price as price`],
		order_by: "account asc, sku asc",
		limit: 0,
	});
	const parts = new Map();
	for (const { step, price, ...part } of rows) {
		if (!parts.has(part.name)) parts.set(part.name, { ...part, prices: [] });
		if (step) parts.get(part.name).prices.push({ quantity: step, price });
	}
	parts.forEach(({ prices }) => prices.sort((one, other) => one.quantity - other.quantity));
	return parts;
}

/**
 * What a part is said to have in stock; null when the shop doesn't say.
 *
 * @param {Object} part
 * @returns {number|null}
 */
export function stock_of(part) {
	return part.stock_known ? part.stock : null;
}

/**
 * The prices of a part that are others than before: at quantities that have one now or had one.
 *
 * @param {Object} before
 * @param {Object} after
 * @returns {Array<{quantity: number, was: number|null, now: number|null}>}
 */
export function price_changes(before, after) {
	const was = new Map(before.prices.map(({ quantity, price }) => [quantity, price]));
	const now = new Map(after.prices.map(({ quantity, price }) => [quantity, price]));
	const other_currency = before.currency !== after.currency;
	return [...new Set([...was.keys(), ...now.keys()])]
		.sort((one, other) => one - other)
		.map((quantity) => ({
			quantity,
			was: was.get(quantity) ?? null,
			now: now.get(quantity) ?? null,
		}))
		.filter((step) => other_currency || step.was !== step.now);
}
