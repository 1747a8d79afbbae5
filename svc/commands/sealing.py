"""svc audit --seal and --verify: a tag that states what the history is, and what became of it since."""

from __future__ import annotations

from collections.abc import Iterator

from svc import terminal
from svc.audit import sealing
from svc.audit.evidence import Finding
from svc.commands.context import Context
from svc.errors import NotFoundError, RefusedError, StateError, T
from svc.paths import Path
from svc.schema.witness import Seal
from svc.store import seals
from svc.store.git import GitError
from svc.store.trust import Trust


def seal(ctx: Context, is_signed: bool, json: bool) -> int:
    """Seal the history as it is."""
    made = seals.make(ctx.store, ctx.now, is_signed)
    if json:
        from svc.render.table import to_json

        terminal.out(to_json({**made._asdict(), "signature": is_signed}))
    else:
        terminal.out(f"{made.name}\t{made.head[:10]}\t{made.commits}\t{made.cases}\t{made.digest}\n")
    terminal.say(T("git push origin refs/tags/{name} keeps it where it cannot be rewritten here", name=made.name))
    terminal.say(T("git cat-file tag {name} > {file}, sent elsewhere, does as well",
                   name=made.name, file="seal.txt"))  # fmt: skip
    return 0


def findings(ctx: Context, trust: Trust, place: str = "") -> Iterator[Finding]:
    """What the seals of this clone tell, and those of another place: a file, a clone, a remote.

    Raises NotFoundError, RefusedError, StateError.
    """
    asked = [_of_file(Path(place), trust)] if place and Path(place).is_file() else []
    if place and not asked:
        _bring(ctx, place)
    there = seals.known(ctx.store)
    for name, one in [*seals.read(ctx.store, trust.signers, there), *((one.name, one) for one in asked)]:
        if one is None:
            yield sealing.unreadable(name)
        else:
            yield from sealing.judge(one, seals.held(ctx.store, one), trust.settings.audit.signed == "required")
    yield from sealing.lost(seals.remembered(ctx.store), there)
    seals.remember(ctx.store, there | seals.remembered(ctx.store))


def _of_file(path: Path, trust: Trust) -> Seal:
    found = seals.of_file(path, trust.signers)
    if found is None:
        raise RefusedError(T("{file} holds no seal", file=path), T("git cat-file tag NAME prints one"))
    return found


def _bring(ctx: Context, place: str) -> None:
    try:
        seals.bring(ctx.store, place)
    except GitError as error:
        said = T("no seals from {place}: {words}", place=place, words=error.stderr.strip().replace("\n", "; "))
        raise StateError(said, T("give a file, the folder of a clone or a remote")) from error
    if not any(name.startswith(seals.BROUGHT) for name in seals.known(ctx.store)):
        raise NotFoundError(T("{place} has no seal", place=place), T("svc audit --seal makes one"))


def count(ctx: Context) -> int:
    """How many seals there are in this clone."""
    return len(seals.known(ctx.store))
