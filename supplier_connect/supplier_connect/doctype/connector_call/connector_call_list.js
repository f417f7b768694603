// The shop works and says no: to a cart that is gone, to a part it doesn't know.
const REFUSALS = ["CartNotFound", "RejectedInput"];

frappe.listview_settings["Connector Call"] = {
	add_fields: ["status", "error"],
	hide_name_column: true,
	hide_name_filter: true,

	get_indicator(doc) {
		if (doc.error) {
			const colour = REFUSALS.includes(doc.error) ? "orange" : "red";
			return [
				frappe.utils.escape_html(doc.error),
				colour,
				`error,=,${frappe.utils.escape_html(doc.error)}`,
			];
		}
		return [__("OK"), "green", "error,is,not set"];
	},
};
