import { open_apply_dialog } from "./supplier_connect/apply_dialog";
import * as connectors from "./supplier_connect/connectors";
import * as item_form from "./supplier_connect/item_form";
import * as bom_cost_form from "./supplier_connect/lookup/bom_cost_form";
import * as bom_form from "./supplier_connect/lookup/bom_form";
import * as item_list from "./supplier_connect/lookup/item_list";
import * as match_form from "./supplier_connect/lookup/match_form";
import * as review_page from "./supplier_connect/lookup/review_page";
import * as order_form from "./supplier_connect/order_form";
import { show_resync } from "./supplier_connect/resync/account_resync";
import { show_usage } from "./supplier_connect/resync/account_usage";
import * as alert_form from "./supplier_connect/resync/alert_form";
import * as alert_list from "./supplier_connect/resync/alert_list";
import * as part_form from "./supplier_connect/resync/part_form";
import * as run_form from "./supplier_connect/resync/run_form";
import { open_send_dialog } from "./supplier_connect/send_dialog";
import { call } from "./supplier_connect/server";
import * as sign_in from "./supplier_connect/sign_in";
import { words_of } from "./supplier_connect/words";

Object.assign(supplier_connect, {
	alert_form,
	alert_list,
	bom_cost_form,
	bom_form,
	call,
	connectors,
	item_form,
	item_list,
	match_form,
	open_apply_dialog,
	open_send_dialog,
	order_form,
	part_form,
	review_page,
	run_form,
	show_resync,
	show_usage,
	sign_in,
	words_of,
});
