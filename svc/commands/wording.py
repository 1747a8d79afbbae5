"""Events and changed fields in words for people, in the language in force."""

from __future__ import annotations

from svc.commands.context import Context
from svc.errors import Several, T
from svc.i18n import joined, tr
from svc.model import Change, Data, Event, Value, mapping
from svc.schema import reviews
from svc.schema.attachments import LIST, SECTIONS
from svc.schema.events import KINDS, REVIEWS
from svc.schema.fields import BY_PATH, CASE, EVENT_KINDS, item_field
from svc.schema.table import Table
from svc.typed import Iterator

_WAYS = {"in": T("from the customer"), "out": T("to the customer")}
_STATES = {
    "made": T("made"), "kept": T("kept"), "broken": T("broken"), "offered": T("asked"), "accepted": T("accepted"),
    "declined": T("declined"), "withdrawn": T("taken back"), "raised": T("asked"), "removed": T("untied"),
}  # fmt: skip
_FIELDS_OF = {kind: (name,) for name, kind in EVENT_KINDS.items()} | {
    "move": ("stage", "waiting", "exit"), "reopen": ("stage", "exit"), "wait": ("waiting",), "resume": ("waiting",),
    "triage": ("analysis.triage",), "link": ("links",), "split": ("links",),
    "attach": tuple(f"{section}.{LIST}" for section in SECTIONS),
}  # fmt: skip
"""The fields whose change an event of a kind tells; the first is the one of ``from`` and ``to``."""
_CODES = {"stage": "stage", "via": "channel", "for": "wait", "exit": "exit", "threat": "threat", "what": "link"}
LONGEST = 60
"""Characters of a changed value that are shown on a line."""
_COMMIT = 10
"""Digits of a commit that are shown."""


def tells(event: Event) -> set[str]:
    """The fields whose change an event tells, so that it need not be told again."""
    return {*_FIELDS_OF.get(event.kind, ()), *mapping(event.data.get("was", "")), event.get("field")} - {""}


def happened(ctx: Context, change: Change) -> str:
    """A change on a line: what was done first, then the facts that changed with it, without the words given for it."""
    events = sorted(change.events, key=lambda e: e.kind in EVENT_KINDS.values())
    known = {name for event in events for name in tells(event)}
    said = [told(ctx, e._replace(data={k: v for k, v in e.data.items() if k != "text"})) for e in events]
    return "; ".join(said + [changed(ctx, name, new) for name, new in change.sets.items() if name not in known])


def told(ctx: Context, event: Event) -> str:
    """What happened: the kind of event and what it carries."""
    kind = tr(KINDS[event.kind].label) if event.kind in KINDS else event.kind
    void = f"[{tr(T('does not count'))}]" if event.get("void") == "true" else ""
    return "  ".join(part for part in (kind, *_carried(ctx, event), void) if part)


def _carried(ctx: Context, event: Event) -> Iterator[str]:
    """What stands in an event besides its kind, codes by their labels, its own words last."""
    yield tr(_STATES.get(event.get("state"), event.get("state")))
    yield _change(ctx, event)
    yield tr(_WAYS.get(event.get("way"), event.get("way")))
    if event.kind == "undo":
        what = event.get("what").split(", ")
        yield joined(KINDS[word].label if word in KINDS else label(word) for word in what)
        yield event.get("commit")[:_COMMIT]
    if event.kind == "merge":
        ends = {end: value(ctx, event.get("field"), event.get(end)) or "…" for end in ("kept", "lost")}
        yield tr(T("{kept}, not {lost}", **ends))
    if event.kind in REVIEWS:
        yield joined(map(label, event.get("of").split()))
        yield tr(T("on the forge")) if event.get("via") == "forge" else ""
    for key, group in _CODES.items() if event.kind not in ("undo", *REVIEWS) else ():
        if event.get(key):
            yield ctx.label(group, event.get(key))
    if event.get("until"):
        yield tr(T("until {when}", when=ctx.minute(event.get("until"))))
    if event.get("told"):
        yield tr(T("customer told {when}", when=ctx.minute(event.get("told"))))
    yield from (event.get(key) for key in ("file", "case"))
    if event.get("past"):
        yield tr(T("been through before"))
    if event.get("override"):
        yield tr(T("override: {names}", names=Several(map(_choice, event.get("override").split(", ")))))
    if event.get("emergency"):
        yield tr(T("emergency, to be approved: {names}",
                   names=Several(map(_choice, event.get("emergency").split(", ")))))  # fmt: skip
    was = mapping(event.data.get("was", ""))
    if was:
        yield tr(T("cleared: {fields}", fields=Several(changed(ctx, name, old) for name, old in was.items())))
    renew = mapping(event.data.get("renew", ""))
    if renew:
        yield tr(T("to be said anew: {fields}", fields=Several(map(label, renew))))
    yield event.get("text")


def _change(ctx: Context, event: Event) -> str:
    """From and to, after the name of the field where the kind does not say it."""
    name = event.get("field") or next(iter(_FIELDS_OF.get(event.kind, ())), "")
    said = label(name) if event.get("field") else ""
    old, new = (value(ctx, name, held) for held in _ends(event))
    if event.kind in ("handover", "escalate"):
        return new
    if not old and not new:
        return said
    return f"{said}: {old or '-'} -> {new or '-'}" if said else f"{old or '-'} -> {new or '-'}"


def _ends(event: Event) -> tuple[Value, Value]:
    """What an event tells from and to; of lists the items that changed."""
    old, new = (event.data.get(key, "") for key in ("from", "to"))
    if isinstance(old, list) and isinstance(new, list):
        return [row for row in old if row not in new], [row for row in new if row not in old]
    return old, new


def label(name: str, table: Table = CASE) -> str:
    """What people call a field; one key of a small map behind the name of the map."""
    if name in table.by_path:
        return tr(table.by_path[name].label)
    owner, _, key = name.rpartition(".")
    return f"{label(owner)} {tr(item_field(owner, key).label)}" if _is_within_map(owner) else name


def _is_within_map(name: str) -> bool:
    """Whether a name is that of a field of small maps, or of one of the maps."""
    known = BY_PATH.get(name)
    return known.kind in ("pairs", "records") if known else "." in name and _is_within_map(name.rpartition(".")[0])


def _choice(names: str) -> str:
    """One thing that an override let pass: a field, or several one of which would have done."""
    if names.startswith(reviews.APPROVAL):
        fields = map(label, names.removeprefix(reviews.APPROVAL).split("+"))
        return tr(T("the approval of {fields}", fields=Several(fields)))
    return "|".join(map(label, names.split("|")))


def doer(by: str, recorded_by: str) -> str:
    """Who did it, and who entered it where that was somebody else."""
    return tr(T("{by}, entered by {who}", by=by, who=recorded_by)) if recorded_by else by


def value(ctx: Context, name: str, held: Value, table: Table = CASE) -> str:
    """A field's value: labels for codes, instants to the minute, lists and maps on a line."""
    known = table.by_path.get(name)
    if known and known.codes and held:
        words = held if isinstance(held, list) else [held]
        return joined(ctx.label(known.codes, str(w)) for w in words)
    if known and known.kind in ("instant", "when"):
        return ctx.minute(str(held))
    if known and known.kind == "records" and isinstance(held, dict):
        return "\n".join(f"{key}: {_item(ctx, name, mapping(one), table)}" for key, one in held.items())
    if known is None and isinstance(held, dict) and _is_within_map(name):
        return _item(ctx, name, held, table)
    if known and isinstance(held, list) and any(isinstance(v, dict) for v in held):
        return "\n".join(_item(ctx, name, v, table) if isinstance(v, dict) else plain(v) for v in held)
    return plain(held)


def _item(ctx: Context, name: str, held: Data, table: Table) -> str:
    """A small map of a list on a line: keys and codes by their labels, what it is about first."""
    if name == "links":
        return f"{ctx.label('link', str(held.get('what', '')))} {held.get('case', '')}"
    said = []
    for key, one in sorted(held.items(), key=lambda pair: pair[0] != "what"):
        known = table.item(name, key)
        words = plain(one)
        if known.codes:
            words = joined(ctx.label(known.codes, str(word)) for word in (one if isinstance(one, list) else [one]))
        elif known.kind == "when":
            words = ctx.minute(words)
        said += [tr(T("{name}: {value}", name=known.label, value=words))] if words and key != "id" else []
    return joined(said)


def plain(held: Value) -> str:
    """Any value as text; a list of maps takes a line each."""
    if isinstance(held, list):
        return ("\n" if any(isinstance(v, dict) for v in held) else ", ").join(map(plain, held))
    if isinstance(held, dict):
        return ", ".join(f"{k}: {plain(v)}" for k, v in held.items() if v and k != "id")
    return held


def changed(ctx: Context, name: str, new: Value, most: int = LONGEST, table: Table = CASE) -> str:
    """A changed field with its new value, cut to ``most`` characters; 0 for no limit."""
    words = " / ".join(value(ctx, name, new, table).split("\n")).strip(" /") or "-"
    return f"{label(name, table)}: {words if len(words) <= most or not most else words[: most - 2] + '..'}"
