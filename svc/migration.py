"""Cases brought along when the workflow changes: out of stages, paths, types and exits that it knows no more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from svc import endings, entry, verbs
from svc.clerk import Clerk
from svc.errors import RefusedError, T, UnknownCodeError, UsageError
from svc.model import Case, Change, Event, Value
from svc.patterns import pattern
from svc.schema import fold
from svc.schema.fields import BY_PATH
from svc.schema.homes import NAMES, Lost, lost
from svc.schema.naming import field_named
from svc.schema.near import near
from svc.schema.settings import Settings
from svc.typed import NamedTuple
from svc.words import words

_GIVEN = pattern(r"\s*([^:：=＝]+?)\s*[:：]\s*([^=＝]+?)\s*[=＝]\s*(.+?)\s*")


class Renaming(NamedTuple):
    """Every case that stands in ``old`` without a home is to stand in ``new``."""

    field: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.field} {self.old} -> {self.new}"


def parsed(settings: Settings, given: Sequence[str], cases: Sequence[Case]) -> list[Renaming]:
    """``stage:feedback=summary`` and the like, in either language. Raises UsageError."""
    found = [_renaming(settings, one, cases) for one in given]
    for name, old in {(r.field, r.old) for r in found}:
        if sum((r.field, r.old) == (name, old) for r in found) > 1:
            raise UsageError(T("{field} {word} is named twice", field=name, word=old))
    return found


def _renaming(settings: Settings, given: str, cases: Iterable[Case]) -> Renaming:
    match = _GIVEN.fullmatch(given)
    name = field_named(match[1]) if match else ""
    if not match or name not in NAMES:
        listed = ", ".join(NAMES)
        raise UsageError(
            T("write FIELD:OLD=NEW with one of {names}, not {given}", names=listed, given=given),
            T("svc migrate stage:feedback=summary"),
        )
    standing = {case.text(name) for case in cases}
    known = settings.codes_like(name, match[2])
    old = match[2] if match[2] in standing or len(known) != 1 else known[0]
    return Renaming(name, old, _new(settings, name, match[3]))


def _new(settings: Settings, name: str, word: str) -> str:
    workflow = settings.workflow
    code = entry.code(settings, name, name, word)
    known = {"stage": workflow.stages, "path": tuple(r.name for r in workflow.routes)}.get(name, (code,))
    if code in known:
        return code
    names = settings.listing(name, known)
    said = T("svc.yaml knows no {field} {value}", field=BY_PATH[name].label, value=repr(code))
    raise UnknownCodeError(said, T("known are {names}", names=names), name, code)


def concerned(settings: Settings, case: Case, wanted: Iterable[Renaming]) -> list[Renaming]:
    """The renamings that move a case: where it stands so, and has no home there."""
    fields = {each.field for each in lost(settings, case)}
    # On a path that knows no way on, another stage helps as well.
    fields |= {"stage"} if "path" in fields else set()
    return [r for r in wanted if case.text(r.field) == r.old and r.field in fields]


def passed(settings: Settings, case: Case, wanted: Iterable[Renaming]) -> list[Renaming]:
    """The renamings of stages that an open case has been through: who left them is still asked for."""
    workflow = settings.workflow
    left = set() if case.stage == workflow.closed else fold.stages_left(case.events)
    left -= {event.get("from") for event in fold.valid(case.events) if fold.renames_stage(event)}
    return [r for r in wanted if r.field == "stage" and r.old in left and r.old not in (*workflow.stages, case.stage)]


def refuse_known(settings: Settings, cases: Sequence[Case], wanted: Iterable[Renaming]) -> None:
    """Cases that are at home are moved by verbs, past no gate. Raises RefusedError."""
    verb = {"stage": "svc move", "path": "svc edit --set path=...", "type": "svc retype", "exit": "svc reopen"}
    for each in wanted:
        standing = [case for case in cases if case.text(each.field) == each.old]
        if standing and not any(concerned(settings, case, [each]) for case in standing):
            said = T("svc.yaml knows the {field} {word}", field=BY_PATH[each.field].label, word=each.old)
            raise RefusedError(said, T("{verb} takes cases out of it", verb=verb[each.field]))


def migrate(settings: Settings, case: Case, wanted: Sequence[Renaming], clerk: Clerk, reason: str) -> Change:
    """Bring one case along. Raises RefusedError when it would still stand nowhere."""
    said = words(reason)
    sets: dict[str, Value] = {}
    events: list[Event] = []
    notes: dict[str, str] = {}
    standing, gone = concerned(settings, case, wanted), passed(settings, case, wanted)
    for each in (*standing, *gone):
        data: dict[str, Value] = {"field": each.field, "from": each.old, "to": each.new, "text": said.subject}
        event = clerk.event(case, "migrate", data | ({"past": "true"} if each in gone else {}))
        sets |= {each.field: each.new} if each in standing else {}
        events.append(event)
        notes |= said.note(event)
    if sets.get("stage") == settings.workflow.closed:
        ended = endings.end_all(case, clerk)
        sets |= ended.sets
        events += ended.events
    change = Change(sets, tuple(events), notes, f"migrate {', '.join(map(str, wanted))}")
    for left in lost(settings, verbs.after(case, change)):
        said_of = T("{id} would still stand nowhere: {why}", id=case.id, why=left.said)
        raise RefusedError(said_of, T("add {field}:{word}=...", field=left.field, word=left.word))
    return change


def remedy(settings: Settings, before: Settings | None, one: Lost) -> str:
    """The line to type for cases that stand nowhere, with the word that they probably belong to."""
    return f"svc migrate {one.field}:{one.word}={_guess(settings, before, one) or '...'}"


def _guess(settings: Settings, before: Settings | None, one: Lost) -> str:
    """A renamed word keeps its place; of a stage that was taken out the next one takes the cases."""
    now = [word for word in _words(settings, one.field) if not (one.stage and word == one.word)]
    was = _words(before, one.field) if before else []
    fresh = [word for word in now if word not in was]
    place = was.index(one.word) if one.word in was else -1
    if place >= 0 and len(now) == len(was) and now[place] in fresh:
        return now[place]
    if place >= 0 and len(fresh) == 1:
        return fresh[0]
    if place >= 0 and one.field == "stage":
        return next((word for word in was[place:] if word in now), now[-1])
    return now[0] if len(now) == 1 else near(one.word, now)


def _words(settings: Settings, name: str) -> list[str]:
    """The words that a field may have."""
    if name == "stage":
        return list(settings.workflow.stages)
    return [route.name for route in settings.workflow.routes] if name == "path" else list(settings.codes.get(name, {}))
