"""What somebody typed for a field, turned into what the file keeps, or a refusal that says what would do."""

from __future__ import annotations

from svc import asking
from svc.clerk import Clerk
from svc.errors import RefusedError, Several, T, Text, UnknownCodeError, UsageError
from svc.model import Data, Held, Value, is_empty, mapping, stamp
from svc.schema import naming
from svc.schema.fields import CASE, FOLDED, ITEM_KEYS, LASTING, LONGEST_TITLE, Field
from svc.schema.naming import field_near, fields_begun
from svc.schema.near import near
from svc.schema.settings import Settings
from svc.schema.table import Table
from svc.typed import TYPE_CHECKING, Callable, NamedTuple, Sequence
from svc.words import key, listed, one_line, tidy

if TYPE_CHECKING:
    from svc.dates.words import Meant

KEYS = ("customer", "product", "serial", "agreement")
"""Fields by which records are found, so that a width of an input method would hide one."""

_VERBS = {"stage": "svc move", "notes": "svc note"}
_MAPS = ("pairs", "records")
_LISTS = ("codes", "words")


class Assignment(NamedTuple):
    """``field=value`` or, with ``add``, ``field+=value`` of a command line; a list or map was written as ``{...}``."""

    name: str
    value: Value
    add: bool = False


def wanted(
    settings: Settings, held: Held, given: Sequence[Assignment], clerk: Clerk, table: Table = CASE
) -> dict[str, Value]:
    """The values that fields of a case, or of another record, shall have. Raises UsageError, RefusedError."""
    found: dict[str, Value] = {}
    typist = _Typist(settings, held, clerk, table)
    for one in given:
        settable(one.name, table)
        name = _owner(one.name, table)
        old = found.get(name, held.get(name))
        new = typist.value(one, old)
        found[name] = _added(asking.field(name, table), old, new) if one.add and name == one.name else new
    return found


def _owner(name: str, table: Table) -> str:
    """The field that is written when one is set: the map or list that a part of it is in, else itself.

    Records are written one at a time, since people add to them side by side.
    """
    if name in table.by_path:
        return name
    parent = name.rpartition(".")[0]
    if table.kind(parent) in ("pairs", "items"):
        return parent
    items = parent.rpartition(".")[0]
    return items if table.kind(items) == "items" else name


def _added(known: Field, old: Value, new: Value) -> Value:
    """The old value and a new one together."""
    if not new:
        return old
    if isinstance(new, list):
        both = [*(old if isinstance(old, list) else []), *new]
        return [*sorted({str(each) for each in both})] if known.kind == "codes" else both
    if isinstance(new, dict):
        return mapping(old) | new
    if known.kind == "block":
        return f"{old}{new}"
    if known.kind != "line":
        raise UsageError(T("{field} holds one value", field=known.path), T("write {field}=...", field=known.path))
    return f"{old} {new}" if old else new


def settable(name: str, table: Table = CASE) -> None:
    """Raises RefusedError for a field that never changes, UsageError for an unknown one or one with a verb."""
    top = name.split(".")[0]
    if table is CASE:
        _refuse_written_by_verbs(name, top)
    elif top == "id":
        raise RefusedError(T("the key of a record is changed by rename"))
    if top == "more" and name.strip(".") != "more":
        return
    if table.kind(name) in ("section", "free"):
        inner = [f for f in table.by_path if f.startswith(name + ".")]
        hint = T("set one of {names}", names=Several(inner)) if inner else T("write {field}=...", field="more.NAME")
        raise UsageError(T("{field} is a section", field=name), hint)
    if name in table.by_path or _owner(name, table) != name or table.kind(name.rpartition(".")[0]) == "records":
        return
    if table is CASE:
        raise UsageError(T("{field} is not a field", field=name), _fields_near(name))
    known = [field.path for field in table.fields if field.path != "id"]
    nearest = near(name, known)
    hint = T("did you mean {near}?", near=nearest) if nearest else T("known are {names}", names=Several(known))
    raise UsageError(T("{field} is not a field", field=name), hint)


def _refuse_written_by_verbs(name: str, top: str) -> None:
    """Refuse what no option sets in a case."""
    if top in LASTING:
        raise RefusedError(T("{field} never changes after a case was opened", field=name))
    if top in FOLDED:
        by_hand = T("edit {field} in the file, then svc commit", field=top)
        hint = T("use {verb}", verb=_VERBS[top]) if top in _VERBS else by_hand
        raise UsageError(T("{field} is not set by an option", field=name), hint)


def _fields_near(name: str) -> Text:
    """Which fields of a case may have been meant by a word that is none."""
    begun = fields_begun(name)
    if len(begun) > 1:
        return T("it may be {names}", names=Several(map(naming.typed, begun)))
    nearest = near(name, CASE.by_path) or field_near(name)
    if not nearest:
        return T("svc fields lists them; one of the desk's own: --set more.{name}=...", name=name)
    meant = naming.typed(nearest)
    if "." in name:
        return T("did you mean {near}?", near=meant)
    return T("did you mean {near}? one of the desk's own: more.{name}", near=meant, name=name)


class _Typist(NamedTuple):
    """Reads what was typed for the fields of one case or other record."""

    settings: Settings
    held: Held
    clerk: Clerk
    table: Table

    def value(self, one: Assignment, old: Value) -> Value:
        """What the field that is written shall hold (before ``+=`` adds it to what was there)."""
        owner = _owner(one.name, self.table)
        if owner == one.name:
            return self._whole(one)
        if self.table.kind(owner) == "pairs":
            part = one.name.removeprefix(f"{owner}.")
            return mapping(old) | {part: self._text(Field(one.name, "line", Text(part, {})), one.value)}
        return self._in_item(one, owner, old)

    def _whole(self, one: Assignment) -> Value:
        known = self.table.by_path.get(one.name) or Field(one.name, "free", Text("", {}))
        parent = self.table.kind(one.name.rpartition(".")[0])
        if isinstance(one.value, str) and not one.value.strip():
            return ""
        if known.kind == "items":
            return self._items(known, one.value)
        if known.kind in _MAPS or parent == "records":
            return self._map(known, one.value)
        if known.kind in _LISTS:
            return self._list(known, one.value)
        if known.kind == "free":
            return _own(one.value)
        return self._text(known, one.value)

    def _text(self, known: Field, value: Value) -> str:
        if not isinstance(value, str):
            raise UsageError(
                T("{field} takes a text, no list or map", field=known.path), T("write {field}='...'", field=known.path)
            )
        return typed(self.settings, known, value, self.clerk)

    def _list(self, known: Field, value: Value) -> Value:
        words = value if isinstance(value, list) else listed(value) if isinstance(value, str) else [value]
        found: list[Value] = [self._text(_single(known), word) for word in words]
        return [*sorted({str(word) for word in found})] if known.kind == "codes" else found

    def _map(self, known: Field, value: Value) -> Value:
        if not isinstance(value, dict) or not value:
            raise UsageError(T("{field} is a small map", field=known.path), _write(known, self.table))
        return {name: self._part(known, name, part) for name, part in value.items()}

    def _items(self, known: Field, value: Value) -> Value:
        items = value if isinstance(value, list) else [value]
        return [self._item(known, item) for item in items]

    def _item(self, known: Field, item: Value) -> Data:
        if not isinstance(item, dict) or not item:
            raise UsageError(T("{field} is a list of small maps", field=known.path), _write(known, self.table))
        held = {name: self._part(known, name, part) for name, part in item.items()}
        return {"id": self.clerk.fresh_id(self.held)} | held

    def _part(self, known: Field, name: str, value: Value) -> Value:
        """One key of a small map; what is in turn a map (records) is read the same way."""
        if isinstance(value, dict):
            return {inner: self._part(known, inner, each) for inner, each in value.items()}
        _refuse_slip(known, name)
        if isinstance(value, list):
            return [self._part(known, name, each) for each in value]
        return typed(self.settings, self.table.item(known.path, name), value, self.clerk)

    def _in_item(self, one: Assignment, owner: str, old: Value) -> Value:
        """``resolution.plan.measures.QVCV2.due=...``: one key of the item with that id; without a key, the item."""
        name, _, part = one.name.removeprefix(f"{owner}.").partition(".")
        items = [mapping(item) for item in old] if isinstance(old, list) else []
        names = [str(item.get("id", n)) for n, item in enumerate(items)]
        place = next((n for n, item_id in enumerate(names) if name.upper() == item_id or name == str(n)), None)
        if place is None:
            called = [" ".join(filter(None, (n, _about(item)))) for n, item in zip(names, items, strict=True)]
            held = T("it has: {names}", names=Several(called) or "-")
            raise UsageError(T("{field} has no item {id}", field=owner, id=name), held)
        new = self._changed(self.table.by_path[owner], items[place], part, one.value)
        return [*items[:place], *([new] if new else []), *items[place + 1 :]]

    def _changed(self, known: Field, item: Data, part: str, value: Value) -> Data:
        """An item with one key set, or written anew with its id; nothing for one that is emptied."""
        if part:
            return {k: v for k, v in (item | {part: self._part(known, part, value)}).items() if not is_empty(v)}
        return {} if is_empty(value) else self._item(known, value) | {k: v for k, v in item.items() if k == "id"}


def _refuse_slip(known: Field, name: str) -> None:
    """Refuse a key of an item that is a slip of a usual one; other keys are the desk's own."""
    meant = "" if name in (*ITEM_KEYS, *known.keys) else near(name, known.keys, alike=0.8)
    if meant:
        message = T("{field} knows no key {key}", field=known.path, key=name)
        raise UsageError(message, T("did you mean {near}?", near=meant))


def _write(known: Field, table: Table) -> Text:
    return T("write it like this: {option}", option=asking.option(known.path, table))


def _single(known: Field) -> Field:
    """One word of a list of words or codes."""
    return Field(known.path, "code" if known.kind == "codes" else "line", known.label, known.codes)


def _own(value: Value) -> Value:
    """A value of a desk's own field: a block where it has several lines."""
    if not isinstance(value, str):
        return value
    return tidy(value) if "\n" in value.strip() else one_line(value)


def typed(settings: Settings, known: Field, text: str, clerk: Clerk) -> str:
    """What a field keeps of what somebody typed: codes from labels, instants from dates, words tidied.

    Raises UsageError when it cannot be that field's value.
    """
    word = one_line(text)
    if not word:
        return ""
    if known.kind == "block":
        return tidy(text)
    if known.kind == "code":
        return _code(settings, known.codes, known.label, word)
    if known.kind == "person":
        return person(word, lambda: clerk.me, clerk.called)
    if known.kind in ("when", "date", "instant"):
        return _time(known, clerk.understood(word, known.toward).single())
    if known.kind == "money":
        return _sum(word)
    if known.path == "title" and len(word) > LONGEST_TITLE:
        raise UsageError(
            T("a title has {most} characters at most, this one has {count}", most=LONGEST_TITLE, count=len(word)),
            T("the rest belongs in the description: -m TEXT"),
        )
    return key(word) if known.path.rpartition(".")[2] in KEYS else word


def _sum(word: str) -> str:
    from svc.schema.money import meant

    found = meant(word)
    if found is None:
        raise UsageError(T("{value} is not a sum of money: write 150.00 CNY", value=word))
    return str(found)


def _time(known: Field, meant: Meant) -> str:
    """A date or an instant as a field of its kind keeps it. Raises UsageError."""
    if known.kind == "date":
        return meant.on_a_day().kept
    return stamp(meant.start) if known.kind == "instant" else meant.kept


def _about(item: Data) -> str:
    """What tells an item of a list from the others, in brackets."""
    said = item.get("what") or item.get("serial") or item.get("part") or ""
    return f"({said})" if isinstance(said, str) and said else ""


def person(word: str, me: Callable[[], str], called: Callable[[str], str] = str) -> str:
    """The person that a word means: ``me`` and ``我`` are who is at work; ``called`` gives the key of a name."""
    return me() if word.strip() in ("me", "我") else called(key(word))


def code(settings: Settings, group: str, name: str, word: str) -> str:
    """The code that a word means for a field, in a list of the desk. Raises UsageError with those that it may be."""
    return _code(settings, group, asking.label(name), word)


def _code(settings: Settings, group: str, label: Text, word: str) -> str:
    found = settings.codes_like(group, word)
    if len(found) == 1:
        return found[0]
    if found:
        several = settings.listing(group, found)
        raise UsageError(T("{value} may be several: {codes}", value=repr(word), codes=several), T("write more of it"))
    listed = settings.codes.get(group, {})
    names = {name: code for code, labels in listed.items() for name in (code, *labels.values())}
    nearest = near(word, names, 0.6 if word.isascii() else 0.5)
    meant = names.get(nearest, "")
    # What is spelt nearly so is meant by its own spelling: a label by the label, a code by the code.
    hint = T("did you mean {near}?", near=meant if nearest == meant else nearest)
    if not nearest:
        hint = T("known are {names}", names=settings.listing(group, listed))
    raise UnknownCodeError(T("{value} is not a known {field}", value=repr(word), field=label), hint, group, word)
