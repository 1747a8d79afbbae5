"""Another key for records, and two records made one: with every file that names them, in one commit."""

from __future__ import annotations

from svc.model import Case, Change, Data, InvalidFileError, Record, Value
from svc.schema.kinds import KINDS, OF_CASES, Kind
from svc.schema.references import Becomes, Name, Renames, rewritten
from svc.schema.settings import Settings
from svc.spare import datetime
from svc.store.changes import Act, acted, commit, rules
from svc.store.codec import load
from svc.store.desk import Store
from svc.store.message import Message, of_many
from svc.store.private import Private
from svc.store.recording import Files, Kept, draft_of, name_of
from svc.store.records import keys
from svc.store.snapshot import Snapshot
from svc.store.writer import Draft
from svc.typed import Callable, Iterable, Iterator, Mapping, NamedTuple

ForCase = Callable[[Mapping[str, Value]], Act]
"""The act that gives fields of a case other values."""


class Plan(NamedTuple):
    """What gets another key. ``into``: what the record that a key becomes takes over, where it is there already."""

    renames: Renames
    into: Mapping[str, Value] | None = None


def rekey(
    store: Store, kind: Kind, key: str, plan: Plan, for_case: ForCase, when: datetime,
    why: str = "", verify: bool = True, dry_run: bool = False,
) -> Kept:  # fmt: skip
    """Give a record another key, or make it one with the record that has it; every reference follows.

    Raises RefusedError, InvalidFileError, StateError; then nothing was changed.
    """
    done: list[Kept] = []
    new = plan.renames[kind.name, key].key

    def build(snapshot: Snapshot) -> Draft:
        in_force = rules(store, snapshot)
        files = Files(snapshot, Private(store, in_force))
        before = files.data(kind.path(key))
        changes, contents = _cases(store, snapshot, plan.renames, for_case, in_force)
        others = [*_records(store, files, plan.renames)]
        for name, becomes in plan.renames.items():
            _become(files, name, becomes, plan, plan.into if name == (kind.name, key) else None)
        after = files.data(kind.path(new))
        others = [path for path in others if path not in (kind.path(key), kind.path(new))]
        done[:] = [Kept(Record(after, kind.path(new)), before, tuple(changes), tuple(others))]
        verb = "rename" if plan.into is None else "merge"
        message = _message(kind, key, new, verb, changes, why)
        return draft_of(files, when, message, in_force, contents)

    receipt = commit(store, build, verify, dry_run)
    return done[0]._replace(receipt=receipt)


def _cases(
    store: Store, snapshot: Snapshot, renames: Renames, for_case: ForCase, in_force: Settings
) -> tuple[dict[str, Change], dict[str, bytes | None]]:
    """What becomes of the cases that name one of the records. Raises InvalidFileError for a case nobody can read."""
    cases, problems = store.records()
    if problems:
        raise InvalidFileError(problems)
    asked = [key for _, key in renames]
    found = [(case, rewritten(case.data, OF_CASES, renames)) for case in cases]
    named = {case.path: sets for case, sets in found if sets or _asks(case, asked)}
    snapshot.preload([*named])
    there = [(kind, becomes.key) for (kind, _), becomes in renames.items()]
    acts = (acted(snapshot, path, for_case(sets), in_force, there) for path, sets in named.items())
    done = [one for one in acts if one.after.encode() != snapshot.committed(one.case.path)]
    return {one.case.id: one.change for one in done}, {one.case.path: one.after.encode() for one in done}


def _asks(case: Case, keys: Iterable[str]) -> bool:
    """Whether the query of a recall may ask for one of some records."""
    return any(key in case.text("campaign") for key in keys)


def _records(store: Store, files: Files, renames: Renames) -> Iterator[str]:
    """Change the records that name one of those, and give the path of each."""
    words = [key.encode() for _, key in renames]
    for kind in KINDS.values():
        asked = [one for one in kind.references if any(one.kind == name for name, _ in renames)]
        for key in keys(store, kind) if asked else ():
            path = kind.path(key)
            data = store.read(path) or b""
            if any(word in data for word in words) and (sets := rewritten(load(data, path), asked, renames)):
                files.set(path, sets)
                yield path


def _become(files: Files, name: Name, becomes: Becomes, plan: Plan, into: Mapping[str, Value] | None) -> None:
    """Carry out one of the renames. Raises RefusedError where another record has the key."""
    kind, old = KINDS[name[0]], name[1]
    path, target = kind.path(old), kind.path(becomes.key)
    if into is not None:
        files.set(target, into)
        files.set(target, _itself(kind, becomes.key, load(files.text(target).encode(), target), plan.renames))
        files.drop(path)
        return
    held = load(files.text(path).encode(), path)
    if path != target:
        files.move(path, target)
    parts = dict(zip(kind.made_of, becomes.parts, strict=False))
    files.set(target, {"id": becomes.key, **parts, "former": _former(held, old)})


def _itself(kind: Kind, key: str, held: Data, renames: Renames) -> dict[str, Value]:
    """What of a record that took over another one named that one: it names nothing then, least of all itself."""
    found = rewritten(held, kind.references, renames)
    own = [one.fields[0] for one in kind.references if one.kind == kind.name and not one.within]
    for name in own:
        said = found.get(name, held.get(name, ""))
        if said == key or (isinstance(said, list) and key in said):
            found[name] = [word for word in said if word != key] if isinstance(said, list) else ""
    return found


def _former(held: Data, old: str) -> Value:
    known = held.get("former", "")
    return [*(word for word in known if word != old), old] if isinstance(known, list) else [old]


def _message(kind: Kind, key: str, new: str, verb: str, changes: Mapping[str, Change], why: str) -> Message:
    trailers = of_many(dict(changes)).trailers if changes else {}
    subject = f"{name_of(kind, key)}: {verb} {'to' if verb == 'rename' else 'into'} {name_of(kind, new)}"
    return Message(subject, {**trailers, "Record": f"{name_of(kind, key)} {name_of(kind, new)}", "Reason": why})
