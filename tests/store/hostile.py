"""Hostile and broken files: what each must be refused with, and on which line; and the traps that are let in.

Every bug found by the campaign or by hand becomes a row before it is mended.
"""

from __future__ import annotations

from typing import NamedTuple


class Hostile(NamedTuple):
    """A file that must be refused: on this line, with these words in the message."""

    name: str
    data: bytes
    line: int
    says: str


def _h(name: str, text: str | bytes, line: int, says: str) -> Hostile:
    return Hostile(name, text.encode() if isinstance(text, str) else text, line, says)


def _laughs(levels: int) -> str:
    rows = ["a0: &a0 [x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(rows) + "\n"


def _merges(levels: int) -> str:
    rows = ["m0: &m0 {a: b}"]
    rows += [f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}" for n in range(1, levels)]
    return "\n".join(rows) + "\n"


BYTES: tuple[Hostile, ...] = (
    _h("byte order mark", b"\xef\xbb\xbfid: x\n", 1, "byte order mark"),
    _h("UTF-16", "id: x\n".encode("utf-16"), 1, "0xff is not UTF-8"),
    _h("UTF-16 without a mark", "id: x\n".encode("utf-16-le"), 1, "U+0000"),
    _h("GBK", "id: x\ntitle: 插头发烫\n".encode("gbk"), 2, "not UTF-8"),
    _h("Latin-1", "id: x\n\ntitle: Prüfung\n".encode("latin-1"), 3, "0xfc is not UTF-8"),
    _h("overlong UTF-8", b"id: \xc0\xaf\n", 1, "not UTF-8"),
    _h("surrogate in UTF-8", b"id: x\ntitle: \xed\xa0\x80\n", 2, "not UTF-8"),
    _h("beyond Unicode", b"id: \xf4\x90\x80\x80\n", 1, "not UTF-8"),
    _h("cut in a character", "title: 插".encode()[:-1], 1, "not UTF-8"),
    _h("NUL", "id: x\ntitle: a\x00b\n", 2, "U+0000"),
    _h("escape sequence", "id: x\ntitle: \x1b[2Jgone\n", 2, "U+001B"),
    _h("terminal clipboard", "title: \x1b]52;c;aGk=\x07\n", 1, "U+001B"),
    _h("backspace", "title: a\x08\n", 1, "U+0008"),
    _h("form feed", "a: b\n\x0c\n", 2, "U+000C"),
    _h("delete", "title: a\x7f\n", 1, "U+007F"),
    _h("C1 control", "title: a\x9b31m\n", 1, "U+009B"),
    _h("next line", "title: a\x85approved: yes\n", 1, "U+0085"),
    _h("line separator", "title: a\u2028approved: yes\n", 1, "U+2028"),
    _h("paragraph separator", "title: a\u2029b\n", 1, "U+2029"),
    _h("right-to-left override", "id: x\ntitle: \u202etxt\n", 2, "U+202E"),
    _h("isolate", "title: \u2066a\u2069\n", 1, "U+2066"),
    _h("left-to-right mark", "title: a\u200e\n", 1, "U+200E"),
    _h("Arabic letter mark", "title: a\u061c\n", 1, "U+061C"),
    _h("bidi in a comment", "# \u202e\nid: x\n", 1, "U+202E"),
    _h("zero-width BOM inside", "id: x\ntitle: a\ufeffb\n", 2, "U+FEFF"),
    _h("noncharacter", "title: \ufffe\n", 1, "U+FFFE"),
    _h("noncharacter of a higher plane", "id: x\ntitle: \U0010ffff\n", 2, "U+10FFFF"),
    _h("noncharacter in the middle", "title: \ufdd0\n", 1, "U+FDD0"),
    _h("lone carriage return", "id: x\rstage: closed\n", 1, "carriage return"),
    _h("too big", b"a: " + b"x" * 270_000, 0, "264 kB"),
    _h("merge conflict", "id: x\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n", 2, "unresolved merge"),
    _h("diff3 conflict", "<<<<<<< a\nx: 1\n||||||| b\n=======\nx: 2\n>>>>>>> c\n", 1, "unresolved merge"),
    _h("conflict half removed", "id: x\na: 1\n=======\n", 3, "unresolved merge"),
    _h("conflict end left", "id: x\n>>>>>>> other\n", 2, "unresolved merge"),
)  # fmt: skip

YAML: tuple[Hostile, ...] = (
    _h("empty", "", 0, "keys and values"),
    _h("blank", "\n\n  \n", 0, "keys and values"),
    _h("only a comment", "# nothing\n", 0, "keys and values"),
    _h("a list on top", "- a\n- b\n", 0, "keys and values"),
    _h("a word on top", "hello\n", 0, "keys and values"),
    _h("anchor", "id: x\na: &x 1\n", 2, "anchor &x"),
    _h("anchor on a map", "a: &m\n  b: c\n", 1, "anchor &m"),
    _h("anchor on a list", "a: &m [b]\n", 1, "anchor &m"),
    _h("alias", "a: b\nc: *a\n", 2, "*a refers"),
    _h("billion laughs", _laughs(9), 1, "anchor &a0"),
    _h("merge bomb", _merges(12), 1, "anchor &m0"),
    _h("merge key", "a: b\n<<: {c: d}\n", 2, "<< would merge"),
    _h("merge key in brackets", "a: {<<: {b: c}}\n", 1, "<< would merge"),
    _h("merge key in quotes", 'a: b\n"<<": c\n', 2, "<< would merge"),
    _h("Python object", "id: x\na: !!python/object/apply:os.system ['id']\n", 2, "the tag"),
    _h("Python name", "a: !!python/name:os.system\n", 1, "the tag"),
    _h("local tag", "id: x\n\na: !vault secret\n", 3, "tag !vault"),
    _h("standard tag", "a: !!int 3\n", 1, "the tag"),
    _h("binary", "a: !!binary aGk=\n", 1, "the tag"),
    _h("bare tag", "a: ! x\n", 1, "tag !"),
    _h("tag on a map", "a: !x {b: c}\n", 1, "tag !x"),
    _h("tag on the top", "!x\na: b\n", 1, "tag !x"),
    _h("doubled key", "stage: intake\nid: x\nstage: closed\n", 3, "first on line 1"),
    _h("doubled key deep down", "a:\n  b:\n    c: 1\n    c: 2\n", 4, "c stands twice, first on line 3"),
    _h("doubled key in brackets", "a: {b: 1, b: 2}\n", 1, "b stands twice"),
    _h("doubled key in quotes", 'a: 1\n"a": 2\n', 2, "a stands twice"),
    _h("doubled key by escape", 'ab: 1\n"\\x61b": 2\n', 2, "ab stands twice"),
    _h("list as key", "[a, b]: c\n", 1, "key must be"),
    _h("map as key", "a:\n  {b: c}: d\n", 2, "key must be"),
    _h("explicit key", "? a\n: b\n", 1, "question mark"),
    _h("list as explicit key", "? - a\n: b\n", 1, "key must be"),
    _h("text as key", "? |\n  a\n: b\n", 1, "key must be"),
    _h("long key", f"a: b\n{'k' * 200}: c\n", 2, "key must be"),
    _h("key missing", "a: b\n: c\n", 2, "key is missing"),
    _h("empty key", 'a: b\n"": c\n', 2, "key is missing"),
    _h("YAML directive", "%YAML 1.1\n---\na: b\n", 1, "directive"),
    _h("tag directive", "%TAG ! tag:x,2000:\n---\na: b\n", 1, "directive"),
    _h("second document", "a: b\n---\nc: d\n", 2, "more than one document"),
    _h("second document, empty", "a: b\n---\n", 2, "more than one document"),
    _h("lists too deep", "a: " + "[" * 30 + "]" * 30 + "\n", 1, "nested more than"),
    _h("maps too deep", "a: " + "{b: " * 30 + "}" * 30 + "\n", 1, "nested more than"),
    _h("brackets without end", "a: " + "[" * 100_000, 1, "nested more than"),
    _h("braces without end", "a: " + "{" * 100_000, 1, "nested more than"),
    _h("dashes too deep", "a:\n" + "- " * 5_000 + "x\n", 2, "nested more than"),
    _h("sections too deep", "".join(f"{'  ' * n}k:\n" for n in range(40)), 21, "nested more than"),
    _h("too many values", "a: [" + "x," * 30_000 + "]\n", 1, "more than 20000 values"),
    _h("too many lines", "a:\n" + "- x\n" * 30_000, 19_999, "more than 20000 values"),
    _h("tab as indentation", "a:\n\tb: c\n", 2, "tab"),
    _h("tab behind a colon", "a: b\nc:\td\n", 2, "tab"),
    _h("tab in a plain text", "a: b\tc\n", 1, "tab"),
    _h("tab behind a value", "a: b\t\n", 1, "tab"),
    _h("tab in brackets", "a: {b: c,\td: e}\n", 1, "tab"),
    _h("half a character", 'id: x\na: "\\ud800"\n', 2, "half a character"),
    _h("two halves", 'a: "\\ud83d\\ude00"\n', 1, "half a character"),
    _h("escape beyond Unicode", 'a: "\\U00110000"\n', 1, "escape"),
    _h("unknown escape", 'a: b\nc: "\\d"\n', 2, "escape"),
    _h("escape cut short", 'a: "\\x4"\n', 1, "escape"),
    _h("quote not closed", 'id: x\na: "b\nc: d\n', 2, "quote"),
    _h("single quote not closed", "a: 'b\n", 1, "quote"),
    _h("bracket not closed", "a: [b\nc: d\n", 2, "brackets"),
    _h("brace not closed", "id: x\na: {b: c\n", 2, "brackets"),
    _h("comma missing", "a: {b: c d: e}\n", 1, "comma"),
    _h("colon in a value", "id: x\ntitle: a: b\n", 2, "colon and a blank"),
    _h("words without a key", "id: x\nhello\nstage: y\n", 2, "neither"),
    _h("indentation that fits nothing", "a:\n    b: c\n  d: e\n", 3, "indentation"),
    _h("a key deeper than its neighbour", "a: b\n  c: d\n", 2, "colon"),
    _h("sign at the start", "a: @b\n", 1, "sign"),
    _h("grave accent", "a: `b`\n", 1, "sign"),
    _h("per cent at the start", "a: b\n%c: d\n", 2, "%"),
    _h("words behind a bar", "a: | words\n  b\n", 1, "after |"),
    _h("question mark in brackets", "a: {b: why?}\n", 1, "question mark"),
    _h("colon and comma in brackets", "a: {b:, c}\n", 1, "colon"),
    _h("comment without a blank", 'a: "b"#c\n', 1, "blank before its #"),
    _h("comment tight to a bar", "a: |#c\n  b\n", 1, "blank before its #"),
)  # fmt: skip

CORPUS = BYTES + YAML

TRAPS: tuple[str, ...] = (
    "NO", "no", "Off", "on", "y", "N", "TRUE", "false", "null", "~", "=", "<<", "12:30", "12:30:45",
    "0123", "0o17", "0x1F", "1.10", "1e5", "12E45", "1_000", "+1", "-0", "-5", ".5", ".inf", ".NaN",
    "0b11", "2026-11-21", "2026-11-21T10:00:00+08:00", "+86 138 0000", "007", "138002", "100%",
    "- x", "-x", "a: b", "a:", ":a", "a:b", "a #b", "#b", "?x", "why?", "x, y", "[x]", "{x}", "x]",
    "*a", "&a", "!a", "|", ">", "'x'", '"x"', "it's", "%x", "@x", "`x`", "---", "...", "--- a",
    "\\", "a\\nb", "a\tb", " a", "a ", "a\nb", "", "\u00a0a", "\u3000", "中文",
    "“引号”：冒号，逗号", "😀", "\u200b", "a\u200db", "\x1b[2J", "\x00", "\x85", "\u2028", "\u202e",
    "\ufeff", "\ufffe", "\U0001fffe", "<<<<<<< a", "=======", "http://x.example/?a=b#c", "C:\\temp",
    "$(id)", "{{ x }}", "<b>", "１２", "x" * 17_000,
)  # fmt: skip
