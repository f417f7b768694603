"""The cart calls: what lies in a cart afterwards, and what is refused."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest
import requests
from support.sandbox_client import TIMEOUT, Client, Json, item

from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.mouser.server import CART_KEY

REGULATOR = "595-TPS73101DBVR"
RESISTOR = "603-RC0402FR-1310KL"


def quantities(cart: Json) -> dict[str, int]:
	return {line["MouserPartNumber"]: line["Quantity"] for line in cart["CartItems"]}


def line_codes(cart: Json) -> list[list[str]]:
	return [[error["Code"] for error in line["Errors"]] for line in cart["CartItems"]]


def only_error(answer: Json) -> tuple[str, str]:
	(error,) = answer["Errors"]
	assert answer["CartItems"] == []
	return error["Code"], error["PropertyName"]


def test_an_empty_key_makes_a_cart(client: Client) -> None:
	cart = client.insert(item(REGULATOR, 12, "U-TPS73101"))
	assert str(uuid.UUID(cart["CartKey"])) == cart["CartKey"]
	assert cart == {
		"CartKey": cart["CartKey"],
		"CurrencyCode": "USD",
		"CartItems": [
			{
				"MouserPartNumber": REGULATOR,
				"CartItemCustPartNumber": "U-TPS73101",
				"MfrPartNumber": "TPS73101DBVR",
				"Manufacturer": "Texas Instruments",
				"Description": "LDO Voltage Regulators 150 mA adjustable output, no capacitor needed",
				"Quantity": 12,
				"MouserATS": 5561,
				"UnitPrice": 1.36,
				"ExtendedPrice": 16.32,
				"PackagingChoice": "None",
				"PartsPerReel": 3000,
				"SalesMultipleQty": 1,
				"SalesMinimumOrderQty": 1,
				"SalesMaximumOrderQty": None,
				"LifeCycle": "",
				"InfoMessages": [],
				"ScheduledReleases": [],
				"additionalFees": [],
				"Errors": [],
			}
		],
		"TotalItemCount": 1,
		"additionalFeesTotal": 0.0,
		"MerchandiseTotal": 16.32,
		"Errors": [],
	}
	assert client.cart(cart["CartKey"]) == cart
	assert client.insert(item(REGULATOR))["CartKey"] != cart["CartKey"]


def test_inserting_again_adds(client: Client) -> None:
	key = client.insert(item(REGULATOR, 10))["CartKey"]
	assert quantities(client.insert(item(REGULATOR, 10), key=key)) == {REGULATOR: 20}
	assert quantities(client.insert(item(RESISTOR, 5), key=key)) == {REGULATOR: 20, RESISTOR: 5}
	twice = client.insert(item(RESISTOR, 1), item(RESISTOR.lower(), 2))
	assert quantities(twice) == {RESISTOR: 3}


def test_update_sets(client: Client) -> None:
	key = client.insert(item(REGULATOR, 10), item(RESISTOR, 10))["CartKey"]
	assert quantities(client.update(item(REGULATOR, 3), key=key)) == {REGULATOR: 3, RESISTOR: 10}
	cart = client.update(item("595-LM358DR", 3), key=key)
	assert line_codes(cart) == [[], [], ["NotFound"]]
	assert cart["TotalItemCount"] == 2


def test_replace_puts_other_lines_in(client: Client) -> None:
	key = client.insert(item(REGULATOR, 10))["CartKey"]
	assert quantities(client.replace(item(RESISTOR, 4), key=key)) == {RESISTOR: 4}
	assert quantities(client.cart(key)) == {RESISTOR: 4}
	assert client.replace(item(RESISTOR, 4), key="")["CartKey"] != key


def test_remove_takes_a_line_out(client: Client) -> None:
	key = client.insert(item(REGULATOR), item(RESISTOR))["CartKey"]
	assert quantities(client.remove(REGULATOR, key)) == {RESISTOR: 1}
	assert only_error(client.remove(REGULATOR, key)) == ("NotFound", "MouserPartNumber")
	assert quantities(client.cart(key)) == {RESISTOR: 1}


@pytest.mark.parametrize(
	("line", "codes", "words"),
	[
		(item("595-NOSUCHPART"), ["NotFound"], "not found"),
		(item("TPS73101DBVR"), ["Invalid"], "not a Mouser part number"),
		(item("1N4148W-13-F"), ["Invalid"], "not a Mouser part number"),
		(item("N/A"), ["NotFound"], "not found"),
		(item(REGULATOR, 0), ["Invalid"], "greater than 0"),
		(item(REGULATOR, -1), ["Invalid"], "greater than 0"),
		(item(REGULATOR, "ten"), ["InvalidFormat"], "whole number"),
		(item(REGULATOR, 1.5), ["InvalidFormat"], "whole number"),
		(item(REGULATOR, None), ["InvalidFormat"], "whole number"),
		(item("710-61300811121", 5), ["Invalid", "Invalid"], "minimum order quantity of 10"),
		(item("710-61300811121", 15), ["Invalid"], "multiple of 10"),
		(item("595-TLV9001IDBVR-FR", 100), ["Invalid", "Invalid"], "minimum order quantity of 3000"),
		(item("726-BSC010N04LSATMA1", 101), ["Invalid"], "maximum order quantity of 100"),
		(item("579-ATECC608B-SSHDA-B"), ["NotAvailable"], "your country"),
		(item("842-ICE40HX8K-BG121", packaging="Cut_Tape"), ["NotAllowed"], "packaging"),
		(item("595-TLV9001IDBVR", 3000, packaging="FullReel"), ["NotAllowed"], "packaging"),
		(item(REGULATOR, packaging="Gift"), ["Invalid"], "PackagingChoice"),
		(item(REGULATOR, 100, packaging="FullReel"), ["Invalid"], "3000"),
	],
)
def test_lines_that_are_refused(client: Client, line: Json, codes: list[str], words: str) -> None:
	cart = client.insert(item(RESISTOR), line)
	good, bad = cart["CartItems"]
	assert good["Errors"] == []
	assert [error["Code"] for error in bad["Errors"]] == codes
	assert words in bad["Errors"][0]["Message"]
	assert bad["MouserPartNumber"] == line["MouserPartNumber"]
	assert (bad["UnitPrice"], bad["ExtendedPrice"]) == (0, 0)
	assert cart["Errors"] == []
	assert quantities(client.cart(cart["CartKey"])) == {RESISTOR: 1}


def test_a_refused_change_leaves_the_line_as_it_was(client: Client) -> None:
	key = client.insert(item("726-BSC010N04LSATMA1", 60))["CartKey"]
	cart = client.insert(item("726-BSC010N04LSATMA1", 60), key=key)
	assert (quantities(cart), line_codes(cart)) == ({"726-BSC010N04LSATMA1": 60}, [["Invalid"]])
	cart = client.update(item("726-BSC010N04LSATMA1", 0), key=key)
	assert (quantities(cart), line_codes(cart)) == ({"726-BSC010N04LSATMA1": 60}, [["Invalid"]])
	assert line_codes(client.cart(key)) == [[]]


def test_packagings(client: Client) -> None:
	cart = client.insert(
		item(REGULATOR, 3000, packaging="FullReel"),
		item(RESISTOR, 500, packaging="MouseReel"),
		item("595-LM358DR", 5, packaging="Cut_Tape"),
		countryCode="DE",
	)
	assert [line["PackagingChoice"] for line in cart["CartItems"]] == ["FullReel", "MouseReel", "Cut_Tape"]
	assert [line["additionalFees"] for line in cart["CartItems"]] == [
		[],
		[{"amount": 6.44, "extendedAmount": 6.44, "code": "MouseReel"}],
		[],
	]
	assert cart["additionalFeesTotal"] == 6.44
	assert cart["MerchandiseTotal"] == pytest.approx(sum(line["ExtendedPrice"] for line in cart["CartItems"]))


def test_more_than_there_is_can_be_ordered(client: Client) -> None:
	(line,) = client.insert(item("511-STM32F407VGT6", 7))["CartItems"]
	assert line["Errors"] == []
	assert line["MouserATS"] == 0
	assert line["InfoMessages"] == ["7 of 7 are on backorder."]


def test_keys_of_carts_that_do_not_exist(client: Client) -> None:
	key = str(uuid.uuid4())
	calls: tuple[Callable[[], Json], ...] = (
		lambda: client.cart(key),
		lambda: client.insert(item(REGULATOR), key=key),
		lambda: client.update(item(REGULATOR), key=key),
		lambda: client.replace(item(REGULATOR), key=key),
		lambda: client.remove(REGULATOR, key),
	)
	for call in calls:
		assert only_error(call()) == ("NotFound", "CartKey")


def test_what_is_missing(client: Client) -> None:
	assert only_error(client.cart("")) == ("Required", "CartKey")
	assert only_error(client.insert()) == ("Required", "CartItems")
	assert only_error(client.insert({"Quantity": 1})) == ("Required", "MouserPartNumber")
	key = client.insert(item(REGULATOR))["CartKey"]
	assert only_error(client.remove("", key)) == ("Required", "MouserPartNumber")


def test_a_malformed_body(client: Client) -> None:
	url = f"{client.base_url}/api/v001/cart/items/insert?apiKey={CART_KEY}"
	response = requests.post(url, data="{", timeout=TIMEOUT)
	assert response.status_code == 400
	assert response.json()["Message"]


def test_the_sizes_of_requests_and_carts(client: Client, sandbox: SandboxServer) -> None:
	sandbox.limits = Limits(per_minute=0, per_day=0, items_per_request=2, items_per_cart=3)
	items = [item(part.sku, part.minimum) for part in sandbox.catalogue if part.price_breaks and part.sku][:4]
	assert only_error(client.insert(*items[:3])) == ("MaxLength", "CartItems")
	key = client.insert(*items[:2])["CartKey"]
	assert only_error(client.insert(*items[2:], key=key)) == ("MaxLength", "CartItems")
	assert client.cart(key)["TotalItemCount"] == 2
	assert client.insert(items[2], key=key)["TotalItemCount"] == 3


def test_a_hundred_lines_fit_into_one_call(client: Client, sandbox: SandboxServer) -> None:
	free = [part for part in sandbox.catalogue if part.sku and not part.restriction]
	items = [item(part.sku, max(part.minimum, part.multiple)) for part in free[:100]]
	assert client.insert(*items)["TotalItemCount"] == 100


def test_calls_at_once_lose_nothing(client: Client) -> None:
	key = client.insert(item(RESISTOR, 1))["CartKey"]
	threads = [
		threading.Thread(target=client.insert, args=(item(RESISTOR, 1),), kwargs={"key": key})
		for _ in range(20)
	]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	assert quantities(client.cart(key)) == {RESISTOR: 21}


def test_an_ordered_cart_is_empty(client: Client) -> None:
	key = client.insert(item(REGULATOR))["CartKey"]
	assert client.admin(f"carts/{key}/order", None).status_code == 200
	cart = client.cart(key)
	assert (cart["CartItems"], cart["Errors"], cart["MerchandiseTotal"]) == ([], [], 0)
	url = f"{client.base_url}/_sandbox/carts/{uuid.uuid4()}/order"
	assert requests.delete(url, timeout=TIMEOUT).status_code == 404


def test_a_currency_is_checked_and_the_country_decides(client: Client) -> None:
	assert only_error(client.insert(item(RESISTOR), currencyCode="XXX")) == ("Invalid", "CurrencyCode")
	cart = client.insert(item(RESISTOR), countryCode="DE", currencyCode="USD")
	assert cart["CurrencyCode"] == "EUR"


@pytest.mark.parametrize(
	("number", "code"), [("N" * 22, "MaxLength"), ("R-10K*", "Invalid")], ids=["22 characters", "star"]
)
def test_a_number_of_ours_that_mouser_cannot_keep_is_refused(client: Client, number: str, code: str) -> None:
	assert only_error(client.insert(item(REGULATOR, 12, number))) == (code, "CustomerPartNumber")
	assert client.insert(item(REGULATOR, 12, "N" * 21))["CartItems"][0]["CartItemCustPartNumber"] == "N" * 21
