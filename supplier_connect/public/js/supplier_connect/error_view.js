import { document_link, html, sentence } from "./html";
import { notice } from "./notices";

const RETRYABLE = new Set(["Unavailable", "OutcomeUnknown", "RateLimited", "UnexpectedResponse"]);
const MENDED_ON_ACCOUNT = new Set(["NotAuthorised", "TokenRevoked", "TokenRefused"]);

/**
 * Whether it makes sense to try the same again.
 *
 * @param {{kind: string}} error
 * @returns {boolean}
 */
export function is_retryable(error) {
	return RETRYABLE.has(error.kind);
}

/**
 * What went wrong, and where it is mended.
 *
 * @param {{message: string, kind: string, account: string}} error
 * @returns {Object} markup
 */
export function error_notice(error) {
	return notice(
		"red",
		html`<p class="sc-heading">${error.message}</p>
			${mend(error)}`
	);
}

/**
 * What went wrong with an order, what can be done about it, and that the order is as it was.
 *
 * @param {{message: string, kind: string, account: string}} error
 * @param {string} order
 * @returns {Object} markup
 */
export function error_view(error, order) {
	return html` ${error_notice(error)}
		<p>
			${sentence(__("{0} is unchanged."), [html`<strong>${order}</strong>`])}
			${
				is_retryable(error) &&
				__("Sending again continues where this stopped; nothing is put in twice.")
			}
		</p>`;
}

function mend(error) {
	if (!MENDED_ON_ACCOUNT.has(error.kind) || !error.account) return "";
	const link = document_link("Supplier Account", error.account, {
		label: __("Open Supplier Account {0}", [error.account]),
		new_tab: true,
	});
	return html`<p>${link}</p>`;
}
