"""The page of ``svc warranty``: each term step by step, the verdicts, what law and agreements give, and who pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from svc import approvals, terminal
from svc.commands.context import Context
from svc.commands.entitlement import Matter
from svc.dates.periods import Period
from svc.errors import Several, T, Text, counted
from svc.goodwill import GOODWILL
from svc.i18n import joined, language, tr
from svc.model import Case, Value
from svc.render.cells import pad, width
from svc.render.paint import Tone, painted
from svc.render.safe import one_line
from svc.schema import fold, reviews
from svc.schema.kinds import is_key
from svc.schema.warranty import COVERS
from svc.warranty.claims import Claim
from svc.warranty.judging import IN, OUT, UNKNOWN, Finding, Judgement, Verdict
from svc.warranty.running import Course, Step

DATES: Mapping[str, Text] = {
    "invoiced": T("invoiced"), "delivered": T("delivered"), "installed": T("installed"),
    "commissioned": T("commissioned"), "made": T("made"),
}  # fmt: skip
KINDS: Mapping[str, Text] = {"parts": T("parts"), "labour": T("labour"), "travel": T("travel")}
_TONES: Mapping[str, Tone] = {IN: "good", OUT: "bad", UNKNOWN: "warn", "yes": "good", "no": "dim"}
_FACTS: Mapping[str, Text] = {"kind": T("kind of customer"), "country": T("country"), "product": T("product"),
                              "type": T("type"), "category": T("category"), "severity": T("severity"),
                              "tier": T("tier")}  # fmt: skip
Row = tuple[str, str, str]


def page(ctx: Context, case: Case | None, found: Matter) -> str:
    """The whole page."""
    title = f"{case.id}  {case.text('title')}" if case else f"{found.key}  {_named(found.product.get('name', ''))}"
    head = [painted(one_line(title), "strong", terminal.colours()), *map(tr, _about(case, found))]
    judged = found.judgement
    if judged is None:
        said = tr(T("not known: {why}", why=found.lacking or "-"))
        return "\n".join([*head, painted(one_line(said), "warn", terminal.colours())]) + "\n"
    head.append(_verdict(ctx, case, found, judged))
    blocks = [head, *(_course(each) for each in judged.courses), _findings(judged), _law(ctx, judged),
              _agreements(judged), _pays(ctx, case, found, judged)]  # fmt: skip
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def of_several(ctx: Context, case: Case, found: Matter, several: Sequence[Matter]) -> str:
    """What stands above the pages of several machines: the case, and what holds for all of them."""
    state = ctx.label("warranty", found.state) if found.state != UNKNOWN else tr(T("they differ"))
    names = [f"{one.key}  {ctx.label('warranty', one.state) if one.state != UNKNOWN else tr(T('not known'))}"
             for one in several]  # fmt: skip
    head = painted(one_line(f"{case.id}  {case.text('title')}"), "strong", terminal.colours())
    said = tr(T("{count} machines, together: {state}", count=len(several), state=state))
    return "\n".join([head, painted(said, _TONES[found.state], terminal.colours()), *names]) + "\n"


def _about(case: Case | None, found: Matter) -> Iterator[Text]:
    if case and found.key:
        name = one_line(_named(found.product.get("name", "")))
        yield T("machine {key}  {name}", key=found.key, name=name) if name else T("machine {key}", key=found.key)
    told = {"occurred_at": T("the fault occurred on {day}", day=found.day),
            "opened_at": T("the case was opened on {day}, when the fault occurred is not known", day=found.day)}
    yield told.get(found.told_by, T("for a fault on {day}", day=found.day))


def _verdict(ctx: Context, case: Case | None, found: Matter, judged: Judgement) -> str:
    """The verdict in a sentence."""
    code = judged.state if case else judged.finding.state
    state = ctx.label("warranty", code) if code != UNKNOWN else tr(T("not known"))
    part = one_line(judged.component)
    if part:
        said = T("{component}: {state}", component=part, state=state)
    elif found.final or case is None:
        said = T("{state}, for the whole machine", state=state)
    else:
        said = T("{state}, provisionally: what is broken is not known yet", state=state)
    return painted(tr(said), _TONES[code], terminal.colours())


def _course(found: Course) -> list[str]:
    """One term: what it is for, and each step to its last day."""
    term = found.term
    of = one_line(term.component or found.component) or tr(T("the whole machine"))
    covers = joined(tr(KINDS[kind]) for kind in term.covers)
    head = tr(T("term {id}, {of}: {covers}", id=one_line(term.id), of=of, covers=covers))
    if not found.applies:
        return [head, "  " + tr(T("is for machines sold {span}", span=_span(term.since, term.until)))]
    return [head, *_columns([*map(_step, found.steps), *_end(found)])]


def _end(found: Course) -> Iterator[Row]:
    if found.until:
        yield tr(T("last day")), str(found.until), ""
    elif found.latest:
        said = T("at the latest, by {what}", what=_date(found.term.at_most_from))
        yield tr(T("last day")), str(found.latest), tr(said)


def _step(step: Step) -> Row:
    """A step: what it adds, the last day by then, and why."""
    until = str(step.until or "")
    added = f"+ {tr(_long(step.span))}"
    if step.kind == "start":
        return tr(T("from")), str(step.day), tr(_date(step.what))
    if step.kind == "length":
        return added, until, ""
    if step.kind == "missing":
        return tr(T("not known")), "", one_line(tr(_date(step.what)))
    return ("" if step.kind in ("exchange", "rest_day") else added), until, one_line(tr(_why(step)))


def _why(step: Step) -> Text:
    days = {"day": step.day, "end": step.end or T("still"), "what": step.what, "why": step.why}
    told = {
        "made": T("made by {day}, and no later date is known", **days),
        "at_most": T("at most {span} from {what} {day}", span=_long(step.span), what=_date(step.what), day=step.day),
        "extension": T("extended: {why} ({what})", **days) if step.why else T("extended ({what})", **days),
        "repaired": T("repaired by {end} ({what})", end=step.day, what=step.what),
        "repair": T("in repair {day} - {end} ({what})", **days),
        "fitted": T("{what} fitted on {day}, with a term of its own", **days),
        "rest_day": T("nobody works on {day}: the next working day", **days),
        "exchange": T("came in exchange for {what}: the term begins anew", **days),
    }
    if step.kind == "exchange" and step.why == "rest":
        return T("came in exchange for {what}: the rest of its term goes on", **days)
    return told[step.kind]


def _findings(judged: Judgement) -> list[str]:
    """The verdicts as a table: a line a component, a column a kind of cost."""
    rows = [["", *(tr(KINDS[kind]) for kind in COVERS)]]
    for each in judged.findings:
        name = one_line(each.component) or tr(T("the whole machine"))
        rows.append([name, *(tr(_said(each.verdicts[kind])) for kind in COVERS)])
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(pad(cell, widths[n]) for n, cell in enumerate(row)).rstrip() for row in rows]


def _said(verdict: Verdict) -> Text:
    if verdict.state == UNKNOWN:
        return T("not known")
    until = {"day": verdict.until}
    if verdict.state == IN:
        return T("in until {day}, by law", **until) if verdict.is_law else T("in until {day}", **until)
    return T("out, last day {day}", **until) if verdict.until else T("out, not covered")


def _law(ctx: Context, judged: Judgement) -> list[str]:
    """The rules of the country."""
    if not judged.claims:
        return []
    country = judged.machine.country
    head = tr(T("by law ({country})", country=country) if country else T("by law"))
    states = {"yes": T("yes"), "no": T("no"), "unknown": T("not known")}
    rows = [
        (tr(states[claim.state]), _gives(ctx, claim), joined(map(tr, _reasons(ctx, claim)))) for claim in judged.claims
    ]
    return [head, *_columns(rows)]


def _gives(ctx: Context, claim: Claim) -> str:
    given = joined(ctx.label("remedy", code) for code in claim.rule.gives)
    return given or tr(T("burden of proof"))


def _reasons(ctx: Context, claim: Claim) -> Iterator[Text]:
    rule = claim.rule
    law = rule.law.get(language()) or next(iter(rule.law.values()), rule.name)
    yield T("{law}", law=one_line(law))
    if claim.course.until and rule.gives:
        yield T("until {day}", day=claim.course.until)
    if rule.repairs:
        counts = {"count": len(claim.counted), "needed": rule.repairs}
        listed = Several(dict.fromkeys(one.case for one in claim.counted))
        yield (T("{count} of {needed} repairs that did not last: {cases}", cases=listed, **counts) if claim.counted
               else T("{count} of {needed} repairs that did not last", **counts))  # fmt: skip
    if rule.unrepaired:
        days = {"days": claim.days, "needed": rule.unrepaired}
        yield T("days in repair: {days}, more than {needed} are needed", **days)
        if rule.waiting:
            yield T("waiting for {reason}", reason=ctx.label("wait", rule.waiting))
    if claim.burden:
        yield T("the seller has to prove that there was no fault until {day}", day=claim.burden)
    if claim.unknown:
        yield T("not known: {names}", names=Several(_FACTS.get(name, name) for name in claim.unknown))


def _agreements(judged: Judgement) -> list[str]:
    if not judged.agreements:
        return []
    rows = [
        (one_line(each.id), _span(each.since, each.until),
         one_line(joined(filter(None, (each.what, joined(tr(KINDS[kind]) for kind in each.covers))))))
        for each in judged.agreements
    ]  # fmt: skip
    return [tr(T("agreed with the customer")), *_columns(rows)]


def _pays(ctx: Context, case: Case | None, found: Matter, judged: Judgement) -> list[str]:
    """Who pays, as it follows, and what is decided."""
    charge = judged.charge
    if judged.state == UNKNOWN and not judged.component:
        is_known = found.final or judged.finding.state == UNKNOWN
        told = [tr(T("who pays hangs on what is not known yet") if is_known else T("who pays hangs on what is broken"))]
    elif charge:
        told = [tr(T("who pays: {who}", who=ctx.label("charge", charge)))]
    else:
        told = [tr(T("who pays: {each}", each=_each(ctx, judged.finding)))]
    if case is None:
        return told
    if not found.final:
        told.append(tr(T("once it is known what is broken: svc warranty {id} --settle --component NAME", id=case.id)))
    elif judged.state not in (UNKNOWN, case.text("warranty")):
        part = f" --component {judged.component}" if is_key(judged.component) and not found.by_fault else ""
        told.append(tr(T("the case does not say so yet: svc warranty {id} --settle{part}", id=case.id, part=part)))
    return [*map(one_line, told), *(one_line(tr(said)) for said in _charged(ctx, case, charge))]


def _each(ctx: Context, finding: Finding) -> str:
    told = [tr(T("{kind} {who}", kind=KINDS[kind], who=ctx.label("charge", who) if who else T("not known")))
            for kind, who in finding.pays.items()]  # fmt: skip
    return joined(told)


def _charged(ctx: Context, case: Case, follows: str) -> Iterator[Text]:
    """What the case says of who pays, and how it stands with the approval that goodwill needs."""
    decided = case.text("charge")
    if not decided and follows:
        yield T("nothing is decided yet: svc edit {id} --set charge={charge}", id=case.id, charge=follows)
    elif decided and decided != GOODWILL:
        yield T("decided: {who}", who=ctx.label("charge", decided))
    if decided != GOODWILL:
        return
    event = next((e for e in reversed(list(fold.valid(case.events))) if fold.fact(e) == "charge"), None)
    yield T("decided: {who}, by {by}: {why}", who=ctx.label("charge", decided), by=event.by if event else "-",
            why=event.get("text") if event else "-")  # fmt: skip
    for one in reviews.asked(ctx.settings, case):
        if "charge" in one.rule.of:
            yield T("its approval: {how}", how=approvals.told(one))


def _columns(rows: Sequence[Row]) -> list[str]:
    """Lines of three cells under each other."""
    widths = [max((width(row[place]) for row in rows), default=0) for place in range(3)]
    return [("  " + "  ".join(pad(cell, widths[n]) for n, cell in enumerate(row))).rstrip() for row in rows]


def _long(length: Period) -> Text:
    months = counted(length.months, T("{count} month"), T("{count} months"))
    days = counted(length.days, T("{count} day"), T("{count} days"))
    if length.months and length.days:
        return T("{months} and {days}", months=months, days=days)
    return months if length.months else days


def _span(since: date | None, until: date | None) -> str:
    if since and until:
        return f"{since} - {until}"
    return tr(T("from {day} on", day=since) if since else T("until {day}", day=until or "-"))


def _date(name: str) -> Text:
    return DATES.get(name, T("{name}", name=name))


def _named(name: Value) -> str:
    """A name, or the one in the language in force."""
    if isinstance(name, dict):
        return str(name.get(language()) or next(iter(name.values()), ""))
    return name if isinstance(name, str) else ""
