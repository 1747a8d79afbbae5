"""The user's commit hooks, and signing: as git commit would have it, outside the lock, nothing left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.campaigns.desk import Desk

SVC = f"{sys.executable} -m svc"


def hook(desk: Desk, name: str, body: str, folder: str = ".git/hooks") -> None:
    """Install a hook."""
    file = desk.root / folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


def untouched(desk: Desk, head: str) -> None:
    """Nothing of a refused write is left."""
    assert desk.git("rev-parse", "HEAD").strip() == head
    assert desk.status() == []
    own = desk.root / ".git/svc"
    assert not (own / "journal").exists()
    assert not list(own.glob("ahead-*"))
    assert not list((own / "tmp").iterdir())


@pytest.fixture
def head(desk: Desk) -> str:
    return desk.git("rev-parse", "HEAD").strip()


@pytest.mark.parametrize("name", ["pre-commit", "prepare-commit-msg", "commit-msg"])
def test_a_refusal_leaves_nothing_behind(desk: Desk, head: str, name: str) -> None:
    hook(desk, name, "echo 'not on a Sunday' >&2; exit 1")
    done = desk.svc("note", desk.case, "-m", "x")
    assert done.returncode == 1
    assert f"the {name} hook refused: not on a Sunday" in done.stderr
    assert "--no-verify" in done.stderr
    untouched(desk, head)
    new = desk.svc("new", "complaint", "Another")
    assert new.returncode == 1
    untouched(desk, head)
    assert desk.svc("note", desk.case, "-m", "x", "--no-verify").returncode == 0


def test_a_hook_sees_head_plus_our_path_and_may_mend_the_message(desk: Desk) -> None:
    hook(desk, "pre-commit", "git diff --cached --name-only > seen; git diff --name-only >> seen")
    hook(desk, "commit-msg", 'echo "Reviewed-by: hook" >> "$1"')
    hook(desk, "post-commit", "git log -1 --format=%s > after")
    done = desk.svc("note", desk.case, "-m", "x")
    assert done.returncode == 0, done.stderr
    assert (desk.root / "seen").read_text().split() == [desk.path(desk.case)]
    assert desk.git("log", "-1", "--format=%B").strip().endswith("Reviewed-by: hook")
    assert desk.case in (desk.root / "after").read_text()


def test_hooks_path_is_followed(desk: Desk, head: str) -> None:
    desk.git("config", "core.hooksPath", "their hooks")
    hook(desk, "pre-commit", "exit 1", "their hooks")
    assert desk.svc("note", desk.case, "-m", "x").returncode == 1
    assert desk.git("rev-parse", "HEAD").strip() == head


def test_a_hook_may_call_svc(desk: Desk) -> None:
    second = desk.new("Another")
    hook(desk, "pre-commit", f"{SVC} check >&2 && {SVC} note {second} -m 'from a hook' --no-verify >&2")
    done = desk.svc("note", desk.case, "-m", "tok-outer-x")
    assert done.returncode == 0, done.stderr
    assert desk.words()["tok-outer-x"] == 1
    assert desk.git("log", "--format=%s", "-3").count("note") == 2
    assert desk.status() == []


def test_other_edits_are_refused_and_no_verify_named(desk: Desk) -> None:
    hook(desk, "pre-commit", "exit 0")
    (desk.root / "svc.yaml").write_text((desk.root / "svc.yaml").read_text() + "\n# a remark\n")
    done = desk.svc("note", desk.case, "-m", "x")
    assert done.returncode == 1
    assert "svc.yaml has edits that are not committed" in done.stderr
    assert "--no-verify" in done.stderr


def test_a_hook_that_changes_our_file_is_told_not_to(desk: Desk, head: str) -> None:
    hook(desk, "pre-commit", f"echo '# hook' >> {desk.path(desk.case)}")
    done = desk.svc("note", desk.case, "-m", "x")
    assert done.returncode == 1
    assert "a hook changed" in done.stderr
    assert desk.git("rev-parse", "HEAD").strip() == head


@pytest.mark.parametrize("verb", ["new", "note"])
def test_a_kill_while_a_hook_runs_is_healed(desk: Desk, verb: str) -> None:
    hook(desk, "pre-commit", "touch running; exec sleep 60")
    args = ("new", "complaint", "tok-dead-x") if verb == "new" else ("note", desk.case, "-m", "tok-dead-x")
    process = subprocess.Popen(desk.svc_line(*args), env=desk.env, start_new_session=True, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not (desk.root / "running").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    (desk.root / "running").unlink()
    (desk.root / ".git/hooks/pre-commit").unlink()
    assert desk.status() != []
    done = desk.svc("note", desk.case, "-m", "tok-next-x")
    assert done.returncode == 0, done.stderr
    assert desk.words() == {"tok-next-x": 1}
    untouched(desk, desk.git("rev-parse", "HEAD").strip())


def _ssh(desk: Desk, folder: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "key")], check=True)
    public = (folder / "key.pub").read_text().split()
    (folder / "allowed").write_text(f"test@desk.example {public[0]} {public[1]}\n")
    for key, value in {
        "gpg.format": "ssh",
        "user.signingKey": folder / "key",
        "gpg.ssh.allowedSignersFile": folder / "allowed",
    }.items():
        desk.git("config", key, str(value))


def _openpgp(desk: Desk, folder: Path) -> None:
    home = folder / "g"
    home.mkdir(mode=0o700)
    desk.env["GNUPGHOME"] = str(home)
    line = [
        "gpg",
        "--batch",
        "--passphrase",
        "",
        "--quick-gen-key",
        "Test Person <test@desk.example>",
        "ed25519",
        "sign",
    ]
    if subprocess.run(line, env=desk.env, capture_output=True, check=False).returncode:
        pytest.skip("gpg cannot make a key here")


@pytest.mark.parametrize(("tool", "set_up"), [("ssh-keygen", _ssh), ("gpg", _openpgp)])
def test_commits_are_signed_where_the_user_wants_it(desk: Desk, tmp_path: Path, tool: str, set_up: object) -> None:
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    set_up(desk, tmp_path)  # type: ignore[operator]
    desk.git("config", "commit.gpgSign", "true")
    done = desk.svc("note", desk.case, "-m", "x")
    assert done.returncode == 0, done.stderr
    desk.git("verify-commit", "HEAD")
    if tool == "gpg":
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=desk.env, check=False)


def test_a_signer_that_fails_means_no_commit(desk: Desk, head: str) -> None:
    desk.git("config", "commit.gpgSign", "true")
    desk.git("config", "gpg.program", "false")
    done = desk.svc("note", desk.case, "-m", "x")
    assert done.returncode == 3
    assert done.stderr.startswith("git commit-tree failed: ")
    assert len(done.stderr.splitlines()) == 1
    untouched(desk, head)
