import { quantity } from "../format";
import { html } from "../html";
import { ORDERS, in_order, next_order, with_words } from "./arranging";
import { cell } from "./cell";
import { fit_pill } from "./fit_view";
import { cost_words, packaging_words, stock_words, unit_prices } from "./offer_words";
import { offers_view } from "./offers_view";
import { drop_broken_thumbs, lifecycle_pill, linked_mark, part_words, small_picture } from "./part_view";
import { Pieces } from "./pieces";
import { ScorePanel, score_bar } from "./score_view";
import { Selection } from "./selection";

const FILTER_MS = 150;
const COLUMNS = [
	{ label: () => "", css: "sc-c-picture" },
	{ label: () => __("Part"), css: "sc-c-part", orders: ["mpn", "manufacturer"] },
	{ label: () => __("Package"), css: "sc-c-package", orders: ["package"] },
	{ label: () => __("Lifecycle"), css: "sc-c-lifecycle", orders: ["lifecycle"] },
	{ label: () => __("Offer"), css: "sc-c-offer" },
	{ label: () => __("Stock"), css: "sc-number sc-c-stock", orders: ["stock"] },
	{ label: () => __("Unit Price"), css: "sc-number sc-c-price", orders: ["unit_price"] },
	{ label: () => __("Cost"), css: "sc-number sc-c-cost", orders: ["cost"] },
	{ label: () => __("Score"), css: "sc-c-score", orders: ["score", "fit"] },
];

/** The candidates of a lookup: filtered, put in order, opened to see all offers, and ticked to be added. */
export class CandidatesView {
	/**
	 * @param {HTMLElement} box is filled with the view
	 * @param {Object[]} candidates
	 * @param {Object} options
	 * @param {boolean} options.selectable
	 * @param {function} [options.on_select] after every change of the ticks
	 */
	constructor(box, candidates, { selectable, on_select = () => {} }) {
		Object.assign(this, { box, candidates, selectable, on_select });
		this.by_rank = new Map(candidates.map((one) => [String(one.rank), one]));
		this.selection = new Selection(candidates);
		this.order = { key: "rank", down: false };
		this.opened = new Set();
		this.unit_price = unit_prices(candidates.flatMap((one) => one.offers));
		box.innerHTML = String(frame(selectable, candidates.length));
		this.table = box.querySelector(".sc-candidates");
		this.pieces = new Pieces(this.table, box.querySelector("[data-more]"), (one) => this.entry(one));
		this.panel = new ScorePanel(box, (bar) => this.candidate_at(bar));
		drop_broken_thumbs(box);
		this.listen();
		this.arrange();
	}

	listen() {
		const filter = this.box.querySelector("[data-filter]");
		const arrange = frappe.utils.debounce(() => this.arrange(), FILTER_MS);
		filter.addEventListener("input", arrange);
		this.table.addEventListener("click", ({ target }) => this.click(target));
		this.table.addEventListener("change", ({ target }) => this.change(target));
		this.box.querySelector("[data-order]").addEventListener("change", ({ target }) => {
			this.put_in_order({ key: target.value, down: Boolean(ORDERS[target.value].down) });
		});
	}

	// order and filter

	arrange() {
		const text = this.box.querySelector("[data-filter]").value;
		const found = with_words(this.candidates, text);
		this.pieces.show(in_order(found, this.order, (one) => this.selection.shown(one)));
		this.box.querySelector("[data-none]").hidden = found.length > 0;
		const count = this.box.querySelector("[data-count]");
		count.textContent = text.trim()
			? __("{0} of {1}", [quantity(found.length), quantity(this.candidates.length)])
			: "";
	}

	put_in_order(order) {
		this.order = order;
		this.box.querySelector("[data-order]").value = order.key;
		this.table.querySelectorAll("[data-sort]").forEach((button) => {
			const now = button.dataset.sort === order.key;
			const way = order.down ? "descending" : "ascending";
			button.classList.toggle("sc-sorted", now);
			button.classList.toggle("sc-down", now && order.down);
			if (now) button.closest("th").setAttribute("aria-sort", way);
			else if (!button.closest("th").querySelector(".sc-sorted")) {
				button.closest("th").removeAttribute("aria-sort");
			}
		});
		this.arrange();
	}

	// entries

	/** A candidate as a table body of its own: its row, and its offers where they are opened. */
	entry(candidate) {
		const open = this.opened.has(candidate);
		return html`<tbody data-piece data-candidate="${candidate.rank}" class="${this.css_of(candidate)}">
			<tr>
				${this.cells(candidate, open)}
			</tr>
			${open && this.offers_row(candidate)}
		</tbody>`;
	}

	css_of(candidate) {
		return [
			this.selection.has(candidate) && "sc-ticked",
			candidate.fit === "Doesn't Fit" && "sc-misfit",
			this.selectable && "sc-selectable",
		]
			.filter(Boolean)
			.join(" ");
	}

	cells(candidate, open) {
		const offer = this.selection.shown(candidate);
		return html`${this.selectable && this.tick(candidate)}
		${cell("sc-c-picture", "", small_picture(candidate))}
		${cell("sc-c-part", __("Part"), part_words(candidate))}
		${cell("sc-c-package", __("Package"), candidate.package)}
		${cell("sc-c-lifecycle", __("Lifecycle"), lifecycle_pill(candidate))}
		${cell("sc-c-offer", __("Offer"), this.offer_cell(candidate, offer, open))}
		${cell("sc-number sc-c-stock", __("Stock"), stock_words(offer))}
		${cell("sc-number sc-c-price", __("Unit Price"), this.unit_price(offer))}
		${cell("sc-number sc-c-cost", __("Cost"), cost_words(offer))}
		${cell("sc-c-score", __("Score"), html`${score_bar(candidate)} ${fit_pill(candidate)}`)}`;
	}

	tick(candidate) {
		return html`<td class="sc-tick">
			<input
				type="checkbox"
				data-candidate-tick
				aria-label="${__("Add {0}", [candidate.mpn || candidate.offers[0].sku])}"
				${this.selection.has(candidate) && html`checked`}
			/>
		</td>`;
	}

	offer_cell(candidate, offer, open) {
		const others = candidate.offers.length - 1;
		const packaging = packaging_words(offer);
		const label = others === 1 ? __("1 other offer") : __("{0} other offers", [others]);
		return html`<div>${offer.account}</div>
			<div class="sc-sku">${offer.sku}</div>
			${packaging && html`<div class="sc-aside">${packaging}</div>`}
			${candidate.linked && linked_mark()}
			<button type="button" class="sc-link sc-open-offers" data-open aria-expanded="${String(open)}">
				${others ? label : __("prices")}
			</button>`;
	}

	offers_row(candidate) {
		const view = offers_view(candidate, {
			is_ticked: (offer) => this.selection.has(candidate, offer),
			selectable: this.selectable,
			unit_price: this.unit_price,
		});
		return html`<tr class="sc-offers-row">
			<td colspan="${COLUMNS.length + (this.selectable ? 1 : 0)}">${view}</td>
		</tr>`;
	}

	// what the user does

	candidate_at(element) {
		return this.by_rank.get(element.closest("[data-candidate]").dataset.candidate);
	}

	click(target) {
		const sort = target.closest("[data-sort]");
		if (sort) this.put_in_order(next_order(this.order, sort.dataset.sort));
		else if (target.closest("[data-open]")) this.toggle_offers(target);
	}

	toggle_offers(target) {
		const candidate = this.candidate_at(target);
		if (!this.opened.delete(candidate)) this.opened.add(candidate);
		this.renew(candidate, "[data-open]");
	}

	change(target) {
		if (target.matches("[data-candidate-tick]")) {
			const candidate = this.candidate_at(target);
			this.selection.set(candidate, target.checked);
			this.renew(candidate, "[data-candidate-tick]");
			this.on_select();
		} else if (target.matches("[data-offer]")) {
			const candidate = this.candidate_at(target);
			const place = target.dataset.offer.split("/")[1];
			this.selection.set_offer(candidate, candidate.offers[place], target.checked);
			this.renew(candidate, `[data-offer="${target.dataset.offer}"]`);
			this.on_select();
		}
	}

	/** Put a candidate onto the page anew, and the focus back to where it was. */
	renew(candidate, focused) {
		const entry = this.table.querySelector(`[data-candidate="${candidate.rank}"]`);
		entry.insertAdjacentHTML("afterend", String(this.entry(candidate)));
		const renewed = entry.nextElementSibling;
		entry.remove();
		renewed.querySelector(focused)?.focus({ preventScroll: true });
	}

	/** Untick everything. */
	clear() {
		this.selection.clear();
		this.arrange();
		this.on_select();
	}

	/** Let go of what watches the page. */
	end() {
		this.pieces.end();
	}
}

function frame(selectable, count) {
	return html`<div class="sc-candidates-tools">
			<label>
				<span class="sr-only">${__("Filter the candidates")}</span>
				<input
					class="form-control"
					type="search"
					data-filter
					placeholder="${__("Filter")}"
					autocomplete="off"
				/>
			</label>
			<span class="sc-aside" data-count role="status"></span>
			<label class="sc-order">
				<span>${__("Order By")}</span>
				<select class="form-control" data-order>
					${Object.entries(ORDERS).map(
						([key, order]) => html`<option value="${key}">${order.label()}</option>`
					)}
				</select>
			</label>
		</div>
		<div
			class="sc-table-box sc-candidates-box"
			tabindex="0"
			aria-label="${__("{0} candidates", [count])}"
		>
			<table class="sc-table sc-candidates">
				<thead>
					<tr>
						${selectable && html`<th class="sc-tick" scope="col"></th>`}${COLUMNS.map(head)}
					</tr>
				</thead>
			</table>
			<p class="sc-empty-state" data-none hidden>${__("No candidate has these words.")}</p>
			<button type="button" class="btn btn-default btn-sm sc-more" data-more hidden></button>
		</div>`;
}

function head({ label, css, orders }) {
	if (!orders) return html`<th scope="col" class="${css}">${label()}</th>`;
	const buttons = orders.map(
		(key) =>
			html`<button type="button" class="sc-sort" data-sort="${key}">${ORDERS[key].label()}</button>`
	);
	return html`<th scope="col" class="${css}">${buttons}</th>`;
}
