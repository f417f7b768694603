"""How many calls of a day's quota are spent: what we counted, corrected by what the shop tells."""

from __future__ import annotations

from dataclasses import dataclass, replace

from supplier_connect.core.http.exchange import QuotaStatus


def _without(reserve: int, limit: int) -> int:
	"""A limit without some per cent of it, rounded down, but never down to 0, which means none."""
	return max(limit * (100 - reserve) // 100, 1) if limit else 0


@dataclass(frozen=True)
class QuotaCount:
	"""The count of one quota on one UTC day.

	`calls` are those we made; `besides` what the shop counts more (others use the same key) or less; `told_limit` the
	shop's own word on the limit, 0 until it was told.
	"""

	calls: int = 0
	besides: int = 0
	told_limit: int = 0

	@property
	def spent(self) -> int:
		"""How many calls are spent, as far as we know."""
		return max(self.calls + self.besides, 0)

	def limit(self, usual: int, ceiling: int) -> int:
		"""The most calls of the day, 0 for no limit. See `DailyQuota.take`."""
		return min((limit for limit in (self.told_limit or usual, ceiling) if limit), default=0)

	def taken(self, usual: int, ceiling: int, reserve: int = 0) -> QuotaCount | None:
		"""The count with one call more; None when the day's calls are spent. See `DailyQuota.take`."""
		limit = _without(reserve, self.limit(usual, ceiling))
		return None if limit and self.spent >= limit else replace(self, calls=self.calls + 1)

	def together(self, other: QuotaCount) -> QuotaCount:
		"""The count of two quotas that have become one; the first one's word on the limit holds."""
		return QuotaCount(
			self.calls + other.calls, self.besides + other.besides, self.told_limit or other.told_limit
		)

	def after(self, number: int, standing: QuotaStatus) -> QuotaCount:
		"""The count after the answer to our call of that number told how the shop counts. See `DailyQuota.learn`."""
		limit = standing.limit or self.told_limit
		if not limit:
			return self if standing.remaining else replace(self, told_limit=max(self.spent, 1))
		besides = limit - standing.remaining - number
		is_newest = number == self.calls
		return replace(
			self,
			told_limit=limit,
			besides=besides if is_newest or besides > self.besides else self.besides,
		)
