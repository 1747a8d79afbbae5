"""What the commands that take a query share: asking it, and saying of a saved one where it stands."""

from __future__ import annotations

import shlex

from svc import dates
from svc.commands import wording
from svc.commands.context import Context, present
from svc.commands.reading import INSTANTS
from svc.errors import Several, SvcError, T, Text, UsageError
from svc.i18n import joined
from svc.model import Case, InvalidFileError, Problem
from svc.options import FOR_PEOPLE
from svc.query import of_cases, scales
from svc.query.asker import WEEK, Asker, Work
from svc.query.compiling import Query
from svc.query.matching import ANY, ME, NONE
from svc.query.vocabulary import Found, find
from svc.schema.durations import Duration, rounded
from svc.schema.fields import FIELDS
from svc.schema.settings import Settings
from svc.spare import datetime
from svc.store import Store, layout
from svc.store.reading import check_settings, line_in
from svc.typed import TYPE_CHECKING, Iterable, Iterator, Sequence

if TYPE_CHECKING:
    from svc.dates.words import Meant
    from svc.query.tokens import Token


def asked(ctx: Context, words: Sequence[str], searched: Sequence[str] = ()) -> Query:
    """The query that the words of the command line are. Raises UsageError."""
    try:
        return of_cases.asked(words, ctx.settings, asker(ctx), searched)
    except UsageError as error:
        if error.where:
            error.where = f"{layout.SETTINGS}:{_line(ctx.store, error.where)}: {error.where}"
        raise


def asker(ctx: Context) -> Asker:
    """Who asks, by the working days of the desk's first calendar, Monday to Friday where it has none."""
    work = WEEK
    if ctx.settings.calendars:
        work = Work(
            lambda: ctx.calendars.default.budget(Duration(0, days=1)), lambda start, end: _worked(ctx, start, end)
        )

    def hear(words: str, toward: int) -> Meant:
        from svc.dates.words import Meant

        return ctx.hearing(words, toward, Meant.told)

    def overhear(words: str, toward: int) -> Meant:
        return ctx.hearing(words, toward, lambda _: None)

    def last() -> str:
        return layout.case_id_of(ctx.store.find("@"))

    return Asker(ctx.now, lambda: ctx.me, work, hear, overhear, ctx.called, last, ctx.hearing.working_days)


def _worked(ctx: Context, start: datetime, end: datetime) -> float:
    hours = ctx.calendars.default
    found = hours.elapsed(start, end)
    if found.estimated:
        ctx.tell_estimated(hours.unknown(start, end))
    return found.seconds


def advice(ctx: Context, words: Sequence[str]) -> Iterator[Text]:
    """What may help where no case answered: who is nobody's key, and where else words may stand."""
    from svc.query.tokens import joined, tokens

    read = tokens(joined(words))
    for token in read:
        if token.kind == "term" and token.sign == ":" and field(ctx, token.text).field.kind == "person":
            yield from _strangers(ctx, (value.text for value in token.values))
    for token in read:
        if token.kind == "word" and not token.quoted:
            yield from _codes(ctx, token.text)
    query = _in_whole_files(ctx, joined(words), read)
    if query.isprintable() and query != joined(words):
        yield T("in the whole of the files: svc list --all {query}", query=shlex.quote(query))


def _codes(ctx: Context, word: str) -> Iterator[Text]:
    """The fields that have a code of that name, or called so, where it does not stand for itself."""
    for known in FIELDS:
        code = ctx.settings.exact(known.codes, word) if known.codes else ""
        if code and known.path not in of_cases.SAID:
            yield T("{word} is a code: svc list {field}:{code}", word=word, field=known.path, code=code)


def _in_whole_files(ctx: Context, query: str, read: Sequence[Token]) -> str:
    """The query with its plain words, and what a field was to hold, looked for in all of a file."""
    for token in reversed(read):
        before, rest = query[: token.start], query[token.start :]
        if token.sign == "~" and rest.startswith(token.text):
            query = f"{before}text{rest[len(token.text) :]}"
        elif token.kind == "word" and not any(ctx.settings.exact(group, token.text) for group in of_cases.SAID):
            query = f"{before}text~{rest}"
    return query


def _strangers(ctx: Context, names: Iterable[str]) -> Iterator[Text]:
    """Those of some names that no person of the desk has."""
    known = {*NONE, *ANY, *ME, *ctx.persons.keys, ctx.me}
    names = list(names)
    if ctx.stranger and not {*ME}.isdisjoint(names):
        yield ctx.stranger
    for name in map(ctx.called, names):
        if name not in known and "*" not in name and ctx.persons.keys:
            people = T("the people are {names}", names=Several(sorted(ctx.persons.keys)))
            yield ctx.persons.doubt(name) or T("nobody is called {name}; {people}", name=name, people=people)


def ordered(ctx: Context, cases: Iterable[Case], names: Sequence[str]) -> list[Case]:
    """The cases sorted by fields. Raises UsageError."""
    from svc.query import arranging

    return arranging.ordered(cases, lambda case: case.data, names, of_cases.vocabulary(ctx.settings), ctx.now)


def field(ctx: Context, name: str) -> Found:
    """The field that a name means in a query. Raises UsageError."""
    if name not in ctx.fields:
        ctx.fields[name] = find(of_cases.vocabulary(ctx.settings), name, ctx.now)
    return ctx.fields[name]


def computed(ctx: Context, case: Case, name: str, fmt: str) -> object:
    """What a cell shows of a field that is in no file, or in the items of a list.

    Lengths of time are seconds, in the formats for people days and hours.
    """
    found = field(ctx, name)
    said = found.values(case.data)
    if found.field.kind == "number":
        return sum(map(int, said))
    if found.field.kind in INSTANTS and fmt in FOR_PEOPLE:
        return ", ".join(map(ctx.minute, said))
    if name == "missing" and fmt in FOR_PEOPLE:
        return joined(map(wording.label, said))
    if found.field.kind != "age":
        return ", ".join(said)
    lasted = [int(scales.seconds(each) or 0) for each in said]
    if not lasted or fmt not in FOR_PEOPLE:
        return lasted[0] if lasted else ""
    said_so = _spoken(lasted[0])
    return _beside(ctx, said_so, said[0]) if name in ("age", "waited") and ctx.settings.calendars else said_so


def _beside(ctx: Context, said: Text | str, age: str) -> Text:
    """An age with the working days in it, as ``age:>5wd`` counts them."""
    start, end = (dates.instant(each) for each in age.split("/"))
    assert start is not None
    assert end is not None
    zone = ctx.now.tzinfo
    worked = _worked(ctx, start.astimezone(zone), end.astimezone(zone))
    days = worked / ctx.calendars.default.budget(Duration(0, days=1))
    return T("{age} ({days:.1f}wd)", age=said, days=days)


def _spoken(seconds: int) -> Text | str:
    days, hours = seconds // 86400, seconds // 3600 % 24
    if not days:
        return rounded(seconds)
    return T("{days}d {hours}h", days=days, hours=hours) if hours else T("{days}d", days=days)


def mistaken(store: Store, settings: Settings) -> list[Problem]:
    """The saved queries of svc.yaml that cannot be asked."""
    found = []
    for name, error in of_cases.mistaken(settings, present(settings.time_zone)):
        if error.where in ("", f"queries.{name}"):
            said = T("{message}: {hint}", message=error.message, hint=error.hint) if error.hint else error.message
            found.append(Problem(layout.SETTINGS, _line(store, f"queries.{name}"), f"queries.{name}", said))
    return found


def refuse_mistaken(store: Store) -> None:
    """Raises InvalidFileError where svc.yaml can be read and a saved query in it cannot be asked."""
    settings, problems = check_settings(store.read(layout.SETTINGS) or b"", layout.SETTINGS)
    if settings and not problems and (found := mistaken(store, settings)):
        raise InvalidFileError(found)


def _line(store: Store, field: str) -> int:
    try:
        return line_in(store.read(layout.SETTINGS) or b"", layout.SETTINGS, field)
    except SvcError:
        return 0
