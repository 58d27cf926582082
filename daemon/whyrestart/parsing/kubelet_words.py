"""What the kubelet's own log says of a container: a probe that failed, a kill for it, a back-off.

    "Probe failed" probeType="Liveness" pod="ns/pod" podUID=".." containerName="c" ... output="..."       1.21 and later
    Liveness probe for "pod_ns(uid):c" failed (failure): ...                                             up to 1.20
    Event(v1.ObjectReference{Kind:"Pod", Namespace:"ns", Name:"pod", ... FieldPath:"spec.containers{c}"}): ...
    "Event occurred" object="ns/pod" fieldPath="spec.containers{c}" ... message="Liveness probe failed: ..."
    (a sidecar's field path is spec.initContainers{c})
    [Bb]ack-off 40s restarting failed container=c pod=pod_ns(uid)

`Probe errored` is not among them: what the kubelet calls an error is thrown away, never counted (KUBELET.md 1.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from whyrestart.model.identity import ContainerRef
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.manifest import ProbeKind

_KINDS = {"Liveness": ProbeKind.LIVENESS, "Startup": ProbeKind.STARTUP, "Readiness": ProbeKind.READINESS}
_OLD = re.compile(
    r'(?P<kind>Liveness|Readiness|Startup) probe for "(?P<pod>[^_"]+)_(?P<namespace>[^("]+)\((?P<uid>[^)"]*)\):'
    r'(?P<container>[^"]+)" failed \(failure\): (?P<output>.*)',
    re.DOTALL,
)
_EVENT = re.compile(r"(?P<kind>Liveness|Readiness|Startup) probe failed: (?P<output>.*)", re.DOTALL)
_REFERENCE = re.compile(
    r'Namespace:"(?P<namespace>[^"]*)", Name:"(?P<pod>[^"]*)", UID:"(?P<uid>[^"]*)".*?'
    r'FieldPath:"spec\.(?:c|initC)ontainers\{(?P<container>[^}"]+)\}'
)
_FIELD_PATH = re.compile(r"spec\.(?:c|initC)ontainers\{([^}]+)\}")
_OBJECT = re.compile(r'(?P<namespace>[^/"]+)/(?P<pod>[^/"]+)')
_BACK_OFF = re.compile(
    r"[Bb]ack-off \S+ restarting failed container=(?P<container>[\w.-]+) "
    r"pod=(?P<pod>[\w.-]+)_(?P<namespace>[\w.-]+)\((?P<uid>[\w.-]*)\)"
)
_KILLED = re.compile(
    r"of pod (?P<pod>[\w.-]+)_(?P<namespace>[\w.-]+)\((?P<uid>[\w.-]*)\): "
    r"Container (?P<container>[\w.-]+) failed (?:liveness|startup) probe"
)
# kuberuntime_manager.go: the last form up to 1.13.
PROBE_KILL = re.compile(
    r"failed (liveness|startup) probe|(Liveness|Startup) probe failed.*will be (killed|restarted)"
    r"|is unhealthy, it will be killed and re-created"
)
_VICTIM = re.compile(r"[Cc]ontainer \"?(?P<container>[\w.-]+)\"? (?:failed (?:liveness|startup) probe|is unhealthy)")
_BARE_KILL = re.compile(r"Container (?P<container>[\w.-]+) failed (?:liveness|startup) probe, will be restarted\.?")
_STATUS = re.compile(r"HTTP probe failed with statuscode: (\d{3})")
# A static pod's UID is the MD5 of its manifest; the apiserver's are UUIDs.
_STATIC_UID = re.compile(r"[0-9a-f]{32}")


# In each generation; what an API pod's is, the UID with its dashes, is another matter.
_REFUSED = re.compile(
    r"(?:[cC]reatePodSandbox(?:\\*\")? for (?:pod )?\\*\"|Error syncing pod [0-9a-f]{32} \(\\*\")"
    r"(?P<pod>[a-z0-9][\w.-]{0,252})_(?P<namespace>[a-z0-9-]{1,63}+)\([0-9a-f]{32}\)"
)

# kuberuntime's reasons for a container that was not begun: of one that ended and waits, others tell.
_NOT_STARTED = re.compile(
    r"with (?:ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|ImageInspectError|"
    r"CreateContainer(?:Config)?Error|RunContainerError)\b"
)


@dataclass(frozen=True, kw_only=True)
class FailedProbe:
    """A probe that the kubelet counted as failed: what it got, and the HTTP status if it got that far."""

    ref: ContainerRef
    pod_uid: str
    kind: ProbeKind
    output: str
    entry: LogEntry

    @property
    def status(self) -> int | None:
        """The status that the probe was answered with."""
        match = _STATUS.search(self.output)
        return int(match[1]) if match else None


# Every rule about probes asks this of every line, at every look.
@lru_cache(maxsize=8192)
def failed_probe(entry: LogEntry) -> FailedProbe | None:
    """The failed probe that a line of the kubelet tells of; None for any other line."""
    if "robe" not in entry.text:
        return None
    if entry.message == "Probe failed":
        kind, named = _KINDS.get(entry.field("probeType")), _object(entry.field("pod"))
        if kind is None or named is None:
            return None
        ref = ContainerRef(namespace=named[0], pod=named[1], container=entry.field("containerName"))
        return FailedProbe(
            ref=ref, pod_uid=entry.field("podUID"), kind=kind, output=entry.field("output").strip(), entry=entry
        )
    match = _OLD.search(entry.text)
    if match is not None:
        return _found(match, match["kind"], match["output"], entry)
    event = _EVENT.search(entry.text)
    if event is None:
        return None
    if (reference := _REFERENCE.search(entry.text)) is not None:
        return _found(reference, event["kind"], event["output"], entry)
    path, named = _FIELD_PATH.search(entry.field("fieldPath")), _object(entry.field("object"))
    if path is None or named is None:
        return None
    ref = ContainerRef(namespace=named[0], pod=named[1], container=path[1])
    return FailedProbe(ref=ref, pod_uid="", kind=_KINDS[event["kind"]], output=event["output"].strip(), entry=entry)


def static_container(entry: LogEntry) -> ContainerRef | None:
    """The static pod's container that a line says is in back-off, or was probed in vain by a probe that kills."""
    match = _BACK_OFF.search(entry.text) or _KILLED.search(entry.text)
    if match is not None:
        uid, ref = match["uid"], _ref(match)
    else:
        failed = failed_probe(entry)
        if failed is None or failed.kind is ProbeKind.READINESS:
            return None
        uid, ref = failed.pod_uid, failed.ref
    return ref if _STATIC_UID.fullmatch(uid) else None


def static_pod_refused(entry: LogEntry) -> tuple[str, str] | None:
    """Namespace and name of the static pod whose sandbox or container, a line says, could not be made."""
    if not entry.severity.is_error or "ailed" not in entry.text:
        return None
    match = _REFUSED.search(entry.text)
    if match is not None:
        return match["namespace"], match["pod"]
    # From 1.21 on what is wrong with a container is a field, and the pod another one.
    told = entry.message == "Error syncing pod, skipping" and _STATIC_UID.fullmatch(entry.field("podUID")) is not None
    return _object(entry.field("pod")) if told and _NOT_STARTED.search(entry.field("err")) else None


def kills(entry: LogEntry, container: str) -> bool:
    """Whether the line says that this container, not another one of its pod, is killed for its probe."""
    if PROBE_KILL.search(entry.text) is None:
        return False
    named = _VICTIM.search(entry.text)
    return named["container"] == container if named else container in entry.raw


def kills_by_name(entry: LogEntry, container: str) -> bool:
    """Whether the line is an event's bare message, which names the container it kills for its probe and no pod."""
    match = _BARE_KILL.fullmatch(entry.text)
    return match is not None and match["container"] == container


def backs_off(entry: LogEntry, container: str) -> bool:
    """Whether the line says that this container waits in back-off."""
    match = _BACK_OFF.search(entry.text)
    return match is not None and match["container"] == container


def _found(match: re.Match[str], kind: str, output: str, entry: LogEntry) -> FailedProbe:
    return FailedProbe(ref=_ref(match), pod_uid=match["uid"], kind=_KINDS[kind], output=output.strip(), entry=entry)


def _ref(match: re.Match[str]) -> ContainerRef:
    return ContainerRef(namespace=match["namespace"], pod=match["pod"], container=match["container"])


def _object(shown: str) -> tuple[str, str] | None:
    """Namespace and name as klog shows them: `ns/name`, or JSON in the JSON format."""
    if shown.startswith("{"):
        fields = dict(re.findall(r'"(name|namespace)": ?"([^"]*)"', shown))
        return (fields["namespace"], fields["name"]) if len(fields) == 2 else None
    match = _OBJECT.fullmatch(shown)
    return (match["namespace"], match["pod"]) if match else None
