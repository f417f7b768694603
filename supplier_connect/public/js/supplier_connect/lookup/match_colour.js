const COLOURS = {
	Open: "blue",
	Imported: "green",
	"To Review": "orange",
	Skipped: "gray",
	"Nothing Found": "red",
};

/**
 * The colour of a lookup's state, the same wherever it is shown.
 *
 * @param {string} state
 * @returns {string}
 */
export function match_colour(state) {
	return COLOURS[state] || "gray";
}
