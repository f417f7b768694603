"""DigiKey without an account: a list made by the website's own endpoint for other programs, opened by a link.

The link is good once. The answer is a bare string, or an object that holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from supplier_connect.core.http.exchange import Call
from supplier_connect.core.model.errors import UnexpectedResponse
from supplier_connect.core.model.messages import msg
from supplier_connect.core.tools import HostTools
from supplier_connect.shops.connectors.digikey.errors import GUEST
from supplier_connect.shops.connectors.digikey.lists import WEBSITE
from supplier_connect.shops.connectors.digikey.sign_in import READING
from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.cart import GuestItem

_FIELD = "singleUseUrl"


class DigiKeyGuest:
	"""`GuestCart` of DigiKey."""

	website = WEBSITE

	def open(self, account: ShopAccount, tools: HostTools, name: str, items: Sequence[GuestItem]) -> str:
		"""The address of a list with the items, good for one opening."""
		call = Call("POST", GUEST, {"listName": name, "tags": ""}, [_body(item) for item in items])
		data = tools.session(account, READING).send(call).data
		address = data.get(_FIELD) if isinstance(data, dict) else data
		if not isinstance(address, str) or not _is_of(account.base_url, address):
			raise UnexpectedResponse(
				msg("{0}: the answer holds no link to the list. Try again later.", account.name),
				account=account.name,
				call=call.title,
			)
		return address


def _is_of(website: str, address: str) -> bool:
	"""Whether an address is one of the website's own: the user's browser is sent there."""
	try:
		ours, theirs = urlsplit(website), urlsplit(address)
	except ValueError:
		return False
	return theirs.scheme == ours.scheme and theirs.netloc == ours.netloc


def _body(item: GuestItem) -> dict[str, object]:
	return {
		"requestedPartNumber": item.number,
		"manufacturerName": item.manufacturer,
		"referenceDesignator": "",
		"customerReference": item.customer_reference,
		"notes": item.note,
		"quantities": [{"quantity": item.quantity}],
	}
