"""What the YAML parsers complain of, in words that say what to do."""

from __future__ import annotations

from svc.errors import T, Text
from svc.model import Problem
from svc.patterns import pattern
from svc.store.source import line_at
from svc.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml import YAMLError

TAB = T("a tab stands where only blanks may: use blanks, or put the text in double quotes")
HALF = T("half a character, or none at all, in an escape: write the character itself")
QUESTION = T("a question mark in brackets or before a key: put the text in double quotes")
COLON = T("a blank is missing behind the colon")
REMARK = T("a comment needs a blank before its #")
NO_KEY = T("a key is missing before the colon")
DOCUMENTS = T("the file holds more than one document: keep one and delete the line ---")
DIRECTIVE = T("a line may not begin with %: put the text in double quotes or indent it")

_QUOTES = T("a quote is opened and not closed: close it, or write a quote inside as an escape")
_FLOW = T("a list or map in brackets is not right here: look for a missing comma, bracket or quote")
_INDENT = T("the indentation does not fit: keys of one section begin in the same column")
_DASH = T("a dash for a list item is not right here: begin it in the column of the other items")
_SIGN = T("a text may not begin with this sign: put it in double quotes")
_HEADER = T("after | or > nothing may stand on the line: begin the words on the next line")
_ESCAPE = T("this escape is not known: write a backslash in double quotes as two")
_STRAY = T("this line is neither 'key: value' nor part of a text: indent it, or give it a key")
_VALUE = T("a colon and a blank inside a value: put the value in double quotes")

_SIGNS = {"\t": TAB, ":": NO_KEY, "%": DIRECTIVE}
_BAD_SIGN = ("cannot start any token", "did not find expected key", "expected <block end>")

# The first row of which all words stand in the parser's complaint; both parsers' wordings.
_WORDS: tuple[tuple[tuple[str, ...], Text], ...] = (
    (("tab character",), TAB),
    (("found '?'",), QUESTION),
    (("got '?'",), QUESTION),
    (("indicators, but found '#'",), REMARK),
    (("scanning an alias",), _SIGN),
    (("scanning an anchor",), _SIGN),
    (("ing a tag",), _SIGN),
    (("sequence entries are not allowed",), _DASH),
    (("mapping values are not allowed",), _VALUE),
    (("unexpected ':'",), COLON),
    (("quoted scalar", "end of stream"), _QUOTES),
    (("quoted scalar", "document"), _QUOTES),
    (("invalid Unicode character escape",), HALF),
    (("hexdecimal",), _ESCAPE),
    (("escape",), _ESCAPE),
    (("cannot start any token",), _SIGN),
    (("block scalar",), _HEADER),
    (("flow",), _FLOW),
    (("simple key",), _STRAY),
    (("node content",), _FLOW),
    (("<document start>",), _STRAY),
    (("block",), _INDENT),
    (("directive",), DIRECTIVE),
)
_FROM_START = (_QUOTES, _STRAY)
_BEYOND = pattern(r"\\U(?!000|0010)")


def problem(error: YAMLError, text: str, path: str) -> Problem:
    """The problem that a parser's complaint stands for, at the line it names."""
    parts = (getattr(error, "context", None), getattr(error, "problem", None))
    said = " ".join(part for part in parts if part) or str(error).split("\n")[0]
    mark = getattr(error, "problem_mark", None)
    meaning = _meaning(said, text[mark.index : mark.index + 1] if mark else "")
    if meaning in _FROM_START:
        mark = getattr(error, "context_mark", None) or mark
    last = text.count("\n", 0, len(text.rstrip("\n")))
    return Problem(path, min(mark.line, last) + 1 if mark else 0, "", meaning)


def unknown(error: Exception, text: str, path: str) -> Problem:
    """What the parser did not foresee: a number out of range in an escape, too much nesting."""
    if isinstance(error, RecursionError):
        return Problem(path, 0, "", T("lists and maps are nested too deep"))
    if isinstance(error, ValueError | OverflowError):
        found = _BEYOND.search(text)
        return Problem(path, line_at(text, found.start()) if found else 0, "", HALF)
    return Problem(path, 0, "", T("not readable as YAML ({name})", name=type(error).__name__))


def _meaning(said: str, sign: str) -> Text:
    if sign in _SIGNS and any(words in said for words in _BAD_SIGN):
        return _SIGNS[sign]
    for words, meaning in _WORDS:
        if all(word in said for word in words):
            return meaning
    return T("not readable as YAML: {said}", said=said)
