import { call, CallError } from "../server";

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

/** How background lookups tell how they get on. */
export const LOOKUP_JOB = {
	event: "supplier_connect_lookup",
	progress: (job) => read_lookup("match_progress", { job }),
	out_of_sight: () =>
		new CallError({
			message: __(
				"The search can't be followed any more, but may still go on. Look at the Supplier Matches in a moment."
			),
			kind: "OutOfSight",
		}),
};
