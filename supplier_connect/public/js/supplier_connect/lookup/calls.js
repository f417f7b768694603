import { call } from "../server";

const LOOKUP_API = "supplier_connect.api.lookup.";

/**
 * Read something of a lookup.
 *
 * @param {string} method of supplier_connect.api.lookup
 * @param {Object} args
 * @returns {Promise<Object>} rejected with a CallError
 */
export function read_lookup(method, args) {
	return call("GET", LOOKUP_API + method, args);
}

/**
 * Look something up, or act on what was found.
 *
 * @param {string} method of supplier_connect.api.lookup
 * @param {Object} args
 * @returns {Promise<Object>} rejected with a CallError
 */
export function change_lookup(method, args) {
	return call("POST", LOOKUP_API + method, args);
}
