"""What a report stands on, so that anybody can make it again: revision, selection, rules, and what was left out."""

from __future__ import annotations

from svc import __version__
from svc.commands import verdicts
from svc.commands.context import Context
from svc.dates import zone_rules
from svc.errors import T
from svc.render.paint import Label
from svc.report.figures import DATED, Population
from svc.spare import datetime, timedelta
from svc.typed import Iterator, NamedTuple, Sequence

DATED_BY = dict(zip(DATED, (
    T("targets by when their verdict fell: done in time, or the instant from which they were late"),
    T("targets by when they began to run"),
    T("targets by when they were done or ended otherwise"),
), strict=True))  # fmt: skip
_SHOWN = 12
"""Digits of a SHA-256 that are shown to people."""


class Basis(NamedTuple):
    """What a report was made of. ``commit`` is the revision read; ``unreadable`` are the files left out.

    ``retroactive``: the policies and calendars that were changed for the past as well, each with why.
    """

    commit: str
    selection: str
    population: Population
    policies: tuple[str, ...]
    policies_sha256: str
    calendars: tuple[str, ...]
    calendars_sha256: str
    in_revision: int
    selected: int
    unreadable: tuple[str, ...]
    retroactive: tuple[tuple[str, str, str], ...] = ()


def basis(
    ctx: Context, commit: str, words: Sequence[str], population: Population, counts: tuple[int, int],
    unreadable: Sequence[str],
) -> Basis:  # fmt: skip
    """The basis of a report on the desk of a call. ``counts``: the cases of the revision, and those selected."""
    rules = ctx.calendars.rules
    used = sorted({target.calendar or next(iter(rules)) for p in ctx.terms.policies.rules for target in p.targets})
    countries = sorted({country for name in used for country in rules[name].countries})
    days = {path: (ctx.store.read(path) or b"").decode(errors="replace") for path in ctx.store.country_files()}
    kept = {path: text for path, text in days.items() if path.rpartition("/")[2].split("-")[0] in countries}
    return Basis(
        commit, " ".join(words), population,
        tuple(policy.name for policy in ctx.terms.policies.rules), _digest(ctx.settings.sla),
        tuple(f"{name} ({rules[name].time_zone})" for name in used), _digest([ctx.settings.calendars, kept]),
        *counts, tuple(sorted(unreadable)),
        tuple((*key, why) for key, why in ctx.terms.retroactive.items() if key[0] == "policy" or key[1] in used),
    )  # fmt: skip


def _digest(value: object) -> str:
    """SHA-256 over JSON with sorted keys: what two desks name alike they count by alike."""
    import json  # figures alone do without
    from hashlib import sha256

    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=dict)
    return sha256(text.encode()).hexdigest()


def told(ctx: Context, basis: Basis) -> Iterator[tuple[Label, object]]:
    """The basis for people, in the order in which somebody would ask."""
    population = basis.population
    last = population.period.end - timedelta(seconds=1)
    span = f"{verdicts.minute(ctx, population.period.start)} .. {_end(ctx, last)}"
    yield T("period"), f"{population.period.name}: {span} ({ctx.settings.time_zone})"
    yield T("as of"), verdicts.minute(ctx, population.as_of)
    yield T("counted"), DATED_BY[population.dated]
    cases = T("{selected} of {all}", selected=basis.selected, all=basis.in_revision)
    yield T("cases"), cases
    yield T("selection"), basis.selection or T("all cases")
    yield T("revision"), basis.commit
    yield T("policies"), f"{', '.join(basis.policies) or '-'}  sha256:{basis.policies_sha256[:_SHOWN]}"
    yield T("calendars"), f"{', '.join(basis.calendars) or '-'}  sha256:{basis.calendars_sha256[:_SHOWN]}"
    yield T("time zone data"), zone_rules() or T("the machine's own")
    yield "svc", __version__
    for kind, name, why in basis.retroactive:
        label = T("policy changed for the past") if kind == "policy" else T("calendar changed for the past")
        yield label, f"{name}: {why}"
    if basis.unreadable:
        yield T("left out, cannot be read"), ", ".join(basis.unreadable)


def _end(ctx: Context, last: datetime) -> str:
    """The last second of a period, to the minute where that is enough."""
    text = verdicts.minute(ctx, last)
    return text.removesuffix(":59")


def data(ctx: Context, basis: Basis) -> dict[str, object]:
    """The basis for programs; instants in UTC, the end of the period not in it."""
    population = basis.population
    period = population.period
    return {
        "period": {"name": period.name, "from": verdicts.utc(period.start), "to": verdicts.utc(period.end)},
        "as_of": verdicts.utc(population.as_of),
        "counted_by": population.dated,
        "time_zone": ctx.settings.time_zone,
        "revision": basis.commit,
        "selection": basis.selection,
        "policies": {"names": list(basis.policies), "sha256": basis.policies_sha256},
        "calendars": {"names": list(basis.calendars), "sha256": basis.calendars_sha256},
        "time_zone_data": zone_rules(),
        "retroactive": [{"changed": kind, "name": name, "why": why} for kind, name, why in basis.retroactive],
        "svc": __version__,
        "cases": {"in_revision": basis.in_revision, "selected": basis.selected,
                  "unreadable": list(basis.unreadable)},
    }  # fmt: skip
