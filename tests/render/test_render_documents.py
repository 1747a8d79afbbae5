"""A report in the formats of forges and browsers: nothing of a case is markup, no limit is passed, all is counted."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from markdown_it import MarkdownIt

from svc.errors import T
from svc.render.badge import badge
from svc.render.columns import Column
from svc.render.document import Bar, Document, Finding, Grade, Table, on_a_screen
from svc.render.document_html import to_page
from svc.render.document_md import to_md
from svc.render.findings import code_quality, junit, workflow_commands

HOSTILE = "</td><script>alert(1)</script>|`x` **b** ::error::x\r\n%0A\x1b[31m\u202e&\"'<!-- ]]> 轴承 @all http://x.example"


def finding(number: int, grade: Grade = "error", words: str = "late", weight: int = 0) -> Finding:
    return Finding(grade, f"cases/{number}.yaml", "resolve", f"{number}", f"case {number}", words, weight, number)


def document(rows: int = 2, findings: list[Finding] | None = None, words: str = HOSTILE) -> Document:
    heads = [Column("id", "case"), Column("title", words, flexible=True)]
    figures = Table("Attainment", [Column("team", T("team")), Column("share", "as agreed", align=">")],
                    [{"team": words, "share": "96.6%"}])  # fmt: skip
    listed = Table("Missed", heads, [{"id": f"C-{n}", "title": words} for n in range(rows)], is_list=True)
    return Document(words, [("selection", words)], "96.6% met", [figures, listed, Table("Empty", heads, [])], [words],
                    (("as agreed", "the customer's view"), [Bar(words, 966, None), Bar("none", None, None)]),
                    findings or [])  # fmt: skip


class _Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in ("meta", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_needs_nothing_and_runs_nothing() -> None:
    text = to_page(document())
    page = _Page()
    page.feed(text)
    assert page.open == []
    assert not page.tags & {"script", "link", "img", "iframe", "object", "base", "form", "a"}
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "href", "style")]
    assert "url(" not in text
    assert "@import" not in text
    assert {"table", "svg", "rect"} <= page.tags
    assert "<script>alert(1)</script>" in page.text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_chart_has_a_bar_a_share() -> None:
    page = to_page(document(words="east"))
    assert page.count('<rect class="a"') == 2  # one bar, and the legend
    assert page.count('<rect class="b"') == 1
    assert 'class="a" x="220" y="4" width="386"' in page
    assert ">96.6%</text>" in page


def test_markdown_shows_hostile_words_as_they_stand() -> None:
    text = to_md(document())
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    assert html.count("<table>") == 2
    assert "Empty" not in html
    assert "<script>" not in html
    assert "<strong>b</strong>" not in html
    assert "<code>" not in html
    assert "\x1b" not in text


@pytest.mark.parametrize(("rows", "limit"), [(3000, 60_000), (3000, 4000), (3, 4000), (0, 4000)])
def test_markdown_keeps_to_its_limit_and_says_what_it_leaves_out(rows: int, limit: int) -> None:
    text = to_md(document(rows, words="水泵漏水"), limit)
    assert len(text.encode()) <= limit
    shown = text.count("| C-")
    said = [line for line in text.splitlines() if "left out" in line]
    assert said == ([f"{rows - shown} rows are left out; json has all"] if shown < rows else [])
    assert (shown == rows) == (rows < 3000)
    assert shown > 0 or not rows


def test_a_screen_has_the_first_rows_of_a_list() -> None:
    text = on_a_screen(document(50, words="leaks"), 80)
    assert text.count("C-") == 20
    assert "30 rows are left out" in text


def test_junit_counts_what_it_lists() -> None:
    held = [finding(1, words=HOSTILE), finding(2, "warning"), finding(3, "passed"), finding(4, "passed")]
    root = ElementTree.fromstring(junit(document(findings=held)))
    (suite,) = root
    for one in (root, suite):
        assert [one.get(name) for name in ("tests", "failures", "skipped", "errors")] == ["4", "1", "1", "0"]
    assert len(root.findall(".//failure")) == 1
    assert len(root.findall(".//skipped")) == 1
    assert [each.get("time") for each in suite] == ["1", "2", "3", "4"]
    assert "<script>alert(1)</script>" in str(root.findall(".//failure")[0].get("message"))
    assert ElementTree.fromstring(junit(document(findings=held), most=3)).get("tests") == "3"
    assert len(ElementTree.fromstring(junit(document()))) == 0


def test_code_quality_is_what_gitlab_reads() -> None:
    held = [finding(n, weight=n % 2) for n in range(4)] + [finding(5, "warning"), finding(6, "passed")]
    told = json.loads(code_quality(document(findings=held)))
    assert [each["severity"] for each in told] == ["major", "critical", "major", "critical", "minor"]
    assert len({each["fingerprint"] for each in told}) == 5
    assert all(each["location"] == {"path": f"cases/{n}.yaml", "lines": {"begin": 1}}
               for n, each in zip((0, 1, 2, 3, 5), told, strict=True))  # fmt: skip
    assert json.loads(code_quality(document())) == []


@pytest.mark.parametrize(("errors", "shown"), [(0, 0), (10, 10), (11, 9), (500, 9)])
def test_annotations_keep_to_ten_of_a_kind_and_say_how_many_more(errors: int, shown: int) -> None:
    held = [finding(n) for n in range(errors)] + [finding(n, "warning") for n in range(600, 603)]
    lines = workflow_commands(document(findings=held)).splitlines()
    assert [line for line in lines if line.startswith("::error file=")] == [
        f"::error file=cases/{n}.yaml,title=case {n}::late" for n in range(shown)
    ]
    assert len([line for line in lines if line.startswith("::error ")]) <= 10
    assert len([line for line in lines if line.startswith("::warning ")]) == 3
    assert any(f"::{errors - shown} more are in the report" in line for line in lines) == (shown < errors)


def test_an_annotation_is_one_line_and_one_command() -> None:
    title = T("{target} of {case}", target="a:b,c", case="1%")
    held = [Finding("error", "cases/a,b:c%.yaml", "resolve", "1", title, HOSTILE)]
    _, line = workflow_commands(document(findings=held)).splitlines()
    assert line.startswith("::error file=cases/a%2Cb%3Ac%25.yaml,title=a%3Ab%2Cc of 1%25::")
    assert "%250A" in line
    assert "\x1b" not in line


@pytest.mark.parametrize(
    ("share", "says", "colour"),
    [(None, "-", "#6e7781"), (1000, "100.0%", "#2e7d32"), (950, "95.0%", "#2e7d32"), (949, "94.9%", "#9a6700"),
     (849, "84.9%", "#b42318"), (0, "0.0%", "#b42318")],
)  # fmt: skip
def test_a_badge_says_the_share_in_a_colour(share: int | None, says: str, colour: str) -> None:
    text = badge("时效<&", share)
    assert [t.strip() for t in ElementTree.fromstring(text).itertext() if t.strip()] == [
        f"时效<&: {says}", "时效<&", says,
    ]  # fmt: skip
    assert colour in text
