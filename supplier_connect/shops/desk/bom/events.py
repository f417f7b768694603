"""What we do when something happens to a BOM."""

from __future__ import annotations

from typing import Any

from supplier_connect.shops.desk.bom.costs import delete_of


def on_trash(doc: Any, method: str | None = None) -> None:
	"""Delete the costs of a deleted BOM: the next one may get its name."""
	delete_of(doc.name)
