"""The search calls: what they find, the shape of their answers, their errors."""

from __future__ import annotations

import pytest
import requests
from support.sandbox_client import TIMEOUT, Client, Json

from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.mouser.server import SEARCH_KEY

# Every field of a part in recorded answers.
RECORDED_FIELDS = {
	"Availability",
	"DataSheetUrl",
	"Description",
	"FactoryStock",
	"ImagePath",
	"Category",
	"LeadTime",
	"LifecycleStatus",
	"Manufacturer",
	"ManufacturerPartNumber",
	"Min",
	"Mult",
	"MouserPartNumber",
	"ProductAttributes",
	"PriceBreaks",
	"AlternatePackagings",
	"ProductDetailUrl",
	"Reeling",
	"ROHSStatus",
	"SuggestedReplacement",
	"MultiSimBlue",
	"InfoMessages",
	"ProductCompliance",
}


def code_of(answer: Json) -> tuple[str, str | None]:
	"""Code and property of an answer's only error."""
	(error,) = answer["Errors"]
	assert set(error) == {
		"Id",
		"Code",
		"Message",
		"ResourceKey",
		"ResourceFormatString",
		"ResourceFormatString2",
		"PropertyName",
	}
	assert answer["SearchResults"] is None
	return error["Code"], error["PropertyName"]


def numbers_of(answer: Json) -> list[str]:
	return [part["MouserPartNumber"] for part in answer["SearchResults"]["Parts"]]


@pytest.mark.parametrize("version", ["v1", "v1.0", "v001", "V1"])
def test_versions_of_the_path(client: Client, version: str) -> None:
	assert numbers_of(client.number("603-RC0402FR-1310KL", version=version)) == ["603-RC0402FR-1310KL"]


def test_an_unknown_version(client: Client) -> None:
	response = client.post("v3/search/partnumber", {}, apiKey=SEARCH_KEY)
	assert response.status_code == 404
	assert response.json()["Message"]


def test_a_part_has_the_recorded_fields(client: Client) -> None:
	(part,) = client.parts("595-TPS73101DBVR", "Exact")
	assert set(part) >= RECORDED_FIELDS
	assert part["Availability"] == "5561 In Stock"
	assert part["PriceBreaks"][0] == {"Quantity": 1, "Price": "$1.83", "Currency": "USD"}
	assert (part["Min"], part["Mult"]) == ("1", "1")
	assert part["ManufacturerPartNumber"] == "TPS73101DBVR"


def test_a_number_finds_its_siblings_unless_exact(client: Client) -> None:
	assert numbers_of(client.number("595-TLV9001IDBVR", "Exact")) == ["595-TLV9001IDBVR"]
	assert numbers_of(client.number("595-TLV9001IDBVR")) == ["595-TLV9001IDBVR", "595-TLV9001IDBVR-FR"]


def test_a_maker_s_number_finds_its_parts(client: Client) -> None:
	assert numbers_of(client.number("tlv9001idbvr")) == ["595-TLV9001IDBVR", "595-TLV9001IDBVR-FR"]
	assert numbers_of(client.number("TLV9001IDBVR", "Exact")) == ["595-TLV9001IDBVR", "595-TLV9001IDBVR-FR"]
	assert numbers_of(client.number("TLV9001IDBV", "Exact")) == []
	assert numbers_of(client.number("PCA6408APW,118")) == ["771-PCA6408APW118"]
	assert numbers_of(client.number("HDR 2x5/1.27, SMD")) == ["571-HDR2X51.27SMD"]


def test_ten_numbers_at_once(client: Client, sandbox: SandboxServer) -> None:
	skus = [part.sku for part in sandbox.catalogue if part.sku][:10]
	assert numbers_of(client.number("|".join(skus), "Exact")) == skus


def test_a_part_without_a_number(client: Client) -> None:
	assert numbers_of(client.number("1N4148W-13-F")) == ["N/A"]


@pytest.mark.parametrize(
	("number", "told", "is_more_coming"),
	[
		("511-STM32F407VGT6", {}, True),
		("771-LPC1768FBD100551", {}, False),
		("595-LM358DR", {"Availability": "96410 In Stock", "AvailabilityInStock": "96410"}, False),
	],
)
def test_stock_that_is_not_there_is_left_out(
	client: Client, number: str, told: Json, is_more_coming: bool
) -> None:
	(part,) = client.parts(number, "Exact")
	assert {name: part[name] for name in ("Availability", "AvailabilityInStock") if name in part} == told
	assert bool(part["AvailabilityOnOrder"]) == is_more_coming


def test_tariffs_are_told_to_accounts_in_the_united_states(sandbox: SandboxServer) -> None:
	skus = [part.sku for part in sandbox.catalogue if part.sku][:100]

	def surcharges(client: Client) -> list[list[Json]]:
		batches = ("|".join(skus[at : at + 10]) for at in range(0, 100, 10))
		return [part["SurchargeMessages"] for batch in batches for part in client.parts(batch, "Exact")]

	told = [messages for messages in surcharges(Client(sandbox.base_url)) if messages]
	assert 15 < len(told) < 45
	assert told[0] == [{"code": "TARIFF", "message": "A tariff of 56 % may be applied."}]
	with SandboxServer(sandbox.catalogue, country="DE", limits=Limits(0, 0)) as german:
		assert not any(surcharges(Client(german.base_url)))


def test_parts_with_a_catch(client: Client) -> None:
	(obsolete,) = client.parts("771-LPC1768FBD100551", "Exact")
	assert obsolete["IsDiscontinued"] == "true"
	assert obsolete["LifecycleStatus"] == "Obsolete"
	assert obsolete["SuggestedReplacement"] == "771-LPC1769FBD100551"
	assert obsolete["PriceBreaks"] == []
	(restricted,) = client.parts("579-ATECC608B-SSHDA-B", "Exact")
	assert restricted["PriceBreaks"] == []
	assert restricted["RestrictionMessage"]
	(limited,) = client.parts("726-BSC010N04LSATMA1", "Exact")
	assert limited["SalesMaximumOrderQty"] == "100"
	(cheap,) = client.parts("791-WR04X000PTL", "Exact")
	assert cheap["PriceBreaks"][-1]["Price"] == "$0.0012"
	(reel,) = client.parts("595-TLV9001IDBVR-FR", "Exact")
	assert (reel["Min"], reel["Mult"]) == ("3000", "3000")


@pytest.mark.parametrize(
	("numbers", "code"),
	[
		("|".join(["603-RC0402FR-1310KL"] * 11), "MaxLength"),
		("ab", "MinLength"),
		("603-RC0402FR-1310KL|", "MinLength"),
		("x" * 41, "MaxLength"),
		("", "Required"),
	],
)
def test_numbers_that_are_refused(client: Client, numbers: str, code: str) -> None:
	assert code_of(client.number(numbers)) == (code, "mouserPartNumber")


@pytest.mark.parametrize("number", ["<script>", "10kΩ"])
def test_a_special_character_fails_all_numbers_of_a_call(client: Client, number: str) -> None:
	assert code_of(client.number(number)) == ("InvalidCharacters", None)
	assert code_of(client.number(f"603-RC0402FR-1310KL|{number}")) == ("InvalidCharacters", None)


@pytest.mark.parametrize("option", ["Nearly", "BeginsWith", "string", "en"])
def test_an_unknown_option_is_taken_for_none(client: Client, option: str) -> None:
	assert client.number("595-TLV9001IDBVR", option) == client.number("595-TLV9001IDBVR")
	assert client.keyword("10k", searchOptions=option) == client.keyword("10k")


def test_fields_that_are_refused(client: Client) -> None:
	assert code_of(client.keyword("10k", startingRecord=-1)) == ("Invalid", "startingRecord")
	assert code_of(client.keyword("")) == ("Required", "keyword")


def test_a_body_without_its_section(client: Client) -> None:
	answer = client.post("v1/search/keyword", {}, apiKey=SEARCH_KEY).json()
	assert code_of(answer) == ("Required", "SearchByKeywordRequest")


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff"])
def test_a_body_that_is_no_json_object(client: Client, body: bytes) -> None:
	url = f"{client.base_url}/api/v1/search/keyword?apiKey={SEARCH_KEY}"
	response = requests.post(url, data=body, timeout=TIMEOUT)
	assert response.status_code == 400
	assert set(response.json()) == {"Message"}


def test_keyword_pages(client: Client) -> None:
	first = client.keyword("resistors", records=500)
	assert len(numbers_of(first)) == 50
	total = first["SearchResults"]["NumberOfResult"]
	assert total > 50
	last = client.keyword("resistors", records=50, startingRecord=total - 1)
	assert len(numbers_of(last)) == 1
	assert numbers_of(client.keyword("resistors", records=50, startingRecord=total)) == []


def test_keyword_options(client: Client) -> None:
	assert numbers_of(client.keyword("STM32F407VGT6")) == ["511-STM32F407VGT6"]
	assert numbers_of(client.keyword("STM32F407VGT6", searchOptions="InStock")) == []
	assert numbers_of(client.keyword("1N4001", searchOptions="Rohs")) == []
	assert numbers_of(client.keyword("1N4148W", searchOptions="RohsAndInStock")) == ["621-1N4148W-7-F"]


def test_nothing_found(client: Client) -> None:
	assert client.keyword("unobtainium") == {
		"Errors": [],
		"SearchResults": {"NumberOfResult": 0, "Parts": []},
	}


def test_searches_of_one_maker(client: Client) -> None:
	body: Json = {"keyword": "0402", "manufacturerName": "YAGEO", "records": 5, "pageNumber": 2}
	answer = client.post(
		"v2/search/keywordandmanufacturer", {"SearchByKeywordMfrNameRequest": body}, apiKey=SEARCH_KEY
	).json()
	assert {part["Manufacturer"] for part in answer["SearchResults"]["Parts"]} == {"YAGEO"}
	assert len(answer["SearchResults"]["Parts"]) == 5
	wanted = {"manufacturerName": "Walsin", "mouserPartNumber": "RC0402FR-1310KL|WR04X000 PTL"}
	answer = client.post(
		"v2/search/partnumberandmanufacturer", {"SearchByPartMfrNameRequest": wanted}, apiKey=SEARCH_KEY
	).json()
	assert numbers_of(answer) == ["791-WR04X000PTL"]


def test_the_list_of_makers(client: Client) -> None:
	url = f"{client.base_url}/api/v2/search/manufacturerlist"
	listed = requests.get(url, params={"apiKey": SEARCH_KEY}, timeout=TIMEOUT).json()[
		"MouserManufacturerList"
	]
	assert {"ManufacturerName": "YAGEO"} in listed["ManufacturerList"]
	assert listed["Count"] == len(listed["ManufacturerList"])
