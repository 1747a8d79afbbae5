"""Steps of the history for people and scripts: who did it and when, which fields it changed."""

from __future__ import annotations

from svc import deeds
from svc.commands import wording
from svc.commands.context import Context
from svc.deeds import Deed
from svc.difference import difference, is_long
from svc.errors import T
from svc.i18n import tr
from svc.model import Event, stamp
from svc.schema.fields import CASE, EVENT_KINDS
from svc.schema.kinds import kind_at
from svc.schema.table import Table
from svc.spare import cached_property
from svc.store.layout import CASES, called, case_id_of
from svc.typed import TYPE_CHECKING, Collection, Iterator

if TYPE_CHECKING:
    from svc.store.history import Entry
    from svc.store.notes import FieldChange
    from svc.store.steps import Step

_TOLD_BY_EVENTS = frozenset({*EVENT_KINDS, "stage", "waiting", "exit"})


class History:
    """Tells the steps of one desk's history."""

    def __init__(self, ctx: Context, named: Collection[str] = ()) -> None:
        """``named``: fields that are told of a new case as well."""
        self.ctx = ctx
        self.named = named

    @cached_property
    def _people(self) -> dict[str, str]:
        """Mail address to person, of those who have a file."""
        return {str(p["mail"]): str(p["id"]) for p in self.ctx.store.people() if p.get("mail") and p.get("id")}

    @cached_property
    def _keys(self) -> dict[str, str]:
        """Mail address to person, who is at work among them: that costs a question to Git."""
        me, mail = self.ctx.called(self.ctx.store.me()), self.ctx.store.config.get("user.email", "")
        # An address that stands for itself does not tell who it is.
        return ({mail: me} if me and mail and me != mail else {}) | self._people

    def names(self, word: str) -> frozenset[str]:
        """Every name that the person whom ``--by`` means goes by; none for an empty word.

        Who is no key of the desk is known by the beginning of a mail address.
        """
        if not word:
            return frozenset()
        name = self.ctx.person(word)
        who = self._keys.get(name, name)
        known = {*self._keys.values(), *(one for members in self.ctx.settings.roles.values() for one in members)}
        mails = {f"{name}@"} if "@" not in name and name not in known else set()
        return frozenset({name, who, *(mail for mail, known in self._keys.items() if known == who), *mails})

    def deeds(self, entry: Entry, events: tuple[Event, ...]) -> list[Deed]:
        """What was done by whom and when: as the events say, as the commit says where there are none."""
        if events:
            return [deeds.of_event(event) for event in events]
        author = self._people.get(entry.mail) or self._keys.get(entry.mail, "")
        by = entry.message.trailers.get("By") or author or entry.mail or entry.author
        return [Deed(entry.at, by, None, author if author != by else "")]

    def record(self, step: Step) -> dict[str, object]:
        """A step as data for scripts; the keys are always there."""
        deed = self.deeds(step.entry, step.events)[0]
        events = [e.as_data() for e in step.events]
        return {
            "commit": step.entry.commit,
            "at": stamp(deed.at),
            "recorded": stamp(deed.recorded) if deed.recorded else "",
            "by": deed.by,
            "recorded_by": deed.recorded_by,
            "id": _case(step),
            "path": step.path,
            "subject": step.entry.message.subject,
            "event": events[0] if events else None,
            "events": events,
            "changes": [{"field": c.field, "from": c.old, "to": c.new} for c in step.changes],
        }

    def row(self, step: Step, whole: bool = True) -> dict[str, object]:
        """A step as a line of a table; long fields are cut where not the ``whole`` is asked for."""
        deed = self.deeds(step.entry, step.events)[0]
        return {
            "at": self.ctx.minute(deed.at),
            "by": wording.doer(deed.by, deed.recorded_by),
            "id": called(step.path),
            "commit": step.entry.commit[:10],
            "what": self._late(deed, "; ".join(self.what(step, whole))),
        }

    def _late(self, deed: Deed, what: str) -> str:
        """What happened, after when it was entered where that was later."""
        return tr(T("recorded {at}: {what}", at=self.ctx.minute(deed.recorded), what=what)) if deed.recorded else what

    def rows(self, step: Step) -> Iterator[dict[str, object]]:
        """A step as lines of a table: one an event, then one a field it changed."""
        row, deed = self.row(step), self.deeds(step.entry, step.events)[0]
        for told in self._told(step) or ([] if step.changes else [step.entry.message.subject]):
            yield row | {"what": self._late(deed, told)}
        for change in step.changes:
            old, new = (v.rstrip("\n") if isinstance(v, str) else v for v in (change.old, change.new))
            yield row | {"what": "", "field": change.field, "from": old, "to": new}

    def what(self, step: Step, whole: bool = True) -> list[str]:
        """The events of a step, then the fields it changed without one; else what its commit says."""
        kind, table = kind_at(step.path), _table(step)
        known = () if kind else _TOLD_BY_EVENTS.union(*(wording.tells(event) for event in step.events))
        silent = [c for c in step.changes if c.field not in known]
        if step.is_birth and (step.events or kind):
            silent = [c for c in step.changes if c.field in (*self.named, *(("name",) if kind else ())) and c.new]
        silent = [] if step.is_death and kind else silent
        most = 0 if whole else wording.LONGEST
        said = self._told(step) + [wording.changed(self.ctx, c.field, c.new, most, table) for c in silent]
        why = step.entry.message.trailers.get("Reason", "")
        return (said or [_silent(step)]) + ([why] if why and not any(words.endswith(why) for words in said) else [])

    def _told(self, step: Step) -> list[str]:
        gone = [tr(T("the file is gone"))] if step.is_death else []
        if kind_at(step.path) and (step.is_birth or step.is_death):
            gone = [_rekeyed(step) or tr(T("added") if step.is_birth else T("the file is gone"))]
        return gone + [wording.told(self.ctx, event) for event in step.events]

    def fields(self, step: Step) -> Iterator[str]:
        """The lines of a step told in full: its events, then each field with what it was and what it is."""
        deed = self.deeds(step.entry, step.events)[0]
        if deed.recorded:
            yield tr(T("recorded {at}", at=self.ctx.minute(deed.recorded)))
        yield from self._told(step)
        yield from filter(None, [step.entry.message.trailers.get("Reason")])
        for change in step.changes:
            yield from self._field(change, _table(step))
        if not step.entry.message.trailers or not (step.events or step.changes or step.is_death):
            yield tr(T("commit: {subject}", subject=step.entry.message.subject))

    def _field(self, change: FieldChange, table: Table) -> Iterator[str]:
        known = table.by_path.get(change.field)
        label = tr(known.label) if known else change.field
        old, new = (wording.value(self.ctx, change.field, v, table).strip("\n") for v in (change.old, change.new))
        if not is_long(change.old, change.new):
            yield f"{label}: {old} -> {new or '-'}" if old else f"{label}: {new}"
            return
        yield f"{label}:"
        found = difference(change.old, change.new)
        for sign, parts in (("-", found.gone), ("+", found.come)):
            for part in parts:
                one = wording.value(self.ctx, change.field, [part] if known and known.codes else part, table)
                yield f"  {sign} {one}"

    def head(self, step: Step) -> tuple[str, str, str]:
        """When, who, and which case and commit."""
        deed = self.deeds(step.entry, step.events)[0]
        who = wording.doer(deed.by, deed.recorded_by)
        return self.ctx.minute(deed.at), who, f"{called(step.path)}  {step.entry.commit[:10]}"


def _rekeyed(step: Step) -> str:
    """That a record got another key, ``""`` where it came or went otherwise."""
    keys = step.entry.message.trailers.get("Record", "").split()
    if len(keys) != 2:
        return ""
    return tr(T("was {record}", record=keys[0]) if step.is_birth else T("is {record} now", record=keys[1]))


def _table(step: Step) -> Table:
    """What the fields of the file are."""
    kind = kind_at(step.path)
    return kind.table if kind else CASE


def _case(step: Step) -> str:
    """The case that a step is about; none for the settings of the desk."""
    return case_id_of(step.path) if step.path.startswith(f"{CASES}/") else ""


def _silent(step: Step) -> str:
    """What to say of a commit that changed no field of a case: svc wrote its subject in English."""
    message = step.entry.message
    if message.trailers.get("Kind") == "merge":
        return tr(T("merged"))
    return tr(T("edited by hand")) if _case(step) and message.trailers else message.subject
