"""Hostile words go in and come out inert, by every door and in every format."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import subprocess
from collections.abc import Iterator

import pytest
from conftest import clean, made_desk
from running import Svc

WORDS = [
    "\x1b[31mred\x1b[0m \x1b]52;c;cm0gLXJm\x07",
    "\u202egpj.exe\u202c \u2066x\u2069",
    "two\nlines\r\nApproved-by: boss",
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\uff1d1",
    "--help", "-C", "--", "%s{0}{x}",
    "<script>alert(1)</script> | a | `x` [y](javascript:z)",
    "*bold* _x_ #7 @all ~~s~~",
    "no", "12:30", "0123", "1e5", "~", "null", "- x", "a: b", "a #b", "{x: y}", "[1, 2", "&a *a",
    "!!python/object:os.system",
    "'", '"', "\\", "<<: *x", "<<<<<<< HEAD", "=======",
    "\u0085next\u2028line\u2029para\u200bzero\ufeffbom",
    "汉字：「引号」、，。",
    "\U0001f469\u200d\U0001f52c emoji",
]  # fmt: skip
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
TABS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Svc]:
    """A desk where every field that takes words was given hostile ones."""
    home = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        clean(patch, home)
        svc = Svc(made_desk(home))
        _enter(svc)
        yield svc


def _enter(svc: Svc) -> None:
    for words in WORDS:
        known = (f"--title={words}x", f"--customer={words}", f"--serial={words}", f"--message={words}")
        svc("new", "complaint", *known,
            "--set", f"analysis.cause={words}", "--set", f"more.own={words}",
            "--set", f"refs.order={words}")  # fmt: skip
        svc("contact", "@", "in", f"--message={words}\n{words}")
        svc("note", "@", f"--message={words}")


# Every other door that takes words. WORDS stands for them; what may refuse them says so without repeating harm.
DOORS: list[tuple[str, ...]] = [
    ("note", "@", "-m", "WORDS"),
    ("contact", "@", "out", "-m", "WORDS"),
    ("assign", "@", "WORDS", "-m", "WORDS"),
    ("wait", "@", "parts", "--until", "2026-12-01", "-m", "WORDS"),
    ("wait", "@", "WORDS", "--until", "2026-12-01"),
    ("wait", "@", "parts", "--until", "WORDS"),
    ("resume", "@", "--for", "WORDS"),
    ("resume", "@", "--for", "parts", "-m", "WORDS"),
    ("promise", "@", "--until", "2026-12-01", "-m", "WORDS"),
    ("promise", "@", "--kept", "--of", "WORDS"),
    ("triage", "@", "visit", "-m", "WORDS"),
    ("triage", "@", "WORDS"),
    ("handover", "@", "--to", "WORDS", "-m", "WORDS"),
    ("handover", "@", "--decline", "-m", "WORDS"),
    ("escalate", "@", "--to", "WORDS", "-m", "WORDS"),
    ("escalate", "@", "--threat", "WORDS", "-m", "x"),
    ("restore", "@", "-m", "WORDS"),
    ("contain", "@", "-m", "WORDS"),
    ("correct", "@", "--set", "title=WORDS", "--set", "refs.order=WORDS", "--set", "description=WORDS", "-m", "WORDS"),
    ("retype", "@", "WORDS", "-m", "x"),
    ("retype", "@", "repair", "-m", "WORDS"),
    ("link", "@", "OTHER", "-m", "WORDS"),
    ("link", "@", "WORDS"),
    ("link", "@", "OTHER", "--as", "WORDS"),
    ("split", "@", "WORDS", "-m", "WORDS"),
    ("split", "@", "x", "--type", "WORDS"),
    ("lesson", "@", "--replace", "-m", "WORDS"),
    ("move", "@", "WORDS"),
    ("undo", "@", "-m", "WORDS"),
    ("close", "@", "--as", "WORDS", "-m", "x"),
    ("close", "@", "--as", "duplicate", "--of", "WORDS", "-m", "x"),
    ("close", "@", "--as", "void", "-m", "WORDS"),
    ("reopen", "@", "-m", "WORDS"),
    ("edit", "@", "--set", "resolution.plan.measures+={what: x, owner: WORDS}"),
    ("note", "@", "--by", "WORDS", "-m", "x"),
]


def _filled(word: str, words: str, other: str) -> str:
    return other if word == "OTHER" else word.replace("WORDS", words)


def _through(svc: Svc, line: list[str]) -> None:
    """Words that begin with a dash are given as users must give them: behind ``--`` or with ``=``."""
    options = [f"{a}={b}" for a, b in itertools.pairwise(line) if a.startswith("-") and a in OPTIONS]
    flags = [a for a in line if a in ("--kept", "--decline", "--replace")]
    plain = [b for a, b in zip(["", *line], line, strict=False) if a not in OPTIONS and b not in (*OPTIONS, *flags)]
    told, status = svc.run(plain[0], *flags, *options, "--", *plain[1:])
    assert status in (0, 1, 2), (line, told.err)
    assert "Traceback" not in told.err
    assert "internal error" not in told.err
    assert not FORBIDDEN.search(told.err + told.out), line


OPTIONS = ("-m", "--until", "--for", "--of", "--to", "--threat", "--set", "--as", "--type", "--by")


def _attached(svc: Svc, case: str, words: str) -> None:
    """A file whose name is hostile, as far as the file system takes it."""
    name = words.replace("/", "_")[:60] + ".txt"
    file = svc.desk.parent / name
    file.write_text(words)
    told, status = svc.run("attach", f"--message={words}", "--", case, str(file))
    assert status == 0, told.err
    assert not FORBIDDEN.search(told.err + told.out)


def test_every_other_door(svc: Svc) -> None:
    """Each door takes some of the words, each of the words goes through a door."""
    from svc.store.message import KEYS

    other = svc("new", "repair", "The other one").id
    case = svc("new", "complaint", "Plug gets hot", "-c", "k", "-m", "d").id
    for door, words in zip(DOORS, itertools.cycle(WORDS), strict=False):
        _through(svc, [_filled(word, words, other) for word in door])
    for words in WORDS[::3]:
        _attached(svc, case, words)
    assert svc("check").out == ""
    assert svc("fmt", "--check").out == ""
    assert svc.git("status", "--porcelain") == ""
    ids = [c["id"] for c in json.loads(svc("list", "--all", "--json").out)]
    for out in (svc("show", *ids).out, svc("log").out, svc("log", "--json").out, svc("lessons").out,
                svc("show", *ids, "--format", "md").out):  # fmt: skip
        assert not TABS.search(out)
    told = svc.git("log", "--format=%B%x00").split("\0")
    ours = [line for message in told for line in message.splitlines() if not line.startswith("    ")]
    assert not FORBIDDEN.search("\n".join(ours))
    named = ("assign ", "handover ", "escalate ", "By: ")
    for harm in ("<script", "SUM(", "python/object", "<<<<", "javascript:"):
        assert [line for line in ours if harm in line and not any(word in line for word in named)] == []
    for block in svc.git("log", "--format=%(trailers:only,unfold)%x00").split("\0"):
        assert {line.partition(": ")[0] for line in block.strip().splitlines()} <= {*KEYS}


def test_the_files_are_valid_and_canonical(told: Svc) -> None:
    assert told("check").out == ""
    assert told("fmt", "--check").out == ""
    for file in (told.desk / "cases").rglob("*.yaml"):
        assert not FORBIDDEN.search(file.read_text().replace("\t", ""))


def test_the_words_of_the_customer_are_kept(told: Svc) -> None:
    held = json.loads(told("list", "--all", "--json").out)
    kept = {c["description"] for c in held if "description" in c}
    for words in WORDS:
        lines = [line.rstrip() for line in words.replace("\r\n", "\n").split("\n")]
        assert "\n".join(lines).strip("\n") + "\n" in kept


@pytest.mark.parametrize("fmt", ["table", "tsv", "csv", "json", "ndjson", "md", "html"])
def test_no_format_carries_what_a_terminal_obeys(told: Svc, fmt: str) -> None:
    out = told("list", "--all", "--format", fmt, "--fields", "id,title,customer,serial,description").out
    assert not (TABS if fmt == "tsv" else FORBIDDEN).search(out)


def test_a_page_and_the_log_carry_nothing_either(told: Svc) -> None:
    ids = [c["id"] for c in json.loads(told("list", "--all", "--json").out)]
    for out in (told("show", *ids).out, told("log").out.replace("\t", ""), told("log", "--json").out):
        assert not FORBIDDEN.search(out)


def test_a_spreadsheet_finds_no_formula(told: Svc) -> None:
    out = told("list", "--all", "--format", "csv", "--fields", "title,customer,serial,description").out
    for row in csv.reader(io.StringIO(out)):
        for cell in row:
            assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "\uff1d")


def test_markup_stays_text(told: Svc) -> None:
    page = told("list", "--all", "--format", "html", "--fields", "title").out
    assert "<script>" not in page
    table = told("list", "--all", "--format", "md", "--fields", "title").out
    assert all(line.count("|") == 2 for line in table.splitlines())


def test_messages_of_commits_hold_none_of_it(told: Svc) -> None:
    line = ["git", "log", "--format=%B%x00"]
    out = subprocess.run(line, cwd=told.desk, check=True, capture_output=True).stdout.decode()
    assert not FORBIDDEN.search(out.replace("\x00", ""))
    for words in ("Approved-by", "script", "SUM", "python/object", "HEAD", "red"):
        assert words not in out


def test_an_error_does_not_carry_it_to_the_terminal(svc: Svc) -> None:
    for words in WORDS:
        for line in (["show", words + "\x1b[2J"], ["new", words + "\x1b[2J", "T"], ["list", f"titel:{words}"]):
            assert not FORBIDDEN.search(_err(svc, line))


def _err(svc: Svc, line: list[str]) -> str:
    found, _ = svc.run(line[0], "--", *line[1:])
    return found.err
