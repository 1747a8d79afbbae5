"""A case's page in Markdown, for a pull request or a mail; nothing in it is markup but what stands here."""

from __future__ import annotations

from collections.abc import Iterable

from svc.i18n import tr
from svc.patterns import pattern
from svc.render.page import Moment, Section
from svc.render.paint import Label
from svc.render.safe import one_line
from svc.render.table import markdown
from svc.render.values import shown

_LEADING = pattern(r"\s|[-+=]|[0-9]+[.)]")
_NOTHING = "&#8203;"
"""A character without width: what follows does not begin the line."""


def heading(label: Label, level: int) -> str:
    """A heading."""
    return f"{'#' * level} {_inert(one_line(tr(label)))}\n"


def fields(section: Section) -> str:
    """The filled fields, one a line; nothing where none is."""
    lines = []
    for label, value in section.fields:
        words, name = shown(value).strip(), one_line(tr(label))
        if words:
            lines.append(f"- **{markdown(name)}**: {markdown(words)}\n" if name else f"- {_inert(words)}\n")
    return "".join(lines)


def moments(said: Iterable[Moment]) -> str:
    """What happened or was said: one paragraph each, the words as a quotation."""
    return "\n".join(map(_moment, said))


def _moment(moment: Moment) -> str:
    head = f"**{markdown(one_line(moment.when))}** {markdown(one_line(shown(moment.what)))}"
    who = f" ({markdown(one_line(moment.who))})" if moment.who else ""
    quoted = f"\n> {_inert(moment.words.strip(chr(10)))}\n" if moment.words.strip() else ""
    return f"{head}{who}\n{quoted}"


def _inert(text: str) -> str:
    safe = markdown(text)
    return _NOTHING + safe if _LEADING.match(safe) else safe
