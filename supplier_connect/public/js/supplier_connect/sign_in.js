import { when } from "./format";
import { html, sentence, web_address } from "./html";
import { notice, pill } from "./notices";
import { when_saved } from "./save_first";
import { call } from "./server";

const API = "supplier_connect.api.sign_in.";
// What the site adds to the form's address when the browser comes back from a sign-in.
const CAME_BACK = "sign_in";

const STATES = {
	none: { colour: "gray", word: () => __("Not connected") },
	connected: { colour: "green", word: () => __("Connected") },
	ended: { colour: "red", word: () => __("Sign-in ended") },
};

/**
 * Show the sign-in of an account in a form's field, with the buttons to connect and to disconnect.
 *
 * @param {Object} frm with an HTML field `sign_in_state` in a section `sign_in_section`
 * @param {{account: string, own: number}} target own: 1 for the user's own sign-in
 * @returns {Promise<Object|null>} the state as the server answers, null when it can't be had
 */
export async function show(frm, target) {
	const name = frm.doc.name;
	const field = frm.get_field("sign_in_state");
	let state;
	try {
		state = await call("GET", `${API}status`, target);
	} catch (error) {
		field.$wrapper.html(String(notice("red", error.message)));
		return null;
	}
	if (frm.doc.name !== name) return null;
	draw(frm, target, state);
	greet(state);
	return state;
}

/**
 * Show in a form that isn't saved yet where the shop is to send people back to.
 *
 * @param {Object} frm
 * @param {{name: string, callback: string}} connector
 */
export function show_callback(frm, connector) {
	const callback = callback_row({ connector: connector.name, callback: connector.callback });
	const hint = html`<p class="sc-aside">
		${__("Save first, then connect to {0} here.", [connector.name])}
	</p>`;
	set_content(frm, html`${callback}${hint}`);
}

function draw(frm, target, state) {
	set_content(
		frm,
		html`<p>${pill(STATES[state.state].colour, STATES[state.state].word())} ${who(state)}</p>
			${details(state)} ${troubles(state)}
			${state.may_connect ? html`${buttons(state)}${callback_row(state)}` : ""}`
	);
	const $wrapper = frm.get_field("sign_in_state").$wrapper;
	$wrapper.find("[data-action=connect]").on("click", () => connect(frm, target));
	$wrapper.find("[data-action=disconnect]").on("click", () => disconnect(frm, target, state));
}

function set_content(frm, content) {
	const $wrapper = frm.get_field("sign_in_state").$wrapper;
	$wrapper.html(`<div class="supplier-connect sc-sign-in">${content}</div>`);
	$wrapper
		.find("[data-action=copy]")
		.on("click", (event) => frappe.utils.copy_to_clipboard(event.currentTarget.dataset.text));
}

function who(state) {
	if (state.state === "none") return "";
	const day = frappe.datetime.str_to_user(state.since, false, true);
	return sentence(__("Signed in by {0} on {1}."), [html`<b>${state.user_name}</b>`, day]);
}

function details(state) {
	if (state.state !== "connected") return "";
	const day = frappe.datetime.str_to_user(state.until, false, true);
	return html`<p class="sc-aside">
		${sentence(__("It is renewed by every use, and once a week by itself; last renewed {0}."), [
			when(state.refreshed),
		])}
		${sentence(__("Without that it would end on {0}."), [day])}
	</p>`;
}

function troubles(state) {
	const told = [];
	if (state.failure) told.push(notice("red", state.failure));
	if (state.may_connect && state.advice) told.push(notice("orange", state.advice));
	else if (state.may_connect && is_elsewhere(state)) told.push(notice("orange", elsewhere(state)));
	return told;
}

/** Whether the site was opened at another address than the one where the shop sends people back to. */
function is_elsewhere(state) {
	return new URL(state.callback).origin !== window.location.origin;
}

function elsewhere(state) {
	return sentence(
		__("You opened this site at {0}, and {1} sends you back to {2}. Log in there to connect."),
		[window.location.origin, state.connector, new URL(state.callback).origin]
	);
}

function buttons(state) {
	const connected = state.state === "connected";
	const label = connected ? __("Connect Again") : __("Connect to {0}", [state.connector]);
	const kind = connected ? "btn-default" : "btn-primary";
	const end =
		state.state === "none"
			? ""
			: html`<button type="button" class="btn btn-default btn-sm" data-action="disconnect">
					${__("Disconnect")}
				</button>`;
	return html`<p class="sc-buttons">
		<button type="button" class="btn ${kind} btn-sm" data-action="connect">${label}</button>
		${end}
	</p>`;
}

function callback_row({ connector, callback }) {
	return html`<p>
		${__("Callback URL, to be registered for your app at {0} exactly so:", [connector])}
		<code>${callback}</code>
		<button type="button" class="btn btn-default btn-xs" data-action="copy" data-text="${callback}">
			${__("Copy")}
		</button>
	</p>`;
}

function connect(frm, target) {
	when_saved(frm, __("This form has changes that are not saved. Save them now and go on?"), async () => {
		try {
			const { url } = await call("POST", `${API}begin`, target);
			if (web_address(url)) window.location.assign(url);
		} catch (error) {
			tell(error);
		}
	});
}

function disconnect(frm, target, state) {
	const question = target.own
		? __("Forget your own sign-in? What you start then goes through the account's.")
		: __("Forget this sign-in? No order can be sent to {0} until somebody connects again.", [
				state.connector,
			]);
	frappe.confirm(frappe.utils.escape_html(question), async () => {
		try {
			draw(frm, target, await call("POST", `${API}disconnect`, target));
		} catch (error) {
			tell(error);
		}
	});
}

function tell(error) {
	frappe.msgprint({
		title: __("Sign-in"),
		message: frappe.utils.escape_html(error.message),
		indicator: "red",
	});
}

/** Say once that the sign-in has succeeded, when the browser has just come back from it. */
function greet(state) {
	if (!new URLSearchParams(window.location.search).has(CAME_BACK)) return;
	history.replaceState(history.state, "", window.location.pathname);
	if (state.state !== "connected") return;
	frappe.show_alert({
		message: frappe.utils.escape_html(__("Connected to {0}", [state.connector])),
		indicator: "green",
	});
}
