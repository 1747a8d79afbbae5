"""What goes wrong, as values: translatable texts and the one exception tree.

A message is a :class:`Text`: an English template and its parameters. It is translated where it is
printed (``svc.i18n``), so nothing below the command line knows a language.
"""

from __future__ import annotations

import errno

from svc.typed import NamedTuple


class Text(NamedTuple):
    """An English template with its parameters; ``str()`` gives the English sentence."""

    template: str
    params: dict[str, object]

    def __str__(self) -> str:
        return self.template.format(**self.params) if self.params else self.template


def T(template: str, **params: object) -> Text:  # noqa: N802 - the mark that Babel extracts
    """Mark ``template`` for translation and bind its parameters."""
    return Text(template, params)


class Several(tuple["Text | str", ...]):
    """Several things one after the other, as a parameter of a text; each language has its own sign between them."""

    def __str__(self) -> str:
        return ", ".join(map(str, self))


def verbatim(words: str) -> Text:
    """Words of the desk's own, which are never translated."""
    return Text("{words}", {"words": words})


def counted(count: int, one: Text, many: Text) -> Text:
    """A number of things: ``one`` of them, or ``many``. Both may say ``{count}``."""
    chosen = one if count == 1 else many
    return Text(chosen.template, {**chosen.params, "count": count})


_REASONS: dict[int, Text] = {
    errno.ENOSPC: T("the disk is full"),
    errno.EDQUOT: T("the disk quota is used up"),
    errno.EROFS: T("the disk is read-only"),
    errno.EACCES: T("permission denied"),
    errno.EPERM: T("permission denied"),
    errno.ENOENT: T("no such file or folder"),
    errno.EISDIR: T("it is a folder"),
    errno.EMFILE: T("too many open files"),
}


def reason(error: OSError) -> Text:
    """Why the operating system refused, in the words of svc where there are any."""
    return _REASONS.get(error.errno or 0) or T("{why}", why=error.strerror or str(error))


class SvcError(Exception):
    """Stops one command.

    ``where`` is ``file:line`` when there is one; ``details`` are further lines, such as all that is missing;
    ``hint`` says what to type next.
    """

    exit_code = 1

    def __init__(
        self, message: Text, hint: Text | None = None, where: str = "", details: tuple[Text, ...] = ()
    ) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint
        self.where = where
        self.details = details


class RefusedError(SvcError):
    """A rule of the desk forbids it (exit status 1)."""


class NotFoundError(SvcError):
    """No case, field or file answers to the name (exit status 1)."""


class UsageError(SvcError):
    """The command line is not understood (exit status 2)."""

    exit_code = 2


class UnknownCodeError(UsageError):
    """A word that is no code of its list, ``group``."""

    def __init__(self, message: Text, hint: Text, group: str, word: str) -> None:
        super().__init__(message, hint)
        self.group = group
        self.word = word


class StateError(SvcError):
    """The repository is in a state that forbids it: none, mid-merge, busy, disk full (exit status 3)."""

    exit_code = 3
