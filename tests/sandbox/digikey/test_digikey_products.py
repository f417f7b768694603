"""The Products API: what it tells of a part, packaging by packaging, and in which money and language."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

import pytest
import requests
from support.digikey_client import DigiKeyClient, signed_in
from support.sandbox_client import TIMEOUT, Json

from supplier_connect.sandbox.catalogue.catalogue import Catalogue
from supplier_connect.sandbox.digikey.accounts import ACCOUNT_ID, SECOND_ACCOUNT_ID, STANDARD_ACCOUNT_ID
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import DIGIKEY

RESISTOR = "RC0402FR-1310KL"
OBSOLETE = "LPC1768FBD100,551"
SLASHED = "1N4001-E3/54"


def numbers(product: Json) -> list[str]:
	return [variation["DigiKeyProductNumber"] for variation in product["ProductVariations"]]


def steps(variation: Json, prices: str = "StandardPricing") -> list[tuple[int, float]]:
	return [(step["BreakQuantity"], step["UnitPrice"]) for step in variation[prices]]


def parameters(product: Json) -> dict[str, str]:
	return {each["ParameterText"]: each["ValueText"] for each in product["Parameters"]}


def at(client: DigiKeyClient, **headers: str) -> DigiKeyClient:
	return replace(
		client, headers={f"X-DIGIKEY-{name.replace('_', '-')}": text for name, text in headers.items()}
	)


def test_taped_parts_come_in_three_packagings(buyer: DigiKeyClient) -> None:
	product = buyer.product(RESISTOR)
	reel, cut_tape, digi_reel = product["ProductVariations"]
	assert numbers(product) == [f"311-{RESISTOR}{end}" for end in ("TR-ND", "CT-ND", "DKR-ND")]
	assert [each["PackageType"]["Id"] for each in (reel, cut_tape, digi_reel)] == [1, 2, 243]
	assert (reel["MinimumOrderQuantity"], reel["StandardPackage"]) == (10000, 10000)
	assert [quantity for quantity, _ in steps(reel)] == [10000, 20000, 50000, 100000]
	assert (cut_tape["MinimumOrderQuantity"], steps(cut_tape)[0]) == (1, (1, 0.1))
	assert max(quantity for quantity, _ in steps(cut_tape)) < 10000
	assert steps(digi_reel) == steps(cut_tape)
	assert [each["DigiReelFee"] for each in (reel, cut_tape, digi_reel)] == [0.0, 0.0, 7.0]
	assert (reel["QuantityAvailableforPackageType"], product["QuantityAvailable"]) == (1200000, 1204388)
	assert product["UnitPrice"] == 0.1


@pytest.mark.parametrize(
	("number", "package_type", "ends"),
	[
		("87834-2019", 17, "900-87834-2019-ND"),
		("FTS-122-01-L-DV", 6, "612-FTS-122-01-L-DV-ND"),
		("22-05-3021", 62, "900-22-05-3021-ND"),
		("ATECC608B-SSHDA-B", 3, "150-ATECC608B-SSHDA-B-ND"),
	],
)
def test_other_packagings(buyer: DigiKeyClient, number: str, package_type: int, ends: str) -> None:
	(variation,) = buyer.product(number)["ProductVariations"]
	assert (variation["PackageType"]["Id"], variation["DigiKeyProductNumber"]) == (package_type, ends)


def test_one_product_gathers_what_the_catalogue_has_apart(buyer: DigiKeyClient) -> None:
	reel, cut_tape, _ = buyer.product("TLV9001IDBVR")["ProductVariations"]
	assert (reel["MinimumOrderQuantity"], cut_tape["MinimumOrderQuantity"]) == (3000, 1)
	assert steps(cut_tape)[0] == (1, 0.41)


def test_a_part_is_found_by_any_of_its_numbers(buyer: DigiKeyClient) -> None:
	product = buyer.product(RESISTOR)
	for number in (*numbers(product), RESISTOR.lower(), numbers(product)[1].lower()):
		assert buyer.product(number) == product


def test_numbers_with_a_slash_a_space_and_a_comma(buyer: DigiKeyClient) -> None:
	for number in (SLASHED, f"720-{SLASHED}-ND", "WR04X000 PTL", "HDR 2x5/1.27, SMD", "DAC081C081CIMK/NOPB"):
		assert buyer.about(number)["Product"]["ManufacturerProductNumber"] in number


def test_a_bare_slash_leads_nowhere(buyer: DigiKeyClient) -> None:
	assert buyer.call("GET", f"products/v4/search/{SLASHED}/productdetails").status_code == 404


def test_unknown_numbers(buyer: DigiKeyClient) -> None:
	for number in ("NOSUCHPART", "311-NOSUCHPARTCT-ND", f"399-{RESISTOR}CT-ND", "-ND", "CT-ND"):
		body = buyer.about(number)
		assert set(body) == {"type", "title", "status", "detail", "instance", "correlationId", "errors"}
		assert (body["status"], body["title"]) == (404, "Not Found")


def test_parameters_are_worded_as_catalogues_do(buyer: DigiKeyClient) -> None:
	assert (
		parameters(buyer.product(RESISTOR)).items()
		>= {
			"Resistance": "10 kOhms",
			"Tolerance": "±1%",
			"Power (Watts)": "0.063W, 1/16W",
			"Composition": "Thick Film",
			"Package / Case": "0402 (1005 Metric)",
		}.items()
	)
	assert (
		parameters(buyer.product("LMK107BJ475KAHT")).items()
		>= {
			"Capacitance": "4.7 µF",
			"Voltage - Rated": "10V",
			"Temperature Coefficient": "X5R",
			"Mounting Type": "Surface Mount, MLCC",
		}.items()
	)
	assert parameters(buyer.product("KDV06FR150ET"))["Resistance"] == "150 mOhms"
	assert parameters(buyer.product("WR04X000 PTL"))["Tolerance"] == "Jumper"
	assert buyer.product(RESISTOR)["Description"] == {
		"ProductDescription": "RES 10K OHM 1% 1/16W 0402",
		"DetailedDescription": "10 kOhms ±1% 0.063W, 1/16W Chip Resistor 0402 (1005 Metric) Thick Film",
	}


def test_states(buyer: DigiKeyClient) -> None:
	states = {
		number: buyer.product(number)["ProductStatus"]["Id"]
		for number in (RESISTOR, OBSOLETE, "LPC1769FBD100,551", SLASHED)
	}
	assert states == {RESISTOR: 0, OBSOLETE: 1, "LPC1769FBD100,551": 7, SLASHED: 4}
	assert buyer.product(SLASHED)["DateLastBuyChance"].endswith("-10-15T06:00:00+00:00")
	assert buyer.product(RESISTOR)["DateLastBuyChance"] is None
	for number in states:
		product = buyer.product(number)
		assert (product["Discontinued"], product["EndOfLife"]) == (False, False)


def test_an_obsolete_part_has_no_price(buyer: DigiKeyClient) -> None:
	product = buyer.product(OBSOLETE)
	(variation,) = product["ProductVariations"]
	assert (product["UnitPrice"], product["QuantityAvailable"], variation["StandardPricing"]) == (0, 0, [])
	assert (variation["MinimumOrderQuantity"], product["NormallyStocking"]) == (0, False)


def test_what_some_parts_have(buyer: DigiKeyClient) -> None:
	products = (
		buyer.keyword("resistors", Limit=50)["Products"] + buyer.keyword("capacitors", Limit=50)["Products"]
	)
	variations = [each for product in products for each in product["ProductVariations"]]
	strangers = [each for each in variations if each["MarketPlace"]]
	assert strangers
	assert all(each["MinimumOrderQuantity"] > 1 for each in strangers)
	assert {each["Supplier"]["Name"] for each in strangers} == {"Sandbox Surplus"}
	assert {each["TariffActive"] for each in variations} == {True, False}
	assert {product["Ncnr"] for product in products} == {True, False}
	assert {product["DatasheetUrl"].startswith("//") for product in products} == {True, False}
	assert {product["BaseProductNumber"] is None for product in products} == {True, False}


def test_categories_lie_in_each_other(buyer: DigiKeyClient) -> None:
	category = buyer.product("TPS73101DBVR")["Category"]
	names = []
	while category:
		names.append((category["Name"], category["ParentId"]))
		category = next(iter(category["ChildCategories"]), None)
	assert [parent for _, parent in names] == [0, 32, 2033]
	assert names[0][0] == "Integrated Circuits (ICs)"


@pytest.mark.parametrize(
	("asked", "used"),
	[
		({}, ("US", "en", "USD")),
		({"Locale_Site": "DE", "Locale_Language": "de", "Locale_Currency": "EUR"}, ("DE", "de", "EUR")),
		({"Locale_Site": "DE"}, ("DE", "en", "EUR")),
		({"Locale_Site": "DE", "Locale_Currency": "GBP"}, ("DE", "en", "EUR")),
		({"Locale_Site": "DE", "Locale_Currency": "USD"}, ("DE", "en", "USD")),
		({"Locale_Site": "US", "Locale_Currency": "EUR"}, ("US", "en", "USD")),
		({"Locale_Site": "UK", "Locale_Currency": "GBP"}, ("UK", "en", "GBP")),
		({"Locale_Site": "GB", "Locale_Currency": "GBP"}, ("US", "en", "USD")),
		({"Locale_Site": "JP", "Locale_Language": "ja", "Locale_Currency": "JPY"}, ("JP", "en", "JPY")),
	],
)
def test_what_is_not_honoured_is_ignored_in_silence(
	buyer: DigiKeyClient, asked: dict[str, str], used: tuple[str, str, str]
) -> None:
	answer = at(buyer, **asked).about(RESISTOR)
	assert answer["SearchLocaleUsed"] == dict(zip(("Site", "Language", "Currency"), used, strict=True))


def test_prices_and_names_follow_the_locale(buyer: DigiKeyClient) -> None:
	german = at(buyer, Locale_Site="DE", Locale_Language="de").product(RESISTOR)
	cut_tape, digi_reel = german["ProductVariations"][1:]
	assert cut_tape["PackageType"] == {"Id": 2, "Name": "Gurtabschnitt (CT)"}
	assert steps(cut_tape)[0] == (1, 0.092)
	assert digi_reel["DigiReelFee"] == 6.44
	assert german["ProductStatus"] == {"Id": 0, "Status": "Aktiv"}
	assert parameters(german)["Widerstand"] == "10 kOhms"


def test_the_home_of_the_account(catalogue: Catalogue) -> None:
	limits = Limits(0, 0, 0, 0)
	with SandboxServer(catalogue, country="GB", limits=limits, shop=DIGIKEY) as server:
		used = signed_in(server.base_url).about(RESISTOR)["SearchLocaleUsed"]
	assert used == {"Site": "UK", "Language": "en", "Currency": "GBP"}


def test_an_account_may_have_prices_of_its_own(buyer: DigiKeyClient) -> None:
	own = at(buyer, Account_Id=ACCOUNT_ID).product(RESISTOR)["ProductVariations"][1]
	assert steps(own, "MyPricing")[0] == (1, 0.095)
	assert steps(own)[0] == (1, 0.1)
	older = at(buyer, Customer_Id=ACCOUNT_ID).product(RESISTOR)["ProductVariations"][1]
	assert older == own
	for account in (STANDARD_ACCOUNT_ID, "0"):
		assert at(buyer, Account_Id=account).product(RESISTOR)["ProductVariations"][1]["MyPricing"] == []


@pytest.mark.parametrize("account", ["12345", SECOND_ACCOUNT_ID])
def test_accounts_of_others(buyer: DigiKeyClient, account: str) -> None:
	assert at(buyer, Account_Id=account).about(RESISTOR)["status"] == 403


def test_a_quantity_is_priced_in_every_packaging(buyer: DigiKeyClient) -> None:
	answer = buyer.about("587-LMK107BJ475KAHTCT-ND", "pricingbyquantity/3900")
	assert answer["RequestedQuantity"] == 3900
	told = [
		(each["PricingOption"], each["TotalQuantityPriced"], each["Products"][0]["PackageType"]["Id"])
		for each in answer["StandardPricingOptions"]
	]
	assert told == [("Exact", 3900, 2), ("Exact", 3900, 243), ("BetterValue", 4000, 1)]
	cut_tape, digi_reel, _ = (each["TotalPrice"] for each in answer["StandardPricingOptions"])
	assert round(digi_reel - cut_tape, 2) == 7
	few = buyer.about("587-LMK107BJ475KAHTCT-ND", "pricingbyquantity/10")
	assert few["StandardPricingOptions"][2]["PricingOption"] == "MinimumOrderQuantity"
	assert few["MyPricingOptions"] == []


def test_an_account_sees_its_own_price_of_a_quantity(buyer: DigiKeyClient) -> None:
	answer = at(buyer, Account_Id=ACCOUNT_ID).about(RESISTOR, "pricingbyquantity/100")
	assert answer["AccountIdUsed"] == int(ACCOUNT_ID)
	assert answer["MyPricingOptions"][0]["TotalPrice"] == 0.67
	assert answer["StandardPricingOptions"][0]["TotalPrice"] == 0.7


@pytest.mark.parametrize("quantity", ["0", "ten", "-1"])
def test_quantities_that_are_none(buyer: DigiKeyClient, quantity: str) -> None:
	body = buyer.about(RESISTOR, f"pricingbyquantity/{quantity}")
	assert (body["status"], list(body["errors"])) == (400, ["requestedQuantity"])


def test_the_price_of_a_reel_of_ones_own(buyer: DigiKeyClient) -> None:
	answer = buyer.about(f"311-{RESISTOR}DKR-ND", "digireelpricing", requestedQuantity=100)
	assert (answer["ReelingFee"], answer["ExtendedPrice"]) == (7.0, 7.7)
	assert buyer.about(RESISTOR, "digireelpricing", requestedQuantity=100)["status"] == 400
	assert buyer.about(f"311-{RESISTOR}DKR-ND", "digireelpricing")["status"] == 400


def test_pricing_alone(buyer: DigiKeyClient) -> None:
	(pricing,) = buyer.about(RESISTOR, "pricing")["ProductPricings"]
	assert pricing["ProductVariations"] == buyer.product(RESISTOR)["ProductVariations"]
	assert (pricing["IsObsolete"], pricing["IsDiscontinued"]) == (False, False)


def test_other_products_and_packagings(buyer: DigiKeyClient) -> None:
	instead = buyer.about(OBSOLETE, "substitutions")
	assert [each["ManufacturerProductNumber"] for each in instead["ProductSubstitutes"]] == [
		"LPC1769FBD100,551"
	]
	assert instead["ProductSubstitutesCount"] == 1
	same_value = buyer.about(RESISTOR, "substitutions")["ProductSubstitutes"]
	assert RESISTOR not in [each["ManufacturerProductNumber"] for each in same_value]
	others = buyer.about(f"311-{RESISTOR}CT-ND", "alternatepackaging")["AlternatePackagings"]
	assert [each["PackageType"]["Id"] for each in others["AlternatePackaging"]] == [1, 243]


def test_links_lead_somewhere(buyer: DigiKeyClient) -> None:
	product = buyer.product(SLASHED)
	links = [each["Url"] for each in buyer.about(SLASHED, "media")["MediaLinks"]]
	for link in (product["ProductUrl"], product["DatasheetUrl"], product["PhotoUrl"], *links):
		complete = f"http:{link}" if link.startswith("//") else link
		assert requests.get(complete, timeout=TIMEOUT).status_code == 200


def test_makers_and_categories(buyer: DigiKeyClient, catalogue: Catalogue) -> None:
	makers = buyer.get("products/v4/search/manufacturers")["Manufacturers"]
	assert {"Id": 13, "Name": "YAGEO"} in makers
	assert len({maker["Id"] for maker in makers}) == len(makers)
	tree = buyer.get("products/v4/search/categories")
	assert tree["ProductCount"] == len(catalogue)
	assert sum(root["ProductCount"] for root in tree["Categories"]) == len(catalogue)
	resistors = next(root for root in tree["Categories"] if root["Name"] == "Resistors")
	assert {child["ParentId"] for child in resistors["Children"]} == {resistors["CategoryId"]}


def test_one_category(buyer: DigiKeyClient) -> None:
	tree = buyer.get("products/v4/search/categories")["Categories"]
	resistors = next(root for root in tree if root["Name"] == "Resistors")
	assert buyer.get("products/v4/search/categories/2")["Category"] == resistors
	chips = buyer.get("products/v4/search/categories/52")["Category"]
	assert (chips["Name"], chips["ParentId"], chips["Children"]) == ("Chip Resistor - Surface Mount", 2, [])
	assert chips in resistors["Children"]
	for unknown in ("99999", "none"):
		assert buyer.call("GET", f"products/v4/search/categories/{unknown}").status_code == 404


def test_products_that_go_with_another(buyer: DigiKeyClient) -> None:
	for limit in (1, 4):
		(told,) = buyer.about(RESISTOR, "recommendedproducts", limit=limit)["Recommendations"]
		assert told["ProductNumber"] == RESISTOR
		assert len(told["RecommendedProducts"]) == limit
	(told,) = buyer.about(RESISTOR, "recommendedproducts")["Recommendations"]
	assert len(told["RecommendedProducts"]) == 1
	associated = buyer.about(RESISTOR, "associations")["ProductAssociations"]
	assert set(associated) == {"Kits", "MatingProducts", "AssociatedProducts", "ForUseWithProducts"}
	for other in (*told["RecommendedProducts"], *associated["AssociatedProducts"]):
		product = buyer.product(other["ManufacturerProductNumber"])
		assert product["ManufacturerProductNumber"] != RESISTOR
		assert product["Category"]["Name"] == "Resistors"
	assert buyer.about("NO-SUCH", "associations")["status"] == 404


@pytest.mark.parametrize(
	("number", "quantity", "preference", "bought"),
	[
		(RESISTOR, 100, "", [("CT-ND", 100)]),
		(RESISTOR, 100, "DKR", [("DKR-ND", 100)]),
		(RESISTOR, 20_000, "DKR", [("TR-ND", 20_000)]),
		(RESISTOR, 20_100, "CT", [("TR-ND", 20_000), ("CT-ND", 100)]),
		(SLASHED, 3, "CT", [("-ND", 3)]),
		(OBSOLETE, 3, "CT", []),
	],
)
def test_how_a_quantity_is_packed(
	buyer: DigiKeyClient, number: str, quantity: int, preference: str, bought: list[tuple[str, int]]
) -> None:
	path = f"products/v4/search/packagetypebyquantity/{quote(number, safe='')}"
	asked = {"packagingPreference": preference} if preference else {}
	told = buyer.get(path, requestedQuantity=quantity, **asked)["Products"]
	assert [each["RecommendedQuantity"] for each in told] == [pieces for _suffix, pieces in bought]
	for each, (suffix, _pieces) in zip(told, bought, strict=True):
		assert each["DigiKeyProductNumber"].endswith(suffix)
		assert each["ManufacturerProductNumber"] == number
		assert each["StandardPricing"][0]["Price"] > 0
	assert buyer.call("GET", path).status_code == 400


@pytest.mark.parametrize("path", ["search/categories/", f"search/{RESISTOR}/productdetails/"])
def test_a_slash_at_the_end_of_a_path_does_no_harm(buyer: DigiKeyClient, path: str) -> None:
	assert buyer.get(f"products/v4/{path}") == buyer.get(f"products/v4/{path[:-1]}")
	assert buyer.call("POST", "products/v4/search/keyword/", {"Keywords": RESISTOR}).status_code == 200
	assert buyer.call("GET", "mylists/v1/lists/").json() == []


def test_paths_that_are_not_there(buyer: DigiKeyClient) -> None:
	for path in ("products/v4/search/nothing", "products/v4/elsewhere"):
		assert buyer.call("GET", path).json()["detail"] == "Invalid resource path"
	response = buyer.call("GET", "products/v4/search/keyword")
	assert (response.status_code, response.json()["status"]) == (405, 405)


def test_prices_have_five_decimals(buyer: DigiKeyClient) -> None:
	american = buyer.product(RESISTOR)["ProductVariations"][0]
	german = at(buyer, Locale_Site="DE").product(RESISTOR)["ProductVariations"][0]
	assert (steps(american)[0], steps(german)[0]) == ((10000, 0.00184), (10000, 0.00169))
