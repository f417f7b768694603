import { error_notice } from "./error_view";
import { lines as count_lines } from "./format";
import { items_table, left_out } from "./guest_dialog";
import { html, sentence, web_address } from "./html";
import { empty_state, notice } from "./notices";
import { read } from "./server";
import { StepDialog } from "./step_dialog";

/**
 * Open "Send to Supplier" for a supplier whose web site takes an order as a list that is pasted.
 *
 * @param {Object} options
 * @param {string} options.order
 * @param {Array<{name: string}>} options.accounts
 */
export function open_order_list({ order, accounts }) {
	const dialog = new StepDialog(__("Send {0} to Supplier", [order]));
	const closing = { label: __("Close"), action: () => dialog.close() };
	const look_over = async (account) => {
		dialog.show_waiting(__("Looking over the order\u2026"));
		try {
			show(await read("order_list", { order, account }));
		} catch (error) {
			const again = { label: __("Review Again"), action: () => look_over(account) };
			dialog.show({ body: error_notice(error), primary: again, secondary: closing });
		}
	};
	const show = (made) => {
		const copying = { label: __("Copy List"), action: () => frappe.utils.copy_to_clipboard(made.text) };
		const box = dialog.show({
			body: list_view(made, accounts),
			primary: made.items.length > 0 && copying,
			secondary: closing,
		});
		box.querySelector("[data-csv]")?.addEventListener("click", () => download(made));
		box.querySelector("[data-account]")?.addEventListener("change", ({ target }) =>
			look_over(target.value)
		);
	};
	look_over(accounts[0].name);
}

function list_view(made, accounts) {
	if (!made.items.length) {
		const text = __("None of the lines has a part number of {0} and a whole quantity.", [made.shop]);
		return html`${choice(made, accounts)} ${left_out(made)}
		${empty_state(__("There is nothing to order"), text)}`;
	}
	return html`${choice(made, accounts)}
		<p class="sc-summary">${sentence(__("{0} for {1}"), [count_lines(made.items.length), made.shop])}</p>
		${notice("blue", how_it_goes(made))} ${left_out(made)} ${items_table(made.items)}
		<textarea class="form-control sc-code" rows="6" readonly aria-label="${__("List to Paste")}">
${made.text}</textarea>
		<p class="mt-3">
			<button type="button" class="btn btn-default btn-sm" data-csv>${__("Download CSV")}</button>
			<a
				class="btn btn-default btn-sm"
				href="${web_address(made.page)}"
				target="_blank"
				rel="noopener noreferrer"
				>${__("Open Quick Order at {0}", [made.shop])}</a
			>
		</p>`;
}

function how_it_goes({ shop }) {
	return __(
		"{0} has no cart that can be filled from here. Copy the list, open Quick Order and paste it there, or upload the CSV file. Prices are not written to this order.",
		[shop]
	);
}

function choice({ account }, accounts) {
	if (accounts.length < 2) return "";
	return html`<select class="form-control" data-account aria-label="${__("Supplier Account")}">
		${accounts.map(
			({ name }) => html`<option value="${name}" ${name === account ? "selected" : ""}>${name}</option>`
		)}
	</select>`;
}

function download({ order, csv }) {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }));
	link.download = `${order}.csv`;
	link.click();
	URL.revokeObjectURL(link.href);
}
