"""Text in, ranked candidates out. Pure: no I/O, no clock, no Frappe."""
