import { change_lookup, read_lookup } from "./calls";

const PIECE = 20;
// More are read when so few are left to go on to.
const FEW = 5;

/** The lookups that wait for a decision, read piece by piece; those decided on leave it. */
export class ReviewQueue {
	constructor() {
		this.matches = [];
		this.total = 0;
		this.place = 0;
	}

	/** The lookup that is decided on now, if there is one. */
	get current() {
		return this.matches[this.place] || null;
	}

	/** Read the queue from its beginning. */
	async read() {
		const { total, matches } = await read_lookup("review_queue", { start: 0, limit: PIECE });
		Object.assign(this, { total, matches, place: 0 });
	}

	/**
	 * Go forward or back without a decision; behind the last one comes the first.
	 *
	 * @param {number} by
	 */
	async move(by) {
		await this.read_more();
		this.go_to(Math.max(0, this.place + by));
	}

	/**
	 * Accept an offer for the current lookup; it leaves the queue unless that failed.
	 *
	 * @param {Object} offer
	 * @param {string[]} [accept_mpns] manufacturer part numbers that are right although the Item has others
	 * @returns {Promise<Object>} what became of the offer
	 */
	async accept(offer, accept_mpns = []) {
		const match = this.current;
		const { account, sku } = offer;
		const { result } = await change_lookup("accept", { match: match.name, account, sku, accept_mpns });
		if (result.outcome !== "failed") await this.leave(match);
		return { ...result, item: match.item };
	}

	/** Skip the current lookup. */
	async skip() {
		const match = this.current;
		await change_lookup("skip", { match: match.name });
		await this.leave(match);
	}

	async leave(match) {
		this.matches = this.matches.filter((one) => one !== match);
		this.total = Math.max(0, this.total - 1);
		await this.read_more();
		this.go_to(this.place);
	}

	go_to(place) {
		this.place = place < this.matches.length ? place : 0;
	}

	async read_more() {
		if (this.matches.length - this.place > FEW || this.matches.length >= this.total) return;
		const { total, matches } = await read_lookup("review_queue", {
			start: this.matches.length,
			limit: PIECE,
		});
		const known = new Set(this.matches.map((one) => one.name));
		this.total = total;
		this.matches.push(...matches.filter((one) => !known.has(one.name)));
	}
}
