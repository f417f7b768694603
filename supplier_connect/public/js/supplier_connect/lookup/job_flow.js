import { error_notice } from "../error_view";
import { running_job, watch_job } from "../job_watch";
import { StepDialog } from "../step_dialog";
import { change_lookup, LOOKUP_JOB, read_lookup } from "./calls";
import { remember_shops, ticked_shops } from "./shops_field";
import { no_shop_view } from "./states";

/**
 * A dialog that asks what to look up, does it in the background, shows how far that is, and what came of it.
 *
 * A subclass says how: `form(setup)`, `request(form)`, `progress(last, stopping, waited)`, `summary(last)` and
 * `announce(last)`.
 */
export class JobFlow {
	/**
	 * @param {Object} options
	 * @param {string} options.title
	 * @param {string} options.subject what is looked up; while that goes on, it is shown
	 * @param {string} options.item whose accounts and settings are offered
	 * @param {string} options.method that starts the lookup
	 * @param {boolean} [options.keep] whether an end that nobody has seen is shown the next time
	 */
	constructor({ title, subject, item, method, keep = false }) {
		Object.assign(this, { subject, item, method, keep });
		this.dialog = new StepDialog(title, () => this.watch?.listen(null));
	}

	start() {
		const running = running_job(this.subject);
		return running ? this.follow(running) : this.ask();
	}

	closing() {
		return { label: __("Close"), action: () => this.dialog.close() };
	}

	/**
	 * Called when the summary is on the page; a subclass may listen to what is in it.
	 *
	 * @param {HTMLElement} _box
	 * @param {Object} _last the last progress
	 */
	shown(_box, _last) {}

	show_error(error) {
		this.dialog.show({ body: error_notice(error), secondary: this.closing() });
	}

	// the question

	async ask() {
		this.dialog.show_waiting(__("Reading the accounts\u2026"));
		try {
			const setup = await read_lookup("start", { item: this.item });
			if (setup.accounts.length) this.show_form(setup);
			else this.dialog.show({ body: no_shop_view(setup), secondary: this.closing() });
		} catch (error) {
			this.show_error(error);
		}
	}

	show_form(setup) {
		const box = this.dialog.show({
			body: this.form(setup),
			primary: { label: __("Start"), action: () => this.begin(form) },
			secondary: this.closing(),
		});
		const form = box.querySelector("form");
		const is_ready = () => ticked_shops(form).length > 0;
		const follow = () => this.dialog.set_primary(__("Start"), is_ready());
		form.addEventListener("change", follow);
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			if (is_ready()) this.begin(form);
		});
		follow();
	}

	async begin(form) {
		remember_shops(form);
		const request = { accounts: ticked_shops(form), ...this.request(form) };
		this.dialog.show_waiting(__("Starting\u2026"));
		try {
			const { job } = await change_lookup(this.method, request);
			const { subject, first, keep } = this;
			const on_end = (last) => this.announce(last);
			this.follow(watch_job({ kind: LOOKUP_JOB, subject, job, first, keep, on_end }));
		} catch (error) {
			this.show_error(error);
		}
	}

	// the job

	follow(watch) {
		if (this.dialog.is_closed) return;
		this.watch = watch;
		watch.listen((last) => this.show_progress(last));
	}

	show_progress(last) {
		if (this.watch.is_over) {
			this.watch = null;
			this.shown(this.dialog.show({ ...this.summary(last), secondary: this.closing() }), last);
			return;
		}
		this.dialog.show({
			body: this.progress(last, this.stopping, Date.now() - this.watch.started_at),
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
			await change_lookup("stop_matching", { job: this.watch.job });
		} catch (error) {
			this.stopping = false;
			frappe.show_alert({ message: frappe.utils.escape_html(error.message), indicator: "red" });
		}
	}
}
