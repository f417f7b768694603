import { error_notice } from "../error_view";
import { when } from "../format";
import { html } from "../html";
import { notice, pill } from "../notices";
import { StepDialog } from "../step_dialog";
import { change_lookup, read_lookup } from "./calls";
import { ImportFlow } from "./import_flow";
import { options_view, remember_options, ticked_options } from "./import_options";
import { match_colour } from "../colours";
import { MatchView } from "./match_view";
import { plan_view } from "./plan_view";
import { asking_view, no_shop_view, nothing_to_search_by } from "./states";
import { WishForm } from "./wish_form";

/**
 * Open "Find Supplier Parts" for an Item: search the shops, compare what they have, add what is ticked.
 *
 * @param {Object} options
 * @param {string} options.item
 * @param {string} [options.query] to begin with, in place of what the Item says
 * @param {function} options.on_imported after Supplier Parts were stored
 * @param {function} options.go_to_parameters shows the Item's parameters
 */
export function open_lookup_dialog(options) {
	new LookupFlow(options).start();
}

class LookupFlow {
	constructor({ item, query, on_imported, go_to_parameters }) {
		Object.assign(this, { item, query, on_imported, go_to_parameters });
		this.dialog = new StepDialog(__("Find Supplier Parts for {0}", [item]), () => this.view?.end());
		this.dialog.dialog.$wrapper.addClass("sc-widest");
		remember_options(this.dialog.dialog.$wrapper[0]);
	}

	async start() {
		this.dialog.show_waiting(__("Reading the Item\u2026"));
		try {
			this.setup = await read_lookup("start", { item: this.item });
		} catch (error) {
			this.dialog.show({ body: error_notice(error), secondary: this.closing() });
			return;
		}
		if (this.setup.accounts.length) this.make_panel();
		else this.dialog.show({ body: no_shop_view(this.setup), secondary: this.closing() });
	}

	closing() {
		return { label: __("Close"), action: () => this.dialog.close() };
	}

	// the panel with the form and the candidates, which stays as it is while others are shown

	make_panel() {
		this.panel = document.createElement("div");
		this.panel.innerHTML = `<div data-wish></div><div data-result aria-live="polite"></div>`;
		this.result = this.panel.querySelector("[data-result]");
		this.form = new WishForm(this.panel.querySelector("[data-wish]"), this.setup, (wish) =>
			this.find(wish)
		);
		if (this.query) this.form.query = this.query;
		this.result.addEventListener("click", (event) => this.click(event));
		this.show_panel();
		this.show_result(this.first_result());
		this.dialog.focus(this.form.fields.query);
	}

	click(event) {
		if (event.target.closest("[data-latest]")) this.reopen();
		if (!event.target.closest("[data-parameters]")) return;
		event.preventDefault();
		this.dialog.close();
		this.go_to_parameters();
	}

	show_panel() {
		const box = this.dialog.show({
			body: "",
			primary: this.setup.may_import && { label: __("Add Selected"), action: () => this.add() },
			secondary: this.closing(),
			aside: this.setup.may_import && options_view(this.setup.settings),
		});
		box.append(this.panel);
		this.is_adding = false;
		this.follow_selection();
	}

	first_result() {
		const { latest, query, plan } = this.setup;
		const before = latest && latest_notice(latest);
		if (!query.trim()) return html`${nothing_to_search_by(this.item)}${before}`;
		return html`${before}${plan && plan_view({ plan })}`;
	}

	show_result(markup) {
		this.view?.end();
		this.view = null;
		this.result.innerHTML = String(markup);
		this.follow_selection();
	}

	// looking up

	async find(wish) {
		if (!wish.query && !this.setup.query.trim()) {
			this.show_result(nothing_to_search_by(this.item));
			return;
		}
		await this.look(wish.accounts, () => change_lookup("find", { item: this.item, ...wish }));
	}

	async reopen() {
		const { name } = this.setup.latest;
		const match = await this.look([], () => read_lookup("open_match", { name }));
		if (match) this.form.query = match.own_query || match.query;
	}

	/** Show what is found, unless something else was asked for meanwhile. */
	async look(accounts, ask) {
		const asked = (this.asked = {});
		this.form.set_busy(true);
		this.show_result(accounts.length ? asking_view(accounts) : "");
		let match = null;
		try {
			match = await ask();
			if (this.asked === asked) this.show_match(match);
		} catch (error) {
			if (this.asked === asked) this.show_result(error_notice(error));
		}
		if (this.asked === asked) this.form.set_busy(false);
		return this.asked === asked && match;
	}

	show_match(match) {
		this.show_result("");
		this.match = match;
		this.view = new MatchView(this.result, match, {
			selectable: this.setup.may_import,
			on_select: () => this.follow_selection(),
		});
		this.follow_selection();
		this.view.scroll_into_view();
	}

	follow_selection() {
		if (!this.setup.may_import || this.is_adding) return;
		const count = this.view ? this.view.ticked().length : 0;
		const label = count > 1 ? __("Add {0} Supplier Parts", [count]) : __("Add Selected");
		this.dialog.set_primary(label, count > 0);
	}

	// adding

	add() {
		this.is_adding = true;
		const flow = new ImportFlow(this.dialog, {
			match: this.match.name,
			options: ticked_options(this.dialog.dialog.$wrapper[0]),
			on_imported: (results) => this.after_import(results),
			back: () => this.show_panel(),
		});
		flow.run(this.view.ticked());
	}

	after_import(results) {
		this.view.mark_imported(results);
		if (results.some((one) => one.outcome !== "failed")) this.on_imported();
	}
}

function latest_notice({ at, state }) {
	const words = __("This Item was looked up {0}.", [when(at)]);
	return notice(
		"blue",
		html`${words} ${pill(match_colour(state), __(state))}
			<button type="button" class="sc-link" data-latest>${__("Show What Was Found")}</button>`
	);
}
