import { html } from "../html";
import { remember, remembered } from "./remembered";

const OPTIONS = {
	parameters: () => __("Parameters"),
	image: () => __("Image"),
	datasheet: () => __("Datasheet"),
	price: () => __("Price"),
};

/**
 * Check boxes for what an import takes over into the Item: as the user chose last, else as it is set up.
 *
 * @param {Object} settings of the user's lookups, as the server answers
 * @returns {Object} markup
 */
export function options_view({ import: set_up, may_set_prices }) {
	const chosen = { ...set_up, ...remembered("import", {}) };
	const offered = Object.entries(OPTIONS).filter(([name]) => name !== "price" || may_set_prices);
	const boxes = offered.map(
		([name, label]) =>
			html`<label class="sc-check">
				<input type="checkbox" data-option="${name}" ${chosen[name] && html`checked`} />
				<span>${label()}</span>
			</label>`
	);
	return html`<fieldset class="sc-options" title="${__("What the Item has already stays as it is")}">
		<legend>${__("Take over")}</legend>
		<div class="sc-checks">${boxes}</div>
	</fieldset>`;
}

/**
 * What is ticked now.
 *
 * @param {HTMLElement} box holds the check boxes
 * @returns {Object} of 0 and 1, for the server
 */
export function ticked_options(box) {
	const all = Object.keys(OPTIONS).map((name) => {
		const tick = box.querySelector(`[data-option=${name}]`);
		return [name, Number(Boolean(tick?.checked))];
	});
	return Object.fromEntries(all);
}

/**
 * Remember every change of the check boxes.
 *
 * @param {HTMLElement} box holds them, now or later
 */
export function remember_options(box) {
	box.addEventListener("change", ({ target }) => {
		const { option } = target.dataset;
		if (option) remember("import", { ...remembered("import", {}), [option]: target.checked });
	});
}
