"""svc completion: what makes a shell complete svc's commands, ids, stages, codes, people and fields."""

from __future__ import annotations

import os

from svc import terminal
from svc.binding import declared, with_switches
from svc.commands.context import Context
from svc.completing import directory, wants
from svc.errors import T
from svc.frontdoor import run_of
from svc.options import Arg, Param
from svc.typed import Annotated, Sequence

HELP = T(
    """Prints the script that makes a shell complete svc when you press Tab: commands, options, ids (with titles where
the shell shows them), stages, codes, people, fields and their values. Ids may be begun at their random part.

Examples:
  echo 'source <(svc completion bash)' >> ~/.bashrc
  echo 'source <(svc completion zsh)' >> ~/.zshrc
  svc completion fish > ~/.config/fish/completions/svc.fish
"""
)

SHELLS = ("bash", "zsh", "fish")
_QUOTES = frozenset("'\"\\")


def run(
    ctx: Context,
    shell: Annotated[str, Arg(metavar="SHELL", choices=SHELLS, help=T("the shell"))],
    words: Annotated[Sequence[str], Arg(metavar="LINE", help=T("what was typed: what may follow is printed"))] = (),
) -> int:
    """Print the script of a shell, or what may follow on a line."""
    if words:
        terminal.out(_following(ctx, shell, list(words)))
    else:
        from svc.store import layout

        terminal.out(layout.shipped(f"shells/svc.{shell}").read_text(encoding="utf-8"))
    return 0


def _following(ctx: Context, shell: str, words: list[str]) -> str:
    """A line for each word that may stand at the end; ``:file`` where that is for the shell to say."""
    from svc.commands import COMMANDS
    from svc.commands.candidates import Candidates

    typed = _taken_apart(words[0]) if shell == "bash" else words
    if typed is None:
        return ""

    def params_of(verb: str) -> Sequence[Param]:
        return with_switches(declared(run_of(COMMANDS[verb])))

    wanted = wants(typed, list(COMMANDS), params_of)
    if any(want.kind in ("file", "folder") for want in wanted):
        return ":file\n"
    desk = Candidates(os.path.expanduser(directory(typed, ctx.directory)), COMMANDS)
    found = {value: about for want in wanted for value, about in desk.words(want).items()}
    return "".join(_line(shell, value, about) for value, about in found.items() if value.isprintable())


def _taken_apart(line: str) -> list[str] | None:
    """The words of a line as bash hands it over, without the program's name; the last one is being typed.

    None within quotes: there stand words of one's own.
    """
    words = _split(line)
    if words is None:
        return None
    while words and _is_assignment(words[0]):
        words.pop(0)
    return [*words[1:], ""] if line[-1:].isspace() else words[1:]


def _split(line: str) -> list[str] | None:
    """The words of a line as a shell has them; without quotes there is nothing to it."""
    if _QUOTES.isdisjoint(line):
        for blank in "\t\r\n":
            line = line.replace(blank, " ")
        return [word for word in line.split(" ") if word]
    import shlex

    try:
        return shlex.split(line)
    except ValueError:
        return None


def _is_assignment(word: str) -> bool:
    name, equals, _ = word.partition("=")
    return bool(equals) and name.replace("_", "a").isalnum()


def _quoted(value: str) -> str:
    """A value as bash takes it for one word; letters of any script need no quotes."""
    if all(char.isalnum() or char in "_@%+=:,./-" for char in value):
        return value
    import shlex

    return shlex.quote(value)


def _line(shell: str, value: str, about: str) -> str:
    if shell == "bash":
        return f"{_quoted(value)}\n"
    return f"{value}\t{about}\n"
