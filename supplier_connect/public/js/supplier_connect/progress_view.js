import { html, sentence } from "./html";

// How long a transfer may wait for a worker before the user is told what it waits for, and then whom to ask.
const LONG_MS = 5000;
const TOO_LONG_MS = 60000;

/**
 * How far a transfer is.
 *
 * @param {Object} progress as the server answers
 * @param {number} waited milliseconds since it was started
 * @returns {Object} markup
 */
export function progress_view(progress, waited) {
	const { done_calls, planned_calls, wait } = progress;
	const share = planned_calls ? Math.min(done_calls / planned_calls, 1) : 0;
	const percent = Math.max(Math.round(share * 100), 3);
	return html`<div class="sc-progress" role="status">
		<p class="sc-heading">${what_happens(progress, waited)}</p>
		${wait && html`<p>${what_it_waits_for(wait)}</p>`}
		<div class="progress">
			<div
				class="progress-bar progress-bar-striped progress-bar-animated"
				role="progressbar"
				aria-valuenow="${percent}"
				aria-valuemin="0"
				aria-valuemax="100"
				style="width: ${percent}%"
			></div>
		</div>
		<p class="text-muted">
			${__("You may close this window: the transfer goes on, and a message tells how it ended.")}
		</p>
	</div>`;
}

function what_it_waits_for({ until, asked_by_shop }) {
	const words = asked_by_shop
		? __("The supplier asked to wait. The transfer continues at {0}.")
		: __("The limit of calls a minute is reached. The transfer continues at {0}.");
	return sentence(words, [html`<strong>${clock_time(until)}</strong>`]);
}

function clock_time(datetime) {
	return moment(frappe.datetime.convert_to_user_tz(datetime)).format("HH:mm:ss");
}

function what_happens({ state, done_calls, planned_calls }, waited) {
	if (state === "queued" && waited > TOO_LONG_MS) {
		return __("Still waiting for a background worker. Ask your administrator whether the workers run.");
	}
	if (state === "queued" && waited > LONG_MS) return __("Waiting for a background worker\u2026");
	if (!planned_calls) return __("Sending\u2026");
	return __("Sending: {0} of {1} calls to the supplier are done", [done_calls, planned_calls]);
}
