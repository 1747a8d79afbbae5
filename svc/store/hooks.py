"""The commit hooks of the user, run as ``git commit`` would, on HEAD plus the files of one write."""

from __future__ import annotations

import os
from pathlib import Path

from svc.errors import RefusedError, T
from svc.store import files
from svc.store.git import Git, Repo

NAMES = ("pre-commit", "prepare-commit-msg", "commit-msg", "post-commit")


def installed(repo: Repo, config: dict[str, str]) -> tuple[str, ...]:
    """The commit hooks that Git would run here."""
    set_path = config.get("core.hookspath", "")
    folder = (repo.top / Path(set_path).expanduser()) if set_path else repo.hooks_dir
    return tuple(name for name in NAMES if os.access(folder / name, os.X_OK) and (folder / name).is_file())


def before(git: Git, repo: Repo, names: tuple[str, ...], commit: str, blobs: dict[str, str], message: str) -> str:
    """Run the hooks that may refuse. Returns the message as they left it.

    ``blobs`` are the files of the write by their path below the top. Raises RefusedError.
    """
    index = repo.own_dir / "tmp" / f"index-{os.getpid()}"
    env = {"GIT_INDEX_FILE": str(index), "GIT_EDITOR": ":"}
    try:
        if "pre-commit" in names:
            _fill(git, env, commit, blobs)
            _run(git, "pre-commit", env)
        return _message(git, repo, names, env, message)
    finally:
        files.remove(index)


def _fill(git: Git, env: dict[str, str], commit: str, blobs: dict[str, str]) -> None:
    index_file = Path(env["GIT_INDEX_FILE"])
    index_file.parent.mkdir(parents=True, exist_ok=True)
    git.run(*(("read-tree", commit) if commit else ("read-tree", "--empty")), env=env)
    lines = "".join(f"100644 {blob}\t{path}\0" if blob else f"0 {'0' * len(commit)}\t{path}\0" for path, blob in blobs.items())
    git.run("update-index", "-z", "--index-info", data=lines.encode(), env=env)


def _message(git: Git, repo: Repo, names: tuple[str, ...], env: dict[str, str], message: str) -> str:
    if not {"prepare-commit-msg", "commit-msg"} & set(names):
        return message
    file = repo.own_dir / "tmp" / f"message-{os.getpid()}"
    files.replace(file, message.encode(), repo.own_dir / "tmp")
    try:
        if "prepare-commit-msg" in names:
            _run(git, "prepare-commit-msg", env, str(file), "message")
        if "commit-msg" in names:
            _run(git, "commit-msg", env, str(file))
        return (files.read(file) or b"").decode(errors="replace")
    finally:
        files.remove(file)


def after(git: Git, names: tuple[str, ...]) -> None:
    """Run the hook that only watches; its failure changes nothing."""
    if "post-commit" in names:
        git.call("hook", "run", "--ignore-missing", "post-commit", hooks=True)


def _run(git: Git, name: str, env: dict[str, str], *args: str) -> None:
    done = git.call("hook", "run", "--ignore-missing", name, "--", *args, env=env, hooks=True)
    if done.returncode:
        words = (done.stderr + done.stdout).decode(errors="replace").strip() or f"exit {done.returncode}"
        raise RefusedError(
            T("the {hook} hook refused: {words}", hook=name, words=words),
            T("mend what it names, or pass --no-verify"),
        )
