import { open_apply_dialog } from "./supplier_connect/apply_dialog";
import { cart_colour } from "./supplier_connect/cart_view";
import * as connectors from "./supplier_connect/connectors";
import { count_deeds } from "./supplier_connect/first_steps";
import { web_address } from "./supplier_connect/html";
import * as item_form from "./supplier_connect/item_form";
import { lifecycle_colour } from "./supplier_connect/lifecycle";
import * as bom_cost_form from "./supplier_connect/lookup/bom_cost_form";
import { bom_cost_colour } from "./supplier_connect/lookup/bom_cost_form";
import * as bom_form from "./supplier_connect/lookup/bom_form";
import * as item_list from "./supplier_connect/lookup/item_list";
import { match_colour } from "./supplier_connect/lookup/match_colour";
import * as match_form from "./supplier_connect/lookup/match_form";
import * as review_page from "./supplier_connect/lookup/review_page";
import * as order_form from "./supplier_connect/order_form";
import { show_as_text } from "./supplier_connect/plain_text";
import { show_resync } from "./supplier_connect/resync/account_resync";
import { show_usage } from "./supplier_connect/resync/account_usage";
import * as alert_form from "./supplier_connect/resync/alert_form";
import * as alert_list from "./supplier_connect/resync/alert_list";
import { alert_kind_cell, alert_state_colour } from "./supplier_connect/resync/alerts";
import * as part_form from "./supplier_connect/resync/part_form";
import { freshness_cell } from "./supplier_connect/resync/part_list";
import * as run_form from "./supplier_connect/resync/run_form";
import { run_colour } from "./supplier_connect/resync/run_words";
import { open_send_dialog } from "./supplier_connect/send_dialog";
import { call } from "./supplier_connect/server";
import * as sign_in from "./supplier_connect/sign_in";
import { words_of } from "./supplier_connect/words";

frappe.provide("supplier_connect");

Object.assign(supplier_connect, {
	alert_form,
	alert_kind_cell,
	alert_list,
	alert_state_colour,
	bom_cost_colour,
	bom_cost_form,
	bom_form,
	call,
	cart_colour,
	connectors,
	freshness_cell,
	item_form,
	item_list,
	lifecycle_colour,
	match_colour,
	match_form,
	open_apply_dialog,
	open_send_dialog,
	order_form,
	part_form,
	review_page,
	run_colour,
	run_form,
	show_as_text,
	show_resync,
	show_usage,
	sign_in,
	web_address,
	words_of,
});

count_deeds();
