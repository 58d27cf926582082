"""What the runtime makes of a pod: its image, its container, its sandbox, and the cgroups that these lie in."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import chain

from whyrestart.causes.logs import last_said
from whyrestart.causes.refusals import FRESH, nobodys, refusal, runtime_says
from whyrestart.causes.rule import Rule, finding, from_end, from_kubelet, note
from whyrestart.causes.runtime import containerd_text, runtime_units
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    FileSeen,
    FileText,
    HostSeen,
    JournalLine,
    SandboxSeen,
    Source,
)
from whyrestart.parsing import containerd_config, kubelet_config

IMAGE_REASONS = frozenset(
    {
        "ErrImagePull",
        "ImagePullBackOff",
        "ErrImageNeverPull",
        "ImageInspectError",
        "InvalidImageName",
        "RegistryUnavailable",
        "SignatureValidationFailed",
    }
)
_IMAGE = re.compile(
    r"(?P<reason>ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|RegistryUnavailable|SignatureValidationFailed)\b|"
    r"[Ff]ail(?:ed to pull|ed pulling) image \\*\"(?P<image>[^\"\\]+)|"
    r"PullImage \\*\"(?P<asked>[^\"\\]+)\\*\" from image service failed|"
    r"PullImage from image service failed[^\n]* image=\\*\"?(?P<wanted>[^\s\"\\]+)|"
    # containerd's and dockershim's, of the pause image.
    r"(?:failed to get|unable to pull) sandbox image \\*\"(?P<pause>[^\"\\]+)|"
    r"(?:unable|failed) to inspect sandbox image \\*\"(?P<inspected>[^\"\\]+)[\\\"]+:[^\n]{0,200}no such image|"
    # Docker's, by way of the kubelets that spoke to it themselves (dockertools, to 1.6).
    r"image pull failed for (?P<failed>[^\s,\"\\]+)|API error \(\d+\): No such image: (?P<absent>[^\s\"\\]+)|"
    # CRI-O's, of the same.
    r"[Ii]nitializing source docker://(?P<source>[^\s\"\\]+?):? "
)
CREATE_REASONS = frozenset(
    {
        "CreateContainerError",
        "RunContainerError",
        "CreateContainerConfigError",
        "StartError",
        "ContainerCannotRun",
        # The kubelet's own managers of CPUs, memory and devices.
        "PreCreateHookError",
        "PreStartHookError",
    }
)
# runc's systemd driver, dockerd and CRI-O (internal/config/cgmgr) refuse the other driver's cgroup by its form. What is
# not the kubelet's cgroup was asked for by hand, with crictl.
_OTHER_FORM = re.compile(
    r"expected cgroupsPath to be of format \W*slice:prefix:name\W* for systemd cgroups(?:, got \W*/\S*kubepods|(?!, got))(?P<runc>)"
    r"|cgroup-parent for systemd cgroup should be a valid slice(?P<docker>)"
    r"|cri-o configured with (?P<crio>systemd|cgroupfs) cgroup manager, but (?:did not receive slice|received systemd slice) as parent: /\S*kubepods"
)
SANDBOX = re.compile(r"SandboxChanged|[Pp]od sandbox changed, it will be killed and re-created")
# From a manifest's return to its pod's: the kubelet's full read, 20 s, and the grace of the pod before.
EDIT_TO_POD = timedelta(seconds=90)
# Two lives of one pod that differ in their sandbox and began within this are one event on the node.
ONE_EVENT = timedelta(seconds=20)


def image_unavailable(episode: Episode) -> Finding | None:
    """The kubelet cannot get the image, so there is no container."""
    current = episode.current
    if current is not None and current.state is ContainerState.RUNNING:
        return None
    said = last_said(episode.kubelet_log, _IMAGE, where=lambda said: not _started_since(episode, said.entry))
    waits = episode.waiting_reason in IMAGE_REASONS
    if not waits and (said is None or _not_this_container(episode, said.entry.raw)):
        return _not_pulled_by_the_runtime(episode) or _not_pulled_for_anybody(episode)
    reason = episode.waiting_reason if waits else (said["reason"] if said else "") or "ErrImagePull"
    # The reason may stand before the image, and the image of the sandbox beside neither.
    pulled = next(filter(None, map(_named, _IMAGE.finditer(said.entry.text))), "") if said else ""
    image = pulled or (episode.container.image if episode.container else "")
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        Confidence.PROVEN,
        f"The image {image or 'of the container'} is not on the node and cannot be pulled ({reason}), so {episode.program} never starts.",
        [
            note("kubelet", f"waiting: {episode.waiting_reason}: {episode.waiting_message}") if waits else None,
            from_kubelet(said.entry) if said else None,
        ],
        image=image,
        reason=reason,
        file=episode.manifest.path if episode.manifest else None,
        line=episode.container.line if episode.container else None,
    )


def _not_pulled_by_the_runtime(episode: Episode) -> Finding | None:
    """Where the kubelet's log is not at hand, the runtime's tells of this pod's sandbox too."""
    refused = refusal(episode)
    match = _IMAGE.search(refused[0]) if refused else None
    if refused is None or match is None:
        return None
    image = _named(match)
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        Confidence.PROVEN,
        f"The image {image or 'of the sandbox'} is not on the node and cannot be pulled, so {episode.program} never starts.",
        [refused[1]],
        image=image,
    )


# The image that every pod's sandbox is made of; whose pod it was asked for does not matter.
_OF_SANDBOXES = re.compile(
    r"(?:failed|unable) to (?:get|pull|inspect) sandbox image \\*\"(?P<image>[^\"\\\n]{1,300}+)\\*\"|"
    r"[Ff]ail(?:ed to pull|ed pulling) image \\*\"(?P<pause>[^\"\\\n]{0,200}/pause[^\"\\\n]{0,80})\\*\""
)


def _not_pulled_for_anybody(episode: Episode) -> Finding | None:
    """The pod is not there, nothing is said of it, and the node cannot make any sandbox: nor this pod's then."""
    missing = episode.state is State.ABSENT or episode.waiting_reason == "ContainerCreating"
    if not missing or episode.attempts or episode.ref is None:
        return None
    lines = [line for line in episode.node.all(JournalLine) if line.source in {Source.KUBELET_LOG, Source.RUNTIME_LOG}]
    told = ((line, m) for line in reversed(lines) if (m := _OF_SANDBOXES.search(line.message)))
    line, match = next(told, (None, None))
    if line is None or match is None or lines[-1].at - line.at > FRESH:
        return None
    image = match["image"] or match["pause"]
    return finding(
        Cause.IMAGE_UNAVAILABLE,
        Confidence.LIKELY,
        f"The image {image}, which the sandbox of each pod is made of, is not on the node and cannot be pulled, so "
        f"{episode.program} never starts.",
        [note("kubelet_log" if line.unit == "kubelet" else "runtime_log", line.message, line.at)],
        image=image,
    )


def _named(match: re.Match[str]) -> str:
    return next(
        (
            match[each]
            for each in ("image", "asked", "wanted", "pause", "inspected", "failed", "absent", "source")
            if match[each]
        ),
        "",
    )


def _started_since(episode: Episode, entry: LogEntry) -> bool:
    """What was started after that had its image."""
    at = entry.at
    return at is not None and any(
        (a.started_at is not None and a.started_at > at) or any(e.at is not None and e.at > at for e in a.log[-1:])
        for a in episode.attempts
    )


def _not_this_container(episode: Episode, raw: str) -> bool:
    if episode.container and episode.container.image and episode.container.image in raw:
        return False
    return (
        episode.ref is not None
        and f'"{episode.ref.container}"' not in raw.replace("\\", "")
        and episode.ref.pod not in raw
    )


def container_create_failed(episode: Episode) -> Finding | None:
    """The runtime could not create or start the container, for a reason that no other cause covers."""
    ended = episode.last_ended
    if episode.current is not None and episode.current.state is ContainerState.RUNNING:
        return None
    start_error = ended is not None and ended.reason in CREATE_REASONS
    waits = episode.waiting_reason in CREATE_REASONS
    if not (start_error or waits):
        return _refused_by_the_journals(episode)
    message = (ended.message if start_error and ended else "") or episode.waiting_message
    return finding(
        Cause.CONTAINER_CREATE_FAILED,
        Confidence.LIKELY,
        f"The runtime cannot create the container of {episode.program}: {_tail(message) or episode.waiting_reason}.",
        [
            from_end(ended) if start_error and ended else None,
            note("kubelet", f"waiting: {episode.waiting_reason}: {episode.waiting_message}") if waits else None,
        ],
        reason=(ended.reason if start_error and ended else episode.waiting_reason),
    )


_PODS_OWN = re.compile(r"/pods/[\w-]+/etc-hosts: no such file or directory")


def _refused_by_the_journals(episode: Episode) -> Finding | None:
    """No sandbox, so no container whose status could tell: only the kubelet's and the runtime's own lines do."""
    refused = refusal(episode)
    if refused is None or episode.ref is None or (episode.last_ended is not None and episode.last_ended.log):
        return None
    why, evidence = refused
    if ("andbox" in why and _made_since(episode, evidence.at)) or _IMAGE.search(evidence.says):
        return None
    return finding(
        Cause.CONTAINER_CREATE_FAILED,
        # The directory of a pod that is about to go: what is made for it in vain is not what is wrong.
        Confidence.POSSIBLE if _PODS_OWN.search(why) else Confidence.LIKELY,
        f"The runtime cannot make the sandbox or container of {episode.ref.pod}: {_tail(why)}.",
        [evidence],
    )


def _made_since(episode: Episode, at: datetime | None) -> bool:
    """Whether a sandbox of the pod is ready that was made after it was refused."""
    return any(
        seen.ready and episode.ref is not None and (seen.namespace, seen.pod) == (episode.ref.namespace, episode.ref.pod)
        and seen.created_at is not None and at is not None and seen.created_at > at
        for seen in episode.node.newest(SandboxSeen).values()
    )  # fmt: skip


def _tail(message: str, limit: int = 220) -> str:
    """The end of a chain of errors, where its reason stands: whole words."""
    words = " ".join(message.split())
    return words if len(words) <= limit else f"... {words[-limit:].partition(' ')[2] or words[-limit:]}"


# ---- sandboxes ------------------------------------------------------------------------------------------------------


def _kubelet_driver(episode: Episode) -> tuple[str, str] | None:
    """The kubelet's cgroup driver and where it says so. kubeadm sets systemd from 1.22; the kubelet's default is cgroupfs."""
    for seen in episode.node.newest(FileText).values():
        if match := re.search(r"--cgroup-driver[= ]\"?(?P<driver>systemd|cgroupfs)", seen.text):
            return match["driver"], seen.path
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    config = kubelet_config.of(texts)
    if config is None:
        return None
    stated = kubelet_config.carrier(texts, "cgroupDriver")
    return config.cgroup_driver or "cgroupfs", stated[0] if stated else kubelet_config.files(texts)[0]


def _runtime_driver(episode: Episode) -> tuple[str, str] | None:
    """Containerd's effective driver: systemd only where SystemdCgroup is true at the place that this version reads."""
    text = containerd_text(episode)
    if text is not None:
        config = containerd_config.parse(text[1])
        if config.problem is not None:
            return None
        passed_over = next((f"{each.key}: {each.why}" for each in config.ineffective if "ystemd" in each.key), "")
        why = "SystemdCgroup is true" if config.systemd_cgroup else passed_over or "SystemdCgroup is not true"
        return ("systemd" if config.systemd_cgroup else "cgroupfs"), f"{text[0]}: {why}"
    absent = episode.node.newest(FileSeen).get("/etc/containerd/config.toml")
    lines = any(line.unit == "containerd" for line in episode.node.all(JournalLine))
    if absent is not None and absent.type is None and lines:
        return "cgroupfs", "there is no /etc/containerd/config.toml: the default is cgroupfs"
    return None


def _many_restarted_together(episode: Episode) -> int:
    """How many pods of the node began their newest attempt, beyond the first, within one short time."""
    begun: dict[str, datetime] = {}
    for seen in episode.node.newest(ContainerSeen).values():
        start = seen.started_at or seen.created_at
        if start is not None and seen.attempt_key.attempt > 0:
            pod = seen.attempt_key.ref.pod
            begun[pod] = max(start, begun.get(pod, start))
    moments = sorted(begun.values())
    return max((sum(1 for m in moments if timedelta(0) <= m - first <= ONE_EVENT) for first in moments), default=0)


def cgroup_driver_mismatch(episode: Episode) -> Finding | None:
    """Kubelet and runtime disagree, so pods are killed and made anew every few minutes, all of the node alike."""
    if episode.is_unit:
        return None
    if (refused := _other_form(episode)) is not None:
        return refused
    kubelet, runtime = _kubelet_driver(episode), _runtime_driver(episode)
    if kubelet is None or runtime is None or kubelet[0] == runtime[0]:
        return None
    together = _many_restarted_together(episode)
    sandboxes = last_said(episode.kubelet_log, SANDBOX)
    restarts = episode.restarts >= 2 or episode.state is State.LOOPING
    if not (together >= 2 or sandboxes or restarts):
        return None
    host = episode.node.last(HostSeen)
    return finding(
        Cause.CGROUP_DRIVER_MISMATCH,
        Confidence.PROVEN if together >= 2 or sandboxes else Confidence.LIKELY,
        f"The kubelet's cgroup driver is {kubelet[0]}, the runtime's is {runtime[0]}: every pod of this node is killed every few minutes.",
        [
            note("kubelet_config", f"{kubelet[1]}: cgroup driver {kubelet[0]}"),
            note("runtime_config", runtime[1]),
            note("runtime", f"{together} pods began a new attempt within {ONE_EVENT.seconds} s")
            if together >= 2
            else None,
            from_kubelet(sandboxes.entry) if sandboxes else None,
            note("host", f"cgroup v{host.cgroup_version}") if host and host.cgroup_version else None,
        ],
        ruled_out=[
            RuledOut(
                cause=Cause.KUBELET_CGROUP_DRIVER_MISMATCH, because="the kubelet runs; it does not refuse to start"
            )
        ],
        kubelet=kubelet[0],
        runtime=runtime[0],
        file="/etc/containerd/config.toml",
    )


def _other_form(episode: Episode) -> Finding | None:
    """The runtime says itself that what the kubelet asks for is of the other driver: then nothing starts at all."""
    if episode.current is not None and episode.current.state is ContainerState.RUNNING:
        return None
    told = (
        (note(source, words, at), m)
        for source, words, at in chain(runtime_says(episode), nobodys(episode))
        if (m := _OTHER_FORM.search(words))
    )
    evidence, match = next(told, (None, None))
    if match is None:
        return None
    runtime = match["crio"] or "systemd"
    kubelet = "cgroupfs" if runtime == "systemd" else "systemd"
    # A kubelet without cgroups of its own (cgroupsPerQOS: false) names a parent of no form, whatever its driver.
    known = _kubelet_driver(episode)
    if match["docker"] is not None and known is not None and known[0] == runtime:
        return None
    named = "CRI-O" if match["crio"] else "docker" if match["docker"] is not None else "containerd"
    return finding(
        Cause.CGROUP_DRIVER_MISMATCH,
        Confidence.PROVEN if match["docker"] is None or known is not None else Confidence.LIKELY,
        f"The kubelet's cgroup driver is {kubelet}, the runtime's is {runtime}: {named} refuses to make any pod.",
        [evidence],
        kubelet=kubelet,
        runtime=runtime,
        program=named,
    )


def _sandbox_change(episode: Episode) -> tuple[Attempt, Attempt] | None:
    """The two newest attempts of one pod UID whose sandboxes differ."""
    lives = episode.attempts
    for before, after in zip(reversed(lives[:-1]), reversed(lives[1:]), strict=True):
        if (
            before.key.pod_uid == after.key.pod_uid
            and before.sandbox_id
            and after.sandbox_id
            and before.sandbox_id != after.sandbox_id
        ):
            return before, after
    return None


def sandbox_changed(episode: Episode) -> Finding | None:
    """A new sandbox, no failed probe, drivers that agree: the runtime was restarted, or lost the pause container."""
    change = _sandbox_change(episode)
    said = last_said(episode.kubelet_log, SANDBOX)
    if (change is None and said is None) or episode.ref is None:
        return None
    at = change[1].started_at if change else said.entry.at if said else None
    restarted = [
        u
        for u in runtime_units(episode).values()
        if u.active_since and at and abs(u.active_since - at) <= timedelta(minutes=3)
    ]
    booted = episode.node.last(HostSeen)
    if (
        booted is not None
        and booted.booted_at is not None
        and at is not None
        and timedelta(0) <= at - booted.booted_at <= timedelta(minutes=15)
    ):
        return None
    # All pods at once, and nobody can say that the cgroup drivers agree: then they may well not.
    drivers = _kubelet_driver(episode) is not None and _runtime_driver(episode) is not None
    doubtful = not restarted and not drivers and _many_restarted_together(episode) >= 2
    # A file that went and came back unchanged is the same pod to the kubelet, in another sandbox.
    written = episode.manifest.modified_at if episode.manifest else None
    doubtful = doubtful or (
        not restarted and written is not None and at is not None and abs(at - written) <= EDIT_TO_POD
    )
    return finding(
        Cause.SANDBOX_CHANGED,
        Confidence.PROVEN if change and restarted else Confidence.POSSIBLE if doubtful else Confidence.LIKELY,
        f"The sandbox of {episode.ref.pod} was replaced, and its containers with it"
        f"{f', when {restarted[0].unit} was restarted' if restarted else ''}.",
        [
            note(
                "runtime",
                f"sandbox {(change[0].sandbox_id or '')[:12]} was followed by {(change[1].sandbox_id or '')[:12]}",
                at,
            )
            if change
            else None,
            from_kubelet(said.entry) if said else None,
            *(note("units", f"{u.unit} active since {u.active_since}", u.active_since) for u in restarted),
        ],
    )


def duplicate_sandboxes(episode: Episode) -> Finding | None:
    """Two ready sandboxes of one pod: two instances fight for ports and leases."""
    if episode.ref is None:
        return None
    ready: dict[str, list[SandboxSeen]] = defaultdict(list)
    for seen in episode.node.newest(SandboxSeen).values():
        if seen.ready and (seen.namespace, seen.pod) == (episode.ref.namespace, episode.ref.pod):
            ready[seen.pod_uid].append(seen)
    many = [s for each in ready.values() for s in each]
    running = {
        s.sandbox_id: s
        for s in episode.node.newest(ContainerSeen).values()
        if s.state is ContainerState.RUNNING and s.sandbox_id
    }
    both = [s for s in many if s.sandbox_id in running]
    old = [s for s in many if s.created_at and episode.at - s.created_at > timedelta(seconds=90)]
    if len(both) < 2 or len(old) < 2:
        return None
    shown = ", ".join(
        f"{s.sandbox_id[:12]} (UID {s.pod_uid[:8]}, since {s.created_at:%H:%M:%S})" for s in many if s.created_at
    )
    return finding(
        Cause.DUPLICATE_SANDBOXES,
        Confidence.PROVEN,
        f"Two sandboxes of {episode.ref.pod} run at the same time.",
        [_evidence(shown)],
        sandboxes=" ".join(s.sandbox_id[:12] for s in many),
    )


def _evidence(shown: str) -> Evidence:
    return note("runtime", f"ready sandboxes: {shown}")


RULES = (
    Rule(
        cause=Cause.CGROUP_DRIVER_MISMATCH,
        find=cgroup_driver_mismatch,
        needs=frozenset({Source.KUBELET_CONFIG, Source.RUNTIME_CONFIG}),
        applies=lambda episode: episode.ref is not None,
        settles="compare cgroupDriver in the kubelet's configuration with SystemdCgroup in `containerd config dump`",
    ),
    Rule(cause=Cause.DUPLICATE_SANDBOXES, find=duplicate_sandboxes, needs=frozenset({Source.CRI})),
    Rule(
        cause=Cause.SANDBOX_CHANGED,
        find=sandbox_changed,
        needs=frozenset({Source.CRI}),
        yields_to=frozenset(
            {
                Cause.CGROUP_DRIVER_MISMATCH,
                Cause.NODE_REBOOTED,
                Cause.RUNTIME_UNAVAILABLE,
                Cause.EDITOR_TEMPORARY_FILE,
                Cause.DUPLICATE_MANIFEST,
                Cause.MANIFEST_REWRITTEN,
            }
        ),
        settles="why the sandbox went: the runtime's journal at that moment",
    ),
    Rule(
        cause=Cause.IMAGE_UNAVAILABLE,
        find=image_unavailable,
        needs=frozenset({Source.KUBELET_API, Source.KUBELET_LOG}),
        settles="`crictl images` and the kubelet's log tell whether the image is there",
    ),
    Rule(
        cause=Cause.CONTAINER_CREATE_FAILED,
        find=container_create_failed,
        needs=frozenset({Source.CRI}),
        yields_to=frozenset(
            {
                Cause.HOST_PATH_UNUSABLE,
                Cause.COMMAND_NOT_FOUND,
                Cause.APPARMOR_PARSER_MISSING,
                Cause.IMAGE_UNAVAILABLE,
                Cause.CGROUP_DRIVER_MISMATCH,
                Cause.DISK_FULL,
                Cause.FILESYSTEM_DAMAGED,
                Cause.STATIC_POD_REFERENCES_API_OBJECT,
            }
        ),
        settles="the message in `crictl inspect`",
    ),
)
