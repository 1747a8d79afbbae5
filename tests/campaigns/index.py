"""Everything that can happen to the files of a desk, drawn by chance, and the index compared with a plain reading.

After every step the cases, the open ones, the names and what cannot be read must be what somebody sees who reads
every file. The index is used as it stands from step to step; it is damaged as well, now and then.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from svc.commands.searched import Found, search
from svc.errors import SvcError
from svc.finding import Words
from svc.model import Case, Problem
from svc.store import Store
from svc.store.index import catching_up, marks, reading_in, texts, tree
from svc.store.index.holding import named_by_case, of_customer, of_serial
from svc.store.index.index import Index

ROOT = Path(__file__).resolve().parent.parent.parent
CLOSED = "closed"
STAGES = ("intake", "analysis", "feedback", CLOSED, CLOSED)
MONTHS = ("2026/09", "2026/10", "2026/11", "2027/01")
SLACK = 40_000_000
"""Nanoseconds in the place of two seconds, so that what is trusted is tried as well: longer than a tick here."""
RANGE = 5
"""Texts in the place of a hundred whose parts are written down at once, so that these are asked as well."""
FEW = 2
"""New texts in the place of twenty that are looked through as they are."""
MARKED_SLACK = 1_100_000_000
"""The same where Git looks, which counts whole seconds."""
_GIT = ("-c", "user.name=A", "-c", "user.email=a@desk.example", "-c", "commit.gpgsign=false")


class Figures(NamedTuple):
    """What a run came to."""

    steps: int
    kinds: Counter[str]
    faults: list[str]

    def __str__(self) -> str:
        told = ", ".join(f"{name} {count}" for name, count in self.kinds.most_common())
        return f"{self.steps} steps on the files under an index, {len(self.faults)} differences ({told})"


class Files:
    """The case files of one desk, and what may happen to them."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self.root = root
        self.chance = chance
        self.cases = root / "cases"
        self.number = 0
        root.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        (root / "svc.yaml").write_text("format: 1\n")
        self.cases.mkdir()
        for _ in range(12):
            self.new()
        self.commit()
        self.git("branch", "other")

    def git(self, *args: str) -> int:
        """Run git; what it refuses changes nothing."""
        done = subprocess.run(["git", *_GIT, *args], cwd=self.root, capture_output=True, check=False)
        return done.returncode

    def one(self) -> Path:
        """Some file that is there, or a new one."""
        found = sorted(p for p in self.cases.rglob("*.y*ml") if p.is_file() and not p.is_symlink())
        return self.chance.choice(found) if found else self.new()

    def place(self) -> Path:
        """Where a file may come to lie."""
        folder = self.cases / self.chance.choice(MONTHS)
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        return folder / f"C-{self.chance.randrange(40)}.{self.chance.choice(('yaml', 'yaml', 'yml'))}"

    def text(self) -> str:
        """A case; the words are as long as those of any other, so that a change need not show in the size."""
        self.number += 1
        stage = self.chance.choice(STAGES)
        pad = "x" * (10 - len(stage))
        names = _names(self.chance)
        return f"id: C-{self.number:06}\nstage: {stage}\ntitle: 漏水 {self.number:06} {pad}\n{names}log:\n"

    def new(self) -> Path:
        """A new case."""
        place = self.place()
        self.put(place, self.text())
        return place

    def put(self, place: Path, text: str) -> None:
        """Write a file in its place, whatever is there."""
        if place.is_symlink():
            place.unlink()
        if place.is_dir():
            shutil.rmtree(place)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")

    def edit(self) -> None:
        """Another text, in place."""
        self.one().write_text(self.text(), "utf-8")

    def edit_unseen(self) -> None:
        """Another text of the same size, in place, the time put back."""
        place = self.one()
        held = place.stat()
        place.write_text(self.text(), "utf-8")
        os.utime(place, ns=(held.st_atime_ns, held.st_mtime_ns))

    def replace_unseen(self) -> None:
        """Another file of the same size and time under the name."""
        place = self.one()
        held = place.stat()
        beside = place.with_suffix(".tmp")
        beside.write_text(self.text(), "utf-8")
        os.utime(beside, ns=(held.st_atime_ns, held.st_mtime_ns))
        beside.replace(place)

    def grow(self) -> None:
        """One line more."""
        with self.one().open("a", encoding="utf-8") as file:
            file.write(f"more{self.number}: x\n")

    def break_one(self) -> None:
        """A file that cannot be read, of some sort."""
        told = self.chance.choice(("stage: [\n", "a: b\n\tc: d\n", "<<<<<<< ours\n", "stage: intake\nstage: x\n", ""))
        self.one().write_text(told, "utf-8")

    def other_lines(self) -> None:
        """Lines that end as on Windows."""
        self.one().write_bytes(self.text().encode().replace(b"\n", b"\r\n"))

    def touch(self) -> None:
        """Another time alone."""
        now = time.time_ns() + self.chance.randrange(-10**12, 10**12)
        os.utime(self.one(), ns=(now, now))

    def copy(self) -> None:
        """``cp -p`` over another one."""
        source, target = self.one(), self.place()
        if source != target and not target.is_dir():
            shutil.copy2(source, target)

    def rename(self) -> None:
        """Another name, perhaps one that is taken."""
        target = self.place()
        if not target.is_dir():
            self.one().replace(target)

    def swap(self) -> None:
        """Two files change places."""
        one, two = self.one(), self.one()
        beside = self.root / "beside"
        if one != two:
            one.replace(beside)
            two.replace(one)
            beside.replace(two)

    def swap_folders(self) -> None:
        """Two months change places."""
        one, two = (self.cases / month for month in self.chance.sample(MONTHS, 2))
        beside = self.root / "beside"
        with suppress(FileNotFoundError):
            one.rename(beside)
            two.parent.mkdir(parents=True, exist_ok=True)
            if two.exists():
                two.rename(one)
            beside.rename(two)

    def lose(self) -> None:
        """A file is gone."""
        self.one().unlink()

    def lose_folder(self) -> None:
        """A month is gone."""
        shutil.rmtree(self.cases / self.chance.choice(MONTHS), ignore_errors=True)

    def odd_thing(self) -> None:
        """A link, a folder or a pipe that is called as a case."""
        place = self.place()
        if place.exists() or place.is_symlink():
            return
        what = self.chance.choice(("link", "folder", "pipe", "dangling"))
        if what == "link":
            place.symlink_to(self.one())
        elif what == "dangling":
            place.symlink_to("nowhere")
        elif what == "folder":
            place.mkdir()
            (place / "inner.yaml").write_text(self.text(), "utf-8")
        else:
            os.mkfifo(place)

    def clear(self) -> None:
        """What is no plain file goes again."""
        for place in self.cases.rglob("*.y*ml"):
            if place.is_symlink() or place.is_fifo():
                place.unlink()

    def beside(self) -> None:
        """A file that is no case."""
        (self.cases / f"notes-{self.chance.randrange(5)}.txt").write_text(self.text(), "utf-8")

    def commit(self) -> None:
        """All as it is."""
        self.git("add", "-A", ".")
        self.git("commit", "-qm", f"step {self.number}")

    def switch(self) -> None:
        """The other branch, what is in the way dropped."""
        self.commit()
        self.git("checkout", "-qf", self.chance.choice(("main", "other")))

    def reset(self) -> None:
        """One commit back."""
        self.git("reset", "-q", "--hard", self.chance.choice(("HEAD", "HEAD~1", "HEAD@{1}")))

    def stash(self) -> None:
        """Away, and back again."""
        self.git("stash", "-qu")
        if self.chance.random() < 0.7:
            self.git("stash", "pop", "-q")

    def restore(self) -> None:
        """One file as it was committed."""
        self.git("checkout", "-q", "HEAD", "--", self.one().relative_to(self.root).as_posix())

    def merge(self) -> None:
        """What the other branch has, as a pull would bring it."""
        self.commit()
        self.git("merge", "-q", "-X", "theirs", "--no-edit", "other")
        self.git("merge", "--abort")

    def written(self) -> None:
        """A command of svc's wrote; or thinks so, and somebody was faster."""
        place = self.one() if self.chance.random() < 0.7 else self.place()
        if place.is_symlink() or place.is_dir() or place.is_fifo():
            return
        said = self.text()
        if self.chance.random() < 0.7:
            self.put(place, said)
        index = Index.of(self.root)
        assert index
        index.wrote({place.relative_to(self.root).as_posix(): said.encode()})

    def wait(self) -> None:
        """Time passes: what was racy is so no longer."""
        time.sleep(tree.SLACK / 1e9 * 1.5)

    def damage(self) -> None:
        """The index is hurt."""
        index = Index.of(self.root)
        assert index
        if not index.file.exists():
            return
        if self.chance.random() < 0.3 and (marks := index.file.with_suffix(".marks")).exists():
            data = bytearray(marks.read_bytes())
            data[self.chance.randrange(len(data))] ^= 1 << self.chance.randrange(8)
            marks.write_bytes(data)
            return
        data = bytearray(index.file.read_bytes())
        what = self.chance.choice(("gone", "cut", "garbage", "bits", "bits", "bits", "version"))
        if what == "gone":
            index.file.unlink()
        elif what == "cut":
            index.file.write_bytes(data[: self.chance.randrange(len(data))])
        elif what == "garbage":
            index.file.write_bytes(self.chance.randbytes(5000))
        elif what == "version":
            data[60:64] = (99).to_bytes(4, "big")
            index.file.write_bytes(data)
        else:
            for _ in range(self.chance.choice((1, 1, 5))):
                data[self.chance.randrange(len(data))] ^= 1 << self.chance.randrange(8)
            index.file.write_bytes(data)


KINDS: dict[str, tuple[Callable[[Files], object], int]] = {
    "new": (Files.new, 4), "edit": (Files.edit, 4), "edit unseen": (Files.edit_unseen, 8),
    "replace unseen": (Files.replace_unseen, 5), "grow": (Files.grow, 2), "break": (Files.break_one, 3),
    "other lines": (Files.other_lines, 1), "touch": (Files.touch, 2), "cp -p": (Files.copy, 4),
    "rename": (Files.rename, 4), "swap": (Files.swap, 4), "swap folders": (Files.swap_folders, 2),
    "lose": (Files.lose, 2), "lose folder": (Files.lose_folder, 1), "odd thing": (Files.odd_thing, 2),
    "clear": (Files.clear, 2), "beside": (Files.beside, 1), "commit": (Files.commit, 2), "switch": (Files.switch, 2),
    "reset": (Files.reset, 2), "stash": (Files.stash, 1), "restore": (Files.restore, 1), "merge": (Files.merge, 1),
    "written": (Files.written, 5), "wait": (Files.wait, 8), "damage": (Files.damage, 1),
}  # fmt: skip


class View(NamedTuple):
    """What a desk shows."""

    cases: list[Case]
    problems: list[Problem]
    open: list[Case]
    open_problems: list[Problem]
    heads: list[Case]
    head_problems: list[Problem]
    names: list[str]
    edited: set[str] | str


def view(store: Store) -> View:
    """All that is told from the index, or read where there is none."""
    names = store.index.names() if store.index else None
    told = (*store.cases(), *store.open_cases(CLOSED), *store.heads(CLOSED))
    return View(*told, store.case_files() if names is None else names, _edited(store))


def _edited(store: Store) -> set[str] | str:
    """The files that are not what HEAD has, or that it cannot be told."""
    try:
        return store.edited()
    except (SvcError, OSError):
        return "cannot be told"


def differences(root: Path) -> list[str]:
    """What the index tells otherwise than the files do."""
    plain, store = view(Store(root, indexed=False)), Store(root)
    told = view(store)
    found = [name for name, one, two in zip(View._fields, plain, told, strict=True) if one != two]
    for case in plain.cases[:3]:
        with suppress(SvcError):
            found += [case.path] if store.load(case.path) != case else []
    found += [f"naming {name}" for name in _NAMES if _naming(store, name) != _naming(plain.cases, name)]
    found += [f"search {word}" for word in _words(plain.cases) if _hits(root, word, False) != _hits(root, word, True)]
    if store.index is None or store.index.cases() is None or store.index.searched([], list) is None:
        found.append("the index was not used")
    return found


_NAMES = (of_customer("K1"), of_customer("K2"), of_serial("7A1"), of_serial("nowhere"))


def _names(chance: random.Random) -> str:
    """A customer and serial numbers, as long as those of any other case."""
    key, *numbers = (f"{head}{chance.choice('123')}" for head in ("K", "7a ", "７A"))
    return f"customer: {key}\nserial: {numbers[0]}\nitems:\n  - {{id: i1, serial: {numbers[1]}}}\n"


def _naming(there: Store | list[Case], name: str) -> list[str] | None:
    """The files that name something, from the index or as they are."""
    if isinstance(there, Store):
        return there.index.naming(name) if there.index else None
    return sorted(case.path for case in there if name in named_by_case(case.path, case.data))


def _words(cases: list[Case]) -> list[str]:
    """Words to look for: some that all may hold, and parts of a title, as long as it happens."""
    title = cases[len(cases) // 2].text("title") if cases else ""
    at = len(cases) % max(1, len(title))
    return ["漏", "水", "0 X", "nowhere", *filter(str.strip, [title[at : at + 5], title[at : at + 2], title])]


def _hits(root: Path, word: str, indexed: bool) -> list[Found]:
    return sorted(search(Store(root, indexed), Words([word])))


def run(folder: Path, steps: int, seed: int, marked: bool = False) -> Figures:
    """As many steps as asked for, looked at one by one. ``marked``: Git looks at the files, as on a large desk."""
    chance = random.Random(seed)
    names = [*KINDS]
    weights = [weight for _, weight in KINDS.values()]
    kinds: Counter[str] = Counter()
    faults: list[str] = []
    before, tree.SLACK = tree.SLACK, MARKED_SLACK if marked else SLACK
    least, catching_up.LEAST = catching_up.LEAST, 0 if marked else catching_up.LEAST
    share, marks._SHARE = marks._SHARE, 5 if marked else marks._SHARE
    texts_at_once, texts._LEAST = texts._LEAST, RANGE
    few, reading_in.FEW = reading_in.FEW, FEW
    try:
        files = Files(folder / "desk", chance)
        for step in range(steps):
            for kind in chance.choices(names, weights, k=chance.choice((1, 1, 1, 2, 3))):
                with suppress(OSError):
                    KINDS[kind][0](files)
                kinds[kind] += 1
            if found := differences(files.root):
                faults.append(f"seed {seed}, step {step}, after {kind}: {', '.join(found)}")
                break
    finally:
        tree.SLACK, catching_up.LEAST, marks._SHARE, texts._LEAST = before, least, share, texts_at_once
        reading_in.FEW = few
    return Figures(step + 1, kinds, faults)


class Crowd(NamedTuple):
    """What came of several processes at one desk."""

    looks: int
    cases: int
    faults: list[str]

    def __str__(self) -> str:
        return f"{self.looks} looks beside {self.cases} new cases, {len(self.faults)} faults"


def crowd(desk: Path, seconds: float, readers: int, writers: int) -> Crowd:
    """Processes that look at a desk for a while beside others that open cases."""
    lines = [("read", str(n)) for n in range(readers)] + [("write", str(n)) for n in range(writers)]
    started = [
        subprocess.Popen([sys.executable, "-m", "tests.campaigns.index", *line, str(desk), str(seconds)], cwd=ROOT,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for line in lines
    ]  # fmt: skip
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for (role, _), process in zip(lines, started, strict=True):
        out, err = process.communicate(timeout=seconds + 300)
        faults += [f"{role}: {line}" for line in err.splitlines()[-3:]]
        counts[role] += int(out or 0)
    found = differences(desk)
    return Crowd(counts["read"], counts["write"], faults + found)


def _read(desk: Path, seconds: float) -> int:
    """Look again and again: what was there stays, and nothing is wrong with it."""
    end, known, looks = time.monotonic() + seconds, set[str](), 0
    while time.monotonic() < end:
        cases, problems = Store(desk).cases()
        here = {case.id for case in cases}
        if problems or known - here or len(here) != len(cases):
            raise SystemExit(f"look {looks}: {problems} {known - here}")
        known, looks = here, looks + 1
    return looks


def _write(desk: Path, seconds: float, name: str) -> int:
    """Open cases; each is to be seen at once, by those who look and by those who only ask."""
    from tests.running import Svc

    svc, end, made = Svc(desk), time.monotonic() + seconds, 0
    os.environ.pop("SVC_SEED", None)
    while time.monotonic() < end:
        found = svc("new", "enquiry", f"Writer {name} asks for the {made}th time").id
        store = Store(desk)
        seen = {case.id for case in store.open_records(CLOSED)[0]}
        asked = store.index.written_but(CLOSED) if store.index else None
        if found not in seen or (asked is not None and found not in {case.id for case in asked}):
            raise SystemExit(f"{found} was acknowledged and is not seen")
        made += 1
    return made


if __name__ == "__main__":
    role, name, place, length = sys.argv[1:]
    print(_read(Path(place), float(length)) if role == "read" else _write(Path(place), float(length), name))
