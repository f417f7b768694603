"""Which proxy a call goes through."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

from supplier_connect.core.model.connection import Proxy
from supplier_connect.core.model.errors import RejectedInput
from supplier_connect.core.model.messages import msg
from supplier_connect.core.model.secret import Secret

_SCHEMES = ("http", "https")


def check_proxy(proxy: Proxy) -> Proxy:
	"""The proxy itself; raises `RejectedInput` (field "proxy_url") for one that can't be used."""
	parts = urlsplit(proxy.url.reveal())
	if parts.scheme not in _SCHEMES or not parts.hostname:
		raise RejectedInput(
			msg("The proxy URL must look like https://user:password@address:port"), field="proxy_url"
		)
	if not proxy.url.reveal().isascii():
		raise RejectedInput(
			msg("The proxy URL has a letter that must be written as %XX (percent encoding)"),
			field="proxy_url",
		)
	if proxy.scheme not in ("", *_SCHEMES):
		raise RejectedInput(
			msg("The proxy protocol is http or https, not {0}", proxy.scheme), field="proxy_con"
		)
	return proxy


def environment_proxy(environ: Mapping[str, str] = os.environ) -> Proxy | None:
	"""The proxy that PROXY_CON and PROXY_URL name; it wins over all settings. None without PROXY_URL."""
	url = environ.get("PROXY_URL", "")
	return check_proxy(Proxy(environ.get("PROXY_CON", ""), Secret(url))) if url else None


def proxies_for(configured: Proxy | None, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
	"""The mapping that requests wants: traffic scheme to proxy URL; empty for no proxy of ours."""
	proxy = environment_proxy(environ) or configured
	if proxy is None:
		return {}
	schemes = (proxy.scheme,) if proxy.scheme else _SCHEMES
	return {scheme: proxy.url.reveal() for scheme in schemes}
