"""What a bill of materials costs at several numbers of boards: each line's part, and its best offer at each quantity.

Part numbers are asked for first, many in a call, then what is left line by line, by its values. How old prices may be is
for the shops that are given: they may answer with what was kept. Each line leaves a stored lookup, from which its part can
be imported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from supplier_connect.core.model.batches import in_batches
from supplier_connect.core.model.clock import oldest
from supplier_connect.core.model.errors import RejectedInput, SupplierConnectError
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.shops.matching.lookup import (
	AccountOffer,
	MatchSettings,
	QueryPlan,
	Way,
	plan_for,
	rank,
)
from supplier_connect.shops.matching.ranking.availability import (
	lifecycle_rule,
	lifecycle_sentence,
	stock_sentence,
)
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.bom import (
	AccountFailure,
	BomCost,
	BomLine,
	BomState,
	CostedLine,
	LineCost,
)
from supplier_connect.shops.model.match import Match, MatchCandidate
from supplier_connect.shops.model.part import Part, ShopNumber
from supplier_connect.shops.ports import ItemBook
from supplier_connect.shops.services.bom.parts import merged, part_of
from supplier_connect.shops.services.lookup.find_parts import FindTools, LookupRequest, find_parts
from supplier_connect.shops.services.lookup.remembering_shop import MemoizingShop
from supplier_connect.shops.services.lookup.sure_parts import choice

# How many lines are done, how many there are, and what is being done.
Progress = Callable[[int, int, Message], None]

# Shops take one number a call or ten; between these batches the user can stop.
_NUMBERS_AT_ONCE = 10
# Enough to see whether a part is the only one that fits.
_LEAST_CANDIDATES = 5


def _silent(_done: int, _of: int, _doing: Message) -> None:
	pass


def _never() -> bool:
	return False


@dataclass(frozen=True)
class BomTools:
	"""What costing works with: `find` looks parts up; `items` are the Items that lines name (None: there are none)."""

	find: FindTools
	items: ItemBook | None = None


def cost_bom(
	tools: BomTools,
	lines: Sequence[BomLine],
	accounts: Sequence[ShopAccount],
	settings: MatchSettings,
	quantities: Sequence[int],
	user: str,
	progress: Progress = _silent,
	stop: Callable[[], bool] = _never,
) -> BomCost:
	"""Look all lines up, and answer with their parts and costs at each of the quantities of boards.

	A line, or an account, that fails is named in the result and keeps no other from being costed; when no account can be
	asked any more, or `stop` says so, the lines that are left are named. `progress` and `stop` are called in the caller's
	thread. Raises `RejectedInput` for no lines, no accounts or a quantity below 1.
	"""
	boards = tuple(sorted(set(quantities)))
	_refuse_nonsense(lines, accounts, boards)
	asked = {account.name: tools.find.shop(account) for account in accounts}
	shops = {account.name: MemoizingShop(account, asked[account.name]) for account in accounts}
	job = _Job(
		tools=replace(tools, find=replace(tools.find, shop=lambda account: shops[account.name])),
		shops=shops,
		settings=replace(settings, top_n=max(settings.top_n, _LEAST_CANDIDATES)),
		quantities=boards,
		user=user,
		progress=progress,
		stop=stop,
		failed=Counter(),
	)
	costed, stopped = job.run(merged(line for line in lines if line.is_needed))
	return BomCost(
		quantities=boards,
		lines=costed,
		not_fitted=tuple(line for line in lines if not line.is_needed),
		failures=job.failures(),
		stopped=stopped,
		kept_since=oldest(shop.kept_since for shop in asked.values()),
	)


def _refuse_nonsense(
	lines: Sequence[BomLine], accounts: Sequence[ShopAccount], quantities: Sequence[int]
) -> None:
	if not any(line.is_needed for line in lines):
		raise RejectedInput(msg("The bill of materials has no lines to be fitted."), field="lines")
	if not accounts:
		raise RejectedInput(msg("There is no Supplier Account to search with."), field="accounts")
	if not quantities or quantities[0] < 1:
		raise RejectedInput(msg("The number of boards must be 1 or more."), field="quantities")


@dataclass(frozen=True)
class _Wanted:
	"""A line, what is looked up for it, and the shops' own numbers that are asked for where nothing else is found."""

	line: BomLine
	part: Part
	plan: QueryPlan
	spare_numbers: tuple[ShopNumber, ...] = ()

	def numbers(self, account: ShopAccount) -> tuple[str, ...]:
		"""The part numbers that an account is asked for."""
		searches = self.plan.searches(account.connector, account.supplier)
		return tuple(text for search in searches if search.way is Way.NUMBERS for text in search.texts)


@dataclass(frozen=True)
class _Job:
	"""One costing; `failed` counts the lines that an account couldn't be asked for."""

	tools: BomTools
	shops: Mapping[str, MemoizingShop]
	settings: MatchSettings
	quantities: tuple[int, ...]
	user: str
	progress: Progress
	stop: Callable[[], bool]
	failed: Counter[str]

	def run(self, lines: Sequence[BomLine]) -> tuple[tuple[CostedLine, ...], bool]:
		"""All lines with what was found, and whether the user stopped it."""
		wanted = self._all_wanted(lines)
		self._learn_numbers(wanted)
		wanted = [one if self._shops_with(one) else self._with_spare_numbers(one) for one in wanted]
		self._learn_numbers(wanted)
		costed: list[CostedLine] = []
		for one in wanted:
			if self.stop():
				left = (
					CostedLine(other.line, BomState.LEFT, notes=(_STOPPED,))
					for other in wanted[len(costed) :]
				)
				return (*costed, *left), True
			self.progress(len(costed), len(wanted), msg("Looking up {0}", one.line.title))
			costed.append(self._costed(one))
		self.progress(len(costed), len(wanted), msg("All lines are looked up."))
		return tuple(costed), False

	def failures(self) -> tuple[AccountFailure, ...]:
		"""The accounts that couldn't be asked for some lines."""
		failed = ((shop, self.failed[name]) for name, shop in self.shops.items())
		return tuple(
			AccountFailure(shop.account.name, type(error).__name__, error.message, lines)
			for shop, lines in failed
			if lines and (error := shop.error or shop.last_failure)
		)

	# what is wanted

	def _all_wanted(self, lines: Sequence[BomLine]) -> list[_Wanted]:
		linked = self._linked_numbers({line.item for line in lines if line.item})
		return [self._wanted(line, linked.get(line.item, ())) for line in lines]

	def _linked_numbers(self, items: set[str]) -> Mapping[str, tuple[ShopNumber, ...]]:
		"""The supplier parts that our books have for Items: of each account the preferred one."""
		found: dict[str, dict[str, ShopNumber]] = {}
		for shop in self.shops.values() if items else ():
			account = shop.account
			for part in self.tools.find.parts.known_parts(account.name, items, ()):
				number = ShopNumber(part.sku, account.supplier)
				found.setdefault(part.item, {}).setdefault(account.name, number)
		return {item: tuple(numbers.values()) for item, numbers in found.items()}

	def _wanted(self, line: BomLine, linked: tuple[ShopNumber, ...]) -> _Wanted:
		part = part_of(line, self.tools.items, [shop.account for shop in self.shops.values()])
		numbers = tuple(dict.fromkeys((*linked, *part.shop_numbers)))
		if not part.maker_numbers:
			return self._planned(line, replace(part, shop_numbers=numbers))
		# The manufacturer's number brings every packing, in one question fewer.
		return replace(self._planned(line, replace(part, shop_numbers=())), spare_numbers=numbers)

	def _planned(self, line: BomLine, part: Part) -> _Wanted:
		return _Wanted(line, part, plan_for(part, self.settings))

	def _with_spare_numbers(self, one: _Wanted) -> _Wanted:
		if not one.spare_numbers:
			return one
		return self._planned(one.line, replace(one.part, shop_numbers=one.spare_numbers))

	# asking

	def _learn_numbers(self, wanted: Sequence[_Wanted]) -> None:
		"""Ask all accounts side by side for the part numbers of all lines, batch by batch."""
		unasked = {shop: self._unasked(shop, wanted) for shop in self.shops.values()}
		batches = {shop: list(in_batches(numbers, _NUMBERS_AT_ONCE)) for shop, numbers in unasked.items()}
		rounds = max(map(len, batches.values()))
		with ThreadPoolExecutor(len(batches), thread_name_prefix="bom") as pool:
			for at in range(rounds):
				if self.stop():
					return
				self.progress(0, len(wanted), msg("Asking for part numbers, {0} of {1}", at + 1, rounds))
				asked = [
					pool.submit(shop.learn, of_shop[at])
					for shop, of_shop in batches.items()
					if at < len(of_shop) and not shop.error
				]
				for future in asked:
					future.result()

	def _unasked(self, shop: MemoizingShop, wanted: Iterable[_Wanted]) -> list[str]:
		numbers = (number for one in wanted for number in one.numbers(shop.account))
		return [number for number in dict.fromkeys(numbers) if not shop.was_asked(number)]

	def _shops_with(self, one: _Wanted) -> list[MemoizingShop]:
		"""The shops that are known to have one of the line's part numbers."""
		return [shop for shop in self.shops.values() if any(map(shop.has, one.numbers(shop.account)))]

	def _costed(self, one: _Wanted) -> CostedLine:
		if not one.plan.query.strip():
			return CostedLine(one.line, BomState.FAILED, notes=(_NOTHING_TO_ASK,))
		asked = self._shops_for(one)
		self._count_failed(shop for shop in self.shops.values() if shop.error and shop not in asked)
		if not asked:
			return CostedLine(one.line, BomState.LEFT, notes=tuple(self._reasons()))
		try:
			match = self._look_up(one, asked)
		except SupplierConnectError as error:
			self._count_failed(asked)
			state = BomState.LEFT if all(shop.error for shop in asked) else BomState.FAILED
			return CostedLine(one.line, state, notes=(error.message,))
		failed = {outcome.account for outcome in match.failures}
		self._count_failed(shop for shop in asked if shop.account.name in failed)
		return self._judged(one, match)

	def _shops_for(self, one: _Wanted) -> list[MemoizingShop]:
		"""The shops to look a line up at: where some have the very part, the others needn't be searched for others."""
		having = self._shops_with(one)
		able = [shop for shop in self.shops.values() if not shop.error]
		return [*having, *(shop for shop in able if self._unasked(shop, [one]))] if having else able

	def _look_up(self, one: _Wanted, asked: Iterable[MemoizingShop]) -> Match:
		wish = LookupRequest(one.part, quantity=one.line.needed(self.quantities[-1]))
		accounts = [shop.account for shop in asked]
		# Who has the very part needs no wider question.
		settings = replace(self.settings, enough_offers=1) if self._shops_with(one) else self.settings
		return find_parts(self.tools.find, wish, accounts, settings, self.user)

	def _count_failed(self, shops: Iterable[MemoizingShop]) -> None:
		self.failed.update(shop.account.name for shop in shops)

	def _reasons(self) -> Iterator[Message]:
		return (shop.error.message for shop in self.shops.values() if shop.error)

	# judging

	def _judged(self, one: _Wanted, match: Match) -> CostedLine:
		found = choice(one.part, one.plan, match)
		costs = tuple(self._costs(one, found.candidate)) if found.candidate else ()
		notes = (*found.notes, *(_buying(costs[-1]) if costs else ()))
		return CostedLine(one.line, found.state, found.candidate, costs, match.name, notes)

	def _costs(self, one: _Wanted, candidate: MatchCandidate) -> Iterator[LineCost]:
		offers = [AccountOffer(bought.account, bought.connector, bought.offer) for bought in candidate.offers]
		for boards in self.quantities:
			needed = one.line.needed(boards)
			best = rank(one.plan, offers, self.settings, quantity=needed)[0].best
			bought = best.purchase
			yield LineCost(
				boards=boards,
				needed=needed,
				account=best.account,
				offer=best.offer,
				quantity=bought.quantity,
				unit_price=bought.unit_price,
				cost=bought.cost,
				enough=best.enough,
			)


_STOPPED = msg("It was stopped before this line.")
_NOTHING_TO_ASK = msg("It says nothing that could be looked up.")


def _buying(bought: LineCost) -> Iterator[Message]:
	"""What stands in the way of buying a line."""
	offer = bought.offer
	if not bought.enough:
		yield stock_sentence(offer, bought.quantity)
	if bought.cost is None and not offer.restriction:
		yield msg("There is no price for {0} pieces.", bought.quantity)
	if offer.last_buy or (offer.lifecycle and lifecycle_rule(offer.lifecycle).share < 1):
		yield lifecycle_sentence(offer)
