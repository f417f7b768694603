import { document_link, html, sentence } from "../html";
import { when_saved } from "../save_first";
import { show_history } from "./history_view";
import { resync_part } from "./resync_dialog";

/**
 * Show on the form of a Supplier Part how fresh it is, what happened to it, and what it cost.
 *
 * @param {Object} frm of a Supplier Part
 */
export function refresh(frm) {
	frm.supplier_history?.end();
	if (frm.is_new()) return;
	frm.page.set_indicator(...state_of(frm.doc));
	show_messages(frm);
	frm.supplier_history = show_history(frm.get_field("history").$wrapper[0], frm.doc.name);
	if (frm.perm[0]?.write) frm.add_custom_button(__("Resync Now"), () => resync(frm), __("Supplier"));
}

function resync(frm) {
	when_saved(frm, __("The part has changes that are not saved. Save it now and go on?"), () =>
		resync_part({ part: frm.doc.name, sku: frm.doc.sku, on_done: () => frm.reload_doc() })
	);
}

// the state

const STATES = {
	Failed: () => [__("Failed"), "red"],
	"Not Found": ({ not_found_on }) => [__("Not found since {0}", [day_of(not_found_on)]), "orange"],
};

function state_of(doc) {
	return (STATES[doc.resync_state] || told)(doc);
}

function told({ seen_on, __onload }) {
	if (!seen_on) return [__("Never asked for"), "gray"];
	if (seen_on < __onload?.stale_before) return [__("Stale: last seen {0}", [day_of(seen_on)]), "yellow"];
	return [__("Fresh"), "green"];
}

function day_of(datetime) {
	return frappe.datetime.str_to_user(datetime, false, true);
}

// what there is to know, in one box: Frappe gives all of them the colour of the last

async function show_messages(frm) {
	const part = frm.doc.name;
	const alerts = await open_alerts(part);
	if (frm.doc.name !== part) return;
	frm.set_intro();
	const state_words = (MESSAGES[frm.doc.resync_state] || (() => ""))(frm.doc);
	if (!state_words && !alerts.length) return;
	const content = html`<div class="sc-messages">${state_words} ${alerts.map(alert_row)}</div>`;
	frm.set_intro(String(content), frm.doc.resync_state === "Failed" ? "red" : "orange");
}

const MESSAGES = {
	Failed: ({ failure, failures, account }) =>
		html`<div>
			${sentence(__("The last resync failed: {0}"), [failure || __("no reason was told.")])}
			${failures > 1 && __("({0} times in a row)", [failures])}
			${document_link("Supplier Account", account)}
		</div>`,
	"Not Found": () =>
		html`<div>
			${__("The supplier doesn't know this number any more. What was known last is kept.")}
		</div>`,
};

async function open_alerts(part) {
	if (!frappe.model.can_read("Supplier Alert")) return [];
	return frappe.db.get_list("Supplier Alert", {
		filters: { part, state: "Open" },
		fields: ["name", "kind", "message"],
		order_by: "raised_on desc",
		limit: 5,
	});
}

function alert_row({ name, kind, message }) {
	return html`<div>
		<strong>${__(kind)}:</strong> ${message}
		${document_link("Supplier Alert", name, { label: __("Open the alert") })}
	</div>`;
}
