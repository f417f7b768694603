"""Commands about where the calls went, and about answers that are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import click

from supplier_connect.core.http.limits import next_midnight
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.usage import CacheSize, Usage
from supplier_connect.workbench import tables
from supplier_connect.workbench.commands.setup import Setup
from supplier_connect.workbench.wiring import Workbench

_CACHE_DAYS = 30
_MOST_DAYS = 36_500


@click.command("usage")
@click.option(
	"--days",
	type=click.IntRange(min=1, max=_MOST_DAYS),
	default=30,
	show_default=True,
	help="How many days back.",
)
@click.pass_obj
def usage(setup: Setup, days: int) -> None:
	"""Show what is left of the calls of today, and where those of the last days went."""
	workbench = setup.open()
	now = workbench.host.now()
	screen = tables.screen()
	screen.print(tables.table(tables.CALLS_LEFT, _left(workbench)))
	click.echo(msg("There are new calls from {0} UTC on.", f"{next_midnight(now):%Y-%m-%d %H:%M}"))
	screen.print(tables.table(tables.USAGE, workbench.usage.all_since(now.date() - timedelta(days=days - 1))))


@click.group("cache", invoke_without_command=True)
@click.pass_context
def cache_group(context: click.Context) -> None:
	"""Show what is kept of the answers to searches, and how often that has saved a call."""
	if context.invoked_subcommand is None:
		workbench = context.obj.open()
		tables.screen().print(tables.table(tables.KEPT, _kept(workbench)))


@cache_group.command("clear")
@click.argument("account", required=False)
@click.pass_obj
def clear(setup: Setup, account: str | None) -> None:
	"""Throw away the answers that are kept for the ACCOUNT, or for all."""
	workbench = setup.open()
	known = [workbench.accounts.read(account)] if account else workbench.accounts.all()
	for definition in known:
		name = definition.account.name
		click.echo(msg("{0}: {1} answers thrown away.", name, workbench.clear_cache(name)))


def _left(workbench: Workbench) -> list[tables.CallsLeft]:
	today = workbench.host.now().date()
	found = []
	for definition in workbench.accounts.all():
		account = definition.account
		count = workbench.budget.count(account.quota_key(), today)
		found.append(
			tables.CallsLeft(
				account.name, count.spent, count.limit(account.limits.per_day, account.limits.day_ceiling)
			)
		)
	return found


def _kept(workbench: Workbench) -> list[tables.KeptOfAccount]:
	now = workbench.host.now()
	sizes = workbench.kept.sizes(now)
	used = workbench.usage.all_since(now.date() - timedelta(days=_CACHE_DAYS - 1))
	return [
		_kept_of(definition.account.name, definition.account.cache_seconds, sizes, used)
		for definition in workbench.accounts.all()
	]


def _kept_of(
	name: str, seconds: int, sizes: dict[str, CacheSize], used: Iterable[Usage]
) -> tables.KeptOfAccount:
	own = [one for one in used if one.account == name]
	return tables.KeptOfAccount(
		name,
		seconds,
		sizes.get(name, CacheSize()),
		hits=sum(one.hits for one in own),
		misses=sum(one.misses for one in own),
	)
