import { ALERT_ACTIONS, change_alerts } from "./alerts";

/**
 * Put what can be done with alerts among the actions of their list.
 *
 * @param {Object} listview of Supplier Alerts
 */
export function add_actions(listview) {
	if (!frappe.model.can_write("Supplier Alert")) return;
	for (const [action, { label }] of Object.entries(ALERT_ACTIONS)) {
		listview.page.add_actions_menu_item(label(), () => change(listview, action), false);
	}
}

async function change(listview, action) {
	const names = listview.get_checked_items(true);
	if (!names.length || !(await change_alerts(action, names))) return;
	listview.clear_checked_items();
	// The same question is not asked twice within seconds, unless the last one is forgotten.
	listview.last_args = null;
	listview.refresh();
}
