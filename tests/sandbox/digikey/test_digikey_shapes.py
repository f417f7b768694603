"""The sandbox's answers have the fields that DigiKey's recorded ones have, nested the same way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.digikey_client import DigiKeyClient, line
from support.samples import RECORDINGS

_FOLDER = RECORDINGS / "digikey"
# Told by the current API, not yet by the one that was recorded.
_YOUNGER = {"Product.OtherNames"}
_OBSOLETE = "LPC1768FBD100,551"

pytestmark = pytest.mark.skipif(not _FOLDER.is_dir(), reason="needs the recorded answers of DigiKey")


def fields(value: Any, path: str = "") -> Iterator[str]:
	"""The paths of all fields of a JSON value; the entries of an array share one path."""
	if isinstance(value, list):
		for entry in value:
			yield from fields(entry, path)
	if isinstance(value, dict):
		for name, inner in value.items():
			yield f"{path}.{name}".strip(".")
			yield from fields(inner, f"{path}.{name}")


def recorded(*names: str) -> set[str]:
	"""The fields of all recordings in a folder, or of one."""
	files = sorted(Path(_FOLDER, *names).glob("*.json"))
	return {field for file in files for field in fields(json.loads(file.read_text(encoding="utf-8")))}


def without_categories(found: set[str]) -> set[str]:
	"""Fields without those of nested categories, whose depth depends on the part."""
	return {field for field in found if ".ChildCategories." not in field}


def test_product_details(buyer: DigiKeyClient) -> None:
	ours = {
		field
		for number in ("RC0402FR-1310KL", "1N4001-E3/54", _OBSOLETE, "LMK107BJ475KAHT")
		for field in fields(buyer.about(number))
	}
	assert without_categories(ours) - _YOUNGER == without_categories(recorded("productdetails"))


def test_keyword_search(buyer: DigiKeyClient) -> None:
	ours = set(fields(buyer.keyword("10k 0402")))
	ours = {field.replace("Products.", "Product.") for field in without_categories(ours)} - _YOUNGER
	theirs = {field.replace("Products.", "Product.") for field in without_categories(recorded("keyword"))}
	assert ours == theirs


def test_the_price_of_a_quantity(buyer: DigiKeyClient) -> None:
	answer = buyer.about("311-RC0402FR-1310KLCT-ND", "pricingbyquantity/4500")
	assert set(fields(answer)) == recorded("pricing")


def test_the_lines_of_a_list(buyer: DigiKeyClient) -> None:
	list_id = buyer.make_list("PO-1", line(_OBSOLETE, 10))
	answer = buyer.get(f"mylists/v1/lists/{list_id}/parts")
	assert set(fields(answer)) == recorded("mylists")


def test_values_are_of_the_recorded_types(buyer: DigiKeyClient) -> None:
	theirs = json.loads((_FOLDER / "mylists" / "dk_listparts_obsolete.json").read_text(encoding="utf-8"))
	list_id = buyer.make_list("PO-1", line(_OBSOLETE, 10))
	(ours,) = buyer.parts(list_id)
	for name, value in theirs["PartsList"][0].items():
		assert type(ours[name]) is type(value), name
