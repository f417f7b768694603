import { html } from "../html";
import { table } from "../table";

const SOURCES = {
	query: () => __("Query"),
	mpn: () => __("Manufacturer Part Number"),
	item_code: () => __("Item Code"),
	sku: () => __("Supplier Part Number"),
	barcode: () => __("Barcode"),
	attribute: () => __("Attribute"),
	parameter: () => __("Parameter"),
	brand: () => __("Brand"),
	item_group: () => __("Item Group"),
	name: () => __("Item Name"),
	description: () => __("Description"),
};
const NAME_MODES = {
	fallback: () => __("only when nothing else is known"),
	always: () => __("always"),
	never: () => __("never"),
};

/**
 * "Why this query?": the words with their sources and rules, what was read from them as a requirement, and the mode.
 *
 * @param {Object} match a lookup, or the setup of an Item
 * @param {Object} [options]
 * @param {boolean} [options.open]
 * @returns {Object} markup
 */
export function plan_view({ plan, own_query = "", outcomes = [] }, { open = false } = {}) {
	return html`<details class="sc-plan" ${open && html`open`}>
		<summary>${__("Why this query?")}</summary>
		<dl class="sc-facts">
			${facts(plan, own_query).map(
				([label, value]) =>
					html`<div>
						<dt>${label}</dt>
						<dd>${value}</dd>
					</div>`
			)}
		</dl>
		${requirements(plan.constraints)} ${questions(outcomes)} ${tokens(plan.tokens)}
	</details>`;
}

function facts(plan, own_query) {
	return [
		[__("Words Searched For"), plan.words.join(" \u00b7 ") || __("none")],
		own_query && [__("Your Own Query"), own_query],
		[__("Kind of Part"), __(plan.kind)],
		[__("Name and Description"), name_words(plan)],
	].filter(([_label, value] = []) => value);
}

function name_words(plan) {
	const mode = NAME_MODES[plan.name_mode] ? NAME_MODES[plan.name_mode]() : plan.name_mode;
	return plan.include_name_tokens ? __("searched for ({0})", [mode]) : __("not searched for ({0})", [mode]);
}

function requirements(constraints) {
	if (!constraints.length) return "";
	return html`<p class="sc-heading">${__("Read as requirements")}</p>
		<ul>
			${constraints.map((words) => html`<li>${words}</li>`)}
		</ul>`;
}

function questions(outcomes) {
	const asked = outcomes.filter((outcome) => outcome.questions.length);
	if (!asked.length) return "";
	return html`<p class="sc-heading">${__("Asked")}</p>
		<ul>
			${asked.map(
				({ account, questions: texts }) => html`<li>${account}: ${one_after_another(texts)}</li>`
			)}
		</ul>`;
}

function one_after_another(texts) {
	return texts.map((text, place) => html`${place ? ` ${__("then")} ` : ""}<code>${text}</code>`);
}

function tokens(all) {
	if (!all.length) return "";
	const columns = [
		{ label: __("Word"), css: "sc-strong", cell: (token) => token.text },
		{
			label: __("Source"),
			cell: (token) => (SOURCES[token.source] ? SOURCES[token.source]() : token.source),
		},
		{ label: __("Rule"), cell: (token) => __(token.rule) },
		{ label: __("Made From"), cell: (token) => token.origin },
		{ label: __("Used"), cell: (token) => (token.used ? __("Yes") : html`<small>${__("No")}</small>`) },
	];
	return html`<p class="sc-heading">${__("Words and where they come from")}</p>
		${table(columns, all, { row_css: (token) => (token.used ? "" : "sc-left-out") })}`;
}
