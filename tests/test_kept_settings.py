"""Settings kept in the index are those that svc.yaml tells."""

from __future__ import annotations

import random

import pytest
from running import Svc

from svc.dates import _INSTANT, _is_usual, instant
from svc.schema import kept
from svc.store.desk import Store
from svc.store.layout import shipped
from svc.store.plain_json import dumps, loads
from svc.store.reading import settings_of


def _shipped() -> list[bytes]:
    return [file.read_bytes() for file in sorted(shipped("templates").rglob("svc*.yaml"))]


@pytest.mark.parametrize("data", _shipped())
def test_kept_settings_come_back_as_they_were(data: bytes) -> None:
    found = settings_of(data, "svc.yaml")
    again = kept.whole(loads(dumps(kept.flat(found))))
    assert again == found
    assert type(again.workflow) is type(found.workflow)
    assert [type(part) for part in again.workflow] == [
        type(part) if isinstance(part, (str, tuple)) else dict for part in found.workflow
    ]


def test_a_changed_svc_yaml_is_read_anew(svc: Svc) -> None:
    store = Store.open(svc.desk)
    before = store.read("svc.yaml") or b""
    assert store.settings_in(before) == Store.open(svc.desk).settings_in(before) == settings_of(before, "svc.yaml")
    after = before.replace(b"\nlanguage: en", b"\nlanguage: zh")
    assert Store.open(svc.desk).settings_in(after).language == "zh"


def test_people_are_those_of_the_files(svc: Svc) -> None:
    folder = svc.desk / "people"
    folder.mkdir(exist_ok=True)
    (folder / "a.yaml").write_text("id: a\nmail: a@desk.example\n")
    (folder / "broken.yaml").write_text("id: [\n")
    for _ in range(2):
        assert Store.open(svc.desk).people() == [{"id": "a", "mail": "a@desk.example"}]
    (folder / "a.yaml").write_text("id: a\nmail: b@desk.example\n")
    assert Store.open(svc.desk).people() == [{"id": "a", "mail": "b@desk.example"}]


def test_the_quick_look_at_an_instant_says_what_the_pattern_says() -> None:
    chance = random.Random(7)
    usual = "2026-11-21T09:00:00+08:00"
    assert _is_usual(usual)
    assert instant(usual)
    for _ in range(20_000):
        text = list(usual)
        for place in chance.sample(range(len(text)), chance.choice((1, 1, 2, 3))):
            text[place] = chance.choice("0123456789-+:TZ 一٣")
        said = "".join(text)
        assert not _is_usual(said) or _INSTANT.fullmatch(said)
