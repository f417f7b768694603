app_name = "supplier_connect"
app_title = "Supplier Connect"
app_publisher = "Supplier Connect maintainers"
app_description = "Connects ERPNext to supplier web shops: carts, prices, stock and supplier parts"
app_email = "maintainers@supplier-connect.example"
app_license = "MIT"
app_icon = "octicon octicon-plug"
app_color = "blue"
required_apps = ["frappe/erpnext"]

before_install = "supplier_connect.desk.install.before_install"
after_install = "supplier_connect.desk.install.after_migrate"
after_migrate = "supplier_connect.desk.install.after_migrate"
after_uninstall = "supplier_connect.desk.install.after_uninstall"

add_to_apps_screen = [
	{
		"name": "supplier_connect",
		"logo": "/assets/supplier_connect/images/supplier_connect.svg",
		"title": "Supplier Connect",
		"route": "/app/supplier-connect",
	}
]

app_include_js = "supplier_connect.bundle.js"
app_include_css = ["supplier_connect.bundle.css", "supplier_lookup.bundle.css"]
doctype_js = {
	"BOM": "public/js/bom.js",
	"Item": "public/js/item.js",
	"Purchase Order": "public/js/purchase_order.js",
}
doctype_list_js = {"Item": "public/js/item_list.js"}

override_doctype_dashboards = {
	"Purchase Order": "supplier_connect.desk.dashboards.purchase_order",
	"Item": "supplier_connect.desk.dashboards.item",
	"Supplier": "supplier_connect.desk.dashboards.supplier",
}

doc_events = {
	"Purchase Order": {"on_trash": "supplier_connect.desk.order_events.on_trash"},
	"Item": {"on_trash": "supplier_connect.desk.item_events.on_trash"},
}

scheduler_events = {
	"hourly": ["supplier_connect.desk.transfers.settle_dead"],
	"daily_long": ["supplier_connect.desk.sign_ins.keep_alive"],
}

permission_query_conditions = {
	"Supplier Cart": "supplier_connect.desk.permissions.supplier_cart_query",
	"Supplier Match": "supplier_connect.desk.permissions.supplier_match_query",
}
has_permission = {
	"Supplier Cart": "supplier_connect.desk.permissions.supplier_cart",
	"Supplier Match": "supplier_connect.desk.permissions.supplier_match",
}

# Records of what was; they don't keep a document from being deleted.
ignore_links_on_delete = [
	"Supplier Cart",
	"Supplier Call",
	"Supplier Sign-in",
	"Supplier Sign-in Attempt",
	"Supplier Match",
]
default_log_clearing_doctypes = {"Supplier Call": 90, "Supplier Match": 180}

# Shops of other apps: dotted paths of ShopKind objects.
supplier_connect_shops = []
