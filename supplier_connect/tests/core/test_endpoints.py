"""Every whitelisted function: typed arguments and a typed result, told of in docs/api.md as they are."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import frappe
from pydantic import BaseModel, TypeAdapter
from werkzeug.wrappers import Response

from supplier_connect.api.endpoint import Amount, Count, as_json, read_argument
from supplier_connect.api.results import Moment, Partial, Result, Text
from supplier_connect.core.desk.clock import to_site
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.model.cart import CartChoice
from supplier_connect.tests.core.test_access import whitelisted
from supplier_connect.tests.support.site import SiteCase

_DOCS = Path(frappe.get_app_path("supplier_connect")).parent / "docs" / "api.md"
_SECTION = re.compile(r"^## .*`supplier_connect\.api\.(\w+)`$", re.MULTILINE)
_KEY = re.compile(r'"(\w+)":')
# Names that aren't fixed: strategies and what was read of an Item.
_FREE_KEYS = {"balanced", "resistance", "component_type"}


def ours() -> dict[str, Callable[..., Any]]:
	"""The functions of the API as they were written, by their names below `supplier_connect.api`; none in Frappe's place."""
	replaced = {path for paths in frappe.get_hooks("override_whitelisted_methods").values() for path in paths}
	return {
		name: inspect.unwrap(method)
		for name, method in whitelisted().items()
		if f"supplier_connect.api.{name}" not in replaced
	}


def hints(function: Callable[..., Any]) -> dict[str, Any]:
	"""The annotations of a function, its result as `return`."""
	return typing.get_type_hints(function, include_extras=True)


def keys_in(kind: Any) -> Iterator[str]:
	"""The keys of a result, at whatever depth."""
	if inspect.isclass(kind) and issubclass(kind, BaseModel):
		for name, field in kind.model_fields.items():
			yield field.alias or name
			yield from keys_in(field.annotation)
	elif inspect.isclass(kind) and is_dataclass(kind):
		for name, inner in typing.get_type_hints(kind).items():
			yield name
			yield from keys_in(inner)
	for inner in typing.get_args(kind):
		yield from keys_in(inner)


def keys_of(function: Callable[..., Any]) -> set[str]:
	"""The keys that a function may answer."""
	return set(keys_in(hints(function)["return"]))


class TestEveryEndpoint(SiteCase):
	def test_each_has_typed_arguments_and_a_typed_result(self) -> None:
		for name, function in ours().items():
			with self.subTest(name):
				self.assertTrue(inspect.getdoc(function))
				told = hints(function)
				self.assertEqual(set(inspect.signature(function).parameters) - set(told), set())
				result = told["return"]
				if result is Response:
					continue
				# Loose dicts have a schema, too: they must not be an answer.
				self.assertNotIn(dict, (result, typing.get_origin(result)))
				TypeAdapter(result).json_schema(mode="serialization")
				for argument, kind in told.items():
					if argument != "return":
						TypeAdapter(kind).json_schema()

	def test_each_is_in_the_docs_with_its_arguments_and_keys(self) -> None:
		_before, *parts = _SECTION.split(_DOCS.read_text(encoding="utf-8"))
		sections = dict(zip(parts[::2], parts[1::2], strict=True))
		text = "".join(parts)
		for name, function in ours().items():
			module, _dot, short = name.partition(".")
			with self.subTest(name):
				told = re.search(rf"`{short}(?:\(([^`]*)\))?`", sections[module])
				self.assertIsNotNone(told)
				if told and told[1] and "…" not in told[1]:
					named = re.findall(r"(?:^|, )([a-z]\w*)", told[1])
					more = [one for one in inspect.signature(function).parameters.values() if one.kind != 4]
					self.assertEqual(named, [one.name for one in more])
				self.assertEqual({key for key in keys_of(function) if f'"{key}"' not in text}, set())

	def test_the_docs_show_no_key_that_nothing_answers(self) -> None:
		answered = {key for function in ours().values() for key in keys_of(function)}
		shown = set(_KEY.findall(_DOCS.read_text(encoding="utf-8")))
		self.assertEqual(shown - answered - _FREE_KEYS, set())


class TestArguments(SiteCase):
	def test_texts_of_browsers_are_read_by_the_annotation(self) -> None:
		for kind, given, read in (
			(int, "5", 5),
			(Count | None, "", None),
			(Count | None, "null", None),
			(bool, "1", True),
			(bool, "off", False),
			(bool | None, "Yes", True),
			(Decimal, "0.10", Decimal("0.10")),
			(list[str], '["a"]', ["a"]),
			(list[str] | dict[str, Decimal], '{"a": 0.1}', {"a": Decimal("0.1")}),
			(dict[str, str], " {} ", {}),
			(str, "[1]", "[1]"),
			(str | None, "", ""),
			(str | int | None, 0, 0),
			(CartChoice, "new", CartChoice.NEW),
		):
			with self.subTest(f"{kind} {given!r}"):
				self.assertEqual(read_argument("field", kind, given), read)

	def test_what_is_empty_is_the_default(self) -> None:
		self.assertEqual(read_argument("days", Count, "", 365), 365)
		self.assertFalse(read_argument("own", bool, None, False))

	def test_what_can_not_be_read_is_named(self) -> None:
		for kind, given, sentence in (
			(Count, "0", "field must be a whole number of at least 1."),
			(Count, "many", "field must be a whole number of at least 1."),
			(Count, "1.5", "field must be a whole number of at least 1."),
			(bool, "perhaps", "field must be yes or no (1 or 0)."),
			(Decimal, "dear", "field must be a number."),
			(Decimal, "NaN", "field must be a number."),
			(Amount, "1e999999999", "field is too large."),
			(Count, "9" * 30, "field is too large."),
			(list[str], "[" * 100_000, "field is no JSON."),
			(list[str], "{}", "field must be a list."),
			(list[str], [["a"]], "field[0] must be a text."),
			(list[str], "[", "field is no JSON."),
			(dict[str, str], "[]", "field must be an object."),
			(str, None, "field must be a text."),
		):
			with self.subTest(f"{kind} {given!r}"), self.assertRaises(RejectedInput) as raised:
				read_argument("field", kind, given)
			self.assertEqual((str(raised.exception.message), raised.exception.field), (sentence, "field"))

	def test_a_missing_argument_is_named(self) -> None:
		with self.assertRaisesRegex(frappe.ValidationError, "item is missing"):
			frappe.get_attr("supplier_connect.api.item.accounts")()
		self.assertEqual(frappe.local.response["error"]["kind"], "RejectedInput")


class TestResults(SiteCase):
	def test_values_become_what_json_has(self) -> None:
		class Shown(Result):
			price: float | None
			day: date
			choice: Text
			sentence: Text
			none: Text
			at: Moment | None

		moment = datetime(2026, 11, 21, 10, 0, 0, 5, tzinfo=timezone.utc)
		shown = Shown(
			price=Decimal("0.1"),
			day=date(2026, 11, 21),
			choice=CartChoice.NEW,
			sentence=msg("{0} is here", "X"),
			none=None,
			at=moment,
		)
		local = to_site(moment)
		self.assertEqual(
			as_json([shown]),
			[
				{
					"price": 0.1,
					"day": "2026-11-21",
					"choice": "new",
					"sentence": "X is here",
					"none": "",
					"at": str(local and local.replace(microsecond=0)),
				}
			],
		)

	def test_a_partial_answer_leaves_out_what_it_was_not_given(self) -> None:
		class Told(Partial):
			state: str
			left: int | None = None

		self.assertEqual(as_json(Told(state="running")), {"state": "running"})
		self.assertEqual(as_json(Told(state="done", left=None)), {"state": "done", "left": None})
