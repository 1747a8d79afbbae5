"""How far this desk and the remote's are apart, said beside a list."""

from __future__ import annotations

from svc import terminal
from svc.errors import T, Text, counted
from svc.paths import Path
from svc.store import layout, standing
from svc.typed import Iterator


def tell(root: Path) -> None:
    """Say what is not sent yet and what has not come, as far as that is known without asking anybody."""
    found = layout.git_folder(root)
    now = standing.now(found[1] / "svc") if found else None
    for line in _lines(now) if now else ():
        terminal.say(line)


def _lines(now: standing.Now) -> Iterator[Text]:
    if now.behind < 0:
        yield T("{name} has moved on since the last svc sync", name=now.name)
    elif now.behind:
        one, many = T("1 change at {name} has not come yet: svc sync", name=now.name), T(
            "{count} changes at {name} have not come yet: svc sync", name=now.name)  # fmt: skip
        yield counted(now.behind, one, many)
    if now.left < 0:
        yield T("what was changed here is not at {name} yet: svc sync", name=now.name)
    elif now.left:
        one, many = T("1 change is not at {name} yet: svc sync", name=now.name), T(
            "{count} changes are not at {name} yet: svc sync", name=now.name)  # fmt: skip
        yield counted(now.left, one, many)
