"""Customers as desks have them, some entered twice: how many of these svc customer duplicates finds, and what else.

    python tests/campaign.py duplicates        5,000 customers with 300 planted pairs; the suite does a tenth

Nothing of the code under test helps to write the second entry: the traditional characters, the codes of countries and
the forms of firms stand here once more. Among the others are those that are hard to tell apart: brothers, branches,
neighbours, a switchboard that several share, names that thousands have, and houses that differ by a number.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field

from svc.alike.judging import Pair, doubles
from svc.model import Data, Record, Value


def _words(text: str) -> list[str]:
    return text.split()


TRADITIONAL = {
    **dict(zip("张陈刘杨黄赵吴孙马罗郑谢韩", "張陳劉楊黃趙吳孫馬羅鄭謝韓", strict=True)),
    **dict(zip("冯萧许邓叶苏卢东华电机厂气设", "馮蕭許鄧葉蘇盧東華電機廠氣設", strict=True)),
    **dict(zip("备国兴业贸环湾门长风飞龙龟", "備國興業貿環灣門長風飛龍龜", strict=True)),
    **dict(zip("广园区县乡镇号楼庄卫丽军刚静", "廣園區縣鄉鎮號樓莊衛麗軍剛靜", strict=True)),
}
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红梅建国志强文博子涵欣怡浩然雨桐思远海燕晓峰春花立新国庆"
_FIRST = _words(
    """James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan
    Joseph Jessica Thomas Sarah Charles Karen Anna Jürgen Sabine Klaus Heike Wolfgang Ingrid Pierre Amélie
    Luc Chloé Sofia Mateo Lucía Carlos Giulia Marco Elena Katarzyna Piotr Anders Freja Lars"""
)
_LAST = _words(
    """Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Wilson
    Anderson Taylor Moore Jackson Martin Thompson White Harris Clark Lewis Robinson Walker Young Müller
    Schneider Fischer Weber Meyer Wagner Becker Schäfer Lefèvre Dupont Moreau Rossi Ferrari Bianchi Kowalski
    Nowak Nielsen Hansen Holmgren Ashworth Pemberton Hartley Ellison Whitcombe Dunmore Okafor Adeyemi
    Fairbank Ravenscroft"""
)
_FIRM = _words(
    """Northmill Southgate Riverside Oakfield Greystone Harbour Meridian Summit Kestrel Falcon Aldgate
    Brookside Stonebridge Westfield Eastwood Larkhill Highmoor Fernleigh Copperfield Silverdale Blackthorn
    Redhill Whitmore Langdale Ambleside Thornbury Wexford Kingsley Marlow Ashdown"""
)
_TRADE = _words(
    """Joinery Bakery Brewery Printing Textiles Logistics Packaging Dairy Plastics Machining Laundry Hotel
    Foods Ceramics Optics Furniture Tooling Nurseries Coatings Castings"""
)
_FORMS = ("Ltd", "Limited", "Ltd.", "Co., Ltd.", "GmbH", "Inc.", "LLC", "plc", "B.V.", "S.A.")
_HAN_FIRM = _words(
    """天成 华兴 永泰 金龙 东风 长江 宏达 瑞丰 海纳 中兴 恒通 广源 飞马 国泰 新业 鼎盛 博远 顺达 万利 嘉华 富康
    信诚 同济 凯旋"""
)
_HAN_SECOND = _words("科 力 源 信 德 隆 美 诺 创 维 捷 安 特 宝 蓝 星 邦 联 正 和")
_HAN_TRADE = _words("机械 电器 食品 纺织 印刷 物流 包装 塑料 环保 贸易 设备 家具 陶瓷 化工 医疗 五金")
_HAN_CITY = _words("杭州 苏州 上海 南京 宁波 广州 厦门 长沙 成都 青岛")
_HAN_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "")
_STREET = _words("Mill Church Station High Park Victoria Queen Bridge Market Orchard Chapel Garden Canal School Castle")
_WAY = (("Street", "St"), ("Road", "Rd"), ("Lane", "Ln"), ("Avenue", "Ave"))
_TOWN = _words("Leeds York Bristol Norwich Exeter Hamburg Köln Lyon Torino Gdańsk Aarhus Uppsala")
_HAN_STREET = _words("星湖 中山 人民 解放 建设 长江 文化 和平 胜利 新华 东风 体育")
_HOSTS = _words("example.com mail.example example.org post.example")
RECALL, PRECISION = 0.95, 0.95
"""What is found of the planted pairs, and what is right of those called sure or likely, at least."""


@dataclass
class Found:
    """What came of it: planted pairs by the slip that made them, and how many of each were found."""

    customers: int
    planted: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    wrong: list[Pair] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def recall(self) -> float:
        """How much of what was planted was found."""
        return self.hit.total() / self.planted.total()

    def precision(self, *strengths: str) -> float:
        """How much of what was told, of some strengths or all, was planted."""
        names = strengths or (*self.told,)
        told = sum(self.told[name] for name in names)
        return sum(self.right[name] for name in names) / told if told else 1.0

    def __str__(self) -> str:
        by_slip = ", ".join(f"{slip} {self.hit[slip]}/{count}" for slip, count in sorted(self.planted.items()))
        names = ("strong", "likely", "perhaps")
        by_strength = ", ".join(f"{name} {self.right[name]}/{self.told[name]}" for name in names)
        return (
            f"{self.customers} customers, {self.planted.total()} planted: recall {self.recall:.1%}, "
            f"precision {self.precision():.1%} (right of told: {by_strength}), {self.seconds:.1f} s; "
            f"found by slip: {by_slip}"
        )


class Customers:
    """Invented customers."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.count = 0
        self.lines: list[tuple[Data, str]] = []

    def one(self) -> Data:
        """A customer: a firm or a person, of China or elsewhere, with some of what there is to know of one."""
        return self.chance.choice((self._firm, self._person, self._han_firm, self._han_person))()

    def _of(self, words: list[str] | str) -> str:
        return self.chance.choice(words)

    def _key(self) -> str:
        self.count += 1
        return f"c{self.count:05}-{self.chance.randrange(1000)}"

    def _digits(self, count: int) -> str:
        return "".join(str(self.chance.randrange(10)) for _ in range(count))

    def _made(self, kind: str, name: str, phone: str, mail: str, address: str, place: str) -> Data:
        held: Data = {"id": self._key(), "name": name}
        if self.chance.random() < 0.8:
            held["kind"] = kind
        contacts: list[Value] = []
        if self.chance.random() < 0.85:
            contacts.append({"via": "phone", "value": phone})
        if self.chance.random() < 0.6:
            contacts.append({"via": "mail", "value": mail})
        held["contacts"] = contacts
        if self.chance.random() < 0.6:
            held["addresses"] = [{"address": address, "place": place}]
        if self.chance.random() < 0.8:
            held["place"] = place
        return held

    def _firm(self) -> Data:
        word = f"{self._of(_FIRM)} {self._of(_LAST)} {self._of(_TRADE)}"
        name = f"{word} {self.chance.choice(_FORMS)}"
        street = f"{self.chance.randrange(1, 200)} {self._of(_STREET)} {self.chance.choice(_WAY)[0]}"
        mail = f"info{self.chance.randrange(99)}@{word.lower().replace(' ', '-')}.example"
        phone = f"0{self.chance.randrange(110, 199)} {self._digits(3)} {self._digits(4)}"
        return self._made("organisation", name, phone, mail, street, self._of(_TOWN))

    def _person(self) -> Data:
        first, last = self._of(_FIRST), self._of(_LAST)
        street = f"{self.chance.randrange(1, 200)} {self._of(_STREET)} {self.chance.choice(_WAY)[0]}"
        mail = f"{first}.{last}{self.chance.randrange(99)}@{self._of(_HOSTS)}"
        return self._made("person", f"{first} {last}", f"07{self._digits(3)} {self._digits(6)}", mail, street,
                          self._of(_TOWN))  # fmt: skip

    def _han_firm(self) -> Data:
        city = self._of(_HAN_CITY)
        word = f"{self._of(_HAN_FIRM)}{self._of(_HAN_SECOND)}{self._of(_HAN_SECOND)}{self._of(_HAN_TRADE)}"
        name = f"{city}{self.chance.choice(('市', ''))}{word}{self.chance.choice(_HAN_FORMS)}"
        street = f"{city}市{self._of(_HAN_STREET)}路{self.chance.randrange(1, 900)}号"
        phone = f"0{self.chance.choice(('571', '512', '574', '592'))}-{self.chance.randrange(2, 9)}{self._digits(7)}"
        return self._made("organisation", name, phone, f"sale{self._digits(6)}@{self._of(_HOSTS)}", street, city)

    def _han_person(self) -> Data:
        city = self._of(_HAN_CITY)
        name = self._of(_SURNAMES) + "".join(self._of(_GIVEN) for _ in range(self.chance.choice((1, 2, 2))))
        street = (f"{city}市{self._of(_HAN_STREET)}路{self.chance.randrange(1, 900)}号{self.chance.randrange(1, 30)}幢"
                  f"{self.chance.randrange(101, 2900)}室")  # fmt: skip
        phone = f"1{self.chance.choice((3, 5, 7, 8))}{self._digits(9)}"
        return self._made("person", name, phone, f"{self._digits(9)}@qq.example", street, city)

    def again(self, held: Data) -> tuple[Data, str]:
        """The same customer entered by somebody else, and what they did otherwise."""
        slips = [self._typo, self._wide, self._country, self._order, self._script, self._form]
        self.chance.shuffle(slips)
        for slip in slips:
            other: Data = {**held, "id": self._key()}
            self._forget(other)
            if slip(other):
                return other, slip.__name__.strip("_")
        other = {**held, "id": self._key()}
        return other, "copy"

    def _forget(self, held: Data) -> None:
        """Leave out what the second clerk did not ask, but for one thing beside the name where there is one."""
        known = [name for name in ("contacts", "addresses", "place", "kind") if held.get(name)]
        for name in self.chance.sample(known, min(len(known) - 1, self.chance.choice((0, 0, 1, 2)))) if known else []:
            held[name] = ""

    def _typo(self, held: Data) -> bool:
        text = str(held["name"])
        if len(text) < 4:
            return False
        at = self.chance.randrange(1, len(text) - 1)
        ways = [text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :]]  # fmt: skip
        found = self.chance.choice(ways)
        held["name"] = found
        return found != text

    def _wide(self, held: Data) -> bool:
        text = str(held["name"])
        widened = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
        held["name"] = widened.replace(" ", "\u3000")
        phones = self._phones(held)
        for row in phones:
            row["value"] = "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in str(row["value"]))
        return bool(phones) or widened != text

    def _country(self, held: Data) -> bool:
        phones = self._phones(held)
        for row in phones:
            said = str(row["value"])
            is_mobile = said.startswith("1")
            code = "86" if is_mobile or "-" in said else "44"
            bare = said.lstrip("0").replace(" ", "").replace("-", "")
            row["value"] = self.chance.choice(
                (f"+{code} {bare}", f"00{code}{bare}", f"+{code}-{bare[:3]}-{bare[3:]}",
                 f"(+{code}) {bare[:4]} {bare[4:]}",
                 f"+{code} (0) {bare}" if not is_mobile else f"{code} {bare}")
            )  # fmt: skip
        return bool(phones)

    def _order(self, held: Data) -> bool:
        words = str(held["name"]).split()
        if len(words) < 2 or held.get("kind") == "organisation":
            return False
        held["name"] = words[-1] + self.chance.choice((", ", " ")) + " ".join(words[:-1])
        return True

    def _script(self, held: Data) -> bool:
        changed = False
        for name in ("name", "place"):
            text = str(held.get(name) or "")
            held[name] = "".join(TRADITIONAL.get(char, char) for char in text)
            changed |= name == "name" and held[name] != text
        rows = held.get("addresses")
        if isinstance(rows, list):
            held["addresses"] = [
                {**row, "address": "".join(TRADITIONAL.get(char, char) for char in str(row["address"]))}
                for row in rows if isinstance(row, dict)
            ]  # fmt: skip
        return changed

    def _form(self, held: Data) -> bool:
        text = str(held["name"])
        for form in (*_FORMS, *_HAN_FORMS[:-1]):
            if text.endswith(form):
                bare = text.removesuffix(form).rstrip()
                others = ("", " LTD", " Ltd.", " Limited") if text.isascii() else ("", "有限公司", "有限责任公司")
                held["name"] = bare + self.chance.choice([other for other in others if other.strip() != form])
                return True
        return False

    def _phones(self, held: Data) -> list[Data]:
        rows = held.get("contacts")
        held["contacts"] = kept = [{**row} for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        return [row for row in kept if row.get("via") == "phone"]

    def near(self, held: Data) -> Data:
        """Somebody else who is easily taken for a customer: of the same house, firm, switchboard or name."""
        other = self.one()
        way = self.chance.choice(("house", "branch", "switchboard", "name", "next door"))
        if way == "house":
            other |= {name: held[name] for name in ("addresses", "place") if name in held}
        elif way == "branch":
            other |= {"name": held["name"], "place": "Carlisle", "kind": held.get("kind", "")}
        elif way == "switchboard":
            other["contacts"] = [{**row} for row in self._phones({**held})]
        elif way == "name":
            other["name"] = held["name"]
        else:
            text = str(held["name"])
            other |= {"name": f"{text} 2" if text.isascii() else f"第二{text}", "place": held.get("place", "")}
        return other


def made(count: int, planted: int, seed: int) -> tuple[list[Record], dict[frozenset[str], str]]:
    """So many customers, some of them twice; the pairs that are one, by the slip."""
    crowd = Customers(seed)
    first = [crowd.one() for _ in range(count - planted - planted // 5)]
    again = {}
    for held in crowd.chance.sample(first, planted):
        other, slip = crowd.again(held)
        again[frozenset((str(held["id"]), str(other["id"])))] = slip
        first.append(other)
    first += [crowd.near(held) for held in crowd.chance.sample(first[: count // 2], planted // 5)]
    crowd.chance.shuffle(first)
    return [Record(held, "") for held in first], again


def run(count: int, planted: int, seed: int) -> Found:
    """Look for the pairs among so many customers."""
    records, again = made(count, planted, seed)
    began = time.perf_counter()
    told = doubles(records)
    found = Found(len(records), Counter(again.values()), seconds=time.perf_counter() - began)
    for pair in told:
        slip = again.get(frozenset((pair.kept.id, pair.other.id)), "")
        found.told[pair.strength] += 1
        if slip:
            found.hit[slip] += 1
            found.right[pair.strength] += 1
        else:
            found.wrong.append(pair)
    return found
