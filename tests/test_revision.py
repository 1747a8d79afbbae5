"""A desk read at a revision: settings, calendars and cases as a commit has them, whatever the work tree holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Svc

from svc.errors import NotFoundError, StateError
from svc.model import InvalidFileError
from svc.store import Store
from svc.store.revision import revision


def _filled(svc: Svc, count: int) -> list[str]:
    """So many cases; the ids in the order of their files."""
    for number in range(count):
        svc("new", "enquiry", "--title", f"Case {number}")
    return sorted(Path(path).stem for path in Store.open(svc.desk).case_files())


def test_the_past_is_read_as_it_was(svc: Svc) -> None:
    """Every file comes in any order of asking; what came later, or is not committed, is not there."""
    names = _filled(svc, 7)
    before = revision(Store.open(svc.desk))
    whole = {path: (svc.desk / path).read_bytes() for path in before.case_files()}
    svc("edit", names[2], "--set", "title=Another title")
    svc("new", "enquiry", "--title", "Later")
    rules = (svc.desk / "svc.yaml").read_text("utf-8")
    svc.write(rules.replace("time_zone: UTC", "time_zone: Asia/Shanghai"), "svc.yaml")
    svc.git("commit", "-qam", "another zone")
    svc.write("not: [readable", f"cases/2026/11/{names[0]}.yaml")

    old = revision(Store.open(svc.desk), before.commit)
    assert {path: old.read(path) for path in old.case_files()} == whole
    assert {path: old.read(path) for path in reversed(old.case_files())} == whole
    cases, problems = old.cases()
    assert ([case.id for case in cases], problems) == (names, [])
    assert old.settings.time_zone == "UTC"
    assert old.load(old.find(names[2][-5:])).text("title") == next(c for c in cases if c.id == names[2]).text("title")
    assert old.edited() == set()

    now = revision(Store.open(svc.desk))
    assert (len(now.cases()[0]), now.settings.time_zone) == (8, "Asia/Shanghai")
    assert revision(Store.open(svc.desk), "HEAD~3").commit == before.commit


def test_a_desk_in_a_folder_of_a_repository(svc: Svc, tmp_path: Path) -> None:
    """Paths are those from the desk, also where other folders have files of the same names."""
    inside = tmp_path / "large" / "service"
    Svc(tmp_path)("init", str(inside.parent))
    svc.git("-C", str(inside.parent), "rm", "-q", "-r", "--cached", "templates")
    Svc(tmp_path)("init", str(inside))
    here = Svc(inside)
    Svc(inside.parent)("new", "enquiry", "--title", "Outside")
    names = _filled(here, 2)
    assert [case.id for case in revision(Store.open(inside)).cases()[0]] == names


@pytest.mark.parametrize("name", ["nothing", "HEAD~99", "--output=x", "HEAD\nHEAD", "", "HEAD:svc.yaml"])
def test_a_name_that_is_no_revision(svc: Svc, name: str) -> None:
    with pytest.raises(NotFoundError):
        revision(Store.open(svc.desk), name)


def test_what_is_no_file_is_named(svc: Svc) -> None:
    """A link in the place of a case is a problem of that case, as in the work tree."""
    (name,) = _filled(svc, 1)
    path = Store.open(svc.desk).case_files()[0]
    (svc.desk / path).rename(svc.desk / "elsewhere.yaml")
    (svc.desk / path).symlink_to("../../../elsewhere.yaml")
    svc.git("add", "-A")
    svc.git("commit", "-qm", "a link")
    cases, problems = revision(Store.open(svc.desk)).cases()
    assert (cases, [problem.path for problem in problems]) == ([], [f"cases/2026/11/{name}.yaml"])
    with pytest.raises(InvalidFileError):
        revision(Store.open(svc.desk)).load("cases/2026/11/none.yaml")


def test_before_the_desk_and_before_any_commit(svc: Svc, tmp_path: Path) -> None:
    svc.git("checkout", "-q", "--orphan", "empty")
    with pytest.raises(StateError):
        revision(Store.open(svc.desk))
    svc.git("rm", "-rqf", "--cached", ".")
    svc.git("commit", "-q", "--allow-empty", "-m", "nothing")
    with pytest.raises(InvalidFileError):
        _ = revision(Store.open(svc.desk)).settings


def test_a_shallow_clone_says_what_it_lacks(svc: Svc, tmp_path: Path) -> None:
    _filled(svc, 1)
    svc.git("clone", "-q", "--depth=1", f"file://{svc.desk}", str(tmp_path / "shallow"))
    store = Store.open(tmp_path / "shallow")
    assert len(revision(store).cases()[0]) == 1
    with pytest.raises(StateError):
        revision(store, "HEAD~1")
