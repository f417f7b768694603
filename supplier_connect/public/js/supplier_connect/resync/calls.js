import { call, CallError } from "../server";

const RESYNC_API = "supplier_connect.api.resync.";

/**
 * Read how resyncs are.
 *
 * @param {string} method of supplier_connect.api.resync
 * @param {Object} args
 * @returns {Promise<Object>} rejected with a CallError
 */
export function read_resync(method, args) {
	return call("GET", RESYNC_API + method, args);
}

/**
 * Resync something, or change how resyncs go on.
 *
 * @param {string} method of supplier_connect.api.resync
 * @param {Object} args
 * @returns {Promise<Object>} rejected with a CallError
 */
export function change_resync(method, args) {
	return call("POST", RESYNC_API + method, args);
}

/** How background resyncs tell how they get on. */
export const RESYNC_JOB = {
	event: "supplier_connect_resync",
	progress: (job) => read_resync("resync_status", { job }),
	out_of_sight: () =>
		new CallError({
			message: __(
				"The resync can't be followed any more, but may still go on. Look at the Supplier Resyncs in a moment."
			),
			kind: "OutOfSight",
		}),
};
