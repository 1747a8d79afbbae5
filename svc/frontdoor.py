"""Plain command lines, understood without typer, whose import costs more than most commands do.

What is not plain (help, an unknown or abbreviated option, ``-abc``, too many words) is answered with
None: then ``svc.cli`` parses the same declaration with typer, and finds the words for what is wrong.
"""

from __future__ import annotations

from svc.binding import call, declared, looks_like_option, with_switches
from svc.options import BEFORE_VERB, QUESTIONS, Arg, Call, Command, GlobalOptions, Param, Run
from svc.typed import Any, Mapping, Sequence

Raw = dict[str, Any]


def run_of(command: Command) -> Run:
    """Import the module of a command and return its function."""
    # As import_module does it, whose own import would cost every command a part of its start.
    run: Run = __import__(command.module, fromlist=["run"]).run
    return run


def understand(argv: Sequence[str], commands: Mapping[str, Command]) -> Call | None:
    """The call that a plain command line asks for, or None."""
    head = split(argv, BEFORE_VERB, stop_at_word=True)
    if head is None or _asks(head[0]) or not head[1] or head[1][0] not in commands:
        return None
    options, (verb, *rest) = GlobalOptions(**head[0]), head[1]
    run = run_of(commands[verb])
    params = with_switches(declared(run))
    parts = split(rest, params)
    raw = None if parts is None or _asks(parts[0]) else _placed(params, *parts)
    return call(verb, run, raw, options) if raw is not None else None


def _asks(raw: Raw) -> bool:
    return any(name in raw for name in QUESTIONS)


def split(argv: Sequence[str], params: Sequence[Param], stop_at_word: bool = False) -> tuple[Raw, list[str]] | None:
    """The options given and the words left over; None when the line is not plain."""
    by_name = {name: param for param in params for name in param.names}
    raw: Raw = {}
    words: list[str] = []
    rest = list(argv)[::-1]
    while rest:
        token = rest.pop()
        if token == "--":
            return raw, words + rest[::-1]
        if not looks_like_option(token, by_name):
            words.append(token)
            if stop_at_word:
                return raw, words + rest[::-1]
        elif not _take(token, by_name, rest, raw):
            return None
    return raw, words


def _take(token: str, by_name: Mapping[str, Param], rest: list[str], raw: Raw) -> bool:
    """Take one option, and its value from ``rest``; False when it is not plain."""
    name, equals, value = token.partition("=") if token.startswith("--") else (token, "", "")
    param = by_name.get(name)
    if param is None or not (equals or rest or param.kind == "flag"):
        return False
    if param.kind == "flag":
        raw[param.name] = True
        return not equals
    given = value if equals else rest.pop()
    if param.kind == "many":
        raw.setdefault(param.name, []).append(given)
    else:
        raw[param.name] = given
    return True


def _placed(params: Sequence[Param], raw: Raw, words: list[str]) -> Raw | None:
    """The words given to the arguments by their places; the repeatable one takes what the others leave."""
    places = [p for p in params if isinstance(p.spec, Arg)]
    many = next((i for i, p in enumerate(places) if p.kind == "many"), None)
    if many is None:
        given = dict(zip([p.name for p in places], words, strict=False))
        return raw | given if len(words) <= len(places) else None
    after = len(places) - many - 1
    if len(words) < many + after:
        return None
    end = len(words) - after
    raw |= dict(zip([p.name for p in places[:many]], words, strict=False))
    raw |= dict(zip([p.name for p in places[many + 1 :]], words[end:], strict=True))
    return raw | {places[many].name: words[many:end]}
