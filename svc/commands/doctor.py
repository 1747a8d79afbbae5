"""svc doctor: see whether all is well here."""

from __future__ import annotations

from pathlib import Path

from svc import terminal
from svc.commands.context import Context
from svc.errors import SvcError, T, counted
from svc.options import Json
from svc.render.columns import Column
from svc.render.paint import Tone, Toned
from svc.render.table import rows, to_json
from svc.store import layout
from svc.store.health import Finding, machine, outside, repository
from svc.store.reading import check_settings

HELP = T(
    """Looks at Git, the identity, the state of the repository and the settings, and says what to do where
something is amiss. Exit status 1 when something would stop svc from working.

Example:
  svc doctor
"""
)

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
        found = repository(store)
    except SvcError as error:
        return [*outside(Path(ctx.directory)), Finding("error", T("desk"), error.message, error.hint)]
    settings, problems = check_settings(store.read(layout.SETTINGS) or b"", layout.SETTINGS)
    worst = problems[0] if problems else None
    found.append(
        Finding(
            "error", T("settings"), T("{where}: {message}", where=worst.where, message=worst.message), T("svc check")
        )
        if worst
        else Finding("ok", T("settings"), T("valid"))
    )
    if settings:
        files = counted(len(store.case_files()), T("{count} file"), T("{count} files"))
        found.append(Finding("ok", T("cases"), files))
    return found
