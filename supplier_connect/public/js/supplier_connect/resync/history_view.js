import { error_notice } from "../error_view";
import { decimals_of, quantity } from "../format";
import { html, sentence } from "../html";
import { empty_state } from "../notices";
import { call } from "../server";
import { StepChart } from "./step_chart";

const COLOURS = ["blue", "green", "orange", "purple", "cyan", "pink", "yellow", "red"];
const MOST_AT_FIRST = 3;
const PERIODS = [
	[30, () => __("30 days")],
	[90, () => __("90 days")],
	[365, () => __("A year")],
	[1825, () => __("5 years")],
];
const USUAL_PERIOD = 365;

/**
 * Show in a box what a Supplier Part cost, and how many there were, over time.
 *
 * @param {HTMLElement} box
 * @param {string} part
 * @returns {HistoryView}
 */
export function show_history(box, part) {
	const view = new HistoryView(box, part);
	view.read(USUAL_PERIOD);
	return view;
}

class HistoryView {
	constructor(box, part) {
		Object.assign(this, { box, part, charts: [] });
		box.classList.add("supplier-connect", "sc-history");
	}

	/** Forget the charts; nothing is drawn any more. */
	end() {
		this.is_over = true;
		this.charts.forEach((chart) => chart.end());
	}

	async read(days) {
		this.days = days;
		let history;
		try {
			history = await call("GET", "supplier_connect.api.history.part_history", {
				part: this.part,
				days,
			});
		} catch (error) {
			if (!this.is_over) this.box.innerHTML = String(error_notice(error));
			return;
		}
		if (!this.is_over && this.days === days) this.show(history);
	}

	show(history) {
		this.charts.forEach((chart) => chart.end());
		this.charts = [];
		const is_known = is_told(history.stock) || history.series.some(({ prices }) => is_told(prices));
		if (!history.at.length || !is_known) {
			this.box.innerHTML = String(
				empty_state(__("No history yet"), __("It begins with the next resync of this part."))
			);
			return;
		}
		this.history = history;
		this.names = history.at.map((moment) => frappe.datetime.str_to_user(moment.replace("T", " ")));
		this.moments = history.at.map((moment) => new Date(moment));
		this.box.innerHTML = String(this.frame());
		this.box
			.querySelector("[name=days]")
			.addEventListener("change", ({ target }) => this.read(Number(target.value)));
		this.show_prices();
		this.show_stock();
	}

	frame() {
		const { series, currency } = this.history;
		this.lines = series
			.filter(({ prices }) => is_told(prices))
			.map(({ quantity: step, prices }, place) => ({
				step,
				label: __("from {0}", [quantity(step)]),
				colour: `var(--${COLOURS[place % COLOURS.length]}-500)`,
				values: prices,
			}));
		const first = at_first(this.lines);
		const chips = this.lines.map((line) => chip(line, first.has(line.step)));
		return html`<div class="sc-history-head">
				<span class="sc-heading">${sentence(__("Price of a piece ({0})"), [currency])}</span>
				<span class="sc-chips">${chips}</span>
				<select class="form-control input-xs" name="days" aria-label="${__("Time shown")}">
					${PERIODS.map(
						([days, name]) =>
							html`<option value="${days}" ${days === this.days && html`selected`}>
								${name()}
							</option>`
					)}
				</select>
			</div>
			<p class="sc-aside">${this.change_words()}</p>
			<div data-prices></div>
			<p class="sc-heading">${__("Stock at the supplier")}</p>
			<div data-stock></div>`;
	}

	change_words() {
		// The last point is now.
		const changes = this.history.at.length - 2;
		if (changes <= 0) return sentence(__("Nothing has changed since {0}."), [this.names[0]]);
		return changes === 1
			? sentence(__("Changed once since {0}."), [this.names[0]])
			: sentence(__("Changed {0} times since {1}."), [changes, this.names[0]]);
	}

	show_prices() {
		const box = this.box.querySelector("[data-prices]");
		if (!this.lines.length) {
			box.innerHTML = String(html`<p class="sc-untold">${__("No prices were told in this time.")}</p>`);
			return;
		}
		const { currency } = this.history;
		const chart = this.chart(box, {
			height: 230,
			label: __("Price over time"),
			format: (value) => format_currency(value, currency, Math.max(2, decimals_of(value))),
			from_zero: false,
		});
		const ticks = [...this.box.querySelectorAll("[data-step]")];
		const draw = () => {
			const chosen = new Set(
				ticks.filter(({ checked }) => checked).map(({ dataset }) => Number(dataset.step))
			);
			chart.show(this.lines.filter(({ step }) => chosen.has(step)));
		};
		ticks.forEach((tick) =>
			tick.addEventListener("change", () => {
				// One line at least: an empty chart tells nothing.
				if (!ticks.some(({ checked }) => checked)) tick.checked = true;
				draw();
			})
		);
		draw();
	}

	show_stock() {
		const box = this.box.querySelector("[data-stock]");
		const values = this.history.stock;
		if (!is_told(values)) {
			box.innerHTML = String(html`<p class="sc-untold">${__("The supplier doesn't say.")}</p>`);
			return;
		}
		const options = { height: 120, label: __("Stock over time"), format: quantity, from_zero: true };
		this.chart(box, options).show([{ label: __("Stock"), colour: "var(--gray-600)", values }]);
	}

	chart(box, options) {
		const chart = new StepChart(box, { at: this.moments, names: this.names, ...options });
		this.charts.push(chart);
		return chart;
	}
}

function is_told(values) {
	return values.some((value) => value !== null);
}

/** The quantities that are ticked at first: few, from the smallest to the largest that has a price now. */
function at_first(lines) {
	const known = lines.filter(({ values }) => values.at(-1) !== null);
	const steps = (known.length ? known : lines).map(({ step }) => step);
	const count = Math.min(MOST_AT_FIRST, steps.length);
	const places = Array.from({ length: count }, (_none, place) =>
		Math.round((place * (steps.length - 1)) / Math.max(count - 1, 1))
	);
	return new Set(places.map((place) => steps[place]));
}

function chip({ step, label, colour }, checked) {
	return html`<label class="sc-chip">
		<input type="checkbox" data-step="${step}" ${checked && html`checked`} />
		<span class="sc-chart-dot" style="background: ${colour}"></span> ${label}
	</label>`;
}
