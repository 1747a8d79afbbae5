"""The pieces of one record's page: labelled fields in sections, texts, a timeline.

A command gives ``page`` its sections and gets the text. What is empty is left out; what has several
lines stands indented below its label. With ``max_width`` 0 no line is broken.
"""

from __future__ import annotations

from svc.errors import Text
from svc.i18n import tr
from svc.render.cells import pad, width, wrap
from svc.render.paint import Label, Toned, painted
from svc.render.safe import one_line, safe_text
from svc.render.values import shown
from svc.typed import NamedTuple, Sequence

_INDENT = "  "
_WIDEST_LABEL = 28
_LEAST_TEXT = 20


class Section(NamedTuple):
    """A heading (empty for none) and its fields: label and value, in their order.

    One of ``level`` 2 is a part of the one above.
    """

    heading: Label
    fields: Sequence[tuple[Label, object]]
    level: int = 1


class Moment(NamedTuple):
    """One line of a timeline, and the words that go with it."""

    when: str
    who: str
    what: object
    words: str = ""


def page(sections: Sequence[Section], max_width: int = 0, colour: bool = False) -> str:
    """The sections as text, labels aligned over the whole page."""
    full = [(section.heading, _filled(section)) for section in sections]
    names = [label for _, fields in full for label, _ in fields]
    left = min(_WIDEST_LABEL, max(map(width, names), default=0))
    blocks = [
        _heading(heading, colour) + "".join(_field(label, value, left, max_width, colour) for label, value in fields)
        for heading, fields in full
        if fields
    ]
    return "\n".join(blocks)


def _filled(section: Section) -> list[tuple[str, object]]:
    return [(one_line(tr(label)), value) for label, value in section.fields if shown(value).strip()]


def _heading(heading: Label, colour: bool) -> str:
    words = one_line(tr(heading))
    return painted(words, "strong", colour) + "\n" if words else ""


def _field(label: str, value: object, left: int, max_width: int, colour: bool) -> str:
    text = safe_text(shown(value), multiline=True).rstrip("\n")
    tone = value.tone if isinstance(value, Toned) else ""
    if "\n" in text:
        return f"{_INDENT}{label}\n{indented(text, 2, max_width)}"
    room = max(_LEAST_TEXT, max_width - left - 2 * len(_INDENT)) if max_width else 0
    first, *more = wrap(text, room)
    lines = [f"{_INDENT}{pad(label, left)}{_INDENT}{painted(first, tone, colour)}"]
    lines += [" " * (left + 2 * len(_INDENT)) + painted(line, tone, colour) for line in more]
    return "".join(line + "\n" for line in lines)


def indented(text: str, depth: int, max_width: int = 0) -> str:
    """The lines of a text, ``depth`` steps to the right, broken at ``max_width``."""
    blanks = _INDENT * depth
    room = max(_LEAST_TEXT, max_width - len(blanks)) if max_width else 0
    lines = wrap(safe_text(text, multiline=True).rstrip("\n"), room)
    return "".join((blanks + line).rstrip() + "\n" for line in lines)


def listing(heading: Label, lines: Sequence[Text | str], max_width: int = 0, colour: bool = False) -> str:
    """A heading and sentences below it, nothing when there are none."""
    if not lines:
        return ""
    return _heading(heading, colour) + "".join(indented(one_line(tr(line)), 1, max_width) for line in lines)


def timeline(moments: Sequence[Moment], max_width: int = 0, colour: bool = False, heading: Label = "") -> str:
    """What happened, one moment a line, in the order given; without moments no heading either."""
    when = max((width(one_line(moment.when)) for moment in moments), default=0)
    who = max((width(one_line(moment.who)) for moment in moments), default=0)
    lines = [_moment(moment, when, who, max_width, colour) for moment in moments]
    return "".join([_heading(heading, colour), *lines] if lines else [])


def _moment(moment: Moment, when: int, who: int, max_width: int, colour: bool) -> str:
    what = one_line(shown(moment.what))
    tone = moment.what.tone if isinstance(moment.what, Toned) else ""
    head = painted(pad(one_line(moment.when), when), "dim", colour)
    cells = (head, *([pad(one_line(moment.who), who)] if who else []), painted(what, tone, colour))
    line = "".join(_INDENT + cell for cell in cells).rstrip()
    return line + "\n" + (indented(moment.words, 3, max_width) if moment.words.strip() else "")
