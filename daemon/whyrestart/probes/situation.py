"""What a counter-probe's choice depends on: the probe's surroundings, and how the kubelet's question was met."""

from __future__ import annotations

from dataclasses import dataclass

from whyrestart.model.manifest import Container, Probe, StaticPod
from whyrestart.model.observation import ListeningSocket, ProbeResult
from whyrestart.model.version import Version
from whyrestart.probes.request import ClientCertificate, Request, Unaskable
from whyrestart.probes.spec import request_for

_REFUSED = ("refused", "no route to host", "unreachable", "cannot assign", "no such host")
_TIMED_OUT = ("Client.Timeout", "i/o timeout", "handshake timeout", "within ", "timed out")
_MISHEARD = ("malformed HTTP", "HTTP response to HTTPS", "does not look like", ": EOF", "reset by peer", "broken pipe")


@dataclass(frozen=True, kw_only=True)
class Situation:
    """All that a plan looks at. `version` is the kubelet's; `credential` the first usable client certificate."""

    probe: Probe
    container: Container
    pod: StaticPod
    pod_uid: str = ""
    container_id: str = ""
    pod_ip: str | None = None
    version: Version | None = None
    sockets: tuple[ListeningSocket, ...] = ()
    credential: ClientCertificate | None = None

    @property
    def asked(self) -> Request | Unaskable:
        """The kubelet's own question."""
        return request_for(self.probe, self.container, pod_ip=self.pod_ip, version=self.version)

    @property
    def component_version(self) -> Version | None:
        """The component's version by its image, else the kubelet's; etcd has its own or none."""
        if self.container.version is not None:
            return self.container.version
        return None if self.container.program == "etcd" else self.version


@dataclass(frozen=True, kw_only=True)
class Symptom:
    """What the kubelet's question was met with; `unasked` where it has not been asked yet."""

    status: int | None
    refused: bool
    timed_out: bool
    misheard: bool
    tls: bool
    unasked: bool

    @classmethod
    def of(cls, result: ProbeResult | None) -> Symptom:
        """By the words of the error, which are Go's."""
        error = "" if result is None else result.error or ""
        return cls(
            status=None if result is None else result.status,
            refused=any(words in error for words in _REFUSED),
            timed_out=any(words in error for words in _TIMED_OUT),
            misheard=any(words in error for words in _MISHEARD),
            tls="tls:" in error,
            unasked=result is None,
        )

    def answered(self, *statuses: int) -> bool:
        """Whether it was answered with one of these statuses, or not asked yet."""
        return self.status in statuses or self.unasked
