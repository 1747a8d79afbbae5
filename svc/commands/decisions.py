"""What a person decides in a sync: the conflicts of each file, on the command line or at a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from svc import terminal
from svc.commands.context import Context
from svc.errors import T, UsageError
from svc.render.safe import one_line
from svc.store.sync.syncing import Outcome
from svc.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from svc.store.merge.verdict import Choice, Conflict
    from svc.store.sync.joining import Choices, Torn


class Decisions:
    """Asks a person, or the command line, about each file that the sides do not agree on."""

    def __init__(self, ctx: Context, take: Sequence[str], given: Sequence[str]) -> None:
        self.ctx = ctx
        self.take = take
        self.given = given
        self.used: set[str] = set()
        self.answers: dict[tuple[str, tuple[str, ...]], Choice] = {}

    def choose(self, torn: Sequence[Torn], ours: str, theirs: str) -> Choices:
        """The choices for each file; an answer holds as long as both values are those that were shown."""
        return {one.one.path: self._of(one, (ours, theirs)) for one in torn if one.conflicts}

    def _of(self, torn: Torn, sides: tuple[str, str]) -> Mapping[str, Choice]:
        from svc.commands.choosing import chosen
        from svc.commands.disagreement import called
        from svc.store.merge.origins import Origins

        path, name = torn.one.path, called(torn.one)
        known = {c.field: self.answers[path, _plain(c)] for c in torn.conflicts if (path, _plain(c)) in self.answers}
        left = [conflict for conflict in torn.conflicts if conflict.field not in known]
        take, given = (self._for(words, name, left) for words in (self.take, self.given))
        if not left or (not take and not given and (self.take or self.given)):
            return known
        if not take and not given and terminal.may_prompt():
            terminal.progress("")
            terminal.complain(one_line(name))
        found = chosen(self.ctx, left, take, given, lambda: Origins(self.ctx.store, torn.one, sides))
        self.answers |= {(path, _plain(c)): found[c.field] for c in left if c.field in found}
        return {**known, **found}

    def _for(self, words: Sequence[str], name: str, conflicts: Sequence[Conflict]) -> list[str]:
        """Those of the words that are for a file, without its name."""
        from svc.ids import normal
        from svc.schema.naming import field_named

        fields = {conflict.field for conflict in conflicts}
        found = []
        for word in words:
            head, equals, side = word.partition("=")
            owner, colon, field = head.rpartition(":")
            if colon and not (owner == name or normal(owner) in name):
                continue
            if equals and not {field, field_named(field)} & fields:
                continue
            self.used.add(word)
            found.append(f"{field}{equals}{side}")
        return found

    def refuse_unused(self, found: Outcome) -> None:
        """Raise UsageError for a choice that was for nothing, where something is still to be chosen."""
        unused = [word for word in (*self.take, *self.given) if word not in self.used]
        if unused and found.torn:
            from svc.commands.disagreement import called

            fields = ", ".join(f"{called(one.one)}:{c.field}" for one in found.torn for c in one.conflicts)
            raise UsageError(
                T("{field} is not in conflict", field=unused[0]), T("in conflict: {fields}", fields=fields or "-")
            )


def _plain(conflict: Conflict) -> tuple[str, ...]:
    """A conflict as something to look up."""
    from svc.store.scalars import flow

    return conflict.field, *(value if isinstance(value, str) else flow(value) for value in conflict[1:4])
