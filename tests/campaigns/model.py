"""A simple model of a desk: what each verb should make of its cases, in plain Python on plain dicts.

It reads nothing of svc but the table of fields (which of them are texts of several lines) and the rules of the shipped
svc.yaml, with a reader of its own. ``tests/campaigns/walk.py`` compares it with a real repository step by step.
"""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from svc.schema.fields import BY_PATH

ROOT = Path(__file__).resolve().parent.parent.parent
RULES: dict[str, Any] = yaml.safe_load((ROOT / "templates/svc.yaml").read_text(encoding="utf-8"))
FLOW = RULES["workflow"]
STAGES: list[str] = FLOW["stages"]
CLOSED = STAGES[-1]
FACTS = {"assignee": "assign", "type": "retype"} | {
    name: name for name in ("path", "severity", "priority", "product", "serial", "warranty", "channel", "tier",
                            "agreement", "charge", "team")
}  # fmt: skip
"""Fields whose change is an event, and its kind."""
JUDGED_BY = ("product", "serial", "customer", "occurred_at")
INVERSE = {"related": "related", "parent": "child", "child": "parent", "duplicate-of": "duplicated-by"}
INHERITED = ("customer", "product", "serial", "channel", "tier", "agreement", "team", "assignee", "occurred_at", "refs")
MANAGER = "zhao.min"


class RefusedError(Exception):
    """The verb refuses: nothing changes."""


class Words(NamedTuple):
    """What somebody says, and how a field of one line and one of several keep it."""

    given: str
    line: str
    block: str

    @property
    def body(self) -> list[str]:
        """What goes to the notes: nothing where one short line says it all."""
        return [self.block] if self.block.count("\n") > 1 or len(self.line) > 80 else []

    @property
    def key(self) -> str:
        """How a field keeps it by which records are found."""
        return unicodedata.normalize("NFKC", self.line)


def _same(*texts: str) -> list[Words]:
    return [Words(text, text, text + "\n") for text in texts]


NOTHING = Words("", "", "")
WORDS = [
    *_same("Plug gets hot", "汉字：「引号」、，。", "\U0001f469\u200d\U0001f52c emoji", "=1+1", "--help", "-m", "- x",
           "a: b", "a #b", "# no comment", "'", 'say "no" \\ \'yes\'', "no", "~", "null", "12:30", "0123", "{x: y}",
           "[1, 2", "&a *a", "<<<<<<< HEAD", "---", "%s{0}{x}", "Approved-by: boss", "x" * 100),
    Words("  leading blanks", "leading blanks", "  leading blanks\n"),
    Words("two\nlines\r\nCase: other\rmore", "two lines Case: other more", "two\nlines\nCase: other\nmore\n"),
    Words("\n\n  deep\n\n- x  \n# y\nlog:\n\n", "deep - x # y log:", "  deep\n\n- x\n# y\nlog:\n"),
    Words("a\tb", "a b", "a\tb\n"),
    Words("\uff11\uff12\u3000号", "１２ 号", "１２\u3000号\n"),
]  # fmt: skip


class Moved(NamedTuple):
    """A step from a stage to another, by whom, and what an override let pass."""

    source: str
    target: str
    by: str
    passed: tuple[str, ...] = ()
    exit: str = ""


class Act(NamedTuple):
    """What an undo takes back: the state before, who did it, in which step, with which ties and kinds of event."""

    before: State | None
    by: str
    step: int
    ties: list[dict[str, str]]
    kinds: list[str]

    @property
    def tied(self) -> set[str]:
        """The cases that it tied or untied."""
        old = self.before.fields.get("links", []) if self.before else []
        return {tie["case"] for tie in [*old, *self.ties] if (tie in old) is not (tie in self.ties)}


@dataclass
class State:
    """What an undo brings back. Promises and the like are known by their place in the log."""

    fields: dict[str, Any] = field(default_factory=dict)
    waits: dict[int, str] = field(default_factory=dict)
    promises: list[int] = field(default_factory=list)
    handover: dict[int, str] = field(default_factory=dict)
    escalations: list[int] = field(default_factory=list)
    moves: list[Moved] = field(default_factory=list)
    heard: bool = False
    renew: dict[str, Any] = field(default_factory=dict)


@dataclass
class Case:
    """One case: its state, the states before each act that stands, the kinds of its events, its notes and comments."""

    id: str
    now: State = field(default_factory=State)
    acts: list[Act] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    undoing: bool = False

    def text(self, name: str) -> str:
        """A field, empty when it is not filled."""
        return self.now.fields.get(name, "")

    @property
    def stage(self) -> str:
        return self.text("stage")

    def outdated(self, name: str) -> bool:
        """Whether a field says what it said when the case came back."""
        return name in self.now.renew and self.now.renew[name] == self.now.fields.get(name)

    def put(self, name: str, value: Any) -> None:
        """Fill or empty a field."""
        if value in ("", [], {}):
            self.now.fields.pop(name, None)
        else:
            self.now.fields[name] = value

    def tell(self, kind: str, body: Iterable[str] = ()) -> int:
        """An event more in the log; its place."""
        self.kinds.append(kind)
        self.notes += body
        return len(self.kinds) - 1

    @property
    def waiting(self) -> list[str]:
        return sorted(set(self.now.waits.values()))


class Hand(NamedTuple):
    """Who enters it, for whom, and how many seconds after the last entry."""

    me: str = MANAGER
    by: str = ""
    gap: int = 60

    @property
    def doer(self) -> str:
        return self.by or self.me


class Set(NamedTuple):
    """One ``--set``: the field, what is typed, what the field then holds; ``add`` for an item more in a list."""

    name: str
    given: str
    value: Any
    add: bool = False

    @property
    def option(self) -> str:
        return f"--set={self.name}{'+' if self.add else ''}={self.given}"


# -- the loop


def _holds(when: dict[str, list[str]], case: Case) -> bool:
    return all(case.text(name) in values for name, values in when.items())


def _ways(case: Case) -> dict[str, dict[str, Any]]:
    """Where the path of a case leads from where it is."""
    return {move["to"]: move for move in FLOW["paths"][case.text("path")]["moves"] if move["from"] == case.stage}


def ahead(case: Case) -> str:
    """The next stage on the path, "" for a closed case."""
    return next((to for to in _ways(case) if _is_forward(case.stage, to)), "")


def _is_forward(source: str, target: str) -> bool:
    return STAGES.index(source) < STAGES.index(target)


def _gates(case: Case) -> list[dict[str, Any]]:
    """The gates of the stage, and those of earlier stages that were left."""
    left = {move.source for move in case.now.moves if _is_forward(move.source, case.stage)}
    return [g for g in FLOW["gates"] if g["leave"] in {case.stage, *left} and _holds(g.get("when", {}), case)]


def lacking(case: Case) -> list[str]:
    """What the gates still ask for: choices written ``a|b``, keys of items ``field.item.key``."""
    found: dict[str, None] = {}
    for gate in _gates(case):
        for need in gate.get("need", []):
            choice = [need] if isinstance(need, str) else need
            if not any(case.text(name) and not case.outdated(name) for name in choice):
                found["|".join(choice)] = None
        for name, wanted in gate.get("each", {}).items():
            keys = wanted if isinstance(wanted, dict) else dict.fromkeys(wanted, ())
            for item in case.now.fields.get(name, []):
                for key, values in keys.items():
                    if not item.get(key) or (values and item[key] not in values):
                        found[f"{name}.{item['id']}.{key}"] = None
    return [name for name in found if name not in _excused(case)]


def barred(case: Case) -> list[str]:
    """The fields with a word that bars the way on."""
    bars = {name: words for gate in _gates(case) for name, words in gate.get("bars", {}).items()}
    return [name for name, words in bars.items() if case.text(name) in words and name not in _excused(case)]


def unapproved(case: Case) -> list[str]:
    """What would have to be approved; on a walk nobody proposes anything, a manager lets it pass."""
    left = {move.source for move in case.now.moves if _is_forward(move.source, case.stage)}
    rules = [r for r in FLOW["reviews"] if r["leave"] in {case.stage, *left} and _holds(r.get("when", {}), case)]
    found = ["approval " + "+".join(rule["of"]) for rule in rules]
    return [name for name in found if name not in _excused(case)]


def _excused(case: Case) -> set[str]:
    found: set[str] = set()
    for move in case.now.moves:
        found = (found if _is_forward(move.source, move.target) else set()) | set(move.passed)
    return found


def _against(case: Case, target: str, hand: Hand) -> list[str]:
    """What speaks against a move."""
    found: list[str] = []
    if _is_forward(case.stage, target):
        found += lacking(case) + barred(case) + unapproved(case)
        only = FLOW["paths"][case.text("path")].get("only", {})
        found += ["path" for name, values in only.items() if case.text(name) and case.text(name) not in values]
        for gate in FLOW["gates"]:
            if gate["leave"] == case.stage and "not_by" in gate and _holds(gate.get("when", {}), case):
                left = [move.by for move in case.now.moves if move.source == gate["not_by"]]
                found += ["not_by"] if left and left[-1] in (hand.me, hand.doer) else []
        found += ["promise"] * bool(target == CLOSED and case.now.promises)
    return found + ([] if target in _ways(case) else ["move"])


def move(case: Case, target: str, hand: Hand, reason: Words = NOTHING, override: bool = False) -> None:
    """Go to a stage."""
    way = _ways(case).get(target, {})
    found = _against(case, target, hand)
    leads_on = any(each["from"] == target for each in FLOW["paths"][case.text("path")]["moves"])
    if target == case.stage or not leads_on or (found and not override):
        raise RefusedError
    if ((found and override) or way.get("reason")) and not reason.block.strip():
        raise RefusedError
    if found and hand.me != MANAGER:
        raise RefusedError
    _go(case, Moved(case.stage, target, hand.doer, tuple(found)), reason, way.get("clears", []), way.get("renews", []))


def _go(case: Case, moved: Moved, reason: Words, clears: Iterable[str] = (), renews: Iterable[str] = ()) -> None:
    case.tell("reopen" if moved.source == CLOSED else "move", reason.body)
    case.now.moves.append(moved)
    case.put("stage", moved.target)
    case.put("exit", moved.exit)
    case.now.renew = case.now.renew | {name: case.now.fields[name] for name in renews if case.text(name)}
    for name in clears:
        case.put(name, "")
    if moved.target == CLOSED:
        for reason_to_wait in case.waiting:
            resume(case, reason_to_wait)
        for kind in ["handover"] * len(case.now.handover) + ["escalate"] * len(case.now.escalations):
            case.tell(kind)
        case.now.handover, case.now.escalations = {}, []


def reopen(case: Case, hand: Hand, reason: Words) -> None:
    """Open a closed case again."""
    if case.stage != CLOSED or not reason.block.strip():
        raise RefusedError
    last = case.now.moves[-1]
    if last.exit:
        _go(case, Moved(CLOSED, last.source, hand.doer), reason)
    else:
        move(case, next(iter(_ways(case))), hand, reason)


def leave(case: Case, name: str, hand: Hand, reason: Words, other: Case | None = None) -> None:
    """Close a case by an exit; the other one is told."""
    way = FLOW["exits"][name]
    choices = [[need] if isinstance(need, str) else need for need in way.get("need", [])]
    lacks = [choice for choice in choices if not any(case.text(one) for one in choice)]
    unheard = "contact in" in way.get("events", []) and not case.now.heard
    if case.stage == CLOSED or case.stage not in way.get("from", STAGES) or lacks or unheard or case.now.promises:
        raise RefusedError
    if not reason.block.strip() or (way.get("link") and (other is None or other is case)):
        raise RefusedError
    if other is not None:
        if not way.get("link") or other.text("exit") == name:
            raise RefusedError
        _tie(case, other.id, way["link"])
        _tie(other, case.id, INVERSE[way["link"]])
    _go(case, Moved(case.stage, CLOSED, hand.doer, (), name), reason)


# -- words and waits


def contact(case: Case, way: str, words: Words, internal: bool) -> None:
    """A word with the customer: theirs ends the waits for them."""
    case.tell("contact", words.body)
    case.now.heard = case.now.heard or way == "in"
    if way == "in" and not internal and "customer" in case.waiting:
        resume(case, "customer")


def wait(case: Case, reason: str, words: Words) -> None:
    """Wait for something more."""
    _still_open(case)
    case.now.waits[case.tell("wait", words.body)] = reason


def resume(case: Case, reason: str = "", words: Words = NOTHING) -> None:
    """End the waits of a reason, the only one where none is named."""
    if not reason and len(case.waiting) != 1:
        raise RefusedError
    ended = reason or case.waiting[0]
    if ended not in case.waiting:
        raise RefusedError
    case.tell("resume", words.body)
    case.now.waits = {place: held for place, held in case.now.waits.items() if held != ended}


def promise(case: Case, words: Words) -> None:
    """Promise something."""
    _still_open(case)
    case.now.promises.append(case.tell("promise", words.body))


def end_promise(case: Case, place: int | None, state: str, words: Words) -> None:
    """Say that a promise was kept or broken; None where it is not said which."""
    held = case.now.promises
    if not held or (place is None and len(held) > 1) or (state == "broken" and not words.block.strip()):
        raise RefusedError
    held.remove(held[0] if place is None else place)
    case.tell("promise", words.body)


# -- facts


def edit(case: Case, sets: Sequence[Set], hand: Hand, why: Words = NOTHING, body: Iterable[str] = ()) -> None:
    """Set fields; a fact brings its event."""
    _refuse_less(case, wanted(case, sets), hand, why)
    _put(case, sets, body)


def _refuse_less(case: Case, sets: dict[str, Any], hand: Hand, why: Words, own: bool = False) -> None:
    """What is made less takes a reason, and a role unless it is one's own slip; goodwill a reason too."""
    if not own and sets.get("charge") == "goodwill" != case.text("charge") and not why.block.strip():
        raise RefusedError
    for name in FLOW["lowering"]:
        codes = list(RULES["codes"][BY_PATH[name].codes])
        old, new = case.text(name), sets.get(name, case.text(name))
        is_less = old and (codes.index(new) if new else 0) < codes.index(old)
        if is_less and not (why.block.strip() and (own or hand.me == MANAGER)):
            raise RefusedError


def _put(case: Case, sets: Sequence[Set], body: Iterable[str] = ()) -> None:
    route, facts = case.text("path"), 0
    for name, value in wanted(case, sets).items():
        if case.now.fields.get(name, "") != value and (case.text(name) or value):
            case.put(name, value)
            if name in FACTS:
                case.tell(FACTS[name], [] if facts else body)
                facts += 1
    if case.text("path") != route and not _ways(case):
        raise RefusedError
    if not case.text("title"):
        raise RefusedError


def wanted(case: Case, sets: Iterable[Set]) -> dict[str, Any]:
    """What fields shall hold, in the order in which they were first named."""
    found: dict[str, Any] = {}
    for one in sets:
        name, value = _owner(case, one, found)
        found[name] = value
    return found


def _owner(case: Case, one: Set, wanted: dict[str, Any]) -> tuple[str, Any]:
    """The field that is written when a part of it is set, and what it then holds."""
    if one.add:
        held = wanted.get(one.name, case.now.fields.get(one.name, []))
        return one.name, [*held, one.value]
    parent, _, key = one.name.rpartition(".")
    if parent == "refs":
        return parent, {**wanted.get(parent, case.now.fields.get(parent, {})), key: one.value}
    items, _, place = parent.rpartition(".")
    if place.isdigit():
        held = wanted.get(items, case.now.fields.get(items, []))
        return items, [{**item, key: one.value} if n == int(place) else item for n, item in enumerate(held)]
    return one.name, one.value


def correct(case: Case, sets: Sequence[Set], hand: Hand, reason: Words) -> None:
    """Put facts of the intake right; the warranty is judged anew where it hangs on one."""
    if not reason.block.strip():
        raise RefusedError
    _refuse_less(case, {one.name: one.value for one in sets}, hand, reason)
    changed = [one for one in sets if case.now.fields.get(one.name, "") != one.value]
    for number, one in enumerate(changed):
        old = case.text(one.name)
        is_block = BY_PATH[one.name].kind == "block"
        told = ([] if number else reason.body) + ([old] if is_block and old else [])
        case.tell("correct", ["\n".join(told)] if told else [])
        case.put(one.name, one.value)
    if any(one.name in JUDGED_BY for one in changed) and "warranty" not in {one.name for one in sets}:
        _put(case, [Set("warranty", "", "unknown")] if case.text("warranty") else [])
    if not case.text("title"):
        raise RefusedError


def triage(case: Case, outcome: str, words: Words) -> None:
    """Decide how it is handled."""
    _still_open(case)
    case.tell("triage", words.body)
    case.put("analysis.triage", outcome)


def restore(case: Case, words: Words) -> None:
    """It works again."""
    _still_open(case)
    case.tell("restored", words.body)


def retype(case: Case, kind: str, words: Words) -> None:
    """Another type; another path where its own is not for that type."""
    _still_open(case)
    if case.text("type") == kind or not words.block.strip():
        raise RefusedError
    _put(case, [Set("type", kind, kind)], words.body)
    if not _holds(FLOW["paths"][case.text("path")]["when"], case):
        _put(case, [Set("path", "", _route(case))])


def lesson(case: Case, words: Words, replace: bool) -> None:
    """Write a lesson down, not over another one."""
    held = case.text("summary.lesson")
    if held and held != words.block and not replace:
        raise RefusedError
    case.put("summary.lesson", words.block)


# -- hands


def _still_open(case: Case) -> None:
    if case.stage == CLOSED:
        raise RefusedError


def assign(case: Case, who: str, words: Words) -> None:
    """Give it to a person."""
    _still_open(case)
    _put(case, [Set("assignee", who, who)], words.body)


def offer(case: Case, team: str, words: Words) -> None:
    """Ask a team to take it."""
    lacks = not case.text("customer") or not case.text("description") or not words.block.strip()
    if case.stage == CLOSED or case.now.handover or lacks:
        raise RefusedError
    case.now.handover = {case.tell("handover", words.body): team}


def answer(case: Case, state: str, hand: Hand, words: Words) -> None:
    """Accept, decline or withdraw."""
    if not case.now.handover or (state == "declined" and not words.block.strip()):
        raise RefusedError
    (team,) = case.now.handover.values()
    case.now.handover = {}
    if state == "accepted":
        _put(case, [Set("team", team, team), Set("assignee", hand.doer, hand.doer)])
    case.tell("handover", words.body)


def escalate(case: Case, to: str, threat: str, words: Words) -> None:
    """Call somebody in, or note a threat."""
    if case.stage == CLOSED or not (to or threat) or not words.block.strip():
        raise RefusedError
    place = case.tell("escalate", words.body)
    case.now.escalations += [place] if to else []


def take_up(case: Case, words: Words) -> None:
    """Accept what was escalated."""
    if not case.now.escalations:
        raise RefusedError
    for _ in case.now.escalations:
        case.tell("escalate", words.body)
    case.now.escalations = []


# -- ties, files, undo


def _tie(case: Case, other: str, what: str, words: Words = NOTHING) -> None:
    held = case.now.fields.get("links", [])
    if {"case": other, "what": what} not in held:
        case.put("links", [*held, {"case": other, "what": what}])
        case.tell("link", words.body)


def link(cases: Sequence[Case], other: Case, what: str, words: Words, remove: bool = False) -> None:
    """Tie or untie; a case is the child of one other at a time."""
    if other in cases or (what == "child" and len(cases) > 1 and not remove):
        raise RefusedError
    act = _untie if remove else _tie
    for case in cases:
        act(case, other.id, what, words)
        act(other, case.id, INVERSE[what], words)


def _untie(case: Case, other: str, what: str, words: Words) -> None:
    held = case.now.fields.get("links", [])
    tie = {"case": other, "what": what}
    if tie not in held:
        raise RefusedError
    place = held.index(tie)
    case.put("links", [*held[:place], *held[place + 1 :]])
    case.tell("link", words.body)


def attach(case: Case, name: str, digest: str, words: Words) -> None:
    """Name a file in the section of the stage."""
    section = case.stage if case.stage in ("intake", "analysis", "resolution") else "intake"
    where = f"{section}.attachments"
    held = case.now.fields.get(where, [])
    if not any((item["file"], item["sha256"]) == (name, digest) for item in held):
        what = {"what": words.line} if words.line else {}
        case.put(where, [*held, {"file": name, "sha256": digest, **what}])
        case.tell("attach")


def undo(book: Book, case: Case, hand: Hand, words: Words) -> None:
    """Take back the last act that stands, on all cases that it tied; the birth by the exit void."""
    if not case.acts:
        raise RefusedError
    step = case.acts[-1].step
    todo, met = [case], {case.id: case}
    while todo:
        held = todo.pop()
        for other in next(act for act in held.acts if act.step == step).tied - met.keys():
            if any(act.step == step for act in book.cases[other].acts):
                met[other] = book.cases[other]
                todo.append(met[other])
    for held in met.values():
        _undo(held, next(act for act in held.acts if act.step == step), hand, words)


def _undo(case: Case, act: Act, hand: Hand, words: Words) -> None:
    if act is not case.acts[-1] and set(act.kinds) - {"link", "split"}:
        raise RefusedError
    if act.before is None:
        leave(case, "void", hand, words if words.block.strip() else Words("undo", "undo", "undo\n"))
        if act.tied:
            case.put("links", _ties(case.now, act))
            case.tell("undo")
            case.acts.remove(act)
            case.undoing = True
        return
    ties = _ties(case.now, act)
    place = case.acts.index(act)
    if act is case.acts[-1]:
        before = act.before.fields
        facts = {name: before.get(name, "") for name in (*FLOW["lowering"], "charge")}
        _refuse_less(case, facts, hand, words, act.by == hand.me)
        case.now = act.before
    for later in case.acts[place + 1 :]:
        assert later.before is not None
        _put_ties(later.before, _ties(later.before, act))
    _put_ties(case.now, ties)
    del case.acts[place]
    case.undoing = True
    case.tell("undo", words.body)


def _ties(state: State, act: Act) -> list[dict[str, str]]:
    """The ties without those that an act added, with those that it took."""
    old, now = act.before.fields.get("links", []) if act.before else [], state.fields.get("links", [])
    if now == act.ties:
        return [*old]
    kept = [tie for tie in now if tie in old or tie not in act.ties]
    return [*kept, *(tie for tie in old if tie not in act.ties and tie not in kept)]


def _put_ties(state: State, ties: list[dict[str, str]]) -> None:
    state.fields = {**{k: v for k, v in state.fields.items() if k != "links"}, **({"links": ties} if ties else {})}


def _route(case: Case) -> str:
    paths = FLOW["paths"]
    return next((name for name, way in paths.items() if _holds(way["when"], case)), list(paths)[-1])


class Book:
    """All cases of a desk."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self.doer, self.step = "", 0

    def opened(self, name: str, kind: str, sets: Sequence[Set]) -> Case:
        """A new case."""
        case = Case(name, State({"stage": STAGES[0], "type": kind, "priority": RULES["defaults"]["priority"]}))
        for given, value in wanted(case, sets).items():
            case.put(given, value)
        if not case.text("title"):
            raise RefusedError
        case.put("path", _route(case))
        case.kinds = ["open"]
        self.cases[name] = case
        return case

    def split(self, old: Case, new: str, title: Words, words: Words) -> None:
        """A second case off a first."""
        sets = [Set(name, "", old.now.fields[name]) for name in INHERITED if name in old.now.fields]
        born = self.opened(new, old.text("type"), [*sets, Set("title", "", title.line)])
        born.put("links", [{"case": old.id, "what": "split-from"}])
        born.notes += words.body
        old.put("links", [*old.now.fields.get("links", []), {"case": new, "what": "split-into"}])
        old.tell("split", words.body)

    def after(self, act: Callable[[Book], None]) -> tuple[Book, set[str]]:
        """The book after an act, and the cases that it touched; as it is where the act is refused."""
        new = copy.deepcopy(self)
        try:
            act(new)
        except RefusedError:
            return self, set()
        touched = {name for name, case in new.cases.items() if self.cases.get(name) != case}
        for name in touched:
            case, before = new.cases[name], self.cases.get(name)
            if not case.undoing:
                kinds = case.kinds[len(before.kinds) if before else 0 :]
                ties = case.now.fields.get("links", [])
                case.acts.append(Act(before.now if before else None, self.doer, self.step, ties, kinds))
            case.undoing = False
        return new, touched


def refused(book: Book, act: Callable[[Book], None]) -> bool:
    """Whether an act would be refused."""
    try:
        act(copy.deepcopy(book))
    except RefusedError:
        return True
    return False
