import { error_notice } from "../error_view";
import { lines, money, quantity as quantity_words } from "../format";
import { document_link, html, sentence } from "../html";
import { empty_state, notice, notices } from "../notices";
import { call, CallError } from "../server";
import { StepDialog } from "../step_dialog";
import { follow_ticks, table } from "../table";

const API = "supplier_connect.api.bom.";
const DAYS = 7;
// What is made, how it is called when there are several, and what the server's plan calls it.
const KINDS = {
	"Purchase Order": {
		method: "make_purchase_orders",
		planned: "orders",
		left_out: "not_ordered",
		title: () => __("Create Purchase Orders"),
		button: (count) =>
			count === 1 ? __("Create Purchase Order") : __("Create {0} Purchase Orders", [count]),
	},
	"Request for Quotation": {
		method: "make_requests_for_quotation",
		planned: "requests",
		left_out: "not_requested",
		title: () => __("Create Requests for Quotation"),
		button: (count) =>
			count === 1
				? __("Create Request for Quotation")
				: __("Create {0} Requests for Quotation", [count]),
	},
};

/**
 * Ask for which quantity and from whom to buy, and make the drafts.
 *
 * @param {Object} doc a Supplier BOM Cost
 * @param {Object} cost what it holds, as the server answers
 * @param {string} doctype "Purchase Order" or "Request for Quotation"
 */
export function open_purchase_dialog(doc, cost, doctype) {
	new PurchaseDialog(doc, cost, doctype).read();
}

class PurchaseDialog {
	constructor(doc, cost, doctype) {
		Object.assign(this, { doc, doctype, kind: KINDS[doctype], ticked: new Set() });
		this.dialog = new frappe.ui.Dialog({
			title: this.kind.title(),
			size: "large",
			fields: this.fields(cost),
			primary_action_label: this.kind.button(1),
			primary_action: (values) => this.make(values),
		});
		this.dialog.$wrapper.addClass("supplier-connect");
		this.dialog.show();
	}

	fields({ quantities, lines: all }) {
		const to_review = all.filter((line) => line.state === "To Review").length;
		return [
			{
				fieldname: "quantity",
				fieldtype: "Select",
				label: __("For Quantity"),
				options: quantities.map(String),
				default: String(quantities[0]),
				reqd: 1,
				change: () => this.read(),
			},
			{
				fieldname: "with_review",
				fieldtype: "Check",
				label: __("Include Parts to Review"),
				description: __("{0}: the best candidate is taken.", [lines(to_review)]),
				hidden: !to_review,
				change: () => this.read(),
			},
			{ fieldtype: "Column Break" },
			{
				fieldname: "schedule_date",
				fieldtype: "Date",
				label: __("Required By"),
				default: frappe.datetime.add_days(frappe.datetime.get_today(), DAYS),
				reqd: 1,
			},
			{
				fieldname: "warehouse",
				fieldtype: "Link",
				options: "Warehouse",
				label: __("Target Warehouse"),
				description: __("Empty: the default warehouse of each Item"),
				get_query: () => ({ filters: { company: this.doc.company, is_group: 0 } }),
			},
			{ fieldtype: "Section Break" },
			{ fieldname: "plan", fieldtype: "HTML" },
		];
	}

	get box() {
		return this.dialog.get_field("plan").$wrapper[0];
	}

	async read() {
		// Frappe tells of the first values before there is a dialog.
		if (!this.dialog) return;
		const { quantity, with_review } = this.dialog.get_values(true);
		const asked = (this.asked = `${quantity} ${with_review}`);
		try {
			const plan = await call("GET", `${API}purchase_plan`, {
				name: this.doc.name,
				quantity,
				with_review: with_review || 0,
			});
			if (asked === this.asked) this.show(plan);
		} catch (error) {
			this.show_error(error);
		}
	}

	show(plan) {
		const purchases = plan[this.kind.planned];
		const left_out = plan[this.kind.left_out];
		if (!purchases.length) {
			const hint = __(
				"Choose another quantity, include the parts to review, or look the BOM up again."
			);
			this.box.innerHTML = String(empty_state(__("There is nothing to buy"), hint));
			this.follow(new Set());
			return;
		}
		this.box.innerHTML = String(html`${purchases_table(purchases)} ${left_out_notice(left_out)}`);
		follow_ticks(this.box, (ticked) => this.follow(ticked));
	}

	follow(ticked) {
		this.ticked = ticked;
		this.dialog
			.get_primary_btn()
			.text(this.kind.button(ticked.size || 1))
			.prop("disabled", !ticked.size);
	}

	show_error(error) {
		this.box.innerHTML = String(error_notice(error));
	}

	async make({ quantity, with_review, schedule_date, warehouse }) {
		const button = this.dialog.get_primary_btn();
		const label = button.text();
		button.prop("disabled", true).text(__("Creating\u2026"));
		try {
			const made = await call("POST", `${API}${this.kind.method}`, {
				name: this.doc.name,
				quantity,
				with_review: with_review || 0,
				schedule_date,
				warehouse: warehouse || "",
				suppliers: [...new Set([...this.ticked].map((ref) => JSON.parse(ref)[0]))],
			});
			this.show_made(made);
		} catch (error) {
			if (!(error instanceof CallError)) throw error;
			this.box.querySelector("[data-error]")?.remove();
			this.box.insertAdjacentHTML(
				"afterbegin",
				String(html`<div data-error>${error_notice(error)}</div>`)
			);
			button.prop("disabled", false).text(label);
		}
	}

	show_made({ doctype, documents }) {
		const rounded = documents.filter((one) => one.rounded.length);
		this.dialog.hide();
		if (documents.length === 1 && !rounded.length) {
			frappe.set_route("Form", doctype, documents[0].name);
			return;
		}
		const rows = documents.map(({ name, supplier }) =>
			sentence("{0}: {1}", [document_link(doctype, name, { new_tab: true }), supplier])
		);
		const dialog = new StepDialog(this.kind.title());
		dialog.show({
			body: html`${notices("green", __("Created as drafts"), rows, rows.length)}
			${rounded.map((one) => rounded_notice(doctype, one))}`,
			secondary: { label: __("Close"), action: () => dialog.close() },
		});
	}
}

function purchases_table(purchases) {
	const columns = [
		{
			label: __("Supplier"),
			css: "sc-code",
			cell: ({ supplier }) => document_link("Supplier", supplier, { new_tab: true }),
		},
		{ label: __("Lines"), css: "sc-number", cell: (one) => one.lines },
		{ label: __("Cost"), css: "sc-number", cell: ({ total, currency }) => money(total, currency) },
	].filter(({ label }) => label !== __("Cost") || purchases.some(({ total }) => total !== null));
	const ref = ({ supplier, currency }) => JSON.stringify([supplier, currency]);
	return table(columns, purchases, {
		ticks: {
			ref,
			all: __("All Suppliers"),
			enabled: () => true,
			checked: () => true,
			label: ({ supplier }) => supplier,
		},
	});
}

function left_out_notice(left_out) {
	const rows = left_out.map(({ number, item, state }) =>
		sentence(__("Line {0}: {1} ({2})"), [
			number,
			document_link("Item", item, { new_tab: true }),
			__(state),
		])
	);
	const heading =
		left_out.length === 1 ? __("1 line is left out") : __("{0} lines are left out", [left_out.length]);
	return notices("yellow", heading, rows, 3);
}

function rounded_notice(doctype, { name, rounded }) {
	const words = __(
		"{0} keeps fewer decimals than these prices have. Send it to the supplier and use Apply Prices to see what can be done."
	);
	const rows = rounded.map(({ item, price, rate }) =>
		sentence(__("{0}: {1} is kept as {2}"), [item, quantity_words(price), quantity_words(rate)])
	);
	return html`${notice("yellow", sentence(words, [document_link(doctype, name, { new_tab: true })]))}
	${notices("gray", lines(rounded.length), rows, 3)}`;
}
