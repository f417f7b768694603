import { document_link, html, mark, sentence } from "./html";
import { empty_state, notice } from "./notices";
import { choices_view, offer_view } from "./offer_view";

/**
 * Where to look, and what for.
 *
 * @param {Object} setup the accounts, as the server answers
 * @param {string|null} remembered the account that was used last
 * @returns {Object} markup
 */
export function lookup_form({ accounts }, remembered) {
	const chosen = accounts.some((account) => account.name === remembered) ? remembered : accounts[0].name;
	return html`<form class="sc-lookup">
		<label class="sc-lookup-account">
			<span>${__("Supplier Account")}</span>
			<select class="form-control" name="account">
				${accounts.map((account) => account_option(account, chosen))}
			</select>
		</label>
		<label class="sc-lookup-number">
			<span>${__("Supplier Part Number")}</span>
			<input
				class="form-control"
				name="number"
				type="text"
				maxlength="140"
				autocomplete="off"
				autocapitalize="off"
				spellcheck="false"
				required
			/>
		</label>
		<button type="submit" class="btn btn-default">${__("Look Up")}</button>
	</form>`;
}

function account_option(account, chosen) {
	const keys = account.own_keys ? " \u00b7 " + __("your own keys") : "";
	return html`<option value="${account.name}" ${account.name === chosen && html`selected`}>
		${account.name} (${account.currency})${keys}
	</option>`;
}

/**
 * What is shown when there is nowhere to look.
 *
 * @param {Object} setup
 * @returns {Object} markup
 */
export function no_account_view({ may_create_account }) {
	const link = document_link("Supplier Account", "new", { label: __("Create a Supplier Account") });
	return empty_state(
		__("There is no Supplier Account that you can use"),
		may_create_account
			? link
			: __("Ask whoever sets up the suppliers here to create one, or to let you see it.")
	);
}

/**
 * That something is being asked.
 *
 * @param {string} text
 * @returns {Object} markup
 */
export function waiting_view(text) {
	return html`<div class="sc-empty-state" role="status">${text}</div>`;
}

/**
 * What the shop sells under a manufacturer's number, to choose from.
 *
 * @param {string} number
 * @param {Object[]} offers
 * @returns {Object} markup
 */
export function choice_view(number, offers) {
	const words = __(
		"{0} is a manufacturer part number. Choose the supplier part number under which you buy it.",
		[number]
	);
	return html`${notice("yellow", words)}${choices_view(offers)}`;
}

/**
 * What was found under a number, and how it fits the Item.
 *
 * @param {Object} found as the server answers
 * @param {string} item
 * @returns {Object} markup
 */
export function found_view(found, item) {
	return html`${fit(found, item)} ${already_known(found)} ${offer_view(found.offer)}`;
}

function fit(found, item) {
	if (found.conflict) return conflict(found);
	if (!found.mpns.length) {
		return notice(
			"gray",
			__("{0} has no manufacturer part number to check this part by: compare the descriptions.", [item])
		);
	}
	const words = __("{0} is a manufacturer part number of {1}.", [found.offer.mpn, item]);
	return notice("green", html`${mark("good", __("Right part"))} ${words}`);
}

function conflict(found) {
	return notice(
		"orange",
		html`<p>${found.conflict}</p>
			<label class="sc-override">
				<input type="checkbox" name="override" /> ${__("It is the right part: add it anyway")}
			</label>`
	);
}

function already_known(found) {
	const { sku } = found.offer;
	return html`${
		found.part &&
		notice(
			"blue",
			sentence(__("{0} is already a {1} of this Item and will be brought up to date."), [
				sku,
				document_link("Supplier Part", found.part, { label: __("Supplier Part"), new_tab: true }),
			])
		)
	}
	${found.known_as.length ? notice("yellow", known_elsewhere(sku, found.known_as)) : ""}`;
}

function known_elsewhere(sku, items) {
	const links = items.map((item, place) => [
		place ? ", " : "",
		document_link("Item", item, { new_tab: true }),
	]);
	return sentence(__("{0} is also a Supplier Part of {1}."), [sku, links]);
}

/**
 * What was stored.
 *
 * @param {Object} added as the server answers
 * @param {string} item
 * @returns {Object} markup
 */
export function added_view(added, item) {
	const link = document_link("Supplier Part", added.part, { label: added.sku, new_tab: true });
	const template = added.created
		? __("Supplier Part {0} was added to {1}.")
		: __("Supplier Part {0} of {1} was brought up to date.");
	return html`${notice(
		"green",
		html`<p class="sc-heading">${mark("good", __("Done"))} ${sentence(template, [link, item])}</p>
			<p>${item_number(added, item)}</p>`
	)}`;
}

function item_number(added, item) {
	const { supplier, item_number: number, item_number_written: written, sku } = added;
	if (written) {
		return __("{0} has {1} as its supplier part number at {2} now.", [item, number, supplier]);
	}
	if (number === sku) return "";
	return __("{0} keeps {1} as its supplier part number at {2}.", [item, number, supplier]);
}
