import { open_apply_dialog } from "./supplier_connect/apply_dialog";
import { cart_colour } from "./supplier_connect/cart_view";
import * as connectors from "./supplier_connect/connectors";
import { web_address } from "./supplier_connect/html";
import * as item_form from "./supplier_connect/item_form";
import { lifecycle_colour } from "./supplier_connect/lifecycle";
import * as bom_form from "./supplier_connect/lookup/bom_form";
import * as item_list from "./supplier_connect/lookup/item_list";
import { match_colour } from "./supplier_connect/lookup/match_colour";
import * as match_form from "./supplier_connect/lookup/match_form";
import * as review_page from "./supplier_connect/lookup/review_page";
import * as order_form from "./supplier_connect/order_form";
import { open_send_dialog } from "./supplier_connect/send_dialog";
import { call } from "./supplier_connect/server";
import * as sign_in from "./supplier_connect/sign_in";
import { words_of } from "./supplier_connect/words";

frappe.provide("supplier_connect");

Object.assign(supplier_connect, {
	bom_form,
	call,
	cart_colour,
	connectors,
	item_form,
	item_list,
	lifecycle_colour,
	match_colour,
	match_form,
	open_apply_dialog,
	open_send_dialog,
	order_form,
	review_page,
	sign_in,
	web_address,
	words_of,
});
