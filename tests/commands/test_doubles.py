"""svc new, where the matter may be open already: told, and asked where somebody can answer."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from running import Svc

from svc import terminal

QUESTION = "open a new one all the same?"


@pytest.fixture
def pump(svc: Svc) -> str:
    """An open repair, and a closed one like it."""
    closed = svc("new", "repair", "Pump leaks", "-c", "northmill", "-s", "2607A00417", "-q").id
    svc("close", closed, "--as", "spam", "-m", "x")
    return svc("new", "repair", "Pump leaks", "-c", "northmill", "-s", "2607A00417", "-q").id


def answering(patch: pytest.MonkeyPatch, word: str) -> None:
    """Somebody at a terminal who answers so."""
    patch.setattr(terminal, "may_prompt", lambda: True)
    patch.setattr("sys.stdin", io.StringIO(word + "\n"))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["Other", "-s", "2607a00417"], "same serial number"),
        (["Other", "--set", "items+={product: P, serial: 2607A00417}"], "same serial number"),
        (["pump leaks!"], "like title"),
        (["--title", "pump leaks!", "-c", "NORTHMILL"], "like title, same customer"),
        (["Other", "-c", "northmill"], "same customer"),
        (["Pump leaks", "-s", "9"], ""),
        (["Pump leaks", "-c", "other"], ""),
        (["Other"], ""),
    ],
    ids=" ".join,
)
def test_without_a_terminal_it_is_told_and_opened(svc: Svc, pump: str, words: list[str], why: str) -> None:
    told = svc("new", "repair", *words)
    assert told.id != pump
    assert (f"{pump}  intake  since 2026-11-21  Pump leaks  ({why})" in told.err) == bool(why)
    assert (f"svc contact {pump} in -m '...'" in told.err) == bool(why)
    assert told.err.count("  since ") == bool(why), "the closed one is not named"


def test_a_serial_number_among_the_items_of_an_open_case_is_found(svc: Svc) -> None:
    batch = svc("new", "return", "Five heaters", "--set", "items+={product: P, serial: A77}").id
    assert batch in svc("new", "repair", "Hot", "-s", "a77").err


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("n", 1), ("", 1)])
def test_at_a_terminal_it_is_asked(
    svc: Svc, pump: str, environment: pytest.MonkeyPatch, answer: str, status: int
) -> None:
    head = svc.git("rev-parse", "HEAD")
    answering(environment, answer)
    told = svc("new", "repair", "Pump leaks", status=status)
    assert QUESTION in told.err
    assert (svc.git("rev-parse", "HEAD") == head) == bool(status)


def test_yes_answers_it_and_a_customer_alone_is_only_told(
    svc: Svc, pump: str, environment: pytest.MonkeyPatch
) -> None:
    answering(environment, "n")
    assert QUESTION not in svc("new", "repair", "Other", "-c", "northmill").err
    assert pump in svc("new", "repair", "Pump leaks", "--yes").err


def test_of_many_some_are_named(svc: Svc) -> None:
    for number in range(8):
        svc("new", "repair", f"Matter {number * 1111}", "-c", "dealer", "-q")
    told = svc("new", "repair", "Another", "-c", "dealer").err
    assert told.count("same customer") == 5
    assert "and 3 more" in told


def test_what_cannot_be_read_is_no_hindrance(svc: Svc, pump: str) -> None:
    svc.write(svc.text(pump) + "more: [\n")
    assert svc("new", "repair", "Pump leaks").err == ""


def test_a_person_at_a_real_terminal(svc: Svc, pump: str) -> None:
    """The question and the answer through a pseudo-terminal, in a process of its own."""
    ours, theirs = pty.openpty()
    argv = [sys.executable, "-m", "svc", "-C", str(svc.desk), "new", "报修", "Pump leaks"]
    with subprocess.Popen(argv, stdin=theirs, stdout=theirs, stderr=theirs, cwd=Path(__file__).parents[2]) as process:
        os.close(theirs)
        os.write(ours, b"n\n")
        assert process.wait(60) == 1
    said = os.read(ours, 65536).decode()
    os.close(ours)
    assert f"{QUESTION} [y/N]" in said
    assert "nothing was opened" in said
    assert "svc new --yes" in said


def test_in_chinese(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SVC_LANG", "zh")
    first = svc("new", "报修", "空调不制冷").id
    told = svc("new", "报修", "空调不制冷！").err
    assert "可能是同一件事" in told
    assert f"{first}  受理  2026-11-21 起  空调不制冷（标题相近）" in told
