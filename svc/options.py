"""The few words in which a command declares its arguments and options, and what they come to.

A command module ``svc/commands/<verb>.py`` holds one plain function::

    def run(ctx: Context, title: Annotated[str, Opt(help=T("one line"))], json: Json = False) -> int:

The first parameter is the context; every other one is annotated with an :class:`Arg` or an
:class:`Opt`. A parameter without a default is required. The types are str, ``str | None``, int, bool
and, for what may be given several times, ``Sequence[str]`` or ``list[str]``. Nothing here knows typer:
the same declaration is parsed by ``svc.frontdoor``, by ``svc.cli`` and read by the help pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import NoneType
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from svc.errors import T, Text, UsageError

Choices = Sequence[str] | Callable[[], Sequence[str]]
Kind = Literal["text", "number", "flag", "many"]
Run = Callable[..., int | None]


class Arg:
    """A word of the command line that is known by its place."""

    __slots__ = ("choices", "help", "metavar")

    def __init__(self, help: Text, metavar: str = "", choices: Choices = ()) -> None:
        self.help = help
        self.metavar = metavar
        self.choices = choices


class Opt:
    """An option; without names it is called after its parameter."""

    __slots__ = ("choices", "help", "hidden", "metavar", "names")

    def __init__(
        self,
        *names: str,
        help: Text,
        metavar: str = "",
        choices: Choices = (),
        hidden: bool = False,
    ) -> None:
        self.names = names
        self.help = help
        self.metavar = metavar
        self.choices = choices
        self.hidden = hidden


class Param(NamedTuple):
    """One parameter of a command as declared."""

    name: str
    spec: Arg | Opt
    kind: Kind
    default: Any
    required: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The option's names; none for an argument."""
        if isinstance(self.spec, Arg):
            return ()
        return self.spec.names or ("--" + self.name.replace("_", "-"),)

    @property
    def choices(self) -> tuple[str, ...]:
        """The words allowed; empty when any will do."""
        given = self.spec.choices
        return tuple(given() if callable(given) else given)

    @property
    def metavar(self) -> str:
        """What stands for the value in the help."""
        if self.kind == "flag":
            return ""
        if not self.spec.metavar and self.choices:
            return "|".join(self.choices)
        fallback = "N" if self.kind == "number" else "TEXT"
        return self.spec.metavar or (self.name.upper() if isinstance(self.spec, Arg) else fallback)

    @property
    def title(self) -> str:
        """How messages call it: the long name of an option, the metavar of an argument."""
        return max(self.names, key=len) if self.names else self.metavar


class Command(NamedTuple):
    """One verb: the module that holds its ``run`` is imported only when the verb is used."""

    name: str
    module: str
    summary: Text
    group: str = ""


class GlobalOptions(NamedTuple):
    """What holds for every verb."""

    directory: str = "."
    quiet: bool = False
    no_input: bool = False
    yes: bool = False
    debug: bool = False


class Call(NamedTuple):
    """A command line that was understood: what is to run, with what."""

    verb: str
    run: Run
    arguments: dict[str, Any]
    options: GlobalOptions


GROUPS: dict[str, Text] = {
    "daily": T("Daily work"),
    "set up": T("Set up"),
    "cases": T("Cases"),
    "history": T("History"),
    "rules": T("Rules"),
    "team": T("Team"),
    "time": T("Time"),
    "reports": T("Reports"),
    "knowledge": T("Knowledge"),
    "records": T("Records"),
    "exchange": T("Exchange"),
}
"""The groups of verbs in the order of the help."""


def _option(name: str, default: Any, *names: str, help: Text, metavar: str = "") -> Param:
    return Param(name, Opt(*names, help=help, metavar=metavar), "flag" if default is False else "text", default, False)


DIRECTORY = _option("directory", ".", "-C", metavar="DIR", help=T("work on the desk in DIR"))
SWITCHES: tuple[Param, ...] = (
    _option("quiet", False, "--quiet", "-q", help=T("no talk, results only")),
    _option("no_input", False, "--no-input", help=T("never ask, fail instead")),
    _option("yes", False, "--yes", "-y", help=T("answer every question with yes")),
    _option("debug", False, "--debug", help=T("show the traceback of an internal error")),
)
VERSION = _option("version", False, "--version", "-V", help=T("print the version"))
HELP = _option("help", False, "--help", "-h", help=T("show this help and stop"))
QUESTIONS = (VERSION.name, HELP.name)
"""Options that are answered instead of running anything."""
BEFORE_VERB: tuple[Param, ...] = (DIRECTORY, *SWITCHES, VERSION, HELP)
"""The global options; the switches are understood after the verb as well."""

# What many commands share, declared once.
At = Annotated[str, Opt("--at", metavar="WHEN", help=T("when it happened, if not now"))]
By = Annotated[str, Opt("--by", metavar="WHO", help=T("who did it, if not you"))]
SetFields = Annotated[Sequence[str], Opt("--set", metavar="FIELD=VALUE", help=T("set a field; may be repeated"))]
Message = Annotated[str, Opt("--message", "-m", metavar="TEXT", help=T("the text, on the command line"))]
FromFile = Annotated[str, Opt("--file", "-F", metavar="FILE", help=T("the text from a file, - for stdin"))]
Edit = Annotated[bool, Opt("--edit", "-e", help=T("write the text in your editor"))]
DryRun = Annotated[bool, Opt("--dry-run", help=T("show what would be done, do nothing"))]
NoVerify = Annotated[bool, Opt("--no-verify", help=T("skip the commit hooks"))]
Json = Annotated[bool, Opt("--json", help=T("print JSON"))]
FORMATS = ("table", "tsv", "json", "ndjson", "csv", "md", "html")
Format = Annotated[str, Opt("--format", choices=FORMATS, help=T("how to print; a table on a terminal, tsv in a pipe"))]
Fields = Annotated[str, Opt("--fields", metavar="A,B", help=T("only these fields, in this order"))]
Limit = Annotated[int, Opt("--limit", "-n", metavar="N", help=T("at most N rows"))]
AsOf = Annotated[str, Opt("--as-of", metavar="WHEN", help=T("as things stood at that time"))]
Rev = Annotated[str, Opt("--rev", metavar="REV", help=T("read this revision, not the work tree"))]
Partial = Annotated[bool, Opt("--partial", help=T("leave out files that cannot be read"))]
OutFile = Annotated[str, Opt("--output", "-o", metavar="FILE", help=T("write to FILE"))]
CaseId = Annotated[str, Arg(metavar="ID", help=T("a case: any unique part of its id, @ for the last one"))]
CaseIds = Annotated[
    Sequence[str],
    Arg(metavar="ID", help=T("cases: any unique part of their ids, @ for the last one, - for stdin")),
]


def declared(run: Run) -> tuple[Param, ...]:
    """The parameters of a command's ``run``, the context left out."""
    # Read from the function itself: inspect.signature would cost every command its import.
    code = run.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    given: tuple[Any, ...] = run.__defaults__ or ()
    defaults: dict[str, Any] = dict(zip(names[code.co_argcount - len(given) :], given, strict=False))
    defaults |= run.__kwdefaults__ or {}
    hints = _hints(run, names[1:])
    return tuple(_param(name, hint, defaults) for name, hint in hints.items())


def _hints(run: Run, names: Sequence[str]) -> dict[str, Any]:
    """The annotations of the names; the context's own need not exist at run time."""

    class Holder:
        pass

    Holder.__annotations__ = {name: run.__annotations__[name] for name in names}
    scope = run.__globals__
    return get_type_hints(Holder, globalns=scope, include_extras=True)


def _param(name: str, hint: Any, defaults: Mapping[str, Any]) -> Param:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"parameter {name!r} is declared without Arg or Opt")
    kind, spec = get_args(hint)[:2]
    return Param(name, spec, _kind(kind), defaults.get(name), name not in defaults)


def _kind(hint: Any) -> Kind:
    hint = next((part for part in get_args(hint) if part is not NoneType), hint) if _is_optional(hint) else hint
    if hint is bool:
        return "flag"
    if hint is int:
        return "number"
    return "many" if get_origin(hint) in (list, tuple, Sequence) else "text"


def _is_optional(hint: Any) -> bool:
    return NoneType in get_args(hint)


def with_switches(params: tuple[Param, ...]) -> tuple[Param, ...]:
    """The parameters, --help, and the global switches whose names the command has not taken for itself."""
    taken = {name for param in params for name in (param.name, *param.names)}
    return params + tuple(s for s in (*SWITCHES, HELP) if taken.isdisjoint((s.name, *s.names)))


def looks_like_option(token: str, by_name: Mapping[str, Param]) -> bool:
    """Whether a word is an option: not ``-type:enquiry``, a word of a query with not before it."""
    if len(token) < 2 or token[0] != "-":
        return False
    name, colon, _ = token[1:].partition(":")
    short = by_name.get(token[:2])
    is_negated = colon and len(name) > 1 and name.replace("_", "").replace(".", "").isalpha()
    return not (is_negated and (short is None or short.kind == "flag"))


def bind(params: Sequence[Param], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Check what was given (None is: not given), name all that is missing at once, fill in the defaults."""
    missing = [p.title for p in params if p.required and raw.get(p.name) in (None, (), [])]
    if missing:
        raise UsageError(T("missing: {names}", names=", ".join(missing)))
    return {p.name: _value(p, raw.get(p.name)) for p in params}


def _value(param: Param, given: Any) -> Any:
    if given is None or (param.kind == "many" and not given):
        return param.default
    if param.kind == "number":
        return _number(param, given)
    if param.kind == "many":
        return [_chosen(param, word) for word in given]
    return given if param.kind == "flag" else _chosen(param, given)


def _number(param: Param, given: str) -> int:
    try:
        return int(given)
    except ValueError:
        raise UsageError(T("{name}: '{value}' is not a whole number", name=param.title, value=given)) from None


def _chosen(param: Param, given: str) -> str:
    choices = param.choices
    if not choices or given in choices:
        return given
    known = ", ".join(choices)
    raise UsageError(T("{name}: '{value}' is not one of {choices}", name=param.title, value=given, choices=known))


def call(verb: str, run: Run, raw: Mapping[str, Any], options: GlobalOptions) -> Call:
    """The call that the words given for ``run`` come to; switches count wherever they stand."""
    on: dict[str, Any] = {s.name: True for s in SWITCHES if raw.get(s.name) is True}
    try:
        arguments = bind(declared(run), raw)
    except UsageError as error:
        raise misused(verb, error.message) from None
    return Call(verb, run, arguments, options._replace(**on))


def misused(verb: str, message: Text) -> UsageError:
    """The error that says what is wrong with a command line, and where its help is."""
    if not verb:
        return UsageError(message, see_help())
    return UsageError(T("svc {verb}: {message}", verb=verb, message=message), see_help(verb))


def see_help(verb: str = "") -> Text:
    """The hint that closes every message about a command line."""
    return T("see: {command}", command=f"svc {verb} --help" if verb else "svc --help")
