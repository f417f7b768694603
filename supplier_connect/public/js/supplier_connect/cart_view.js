import { cart_colour } from "./colours";
import { lines as count_lines, money, money_column, quantity, when } from "./format";
import { document_link, html, mark, sentence, web_address } from "./html";
import { empty_state, notice, pill } from "./notices";
import { table } from "./table";
import { cart_label, unseen_colour, unseen_words, words_of } from "./words";

/**
 * The last step of sending: the cart as the shop answered, line by line.
 *
 * @param {Object} cart with its lines
 * @returns {Object} markup
 */
export function cart_view(cart) {
	return html` <p class="sc-summary">${pill(cart_colour(cart.state), __(cart.state))} ${counts(cart)}</p>
		${cart.message && notice("orange", cart.message)} ${cart.note && notice("yellow", cart.note)}
		${refused_notice(cart.lines)} ${cart.lines.length ? lines_table(cart) : no_lines(cart)}
		${totals(cart)} ${what_next(cart)}`;
}

/**
 * The last step of sending for somebody who may not read the cart: what was sent, and who can open it.
 *
 * @param {Object} unseen as the server answers
 * @returns {Object} markup
 */
export function unseen_view(unseen) {
	const roles = unseen.readers.map((role) => __(role)).join(", ");
	const ask = roles
		? __(
				"You have no permission to read the Supplier Cart. Users with one of these roles can open it: {0}.",
				[roles]
			)
		: __("You have no permission to read the Supplier Cart.");
	return notice(
		unseen_colour(unseen),
		html`<p class="sc-heading">${unseen_words(unseen)}</p>
			<p>${ask}</p>`
	);
}

function no_lines(cart) {
	return empty_state(words_of(cart).empty(), __("Send the order to fill it."));
}

function what_next(cart) {
	const words = words_of(cart).next();
	return words && web_address(cart.cart_url) ? html`<p>${sentence(words, [shop_of(cart)])}</p>` : "";
}

function shop_of(cart) {
	return cart.connector || cart.supplier;
}

function counts(cart) {
	const rows = cart.lines;
	const of = (state, told = "state") => rows.filter((line) => line.state === state && line[told]).length;
	const short = rows.filter((line) => line.in_stock === false).length;
	return [
		[of("In Cart"), (count) => sentence(words_of(cart).holds(), [count])],
		[of("Refused"), (count) => __("{0} refused", [count])],
		[of("Left Out"), (count) => __("{0} left out", [count])],
		[of("Pending"), (count) => __("{0} not sent yet", [count])],
		[short, (count) => __("{0} short of stock", [count])],
		[of("Left Out", "note"), (count) => __("{0} removed", [count])],
		[
			rows.filter((line) => line.note && line.state !== "Left Out").length,
			(count) => __("{0} to look at", [count]),
		],
	]
		.filter(([count]) => count)
		.map(([count, say], place) => html`${place ? " \u00b7 " : ""}${say(count_lines(count))}`);
}

function refused_notice(rows) {
	const refused = rows.filter((line) => line.state === "Refused");
	if (!refused.length) return "";
	const numbers = refused.map((line) => line.number).join(", ");
	const words =
		refused.length === 1
			? __(
					"The supplier refused line {0}: its words stand in the table. Mend the line and send again.",
					[numbers]
				)
			: __("The supplier refused lines {0}: its words stand in the table. Mend them and send again.", [
					numbers,
				]);
	return notice("red", words);
}

function lines_table(cart) {
	return table(columns(cart), cart.lines, { row_css: (line) => ROW_CSS[line.state] || "" });
}

const ROW_CSS = { Refused: "sc-refused", "Left Out": "sc-left-out" };

function columns(cart) {
	const price = money_column(
		cart.lines.map((line) => line.unit_price),
		cart.currency
	);
	const total = money_column(
		cart.lines.map((line) => line.total && flt(line.total, 2)),
		cart.currency
	);
	return [
		{ label: "#", css: "sc-number sc-narrow", cell: (line) => line.number },
		{ label: __("SKU"), css: "sc-code", cell: (line) => line.chosen_sku || line.sku },
		{ label: __("MPN"), css: "sc-code", cell: maker_number },
		{
			label: __("IPN"),
			css: "sc-code",
			cell: (line) => document_link("Item", line.item, { new_tab: true }),
		},
		{ label: __("Quantity"), css: "sc-number", cell: cart_quantity },
		cart.lines.some((line) => line.packing) && {
			label: __("Packing"),
			cell: (line) => __(line.packing_name),
		},
		{ label: __("Stock"), css: "sc-number", cell: stock },
		{ label: __("Unit Price"), css: "sc-number", cell: (line) => price(line.unit_price) },
		{ label: __("Line Total"), css: "sc-number", cell: (line) => total(line.total) },
		{
			label: cart.lines.some((line) => line.note) ? __("Error or Note") : __("Error"),
			css: "sc-wide sc-remark",
			cell: remark,
		},
	].filter(Boolean);
}

function remark({ error, note }) {
	if (!error && !note) return "";
	return html`${error && html`<div class="sc-error">${error}</div>`}
	${note && html`<div class="sc-line-note">${note}</div>`}`;
}

function maker_number(line) {
	return html`<span title="${[line.manufacturer, line.description].filter(Boolean).join("\n")}"
		>${line.mpn}</span
	>`;
}

function cart_quantity(line) {
	if (line.state === "Left Out") return "";
	if (line.pieces === line.cart_quantity) return quantity(line.cart_quantity);
	return sentence(__("{0} of {1}"), [quantity(line.pieces), quantity(line.cart_quantity)]);
}

const STOCK_MARKS = new Map([
	[true, () => mark("good", __("In stock"))],
	[false, () => mark("bad", __("Not enough in stock"))],
	[null, () => mark("unknown", __("The supplier doesn't say"))],
]);

function stock(line) {
	if (line.state === "Left Out") return "";
	return html`${quantity(line.stock)} ${STOCK_MARKS.get(line.in_stock ?? null)()}`;
}

function totals(cart) {
	const link = document_link("Supplier Cart", cart.name, { label: cart_label(cart), new_tab: true });
	const rows = [
		[__("Total"), money(cart.total, cart.currency)],
		[__("Fees"), cart.fees ? money(cart.fees, cart.currency) : ""],
	].filter(([, amount]) => amount);
	return html`<div class="sc-totals">
		<span>${sentence(__("Kept as {0}, sent {1}"), [link, when(cart.sent_at) || "\u2013"])}</span>
		<span>${rows.map(([label, amount]) => html`<span>${label} <strong>${amount}</strong></span> `)}</span>
	</div>`;
}

/**
 * The button that opens a cart at its shop; "" when the cart has no page.
 *
 * @param {Object} cart
 * @returns {Object|string} markup
 */
export function open_cart_button(cart) {
	const url = web_address(cart.cart_url);
	if (!url) return "";
	return html`<a class="btn btn-default btn-sm" href="${url}" target="_blank" rel="noopener noreferrer"
		>${sentence(words_of(cart).open(), [shop_of(cart)])}</a
	>`;
}
