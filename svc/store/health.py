"""What svc needs from the machine and the repository, looked at; nothing is changed but what Git may know faster."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from svc.errors import SvcError, T, Text
from svc.paths import Path
from svc.patterns import pattern
from svc.store import graph, journal
from svc.store.attributes import BINARY, LF
from svc.store.desk import Store
from svc.store.git import Git, configuration, executable, head, remotes
from svc.store.snapshot import Snapshot
from svc.store.writer import identity

_LONG = 5000
"""Commits from which on it is felt that Git looks at each of them."""
OLDEST_GIT = (2, 36)
"""core.fsync and ``git hook run`` came with it."""
_COMMANDS = pattern(
    r"^(core\.(fsmonitor|sshcommand|pager|editor)|filter\..*|diff\..*\.(command|textconv)|merge\..*\.driver|gpg\..*)$"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: ``ok``, ``warning`` or ``error``, and what to do."""

    grade: str
    what: Text
    found: Text
    hint: Text | None = None


def machine() -> list[Finding]:
    """Python, its YAML parser, Git and the console's encoding."""
    return [
        Finding("ok", T("Python"), T("{version}", version=platform.python_version())),
        _yaml(),
        _git(),
        _encoding(),
    ]


def _yaml() -> Finding:
    from svc.store.codec import has_c_parser

    if has_c_parser():
        return Finding("ok", T("YAML"), T("the fast parser"))
    return Finding("warning", T("YAML"), T("the slow parser"), T("install PyYAML from a wheel: it carries libyaml"))


def _git() -> Finding:
    try:
        words = Git(Path.cwd()).text("version")
    except SvcError as error:
        return Finding("error", T("Git"), error.message, error.hint)
    found = re.search(r"(\d+)\.(\d+)", words)
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    said = T("{version} ({path})", version=words.removeprefix("git version "), path=executable())
    if version < OLDEST_GIT:
        return Finding("error", T("Git"), said, T("svc needs Git {version} or newer", version="2.36"))
    return Finding("ok", T("Git"), said)


def _encoding() -> Finding:
    name = (sys.stdout.encoding or "ascii").lower()
    if name.replace("-", "") == "utf8":
        return Finding("ok", T("console"), T("UTF-8"))
    hint = T("set PYTHONUTF8=1; what {name} lacks is shown as \\u....", name=name)
    return Finding("warning", T("console"), T("{name}", name=name), hint)


def repository(store: Store, who: Finding) -> list[Finding]:
    """The repository around a desk, with ``who`` is at work. Raises StateError where there is none."""
    repo = store.repo
    return [
        Finding("ok", T("repository"), T("{path}", path=repo.top)),
        who,
        _branch(store),
        _history(store),
        _unfinished(store),
        *_line_ends(store),
        _remotes(store),
        *_planted(store),
    ]


def outside(folder: Path) -> list[Finding]:
    """What can be told where there is no desk."""
    here = folder.absolute()
    nearest = next(known for known in (here, *here.parents) if known.is_dir())
    return [identified(lambda: configuration(Git(nearest)))]


def identified(config: Callable[[], Mapping[str, str]], me: Callable[[], str] | None = None) -> Finding:
    """Who is at work, as Git knows it; ``me`` asks the desk."""
    try:
        known = identity(config())
    except SvcError as error:
        return Finding("error", T("identity"), error.message, error.hint)
    return Finding("ok", T("identity"), T("{who}", who=me() if me else known["GIT_AUTHOR_EMAIL"]))


def _branch(store: Store) -> Finding:
    try:
        branch = head(store.git).branch
    except SvcError as error:
        return Finding("error", T("branch"), error.message, error.hint)
    if store.repo.in_progress:
        busy = store.repo.in_progress
        hint = T("git {name} --continue (or --abort), then try again", name=busy)
        return Finding("error", T("branch"), T("a {name} is in progress", name=busy), hint)
    base = store.base()
    if base and base != branch:
        return Finding("warning", T("branch"), T("{branch}, not the base {base}", branch=branch, base=base))
    return Finding("ok", T("branch"), T("{branch}", branch=branch))


def _history(store: Store) -> Finding:
    if store.repo.shallow:
        return Finding("warning", T("history"), T("shallow"), T("git fetch --unshallow brings the rest"))
    if _is_long(store) and not graph.has_changed_paths(store.repo.common_dir):
        with suppress(SvcError):
            graph.write(store.git)
        if graph.has_changed_paths(store.repo.common_dir):
            return Finding("ok", T("history"), T("whole; Git's commit graph was missing and is there now"))
        hint = T("git commit-graph write --reachable --changed-paths; Git keeps it up to date from then on")
        return Finding("warning", T("history"), T("whole; Git looks through all of it for one file"), hint)
    return Finding("ok", T("history"), T("whole"))


def _is_long(store: Store) -> bool:
    found = store.git.call("rev-list", "--count", f"--max-count={_LONG}", "HEAD").stdout
    return found.strip() == str(_LONG).encode()


def _unfinished(store: Store) -> Finding:
    if journal.pending(store.repo.own_dir) or journal.abandoned(store.repo.own_dir):
        return Finding("warning", T("last write"), T("was cut off"), T("the next command that writes finishes it"))
    return Finding("ok", T("last write"), T("finished"))


def _line_ends(store: Store) -> list[Finding]:
    snapshot = Snapshot(store.git, store.repo, "")
    held = (snapshot.at_work(".gitattributes") or b"").decode(errors="replace")
    found = [Finding("ok", T("line ends"), T("LF"))] if LF in held else []
    if not found:
        hint = T("add the line {line} to .gitattributes", line=LF)
        found.append(Finding("warning", T("line ends"), T("left to each machine"), hint))
    if BINARY not in held:
        hint = T("add the line {line} to .gitattributes", line=BINARY)
        found.append(Finding("warning", T("attachments"), T("Git may change their line ends"), hint))
    return found


def _remotes(store: Store) -> Finding:
    names = [f"{name} ({address})" for name, address in remotes(store.repo.top)]
    if not names:
        return Finding("ok", T("remotes"), T("none: this clone is all there is"))
    return Finding("ok", T("remotes"), T("{names}", names=", ".join(names)))


def _planted(store: Store) -> list[Finding]:
    """Settings of this repository's own that name programs for Git to run."""
    done = store.git.call("config", "--local", "-z", "--name-only", "--list", hooks=True)
    listed = {n for n in done.stdout.decode(errors="replace").split("\0") if _COMMANDS.match(n.lower())}
    names = sorted(listed - _own(store))
    if not names:
        return []
    found = T("this repository's configuration names programs: {names}", names=", ".join(names))
    return [Finding("warning", T("configuration"), found, T("look at them: git config --local --list"))]


def _own(store: Store) -> set[str]:
    """The settings that svc made itself, as it would make them."""
    from svc.store.merge import registration

    return {f"merge.{registration.NAME}.driver"} if registration.is_complete(store.git) else set()
