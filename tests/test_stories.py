"""Days at the desk as the people there tell them, each a script in ``stories/``, played in a real repository.

Scripts of svc (``svc.commands.script``) with a few lines more. Under a command: ``! TEXT`` it is refused and says
so, ``! 2: TEXT`` with that exit status; ``> LINE`` it prints this and nothing else, a lone ``>`` nothing. On a line
of its own: ``speak zh`` the language of the desk and of what is said; ``write FILE: OLD => NEW`` an edit by hand.
A command may be piped into another. What an auditor reads afterwards is in ``golden/stories/``.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import sys
from pathlib import Path

import pytest
from running import Golden, Svc

from svc.commands import script

STORIES = sorted((Path(__file__).parent / "stories").glob("*.svc"))
REFUSED = re.compile(r"!\s*(?:(\d): )?(.*)")
WRITTEN = re.compile(r"write (\S+): (.+) => (.*)")
COMMIT = re.compile(r"\s+[0-9a-f]{10,12}\b")
WHOLE_ID = re.compile(r"\bC-\d{4}-[0-9A-Z]{9}\b")


def spaced(text: str) -> str:
    """A line with one blank between its words."""
    return " ".join(text.split())


class Story:
    """One story on its way: the desk, the ids it keeps, what it is said to print or refuse."""

    def __init__(self, home: Path) -> None:
        self.svc = Svc(home)
        self.kept: dict[str, str] = {}

    def play(self, text: str) -> None:
        """Play every line; what stands under a command is held against what it did."""
        lines = [line for _, line in script._lines(text)]
        while lines:
            line, under = lines.pop(0), []
            while lines and lines[0][0] in "!>":
                under.append(lines.pop(0))
            self.step(line, under)

    def step(self, line: str, under: list[str]) -> None:
        """Do one line."""
        if person := script._PERSON.fullmatch(line):
            script.become(person[1], person[2])
        elif line.startswith("at "):
            os.environ["SVC_NOW"] = line[3:]
        elif line.startswith("speak "):
            os.environ["SVC_LANG"] = line[6:]
        elif written := WRITTEN.fullmatch(line):
            self.write(*written.groups())
        else:
            named = script._KEPT.fullmatch(line)
            printed = self.run(named[2] if named else line, under)
            if named:
                self.kept[named[1]] = printed.split()[0]

    def write(self, file: str, old: str, new: str) -> None:
        """Edit a file of the desk by hand; ``\\n`` begins a new line."""
        self.begin()
        text = (self.svc.desk / file).read_text(encoding="utf-8")
        assert old in text, f"{file} does not say {old}"
        self.svc.write(text.replace(old, new.replace("\\n", "\n"), 1), file)

    def run(self, line: str, under: list[str]) -> str:
        """Run a command, or several piped; returns what the last one prints."""
        self.begin()
        refusals = [found for told in under if (found := REFUSED.fullmatch(told))]
        status, printed = int(refusals[0][1] or 1) if refusals else 0, ""
        parts = line.split(" | svc ")
        for number, part in enumerate(parts):
            words = [re.sub(r"\$(\w+)", lambda m: self.kept[m[1]], w) for w in shlex.split(part.removeprefix("svc "))]
            sys.stdin = io.TextIOWrapper(io.BytesIO(printed.encode()))
            told = self.svc(*words, status=status if number == len(parts) - 1 else 0)
            printed = told.out
        for refusal in refusals:
            assert refusal[2] in self.named(told.err), f"{line}\n{told.err}"
        shown = [spaced(told[1:]) for told in under if told.startswith(">")]
        if shown:
            assert [spaced(told) for told in self.named(printed).splitlines()] == list(filter(None, shown)), line
        return printed

    def begin(self) -> None:
        """Make the desk when the first line needs it."""
        if self.svc.desk.exists():
            return
        language = os.environ.get("SVC_LANG", "en")
        Svc(self.svc.desk.parent)("init", str(self.svc.desk), "--language", language, "--time-zone", "Asia/Shanghai")

    def named(self, text: str) -> str:
        """A text with the story's own names in the place of ids."""
        names = {case: f"${name}" for name, case in self.kept.items()}
        return WHOLE_ID.sub(lambda found: names.get(found[0], found[0]), text)

    def afterwards(self) -> str:
        """What an auditor reads: each case, its log, the history. Commits hang on every byte of a desk: without."""
        told = []
        for name, case in self.kept.items():
            for verb in ("show", "log"):
                told += [f"$ svc {verb} ${name}", self.svc(verb, case).out]
        told += ["$ git log --format=%s", self.svc.git("log", "--reverse", "--format=%s")]
        return COMMIT.sub("", self.named("\n".join(told)))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story(path: Path, environment: pytest.MonkeyPatch, tmp_path: Path, golden: Golden) -> None:
    environment.setattr(sys, "stdin", sys.stdin)
    story = Story(tmp_path / "desk")
    with script.acting():
        story.play(path.read_text(encoding="utf-8"))
        assert story.svc("check").out == ""
        golden(f"stories/{path.stem}.txt", story.afterwards())
