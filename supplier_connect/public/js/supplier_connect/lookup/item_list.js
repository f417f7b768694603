import { open_matching_dialog } from "./matching_dialog";

/**
 * Whether an Item is a part that can be bought: neither a template nor one that is only made.
 *
 * @param {Object} item with `has_variants` and `is_purchase_item`
 */
export function is_bought(item) {
	return !item.has_variants && Boolean(item.is_purchase_item);
}

/**
 * Look the ticked Items of the list up.
 *
 * @param {Object} listview of Items
 */
export function match(listview) {
	const chosen = listview.get_checked_items();
	const names = (items) => items.map(({ name }) => name);
	const items = names(chosen.filter(is_bought));
	const left_out = names(chosen.filter((item) => !is_bought(item)));
	if (items.length) {
		open_matching_dialog({ items, left_out, on_done: () => listview.refresh() });
	} else if (left_out.length) {
		frappe.msgprint(__("The selected Items are templates or not bought. Nothing is looked up for them."));
	}
}
