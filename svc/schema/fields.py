"""The fields of a case: their fixed order, how each is written, and what it is called.

One table serves the writer (order, blank lines, style), the checks (kind, codes) and the pages
(label). A desk's own fields stand under ``more:`` and need no entry here.
"""

from __future__ import annotations

from svc.errors import T
from svc.schema.table import Field as Field
from svc.schema.table import Kind as Kind
from svc.schema.table import Style as Style
from svc.schema.table import Table
from svc.schema.table import field as _f
from svc.typed import Iterable

FIELDS: tuple[Field, ...] = (
    _f("id", "line", T("case"), glued=True),
    _f("stage", "code", T("stage"), "stage", glued=True),
    _f("opened_at", "instant", T("opened at"), glued=True),
    _f("priority", "code", T("priority"), "priority", glued=True),
    _f("opened_by", "person", T("opened by"), glued=True),
    _f("assignee", "person", T("assignee"), glued=True),
    _f("type", "code", T("type"), "type"),
    _f("path", "code", T("path"), "path"),
    _f("severity", "code", T("severity"), "severity"),
    _f("channel", "code", T("channel"), "channel"),
    _f("waiting", "codes", T("waiting for"), "wait"),
    _f("exit", "code", T("way out"), "exit"),
    _f("title", "line", T("title")),
    _f("customer", "line", T("customer")),
    _f("product", "line", T("product")),
    _f("serial", "line", T("serial number"), glued=True),
    _f("category", "code", T("category"), "category"),
    _f("team", "line", T("team"), "team"),
    _f("tags", "codes", T("tags"), "tag"),
    _f("warranty", "code", T("warranty"), "warranty"),
    _f("charge", "code", T("who pays"), "charge"),
    _f("remedy_wanted", "code", T("remedy wanted"), "remedy"),
    _f("occurred_at", "when", T("occurred at")),
    _f("wish_by", "when", T("wished by")),
    _f("tier", "line", T("tier"), "tier"),
    _f("agreement", "line", T("agreement")),
    _f("refs", "pairs", T("reference numbers")),
    _f("items", "items", T("items"), keys="product serial what"),
    _f("campaign", "line", T("recall of")),
    _f("links", "items", T("links"), keys="case what"),
    _f("origin", "pairs", T("origin")),
    _f("description", "block", T("description")),
    _f("intake", "section", T("intake")),
    _f("intake.safety", "code", T("safety"), "safety"),
    _f("intake.acknowledged_at", "when", T("receipt confirmed at")),
    _f("intake.warranty_evidence", "block", T("evidence of warranty")),
    _f("intake.attachments", "items", T("attachments"), keys="file what"),
    _f("analysis", "section", T("analysis")),
    _f("analysis.triage", "code", T("triage"), "triage"),
    _f("analysis.fault_code", "code", T("fault code"), "fault"),
    _f("analysis.confirmed_at", "when", T("confirmed with customer at")),
    _f("analysis.reason", "code", T("reason for the return"), "return_reason"),
    _f("analysis.window", "code", T("return window"), "window"),
    _f("analysis.verdict", "code", T("verdict"), "verdict"),
    _f("analysis.cause_category", "code", T("cause category"), "cause"),
    _f("analysis.escape_category", "code", T("escape category"), "escape"),
    _f("analysis.responsible", "line", T("responsible unit"), "responsible"),
    _f("analysis.team", "words", T("8D team")),
    _f("analysis.symptom", "block", T("symptom")),
    _f("analysis.is", "block", T("the problem is")),
    _f("analysis.is_not", "block", T("the problem is not")),
    _f("analysis.containment", "block", T("containment")),
    _f("analysis.cause", "block", T("root cause")),
    _f("analysis.escape_cause", "block", T("escape cause")),
    _f("analysis.systemic_cause", "block", T("systemic cause")),
    _f("analysis.evidence", "block", T("evidence")),
    _f("analysis.risk", "block", T("risk")),
    _f("analysis.plan_b", "block", T("plan B")),
    _f("analysis.attachments", "items", T("attachments"), keys="file what"),
    _f("resolution", "section", T("resolution")),
    _f("resolution.remedy", "code", T("remedy"), "remedy"),
    _f("resolution.agreed_at", "when", T("remedy agreed at")),
    _f("resolution.done_at", "when", T("remedy done at")),
    _f("resolution.authorised_at", "when", T("return authorised at")),
    _f("resolution.received_at", "when", T("goods received at")),
    _f("resolution.disposition", "code", T("disposition"), "disposition"),
    _f("resolution.refund", "line", T("refund")),
    _f("resolution.exchange", "line", T("exchanged for")),
    _f("resolution.inspection", "block", T("inspection")),
    _f("resolution.plan", "section", T("plan")),
    _f("resolution.plan.cost_limit", "money", T("cost limit")),
    _f("resolution.plan.measures", "items", T("measures"), keys="what owner due"),
    _f("resolution.plan.no_measure", "block", T("why no measure")),
    _f("resolution.done", "records", T("measures done"), keys="at by evidence"),
    _f("resolution.parts", "code", T("parts"), "parts"),
    _f("resolution.parts_used", "items", T("parts used"), keys="part quantity"),
    _f("resolution.tests", "items", T("test list"), keys="what result"),
    _f("resolution.visits", "items", T("visits"), keys="by arrived left"),
    _f("resolution.costs", "items", T("costs"), keys="what amount"),
    _f("resolution.verification", "block", T("verification")),
    _f("resolution.attachments", "items", T("attachments"), keys="file what"),
    _f("feedback", "section", T("feedback")),
    _f("feedback.told_at", "when", T("customer told at")),
    _f("feedback.told_by", "person", T("told by")),
    _f("feedback.told_how", "code", T("told by way of"), "channel"),
    _f("feedback.reply", "code", T("customer's reply"), "reply"),
    _f("feedback.satisfaction", "pairs", T("satisfaction")),
    _f("feedback.internal", "items", T("internally told"), keys="team person asked"),
    _f("feedback.decision", "block", T("our answer")),
    _f("feedback.comment", "block", T("customer's comment")),
    _f("summary", "section", T("summary")),
    _f("summary.effectiveness", "section", T("effectiveness check")),
    _f("summary.effectiveness.criterion", "line", T("criterion")),
    _f("summary.effectiveness.baseline", "line", T("baseline"), glued=True),
    _f("summary.effectiveness.target", "line", T("target"), glued=True),
    _f("summary.effectiveness.due", "date", T("due"), glued=True),
    _f("summary.effectiveness.owner", "person", T("who checks"), glued=True),
    _f("summary.effectiveness.result", "code", T("result"), "result"),
    _f("summary.effectiveness.checked_by", "person", T("checked by"), glued=True),
    _f("summary.effectiveness.measured", "line", T("measured"), glued=True),
    _f("summary.knowledge", "line", T("article")),
    _f("summary.told", "line", T("told to")),
    _f("summary.lesson", "block", T("lesson")),
    _f("summary.spread", "block", T("spread to other products")),
    _f("more", "free", T("more")),
    _f("reviews", "items", T("reviews"), keys="kind of by"),
    _f("notes", "blocks", T("notes")),
    _f("log", "items", T("log")),
)

FIXED: frozenset[str] = frozenset({"id", "opened_at", "opened_by"})
"""Fields that never change after the case was opened."""

LASTING: frozenset[str] = FIXED | {"origin"}
"""Those, and what only an import writes."""

FOLDED: frozenset[str] = frozenset({"stage", "waiting", "exit", "log", "notes", "reviews", "links", "origin"})
"""Fields that only verbs write, never ``--set``."""

EVENT_KINDS: dict[str, str] = {
    name: name
    for name in (
        "path", "severity", "priority", "product", "serial", "warranty",
        "channel", "tier", "agreement", "charge", "team",
    )
} | {"assignee": "assign", "type": "retype"}  # fmt: skip
"""Fields whose change is an event with ``from`` and ``to``, and the kind of that event."""

LONGEST_TITLE = 200
"""Characters of a title; what is longer belongs in the description."""

ITEM_FIELDS: dict[str, Field] = {
    f.path: f
    for f in (
        _f("what", "line", T("what")),
        _f("owner", "person", T("owner")),
        _f("due", "date", T("due")),
        _f("by", "person", T("by")),
        _f("person", "person", T("person")),
        _f("at", "when", T("at")),
        _f("arrived", "when", T("arrived")),
        _f("left", "when", T("left")),
        _f("result", "code", T("result"), "result"),
        _f("team", "line", T("team"), "team"),
        _f("quantity", "number", T("quantity")),
        _f("part", "line", T("part")),
        _f("product", "line", T("product")),
        _f("serial", "line", T("serial number")),
        _f("asked", "line", T("request")),
        _f("amount", "money", T("amount")),
        _f("evidence", "line", T("evidence")),
        _f("file", "line", T("file")),
        _f("case", "line", T("case")),
    )
}
"""Keys of small maps in lists that have a label."""

ITEM_KEYS: tuple[str, ...] = (
    "id", "at", "recorded", "by", "recorded_by", "kind", "void", "state", "type", "way", "via", "visible", "auto",
    "imported", "owner", "due", "part", "quantity", "batch", "place", "team", "person", "stage", "field", "from", "to",
    "kept", "lost", "exit", "override", "emergency", "was", "renew", "for", "until", "told", "threat", "of", "commit",
    "hash", "past", "file", "sha256",
    "product", "serial", "case", "what", "result", "amount", "asked", "window", "arrived", "left", "evidence",
    "scale", "score", "source", "number",
)  # fmt: skip
"""The order of keys in one-line maps; others follow as given, ``text`` stands last."""


def item_order(keys: Iterable[str]) -> list[str]:
    """The keys of a one-line map in their fixed order."""
    given = list(keys)
    known = {key: i for i, key in enumerate(ITEM_KEYS)}
    return sorted(given, key=lambda k: (k == "text", known.get(k, len(known)), given.index(k)))


CASE = Table(FIELDS, ITEM_FIELDS)
"""The fields of a case."""

BY_PATH: dict[str, Field] = CASE.by_path


def item_field(path: str, key: str) -> Field:
    """What is known of a key in the items of a list; a line of text where nothing is."""
    return CASE.item(path, key)


def place(path: str) -> int:
    """Where a field stands among its neighbours; unknown ones stand before ``more``."""
    return CASE.place(path)


def is_glued(path: str) -> bool:
    """Whether no blank line stands before this field."""
    field = BY_PATH.get(path)
    return field is not None and field.glued


def style(path: str) -> Style:
    """How the value of a field is written; the desk's own ones by their look (``free``)."""
    field = BY_PATH.get(path)
    return field.style if field else "free"
