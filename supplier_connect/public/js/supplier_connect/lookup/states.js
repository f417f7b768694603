import { document_link, html } from "../html";
import { empty_state, notice } from "../notices";

/**
 * What is shown while shops are asked.
 *
 * @param {string[]} accounts
 * @returns {Object} markup
 */
export function asking_view(accounts) {
	const words =
		accounts.length > 3
			? __("Asking {0} shops\u2026", [accounts.length])
			: __("Asking {0}\u2026", [accounts.join(", ")]);
	return html`<div class="sc-empty-state" role="status"><span class="sc-spinner"></span> ${words}</div>`;
}

// How long a job may wait for a worker before the user is told what it waits for, and then whom to ask.
const LONG_MS = 5000;
const TOO_LONG_MS = 60000;

/**
 * What a job waits for that hasn't been begun; "" when it has not waited long.
 *
 * @param {number} waited milliseconds since it was started
 * @returns {string}
 */
export function queue_words(waited) {
	if (waited > TOO_LONG_MS) {
		return __("Still waiting for a background worker. Ask your administrator whether the workers run.");
	}
	return waited > LONG_MS ? __("Waiting for a background worker\u2026") : "";
}

/**
 * What is shown when no shop has anything.
 *
 * @param {Object} match
 * @returns {Object} markup
 */
export function nothing_found_view(match) {
	return empty_state(
		__("Nothing found for \u201c{0}\u201d", [match.query]),
		__("Search with fewer or other words, or ask another shop.")
	);
}

/**
 * What is shown when an Item says nothing that could be searched for.
 *
 * @param {string} item
 * @returns {Object} markup
 */
export function nothing_to_search_by(item) {
	return notice(
		"yellow",
		html`<p class="sc-heading">${__("{0} has nothing to search by.", [item])}</p>
			<p>
				${__(
					"Write a query above, or give the Item a manufacturer part number, parameters or a name."
				)}
			</p>
			<p><a href="#" data-parameters>${__("Enter its parameters")}</a></p>`
	);
}

/**
 * What is shown when there is nowhere to search.
 *
 * @param {Object} setup
 * @returns {Object} markup
 */
export function no_shop_view({ may_create_account }) {
	return empty_state(
		__("There is no Supplier Account to search with"),
		may_create_account
			? document_link("Supplier Account", "new", { label: __("Create a Supplier Account") })
			: __("Ask whoever sets up the suppliers here to create one, or to let you see it.")
	);
}
