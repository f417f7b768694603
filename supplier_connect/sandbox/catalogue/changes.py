"""What may change about a part on sale: its stock, its prices, its terms, or that it is there at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from supplier_connect.sandbox.catalogue.parts import CataloguePacking, CataloguePart, Lifecycle


@dataclass(frozen=True, slots=True)
class PartEdit:
	"""How a part differs from the catalogue; None leaves a field as it is there.

	`stock`, `minimum` and `multiple` count pieces, `lead_days` days. `price_factor` is of the catalogue's prices, however
	often they were changed since. A part that is `gone` is sold and found no more.
	"""

	stock: int | None = None
	price_factor: Decimal | None = None
	lifecycle: Lifecycle | None = None
	replacement: str | None = None
	minimum: int | None = None
	multiple: int | None = None
	lead_days: int | None = None
	packings: tuple[CataloguePacking, ...] | None = None
	gone: bool | None = None

	@classmethod
	def from_json(cls, values: Mapping[str, Any]) -> PartEdit:
		"""The change that fields of a JSON object describe. ValueError for one that is unknown or has no sense."""
		unknown = set(values) - set(_READERS)
		if unknown:
			raise ValueError(f"Unknown fields of a part: {', '.join(sorted(unknown))}.")
		return cls(
			**{name: None if value is None else _READERS[name](value) for name, value in values.items()}
		)

	def over(self, earlier: PartEdit) -> PartEdit:
		"""Both changes together: this one where it says something."""
		told = {field.name: getattr(self, field.name) for field in fields(self)}
		return replace(earlier, **{name: value for name, value in told.items() if value is not None})

	def applied(self, part: CataloguePart) -> CataloguePart:
		"""The part of the catalogue as it is now."""
		plain = {name: getattr(self, name) for name in _TAKEN_OVER if getattr(self, name) is not None}
		return replace(part, **plain, price_breaks=self._prices(part))

	def _prices(self, part: CataloguePart) -> tuple[Any, ...]:
		factor = self.price_factor
		if factor is None:
			return part.price_breaks
		return tuple(replace(step, price=step.price * factor) for step in part.price_breaks)


_TAKEN_OVER = ("stock", "lifecycle", "replacement", "minimum", "multiple", "lead_days", "packings")


def _count(value: Any) -> int:
	if type(value) is not int or value < 0:
		raise ValueError(f"{value!r} is no count of pieces or days.")
	return value


def _pieces(value: Any) -> int:
	if not _count(value):
		raise ValueError("Nobody orders 0 pieces.")
	return int(value)


def _factor(value: Any) -> Decimal:
	try:
		factor = Decimal(str(value))
	except ArithmeticError as error:
		raise ValueError(f"{value!r} is no factor.") from error
	if not factor.is_finite() or factor <= 0:
		raise ValueError("A price_factor is above 0.")
	return factor


def _packings(value: Any) -> tuple[CataloguePacking, ...]:
	if not isinstance(value, (list, tuple)) or not value:
		raise ValueError("packings is an array of names.")
	return tuple(CataloguePacking(name) for name in value)


_READERS: Mapping[str, Callable[[Any], Any]] = {
	"stock": _count,
	"price_factor": _factor,
	"lifecycle": Lifecycle,
	"replacement": str,
	"minimum": _pieces,
	"multiple": _pieces,
	"lead_days": _count,
	"packings": _packings,
	"gone": bool,
}
