"""svc sync: two clones and a remote, and all that may go wrong between them."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from campaigns import sync
from commands.team import Clone, Team
from running import Svc

from svc.store import journal


@pytest.fixture
def team(desk: Path, environment: pytest.MonkeyPatch) -> Team:
    return Team(desk, environment)


def test_different_fields_come_together(team: Team) -> None:
    team.edit(team.a, "title=Pump wet")
    team.edit(team.b, "priority=high")
    team.b("note", team.id, "-m", "from b")
    assert team.a("sync").err == "came: 0, went: 1; this desk and origin/main are the same\n"
    told = team.b("sync")
    assert [line.split("\t")[0] for line in told.out.splitlines()] == ["came", "went", "went"]
    assert told.err == "came: 1, went: 2, merged by fields: 1; this desk and origin/main are the same\n"
    team.a("sync")
    assert team.a.head == team.b.head == team.tip
    assert team.a.state[1] == team.b.state[1] == ""
    text = team.a.text(team.id)
    assert "title: Pump wet\n" in text
    assert "priority: high\n" in text
    assert "text: from b}" in text
    assert team.a("check").out == ""
    assert team.a("sync").err == "nothing new: this desk and origin/main are the same\n"
    assert "\tmerged\n" in team.a("log", team.id).out


def test_one_field_is_never_decided_silently(team: Team) -> None:
    team.edit(team.a, "title=Pump wet")
    team.edit(team.b, "title=Pump drips", "priority=low")
    team.a("sync")
    before = team.b.state, team.tip
    told = team.b("sync", status=1)
    assert told.out == (
        f"{team.id}\n  title: both changed it\n    before  Pump leaks\n"
        "    ours    Pump drips  (Zhao Min, 2026-11-21 09:00)\n"
        "    theirs  Pump wet  (Zhao Min, 2026-11-21 09:00)\n"
    )
    assert f"svc sync --take {team.id}:title=ours   (or theirs)" in told.err
    (case,) = json.loads(team.b("sync", "--json", status=1).out)["conflicts"]
    assert [field["theirs"]["value"] for field in case["fields"]] == ["Pump wet"]
    assert team.b("list").err == (
        "1 change at origin/main has not come yet: svc sync\n1 change is not at origin/main yet: svc sync\n"
    )
    assert "not in conflict" in team.b("sync", "--take", "severity=ours", status=2).err
    assert (team.b.state, team.tip) == before
    assert f"{team.id}: title settled: theirs" in team.b("sync", "--take", f"{team.id[-5:]}:title=theirs").err
    team.meet()
    assert "kind: merge, field: title, kept: Pump wet, lost: Pump drips}" in team.a.text(team.id)
    assert team.a("check").out == ""


def test_what_a_sync_decided_is_vouched_for_by_its_commit(team: Team) -> None:
    team.edit(team.a, "title=Pump wet", "priority=high")
    team.edit(team.b, "title=Pump drips", "priority=low")
    team.a("sync")
    team.b("sync", "--take", "title=theirs", "--set", "priority=urgent")
    told = team.b.git("log", "-1", "--format=%(trailers:key=Event,valueonly)%(trailers:key=By,valueonly)").split()
    assert [(f"id: {name}," in team.b.text(team.id)) for name in told[:-1]] == [True, True]
    assert told[-1] == "chen.jie"
    assert {one["rule"] for one in json.loads(team.b("audit", "--json").out)} == {"author"}  # they share one address


def test_what_breaks_a_rule_together_is_for_a_person(team: Team) -> None:
    team.b("close", team.id, "--as", "spam", "-m", "junk")
    team.a("contact", team.id, "in", "-m", "never mind")
    team.a("close", team.id, "--as", "withdrawn", "-m", "gone")
    team.a("sync")
    assert "stage: both moved the case" in team.b("sync", status=1).out
    team.b("sync", "--take", "ours")
    team.meet()
    assert (team.a.text(team.id).count('void: "true"'), "\nexit: spam\n" in team.a.text(team.id)) == (1, True)
    assert team.a("check").out == ""


def test_what_the_work_tree_has_already_is_in_nobody_s_way(team: Team) -> None:
    """A file by hand beside, so that Git brings them all."""
    (team.a.desk / "notes.txt").write_text("beside")
    settings = (team.a.desk / "svc.yaml").read_text("utf-8").replace("10MB", "20MB")
    for one in (team.a, team.b):
        one.write(settings, "svc.yaml")
    team.a.git("add", "notes.txt", "svc.yaml")
    team.a.git("commit", "-qm", "by hand")
    team.a("sync")
    team.b("note", team.id, "-m", "mine")
    team.b("sync")
    team.meet()
    assert ("20MB" in (team.b.desk / "svc.yaml").read_text("utf-8"), team.b.state[1]) == (True, "")


def test_work_that_is_not_committed_stays_as_it_is(team: Team) -> None:
    other = team.a("new", "enquiry", "Price of a hose", "--customer", "x", "-m", "?").id
    team.a("sync")
    team.b("sync")
    team.a("note", team.id, "-m", "come")
    team.a("sync")
    (team.b.desk / "mine.txt").write_text("staged")
    team.b.git("add", "mine.txt")
    team.b.write(team.b.text(other).replace("Price", "Prices"), f"cases/2026/11/{other}.yaml")
    team.b.git("branch", "elsewhere")
    state = team.b.state[1]
    team.b("sync")
    assert team.b.state[1] == state
    team.a("note", other, "-m", "in the way")
    team.a("note", team.id, "-m", "more")
    team.a("sync")
    team.b("note", team.id, "-m", "mine")
    before = team.b.state, team.tip
    told = team.b("sync", status=1)
    assert f"{other}.yaml changed elsewhere, and has edits here that are not committed" in told.err
    assert (team.b.state, team.tip) == before
    team.b("commit", other)
    team.b("sync")
    assert team.b.state == (team.tip, "A  mine.txt\n")
    assert team.bare("-C", str(team.hub), "branch", "--format=%(refname:short)") == "main"


def test_a_lost_race_is_run_again(team: Team) -> None:
    """Another's work arrives while ours is on its way, twice; and a command of ours is done meanwhile."""
    for number in (1, 2):
        team.a("note", team.id, "-m", f"first {number}")
        team.a.git("tag", f"race{number}")
    team.b("note", team.id, "-m", "second")
    team.b.git("tag", "mine")
    team.b("note", team.id, "-m", "meanwhile")
    team.b.git("tag", "later")
    team.b.git("reset", "-q", "--hard", "mine")
    hook = team.b.desk / ".git/hooks/pre-push"
    count = team.hub / "count"
    count.write_text("0")
    hook.write_text(
        f'#!/bin/sh\nunset GIT_DIR\nn=$(($(cat {count}) + 1)); echo $n > {count}\n'
        f"[ $n -gt 2 ] || git -C {team.a.desk} push -q origin race$n^0:refs/heads/main\n"
        f"[ $n -ne 3 ] || git -C {team.b.desk} reset -q --hard later\n"
    )
    hook.chmod(0o755)
    told = team.b("sync")
    assert told.err.startswith("came: 2, went: 2")
    assert count.read_text() == "4\n"
    assert team.b.state == (team.tip, "")
    text = team.b.text(team.id)
    assert [text.count(f"text: {words}}}") for words in ("first 1", "first 2", "second", "meanwhile")] == [1] * 4
    assert team.b.git("rev-list", "--merges", "--count", "HEAD").strip() == "2"


def test_a_remote_that_refuses(team: Team) -> None:
    hook = team.script("hooks/pre-receive", r"printf 'only by merge request \033[2J\n' >&2; exit 1")
    team.edit(team.a, "title=Pump wet")
    told = team.a("sync", status=1)
    assert "1 change is here and not at origin/main" in told.err
    assert "origin/main was refused: [remote rejected] (pre-receive hook declined)" in told.err
    assert "origin: only by merge request" in told.err
    assert "\033" not in told.err
    assert "git push origin HEAD:NAME" in told.err
    team.patch.setenv("SVC_LANG", "zh")
    assert "拒收" in team.a("sync", status=1).err
    team.patch.setenv("SVC_LANG", "en")
    assert json.loads(team.a("sync", "--json", status=1).out)["left"] == 1
    hook.unlink()
    team.a("sync")
    assert team.a.head == team.tip


def test_what_others_did_comes_though_ours_cannot_go(team: Team) -> None:
    team.a("note", team.id, "-m", "theirs")
    team.a("sync")
    team.b("note", team.id, "-m", "ours")
    team.script("hooks/pre-receive", "exit 1")
    told = team.b("sync", status=1)
    assert "came: 1, went: 0" in told.err
    assert "text: theirs}" in team.b.text(team.id)
    (team.hub / "hooks/pre-receive").unlink()
    team.meet()
    assert team.b.git("rev-list", "--merges", "--count", "HEAD").strip() == "1"


def test_a_remote_that_says_nothing_is_given_up(team: Team) -> None:
    team.b.git("config", "remote.origin.uploadpack", str(team.script("mute", "exec sleep 30")))
    team.b.git("config", "svc.patience", "1")
    assert "has not said a word for 1 s" in team.b("sync", status=3).err


def test_nobody_to_share_with(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    for language, said in (("en", "no remote"), ("zh", "没有远程仓库")):
        environment.setenv("SVC_LANG", language)
        assert said in svc("sync", status=3).err
    svc.git("remote", "add", "origin", str(svc.desk / "../nowhere"))
    assert "git push -u origin main" in svc("sync", status=3).err


def test_an_empty_remote_is_filled_and_a_branch_that_is_gone_is_not_made_anew(team: Team) -> None:
    team.bare("-C", str(team.hub), "update-ref", "-d", "refs/heads/main")
    assert "is gone from the remote" in team.a("sync", status=3).err
    team.a.git("update-ref", "-d", "refs/remotes/origin/main")
    team.a("sync")
    assert team.tip == team.a.head


def test_an_answer_that_is_cut_at_its_head_is_no_branch_that_is_gone(team: Team) -> None:
    team.bare("init", "-q", "--bare", str(team.hub / "nothing"))
    cut = team.script("cut", f"[ ! -e {team.hub}/once ] || exit 1; touch {team.hub}/once",
                      f"exec git-upload-pack {team.hub}/nothing")  # fmt: skip
    team.b.git("config", "remote.origin.uploadpack", str(cut))
    assert "origin cannot be reached: " in team.b("sync", status=3).err


def test_a_history_that_was_rewritten_is_not_merged(team: Team) -> None:
    team.a("note", team.id, "-m", "to be forgotten")
    team.meet()
    team.bare("-C", str(team.hub), "update-ref", "refs/heads/main", "main~1")
    team.b("note", team.id, "-m", "mine")
    before = team.b.state
    team.bare("-C", str(team.hub), "update-ref", "refs/heads/main", team.bare(
        "-C", str(team.hub), "-c", "user.name=x", "-c", "user.email=x@x", "commit-tree", "main^{tree}", "-p", "main",
        "-m", "another"))  # fmt: skip
    assert "origin/main was rewritten" in team.b("sync", status=3).err
    assert team.b.state == before


def test_files_that_are_no_cases(team: Team) -> None:
    """Merged as Git does it: lines of a text, attachments, a file with an executable bit, many files at once."""
    readme = "\n".join(f"line {n}" for n in range(9)) + "\n"
    (team.a.desk / "README.md").write_text(readme)
    team.a.git("add", "README.md")
    team.a.git("commit", "-q", "-m", "readme")
    team.meet()
    for clone, old in ((team.a, "line 1\n"), (team.b, "line 7\n")):
        (clone.desk / "README.md").write_text(readme.replace(old, f"{clone.who}\n"))
        clone.git("commit", "-q", "-a", "-m", "readme")
    photo = team.hub / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\r\n\x00")
    team.a("attach", team.id, str(photo))
    folder = team.a.desk / "docs"
    folder.mkdir()
    for number in range(310):
        (folder / f"{number}.md").write_text(f"{number}\n")
    (folder / "run.sh").write_text("#!/bin/sh\n")
    (folder / "run.sh").chmod(0o755)
    team.a.git("add", "docs")
    team.a.git("commit", "-q", "-m", "docs")
    team.a("sync")
    team.b("note", team.id, "-m", "ours")
    assert "came: 3, went: 2" in team.b("sync").err
    text = (team.b.desk / "README.md").read_text()
    assert "li.wei" in text
    assert "chen.jie" in text
    assert os.access(team.b.desk / "docs/run.sh", os.X_OK)
    assert team.b.state == (team.tip, "")
    team.a("sync")
    for clone in (team.a, team.b):
        (clone.desk / "README.md").write_text(readme.replace("line 4", clone.who))
        clone.git("commit", "-q", "-a", "-m", "both")
    team.a("sync")
    before = team.b.state
    assert "README.md cannot be merged by fields: git merge origin/main" in team.b("sync", status=1).err
    assert team.b.state == before


def test_an_untracked_file_is_not_written_over(team: Team) -> None:
    (team.a.desk / "notes.md").write_text("theirs")
    team.a.git("add", "notes.md")
    team.a.git("commit", "-q", "-m", "notes")
    team.a("sync")
    (team.b.desk / "notes.md").write_text("mine")
    assert "notes.md changed elsewhere" in team.b("sync", status=1).err
    assert (team.b.desk / "notes.md").read_text() == "mine"


@pytest.mark.parametrize(("side", "is_kept"), [("ours", False), ("theirs", True)])
def test_a_case_deleted_here_and_changed_there_is_for_a_person(team: Team, side: str, is_kept: bool) -> None:
    team.b.git("rm", "-q", team.path)
    team.b.git("commit", "-q", "-m", "gone", "--date", "2026-11-21T09:00:00Z")
    team.edit(team.a, "title=Pump wet")
    team.a("sync")
    before = team.b.state, team.tip
    told = team.b("sync", status=1)
    assert told.out == (
        f"{team.id}\n  file: one side deleted it, the other changed it\n    before  Pump leaks\n"
        "    ours    (deleted)  (Zhao Min, 2026-11-21 09:00)\n    theirs  Pump wet  (Zhao Min, 2026-11-21 09:00)\n"
    )
    assert f"svc sync --take {team.id}:file=ours   (or theirs)" in told.err
    assert "is taken from a side" in team.b("sync", "--set", "file=x", status=2).err
    assert (team.b.state, team.tip) == before
    assert f"{team.id}: file settled: {side}" in team.b("sync", "--take", f"{team.id}:file={side}").err
    team.meet()
    assert team.a.state[1] == team.b.state[1] == ""
    assert (team.a.desk / team.path).exists() is is_kept
    fate = f"kept, though deleted: {team.path}" if is_kept else f"deleted, though changed: {team.path}"
    assert fate in team.a.git("log", "--merges", "-1", "--format=%b")
    assert "notice" not in team.a.git("fsck", "--strict")


def test_a_case_that_somebody_deleted_is_named(team: Team) -> None:
    team.a.git("rm", "-q", team.path)
    team.a.git("commit", "-q", "-m", "gone")
    team.a("sync")
    way = f"git restore --source={team.b.head[:10]} {team.path}"
    assert f"{team.id} was deleted: {way}; svc commit brings it back" in team.b("sync").err
    assert not (team.b.desk / team.path).exists()
    team.b.git(*way.split()[1:])
    team.b("commit")
    team.meet()
    assert "title: Pump leaks" in team.a.text(team.id)


def test_two_cases_of_one_id_are_told_apart(team: Team) -> None:
    team.patch.setattr(type(team.a), "run", Svc.run)  # both draw from the same seed
    found = []
    for clone, title in ((team.a, "Hose burst"), (team.b, "Valve stuck")):
        team.patch.setenv("SVC_ME", clone.who)
        found.append(clone("new", "repair", title, "--customer", "y", "-m", title).id)
    assert found[0] == found[1]
    third = team.b("new", "repair", "Another", "--customer", "z", "-m", "x").id
    for case in (team.id, third):
        team.b("link", case, found[0])
    team.b("note", team.id, "-m", f"as in {found[0]} before")
    team.edit(team.a, "title=Pump wet")
    team.a("sync")
    told = team.b("sync")
    assert f"{found[0]} was drawn twice, for two cases: yours is C-2611-" in told.err
    team.meet()
    new = told.err.partition("yours is ")[2][:16]
    assert "title: Hose burst\n" in team.a.text(found[0])
    assert "title: Valve stuck\n" in team.a.text(new)
    for case, other in ((team.id, new), (new, team.id), (third, new)):
        assert f"case: {other}," in team.a.text(case)
    assert f"text: as in {new} before" in team.a.text(team.id)
    assert found[0] not in team.a.text(new) + team.a.text(team.id) + team.a.text(third)
    assert team.a("check").out == ""
    assert found_by_audit(team.b) == {"warning author", "info redrawn"}  # all commit under one address here
    assert "missing" not in team.b("audit", new).out


def found_by_audit(clone: Clone, *words: str) -> set[str]:
    return {f"{one['grade']} {one['rule']}" for one in json.loads(clone.run("audit", "--json", *words)[0].out)}


def test_two_events_of_one_id_are_told_apart(team: Team) -> None:
    """Both keep their words; neither the audit nor the verdict on the change takes it for a forgery."""
    before = team.a.head
    team.patch.setattr(type(team.a), "run", Svc.run)  # both draw from the same seed
    for clone, words in ((team.a, "wet"), (team.b, "dry")):
        clone("note", team.id, "-m", words)
    ids = [clone.text(team.id).rpartition("{id: ")[2][:5] for clone in (team.a, team.b)]
    assert ids[0] == ids[1]
    team.meet()
    lines = [line for line in team.a.text(team.id).splitlines() if "kind: note" in line]
    assert len(lines) == 2
    assert sum(f"{{id: {ids[0]}," in line for line in lines) == 1
    assert team.a("check").out == ""
    for words in ((), (team.id,)):
        assert found_by_audit(team.a, *words) == {"info redrawn"}
    assert "missing" not in team.a("audit", team.id).out
    for base in (before, "HEAD~1", "HEAD^2"):
        assert team.a.run("check", "--base", base)[0].out == ""


def test_one_matter_opened_twice_is_proposed_for_linking(team: Team) -> None:
    ids = [
        clone("new", "repair", title, "--customer", "northmill", "--serial", "2607A00417", "--yes", "-m", "hot").id
        for clone, title in ((team.a, "Plug gets hot"), (team.b, "Plug gets very hot"))
    ]
    team.b("new", "repair", "Another thing", "--customer", "z", "--serial", "77", "-m", "x")
    team.a("sync")
    told = team.b("sync")
    assert f"maybe one matter, opened twice (2607a00417): {ids[1]}, {ids[0]}" in told.err
    assert f"svc close {ids[1]} --as duplicate --of {ids[0]}" in told.err


def test_sides_that_crossed_before(team: Team) -> None:
    """Each merged the other's work by plain Git: there are two commits that both began from."""
    team.edit(team.a, "title=Pump wet")
    team.edit(team.b, "priority=high")
    tips = [clone.head for clone in (team.a, team.b)]
    for clone, other, tip in ((team.a, team.b, tips[1]), (team.b, team.a, tips[0])):
        clone.git("fetch", "-q", str(other.desk), tip)
        clone.git("merge", "-q", "--no-edit", tip)
    team.a("note", team.id, "-m", "one")
    team.b("note", team.id, "-m", "two")
    team.a("sync")
    team.b("sync")
    assert [team.b.text(team.id).count(f"text: {word}}}") for word in ("one", "two")] == [1, 1]
    assert team.b("check").out == ""


def test_a_branch_is_brought_up_to_date_or_left_as_it_is(team: Team) -> None:
    team.edit(team.b, "title=Pump drips")
    team.b.git("push", "-q", "origin", "HEAD:refs/heads/proposal")
    team.edit(team.a, "title=Pump wet")
    team.a("sync")
    assert "svc propose --update" in team.a("propose", status=2).err
    assert "has no branch nowhere" in team.a("propose", "--update", "nowhere", "--base", "main", status=1).err
    told = team.a("propose", "--update", "--base", "main", status=1)
    assert "title: both changed it" in told.out
    assert "proposal is as it was" in told.err
    assert team.bare("-C", str(team.hub), "rev-parse", "proposal") == team.b.head
    team.b.git("reset", "-q", "--hard", "HEAD~1")
    team.b("note", team.id, "-m", "proposed")
    team.b.git("push", "-q", "-f", "origin", "HEAD:refs/heads/proposal")
    state = team.a.state
    (found,) = json.loads(team.a("propose", "--update", "proposal", "--base", "main", "--json").out)
    assert found["commit"] == team.bare("-C", str(team.hub), "rev-parse", "proposal")
    assert team.a.state == state
    text = team.bare("-C", str(team.hub), "show", f"proposal:{team.path}")
    assert ("title: Pump wet\n" in text, "text: proposed}" in text) == (True, True)
    assert "proposal is up to date" in team.a("propose", "--update", "proposal", "--base", "main").err


def test_a_question_for_each_field_on_a_terminal(team: Team) -> None:
    """svc sync and svc conflicts ask, take an answer, ask again where it is none, and leave what is left open."""
    team.edit(team.a, "title=Pump wet", "priority=high")
    team.edit(team.b, "title=Pump drips", "priority=low")
    team.a("sync")
    told = typed(team.b.desk, ["sync"], "t", "maybe", "")
    assert told.count("o ours, t theirs, Enter to leave it: ") == 3
    assert "--take takes ours, theirs or both, not maybe" in told
    assert "nothing was merged" in told
    assert team.b.git("rev-list", "--merges", "--count", "HEAD").strip() == "0"
    team.b.git("fetch", "-q")
    subprocess.run(["git", "merge", "-q", "origin/main"], cwd=team.b.desk, capture_output=True, check=False)
    assert "nothing is in conflict any more" in typed(team.b.desk, ["conflicts", team.id], "o", "theirs")
    team.b.git("merge", "--abort")
    assert "this desk and origin/main are the same" in typed(team.b.desk, ["sync"], "theirs", "o")
    text = team.b.text(team.id)
    assert ("title: Pump drips\n" in text, "priority: high\n" in text) == (True, True)


def test_a_long_transfer_tells_how_far_it_is(team: Team) -> None:
    team.a("note", team.id, "-m", "theirs")
    team.a("sync")
    slow = team.script(
        "slow", "sleep 1.1", r"printf 'Receiving objects:  40%% (4/10)\r' >&2", "sleep 0.1", 'exec git-upload-pack "$@"'
    )
    team.b.git("config", "remote.origin.uploadpack", str(slow))
    told = typed(team.b.desk, ["sync"], term="xterm")
    assert "\rReceiving objects:  40% (4/10)" in told
    assert "came: 1, went: 0" in told
    team.a("note", team.id, "-m", "more")
    team.a("sync")
    assert "Receiving" not in team.b("sync").err


def typed(desk: Path, line: list[str], *answers: str, term: str = "dumb") -> str:
    """What a person at a terminal sees who types these answers."""
    pid, screen = pty.fork()
    if pid == 0:
        env = {**os.environ, "TERM": term, "SVC_ME": "zhao.min"}
        os.execve(sys.executable, [sys.executable, "-m", "svc", "--no-pager", "-C", str(desk), *line], env)
    os.write(screen, "".join(f"{answer}\n" for answer in answers).encode())
    told = b""
    with contextlib.suppress(OSError):  # that is how a terminal ends
        while piece := os.read(screen, 4096):
            told += piece
    os.waitpid(pid, 0)
    os.close(screen)
    return told.decode()


def test_a_file_that_was_half_written_is_taken_back(team: Team) -> None:
    """A Git that checks out many files writes in place; stopped there, it leaves a beginning behind."""
    whole = "what came\n" * 9
    path = "cases/2026/11/half.yaml"
    blob = subprocess.run(["git", "hash-object", "-w", "--stdin"], cwd=team.b.desk, input=whole.encode(), check=True,
                          capture_output=True).stdout.decode().strip()  # fmt: skip
    team.b.write(whole[:40], path)
    new = team.b.git("commit-tree", "HEAD^{tree}", "-m", "never landed").strip()
    intent = journal.Intent("refs/heads/main", team.b.head, new, (journal.Touch(path, "", blob),))
    journal.note(team.b.desk / ".git/svc", intent)
    team.b("sync")
    assert team.b.state == (team.tip, "")


def test_killed_after_the_push_it_is_only_behind(team: Team) -> None:
    team.a("note", team.id, "-m", "theirs")
    team.a("sync")
    team.b("note", team.id, "-m", "ours")
    head = team.b.head
    team.script("hooks/post-receive", "touch landed; sleep 0.1; kill -9 $(cat pid)")
    line = [sys.executable, "-m", "svc", "-C", str(team.b.desk), "sync"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        (team.hub / "pid").write_text(str(process.pid))
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert team.b.head == head
    (team.hub / "hooks/post-receive").unlink()
    assert team.b("sync").err.startswith("came: 1, went: 0")
    assert team.b.state == (team.tip, "")
    assert team.b.text(team.id).count("text: ours}") == 1


def test_clones_that_work_at_once(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A few edits and kills in three clones; make campaign does 200 in each of five."""
    for name in ("SVC_NOW", "SVC_SEED"):
        environment.delenv(name)
    figures = sync.run(tmp_path / "team", 5, 3, clones=3)
    assert figures.wrong == []
    assert figures.edits == 15
