import { error_notice } from "../error_view";
import { html } from "../html";
import { StepDialog } from "../step_dialog";
import { read_lookup } from "./calls";
import { ImportFlow } from "./import_flow";
import { options_view, remember_options, ticked_options } from "./import_options";
import { match_colour } from "../colours";
import { MatchView } from "./match_view";

/**
 * Show a stored lookup on its form as it was shown when it was found.
 *
 * @param {Object} frm of a Supplier Match
 */
export function refresh(frm) {
	frm.page.set_indicator(__(frm.doc.state), match_colour(frm.doc.state));
	frm.add_custom_button(__("Look Up Again"), () => look_up_again(frm));
	show(frm);
}

async function show(frm) {
	const name = frm.doc.name;
	const box = frm.get_field("result").$wrapper[0];
	box.classList.add("supplier-connect", "sc-match-form");
	try {
		const match = await read_lookup("open_match", { name });
		if (frm.doc.name === name) new MatchOnForm(frm, box, match);
	} catch (error) {
		if (frm.doc.name === name) box.innerHTML = String(error_notice(error));
	}
}

function look_up_again(frm) {
	supplier_connect.item_form.find_when_open(frm.doc.item);
	frappe.set_route("Form", "Item", frm.doc.item);
}

class MatchOnForm {
	constructor(frm, box, match) {
		this.frm = frm;
		this.match = match;
		const may_add = frappe.model.can_write("Item") && frappe.model.can_create("Supplier Part");
		box.innerHTML = String(
			html`<div data-match></div>
				${may_add && match.candidates.length ? add_bar() : ""}`
		);
		this.button = box.querySelector("[data-add]");
		frm.supplier_match_view?.end();
		this.view = frm.supplier_match_view = new MatchView(box.querySelector("[data-match]"), match, {
			selectable: Boolean(this.button),
			on_select: () => this.follow_selection(),
		});
		this.button?.addEventListener("click", () => this.add());
	}

	follow_selection() {
		if (this.button) this.button.disabled = !this.view.ticked().length;
	}

	async add() {
		const dialog = new StepDialog(__("Add Supplier Parts to {0}", [this.match.item]), () => this.after());
		const close = { label: __("Close"), action: () => dialog.close() };
		remember_options(dialog.dialog.$wrapper[0]);
		dialog.show_waiting(__("Reading the settings\u2026"));
		try {
			const { settings } = await read_lookup("start", { item: this.match.item });
			this.ask(dialog, close, settings);
		} catch (error) {
			dialog.show({ body: error_notice(error), secondary: close });
		}
	}

	ask(dialog, close, settings) {
		const offers = this.view.ticked();
		const box = dialog.show({
			body: html`<p>${question(offers)}</p>
				${options_view(settings)}`,
			primary: { label: __("Add"), action: () => this.run(dialog, offers, ticked_options(box)) },
			secondary: close,
		});
	}

	run(dialog, offers, options) {
		const flow = new ImportFlow(dialog, {
			match: this.match.name,
			options,
			on_imported: (results) => {
				this.results = results;
				this.view.mark_imported(results);
			},
			back: () => dialog.close(),
		});
		flow.run(offers);
	}

	after() {
		if (this.results) this.frm.reload_doc();
	}
}

function add_bar() {
	return html`<div class="sc-add-bar">
		<button type="button" class="btn btn-primary btn-sm" data-add disabled>${__("Add Selected")}</button>
	</div>`;
}

function question(offers) {
	const skus = offers.map(({ sku }) => sku).join(", ");
	return offers.length === 1
		? __("Add {0} as a Supplier Part?", [skus])
		: __("Add {0} supplier parts ({1})?", [offers.length, skus]);
}
