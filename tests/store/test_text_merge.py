"""What Git's merge by lines gets wrong, by itself or with both lines kept: svc check names it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from merging import SETTINGS

from store.three import BASE, PATH, Edit, adds, both, event, fact, move, note, sets
from svc.model import InvalidFileError
from svc.store.reading import problems_of

WAIT = both(event("QQQQQ", "05", "wait", for_="parts"), sets("waiting", ["customer", "parts"]))
RESUME = both(event("MMMMM", "06", "resume", for_="customer"), sets("waiting", ""))
FOUND = sets("analysis.fault_code", "p1")(BASE)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "keeps_both", "said"),
    [
        pytest.param(FOUND, move("QQQQQ", "05", "resolution"), sets("analysis.fault_code", ""), False,
                     "analysis.fault_code: empty, but an earlier stage asks for it", id="a field of a gate emptied"),
        pytest.param(BASE, move("QQQQQ", "05", "resolution"), move("MMMMM", "06", "intake"), True, "twice", id="moves"),
        pytest.param(BASE, move("QQQQQ", "05", "resolution"), move("MMMMM", "06", "resolution"), True, "log",
                     id="equal moves"),
        pytest.param(BASE, fact("priority", "QQQQQ", "05", "high"), fact("priority", "MMMMM", "06", "low"), True,
                     "twice", id="priorities"),
        pytest.param(BASE, fact("priority", "QQQQQ", "05", "high"), fact("severity", "QQQQQ", "06", "minor"), True,
                     "QQQQQ", id="one id for two events"),
        pytest.param(BASE, WAIT, RESUME, True, "waiting", id="waits"),
        pytest.param(BASE, sets("title", "Loud"), sets("title", "Pump"), True, "twice", id="one field"),
        pytest.param(BASE, adds("resolution.tests", {"id": "W2AAA", "what": "w"}),
                     adds("resolution.tests", {"id": "W2AAA", "what": "h"}), True, "W2AAA", id="one id for two items"),
        pytest.param(BASE, both(event("QQQQQ", "05", "note"), note("QQQQQ", "Mine.\n")),
                     both(event("QQQQQ", "06", "note"), note("QQQQQ", "Yours.\n")), True, "QQQQQ", id="notes"),
    ],
)  # fmt: skip
def test_what_lines_get_wrong_is_named(
    tmp_path: Path, base: str, ours: Edit, theirs: Edit, keeps_both: bool, said: str
) -> None:
    texts = {"ours": ours(base), "base": base, "theirs": theirs(base)}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    line = ["git", "merge-file", "-p", *(["--union"] if keeps_both else []), *texts]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=True)
    known = named(texts["ours"]) | named(texts["theirs"])
    assert any(said in words for words in named(done.stdout) - known)


def named(text: str) -> set[str]:
    """What svc check says of a text."""
    try:
        return {f"{one.field}: {one.message}" for one in problems_of(text, PATH, SETTINGS)}
    except InvalidFileError as error:
        return {str(error)}
