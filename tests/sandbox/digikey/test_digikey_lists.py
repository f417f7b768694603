"""MyLists: lists and their names, lines and what DigiKey makes of them, and the links for third parties."""

from __future__ import annotations

import threading
from urllib.parse import quote

import pytest
import requests
from support.digikey_client import LISTS, DigiKeyClient, admin, line, signed_in
from support.sandbox_client import TIMEOUT, Json

from supplier_connect.sandbox.digikey.accounts import ACCOUNT_ID, SECOND_CLIENT_ID
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer

CUT_TAPE = "311-RC0402FR-1310KLCT-ND"
REEL = "311-RC0402FR-1310KLTR-ND"
DIGI_REEL = "311-RC0402FR-1310KLDKR-ND"
MPN = "RC0402FR-1310KL"
OBSOLETE = "LPC1768FBD100,551"


def is_free(client: DigiKeyClient, name: str) -> object:
	return client.get(f"{LISTS}/validate/{quote(name, safe='')}")


def field_of(response: requests.Response) -> str:
	"""The field that a refused call names."""
	assert response.status_code == 400
	(error,) = response.json()["ValidationErrors"]
	assert set(error) == {"Field", "Message"}
	field: str = error["Field"]
	return field


def only(client: DigiKeyClient, wanted: Json, **query: object) -> Json:
	"""What DigiKey makes of one line."""
	list_id = client.make_list(f"list of {wanted['RequestedPartNumber']} {len(client.get(LISTS))}", wanted)
	(found,) = client.parts(list_id, **query)
	return found


def taken(found: Json) -> Json | None:
	"""The packaging a line's first quantity is priced in."""
	(quantity,) = found["Quantities"]
	options: list[Json] = quantity["PackOptions"]
	return options[quantity["SelectedPackOptionIndex"]] if options else None


def test_a_name_is_taken_for_ever(buyer: DigiKeyClient) -> None:
	assert is_free(buyer, "PO/0001 ä") is True
	list_id = buyer.make_list("PO/0001 ä")
	assert is_free(buyer, "po/0001 Ä") is False
	response = buyer.call("POST", LISTS, {"ListName": "PO/0001 Ä"})
	assert field_of(response) == "ListName"
	assert buyer.call("DELETE", f"{LISTS}/{list_id}").status_code == 204
	assert is_free(buyer, "PO/0001 ä") is False
	assert field_of(buyer.call("POST", LISTS, {"ListName": "PO/0001 ä"})) == "ListName"


def test_names_are_taken_by_an_organisation(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	buyer.make_list("PO-1")
	assert is_free(signed_in(digikey.base_url, user="engineer"), "PO-1") is False
	assert is_free(signed_in(digikey.base_url, SECOND_CLIENT_ID), "PO-1") is True


def test_names_can_be_taken_on_order(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	names = [f"PO-{number}" for number in range(120)]
	assert admin(digikey.base_url, "names", {"names": names}).json() == {"taken": 120}
	assert is_free(buyer, "PO-119") is False
	assert is_free(buyer, "PO-120") is True
	assert admin(digikey.base_url, "names", {}).status_code == 400
	digikey.reset()
	assert is_free(signed_in(digikey.base_url), "PO-119") is True


def test_the_id_of_a_new_list_comes_in_two_shapes(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	assert isinstance(buyer.call("POST", LISTS, {"ListName": "A"}).json(), str)
	second = signed_in(digikey.base_url, SECOND_CLIENT_ID)
	assert list(second.call("POST", LISTS, {"ListName": "A"}).json()) == ["ListId"]


@pytest.mark.parametrize("body", [{}, {"ListName": " "}, {"ListName": None}])
def test_a_list_has_a_name(buyer: DigiKeyClient, body: Json) -> None:
	assert field_of(buyer.call("POST", LISTS, body)) == "ListName"


def test_what_is_told_of_a_list(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	list_id = buyer.make_list("PO-1", line(MPN), CreatedBy="ERP", Owner="Ann", Tags=["a", "b"], Source="test")
	told = buyer.get(f"{LISTS}/{list_id}")
	assert (told["Id"], told["ListName"], told["CreatedBy"], told["Tags"]) == (
		list_id,
		"PO-1",
		"ERP",
		["a", "b"],
	)
	assert (told["TotalParts"], told["PartsList"]) == (1, [])
	assert digikey.state["lists"] == [
		{
			"id": list_id,
			"name": "PO-1",
			"organisation": "first",
			"user": "buyer",
			"owner": "Ann",
			"created_by": "ERP",
			"tags": ["a", "b"],
			"lines": 1,
			"deleted": False,
			"ordered": False,
		}
	]


def test_lists_come_in_pages(buyer: DigiKeyClient) -> None:
	for number in range(53):
		buyer.make_list(f"PO-{number}")
	assert [each["ListName"] for each in buyer.get(LISTS)] == [f"PO-{number}" for number in range(50)]
	assert [each["ListName"] for each in buyer.get(LISTS, startIndex=51, limit=9)] == ["PO-51", "PO-52"]


def test_lists_are_their_users_own(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	list_id = buyer.make_list("PO-1", line(MPN))
	engineer = signed_in(digikey.base_url, user="engineer")
	assert engineer.get(LISTS) == []
	for path in (f"{LISTS}/{list_id}", f"{LISTS}/{list_id}/parts"):
		assert engineer.call("GET", path).status_code == 404


def test_lists_that_are_not_there(buyer: DigiKeyClient) -> None:
	gone = buyer.make_list("PO-1", line(MPN))
	(unique_id,) = [each["UniqueId"] for each in buyer.parts(gone)]
	assert buyer.call("DELETE", f"{LISTS}/{gone}").status_code == 204
	for list_id in (gone, "unknown"):
		assert buyer.call("GET", f"{LISTS}/{list_id}").status_code == 404
		assert buyer.call("DELETE", f"{LISTS}/{list_id}").status_code == 404
		assert buyer.call("POST", f"{LISTS}/{list_id}/parts", [line(MPN)]).status_code == 404
		assert buyer.call("GET", f"{LISTS}/{list_id}/parts").status_code == 404
		assert buyer.call("PUT", f"{LISTS}/{list_id}/parts/{unique_id}", line(MPN)).status_code == 404
	assert buyer.get(LISTS) == []


def test_lines_are_kept_as_they_came(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	asked = line(
		CUT_TAPE,
		100,
		OriginalPartNumber="old",
		ManufacturerName="YAGEO",
		CustomerReference="IPN-1",
		ReferenceDesignator="R1,R2",
		Notes="a note",
	)
	list_id = buyer.make_list("PO-1", asked)
	(found,) = buyer.parts(list_id)
	assert {
		"RequestedPartNumber": CUT_TAPE,
		"OriginalPartNumber": "old",
		"RequestedManufacturerName": "YAGEO",
		"CustomerReference": "IPN-1",
		"ReferenceDesignator": "R1,R2",
		"Notes": "a note",
	}.items() <= found.items()
	assert digikey.state["carts"] == {
		list_id: [
			{
				"UniqueId": found["UniqueId"],
				"RequestedPartNumber": CUT_TAPE,
				"DigiKeyPartNumber": CUT_TAPE,
				"ManufacturerName": "YAGEO",
				"Quantity": 100,
				"CustomerReference": "IPN-1",
				"ReferenceDesignator": "R1,R2",
				"Notes": "a note",
				"SelectedPackType": "",
			}
		]
	}


def test_lines_come_in_pages(buyer: DigiKeyClient) -> None:
	list_id = buyer.make_list("PO-1", *(line(MPN, number) for number in range(1, 131)))
	first = buyer.get(f"{LISTS}/{list_id}/parts")
	assert (len(first["PartsList"]), first["TotalParts"]) == (100, 130)
	rest = buyer.parts(list_id, startIndex=100, limit=20)
	quantities = [each["Quantities"][0]["QuantityRequested"] for each in rest]
	assert quantities == list(range(101, 121))
	for wrong in ({"limit": "all"}, {"startIndex": -1}):
		assert field_of(buyer.call("GET", f"{LISTS}/{list_id}/parts", **wrong)) == next(iter(wrong))


def test_lines_go_where_they_are_wanted(buyer: DigiKeyClient) -> None:
	list_id = buyer.make_list("PO-1", line("a"), line("b"))
	added = buyer.add(list_id, line("c"), line("d"), index=1, createdBy="ERP")
	found = buyer.parts(list_id)
	assert [each["RequestedPartNumber"] for each in found] == ["a", "c", "d", "b"]
	assert [each["UniqueId"] for each in found[1:3]] == added


@pytest.mark.parametrize("body", [[], {"Parts": [line(MPN)]}, line(MPN), ["x"], "x", None])
def test_lines_come_as_an_array(buyer: DigiKeyClient, body: object) -> None:
	list_id = buyer.make_list()
	response = buyer.call("POST", f"{LISTS}/{list_id}/parts", body)
	assert (response.status_code, response.json()["StatusCode"]) == (400, 400)
	assert buyer.parts(list_id) == []


@pytest.mark.parametrize(
	("wrong", "field"),
	[
		({"Quantities": [{"Quantity": 1}]}, "RequestedPartNumber"),
		(line(MPN, 0), "Quantity"),
		(line(MPN, -1), "Quantity"),
		({**line(MPN), "Quantities": [{"Quantity": "ten"}]}, "Quantity"),
		({**line(MPN), "Quantities": [{"Quantity": 1.5}]}, "Quantity"),
		({**line(MPN), "Quantities": "1"}, "Quantities"),
	],
)
def test_a_wrong_line_keeps_all_out(buyer: DigiKeyClient, wrong: Json, field: str) -> None:
	list_id = buyer.make_list()
	assert field_of(buyer.call("POST", f"{LISTS}/{list_id}/parts", [line(MPN), wrong])) == field
	assert buyer.parts(list_id) == []


@pytest.mark.parametrize(
	("wanted", "number"),
	[
		(line(CUT_TAPE, 100), CUT_TAPE),
		(line(REEL, 100), REEL),
		(line(DIGI_REEL, 100), DIGI_REEL),
		(line(CUT_TAPE, 100, "DKR"), DIGI_REEL),
		(line(MPN, 100, "CT"), CUT_TAPE),
		(line(MPN, 100, "TU"), REEL),
		(line(MPN, 100), REEL),
	],
)
def test_the_packaging_that_is_taken(buyer: DigiKeyClient, wanted: Json, number: str) -> None:
	found = only(buyer, wanted)
	assert found["DigiKeyPartNumber"] == REEL
	option = taken(found)
	assert option
	assert option["DigiKeyPartNumber"] == number


def test_the_packagings_of_a_quantity(buyer: DigiKeyClient) -> None:
	(quantity,) = only(buyer, line(CUT_TAPE, 100))["Quantities"]
	reel, cut_tape, digi_reel = quantity["PackOptions"]
	assert [each["PackType"] for each in quantity["PackOptions"]] == ["TR", "CT", "DKR"]
	assert (reel["Quantity"], reel["MinimumOrderQuantity"], reel["ExtendedPrice"]) == (10000, 10000, 18.4)
	assert (cut_tape["Quantity"], cut_tape["CalculatedUnitPrice"], cut_tape["ExtendedPrice"]) == (
		100,
		0.007,
		0.7,
	)
	assert (digi_reel["ValueAdditionalFee"], digi_reel["ExtendedPrice"]) == (7.0, 7.7)
	assert digi_reel["CalculatedUnitPrice"] == 0.077
	assert (quantity["QuantityRequested"], quantity["SelectedPackOptionIndex"]) == (100, 1)


def test_a_line_may_have_several_quantities(buyer: DigiKeyClient) -> None:
	wanted = {
		"RequestedPartNumber": CUT_TAPE,
		"Quantities": [{"Quantity": 1}, {"Quantity": 1000, "TargetPrice": 0.1}],
	}
	small, large = only(buyer, wanted)["Quantities"]
	assert (small["PackOptions"][1]["CalculatedUnitPrice"], small["TargetPrice"]) == (0.1, None)
	assert (large["PackOptions"][1]["CalculatedUnitPrice"], large["TargetPrice"]) == (0.004, 0.1)


def test_a_part_nobody_knows(buyer: DigiKeyClient) -> None:
	found = only(buyer, line("NOSUCHPART", 5))
	assert (found["DigiKeyPartNumber"], found["Flags"]["IsMatched"], taken(found)) == ("", False, None)


def test_an_obsolete_part(buyer: DigiKeyClient) -> None:
	found = only(buyer, line(OBSOLETE, 5))
	assert (found["PartStatus"], found["PartStatusCode"], taken(found)) == ("Obsolete", 1, None)
	assert (found["DigiKeyPartNumber"], found["Flags"]["IsMatched"]) == (f"568-{OBSOLETE}-ND", True)
	assert found["Substitutes"][0]["ManufacturerPartNumber"] == "LPC1769FBD100,551"
	assert taken(only(buyer, line("ATECC608B-SSHDA-B"))) is None


def test_prices_are_of_the_country_asked_for(buyer: DigiKeyClient) -> None:
	def price(**query: str) -> float:
		option = taken(only(buyer, line(CUT_TAPE), **query))
		assert option
		unit_price: float = option["CalculatedUnitPrice"]
		return unit_price

	assert price() == 0.1
	assert price(countryIso="DE") == 0.092
	assert price(countryIso="DE", currencyIso="EUR", languageIso="de") == 0.092
	assert price(countryIso="DE", currencyIso="USD") == 0.1
	assert price(countryIso="DE", currencyIso="JPY") == 0.092
	assert price(countryIso="GB", currencyIso="GBP") == 0.079
	assert "EUR" not in str(only(buyer, line(CUT_TAPE), countryIso="DE"))


def test_an_account_pays_its_own_prices(buyer: DigiKeyClient) -> None:
	own = DigiKeyClient(buyer.base_url, buyer.token, headers={"X-DIGIKEY-Account-Id": ACCOUNT_ID})
	option = taken(only(own, line(CUT_TAPE)))
	assert option
	assert option["CalculatedUnitPrice"] == 0.095


def test_the_language_is_no_country(buyer: DigiKeyClient) -> None:
	list_id = buyer.make_list("PO-1", line(MPN))
	assert buyer.parts(list_id, languageIso="de")[0]["PartStatus"] == "Aktiv"
	assert field_of(buyer.call("GET", f"{LISTS}/{list_id}/parts", languageIso="US")) == "languageIso"


def test_a_line_can_be_read_replaced_and_deleted(buyer: DigiKeyClient) -> None:
	list_id = buyer.make_list(
		"PO-1", line(CUT_TAPE, 100, CustomerReference="IPN-1", Notes="old"), line("other")
	)
	(unique_id, _) = (each["UniqueId"] for each in buyer.parts(list_id))
	path = f"{LISTS}/{list_id}/parts/{unique_id}"
	assert buyer.get(path) == buyer.parts(list_id)[0]
	assert buyer.call("PUT", path, line(CUT_TAPE, 250)).status_code == 200
	replaced = buyer.get(path)
	assert (replaced["CustomerReference"], replaced["Notes"]) == ("", "")
	assert replaced["Quantities"][0]["QuantityRequested"] == 250
	gone = buyer.call("DELETE", path)
	assert (gone.status_code, gone.content) == (204, b"")
	assert [each["RequestedPartNumber"] for each in buyer.parts(list_id)] == ["other"]
	for method, body in (("GET", None), ("PUT", line("x")), ("DELETE", None)):
		assert buyer.call(method, path, body).status_code == 404


def test_the_sizes_of_requests_and_lists(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	list_id = buyer.make_list()
	assert len(buyer.add(list_id, *(line(MPN) for _ in range(500)))) == 500
	digikey.limits = Limits(per_minute=0, per_day=0, items_per_request=2, items_per_cart=501)
	path = f"{LISTS}/{list_id}/parts"
	assert field_of(buyer.call("POST", path, [line(MPN)] * 3)) == "Parts"
	assert field_of(buyer.call("POST", path, [line(MPN)] * 2)) == "Parts"
	assert buyer.call("POST", path, [line(MPN)]).status_code == 200


def test_calls_at_once_lose_nothing(buyer: DigiKeyClient) -> None:
	list_id = buyer.make_list()
	threads = [threading.Thread(target=buyer.add, args=(list_id, line(MPN))) for _ in range(20)]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	assert len(buyer.parts(list_id)) == 20


def test_an_ordered_list_stays_as_it_is(buyer: DigiKeyClient, digikey: SandboxServer) -> None:
	list_id = buyer.make_list("PO-1", line(MPN))
	assert admin(digikey.base_url, f"carts/{list_id}/order", None).status_code == 200
	assert len(buyer.parts(list_id)) == 1
	assert [each["ordered"] for each in digikey.state["lists"]] == [True]
	assert admin(digikey.base_url, "carts/unknown/order", None).status_code == 404


def third_party(sandbox: SandboxServer, body: object, name: str = "PO-1") -> requests.Response:
	url = f"{sandbox.base_url}/mylists/api/thirdparty"
	return requests.post(url, params={"listName": name, "tags": "erp"}, json=body, timeout=TIMEOUT)


def test_a_link_opens_a_list_once(digikey: SandboxServer) -> None:
	wanted = {
		"requestedPartNumber": CUT_TAPE,
		"customerReference": "IPN-1",
		"quantities": [{"quantity": 100}],
	}
	link = third_party(digikey, [wanted]).json()
	assert link.startswith(f"{digikey.base_url}/short/")
	assert len(link.rpartition("/")[2]) == 8
	first = requests.get(link, timeout=TIMEOUT)
	assert first.status_code == 200
	assert CUT_TAPE in first.text
	assert "IPN-1" in first.text
	second = requests.get(link, timeout=TIMEOUT)
	assert second.status_code == 410
	assert "used already" in second.text
	((row,),) = digikey.state["carts"].values()
	assert (row["RequestedPartNumber"], row["Quantity"], row["CustomerReference"]) == (CUT_TAPE, 100, "IPN-1")
	assert digikey.state["lists"][0]["owner"] == ""


@pytest.mark.parametrize("body", [[], {}, "x", [{"quantities": []}], [{"requestedPartNumber": ""}]])
def test_third_parties_send_an_array_of_lines(digikey: SandboxServer, body: object) -> None:
	assert third_party(digikey, body).status_code == 400
	assert third_party(digikey, [{"requestedPartNumber": "x"}], name="").status_code == 400
	assert digikey.state["lists"] == []
