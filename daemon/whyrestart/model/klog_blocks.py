"""A structured line of klog's that goes on over several, made the one line that it was before (klog 2.9).

    E0312 10:29:28.1    1201 kuberuntime_sandbox.go:70] "Failed to create sandbox for pod" err=<
        rpc error: code = Unknown desc = container create failed: ...
     > pod="kube-system/kube-apiserver-master-1"

A value that holds the end of a line is written so (klog, internal/serialize, writeStringValue), as CRI-O's errors do.
The journal cuts it up, and who it is about then stands in another entry than what befell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from whyrestart.model.observation import JournalLine

_OPENS = re.compile(r"[IWEF]\d{4} [^\n]*[\w.-]=<$")
_CLOSES = re.compile(r"\s{0,3}>(?P<rest>(?: [^\n]*)?)$")
# What is kept of a value: the names that follow it are read as well.
_MOST = 4000
_MOST_LINES = 64


def whole(lines: Iterable[JournalLine]) -> Iterator[JournalLine]:
    """A unit's lines, oldest first, with each such line in one; one whose end is not there is left as it is."""
    held: list[JournalLine] = []
    for line in lines:
        if not held:
            if _OPENS.match(line.message):
                held.append(line)
            else:
                yield line
            continue
        closes = _CLOSES.match(line.message)
        if closes is not None and _is_of(held[0], line):
            one = _joined(held, closes["rest"])
            held = [one] if _OPENS.match(one.message) else []
            if not held:
                yield one
        elif _goes_on(line.message) and _is_of(held[0], line) and len(held) <= _MOST_LINES:
            held.append(line)
        else:
            yield from held
            held = [line] if _OPENS.match(line.message) else []
            if not held:
                yield line
    yield from held


def _goes_on(message: str) -> bool:
    """Whether it is indented: by a tab, of which a page or a pager makes blanks."""
    return message.startswith(("\t", "  "))


def _is_of(first: JournalLine, line: JournalLine) -> bool:
    return (first.identifier, first.pid) == (line.identifier, line.pid)


def _joined(held: list[JournalLine], rest: str) -> JournalLine:
    value = "\n".join(line.message.strip() for line in held[1:])[:_MOST]
    quoted = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return replace(held[0], message=f'{held[0].message[:-1]}"{quoted}"{rest}')
