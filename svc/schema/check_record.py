"""Whether one record beside the cases is valid by itself: its key, its fields, their values."""

from __future__ import annotations

from svc.errors import T
from svc.model import Data, Problem, is_empty
from svc.schema.check_values import check_values
from svc.schema.findings import Findings
from svc.schema.kinds import PRODUCT, Kind, is_key
from svc.schema.settings import Settings
from svc.typed import Callable


def check_record(
    kind: Kind, data: Data, path: str, settings: Settings, line_of: Callable[[str], int]
) -> list[Problem]:
    """All that is wrong with a record, in the order of its lines. ``line_of`` gives the line of a dotted field."""
    found = Findings(path, settings, line_of, kind.table)
    _identity(found, kind, data)
    for name in kind.needed:
        if is_empty(data.get(name, "")):
            found.wrong(name, T("{field} is missing", field=kind.table.by_path[name].label))
    check_values(found, data)
    if kind is PRODUCT:
        _warranty(found, data, line_of)
    for one in kind.references:
        said = data.get(one.fields[0], "")
        named = said if isinstance(said, list) else [said]
        if one.kind == kind.name and not one.within and data.get("id") in named:
            field = kind.table.by_path[one.fields[0]].label
            found.wrong(one.fields[0], T("{field} names the record itself", field=field))
    return sorted(found.problems, key=lambda problem: problem.line)


def _warranty(found: Findings, data: Data, line_of: Callable[[str], int]) -> None:
    """Its terms of warranty are such that svc can reckon with them."""
    if is_empty(data.get("warranty", "")):
        return
    from svc.schema.reader import Reader
    from svc.schema.warranty import USUAL
    from svc.schema.warranty_reading import terms

    reader = Reader(found.path, line_of)
    terms(reader, data.get("warranty", ""), USUAL)
    named = {problem.field for problem in found.problems}
    for problem in reader.problems:
        row, _, key = problem.field.rpartition(".")
        if problem.field not in named and not (row in named and key in ("days", "months", "years")):
            found.problems.append(problem)


def _identity(found: Findings, kind: Kind, data: Data) -> None:
    """The key is one, and the name of the file, and what the fields that it is made of say."""
    key, named = str(data.get("id", "")), found.path.rpartition("/")[2].removesuffix(".yaml")
    made = kind.key_of(data)
    if not key:
        found.wrong("id", T("{field} is missing", field="id"))
    elif not is_key(key):
        found.wrong("id", T("{key} is no key: letters, digits, . _ + -, at most 100 of them", key=repr(key)))
    elif key != named:
        found.wrong("id", T("the file of {id} must be named {name}", id=key, name=f"{key}.yaml"))
    elif made and made != key:
        said = T("{field} says {value}, so the key must be {key}: svc {kind} rename {old} {key}",
                 field=kind.made_of[-1], value=data[kind.made_of[-1]], key=made, kind=kind.name, old=key)  # fmt: skip
        found.wrong(kind.made_of[-1], said)
