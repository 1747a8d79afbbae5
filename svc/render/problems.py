"""Problems of files as forges, scripts and people read them: lines, annotations, Code Quality, JUnit, Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from svc.errors import T, verbatim
from svc.i18n import tr
from svc.model import Problem
from svc.render import forges
from svc.render.forges import Issue, Trial, annotation
from svc.render.safe import one_line

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}
_MARKS = {"error": T("error"), "warning": T("warning"), "info": T("info")}


def said(problem: Problem) -> str:
    """What is wrong, behind the field that it is wrong with."""
    field = f"{problem.field}: " if problem.field else ""
    return one_line(field + tr(problem.message))


def workflow_commands(problems: Sequence[Problem]) -> str:
    """GitHub's workflow commands, an annotation a problem, the gravest first."""
    ordered = sorted(problems, key=lambda one: list(_LEVELS).index(one.severity))
    told = [annotation(_LEVELS[one.severity], one.path, verbatim("svc check"), verbatim(said(one)), one.line)
            for one in ordered]  # fmt: skip
    return "".join(line + "\n" for line in told)


def code_quality(problems: Sequence[Problem]) -> str:
    """GitLab's Code Quality report."""
    return forges.code_quality(
        Issue(one.path, f"svc/{one.field.split('.')[0] or 'file'}", _SEVERITIES[one.severity], said(one),
              f"{one.path}\n{one.field}\n{one.message}", one.line)
        for one in problems
    )  # fmt: skip


def junit(problems: Sequence[Problem], paths: Sequence[str]) -> str:
    """JUnit's XML: a test case a file, failed where an error was found in it."""
    wrong = {path: [one for one in problems if one.path == path] for path in (*paths, *(p.path for p in problems))}
    trials = [
        Trial("svc.check", path, tuple(f"{one.where}: {said(one)}" for one in held if one.severity == "error"))
        for path, held in wrong.items()
    ]
    return forges.junit("svc check", {"svc check": trials})


def line(problem: Problem) -> str:
    """A problem as a line for people."""
    grade = "" if problem.severity == "error" else f" [{tr(_MARKS[problem.severity])}]"
    return f"{one_line(problem.where)}: {said(problem)}{grade}\n"


def record(problem: Problem) -> dict[str, object]:
    """A problem for scripts."""
    return {"path": problem.path, "line": problem.line, "field": problem.field,
            "message": str(problem.message), "severity": problem.severity}  # fmt: skip


def comment(
    problems: Sequence[Problem], headline: str, changes: Sequence[tuple[str, Sequence[str]]], ways: Sequence[str] = ()
) -> str:
    """A comment for a pull request: the verdict, what was found, what to do (``ways``), what became of each case."""
    lines = [f"### {_inert(headline)}", ""]
    lines += [f"- **{tr(_MARKS[one.severity])}** `{one.where}` {_inert(said(one))}" for one in problems]
    lines += ["", *(_inert(way) for way in ways)] if ways else []
    for title, told in changes:
        lines += ["", f"#### {_inert(title)}", "", *(f"- {_inert(line)}" for line in told)]
    return "\n".join(lines) + "\n"


def _inert(text: str) -> str:
    """Words that Markdown leaves alone: no markup, no links, no calls to people."""
    from svc.render.table import markdown

    return markdown(one_line(text))
