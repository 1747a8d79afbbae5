"""Signatures: whether whoever entered something signed for it, and who changed who may. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from svc.audit.evidence import Finding
from svc.errors import T, Text
from svc.schema.witness import Signature, Witness

_RULES = {"none": "unsigned", "foreign": "unsigned", "other": "signer"}


def signature(witness: Witness) -> Iterator[Finding]:
    """What speaks against the signature of a commit, or against its having none."""
    said = against(witness.signature, witness.mail, witness.must_sign)
    if said and witness.signature:
        yield _of(witness.commit, "error", _RULES.get(witness.signature.verdict, "key"), said)


def against(found: Signature | None, mail: str, must_sign: bool) -> Text | None:
    """What speaks against the signature of a commit by somebody's address, or against its having none."""
    if found is None or found.verdict == "good" or (found.verdict in ("none", "foreign") and not must_sign):
        return None
    if found.verdict == "none":
        return T("nobody signed it")
    if found.verdict == "foreign":
        return T("its signature is none of SSH's")
    if found.verdict == "other":
        return T("{signer} signed it, and {author} is named as its author", signer=found.signer, author=mail)
    if found.verdict == "expired":
        return T("the key of {signer} did not hold when it was committed", signer=found.signer)
    if found.verdict == "broken":
        return T("the signature does not fit what is signed")
    return T("its key is not allowed: {key}", key=found.key)


def keys_changed(commit: str, by: Signature, with_cases: bool, must_sign: bool) -> Iterator[Finding]:
    """What speaks against a change of who may sign. ``by``: its signature, judged by the keys that held before."""
    if with_cases:
        yield _of(commit, "error", "signers", T("who may sign was changed together with cases"))
    if by.verdict != "good":
        said = T("who may sign was changed, and nobody who might before signed for it")
        yield _of(commit, "error" if must_sign else "warning", "signers", said)


def asked_in_vain(is_required: bool, has_keys: bool, base: str, file: str) -> Iterator[Finding]:
    """Signatures that svc.yaml asks for, and nothing to judge them by; keys that nothing protects."""
    if is_required and not has_keys:
        said = T("svc.yaml asks for signed commits, and there is no {file} to judge them by", file=file)
        yield _of("", "error", "signers", said)
    elif has_keys and not base:
        yield _of("", "info", "signers", T("no base is named: the keys are those of the history that they judge"))


def _of(commit: str, grade: str, rule: str, said: Text) -> Finding:
    return Finding(grade, rule, "", commit, "", said)

