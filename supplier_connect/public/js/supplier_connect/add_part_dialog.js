import {
	added_view,
	choice_view,
	found_view,
	lookup_form,
	no_account_view,
	waiting_view,
} from "./add_part_view";
import { error_notice } from "./error_view";
import { html } from "./html";
import { drop_broken_pictures } from "./offer_view";
import { change_item, read_item } from "./server";
import { StepDialog } from "./step_dialog";

const REMEMBERED = "supplier_connect:account:add_part";

/**
 * Open "Add Supplier Part" for an Item: choose an account, look a number up, add what was found.
 *
 * @param {Object} options
 * @param {string} options.item
 * @param {function} options.on_added after a Supplier Part was stored
 */
export function open_add_part_dialog(options) {
	new AddPartFlow(options).start();
}

class AddPartFlow {
	constructor({ item, on_added }) {
		this.item = item;
		this.on_added = on_added;
		this.dialog = new StepDialog(__("Add Supplier Part to {0}", [item]));
	}

	async start() {
		this.dialog.show_waiting(__("Reading the accounts\u2026"));
		try {
			this.setup = await read_item("accounts", { item: this.item });
		} catch (error) {
			this.dialog.show({ body: error_notice(error), secondary: this.closing() });
			return;
		}
		if (this.setup.accounts.length) this.show_form();
		else this.dialog.show({ body: no_account_view(this.setup), secondary: this.closing() });
	}

	closing() {
		return { label: __("Close"), action: () => this.dialog.close() };
	}

	// form

	show_form() {
		const box = this.dialog.show({
			body: html`${lookup_form(this.setup, localStorage.getItem(REMEMBERED))}
				<div data-result aria-live="polite"></div>`,
			primary: { label: __("Add Supplier Part"), action: () => this.add() },
			secondary: this.closing(),
		});
		this.form = box.querySelector("form");
		this.result = box.querySelector("[data-result]");
		this.clear();
		this.form.addEventListener("submit", (event) => {
			event.preventDefault();
			this.look_up();
		});
		this.form.elements.number.addEventListener("input", () => this.clear());
		this.form.elements.account.addEventListener("change", () => {
			localStorage.setItem(REMEMBERED, this.form.elements.account.value);
			this.clear();
		});
		this.result.addEventListener("click", ({ target }) => this.choose(target.dataset.choose));
		this.result.addEventListener("change", ({ target }) => this.follow_override(target));
		this.dialog.focus(this.form.elements.number);
	}

	/** What is shown no longer belongs to what is entered: forget it, and what is still on its way. */
	clear() {
		this.asked = null;
		this.found = null;
		this.set_busy(false);
		this.dialog.set_primary(__("Add Supplier Part"), false);
		return this.show_result("");
	}

	show_result(markup) {
		this.result.innerHTML = String(markup);
		return this.result;
	}

	set_busy(busy) {
		this.form.querySelector("button").disabled = busy;
	}

	// look-up

	async look_up() {
		const number = this.form.elements.number.value.trim();
		const account = this.form.elements.account.value;
		this.clear();
		if (!number) {
			this.form.elements.number.focus();
			return;
		}
		const asked = (this.asked = { account, number });
		this.set_busy(true);
		this.show_result(waiting_view(__("Looking up {0}\u2026", [number])));
		try {
			const answer = await change_item("look_up_part", { item: this.item, account, number });
			if (this.asked === asked) this.show_answer(answer);
		} catch (error) {
			if (this.asked === asked) this.show_result(error_notice(error));
		}
		if (this.asked === asked) this.set_busy(false);
	}

	show_answer(answer) {
		if (!answer.offer) {
			this.show_result(choice_view(this.asked.number, answer.choices));
			return;
		}
		this.found = answer;
		drop_broken_pictures(this.show_result(found_view(answer, this.item)));
		this.dialog.set_primary(this.add_label(), !answer.conflict);
	}

	add_label() {
		return this.found.part ? __("Update Supplier Part") : __("Add Supplier Part");
	}

	choose(number) {
		if (!number) return;
		this.form.elements.number.value = number;
		this.look_up();
	}

	follow_override(target) {
		if (target.name === "override") this.dialog.set_primary(this.add_label(), target.checked);
	}

	// adding

	async add() {
		const { offer, conflict } = this.found;
		const { account } = this.asked;
		const accepted = conflict ? { accept_mpn: offer.mpn } : {};
		this.dialog.show_waiting(__("Adding {0}\u2026", [offer.sku]));
		try {
			const added = await change_item("add_part", {
				item: this.item,
				account,
				number: offer.sku,
				...accepted,
			});
			this.show_added(added);
			this.on_added();
		} catch (error) {
			this.show_form();
			this.form.elements.number.value = offer.sku;
			this.show_result(error_notice(error));
		}
	}

	show_added(added) {
		this.dialog.show({
			body: added_view(added, this.item),
			primary: { label: __("Look Up Another"), action: () => this.show_form() },
			secondary: this.closing(),
		});
	}
}
