"""Units as reports show them: what is said within another's, and lines as far apart as their own times say."""

import re
from datetime import timedelta

from incidents.builder import Node

TIME = re.compile(r"(?:^|[ T])(\d\d):(\d\d):(\d\d)(?:\.(\d+))?")


def within(by, *said, version=None, status=1, restarts=57, name="master-1"):
    """A kubelet inside another program's unit, that says so and ends, again and again."""
    return Node(name=name, version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*said, by=by)


def second(line):
    """The time of day that a line tells, in seconds; None where it tells none."""
    found = TIME.search(line)
    if not found:
        return None
    hours, minutes, seconds, part = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{part or 0}")


def spread(node, unit, *said, by=None, last=timedelta(seconds=6)):
    """Lines of a unit that lives, as far apart as their own times say, the last one shortly before the snapshot."""
    times = [second(line) for line in said]
    known = [time for time in times if time is not None]
    end = known[-1] if known else 0.0
    for number, (line, time) in enumerate(zip(said, times, strict=True)):
        before = timedelta(seconds=max(0.0, end - time) if time is not None else 0.0)
        node.journal(unit, line, by=by or unit, ago=last + before + timedelta(milliseconds=len(said) - number))
    return node


def lives(*said, name="master-1", version=None, by="kubelet", node=None):
    """A kubelet that runs and says so."""
    return spread((node or Node(name=name, version=version)).unit("kubelet"), "kubelet", *said, by=by)


def carries(unit, *said, name="master-1", version=None, by=None):
    """A unit of a carrier that runs and says so."""
    return spread(Node(name=name, version=version).unit(unit), unit, *said, by=by or unit)
