"""svc show: a case as a page, for the desk, for a pull request, for the customer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Svc

INTERNAL = ("tok-note", "tok-inside", "tok-cause", "tok-hidden", "zhao.min", "tok-description", "li.wei", "tok-plan")
OPEN = ("Plug gets hot", "tok-said", "tok-answered", "tok-shown", "plug.jpg", "2607A")


@pytest.fixture
def case(svc: Svc, tmp_path: Path) -> str:
    """A case with words and files of both kinds."""
    name = svc("new", "complaint", "Plug gets hot", "-m", "tok-description", "--serial", "2607A").id
    svc("edit", "@", "--set", "analysis.cause=tok-cause", "--set", "assignee=li.wei",
        "--set", "resolution.plan.no_measure=tok-plan", "--set", "summary.effectiveness.criterion=none hot",
        "--set", "summary.effectiveness.due=2027-01-01")  # fmt: skip
    svc("contact", "@", "in", "--via", "phone", "-m", "tok-said one\n\n- not a list\n# not a heading\n<b>bold</b>")
    svc("note", "@", "-m", "tok-note")
    svc("contact", "@", "out", "-m", "tok-answered", "--at", "2026-11-21 09:00")
    svc("contact", "@", "out", "-m", "tok-inside", "--internal")
    for file, words in (("plug.jpg", ("tok-shown", "--visible")), ("costs.csv", ("tok-hidden",))):
        (tmp_path / file).write_bytes(b"x" * 1500)
        svc("attach", "@", str(tmp_path / file), "-m", *words)
    return name


def part(text: str, heading: str) -> list[str]:
    """The lines below a heading of the page."""
    lines = text.splitlines()
    start = lines.index(heading) + 1
    end = next((n for n in range(start, len(lines)) if lines[n][:1].strip()), len(lines))
    return [line for line in lines[start:end] if line]


def test_the_conversation_stands_apart_whole_and_in_order(svc: Svc, case: str) -> None:
    page = svc("show", "@").out
    talk = part(page, "conversation") + part(page, "log")
    assert [line[20:].strip() for line in part(page, "conversation") if line.startswith("  2026")] == [
        "zhao.min  contact  from the customer  telephone",
        "zhao.min  contact  to the customer",
        "zhao.min  contact  to the customer  (internal)",
    ]
    assert "      <b>bold</b>" in page.splitlines()
    assert sum("tok-said" in line for line in page.splitlines()) == 1
    assert not any("contact" in line for line in part(page, "log"))
    assert any("tok-note" in line for line in talk)


def test_files_are_told_by_name_size_hash_and_place(svc: Svc, case: str) -> None:
    (first, second) = part(svc("show", "@").out, "attachments")
    assert first.split()[:3] == ["plug.jpg", "2", "kB"]
    place, words = first.split()[3:]
    assert words == "tok-shown"
    (file,) = svc.desk.glob(place)
    assert file.read_bytes() == b"x" * 1500
    file.unlink()
    assert "missing" in part(svc("show", "@").out, "attachments")[0]
    assert second.split()[0] == "costs.csv"


def test_the_effectiveness_check_has_a_heading_of_its_own(svc: Svc, case: str) -> None:
    assert [line.split()[0] for line in part(svc("show", "@").out, "effectiveness check")] == ["criterion", "due"]


def test_what_is_needed_is_named(svc: Svc, case: str) -> None:
    assert any("--set severity=" in line for line in part(svc("show", "@").out, "still needed to leave intake"))


@pytest.mark.parametrize("options", [(), ("--format", "table"), ("--format", "md"), ("--format", "json"), ("--json",)])
def test_a_customer_sees_nothing_internal(svc: Svc, case: str, options: tuple[str, ...]) -> None:
    told = svc("show", case, "--customer", *options).out
    assert [word for word in INTERNAL if word in told] == []
    assert [word for word in OPEN if word not in told] == []


def test_our_own_page_has_both(svc: Svc, case: str) -> None:
    for options in ((), ("--format", "md"), ("--json",)):
        told = svc("show", case, *options).out
        assert [word for word in (*INTERNAL, *OPEN) if word not in told] == []


def test_markdown_is_inert(svc: Svc, case: str) -> None:
    text = svc("show", "@", "--format", "md").out
    (quoted,) = (line for line in text.splitlines() if "tok-said" in line)
    assert quoted.startswith("> tok-said one<br><br>- not a list<br>#")
    assert "<b>" not in text
    assert text.splitlines()[0] == f"# {case}  Plug gets hot"


@pytest.mark.parametrize("words", ["- a", "1. a", "+ a", "= a", "    a"])
def test_words_that_would_begin_a_list_do_not(svc: Svc, words: str) -> None:
    svc("new", "repair", "T")
    svc("contact", "@", "in", "-m", words + "\nb\nc")
    (quoted,) = (line for line in svc("show", "@", "--format", "md").out.splitlines() if line.startswith("> "))
    assert quoted.startswith(("> &#8203;", "> a"))


def test_several_cases_make_several_pages(svc: Svc, case: str) -> None:
    other = svc("new", "repair", "Another").id
    page = svc("show", case, other).out.splitlines()
    assert [line.split()[0] for line in page if line.startswith("C-")] == [case, other]
    assert [c["id"] for c in json.loads(svc("show", case, other, "--customer", "--json").out)] == [case, other]


def test_a_case_edited_by_hand_is_marked(svc: Svc, case: str) -> None:
    path = next(svc.desk.glob(f"cases/**/{case}.yaml"))
    path.write_text(path.read_text("utf-8").replace("2607A", "2607B"), "utf-8")
    assert svc("show", "@").out.splitlines()[0].endswith(" *")
