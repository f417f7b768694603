import { when } from "../format";
import { html } from "../html";
import { pill } from "../notices";

const COLOURS = { Fresh: "green", "Not Found": "orange", Failed: "red" };

/**
 * How fresh a part of the list is.
 *
 * @param {string} state
 * @param {Object} part
 * @returns {string} markup
 */
export function freshness_cell(state, part) {
	const label = state ? __(state) : __("Never asked for");
	const seen = part.seen_on && when(part.seen_on);
	return String(html`<span class="sc-list-state">${pill(COLOURS[state] || "gray", label)} ${seen}</span>`);
}
