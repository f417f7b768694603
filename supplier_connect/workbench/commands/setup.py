"""What every command starts from: which file, which keys, and how options and arguments are read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import click

from supplier_connect.core.model.errors import NotFound, RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.shops.connectors.registry import ShopRegistry
from supplier_connect.shops.model.offer import Packing
from supplier_connect.shops.model.order import Order
from supplier_connect.workbench.keys import KeyRing
from supplier_connect.workbench.output_file import check_output
from supplier_connect.workbench.stores.database import Database
from supplier_connect.workbench.token_cipher import TokenCipher
from supplier_connect.workbench.wiring import Workbench

_Command = TypeVar("_Command", bound=Callable[..., object])
# Packings as options write them: cut-tape.
PACKINGS = MappingProxyType({packing.value.lower().replace(" ", "-"): packing for packing in Packing})


@dataclass(frozen=True)
class Setup:
	"""The files that a command works with; `keys` may be missing when it is the default."""

	database: Path
	keys: Path | None
	token_key: Path

	@property
	def files(self) -> tuple[Path, ...]:
		"""All of them, with those that SQLite keeps beside its own."""
		beside = (self.database.with_name(self.database.name + end) for end in ("-wal", "-shm", "-journal"))
		return (self.database, *beside, *filter(None, (self.keys,)), self.token_key)

	def make(self) -> Workbench:
		"""Open the workbench, and make its file when there is none."""
		database = Database(self.database)
		click.get_current_context().call_on_close(database.close)
		return Workbench(
			database, KeyRing(os.environ, self.keys), ShopRegistry(), TokenCipher(self.token_key)
		)

	def open(self) -> Workbench:
		"""Open the workbench; raises `NotFound` when there is no file."""
		if not self.database.exists():
			raise NotFound(msg("There is no file {0}. Make it with: supplier-connect init", self.database))
		return self.make()


def account_option(command: _Command) -> _Command:
	"""The option that chooses one of several accounts of a supplier."""
	return click.option("--account", "account_name", help="Account; not needed when the supplier has one.")(
		command
	)


def page_option(command: _Command) -> _Command:
	"""The option that asks for an HTML page of the cart."""
	return click.option(
		"--page",
		type=click.Path(dir_okay=False, path_type=Path),
		callback=_checked_page,
		help="Write the cart as an HTML page.",
	)(command)


def _checked_page(context: click.Context, _parameter: click.Parameter, page: Path | None) -> Path | None:
	"""The page's file, before anything is sent."""
	setup = context.find_object(Setup)
	if page and setup:
		check_output(page, setup.files)
	return page


def browser_option(command: _Command) -> _Command:
	"""The option that keeps the browser closed."""
	return click.option(
		"--browser/--no-browser", default=True, show_default=True, help="Open the address in the browser."
	)(command)


def refs_of(order: Order, numbers: Iterable[int]) -> tuple[str, ...]:
	"""The refs of lines by their numbers; raises `RejectedInput` for a number without a line."""
	by_number = {line.number: line.ref for line in order.lines}
	wanted = set(numbers)
	missing = wanted - by_number.keys()
	if missing:
		raise RejectedInput(msg("{0} has no line {1}.", order.name, min(missing)), field="lines")
	return tuple(by_number[number] for number in sorted(wanted))
