"""What the command line shows of resyncs: runs, prices over time, alerts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import price_at
from supplier_connect.shops.model.resync import ResyncRun
from supplier_connect.shops.services.resync.part_alerts import sentence_of
from supplier_connect.workbench.figures import count_text, money_text
from supplier_connect.workbench.stores.resync import RaisedAlert
from supplier_connect.workbench.tables import Column


def time_text(at: datetime) -> str:
	"""A time (UTC) as tables show it."""
	return f"{at:%Y-%m-%d %H:%M}"


RUNS: tuple[Column[ResyncRun], ...] = (
	Column(msg("Run"), lambda run: run.name, whole=True),
	Column(msg("Account"), lambda run: run.account),
	Column(msg("State"), lambda run: run.state.value),
	Column(msg("Asked"), lambda run: count_text(run.processed), "right"),
	Column(msg("Updated"), lambda run: count_text(run.updated), "right"),
	Column(msg("Changed"), lambda run: count_text(run.changed), "right"),
	Column(msg("Not found"), lambda run: count_text(run.not_found), "right"),
	Column(msg("Failed"), lambda run: count_text(run.failed), "right"),
	Column(msg("Message"), lambda run: str(run.message or ""), optional=True),
)
ALERTS: tuple[Column[RaisedAlert], ...] = (
	Column(msg("#"), lambda raised: str(raised.number), "right"),
	Column(msg("Raised at (UTC)"), lambda raised: time_text(raised.raised_at), whole=True),
	Column(msg("Alert"), lambda raised: raised.alert.kind.value, whole=True),
	Column(msg("What"), lambda raised: str(sentence_of(raised.alert))),
)


def history_columns(quantities: Sequence[int]) -> tuple[Column[HistoryPoint], ...]:
	"""The columns of a part's history: when, how many in stock, and the prices at some quantities."""
	return (
		Column(msg("From (UTC)"), lambda point: time_text(point.at), whole=True),
		Column(msg("Stock"), lambda point: count_text(point.stock), "right"),
		*(_price_column(quantity) for quantity in quantities),
		Column(msg("Currency"), lambda point: point.currency),
	)


def _price_column(quantity: int) -> Column[HistoryPoint]:
	return Column(
		msg("At {0}", count_text(quantity)),
		lambda point: money_text(price_at(point.breaks, quantity)),
		"right",
	)
