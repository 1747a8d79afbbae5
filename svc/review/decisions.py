"""Proposals and decisions that came with a change: each by who it says, on what the case said, by who may. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svc.audit.signing import against
from svc.errors import T, Text
from svc.model import Case, Event
from svc.schema import reviews
from svc.schema.events import read_log
from svc.schema.settings import Settings
from svc.schema.witness import Seen


def judge(
    settings: Settings, before: Case, after: Case, seen: Mapping[str, Seen] | None
) -> Iterator[tuple[str, Text]]:
    """What is wrong with the new lines of ``reviews``, each with its place.

    ``seen``: the commits that brought them; None where there is none yet to be looked at.
    """
    known = {event.id for event in reviews.events(before)}
    found = _Decisions(settings, after, seen)
    for place, event in enumerate(reviews.events(after)):
        if event.id not in known:
            for said in found.faults(event):
                yield f"reviews.{place}", T("event {event}: {said}", event=event.id, said=said)


class _Decisions:
    def __init__(self, settings: Settings, case: Case, seen: Mapping[str, Seen] | None) -> None:
        self.settings = settings
        self.case = case
        self.seen = seen
        self.events = reviews.events(case)

    def faults(self, event: Event) -> Iterator[Text]:
        if event.kind != "propose":
            yield from self._decided(event)
        if self.seen is not None:
            yield from self._witnessed(event, self.seen)

    def _decided(self, event: Event) -> Iterator[Text]:
        """Whether somebody may decide that, at once and in their own name."""
        rules = [one for one in self.settings.workflow.reviews if set(one.of) <= set(reviews.fields_of(event))]
        forge = {name for rule in rules for name in rule.forge}
        proposals = self._proposals(event)
        if not proposals:
            yield T("nobody had proposed that")
        elif event.by in {each.by for each in proposals}:
            yield T("{who} proposed it, and decides on it too", who=event.by)
        if event.recorded_by and not (event.get("via") == "forge" and event.recorded_by in forge):
            yield T("{who} entered it for {by}; nobody decides in another's name", who=event.recorded_by, by=event.by)
        elif event.recorded:
            yield T("it was entered later than it says; a decision holds from when it is written")
        asked = [rule for rule in rules if reviews.applies(rule, self.case)]
        if asked and not any(self.settings.holds(event.by, rule.roles) for rule in asked):
            roles = ", ".join(dict.fromkeys(role for rule in asked for role in rule.roles))
            yield T("{who} is none of {roles}", who=event.by, roles=roles)

    def _proposals(self, event: Event) -> list[Event]:
        """What was proposed of just the same, before it."""
        return [each for each in self.events if each.kind == "propose" and each.get("hash") == event.get("hash")
                and each.get("of") == event.get("of") and each.log_order <= event.log_order]  # fmt: skip

    def _witnessed(self, event: Event, seen: Mapping[str, Seen]) -> Iterator[Text]:
        """Whether a commit of svc's, by who it says, brought it, when the case said just what was decided on."""
        one = seen.get(event.id)
        if one is None:
            yield T("no commit shows that {who} wrote it; git fetch origin 'refs/svc/*:refs/svc/*' brings those that a"
                    " squash left out", who=event.recorded_by or event.by)  # fmt: skip
            return
        who = event.recorded_by or event.by
        yield from otherwise(event, one)
        yield from self._signed(event, one, who, seen)
        if one.person and one.person != who and one.mail != who:
            yield T("{who} is said to have written it, but {author} committed it", who=who, author=one.person)
        if event.get("hash") != reviews.digest(one.case, reviews.fields_of(event)):
            yield T("its hash is not that of what the case said")
        if event.kind != "propose" and not one.person:
            mails = {seen[each.id].mail for each in self._proposals(event) if each.id in seen}
            if one.mail in mails:
                yield T("it was proposed and decided from one address, {mail}", mail=one.mail)

    def _signed(self, event: Event, one: Seen, who: str, seen: Mapping[str, Seen]) -> Iterator[Text]:
        """Whether the key of who wrote it signed it, and another one the proposal."""
        said = against(one.signature, one.mail, one.must_sign)
        if said:
            yield T("{said}; it does not count", said=said)
        elif one.must_sign and not one.person and one.mail != who:
            yield T("{mail} signed it; no record in people/ says that this is {who}", mail=one.mail, who=who)
        if event.kind == "propose" or not one.signature or one.signature.verdict != "good":
            return
        proposed = [seen[each.id].signature for each in self._proposals(event) if each.id in seen]
        if one.signature.key in {each.key for each in proposed if each}:
            yield T("it was proposed and decided with one key, {key}", key=one.signature.key)


def otherwise(event: Event, one: Seen) -> Iterator[Text]:
    """Whether a line says what the commit that brought it says."""
    if event not in read_log(one.case.data, "reviews"):
        yield T("its own commit says something else; git show {commit}", commit=one.commit[:10])
