frappe.ui.form.on("Supplier Account", {
	setup(frm) {
		offer_connectors(frm);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		if (frm.doc.enabled && may_send()) {
			frm.add_custom_button(__("Test Connection"), () => test_connection(frm), __("Connection"));
		}
		if (frappe.model.can_create("Supplier Account Key")) {
			frm.add_custom_button(__("My Keys"), () => open_my_keys(frm), __("Connection"));
		}
		show_state(frm);
	},
});

/** The connectors of this site: other apps may add theirs. */
async function offer_connectors(frm) {
	const connectors = await supplier_connect.call("GET", "supplier_connect.api.account.connectors", {});
	frm.set_df_property(
		"connector",
		"options",
		connectors.map(({ name }) => name)
	);
}

function may_send() {
	return frappe.model.can_write("Purchase Order") || frappe.model.can_write("Supplier Account");
}

function has_no_key(frm) {
	const can_see_keys = frm.get_field("cart_key").disp_status !== "None";
	return can_see_keys && !frm.doc.cart_key && !frm.doc.search_key;
}

function show_state(frm) {
	if (has_no_key(frm)) {
		frm.set_intro(
			__(
				"Enter the keys of your account at the supplier, save, and press Connection > Test Connection."
			),
			"orange"
		);
	} else if (frm.doc.connection_state === "Failed") {
		frm.set_intro(
			frappe.utils.escape_html(frm.doc.connection_message || __("The last test failed.")),
			"red"
		);
	}
}

async function test_connection(frm) {
	if (frm.is_dirty()) await frm.save();
	if (frm.is_dirty()) return;
	frappe.dom.freeze(__("Testing the connection\u2026"));
	try {
		const { works } = await supplier_connect.call(
			"POST",
			"supplier_connect.api.account.test_connection",
			{
				account: frm.doc.name,
			}
		);
		show_works(frm, works);
	} catch (error) {
		show_failure(frm, error);
	} finally {
		frappe.dom.unfreeze();
		frm.reload_doc();
	}
}

function show_works(frm, works) {
	const names = { search: __("search"), cart: __("cart") };
	const listed = works.map((one) => names[one] || one).join(", ");
	frappe.show_alert({
		message: frappe.utils.escape_html(__("{0} works: {1}", [frm.doc.name, listed])),
		indicator: "green",
	});
}

function show_failure(frm, error) {
	frappe.msgprint({
		title: __("{0} does not work", [frappe.utils.escape_html(frm.doc.name)]),
		message: frappe.utils.escape_html(error.message),
		indicator: "red",
	});
}

async function open_my_keys(frm) {
	const mine = { account: frm.doc.name, user: frappe.session.user };
	const { message } = await frappe.db.get_value("Supplier Account Key", mine, "name");
	if (message?.name) frappe.set_route("Form", "Supplier Account Key", message.name);
	else frappe.new_doc("Supplier Account Key", mine);
}
