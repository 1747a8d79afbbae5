"""Which customers may be one and the same: what is compared, and how well that finds planted pairs."""

from __future__ import annotations

import pytest
from campaigns import twofold

from svc.alike import folding
from svc.alike.hints import Hints
from svc.alike.judging import doubles, like
from svc.model import Data, Record


@pytest.mark.parametrize(
    ("one", "two", "is_same"),
    [
        ("0113 496 0000", "+44 113 496 0000", True),
        ("0113 496 0000", "+44 (0)113-496.0000", True),
        ("0113 496 0000", "0044 113 4960000", True),
        ("0113 496 0000 ext. 12", "01134960000", True),
        ("13912345678", "+86 139 1234 5678", True),
        ("13912345678", "86-139-1234-5678", True),
        ("１３９１２３４５６７８", "139 1234 5678", True),
        ("0571-87654321", "(0086) 571 8765 4321", True),
        ("0571-87654321转8001", "0571 87654321", True),
        ("+1 212 555 0100", "212-555-0100", True),
        ("8765 4321", "87654321", True),
        ("8765 4321", "0571-87654321", False),  # without its area code it is the number of many towns
        ("+60 5-555 0142", "05-555 0142", True),
        ("+852 2345 6789", "2345 6789", True),
        ("+852 2345 6789", "0571-23456789", False),
        ("+44 113 496 0000", "+49 113 496 0000", False),
        ("0113 496 0000", "0113 496 0001", False),
        ("13912345678", "23912345678", False),
    ],
)
def test_a_telephone_number_is_one_however_it_is_written(one: str, two: str, is_same: bool) -> None:
    first, second = folding.phone(one), folding.phone(two)
    assert first
    assert second
    assert (first.is_same(second), second.is_same(first)) == (is_same, is_same)
    assert first.key == second.key or not is_same


@pytest.mark.parametrize("text", ["", "vault", "12345", "ann@mill.example", "1234 5678 9012 3456 7890"])
def test_what_is_no_telephone_number_is_none(text: str) -> None:
    assert folding.phone(text) is None


@pytest.mark.parametrize(
    ("text", "is_mail"),
    [
        ("Ann.Lee@Mill.Example", "ann.lee@mill.example"),
        ("ａｎｎ＠ｍｉｌｌ．ｅｘａｍｐｌｅ", "ann@mill.example"),
        ("<mailto:ann@mill.example>", "ann@mill.example"),
        ("mailto:ann+claims@mill.example", "ann@mill.example"),
        ("ann@googlemail.com", "ann@gmail.com"),
        ("ann", ""),
    ],
)
def test_a_mail_address_is_compared_without_case_width_and_tags(text: str, is_mail: str) -> None:
    assert folding.mail(text) == is_mail


def customer(key: str, name: str, phone: str = "", mail: str = "", address: str = "", **more: str) -> Record:
    data: Data = {"id": key, "name": name, **more}
    data["contacts"] = [{"value": value} for value in (phone, mail) if value]
    data["addresses"] = [{"address": address}] if address else ""
    return Record(data, "")


@pytest.mark.parametrize(
    ("one", "two", "strength", "signs"),
    [
        (("Northmill Joinery Ltd", "0113 496 0000"), ("NORTHMILL JOINERY", "+44 113 4960000"), "strong", "phone firm"),
        (("Lee, Ann", "", "a@x.example"), ("Ann Lee", "", "A@X.example"), "strong", "mail person"),
        (("苏州天成机械有限公司",), ("蘇州天成機械股份有限公司",), "likely", "firm"),
        (("杭州市天成机械有限公司",), ("杭州天成机械",), "likely", "firm"),
        (("Schäfer & Söhne GmbH",), ("Schafer und Sohne",), "likely", "firm"),
        (("Northmill Joinery", "", "", "2 Mill Ln"), ("Northmil Joinery", "", "", "2 Mill Lane"), "strong",
         "like-name address"),
        (("张伟", "13912345678"), ("张伟", "13812345678"), "", ""),
        (("张伟", "13912345678"), ("李娜", "+8613912345678"), "perhaps", "phone other-name"),
        (("张伟",), ("张炜",), "", ""),
        (("上海第一医院器械公司",), ("上海第二医院器械公司",), "", ""),
        (("Unit 4 Foods Ltd",), ("Unit 5 Foods Ltd",), "", ""),
        (("A", "", "", "12 Mill Lane"), ("B", "", "", "12 Mill Lane"), "", ""),
        (("Ann Lee", "", "", "江苏省苏州市星湖街218号"), ("Lee Ann", "", "", "蘇州星湖街２１８號"), "likely",
         "person like-address"),
    ],
)  # fmt: skip
def test_a_pair_is_shown_with_what_speaks_for_it(
    one: tuple[str, ...], two: tuple[str, ...], strength: str, signs: str
) -> None:
    a, b = customer("a", *one), customer("b", *two)
    found = doubles([a, b])
    told = [(pair.strength, " ".join(sign.code for sign in pair.signs)) for pair in found]
    expected = [(strength, signs)] if strength else []
    assert told == expected
    assert [pair.strength for pair in like(b, [a, b])] == [how for how, _ in expected]


def test_nobody_who_is_said_to_be_another_one_is_shown() -> None:
    one, two = customer("a", "Mill Foods Ltd"), customer("b", "Mill Foods Ltd")
    assert len(doubles([one, two])) == 1
    assert not doubles([one, Record({**two.data, "distinct": ["a"]}, "")])
    assert not doubles([Record({**one.data, "distinct": "b"}, ""), two])


def test_what_many_share_says_little() -> None:
    tenants = [customer(word, f"{word} Foods Ltd", "0113 496 0000") for word in ("Ash", "Birch", "Cedar")]
    assert len(doubles(tenants)) == 3
    more = [customer(word, f"{word} Bakers", "0113 496 0000") for word in ("Elm", "Fir", "Hazel")]
    assert not doubles([*tenants, *more])
    assert not like(more[0], [*tenants, *more])


def test_the_one_that_says_more_is_to_stay() -> None:
    full = customer("z", "Mill Foods Ltd", "0113 496 0000", place="Leeds", tier="gold")
    (pair,) = doubles([customer("a", "Mill Foods Ltd", "0113 496 0000"), full])
    assert (pair.kept.id, pair.other.id) == ("z", "a")


def test_planted_pairs_are_found_and_little_else() -> None:
    for seed in range(3):
        found = twofold.run(500, 30, seed)
        assert found.recall >= 0.9, str(found)
        assert found.precision("strong", "likely") >= 0.9, str(found)
        assert found.precision() >= 0.75, str(found)


def test_a_look_at_the_bytes_lets_every_planted_pair_through() -> None:
    records, again = twofold.made(400, 60, 7)
    by_key = {one.id: one for one in records}
    pairs = [tuple(pair) for pair in again]
    shown = {frozenset((pair.kept.id, pair.other.id)) for pair in doubles(records)}
    texts = {key: str(one.data).encode() for key, one in by_key.items()}
    missed = [pair for pair in pairs if frozenset(pair) in shown and not Hints(by_key[pair[0]]).may_be(texts[pair[1]])]
    assert len(missed) <= 1
    others = sum(Hints(by_key[one]).may_be(texts[two]) for one, _ in pairs for two, _ in pairs if one != two)
    assert others < len(pairs) ** 2 / 10
