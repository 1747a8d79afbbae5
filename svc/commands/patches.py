"""What a commit did to a file, line by line, a case in words: what git log -p shows where Git knows the textconv."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from svc.commands.case_words import words_of
from svc.commands.context import Context
from svc.commands.history import History
from svc.render.safe import safe_text
from svc.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from svc.store.steps import Step

_HEAD = 2
"""Lines of a difference that name the two sides."""


def patch(ctx: Context, step: Step) -> list[str]:
    """The lines that a step took away and those that it brought, by a ``-`` or ``+`` before them.

    Of a merge, those that are otherwise than on the side merged into.
    """
    touch = next(touched for touched in step.entry.touched if touched.path == step.path)
    found = ctx.store.git.objects([blob for blob in (*touch.olds[:1], touch.new) if blob])
    texts = {held[1]: held[2] for held in found if held}
    old, new = (_lines(ctx, texts.get(blob, b""), step.path) for blob in ("".join(touch.olds[:1]), touch.new))
    rows = list(unified_diff(old, new, n=0, lineterm=""))[_HEAD:]
    return [row for row in rows if not row.startswith("@@")]


def _lines(ctx: Context, data: bytes, path: str) -> list[str]:
    words = words_of(ctx, data, path) or safe_text(data.decode("utf-8", "replace"), multiline=True)
    return words.rstrip("\n").split("\n") if words else []


def pages(ctx: Context, told: History, steps: list[Step]) -> Iterator[str]:
    """Each step as a line, and what it changed below."""
    for step in steps:
        yield "  ".join(told.head(step)) + "\n" + "".join(f"  {row}\n" for row in patch(ctx, step))
