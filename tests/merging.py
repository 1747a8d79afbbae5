"""Pairs of single-field changes of one case file, merged as plain text: what the proof of the forms is made of.

``blank`` and ``filled`` give the ten forms, ``edits`` every way that one field of a file may change (made with
the project's own editor), ``merge_file`` and ``merge_tree`` what Git makes of two of them: the first is
``git merge-file``, the second the ``ort`` merge that ``git merge`` and the servers do.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from svc.ids import case_id
from svc.model import Case, Data, Value, flatten, is_empty, mapping
from svc.schema.fields import BY_PATH, FIELDS, FIXED, Field
from svc.store import edit
from svc.store.codec import load
from svc.store.reading import settings_of

ROOT = Path(__file__).resolve().parent.parent
FORMS = sorted(path.stem for path in (ROOT / "templates").glob("*.*.yaml"))
SETTINGS = settings_of((ROOT / "templates" / "svc.yaml").read_bytes(), "svc.yaml")
ID = case_id("C", "2611", lambda n: n // 3)
PATH = f"cases/2026/11/{ID}.yaml"

_HEADER = {
    "id": ID,
    "opened_at": "2026-11-02T09:42:00+08:00",
    "opened_by": "zhao.min",
    "assignee": "li.wei",
    "priority": "high",
    "severity": "major",
    "channel": "phone",
    "title": "暖风机插头发烫变黑，有焦味",
    "customer": "cus-7q4m",
    "product": "HF-20",
    "serial": "2607A00417",
    "category": "overheating",
    "team": "after-sales",
    "warranty": "in",
    "charge": "warranty",
    "remedy_wanted": "repair",
}

_BLOCKS = {
    "description": "用户说暖风机开二挡约二十分钟后插头烫手。\n拔下时左侧插脚根部塑料发黑，闻到焦味。\n",
    "analysis.symptom": "左侧插脚与导线铆接处温升 71 K，限值 45 K。\n右侧插脚温升 24 K，正常。\n",
    "feedback.decision": "The cause is a loose crimp; a cord of a checked batch is fitted.\nWe bear the cost.\n",
    "summary.lesson": "围堵范围必须包含备件库和维修车，不能只看成品。\n",
}

_ITEMS: dict[str, list[Data]] = {
    "intake.attachments": [{"id": "A7K3M", "file": "3f9c1ab27d60.jpg", "what": "插头正面"}],
    "resolution.plan.measures": [
        {"id": "PN9W4", "owner": "sun.tao", "due": "2026-11-18", "what": "上门更换电源线并做温升测试"},
        {"id": "QVCV2", "owner": "li.wei", "due": "2026-11-30", "what": "Lock the press below 2.4 kN"},
    ],
    "resolution.parts_used": [{"id": "F2EBD", "part": "PC-1610", "quantity": "1", "batch": "202606"}],
    "resolution.tests": [{"id": "T3EBD", "what": "Two hours on step two", "result": "pass"}],
    "resolution.visits": [{"id": "AZ8NS", "by": "sun.tao", "arrived": "2026-11-17T09:10:00+08:00"}],
    "resolution.costs": [{"id": "ZHCWT", "what": "labour", "amount": "150.00 CNY"}],
    "feedback.internal": [{"id": "N3V4K", "team": "quality", "person": "chen.jie", "asked": "Check the stock."}],
}

_OTHERS: dict[str, Value] = {
    "waiting": ["customer"],
    "analysis.team": ["li.wei", "chen.jie"],
    "resolution.done": {"PN9W4": {"at": "2026-11-17", "by": "sun.tao", "evidence": "V2GKE"}},
    "feedback.satisfaction": {"scale": "csat-5", "score": "4"},
}

_LOG: tuple[Data, ...] = tuple(
    {"id": name, "at": f"2026-11-02T09:{minute}:00+08:00", "by": by, "kind": kind, **rest}
    for name, minute, by, kind, rest in (
        ("ZE3KH", "42", "zhao.min", "open", {"stage": "intake"}),
        ("B5PSY", "43", "zhao.min", "contact", {"way": "in", "via": "phone", "text": "插头发烫变黑"}),
        ("FD1SR", "50", "zhao.min", "contact", {"way": "out", "via": "phone", "text": "告知立即停用"}),
        ("HS50A", "55", "li.wei", "wait", {"for": "customer"}),
    )
)


def blank(form: str) -> str:
    """The form as it ships, with the header that a new case gets."""
    text = (ROOT / "templates" / f"{form}.yaml").read_text(encoding="utf-8")
    for name in ("id", "opened_at", "opened_by"):
        text = edit.set_value(text, name, _HEADER[name])
    return edit.append(text, "log", _LOG[0])


def filled(form: str) -> str:
    """The form with every field of it filled, lists, notes and log included."""
    text = blank(form)
    for name, _ in flatten(load(text.encode(), form)):
        known = BY_PATH[name]
        if name in ("notes", "log", "reviews", "stage", "type", "path") or known.kind == "section":
            continue
        text = edit.set_value(text, name, _filling(known))
    for event in _LOG[1:]:
        text = edit.append(text, "log", event)
    return edit.put_note(text, "B5PSY", "用户原话：昨天晚上孩子在旁边写作业，闻到焦味才发现。\n")


def _filling(known: Field) -> Value:
    name, kind = known.path, known.kind
    if name in _ITEMS:
        return [*_ITEMS[name]]
    if name in _OTHERS or name in _HEADER:
        return _OTHERS[name] if name in _OTHERS else _HEADER[name]
    if kind == "code":
        return next(iter(SETTINGS.codes.get(known.codes, {"e-17": {}})))
    if kind == "block":
        return _BLOCKS.get(name, f"What is known about {name}.\n第二行。\n")
    words = {"when": "2026-11-17", "date": "2026-12-01", "person": "chen.jie", "money": "150.00 CNY"}
    return words.get(kind, f"word of {name}")


@dataclass(frozen=True)
class Edit:
    """One field changed: the file afterwards, and how to see in any file that the change is in it."""

    field: str
    what: str
    text: str
    kept: Callable[[Data], bool]


def edits(text: str, chance: random.Random) -> list[Edit]:
    """Several changes of every field of the file that may change."""
    data = load(text.encode(), "")
    case = Case(data, "")
    present = [f.path for f in FIELDS if f.path not in FIXED and f.kind != "section" and _has(data, f.path)]
    found = [e for name in present for e in _of_field(text, case, name, chance)]
    return [e for e in found if e.text != text]


def _has(data: Data, name: str) -> bool:
    head, _, rest = name.partition(".")
    return head in data and (not rest or _has(mapping(data[head]), rest))


def _of_field(text: str, case: Case, name: str, chance: random.Random) -> Iterator[Edit]:
    kind = BY_PATH[name].kind
    old = case.get(name)
    token = "".join(chance.choices("ABCDEFGHJKMNPQRSTVWXYZ", k=5))
    if name == "log":
        event = _LOG[-1] | {"id": token, "kind": "note", "at": "2026-11-04T09:00:00+08:00", "text": token}
        yield Edit(name, "add", edit.append(text, name, event), lambda d: _ids(d, name, token))
    elif kind == "blocks":
        yield Edit(name, "add", edit.put_note(text, token, f"{token}\n"), lambda d: token in mapping(d[name]))
    elif kind == "items":
        item: Data = {"id": token, "what": f"work {token}"}
        yield Edit(name, "add", edit.append(text, name, item), lambda d: _ids(d, name, token))
        if isinstance(old, list):
            yield _set(text, f"{name}.0.what", token, name)
            yield _set(text, name, "", name)
    elif kind == "records":
        put = edit.put_record(text, name, token, {"by": token})
        yield Edit(name, "add", put, lambda d: token in mapping(Case(d, "").get(name)))
    else:
        yield from _of_scalar(text, name, kind, old, token, chance)


def _of_scalar(text: str, name: str, kind: str, old: Value, token: str, chance: random.Random) -> Iterator[Edit]:
    lines = chance.choices(("一行中文。", f"One line of {name}.", f"- {token}: x"), k=chance.randint(1, 4))
    several: Value = [token.lower(), "x"]
    new = {"block": "\n".join([token, *lines, ""]), "codes": several, "words": several}.get(kind, token)
    yield _set(text, name, {"scale": "csat-5", "score": token} if kind == "pairs" else new, name)
    if is_empty(old):
        return
    yield _set(text, name, "", name)
    if kind == "block" and isinstance(old, str):
        for changed in (f"{old}{token}\n", f"{token}\n{old}", old.replace("\n", f" {token}\n", 1)):
            put = edit.set_value(text, name, changed)
            yield Edit(name, "line", put, lambda d: token in Case(d, "").text(name))


def _set(text: str, path: str, value: Value, field: str) -> Edit:
    def kept(data: Data) -> bool:
        here: Value = data
        for part in path.split("."):
            here = here[int(part)] if isinstance(here, list) else mapping(here).get(part, "")
        return here == value or (is_empty(here) and is_empty(value))

    return Edit(field, "set" if value else "clear", edit.set_value(text, path, value), kept)


def _ids(data: Data, name: str, wanted: str) -> bool:
    listed = Case(data, "").get(name)
    return isinstance(listed, list) and any(mapping(item).get("id") == wanted for item in listed)


def are_meant_to_meet(one: Edit, two: Edit) -> bool:
    """Whether two changes may meet: of one field, one list, one map, or of lines that make up one fact."""
    return one.field == two.field or any({one.field, two.field} <= group for group in GROUPS)


def _groups() -> Iterator[set[str]]:
    """Fields that touch, with no line between them that never changes."""
    group: set[str] = set()
    for known in FIELDS:
        if known.path in FIXED or not known.glued:
            yield group
            group = set()
        if known.path not in FIXED:
            group.add(known.path)
    yield group


GROUPS = [group for group in _groups() if len(group) > 1]


def merge_file(base: str, one: str, two: str, folder: Path) -> str | None:
    """The text of ``git merge-file``, None for a conflict."""
    names = []
    for name, text in (("one", one), ("base", base), ("two", two)):
        (folder / name).write_bytes(text.encode())
        names.append(str(folder / name))
    done = subprocess.run(["git", "merge-file", "-p", *names], capture_output=True, check=False)
    assert 0 <= done.returncode < 128, done.stderr
    return done.stdout.decode() if done.returncode == 0 else None


def merge_tree(base: str, pairs: Sequence[tuple[str, str]], folder: Path) -> list[str | None]:
    """The texts of real merges (``ort``) of commits, None for a conflict; one process for all of them."""
    git = ["git", "-C", str(folder)]
    if not (folder / ".git").exists():
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    sides = {text: f"s{i}" for i, text in enumerate(dict.fromkeys(t for pair in pairs for t in pair))}
    stream = _commit("base", base, "") + b"".join(_commit(name, text, "base") for text, name in sides.items())
    subprocess.run([*git, "fast-import", "--quiet", "--force"], input=stream, check=True)
    asked = "".join(f"refs/heads/{sides[a]} refs/heads/{sides[b]}\n" for a, b in pairs)
    told = subprocess.run(
        [*git, "merge-tree", "--write-tree", "--stdin", "--name-only", "--no-messages"],
        input=asked.encode(),
        capture_output=True,
        check=True,
    ).stdout
    trees = [*_trees(told.decode().split("\0"))]
    assert len(trees) == len(pairs)
    blobs = "".join(f"{tree}:case.yaml\n" for tree, is_clean in trees if is_clean)
    told = subprocess.run([*git, "cat-file", "--batch"], input=blobs.encode(), capture_output=True, check=True).stdout
    read = iter(_blobs(told))
    return [next(read) if is_clean else None for _, is_clean in trees]


def _commit(name: str, text: str, parent: str) -> bytes:
    data = text.encode()
    head = f"commit refs/heads/{name}\ncommitter a <a@b.example> 1700000000 +0000\ndata 0\n"
    head += f"from refs/heads/{parent}\n" if parent else ""
    return head.encode() + b"M 100644 inline case.yaml\ndata %d\n%s\n" % (len(data), data)


def _trees(words: list[str]) -> Iterator[tuple[str, bool]]:
    """Status, tree, names of conflicted files, an empty word: for each merge."""
    rest = iter(words)
    for status in rest:
        if status in ("0", "1"):
            yield next(rest), status == "1"


def _blobs(told: bytes) -> Iterator[str]:
    while told:
        head, _, told = told.partition(b"\n")
        size = int(head.split()[2])
        yield told[:size].decode()
        told = told[size + 1 :]


@dataclass
class Count:
    """What became of pairs of changes. ``lost`` and ``unmeant`` tell each case in words."""

    clean: int = 0
    meant: int = 0
    unmeant: list[str] | None = None
    lost: list[str] | None = None

    def take(self, one: Edit, two: Edit, merged: str | None) -> None:
        """Judge one merge."""
        name = f"{one.field} ({one.what}) + {two.field} ({two.what})"
        if merged is None:
            if are_meant_to_meet(one, two):
                self.meant += 1
            else:
                self.unmeant = [*(self.unmeant or []), name]
            return
        self.clean += 1
        data = load(merged.encode(), "merged")
        if not (one.kept(data) and two.kept(data)):
            self.lost = [*(self.lost or []), name]


def random_pairs(found: Sequence[Edit], count: int, chance: random.Random) -> list[tuple[Edit, Edit]]:
    """Pairs of two different changes."""
    return [(one, two) for one, two in (chance.sample(found, 2) for _ in range(count))]
