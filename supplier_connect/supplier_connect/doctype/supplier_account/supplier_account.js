// What is set there is for accounts that can be used so.
const SECTIONS = { search_section: "search", resync_section: "refresh", cart_section: "cart" };

frappe.ui.form.on("Supplier Account", {
	refresh(frm) {
		return supplier_connect.with_shops(frm, () => show(frm));
	},

	connector(frm) {
		return supplier_connect.with_shops(frm, () => show_connector(frm));
	},
});

async function show(frm) {
	if (!frm.is_new()) {
		add_buttons(frm);
		supplier_connect.show_resync(frm);
		supplier_connect.show_usage(frm);
	}
	const chosen = await show_connector(frm);
	if (!chosen || frm.is_new()) return;
	show_state(frm, chosen, chosen.sign_in ? await show_sign_in(frm) : null);
}

function add_buttons(frm) {
	if (frm.doc.enabled && may_send()) {
		frm.add_custom_button(__("Test Connection"), () => test_connection(frm), __("Connection"));
	}
	if (frappe.model.can_create("Connector Key")) {
		frm.add_custom_button(__("My Keys"), () => open_my_keys(frm), __("Connection"));
	}
}

function may_send() {
	return frappe.model.can_write("Purchase Order") || frappe.model.can_write("Supplier Account");
}

/** Show what the account's connector needs and nothing of the others; the connector, if the site has it. */
async function show_connector(frm) {
	const all = await supplier_connect.connectors.all();
	frm.set_df_property(
		"connector",
		"options",
		all.map(({ name }) => name)
	);
	const chosen = all.find(({ name }) => name === frm.doc.connector);
	if (!chosen) return null;
	await supplier_connect.connectors.show_keys(frm, chosen);
	frm.toggle_display("sign_in_section", chosen.sign_in);
	for (const [section, capability] of Object.entries(SECTIONS)) {
		frm.toggle_display(section, chosen.capabilities.includes(capability));
	}
	show_choices(frm, chosen);
	if (chosen.sign_in) supplier_connect.sign_in.show_callback(frm, chosen);
	return chosen;
}

/** The packings that can be preferred at the shop, and the languages that it answers in. */
function show_choices(frm, { packings, languages }) {
	const options = packings.map(({ value, label }) => ({
		value,
		label: label === value ? __(value) : label,
	}));
	frm.set_df_property("packing", "options", [{ value: "", label: "" }, ...options]);
	frm.toggle_display("packing", options.length > 0);
	frm.set_query("language", () => ({ filters: { name: ["in", languages] } }));
}

function show_sign_in(frm) {
	return supplier_connect.sign_in.show(frm, { account: frm.doc.name, own: 0 });
}

function show_state(frm, chosen, sign_in) {
	frm.set_intro();
	if (lacks_keys(frm, chosen)) {
		frm.set_intro(
			__(
				"Enter the keys of your account at the supplier, save, and press Connection > Test Connection."
			),
			"orange"
		);
	} else if (sign_in?.state === "ended") {
		frm.page.set_indicator(__("Sign-in ended"), "red");
		frm.set_intro(frappe.utils.escape_html(__("The sign-in has ended: connect again below.")), "red");
	} else if (frm.doc.connection_state === "Failed") {
		frm.set_intro(
			frappe.utils.escape_html(frm.doc.connection_message || __("The last test failed.")),
			"red"
		);
	} else if (sign_in?.state === "none" && sign_in.may_connect) {
		const text = __("Parts can be looked up. To send orders, connect to {0} below.", [chosen.name]);
		frm.set_intro(frappe.utils.escape_html(text), "orange");
	}
}

function lacks_keys(frm, chosen) {
	const fields = chosen.keys.map(({ name }) => frm.get_field(name)).filter(Boolean);
	const can_see_keys = fields.some((field) => field.disp_status !== "None");
	return can_see_keys && fields.every((field) => !frm.doc[field.df.fieldname]);
}

async function test_connection(frm) {
	if (frm.is_dirty()) await frm.save();
	if (frm.is_dirty()) return;
	frappe.dom.freeze(__("Testing the connection\u2026"));
	try {
		const found = await supplier_connect.call("POST", "supplier_connect.api.account.test_connection", {
			account: frm.doc.name,
		});
		show_works(frm, found);
	} catch (error) {
		show_failure(frm, error);
	} finally {
		frappe.dom.unfreeze();
		frm.reload_doc();
	}
}

function show_works(frm, { works, missing }) {
	const names = { search: __("search"), cart: __("cart"), lists: __("lists") };
	const listed = works.map((one) => names[one] || one).join(", ");
	const text = [__("{0} works: {1}", [frm.doc.name, listed]), missing].filter(Boolean).join(". ");
	frappe.show_alert({
		message: frappe.utils.escape_html(text),
		indicator: missing ? "orange" : "green",
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
	const { message } = await frappe.db.get_value("Connector Key", mine, "name");
	if (message?.name) frappe.set_route("Form", "Connector Key", message.name);
	else frappe.new_doc("Connector Key", mine);
}
