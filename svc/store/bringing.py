"""Cases from elsewhere as commits: all of them in one, or one an event at its own time; all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from svc.errors import SvcError, T, Text
from svc.ids import body
from svc.model import Arrival, Case, Change, Data, InvalidFileError, Problem, Value, mapping
from svc.schema.check import check_case
from svc.schema.settings import Settings
from svc.store import layout, watch
from svc.store.apply import apply
from svc.store.changes import refuse_worse, rules
from svc.store.codec import read
from svc.store.desk import Store
from svc.store.entry import entry, in_order, is_apart, settled
from svc.store.forms import form_text
from svc.store.git import tip
from svc.store.message import Message, of_change
from svc.store.private import Private
from svc.store.reading import to_case
from svc.store.snapshot import Snapshot
from svc.store.source import decode
from svc.store.stream import stream
from svc.store.tree import line_of, plain
from svc.store.writer import Draft, Receipt, locked
from svc.typed import NamedTuple, Protocol, TypeVar

Newer = Callable[[Case, Change], tuple[Change, list[Text]]]
"""What is to be added to a case that is there already, and what contradicts it."""


_Thing = TypeVar("_Thing")


class Counting(Protocol):
    """Hands things on one by one, and may tell somebody how many of them there are and how many are done."""

    def __call__(self, things: Iterable[_Thing], total: int, what: Text) -> Iterator[_Thing]:
        """The things."""


def silently(things: Iterable[_Thing], total: int, what: Text) -> Iterator[_Thing]:
    """Tells nobody."""
    return iter(things)


class Brought(NamedTuple):
    """What became of arrivals: the ids of new cases and of those that were added to or are there as they are;
    by line, why others were left out and what contradicts the cases that are there."""

    new: list[str]
    grown: list[str]
    there: list[str]
    left_out: list[tuple[int, Text]]
    contradictions: list[tuple[int, str, Text]]
    receipt: Receipt | None = None


class _Text(NamedTuple):
    """The new text of a case and what was done to it."""

    id: str
    path: str
    text: str
    change: Change


class Import:
    """Cases brought into the commit that HEAD is now."""

    def __init__(self, store: Store, counting: Counting = silently) -> None:
        self.store = store
        self.counting = counting
        self.snapshot = Snapshot(store.git, store.repo, tip(store.git, "HEAD"))
        self.snapshot.preload([layout.SETTINGS])
        self.rules = rules(store, self.snapshot)
        self.result = Brought([], [], [], [], [])
        self._private = Private(store, self.rules)
        self._texts: list[_Text] = []

    def judge(self, arrivals: Sequence[Arrival], newer: Newer) -> Brought:
        """See what is new, and whether it is valid; nothing is written."""
        known = {body(layout.case_id_of(path)): path for path in self.store.committed_ids()}
        held = {a.id: known[body(a.id)] for a in arrivals if body(a.id) in known}
        self.snapshot.preload(sorted(set(held.values())))
        for arrival in self.counting(arrivals, len(arrivals), T("looking at cases")):
            try:
                self._one(arrival, held.get(arrival.id, ""), newer)
            except SvcError as error:
                problems = error.problems if isinstance(error, InvalidFileError) else []
                said = [problem.message for problem in problems] or [error.message]
                self.result.left_out.append((arrival.line, said[0]))
        return self.result

    def _one(self, arrival: Arrival, held: str, newer: Newer) -> None:
        path = layout.case_path(arrival.id)
        text, known = self._drawn(path, arrival)
        text = self._private.clean(path, text, set())
        data = self.snapshot.committed(held) if held else None
        if data is None:
            _prove(text, path, known if self._private.is_idle else None, self.rules)
            self.result.new.append(arrival.id)
            self._texts.append(_Text(arrival.id, path, text, arrival.change))
        elif data == text.encode():
            self.result.there.append(arrival.id)
        else:
            self._grow(arrival, held, decode(data, held), newer)

    def _grow(self, arrival: Arrival, path: str, text: str, newer: Newer) -> None:
        case = to_case(text, path)
        change, told = newer(case, arrival.change)
        self.result.contradictions.extend((arrival.line, case.id, said) for said in told)
        if change:
            after = self._private.clean(path, apply(text, path, change), watch.lines_of(text.encode()))
            refuse_worse(text, after, path, self.rules)
            self._texts.append(_Text(case.id, path, after, change))
        (self.result.grown if change else self.result.there).append(case.id)

    def _drawn(self, path: str, arrival: Arrival) -> tuple[str, Data]:
        """The text of a new case and what it says."""
        sets = arrival.change.sets
        form = form_text(self.snapshot, self.rules, str(sets["type"]), str(sets["path"]))
        head, blank = _form(form)
        data = blank
        for name, value in sets.items():
            data = _put(data, name.split("."), value)
        data = data | {"log": [event.as_data() for event in arrival.change.events]}
        if head is None:
            return apply(form, path, arrival.change), data
        return head + "\n".join(_lines(form, blank, data)) + "\n", data

    def is_loose(self, path: str) -> bool:
        """Whether a file stands in the work tree otherwise than in the commit that the cases are brought into."""
        return self.snapshot.at_work(path) not in (None, self.snapshot.committed(path))

    def keep(self, when: datetime, source: str, told: str, history: bool, verify: bool) -> Receipt | None:
        """Write what was found to be new. ``told``: what the commit of a batch says of where it came from.

        Raises RefusedError, StateError; then nothing was kept.
        """
        if not self._texts:
            with locked(self.store.git, self.store.repo):  # brings an import to its end that was killed just before
                return None
        drafts = self._events(when) if history else iter([self._batch(source, told, when)])
        self._private.keep()
        try:
            return stream(self.store.repo, self.store.config, drafts, verify, base=self.snapshot.commit)
        except BaseException:
            self._private.undo()
            raise

    def _batch(self, source: str, told: str, when: datetime) -> Draft:
        """One commit for all. It counts the cases and does not name them: they are the files that it changes."""
        files: dict[str, bytes | None] = {one.path: one.text.encode() for one in self._texts}
        if len(self._texts) == 1:
            return Draft(of_change(self._texts[0].id, self._texts[0].change)._replace(body=told), files, when)
        count = len(self._texts)
        message = Message(f"{count} cases: import {source}", {"Kind": "imported", "Count": str(count)}, told)
        return Draft(message, files, when)

    def _events(self, now: datetime) -> Iterator[Draft]:
        """One commit an event, in order of time, then of id: nothing depends on the order of the rows.

        Its author date is the event's, its committer date that of the import.
        """
        steps = [(e.at, one.id, n, one) for one in self._texts for n, e in enumerate(one.change.events)]
        steps.sort(key=lambda step: step[:3])
        for at, name, number, one in self.counting(steps, len(steps), T("writing events")):
            event = one.change.events[number]
            first = number == 0 and event.kind == "imported"
            what = f"{one.change.what}: {event.kind}"
            sets: Mapping[str, Value] = one.change.sets if first else {}
            change = Change(sets, (event,), what=what)
            yield Draft(of_change(name, change), {one.path: _as_of(one, number).encode()}, at, written=now)


def _as_of(one: _Text, number: int) -> str:
    """The text as it stood when only so many of its new events had happened."""
    later = len(one.change.events) - number - 1
    if not later:
        return one.text
    lines = one.text.rstrip("\n").split("\n")[:-later]
    stage = next((e.get("to") or e.get("stage") for e in one.change.events[number::-1] if _tells(e)), "")
    if not stage:
        ahead = next((e for e in one.change.events[number + 1 :] if _tells(e)), None)
        if ahead is None:
            return "\n".join(lines) + "\n"
        stage = ahead.get("from")
    at = next(i for i, line in enumerate(lines) if line.startswith("stage:"))
    return "\n".join([*lines[:at], f"stage: {stage}", *lines[at + 1 :]]) + "\n"


def _tells(event: object) -> bool:
    return getattr(event, "kind", "") in ("imported", "move", "reopen")


@lru_cache(maxsize=64)
def _form(form: str) -> tuple[str | None, Data]:
    """The comment that a form begins with, None where there are more within it, and its blank fields."""
    lines = form.split("\n")
    top = next((i for i, line in enumerate(lines) if not line.startswith("#")), 0)
    within = any(line.lstrip().startswith("#") or " #" in line for line in lines[top:])
    head = None if within else "".join(f"{line}\n" for line in lines[:top])
    return head, mapping(plain(read(form, "")))


def _lines(form: str, blank: Data, data: Data) -> list[str]:
    """The lines of a case; those of what is blank in all cases of the form are made once."""
    lines: list[str] = []
    for name in in_order((), list(data)):
        if lines and is_apart((name,)):
            lines.append("")
        lines += _blank_lines(form, name) if data[name] is blank.get(name) else entry((name,), settled(data[name]), 0)
    return lines


@lru_cache(maxsize=1024)
def _blank_lines(form: str, name: str) -> list[str]:
    return entry((name,), settled(_form(form)[1][name]), 0)


def _put(data: Data, keys: list[str], value: Value) -> Data:
    """The data with a value at a place."""
    head, *rest = keys
    inner: Value = _put(mapping(data.get(head, "")), rest, value) if rest else value
    return {**data, head: inner}


def _prove(text: str, path: str, meant: Data | None, settings: Settings) -> None:
    """The text says what was meant, where that can be told, and is a valid case. Raises InvalidFileError."""
    node = read(decode(text.encode("utf-8", "surrogatepass"), path), path)
    data = mapping(plain(node))
    problems = [p for p in check_case(data, path, settings, lambda name: line_of(node, name)) if p.severity == "error"]
    if problems:
        raise InvalidFileError(problems)
    if meant is not None and settled(data) != settled(meant):
        raise InvalidFileError([Problem(path, 0, "", T("these values cannot be written to a file"))])
