frappe.query_reports["Supplier Price History"] = {
	filters: [
		{ fieldname: "item", label: __("Item"), fieldtype: "Link", options: "Item" },
		{
			fieldname: "part",
			label: __("Supplier Part"),
			fieldtype: "Link",
			options: "Supplier Part",
			get_query: () => {
				const item = frappe.query_report.get_filter_value("item");
				return { filters: item ? { item } : {} };
			},
		},
		{
			fieldname: "account",
			label: __("Supplier Account"),
			fieldtype: "Link",
			options: "Supplier Account",
		},
		{ fieldname: "quantity", label: __("Quantity"), fieldtype: "Int", default: 1 },
		{
			fieldname: "from_date",
			label: __("From"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -365),
		},
		{
			fieldname: "to_date",
			label: __("To"),
			fieldtype: "Date",
			default: frappe.datetime.get_today(),
		},
	],
	onload(report) {
		show_small_prices_on_axis(report);
	},
	formatter(value, row, column, data, default_formatter) {
		if (column.fieldname === "sku" && data?.part) {
			const address = frappe.utils.get_form_link("Supplier Part", data.part);
			return `<a href="${frappe.utils.escape_html(address)}">${frappe.utils.escape_html(data.sku)}</a>`;
		}
		if (column.fieldname === "price" && data && typeof data.price === "number") {
			// 0.0012 is not shown as 0.00.
			const decimals = (String(data.price).split(".")[1] || "").length;
			return `<div style="text-align: right">${frappe.utils.escape_html(
				format_currency(data.price, data.currency, Math.max(decimals, 2))
			)}</div>`;
		}
		return default_formatter(value, row, column, data);
	},
};

/** Frappe rounds the figures of a report's axis to whole ones, which prices below 1 don't survive. */
function show_small_prices_on_axis(report) {
	if (report.shows_small_prices) return;
	const usual = report.render_chart.bind(report);
	report.shows_small_prices = true;
	report.render_chart = (options) => {
		if (report.report_name !== "Supplier Price History") return usual(options);
		const axisOptions = {
			xIsSeries: 1,
			shortenYAxisNumbers: 1,
			numberFormatter: (figure) => String(flt(figure, 6)),
		};
		return usual({ ...options, axisOptions, disableEntryAnimation: 1 });
	};
}
