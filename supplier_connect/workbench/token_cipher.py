"""Keeps the tokens of sign-ins unreadable: their key lies in a file that only its owner may read."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret

_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class TokenCipher:
	"""`Cipher` with a key in a file, which is made when something is to be sealed and there is none."""

	def __init__(self, file: Path) -> None:
		self._file = file

	def seal(self, secret: Secret) -> str:
		"""The secret, unreadable; raises `RejectedInput` when the key can't be used."""
		return self._fernet(self._read_or_make).encrypt(secret.reveal().encode()).decode()

	def open(self, sealed: str) -> Secret:
		"""The secret again; raises `RejectedInput` when it was sealed with another key, or the key is gone."""
		try:
			return Secret(self._fernet(self._read).decrypt(sealed.encode()).decode())
		except InvalidToken:
			raise RejectedInput(
				msg(
					"The stored sign-in was made with another key than {0}. Connect the account again.",
					self._file,
				),
				field="token_key",
			)

	def _fernet(self, key: Callable[[], bytes]) -> Fernet:
		try:
			return Fernet(key())
		except FileNotFoundError:
			raise RejectedInput(
				msg(
					"There is no key file {0} for the stored sign-in. Connect the account again.", self._file
				),
				field="token_key",
			)
		except OSError as error:
			raise RejectedInput(
				msg("The key file {0} can't be used: {1}.", self._file, error.strerror), field="token_key"
			)
		except ValueError:
			raise RejectedInput(
				msg("{0} holds no key for stored sign-ins. Delete it and connect again.", self._file),
				field="token_key",
			)

	def _read_or_make(self) -> bytes:
		if not self._file.exists():
			self._make()
		return self._read()

	def _make(self) -> None:
		"""A key file that is whole from the first moment; the one of somebody who was faster stays."""
		self._file.parent.mkdir(parents=True, exist_ok=True)
		with tempfile.NamedTemporaryFile(dir=self._file.parent, prefix=f".{self._file.name}.") as stream:
			stream.write(Fernet.generate_key())
			stream.flush()
			with suppress(FileExistsError):
				os.link(stream.name, self._file)

	def _read(self) -> bytes:
		with self._file.open("rb") as stream:
			if os.fstat(stream.fileno()).st_mode & _OF_OTHERS:
				raise RejectedInput(
					msg("Others may read the key in {0}. Make it yours alone: chmod 600 {0}", self._file),
					field="token_key",
				)
			return stream.read()
