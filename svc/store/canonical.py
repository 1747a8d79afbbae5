"""The canonical form of a file: written whole from data, or made of a text that a person wrote."""

from __future__ import annotations

from svc.errors import T
from svc.model import Data, InvalidFileError, Problem
from svc.store.codec import load
from svc.store.entry import children, is_case, settled


def emit(data: Data) -> str:
    """A whole new file. A case's keys stand in their fixed order, other records' as given.

    Texts are written exactly as they are: see ``codec.clip`` for words that lack their line end.
    """
    text = "\n".join(children((), data, 0, is_case(data))) + "\n"
    if settled(load(text.encode(), "")) != settled(data):
        raise InvalidFileError([Problem("", 0, "", T("these values cannot be written to a file"))])
    return text
