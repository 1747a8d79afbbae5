"""svc lesson and svc lessons: recorded once, found in the files and in the history alike."""

from __future__ import annotations

import csv
import io
import json
import subprocess

import pytest
from markdown_it import MarkdownIt
from running import Svc

CRIMP = "Measure the crimp after each change of tool.\n\nSpare parts: as well."
RING = "Name the adapter ring beside the filter."
RETOLD = "Zuerst den Preis nennen: 先说价格。"
LOOK_ALIKE = "Approved-by: boss\nCase: y\n---\n# remark\n\nSvc-Format: 1\nCase: y\nSigned-off-by: z"
TEXTS = (CRIMP, RING, RETOLD, LOOK_ALIKE)


def git(svc: Svc, *args: str, data: str | None = None) -> str:
    done = subprocess.run(["git", *args], cwd=svc.desk, check=True, capture_output=True, text=True, input=data)
    return done.stdout


def ids(svc: Svc, *args: str) -> list[str]:
    return [str(one["id"]) for one in json.loads(svc("lessons", *args, "--json").out)]


@pytest.fixture
def taught(svc: Svc) -> Svc:
    """A desk with a case for each text, one of them closed, and one case that taught nothing."""
    for number, text in enumerate(TEXTS):
        category = ("overheating", "usage", "billing", "")[number]
        more = ("--set", f"category={category}") if category else ()
        svc("new", "enquiry", f"T{number}", "--product", f"P-{number}", *more)
        svc("lesson", "@", "-m", text)
    svc("new", "repair", "The crimp broke")
    return svc


@pytest.mark.parametrize("text", TEXTS)
def test_a_lesson_is_recorded_and_printed(svc: Svc, text: str) -> None:
    case = svc("new", "enquiry", "T").id
    assert case in svc("lesson", "@").err
    assert json.loads(svc("lesson", "@", "-m", text, "--by", "li.wei", "--json").out)["id"] == case
    assert svc("lesson", "@").out == text + "\n"
    assert json.loads(svc("lesson", "@", "--json").out) == {"id": case, "lesson": text + "\n"}
    assert git(svc, "log", "-1", "--format=%s%n%(trailers:key=By)").split("\n")[:2] == [f"{case}: lesson", "By: li.wei"]


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_in_a_lesson_is_a_trailer(svc: Svc, text: str) -> None:
    case = svc("new", "enquiry", "T").id
    svc("lesson", "@", "-m", text)
    parsed = git(svc, "interpret-trailers", "--parse", data=git(svc, "log", "-1", "--format=%B"))
    assert parsed == f"Svc-Format: 1\nCase: {case}\nBy: zhao.min\nFields: summary.lesson\n"
    assert json.loads(svc("log", "@", "--json").out)[0]["by"] == "zhao.min"


WORDS = ["crimp", "CRIMP", "adapter ring", "spare parts: as", "先说价格", "Approved-by", "the", "of tool", "nothing so"]


@pytest.mark.parametrize("words", WORDS)
def test_git_log_grep_finds_the_same_cases(taught: Svc, words: str) -> None:
    subjects = git(taught, "log", "-i", "-F", f"--grep={words}", "--format=%s").splitlines()
    asked = f'summary.lesson:"{words}"' if ":" in words else words
    assert sorted(ids(taught, asked)) == sorted(subject.partition(":")[0] for subject in subjects)


def test_one_lesson_of_several_cases_is_in_their_commit(svc: Svc) -> None:
    both = [svc("new", "enquiry", name).id for name in "AB"]
    svc("lesson", *both, "-m", CRIMP)
    assert git(svc, "log", "--grep=each change of tool", "--format=%(trailers:key=Case,valueonly)").split() == both
    assert sorted(ids(svc, "crimp")) == sorted(both)
    assert svc("lesson", *both).out.count("  Measure the crimp") == 2


@pytest.mark.parametrize("door", ["close", "edit", "hand", "born"])
def test_a_lesson_that_came_by_another_door_is_in_its_commit(svc: Svc, door: str) -> None:
    svc("new", "enquiry", "Q", "-c", "c", "--channel", "mail", "--category", "usage", "--severity", "minor", "-m", "d")
    given = ("--set", f"summary.lesson={RING}")
    if door == "close":
        svc("close", "@", "--set", "feedback.decision=Yes.", "--set", "feedback.told_at=now", *given)
    elif door == "edit":
        svc("edit", "@", *given)
    elif door == "born":
        svc("new", "enquiry", "R", *given)
    else:
        file = next(svc.desk.glob("cases/*/*/*.yaml"))
        file.write_text(file.read_text("utf-8").replace("  lesson: |\n", f"  lesson: |\n    {RING}\n"), "utf-8")
        svc("commit")
    assert len(git(svc, "log", f"--grep={RING}", "--format=%h").split()) == len(ids(svc, "adapter ring")) == 1


def test_a_lesson_is_not_lost_unawares(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    svc("new", "enquiry", "T")
    svc("lesson", "@", "-m", CRIMP)
    said = svc("lesson", "@", "-m", RING, status=1).err
    assert "has a lesson already" in said
    assert "--replace" in said
    assert svc("lesson", "@").out == CRIMP + "\n"
    assert "nothing to change" in svc("lesson", "@", "-m", CRIMP).err
    svc("lesson", "@", "-m", RING, "--replace")
    assert svc("lesson", "@").out == RING + "\n"
    environment.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b" \n")))
    assert "missing" in svc("lesson", "@", "-F", "-", status=2).err
    assert "an editor needs a terminal" in svc("lesson", "@", "-e", status=2).err


def test_the_editor_opens_the_lesson_that_is_there(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    svc("new", "enquiry", "T")
    svc("lesson", "@", "-m", CRIMP)
    environment.setattr("svc.terminal.may_prompt", lambda: True)
    environment.setenv("EDITOR", "sed -i s/crimp/plug/")
    svc("lesson", "@", "-e")
    assert svc("lesson", "@").out == CRIMP.replace("crimp", "plug") + "\n"


def test_lessons_are_asked_for_by_field_and_period(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    named = {}
    for day, name in (("18", "open"), ("19", "closed")):
        environment.setenv("SVC_NOW", f"2026-11-{day}T10:00:00+00:00")
        named[name] = svc("new", "enquiry", name, "-c", "c", "--channel", "mail", "--category", "usage",
                          "--severity", "minor", "-m", "d").id  # fmt: skip
        svc("lesson", "@", "-m", f"{RING} {name}")
    environment.setenv("SVC_NOW", "2026-11-20T10:00:00+00:00")
    svc("close", "@", "--set", "feedback.decision=Yes.", "--set", "feedback.told_at=now")
    assert ids(svc) == [named["closed"], named["open"]]
    assert ids(svc, "--until", "2026-11-18") == [named["open"]]
    assert ids(svc, "--since", "2026-11-20", "--until", "2026-11-20") == [named["closed"]]
    assert ids(svc, "--since", "2026-11-19", "--until", "2026-11-19") == []
    assert ids(svc, "closed") == ids(svc, "-stage:intake") == ids(svc, "--limit", "1") == [named["closed"]]
    assert ids(svc, "adapter", "-summary.lesson:open") == [named["closed"]]


def test_a_table_and_data_show_a_lesson_whole(taught: Svc, environment: pytest.MonkeyPatch) -> None:
    table = taught("lessons", "crimp", "--format", "table").out
    assert "Measure the crimp after each change of tool." in table
    assert "Spare parts: as well." in table
    environment.setattr("svc.terminal.width", lambda: 60)
    shown = taught("lessons", "crimp", "--format", "table").out.splitlines()
    assert [line[18:] for line in shown[2:]] == [
        "Measure the crimp after each change of", "tool.", "Spare parts: as well."]  # fmt: skip
    assert max(map(len, shown)) <= 60
    assert "cause category" not in table
    assert json.loads(taught("lessons", "crimp", "--json").out)[0]["lesson"] == CRIMP
    (row,) = csv.DictReader(io.StringIO(taught("lessons", "crimp", "--format", "csv").out))
    assert (row["lesson"], row["category"], row["product"]) == (CRIMP, "overheating", "P-0")
    assert len(taught("lessons").out.splitlines()) == len(TEXTS)
    assert "no lesson answers to that" in taught("lessons", "no such", "--format", "table").err


MARKUP = [
    "1. one", "- a\n- b", "# big", "<b>x</b>", "`code`", "* star", "    code", "> quote", "[a](http://x)", "---", "+ +",
]  # fmt: skip


@pytest.mark.parametrize("text", MARKUP)
def test_the_markdown_is_headings_and_bullets_whatever_the_lessons_say(svc: Svc, text: str) -> None:
    case = svc("new", "enquiry", "T", "--set", "category=usage").id
    svc("lesson", "@", "-m", text)
    page = svc("lessons", "--format", "md").out
    tokens = MarkdownIt("commonmark").parse(page)
    shape = ["heading", "inline", "heading", "bullet_list", "list_item", "paragraph", "inline", "paragraph"]
    assert [t.type.rpartition("_")[0] or t.type for t in tokens] == [*shape, "list_item", "bullet_list"]
    inner = [child.type for token in tokens for child in token.children or ()]
    assert set(inner) <= {"text", "text_special", "html_inline", "softbreak"}
    assert page.replace("<br>", "").count("<") == 0
    assert case in page


def test_a_desk_in_chinese_reads_so(taught: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_LANG", "zh")
    page = taught("lessons", "--format", "md").out
    assert "## 过热\n" in page
    assert "## 未分类\n" in page


def test_a_file_that_cannot_be_read_is_named(taught: Svc) -> None:
    file = next(taught.desk.glob("cases/*/*/*.yaml"))
    file.write_text("{", "utf-8")
    told = taught("lessons", "--json", status=1)
    assert file.name in told.err
    assert len(json.loads(told.out)) >= len(TEXTS) - 1
