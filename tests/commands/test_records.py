"""svc customer, product, asset: made, changed, found, given other keys, with everything that names them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from campaigns import rekeys
from running import Golden, Svc

from svc import customers, skills
from svc.commands import duplicates
from svc.model import Case, Data, Record, Value


@pytest.fixture
def kept(svc: Svc) -> Svc:
    """A desk with a customer, a product, a machine, and a case that names all three."""
    svc("customer", "add", "northmill", "--name", "Northmill Joinery", "--set", "tier=gold")
    svc("product", "add", "HF-20", "--name", "Fan heater HF-20")
    svc("asset", "add", "HF-20", "2607a 00417", "--set", "customer=northmill")
    svc("new", "repair", "Does not heat", "-c", "northmill", "-p", "HF-20", "-s", "2607A00417", "-m", "Cold.")
    return svc


def case(svc: Svc) -> dict[str, object]:
    found = json.loads(svc("show", "@", "--json").out)
    assert isinstance(found, dict)
    return found


def record(svc: Svc, kind: str, key: str) -> dict[str, object]:
    more = ["--unmasked"] if kind == "customer" else []
    found = json.loads(svc(kind, "show", key, "--json", *more).out)
    assert isinstance(found, dict)
    return found


def subject(svc: Svc) -> str:
    return svc.git("log", "-1", "--format=%s").strip()


def test_a_record_is_a_form_with_what_is_known_filled_in(kept: Svc, desk: Path) -> None:
    text = (desk / "customers/northmill.yaml").read_text("utf-8")
    assert text.startswith("id: northmill\n\nkind:\n\nname: Northmill Joinery\n\nalso:\n\ntier: gold\n\nowner:\n")
    assert "former" not in text
    assert kept("check").err == "5 files, no problems\n"


def test_fields_are_typed_by_the_table_of_their_kind(kept: Svc) -> None:
    contact = "contacts+={name: Ann Lee, via: telephone, value: 0113, confirmed: today}"
    kept("customer", "edit", "north", "--set", contact, "--set", "opt_outs=survey, marketing", "--set", "owner=me")
    found = record(kept, "customer", "northmill")
    held = found["contacts"]
    assert isinstance(held, list)
    assert {**held[0], "id": ""} == {
        "id": "", "name": "Ann Lee", "via": "phone", "value": "0113", "confirmed": "2026-11-21"}  # fmt: skip
    assert (found["opt_outs"], found["owner"]) == (["marketing", "survey"], "zhao.min")
    assert subject(kept) == "customers/northmill: edit contacts, opt_outs, owner"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("customer edit northmill --set teir=gold", "teir is not a field\ndid you mean tier?\n"),
        ("customer edit northmill --set id=x", "the key of a record is changed by rename\n"),
        ("customer add a/b --name B", "'a/b' is no key: letters, digits, . _ + -, at most 100 of them\n"),
        ("customer add CON --name B", "'CON' is no key"),
        ("customer add northmill --name B", "customers/northmill.yaml is there already\n"),
        ("customer add b", "name is missing"),
        ("customer show nobody", "no customer 'nobody'\nsvc customer list shows them\n"),
        ("customer show northmill --sort name", "svc customer show takes no --sort\n"),
        ("customer rename northmill", "two keys belong here"),
        ("asset add HF-20", "missing: PRODUCT SERIAL\n"),
        ("asset add HF-30 1", "there is no product HF-30: svc product add HF-30\n"),
        ("asset edit 00417 --set customer=nobody", "there is no customer nobody: svc customer add nobody\n"),
        ("asset edit 00417 --set serial=33", "so the key must be HF-20.33: svc asset rename HF-20.2607A00417 HF-20.33"),
        ("asset edit 00417 --set delivered=soon", "soon"),
        ("asset edit 00417 --set 'extensions+={days: 3, case: C-2611-00000000}'", "there is no case C-2611-00000000"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(kept: Svc, words: str, said: str) -> None:
    import shlex

    before = kept.git("rev-parse", "HEAD")
    told, status = kept.run(*shlex.split(words))
    assert status in (1, 2)
    assert said in told.err
    assert kept.git("rev-parse", "HEAD") == before
    assert kept.git("status", "--porcelain") == ""


def test_a_renamed_customer_is_renamed_wherever_it_is_named(kept: Svc, desk: Path) -> None:
    kept("customer", "rename", "northmill", "nm-leeds", "-m", "The key of the old system.")
    assert case(kept)["customer"] == "nm-leeds"
    assert record(kept, "asset", "00417")["customer"] == "nm-leeds"
    assert record(kept, "customer", "northmill") == {
        "id": "nm-leeds", "name": "Northmill Joinery", "tier": "gold", "former": ["northmill"]}  # fmt: skip
    assert not (desk / "customers/northmill.yaml").exists()
    assert subject(kept) == "customers/northmill: rename to customers/nm-leeds"
    assert len(kept.git("show", "--format=", "--name-only", "--no-renames").split()) == 4
    assert kept("check").err == "5 files, no problems\n"
    assert kept("audit").err == "the history tells what the files tell\n"


def test_a_renamed_product_takes_its_machines_along(kept: Svc) -> None:
    kept("product", "rename", "HF-20", "HF-20A")
    assert record(kept, "asset", "00417")["id"] == "HF-20A.2607A00417"
    assert (case(kept)["product"], case(kept)["serial"]) == ("HF-20A", "2607A00417")
    assert [event["kind"] for event in case(kept)["log"]] == ["open", "product"]  # type: ignore[attr-defined]
    assert kept("audit").err == "the history tells what the files tell\n"


def test_a_serial_number_is_put_right_in_the_cases_too(kept: Svc) -> None:
    kept("asset", "rename", "00417", "2607A00471", "-m", "Misread.")
    assert case(kept)["serial"] == "2607A00471"
    assert "serial number changed  2607A00417 -> 2607A00471" in kept("log", "@").out


def test_two_customers_made_one_keep_what_either_knew(kept: Svc) -> None:
    kept("customer", "add", "nm2", "--name", "North Mill", "--set", "tier=silver", "--set", "place=Leeds", "--set",
         "contacts={name: Ann Lee, value: 0113}")  # fmt: skip
    kept("customer", "edit", "northmill", "--set", "contacts={name: Ann Lee, value: 0113}")
    kept("customer", "edit", "nm2", "--set", "addresses={address: Mill Lane}")
    kept("customer", "edit", "northmill", "--set", "addresses={address: New Mill}")
    kept("new", "enquiry", "Which filter?", "-c", "nm2", "-m", "Asks.")
    told = kept("customer", "merge", "nm2", "northmill")
    assert told.err.endswith("with it 1 case and 0 other records\nnot taken over: tier silver\n")
    found = record(kept, "customer", "nm2")
    assert (found["id"], found["name"], found["also"]) == ("northmill", "Northmill Joinery", ["North Mill"])
    assert (found["tier"], found["place"], found["former"]) == ("gold", "Leeds", ["nm2"])
    assert len(found["contacts"]) == 1  # type: ignore[arg-type]
    first, second = found["addresses"]  # type: ignore[misc]
    assert (first["address"], second["address"], first["id"] == second["id"]) == ("New Mill", "Mill Lane", False)
    assert case(kept)["customer"] == "northmill"
    assert kept("check").err == "6 files, no problems\n"


def test_a_dry_run_changes_nothing(kept: Svc) -> None:
    before = kept.git("rev-parse", "HEAD")
    told = kept("customer", "rename", "northmill", "nm", "--dry-run")
    assert "with it 1 case and 1 other record" in told.err
    assert kept.git("rev-parse", "HEAD") == before


def test_a_hand_edit_that_nobody_took_in_stops_a_rename(kept: Svc, desk: Path) -> None:
    place = desk / "assets/HF-20.2607A00417.yaml"
    place.write_text(place.read_text("utf-8").replace("batch:", "batch: B7"), "utf-8")
    told, status = kept.run("customer", "rename", "northmill", "nm")
    assert (status, "has edits that are not committed" in told.err) == (1, True)
    assert record(kept, "customer", "northmill")["id"] == "northmill"
    kept("commit", "assets/HF-20.2607A00417.yaml")
    kept("customer", "rename", "northmill", "nm")


def test_records_answer_to_queries(kept: Svc) -> None:
    kept("customer", "add", "wang", "--name", "王芳", "--set", "tier=standard", "--set", "place=苏州")
    both = ["northmill", "wang"]
    for query, keys in (
        ("tier:gold", ["northmill"]), ("王芳", ["wang"]), ("place~州 or joinery", both), ("-tier:gold", ["wang"]),
        ("owner:none", both),
    ):  # fmt: skip
        found = json.loads(kept("customer", "list", query, "--json").out)
        assert [one["id"] for one in found] == keys
    assert kept("customer", "list", "--sort=-name", "--fields", "id,name").out == (
        "wang\t王芳\nnorthmill\tNorthmill Joinery\n"
    )


def test_the_history_tells_of_records(kept: Svc) -> None:
    kept("customer", "edit", "northmill", "--set", "tier=silver", "-m", "Paid late.")
    kept("customer", "rename", "northmill", "nm")
    lines = kept("log", "customers/northmill").out.splitlines()
    assert [line.split("\t")[-1] for line in lines] == [
        "is customers/nm now", "tier: silver; Paid late.", "added; customer's name: Northmill Joinery"]  # fmt: skip
    assert "\tcustomers/nm\t" in kept("log").out


def test_a_kind_that_the_desk_keeps_must_be_there(kept: Svc, desk: Path) -> None:
    settings = desk / "svc.yaml"
    settings.write_text(settings.read_text("utf-8") + "\nrecords:\n  required: [customer, asset]\n", "utf-8")
    kept("commit", "svc.yaml")
    for words in ("new repair X -c nobody", "edit @ --set customer=x/../y", "edit @ --set serial=999",
                  "correct @ --set customer=nobody -m No."):  # fmt: skip
        told, status = kept.run(*words.split())
        assert (status, told.err.startswith("there is no ")) == (1, True), told.err
    (one,) = (desk / "cases").rglob("*.yaml")
    one.write_text(one.read_text("utf-8").replace("customer: northmill", "customer: nobody"), "utf-8")
    told, status = kept.run("commit")
    assert (status, "there is no customer nobody" in told.err) == (1, True)
    told, status = kept.run("check")
    assert (status, f"{one.relative_to(desk)}:" in told.out) == (1, True)
    assert "customer: there is no customer nobody: svc customer add nobody" in told.out


def test_check_names_each_wrong_record_with_its_line(kept: Svc, desk: Path) -> None:
    asset, customer = desk / "assets/HF-20.2607A00417.yaml", desk / "customers/northmill.yaml"
    asset.write_text(asset.read_text("utf-8").replace("customer: northmill", "customer: gone"), "utf-8")
    (desk / "customers/Northmill.yaml").write_text(customer.read_text("utf-8"), "utf-8")
    customer.write_text(customer.read_text("utf-8").replace("tier: gold", "teir: gold\n\ntier: [gold]"), "utf-8")
    (desk / "products/X.yaml").write_text("id: Y\nname: {a: b}\nid: Z\n", "utf-8")
    told, status = kept.run("check")
    assert status == 1
    for line in (
        "assets/HF-20.2607A00417.yaml:6: customer: there is no customer gone: svc customer add gone",
        "customers/Northmill.yaml:1: id: the file of northmill must be named northmill.yaml",
        "customers/northmill.yaml: id: northmill and Northmill differ in capitals alone",
        "customers/northmill.yaml:9: teir: teir is not a field; did you mean tier?",
        "customers/northmill.yaml:11: tier: tier must be a text",
        "products/X.yaml:3: id: id stands twice, first on line 1: keep one",
    ):
        assert line in told.out, told.out


def test_a_case_takes_over_what_policies_use(kept: Svc) -> None:
    kept("customer", "edit", "northmill", "--set", "agreements={what: service, from: 2026-01-01, until: 2026-11-21}",
         "--set", "agreements+={what: old, from: 2025-01-01, until: 2026-11-20}")  # fmt: skip
    (held, _) = record(kept, "customer", "northmill")["agreements"]  # type: ignore[misc]
    kept("new", "repair", "Y", "-c", "northmill", "-m", "Y.")
    assert (case(kept)["tier"], case(kept)["agreement"]) == ("gold", held["id"])
    kept("new", "repair", "Z", "-c", "northmill", "--set", "tier=none", "-m", "Z.")
    assert case(kept)["tier"] == "none"
    kept("new", "repair", "W", "-c", "../customers/northmill", "-m", "W.")
    assert "tier" not in case(kept)


def test_what_nobody_confirmed_is_asked_about_until_somebody_does(kept: Svc) -> None:
    old = "contacts={via: phone, value: 0113 496 0000, confirmed: 2025-11-20}"
    kept("customer", "edit", "northmill", "--set", old, "--set", "addresses={address: Mill, confirmed: 2025-11-21}")
    asked = "please confirm: phone 0113 496 0000 (last confirmed: 2025-11-20)\nthen: svc customer confirm northmill\n"
    assert kept("new", "repair", "Again cold", "-c", "northmill", "-m", "Cold.").err.endswith(asked)
    assert kept("contact", "@", "in", "--via", "phone", "-m", "Still cold.").err == asked
    assert kept("contact", "@", "out", "--internal", "-m", "Told the driver.").err == ""
    assert kept("customer", "stale").out == "2025-11-20\tnorthmill\tcontact details\tphone 011* *** 0000\n"
    assert "phone 0113 496 0000" in kept("customer", "stale", "--unmasked").out
    assert kept("customer", "stale", "tier:silver").out == ""
    told, status = kept.run("customer", "confirm", "northmill", "NOT00")
    assert (status, "has no contact and no address NOT00" in told.err) == (1, True)
    kept("customer", "confirm", "northmill")
    assert kept("customer", "stale").out == ""
    assert kept("contact", "@", "in", "--via", "phone", "-m", "Warm.").err == ""
    assert subject(kept).endswith(": contact in phone")


def test_a_customer_on_a_page(kept: Svc, golden: Golden, environment: pytest.MonkeyPatch) -> None:
    kept("customer", "edit", "northmill", "--set", "contacts={name: Ann Lee, via: phone, value: 0113 496 0000}")
    kept("promise", "@", "--until", "2026-11-23", "-m", "An engineer.")
    kept("new", "complaint", "Plug gets hot", "-c", "northmill", "-p", "HF-20", "-s", "2607 A00417", "--severity",
         "safety", "--channel", "phone", "-m", "Hot.", "--at", "2026-11-19 08:00")  # fmt: skip
    kept("new", "enquiry", "Another customer's", "-c", "wang", "-m", "Asks.")
    golden("customer_page.txt", kept("customer", "show", "northmill", "--unmasked").out)
    environment.setenv("SVC_LANG", "zh")
    golden("customer_page.zh.txt", kept("customer", "show", "northmill", "--unmasked").out)


def test_machines_come_in_by_a_table_all_or_none(kept: Svc, desk: Path) -> None:
    table = desk.parent / "shipped.csv"
    rows = ("Product,serial number,客户,delivered", "HF-20,2607A00417,northmill,", "HF-20,0123,northmill,2026-11-02")
    table.write_text("".join(f"{row}\n" for row in rows), "utf-8")
    told = kept("asset", "register", str(table), "--dry-run")
    assert (told.out, told.err) == ("HF-20.0123\n", "1 record added, 1 there already\nnothing was done: --dry-run\n")
    told = kept("asset", "register", str(table))
    assert (told.out, told.err) == ("HF-20.0123\n", "1 record added, 1 there already\n")
    assert record(kept, "asset", "0123")["delivered"] == "2026-11-02"
    assert kept("asset", "register", str(table)).err == "0 records added, 2 there already\n"
    assert subject(kept) == "assets: add 1"
    before = kept.git("rev-parse", "HEAD")
    for text, said in (
        ("product,serial\nHF-20,9\nHF-99,10\n", "there is no product HF-99"),
        ("product,serial,delivered\nHF-20,9,\nHF-20,10,soon\n", "shipped.csv:3: "),
        ("product,serial,customer\nHF-20,0123,other\n", "shipped.csv:2: assets/HF-20.0123.yaml is there already"),
        ("product,serial,colour\nHF-20,9,red\n", "the column 'colour' is no field of assets"),
        ("product,serial\nHF-20,\n", "shipped.csv:2: missing: product serial"),
    ):
        table.write_text(text)
        refused, status = kept.run("asset", "register", str(table))
        assert (status in (1, 2), said in refused.err) == (True, True), refused.err
    assert kept.git("rev-parse", "HEAD") == before


def test_a_machine_on_a_page_and_what_ends_soon(kept: Svc, golden: Golden) -> None:
    terms = "warranty={from: 2025-01-01, months: 24, starts: [delivered], covers: [parts, labour]}"
    kept("product", "edit", "HF-20", "--set", terms)
    kept("asset", "edit", "00417", "--set", "delivered=2025-01-10", "--set",
         "configuration={what: voltage, value: 400 V, from: 2025-01-10}")  # fmt: skip
    kept("asset", "add", "HF-20", "77", "--set", "customer=northmill", "--set", "delivered=2026-11-01")
    golden("asset_page.txt", kept("asset", "show", "00417").out)
    assert kept("asset", "expiring").out == "2027-01-10\tHF-20.2607A00417\tnorthmill\t\tparts, labour\n"
    assert kept("asset", "expiring", "--within", "49d").out == ""
    assert kept("asset", "expiring", "--within", "2027-01-10").out.startswith("2027-01-10")
    assert kept("asset", "expiring", "customer:nobody").out == ""
    assert kept.run("asset", "list", "--within", "5d")[1] == 2


def test_whatever_is_renamed_or_merged_nothing_names_what_is_gone(svc: Svc) -> None:
    """Some of what ``make campaign`` does a thousand times."""
    figures = rekeys.run(svc, 12, 5)
    assert figures.wrong == []


def test_a_machine_that_took_over_the_one_it_came_for_came_for_none(kept: Svc, desk: Path) -> None:
    kept("asset", "add", "HF-20", "1")
    kept("asset", "add", "HF-20", "2", "--set", "replaces=HF-20.1")
    kept("asset", "edit", "HF-20.1", "--set", "replaced_by=HF-20.2")
    kept("asset", "merge", "HF-20.1", "HF-20.2")
    held = record(kept, "asset", "HF-20.2")
    assert (held.get("replaces"), held.get("replaced_by"), held["former"]) == (None, None, ["HF-20.1"])
    place = desk / "assets/HF-20.2.yaml"
    place.write_text(place.read_text("utf-8").replace("replaced_by:", "replaced_by: HF-20.2"), "utf-8")
    assert "exchanged for names the record itself" in kept("check", status=1).out


@pytest.mark.parametrize("many", [2000, 0], ids=["few", "many"])
def test_a_customer_entered_twice_is_told_and_stays_two_until_somebody_says_what_it_is(
    kept: Svc, environment: pytest.MonkeyPatch, many: int
) -> None:
    environment.setattr(duplicates, "MANY", many)
    kept("customer", "edit", "northmill", "--set", "contacts+={via: phone, value: 0113 496 0000}")
    told = kept("customer", "add", "nm2", "--name", "NORTHMILL JOINERY LTD", "--set",
                "contacts+={via: phone, value: '+44 (0)113-4960000'}")  # fmt: skip
    assert told.out == "nm2\n"
    assert told.err == (
        "looks like northmill, Northmill Joinery: telephone 1134960000, name northmilljoinery\n"
        "one and the same: svc customer merge nm2 northmill\n"
        "or two: svc customer edit northmill --set distinct+=nm2\n"
    )
    (pair,) = json.loads(kept("customer", "duplicates", "--json").out)
    assert (pair["strength"], pair["customer"], pair["other"]) == ("strong", "northmill", "nm2")
    assert pair["merge"] == "svc customer merge nm2 northmill"
    assert json.loads(kept("customer", "duplicates", "tier:silver", "--json").out) == []
    kept("customer", "edit", "northmill", "--set", "distinct+=nm2")
    assert kept("customer", "duplicates", "--format", "table").err == "no customer looks like another one\n"
    assert kept("customer", "edit", "nm2", "--set", "distinct=nm2", status=1).err.endswith(
        "another one than names the record itself\n"
    )
    kept("customer", "merge", "nm2", "northmill")
    assert "distinct" not in record(kept, "customer", "northmill")
    assert kept("check").err == "5 files, no problems\n"


def test_edits_by_hand_are_taken_in_with_the_cases_that_name_them(kept: Svc, desk: Path) -> None:
    (desk / "customers/new.yaml").write_text("id: new\nname: New Mill\n", "utf-8")
    name = case(kept)["id"]
    for path, old, new in (
        ("products/HF-20.yaml", "name: Fan heater HF-20", "name: Fan heater"),
        (f"cases/2026/11/{name}.yaml", "customer: northmill", "customer: new"),
    ):
        place = desk / path
        text = place.read_text("utf-8")
        assert old in text
        place.write_text(text.replace(old, new), "utf-8")
    assert kept("commit").out.split() == ["customers/new.yaml", "products/HF-20.yaml", name]
    assert kept("commit").err == "nothing was edited by hand\n"
    assert kept.git("status", "--porcelain") == ""
    (desk / "customers/new.yaml").unlink()
    assert "was deleted by hand" in kept("commit", status=1).err


def test_what_a_customer_does_not_want_is_said_and_what_happened_is_kept(kept: Svc) -> None:
    mail = "contacts+={via: mail, value: ann@mill.example, confirmed: today}"
    kept("customer", "edit", "northmill", "--set", "opt_outs=phone, survey", "--set", mail)
    assert "the customer does not want  telephone, surveys" in kept("show", "@").out.replace("   ", " ")
    told = kept("contact", "@", "out", "--via", "phone", "-m", "May we come?")
    assert told.err == "northmill does not want: telephone\nthey can be reached by: mail\n"
    assert "May we come?" in kept("show", "@").out
    assert kept("contact", "@", "out", "--via", "mail", "-m", "May we come?").err == ""
    kept("contact", "@", "in", "--via", "phone", "-m", "Call me back.")
    assert kept("contact", "@", "out", "--via", "phone", "-m", "Tuesday.").err == ""
    assert kept("customer", "list", "-opt_outs:survey").out == ""


@pytest.mark.parametrize(
    ("opt_outs", "channel", "severity", "via", "is_unwanted"),
    [
        (["phone"], "mail", "minor", "phone", True),
        (["phone"], "phone", "minor", "phone", False),
        (["phone"], "mail", "safety", "phone", False),
        (["phone"], "mail", "minor", "mail", False),
        (["survey"], "", "", "phone", False),
        ([], "", "", "phone", False),
    ],
)
def test_a_channel_is_unwanted_but_for_an_answer_and_for_safety(
    opt_outs: list[Value], channel: str, severity: str, via: str, is_unwanted: bool
) -> None:
    case = Case({"id": "C", "channel": channel, "severity": severity}, "")
    customer = Record({"id": "c", "opt_outs": opt_outs, "contacts": [{"via": "mail"}, {"via": "phone"}]}, "")
    assert customers.is_unwanted(customer, case, via) is is_unwanted
    assert customers.ways(customer) == [way for way in ("mail", "phone") if way not in opt_outs]


def test_whoever_takes_a_case_up_reads_where_to_go_and_who_can_do_it(kept: Svc, desk: Path) -> None:
    kept("product", "edit", "HF-20", "--set", "skills=heating, safety")
    kept("asset", "edit", "00417", "--set", "place=Leeds, hall 2")
    assert "skills required  heating, safety: nobody has them all" in " ".join(kept("show", "@").out.split(" " * 3))
    for who, said in (("li.wei", "{heating: 3, safety: 2}"), ("sun.tao", "[heating, safety]"), ("wu.hao", "[heating]")):
        (desk / "people").mkdir(exist_ok=True)
        (desk / f"people/{who}.yaml").write_text(f"id: {who}\nname: {who}\n\nskills: {said}\n", "utf-8")
    page = re.sub(" +", " ", kept("show", "@").out)
    assert "\n stands in Leeds, hall 2\n skills required heating, safety: li.wei, sun.tao\n" in page


@pytest.mark.parametrize(
    ("wanted", "who"),
    [
        (["heating"], ["b", "a", "c"]),
        (["heating", "safety"], ["a", "c"]),
        (["gas"], []),
        ([], []),
    ],
)
def test_who_has_the_skills_best_stands_first(wanted: list[str], who: list[str]) -> None:
    people: list[Data] = [
        {"id": "a", "skills": {"heating": "2", "safety": "3"}}, {"id": "b", "skills": {"heating": "3"}},
        {"id": "c", "skills": ["heating", "safety"]}, {"id": "d", "skills": {"heating": "0"}}, {"id": "e"},
    ]  # fmt: skip
    assert skills.skilled(wanted, people) == who
