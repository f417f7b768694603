const ORDER_API = "supplier_connect.api.order.";
const ITEM_API = "supplier_connect.api.item.";

// Ends of lines that are lost with the markup.
const BLOCK_END = /<br\s*\/?>|<\/(p|div|li)>/gi;

/** A failed call: one sentence for the user, the kind of error, and the account it is about. */
export class CallError extends Error {
	constructor({ message, kind = "", account = "" }) {
		super(message);
		this.kind = kind;
		this.account = account;
	}
}

/**
 * Read something of an order or a cart.
 *
 * @param {string} method of supplier_connect.api.order
 * @param {Object} args
 * @returns {Promise<Object>} rejected with a CallError
 */
export function read(method, args) {
	return call("GET", ORDER_API + method, args);
}

/**
 * Change something of an order or a cart.
 *
 * @param {string} method of supplier_connect.api.order
 * @param {Object} args
 * @returns {Promise<Object>} rejected with a CallError
 */
export function change(method, args) {
	return call("POST", ORDER_API + method, args);
}

/**
 * Read something for an Item.
 *
 * @param {string} method of supplier_connect.api.item
 * @param {Object} args
 * @returns {Promise<Object>} rejected with a CallError
 */
export function read_item(method, args) {
	return call("GET", ITEM_API + method, args);
}

/**
 * Look something up for an Item, or change it.
 *
 * @param {string} method of supplier_connect.api.item
 * @param {Object} args
 * @returns {Promise<Object>} rejected with a CallError
 */
export function change_item(method, args) {
	return call("POST", ITEM_API + method, args);
}

/**
 * Call a whitelisted method.
 *
 * Not with frappe.call, which puts a message box of its own over the dialog for some errors and never comes back
 * for others.
 *
 * @param {"GET"|"POST"} type
 * @param {string} method
 * @param {Object} args
 * @returns {Promise<Object>} rejected with a CallError
 */
export async function call(type, method, args) {
	const parameters = new URLSearchParams(
		Object.entries(args).map(([name, value]) => [name, written(value)])
	);
	const query = type === "GET" ? `?${parameters}` : "";
	let response, answer;
	try {
		response = await fetch(`/api/method/${method}${query}`, {
			method: type,
			headers: { Accept: "application/json", "X-Frappe-CSRF-Token": frappe.csrf_token },
			body: type === "GET" ? undefined : parameters,
		});
		answer = await response.json();
	} catch {
		throw no_answer();
	}
	if (answer.session_expired) frappe.app.handle_session_expired();
	if (response.status === 403 && is_logged_out()) throw logged_out();
	if (!response.ok) throw to_error(answer);
	return answer.message;
}

function is_logged_out() {
	return ["", "Guest"].includes(frappe.get_cookie("user_id") || "");
}

function logged_out() {
	return new CallError({
		message: __("You are logged out. Log in again and repeat this."),
		kind: "LoggedOut",
	});
}

function written(value) {
	return typeof value === "object" ? JSON.stringify(value) : value;
}

function no_answer() {
	return new CallError({
		message: __("The site doesn't answer. Check your network connection."),
		kind: "NoAnswer",
	});
}

function to_error(answer) {
	return new CallError(answer.error || { message: thrown_message(answer), kind: answer.exc_type });
}

function thrown_message(answer) {
	const messages = JSON.parse(answer._server_messages || "[]").map((one) => JSON.parse(one));
	const thrown = messages.find((one) => one.raise_exception) || messages.at(-1);
	const text = thrown ? frappe.utils.html2text(thrown.message.replace(BLOCK_END, " $&")).trim() : "";
	return text || __("The site couldn't do this. Try again, or ask your administrator.");
}
