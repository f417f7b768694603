"""Write supplier_connect/locale/main.pot anew, from all texts of the app."""

from __future__ import annotations

from support.texts import write_pot

if __name__ == "__main__":
	write_pot()
