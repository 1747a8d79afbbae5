"""A report in the formats asked for, each to its file or to stdout."""

from __future__ import annotations

from svc import terminal
from svc.errors import T, UsageError
from svc.paths import Path
from svc.render.columns import Column, Record
from svc.render.document import Document
from svc.render.paint import Label
from svc.typed import Callable, Mapping, NamedTuple, Sequence

FORMATS = ("table", "tsv", "md", "html", "json", "csv", "junit", "github", "gitlab", "badge")
STDOUT = "-"


class Made(NamedTuple):
    """A report as every format takes it: for people, for programs, as one table; the word of a badge."""

    document: Callable[[], Document]
    """Made where a format asks for it."""
    data: Callable[[], Mapping[str, object]]
    table: tuple[Sequence[Column], Sequence[Record]]
    badge: Label
    share: int | None
    wanted: int
    """Tenths of a percent: what a badge shows, and from where on it is green."""


def paired(formats: Sequence[str], outputs: Sequence[str]) -> list[tuple[str, str]]:
    """Each format with its file; ``-`` is stdout, where a single one goes that names none. Raises UsageError."""
    usual = "table" if terminal.is_terminal() else "tsv"
    if not outputs and len(formats) < 2:
        return [(formats[0] if formats else usual, STDOUT)]
    if len(formats) != len(outputs):
        raise UsageError(T("each --format has its --output, - for stdout: {formats} formats, {outputs} outputs",
                           formats=len(formats), outputs=len(outputs)))  # fmt: skip
    files = [file for file in outputs if file != STDOUT]
    if len(set(files)) < len(files):
        raise UsageError(T("two formats go to one file"))
    return list(zip(formats, outputs, strict=True))


def write(made: Made, pairs: Sequence[tuple[str, str]]) -> None:
    """Write every format; nothing is written where one of them cannot be made."""
    texts = [(_text(made, name, file), file) for name, file in pairs]
    for text, file in texts:
        if file == STDOUT:
            terminal.out(text, paged=True)
        else:
            Path(file).write_bytes(text.encode("utf-8", "replace"))
            terminal.say(T("written: {file}", file=file))


def _text(made: Made, name: str, file: str) -> str:
    if name == "table":
        from svc.render.document import on_a_screen

        is_screen = file == STDOUT
        return on_a_screen(made.document(), terminal.width() if is_screen else 0, is_screen and terminal.colours())
    return _WRITERS[name](made)


def _json(made: Made) -> str:
    from svc.render.table import to_json

    return to_json(made.data())


def _rows(fmt: str) -> Callable[[Made], str]:
    def written(made: Made) -> str:
        from svc.render.table import rows

        return rows(*made.table, fmt)

    return written


def _md(made: Made) -> str:
    from svc.render.document_md import to_md

    return to_md(made.document())


def _html(made: Made) -> str:
    from svc.render.document_html import to_page

    return to_page(made.document())


def _of_findings(name: str) -> Callable[[Made], str]:
    def written(made: Made) -> str:
        from svc.render import findings

        writer: Callable[[Document], str] = getattr(findings, name)
        return writer(made.document())

    return written


def _badge(made: Made) -> str:
    from svc.i18n import tr
    from svc.render.badge import badge
    from svc.render.values import shown

    word = made.badge if isinstance(made.badge, str) else shown(made.badge)
    return badge(tr(word), made.share, made.wanted)


_WRITERS: dict[str, Callable[[Made], str]] = {
    "json": _json, "csv": _rows("csv"), "tsv": _rows("tsv"), "md": _md, "html": _html, "badge": _badge,
    "junit": _of_findings("junit"), "github": _of_findings("workflow_commands"),
    "gitlab": _of_findings("code_quality"),
}  # fmt: skip
