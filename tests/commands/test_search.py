"""svc search: words in all files of a desk, as a plain reading finds them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from running import Svc

from svc.commands import searched


def found(svc: Svc, *words: str) -> list[str]:
    return [line.split("\t")[0] for line in svc("search", *words).out.splitlines()]


def test_titles_come_first_then_open_cases_then_the_rest(svc: Svc) -> None:
    closed = svc("new", "enquiry", "Which hose?", "--severity", "minor", "-m", "漏水 again").id
    svc("close", closed, "--as", "spam", "-m", "Not needed")
    words = svc("new", "repair", "Pump stops", "-m", "地上漏水").id
    title = svc("new", "repair", "水泵漏水").id
    (svc.desk / "kb").mkdir()
    svc.write("# 漏水怎么办\n", "kb/leaks.md")
    svc.write(f"id: {'漏水'}\n\tbroken", "cases/2026/11/C-2611-BROKEN000.yaml")
    assert found(svc, "漏水") == [title, words, "C-2611-BROKEN000", closed, "kb/leaks.md"]
    assert found(svc, "漏水", "--open") == [title, words, "C-2611-BROKEN000"]
    assert found(svc, "漏", "地") == [words]


def test_the_line_is_told_and_cut_round_the_word(svc: Svc) -> None:
    one = svc("new", "repair", "Pump stops", "-s", "2607A00417", "-m", "First line.\n" + "x" * 60 + " crimp loose").id
    record = json.loads(svc("search", "CRIMP", "--json").out)[0]
    assert (record["id"], record["stage"], record["title"]) == (one, "intake", "Pump stops")
    assert record["lines"][0]["text"].endswith("crimp loose")
    line = (svc.desk / record["path"]).read_text("utf-8").splitlines()[record["lines"][0]["line"] - 1]
    assert line.strip() == record["lines"][0]["text"]
    assert "…xxx" in svc("search", "crimp", "--format", "table").out
    assert found(svc, "07a00417") == [one]


def test_nothing_found_and_nothing_asked(svc: Svc) -> None:
    assert "no file holds that" in svc("search", "nowhere").err
    assert svc("search", "nowhere", "--json").out == "[]\n"
    assert "nothing to look for" in svc("search", " ", status=2).err


def test_it_finds_what_a_plain_reading_finds(played: Path, svc: Svc) -> None:
    shutil.rmtree(svc.desk)
    shutil.copytree(played, svc.desk, symlinks=True)
    files = {p.stem: p.read_text("utf-8").lower() for p in (svc.desk / "cases").rglob("*.yaml")}
    for word in ("热水", "水", "pump", "d6008", "更换", "dr-60", "seal"):
        plain = {name for name, text in files.items() if word in text}
        assert {name for name in found(svc, word) if name.startswith("C-")} == plain, word


def test_a_table_says_whose_case_it_is(svc: Svc) -> None:
    svc("new", "repair", "Pump", "-c", "Northmill", "--serial", "FW-1", "--assignee", "li.wei")
    svc("correct", "@", "--set", "serial=FW-2", "-m", "Misread.")
    heads, _, row = svc("search", "FW-1", "--format", "table").out.splitlines()
    assert heads.split() == ["case", "stage", "opened", "customer", "assignee", "title", "text"]
    assert row.split()[1:6] == ["intake", "2026-11-21", "Northmill", "li.wei", "Pump"]
    assert row.split("…")[1].startswith("zhao.min, correct, serial, FW-1")
    assert svc("search", "FW-1").out.split("\t")[1:3] == ["intake", "Pump"], "for programs as ever"


def test_words_are_kept_once_read_and_made_anew_when_most_are_gone(svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    name = svc("new", "repair", "水泵漏水", "-s", "2607A00417").id
    assert found(svc, "a0041") == [name]
    with monkeypatch.context() as patch:
        patch.setattr("svc.store.texts.text_of", lambda *_: pytest.fail("read again"))
        patch.setattr("svc.store.index.reading_in.text_of", lambda *_: pytest.fail("read again"))
        assert found(svc, "水") == [name]
        assert found(svc, "a0", "漏水") == [name]
    monkeypatch.setattr("svc.store.index.texts._FEW", -100)
    assert found(svc, "漏水", "泵") == [name]
    svc("edit", name, "--set", "title=水泵不转")
    assert found(svc, "漏水") == []
    assert found(svc, "不转") == [name]


def test_a_few_new_files_are_looked_through_as_they_are_until_they_are_more(
    svc: Svc, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = svc("new", "repair", "Pump leaks").id
    assert found(svc, "leaks") == [first]
    second = svc("new", "repair", "Valve leaks").id
    with monkeypatch.context() as patch:
        patch.setattr("svc.store.index.reading_in.text_of", lambda *_: pytest.fail("written down"))
        assert found(svc, "leaks") == [first, second]
        assert found(svc, "pump") == [first]
    monkeypatch.setattr("svc.store.index.reading_in.FEW", 0)
    assert found(svc, "leaks") == [first, second]
    monkeypatch.setattr(searched, "text_of", lambda *_: pytest.fail("looked through"))
    assert found(svc, "leaks") == [first, second]


def test_many_records_are_found_from_their_index(svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    svc("customer", "add", "northmill", "--name", "Northmill Joinery")
    (svc.desk / "people").mkdir(exist_ok=True)
    svc.write("id: jo\nname: Jo of the joinery\n", "people/jo.yaml")
    svc.write("The joinery moved.\n", "customers/note.md")
    svc.write("id: [\n# joinery\n", "customers/torn.yaml")
    there = ["customers/northmill.yaml", "customers/note.md", "customers/torn.yaml", "people/jo.yaml"]
    assert sorted(found(svc, "joinery")) == there
    monkeypatch.setattr(searched, "MANY", 0)
    for _ in "ab":
        assert sorted(found(svc, "joinery")) == there
    read = []
    plain = searched.text_of
    monkeypatch.setattr(searched, "text_of", lambda path, data: read.append(path) or plain(path, data))
    assert sorted(found(svc, "joinery")) == there
    assert sorted(read) == ["customers/note.md", "people/jo.yaml"]
