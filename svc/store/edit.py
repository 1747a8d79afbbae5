"""Changes to a file's text that leave every other byte alone, comments and unknown keys included.

Each change finds its place in the nodes of the text, splices the new words in, reads the result again
and compares it with what was meant: a wrong file is never returned.
"""

from __future__ import annotations

from svc.errors import T
from svc.model import Data, InvalidFileError, Problem, Value, mapping
from svc.store.codec import read
from svc.store.comments import beside, in_gap, line_end, line_start, past_deeper, within
from svc.store.entry import Keys, children, entry, is_apart, rank, settled, style_of
from svc.store.entry import item as item_line
from svc.store.scalars import clip, flow
from svc.store.scalars import key as key_text
from svc.store.tree import Entry, Node, find, keys_of, plain


def _read(text: str) -> Node:
    return read(text, "")


def set_value(text: str, path: str, value: Value) -> str:
    """The text with one field set; a field that is absent is put at its canonical place.

    Words for a text field may come without a line end at their end. An empty value leaves the key.
    """
    root = _read(text)
    return _set(text, root, keys_of(root, path), value)


def append(text: str, path: str, item: Data, index: int | None = None) -> str:
    """The text with one more item in a list, at its end or before item ``index``."""
    return _append(text, keys_of(_read(text), path), item, index)


def put_note(text: str, event_id: str, words: str) -> str:
    """The text with the words that belong to an event, under ``notes:``."""
    return _set(text, _read(text), ("notes", event_id), words)


def put_record(text: str, path: str, key: str, item: Data) -> str:
    """The text with one more one-line map under a key of its own, as ``resolution.done`` holds them."""
    root = _read(text)
    return _set(text, root, (*keys_of(root, path), key), item)


def _set(text: str, root: Node, keys: Keys, value: Value) -> str:
    if style_of(keys) == "block" and isinstance(value, str):
        value = clip(value)
    found = find(root, keys)
    old = plain(found.value) if found else ""
    if found and old == value:
        return text
    is_block = found is not None and found.value.style == "block"
    if is_block and isinstance(old, list) and isinstance(value, list) and len(old) <= len(value):
        return _grow(text, keys, old, value)
    return _checked(_splice(text, root, keys, value), root, keys, value)


def _grow(text: str, keys: Keys, old: list[Value], new: list[Value]) -> str:
    """Change a list item by item, so that the lines of equal items stay as they are."""
    same = 0
    while same < len(old) and old[len(old) - 1 - same] == new[len(new) - 1 - same]:
        same += 1
    kept = len(old) - same
    for at in range(kept):
        text = _set(text, _read(text), (*keys, str(at)), new[at])
    for at in range(kept, len(new) - same):
        text = _append(text, keys, new[at], at)
    return text


def _append(text: str, keys: Keys, item: Value, index: int | None) -> str:
    root = _read(text)
    found = find(root, keys)
    items = plain(found.value) if found else ""
    if items and not isinstance(items, list):
        _refuse(keys)
    items = items if isinstance(items, list) else []
    at = len(items) if index is None else max(0, min(index, len(items)))
    wanted: list[Value] = [*items[:at], item, *items[at:]]
    if found and found.value.style == "block" and found.key is not found.value:
        return _checked(_insert_item(text, found, item, at), root, keys, wanted)
    return _checked(_splice(text, root, keys, wanted), root, keys, wanted)


def _splice(text: str, root: Node, keys: Keys, value: Value) -> str:
    """Walk down the block maps of the text and change it where they end."""
    here = root
    if root.style == "flow":
        return _flow_root(text, root, keys, value)
    for depth, name in enumerate(keys):
        found, rest = here.entries.get(name), keys[depth + 1 :]
        if found is None:
            return _insert(text, here, keys[: depth + 1], _put("", rest, value))
        if rest and found.value.kind == "map" and found.value.style == "block":
            here = found.value
            continue
        if rest and found.value.style == "block" and find(found.value, rest[:1]):
            return _replace_item(text, found.value, rest, value)
        if rest and style_of(keys[: depth + 1]) == "items" and not find(found.value, rest[:1]):
            _refuse(keys)
        return _replace(text, found, keys[: depth + 1], _put(plain(found.value), rest, value))
    return text


def _put(old: Value, keys: Keys, value: Value) -> Value:
    """Plain data with one value set deep inside it."""
    if not keys:
        return value
    if isinstance(old, list) and keys[0].isdigit() and int(keys[0]) < len(old):
        at = int(keys[0])
        return [*old[:at], _put(old[at], keys[1:], value), *old[at + 1 :]]
    if old and not isinstance(old, dict):
        _refuse(keys)
    return mapping(old) | {keys[0]: _put(mapping(old).get(keys[0], ""), keys[1:], value)}


def _refuse(keys: Keys) -> None:
    field = ".".join(keys)
    message = T("{field} cannot be set: something else stands in its place", field=field)
    raise InvalidFileError([Problem("", 0, field, message)])


def _insert(text: str, parent: Node, keys: Keys, value: Value) -> str:
    """Put a new entry behind the sibling that it follows in the table, or above all of them."""
    siblings = list(parent.entries.values())
    at = _slot(keys, list(parent.entries))
    lines = entry(keys, value, siblings[0].key.column)
    below = (*keys[:-1], siblings[at].key.text) if at < len(siblings) else None
    apart = [""] if below and is_apart(below) else []
    if at == 0:
        start = line_start(text, siblings[0].key.start)
        return text[:start] + "\n".join([*lines, *apart, text[start:]])
    end = _end_of(text, siblings[at - 1])
    rest = _after(text, end, lines)
    if rest.startswith("\n\n") or rest == "\n":
        apart = []
    above = [""] if is_apart(keys) else []
    return text[:end] + "\n".join(["", *above, *lines, *apart]) + rest


def _after(text: str, end: int, lines: list[str]) -> str:
    """The rest of the text behind new lines: blanks on empty lines would add to a literal above them."""
    rest = text[end:] or "\n"
    if not any(map(_opens_literal, lines)):
        return rest
    count = end = 0
    while rest[end : end + 1] == "\n":
        behind = end + 1
        while rest[behind : behind + 1] == " ":
            behind += 1
        if rest[behind : behind + 1] not in ("\n", ""):
            break
        count, end = count + 1, behind
    return "\n" * count + rest[end:]


def _opens_literal(words: str) -> bool:
    """Whether a literal begins at the end of a line."""
    return any(line.endswith((" |", " |-")) for line in words.split("\n"))


def _slot(keys: Keys, names: list[str]) -> int:
    """The number of siblings that stay above a new entry; own keys stay with the sibling above them."""
    ranks = [rank((*keys[:-1], name)) for name in names]
    mine = rank(keys)
    before = [at for at, other in enumerate(ranks) if other <= mine]
    if not before:
        return 0
    at = max(before, key=lambda n: (ranks[n], n)) + 1
    while at < len(names) and not ranks[at][1]:
        at += 1
    return at


def _end_of(text: str, found: Entry) -> int:
    """The end of the last line that belongs to an entry."""
    end = line_end(text, max(found.value.end, found.key.end))
    return past_deeper(text, end, found.key.column)


def _replace(text: str, found: Entry, keys: Keys, value: Value) -> str:
    """Replace the value of an entry; comments inside the old value move to the key's line or above it."""
    colon = text.index(":", found.key.end) + 1
    end = max(colon, found.value.end)
    tail = _tail(keys, value, found.key.column)
    comments = within(text, colon, end, found.value)
    if "\n" in tail and not tail.endswith('"'):
        last = line_end(text, end)
        if _opens_literal(tail):
            last = past_deeper(text, last, found.key.column)
        comments += in_gap(text, end, last)
        end = last
    first = line_end(text, colon)
    notes = [c for c in comments if c.start < first or (c.start >= found.value.end and not c.alone)]
    above = [f"{' ' * found.key.column}{c.text}\n" for c in comments if c not in notes]
    words = beside(tail, "".join(f" {c.text}" for c in notes))
    start = line_start(text, found.key.start)
    rest = _after(text, end, [tail]) if end < len(text) else ""
    return "".join([text[:start], *above, text[start:colon], words, rest])


def _tail(keys: Keys, value: Value, column: int) -> str:
    """What stands behind the colon, from there to the end of the value."""
    lines = entry(keys, value, column)
    return "\n".join(lines)[column + len(key_text(keys[-1])) + 1 :]


def _replace_item(text: str, items: Node, keys: Keys, value: Value) -> str:
    """Replace one list item, written as one line from then on."""
    old = items.items[int(keys[0])]
    blank = " " if text[old.start - 1] == "-" else ""
    start = line_start(text, old.start)
    comments = within(text, old.start, old.end, old)
    above = [f"{' ' * items.column}{comment.text}\n" for comment in comments]
    words = blank + flow(_put(plain(old), keys[1:], value))
    return "".join([text[:start], *above, text[start : old.start], words, text[old.end :]])


def _insert_item(text: str, found: Entry, value: Value, at: int) -> str:
    items = found.value
    if at:
        end = past_deeper(text, line_end(text, items.items[at - 1].end), items.column)
    else:
        end = line_end(text, found.key.end)
    return f"{text[:end]}\n{item_line(value, items.column)}{text[end:] or chr(10)}"


def _flow_root(text: str, root: Node, keys: Keys, value: Value) -> str:
    """A file that is one map in braces becomes a file of lines."""
    above = [f"{comment.text}\n" for comment in within(text, root.start, root.end, root)]
    data = mapping(_put(plain(root), keys, value))
    return "".join([text[: root.start], *above, "\n".join(children((), data, 0)), text[root.end :]])


def _checked(result: str, root: Node, keys: Keys, value: Value) -> str:
    """The result, once it is seen to hold what was meant and nothing else."""
    wanted = settled(_put(plain(root), keys, value))
    try:
        is_right = settled(plain(_read(result))) == wanted
    except InvalidFileError:
        is_right = False
    if not is_right:
        field = ".".join(keys)
        message = T("{field} could not be written without touching its neighbours: run svc fmt", field=field)
        raise InvalidFileError([Problem("", 0, field, message)])
    return result
