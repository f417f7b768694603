// Beside what others have set for the list of Items.
(() => {
	const settings = (frappe.listview_settings.Item ||= {});
	settings.add_fields = [...(settings.add_fields || []), "has_variants", "is_purchase_item"];
	const before = settings.onload;
	settings.onload = (listview) => {
		before?.call(settings, listview);
		if (!frappe.model.can_write("Item")) return;
		const match = () => supplier_connect.shops().then(({ item_list }) => item_list.match(listview));
		listview.page.add_actions_menu_item(__("Match Supplier Parts"), match, false);
	};
})();
