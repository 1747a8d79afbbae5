"""What forges and their runners read: workflow commands, Code Quality, JUnit. Whatever it is that was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from svc.i18n import tr
from svc.render.paint import Label
from svc.render.safe import one_line
from svc.render.values import shown
from svc.typed import NamedTuple


class Issue(NamedTuple):
    """One thing for a Code Quality report. ``key`` tells it from all others, and stays; ``line`` counts from 1."""

    path: str
    check: str
    severity: str
    description: str
    key: str
    line: int = 0


class Trial(NamedTuple):
    """One test case. ``failed`` and ``skipped`` are the messages of what went wrong; without any it passed."""

    classname: str
    name: str
    failed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    path: str = ""
    seconds: int | None = None


def annotation(name: str, path: str, title: Label, message: Label, line: int = 0) -> str:
    """One of GitHub's workflow commands; ``line`` counts from 1, 0 means the file as a whole."""
    properties = {"file": path, "line": str(line or ""), "title": plain(title)}
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name} {given}::{_data(plain(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def code_quality(issues: Iterable[Issue]) -> str:
    """GitLab's Code Quality report."""
    from hashlib import sha256

    from svc.render.table import to_json

    return to_json([
        {
            "description": one.description,
            "check_name": one.check,
            "fingerprint": sha256(one.key.encode()).hexdigest(),
            "severity": one.severity,
            "location": {"path": one.path, "lines": {"begin": one.line or 1}},
        }
        for one in issues
    ])  # fmt: skip


def junit(title: Label, suites: Mapping[str, Sequence[Trial]], remark: str = "") -> str:
    """JUnit's XML, suite by suite; ``remark`` is a comment at its end."""
    every = [one for held in suites.values() for one in held]
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n', f"<testsuites{_counts(title, every)}>\n"]
    for name, held in suites.items():
        parts += _suite(name, held)
    return "".join([*parts, f"<!-- {remark} -->\n" if remark else "", "</testsuites>\n"])


def _suite(name: str, held: Sequence[Trial]) -> Iterator[str]:
    yield f"  <testsuite{_counts(name, held)}>\n"
    for one in held:
        told = {"classname": one.classname, "name": one.name}
        told |= {} if one.seconds is None else {"time": str(one.seconds)}
        wrong = [*(("failure", said) for said in one.failed), *(("skipped", said) for said in one.skipped)]
        told |= {"file": one.path} if wrong and one.path else {}
        head = "    <testcase" + "".join(f' {key}="{_xml(value)}"' for key, value in told.items())
        inner = "".join(f'      <{tag} message="{_xml(said)}"/>\n' for tag, said in wrong)
        yield f"{head}>\n{inner}    </testcase>\n" if inner else f"{head}/>\n"
    yield "  </testsuite>\n"


def _counts(name: Label, held: Sequence[Trial]) -> str:
    failures, skipped = sum(bool(one.failed) for one in held), sum(bool(one.skipped) for one in held)
    return f' name="{_xml(name)}" tests="{len(held)}" failures="{failures}" errors="0" skipped="{skipped}"'


def _xml(label: Label) -> str:
    return escape(plain(label))


def plain(label: Label) -> str:
    """A label as one line, in the language in force."""
    return one_line(tr(label) if isinstance(label, str) else shown(label))
