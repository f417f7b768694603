frappe.listview_settings["Supplier Part"] = {
	add_fields: ["lifecycle"],
	hide_name_column: true,
	hide_name_filter: true,

	get_indicator(doc) {
		const lifecycle = doc.lifecycle || "";
		if (!lifecycle) return [__("Lifecycle not told"), "gray", "lifecycle,is,not set"];
		return [
			frappe.utils.escape_html(__(lifecycle)),
			lifecycle_colour(lifecycle),
			`lifecycle,=,${lifecycle}`,
		];
	},
};

// Words that shops use, the worst first.
const LIFECYCLE_COLOURS = [
	[/obsolete|end of life|discontinued/i, "red"],
	[/not recommended|last time buy/i, "orange"],
	[/new|factory special/i, "blue"],
	[/active/i, "green"],
];

function lifecycle_colour(lifecycle) {
	const known = LIFECYCLE_COLOURS.find(([words]) => words.test(lifecycle));
	return known ? known[1] : "gray";
}
