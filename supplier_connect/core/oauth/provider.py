"""How a person signs in at an outside system."""

from __future__ import annotations

from typing import Protocol, TypeVar

from supplier_connect.core.model.connection import Connection
from supplier_connect.core.model.secret import Secret
from supplier_connect.core.model.token import Token
from supplier_connect.core.tools import HostTools

AccountT_contra = TypeVar("AccountT_contra", bound=Connection, contravariant=True)


class OAuthProvider(Protocol[AccountT_contra]):
	"""The authorisation-code flow of an outside system (RFC 6749, 4.1)."""

	def address(self, account: AccountT_contra, redirect_uri: str, state: Secret) -> str:
		"""Where the user's browser is sent to sign in; raises `NotAuthorised` when the account lacks its keys."""
		...

	def exchange(self, account: AccountT_contra, tools: HostTools, code: Secret, redirect_uri: str) -> Token:
		"""The grant for the code that the browser came back with; raises the session's errors."""
		...

	def renew(self, account: AccountT_contra, tools: HostTools) -> Token:
		"""Refresh the sign-in of the account (or of the user whose sign-in it uses) now, whatever its age.

		Raises `NotAuthorised` when there is none or the system has ended it.
		"""
		...
