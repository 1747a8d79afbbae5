"""svc sync over HTTP: a few cuts and refusals; make campaign has a hundred of each kind of line, and full disks."""

from __future__ import annotations

from pathlib import Path

import pytest
from campaigns import lines

from svc.errors import RefusedError, SvcError
from svc.store.sync.remote import OutOfReachError, OvertakenError, Upstream, refusal

REJECTED = "[remote rejected] "
UPSTREAM = Upstream("refs/heads/main", "origin", "refs/heads/main", "refs/remotes/origin/main")


@pytest.mark.parametrize(
    ("why", "words", "expected"),
    [
        ("[rejected] (fetch first)", "", OvertakenError),
        (f"{REJECTED}(failed to update ref)", "remote: error: cannot lock ref 'refs/heads/main'", OvertakenError),
        (f"{REJECTED}(failed to update ref)", "remote: error: Unable to create '/x/main.lock': No space left on device",
         OutOfReachError),
        (f"{REJECTED}(failed to update ref)", "remote: error: Unable to create '/x/main.lock': Permission denied",
         OutOfReachError),
        (f"{REJECTED}(unpacker error)", "remote: fatal: write error: No space left on device", OutOfReachError),
        (f"{REJECTED}(pre-receive hook declined)", "remote: no space left for you", RefusedError),
        (f"{REJECTED}(pre-receive hook declined)", "remote: fetch first what I say", RefusedError),
        (f"{REJECTED}(protected branch hook declined)", "remote: error: GH006: Protected branch update failed",
         RefusedError),
    ],
)  # fmt: skip
def test_why_a_push_was_not_taken(why: str, words: str, expected: type[SvcError]) -> None:
    found = refusal(UPSTREAM, why, words)
    assert type(found) is expected
    assert why in str(found)


def test_a_line_that_is_cut_anywhere(tmp_path: Path) -> None:
    figures = lines.cut(tmp_path, "http", 4, 2)
    assert figures.wrong == []
    assert set(figures.ended) - {"went through"}


def test_remotes_that_refuse(tmp_path: Path) -> None:
    wanted = ("a protected branch", "files too large", "a wrong password")
    figures = lines.refusals(tmp_path, 1, tuple(one for one in lines.REFUSALS if one.name in wanted))
    assert figures.wrong == []
    assert figures.ended == {"exit 1": 1, "exit 3": 2}
