"""From the engine's errors to Frappe's, in the user's language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import frappe

from supplier_connect.core.model.errors import (
	NotFound,
	QuotaExhausted,
	RateLimited,
	RejectedInput,
	SupplierConnectError,
	Unavailable,
)
from supplier_connect.core.model.messages import Message, msg, plain


class ShopError(frappe.ValidationError):
	"""What the engine refused or a shop answered; the message says what to do."""


class ShopUnavailableError(ShopError):
	"""A shop can't be reached, or has a fault of its own."""

	http_status_code = 503


class ShopLimitError(ShopError):
	"""The account's calls are used up for now."""

	http_status_code = 429


class ShopInputError(ShopError):
	"""What was asked for can't be done as it was asked."""

	http_status_code = 400


ErrorTable = tuple[tuple[type[SupplierConnectError], type[Exception]], ...]
# For functions whose callers tell a wrong question from a refusal by the status.
WRONG_INPUT: ErrorTable = ((RejectedInput, ShopInputError),)
_FRAPPE_ERRORS: ErrorTable = (
	(NotFound, frappe.DoesNotExistError),
	(QuotaExhausted, ShopLimitError),
	(RateLimited, ShopLimitError),
	(Unavailable, ShopUnavailableError),
	(SupplierConnectError, ShopError),
)


def translate(text: Message) -> str:
	"""A sentence of the engine in the user's language."""
	return text.translated(frappe._)


def error_json(error: SupplierConnectError) -> dict[str, str]:
	"""An error as the Desk shows it: the sentence, its kind, and the account where it can be mended."""
	return {"message": translate(error.message), "kind": type(error).__name__, "account": error.account}


@contextmanager
def as_frappe_errors(first: ErrorTable = ()) -> Iterator[None]:
	"""Turn an error of the engine into one that Frappe shows; the answer names its kind and account besides.

	`first` goes before the usual table of errors.
	"""
	try:
		yield
	except SupplierConnectError as error:
		frappe.local.response["error"] = error_json(error)
		kind = next(theirs for ours, theirs in (*first, *_FRAPPE_ERRORS) if isinstance(error, ours))
		frappe.throw(
			escape(translate(error.message), quote=False), exc=kind, title=frappe._("Supplier Connect")
		)


_REFUSALS = (frappe.ValidationError, frappe.PermissionError, frappe.NameError)


@contextmanager
def refusals_as_errors() -> Iterator[None]:
	"""Turn what Frappe refuses (a validation, a missing permission) into `RejectedInput`, and show no message of it."""
	heard = len(frappe.local.message_log)
	try:
		yield
	except _REFUSALS as refusal:
		sentence = frappe.utils.strip_html(str(refusal)).strip()
		frappe.local.message_log = frappe.local.message_log[:heard]
		raise RejectedInput(
			plain(sentence) if sentence else msg("You have no permission to change this.")
		) from None
