"""Problems of files as ``svc check`` prints them."""

from __future__ import annotations

from svc.errors import T
from svc.i18n import tr
from svc.model import Problem
from svc.render.safe import one_line


def record(problem: Problem) -> dict[str, object]:
    """A problem for scripts."""
    return {"path": problem.path, "line": problem.line, "field": problem.field,
            "message": str(problem.message), "severity": problem.severity}  # fmt: skip


def line(problem: Problem) -> str:
    """A problem for people."""
    field = f"{problem.field}: " if problem.field else ""
    grade = (
        "" if problem.severity == "error" else f" [{tr(T('warning') if problem.severity == 'warning' else T('info'))}]"
    )
    return f"{one_line(problem.where)}: {one_line(field + tr(problem.message))}{grade}\n"
