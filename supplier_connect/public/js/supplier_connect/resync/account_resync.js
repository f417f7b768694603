import { error_notice } from "../error_view";
import { when } from "../format";
import { document_link, html, sentence } from "../html";
import { pill } from "../notices";
import { when_saved } from "../save_first";
import { change_resync, read_resync } from "./calls";
import { is_resyncing, resync_account } from "./resync_dialog";
import { run_colour } from "../colours";
import { list_link, outcome_words, whole } from "./run_words";

const LOOK_AGAIN_MS = 5000;
const DAY_MINUTES = 1440;
const LONG_ROUND_DAYS = 7;
const NOT_FAILED = ["not in", ["Not Found", "Failed"]];

/**
 * Show on the form of a Supplier Account how fresh its parts are, and how its resyncs go.
 *
 * @param {Object} frm of a Supplier Account with an HTML field `resync_status`
 */
export async function show_resync(frm) {
	const name = frm.doc.name;
	const box = frm.get_field("resync_status").$wrapper[0];
	clearTimeout(frm.supplier_resync_timer);
	try {
		const freshness = await read_resync("freshness", { account: name });
		if (frm.doc.name === name) draw(frm, box, freshness);
	} catch (error) {
		if (frm.doc.name === name)
			box.innerHTML = String(html`<div class="supplier-connect">${error_notice(error)}</div>`);
	}
}

function draw(frm, box, freshness) {
	box.innerHTML = String(
		html`<div class="supplier-connect sc-resync-status">
			${counts(frm.doc.name, freshness)} ${round_words(freshness)} ${next_run(freshness)}
			${last_run(freshness)} ${buttons(frm, freshness)}
		</div>`
	);
	box.querySelector("[data-resync]")?.addEventListener("click", () => resync(frm));
	box.querySelector("[data-reset]")?.addEventListener("click", () => start_anew(frm));
	if (freshness.running) look_again(frm);
}

/** A run goes on: show how far it is, as long as somebody looks. */
function look_again(frm) {
	const name = frm.doc.name;
	frm.supplier_resync_timer = setTimeout(() => {
		if (frm.doc.name === name && frm.wrapper.isConnected && $(frm.wrapper).is(":visible"))
			show_resync(frm);
	}, LOOK_AGAIN_MS);
}

// how many

const KINDS = [
	["fresh", "green", () => __("fresh"), (since) => ({ resync_state: NOT_FAILED, seen_on: [">=", since] })],
	[
		"stale",
		"yellow",
		() => __("stale"),
		(since) => ({ resync_state: NOT_FAILED, seen_on: seen_before(since) }),
	],
	["not_found", "orange", () => __("not found"), () => ({ resync_state: "Not Found" })],
	["failed", "red", () => __("failed"), () => ({ resync_state: "Failed" })],
	[
		"never",
		"gray",
		() => __("never asked for"),
		() => ({ resync_state: NOT_FAILED, seen_on: ["is", "not set"] }),
	],
];

/** Not "<", which for a list includes what was never seen. */
function seen_before(start_of_day) {
	return ["Between", ["2000-01-01", frappe.datetime.add_days(start_of_day.slice(0, 10), -1)]];
}

function counts(account, freshness) {
	if (!freshness.parts) {
		return html`<p class="sc-aside">
			${__("No Supplier Parts yet. Open an Item and press Supplier > Find Supplier Parts.")}
		</p>`;
	}
	const kinds = KINDS.filter(([kind]) => freshness[kind]);
	const shares = kinds.map(
		([kind, colour]) =>
			html`<span
				class="sc-share sc-${colour}"
				style="flex-grow: ${freshness[kind]}"
				title="${kind}"
			></span>`
	);
	const links = kinds.map(([kind, colour, word, filters]) => {
		const label = html`<span class="sc-chart-dot sc-${colour}"></span>${whole(freshness[kind])} ${word()}`;
		return list_link("Supplier Part", { account, ...filters(freshness.stale_before) }, label);
	});
	return html`<div class="sc-shares" aria-hidden="true">${shares}</div>
		<p class="sc-share-links">${links}</p>`;
}

// how long

function round_words(freshness) {
	const { parts, enabled, interval, batch_size, round_minutes } = freshness;
	if (!enabled) {
		return html`<p class="sc-aside">
			${__("Switched off: parts are asked for only when somebody presses Resync Now.")}
		</p>`;
	}
	if (!parts || !round_minutes) return "";
	const words = sentence(__("{0} at {1} every {2}: {3} for a whole round."), [
		parts === 1 ? __("1 part") : __("{0} parts", [whole(parts)]),
		whole(batch_size),
		interval_words(interval),
		html`<strong>${span_words(round_minutes)}</strong>`,
	]);
	const is_long = round_minutes > Math.max(LONG_ROUND_DAYS * DAY_MINUTES, interval);
	return html`<p>${words} ${is_long && __("Raise Parts per Run, or run more often.")}</p>`;
}

/** How often: "day", "2 hours". */
function interval_words(minutes) {
	const single = { 60: __("hour"), [DAY_MINUTES]: __("day") };
	return single[minutes] || span_words(minutes);
}

/** How long, in the largest unit that suits it. */
function span_words(minutes) {
	if (minutes > DAY_MINUTES) return __("{0} days", [whole(Math.ceil(minutes / DAY_MINUTES))]);
	if (minutes === DAY_MINUTES) return __("1 day");
	if (minutes === 60) return __("1 hour");
	if (minutes >= 120) return __("{0} hours", [Math.round(minutes / 60)]);
	return __("{0} minutes", [whole(minutes)]);
}

// the runs

function next_run({ enabled, due_at, running, silent_since, held_until }) {
	if (silent_since) {
		const words = enabled
			? __("Nothing was heard of {0} since {1}. If it was interrupted, the next run continues at {2}.")
			: __("Nothing was heard of {0} since {1}. If it was interrupted, press Resync Now at {2}.");
		const times = [silent_since, held_until].map((time) => frappe.datetime.str_to_user(time));
		const link = document_link("Supplier Resync", running);
		return html`<p>${pill("orange", __("No Answer"))} ${sentence(words, [link, ...times])}</p>`;
	}
	if (running) {
		const link = document_link("Supplier Resync", running);
		return html`<p>${pill("blue", __("Running"))} ${sentence(__("{0} is under way."), [link])}</p>`;
	}
	if (!enabled || !due_at) return "";
	const is_due = due_at <= frappe.datetime.now_datetime();
	const words = is_due
		? __("The next run begins within minutes.")
		: sentence(__("Next run: {0}"), [frappe.datetime.str_to_user(due_at)]);
	return html`<p>${words}</p>`;
}

function last_run({ last_run: run }) {
	if (!run) return html`<p class="sc-aside">${__("There was no run yet.")}</p>`;
	const link = document_link("Supplier Resync", run.name, { label: __("Last run") });
	return html`<p>
		${link} ${when(run.ended_on || run.started_on)}: ${pill(run_colour(run.state), __(run.state))}
		${outcome_words(run)} ${run.message && html`<span class="sc-run-message">${run.message}</span>`}
	</p>`;
}

function buttons(frm, { may_run, may_reset, cursor, running }) {
	const resync_label = is_resyncing(frm.doc.name) ? __("Show the Resync") : __("Resync Now");
	const run = html`<button type="button" class="btn btn-default btn-sm" data-resync>
		${resync_label}
	</button>`;
	const reset = html`<button type="button" class="btn btn-default btn-sm" data-reset>
		${__("Start the Round Anew")}
	</button>`;
	return html`<p class="sc-buttons">${may_run && run} ${may_reset && cursor && !running && reset}</p>`;
}

function resync(frm) {
	when_saved(frm, __("This form has changes that are not saved. Save them now and go on?"), () => {
		resync_account({ account: frm.doc.name, on_done: () => show_resync(frm) });
		look_again(frm);
	});
}

function start_anew(frm) {
	const question = __(
		"Begin with the first part again? The parts after the place where the last run ended wait for the next round."
	);
	frappe.confirm(frappe.utils.escape_html(question), async () => {
		try {
			await change_resync("run_resync", { account: frm.doc.name, action: "reset_cursor" });
			frappe.show_alert({
				message: __("The next run begins with the first part."),
				indicator: "green",
			});
		} catch (error) {
			frappe.msgprint({
				title: __("Resync"),
				message: frappe.utils.escape_html(error.message),
				indicator: "red",
			});
		}
		show_resync(frm);
	});
}
