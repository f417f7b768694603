import { html } from "./html";

/**
 * @typedef {Object} Step
 * @property {Object} body markup
 * @property {{label: string, action: function}} [primary]
 * @property {{label: string, action: function}} [secondary]
 * @property {Object} [aside] markup at the left of the footer: links, or why the button can't be pressed
 * @property {boolean} [keep_height] not to shrink: a second click must not land beside the dialog and close it
 */

/** A wide dialog whose content and buttons change from step to step. */
export class StepDialog {
	/**
	 * @param {string} title
	 * @param {function} [on_close]
	 */
	constructor(title, on_close = () => {}) {
		this.dialog = new frappe.ui.Dialog({ title: frappe.utils.escape_html(title), size: "extra-large" });
		this.dialog.$wrapper.addClass("supplier-connect");
		this.dialog.$wrapper.on("hidden.bs.modal", () => {
			this.is_closed = true;
			this.dialog.$wrapper.remove();
			on_close();
		});
		this.box = document.createElement("div");
		this.dialog.body.replaceChildren(this.box);
		this.dialog.show();
	}

	/** @param {string} title */
	set_title(title) {
		this.dialog.set_title(frappe.utils.escape_html(title));
	}

	/**
	 * Show a step in place of the last one.
	 *
	 * @param {Step} step
	 * @returns {HTMLElement} the box with the step's body
	 */
	show({ body, primary, secondary, aside, keep_height }) {
		// A fresh box: listeners of the last step go with the old one.
		const box = document.createElement("div");
		if (keep_height) box.style.minHeight = `${this.box.offsetHeight}px`;
		box.innerHTML = String(body);
		this.box.replaceWith(box);
		this.box = box;
		this.primary = primary;
		this.dialog.footer.toggleClass("hide", !(primary || secondary || aside));
		this.set_button(this.dialog.get_primary_btn(), primary);
		this.set_button(this.dialog.get_secondary_btn(), secondary);
		this.set_aside(aside);
		return box;
	}

	/**
	 * Show that something is being read.
	 *
	 * @param {string} text
	 */
	show_waiting(text) {
		const primary = this.primary && { label: this.primary.label, action: () => {} };
		this.show({
			body: html`<div class="sc-empty-state" role="status">${text}</div>`,
			primary,
			keep_height: true,
		});
		if (primary) this.set_primary(primary.label, false);
	}

	/**
	 * Change the button of the step.
	 *
	 * @param {string} label
	 * @param {boolean} enabled
	 */
	set_primary(label, enabled) {
		this.dialog.get_primary_btn().text(label).prop("disabled", !enabled);
	}

	/** @param {Object} [markup] what stands at the left of the footer */
	set_aside(markup) {
		this.dialog.custom_actions.html(String(markup || ""));
	}

	/**
	 * Put the cursor into a field, once the dialog has come up: it takes the focus itself at first.
	 *
	 * @param {HTMLElement} field
	 */
	focus(field) {
		field.focus();
		this.dialog.$wrapper.one("shown.bs.modal", () => field.isConnected && field.focus());
	}

	/** Close the dialog. */
	close() {
		this.dialog.hide();
	}

	set_button($button, button) {
		$button.off("click").prop("disabled", false).toggleClass("hide", !button);
		if (button) $button.text(button.label).on("click", () => button.action());
	}
}
