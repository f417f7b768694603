import { html } from "../html";
import { JobFlow } from "./job_flow";
import {
	found_words,
	matching_form,
	matching_progress,
	matching_summary,
	review_link,
	REVIEW_ROUTE,
} from "./matching_view";

/**
 * Open "Match Supplier Parts" for several Items; while a matching is under way, that one is shown.
 *
 * @param {Object} options
 * @param {string[]} options.items
 * @param {string[]} options.left_out Items that were chosen and aren't looked up
 * @param {function} options.on_done after a matching
 */
export function open_matching_dialog(options) {
	new MatchingFlow(options).start();
}

class MatchingFlow extends JobFlow {
	constructor({ items, left_out, on_done }) {
		const title = __("Match Supplier Parts");
		super({ title, subject: "Items", item: items[0], method: "match_items" });
		this.items = items;
		this.left_out = left_out;
		this.on_done = on_done;
		this.first = { done: 0, total: items.length, imported: 0, to_review: 0, nothing: 0, failed: [] };
	}

	form(setup) {
		return matching_form(setup, this.items, this.left_out);
	}

	request({ elements }) {
		return {
			items: this.items,
			auto_import: Number(elements.auto_import.checked),
			quantity: cint(elements.quantity.value) || 1,
		};
	}

	progress(last, stopping, waited) {
		return matching_progress(last, stopping, waited);
	}

	summary(last) {
		this.on_done();
		const review = { label: __("Review"), action: () => this.review() };
		return { body: matching_summary(last), primary: last.to_review > 0 && review };
	}

	review() {
		this.dialog.close();
		frappe.set_route(REVIEW_ROUTE);
	}

	announce(last) {
		const { to_review, state } = last;
		const words = html`<strong>${__("Items matched")}</strong>: ${found_words(last)}
			${to_review ? review_link(to_review) : ""}`;
		frappe.show_alert({ message: String(words), indicator: state === "done" ? "green" : "orange" }, 15);
		this.on_done();
	}
}
