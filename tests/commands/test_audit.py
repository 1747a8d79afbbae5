"""svc audit: what was forged in the history or in the files is found; honest work leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Svc

READY = ("--set", "customer=c", "--set", "channel=phone", "--set", "category=noise", "--set", "severity=minor",
         "--set", "description=d")  # fmt: skip


_NOW = {"GIT_AUTHOR_DATE": "2026-11-21T09:00:00+00:00", "GIT_COMMITTER_DATE": "2026-11-21T09:00:00+00:00"}


class Desk:
    """A desk that somebody tampers with, by Git and an editor alone."""

    def __init__(self, svc: Svc) -> None:
        self.svc = svc
        (svc.desk / "people").mkdir()
        for who in ("zhao.min", "li.wei"):
            record = f"id: {who}\nname: {who}\nmail: {who}@desk.example\n"
            (svc.desk / "people" / f"{who}.yaml").write_text(record, "utf-8")
        self.commit("people")
        self.id = svc("new", "complaint", "Plug gets hot", "-m", "It is hot.", "--serial", "X1").id
        svc("note", "@", "-m", "seen")
        self.other = svc("new", "repair", "Belt squeals", *READY, "--at", "2026-11-21T07:00:00+00:00").id
        self.file = next(svc.desk.glob(f"cases/*/*/{self.id}.yaml"))
        self.other_file = next(svc.desk.glob(f"cases/*/*/{self.other}.yaml"))

    def git(self, *words: str, data: str = "", **env: str) -> str:
        done = subprocess.run(["git", "-C", str(self.svc.desk), *words], check=True, capture_output=True, text=True,
                              input=data, env=os.environ | _NOW | env)  # fmt: skip
        return done.stdout.strip()

    def edit(self, old: str, new: str, file: Path | None = None) -> Desk:
        path = file or self.file
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), "utf-8")
        return self

    def commit(self, message: str = "by hand", **env: str) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-F", "-", data=message, **env)

    def message(self, commit: str = "HEAD") -> str:
        return self.git("log", "-1", "--format=%B", commit)

    def again(self, message: str = "", **env: str) -> None:
        """Make the last commit once more, with another message or other people and dates."""
        self.git("commit", "-q", "--amend", "--allow-empty", "-F", "-", data=message or self.message(), **env)

    @property
    def text(self) -> str:
        """The first case."""
        return self.file.read_text("utf-8")

    def write(self, text: str) -> Desk:
        self.file.write_text(text, "utf-8")
        return self

    def log(self, line: str) -> Desk:
        """Write an event into the log by hand."""
        return self.write(self.text + f"  - {{{line}}}\n")


@pytest.fixture
def forged(svc: Svc) -> Desk:
    return Desk(svc)


def rules(desk: Desk, status: int = 1) -> set[str]:
    """What the audit finds of grade error and warning."""
    told = desk.svc("audit", "--json", status=status)
    return {f"{one['grade']} {one['rule']}" for one in json.loads(told.out)} - {"info squashed", "info late"}


MOVED = "By: zhao.min\nFrom: intake\nTo: analysis\n"
EVENT = 'id: Z0000, at: "2026-11-21T09:00:00+00:00", by: zhao.min'

FORGERIES: dict[str, tuple[Callable[[Desk], object], str]] = {
    "an event taken out": (
        lambda d: d.write(re.sub(r"  - .*kind: note.*\n", "", d.text)).commit(), "error log-removed"),
    "an event changed": (lambda d: d.edit("text: seen", "text: not seen").commit(), "error log-changed"),
    "an event backdated in the file": (
        lambda d: d.edit('at: "2026-11-21T09:00:00+00:00", by: zhao.min, kind: note',
                         'at: "2026-11-20T09:00:00+00:00", by: zhao.min, kind: note').commit(), "error log-changed"),
    "an event given to somebody else": (
        lambda d: d.edit("by: zhao.min, kind: note", "by: li.wei, kind: note").commit(), "error log-changed"),
    "a stage set by hand": (lambda d: d.edit("stage: intake", "stage: analysis").commit(), "error fact"),
    "a serial number changed without an event": (lambda d: d.edit("serial: X1", "serial: X2").commit(), "error fact"),
    "the time of opening changed": (
        lambda d: d.edit('opened_at: "2026-11-21', 'opened_at: "2026-11-20').commit(), "error fixed"),
    "the case taken away": (lambda d: (d.file.unlink(), d.commit()), "error deleted"),
    "the case renamed": (
        lambda d: (d.file.rename(d.file.with_name("C-2611-0000000000.yaml")), d.commit()), "error deleted"),
    "trailers that name another event": (
        lambda d: (d.svc("note", "@", "-m", "more"), d.again(re.sub("Event: .*", "Event: A0000", d.message()))),
        "error trailers"),
    "trailers that name another person": (
        lambda d: (d.svc("note", "@", "-m", "more"), d.again(d.message().replace("By: zhao.min", "By: li.wei"))),
        "error trailers"),
    "trailers that name another kind": (
        lambda d: (d.svc("note", "@", "-m", "more"), d.again(d.message().replace("Kind: note", "Kind: contact"))),
        "error trailers"),
    "trailers of another case": (
        lambda d: (d.svc("note", d.id, "-m", "more"), d.again(d.message().replace(d.id, d.other))), "error trailers"),
    "trailers that tell another move": (
        lambda d: (d.svc("move", d.other, "analysis"), d.again(d.message().replace("To: analysis", "To: closed"))),
        "error trailers"),
    "a commit that does more than it says": (
        lambda d: (d.log(f"{EVENT}, kind: contact, way: out, visible: customer, text: told"),
                   d.commit(d.message("HEAD"))), "error trailers"),
    "a replayed message over another change": (
        lambda d: (d.edit("serial: X1", "serial: X2"), d.commit(d.message("HEAD"))), "error trailers"),
    "somebody else's commit": (
        lambda d: (d.svc("note", "@", "-m", "more"),
                   d.git("commit", "-q", "--amend", "--no-edit", "--author=Li Wei <li.wei@desk.example>")),
        "error author"),
    "an event by another, by hand": (
        lambda d: d.log(f"{EVENT.replace('zhao.min', 'li.wei')}, kind: note, text: mine").commit(),
        "warning unwitnessed"),
    "entered long before its commit": (
        lambda d: (d.svc("note", "@", "-m", "more"), d.git("commit", "-q", "--amend", "--no-edit",
                                                          "--date=2026-11-21T12:00:00+00:00")), "error backdated"),
    "a date later than its commit": (
        lambda d: (d.svc("note", "@", "-m", "more"),
                   d.git("commit", "-q", "--amend", "--no-edit", "--date=2026-11-25T12:00:00+00:00",
                         GIT_COMMITTER_DATE="2026-11-21T09:00:00+00:00")), "error clock"),
    "a commit in the future": (
        lambda d: d.edit("title: Plug", "title: plug").commit(GIT_COMMITTER_DATE="2030-01-01T00:00:00+00:00"),
        "error clock"),
    "a clock that runs backwards": (
        lambda d: d.edit("title: Plug", "title: plug").commit(GIT_COMMITTER_DATE="2026-01-01T00:00:00+00:00",
                                                              GIT_AUTHOR_DATE="2026-01-01T00:00:00+00:00"),
        "warning clock"),
    "an event copied from another case": (
        lambda d: d.write(d.text + d.other_file.read_text("utf-8").splitlines()[-1] + "\n").commit(), "warning copied"),
    "the words of a customer changed": (
        lambda d: (d.svc("contact", d.id, "in", "-m", "It is hot.\n\nVery."), d.edit("    Very.", "    A bit."),
                   d.commit()), "error fixed"),
    "a file that cannot be read": (lambda d: d.edit("title: Plug", "title: [Plug").commit(), "warning unreadable"),
    "a case under a lookalike id": (
        lambda d: (d.file.with_name("C-2611-0O0000000.yaml").write_bytes(d.file.read_bytes()), d.commit()),
        "warning copied"),
    "late by a week": (
        lambda d: (
            d.svc.desk.joinpath("svc.yaml").write_text(
                d.svc.desk.joinpath("svc.yaml").read_text("utf-8") + "\naudit: {late_entry: 1m}\n", "utf-8"),
            d.svc("commit", "svc.yaml"),
            d.svc("note", d.other, "--at", "2026-11-21T08:00:00+00:00", "-m", "x")), "warning late"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_found(forged: Desk, name: str) -> None:
    assert not rules(forged, status=0)
    tamper, found = FORGERIES[name]
    tamper(forged)
    known = rules(forged, status=1 if found.startswith("error") else 0)
    assert found in known, known


def test_history_that_was_rewritten(forged: Desk) -> None:
    """The clone that audited it before knows."""
    assert not rules(forged, status=0)
    forged.git("reset", "-q", "--hard", "HEAD~1")
    assert rules(forged) == {"error rewritten"}


def test_history_that_is_hidden(forged: Desk, tmp_path: Path) -> None:
    (forged.svc.desk / ".git" / "info").mkdir(exist_ok=True)
    (forged.svc.desk / ".git" / "info" / "grafts").write_text(forged.git("rev-parse", "HEAD") + "\n")
    assert "grafts hide" in forged.svc("audit", status=3).err
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{forged.svc.desk}", str(tmp_path / "c")], check=True)
    assert "git fetch --unshallow" in Svc(tmp_path / "c")("audit", status=3).err


def test_what_is_allowed_is_told_when_asked_for(forged: Desk) -> None:
    forged.svc("contact", forged.id, "in", "-m", "It smells.", "--by", "li.wei")
    forged.edit("title: Plug", "title: The plug")
    forged.svc("commit", forged.id)
    assert rules(forged, status=0) == {"info on-behalf"}
    told = forged.svc("audit")
    assert (told.out, told.err) == ("", "0 errors, 0 warnings, 2 remarks\n")
    assert "zhao.min entered it" in forged.svc("audit", "--all").out
    assert forged.svc("audit", forged.other).err == "0 errors, 0 warnings, 1 remark\n"


@pytest.mark.parametrize("way", ["merge", "squash", "rebase"])
def test_honest_work_comes_through_every_button(forged: Desk, way: str) -> None:
    main = forged.git("symbolic-ref", "--short", "HEAD")
    forged.git("switch", "-q", "-c", "work")
    forged.svc("move", forged.other, "analysis")
    forged.svc("note", forged.other, "-m", "taken apart")
    forged.git("switch", "-q", main)
    forged.svc("note", forged.id, "-m", "called back")
    if way == "rebase":
        forged.git("switch", "-q", "work")
        forged.git("rebase", "-q", main)
    else:
        forged.git("merge", "-q", *(["--no-ff", "--no-edit"] if way == "merge" else ["--squash"]), "work")
        if way == "squash":
            forged.git("commit", "-q", "-m", "squashed")
    assert not rules(forged, status=0)


def test_what_a_merge_decided_is_no_forgery(forged: Desk, environment: pytest.MonkeyPatch) -> None:
    """Both changed the priority, one is taken: the event of the other stands as void."""
    main = forged.git("symbolic-ref", "--short", "HEAD")
    forged.git("switch", "-q", "-c", "work")
    forged.svc("edit", forged.id, "--set", "priority=high")
    forged.git("switch", "-q", main)
    environment.setenv("SVC_SEED", "another clone")
    forged.svc("edit", forged.id, "--set", "priority=urgent")
    with pytest.raises(subprocess.CalledProcessError):
        forged.git("merge", "-q", "work")
    forged.svc("conflicts", forged.id, "--take", "ours")
    forged.git("commit", "-q", "--no-edit")
    assert 'void: "true"' in forged.text
    assert not rules(forged, status=0)
    for base in ("HEAD~1", "work"):
        assert "nothing against the rules" in forged.svc("check", "--base", base).err


def test_the_filled_desk_is_clean_but_for_what_it_tells(played: Path) -> None:
    told = Svc(played).run("audit", "--json")
    found = [one for one in json.loads(told[0].out) if one["grade"] != "info"]
    assert {one["rule"] for one in found} == {"late"}
    assert told[1] == 0
