"""Which addresses may be called: those of the internet, and private ones where the host allows them.

Keys travel with calls, and answers come back onto screens: an address within the own network must not be reached by
whoever may change a Base URL.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import Message, msg

_SCHEMES = ("http", "https")
_PRIVATE_NAMES = (".localhost", ".local", ".internal")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PRIVATE_REFUSED = msg(
	"{0} is a private address, which this site doesn't call. Use the supplier's own address, or allow private "
	"addresses in the site's config (supplier_connect_allow_private_hosts)."
)


def check_base_url(url: str, *, allow_private: bool) -> str:
	"""The URL without a slash at its end; raises `RejectedInput` (field "base_url").

	Keys go in the query, so plain http is taken for private addresses only. Names aren't resolved here: what they
	lead to is checked when a connection is made.
	"""
	try:
		parts = urlsplit(url)
		is_address = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
	except ValueError:
		is_address = False
	if not is_address or parts.username or parts.query or parts.fragment or not url.isprintable():
		raise RejectedInput(
			msg("Base URL: {0} is not an address such as https://api.example.com", url), field="base_url"
		)
	is_private = names_private_host(parts.hostname or "")
	if is_private and not allow_private:
		raise RejectedInput(msg("Base URL: {0}", private_refused(url)), field="base_url")
	if parts.scheme == "http" and not is_private:
		raise RejectedInput(
			msg("Base URL: {0} must begin with https://, or your keys would travel unprotected", url),
			field="base_url",
		)
	return url.rstrip("/")


def is_public(address: str) -> bool:
	"""Whether an IP address is one of the internet, also where it wraps one of version 4."""
	known = ipaddress.ip_address(address.partition("%")[0])
	if isinstance(known, ipaddress.IPv6Address):
		wrapped = known.ipv4_mapped or known.sixtofour or (known.teredo or (None, None))[1]
		if known in _NAT64:
			wrapped = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
		if wrapped is not None:
			return is_public(str(wrapped))
	return known.is_global and not known.is_multicast


def private_refused(url: str) -> Message:
	"""Why an address isn't called."""
	return Message(_PRIVATE_REFUSED.template, (urlsplit(url).hostname or "",))


def names_private_host(host: str) -> bool:
	"""Whether a host is private by what is written, without asking where a name leads to."""
	name = host.rstrip(".")
	try:
		return not is_public(name)
	except ValueError:
		return name == "localhost" or name.endswith(_PRIVATE_NAMES)
