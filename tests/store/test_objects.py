"""Objects as Git makes them, byte for byte."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from svc.store import objects
from svc.store.objects import Trees, folders, object_id, pack, parse_tree, tree_bytes
from tests.campaigns.desk import environment


@pytest.fixture(params=["sha1", "sha256"])
def repo(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path, dict[str, str]]:
    env = environment(tmp_path / "home")
    subprocess.run(["git", "init", "-q", f"--object-format={request.param}", str(tmp_path / "r")], env=env, check=True)
    return request.param, tmp_path / "r", env


def test_a_pack_of_ours_is_taken_by_git_and_the_ids_agree(repo: tuple[str, Path, dict[str, str]]) -> None:
    algorithm, folder, env = repo
    chance = random.Random(1)
    blobs = [("blob", chance.randbytes(n)) for n in (0, 1, 15, 16, 17, 2047, 2048, 70_000)]
    trees = Trees(algorithm)
    for number, (_, data) in enumerate(blobs):
        trees.put(f"a/b{number % 3}/{number}", object_id("blob", data, algorithm))
    trees.put("a.c", object_id("blob", b"", algorithm))
    root, made = trees.write()
    subprocess.run(
        ["git", "-C", str(folder), "unpack-objects", "-q", "--strict"],
        input=pack([*blobs, *made], algorithm),
        env=env,
        check=True,
    )
    out = subprocess.run(
        ["git", "-C", str(folder), "ls-tree", "-r", "--name-only", root],
        env=env,
        capture_output=True,
        check=True,
        text=True,
    )
    assert out.stdout.split() == ["a.c", *sorted(f"a/b{n % 3}/{n}" for n in range(8))]
    assert (
        subprocess.run(
            ["git", "-C", str(folder), "fsck", "--strict"], env=env, check=True, capture_output=True
        ).returncode
        == 0
    )


def test_a_tree_read_and_written_is_the_same() -> None:
    entries = {b"a": (b"40000", b"1" * 20), b"a.b": (b"100644", b"2" * 20), "带 空格".encode(): (b"100755", b"3" * 20)}
    assert parse_tree(tree_bytes(entries), 20) == entries
    assert list(parse_tree(tree_bytes(entries), 20)) == [b"a.b", b"a", "带 空格".encode()]


def test_a_large_tree_is_read_as_a_small_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(1)
    signs = "0123456789 \n.字a"
    names = {"".join(chance.choices(signs, k=chance.randrange(1, 9))).encode() for _ in range(5000)}
    entries = {name: (chance.choice((b"40000", b"100644")), chance.randbytes(20)) for name in names}
    data = tree_bytes(entries)
    large = parse_tree(data, 20)
    monkeypatch.setattr(objects, "_LARGE", len(data))
    assert [*large.items()] == [*parse_tree(data, 20).items()]
    assert large == entries


def test_a_put_keeps_the_mode_and_a_drop_takes_out() -> None:
    trees = Trees("sha1", {"": {b"x": (b"100755", b"1" * 20)}})
    trees.put("x", "2" * 40)
    assert trees.entries[""][b"x"] == (b"100755", b"\x22" * 20)
    trees.drop("x")
    assert trees.entries[""] == {}


def test_a_folder_with_nothing_left_in_it_goes() -> None:
    trees = Trees("sha1")
    trees.put("a/b/c", "1" * 40)
    trees.put("d", "2" * 40)
    trees.drop("a/b/c")
    root, made = trees.write()
    assert [list(parse_tree(data, 20)) for _, data in made] == [[b"d"]]
    assert root == object_id("tree", made[0][1], "sha1")


def test_the_folders_on_the_way() -> None:
    assert folders("a/b/c") == ["", "a", "a/b"]
    assert folders("c") == [""]
