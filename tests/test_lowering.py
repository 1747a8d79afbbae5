"""What counts as making a fact less, and who may."""

from __future__ import annotations

import pytest
from making import case, clerk, settings

from svc import lowering
from svc.errors import RefusedError
from svc.model import Value

RULES = settings(("quality: []", "quality: [wu.hao]"))


@pytest.mark.parametrize(
    ("old", "sets", "is_less"),
    [
        ({"severity": "safety"}, {"severity": "major"}, True),
        ({"severity": "major"}, {"severity": "minor"}, True),
        ({"severity": "minor"}, {"severity": ""}, False),
        ({"severity": "major"}, {"severity": ""}, True),
        ({"severity": "safety"}, {"severity": "unheard-of"}, True),
        ({"severity": "minor"}, {"severity": "safety"}, False),
        ({"severity": "safety"}, {"severity": "safety"}, False),
        ({"severity": "safety"}, {"title": "x"}, False),
        ({}, {"severity": "minor"}, False),
        ({"severity": "unheard-of"}, {"severity": "minor"}, False),
        ({"intake": {"safety": "fire"}}, {"intake.safety": "none"}, True),
        ({"intake": {"safety": "fire"}}, {"intake.safety": ""}, True),
        ({"intake": {"safety": "none"}}, {"intake.safety": "shock"}, False),
        ({"priority": "urgent"}, {"priority": "low"}, False),
    ],
)
def test_what_is_less_takes_a_reason_and_a_role(old: dict[str, Value], sets: dict[str, Value], is_less: bool) -> None:
    held = case(**old)
    for who, reason, own, is_allowed in (
        ("zhao.min", "x", False, False), ("zhao.min", " ", True, False), ("zhao.min", "x", True, True),
        ("wu.hao", "", False, False), ("wu.hao", "x", False, True),
    ):  # fmt: skip
        if is_less and not is_allowed:
            with pytest.raises(RefusedError):
                lowering.refuse(RULES, held, sets, clerk(who), reason, own)
        else:
            lowering.refuse(RULES, held, sets, clerk(who), reason, own)


def test_nobody_lowers_it_in_anothers_name() -> None:
    with pytest.raises(RefusedError, match=r"zhao\.min may not"):
        lowering.refuse(RULES, case(severity="safety"), {"severity": "minor"}, clerk(by="wu.hao"), "x")


def test_a_desk_that_says_nothing_of_it_asks_for_a_reason_alone() -> None:
    named = "  lowering:\n    severity: [quality, manager]\n    intake.safety: [quality, manager]\n"
    rules = settings((named, ""))
    lowering.refuse(rules, case(severity="safety"), {"severity": "minor"}, clerk(), "x")
    with pytest.raises(RefusedError, match="needs a reason"):
        lowering.refuse(rules, case(severity="safety"), {"severity": "minor"}, clerk(), "")


@pytest.mark.parametrize(
    ("kind", "reason", "is_refused"), [("repair", "", True), ("repair", "x", False), ("complaint", "", False)]
)
def test_another_type_takes_a_reason(kind: str, reason: str, is_refused: bool) -> None:
    if is_refused:
        with pytest.raises(RefusedError):
            lowering.refuse_retype(case(), {"type": kind}, reason)
    else:
        lowering.refuse_retype(case(), {"type": kind}, reason)
