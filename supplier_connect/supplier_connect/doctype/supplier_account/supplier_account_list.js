frappe.listview_settings["Supplier Account"] = {
	add_fields: ["enabled", "connection_state"],

	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		if (doc.connection_state === "Failed") return [__("Failed"), "red", "connection_state,=,Failed"];
		if (doc.connection_state === "Works") return [__("Enabled"), "green", "connection_state,=,Works"];
		return [__("Not tested"), "orange", "connection_state,=,Not Tested"];
	},
};
