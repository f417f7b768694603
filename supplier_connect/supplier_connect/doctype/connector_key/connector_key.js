frappe.ui.form.on("Connector Key", {
	refresh(frm) {
		if (frm.doc.__onload?.keys_are_elsewhere && !frm.is_new()) {
			frm.set_intro(__("The address of this account has changed. Enter your keys again."), "orange");
		}
		return supplier_connect.with_shops(frm, () => show_connector(frm));
	},

	account(frm) {
		return supplier_connect.with_shops(frm, () => show_connector(frm));
	},
});

/** Show the keys that the account's connector has, and the user's own sign-in where there is such a thing. */
async function show_connector(frm) {
	const connector = await connector_of(frm.doc.account);
	if (!connector) return;
	await supplier_connect.connectors.show_keys(frm, connector);
	frm.toggle_display("sign_in_section", connector.sign_in);
	if (!connector.sign_in) return;
	if (frm.is_new()) supplier_connect.sign_in.show_callback(frm, connector);
	else supplier_connect.sign_in.show(frm, { account: frm.doc.account, own: 1 });
}

async function connector_of(account) {
	if (!account) return null;
	const { message } = await frappe.db.get_value("Supplier Account", account, "connector");
	const all = await supplier_connect.connectors.all();
	return all.find(({ name }) => name === message?.connector);
}
