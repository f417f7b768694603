"""Between the engine's times (UTC, with a zone) and Frappe's (the site's time, without one)."""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from frappe.utils import get_datetime, get_system_timezone


def to_site(moment: datetime | None) -> datetime | None:
	"""A moment as the site's Datetime fields hold it."""
	if moment is None:
		return None
	return moment.astimezone(ZoneInfo(get_system_timezone())).replace(tzinfo=None)


def from_site(value: datetime | str | None) -> datetime | None:
	"""A moment from a Datetime field; None for an empty one."""
	if not value:
		return None
	return get_datetime(value).replace(tzinfo=ZoneInfo(get_system_timezone())).astimezone(timezone.utc)


def naive_utc(moment: datetime) -> datetime:
	"""A moment for a field that is kept in UTC, so that no change of the clock moves it."""
	return moment.astimezone(timezone.utc).replace(tzinfo=None)


def from_naive_utc(value: datetime | str | None) -> datetime:
	"""A moment from a field kept in UTC; long ago for an empty one."""
	if not value:
		return datetime(1970, 1, 1, tzinfo=timezone.utc)
	return get_datetime(value).replace(tzinfo=timezone.utc)
