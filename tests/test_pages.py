"""README and docs: every command and option of svc is told, and what they show is what is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from svc.commands import COMMANDS
from svc.schema.events import KINDS
from svc.schema.fields import FIELDS
from svc.schema.kinds import KINDS as RECORDS
from svc.schema.kinds import Kind
from tests import console

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_what_a_page_shows_is_printed(
    page: Path, tmp_path: Path, played: Path, request: pytest.FixtureRequest
) -> None:
    text = page.read_text(encoding="utf-8")
    folder = tmp_path / "desk-folder"
    folder.mkdir()
    fresh = console.replay(text, folder, tmp_path, played, "zh" if ".zh." in page.name else "en")
    if request.config.getoption("--update-golden"):
        page.write_text(fresh, encoding="utf-8")
        return
    assert fresh == text


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_table_has_every_command(name: str, page: str) -> None:
    assert f"| `svc {name}" in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [f.path for f in FIELDS])
def test_the_format_tells_every_field(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "format.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", RECORDS.values(), ids=RECORDS)
def test_the_page_of_records_tells_every_field(kind: Kind) -> None:
    text = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    table = text.partition(f"| {kind.name} | kind | meaning |\n|---|---|---|\n")[2].partition("\n\n")[0]
    assert [row.split(" | ")[0] for row in table.splitlines()] == [f"| `{f.path}`" for f in kind.table.fields]


@pytest.mark.parametrize("kind", KINDS)
def test_the_format_tells_every_kind_of_event(kind: str) -> None:
    assert f"| `{kind}` |" in (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
