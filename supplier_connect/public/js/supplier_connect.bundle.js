import { open_apply_dialog } from "./supplier_connect/apply_dialog";
import { cart_colour } from "./supplier_connect/cart_view";
import { web_address } from "./supplier_connect/html";
import * as order_form from "./supplier_connect/order_form";
import { open_send_dialog } from "./supplier_connect/send_dialog";
import { call } from "./supplier_connect/server";

frappe.provide("supplier_connect");

Object.assign(supplier_connect, {
	call,
	cart_colour,
	open_apply_dialog,
	open_send_dialog,
	order_form,
	web_address,
});
