"""svc audit: whether the history tells what the files tell."""

from __future__ import annotations

from collections.abc import Sequence

from svc import terminal
from svc.audit.evidence import GRADES, Finding
from svc.audit.remedies import remedies
from svc.commands import sealing
from svc.commands.auditing import LABELS, Audit, by_gravity
from svc.commands.context import Context
from svc.errors import NotFoundError, T, Text, UsageError, counted
from svc.i18n import tr
from svc.options import Arg, Format, Json, Opt
from svc.render.columns import Column, Record
from svc.render.document import Document, on_a_screen
from svc.render.document_html import to_page
from svc.render.document_md import to_md
from svc.store import evidence
from svc.store.layout import case_id_of
from svc.store.trust import Trust
from svc.typed import Annotated

HELP = T(
    """Compares the history with the files: every event of a log has a commit that says so, by who entered it, at that
time; every fact that changed has its event; no event was taken out or changed, no case taken away; dates run forward;
nothing stands in two cases word for word; the history still holds what the last audit in this clone ended with.

Each finding has a grade: error is what honest work never leaves behind; warning is what somebody must explain, such as
an entry made long after it happened, or steps of others squashed into one commit; info is allowed and told with --all:
late entries, entries on behalf, overrides, edits by hand. How long is long stands in svc.yaml,
audit: {late_entry: 72h, skew: 5m}. Where .svc/allowed_signers holds keys, signatures are judged by them; with
audit: {signed: required} there must be one on every commit. Rules, people and keys are those of the base, not of a
branch under review. Named ids narrow it down to these cases; one alone is told whole, as a document to hand to an
auditor (--format md, html): each event with its commit, author and signer, what each commit changed, decisions with the
hash of what was decided on, rules that were passed, files, findings.

--seal makes a signed tag that states the last commit, how many commits and cases there are, a digest over the cases.
Every audit after that sees by it what was rewritten since, in this clone and in any other that has the tag; --verify
looks at the seals alone, --from at those of a file, another clone or a remote.

--sample draws closed cases for a review, the same ones for the same --seed, with a sheet to score them on.

Exit status 1 where an error is found. A shallow clone is refused: what is not there cannot speak.

Examples:
  svc audit
  svc audit 7K3M --format html > 7K3M.html
  svc audit --seal
  svc audit --verify --from origin
  svc audit --sample 10 --seed 2026Q4 type:complaint --format csv
"""
)
_HEADS = (
    Column("grade", T("grade")),
    Column("rule", T("rule")),
    Column("case", T("case")),
    Column("commit", T("commit")),
    Column("event", T("event")),
    Column("what", T("what"), flexible=True),
)


def run(
    ctx: Context,
    ids: Annotated[Sequence[str], Arg(metavar="ID", help=T("cases; every one when none is named"))] = (),
    all: Annotated[bool, Opt("--all", "-a", help=T("what is allowed as well"))] = False,
    base: Annotated[str, Opt("--base", metavar="REV", help=T("take rules, people and keys from there"))] = "",
    seal: Annotated[bool, Opt("--seal", help=T("make a signed tag that states what the history is"))] = False,
    unsigned: Annotated[bool, Opt("--unsigned", help=T("with --seal: anybody could have made it"))] = False,
    verify: Annotated[bool, Opt("--verify", help=T("compare the history with its seals only"))] = False,
    place: Annotated[str, Opt("--from", metavar="PLACE",
                              help=T("with --verify: seals of a file, a clone or a remote"))] = "",
    sample: Annotated[int, Opt("--sample", metavar="N", least=1,
                               help=T("draw N closed cases for a review instead; the words are a query"))] = 0,
    seed: Annotated[str, Opt("--seed", metavar="TEXT", help=T("with --sample: who has it draws the same"))] = "",
    format: Format = "",
    json: Json = False,
) -> int:  # fmt: skip
    """Compare the history with the files."""
    if sample:
        from svc.commands import sampling

        return sampling.draw(ctx, ids, sample, seed, "json" if json else format)
    if seed:
        raise UsageError(T("--seed goes with --sample"))
    _refuse_mixed(ids, seal, unsigned, verify, place)
    evidence.whole(ctx.store)
    if seal:
        return sealing.seal(ctx, not unsigned, json)
    trust = Trust(ctx.store, base)
    if verify:
        found = by_gravity(sealing.findings(ctx, trust, place))
        if not sealing.count(ctx) and not found and not place:
            raise NotFoundError(T("there is no seal here"), T("svc audit --seal makes one"))
    else:
        audit = Audit(ctx, trust, _named(ctx, ids))
        found = audit.findings()
        if len(audit.paths) == 1 and not json and format in ("", *_DOCUMENTS):
            return _story(ctx, audit, found, format)
    _tell(found, all, "json" if json else format)
    return _status(found)


def _named(ctx: Context, ids: Sequence[str]) -> Sequence[str]:
    try:
        return ctx.paths(ids) if ids else ()
    except NotFoundError as error:
        if ids[0] == "sample":
            error.hint = T("svc audit --sample 10 --seed 2026Q4 draws cases for a review")
        raise


def _story(ctx: Context, audit: Audit, found: Sequence[Finding], format: str) -> int:
    """The whole story of one case."""
    from svc.commands.story import Story

    text = _DOCUMENTS[format or "table"](Story(ctx, audit, next(iter(audit.paths)), found).document(_sum(found)))
    terminal.out(text, paged=True)
    return _status(found)


def _on_a_screen(document: Document) -> str:
    return on_a_screen(document, terminal.width(), terminal.colours())


_DOCUMENTS = {"table": _on_a_screen, "md": to_md, "html": to_page}


def _status(found: Sequence[Finding]) -> int:
    return 1 if any(one.grade == "error" for one in found) else 0


def _refuse_mixed(ids: Sequence[str], seal: bool, unsigned: bool, verify: bool, place: str) -> None:
    if seal and verify:
        raise UsageError(T("--seal and --verify exclude each other"))
    if ids and (seal or verify):
        raise UsageError(T("a seal is of the whole desk, not of single cases"))
    if unsigned and not seal:
        raise UsageError(T("--unsigned goes with --seal"))
    if place and not verify:
        raise UsageError(T("--from goes with --verify"))


def _tell(found: Sequence[Finding], all: bool, format: str) -> None:
    shown = [one for one in found if all or one.grade != "info"]
    if format == "json":
        from svc.render.table import to_json

        terminal.out(to_json([_record(one) for one in found]))
    elif shown or format:
        terminal.out(_table([_row(one) for one in shown], format), paged=True)
        for rule, what in remedies(one.rule for one in shown if one.grade != "info"):
            terminal.say(T("{rule}: {what}", rule=rule, what=what))
    terminal.say(_sum(found))


def _table(records: list[Record], format: str) -> str:
    from svc.render.narrow import fitted
    from svc.render.table import rows

    fmt = format or ("table" if terminal.is_terminal() else "tsv")
    heads: Sequence[Column] = _HEADS
    if fmt == "table":
        heads, records = fitted(heads, records, terminal.width(), ("event", "commit", "rule"))
    return rows(heads, records, fmt, terminal.width(), terminal.colours())


def _row(one: Finding) -> Record:
    return {"grade": tr(LABELS[one.grade]), "rule": one.rule, "case": case_id_of(one.path) if one.path else "",
            "commit": one.commit[:10], "event": one.event, "what": one.message}  # fmt: skip


def _record(one: Finding) -> dict[str, object]:
    return {"grade": one.grade, "rule": one.rule, "path": one.path, "commit": one.commit, "event": one.event,
            "message": str(one.message), "next": _next(one)}  # fmt: skip


def _next(one: Finding) -> str:
    return "".join(str(what) for _, what in remedies([one.rule] if one.grade != "info" else []))


def _sum(found: Sequence[Finding]) -> Text:
    count = {grade: sum(one.grade == grade for one in found) for grade in GRADES}
    if not found:
        return T("the history tells what the files tell")
    said = {
        "errors": counted(count["error"], T("{count} error"), T("{count} errors")),
        "warnings": counted(count["warning"], T("{count} warning"), T("{count} warnings")),
        "infos": counted(count["info"], T("{count} remark"), T("{count} remarks")),
    }
    return T("{errors}, {warnings}, {infos}", **said)


