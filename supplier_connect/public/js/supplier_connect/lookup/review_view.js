import { quantity, when } from "../format";
import { document_link, html, web_address } from "../html";
import { empty_state, notice } from "../notices";
import { list_link } from "../resync/run_words";
import { fit_pill } from "./fit_view";
import { cost_words, packaging_words, stock_words, unit_prices } from "./offer_words";
import { failures_view } from "./outcomes_view";
import { lifecycle_pill, linked_mark, part_words, small_picture } from "./part_view";
import { plan_view } from "./plan_view";
import { score_bar } from "./score_view";

const UNTOLD = "\u2014";

/**
 * One lookup to decide on: the Item at the left, its candidates at the right.
 *
 * @param {Object} match
 * @param {Object} item what is known of the Item
 * @param {number} place of the candidate that is chosen
 * @returns {Object} markup
 */
export function review_view(match, item, place) {
	return html`<div class="sc-review-columns">
		<section class="sc-review-item" aria-label="${__("Item")}">${item_view(match, item)}</section>
		<section aria-label="${__("Candidates")}">
			${failures_view(match.outcomes)}
			<div data-problem aria-live="assertive"></div>
			<ol class="sc-review-candidates">
				${match.candidates.map((one, number) => candidate_view(one, number, number === place))}
			</ol>
		</section>
	</div>`;
}

function item_view(match, item) {
	const image = web_address(item.image) || (/^\/(?!\/)/.test(item.image || "") ? item.image : "");
	return html`${image && html`<img class="sc-picture" src="${image}" alt="" />`}
		<p class="sc-heading sc-review-name">${document_link("Item", match.item, { new_tab: true })}</p>
		<p>${item.item_name !== match.item && item.item_name}</p>
		<p class="sc-aside">${plain(item.description, item.item_name)}</p>
		<dl class="sc-facts sc-facts-one">
			${fact(__("Item Group"), item.item_group)} ${fact(__("Query"), match.query)}
			${fact(__("Quantity"), quantity(match.quantity))} ${fact(__("Looked Up"), when(match.at))}
		</dl>
		${requirements(match.plan.constraints)} ${plan_view(match)}
		<p>
			${document_link("Supplier Match", match.name, {
				label: __("All candidates and offers"),
				new_tab: true,
			})}
		</p>`;
}

function plain(description, name) {
	const text = frappe.utils.html2text(description || "").trim();
	return text === (name || "").trim() ? "" : text;
}

function requirements(constraints) {
	if (!constraints.length) return "";
	return html`<div>
		<small>${__("Read as requirements")}</small>
		<ul class="sc-requirements">
			${constraints.map((words) => html`<li>${words}</li>`)}
		</ul>
	</div>`;
}

function fact(label, value) {
	return (
		value &&
		html`<div>
			<dt>${label}</dt>
			<dd>${value}</dd>
		</div>`
	);
}

function candidate_view(candidate, place, chosen) {
	const [offer] = candidate.offers;
	return html`<li
		class="sc-review-candidate ${chosen && "sc-chosen"}"
		data-candidate="${place}"
		${chosen && html`aria-current="true"`}
	>
		<kbd class="sc-key">${place + 1}</kbd>
		<div class="sc-review-picture">${small_picture(candidate)}</div>
		<div class="sc-review-part">${part_words(candidate)}</div>
		<dl class="sc-facts sc-review-facts">
			${fact(__("Package"), candidate.package || UNTOLD)}
			${fact(__("Lifecycle"), lifecycle_pill(candidate) || UNTOLD)}
			<div data-offer-facts>${offer_facts(offer)}</div>
		</dl>
		<div class="sc-review-score">${score_bar(candidate)} ${fit_pill(candidate)}</div>
		<button type="button" class="btn btn-sm ${chosen ? "btn-primary" : "btn-default"}" data-accept>
			${__("Accept")}
		</button>
		<div class="sc-review-offer">${offers_choice(candidate)} ${candidate.linked && linked_mark()}</div>
	</li>`;
}

function offers_choice(candidate) {
	const price = unit_prices(candidate.offers);
	const words = (offer) =>
		[offer.account, offer.sku, packaging_words(offer), price(offer)].filter(Boolean).join(" \u00b7 ");
	const [only] = candidate.offers;
	if (candidate.offers.length === 1) return html`<div class="sc-sku">${words(only)}</div>`;
	return html`<select class="form-control input-xs" data-offer aria-label="${__("Offer")}">
		${candidate.offers.map((offer, place) => html`<option value="${place}">${words(offer)}</option>`)}
	</select>`;
}

/**
 * Stock and price of an offer.
 *
 * @param {Object} offer
 * @returns {Object} markup
 */
export function offer_facts(offer) {
	return html`${fact(__("Stock"), stock_words(offer))} ${fact(__("Cost"), cost_words(offer))}`;
}

/**
 * What keeps an offer from being accepted; where the user may decide, with a button.
 *
 * @param {Object} result
 * @returns {Object} markup
 */
export function problem_view({ reason, asks }) {
	return notice(
		asks ? "orange" : "red",
		html`<p class="sc-heading">${reason}</p>
			${
				asks &&
				html`<p>
					<button type="button" class="btn btn-default btn-xs" data-anyway>
						${__("It is the right part: accept it anyway")}
					</button>
				</p>`
			}`
	);
}

/**
 * What is shown when nothing waits.
 *
 * @returns {Object} markup
 */
export function nothing_to_review() {
	return empty_state(
		__("Nothing waits for review"),
		html`${__("Tick Items in their list and choose Match Supplier Parts among the actions.")}
			<a href="${frappe.router.make_url(["List", "Item"])}">${__("Go to the Items")}</a>`
	);
}

/**
 * What is shown to somebody who can't review.
 *
 * @returns {Object} markup
 */
export function not_for_you() {
	return empty_state(
		__("Only users who may edit Items can review lookups"),
		__("Ask your System Manager for a role that may, such as Item Manager.")
	);
}

/**
 * The keys, and how much is left.
 *
 * @param {number} place of the lookup among those read
 * @param {number} total
 * @returns {Object} markup
 */
export function review_bar(place, total) {
	return html`<div class="sc-review-bar">
		<strong role="status"
			>${list_link(
				"Supplier Match",
				{ state: "To Review" },
				total === 1 ? __("1 lookup left") : __("{0} lookups left", [total]),
				{ new_tab: true }
			)}</strong
		>
		<span class="sc-keys">
			${key("Enter", __("accept"))} ${key("1\u20135", __("choose"))} ${key("S", __("skip"))}
			${key("\u2190 \u2192", __("go to another"))}
		</span>
		<span class="sc-review-buttons">
			<button type="button" class="btn btn-default btn-sm" data-move="-1" ${!place && html`disabled`}>
				${__("Previous")}
			</button>
			<button type="button" class="btn btn-default btn-sm" data-move="1" ${total < 2 && html`disabled`}>
				${__("Next")}
			</button>
			<button type="button" class="btn btn-default btn-sm" data-skip>${__("Skip")}</button>
		</span>
	</div>`;
}

function key(keys, meaning) {
	return html`<span><kbd>${keys}</kbd> ${meaning}</span>`;
}
