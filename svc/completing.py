"""What may come next on a command line that is being typed, read from the declarations of the commands.

Which values there are is for others to say: here it is only found out what is wanted. Nothing here knows typer,
whose import would cost more than an answer may.
"""

from __future__ import annotations

from svc.binding import looks_like_option
from svc.options import BEFORE_VERB, Arg, Opt, Param
from svc.typed import Callable, Iterator, NamedTuple, Sequence

ParamsOf = Callable[[str], Sequence[Param]]
"""The parameters of a command by its name, the switches among them."""

_KINDS = {
    "ID": "case", "OTHER": "case", "WHO": "person", "FIELD=VALUE": "setting", "A,B": "fields", "A,-B": "fields",
    "WORD": "field", "QUERY": "query", "WHEN": "time", "FILE": "file", "MAP": "file", "DIR": "folder", "ZONE": "zone",
}  # fmt: skip
_LISTS = {"TEAM": "team", "FOR": "wait", "TYPE": "type", "WHAT": "link"}


class Want(NamedTuple):
    """What may stand at the end of a line.

    ``kind`` is ``verb``, ``topic``, ``option``, ``choice``, ``code`` or what the place is called; ``typed`` is what
    is there of it, ``before`` what the word begins with that is not part of it.
    """

    kind: str
    typed: str
    before: str = ""
    verb: str = ""
    param: Param | None = None
    options: tuple[Param, ...] = ()

    @property
    def group(self) -> str:
        """The list of codes that it is from, ``""`` for none."""
        return (self.param.spec.codes or _LISTS.get(self.param.metavar, "")) if self.param else ""


class _Read(NamedTuple):
    """What the finished words of a line are: the words without options, those options, the one without its value."""

    words: list[str]
    given: set[str]
    open: Param | None
    ended: bool
    """Whether ``--`` was among them."""


def wants(words: Sequence[str], verbs: Sequence[str], params_of: ParamsOf) -> list[Want]:
    """What may stand for the last of the words, the one that is being typed; the name of the program is left out."""
    *done, typed = words or [""]
    head, rest = _head(done)
    if head.open:
        return [_of_param(head.open, typed)]
    if not head.words:
        return [_option(typed, "", BEFORE_VERB, head.given)] if typed[:1] == "-" else [Want("verb", typed)]
    verb = head.words[0]
    if verb == "help":
        return [] if rest else [Want("topic", typed)]
    return _of_verb(verb, rest, typed, params_of(verb)) if verb in verbs else []


def directory(words: Sequence[str], here: str) -> str:
    """What ``-C`` names on a line, ``here`` where there is none."""
    found = here
    tokens = iter(words)
    for word in tokens:
        if word == "-C":
            found = next(tokens, found)
        elif not word.startswith("-"):
            break
    return found


def _head(done: Sequence[str]) -> tuple[_Read, list[str]]:
    """What stands before the verb and the verb itself, and the words behind it."""
    for end in range(len(done) + 1):
        read = _read(done[:end], BEFORE_VERB)
        if read.words:
            return read, list(done[end:])
    return _read(done, BEFORE_VERB), []


def _read(done: Sequence[str], params: Sequence[Param]) -> _Read:
    by_name = {name: param for param in params for name in param.names}
    words: list[str] = []
    given: set[str] = set()
    tokens = iter(done)
    for token in tokens:
        if token == "--":
            return _Read([*words, *tokens], given, None, True)
        if not looks_like_option(token, by_name):
            words.append(token)
            continue
        name, equals, _ = token.partition("=")
        param = by_name.get(name)
        if param:
            given.add(param.name)
        if param and param.kind != "flag" and not equals and next(tokens, None) is None:
            return _Read(words, given, param, False)
    return _Read(words, given, None, False)


def _of_verb(verb: str, done: Sequence[str], typed: str, params: Sequence[Param]) -> list[Want]:
    read = _read(done, params)
    if read.open:
        return [_of_param(read.open, typed, verb)]
    by_name = {name: param for param in params for name in param.names}
    if not read.ended and typed[:1] == "-" and (typed == "-" or looks_like_option(typed, by_name)):
        return [_option(typed, verb, params, read.given)]
    places = [p for p in params if isinstance(p.spec, Arg)]
    return [_of_param(param, typed, verb) for param in _places(places, len(read.words))]


def _places(places: Sequence[Param], count: int) -> Iterator[Param]:
    """The arguments that the next word may be, where so many stand before it: ``svc move ID... STAGE``."""
    many = next((at for at, p in enumerate(places) if p.kind == "many"), len(places))
    if count < many:
        yield from places[count : count + 1]
        return
    yield from places[many : many + 1]
    yield from places[many + 1 : many + 1 + (count - many)]


def _option(typed: str, verb: str, params: Sequence[Param], given: set[str]) -> Want:
    """An option, or after its equals sign the value of one."""
    name, equals, value = typed.partition("=")
    param = next((p for p in params if name in p.names), None)
    if equals:
        return _of_param(param, value, verb, f"{name}=") if param else Want("", value)
    free = (p for p in params if isinstance(p.spec, Opt) and not p.spec.hidden)
    return Want("option", typed, "", verb, None, tuple(p for p in free if p.kind == "many" or p.name not in given))


def _of_param(param: Param, typed: str, verb: str = "", before: str = "") -> Want:
    kind = "choice" if param.choices else _KINDS.get(param.metavar, "")
    want = Want(kind, typed, before, verb, param)
    return want._replace(kind="code") if not kind and want.group else want
