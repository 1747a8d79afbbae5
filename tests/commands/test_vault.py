"""The vault: what is of people is kept beside every history, and nothing of it is found anywhere else."""

from __future__ import annotations

import json
import os
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Svc, Told

NUMBER = "13800138000"
OTHER = "+44 113 496 0000"
MAIL = "ann.canary@mail.example"
MAP = """\
source: old
time_zone: UTC
dates: ["%Y-%m-%d %H:%M"]
number: no
by: {constant: nobody}
type: {constant: repair}
stage: {constant: intake}
opened_at: opened
fields:
  title: title
"""
STREET = "7 Canary Row"
NAMED = "Canary Wu"
CANARIES = (NUMBER, OTHER, MAIL, STREET, NAMED, "1380013", "ann.canary")

FORMS = ("", "--format json", "--format csv", "--format md", "--format html")
REPORTS = {
    "customer list --fields id,name,contacts,addresses,also": FORMS,
    "customer list name~Canary": ("",),
    "customer stale": ("", "--format json"),
    "customer show north-mill wu": ("", "--json", "--format md"),
    "list": ("",),
    "search Canary": ("",),
    "customer duplicates": ("", "--format json"),
    "log customers/north-mill": ("",),
    "log @ --json": ("",),
    "report sla": ("",),
}
"""What is printed where nobody asked for more."""


@pytest.fixture
def vault(svc: Svc, tmp_path: Path, environment: pytest.MonkeyPatch) -> Path:
    """A desk that keeps what is of people in a vault."""
    folder = tmp_path / "vault"
    folder.mkdir(mode=0o700)
    environment.setenv("SVC_VAULT", str(folder))
    demand(svc, "refuse")
    return folder


def demand(svc: Svc, free_text: str) -> None:
    text = (svc.desk / "svc.yaml").read_text("utf-8").partition("\nprivacy:")[0]
    svc.write(f"{text.rstrip()}\n\nprivacy:\n  contacts: vault\n  free_text: {free_text}\n", "svc.yaml")
    svc("commit", "svc.yaml")


def everywhere(desk: Path) -> Iterator[tuple[str, bytes]]:
    """All that is kept in a clone: every object of Git, every file of .git and of the work tree."""
    git = ["git", "cat-file", "--batch-all-objects", "--batch"]
    yield "objects", subprocess.run(git, cwd=desk, check=True, capture_output=True).stdout
    yield "log", subprocess.run(["git", "log", "--all", "-p"], cwd=desk, check=True, capture_output=True).stdout
    for base, _, names in os.walk(desk):
        for name in names:
            data = Path(base, name).read_bytes()
            yield str(Path(base, name)), data
            if data[:1] == b"x":  # a loose object
                yield str(Path(base, name)), zlib.decompressobj().decompress(data)


def found(desk: Path, *said: Told) -> list[str]:
    """Where one of the canaries is."""
    told = [("said", f"{one.out}{one.err}".encode()) for one in said]
    return sorted(
        {f"{where}: {word}" for where, data in (*everywhere(desk), *told) for word in CANARIES
         for form in {word, word.replace(" ", "")} if form.encode() in data}
    )  # fmt: skip


def in_vault(vault: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(vault.rglob("*.json")))


def contact(value: str = NUMBER) -> str:
    return f"contacts+={{name: {NAMED}, via: phone, value: {value}, confirmed: 2024-01-02}}"


def test_a_canary_goes_through_every_structured_door_and_stays_in_the_vault(
    svc: Svc, vault: Path, tmp_path: Path
) -> None:
    svc("customer", "add", "mill", "--name", "Northmill", "--set", contact())
    svc("customer", "add", "wu", "--name", NAMED, "--set", "kind=person", "--set", f"also={NAMED}")
    svc("customer", "edit", "mill", "--set", contact(MAIL), "--set", f"addresses+={{address: {STREET}, place: Leeds}}")
    svc("customer", "edit", "mill", "--set", contact(OTHER))
    table = tmp_path / "new.csv"
    table.write_text(f"id,name,kind\nrow,{NAMED},person\n", "utf-8")
    svc("customer", "register", str(table))
    svc("customer", "edit", "row", "--set", contact())
    svc("customer", "confirm", "mill")
    svc("customer", "rename", "mill", "north-mill")
    svc("customer", "merge", "row", "wu")
    svc("customer", "add", "twin", "--name", "Other", "--set", contact())
    svc("new", "repair", "Does not heat", "-c", "north-mill", "-m", "Cold.")
    held = json.loads(svc("customer", "show", "north-mill", "--json", "--unmasked").out)
    assert [row["value"] for row in held["contacts"]] == [NUMBER, MAIL, OTHER]
    assert {row["name"] for row in held["contacts"]} == {NAMED}
    assert held["addresses"][0]["address"] == STREET
    merged = json.loads(svc("customer", "show", "wu", "--json", "--unmasked").out)
    assert (merged["name"], merged["contacts"][0]["value"]) == (NAMED, NUMBER)
    assert sorted(path.name for path in (vault / "customers").iterdir()) == ["north-mill.json", "twin.json", "wu.json"]
    assert svc("check").err == "5 files, no problems\n"
    reports = [svc(*line.split(), *more.split()) for line, forms in REPORTS.items() for more in forms]
    assert found(svc.desk, *reports) == []
    assert NUMBER in in_vault(vault)


DOORS = (
    ("new", "repair", "Call {}", "-m", "Cold."),
    ("new", "repair", "Cold", "-m", "Call {} after six."),
    ("note", "@", "-m", "Call {}"),
    ("contact", "@", "in", "--via", "phone", "-m", "My number is {}"),
    ("edit", "@", "--set", "title=Call {}"),
    ("edit", "@", "--set", "description=Call {}"),
    ("edit", "@", "--set", "refs={{phone: x{}}}", "-m", "Call {}"),
    ("edit", "@", "--set", "more.mobile={}"),
    ("edit", "@", "--set", "customer={}"),
    ("close", "@", "--as", "withdrawn", "-m", "Call {}"),
    ("lesson", "@", "-m", "Call {}"),
    ("wait", "@", "customer", "--until", "2026-11-25", "-m", "Call {}"),
    ("promise", "@", "--until", "2026-11-25", "-m", "Call {}"),
    ("customer", "edit", "mill", "--set", "note=Call {}"),
    ("customer", "edit", "mill", "--set", "tier=gold", "-m", "Said {}"),
    ("customer", "edit", "mill", "--set", "more.mobile={}"),
    ("customer", "add", "{}", "--name", "By number"),
    ("customer", "add", "org", "--name", "Call {}"),
    ("customer", "rename", "mill", "{}"),
    ("product", "add", "HF", "--name", "HF", "--set", "note=Call {}"),
    ("asset", "add", "HF-20", "77", "--set", "place=Call {}"),
    ("conflicts", "@", "--set", "title=Call {}"),
    ("sync", "--set", "title=Call {}"),
)
"""Where somebody may write a number into a text."""


@pytest.mark.parametrize("words", [NUMBER, OTHER, MAIL], ids=["mobile", "abroad", "mail"])
def test_in_texts_a_canary_is_refused_before_anything_is_written(svc: Svc, vault: Path, words: str) -> None:
    svc("customer", "add", "mill", "--name", "Northmill")
    svc("product", "add", "HF-20", "--name", "HF-20")
    svc("new", "repair", "Cold", "-c", "mill", "-m", "Cold.")
    before = svc.git("rev-parse", "HEAD")
    for door in DOORS:
        told, status = svc.run(*(word.format(words) for word in door))
        assert (status, told.out) == (1, "") or (status == 2 and "key" in told.err), (door, told)
        assert svc.git("rev-parse", "HEAD") == before, door
        assert found(svc.desk, told) == [], door
    assert svc.git("status", "--porcelain") == ""
    assert words not in in_vault(vault)


def test_in_texts_a_canary_is_replaced_by_a_reference_where_the_desk_wants_that(svc: Svc, vault: Path) -> None:
    demand(svc, "replace")
    svc("customer", "add", "mill", "--name", "Northmill")
    told = [svc("new", "repair", f"Call {NUMBER}", "-c", "mill", "-m", f"Or {MAIL}.\nOr {NUMBER}")]
    told += [svc("note", "@", "-m", f"Rang {NUMBER} and {OTHER}")]
    told += [svc("edit", "@", "--set", "tags=a", "-m", f"So {MAIL}")]
    held = json.loads((vault / "cases" / f"{told[0].id}.json").read_text("utf-8"))
    names = {words: f"vault-{place}" for place, words in held.items()}
    assert set(names) == {NUMBER, MAIL, OTHER}
    text = svc.text()
    assert f"title: Call {names[NUMBER]}\n" in text
    assert f"  Or {names[MAIL]}.\n  Or {names[NUMBER]}\n" in text
    assert f"Rang {names[NUMBER]} and {names[OTHER]}" in text
    assert f"Reason: So {names[MAIL]}" in svc.git("log", "-1")
    assert found(svc.desk, *told, svc("show", "@"), svc("list")) == []
    assert svc("check").err == "3 files, no problems\n"
    shown = svc("show", "@", "--unmasked").out
    assert all(words in shown for words in names)
    assert svc("fmt", "--check").out == ""


def test_an_import_leaves_out_or_replaces_what_is_of_people(svc: Svc, vault: Path, tmp_path: Path) -> None:
    (svc.desk / "maps").mkdir()
    svc.write(MAP, "maps/old.yaml")
    table = tmp_path / "old.csv"
    table.write_text(f"no,opened,title\n1,2026-11-02 09:00,Call {NUMBER}\n2,2026-11-02 10:00,Cold\n", "utf-8")
    told = svc("import", str(table), "--map", "old")
    assert told.err.startswith("2 rows: 1 taken, 1 left out\n")
    assert "old.csv:2: left out: a telephone number, 138****8000, does not belong" in told.out
    demand(svc, "replace")
    for _ in "again", "and again":
        told = svc("import", str(table), "--map", "old")
    assert "0 cases new, 0 with more than before, 2 there already\n" in told.err
    assert found(svc.desk, told) == []
    assert NUMBER in in_vault(vault)


def test_what_was_edited_by_hand_is_refused_with_what_to_type(svc: Svc, vault: Path) -> None:
    svc("customer", "add", "mill", "--name", "Northmill", "--set", contact())
    file = "customers/mill.yaml"
    text = (svc.desk / file).read_text("utf-8")
    assert "name: vault" in text
    svc.write(text.replace("value: vault", "value: secret street"), file)
    told = svc("commit", file, status=1)
    assert told.err == (
        "customers/mill.yaml: contacts.0.value is personal data, which belongs into the vault\n"
        "git restore customers/mill.yaml; svc customer edit mill --set ... keeps it there\n"
    )
    svc.write("\n".join(line for line in text.split("\n") if "value: vault" not in line), file)
    svc("commit", file)
    assert in_vault(vault) == ""
    svc("new", "repair", "Cold", "-c", "mill")
    demand(svc, "replace")
    svc.write(svc.text().replace("title: Cold", f"title: Call {NUMBER}"))
    told = svc("commit", status=1)
    svc.git("restore", ".")
    svc("list")
    assert found(svc.desk, told) == []


def test_a_number_of_a_thing_is_none_of_a_person(svc: Svc, vault: Path) -> None:
    svc("new", "repair", "Order no. 13912345678 came", "-s", NUMBER, "--set", "refs={order: 13912345678}")
    svc("note", "@", "-m", f"The plate says {NUMBER}; order 13912345678.")
    assert "13912345678" in svc.text()


def test_errors_and_tracebacks_say_no_number(
    svc: Svc, vault: Path, environment: pytest.MonkeyPatch
) -> None:
    said = [
        svc("list", f"customer:{NUMBER}", "--sort", NUMBER, status=2),
        svc("show", NUMBER, status=1),
        svc("new", "repair", "x", "--channel", NUMBER, status=2),
        svc("frobnicate", NUMBER, status=2),
    ]

    def broken(*_: object) -> None:
        raise ValueError(f"could not read {NUMBER} or {MAIL}")

    environment.setattr("svc.store.recording.emit", broken)
    said += [svc("--debug", "customer", "add", "mill", "--name", "Northmill", "--set", contact(), status=1)]
    assert "ValueError: could not read 138****8000 or a***@mail.example" in said[-1].err
    assert found(svc.desk, *said) == []
    assert in_vault(vault) == ""


def test_a_change_of_the_vault_alone_is_no_commit_and_is_told(svc: Svc, vault: Path) -> None:
    svc("customer", "add", "mill", "--name", "Northmill", "--set", contact())
    before = svc.git("rev-parse", "HEAD")
    place = json.loads(svc("customer", "show", "mill", "--json").out)["contacts"][0]["id"]
    other = f"contacts={{id: {place}, name: {NAMED}, via: phone, value: '{OTHER}', confirmed: 2024-01-02}}"
    told = svc("customer", "edit", "mill", "--set", other)
    assert (told.out, told.err, svc.git("rev-parse", "HEAD")) == ("mill\n", "", before)
    assert (NUMBER in in_vault(vault), OTHER in in_vault(vault)) == (False, True)


def test_a_commit_that_fails_leaves_the_vault_as_it_was(svc: Svc, vault: Path) -> None:
    svc("customer", "add", "mill", "--name", "Northmill", "--set", contact())
    before = in_vault(vault)
    hook = svc.desk / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n", "utf-8")
    hook.chmod(0o755)
    svc("customer", "edit", "mill", "--set", contact(OTHER), status=1)
    svc("customer", "add", "new", "--name", NAMED, "--set", "kind=person", status=1)
    svc("new", "repair", "Cold", "-m", "Cold.", "--no-verify")
    svc("attach", "@", str(hook), status=1)
    assert in_vault(vault) == before
    assert [path for path in (vault / "attachments").rglob("*") if path.is_file()] == []
    assert found(svc.desk) == []


def test_a_vault_that_is_not_there_stops_what_would_go_to_it_and_nothing_else(
    svc: Svc, vault: Path, environment: pytest.MonkeyPatch
) -> None:
    svc("customer", "add", "mill", "--name", "Northmill", "--set", contact())
    held = in_vault(vault)
    for named, said in (
        ("", "this desk keeps personal data in a vault, and this clone knows none\n"),
        (str(vault / "gone"), "is not there\n"),
        (str(svc.desk / "customers"), "lies in the repository, which would keep it for ever\n"),
    ):
        environment.setenv("SVC_VAULT", named)
        assert said in svc("customer", "edit", "mill", "--set", contact(OTHER), status=3).err
        svc("customer", "edit", "mill", "--set", f"note=Vault {len(named)}")
        assert '"value": "vault"' in svc("customer", "show", "mill", "--json", "--unmasked").out
        svc("customer", "rename", "mill", "mill-2", status=3)
        svc("customer", "edit", "mill", "--set", "contacts=", status=3)
    assert in_vault(vault) == held


def test_attachments_lie_in_the_vault_and_the_case_has_their_hash(svc: Svc, vault: Path, tmp_path: Path) -> None:
    photo = tmp_path / "plate.jpg"
    photo.write_bytes(f"a photo of {NUMBER}".encode())
    svc("new", "repair", "Cold", "-m", "Cold.")
    svc("attach", "@", str(photo), "-m", "the plate")
    (kept,) = (vault / "attachments").rglob("*.jpg")
    assert kept.read_bytes() == photo.read_bytes()
    assert f"sha256: {kept.name.removesuffix('.jpg')}" in svc.text()
    assert found(svc.desk, svc("show", "@"), svc("audit", "@")) == []
    assert str(kept) in svc("show", "@").out
    assert svc("check").err == "2 files, no problems\n"
    kept.write_bytes(b"another")
    assert "has another content than its name says" in svc("check", status=1).out
    kept.unlink()
    told = svc("check")
    assert "is not in the vault: it was erased, or is in another one [warning]\n" in told.out
    assert told.err == "no errors, 1 warning in 1 of 2 files\n"


@pytest.mark.parametrize("free_text", ["refuse", "replace"])
def test_a_customer_who_is_forgotten_is_nowhere(svc: Svc, vault: Path, tmp_path: Path, free_text: str) -> None:
    demand(svc, free_text)
    for key in "wu", "lee":
        svc("customer", "add", key, "--name", f"{NAMED} {key}", "--set", "kind=person", "--set", contact())
        svc("customer", "edit", key, "--set", f"addresses+={{address: {STREET}, place: Leeds}}")
        svc("new", "repair", "Cold", "-c", key, "-m", f"Call {NUMBER}." if free_text == "replace" else "Cold.")
        for name in ("both.txt", f"{key}.txt"):
            (tmp_path / name).write_text(f"{NUMBER} {name}", "utf-8")
            svc("attach", "@", str(tmp_path / name))
    (vault / "customers" / "wu (conflicted copy).json").write_text(json.dumps({"name": NAMED}), "utf-8")
    drafts = svc.desk / ".git/svc/drafts"
    drafts.mkdir()
    (drafts / "new-x.yaml").write_text(NUMBER, "utf-8")
    svc("customer", "list")
    told = svc("--yes", "customer", "forget", "wu", "-m", "As they asked.")
    files = 4 if free_text == "replace" else 3
    assert told.err.startswith(f"erased: {files} files of the vault, ")
    assert "history" not in told.err
    held = (svc.desk / "customers/wu.yaml").read_text("utf-8")
    assert "\nname: -\n" in held.replace('"', "")
    assert "\nforgotten: \"2026-11-21\"\n" in held
    assert "contacts:\n\n" in held
    assert "addresses:\n\n" in held
    assert svc.git("log", "-1", "--format=%B") == (
        "customers/wu: forget\n\nSvc-Format: 1\nRecord: customers/wu\nReason: As they asked.\n\n"
    )
    assert found(svc.desk, told) == []
    other = json.loads(svc("list", "customer:lee", "--json").out)[0]["id"]
    left = {path.name for path in vault.rglob("*.json")}
    assert left == {"lee.json"} | ({f"{other}.json"} if free_text == "replace" else set())
    contents = {path.read_text("utf-8") for path in (vault / "attachments").rglob("*.txt")}
    assert contents == {f"{NUMBER} both.txt", f"{NUMBER} lee.txt"}
    assert "erased: 0 files of the vault" in svc("--yes", "customer", "forget", "wu").err
    assert svc("check").err.startswith("no errors, 1 warning in")
    assert NAMED in svc("customer", "show", "lee", "--unmasked").out
    svc("--yes", "customer", "forget", "lee")
    assert [path for path in vault.rglob("*") if path.is_file() and NUMBER in path.read_text("utf-8")] == []


def test_without_a_vault_forgetting_says_what_the_history_keeps(svc: Svc) -> None:
    svc("customer", "add", "wu", "--name", NAMED, "--set", "kind=person", "--set", contact())
    svc("customer", "list")
    assert "needs a yes" in svc("customer", "forget", "wu", status=2).err
    svc("--yes", "customer", "forget", "wu", "--dry-run")
    assert NUMBER in (svc.desk / "customers/wu.yaml").read_text("utf-8")
    told = svc("--yes", "customer", "forget", "wu")
    assert "the history still has what stood in the file; docs/privacy.md tells what can be done\n" in told.err
    assert {place.partition(":")[0] for place in found(svc.desk) if "/.git/objects/" not in place} == {"log", "objects"}
    assert svc("customer", "list").out == "wu\t-\tperson\t\t\t\n"


def test_what_stands_in_the_repository_is_named_and_moved(svc: Svc, vault: Path) -> None:
    demand(svc, "refuse")
    rules = (svc.desk / "svc.yaml").read_text("utf-8")
    svc.write(rules.replace("contacts: vault", "contacts: repository"), "svc.yaml")
    svc("commit", "svc.yaml")
    svc("customer", "add", "mill", "--name", "Northmill", "--set", contact())
    svc("new", "repair", "Cold", "-c", "mill", "-m", f"Call {NUMBER}")
    demand(svc, "refuse")
    told = svc("check", status=1)
    assert "personal data belongs into the vault: svc customer vault mill puts it there\n" in told.out
    assert "a telephone number, 138****8000, stands in the text: it belongs into the vault [warning]\n" in told.out
    assert NUMBER not in told.out
    svc("edit", "@", "--set", "tags=a")
    svc("customer", "rename", "mill", "mill-2")
    assert svc("customer", "vault").out == ""
    svc.write(rules.replace("contacts: vault", "contacts: repository"), "svc.yaml")
    svc("commit", "svc.yaml")
    assert svc("customer", "vault").out == "mill-2\n"
    assert f"value: {NUMBER}" in (svc.desk / "customers/mill-2.yaml").read_text("utf-8").replace('"', "")
    demand(svc, "refuse")
    assert svc("customer", "vault").out == "mill-2\n"
    assert svc.git("log", "-1", "--format=%s") == "customers/mill-2: edit contacts\n"
    assert svc("customer", "vault").err == "all of it lies where it belongs\n"
    assert NUMBER not in (svc.desk / "customers/mill-2.yaml").read_text("utf-8")


def test_a_change_under_review_is_judged_for_it(svc: Svc, vault: Path) -> None:
    svc("customer", "add", "mill", "--name", "Northmill", "--set", contact())
    file = svc.desk / "customers/mill.yaml"
    file.write_text(file.read_text("utf-8").replace("name: vault", f"name: {NAMED}"), "utf-8")
    svc.git("commit", "-qam", "By hand")
    told = svc("check", "--base", "HEAD~", status=1).out
    assert "contacts.0.name: personal data belongs into the vault, and not into the history\n" in told


def test_the_doctor_looks_into_the_vault(svc: Svc, vault: Path, environment: pytest.MonkeyPatch) -> None:
    def told() -> list[str]:
        every = json.loads(svc("doctor", "--json").out)
        return [f"{one['state']}: {one['found']}" for one in every if one["what"] == "vault"]

    assert told() == [f"ok: {vault}"]
    svc("customer", "add", "mill", "--name", "Northmill", "--set", contact())
    copy = vault / "customers" / "mill.sync-conflict-20261121-090000-ABCDEFG.json"
    copy.write_text("{}", "utf-8")
    vault.chmod(0o755)
    assert told() == [
        f"warning: everybody on this machine may look into {vault}", f"warning: files that two changed apart: {copy}",
    ]  # fmt: skip
    environment.delenv("SVC_VAULT")
    assert told() == ["warning: this desk keeps personal data in a vault, and this clone knows none"]
    svc.git("config", "svc.vault", str(vault))
    assert told()[0].startswith("warning: everybody")


def test_clones_that_share_a_vault_take_nothing_from_each_other(
    svc: Svc, vault: Path, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    svc("customer", "add", "mill", "--name", "Northmill", "--set", contact())
    subprocess.run(["git", "clone", "-q", str(svc.desk), str(tmp_path / "other")], check=True)
    other = Svc(tmp_path / "other")
    other("customer", "edit", "mill", "--set", contact(MAIL))
    other("customer", "edit", "mill", "--set", f"addresses+={{address: {STREET}, place: Leeds}}")
    environment.setenv("SVC_SEED", "draws other ids")
    svc("customer", "edit", "mill", "--set", contact(OTHER))
    svc("customer", "edit", "mill", "--set", "contacts=")
    assert [word for word in (NUMBER, OTHER, MAIL, STREET) if word in in_vault(vault)] == [MAIL, STREET]
    held = json.loads(other("customer", "show", "mill", "--json", "--unmasked").out)
    assert (held["contacts"][1]["value"], held["addresses"][0]["address"]) == (MAIL, STREET)


def test_a_text_in_the_editor_lies_in_the_vault_until_it_may_be_written(
    svc: Svc, vault: Path, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    svc("new", "repair", "Cold", "-m", "Cold.")
    script = tmp_path / "editor"
    script.write_text(f"#!/bin/sh\nsed -i 's/^title:.*/title: Call {NUMBER}/' \"$1\"\n", "utf-8")
    script.chmod(0o755)
    environment.setenv("SVC_EDITOR", str(script))
    environment.setattr("svc.terminal.may_prompt", lambda: True)
    environment.setattr("svc.terminal.confirm", lambda _: False)
    said = [svc("edit", "@", "-e", status=1), svc("new", "repair", "-e", status=1)]
    drafts = sorted((vault / "drafts").iterdir())
    assert [NUMBER in draft.read_text("utf-8") for draft in drafts] == [True, True]
    assert found(svc.desk, *said) == []


def test_the_name_of_a_file_is_a_text_too(svc: Svc, vault: Path, tmp_path: Path) -> None:
    svc("new", "repair", "Cold", "-m", "Since Monday.")
    (tmp_path / f"{NUMBER}.txt").write_text("the plate")
    assert "does not belong into the history" in svc("attach", "@", str(tmp_path / f"{NUMBER}.txt"), status=1).err
    assert [path for path in (vault / "attachments").rglob("*") if path.is_file()] == []
