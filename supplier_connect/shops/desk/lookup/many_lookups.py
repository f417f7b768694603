"""Many Items looked up in the background, one after the other: what is certain is imported, the rest is reviewed."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import frappe
from rq.timeouts import JobTimeoutException

from supplier_connect.core.desk import jobs as noted_jobs
from supplier_connect.core.desk.errors import translate
from supplier_connect.core.desk.side_transaction import anew_after_deadlock, undo
from supplier_connect.core.model.batches import in_batches
from supplier_connect.core.model.errors import NotFound, RejectedInput, SupplierConnectError
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.desk.accounts.accounts import shop_of
from supplier_connect.shops.desk.lookup.item_book import DeskItemBook
from supplier_connect.shops.desk.lookup.items import not_bought
from supplier_connect.shops.desk.lookup.lookup_settings import Choices, match_settings
from supplier_connect.shops.desk.lookup.lookups import (
	Pick,
	Question,
	accounts_of_job,
	find,
	import_picks,
	usual_wishes,
)
from supplier_connect.shops.desk.lookup.matches import DeskMatchStore
from supplier_connect.shops.matching.lookup import MatchSettings, Way, plan_for
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.match import Match, MatchCandidate, MatchState
from supplier_connect.shops.model.part import Part
from supplier_connect.shops.services.lookup.import_parts import Outcome
from supplier_connect.shops.services.lookup.remembering_shop import MemoizingShop
from supplier_connect.shops.services.lookup.sure_parts import choice

_JOB = "supplier_connect.shops.desk.lookup.many_lookups.run_job"
# Items whose part numbers are asked for together: as many as a shop takes in one call.
_AT_ONCE = 10
# Enough to see whether a part is the only one that fits.
_LEAST_CANDIDATES = 5
# Waiting for the limits of a minute takes most of it.
_SECONDS_AN_ITEM = 180
_SECONDS_AT_LEAST = 600
_LONGEST_SECONDS = 24 * 3600
# What a note holds is written each time.
_MOST_NAMED = 100
_SECONDS_BETWEEN = 1.0


@dataclass
class Progress:
	"""How far a job is; `failed` are the first Items that could not be looked up, with the reason.

	`batch` is what its lookups are marked with, so that their list can be opened.
	"""

	total: int
	batch: str = ""
	done: int = 0
	imported: int = 0
	to_review: int = 0
	nothing: int = 0
	failed: list[dict[str, str]] = field(default_factory=list)
	failed_count: int = 0
	message: str = ""

	def note(self, state: str) -> noted_jobs.Note:
		"""This as a note of the job."""
		return {**vars(self), "state": state, "left": self.total - self.done}

	def give_up(self, item: str, reason: str) -> None:
		"""Count an Item that could not be looked up; the first ones are named."""
		self.failed_count += 1
		if self.failed_count <= _MOST_NAMED:
			self.failed.append({"item": item, "reason": reason})


def enqueue(items: Sequence[str], accounts: Sequence[str], auto_import: bool, quantity: int | None) -> str:
	"""Look up Items in a background job of the current user; the token under which its progress is told."""
	token = noted_jobs.begin(Progress(total=len(items)).note(noted_jobs.QUEUED))
	seconds = max(_SECONDS_AT_LEAST, len(items) * _SECONDS_AN_ITEM)
	noted_jobs.enqueue(
		_JOB,
		token,
		queue="long",
		timeout=min(seconds, _LONGEST_SECONDS),
		items=list(items),
		accounts=list(accounts),
		auto_import=auto_import,
		quantity=quantity,
	)
	return token


def run_job(
	token: str, items: list[str], accounts: list[str], auto_import: bool, quantity: int | None
) -> None:
	"""The background job: every Item is a transaction of its own, and none that fails stops the others.

	It ends before its last Item when it is stopped, or when no account can be asked any more.
	"""
	progress = Progress(total=len(items), batch=frappe.generate_hash(length=10))
	state = noted_jobs.FAILED
	try:
		state = _Run(token, accounts, auto_import, quantity, progress).go_through(items)
	except SupplierConnectError as error:
		progress.message = translate(error.message)
	except Exception:
		progress.message = translate(msg("This broke off; the Error Log says why."))
		raise
	finally:
		noted_jobs.save_progress(token, progress.note(state))


class _Run:
	"""One job, with shops that are asked nothing twice and left alone once they can't answer."""

	def __init__(
		self,
		token: str,
		accounts: Collection[str],
		auto_import: bool,
		quantity: int | None,
		progress: Progress,
	) -> None:
		self._token = token
		self._user = frappe.session.user
		known = accounts_of_job(accounts, self._user)
		self._shops = {account.name: MemoizingShop(account, shop_of(account)) for account in known}
		# Who may not any more leaves it to a review.
		self._auto_import = auto_import and bool(frappe.has_permission("Supplier Part", "create"))
		top_n = max(match_settings(self._user).top_n, _LEAST_CANDIDATES)
		self._question = Question(quantity=quantity, choices=Choices(top_n=top_n))
		self._progress = progress
		self._told_at = -_SECONDS_BETWEEN

	def go_through(self, items: Sequence[str]) -> str:
		"""Look up all Items; how it ended."""
		for batch in in_batches(items, _AT_ONCE):
			parts = self._parts_of(batch)
			self._learn_numbers(parts.values())
			for item in batch:
				if noted_jobs.is_stopped(self._token):
					return noted_jobs.STOPPED
				self._tell()
				if not self._look_up(item, parts.get(item)):
					return noted_jobs.STOPPED
		return noted_jobs.DONE

	def _tell(self) -> None:
		"""Tell how far it is, but not of each of thousands that are done in no time."""
		now = time.monotonic()
		if now >= self._told_at + _SECONDS_BETWEEN:
			self._told_at = now
			noted_jobs.save_progress(self._token, self._progress.note(noted_jobs.RUNNING))

	@property
	def _able(self) -> list[ShopAccount]:
		"""The accounts that can still be asked."""
		return [shop.account for shop in self._shops.values() if not shop.error]

	def _parts_of(self, items: Sequence[str]) -> dict[str, Part]:
		"""What the Items say that are there, that are bought, and that the user may change."""
		others = not_bought(items)
		parts = DeskItemBook().read_many([item for item in items if item not in others])
		return {part.code: part for part in parts if frappe.has_permission("Item", "write", doc=part.code)}

	def _learn_numbers(self, parts: Collection[Part]) -> None:
		"""Ask all shops side by side for the part numbers of some Items, many in a call."""
		settings = match_settings(self._user)
		searches = [
			(account, search)
			for account in self._able
			for part in parts
			for search in plan_for(part, settings).searches(account.connector, account.supplier)
			if search.way is Way.NUMBERS
		]
		numbers: dict[str, list[str]] = {}
		for account, search in searches:
			numbers.setdefault(account.name, []).extend(search.texts)
		with ThreadPoolExecutor(max(len(numbers), 1), thread_name_prefix="lookup") as pool:
			asked = [
				pool.submit(self._shops[name].learn, list(dict.fromkeys(texts)))
				for name, texts in numbers.items()
			]
			for future in asked:
				future.result()

	def _look_up(self, item: str, part: Part | None) -> bool:
		"""Look one Item up and settle what was found; False when nobody can be asked any more."""
		if not self._able:
			self._tell_why()
			return False
		try:
			state = anew_after_deadlock(lambda: self._settled(item, part))
		except JobTimeoutException:
			raise
		except (SupplierConnectError, frappe.ValidationError, frappe.PermissionError) as error:
			undo()
			frappe.clear_messages()
			if not self._able:
				self._tell_why()
				return False
			self._give_up(item, _reason_of(error))
		except Exception:
			undo()
			frappe.log_error(title=f"Supplier Connect: lookup of {item}"[:140])
			self._give_up(item, translate(msg("This broke off; the Error Log says why.")))
		else:
			name = _COUNTED[state]
			setattr(self._progress, name, getattr(self._progress, name) + 1)
		# Each Item is done for good before the next one, which may take minutes.
		frappe.db.commit()  # nosemgrep
		self._progress.done += 1
		return True

	def _settled(self, item: str, part: Part | None) -> MatchState:
		if part is None:
			raise _no_part(item)
		match = find(part, self._able, self._user, self._question, lambda account: self._shops[account.name])
		frappe.db.set_value("Supplier Match", match.name, "batch", self._progress.batch)
		return _settle(part, match, self._auto_import, match_settings(self._user))

	def _give_up(self, item: str, reason: str) -> None:
		self._progress.give_up(item, reason)

	def _tell_why(self) -> None:
		"""Say why no account can be asked any more."""
		errors = (shop.error for shop in self._shops.values())
		self._progress.message = " ".join(
			dict.fromkeys(translate(error.message) for error in errors if error)
		)


def _no_part(item: str) -> Exception:
	if not frappe.db.exists("Item", item):
		return NotFound(msg("There is no Item {0}.", item))
	if frappe.has_permission("Item", "write", doc=item) and (reason := not_bought((item,)).get(item)):
		return RejectedInput(reason, field="items")
	return frappe.PermissionError(frappe._("You have no permission to change {0}.").format(item))


def _reason_of(error: Exception) -> str:
	if isinstance(error, SupplierConnectError):
		return translate(error.message)
	sentence = frappe.utils.strip_html(str(error)).strip()
	return sentence or translate(msg("You have no permission to change this."))


_COUNTED = {
	MatchState.IMPORTED: "imported",
	MatchState.REVIEW: "to_review",
	MatchState.NOTHING: "nothing",
}


def _settle(part: Part, match: Match, auto_import: bool, settings: MatchSettings) -> MatchState:
	"""Import what is certain where that is wanted, and put the rest into the queue for a review."""
	found = choice(part, plan_for(part, settings), match)
	if auto_import and found.state.is_settled and found.candidate and _import(match, found.candidate):
		return MatchState.IMPORTED
	if match.state is MatchState.OPEN:
		DeskMatchStore().set_state(match.name, MatchState.REVIEW)
		return MatchState.REVIEW
	return match.state


def _import(match: Match, candidate: MatchCandidate) -> bool:
	"""Import the best offer of each account; whether all of them could be."""
	best = {offer.account: offer for offer in reversed(candidate.offers)}
	picks = [Pick(name, offer.offer.sku) for name, offer in best.items()]
	done = import_picks(match, picks, usual_wishes(match.quantity))
	return all(one.outcome is not Outcome.FAILED for one in done)
