"""The folder of the vault: one file a customer, replaced whole, readable for whom the folder is, nothing ever lost."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from svc.store.vault import Vault

NAME = "customers/mill"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "vault"
    made.mkdir(mode=0o700)
    return made


def held(folder: Path) -> dict[str, str]:
    found = json.loads((folder / f"{NAME}.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("mode", "file", "inner"), [(0o700, 0o600, 0o700), (0o770, 0o660, 0o770)])
def test_who_may_read_it_is_who_may_read_the_folder(folder: Path, mode: int, file: int, inner: int) -> None:
    folder.chmod(mode)
    Vault(folder).write(NAME, {}, {"name": "Wu"})
    Vault(folder).attach("attachments/aa/x.jpg", b"photo")
    made = {path.relative_to(folder).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    assert made == {
        "lock": file, "tmp": inner, "customers": inner, "customers/mill.json": file,
        "attachments": inner, "attachments/aa": inner, "attachments/aa/x.jpg": file,
    }  # fmt: skip


def test_what_two_changed_apart_is_brought_together(folder: Path) -> None:
    vault = Vault(folder)
    vault.write(NAME, {}, {"a": "1", "b": "1", "c": "1"})
    base = vault.read(NAME)
    assert vault.write(NAME, base, {**base, "a": "2"}) is None
    assert vault.write(NAME, base, {"b": "3", "c": "1", "a": "1", "d": "4"}) is None
    assert held(folder) == {"a": "2", "b": "3", "c": "1", "d": "4"}
    assert vault.copies() == []


def test_of_one_value_that_two_changed_theirs_is_kept_beside_ours(folder: Path) -> None:
    vault = Vault(folder)
    vault.write(NAME, {}, {"a": "1"})
    vault.write(NAME, {"a": "1"}, {"a": "theirs"})
    aside = vault.write(NAME, {"a": "1"}, {"a": "ours"})
    assert aside is not None
    assert (held(folder), json.loads(Path(aside).read_text("utf-8"))) == ({"a": "ours"}, {"a": "theirs"})
    assert [(copy.key, os.path.basename(copy.path)) for copy in vault.copies()] == [(NAME, os.path.basename(aside))]


def test_a_file_without_values_is_none(folder: Path) -> None:
    vault = Vault(folder)
    vault.write(NAME, {}, {"a": "1"})
    vault.write(NAME, {"a": "1"}, {})
    assert not (folder / "customers/mill.json").exists()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("mill (conflicted copy 2026-11-21).json", "mill"),
        ("mill (Ann's conflicted copy 2026-11-21).json", "mill"),
        ("mill.sync-conflict-20261121-090000-ABCDEFG.json", "mill"),
        ("mill.conflict-0123abcd.json", "mill"),
        ("mill(冲突副本 2026-11-21).json", "mill"),
        ("mill-2 (1).json", "mill-2"),
        ("gone.sync-conflict-20261121-090000-ABCDEFG.json", "gone"),
        ("~mill.json.tmp", "~mill.json.tmp"),
    ],
)
def test_copies_that_services_leave_are_found_and_go_with_their_customer(folder: Path, name: str, key: str) -> None:
    vault = Vault(folder)
    for known in ("mill", "mill-2"):
        vault.write(f"customers/{known}", {}, {"a": "1"})
    (folder / "customers" / name).write_text("{}", "utf-8")
    assert [(copy.key, os.path.basename(copy.path)) for copy in vault.copies()] == [(f"customers/{key}", name)]
    vault.erase({f"customers/{key}"}, set())
    left = {"mill.json", "mill-2.json"} - {f"{key}.json"}
    assert {path.name for path in (folder / "customers").iterdir()} == left


def test_drafts_go_with_the_customer_that_they_name(folder: Path) -> None:
    (folder / "drafts").mkdir()
    texts = {"C-1.yaml": "", "new-1.yaml": "customer: mill", "new-2.yaml": "customer: wu", "C-2.yaml": ""}
    for name, text in texts.items():
        (folder / "drafts" / name).write_text(text, "utf-8")
    Vault(folder).erase({NAME, "cases/C-1"}, set())
    assert {path.name for path in (folder / "drafts").iterdir()} == {"new-2.yaml", "C-2.yaml"}


def test_many_who_write_at_once_lose_nothing(folder: Path) -> None:
    code = (
        "import sys; from svc.store.vault import Vault; from svc.paths import Path\n"
        "v = Vault(Path(sys.argv[1]))\n"
        "for n in range(20): v.write('customers/mill', {}, {f'{sys.argv[2]}.{n}': 'x'})"
    )
    made = [subprocess.Popen([sys.executable, "-c", code, str(folder), str(who)]) for who in range(3)]
    assert [one.wait() for one in made] == [0, 0, 0]
    assert len(held(folder)) == 60
    assert Vault(folder).copies() == []
