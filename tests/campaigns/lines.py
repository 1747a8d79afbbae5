"""Syncs over git://, HTTP, HTTPS and SSH while the line is cut at any byte, to a remote that refuses, onto a full disk.

However it ends: the exit status and the words are right, nothing is half done, and the next sync mends it.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import random
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.campaigns.desk import Desk
from tests.campaigns.kill import Fork

SERVERS = Path(__file__).with_name("servers.py")
SECRET = "zhao:no one's business"
PATIENCE = {"mute": "2"}
"""Seconds for a remote that says nothing; one that is slow has all the time it needs."""
LARGEST = 60_000
"""Bytes of what is attached now and then, so that some cuts fall into a pack."""


@dataclass
class Figures:
    """What a run came to."""

    what: str
    seed: int
    ended: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def __str__(self) -> str:
        counts = ", ".join(f"{name} {n}" for name, n in sorted(self.ended.items()))
        return f"{self.what}: {counts}; {len(self.wrong)} wrong; {self.seconds:.0f} s, seed {self.seed}"


class Pair:
    """Two clones of one bare repository; ``desk`` reaches it over the line, ``other`` by its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk(folder).make()
        self.hub = folder / "hub.git"
        self.other = Desk(folder / "other")
        self.case = self.desk.new("Plug gets hot")
        self.desk.git("init", "-q", "--bare", "-b", "main", str(self.hub))
        self.desk.git("--git-dir", str(self.hub), "config", "http.receivepack", "true")
        self.desk.git("remote", "add", "origin", str(self.hub))
        self.desk.git("push", "-q", "-u", "origin", "main")
        self.desk.git("clone", "-q", str(self.hub), str(self.other.root))
        self.count = 0

    def svc(self, desk: Desk, *args: str) -> tuple[int, str, str]:
        """Run a command in a fork: status, output, words."""
        fork = Fork(desk, args, self.folder)
        return fork.wait(), fork.out.read_text(), fork.err.read_text()

    def must(self, desk: Desk, *args: str) -> str:
        """Run a command that succeeds."""
        status, out, err = self.svc(desk, *args)
        assert status == 0, (args, out, err)
        return out

    def diverge(self, chance: random.Random) -> str:
        """A change on each side, now and then with a file; the word that ours is found by."""
        self.count += 1
        for desk, word in ((self.other, "theirs"), (self.desk, "tok")):
            if chance.random() < 0.3:
                file = self.folder / f"{word}.bin"
                file.write_bytes(chance.randbytes(chance.randint(1000, LARGEST)))
                self.must(desk, "attach", self.case, str(file))
            self.must(desk, "note", self.case, "-m", f"{word}-{self.count}-x")
        self.must(self.other, "sync")
        return f"tok-{self.count}-x"

    def heads(self) -> tuple[str, str]:
        """Where the desk stands, and the remote."""
        return (self.desk.git("rev-parse", "HEAD").strip(),
                self.desk.git("--git-dir", str(self.hub), "rev-parse", "main").strip())  # fmt: skip

    def same(self) -> bool:
        """Whether the desk and the remote are the same."""
        here, there = self.heads()
        return here == there

    def look(self, figures: Figures) -> None:
        """What must hold at the end."""
        self.must(self.other, "sync")
        for desk in (self.desk, self.other):
            figures.wrong += [f"status: {line}" for line in desk.status()] + desk.broken()
            figures.wrong += [f"left behind: {lock}" for lock in (desk.root / ".git").rglob("*.lock")]
        said = self.desk.git("--git-dir", str(self.hub), "fsck", "--no-dangling", ok=False).strip()
        figures.wrong += [f"the remote: {said}"] if said else []
        figures.wrong += [f"{token} stands {n} times" for token, n in self.desk.words().items() if n != 1]
        theirs = self.desk.git("grep", "-ohE", "theirs-[0-9]+-x", "HEAD", "--", "cases", ok=False).split()
        figures.wrong += [] if len(theirs) == len(set(theirs)) == self.count else [f"theirs: {len(theirs)}"]


Served = tuple[int, str]
"""The port that a server listens on, and the address of the repository with ``{port}`` in it."""


@contextlib.contextmanager
def _process(*words: str, **env: str) -> Iterator[None]:
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, env={**os.environ, **env}, **silent) as process:  # type: ignore[call-overload]
        try:
            yield
        finally:
            process.terminate()


def _port(file: Path) -> int:
    for _ in range(600):
        if file.exists():
            return int(file.read_text())
        time.sleep(0.05)
    raise AssertionError(f"nothing listens: {file}")


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def _listens(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise AssertionError("nothing listens")


@contextlib.contextmanager
def by_daemon(pair: Pair, *words: str) -> Iterator[Served]:
    """``git daemon``, which asks nobody who they are."""
    port = _free()
    given = words or ("--enable=receive-pack",)
    with _process("git", "daemon", "--export-all", f"--base-path={pair.folder}", f"--port={port}",
                  "--listen=127.0.0.1", *given):  # fmt: skip
        _listens(port)
        yield port, "git://127.0.0.1:{port}/hub.git"


@contextlib.contextmanager
def by_http(pair: Pair, *words: str) -> Iterator[Served]:
    """``git http-backend`` behind a small web server."""
    file = pair.folder / "port-http"
    file.unlink(missing_ok=True)
    with _process(sys.executable, str(SERVERS), "http", str(pair.folder), str(file), *words):
        yield _port(file), "http://127.0.0.1:{port}/hub.git"


@contextlib.contextmanager
def by_https(pair: Pair) -> Iterator[Served]:
    """The same with a certificate of a day, for those who give a password: the user's credential helper knows it."""
    names = {name: str(pair.folder / name) for name in ("certificate", "key")}
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=desk", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", names["key"], "-out", names["certificate"]],
        capture_output=True, check=True,
    )  # fmt: skip
    user, _, word = SECRET.partition(":")
    helper = pair.folder / "helper"
    said = f'printf "username=%s\\npassword=%s\\n" "{user}" "{word}"'
    helper.write_text(f'#!/bin/sh\ncat > /dev/null\n[ "$1" != get ] || {said}\n')
    helper.chmod(helper.stat().st_mode | stat.S_IXUSR)
    settings = pair.desk.env["GIT_CONFIG_GLOBAL"]
    for key, value in (("http.sslCAInfo", names["certificate"]), ("credential.helper", str(helper))):
        pair.desk.git("config", "--file", settings, key, value)
    words = ("--certificate", names["certificate"], "--key", names["key"], "--user", SECRET)
    with by_http(pair, *words) as (port, address):
        yield port, address.replace("http:", "https:")


@contextlib.contextmanager
def by_ssh(pair: Pair) -> Iterator[Served]:
    """OpenSSH's own server with keys of a day, as the user who runs this."""
    folder, port = pair.folder / "ssh", _free()
    folder.mkdir()
    for name in ("host", "mine"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    shutil.copy(folder / "mine.pub", folder / "authorized")
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {folder}/authorized\nPermitRootLogin yes\nPasswordAuthentication no\nMaxStartups 100\n"
    )
    config = folder / "ssh_config"
    config.write_text(f"IdentityFile {folder}/mine\nIdentitiesOnly yes\nStrictHostKeyChecking no\nLogLevel ERROR\n"
                      f"UserKnownHostsFile {folder}/known\n")  # fmt: skip
    pair.desk.git("config", "--file", pair.desk.env["GIT_CONFIG_GLOBAL"], "core.sshCommand", f"ssh -F {config}")
    sshd = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin") or ""
    with _process(sshd, "-D", "-f", str(folder / "config")):
        _listens(port)
        yield port, f"ssh://{getpass.getuser()}@127.0.0.1:{{port}}{pair.hub}"


By = Callable[[Pair], contextlib.AbstractContextManager[Served]]
WAYS: dict[str, By] = {"git": by_daemon, "http": by_http, "https": by_https, "ssh": by_ssh}


def missing(way: str) -> str:
    """Why this way cannot be gone here, ``""`` when it can."""
    needs = {"git": "git", "http": "git", "https": "openssl", "ssh": "sshd"}[way]
    if not shutil.which(needs, path=f"{os.environ['PATH']}:/usr/sbin"):
        return f"{needs} is not installed"
    return ""


def cut(folder: Path, way: str, count: int, seed: int) -> Figures:
    """So many syncs over one kind of line, each cut somewhere, each mended by the next."""
    began, chance = time.monotonic(), random.Random(seed)
    figures, pair = Figures(f"{way}, cut", seed), Pair(folder)
    plan = folder / "plan"
    plan.write_text("{}")
    with WAYS[way](pair) as (port, address), _process(
        sys.executable, str(SERVERS), "line", str(port), str(folder / "port-line"), str(plan)
    ):
        pair.desk.git("config", "remote.origin.url", address.format(port=_port(folder / "port-line")))
        for number in range(count):
            told = _cut_once(pair, plan, chance, number)
            figures.ended[told[0]] += 1
            figures.wrong += [f"{way}, {number}: {line}" for line in told[1:]]
        pair.look(figures)
    figures.seconds = time.monotonic() - began
    return figures


def _cut_once(pair: Pair, plan: Path, chance: random.Random, number: int) -> list[str]:
    """One sync that is cut and one that is not: how the first ended, and what was wrong."""
    token = pair.diverge(chance)
    before = pair.heads()
    how = {"way": chance.choice(("up", "down")), "count": int(10 ** chance.uniform(0, 4.8)),
           "end": chance.choice(("close", "close", "reset", "mute")), "number": number}  # fmt: skip
    pair.desk.git("config", "svc.patience", PATIENCE.get(str(how["end"]), "60"))
    plan.write_text(json.dumps(how))
    status, out, err = pair.svc(pair.desk, "sync")
    ended = f"{how['way']} {how['end']}" if status else "went through"
    wrong = [f"{how}: {line}" for line in _judged(pair, before, status, out, err)]
    pair.desk.git("config", "svc.patience", "60")
    plan.write_text(json.dumps({"number": -number}))
    status, out, err = pair.svc(pair.desk, "sync")
    if status or not pair.same() or pair.desk.words()[token] != 1:
        wrong.append(f"{how}: the next sync: exit {status}, {out} {err}")
    return [ended, *wrong]


def _judged(pair: Pair, before: tuple[str, str], status: int, out: str, err: str) -> list[str]:
    wrong = []
    if "Traceback" in err or "internal error" in err or status not in (0, 3):
        wrong.append(f"exit {status}: {out} {err}")
    if status == 0 and not pair.same():
        wrong.append(f"exit 0, and the sides are not the same: {err}")
    if status == 3 and not ("cannot be reached: " in err or "has not said a word" in err):
        wrong.append(f"the words: {err}")
    if status == 3 and not ("is here and not at origin/main" in err or "are here and not at origin/main" in err):
        wrong.append(f"what is left: {err}")
    if len(err.splitlines()) > 6:
        wrong.append(f"too many words: {err}")
    if pair.desk.status():
        wrong.append(f"status: {pair.desk.status()}")
    here = pair.heads()[0]
    if here != before[0] and pair.desk.git("merge-base", before[0], here).strip() != before[0]:
        wrong.append("the branch moved to something else")
    return wrong


class Refusal:
    """A remote that takes nothing: how it is made so and put right again, the exit status, and words of ours."""

    def __init__(self, name: str, status: int, said: str, by: By, made: str = "", undone: str = "") -> None:
        self.name, self.status, self.said = name, status, said
        self.by, self.made, self.undone = by, made, undone


def _hook(name: str, words: str = "exit 1") -> tuple[str, str]:
    """Shell lines that put a hook into the remote and take it out again."""
    file = f"hooks/{name}"
    return f"printf '#!/bin/sh\\n%s\\n' '{words}' > {file}; chmod +x {file}", f"rm {file}"


_PROTECTED = "echo GH006: Protected branch update failed for refs/heads/main. >&2; exit 1"
_REFUSED = "origin/main was refused: [remote rejected] "
REFUSALS = (
    Refusal("a hook", 1, f"{_REFUSED}(pre-receive hook declined)", by_http, *_hook("pre-receive")),
    Refusal("a protected branch", 1, "origin: GH006: Protected branch update failed for refs/heads/main.", by_http,
            *_hook("pre-receive", _PROTECTED)),
    Refusal("a hook of the branch", 1, f"{_REFUSED}(hook declined)", by_daemon, *_hook("update")),
    Refusal("a branch that is checked out", 1, f"{_REFUSED}(branch is currently checked out)", by_http,
            "git config core.bare false", "git config core.bare true"),
    Refusal("files too large", 3, "could not be written there: [remote rejected] (unpacker error)", by_http,
            "git config receive.maxInputSize 10", "git config --unset receive.maxInputSize"),
    Refusal("only for reading", 3, "origin does not let you in: ", lambda pair: by_http(pair, "--read-only")),
    Refusal("only for reading, by git://", 3, "origin does not let you in: ",
            lambda pair: by_daemon(pair, "--disable=receive-pack")),
    Refusal("a wrong password", 3, "origin does not let you in: ", lambda pair: by_http(pair, "--user", "a:b")),
    Refusal("no such repository", 3, "origin cannot be reached: ", by_http, "mv HEAD HEAD.gone", "mv HEAD.gone HEAD"),
)  # fmt: skip


def refusals(folder: Path, seed: int, which: tuple[Refusal, ...] = REFUSALS) -> Figures:
    """Syncs to remotes that refuse, each mended by the next."""
    began, chance = time.monotonic(), random.Random(seed)
    figures, pair = Figures("remotes that refuse", seed), Pair(folder)
    for one in which:
        token = pair.diverge(chance)
        subprocess.run(one.made or "true", shell=True, cwd=pair.hub, check=True)
        with one.by(pair) as (port, address):
            pair.desk.git("config", "remote.origin.url", address.format(port=port))
            status, out, err = pair.svc(pair.desk, "sync")
        subprocess.run(one.undone or "true", shell=True, cwd=pair.hub, check=True)
        if status != one.status or one.said not in err or "at origin/main" not in err or pair.same():
            figures.wrong.append(f"{one.name}: exit {status}, {out} {err}")
        pair.desk.git("config", "remote.origin.url", str(pair.hub))
        status, out, err = pair.svc(pair.desk, "sync")
        if status or not pair.same() or pair.desk.words()[token] != 1:
            figures.wrong.append(f"{one.name}: the next sync: exit {status}, {out} {err}")
        figures.ended[f"exit {one.status}"] += 1
    pair.look(figures)
    figures.seconds = time.monotonic() - began
    return figures


def disks(folder: Path, count: int, seed: int) -> Figures:
    """Syncs onto a disk that is full, here or at the remote, each mended by the next once there is room."""
    began, chance = time.monotonic(), random.Random(seed)
    figures = Figures("full disks", seed)
    for name in ("desk", "hub.git"):
        place = folder / name
        place.mkdir(parents=True)
        pair = Pair(place)
        with _small(place / name):
            for number in range(count):
                told = _filled_once(pair, place / name, chance)
                figures.ended[f"{name}: {told[0]}"] += 1
                figures.wrong += [f"{name} {number}: {line}" for line in told[1:]]
            pair.look(figures)
    figures.seconds = time.monotonic() - began
    return figures


@contextlib.contextmanager
def _small(place: Path, size: str = "6M") -> Iterator[None]:
    """A folder on a disk of its own that is small."""
    aside = place.with_name("aside")
    shutil.move(place, aside)
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)
    try:
        shutil.copytree(aside, place, symlinks=True, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def _filled_once(pair: Pair, disk: Path, chance: random.Random) -> list[str]:
    token = pair.diverge(chance)
    left = int(10 ** chance.uniform(0, 5))
    filling = disk / "filling"
    _fill(filling, left)
    status, out, err = pair.svc(pair.desk, "sync")
    ended, wrong = f"exit {status}", []
    if status not in (0, 3) or "Traceback" in err or "internal error" in err or (status == 0 and not pair.same()):
        wrong.append(f"{left} bytes left: exit {status}, {out} {err}")
    if status == 3 and not any(words in err for words in ("No space left", "disk is full", "could not be written")):
        wrong.append(f"{left} bytes left: the words: {err}")
    filling.unlink()
    status, out, err = pair.svc(pair.desk, "sync")
    if status or not pair.same() or pair.desk.words()[token] != 1:
        wrong.append(f"{left} bytes left, then room: exit {status}, {out} {err}")
    return [ended, *wrong]


def _fill(file: Path, left: int) -> None:
    """Fill a disk up to so many bytes, blocks counted."""
    held = os.statvfs(file.parent)
    with contextlib.suppress(OSError), file.open("wb") as out:
        out.write(b"x" * max(0, held.f_bavail * held.f_frsize - left))


def no_disks() -> str:
    """Why no small disk can be made here, ``""`` when one can."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False)
        if done.returncode == 0:
            subprocess.run(["umount", folder], check=True)
    return "no disk can be mounted here" if done.returncode else ""


def run(folder: Path, share: float) -> Iterator[tuple[str, list[str]]]:
    """All of it."""
    from tests.campaigns.kill import _load

    _load()
    seed = random.randrange(1_000_000)
    for way in WAYS:
        if reason := missing(way):
            yield f"{way}, skipped: {reason}", []
            continue
        (folder / way).mkdir()
        figures = cut(folder / way, way, max(4, int(100 * share)), seed)
        yield str(figures), figures.wrong
    (folder / "refusals").mkdir()
    figures = refusals(folder / "refusals", seed)
    yield str(figures), figures.wrong
    if reason := no_disks():
        yield f"full disks, skipped: {reason}", []
        return
    figures = disks(folder / "disks", max(3, int(30 * share)), seed)
    yield str(figures), figures.wrong
