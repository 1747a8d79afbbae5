"""Random triples: a case, two people who change it, and what the two versions come to, by fields and by lines.

    python tests/campaigns/triples.py [TRIPLES] [SEED]     10,000 when no number is given

What is held: edits of different fields all stand in the merge, which is the one edit after the other; edits of one
field are a conflict, and so are two moves; the merge does not hang on which side is ours, nor do the marks of a
conflict or what a person's choices make of it; it is canonical, read alike by both parsers, and merging it again
changes nothing; once chosen, nothing is in conflict, and the value that lost stands in the log. And what plain
``git merge`` makes of the same triples: a clean result that ``svc check`` passes has lost nothing.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT.parent), str(ROOT)]

import merging  # noqa: E402
from store import three  # noqa: E402

from svc.model import Case, Data, Value, is_empty  # noqa: E402
from svc.schema.fields import BY_PATH, EVENT_KINDS, FIXED, FOLDED  # noqa: E402
from svc.store import edit  # noqa: E402
from svc.store.canonical import fmt  # noqa: E402
from svc.store.codec import load, read  # noqa: E402
from svc.store.merge import Choice, Merged, merge  # noqa: E402
from svc.store.merge.markers import Sides, sides  # noqa: E402
from svc.store.merge.settling import settle  # noqa: E402
from svc.store.merge.verdict import can_take_both  # noqa: E402
from svc.store.reading import problems_of  # noqa: E402
from svc.store.scalars import flow  # noqa: E402
from svc.store.tree import Node, plain  # noqa: E402

PATH = merging.PATH
NOON = datetime.fromisoformat("2026-12-31T12:00:00+08:00")
_TOLD = ("stage", "waiting", "log", "notes")
"""Fields that the log tells of which are changed here all the same, each with its event."""
_STAGES = ("intake", "analysis", "resolution", "feedback")


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
            if name not in FIXED and name not in FOLDED - set(_TOLD) and BY_PATH[name].kind != "section"
        ]  # fmt: skip

    def token(self) -> str:
        return "".join(self.chance.choices("ABCDEFGHJKMNPQRSTVWXYZ", k=5))

    def change(self, name: str) -> Change:
        """A random change of a field."""
        kind, token = BY_PATH[name].kind, self.token()
        if name == "stage":
            return self._move(token)
        if name == "waiting":
            return self._wait(token)
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

    def _move(self, token: str) -> Change:
        source = str(self.data["stage"])
        goal = self.chance.choice([stage for stage in _STAGES if stage != source])
        told = self._event("move", token, **{"from": source, "to": goal})
        return Change("stage", lambda t: told(edit.set_value(t, "stage", goal)),
                      lambda t: _holds(t, "stage", goal) and token in t)  # fmt: skip

    def _wait(self, token: str) -> Change:
        reason = self.chance.choice(("parts", "customer", "appointment", "supplier"))
        told = self._event("wait", token, **{"for": reason})

        def make(text: str) -> str:
            held = _read(text).get("waiting")
            words: set[Value] = {*(held if isinstance(held, list) else []), reason}
            return told(edit.set_value(text, "waiting", sorted(words, key=str)))

        return Change(f"waiting {token}", make, lambda t: reason in (_read(t).get("waiting") or "") and token in t)

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


class Triple(NamedTuple):
    """A base, two versions of it, and the changes that each is made of."""

    name: str
    base: str
    texts: tuple[str, str]
    ours: list[Change]
    theirs: list[Change]

    @property
    def both(self) -> set[str]:
        """The fields that both changed."""
        return {one.field for one in self.ours} & {one.field for one in self.theirs}

    def __str__(self) -> str:
        return f"{self.name} ({[one.field for one in self.ours]} + {[one.field for one in self.theirs]})"


@dataclass
class Figures:
    """What came of it."""

    clean: int = 0
    conflicts: int = 0
    settled: int = 0
    lines_clean: int = 0
    lines_conflict: int = 0
    lines_caught: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.clean + self.conflicts} triples: by fields {self.clean} clean, {self.conflicts} in conflict, "
            f"{self.settled} of them settled by choices; by git merge {self.lines_clean} clean, "
            f"{self.lines_conflict} in conflict, {self.lines_caught} clean but named by svc check; "
            f"wrong: {len(self.wrong)}"
        )


def run(count: int, seed: int, by_lines: int = 1) -> Figures:
    """Merge random triples; every ``by_lines``-th of them by plain Git as well."""
    figures, chance = Figures(), random.Random(seed)
    for_git: dict[str, list[Triple]] = {}
    for number in range(count):
        one = _made(chance, f"seed {seed}, triple {number}")
        figures.wrong += [f"{one}: {line}" for line in _judged(figures, one, chance)]
        if number % by_lines == 0:
            for_git.setdefault(one.base, []).append(one)
    for base, triples in for_git.items():
        with tempfile.TemporaryDirectory() as folder:
            merged = merging.merge_tree(base, [one.texts for one in triples], Path(folder))
        for one, text in zip(triples, merged, strict=True):
            figures.wrong += [f"{one}: {line}" for line in _by_lines(figures, one, text)]
    return figures


def _made(chance: random.Random, name: str) -> Triple:
    base = chance.choice(bases())
    maker = Maker(base, chance)
    names = chance.sample(maker.fields, min(len(maker.fields), chance.randint(2, 6)))
    half = chance.randint(1, len(names) - 1)
    shared = names[:1] if chance.random() < 0.3 else []
    ours, theirs = maker.side(names[:half]), maker.side([*names[half:], *shared])
    return Triple(name, base, (made(base, ours), made(base, theirs)), ours, theirs)


def _judged(figures: Figures, one: Triple, chance: random.Random) -> list[str]:
    merged, swapped = merge(one.base, *one.texts, PATH), merge(one.base, *reversed(one.texts), PATH)
    if merged.conflicts or one.both:
        figures.conflicts += 1
        return [*_torn(one, merged, swapped), *_settled(figures, one, merged, chance)]
    figures.clean += 1
    text, changes = merged.text, [*one.ours, *one.theirs]
    wrong = [f"{each.field} is lost" for each in changes if not each.kept(text)]
    if text != swapped.text:
        wrong.append("is another text when the sides are swapped")
    lists = {each.field.split(" ")[0] for each in one.ours} & {each.field.split(" ")[0] for each in one.theirs}
    # Of two that added to one list neither is the first: there the order follows from the items.
    if not lists - {"log", "waiting"} and text != fmt(made(made(one.base, one.ours), one.theirs), PATH):
        wrong.append("is not the one edit after the other")
    if any(merge(one.base, text, side, PATH).text != text for side in (*one.texts, text)):
        wrong.append("changes when it is merged again")
    return [*wrong, *_form(text)]


def _form(text: str) -> list[str]:
    if fmt(text, PATH) != text or plain(read(text, PATH, pure=True)) != plain(read(text, PATH)):
        return ["is not canonical, or read in two ways"]
    return []


def _torn(one: Triple, merged: Merged, swapped: Merged) -> list[str]:
    """What is wrong with a merge that is in conflict."""
    fields = {each.field.split(" ")[0] for each in merged.conflicts}
    wrong = ["hangs on which side is ours"] if fields != {each.field for each in swapped.conflicts} else []
    held = {name for name in one.both if BY_PATH[name].kind != "block" and BY_PATH[name].kind != "pairs"}
    wrong += [f"{name} is no conflict" for name in held - fields]
    roots = {name.split(".")[0] for name in one.both}
    wrong += [f"{name} is a conflict" for name in fields if name.split(".")[0] not in roots]
    mine, yours = sides(merged.text), sides(swapped.text)
    if not mine or not yours or mine != Sides(yours.base, yours.theirs, yours.ours):
        wrong.append("its marks hang on which side is ours")
    return wrong


_OTHER: dict[str, Choice] = {"ours": Choice("theirs"), "theirs": Choice("ours"), "both": Choice("both")}


def _settled(figures: Figures, one: Triple, merged: Merged, chance: random.Random) -> list[str]:
    """What is wrong with what a person's choices make of a conflict."""
    choices = {}
    for each in merged.conflicts:
        choices[each.field] = Choice(chance.choice(("ours", "theirs", *(("both",) if can_take_both(each) else ()))))
    turned = {name: _OTHER[choice.take] for name, choice in choices.items()}
    done = settle(one.base, *one.texts, PATH, choices, "chen.jie", NOON)
    other = settle(one.base, *reversed(one.texts), PATH, turned, "chen.jie", NOON)
    if done.conflicts:
        return [f"is in conflict after the choice: {[each.field for each in done.conflicts]}"]
    figures.settled += bool(merged.conflicts)
    wrong = [] if done.text == other.text else ["the choice hangs on which side is ours"]
    for each in merged.conflicts:
        lost = {"ours": [each.theirs], "theirs": [each.ours]}.get(choices[each.field].take, [])
        wrong += [f"{each.field}: what lost is gone: {value}" for value in lost if not _stands(done.text, value)]
    apart = [each for each in (*one.ours, *one.theirs) if each.field not in one.both]
    wrong += [f"{each.field} is lost after the choice" for each in apart if not each.kept(done.text)]
    return [*wrong, *_form(done.text)]


def _stands(text: str, value: Value) -> bool:
    """Whether every word of a value stands somewhere in a text."""
    words = value if isinstance(value, str) else flow(value)
    return all(word in text for word in words.split())


def _by_lines(figures: Figures, one: Triple, merged: str | None) -> list[str]:
    if merged is None:
        figures.lines_conflict += 1
        return []
    known = {str(p.message) for text in one.texts for p in problems_of(text, PATH, merging.SETTINGS)}
    new = [p for p in problems_of(merged, PATH, merging.SETTINGS) if str(p.message) not in known]
    if any(problem.severity == "error" for problem in new):
        figures.lines_caught += 1
        return []
    figures.lines_clean += 1
    return [f"by git merge, {each.field} is lost" for each in (*one.ours, *one.theirs) if not each.kept(merged)]


RECORD = """\
# who to ring first
id: cus-8h2k
name: Northmill  # the dairy

contacts:
  - {id: K1, name: Ms Ode, phone: "0161"}
  - {id: K2, name: Mr Lund, phone: "0162"}
mail: a@northmill.example
site:
  town: Leeds
  gate: 4
hours: [mon, tue]
"""


def records(count: int, seed: int) -> Figures:
    """Random triples of svc.yaml and of a customer: single values changed, wherever they stand."""
    figures, chance = Figures(), random.Random(seed)
    held = {"svc.yaml": (ROOT.parent / "templates/svc.yaml").read_text("utf-8"), "customers/cus-8h2k.yaml": RECORD}
    for number in range(count):
        path = chance.choice(list(held))
        base = held[path]
        leaves = list(_leaves((), read(base, path)))
        chosen = chance.sample(leaves, min(len(leaves), chance.randint(2, 8)))
        half = chance.randint(1, len(chosen) - 1)
        shared = chosen[:1] if chance.random() < 0.3 else []
        mine, yours = ({leaf: f"v{chance.randrange(10**6)}" for leaf in side}
                       for side in (chosen[:half], [*chosen[half:], *shared]))  # fmt: skip
        said = _record(figures, path, base, mine, yours)
        figures.wrong += [f"{path}, seed {seed}, {number}: {line}" for line in said]
    return figures


Leaf = tuple[tuple[str, ...], int, int]
"""The keys of a value and where it stands."""


def _leaves(keys: tuple[str, ...], node: Node) -> Iterator[Leaf]:
    for name, entry in node.entries.items():
        yield from _leaves((*keys, name), entry.value)
    for number, item in enumerate(node.items):
        if keys[-1:] != ("hours",) and item.kind != "scalar":  # words of a list are a set
            yield from _leaves((*keys, str(number)), item)
    if node.kind == "scalar" and node.style not in ("|", ">") and node.end > node.start and keys[-1] != "id":
        yield keys, node.start, node.end


def _put(text: str, values: dict[Leaf, str]) -> str:
    for (_, start, end), value in sorted(values.items(), key=lambda row: -row[0][1]):
        text = text[:start] + value + text[end:]
    return text


def _record(figures: Figures, path: str, base: str, mine: dict[Leaf, str], yours: dict[Leaf, str]) -> list[str]:
    texts = _put(base, mine), _put(base, yours)
    merged, swapped = merge(base, *texts, path), merge(base, *reversed(texts), path)
    both = set(mine) & set(yours)
    if merged.conflicts or both:
        figures.conflicts += 1
        ours, theirs = sides(merged.text), sides(swapped.text)
        if not ours or not theirs or ours != Sides(theirs.base, theirs.theirs, theirs.ours):
            return ["its marks hang on which side is ours"]
        return [] if len(merged.conflicts) == len(both) else [f"{len(both)} met: {merged.conflicts}"]
    figures.clean += 1
    wrong = [] if merged.text == swapped.text == _put(base, {**mine, **yours}) else ["is not the one after the other"]
    if any(merge(base, merged.text, side, path).text != merged.text for side in texts):
        wrong.append("changes when it is merged again")
    return wrong


def main(count: int, seed: int) -> int:
    wrong = []
    for what, figures in (("cases", run(count, seed)), ("svc.yaml and records", records(count // 10, seed))):
        print(f"{what}: {figures}, seed {seed}", flush=True)
        wrong += figures.wrong
    for line in wrong[:20]:
        print(f"  {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(main(int(words[0]) if words else 10_000, int(words[1]) if words[1:] else random.randrange(1_000_000)))
