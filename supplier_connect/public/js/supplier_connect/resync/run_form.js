import { document_link, html, sentence } from "../html";
import { run_colour } from "../colours";
import { list_link, outcome_words, whole } from "./run_words";

const LOOK_AGAIN_MS = 4000;

/**
 * Show on the form of a Supplier Resync what it was about, how it goes or went, and where what failed can be seen.
 *
 * @param {Object} frm of a Supplier Resync
 */
export function refresh(frm) {
	const { doc } = frm;
	frm.disable_save();
	frm.page.set_indicator(__(doc.state), run_colour(doc.state));
	frm.set_intro();
	if (doc.message) {
		const account = document_link("Supplier Account", doc.account);
		frm.set_intro(String(html`<div>${doc.message} ${account}</div>`), message_colour(doc.state));
	}
	const body = html`<div class="supplier-connect sc-run-summary">${summary(doc)}</div>`;
	frm.dashboard.add_section(String(body), __("Summary"));
	frm.dashboard.show();
	if (doc.state === "Running") look_again(frm);
}

function message_colour(state) {
	return state === "Paused" ? "orange" : state === "Done" ? "blue" : "red";
}

function summary(doc) {
	return html`<p class="sc-heading">${outcome_words(doc)}</p>
		<p>${what(doc)} ${who(doc)} ${how_long(doc)}</p>
		<p>${rest(doc)} ${next(doc)}</p>
		<p>${found_links(doc)}</p>`;
}

function what({ account, scope, item, part }) {
	const link = document_link("Supplier Account", account);
	if (scope === "Item")
		return sentence(__("The parts of {0} at {1}."), [document_link("Item", item), link]);
	if (scope === "Supplier Part") {
		return sentence(__("{0} at {1}."), [
			document_link("Supplier Part", part, { label: __("A single part") }),
			link,
		]);
	}
	return sentence(__("The next parts of {0} in their round."), [link]);
}

function who({ asked_by }) {
	if (!asked_by) return __("Begun by the schedule.");
	return sentence(__("Asked for by {0}."), [frappe.user.full_name(asked_by)]);
}

function how_long({ started_on, ended_on }) {
	if (!ended_on) return "";
	const seconds = Math.max(moment(ended_on).diff(moment(started_on), "seconds"), 1);
	return seconds < 120
		? __("It took {0} seconds.", [seconds])
		: __("It took {0} minutes.", [Math.round(seconds / 60)]);
}

function rest({ planned, processed, state }) {
	const left = planned - processed;
	if (left <= 0 || state === "Done") return "";
	return state === "Running"
		? __("{0} of {1} are still to be asked for.", [whole(left), whole(planned)])
		: __("{0} of {1} were left for the next run.", [whole(left), whole(planned)]);
}

function next({ due_on }) {
	return due_on ? sentence(__("The next run is due {0}."), [frappe.datetime.str_to_user(due_on)]) : "";
}

/** Links to the parts that failed or weren't found since this run began, unless they were tried again. */
function found_links({ account, failed, not_found, started_on }) {
	const link = (resync_state, words) =>
		list_link("Supplier Part", { account, tried_on: [">=", started_on], resync_state }, words);
	const links = [
		failed > 0 && link("Failed", __("{0} failed", [whole(failed)])),
		not_found > 0 && link("Not Found", __("{0} not found", [whole(not_found)])),
	].filter(Boolean);
	return links.map((one, place) => html`${place > 0 && " \u00b7 "}${one}`);
}

function look_again(frm) {
	const { name } = frm.doc;
	clearTimeout(frm.supplier_run_timer);
	frm.supplier_run_timer = setTimeout(() => {
		if (frm.doc.name === name && $(frm.wrapper).is(":visible")) frm.reload_doc();
	}, LOOK_AGAIN_MS);
}
