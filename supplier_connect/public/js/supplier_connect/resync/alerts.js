import { alert_kind_colour, alert_state_colour } from "../colours";
import { call } from "../server";

const API = "supplier_connect.api.alerts.";

/**
 * How an alert is marked: by what happened while it is open, by its state afterwards.
 *
 * @param {{kind: string, state: string}} alert
 * @returns {Array<string>} words and colour
 */
export function alert_indicator({ kind, state }) {
	if (state === "Open") return [__(kind), alert_kind_colour(kind)];
	return [__(state), alert_state_colour(state)];
}

/** What can be done with alerts, by the state that it leads to. */
export const ALERT_ACTIONS = {
	mark_seen: { label: () => __("Mark as Seen"), from: ["Open"] },
	close: { label: () => __("Close Alert"), from: ["Open", "Seen"] },
};

/**
 * Do something with alerts; a message tells of an error.
 *
 * @param {"mark_seen"|"close"} action
 * @param {string[]} names
 * @returns {Promise<boolean>} whether it was done
 */
export async function change_alerts(action, names) {
	try {
		await call("POST", API + action, { names });
		return true;
	} catch (error) {
		frappe.msgprint({
			title: __("Supplier Alerts"),
			message: frappe.utils.escape_html(error.message),
			indicator: "red",
		});
		return false;
	}
}
