"""What a shop says, as Frappe's columns take it."""

from __future__ import annotations

import re
from urllib.parse import quote

SHORT = 140
LONG = 5000
_LONGEST_ADDRESS = 500
_KEPT_IN_ADDRESS = "%/:?#[]@!$&()*+,;=~-._"
_LARGEST_INT = 2**31 - 1
# What a browser takes for the start of a tag, finished or not.
_TAG_START = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG = re.compile(_TAG_START.pattern + r"[^>]*>")


def truncate(text: str, length: int = SHORT) -> str:
	"""A text of a shop, not longer than its column and without markup.

	Frappe's own cleaning leaves JSON and unfinished tags as they are, which a browser reads as markup, too.
	"""
	return _TAG_START.sub("&lt;", _TAG.sub("", text))[:length]


def truncate_url(url: str) -> str:
	"""A web address of a shop; "" for one that a browser should not be sent to, or that its column can't hold."""
	# Frappe's lists write an address into the page as it is.
	address = quote(url, safe=_KEPT_IN_ADDRESS)
	is_good = address.startswith(("https://", "http://")) and len(address) <= _LONGEST_ADDRESS
	return address if is_good else ""


def bounded_count(count: int) -> int:
	"""A figure of a shop, not larger than its column takes."""
	return min(count, _LARGEST_INT)
