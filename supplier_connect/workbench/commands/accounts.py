"""Commands about accounts."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any, TypeVar
from uuid import uuid4

import click

from supplier_connect.core.http.addresses import check_base_url
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.locale import check_country, check_currency
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.oauth.authorization import warning
from supplier_connect.shops.connectors.protocols import ShopKind
from supplier_connect.shops.connectors.registry import BUILT_IN
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.workbench import tables
from supplier_connect.workbench.callback import default_callback
from supplier_connect.workbench.commands.setup import PACKINGS, Setup
from supplier_connect.workbench.figures import UNKNOWN
from supplier_connect.workbench.keys import PROXY_URL, environment_name
from supplier_connect.workbench.stores.accounts import AccountDefinition
from supplier_connect.workbench.wiring import Workbench

_Command = TypeVar("_Command", bound=Callable[..., object])
_CACHE_SECONDS = 3600
_PROXY_SCHEMES = {"both": "", "http": "http", "https": "https"}
_ANY_PACKING = "any"


@click.group("account")
def account_group() -> None:
	"""Accounts at suppliers."""


# What an account is changed to by options that stand for a field of their own.
_AS_GIVEN = (
	"supplier",
	"language",
	"customer_id",
	"marketplace",
	"created_by",
	"timeout",
	"batch_size",
	"cache_seconds",
)
_LIMITS = ("per_second", "per_minute", "per_day")


def _changed(definition: AccountDefinition, given: Mapping[str, Any]) -> AccountDefinition:
	"""A definition with the options that were given; the rest stays as it is."""
	before = definition.account
	changes: dict[str, Any] = {name: given[name] for name in _AS_GIVEN if name in given}
	if "base_url" in given:
		changes["base_url"] = check_base_url(given["base_url"], allow_private=True)
	if "country" in given:
		changes["country"] = check_country(given["country"].upper()) if given["country"] else ""
	if "currency" in given:
		changes["currency"] = check_currency(given["currency"].upper()) if given["currency"] else ""
	if "packing" in given:
		changes["packing"] = PACKINGS.get(given["packing"])
	if "list_owner" in given:
		changes["cart_owner"] = given["list_owner"]
	limits = {name: given[name] for name in _LIMITS if name in given}
	if "per_day" in limits:
		# The shop may tell another limit than it documents, but a wish of the user's holds.
		limits["day_ceiling"] = limits["per_day"]
	account = replace(before, **changes, limits=replace(before.limits, **limits))
	scheme = _PROXY_SCHEMES[given["proxy_scheme"]] if "proxy_scheme" in given else definition.proxy_scheme
	return AccountDefinition(account, scheme)


def _new(name: str, kind: ShopKind) -> AccountDefinition:
	"""An account of a shop of which nothing else is said yet."""
	return AccountDefinition(
		ShopAccount(
			name=name,
			connector=kind.name,
			supplier=kind.name,
			base_url=kind.base_url,
			cache_seconds=_CACHE_SECONDS,
			cache_generation=uuid4().hex,
			limits=kind.limits,
		)
	)


_OPTIONS = (
	click.option("--supplier", help="The supplier as orders name it. New accounts: the connector's name."),
	click.option("--country", help="ISO code of the country you buy from, such as US or DE."),
	click.option("--currency", help='ISO code of the currency, such as USD; "" for that of the country.'),
	click.option(
		"--language",
		help=f"Code of the language that the shop answers in, such as de. New accounts: {ShopAccount.language}.",
	),
	click.option("--base-url", help="Where the API is. New accounts: the shop's own address."),
	click.option("--customer-id", help="Which of your companies at the shop (DigiKey)."),
	click.option(
		"--packing",
		type=click.Choice([*PACKINGS, _ANY_PACKING]),
		help="How pieces shall come where the number leaves it open. New accounts: any.",
	),
	click.option(
		"--marketplace/--no-marketplace",
		default=None,
		help="Also what other companies sell at the shop (DigiKey). New accounts: not.",
	),
	click.option("--list-owner", help="Whom lists at the shop belong to (DigiKey)."),
	click.option("--created-by", help="In whose name lists are made (DigiKey)."),
	click.option("--per-second", type=click.IntRange(min=0), help="Calls in a second, 0 for no limit."),
	click.option("--per-minute", type=click.IntRange(min=0), help="Calls in a minute, 0 for no limit."),
	click.option(
		"--per-day",
		type=click.IntRange(min=0),
		help="Calls in a day (UTC), also where the shop allows more; 0 for no limit of ours.",
	),
	click.option(
		"--timeout", type=click.FloatRange(min=0.1), help=f"Seconds. New accounts: {ShopAccount.timeout}."
	),
	click.option(
		"--batch-size",
		type=click.IntRange(min=0),
		help=f"Cart lines in a call, 0 for what the shop is known to take. New accounts: {ShopAccount.batch_size}.",
	),
	click.option(
		"--cache-seconds",
		type=click.IntRange(min=0),
		help=f"How long answers to searches are kept, 0 for not at all. New accounts: {_CACHE_SECONDS}.",
	),
	click.option(
		"--proxy-scheme",
		type=click.Choice(list(_PROXY_SCHEMES)),
		help="Which traffic goes through the account's proxy. New accounts: both.",
	),
)


def _account_options(command: _Command) -> _Command:
	return reduce(lambda made, option: option(made), reversed(_OPTIONS), command)


def _given(options: Mapping[str, Any]) -> dict[str, Any]:
	return {name: value for name, value in options.items() if value is not None}


@account_group.command("add")
@click.argument("name")
@click.option(
	"--connector",
	type=click.Choice([kind.name for kind in BUILT_IN]),
	default=BUILT_IN[0].name,
	show_default=True,
	help="The shop.",
)
@_account_options
@click.pass_obj
def add(setup: Setup, /, name: str, connector: str, **options: Any) -> None:
	"""Add the account NAME. Its keys are never stored: see the end of the output."""
	workbench = setup.make()
	_check_name(workbench, name)
	kind = workbench.registry.kind(connector)
	definition = _changed(_new(name, kind), _given(options))
	kind.check(definition.account)
	workbench.accounts.save(definition)
	_tell_where_keys_go(definition.account, kind)
	if kind.sign_in:
		_tell_how_to_sign_in(definition.account)


@account_group.command("set")
@click.argument("name")
@_account_options
@click.pass_obj
def change(setup: Setup, /, name: str, **options: Any) -> None:
	"""Change the account NAME. What isn't given stays as it is."""
	workbench = setup.open()
	before = workbench.accounts.read(name)
	given = _given(options)
	if not given:
		raise RejectedInput(msg("Say what to change: see supplier-connect account set --help"), field="name")
	after = _changed(before, given)
	workbench.kind(after.account).check(after.account)
	moved = _forget_tokens_for_elsewhere(workbench, before.account, after.account)
	workbench.accounts.save(after)
	click.echo(msg("Account {0} is changed.", name))
	if moved:
		click.echo(msg("A sign-in holds for one address only: sign in again."))
		_tell_how_to_sign_in(after.account)


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
	click.echo(msg("{0} works: {1}.", name, ", ".join(works)))
	if workbench.kind(account).sign_in and workbench.sign_in_of(account) is None:
		_tell_how_to_sign_in(account)


def _check_name(workbench: Workbench, name: str) -> None:
	"""An account is added once, and two accounts must not share the variables of their keys."""
	wanted = environment_name(name, "")
	for known in workbench.accounts.all():
		other = known.account.name
		if other == name:
			raise RejectedInput(
				msg(
					"There is an account {0} already. To change it: supplier-connect account set {1}",
					name,
					shlex.quote(name),
				),
				field="name",
			)
		if environment_name(other, "") == wanted:
			raise RejectedInput(
				msg("{0} is too much like the account {1}: both would take the same keys.", name, other),
				field="name",
			)


def _forget_tokens_for_elsewhere(workbench: Workbench, before: ShopAccount, after: ShopAccount) -> bool:
	"""A token must not go to another place than the one that gave it; whether the account signs in at another one now."""
	if before.base_url == after.base_url or workbench.kind(before).sign_in is None:
		return False
	workbench.forget_tokens(after)
	return True


def _tell_where_keys_go(account: ShopAccount, kind: ShopKind) -> None:
	click.echo(msg("Account {0} is saved. Its keys are taken from the environment:", account.name))
	for key in kind.keys:
		click.echo(f"  {environment_name(account.name, key.name)}  ({key.label})")
	click.echo(f"  {environment_name(account.name, PROXY_URL)}  ({msg('only for a proxy')})")
	click.echo(msg("or from the keys file (see --keys), which only you may read:"))
	click.echo(f'  ["{account.name}"]')
	for key in kind.keys:
		click.echo(f'  {key.name} = "..."')


def _tell_how_to_sign_in(account: ShopAccount) -> None:
	click.echo(
		msg(
			"To sign in, register the callback {0} at {1}, and then: supplier-connect connect {2}",
			default_callback(account),
			account.connector,
			shlex.quote(account.name),
		)
	)


# sign-in


def _with_sign_in(workbench: Workbench, definition: AccountDefinition) -> tables.AccountRow:
	if workbench.kind(definition.account).sign_in is None:
		return tables.AccountRow(definition, UNKNOWN)
	state, told = _state_of_sign_in(workbench, definition.account)
	return tables.AccountRow(definition, str(state), told)


def _state_of_sign_in(workbench: Workbench, account: ShopAccount) -> tuple[Message, Message | None]:
	"""Where a sign-in stands in a word, and what the user must know of it."""
	try:
		grant = workbench.sign_in_of(account)
	except RejectedInput as unreadable:
		return msg("can't be read"), unreadable.message
	if grant is None:
		return msg("none"), None
	now = workbench.host.now()
	has_ended = grant.failure or (grant.refresh_until is not None and grant.refresh_until <= now)
	state = msg("ended") if has_ended else tables.until(grant)
	return state, warning(account.name, grant, now)
