"""Commands about accounts."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeVar
from uuid import uuid4

import click

from supplier_connect.connectors.shops.protocols import ShopKind
from supplier_connect.connectors.shops.registry import BUILT_IN
from supplier_connect.model.account import Account, CallLimits
from supplier_connect.model.errors import NotFound, RejectedInput
from supplier_connect.model.locale import check_country, check_currency
from supplier_connect.model.text import Text, _
from supplier_connect.services.sign_in import warning
from supplier_connect.stores.sqlite_accounts import AccountDefinition
from supplier_connect.transport.addresses import check_base_url
from supplier_connect.workbench import tables
from supplier_connect.workbench.callback import default_callback
from supplier_connect.workbench.commands.setup import PACKINGS, Setup
from supplier_connect.workbench.figures import UNKNOWN
from supplier_connect.workbench.keys import PROXY_URL, environment_name
from supplier_connect.workbench.wiring import Workbench

_Command = TypeVar("_Command", bound=Callable[..., object])
_CACHE_SECONDS = 3600
_PROXY_SCHEMES = {"both": "", "http": "http", "https": "https"}


@click.group("account")
def account_group() -> None:
	"""Accounts at suppliers."""


@dataclass(frozen=True)
class _Wishes:
	"""What the user says of an account; None stands for the shop's own."""

	connector: str
	supplier: str | None
	country: str
	currency: str
	language: str
	base_url: str | None
	customer_id: str
	packing: str | None
	marketplace: bool
	list_owner: str
	created_by: str
	per_second: int | None
	per_minute: int | None
	per_day: int | None
	timeout: float
	batch_size: int
	cache_seconds: int
	proxy_scheme: str

	def account(self, name: str, kind: ShopKind) -> Account:
		"""The account as it is wished for."""
		return Account(
			name=name,
			connector=self.connector,
			supplier=self.supplier or self.connector,
			base_url=check_base_url(self.base_url or kind.base_url, allow_private=True),
			country=check_country(self.country.upper()) if self.country else "",
			currency=check_currency(self.currency.upper()) if self.currency else "",
			language=self.language,
			customer_id=self.customer_id,
			packing=PACKINGS[self.packing] if self.packing else None,
			marketplace=self.marketplace,
			cart_owner=self.list_owner,
			created_by=self.created_by,
			timeout=self.timeout,
			batch_size=self.batch_size,
			cache_seconds=self.cache_seconds,
			cache_generation=uuid4().hex,
			limits=self._limits(kind.limits),
		)

	def _limits(self, shops_own: CallLimits) -> CallLimits:
		return CallLimits(
			per_second=shops_own.per_second if self.per_second is None else self.per_second,
			per_minute=shops_own.per_minute if self.per_minute is None else self.per_minute,
			per_day=shops_own.per_day if self.per_day is None else self.per_day,
			# The shop may tell another limit than it documents, but a wish of the user's holds.
			day_ceiling=self.per_day or 0,
		)


_OPTIONS = (
	click.option(
		"--connector",
		type=click.Choice([kind.name for kind in BUILT_IN]),
		default=BUILT_IN[0].name,
		show_default=True,
		help="The shop.",
	),
	click.option("--supplier", help="The supplier as orders name it; the connector's name if not given."),
	click.option("--country", default="", help="ISO code of the country you buy from, such as US or DE."),
	click.option(
		"--currency", default="", help="ISO code of the currency, such as USD; the country's if not given."
	),
	click.option(
		"--language",
		default=Account.language,
		show_default=True,
		help="Code of the language that the shop answers in, such as de.",
	),
	click.option("--base-url", help="Where the API is; the shop's own address if not given."),
	click.option("--customer-id", default="", help="Which of your companies at the shop (DigiKey)."),
	click.option(
		"--packing",
		type=click.Choice(list(PACKINGS)),
		help="How pieces shall come where the number leaves it open.",
	),
	click.option(
		"--marketplace/--no-marketplace",
		default=False,
		show_default=True,
		help="Also what other companies sell at the shop (DigiKey).",
	),
	click.option("--list-owner", default="", help="Whom lists at the shop belong to (DigiKey)."),
	click.option("--created-by", default="", help="In whose name lists are made (DigiKey)."),
	click.option("--per-second", type=click.IntRange(min=0), help="Calls in a second, 0 for no limit."),
	click.option("--per-minute", type=click.IntRange(min=0), help="Calls in a minute, 0 for no limit."),
	click.option(
		"--per-day",
		type=click.IntRange(min=0),
		help="Calls in a day (UTC), also where the shop allows more; 0 for no limit of ours.",
	),
	click.option(
		"--timeout",
		type=click.FloatRange(min=0.1),
		default=Account.timeout,
		show_default=True,
		help="Seconds.",
	),
	click.option(
		"--batch-size",
		type=click.IntRange(min=0),
		default=Account.batch_size,
		show_default=True,
		help="Cart lines in a call, 0 for what the shop is known to take.",
	),
	click.option(
		"--cache-seconds",
		type=click.IntRange(min=0),
		default=_CACHE_SECONDS,
		show_default=True,
		help="How long answers to searches are kept, 0 for not at all.",
	),
	click.option(
		"--proxy-scheme",
		type=click.Choice(list(_PROXY_SCHEMES)),
		default="both",
		show_default=True,
		help="Which traffic goes through the account's proxy.",
	),
)


def _account_options(command: _Command) -> _Command:
	return reduce(lambda made, option: option(made), reversed(_OPTIONS), command)


@account_group.command("add")
@click.argument("name")
@_account_options
@click.pass_obj
def add(setup: Setup, /, name: str, **options: Any) -> None:
	"""Add the account NAME, or change it. Its keys are never stored: see the end of the output."""
	workbench = setup.make()
	wishes = _Wishes(**options)
	kind = workbench.registry.kind(wishes.connector)
	_check_name(workbench, name)
	account = wishes.account(name, kind)
	kind.check(account)
	_forget_tokens_for_elsewhere(workbench, account)
	workbench.accounts.save(AccountDefinition(account, _PROXY_SCHEMES[wishes.proxy_scheme]))
	_tell_where_keys_go(account, kind)
	if kind.sign_in:
		_tell_how_to_sign_in(account)


@account_group.command("list")
@click.pass_obj
def list_all(setup: Setup) -> None:
	"""Show all accounts."""
	workbench = setup.open()
	known = [_with_sign_in(workbench, definition) for definition in workbench.accounts.all()]
	tables.screen().print(tables.table(tables.ACCOUNTS, known))
	for one in known:
		if one.warning:
			click.echo(tables.printable(str(one.warning)))


@account_group.command("test")
@click.argument("name")
@click.pass_obj
def test(setup: Setup, name: str) -> None:
	"""Try the keys and the sign-in of the account NAME; nothing is changed at the shop."""
	workbench = setup.open()
	account = workbench.account(name)
	works = workbench.shop(account).test_connection()
	click.echo(_("{0} works: {1}.", name, ", ".join(works)))
	if workbench.kind(account).sign_in and workbench.sign_in_of(account) is None:
		_tell_how_to_sign_in(account)


def _check_name(workbench: Workbench, name: str) -> None:
	"""Two accounts must not share the variables of their keys."""
	wanted = environment_name(name, "")
	for known in workbench.accounts.all():
		other = known.account.name
		if other != name and environment_name(other, "") == wanted:
			raise RejectedInput(
				_("{0} is too much like the account {1}: both would take the same keys.", name, other),
				field="name",
			)


def _forget_tokens_for_elsewhere(workbench: Workbench, account: Account) -> None:
	"""A token must not go to another place than the one that gave it."""
	try:
		before = workbench.accounts.read(account.name).account
	except NotFound:
		return
	if (before.connector, before.base_url) != (account.connector, account.base_url):
		workbench.forget_tokens(account)


def _tell_where_keys_go(account: Account, kind: ShopKind) -> None:
	click.echo(_("Account {0} is saved. Its keys are taken from the environment:", account.name))
	for key in kind.keys:
		click.echo(f"  {environment_name(account.name, key.name)}  ({key.label})")
	click.echo(f"  {environment_name(account.name, PROXY_URL)}  ({_('only for a proxy')})")
	click.echo(_("or from the keys file (see --keys), which only you may read:"))
	click.echo(f'  ["{account.name}"]')
	for key in kind.keys:
		click.echo(f'  {key.name} = "..."')


def _tell_how_to_sign_in(account: Account) -> None:
	click.echo(
		_(
			"To sign in, register the callback {0} at {1}, and then: supplier-connect connect {2}",
			default_callback(account),
			account.connector,
			shlex.quote(account.name),
		)
	)


# sign-in


def _with_sign_in(workbench: Workbench, definition: AccountDefinition) -> tables.KnownAccount:
	if workbench.kind(definition.account).sign_in is None:
		return tables.KnownAccount(definition, UNKNOWN)
	state, told = _state_of_sign_in(workbench, definition.account)
	return tables.KnownAccount(definition, str(state), told)


def _state_of_sign_in(workbench: Workbench, account: Account) -> tuple[Text, Text | None]:
	"""Where a sign-in stands in a word, and what the user must know of it."""
	try:
		grant = workbench.sign_in_of(account)
	except RejectedInput as unreadable:
		return _("can't be read"), unreadable.message
	if grant is None:
		return _("none"), None
	now = workbench.host.now()
	has_ended = grant.failure or (grant.refresh_until is not None and grant.refresh_until <= now)
	state = _("ended") if has_ended else tables.until(grant)
	return state, warning(account.name, grant, now)
