import { html, mark, web_address } from "../html";
import { lifecycle_colour } from "../colours";
import { pill } from "../notices";

/**
 * A small picture of a candidate; nothing where there is none.
 *
 * @param {Object} candidate
 * @returns {Object|string} markup
 */
export function small_picture(candidate) {
	const url = web_address(candidate.image_url);
	if (!url) return "";
	return html`<img class="sc-thumb" src="${url}" alt="" loading="lazy" referrerpolicy="no-referrer" />`;
}

/**
 * Take pictures that can't be loaded off the page, whenever they are put there.
 *
 * @param {HTMLElement} box
 */
export function drop_broken_thumbs(box) {
	const drop = ({ target }) => target.matches?.(".sc-thumb") && target.remove();
	// Such errors don't bubble.
	box.addEventListener("error", drop, true);
}

/**
 * What a candidate is: its number, manufacturer, description, where to read more, and what to look out for.
 *
 * @param {Object} candidate
 * @returns {Object} markup
 */
export function part_words(candidate) {
	return html`<div class="sc-part-number">${candidate.mpn || candidate.offers[0].sku}</div>
		<div>${candidate.manufacturer}</div>
		<div class="sc-aside sc-part-description">${candidate.description}</div>
		<div class="sc-part-links">${links(candidate)}</div>
		${candidate.warnings.map((words) => html`<div class="sc-line-note">${words}</div>`)}`;
}

function links(candidate) {
	return [
		[candidate.datasheet_url, __("Datasheet")],
		[candidate.url, __("Product Page")],
	]
		.filter(([url]) => web_address(url))
		.map(([url, label]) => html`<a href="${url}" target="_blank" rel="noopener noreferrer">${label}</a>`);
}

/**
 * A candidate's lifecycle as a coloured word.
 *
 * @param {Object} candidate
 * @returns {Object|string} markup
 */
export function lifecycle_pill({ lifecycle }) {
	return lifecycle ? pill(lifecycle_colour(lifecycle), __(lifecycle)) : "";
}

/**
 * That an offer is a Supplier Part of the Item already.
 *
 * @returns {Object} markup
 */
export function linked_mark() {
	return html`<span class="sc-linked"
		>${mark("good", __("Already a Supplier Part"))} ${__("already linked")}</span
	>`;
}
