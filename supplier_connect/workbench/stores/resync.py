"""Runs that keep supplier parts fresh, and the alerts they raise, in a SQLite file.

`resync_rounds` says for each account where its round is, which run goes through it and until when it has the right to.
"""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from supplier_connect.core.model.errors import ResyncRunning
from supplier_connect.core.model.messages import msg, plain
from supplier_connect.shops.model import stored as json_shapes
from supplier_connect.shops.model.alert import Alert, AlertKind, Need
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.order import SENDABLE, OrderState
from supplier_connect.shops.model.resync import (
	PartChoice,
	RefreshResult,
	RefreshStatus,
	ResyncRun,
	RunState,
	WatchedPart,
	is_held,
	longest_held,
)
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.history import breaks_of, prices_at
from supplier_connect.workbench.stores.parts import Told, id_of, key_of, offer_of, write_offers
from supplier_connect.workbench.stores.values import assignments, insert_into, time_of, time_text

OPEN, SEEN, CLOSED = "Open", "Seen", "Closed"
_PREFIX = "RESYNC-"
_COUNTS = ("planned", "processed", "updated", "changed", "not_found", "failed")
_CURSORS = ("cursor_before", "cursor_after")
_NEW_RUN = insert_into(
	"resync_runs",
	("account", "item", "part", "state", "started_at", "lease_until", "planned", *_CURSORS),
)
_SAVED = ("state", "lease_until", *_COUNTS, *_CURSORS, "message", "due_at")
_SAVE_RUN = f"UPDATE resync_runs SET {assignments(_SAVED)} WHERE id = :id AND state = 'Running'"  # noqa: S608
# Of the runs through a round only the one that begins another knows that they are dead.
_BREAK_OFF = f"""
	UPDATE resync_runs SET state = '{RunState.BROKEN.value}'
	WHERE account = :account AND state = '{RunState.RUNNING.value}' AND NOT (lease_until > :now AND lease_until <= :latest)
		AND (:is_round OR item <> '' OR part <> '')
"""  # noqa: S608
_TAKE_ROUND = """
	INSERT INTO resync_rounds (account, run, lease_until) VALUES (:account, :run, :lease_until)
	ON CONFLICT (account) DO UPDATE SET run = excluded.run, lease_until = excluded.lease_until
"""
# A cursor that is elsewhere than the run has left it was reset meanwhile.
_MOVED_CURSOR = """
	cursor = CASE
		WHEN cursor = (SELECT cursor_after FROM resync_runs WHERE id = :run) THEN :cursor ELSE cursor
	END
"""
_MOVE_ROUND = f"""
	UPDATE resync_rounds SET {_MOVED_CURSOR}, lease_until = :lease_until WHERE account = :account
"""  # noqa: S608
_END_ROUND = f"""
	UPDATE resync_rounds SET {_MOVED_CURSOR}, due_at = :due_at, run = NULL, lease_until = NULL
	WHERE account = :account AND run = :run
"""  # noqa: S608
_OTHERS = """
	FROM supplier_parts AS other
	WHERE other.account = part.account AND other.item = part.item AND other.id <> part.id
"""
_SHOWN = f"""
	SELECT part.*, (
		part.preferred OR NOT EXISTS (SELECT 1 {_OTHERS}) OR (
			NOT EXISTS (SELECT 1 {_OTHERS} AND other.preferred)
			AND part.sku = (
				SELECT number FROM supplier_numbers
				WHERE item = part.item AND supplier = (SELECT supplier FROM accounts WHERE name = part.account)
			) COLLATE NOCASE
		)
	) AS is_bought
	FROM supplier_parts AS part
"""  # noqa: S608
# No run of now has tried a part later than its lease lasts: then a clock was wrong.
_UNTRIED = """
	part.account = :account
	AND (part.tried_at IS NULL OR part.tried_at < :before OR part.tried_at > :lease_until)
"""
# What an order on hold wants is still wanted.
_OPEN_STATES = ", ".join(f"'{state.value}'" for state in sorted({*SENDABLE, OrderState.ON_HOLD}))
_ITEM = "json_extract(line.value, '$.item')"
_OPEN_LINES = f"""
	FROM orders JOIN json_each(orders.body, '$.lines') AS line
	WHERE orders.supplier = (SELECT supplier FROM accounts WHERE name = :account)
		AND orders.state IN ({_OPEN_STATES})
"""  # noqa: S608
_URGENT = f"""
	{_SHOWN} WHERE {_UNTRIED} AND part.item IN (SELECT {_ITEM} {_OPEN_LINES})
	ORDER BY part.tried_at, part.id LIMIT :limit
"""
_AFTER = f"{_SHOWN} WHERE {_UNTRIED} AND part.id > :cursor ORDER BY part.id LIMIT :limit"
_FROM_START = f"{_SHOWN} WHERE {_UNTRIED} AND part.id <= :cursor ORDER BY part.id LIMIT :limit"
_CHOSEN = f"""
	{_SHOWN} WHERE {_UNTRIED} AND (part.item = :item OR :item = '') AND (part.id = :part OR :part = 0)
	ORDER BY part.id LIMIT :limit
"""
_COUNT = """
	SELECT count(*) FROM supplier_parts
	WHERE account = :account AND (item = :item OR :item = '') AND (id = :part OR :part = 0)
"""
_NEEDS = f"""
	SELECT
		{_ITEM} AS item, orders.name AS order_name, json_extract(line.value, '$.quantity') AS quantity,
		json_extract(line.value, '$.conversion_factor') AS conversion_factor
	{_OPEN_LINES} AND {_ITEM} IN (SELECT value FROM json_each(:items))
	ORDER BY orders.name
"""  # noqa: S608
_STANDING = """
	SELECT id, item, sku_key FROM supplier_parts
	WHERE account = ? AND id IN (SELECT value FROM json_each(?))
"""
_MARK_TRIED = "UPDATE supplier_parts SET tried_at = :at WHERE id = :id"
_MARK_NOT_FOUND = """
	UPDATE supplier_parts SET
		resync_state = 'Not Found', not_found_at = coalesce(not_found_at, :at), failures = 0, failure = ''
	WHERE id = :id
"""
_MARK_FAILED = """
	UPDATE supplier_parts SET resync_state = 'Failed', failures = failures + 1, failure = :failure WHERE id = :id
"""
_CLOSE_SHORT = f"""
	UPDATE part_alerts SET state = '{CLOSED}'
	WHERE kind = ? AND state <> '{CLOSED}' AND part IN (SELECT value FROM json_each(?))
"""  # noqa: S608
_SEEN_SHORT = f"""
	SELECT part, alert FROM part_alerts
	WHERE kind = ? AND state = '{SEEN}' AND part IN (SELECT value FROM json_each(?))
"""  # noqa: S608
_RAISE = f"""
	INSERT INTO part_alerts (part, kind, state, raised_at, alert) VALUES (?, ?, '{OPEN}', ?, ?)
	ON CONFLICT (part, kind) WHERE state = '{OPEN}' DO UPDATE SET alert = excluded.alert
"""  # noqa: S608


@dataclass(frozen=True)
class RaisedAlert:
	"""An alert as it is kept: its number, when it was raised (UTC), and whether somebody has seen it."""

	number: int
	raised_at: datetime
	state: str
	alert: Alert


@dataclass(frozen=True)
class PartFreshness:
	"""How fresh an account's parts are: how many there are, and how many the last try left so; when it is due again."""

	parts: int
	fresh: int
	not_found: int
	failed: int
	cursor: str
	due_at: datetime | None


class SqliteResyncStore:
	"""`ResyncStore` on SQLite, and what the command line needs beyond it.

	Nothing is known of stocks here, so no Item is below a reorder level: only open orders make a part urgent.
	"""

	def __init__(self, database: Database) -> None:
		self._database = database

	def begin(
		self, account: str, choice: PartChoice, planned: int, now: datetime, lease_until: datetime
	) -> ResyncRun:
		"""Begin a run where the account's last round has ended; see `ResyncStore.begin`."""
		with self._database.writing() as connection:
			current = connection.execute(
				"SELECT * FROM resync_rounds WHERE account = ?", (account,)
			).fetchone()
			if choice.is_round and current is not None:
				_check_free(current, now, lease_until - now)
			dead = {
				"account": account,
				"now": time_text(now),
				"latest": time_text(longest_held(now, lease_until - now)),
				"is_round": choice.is_round,
			}
			connection.execute(_BREAK_OFF, dead)
			cursor = current["cursor"] if current is not None else ""
			chosen = _chosen(account, choice)
			there_are = connection.execute(_COUNT, chosen).fetchone()[0]
			run = ResyncRun(
				name="",
				account=account,
				choice=choice,
				started_at=now,
				lease_until=lease_until,
				planned=min(planned, there_are),
				cursor_before=cursor,
				cursor_after=cursor,
			)
			identity = connection.execute(
				_NEW_RUN, {**_run_row(run), "account": account, "item": choice.item, "part": choice.part}
			).lastrowid
			if choice.is_round:
				connection.execute(
					_TAKE_ROUND,
					{"account": account, "run": identity, "lease_until": time_text(lease_until)},
				)
			return _run(connection.execute("SELECT * FROM resync_runs WHERE id = ?", (identity,)).fetchone())

	def urgent_parts(self, run: ResyncRun, tried_before: datetime, limit: int) -> tuple[WatchedPart, ...]:
		"""Parts of Items on open orders, those first that were not tried for the longest time."""
		before = min(tried_before, run.started_at)
		values = {
			"account": run.account,
			"before": time_text(before),
			"lease_until": time_text(run.lease_until),
			"limit": limit,
		}
		with self._database.reading() as connection:
			return _watched(connection, connection.execute(_URGENT, values).fetchall())

	def next_parts(self, run: ResyncRun, limit: int) -> tuple[WatchedPart, ...]:
		"""The parts after the run's cursor that were not tried since its start; see `ResyncStore.next_parts`."""
		values = {
			**_chosen(run.account, run.choice),
			"before": time_text(run.started_at),
			"lease_until": time_text(run.lease_until),
			"cursor": id_of(run.cursor_after),
			"limit": limit,
		}
		with self._database.reading() as connection:
			if not run.choice.is_round:
				return _watched(connection, connection.execute(_CHOSEN, values).fetchall())
			rows = connection.execute(_AFTER, values).fetchall()
			rows += connection.execute(_FROM_START, {**values, "limit": limit - len(rows)}).fetchall()
			return _watched(connection, rows)

	def open_needs(self, account: str, items: Collection[str]) -> Mapping[str, Need]:
		"""What drafts and open orders at the account's supplier want of some Items."""
		values = {"account": account, "items": json.dumps(list(items))}
		with self._database.reading() as connection:
			rows = connection.execute(_NEEDS, values).fetchall()
		pieces: dict[str, Decimal] = {}
		orders: dict[str, dict[str, None]] = {}
		for row in rows:
			wanted = Decimal(row["quantity"]) * Decimal(row["conversion_factor"])
			pieces[row["item"]] = pieces.get(row["item"], Decimal(0)) + wanted
			orders.setdefault(row["item"], {})[row["order_name"]] = None
		return {item: Need(math.ceil(many), tuple(orders[item])) for item, many in pieces.items() if many > 0}

	def earlier_prices(self, parts: Collection[str], at: datetime) -> Mapping[str, HistoryPoint]:
		"""What parts cost at a time, else what they cost first."""
		with self._database.reading() as connection:
			found = prices_at(connection, [id_of(part) for part in parts], at)
		return {key_of(part): point for part, point in found.items()}

	def record(
		self, run: ResyncRun, tried: Sequence[RefreshResult], alerts: Sequence[Alert], lease_until: datetime
	) -> None:
		"""Store what came of some parts, with the run's counts and its cursor; see `ResyncStore.record`."""
		with self._database.writing() as connection:
			_check_right(connection, run)
			standing = _standing(connection, run.account, tried)
			_write_tried(connection, run.account, [one for one in tried if one.part.key in standing])
			_write_alerts(connection, [one for one in tried if one.part.key in standing], alerts)
			row = {**_run_row(run), "lease_until": time_text(lease_until)}
			if run.choice.is_round:
				connection.execute(_MOVE_ROUND, _round_row(run, row))
			connection.execute(_SAVE_RUN, row)

	def finish(self, run: ResyncRun) -> None:
		"""Store how a run has ended, end its right to the round, and note when the account is due again."""
		with self._database.writing() as connection:
			row = _run_row(run)
			if run.choice.is_round:
				connection.execute(_END_ROUND, _round_row(run, row))
			connection.execute(_SAVE_RUN, row)

	def reset_cursor(self, account: str) -> str:
		"""Have the round begin anew, after the run that goes through it, if any; answers with where the cursor was."""
		with self._database.writing() as connection:
			row = connection.execute(
				"SELECT cursor FROM resync_rounds WHERE account = ?", (account,)
			).fetchone()
			connection.execute("UPDATE resync_rounds SET cursor = '' WHERE account = ?", (account,))
		return str(row["cursor"]) if row else ""

	# beyond the protocol

	def runs(self, account: str) -> tuple[ResyncRun, ...]:
		"""The runs of an account, newest first."""
		with self._database.reading() as connection:
			rows = connection.execute(
				"SELECT * FROM resync_runs WHERE account = ? ORDER BY id DESC", (account,)
			).fetchall()
		return tuple(map(_run, rows))

	def freshness(self, account: str) -> PartFreshness:
		"""How fresh an account's parts are."""
		with self._database.reading() as connection:
			rows = connection.execute(
				"SELECT resync_state, count(*) AS parts FROM supplier_parts WHERE account = ? GROUP BY resync_state",
				(account,),
			).fetchall()
			current = connection.execute(
				"SELECT cursor, due_at FROM resync_rounds WHERE account = ?", (account,)
			).fetchone()
		count = {row["resync_state"]: row["parts"] for row in rows}
		return PartFreshness(
			parts=sum(count.values()),
			fresh=count.get("Fresh", 0),
			not_found=count.get("Not Found", 0),
			failed=count.get("Failed", 0),
			cursor=current["cursor"] if current else "",
			due_at=time_of(current["due_at"]) if current and current["due_at"] else None,
		)

	def alerts(self, states: Collection[str] = (OPEN,)) -> tuple[RaisedAlert, ...]:
		"""The alerts in some states, newest first."""
		with self._database.reading() as connection:
			rows = connection.execute(
				"SELECT * FROM part_alerts WHERE state IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
				(json.dumps(list(states)),),
			).fetchall()
		return tuple(
			RaisedAlert(
				row["id"],
				time_of(row["raised_at"]),
				row["state"],
				json_shapes.ALERT.validate_json(row["alert"]),
			)
			for row in rows
		)

	def see_alerts(self, numbers: Collection[int]) -> int:
		"""Note that somebody has seen some open alerts; answers with how many of them were open."""
		with self._database.writing() as connection:
			return connection.execute(
				f"UPDATE part_alerts SET state = '{SEEN}'"  # noqa: S608
				f" WHERE state = '{OPEN}' AND id IN (SELECT value FROM json_each(?))",
				(json.dumps(list(numbers)),),
			).rowcount


def _check_free(current: sqlite3.Row, now: datetime, lease: timedelta) -> None:
	"""Raise `ResyncRunning` while a living run goes through the round."""
	if current["run"] is not None and is_held(time_of(current["lease_until"]), now, lease):
		raise _running(current["account"], current["lease_until"])


def _check_right(connection: sqlite3.Connection, run: ResyncRun) -> None:
	if not run.choice.is_round:
		return
	current = connection.execute(
		"SELECT run, lease_until FROM resync_rounds WHERE account = ?", (run.account,)
	).fetchone()
	if current is None or current["run"] != _id_of_run(run.name):
		raise _running(run.account, current["lease_until"] if current else None)


def _running(account: str, lease_until: str | None) -> ResyncRunning:
	until = f"{time_of(lease_until):%Y-%m-%d %H:%M:%S}" if lease_until else "?"
	return ResyncRunning(
		msg(
			"The parts of {0} are being resynced by another run. Wait for it, or try again after {1} UTC should it be stuck.",
			account,
			until,
		),
		account=account,
	)


# parts


def _chosen(account: str, choice: PartChoice) -> dict[str, object]:
	return {
		"account": account,
		"item": choice.item,
		# A part that is no key is none of ours, and doesn't stand for all of them.
		"part": (id_of(choice.part) or -1) if choice.part else 0,
	}


def _watched(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> tuple[WatchedPart, ...]:
	breaks = breaks_of(connection, [row["id"] for row in rows])
	return tuple(
		WatchedPart(
			key=key_of(row["id"]),
			item=row["item"],
			offer=offer_of(row, breaks.get(row["id"], ())),
			tried_at=_time(row["tried_at"]),
			seen_at=_time(row["seen_at"]),
			details_at=_time(row["details_at"]),
			preferred=bool(row["is_bought"]),
		)
		for row in rows
	)


def _standing(connection: sqlite3.Connection, account: str, tried: Sequence[RefreshResult]) -> set[str]:
	"""The keys of those parts that were not deleted meanwhile."""
	wanted = {id_of(one.part.key): (one.part.item, one.part.offer.sku.casefold()) for one in tried}
	rows = connection.execute(_STANDING, (account, json.dumps(list(wanted))))
	return {key_of(row["id"]) for row in rows if wanted[row["id"]] == (row["item"], row["sku_key"])}


def _write_tried(connection: sqlite3.Connection, account: str, tried: Sequence[RefreshResult]) -> None:
	told = [Told(one.part.item, one.offer, one.at, one.details) for one in tried if one.offer]
	write_offers(connection, account, told)
	connection.executemany(_MARK_TRIED, map(_marks, tried))
	connection.executemany(
		_MARK_NOT_FOUND, [_marks(one) for one in tried if one.fate is RefreshStatus.NOT_FOUND]
	)
	connection.executemany(_MARK_FAILED, [_marks(one) for one in tried if one.fate is RefreshStatus.FAILED])


def _marks(one: RefreshResult) -> dict[str, object]:
	return {"id": id_of(one.part.key), "at": time_text(one.at), "failure": str(one.failure or "")}


# alerts


def _write_alerts(
	connection: sqlite3.Connection, tried: Sequence[RefreshResult], alerts: Sequence[Alert]
) -> None:
	"""Raise alerts about parts that are there; close shortages of those that were told anew without one."""
	at = {id_of(one.part.key): one.at for one in tried}
	standing = [alert for alert in alerts if id_of(alert.part) in at]
	short = {id_of(alert.part) for alert in standing if alert.kind is AlertKind.SHORT}
	told = {id_of(one.part.key) for one in tried if one.offer}
	kind = AlertKind.SHORT.value
	connection.execute(_CLOSE_SHORT, (kind, json.dumps(sorted(told - short))))
	seen = {
		(row["part"], _about(json_shapes.ALERT.validate_json(row["alert"])))
		for row in connection.execute(_SEEN_SHORT, (kind, json.dumps(sorted(short))))
	}
	connection.executemany(
		_RAISE,
		[
			(
				id_of(alert.part),
				alert.kind.value,
				time_text(at[id_of(alert.part)]),
				json_shapes.ALERT.dump_json(alert).decode(),
			)
			for alert in standing
			if alert.kind is not AlertKind.SHORT or (id_of(alert.part), _about(alert)) not in seen
		],
	)


def _about(alert: Alert) -> tuple[object, ...]:
	"""What a shortage is about: the need and its orders."""
	return alert.was, alert.orders


# runs


def _id_of_run(name: str) -> int:
	number = name.removeprefix(_PREFIX)
	return int(number) if number.isdecimal() else 0


def _run_row(run: ResyncRun) -> dict[str, object]:
	return {
		"id": _id_of_run(run.name),
		"state": run.state.value,
		"started_at": time_text(run.started_at),
		"lease_until": time_text(run.lease_until),
		**{name: getattr(run, name) for name in (*_COUNTS, *_CURSORS)},
		"message": str(run.message or ""),
		"due_at": time_text(run.due_at) if run.due_at else None,
	}


def _round_row(run: ResyncRun, row: dict[str, object]) -> dict[str, object]:
	return {
		"account": run.account,
		"run": row["id"],
		"cursor": run.cursor_after,
		"lease_until": row["lease_until"],
		"due_at": row["due_at"],
	}


def _run(row: sqlite3.Row) -> ResyncRun:
	return ResyncRun(
		name=f"{_PREFIX}{row['id']:05d}",
		account=row["account"],
		choice=PartChoice(row["item"], row["part"]),
		started_at=time_of(row["started_at"]),
		lease_until=time_of(row["lease_until"]),
		state=RunState(row["state"]),
		message=plain(row["message"]) if row["message"] else None,
		due_at=_time(row["due_at"]),
		**{name: row[name] for name in (*_COUNTS, *_CURSORS)},
	)


def _time(text: str | None) -> datetime | None:
	return time_of(text) if text else None
