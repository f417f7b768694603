"""The contract of `MatchStore`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from decimal import Decimal

from supplier_connect.core.model.errors import NotFound
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.match import (
	Fit,
	Match,
	MatchCandidate,
	MatchOffer,
	MatchState,
	PlanNote,
	ScoreLine,
	ShopOutcome,
	TokenUse,
)
from supplier_connect.shops.model.offer import Offer, Packing, Parameter, PriceBreak
from supplier_connect.shops.ports import MatchStore
from supplier_connect.tests.contracts.base import Contract

_AT = datetime(2026, 3, 1, 23, 59, 58, tzinfo=timezone.utc)


class MatchStoreContract(Contract):
	"""Hooks: `make_store`, `make_account`, `make_item`."""

	def make_store(self) -> MatchStore:
		"""Hook: the store."""
		raise NotImplementedError

	def make_account(self, name: str) -> ShopAccount:
		"""Hook: an account that the host knows; its name may be the host's own."""
		raise NotImplementedError

	def make_item(self, code: str) -> str:
		"""Hook: an Item that the host knows; returns its code."""
		raise NotImplementedError

	def setUp(self) -> None:
		"""An account and an Item."""
		super().setUp()
		self.account = self.make_account(self.unique("Account"))
		self.item = self.make_item(self.unique("ITEM"))

	def match(self, candidates: int = 2) -> Match:
		"""A lookup that tells everything."""
		return Match(
			item=self.item,
			query="resistor 10kOhm 0402",
			own_query="10k 0402",
			quantity=250,
			strategy="balanced",
			candidates=tuple(self._candidate(rank) for rank in range(1, candidates + 1)),
			outcomes=(
				ShopOutcome(self.account.name, self.account.connector, ("10k 0402", "X | Y"), 37),
				ShopOutcome("another", "DigiKey", (), 0, "The shop can't be reached, 电阻.", "Unavailable"),
			),
			plan=PlanNote(
				kind="resistor",
				name_mode="fallback",
				has_structured_tokens=True,
				words=("resistor", "10kOhm", "0402"),
				tokens=(TokenUse("10kOhm", "parameter", "shorthand", "10k", True),),
				constraints=("package equal 0402",),
			),
			user=self.account.user,
			at=_AT,
		)

	def _candidate(self, rank: int) -> MatchCandidate:
		offer = Offer(
			sku=f"311-10K-{rank}",
			mpn="RC0402FR-0710KL",
			manufacturer="Würth Elektronik",
			description="10 kΩ ±1 % 0402",
			currency="EUR",
			breaks=(PriceBreak(1, Decimal("0.100000")), PriceBreak(100, Decimal("0.004875"))),
			stock=None if rank % 2 else 905112,
			packing=Packing.CUT_TAPE,
			fee=Decimal("7.0"),
			last_buy=date(2027, 1, 31),
			non_returnable=False,
			parameters=(Parameter("Resistance", "10 kOhms"),),
		)
		return MatchCandidate(
			rank=rank,
			score=97.25 - rank,
			fit=Fit.FITS if rank == 1 else Fit.UNKNOWN,
			exact=rank == 1,
			offers=(
				MatchOffer(
					self.account.name,
					self.account.connector,
					offer,
					250,
					Decimal("0.004875"),
					Decimal("1.218750"),
					enough=rank % 2 == 0,
					linked=rank == 1,
				),
				MatchOffer(
					self.account.name,
					self.account.connector,
					replace(offer, sku=f"311-10K-{rank}-TR", breaks=()),
					10000,
					None,
					None,
					enough=False,
					linked=False,
				),
			),
			score_lines=(
				ScoreLine("Match", 44.5, 45.0, "Everything fits.", Fit.FITS),
				ScoreLine("Price", 0.0, 20.0, "The price is not known.", Fit.UNKNOWN),
			),
			warnings=("Out of stock.",) if rank % 2 else (),
		)

	def test_a_lookup_is_read_as_it_was_stored(self) -> None:
		stored = self.make_store().save(self.match())
		self.assertTrue(stored.name)
		self.assertEqual(self.make_store().get(stored.name), replace(self.match(), name=stored.name))

	def test_nothing_found_is_stored_too(self) -> None:
		wanted = replace(self.match(0), state=MatchState.NOTHING)
		stored = self.make_store().save(wanted)
		self.assertEqual(self.make_store().get(stored.name), replace(wanted, name=stored.name))

	def test_a_thousand_candidates_keep_their_order(self) -> None:
		stored = self.make_store().save(self.match(1000))
		ranks = [candidate.rank for candidate in self.make_store().get(stored.name).candidates]
		self.assertEqual(ranks, list(range(1, 1001)))

	def test_lookups_of_an_item_come_newest_first(self) -> None:
		names = [self.make_store().save(self.match(1)).name for _time in range(3)]
		found = [match.name for match in self.make_store().of_item(self.item)]
		self.assertEqual(found, names[::-1])
		self.assertEqual(self.make_store().of_item(self.make_item(self.unique("OTHER"))), ())

	def test_the_state_changes_and_nothing_else(self) -> None:
		stored = self.make_store().save(self.match())
		self.make_store().set_state(stored.name, MatchState.IMPORTED)
		self.assertEqual(self.make_store().get(stored.name), replace(stored, state=MatchState.IMPORTED))

	def test_an_unknown_lookup_is_told(self) -> None:
		with self.assertRaises(NotFound):
			self.make_store().get("NO-SUCH-LOOKUP")
		with self.assertRaises(NotFound):
			self.make_store().set_state("NO-SUCH-LOOKUP", MatchState.SKIPPED)

	def test_an_offer_is_found_by_account_and_number(self) -> None:
		match = self.make_store().get(self.make_store().save(self.match()).name)
		found = match.offer(self.account.name, "311-10k-2")
		if found is None:
			self.fail("the offer was not found")
		self.assertEqual(found.offer.sku, "311-10K-2")
		self.assertIsNone(match.offer("another", "311-10K-2"))
