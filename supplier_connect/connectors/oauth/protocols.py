"""How a person signs in at an outside system."""

from __future__ import annotations

from typing import Protocol

from supplier_connect.connectors.tools import HostTools
from supplier_connect.model.account import Account
from supplier_connect.model.grant import Grant
from supplier_connect.model.secret import Secret


class SignInDoor(Protocol):
	"""The authorisation-code flow of an outside system (RFC 6749, 4.1)."""

	def address(self, account: Account, redirect_uri: str, state: Secret) -> str:
		"""Where the user's browser is sent to sign in; raises `NotAuthorised` when the account lacks its keys."""
		...

	def exchange(self, account: Account, tools: HostTools, code: Secret, redirect_uri: str) -> Grant:
		"""The grant for the code that the browser came back with; raises the session's errors."""
		...

	def renew(self, account: Account, tools: HostTools) -> Grant:
		"""Refresh the sign-in of the account (or of the user whose sign-in it uses) now, whatever its age.

		Raises `NotAuthorised` when there is none or the system has ended it.
		"""
		...
