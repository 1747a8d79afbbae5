"""The help of a command shows the codes of the desk it is asked on."""

from __future__ import annotations

from pathlib import Path

import pytest
from running import Svc


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("verb", "lang", "said"),
    [
        ("new", "en", "how much harm it does [one of: minor, major, safety]"),
        ("new", "zh", "[可选：一般、严重、安全]"),
        ("new", "en", "what kind of case it is [one of: complaint, enquiry, suggestion, repair, return] [required]"),
        ("contact", "en", "by which channel [one of: phone, mail, chat, wechat, counter, web, letter, visit]"),
        ("move", "zh", "[可选：受理、分析、处理、反馈、总结、关闭]"),
    ],
)
@pytest.mark.parametrize("place", ["desk", "elsewhere"])
def test_the_help_shows_the_codes_of_the_desk_or_those_that_ship(
    svc: Svc, environment: pytest.MonkeyPatch, tmp_path: Path, place: str, verb: str, lang: str, said: str
) -> None:
    environment.setenv("SVC_LANG", lang)
    told = Svc(tmp_path / place)(verb, "--help").out
    assert said.replace(" ", "") in told.replace(" ", "").replace("\n", "")


def test_a_code_of_the_desks_own_is_in_the_help(svc: Svc) -> None:
    file = svc.desk / "svc.yaml"
    file.write_text(file.read_text().replace("    minor: {en: minor,", "    tiny: {en: tiny}\n    minor: {en: minor,"))
    assert "[one of: tiny, minor, major, safety]" in one_line(svc("help", "new").out)


@pytest.mark.parametrize("text", ["", "format: 99\n", "codes: [\n", "format: 1\nworkflow: x\n", "\x00"])
def test_the_help_is_shown_on_a_broken_desk_too(svc: Svc, text: str) -> None:
    (svc.desk / "svc.yaml").write_text(text)
    told = svc("new", "--help").out
    assert "how much harm it does" in told
    assert "one of" not in told


def test_the_overview_puts_what_belongs_together_together(svc: Svc) -> None:
    blocks = [block.splitlines() for block in svc("--help").out.split("\n\n")]
    groups = {lines[0]: [line.split()[0] for line in lines[1:]] for lines in blocks}
    assert groups["Daily work:"][:3] == ["new", "list", "show"]
    assert {"commit", "check", "fmt"} <= {*groups["Files and rules:"]}
    assert {"init", "demo", "doctor"} <= {*groups["Set up:"]}
