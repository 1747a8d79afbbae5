"""What a reviewer gets to read of a proposal: the case in a few lines, what is proposed, what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svc import approvals, asking
from svc.commands import wording
from svc.commands.context import Context
from svc.errors import Several, T
from svc.i18n import tr
from svc.model import Case, is_empty
from svc.render import page_md as md
from svc.render.page import Section
from svc.render.paint import Label
from svc.schema import reviews
from svc.schema.fields import BY_PATH
from svc.schema.settings import Settings

_IN_SHORT = ("type", "severity", "customer", "product", "serial", "opened_at", "assignee", "warranty", "charge",
             "description")  # fmt: skip
_QUESTIONS = "templates/proposal.md"
"""Where a desk writes its own questions to the reviewer."""
_LOOK_AT = (
    T("Does each cause that was found have a measure, with an owner and a date that can be kept?"),
    T("Does the evidence bear the cause, and was it asked why nobody noticed before delivery?"),
    T("Is the containment complete: stock, spare parts, vans, dealers, what is under way?"),
    T("Is it worth what it costs, and does who pays fit the warranty?"),
    T("What risk remains, and is there a plan B?"),
)


def title(case: Case) -> str:
    """The title of the pull request."""
    return f"{case.id}: {case.text('title')}"


def body(ctx: Context, settings: Settings, case: Case, of: Iterable[str]) -> str:
    """The text of the pull request, Markdown."""
    fields = list(dict.fromkeys(of))
    parts = [
        (T("the case"), md.fields(Section("", _short(ctx, case)))),
        (T("what is proposed"), md.fields(Section("", [*_told(ctx, case, _with_remedy(fields))]))),
        (T("what was found"), md.fields(Section("", [*_told(ctx, case, ["analysis"])]))),
        (T("what to look at"), _questions(ctx)),
        (T("the decision"), _decision(settings, case, fields)),
    ]
    return "\n".join(f"{md.heading(heading, 2)}\n{text}" for heading, text in parts if text)


def _short(ctx: Context, case: Case) -> list[tuple[Label, object]]:
    return [(BY_PATH[name].label, wording.value(ctx, name, case.get(name))) for name in _IN_SHORT]


def _told(ctx: Context, case: Case, names: Iterable[str]) -> Iterator[tuple[Label, object]]:
    """The fields, of a section all that are filled."""
    for name in names:
        known = BY_PATH.get(name)
        if known and known.kind == "section":
            inner = [path for path in BY_PATH if path.rpartition(".")[0] == name]
            yield from _told(ctx, case, inner)
        elif known and known.kind == "items":
            yield from ((known.label, line) for line in wording.value(ctx, name, case.get(name)).split("\n"))
        elif not is_empty(case.get(name)):
            yield asking.label(name), wording.value(ctx, name, case.get(name))


def _with_remedy(fields: list[str]) -> list[str]:
    """The fields, and first what they are to come to."""
    return list(dict.fromkeys(["resolution.remedy", *fields]))


def _questions(ctx: Context) -> str:
    own = ctx.store.read(_QUESTIONS)
    if own is not None:
        return own.decode("utf-8", "replace").strip() + "\n"
    return "".join(f"- [ ] {tr(said)}\n" for said in _LOOK_AT)


def _decision(settings: Settings, case: Case, fields: Iterable[str]) -> str:
    """Who may decide, and how that is written down."""
    wanted = set(fields)
    lines = [T("{what}: {state}", what=Several(map(asking.label, one.rule.of)), state=approvals.told(one))
             for one in reviews.asked(settings, case) if wanted & set(one.rule.of)]  # fmt: skip
    roles = dict.fromkeys(role for one in reviews.asked(settings, case) for role in one.rule.roles)
    if roles:
        lines.append(T("who may approve: {roles}", roles=", ".join(roles)))
    above = [rule for rule in settings.workflow.reviews if rule.above and wanted & set(rule.of)
             and reviews.fits(rule, case) and not reviews.applies(rule, case)]  # fmt: skip
    lines += [T("more than {sum} is approved by {roles} as well", sum=rule.above, roles=", ".join(rule.roles))
              for rule in above]  # fmt: skip
    lines.append(T("svc approve {id}, or svc reject {id} -m 'why', writes the decision into the case", id=case.id))
    return md.fields(Section("", [("", tr(line)) for line in lines]))
