"""From the tree of a query to one function that says of a record whether it answers."""

from __future__ import annotations

from svc.errors import T, UsageError
from svc.ids import is_case_id
from svc.model import Data
from svc.query import matching
from svc.query.asker import Asker, untold
from svc.query.matching import Holds
from svc.query.mistakes import LONGEST, brief, pointed
from svc.query.syntax import Either, Node, Not, parse
from svc.query.tokens import Token
from svc.query.vocabulary import Found, Vocabulary, find, folded, path_of
from svc.schema.near import near
from svc.spare import MappingProxyType
from svc.typed import Mapping, NamedTuple, Sequence

MOST_WORDS = 500
"""Words of a query, those of the saved ones in it included."""
_LONGEST_LABEL = 4
"""Words of a label before its last one."""
DEEPEST = 5
"""Saved queries within one another."""


class Query(NamedTuple):
    """A query that is ready to be asked. ``names``: the paths of the fields that it names; ``id`` for a case's id."""

    text: str
    holds: Holds
    names: frozenset[str]


def compiled(
    text: str, words: Vocabulary, asker: Asker, saved: Mapping[str, str] = MappingProxyType({}), name: str = ""
) -> Query:
    """The query of a text. ``saved``: queries by name; ``name``: that of this one, if it is saved itself.

    Raises UsageError: one line of what is wrong, the place pointed at, and what to type next.
    """
    compiler = _Compiler(words, asker, saved, {}, set(), [MOST_WORDS])
    return Query(text, compiler.query(text, (name,) if name else ()), frozenset(compiler.names))


class _Compiler(NamedTuple):
    """Makes the closures of one query and of the saved ones in it."""

    words: Vocabulary
    asker: Asker
    saved: Mapping[str, str]
    found: dict[str, Found]
    names: set[str]
    left: list[int]
    """How many words more there may be: one number, counted down."""

    def query(self, text: str, within: tuple[str, ...]) -> Holds:
        return self._node(parse(text), text, within)

    def _node(self, node: Node, text: str, within: tuple[str, ...]) -> Holds:
        if isinstance(node, Token):
            return self._leaf(node, text, within)
        if isinstance(node, Not):
            part = self._node(node.part, text, within)
            return lambda data: not part(data)
        parts = [self._node(each, text, within) for each in node.parts]
        return _any(parts) if isinstance(node, Either) else _all(parts)

    def _leaf(self, token: Token, text: str, within: tuple[str, ...]) -> Holds:
        self.left[0] -= 1
        try:
            if self.left[0] < 0:
                raise UsageError(T("a query has {most} words at most, those of saved ones included", most=MOST_WORDS))
            if token.kind == "saved":
                return self._saved(token.text, within)
            return self._term(token, text) if token.kind == "term" else self._word(token)
        except UsageError as error:
            if token.kind == "term" and (meant := self._label_up_to(token, text)):
                error.hint = T("did you mean {near}?", near=f"{meant}:")
            raise pointed(error, text, token.start) from None

    def _label_up_to(self, token: Token, text: str) -> str:
        """The field whose label of several words ends in a name that is none: ``waiting for:parts``."""
        before = text[: token.start].split()[-_LONGEST_LABEL:]
        if path_of(self.words, token.text):
            return ""
        phrases = (" ".join([*before[at:], token.text]) for at in range(len(before)))
        return next((path for phrase in phrases if (path := path_of(self.words, phrase))), "")

    def _saved(self, name: str, within: tuple[str, ...]) -> Holds:
        if name in within:
            raise UsageError(T("@{name} names itself", name=name))
        if len(within) >= DEEPEST:
            raise UsageError(T("saved queries go {most} deep at most", most=DEEPEST))
        if name not in self.saved:
            raise _not_saved(name, list(self.saved))
        try:
            quiet = self._replace(asker=self.asker._replace(understand=self.asker.aside, counted=untold))
            return quiet.query(self.saved[name], (*within, name))
        except UsageError as error:
            error.where = error.where or f"queries.{name}"
            raise

    def _term(self, token: Token, text: str) -> Holds:
        found = self._field(token.text)
        self.names.add(found.path)
        return matching.holds(found, token, self.words, self.asker, text)

    def _field(self, name: str) -> Found:
        if name not in self.found:
            self.found[name] = find(self.words, name, self.asker.now)
        return self.found[name]

    def _word(self, token: Token) -> Holds:
        """A plain word: codes that may stand alone, else something to look for."""
        if not token.quoted and (said := self._said(token.text)):
            path, codes = said
            found = self._field(path)
            self.names.add(path)
            return lambda data: any(word in codes for word in found.values(data))
        part = folded(token.text)
        if is_case_id(token.text.upper()):
            self.names.add("id")
        searched = [self._field(path).values for path in self.words.searched]
        return lambda data: any(part in folded(word) for values in searched for word in values(data))

    def _said(self, text: str) -> tuple[str, set[str]] | None:
        """The field and the codes that words between commas name all together, None where they are plain text."""
        words = {folded(word.strip()) for word in text.replace("，", ",").replace("、", ",").split(",")}
        for path in self.words.said:
            listed = self.words.settings.codes.get(self.words.fields[path].codes, {})
            names = {folded(name): code for code, labels in listed.items() for name in (code, *labels.values())}
            if words <= names.keys():
                return path, {names[word] for word in words}
        return None


def _all(parts: Sequence[Holds]) -> Holds:
    def holds(data: Data) -> bool:
        return all(part(data) for part in parts)

    return holds


def _any(parts: Sequence[Holds]) -> Holds:
    def holds(data: Data) -> bool:
        return any(part(data) for part in parts)

    return holds


def _not_saved(name: str, known: list[str]) -> UsageError:
    nearest = near(name, known) if len(name) <= LONGEST else ""
    if nearest:
        return UsageError(T("no query is saved as {name}", name=name), T("did you mean @{near}?", near=nearest))
    hint = T("svc.yaml names them: queries: {mine: 'assignee:me'}")
    if known:
        hint = T("saved are {names}", names=", ".join(f"@{each}" for each in known))
    return UsageError(T("no query is saved as {name}", name=brief(name)), hint)


