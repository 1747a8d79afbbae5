"""The help pages, in the language in force: every command in its group, or one command in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from svc.errors import T, Text
from svc.i18n import tr
from svc.options import BEFORE_VERB, BEHIND, GROUPS, Arg, Codes, Command, Opt, Param, no_codes
from svc.render.cells import pad, width, wrap
from svc.render.topics import TOPICS

Row = tuple[str, str]
_EXAMPLES = T("Examples:\n  svc demo try-out\n  svc new complaint 'Plug gets hot'\n  svc list\n  svc help move")
_LEFT_MOST = 28
_LEAST_RIGHT = 20


def overview(commands: Mapping[str, Command], line_width: int = 80) -> str:
    """The page of ``svc --help``: what svc is, how to begin, all commands, the global options."""
    blocks = [
        tr(T("Usage: {line}", line=f"svc [-C DIR] {tr(T('[options]'))} COMMAND ...")),
        tr(T("An after-sales service desk in a Git repository; every case is one YAML file.")),
        tr(_EXAMPLES),
    ]
    for group, members in _grouped(commands).items():
        rows = [(command.name, tr(command.summary)) for command in members]
        blocks.append(_definitions(tr(GROUPS.get(group, group)), rows, line_width, _left(commands)))
    topics = [(name, tr(topic.summary)) for name, topic in TOPICS.items()]
    blocks.append(_definitions(tr(T("Topics of svc help")), topics, line_width, _left(TOPICS)))
    blocks.append(_definitions(tr(T("Global options")), _options(BEFORE_VERB), line_width))
    return "\n\n".join(blocks) + "\n"


def _grouped(commands: Mapping[str, Command]) -> dict[str, list[Command]]:
    """The commands by group, the groups in the order of GROUPS and unknown ones last, without those for machines."""
    names = [*GROUPS, *(c.group for c in commands.values() if c.group not in GROUPS and c.group != BEHIND)]
    groups = {name: [c for c in commands.values() if c.group == name] for name in names}
    return {name: members for name, members in groups.items() if members}


def _left(commands: Iterable[str]) -> int:
    return max(map(len, commands), default=0)


def command_page(
    command: Command, body: Text | str, params: Sequence[Param], line_width: int = 80, codes: Codes = no_codes
) -> str:
    """The page of ``svc VERB --help``: usage, what it does with an example, arguments, options."""
    arguments = [param for param in params if isinstance(param.spec, Arg)]
    options = [p for p in params if isinstance(p.spec, Opt) and not p.spec.hidden]
    blocks = [tr(T("Usage: {line}", line=usage(command.name, params)))]
    blocks.append(tr(body).strip("\n") or _sentence(tr(command.summary)))
    if arguments:
        rows = [(_argument(param), _described(param, codes)) for param in arguments]
        blocks.append(_definitions(tr(T("Arguments")), rows, line_width))
    blocks.append(_definitions(tr(T("Options")), _options(options, codes), line_width))
    return "\n\n".join(blocks) + "\n"


def usage(verb: str, params: Sequence[Param]) -> str:
    """The usage line: what must be given bare, what may be given in brackets."""
    required = [f"{p.title} {p.metavar}".rstrip() for p in params if p.required and p.names]
    arguments = [_argument(p) if p.required else f"[{_argument(p)}]" for p in params if not p.names]
    return " ".join(["svc", verb, tr(T("[options]")), *required, *arguments])


def _argument(param: Param) -> str:
    return param.metavar + ("..." if param.kind == "many" else "")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "。")) else tr(T("{sentence}.", sentence=text[:1].upper() + text[1:]))


def _options(params: Sequence[Param], codes: Codes = no_codes) -> list[Row]:
    return [(_names(param), _described(param, codes)) for param in params]


def _names(param: Param) -> str:
    short = sorted(param.names, key=len)
    value = f" {param.metavar}" if param.metavar and not param.choices else ""
    return ", ".join(short) + value


def _described(param: Param, codes: Codes) -> str:
    notes = []
    if listed := ", ".join(param.choices) or codes(param.spec.codes):
        notes.append(tr(T("one of: {choices}", choices=listed)))
    if param.required:
        notes.append(tr(T("required")))
    elif param.kind in ("text", "number") and param.default not in (None, "", 0) and param.name != "directory":
        notes.append(tr(T("default: {value}", value=param.default)))
    return " ".join([tr(param.spec.help), *(f"[{note}]" for note in notes)])


def _definitions(heading: str, rows: Sequence[Row], line_width: int, left: int = 0) -> str:
    """A heading and its rows in two columns, the right one wrapped."""
    left = left or min(_LEFT_MOST, max((width(name) for name, _ in rows), default=0))
    right = max(_LEAST_RIGHT, line_width - left - 4)
    lines = [tr(T("{heading}:", heading=heading))]
    for name, text in rows:
        first, *more = wrap(text, right)
        if width(name) > left:
            lines.append("  " + name)
            name = ""
        lines += [f"  {pad(name, left)}  {first}".rstrip(), *(" " * (left + 4) + line for line in more)]
    return "\n".join(lines)
