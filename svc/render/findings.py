"""The findings of a document as forges read them: annotations, Code Quality, JUnit."""

from __future__ import annotations

from svc.errors import T, counted
from svc.render import forges
from svc.render.document import Document, Finding
from svc.render.forges import Issue, Trial, annotation, plain

MOST_ANNOTATIONS = 10
"""Annotations of a kind that GitHub shows of a step; the rest it drops."""
MOST_TESTCASES = 20_000
_SEVERITIES = {"error": ("major", "critical"), "warning": ("minor", "minor")}


def workflow_commands(document: Document) -> str:
    """GitHub's workflow commands, the gravest first; where there are too many, the last one says how many more."""
    lines = [annotation("notice", "", document.title, document.headline)]
    for grade in ("error", "warning"):
        held = [one for one in document.findings if one.grade == grade]
        kept = held if len(held) <= MOST_ANNOTATIONS else held[: MOST_ANNOTATIONS - 1]
        lines += [annotation(grade, one.path, one.title, one.message) for one in kept]
        if len(kept) < len(held):
            count = len(held) - len(kept)
            more = counted(count, T("{count} more is in the report"), T("{count} more are in the report"))
            lines.append(annotation(grade, "", document.title, more))
    return "".join(line + "\n" for line in lines)


def code_quality(document: Document) -> str:
    """GitLab's Code Quality report: an array of what is missed or at risk."""
    return forges.code_quality(
        Issue(one.path, f"sla/{one.suite}", _SEVERITIES[one.grade][one.weight],
              f"{plain(one.title)}: {plain(one.message)}", f"{one.grade}\n{one.key}")
        for one in document.findings
        if one.grade in _SEVERITIES
    )  # fmt: skip


def junit(document: Document, most: int = MOST_TESTCASES) -> str:
    """JUnit's XML: a suite a target, a test case a clock; a missed one failed, one at risk was skipped."""
    suites: dict[str, list[Trial]] = {}
    for one in document.findings[:most]:
        suites.setdefault(one.suite, []).append(_trial(one))
    count = len(document.findings) - most
    remark = f"{count} passed test cases are left out" if count > 0 else ""
    return forges.junit(document.title, dict(sorted(suites.items())), remark)


def _trial(one: Finding) -> Trial:
    said = (plain(one.message),) if one.grade != "passed" else ()
    failed, skipped = (said, ()) if one.grade == "error" else ((), said)
    return Trial(f"sla.{one.suite}", plain(one.title), failed, skipped, one.path, one.seconds)
