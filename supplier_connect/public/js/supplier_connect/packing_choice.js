import { html } from "./html";

/**
 * The choice of how an order line shall be packed, for shops where the part number leaves that open.
 *
 * @param {Object} line of a preflight
 * @param {Array<{value: string, label: string}>} packings that the shop's lines can be asked for in
 * @returns {Object|string} markup
 */
export function packing_choice(line, packings) {
	if (!line.sendable) return "";
	const options = [{ value: "", label: __("As Supplier Packs It") }, ...packings].map(
		({ value, label }) => {
			const selected = value === line.packing ? html`selected` : "";
			return html`<option value="${value}" ${selected}>${label}</option>`;
		}
	);
	return html`<select
		class="form-control input-xs sc-packing"
		data-packing="${line.ref}"
		aria-label="${__("Packing of line {0}", [line.number])}"
	>
		${options}
	</select>`;
}

/**
 * Keep the choices of lines with one part in step: they become one line of the cart.
 *
 * @param {HTMLElement} box holds the table
 * @param {Object} preflight
 */
export function join_packings(box, preflight) {
	const sku_of = new Map(preflight.lines.map((line) => [line.ref, line.sku.toLowerCase()]));
	box.addEventListener("change", ({ target }) => {
		const { packing } = target.dataset;
		if (!packing) return;
		for (const other of choices(box)) {
			if (sku_of.get(other.dataset.packing) === sku_of.get(packing)) other.value = target.value;
		}
	});
}

/**
 * The packings that the user has chosen, now or before; the others are left to the account.
 *
 * @param {HTMLElement} box holds the table
 * @param {Object} preflight
 * @returns {Object} packing by the line's ref, "" for the supplier's own way
 */
export function chosen_packings(box, preflight) {
	const by_ref = new Map(preflight.lines.map((line) => [line.ref, line]));
	const chosen = choices(box).filter((choice) => {
		const line = by_ref.get(choice.dataset.packing);
		return line.packing_chosen || choice.value !== line.packing;
	});
	return Object.fromEntries(chosen.map((choice) => [choice.dataset.packing, choice.value]));
}

function choices(box) {
	return [...box.querySelectorAll("[data-packing]")];
}
