"""Where things lie in a desk. Nothing else builds a path."""

from __future__ import annotations

import os
import stat

from svc.errors import NotFoundError, StateError, T
from svc.paths import Path
from svc.patterns import pattern
from svc.typed import Callable, Iterable, Iterator

SETTINGS = "svc.yaml"
CASES = "cases"
TEMPLATES = "templates"
PEOPLE = "people"
MAPS = "maps"
CALENDARS = "calendars"
RECORDS = ("customers", "products", "assets", "parts", PEOPLE, "kb")
"""The folders of records beside the cases."""
KEYED = ("customers", "products", "assets")
"""Those whose files are found by keys that other files name."""
CASE_SCHEMA = ".svc/case.schema.json"
"""What editors check a case against; each case names it in its first line."""
ATTACHMENTS = "attachments"
_RECORDS = (CASES, TEMPLATES, PEOPLE, MAPS, CALENDARS, "customers", "products", "assets", "parts")
_ATTACHMENT = pattern(rf"(?:^|/){ATTACHMENTS}/[0-9a-f]{{2}}/[0-9a-f]{{64}}(?:\.[a-z0-9]{{1,8}})?$")
_ENDING = pattern(r"(?!ya?ml$|git)[a-z0-9]{1,8}")
_SOME = 5
"""Cases named where a word fits more."""


def find_desk(directory: Path) -> Path:
    """The desk that a folder belongs to: the nearest folder upward with a svc.yaml.

    Raises StateError when there is none.
    """
    here = directory.resolve()
    for folder in (here, *here.parents):
        if (folder / SETTINGS).is_file():
            return folder
    raise StateError(
        T("{path} is not in a desk: no {file} here or above", path=directory, file=SETTINGS),
        T("svc init makes one here; svc -C DIR ... works on another"),
    )


def case_path(case_id: str) -> str:
    """The file of a case, below the desk: ``cases/2026/11/C-2611-....yaml``."""
    month = case_id.split("-")[1]
    return f"{CASES}/20{month[:2]}/{month[2:]}/{case_id}.yaml"


def case_id_of(path: str) -> str:
    """The id that a case file's name says."""
    return path.rpartition("/")[2].removesuffix(".yaml")


def form_path(kind: str, route: str) -> str:
    """The blank form of a case type and path, below the desk."""
    return f"{TEMPLATES}/{kind}.{route}.yaml"


def is_record(path: str) -> bool:
    """Whether a file of the desk is one that svc reads by fields: its settings, a case, another record, a form."""
    return path == SETTINGS or (path.endswith(".yaml") and path.partition("/")[0] in _RECORDS and "/" in path)


def attachment_path(digest: str, name: str) -> str:
    """Where the file with that SHA-256 lies: ``attachments/9f/9f86....jpg``.

    Of the name, which a stranger gave, no more than an ending of ASCII letters and digits is kept.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    return f"{ATTACHMENTS}/{digest[:2]}/{digest}" + (f".{ending}" if _ENDING.fullmatch(ending) else "")


def called(path: str) -> str:
    """How a file is called where people read it: a case by its id, a record without its ending."""
    if path.startswith(f"{CASES}/"):
        return case_id_of(path)
    return path.removesuffix(".yaml") if path.partition("/")[0] in RECORDS else path


def is_attachment(path: str) -> bool:
    """Whether a path, from the desk or from the top of the repository, is that of an attachment."""
    return f"{ATTACHMENTS}/" in path and _ATTACHMENT.search(path) is not None


def case_files(root: Path) -> list[str]:
    """Every YAML file under ``cases/``, in the order of its path, links and folders left out."""
    return sorted(_walk(root / CASES, CASES))


def country_files(root: Path) -> list[str]:
    """Every file under ``calendars/``: a country's days of a year."""
    folder = root / CALENDARS
    return sorted(f"{CALENDARS}/{file.name}" for file in folder.glob("*.yaml")) if folder.is_dir() else []


def record_files(root: Path, folders: Iterable[str] = RECORDS) -> list[str]:
    """Every file of the records beside the cases: customers, products, people, articles."""
    return sorted(path for name in folders for path in _walk(root / name, name, (".yaml", ".yml", ".md")))


def files_of(root: Path, folder: str) -> list[str]:
    """Every record in one folder of them, in the order of its path."""
    return sorted(path for path in _walk(root / folder, folder, (".yaml",)) if path.count("/") == 1)


def _walk(folder: Path, name: str, endings: tuple[str, ...] = (".yaml", ".yml")) -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        path = f"{name}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, path, endings)
        elif entry.name.endswith(endings):
            yield path


def find_case(
    word: str, last: Callable[[], str], is_there: Callable[[str], bool], files: Callable[[], list[str]]
) -> str:
    """The path of the case that a word names: its id, any unique part of it, its file, or ``@`` for the last one.

    ``last`` is the id of that one; ``files`` lists every case file. Raises NotFoundError when none or several answer.
    """
    from svc.ids import is_case_id, is_slip, normal  # what a list does not pay for

    is_last = word in ("@", "＠")
    if is_last:
        word = last()
        if not word:
            raise NotFoundError(T("@ is the last case changed, and there is none yet"), T("svc list shows the cases"))
    if word.startswith(f"{CASES}/") and ".." not in word.split("/") and is_there(word):
        return word
    wanted = normal(word)
    if is_case_id(wanted) and is_there(case_path(wanted)):
        return case_path(wanted)
    if is_last:
        raise NotFoundError(
            T("@ is {id}, the last case changed, and it is not on this branch", id=word), T("svc list shows the cases")
        )
    paths = files()
    found = [p for p in paths if wanted and wanted in case_id_of(p).upper()]
    if len(found) == 1:
        return found[0]
    if found:
        some = ", ".join([*map(case_id_of, found[:_SOME]), *(["…"] if len(found) > _SOME else [])])
        raise NotFoundError(
            T("{word} may be {count} cases: {some}", word=word, count=len(found), some=some),
            T("give a longer part of the id"),
        )
    meant = [name for name in map(case_id_of, paths) if is_slip(wanted, name)]
    import shlex

    looked = T("svc list --all {word} looks for it in titles, customers and serial numbers", word=shlex.quote(word))
    hint = T("did you mean {near}?", near=meant[0]) if len(meant) == 1 else looked
    raise NotFoundError(T("no case {word}", word=word), hint)


def git_folder(root: Path) -> tuple[Path, Path] | None:
    """The top of the work tree that holds a folder, and its Git folder, found without asking Git; None for neither."""
    for top in (root, *root.parents):
        place = top / ".git"
        try:
            if stat.S_ISDIR(os.lstat(place).st_mode):
                return top, place
            said = place.read_bytes()
        except OSError:
            continue
        named = os.fsdecode(said.removeprefix(b"gitdir:").strip())
        return (top, top / named) if said.startswith(b"gitdir:") else None
    return None


def shipped(name: str) -> Path:
    """A file or folder that comes with svc: ``templates/...`` or ``examples/...``."""
    inside = Path(__file__).parent.parent
    return inside / name if (inside / name).exists() else inside.parent / name
