"""A badge as SVG: a word and a share, in a colour that says whether it is enough."""

from __future__ import annotations

from html import escape

from svc.render.cells import width
from svc.render.document import percent
from svc.render.safe import one_line

_GOOD, _FAIR, _BAD, _NONE = "#2e7d32", "#9a6700", "#b42318", "#6e7781"
_SLACK = 100
"""Tenths of a percent below what is wanted that are fair still."""


def badge(word: str, share: int | None, wanted: int = 950) -> str:
    """The badge of a share in tenths of a percent, None where nothing was judged; ``wanted`` is what is enough."""
    value = percent(share) or "-"
    colour = _NONE if share is None else _GOOD if share >= wanted else _FAIR if share >= wanted - _SLACK else _BAD
    left, right = (7 * width(one_line(text)) + 12 for text in (word, value))
    whole, said = left + right, escape(f"{one_line(word)}: {value}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{said}">\n'
        f"<title>{said}</title>\n"
        f'<clipPath id="r"><rect width="{whole}" height="20" rx="3"/></clipPath>\n'
        f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#444c56"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{colour}"/></g>\n'
        '<g fill="#fff" text-anchor="middle" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">'
        f'<text x="{left // 2}" y="14">{escape(one_line(word))}</text>'
        f'<text x="{left + right // 2}" y="14">{escape(value)}</text></g>\n'
        "</svg>\n"
    )
