"""Whoever translates the app finds every text of it."""

from __future__ import annotations

from support.texts import found_texts, stored_texts


def test_every_text_is_in_the_catalogue() -> None:
	found = found_texts()
	missing = {text: sorted(places) for text, places in found.items() if text not in stored_texts()}
	assert missing == {}, "run `make pot`"


def test_nothing_is_in_the_catalogue_that_nobody_reads() -> None:
	assert stored_texts() - set(found_texts()) == set(), "run `make pot`"


def test_each_kind_of_file_is_read() -> None:
	endings = {place.rpartition(".")[2] for places in found_texts().values() for place in places}
	assert endings == {"py", "js", "json"}
