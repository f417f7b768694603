import { when_saved } from "../save_first";
import { open_bom_dialog } from "./bom_dialog";

/**
 * Put "Find Supplier Parts" onto the form of a BOM.
 *
 * @param {Object} frm of a BOM
 */
export function refresh(frm) {
	if (frm.is_new() || frm.doc.docstatus === 2 || !frm.doc.items?.length) return;
	if (!frappe.model.can_write("Item")) return;
	frm.add_custom_button(__("Find Supplier Parts"), () => find(frm), __("Supplier"));
}

function find(frm) {
	const question = __("The BOM has changes that are not saved. Save it now and go on?");
	when_saved(frm, question, () =>
		open_bom_dialog({ bom: frm.doc.name, items: frm.doc.items.map((row) => row.item_code) })
	);
}
