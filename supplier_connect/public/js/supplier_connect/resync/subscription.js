const DOCTYPE = "Supplier Alert Subscription";

/**
 * Let the user subscribe to the alerts about an Item, or unsubscribe.
 *
 * @param {Object} frm of an Item
 */
export async function add_subscription(frm) {
	if (!frappe.model.can_create(DOCTYPE)) return;
	const { doc } = frm;
	const mine = { user: frappe.session.user, scope: "Item", item: doc.name };
	const [found] = await frappe.db.get_list(DOCTYPE, { filters: mine, limit: 1 });
	if (frm.doc !== doc) return;
	if (found) {
		frm.add_custom_button(
			__("Unsubscribe from Alerts"),
			() => unsubscribe(frm, found.name),
			__("Supplier")
		);
	} else {
		frm.add_custom_button(__("Subscribe to Alerts"), () => subscribe(frm, mine), __("Supplier"));
	}
}

async function subscribe(frm, mine) {
	await frappe.db.insert({ doctype: DOCTYPE, ...mine });
	frappe.show_alert({
		message: __("You will be notified of alerts about {0}.", [frappe.utils.escape_html(mine.item)]),
		indicator: "green",
	});
	frm.refresh();
}

async function unsubscribe(frm, name) {
	await frappe.db.delete_doc(DOCTYPE, name);
	frappe.show_alert(__("You will no longer be notified because of this Item."));
	frm.refresh();
}
