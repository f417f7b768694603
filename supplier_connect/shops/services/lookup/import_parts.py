"""From the ticked candidates of a lookup to supplier parts, manufacturer parts and prices. Doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from supplier_connect.core.model.errors import SupplierConnectError
from supplier_connect.core.model.messages import Message
from supplier_connect.shops.model.offer import Offer, price_at
from supplier_connect.shops.model.part import Detail
from supplier_connect.shops.ports import ItemBook, PartBook
from supplier_connect.shops.services.lookup.mpn_conflicts import mpn_conflict


@dataclass(frozen=True)
class Chosen:
	"""An offer to import, and the account and supplier it is from; `seen_at` is when it was told (UTC), None for now."""

	account: str
	supplier: str
	offer: Offer
	seen_at: datetime | None = None


@dataclass(frozen=True)
class ImportOptions:
	"""What else an import does.

	`details` are taken over where the Item lacks them. With `price_quantity` the price at so many pieces becomes the
	Item's buying price. `accepted_mpns` are manufacturer part numbers that the user accepts although the Item has others.
	"""

	details: frozenset[Detail] = frozenset()
	price_quantity: int | None = None
	accepted_mpns: frozenset[str] = frozenset()


class Outcome(str, Enum):
	"""What became of a candidate."""

	CREATED = "created"
	UPDATED = "updated"
	UNCHANGED = "unchanged"
	FAILED = "failed"


@dataclass(frozen=True)
class Imported:
	"""What became of a chosen offer; `reason` says why it failed, `asks` that the user may accept it nevertheless."""

	chosen: Chosen
	outcome: Outcome
	reason: Message | None = None
	asks: bool = False


@dataclass(frozen=True)
class ImportTools:
	"""The books an import writes; `guard` undoes what one candidate wrote when its import fails."""

	parts: PartBook
	items: ItemBook
	guard: Callable[[Callable[[], None]], None] = field(default=lambda work: work())


def import_parts(
	tools: ImportTools, item: str, chosen: Sequence[Chosen], wishes: ImportOptions
) -> tuple[Imported, ...]:
	"""Create or update the supplier parts of an Item; one that fails keeps no other from being imported.

	Raises `NotFound` when there is no such Item.
	"""
	mpns = [number.mpn for number in tools.items.read(item).maker_numbers]
	return tuple(_imported(tools, item, one, mpns, wishes) for one in _each_once(chosen))


def _each_once(chosen: Iterable[Chosen]) -> Iterable[Chosen]:
	once = {(one.account, one.offer.sku.casefold()): one for one in reversed(tuple(chosen))}
	return tuple(reversed(once.values()))


def _imported(
	tools: ImportTools, item: str, chosen: Chosen, mpns: Collection[str], wishes: ImportOptions
) -> Imported:
	conflict = mpn_conflict(chosen.offer, item, mpns, wishes.accepted_mpns)
	if conflict:
		return Imported(chosen, Outcome.FAILED, conflict, asks=True)
	try:
		before = _stored(tools, item, chosen)
		tools.guard(lambda: _write(tools, item, chosen, wishes))
		return Imported(chosen, _outcome(before, _stored(tools, item, chosen)))
	except SupplierConnectError as error:
		return Imported(chosen, Outcome.FAILED, error.message)


def _stored(tools: ImportTools, item: str, chosen: Chosen) -> Offer | None:
	known = tools.parts.stored_offers(chosen.account, item, (chosen.offer.sku,))
	return known.get(chosen.offer.sku.casefold())


def _outcome(before: Offer | None, after: Offer | None) -> Outcome:
	if before is None:
		return Outcome.CREATED
	return Outcome.UNCHANGED if before == after else Outcome.UPDATED


def _write(tools: ImportTools, item: str, chosen: Chosen, wishes: ImportOptions) -> None:
	stored = tools.parts.save_offers(chosen.account, [(item, chosen.offer)], chosen.seen_at)
	# A resync may have told of it since.
	offer = stored.get((item, chosen.offer.sku.casefold()), chosen.offer)
	tools.items.link(item, chosen.supplier, offer)
	if wishes.details:
		tools.items.fill(item, offer, wishes.details)
	if wishes.price_quantity and price_at(offer.breaks, wishes.price_quantity) is not None:
		tools.items.set_price(item, chosen.supplier, offer, wishes.price_quantity)
