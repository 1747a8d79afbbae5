"""What the quick reader reads is what the strict one reads, to the last place; what it does not is left to that one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from svc.model import InvalidFileError
from svc.store import codec
from svc.store.quick import quick
from svc.store.tree import Node

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = [file for part in ("examples", "templates") for file in sorted((ROOT / part).rglob("*.yaml"))]
TEXTS = [file.read_text("utf-8") for file in FILES]
PLAIN = """# a remark
id: C-1
empty:

words: a plain text, 中文也行
# between two keys
quoted: "2026-01-21T00:00:00+08:00"
description: |
  照片稍后发来。

    deeper
  last

cut: |-
  one
nothing: |
inner:
  deep:
    key: v
  list:
    - one
# in a list, behind blank lines

    - {id: A, at: "x, y", by: a.b, list: [a, "b", {c: d}]}
    - key: v
      other: |
        words
    - [a, b]
  after: z
end: -
# at the end
"""
BITS = [
    "\n", " ", "  ", "#", " #", ": ", ":", "- ", "-", "|", "|-", "|+", ">", "{", "}", "[", "]", ",", ", ", '"', "'",
    "\\", "\t", "?", "&a ", "*a", "!x ", "%", "@", "a", "中", "0", "---\n", "...\n", "\n  ", "\n    ", "x: y\n",
    "  k: v\n", "- a\n", "~", "<<: x\n", "\n\n\n", "\r", "\u3000", "\u2028", "# c\n", "key:\n", "key: |\n",
]  # fmt: skip


def strict(text: str) -> Node | None:
    try:
        return codec._whole(text, "x.yaml", pure=False)
    except InvalidFileError:
        return None


def apart(one: Node, other: Node) -> Iterator[str]:
    """Where two nodes differ."""
    for slot in ("kind", "start", "end", "line", "column", "style", "text"):
        if getattr(one, slot) != getattr(other, slot):
            yield f"{slot}: {one!r} {other!r}"
    if list(one.entries) != list(other.entries) or len(one.items) != len(other.items):
        yield f"shape: {one!r} {other!r}"
    for mine, theirs in zip(one.items, other.items, strict=False):
        yield from apart(mine, theirs)
    for name in one.entries.keys() & other.entries.keys():
        for mine, theirs in zip(one.entries[name], other.entries[name], strict=True):
            yield from apart(mine, theirs)


def differences(text: str) -> list[str]:
    found = quick(text)
    if found is None:
        return []
    known = strict(text)
    return ["refused"] if known is None else list(apart(found, known))


@pytest.mark.parametrize("text", [PLAIN.replace("end: -\n", "end: x\n"), *TEXTS])
def test_the_same_nodes(text: str) -> None:
    assert differences(text) == []


def test_what_svc_writes_is_plain_enough() -> None:
    assert quick(PLAIN.replace("end: -\n", "end: x\n"))
    assert [file.name for file in FILES if file.name.endswith((".full.yaml", ".light.yaml")) and not quick(
        file.read_text("utf-8"))] == []  # fmt: skip


UNUSUAL = [
    "", "a", "- a\n", "a: b: c\n", "a: 'x'\n", 'a: "\\n"\n', "a: &x b\n", "a: *x\n", "a: !t b\n", "a: >\n  b\n",
    "a: b #c\n", "a:\n- b\n", "a: b\n  c\n", "a: b\na: c\n", "? a\n", "a: {b: c\n  }\n", "a: [b,c]\n", "a: b",
    "a: |+\n  b\n", "a: |\n   b\n", "a: |\n  b\n c: d\n", "a:\tb\n", "a: \u3000\n", "a: b\r\n", "---\na: b\n",
    "a: {b: }\n", "a: {}\n", "a: []\n", "a: b:\n", "a:\n    b: c\n", "a:b\n", "{a: b}\n", "<<: a\n",
    "a: {b: c, b: d}\n", "a: [b]c\n", 'a: "b"c\n', "a:\n  - - b\n", "a:\n  -\n", "a: |\n  b\n    \n", "é\u0301: x\n",
]  # fmt: skip


@pytest.mark.parametrize("text", UNUSUAL)
def test_anything_else_is_left_to_the_strict_reader(text: str) -> None:
    assert quick(text) is None


def test_mutated_texts_are_read_alike_or_left() -> None:
    chance = random.Random(11)
    texts = [PLAIN, PLAIN, *(text for text in TEXTS if len(text) < 2500)]
    read = 0
    for _ in range(700):
        text = chance.choice(texts)
        for _ in range(chance.choice((1, 1, 2))):
            at = chance.randrange(len(text) + 1)
            lines = text.split("\n")
            line = chance.randrange(len(lines))
            text = chance.choice((
                lambda t=text, at=at: t[:at] + chance.choice(BITS) + t[at:],
                lambda t=text, at=at: t[:at] + t[at + chance.choice((1, 2, 5)) :],
                lambda ls=lines, n=line: "\n".join([*ls[:n], chance.choice(("", "  ")) + ls[n].lstrip(), *ls[n + 1 :]]),
                lambda ls=lines, n=line: "\n".join([*ls[: n // 2], ls[n], *ls[n // 2 :]]),
            ))()  # fmt: skip
        assert differences(text) == [], text
        read += quick(text) is not None
    assert read > 60
