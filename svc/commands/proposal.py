"""A proposal for cases: here, or on a branch of its own with the page on which it is reviewed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from svc import acts, approvals, terminal
from svc.clerk import Clerk
from svc.commands import review_page
from svc.commands.context import Context
from svc.commands.given import assignments
from svc.errors import T
from svc.forge import Page, Request, page
from svc.model import Case, Change
from svc.options import How
from svc.schema import reviews
from svc.schema.naming import field_named
from svc.schema.settings import Settings
from svc.store.sync import branching
from svc.store.sync.branching import Written
from svc.store.witnesses import case_at
from svc.typed import NamedTuple

Verb = Callable[[Case, Settings, Clerk], Change]


class Asked(NamedTuple):
    """What is to be proposed and how."""

    said: str
    of: Sequence[str]
    sets: Sequence[str]
    here: bool
    base: str
    json: bool
    no_verify: bool


def propose(ctx: Context, ids: Sequence[str], asked: Asked) -> int:
    """Put what some cases are to come to up for a decision."""
    verb = _verb(asked)
    if asked.here or not has_remote(ctx):
        return ctx.change(ids, verb, How(json=asked.json, no_verify=asked.no_verify))
    clerk = ctx.clerk()
    troubles = []
    found = []
    paths = ctx.paths(ids)
    try:
        for path in paths:
            branch = branching.branch_of(ctx.store, path, asked.base, terminal.may_prompt())
            written = branching.write(ctx.store, path, branch, lambda case, rules: verb(case, rules, clerk), ctx.now)
            found.append((written, _ask(ctx, written)))
            troubles += [written.trouble] if written.trouble else []
    finally:  # what was pushed before one is refused is pushed
        if found:
            _tell(found, asked.json)
    for trouble in troubles:
        terminal.report(trouble)
    return max((trouble.exit_code for trouble in troubles), default=0)


def has_remote(ctx: Context) -> bool:
    """Whether there is somebody to share the desk with."""
    return any(key.startswith("remote.") and key.endswith(".url") for key in ctx.store.config)


def _verb(asked: Asked) -> Verb:
    fields, given = list(map(field_named, asked.of)), assignments(asked.sets)

    def verb(case: Case, rules: Settings, clerk: Clerk) -> Change:
        edits = [lambda now: acts.edit(rules, now, given, clerk)] if given else []
        return acts.in_turn(case, [*edits, lambda now: approvals.propose(rules, now, clerk, asked.said, fields)])

    return verb


def show(ctx: Context, ids: Sequence[str], of: Sequence[str]) -> int:
    """Print what the reviewer gets to read: title and body of the pull request."""
    parts = []
    for path in ctx.paths(ids):
        commit = branching.known(ctx.store, path)
        here = ctx.store.load(path)
        there = case_at(ctx.store, commit, path)
        case = there if approvals.proposed(there) and not approvals.proposed(here) else here
        parts.append(_titled(ctx, case, list(map(field_named, of))))
    terminal.out("\n".join(f"# {title}\n\n{body}" for title, body in parts), paged=True)
    return 0


def _titled(ctx: Context, case: Case, of: Sequence[str]) -> tuple[str, str]:
    from svc.render.table import markdown

    live = [name for event in approvals.proposed(case) for name in reviews.fields_of(event)]
    asked = [name for one in reviews.asked(ctx.settings, case) for name in one.rule.of]
    body = review_page.body(ctx, ctx.settings, case, of or live or asked or [reviews.PLAN])
    return markdown(review_page.title(case)), body


def _ask(ctx: Context, written: Written) -> Page:
    """The page on which the branch is reviewed, made where a tool of the forge does that."""
    branch, case = written.branch, written.done.case
    if written.trouble:
        return Page("")
    fields = [name for event in written.done.change.events for name in reviews.fields_of(event)]
    request = Request(branch.base_name, branch.name, review_page.title(case),
                      review_page.body(ctx, ctx.settings, case, fields))  # fmt: skip
    config = ctx.store.config
    found = page(config.get(f"remote.{branch.remote}.url", ""), request, config.get("svc.forge", ""))
    if found.line and not branch.commit:
        from svc.store.pull_request import ask

        made = ask(found.line, request.body, str(ctx.store.root))
        return found._replace(address=made or found.address)
    return found


def _tell(found: Sequence[tuple[Written, Page]], json: bool) -> None:
    if json:
        from svc.render.table import to_json

        told = [{"id": one.done.case.id, "commit": one.commit, "branch": one.branch.name, "page": where.address}
                for one, where in found]  # fmt: skip
        terminal.out(to_json(told[0] if len(told) == 1 else told))
        return
    for one, where in found:
        case = one.done.case.id
        terminal.out("\t".join(filter(None, (case, one.branch.name, where.address))) + "\n")
        if one.trouble:
            terminal.say(T("kept here; git push {remote} {branch} sends it", remote=one.branch.remote,
                           branch=one.branch.name))  # fmt: skip
        elif not where.address:
            terminal.say(T("pushed to {remote}; svc propose {id} --show prints what to say there",
                           remote=one.branch.remote, id=case))  # fmt: skip
