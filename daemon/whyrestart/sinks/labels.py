"""Label values: bounded in length and in number, printable, and never two things under one name."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from whyrestart.model.identity import ContainerRef, Subject
from whyrestart.sinks.escaping import one_line

# The longest name that Kubernetes has: a pod's, a DNS subdomain.
MAX_LENGTH = 253
_KEPT = 120


@lru_cache(maxsize=4096)
def label(value: str) -> str:
    """`value` itself where it is a sound name; else made printable and short, with a hash that keeps it apart.

    Names on a node are as its owner or an attacker wrote them: a file name may hold newlines and 255 bytes of anything.
    """
    shown = one_line(value)
    if shown == value and len(value) <= MAX_LENGTH:
        return value
    digest = hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{shown[:_KEPT]}~{digest}"


def subject_labels(subject: Subject) -> tuple[str, str, str]:
    """Namespace, pod and container; for the kubelet and the node, the first two are empty and the third its name."""
    if isinstance(subject, ContainerRef):
        return label(subject.namespace), label(subject.pod), label(subject.container)
    return "", "", label(str(subject))
