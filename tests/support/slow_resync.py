"""A resync in a process of its own, to be killed: DATABASE BASE_URL DAYS, the time being so many days from now."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))

from supplier_connect.shops.model.account import ShopAccount
from supplier_connect.shops.model.resync import PartChoice
from supplier_connect.shops.services.resync.resync_parts import ResyncTools, resync_parts
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.stores.resync import SqliteResyncStore
from support.samples import SEARCH_KEY, Books, keys

DAY = timedelta(days=1)


def main(database: str, base_url: str, days: int) -> None:
	"""Run it."""
	books = Books(Database(database))
	account = ShopAccount(
		"Mouser US",
		"Mouser",
		"Mouser",
		base_url=base_url,
		country="US",
		currency="USD",
		credentials=keys(search_key=SEARCH_KEY),
	)
	ahead = days * DAY
	tools = ResyncTools(
		books.shop(account),
		SqliteResyncStore(books.database),
		DAY,
		now=lambda: datetime.now(timezone.utc) + ahead,
	)
	print("begins", flush=True)
	resync_parts(tools, account, PartChoice(), 300)


if __name__ == "__main__":
	main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
