// Words that shops use, the worst first.
const COLOURS = [
	[/obsolete|end of life|discontinued/i, "red"],
	[/not recommended|not for new|last time buy/i, "orange"],
	[/new|factory special/i, "blue"],
	[/active/i, "green"],
];

/**
 * The colour of a part's lifecycle, the same wherever it is shown.
 *
 * @param {string} lifecycle as the shop says it
 * @returns {string}
 */
export function lifecycle_colour(lifecycle) {
	const known = COLOURS.find(([words]) => words.test(lifecycle));
	return known ? known[1] : "gray";
}
