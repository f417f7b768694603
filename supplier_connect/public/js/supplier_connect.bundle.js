import * as colours from "./supplier_connect/colours";
import { count_deeds } from "./supplier_connect/first_steps";
import { web_address } from "./supplier_connect/html";
import { alert_kind_cell, freshness_cell } from "./supplier_connect/list_cells";
import { show_as_text } from "./supplier_connect/plain_text";

// What every page of the Desk has of us: what Frappe wants at once, and a way to get the rest.
const SHOPS = [
	"supplier_connect.bundle.css",
	"supplier_lookup.bundle.css",
	"supplier_freshness.bundle.css",
	"supplier_shops.bundle.js",
];
let loaded;

/**
 * Load what the pages of supplier web shops need, once.
 *
 * @returns {Promise<Object>} `supplier_connect` with all of it
 */
function shops() {
	loaded ??= frappe.require(SHOPS);
	return loaded.then(() => supplier_connect);
}

/**
 * Do something for a form with what shops need, unless another document is open by then.
 *
 * @param {Object} frm
 * @param {function(Object)} work
 */
function with_shops(frm, work) {
	const { docname } = frm;
	return shops().then((ours) => frm.docname === docname && work(ours));
}

frappe.provide("supplier_connect");

Object.assign(supplier_connect, {
	...colours,
	alert_kind_cell,
	freshness_cell,
	shops,
	show_as_text,
	web_address,
	with_shops,
});

count_deeds();
