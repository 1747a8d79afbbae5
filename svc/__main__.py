"""The entry point: ``svc``, ``python -m svc``.

``--version`` is answered before anything is imported; every other word is left to ``svc.boundary``,
in the language that SVC_LANG, the desk or the locale asks for.
"""

from __future__ import annotations

import gc
import os
import sys

from svc import __version__


def start() -> None:
    """Be the process: run ``svc`` with its arguments and end it.

    Taking down what Python holds would take as long as a seventh of a short command; the system does it at once.
    """
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):  # a stream is closed: Python's own way out knows what to say
        sys.exit(status)
    os._exit(status)


def main(argv: list[str] | None = None) -> int:
    """Run ``svc`` with these arguments (by default the process's own) and return the exit status."""
    words = sys.argv[1:] if argv is None else argv
    if words in (["--version"], ["-V"]):
        try:
            print("svc", __version__, flush=True)
        except OSError:  # what stands in its way is told as it is for every command
            pass
        else:
            return 0
    # A command is over before looking for garbage in circles is worth it: that takes a twentieth of a short one.
    gc.set_threshold(200_000)
    from svc import boundary, i18n, terminal

    asked = i18n.of_environment() or i18n.choose(language_of_desk(_directory(words)))
    i18n.set_language(asked or i18n.of_locale())
    if unknown := i18n.unknown():
        terminal.prepare_streams()
        terminal.complain(unknown)
    return boundary.run(words)


def _directory(words: list[str]) -> str:
    """What ``-C`` names, before the command line is parsed."""
    for place, word in enumerate(words):
        if word == "-C":
            return "".join(words[place + 1 : place + 2]) or "."
        if not word.startswith("-"):
            break
        if word.startswith("-C"):
            return word[2:]
    return "."


def language_of_desk(directory: str) -> str:
    """The word after ``language:`` in the svc.yaml of the desk that holds the directory.

    The line is found by a plain scan: YAML costs more to import than the rest of a short command.
    """
    here = os.path.abspath(directory)
    while not os.path.isfile(os.path.join(here, "svc.yaml")):
        here, below = os.path.dirname(here), here
        if here == below:
            return ""
    try:
        with open(os.path.join(here, "svc.yaml"), encoding="utf-8", errors="replace") as lines:
            return next((_word(line) for line in lines if line.startswith("language:")), "")
    except OSError:
        return ""


def _word(line: str) -> str:
    return line.partition(":")[2].partition("#")[0].strip().strip("'\"")


if __name__ == "__main__":
    start()
