"""A case as a page: what stands on it and in what order, for us or for the customer."""

from __future__ import annotations

from svc import disclosure, workflow
from svc.commands import wording
from svc.commands.context import Context
from svc.commands.outstanding import outstanding, promised
from svc.errors import SvcError, T, Text
from svc.i18n import tr
from svc.model import Case, Data, Event, InvalidFileError, mapping, rows
from svc.render.page import Moment, Section
from svc.render.paint import Label
from svc.schema import fold
from svc.schema.attachments import LIST, named
from svc.schema.fields import BY_PATH, FIELDS, Field
from svc.schema.kinds import CUSTOMER, PRODUCT
from svc.schema.sizes import size
from svc.store.layout import attachment_path
from svc.typed import Iterable, Iterator, NamedTuple, Sequence

_SKIPPED = ("id", "title", "reviews", "log", "notes", "more")
_DIGITS = 12
"""Digits of a SHA-256 that are shown."""


class Sheet(NamedTuple):
    """A page of one case. ``needed`` is what is missing to leave the stage."""

    sections: Sequence[Section]
    needed: Section
    conversation: Sequence[Moment]
    attachments: Section
    log: Sequence[Moment] = ()


def internal(ctx: Context, case: Case) -> Sheet:
    """The page for the people of the desk."""
    needed = T("still needed to leave {stage}", stage=ctx.label("stage", case.stage))
    files = Section(T("attachments"), [_file(ctx, item.get("file"), item.get("sha256"), item.get("what"))
                                       for _, item in named(case)])  # fmt: skip
    said = disclosure.spoken(case.events)
    rest = [event for event in case.events if event not in said]
    first, *others = _sections(ctx, case)
    return Sheet(
        sections=[_with_records(ctx, case, first), *_recall(ctx, case), outstanding(ctx, case), *others],
        needed=Section(needed, [("", said) for said in _still_needed(ctx, case)]),
        conversation=_talk(ctx, case, said, by_whom=True),
        attachments=files,
        log=[_moment(ctx, case, event) for event in rest],
    )


def _still_needed(ctx: Context, case: Case) -> list[Text]:
    """What a case lacks to go on; a closed one goes nowhere."""
    return [] if case.stage == ctx.settings.workflow.closed else workflow.described(ctx.settings, case)


def _with_records(ctx: Context, case: Case, head: Section) -> Section:
    """The head of the page with what records say to whoever takes the case up."""
    named = ((CUSTOMER, "customer"), (PRODUCT, "product"))
    if not any(ctx.store.has_record(case.text(name), kind.folder) for kind, name in named):
        return head
    from svc.commands import needed

    return head._replace(fields=[*head.fields, *needed.lines(ctx, case)])


def _recall(ctx: Context, case: Case) -> Iterator[Section]:
    """How many machines of a recall are how far."""
    if case.text("campaign"):
        from svc.commands import campaign

        yield Section(T("recall"), campaign.told(ctx, case))


def for_customer(ctx: Context, case: Case) -> Sheet:
    """The page that may go to the customer: no names of ours, nothing internal."""
    seen = disclosure.seen(case)
    fields = [BY_PATH[name] for name in seen if name not in _SKIPPED]
    files = [(e.get("file"), e.get("text")) for e in disclosure.shared(case)]
    return Sheet(
        sections=[Section(f"{case.id}  {case.text('title')}", _told(ctx, case, fields)), promised(ctx, case)],
        needed=Section("", []),
        conversation=_talk(ctx, case, disclosure.heard(case), by_whom=False),
        attachments=Section(T("attachments"), [(file, what or "-") for file, what in files]),
    )


def targets(ctx: Context, case: Case) -> Section:
    """How the case stands by its time targets; nothing while svc.yaml has mistakes in what they are."""
    from svc.commands import verdicts
    from svc.sla.clocks import standing
    from svc.sla.naming import target_named

    try:
        clocks = [*standing(case, ctx.terms, ctx.now).clocks]
    except InvalidFileError:
        clocks = []
    ctx.tell_estimated(pair for clock in clocks for pair in clock.unknown)
    said = [(target_named(clock.name), verdicts.standing_words(ctx, clock)) for clock in clocks]
    return Section(T("time targets"), said)


def _sections(ctx: Context, case: Case) -> Iterator[Section]:
    mark = " *" if case.path in ctx.store.edited([case.path]) else ""
    heads = [f for f in FIELDS if f.kind == "section"]
    top = [f for f in FIELDS if "." not in f.path and f not in heads and f.path not in _SKIPPED]
    yield Section(f"{case.id}  {case.text('title')}{mark}", _told(ctx, case, top))
    for head in heads:
        inner = [f for f in FIELDS if f.path.rpartition(".")[0] == head.path and f not in heads]
        inner = [f for f in inner if not f.path.endswith(f".{LIST}")]
        is_stage = head.path in ctx.settings.workflow.stages
        heading = ctx.label("stage", head.path) if is_stage else head.label
        yield Section(heading, _told(ctx, case, inner), level=head.path.count(".") + 1)
    yield Section(T("more"), [(k, wording.plain(v)) for k, v in mapping(case.get("more")).items()])


def _told(ctx: Context, case: Case, fields: Iterable[Field]) -> list[tuple[Label, object]]:
    return [(f.label, _links(ctx, case) if f.path == "links" else wording.value(ctx, f.path, case.get(f.path)))
            for f in fields]  # fmt: skip


def _links(ctx: Context, case: Case) -> str:
    """The cases that it is tied to, a line each: how, the stage that they are in, what they are about."""
    return "\n".join(_tied(ctx, row) for row in rows(case.get("links")))


def _tied(ctx: Context, row: Data) -> str:
    how, name = ctx.label("link", str(row.get("what", ""))), str(row.get("case", ""))
    try:
        other = ctx.store.load(ctx.store.find(name))
    except SvcError:
        return f"{how} {name}"
    return f"{how} {name}  {ctx.label('stage', other.stage)}  {other.text('title')}"


def _talk(ctx: Context, case: Case, events: Iterable[Event], by_whom: bool) -> list[Moment]:
    """What was said, in order, whole."""
    return [
        Moment(ctx.minute(e.at), _who(e) if by_whom else "", _said(ctx, e, by_whom), disclosure.whole_words(case, e))
        for e in events
    ]


def _said(ctx: Context, event: Event, by_whom: bool) -> str:
    bare = event._replace(data={k: v for k, v in event.data.items() if k != "text"})
    told = (_late(ctx, event) if by_whom else "") + wording.told(ctx, bare)
    return f"{told}  ({tr(T('internal'))})" if event.get("visible") != disclosure.SEEN else told


def _moment(ctx: Context, case: Case, event: Event) -> Moment:
    words = disclosure.whole_words(case, event)
    gone = f"  ({tr(T('undone'))})" if event.id in fold.undone(case.events) else ""
    if words == event.get("text"):
        return Moment(ctx.minute(event.at), _who(event), _late(ctx, event) + wording.told(ctx, event) + gone)
    # The subject is the first line of the words: said once.
    bare = event._replace(data={k: v for k, v in event.data.items() if k != "text"})
    return Moment(ctx.minute(event.at), _who(event), _late(ctx, event) + wording.told(ctx, bare) + gone, words)


def _who(event: Event) -> str:
    return wording.doer(event.by, event.recorded_by)


def _late(ctx: Context, event: Event) -> str:
    """When it was entered, where that was later."""
    return tr(T("recorded {at}", at=ctx.minute(event.recorded))) + "  " if event.recorded else ""


def _file(ctx: Context, name: object, digest: object, what: object) -> tuple[Label, object]:
    """A file's name, and beside it how large it is, where it lies, as a shell finds it, and what it shows."""
    parts: list[Text | str] = []
    if digest:
        path = attachment_path(str(digest), str(name or ""))
        length, shown = ctx.store.length(path), short_path(path, str(digest))
        if length is None and ctx.settings.privacy.in_vault:
            from svc.store import attachments

            place = attachments.place_of(ctx.store, path)
            length, shown = (place.stat().st_size, str(place)) if place.is_file() else (None, shown)
        parts = [T("missing") if length is None else size(length), shown]
    return str(name or "-"), "  ".join([*map(tr, parts), *([str(what)] if what else [])]) or "-"


def short_path(path: str, digest: str) -> str:
    """The path of an attachment with a ``*`` for most of its hash."""
    return path.replace(digest, f"{digest[:_DIGITS]}*")
