import { error_notice } from "../error_view";
import { html } from "../html";
import { call } from "../server";
import { drop_broken_thumbs } from "./part_view";
import { ReviewQueue } from "./review_queue";
import {
	not_for_you,
	nothing_to_review,
	offer_facts,
	problem_view,
	review_bar,
	review_view,
} from "./review_view";
import { ScorePanel } from "./score_view";
import { REVIEW_ROUTE } from "./matching_view";

const TYPING = "input, textarea, select, [contenteditable=true], .ql-editor";
const PRESSABLE = "a, button, summary";

/**
 * Make the page "Supplier Match Review".
 *
 * @param {HTMLElement} wrapper of the page
 */
export function load(wrapper) {
	wrapper.supplier_match_review = new ReviewPage(wrapper);
}

/**
 * Read the queue anew whenever the page is shown.
 *
 * @param {HTMLElement} wrapper
 */
export function show(wrapper) {
	wrapper.supplier_match_review.refresh();
}

class ReviewPage {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Supplier Match Review"),
			single_column: true,
		});
		this.page.add_inner_button(__("All Lookups"), () => frappe.set_route("List", "Supplier Match"));
		this.box = document.createElement("div");
		this.box.className = "supplier-connect sc-review";
		this.page.main[0].append(this.box);
		this.content = document.createElement("div");
		this.box.append(this.content);
		this.queue = new ReviewQueue();
		this.items = new Map();
		this.panel = new ScorePanel(this.box, (bar) => this.match.candidates[place_of(bar)]);
		drop_broken_thumbs(this.box);
		this.box.addEventListener("click", ({ target }) => this.click(target));
		this.box.addEventListener("change", ({ target }) => this.change_offer(target));
		document.addEventListener("keydown", (event) => this.press(event));
	}

	get match() {
		return this.queue.current;
	}

	async refresh() {
		if (!frappe.model.can_write("Item")) {
			this.content.innerHTML = String(not_for_you());
			return;
		}
		if (!this.match) this.content.innerHTML = String(waiting());
		await this.attempt(() => this.queue.read());
	}

	/** Do something with the queue and show what it is then; one thing at a time. */
	async attempt(work) {
		if (this.busy) return;
		this.busy = true;
		this.box.setAttribute("aria-busy", "true");
		try {
			const result = await work();
			if (result?.outcome === "failed") this.show_problem(problem_view(result));
			else await this.show();
		} catch (error) {
			if (this.match && this.content.querySelector("[data-problem]"))
				this.show_problem(error_notice(error));
			else this.content.innerHTML = String(error_notice(error));
		}
		this.busy = false;
		this.box.removeAttribute("aria-busy");
	}

	// showing

	async show() {
		this.panel.hide();
		this.place = 0;
		this.chosen_offers = new Map();
		const match = this.match;
		if (!match) {
			this.content.innerHTML = String(nothing_to_review());
			return;
		}
		const item = await this.item(match.item);
		if (this.match !== match) return;
		this.content.innerHTML = String(
			html`${review_bar(this.queue.place, this.queue.total)} ${review_view(match, item, this.place)}`
		);
		this.ask_for_next();
	}

	show_problem(markup) {
		const box = this.content.querySelector("[data-problem]");
		box.innerHTML = String(markup);
		box.scrollIntoView({ block: "nearest" });
		box.querySelector("[data-anyway]")?.focus();
	}

	/** What the site knows of an Item. */
	item(name) {
		if (!this.items.has(name)) {
			const wanted = {
				doctype: "Item",
				filters: name,
				fieldname: ["item_name", "description", "image", "item_group"],
			};
			const asked = call("GET", "frappe.client.get_value", wanted).catch(() => ({}));
			this.items.set(name, asked);
		}
		return this.items.get(name);
	}

	/** Have the Item of the next lookup at hand. */
	ask_for_next() {
		const next = this.queue.matches[this.queue.place + 1];
		if (next) this.item(next.item);
	}

	choose(place) {
		const entries = [...this.content.querySelectorAll(".sc-review-candidate")];
		if (!entries[place]) return;
		this.place = place;
		entries.forEach((entry, number) => {
			const chosen = number === place;
			entry.classList.toggle("sc-chosen", chosen);
			if (chosen) entry.setAttribute("aria-current", "true");
			else entry.removeAttribute("aria-current");
			entry.querySelector("[data-accept]").classList.toggle("btn-primary", chosen);
			entry.querySelector("[data-accept]").classList.toggle("btn-default", !chosen);
		});
		entries[place].scrollIntoView({ block: "nearest" });
	}

	// deciding

	offer() {
		const candidate = this.match.candidates[this.place];
		return candidate?.offers[this.chosen_offers.get(this.place) || 0];
	}

	accept() {
		const offer = this.offer();
		if (!offer) return;
		this.attempt(async () => told(await this.queue.accept(offer)));
	}

	accept_anyway() {
		const offer = this.offer();
		const { mpn } = this.match.candidates[this.place];
		this.attempt(async () => told(await this.queue.accept(offer, [mpn])));
	}

	click(target) {
		const entry = target.closest(".sc-review-candidate");
		if (target.closest("[data-anyway]")) this.accept_anyway();
		else if (target.closest("[data-skip]")) this.attempt(() => this.queue.skip());
		else if (target.closest("[data-move]")) {
			const by = cint(target.closest("[data-move]").dataset.move);
			this.attempt(() => this.queue.move(by));
		} else if (entry && !target.closest("a, select")) {
			this.choose(place_of(entry));
			if (target.closest("[data-accept]")) this.accept();
		}
	}

	change_offer(target) {
		if (!target.matches("[data-offer]")) return;
		const place = place_of(target);
		this.chosen_offers.set(place, cint(target.value));
		const offer = this.match.candidates[place].offers[target.value];
		const facts = target.closest(".sc-review-candidate").querySelector("[data-offer-facts]");
		facts.innerHTML = String(offer_facts(offer));
		this.choose(place);
	}

	// keys

	press(event) {
		if (!this.listens_to(event)) return;
		const action = this.action_of(event);
		if (!action) return;
		event.preventDefault();
		event.stopPropagation();
		if (!event.repeat || event.key.startsWith("Arrow")) action();
	}

	listens_to(event) {
		const { target } = event;
		return (
			this.match &&
			frappe.get_route()[0] === REVIEW_ROUTE &&
			!(event.ctrlKey || event.metaKey || event.altKey) &&
			!document.querySelector(".modal.show") &&
			!target.closest?.(TYPING) &&
			!(["Enter", " "].includes(event.key) && target.closest?.(PRESSABLE))
		);
	}

	action_of({ key }) {
		if (/^[1-9]$/.test(key) && this.match.candidates[key - 1]) return () => this.choose(key - 1);
		const actions = {
			enter: () => this.accept(),
			a: () => this.accept(),
			s: () => this.attempt(() => this.queue.skip()),
			arrowdown: () => this.choose(this.place + 1),
			arrowup: () => this.choose(this.place - 1),
			arrowright: () => this.attempt(() => this.queue.move(1)),
			arrowleft: () => this.attempt(() => this.queue.move(-1)),
		};
		return actions[key.toLowerCase()];
	}
}

function place_of(element) {
	return cint(element.closest("[data-candidate]").dataset.candidate);
}

function waiting() {
	return html`<div class="sc-empty-state" role="status">${__("Reading what waits for review\u2026")}</div>`;
}

function told(result) {
	if (result.outcome !== "failed") {
		const message = html`<strong>${result.item}</strong>: ${result.sku}`;
		frappe.show_alert({ message: String(message), indicator: "green" }, 3);
	}
	return result;
}
