import { html } from "../html";
import { remember_shops, shops_field, ticked_shops } from "./shops_field";
import { strategy_options, weights_words } from "./strategies";

/** What is looked for: the query, the shops to ask, the quantity and what counts most. */
export class WishForm {
	/**
	 * @param {HTMLElement} box is filled with the form
	 * @param {Object} setup of the Item, as the server answers
	 * @param {function(Object)} on_find gets the wish
	 */
	constructor(box, setup, on_find) {
		this.setup = setup;
		box.innerHTML = String(markup(setup));
		this.form = box.querySelector("form");
		this.fields = this.form.elements;
		this.form.addEventListener("submit", (event) => {
			event.preventDefault();
			this.submit(on_find);
		});
		this.form.addEventListener("input", () => this.follow());
		this.form.querySelector("[data-reset]").addEventListener("click", () => this.reset());
		this.follow();
	}

	get query() {
		return this.fields.query.value.trim();
	}

	set query(text) {
		this.fields.query.value = text;
		this.follow();
	}

	/** Bring the derived query back. */
	reset() {
		this.query = this.setup.query;
		this.fields.query.focus();
	}

	/** Whether the query is the user's own. */
	is_own() {
		return this.query !== this.setup.query.trim();
	}

	follow() {
		this.form.querySelector("[data-reset]").hidden = !this.is_own();
		const weights = this.setup.settings.strategies[this.fields.strategy.value];
		this.form.querySelector("[data-weights]").textContent = weights_words(weights);
		this.fields.max_quantity.min = this.fields.quantity.value || 1;
		this.follow_busy();
	}

	submit(on_find) {
		remember_shops(this.form);
		on_find(this.wish());
	}

	/** @returns {Object} what the server is asked */
	wish() {
		const { quantity, max_quantity, strategy, top_n } = this.fields;
		return {
			accounts: ticked_shops(this.form),
			query: this.is_own() ? this.query : "",
			quantity: cint(quantity.value) || 1,
			max_quantity: cint(max_quantity.value) || "",
			strategy: strategy.value,
			top_n: cint(top_n.value),
		};
	}

	/** @param {boolean} busy while the shops are asked */
	set_busy(busy) {
		this.busy = busy;
		this.follow_busy();
	}

	follow_busy() {
		const button = this.form.querySelector("[type=submit]");
		button.disabled = this.busy || !ticked_shops(this.form).length;
		button.textContent = this.busy ? __("Searching\u2026") : __("Find");
	}
}

function markup({ query, accounts, settings }) {
	return html`<form class="sc-wish">
		<div class="sc-wish-query">
			<label>
				<span>${__("Query")}</span>
				<input
					class="form-control"
					name="query"
					type="text"
					value="${query}"
					maxlength="200"
					autocomplete="off"
					spellcheck="false"
					placeholder="${__("Part number, value, words")}"
				/>
			</label>
			<button type="button" class="btn btn-default" data-reset>${__("Reset")}</button>
			<button type="submit" class="btn btn-primary">${__("Find")}</button>
		</div>
		<div class="sc-wish-more">
			${shops_field(accounts)}
			<label class="sc-wish-number">
				<span>${__("Quantity From")}</span>
				<input
					class="form-control"
					name="quantity"
					type="number"
					min="1"
					step="1"
					value="${settings.quantity || 1}"
				/>
			</label>
			<label class="sc-wish-number">
				<span>${__("Up To")}</span>
				<input
					class="form-control"
					name="max_quantity"
					type="number"
					min="1"
					step="1"
					value="${settings.max_quantity || ""}"
					placeholder="${__("the same")}"
				/>
			</label>
			<label class="sc-wish-strategy">
				<span>${__("Strategy")}</span>
				<select class="form-control" name="strategy">
					${strategy_options(settings)}
				</select>
				<small data-weights role="status"></small>
			</label>
			<label class="sc-wish-number">
				<span>${__("Show at Most")}</span>
				<input
					class="form-control"
					name="top_n"
					type="number"
					min="1"
					max="1000"
					step="1"
					value="${settings.top_n}"
				/>
			</label>
		</div>
	</form>`;
}
