"""Which release the kubelet itself is: what it does about probes follows its own rules, not the apiserver's image.

    I0421 00:55:30.937042   13732 server.go:446] "Kubelet version" kubeletVersion="v1.23.5"
    I1123 07:59:02.100000     812 server.go:416] Version: v1.20.2

An upgrade moves the images first and the kubelet later, and the two may stay apart for three releases.
"""

from __future__ import annotations

import re

from whyrestart.model.node import NodeView
from whyrestart.model.observation import JournalLine, Source
from whyrestart.model.version import Version

# Structured or as JSON from 1.22 on, whichever unit the kubelet runs in; as text before.
_SAID = re.compile(r"Kubelet version\\?\".{0,200}?kubeletVersion\\?\"?[=:]\s*\\?\"(v[^\"\\]+)")
_SAID_BEFORE = re.compile(r"\bserver\.go:\d+\] Version: (v\d\S*)")


def kubelet_version(view: NodeView) -> Version | None:
    """What the kubelet said of itself at its newest start that was seen, else the node's version."""
    for line in reversed(view.all(JournalLine)):
        if "ersion" not in line.message:
            continue
        match = _SAID.search(line.message)
        if match is None and line.source is Source.KUBELET_LOG:
            match = _SAID_BEFORE.search(line.message)
        version = Version.parse(match[1]) if match is not None else None
        if version is not None:
            return version
    return view.version
