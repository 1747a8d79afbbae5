"""The history as a whole: clocks, who is who, events that nobody saw come, copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from svc.audit.acts import entries
from svc.audit.evidence import Finding, Limits
from svc.errors import T, Text
from svc.model import Case, rows
from svc.schema.witness import Witness


def clocks(witnesses: Iterable[Witness], limits: Limits, now: datetime) -> Iterator[Finding]:
    """Commits whose dates cannot be: before those they stand on, written before they were made, still to come."""
    for one in witnesses:
        if one.before and one.committed < one.before - limits.skew:
            yield _of(one, "warning", T("it was committed before the commit that it stands on"))
        if one.at > one.committed + limits.skew:
            yield _of(one, "error", T("its date is later than that of its commit"))
        if one.committed > now + limits.skew:
            yield _of(one, "error", T("it was committed in the future"))


def _of(witness: Witness, grade: str, said: Text) -> Finding:
    return Finding(grade, "clock", "", witness.commit, "", said)


def names(entered: Sequence[tuple[str, str, str]], known: Mapping[str, str]) -> Iterator[Finding]:
    """One mail address under which several people entered something, where nobody's record tells whose it is.

    ``entered``: commit, address, and who entered something, as it is said.
    """
    by_mail: dict[str, Counter[str]] = {}
    for _, mail, who in entered:
        by_mail.setdefault(mail, Counter())[who] += 1
    for commit, mail, who in entered:
        if mail not in known and by_mail[mail].most_common(1)[0][0] != who:
            usual = by_mail[mail].most_common(1)[0][0]
            said = T("{who} is said to have entered it, but elsewhere {mail} is {usual}",
                     who=who, mail=mail, usual=usual)  # fmt: skip
            yield Finding("warning", "author", "", commit, "", said)


def unseen(cases: Iterable[Case], seen: Mapping[str, set[str]]) -> Iterator[Finding]:
    """Events that stand in a file and that no commit of the history brought. ``seen``: path to event ids."""
    for case in cases:
        for event in entries(case):
            if event.id not in seen.get(case.path, ()):
                said = T("no commit of the history brought event {event}", event=event.id)
                yield Finding("error", "no-commit", case.path, "", event.id, said)


def lost(
    cases: Iterable[Case], files: Collection[str], seen: Mapping[str, set[str]], told: Iterable[Finding]
) -> Iterator[Finding]:
    """Cases and events that a commit of the history brought and that are gone, where no commit took them away.

    A merge does that which takes one side's file as it is. ``files``: all that are there, those too that cannot be
    read; ``told``: what was found commit by commit.
    """
    known = {(one.path, one.event) for one in told if one.rule in ("log-removed", "deleted")}
    held = {case.path: {event.id for event in entries(case)} for case in cases}
    for path, brought in seen.items():
        if (path, "") in known:
            continue
        if path not in files:
            yield Finding("error", "deleted", path, "", "", T("the case was left out by a merge"))
        for event in sorted(brought - held.get(path, brought)):
            if (path, event) not in known:
                said = T("event {event} was left out by a merge", event=event)
                yield Finding("error", "log-removed", path, "", event, said)


def copies(cases: Iterable[Case]) -> Iterator[Finding]:
    """Events, reviews too, that stand in two cases word for word."""
    owners: dict[tuple[str, str, str, str], str] = {}
    for case in cases:
        for key, name in _lines(case):
            owner = owners.setdefault(key, case.path)
            if owner != case.path:
                said = T("event {event} stands word for word in {other} as well", event=name, other=owner)
                yield Finding("warning", "copied", case.path, "", name, said)


def _lines(case: Case) -> Iterator[tuple[tuple[str, str, str, str], str]]:
    for row in [*rows(case.get("log")), *rows(case.get("reviews"))]:
        told = tuple(str(row.get(key, "")) for key in ("id", "at", "by", "kind"))
        yield (told[0], told[1], told[2], told[3]), told[0]
