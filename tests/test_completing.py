"""What a line that is being typed wants next, for lines of every sort."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from svc.binding import declared, with_switches
from svc.commands import COMMANDS
from svc.completing import directory, wants
from svc.frontdoor import run_of
from svc.options import Param

# The words of a line, the last one unfinished: what is wanted, after what was typed of it, in words or codes of a list.
LINES = [
    ([""], ["verb"]),
    (["mo"], ["verb mo"]),
    (["-"], ["option -"]),
    (["--no"], ["option --no"]),
    (["-C", "de"], ["folder de"]),
    (["-C", "desk", ""], ["verb"]),
    (["-q", "mo"], ["verb mo"]),
    (["--debug", "-C", "desk", "mo"], ["verb mo"]),
    (["help", "mo"], ["topic mo"]),
    (["help", "move", ""], []),
    (["mvoe", ""], []),
    (["show", ""], ["case"]),
    (["show", "7K3M", "9Q"], ["case 9Q"]),
    (["move", "7K"], ["case 7K"]),
    (["move", "7K3M", "an"], ["case an", "code an stage"]),
    (["move", "7K3M", "9QT4", "an"], ["case an", "code an stage"]),
    (["move", "--set", "x=1", "7K3M", "an"], ["case an", "code an stage"]),
    (["link", "7K3M", ""], ["case", "case"]),
    (["link", "@", "9QT4", "--as", "p"], ["code p link"]),
    (["wait", "@", ""], ["case", "code  wait"]),
    (["resume", "@", "--for", ""], ["code  wait"]),
    (["triage", "@", ""], ["case", "code  triage"]),
    (["assign", "@", "z"], ["case z", "person z"]),
    (["assign", "@", "--by", "z"], ["person z"]),
    (["contact", "@", ""], ["choice"]),
    (["contact", "@", "in", "--via", "p"], ["code p channel"]),
    (["new", "re"], ["code re type"]),
    (["new", "repair", ""], [""]),
    (["new", "--set", "anal"], ["setting anal"]),
    (["new", "--set=anal"], ["setting anal"]),
    (["new", "--severity=m"], ["code m severity"]),
    (["new", "-m", "te"], [" te"]),
    (["new", "-F", "te"], ["file te"]),
    (["attach", "@", "pho"], ["file pho"]),
    (["list", "sta"], ["query sta"]),
    (["list", "-type:"], ["query -type:"]),
    (["list", "stage:intake", "--fo"], ["option --fo"]),
    (["list", "--format", ""], ["choice"]),
    (["list", "--fields", "id,st"], ["fields id,st"]),
    (["list", "--sort", "-op"], ["fields -op"]),
    (["list", "--limit", ""], [""]),
    (["list", "--limit", "5", ""], ["query"]),
    (["list", "--", "--fo"], ["query --fo"]),
    (["list", "--nonsense", ""], ["query"]),
    (["log", "--since", "y"], ["time y"]),
    (["fields", "an"], ["field an"]),
    (["init", "--time-zone", "Asia/S"], ["zone Asia/S"]),
]


def params_of(verb: str) -> Sequence[Param]:
    return with_switches(declared(run_of(COMMANDS[verb])))


@pytest.mark.parametrize(("words", "wanted"), LINES)
def test_a_line_wants(words: list[str], wanted: list[str]) -> None:
    found = wants(words, list(COMMANDS), params_of)
    told = [" ".join((w.kind, w.typed, w.group if w.kind == "code" else "")).rstrip() for w in found]
    assert told == wanted


def test_an_option_given_is_not_offered_again_but_one_that_may_be_repeated() -> None:
    (want,) = wants(["edit", "@", "--set", "x=1", "--at", "now", "--"], list(COMMANDS), params_of)
    names = {param.name for param in want.options}
    assert "set" in names
    assert "by" in names
    assert "at" not in names


def test_every_place_of_every_command_wants_something() -> None:
    for verb in COMMANDS:
        for param in params_of(verb):
            if param.kind != "flag" and param.names:
                assert wants([verb, param.names[0], ""], list(COMMANDS), params_of)


@pytest.mark.parametrize(
    ("words", "folder"), [(["-C", "a", "show"], "a"), (["-q", "-C", "a"], "a"), (["show", "-C", "a"], "."), ([], ".")]
)
def test_the_desk_of_a_line(words: list[str], folder: str) -> None:
    assert directory(words, ".") == folder
