"""svc assign: give cases to a person."""

from __future__ import annotations

from collections.abc import Sequence

from svc import handing
from svc.commands.context import Context
from svc.errors import RefusedError, Several, T, UsageError
from svc.options import Arg, How, Opt, Said
from svc.schema.near import near
from svc.typed import Annotated

HELP = T(
    """Gives cases to a person; me is you, - is nobody. With --from, all open cases of a colleague, who is ill perhaps.

Examples:
  svc assign @ li.wei
  svc assign me --from li.wei -m 'Li Wei is ill.'
  svc list assignee:none severity:safety --fields id | svc assign - chen.jie
"""
)


def run(
    ctx: Context,
    ids: Annotated[Sequence[str], Arg(metavar="ID", help=T("cases; none with --from"))] = (),
    who: Annotated[str, Arg(metavar="WHO", help=T("who has them from now on"))] = "",
    colleague: Annotated[str, Opt("--from", metavar="WHO", help=T("all open cases of this colleague"))] = "",
    words: Said = Said(),
    how: How = How(),
) -> int:
    """Assign cases."""
    if not who or not (ids or colleague):
        raise UsageError(T("missing: {names}", names="ID, WHO" if not who else "ID"), T("svc assign ID WHO"))
    named = _all_of(ctx, colleague, ids) if colleague else ids
    reason, person = ctx.said(*words), "" if who == "-" else ctx.person(who)
    doubt = ctx.persons.doubt(person, [ctx.me]) if person else None
    if doubt:
        raise RefusedError(doubt, T("somebody new: in svc.yaml under roles:, or in people/"))
    return ctx.change(named, lambda case, rules, clerk: handing.assign(rules, case, clerk, person, reason), how)


def _all_of(ctx: Context, colleague: str, ids: Sequence[str]) -> list[str]:
    """The ids of the open cases of a colleague. Raises UsageError."""
    colleague = ctx.person(colleague)
    if ids:
        raise UsageError(T("--from takes all cases of a colleague; name none"))
    from svc.commands.reading import name_problems

    cases, problems = ctx.store.cases()
    name_problems(problems, len(cases))
    closed = ctx.settings.workflow.closed
    found = [c.id for c in cases if c.text("assignee") == colleague and c.stage != closed]
    if not found:
        have = {c.text("assignee") for c in cases if c.stage != closed} - {""}
        meant = near(colleague, have)
        owners = T("open cases have: {names}", names=Several(sorted(have)))
        hint = T("did you mean {near}?", near=meant) if meant else owners
        raise UsageError(T("{who} has no open case", who=colleague), hint)
    return found
