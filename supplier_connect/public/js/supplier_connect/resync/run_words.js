import { document_link, html, sentence } from "../html";

const BETWEEN = " \u00b7 ";
/**
 * What came of a run, in one line.
 *
 * @param {{processed: number, changed: number, not_found: number, failed: number}} run
 * @returns {string}
 */
export function outcome_words(run) {
	const { processed } = run;
	const asked = processed === 1 ? __("1 part asked for") : __("{0} parts asked for", [whole(processed)]);
	return [asked, processed > 0 && (found_words(run) || __("nothing changed"))]
		.filter(Boolean)
		.join(BETWEEN);
}

/**
 * What a run has found besides what is as it was; "" for nothing.
 *
 * @param {{changed: number, not_found: number, failed: number}} run
 * @returns {string}
 */
export function found_words({ changed, not_found, failed }) {
	return [
		changed && __("{0} changed", [whole(changed)]),
		not_found && __("{0} not found", [whole(not_found)]),
		failed && __("{0} failed", [whole(failed)]),
	]
		.filter(Boolean)
		.join(BETWEEN);
}

/**
 * A count as people write it.
 *
 * @param {number} count
 * @returns {string}
 */
export function whole(count) {
	return format_number(count || 0, null, 0);
}

/**
 * Links to runs.
 *
 * @param {string[]} runs
 * @returns {Object|string} markup, "" for none
 */
export function run_links(runs) {
	if (!runs.length) return "";
	const links = runs.map((run, place) => [
		place ? ", " : "",
		document_link("Supplier Resync", run, { new_tab: true }),
	]);
	return html`<p class="sc-aside">${sentence(__("Kept as {0}."), [links])}</p>`;
}

/**
 * A link to a list with filters.
 *
 * @param {string} doctype
 * @param {Object} filters by field name: a value, or an operator and a value
 * @param {Object|string} label
 * @param {Object} [options]
 * @param {boolean} [options.new_tab] keep the page that is open
 * @returns {Object} markup
 */
export function list_link(doctype, filters, label, { new_tab = false } = {}) {
	const written = Object.entries(filters).map(([name, value]) => [
		name,
		Array.isArray(value) ? JSON.stringify(value) : value,
	]);
	// "/app" or "/desk", as the router of this version has it.
	const page = frappe.router.make_url([frappe.router.slug(doctype)]);
	const route = `${page}?${new URLSearchParams(written)}`;
	const target = new_tab ? html`target="_blank" rel="noopener"` : "";
	return html`<a href="${route}" ${target}>${label}</a>`;
}
