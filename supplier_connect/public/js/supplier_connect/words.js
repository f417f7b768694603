// What shops fill is a cart, or a list that the buyer makes a cart of there: whole sentences, so that they translate.
const WORDS = {
	cart: {
		sending_now: () => __("This order is being sent right now, to cart {0}."),
		sent_then: () => __("This order is already in cart {0}, sent {1}; it will be updated."),
		sent: () => __("This order is already in cart {0}; it will be updated."),
		broke_off: () => __("The last transfer to cart {0} broke off. Sending again continues it. {1}"),
		go_on: () => __("Continue that cart"),
		update: () => __("Update that cart"),
		fresh: () => __("Fill a new cart"),
		removes: (lines) => __("{0} of this cart will be removed from it", [lines]),
		none_go: () => __("None of {1} lines go to {2} ({3})"),
		one_goes: () => __("{0} of {1} lines become one cart line at {2} ({3})"),
		several_go: () => __("{0} of {1} lines become {4} cart lines at {2} ({3})"),
		holds: () => __("{0} in the cart"),
		empty: () => __("This cart is empty"),
		open: () => __("Open Cart at {0}"),
		arrived: () => __("{0}: {1} in cart {2}"),
		next: () => "",
	},
	list: {
		sending_now: () => __("This order is being sent right now, to list {0}."),
		sent_then: () => __("This order is already on list {0}, sent {1}; it will be updated."),
		sent: () => __("This order is already on list {0}; it will be updated."),
		broke_off: () => __("The last transfer to list {0} broke off. Sending again continues it. {1}"),
		go_on: () => __("Continue that list"),
		update: () => __("Update that list"),
		fresh: () => __("Make a new list"),
		removes: (lines) => __("{0} of this list will be removed from it", [lines]),
		none_go: () => __("None of {1} lines go to {2} ({3})"),
		one_goes: () => __("{0} of {1} lines become one line of a list at {2} ({3})"),
		several_go: () => __("{0} of {1} lines become {4} lines of a list at {2} ({3})"),
		holds: () => __("{0} on the list"),
		empty: () => __("This list is empty"),
		open: () => __("Open List at {0}"),
		arrived: () => __("{0}: {1} on list {2}"),
		next: () => __("Open the list at {0} and put it into your cart there."),
	},
};

/**
 * The sentences about what a shop fills.
 *
 * @param {{cart_word: string}} shown a cart or a preflight, as the server answers
 * @returns {Object} functions that give templates for `__` sentences
 */
export function words_of(shown) {
	return WORDS[shown.cart_word] || WORDS.cart;
}

/**
 * What the user knows a cart by: its name at the shop, else that of its Supplier Cart.
 *
 * @param {{name: string, cart_name: string}} cart
 * @returns {string}
 */
export function cart_label(cart) {
	return cart.cart_name || cart.name;
}

/**
 * What was sent to a cart that the user may not read.
 *
 * @param {{account: string, lines: number, in_cart: number, refused: number}} unseen
 * @returns {string}
 */
export function unseen_words({ account, lines, in_cart, refused }) {
	const sent = __("{0} of {1} lines were sent to {2}.", [in_cart, lines, account]);
	return refused ? `${sent} ${__("{0} refused by the supplier.", [refused])}` : sent;
}

/**
 * @param {{lines: number, in_cart: number}} unseen
 * @returns {string} green when all of it was sent
 */
export function unseen_colour({ lines, in_cart }) {
	return in_cart === lines ? "green" : "orange";
}
