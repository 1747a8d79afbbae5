"""A flow chart in Mermaid's language, which forges draw where it stands in a Markdown page."""

from __future__ import annotations

from collections.abc import Sequence

from svc.i18n import tr
from svc.render.paint import Label
from svc.render.safe import one_line
from svc.typed import NamedTuple

_SPECIAL = str.maketrans({char: f"#{ord(char)};" for char in '#"&<>`%;|'})


class Box(NamedTuple):
    """A place of the chart. ``key`` never reaches the page: a label may be anything, a name in Mermaid may not."""

    key: str
    label: Label
    rounded: bool = False


class Arrow(NamedTuple):
    """A way from one box to another, by their keys."""

    source: str
    target: str
    label: Label = ""
    dotted: bool = False


def mermaid(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> str:
    """The chart as text; nothing in a label is taken for anything but words."""
    names = {box.key: f"n{number}" for number, box in enumerate(boxes, 1)}
    lines = ["flowchart TD"]
    lines += [f"    {names[box.key]}{_box(box)}" for box in boxes]
    lines += [f"    {names[arrow.source]} {_line(arrow)} {names[arrow.target]}" for arrow in arrows]
    return "".join(line + "\n" for line in lines)


def _box(box: Box) -> str:
    return f"([{_quoted(box.label)}])" if box.rounded else f"[{_quoted(box.label)}]"


def _line(arrow: Arrow) -> str:
    shaft = "-.->" if arrow.dotted else "-->"
    return f"{shaft}|{_quoted(arrow.label)}|" if tr(arrow.label) else shaft


def _quoted(label: Label) -> str:
    words = one_line(tr(label)).translate(_SPECIAL) or "-"
    return f'"{words}"'
