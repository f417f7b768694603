"""What buyers are told of alerts: a notification each, or one for many.

Alerts are stored with a run's records. Telling of one and noting that it was told are one transaction, so an alert of a
run that died is told by the next, or by the scheduler's tick.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html import escape
from typing import Any

import frappe
from frappe.desk.doctype.notification_settings.notification_settings import is_notifications_enabled
from rq.timeouts import JobTimeoutException

from supplier_connect.core.desk.locked_columns import unlock
from supplier_connect.core.desk.permissions import readable
from supplier_connect.core.model.messages import Message
from supplier_connect.shops.desk.parts.replacements import Replacement, known_replacements
from supplier_connect.shops.desk.resync.alert_recipients import recipients
from supplier_connect.shops.model.alert import Alert, AlertKind
from supplier_connect.shops.services.resync.part_alerts import sentence_of

_DOCTYPE = "Supplier Alert"
_OPEN = "Open"
# More than so many at once are told of in one notification.
_MOST_SINGLE = 3
_AT_ONCE = 1000
# A run tells of its alerts at its end; those that are older have waited for one that takes long, or has died.
_OVERDUE = timedelta(minutes=15)
_FIELDS = (
	"name",
	"kind",
	"part",
	"account",
	"item",
	"sku",
	"was",
	"is_now",
	"quantity",
	"currency",
	"percent",
	"last_buy",
	"orders",
	"replacement",
)
_SAVEPOINT = "supplier_connect_telling"
# What ends a job, or its whole transaction.
_ENDINGS = (JobTimeoutException, frappe.QueryDeadlockError, frappe.QueryTimeoutError)
Row = Mapping[str, Any]


def tell_buyers(account: str) -> int:
	"""Tell of an account's alerts that nobody was told of yet; answers with how many those were.

	Every thousand alerts are a transaction of their own.
	"""
	return _tell({"account": account})


def tell_overdue() -> int:
	"""Tell of all alerts that have waited long for their run to end; answers with how many those were."""
	return _tell({"raised_on": ("<", frappe.utils.now_datetime() - _OVERDUE)})


def _tell(filters: Mapping[str, Any]) -> int:
	told = 0
	while names := _untold(filters):
		alerts = _claimed(names)
		_notify(alerts)
		_note_told(names)
		# Told and noted as told, before the next thousand.
		frappe.db.commit()  # nosemgrep
		told += len(alerts)
	return told


def _untold(filters: Mapping[str, Any]) -> list[str]:
	return frappe.get_all(
		_DOCTYPE,
		filters={**filters, "notified": 0, "state": _OPEN},
		pluck="name",
		order_by="raised_on asc, name asc",
		limit_page_length=_AT_ONCE,
	)


def _claimed(names: Sequence[str]) -> list[dict[str, Any]]:
	"""The alerts, locked, without those that another process has told of meanwhile."""
	alert = frappe.qb.DocType(_DOCTYPE)
	query = (
		frappe.qb.from_(alert)
		.select(*(alert[field] for field in _FIELDS))
		.where(alert.name.isin(names))
		.where(alert.notified == 0)
		.orderby(alert.name)
		.for_update()
	)
	return query.run(as_dict=True)


def _note_told(names: Sequence[str]) -> None:
	alert = frappe.qb.DocType(_DOCTYPE)
	frappe.qb.update(alert).set(alert.notified, 1).where(alert.name.isin(names)).run()


# notifications


def _notify(alerts: Sequence[Row]) -> None:
	if not alerts:
		return
	users = recipients(alerts)
	of_user: dict[str, list[Row]] = defaultdict(list)
	for alert in alerts:
		for user in users[alert["name"]]:
			of_user[user].append(alert)
	for user, theirs in sorted(of_user.items()):
		if is_notifications_enabled(user):
			_try_to_notify(user, theirs)


def _try_to_notify(user: str, alerts: Sequence[Row]) -> None:
	"""Notify a user; what goes wrong with one (an app's own rules for notifications, say) spoils nothing for the others."""
	frappe.db.savepoint(_SAVEPOINT)
	try:
		_notify_user(user, alerts)
	except _ENDINGS:
		raise
	except Exception:
		frappe.db.rollback(save_point=_SAVEPOINT)
		frappe.log_error(title=f"Supplier Connect: telling {user} of alerts"[:140])


def _notify_user(user: str, alerts: Sequence[Row]) -> None:
	language = _language_of(user)
	if len(alerts) > _MOST_SINGLE:
		_send(user, _digest(alerts, language), link=_list_of_open_alerts())
		return
	known = known_replacements([alert["replacement"] for alert in alerts], user)
	for row in alerts:
		alert = alert_of(row)
		told = replace(alert, orders=tuple(readable("Purchase Order", alert.orders, user)))
		replacement = known.get(alert.replacement.casefold())
		_send(user, _subject(told, replacement, language), document_name=row["name"])


def _language_of(user: str) -> str:
	return frappe.get_cached_value("User", user, "language") or frappe.db.get_default("lang") or "en"


def _send(user: str, subject: str, **more: str) -> None:
	"""A notification; `subject` is markup."""
	frappe.get_doc(
		{
			"doctype": "Notification Log",
			"type": "Alert",
			"for_user": user,
			"from_user": frappe.session.user,
			"document_type": _DOCTYPE,
			"subject": subject,
			**more,
		}
	).insert(ignore_permissions=True)


def _subject(alert: Alert, replacement: Replacement | None, language: str) -> str:
	sentences = [_say(sentence_of(alert), language)]
	if replacement:
		sentence = frappe._("{0} is a supplier part of our Item {1}.", lang=language)
		sentences.append(sentence.format(alert.replacement, replacement.item))
	return escape(" ".join(sentences), quote=False)


def _digest(alerts: Sequence[Row], language: str) -> str:
	count: dict[str, int] = defaultdict(int)
	for alert in alerts:
		count[alert["kind"]] += 1
	kinds = [f"{frappe._(kind, lang=language)} ({many})" for kind, many in sorted(count.items())]
	sentence = frappe._("{0} alerts about supplier parts: {1}", lang=language)
	return escape(sentence.format(len(alerts), ", ".join(kinds)), quote=False)


def _list_of_open_alerts() -> str:
	return f"{frappe.utils.get_url_to_list(_DOCTYPE)}?state={_OPEN}"


def _say(text: Message, language: str) -> str:
	return text.translated(lambda template: frappe._(template, lang=language))


def alert_of(row: Row) -> Alert:
	"""The engine's alert of a row of Supplier Alert."""
	return Alert(
		kind=AlertKind(row["kind"]),
		part=row["part"],
		account=row["account"],
		item=row["item"],
		sku=row["sku"] or "",
		was=row["was"] or "",
		now=row["is_now"] or "",
		quantity=row["quantity"] or 0,
		currency=row["currency"] or "",
		percent=Decimal(str(round(row["percent"], 1))) if row["percent"] else None,
		last_buy=row["last_buy"],
		orders=tuple(unlock(row["orders"]).splitlines()),
		replacement=row["replacement"] or "",
	)
