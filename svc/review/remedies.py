"""What to do next about what a change did against the rules. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from svc.errors import T, Text
from svc.model import Problem

_LOG = T("what stood there stays: git restore -s {base} FILE; svc undo takes back an event, or a move, which is made "
         "again once what it lacks is there")  # fmt: skip
_REMEDIES: Mapping[str, Text] = {
    "reviews": T("a decision that does not count is made once more: svc propose ID, then svc approve ID by somebody "
                 "who may, each with their own address and key"),
    "log": _LOG,
    "notes": _LOG,
    "": T("git restore -s {base} FILE brings back what was there; rules are changed by themselves: "
          "git switch -c rules {base}"),
}  # fmt: skip
_SAID = ("sla",)
"""Where the message says it."""
_FIELD = T("git restore -s {base} FILE has what it was; svc edit, svc correct or svc move changes it with an event")


def area(problem: Problem) -> str:
    """What of a file is wrong: the first part of the field."""
    return problem.field.partition(".")[0]


def remedies(problems: Iterable[Problem], base: str) -> dict[str, Text]:
    """What to do about errors, by what of a file is wrong, each said once; ``base`` is as it was typed."""
    areas = dict.fromkeys(area(one) for one in problems if one.severity == "error" and area(one) not in _SAID)
    return {name: _REMEDIES.get(name, _FIELD)._replace(params={"base": base}) for name in areas}
