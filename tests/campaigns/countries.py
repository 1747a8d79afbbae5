"""China's working days as they come with svc, day by day, against libraries that keep them independently.

Each library stands in a virtual environment of its own, since they do not install together with all that svc may use:
``SVC_CALENDARS=/path/one/bin/python:/path/two/bin/python python tests/campaigns/countries.py``. Without that variable
this Python is asked. What is not installed is skipped, and said so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from svc.calendars.days import Days
from svc.schema.calendar import Rules, Shift
from svc.store import countries

_DAY = (Shift(540, 1020),)
_RULES = Rules("service", "Asia/Shanghai", (_DAY,) * 5 + ((), ()), countries=("CN",))
LIBRARIES = {
    "chinesecalendar": "import chinese_calendar as c; name, works = c.__version__, c.is_workday",
    "holidays": "import holidays as h; c = h.country_holidays('CN', years=range({first} - 1, {last} + 2)); "
                "name, works = h.__version__, c.is_working_day",
    "chinese-days": "import chinesedays as c; name, works = c.__version__, lambda day: c.is_workday(day.isoformat())",
}  # fmt: skip
"""How each is asked whether a date is a working day; chinesecalendar is where ours come from."""
_ASK = """
import datetime, json
{library}
day, days = datetime.date({first}, 1, 1), []
while day.year <= {last}:
    days.append(bool(works(day)))
    day += datetime.timedelta(days=1)
print(json.dumps([name, days]))
"""


def ours() -> dict[date, bool]:
    """Whether each day of the years that come with svc is worked in China."""
    years = {(year.country, year.year): year for year in countries.shipped("CN")}
    days, found = Days(_RULES, years), {}
    day, last = date(min(year for _, year in years), 1, 1), date(max(year for _, year in years), 12, 31)
    while day <= last:
        found[day] = bool(days.day(day).shifts)
        day += timedelta(days=1)
    return found


def asked(python: str, library: str, first: int, last: int) -> tuple[str, list[bool]] | None:
    """The library's version and what it says of each day; None where it is not installed."""
    code = _ASK.format(library=LIBRARIES[library].format(first=first, last=last), first=first, last=last)
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        return None
    done.check_returncode()
    name, days = json.loads(done.stdout)
    return name, days


def run() -> Iterator[tuple[str, list[str]]]:
    """A line for each library, and the days on which it says otherwise."""
    here = ours()
    first, last = min(here).year, max(here).year
    for library in LIBRARIES:
        pythons = os.environ.get("SVC_CALENDARS", sys.executable).split(os.pathsep)
        told = next((found for python in pythons if (found := asked(python, library, first, last))), None)
        if told is None:
            yield f"skipped: {library} is not installed", []
            continue
        other = [str(day) for (day, works), said in zip(here.items(), told[1], strict=True) if works != said]
        yield f"CN {first}-{last}, {len(here)} days, {library} {told[0]}: {len(other)} differ", other


if __name__ == "__main__":
    wrong = 0
    for line, days in run():
        print(line, *days)
        wrong += len(days)
    sys.exit(1 if wrong else 0)
