import { alert_kind_colour, freshness_colour } from "./colours";
import { when } from "./format";
import { html } from "./html";
import { pill } from "./notices";

/**
 * What happened, in the list of alerts.
 *
 * @param {string} kind
 * @returns {string} markup
 */
export function alert_kind_cell(kind) {
	return String(pill(alert_kind_colour(kind), __(kind)));
}

/**
 * How fresh a part is, in the list of parts.
 *
 * @param {string} state
 * @param {Object} part
 * @returns {string} markup
 */
export function freshness_cell(state, part) {
	const label = state ? __(state) : __("Never asked for");
	const seen = part.seen_on && when(part.seen_on);
	return String(html`<span class="sc-list-state">${pill(freshness_colour(state), label)} ${seen}</span>`);
}
