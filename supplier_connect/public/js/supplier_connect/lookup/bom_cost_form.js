import { bom_cost_colour } from "../colours";
import { error_notice } from "../error_view";
import { call } from "../server";
import { open_bom_dialog } from "./bom_dialog";
import { open_purchase_dialog } from "./bom_purchase_dialog";
import { bom_cost_view, follow_lines } from "./bom_view";

export const BOM_API = "supplier_connect.api.bom.";

/**
 * Show what a BOM cost on the form of its Supplier BOM Cost, and offer what can be made of it.
 *
 * @param {Object} frm of a Supplier BOM Cost
 */
export async function refresh(frm) {
	const name = frm.doc.name;
	frm.page.set_indicator(__(frm.doc.status), bom_cost_colour(frm.doc.status));
	const box = frm.get_field("result").$wrapper[0];
	box.classList.add("supplier-connect");
	try {
		const cost = await call("GET", `${BOM_API}cost`, { name });
		if (frm.doc.name !== name) return;
		box.innerHTML = String(bom_cost_view(cost.result));
		follow_lines(box);
		add_buttons(frm, cost);
	} catch (error) {
		if (frm.doc.name === name) box.innerHTML = String(error_notice(error));
	}
}

function add_buttons(frm, cost) {
	const make = (doctype) => open_purchase_dialog(frm.doc, cost.result, doctype);
	if (cost.may_order) {
		frm.add_custom_button(__("Purchase Order"), () => make("Purchase Order"), __("Create"));
	}
	if (cost.may_request) {
		frm.add_custom_button(__("Request for Quotation"), () => make("Request for Quotation"), __("Create"));
	}
	if (frappe.model.can_export("Supplier BOM Cost")) {
		frm.add_custom_button(__("Download CSV"), () => download(frm.doc.name));
	}
	if (frappe.model.can_read("BOM") && frappe.model.can_write("Item")) {
		frm.add_custom_button(__("Look Up Again"), () =>
			open_bom_dialog({ bom: frm.doc.bom, items: cost.result.lines.map(({ item }) => item) })
		);
	}
}

function download(name) {
	window.open(`/api/method/${BOM_API}export_csv?${new URLSearchParams({ name })}`);
}
