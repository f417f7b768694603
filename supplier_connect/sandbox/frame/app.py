"""The WSGI frame around a sandbox shop: faults and the list of calls on the way in and out, and /_sandbox."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from supplier_connect.sandbox.catalogue.changes import PartEdit
from supplier_connect.sandbox.frame.control import Control, Fault, FaultKind, as_json

if TYPE_CHECKING:
	from _typeshed.wsgi import StartResponse, WSGIEnvironment

ADMIN = "/_sandbox"
_DROPPED = 0
_STANDIN_PAGE = (
	"<!DOCTYPE html><html><head><title>One moment</title></head>"
	"<body><h1>One moment</h1><p>This site is being looked after and will be back soon.</p></body></html>"
)


# A POST call under /_sandbox: takes the JSON of the body, answers JSON. ValueError for a body it can not use.
AdminCall = Callable[[Any], Any]


class SandboxShop(Protocol):
	"""An outside system to imitate."""

	def handle(self, request: Request) -> Response:
		"""Answer a call to the outside system."""

	def key_alias(self, request: Request) -> str:
		"""A name for a call's key that may be shown; "" when there is none, "unknown" for a wrong one."""

	def carts(self) -> dict[str, list[dict[str, Any]]]:
		"""The lines of every cart, by the cart's key."""

	def order(self, cart_key: str) -> bool:
		"""Let the buyer order a cart. False when there is no such cart."""

	def facts(self) -> Mapping[str, Any]:
		"""What else the state tells of this shop, as JSON values by name."""

	def admin_calls(self) -> Mapping[str, AdminCall]:
		"""What else may be ordered of this shop under /_sandbox, by name."""

	def change(self, number: str, change: PartEdit) -> None:
		"""Change a part on sale, by its number here. ValueError when there never was one."""

	def reset(self) -> None:
		"""Forget everything clients did, and every change of a part."""


def json_answer(content: object, status: int = HTTPStatus.OK) -> Response:
	"""An answer with a JSON body."""
	return Response(
		json.dumps(content, ensure_ascii=False), status, content_type="application/json; charset=utf-8"
	)


@dataclass(frozen=True, slots=True)
class _Order:
	"""What a routed admin call may use: the body, and the parts of the path."""

	body: Any
	arguments: dict[str, str]


class SandboxApp:
	"""A WSGI application that serves one shop and lets tests and people break it.

	/_sandbox/faults, limits, clock, parts, reset and the shop's own calls take POST; /_sandbox/state and faults take
	GET; faults and faults/ID take DELETE; /_sandbox/carts/KEY/order takes POST or DELETE.
	"""

	def __init__(self, shop: SandboxShop, control: Control) -> None:
		self.shop = shop
		self.control = control
		# What was asked in one is nothing to the next: `reset` begins it.
		self._era = object()
		self._admin = Map(
			[
				Rule(f"{ADMIN}/state", methods=["GET"], endpoint=self._state),
				Rule(f"{ADMIN}/faults", methods=["POST"], endpoint=self._add_faults),
				Rule(f"{ADMIN}/faults", methods=["GET"], endpoint=self._faults),
				Rule(f"{ADMIN}/faults", methods=["DELETE"], endpoint=self._end_faults),
				Rule(f"{ADMIN}/faults/<int:number>", methods=["DELETE"], endpoint=self._end_fault),
				Rule(f"{ADMIN}/limits", methods=["POST"], endpoint=self._set_limits),
				Rule(f"{ADMIN}/clock", methods=["POST"], endpoint=self._set_clock),
				Rule(f"{ADMIN}/parts", methods=["POST"], endpoint=self._change_parts),
				Rule(f"{ADMIN}/reset", methods=["POST"], endpoint=self._reset),
				Rule(f"{ADMIN}/carts/<key>/order", methods=["POST", "DELETE"], endpoint=self._order),
				*(
					Rule(f"{ADMIN}/{name}", methods=["POST"], endpoint=_shop_call(call))
					for name, call in shop.admin_calls().items()
				),
			]
		)

	def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
		"""Serve one request."""
		request = Request(environ)
		if request.path.startswith(f"{ADMIN}/"):
			return self._administer(request)(environ, start_response)
		# Read now: the end of the connection must not take the body away from what is done with it.
		request.get_data()
		era = self._era
		answer = self._served(request, era)
		status = _DROPPED if answer is None else answer.status_code
		if era is self._era:
			self.control.record(request.method, request.path, status, self.shop.key_alias(request))
		if answer is None:
			_drop_connection(environ)
			# What werkzeug takes for a client that has gone: there is no answer to give.
			raise ConnectionAbortedError
		return answer(environ, start_response)

	def state(self) -> dict[str, Any]:
		"""What was called and what lies in the carts, as JSON values."""
		return {
			"served": len(self.control.calls),
			"calls": as_json(self.control.calls),
			"carts": self.shop.carts(),
			"limits": asdict(self.control.limits),
			"now": self.control.clock.now().isoformat(),
			**self.shop.facts(),
		}

	def reset(self) -> None:
		"""Throw away what clients did in the shop, undo changes of parts, and forget calls, counts and faults.

		A call that a fault holds up meanwhile is dropped, and leaves no trace.
		"""
		self._era = object()
		self.control.reset()
		self.shop.reset()

	def _served(self, request: Request, era: object) -> Response | None:
		"""The answer to a call; None when the connection is to be dropped."""
		faults = self.control.faults.take(request.method, request.path)
		for fault in faults:
			if fault.kind is FaultKind.LATENCY:
				time.sleep(fault.seconds)
				if era is not self._era:
					return None
			elif fault.kind is FaultKind.CUT:
				return None
			elif fault.kind in _STANDINS:
				return _STANDINS[fault.kind](fault)
		answer = self.shop.handle(request)
		for fault in faults:
			if fault.kind is FaultKind.CUT_AFTER:
				return None
			if fault.kind in _DAMAGES and answer.is_json:
				answer.set_data(_DAMAGES[fault.kind](fault, answer.get_data(as_text=True)))
		return answer

	def _administer(self, request: Request) -> Response:
		try:
			handler, arguments = self._admin.bind_to_environ(request.environ).match()
			body = request.get_json(force=True) if request.content_length else None
			answer: Response = handler(_Order(body, dict(arguments)))
		except ValueError as error:
			return json_answer({"Message": str(error)}, HTTPStatus.BAD_REQUEST)
		except HTTPException as error:
			return json_answer({"Message": error.description}, error.code or HTTPStatus.BAD_REQUEST)
		return answer

	def _state(self, order: _Order) -> Response:
		return json_answer(self.state())

	def _add_faults(self, order: _Order) -> Response:
		rows = order.body if isinstance(order.body, list) else [order.body]
		ids = self.control.faults.add(*(Fault.from_json(row) for row in rows))
		return json_answer({"added": len(ids), "ids": ids})

	def _faults(self, order: _Order) -> Response:
		return json_answer(self.control.faults.waiting())

	def _end_faults(self, order: _Order) -> Response:
		waiting = self.control.faults.waiting()
		self.control.faults.clear()
		return json_answer({"ended": len(waiting)})

	def _end_fault(self, order: _Order) -> Response:
		if self.control.faults.end(int(order.arguments["number"])):
			return json_answer({"ended": 1})
		return json_answer({"Message": "There is no such fault waiting."}, HTTPStatus.NOT_FOUND)

	def _set_limits(self, order: _Order) -> Response:
		self.control.limits = self.control.limits.changed(_object(order.body))
		return json_answer(asdict(self.control.limits))

	def _set_clock(self, order: _Order) -> Response:
		offset = _object(order.body).get("offset_seconds")
		if not isinstance(offset, (int, float)):
			raise ValueError("The clock takes offset_seconds, a number.")
		self.control.clock.offset_seconds = float(offset)
		return json_answer({"now": self.control.clock.now().isoformat()})

	def _change_parts(self, order: _Order) -> Response:
		rows = order.body if isinstance(order.body, list) else [order.body]
		changes = [(str(_object(row).pop("sku", "")), PartEdit.from_json(row)) for row in rows]
		for number, change in changes:
			self.shop.change(number, change)
		return json_answer({"changed": len(changes)})

	def _reset(self, order: _Order) -> Response:
		self.reset()
		return json_answer({})

	def _order(self, order: _Order) -> Response:
		key = order.arguments["key"]
		if self.shop.order(key):
			return json_answer({"ordered": key})
		return json_answer({"Message": "There is no such cart."}, HTTPStatus.NOT_FOUND)


def _shop_call(call: AdminCall) -> Callable[[_Order], Response]:
	return lambda order: json_answer(call(order.body))


def _object(body: object) -> dict[str, Any]:
	if not isinstance(body, dict):
		raise ValueError("The body is a JSON object.")
	return body


def _status_answer(fault: Fault) -> Response:
	words = {"Message": f"The sandbox was told to answer {fault.status}."}
	answer = json_answer(words if fault.body is None else fault.body, fault.status)
	if fault.retry_after is not None:
		answer.headers["Retry-After"] = str(fault.retry_after)
	return answer


def _html_answer(fault: Fault) -> Response:
	return Response(_STANDIN_PAGE, content_type="text/html; charset=utf-8")


def _empty_answer(fault: Fault) -> Response:
	return Response("", content_type="application/json; charset=utf-8")


def _half(fault: Fault, body: str) -> str:
	return body[: len(body) // 2]


def _without_fields(fault: Fault, body: str) -> str:
	return json.dumps(_pruned(json.loads(body), frozenset(fault.fields)), ensure_ascii=False)


def _pruned(value: Any, names: frozenset[str]) -> Any:
	if isinstance(value, dict):
		return {name: _pruned(inner, names) for name, inner in value.items() if name not in names}
	if isinstance(value, list):
		return [_pruned(inner, names) for inner in value]
	return value


# Answers given instead of doing what was asked.
_STANDINS: dict[FaultKind, Callable[[Fault], Response]] = {
	FaultKind.STATUS: _status_answer,
	FaultKind.HTML: _html_answer,
	FaultKind.EMPTY: _empty_answer,
}
# What happens to the body of a true answer.
_DAMAGES: dict[FaultKind, Callable[[Fault, str], str]] = {
	FaultKind.BROKEN_JSON: _half,
	FaultKind.MISSING_FIELDS: _without_fields,
}


def _drop_connection(environ: WSGIEnvironment) -> None:
	connection: socket.socket = environ["werkzeug.socket"]
	try:
		connection.shutdown(socket.SHUT_RDWR)
	except OSError:
		# The client was faster.
		return
