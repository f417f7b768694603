const COLOURS = {
	Open: "blue",
	Imported: "green",
	"To Review": "orange",
	Skipped: "gray",
	"Nothing Found": "red",
};

frappe.listview_settings["Supplier Match"] = {
	add_fields: ["state", "found"],
	hide_name_filter: true,

	get_indicator(doc) {
		return [__(doc.state), COLOURS[doc.state] || "gray", `state,=,${doc.state}`];
	},
};
