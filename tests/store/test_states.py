"""What svc says and does in every state that a repository can be in."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.campaigns import fault
from tests.campaigns.desk import Desk

PATH = "{path}"


def _conflict(desk: Desk, command: tuple[str, ...]) -> None:
    file = desk.root / "shared.txt"
    for branch, text in (("main", "base\n"), ("other", "theirs\n")):
        if branch != "main":
            desk.git("switch", "-q", "-c", branch)
        file.write_text(text)
        desk.git("add", "shared.txt")
        desk.git("commit", "-q", "-m", text.strip())
    desk.git("switch", "-q", "main")
    file.write_text("ours\n")
    desk.git("commit", "-q", "-a", "-m", "ours")
    desk.git(*command, ok=False)


def _revert(desk: Desk) -> None:
    _conflict(desk, ("log", "-1"))
    desk.git("revert", "--no-edit", "HEAD~1", ok=False)


def _no_identity(desk: Desk) -> None:
    desk.env["GIT_CONFIG_GLOBAL"] = os.devnull


def _no_git(desk: Desk) -> None:
    desk.env["PATH"] = "/nonexistent"


def _no_repository(desk: Desk) -> None:
    shutil.rmtree(desk.root / ".git")


def _bare(desk: Desk) -> None:
    desk.git("config", "core.bare", "true")


def _edit(desk: Desk) -> None:
    file = desk.root / desk.path(desk.case)
    file.write_text(file.read_text() + "\n# seen\n")


def _staged(desk: Desk) -> None:
    file = desk.root / desk.path(desk.case)
    kept = file.read_bytes()
    _edit(desk)
    desk.git("add", desk.path(desk.case))
    file.write_bytes(kept)


def _unmerged(desk: Desk) -> None:
    path = desk.path(desk.case)
    blob = desk.git("rev-parse", f"HEAD:{path}").strip()
    lines = f"0 {'0' * 40}\t{path}\n" + "".join(f"100644 {blob} {n}\t{path}\n" for n in (1, 2, 3))
    desk.git("update-index", "--index-info", data=lines)


def _link(desk: Desk) -> None:
    file = desk.root / desk.path(desk.case)
    file.rename(desk.root / "elsewhere.yaml")
    file.symlink_to(desk.root / "elsewhere.yaml")


def _linked_folder(desk: Desk) -> None:
    (desk.root / "cases").rename(desk.root.parent / "outside")
    (desk.root / "cases").symlink_to(desk.root.parent / "outside")


def _filter(desk: Desk) -> None:
    with (desk.root / ".gitattributes").open("a") as file:
        file.write("cases/** filter=crypt\n")


def _gitlink(desk: Desk) -> None:
    commit = desk.git("rev-parse", "HEAD").strip()
    shutil.rmtree(desk.root / "cases")
    desk.git("rm", "-q", "-r", "--cached", "cases")
    desk.git("update-index", "--add", "--cacheinfo", f"160000,{commit},cases")
    desk.git("commit", "-q", "-m", "cases elsewhere")
    desk.git("config", "user.useConfigOnly", "false")


def _index_lock(desk: Desk) -> None:
    (desk.root / ".git/index.lock").touch()
    _short_waits(desk)


def _short_waits(desk: Desk) -> None:
    """Another process may not be waited for in a test: a sitecustomize of its own sets the waits."""
    folder = desk.root.parent / "site"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(
        "import importlib.abc, importlib.machinery, sys\n"
        "class F(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name not in ('svc.store.lock', 'svc.store.stage'): return None\n"
        "        spec = importlib.machinery.PathFinder.find_spec(name, path)\n"
        "        run = spec.loader.exec_module\n"
        "        spec.loader.exec_module = lambda m: (run(m), setattr(m, 'WAIT', 0.3))[0]\n"
        "        return spec\n"
        "sys.meta_path.insert(0, F())\n"
    )
    desk.env["PYTHONPATH"] = f"{folder}:{desk.env['PYTHONPATH']}"


REFUSED: list[tuple[str, Callable[[Desk], object], str, int, str]] = [
    ("no identity", _no_identity, "note", 3, "git config --global user.name"),
    (
        "detached HEAD",
        lambda d: d.git("checkout", "-q", "--detach"),
        "note",
        3,
        "HEAD is detached: no branch would hold the change",
    ),
    ("mid-merge", lambda d: _conflict(d, ("merge", "other")), "note", 3, "a merge is in progress"),
    ("mid-rebase", lambda d: _conflict(d, ("rebase", "other")), "note", 3, "a rebase is in progress"),
    ("mid-cherry-pick", lambda d: _conflict(d, ("cherry-pick", "other")), "note", 3, "a cherry-pick is in progress"),
    ("mid-revert", _revert, "note", 3, "a revert is in progress"),
    ("bare", _bare, "note", 3, "is a bare repository"),
    ("no git", _no_git, "note", 3, "git is not installed"),
    ("no repository", _no_repository, "note", 3, "is not in a Git repository"),
    ("hand edit", _edit, "note", 1, "has edits that are not committed"),
    ("staged", _staged, "note", 1, "has staged changes"),
    ("unmerged", _unmerged, "note", 1, "has staged changes"),
    ("a link for a case", _link, "note", 3, "is not a plain file"),
    ("a link for a folder", _linked_folder, "note", 3, "is not a folder"),
    ("filter", _filter, "note", 3, "has the Git attribute filter, which svc cannot apply"),
    ("submodule in the way", _gitlink, "new", 3, "cases is not a folder in Git"),
    ("index held", _index_lock, "note", 3, "a git command is at work here"),
]


def _run(desk: Desk, verb: str) -> subprocess.CompletedProcess[str]:
    if verb == "new":
        return desk.svc("new", "complaint", "Another", "-m", "words")
    return desk.svc("note", desk.case, "-m", "looked at it")


@pytest.mark.parametrize(
    ("state", "status", "words", "verb"), [(s, c, w, v) for _, s, v, c, w in REFUSED], ids=[n for n, *_ in REFUSED]
)
def test_a_state_that_forbids_it_is_named(
    desk: Desk, state: Callable[[Desk], object], status: int, words: str, verb: str
) -> None:
    state(desk)
    path = desk.root / desk.path(desk.case)
    before = path.read_bytes() if path.is_file() else b""
    done = _run(desk, verb)
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not path.is_file() or path.read_bytes() == before
    assert not (desk.root / ".git/svc/journal").exists()


def test_a_hand_edit_is_told_how_to_go_on(desk: Desk) -> None:
    _edit(desk)
    assert "svc commit" in _run(desk, "note").stderr


def test_the_holder_of_the_lock_is_named(desk: Desk) -> None:
    import fcntl

    _short_waits(desk)
    with (desk.root / ".git/svc/lock").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(f"{4242:<20}")
        file.flush()
        done = _run(desk, "note")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        "another svc is writing here (process 4242)",
        "wait for it to end, or see what it does: ps -p 4242",
    ]


def _works(desk: Desk, verb: str = "note") -> None:
    done = _run(desk, verb)
    assert done.returncode == 0, done.stderr
    assert desk.git("fsck", "--no-dangling", "--no-progress") == ""
    assert len(next(iter(desk.commits().values()))) == 1
    assert desk.status() == []


def test_a_file_with_crlf_counts_as_unedited(desk: Desk) -> None:
    file = desk.root / desk.path(desk.case)
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    _works(desk)


def test_an_executable_case_file_stays_executable(desk: Desk) -> None:
    path = desk.path(desk.case)
    (desk.root / path).chmod(0o755)
    desk.git("commit", "-q", "-a", "-m", "mode")
    _works(desk)
    assert os.access(desk.root / path, os.X_OK)
    assert desk.git("ls-tree", "HEAD", path).startswith("100755")


def test_flags_that_hide_a_file_from_git_do_not_keep_the_index_old(desk: Desk) -> None:
    for flag in ("--skip-worktree", "--assume-unchanged"):
        desk.git("update-index", flag, desk.path(desk.case))
        _works(desk)
        assert desk.git("diff", "--cached", "--name-only") == ""


def test_a_shallow_clone_can_be_written_to(desk: Desk, tmp_path: Path) -> None:
    _run(desk, "note")
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{desk.root}", str(tmp_path / "clone")], env=desk.env, check=True
    )
    desk.root = tmp_path / "clone"
    _works(desk, "new")


def test_a_linked_work_tree(desk: Desk, tmp_path: Path) -> None:
    desk.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    main = desk.root
    desk.root = tmp_path / "side"
    _works(desk)
    assert desk.git("-C", str(main), "status", "--porcelain") == ""


def test_a_branch_checked_out_elsewhere_too(desk: Desk, tmp_path: Path) -> None:
    desk.git("worktree", "add", "-q", "-f", str(tmp_path / "twin"), "main")
    index = (desk.root / ".git/index").read_bytes()
    kept, desk.root = desk.root, tmp_path / "twin"
    _works(desk)
    assert (kept / ".git/index").read_bytes() == index


def test_an_unborn_branch(desk: Desk) -> None:
    desk.git("checkout", "-q", "--orphan", "fresh")
    desk.git("rm", "-q", "-r", "--cached", ".")
    shutil.rmtree(desk.root / "cases")
    done = _run(desk, "new")
    assert done.returncode == 0, done.stderr
    assert len(desk.commits()) == 1


@pytest.mark.parametrize("where", ["a larger repository", "带 空格 的目录", "sha256"])
def test_a_desk_wherever_it_lies(tmp_path: Path, where: str) -> None:
    desk = Desk(tmp_path)
    top = tmp_path / "top" if where == "sha256" else tmp_path / where
    desk.root = top / "服务 台" if where != "sha256" else top
    top.mkdir()
    more = ["--object-format=sha256"] if where == "sha256" else []
    subprocess.run(["git", "init", "-q", *more, str(top)], env=desk.env, check=True)
    desk.make()
    desk.case = desk.new("Plug gets hot")
    _works(desk)


def test_alternates(desk: Desk, tmp_path: Path) -> None:
    subprocess.run(
        ["git", "clone", "-q", "--shared", str(desk.root), str(tmp_path / "clone")], env=desk.env, check=True
    )
    desk.root = tmp_path / "clone"
    _works(desk)


def test_a_new_case_in_a_sparse_checkout(desk: Desk) -> None:
    desk.git("status")  # the copy's time stamps
    desk.git("sparse-checkout", "set", "templates")
    assert not (desk.root / "cases").exists()
    _works(desk, "new")


def test_a_disk_that_turned_read_only(desk: Desk, tmp_path: Path) -> None:
    if reason := fault.missing():
        pytest.skip(reason)
    line = [
        "strace",
        "-qq",
        "-f",
        "-o",
        os.devnull,
        "-e",
        "trace=rename,link,mkdir",
        "-e",
        "inject=rename,link,mkdir:error=EROFS",
    ]
    done = subprocess.run(
        [*line, *desk.svc_line("note", desk.case, "-m", "x")], env=desk.env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) <= 2
    _works(desk)


def test_a_repository_of_another_user(desk: Desk) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a repository away")
    subprocess.run(["chown", "-R", "65534:65534", str(desk.root)], check=True)
    done = _run(desk, "note")
    assert done.returncode == 3
    assert "belongs to another user" in done.stderr
    assert "safe.directory" in done.stderr


def test_a_full_disk(desk: Desk, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(small)], capture_output=True, check=False
    ).returncode:
        pytest.skip("mounting a small tmpfs is not allowed here")
    try:
        shutil.copytree(desk.root, small / "desk")
        desk.root = small / "desk"
        with (small / "fill").open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
        done = _run(desk, "note")
        assert done.returncode == 3, done.stderr
        assert "the disk is full" in done.stderr
        (small / "fill").unlink()
        _works(desk)
    finally:
        subprocess.run(["umount", str(small)], check=False)
