import { show_prices } from "./apply_dialog";
import { cart_view, open_cart_button, unseen_view } from "./cart_view";
import { error_view, is_retryable } from "./error_view";
import { lines as count_lines } from "./format";
import { html } from "./html";
import { empty_state, notice } from "./notices";
import { show_numbers_step } from "./numbers_step";
import { chosen_packings, join_packings } from "./packing_choice";
import { lacks_sign_in, preflight_view, removed_view, summary_of } from "./preflight_view";
import { progress_view } from "./progress_view";
import { change, read } from "./server";
import { StepDialog } from "./step_dialog";
import { follow_ticks } from "./table";
import { running_watch, watch_transfer } from "./transfer_watch";

const LOOK_AGAIN_MS = 4000;
const REMEMBERED = "supplier_connect:account:";

/**
 * Open "Send to Supplier" for an order: look it over, send it, see the cart.
 *
 * @param {Object} options
 * @param {string} options.order
 * @param {string} options.supplier
 * @param {string} [options.account] to begin with, else the one used last
 * @param {function(string)} options.go_to_line gets a line's ref
 * @param {function} options.on_sent after a transfer
 * @param {function} options.on_numbers after part numbers were written into the order
 * @param {function} options.on_applied after prices were written
 */
export function open_send_dialog(options) {
	new SendFlow(options).start();
}

class SendFlow {
	constructor(options) {
		this.options = options;
		this.order = options.order;
		this.accounts = [];
		this.kept = null;
		this.dialog = new StepDialog(__("Send {0} to Supplier", [this.order]), () => this.leave());
	}

	leave() {
		this.watch?.listen(null);
		this.watch = null;
	}

	start() {
		const running = running_watch(this.order);
		return running ? this.follow(running) : this.look_over(this.options.account);
	}

	// preflight

	async look_over(account = "") {
		this.dialog.show_waiting(__("Looking over the order\u2026"));
		await this.attempt(async () => {
			const { accounts, may_send, reason } = await read("accounts", { order: this.order });
			this.accounts = accounts;
			this.reason = may_send ? "" : reason;
			if (!accounts.length) {
				this.show_no_account();
				return;
			}
			const chosen = this.choose_account(account);
			this.show_preflight(await read("preflight", { order: this.order, account: chosen.name }), chosen);
		});
	}

	choose_account(wanted) {
		const remembered = localStorage.getItem(REMEMBERED + this.options.supplier);
		const named = (name) => this.accounts.find((account) => account.name === name);
		return named(wanted) || named(remembered) || this.accounts[0];
	}

	show_no_account() {
		const hint = __("Set up a Supplier Account for {0} and enable it.", [this.options.supplier]);
		this.dialog.show({ body: empty_state(__("This supplier is not connected"), hint) });
	}

	show_preflight(preflight, account) {
		choose_again(preflight, this.kept);
		const send = () => this.send(account.name, preflight);
		const box = this.dialog.show({
			body: preflight_view(preflight, this.accounts, this.reason),
			primary: { label: __("Send"), action: send },
			secondary: { label: __("Close"), action: () => this.dialog.close() },
		});
		this.listen_to_preflight(box, preflight);
		join_packings(box, preflight);
		const chosen = this.kept?.account === account.name && this.kept.cart;
		const radio = chosen && box.querySelector(`[name=cart][value=${chosen}]`);
		if (radio) radio.checked = true;
		const stopped = this.why_not(preflight);
		if (!preflight.lines.length) this.dialog.set_primary(__("Send"), false);
		else follow_ticks(box, (ticked) => this.show_ticked(box, preflight, account, ticked, stopped));
		if (preflight.current?.state === "Sending") this.look_again_later(box, preflight);
	}

	/** Someone else, or this page before it was reloaded, is sending the order: see how it ends. */
	look_again_later(box, preflight) {
		setTimeout(() => {
			if (this.dialog.is_closed || this.dialog.box !== box) return;
			this.keep(preflight);
			this.look_over(preflight.account);
		}, LOOK_AGAIN_MS);
	}

	why_not(preflight) {
		const stop = preflight.findings.find((finding) => finding.severity === "order");
		if (this.reason || stop || lacks_sign_in(preflight)) return __("The order can't be sent, see above");
		return preflight.current?.state === "Sending" ? __("The order is being sent right now") : "";
	}

	show_ticked(box, preflight, account, ticked, stopped) {
		this.ticked = ticked;
		const why = stopped || (ticked.size ? "" : __("No line is ticked"));
		box.querySelector("[data-summary]").innerHTML = String(summary_of(preflight, account, ticked));
		this.show_removed(box, preflight);
		this.dialog.set_primary(send_label(ticked.size), !why);
		this.dialog.set_aside(html`<span class="sc-aside">${why}</span>`);
	}

	show_removed(box, preflight) {
		const fresh = this.reason || box.querySelector("[name=cart]:checked")?.value === "new";
		box.querySelector("[data-removed]").innerHTML = String(
			fresh ? "" : removed_view(preflight, this.ticked)
		);
	}

	listen_to_preflight(box, preflight) {
		box.addEventListener(
			"change",
			({ target }) => target.name === "cart" && this.show_removed(box, preflight)
		);
		box.querySelector("[data-account]")?.addEventListener("change", ({ target }) => {
			localStorage.setItem(REMEMBERED + this.options.supplier, target.value);
			this.keep(preflight);
			this.look_over(target.value);
		});
		box.addEventListener("click", ({ target }) => {
			const { line, enterNumbers } = target.dataset;
			if (line) this.go_to_line(line);
			else if (enterNumbers !== undefined) this.enter_numbers(preflight);
		});
	}

	go_to_line(ref) {
		this.dialog.close();
		this.options.go_to_line(ref);
	}

	/** Keep what was chosen, for the next look at the order. */
	keep(preflight) {
		const { box } = this.dialog;
		this.kept = {
			account: preflight.account,
			cart: box.querySelector("[name=cart]:checked")?.value,
			left_out: preflight.lines.filter((line) => line.sendable && !this.ticked.has(line.ref)),
			packings: chosen_packings(box, preflight),
		};
	}

	enter_numbers(preflight) {
		this.keep(preflight);
		show_numbers_step(this.dialog, {
			preflight,
			on_back: () => this.look_over(preflight.account),
			on_saved: () => {
				this.options.on_numbers();
				this.look_over(preflight.account);
			},
		});
	}

	// transfer

	send(account, preflight) {
		this.keep(preflight);
		const { packings, cart = "same" } = this.kept;
		// Which carts there are is another matter after this try.
		this.kept.cart = null;
		const leave_out = preflight.lines.map((line) => line.ref).filter((ref) => !this.ticked.has(ref));
		this.enqueue({ account, cart, leave_out, packings });
	}

	async enqueue(request) {
		this.request = request;
		this.dialog.show_waiting(__("Starting\u2026"));
		await this.attempt(async () => {
			const { job } = await change("enqueue_send", { order: this.order, ...request });
			this.follow(watch_transfer(this.order, job, { request, kept: this.kept }));
		});
	}

	follow(watch) {
		if (this.dialog.is_closed) return;
		this.watch = watch;
		Object.assign(this, watch.begun);
		watch.listen((progress) => this.show_progress(progress));
	}

	show_progress(progress) {
		if (progress.state === "failed") {
			this.end_transfer();
			this.show_error(progress.error, progress.cart);
		} else if (progress.state === "done") {
			this.end_transfer();
			if (progress.unseen) this.show_unseen(progress.unseen, progress.prices);
			else this.show_cart(progress.cart, progress.prices);
		} else {
			this.dialog.show({
				body: progress_view(progress, Date.now() - this.watch.started_at),
				secondary: { label: __("Close"), action: () => this.dialog.close() },
				keep_height: true,
			});
		}
	}

	end_transfer() {
		this.watch = null;
		this.options.on_sent();
	}

	// result

	show_unseen(unseen, prices) {
		if (prices?.written) this.options.on_applied({ account: unseen.account, send_again: false });
		this.dialog.show({
			body: html`${written_notice(prices)}${unseen_view(unseen)}`,
			secondary: { label: __("Close"), action: () => this.dialog.close() },
		});
	}

	show_cart(cart, prices = null) {
		if (prices?.written) this.options.on_applied({ account: cart.account, send_again: false });
		this.dialog.show({
			body: html`${written_notice(prices)}${cart_view(cart)}`,
			primary: { label: __("Apply Prices\u2026"), action: () => this.apply_prices(cart) },
			secondary: { label: __("Close"), action: () => this.dialog.close() },
			aside: open_cart_button(cart),
		});
		this.dialog.set_primary(
			__("Apply Prices\u2026"),
			cart.lines.some((line) => line.state === "In Cart" && line.unit_price !== null)
		);
	}

	apply_prices(cart) {
		show_prices(this.dialog, { carts: [cart], on_applied: this.options.on_applied });
	}

	show_error(error, cart = null) {
		const again = cart ? { ...this.request, cart: "same" } : this.request;
		// A new cart may have been begun: whether to go on with it is seen when the order is looked over.
		const retry = again?.cart === "same" && is_retryable(error);
		this.dialog.show({
			body: error_view(error, this.order),
			primary: retry
				? { label: __("Send Again"), action: () => this.enqueue(again) }
				: {
						label: __("Look Over Again"),
						action: () => this.look_over(error.account || again?.account),
					},
			secondary: { label: __("Close"), action: () => this.dialog.close() },
		});
	}

	async attempt(work) {
		try {
			await work();
		} catch (error) {
			this.show_error(error);
		}
	}
}

/** Have the lines of a preflight as the user has chosen before; packings are those of the account. */
function choose_again(preflight, kept) {
	const left_out = new Set(kept?.left_out.map((line) => line.ref));
	const packings = kept?.account === preflight.account ? kept.packings : {};
	for (const line of preflight.lines) {
		line.ticked = !left_out.has(line.ref);
		if (line.ref in packings) Object.assign(line, { packing: packings[line.ref], packing_chosen: true });
	}
}

function send_label(count) {
	if (!count) return __("Send");
	return count === 1 ? __("Send 1 Line") : __("Send {0} Lines", [count]);
}

/** What became of the prices where the account has them written without asking. */
function written_notice(prices) {
	if (!prices) return "";
	if (prices.reason) return notice("yellow", prices.reason);
	return prices.written
		? notice(
				"green",
				__("All prices are sure and were written to the order ({0}).", [count_lines(prices.written)])
			)
		: notice("green", __("The order has the supplier's prices already."));
}
