import { open_add_part_dialog } from "./add_part_dialog";
import { open_lookup_dialog } from "./lookup/lookup_dialog";
import { is_bought } from "./lookup/item_list";
import { add_subscription } from "./resync/subscription";
import { resync_item } from "./resync/resync_dialog";
import { when_saved } from "./save_first";

let awaited = null;

/**
 * Put the group "Supplier" onto the form of an Item that the user may change.
 *
 * @param {Object} frm of an Item
 */
export function refresh(frm) {
	if (frm.doc.name === awaited?.item) {
		find_parts(frm, awaited.query);
		awaited = null;
	}
	if (frm.is_new() || !is_bought(frm.doc)) return;
	add_subscription(frm);
	if (!frm.perm[0]?.write) return;
	frm.add_custom_button(__("Find Supplier Parts"), () => find_parts(frm), __("Supplier"));
	if (frappe.model.can_create("Supplier Part")) {
		frm.add_custom_button(__("Add Supplier Part"), () => add_part(frm), __("Supplier"));
	}
	if (frappe.model.can_write("Supplier Part")) {
		frm.add_custom_button(__("Resync Supplier Parts"), () => resync_parts(frm), __("Supplier"));
	}
}

/**
 * Open "Find Supplier Parts" as soon as the form of an Item is shown.
 *
 * @param {string} item
 * @param {string} [query] to begin with
 */
export function find_when_open(item, query = "") {
	awaited = { item, query };
}

function find_parts(frm, query = "") {
	go_on_saved(frm, () =>
		open_lookup_dialog({
			item: frm.doc.name,
			query,
			on_imported: () => frm.reload_doc(),
			go_to_parameters: () => frm.scroll_to_field("supplier_connect_parameters"),
		})
	);
}

function add_part(frm) {
	go_on_saved(frm, () => open_add_part_dialog({ item: frm.doc.name, on_added: () => frm.reload_doc() }));
}

function resync_parts(frm) {
	go_on_saved(frm, () => resync_item({ item: frm.doc.name, on_done: () => {} }));
}

function go_on_saved(frm, go_on) {
	when_saved(frm, __("The Item has changes that are not saved. Save it now and go on?"), go_on);
}
