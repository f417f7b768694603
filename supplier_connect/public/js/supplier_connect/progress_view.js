import { html } from "./html";

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
	const { done_calls, planned_calls } = progress;
	const share = planned_calls ? Math.min(done_calls / planned_calls, 1) : 0;
	const percent = Math.max(Math.round(share * 100), 3);
	return html`<div class="sc-progress" role="status">
		<p class="sc-heading">${what_happens(progress, waited)}</p>
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

function what_happens({ state, done_calls, planned_calls }, waited) {
	if (state === "queued" && waited > TOO_LONG_MS) {
		return __("Still waiting for a background worker. Ask your administrator whether the workers run.");
	}
	if (state === "queued" && waited > LONG_MS) return __("Waiting for a background worker\u2026");
	if (!planned_calls) return __("Sending\u2026");
	return __("Sending: {0} of {1} calls to the supplier are done", [done_calls, planned_calls]);
}
