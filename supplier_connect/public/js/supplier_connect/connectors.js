import { call } from "./server";

let asked;

/**
 * The connectors of this site with their keys, asked for once: other apps may add theirs.
 *
 * @returns {Promise<Array<{name: string, keys: Array<{name: string}>, sign_in: boolean, callback: string}>>}
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
	const needed = new Set(connector.keys.map(({ name }) => name));
	const known = (await all()).flatMap(({ keys }) => keys.map(({ name }) => name));
	for (const name of known) {
		if (frm.fields_dict[name]) frm.toggle_display(name, needed.has(name));
	}
}
