import { html } from "../html";

const MARGIN = { top: 8, right: 12, bottom: 22, left: 64 };
const TICK_STEPS = [1, 2, 2.5, 5, 10];
const PIXELS_A_DAY_LABEL = 90;
const DAY_MS = 86400000;

/**
 * @typedef {Object} Line
 * @property {string} label
 * @property {string} colour as CSS has it
 * @property {Array<number|null>} values one for each moment; null where nothing is known
 */

/**
 * Values that hold until the next moment, over time: with steps, with gaps where nothing is known, and with a time axis.
 *
 * Frappe's charts have none of the three: there every point is as far from the next as the others, and null is drawn as 0.
 */
export class StepChart {
	/**
	 * @param {HTMLElement} box
	 * @param {Object} options
	 * @param {Date[]} options.at the moments, oldest first
	 * @param {string[]} options.names the moments as they are told
	 * @param {number} options.height in pixels
	 * @param {string} options.label what the chart shows, for those who can't see it
	 * @param {function(number): string} options.format of a value
	 * @param {boolean} options.from_zero whether the axis begins at 0
	 */
	constructor(box, options) {
		Object.assign(this, { box, ...options, lines: [] });
		box.classList.add("sc-chart");
		this.watch = new ResizeObserver(() => this.draw());
		this.watch.observe(box);
		box.addEventListener("pointermove", (event) => this.point_at(event));
		box.addEventListener("pointerleave", () => this.point_at(null));
	}

	/** @param {Line[]} lines */
	show(lines) {
		this.lines = lines;
		this.drawn_width = 0;
		this.draw();
	}

	/** Stop following the window's size. */
	end() {
		this.watch.disconnect();
	}

	draw() {
		const width = Math.floor(this.box.clientWidth);
		if (!width || width === this.drawn_width || !this.lines.length) return;
		this.drawn_width = width;
		this.scale = new Scale(this, width);
		this.box.innerHTML = String(
			html`<svg
					width="${width}"
					height="${this.height}"
					viewBox="0 0 ${width} ${this.height}"
					role="img"
					aria-label="${this.label}"
				>
					${this.value_axis()} ${this.time_axis()}
					<line class="sc-chart-guide" y1="${MARGIN.top}" y2="${this.scale.bottom}" hidden></line>
					${this.lines.map((line) => this.path(line))}
				</svg>
				<div class="sc-chart-tip" hidden></div>`
		);
		this.guide = this.box.querySelector(".sc-chart-guide");
		this.tip = this.box.querySelector(".sc-chart-tip");
	}

	value_axis() {
		const { ticks, y, left, right } = this.scale;
		return ticks.map(
			(value) =>
				html`<line
						class="sc-chart-grid"
						x1="${left}"
						x2="${right}"
						y1="${y(value)}"
						y2="${y(value)}"
					></line>
					<text class="sc-chart-text" x="${left - 8}" y="${y(value) + 4}" text-anchor="end">
						${this.format(value)}
					</text>`
		);
	}

	time_axis() {
		const { from, to, x, bottom, width } = this.scale;
		const format = day_format(to - from);
		const count = Math.max(Math.floor(width / PIXELS_A_DAY_LABEL), 2);
		return Array.from({ length: count }, (_none, place) => {
			const moment = from + ((to - from) * place) / (count - 1);
			const anchor = place === 0 ? "start" : place === count - 1 ? "end" : "middle";
			return html`<text
				class="sc-chart-text"
				x="${x(moment)}"
				y="${bottom + 16}"
				text-anchor="${anchor}"
			>
				${format.format(new Date(moment))}
			</text>`;
		});
	}

	path({ colour, values }) {
		const { x, y } = this.scale;
		const moments = this.at.map(Number);
		let drawing = "";
		let is_open = false;
		values.forEach((value, place) => {
			if (value === null) {
				is_open = false;
				return;
			}
			drawing += is_open ? `V${y(value)}` : `M${x(moments[place])} ${y(value)}`;
			drawing += `H${x(moments[place + 1] ?? moments[place])}`;
			is_open = true;
		});
		return html`<path class="sc-chart-line" d="${drawing}" style="stroke: ${colour}"></path>`;
	}

	/** Tell the values at the moment under the pointer. */
	point_at(event) {
		if (!this.guide) return;
		const is_over = Boolean(event);
		this.guide.toggleAttribute("hidden", !is_over);
		this.tip.hidden = !is_over;
		if (!is_over) return;
		const pointed = event.clientX - this.box.getBoundingClientRect().left;
		const place = this.place_at(this.scale.moment(pointed));
		const at = this.scale.x(
			Math.max(this.scale.from, Math.min(this.scale.moment(pointed), this.scale.to))
		);
		this.guide.setAttribute("x1", at);
		this.guide.setAttribute("x2", at);
		this.tip.innerHTML = String(this.tip_view(place));
		const half = this.tip.offsetWidth / 2;
		const left = Math.max(half, Math.min(at, this.drawn_width - half));
		this.tip.style.left = `${left}px`;
	}

	/** The place of the last moment that isn't later. */
	place_at(moment) {
		const later = this.at.findIndex((one) => Number(one) > moment);
		return Math.max((later === -1 ? this.at.length : later) - 1, 0);
	}

	tip_view(place) {
		const rows = this.lines.map(
			({ label, colour, values }) =>
				html`<div>
					<span class="sc-chart-dot" style="background: ${colour}"></span> ${label}
					<strong>${values[place] === null ? "\u2014" : this.format(values[place])}</strong>
				</div>`
		);
		return html`<div class="sc-aside">${this.names[place]}</div>
			${rows}`;
	}
}

/** From values and moments to places on the page, and back. */
class Scale {
	constructor({ at, lines, height, from_zero }, width) {
		this.width = width;
		this.left = MARGIN.left;
		this.right = width - MARGIN.right;
		this.bottom = height - MARGIN.bottom;
		this.from = Number(at[0]);
		this.to = Math.max(Number(at.at(-1)), this.from + 1);
		const values = lines.flatMap((line) => line.values).filter((value) => value !== null);
		this.ticks = ticks_over(values, from_zero);
		const [low, high] = [this.ticks[0], this.ticks.at(-1)];
		const reach = this.right - this.left;
		this.x = (moment) => rounded(this.left + ((moment - this.from) / (this.to - this.from)) * reach);
		this.moment = (place) => this.from + ((place - this.left) / reach) * (this.to - this.from);
		this.y = (value) =>
			rounded(this.bottom - ((value - low) / (high - low)) * (this.bottom - MARGIN.top));
	}
}

function rounded(place) {
	return Math.round(place * 10) / 10;
}

/** Round values, about five, that the given ones lie between. */
function ticks_over(values, from_zero) {
	const least = from_zero ? 0 : Math.min(...values);
	const most = Math.max(...values);
	const space = (most - least || Math.abs(most) || 1) / 4;
	const magnitude = 10 ** Math.floor(Math.log10(space));
	const step = TICK_STEPS.find((one) => one * magnitude >= space * 0.999) * magnitude;
	const first = Math.max(Math.floor(least / step - 0.001), least >= 0 ? 0 : -Infinity);
	const last = Math.max(Math.ceil(most / step + 0.001), first + 1);
	return Array.from({ length: last - first + 1 }, (_none, place) =>
		Number(((first + place) * step).toPrecision(12))
	);
}

function day_format(span) {
	const shown =
		span < 2 * DAY_MS
			? { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }
			: span > 300 * DAY_MS
				? { month: "short", year: "numeric" }
				: { day: "numeric", month: "short" };
	return new Intl.DateTimeFormat(frappe.boot.lang || "en", shown);
}
