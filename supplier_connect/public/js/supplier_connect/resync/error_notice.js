import { document_link, html } from "../html";
import { notice } from "../notices";

/**
 * What went wrong with a resync, and the account it went wrong with.
 *
 * @param {{message: string, account: string}} error
 * @returns {Object} markup
 */
export function resync_error(error) {
	const link =
		error.account &&
		document_link("Supplier Account", error.account, {
			label: __("Open Supplier Account {0}", [error.account]),
			new_tab: true,
		});
	return notice(
		"red",
		html`<p class="sc-heading">${error.message}</p>
			${link && html`<p>${link}</p>`}`
	);
}
