"""Files as records: a case or the settings of a desk, from the text of a file."""

from __future__ import annotations

from svc.model import Case, Data, InvalidFileError, Problem
from svc.schema.events import read_log
from svc.schema.reader import Reader
from svc.schema.settings import Settings, parse
from svc.spare import lru_cache
from svc.store.codec import read
from svc.store.source import decode
from svc.store.tree import Node, line_of, plain
from svc.typed import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from svc.schema.calendar import Rules
    from svc.schema.policy import Policies
    from svc.schema.warranty import WarrantyRules


def to_case(text: str, path: str) -> Case:
    """The case that a file's text holds. Raises InvalidFileError."""
    data = _data(read(text, path))
    return Case(data, path, read_log(data))


def _data(node: Node) -> Data:
    held = plain(node)
    assert isinstance(held, dict)
    return held


@lru_cache(maxsize=2)  # the work tree's and HEAD's, which are mostly the same
def settings_of(data: bytes, path: str) -> Settings:
    """The settings in a svc.yaml. Raises InvalidFileError with all that is wrong."""
    node = read(decode(data, path), path)
    return _sound(*parse(_data(node), path, lambda name: line_of(node, name)))


def _sound(settings: Settings | None, problems: list[Problem]) -> Settings:
    wrong = [problem for problem in problems if problem.severity == "error"]
    if settings is None or wrong:
        raise InvalidFileError(wrong)
    return settings


def judged_settings(data: bytes, path: str) -> Settings:
    """The settings in a svc.yaml, calendars and policies judged too. Raises InvalidFileError with all that is wrong."""
    return _sound(*check_settings(data, path))


def check_settings(data: bytes, path: str) -> tuple[Settings | None, list[Problem]]:
    """The settings in a svc.yaml and what is wrong with them, its calendars and policies judged too."""
    try:
        node = read(decode(data, path), path)
    except InvalidFileError as error:
        return None, error.problems
    settings, problems = parse(_data(node), path, lambda name: line_of(node, name))
    if settings and settings.calendars:
        problems += calendars_of(settings, path, lambda name: line_of(node, name))[1]
    if settings and settings.sla:
        problems += policies_of(settings, path, lambda name: line_of(node, name))[1]
    if settings and settings.warranty:
        problems += warranty_of(settings, path, lambda name: line_of(node, name))[1]
    return settings, sorted(problems, key=lambda p: p.line)


def calendars_of(
    settings: Settings, path: str, line_of: Callable[[str], int]
) -> tuple[dict[str, Rules], list[Problem]]:
    """The calendars of some settings, and what is wrong with them."""
    from svc.schema.calendar_reading import calendars

    reader = Reader(path, line_of)
    return calendars(reader, dict(settings.calendars), settings.time_zone), reader.problems


def line_in(data: bytes, path: str, field: str) -> int:
    """The line of a field in a file, 0 where there is none. Raises InvalidFileError."""
    return line_of(read(decode(data, path), path), field)


def policies_of(
    settings: Settings, path: str, line_of: Callable[[str], int]
) -> tuple[Policies, list[Problem]]:
    """The service levels of some settings, and what is wrong with them."""
    from svc.schema.calendar import ALWAYS
    from svc.schema.policy_reading import policies

    known, _ = calendars_of(settings, path, line_of)
    reader = Reader(path, line_of)
    reader.codes = settings.codes
    has_day = {name for name, rules in known.items() if rules.day_seconds} | {ALWAYS}
    own = next(iter(known), ALWAYS)
    has_day |= {""} if own in has_day else set()
    return policies(reader, dict(settings.sla), settings.workflow, [*known, ALWAYS], has_day), reader.problems


def warranty_of(
    settings: Settings, path: str, line_of: Callable[[str], int]
) -> tuple[WarrantyRules, list[Problem]]:
    """What some settings say of warranty, and what is wrong with it."""
    from svc.schema.warranty_reading import warranty

    reader = Reader(path, line_of)
    reader.codes = settings.codes
    return warranty(reader, dict(settings.warranty)), reader.problems


def problems_of(text: str, path: str, settings: Settings) -> list[Problem]:
    """All that is wrong with the text of a case file. Raises InvalidFileError when it cannot be read."""
    from svc.schema.check import check_case

    node = read(text, path)
    return check_case(_data(node), path, settings, lambda name: line_of(node, name))
