"""A key shows nowhere."""

from __future__ import annotations

import pickle
import traceback

import pytest

from supplier_connect.core.model.connection import Credentials
from supplier_connect.core.model.errors import NotAuthorised
from supplier_connect.core.model.messages import Message, msg
from supplier_connect.core.model.secret import Secret


def test_a_secret_prints_as_stars() -> None:
	secret = Secret("hush")
	shown = f"{secret} {secret!r} {[secret]} {Credentials('', {'k': secret})}"
	assert "hush" not in shown
	assert secret.reveal() == "hush"
	assert secret == Secret("hush") != Secret("other")


def test_a_secret_is_not_pickled() -> None:
	with pytest.raises(TypeError):
		pickle.dumps(Secret("hush"))


def test_a_missing_key_is_named_with_its_account() -> None:
	with pytest.raises(NotAuthorised) as raised:
		Credentials().require("cart_key", "Cart API Key", "Mouser US")
	assert "Mouser US" in str(raised.value)
	assert "Cart API Key" in "".join(traceback.format_exception(raised.value))


def test_a_shops_words_lose_our_key() -> None:
	assert "hush" not in Credentials("", {"k": Secret("hush")}).redact("key hush is wrong")


def test_a_sentence_is_translated_before_it_is_filled_in() -> None:
	german = {"Line {0}: {1}": "Zeile {0}: {1}"}
	assert msg("Line {0}: {1}", 3, "{x}").translated(lambda text: german.get(text, text)) == "Zeile 3: {x}"
	assert str(Message("{0}", ("a {b}",))) == "a {b}"
