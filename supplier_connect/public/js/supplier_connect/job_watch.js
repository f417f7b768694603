const POLL_MS = 1500;
// Polls in a row that may fail before the job counts as out of sight.
const PATIENCE = 20;
const OVER = new Set(["done", "failed", "stopped"]);

const watches = new Map();
const heard = new Set();

/**
 * @typedef {Object} JobKind how jobs of a kind tell
 * @property {string} event of the realtime connection
 * @property {function(string): Promise<Object>} progress asks the server how a job gets on
 * @property {function(): Error} out_of_sight what is told of a job that can't be followed any more
 */

/**
 * The watch over a background job that goes on, or whose end nobody has seen, if there is one.
 *
 * @param {string} subject what it is about, such as a BOM's name
 * @returns {JobWatch|undefined}
 */
export function running_job(subject) {
	return watches.get(subject);
}

/**
 * Watch over a background job until it ends.
 *
 * @param {Object} options
 * @param {JobKind} options.kind
 * @param {string} options.subject
 * @param {string} options.job
 * @param {Object} options.first the progress to begin with
 * @param {boolean} options.keep whether an end that nobody has seen is kept until it is looked at
 * @param {function(Object)} options.on_end gets the last progress when nobody listens at the end
 * @returns {JobWatch}
 */
export function watch_job(options) {
	hear(options.kind.event);
	const watch = new JobWatch(options);
	watches.set(options.subject, watch);
	watch.look();
	return watch;
}

function hear(event) {
	if (heard.has(event)) return;
	heard.add(event);
	frappe.realtime.on(event, ({ job }) => {
		[...watches.values()].filter((watch) => watch.job === job).forEach((watch) => watch.look());
	});
}

/** Asks how a background job gets on, and tells a listener. */
class JobWatch {
	constructor({ kind, subject, job, first, keep, on_end }) {
		Object.assign(this, { kind, subject, job, keep, on_end });
		this.started_at = Date.now();
		this.failures = 0;
		this.listener = null;
		this.last = { ...first, state: "queued" };
	}

	/** @param {function(Object)|null} listener gets the server's progress */
	listen(listener) {
		this.listener = listener;
		if (!listener) return;
		if (this.is_over) watches.delete(this.subject);
		listener(this.last);
	}

	/** Whether the job has ended. */
	get is_over() {
		return OVER.has(this.last.state);
	}

	/** Ask now, and go on asking until the end. */
	async look() {
		if (this.is_looking || this.is_over) return;
		this.is_looking = true;
		clearTimeout(this.timer);
		this.last = await this.ask();
		this.is_looking = false;
		if (!this.is_over) this.timer = setTimeout(() => this.look(), POLL_MS);
		if (this.is_over && (this.listener || !this.keep)) watches.delete(this.subject);
		if (this.listener) this.listener(this.last);
		else if (this.is_over) this.on_end(this.last);
	}

	async ask() {
		try {
			const progress = await this.kind.progress(this.job);
			this.failures = 0;
			return progress;
		} catch (error) {
			this.failures += 1;
			const given_up = error.kind === "NotFound" || this.failures >= PATIENCE;
			return given_up ? { ...this.last, state: "failed", error: this.kind.out_of_sight() } : this.last;
		}
	}
}
