"""The typer application, built from the declarations of the commands: the only module that knows typer.

A command is imported and built when it is used. Typer parses and does no more: the call it finds is
returned, to be run outside of it, and its complaints are put into our words. It carries a click of
its own, so its errors are told apart by what they hold, not by their private classes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from inspect import Parameter, Signature
from typing import Annotated, Any, NoReturn, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from svc import __version__, terminal
from svc.binding import bind, call, declared, looks_like_option, misused, with_guess, with_switches
from svc.errors import T, Text, UsageError
from svc.i18n import tr
from svc.options import (
    BEFORE_VERB,
    DIRECTORY,
    QUESTIONS,
    VERSION,
    Arg,
    Call,
    Codes,
    Command,
    GlobalOptions,
    Param,
    no_codes,
)
from svc.render.help import command_page, overview
from svc.render.topics import TOPICS

_PLAIN: dict[str, Any] = {
    "add_completion": False,
    "add_help_option": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}
_MOST_COLUMNS = 100
_VEIL = "\0"
CodesOf = Callable[[str], Codes]


class _Answer(Exception):  # noqa: N818 - it is none
    """A page that the command line asked for. Written outside of typer, which makes an error of a closed pipe."""

    def __init__(self, text: str, paged: bool = False) -> None:
        super().__init__(text)
        self.text = text
        self.paged = paged


def _no_desk(directory: str) -> Codes:
    return no_codes


def parse(argv: Sequence[str], commands: Mapping[str, Command], codes_of: CodesOf = _no_desk) -> Call | None:
    """The call that the command line asks for, or None when it was a question that is answered.

    ``codes_of`` gives the codes of the desk at a directory, for the help of a command.
    """
    try:
        found = _application(commands, codes_of).main(args=list(argv), prog_name="svc", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except _Answer as answer:
        terminal.out(answer.text, answer.paged)
        return None
    return found if isinstance(found, Call) else None


def _application(commands: Mapping[str, Command], codes_of: CodesOf) -> _Group:
    """The group of all commands; none of them is imported yet."""
    app = typer.Typer(cls=_Group, invoke_without_command=True, **_PLAIN)
    app.callback()(_with_signature(_before_verb, BEFORE_VERB))
    group = cast(_Group, get_command(app))
    group.table = commands
    group.codes_of = codes_of
    return group


def _before_verb(ctx: typer.Context, **raw: Any) -> None:
    ctx.obj = GlobalOptions(**bind([p for p in BEFORE_VERB if p.name not in QUESTIONS], raw))
    if ctx.invoked_subcommand is None:
        _show_overview(cast(_Group, ctx.command).table)


class _Group(TyperGroup):
    """All commands by name; unknown names are answered in our words."""

    table: Mapping[str, Command] = {}
    codes_of: CodesOf = staticmethod(_no_desk)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = self.table.get(cmd_name)
        return _built(command, self.codes_of) if command else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] == "help" and "help" not in self.table:
            args = self._help_on(next((word for word in args[1:] if not word.startswith("-")), ""))
        if args[0] == "--help":
            _show_overview(self.table)
        if args[0] not in self.table:
            raise _unknown(T("no such command: {name}", name=args[0]), args[0], list(self.table))
        return super().resolve_command(ctx, args)

    def _help_on(self, name: str) -> list[str]:
        """``svc help NAME`` as the words that show it, if it is no topic."""
        topic = TOPICS.get(name)
        if topic:
            raise _Answer(f"{tr(topic.text)}\n", paged=True)
        if name and name not in self.table:
            known = [*self.table, *TOPICS]
            raise _unknown(T("no such command or topic: {name}", name=name), name, known)
        return [name, "--help"] if name else ["--help"]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise _in_our_words(error, "", self.params) from None
        if ctx.params["version"]:
            raise _Answer(f"svc {__version__}\n")
        if ctx.params["help"]:
            _show_overview(self.table)
        return rest


class _Verb(TyperCommand):
    """One command."""

    page: Callable[[str], str]
    by_name: Mapping[str, Param] = {}

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, [self._veiled(word) for word in args])
        except typer.TyperException as error:
            raise _in_our_words(error, str(self.name), self.params) from None
        if ctx.params.get("help"):
            raise _Answer(self.page(ctx.obj.directory))
        return rest

    def _veiled(self, word: str) -> str:
        """A word like ``-type:enquiry`` as typer takes it for none of its options; no command line holds this sign."""
        is_word = word[:1] == "-" and len(word) > 1 and not looks_like_option(word, self.by_name)
        return _VEIL + word if is_word else word


def _show_overview(commands: Mapping[str, Command]) -> NoReturn:
    raise _Answer(overview(commands, _columns()))


def _built(command: Command, codes_of: CodesOf) -> Any:
    """Import one command and make typer's object of it."""
    module = import_module(command.module)
    params = with_switches(declared(module.run))

    def parsed(ctx: typer.Context, **raw: Any) -> Call:
        if ctx.args:
            raise misused(command.name, T("too many arguments: {words}", words=" ".join(map(_bare, ctx.args))))
        return call(command.name, module.run, {name: _bare(given) for name, given in raw.items()}, ctx.obj)

    app = typer.Typer(**_PLAIN)
    settings = {"allow_extra_args": True}
    app.command(command.name, cls=_Verb, add_help_option=False, context_settings=settings)(
        _with_signature(parsed, params)
    )
    built = cast(_Verb, get_command(app))
    built.by_name = {name: param for param in params for name in param.names}
    built.page = lambda directory: command_page(
        command, getattr(module, "HELP", ""), params, _columns(), codes_of(directory)
    )
    return built


def _bare(given: Any) -> Any:
    """What was given, without veils."""
    if isinstance(given, str):
        return given.removeprefix(_VEIL)
    return [_bare(word) for word in given] if isinstance(given, (list, tuple)) else given


def _with_signature(function: Any, params: Sequence[Param]) -> Any:
    """The function with the signature from which typer reads its options; None stands for: not given."""
    context = Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    rest = [Parameter(p.name, Parameter.KEYWORD_ONLY, default=None, annotation=_annotation(p)) for p in params]
    function.__signature__ = Signature([context, *rest])
    return function


def _annotation(param: Param) -> Any:
    kind: Any = {"flag": bool, "many": list[str]}.get(param.kind, str)
    if isinstance(param.spec, Arg):
        return Annotated[kind | None, typer.Argument(metavar=param.metavar)]
    return Annotated[kind | None, typer.Option(*param.names)]


def _columns() -> int:
    return min(shutil.get_terminal_size().columns, _MOST_COLUMNS)


def _in_our_words(error: typer.TyperException, verb: str, params: Sequence[Any]) -> UsageError:
    """Typer's complaint about an option as ours; what it calls the option is all that is taken from it."""
    name = getattr(error, "option_name", None)
    if name is None:
        return misused(verb, T("{message}", message=error.format_message()))
    known = {opt: param for param in params for opt in param.opts}
    if name in known:
        is_switch = known[name].is_flag
        return misused(
            verb, T("{name} takes no value", name=name) if is_switch else T("{name} needs a value", name=name)
        )
    if verb and name in (*DIRECTORY.names, *VERSION.names):
        return misused(verb, T("{name} stands before the command: svc {name} ... {verb}", name=name, verb=verb))
    return misused(verb, with_guess(T("no such option: {name}", name=name), name, list(known)))


def _unknown(message: Text, name: str, known: list[str]) -> UsageError:
    """The error for a word that is no command."""
    return misused("", with_guess(message, name, known))


def like_this(verb: str, commands: Mapping[str, Command]) -> Text | None:
    """The first example of a command's help, as a line to copy; None where there is none."""
    lines = tr(getattr(import_module(commands[verb].module), "HELP", "")).splitlines()
    line = next((line.strip() for line in lines if line.startswith(f"  svc {verb} ")), "")
    return T("like this: {line}; see: svc {verb} --help", line=line, verb=verb) if line else None
