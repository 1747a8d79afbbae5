"""What is told of a file where words are looked for."""

from __future__ import annotations

from svc.finding import Told as Told
from svc.finding import bare, told
from svc.model import InvalidFileError
from svc.typed import NamedTuple


class Text(NamedTuple):
    """A file: the stage as it is written at its top, its title without the key, and its words."""

    path: str
    stage: str
    title: str
    told: Told


def text_of(path: str, data: bytes) -> Text:
    """What is told of a file of this content; what a list cannot read is found all the same."""
    from svc.store.glance import Glance
    from svc.store.source import decode

    glance = Glance(path, data)
    try:
        text = decode(data, path)
    except InvalidFileError:
        text = data.decode(errors="replace")
    return Text(path, glance.line("stage"), bare(f"title: {glance.line('title')}"), told(text))


