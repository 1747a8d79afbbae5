"""What the YAML parsers complain of, in words that say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from svc.errors import T, Text
from svc.model import Problem

if TYPE_CHECKING:
    from yaml import YAMLError

_QUOTES = T("a quote is opened and not closed: close it, or write a quote inside as an escape")
_FLOW = T("a list or map in brackets is not right here: look for a missing comma, bracket or quote")
_INDENT = T("the indentation does not fit: keys of one section begin in the same column")
_SIGN = T("a text may not begin with this sign: put it in double quotes")
_HEADER = T("after | or > nothing may stand on the line: begin the words on the next line")
_ESCAPE = T("this escape is not known: write a backslash in double quotes as two")
_NO_KEY = T("this line is neither 'key: value' nor part of a text: indent it, or give it a key")
_COLON = T("a colon and a blank inside a value: put the value in double quotes")
_TAB = T("a tab stands where only blanks may: indent with blanks")
_DOCUMENTS = T("the file holds more than one document: keep one and delete the line ---")

# The first row of which all words stand in the parser's complaint; both parsers' wordings.
_WORDS: tuple[tuple[tuple[str, ...], Text], ...] = (
    (("'\\t'",), _TAB),
    (("tab character",), _TAB),
    (("mapping values are not allowed",), _COLON),
    (("quoted scalar", "unexpected end of stream"), _QUOTES),
    (("quoted scalar", "document separator"), _QUOTES),
    (("quoted scalar", "unexpected document indicator"), _QUOTES),
    (("double-quoted scalar",), _ESCAPE),
    (("cannot start any token",), _SIGN),
    (("block scalar",), _HEADER),
    (("flow",), _FLOW),
    (("could not find expected ':'",), _NO_KEY),
    (("simple key",), _NO_KEY),
    (("expected the node content",), _FLOW),
    (("did not find expected node content",), _FLOW),
    (("<document start>",), _NO_KEY),
    (("<block end>",), _INDENT),
    (("block",), _INDENT),
    (("directive",), T("a line may not begin with %: put the text in double quotes or indent it")),
)


def problem(error: YAMLError, text: str, path: str) -> Problem:
    """The problem that a parser's complaint stands for, at the line it names."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    parts = (getattr(error, "context", None), getattr(error, "problem", None))
    said = " ".join(part for part in parts if part) or str(error).split("\n")[0]
    line = min(mark.line, text.count("\n", 0, len(text.rstrip("\n")))) + 1 if mark else 0
    return Problem(path, line, "", _meaning(said))


def unknown(error: Exception, path: str) -> Problem:
    """What the parser did not foresee: a number out of range in an escape, too much nesting."""
    if isinstance(error, RecursionError):
        return Problem(path, 0, "", T("lists and maps are nested too deep"))
    if isinstance(error, ValueError | OverflowError):
        return Problem(path, 0, "", _ESCAPE)
    return Problem(path, 0, "", T("not readable as YAML ({name})", name=type(error).__name__))


def _meaning(said: str) -> Text:
    for words, meaning in _WORDS:
        if all(word in said for word in words):
            return meaning
    return T("not readable as YAML: {said}", said=said)
