"""An answer that is kept for a while; read by desk.answer_cache."""

from __future__ import annotations

from frappe.model.document import Document


class ConnectorCachedResponse(Document):
	"""Written by the transport, thrown away when its time is over."""
