/** Text that is markup already and goes onto the page as it is. */
class Markup {
	/** @param {string} text */
	constructor(text) {
		this.text = text;
	}

	toString() {
		return this.text;
	}
}

function to_markup(value) {
	if (value instanceof Markup) return value.text;
	if (Array.isArray(value)) return value.map(to_markup).join("");
	if (value === null || value === undefined || value === false) return "";
	return frappe.utils.escape_html(String(value));
}

/**
 * Tag for template strings: what is filled in is escaped, unless it is markup made by this tag.
 *
 * Much of what the app shows was written by shops, so nothing gets onto a page by another way.
 *
 * @returns {Markup}
 */
export function html(strings, ...values) {
	return new Markup(strings.reduce((made, part, index) => made + to_markup(values[index - 1]) + part));
}

/**
 * A translated sentence whose places are filled with text (escaped) or markup.
 *
 * @param {string} template such as __("Sent to {0}")
 * @param {Array} values
 * @returns {Markup}
 */
export function sentence(template, values) {
	const text = frappe.utils.escape_html(template);
	return new Markup(text.replace(/\{(\d+)\}/g, (_place, index) => to_markup(values[index])));
}

/**
 * A link to a document.
 *
 * @param {string} doctype
 * @param {string} name
 * @param {Object} [options]
 * @param {string|Markup} [options.label] the name, when not given
 * @param {boolean} [options.new_tab] keep the page that is open
 * @returns {Markup|string}
 */
export function document_link(doctype, name, { label = name, new_tab = false } = {}) {
	if (!name) return "";
	const target = new_tab ? html`target="_blank" rel="noopener"` : "";
	return html`<a href="${frappe.utils.get_form_link(doctype, name)}" ${target}>${label}</a>`;
}

/**
 * The address, if it is one a browser may be sent to; else "".
 *
 * @param {string} url
 * @returns {string}
 */
export function web_address(url) {
	return /^https?:\/\//i.test(url || "") ? url : "";
}

const SHAPES = {
	good: "M2 6.5 4.8 9.3 10 3.2",
	bad: "M2.5 2.5 9.5 9.5 M9.5 2.5 2.5 9.5",
	unknown: "M3.8 4.2a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.5 M6 9.9v.2",
};

/**
 * A small mark with a meaning that is read out and shown on hovering.
 *
 * @param {"good"|"bad"|"unknown"} kind
 * @param {string} meaning
 * @returns {Markup}
 */
export function mark(kind, meaning) {
	return html`<span class="sc-mark sc-mark-${kind}" role="img" aria-label="${meaning}" title="${meaning}"
		><svg viewBox="0 0 12 12" aria-hidden="true"><path d="${SHAPES[kind]}"></path></svg
	></span>`;
}
