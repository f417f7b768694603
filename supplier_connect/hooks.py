import frappe

app_name = "supplier_connect"
app_title = "Supplier Connect"
app_publisher = "Supplier Connect maintainers"
app_description = "Connects ERPNext to supplier web shops: carts, prices, stock and supplier parts"
app_email = "maintainers@supplier-connect.example"
app_license = "MIT"
app_icon = "octicon octicon-plug"
app_color = "blue"
required_apps = ["frappe/erpnext"]

before_install = "supplier_connect.shops.desk.install.before_install"
after_install = "supplier_connect.shops.desk.install.after_install"
after_sync = "supplier_connect.shops.desk.resync.resync_jobs.switch_tick"
after_migrate = "supplier_connect.shops.desk.install.after_migrate"
after_uninstall = "supplier_connect.shops.desk.install.after_uninstall"

# Where the Desk lives: /desk since v16, which reloads the page for /app.
_desk = "/app" if frappe.__version__.startswith("15.") else "/desk"
add_to_apps_screen = [
	{
		"name": "supplier_connect",
		"logo": "/assets/supplier_connect/images/supplier_connect.svg",
		"title": "Supplier Connect",
		"route": f"{_desk}/supplier-connect",
	}
]

app_include_js = "supplier_connect.bundle.js"
# How our lists break their cells; the other styles come with supplier_connect.shops().
app_include_css = "supplier_lists.bundle.css"
doctype_js = {
	"BOM": "public/js/bom.js",
	"Item": "public/js/item.js",
	"Purchase Order": "public/js/purchase_order.js",
}
doctype_list_js = {"Item": "public/js/item_list.js"}

override_doctype_dashboards = {
	"BOM": "supplier_connect.shops.desk.workspace.dashboards.bom",
	"Purchase Order": "supplier_connect.shops.desk.workspace.dashboards.purchase_order",
	"Item": "supplier_connect.shops.desk.workspace.dashboards.item",
	"Supplier": "supplier_connect.shops.desk.workspace.dashboards.supplier",
}

doc_events = {
	"BOM": {"on_trash": "supplier_connect.shops.desk.bom.events.on_trash"},
	"Purchase Order": {"on_trash": "supplier_connect.shops.desk.cart.order_events.on_trash"},
	"Item": {
		"before_rename": "supplier_connect.shops.desk.lookup.item_events.before_rename",
		"on_trash": "supplier_connect.shops.desk.lookup.item_events.on_trash",
	},
}

scheduler_events = {
	"cron": {"*/5 * * * *": ["supplier_connect.shops.desk.resync.resync_jobs.dispatch_due"]},
	"hourly": [
		"supplier_connect.shops.desk.cart.carts.settle_dead",
		"supplier_connect.core.desk.response_cache.sweep",
		"supplier_connect.shops.desk.resync.resyncs.settle_broken",
		"supplier_connect.shops.desk.resync.alert_notifications.tell_overdue",
	],
	"daily_long": [
		"supplier_connect.shops.desk.accounts.token_refresh.keep_alive",
		"supplier_connect.shops.desk.parts.part_history.thin_out",
	],
}

# Documents that are seen by those who may read what they are about, and the rows of some.
_SEEN_WITH_OTHERS = (
	"Supplier Account",
	"Supplier Alert",
	"Supplier BOM Cost",
	"Connector Cached Response",
	"Connector Call",
	"Connector Quota",
	"Supplier Cart",
	"Supplier Match",
	"Supplier Part",
	"Supplier Part History",
	"Supplier Resync",
	"Supplier Resync Cursor",
	"Connector Token",
	"Connector Authorization Request",
	"Connector Usage",
)
_ROWS = (
	"Item Parameter",
	"Supplier BOM Cost Line",
	"Supplier BOM Cost Offer",
	"Supplier BOM Cost Total",
	"Supplier Cart Line",
	"Supplier Match Account",
	"Supplier Match Candidate",
	"Supplier Part Parameter",
	"Supplier Part Price Break",
)
_PERMISSIONS = "supplier_connect.core.desk.permissions"
permission_query_conditions = {
	doctype: f"{_PERMISSIONS}.query_{doctype.lower().replace(' ', '_').replace('-', '_')}"
	for doctype in (*_SEEN_WITH_OTHERS, *_ROWS)
}
has_permission = dict.fromkeys(_SEEN_WITH_OTHERS, f"{_PERMISSIONS}.sees")
permission_query_conditions["Supplier Alert Subscription"] = (
	f"{_PERMISSIONS}.query_supplier_alert_subscription"
)
has_permission["Supplier Alert Subscription"] = f"{_PERMISSIONS}.is_own"

override_whitelisted_methods = {
	# A first step of ours is complete when it was done; Frappe's widget says so at the click.
	"frappe.desk.desktop.get_desktop_page": "supplier_connect.api.first_steps.get_desktop_page",
	"frappe.desk.desktop.update_onboarding_step": "supplier_connect.api.first_steps.update_onboarding_step",
	"frappe.desk.query_report.export_query": "supplier_connect.api.exports.export_report",
	"frappe.desk.reportview.export_query": "supplier_connect.api.exports.export_list",
}

# Records of what was; they don't keep a document from being deleted.
ignore_links_on_delete = [
	"Supplier Cart",
	"Connector Call",
	"Connector Usage",
	"Connector Cached Response",
	"Connector Token",
	"Connector Authorization Request",
	"Supplier Match",
	"Supplier Resync",
	"Supplier Resync Cursor",
	"Supplier Part History",
	"Supplier Alert",
	"Supplier Alert Subscription",
	"Supplier BOM Cost",
]
default_log_clearing_doctypes = {
	"Connector Call": 90,
	"Connector Usage": 400,
	"Supplier Match": 180,
	"Supplier Resync": 90,
	"Supplier Alert": 365,
}

# Shops of other apps: dotted paths of ShopKind objects.
supplier_connect_shops = []
