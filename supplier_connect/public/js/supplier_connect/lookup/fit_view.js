import { html } from "../html";
import { pill } from "../notices";

const COLOURS = { Fits: "green", "May Fit": "yellow", "Doesn't Fit": "red" };
const LABELS = {
	Fits: () => __("Fits"),
	"May Fit": () => __("May Fit"),
	"Doesn't Fit": () => __("Doesn't Fit"),
};

/**
 * The colour of a fit: of a candidate, or of a part of its score.
 *
 * @param {string} fit
 * @returns {string}
 */
export function fit_colour(fit) {
	return COLOURS[fit] || "gray";
}

/**
 * Whether a candidate fits, as a coloured word.
 *
 * @param {Object} candidate
 * @returns {Object} markup
 */
export function fit_pill({ fit, exact }) {
	const exactly = exact && html` <small class="sc-exact">${__("exact number")}</small>`;
	return html`${pill(fit_colour(fit), LABELS[fit] ? LABELS[fit]() : __(fit))}${exactly}`;
}
