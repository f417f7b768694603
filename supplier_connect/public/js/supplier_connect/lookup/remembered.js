const PREFIX = "supplier_connect:lookup:";

/**
 * What this browser remembers of the user's last choice.
 *
 * @param {string} name
 * @param {*} otherwise when nothing is remembered
 * @returns {*}
 */
export function remembered(name, otherwise) {
	try {
		return JSON.parse(localStorage.getItem(PREFIX + name)) ?? otherwise;
	} catch {
		return otherwise;
	}
}

/**
 * Remember a choice for the next time.
 *
 * @param {string} name
 * @param {*} value
 */
export function remember(name, value) {
	localStorage.setItem(PREFIX + name, JSON.stringify(value));
}
