"""Events and changed fields in words for people, in the language in force."""

from __future__ import annotations

from svc.commands.context import Context
from svc.errors import T
from svc.i18n import tr
from svc.model import Change, Event, Value
from svc.schema.attachments import LIST, SECTIONS
from svc.schema.events import KINDS
from svc.schema.fields import BY_PATH, EVENT_KINDS

_WAYS = {"in": T("from the customer"), "out": T("to the customer")}
_FIELD_OF = {kind: name for name, kind in EVENT_KINDS.items()} | {
    "move": "stage", "reopen": "stage", "wait": "waiting", "resume": "waiting"
}  # fmt: skip
"""The field that an event of a kind tells the change of."""
_LONGEST = 60


def happened(ctx: Context, change: Change) -> str:
    """A change on a line: what was done first, then the facts that changed with it, without the words given for it."""
    events = sorted(change.events, key=lambda e: e.kind in EVENT_KINDS.values())
    known = {_FIELD_OF.get(event.kind) for event in events}
    known |= {f"{section}.{LIST}" for section in SECTIONS if any(event.kind == "attach" for event in events)}
    said = [told(ctx, e._replace(data={k: v for k, v in e.data.items() if k != "text"})) for e in events]
    return "; ".join(said + [changed(ctx, name, new) for name, new in change.sets.items() if name not in known])


def told(ctx: Context, event: Event) -> str:
    """What happened: the kind of event and what it carries."""
    kind = tr(KINDS[event.kind].label) if event.kind in KINDS else event.kind
    return "  ".join([kind, *_carried(ctx, event)])


def _carried(ctx: Context, event: Event) -> list[str]:
    said = [ctx.label("stage", event.get("stage"))] if event.get("stage") else []
    if event.get("from") or event.get("to"):
        group = _group(_FIELD_OF.get(event.kind, ""))
        said.append(f"{ctx.label(group, event.get('from')) or '-'} -> {ctx.label(group, event.get('to')) or '-'}")
    if event.get("way"):
        said.append(tr(_WAYS.get(event.get("way"), event.get("way"))))
    said += [ctx.label("channel", event.get("via"))] if event.get("via") else []
    said += [ctx.label("wait", event.get("for"))] if event.get("for") else []
    said += [event.get("file")] if event.get("file") else []
    return [*said, event.get("text")] if event.get("text") else said


def _group(name: str) -> str:
    return BY_PATH[name].codes if name in BY_PATH else ""


def value(ctx: Context, name: str, held: Value) -> str:
    """A field's value: labels for codes, instants to the minute, lists and maps on a line."""
    known = BY_PATH.get(name)
    if known and known.codes and held:
        words = held if isinstance(held, list) else [held]
        return ", ".join(ctx.label(known.codes, str(w)) for w in words)
    if known and known.kind in ("instant", "when"):
        return str(held)[:16].replace("T", " ")
    return plain(held)


def plain(held: Value) -> str:
    """Any value as text; a list of maps takes a line each."""
    if isinstance(held, list):
        return ("\n" if any(isinstance(v, dict) for v in held) else ", ").join(map(plain, held))
    if isinstance(held, dict):
        return ", ".join(f"{k}: {plain(v)}" for k, v in held.items() if v and k != "id")
    return held


def changed(ctx: Context, name: str, new: Value) -> str:
    """A changed field with its new value, short."""
    known = BY_PATH.get(name)
    label = tr(known.label) if known else name
    words = " / ".join(value(ctx, name, new).split("\n")).strip(" /")
    return f"{label}: {words if len(words) <= _LONGEST else words[: _LONGEST - 2] + '..'}"
