"""What came between two revisions, judged by the rules of the first one: ``svc check --base``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property

from svc.commands.context import Context
from svc.errors import SvcError, T, Text
from svc.model import Case, InvalidFileError, Problem
from svc.review import decisions
from svc.review.change import judge
from svc.schema.kinds import CUSTOMER, kind_at
from svc.schema.personal import KINDS, OF_PEOPLE, hits
from svc.schema.privacy import in_the_open
from svc.schema.settings import Settings
from svc.schema.witness import Seen
from svc.store import layout
from svc.store.codec import load
from svc.store.compared import Compared, Touch, texts
from svc.store.reading import check_settings, line_in, problems_of, to_case
from svc.store.source import decode
from svc.store.watch import WATCHED, known_in

_RULES = (layout.SETTINGS, f"{layout.CALENDARS}/", ".svc/", f"{layout.TEMPLATES}/", ".gitattributes", ".github/",
          ".gitlab-ci.yml", ".gitea/", ".forgejo/", ".gitee/", ".workflow/", ".pre-commit-config.yaml")  # fmt: skip
"""What judges the cases, or decides who does."""


class Judgement:
    """A change, file by file."""

    def __init__(self, ctx: Context, change: Compared) -> None:
        self.ctx = ctx
        self.change = change
        self._texts = texts(change.base, [blob for touch in change.touched for blob in (touch.old, touch.new)])

    @cached_property
    def settings(self) -> Settings:
        """The rules of the base; of a desk that is new, its own."""
        if self.change.base.read(layout.SETTINGS) is None:
            return self.change.head.settings
        return self.change.base.settings

    @cached_property
    def cases(self) -> list[Touch]:
        """The files under ``cases/`` that the change touched."""
        return [touch for touch in self.change.touched if touch.path.startswith(f"{layout.CASES}/")]

    def problems(self) -> list[Problem]:
        """All that is wrong with the change, in the order of the paths."""
        found = [problem for touch in self.change.touched for problem in self._file(touch)]
        return [*found, *self._records(), *self._mixed(), *self._past()]

    def case(self, blob: str, path: str) -> Case:
        """A version of a case; one without data for no blob. Raises InvalidFileError."""
        return to_case(decode(self._texts[blob], path), path) if blob else Case({}, path)

    def _file(self, touch: Touch) -> Iterator[Problem]:
        if touch.new and not touch.mode.startswith("100"):
            yield Problem(touch.path, 0, "", T("it is no plain file: links and modules do not belong into a desk"))
        elif touch.path.startswith(f"{layout.CASES}/"):
            yield from self._case_file(touch)
        elif touch.path.startswith(f"{layout.ATTACHMENTS}/") and touch.old:
            yield Problem(touch.path, 0, "", T("an attachment is never changed or taken away"))
        elif touch.path == layout.SETTINGS:
            yield from self._settings_file(touch)
        if touch.new and not touch.path.startswith(f"{layout.ATTACHMENTS}/"):
            yield from self._forbidden(touch)

    def _case_file(self, touch: Touch) -> Iterator[Problem]:
        if not touch.new:
            said = T("a case is never taken away, moved or renamed; svc close --as closes it")
            yield Problem(touch.path, 0, "", said)
            return
        if not touch.path.endswith(".yaml"):
            yield Problem(touch.path, 0, "", T("only case files stand under {folder}/", folder=layout.CASES))
            return
        try:
            text = decode(self._texts[touch.new], touch.path)
            found = problems_of(text, touch.path, self.settings)
            known = {(one.field, str(one.message)) for one in self._before(touch)}
            yield from (one for one in found if (one.field, str(one.message)) not in known)
            yield from self._case(touch)
        except InvalidFileError as error:
            yield from error.problems

    def _before(self, touch: Touch) -> list[Problem]:
        """What was wrong with the file already."""
        try:
            text = decode(self._texts[touch.old], touch.path) if touch.old else ""
            return problems_of(text, touch.path, self.settings) if text else []
        except InvalidFileError:
            return []

    def _case(self, touch: Touch) -> Iterator[Problem]:
        after = self.case(touch.new, touch.path)
        try:
            before = self.case(touch.old, touch.path)
        except InvalidFileError:
            before = Case({}, touch.path)  # nothing can be said of what could not be read

        def line_of(field: str) -> int:
            return line_in(self._texts[touch.new], touch.path, field) if field else 0

        yield from judge(self.settings, before, after, line_of)
        seen = None if self.change.is_staged else self._seen.get(touch.path, {})
        for where, message in decisions.judge(self.settings, before, after, seen):
            yield Problem(after.path, line_of(where), where, message)

    @cached_property
    def _seen(self) -> dict[str, dict[str, Seen]]:
        """The commits that brought what was proposed and decided."""
        from svc.store.trust import Trust
        from svc.store.witnesses import seen

        change = self.change
        rules = change.head if change.base.read(layout.SETTINGS) is None else change.base
        paths = {layout.case_id_of(touch.path): touch.path for touch in self.cases if self._is_reviewed(touch)}
        if not paths:
            return {}
        return seen(Trust(self.ctx.store, rules.commit), change.fork.commit, change.head.commit, paths)

    def _is_reviewed(self, touch: Touch) -> bool:
        """Whether something was proposed or decided in a case."""
        return b"\nreviews:\n  - " in self._texts.get(touch.new, b"")

    def _settings_file(self, touch: Touch) -> Iterator[Problem]:
        if touch.new:
            yield from check_settings(self._texts[touch.new], touch.path)[1]
        else:
            yield Problem(touch.path, 0, "", T("without svc.yaml there is no desk"))

    def _forbidden(self, touch: Touch) -> Iterator[Problem]:
        """What does not belong into a history, in lines that were not there before."""
        old = set(self._texts.get(touch.old, b"").decode(errors="replace").split("\n"))
        new = self._texts.get(touch.new, b"").decode(errors="replace")
        lines = new.split("\n")
        in_vault = self.settings.privacy.in_vault and touch.path.startswith(WATCHED)
        kinds = dict.fromkeys((*self.settings.forbidden, *(OF_PEOPLE if in_vault else ())))
        for hit in hits(new, kinds, known_in(new.encode()) if in_vault else ()):
            if lines[hit.line - 1] not in old:
                said = T("{what} does not belong into the history: take it out before it is merged",
                         what=KINDS[hit.kind])  # fmt: skip
                yield Problem(touch.path, hit.line, "", said)
        if in_vault and touch.path.startswith(f"{CUSTOMER.folder}/"):
            yield from self._in_the_open(touch)

    def _in_the_open(self, touch: Touch) -> Iterator[Problem]:
        """What of people a change writes into the file of a customer though it belongs into the vault."""
        with suppress(InvalidFileError, SvcError):
            before, after = (load(self._texts[b], touch.path) if b else {} for b in (touch.old, touch.new))
            for name in sorted({*in_the_open(after)} - {*in_the_open(before)}):
                said = T("personal data belongs into the vault, and not into the history")
                yield Problem(touch.path, line_in(self._texts[touch.new], touch.path, name), name, said)

    def _records(self) -> Iterator[Problem]:
        """What is wrong with the records that the change touched, and with what names them."""
        touched = self.change.touched
        if any(kind_at(touch.path) for touch in touched) or (self.cases and self.settings.records.required):
            from svc.commands.judged_records import Records

            yield from Records(self.change, self.settings, self._texts).problems()

    def _mixed(self) -> Iterator[Problem]:
        """Rules and cases do not change together: the ones would judge the others."""
        rules = [touch.path for touch in self.change.touched if touch.path.startswith(_RULES) and touch.old]
        if rules and any(touch.old for touch in self.cases):
            said = T("rules change together with cases; propose them by themselves")
            yield from (Problem(path, 0, "", said) for path in rules)

    def _past(self) -> Iterator[Problem]:
        """Verdicts of the past that other policies or calendars alter, where nobody said that they should."""
        if not any(t.path == layout.SETTINGS or t.path.startswith(f"{layout.CALENDARS}/") for t in self.change.touched):
            return
        try:
            found = list(self._altered())
        except SvcError:
            return  # what is wrong with the rules was named already
        for (policy, why), count in _counted(found).items():
            said: Text = T("{count} verdicts of the past become others: {why}", count=count, why=why) if why else T(
                "{count} verdicts of the past become others by {policy}; give it a date from which it holds,"
                " or retroactive: 'why'", count=count, policy=policy)  # fmt: skip
            yield Problem(layout.SETTINGS, 0, "sla", said, "info" if why else "error")

    def _altered(self) -> Iterator[tuple[str, str]]:
        from svc.sla.altered import altered

        before, after = (Context(self.ctx.directory, self.ctx.options, desk).terms
                         for desk in (self.change.base, self.change.head))  # fmt: skip
        for one in altered(self.change.fork.cases()[0], before, after, self.ctx.now):
            clock = one.after or one.before
            yield (clock.policy if clock else ""), one.why


def _counted(found: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    return {key: found.count(key) for key in dict.fromkeys(found)}
