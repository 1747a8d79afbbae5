"""Every verb that writes, as a command line that fits the cases as they stand, marked by a word of its own.

A line says how often its word must stand in the case files once it has landed: once for every file that a verb
writes, so that a commit that tore a file off it is seen.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import NamedTuple

from tests.campaigns.desk import GATE, NEW, Desk

TYPES = ("complaint", "enquiry", "suggestion", "repair", "return")
SOON = ("--until", "2099-01-01")
UNDOABLE = {"note", "contact", "wait", "triage", "product", "assign", "escalate", "restored", "correct warranty",
            "correct"}  # fmt: skip


class Line(NamedTuple):
    """A command line, how often its word then stands there, and whether others at work may make it be refused."""

    args: tuple[str, ...]
    times: int = 1
    contested: bool = False


class Held(NamedTuple):
    """A case as HEAD has it."""

    id: str
    text: str

    @property
    def is_open(self) -> bool:
        """Whether it is not closed."""
        return "\nstage: closed\n" not in self.text

    @property
    def may_leave(self) -> bool:
        """Whether it is open and no promise keeps it so."""
        return self.is_open and not self.open_events("promise", "state: made")

    def open_events(self, kind: str, begun: str) -> list[str]:
        """The ids of the events of a kind that nobody has answered."""
        lines = [line for line in self.text.splitlines() if f"kind: {kind}, " in line]
        made = [m[1] for line in lines if begun in line and (m := re.search(r"id: (\w+)", line))]
        return [name for name in made if not any(f"of: {name}" in line for line in lines)]


class Verbs:
    """Makes lines for the cases of one desk."""

    def __init__(self, desk: Desk, chance: random.Random) -> None:
        self.desk, self.chance = desk, chance
        self.cases: list[str] = []
        self.number = 0
        self.tied: set[frozenset[str]] = set()

    def next(self, name: str = "") -> tuple[str, str, Line]:
        """A verb that fits, the word that marks it, and its line; the named verb where it fits."""
        self.number += 1
        token = f"tok-{self.number}-x"
        while True:
            chosen = name or self.chance.choice([*VERBS])
            line = VERBS[chosen](self, token)
            if line:
                return chosen, token, line
            name = ""

    def case(self, fits: Callable[[Held], object] = bool) -> Held | None:
        """A case that fits, None where a few tries found none."""
        for _ in range(4 if self.cases else 0):
            name = self.chance.choice(self.cases)
            found = Held(name, self.desk.git("show", f"HEAD:{self.desk.path(name)}"))
            if fits(found):
                return found
        return None

    def pair(self, fits: Callable[[Held], object] = bool) -> tuple[Held, Held] | None:
        """Two cases that were not tied together yet."""
        one, two = self.case(fits), self.case(fits)
        if one is None or two is None or one.id == two.id or frozenset((one.id, two.id)) in self.tied:
            return None
        self.tied.add(frozenset((one.id, two.id)))
        return one, two


Make = Callable[["Verbs", str], "Line | None"]


def _on(*words: str, fits: Callable[[Held], object] = bool, contested: bool = False) -> Make:
    """A verb on one case; ``TOKEN`` and ``N`` stand for the word and the number."""

    def line(verbs: Verbs, token: str) -> Line | None:
        held = verbs.case(fits)
        if held is None:
            return None
        filled = [word.replace("TOKEN", token).replace("N-", f"{verbs.number}-") for word in words]
        return Line((filled[0], held.id, *filled[1:]), 1, contested)

    return line


def _open(*words: str, contested: bool = True) -> Make:
    return _on(*words, fits=lambda held: held.is_open, contested=contested)


def _new(verbs: Verbs, token: str) -> Line | None:
    return Line(("new", "complaint", "Plug gets hot", *NEW, "-m", token))


def _attach(verbs: Verbs, token: str) -> Line | None:
    held = verbs.case()
    return Line(("attach", held.id, str(verbs.desk.photo(token)), "-m", token), 2) if held else None


def _several(*words: str, fits: Callable[[Held], object] = bool, contested: bool = False) -> Make:
    def line(verbs: Verbs, token: str) -> Line | None:
        found = {held.id for _ in range(3) if (held := verbs.case(fits))}
        filled = [word.replace("TOKEN", token).replace("N-", f"{verbs.number}-") for word in words]
        return Line((filled[0], *sorted(found), *filled[1:]), len(found), contested) if found else None

    return line


def _retype(verbs: Verbs, token: str) -> Line | None:
    held = verbs.case(lambda held: held.is_open)
    if held is None:
        return None
    other = [t for t in TYPES if f"\ntype: {t}\n" not in held.text]
    return Line(("retype", held.id, verbs.chance.choice(other), "-m", token), 1, contested=True)


def _link(verbs: Verbs, token: str) -> Line | None:
    found = verbs.pair()
    return Line(("link", found[0].id, found[1].id, "-m", token), 2) if found else None


def _split(verbs: Verbs, token: str) -> Line | None:
    held = verbs.case()
    return Line(("split", held.id, f"Split {token}", "--set", "description=d", "-m", token), 3) if held else None


def _duplicate(verbs: Verbs, token: str) -> Line | None:
    found = verbs.pair(lambda held: held.may_leave and "duplicate" not in held.text)
    if found is None:
        return None
    return Line(("close", found[0].id, "--as", "duplicate", "--of", found[1].id, "-m", token), 1, contested=True)


def _broken(verbs: Verbs, token: str) -> Line | None:
    held = verbs.case(lambda held: held.open_events("promise", "state: made"))
    if held is None:
        return None
    of = held.open_events("promise", "state: made")[0]
    return Line(("promise", held.id, "--broken", "--of", of, "-m", token), 1, contested=True)


def _undo(verbs: Verbs, token: str) -> Line | None:
    held = verbs.case()
    if held is None:
        return None
    kind = verbs.desk.git("log", "-1", "--format=%(trailers:key=Kind,valueonly)", "--", verbs.desk.path(held.id))
    return Line(("undo", held.id, "-m", token), 1, contested=True) if kind.strip() in UNDOABLE else None


VERBS: dict[str, Make] = {
    "new": _new,
    "contact": _on("contact", "out", "--via", "phone", "-m", "TOKEN"),
    "contact in": _on("contact", "in", "-m", "TOKEN"),
    "note": _on("note", "-m", "TOKEN"),
    "edit": _on("edit", "--set", "product=P-N-", "-m", "TOKEN"),
    "move": _on("move", "analysis", *GATE, "--set", "more.token=TOKEN", contested=True,
                fits=lambda held: "\nstage: intake\n" in held.text and "more:" not in held.text),
    "assign": _open("assign", "who-N-", "-m", "TOKEN"),
    "wait": _open("wait", "parts", *SOON, "-m", "TOKEN"),
    "resume": _on("resume", "--for", "parts", "-m", "TOKEN", contested=True,
                  fits=lambda held: "\nwaiting: [" in held.text),
    "promise": _open("promise", *SOON, "-m", "TOKEN"),
    "promise broken": _broken,
    "triage": _open("triage", "visit", "-m", "TOKEN"),
    "handover": _on("handover", "--to", "workshop", "-m", "TOKEN", contested=True,
                    fits=lambda held: held.is_open and not held.open_events("handover", "state: offered")),
    "handover accept": _on("handover", "--accept", "-m", "TOKEN", contested=True,
                           fits=lambda held: held.open_events("handover", "state: offered")),
    "escalate": _open("escalate", "--threat", "press", "-m", "TOKEN"),
    "restore": _open("restore", "-m", "TOKEN"),
    "contain": _open("contain", "-m", "TOKEN"),
    "correct": _on("correct", "--set", "serial=S-N-", "-m", "TOKEN"),
    "retype": _retype,
    "link": _link,
    "split": _split,
    "attach": _attach,
    "undo": _undo,
    "close as": _on("close", "--as", "void", "-m", "TOKEN", contested=True, fits=lambda held: held.may_leave),
    "close as duplicate": _duplicate,
    "reopen": _on("reopen", "-m", "TOKEN", fits=lambda held: not held.is_open, contested=True),
    "lesson": _on("lesson", "-m", "TOKEN", contested=True,
                  fits=lambda held: re.search(r"\n  lesson: \|\n(\n|\w)", held.text)),
    "notes on several": _several("note", "-m", "TOKEN"),
    "assign several": _several("assign", "who-N-", "-m", "TOKEN", fits=lambda held: held.is_open, contested=True),
}  # fmt: skip
"""Each verb by its name; nothing where no case fits it now."""
