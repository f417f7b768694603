import { quantity, when } from "../format";
import { document_link, html } from "../html";
import { notices } from "../notices";
import { strategy_label } from "./strategies";

/**
 * The shops that could not be asked, each with a link to where that is mended.
 *
 * @param {Object[]} outcomes
 * @returns {Object|string} markup
 */
export function failures_view(outcomes) {
	const failed = outcomes.filter((outcome) => outcome.kind);
	if (!failed.length) return "";
	const heading =
		failed.length === 1
			? __("{0} could not be searched", [failed[0].account])
			: __("{0} shops could not be searched", [failed.length]);
	const rows = failed.map(({ account, error }) => {
		const label = __("Open Supplier Account {0}", [account]);
		return html`${error} ${document_link("Supplier Account", account, { label, new_tab: true })}`;
	});
	return notices("orange", heading, rows);
}

/**
 * What was found where, and when.
 *
 * @param {Object} match
 * @returns {Object} markup
 */
export function summary_view(match) {
	const count = match.candidates.length;
	const found = count === 1 ? __("1 candidate") : __("{0} candidates", [quantity(count)]);
	const asked = match.outcomes.filter((outcome) => !outcome.kind || outcome.parts).map(parts_of);
	const words = [
		html`<strong>${found}</strong>`,
		match.quantity === 1 ? __("for 1 piece") : __("for {0} pieces", [quantity(match.quantity)]),
		strategy_label(match.strategy),
		asked.join(", "),
		when(match.at),
	].filter(Boolean);
	return html`<p class="sc-found">
		${words.map((one, place) => html`${place ? " \u00b7 " : ""}<span>${one}</span>`)}
	</p>`;
}

function parts_of({ account, parts, kept_since }) {
	const found =
		parts === 1 ? __("{0}: 1 part", [account]) : __("{0}: {1} parts", [account, quantity(parts)]);
	return kept_since ? __("{0}, as told {1}", [found, when(kept_since)]) : found;
}
