"""The commit hooks of the user, run as ``git commit`` would, on HEAD plus the files of one write."""

from __future__ import annotations

import os

from svc.errors import RefusedError, T
from svc.paths import Path
from svc.store import files
from svc.store.git import Git, Repo
from svc.typed import Mapping

NAMES = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")


def installed(repo: Repo, config: dict[str, str]) -> tuple[str, ...]:
    """The commit hooks that Git would run here."""
    set_path = config.get("core.hookspath", "")
    folder = (repo.top / os.path.expanduser(set_path)) if set_path else repo.hooks_dir
    return tuple(name for name in NAMES if os.access(folder / name, os.X_OK) and (folder / name).is_file())


def before(git: Git, room: Path, names: tuple[str, ...], tree: str, message: str, env: Mapping[str, str]) -> str:
    """Run the hooks that may refuse, on an index that holds the tree of the commit to be.

    Returns the message as they left it. ``room`` is a folder for this; ``env`` says who commits.
    Raises RefusedError.
    """
    said = {**env, "GIT_INDEX_FILE": str(room / "index"), "GIT_EDITOR": ":"}
    git.run("read-tree", tree, env=said)
    git.call("update-index", "-q", "--refresh", env=said)
    if "pre-commit" in names:
        _run(git, "pre-commit", said)
    if not {"prepare-commit-msg", "commit-msg"} & set(names):
        return message
    file = room / "COMMIT_EDITMSG"
    file.write_bytes(message.encode())
    if "prepare-commit-msg" in names:
        _run(git, "prepare-commit-msg", said, str(file), "message")
    if "commit-msg" in names:
        _run(git, "commit-msg", said, str(file))
    found = (files.read(file) or b"").decode(errors="replace").replace("\0", "")
    if not found.strip():
        raise RefusedError(T("a hook left no commit message"), T("mend the hook, or pass --no-verify"))
    return found


def after(git: Git, names: tuple[str, ...]) -> None:
    """Run the hook that only watches; its failure changes nothing."""
    if "post-commit" in names:
        git.call("hook", "run", "--ignore-missing", "post-commit", hooks=True)


def _run(git: Git, name: str, env: Mapping[str, str], *args: str) -> None:
    done = git.call("hook", "run", "--ignore-missing", name, "--", *args, env=env, hooks=True)
    if done.returncode:
        words = (done.stderr + done.stdout).decode(errors="replace").strip() or f"exit {done.returncode}"
        raise RefusedError(
            T("the {hook} hook refused: {words}", hook=name, words=words),
            T("mend what it names, or pass --no-verify"),
        )
