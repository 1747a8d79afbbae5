"""The strict reader: YAML text to nodes that know their place, every scalar text as it stands.

It takes the part of YAML on which all readers agree: one document, a map at the top, block or flow
lists and maps, plain, quoted, literal and folded texts. Anchors, aliases, tags, merge keys, directives,
doubled keys and keys that are not text are refused, each with its line. It reads parser events and
constructs nothing, so a file cannot make Python objects, blow up or lose a doubled key.
The canonical writing of values stands in ``svc.store.scalars``.
"""

from __future__ import annotations

from svc.model import Data, InvalidFileError, Problem, mapping
from svc.patterns import pattern
from svc.store import agreement, faults
from svc.store.builder import MAX_DEPTH, MAX_NODES, Builder
from svc.store.quick import quick
from svc.store.scalars import block, clip, flow, key, scalar
from svc.store.source import MAX_BYTES, decode
from svc.store.tree import Entry, Node, find, keys_of, line_of, plain
from svc.typed import Any, Iterator

_BRACKETS = pattern(r"[\[\]{}]")
_CHAIN = "- " * 10
_PASSES = 4
_FEW = 8
_latest: dict[str, Node] = {}
_PARSER_ERRORS = (ValueError, ArithmeticError, LookupError, RecursionError, TypeError, AttributeError)


def load(data: bytes, path: str) -> Data:
    """The data of a file; raises :class:`InvalidFileError` naming all that is wrong."""
    return mapping(plain(read(decode(data, path), path)))


def read(text: str, path: str, pure: bool = False) -> Node:
    """The nodes of a text that :func:`decode` has passed; ``pure`` asks for the parser written in Python.

    A missing line end at the end of the file is read as if it were there. The nodes are shared: nobody changes them.
    """
    if pure:
        return _read(text, path, pure)
    return _latest.get(text) or _keep(text, _read(text, path, pure))


def _keep(text: str, root: Node) -> Node:
    """Remember the nodes of a text: one change looks at the same few texts again and again."""
    if len(_latest) >= _FEW:
        del _latest[next(iter(_latest))]
    _latest[text] = root
    return root


def _read(text: str, path: str, pure: bool) -> Node:
    if not text.endswith("\n"):
        text += "\n"
    root = (None if pure else quick(text)) or _whole(text, path, pure)
    problems = agreement.check(text, path, root)
    if problems:
        raise InvalidFileError(problems)
    return root


def _whole(text: str, path: str, pure: bool) -> Node:
    """The nodes of a text that may hold anything. Raises InvalidFileError."""
    builder = Builder(text, path)
    for event in _events(text, path, builder.problems, pure):
        builder.take(event)
    return builder.finish()


def has_c_parser() -> bool:
    """Whether PyYAML came with libyaml; without it reading takes ten times as long."""
    import yaml

    return bool(yaml.__with_libyaml__)


def looks_deep(text: str) -> bool:
    """Whether brackets or dashes may nest too deep for the C parser to see the text.

    Brackets in customers' words count too, so a yes refuses nothing: it only has the parser written in
    Python, which no text can crash, look at the text first.
    """
    open_ones = "".join(_BRACKETS.findall(text))
    for _ in range(_PASSES):
        open_ones = open_ones.replace("[]", "").replace("{}", "")
    return len(open_ones) > MAX_DEPTH - 2 * _PASSES or _CHAIN in text


def _events(text: str, path: str, problems: list[Problem], pure: bool) -> Iterator[Any]:
    """The parser's events; whatever the parser raises becomes the last of the problems."""
    import yaml

    try:
        if pure or not has_c_parser() or looks_deep(text):
            yield from yaml.parse(text, Loader=yaml.BaseLoader)
        else:
            next_event = yaml.CBaseLoader(text).get_event
            while (event := next_event()) is not None:
                yield event
    except yaml.YAMLError as error:
        problems.append(faults.problem(error, text, path))
        raise InvalidFileError(problems) from None
    except _PARSER_ERRORS as error:
        problems.append(faults.unknown(error, text, path))
        raise InvalidFileError(problems) from None


__all__ = [
    "MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "Entry", "Node", "block", "clip", "decode", "find", "flow",
    "has_c_parser", "key", "keys_of", "line_of", "load", "looks_deep", "plain", "read", "scalar",
]  # fmt: skip
