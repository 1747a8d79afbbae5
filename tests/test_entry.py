"""What somebody typed for a field, and what the file keeps of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import case, clerk, settings

from svc import asking, entry
from svc.commands.given import assignments
from svc.errors import RefusedError, SvcError, UsageError
from svc.i18n import set_language, tr
from svc.model import Case, Value
from svc.schema.check import check_case
from svc.schema.fields import BY_PATH, FIELDS, FIXED, FOLDED

RULES = settings()
MEASURES: list[Value] = [
    {"id": "B0001", "owner": "li.wei", "what": "Lock the press"},
    {"id": "B0002", "what": "Tell the dealers"},
]


def typed(*given: str, held: Case | None = None) -> dict[str, Value]:
    return entry.wanted(RULES, held or case(), assignments(given), clerk())


def one(given: str, held: Case | None = None) -> Value:
    [value] = typed(given, held=held).values()
    return value


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        # Codes: the code, a label of either language, a unique beginning, whatever the case and the width.
        ("severity=major", "major"),
        ("severity=严重", "major"),
        ("severity=严", "major"),
        ("severity=MAJ", "major"),
        ("severity= ｍａｊｏｒ ", "major"),
        ("channel=telephone", "phone"),
        ("channel=tele", "phone"),
        ("channel=WeChat", "wechat"),
        ("analysis.cause_category=生产", "production"),
        ("resolution.remedy=换", "replace"),
        ("analysis.fault_code=E-17", "E-17"),
        # One line: nothing that breaks it.
        ("title=Plug\ngets \u202ehot", "Plug gets hot"),
        ("title=[urgent] {plug}", "[urgent] {plug}"),
        ("resolution.refund=120 EUR", "120 EUR"),
        ("serial= ２６０７Ａ ", "2607A"),
        ("customer=华东电子", "华东电子"),
        ("assignee=me", "zhao.min"),
        ("assignee=我", "zhao.min"),
        ("feedback.told_by=li.wei", "li.wei"),
        # Texts: line by line.
        ("description=one\r\n  two  ", "one\n  two\n"),
        ("analysis.cause=[x]", "[x]\n"),
        # Dates and instants.
        ("feedback.told_at=now", "2026-11-21T09:00:00+00:00"),
        ("feedback.told_at=yesterday 16:30", "2026-11-20T16:30:00+00:00"),
        ("occurred_at=2026-11-02", "2026-11-02"),
        ("summary.effectiveness.due=today", "2026-11-21"),
        # Lists and maps.
        ("tags=leak， noise,leak", ["leak", "noise"]),
        ("tags=[noise, leak]", ["leak", "noise"]),
        ("analysis.team=me，chen.jie、li.wei", ["me", "chen.jie", "li.wei"]),
        ("refs={order: R-1, claim: 7}", {"order": "R-1", "claim": "7"}),
        ("refs.order=R-1", {"order": "R-1"}),
        ("resolution.done.B0001={at: today, by: me}", {"at": "2026-11-21", "by": "zhao.min"}),
        # A desk's own.
        ("more.region=north", "north"),
        ("more.note=a\nb", "a\nb\n"),
        ("more.list=[a, b]", ["a", "b"]),
        # Nothing.
        ("severity=", ""),
        ("tags=", ""),
        ("resolution.plan.measures= ", ""),
        ("description=\n", ""),
    ],
)
def test_what_a_field_keeps(given: str, kept: Value) -> None:
    assert one(given) == kept


@pytest.mark.parametrize(
    ("given", "held", "kept"),
    [
        ("description+=three", {"description": "one\ntwo\n"}, "one\ntwo\nthree\n"),
        ("description+=one", {}, "one\n"),
        ("description+=", {"description": "one\n"}, "one\n"),
        ("title+=again", {"title": "Plug"}, "Plug again"),
        ("tags+=leak", {"tags": ["noise", "leak"]}, ["leak", "noise"]),
        ("tags+=", {"tags": ["noise"]}, ["noise"]),
        ("analysis.team+=sun.tao", {"analysis": {"team": ["li.wei"]}}, ["li.wei", "sun.tao"]),
        ("refs+={claim: 7}", {"refs": {"order": "R-1"}}, {"order": "R-1", "claim": "7"}),
        ("refs.claim=7", {"refs": {"order": "R-1"}}, {"order": "R-1", "claim": "7"}),
        ("refs.order=", {"refs": {"order": "R-1"}}, {"order": ""}),
    ],
)
def test_what_is_added_to_what_was_there(given: str, held: dict[str, Value], kept: Value) -> None:
    assert one(given, case(**held)) == kept


def test_an_item_gets_an_id_and_its_keys_are_typed() -> None:
    [first, second, added] = items(one("resolution.plan.measures+={what: Check, owner: me, due: today}", planned()))
    assert [first["id"], second["id"]] == ["B0001", "B0002"]
    assert added == {"id": added["id"], "what": "Check", "owner": "zhao.min", "due": "2026-11-21"}
    assert added["id"] not in ("B0001", "B0002", "")


def planned() -> Case:
    return case({"resolution.plan.measures": [*MEASURES]})


def items(value: Value) -> list[dict[str, Value]]:
    assert isinstance(value, list)
    return [item for item in value if isinstance(item, dict)]


@pytest.mark.parametrize(
    ("given", "number", "kept"),
    [
        ("B0001.due=2026-12-01", 0, {"id": "B0001", "owner": "li.wei", "what": "Lock the press", "due": "2026-12-01"}),
        ("b0002.owner=me", 1, {"id": "B0002", "what": "Tell the dealers", "owner": "zhao.min"}),
        ("0.owner=", 0, {"id": "B0001", "what": "Lock the press"}),
        ("B0002={what: Tell all}", 1, {"id": "B0002", "what": "Tell all"}),
    ],
)
def test_one_item_is_changed_by_its_id(given: str, number: int, kept: Value) -> None:
    found = items(one(f"resolution.plan.measures.{given}", planned()))
    assert found[number] == kept
    assert found[1 - number] == MEASURES[1 - number]


def test_an_item_emptied_is_gone() -> None:
    assert one("resolution.plan.measures.B0001=", planned()) == MEASURES[1:]


def test_several_options_build_on_one_another() -> None:
    given = ("tags+=leak", "tags+=noise", "refs.order=1", "refs.claim=2", "severity=minor", "severity=major")
    assert typed(*given) == {"tags": ["leak", "noise"], "refs": {"order": "1", "claim": "2"}, "severity": "major"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("severity=huge", "is not a known severity"),
        ("severity=huge", "known are minor, major, safety"),
        ("severity=mayor", "did you mean major?"),
        ("severity=m", "may be several: minor, major"),
        ("charge=c", "may be several: contract, customer, carrier"),
        ("severity=[major]", "is not a known severity"),
        ("title=" + "x" * 201, "200 characters at most, this one has 201"),
        ("title={a: b}x", ""),
        ("feedback.told_at=soon", "is not a time"),
        ("summary.effectiveness.due=now", "is not a date"),
        ("feedback.internal=chen.jie", "is a list of small maps"),
        ("feedback.internal+=[chen.jie]", "is a list of small maps"),
        ("resolution.plan.measures+={due: soon}", "is not a time svc understands"),
        ("resolution.tests+={result: perhaps}", "is not a known result"),
        ("resolution.tests.B0009.result=pass", "has no item B0009"),
        ("resolution.done.B0001=yes", "is a small map"),
        ("refs=R-1", "is a small map"),
        ("severity+=major", "holds one value"),
        ("feedback.told_at+=now", "holds one value"),
        ("analysis=x", "is a section"),
        ("more=x", "is a section"),
        ("summary.effectiveness=x", "is a section"),
        ("severty=minor", "did you mean severity"),
        ("cause=x", "did you mean analysis.cause"),
        ("zzzz=x", "--set more.zzzz="),
        ("stage=closed", "svc move"),
        ("waiting=parts", "svc commit"),
        ("notes.A0000=x", "svc note"),
        ("log+={kind: open}", "is not set by an option"),
        ("log.0.at=now", "is not set by an option"),
        ("reviews+={of: resolution.plan}", "is not set by an option"),
        ("id=C-1", "never changes"),
        ("opened_at=now", "never changes"),
        ("opened_by=me", "never changes"),
    ],
)
def test_what_is_refused(given: str, says: str) -> None:
    if not says:
        assert one(given) == "{a: b}x"
        return
    with pytest.raises((UsageError, RefusedError)) as error:
        typed(given)
    assert says in f"{error.value.message} {error.value.hint}"
    assert error.value.hint or isinstance(error.value, RefusedError)


def test_every_field_is_settable_or_says_why_not() -> None:
    for field in FIELDS:
        top = field.path.split(".")[0]
        if top in FIXED | FOLDED or field.kind in ("section", "free"):
            with pytest.raises(SvcError):
                entry.settable(field.path)
        else:
            entry.settable(field.path)


@pytest.mark.parametrize("name", [f.path for f in FIELDS if f.kind == "code"])
def test_every_code_is_understood_by_its_labels(name: str) -> None:
    for code, labels in RULES.codes.get(BY_PATH[name].codes, {}).items():
        for word in (code, code.upper(), *labels.values()):
            assert entry.code(RULES, BY_PATH[name].codes, name, word) == code


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
TYPED = st.sampled_from([f.path for f in FIELDS if f.path.split(".")[0] not in FIXED | FOLDED])


@given(TYPED, WORDS, st.booleans())
def test_what_is_kept_is_valid_and_kept_again(name: str, text: str, add: bool) -> None:
    """Whatever is typed, it is refused, or the checks find nothing wrong with it and it stays as it is."""
    try:
        found = entry.wanted(RULES, case(), [entry.Assignment(name, text, add)], clerk())
    except (UsageError, RefusedError):
        return
    held = case(dict(found), customer="c") if name != "title" else case(**found)
    wrong = [p for p in check_case(held.data, held.path, RULES, lambda _: 0) if p.field.startswith(name)]
    assert [str(p.message) for p in wrong if "is missing" not in str(p.message)] == []
    kept = found[name]
    if isinstance(kept, str) and not add:
        again = entry.wanted(RULES, case(), [entry.Assignment(name, kept)], clerk())
        assert again[name] == kept


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("severity", "--set severity=..."),
        ("title", "--set title='...'"),
        ("assignee", "--set assignee=WHO"),
        ("feedback.told_at", "--set feedback.told_at=now"),
        ("summary.effectiveness.due", "--set summary.effectiveness.due=YYYY-MM-DD"),
        ("analysis.team", "--set 'analysis.team=..., ...'"),
        ("resolution.plan.measures", "--set 'resolution.plan.measures+={what: ..., owner: ..., due: ...}'"),
        ("resolution.plan.measures.B0001.due", "--set resolution.plan.measures.B0001.due=YYYY-MM-DD"),
        ("resolution.done.B0001", "--set 'resolution.done.B0001+={at: ..., by: ..., evidence: ...}'"),
        ("more.region", "--set more.region='...'"),
    ],
)
def test_how_a_field_is_asked_for(name: str, option: str) -> None:
    assert asking.option(name) == option


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("severity", "severity"),
        ("analysis.cause", "root cause"),
        ("summary.effectiveness.due", "effectiveness check: due"),
        ("resolution.plan.measures", "measures"),
        ("resolution.plan.cost_limit", "plan: cost limit"),
        ("more.region", "region"),
    ],
)
def test_what_a_field_is_called(name: str, label: str) -> None:
    assert tr(asking.label(name)) == label


def test_what_is_asked_is_told_in_the_language_in_force() -> None:
    need = asking.need(("severity",), case(), RULES)
    assert tr(need) == "severity  --set severity=...  (minor, major, safety)"
    set_language("zh")
    try:
        need = asking.need(("severity",), case(), RULES)
        assert tr(need) == "严重度  --set 严重度=...  （一般、严重、安全）"
    finally:
        set_language("en")
