"""Background jobs that go through many things and tell how far they are: noted in the cache, told to the browser."""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.utils.background_jobs import get_redis_conn
from redis.exceptions import RedisError
from rq import Worker
from rq.exceptions import NoSuchJobError
from rq.job import Job, JobStatus

from supplier_connect.core.desk.errors import translate
from supplier_connect.core.model.errors import NotFound, Unavailable
from supplier_connect.core.model.messages import Message, msg

_KEPT_SECONDS = 24 * 3600
# A job that hasn't said anything for so long has died; the longest wait for a limit is shorter.
_SILENCE_SECONDS = 900

# What comes of a Redis that is down: a job goes on without telling.
NO_REDIS = (RedisError, OSError)
DIED = msg("The job was interrupted: its worker was stopped or has run out of memory. Start it again.")

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
	gone: Message


LOOKUP = JobKind(
	"supplier_connect_lookup", msg("There is no such job. Look at the list of Supplier Matches.")
)
RESYNC = JobKind(
	"supplier_connect_resync", msg("There is no such job. Look at the list of Supplier Resyncs.")
)


def begin(note: Note) -> str:
	"""Note a job of the current user that is about to be queued; the token under which it tells."""
	token = frappe.generate_hash(length=20)
	with suppress(*NO_REDIS):
		_keep(token, {**note, "user": frappe.session.user, "state": QUEUED})
	return token


def save_progress(token: str, note: Note, kind: JobKind = LOOKUP) -> None:
	"""Note how far the current user's job is, and tell their browser that there is something new to ask for."""
	user = frappe.session.user
	with suppress(*NO_REDIS):
		_keep(token, {**note, "user": user})
		frappe.publish_realtime(kind.event, {"job": token}, user=user)


def progress_of(token: str, kind: JobKind = LOOKUP) -> Note:
	"""What is noted of a job of the current user; raises `NotFound` for others' and forgotten ones.

	A job that died is "failed", and its message says so.
	"""
	note = frappe.cache.get_value(_key(token), expires=True)
	if not note or note["user"] != frappe.session.user:
		raise NotFound(kind.gone)
	shown = {name: value for name, value in note.items() if name not in ("user", "noted_at")}
	if note["state"] in _OVER:
		return shown
	is_silent = note["state"] == RUNNING and time.time() - note["noted_at"] > _SILENCE_SECONDS
	if not is_silent and not has_died(token):
		return shown
	return {**shown, "state": FAILED, "message": translate(DIED)}


def enqueue(method: str, token: str, **options: Any) -> None:
	"""Queue the job that tells under a token; raises `Unavailable` when no job can be queued."""
	try:
		job = frappe.enqueue(method, token=token, **options)
		if job is not None:
			frappe.cache.set_value(_queued_key(token), job.id, expires_in_sec=_KEPT_SECONDS)
	except NO_REDIS:
		frappe.log_error(title="Supplier Connect: a job can't be queued")
		raise Unavailable(
			msg(
				"The background jobs of this site can't be reached: start Redis and the workers, and try again."
			)
		) from None


def has_died(token: str) -> bool:
	"""Whether the job of a token has ended without a word of its own, or its worker has: killed, or out of memory.

	False where nobody can tell.
	"""
	try:
		name = frappe.cache.get_value(_queued_key(token), expires=True)
		if not name:
			return False
		job = Job.fetch(name, connection=get_redis_conn())
		status = job.get_status()
		if status in (JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED):
			return True
		return status == JobStatus.STARTED and _is_gone(job)
	except (*NO_REDIS, NoSuchJobError):
		return False


def _is_gone(job: Any) -> bool:
	"""Whether the worker of a job that has begun is no more."""
	name = job.worker_name
	if not name:
		return False
	worker = Worker.find_by_key(f"{Worker.redis_worker_namespace_prefix}{name}", connection=job.connection)
	if worker is None:
		return True
	if worker.hostname != socket.gethostname() or not worker.pid:
		return False
	try:
		os.kill(int(worker.pid), 0)
	except ProcessLookupError:
		return True
	except PermissionError:
		return False
	return False


def stop(token: str, kind: JobKind = LOOKUP) -> None:
	"""Have a job of the current user end before it takes up the next thing; one that is over is left alone."""
	if progress_of(token, kind)["state"] not in _OVER:
		frappe.cache.set_value(_stop_key(token), 1, expires_in_sec=_KEPT_SECONDS)


def is_stopped(token: str) -> bool:
	"""Whether somebody asked the job to stop."""
	with suppress(*NO_REDIS):
		return bool(frappe.cache.get_value(_stop_key(token), expires=True))
	return False


def _keep(token: str, note: Note) -> None:
	frappe.cache.set_value(_key(token), {**note, "noted_at": time.time()}, expires_in_sec=_KEPT_SECONDS)


def _key(token: str) -> str:
	return f"supplier_connect_job|{token}"


def _queued_key(token: str) -> str:
	return f"supplier_connect_job_queued|{token}"


def _stop_key(token: str) -> str:
	return f"supplier_connect_job_stop|{token}"
