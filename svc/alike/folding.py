"""What is compared of a customer: names, numbers, mail and addresses without what ways of writing add to them. Pure."""

from __future__ import annotations

import unicodedata

from svc.alike.hanzi import SIMPLER
from svc.patterns import pattern
from svc.typed import NamedTuple


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MARKS = dict.fromkeys(range(0x300, 0x370), "")
"""Accents that stand behind their letter."""
_GAP = pattern(r"[\W_]+")
_NUMBER = pattern(r"\d+")
_HAN = pattern(r"[\u3400-\u9fff]")
_ORDINAL = pattern(r"[一二三四五六七八九十甲乙丙丁东西南北]")
"""Characters that tell one house from its neighbour: the first hospital, the second."""
_EXTENSION = pattern(r"\s*(?:转|分机|ext\.?|extension|durchwahl|x|#)\s*\d{1,6}\D*$")
_SHORTEST, _LOCAL, _LONGEST = 7, 9, 15
"""Digits of a telephone number: fewer are none; fewer are one without its area code; more are something else."""
_COUNTRIES = _words(
    "1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 "
    "84 86 90 91 92 93 94 95 98 351 352 353 354 355 356 357 358 359 370 371 372 373 374 375 376 377 380 381 382 "
    "385 386 387 389 420 421 852 853 855 856 880 886 960 961 962 963 964 965 966 967 968 970 971 972 973 974 976 "
    "977 992 993 994 995 996 998"
)
_LEGAL = _words(
    "ltd limited llc llp plc lp inc incorporated corp corporation co company gmbh mbh ag kg ohg gbr ug ek ev se "
    "sa sas sarl srl spa snc bv nv vof oy oyj ab as asa aps sp zoo kft doo sro pty pte bhd sdn kk the and und et "
    "y mr mrs ms miss dr prof herr frau"
)
"""Words of a name that some write and some do not."""
_LEGAL_HAN = pattern(
    r"(?:股份|集团|控股|实业)*(?:有限责任公司|有限公司|公司)$|(?:先生|女士|小姐|太太|老师|师傅|经理)$"
)
_DIVISION = pattern(r"[省市]")
_STREETS = {
    "st": "street", "str": "strasse", "rd": "road", "ave": "avenue", "av": "avenue", "ln": "lane", "dr": "drive",
    "blvd": "boulevard", "sq": "square", "ct": "court", "pl": "place", "fl": "floor", "bldg": "building", "rm": "room",
    "no": "", "nr": "", "apt": "", "unit": "",
}  # fmt: skip
_HOUSE = pattern(r"[省市区县镇乡]|街道|号楼|[号楼栋幢室层座]|单元|自治")
_POSTCODE = 5
"""Digits from which on a number in an address is its postcode, which many leave out."""


class Name(NamedTuple):
    """A name: its words in their order, together, and sorted; what numbers are in it; whether it is a company's."""

    text: str
    sorted: str
    words: frozenset[str]
    numbers: tuple[str, ...]
    is_firm: bool
    is_han: bool


class Phone(NamedTuple):
    """A telephone number: its digits without the sign or zero that they are dialled with."""

    digits: str
    is_abroad: bool
    """Whether it begins with the code of its country."""

    @property
    def key(self) -> str:
        """What all ways to write it share."""
        return self.digits[1 - _LOCAL :]

    @property
    def is_local(self) -> bool:
        """Whether its area code is not there."""
        return len(self.digits) < _LOCAL

    def is_same(self, other: Phone) -> bool:
        """Whether both reach the same line: they differ by the code of a country at most."""
        short, long = sorted((self, other), key=lambda one: len(one.digits))
        if not long.digits.endswith(short.digits):
            return False
        rest = long.digits[: len(long.digits) - len(short.digits)]
        if short.is_local != long.is_local and not long.is_abroad:
            return False  # of some countries a whole number is as short as one without its area code is elsewhere
        codes = {rest, rest.rstrip("0")}  # a code may end in 0, and so may one with a 0 for within its country
        return not rest.rstrip("0") or (not codes.isdisjoint(_COUNTRIES) and not short.is_abroad)


class Address(NamedTuple):
    """An address: its numbers, and its words without those that are left out as often as not."""

    numbers: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words together."""
        return "".join(self.words)

    def parts(self) -> set[str]:
        """What it shares with an address that may be the same: its numbers with a word, or with two characters."""
        numbers = ".".join(self.numbers)
        parts = {part for word in self.words for part in (pairs(word) if _HAN.search(word) else {word})}
        return {f"{numbers} {part}" for part in parts if len(part) > 1 and (numbers or len(part) > _SHORTEST)}


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring characters."""
    return {text[at : at + 2] for at in range(len(text) - 1)}


def plain(text: str) -> str:
    """Text in one case, one width, one script, and without accents."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text).casefold().translate(_MARKS)
    return unicodedata.normalize("NFKC", bare).translate(SIMPLER)


def name(text: str, kind: str = "") -> Name | None:
    """A name as it is compared; None where nothing is left. ``kind``: ``organisation`` or ``person``, if known."""
    said = [word for word in _GAP.split(plain(text).replace(".", "").replace("'", "")) if word]
    bare = [short for word in said if word not in _LEGAL and (short := _LEGAL_HAN.sub("", word))]
    words = bare or said
    whole = "".join(words)
    if not whole:
        return None
    is_han = _HAN.search(whole) is not None
    if is_han and len(whole) > 4:
        words = [_DIVISION.sub("", word) for word in words]
        whole = "".join(words) or whole
    is_firm = kind == "organisation" or (kind != "person" and (bare != said or len(whole) > (4 if is_han else 30)))
    numbers = (*_NUMBER.findall(whole), *_ORDINAL.findall(whole if is_firm else ""))
    return Name(whole, "".join(sorted(words)), frozenset(words), numbers, is_firm, is_han)


def phone(text: str) -> Phone | None:
    """A telephone number; None where a text is none. The code of its country may stand there or not."""
    said = _EXTENSION.sub("", plain(text))
    digits = "".join(_NUMBER.findall(said))
    starts = said.lstrip(" (tel:：电话手机")
    is_abroad = starts.startswith(("+", "00"))
    digits = digits.lstrip("0")
    if is_abroad:
        code = next((digits[:size] for size in (1, 2, 3) if digits[:size] in _COUNTRIES), "")
        digits = code + digits[len(code) :].lstrip("0")
    return Phone(digits, is_abroad) if _SHORTEST <= len(digits) <= _LONGEST else None


def mail(text: str) -> str:
    """A mail address, ``""`` where a text is none; what stands behind a plus sign is no part of it."""
    said = plain(text).strip("<> ").removeprefix("mailto:")
    local, at, host = said.rpartition("@")
    return f"{local.partition('+')[0]}@{host.replace('googlemail.', 'gmail.')}" if at and local and "." in host else ""


def address(text: str) -> Address | None:
    """An address as it is compared; None where nothing is left."""
    words = [_STREETS.get(word, word) for word in _GAP.split(plain(text))]
    said = " ".join(word.replace("straße", "strasse") for word in words)
    numbers = tuple(sorted(one for one in _NUMBER.findall(said) if len(one) < _POSTCODE))
    is_han = _HAN.search(said) is not None
    bare = _NUMBER.sub(" ", _HOUSE.sub("", said) if is_han else said).split()
    return Address(numbers, ("".join(bare),) if is_han else tuple(sorted(bare))) if bare else None
