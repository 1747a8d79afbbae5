"""Seals: annotated tags that state what a history is, made, read and compared with what there is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256

from svc.errors import RefusedError, SvcError, T
from svc.paths import Path
from svc.patterns import pattern
from svc.schema.witness import Held, Seal, Signature
from svc.store import authorship, files, layout
from svc.store.desk import Store
from svc.store.git import GitError, tip
from svc.store.plain_json import dumps, loads
from svc.store.revision import Revision, revision
from svc.store.signatures import Signers, of_tag

FOLDER = "refs/tags/svc/seal/"
BROUGHT = "refs/svc/seals/"
"""Where seals stand that were brought from another clone."""
_STATED = pattern(
    r"(?m)^Svc-Seal: 1\nHead: ([0-9a-f]{40}|[0-9a-f]{64})\nCommits: ([0-9]{1,12})\nCases: ([0-9]{1,12})\n"
    r"Digest: (sha256:[0-9a-f]{64})$"
)
_TAGGER = pattern(rb"(?m)^tagger .*<([^<>\n]*)> (-?\d+) [+-]\d{4}$")


def make(store: Store, when: datetime, is_signed: bool) -> Seal:
    """Seal the history of HEAD. Raises RefusedError where Git cannot sign it."""
    desk = revision(store)
    name = _free(store, f"{when:%Y-%m-%d}")
    seal = Seal(name.removeprefix("refs/tags/"), "", desk.commit, _count(store, desk.commit), len(desk.case_files()),
                _digest(desk))  # fmt: skip
    env = authorship.environment(store.config, when)
    how = ["-s"] if is_signed else ["-a"]
    off = [] if is_signed else ["-c", "tag.gpgSign=false", "-c", "tag.forceSignAnnotated=false"]
    try:
        store.git.run(*off, "tag", *how, "--cleanup=verbatim", "-F", "-", seal.name, desk.commit,
                      data=_stated(seal).encode(), env=env)  # fmt: skip
    except GitError as error:
        if not is_signed:
            raise
        raise RefusedError(
            T("Git could not sign the seal: {words}", words=error.stderr.strip().replace("\n", "; ")),
            T("git config user.signingkey KEY says with what; svc audit --seal --unsigned makes one that proves less"),
        ) from error
    return seal._replace(object=store.git.text("rev-parse", "--verify", "--end-of-options", name))


def _stated(seal: Seal) -> str:
    return (f"{seal.name}\n\nSvc-Seal: 1\nHead: {seal.head}\nCommits: {seal.commits}\nCases: {seal.cases}\n"
            f"Digest: {seal.digest}\n")  # fmt: skip


def _free(store: Store, day: str) -> str:
    known = _refs(store, FOLDER)
    names = (f"{FOLDER}{day}" + (f"-{number}" if number else "") for number in range(len(known) + 2) if number != 1)
    return next(name for name in names if name not in known)


def _count(store: Store, commit: str) -> int:
    return int(store.git.text("rev-list", "--count", commit))


def _digest(desk: Revision) -> str:
    """SHA-256 over the cases in the order of their files: a line each with the id and the id of the blob."""
    lines = (f"{layout.case_id_of(path)} {desk.blob(path)}\n" for path in desk.case_files())
    return "sha256:" + sha256("".join(lines).encode(errors="surrogateescape")).hexdigest()


def _refs(store: Store, folder: str) -> dict[str, str]:
    told = store.git.text("for-each-ref", "--format=%(refname) %(objectname)", folder).split("\n")
    return {name: made for name, _, made in (line.partition(" ") for line in told) if made}


def known(store: Store) -> dict[str, str]:
    """The seals in this clone: tag or ref to object."""
    return _refs(store, FOLDER) | _refs(store, BROUGHT)


def read(store: Store, signers: Signers | None, found: dict[str, str]) -> Iterator[tuple[str, Seal | None]]:
    """Each seal by its name, None where what stands there is none."""
    for (name, made), held in zip(found.items(), store.git.objects(list(found.values())), strict=True):
        data = held[2] if held and held[0] == "tag" else b""
        yield name.removeprefix("refs/tags/"), _seal(name.removeprefix("refs/tags/"), made, data, signers)


def of_file(path: Path, signers: Signers | None) -> Seal | None:
    """A seal in a file, as ``git cat-file tag`` prints it; None where there is none in it."""
    return _seal(path.name, "", files.read(path) or b"", signers)


def _seal(name: str, made: str, data: bytes, signers: Signers | None) -> Seal | None:
    signed = of_tag(data, "", datetime.fromtimestamp(0, UTC))
    stated, tagger = _STATED.search(signed.payload.decode(errors="replace")), _TAGGER.search(data)
    if not stated or not tagger or f"object {stated[1]}\n".encode() not in data[:80]:
        return None
    mail, at = tagger[1].decode(errors="replace"), datetime.fromtimestamp(int(tagger[2]), UTC)
    signature: Signature | None = None
    if signers is not None:
        signature = next(signers.judged([signed._replace(mail=mail, at=at)]))
    return Seal(name, made, stated[1], int(stated[2]), int(stated[3]), stated[4], signature)


def held(store: Store, seal: Seal) -> Held:
    """What there is of what a seal states."""
    now = revision(store)
    there = tip(store.git, seal.head)
    if not there:
        return Held(False, 0, "", (), _count(store, now.commit), len(now.case_files()))
    then = Revision(store.root, there)
    is_behind = store.git.call("merge-base", "--is-ancestor", there, now.commit).returncode == 0
    gone = tuple(sorted({*then.case_files()} - {*now.case_files()}))
    return Held(is_behind, _count(store, there), _digest(then), gone, _count(store, now.commit), len(now.case_files()))


def bring(store: Store, place: str) -> None:
    """Fetch the seals of another clone or a remote, and the history that they seal. Raises GitError."""
    options = ("--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--recurse-submodules=no", "--quiet")
    store.git.run("fetch", *options, "--", place, f"+{FOLDER}*:{BROUGHT}*")


def remembered(store: Store) -> dict[str, str]:
    """The seals that the last audit in this clone saw."""
    with suppress(OSError, ValueError, SvcError):
        found = loads((store.own_dir / "seals").read_bytes())
        return {str(name): str(made) for name, made in found.items()}
    return {}


def remember(store: Store, found: dict[str, str]) -> None:
    """Note the seals that are there; not being able to is no error."""
    with suppress(OSError):
        files.replace(store.own_dir / "seals", dumps(found, ascii=True).encode(), store.own_dir / "tmp")
