"""How far a desk and its remote are apart, told from a few small files."""

from __future__ import annotations

from pathlib import Path

import pytest

from svc.store import standing
from svc.store.standing import Now, Standing

A, B, C, D = (letter * 40 for letter in "abcd")
SYNCED = Standing("refs/heads/main", "refs/remotes/origin/main", A, A, 0, 0)


def _git(folder: Path, ours: str, theirs: str, log: list[tuple[str, str, str]], packed: bool) -> Path:
    files = {"HEAD": "ref: refs/heads/main\n"}
    refs = {"refs/heads/main": ours, "refs/remotes/origin/main": theirs}
    if packed:
        files["packed-refs"] = "# pack-refs\n" + "".join(f"{tip} {ref}\n^{C}\n" for ref, tip in refs.items())
    else:
        files |= {ref: f"{tip}\n" for ref, tip in refs.items()}
    files["logs/refs/heads/main"] = "".join(f"{old} {new} a <a> 1 +0000\t{words}\n" for old, new, words in log)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder / "svc"


TWO = [(D, A, "svc: x"), (A, B, "svc: note"), (B, C, "commit: by hand")]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("held", "ours", "theirs", "log", "expected"),
    [
        (SYNCED, A, A, TWO[:1], Now("origin/main")),
        (SYNCED, C, A, TWO, Now("origin/main", 2)),
        (SYNCED._replace(left=3, behind=2), A, A, [], Now("origin/main", 3, 2)),
        (SYNCED._replace(left=3), C, A, TWO, Now("origin/main", 5)),
        (SYNCED, C, A, [*TWO[:2], (B, C, "reset: moving to x")], Now("origin/main", -1)),
        (SYNCED, C, A, [(D, B, "svc: x"), (B, C, "svc: y")], Now("origin/main", -1)),
        (SYNCED, C, A, [(D, A, "svc: x"), (D, C, "svc: a gap")], Now("origin/main", -1)),
        (SYNCED, A, B, [], Now("origin/main", 0, -1)),
        (SYNCED._replace(ref="refs/heads/other"), A, A, [], None),
    ],
)
def test_how_it_stands(
    tmp_path: Path, held: Standing, ours: str, theirs: str, log: list[tuple[str, str, str]], packed: bool,
    expected: Now | None,
) -> None:  # fmt: skip
    folder = _git(tmp_path, ours, theirs, log, packed)
    assert standing.now(folder) is None
    standing.keep(folder, held)
    assert standing.now(folder) == expected
    (folder / "sync").write_text("half")
    assert standing.now(folder) is None
