"""The day's count, corrected by what the shop tells."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from supplier_connect.core.http.exchange import QuotaStatus
from supplier_connect.core.http.quota import QuotaCount


def take(count: QuotaCount, usual: int = 1000, ceiling: int = 0) -> QuotaCount:
	taken = count.taken(usual, ceiling)
	assert taken is not None
	return taken


def test_calls_that_others_make_with_our_key_count() -> None:
	count = take(QuotaCount()).after(1, QuotaStatus(1000, 400))
	assert count.spent == 600
	assert take(count).spent == 601


def test_a_larger_limit_than_the_usual_one_holds_from_then_on() -> None:
	count = QuotaCount(calls=999, told_limit=0)
	assert take(count).after(1000, QuotaStatus(5000, 4000)).taken(1000, 0) is not None


def test_our_own_ceiling_holds_whatever_the_shop_tells() -> None:
	count = take(QuotaCount(calls=499), ceiling=500).after(500, QuotaStatus(5000, 4500))
	assert count.taken(1000, 500) is None


def test_a_shop_that_says_none_are_left_ends_the_day() -> None:
	assert take(QuotaCount()).after(1, QuotaStatus(None, 0)).taken(1000, 0) is None
	assert take(QuotaCount()).after(1, QuotaStatus(1000, 0)).taken(1000, 0) is None


def test_an_answer_that_came_late_does_not_take_back_newer_calls() -> None:
	count = QuotaCount()
	for _call in range(5):
		count = take(count)
	assert count.after(1, QuotaStatus(1000, 1000)).spent == 5


def test_calls_that_the_shop_did_not_count_are_given_back() -> None:
	"""Such as those that never reached it."""
	count = QuotaCount(calls=10).after(10, QuotaStatus(1000, 995))
	assert count.spent == 5


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 1000)), max_size=30), st.integers(1, 1000))
def test_the_shop_is_never_asked_for_more_than_it_told(told: list[tuple[int, int]], limit: int) -> None:
	count = QuotaCount()
	for calls, used in told:
		for _call in range(calls):
			count = count.taken(limit, 0) or count
		remaining = max(limit - used, 0)
		count = count.after(count.calls, QuotaStatus(limit, remaining))
		assert count.spent == max(limit - remaining, 0)
		assert (count.taken(limit, 0) is None) == (remaining == 0)
