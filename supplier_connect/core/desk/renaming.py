"""How Frappe renames documents."""

from __future__ import annotations

import frappe
from frappe.utils import sbool
from frappe.utils.scheduler import is_scheduler_inactive

_FROM_A_FORM = "frappe.model.rename_doc.update_document_title"


def is_rehearsal() -> bool:
	"""Whether a `before_rename` is only asked what it says: the renaming itself comes later, in a job, and may fail."""
	form = frappe.local.form_dict or {}
	is_queued = form.get("cmd") == _FROM_A_FORM and sbool(form.get("enqueue"))
	return bool(is_queued) and not is_scheduler_inactive(verbose=False)
