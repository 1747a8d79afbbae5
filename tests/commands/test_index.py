"""The index: told from it is what the files hold, whatever happens to them or to it."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import time
from pathlib import Path

import pytest
from running import Svc

from svc.schema.kinds import CUSTOMER
from svc.store import Store, naming, records
from svc.store.index import catching_up, texts, tree
from svc.store.index.index import Index
from tests.campaigns import index as campaign

CLOSED = "closed"


@pytest.fixture
def files(tmp_path: Path) -> campaign.Files:
    """Twelve cases whose times are past, so that they are trusted once they were looked at."""
    made = campaign.Files(tmp_path / "desk", random.Random(7))
    for place in made.cases.rglob("*.yaml"):
        os.utime(place, (1, 1))
    return made


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time after which a change shows that a test can wait for."""
    monkeypatch.setattr(tree, "SLACK", campaign.SLACK)


def index_of(root: Path) -> Index:
    """The index of a desk."""
    found = Store(root).index
    assert found
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_told_is_what_the_files_hold(tmp_path: Path, seed: int) -> None:
    figures = campaign.run(tmp_path, 40, seed)
    assert not figures.faults, figures.faults
    assert figures.kinds["edit unseen"]


def test_told_is_what_the_files_hold_where_git_looks(tmp_path: Path) -> None:
    figures = campaign.run(tmp_path, 12, 5, marked=True)
    assert not figures.faults, figures.faults
    assert figures.kinds["edit unseen"]


def test_several_look_while_others_write(desk: Path) -> None:
    crowd = campaign.crowd(desk, 2.5, 2, 2)
    assert not crowd.faults, crowd.faults
    assert crowd.looks
    assert crowd.cases


def test_only_what_changed_is_read(files: campaign.Files, soon: None, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign.differences(files.root)
    files.wait()
    campaign.differences(files.root)
    files.edit_unseen()
    read = []
    plain = catching_up._read
    monkeypatch.setattr(catching_up, "_read", lambda place, clock: read.append(place) or plain(place, clock))
    Store(files.root).records()
    assert len(read) == 1


TORN = b"SQLite format 3\0" + b"\xff" * 5000


@pytest.mark.parametrize("held", [b"", b"no index", TORN], ids=["empty", "text", "torn"])
def test_a_file_that_is_no_index_is_made_anew(files: campaign.Files, held: bytes) -> None:
    index = index_of(files.root)
    index.folder.mkdir()
    index.file.write_bytes(held)
    assert campaign.differences(files.root) == []
    assert index.file.read_bytes()[:15] == b"SQLite format 3"


def test_a_changed_row_is_not_believed(files: campaign.Files) -> None:
    index = index_of(files.root)
    assert index.cases()
    data = index.file.read_bytes()
    name = files.one().name.encode()
    assert name in data
    index.file.write_bytes(data.replace(b"intake", b"closed").replace(b"feedback", b"analysis"))
    assert campaign.differences(files.root) == []


def test_a_lost_row_is_missed(files: campaign.Files, soon: None) -> None:
    index = index_of(files.root)
    assert index.cases()
    files.wait()
    assert index.cases()
    with sqlite3.connect(index.file) as connection:
        connection.execute("DELETE FROM cases WHERE rowid = (SELECT min(rowid) FROM cases)")
    connection.close()
    assert campaign.differences(files.root) == []


def test_a_changed_or_lost_row_of_words_costs_no_hit(files: campaign.Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_LEAST", campaign.RANGE)
    index, word, chance = index_of(files.root), "漏水", random.Random(5)
    told = campaign._hits(files.root, word, True)
    held = index.file.read_bytes()
    tables = list(dict.fromkeys(re.findall(r"CREATE TABLE (\w+)", texts.TABLES)))
    for at, table in enumerate([*tables, *["parts", "ranges", "words"] * 20]):
        index.file.write_bytes(held)
        with sqlite3.connect(index.file) as connection:
            if at < len(tables):
                connection.execute(f"DELETE FROM {table}")
            else:
                hurt_one(connection, table, chance)
        connection.close()
        assert campaign._hits(files.root, word, True) == told, (table, at)
    files.edit_unseen()
    assert index.cases()
    with sqlite3.connect(index.file) as connection:
        connection.execute("DELETE FROM unread")
    connection.close()
    title = f"{files.number:06}"
    assert campaign._hits(files.root, title, True) == campaign._hits(files.root, title, False)


def hurt_one(connection: sqlite3.Connection, table: str, chance: random.Random) -> None:
    """Change one value in some row."""
    rows = connection.execute(f"SELECT rowid, * FROM {table}").fetchall()
    names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
    number, *values = chance.choice(rows)
    at = chance.randrange(len(values))
    value = values[at]
    if chance.random() < 0.2:
        value = 7
    elif isinstance(value, str):
        value = value[1:]
    elif isinstance(value, bytes):
        value = bytearray(value or b"\0")
        value[chance.randrange(len(value))] ^= 1 << chance.randrange(8)
    else:
        value ^= 1 << chance.randrange(8)
    connection.execute(f"UPDATE OR REPLACE {table} SET {names[at]} = ? WHERE rowid = ?", (value, number))


def test_where_no_index_can_be_the_files_are_read(files: campaign.Files) -> None:
    index = index_of(files.root)
    index.file.mkdir(parents=True)
    assert index.cases() is None
    assert Store(files.root).cases() == Store(files.root, indexed=False).cases()


def test_a_link_in_its_place_goes_and_what_it_leads_to_stays(files: campaign.Files, tmp_path: Path) -> None:
    index, other = index_of(files.root), tmp_path / "other"
    other.write_text("mine")
    index.folder.mkdir()
    index.file.symlink_to(other)
    assert campaign.differences(files.root) == []
    assert other.read_text() == "mine"
    assert not index.file.is_symlink()


def test_each_work_tree_and_each_desk_has_its_own(files: campaign.Files, tmp_path: Path) -> None:
    files.git("worktree", "add", "-q", str(tmp_path / "beside"), "other")
    sub = files.root / "sub"
    shutil.copytree(files.cases, sub / "cases")
    found = {index_of(root).file.resolve() for root in (files.root, tmp_path / "beside", sub)}
    assert len(found) == 3
    assert all(file.is_relative_to((files.root / ".git").resolve()) for file in found)
    for root in (tmp_path / "beside", sub, files.root):
        assert campaign.differences(root) == []


def test_a_case_just_written_is_known_without_looking(svc: Svc) -> None:
    first = svc("new", "enquiry", "Which filter fits?").id
    index = index_of(svc.desk)
    assert index.written_but(CLOSED) is None, "not all files were looked at yet"
    svc("list")
    second = svc("new", "enquiry", "Which hose fits?").id
    assert {case.id for case in index.written_but(CLOSED) or []} == {first, second}


def test_a_double_is_found_that_only_the_index_knows_of_and_one_that_is_gone_is_not(svc: Svc) -> None:
    first = svc("new", "repair", "Pump leaks", "-s", "2607A00417").id
    svc("list")
    assert first in svc("new", "enquiry", "Which hose?", "-s", "2607A00417").err
    svc.git("reset", "-q", "--hard", "HEAD~2")
    assert first not in svc("new", "enquiry", "Which hose?", "-s", "2607A00417").err


def test_the_settings_are_parsed_once(svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    svc("list")
    monkeypatch.setattr("svc.store.reading.settings_of", None)
    monkeypatch.setattr("svc.store.codec._read", None)
    svc("list")


def test_settings_that_changed_are_parsed_again(svc: Svc) -> None:
    svc("list")
    held = (svc.desk / "svc.yaml").read_text("utf-8")
    svc.write(held.replace("\nprefix: C\n", "\nprefix: 7\n"), "svc.yaml")
    assert "svc.yaml:" in svc("list").err


def test_what_was_committed_with_lines_as_on_windows_is_no_edit(files: campaign.Files) -> None:
    place = files.one()
    place.write_bytes(files.text().encode().replace(b"\n", b"\r\n"))
    files.commit()
    assert [Store(files.root, indexed).edited() for indexed in (True, False)] == [set(), set()]
    place.write_bytes(place.read_bytes().replace(b"\r\n", b"\n") + b"more: x\n")
    edited = {place.relative_to(files.root).as_posix()}
    assert [Store(files.root, indexed).edited() for indexed in (True, False)] == [edited, edited]


def test_a_customers_page_finds_what_names_them_on_a_large_desk_too(svc: Svc, monkeypatch: pytest.MonkeyPatch) -> None:
    svc("customer", "add", "northmill", "--name", "Northmill")
    svc("product", "add", "HF-20", "--name", "Fan heater")
    svc("asset", "add", "HF-20", "26A1", "--set", "customer=northmill")
    one = svc("new", "repair", "Cold", "-c", "northmill", "-s", "26a 1").out.strip()
    monkeypatch.setattr(tree, "SLACK", campaign.SLACK)
    monkeypatch.setattr(catching_up, "LEAST", 0)
    for _ in "ab":
        assert named(svc.desk) == ([one], [one], ["HF-20.26A1"])
        time.sleep(campaign.SLACK / 1e9 * 1.5)
    svc.git("rm", "-q", "assets/HF-20.26A1.yaml")
    two = svc("new", "repair", "Warm", "-c", "northmill").out.strip()
    assert named(svc.desk) == (sorted([one, two]), [one], [])
    svc.git("stash", "-q")
    svc.git("reset", "-q", "--hard", "HEAD~1")
    assert named(svc.desk) == ([one], [one], ["HF-20.26A1"])


@pytest.mark.parametrize("harm", ["DELETE FROM glances", "UPDATE glances SET files = files + 1", "DELETE FROM folders"])
def test_lost_folders_are_not_believed(files: campaign.Files, monkeypatch: pytest.MonkeyPatch, harm: str) -> None:
    monkeypatch.setattr(catching_up, "LEAST", 0)
    index = index_of(files.root)
    held = {name: index.naming(name, near=True) for name in campaign._NAMES}
    assert any(held.values())
    connection = sqlite3.connect(index.file)
    connection.execute(harm)
    connection.commit()
    connection.close()
    assert {name: index.naming(name, near=True) for name in campaign._NAMES} == held


def named(desk: Path) -> tuple[list[str], list[str], list[str]]:
    """The cases that name a customer, those that name a serial number, and the customer's machines."""
    store = Store(desk)
    cases = (naming.cases_of_customer(store, "northmill"), naming.cases_of_serial(store, "26 A1"))
    theirs, its = (sorted(case.id for case in found) for found in cases)
    return theirs, its, [one.id for one in naming.machines_of(store, "northmill")]


@pytest.mark.parametrize("harm", ["DELETE FROM naming", "DELETE FROM parts_of_naming", "UPDATE naming SET name = 'x'"])
def test_lost_names_are_not_believed(files: campaign.Files, harm: str) -> None:
    index = index_of(files.root)
    held = {name: index.naming(name) for name in campaign._NAMES}
    assert any(held.values())
    connection = sqlite3.connect(index.file)
    connection.execute(harm)
    connection.commit()
    connection.close()
    assert {name: index.naming(name) for name in campaign._NAMES} == held


def test_unreadable_records_are_named_beside_the_index(svc: Svc) -> None:
    svc("customer", "add", "northmill", "--name", "Northmill")
    (svc.desk / "customers/torn.yaml").write_text("id: [\n", "utf-8")
    (svc.desk / "customers/deep").mkdir()
    (svc.desk / "customers/deep/no.yaml").write_text("id: no\n", "utf-8")
    for indexed in (True, True, False):
        found, problems = records.every(Store(svc.desk, indexed), CUSTOMER)
        assert [one.id for one in found] == ["northmill"]
        assert [one.path for one in problems] == ["customers/torn.yaml"]
