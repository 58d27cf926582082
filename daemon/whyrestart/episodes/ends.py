"""Who ended a life: a probe, the kernel, the program itself, a new sandbox or manifest; or it never began."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from whyrestart.episodes.journals import kernel_lines
from whyrestart.model.cause import Origin
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.log_entry import Severity
from whyrestart.model.manifest import Probe, ProbeKind
from whyrestart.model.observation import ManifestGone, Outcome, PodStatusSeen, Variant
from whyrestart.parsing.kubelet_words import failed_probe, kills
from whyrestart.parsing.last_words import closes_with_an_end

# The runtime and the kubelet tell of one kill within seconds of each other.
NEAR = timedelta(seconds=40)
# What tells when a life began and ended may tell whole seconds.
WHOLE_SECONDS = timedelta(seconds=2)
# Waiting reasons with which a container was never created or never came to life.
NEVER_REASONS = frozenset({
    "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "ImageInspectError", "InvalidImageName",
    "RegistryUnavailable", "SignatureValidationFailed", "CreateContainerConfigError", "CreateContainerError",
    "RunContainerError", "Blocked", "PreCreateHookError", "PreStartHookError", "PostStartHookError",
})  # fmt: skip
START_REASONS = frozenset({"StartError", "ContainerCannotRun", "RunContainerError", "CreateContainerError"})
# How a container ends that is told to: well, or by SIGKILL or SIGTERM.
TOLD_TO_END = frozenset({0, 137, 143})


def origin(episode: Episode) -> Origin | None:
    """Who ended the newest attempt that ended; None where nothing ended, or nothing tells."""
    if pod_failed(episode):
        return Origin.ABSENT
    ended = episode.last_ended
    if ended is None:
        return Origin.NEVER if episode.waiting_reason in NEVER_REASONS else None
    if ended.reason in START_REASONS or (ended.exit_code == 128 and not ended.log):
        return Origin.NEVER
    if ended.reason == "OOMKilled" or _kernel_killed(episode, ended):
        return Origin.KERNEL
    if _said_to_be_probed_to_death(episode, ended):
        return Origin.PROBE
    following = _following(episode, ended)
    if following is not None and following.key.pod_uid != ended.key.pod_uid:
        return Origin.MANIFEST
    if following is not None and len({ended.sandbox_id, following.sandbox_id} - {None}) == 2:
        return Origin.SANDBOX
    old_enough = _old_enough(episode, ended)
    if old_enough and (_probes_reached_threshold(episode, ended) or _failures_logged(episode, ended)):
        return Origin.PROBE
    if episode.manifest is None and episode.pod is None and episode.node.all(ManifestGone):
        return Origin.MANIFEST
    if ended.exit_code not in TOLD_TO_END | {None} and not ended.end_unseen:
        return Origin.SELF
    # A kill that nobody announced is not laid to the probe because the next life has not finished its start.
    by_hand = ended.exit_code == 137 and start_hooks_unfinished(episode) and not _answered_near_its_end(episode, ended)
    if ended.exit_code in TOLD_TO_END and old_enough and probe_fails_now(episode) and not by_hand:
        return Origin.PROBE
    if any(entry.severity is Severity.FATAL for entry in ended.log):
        return Origin.SELF
    if ended.exit_code is None and closes_with_an_end(ended.log):
        return Origin.SELF
    return None


def pod_failed(episode: Episode) -> bool:
    """Whether the kubelet gave the pod up as a whole, and says why."""
    if episode.ref is None:
        return False
    status = episode.node.newest(PodStatusSeen).get((episode.ref.namespace, episode.ref.pod))
    return status is not None and status.phase == "Failed" and bool(status.reason)


def _kernel_killed(episode: Episode, ended: Attempt) -> bool:
    return bool(ended.container_id) and any(
        ended.container_id in line.message and "oom" in line.message.lower() for line in kernel_lines(episode.node)
    )


def _said_to_be_probed_to_death(episode: Episode, ended: Attempt) -> bool:
    """The kubelet said so, near the end. An end whose time is unknown takes any such line of this container."""
    name = episode.ref.container if episode.ref else ""
    return any(
        kills(entry, name)
        and (ended.finished_at is None or entry.at is None or abs(entry.at - ended.finished_at) <= NEAR)
        # What was said before it began was said of the one before.
        and (ended.started_at is None or entry.at is None or entry.at >= ended.started_at)
        for entry in episode.kubelet_log
    )


def _following(episode: Episode, ended: Attempt) -> Attempt | None:
    index = episode.attempts.index(ended)
    return episode.attempts[index + 1] if index + 1 < len(episode.attempts) else None


def _killing(episode: Episode) -> Iterator[Probe]:
    """The probes whose failure kills; a readiness probe's does not."""
    return (p for p in (episode.container.probes if episode.container else ()) if p.kind is not ProbeKind.READINESS)


def _probes_reached_threshold(episode: Episode, ended: Attempt) -> bool:
    """The replayed probe failed often enough just before the end."""
    if ended.finished_at is None:
        return False
    for probe in _killing(episode):
        before = [r for r in episode.probes(Variant.KUBELET, probe.kind) if r.at <= ended.finished_at]
        run = before[-probe.failure_threshold :]
        if (
            len(run) == probe.failure_threshold
            and all(result.outcome is Outcome.FAILURE for result in run)
            and ended.finished_at - run[-1].at <= NEAR
            and (ended.started_at is None or run[0].at >= ended.started_at)
        ):
            return True
    return False


def _failures_logged(episode: Episode, ended: Attempt) -> bool:
    """The kubelet logged as many failures in that life as it takes to kill (at verbosity 1; KUBELET.md 1.7)."""
    if ended.finished_at is None or ended.exit_code not in TOLD_TO_END | {None}:
        return False
    logged = [failed for entry in episode.kubelet_log if (failed := failed_probe(entry)) and failed.ref == episode.ref]
    return any(
        probe.failure_threshold
        <= sum(
            failed.kind is probe.kind
            and failed.entry.at is not None
            and (ended.started_at is None or failed.entry.at >= ended.started_at)
            and failed.entry.at <= ended.finished_at
            for failed in logged
        )
        for probe in _killing(episode)
    )


def probe_fails_now(episode: Episode) -> bool:
    """Its liveness or startup probe, replayed on a later attempt, fails too."""
    return any(
        (result := episode.last_probe(Variant.KUBELET, probe.kind)) is not None and result.outcome is Outcome.FAILURE
        for probe in _killing(episode)
    )


def _answered_near_its_end(episode: Episode, ended: Attempt) -> bool:
    """Whether it was that life itself whose newest answer is known, shortly before its end."""
    last, began = episode.last_probe(Variant.KUBELET), ended.started_at
    if last is None or ended.finished_at is None or began is None:
        return False
    return began <= last.at <= ended.finished_at <= last.at + NEAR


def _old_enough(episode: Episode, ended: Attempt) -> bool:
    """Whether a probe of the manifest could have killed it: with all the failures that takes, as early as may be."""
    seconds = (p.initial_delay_seconds + p.period_seconds * (p.failure_threshold - 1) for p in _killing(episode))
    return ended.lifetime is None or ended.lifetime + WHOLE_SECONDS >= timedelta(seconds=min(seconds, default=0))


def start_hooks_unfinished(episode: Episode) -> bool:
    """Whether an apiserver was lately asked while it still ran its start hooks, as each does for seconds.

    Until RBAC's own hook has run, it answers 403 to whoever shows no certificate (KUBELET.md 2.1).
    """
    lately = (r for variant in (Variant.KUBELET, Variant.AUTHENTICATED) for r in episode.probes(variant)[-3:])
    return any("[-]poststarthook/" in result.body for result in lately)
