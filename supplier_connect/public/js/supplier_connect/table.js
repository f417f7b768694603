import { html } from "./html";

/**
 * @typedef {Object} Column
 * @property {string} label
 * @property {string} [css] class of its cells, such as "sc-number"
 * @property {function(Object): (string|Object)} cell the content for a row; strings are escaped
 */

/**
 * A table in a box that scrolls by itself, made as one piece of markup. In a narrow window its rows become cards.
 *
 * @param {Column[]} columns
 * @param {Object[]} rows
 * @param {Object} [options]
 * @param {function(Object): string} [options.row_css]
 * @param {{ref: function, enabled: function, label: function, checked: function, all: string}} [options.ticks] a tick before
 *   every row, and one before all of them, which are lines unless `all` says otherwise
 * @returns {Object} markup
 */
export function table(columns, rows, { row_css = () => "", ticks = null } = {}) {
	const heads = columns.map(
		(column) => html`<th scope="col" class="${column.css || ""}">${column.label}</th>`
	);
	const body = rows.map(
		(row) =>
			html`<tr class="${row_css(row)}">
				${ticks && tick(ticks, row)}${columns.map((column) => cell(column, row))}
			</tr>`
	);
	return html`<div class="sc-table-box" tabindex="0">
		<table class="sc-table">
			<thead>
				<tr>
					${ticks && tick_all(ticks.all || __("All lines"))}${heads}
				</tr>
			</thead>
			<tbody>
				${body}
			</tbody>
		</table>
	</div>`;
}

function cell(column, row) {
	const content = column.cell(row);
	const empty = ["", null, undefined].includes(content) || content.length === 0;
	return html`<td class="${column.css || ""} ${empty && "sc-empty"}" data-label="${column.label}">
		${content}
	</td>`;
}

function tick_all(label) {
	return html`<th class="sc-tick" scope="col">
		<label> <input type="checkbox" data-tick-all aria-label="${label}" /><span>${label}</span> </label>
	</th>`;
}

function tick(ticks, row) {
	const enabled = ticks.enabled(row);
	const checked = enabled && ticks.checked(row);
	return html`<td class="sc-tick">
		<input
			type="checkbox"
			data-tick="${ticks.ref(row)}"
			aria-label="${ticks.label(row)}"
			${checked && html`checked`}
			${!enabled && html`disabled`}
		/>
	</td>`;
}

/**
 * Keep the tick in a table's head and those of its rows in step.
 *
 * @param {HTMLElement} box holds the table
 * @param {function(Set<string>)} on_change gets the ticked refs, once at the start and after every change
 */
export function follow_ticks(box, on_change) {
	const all = box.querySelector("[data-tick-all]");
	const find_open = () => [...box.querySelectorAll("[data-tick]:not(:disabled)")];
	const tell = () => {
		const open = find_open();
		const ticked = open.filter((one) => one.checked);
		all.disabled = !open.length;
		all.checked = ticked.length > 0 && ticked.length === open.length;
		all.indeterminate = ticked.length > 0 && ticked.length < open.length;
		on_change(new Set(ticked.map((one) => one.dataset.tick)));
	};
	box.querySelector(".sc-table").addEventListener("change", (event) => {
		if (event.target === all) find_open().forEach((one) => (one.checked = all.checked));
		tell();
	});
	tell();
}
