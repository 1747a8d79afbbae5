"""The schema for editors as a file of the desk: made with it, kept up to date, found from every case."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from running import Svc

FILE = ".svc/case.schema.json"
SEVERE = "    minor: {en: minor, zh: 一般}\n"


def git(svc: Svc, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=svc.desk, check=True, capture_output=True, text=True).stdout


def held(svc: Svc) -> str:
    return (svc.desk / FILE).read_text(encoding="utf-8")


def add_a_code(svc: Svc) -> None:
    settings = svc.desk / "svc.yaml"
    text = settings.read_text(encoding="utf-8")
    assert SEVERE in text
    settings.write_text(text.replace(SEVERE, f"{SEVERE}    cosmetic: {{en: cosmetic, zh: 外观}}\n"), encoding="utf-8")


def test_a_new_desk_has_the_schema(svc: Svc) -> None:
    assert svc("schema").out == held(svc)
    Draft7Validator.check_schema(json.loads(held(svc)))
    assert FILE in git(svc, "show", "--name-only", "--format=", "HEAD")


@pytest.mark.parametrize("kind", ["complaint", "enquiry", "suggestion", "repair", "return"])
@pytest.mark.parametrize("path", ["light", "full"])
def test_the_first_line_of_a_new_case_leads_to_the_schema(svc: Svc, kind: str, path: str) -> None:
    told = svc("new", kind, "T", "--severity", "minor", "--set", f"path={path}")
    [file] = svc.desk.glob(f"cases/*/*/{told.id}.yaml")
    svc("note", "@", "-m", "Words.")
    mark, _, name = file.read_text(encoding="utf-8").partition("\n")[0].partition("$schema=")
    assert mark == "# yaml-language-server: "
    assert (file.parent / name).resolve() == (svc.desk / FILE).resolve()
    assert refused(svc) == []


def test_the_demo_passes(environment: object, tmp_path: Path) -> None:
    Svc(tmp_path)("demo", "d", "--small")
    demo = Svc(tmp_path / "d")
    assert refused(demo) == []
    assert demo("schema", "--write").err == "it was up to date\n"


def refused(svc: Svc) -> list[str]:
    """What the desk's own schema refuses in its cases, read as an editor reads them."""
    judge = Draft7Validator(json.loads(held(svc)))
    files = list(svc.desk.glob("cases/*/*/*.yaml"))
    assert files
    return [str(error) for file in files for error in judge.iter_errors(YAML(typ="safe", pure=True).load(file))]


def test_settings_take_the_schema_with_them(svc: Svc) -> None:
    add_a_code(svc)
    assert "cosmetic / 外观" not in held(svc)
    svc("commit", "svc.yaml")
    assert "cosmetic / 外观" in held(svc)
    assert git(svc, "show", "--name-only", "--format=", "HEAD").split() == [FILE, "svc.yaml"]
    assert git(svc, "status", "--porcelain") == ""
    assert svc("check").out == ""


def test_a_schema_that_somebody_is_at_work_on_stays(svc: Svc) -> None:
    (svc.desk / FILE).write_text("{}\n")
    add_a_code(svc)
    svc("commit", "svc.yaml")
    assert held(svc) == "{}\n"
    assert git(svc, "show", "--name-only", "--format=", "HEAD").split() == ["svc.yaml"]


def test_a_desk_may_do_without(svc: Svc) -> None:
    git(svc, "rm", "-q", FILE)
    git(svc, "commit", "-qm", "no editors here")
    add_a_code(svc)
    svc("commit", "svc.yaml")
    assert not (svc.desk / FILE).exists()
    assert svc("check").out == ""
    svc("schema", "--write")
    assert "cosmetic / 外观" in held(svc)


def test_check_says_when_it_is_out_of_date(svc: Svc) -> None:
    add_a_code(svc)
    git(svc, "commit", "-qam", "codes, by hand")
    [told] = json.loads(svc("check", "--json").out)
    assert (told["path"], told["severity"]) == (FILE, "info")
    assert "svc schema --write" in told["message"]
    assert svc("schema", "--write").out == f"{FILE}\n"
    assert git(svc, "log", "-1", "--format=%s").strip() == f"{FILE}: write"
    assert svc("check").out == ""
    assert git(svc, "status", "--porcelain") == ""


def test_writing_it_twice_makes_one_commit(svc: Svc) -> None:
    before = git(svc, "rev-parse", "HEAD")
    (svc.desk / FILE).write_text("{}\n")
    assert "svc schema --write" in svc("check").out
    assert "up to date" in svc("schema", "--write").err
    assert svc("check").out == ""
    assert git(svc, "rev-parse", "HEAD") == before
    assert git(svc, "status", "--porcelain") == ""


def test_line_ends_of_a_checkout_do_not_matter(svc: Svc) -> None:
    (svc.desk / FILE).write_bytes((svc.desk / FILE).read_bytes().replace(b"\n", b"\r\n"))
    assert svc("check").out == ""


def test_settings_that_are_not_committed_are_not_in_force(svc: Svc) -> None:
    add_a_code(svc)
    assert "cosmetic / 外观" in svc("schema").out
    assert "svc commit" in svc("schema", "--write", status=1).err
