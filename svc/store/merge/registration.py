"""What Git is told so that it merges by fields: a line of .gitattributes, and in each clone what to run."""

from __future__ import annotations

import shlex
import sys
import tempfile

from svc.paths import Path
from svc.store.attributes import MERGE
from svc.store.git import Git
from svc.store.merge.driver import IN_CONFLICT

NAME = "svc"
_TRIAL = ("tags: [a]\n", "tags: [a, b]\n", "tags: [a, c]\n", "tags: [a, b, c]\n")
_TRIAL_FILE = "people/trial.yaml"


def command_line(python: str = sys.executable) -> str:
    """What Git runs: this Python, else the svc that is found, and where none of them works Git's own merge.

    ``-P`` keeps Python from taking modules out of the work tree, which is where Git starts it.
    """
    at = shlex.quote(python).replace("%", "%%")
    words = "merge-driver -- %O %A %B %P"
    return (
        f'p={at}; if [ -x "$p" ]; then "$p" -P -m svc {words}; else svc {words}; fi; '
        f"case $? in 0) exit 0;; {IN_CONFLICT}) exit 1;; esac; "
        "git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B"
    )


def registered(git: Git) -> str:
    """What Git would run to merge by fields, ``""`` for nothing."""
    done = git.call("config", "--get", f"merge.{NAME}.driver", hooks=True)
    return done.stdout.decode(errors="surrogateescape").rstrip("\n") if done.returncode == 0 else ""


def register(git: Git) -> None:
    """Tell Git of the driver, in the configuration of this clone. Raises GitError."""
    git.run("config", f"merge.{NAME}.driver", command_line())


def is_complete(git: Git) -> bool:
    """Whether Git was told of it, as this svc would tell it."""
    return registered(git) == command_line()


def is_named(git: Git, path: str) -> bool:
    """Whether the attributes of a file, named from the top, ask for the driver."""
    return git.text("check-attr", "merge", "--", path).endswith(f": merge: {NAME}")


def fires(command: str) -> bool:
    """Whether Git, told to run a command, merges by fields: tried in a repository of its own."""
    with tempfile.TemporaryDirectory(prefix="svc-trial-") as folder:
        git = Git(Path(folder))
        base, ours, theirs, wanted = _TRIAL
        stream = _commit("base", base, "") + _commit("ours", ours, "base") + _commit("theirs", theirs, "base")
        git.run("init", "-q")
        git.run("fast-import", "--quiet", data=stream.encode())
        git.run("config", f"merge.{NAME}.driver", command)
        git.run("checkout", "-q", "ours")
        known = ("-c", "user.name=svc", "-c", "user.email=svc@localhost")
        done = git.call(*known, "merge", "-q", "--no-commit", "theirs")
        return done.returncode == 0 and (Path(folder) / _TRIAL_FILE).read_text("utf-8") == wanted


def _commit(name: str, text: str, parent: str) -> str:
    head = f"commit refs/heads/{name}\ncommitter svc <svc@localhost> 0 +0000\ndata 0\n"
    head += f"from refs/heads/{parent}\n" if parent else f"M 100644 inline .gitattributes\n{_data(MERGE)}"
    return f"{head}M 100644 inline {_TRIAL_FILE}\n{_data(text)}"


def _data(text: str) -> str:
    return f"data {len(text)}\n{text}\n"
