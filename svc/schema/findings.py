"""What the checks of one case file find."""

from __future__ import annotations

from svc.errors import Text
from svc.model import Problem
from svc.schema.fields import CASE
from svc.schema.settings import Settings
from svc.schema.table import Table
from svc.typed import Callable


class Findings:
    """The findings on one file. ``line_of`` gives the line of a dotted field, ``table`` what its fields are."""

    def __init__(
        self, path: str, settings: Settings, line_of: Callable[[str], int], table: Table = CASE
    ) -> None:
        self.path = path
        self.table = table
        self.settings = settings
        self.line_of = line_of
        self.problems: list[Problem] = []

    def wrong(self, where: str, message: Text, severity: str = "error") -> None:
        """Note one problem."""
        self.problems.append(Problem(self.path, self.line_of(where), where, message, severity))
