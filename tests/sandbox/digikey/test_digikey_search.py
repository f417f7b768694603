"""Keyword search at the sandbox's DigiKey."""

from __future__ import annotations

import pytest
from support.digikey_client import DigiKeyClient
from support.sandbox_client import Json

RESISTOR = "RC0402FR-1310KL"


def found(answer: Json) -> list[str]:
	return [product["ManufacturerProductNumber"] for product in answer["Products"]]


def filtered(buyer: DigiKeyClient, keywords: str, **filters: object) -> Json:
	return buyer.keyword(keywords, FilterOptionsRequest=filters)


def test_a_number_is_an_exact_match(buyer: DigiKeyClient) -> None:
	for number in (RESISTOR, f"311-{RESISTOR}CT-ND"):
		answer = buyer.keyword(number)
		assert found(answer) == [RESISTOR]
		assert answer["ExactMatches"] == answer["Products"]
		assert answer["ProductsCount"] == 1


def test_words_match_no_part_exactly(buyer: DigiKeyClient) -> None:
	answer = buyer.keyword("10k 0402")
	assert RESISTOR in found(answer)
	assert answer["ExactMatches"] == []
	assert buyer.keyword("unobtainium")["Products"] == []


def test_a_product_is_found_once(buyer: DigiKeyClient) -> None:
	answer = buyer.keyword("TLV9001IDBVR")
	assert (found(answer), answer["ProductsCount"]) == (["TLV9001IDBVR"], 1)
	assert len(answer["Products"][0]["ProductVariations"]) == 3


def test_pages(buyer: DigiKeyClient) -> None:
	first = buyer.keyword("resistors")
	total = first["ProductsCount"]
	assert len(first["Products"]) == 50
	assert total > 100
	second = buyer.keyword("resistors", Offset=50, Limit=7)
	assert len(second["Products"]) == 7
	assert not set(found(first)) & set(found(second))
	assert second["ProductsCount"] == total
	assert len(buyer.keyword("resistors", Offset=total - 1)["Products"]) == 1
	assert buyer.keyword("resistors", Offset=total)["Products"] == []


@pytest.mark.parametrize(
	("body", "field"),
	[
		({"Keywords": ""}, "Keywords"),
		({"Limit": 51}, "Limit"),
		({"Limit": 0}, "Limit"),
		({"Limit": "many"}, "Limit"),
		({"Offset": -1}, "Offset"),
		({"Offset": True}, "Offset"),
		({"FilterOptionsRequest": []}, None),
		({"FilterOptionsRequest": "x"}, "FilterOptionsRequest"),
		({"FilterOptionsRequest": {"ManufacturerFilter": "13"}}, "ManufacturerFilter"),
		({"FilterOptionsRequest": {"MarketPlaceFilter": "Never"}}, "MarketPlaceFilter"),
		({"FilterOptionsRequest": {"SearchOptions": ["Cheap"]}}, "SearchOptions"),
		({"SortOptions": {"Field": "Beauty"}}, "Field"),
	],
)
def test_requests_that_are_refused(buyer: DigiKeyClient, body: Json, field: str | None) -> None:
	answer = buyer.keyword(**{"keywords": "10k", **body}) if "Keywords" not in body else buyer.keyword("")
	assert list(answer.get("errors", ())) == ([field] if field else [])


def test_a_body_that_is_no_object(buyer: DigiKeyClient) -> None:
	for body in ([], "x", 1):
		assert buyer.call("POST", "products/v4/search/keyword", body).json()["status"] == 400


def test_the_filter_of_makers(buyer: DigiKeyClient) -> None:
	everything = buyer.keyword("0402")
	ids = [row["Id"] for row in everything["FilterOptions"]["Manufacturers"]]
	assert len(ids) > 1
	answer = filtered(buyer, "0402", ManufacturerFilter=[{"Id": str(ids[1])}])
	assert {product["Manufacturer"]["Id"] for product in answer["Products"]} == {ids[1]}
	assert filtered(buyer, RESISTOR, ManufacturerFilter=[{"Id": "399"}])["Products"] == []


def test_the_filter_of_states(buyer: DigiKeyClient) -> None:
	answer = filtered(buyer, "microcontrollers", StatusFilter=[{"Id": 7}])
	assert found(answer) == ["LPC1769FBD100,551"]
	assert answer["ProductsCount"] == 1


def test_the_filter_of_packagings(buyer: DigiKeyClient) -> None:
	answer = filtered(buyer, "headers", PackagingFilter=[{"Id": 17}])
	assert found(answer) == ["87834-2019"]


def test_the_filter_of_stock(buyer: DigiKeyClient) -> None:
	assert found(filtered(buyer, "STM32F407VGT6", MinimumQuantityAvailable=1)) == []
	assert found(filtered(buyer, "LPC1769FBD100,551", MinimumQuantityAvailable=884)) == ["LPC1769FBD100,551"]
	assert found(filtered(buyer, "LPC1769FBD100,551", MinimumQuantityAvailable=885)) == []


def test_search_options(buyer: DigiKeyClient) -> None:
	assert found(filtered(buyer, "STM32F407VGT6", SearchOptions=["InStock"])) == []
	assert found(filtered(buyer, "1N4001", SearchOptions=["RohsCompliant"])) == []
	assert found(filtered(buyer, "LED", SearchOptions=["NewProduct", "HasDatasheet"])) == ["150060GS75000"]


def test_the_market_place_can_be_left_out(buyer: DigiKeyClient) -> None:
	only = filtered(buyer, "0402", MarketPlaceFilter="MarketPlaceOnly")
	assert only["Products"]
	mpn = found(only)[0]
	assert any(each["MarketPlace"] for each in buyer.keyword(mpn)["Products"][0]["ProductVariations"])
	(product,) = filtered(buyer, mpn, MarketPlaceFilter="ExcludeMarketPlace")["Products"]
	assert not any(each["MarketPlace"] for each in product["ProductVariations"])


def test_sorting(buyer: DigiKeyClient) -> None:
	answer = buyer.keyword("0402", SortOptions={"Field": "QuantityAvailable", "SortOrder": "Descending"})
	stocks = [product["QuantityAvailable"] for product in answer["Products"]]
	assert stocks == sorted(stocks, reverse=True)
	cheapest = buyer.keyword("0402", SortOptions={"Field": "Price", "SortOrder": "Ascending"})["Products"]
	assert cheapest[0]["UnitPrice"] <= cheapest[-1]["UnitPrice"]


def test_filters_are_told_for_many_hits(buyer: DigiKeyClient) -> None:
	many = buyer.keyword("0402")["FilterOptions"]
	assert {1, 2, 243} <= {row["Id"] for row in many["Packaging"]}
	assert {"Id": 0, "Value": "Active"}.items() <= many["Status"][0].items()
	few = buyer.keyword(RESISTOR)["FilterOptions"]
	assert (few["Packaging"], few["Status"], few["ParametricFilters"]) == (None, None, None)
	assert few["TopCategories"][0]["Category"]["Name"] == "Chip Resistor - Surface Mount"


CHIPS = [{"Id": "52"}]


def parameters(buyer: DigiKeyClient, **filters: object) -> dict[str, Json]:
	told = filtered(buyer, "0402", **filters)["FilterOptions"]["ParametricFilters"]
	return {row["ParameterName"]: row for row in told}


def test_the_parameters_of_a_category_are_filters(buyer: DigiKeyClient) -> None:
	assert buyer.keyword("0402")["FilterOptions"]["ParametricFilters"] is None
	told = parameters(buyer, CategoryFilter=CHIPS)
	resistance = told["Resistance"]
	assert resistance["Category"] == {
		"Id": 52,
		"Value": "Chip Resistor - Surface Mount",
		"ProductCount": None,
	}
	assert (resistance["ParameterId"], resistance["ParameterType"]) == (2085, "UnitOfMeasure")
	values = {row["ValueName"]: row for row in resistance["FilterValues"]}
	assert values["10 kOhms"]["ValueId"] == "10 kOhms"
	total = filtered(buyer, "0402", CategoryFilter=CHIPS)["ProductsCount"]
	assert sum(row["ProductCount"] for row in resistance["FilterValues"]) == total
	assert {row["RangeFilterType"] for row in told["Tolerance"]["FilterValues"]} == {None}


def test_parts_are_found_by_their_parameters(buyer: DigiKeyClient) -> None:
	told = parameters(buyer, CategoryFilter=CHIPS)
	tolerances = {row["ValueName"]: row for row in told["Tolerance"]["FilterValues"]}
	wanted = {
		"CategoryFilter": {"Id": "52"},
		"ParameterFilters": [
			{"ParameterId": 2085, "FilterValues": [{"Id": "10 kOhms"}, {"Id": "22 kOhms"}]},
			{"ParameterId": 3, "FilterValues": [{"Id": tolerances["±1%"]["ValueId"]}]},
		],
	}
	answer = filtered(buyer, "0402", ParameterFilterRequest=wanted)
	assert answer["Products"]
	for product in answer["Products"]:
		values = {row["ParameterText"]: row["ValueText"] for row in product["Parameters"]}
		assert values["Resistance"] in ("10 kOhms", "22 kOhms")
		assert values["Tolerance"] == "±1%"
	assert {
		row["ValueName"]
		for row in parameters(buyer, ParameterFilterRequest=wanted)["Tolerance"]["FilterValues"]
	} == {"±1%"}


@pytest.mark.parametrize(
	"wrong", [[], {"ParameterFilters": {}}, {"ParameterFilters": ["x"]}, {"CategoryFilter": []}]
)
def test_parameters_that_are_none_are_refused_or_none(buyer: DigiKeyClient, wrong: object) -> None:
	body = {"Keywords": "0402", "FilterOptionsRequest": {"ParameterFilterRequest": wrong}}
	status = buyer.call("POST", "products/v4/search/keyword", body).status_code
	assert status == (400 if wrong in ({"ParameterFilters": ["x"]},) else 200)
