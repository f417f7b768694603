"""The lists of MyLists: who has which, what stands in them, and the names that are taken for ever."""

from __future__ import annotations

import secrets
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from supplier_connect.sandbox.digikey.errors import invalid, not_found
from supplier_connect.sandbox.digikey.oauth import IssuedToken
from supplier_connect.sandbox.digikey.visit import count, text
from supplier_connect.sandbox.frame.control import Clock, Limits

_GUEST = ""
_SHORT_LENGTH = 8
_SHORT_CHARACTERS = "abcdefghijkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Amount:
	"""A quantity of a line. `pack_type` is MyLists' code of the packaging that is preferred, "" for none."""

	quantity: int
	pack_type: str
	target_price: float | None


@dataclass(frozen=True, slots=True)
class ListLine:
	"""A line as it was asked for. Whether there is such a part is found out when the list is read."""

	unique_id: str
	requested: str
	original: str
	maker: str
	customer_reference: str
	designator: str
	notes: str
	amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class PartList:
	"""A list. `user` is the one who signed in; `owner` and `created_by` are what the application wrote."""

	id: str
	name: str
	organisation: str
	user: str
	owner: str
	created_by: str
	tags: tuple[str, ...]
	source: str
	made: datetime
	changed: datetime
	lines: tuple[ListLine, ...] = ()
	deleted: bool = False
	ordered: bool = False


class Lists:
	"""All lists. Safe to use from many threads."""

	def __init__(self, clock: Clock) -> None:
		"""`clock` dates the lists."""
		self._clock = clock
		self._lock = threading.RLock()
		self._lists: dict[str, PartList] = {}
		self._taken: set[tuple[str, str]] = set()
		self._links: dict[str, str] = {}

	def is_free(self, name: str, organisation: str) -> bool:
		"""Whether an organisation never had a list of this name, in whatever letters' case."""
		with self._lock:
			return (organisation, name.casefold()) not in self._taken

	def take(self, names: Iterable[str], organisations: Iterable[str]) -> None:
		"""Let names be taken as if there had been such lists."""
		with self._lock:
			self._taken |= {(each, name.casefold()) for name in names for each in organisations}

	def make(self, body: dict[str, Any], grant: IssuedToken) -> PartList:
		"""A new list of the one who signed in. Problem (400) when its name is missing or taken."""
		name = text(body, "ListName")
		if not name:
			raise invalid("ListName", "The ListName field is required.")
		organisation = grant.client.organisation
		with self._lock:
			if not self.is_free(name, organisation):
				raise invalid("ListName", f"A list with the name {name!r} already exists.")
			self.take((name,), (organisation,))
			return self._keep(
				self._fresh(
					name,
					organisation,
					grant.user,
					owner=text(body, "Owner") or grant.user,
					created_by=text(body, "CreatedBy"),
					tags=_tags(body.get("Tags")),
					source=text(body, "Source"),
				)
			)

	def make_for_guest(self, name: str, tags: str, lines: Sequence[ListLine]) -> str:
		"""A list of nobody, and the code of the link that opens it once."""
		words = tuple(tag for tag in tags.split(",") if tag)
		fresh = self._fresh(name, _GUEST, _GUEST, owner="", created_by="", tags=words, source="thirdparty")
		code = "".join(secrets.choice(_SHORT_CHARACTERS) for _ in range(_SHORT_LENGTH))
		with self._lock:
			self._keep(replace(fresh, lines=tuple(lines)))
			self._links[code] = fresh.id
		return code

	def open_link(self, code: str) -> PartList | None:
		"""The list behind a link; None for an unknown link and for one that was used."""
		with self._lock:
			list_id = self._links.pop(code, None)
			return self._lists[list_id] if list_id else None

	def of(self, grant: IssuedToken) -> list[PartList]:
		"""The lists of the one who signed in, the newest last."""
		with self._lock:
			return [each for each in self._lists.values() if _belongs(each, grant)]

	def get(self, list_id: str, grant: IssuedToken) -> PartList:
		"""One list of the one who signed in. Problem (404) when there is none, or no longer."""
		with self._lock:
			kept = self._lists.get(list_id)
		if kept is None or not _belongs(kept, grant):
			raise not_found(f"List {list_id} was not found.")
		return kept

	def look(self, list_id: str) -> PartList | None:
		"""Any list that is not deleted."""
		with self._lock:
			kept = self._lists.get(list_id)
		return None if kept is None or kept.deleted else kept

	def all(self) -> tuple[PartList, ...]:
		"""All lists there ever were."""
		with self._lock:
			return tuple(self._lists.values())

	def change(self, list_id: str, grant: IssuedToken, change: Callable[[PartList], PartList]) -> PartList:
		"""The list as `change` makes it, kept. Problem as in get()."""
		with self._lock:
			return self._keep(replace(change(self.get(list_id, grant)), changed=self._clock.now()))

	def mark_ordered(self, list_id: str) -> bool:
		"""Let the buyer order a list, which stays as it is. False when there is none."""
		with self._lock:
			kept = self.look(list_id)
			if kept is None:
				return False
			self._keep(replace(kept, ordered=True))
		return True

	def reset(self) -> None:
		"""Forget all lists and free all names."""
		with self._lock:
			self._lists.clear()
			self._taken.clear()
			self._links.clear()

	def _fresh(self, name: str, organisation: str, user: str, **details: Any) -> PartList:
		now = self._clock.now()
		made = {"made": now, "changed": now, **details}
		return PartList(id=str(uuid.uuid4()), name=name, organisation=organisation, user=user, **made)

	def _keep(self, kept: PartList) -> PartList:
		self._lists[kept.id] = kept
		return kept


def lines_from_json(rows: Sequence[dict[str, Any]]) -> tuple[ListLine, ...]:
	"""The lines of a request. Problem (400) for one without a number or with a quantity that is none."""
	return tuple(line_from_json(row, str(uuid.uuid4())) for row in rows)


def line_from_json(row: dict[str, Any], unique_id: str) -> ListLine:
	"""One line of a request, in the spelling of MyLists or of the call for third parties."""
	values = {name[:1].upper() + name[1:]: value for name, value in row.items()}
	requested = text(values, "RequestedPartNumber")
	if not requested:
		raise invalid("RequestedPartNumber", "The RequestedPartNumber field is required.")
	amounts = values.get("Quantities") or [{"Quantity": 1}]
	if not isinstance(amounts, list) or not all(isinstance(each, dict) for each in amounts):
		raise invalid("Quantities", "The field Quantities must be an array of objects.")
	return ListLine(
		unique_id=unique_id,
		requested=requested,
		original=text(values, "OriginalPartNumber") or requested,
		maker=text(values, "ManufacturerName"),
		customer_reference=text(values, "CustomerReference"),
		designator=text(values, "ReferenceDesignator"),
		notes=text(values, "Notes"),
		amounts=tuple(_amount(each) for each in amounts),
	)


def with_lines(kept: PartList, lines: Sequence[ListLine], at: int, limits: Limits) -> PartList:
	"""A list with more lines, put in before the one at `at`. Problem (400) for more than it may have."""
	if limits.items_per_request and len(lines) > limits.items_per_request:
		raise invalid("Parts", f"A request takes {limits.items_per_request} parts at most.")
	together = (*kept.lines[:at], *lines, *kept.lines[at:])
	if limits.items_per_cart and len(together) > limits.items_per_cart:
		raise invalid("Parts", f"A list takes {limits.items_per_cart} parts at most.")
	return replace(kept, lines=together)


def line_of(kept: PartList, unique_id: str) -> ListLine:
	"""A line of a list. Problem (404) when there is none."""
	line = next((each for each in kept.lines if each.unique_id == unique_id), None)
	if line is None:
		raise not_found(f"Part {unique_id} was not found in the list.")
	return line


def _belongs(kept: PartList, grant: IssuedToken) -> bool:
	owner = (kept.organisation, kept.user, kept.deleted)
	return owner == (grant.client.organisation, grant.user, False)


def _amount(values: dict[str, Any]) -> Amount:
	named = {name[:1].upper() + name[1:]: value for name, value in values.items()}
	quantity = count(named, "Quantity", 0)
	if not quantity:
		raise invalid("Quantity", "The field Quantity must be greater than 0.")
	price = named.get("TargetPrice")
	return Amount(
		quantity=quantity,
		pack_type=text(named, "SelectedPackType"),
		target_price=float(price) if isinstance(price, (int, float)) else None,
	)


def _tags(given: object) -> tuple[str, ...]:
	return tuple(str(tag) for tag in given) if isinstance(given, list) else ()
