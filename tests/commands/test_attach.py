"""svc attach: the file beside the case, in the same commit, and what check says when it goes astray."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest
from running import Svc

from svc.store.layout import attachment_path, is_attachment

PHOTO = b"\xff\xd8\r\n\x00 a photo \r\n\x1a\n"


def git(svc: Svc, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=svc.desk, check=True, capture_output=True, text=True).stdout


def shown(svc: Svc) -> dict[str, object]:
    return json.loads(svc("show", "@", "--json").out)


def limit(svc: Svc, value: str) -> None:
    """Set the size that svc.yaml allows."""
    file = svc.desk / "svc.yaml"
    text = file.read_text("utf-8")
    held = text.partition("  limit: ")[2].partition("\n")[0]
    file.write_text(text.replace(f"  limit: {held}\n", f"  limit: {value}\n"), "utf-8")


def given(folder: Path, name: str = "plug.JPG", data: bytes = PHOTO) -> str:
    file = folder / name
    file.write_bytes(data)
    return str(file)


def stored(svc: Svc, name: str = "plug.JPG", data: bytes = PHOTO) -> Path:
    return svc.desk / attachment_path(hashlib.sha256(data).hexdigest(), name)


@pytest.fixture
def case(svc: Svc) -> str:
    return svc("new", "repair", "Plug gets hot").id


def test_a_file_lies_beside_its_case_in_one_commit(svc: Svc, case: str, tmp_path: Path) -> None:
    told = svc("attach", "@", given(tmp_path), "-m", "the plug", "--visible", "--json")
    digest = hashlib.sha256(PHOTO).hexdigest()
    held = shown(svc)
    (item,) = held["intake"]["attachments"]
    assert {k: v for k, v in item.items() if k != "id"} == {"file": "plug.JPG", "sha256": digest, "what": "the plug"}
    event = held["log"][-1]
    assert (event["kind"], event["file"], event["sha256"]) == ("attach", "plug.JPG", digest)
    assert (event["visible"], event["text"]) == ("customer", "the plug")
    assert stored(svc).read_bytes() == PHOTO
    assert stored(svc).name == f"{digest}.jpg"
    changed = git(svc, "show", "--name-only", "--format=", json.loads(told.out)["commit"]).split()
    assert changed == [f"attachments/{digest[:2]}/{digest}.jpg", next(p for p in changed if case in p)]
    assert git(svc, "status", "--porcelain") == ""
    message = git(svc, "log", "-1", "--format=%B")
    assert message.startswith(f"{case}: attach {digest[:12]}\n")
    assert "plug" not in message
    assert json.loads(svc("check", "--json").out) == []


@pytest.mark.parametrize("settings", [{}, {"core.autocrlf": "true"}, {"core.autocrlf": "input", "core.eol": "crlf"}])
@pytest.mark.parametrize("data", [PHOTO, b"a,b\r\n1,2\r\n", b"mixed\r\nends\n", b"\xef\xbb\xbfx\n"])
def test_bytes_come_back_as_they_were(
    svc: Svc, case: str, tmp_path: Path, settings: dict[str, str], data: bytes
) -> None:
    for name, value in settings.items():
        git(svc, "config", name, value)
    svc("attach", "@", given(tmp_path, "m.csv", data))
    held = stored(svc, "m.csv", data)
    assert git(svc, "status", "--porcelain") == ""
    os.unlink(held)
    git(svc, "checkout", "--", str(held))
    assert held.read_bytes() == data
    assert git(svc, "status", "--porcelain") == ""


def test_an_attribute_that_would_change_line_ends_is_refused(svc: Svc, case: str, tmp_path: Path) -> None:
    (svc.desk / ".gitattributes").write_text("* text=auto\n")
    git(svc, "commit", "-qam", "attributes")
    told = svc("attach", "@", given(tmp_path), status=3)
    assert "attachments/** binary" in told.err
    (svc.desk / ".gitattributes").write_text("* text=auto\nattachments/** binary\n")
    git(svc, "commit", "-qam", "attributes")
    svc("attach", "@", given(tmp_path))
    assert git(svc, "status", "--porcelain") == ""


def test_the_same_content_is_kept_once(svc: Svc, case: str, tmp_path: Path) -> None:
    svc("attach", "@", given(tmp_path, "a.txt"))
    other = svc("new", "repair", "Another").id
    svc("attach", other, given(tmp_path, "b.txt"), given(tmp_path, "c.txt"))
    assert [i["file"] for i in shown(svc)["intake"]["attachments"]] == ["b.txt", "c.txt"]
    assert len(git(svc, "ls-files", "attachments").split()) == 1
    head = git(svc, "rev-parse", "HEAD")
    assert "nothing to change" in svc("attach", other, given(tmp_path, "c.txt")).err
    assert git(svc, "rev-parse", "HEAD") == head


def test_a_file_that_lies_there_already_is_taken_in(svc: Svc, case: str, tmp_path: Path) -> None:
    stored(svc).parent.mkdir(parents=True)
    stored(svc).write_bytes(PHOTO)
    svc("attach", "@", given(tmp_path))
    assert git(svc, "status", "--porcelain") == ""


def test_another_content_in_its_place_is_not_overwritten(svc: Svc, case: str, tmp_path: Path) -> None:
    stored(svc).parent.mkdir(parents=True)
    stored(svc).write_bytes(b"somebody's")
    svc("attach", "@", given(tmp_path), status=1)
    assert stored(svc).read_bytes() == b"somebody's"
    assert "attachments" not in shown(svc).get("intake", {})


GATES = ("channel=phone", "category=leak", "severity=minor")


@pytest.mark.parametrize(
    ("stage", "options", "section"),
    [
        ("intake", (), "intake"),
        ("analysis", (), "analysis"),
        ("analysis", ("--to", "intake"), "intake"),
        ("analysis", ("--to", "resolution"), "resolution"),
    ],
)
def test_the_stage_says_which_section_names_it(
    svc: Svc, tmp_path: Path, stage: str, options: tuple[str, ...], section: str
) -> None:
    svc("new", "repair", "T", "-m", "words", "--customer", "northmill")
    if stage != "intake":
        svc("move", "@", stage, *(word for gate in GATES for word in ("--set", gate)))
    svc("attach", "@", given(tmp_path), *options)
    held = shown(svc)
    assert [name for name in ("intake", "analysis", "resolution") if "attachments" in held.get(name, {})] == [section]


def test_a_file_over_the_limit_is_refused(svc: Svc, case: str, tmp_path: Path) -> None:
    limit(svc, "2kB")
    svc("commit")
    svc("attach", "@", given(tmp_path, "fits.bin", b"x" * 2000))
    head = git(svc, "rev-parse", "HEAD")
    told = svc("attach", "@", given(tmp_path, "small.bin", b"x"), given(tmp_path, "big.bin", b"x" * 2001), status=1)
    assert told.err.splitlines()[0] == "big.bin has 3 kB; an attachment may have 2 kB"
    assert "limit" in told.err.splitlines()[1]
    assert git(svc, "rev-parse", "HEAD") == head
    assert git(svc, "status", "--porcelain") == ""


def test_the_committed_limit_is_the_one_in_force(svc: Svc, case: str, tmp_path: Path) -> None:
    limit(svc, "2kB")
    svc("commit")
    limit(svc, "9MB")
    svc("attach", "@", given(tmp_path, "big.bin", b"x" * 2001), status=1)


@pytest.mark.parametrize("value", ["10", "10 MB", "10mb", "1.5MB", "0MB", "-1MB", "lots", "{a: 1}"])
def test_a_limit_is_a_size(svc: Svc, value: str) -> None:
    limit(svc, value)
    (problem,) = json.loads(svc("check", "--json", status=1).out)
    assert problem["field"] == "attachments.limit"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p.mkdir(), "is a folder"),
        (lambda p: None, "no such file or folder"),
        (lambda p: p.write_bytes(b""), "is empty"),
        (os.mkfifo, "is not a plain file"),
        (lambda p: p.symlink_to(p.parent), "is a folder"),
        (lambda p: p.symlink_to("gone"), "no such file or folder"),
    ],
)
def test_what_is_no_file_is_refused_in_one_line(svc: Svc, case: str, tmp_path: Path, make: object, words: str) -> None:
    make(tmp_path / "x")
    told = svc("attach", "@", str(tmp_path / "x"), status=2)
    assert words in told.err.splitlines()[0]
    assert len(told.err.splitlines()) <= 2
    assert git(svc, "status", "--porcelain") == ""


def test_a_link_is_followed(svc: Svc, case: str, tmp_path: Path) -> None:
    given(tmp_path, "real.bin")
    (tmp_path / "link.jpg").symlink_to("real.bin")
    svc("attach", "@", str(tmp_path / "link.jpg"))
    assert not stored(svc, "link.jpg").is_symlink()
    assert stored(svc, "link.jpg").read_bytes() == PHOTO


@pytest.mark.parametrize(
    ("name", "kept", "ending"),
    [
        ("照片 插头.jpg", "照片 插头.jpg", ".jpg"),
        ("two\nlines\x1b[31m.png", "two lines [31m.png", ".png"),
        ("\u202egnp.exe", "gnp.exe", ".exe"),
        ("case.yaml", "case.yaml", ""),
        ("case.YML", "case.YML", ""),
        (".gitattributes", ".gitattributes", ""),
        ("x.gitmodules", "x.gitmodules", ""),
        ("x.git", "x.git", ""),
        ("-rf", "-rf", ""),
        ("x.tar.gz", "x.tar.gz", ".gz"),
        ("x.verylongending", "x.verylongending", ""),
        ("x.J:PG", "x.J:PG", ""),
        ("x.ｊｐｇ", "x.ｊｐｇ", ""),
        ("x.", "x.", ""),
        ("a\\b.txt", "b.txt", ".txt"),
        ("{a: b}, # c.md", "{a: b}, # c.md", ".md"),
    ],
)
def test_a_name_from_a_stranger_does_no_harm(
    svc: Svc, case: str, tmp_path: Path, name: str, kept: str, ending: str
) -> None:
    (tmp_path / "in").mkdir()
    svc("attach", "@", given(tmp_path / "in", name))
    (item,) = shown(svc)["intake"]["attachments"]
    assert item["file"] == kept
    (path,) = git(svc, "ls-files", "attachments").split()
    assert Path(path).suffix == ending
    assert is_attachment(path)
    svc("check")
    assert git(svc, "status", "--porcelain") == ""


def problems(svc: Svc) -> list[str]:
    found = json.loads(svc("check", "--json", status=1).out)
    assert {(p["field"], p["severity"]) for p in found} == {("intake.attachments.0", "error")}
    return [p["message"] for p in found]


def test_check_finds_a_missing_and_a_changed_file(svc: Svc, case: str, tmp_path: Path) -> None:
    svc("attach", "@", given(tmp_path))
    stored(svc).write_bytes(PHOTO + b"x")
    assert "another content" in problems(svc)[0]
    stored(svc).unlink()
    assert "is missing" in problems(svc)[0]
    git(svc, "checkout", "--", "attachments")
    svc("check")


def test_check_follows_no_link(svc: Svc, case: str, tmp_path: Path) -> None:
    svc("attach", "@", given(tmp_path))
    stored(svc).unlink()
    stored(svc).symlink_to(tmp_path / "plug.JPG")
    assert "not a plain file" in problems(svc)[0]


@pytest.mark.parametrize("same", [True, False])
def test_a_pointer_of_git_lfs_stands_for_its_content(svc: Svc, case: str, tmp_path: Path, same: bool) -> None:
    svc("attach", "@", given(tmp_path))
    oid = hashlib.sha256(PHOTO if same else b"else").hexdigest()
    stored(svc).write_text(f"version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {len(PHOTO)}\n")
    svc("check", status=0 if same else 1)


def test_check_names_a_hash_that_is_none(svc: Svc, case: str, tmp_path: Path) -> None:
    svc("attach", "@", given(tmp_path))
    text = svc.text()
    path = svc.desk / git(svc, "ls-files", "cases").strip()
    path.write_text(text.replace("sha256: " + hashlib.sha256(PHOTO).hexdigest(), "sha256: ../../etc", 1))
    assert any("is not a SHA-256" in said for said in problems(svc))


def test_a_file_named_by_hand_without_a_hash_is_left_alone(svc: Svc, case: str) -> None:
    svc("edit", "@", "--set", "intake.attachments={file: on paper, what: the signed form}")
    svc("check")


def test_hooks_see_the_file_and_a_refusal_leaves_nothing(svc: Svc, case: str, tmp_path: Path) -> None:
    hook = svc.desk / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\ngit diff --cached --name-only >&2\nexit 1\n")
    hook.chmod(0o755)
    told = svc("attach", "@", given(tmp_path), status=1)
    assert "attachments/" in told.err
    svc("note", "@", "-m", "x", "--no-verify")
    assert git(svc, "status", "--porcelain") == ""
    assert not stored(svc).exists()


def test_a_new_desk_keeps_git_off_line_ends(svc: Svc) -> None:
    assert (svc.desk / ".gitattributes").read_text() == (
        "*.yaml text eol=lf\n*.yaml merge=svc diff=svc\nattachments/** binary\n"
    )
    assert "line ends" not in svc("doctor").err


def test_doctor_names_a_desk_that_leaves_line_ends_to_git(svc: Svc) -> None:
    (svc.desk / ".gitattributes").write_text("*.yaml text eol=lf\n")
    assert "attachments/** binary" in svc("doctor").err
