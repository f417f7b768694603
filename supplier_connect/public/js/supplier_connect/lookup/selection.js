/** The offers of a lookup that are ticked. Ticking a candidate takes its best offer; others can be taken as well. */
export class Selection {
	/** @param {Object[]} candidates */
	constructor(candidates) {
		this.candidates = candidates;
		this.ticked = new Map(candidates.map((one) => [one, new Set()]));
	}

	/**
	 * Whether an offer is ticked, or any of a candidate's.
	 *
	 * @param {Object} candidate
	 * @param {Object} [offer]
	 * @returns {boolean}
	 */
	has(candidate, offer) {
		const offers = this.ticked.get(candidate);
		return offer ? offers.has(offer) : offers.size > 0;
	}

	/**
	 * Tick or untick a candidate: its best offer, or all that are ticked of it.
	 *
	 * @param {Object} candidate
	 * @param {boolean} on
	 */
	set(candidate, on) {
		const offers = this.ticked.get(candidate);
		if (!on) offers.clear();
		else if (!offers.size) offers.add(candidate.offers[0]);
	}

	/**
	 * Tick or untick one offer.
	 *
	 * @param {Object} candidate
	 * @param {Object} offer
	 * @param {boolean} on
	 */
	set_offer(candidate, offer, on) {
		const offers = this.ticked.get(candidate);
		if (on) offers.add(offer);
		else offers.delete(offer);
	}

	/**
	 * The offer that stands for a candidate: the first that is ticked, else the best.
	 *
	 * @param {Object} candidate
	 * @returns {Object}
	 */
	shown(candidate) {
		return candidate.offers.find((offer) => this.has(candidate, offer)) || candidate.offers[0];
	}

	/** @returns {Object[]} all ticked offers, each with its candidate */
	offers() {
		return this.candidates.flatMap((candidate) =>
			candidate.offers
				.filter((offer) => this.has(candidate, offer))
				.map((offer) => ({ candidate, offer }))
		);
	}

	/** Untick everything. */
	clear() {
		this.ticked.forEach((offers) => offers.clear());
	}
}
