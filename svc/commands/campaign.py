"""svc link --campaign and svc asset recall: the machines of a recall, put on its list, given cases, and looked at."""

from __future__ import annotations

import shlex

from svc import acts, births, customers, entry, recalls, relations, terminal, verbs
from svc.clerk import Clerk
from svc.commands import record_lists
from svc.commands.context import Context
from svc.commands.recorded import Asked
from svc.errors import NotFoundError, RefusedError, Several, SvcError, T, Text, UsageError, counted
from svc.i18n import joined, tr
from svc.ids import case_id
from svc.model import Case, Change, Problem, Record, Value, rows
from svc.options import FOR_PEOPLE, How
from svc.query.vocabulary import path_of
from svc.recalls import STATES, Listed
from svc.render.columns import Column
from svc.render.columns import Record as Line
from svc.render.paint import Label
from svc.render.safe import one_line
from svc.render.table import rows as render
from svc.render.table import to_json
from svc.schema.kinds import ASSET, CUSTOMER, made_key
from svc.schema.references import Renames
from svc.schema.settings import Settings
from svc.spare import partial, suppress
from svc.store import records as book
from svc.store.birth import open_under
from svc.store.glance import Glance, Written, at_hand
from svc.typed import Iterable, Iterator, Sequence

_HEADS = (
    Column("state", T("state")), Column("asset", T("machine")), Column("customer", T("customer")),
    Column("case", T("case")), Column("stage", T("stage")), Column("changed", T("last entry at")),
    Column("opt_outs", T("does not want")),
)  # fmt: skip
_SOME = 5


def attach(ctx: Context, word: str, query: str, kind: str, reason: str, how: How) -> int:
    """Put the machines that answer to a query on the list of a case; open a case for each where a type is given."""
    path = ctx.store.find(word)
    found = _answering(ctx, query)
    clerk = ctx.clerk(how.at, how.by)
    parent = ctx.store.load(path)
    has_case = {made_key((one.text("product"), one.text("serial"))) for one in children(ctx, parent)}
    wanted = [one for one in found if one.id not in has_case] if kind else []

    def noted(case: Case, new: Sequence[str]) -> Change:
        steps = [partial(_listed, clerk=clerk, found=found, query=query, reason=reason)]
        ties = [partial(relations.linked, clerk=clerk, other=name, what="child") for name in new]
        return acts.in_turn(case, [*steps, *ties])

    def born(rules: Settings, name: str, case: Case, at: int) -> Change:
        return _born(ctx, rules, name, case, wanted[at], kind, clerk)

    done = open_under(
        ctx.store, path, len(wanted), lambda rules: case_id(rules.prefix, clerk.now.strftime("%y%m"), ctx.draw),
        born, noted, ctx.now, verify=not how.no_verify,
    )  # fmt: skip
    ctx.tell(done, how.json)
    on_it = len(recalls.listed(done[0].case))
    terminal.say(counted(on_it, T("{count} machine on the list"), T("{count} machines on the list")))
    terminal.say(T("svc asset recall {id} shows how far each is", id=done[0].case.id))
    if done[0].receipt:
        ctx.store.touched(done[0].case.id)
    return 0


def _answering(ctx: Context, query: str) -> list[Record]:
    """The machines that a query means. Raises UsageError for none."""
    if not query.strip():
        raise UsageError(T("nothing follows {sign}", sign="--campaign"),
                         T("svc link @ --campaign 'product:HF-20 serial:2607A00400..2607A00499'"))  # fmt: skip
    found, problems = record_lists.answering(ctx, ASSET, [query])
    if problems:
        raise RefusedError(T("{count} files of machines cannot be read", count=len(problems)), T("svc asset check"))
    if not found:
        raise NotFoundError(T("no {kind} answers to that", kind=ASSET.label), T("svc asset list {query}", query=query))
    return found


def _listed(case: Case, clerk: Clerk, found: Sequence[Record], query: str, reason: str) -> Change:
    """The case with machines on its list that were not there."""
    known = recalls.listed(case)
    new: list[Value] = [
        {"id": clerk.fresh_id(case), "product": one.text("product"), "serial": one.text("serial")}
        for one in found if one.id not in known
    ]  # fmt: skip
    sets: dict[str, Value] = {"items": [*rows(case.get("items")), *new]} if new else {}
    return verbs.edit(case, {**sets, "campaign": recalls.widened(case.text("campaign"), query)}, clerk, reason)


def _born(
    ctx: Context, rules: Settings, name: str, parent: Case, machine: Record, kind: str, clerk: Clerk
) -> Change:
    """The case of one machine of a recall."""
    from svc import intake

    known = {key: machine.get(key) for key in ("customer", "product", "serial") if machine.get(key)}
    known |= {key: parent.get(key) for key in recalls.COPIED if parent.get(key)}
    given = [entry.Assignment(key, value) for key, value in known.items()]
    given.append(entry.Assignment("title", f"{parent.text('title')} ({machine.text('serial')})"))
    customer = machine.text("customer")
    held = book.load_one(ctx.store, CUSTOMER, customer) if customer else None
    given += intake.taken_over(held, given, f"{ctx.now:%Y-%m-%d}") if held else []
    found = births.born(rules, name, kind, given, clerk)
    tie: dict[str, Value] = {"id": clerk.fresh_id(Case({"id": name}, "")), "case": parent.id, "what": "parent"}
    return found._replace(sets={**found.sets, "links": [tie]})


def children(ctx: Context, parent: Case) -> list[Case]:
    """The cases below one, as far as they can be read."""
    found = []
    for row in rows(parent.get("links")):
        if row.get("what") == "child":
            with suppress(SvcError):
                found.append(ctx.store.load(ctx.store.find(str(row.get("case")))))
    return found


def show(ctx: Context, words: Sequence[str], asked: Asked) -> int:
    """Print the machines of a recall with the state of each, and how many are how far."""
    if len(words) != 1:
        raise UsageError(T("missing: {names}", names="ID"), T("svc asset recall ID, the case of the recall"))
    parent = ctx.store.load(ctx.store.find(words[0]))
    if not parent.get("campaign"):
        raise RefusedError(T("{id} is no recall", id=parent.id), T("svc link {id} --campaign QUERY", id=parent.id))
    closed = ctx.settings.workflow.closed
    found = recalls.machines(parent, children(ctx, parent), closed)
    fmt = "json" if asked.json else asked.format or ("table" if terminal.is_terminal() else "tsv")
    shown = found[: asked.limit or None]
    if fmt in ("json", "ndjson"):
        terminal.out(to_json([_line(ctx, one, False) for one in shown]))
    else:
        lines = [_line(ctx, one, fmt in FOR_PEOPLE) for one in shown]
        terminal.out(render(_HEADS, lines, fmt, terminal.width(), terminal.colours()), paged=True)
    terminal.say(summary(found))
    late = [one.id for one in falling_under(ctx, parent)]
    if late:
        few = [*late[:_SOME], *(["…"] if len(late) > _SOME else [])]
        terminal.say(T("not on the list, and falls under it: {names}", names=Several(few)))
        query = shlex.quote(parent.text("campaign"))
        terminal.say(T("then: svc link {id} --campaign {query}", id=parent.id, query=query))
    return 0


def told(ctx: Context, parent: Case) -> list[tuple[Label, object]]:
    """How many machines of a recall are how far, a line each, for the page of its case."""
    found = recalls.machines(parent, children(ctx, parent), ctx.settings.workflow.closed)
    return [(_state(state), str(count)) for state, count in recalls.counts(found)]


def summary(found: Sequence[Listed]) -> Text:
    """How many machines are how far."""
    parts = [T("{count} {state}", count=count, state=_state(state)) for state, count in recalls.counts(found)]
    whole = counted(len(found), T("{count} machine"), T("{count} machines"))
    return T("{whole}: {parts}", whole=whole, parts=Several(parts))


def _state(state: str) -> Text | str:
    return STATES.get(state, state)


def _line(ctx: Context, one: Listed, for_people: bool) -> Line:
    case = one.case
    machine = book.load_one(ctx.store, ASSET, one.key)
    customer = machine.text("customer") if machine else ""
    unwanted = _unwanted(ctx, customer)
    last = max((event.entered for event in case.events), default=None) if case else None
    return {
        "state": tr(STATES[one.state]) if for_people and one.state in STATES else one.state,
        "asset": one.key,
        "customer": customer or (case.text("customer") if case else ""),
        "case": case.id if case else "",
        "stage": (ctx.label("stage", case.stage) if for_people else case.stage) if case else "",
        "changed": (ctx.minute(last) if for_people else last.isoformat()) if last else "",
        "opt_outs": joined(ctx.label("opt_out", code) for code in unwanted) if for_people else ",".join(unwanted),
    }


def _unwanted(ctx: Context, name: str) -> list[str]:
    """What a customer does not want; nothing where there is no record of that key that can be read."""
    with suppress(SvcError):
        customer = book.load_one(ctx.store, CUSTOMER, name)
        return customers.opt_outs(customer) if customer else []
    return []


def falling_under(ctx: Context, parent: Case) -> Iterator[Record]:
    """The machines that a recall is about and that are not on its list; none while its query cannot be asked."""
    with suppress(UsageError):
        known = recalls.listed(parent)
        found, _ = record_lists.answering(ctx, ASSET, [parent.text("campaign")])
        yield from (one for one in found if one.id not in known)


def tell_case(ctx: Context, case: Case, met: Sequence[Glance | Written] | None = None) -> None:
    """Say under which open recalls the machine of a new case falls. ``met``: the recalls, where they are known."""
    parts = (case.text("product"), case.text("serial"))
    machine = book.load_one(ctx.store, ASSET, made_key(parts)) if all(parts) else None
    held = machine or Record({"product": parts[0], "serial": parts[1]}, "")
    for parent in under(ctx, held, in_force(ctx) if met is None else _read(met)):
        terminal.complain(_falls(parent))
        terminal.say(T("if it is about that: svc link {id} {parent} --as parent", id=case.id, parent=parent.id))


def tell_machines(ctx: Context, keys: Sequence[str]) -> None:
    """Say under which open recalls new machines fall."""
    parents = in_force(ctx)
    for key in keys if parents else ():
        machine = book.load_one(ctx.store, ASSET, key)
        for parent in under(ctx, machine, parents) if machine else ():
            terminal.complain(T("{key}: {message}", key=key, message=_falls(parent)))


def problems(ctx: Context) -> Iterator[Problem]:
    """A warning for each machine that falls under an open recall and is not on its list."""
    for parent in in_force(ctx):
        said = T("falls under the recall {id} and is not on its list", id=parent.id)
        yield from (Problem(one.path, 0, "serial", said, "warning") for one in falling_under(ctx, parent))


def _falls(parent: Case) -> Text:
    return T("falls under the recall {id}: {title}", id=parent.id, title=one_line(parent.text("title")))


def under(ctx: Context, machine: Record, parents: Iterable[Case]) -> Iterator[Case]:
    """The recalls that a machine falls under."""
    from svc.commands.queried import asker
    from svc.query.compiling import compiled

    for parent in parents:
        with suppress(UsageError):
            query = compiled(parent.text("campaign"), record_lists.vocabulary(ctx, ASSET), asker(ctx))
            if query.holds(machine.data):
                yield parent


def rekeyed(ctx: Context, case: Case, renames: Renames) -> dict[str, Value]:
    """The query of a recall as it is to be where records get other keys; nothing for a case that is none."""
    query, names = case.text("campaign"), record_lists.vocabulary(ctx, ASSET)
    with suppress(UsageError):
        keys = {name: becomes.key for name, becomes in renames.items()}
        new = recalls.rekeyed(query, lambda name: path_of(names, name), keys)
        return {"campaign": new} if new != query else {}
    return {}


def in_force(ctx: Context) -> list[Case]:
    """The recalls that are open."""
    closed = ctx.settings.workflow.closed
    return _read([glance for glance in at_hand(ctx.store, closed) if glance.line("campaign")])


def _read(glances: Iterable[Glance | Written]) -> list[Case]:
    found = []
    for glance in glances:
        with suppress(SvcError):
            found.append(glance.case())
    return found
