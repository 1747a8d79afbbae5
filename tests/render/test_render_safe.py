"""Nothing that could trick a terminal or an eye comes through."""

from __future__ import annotations

import json
import random
import sys
import unicodedata

import pytest

from svc.render.safe import escaped, guarded, one_line, safe_text

UNSAFE = {chr(c) for c in range(sys.maxunicode + 1) if unicodedata.category(chr(c)) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


def test_every_unsafe_character_becomes_visible() -> None:
    for char in UNSAFE:
        shown = safe_text(f"a{char}b")
        assert char not in shown
        assert len(shown) >= 3
        assert not UNSAFE & set(shown)


def test_every_other_character_stays() -> None:
    rest = "".join(chr(c) for c in range(sys.maxunicode + 1) if chr(c) not in UNSAFE)
    # Unassigned today, format characters in a later Unicode: those in our own ranges may differ.
    assigned = "".join(char for char in rest if unicodedata.category(char) != "Cn")
    assert safe_text(assigned) == assigned


@pytest.mark.parametrize(
    ("text", "line", "lines"),
    [
        ("\x1b[31mred\x07", "␛[31mred␇", "␛[31mred␇"),
        ("a\nb", "a␊b", "a\nb"),
        ("a\r\nb", "a␍␊b", "a\nb"),
        ("a\rb", "a␍b", "a␍b"),
        ("a\tb", "a␉b", "a    b"),
        ("\u202eabc\u2066", "<U+202E>abc<U+2066>", "<U+202E>abc<U+2066>"),
        ("\x9b31m\x7f", "<U+009B>31m␡", "<U+009B>31m␡"),
        ("x\udcffy", "x<U+DCFF>y", "x<U+DCFF>y"),
        ("x\u2028y\ufeff\U000e0041", "x<U+2028>y<U+FEFF><U+E0041>", "x<U+2028>y<U+FEFF><U+E0041>"),
        ("空压机　异响，é✓😀\xa0", "空压机　异响，é✓😀\xa0", "空压机　异响，é✓😀\xa0"),
        ("", "", ""),
    ],
)
def test_the_visible_forms(text: str, line: str, lines: str) -> None:
    assert safe_text(text) == line
    assert safe_text(text, multiline=True) == lines
    assert safe_text(line) == line


def test_one_line_makes_blanks() -> None:
    assert one_line("a\tb\nc\r\nd\x1b\u2028e\r") == "a b c d␛<U+2028>e␍"


@pytest.mark.parametrize("seed", range(20))
def test_json_stays_the_same_and_becomes_inert(seed: int) -> None:
    rng = random.Random(seed)
    # A high surrogate before a low one is one character in JSON; undecodable bytes give low ones only.
    alphabet = [*sorted(UNSAFE - {chr(c) for c in range(0xD800, 0xDC80)}), *'ab"\\/空😀']
    given = {"".join(rng.choices(alphabet, k=4)): "".join(rng.choices(alphabet, k=30)) for _ in range(20)}
    text = escaped(json.dumps(given, ensure_ascii=False, indent=1))
    assert json.loads(text) == given
    assert not (UNSAFE - {"\n"}) & set(text)


def test_the_guard_lets_formats_pass() -> None:
    assert guarded("a\tb\r\nc\n") == "a\tb\r\nc\n"
    assert guarded("a\rb\x1b[31m\x0b") == "a␍b␛[31m␋"


def test_the_guard_lets_only_colours_pass() -> None:
    assert guarded("\x1b[31mx\x1b[0m", colours=True) == "\x1b[31mx\x1b[0m"
    for trick in (
        "\x1b[2J",
        "\x1b[1A",
        "\x1b]0;t\x07",
        "\x1b[999999m",
        "\x1b[38;5;1;2;3m",
        "\x1bc",
        "\x9b31m",
    ):
        assert not {"\x1b", "\x07", "\x9b"} & set(guarded(trick, colours=True))
