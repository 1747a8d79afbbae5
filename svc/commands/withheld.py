"""What error messages do not say: they are passed on, to colleagues and with reports of bugs."""

from __future__ import annotations

from svc.paths import Path
from svc.spare import suppress
from svc.typed import TYPE_CHECKING, Callable, Sequence

if TYPE_CHECKING:
    from svc.commands.context import Context


def mask(argv: Sequence[str], unforeseen: bool) -> Callable[[str], str] | None:
    """What masks numbers and addresses of people in a message; None where nothing is withheld.

    It is where nobody foresaw the error, whose words may be anybody's, and on a desk with a vault.
    """
    if not unforeseen and not _has_vault(argv):
        return None
    from svc.schema.personal import without_people

    return without_people


def refuse_personal(ctx: Context, words: Sequence[str]) -> None:
    """Raise RefusedError for a number of a person in what settles a merge, which is no commit of svc's own making."""
    if words and ctx.settings.privacy.in_vault:
        from svc.store.watch import refuse_in

        for word in words:
            refuse_in(word, "--set")


def _has_vault(argv: Sequence[str]) -> bool:
    from svc.store import files, layout

    folder = argv[argv.index("-C") + 1] if "-C" in argv[:-1] else "."
    with suppress(Exception):  # it is another error that is told
        data = files.read(layout.find_desk(Path(folder)) / layout.SETTINGS) or b""
        if b"privacy:" in data:
            from svc.store.watch import privacy_of

            return privacy_of(data).in_vault
    return False
