const PIECE = 40;

/**
 * A long list put onto the page piece by piece: the next one when the button under the list comes into view or is pressed.
 */
export class Pieces {
	/**
	 * @param {HTMLElement} place where the entries go
	 * @param {HTMLElement} button shown while there are more
	 * @param {function(Object): Object} render markup of an entry
	 */
	constructor(place, button, render) {
		Object.assign(this, { place, button, render });
		button.addEventListener("click", () => this.add());
		this.watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.add());
		this.watch.observe(button);
	}

	/**
	 * Show entries from the first on.
	 *
	 * @param {Object[]} entries
	 */
	show(entries) {
		this.entries = entries;
		this.count = 0;
		this.clear();
		this.add();
	}

	clear() {
		this.place.querySelectorAll("[data-piece]").forEach((one) => one.remove());
	}

	add() {
		if (!this.entries) return;
		const next = this.entries.slice(this.count, this.count + PIECE);
		this.place.insertAdjacentHTML("beforeend", next.map((entry) => String(this.render(entry))).join(""));
		this.count += next.length;
		const left = this.entries.length - this.count;
		this.button.hidden = left === 0;
		this.button.textContent = __("Show {0} More of {1}", [Math.min(left, PIECE), this.entries.length]);
		// Seen again when it is still in view: an observer tells of changes only.
		this.watch.unobserve(this.button);
		this.watch.observe(this.button);
	}

	/** Stop watching. */
	end() {
		this.watch.disconnect();
	}
}
