import { html } from "../html";
import { running_job, watch_job } from "../job_watch";
import { progress_bar } from "../lookup/progress_bar";
import { queue_words } from "../lookup/states";
import { notice } from "../notices";
import { StepDialog } from "../step_dialog";
import { change_resync, RESYNC_JOB } from "./calls";
import { resync_error } from "./error_notice";
import { known_parts } from "./parts";
import { no_parts_view, result_view } from "./result_view";
import { found_words, list_link, outcome_words, run_links, whole } from "./run_words";

const REMEMBERED = "supplier_connect:resync:";

/**
 * Ask the supplier again for one Supplier Part, and tell what changed.
 *
 * @param {Object} options
 * @param {string} options.part
 * @param {string} options.sku
 * @param {function} options.on_done
 */
export function resync_part({ part, sku, on_done }) {
	const flow = new PartsResync({
		title: __("Resync {0}", [sku]),
		subject: `Supplier Part ${part}`,
		request: { part },
		filters: { name: part },
		on_done,
	});
	flow.start();
}

/**
 * Ask the suppliers again for the Supplier Parts of an Item, and tell what changed.
 *
 * @param {Object} options
 * @param {string} options.item
 * @param {function} options.on_done
 */
export function resync_item({ item, on_done }) {
	const flow = new PartsResync({
		title: __("Resync the Supplier Parts of {0}", [item]),
		subject: `Item ${item}`,
		request: { item },
		filters: { item },
		on_done,
	});
	flow.start();
}

/**
 * Go on with the round of an account in the background; while that is under way, it is shown.
 *
 * @param {Object} options
 * @param {string} options.account
 * @param {function} options.on_done
 */
export function resync_account({ account, on_done }) {
	const flow = new AccountResync({
		title: __("Resync {0}", [account]),
		subject: `Supplier Account ${account}`,
		request: { account, queued: 1 },
		on_done,
	});
	flow.start();
}

/**
 * Whether a resync that was started in this window is under way.
 *
 * @param {string} account
 * @returns {boolean}
 */
export function is_resyncing(account) {
	return Boolean(remembered_job(`Supplier Account ${account}`));
}

/** A dialog that resyncs something, shows how far that is, and what came of it; it can be closed and found again. */
class ResyncFlow {
	constructor({ title, subject, request, on_done }) {
		Object.assign(this, { title, subject, request, on_done });
		this.dialog = new StepDialog(title, () => this.watch?.listen(null));
	}

	async start() {
		const job = remembered_job(this.subject);
		if (job) this.follow(running_job(this.subject) || this.watch_over(job));
		else await this.begin();
	}

	closing() {
		return { label: __("Close"), action: () => this.dialog.close() };
	}

	async begin() {
		this.dialog.show_waiting(__("Asking the supplier\u2026"));
		try {
			if (await this.prepare()) await this.ask();
			else this.dialog.show({ body: no_parts_view(), secondary: this.closing() });
		} catch (error) {
			forget_job(this.subject);
			this.dialog.show({ body: resync_error(error), secondary: this.closing() });
			this.on_done();
		}
	}

	/** Whether there is something to do. */
	async prepare() {
		return true;
	}

	async ask() {
		const answer = await change_resync("run_resync", this.request);
		if (answer.queued) this.follow(this.watch_over(answer.task_id));
		else await this.show_end(as_progress(answer));
	}

	// a job

	watch_over(job) {
		sessionStorage.setItem(REMEMBERED + this.subject, job);
		return watch_job({
			kind: RESYNC_JOB,
			subject: this.subject,
			job,
			first: { planned: 0, processed: 0, changed: 0, not_found: 0, failed: 0, runs: [], message: "" },
			keep: false,
			on_end: (last) => this.announce(last),
		});
	}

	follow(watch) {
		if (this.dialog.is_closed) return;
		this.watch = watch;
		watch.listen((last) => this.show_progress(last));
	}

	show_progress(last) {
		if (this.watch.is_over) {
			this.watch = null;
			forget_job(this.subject);
			this.show_end(last);
			return;
		}
		this.dialog.show({
			body: progress_view(last, this.stopping, Date.now() - this.watch.started_at),
			primary: { label: __("Stop"), action: () => this.stop() },
			secondary: this.closing(),
			keep_height: true,
		});
		this.dialog.set_primary(__("Stop"), !this.stopping);
	}

	async stop() {
		this.stopping = true;
		this.show_progress(this.watch.last);
		try {
			await change_resync("stop_resync", { job: this.watch.job });
		} catch (error) {
			this.stopping = false;
			frappe.show_alert({ message: frappe.utils.escape_html(error.message), indicator: "red" });
		}
	}

	// the end

	async show_end(last) {
		const body = await this.end_view(last);
		if (!this.dialog.is_closed) this.dialog.show({ body, secondary: this.closing() });
		this.on_done();
	}

	announce(last) {
		forget_job(this.subject);
		const words = html`<strong>${this.title}</strong>: ${last.error?.message || how_it_ended(last)}.
			${outcome_words(last)}`;
		frappe.show_alert({ message: String(words), indicator: colour_of(last) }, 15);
		this.on_done();
	}
}

/** The resync of parts that are shown one by one, with what was known of them before. */
class PartsResync extends ResyncFlow {
	constructor({ filters, ...options }) {
		super(options);
		this.filters = filters;
		this.before = null;
	}

	/** Note what is known now. */
	async prepare() {
		this.before = await known_parts(this.filters);
		return this.before.size > 0;
	}

	async end_view(last) {
		const after = await known_parts(this.filters);
		return html`${end_notice(last)} ${result_view(this.before, after)} ${run_links(last.runs)}`;
	}
}

/** The resync of an account's round. */
class AccountResync extends ResyncFlow {
	async end_view(last) {
		return html`${end_notice(last)} ${failed_link(this.request.account, last)} ${run_links(last.runs)}`;
	}
}

function remembered_job(subject) {
	return sessionStorage.getItem(REMEMBERED + subject);
}

function forget_job(subject) {
	sessionStorage.removeItem(REMEMBERED + subject);
}

const ENDS = { Done: "done", Paused: "failed", Failed: "failed", Stopped: "stopped" };

/** A run that was waited for, told like one in the background. */
function as_progress(answer) {
	const answers = answer.runs || [answer];
	return {
		...answer,
		state: ENDS[answer.state] || "done",
		runs: answers.map(({ run }) => run).filter(Boolean),
		message: "",
		errors: answers
			.filter(({ error }) => error)
			.map(({ error, account }) => ({ message: error, account })),
	};
}

function progress_view(last, stopping, waited) {
	const { processed, planned, state } = last;
	const heading = stopping
		? __("Stopping after the call under way\u2026")
		: (state === "queued" && queue_words(waited)) || asked_words(processed, planned);
	return html`<div class="sc-progress" role="status">
		${progress_bar(heading, processed, planned)}
		<p>${found_words(last)}</p>
		<p class="text-muted">
			${__("You may close this window: the resync goes on, and a message tells when it is done.")}
		</p>
	</div>`;
}

function asked_words(processed, planned) {
	return planned
		? __("{0} of {1} parts asked for", [whole(processed), whole(planned)])
		: __("Starting\u2026");
}

function end_notice(last) {
	const errors = last.error ? [last.error] : last.errors || [];
	if (errors.length) return html`${errors.map(resync_error)} ${counts_notice(last, "gray")}`;
	return counts_notice(last, colour_of(last));
}

function counts_notice(last, colour) {
	return notice(
		colour,
		html`<p class="sc-heading">${how_it_ended(last)}</p>
			<p>${outcome_words(last)}</p>
			${last.message && html`<p>${last.message}</p>`}`
	);
}

function colour_of({ state, failed, not_found }) {
	if (state === "failed") return "orange";
	if (state === "stopped") return "yellow";
	return failed || not_found ? "yellow" : "green";
}

const ENDINGS = {
	done: () => __("The resync is done"),
	stopped: () => __("The resync was stopped"),
	failed: () => __("The resync was broken off"),
};

function how_it_ended({ state }) {
	return (ENDINGS[state] || ENDINGS.done)();
}

function failed_link(account, { failed }) {
	if (!failed) return "";
	const label = failed === 1 ? __("Show the part that failed") : __("Show the parts that failed");
	return html`<p>${list_link("Supplier Part", { account, resync_state: "Failed" }, label)}</p>`;
}
