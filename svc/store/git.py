"""The one door to Git: a runner with a cleaned environment, and what state a repository is in.

Every call is an argument list, never a shell line. What a repository's own configuration could make
Git run (fsmonitor, hooks, a verifier) is switched off in every call; the hooks that a commit owes are
run by ``svc.store.hooks`` alone.
"""

from __future__ import annotations

import os

from svc.errors import StateError, T
from svc.paths import Path
from svc.spare import cache, contextmanager
from svc.store.process import Finished, Process, Watch
from svc.store.reader import Object, Reader
from svc.typed import TYPE_CHECKING, Callable, Iterable, Iterator, Mapping, NamedTuple

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from svc.typed import Protocol

    class Answer(Protocol):
        """Waits for what came of a call that was begun."""

        def __call__(self, data: bytes | None = None) -> Finished: ...

_KEPT = ("GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_SSH", "GIT_ASKPASS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
         "GIT_CONFIG_NOSYSTEM", "GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH", "GIT_TEMPLATE_DIR")  # fmt: skip
_OVERRIDES = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "log.showSignature=false", "core.quotePath=false",
              "core.fsync=objects,reference,index", "core.fsyncMethod=fsync")  # fmt: skip
_FORCED = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_REPLACE_OBJECTS": "1"}
TIMEOUT = 600.0
"""Seconds after which a call to Git is given up; far beyond any honest call."""

_IN_PROGRESS = {
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
}


class GitError(StateError):
    """Git refused or failed; ``stderr`` holds its own words."""

    def __init__(self, args: tuple[str, ...], code: int, stderr: str) -> None:
        verb = next((arg for arg in args if not arg.startswith("-") and "=" not in arg), "")
        if "No space left on device" in stderr:
            super().__init__(T("the disk is full (git {verb})", verb=verb))
        else:
            super().__init__(T("git {verb} failed: {words}", verb=verb, words=_last_line(stderr) or _ending(code)))
        self.code = code
        self.stderr = stderr


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1] if lines else "")


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit {code}"


@cache
def executable() -> str:
    """The absolute path of git, never one from the current directory.

    Raises StateError when there is none.
    """
    found = program("git")
    if found:
        return found
    raise StateError(T("git is not installed"), T("install Git 2.36 or newer and try again"))


def program(name: str) -> str:
    """The absolute path of a program, never one from the current directory; ``""`` where there is none."""
    file = f"{name}.exe" if os.name == "nt" else name
    places = (os.path.join(f, file) for f in os.environ.get("PATH", os.defpath).split(os.pathsep) if os.path.isabs(f))
    return next((place for place in places if os.path.isfile(place) and os.access(place, os.X_OK)), "")


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for Git: nothing inherited that redirects it, plus what every call wants."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k.startswith(_KEPT)}
    return kept | _FORCED | dict(extra or {})


class Git:
    """Runs git in one directory. ``inherit`` are file descriptors that every child keeps open."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.inherit: tuple[int, ...] = ()
        self._reader: Reader | None = None
        self._is_asked_often = False
        self._kept: AbstractContextManager[None] | None = None

    def command(self, args: Iterable[str], hooks: bool = False) -> list[str]:
        """The whole argument list of a call."""
        line = [executable(), "-C", str(self.directory), "--no-pager", "--literal-pathspecs"]
        for override in _OVERRIDES:
            if not (hooks and override.startswith("core.hooksPath")):
                line += ["-c", override]
        return [*line, *args]

    def call(
        self, *args: str, data: bytes | None = None, env: Mapping[str, str] | None = None, hooks: bool = False
    ) -> Finished:
        """Run git and return what came of it, whatever the exit status."""
        with self.beside(*args, env=env, hooks=hooks) as answer:
            return answer(data)

    @contextmanager
    def beside(self, *args: str, env: Mapping[str, str] | None = None, hooks: bool = False) -> Iterator[Answer]:
        """Run git beside what is done inside; what is yielded takes its input and tells what came of it.

        Nobody has to ask: then it is ended.
        """
        with self.start(*args, env=env, hooks=hooks) as process:

            def answer(data: bytes | None = None) -> Finished:
                try:
                    said = process.communicate(data, timeout=TIMEOUT)
                except TimeoutError as error:
                    late = T("git {verb} did not end within {seconds} s", verb=args[0], seconds=TIMEOUT)
                    raise StateError(late) from error
                return Finished(process.returncode, *said)

            try:
                yield answer
            finally:
                process.kill()

    def run(self, *args: str, data: bytes | None = None, env: Mapping[str, str] | None = None) -> bytes:
        """Run git and return its output. Raises GitError when it fails."""
        done = self.call(*args, data=data, env=env)
        if done.returncode:
            raise GitError(args, done.returncode, done.stderr.decode(errors="replace"))
        return done.stdout

    def start(self, *args: str, env: Mapping[str, str] | None = None, hooks: bool = False) -> Process:
        """Start git with a pipe for its input, for long streams and talks."""
        return started(self.command(args, hooks), environment(env), self.inherit)

    def detach(self, *args: str) -> None:
        """Start git in a session of its own and do not wait for it."""
        import subprocess

        process = subprocess.Popen(
            self.command(args), env=environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        process.returncode = 0  # nobody waits for it

    def text(self, *args: str) -> str:
        """The output of git as text without its last newline."""
        return self.run(*args).decode(errors="surrogateescape").rstrip("\n")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let one process answer every call of :meth:`objects` made inside."""
        process = self.start("cat-file", "--batch")
        self._reader = reader = Reader(process)
        limit = Watch(TIMEOUT, process.kill)
        try:
            yield
        finally:
            limit.end()
            self._reader = None
            reader.close()

    @contextmanager
    def reading_if_asked(self) -> Iterator[None]:
        """The same with a process that the first call starts; within one that reads already, that answers."""
        if self._is_asked_often:
            yield
            return
        self._is_asked_often = True
        try:
            yield
        finally:
            self._is_asked_often = False
            kept, self._kept = self._kept, None
            if kept:
                kept.__exit__(None, None, None)

    def objects(self, names: list[str]) -> list[Object | None]:
        """Type, id and content of each named object, None for those that are not there. Raises GitError."""
        if not names:
            return []
        if self._reader is None and self._is_asked_often:
            self._kept = self.reading()
            self._kept.__enter__()
        if self._reader is None:
            with self.reading():
                return self.objects(names)
        try:
            return self._reader.ask(names)
        except (EOFError, BrokenPipeError) as error:
            raise GitError(("cat-file",), *self._reader.close()) from error


def started(argv: list[str], env: Mapping[str, str], inherit: tuple[int, ...] = ()) -> Process:
    """A process with pipes, and nothing of a shell's between."""
    if os.name != "nt":
        return Process(argv, env, inherit)
    from svc.store import popen

    return popen.started(argv, env)


class Repo(NamedTuple):
    """Where a repository's parts lie. ``prefix`` is the desk's folder below ``top``, ``""`` or ``sub/desk/``."""

    top: Path
    git_dir: Path
    common_dir: Path
    hooks_dir: Path
    prefix: str
    shallow: bool
    algorithm: str

    @property
    def id_length(self) -> int:
        """Bytes of an object id."""
        return 32 if self.algorithm == "sha256" else 20

    @property
    def own_dir(self) -> Path:
        """Where svc keeps what is derived, one folder a work tree."""
        return self.git_dir / "svc"

    @property
    def in_progress(self) -> str:
        """The operation of Git's that is half done, ``""`` when there is none."""
        return next((name for file, name in _IN_PROGRESS.items() if (self.git_dir / file).exists()), "")


def find(git: Git) -> Repo:
    """The repository that the runner's directory belongs to.

    Raises StateError when there is none, or when it is bare.
    """
    done = git.call(
        "rev-parse", "--absolute-git-dir", "--git-common-dir", "--show-object-format", "--is-shallow-repository",
        "--is-bare-repository", "--show-prefix", "--show-toplevel", hooks=True,
    )  # fmt: skip
    lines = done.stdout.decode(errors="surrogateescape").split("\n")
    if len(lines) > 4 and lines[4] == "true":
        raise StateError(T("{path} is a bare repository", path=lines[0]), T("clone it and work in the clone"))
    if done.returncode or len(lines) < 7:
        raise _no_repository(git.directory, done.stderr.decode(errors="replace"))
    here = git.directory
    common = (here / lines[1]).resolve()
    return Repo(
        top=Path(lines[6]), git_dir=Path(lines[0]), common_dir=common, hooks_dir=common / "hooks",
        prefix=lines[5], shallow=lines[3] == "true", algorithm=lines[2],
    )  # fmt: skip


def _no_repository(directory: Path, words: str) -> StateError:
    if "dubious ownership" in words:
        hint = T("git config --global --add safe.directory '{path}'", path=directory)
        return StateError(T("{path} belongs to another user", path=directory), hint)
    if "not a git repository" in words or not words:
        return StateError(T("{path} is not in a Git repository", path=directory), T("svc init makes one"))
    return StateError(T("Git cannot use this repository: {words}", words=_last_line(words)))


class Head(NamedTuple):
    """The branch in work: its ref, and its commit or ``""`` when it has none yet."""

    ref: str
    commit: str

    @property
    def branch(self) -> str:
        """The short name of the branch."""
        return self.ref.removeprefix("refs/heads/")


def head(git: Git) -> Head:
    """Where HEAD stands. Raises StateError when it is detached."""
    named = git.call("symbolic-ref", "-q", "HEAD")
    if named.returncode:
        raise _detached()
    ref = named.stdout.decode(errors="surrogateescape").strip()
    return Head(ref, tip(git, ref))


def branch_of(git: Git, repo: Repo) -> str:
    """The branch in work as HEAD's file names it, without a process where refs are files.

    Raises StateError when HEAD is detached.
    """
    try:
        text = (repo.git_dir / "HEAD").read_bytes().decode(errors="surrogateescape").strip()
    except OSError:
        text = ""
    if text.startswith("ref: refs/heads/") and not text.endswith("/.invalid"):  # reftable writes that
        return text.removeprefix("ref: ")
    return head(git).ref


def _detached() -> StateError:
    return StateError(
        T("HEAD is detached: no branch would hold the change"), T("git switch main (or: git switch -c NAME)")
    )


def tip(git: Git, ref: str) -> str:
    """The commit that a ref names, ``""`` when it does not exist."""
    found = git.objects([f"{ref}^{{commit}}"])[0]
    return found[1] if found else ""


def configuration(git: Git) -> dict[str, str]:
    """The settings that writing asks for, keys in lower case, the last value winning."""
    with configuring(git) as found:
        return found()


@contextmanager
def configuring(git: Git) -> Iterator[Callable[[], dict[str, str]]]:
    """Have Git look the same up beside what is done inside."""
    names = r"^(user|author|committer|commit|svc|core\.(hookspath|attributesfile)|gpg|remote\.origin\.url|i18n)(\..*)?$"
    with git.beside("config", "-z", "--get-regexp", names, hooks=True) as answer:

        def found() -> dict[str, str]:
            out = answer().stdout
            pairs = (entry.partition("\n") for entry in out.decode(errors="surrogateescape").split("\0") if entry)
            return {key.lower(): value if sep else "true" for key, sep, value in pairs}

        yield found


def is_true(value: str) -> bool:
    """Whether a Git configuration value means yes."""
    return value.lower() in ("true", "yes", "on") or (value.isdigit() and int(value) != 0)


def remotes(top: Path) -> list[tuple[str, str]]:
    """Name and address of each remote, as GitPython reads them from every level of configuration."""
    import git

    with git.Repo(top) as repo:
        return [(remote.name, next(iter(remote.urls), "")) for remote in repo.remotes]
