"""What to do about what an audit found. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from svc.errors import T, Text

_SHOW = T("git show COMMIT says who did what; ask them, put it back as git show COMMIT~1:FILE has it, then svc commit")
_ASK = T("ask who is named, and put the answer into the case: svc note")
_UNSIGNED = T("ask its author whether it is theirs; git config commit.gpgsign true signs from now on")
_BROUGHT_BACK = T("do not push; a clone or the remote may still have it: svc audit --verify --from origin")

_REMEDIES: Mapping[str, Text] = {
    **dict.fromkeys(("log-removed", "log-changed", "log-order", "fixed", "trailers"), _SHOW),
    "fact": T("git show COMMIT has what it was; svc edit or svc correct sets it with an event, and a reason"),
    "deleted": T("git restore -s COMMIT~1 FILE and svc commit bring it back; svc close --as is the way to end a case"),
    "author": T("give each person a record in people/ with their address; where they have one, ask both who it was"),
    "signer": T("ask both; if the author did not do it, undo it: svc undo, or git revert COMMIT"),
    "key": T("if it is an honest key, let somebody who is in the file of signers add its line and sign for that"),
    "unsigned": _UNSIGNED,
    "signers": T("git log -p -- .svc/allowed_signers says who did it; put it right in a commit of its own, signed"),
    "approval": T("it counts for nothing: svc propose ID, and somebody who may decides with svc approve ID"),
    "voided": T("svc propose ID, then svc approve ID by somebody who may; or set it back to what was approved"),
    "backdated": _ASK,
    "time": T("svc correct or svc undo, and enter it again with --at"),
    "clock": T("set the clock of the machine that made it: timedatectl set-ntp true"),
    "no-commit": T("git log --all -- FILE; a part of the history is missing, or the file was not committed"),
    "rewritten": _BROUGHT_BACK,
    "seal": T("svc audit --verify --from origin; git show NAME has what was sealed, by whom and when"),
    "unwitnessed": T("git fetch origin '+refs/svc/*:refs/svc/*' brings the commits that a squash left out; "
                     "else ask them"),
    "late": _ASK,
    "copied": T("svc undo takes back the one that does not belong there"),
    "unreadable": T("git show COMMIT:FILE; later versions that can be read are judged all the same"),
}  # fmt: skip


def remedies(rules: Iterable[str]) -> Iterator[tuple[str, Text]]:
    """What to do about each rule that was broken, each said once."""
    for rule in dict.fromkeys(rules):
        if rule in _REMEDIES:
            yield rule, _REMEDIES[rule]
