"""One case as a document for an auditor: every event with its commit, what was changed, approved, passed, attached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from svc import __version__, disclosure, hand
from svc.audit.acts import entries
from svc.audit.evidence import Finding
from svc.audit.remedies import remedies
from svc.commands import wording
from svc.commands.auditing import Audit, grade
from svc.commands.context import Context
from svc.errors import T, Text
from svc.i18n import tr
from svc.model import Case, Event
from svc.render.columns import Column, Record
from svc.render.document import Document, Table
from svc.render.paint import Label, Toned
from svc.schema import reviews
from svc.schema.attachments import named
from svc.schema.events import read_log
from svc.schema.witness import Act, Witness
from svc.store import attachments
from svc.store.layout import attachment_path
from svc.store.revision import revision

_DIGITS = 10
_ABOUT = ("title", "type", "stage", "severity", "customer", "serial", "opened_at", "opened_by")
_SIGNED = {
    "none": T("nobody"), "foreign": T("not by SSH"), "broken": T("broken"),
    "unknown": T("a key that is not allowed"), "expired": T("{signer}, key not valid then"),
    "other": T("{signer}, not the author"),
}  # fmt: skip
_EVENTS = (
    Column("at", T("happened")), Column("entered", T("entered")), Column("by", T("by")), Column("who", T("entered by")),
    Column("what", T("what"), flexible=True, wraps=True), Column("event", T("event")), Column("commit", T("commit")),
    Column("author", T("author of the commit")), Column("signed", T("signed by")),
)  # fmt: skip
_REVIEWS = (*_EVENTS[:5], Column("standing", T("now")), *_EVENTS[5:], Column("hash", T("hash of what was decided on")))
_SPARE = ("event", "signed", "entered", "author")
_CHANGES = (
    Column("commit", T("commit")), Column("at", T("committed at")), Column("author", T("author of the commit")),
    Column("field", T("field")), Column("old", T("before"), wraps=True), Column("new", T("after"), wraps=True),
)  # fmt: skip


class Story:
    """What happened in one case, and what proves it."""

    def __init__(self, ctx: Context, audit: Audit, path: str, found: Sequence[Finding]) -> None:
        self.ctx = ctx
        self.audit = audit
        self.found = found
        self.desk = revision(ctx.store)
        self.case: Case = self.desk.load(path)
        self.path = path
        self.acts = [act for act in audit.acts if act.path == path]
        self.origin = {name: act for act in self.acts for name in _added(act) | _called_anew(act)}

    def document(self, headline: Text) -> Document:
        """All of it."""
        title = T("Case {id}: what happened, and what proves it", id=self.case.id)
        return Document(title, list(self._about()), headline, list(self._tables()), list(self._notes()),
                        (("", ""), ()), ())  # fmt: skip

    def _about(self) -> Iterator[tuple[Label, object]]:
        for name in _ABOUT:
            yield wording.label(name), wording.value(self.ctx, name, self.case.get(name))
        text = self.desk.read(self.path) or b""
        yield T("file"), self.path
        yield "SHA-256", sha256(text).hexdigest()
        yield T("revision"), self.desk.commit
        yield T("rules, people and keys"), self.audit.trust.name or T("of the history itself")
        yield T("looked at"), self.ctx.minute(self.ctx.now)
        yield "svc", __version__

    def _tables(self) -> Iterator[Table]:
        yield Table(T("Events"), _EVENTS, [self._event(one) for one in self.case.events], _SPARE)
        decided = [self._review(one) for one in read_log(self.case.data, "reviews")]
        yield Table(T("Proposals and decisions"), _REVIEWS, decided, (*_SPARE, "hash"))
        yield Table(T("Rules that were passed"), _EVENTS,
                    [self._event(one) for one in self.case.events if one.get("override")], _SPARE)  # fmt: skip
        yield Table(T("What the commits changed"), _CHANGES, list(self._changes()), ("author",))
        heads = (Column("file", T("file")), Column("held", T("state")), Column("what", T("what"), flexible=True),
                 Column("sha256", "SHA-256"))  # fmt: skip
        yield Table(T("attachments"), heads, list(self._files()), ("sha256",))
        yield self._findings()

    def _event(self, one: Event) -> dict[str, object]:
        act = self.origin.get(one.id)
        return {
            "at": self.ctx.minute(one.at), "entered": self.ctx.minute(one.entered) if one.recorded else "",
            "by": one.by, "who": one.recorded_by, "what": self._what(one), "event": one.id,
            **(_of_commit(act.witness) if act else {"commit": Toned(T("missing"), "bad")}),
        }  # fmt: skip

    def _review(self, one: Event) -> Record:
        """A proposal or decision, and whether the case says now what it was about."""
        same = one.get("hash") == reviews.digest(self.case, reviews.fields_of(one))
        standing = Toned(T("of what it says now"), "") if same else Toned(T("of something else: void"), "warn")
        return self._event(one) | {"hash": one.get("hash"), "standing": standing}

    def _what(self, one: Event) -> str:
        """What happened, with all that was said."""
        words = disclosure.whole_words(self.case, one)
        if words == one.get("text"):
            return wording.told(self.ctx, one)
        bare = one._replace(data={key: value for key, value in one.data.items() if key != "text"})
        return f"{wording.told(self.ctx, bare)}\n{words}"

    def _changes(self) -> Iterator[Record]:
        for act in reversed(self.acts):
            before, after = next(iter(act.befores), Case({}, act.path)), act.after or Case({}, act.path)
            head = _of_commit(act.witness) | {"at": self.ctx.minute(act.witness.committed)}
            for name in hand.changed(before, after):
                old, new = (wording.value(self.ctx, name, case.get(name)) for case in (before, after))
                yield {**head, "field": wording.label(name), "old": old.strip(), "new": new.strip()}

    def _files(self) -> Iterator[Record]:
        for _, item in named(self.case):
            name, digest = str(item.get("file", "")), str(item.get("sha256", ""))
            held = attachments.content(self.ctx.store, attachment_path(digest, name)) if digest else None
            state = Toned(T("missing"), "bad") if held is None else T("as it was attached")
            if held is not None and sha256(held).hexdigest() != digest:
                state = Toned(T("changed"), "bad")
            yield {"file": name, "held": state, "what": str(item.get("what", "")), "sha256": digest}

    def _findings(self) -> Table:
        heads = (Column("grade", T("grade")), Column("rule", T("rule")), Column("event", T("event")),
                 Column("commit", T("commit")), Column("what", T("what"), flexible=True, wraps=True),
                 Column("next", T("what to do"), flexible=True, wraps=True))  # fmt: skip
        records = [
            {"grade": grade(one), "rule": one.rule, "event": one.event, "commit": one.commit[:_DIGITS],
             "what": one.message, "next": _next(one)}
            for one in self.found
        ]  # fmt: skip
        return Table(T("Findings"), heads, records, ("event", "commit"))

    def _notes(self) -> Iterator[Text]:
        yield T("each event stands in the file and was brought by the commit named beside it; the two were compared")
        if self.audit.trust.signers is None:
            yield T("no keys are allowed on this desk: a commit's author is who it says it is")
        yield T("git show COMMIT prints a commit, git cat-file -p {revision}:{path} this file as it was read",
                revision=self.desk.commit[:_DIGITS], path=self.ctx.store.repo.prefix + self.path)  # fmt: skip


def _next(one: Finding) -> str:
    return "".join(tr(what) for _, what in remedies([one.rule] if one.grade != "info" else []))


def _of_commit(witness: Witness) -> dict[str, object]:
    found = witness.signature
    said: Text | str = found.signer if found else ""
    if found and found.verdict in _SIGNED:
        said = _SIGNED[found.verdict]._replace(params={"signer": found.signer})
    return {"commit": witness.commit[:_DIGITS], "author": witness.mail, "signed": said}


def _added(act: Act) -> set[str]:
    """The events that a commit brought, proposals and decisions with them."""
    known = {event.id for case in act.befores for event in entries(case)}
    return {event.id for event in entries(act.after)} - known


def _called_anew(act: Act) -> set[str]:
    """The events that a merge of svc's put under another id, or with all of their case into another file."""
    if any(new == act.after.id for _, new in act.redrawn if act.after):
        return {event.id for event in entries(act.after)}
    return {new for _, new in act.redrawn}
