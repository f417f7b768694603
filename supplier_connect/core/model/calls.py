"""The record of one call to an outside system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CallRecord:
	"""What is kept of a call: never a key, a query, a header or a body.

	`at` is UTC; `status` is the HTTP status, 0 when there was no answer; `received_bytes` counts the answer's
	body; `error` is the kind of failure ("" for none), such as "timeout" or "RateLimited". `endpoint` is what the call
	is counted by (see `Call.endpoint`); the record itself doesn't keep it.
	"""

	account: str
	user: str
	method: str
	path: str
	status: int
	milliseconds: int
	received_bytes: int
	error: str
	at: datetime
	endpoint: str = ""
