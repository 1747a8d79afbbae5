"""The ten blank forms: complete for their gates, canonical, and two people filling them never meet.

``python tests/campaigns/forms.py`` does the same at ten times the length, with Git's other merge as well.
"""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from merging import (
    FORMS,
    GROUPS,
    PATH,
    ROOT,
    SETTINGS,
    Count,
    Edit,
    are_meant_to_meet,
    blank,
    edits,
    filled,
    merge_file,
    merge_tree,
    random_pairs,
)

from svc.model import Value, flatten
from svc.schema.fields import BY_PATH, FIELDS, place
from svc.schema.settings import Settings
from svc.store import edit
from svc.store.canonical import fmt
from svc.store.codec import load
from svc.store.reading import problems_of

PAIRS = 50  # of each form blank and as many of it filled
HEADER = """\
# yaml-language-server: $schema=../../../.svc/case.schema.json
id:
stage: intake
opened_at:
priority:
opened_by:
assignee:

type: {type}

path: {path}

severity:

channel:

waiting:

title:

"""


@pytest.fixture(scope="module")
def settings() -> Settings:
    return SETTINGS


def shipped(form: str) -> str:
    return (ROOT / "templates" / f"{form}.yaml").read_text(encoding="utf-8")


def test_there_is_a_form_for_each_type_and_path(settings: Settings) -> None:
    wanted = {f"{t}.{p}" for t, p in itertools.product(settings.codes["type"], settings.codes["path"])}
    assert set(FORMS) == wanted


@pytest.mark.parametrize("form", FORMS)
def test_the_header_has_its_order(form: str) -> None:
    kind, _, path = form.partition(".")
    assert shipped(form).startswith(HEADER.format(type=kind, path=path))


@pytest.mark.parametrize("form", FORMS)
def test_the_form_is_canonical(form: str) -> None:
    text = shipped(form)
    assert fmt(text, form) == text
    assert fmt(filled(form), form) == filled(form)


@pytest.mark.parametrize("form", FORMS)
def test_its_fields_are_known_and_in_order(form: str) -> None:
    names = [name for name, _ in flatten(load(shipped(form).encode(), form))]
    assert [name for name in names if name not in BY_PATH] == []
    assert names == sorted(names, key=place)


@pytest.mark.parametrize("form", FORMS)
def test_a_filled_form_is_a_valid_case(form: str, settings: Settings) -> None:
    assert [str(p.message) for p in problems_of(filled(form), PATH, settings)] == []


@pytest.mark.parametrize("form", FORMS)
def test_all_that_a_gate_asks_is_in_the_form(form: str, settings: Settings) -> None:
    kind, _, path = form.partition(".")
    names = {name for name, _ in flatten(load(shipped(form).encode(), form))}
    fits = {"type": kind, "path": path}
    lacking = [
        name
        for gate in settings.workflow.gates
        if all(fits.get(field, words[0] if words else "") in words or not words for field, words in gate.when.items())
        for choice in gate.needs.fields
        for name in choice
        if name not in names
    ]
    assert lacking == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("state", ["blank", "filled"])
def test_two_changes_of_a_form_never_meet(form: str, state: str, tmp_path: Path) -> None:
    text = blank(form) if state == "blank" else filled(form)
    chance = random.Random(f"{form} {state}")
    count = Count()
    for one, two in random_pairs(edits(text, chance), PAIRS, chance):
        count.take(one, two, merge_file(text, one.text, two.text, tmp_path))
    assert (count.unmeant, count.lost) == (None, None)
    assert count.clean > PAIRS * 0.8


def test_changes_of_one_field_always_meet(tmp_path: Path) -> None:
    text = filled("complaint.full")
    first, second = (edits(text, random.Random(seed)) for seed in ("a", "b"))
    pairs = [(one, two) for one, two in zip(first, second, strict=True) if one.what in ("set", "add")]
    merged = merge_tree(text, [(one.text, two.text) for one, two in pairs], tmp_path)
    assert len(pairs) > 60
    assert [one.field for (one, _), text in zip(pairs, merged, strict=True) if text is not None] == []


def test_the_proof_sees_a_form_that_fails(tmp_path: Path) -> None:
    text = blank("complaint.full").replace("\n\n", "\n")
    count = Count()
    found = [e for e in edits(text, random.Random(1)) if BY_PATH[e.field].style == "line"]
    pairs = list(itertools.combinations(found, 2))
    for (one, two), merged in zip(pairs, merge_tree(text, [(a.text, b.text) for a, b in pairs], tmp_path), strict=True):
        count.take(one, two, merged)
    assert len(count.unmeant or []) > 10


def test_groups_are_the_ones_of_the_format() -> None:
    effect = "summary.effectiveness."
    assert [{name.removeprefix(effect) for name in group} for group in GROUPS] == [
        {"product", "serial"},
        {"criterion", "baseline", "target", "due", "owner"},
        {"result", "checked_by", "measured"},
    ]


def rare(text: str) -> list[Edit]:
    """The change of each field that the form does not hold."""
    held = {name for name, _ in flatten(load(text.encode(), ""))}
    values: dict[str, Value] = {"refs": {"order": "R-1"}, "origin": {"number": "1"}, "tags": ["leak"]}
    names = [f.path for f in FIELDS if f.path not in held and f.kind not in ("section", "items", "free", "records")]
    return [
        Edit(name, "add", edit.set_value(text, name, value), lambda d, n=name: bool(dict(flatten(d))))
        for name in names
        for value in [values.get(name, "a word\n" if BY_PATH[name].kind == "block" else "word")]
    ]


def test_rarer_keys_meet_only_in_one_gap(tmp_path: Path) -> None:
    """Two keys that the form lacks conflict when they are put between the same two lines; no word is lost."""
    text = blank("complaint.full")
    held = {name for name, _ in flatten(load(text.encode(), ""))}
    pairs = list(itertools.combinations(rare(text), 2))
    merged = merge_tree(text, [(one.text, two.text) for one, two in pairs], tmp_path)
    for (one, two), result in zip(pairs, merged, strict=True):
        between = FIELDS[place(one.field) + 1 : place(two.field)]
        is_one_gap = not any(f.path in held or f.kind == "section" for f in between)
        assert (result is None) == is_one_gap, (one.field, two.field)
        if result is not None:
            names = {name.split(".order")[0].split(".number")[0] for name, _ in flatten(load(result.encode(), ""))}
            assert {one.field, two.field} <= names
    assert not any(are_meant_to_meet(one, two) for one, two in pairs)
