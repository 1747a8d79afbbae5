"""The findings of a document as forges read them: annotations, Code Quality, JUnit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from svc.errors import T, counted
from svc.i18n import tr
from svc.render.document import Document, Finding
from svc.render.paint import Label
from svc.render.safe import one_line
from svc.render.values import shown

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


def annotation(name: str, path: str, title: Label, message: Label, line: int = 0) -> str:
    """One of GitHub's workflow commands; ``line`` counts from 1, 0 means the file as a whole."""
    properties = {"file": path, "line": str(line or ""), "title": _said(title)}
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name} {given}::{_data(_said(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def code_quality(document: Document) -> str:
    """GitLab's Code Quality report: an array of what is missed or at risk."""
    from hashlib import sha256

    from svc.render.table import to_json

    return to_json([
        {
            "description": f"{_said(one.title)}: {_said(one.message)}",
            "check_name": f"sla/{one.suite}",
            "fingerprint": sha256(f"{one.grade}\n{one.key}".encode()).hexdigest(),
            "severity": _SEVERITIES[one.grade][one.weight],
            "location": {"path": one.path, "lines": {"begin": 1}},
        }
        for one in document.findings
        if one.grade in _SEVERITIES
    ])  # fmt: skip


def junit(document: Document, most: int = MOST_TESTCASES) -> str:
    """JUnit's XML: a suite a target, a test case a clock; a missed one failed, one at risk was skipped."""
    kept = document.findings[:most]
    suites: dict[str, list[Finding]] = {}
    for one in kept:
        suites.setdefault(one.suite, []).append(one)
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', f"<testsuites{_attributes(document.title, kept)}>\n"]
    for name in sorted(suites):
        parts += _suite(name, suites[name])
    if len(kept) < len(document.findings):
        count = len(document.findings) - len(kept)
        parts.append(f"<!-- {count} passed test cases are left out -->\n")
    return "".join([*parts, "</testsuites>\n"])


def _suite(name: str, held: Sequence[Finding]) -> Iterator[str]:
    yield f"  <testsuite{_attributes(name, held)}>\n"
    for one in held:
        head = f'    <testcase classname="{_xml("sla." + one.suite)}" name="{_xml(one.title)}" time="{one.seconds}"'
        if one.grade == "passed":
            yield f"{head}/>\n"
            continue
        tag = "failure" if one.grade == "error" else "skipped"
        yield f'{head} file="{_xml(one.path)}">\n      <{tag} message="{_xml(one.message)}"/>\n    </testcase>\n'
    yield "  </testsuite>\n"


def _attributes(name: Label, held: Sequence[Finding]) -> str:
    failures, skipped = (sum(one.grade == grade for one in held) for grade in ("error", "warning"))
    return f' name="{_xml(name)}" tests="{len(held)}" failures="{failures}" errors="0" skipped="{skipped}"'


def _xml(label: Label) -> str:
    return escape(_said(label))


def _said(label: Label) -> str:
    return one_line(tr(label) if isinstance(label, str) else shown(label))
