/** The colours of states, the same wherever they are shown; an unknown state is gray. */

const CART = { Sending: "blue", Sent: "green", "Sent with Errors": "orange", Failed: "red" };
const BOM_COST = { Complete: "green", "To Review": "orange", Incomplete: "red" };
const MATCH = {
	Open: "blue",
	Imported: "green",
	"To Review": "orange",
	Skipped: "gray",
	"Nothing Found": "red",
};
const RUN = {
	Running: "blue",
	Done: "green",
	Paused: "orange",
	Stopped: "gray",
	Failed: "red",
	"Broken Off": "red",
};
const FRESHNESS = { Fresh: "green", "Not Found": "orange", Failed: "red" };
const ALERT_STATE = { Open: "orange", Seen: "blue", Closed: "gray" };
const ALERT_KIND = {
	"End of Life": "orange",
	Obsolete: "red",
	"Last Buy": "orange",
	"Price Increase": "yellow",
	"Not Enough Stock": "red",
};
// Words that shops use, the worst first.
const LIFECYCLE = [
	[/obsolete|end of life|discontinued/i, "red"],
	[/not recommended|not for new|last time buy/i, "orange"],
	[/new|factory special/i, "blue"],
	[/active/i, "green"],
];

const by = (table) => (state) => table[state] || "gray";

export const cart_colour = by(CART);
export const bom_cost_colour = by(BOM_COST);
export const match_colour = by(MATCH);
export const run_colour = by(RUN);
export const freshness_colour = by(FRESHNESS);
export const alert_state_colour = by(ALERT_STATE);
export const alert_kind_colour = by(ALERT_KIND);

/**
 * The colour of a part's lifecycle.
 *
 * @param {string} lifecycle as the shop says it
 * @returns {string}
 */
export function lifecycle_colour(lifecycle) {
	const known = LIFECYCLE.find(([words]) => words.test(lifecycle));
	return known ? known[1] : "gray";
}
