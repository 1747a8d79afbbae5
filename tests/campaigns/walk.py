"""Walks through all verbs on a real desk, compared with the model after every step.

A walk is a run of Hypothesis' state machine: it draws the steps, and where one goes wrong it looks for the shortest
walk that still does. Every step is one command in this process on a copy of a prepared desk.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from svc.commands.reading import record
from svc.model import Event, flatten
from svc.schema import fold, pending
from svc.schema.fields import BY_PATH
from svc.store import Store
from tests.campaigns import model
from tests.campaigns.model import CLOSED, FLOW, MANAGER, NOTHING, RULES, STAGES, WORDS, Book, Case, Hand, Set, Words
from tests.conftest import clean, made_desk
from tests.running import Svc, Told

Expected = Callable[[Book], None]
START = datetime.fromisoformat("2026-11-21T09:00:00+00:00")
MOST = 6
"""Cases of a walk: few, so that each lives through much."""

hands = st.builds(
    Hand, st.sampled_from((MANAGER, MANAGER, "li.wei")), st.sampled_from(("", "", "wang.fang")),
    st.sampled_from((0, 1, 400, 90_000)),
)  # fmt: skip
words = st.sampled_from(WORDS)
reasons = st.one_of(words, words, st.just(NOTHING))
picks = st.integers(0, MOST - 1)
several = st.lists(picks, min_size=1, max_size=3)
codes = {group: list(RULES["codes"][group]) for group in RULES["codes"]}
waits = st.sampled_from(list(FLOW["waits"]))


def typed(name: str, said: Words) -> Set:
    """A field set to what somebody says."""
    if BY_PATH.get(name) and BY_PATH[name].kind == "block":
        return Set(name, said.given, said.block)
    return Set(name, said.given, said.key if name in ("customer", "product", "serial") else said.line)


def supplied(name: str, now: str, number: int) -> Set:
    """Something that will do for a field, whatever its kind."""
    known = BY_PATH[name]
    if known.kind == "code":
        return _same(name, next(iter(codes.get(known.codes, ["x-1"]))))
    if known.kind == "items":
        item = {"what": "run", "result": "pass", "owner": "li.wei", "due": "2027-01-31", "id": f"t{number}"}
        return Set(name, "{what: run, result: pass, owner: li.wei, due: 2027-01-31}", item, add=True)
    if known.kind == "words":
        return Set(name, "li.wei，王芳", ["li.wei", "王芳"])
    if known.kind == "when":
        return Set(name, "now", now)
    if known.kind == "block":
        return Set(name, "Some words.", "Some words.\n")
    return _same(name, "2027-01-31" if known.kind == "date" else "chen.jie")


def _same(name: str, value: str) -> Set:
    return Set(name, value, value)


settable = st.one_of(
    st.builds(typed, st.sampled_from(("title", "customer", "serial", "description", "analysis.cause", "summary.lesson",
                                      "feedback.decision", "refs.order", "summary.knowledge")), words),
    st.sampled_from([
        _same(name, code) for name in ("severity", "priority", "channel", "category", "warranty", "charge", "path")
        for code in codes[name]
    ]),
    st.sampled_from([_same(name, "") for name in ("severity", "assignee", "description", "channel", "title",
                                                  "summary.lesson", "analysis.team", "resolution.tests")]),
    st.sampled_from([
        Set("tags", "b, a，b", ["a", "b"]), Set("analysis.team", "li.wei, 王芳", ["li.wei", "王芳"]),
        _same("feedback.told_at", "2026-11-20"), _same("assignee", "li.wei"), _same("team", "lab"),
        _same("feedback.reply", "refused"), _same("feedback.reply", "unreached"),
        Set("more.own", "mine", "mine"),
        Set("resolution.tests", "{what: 'run: it', result: fail}", {"what": "run: it", "result": "fail"}, add=True),
    ]),
)  # fmt: skip
intake = st.one_of(
    st.builds(typed, st.sampled_from(("title", "customer", "serial", "product", "description")), words),
    st.sampled_from([_same(n, c) for n in ("severity", "channel", "category", "warranty") for c in codes[n]]),
)
PLACES = {
    "a line of its own": re.compile(r"^(?=(?:title|customer|description|analysis|resolution|notes|log):)", re.M),
    "a line of its own in a section": re.compile(r"^  (?=(?:lesson|knowledge|told_at|reply|remedy):)", re.M),
    "a line of its own in the log": re.compile(r"^  (?=- \{id: \w+, at: )", re.M),
    "behind a value": re.compile(r"(?m)^(?:stage|type|path|severity|channel|waiting|assignee|priority):[^#\n]*(?=\n)"),
    "behind an event": re.compile(r"(?m)^  - \{id: .*\}(?=\n|\Z)"),
    "at the end": re.compile(r"\Z"),
}


class Walk(RuleBasedStateMachine):
    """One walk."""

    desk_made: ClassVar[Path]
    told: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(dir=self.desk_made.parent))
        self.desk = self.home / "desk"
        shutil.copytree(self.desk_made, self.desk, symlinks=True)
        self.svc = Svc(self.desk)
        self.store = Store.open(self.desk)
        self.book = Book()
        self.sound = True
        self.steps = 0
        self.now = START
        self.head = self.git("rev-parse", "HEAD").strip()
        self.lying_about = self.git("status", "--porcelain", "-uall")

    def teardown(self) -> None:
        """The whole desk once more, then it goes."""
        if self.sound:
            self.last_look()
        shutil.rmtree(self.home)

    def last_look(self) -> None:
        """Every case, those too that nobody touched of late."""
        self.svc("check")
        for case in self.book.cases.values():
            self.says(case, json.loads(self.svc("show", case.id, "--json").out))
        self.told[f"{self.steps // 10 * 10} steps"] += 1
        for case in self.book.cases.values():
            self.told[f"cases in {case.stage}"] += 1

    # -- doing and comparing

    def git(self, *args: str) -> str:
        return subprocess.run(["git", *args], cwd=self.desk, check=True, capture_output=True, text=True).stdout

    def case(self, pick: int, fit: Callable[[Case], object] = lambda _: True) -> Case:
        """One of the cases, one that fits where there is any."""
        held = list(self.book.cases.values())
        held = [case for case in held if fit(case)] or held
        return held[pick % len(held)]

    def picked(self, pick: list[int]) -> list[Case]:
        """Some of the cases, each once."""
        return [self.book.cases[name] for name in dict.fromkeys(self.case(one).id for one in pick)]

    def file(self, case: Case) -> Path:
        return self.desk / self.store.find(case.id)

    def begin(self, hand: Hand) -> None:
        """The moment and the person of the next command."""
        self.sound = False
        self.steps += 1
        self.now += timedelta(seconds=hand.gap)
        self.book.doer, self.book.step = hand.doer, self.steps
        os.environ.update(SVC_NOW=self.now.isoformat(), SVC_SEED=str(self.steps), SVC_ME=hand.me)

    def do(self, expected: Callable[[Book, str], None], hand: Hand, *line: str) -> bool:
        """Run a command and compare what came of it; False where it was refused."""
        self.begin(hand)
        told, status = self.svc.run(*line, *([f"--by={hand.by}"] if hand.by else []))
        if status and line[0] == "commit":
            self.git("checkout", "-q", "--", "cases")
        name = told.out.split()[0] if told.out.strip() else ""
        return self.judge(lambda book: expected(book, name), told, status, line)

    def judge(self, expected: Expected, told: Told, status: int, line: tuple[str, ...]) -> bool:
        """Whether the desk is as the model says after an act."""
        said = f"svc {' '.join(line)}\nexit status {status}\n{told.out}{told.err}"
        refused = model.refused(self.book, expected)
        assert "internal error" not in told.err, said
        assert (status in (1, 2)) is refused, f"{'allowed' if status == 0 else 'refused'} against the model: {said}"
        self.book, touched = self.book.after(expected)
        self.told[f"{line[0]} {'refused' if refused else 'done' if touched else 'nothing to do'}"] += 1
        self.committed(touched, said, by_svc=line[0] != "git")
        for name in touched:
            self.agrees(self.book.cases[name])
        self.sound = True
        return not refused

    def committed(self, touched: set[str], said: str, by_svc: bool = True) -> None:
        """One commit that holds the cases touched and nothing else, or none; nothing lies about that did not before."""
        log = self.git("log", "--format=%x01%H%n%B%x02", "--name-only", f"{self.head}..HEAD")
        commits = log.split("\1")[1:]
        assert len(commits) == bool(touched), f"{len(commits)} commits, touched {touched}: {said}"
        assert self.git("status", "--porcelain", "-uall") == self.lying_about, said
        if not commits:
            return
        message, _, files = commits[0].partition("\2")
        self.head, _, message = message.partition("\n")
        cases = {Path(file).stem for file in files.split() if not file.startswith("attachments/")}
        assert cases == touched, said
        if by_svc:
            named = re.findall(r"^(Case|Event): (.*)$", message.rpartition("\n\n")[2], re.M)
            assert set(dict(named)["Case"].split()) == touched, f"{message}\n{said}"

    def agrees(self, case: Case) -> None:
        """The file says what the model says, passes the check, and keeps the comments."""
        path = self.store.find(case.id)
        self.says(case, record(self.store.load(path)))
        self.answers(case, self.store.load(path).events)
        text = (self.desk / path).read_text(encoding="utf-8")
        assert [c for c in case.comments if text.count(c) != 1] == [], f"comments lost\n{text}"
        assert [p for p in self.store.check(path, self.store.settings) if p.severity == "error"] == []

    @staticmethod
    def says(case: Case, data: dict[str, Any]) -> None:
        """What a case holds, as ``svc show --json`` prints it."""
        log, notes = data.pop("log"), data.pop("notes", {})
        assert [event["kind"] for event in log] == case.kinds
        assert sorted(notes.values()) == sorted(case.notes)
        assert set(notes) <= {event["id"] for event in log}
        for name in ("id", "opened_at", "opened_by"):
            del data[name]
        held = {"waiting": case.waiting} if case.waiting else {}
        assert _plain(data) == _plain({**case.now.fields, **held})

    @staticmethod
    def answers(case: Case, events: Sequence[Event]) -> None:
        """What is open until somebody answers."""
        ids = [event.id for event in events]
        assert _places(pending.promises(events), ids) == case.now.promises
        assert _places(pending.handovers(events), ids) == list(case.now.handover)
        assert _places(pending.escalations(events), ids) == case.now.escalations
        assert _places(pending.waits(events), ids) == list(case.now.waits)
        assert fold.stage(events) == case.stage

    def event_id(self, case: Case, place: int) -> str:
        return self.store.load(self.store.find(case.id)).events[place].id

    # -- births

    @initialize(first=st.sampled_from(codes["type"]), severity=st.sampled_from(codes["severity"]), said=words)
    def two(self, first: str, severity: str, said: Words) -> None:
        """Two cases to begin with: one with all that intake asks for, one with next to nothing."""
        known = [_same("severity", severity), _same("channel", "phone"), _same("category", "leak"),
                 _same("customer", "northmill"), typed("description", said)]  # fmt: skip
        self.new(first, WORDS[0], known, Hand())
        self.new("repair", said, [], Hand())

    @precondition(lambda self: len(self.book.cases) < MOST)
    @rule(kind=st.sampled_from(codes["type"]), title=words, known=st.lists(intake, max_size=4), hand=hands)
    def new(self, kind: str, title: Words, known: list[Set], hand: Hand) -> None:
        sets = [typed("title", title), *(one for one in known if one.name != "title")]
        line = ["new", kind, f"--title={title.given}", *(one.option for one in sets[1:])]
        self.do(lambda book, name: book.opened(name, kind, sets) and None, hand, *line)

    @precondition(lambda self: len(self.book.cases) < MOST)
    @rule(pick=picks, title=words, why=reasons, hand=hands)
    def split(self, pick: int, title: Words, why: Words, hand: Hand) -> None:
        old = self.case(pick).id
        line = ("split", f"-m{why.given}", "--", old, title.given)
        if title.given.startswith("-"):
            return
        self.do(lambda book, name: book.split(book.cases[old], name, title, why), hand._replace(by=""), *line)

    # -- words and waits

    def on(self, pick: int | Case, act: Callable[[Case], None], hand: Hand, verb: str, *line: str) -> bool:
        """A verb on one case."""
        case = (self.case(pick) if isinstance(pick, int) else pick).id
        return self.do(lambda book, _: act(book.cases[case]), hand, verb, case, *line)

    def on_all(self, pick: list[int], act: Callable[[Case], None], hand: Hand, verb: str, *line: str) -> bool:
        """A verb on several cases: all or none."""
        cases = [case.id for case in self.picked(pick)]

        def expected(book: Book, _: str) -> None:
            for case in cases:
                act(book.cases[case])

        return self.do(expected, hand, verb, *cases, *line)

    @rule(pick=picks, way=st.sampled_from(("in", "in", "out")), said=words, internal=st.booleans(), hand=hands)
    def contact(self, pick: int, way: str, said: Words, internal: bool, hand: Hand) -> None:
        line = (way, f"--message={said.given}", *(["--internal"] if internal else ["--via=phone"]))
        self.on(pick, lambda case: model.contact(case, way, said, internal), hand, "contact", *line)

    @rule(pick=several, said=words, late=st.booleans(), hand=hands)
    def note(self, pick: list[int], said: Words, late: bool, hand: Hand) -> None:
        at = [f"--at={START.isoformat()}"] if late and all(n % 2 == 0 for n in pick) else []
        if at and any(self.opened(case) > START for case in self.picked(pick)):
            return
        line = (f"--message={said.given}", *at)
        self.on_all(pick, lambda case: case.tell("note", said.body) and None, hand, "note", *line)

    def opened(self, case: Case) -> datetime:
        return self.store.load(self.store.find(case.id)).events[0].at

    @rule(pick=several, reason=waits, said=reasons, hand=hands)
    def wait(self, pick: list[int], reason: str, said: Words, hand: Hand) -> None:
        line = (reason, "--until=tomorrow", f"--message={said.given}")
        self.on_all(pick, lambda case: model.wait(case, reason, said), hand, "wait", *line)

    @rule(pick=picks, reason=st.one_of(waits, st.just("")), said=reasons, hand=hands)
    def resume(self, pick: int, reason: str, said: Words, hand: Hand) -> None:
        line = (f"--for={reason}", f"--message={said.given}")
        waits = self.case(pick, lambda case: case.now.waits)
        self.on(waits, lambda case: model.resume(case, reason, said), hand, "resume", *line)

    @rule(pick=picks, said=words, hand=hands)
    def promise(self, pick: int, said: Words, hand: Hand) -> None:
        line = ("--until=tomorrow", f"--message={said.given}")
        self.on(pick, lambda case: model.promise(case, said), hand, "promise", *line)

    @rule(pick=picks, kept=st.booleans(), named=st.booleans(), said=reasons, hand=hands)
    def end_promise(self, pick: int, kept: bool, named: bool, said: Words, hand: Hand) -> None:
        case, state = self.case(pick, lambda case: case.now.promises), "kept" if kept else "broken"
        place = case.now.promises[-1] if named and case.now.promises else None
        of = [] if place is None else [f"--of={self.event_id(case, place).lower()}"]
        line = (f"--{state}", *of, f"--message={said.given}")
        self.on(case, lambda case: model.end_promise(case, place, state, said), hand, "promise", *line)

    # -- the loop

    @rule(pick=picks, hand=hands, by_close=st.booleans())
    def forward(self, pick: int, hand: Hand, by_close: bool) -> None:
        """On to the next stage, with all that is missing."""
        self.onward(pick, hand, by_close)

    @rule(pick=picks, hand=hands, times=st.integers(2, 5))
    def far_forward(self, pick: int, hand: Hand, times: int) -> None:
        for _ in range(times):
            self.onward(pick, hand, False)

    def onward(self, pick: int, hand: Hand, by_close: bool) -> None:
        case = self.case(pick, lambda case: case.stage != CLOSED)
        target = model.ahead(case)
        if not target:
            return
        sets = self.missing(case, (self.now + timedelta(seconds=hand.gap)).isoformat())

        def act(case: Case) -> None:
            model.edit(case, sets, hand)
            model.move(case, target, hand)

        verb = ("close", case.id) if by_close and target == CLOSED else ("move", case.id, target)
        self.do(lambda book, _: act(book.cases[case.id]), hand, *verb, *(one.option for one in sets))

    def missing(self, case: Case, now: str) -> list[Set]:
        """What the gates ask for, and what they ask for once that is there."""
        found: list[Set] = []

        def once(book: Book) -> None:
            there = book.cases[case.id]
            there.now.fields |= model.wanted(there, found)
            more = [self.fill(there, name, now) for name in model.lacking(there)]
            found.extend(more)

        for _ in range(3):
            model.refused(self.book, once)
        return found

    def fill(self, case: Case, name: str, now: str) -> Set:
        parts = name.split("|")[0].split(".")
        whole = ".".join(parts)
        if whole in BY_PATH:
            return supplied(whole, now, self.steps)
        items, key = ".".join(parts[:-2]), parts[-1]
        place = [item["id"] for item in case.now.fields[items]].index(parts[-2])
        value = {"result": "pass", "due": "2027-01-31"}.get(key, "li.wei")
        return Set(f"{items}.{place}.{key}", value, value)

    @rule(pick=picks, stage=st.sampled_from(STAGES), said=reasons, override=st.booleans(), hand=hands)
    def move(self, pick: int, stage: str, said: Words, override: bool, hand: Hand) -> None:
        """Anywhere, allowed or not."""
        line = (stage, f"--message={said.given}", *(["--override"] if override else []))
        self.on(pick, lambda case: model.move(case, stage, hand, said, override), hand, "move", *line)

    @rule(pick=picks, name=st.sampled_from(list(FLOW["exits"])), other=picks, said=reasons, named=st.booleans(),
          hand=hands)  # fmt: skip
    def leave(self, pick: int, name: str, other: int, said: Words, named: bool, hand: Hand) -> None:
        case, tied = self.case(pick), self.case(other) if named or name == "duplicate" else None
        line = ("close", case.id, f"--as={name}", f"--message={said.given}", *([f"--of={tied.id}"] if tied else []))

        def expected(book: Book, _: str) -> None:
            model.leave(book.cases[case.id], name, hand, said, book.cases[tied.id] if tied else None)

        self.do(expected, hand, *line)

    @rule(pick=picks, said=reasons, hand=hands)
    def reopen(self, pick: int, said: Words, hand: Hand) -> None:
        closed = self.case(pick, lambda case: case.stage == CLOSED)
        self.on(closed, lambda case: model.reopen(case, hand, said), hand, "reopen", f"--message={said.given}")

    # -- facts

    @rule(pick=picks, sets=st.lists(settable, min_size=1, max_size=3, unique_by=lambda one: one.name), said=reasons,
          hand=hands)  # fmt: skip
    def edit(self, pick: int, sets: list[Set], hand: Hand, said: Words = NOTHING) -> None:
        sets = [one._replace(value={**one.value, "id": f"t{self.steps}"}) if one.add else one for one in sets]
        line = (*(one.option for one in sets), f"--message={said.given}")
        self.on(pick, lambda case: model.edit(case, sets, hand, said, said.body), hand, "edit", *line)

    @rule(pick=picks, sets=st.lists(intake, min_size=1, max_size=3, unique_by=lambda one: one.name), said=reasons,
          hand=hands)  # fmt: skip
    def correct(self, pick: int, sets: list[Set], said: Words, hand: Hand) -> None:
        line = (*(one.option for one in sets), f"--message={said.given}")
        self.on(pick, lambda case: model.correct(case, sets, hand, said), hand, "correct", *line)

    @rule(pick=picks, outcome=st.sampled_from(codes["triage"]), said=reasons, told=st.booleans(), hand=hands)
    def triage(self, pick: int, outcome: str, said: Words, told: bool, hand: Hand) -> None:
        line = (outcome, f"--message={said.given}", *(["--told"] if told else []))
        self.on(pick, lambda case: model.triage(case, outcome, said), hand, "triage", *line)

    @rule(pick=picks, said=reasons, hand=hands)
    def restore(self, pick: int, said: Words, hand: Hand) -> None:
        self.on(pick, lambda case: model.restore(case, said), hand, "restore", f"--message={said.given}")

    @rule(pick=picks, kind=st.sampled_from(codes["type"]), said=reasons, hand=hands)
    def retype(self, pick: int, kind: str, said: Words, hand: Hand) -> None:
        self.on(pick, lambda case: model.retype(case, kind, said), hand, "retype", kind, f"--message={said.given}")

    @rule(pick=picks, said=words, replace=st.booleans(), hand=hands)
    def lesson(self, pick: int, said: Words, replace: bool, hand: Hand) -> None:
        line = (f"--message={said.given}", *(["--replace"] if replace else []))
        self.on(pick, lambda case: model.lesson(case, said, replace), hand, "lesson", *line)

    # -- hands

    @rule(pick=several, who=st.sampled_from(("li.wei", "wang.fang", "")), said=reasons, hand=hands)
    def assign(self, pick: list[int], who: str, said: Words, hand: Hand) -> None:
        line = (who or "-", f"--message={said.given}")
        self.on_all(pick, lambda case: model.assign(case, who, said), hand, "assign", *line)

    @rule(colleague=st.sampled_from(("li.wei", "wang.fang")), said=reasons, hand=hands)
    def assign_from(self, colleague: str, said: Words, hand: Hand) -> None:
        def expected(book: Book, _: str) -> None:
            theirs = [c for c in book.cases.values() if c.text("assignee") == colleague and c.stage != CLOSED]
            if not theirs:
                raise model.RefusedError
            for case in theirs:
                model.assign(case, "chen.jie", said)

        self.do(expected, hand, "assign", "chen.jie", f"--from={colleague}", f"--message={said.given}")

    @rule(pick=picks, team=st.sampled_from(("lab", "workshop")), said=reasons, hand=hands)
    def offer(self, pick: int, team: str, said: Words, hand: Hand) -> None:
        line = (f"--to={team}", f"--message={said.given}")
        self.on(pick, lambda case: model.offer(case, team, said), hand, "handover", *line)

    @rule(pick=picks, state=st.sampled_from(("accepted", "declined", "withdrawn")), said=reasons, hand=hands)
    def answer(self, pick: int, state: str, said: Words, hand: Hand) -> None:
        option = {"accepted": "--accept", "declined": "--decline", "withdrawn": "--withdraw"}[state]
        line = (option, f"--message={said.given}")
        offered = self.case(pick, lambda case: case.now.handover)
        self.on(offered, lambda case: model.answer(case, state, hand, said), hand, "handover", *line)

    @rule(pick=picks, to=st.sampled_from(("wu.hao", "")), threat=st.sampled_from(("press", "")), said=reasons,
          hand=hands)  # fmt: skip
    def escalate(self, pick: int, to: str, threat: str, said: Words, hand: Hand) -> None:
        line = (f"--to={to}", f"--threat={threat}", f"--message={said.given}")
        self.on(pick, lambda case: model.escalate(case, to, threat, said), hand, "escalate", *line)

    @rule(pick=picks, said=reasons, hand=hands)
    def take_up(self, pick: int, said: Words, hand: Hand) -> None:
        raised = self.case(pick, lambda case: case.now.escalations)
        self.on(raised, lambda case: model.take_up(case, said), hand, "escalate", "--accept", f"--message={said.given}")

    # -- ties, files, undo

    @rule(pick=several, other=picks, what=st.sampled_from(list(model.INVERSE)), remove=st.booleans(), said=reasons,
          hand=hands)  # fmt: skip
    def link(self, pick: list[int], other: int, what: str, remove: bool, said: Words, hand: Hand) -> None:
        cases, target = [case.id for case in self.picked(pick)], self.case(other).id
        line = ("link", *cases, target, f"--as={what}", f"--message={said.given}", *(["--remove"] if remove else []))

        def expected(book: Book, _: str) -> None:
            model.link([book.cases[case] for case in cases], book.cases[target], what, said, remove)

        self.do(expected, hand, *line)

    @rule(pick=picks, content=st.integers(0, 2), said=reasons, hand=hands)
    def attach(self, pick: int, content: int, said: Words, hand: Hand) -> None:
        data = b"\xff\xd8\r\n\x00%d" % content
        name, digest = f"photo {content % 2}.jpg", hashlib.sha256(data).hexdigest()
        (self.home / name).write_bytes(data)
        line = (str(self.home / name), f"--message={said.given}")
        if self.on(pick, lambda case: model.attach(case, name, digest, said), hand, "attach", *line):
            assert (self.desk / f"attachments/{digest[:2]}/{digest}.jpg").read_bytes() == data

    @rule(pick=picks, said=reasons, hand=hands)
    def undo(self, pick: int, said: Words, hand: Hand) -> None:
        case = self.case(pick).id
        line = ("undo", case, f"--message={said.given}")
        self.do(lambda book, _: model.undo(book, book.cases[case], hand, said), hand, *line)

    @rule(pick=picks, times=st.integers(2, 4), hand=hands)
    def undo_far(self, pick: int, times: int, hand: Hand) -> None:
        for _ in range(times):
            self.undo(pick, NOTHING, hand)

    # -- by hand

    @rule(pick=picks, place=st.sampled_from(list(PLACES)), which=st.integers(0, 9), hand=hands)
    def plant(self, pick: int, place: str, which: int, hand: Hand) -> None:
        """A comment, written into the file."""
        case, comment = self.case(pick), f"# kept {self.steps}."
        file = self.file(case)
        text = file.read_text(encoding="utf-8")
        found = list(PLACES[place].finditer(text))
        if not found:
            return
        at = found[which % len(found)].end()
        indent = found[which % len(found)].group() if "own" in place else ""
        new = f"   {comment}" if place.startswith("behind") else f"{comment}\n{indent}"
        file.write_text(text[:at] + new + text[at:], encoding="utf-8")
        self.take_in(case, lambda case: case.comments.append(comment), hand)

    @rule(pick=picks, one=st.sampled_from([_same(n, c) for n in ("severity", "channel", "category") for c in codes[n]]),
          by_git=st.booleans(), why=reasons, hand=hands)  # fmt: skip
    def write(self, pick: int, one: Set, by_git: bool, why: Words, hand: Hand) -> None:
        """A field, written into the file and taken in by svc commit; one without an event perhaps by git commit."""
        case = self.case(pick)
        self.written(case, one)
        if by_git and one.name == "category":
            self.begin(hand)
            if case.text(one.name) != one.value:
                self.git("commit", "-q", "-m", "by hand", "--", str(self.file(case)))
            self.judge(lambda book: model.edit(book.cases[case.id], [one], hand), Told("", ""), 0, ("git", "commit"))
        else:
            self.take_in(case, lambda case: model.edit(case, [one], hand, why, why.body), hand, why)

    @rule(pick=picks, hand=hands)
    def move_by_hand(self, pick: int, hand: Hand) -> None:
        """The next stage, written into the file."""
        case = self.case(pick, lambda case: case.stage != CLOSED)
        target = model.ahead(case)
        sets = self.missing(case, (self.now + timedelta(seconds=hand.gap)).isoformat())
        if sets and pick % 3:
            self.on(case, lambda case: model.edit(case, sets, hand), hand, "edit", *(one.option for one in sets))
        if target:
            self.written(case, _same("stage", target))
            self.take_in(case, lambda case: model.move(case, target, hand), hand)

    def written(self, case: Case, one: Set) -> None:
        file = self.file(case)
        text = file.read_text(encoding="utf-8")
        new, count = re.subn(rf"(?m)^{one.name}:[^#\n]*?( *#.*)?$", rf"{one.name}: {one.value}\1", text)
        assert count == 1
        file.write_text(new, encoding="utf-8")

    def take_in(self, case: Case, act: Callable[[Case], None], hand: Hand, why: Words = NOTHING) -> None:
        if self.git("status", "--porcelain", "-uall") != self.lying_about:
            told, status = self.svc.run("note", case.id, "--message=x")
            assert status in (1, 3), f"a verb went over edits that were not committed: {told}"
        self.do(lambda book, _: act(book.cases[case.id]), hand, "commit", case.id, f"--message={why.given}")


def _places(events: list[Event], ids: list[str]) -> list[int]:
    return [ids.index(event.id) for event in events]


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Fields by dotted names; the ids of items, which the model cannot know, left out."""
    return {k: [_bare(item) for item in v] if isinstance(v, list) else v for k, v in flatten(data)}


def _bare(item: Any) -> Any:
    return {k: v for k, v in item.items() if k != "id"} if isinstance(item, dict) else item


@contextmanager
def ground(folder: Path) -> Iterator[None]:
    """A fresh machine, and the desk that walks begin with: a manager who may override, a person's own work about."""
    with pytest.MonkeyPatch.context() as patch:
        clean(patch, folder)
        desk = made_desk(folder)
        rules = desk / "svc.yaml"
        rules.write_text(rules.read_text(encoding="utf-8").replace("manager: []", f"manager: [{MANAGER}]"), "utf-8")
        (desk / "notes.md").write_text("first\n")
        for line in (["add", "."], ["commit", "-qm", "as it is"]):
            subprocess.run(["git", *line], cwd=desk, check=True)
        (desk / "notes.md").write_text("first\nan edit nobody committed\n")
        (desk / "staged.txt").write_text("staged, not committed\n")
        subprocess.run(["git", "add", "staged.txt"], cwd=desk, check=True)
        Walk.desk_made = desk
        yield


def walk(count: int, steps: int = 30, begin: int | None = None, **more: Any) -> Counter[str]:
    """Some walks of so many steps; what they did, counted. Raises AssertionError with the shortest walk that fails.

    They are other walks each time, or with a seed to ``begin`` with the same ones.
    """
    Walk.told.clear()
    asked = settings(
        max_examples=count, stateful_step_count=steps, deadline=None, derandomize=False, print_blob=True,
        database=None, report_multiple_bugs=False, suppress_health_check=list(HealthCheck), **more,
    )  # fmt: skip
    run_state_machine_as_test(Walk if begin is None else seed(begin)(Walk), settings=asked)
    return Walk.told.copy()


def run(folder: Path, count: int, portion: int = 100) -> Iterator[str]:
    """Walks in as many processes as there are processors, portion by portion; what went wrong begins with WRONG."""
    portions = [(folder / str(n), min(portion, count - n)) for n in range(0, count, portion)]
    told: Counter[str] = Counter()
    with ProcessPoolExecutor(mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for said in pool.map(_portion, portions):
            if isinstance(said, str):
                yield f"WRONG {said}"
            else:
                told += said
    verbs = sorted({key.partition(" ")[0] for key in told if key.endswith((" done", " refused", " to do"))})
    done, no = (sum(told[f"{verb} {how}"] for verb in verbs) for how in ("done", "refused"))
    yield f"{count} walks of 30 steps, {len(verbs)} verbs: {done} acts done, {no} refused, each as the model says"


def _portion(asked: tuple[Path, int]) -> Counter[str] | str:
    folder, count = asked
    folder.mkdir(parents=True)
    with ground(folder):
        try:
            return walk(count)
        except Exception as error:
            notes = getattr(error, "__notes__", [])
            return "\n".join([f"{type(error).__name__}: {error}", *notes])
