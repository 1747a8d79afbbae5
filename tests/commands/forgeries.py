"""The forgeries that are tried, each with what finds it and what must be there for that: the table of docs/audit.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from commands.forging import READY, SIGNERS, Forger, allowed

HISTORY = "the history"
BASE = "keys in the protected base"
SEAL = "an earlier seal"


class Forgery(NamedTuple):
    """What somebody does; what the audit finds of it; what must exist to see it; whether the desk signs."""

    tamper: Callable[[Forger], object]
    found: str
    takes: str = HISTORY
    signed: bool = False


EVENT = 'id: Z0000, at: "2026-11-21T09:00:00+00:00", by: zhao.min'


def _signed_by(forger: Forger, who: str, **env: str) -> None:
    """The last commit once more, signed with another key."""
    forger.signs(who)
    forger.again("", "-S", **env)


def _keys_with_cases(forger: Forger) -> None:
    forger.write(allowed("zhao.min", "li.wei", "stranger"), SIGNERS)
    forger.edit("title: Plug", "title: plug").commit("keys")


def _own_keys(forger: Forger) -> None:
    """On a branch, keys of one's own, and work signed with them."""
    forger.base().write(allowed("stranger").replace("stranger@", "zhao.min@"), SIGNERS).signs("stranger")
    forger.commit("keys")
    forger.note()


def _expired(forger: Forger) -> None:
    forger.write(allowed("zhao.min", rest=',valid-before="20261101"'), SIGNERS).commit("the key is old")
    forger.note()


def _other_message(forger: Forger) -> None:
    """A signed commit of which a word was changed."""
    forger.note()
    data = forger.git("cat-file", "commit", "HEAD").replace(": note", ": noted", 1) + "\n"
    forger.git("update-ref", "HEAD", forger.git("hash-object", "-t", "commit", "-w", "--stdin", data=data))


def _never_there(forger: Forger) -> None:
    """History made again from the root on, as if the first case had never been."""
    forger.seal()
    forger.file.unlink()
    forger.git("add", "-A")
    tree = forger.git("write-tree")
    forger.git("update-ref", "HEAD", forger.git("commit-tree", "-S", "-m", "all there ever was", tree))


def _reordered(forger: Forger) -> None:
    lines = forger.text.splitlines(keepends=True)
    forger.write("".join([*lines[:-2], lines[-1], lines[-2]])).commit()


def _made_up(forger: Forger) -> None:
    """Somebody else's event, and a message as svc would have written it."""
    event = EVENT.replace("zhao.min", "li.wei")
    said = forger.message().replace("By: zhao.min", "By: li.wei").replace(forger.other, forger.id)
    said = re.sub("Kind: .*", "Kind: note", re.sub("Event: .*", "Event: Z0000", said))
    forger.log(f"{event}, kind: note, text: mine").commit(said)


def _false_seal(forger: Forger) -> None:
    forger.seal()
    text = forger.git("cat-file", "tag", "svc/seal/2026-11-21").partition("\n\n")[2].partition("-----BEGIN")[0]
    lied = re.sub("Cases: .*", "Cases: 3", text)
    forger.git("tag", "-f", "-s", "-F", "-", "--cleanup=verbatim", "svc/seal/2026-11-21", data=lied)


_LI = {"GIT_AUTHOR_NAME": "Li Wei", "GIT_AUTHOR_EMAIL": "li.wei@desk.example"}


def _squashed_approval(forger: Forger) -> None:
    here = forger.main()
    forger.git("switch", "-q", "-c", "work")
    forger.approved()
    forger.git("switch", "-q", here)
    forger.git("merge", "-q", "--squash", "work")
    forger.commit("all at once")


def _left_out(forger: Forger, file: Path) -> None:
    """A branch that was merged, of which nothing is left: ``git merge -s ours``."""
    here = forger.main()
    forger.git("switch", "-q", "-c", "work")
    forger.note()
    forger.svc("new", "repair", "Lamp flickers", *READY)
    forger.git("switch", "-q", here)
    forger.svc("note", forger.other, "-m", "more")
    forger.git("merge", "-q", "--no-ff", "--no-commit", "work")
    if file == forger.file:
        forger.git("checkout", "-q", "HEAD", "--", str(file))
    else:
        next(each for each in forger.svc.desk.glob("cases/*/*/*.yaml") if "Lamp" in each.read_text()).unlink()
    forger.commit("Merge branch 'work'")


def _renamed_in_a_merge(forger: Forger) -> None:
    """The first case under another id, as if it had been drawn twice; there is no other one."""
    forger.git("switch", "-q", "-c", "work")
    forger.svc("note", forger.other, "-m", "more")
    forger.git("switch", "-q", "-")
    forger.git("merge", "-q", "--no-ff", "--no-commit", "work")
    text = forger.text.replace(forger.id, "C-2611-3C0ZTF7PM")
    forger.file.rename(forger.file.with_name("C-2611-3C0ZTF7PM.yaml")).write_text(text, "utf-8")
    forger.commit("merge origin/main\n\nSvc-Format: 1\nKind: merge")


def drawn_twice(forger: Forger, word: str = "less") -> None:
    """Two cases of one id, one of them under another id, as svc mends it; but an event of it says another word."""
    here, new = forger.main(), "C-2611-3C0ZTF7PM"
    case = forger.svc("new", "repair", "Lamp flickers", *READY).id
    forger.svc("note", case, "-m", "more")
    mine = next(forger.svc.desk.glob(f"cases/*/*/{case}.yaml"))
    text = mine.read_text("utf-8")
    forger.git("switch", "-q", "-c", "work", "HEAD~2")
    theirs = forger.other_file.read_text("utf-8").replace(forger.other, case)
    mine.write_text(re.sub("C[0-9A-Z]{4}, at", "C0000, at", theirs).replace("zhao.min", "li.wei"), "utf-8")
    forger.commit("another", "--author=Li Wei <li.wei@desk.example>")
    forger.git("switch", "-q", here)
    forger.git("merge", "-q", "--no-commit", "-s", "ours", "work")
    forger.git("checkout", "-q", "work", "--", str(mine))
    mine.with_name(f"{new}.yaml").write_text(text.replace(case, new).replace("text: more", f"text: {word}"), "utf-8")
    forger.commit("merge origin/main\n\nSvc-Format: 1\nKind: merge")


def event_drawn_twice(forger: Forger, word: str = "it was warm") -> None:
    """An event given another id in a merge, and another in its place, as if both had drawn it; it says otherwise."""
    here = forger.main()
    forger.git("switch", "-q", "-c", "work")
    forger.log(f"{EVENT}, kind: note, text: mine").commit()
    forger.git("switch", "-q", here)
    forger.log(f"{EVENT}, kind: note, text: it burnt").commit()
    forger.git("merge", "-q", "--no-commit", "-s", "ours", "work")
    forger.edit("text: it burnt", "text: mine")
    forger.log(f"{EVENT.replace('Z0000', 'Z0001')}, kind: note, text: {word}")
    forger.commit("merge origin/main\n\nSvc-Format: 1\nKind: merge")


def _turned_round(forger: Forger) -> None:
    """A rejection that a squash calls an approval; its own commit is kept."""
    here = forger.main()
    forger.git("switch", "-q", "-c", "work")
    forger.svc("propose", forger.id, "--of", "title")
    forger.as_li("reject", forger.id, "-m", "No.")
    for number, commit in enumerate(("HEAD~1", "HEAD")):
        forger.git("update-ref", f"refs/svc/proposals/{forger.id}/E{number}", commit)
    forger.git("switch", "-q", here)
    forger.git("merge", "-q", "--squash", "work")
    forger.edit("kind: reject", "kind: approve").commit("all at once")


def approved_title(forger: Forger, after: str = "") -> None:
    """A desk where a title is approved before intake is left; it is changed before that, or ``after`` it."""
    rules = (forger.svc.desk / "svc.yaml").read_text("utf-8")
    rule = "  reviews:\n    - {leave: intake, when: {type: [repair]}, of: [title]}\n"
    forger.write(rules.replace("  reviews:\n", rule), "svc.yaml").commit("rules")
    forger.svc("propose", forger.other, "--of", "title")
    forger.as_li("approve", forger.other)
    if after:
        forger.svc("move", forger.other, "analysis")
    if after != "untouched":
        forger.svc("edit", forger.other, "--set", "title=Belt is worn")


def _gone_on(forger: Forger) -> None:
    """A move where the rules were put aside, carried over to where they are not, of what is not what was approved."""
    approved_title(forger)
    text = (forger.svc.desk / "svc.yaml").read_text("utf-8")
    forger.write(re.sub("    - .leave: intake, when.*of: .title.*\n", "", text), "svc.yaml").commit("no rules")
    forger.svc("move", forger.other, "analysis")
    forger.git("rebase", "-q", "--onto", "HEAD~2", "HEAD~1")


def _copied_approval(forger: Forger) -> None:
    forger.approved()
    lines = [line for line in forger.text.splitlines(keepends=True) if "kind: approve" in line]
    forger.edit("reviews:\n", "reviews:\n" + "".join(lines), forger.other_file).commit()


FORGERIES: dict[str, Forgery] = {
    "an event taken out": Forgery(
        lambda d: d.write(re.sub(r"  - .*kind: note.*\n", "", d.text)).commit(), "error log-removed"),
    "events in another order": Forgery(_reordered, "error log-order"),
    "history rewritten and pushed with force": Forgery(
        lambda d: (d.svc("audit"), d.git("reset", "-q", "--hard", "HEAD~1")),
        "error rewritten", "an earlier audit in this clone"),
    "an event left out by a merge": Forgery(lambda d: _left_out(d, d.file), "error log-removed"),
    "a case left out by a merge": Forgery(lambda d: _left_out(d, d.other_file), "error deleted"),
    "an event changed where ids were drawn twice": Forgery(event_drawn_twice, "error log-changed"),
    "a case changed and renamed, as where ids are drawn twice": Forgery(
        drawn_twice, "error log-removed"),
    "a case renamed in a merge": Forgery(_renamed_in_a_merge, "error deleted"),
    "an event changed": Forgery(lambda d: d.edit("text: seen", "text: not seen").commit(), "error log-changed"),
    "an event backdated in the file": Forgery(
        lambda d: d.edit('at: "2026-11-21T09:00:00+00:00", by: zhao.min, kind: note',
                         'at: "2026-11-20T09:00:00+00:00", by: zhao.min, kind: note').commit(), "error log-changed"),
    "an event given to somebody else": Forgery(
        lambda d: d.edit("by: zhao.min, kind: note", "by: li.wei, kind: note").commit(), "error log-changed"),
    "a stage set by hand": Forgery(lambda d: d.edit("stage: intake", "stage: analysis").commit(), "error fact"),
    "a serial number changed without an event": Forgery(
        lambda d: d.edit("serial: X1", "serial: X2").commit(), "error fact"),
    "the time of opening changed": Forgery(
        lambda d: d.edit('opened_at: "2026-11-21', 'opened_at: "2026-11-20').commit(), "error fixed"),
    "the case taken away": Forgery(lambda d: (d.file.unlink(), d.commit()), "error deleted"),
    "the case renamed": Forgery(
        lambda d: (d.file.rename(d.file.with_name("C-2611-0000000000.yaml")), d.commit()), "error deleted"),
    "trailers that name another event": Forgery(
        lambda d: (d.note(), d.again(re.sub("Event: .*", "Event: A0000", d.message()))),
        "error trailers"),
    "trailers that name another person": Forgery(
        lambda d: (d.note(), d.again(d.message().replace("By: zhao.min", "By: li.wei"))),
        "error trailers"),
    "trailers that name another kind": Forgery(
        lambda d: (d.note(), d.again(d.message().replace("Kind: note", "Kind: contact"))),
        "error trailers"),
    "trailers of another case": Forgery(
        lambda d: (d.svc("note", d.id, "-m", "more"), d.again(d.message().replace(d.id, d.other))), "error trailers"),
    "trailers that tell another move": Forgery(
        lambda d: (d.svc("move", d.other, "analysis"), d.again(d.message().replace("To: analysis", "To: closed"))),
        "error trailers"),
    "a commit that does more than it says": Forgery(
        lambda d: (d.log(f"{EVENT}, kind: contact, way: out, visible: customer, text: told"),
                   d.commit(d.message())), "error trailers"),
    "a replayed message over another change": Forgery(
        lambda d: (d.edit("serial: X1", "serial: X2"), d.commit(d.message())), "error trailers"),
    "somebody else's commit": Forgery(
        lambda d: (d.note(),
                   d.git("commit", "-q", "--amend", "--no-edit", "--author=Li Wei <li.wei@desk.example>")),
        "error author", "records in people/"),
    "an event by another, by hand": Forgery(
        lambda d: d.log(f"{EVENT.replace('zhao.min', 'li.wei')}, kind: note, text: mine").commit(),
        "warning unwitnessed"),
    "an event by another, with a message as svc writes it": Forgery(_made_up, "error author", "records in people/"),
    "entered long before its commit": Forgery(
        lambda d: (d.note(), d.git("commit", "-q", "--amend", "--no-edit",
                                                          "--date=2026-11-21T12:00:00+00:00")), "error backdated"),
    "a date later than its commit": Forgery(
        lambda d: (d.note(),
                   d.git("commit", "-q", "--amend", "--no-edit", "--date=2026-11-25T12:00:00+00:00",
                         GIT_COMMITTER_DATE="2026-11-21T09:00:00+00:00")), "error clock"),
    "a commit in the future": Forgery(
        lambda d: d.edit("title: Plug", "title: plug").commit(GIT_COMMITTER_DATE="2030-01-01T00:00:00+00:00"),
        "error clock"),
    "a clock that runs backwards": Forgery(
        lambda d: d.edit("title: Plug", "title: plug").commit(GIT_COMMITTER_DATE="2026-01-01T00:00:00+00:00",
                                                              GIT_AUTHOR_DATE="2026-01-01T00:00:00+00:00"),
        "warning clock"),
    "an event copied from another case": Forgery(
        lambda d: d.write(d.text + d.other_file.read_text("utf-8").splitlines()[-1] + "\n").commit(), "warning copied"),
    "the words of a customer changed": Forgery(
        lambda d: (d.svc("contact", d.id, "in", "-m", "It is hot.\n\nVery."), d.edit("    Very.", "    A bit."),
                   d.commit()), "error fixed"),
    "a file that cannot be read": Forgery(
        lambda d: d.edit("title: Plug", "title: [Plug").commit(), "warning unreadable"),
    "a case under a lookalike id": Forgery(
        lambda d: (d.file.with_name("C-2611-0O0000000.yaml").write_bytes(d.file.read_bytes()), d.commit()),
        "warning copied"),
    "late by a week": Forgery(
        lambda d: (
            d.svc.desk.joinpath("svc.yaml").write_text(
                d.svc.desk.joinpath("svc.yaml").read_text("utf-8") + "\naudit: {late_entry: 1m}\n", "utf-8"),
            d.svc("commit", "svc.yaml"),
            d.svc("note", d.other, "--at", "2026-11-21T08:00:00+00:00", "-m", "x")), "warning late"),
    "an approval by who proposed it": Forgery(
        lambda d: (d.approved().edit("by: li.wei, kind: approve", "by: zhao.min, kind: approve"), d.git("add", "-A"),
                   d.again(d.message().replace("By: li.wei", "By: zhao.min"), "--reset-author")),
        "error approval"),
    "an approval of something else": Forgery(
        lambda d: (d.approved().edit("title: Plug", "title: Big plug"), d.git("add", "-A"), d.again("", **_LI)),
        "error approval"),
    "an approval entered for somebody": Forgery(
        lambda d: (d.approved().edit("by: li.wei, kind: approve", "by: li.wei, recorded_by: zhao.min, kind: approve"),
                   d.git("add", "-A"), d.again("", "--reset-author")),
        "error approval"),
    "an approval in somebody else's name": Forgery(
        lambda d: (d.approved(), d.again("", "--reset-author")), "error author", "records in people/"),
    "an approval copied to another case": Forgery(_copied_approval, "warning copied"),
    "a stage left without the approval it takes": Forgery(_gone_on, "error approval"),
    "what was approved changed behind its stage": Forgery(
        lambda d: approved_title(d, "changed"), "warning voided"),
    "an approval taken out": Forgery(
        lambda d: d.approved().write(re.sub(r"  - .*kind: approve.*\n", "", d.text)).commit(), "error fixed"),
    "an approval squashed, its own commit not kept": Forgery(_squashed_approval, "warning unwitnessed"),
    "a rejection called an approval in a squash": Forgery(
        _turned_round, "error approval", "the kept commits of the proposal"),
    "somebody else's name over one's own signature": Forgery(
        lambda d: (d.svc("note", d.id, "-m", "more", "--by", "li.wei"), d.signs("li.wei"), d.again("", "-S")),
        "error signer", BASE, signed=True),
    "a commit without a signature": Forgery(
        lambda d: (d.note(), d.again("", "--no-gpg-sign")), "error unsigned", BASE, signed=True),
    "a branch from before anybody had to sign": Forgery(
        lambda d: (d.git("switch", "-q", "-c", "old", "HEAD~2"), d.git("config", "commit.gpgsign", "false"), d.note(),
                   d.git("switch", "-q", "-"), d.git("merge", "-q", "--no-edit", "old")),
        "error unsigned", BASE, signed=True),
    "a signature with a key that is not allowed": Forgery(
        lambda d: (d.note(), _signed_by(d, "stranger")), "error key", BASE, signed=True),
    "a signature with a key that does not hold any more": Forgery(_expired, "error key", BASE, signed=True),
    "a signed commit changed afterwards": Forgery(_other_message, "error key", BASE, signed=True),
    "keys of one's own on the branch under review": Forgery(_own_keys, "error key", BASE, signed=True),
    "keys changed together with cases": Forgery(_keys_with_cases, "error signers", signed=True),
    "keys changed by somebody who has none": Forgery(
        lambda d: (d.signs("stranger"), d.write(allowed("stranger"), SIGNERS), d.commit("keys")),
        "error signers", signed=True),
    "history rewritten behind a seal": Forgery(
        lambda d: (d.seal(), d.git("reset", "-q", "--hard", "HEAD~1"), d.note("-m", "other")),
        "error rewritten", SEAL, signed=True),
    "a case taken out of the whole history": Forgery(_never_there, "error rewritten", SEAL, signed=True),
    "a seal taken away": Forgery(
        lambda d: (d.seal(), d.svc("audit"), d.git("tag", "-d", "svc/seal/2026-11-21")),
        "error seal", "an earlier audit in this clone", signed=True),
    "a seal made anew after history was rewritten": Forgery(
        lambda d: (d.seal(), d.svc("audit"), d.git("tag", "-d", "svc/seal/2026-11-21"),
                   d.git("reset", "-q", "--hard", "HEAD~1"), d.seal()),
        "error seal", "an earlier audit in this clone", signed=True),
    "a seal of somebody without a key": Forgery(
        lambda d: (d.signs("stranger"), d.seal()), "error seal", BASE, signed=True),
    "a seal that counts what is not there": Forgery(_false_seal, "error seal", signed=True),
    "keys taken away": Forgery(
        lambda d: ((d.svc.desk / SIGNERS).unlink(), d.commit("no keys")), "error signers", signed=True),
}  # fmt: skip
