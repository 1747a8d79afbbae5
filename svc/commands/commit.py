"""svc commit: take in edits made by hand."""

from __future__ import annotations

from collections.abc import Sequence

from svc import hand, terminal
from svc.clerk import Clerk
from svc.commands import remarks
from svc.commands.context import Context
from svc.errors import T
from svc.i18n import tr
from svc.model import Case, Change, InvalidFileError
from svc.options import Arg, By, Json, Message, NoVerify
from svc.schema.kinds import kind_at
from svc.schema.settings import Settings
from svc.store import changes, recording
from svc.store.layout import SETTINGS, case_id_of
from svc.typed import Annotated

_COMMIT = 10
"""Digits of a commit that are shown."""

HELP = T(
    """Takes in what was edited by hand: each case is judged by the same rules as the verbs, the events that
its changes call for are written, and it is committed by itself. Without a name, svc.yaml, then all edited customers,
products and machines, then all edited cases.

Examples:
  svc commit
  svc commit 7K3M -m 'Customer called back.'
  svc commit svc.yaml
"""
)


def run(
    ctx: Context,
    ids: Annotated[Sequence[str], Arg(metavar="ID", help=T("cases or files; none means all"))] = (),
    message: Message = "",
    by: By = "",
    json: Json = False,
    no_verify: NoVerify = False,
) -> int:
    """Take in hand edits."""
    message = ctx.said(message)
    paths = _named(ctx, ids)
    ctx.names_faults = SETTINGS not in paths  # which is taken in first, and says itself what is wrong
    clerk = ctx.clerk("", by)
    if not paths:
        terminal.say(T("nothing was edited by hand"))
    cases: list[changes.Done] = []
    try:
        for path in paths:
            cases += filter(None, [_take(ctx, path, clerk, message, not no_verify)])
    finally:  # what was committed before one is refused is committed
        if cases or not paths:
            ctx.tell(cases, json)
            remarks.warn(ctx, cases)
    return 0


def _named(ctx: Context, ids: Sequence[str]) -> list[str]:
    edited = changes.edited_files(ctx.store)
    if not ids:
        return edited
    return [name if name in edited or _is_file(ctx, name) else ctx.store.find(name) for name in ids]


def _is_file(ctx: Context, name: str) -> bool:
    """Whether a file of the desk that is no case is meant: a form, a person."""
    return name.endswith(".yaml") and not name.startswith("cases/") and ctx.store.read(name) is not None


def _take(ctx: Context, path: str, clerk: Clerk, reason: str, verify: bool) -> changes.Done | None:
    def verb(before: Case, after: Case, rules: Settings) -> Change:
        return hand.take_in(rules, before, after, clerk, reason)

    if path.startswith("cases/"):
        try:
            with ctx.rules_at_hand():
                return changes.adopt(ctx.store, path, verb, ctx.now, verify)
        except InvalidFileError as error:
            name = case_id_of(path)
            error.hint = error.hint or T("svc edit {id} -e opens it; git restore {path} drops the edits",
                                         id=name, path=path)  # fmt: skip
            raise
    before = None
    if path == SETTINGS:
        from svc.commands.queried import refuse_mistaken

        refuse_mistaken(ctx.store)
        before = ctx.store.committed_settings()
    kind = kind_at(path)
    if kind:
        receipt = recording.adopt(ctx.store, kind, path, ctx.now, verify, reason)
    else:
        receipt = changes.adopt_file(ctx.store, path, ctx.now, verify, reason)
    terminal.out(f"{path}{_what(receipt.commit)}\n")
    for warning in receipt.warnings:
        terminal.complain(warning)
    if before:
        _tell_of_cases(ctx, before)
    return None


def _what(commit: str) -> str:
    """What was done to a file, for people."""
    return f"  {tr(T('committed'))}  {commit[:_COMMIT]}" if terminal.is_terminal() else ""


def _tell_of_cases(ctx: Context, before: Settings) -> None:
    """Say which cases the new rules leave nowhere, and which they hold up."""
    from svc.commands import held, homeless

    cases = ctx.store.cases()[0]
    for _, _, line in homeless.summed_up(ctx.store.settings, before, cases):
        terminal.complain(line)
    for said in held.held_up(before, ctx.store.settings, cases):
        terminal.complain(said)
    if terminal.is_terminal() and before.workflow != ctx.store.settings.workflow:
        terminal.say(T("next: svc workflow test plays cases through the rules; svc check"))
