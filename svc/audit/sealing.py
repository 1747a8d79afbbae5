"""Seals: whether a history still holds what somebody stated of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svc.audit.evidence import Finding
from svc.errors import T, Text
from svc.schema.witness import Held, Seal


def judge(seal: Seal, held: Held, must_sign: bool) -> Iterator[Finding]:
    """What speaks against a seal, or by it against the history."""
    yield from _signature(seal, must_sign)
    if not held.is_behind:
        said = T("the history does not hold this commit any more, which {seal} sealed", seal=seal.name)
        yield Finding("error", "rewritten", "", seal.head, "", said)
    if held.commits and (held.commits, held.digest) != (seal.commits, seal.digest):
        yield _of(seal, "error", T("{seal} does not fit the commit that it seals", seal=seal.name))
    for path in held.gone:
        said = T("the case is gone that {seal} sealed", seal=seal.name)
        yield Finding("error", "deleted", path, seal.head, "", said)
    if held.commits_now < seal.commits:
        yield _of(seal, "error", T("there are {now} commits, and {seal} sealed {before}", now=held.commits_now,
                                   seal=seal.name, before=seal.commits))  # fmt: skip
    if held.cases_now < seal.cases and not held.gone:
        yield _of(seal, "error", T("there are {now} cases, and {seal} sealed {before}", now=held.cases_now,
                                   seal=seal.name, before=seal.cases))  # fmt: skip


def _signature(seal: Seal, must_sign: bool) -> Iterator[Finding]:
    verdict = seal.signature.verdict if seal.signature else "unjudged"
    if verdict == "unjudged":
        said = T("no keys are there to judge the signature of {seal} by", seal=seal.name)
        yield _of(seal, "info", said)
    elif verdict in ("none", "foreign"):
        said = T("nobody whose key is allowed signed {seal}: anybody could have made it", seal=seal.name)
        yield _of(seal, "error" if must_sign else "warning", said)
    elif verdict != "good":
        yield _of(seal, "error", T("the signature of {seal} is not good: broken, or of a key that is not allowed",
                                   seal=seal.name))  # fmt: skip


def lost(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Finding]:
    """Seals that this clone had, by name and object, and that are gone or others now."""
    for name, made in before.items():
        if now.get(name) != made:
            gone = T("{seal} was here and is gone", seal=name)
            yield Finding("error", "seal", "", made, "", T("{seal} is another one than it was", seal=name)
                          if name in now else gone)  # fmt: skip


def unreadable(name: str) -> Finding:
    """A tag or file that ought to be a seal."""
    return Finding("error", "seal", "", "", "", T("{seal} is no seal that can be read", seal=name))


def _of(seal: Seal, grade: str, said: Text) -> Finding:
    return Finding(grade, "seal", "", seal.head, "", said)
