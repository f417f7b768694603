"""DigiKey without an account: a list made by the website's own endpoint for other programs, opened by a link.

The link is good once. The answer is a bare string, or an object that holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from supplier_connect.connectors.shops.digikey_api import READING
from supplier_connect.connectors.shops.digikey_errors import GUEST
from supplier_connect.connectors.shops.digikey_lists import WEBSITE
from supplier_connect.connectors.tools import HostTools
from supplier_connect.model.account import Account
from supplier_connect.model.cart import GuestItem
from supplier_connect.model.errors import UnexpectedAnswer
from supplier_connect.model.text import _
from supplier_connect.transport.messages import Call

_FIELD = "singleUseUrl"


class DigiKeyGuest:
	"""`GuestDoor` of DigiKey."""

	website = WEBSITE

	def open(self, account: Account, tools: HostTools, name: str, items: Sequence[GuestItem]) -> str:
		"""The address of a list with the items, good for one opening."""
		call = Call("POST", GUEST, {"listName": name, "tags": ""}, [_body(item) for item in items])
		data = tools.session(account, READING).send(call).data
		address = data.get(_FIELD) if isinstance(data, dict) else data
		if not isinstance(address, str) or not _is_of(account.base_url, address):
			raise UnexpectedAnswer(
				_("{0}: the answer holds no link to the list. Try again later.", account.name),
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
