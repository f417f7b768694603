"""The one tree of errors. Each says which account and call it is about and what the user can do.

An error never carries a URL, a header or a body of a call: those may hold keys.
"""

from __future__ import annotations

from datetime import datetime

from supplier_connect.core.model.messages import Message


class SupplierConnectError(Exception):
	"""Base of all errors of the app.

	`message` is one sentence for the user; `account` the account's name and `call` the call that failed
	(such as "POST /v1/search/keyword"), both empty where there is none.
	"""

	def __init__(self, message: Message, *, account: str = "", call: str = "") -> None:
		super().__init__(str(message))
		self.message = message
		self.account = account
		self.call = call


class NotAuthorised(SupplierConnectError):
	"""The key is missing, wrong, or has no right to this call. Mended on the account.

	`key` names the key that is refused itself, whoever signs in with it; "" where it may be the sign-in.
	"""

	def __init__(self, message: Message, *, account: str = "", call: str = "", key: str = "") -> None:
		super().__init__(message, account=account, call=call)
		self.key = key


class TokenRefused(NotAuthorised):
	"""The token of a call isn't taken: it has ended, or was ended. Another one may be."""


class TokenRevoked(NotAuthorised):
	"""The shop has ended a person's sign-in for good: somebody must sign in again."""


class QuotaExhausted(SupplierConnectError):
	"""The calls of the day are spent. `resets_at` (UTC) says when there are new ones."""

	def __init__(self, message: Message, *, account: str = "", call: str = "", resets_at: datetime) -> None:
		super().__init__(message, account=account, call=call)
		self.resets_at = resets_at


class RateLimited(SupplierConnectError):
	"""Too many calls in a short time. `wait_seconds` says how long to wait."""

	def __init__(
		self, message: Message, *, account: str = "", call: str = "", wait_seconds: float = 0.0
	) -> None:
		super().__init__(message, account=account, call=call)
		self.wait_seconds = wait_seconds


class Unavailable(SupplierConnectError):
	"""The other side is down, slow or out of reach; the call had no effect or may be repeated."""


class OutcomeUnknown(Unavailable):
	"""The connection broke after the call was sent: it may have had its effect. Read before you repeat."""


class RejectedInput(SupplierConnectError):
	"""The other side, or a rule of ours, refused what was asked. `field` names what, where it is known."""

	def __init__(self, message: Message, *, account: str = "", call: str = "", field: str = "") -> None:
		super().__init__(message, account=account, call=call)
		self.field = field


class CartNotFound(RejectedInput):
	"""The shop doesn't know the cart any more."""


class PartNotFound(RejectedInput):
	"""The shop doesn't know the part number."""


class UnexpectedResponse(SupplierConnectError):
	"""The answer can't be understood: not JSON, or something it must hold is missing."""


class SendRefused(SupplierConnectError):
	"""Nothing was sent: the order can't be, or its state doesn't allow it."""


class SendRunning(SendRefused):
	"""Another transfer of the same order is under way."""


class ResyncRunning(SupplierConnectError):
	"""Another run goes through the parts of the same account."""


class NotFound(SupplierConnectError):
	"""A document of ours (an order, an account, a cart) doesn't exist."""
