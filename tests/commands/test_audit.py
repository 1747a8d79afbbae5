"""svc audit: what was forged in the history or in the files is found; honest work leaves nothing behind."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from campaigns import honest
from commands.forgeries import FORGERIES, approved_title, drawn_twice, event_drawn_twice
from commands.forging import Forger, forger
from running import Golden, Svc

from svc.audit.remedies import remedies


@pytest.fixture
def forged(environment: pytest.MonkeyPatch, tmp_path: Path) -> Forger:
    return forger(tmp_path)


def rules(desk: Forger, status: int = 1) -> set[str]:
    """What the audit finds of grade error and warning."""
    told = desk.svc("audit", "--json", status=status)
    allowed = {"info squashed", "info late", "info signers"}
    return {f"{one['grade']} {one['rule']}" for one in json.loads(told.out)} - allowed


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_found(environment: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    forgery = FORGERIES[name]
    forged = forger(tmp_path, forgery.signed)
    forgery.tamper(forged)
    known = rules(forged, status=1 if forgery.found.startswith("error") else 0)
    assert forgery.found in known, known


@pytest.mark.parametrize(("tamper", "word"), [(drawn_twice, "more"), (event_drawn_twice, "it burnt")])
def test_ids_drawn_twice_are_no_forgery_where_all_is_said_as_before(
    forged: Forger, tamper: Callable[[Forger, str], None], word: str
) -> None:
    tamper(forged, word)
    known = rules(forged, status=0)
    assert {one for one in known if one.startswith("info")} == {"info redrawn"}
    assert not [one for one in known if one.startswith("error")]
    told = forged.svc("check", "--base", "HEAD~1", status=0 if tamper is event_drawn_twice else 1)
    assert ("log only grows" in told.out) is (tamper is drawn_twice)


def test_what_was_approved_and_stays_so_is_no_finding(forged: Forger) -> None:
    approved_title(forged, "untouched")
    assert not rules(forged, status=0)


@pytest.mark.parametrize("signed", [False, True])
def test_before_it_was_forged_nothing_is_found(
    environment: pytest.MonkeyPatch, tmp_path: Path, signed: bool
) -> None:
    forged = forger(tmp_path, signed)
    assert not rules(forged, status=0)
    forged.svc("contact", forged.id, "in", "-m", "It smells.", "--by", "li.wei")
    forged.base().note()
    assert not rules(forged, status=0) - {"info on-behalf"}


def test_the_table_of_forgeries_is_that_of_the_docs() -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "audit.md").read_text("utf-8")
    rows = [f"| {name} | `{one.found.split()[1]}` | {one.takes} |" for name, one in FORGERIES.items()]
    assert len(rows) >= 30
    assert [line for line in text.splitlines() if line in rows] == rows, "\n".join(rows)


def test_each_rule_that_somebody_must_answer_for_says_what_to_do() -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "audit.md").read_text("utf-8")
    named = [name for cell in re.findall(r"^\| (?:error|warning) \| (.*?) \|", text, re.M)
             for name in re.findall(r"`([\w-]+)`", cell)]  # fmt: skip
    assert len(named) > 20
    assert [name for name, _ in remedies(named)] == list(dict.fromkeys(named))


def test_history_that_is_hidden(forged: Forger, tmp_path: Path) -> None:
    (forged.svc.desk / ".git" / "info").mkdir(exist_ok=True)
    (forged.svc.desk / ".git" / "info" / "grafts").write_text(forged.git("rev-parse", "HEAD") + "\n")
    assert "grafts hide" in forged.svc("audit", status=3).err
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{forged.svc.desk}", str(tmp_path / "c")], check=True)
    assert "git fetch --unshallow" in Svc(tmp_path / "c")("audit", status=3).err


def test_what_is_allowed_is_told_when_asked_for(forged: Forger) -> None:
    forged.svc("contact", forged.id, "in", "-m", "It smells.", "--by", "li.wei")
    forged.edit("title: Plug", "title: The plug")
    forged.svc("commit", forged.id)
    assert rules(forged, status=0) == {"info on-behalf"}
    told = forged.svc("audit")
    assert (told.out, told.err) == ("", "0 errors, 0 warnings, 2 remarks\n")
    assert "zhao.min entered it" in forged.svc("audit", "--all").out
    assert "0 errors, 0 warnings, 1 remark\n" in forged.svc("audit", forged.other).out


def test_honest_work_of_five_people_leaves_nothing_to_find(desk: Path, environment: pytest.MonkeyPatch) -> None:
    """The short form of what ``make campaign`` does a thousand times."""
    figures = honest.run(desk, environment, 25, 7, signed=True)
    assert figures.wrong == []
    assert figures.commits > 25


@pytest.mark.parametrize("way", ["merge", "squash", "rebase"])
def test_honest_work_comes_through_every_button(forged: Forger, way: str) -> None:
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


def test_what_a_merge_decided_is_no_forgery(forged: Forger, environment: pytest.MonkeyPatch) -> None:
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


def test_a_seal_tells_what_is_there_and_stays_silent(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    forged = forger(tmp_path, signed=True)
    assert forged.svc("audit", "--verify", status=1).err.startswith("there is no seal here")
    told = forged.svc("audit", "--seal")
    name, head, commits, cases, digest = told.out.split()
    assert (name, cases) == ("svc/seal/2026-11-21", "2")
    assert head in forged.git("rev-parse", "HEAD")
    assert commits == forged.git("rev-list", "--count", "HEAD")
    blobs = [line.split() for line in forged.git("ls-tree", "-r", "HEAD", "cases").splitlines()]
    lines = "".join(f"{Path(path).stem} {blob}\n" for _, _, blob, path in blobs)
    assert digest == f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"
    forged.note()
    assert json.loads(forged.svc("audit", "--seal", "--json").out)["name"] == f"{name}-2"
    assert rules(forged, status=0) == set()
    assert forged.svc("audit", "--verify").err == "the history tells what the files tell\n"


def test_seals_come_from_elsewhere(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file, or another clone: the history was rewritten here, with its seals."""
    forged, kept = forger(tmp_path, signed=True), tmp_path / "seal.txt"
    forged.seal()
    kept.write_text(forged.git("cat-file", "tag", "svc/seal/2026-11-21") + "\n")
    forged.git("clone", "-q", ".", str(tmp_path / "other"))
    forged.git("tag", "-d", "svc/seal/2026-11-21")
    forged.git("reset", "-q", "--hard", "HEAD~1")
    for place in (str(kept), str(tmp_path / "other")):
        told = forged.svc("audit", "--verify", "--from", place, status=1)
        assert "the history does not hold this commit any more" in told.out
        assert "rewritten: do not push; a clone or the remote may still have it" in told.err
    assert "holds no seal" in forged.svc("audit", "--verify", "--from", str(forged.svc.desk / "svc.yaml"), status=1).err
    assert "no seals from" in forged.svc("audit", "--verify", "--from", str(tmp_path / "nowhere"), status=3).err


def test_an_unsigned_seal_takes_a_word(forged: Forger) -> None:
    assert "--unsigned makes one that proves less" in forged.svc("audit", "--seal", status=1).err
    forged.svc("audit", "--seal", "--unsigned")
    assert rules(forged, status=0) == {"info seal"}
    for line in (("--seal", "--verify"), ("--seal", forged.id), ("--unsigned",), ("--from", "x")):
        forged.svc("audit", *line, status=2)


@pytest.mark.parametrize(("language", "form"), [("en", "md"), ("zh", "md"), ("en", "html"), ("zh", "table")])
def test_a_case_is_told_whole(
    environment: pytest.MonkeyPatch, tmp_path: Path, golden: Golden, language: str, form: str
) -> None:
    """What an auditor is handed: nothing in it is markup, or fetched from anywhere."""
    forged, photo = forger(tmp_path, signed=True), tmp_path / "photo.txt"
    photo.write_text("x")
    forged.svc("contact", forged.id, "in", "-m", "It smells. | <b>x</b>\n\nVery [much](http://x).", "--by", "li.wei")
    forged.svc("attach", forged.id, str(photo), "-m", "the plug")
    forged.svc("propose", forged.id, "--of", "title")
    forged.signs("li.wei")
    forged.as_li("approve", forged.id)
    forged.signs("zhao.min")
    forged.svc("edit", forged.id, "--set", "severity=minor", "--set", "title=Plug is hot")
    forged.edit("serial: X1", "serial: X2").commit()
    environment.setenv("SVC_LANG", language)
    told = forged.svc("audit", forged.id, "--format", form, status=1).out
    digest = hashlib.sha256(forged.file.read_bytes()).hexdigest()
    plain = told.replace(digest, "(sha256)").replace(forged.git("rev-parse", "HEAD"), "(revision)")
    golden(f"audit/case.{language}.{form}", re.sub(r"\b[0-9a-f]{10}\b", "(commit)  ", plain))
    assert "<b>x" not in told or form == "table"
    assert not re.search(r"<(script|link|img|iframe)|(src|href)=", told)
