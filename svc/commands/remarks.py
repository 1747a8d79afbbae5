"""What else to know about a change that was made: said on stderr, whatever else is."""

from __future__ import annotations

from svc import terminal
from svc.errors import Several, T
from svc.model import Case, Change, Event, InvalidFileError, Value, rows
from svc.schema.fields import BY_PATH, item_field
from svc.schema.fold import open_waits
from svc.typed import TYPE_CHECKING, Iterator, Sequence

if TYPE_CHECKING:
    from svc.commands.context import Context
    from svc.store.changes import Done


_MOST_WORDS = 12


def remark(ctx: Context, done: Sequence[Done]) -> None:
    """Say what is odd about what was done: a closed case, a wait that goes on, a person misspelt."""
    closed = ctx.settings.workflow.closed
    for one in done:
        if one.receipt and one.case.stage == closed and "stage" not in one.change.sets and not _ties(one.change):
            stage = ctx.settings.named("stage", closed)
            terminal.complain(T("{id} is {stage}; svc reopen {id} opens it again", id=one.case.id, stage=stage))
        goes_on = "stage" in one.change.sets or any(event.kind == "restored" for event in one.change.events)
        held = sorted(set(open_waits(one.case.events).values())) if one.receipt and goes_on else []
        if held:
            reasons = ctx.settings.listing("wait", held)
            said = T("{id} still waits for {reasons}, and clocks stand still; svc resume {id} --for {first} ends it",
                     id=one.case.id, reasons=reasons, first=ctx.settings.typed("wait", held[0]))  # fmt: skip
            terminal.complain(said)
        for event in one.change.events if one.receipt else ():
            if event.kind == "promise" and event.get("state") == "made":
                _weigh(ctx, event, one.case)
        to = {event.kind: event.get("to") for event in one.change.events}
        if one.receipt and "correct" in to and to.get("warranty", "known") in ("", "unknown"):
            terminal.complain(T("{id}: the warranty was judged from what was wrong; svc edit {id} --set warranty=... "
                                "says it anew", id=one.case.id))  # fmt: skip
    for one in done[:1]:
        if one.receipt:
            _tell_new_words(ctx, one)
    _doubt(ctx, [one.change for one in done], done[0].case.id if len(done) == 1 else "ID")
    if ctx.stranger and ctx.store.is_news(ctx.me):
        terminal.say(ctx.stranger)


def _ties(change: Change) -> bool:
    """Whether all that happened is that the case was tied to another one."""
    return bool(change.events) and all(event.kind == "link" for event in change.events)


def _weigh(ctx: Context, promise: Event, case: Case) -> None:
    """Say what speaks against a promise: it falls outside the hours, or later than what is due anyway."""
    from svc.sla.naming import target_named
    from svc.sla.promised import doubts

    try:
        found = list(doubts(promise, case, ctx.terms, ctx.now))
    except InvalidFileError as error:
        for problem in error.problems:
            terminal.complain(T("{where}: {message}", where=problem.where, message=problem.message))
        return
    until = ctx.minute(promise.get("until"))
    for one in found:
        ctx.tell_estimated(one.unknown)
        if one.why == "closed":
            said = T("promised for {until}, when {calendar} is closed: it opens next {opening}",
                     until=until, calendar=one.name, opening=ctx.minute(one.at))  # fmt: skip
        else:
            said = T("promised for {until}, later than the time target {target}, which falls due {due}",
                     until=until, target=target_named(one.name), due=ctx.minute(one.at))  # fmt: skip
        terminal.complain(said)


def warn(ctx: Context, done: Sequence[Done]) -> None:
    """Say what hand edits brought in that is allowed, and yet to be looked at: a key that svc does not know."""
    from svc.store.changes import warnings

    for problem in (p for one in done if one.receipt for p in warnings(one, ctx.settings)):
        terminal.complain(T("{where}: {message}", where=problem.where, message=problem.message))


def _tell_new_words(ctx: Context, done: Done) -> None:
    """Say of a code from no list that no other open case has it."""
    from svc.commands.used import InUse, free_words

    in_use = InUse(ctx)
    for name, word in free_words(ctx.settings, done.change.sets).items():
        others = [used for used in in_use.words(name) if used != word]
        if others and in_use.counts(name)[word] <= 1:
            used = Several(others[:_MOST_WORDS])
            terminal.complain(T("{word} is new as {field}; in use are {words}",
                                word=word, field=BY_PATH[name].label, words=used))  # fmt: skip


def _doubt(ctx: Context, changes: Sequence[Change], case: str) -> None:
    """Point out who is nobody's key but nearly somebody's."""
    named = {name for change in changes for name in _named(change)} - {"", ctx.me}
    if not named:
        return
    given = {name for change in changes for name in _given(change)}
    known = ctx.persons.keys
    for name in sorted(named - known):
        doubt = ctx.persons.doubt(name, [ctx.me])
        if doubt:
            terminal.complain(doubt)
        elif name in given and known and "@" not in name:
            terminal.complain(T("{name} is nobody's key yet: neither a role nor people/ names them; svc undo {id} "
                                "takes it back", name=name, id=case))  # fmt: skip


def _named(change: Change) -> Iterator[str]:
    """The persons whom a change names, as doers or in a field."""
    yield change.by
    yield from (event.by for event in change.events)
    yield from _given(change)


def _given(change: Change) -> Iterator[str]:
    """The persons whom a change sets in a field."""
    for name, value in change.sets.items():
        known = BY_PATH.get(name)
        if known and known.kind == "person":
            yield str(value)
        elif known and known.kind == "items":
            yield from _in_items(name, value)


def _in_items(path: str, value: Value) -> Iterator[str]:
    for item in rows(value):
        for key, held in item.items():
            if item_field(path, key).kind == "person":
                yield str(held)
