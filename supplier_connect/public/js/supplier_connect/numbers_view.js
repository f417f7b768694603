import { lines as count_lines, money_column, quantity } from "./format";
import { document_link, html, sentence } from "./html";
import { notice } from "./notices";
import { table } from "./table";

// Choices that are shown of what was found for a line.
const MOST_CHOICES = 6;

/**
 * The lines that a supplier part number is to be entered for.
 *
 * @param {Object[]} lines of a preflight
 * @param {Object} preflight
 * @returns {Object} markup
 */
export function numbers_view(lines, preflight) {
	const { account, order, numbers } = preflight;
	const heading =
		lines.length === 1
			? __("1 line needs a supplier part number")
			: __("{0} lines need a supplier part number", [lines.length]);
	return html`<p class="sc-summary">${heading}</p>
		<p class="sc-hint">
			${__("Enter the numbers of {0}. They are saved on the lines of {1}.", [account, order])}
			${
				numbers.keep &&
				__(
					"What is kept as a Supplier Part is looked up once more and found for the next order, too."
				)
			}
		</p>
		${
			!numbers.look_up &&
			notice("gray", __("{0} has no key for searching, so numbers can't be looked up.", [account]))
		}
		<div class="sc-toolbar sc-field-tools">${tools(numbers)}</div>
		<div data-message aria-live="polite"></div>
		${table(columns(numbers), lines)}`;
}

function tools({ look_up, keep }) {
	return html`${
		look_up &&
		html`<button type="button" class="btn btn-default btn-sm" data-look-up-all>
			${__("Look Up All")}
		</button>`
	}
	${
		keep &&
		html`<label><input type="checkbox" data-keep-all /> ${__("Keep all as Supplier Parts")}</label>`
	}`;
}

function columns({ look_up, keep }) {
	return [
		{ label: "#", css: "sc-number sc-narrow", cell: (line) => line.number },
		{ label: __("Item"), css: "sc-entry-item", cell: item },
		{
			label: __("Quantity"),
			css: "sc-number",
			cell: (line) => html`${quantity(line.quantity)} <small>${__(line.uom)}</small>`,
		},
		{
			label: __("Supplier Part Number"),
			css: "sc-wide sc-entry",
			cell: (line) => entry(line, look_up, keep),
		},
	];
}

function item(line) {
	return html`${document_link("Item", line.item, { new_tab: true })}
		<div>${line.mpn}</div>
		<small>${line.description}</small>`;
}

function entry(line, look_up, keep) {
	const label = __("Supplier part number of line {0}", [line.number]);
	return html`<div class="sc-toolbar">
			<input
				class="form-control"
				type="text"
				maxlength="140"
				autocomplete="off"
				autocapitalize="off"
				spellcheck="false"
				aria-label="${label}"
				data-number="${line.ref}"
				value="${line.sku}"
			/>
			${
				look_up &&
				html`<button type="button" class="btn btn-default btn-sm" data-look-up="${line.ref}">
					${__("Look Up")}
				</button>`
			}
			${
				keep &&
				html`<label
					><input type="checkbox" data-keep="${line.ref}" /> ${__("Keep as Supplier Part")}</label
				>`
			}
		</div>
		<div data-found="${line.ref}" aria-live="polite"></div>`;
}

/**
 * What was found for a line, to choose from.
 *
 * @param {Object} found as the server answers
 * @param {string} chosen the number that is entered
 * @returns {Object|string} markup
 */
export function found_view({ ref, numbers, offers }, chosen) {
	if (!offers.length) {
		const words = numbers.length
			? __("Nothing was found under {0}.", [numbers.join(", ")])
			: __("Nothing was found. Enter a number, or words such as those of a search, and look up again.");
		return html`<p class="sc-untold">${words}</p>`;
	}
	return html`<ul class="sc-choices">
		${offers.slice(0, MOST_CHOICES).map((offer) => choice(ref, offer, chosen))}
	</ul>`;
}

function choice(ref, offer, chosen) {
	const css = offer.sku === chosen ? "btn-primary" : "btn-default";
	return html`<li>
		<button type="button" class="btn ${css} btn-xs" data-choose="${offer.sku}" data-for="${ref}">
			${offer.sku}
		</button>
		<span>${facts(offer).filter(Boolean).join(" \u00b7 ")}</span>
	</li>`;
}

function facts(offer) {
	return [
		[offer.mpn, offer.manufacturer].filter(Boolean).join(" "),
		offer.packaging.join(", ") || __(offer.packing),
		offer.stock === null ? "" : __("{0} in stock", [quantity(offer.stock)]),
		price(offer),
		offer.fit && offer.fit !== "Unknown" && __(offer.fit),
		offer.lifecycle && __(offer.lifecycle),
	];
}

function price({ unit_price, quantity: amount, currency }) {
	if (unit_price === null) return "";
	return __("{0} at {1}", [money_column([unit_price], currency)(unit_price), quantity(amount)]);
}

/**
 * Why a number can't be taken; where it is another part than the Item's, with a tick to take it all the same.
 *
 * @param {{message: string, mpn: string}} problem
 * @returns {Object} markup
 */
export function problem_view({ message, mpn }) {
	return html`<p class="sc-problem" role="alert">${message}</p>
		${
			mpn &&
			html`<label>
				<input type="checkbox" data-accept="${mpn}" /> ${__("It is the right part: keep it anyway")}
			</label>`
		}`;
}

/**
 * How many lines something was found for.
 *
 * @param {number} found
 * @param {number} all
 * @returns {Object} markup
 */
export function found_summary(found, all) {
	return notice(
		found ? "green" : "orange",
		sentence(__("Something was found for {0} of {1}."), [found, count_lines(all)])
	);
}
