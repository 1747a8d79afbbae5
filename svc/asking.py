"""How a field is asked for: its name for people, and the option that supplies it."""

from __future__ import annotations

from svc.errors import T, Text, verbatim
from svc.model import Case, mapping
from svc.schema.fields import BY_PATH, CASE, Field, item_field
from svc.schema.meanings import MEANINGS
from svc.schema.naming import typed
from svc.schema.settings import Settings
from svc.schema.table import Table

_EXAMPLES = {"when": "now", "instant": "now", "date": "YYYY-MM-DD", "person": "WHO", "number": "N", "code": "..."}


def field(name: str, table: Table = CASE) -> Field:
    """What is known of a field, a desk's own or one in an item of a list too (``resolution.tests.T3EBD.result``)."""
    known = table.by_path.get(name)
    if known:
        return known
    parent, _, key = name.rpartition(".")
    if table.kind(parent.rpartition(".")[0]) == "items":
        return table.item(parent, key)
    if table.kind(parent) in ("records", "items"):
        above = table.by_path[parent]
        return Field(name, "pairs", above.label, keys=above.keys)
    own = name.removeprefix("more.")
    return Field(name, "free" if own != name else "line", verbatim(own))


def is_structured(name: str, table: Table = CASE) -> bool:
    """Whether a field may hold a list or a map, so that ``[...]`` and ``{...}`` typed for it are one."""
    return field(name, table).kind in ("items", "records", "pairs", "codes", "words", "free")


def _list_of(name: str) -> Field | None:
    """The list that a field of an item is in."""
    found = BY_PATH.get(name.rpartition(".")[0].rpartition(".")[0])
    return found if found and found.kind == "items" else None


def label(name: str) -> Text:
    """What people call a field; one deep inside (``summary.effectiveness.due``) with the section that it is in."""
    known = field(name)
    parent = BY_PATH.get(name.rpartition(".")[0])
    if parent and parent.kind == "section" and "." in parent.path and known.kind != "items":
        return T("{section}: {label}", section=parent.label, label=known.label)
    return known.label


def group(name: str) -> str:
    """The list of codes that a field's value comes from, ``""`` for none."""
    return field(name).codes


def option(name: str, table: Table = CASE) -> str:
    """The option that sets a field, with a place for its value."""
    known = field(name, table)
    if known.kind in ("items", "records", "pairs"):
        inner = ", ".join(f"{key}: ..." for key in known.keys or ("what",))
        return f"--set '{typed(name)}+={{{inner}}}'"
    if known.kind in ("words", "codes"):
        return f"--set '{typed(name)}=..., ...'"
    return f"--set {typed(name)}={_EXAMPLES.get(known.kind) or repr('...')}"


def need(choice: tuple[str, ...], case: Case, settings: Settings) -> Text:
    """One thing that a stage asks for, as a sentence: the fields that will do, each with its option."""
    said = [_described(name, case, settings) for name in choice]
    whole = said[0]
    for other in said[1:]:
        whole = T("{one}, or {other}", one=whole, other=other)
    return whole


def _described(name: str, case: Case, settings: Settings) -> Text:
    known = field(name)
    said = _of_item(name, case) or label(name)
    codes = list(settings.codes.get(known.codes, {})) if known.codes else []
    if codes:
        listed = settings.listing(known.codes, codes)
        return T("{label}  {option}  ({codes})", label=said, option=option(name), codes=listed)
    if known.kind == "code":
        return T("{label}  {option}  (any word: no codes: {group} in svc.yaml; svc fields {name} lists those in use)",
                 label=said, option=option(name), group=known.codes, name=typed(name))  # fmt: skip
    if name in MEANINGS:
        return T("{label}  {option}  ({codes})", label=said, option=option(name), codes=MEANINGS[name])
    return T("{label}  {option}", label=said, option=option(name))


def _of_item(name: str, case: Case) -> Text | None:
    """The name of a field in an item of a list, with what the item is about."""
    listed = _list_of(name)
    if listed is None:
        return None
    items, (item_id, key) = case.get(listed.path), name.rsplit(".", 2)[1:]
    rows = [mapping(item) for item in (items if isinstance(items, list) else [])]
    found = next((row for n, row in enumerate(rows) if item_id in (row.get("id"), str(n))), {})
    what = found.get("what") or item_id
    return T("{list}, {what}: {label}", list=listed.label, what=what, label=item_field(listed.path, key).label)
