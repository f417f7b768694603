import { html } from "../html";

/**
 * How far something is.
 *
 * @param {string} heading
 * @param {number} done
 * @param {number} total
 * @returns {Object} markup
 */
export function progress_bar(heading, done, total) {
	const share = total ? Math.min(done / total, 1) : 0;
	const percent = Math.max(Math.round(share * 100), 3);
	return html`<p class="sc-heading">${heading}</p>
		<div class="progress">
			<div
				class="progress-bar progress-bar-striped progress-bar-animated"
				role="progressbar"
				aria-label="${heading}"
				aria-valuenow="${percent}"
				aria-valuemin="0"
				aria-valuemax="100"
				style="width: ${percent}%"
			></div>
		</div>`;
}
