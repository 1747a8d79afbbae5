"""Hostile cases through every format: inert as printed, and the same when read back."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import unicodedata
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from svc.errors import T
from svc.options import FORMATS
from svc.render.columns import Column
from svc.render.paint import Toned
from svc.render.safe import one_line, safe_text
from svc.render.table import markdown, rows, to_csv, to_json

HEADS = [Column("id", "id"), Column("title", T("title"), flexible=True), Column("n", "n", align=">")]

HOSTILE = [
    '\x1b[31mred', '\x1b]52;c;aGk=\x07', '\x1b]8;;http://x\x1b\\x', '\x9b2J', 'a\x00b', '\x08\x08', '\x7f',
    '\r', '\n', '\t', 'a\tb\nc', '\u202egnp.exe', '\u2066x\u2069', '\u200b', '\ufeff=1+1', '\u2028', '\u2029',
    '\x85', '\xad', '\U000e0041', 'x\udcffy', '=1+1', '+86 138', '-2', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1',
    '＋1', '－1', '＠x', '﹦1', "=cmd|' /C calc'!A0", ' =1', '"', '""', '"=1"', '",=1', "'", 'a,b', 'a"\n=1', '1e5',
    '00123', '1_000', '0x1F', 'nan', 'True', '-inf', '1,000', '12:30', '<script>alert(1)</script>',
    '<img src=x onerror=y>', '</td></table>', '&lt;b&gt;', '&', '&amp;amp;', '<!-- x',
    "<a href='javascript:x'>", 'a|b', '|', '\\|', '\\', 'a\\', '\\\\|x', '`code`', '``', '`|`', '**b**',
    '__b__', '*', '_a_b_', '~~s~~', '[x](javascript:y)', '![i](http://x)', '[ref]: http://x', '<http://x>',
    'http://x.y/z?a=b', 'https://x', 'www.x.com', 'a@b.com', '@admin', '#123', 'x/y#1', ':smile:', '$x$', '$$',
    '# h', '- li', '1. li', '> q', '---', '===', '| --- |', '<br>', '{x}', '%s', '%(x)s', '{0.__class__}',
    '${x}', '\u7a7a\u538b\u673a\u3000\u5f02\u54cd', '', ' ', '  a  ', '😀', 'é', '[/x]', '[bold]', '\\u001b[31m',
    'null', 'None', 'true', '[]', '{}', 'a\u3000b', '--json', '-rf', 'C:\\x\\n',
]  # fmt: skip
ALPHABET = "ab空，\x1b\x9b\u202e\u200b\u2028\r\n\t|<>&`*_[]()#@=+-'\"\\/:.!~$ \U000e0041\x00\x7f"


def hostile() -> list[str]:
    rng = random.Random(11)
    return HOSTILE + ["".join(rng.choices(ALPHABET, k=rng.randint(1, 12))) for _ in range(300)]


TEXTS = hostile()
RECORDS = [{"id": text, "title": f"x{text}", "n": place} for place, text in enumerate(TEXTS)]


_ALLOWED = {"tsv": "\n\t", "excel": "\ufeff\r\n"}
"""What may stand in a format beside a line feed."""


def tricks(text: str, allowed: str = "\n") -> set[str]:
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")} - set(allowed)


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("max_width", [0, 40])
def test_no_format_prints_a_trick(fmt: str, max_width: int) -> None:
    assert tricks(rows(HEADS, RECORDS, fmt, max_width), _ALLOWED.get(fmt, "\n")) == set()


@pytest.mark.parametrize("fmt", ["table", "tsv", "ndjson"])
def test_a_record_is_a_line(fmt: str) -> None:
    lines = rows(HEADS, RECORDS, fmt).split("\n")[:-1]
    assert len(lines) == len(RECORDS) + (2 if fmt == "table" else 0)


def test_tsv_has_as_many_cells_as_columns() -> None:
    lines = rows(HEADS, RECORDS, "tsv").split("\n")[:-1]
    assert [line.split("\t")[0] for line in lines] == [one_line(text) for text in TEXTS]
    assert all(line.count("\t") == 2 for line in lines)


def test_json_reads_back_the_same() -> None:
    assert json.loads(rows(HEADS, RECORDS, "json")) == RECORDS
    assert [json.loads(line) for line in rows(HEADS, RECORDS, "ndjson").splitlines()] == RECORDS
    assert rows(HEADS, [], "json") == "[]\n"
    assert rows(HEADS, [], "ndjson") == ""
    assert "空压机" in to_json(["空压机"])


@pytest.mark.parametrize("fmt", ["csv", "excel"])
def test_csv_cells_are_inert_and_read_back(fmt: str) -> None:
    text = rows(HEADS, RECORDS, fmt)
    assert text.startswith("\ufeff") == text.endswith("\r\n") == (fmt == "excel")
    table = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    assert table[0] == [head.key if fmt == "csv" else str(head.label) for head in HEADS]
    assert len(table) == len(RECORDS) + 1
    for given, (cell, title, number) in zip(RECORDS, table[1:], strict=True):
        assert cell[:1] not in tuple("=+-@\t\r\n＝＋－＠")
        assert cell.removeprefix("'") == safe_text(str(given["id"]), multiline=True).removeprefix("'")
        assert title == safe_text(str(given["title"]), multiline=True)
        assert number == str(given["n"])


def test_a_number_in_csv_stays_a_number() -> None:
    text = to_csv([Column("a", "a"), Column("b", "b")], [{"a": -3, "b": "-3"}])
    assert text == '"a","b"\n"-3","\'-3"\n'


class Cells(HTMLParser):
    """The texts of the cells, and every tag seen."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert dict(attrs) in ({}, {"style": "text-align: right;"})
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_html_reads_back_as_the_same_text() -> None:
    seen = Cells(rows(HEADS, RECORDS, "html"))
    assert seen.tags == {"table", "thead", "tbody", "tr", "th", "td"}
    assert [cell.strip() for cell in seen.cells[::3]] == [safe_text(text, multiline=True).strip() for text in TEXTS]
    assert [cell.strip() for cell in seen.cells[2::3]] == [str(place) for place in range(len(TEXTS))]


def markdown_cells(text: str) -> list[str]:
    """The cells as CommonMark with tables reads them; anything but text and line breaks fails."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    cells = []
    for token in reader.parse(text):
        if token.type == "inline":
            kinds = {child.type for child in token.children or []}
            assert kinds <= {"text", "html_inline", "text_special"}, (token.content, kinds)
            assert all(c.content == "<br>" for c in token.children or [] if c.type == "html_inline")
            words = ["\n" if c.type == "html_inline" else c.content for c in token.children or []]
            cells.append("".join(words).replace("\u200b", ""))
    return cells


def test_markdown_shows_the_text_and_no_markup() -> None:
    cells = markdown_cells(rows(HEADS, RECORDS, "md"))[3:]
    assert len(cells) == 3 * len(RECORDS)
    assert [cell.strip() for cell in cells[::3]] == [safe_text(text, multiline=True).strip() for text in TEXTS]


@pytest.mark.parametrize("text", ["@admin", "a@b.com", "#123", "org/repo#1", "http://x.y", "https://x", "www.x.com"])
def test_markdown_does_not_call_or_link(text: str) -> None:
    inert = markdown(text)
    assert "@a" not in inert
    assert "@b" not in inert
    assert "#1" not in inert
    assert "://" not in inert
    assert "www." not in inert


@pytest.mark.parametrize("fmt", ["md", "html"])
def test_the_last_line_end_is_no_break(fmt: str) -> None:
    text = rows([Column("a", "a")], [{"a": "one\ntwo\n\n"}], fmt)
    assert text.count("<br>") == (fmt == "md")
    assert re.search(r"two *(\||</td>)", text)


def test_programs_get_keys_and_people_labels() -> None:
    heads = [Column("opened_at", T("opened at"))]
    assert rows(heads, [], "csv") == '"opened_at"\n'
    assert "opened at" in rows(heads, [], "md")
    assert "opened at" in rows(heads, [], "html")


def test_labels_are_translated_and_escaped() -> None:
    heads = [Column("id", "<b>|\x1b")]
    assert Cells(rows(heads, [{"id": "x"}], "html")).tags == {"table", "thead", "tbody", "tr", "th", "td"}
    for fmt in FORMATS:
        assert not tricks(rows(heads, [{"id": "x"}], fmt), _ALLOWED.get(fmt, "\n"))
    assert markdown_cells(rows(heads, [{"id": "x"}], "md"))[0].strip() == "<b>|␛"


def test_values_of_every_kind() -> None:
    from datetime import datetime, timedelta, timezone

    at = datetime(2026, 11, 21, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    record = {
        "a": None,
        "b": True,
        "c": ["x", "y"],
        "d": {"k": "v"},
        "e": at,
        "f": Toned(T("title"), "bad"),
        "g": 1.5,
    }
    heads = [Column(key, key) for key in record]
    assert rows(heads, [record], "tsv") == "\ttrue\tx, y\tk: v\t2026-11-21T09:30:00+08:00\ttitle\t1.5\n"
    assert json.loads(rows(heads, [record], "json")) == [
        {
            "a": None,
            "b": True,
            "c": ["x", "y"],
            "d": {"k": "v"},
            "e": "2026-11-21T09:30:00+08:00",
            "f": "title",
            "g": 1.5,
        }
    ]
