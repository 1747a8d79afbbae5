"""The one error boundary: whatever happens becomes a line on stderr and an exit status."""

from __future__ import annotations

import os
import sys

from svc import terminal
from svc.binding import MissingError, see_help
from svc.errors import StateError, SvcError, T, Text, UsageError, reason
from svc.options import Call, Codes, Command, GlobalOptions, no_codes
from svc.spare import suppress
from svc.typed import Any, Callable, Mapping, Sequence

MakeContext = Callable[[GlobalOptions], Any]
INTERRUPTED = 130


def run(
    argv: Sequence[str],
    commands: Mapping[str, Command] | None = None,
    make_context: MakeContext | None = None,
) -> int:
    """Run one command line and return its exit status; nothing is raised."""
    terminal.prepare_streams()
    before = terminal.configure()
    try:
        status = _run(argv, _commands() if commands is None else commands, make_context or _context)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        return _reader_left()
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 - this is the boundary
        return _report(error, argv)
    finally:
        terminal.configure(before)


def _run(argv: Sequence[str], commands: Mapping[str, Command], make_context: MakeContext) -> int:
    _refuse_bad_bytes(argv)
    try:
        call = _parsed(argv, commands)
    except MissingError as error:
        codes = _codes_of(error.directory) if error.lists else no_codes
        named = ((name, codes(group)) for name, group in error.lists)
        error.details = tuple(T("{name}: {codes}", name=name, codes=known) for name, known in named if known)
        error.hint = _example(argv, commands) or error.hint
        raise
    if call is None:
        return 0
    options = call.options
    terminal.configure(terminal.Manners(options.quiet, options.no_input, options.yes, options.no_pager))
    try:
        return call.run(make_context(options), **call.arguments) or 0
    except UsageError as error:
        error.hint = error.hint or see_help(call.verb)
        raise


def _example(argv: Sequence[str], commands: Mapping[str, Command]) -> Text | None:
    from svc import cli

    return cli.like_this(next(word for word in argv if word in commands), commands)


def _parsed(argv: Sequence[str], commands: Mapping[str, Command]) -> Call | None:
    from svc import frontdoor

    call = frontdoor.understand(argv, commands)
    if call is not None:
        return call
    from svc import cli

    return cli.parse(argv, commands, _codes_of)


def _codes_of(directory: str) -> Codes:
    from svc.commands.codes import codes_of

    return codes_of(directory)


def _commands() -> Mapping[str, Command]:
    from svc.commands import COMMANDS

    return COMMANDS


def _context(options: GlobalOptions) -> Any:
    from svc.commands.context import Context

    return Context(options.directory, options)


def _refuse_bad_bytes(argv: Sequence[str]) -> None:
    for place, word in enumerate(argv, 1):
        if any("\ud800" <= char <= "\udfff" for char in word):
            raise UsageError(T("argument {place} is not UTF-8: {word}", place=place, word=word), see_help())


def _reader_left() -> int:
    """``svc list | head``: the reader has what it wanted; nothing more may be written at exit."""
    with suppress(OSError, ValueError):  # stdout may not be a file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _report(error: BaseException, argv: Sequence[str]) -> int:
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1
    from svc.commands import withheld

    mask = withheld.mask(argv, unforeseen=not isinstance(error, SvcError))
    if "--debug" in argv:
        _show_traceback(error, mask)
    known = error if isinstance(error, SvcError) else _known(error)
    terminal.report(known, mask)
    return known.exit_code


def _known(error: BaseException) -> SvcError:
    """What no command foresaw, as one of ours."""
    if isinstance(error, OSError):
        return StateError(reason(error), where=str(error.filename or ""))
    if isinstance(error, MemoryError):
        return SvcError(T("internal error: {what}", what=T("out of memory")))
    what = f"{type(error).__name__}: {error}"
    hint = T("this is a bug in svc; --debug shows where")
    return SvcError(T("internal error: {what}", what=" ".join(what.split())), hint)


def _show_traceback(error: BaseException, mask: Callable[[str], str] | None) -> None:
    import traceback

    told = "".join(traceback.format_exception(error)).rstrip()
    terminal.complain(mask(told) if mask else told)
