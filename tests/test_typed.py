"""What stands in at run time for typing, pathlib and compiled patterns does as they do."""

from __future__ import annotations

import copy
import hashlib
import os
import pickle
from pathlib import Path as Whole
from typing import NamedTuple as Real

import pytest

from svc import spare
from svc.paths import Path
from svc.patterns import pattern
from svc.typed import NamedTuple


class Ours(NamedTuple):
    """A record."""

    first: int
    second: str = "b"
    third: tuple[int, ...] = ()

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


class Theirs(Real):
    first: int
    second: str = "b"
    third: tuple[int, ...] = ()


GIVEN = [((1,), {}), ((1, "x"), {}), ((1, "x", (2,)), {}), ((), {"first": 3}), ((4,), {"third": (5,)})]


@pytest.mark.parametrize(("values", "named"), GIVEN)
def test_a_record_is_a_named_tuple(values: tuple[object, ...], named: dict[str, object]) -> None:
    ours, theirs = Ours(*values, **named), Theirs(*values, **named)  # type: ignore[arg-type]
    assert ours == theirs == tuple(ours)
    assert ours._asdict() == theirs._asdict()
    assert ours._replace(second="z") == theirs._replace(second="z")
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert (ours._fields, ours._field_defaults) == (theirs._fields, theirs._field_defaults)
    assert copy.deepcopy(ours) == pickle.loads(pickle.dumps(ours)) == Ours._make(theirs) == ours
    assert type(pickle.loads(pickle.dumps(ours))) is type(ours._replace(first=9)) is Ours
    assert ours.both == f"{theirs.first}{theirs.second}"
    match ours:
        case Ours(first, second):
            assert (first, second) == theirs[:2]


WRONG = [((), {}), ((1, "x", (), 4), {}), ((1,), {"first": 2}), ((1,), {"fourth": 2}), ((), {"second": "x"})]


@pytest.mark.parametrize(("values", "named"), WRONG)
def test_a_record_takes_what_it_has_fields_for(values: tuple[object, ...], named: dict[str, object]) -> None:
    for kind in (Ours, Theirs):
        with pytest.raises(TypeError):
            kind(*values, **named)  # type: ignore[arg-type]
    with pytest.raises((TypeError, ValueError)):
        Ours(1)._replace(fourth=1)  # type: ignore[call-arg]


TEXTS = [".", "/", "a", "a/b", "/a/b.yaml", "a//b", "./a", "a/./b", "a/", "..", "a/../b", "/a", "", ".a", "a.b.c"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_path_is_written_as_pathlib_writes_it(text: str, tmp_path: Whole) -> None:
    ours, whole = Path(text), Whole(text)
    assert str(ours) == os.fspath(ours) == str(whole)
    assert ours == whole
    assert [str(p) for p in (ours.parent, *ours.parents)] == [str(p) for p in (whole.parent, *whole.parents)]
    assert (ours.name, ours.suffix, ours.as_posix()) == (whole.name, whole.suffix, whole.as_posix())
    for part in ("c", "c/d", "/e", "."):
        assert str(ours / part) == str(whole / part)
    if whole.name:
        assert [str(ours.with_name("n")), str(ours.with_suffix(".x"))] == [
            str(whole.with_name("n")), str(whole.with_suffix(".x")),
        ]  # fmt: skip
    assert str((Path(tmp_path) / text).resolve()) == str((tmp_path / text).resolve())


def test_a_path_looks_at_files_as_pathlib_does(tmp_path: Whole) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "dangling").symlink_to("nothing")
    for name in ("file", "loop", "dangling", "nothing", "file/below", "\0", "."):
        ours, whole = Path(tmp_path, name), tmp_path / name
        assert (ours.exists(), ours.is_file(), ours.is_dir()) == (whole.exists(), whole.is_file(), whole.is_dir())
    assert sorted(p.name for p in Path(tmp_path).iterdir()) == ["dangling", "file", "loop"]
    assert [p.name for p in Path(tmp_path).glob("f*")] == ["file"]
    assert Path(tmp_path, "file").relative_to(tmp_path) == Whole("file")
    assert Path(tmp_path).relative_to(tmp_path) == Whole()
    with pytest.raises(ValueError, match="not below"):
        Path(tmp_path).relative_to(tmp_path / "file")
    assert sorted([Path("a b"), Path("a/b"), Path("a")]) == sorted([Whole("a b"), Whole("a/b"), Whole("a")])


def test_a_pattern_is_compiled_when_a_text_meets_it() -> None:
    found = pattern("(?i)(?P<a>x)+")
    assert "fullmatch" not in vars(found)
    assert found.fullmatch("XX")
    assert found.sub("-", "axb") == "a-b"
    assert found.groupindex == {"a": 1}
    assert pattern(rb"\d").findall(b"1a2") == [b"1", b"2"]


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
def test_a_hash_is_that_of_hashlib(algorithm: str) -> None:
    for data in (b"", b"words", bytes(200_000)):
        assert spare.digest(data, algorithm) == hashlib.new(algorithm, data).digest()
