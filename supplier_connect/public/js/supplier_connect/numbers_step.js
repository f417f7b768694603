import { error_notice } from "./error_view";
import { found_summary, found_view, numbers_view, problem_view } from "./numbers_view";
import { change } from "./server";

const WANTS_NUMBER = new Set(["no_number", "bad_number", "other_maker"]);

/**
 * The lines of a preflight that can't be sent for want of a number.
 *
 * @param {Object} preflight
 * @returns {Object[]}
 */
export function lines_without_number({ findings, lines }) {
	const refs = new Set(
		findings.filter((finding) => WANTS_NUMBER.has(finding.code)).map((finding) => finding.ref)
	);
	return lines.filter((line) => refs.has(line.ref));
}

/**
 * Have the user enter, or choose, supplier part numbers for lines.
 *
 * @param {StepDialog} dialog
 * @param {Object} options
 * @param {Object} options.preflight
 * @param {function} options.on_back
 * @param {function} options.on_saved after numbers were written
 */
export function show_numbers_step(dialog, options) {
	new NumbersStep(dialog, options).start();
}

class NumbersStep {
	constructor(dialog, { preflight, on_back, on_saved }) {
		this.dialog = dialog;
		this.preflight = preflight;
		this.lines = lines_without_number(preflight);
		this.on_back = on_back;
		this.on_saved = on_saved;
		this.found = new Map();
	}

	start() {
		this.box = this.dialog.show({
			body: numbers_view(this.lines, this.preflight),
			primary: { label: __("Save Numbers"), action: () => this.save() },
			secondary: { label: __("Back"), action: () => this.on_back() },
		});
		this.box.addEventListener("input", ({ target }) => target.dataset.number && this.entered(target));
		this.box.addEventListener(
			"change",
			({ target }) => "keepAll" in target.dataset && this.keep_all(target)
		);
		this.box.addEventListener("click", ({ target }) => this.clicked(target.dataset));
		this.box.addEventListener("keydown", (event) => this.pressed(event));
		this.show_count();
		this.dialog.focus(this.box.querySelector("[data-number]"));
	}

	clicked({ lookUp, lookUpAll, choose, for: ref }) {
		if (lookUp) this.look_up([lookUp]);
		else if (lookUpAll !== undefined) this.look_up_all();
		else if (choose) this.choose(ref, choose);
	}

	pressed(event) {
		const ref = event.target.dataset.number;
		if (event.key !== "Enter" || !ref) return;
		event.preventDefault();
		if (this.preflight.numbers.look_up) this.look_up([ref]);
	}

	keep_all({ checked }) {
		this.box.querySelectorAll("[data-keep]").forEach((one) => (one.checked = checked));
	}

	// entering

	field(ref) {
		return this.box.querySelector(`[data-number="${ref}"]`);
	}

	result(ref) {
		return this.box.querySelector(`[data-found="${ref}"]`);
	}

	entered({ dataset }) {
		this.show_found(dataset.number);
		this.show_count();
	}

	choose(ref, sku) {
		this.field(ref).value = sku;
		this.entered(this.field(ref));
	}

	/** The numbers that are entered, by the ref of their line; not those that the order has, and no words of a search. */
	get numbers() {
		const entered = this.lines.map((line) => [line.ref, this.field(line.ref).value.trim(), line.sku]);
		const is_new = ([ref, number, before]) => number && number !== before && !this.is_words(ref, number);
		return Object.fromEntries(entered.filter(is_new));
	}

	/** Whether a line was looked up by these words, of which no number came. */
	is_words(ref, text) {
		const found = this.found.get(ref);
		return found?.asked === text && found.offers.some((offer) => offer.fit && offer.sku !== text);
	}

	show_count() {
		const count = Object.keys(this.numbers).length;
		const label = count === 1 ? __("Save 1 Number") : __("Save {0} Numbers", [count]);
		this.dialog.set_primary(count ? label : __("Save Numbers"), count > 0);
	}

	show_found(ref) {
		const found = this.found.get(ref);
		this.result(ref).innerHTML = String(found ? found_view(found, this.field(ref).value.trim()) : "");
	}

	// looking up

	look_up_all() {
		const open = this.lines.map((line) => line.ref).filter((ref) => !this.field(ref).value.trim());
		this.look_up(open.length ? open : this.lines.map((line) => line.ref), true);
	}

	async look_up(refs, all = false) {
		const lines = Object.fromEntries(refs.map((ref) => [ref, all ? "" : this.field(ref).value.trim()]));
		const { order, account } = this.preflight;
		const answer = await this.attempt(refs.length === 1 && !all ? refs : [], () =>
			change("look_up_lines", { order, account, lines })
		);
		if (!answer) return;
		answer.lines.forEach((found) => this.take({ ...found, asked: lines[found.ref] }));
		const count = answer.lines.filter((found) => found.offers.length).length;
		if (all) this.say(found_summary(count, refs.length));
		this.show_count();
	}

	/** Show what was found for a line; the best offer under a number that is known is entered at once. */
	take(found) {
		const field = this.field(found.ref);
		this.found.set(found.ref, found);
		const [best] = found.offers;
		const is_sure = best && !best.fit;
		if (is_sure && !found.offers.some((offer) => offer.sku === field.value.trim()))
			field.value = best.sku;
		this.show_found(found.ref);
	}

	// saving

	async save() {
		const numbers = this.numbers;
		const ticked = (name) => [...this.box.querySelectorAll(`[data-${name}]:checked`)];
		const keep = ticked("keep").map((one) => one.dataset.keep);
		const answer = await this.attempt([], () =>
			change("enter_numbers", {
				order: this.preflight.order,
				account: this.preflight.account,
				numbers,
				keep: keep.filter((ref) => ref in numbers),
				accept_mpns: ticked("accept").map((one) => one.dataset.accept),
			})
		);
		if (!answer) return;
		if (answer.problems.length) this.show_problems(answer.problems);
		else this.on_saved(answer);
	}

	show_problems(problems) {
		this.lines.forEach((line) => this.show_found(line.ref));
		for (const problem of problems) {
			this.result(problem.ref).insertAdjacentHTML("afterbegin", String(problem_view(problem)));
		}
		this.result(problems[0].ref).scrollIntoView({ block: "center" });
		this.say("");
	}

	// both

	say(markup) {
		this.box.querySelector("[data-message]").innerHTML = String(markup);
	}

	/** Do something that takes a while; null when it failed, or when the user has gone on meanwhile. */
	async attempt(refs, work) {
		this.say("");
		refs.forEach((ref) => (this.result(ref).textContent = __("Looking up\u2026")));
		this.set_busy(true);
		let answer = null;
		let failure = "";
		try {
			answer = await work();
		} catch (error) {
			failure = error_notice(error);
		}
		if (this.dialog.is_closed || this.dialog.box !== this.box) return null;
		this.set_busy(false);
		if (failure) {
			refs.forEach((ref) => this.show_found(ref));
			this.say(failure);
			this.box.querySelector("[data-message]").scrollIntoView({ block: "nearest" });
		}
		return answer;
	}

	set_busy(busy) {
		this.box.classList.toggle("sc-busy", busy);
		this.box.querySelectorAll("button, input").forEach((one) => (one.disabled = busy));
		if (busy) this.dialog.set_primary(__("Please Wait\u2026"), false);
		else this.show_count();
	}
}
