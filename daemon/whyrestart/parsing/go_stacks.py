"""Go's stacks of goroutines in a log, told apart from what the program says.

    goroutine 1 [running]:
    k8s.io/klog/v2.stacks(0xc000012001, 0xc000a2c000, 0x5d, 0xb1)
        /go/src/k8s.io/klog/v2/klog.go:1026 +0xb9
    created by k8s.io/kubernetes/pkg/kubelet.NewMainKubelet
        /go/src/k8s.io/kubernetes/pkg/kubelet/kubelet.go:439 +0x5f9e

A fatal line of klog's is followed by those of all goroutines: thousands of lines, which would push the fatal line out
of whatever keeps the newest lines.
"""

from __future__ import annotations

import re

# The first goroutine is the one that ended the program; its frames tell where.
KEPT_LINES = 60
_HEAD = re.compile(r"goroutine \d+ \[[^\]\n]{1,200}\]:?$|SIG[A-Z]{2,8}: |\[signal ")
_FRAME = re.compile(
    r"\s|created by |goroutine \d+ |[\w./%~*()\[\]{}·$,-]{1,400}\(.{0,400}\)$|\.\.\.additional frames elided"
    r"|r\w{1,3} +0x[0-9a-f]|[cfg]s +0x"
)


class Stacks:
    """One program's lines, one after the other."""

    def __init__(self) -> None:
        self._dumped = -1

    def keeps(self, line: str) -> bool:
        """Whether the line is worth keeping: all but what follows the first lines of a dump."""
        if self._dumped < 0:
            self._dumped = 0 if _HEAD.match(line) else -1
            return True
        if line and not _FRAME.match(line) and not _HEAD.match(line):
            self._dumped = -1
            return True
        self._dumped += 1
        return self._dumped < KEPT_LINES
