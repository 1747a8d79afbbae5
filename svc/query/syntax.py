"""The grammar of a query, by recursive descent: not binds before and, and before or; words side by side are and.

    either  = both { "or" both }
    both    = one { ["and"] one }
    one     = "not" one | "(" either ")" | term | word | saved
"""

from __future__ import annotations

from svc.errors import T, Text, UsageError
from svc.query.mistakes import mistake
from svc.query.tokens import Token, tokens
from svc.typed import NamedTuple, TypeAlias

DEEPEST = 40
"""Brackets and nots within one another."""

Node: TypeAlias = "Token | Not | Both | Either"


class Not(NamedTuple):
    """What does not hold."""

    part: Node


class Both(NamedTuple):
    """What holds together; nothing at all always holds."""

    parts: tuple[Node, ...]


class Either(NamedTuple):
    """What holds one by one."""

    parts: tuple[Node, ...]


def parse(text: str) -> Node:
    """The tree of a query. Raises UsageError that points at what is wrong."""
    found = tokens(text)
    if not found:
        return Both(())
    reader = _Reader(text, found)
    tree = reader.either(0)
    if reader.at < len(found):
        raise reader.wrong(T("this bracket closes none"))
    return tree


class _Reader:
    """Walks over the tokens once."""

    def __init__(self, text: str, found: list[Token]) -> None:
        self.text = text
        self.found = found
        self.at = 0

    @property
    def kind(self) -> str:
        """The kind of the token at hand, ``""`` at the end."""
        return self.found[self.at].kind if self.at < len(self.found) else ""

    def either(self, depth: int) -> Node:
        parts = [self._both(depth)]
        while self.kind == "or":
            self.at += 1
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while self.kind not in ("", "or", ")"):
            if self.kind == "and":
                self.at += 1
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _one(self, depth: int) -> Node:
        if depth >= DEEPEST:
            raise self.wrong(T("brackets and nots go {most} deep at most", most=DEEPEST))
        kind = self.kind
        if kind in ("", ")", "or", "and"):
            raise self._missing()
        here, token = self.at, self.found[self.at]
        self.at += 1
        if kind == "not":
            return Not(self._one(depth + 1))
        if kind != "(":
            return token
        inner = self.either(depth + 1)
        if self.kind != ")":
            self.at = here
            raise self.wrong(T("this bracket is not closed"))
        self.at += 1
        return inner

    def _missing(self) -> UsageError:
        """What to say where a word is missing: what stands there instead, or what stands before the end."""
        if not self.kind and self.at:
            self.at -= 1
            return self.wrong(T("something is missing after this"))
        if self.kind == ")":
            return self.wrong(T("something is missing before this bracket"))
        return self.wrong(T("something is missing before this; as a plain word it stands in quotes"))

    def wrong(self, message: Text) -> UsageError:
        """An error that points at the token at hand."""
        at = min(self.at, len(self.found) - 1)
        return mistake(message, None, self.text, self.found[at].start)
