// In a function, as Frappe would make all of this global.
(() => {
	const ORDERS_OVER = ["Closed", "Completed", "Delivered", "Cancelled"];

	function escaped(text) {
		return frappe.utils.escape_html(String(text));
	}

	function link(address, text) {
		return `<a href="${escaped(address)}">${escaped(text)}</a>`;
	}

	function part_link(name, text) {
		return link(frappe.utils.get_form_link("Supplier Part", name), text);
	}

	function list_link(doctype, filters, text) {
		const route = frappe.utils.generate_route({ type: "doctype", name: doctype });
		return link(`${route}?${new URLSearchParams(filters)}`, text);
	}

	/** The replacement is told on the page of the part that ends. */
	function shop_page({ url, replacement }) {
		const page = supplier_connect.web_address(url);
		if (!page) return escaped(replacement);
		return `<a href="${escaped(page)}" target="_blank" rel="noopener noreferrer">${escaped(replacement)}</a>`;
	}

	function look_up_link({ item, replacement }) {
		if (!frappe.model.can_write("Item")) return "";
		return `<a href="#" data-item="${escaped(item)}" data-number="${escaped(replacement)}">${__("Look Up")}</a>`;
	}

	// What the cells of some columns are once they have a value; all else is as Frappe shows it.
	const CELLS = {
		sku: (row) => part_link(row.part, row.sku),
		lifecycle: (row) => {
			const colour =
				row.lifecycle === "Not Found" ? "orange" : supplier_connect.lifecycle_colour(row.lifecycle);
			return `<span class="indicator-pill ${colour}">${escaped(__(row.lifecycle))}</span>`;
		},
		orders: (row) =>
			list_link(
				"Purchase Order",
				{
					"Purchase Order Item.item_code": row.item,
					supplier: row.supplier,
					docstatus: 1,
					status: JSON.stringify(["not in", ORDERS_OVER]),
				},
				row.orders
			),
		boms: (row) =>
			list_link("BOM", { "BOM Item.item_code": row.item, docstatus: 1, is_active: 1 }, row.boms),
		replacement: (row) => {
			if (row.replacement_part) {
				const item = frappe.utils.get_form_link("Item", row.replacement_item);
				return `${part_link(row.replacement_part, row.replacement)} (${link(item, row.replacement_item)})`;
			}
			return `${shop_page(row)} ${look_up_link(row)}`;
		},
		others: (row) => {
			const shown = row.other_parts.map(
				(other) => `${part_link(other.part, other.sku)} (${escaped(other.account)})`
			);
			const more = list_link("Supplier Part", { item: row.item }, __("{0} more", [row.more_parts]));
			return [...shown, ...(row.more_parts ? [more] : [])].join(", ");
		},
	};

	frappe.query_reports["Obsolete Supplier Parts"] = {
		filters: [
			{ fieldname: "item", label: __("Item"), fieldtype: "Link", options: "Item" },
			{
				fieldname: "account",
				label: __("Supplier Account"),
				fieldtype: "Link",
				options: "Supplier Account",
			},
			{ fieldname: "supplier", label: __("Supplier"), fieldtype: "Link", options: "Supplier" },
		],
		onload(report) {
			report.page.main.on("click", "a[data-number]", ({ currentTarget: { dataset } }) => {
				supplier_connect.shops().then(({ item_form }) => {
					item_form.find_when_open(dataset.item, dataset.number);
					frappe.set_route("Form", "Item", dataset.item);
				});
				return false;
			});
		},
		formatter(value, row, column, data, default_formatter) {
			const cell = data && data[column.fieldname] ? CELLS[column.fieldname] : null;
			return cell ? cell(data) : default_formatter(value, row, column, data);
		},
	};
})();
