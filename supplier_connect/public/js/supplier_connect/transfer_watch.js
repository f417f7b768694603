import { lines as count_lines } from "./format";
import { document_link, html, sentence } from "./html";
import { CallError, read } from "./server";
import { cart_label, unseen_colour, unseen_words, words_of } from "./words";

const POLL_MS = 1500;
// Polls in a row that may fail before the transfer counts as out of sight.
const PATIENCE = 20;
const EVENT = "supplier_connect_transfer";

const watches = new Map();
let is_listening = false;

/**
 * The watch over the transfer of an order that is under way, if there is one.
 *
 * @param {string} order
 * @returns {TransferWatch|undefined}
 */
export function running_watch(order) {
	return watches.get(order);
}

/**
 * Watch over a transfer until it ends.
 *
 * @param {string} order
 * @param {string} job
 * @param {Object} begun what was asked for, kept for who follows it later
 * @returns {TransferWatch}
 */
export function watch_transfer(order, job, begun) {
	if (!is_listening) {
		is_listening = true;
		frappe.realtime.on(EVENT, (nudge) => {
			[...watches.values()].filter((watch) => watch.job === nudge.job).forEach((watch) => watch.look());
		});
	}
	const watch = new TransferWatch(order, job, begun);
	watches.set(order, watch);
	watch.look();
	return watch;
}

/** Asks how a transfer gets on; tells a listener, or the user in an alert when nobody listens at the end. */
class TransferWatch {
	constructor(order, job, begun) {
		this.order = order;
		this.job = job;
		this.begun = begun;
		this.started_at = Date.now();
		this.failures = 0;
		this.last = { state: "queued", done_calls: 0, planned_calls: 0, cart: null, error: null };
		this.listener = null;
	}

	/**
	 * Have every step of the transfer told, instead of an alert at its end.
	 *
	 * @param {function(Object)|null} listener gets the server's progress
	 */
	listen(listener) {
		this.listener = listener;
		if (listener) listener(this.last);
	}

	/** Ask now, and go on asking until the end. */
	async look() {
		if (this.is_looking || this.is_over) return;
		this.is_looking = true;
		clearTimeout(this.timer);
		this.last = await this.ask();
		this.is_looking = false;
		this.is_over = ["done", "failed"].includes(this.last.state);
		if (this.is_over) watches.delete(this.order);
		else this.timer = setTimeout(() => this.look(), POLL_MS);
		this.tell();
	}

	async ask() {
		try {
			const progress = await read("progress", { job: this.job });
			this.failures = 0;
			return progress;
		} catch (error) {
			this.failures += 1;
			const given_up = error.kind === "NotFound" || this.failures >= PATIENCE;
			return given_up ? { ...this.last, state: "failed", error: out_of_sight() } : this.last;
		}
	}

	tell() {
		if (this.listener) this.listener(this.last);
		else if (this.is_over) announce(this.order, this.last);
	}
}

function out_of_sight() {
	const message = __(
		"The transfer can't be followed any more, but may still go on. Look again in a moment."
	);
	return new CallError({ message, kind: "OutOfSight" });
}

function announce(order, progress) {
	if (progress.state === "failed") {
		const message = html`<strong>${order}</strong>: ${progress.error.message}`;
		frappe.show_alert({ message: String(message), indicator: "red" }, 15);
		return;
	}
	const { cart, unseen } = progress;
	if (unseen) {
		const message = html`<strong>${order}</strong>: ${unseen_words(unseen)}`;
		frappe.show_alert({ message: String(message), indicator: unseen_colour(unseen) }, 15);
		return;
	}
	const in_cart = cart.lines.filter((line) => line.state === "In Cart").length;
	const values = [
		html`<strong>${order}</strong>`,
		count_lines(in_cart),
		document_link("Supplier Cart", cart.name, { label: cart_label(cart) }),
	];
	const message = sentence(words_of(cart).arrived(), values);
	const indicator = cart.state === "Sent" ? "green" : "orange";
	frappe.show_alert({ message: String(message), indicator }, 15);
}
