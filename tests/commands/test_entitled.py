"""svc warranty on a desk: an air conditioner bought on 2 July 2025, its cases, what they are entitled to and why."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from entitled import TABLES
from running import Golden, Svc

from svc.commands import entitlement

MACHINE = "AC-35.K7R2-00815"
RECORDS = {
    "products/AC-35.yaml": """\
id: AC-35
name: {en: Air conditioner AC-35, zh: 空调 AC-35}
components:
  - {id: compressor, what: compressor}
  - {id: fan, what: fan}
warranty:
  - {id: whole, months: 12}
  - {id: main, months: 36, component: compressor, covers: [parts, labour]}
""",
    f"assets/{MACHINE}.yaml": f"""\
id: {MACHINE}
product: AC-35
serial: K7R2-00815
customer: fang
made: "2025-06"
invoiced: "2025-07-02"
delivered: "2025-07-04"
extensions:
  - {{id: E7K3M, months: 2, why: late delivery}}
""",
    "customers/fang.yaml": """\
id: fang
kind: person
name: Fang Wen
agreements:
  - {id: D6Q1F, what: maintenance, from: "2026-01-01", until: "2027-12-31", covers: [travel]}
""",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk in Shanghai with one machine: in repair from 1 to 11 March 2026, and broken again."""
    import conftest

    home = tmp_path_factory.mktemp("entitled")
    with pytest.MonkeyPatch.context() as patch:
        conftest.clean(patch, home)
        patch.setenv("SVC_NOW", "2026-02-01T10:00:00+08:00")
        svc = Svc(conftest.made_desk(home))
        rules = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
        rules = rules.replace("time_zone: UTC", "time_zone: Asia/Shanghai")
        table = (TABLES / "CN.yaml").read_text(encoding="utf-8").partition("\nwarranty:\n")[2]
        faults = "\nwarranty:\n  faults: {e-17: compressor, e-21: fan}\n"
        fault_codes = "codes:\n  fault:\n    e-17: {en: winding}\n    e-21: {en: bearing}\n    e-30: {en: other}\n"
        svc.write(rules.replace("codes:\n", fault_codes, 1) + faults + table, "svc.yaml")
        for path, text in RECORDS.items():
            (svc.desk / path).parent.mkdir(exist_ok=True)
            svc.write(text, path)
        svc.git("add", ".")
        with pytest.MonkeyPatch.context() as then:
            for who in ("AUTHOR", "COMMITTER"):
                then.setenv(f"GIT_{who}_DATE", "2026-02-02T10:00:00+08:00")
            svc.git("commit", "-qm", "A machine")
        patch.setenv("SVC_NOW", "2026-03-01T10:00:00+08:00")
        first = svc("new", "repair", "Fan rattles", *ABOUT).id
        patch.setenv("SVC_NOW", "2026-03-11T10:00:00+08:00")
        svc("restore", first, "-m", "New bearing.")
    return svc.desk


ABOUT = ("-p", "AC-35", "-s", "K7R2-00815", "-c", "fang", "--channel", "phone", "--severity", "minor",
         "--set", "category=function", "-m", "As told.")  # fmt: skip


@pytest.fixture
def desk(environment: pytest.MonkeyPatch, made: Path, tmp_path: Path) -> Path:
    """The desk on the day on which the machine is broken again: 12 + 2 months and 10 days ended on 12 September."""
    environment.setenv("SVC_NOW", "2026-09-12T10:00:00+08:00")
    return Path(shutil.copytree(made, tmp_path / "desk", symlinks=True))


def opened(svc: Svc, *more: str) -> str:
    return svc("new", "repair", "Does not cool", *ABOUT, *more).id


def field(svc: Svc, name: str, case: str = "@") -> str:
    found = json.loads(svc("show", case, "--json").out).get(name, "")
    assert isinstance(found, str)
    return found


def test_the_page_of_a_machine_and_of_its_case(svc: Svc, golden: Golden) -> None:
    case = opened(svc, "--set", "occurred_at=2026-09-10")
    pages = [svc("warranty", MACHINE, "--on", "2027-01-15").out, svc("warranty", case).out]
    svc("move", case, "analysis")
    svc("edit", case, "--set", "analysis.fault_code=e-17")
    pages.append(svc("warranty", case).out)
    os.environ["SVC_LANG"] = "zh"
    pages.append(svc("warranty", case).out)
    golden("warranty/pages.txt", "\n---\n".join(pages))


@pytest.mark.parametrize(
    ("now", "occurred", "found"),
    [
        ("2026-09-14T23:59:59+08:00", "", "in"),  # 2 July + 14 months + 10 days: Saturday the 12th, so Monday
        ("2026-09-14T16:00:00+00:00", "", "unknown"),  # midnight here, the 15th; its compressor may still be in
        ("2026-09-20T10:00:00+08:00", "2026-09-14", "in"),
        ("2028-09-20T10:00:00+08:00", "", "out"),
    ],
)
def test_what_is_known_at_intake(svc: Svc, now: str, occurred: str, found: str) -> None:
    os.environ["SVC_NOW"] = now
    opened(svc, *(("--set", f"occurred_at={occurred}") if occurred else ()))
    assert field(svc, "warranty") == found
    svc("check")


def test_what_somebody_says_at_intake_stands(svc: Svc) -> None:
    opened(svc, "--set", "warranty=out")
    assert field(svc, "warranty") == "out"


def test_a_correction_judges_anew(svc: Svc) -> None:
    opened(svc)
    assert field(svc, "warranty") == "in"
    told = svc("correct", "@", "--set", "serial=K7R2-00999", "-m", "Misread.").err
    assert "the warranty was judged from what was wrong" in told
    assert field(svc, "warranty") == "unknown"
    told = svc("correct", "@", "--set", "serial=K7R2-00815", "-m", "Read right at first.").err
    assert "judged" not in told
    assert field(svc, "warranty") == "in"


def test_a_machine_that_the_desk_does_not_know_is_not_judged(svc: Svc) -> None:
    case = svc("new", "repair", "Leaks", "-p", "AC-35", "-s", "NOBODYS").id
    assert field(svc, "warranty") == ""
    assert "not known: the desk has no record of the machine AC-35.NOBODYS" in svc("warranty", case).out
    assert json.loads(svc("warranty", case, "--json").out)["state"] == "unknown"
    bare = svc("new", "repair", "Leaks").id
    assert "the case names no product and serial number" in svc("warranty", bare).out


def test_a_record_that_cannot_be_read_hinders_no_call(svc: Svc) -> None:
    svc.write("id: AC-35\nwarranty: [{months: twelve}]\n", "products/AC-35.yaml")
    told = svc("new", "repair", "Does not cool", *ABOUT)
    assert "products/AC-35.yaml:2: twelve is not a number from 1 to 9999" in told.err
    assert field(svc, "warranty") == ""
    assert "products/AC-35.yaml:2" in svc("warranty", told.id, status=1).err


def test_settled_once_it_is_known_what_is_broken(svc: Svc) -> None:
    os.environ["SVC_NOW"] = "2026-09-15T10:00:00+08:00"
    case = opened(svc)
    refused = svc("warranty", case, "--settle", status=1).err
    assert "it is not known yet what is broken" in refused
    assert "fan, whole" not in svc("warranty", case, "--settle", "--component", "pump", status=2).err
    svc("warranty", case, "--settle", "--component", "compressor", "-m", "Winding burnt out.")
    assert field(svc, "warranty") == "in"
    event = json.loads(svc("show", case, "--json").out)["log"][-1]
    assert {key: event[key] for key in ("kind", "from", "to", "component", "text")} == {
        "kind": "warranty", "from": "unknown", "to": "in", "component": "compressor",
        "text": "compressor: Winding burnt out.",
    }  # fmt: skip
    page = svc("warranty", case).out
    assert "compressor: in warranty" in page
    assert "who pays: parts warranty, labour warranty, travel contract" in page
    assert "nothing to change" in svc("warranty", case, "--settle", "--component", "compressor").err
    svc("check")
    svc("audit")


def test_settled_by_the_fault_code(svc: Svc) -> None:
    os.environ["SVC_NOW"] = "2026-09-15T10:00:00+08:00"
    case = opened(svc)
    svc("move", case, "analysis")
    svc("edit", case, "--set", "analysis.fault_code=e-30")
    assert "whether it is in warranty cannot be told" in svc("warranty", case, "--settle", status=1).err
    svc("edit", case, "--set", "analysis.fault_code=e-21")
    svc("warranty", case, "--settle")
    assert field(svc, "warranty") == "out"
    assert "who pays: parts customer, labour customer, travel contract" in svc("warranty", case).out


def test_goodwill_needs_a_reason_and_the_approval_that_its_sum_demands(svc: Svc) -> None:
    rules = (svc.desk / "svc.yaml").read_text(encoding="utf-8")
    old = "charge: [goodwill]}, of: [charge, resolution.remedy, resolution.plan], roles: [manager]"
    assert old in rules
    svc.write(rules.replace(old, f"{old}, above: 500.00 CNY"), "svc.yaml")
    svc("commit", "svc.yaml")
    os.environ["SVC_NOW"] = "2028-09-20T10:00:00+08:00"
    case = opened(svc)
    assert "goodwill needs a reason" in svc("edit", case, "--set", "charge=goodwill", status=1).err
    svc("edit", case, "--set", "charge=goodwill", "-m", "Broke two weeks after the term.")
    plain = svc("warranty", case).out
    assert "decided: goodwill, by zhao.min: Broke two weeks after the term." in plain
    assert "its approval" not in plain  # it costs nothing yet
    svc("edit", case, "--set", "resolution.plan.cost_limit=680.00 CNY")
    assert "its approval: not proposed yet" in svc("warranty", case).out
    svc.approved(case)
    assert "its approval: approved by chen.jie" in svc("warranty", case).out


def test_goodwill_by_another_door_needs_its_reason_too(svc: Svc) -> None:
    assert "goodwill needs a reason" in svc("new", "repair", "x", "--set", "charge=goodwill", status=1).err
    case = opened(svc)
    svc.write(svc.text(case).replace("\ncharge:\n", "\ncharge: goodwill\n"))
    assert "goodwill needs a reason" in svc("commit", "@", status=1).err
    svc("commit", "@", "-m", "Ten years a customer.")


def test_what_a_person_types_wrong(svc: Svc) -> None:
    case = opened(svc)
    assert "-m" not in svc("warranty", case).err
    assert svc("warranty", case, "--on", "soon", status=2).err
    told = svc("warranty", case, "--component", "compresor", status=2).err
    assert "compresor is no component of AC-35" in told
    assert "it has: compressor, fan" in told
    assert "--settle is for the day" in svc("warranty", case, "--settle", "--on", "2026-01-01", status=2).err
    assert svc("warranty", "AC-35.NOBODYS", status=1).err


def test_an_exchange_that_begins_the_term_anew(svc: Svc) -> None:
    new = RECORDS[f"assets/{MACHINE}.yaml"].replace("K7R2-00815", "K7R2-00999").replace("2025-07-0", "2026-09-0")
    svc.write(new.partition("extensions")[0] + f"replaces: {MACHINE}\n", "assets/AC-35.K7R2-00999.yaml")
    page = svc("warranty", "AC-35.K7R2-00999").out
    assert f"came in exchange for {MACHINE}: the term begins anew" in page
    assert "in until 2027-09-02" in page


def test_a_product_whose_terms_say_nothing_is_named_by_the_check(svc: Svc) -> None:
    svc.write("id: AC-35\nname: x\nwarranty: [{months: twelve, at_most: 18m}]\n", "products/AC-35.yaml")
    found = svc("check", status=1).out
    assert "products/AC-35.yaml:3: warranty.0: twelve is not a whole number" in found
    assert "products/AC-35.yaml:3: warranty.0.at_most: 18m is not a length" in found
    assert "products/AC-35.yaml:3: warranty.0: at_most and at_most_from belong together" not in found


def test_each_machine_of_a_case_is_judged_and_the_case_says_what_holds_for_all(svc: Svc) -> None:
    svc("product", "add", "HF-20", "--name", "Heater", "--set", "warranty={months: 24, starts: [delivered]}")
    for serial, day in (("S1", "2025-07-01"), ("S2", "2024-07-01"), ("S3", "2025-08-01")):
        svc("asset", "add", "HF-20", serial, "--set", f"delivered={day}")
    states = {}
    for head, items in (("", "S1 S2"), ("", "S1 S3"), ("S1", "S1 S2"), ("S2", "S1"), ("", "S2 S9")):
        numbers = [word for serial in items.split() for word in ("--set", f"items+={{serial: {serial}}}")]
        named = ["-s", head] if head else []
        svc("new", "return", f"Back {head} {items}", "-p", "HF-20", *named, *numbers, "-m", "x")
        told = json.loads(svc("warranty", "@", "--json").out)
        each = [(one["asset"], one["state"]) for one in told.get("items", [])]
        states[f"{head}: {items}"] = (json.loads(svc("show", "@", "--json").out)["warranty"], told["state"], each)
    s1, s2, s3 = ("HF-20.S1", "in"), ("HF-20.S2", "out"), ("HF-20.S3", "in")
    assert states == {
        ": S1 S2": ("unknown", "unknown", [s1, s2]),
        ": S1 S3": ("in", "in", [s1, s3]),
        "S1: S1 S2": ("in", "in", [s2]),
        "S2: S1": ("out", "out", [s1]),
        ": S2 S9": ("unknown", "unknown", [s2, ("HF-20.S9", "unknown")]),
    }
    page = svc("warranty", "@").out
    assert "2 machines, together: they differ\nHF-20.S2  out of warranty\nHF-20.S9  not known\n" in page
    assert "in until" not in page
    assert page.count("the whole machine: parts, labour, travel") == 1
    svc("edit", "@", "--set", "analysis.fault_code=e-17")
    refused = svc("warranty", "@", "--settle", status=1).err
    assert "its machines differ: HF-20.S2: out, HF-20.S9: unknown" in refused


def test_few_machines_and_many_are_judged_alike(svc: Svc, environment: pytest.MonkeyPatch) -> None:
    svc("product", "add", "FH-9", "--name", "FH-9", "--set", "warranty+={months: 12, repairs: true}")
    environment.setenv("SVC_NOW", "2026-06-01T10:00:00+08:00")
    for serial in ("A1", "A2"):
        svc("asset", "add", "FH-9", serial, "--set", "delivered=2025-12-01")
        svc("new", "repair", "Hums", "-p", "FH-9", "-s", serial, "-m", "Hums.", "--yes")
    environment.setenv("SVC_NOW", "2026-11-21T10:00:00+08:00")
    few = svc("asset", "expiring", "--within", "3650d", "product:FH-9").out
    day = "2027-05-24"  # the last of twelve months and of 174 days in repair
    environment.setattr(entitlement, "_FEW", 1)
    assert svc("asset", "expiring", "--within", "3650d", "product:FH-9").out == few
    assert [line.split("\t")[:2] for line in few.splitlines()] == [[day, key] for key in ("FH-9.A1", "FH-9.A2")]
