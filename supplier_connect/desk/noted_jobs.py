"""Background jobs that go through many things and tell how far they are: noted in the cache, told to the browser."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import frappe

from supplier_connect.model.errors import NotFound
from supplier_connect.model.text import Text, _

_KEPT_SECONDS = 24 * 3600
# A job that hasn't said anything for so long has died; the longest wait for a limit is shorter.
_SILENCE_SECONDS = 900

QUEUED = "queued"
RUNNING = "running"
DONE = "done"
STOPPED = "stopped"
FAILED = "failed"
_OVER = (DONE, STOPPED, FAILED)

Note = dict[str, Any]


@dataclass(frozen=True)
class JobKind:
	"""How jobs of a kind tell: the realtime event, and what is said of a job that nothing is known of."""

	event: str
	gone: Text


LOOKUP = JobKind("supplier_connect_lookup", _("There is no such job. Look at the list of Supplier Matches."))
RESYNC = JobKind("supplier_connect_resync", _("There is no such job. Look at the list of Supplier Resyncs."))


def begin(note: Note) -> str:
	"""Note a job of the current user that is about to be queued; the token under which it tells."""
	token = frappe.generate_hash(length=20)
	_keep(token, {**note, "user": frappe.session.user, "state": QUEUED})
	return token


def tell(token: str, note: Note, kind: JobKind = LOOKUP) -> None:
	"""Note how far the current user's job is, and tell their browser that there is something new to ask for."""
	user = frappe.session.user
	_keep(token, {**note, "user": user})
	frappe.publish_realtime(kind.event, {"job": token}, user=user)


def told_of(token: str, kind: JobKind = LOOKUP) -> Note:
	"""What is noted of a job of the current user; raises `NotFound` for others' and forgotten ones.

	A job that died is "failed".
	"""
	note = frappe.cache.get_value(_key(token), expires=True)
	if not note or note["user"] != frappe.session.user:
		raise NotFound(kind.gone)
	died = note["state"] == RUNNING and time.time() - note["noted_at"] > _SILENCE_SECONDS
	shown = {name: value for name, value in note.items() if name not in ("user", "noted_at")}
	return {**shown, "state": FAILED} if died else shown


def stop(token: str, kind: JobKind = LOOKUP) -> None:
	"""Have a job of the current user end before it takes up the next thing; one that is over is left alone."""
	if told_of(token, kind)["state"] not in _OVER:
		frappe.cache.set_value(_stop_key(token), 1, expires_in_sec=_KEPT_SECONDS)


def is_stopped(token: str) -> bool:
	"""Whether somebody asked the job to stop."""
	return bool(frappe.cache.get_value(_stop_key(token), expires=True))


def _keep(token: str, note: Note) -> None:
	frappe.cache.set_value(_key(token), {**note, "noted_at": time.time()}, expires_in_sec=_KEPT_SECONDS)


def _key(token: str) -> str:
	return f"supplier_connect_job|{token}"


def _stop_key(token: str) -> str:
	return f"supplier_connect_job_stop|{token}"
