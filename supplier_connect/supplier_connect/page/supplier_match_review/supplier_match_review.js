frappe.pages["supplier-match-review"].on_page_load = (wrapper) =>
	supplier_connect.shops().then(({ review_page }) => review_page.load(wrapper));

frappe.pages["supplier-match-review"].on_page_show = (wrapper) =>
	supplier_connect.shops().then(({ review_page }) => review_page.show(wrapper));
