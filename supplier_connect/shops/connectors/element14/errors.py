"""What the API calls an error: refusals of its gateway (HTTP 403 with a code in a header), and faults in the body.

A second's limit and a wrong key come with the same status: only the gateway's code tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from supplier_connect.core.http.exchange import Call, Response
from supplier_connect.core.http.failures import retry_after_seconds
from supplier_connect.core.http.limits import next_midnight, quota_exhausted
from supplier_connect.core.model.bounds import sentence
from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.errors import NotAuthorised, RateLimited, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.connectors.protocols import KeyField

SEARCH_KEY = KeyField(
	"search_key", "Search API Key", msg("From partner.element14.com; one key is good for all stores.")
)
_GATEWAY_CODE = "X-Mashery-Error-Code"
_SECOND = 1.0
_TOO_FAST = re.compile(r"(?i)over[_ ]qps|queries per second")
_DAY_SPENT = re.compile(r"(?i)over[_ ](rate|qpd)|queries per day|over rate limit")


def check_answer(account: Connection, call: Call, answer: Response) -> None:
	"""Raise the typed error of a refusal or a fault; nothing for an answer that is none."""
	about: dict[str, Any] = {"account": account.name, "call": call.title}
	if answer.status in (403, 429):
		told = f"{answer.header(_GATEWAY_CODE)} {_words(answer.data)}"
		if _TOO_FAST.search(told):
			wait = retry_after_seconds(answer.headers, _SECOND)
			raise RateLimited(
				msg(
					"Supplier Account {0}: the supplier asks to wait {1} seconds. Try again then.",
					account.name,
					round(wait),
				),
				wait_seconds=wait,
				**about,
			)
		if _DAY_SPENT.search(told):
			raise quota_exhausted(account.name, call.title, next_midnight(datetime.now(timezone.utc)))
	if answer.status in (401, 403):
		raise NotAuthorised(
			msg(
				"Supplier Account {0}: element14 does not accept the {1}. Check it on the account.",
				account.name,
				SEARCH_KEY.label,
			),
			**about,
		)
	fault = answer.data.get("Fault") if isinstance(answer.data, Mapping) else None
	if fault is not None and answer.status < 500:
		raise RejectedInput(
			msg(
				"Supplier Account {0}: element14 refused {1}: {2}",
				account.name,
				call.title,
				sentence(account.credentials.redact(_words(fault))),
			),
			**about,
		)


def _words(data: object) -> str:
	"""The sentence of an error, wherever its body has one."""
	if isinstance(data, str):
		return data[:500]
	if isinstance(data, Mapping):
		found = (
			_words(data.get(name))
			for name in ("Detail", "searchException", "exceptionString", "Reason", "Text")
		)
		return next(filter(None, found), "")
	return ""
