"""The tables of the SQLite file, as steps from one version to the next.

A file's PRAGMA user_version counts the steps it has taken; a step that was released is never changed. `body` holds a
record whole, as JSON (see `records`), other columns what it is found by. Decimals and times (UTC, ISO 8601) are TEXT,
`*_key` columns hold what rows are found by whatever letters' case. No table has a place for a key, a password or a
proxy URL; tokens stand in `grants`, encrypted.
"""

from __future__ import annotations

_FIRST = (
	"CREATE TABLE accounts (name TEXT PRIMARY KEY, supplier TEXT NOT NULL, body TEXT NOT NULL)",
	"""
	CREATE TABLE orders (name TEXT PRIMARY KEY, supplier TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL)
	""",
	"""
	CREATE TABLE supplier_carts (
		id INTEGER PRIMARY KEY,
		name TEXT NOT NULL UNIQUE,
		order_name TEXT NOT NULL REFERENCES orders (name),
		account TEXT NOT NULL,
		body TEXT NOT NULL
	)
	""",
	"CREATE INDEX supplier_carts_by_order ON supplier_carts (order_name, account)",
	"""
	CREATE TABLE matches (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, item TEXT NOT NULL, body TEXT NOT NULL)
	""",
	"CREATE INDEX matches_by_item ON matches (item)",
	"""
	CREATE TABLE supplier_parts (
		id INTEGER PRIMARY KEY,
		account TEXT NOT NULL,
		item TEXT NOT NULL,
		sku_key TEXT NOT NULL,
		sku TEXT NOT NULL,
		mpn TEXT NOT NULL,
		manufacturer TEXT NOT NULL,
		description TEXT NOT NULL,
		currency TEXT NOT NULL DEFAULT '',
		stock INTEGER,
		minimum INTEGER NOT NULL,
		multiple INTEGER NOT NULL,
		maximum INTEGER,
		lead_time_days INTEGER,
		lifecycle TEXT NOT NULL,
		category TEXT NOT NULL,
		packaging TEXT NOT NULL,
		replacement TEXT NOT NULL,
		rohs TEXT NOT NULL,
		restriction TEXT NOT NULL,
		url TEXT NOT NULL,
		datasheet_url TEXT NOT NULL,
		image_url TEXT NOT NULL,
		preferred INTEGER NOT NULL DEFAULT 0,
		packing TEXT NOT NULL DEFAULT '',
		standard_package INTEGER,
		fee TEXT,
		last_buy TEXT,
		non_returnable INTEGER,
		tariff INTEGER,
		marketplace INTEGER NOT NULL DEFAULT 0,
		parameters TEXT NOT NULL DEFAULT '[]',
		tried_at TEXT,
		seen_at TEXT,
		details_at TEXT,
		resync_state TEXT NOT NULL DEFAULT '',
		not_found_at TEXT,
		failures INTEGER NOT NULL DEFAULT 0,
		failure TEXT NOT NULL DEFAULT '',
		surcharge TEXT NOT NULL DEFAULT '',
		UNIQUE (account, sku_key, item)
	)
	""",
	"CREATE INDEX supplier_parts_by_item ON supplier_parts (account, item)",
	"""
	CREATE TABLE price_breaks (
		part INTEGER NOT NULL REFERENCES supplier_parts (id) ON DELETE CASCADE,
		quantity INTEGER NOT NULL,
		price TEXT NOT NULL,
		PRIMARY KEY (part, quantity)
	)
	""",
	"""
	CREATE TABLE supplier_numbers (
		supplier TEXT NOT NULL,
		item TEXT NOT NULL,
		number TEXT NOT NULL,
		PRIMARY KEY (supplier, item)
	)
	""",
	"CREATE TABLE call_windows (key TEXT PRIMARY KEY, times TEXT NOT NULL)",
	"""
	CREATE TABLE call_days (
		key TEXT NOT NULL,
		day TEXT NOT NULL,
		calls INTEGER NOT NULL,
		besides INTEGER NOT NULL DEFAULT 0,
		told_limit INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (key, day)
	)
	""",
	"""
	CREATE TABLE calls (
		id INTEGER PRIMARY KEY,
		account TEXT NOT NULL,
		user TEXT NOT NULL,
		method TEXT NOT NULL,
		path TEXT NOT NULL,
		status INTEGER NOT NULL,
		milliseconds INTEGER NOT NULL,
		received_bytes INTEGER NOT NULL,
		error TEXT NOT NULL,
		at TEXT NOT NULL
	)
	""",
	"CREATE INDEX calls_by_account ON calls (account, at)",
	"""
	CREATE TABLE grants (
		account TEXT NOT NULL,
		owner TEXT NOT NULL,
		kind TEXT NOT NULL,
		access TEXT NOT NULL DEFAULT '',
		access_until TEXT,
		refresh TEXT NOT NULL DEFAULT '',
		refresh_until TEXT,
		signed_in_by TEXT NOT NULL DEFAULT '',
		signed_in_at TEXT,
		failure TEXT NOT NULL DEFAULT '',
		lease_until TEXT,
		PRIMARY KEY (account, owner, kind)
	)
	""",
	"""
	CREATE TABLE sign_ins (
		state_digest TEXT PRIMARY KEY,
		account TEXT NOT NULL,
		owner TEXT NOT NULL,
		user TEXT NOT NULL,
		redirect_uri TEXT NOT NULL,
		until TEXT NOT NULL
	)
	""",
	"CREATE TABLE items (code TEXT PRIMARY KEY, part TEXT NOT NULL)",
	"CREATE TABLE item_links (item TEXT PRIMARY KEY, image_url TEXT NOT NULL, datasheet_url TEXT NOT NULL)",
	"""
	CREATE TABLE item_prices (
		item TEXT NOT NULL,
		supplier TEXT NOT NULL,
		currency TEXT NOT NULL,
		quantity INTEGER NOT NULL,
		price TEXT NOT NULL,
		PRIMARY KEY (item, supplier)
	)
	""",
	"CREATE INDEX supplier_parts_by_account ON supplier_parts (account)",
	"""
	CREATE TABLE part_history (
		id INTEGER PRIMARY KEY,
		part INTEGER NOT NULL REFERENCES supplier_parts (id) ON DELETE CASCADE,
		at TEXT NOT NULL,
		currency TEXT NOT NULL,
		prices TEXT,
		stock INTEGER
	)
	""",
	"CREATE INDEX part_history_by_part ON part_history (part, at)",
	"""
	CREATE TABLE resync_runs (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		account TEXT NOT NULL,
		item TEXT NOT NULL,
		part TEXT NOT NULL,
		state TEXT NOT NULL,
		started_at TEXT NOT NULL,
		lease_until TEXT NOT NULL,
		planned INTEGER NOT NULL,
		processed INTEGER NOT NULL DEFAULT 0,
		updated INTEGER NOT NULL DEFAULT 0,
		changed INTEGER NOT NULL DEFAULT 0,
		not_found INTEGER NOT NULL DEFAULT 0,
		failed INTEGER NOT NULL DEFAULT 0,
		cursor_before TEXT NOT NULL,
		cursor_after TEXT NOT NULL,
		message TEXT NOT NULL DEFAULT '',
		due_at TEXT
	)
	""",
	"CREATE INDEX resync_runs_by_account ON resync_runs (account)",
	"""
	CREATE TABLE resync_rounds (
		account TEXT PRIMARY KEY,
		cursor TEXT NOT NULL DEFAULT '',
		run INTEGER,
		lease_until TEXT,
		due_at TEXT
	)
	""",
	"""
	CREATE TABLE part_alerts (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		part INTEGER NOT NULL REFERENCES supplier_parts (id) ON DELETE CASCADE,
		kind TEXT NOT NULL,
		state TEXT NOT NULL,
		raised_at TEXT NOT NULL,
		alert TEXT NOT NULL
	)
	""",
	"CREATE UNIQUE INDEX part_alerts_open ON part_alerts (part, kind) WHERE state = 'Open'",
	"""
	CREATE TABLE kept_answers (
		key TEXT PRIMARY KEY,
		account TEXT NOT NULL,
		endpoint TEXT NOT NULL,
		status INTEGER NOT NULL,
		size INTEGER NOT NULL,
		put_at TEXT NOT NULL,
		until TEXT NOT NULL,
		body TEXT NOT NULL
	)
	""",
	"CREATE INDEX kept_answers_by_end ON kept_answers (until)",
	"CREATE INDEX kept_answers_by_account ON kept_answers (account)",
	"""
	CREATE TABLE usage (
		account TEXT NOT NULL,
		user TEXT NOT NULL,
		endpoint TEXT NOT NULL,
		day TEXT NOT NULL,
		calls INTEGER NOT NULL,
		failed INTEGER NOT NULL,
		milliseconds INTEGER NOT NULL,
		received_bytes INTEGER NOT NULL,
		hits INTEGER NOT NULL,
		misses INTEGER NOT NULL,
		PRIMARY KEY (account, day, user, endpoint)
	)
	""",
)

MIGRATIONS = (_FIRST,)
