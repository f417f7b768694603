import { decimals_of, quantity } from "../format";
import { document_link, html, sentence } from "../html";
import { notice, pill } from "../notices";
import { table } from "../table";
import { price_changes, stock_of } from "./parts";

const ARROW = "\u2192";
const MOST_PRICES = 4;

/**
 * What a resync changed of some parts, part by part.
 *
 * @param {Map<string, Object>|null} before what was known of them, null when nobody looked
 * @param {Map<string, Object>} after
 * @returns {Object} markup
 */
export function result_view(before, after) {
	const rows = [...after.values()].map((part) => ({ part, before: before?.get(part.name) || part }));
	return table(COLUMNS(), rows, {
		row_css: ({ part }) => (part.resync_state === "Failed" ? "sc-refused" : ""),
	});
}

const COLUMNS = () => [
	{ label: __("Account"), cell: ({ part }) => part.account },
	{
		label: __("SKU"),
		css: "sc-code",
		cell: ({ part }) => document_link("Supplier Part", part.name, { label: part.sku, new_tab: true }),
	},
	{ label: __("Result"), cell: outcome },
	{ label: __("Price"), css: "sc-wide sc-price-change", cell: prices },
	{ label: __("Stock"), css: "sc-number", cell: stock },
	{ label: __("Note"), css: "sc-wide sc-remark", cell: remark },
];

const OUTCOMES = {
	Failed: ["red", () => __("Failed")],
	"Not Found": ["orange", () => __("Not found")],
};

function outcome(row) {
	const [colour, word] = OUTCOMES[row.part.resync_state] || told(row);
	return pill(colour, word());
}

function told({ part, before }) {
	if (part === before || part.tried_on === before.tried_on) return ["gray", () => __("Not asked for")];
	return is_changed({ part, before }) ? ["blue", () => __("Changed")] : ["green", () => __("As before")];
}

function is_changed({ part, before }) {
	return (
		price_changes(before, part).length > 0 ||
		stock_of(part) !== stock_of(before) ||
		(part.lifecycle || "") !== (before.lifecycle || "")
	);
}

function prices({ part, before }) {
	const changes = price_changes(before, part);
	if (!changes.length) return first_price(part);
	const shown = changes.slice(0, MOST_PRICES).map((step) => price_change(step, before, part));
	const more = changes.length - shown.length;
	return html`${shown}${more > 0 && html`<div class="sc-aside">${__("and {0} more", [more])}</div>`}`;
}

function first_price({ prices: steps, currency }) {
	if (!steps.length) return html`<span class="sc-untold">${__("not told")}</span>`;
	return amount(steps[0].price, currency);
}

function price_change({ quantity: step, was, now }, before, part) {
	const css = was !== null && now !== null && before.currency === part.currency ? direction(was, now) : "";
	const from = html`<span class="sc-aside">${__("from {0}", [quantity(step)])}</span>`;
	return html`<div class="${css}">
		${from} ${amount(was, before.currency)} ${ARROW} <strong>${amount(now, part.currency)}</strong>
	</div>`;
}

function direction(was, now) {
	return now > was ? "sc-dearer" : "sc-cheaper";
}

function amount(value, currency) {
	return value === null ? "\u2014" : format_currency(value, currency, Math.max(2, decimals_of(value)));
}

function stock({ part, before }) {
	const was = stock_of(before);
	const now = stock_of(part);
	if (was === now)
		return now === null ? html`<span class="sc-untold">${__("not told")}</span>` : quantity(now);
	return html`${was === null ? "\u2014" : quantity(was)} ${ARROW}
		<strong>${now === null ? "\u2014" : quantity(now)}</strong>`;
}

function remark({ part, before }) {
	if (part.resync_state === "Failed") return html`<span class="sc-error">${part.failure}</span>`;
	if (part.resync_state === "Not Found") return not_found(part);
	if ((part.lifecycle || "") === (before.lifecycle || "")) return "";
	return sentence(__("Lifecycle: {0}"), [
		`${before.lifecycle || "\u2014"} ${ARROW} ${part.lifecycle || "\u2014"}`,
	]);
}

function not_found({ not_found_on }) {
	return __("The shop doesn't know it any more, since {0}. What was known is kept.", [
		frappe.datetime.str_to_user(not_found_on, false, true),
	]);
}

/**
 * What is said where there is nothing to resync.
 *
 * @returns {Object} markup
 */
export function no_parts_view() {
	return notice("yellow", __("There are no Supplier Parts here yet. Find or add some first."));
}
