"""The few words in which a command declares its arguments and options, and what they come to.

A command module ``svc/commands/<verb>.py`` holds one plain function::

    def run(ctx: Context, title: Annotated[str, Opt(help=T("one line"))], json: Json = False) -> int:

The first parameter is the context; every other one is annotated with an :class:`Arg` or an
:class:`Opt`. A parameter without a default is required. The types are str, ``str | None``, int, bool
and, for what may be given several times, ``Sequence[str]`` or ``list[str]``. A parameter annotated with a
named tuple of such declarations (:class:`How`, :class:`Said`) gets them all, put together. Nothing here knows
typer: the same declaration is parsed by ``svc.frontdoor``, by ``svc.cli`` and read by the help pages.
"""

from __future__ import annotations

from svc.errors import T, Text
from svc.typed import Annotated, Any, Callable, Literal, NamedTuple, Sequence

Choices = Sequence[str] | Callable[[], Sequence[str]]
Kind = Literal["text", "number", "flag", "many"]
Run = Callable[..., int | None]
Codes = Callable[[str], str]
"""The codes in a list of the desk, each with its label, for the help; ``""`` for none."""


def no_codes(group: str) -> str:
    """What is known of the lists of no desk."""
    return ""


class Arg:
    """A word of the command line that is known by its place. ``codes``: the list of the desk that it is from."""

    __slots__ = ("choices", "codes", "help", "metavar")

    def __init__(self, help: Text, metavar: str = "", choices: Choices = (), codes: str = "") -> None:
        self.help = help
        self.metavar = metavar
        self.choices = choices
        self.codes = codes


class Opt:
    """An option; without names it is called after its parameter. ``codes``: the list that its value is from."""

    __slots__ = ("choices", "codes", "help", "hidden", "least", "metavar", "names")

    def __init__(
        self,
        *names: str,
        help: Text,
        metavar: str = "",
        choices: Choices = (),
        hidden: bool = False,
        least: int | None = None,
        codes: str = "",
    ) -> None:
        self.names = names
        self.help = help
        self.metavar = metavar
        self.choices = choices
        self.hidden = hidden
        self.least = least
        self.codes = codes


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
    no_pager: bool = False


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
    "rules": T("Files and rules"),
    "team": T("Team"),
    "time": T("Time"),
    "reports": T("Reports"),
    "knowledge": T("Knowledge"),
    "records": T("Records"),
    "exchange": T("Exchange"),
}
"""The groups of verbs in the order of the help."""

BEHIND = "behind"
"""The group of what Git calls, not people: the help does not list it."""


def _option(name: str, default: Any, *names: str, help: Text, metavar: str = "") -> Param:
    return Param(name, Opt(*names, help=help, metavar=metavar), "flag" if default is False else "text", default, False)


DIRECTORY = _option("directory", ".", "-C", metavar="DIR", help=T("work on the desk in DIR"))
SWITCHES: tuple[Param, ...] = (
    _option("quiet", False, "--quiet", "-q", help=T("no talk, results only")),
    _option("no_input", False, "--no-input", help=T("never ask, fail instead")),
    _option("yes", False, "--yes", "-y", help=T("answer every question with yes")),
    _option(
        "no_pager", False, "--no-pager", help=T("print long pages as they are; SVC_PAGER names another pager than less")
    ),
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
Message = Annotated[str, Opt("--message", "-m", metavar="TEXT", help=T("the text, - for stdin"))]
FromFile = Annotated[str, Opt("--file", "-F", metavar="FILE", help=T("the text from a file, - for stdin"))]
Edit = Annotated[bool, Opt("--edit", "-e", help=T("write the text in your editor"))]
DryRun = Annotated[bool, Opt("--dry-run", help=T("show what would be done, do nothing"))]
NoVerify = Annotated[bool, Opt("--no-verify", help=T("skip the commit hooks"))]
Override = Annotated[bool, Opt("--override", help=T("past what the rules forbid, with a reason; for those who may"))]
Emergency = Annotated[
    bool, Opt("--emergency", help=T("before it is approved, with a reason: the approval is to follow"))
]
Json = Annotated[bool, Opt("--json", help=T("print JSON"))]
FORMATS = ("table", "tsv", "json", "ndjson", "csv", "excel", "md", "html")
FOR_PEOPLE = ("table", "excel", "md", "html")
"""Formats with labels for fields and codes in the language in force, and times by the clocks of the desk; the others
have the file's own words."""
Format = Annotated[str, Opt("--format", choices=FORMATS, help=T("how to print; a table on a terminal, tsv in a pipe"))]
Fields = Annotated[str, Opt("--fields", metavar="A,B", help=T("only these fields, in this order"))]
Limit = Annotated[int, Opt("--limit", "-n", metavar="N", least=1, help=T("at most N rows"))]
Since = Annotated[str, Opt("--since", metavar="WHEN", help=T("from then on; a date begins that day"))]
Until = Annotated[str, Opt("--until", metavar="WHEN", help=T("up to then; a date includes that day"))]
AsOf = Annotated[str, Opt("--as-of", metavar="WHEN", help=T("as things stood at that time"))]
Rev = Annotated[str, Opt("--rev", metavar="REV", help=T("read this revision, not the work tree"))]
Partial = Annotated[bool, Opt("--partial", help=T("leave out files that cannot be read"))]
OutFile = Annotated[str, Opt("--output", "-o", metavar="FILE", help=T("write to FILE"))]
CaseId = Annotated[
    str, Arg(metavar="ID", help=T("a case: a unique part of its id, its serial number, @ for the last one changed"))
]
CaseIds = Annotated[
    Sequence[str],
    Arg(metavar="ID", help=T("cases: parts of their ids, serial numbers, @ for the last one changed, - for stdin")),
]


class How(NamedTuple):
    """How a change is made and told: what every verb that changes a case takes."""

    at: At = ""
    by: By = ""
    json: Json = False
    no_verify: NoVerify = False


class Said(NamedTuple):
    """Words given on the command line or in a file."""

    message: Message = ""
    file: FromFile = ""


class Told(NamedTuple):
    """Words given on the command line, in a file or in the editor."""

    message: Message = ""
    file: FromFile = ""
    edit: Edit = False
