"""What the host gives to connectors: sessions that are limited and recorded, and a place for tokens."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

from supplier_connect.core.http.ports import TokenStore
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.model.connection import Connection

SessionMaker = Callable[[Connection, ResponseRules], Session]


def _utc_now() -> datetime:
	return datetime.now(timezone.utc)


@dataclass(frozen=True)
class HostTools:
	"""The tools of one host; `now` is UTC, `sleep` takes seconds."""

	session: SessionMaker
	grants: TokenStore
	now: Callable[[], datetime] = _utc_now
	sleep: Callable[[float], None] = time.sleep
