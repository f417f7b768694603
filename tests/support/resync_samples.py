"""What tests of resyncs are made of: an account with parts in a file, a clock that is moved, a shop that is watched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

from supplier_connect.core.http.limits import LimitGate
from supplier_connect.core.http.session import ResponseRules, Session
from supplier_connect.core.tools import HostTools
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.shops.connectors.protocols import RefreshShop
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.history import HistoryPoint
from supplier_connect.shops.model.offer import Offer
from supplier_connect.shops.model.resync import PartChoice, RefreshOutcome, ResyncRun, WatchedPart
from supplier_connect.shops.services.resync.resync_parts import ResyncTools, resync_parts
from supplier_connect.workbench.stores.accounts import AccountDefinition, SqliteAccountBook
from supplier_connect.workbench.stores.calls import SqliteCallLog, SqliteDailyQuota, SqliteRateLimitWindows
from supplier_connect.workbench.stores.parts import id_of
from supplier_connect.workbench.stores.resync import SqliteResyncStore
from support.samples import Books

ALL = PartChoice()
DAY = timedelta(days=1)
ALWAYS = datetime(2000, 1, 1, tzinfo=timezone.utc)
NEVER = datetime(2100, 1, 1, tzinfo=timezone.utc)


@dataclass
class Clock:
	"""A time that goes on by `step` whenever it is asked for."""

	at: datetime = field(default_factory=lambda: datetime.now(timezone.utc) + timedelta(minutes=1))
	step: timedelta = timedelta(milliseconds=1)

	def now(self) -> datetime:
		"""The time."""
		self.at += self.step
		return self.at


@dataclass
class WatchedShop:
	"""A shop that notes which parts it was asked for."""

	shop: RefreshShop
	asked: list[str] = field(default_factory=list)

	def refresh(self, parts: Sequence[WatchedPart]) -> Iterator[tuple[RefreshOutcome, ...]]:
		"""Ask the shop."""
		self.asked += [part.key for part in parts]
		return self.shop.refresh(parts)


@dataclass
class Desk:
	"""An account with parts at a sandbox, and runs over them."""

	books: Books
	account: ShopAccount
	sandbox: SandboxServer
	clock: Clock = field(default_factory=Clock)
	progress: list[ResyncRun] = field(default_factory=list)

	def __post_init__(self) -> None:
		SqliteAccountBook(self.books.database).save(AccountDefinition(self.account))

	@property
	def store(self) -> SqliteResyncStore:
		"""The store of the runs."""
		return SqliteResyncStore(self.books.database)

	def skus(self, amount: int) -> list[str]:
		"""So many of the sandbox's numbers, of parts that have a price."""
		found = (part.sku for part in self.sandbox.catalogue if part.sku and part.price_breaks)
		return [sku for _place, sku in zip(range(amount), found, strict=False)]

	def save(self, *skus: str, item: str = "") -> None:
		"""Import the shop's offers with these numbers, each for an Item of its own unless one is named."""
		offers = {offer.sku: offer for offer in self.books.shop(self.account).by_part_numbers(skus)}
		self.save_offers(*(offers[sku] for sku in skus), item=item)

	def save_offers(self, *offers: Offer, item: str = "") -> None:
		"""Keep offers, each for an Item of its own unless one is named."""
		pairs = [(item or f"IPN of {offer.sku}", offer) for offer in offers]
		self.books.parts.save_offers(self.account.name, pairs)

	def save_bare(self, *skus: str) -> None:
		"""Parts of which nothing but the number is known, each of an Item of its own."""
		self.save_offers(*(Offer(sku, "", "", "", "") for sku in skus))

	@property
	def shop(self) -> RefreshShop:
		"""The account's shop, whose limits go by the clock."""
		database = self.books.database

		def seconds() -> float:
			return self.clock.at.timestamp()

		def session(account: ShopAccount, reading: ResponseRules) -> Session:
			gate = LimitGate(SqliteRateLimitWindows(database), SqliteDailyQuota(database), seconds)
			return Session(
				account,
				gate,
				SqliteCallLog(database),
				reading,
				sleep=self.books.naps.append,
				allow_private=True,
			)

		return ShopRegistry().shop(self.account, HostTools(session, self.books.grants))

	def tools(self, **changes: object) -> ResyncTools:
		"""What a run works with."""
		made = ResyncTools(
			self.shop,
			self.store,
			DAY,
			progress=self.progress.append,
			now=self.clock.now,
		)
		return replace(made, **changes)  # type: ignore[arg-type]

	def run(self, size: int = 1000, choice: PartChoice = ALL, **changes: object) -> ResyncRun:
		"""A run a day after the last one."""
		self.clock.at += DAY
		return resync_parts(self.tools(**changes), self.account, choice, size)

	def parts(self) -> tuple[WatchedPart, ...]:
		"""All parts in their round's order."""
		peeking = ResyncRun("", self.account.name, ALL, NEVER, NEVER, 0)
		return self.store.next_parts(peeking, 100_000)

	def part(self, sku: str) -> WatchedPart:
		"""The part with a number."""
		return next(part for part in self.parts() if part.offer.sku == sku)

	def history(self, sku: str) -> tuple[HistoryPoint, ...]:
		"""All points of the part with a number."""
		return self.books.parts.history(self.part(sku).key, ALWAYS)

	def delete(self, key: str) -> None:
		"""Delete a part."""
		with self.books.database.writing() as connection:
			connection.execute("DELETE FROM supplier_parts WHERE id = ?", (id_of(key),))

	@property
	def calls(self) -> int:
		"""The calls that the sandbox has served."""
		return len(self.sandbox.state["calls"])
