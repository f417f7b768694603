import { call } from "./server";

let asked;

/**
 * The connectors of this site with their keys, asked for once: other apps may add theirs.
 *
 * @returns {Promise<Array<{name: string, keys: Array<{name: string, label: string, hint: string}>, sign_in: boolean, callback: string}>>}
 */
export function all() {
	asked ||= call("GET", "supplier_connect.api.account.connectors", {}).catch((error) => {
		asked = null;
		throw error;
	});
	return asked;
}

/**
 * Show the keys of one connector in a form, and those of no other.
 *
 * @param {Object} frm
 * @param {Object} connector one of `all()`
 */
export async function show_keys(frm, connector) {
	const needed = new Map(connector.keys.map((key) => [key.name, key]));
	const known = (await all()).flatMap(({ keys }) => keys.map(({ name }) => name));
	for (const name of known) {
		const field = frm.fields_dict[name];
		if (!field) continue;
		frm.toggle_display(name, needed.has(name));
		if (!needed.has(name)) continue;
		const { label, hint } = needed.get(name);
		frm.set_df_property(name, "label", label);
		frm.set_df_property(name, "description", hint);
		// A supplier makes its keys: that one is weak helps nobody.
		field.disable_password_checks?.();
	}
}
