"""Supplier Lookup as a user works it."""

from __future__ import annotations

from typing import Any

from desk_page import Desk

_FOUND = "[data-candidate], [data-result] > :not([role=status]):not([data-candidates])"


class Lookup:
	"""The dialog "Find Supplier Parts" on the Desk."""

	def __init__(self, desk: Desk) -> None:
		self.desk = desk

	def open(self, item: str) -> None:
		"""Open an Item and its dialog."""
		self.desk.open_item(item, "Find Supplier Parts")
		self.desk.press("Find Supplier Parts")
		self.dialog.locator(".sc-wish").wait_for()

	@property
	def dialog(self) -> Any:
		"""The dialog."""
		return self.desk.dialog

	@property
	def query(self) -> Any:
		"""The field with the query."""
		return self.dialog.locator("[name=query]")

	@property
	def candidates(self) -> Any:
		"""The candidates that are on the page."""
		return self.dialog.locator("[data-candidate]")

	def candidate(self, text: str) -> Any:
		"""The first candidate with this text."""
		return self.candidates.filter(has_text=text).first

	def find(self) -> None:
		"""Press Find; returns when there is something to see."""
		self.dialog.get_by_role("button", name="Find", exact=True).click()
		self.dialog.locator(_FOUND).first.wait_for()
		self.dialog.get_by_role("button", name="Find", exact=True).wait_for()

	def tick(self, text: str) -> None:
		"""Tick a candidate."""
		self.candidate(text).locator("[data-candidate-tick]").check()

	def open_offers(self, text: str) -> None:
		"""Open a candidate's offers."""
		self.candidate(text).locator("[data-open]").click()
		self.candidate(text).locator(".sc-offers").wait_for()

	def add(self) -> None:
		"""Press the button and wait for what became of it."""
		self.desk.primary.click()
		self.dialog.locator(".modal-body", has_text="Outcome").wait_for()

	def mpns(self) -> list[str]:
		"""The part numbers of the candidates, in their order."""
		return self.dialog.locator(".sc-part-number").all_inner_texts()
