"""Another id for an event, in its line, in its note and where later events speak of it."""

from __future__ import annotations

from collections.abc import Mapping

from svc.model import mapping
from svc.schema.redrawn import renamed as renamed_row
from svc.store.entry import item
from svc.store.merge.pieces import Cut, Piece
from svc.store.scalars import key


def renamed(whole: Cut, names: Mapping[str, str]) -> Cut:
    """The file with other ids for some events."""
    if not names:
        return whole
    parts = tuple(_part(part, names) for part in whole.body.parts)
    data = mapping(whole.body.value) | {part.name: part.value for part in parts}
    return whole._replace(body=whole.body._replace(parts=parts, value=data))


def _part(part: Piece, names: Mapping[str, str]) -> Piece:
    if part.name == "log":
        lines = tuple(_line(line, names) for line in part.parts)
        return part._replace(parts=lines, value=[line.value for line in lines])
    if part.name == "notes":
        notes = tuple(_note(note, names) for note in part.parts)
        return part._replace(parts=notes, value={note.name: note.value for note in notes})
    return part


def _line(line: Piece, names: Mapping[str, str]) -> Piece:
    value = renamed_row(line.value, names)
    return line if value == line.value else line._replace(value=value, lines=(item(value, line.column),))


def _note(note: Piece, names: Mapping[str, str]) -> Piece:
    new = names.get(note.name)
    if not new:
        return note
    head = note.lines[0]
    colon = head.index(":", note.column)
    return note._replace(name=new, lines=(" " * note.column + key(new) + head[colon:], *note.lines[1:]))
