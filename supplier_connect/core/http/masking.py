"""Keeps keys out of what libraries log."""

from __future__ import annotations

import logging
import re

_SECRET_IN_URL = re.compile(
	r"(?i)\b(api_?key|cart_?key|access_token|refresh_token|client_secret|token|password|code|state)=[^&\s\"'<>]+"
)
_LOGIN_IN_URL = re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+@")


def mask(text: str) -> str:
	"""The text with the values of secret URL parameters, and logins in URLs, replaced by stars."""
	return _LOGIN_IN_URL.sub("***@", _SECRET_IN_URL.sub(lambda match: f"{match[1]}=***", text))


class _MaskingFilter(logging.Filter):
	def filter(self, record: logging.LogRecord) -> bool:
		record.msg = mask(record.getMessage())
		record.args = ()
		return True


def mask_library_logs() -> None:
	"""Mask what urllib3 writes at debug level: it logs every URL with its query. May be called again."""
	logger = logging.getLogger("urllib3.connectionpool")
	if not any(isinstance(known, _MaskingFilter) for known in logger.filters):
		logger.addFilter(_MaskingFilter())
