"""Points in time, all in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime


def oldest(times: Iterable[datetime | None]) -> datetime | None:
	"""The earliest of some times, those that are None left out; None for none."""
	return min((time for time in times if time), default=None)
