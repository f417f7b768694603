"""Refusals of the API: its gateway's, with a code in a header and a line of HTML, and faults of the search itself."""

from __future__ import annotations

from http import HTTPStatus

from werkzeug.wrappers import Response

from supplier_connect.sandbox.frame.app import json_answer

KEY_WRONG = ("ERR_403_DEVELOPER_INACTIVE", "Account Inactive", "Developer Inactive")
TOO_FAST = ("ERR_403_DEVELOPER_OVER_QPS", "Account Over Queries Per Second Limit", "Developer Over Qps")
DAY_SPENT = ("ERR_403_DEVELOPER_OVER_RATE", "Account Over Rate Limit", "Developer Over Rate")


class Element14Refused(Exception):
	"""The call is turned away with this answer."""

	def __init__(self, answer: Response) -> None:
		super().__init__(answer.status)
		self.answer = answer


def turned(refusal: tuple[str, str, str], retry_after: int | None = None) -> Element14Refused:
	"""What the gateway says; `retry_after` are seconds."""
	code, detail, words = refusal
	answer = Response(f"<h1>{words}</h1>", HTTPStatus.FORBIDDEN, content_type="text/xml")
	answer.headers["X-Mashery-Error-Code"] = code
	answer.headers["X-Error-Detail-Header"] = detail
	if retry_after is not None:
		answer.headers["Retry-After"] = str(retry_after)
	return Element14Refused(answer)


def fault(text: str) -> Element14Refused:
	"""What the search says of a question that it doesn't take."""
	detail = {"searchException": {"exceptionCode": "200001", "exceptionString": text}}
	return Element14Refused(json_answer({"Fault": {"Detail": detail}}, HTTPStatus.BAD_REQUEST))
