"""svc customer forget and vault: what is of a customer erased, and what is of all of them put where it belongs."""

from __future__ import annotations

from svc import terminal
from svc.commands import recorded
from svc.commands.context import Context
from svc.commands.recorded import Asked
from svc.errors import T, UsageError, counted
from svc.i18n import tr
from svc.schema.kinds import CUSTOMER
from svc.store import forgetting
from svc.store import records as book
from svc.typed import Sequence
from svc.words import key as typed


def forget(ctx: Context, words: Sequence[str], asked: Asked) -> int:
    """Erase what is of a customer, and say what was erased and what is left."""
    if len(words) != 1:
        raise UsageError(T("one at a time") if words else T("missing: {names}", names="KEY"))
    key = book.find(ctx.store, CUSTOMER, typed(words[0]))
    in_vault = ctx.settings.privacy.in_vault
    if not asked.dry_run and not terminal.confirm(T("erase what is known of {key}, for good?", key=key)):
        return 1
    done = forgetting.forget(ctx.store, key, ctx.now, ctx.said(asked.message), not asked.no_verify, asked.dry_run)
    commit = done.receipt.commit if done.receipt else ""
    if asked.json:
        from svc.render.table import to_json

        terminal.out(to_json({"id": key, "commit": commit, "cases": list(done.cases),
                              "erased": [str(path) for path in (*done.vault, *done.derived)]}))  # fmt: skip
    elif terminal.is_terminal():
        terminal.out(f"{key}  {tr(T('forgotten'))}  {commit[:10]}".rstrip() + "\n")
    else:
        terminal.out(f"{key}\n")
    vault = counted(len(done.vault), T("{count} file of the vault"), T("{count} files of the vault"))
    if asked.dry_run:
        cases = counted(len(done.cases), T("{count} case"), T("{count} cases"))
        terminal.say(T("nothing was done: --dry-run; it would reach {cases}", cases=cases))
        return 0
    terminal.say(T("erased: {vault}, and what this clone derived from the desk", vault=vault))
    if not in_vault:
        terminal.say(T("the history still has what stood in the file; docs/privacy.md tells what can be done"))
    terminal.say(T("other clones and backups keep theirs until they do the same: see docs/privacy.md"))
    for warning in done.receipt.warnings if done.receipt else ():
        terminal.complain(warning)
    return 0


def move(ctx: Context, words: Sequence[str], asked: Asked) -> int:
    """Put what is of people where svc.yaml wants it, for some customers or all, a commit each."""
    wrong = forgetting.misplaced(ctx.store, ctx.settings)
    meant = [book.find(ctx.store, CUSTOMER, typed(word)) for word in words] or wrong
    for key in meant:
        if key in wrong:
            kept = forgetting.moved(ctx.store, key, ctx.now, not asked.no_verify)
            recorded.tell(ctx, CUSTOMER, kept, asked, T("moved"))
    if not set(meant) & set(wrong):
        terminal.say(T("all of it lies where it belongs"))
    return 0
