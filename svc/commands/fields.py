"""svc fields: the fields of a case, with their names and codes."""

from __future__ import annotations

import re

from svc import asking, terminal
from svc.commands.context import Context
from svc.commands.used import InUse
from svc.errors import Several, T
from svc.i18n import in_every_language, language, tr
from svc.options import Arg, Format, Json
from svc.query.of_cases import COMPUTED
from svc.render.columns import Column
from svc.render.table import rows
from svc.schema.fields import BY_PATH, FIELDS, Field
from svc.schema.near import near
from svc.schema.settings import Label
from svc.typed import Annotated

HELP = T(
    """Lists the fields of a case: the name that --set, --fields and queries take, how its value is written, what
people call it, and the codes that it may have. With a word, those whose name or label holds it, in either language.
Those that are computed are in no file: queries, --fields and --sort know them.

Examples:
  svc fields
  svc fields lesson
  svc fields 原因
"""
)

_KINDS = {
    "line": T("one line"),
    "code": T("code"),
    "person": T("person"),
    "instant": T("date and time"),
    "when": T("date, or date and time"),
    "date": T("date"),
    "number": T("number"),
    "money": T("sum of money"),
    "block": T("text"),
    "codes": T("codes"),
    "words": T("words"),
    "pairs": T("map"),
    "items": T("list"),
    "records": T("map of maps"),
    "blocks": T("texts"),
    "free": T("anything"),
    "age": T("length of time"),
}
_HEADS = (
    Column("field", T("field")),
    Column("kind", T("kind")),
    Column("label", T("name")),
    Column("codes", T("codes"), flexible=True),
)


def run(
    ctx: Context,
    word: Annotated[str, Arg(metavar="WORD", help=T("part of a name, in either language"))] = "",
    format: Format = "",
    json: Json = False,
) -> int:
    """List fields."""
    fmt = "json" if json else format or ("table" if terminal.is_terminal() else "tsv")
    machine = fmt in ("json", "ndjson")
    fields = [field for field in (*FIELDS, *COMPUTED.values(), *_own(ctx)) if field.kind != "section"]
    in_use = InUse(ctx)
    found = [_record(ctx, field, machine, in_use) for field in fields if _answers(field, word)]
    if not found and not machine:
        meant = near(word, BY_PATH)
        terminal.say(T("no field answers to {word}; svc fields lists them all, one of the desk's own is more.{word}",
                       word=word))  # fmt: skip
        if meant:
            terminal.say(T("did you mean {near}?", near=meant))
        return 0
    heads = [*_HEADS, Column("keys", ""), Column("computed", "")] if machine else _HEADS
    terminal.out(rows(heads, found, fmt, terminal.width(), terminal.colours()), paged=True)
    return 0


def _own(ctx: Context) -> list[Field]:
    """The fields of the desk's own that a gate asks for."""
    asked = (choice for gate in ctx.settings.workflow.gates for choice in gate.needs.fields)
    names = dict.fromkeys(name for choice in asked for name in choice if name.startswith("more."))
    return [asking.field(name) for name in names]


def _answers(field: Field, word: str) -> bool:
    """Whether a word begins a word of a field's name or label; of a label in Chinese, which has no blanks, any part."""
    said = word.strip().casefold()
    names = [name.casefold() for name in (field.path, *in_every_language(field.label))]
    return any(re.search(rf"(?<![a-z]){re.escape(said)}", name) for name in names)


def _record(ctx: Context, field: Field, machine: bool, in_use: InUse) -> dict[str, object]:
    """One field; people see the codes with their labels, or in braces the keys that items usually have."""
    codes = list(ctx.settings.codes.get(field.codes, {})) if field.codes else []
    record: dict[str, object] = {"field": field.path, "kind": field.kind, "label": tr(field.label)}
    if machine:
        return {**record, "codes": codes, "keys": [*field.keys], "computed": field.path in COMPUTED}
    kind = tr(_KINDS[field.kind])
    if field.path in COMPUTED:
        kind = tr(T("{kind}, computed", kind=kind))
    keys = f"{{{', '.join(field.keys)}}}" if field.keys else ""
    if field.codes and not codes and (used := in_use.words(field.path)):
        return {**record, "kind": kind, "codes": tr(T("any word; in use: {words}", words=Several(used)))}
    both = ", ".join(map(_both, ctx.settings.listing(field.codes, codes).labels))
    return {**record, "kind": kind, "codes": both or keys}


def _both(label: Label) -> str:
    """A code with its label, where the language in force is not that of the codes."""
    return label.code if language() == "en" or str(label) == label.code else f"{label.code} {label}"
