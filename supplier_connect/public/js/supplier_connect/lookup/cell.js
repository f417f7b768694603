import { html } from "../html";

/**
 * A cell of a table; in a narrow window it is labelled, and hidden where there is nothing in it.
 *
 * @param {string} css
 * @param {string} label
 * @param {Object|string} content
 * @returns {Object} markup
 */
export function cell(css, label, content) {
	return html`<td class="${css} ${!content && "sc-empty"}" data-label="${label}">${content}</td>`;
}
