"""What the tests on a site share about DigiKey: a sandbox, an account that points at it, and signing in there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import frappe
import requests
from werkzeug.wrappers import Response

from supplier_connect.api import order as order_api
from supplier_connect.api import sign_in as sign_in_api
from supplier_connect.core.desk.tokens import DeskTokenStore
from supplier_connect.core.model.token import Token, TokenKey, TokenKind
from supplier_connect.sandbox.digikey.accounts import CLIENT_ID, CLIENT_SECRET
from supplier_connect.sandbox.frame.control import Limits
from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.sandbox.shops import DIGIKEY
from supplier_connect.shops.model.order import OrderLine
from supplier_connect.tests.support.site import SiteCase, make_account, make_item, make_order, make_supplier

ACCOUNT = "SCTEST DigiKey"
SUPPLIER = "SCTEST DigiKey Supplier"
_TIMEOUT = 10
# What tests make besides; it is committed together with the account.
_MADE = {
	"Purchase Order": {"supplier": SUPPLIER, "docstatus": 0},
	"Supplier Part": {"account": ACCOUNT},
	"Connector Key": {"account": ACCOUNT},
}


@dataclass(frozen=True)
class Comeback:
	"""What a browser brings back from the sandbox."""

	state: str
	code: str


class DigiKeyCase(SiteCase):
	"""A sandbox DigiKey, an account at it, three Items."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.sandbox = SandboxServer(limits=Limits(0, 0, 0, 0), shop=DIGIKEY)
		cls.sandbox.start()
		cls.addClassCleanup(cls.sandbox.stop)
		for item in ("SCTEST-R", "SCTEST-C", "SCTEST-F"):
			make_item(item)
		make_supplier(SUPPLIER)

	def setUp(self) -> None:
		super().setUp()
		self.sandbox.reset()
		self.sandbox.clock.offset_seconds = 0
		self.account = make_account(
			ACCOUNT,
			connector="DigiKey",
			supplier=SUPPLIER,
			base_url=self.sandbox.api_url,
			client_id=CLIENT_ID,
			client_secret=CLIENT_SECRET,
			limits_from="Set Here",
		).doc
		self.release()
		self.addCleanup(self._delete_for_good)

	def release(self) -> None:
		"""Let other connections have what is locked: passwords of our own stand beside those of other documents."""
		self.commit()

	def _delete_for_good(self) -> None:
		frappe.set_user("Administrator")
		for doctype, filters in _MADE.items():
			for name in frappe.get_all(doctype, filters=filters, pluck="name"):
				frappe.delete_doc(doctype, name, force=True)
		frappe.delete_doc("Supplier Account", ACCOUNT, force=True)
		self.commit()

	def change_account(self, **values: Any) -> None:
		"""Enter something else on the account."""
		self.account.reload()
		self.account.update(values)
		self.account.save()
		self.release()

	def admin(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
		"""Order something of the sandbox."""
		answer = requests.post(f"{self.sandbox.base_url}/_sandbox/{name}", json=body, timeout=_TIMEOUT)
		answer.raise_for_status()
		return answer.json()

	def go(self, own: bool = False, user: str = "buyer") -> Comeback:
		"""Begin a sign-in, and sign in at the sandbox as this person: what the browser is then sent back with."""
		asked = parse_qs(urlsplit(sign_in_api.begin(ACCOUNT, own)["url"]).query)
		wish = {name: asked[name][0] for name in ("client_id", "redirect_uri", "state")}
		came = self.admin("sign-in", {**wish, "user": user})
		return Comeback(came["state"], came["code"])

	def come_back(self, back: Comeback, **changes: str) -> Response:
		"""What the site answers the browser that comes back."""
		return sign_in_api.callback(**{**vars(back), **changes})

	def connect(self, own: bool = False, user: str = "buyer") -> Token:
		"""Sign in, all the way; what is granted then."""
		answer = self.come_back(self.go(own, user))
		self.assertEqual(answer.status_code, 303, self.sentence_in(answer))
		return self.kept(frappe.session.user if own else "")

	def kept(self, owner: str = "") -> Token:
		"""The grant that is stored; there must be one."""
		grant = self.grant(owner)
		if grant is None:
			raise AssertionError("nobody is connected")
		return grant

	def grant(self, owner: str = "") -> Token | None:
		"""The grant as it is stored."""
		return DeskTokenStore().read(self.key(owner))

	def key(self, owner: str = "") -> TokenKey:
		"""Which grant that is."""
		return TokenKey(ACCOUNT, owner, TokenKind.PERSON)

	def own_keys(self, user: str, **keys: str) -> Any:
		"""A document for what is the user's own on the account."""
		frappe.set_user(user)
		keys = frappe.get_doc({"doctype": "Connector Key", "account": ACCOUNT, **keys}).insert()
		self.release()
		return keys

	def order(self, *lines: OrderLine, **values: Any) -> Any:
		"""A draft order of the account's supplier."""
		return make_order(SUPPLIER, lines, **values)

	def send(self, order: Any, **choices: Any) -> dict[str, Any]:
		"""Send an order."""
		return order_api.send(order.name, **choices)

	@property
	def lists(self) -> list[dict[str, Any]]:
		"""The lists at the sandbox."""
		return self.sandbox.state["lists"]

	def sentence_in(self, page: Response) -> str:
		"""The sentence of a web page."""
		text = page.get_data(as_text=True)
		# The second is that of v16.
		body = re.split('class="(?:page-card-body|details)"', text, maxsplit=1)[-1]
		return body.partition("<p>")[2].partition("</p>")[0]
