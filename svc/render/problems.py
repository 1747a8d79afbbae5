"""Problems of files as forges and people read them: annotations, Code Quality, JUnit, Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from svc.errors import T, verbatim
from svc.i18n import tr
from svc.model import Problem
from svc.render.findings import annotation
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
    from hashlib import sha256

    from svc.render.table import to_json

    return to_json([
        {
            "description": said(one),
            "check_name": f"svc/{one.field.split('.')[0] or 'file'}",
            "fingerprint": sha256(f"{one.path}\n{one.field}\n{one.message}".encode()).hexdigest(),
            "severity": _SEVERITIES[one.severity],
            "location": {"path": one.path, "lines": {"begin": one.line or 1}},
        }
        for one in problems
    ])  # fmt: skip


def junit(problems: Sequence[Problem], paths: Sequence[str]) -> str:
    """JUnit's XML: a test case a file, failed where an error was found in it."""
    wrong = {path: [one for one in problems if one.path == path] for path in (*paths, *(p.path for p in problems))}
    failed = sum(any(one.severity == "error" for one in held) for held in wrong.values())
    counts = f'name="svc check" tests="{len(wrong)}" failures="{failed}" errors="0"'
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', f"<testsuites {counts}>\n", f"  <testsuite {counts}>\n"]
    for path, held in wrong.items():
        parts.append(f'    <testcase classname="svc.check" name="{escape(one_line(path))}"')
        told = "".join(_failure(one) for one in held if one.severity == "error")
        parts.append(f">\n{told}    </testcase>\n" if told else "/>\n")
    return "".join([*parts, "  </testsuite>\n", "</testsuites>\n"])


def _failure(problem: Problem) -> str:
    return f'      <failure message="{escape(f"{problem.where}: {said(problem)}")}"/>\n'


def comment(problems: Sequence[Problem], headline: str, changes: Sequence[tuple[str, Sequence[str]]]) -> str:
    """A comment for a pull request: the verdict, what was found, and what became of each case in its own words."""
    lines = [f"### {_inert(headline)}", ""]
    lines += [f"- **{tr(_MARKS[one.severity])}** `{one.where}` {_inert(said(one))}" for one in problems]
    for title, told in changes:
        lines += ["", f"#### {_inert(title)}", "", *(f"- {_inert(line)}" for line in told)]
    return "\n".join(lines) + "\n"


def _inert(text: str) -> str:
    """Words that Markdown leaves alone: no markup, no links, no calls to people."""
    from svc.render.table import markdown

    return markdown(one_line(text))
