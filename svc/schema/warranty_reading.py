"""The warranty of svc.yaml and the terms of a product read, every mistake named with its line."""

from __future__ import annotations

from svc.dates.periods import Period, period
from svc.errors import T
from svc.i18n import LANGUAGES
from svc.model import Data, Value
from svc.schema.loop import NOWHEN
from svc.schema.reader import Reader, When
from svc.schema.warranty import COVERS, FACTS, REST, RESTART, STARTS, USUAL, Rule, Term, WarrantyRules
from svc.spare import date
from svc.typed import Mapping

_USUAL = ("starts", "else_made", "repairs", "exchange", "fitted", "rest_days")
"""What the desk says for the terms that do not."""
_TERM = ("component", "covers", "from", "until", *_USUAL, "at_most", "at_most_from", "repaired")
_LENGTHS = ("days", "months", "years")
_RULE = ("name", "law", "country", "when", "within", "gives", "after_repairs", "unrepaired", "waiting", "burden",
         *_TERM)  # fmt: skip
_KINDS = ("organisation", "person")
_NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")


def warranty(reader: Reader, held: Data) -> WarrantyRules:
    """What ``warranty:`` of svc.yaml says."""
    reader.known(held, ("country", *_USUAL, "faults", "rules"), "warranty")
    reading = _Reading(reader, USUAL)
    usual = reading.term(held, "warranty", "", Period())
    reading = _Reading(reader, usual)
    country = reader.text(held, "country", "warranty")
    if country:
        reading.country(country, "warranty.country")
    rules = [reading.rule(each, place) for place, each in reader.maps(held.get("rules", ""), "warranty.rules")]
    names = [rule.name for rule in rules]
    for place, name in enumerate(names):
        if name and name in names[:place]:
            reader.wrong(f"warranty.rules.{place}.name", T("the rule {name} is there twice", name=name))
    faults = reader.table(held.get("faults", ""), "warranty.faults")
    for code in faults:
        reader.code("fault", code, f"warranty.faults.{code}")
    return WarrantyRules(usual, country, tuple(rules), {k: reader.text(faults, k, "warranty.faults") for k in faults})


def terms(reader: Reader, rows: Value, usual: Term, where: str = "warranty") -> tuple[Term, ...]:
    """The terms of a product; what one does not say is as ``usual``."""
    reading = _Reading(reader, usual)
    held = enumerate(reader.maps(rows, where), 1)
    return tuple(reading.of_product(each, place, str(number)) for number, (place, each) in held)


class _Reading:
    """Reads terms and rules."""

    def __init__(self, reader: Reader, usual: Term) -> None:
        self.reader = reader
        self.usual = usual

    def of_product(self, held: Data, where: str, number: str) -> Term:
        self.reader.known(held, ("id", *_LENGTHS, *_TERM), where)
        given = [unit for unit in _LENGTHS if held.get(unit, "")]
        if len(given) != 1:
            self.reader.wrong(where, T("a term has a length: months: 24, or years, or days"))
        length = Period()
        for unit in given[:1]:
            count = self.count(held, unit, where)
            length = Period(days=count) if unit == "days" else Period(count * (12 if unit == "years" else 1))
        return self.term(held, where, self.reader.text(held, "id", where) or number, length)

    def term(self, held: Data, where: str, name: str, length: Period) -> Term:
        usual, text = self.usual, self.reader.text
        since, until = (self.day(held, key, where) for key in ("from", "until"))
        if since and until and until < since:
            self.reader.wrong(f"{where}.until", T("until {until} lies before from {since}", until=until, since=since))
        at_most, at_most_from = self.length(held, "at_most", where), text(held, "at_most_from", where)
        if bool(at_most) != bool(at_most_from):
            said = T("at_most and at_most_from belong together: at_most: 18mo, at_most_from: delivered")
            self.reader.wrong(where, said)
        exchange = text(held, "exchange", where) or usual.exchange
        self.one_of(exchange, (RESTART, REST), f"{where}.exchange")
        return Term(
            name, length, text(held, "component", where), self.several(held, "covers", COVERS, where) or COVERS,
            since, until, self.several(held, "starts", STARTS, where) or usual.starts,
            self.length(held, "else_made", where) or usual.else_made, at_most,
            self.one_of(at_most_from, ("", *STARTS, "made"), f"{where}.at_most_from"),
            self.flag(held, "repairs", where, usual.repairs), self.length(held, "repaired", where), exchange,
            self.length(held, "fitted", where) or usual.fitted, self.flag(held, "rest_days", where, usual.rest_days),
        )  # fmt: skip

    def rule(self, held: Data, where: str) -> Rule:
        reader = self.reader
        reader.known(held, _RULE, where)
        name = reader.text(held, "name", where)
        if not name or name[0] in "._-" or not _NAME.issuperset(name):
            reader.wrong(where, T("a name of lower case letters, digits, _ - belongs here: {name}", name=name))
        within = self.length(held, "within", where)
        if within is None and not held.get("within", ""):
            reader.wrong(where, T("a rule says how long it holds: within: 7d, 24mo or 2y"))
        gives = reader.words(held.get("gives", ""), f"{where}.gives")
        if not gives and not held.get("burden", ""):
            reader.wrong(where, T("a rule gives something: gives: [repair, replace, refund]"))
        for code in gives:
            reader.code("remedy", code, f"{where}.gives")
        countries = reader.words(held.get("country", ""), f"{where}.country")
        for word in countries:
            self.country(word, f"{where}.country")
        waiting = reader.text(held, "waiting", where)
        if waiting:
            reader.code("wait", waiting, f"{where}.waiting")
        unrepaired = self.days(held, "unrepaired", where)
        if waiting and not unrepaired:
            reader.wrong(f"{where}.waiting", T("waiting belongs to unrepaired: unrepaired: 90d, waiting: parts"))
        term = self.term(held, where, name, within or Period())._replace(extends=False)
        return Rule(
            term, gives, self.law(held, where), countries,
            self.when(held, where), self.count(held, "after_repairs", where), unrepaired, waiting,
            self.length(held, "burden", where),
        )  # fmt: skip

    def when(self, held: Data, where: str) -> When:
        if not held.get("when", ""):
            return NOWHEN
        table = self.reader.table(held.get("when", ""), f"{where}.when")
        self.reader.known(table, FACTS, f"{where}.when")
        found = {key: self.reader.words(v, f"{where}.when.{key}") for key, v in table.items() if key in FACTS}
        for key, words in found.items():
            for word in words:
                if key == "kind":
                    self.one_of(word, _KINDS, f"{where}.when.kind")
                else:
                    self.reader.code(key, word, f"{where}.when.{key}")
        return found

    def law(self, held: Data, where: str) -> Mapping[str, str]:
        """Where it is written: a line, or one by language."""
        value = held.get("law", "")
        if isinstance(value, str):
            return dict.fromkeys(LANGUAGES, value) if value else {}
        table = self.reader.table(value, f"{where}.law")
        self.reader.known(table, LANGUAGES, f"{where}.law")
        return {key: self.reader.text(table, key, f"{where}.law") for key in LANGUAGES if table.get(key, "")}

    def country(self, word: str, where: str) -> None:
        if not (len(word) == 2 and word.isascii() and word.isalpha() and word.isupper()):
            self.reader.wrong(where, T("{word} is not a country: write CN, DE, FR", word=word))

    def length(self, held: Data, key: str, where: str) -> Period | None:
        word = self.reader.text(held, key, where)
        found = period(word) if word else None
        if word and found is None:
            said = T("{text} is not a length: write 7d, 18mo or 2y; months are mo, m would be minutes", text=word)
            self.reader.wrong(f"{where}.{key}", said)
        return found

    def days(self, held: Data, key: str, where: str) -> int:
        found = self.length(held, key, where)
        if found and found.months:
            self.reader.wrong(f"{where}.{key}", T("days belong here: {key}: 90d", key=key))
        return found.days if found else 0

    def count(self, held: Data, key: str, where: str) -> int:
        word = self.reader.text(held, key, where)
        if not word:
            return 0
        if not (word.isascii() and word.isdigit() and 0 < int(word[:6]) < 10_000):
            self.reader.wrong(f"{where}.{key}", T("{value} is not a number from 1 to 9999", value=word))
            return 0
        return int(word)

    def several(self, held: Data, key: str, known: tuple[str, ...], where: str) -> tuple[str, ...]:
        """A list of known words, or one of them."""
        value = held.get(key, "")
        found = (value,) if isinstance(value, str) and value else self.reader.words(value, f"{where}.{key}")
        for word in found:
            self.one_of(word, known, f"{where}.{key}")
        return tuple(word for word in found if word in known)

    def one_of(self, word: str, known: tuple[str, ...], where: str) -> str:
        if word not in known:
            names = ", ".join(filter(None, known))
            self.reader.wrong(where, T("{value} is not one of {names}", value=word, names=names))
        return word

    def flag(self, held: Data, key: str, where: str, usual: bool) -> bool:
        word = self.reader.text(held, key, where)
        if word not in ("", "true", "false"):
            self.reader.wrong(f"{where}.{key}", T("true or false belongs here, not {value}", value=word))
        return word == "true" if word else usual

    def day(self, held: Data, key: str, where: str) -> date | None:
        word = self.reader.date(held, key, where)
        return date.fromisoformat(word) if word else None
