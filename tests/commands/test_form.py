"""svc new -e: the form of a case filled in with the editor, kept as a draft until a case comes of it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from running import Svc

from svc import terminal


class Person:
    """Somebody at a terminal: what their editor does to a file, one shell line a time, and what they answer."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path) -> None:
        self.patch = patch
        self.script = folder / "editor"
        self.seen = folder / "seen"
        self.answers: list[bool] = []
        patch.setenv("SVC_EDITOR", str(self.script))
        patch.setattr(terminal, "may_prompt", lambda: True)
        patch.setattr(terminal, "confirm", lambda _: self.answers.pop(0) if self.answers else False)

    def types(self, *lines: str) -> None:
        """What the editor does when it is opened the first time, the second time, ..."""
        cases = "".join(f"{n}) {line} ;;\n" for n, line in enumerate(lines, 1))
        count = f"echo x >> {self.seen}.count; cp \"$1\" {self.seen}; case $(wc -l < {self.seen}.count) in\n"
        self.script.write_text(f"#!/bin/sh\nf=$1\n{count}{cases}esac\n", encoding="utf-8")
        self.script.chmod(0o755)


@pytest.fixture
def person(environment: pytest.MonkeyPatch, tmp_path: Path) -> Person:
    """A person who answers every question with no."""
    return Person(environment, tmp_path)


def sets(**values: str) -> str:
    """The editor's line that fills keys in."""
    return "sed -i " + " ".join(f"-e 's/^{name}:.*/{name}: {value}/'" for name, value in values.items()) + " $f"


def drafts(svc: Svc) -> list[Path]:
    folder = svc.desk / ".git" / "svc" / "drafts"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def unchanged(svc: Svc, head: str) -> bool:
    return svc.git("rev-parse", "HEAD") == head and svc.git("status", "--porcelain") == ""


def test_the_form_holds_what_is_known_and_becomes_the_case(svc: Svc, person: Person) -> None:
    person.types(sets(title="Pump leaks  # as told", severity="minor", category="leak"))
    known = ("-c", "northmill", "-s", "0138002", "-m", "Drips.\nA lot.", "--at", "08:30")
    told = svc("new", "报修", *known, "-e", "--json")
    form = person.seen.read_text(encoding="utf-8")
    assert 'serial: "0138002"\n' in form
    assert "description: |\n  Drips.\n  A lot.\n" in form
    assert re.search(r"^id:\n(?s:.*)^title:\n(?s:.*)^log:$", form, re.M), "what is not known yet is there, empty"
    held = json.loads(svc("show", json.loads(told.out)["id"], "--json").out)
    assert [held[name] for name in ("title", "type", "path", "severity")] == ["Pump leaks", "repair", "full", "minor"]
    assert [(e["kind"], e["at"], e["recorded"]) for e in held["log"]] == [
        ("open", "2026-11-21T08:30:00+00:00", "2026-11-21T09:00:00+00:00")
    ]
    assert "title: Pump leaks  # as told\n" in svc.text(), "comments stay"
    assert "new repair" in svc.git("log", "-1", "--format=%s")
    assert "Event: " in svc.git("log", "-1", "--format=%B")
    assert drafts(svc) == []
    assert svc("check").out == ""
    assert svc.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("words", "filled", "route"),
    [
        (["enquiry"], {"severity": "minor"}, "light"),
        (["enquiry"], {"severity": "major"}, "full"),
        (["enquiry"], {"severity": "minor", "path": "full"}, "full"),
        (["enquiry", "--set", "path=full"], {"severity": "minor"}, "full"),
        (["repair", "--set", "severity=minor"], {"type": "suggestion"}, "light"),
    ],
)
def test_the_path_follows_from_what_was_filled_in(
    svc: Svc, person: Person, words: list[str], filled: dict[str, str], route: str
) -> None:
    person.types(sets(title="T", **filled))
    svc("new", *words, "-e")
    assert json.loads(svc("show", "@", "--json").out)["path"] == route
    assert svc("check").out == ""


def test_a_form_saved_as_it_was_opens_nothing_unless_it_has_a_title(svc: Svc, person: Person) -> None:
    head = svc.git("rev-parse", "HEAD")
    person.types(":", ":")
    assert "nothing was filled in" in svc("new", "repair", "-c", "k", "-e", status=1).err
    assert unchanged(svc, head)
    assert drafts(svc) == []
    svc("new", "repair", "Pump leaks", "-e")
    assert "title: Pump leaks\n" in svc.text()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (sets(title="T", severity="sevre"), "severity"),
        (sets(title="T", stage="closed"), "a case begins in intake"),
        (sets(title="T", id="C-2611-7K3M9QT4P"), "leave them empty: id"),
        (sets(title="T", opened_at="2026-01-01"), "leave them empty: opened_at"),
        (sets(customer="k", title=""), "missing: title"),
        (sets(title="T", type="repare"), "type"),
        (sets(title="T: U: V"), ": "),
        (sets(title="[a"), ": "),
        ("printf '\\377' >> $f", "UTF-8"),
        ("printf '' > $f", "keys and values"),
    ],
)
def test_what_is_refused_is_kept_and_goes_on(svc: Svc, person: Person, line: str, says: str) -> None:
    head = svc.git("rev-parse", "HEAD")
    person.types(line, "printf 'stage:\\ntype: repair\\ntitle: Mended\\n' > $f")
    refused = svc("new", "repair", "-e", status=1).err
    assert says in refused
    assert "nothing was opened" in refused
    (draft,) = drafts(svc)
    assert f"svc new repair --draft {draft}" in refused
    assert unchanged(svc, head)
    svc("new", "repair", "--draft", str(draft))
    assert "\ntitle: Mended\n" in svc.text()
    assert "\ndescription: |\n" in svc.text(), "what the form lacks comes back"
    assert drafts(svc) == []
    assert svc("check").out == ""


def test_it_can_be_mended_at_once(svc: Svc, person: Person) -> None:
    person.answers = [True]
    person.types(sets(title="T", severity="sevre"), sets(severity="major"))
    told = svc("new", "repair", "-e")
    assert re.search(r"new-\w+\.yaml:\d+: severity: ", told.err), "it names the form, not a file that is not there"
    assert "\nseverity: major\n" in svc.text()
    assert drafts(svc) == []


def test_a_double_is_asked_about_once_the_form_says_what_it_is(svc: Svc, person: Person) -> None:
    svc("new", "repair", "Pump leaks", "-s", "1", "-q")
    head = svc.git("rev-parse", "HEAD")
    person.types(sets(title="Pump leaks", serial="1"), ":")
    told = svc("new", "repair", "-e", status=1)
    assert "same serial number, like title" in told.err
    assert unchanged(svc, head)
    (draft,) = drafts(svc)
    person.answers = [True]
    svc("new", "repair", "--draft", str(draft))
    assert drafts(svc) == []


@pytest.mark.parametrize(("line", "kept"), [("exit 3", 0), (sets(title="T") + "; exit 3", 1)])
def test_an_editor_that_fails_opens_nothing(svc: Svc, person: Person, line: str, kept: int) -> None:
    head = svc.git("rev-parse", "HEAD")
    person.types(line)
    assert "ended with status 3" in svc("new", "repair", "-e", status=3).err
    assert len(drafts(svc)) == kept
    assert unchanged(svc, head)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--draft", "no-such-file"], "no-such-file"),
        (["T", "--draft", "x"], "--draft goes on with a form as it is"),
        (["--draft", "x", "-c", "k"], "--draft goes on with a form as it is"),
        (["-e", "--severity", "sever"], "severity"),
    ],
    ids=" ".join,
)
def test_what_makes_no_sense_is_a_wrong_use(svc: Svc, person: Person, words: list[str], says: str) -> None:
    person.types(":")
    assert says in svc("new", "repair", *words, status=2).err
    assert drafts(svc) == []


def test_without_a_terminal_there_is_no_editor(svc: Svc) -> None:
    assert "an editor needs a terminal" in svc("new", "repair", "-e", status=2).err
    assert drafts(svc) == []


def test_an_empty_title_is_asked_for_and_not_taken(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setattr(terminal, "may_prompt", lambda: True)
    for answer, status in (("", 2), ("不制冷", 0)):
        environment.setattr(terminal, "ask", lambda _, answer=answer: answer)
        svc("new", "报修", status=status)
    assert "title: 不制冷\n" in svc.text()


def test_a_draft_is_for_its_owner_alone(svc: Svc, person: Person) -> None:
    person.types(sets(title="T", severity="x"))
    svc("new", "repair", "-e", status=1)
    if os.name == "posix":
        assert drafts(svc)[0].stat().st_mode & 0o077 == 0
