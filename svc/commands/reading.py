"""What the commands that read share: a case as data for scripts, and files that cannot be read named."""

from __future__ import annotations

from svc import terminal
from svc.commands.context import Context
from svc.errors import T, counted
from svc.i18n import joined
from svc.model import Case, Problem, Value, prune
from svc.options import FOR_PEOPLE
from svc.patterns import pattern
from svc.render.columns import Column
from svc.schema.fields import BY_PATH
from svc.schema.naming import field_named
from svc.spare import partial
from svc.typed import Callable, Sequence

INSTANTS = ("instant", "when")
"""Kinds of fields that formats for people show by the clocks of the desk."""
_NUMBERS = frozenset({"score", "quantity", "months"})
_INTEGER = pattern(r"-?(0|[1-9][0-9]{0,17})")


def record(case: Case) -> dict[str, object]:
    """The whole case with the file's own keys: empty ones left out, numbers as numbers."""
    pruned = prune(case.data)
    assert isinstance(pruned, dict)
    return {key: _typed(key, value) for key, value in pruned.items()}


def _typed(key: str, value: Value) -> object:
    if isinstance(value, dict):
        return {k: _typed(k, v) for k, v in value.items()}
    if isinstance(value, list):
        return [_typed(key, v) for v in value]
    known = BY_PATH.get(key)
    is_number = key in _NUMBERS or (known is not None and known.kind == "number")
    if is_number and _INTEGER.fullmatch(value):
        return int(value)
    return value == "true" if key in ("auto", "void") and value in ("true", "false") else value


def name_problems(problems: Sequence[Problem], readable: int) -> None:
    """Name every file that could not be read; nothing vanishes."""
    if not problems:
        return
    for problem in problems:
        place = f"{problem.where}: {problem.field}" if problem.field else problem.where
        terminal.complain(T("{where}: {message}", where=place, message=problem.message))
    lost = len({p.path for p in problems})
    files = counted(lost + readable, T("{count} file"), T("{count} files"))
    terminal.complain(T("{lost} of {files} could not be read; svc check says more", lost=lost, files=files))


def column(ctx: Context, name: str) -> Column:
    """The column of a field, called by its path, by its label, or as in a query. Raises UsageError."""
    path = name if name in BY_PATH else field_named(name)
    known = BY_PATH.get(path)
    if known or path.startswith("more."):
        return Column(path, known.label if known else path, flexible=path == "title")
    from svc.commands.queried import field

    found = field(ctx, name)
    return Column(found.path, found.field.label)


def labelled(ctx: Context, case: Case, name: str, fmt: str) -> object:
    """What a cell shows of a field: labels of codes in the formats for people, else what the file has."""
    return teller(ctx, name, fmt)(case)


def teller(ctx: Context, name: str, fmt: str) -> Callable[[Case], object]:
    """What says of a case what a cell shows of a field, as :func:`labelled` does."""
    known = BY_PATH.get(name)
    if known is None and not name.startswith("more."):
        from svc.commands.queried import computed

        return lambda case: computed(ctx, case, name, fmt)
    if known and known.kind in INSTANTS and fmt in FOR_PEOPLE:
        return lambda case: ctx.minute(str(case.get(name)))
    if known and known.codes and fmt in FOR_PEOPLE:
        return partial(_label, ctx, name, known.codes)
    return (lambda case: case.get(name)) if "." in name else lambda case: case.data.get(name, "")


def _label(ctx: Context, name: str, codes: str, case: Case) -> str:
    held = case.get(name)
    words = held if isinstance(held, list) else [held]
    return joined(ctx.label(codes, str(word)) for word in words if word)
