"""Files that commands write: never over what they read, and whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from supplier_connect.core.model.errors import RejectedInput, Unavailable
from supplier_connect.core.model.messages import msg


def check_output(path: Path, used: Iterable[Path]) -> None:
	"""Raise `RejectedInput` for a file that is in use otherwise, `Unavailable` for one that can't be written."""
	for other in used:
		if _is_same(path, other):
			raise RejectedInput(
				msg("{0} is in use. Choose another file to write to.", path),
				field="output",
			)
	target = _target(path)
	writable = target if target.exists() else target.parent
	if not writable.exists():
		raise Unavailable(msg("{0} can't be written: {1}.", path, os.strerror(errno.ENOENT)))
	if not os.access(writable, os.W_OK):
		raise Unavailable(msg("{0} can't be written: {1}.", path, os.strerror(errno.EACCES)))


def write_whole(path: Path, text: str, encoding: str = "utf-8") -> None:
	"""Write a file in one step: whoever opens it finds what was there before or all that is new.

	Raises `Unavailable` when it can't be written; then what was there before is left.
	"""
	target, content = _target(path), text.encode(encoding)
	try:
		if target.exists() and not target.is_file():
			# A pipe or a terminal.
			target.write_bytes(content)
		else:
			_replace(target, content)
	except OSError as error:
		raise Unavailable(msg("{0} can't be written: {1}.", path, error.strerror or error))


def _replace(target: Path, content: bytes) -> None:
	draft = target.with_name(f".{target.name}.{os.getpid()}")
	try:
		with draft.open("xb") as stream:
			stream.write(content)
			stream.flush()
			os.fsync(stream.fileno())
		if target.exists():
			draft.chmod(target.stat().st_mode)
		draft.replace(target)
	except BaseException:
		draft.unlink(missing_ok=True)
		raise


def _target(path: Path) -> Path:
	"""The file itself, where the path is a link to it."""
	return Path(os.path.realpath(path))


def _is_same(one: Path, other: Path) -> bool:
	if _target(one) == _target(other):
		return True
	return one.exists() and other.exists() and os.path.samefile(one, other)
