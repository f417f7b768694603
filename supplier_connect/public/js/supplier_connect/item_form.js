import { open_add_part_dialog } from "./add_part_dialog";
import { when_saved } from "./save_first";

/**
 * Put the group "Supplier" onto the form of an Item that the user may change.
 *
 * @param {Object} frm of an Item
 */
export function refresh(frm) {
	if (frm.is_new() || frm.doc.has_variants || !may_add(frm)) return;
	frm.add_custom_button(__("Add Supplier Part"), () => add_part(frm), __("Supplier"));
}

function may_add(frm) {
	return Boolean(frm.perm[0]?.write) && frappe.model.can_create("Supplier Part");
}

function add_part(frm) {
	const question = __("The Item has changes that are not saved. Save it now and go on?");
	when_saved(frm, question, () =>
		open_add_part_dialog({ item: frm.doc.name, on_added: () => frm.reload_doc() })
	);
}
