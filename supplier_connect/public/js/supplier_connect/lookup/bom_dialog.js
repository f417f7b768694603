import { error_notice } from "../error_view";
import { document_link, html, sentence } from "../html";
import { notice } from "../notices";
import { bom_cost_view, bom_form, bom_progress, follow_lines, quantities_in } from "./bom_view";
import { JobFlow } from "./job_flow";
import { remember, remembered } from "./remembered";

const AT_FIRST = "1 10 100";
const BOM_COST = "Supplier BOM Cost";

/**
 * Open "Find Supplier Parts" for a BOM: look up its lines and see what they cost at several quantities.
 *
 * @param {Object} options
 * @param {string} options.bom
 * @param {string[]} options.items of its lines
 */
export function open_bom_dialog(options) {
	new BomFlow(options).start();
}

class BomFlow extends JobFlow {
	constructor({ bom, items }) {
		const title = __("Find Supplier Parts for {0}", [bom]);
		super({ title, subject: `BOM ${bom}`, item: items[0], method: "match_bom", keep: true });
		this.bom = bom;
		this.first = { done: 0, total: items.length, message: "", result: null, cost: null };
		this.dialog.dialog.$wrapper.addClass("sc-widest");
	}

	form(setup) {
		return bom_form(setup, remembered("quantities", AT_FIRST));
	}

	request({ elements }) {
		const quantities = quantities_in(elements.quantities.value);
		remember("quantities", quantities.join(" ") || AT_FIRST);
		return {
			bom: this.bom,
			quantities: quantities.length ? quantities : quantities_in(AT_FIRST),
			multi_level: Number(elements.multi_level.checked),
			fresh: Number(elements.fresh.checked),
		};
	}

	progress(last, stopping, waited) {
		return bom_progress(last, stopping, waited);
	}

	summary({ result, cost, error, message }) {
		const again = { label: __("Look Up Again"), action: () => this.ask() };
		if (!result) return { body: error ? error_notice(error) : notice("red", message), primary: again };
		const kept = document_link(BOM_COST, cost);
		return {
			body: html`<p>${sentence(__("Saved as {0}: print, export or order from there."), [kept])}</p>
				${bom_cost_view(result)}`,
			primary: { label: __("Open"), action: () => this.open(cost) },
			aside: html`<button type="button" class="sc-link" data-again>${again.label}</button>`,
		};
	}

	shown(box, { result }) {
		if (!result) return;
		follow_lines(box);
		const button = this.dialog.dialog.$wrapper.find("[data-again]");
		button.off("click").on("click", () => this.ask());
	}

	open(cost) {
		this.dialog.close();
		frappe.set_route("Form", BOM_COST, cost);
	}

	announce({ state, cost }) {
		const kept = cost ? document_link(BOM_COST, cost) : "";
		const words = html`<strong>${this.bom}</strong>: ${__("the parts were looked up.")} ${kept}`;
		frappe.show_alert({ message: String(words), indicator: state === "done" ? "green" : "orange" }, 15);
	}
}
