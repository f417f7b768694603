import { error_notice } from "../error_view";
import { html, sentence } from "../html";
import { table } from "../table";
import { call } from "../server";
import { whole } from "./run_words";

const API = "supplier_connect.api.usage.";
const NEARLY_USED = 90;
const MOST_ROWS = 8;
const UNITS = ["B", "kB", "MB", "GB"];
const CHART_HEIGHT = 200;

/**
 * Show on the form of a Supplier Account where its calls went, and what is kept of their answers.
 *
 * @param {Object} frm of a Supplier Account with an HTML field `usage_status`
 */
export async function show_usage(frm) {
	const name = frm.doc.name;
	const box = frm.get_field("usage_status").$wrapper[0];
	try {
		const usage = await call("GET", `${API}account_usage`, { account: name });
		if (frm.doc.name === name) draw(frm, box, usage);
	} catch (error) {
		if (frm.doc.name === name)
			box.innerHTML = String(html`<div class="supplier-connect">${error_notice(error)}</div>`);
	}
}

function draw(frm, box, usage) {
	box.innerHTML = String(
		html`<div class="supplier-connect sc-usage">
			<div class="sc-usage-now">
				<div>${today_view(usage.today)}</div>
				<div>${cache_view(usage)}</div>
			</div>
			${thirty_days(usage)}
		</div>`
	);
	box.querySelector("[data-clear]")?.addEventListener("click", () => clear(frm));
	const place = box.querySelector("[data-chart]");
	if (place) when_seen(place, () => draw_chart(place, usage.days));
}

/** A chart takes the width that its place has, which is none in a folded section. */
function when_seen(place, work) {
	const watch = new ResizeObserver(() => {
		if (!place.clientWidth) return;
		watch.disconnect();
		work();
	});
	watch.observe(place);
}

// today

function today_view({ calls, spent = calls, failed, limit, left, resets_at }) {
	const failures = failed ? html` · ${__("{0} failed", [whole(failed)])}` : "";
	if (!limit) {
		return html`<p class="sc-heading">${sentence(__("{0} calls today"), [whole(spent)])}${failures}</p>
			<p class="sc-aside">${__("The supplier has no daily limit that is known here.")}</p>`;
	}
	const percent = Math.min(Math.round((spent / limit) * 100), 100);
	const colour = left === 0 ? "red" : percent >= NEARLY_USED ? "orange" : "green";
	const words = left === 0 ? __("None is left until {0}.") : __("They are counted anew at {0}.");
	return html`<p class="sc-heading">
			${sentence(__("{0} of {1} calls today"), [whole(spent), whole(limit)])}${failures}
		</p>
		<div
			class="sc-bar sc-${colour}"
			role="progressbar"
			aria-label="${__("Calls of today")}"
			aria-valuenow="${percent}"
			aria-valuemin="0"
			aria-valuemax="100"
		>
			<span style="width: ${percent}%"></span>
		</div>
		<p class="sc-aside">${sentence(words, [user_time(resets_at)])}</p>`;
}

/** A moment of the world as the user's clock shows it. */
function user_time(moment) {
	const zone = frappe.boot.time_zone?.user || frappe.boot.time_zone?.system;
	return moment_of(moment, zone).format(`${frappe.datetime.get_user_date_fmt().toUpperCase()} HH:mm`);
}

function moment_of(text, zone) {
	const known = window.moment.utc(text);
	return zone ? known.tz(zone) : known.local();
}

// the last thirty days

function thirty_days({ days, by_user, by_endpoint }) {
	if (!days.some(({ calls, hits }) => calls || hits)) {
		return html`<p class="sc-aside">${__("No calls in the last 30 days.")}</p>`;
	}
	return html`<p class="sc-heading">${__("Calls of the last 30 days")}</p>
		<div data-chart></div>
		<div class="sc-usage-tables">
			${counted(__("User"), by_user, ({ user, user_name }) => user_name || user || __("The schedule"))}
			${counted(__("Endpoint"), by_endpoint, ({ endpoint }) => endpoint)}
		</div>`;
}

function counted(label, rows, name_of) {
	const shown = rows.slice(0, MOST_ROWS);
	const columns = [
		{ label, css: "sc-wide", cell: name_of },
		{ label: __("Calls"), css: "sc-number", cell: ({ calls }) => whole(calls) },
		{ label: __("Failed"), css: "sc-number", cell: ({ failed }) => (failed ? whole(failed) : "") },
		{ label: __("Kept"), css: "sc-number", cell: ({ hits }) => (hits ? whole(hits) : "") },
	];
	const more = rows.length - shown.length;
	return html`<div>
		${table(columns, shown)} ${more > 0 && html`<p class="sc-aside">${__("and {0} more", [more])}</p>`}
	</div>`;
}

function draw_chart(place, days) {
	const ok = days.map(({ calls, failed }) => calls - failed);
	const failed = days.map((day) => day.failed);
	new frappe.Chart(place, {
		type: "bar",
		height: CHART_HEIGHT,
		colors: ["blue", "red"],
		axisOptions: { xIsSeries: 1, xAxisMode: "tick", shortenYAxisNumbers: 0 },
		barOptions: { stacked: 1, spaceRatio: 0.3 },
		data: {
			labels: days.map(({ day }) => short_day(day)),
			datasets: [
				{ name: __("Answered"), values: ok },
				{ name: __("Failed"), values: failed },
			],
		},
	});
}

/** A day in few letters, as the labels of thirty of them stand side by side. */
function short_day(day) {
	const shown = new Intl.DateTimeFormat(frappe.boot.lang || "en", {
		day: "numeric",
		month: "short",
		timeZone: "UTC",
	});
	return shown.format(new Date(`${day}T00:00:00Z`));
}

// what is kept

function cache_view({ cache, may_clear }) {
	if (!cache.enabled) {
		return html`<p class="sc-heading">${__("Kept answers")}</p>
			<p class="sc-aside">${__("Switched off: every question is a call.")}</p>`;
	}
	const button = html`<p class="sc-buttons">
		<button type="button" class="btn btn-default btn-sm" data-clear>${__("Clear Kept Answers")}</button>
	</p>`;
	return html`<p class="sc-heading">${__("Kept answers")}</p>
		<p>
			${cache.entries === 1 ? __("1 answer") : __("{0} answers", [whole(cache.entries)])}
			(${size_words(cache.size)})${hit_words(cache)}
		</p>
		${may_clear && cache.entries > 0 && button}`;
}

function hit_words({ hits, misses, hit_rate }) {
	if (!hits && !misses) return "";
	const rate = hit_rate === null ? "" : ` (${format_number(hit_rate * 100, null, 1)} %)`;
	const words = __("{0} calls saved in 30 days, {1} questions had to be asked", [
		whole(hits),
		whole(misses),
	]);
	return ` \u00b7 ${words}${rate}`;
}

function size_words(bytes) {
	const unit = bytes ? Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1) : 0;
	return `${format_number(bytes / 1000 ** unit, null, unit ? 1 : 0)} ${UNITS[unit]}`;
}

function clear(frm) {
	const question = __("Throw away what is kept of {0}? The next questions are calls again.", [
		frm.doc.name,
	]);
	frappe.confirm(frappe.utils.escape_html(question), async () => {
		try {
			const { cache } = await call("POST", `${API}clear_cache`, { account: frm.doc.name });
			frappe.show_alert({
				message: __("{0} kept answers thrown away", [cache.cleared_entry_count]),
				indicator: "green",
			});
		} catch (error) {
			frappe.msgprint({
				title: __("Kept answers"),
				message: frappe.utils.escape_html(error.message),
				indicator: "red",
			});
		}
		show_usage(frm);
	});
}
