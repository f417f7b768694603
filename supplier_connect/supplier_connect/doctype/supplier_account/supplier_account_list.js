// The accounts whose sign-in has ended: nothing of the account itself tells that.
const ended = new Set();

frappe.listview_settings["Supplier Account"] = {
	add_fields: ["enabled", "connection_state"],

	async onload(listview) {
		const { call } = await supplier_connect.shops();
		const names = await call("GET", "supplier_connect.api.sign_in.ended", {});
		ended.clear();
		names.forEach((name) => ended.add(name));
		// Not refreshed: that does nothing so soon after the list was loaded.
		if (names.length && listview.data?.length) listview.render();
	},

	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		if (ended.has(doc.name))
			return [__("Sign-in ended"), "red", `name,=,${frappe.utils.escape_html(doc.name)}`];
		if (doc.connection_state === "Failed") return [__("Failed"), "red", "connection_state,=,Failed"];
		if (doc.connection_state === "Works") return [__("Enabled"), "green", "connection_state,=,Works"];
		return [__("Not tested"), "orange", "connection_state,=,Not Tested"];
	},
};
