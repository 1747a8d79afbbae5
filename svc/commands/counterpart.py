"""The other case of a tie: by its id as ever, else by words of its title."""

from __future__ import annotations

from collections.abc import Collection

from svc import terminal
from svc.commands.context import Context
from svc.errors import NotFoundError, T
from svc.render.safe import one_line

_SHOWN = 5
_LEAST = 2
"""Characters of a title that are looked for."""


def counterpart(ctx: Context, word: str, others: Collection[str] = ()) -> str:
    """The file of the case that a word means, none of the ``others``. Raises NotFoundError."""
    try:
        return ctx.store.find(word)
    except NotFoundError:
        said = word.strip().casefold()
        if len(said) < _LEAST:
            raise
        found = [c for c in ctx.store.cases()[0] if said in c.text("title").casefold() and c.path not in others]
        if not found:
            raise
    named = [T("{id}  {title}", id=case.id, title=one_line(case.text("title"))) for case in found]
    if len(found) == 1:
        terminal.say(named[0])
        return found[0].path
    raise NotFoundError(
        T("{word} stands in {count} titles", word=word, count=len(found)), T("name one by its id"),
        details=tuple(named[:_SHOWN]),
    )  # fmt: skip
