"""Charts in Mermaid's language: no label can break out of its box."""

from __future__ import annotations

import re

import pytest

from svc.render.flowchart import Arrow, Box, mermaid

LINE = re.compile(r'    n\d+(?:\["[^"]*"\]|\(\["[^"]*"\]\)| (?:-->|-\.->)(?:\|"[^"]*"\|)? n\d+)')


@pytest.mark.parametrize(
    "label",
    ['a"]; click n1 "javascript:x"', "end", "`code`", "<b>x</b>", "a|b", "%%{init}%%", "#35;", "one\nn2", "受理", ""],
)
def test_a_label_stays_in_its_box(label: str) -> None:
    told = mermaid([Box(label, label), Box("other", label, rounded=True)], [Arrow(label, "other", label, dotted=True)])
    first, *lines = told.splitlines()
    assert first == "flowchart TD"
    assert len(lines) == 3
    assert all(LINE.fullmatch(line) for line in lines), told
    assert not re.search("[<>`%]", told.replace("-->", "").replace("-.->", ""))
    assert "<" not in told


def test_boxes_and_arrows() -> None:
    told = mermaid([Box("a", "Start"), Box("b", "End", rounded=True)], [Arrow("a", "b"), Arrow("b", "a", "back")])
    assert told == 'flowchart TD\n    n1["Start"]\n    n2(["End"])\n    n1 --> n2\n    n2 -->|"back"| n1\n'
