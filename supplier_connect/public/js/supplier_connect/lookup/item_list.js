import { open_matching_dialog } from "./matching_dialog";

/**
 * Put "Match Supplier Parts" among the actions of the list of Items, beside what others do there.
 *
 * @param {Object} listview_settings of all doctypes
 */
export function extend(listview_settings) {
	const settings = (listview_settings.Item ||= {});
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

function match(listview) {
	const items = listview.get_checked_items(true);
	if (items.length) open_matching_dialog({ items, on_done: () => listview.refresh() });
}
