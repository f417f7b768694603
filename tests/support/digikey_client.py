"""The few calls the tests make to the sandbox's DigiKey, over a real socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import requests

from supplier_connect.sandbox.digikey.accounts import CLIENT_ID, CLIENTS, USER
from support.sandbox_client import TIMEOUT, Json

CALLBACK = "http://localhost:8000/callback"
LISTS = "mylists/v1/lists"


def admin(base_url: str, name: str, body: object) -> requests.Response:
	"""POST to /_sandbox."""
	return requests.post(f"{base_url}/_sandbox/{name}", json=body, timeout=TIMEOUT)


def new_code(base_url: str, client_id: str = CLIENT_ID, user: str = USER) -> str:
	"""A code as a browser would bring it back."""
	asked = {"client_id": client_id, "redirect_uri": CALLBACK, "state": "s1", "user": user}
	location = admin(base_url, "sign-in", asked).json()["location"]
	arguments = parse_qs(urlsplit(location).query)
	assert arguments["state"] == ["s1"]
	return arguments["code"][0]


def token(base_url: str, client_id: str = CLIENT_ID, **form: str) -> requests.Response:
	"""POST to the token endpoint."""
	known = CLIENTS.get(client_id)
	data = {"client_id": client_id, "client_secret": known.secret if known else "", **form}
	return requests.post(f"{base_url}/v1/oauth2/token", data=data, timeout=TIMEOUT)


def redeem(base_url: str, client_id: str = CLIENT_ID, user: str = USER) -> Json:
	"""The tokens of somebody who signs in now."""
	code = new_code(base_url, client_id, user)
	form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
	answer: Json = token(base_url, client_id, **form).json()
	return answer


def signed_in(base_url: str, client_id: str = CLIENT_ID, user: str = USER) -> DigiKeyClient:
	"""A client used by somebody who signs in now."""
	return DigiKeyClient(base_url, redeem(base_url, client_id, user)["access_token"], client_id)


def alone(base_url: str, client_id: str = CLIENT_ID) -> DigiKeyClient:
	"""A client that nobody signed in to."""
	answer = token(base_url, client_id, grant_type="client_credentials").json()
	return DigiKeyClient(base_url, answer["access_token"], client_id)


def line(number: str, quantity: int = 1, pack_type: str = "", **more: object) -> Json:
	"""A line of a request to MyLists."""
	wanted = {"Quantity": quantity, "SelectedPackType": pack_type}
	return {"RequestedPartNumber": number, "Quantities": [wanted], **more}


@dataclass(frozen=True)
class DigiKeyClient:
	"""A client of the APIs with an access token."""

	base_url: str
	token: str
	client_id: str = CLIENT_ID
	headers: Mapping[str, str] = field(default_factory=dict)

	def call(self, method: str, path: str, body: object = None, **query: object) -> requests.Response:
		"""A call with the headers every call needs."""
		headers = {"Authorization": f"Bearer {self.token}", "X-DIGIKEY-Client-Id": self.client_id}
		return requests.request(
			method,
			f"{self.base_url}/{path}",
			params={name: str(value) for name, value in query.items()},
			json=body,
			headers={**headers, **self.headers},
			timeout=TIMEOUT,
		)

	def get(self, path: str, **query: object) -> Any:
		"""What a GET answers."""
		return self.call("GET", path, **query).json()

	def about(self, number: str, what: str = "productdetails", **query: object) -> Json:
		"""What the Products API tells of a number."""
		answer: Json = self.get(f"products/v4/search/{quote(number, safe='')}/{what}", **query)
		return answer

	def product(self, number: str) -> Json:
		"""A product."""
		product: Json = self.about(number)["Product"]
		return product

	def keyword(self, keywords: str, **asked: object) -> Json:
		"""What a keyword search answers."""
		body = {"Keywords": keywords, **asked}
		answer: Json = self.call("POST", "products/v4/search/keyword", body).json()
		return answer

	def make_list(self, name: str = "PO-1", *lines: Json, **more: object) -> str:
		"""A new list with these lines; its id."""
		made = self.call("POST", LISTS, {"ListName": name, **more}).json()
		list_id: str = made["ListId"] if isinstance(made, dict) else made
		if lines:
			self.add(list_id, *lines)
		return list_id

	def add(self, list_id: str, *lines: Json, **query: object) -> list[str]:
		"""Put lines into a list; their unique ids."""
		added: list[str] = self.call("POST", f"{LISTS}/{list_id}/parts", list(lines), **query).json()
		return added

	def parts(self, list_id: str, **query: object) -> list[Json]:
		"""The lines of a list."""
		lines: list[Json] = self.get(f"{LISTS}/{list_id}/parts", **query)["PartsList"]
		return lines
