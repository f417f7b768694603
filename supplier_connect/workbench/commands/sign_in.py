"""Commands that connect an account to its shop through the user's browser, and end that."""

from __future__ import annotations

import shlex
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from supplier_connect.core.model.errors import RejectedInput, SupplierConnectError, Unavailable
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.token import Token
from supplier_connect.core.oauth.authorization import (
	AUTHORIZATION_TIME,
	AuthorizationResponse,
	begin,
	claim,
	finish,
)
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench import tables
from supplier_connect.workbench.callback import (
	PORT,
	CallbackPage,
	CallbackServer,
	Landing,
	landing,
	pasted,
	tls_of,
)
from supplier_connect.workbench.commands.setup import Setup, browser_option
from supplier_connect.workbench.wiring import Workbench

_FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True)
class _Connected:
	"""An account whose user has signed in."""

	account: ShopAccount
	grant: Token


@dataclass(frozen=True)
class _SigningIn:
	"""A sign-in under way: for which account, and how the user is shown where to begin it."""

	workbench: Workbench
	account: ShopAccount
	show: Callable[[str], None]

	def by_paste(self, callback: str) -> _Connected:
		"""Let the user paste the address that the browser ends at."""
		self._begin(callback)
		click.echo(
			msg(
				"When you have signed in, the browser ends at an address that begins with {0} and can't be shown. "
				"Copy that address whole and paste it here within a minute.",
				callback,
			)
		)
		return self._conclude(_ask_for_address(callback))

	def by_server(self, way: Landing, seconds: float) -> _Connected:
		"""Wait for the browser here, but so many seconds only; raises `Unavailable` then."""
		path = urlsplit(way.address(self.account, way.port)).path
		with CallbackServer(way.port, path, way.tls) as server:
			callback = way.address(self.account, server.port)
			self._begin(callback)
			click.echo(msg("Waiting for the browser to come back to {0} (Ctrl-C ends it).", callback))
			for visit in server.visits(seconds):
				try:
					connected = self._conclude(visit.back)
				except SupplierConnectError as error:
					visit.answer(_failure_page(error))
					if not _is_stranger(error):
						raise
				else:
					visit.answer(_success_page(connected.account))
					return connected
		raise Unavailable(
			msg(
				"Nobody came back from {0} within {1} seconds. Begin again: supplier-connect connect {2}",
				self.account.connector,
				f"{seconds:g}",
				shlex.quote(self.account.name),
			),
			account=self.account.name,
		)

	def _begin(self, callback: str) -> None:
		workbench, account = self.workbench, self.account
		self.show(begin(workbench.sign_ins, workbench.door(account), account, callback, workbench.host.now()))

	def _conclude(self, back: AuthorizationResponse) -> _Connected:
		workbench = self.workbench
		sign_in = claim(workbench.sign_ins, back, self.account.user, workbench.host.now())
		# The state says whose sign-in it is: it may have been begun in another terminal for another account.
		account = workbench.account(sign_in.account)
		grant = finish(workbench.host, workbench.door(account), account, sign_in, back)
		return _Connected(account, grant)


def _is_stranger(error: SupplierConnectError) -> bool:
	"""Whether a browser came that doesn't bring a sign-in of ours: ours may still come."""
	return isinstance(error, RejectedInput) and error.field == "state"


def _success_page(account: ShopAccount) -> CallbackPage:
	return CallbackPage(
		msg("{0} is connected", account.name),
		msg("You have signed in at {0}. You can close this window.", account.connector),
	)


def _failure_page(error: SupplierConnectError) -> CallbackPage:
	return CallbackPage(msg("The sign-in has not succeeded"), error.message, HTTPStatus.BAD_REQUEST)


def _ask_for_address(callback: str) -> AuthorizationResponse:
	while True:
		# Hidden, as it holds a code.
		text = click.prompt(str(msg("Address (it is not shown)")), hide_input=True)
		back = pasted(text, callback)
		if back:
			return back
		click.echo(msg("That address doesn't begin with {0}. Paste the one that does.", callback), err=True)


@click.command("connect")
@click.argument("account")
@click.option(
	"--port",
	type=click.IntRange(0, 65535),
	help=f"Port of this machine that the browser comes back to; {PORT} if not given, 0 for any free one.",
)
@click.option(
	"--callback-url",
	help="The callback exactly as registered at the shop, if it is another than `account add` told.",
)
@click.option("--certificate", type=_FILE, help="PEM file of a certificate for localhost.")
@click.option("--certificate-key", type=_FILE, help="PEM file of its key, where that is a file of its own.")
@click.option("--paste", is_flag=True, help="Paste the address that the browser ended at; nothing listens.")
@click.option(
	"--timeout",
	type=click.FloatRange(min=0.1),
	default=AUTHORIZATION_TIME.total_seconds(),
	show_default=True,
	help="How many seconds to wait for the browser.",
)
@browser_option
@click.pass_obj
def connect(
	setup: Setup, /, account: str, browser: bool, paste: bool, timeout: float, **options: Any
) -> None:
	"""Sign in at the shop of ACCOUNT with the browser, so that lists can be sent and your own prices be seen.

	The shop sends the browser back to this machine. It wants an https address for that: give a certificate for
	localhost, or paste the address that the browser ends at; without a certificate you are asked for it.
	"""
	workbench = setup.open()
	known = workbench.account(account)
	workbench.door(known)
	workbench.check_token_key()
	way = _landing(**options)
	signing_in = _SigningIn(workbench, known, lambda address: _show_address(known, address, browser))
	if paste or not way.is_reachable(known):
		connected = signing_in.by_paste(way.address(known, way.port or PORT))
	else:
		connected = signing_in.by_server(way, timeout)
	_tell(connected)


def _landing(
	callback_url: str | None, port: int | None, certificate: Path | None, certificate_key: Path | None
) -> Landing:
	return landing(callback_url, port, tls_of(certificate, certificate_key))


def _show_address(account: ShopAccount, address: str, browser: bool) -> None:
	click.echo(msg("Sign in at {0} and allow the access there:", account.connector))
	click.echo(f"  {address}")
	if browser:
		webbrowser.open(address)


def _tell(connected: _Connected) -> None:
	account, grant = connected.account, connected.grant
	click.echo(
		tables.printable(
			str(
				msg(
					"{0} is connected to {1}: signed in by {2}, {3}. Every use renews it.",
					account.name,
					account.connector,
					grant.signed_in_by or "?",
					tables.until(grant),
				)
			)
		)
	)


@click.command("disconnect")
@click.argument("account")
@click.pass_obj
def disconnect(setup: Setup, account: str) -> None:
	"""Forget the sign-in of ACCOUNT."""
	workbench = setup.open()
	known = workbench.accounts.read(account).account
	workbench.door(known)
	workbench.forget_tokens(known)
	click.echo(msg("{0} is disconnected: its tokens are deleted here.", account))
