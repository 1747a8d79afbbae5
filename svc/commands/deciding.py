"""A decision on what was proposed: where the proposal stands, there it is written."""

from __future__ import annotations

from collections.abc import Sequence

from svc import approvals, terminal
from svc.clerk import Clerk
from svc.commands.context import Context
from svc.commands.proposal import has_remote
from svc.model import Case, Change
from svc.options import How
from svc.schema.naming import field_named
from svc.schema.settings import Settings
from svc.store.sync import branching
from svc.typed import NamedTuple


class Decision(NamedTuple):
    """What is decided (``kind``: approve, reject), on what, why, and how that is written."""

    kind: str
    said: str
    of: Sequence[str]
    forge: str
    json: bool
    no_verify: bool


def decide(ctx: Context, ids: Sequence[str], what: Decision) -> int:
    """Approve or reject what is proposed of some cases."""
    fields, forge = list(map(field_named, what.of)), _person(ctx, what.forge)

    def verb(case: Case, rules: Settings, clerk: Clerk) -> Change:
        return approvals.decide(rules, case, clerk, what.kind, what.said, fields, "forge" if forge else "")

    paths = ctx.paths(ids)
    apart = {path: branch for path in paths if (branch := _apart(ctx, path))}
    here = [path for path in paths if path not in apart]
    status = 0
    if here:
        status = ctx.change(here, verb, How(by=forge, json=what.json, no_verify=what.no_verify))
    clerk = ctx.clerk("", forge)
    for path, branch in apart.items():
        written = branching.write(ctx.store, path, branch, lambda case, rules: verb(case, rules, clerk), ctx.now)
        _tell(written, what.json)
        if written.trouble:
            terminal.report(written.trouble)
            status = written.trouble.exit_code
    return status


def _person(ctx: Context, account: str) -> str:
    """Whose account on a forge it is, by ``login`` in the records of people; else the account itself."""
    return next((str(one["id"]) for one in ctx.store.people() if account and one.get("login") == account
                 and one.get("id")), account)  # fmt: skip


def _apart(ctx: Context, path: str) -> branching.Branch | None:
    """The branch on which a case is proposed; None where it is proposed here, or nowhere.

    What was proposed here and is decided gives way to what is open on a branch.
    """
    case = ctx.store.load(path)
    if approvals.waiting(ctx.settings, case) or not has_remote(ctx):
        return None
    branch = branching.branch_of(ctx.store, path, "", terminal.may_prompt())
    if not branch.commit or branching.is_open(ctx.store, branch.commit, branch.base, path):
        return branch if branch.commit else None
    return None if approvals.proposed(case) else branch


def _tell(written: branching.Written, json: bool) -> None:
    if json:
        from svc.render.table import to_json

        terminal.out(to_json({"id": written.done.case.id, "commit": written.commit, "branch": written.branch.name}))
    else:
        terminal.out(f"{written.done.case.id}\t{written.branch.name}\n")
