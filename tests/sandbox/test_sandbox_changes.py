"""Parts whose stock, prices and terms change while a shop runs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from support.digikey_client import DigiKeyClient, admin
from support.sandbox_client import Client, item

from supplier_connect.sandbox.catalogue.assortment import Assortment
from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.frame.server import SandboxServer

RESISTOR = "603-RC0402FR-1310KL"
MPN = "RC0402FR-1310KL"
TAPE = "311-RC0402FR-1310KLCT-ND"


def prices(part: dict[str, Any]) -> list[Decimal]:
	return [Decimal(step["Price"].lstrip("$")) for step in part["PriceBreaks"]]


def test_a_part_gets_dearer_scarcer_and_obsolete(client: Client, sandbox: SandboxServer) -> None:
	(before,) = client.parts(RESISTOR, "Exact")
	sandbox.change_part(RESISTOR, price_factor=2, stock=7)
	sandbox.change_part(RESISTOR.lower(), lifecycle="obsolete", replacement="603-OTHER", lead_days=99)
	(after,) = client.parts(RESISTOR, "Exact")
	assert prices(after)[0] == 2 * prices(before)[0]
	assert after["AvailabilityInStock"] == "7"
	assert (after["LifecycleStatus"], after["SuggestedReplacement"]) == ("Obsolete", "603-OTHER")
	assert after["LeadTime"] == "99 Days"
	sandbox.change_part(RESISTOR, price_factor=1)
	assert prices(client.parts(RESISTOR, "Exact")[0]) == prices(before)
	sandbox.reset()
	assert client.parts(RESISTOR, "Exact") == [before]


def test_a_part_that_is_gone_is_found_by_nothing_until_it_is_back(
	client: Client, sandbox: SandboxServer
) -> None:
	hits = client.keyword(MPN)["SearchResults"]["NumberOfResult"]
	sandbox.change_part(RESISTOR, gone=True)
	assert client.parts(RESISTOR) == []
	assert client.parts(MPN) == []
	assert client.keyword(MPN)["SearchResults"]["NumberOfResult"] == hits - 1
	assert client.insert(item(RESISTOR))["CartItems"][0]["Errors"][0]["Code"] == "NotFound"
	sandbox.change_part(RESISTOR, gone=False)
	assert len(client.parts(RESISTOR, "Exact")) == 1


def test_searches_for_what_is_in_stock_go_by_the_new_stock(client: Client, sandbox: SandboxServer) -> None:
	def stocked() -> list[str]:
		found = client.keyword(MPN, searchOptions="InStock")
		return [part["MouserPartNumber"] for part in found["SearchResults"]["Parts"]]

	sandbox.change_part(RESISTOR, stock=0)
	assert RESISTOR not in stocked()
	sandbox.change_part(RESISTOR, stock=5)
	assert RESISTOR in stocked()


def test_a_digikey_number_changes_the_product_in_all_packings(
	buyer: DigiKeyClient, digikey: SandboxServer
) -> None:
	before = buyer.product(TAPE)
	digikey.change_part(TAPE, stock=30_001, price_factor="0.5", lifecycle="not_for_new_designs")
	after = buyer.product(MPN)
	assert after["QuantityAvailable"] == 30_001
	assert after["ProductStatus"]["Id"] == 7
	for now, then in zip(after["ProductVariations"], before["ProductVariations"], strict=True):
		assert now["StandardPricing"][0]["UnitPrice"] == pytest.approx(
			then["StandardPricing"][0]["UnitPrice"] / 2, abs=1e-5
		)
	digikey.change_part(TAPE, packings=["full_reel"])
	kinds = [each["PackageType"]["Id"] for each in buyer.product(MPN)["ProductVariations"]]
	assert 2 not in kinds and 1 in kinds
	digikey.change_part(TAPE, gone=True)
	assert buyer.call("GET", f"products/v4/search/{TAPE}/productdetails").status_code == 404
	digikey.change_part(TAPE, gone=False)
	assert buyer.product(MPN)["QuantityAvailable"] == 30_000


def test_servers_that_share_a_catalogue_change_apart(catalogue: Catalogue, sandbox: SandboxServer) -> None:
	before = catalogue.by_sku(RESISTOR)
	with SandboxServer(catalogue) as other:
		other.change_part(RESISTOR, gone=True)
		assert Client(other.base_url).parts(RESISTOR, "Exact") == []
		assert len(Client(sandbox.base_url).parts(RESISTOR, "Exact")) == 1
	assert catalogue.by_sku(RESISTOR) == before


def test_every_part_of_a_catalogue_can_be_changed(catalogue: Catalogue) -> None:
	positions = [catalogue.position_of(part) for part in catalogue]
	assert positions == list(range(len(catalogue)))


def test_parts_are_changed_over_http(client: Client, digikey: SandboxServer) -> None:
	assert client.admin("parts", [{"sku": RESISTOR, "stock": 3}]).json() == {"changed": 1}
	assert client.parts(RESISTOR, "Exact")[0]["AvailabilityInStock"] == "3"
	assert admin(digikey.base_url, "parts", {"sku": TAPE, "stock": 3}).json() == {"changed": 1}


@pytest.mark.parametrize(
	"body",
	[
		{"sku": "no-such-number", "stock": 1},
		{"stock": 1},
		{"sku": RESISTOR, "colour": "red"},
		{"sku": RESISTOR, "stock": -1},
		{"sku": RESISTOR, "stock": "many"},
		{"sku": RESISTOR, "price_factor": 0},
		{"sku": RESISTOR, "price_factor": "a lot"},
		{"sku": RESISTOR, "lifecycle": "old"},
		{"sku": RESISTOR, "packings": []},
		{"sku": RESISTOR, "minimum": 0},
		["nothing"],
	],
)
def test_what_is_no_change_is_refused(client: Client, body: object) -> None:
	(before,) = client.parts(RESISTOR, "Exact")
	answer = client.admin("parts", body)
	assert answer.status_code == 400 and answer.json()["Message"]
	assert client.parts(RESISTOR, "Exact") == [before]


def test_an_assortment_without_changes_is_the_catalogue(catalogue: Catalogue) -> None:
	assortment = Assortment(catalogue)
	assert assortment.search("resistor", limit=20) == catalogue.search("resistor", limit=20)
	assert assortment.by_sku_prefix("603-", 5) == catalogue.by_sku_prefix("603-", 5)
