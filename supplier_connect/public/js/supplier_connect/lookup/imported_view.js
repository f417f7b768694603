import { document_link, html } from "../html";
import { notice, pill } from "../notices";
import { table } from "../table";

const OUTCOMES = {
	created: ["green", () => __("Created")],
	updated: ["blue", () => __("Updated")],
	unchanged: ["gray", () => __("Unchanged")],
	failed: ["red", () => __("Failed")],
	asks: ["orange", () => __("Your Decision")],
};

/**
 * What became of every offer that was to be added.
 *
 * @param {Object} imported as the server answers
 * @returns {Object} markup
 */
export function imported_view(imported) {
	const asks = imported.results.some((result) => result.asks);
	return html`${notice(colour_of(imported), html`<p class="sc-heading">${counts(imported)}</p>`)}
	${
		asks &&
		html`<p class="sc-aside">
			${__("Tick a part of another manufacturer part number if it is the right one, and try again.")}
		</p>`
	}
	${table(columns(), imported.results)}`;
}

function colour_of({ results, failed }) {
	if (!failed) return "green";
	return failed === results.length ? "orange" : "yellow";
}

function counts({ created, updated, unchanged, failed }) {
	return [
		[created, __("{0} created", [created])],
		[updated, __("{0} updated", [updated])],
		[unchanged, __("{0} unchanged", [unchanged])],
		[failed, __("{0} not added", [failed])],
	]
		.filter(([count]) => count)
		.map(([_count, words]) => words)
		.join(", ");
}

function columns() {
	return [
		{ label: __("Outcome"), cell: outcome_pill },
		{ label: __("Supplier Part Number"), css: "sc-code", cell: part_link },
		{ label: __("Manufacturer Part Number"), css: "sc-code", cell: (result) => result.mpn },
		{ label: __("Shop"), cell: (result) => result.account },
		{ label: __("Note"), css: "sc-wide", cell: note },
	];
}

function outcome_pill(result) {
	const [colour, label] = OUTCOMES[result.asks ? "asks" : result.outcome];
	return pill(colour, label());
}

function part_link({ supplier_part, sku }) {
	return supplier_part ? document_link("Supplier Part", supplier_part, { label: sku, new_tab: true }) : sku;
}

function note({ asks, reason, mpn }) {
	if (!asks) return reason;
	return html`${reason}
		<label class="sc-override">
			<input type="checkbox" data-accept="${mpn}" /> ${__("It is the right part: add it anyway")}
		</label>`;
}

/**
 * The manufacturer part numbers that are ticked to be accepted.
 *
 * @param {HTMLElement} box
 * @returns {Set<string>}
 */
export function accepted_mpns(box) {
	return new Set([...box.querySelectorAll("[data-accept]:checked")].map((one) => one.dataset.accept));
}
