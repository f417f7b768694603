import { html } from "../html";
import { CandidatesView } from "./candidates_view";
import { failures_view, summary_view } from "./outcomes_view";
import { plan_view } from "./plan_view";
import { nothing_found_view } from "./states";

/** A lookup: which shops failed, what was found, why it was searched for, and the candidates. */
export class MatchView {
	/**
	 * @param {HTMLElement} box is filled with the view
	 * @param {Object} match as the server answers
	 * @param {Object} options
	 * @param {boolean} options.selectable
	 * @param {function} [options.on_select] after every change of the ticks
	 */
	constructor(box, match, options) {
		Object.assign(this, { box, match });
		box.innerHTML = String(
			html`${failures_view(match.outcomes)}
				${match.candidates.length ? summary_view(match) : nothing_found_view(match)}
				${plan_view(match)}
				<div data-candidates></div>`
		);
		if (match.candidates.length) {
			this.candidates = new CandidatesView(
				box.querySelector("[data-candidates]"),
				match.candidates,
				options
			);
		}
	}

	/** @returns {{account: string, sku: string}[]} the ticked offers */
	ticked() {
		const offers = this.candidates ? this.candidates.selection.offers() : [];
		return offers.map(({ offer }) => ({ account: offer.account, sku: offer.sku }));
	}

	/**
	 * Mark what was imported as linked, and untick it.
	 *
	 * @param {Object[]} results of the import
	 */
	mark_imported(results) {
		const done = new Set(results.filter((one) => one.outcome !== "failed").map(key_of));
		this.match.candidates.forEach((candidate) => {
			candidate.offers
				.filter((offer) => done.has(key_of(offer)))
				.forEach((offer) => (offer.linked = true));
			candidate.linked = candidate.offers.some((offer) => offer.linked);
		});
		this.candidates.clear();
	}

	/** Bring the candidates into view. */
	scroll_into_view() {
		const fits = this.box.offsetHeight < window.innerHeight;
		this.box.scrollIntoView({ block: fits ? "nearest" : "start" });
	}

	/** Let go of what watches the page. */
	end() {
		this.candidates?.end();
	}
}

function key_of({ account, sku }) {
	return `${account}\n${sku.toLowerCase()}`;
}
