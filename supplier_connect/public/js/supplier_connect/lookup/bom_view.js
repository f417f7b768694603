import { money, money_column, quantity } from "../format";
import { document_link, html, mark, sentence } from "../html";
import { notice, notices, pill } from "../notices";
import { table } from "../table";
import { progress_bar } from "./progress_bar";
import { shops_field } from "./shops_field";
import { queue_words } from "./states";

const STATES = {
	Exact: ["green", () => __("Exact")],
	"Single Fit": ["green", () => __("Single Fit")],
	"To Review": ["orange", () => __("To Review")],
	"Nothing Found": ["red", () => __("Nothing Found")],
	Failed: ["red", () => __("Failed")],
	"Not Looked Up": ["gray", () => __("Not Looked Up")],
};

/**
 * What is asked before a BOM is costed.
 *
 * @param {Object} setup of one of its Items
 * @param {string} quantities as they were entered last
 * @returns {Object} markup
 */
export function bom_form({ accounts }, quantities) {
	return html`<form class="sc-matching">
		<p>
			${__("The parts of all lines are looked up, and costed for several quantities of the product.")}
		</p>
		${shops_field(accounts)}
		<label class="sc-wish-quantities">
			<span>${__("Quantities, with spaces between")}</span>
			<input
				class="form-control"
				name="quantities"
				type="text"
				value="${quantities}"
				inputmode="numeric"
			/>
		</label>
		<label class="sc-check">
			<input type="checkbox" name="multi_level" />
			<span>${__("With the parts of sub-assemblies")}</span>
		</label>
		<label class="sc-check">
			<input type="checkbox" name="fresh" />
			<span>
				${__("Ask the suppliers again for everything")}
				<small>${__("Otherwise prices and stock may come from the accounts' cache.")}</small>
			</span>
		</label>
	</form>`;
}

/**
 * The quantities that a user has entered.
 *
 * @param {string} text
 * @returns {number[]}
 */
export function quantities_in(text) {
	const numbers = (text.match(/\d+/g) || []).map(Number).filter((number) => number > 0);
	return [...new Set(numbers)].sort((a, b) => a - b);
}

/**
 * How far the costing is.
 *
 * @param {Object} progress as the server answers
 * @param {boolean} stopping
 * @param {number} waited milliseconds since it was started
 * @returns {Object} markup
 */
export function bom_progress(progress, stopping, waited) {
	const { done, total, state, message } = progress;
	const heading = stopping
		? __("Stopping\u2026")
		: (state === "queued" && queue_words(waited)) || __("{0} of {1} lines looked up", [done, total]);
	return html`<div class="sc-progress" role="status">
		${progress_bar(heading, done, total)}
		<p>${message}</p>
		<p class="text-muted">
			${__("You may close this window: the search goes on, and a message tells when it is done.")}
		</p>
	</div>`;
}

/**
 * What a BOM costs: the totals, what could not be asked, and the lines.
 *
 * @param {Object} cost as the server answers
 * @returns {Object} markup; see `follow_lines`
 */
export function bom_cost_view(cost) {
	return html`${broken_off(cost)} ${failures(cost.failures)} ${totals(cost)} ${age(cost)}
	${not_counted(cost)} ${lines(cost)}`;
}

/**
 * Have the counts of the totals show their lines alone.
 *
 * @param {HTMLElement} box holds the costs
 */
export function follow_lines(box) {
	const shown = box.querySelector("[data-shown]");
	const rows = [...box.querySelectorAll(".sc-bom-lines tbody tr")];
	const show = (numbers, words) => {
		rows.forEach((row) => {
			row.hidden = Boolean(numbers) && !numbers.has(row.className.replace("sc-bom-line-", ""));
		});
		shown.hidden = !numbers;
		shown.querySelector("span").textContent = words;
		if (numbers) shown.scrollIntoView({ block: "nearest" });
	};
	box.querySelectorAll("[data-numbers]").forEach((button) =>
		button.addEventListener("click", () =>
			show(new Set(button.dataset.numbers.split(",")), button.dataset.words)
		)
	);
	shown.querySelector("button").addEventListener("click", () => show(null, ""));
}

function age({ kept_since }) {
	return html`<p class="text-muted">
		${
			kept_since
				? __("Some prices are from the accounts' cache. The oldest is from {0}.", [
						frappe.datetime.str_to_user(kept_since),
					])
				: __("All prices were told by the suppliers for this lookup.")
		}
	</p>`;
}

function broken_off({ stopped, left }) {
	if (!stopped && !left) return "";
	const words = left === 1 ? __("1 line was not looked up.") : __("{0} lines were not looked up.", [left]);
	return notice("yellow", words);
}

function failures(all) {
	const rows = all.map(({ account, message, lines: count }) => {
		const link = document_link("Supplier Account", account, { new_tab: true });
		const values = [link, message, count];
		return sentence(
			count === 1
				? __("{0} could not be searched for one line: {1}")
				: __("{0} could not be searched for {2} lines: {1}"),
			values
		);
	});
	return notices("orange", __("Some shops could not be searched"), rows);
}

function totals(cost) {
	const rows = cost.totals.flatMap((total) =>
		total.sums.length
			? total.sums.map((sum) => ({ ...total, ...sum }))
			: [{ ...total, currency: "", settled: null, to_review: null, total: null }]
	);
	const amount = (row, value) => (value === null ? "" : money(value, row.currency));
	const columns = [
		{ label: __("Quantity"), css: "sc-number sc-strong", cell: (row) => quantity(row.boards) },
		{ label: __("Settled Parts"), css: "sc-number", cell: (row) => amount(row, row.settled) },
		{ label: __("Parts to Review"), css: "sc-number", cell: (row) => amount(row, row.to_review) },
		{ label: __("Total"), css: "sc-number sc-strong", cell: (row) => amount(row, row.total) },
		{
			label: __("For Each"),
			css: "sc-number",
			cell: for_each,
		},
		{
			label: __("Without a Price"),
			css: "sc-number",
			cell: (row) => line_count(row.uncounted, __("Lines without a price for {0}", [row.boards])),
		},
		{
			label: __("Short of Stock"),
			css: "sc-number",
			cell: (row) => line_count(row.short, __("Lines short of stock for {0}", [row.boards])),
		},
	];
	return table(columns, rows);
}

function for_each({ each = null, currency }) {
	return each === null ? "" : money_column([each], currency)(each);
}

function line_count(numbers, words) {
	if (!numbers.length) return "";
	const label = numbers.length === 1 ? __("line {0}", [numbers[0]]) : __("{0} lines", [numbers.length]);
	return html`<button
		type="button"
		class="sc-link sc-bom-count"
		data-numbers="${numbers.join(",")}"
		data-words="${words}"
		title="${__("Lines {0}", [numbers.join(", ")])}"
	>
		${label}
	</button>`;
}

function not_counted({ not_fitted }) {
	if (!not_fitted.length) return "";
	const rows = not_fitted.map(({ number, item }) =>
		sentence("{0}: {1}", [number, document_link("Item", item, { new_tab: true })])
	);
	return notices("gray", __("Made in house, so not looked up: {0}", [not_fitted.length]), rows, 0);
}

function lines(cost) {
	const columns = [
		{ label: "#", css: "sc-number sc-narrow", cell: (line) => [line.number, ...line.also].join(", ") },
		{ label: __("Item"), css: "sc-code", cell: item_cell },
		{ label: __("Quantity"), css: "sc-number", cell: (line) => quantity(line.quantity) },
		{ label: __("Part"), css: "sc-wide", cell: part_cell },
		...cost.quantities.map((boards) => cost_column(cost, boards)),
	];
	return html`<p data-shown hidden>
			<span class="sc-strong"></span>
			<button type="button" class="sc-link">${__("Show All Lines")}</button>
		</p>
		<div class="sc-bom-lines">
			${table(columns, cost.lines, { row_css: ({ number }) => `sc-bom-line-${number}` })}
		</div>`;
}

function item_cell(line) {
	return line.item ? document_link("Item", line.item, { new_tab: true }) : line.title;
}

function part_cell(line) {
	const [colour, label] = STATES[line.state] || ["gray", () => line.state];
	const link =
		line.match && document_link("Supplier Match", line.match, { label: __("candidates"), new_tab: true });
	const { part } = line;
	return html`${part && html`<div class="sc-part-number">${part.mpn}</div>`}
		${part && html`<div>${part.manufacturer}</div>`}
		<div>${pill(colour, label())} ${link}</div>
		${[...(part?.warnings || []), ...line.notes].map(
			(words) => html`<div class="sc-line-note">${words}</div>`
		)}`;
}

function cost_column(cost, boards) {
	const at = (line) => line.costs.find((one) => one.boards === boards);
	const prices = new Map();
	const price = ({ currency, unit_price }) => {
		if (!prices.has(currency)) {
			const amounts = cost.lines
				.flatMap((line) => line.costs)
				.filter((one) => one.currency === currency);
			prices.set(
				currency,
				money_column(
					amounts.map((one) => one.unit_price),
					currency
				)
			);
		}
		return prices.get(currency)(unit_price);
	};
	return {
		label: __("For {0}", [quantity(boards)]),
		css: "sc-number",
		cell: (line) => at(line) && cost_cell(at(line), price),
	};
}

function cost_cell(bought, price) {
	const short = !bought.enough && mark("bad", __("Not enough in stock"));
	if (bought.cost === null) return html`<span class="sc-untold">${__("no price told")}</span> ${short}`;
	return html`<div>${money(bought.cost, bought.currency)} ${short}</div>
		<small>${quantity(bought.quantity)} × ${price(bought)}</small>
		<small>${bought.account}<br />${bought.sku}</small>`;
}
