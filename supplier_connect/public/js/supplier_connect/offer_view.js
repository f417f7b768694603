import { money, money_column, quantity } from "./format";
import { html, mark, sentence, web_address } from "./html";
import { lifecycle_colour } from "./colours";
import { notice, pill } from "./notices";
import { table } from "./table";

/**
 * A supplier part as a shop describes it: picture, facts, prices, and what to look out for.
 *
 * @param {Object} offer as the server answers
 * @returns {Object} markup
 */
export function offer_view(offer) {
	return html`<div class="sc-offer">
			${picture(offer)}
			<div class="sc-offer-head">
				<p class="sc-heading">${offer.sku} ${lifecycle_pill(offer)}</p>
				<p>${offer.description}</p>
				<p class="sc-links">${links(offer)}</p>
			</div>
		</div>
		${warnings(offer).map((words) => notice("yellow", words))}
		<div class="sc-offer-columns">
			<dl class="sc-facts">${facts(offer).map(fact)}</dl>
			${prices(offer)}
		</div>`;
}

function picture(offer) {
	const url = web_address(offer.image_url);
	if (!url) return "";
	return html`<img
		class="sc-picture"
		src="${url}"
		alt="${__("Picture of {0}", [offer.mpn || offer.sku])}"
		referrerpolicy="no-referrer"
	/>`;
}

/**
 * Take pictures that can't be loaded off the page.
 *
 * @param {HTMLElement} box with an offer
 */
export function drop_broken_pictures(box) {
	box.querySelectorAll(".sc-picture").forEach((image) => {
		image.addEventListener("error", () => image.remove());
	});
}

function lifecycle_pill(offer) {
	return offer.lifecycle && pill(lifecycle_colour(offer.lifecycle), __(offer.lifecycle));
}

function links(offer) {
	return [
		[offer.url, __("Product Page")],
		[offer.datasheet_url, __("Datasheet")],
	]
		.filter(([url]) => web_address(url))
		.map(([url, label]) => html`<a href="${url}" target="_blank" rel="noopener noreferrer">${label}</a>`);
}

function warnings(offer) {
	return [
		offer.restriction,
		offer.last_buy &&
			__("The last day to order this part is {0}.", [frappe.datetime.str_to_user(offer.last_buy)]),
		offer.replacement && __("The supplier suggests {0} instead.", [offer.replacement]),
		offer.marketplace && __("Another company sells this part through the supplier's marketplace."),
		offer.non_returnable && __("This part can't be cancelled or returned once it is ordered."),
		offer.tariff && (offer.surcharge || __("A tariff is added to the price.")),
		offer.fee && __("A fee of {0} comes on top, once for each order line.", [fee(offer)]),
	].filter(Boolean);
}

function fee(offer) {
	return money(offer.fee, offer.currency);
}

function facts(offer) {
	return [
		[__("Manufacturer Part Number"), offer.mpn],
		[__("Manufacturer"), offer.manufacturer],
		[__("Packaging"), offer.packaging.join(", ") || __(offer.packing)],
		[__("Stock"), offer.stock === null ? "" : stock(offer)],
		[__("Minimum Order"), quantity(offer.minimum)],
		[__("Order Multiple"), quantity(offer.multiple)],
		[__("Lead Time"), days(offer.lead_time_days)],
		[__("RoHS"), offer.rohs],
		[__("Category"), offer.category],
		!offer.lifecycle && [__("Lifecycle"), ""],
		offer.standard_package > 1 && [__("Full Package"), quantity(offer.standard_package)],
		offer.maximum && [__("Maximum Order"), quantity(offer.maximum)],
	].filter(Boolean);
}

function stock(offer) {
	const enough = offer.stock > 0;
	const found = enough ? mark("good", __("In stock")) : mark("bad", __("Out of stock"));
	return html`${quantity(offer.stock)} ${found}`;
}

function days(count) {
	if (count === null) return "";
	return count === 1 ? __("1 day") : __("{0} days", [count]);
}

function fact([label, value]) {
	return html`<div>
		<dt>${label}</dt>
		<dd>${value || html`<span class="sc-untold">${__("not told")}</span>`}</dd>
	</div>`;
}

function prices(offer) {
	const { breaks, currency } = offer;
	if (!breaks.length) return html`<p class="sc-untold">${__("The supplier tells no prices.")}</p>`;
	const price = money_column(
		breaks.map((step) => step.price),
		currency
	);
	const columns = [
		{ label: __("From Quantity"), css: "sc-number", cell: (step) => quantity(step.quantity) },
		{
			label: __("Unit Price ({0})", [currency || "?"]),
			css: "sc-number",
			cell: (step) => price(step.price),
		},
		{
			label: __("Total"),
			css: "sc-number",
			cell: (step) => money(step.price * step.quantity, currency),
		},
	];
	return table(columns, breaks);
}

/**
 * What a shop sells under a manufacturer's number, each with a button to choose it.
 *
 * @param {Object[]} offers
 * @returns {Object} markup
 */
export function choices_view(offers) {
	const some = (field) => offers.some((offer) => offer[field]);
	const columns = [
		{ label: __("Supplier Part Number"), css: "sc-code", cell: choose_button },
		new Set(offers.map((offer) => offer.manufacturer)).size > 1 && {
			label: __("Manufacturer"),
			cell: (offer) => offer.manufacturer,
		},
		{
			label: __("Packaging"),
			cell: (offer) => offer.packaging.join(", ") || __(offer.packing),
		},
		{ label: __("Stock"), css: "sc-number", cell: (offer) => quantity(offer.stock) },
		{ label: __("Minimum Order"), css: "sc-number", cell: (offer) => quantity(offer.minimum) },
		{ label: __("First Price"), css: "sc-number", cell: first_price },
		some("fee") && { label: __("Fee"), css: "sc-number", cell: (offer) => offer.fee && fee(offer) },
	].filter(Boolean);
	return table(columns, offers);
}

function choose_button(offer) {
	return html`<button type="button" class="btn btn-default btn-xs" data-choose="${offer.sku}">
		${offer.sku}
	</button>`;
}

function first_price(offer) {
	const [step] = offer.breaks;
	if (!step) return "";
	const price = money_column([step.price], offer.currency)(step.price);
	return sentence(__("{0} from {1}"), [price, quantity(step.quantity)]);
}
