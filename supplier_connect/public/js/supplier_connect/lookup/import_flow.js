import { error_notice } from "../error_view";
import { html } from "../html";
import { change_lookup } from "./calls";
import { accepted_mpns, imported_view } from "./imported_view";

/** Adds the ticked offers of a lookup to its Item, and asks about those of another manufacturer part number. */
export class ImportFlow {
	/**
	 * @param {StepDialog} dialog
	 * @param {Object} options
	 * @param {string} options.match name of the lookup
	 * @param {Object} options.options what is taken over into the Item
	 * @param {function(Object[])} options.on_imported gets the results, after every import
	 * @param {function} options.back shows the candidates again
	 */
	constructor(dialog, { match, options, on_imported, back }) {
		Object.assign(this, { dialog, match, options, on_imported, back });
		this.results = [];
	}

	/**
	 * Import offers and show what became of them.
	 *
	 * @param {{account: string, sku: string}[]} offers
	 * @param {string[]} [accept_mpns]
	 */
	async run(offers, accept_mpns = []) {
		const count = offers.length;
		this.dialog.show_waiting(
			count === 1
				? __("Adding {0}\u2026", [offers[0].sku])
				: __("Adding {0} supplier parts\u2026", [count])
		);
		try {
			const { results } = await change_lookup("import_selected", {
				match: this.match,
				offers,
				accept_mpns,
				...this.options,
			});
			this.take_in(results);
			this.show();
			this.on_imported(results);
		} catch (error) {
			this.dialog.show({
				body: error_notice(error),
				primary: { label: __("Back to Candidates"), action: () => this.back() },
				secondary: this.closing(),
			});
		}
	}

	/** Results of a second try take the places of the first ones. */
	take_in(results) {
		const again = new Map(results.map((one) => [key_of(one), one]));
		const kept = this.results.map((one) => again.get(key_of(one)) || one);
		const known = new Set(kept.map(key_of));
		this.results = [...kept, ...results.filter((one) => !known.has(key_of(one)))];
	}

	show() {
		const asks = this.results.some((one) => one.asks);
		const box = this.dialog.show({
			body: html`${imported_view({ results: this.results, ...counted(this.results) })}
			${
				asks &&
				html`<button type="button" class="sc-link" data-back>${__("Back to Candidates")}</button>`
			}`,
			primary: asks
				? { label: __("Try Again"), action: () => this.try_again(box) }
				: { label: __("Back to Candidates"), action: () => this.back() },
			secondary: this.closing(),
		});
		if (!asks) return;
		const follow = () => this.dialog.set_primary(__("Try Again"), accepted_mpns(box).size > 0);
		box.addEventListener("change", follow);
		box.querySelector("[data-back]").addEventListener("click", () => this.back());
		follow();
	}

	try_again(box) {
		const accepted = accepted_mpns(box);
		const offers = this.results.filter((one) => one.asks && accepted.has(one.mpn));
		this.run(
			offers.map(({ account, sku }) => ({ account, sku })),
			[...accepted]
		);
	}

	closing() {
		return { label: __("Close"), action: () => this.dialog.close() };
	}
}

function key_of({ account, sku }) {
	return `${account}\n${sku}`;
}

function counted(results) {
	const counts = { created: 0, updated: 0, unchanged: 0, failed: 0 };
	results.forEach(({ outcome }) => (counts[outcome] += 1));
	return counts;
}
