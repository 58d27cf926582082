"""Paths of pod logs to the attempts they belong to, in each of the kubelet's layouts.

    /var/log/pods/<uid>/<container>_<n>.log                          1.6 to 1.9
    /var/log/pods/<uid>/<container>/<n>.log                          1.10 to 1.13 (k/k#61898)
    /var/log/pods/<namespace>_<pod>_<uid>/<container>/<n>.log        1.14 and later (k/k#74441)
    <any of these>.<timestamp>[.gz]                                  rotated by the kubelet

A node upgraded in place has several side by side. The oldest two do not tell namespace and pod: those are empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from whyrestart.model.identity import AttemptKey, ContainerRef

# kuberuntime's own pattern for the attempts that a log directory remembers (k/k#99748, 1.22): ^(\d+)\.log(\..*)?
_LOG = re.compile(r"(?:(?P<container>[A-Za-z0-9.-]+)_)?(?P<attempt>\d{1,9})\.log(?:\.(?P<rotation>.+))?", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9.-]+", re.ASCII)
_MD5 = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, kw_only=True)
class PodLogFile:
    """A log file of one attempt. `rotation` is the kubelet's time stamp on a rotated file, empty on the current one."""

    path: str
    attempt_key: AttemptKey
    rotation: str = ""

    @property
    def compressed(self) -> bool:
        """Whether the kubelet has compressed it, or is about to: only its name is read then."""
        return self.rotation.endswith((".gz", ".tmp"))


def parse(path: str) -> PodLogFile | None:
    """Which attempt a path belongs to; None for whatever else lies about. The directory above the layout is free."""
    parts = PurePosixPath(path).parts
    match = _LOG.fullmatch(parts[-1]) if parts else None
    if match is None:
        return None
    if match["container"] and len(parts) >= 2:
        container, directory = match["container"], parts[-2]
        if "_" in directory:
            return None
    elif not match["container"] and len(parts) >= 3 and _NAME.fullmatch(parts[-2]):
        container, directory = parts[-2], parts[-3]
    else:
        return None
    pod = pod_of_directory(directory)
    if pod is None:
        return None
    namespace, name, uid = pod
    ref = ContainerRef(namespace=namespace, pod=name, container=container)
    key = AttemptKey(ref=ref, pod_uid=uid, attempt=int(match["attempt"]))
    return PodLogFile(path=path, attempt_key=key, rotation=match["rotation"] or "")


def pod_of_directory(name: str) -> tuple[str, str, str] | None:
    """Namespace, pod and UID that a pod's log directory names; the first two are empty before 1.14."""
    fields = name.split("_")
    if not all(_NAME.fullmatch(field) for field in fields):
        return None
    if len(fields) == 1:
        return "", "", fields[0]
    return (fields[0], fields[1], fields[2]) if len(fields) == 3 else None


def is_static(pod: str, pod_uid: str, node_name: str = "") -> bool:
    """Whether that is a static pod, as far as its names tell.

    The kubelet makes a static pod's UID an MD5 in hex, without the dashes of the API's UIDs, and ends its name in the
    node's; installers that write their own UID (RKE2, OpenShift) keep the second.
    """
    return _MD5.fullmatch(pod_uid) is not None or bool(node_name and pod.endswith(f"-{node_name.lower()}"))


def best_of_each_attempt(files: Iterable[PodLogFile]) -> tuple[PodLogFile, ...]:
    """The one file that tells most of each attempt: the current one, else the newest rotated, compressed ones last."""
    best: dict[AttemptKey, PodLogFile] = {}
    for file in sorted(files, key=lambda f: (not f.rotation, not f.compressed, f.rotation)):
        best[file.attempt_key] = file
    return tuple(best.values())
