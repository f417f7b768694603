import { document_link, html } from "../html";
import { remember, remembered } from "./remembered";

/**
 * The shops to ask, each with a check box. All are ticked that the user has not left out last time.
 *
 * @param {Object[]} accounts
 * @returns {Object} markup
 */
export function shops_field(accounts) {
	const left_out = new Set(remembered("left_out", []));
	const none_left = accounts.every((account) => left_out.has(account.name) || !account.can_search);
	const boxes = accounts.map((account) => shop_box(account, none_left || !left_out.has(account.name)));
	return html`<fieldset class="sc-shops">
		<legend>${__("Shops")}</legend>
		<div class="sc-checks">${boxes}</div>
	</fieldset>`;
}

function shop_box({ name, can_search, missing }, checked) {
	const usable = can_search && checked;
	return html`<div>
		<label class="sc-check">
			<input
				type="checkbox"
				name="account"
				value="${name}"
				${usable && html`checked`}
				${!can_search && html`disabled`}
			/>
			<span>${name}</span>
		</label>
		${!can_search && lacking(name, missing)}
	</div>`;
}

function lacking(name, missing) {
	const link = document_link("Supplier Account", name, { label: __("Open"), new_tab: true });
	return html`<small>${__("lacks {0}", [missing.join(", ")])} ${link}</small>`;
}

/**
 * The names of the ticked shops.
 *
 * @param {HTMLElement} box holds the field
 * @returns {string[]}
 */
export function ticked_shops(box) {
	return boxes_in(box)
		.filter((one) => one.checked)
		.map((one) => one.value);
}

/**
 * Remember which shops are left out.
 *
 * @param {HTMLElement} box holds the field
 */
export function remember_shops(box) {
	const boxes = boxes_in(box);
	const here = new Set(boxes.map((one) => one.value));
	const elsewhere = remembered("left_out", []).filter((name) => !here.has(name));
	const left_out = boxes.filter((one) => !one.checked && !one.disabled).map((one) => one.value);
	remember("left_out", [...elsewhere, ...left_out]);
}

function boxes_in(box) {
	return [...box.querySelectorAll("input[name=account]")];
}
