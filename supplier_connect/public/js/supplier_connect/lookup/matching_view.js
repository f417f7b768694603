import { error_notice } from "../error_view";
import { document_link, html, sentence } from "../html";
import { notice, notices } from "../notices";
import { list_link } from "../resync/run_words";
import { progress_bar } from "./progress_bar";
import { shops_field } from "./shops_field";
import { queue_words } from "./states";

/** Where lookups that wait for a decision are gone through. */
export const REVIEW_ROUTE = "supplier-match-review";

/**
 * What is asked before several Items are matched.
 *
 * @param {Object} setup of the first Item
 * @param {string[]} items
 * @param {string[]} left_out Items that were chosen and aren't looked up
 * @returns {Object} markup
 */
export function matching_form({ accounts, settings }, items, left_out = []) {
	return html`<form class="sc-matching">
		<p>
			${__(
				"The shops are searched for each of these Items, one after the other, within the limits of the accounts."
			)}
		</p>
		${shops_field(accounts)}
		<label class="sc-wish-number">
			<span>${__("Quantity of Each")}</span>
			<input
				class="form-control"
				name="quantity"
				type="number"
				min="1"
				step="1"
				value="${settings.quantity || 1}"
			/>
		</label>
		<label class="sc-check">
			<input type="checkbox" name="auto_import" ${settings.auto_import && html`checked`} />
			<span
				>${__(
					"Add what leaves no doubt: the very part number, or the only candidate that fits"
				)}</span
			>
		</label>
		<p class="sc-aside">${__("Everything else waits for your review.")}</p>
		${notices("gray", items_words(items), items, 0)}
		${notices("orange", left_out_words(left_out), left_out, 0)}
	</form>`;
}

function left_out_words(items) {
	return items.length === 1
		? __("1 Item is left out: it is a template or not bought.")
		: __("{0} Items are left out: they are templates or not bought.", [items.length]);
}

function items_words(items) {
	return items.length === 1 ? __("1 Item") : __("{0} Items", [items.length]);
}

/**
 * How far the matching is.
 *
 * @param {Object} progress as the server answers
 * @param {boolean} stopping
 * @param {number} waited milliseconds since it was started
 * @returns {Object} markup
 */
export function matching_progress(progress, stopping, waited) {
	const { done, total, state } = progress;
	const heading = stopping
		? __("Stopping after the Item under way\u2026")
		: (state === "queued" && queue_words(waited)) || __("{0} of {1} Items looked up", [done, total]);
	return html`<div class="sc-progress" role="status">
		${progress_bar(heading, done, total)}
		<p>${found_words(progress)}</p>
		<p class="text-muted">
			${__("You may close this window: the search goes on, and a message tells when it is done.")}
		</p>
	</div>`;
}

/**
 * What came of the matching.
 *
 * @param {Object} progress
 * @returns {Object} markup
 */
export function matching_summary(progress) {
	const { state, done, total, failed, failed_count = failed.length } = progress;
	const rows = failed.map(({ item, reason }) =>
		sentence("{0}: {1}", [document_link("Item", item, { new_tab: true }), reason])
	);
	const colour = state === "failed" ? "orange" : done < total || failed.length ? "yellow" : "green";
	return html`${progress.error && error_notice(progress.error)}
	${notice(
		colour,
		html`<p class="sc-heading">${how_it_ended(progress)}</p>
			<p>${progress.message}</p>
			<p>${found_words(progress)}</p>
			${progress.to_review ? html`<p>${review_link(progress.to_review)}</p>` : ""}`
	)}
	${notices("orange", failed_words(failed_count), rows, 8)}`;
}

function how_it_ended({ state, done, total }) {
	if (state === "failed") return __("Broken off: {0} of {1} Items were looked up", [done, total]);
	if (done < total) return __("Stopped: {0} of {1} Items were looked up", [done, total]);
	return total === 1 ? __("The Item was looked up") : __("All {0} Items were looked up", [total]);
}

function failed_words(count) {
	return count === 1
		? __("1 Item could not be looked up")
		: __("{0} Items could not be looked up", [count]);
}

/**
 * A link to what waits for review.
 *
 * @param {number} count
 * @returns {Object} markup
 */
export function review_link(count) {
	const label = count === 1 ? __("Review 1 Lookup") : __("Review {0} Lookups", [count]);
	return html`<a href="${frappe.router.make_url([REVIEW_ROUTE])}">${label}</a>`;
}

/**
 * What was found so far, in one line; each count leads to the list of its lookups.
 *
 * @param {Object} progress
 * @returns {Object} markup
 */
export function found_words({ batch, imported, to_review, nothing, failed, failed_count = failed.length }) {
	const words = [
		lookups_link(batch, "Imported", imported, __("{0} added", [imported])),
		lookups_link(batch, "To Review", to_review, __("{0} to review", [to_review])),
		lookups_link(batch, "Nothing Found", nothing, __("{0} without a candidate", [nothing])),
		failed_count > 0 && __("{0} failed", [failed_count]),
	].filter(Boolean);
	return html`${words.map((one, place) => [place ? " \u00b7 " : "", one])}`;
}

function lookups_link(batch, state, count, words) {
	return batch && count ? list_link("Supplier Match", { batch, state }, words, { new_tab: true }) : words;
}
