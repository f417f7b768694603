import { html } from "../html";
import { fit_colour } from "./fit_view";

const MARGIN = 8;

/**
 * A score as a bar: one field for each of its parts, as wide as the points it could have brought and filled by those it has.
 *
 * @param {Object} candidate
 * @returns {Object} markup
 */
export function score_bar(candidate) {
	const parts = candidate.score_lines.filter((line) => line.of > 0);
	return html`<button
		type="button"
		class="sc-score"
		data-score
		aria-label="${__("Score {0} of 100: show its parts", [score(candidate.score)])}"
	>
		<span class="sc-score-number">${score(candidate.score)}</span>
		<span class="sc-score-bar" aria-hidden="true">${parts.map(part_of_bar)}</span>
	</button>`;
}

function part_of_bar({ points, of, fit }) {
	const filled = Math.round((100 * points) / of);
	return html`<span class="sc-${fit_colour(fit)}" style="flex-grow: ${Number(of)}"
		><span style="width: ${filled}%"></span
	></span>`;
}

function score(points) {
	return format_number(points, null, 1);
}

/**
 * The parts of a score with their points and reasons.
 *
 * @param {Object} candidate
 * @returns {Object} markup
 */
export function score_parts(candidate) {
	return html`<table>
		<caption>
			${__("Score {0} of 100", [score(candidate.score)])}
		</caption>
		<tbody>
			${candidate.score_lines.map(
				(line) =>
					html`<tr>
						<th scope="row">
							<span class="sc-score-dot sc-${fit_colour(line.fit)}"></span>${__(line.name)}
						</th>
						<td class="sc-number">${__("{0} of {1}", [score(line.points), score(line.of)])}</td>
						<td>${line.sentence}</td>
					</tr>`
			)}
		</tbody>
	</table>`;
}

/** Shows the parts of scores beside their bars, while one is pointed at or has the focus. */
export class ScorePanel {
	/**
	 * @param {HTMLElement} box holds the bars
	 * @param {function(HTMLElement): Object} candidate_of the candidate a bar belongs to
	 */
	constructor(box, candidate_of) {
		this.candidate_of = candidate_of;
		this.panel = document.createElement("div");
		this.panel.className = "sc-score-panel";
		this.panel.id = frappe.dom.get_unique_id();
		this.panel.setAttribute("role", "tooltip");
		this.panel.hidden = true;
		box.append(this.panel);
		box.addEventListener("mouseover", (event) => this.follow(event.target));
		box.addEventListener("mouseleave", () => this.hide());
		box.addEventListener("focusin", (event) => this.follow(event.target));
		box.addEventListener("focusout", () => this.hide());
		box.addEventListener("keydown", (event) => this.escape(event));
		this.place = this.place.bind(this);
	}

	follow(target) {
		const bar = target.closest("[data-score]");
		if (bar) this.show(bar);
		else if (!this.panel.contains(target)) this.hide();
	}

	show(bar) {
		if (this.bar === bar) return;
		this.hide();
		this.bar = bar;
		bar.setAttribute("aria-describedby", this.panel.id);
		this.panel.innerHTML = String(score_parts(this.candidate_of(bar)));
		this.panel.hidden = false;
		this.place();
		document.addEventListener("scroll", this.place, true);
	}

	/** Under the bar, or over it where there is no room; never beside the window. */
	place() {
		if (!this.bar.isConnected) return this.hide();
		const { left, top, bottom, right } = this.bar.getBoundingClientRect();
		const { width, height } = this.panel.getBoundingClientRect();
		const below = bottom + height + MARGIN <= window.innerHeight || top < height + MARGIN;
		const x = Math.min(
			left,
			window.innerWidth - width - MARGIN,
			right - width > 0 ? right - width : left
		);
		this.panel.style.left = `${Math.max(MARGIN, x)}px`;
		this.panel.style.top = below ? `${bottom + 2}px` : `${top - height - 2}px`;
	}

	hide() {
		document.removeEventListener("scroll", this.place, true);
		this.bar?.removeAttribute("aria-describedby");
		this.bar = null;
		this.panel.hidden = true;
	}

	escape(event) {
		if (event.key !== "Escape" || this.panel.hidden) return;
		// The dialog stays open.
		event.stopPropagation();
		this.hide();
	}
}
