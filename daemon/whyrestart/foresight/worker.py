"""The kubelet's probe worker as a value: what it has counted, what it has published, whether it is on hold.

One worker lives for a pod UID, a container and a kind of probe, through every restart of that container
(pkg/kubelet/prober/worker.go, read from 1.15 to 1.35; KUBELET.md 1.6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from whyrestart.model.manifest import Container, Probe, ProbeKind
from whyrestart.model.observation import Outcome
from whyrestart.model.version import Version

# A container's first state before any probe has spoken.
INITIAL = {
    ProbeKind.STARTUP: Outcome.UNKNOWN,
    ProbeKind.LIVENESS: Outcome.SUCCESS,
    ProbeKind.READINESS: Outcome.FAILURE,
}
# After the first restart these releases no longer ran the startup probe (k/k#101064).
STARTUP_SKIPPED_AFTER_RESTART = frozenset(
    {Version(1, 18, 18), Version(1, 19, 10), Version(1, 20, 6), Version(1, 21, 0)}
)


@dataclass(frozen=True, kw_only=True)
class Worker:
    """What a worker knows. `run` counts the newest equal outcomes; `published` is what the rest of the kubelet sees.

    `version` is the kubelet's; None is taken for a recent one.
    """

    probe: Probe
    version: Version | None = None
    container_id: str | None = None
    last: Outcome | None = None
    run: int = 0
    published: Outcome | None = None
    on_hold: bool = False

    def attached(self, container_id: str) -> Worker:
        """The worker once it has seen this container: a new one ends the hold and begins with the initial result.

        The run is *not* begun anew: failures of a container that died by itself count against the next one.
        """
        if container_id == self.container_id:
            return self
        return replace(self, container_id=container_id, published=INITIAL[self.probe.kind], on_hold=False)

    def counted(self, outcome: Outcome) -> Worker:
        """The worker after a probe. On hold it does not probe; an error (UNKNOWN) is thrown away."""
        if self.on_hold or outcome is Outcome.UNKNOWN:
            return self
        run = self.run + 1 if outcome is self.last else 1
        now = replace(self, last=outcome, run=run)
        if run < self._threshold(outcome):
            return now
        if not self._holds(outcome):
            return replace(now, published=outcome)
        return replace(now, published=outcome, on_hold=True, run=0 if self._forgets else run)

    def killed(self) -> Worker:
        """The worker after the kubelet killed the container on its word, though this count had not come so far."""
        return replace(self, run=0) if self._forgets else self

    def released(self) -> Worker:
        """The worker once a kill that was due has not come: the kubelet does not see what this replay sees."""
        return replace(self, on_hold=False, run=0, published=INITIAL[self.probe.kind])

    @property
    def failures(self) -> int:
        """Consecutive failures counted; the whole threshold while on hold because of them."""
        if self.kills:
            return self.probe.failure_threshold
        return self.run if self.last is Outcome.FAILURE else 0

    @property
    def kills(self) -> bool:
        """Whether it has asked for the container's end."""
        return self.on_hold and self.published is Outcome.FAILURE

    def _threshold(self, outcome: Outcome) -> int:
        return self.probe.failure_threshold if outcome is Outcome.FAILURE else self.probe.success_threshold

    def _holds(self, outcome: Outcome) -> bool:
        if self.probe.kind is ProbeKind.STARTUP:
            # Since 1.32 success holds too: the probe has done its work for this container.
            return outcome is Outcome.FAILURE or self.version is None or self.version.at_least(1, 32)
        return self.probe.kind is ProbeKind.LIVENESS and outcome is Outcome.FAILURE

    @property
    def _forgets(self) -> bool:
        # Before 1.7 a kill left the count standing, and one failure killed the next container (k/k#46371, k/k#53530).
        return self.version is None or self.version.at_least(1, 7)


def startup_gates(container: Container, version: Version | None, *, restarted: bool) -> bool:
    """Whether a startup probe holds back the others until it has succeeded.

    It does from 1.18 on (alpha and off in 1.16 and 1.17), but in four patch releases only in a pod's first life.
    """
    if container.probe(ProbeKind.STARTUP) is None:
        return False
    if version is None:
        return True
    return version.at_least(1, 18) and not (restarted and version in STARTUP_SKIPPED_AFTER_RESTART)


def inherits_started(version: Version | None) -> bool:
    """Whether a replacement container counts as started until its startup probe's first tick (k/k#141155).

    In 1.35 and 1.36; which patch release of 1.36 repaired it was not seen, and 1.35's repair was still open.
    """
    return version is not None and (version.major, version.minor) in {(1, 35), (1, 36)}
