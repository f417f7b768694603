"""The shops that the sandbox can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from supplier_connect.sandbox.catalogue.assortment import Assortment
from supplier_connect.sandbox.digikey.accounts import CLIENTS, Client
from supplier_connect.sandbox.digikey.server import DigiKeySandbox
from supplier_connect.sandbox.element14.server import KEYS as ELEMENT14_KEYS
from supplier_connect.sandbox.element14.server import Element14Sandbox
from supplier_connect.sandbox.frame.app import SandboxShop
from supplier_connect.sandbox.frame.control import Control, Limits
from supplier_connect.sandbox.mouser.server import KEYS, Access, Key, MouserSandbox


@dataclass(frozen=True, slots=True)
class ShopDefinition:
	"""An outside system to imitate.

	`make` takes the country of the account, `api` follows the server's address in the address of the API, `keys` are
	what opens it with what each is good for.
	"""

	name: str
	make: Callable[[Assortment, Control, str], SandboxShop]
	limits: Limits
	api: str
	keys: Mapping[str, str]


def _key_rights(key: Key) -> str:
	rights = {"search": key.search, "cart": key.cart}
	return " and ".join(name for name, access in rights.items() if access is Access.GRANTED)


def _client_rights(client: Client) -> str:
	if client.revoked:
		return "revoked"
	rights = {"products": client.products, "lists": client.lists}
	return " and ".join(name for name, granted in rights.items() if granted) or "subscribed to nothing"


MOUSER = ShopDefinition(
	name="Mouser",
	make=MouserSandbox,
	limits=Limits(),
	api="/api",
	keys={secret: _key_rights(key) for secret, key in KEYS.items()},
)
DIGIKEY = ShopDefinition(
	name="DigiKey",
	make=DigiKeySandbox,
	limits=Limits(per_minute=120, per_day=1000, items_per_request=0, items_per_cart=0),
	api="",
	keys={f"{each.id} / {each.secret}": _client_rights(each) for each in CLIENTS.values()},
)
ELEMENT14 = ShopDefinition(
	name="element14",
	make=Element14Sandbox,
	limits=Limits(per_minute=120, per_day=1000, items_per_request=0, items_per_cart=0),
	api="",
	keys=ELEMENT14_KEYS,
)
# By the name a command line knows them by.
SHOPS = {shop.name.lower(): shop for shop in (MOUSER, DIGIKEY, ELEMENT14)}
