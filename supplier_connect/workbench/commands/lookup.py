"""Commands of Supplier Lookup: find parts, show what was found, import what was chosen."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import click

from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.matching.lookup import MatchSettings
from supplier_connect.shops.matching.settings import Strategy
from supplier_connect.shops.model.match import Match, MatchCandidate, MatchOffer, MatchState
from supplier_connect.shops.model.part import Detail, Part
from supplier_connect.shops.services.lookup.find_parts import LookupRequest, find_parts
from supplier_connect.shops.services.lookup.import_parts import (
	Chosen,
	Imported,
	ImportOptions,
	Outcome,
	import_parts,
)
from supplier_connect.workbench import lookup_tables, tables
from supplier_connect.workbench.commands.setup import Setup
from supplier_connect.workbench.figures import count_text
from supplier_connect.workbench.wiring import Workbench

_Command = TypeVar("_Command", bound=Callable[..., object])
_FIND = "find"
_WIDTH_OF_CANDIDATES = 180


class _FindsByDefault(click.Group):
	"""A group whose words are a query unless they begin with one of its commands."""

	def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
		"""Put `find` before what is no command."""
		own = (*self.commands, *self.get_help_option_names(ctx))
		return super().parse_args(ctx, args if not args or args[0] in own else [_FIND, *args])


def accounts_option(command: _Command) -> _Command:
	"""The option that names accounts to search with."""
	return click.option(
		"--account",
		"accounts",
		multiple=True,
		help="Account to search with; several may be given. If not given: all.",
	)(command)


def strategy_option(command: _Command) -> _Command:
	"""The option that says what counts most."""
	return click.option(
		"--strategy",
		type=click.Choice([strategy.value for strategy in Strategy]),
		default=Strategy.BALANCED.value,
		show_default=True,
		help="What counts most in the ranking.",
	)(command)


@click.group("lookup", cls=_FindsByDefault)
def lookup_group() -> None:
	"""Find parts at the suppliers: lookup "10k 0603 1%", or lookup --item CODE."""


@lookup_group.command(_FIND)
@click.argument("query", default="")
@click.option("--item", "code", help="Look up the item of this code; a QUERY goes before what it says.")
@accounts_option
@click.option("--quantity", type=click.IntRange(min=1), default=1, show_default=True, help="Pieces needed.")
@strategy_option
@click.option("--top", type=click.IntRange(min=1), default=10, show_default=True, help="Candidates to show.")
@click.option("--offers", "all_offers", is_flag=True, help="Show all offers of each candidate.")
@click.option("--why", is_flag=True, help="Show how the query came about, and each score's parts.")
@click.pass_obj
def find(
	setup: Setup,
	query: str,
	code: str | None,
	accounts: tuple[str, ...],
	quantity: int,
	strategy: str,
	top: int,
	all_offers: bool,
	why: bool,
) -> None:
	"""Find parts for a QUERY or an item, ranked, and keep the lookup."""
	workbench = setup.open()
	if not query.strip() and not code:
		raise RejectedInput(msg("Say what to look for: a query, or an item with --item."), field="query")
	match = find_parts(
		workbench.find_tools,
		LookupRequest(workbench.items.read(code) if code else Part(), query, quantity),
		workbench.accounts_to_search(accounts),
		MatchSettings(strategy=Strategy(strategy), top_n=top),
		workbench.user,
	)
	_tell_match(match, _Shown(all_offers, why))


@lookup_group.command("show")
@click.argument("match")
@click.option("--offers", "all_offers", is_flag=True, help="Show all offers of each candidate.")
@click.option("--why", is_flag=True, help="Show how the query came about, and each score's parts.")
@click.pass_obj
def show(setup: Setup, match: str, all_offers: bool, why: bool) -> None:
	"""Show a lookup once more, as it was then."""
	_tell_match(setup.open().matches.get(match), _Shown(all_offers, why))


@lookup_group.command("list")
@click.argument("item")
@click.pass_obj
def list_all(setup: Setup, item: str) -> None:
	"""Show the lookups of an ITEM, newest first."""
	tables.screen().print(tables.table(lookup_tables.LOOKUPS, setup.open().matches.of_item(item)))


@dataclass(frozen=True)
class _Shown:
	"""What is shown of a lookup."""

	all_offers: bool
	why: bool


def _tell_match(match: Match, shown: _Shown) -> None:
	screen = tables.screen()
	title = msg(
		"{0}: “{1}”, {2} needed, {3}",
		match.name,
		match.query,
		count_text(match.quantity),
		match.state.value,
	)
	screen.print(tables.heading(title))
	if shown.why:
		_tell_plan(match)
	for failure in match.failures:
		click.secho(tables.printable(f"! {failure.account}: {failure.error}"), fg="yellow")
	if not match.candidates:
		click.echo(msg("Nothing was found."))
		return
	rows = lookup_tables.offer_rows(match.candidates, all_offers=shown.all_offers)
	tables.screen(_WIDTH_OF_CANDIDATES).print(tables.table(lookup_tables.CANDIDATES, rows))
	for candidate in match.candidates:
		_tell_candidate(candidate, shown)
	click.echo(
		msg(
			"To import one: supplier-connect import {0} RANK{1}",
			match.name,
			"" if match.item else " --item CODE",
		)
	)


def _tell_plan(match: Match) -> None:
	screen = tables.screen()
	screen.print(tables.details(lookup_tables.plan_fields(match.plan)))
	if match.plan.tokens:
		screen.print(tables.table(lookup_tables.TOKENS, match.plan.tokens))
	screen.print(tables.table(lookup_tables.OUTCOMES, match.outcomes))


def _tell_candidate(candidate: MatchCandidate, shown: _Shown) -> None:
	offer = candidate.best.offer
	if shown.why:
		title = msg(
			"{0}. {1} by {2}: {3}", candidate.rank, offer.mpn, offer.manufacturer, f"{candidate.score:.2f}"
		)
		tables.screen().print(tables.heading(title))
		tables.screen().print(tables.table(lookup_tables.SCORE, candidate.score_lines))
	for warning in candidate.warnings if shown.why else ():
		click.secho(tables.printable(f"! {warning}"), fg="yellow")


# import


@click.command("import")
@click.argument("match")
@click.argument("ranks", nargs=-1, type=click.IntRange(min=1))
@click.option("--sku", "skus", multiple=True, help="Import this offer of the lookup, whatever its rank.")
@click.option("--item", "code", help="The item to import for, where the lookup was for none.")
@click.option("--parameters", is_flag=True, help="Take over the parameters that the item lacks.")
@click.option("--image", is_flag=True, help="Take over the picture, if the item has none.")
@click.option("--datasheet", is_flag=True, help="Take over the datasheet, if the item has none.")
@click.option(
	"--price",
	"price_quantity",
	type=click.IntRange(min=1),
	help="Make the price at so many pieces the item's own.",
)
@click.option(
	"--accept-mpn",
	"accepted",
	multiple=True,
	help="A manufacturer part number to take although it is none of the item's.",
)
@click.pass_obj
def import_match(
	setup: Setup,
	match: str,
	ranks: tuple[int, ...],
	skus: tuple[str, ...],
	code: str | None,
	parameters: bool,
	image: bool,
	datasheet: bool,
	price_quantity: int | None,
	accepted: tuple[str, ...],
) -> None:
	"""Import candidates of the lookup MATCH by their RANKs: supplier parts, manufacturer part numbers, prices.

	Of each candidate the best offer is taken. Doing it twice changes nothing.
	"""
	workbench = setup.open()
	found = workbench.matches.get(match)
	item = code or found.item
	if not item:
		raise RejectedInput(msg("{0} was for no item: name one with --item.", match), field="item")
	flags = {Detail.PARAMETERS: parameters, Detail.IMAGE: image, Detail.DATASHEET: datasheet}
	details = frozenset(detail for detail, wanted in flags.items() if wanted)
	wishes = ImportOptions(details, price_quantity, frozenset(accepted))
	done = import_parts(workbench.import_tools, item, _chosen(workbench, found, ranks, skus), wishes)
	tables.screen().print(tables.table(lookup_tables.IMPORTED, done))
	if any(one.outcome is not Outcome.FAILED for one in done):
		workbench.matches.set_state(match, MatchState.IMPORTED)
	_refuse_failures(done)


def _chosen(workbench: Workbench, match: Match, ranks: Sequence[int], skus: Sequence[str]) -> list[Chosen]:
	offers = [*_by_rank(match, ranks), *_by_sku(match, skus)]
	if not offers:
		raise RejectedInput(msg("Say which candidates to import, by their rank."), field="ranks")
	suppliers = {one.account: workbench.accounts.read(one.account).account.supplier for one in offers}
	return [
		Chosen(one.account, suppliers[one.account], one.offer, match.seen_at(one.account)) for one in offers
	]


def _by_rank(match: Match, ranks: Iterable[int]) -> Iterator[MatchOffer]:
	by_rank = {candidate.rank: candidate.best for candidate in match.candidates}
	for rank in ranks:
		if rank not in by_rank:
			raise NotFound(msg("{0} has no candidate {1}.", match.name, rank))
		yield by_rank[rank]


def _by_sku(match: Match, skus: Iterable[str]) -> Iterator[MatchOffer]:
	offers = [offer for candidate in match.candidates for offer in candidate.offers]
	for sku in skus:
		found = next((one for one in offers if one.offer.sku.casefold() == sku.casefold()), None)
		if found is None:
			raise NotFound(msg("{0} has no offer {1}.", match.name, sku))
		yield found


def _refuse_failures(done: Sequence[Imported]) -> None:
	"""End with the reason of the first that failed, and how to import it nevertheless."""
	failed = [one for one in done if one.outcome is Outcome.FAILED]
	if not failed:
		return
	first = failed[0]
	raise RejectedInput(msg("{0} {1}", first.reason or "", _way_out(first)), field="mpn")


def _way_out(failed: Imported) -> Message:
	if not failed.asks:
		return msg("It was not imported.")
	return msg(
		"It was not imported; to do it all the same, add --accept-mpn {0}",
		shlex.quote(failed.chosen.offer.mpn),
	)
