"""The words of a query: terms like ``stage:analysis``, plain words, brackets, and, or, not, saved names.

What an input method writes (``：，（）“”＞``) is read as what it looks like. Each token knows its column, so that what
is wrong can be pointed at.
"""

from __future__ import annotations

from svc.errors import T
from svc.patterns import pattern
from svc.query.mistakes import mistake
from svc.typed import Iterable, Iterator, NamedTuple

MOST_BYTES = 4096
"""The longest query, in bytes of UTF-8."""

_ALIKE = {"、": ",", "。": ".", "“”„「」『』": '"', "〜": "~"}
_SHAPES = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {
    ord(char): shape for chars, shape in _ALIKE.items() for char in chars
}
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "=": ":", ":=": ":", "": ":"}
_NAME = pattern(r"[^\W\d_][\w.-]*")
_SIGN = pattern(r":?(?:!=|>=|<=|[~<>≥≤≠=])|:")
_HEAD = pattern(f"[-!]?{_NAME.pattern}(?:{_SIGN.pattern})")
_NAMED = pattern(f"{_NAME.pattern}(?:{_SIGN.pattern})")
_SIGNAL = pattern(r"""["'()@\\]|^[-!][^\W\d]""")
"""What makes a query of several words, beside a field with a sign."""
_BETWEEN = pattern(r"\.\.|[,，、]")
_CONNECTIVES = {
    **dict.fromkeys(("and", "&", "&&", "且", "并且", "而且", "与", "和"), "and"),
    **dict.fromkeys(("or", "|", "||", "或", "或者"), "or"),
    **dict.fromkeys(("not", "非", "不是"), "not"),
}


class Value(NamedTuple):
    """One value of a term. ``ends``: those of a range, where it was written as one; an empty one is open."""

    start: int
    text: str
    quoted: bool = False
    ends: tuple[str, str] | None = None


class Token(NamedTuple):
    """One word: ``kind`` is ``(``, ``)``, ``and``, ``or``, ``not``, ``term``, ``word`` or ``saved``.

    ``text`` is the name of a term's field, the plain word, or the name of the saved query.
    """

    kind: str
    start: int
    text: str = ""
    sign: str = ""
    values: tuple[Value, ...] = ()
    quoted: bool = False


def shape_of(text: str) -> str:
    """The text, character by character, with the signs of an input method as those of ASCII."""
    return "".join(" " if char.isspace() else char for char in text.translate(_SHAPES))


def tokens(text: str) -> list[Token]:
    """The tokens of a query. Raises UsageError that points at what is wrong."""
    if len(text.encode(errors="surrogatepass")) > MOST_BYTES:
        hint = T("save parts of it under queries: in svc.yaml and name them: @part")
        raise mistake(T("a query has 4 KB at most"), hint)
    return [*_Reader(text).tokens()]


def joined(words: Iterable[str]) -> str:
    """The words of a command line as one query.

    A shell takes quotes away: a word with blanks in which nothing is a sign of a query is one text, behind a field
    its value. Any other is a query; beside others, one with an or in it stands in brackets.
    """
    given = [_requoted(word) for word in words if word.strip()]
    return " ".join(map(_bracketed, given)) if len(given) > 1 else "".join(given)


def _bracketed(word: str) -> str:
    parts = shape_of(word).casefold().split()
    is_whole = word.count("(") + word.count("（") == word.count(")") + word.count("）")
    return f"({word})" if len(parts) > 1 and is_whole and "or" in map(_CONNECTIVES.get, parts) else word


def _requoted(word: str) -> str:
    shape = shape_of(word).strip()
    if " " not in shape:
        return word
    head = _HEAD.match(shape)
    start = head.end() if head else 0
    rest = word.strip()[start:]
    parts = shape[start:].split()
    if any(part in _CONNECTIVES or _SIGNAL.search(part) or _NAMED.match(part) for part in map(str.casefold, parts)):
        return word
    if not head:
        return f'"{rest}"'
    values = [f'"{part}"' if part.strip() else part for part in _BETWEEN.split(rest)]
    between = _BETWEEN.findall(rest)
    return word.strip()[:start] + "".join(a + b for a, b in zip(values, [*between, ""], strict=True))


class _Reader:
    """Walks over the text once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.shape = shape_of(text)
        self.at = 0

    def tokens(self) -> Iterator[Token]:
        while self.at < len(self.shape):
            if self.shape[self.at] == " ":
                self.at += 1
            else:
                yield self._token()

    def _token(self) -> Token:
        start, sign = self.at, self.shape[self.at]
        if sign in "()":
            self.at += 1
            return Token(sign, start)
        if sign in "-!" and self.shape[start + 1 : start + 2].strip():
            self.at += 1
            return Token("not", start)
        if sign == "@":
            return self._saved(start)
        if sign in "\"'":
            name = self._quoted()
            return self._term(start, name) or Token("word", start, name, quoted=True)
        named = _NAME.match(self.shape, start)
        if named:
            self.at = named.end()
            if found := self._term(start, self.text[start : self.at]):
                return found
            self.at = start
        word = self._bare(" ")
        return Token(_CONNECTIVES.get(word.casefold(), "word"), start, word)

    def _saved(self, start: int) -> Token:
        self.at += 1
        name = self._bare(" ")
        if not name:
            hint = T("svc show @ shows it; a saved query is named like @mine")
            raise mistake(T("@ alone is the last case"), hint, self.text, start)
        return Token("saved", start, name)

    def _term(self, start: int, name: str) -> Token | None:
        """A field with its values, where a sign follows the name."""
        sign = _SIGN.match(self.shape, self.at)
        if not sign:
            return None
        self.at = sign.end()
        bare = sign[0] if sign[0] in (":", ":=") else sign[0].removeprefix(":")
        values = [self._value()]
        while self.shape[self.at : self.at + 1] == ",":
            self.at += 1
            values.append(self._value())
        return Token("term", start, name, _SIGNS.get(bare, bare), tuple(values))

    def _value(self) -> Value:
        start = self.at
        low, quoted = self._end(" ,.")
        if not self.shape.startswith("..", self.at):
            return Value(start, low, quoted)
        self.at += 2
        high, also = self._end(" ,")
        text = f"{low}..{high}" if quoted or also else self.text[start : self.at]
        return Value(start, text, quoted or also, (low, high))

    def _end(self, stops: str) -> tuple[str, bool]:
        """A value, or one end of a range, and whether it stood in quotes."""
        if self.shape[self.at : self.at + 1] in ('"', "'"):
            return self._quoted(), True
        start = self.at
        word = self._bare(stops)
        if word.count("(") > word.count(")"):
            hint = T("several values go with commas, stage:analysis,resolution; a bracket that is meant in quotes")
            raise mistake(T("this bracket is not closed"), hint, self.text, start)
        return word, False

    def _bare(self, stops: str) -> str:
        """Text up to one of the stops, a bracket that the text has not opened, or the end; ``.``: two of them."""
        start, inside = self.at, 0
        while self.at < len(self.shape):
            char = self.shape[self.at]
            if char == "." and "." in stops:
                if self.shape.startswith("..", self.at):
                    break
            elif char in stops or (char == ")" and not inside):
                break
            inside += (char == "(") - (char == ")" and inside > 0)
            self.at += 1
        return self.text[start : self.at]

    def _quoted(self) -> str:
        """Text in quotes; a backslash before a quote or a backslash makes it one of the text."""
        start, quote = self.at, self.shape[self.at]
        found: list[str] = []
        self.at += 1
        while self.at < len(self.shape):
            char = self.shape[self.at]
            if char == quote:
                self.at += 1
                self._nothing_glued()
                return "".join(found)
            if char == "\\" and self.shape[self.at + 1 : self.at + 2] in (quote, "\\"):
                self.at += 1
            found.append(self.text[self.at])
            self.at += 1
        hint = T("a quote that is meant: \\{quote}", quote=quote)
        raise mistake(T("this quote is not closed"), hint, self.text, start)

    def _nothing_glued(self) -> None:
        """After a quote comes a blank, a sign, or the end."""
        rest = self.shape[self.at : self.at + 1]
        if rest and rest not in " ,).(" and not _SIGN.match(self.shape, self.at):
            raise mistake(T("a blank is missing here"), T("or a \\ before the quote"), self.text, self.at)
