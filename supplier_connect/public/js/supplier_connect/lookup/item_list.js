import { open_matching_dialog } from "./matching_dialog";

/**
 * Put "Match Supplier Parts" among the actions of the list of Items, beside what others do there.
 *
 * @param {Object} listview_settings of all doctypes
 */
export function extend(listview_settings) {
	const settings = (listview_settings.Item ||= {});
	settings.add_fields = [...(settings.add_fields || []), "has_variants", "is_purchase_item"];
	const before = settings.onload;
	settings.onload = (listview) => {
		before?.call(settings, listview);
		add_action(listview);
	};
}

function add_action(listview) {
	if (!frappe.model.can_write("Item")) return;
	listview.page.add_actions_menu_item(__("Match Supplier Parts"), () => match(listview), false);
}

/**
 * Whether an Item is a part that can be bought: neither a template nor one that is only made.
 *
 * @param {Object} item with `has_variants` and `is_purchase_item`
 */
export function is_bought(item) {
	return !item.has_variants && Boolean(item.is_purchase_item);
}

function match(listview) {
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
