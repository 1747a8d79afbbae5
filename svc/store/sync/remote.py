"""The other side of a sync: which branch of which remote, fetched and pushed through the user's own Git.

Credentials, proxies and hooks of a push are the user's. A remote's words are data: they are shown, never obeyed.
"""

from __future__ import annotations

import os
import shlex
import threading
import time
from collections.abc import Callable, Iterator

from svc.errors import RefusedError, StateError, SvcError, T
from svc.patterns import pattern
from svc.store import gitlocks
from svc.store.git import Git, GitError, Repo, tip
from svc.store.writer import locked
from svc.typed import IO, NamedTuple

PATIENCE = 300
"""Seconds without a sign from the remote after which it counts as out of reach; git config svc.patience."""
_PASSED_ON = ("GIT_SSL_", "GIT_HTTP_", "GIT_PROXY_", "GIT_ALLOW_PROTOCOL", "GIT_TRACE")
_A_WHILE, _AT_MOST = 0.5, 3.0
_QUIET_FOR = 1.0
"""Seconds of a transfer that nobody needs to hear of."""
_PROGRESS = pattern(r"(?:remote: )?[A-Z][a-z]+ [a-z ]+: +\d+% \(\d+/\d+\)")
_NO_DOOR = pattern(r"(?i)authentication failed|permission denied|could not read username|\b40[13]\b|access denied")
_NO_ROOM = pattern(r"(?im)no space left|quota exceeded|read-only file system|input/output error|: permission denied$")
_WITNESSES = ("refs/svc/proposals/*:refs/svc/proposals/*",)
"""The commits of proposals, which their branches may lose."""
_LOCKED = ".lock': File exists"
_NOT_THERE = "couldn't find remote ref"
_OVERTAKEN = pattern(
    r"fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref|incorrect old value|is at \w+ but"
)

Tell = Callable[[str], None]
"""Takes a line of progress."""


class Upstream(NamedTuple):
    """A branch here, and the one of a remote that it goes with."""

    ref: str
    remote: str
    there: str
    tracking: str
    address: str = ""

    @property
    def name(self) -> str:
        """How people call the branch of the remote: origin/main."""
        return f"{self.remote}/{self.there.removeprefix('refs/heads/')}"

    @property
    def branch(self) -> str:
        """The short name of the branch here."""
        return self.ref.removeprefix("refs/heads/")


class OutOfReachError(StateError):
    """The remote does not answer, or not to the end."""


class OvertakenError(StateError):
    """Somebody else pushed first."""


def upstream(git: Git, ref: str) -> Upstream:
    """What a branch goes with. Raises StateError, saying what to type, where nobody has said."""
    branch = ref.removeprefix("refs/heads/")
    out = git.call("config", "-z", "--get-regexp", r"^(branch|remote)\.", hooks=True).stdout
    pairs = (entry.partition("\n") for entry in out.decode(errors="surrogateescape").split("\0") if entry)
    held: dict[str, list[str]] = {}
    for key, _, value in pairs:
        held.setdefault(key, []).append(value)
    remote, there = (held.get(f"branch.{branch}.{key}", [""])[-1] for key in ("remote", "merge"))
    known = [key[len("remote.") : -len(".url")] for key in held if key.startswith("remote.") and key.endswith(".url")]
    if remote and there and remote in known:
        named = there.removeprefix("refs/heads/")
        tracking = _tracking(held, remote, there) or f"refs/remotes/{remote}/{named}"
        return Upstream(ref, remote, there, tracking, held[f"remote.{remote}.url"][-1])
    raise _nobody_said(git, branch, known)


def only_remote(git: Git) -> str:
    """The remote: origin, or the one that there is. Raises StateError where there is none."""
    known = git.text("remote").split("\n")
    if not known[0]:
        raise _nobody_said(git, "main", [])
    return "origin" if "origin" in known else known[0]


def _tracking(held: dict[str, list[str]], remote: str, there: str) -> str:
    """Where Git keeps what it last saw of a branch, by the remote's own rules."""
    for spec in held.get(f"remote.{remote}.fetch", []):
        source, _, goal = spec.removeprefix("+").partition(":")
        head, star, tail = source.partition("*")
        if goal and not star and source == there:
            return goal
        if goal and star and there.startswith(head) and there.endswith(tail):
            return goal.replace("*", there[len(head) : len(there) - len(tail)])
    return ""


def _nobody_said(git: Git, branch: str, remotes: list[str]) -> StateError:
    name = shlex.quote(branch)
    if not remotes:
        hint = T("git remote add origin ADDRESS; git push -u origin {branch}", branch=name)
        return StateError(T("this desk has no remote: nobody to share it with yet"), hint)
    remote = "origin" if "origin" in remotes else remotes[0]
    quoted = shlex.quote(remote)
    if tip(git, f"refs/remotes/{remote}/{branch}"):
        hint = T("git branch -u {remote}/{branch}; svc sync", remote=quoted, branch=name)
    else:
        hint = T("git push -u {remote} {branch}", remote=quoted, branch=name)
    return StateError(T("the branch {branch} goes with none of a remote", branch=branch), hint)


class Line:
    """The line to a remote. ``may_ask``: a person can be asked for a password; ``tell`` takes progress."""

    def __init__(
        self, git: Git, repo: Repo, where: Upstream, may_ask: bool, tell: Tell | None = None, patience: str = ""
    ) -> None:
        self.git = git
        self.repo = repo
        self.where = where
        self._may_ask = may_ask
        self._tell = tell
        self._patience = int(patience) if patience.isdecimal() else PATIENCE

    def fetch(self, seen: str) -> str:
        """Bring what the remote has; its commit, ``""`` where it has no such branch yet. ``seen`` is the last known.

        Raises OutOfReachError, StateError.
        """
        where = self.where
        spec = f"{where.there}:{where.tracking}"
        options = ("--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--recurse-submodules=no")
        line = ("fetch", "--progress", *options, where.remote, spec)
        code, _, words = self._run(line, hooks=False)
        if code and _LOCKED in words:
            with locked(self.git, self.repo):
                gitlocks.reclaim(self.repo, where.tracking)
            code, _, words = self._run(line, hooks=False)
        if code and _NOT_THERE in words and seen:
            code, _, words = self._run(line, hooks=False)  # an answer cut at its head looks the same
        if code == 0:
            return tip(self.git, where.tracking)
        if _NOT_THERE in words:
            if seen:
                hint = T("git push {remote} {branch} makes it anew", remote=shlex.quote(where.remote),
                         branch=shlex.quote(where.branch))  # fmt: skip
                raise StateError(T("{name} is gone from the remote", name=where.name), hint)
            return ""
        if "(non-fast-forward)" in words:
            raise StateError(
                T("{name} was rewritten: changes that were there are there no more", name=where.name),
                T("ask who did it; git fetch, then git merge or git reset, decides what becomes of them"),
            )
        raise self._failed(("fetch",), code, words)

    def fetch_all(self) -> None:
        """Bring all branches of the remote. Raises OutOfReachError, StateError."""
        remote = self.where.remote
        spec = f"+refs/heads/*:refs/remotes/{remote}/*"
        options = ("--no-tags", "--prune", "--no-write-fetch-head", "--no-auto-maintenance", "--recurse-submodules=no")
        code, _, words = self._run(("fetch", "--progress", *options, remote, spec), hooks=False)
        if code:
            raise self._failed(("fetch",), code, words)
        rest = [option for option in options if option != "--prune"]
        self._run(("fetch", *rest, remote, *_WITNESSES), hooks=False)  # a forge may have none, or show none

    def push(self, commit: str) -> None:
        """Have the branch of the remote move on to a commit; nothing else goes with it.

        Raises OvertakenError, RefusedError with the remote's words, OutOfReachError, StateError.
        """
        where = self.where
        options = ("--porcelain", "--progress", "--no-follow-tags", "--recurse-submodules=no")
        code, out, words = self._run(("push", *options, where.remote, f"{commit}:{where.there}"), hooks=True)
        told = next((line for line in out.splitlines() if line.startswith("!\t")), "")
        if code == 0:
            return
        if not told:
            raise self._failed(("push",), code, words)
        why = told.split("\t")[-1]
        if _LOCKED in words:
            gitlocks.reclaim_there(self.git.directory / where.address.removeprefix("file://"), where.there)
        raise refusal(where, why, words)

    def keep(self, ref: str, commit: str) -> bool:
        """Name a commit on the remote, beside its branches; whether it took it, which not every forge does."""
        options = ("--porcelain", "--no-follow-tags", "--recurse-submodules=no")
        code, _, _ = self._run(("push", *options, self.where.remote, f"{commit}:{ref}"), hooks=True)
        return code == 0

    def _failed(self, args: tuple[str, ...], code: int, words: str) -> StateError:
        lines = [line.strip() for line in words.splitlines() if line.strip() and not _PROGRESS.match(line.strip())]
        last = lines[-1] if lines else f"git {args[0]}: {code}"
        said = next((line for line in lines if line.startswith(("fatal:", "error:", "ssh:"))), last)
        params = {"remote": self.where.remote, "words": said}
        if "No space left on device" in words and "remote: " not in words:
            return GitError(args, code, words)
        if _NO_DOOR.search(words):
            hint = T("git fetch {remote} asks for your name and password", remote=shlex.quote(self.where.remote))
            return OutOfReachError(T("{remote} does not let you in: {words}", **params), hint)
        return OutOfReachError(T("{remote} cannot be reached: {words}", **params))

    def _run(self, args: tuple[str, ...], hooks: bool) -> tuple[int, str, str]:
        """Run git with the remote's words passed on: exit status, output, words."""
        kept = {k: v for k, v in os.environ.items() if k.startswith(_PASSED_ON)}
        kept["GIT_TERMINAL_PROMPT"] = "1" if self._may_ask else "0"
        with self.git.start(*args, env=kept, hooks=hooks) as process:
            assert process.stdin
            assert process.stdout
            assert process.stderr
            process.stdin.close()
            heard = _Listener(process.stderr, self._tell)
            out = _Listener(process.stdout, None)
            try:
                while heard.is_alive() and process.poll() is None:
                    heard.join(_A_WHILE)
                    if not self._may_ask and heard.is_silent_for(self._patience):
                        said_nothing = {"remote": self.where.remote, "seconds": self._patience}
                        raise OutOfReachError(T("{remote} has not said a word for {seconds} s", **said_nothing))
                process.wait()
                for listener in (heard, out):
                    listener.join(_AT_MOST)  # what a git leaves running (an ssh kept open) may hold the pipe
            except BaseException:
                process.terminate()
                raise
        return process.returncode, out.text, heard.text


class _Listener(threading.Thread):
    """Hears one pipe to its end, and passes progress on once a transfer lasts."""

    def __init__(self, pipe: IO[bytes], tell: Tell | None) -> None:
        super().__init__(daemon=True)
        self._fd = os.dup(pipe.fileno())  # its own: the pipe may be closed while it still listens
        self._tell = tell
        self._heard = bytearray()
        self._last = self._began = time.monotonic()
        self.start()

    @property
    def text(self) -> str:
        """All that was said."""
        return self._heard.decode(errors="replace").replace("\r", "\n")

    def is_silent_for(self, seconds: float) -> bool:
        """Whether nothing was said for so long."""
        return time.monotonic() - self._last > seconds

    def run(self) -> None:
        for piece in _pieces(self._fd):
            self._heard += piece
            self._last = time.monotonic()
            if self._tell and self._last - self._began > _QUIET_FOR:
                line = piece.decode(errors="replace").replace("\r", "\n").rstrip("\n").rpartition("\n")[2]
                if _PROGRESS.match(line):
                    self._tell(line)


def _pieces(fd: int) -> Iterator[bytes]:
    try:
        while piece := os.read(fd, 65536):
            yield piece
    finally:
        os.close(fd)


def refusal(where: Upstream, why: str, words: str) -> SvcError:
    """Why a remote took nothing: somebody was first, it cannot write it down, or it may not; ``why`` is Git's word."""
    lines = [line.strip().removeprefix("remote:").strip() for line in words.splitlines() if "remote:" in line]
    details = tuple(
        T("{remote}: {words}", remote=where.remote, words=line)
        for line in dict.fromkeys(lines)
        if line and not _PROGRESS.match(line)
    )
    params = {"name": where.name, "words": why}
    is_declined = "hook declined" in why
    if "unpacker error" in why or (_NO_ROOM.search(words) and not is_declined):
        return OutOfReachError(T("{name} could not be written there: {words}", **params), None, details=details)
    if _OVERTAKEN.search(why if is_declined else f"{why}\n{words}"):
        return OvertakenError(T("{name} keeps moving: {words}", **params), T("svc sync, a little later"))
    hint = T("if you may not push there: git push {remote} HEAD:NAME to a branch of your own, and propose that",
             remote=shlex.quote(where.remote))  # fmt: skip
    return RefusedError(T("{name} was refused: {words}", **params), hint, details=details)
