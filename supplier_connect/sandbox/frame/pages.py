"""What the web pages of all sandbox shops are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from http import HTTPStatus

from werkzeug.wrappers import Response

from supplier_connect.sandbox.catalogue.parts import CataloguePart

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1f2937; margin: 2rem auto; max-width: 64rem }
h1 { font-size: 1.4rem } small { color: #6b7280 }
table { border-collapse: collapse; width: 100% }
th, td { padding: .4rem .6rem; border-bottom: 1px solid #e5e7eb; text-align: left; vertical-align: top }
.number { text-align: right; white-space: nowrap } tfoot td { font-weight: 600; border: 0 }
"""


def html_answer(content: str, status: int = HTTPStatus.OK) -> Response:
	"""An answer with a whole page."""
	return Response(content, status, content_type="text/html; charset=utf-8")


def page(title: str, content: str) -> str:
	"""A page with a heading; `content` is HTML."""
	return (
		f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
		f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{content}</body></html>"
	)


def table(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], total: str = "") -> str:
	"""A table as HTML. A column is a heading and a CSS class; cells are texts, which may have two lines.

	A last row shows `total` below the last column, "" for none.
	"""
	heads = "".join(f'<th class="{kind}">{escape(name)}</th>' for name, kind in columns)
	body = "".join(f"<tr>{_cells(row, columns)}</tr>" for row in rows)
	foot = (
		f'<tfoot><tr><td colspan="{len(columns) - 1}">Merchandise</td>'
		f'<td class="number">{escape(total)}</td></tr></tfoot>'
	)
	return f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody>{foot if total else ''}</table>"


def missing_page(what: str) -> str:
	"""The page for something the shop does not have."""
	return page("Not here", f"<p>{escape(what)}</p>")


def part_picture(part: CataloguePart) -> str:
	"""A drawing of the part: a package with its name, as SVG."""
	return (
		'<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120" viewBox="0 0 160 120">'
		'<rect width="160" height="120" fill="#f3f4f6"/>'
		'<rect x="20" y="35" width="120" height="50" rx="6" fill="#374151"/>'
		'<rect x="8" y="45" width="12" height="30" fill="#9ca3af"/>'
		'<rect x="140" y="45" width="12" height="30" fill="#9ca3af"/>'
		'<text x="80" y="66" fill="#fff" font-family="sans-serif" font-size="15" text-anchor="middle">'
		f"{escape(part.package)}</text></svg>"
	)


def _cells(row: Sequence[str], columns: Sequence[tuple[str, str]]) -> str:
	return "".join(
		f'<td class="{kind}">{_two_lines(cell)}</td>' for cell, (_, kind) in zip(row, columns, strict=True)
	)


def _two_lines(text: str) -> str:
	"""A text as HTML; what follows a line break stands smaller below."""
	first, _, second = escape(text).partition("\n")
	return f"{first}<br><small>{second}</small>" if second else first
