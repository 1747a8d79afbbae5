"""Where output goes: results to stdout, talk to stderr, long pages to a pager."""

from __future__ import annotations

import codecs
import os
import sys

from svc.errors import StateError, SvcError, T, Text, UsageError, reason
from svc.i18n import tr
from svc.render import paint
from svc.render.safe import escape, guarded, safe_text
from svc.spare import suppress
from svc.typed import Callable, Iterable, Iterator, NamedTuple, TextIO, TypeVar

_ESCAPE = "svc.escape"
_DEFAULT_WIDTH, _DEFAULT_LINES = 80, 24
_MANY = 500
"""Fewer things than these are done before anybody wonders."""
_PACE = 0.1
"""Seconds between two counts."""
_Thing = TypeVar("_Thing")
_in_place = 0
"""Cells of the line that :func:`progress` left."""


class Manners(NamedTuple):
    """What the global options of a call say about talk and questions."""

    quiet: bool = False
    no_input: bool = False
    yes: bool = False
    no_pager: bool = False


_manners = Manners()


def configure(manners: Manners = Manners()) -> Manners:  # noqa: B008 - it never changes
    """Set the manners of a call and return those before it: a call may run others within it."""
    global _manners
    before, _manners = _manners, manners
    return before


def prepare_streams() -> None:
    r"""Let no console crash: what its encoding lacks (GBK has no check mark) is written as ``\u2713``."""
    codecs.register_error(_ESCAPE, _escape_unknown)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_ESCAPE)


def _escape_unknown(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return escape(error.object[error.start : error.end]), error.end


def is_terminal() -> bool:
    """Whether results go to a person's screen."""
    return _is_tty(sys.stdout)


def _is_tty(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def may_prompt() -> bool:
    """Whether a question may be asked: a person sees it and can answer."""
    forbidden = _manners.no_input or os.environ.get("SVC_NO_INPUT") or os.environ.get("CI")
    return not forbidden and _is_tty(sys.stdin) and _is_tty(sys.stderr)


def width() -> int:
    """The cells of a line on the screen; 0, which means no limit, when results do not go to one."""
    return _size()[0] if is_terminal() else 0


def _size() -> tuple[int, int]:
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
        return int(os.environ.get("COLUMNS") or size.columns) or _DEFAULT_WIDTH, size.lines or _DEFAULT_LINES
    except (OSError, ValueError):
        return _DEFAULT_WIDTH, _DEFAULT_LINES


def colours() -> bool:
    """Whether results are coloured."""
    return paint.wanted(os.environ, is_terminal())


def out(text: str, paged: bool = False) -> None:
    """Write results; with ``paged``, through the pager when they are longer than the screen."""
    text = guarded(text, colours())
    if paged and not _manners.no_pager and is_terminal() and text.count("\n") >= _size()[1] and _page(text):
        return
    sys.stdout.write(text)


def say(text: Text | str) -> None:
    """Talk to the person, one line or more, unless --quiet was given."""
    if not _manners.quiet:
        complain(text)


def complain(text: Text | str) -> None:
    """Write a line to stderr, whatever --quiet says."""
    # Nobody listening to the talk is no reason to fail: what was done is done.
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(safe_text(tr(text), multiline=True) + "\n")


def counting(things: Iterable[_Thing], total: int, what: Text) -> Iterator[_Thing]:
    """The things, one by one, while a line of talk counts them: only many, only for a person at a terminal."""
    if total < _MANY or _manners.quiet or not _is_tty(sys.stderr) or os.environ.get("TERM") == "dumb":
        yield from things
        return
    import time

    from svc.render.cells import width as width_of

    words, told, shown = safe_text(tr(what)), time.monotonic(), ""
    try:
        for number, thing in enumerate(things):
            if time.monotonic() - told > _PACE:
                told, shown = time.monotonic(), f"{words} {number}/{total} {100 * number // total}%"
                _murmur("\r" + shown)
            yield thing
    finally:
        if shown:
            _murmur("\r" + " " * width_of(shown) + "\r")


def progress(line: str) -> None:
    """Show a line in place of the one before, for a person at a terminal; an empty one takes it away."""
    if _manners.quiet or not _is_tty(sys.stderr) or os.environ.get("TERM") == "dumb":
        return
    from svc.render.cells import width as width_of

    global _in_place
    words = safe_text(line)
    _murmur("\r" + words + " " * (_in_place - width_of(words)) + ("" if words else "\r"))
    _in_place = width_of(words)


def _murmur(text: str) -> None:
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(text)
        sys.stderr.flush()


def report(error: SvcError, mask: Callable[[str], str] | None = None) -> None:
    """Write what went wrong, every problem of a file on its own line, and what to type next. ``mask``: see withheld."""
    for line in [*_lines(error), *([error.hint] if error.hint else [])]:
        complain(mask(tr(line)) if mask else line)


def _lines(error: SvcError) -> Iterator[Text]:
    from svc.model import InvalidFileError

    if not isinstance(error, InvalidFileError):
        where, message = error.where, error.message
        yield T("{where}: {message}", where=where, message=message) if where else message
        yield from (T("  {detail}", detail=detail) for detail in error.details)
        return
    for problem in error.problems:
        place = f"{problem.where}: {problem.field}" if problem.field else problem.where
        yield T("{where}: {message}", where=place, message=problem.message)


def confirm(question: Text) -> bool:
    """Ask for a yes; ``--yes`` gives it, and without a person to ask it is refused with how to give it."""
    if _manners.yes:
        return True
    if not may_prompt():
        raise UsageError(T("this needs a yes: {question}", question=question), T("add --yes"))
    sys.stderr.write(safe_text(tr(question)) + " [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "好")


def ask(label: Text) -> str:
    """Ask for one line; only where :func:`may_prompt` says that somebody can answer."""
    sys.stderr.write(safe_text(tr(label)) + ": ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def _page(text: str) -> bool:
    """Whether a pager took the text."""
    import signal
    import subprocess

    command = _words("SVC_PAGER", "GIT_PAGER", "PAGER") or ["less"]
    if command == ["cat"]:
        return False
    # Ctrl-C is the pager's while it has the screen.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        environ = {"LESS": "FRX", "LV": "-c"} | os.environ
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=environ) as pager:
            pager.communicate(text.encode(sys.stdout.encoding or "utf-8", _ESCAPE))
    except OSError:
        return False
    finally:
        signal.signal(signal.SIGINT, before)
    return True


def edit(path: str) -> None:
    """Open a file in the person's editor and wait until it is closed."""
    import subprocess

    command = _words("SVC_EDITOR", "GIT_EDITOR", "VISUAL", "EDITOR") or ["vi"]
    try:
        status = subprocess.run([*command, path], check=False).returncode
    except OSError as error:
        raise _no_editor(command[0], error) from None
    if status:
        raise StateError(T("the editor {name} ended with status {status}", name=command[0], status=status))


def _no_editor(name: str, error: OSError) -> StateError:
    if isinstance(error, FileNotFoundError):
        message = T("there is no editor {name} on this machine", name=name)
    else:
        message = T("the editor {name} does not start: {why}", name=name, why=reason(error))
    return StateError(message, T("export EDITOR=nano, or the one you use"))


def _words(*names: str) -> list[str]:
    """The command line in the first of the variables that is set; never given to a shell."""
    import shlex

    return shlex.split(next((os.environ[name] for name in names if os.environ.get(name)), ""))
