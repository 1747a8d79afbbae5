"""Random triples: a case, two people who change it, and what the two versions come to, by fields and by lines.

    python tests/campaigns/triples.py [TRIPLES] [SEED]     10,000 when no number is given

What is held: edits of different fields all stand in the merge, which is the one edit after the other; edits of one
field are a conflict; the merge does not hang on which side is ours, is canonical, read alike by both parsers, and
merging it again changes nothing. And what Git's merge by lines makes of the same triples: a clean result that
``svc check`` passes has lost nothing.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT.parent), str(ROOT)]

import merging  # noqa: E402
from store import three  # noqa: E402

from svc.model import Case, Data, Value, is_empty  # noqa: E402
from svc.schema.fields import BY_PATH, EVENT_KINDS, FIXED, FOLDED  # noqa: E402
from svc.store import edit  # noqa: E402
from svc.store.canonical import fmt  # noqa: E402
from svc.store.codec import load, read  # noqa: E402
from svc.store.merge import merge  # noqa: E402
from svc.store.reading import problems_of  # noqa: E402
from svc.store.tree import plain  # noqa: E402

PATH = merging.PATH


@dataclass(frozen=True)
class Change:
    """One change of one field, and how to see in any text of the case that it is in it."""

    field: str
    make: Callable[[str], str]
    kept: Callable[[str], bool]


@cache
def bases() -> tuple[str, ...]:
    """The cases that people begin with: three forms blank and filled, and one with a log that tells its state."""
    found = [three.BASE]
    for form in ("complaint.full", "repair.full", "enquiry.light"):
        found += [fmt(merging.blank(form), PATH), fmt(merging.filled(form), PATH)]
    return tuple(found)


class Maker:
    """Makes changes of one base; every word it writes is new."""

    def __init__(self, base: str, chance: random.Random) -> None:
        self.base = base
        self.chance = chance
        data = load(base.encode(), "")
        self.data = data
        names = [name for name in BY_PATH if merging._has(data, name)]
        self.fields = [
            name for name in names
            if name not in FIXED and name not in FOLDED - {"notes", "log"} and BY_PATH[name].kind != "section"
        ]  # fmt: skip

    def token(self) -> str:
        return "".join(self.chance.choices("ABCDEFGHJKMNPQRSTVWXYZ", k=5))

    def change(self, name: str) -> Change:
        """A random change of a field."""
        kind, token = BY_PATH[name].kind, self.token()
        if name == "log":
            return Change(f"log {token}", self._event("note", token, text=token), lambda text: token in text)
        if kind == "blocks":
            told = self._event("note", token)
            return Change(f"{name} {token}", lambda t: edit.put_note(told(t), token, f"{token}\n"),
                          lambda text: f"  {token}: |\n" in text)  # fmt: skip
        if kind == "items":
            item: Data = {"id": token, "what": token}
            return Change(f"{name} {token}", lambda t: edit.append(t, name, item), lambda t: f"{{id: {token}" in t)
        if kind == "records":
            return Change(f"{name} {token}", lambda t: edit.put_record(t, name, token, {"by": token}),
                          lambda text: f"{token}: {{" in text)  # fmt: skip
        if kind in ("codes", "words"):
            return self._listed(name, token)
        if kind == "block":
            return self._block(name, token)
        new: Value = {"scale": "csat-5", "score": token} if kind == "pairs" else token
        owed = self._event(EVENT_KINDS[name], self.token(), to=token) if name in EVENT_KINDS else str
        return Change(name, lambda t: owed(edit.set_value(t, name, new)), lambda t: _holds(t, name, new))

    def _event(self, kind: str, token: str, **rest: Value) -> Callable[[str], str]:
        at = f"2026-12-{self.chance.randint(1, 28):02}T09:{self.chance.randint(0, 59):02}:00+08:00"
        row: Data = {"id": token, "at": at, "by": "li.wei", "kind": kind, **rest}
        return lambda text: fmt(edit.append(text, "log", row), PATH)

    def _listed(self, name: str, token: str) -> Change:
        word = token.lower()

        def make(text: str) -> str:
            held = _read(text).get(name)
            words: list[Value] = [*(held if isinstance(held, list) else []), word]
            return edit.set_value(text, name, sorted(words, key=str) if BY_PATH[name].kind == "codes" else words)

        return Change(f"{name} {token}", make, lambda text: word in (_read(text).get(name) or ""))

    def _block(self, name: str, token: str) -> Change:
        old = Case(self.data, "").text(name)
        first = old.replace("\n", f" {token}\n", 1) or f"{token}\n"
        new = self.chance.choice([f"{token}\n", f"{old}{token}\n", f"{token}\n{old}", first])
        return Change(name, lambda t: edit.set_value(t, name, new), lambda t: token in _read(t).text(name))

    def comment(self) -> Change:
        """A comment above one of the keys at the top."""
        key, token = self.chance.choice(["title", "customer", "description", "log"]), self.token()
        return Change(f"comment {token}", lambda t: t.replace(f"\n{key}:", f"\n# {token}\n{key}:", 1),
                      lambda t: f"# {token}\n" in t)  # fmt: skip

    def side(self, names: Sequence[str]) -> list[Change]:
        """Changes of these fields, sometimes a comment with them."""
        found = [self.change(name) for name in names]
        return [*found, self.comment()] if self.chance.random() < 0.2 else found


def _read(text: str) -> Case:
    return Case(load(text.encode(), ""), "")


def _holds(text: str, name: str, value: Value) -> bool:
    held = _read(text).get(name)
    return held == value or (is_empty(held) and is_empty(value))


def made(text: str, changes: Sequence[Change]) -> str:
    """The text with changes made one after the other."""
    for one in changes:
        text = one.make(text)
    return text


@dataclass
class Figures:
    """What came of it."""

    clean: int = 0
    conflicts: int = 0
    lines_clean: int = 0
    lines_conflict: int = 0
    lines_caught: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.clean + self.conflicts} triples: by fields {self.clean} clean, {self.conflicts} in conflict; "
            f"by lines {self.lines_clean} clean, {self.lines_conflict} in conflict, "
            f"{self.lines_caught} clean but named by svc check; wrong: {len(self.wrong)}"
        )


def run(count: int, seed: int, by_lines: int = 1) -> Figures:
    """Merge random triples; every ``by_lines``-th of them by lines as well."""
    figures, chance = Figures(), random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(count):
            _one(figures, chance, f"seed {seed}, triple {number}", Path(folder) if number % by_lines == 0 else None)
    return figures


def _one(figures: Figures, chance: random.Random, name: str, folder: Path | None) -> None:
    base = chance.choice(bases())
    maker = Maker(base, chance)
    names = chance.sample(maker.fields, min(len(maker.fields), chance.randint(2, 6)))
    half = chance.randint(1, len(names) - 1)
    shared = names[:1] if chance.random() < 0.3 else []
    ours, theirs = maker.side(names[:half]), maker.side([*names[half:], *shared])
    texts = made(base, ours), made(base, theirs)
    both = {one.field for one in ours} & {one.field for one in theirs}
    said = _judged(figures, base, texts, ours, theirs, both)
    if folder is not None:
        said += _by_lines(figures, base, texts, [*ours, *theirs], folder)
    figures.wrong += [f"{name}: {line} ({[c.field for c in ours]} + {[c.field for c in theirs]})" for line in said]


def _judged(
    figures: Figures, base: str, texts: tuple[str, str], ours: list[Change], theirs: list[Change], both: set[str]
) -> list[str]:
    merged, swapped = merge(base, *texts, PATH), merge(base, *reversed(texts), PATH)
    fields = {each.field.split(" ")[0] for each in merged.conflicts}
    wrong = ["hangs on which side is ours"] if fields != {each.field for each in swapped.conflicts} else []
    if merged.conflicts or both:
        figures.conflicts += 1
        held = {name for name in both if BY_PATH[name].kind != "block" and BY_PATH[name].kind != "pairs"}
        wrong += [f"{name} is no conflict" for name in held - fields]
        roots = {name.split(".")[0] for name in both}
        wrong += [f"{name} is a conflict" for name in fields if name.split(".")[0] not in roots]
        return wrong
    figures.clean += 1
    text = merged.text
    wrong += [f"{one.field} is lost" for one in [*ours, *theirs] if not one.kept(text)]
    if text != swapped.text:
        wrong.append("is another text when the sides are swapped")
    lists = {one.field.split(" ")[0] for one in ours} & {one.field.split(" ")[0] for one in theirs}
    # Of two that added to one list neither is the first: there the order follows from the items.
    if not lists - {"log"} and text != fmt(made(made(base, ours), theirs), PATH):
        wrong.append("is not the one edit after the other")
    if fmt(text, PATH) != text or plain(read(text, PATH, pure=True)) != plain(read(text, PATH)):
        wrong.append("is not canonical, or read in two ways")
    if any(merge(base, text, side, PATH).text != text for side in (*texts, text)):
        wrong.append("changes when it is merged again")
    return wrong


def _by_lines(figures: Figures, base: str, texts: tuple[str, str], changes: list[Change], folder: Path) -> list[str]:
    merged = merging.merge_file(base, *texts, folder)
    if merged is None:
        figures.lines_conflict += 1
        return []
    known = {str(p.message) for text in texts for p in problems_of(text, PATH, merging.SETTINGS)}
    new = [p for p in problems_of(merged, PATH, merging.SETTINGS) if str(p.message) not in known]
    if any(problem.severity == "error" for problem in new):
        figures.lines_caught += 1
        return []
    figures.lines_clean += 1
    return [f"by lines, {one.field} is lost" for one in changes if not one.kept(merged)]


def main(count: int, seed: int) -> int:
    figures = run(count, seed)
    print(figures)
    for line in figures.wrong[:20]:
        print(f"  {line}")
    return 1 if figures.wrong else 0




if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(int(words[0]) if words else 10_000, int(words[1]) if words[1:] else random.randrange(1_000_000)))
