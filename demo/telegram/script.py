"""Scripts of faults, one a line: whom it hits, what happens, how often, how long, and after how many calls that go well.

sendMessage 429 x2 5s         # two calls are refused, with retry_after 5
sendMessage cut_after after 3 # the fourth message arrives, but its answer does not
getUpdates shuffled           # updates in any order, some of them twice
* hang 0.1s                   # whatever comes next gets no answer
updates again x10             # the last ten confirmed updates are delivered once more
"""

import re

from demo.telegram.faults import Fault, Faults
from demo.telegram.updates import UpdateQueue

LINE = re.compile(
    r"(?P<method>[*\w]+) (?P<kind>\w+)(?: x(?P<times>\d+))?(?: (?P<seconds>\d+(?:\.\d+)?)s)?(?: after (?P<after>\d+))?"
)
AGAIN = ("updates", "again")


def play(script: str, faults: Faults, updates: UpdateQueue) -> list[Fault]:
    """Plans what the script says; gives the faults. ValueError for a line that says nothing known."""
    lines = [" ".join(line.partition("#")[0].split()) for line in script.splitlines()]
    planned = [_line(line, faults, updates) for line in lines if line]
    return [fault for fault in planned if fault is not None]


def _line(line: str, faults: Faults, updates: UpdateQueue) -> Fault | None:
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"{line!r} should read like: sendMessage 429 x2 5s after 3")
    times = int(found["times"] or 1)
    if (found["method"], found["kind"]) == AGAIN:
        updates.redeliver(times)
        return None
    seconds, after = float(found["seconds"] or 1), int(found["after"] or 0)
    return faults.add(found["kind"], method=found["method"], times=times, seconds=seconds, after=after)
