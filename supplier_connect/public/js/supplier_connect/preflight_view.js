import { lines as count_lines, quantity, when } from "./format";
import { document_link, html, sentence } from "./html";
import { empty_state, notice, notices } from "./notices";
import { lines_without_number } from "./numbers_step";
import { packing_choice } from "./packing_choice";
import { table } from "./table";
import { cart_label, words_of } from "./words";

const SEVERITIES = {
	line: { colour: "orange", heading: (lines) => __("{0} can't be sent and will be left out", [lines]) },
	warning: {
		colour: "yellow",
		heading: (_lines, count) => __("Look at this before you send ({0})", [count]),
	},
	note: { colour: "gray", heading: (_lines, count) => __("Good to know ({0})", [count]) },
};

/**
 * The first step of sending: what will go, and what stands in the way.
 *
 * @param {Object} preflight as the server answers, its lines `ticked` or not
 * @param {Object[]} accounts to choose from
 * @param {string} reason why the user may not send, "" when they may
 * @returns {Object} markup
 */
export function preflight_view(preflight, accounts, reason) {
	return html`${account_choice(accounts, preflight.account)}
		<p class="sc-summary" data-summary></p>
		${reason && notice("red", reason)} ${about_sign_in(preflight)} ${about_order(preflight)}
		${reason ? "" : about_cart(preflight.current)}
		<div data-removed></div>
		${about_lines(preflight)} ${lines_table(preflight)}`;
}

function account_choice(accounts, chosen) {
	if (accounts.length < 2) return "";
	const options = accounts.map((account) => {
		const selected = account.name === chosen ? html`selected` : "";
		const keys = account.own_keys ? " \u00b7 " + __("your own keys") : "";
		return html`<option value="${account.name}" ${selected}>
			${account.name} (${account.currency})${keys}
		</option>`;
	});
	return html`<label class="sc-field">
		<span>${__("Account")}</span>
		<select class="form-control" data-account>
			${options}
		</select>
	</label>`;
}

/**
 * Whether an order can't be sent because nobody is signed in at the shop.
 *
 * @param {Object} preflight
 * @returns {boolean}
 */
export function lacks_sign_in({ sign_in }) {
	return sign_in === "none" || sign_in === "ended";
}

function about_sign_in(preflight) {
	if (!lacks_sign_in(preflight)) return "";
	const { account, connector, sign_in } = preflight;
	const template =
		sign_in === "ended"
			? __("The sign-in of {0} at {1} has ended: open the account and connect it again.")
			: __("Nobody has connected {0} to {1} yet: open the account and connect it.");
	const link = document_link("Supplier Account", account, { new_tab: true });
	return notice("red", sentence(template, [link, connector]));
}

function about_order(preflight) {
	return preflight.findings
		.filter((finding) => finding.severity === "order")
		.map((finding) => notice("red", finding.message));
}

function about_cart(cart) {
	if (!cart) return "";
	const link = document_link("Supplier Cart", cart.name, { label: cart_label(cart), new_tab: true });
	if (cart.state === "Sending") return notice("blue", sentence(words_of(cart).sending_now(), [link]));
	if (cart.state === "Failed") return notice("blue", html`${broke_off(cart, link)} ${cart_choice(cart)}`);
	// A cart that was sent and yet has a message could not be brought up to date: it was ordered, or is gone.
	const colour = cart.message ? "orange" : "blue";
	return notice(colour, html`${cart.message || was_sent(cart, link)} ${cart_choice(cart)}`);
}

function was_sent(cart, link) {
	const template = cart.sent_at ? words_of(cart).sent_then() : words_of(cart).sent();
	return sentence(template, [link, when(cart.sent_at)]);
}

function broke_off(cart, link) {
	return sentence(words_of(cart).broke_off(), [link, cart.message]);
}

function cart_choice(cart) {
	const words = words_of(cart);
	const update = cart.state === "Failed" ? words.go_on() : words.update();
	const gone = cart.state !== "Failed" && Boolean(cart.message);
	const [same, fresh] = gone ? ["", html`checked`] : [html`checked`, ""];
	return html`<div class="sc-choice" role="radiogroup">
		<label><input type="radio" name="cart" value="same" ${same} /> ${update}</label>
		<label><input type="radio" name="cart" value="new" ${fresh} /> ${words.fresh()}</label>
	</div>`;
}

function about_lines(preflight) {
	const by_ref = new Map(preflight.lines.map((line) => [line.ref, line]));
	return Object.entries(SEVERITIES).map(([severity, { colour, heading }]) => {
		const findings = preflight.findings.filter((finding) => finding.severity === severity);
		const entries = findings.map((finding) => finding_entry(finding, by_ref.get(finding.ref)));
		const action = severity === "line" ? numbers_button(preflight) : "";
		return notices(colour, heading(count_lines(findings.length), findings.length), entries, 4, action);
	});
}

/** The way to enter what lines lack; "" where nothing can be entered. */
function numbers_button(preflight) {
	const count = lines_without_number(preflight).length;
	if (!count || !preflight.numbers.enter) return "";
	const label = count === 1 ? __("Enter 1 Part Number…") : __("Enter {0} Part Numbers…", [count]);
	return html`<button type="button" class="btn btn-default btn-sm" data-enter-numbers>${label}</button>`;
}

function finding_entry(finding, line) {
	if (!line || finding.severity === "note") return finding.message;
	const item = document_link("Item", line.item, { label: __("Open Item"), new_tab: true });
	return html`${finding.message}
		<span class="sc-links">
			${item}
			<button type="button" class="sc-link" data-line="${line.ref}">${__("Go to Line")}</button>
		</span>`;
}

function lines_table(preflight) {
	const rows = preflight.lines;
	if (!rows.length) {
		return empty_state(
			__("This order has no lines"),
			__("Add items to the order, save it and try again.")
		);
	}
	const nothing = rows.some((line) => line.sendable) ? "" : nothing_to_send(preflight);
	return html`${nothing}${table(columns(preflight), rows, {
		row_css: (line) => (line.sendable ? "" : "sc-left-out"),
		ticks: {
			ref: (line) => line.ref,
			label: (line) => __("Send line {0}", [line.number]),
			enabled: (line) => line.sendable,
			checked: (line) => line.ticked,
		},
	})}`;
}

function nothing_to_send(preflight) {
	return empty_state(
		__("There is nothing to send"),
		__("None of the lines can be sent. Enter supplier part numbers of {0} on the lines or the Items.", [
			preflight.supplier,
		])
	);
}

function columns(preflight) {
	const rows = preflight.lines;
	const all = [
		{ label: "#", css: "sc-number sc-narrow", cell: (line) => line.number },
		{
			label: __("Item"),
			css: "sc-code",
			cell: (line) => document_link("Item", line.item, { new_tab: true }),
		},
		{
			label: __("Supplier Part Number"),
			css: "sc-code",
			cell: (line) => (line.by_mpn ? html`<small>${__("chosen by the supplier")}</small>` : line.sku),
		},
		rows.some((line) => line.mpn) && {
			label: __("Manufacturer Part Number"),
			css: "sc-code",
			cell: (line) => line.mpn,
		},
		{
			label: __("Quantity"),
			css: "sc-number",
			cell: (line) => html`${quantity(line.quantity)} <small>${__(line.uom)}</small>`,
		},
		rows.some((line) => line.pieces !== line.quantity) && {
			label: __("Pieces"),
			css: "sc-number",
			cell: (line) => quantity(line.pieces),
		},
		preflight.packings.length && {
			label: __("Packing"),
			css: "sc-wide",
			cell: (line) => packing_choice(line, preflight.packings),
		},
		preflight.findings.some((finding) => finding.ref) && {
			label: __("Note"),
			css: "sc-wide",
			cell: (line) => row_note(preflight, line),
		},
	];
	return all.filter(Boolean);
}

function row_note(preflight, line) {
	preflight.notes ??= notes_by_ref(preflight.findings);
	return (preflight.notes.get(line.ref) || []).map(({ severity }) => {
		const { colour } = SEVERITIES[severity];
		return html`<span class="sc-dot sc-${colour}">${SHORT[severity]()}</span>`;
	});
}

const SHORT = {
	line: () => __("left out"),
	warning: () => __("look at it"),
	note: () => __("note"),
};

function notes_by_ref(findings) {
	const notes = new Map();
	for (const finding of findings.filter((one) => one.ref && SEVERITIES[one.severity])) {
		notes.set(finding.ref, [...(notes.get(finding.ref) || []), finding]);
	}
	return notes;
}

/**
 * The lines that the order's cart holds and that would be removed from it, as they are not sent again.
 *
 * @param {Object} preflight
 * @param {Set<string>} ticked
 * @returns {Object|string} markup, "" for none
 */
export function removed_view(preflight, ticked) {
	const sent = skus_of(preflight, ticked);
	const removed = preflight.lines.filter((line) => line.in_cart && !sent.has(line.sku.toLowerCase()));
	const entries = removed.map((line) => __("Line {0}: {1} ({2})", [line.number, line.sku, line.item]));
	return notices("orange", words_of(preflight).removes(count_lines(removed.length)), entries);
}

function skus_of(preflight, ticked) {
	return new Set(
		preflight.lines.filter((line) => ticked.has(line.ref)).map((line) => line.sku.toLowerCase())
	);
}

/**
 * One sentence on what would be sent with these ticks.
 *
 * @param {Object} preflight
 * @param {Object} account
 * @param {Set<string>} ticked
 * @returns {Object} markup
 */
export function summary_of(preflight, account, ticked) {
	const skus = skus_of(preflight, ticked);
	const values = [ticked.size, preflight.lines.length, account.name, preflight.shop_currency, skus.size];
	const words = words_of(preflight);
	if (!ticked.size) return sentence(words.none_go(), values);
	return sentence(skus.size === 1 ? words.one_goes() : words.several_go(), values);
}
