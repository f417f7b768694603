"""The command line against a sandbox on a real socket."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from click.testing import CliRunner, Result

from supplier_connect.sandbox.frame.server import SandboxServer
from supplier_connect.workbench.cli import main
from supplier_connect.workbench.keys import environment_name

CART_KEY, SEARCH_KEY = "sandbox-cart-key", "sandbox-search-key"
BOM = """\
Line,IPN,Qty,UOM,References,Value,Package,Manufacturer,MPN,SKU,UOM factor,Rate
1,R-10K,8,Nos,R12 R18,10k,0402,Yageo,RC0402FR-1310KL,,,0.5
2,C-4U7,14,Nos,C1 C14,4u7,0603,Taiyo Yuden,LMK107BJ475KAHT,,,
3,LED-GRN,3,Nos,D1 D14 D15,GRN,0603,Foshan NationStar,NCD0603G1,,,
4,J-KK254,1,Pack,J4,1x2,TH,Molex,,538-22-05-3021,10,2.63
"""


@dataclass
class Shell:
	"""Runs commands in a directory of their own."""

	directory: Path
	sandbox: SandboxServer
	environment: dict[str, str] = field(default_factory=dict)

	@property
	def database(self) -> Path:
		"""The SQLite file."""
		return self.directory / "test.sqlite"

	@property
	def token_key(self) -> Path:
		"""The file with the key of stored sign-ins."""
		return self.directory / "own" / "token.key"

	def run(self, *arguments: str, typed: IO[bytes] | None = None) -> Result:
		"""Run a command; its exit code and output."""
		files = {
			"--database": self.database,
			"--keys": self.directory / "keys.toml",
			"--token-key": self.token_key,
		}
		options = [str(word) for option in files.items() for word in option]
		return CliRunner().invoke(main, [*options, *arguments], env=self.environment, input=typed)

	def ok(self, *arguments: str, typed: IO[bytes] | None = None) -> str:
		"""The output of a command that must succeed."""
		result = self.run(*arguments, typed=typed)
		assert result.exit_code == 0, (result.output, result.exception)
		return result.output

	def fails(self, *arguments: str, typed: IO[bytes] | None = None) -> str:
		"""The sentence of a command that must fail, in one line and without a traceback."""
		result = self.run(*arguments, typed=typed)
		assert result.exit_code == 1, result.output
		assert isinstance(result.exception, SystemExit), result.exception
		errors = re.findall(r"^Error: (.*)$", result.output, re.MULTILINE)
		assert len(errors) == 1, result.output
		assert "Traceback" not in result.output
		return str(errors[0])

	def write(self, name: str, text: str) -> str:
		"""Write a file; its path."""
		path = self.directory / name
		path.write_text(text, encoding="utf-8")
		return str(path)

	def write_keys(self, text: str, mode: int = 0o600) -> Path:
		"""Write the keys file."""
		path = Path(self.write("keys.toml", text))
		path.chmod(mode)
		return path

	def add_account(self, name: str = "Mouser", *options: str) -> None:
		"""An account at the sandbox."""
		where = ("--connector", self.sandbox.shop.name, "--base-url", self.sandbox.api_url)
		self.ok("account", "add", name, *where, "--country", "US", *options)

	def set_account(self, name: str, *options: str) -> None:
		"""Change an account."""
		self.ok("account", "set", name, *options)

	def import_order(self, text: str = BOM, *options: str) -> str:
		"""PO-00001 of ten boards."""
		head = (
			"--name",
			"PO-00001",
			"--supplier",
			self.sandbox.shop.name,
			"--currency",
			"USD",
			"--boards",
			"10",
		)
		return self.ok("order", "import", self.write("bom.csv", text), *head, *options)

	def keys_of(self, account: str, **keys: str) -> None:
		"""Put keys of an account in the environment."""
		self.environment |= {environment_name(account, name): key for name, key in keys.items()}
