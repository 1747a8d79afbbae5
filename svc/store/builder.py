"""Parser events to nodes, refusing on the way what two readers could understand differently."""

from __future__ import annotations

from svc.errors import T, Text
from svc.model import InvalidFileError, Problem
from svc.patterns import pattern
from svc.store.faults import DOCUMENTS, NO_KEY
from svc.store.scalars import MAX_KEY
from svc.store.tree import Entry, Kind, Node
from svc.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from svc.typed import Callable

MAX_DEPTH = 20
MAX_NODES = 20_000
_COLON = pattern(r"\s*:")
_BLOCKS = ("|", ">")


class Builder:
    """Takes the events of one file in turn; problems are collected until the end or the limit."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self._open: list[Node] = []
        self._keys: list[Node | None] = []
        self._names: list[str] = []
        self._count = 0
        self._end = 0
        self._documents = 0
        self._take: dict[str, Callable[[Any], None]] = {
            "ScalarEvent": self._scalar,
            "MappingStartEvent": self._map,
            "SequenceStartEvent": self._list,
            "MappingEndEvent": self._close,
            "SequenceEndEvent": self._close,
            "AliasEvent": self._alias,
            "DocumentStartEvent": self._document,
        }

    def take(self, event: Any) -> None:
        """Take one event of ``yaml.events``."""
        act = self._take.get(type(event).__name__)
        if act:
            act(event)

    def finish(self) -> Node:
        """The top of the file, when nothing was wrong with it."""
        if (self.root is None or self.root.kind != "map") and not self.problems:
            self._blame(0, T("the file must hold keys and values, 'key: value' on each line"), "")
        if self.problems or self.root is None:
            raise InvalidFileError(self.problems)
        return self.root

    def _scalar(self, event: Any) -> None:
        mark, end, style = event.start_mark, event.end_mark.index, event.style or ""
        node = Node("scalar", mark.index, end, mark.line + 1, mark.column, style, event.value)
        if style in _BLOCKS:
            node.end = self._block_end(node)
        if event.anchor or event.tag:
            self._refuse_properties(event, node.line)
        self._end = node.end
        self._place(node)

    def _map(self, event: Any) -> None:
        self._enter("map", event).entries = {}

    def _list(self, event: Any) -> None:
        self._enter("list", event).items = []

    def _enter(self, kind: Kind, event: Any) -> Node:
        start = event.start_mark
        style = "flow" if event.flow_style else "block"
        node = Node(kind, start.index, start.index, start.line + 1, start.column, style)
        if event.anchor or event.tag:
            self._refuse_properties(event, node.line)
        self._names.append(self._name())
        self._place(node)
        self._open.append(node)
        self._keys.append(None)
        if len(self._open) > MAX_DEPTH:
            self._stop(node.line, T("lists and maps are nested more than {limit} deep", limit=MAX_DEPTH))
        return node

    def _close(self, event: Any) -> None:
        node = self._open.pop()
        self._keys.pop()
        self._names.pop()
        node.end = self._end = event.end_mark.index if node.style == "flow" else self._end

    def _alias(self, event: Any) -> None:
        mark = event.start_mark
        message = T("*{name} refers to another place: write the value itself", name=event.anchor)
        self._blame(mark.line + 1, message)
        self._place(Node("scalar", mark.index, event.end_mark.index, mark.line + 1, mark.column, ""))

    def _document(self, event: Any) -> None:
        self._documents += 1
        line = event.start_mark.line + 1
        if self._documents > 1:
            self._stop(line, DOCUMENTS)
        if event.version or event.tags:
            self._blame(line, T("a YAML directive is not allowed here: delete the lines above ---"))

    def _place(self, node: Node) -> None:
        self._count += 1
        if self._count > MAX_NODES:
            self._stop(node.line, T("the file holds more than {limit} values", limit=MAX_NODES))
        if not self._open:
            self.root = node
        elif self._open[-1].kind == "list":
            self._open[-1].items.append(node)
        elif (key := self._keys[-1]) is None:
            self._keys[-1] = node
        else:
            self._keys[-1] = None
            self._put(self._open[-1], key, node)

    def _put(self, parent: Node, key: Node, value: Node) -> None:
        name = key.text
        if name in parent.entries:
            first = parent.entries[name].key.line
            message = T("{key} stands twice, first on line {first}: keep one", key=name, first=first)
            self._blame(key.line, message, f"{self._field()}.{name}".removeprefix("."))
        elif not name or name == "<<" or key.style in _BLOCKS or len(name) > MAX_KEY:
            self._blame(key.line, _bad_key(key))
        else:
            if value.kind == "scalar" and value.start == value.end:
                self._settle(value, key)
            parent.entries[name] = Entry(key, value)

    def _settle(self, empty: Node, key: Node) -> None:
        """Put an empty value behind its colon, where only one of the parsers sees it."""
        found = _COLON.match(self.text, key.end)
        at = found.end() if found else key.end
        empty.start = empty.end = at
        empty.line = key.line + self.text.count("\n", key.start, at)
        empty.column = at - self.text.rfind("\n", 0, at) - 1

    def _refuse_properties(self, event: Any, line: int) -> None:
        if event.anchor:
            self._blame(line, T("the anchor &{name} is not allowed: delete it", name=event.anchor))
        if event.tag:
            self._blame(line, T("the tag {tag} is not allowed: delete it", tag=event.tag))

    def _blame(self, line: int, message: Text, field: str | None = None) -> None:
        where = self._field() if field is None else field
        self.problems.append(Problem(self.path, line, where, message))

    def _stop(self, line: int, message: Text) -> None:
        self._blame(line, message)
        raise InvalidFileError(self.problems)

    def _field(self) -> str:
        """The dotted path of what is being read."""
        return ".".join(name for name in [*self._names, self._name()] if name)

    def _name(self) -> str:
        """The key, or the number, of what comes next."""
        if self._open and self._open[-1].kind == "list":
            return str(len(self._open[-1].items))
        key = self._keys[-1] if self._keys else None
        return key.text if key else ""

    def _block_end(self, node: Node) -> int:
        """Where the words of a literal or folded text end, without the blank lines behind them."""
        head_end = self.text.index("\n", node.start)
        body = self.text[head_end + 1 : node.end]
        head = self.text[node.start : head_end]
        if node.style == "|":
            lines = node.text.count("\n") + (1 if node.text and not node.text.endswith("\n") else 0)
            body = "\n".join(body.split("\n")[:lines])
        elif "+" in head.split("#")[0]:
            body = body.removesuffix("\n")
        else:
            body = _without_blank_end(body, any(sign.isdigit() for sign in head.split("#")[0]))
        return head_end + 1 + len(body) if body else node.start + len(head.partition("#")[0].rstrip(" "))


def _without_blank_end(body: str, is_given: bool) -> str:
    """A folded text without the empty lines behind it; blanks beyond its indentation are words of it."""
    words = body.lstrip("\n")
    indent = 0 if is_given else len(words) - len(words.lstrip(" "))
    lines = body.split("\n")
    while lines and not lines[-1].strip(" ") and len(lines[-1]) <= indent:
        lines.pop()
    return "\n".join(lines)


def _bad_key(key: Node) -> Text:
    if key.text == "<<":
        return T("<< would merge another map into this one: write the keys themselves")
    if key.kind == "scalar" and not key.text:
        return NO_KEY
    return T("a key must be one short word or text")
