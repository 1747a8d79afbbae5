"""svc doctor: see whether all is well here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from svc import terminal
from svc.commands.context import Context
from svc.errors import Several, SvcError, T, Text, counted
from svc.model import InvalidFileError, Problem
from svc.options import Json
from svc.paths import Path
from svc.render.columns import Column
from svc.render.paint import Tone, Toned
from svc.render.table import rows, to_json
from svc.schema.settings import Settings
from svc.store import Store, layout
from svc.store.attributes import MERGE
from svc.store.growth import growth
from svc.store.health import Finding, identified, machine, outside, repository
from svc.store.reading import check_settings

HELP = T(
    """Looks at Git, the identity, the state of the repository and the settings, and says what to do where
something is amiss. A clone whose Git does not merge by fields yet is told to. Exit status 1 when something would stop
svc from working.

Example:
  svc doctor
"""
)

_AUTUMN = 10
"""The month from which on the days of the year after are told of where they are missing: notices come in autumn."""
_SOME = 3
"""Files that are named."""
_HEADS = (Column("grade", T("state")), Column("what", T("what")), Column("found", T("found"), flexible=True))
_TONES: dict[str, Tone] = {"ok": "good", "warning": "warn", "error": "bad"}
_GRADES = {"ok": T("ok"), "warning": T("warning"), "error": T("error")}


def run(ctx: Context, json: Json = False) -> int:
    """See whether all is well."""
    found = [*machine(), *_desk(ctx)]
    if json:
        terminal.out(to_json([{"state": f.grade, "what": f.what, "found": f.found, "do": f.hint} for f in found]))
    else:
        lines = [{"grade": Toned(_GRADES[f.grade], _TONES[f.grade]), "what": f.what, "found": f.found} for f in found]
        terminal.out(rows(_HEADS, lines, "table", 0, terminal.colours()))
        for finding in found:
            if finding.grade != "ok" and finding.hint:
                terminal.say(T("{what}: {hint}", what=finding.what, hint=finding.hint))
    return 1 if any(f.grade == "error" for f in found) else 0


def _desk(ctx: Context) -> list[Finding]:
    """The repository and the settings, where there is a desk."""
    try:
        store = ctx.store
        found = [*repository(store, _identity(ctx)), _merging(store)]
    except SvcError as error:
        return [*outside(Path(ctx.directory)), Finding("error", T("desk"), error.message, error.hint)]
    settings, problems = check_settings(store.read(layout.SETTINGS) or b"", layout.SETTINGS)
    wrong = [problem for problem in problems if problem.severity == "error"]
    found.append(
        Finding("error", T("settings"), _placed(wrong[0]), T("svc check"))
        if wrong
        else Finding("ok", T("settings"), T("valid"))
    )
    if settings:
        files = counted(len(store.case_files()), T("{count} file"), T("{count} files"))
        found += [Finding("ok", T("cases"), files), growth(store)]
        found += _holidays(ctx, settings) if not wrong else []
        found += _vault(store) if settings.privacy.in_vault else []
    return found


def _identity(ctx: Context) -> Finding:
    """Who is at work, and whether that is one of the people of the desk."""
    found = identified(lambda: ctx.store.config, lambda: ctx.me)
    with suppress(SvcError):  # settings that cannot be used are told of below
        if found.grade == "ok" and ctx.stranger:
            said = T("{who}, nobody in people/ or under roles:", who=ctx.me)
            names = Several(sorted(ctx.persons.keys))
            return Finding("warning", found.what, said, T("git config svc.me KEY; the keys are {names}", names=names))
    return found


def _placed(problem: Problem) -> Text:
    return T("{where}: {message}", where=problem.where, message=problem.message)


def _holidays(ctx: Context, settings: Settings) -> Iterator[Finding]:
    """Whether the days of the countries that calendars name are there: this year's, in autumn the next one's too."""
    from svc.store.countries import calendars, years

    named = dict.fromkeys(country for rules in calendars(ctx.store, settings).values() for country in rules.countries)
    try:
        known = years(ctx.store) if named else {}
    except InvalidFileError as error:
        yield Finding("error", T("holidays"), _placed(error.problems[0]), T("svc check"))
        return
    needed = [ctx.now.year, *([ctx.now.year + 1] if ctx.now.month >= _AUTUMN else [])]
    for country in named:
        missing = [str(year) for year in needed if (country, year) not in known]
        if missing:
            said = T("{country} in {years} is not here yet: what hangs on it is estimated",
                     country=country, years=Several(missing))  # fmt: skip
            hint = T("svc calendar update {country} {years}", country=country, years=" ".join(missing))
            yield Finding("warning", T("holidays"), said, hint)
        else:
            last = max(year for name, year in known if name == country)
            yield Finding("ok", T("holidays"), T("{country} up to {year}", country=country, year=last))


def _vault(store: Store) -> Iterator[Finding]:
    """Whether the vault is there, for whom it is open, and what others left in it."""
    from svc.store.vault import needed

    what = T("vault")
    try:
        vault = needed(store)
    except SvcError as error:
        yield Finding("warning", what, error.message, error.hint)
        return
    if vault.is_open():
        yield Finding("warning", what, T("everybody on this machine may look into {path}", path=vault.folder),
                      T("chmod 700 {path}, or 2770 for a group", path=vault.folder))  # fmt: skip
    copies = vault.copies()
    if copies:
        some = Several([str(copy.path) for copy in copies[:_SOME]])
        yield Finding("warning", what, T("files that two changed apart: {names}", names=some),
                      T("take over what is missing by svc customer edit, then delete them"))  # fmt: skip
    if not vault.is_open() and not copies:
        yield Finding("ok", what, T("{path}", path=vault.folder))


def _merging(store: Store) -> Finding:
    """Whether Git merges by fields in this clone: it is told to where it was not, and tried."""
    from svc.store.merge import registration

    what = T("merging")
    if not registration.is_named(store.git, f"{store.repo.prefix}{layout.CASES}/x.yaml"):
        return Finding("warning", what, T("by lines"), T("add the line {line} to .gitattributes", line=MERGE))
    told = registration.is_complete(store.git)
    if not told:
        registration.register(store.git)
    if not registration.fires(registration.registered(store.git)):
        return Finding("warning", what, T("by lines: Git cannot run svc"), T("git config merge.svc.driver shows how"))
    return Finding("ok", what, T("by fields") if told else T("by fields, from now on: Git was not told before"))
