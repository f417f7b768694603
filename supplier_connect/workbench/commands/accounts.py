"""Commands about accounts."""

from __future__ import annotations

import click

from supplier_connect.connectors.shops.protocols import ShopKind
from supplier_connect.connectors.shops.registry import BUILT_IN
from supplier_connect.model.account import Account, CallLimits
from supplier_connect.model.errors import RejectedInput
from supplier_connect.model.locale import check_country, check_currency
from supplier_connect.model.text import _
from supplier_connect.stores.sqlite_accounts import AccountDefinition
from supplier_connect.transport.proxy import check_base_url
from supplier_connect.workbench import tables
from supplier_connect.workbench.commands.setup import Setup
from supplier_connect.workbench.keys import PROXY_URL, environment_name
from supplier_connect.workbench.wiring import Workbench

_PROXY_SCHEMES = {"both": "", "http": "http", "https": "https"}


@click.group("account")
def account_group() -> None:
	"""Accounts at suppliers."""


@account_group.command("add")
@click.argument("name")
@click.option(
	"--connector",
	type=click.Choice([kind.name for kind in BUILT_IN]),
	default=BUILT_IN[0].name,
	show_default=True,
	help="The shop.",
)
@click.option("--supplier", help="The supplier as orders name it; the connector's name if not given.")
@click.option("--country", default="", help="ISO code of the country you buy from, such as US or DE.")
@click.option(
	"--currency", default="", help="ISO code of the currency, such as USD; the country's if not given."
)
@click.option("--base-url", help="Where the API is; the shop's own address if not given.")
@click.option("--per-second", type=click.IntRange(min=0), help="Calls in a second, 0 for no limit.")
@click.option("--per-minute", type=click.IntRange(min=0), help="Calls in a minute, 0 for no limit.")
@click.option("--per-day", type=click.IntRange(min=0), help="Calls in a day (UTC), 0 for no limit.")
@click.option(
	"--timeout", type=click.FloatRange(min=0.1), default=Account.timeout, show_default=True, help="Seconds."
)
@click.option(
	"--batch-size",
	type=click.IntRange(min=1),
	default=Account.batch_size,
	show_default=True,
	help="Cart lines in a call.",
)
@click.option(
	"--proxy-scheme",
	type=click.Choice(list(_PROXY_SCHEMES)),
	default="both",
	show_default=True,
	help="Which traffic goes through the account's proxy.",
)
@click.pass_obj
def add(
	setup: Setup,
	name: str,
	connector: str,
	supplier: str | None,
	country: str,
	currency: str,
	base_url: str | None,
	per_second: int | None,
	per_minute: int | None,
	per_day: int | None,
	timeout: float,
	batch_size: int,
	proxy_scheme: str,
) -> None:
	"""Add the account NAME, or change it. Its keys are never stored: see the end of the output."""
	workbench = setup.make()
	kind = workbench.registry.kind(connector)
	_check_name(workbench, name)
	account = Account(
		name=name,
		connector=connector,
		supplier=supplier or connector,
		base_url=check_base_url(base_url or kind.base_url),
		country=check_country(country.upper()) if country else "",
		currency=check_currency(currency.upper()) if currency else "",
		timeout=timeout,
		batch_size=batch_size,
		limits=_limits(kind, per_second, per_minute, per_day),
	)
	workbench.accounts.save(AccountDefinition(account, _PROXY_SCHEMES[proxy_scheme]))
	_tell_where_keys_go(account, kind)


@account_group.command("list")
@click.pass_obj
def list_all(setup: Setup) -> None:
	"""Show all accounts."""
	tables.screen().print(tables.table(tables.ACCOUNTS, setup.open().accounts.all()))


@account_group.command("test")
@click.argument("name")
@click.pass_obj
def test(setup: Setup, name: str) -> None:
	"""Try the keys of the account NAME; nothing is changed at the shop."""
	workbench = setup.open()
	works = workbench.shop(workbench.account(name)).test_connection()
	click.echo(_("{0} works: {1}.", name, ", ".join(works)))


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


def _limits(
	kind: ShopKind, per_second: int | None, per_minute: int | None, per_day: int | None
) -> CallLimits:
	"""The limits asked for, and the shop's own where none was."""
	return CallLimits(
		per_second=kind.limits.per_second if per_second is None else per_second,
		per_minute=kind.limits.per_minute if per_minute is None else per_minute,
		per_day=kind.limits.per_day if per_day is None else per_day,
	)


def _tell_where_keys_go(account: Account, kind: ShopKind) -> None:
	click.echo(_("Account {0} is saved. Its keys are taken from the environment:", account.name))
	for key in kind.keys:
		click.echo(f"  {environment_name(account.name, key.name)}  ({key.label})")
	click.echo(f"  {environment_name(account.name, PROXY_URL)}  ({_('only for a proxy')})")
	click.echo(_("or from the keys file (see --keys), which only you may read:"))
	click.echo(f'  ["{account.name}"]')
	for key in kind.keys:
		click.echo(f'  {key.name} = "..."')
