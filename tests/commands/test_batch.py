"""A batch makes the commits that the ordinary writer makes: the same script, played both ways."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from making import ROOT
from running import Svc

from svc.commands.context import Context
from svc.commands.demo import make
from svc.commands.script import Scripts, Step, acting, play
from svc.errors import StateError, SvcError
from svc.options import GlobalOptions
from svc.store import Store
from svc.store.batch import Batch

# What the small desk leaves out: attachments, a second case of one call, a bulk command, a pipe, an undo (it reads
# the history), an edit of svc.yaml by hand, an import (it makes a commit past the batch), the end of a day.
MORE = r"""
desk time_zone: Asia/Shanghai
as chen.jie <chen.jie@desk.example>
at 2026-11-22T09:00:00+08:00
a = svc new repair '漏水' --severity minor --channel phone --category leak -c northmill -m 'Drips.'
svc attach $a $here/papers/floor.svg $here/papers/floor.svg -m 'Where it is wet'
b = svc split $a 'One hose is missing' --set severity=minor --set category=missing --set description='One of two.'
svc move $a $b analysis
svc edit $a --set priority=urgent
svc undo $a -m 'Not urgent.'
svc list type:repair --fields id | svc note - -m 'To all.'
write svc.yaml: priority: normal => priority: high
svc commit svc.yaml
c = svc new repair 'Noise'
svc import $here/papers/old-sheet.csv --map $here/papers/old-sheet.yaml
svc link $c $a -m 'Same house.'
at 2026-11-22T09:05:00+08:00
svc attach $c $here/papers/floor.svg
"""
HERE = ROOT / "examples" / "desk"


def git(folder: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=folder, check=True, capture_output=True, text=True).stdout


def one_by_one(steps: list[Step], desk: Path) -> None:
    with acting():
        play(steps, desk, lambda options: Context(options.directory, options), HERE)


def in_a_batch(steps: list[Step], desk: Path) -> None:
    with acting(), Batch(desk) as batch:
        play(steps, desk, lambda options: Context(options.directory, options, batch.store()), HERE)


@pytest.fixture
def scripts() -> Scripts:
    found = Scripts.of(ROOT / "examples" / "small-desk")
    found.read(MORE, "more")
    return found


def test_both_ways_make_the_same_commits(environment: object, tmp_path: Path, scripts: Scripts) -> None:
    histories = []
    for name, way in (("slow", one_by_one), ("quick", in_a_batch)):
        desk = tmp_path / name
        make(scripts, desk)
        way(scripts.steps, desk)
        assert git(desk, "status", "--porcelain") == ""
        histories.append(git(desk, "log", "--format=%H %an %ae %ad %cd %s"))
        assert Store.open(desk).last()
    assert histories[0] == histories[1]
    assert len(histories[0].splitlines()) == 30
    git(desk, "fsck", "--strict", "--no-dangling")
    assert Svc(desk)("note", "@", "-m", "The ordinary writer goes on.").id


def test_what_was_done_before_a_failure_is_kept(environment: object, tmp_path: Path, scripts: Scripts) -> None:
    steps = scripts.steps[:9]
    steps[-1] = steps[-1]._replace(line="svc move $plug closed")
    make(scripts, tmp_path / "d")
    with pytest.raises(SvcError) as refused:
        in_a_batch(steps, tmp_path / "d")
    assert refused.value.where == steps[-1].where
    assert "cannot go from feedback to closed" in str(refused.value.message)
    assert len(git(tmp_path / "d", "log", "--format=%h").split()) == 9
    assert git(tmp_path / "d", "status", "--porcelain") == ""


def test_a_branch_that_moved_meanwhile_is_not_overwritten(svc: Svc) -> None:
    batch = Batch(svc.desk)
    run: Callable[..., int] = batch_note(svc, batch)
    run("ours")
    theirs = svc("new", "repair", "Theirs").id
    with pytest.raises(StateError, match="moved meanwhile"):
        batch.flush()
    assert theirs in git(svc.desk, "log", "-1", "--format=%s")


def batch_note(svc: Svc, batch: Batch) -> Callable[..., int]:
    from svc import boundary

    def make_context(options: GlobalOptions) -> Context:
        return Context(options.directory, options, batch.store())

    def run(title: str) -> int:
        return boundary.run(["-C", str(svc.desk), "new", "repair", title], make_context=make_context)

    return run


def test_nobody_signs_for_the_people_of_a_script(
    environment: pytest.MonkeyPatch, tmp_path: Path, scripts: Scripts
) -> None:
    desk = tmp_path / "d"
    make(scripts, desk)
    git(desk, "config", "commit.gpgsign", "true")
    git(desk, "config", "gpg.program", "false")
    hook = desk / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    in_a_batch(scripts.steps[:3], desk)
    assert len(git(desk, "log", "--format=%h").split()) == 4
