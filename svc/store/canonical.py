"""The canonical form of a file: written whole from data, or made of a text that a person wrote."""

from __future__ import annotations

from svc.errors import T
from svc.model import Data, InvalidFileError, Problem, Value, mapping
from svc.store.codec import load, read
from svc.store.comments import within
from svc.store.entry import children, is_case, settled
from svc.store.formatting import Formatter
from svc.store.source import decode
from svc.store.tree import Node, plain


def emit(data: Data) -> str:
    """A whole new file. A case's keys stand in their fixed order, other records' as given.

    Texts are written exactly as they are: see ``codec.clip`` for words that lack their line end.
    """
    values = mapping(settled(data))
    text = "\n".join(children((), values, 0, is_case(values))) + "\n"
    if settled(load(text.encode(), "")) != values:
        raise InvalidFileError([Problem("", 0, "", T("these values cannot be written to a file"))])
    return text


def fmt(text: str, path: str) -> str:
    """The canonical form of a text, which may have a BOM, carriage returns or no line end at its end.

    The data and the comments are the same afterwards, or the text is refused; a case's log is put in order.
    """
    text = decode(text.encode("utf-8", "surrogatepass"), path, mend=True)
    text = text if text.endswith("\n") else text + "\n"
    root = read(text, path)
    result = "\n".join(Formatter(text, root, is_case(mapping(plain(root)))).lines()) + "\n"
    if not _says_the_same(text, root, result, path):
        message = T("this layout cannot be put right: simplify it by hand")
        raise InvalidFileError([Problem(path, 0, "", message)])
    return result


def _says_the_same(text: str, root: Node, result: str, path: str) -> bool:
    try:
        other = read(result, path)
    except InvalidFileError:
        return False
    if _unordered(plain(other)) != _unordered(plain(root)):
        return False
    return _comments(text, root) == _comments(result, other)


def _unordered(data: Value) -> Value:
    """What a file says, whatever the order of its log."""
    said = mapping(settled(data))
    log = said.get("log", "")
    return said | {"log": sorted(log, key=_content)} if isinstance(log, list) else said


def _content(row: Value) -> str:
    """What a line of a log says, whatever the order of its keys."""
    return repr(sorted(row.items(), key=repr) if isinstance(row, dict) else row)


def _comments(text: str, root: Node) -> list[str]:
    return sorted(comment.text for comment in within(text, 0, len(text), root))
