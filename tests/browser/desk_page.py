"""The Desk as a user works it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

BUYER = "buyer@browser-tests.example"
MANAGER = "manager@browser-tests.example"
ENGINEER = "engineer@browser-tests.example"
PURCHASER = "purchaser@browser-tests.example"
CLERK = "clerk@browser-tests.example"
READER = "reader@browser-tests.example"
ITEM_MANAGER = "items@browser-tests.example"
PASSWORD = "a walk through the cart"
# A machine whose cores are all busy takes long for a page, and for an order of hundreds of lines.
_WAIT_MS = 90_000


def leads_to(link: Any, doctype: str) -> bool:
	"""Whether a link opens a document of a kind: the Desk is under /app, since v16 under /desk."""
	desk, route = link.get_attribute("href").split("/")[1:3]
	return desk in ("app", "desk") and route == doctype.lower().replace(" ", "-")


class Desk:
	"""A browser page with the Desk."""

	def __init__(self, page: Any, address: str, screenshots: Path) -> None:
		self.page = page
		self.page_errors: list[str] = []
		self._address = address
		self.screenshots = screenshots
		page.set_default_timeout(_WAIT_MS)
		page.on("pageerror", lambda error: self.page_errors.append(str(error)))

	def log_in(self, user: str = BUYER) -> None:
		"""Log in, as the buyer unless told otherwise."""
		answer = self.page.request.post(
			f"{self._address}/api/method/login", form={"usr": user, "pwd": PASSWORD}
		)
		assert answer.ok, answer.text()

	def open_order(self, name: str, button: str = "Send to Supplier") -> None:
		"""Open a Purchase Order and wait for a button of the group "Supplier"."""
		self._open_with_button(f"purchase-order/{name}", button)

	def open_item(self, code: str, button: str = "Add Supplier Part") -> None:
		"""Open an Item and wait for a button of the group "Supplier"."""
		self._open_with_button(f"item/{quote(code)}", button)

	def _open_with_button(self, path: str, button: str) -> None:
		self.page.goto(f"{self._address}/app/{path}")
		self.page.wait_for_function(
			"button => window.cur_frm?.custom_buttons?.[button] && !window.cur_frm.is_dirty()", arg=button
		)

	def open(self, doctype: str, name: str) -> None:
		"""Open any document, and wait for its form."""
		self.page.goto(f"{self._address}/app/{doctype.lower().replace(' ', '-')}/{quote(name)}")
		self.page.wait_for_function("name => window.cur_frm?.doc?.name === name", arg=name)

	def press(self, label: str, group: str = "Supplier") -> None:
		"""Press a button of a group, wherever the window's width puts it."""
		if self.page.viewport_size["width"] > 1200:
			buttons = self.page.locator(f".inner-group-button[data-label={group}]:visible")
			buttons.locator("button").click()
			buttons.locator(".dropdown-item", has_text=label).click()
			return
		self.page.locator(".menu-btn-group button:visible").first.click()
		self.page.locator(
			".menu-btn-group .dropdown-item:visible", has_text=f"{group} > {label}"
		).first.click()

	@property
	def dialog(self) -> Any:
		"""The app's dialog that is open."""
		return self.page.locator(".modal.supplier-connect.show")

	@property
	def primary(self) -> Any:
		"""Its primary button."""
		return self.dialog.locator(".modal-footer .btn-primary")

	@property
	def rows(self) -> Any:
		"""The rows of its table."""
		return self.dialog.locator(".sc-table tbody tr")

	def row(self, text: str) -> Any:
		"""The first row with this text."""
		return self.rows.filter(has_text=text).first

	def text(self) -> str:
		"""What the dialog says, as one line."""
		return " ".join(self.dialog.inner_text().split())

	def wait_for(self, text: str) -> None:
		"""Wait until the dialog says something."""
		self.dialog.locator(f"text={text}").first.wait_for()

	def open_send(self, order: str) -> None:
		"""Open an order and press Send to Supplier; returns when the lines can be seen."""
		self.open_order(order)
		self.press("Send to Supplier")
		self.wait_for("Send")
		self.primary.wait_for()

	def send(self) -> None:
		"""Press the primary button and wait until the transfer has ended well."""
		self.primary.click()
		self.dialog.locator(".sc-totals").wait_for()

	def close(self) -> None:
		"""Close the dialog."""
		self.dialog.locator(".modal-footer .btn-modal-secondary").click()
		self.dialog.wait_for(state="detached")

	def fits(self) -> None:
		"""Make sure that nothing of the dialog is beside the window."""
		width = self.page.viewport_size["width"]
		body = "() => document.querySelector('.supplier-connect .modal-body').scrollWidth"
		assert self.page.evaluate(body) <= width
		box = self.primary.bounding_box()
		assert box is not None
		assert box["x"] >= 0
		assert box["x"] + box["width"] <= width

	def screenshot(self, name: str) -> None:
		"""Keep what the window shows, when animations have ended."""
		self.page.wait_for_timeout(400)
		self.page.screenshot(path=str(self.screenshots / f"{name}.png"))
