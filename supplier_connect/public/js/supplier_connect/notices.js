import { html } from "./html";

/**
 * A box with something to know.
 *
 * @param {"red"|"orange"|"yellow"|"gray"|"blue"|"green"} colour
 * @param {Object|string} content
 * @returns {Object} markup
 */
export function notice(colour, content) {
	const role = colour === "red" ? "alert" : "note";
	return html`<div class="sc-notice sc-${colour}" role="${role}">${content}</div>`;
}

/**
 * A box with several things to know, folded when they are many.
 *
 * @param {string} colour
 * @param {string} heading
 * @param {Array} entries markup or text
 * @param {number} [most] entries that are shown unfolded
 * @param {Object|string} [action] markup that is shown whether or not they are folded
 * @returns {Object|string} markup, "" for no entries
 */
export function notices(colour, heading, entries, most = 4, action = "") {
	if (!entries.length) return "";
	const open = entries.length <= most ? html`open` : "";
	return html`<div class="sc-notice sc-${colour}">
		<details ${open}>
			<summary>${heading}</summary>
			<ul>
				${entries.map((entry) => html`<li>${entry}</li>`)}
			</ul>
		</details>
		${action}
	</div>`;
}

/**
 * What is shown where there is nothing to show.
 *
 * @param {string} heading
 * @param {Object|string} hint what the user can do
 * @returns {Object} markup
 */
export function empty_state(heading, hint) {
	return html`<div class="sc-empty-state">
		<p class="sc-heading">${heading}</p>
		<p>${hint}</p>
	</div>`;
}

/**
 * A coloured dot with a word.
 *
 * @param {string} colour
 * @param {string} label
 * @returns {Object} markup
 */
export function pill(colour, label) {
	return html`<span class="indicator-pill ${colour}">${label}</span>`;
}
