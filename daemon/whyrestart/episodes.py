"""A view of the node to episodes: one for each static pod's container, the kubelet and the node itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from whyrestart.attempts import attempts
from whyrestart.foresight import forecasts
from whyrestart.model.cause import Origin
from whyrestart.model.diagnosis import State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import CARRIERS, KUBELET, KUBELETS_ALONE, RUNTIMES, ContainerRef, NodeRef
from whyrestart.model.log_entry import LogEntry, Severity
from whyrestart.model.manifest import CONFIG_FILE, Container, Flag, Manifest, StaticPod, Volume
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    ContainerStatusSeen,
    FileText,
    HostSeen,
    JournalLine,
    ManifestGone,
    ManifestSeen,
    Outcome,
    PodStatusSeen,
    ProbeResult,
    ProcessSeen,
    Source,
    UnitSeen,
    Variant,
)
from whyrestart.parsing.component_log import parse
from whyrestart.parsing.etcd_settings import of_environment, settings
from whyrestart.parsing.kubelet_words import backs_off, failed_probe, kills, kills_by_name, static_container

# A restart this long ago is history; a loop's slowest phase is two restarts in about 794 s (KUBELET.md 1.8).
RECENT = timedelta(minutes=30)
# The runtime and the kubelet tell of one kill within seconds of each other.
NEAR = timedelta(seconds=40)
# What tells when a life began and ended may tell whole seconds.
WHOLE_SECONDS = timedelta(seconds=2)
# Their processes bear these names; another container's program may be whatever its image starts.
CONTROL_PLANE = frozenset({"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"})
# Without a runtime a restart is a moment without the process, at most its grace period and a start.
BETWEEN_LIVES = timedelta(seconds=60)
# Waiting reasons with which a container was never created or never came to life.
NEVER_REASONS = frozenset({
    "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "ImageInspectError", "InvalidImageName",
    "RegistryUnavailable", "SignatureValidationFailed", "CreateContainerConfigError", "CreateContainerError",
    "RunContainerError", "Blocked", "PreCreateHookError", "PreStartHookError", "PostStartHookError",
})  # fmt: skip
START_REASONS = frozenset({"StartError", "ContainerCannotRun", "RunContainerError", "CreateContainerError"})


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A static pod as the manifest that counts declares it, and the other files that declare it too."""

    manifest: Manifest
    pod: StaticPod
    rivals: tuple[Manifest, ...] = ()


def manifests(view: NodeView) -> tuple[Manifest, ...]:
    """The files now in the manifest directory, in byte order of their names, as the kubelet lists them."""
    gone = {seen.path: seen.at for seen in view.newest(ManifestGone).values()}
    now = [
        seen.manifest
        for seen in view.newest(ManifestSeen).values()
        if seen.manifest.path not in gone or gone[seen.manifest.path] < seen.at
    ]
    return tuple(sorted(now, key=lambda manifest: manifest.path.encode()))


def declared(view: NodeView, pods: frozenset[tuple[str, str]] = frozenset()) -> Mapping[tuple[str, str], Declared]:
    """Static pods by namespace and full name. Of several files for one pod the last in byte order counts.

    That is the kubelet's own rule at each full read (config/file.go up to 1.36; k/k#136962). `pods` are the full
    names that runtime or kubelet told of: they settle the node's suffix, which the view's name may not.
    """
    here = manifests(view)
    bare = [(manifest.pod.namespace, manifest.pod.name) for manifest in here if manifest.pod]
    found: dict[tuple[str, str], Declared] = {}
    for manifest in here:
        if manifest.pod is None:
            continue
        pod = manifest.pod
        name = (pod.namespace, _full_name(pod, view.name, pods, bare))
        earlier = found.get(name)
        rivals = (*earlier.rivals, earlier.manifest) if earlier else ()
        found[name] = Declared(manifest=manifest, pod=pod, rivals=rivals)
    return found


_DECLARES_POD = re.compile(r"""["']?kind["']?\s*:\s*["']?Pod\b""")
_NAME = re.compile(r"""(?ms)^metadata:.*?^\s+["']?name["']?\s*:\s*["']?(?P<name>[a-z0-9][a-z0-9.-]*)""")


def unreadable(
    view: NodeView, valid: Mapping[tuple[str, str], Declared], known: Iterable[ContainerRef]
) -> Mapping[ContainerRef, Manifest]:
    """Files that should declare a static pod and do not, by the container that each should have brought.

    The name is the one that stands in the text, else the file's. A broken copy beside a sound manifest of the same pod
    is passed over, and so is what bears no likeness to a pod: the kubelet complains of both and does nothing.
    """
    found: dict[ContainerRef, Manifest] = {}
    refs = tuple(known)
    for manifest in manifests(view):
        if manifest.problem is None:
            continue
        stem = manifest.path.rpartition("/")[2].partition(".")[0]
        named = _NAME.search(manifest.text)
        name = named["name"] if named else stem
        if any(each.pod.name == name for each in valid.values()):
            continue
        told = [ref for ref in refs if ref.pod.startswith(f"{name}-") and (ref.namespace, ref.pod) not in valid]
        if told:
            found |= dict.fromkeys(told, manifest)
        elif _DECLARES_POD.search(manifest.text) or name.startswith(("kube-", "etcd")):
            found[ContainerRef(namespace="kube-system", pod=f"{name}-{view.name.lower()}", container=name)] = manifest
    return found


def _full_name(pod: StaticPod, node: str, known: frozenset[tuple[str, str]], bare: list[tuple[str, str]]) -> str:
    full = f"{pod.name}-{node.lower()}"
    if (pod.namespace, full) in known:
        return full
    longer = [name for space, name in bare if space == pod.namespace and name.startswith(f"{pod.name}-")]
    others = {
        name
        for space, name in known
        if space == pod.namespace
        and (name == pod.name or name.startswith(f"{pod.name}-"))
        and not any(name == other or name.startswith(f"{other}-") for other in longer)
    }
    return others.pop() if len(others) == 1 else full


def episodes(view: NodeView) -> tuple[Episode, ...]:
    """One episode for each container of a pod that anything told of, for the kubelet, and for the node."""
    lives = attempts(view)
    kubelet = tuple(journal(view, "kubelet"))
    refs = {*_refs(view, lives), *_named_by_kubelet(view, kubelet)}
    pods = declared(view, frozenset((ref.namespace, ref.pod) for ref in refs))
    for (namespace, name), each in pods.items():
        refs |= {
            ContainerRef(namespace=namespace, pod=name, container=container.name)
            for container in each.pod.containers
            if container.lives_on
        }
    broken = unreadable(view, pods, refs)
    pods = {name: replace(each, pod=_with_settings(view, each.pod)) for name, each in pods.items()}
    made = [
        _container_episode(
            view, ref, lives.get(ref, ()), pods.get((ref.namespace, ref.pod)), kubelet, broken=broken.get(ref)
        )
        for ref in sorted(refs | set(broken))
    ]
    return (*made, *_kubelet_episode(view, kubelet), _node_episode(view))


def _with_settings(view: NodeView, pod: StaticPod) -> StaticPod:
    """The pod, and of each etcd in it what its --config-file says, where that was read, or its environment."""
    found = {each.name: _settings(view, pod, each) for each in pod.containers}
    if not any(found.values()):
        return pod
    return replace(pod, containers=tuple(replace(each, settings=found[each.name]) for each in pod.containers))


def _settings(view: NodeView, pod: StaticPod, container: Container) -> tuple[Flag, ...]:
    if container.program != "etcd":
        return ()
    path = container.flag_value(CONFIG_FILE)
    if path is None:
        given = of_environment(container.env)
        return (*given, *container.flags) if given else ()
    texts = view.newest(FileText)
    read = texts.get(pod.host_path_of(container, path) or path)
    return (settings(read.path, read.text) or ()) if read is not None else ()


def _refs(view: NodeView, lives: Mapping[ContainerRef, tuple[Attempt, ...]]) -> Iterator[ContainerRef]:
    yield from lives
    yield from (seen.ref for seen in view.newest(ContainerStatusSeen).values())
    yield from (result.ref for result in view.newest(ProbeResult).values())


def _named_by_kubelet(view: NodeView, log: Iterable[LogEntry]) -> Iterator[ContainerRef]:
    """Static pods' containers in trouble by the kubelet's words, where neither manifests nor runtime were seen."""
    if _runtime_unseen(view) and view.blind(Source.MANIFESTS) is not None:
        yield from (ref for entry in log if _recent(view, entry) and (ref := static_container(entry)) is not None)


def _recent(view: NodeView, entry: LogEntry) -> bool:
    return entry.at is None or view.at - entry.at <= RECENT


def _runtime_unseen(view: NodeView) -> bool:
    # Only one of the two is the node's runtime; the other has no gap, for nobody asks it.
    return view.blind(Source.CRI) is not None or view.blind(Source.DOCKER) is not None


@lru_cache(maxsize=20_000)
def _parsed(message: str, at: datetime, year: int) -> LogEntry:
    return parse(message, at=at, year=year)


# Docker's errors end with a line's end, in the midst of what an old kubelet says (dockertools/manager.go, to 1.6).
_GOES_ON = "; Skipping pod "


def journal(view: NodeView, unit: str) -> Iterator[LogEntry]:
    """A unit's lines, parsed, oldest first. The service manager's own lines about it have `origin` `systemd`."""
    held: LogEntry | None = None
    for line in view.all(JournalLine):
        if line.unit != unit:
            continue
        if held is not None and line.message.startswith(_GOES_ON):
            held = replace(held, text=held.text + line.message, raw=held.raw + line.message)
            continue
        if held is not None:
            yield held
        entry = _parsed(line.message, line.at, line.at.year)
        held = replace(entry, origin="systemd") if line.identifier.startswith("systemd") else entry
    if held is not None:
        yield held


def _container_episode(
    view: NodeView,
    ref: ContainerRef,
    lives: tuple[Attempt, ...],
    what: Declared | None,
    kubelet: tuple[LogEntry, ...],
    *,
    broken: Manifest | None = None,
) -> Episode:
    container = what.pod.container(ref.container) if what else None
    manifest = what.manifest if what else broken
    log = tuple(_about(ref, lives, what, manifest, kubelet))
    status = view.newest(ContainerStatusSeen).get(ref)
    waiting = status.now if status is not None and status.now.state is ContainerState.WAITING else None
    foreseen = forecasts(view=view, ref=ref, pod=what.pod if what else None, container=container, attempts=lives)
    newest = lives[-1] if lives else None
    restarts = max(
        (newest.key.attempt if newest else 0),
        status.restart_count if status is not None and _same_pod(status, newest) else 0,
    )
    episode = Episode(
        subject=ref,
        node=view,
        state=State.HEALTHY,
        restarts=restarts,
        last_restart_at=_last_restart(lives),
        attempts=lives,
        manifest=manifest,
        pod=what.pod if what else None,
        container=container,
        forecasts=foreseen,
        kubelet_log=log,
        waiting_reason=waiting.reason if waiting else "",
        waiting_message=waiting.message if waiting else "",
    )
    episode = replace(episode, origin=_origin(episode))
    return replace(episode, state=_state(episode))


def _same_pod(status: ContainerStatusSeen, newest: Attempt | None) -> bool:
    return newest is None or newest.key.pod_uid == status.pod_uid


def _last_restart(lives: tuple[Attempt, ...]) -> datetime | None:
    """When the newest attempt that followed another one started."""
    followed = [attempt for attempt in lives[1:] if attempt.started_at or attempt.created_at]
    if lives and not followed and lives[-1].key.attempt > 0:
        followed = [lives[-1]]
    return (followed[-1].started_at or followed[-1].created_at) if followed else None


# An event's message names neither the pod nor its UID; the operation's own error names both.
_VOLUME = re.compile(
    r"^(?!.*\bpods?\b).*MountVolume\.SetUp failed for volume \\?\"(?P<name>[^\"\\]+)\\?\" ?:"
    r"(?: ?mkdir (?P<path>/[^\s:]+))?"
)


def _about(
    ref: ContainerRef,
    lives: tuple[Attempt, ...],
    what: Declared | None,
    manifest: Manifest | None,
    kubelet: tuple[LogEntry, ...],
) -> Iterator[LogEntry]:
    """The kubelet's lines that name the pod (by name or UID), one of the container's IDs, or the manifest's file.

    The UID may be known by nothing but another line: up to 1.5 a failed sync is told of a UID alone.

    Of a pull they name the image alone, of a volume its name, and in an event's bare message the container.
    """
    volumes = what.pod.volumes if what else ()
    container = what.pod.container(ref.container) if what else None
    image = container.image if container else ""
    uid = re.compile(rf"(?<![\w.-]){re.escape(ref.pod)}_{re.escape(ref.namespace)}\((?P<uid>[0-9a-f-]{{32,36}})\)")
    told = {match["uid"] for entry in kubelet if ref.pod in entry.raw for match in uid.finditer(entry.raw)}
    names = {ref.pod, *told, *(a.key.pod_uid for a in lives), *(a.container_id[:12] for a in lives)} - {""}
    file = re.compile(rf"{re.escape(manifest.path)}(?![\w.~-])") if manifest else None
    pulled = re.compile(rf"PullImage\b.*\"{re.escape(image)}\\?\"") if image else None
    for entry in kubelet:
        mine = any(name in entry.raw for name in names) or any(p and p.search(entry.raw) for p in (file, pulled))
        mine = mine or (ref.container in CONTROL_PLANE and kills_by_name(entry, ref.container))
        if mine or (volumes and (match := _VOLUME.search(entry.raw)) and _of_one_of(volumes, match)):
            yield entry


def _of_one_of(volumes: Iterable[Volume], failed: re.Match[str]) -> bool:
    path = failed["path"]
    return any(v.name == failed["name"] or (path and f"{v.host_path}/".startswith(f"{path}/")) for v in volumes)


def _origin(episode: Episode) -> Origin | None:
    """Who ended the newest attempt that ended; None where nothing ended, or nothing tells."""
    gone = _pod_failed(episode)
    if gone is not None:
        return gone
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
    if following is not None and _sandbox_differs(ended, following):
        return Origin.SANDBOX
    if _probes_reached_threshold(episode, ended) or _failures_logged(episode, ended):
        return Origin.PROBE
    if episode.manifest is None and episode.pod is None and _manifest_gone(episode):
        return Origin.MANIFEST
    if ended.exit_code not in {0, 137, 143, None}:
        return Origin.SELF
    # A kill that nobody announced is not laid to the probe because the next life has not finished its start.
    by_hand = ended.exit_code == 137 and start_hooks_unfinished(episode) and not _answered_near_its_end(episode, ended)
    fails = _probe_fails_now(episode) and _old_enough(episode, ended)
    if ended.exit_code in {0, 137, 143} and fails and not by_hand:
        return Origin.PROBE
    if any(entry.severity.value == "fatal" for entry in ended.log):
        return Origin.SELF
    return None


def _pod_failed(episode: Episode) -> Origin | None:
    if episode.ref is None:
        return None
    status = episode.node.newest(PodStatusSeen).get((episode.ref.namespace, episode.ref.pod))
    return Origin.ABSENT if status is not None and status.phase == "Failed" and status.reason else None


def _kernel_killed(episode: Episode, ended: Attempt) -> bool:
    if not ended.container_id:
        return False
    return any(
        line.unit == "kernel" and ended.container_id in line.message and "oom" in line.message.lower()
        for line in episode.node.all(JournalLine)
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


def _sandbox_differs(ended: Attempt, following: Attempt) -> bool:
    return (
        ended.sandbox_id is not None
        and following.sandbox_id is not None
        and ended.sandbox_id != following.sandbox_id
        and ended.key.pod_uid == following.key.pod_uid
    )


def _probes_reached_threshold(episode: Episode, ended: Attempt) -> bool:
    """The replayed probe failed often enough just before the end."""
    if episode.container is None or ended.finished_at is None:
        return False
    for probe in episode.container.probes:
        if probe.kind.value == "readiness":
            continue
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
    if episode.container is None or ended.finished_at is None or ended.exit_code not in {0, 137, 143, None}:
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
        for probe in episode.container.probes
        if probe.kind.value != "readiness"
    )


def _manifest_gone(episode: Episode) -> bool:
    return bool(episode.node.all(ManifestGone))


def _kubelet_restarts_it(episode: Episode) -> bool:
    """The kubelet says that it kills this container for its probe, or that it waits in back-off."""
    name = episode.ref.container if episode.ref else ""
    return any(
        kills(entry, name) or backs_off(entry, name) for entry in episode.kubelet_log if _recent(episode.node, entry)
    )


def _probe_fails_now(episode: Episode) -> bool:
    """Its liveness or startup probe, replayed on a later attempt, fails too."""
    return any(
        (result := episode.last_probe(Variant.KUBELET, probe.kind)) is not None and result.outcome is Outcome.FAILURE
        for probe in (episode.container.probes if episode.container else ())
        if probe.kind.value != "readiness"
    )


def _answered_near_its_end(episode: Episode, ended: Attempt) -> bool:
    """Whether it was that life itself whose newest answer is known, shortly before its end."""
    last, began = episode.last_probe(Variant.KUBELET), ended.started_at
    if last is None or ended.finished_at is None or began is None:
        return False
    return began <= last.at <= ended.finished_at <= last.at + NEAR


def _old_enough(episode: Episode, ended: Attempt) -> bool:
    """Whether a probe of the manifest could have killed it: with all the failures that takes, as early as may be."""
    probes = [p for p in (episode.container.probes if episode.container else ()) if p.kind.value != "readiness"]
    seconds = (p.initial_delay_seconds + p.period_seconds * (p.failure_threshold - 1) for p in probes)
    return ended.lifetime is None or ended.lifetime + WHOLE_SECONDS >= timedelta(seconds=min(seconds, default=0))


def start_hooks_unfinished(episode: Episode) -> bool:
    """Whether an apiserver was lately asked while it still ran its start hooks, as each does for seconds.

    Until RBAC's own hook has run, it answers 403 to whoever shows no certificate (KUBELET.md 2.1).
    """
    lately = (r for variant in (Variant.KUBELET, Variant.AUTHENTICATED) for r in episode.probes(variant)[-3:])
    return any("[-]poststarthook/" in result.body for result in lately)


def _state(episode: Episode) -> State:
    newest = episode.current
    if _pod_failed(episode) is not None:
        return State.ABSENT
    problem = episode.manifest.problem if episode.manifest is not None else None
    if problem is not None and not problem.unread and (newest is None or newest.ended):
        return State.ABSENT
    if newest is None:
        if episode.waiting_reason in NEVER_REASONS:
            return State.ABSENT
        if episode.waiting_reason == "CrashLoopBackOff":
            return State.LOOPING
        if any(forecast.consecutive_failures for forecast in episode.forecasts) or _probe_fails_now(episode):
            return State.AT_RISK
        if _runtime_unseen(episode.node) and _kubelet_restarts_it(episode):
            return State.LOOPING
        return State.ABSENT if episode.pod is not None and _is_missing(episode) else State.HEALTHY
    if _is_done(episode, newest):
        return State.HEALTHY
    ended = episode.last_ended
    fresh = ended is not None and (ended.finished_at is None or episode.at - ended.finished_at <= RECENT)
    of_this_pod = [a for a in episode.attempts if a.ended and a.key.pod_uid == newest.key.pod_uid]
    if episode.waiting_reason == "CrashLoopBackOff" or (episode.restarts >= 2 and (fresh or _probe_fails_now(episode))):
        return State.LOOPING
    if newest.ended and (episode.restarts >= 1 or newest.reason in START_REASONS):
        return State.LOOPING
    if any(f.consecutive_failures and f.kind.value != "readiness" for f in episode.forecasts) or _probe_fails_now(
        episode
    ):
        return State.AT_RISK
    if newest.ended or (of_this_pod and fresh) or (ended is not None and fresh):
        return State.RESTARTED
    return State.HEALTHY


def _is_missing(episode: Episode) -> bool:
    """Whether its being there would have been seen: among the processes, else in a runtime's list of the whole node."""
    node = episode.node
    if lacks_process(episode):
        last = episode.last_probe()
        return last is None or node.at - last.at > BETWEEN_LIVES
    if any(seen.program == episode.program and seen.pod_uid for seen in node.newest(ProcessSeen).values()):
        return False
    return not _runtime_unseen(node) and not _lists_a_part(node)


def lacks_process(episode: Episode) -> bool:
    """Whether the node's processes could be seen, and none of them runs this program of the control plane."""
    processes = episode.node.newest(ProcessSeen).values()
    # The kubelet or a runtime is among them wherever the node's are seen, and not those of one container alone.
    visible = bool(processes) and episode.node.blind(Source.PROCESSES) is None
    return visible and episode.program in CONTROL_PLANE and all(s.program != episode.program for s in processes)


def _lists_a_part(node: NodeView) -> bool:
    """Whether the runtime's list may be what somebody kept of one failing pod: nothing in it runs, or nothing else."""
    listed = node.newest(ContainerSeen).values()
    states = {seen.state for seen in listed}
    pods = {(seen.attempt_key.ref.namespace, seen.attempt_key.ref.pod) for seen in listed}
    return ContainerState.EXITED in states and (ContainerState.RUNNING not in states or len(pods) == 1)


def _is_done(episode: Episode, newest: Attempt) -> bool:
    """Whether it is an init container that has done its work: to end is what it is for."""
    container = episode.container
    return container is not None and not container.lives_on and newest.ended and newest.exit_code == 0


# cmd/kubelet, pkg/kubelet and component-base/cli/run.go; before 1.21 the line is a fatal one, up to 1.23 each step of
# the start has one of its own.
_LAST_WORDS = re.compile(
    r"^(?:command failed|Kubelet exited: |[Ee]rror: |SIG[A-Z]+: |Unknown command\b|"
    r"The currently active client certificate has expired and the server is responsive|"
    r"Failed to (?:run kubelet|parse kubelet flag|validate kubelet|load kubelet config file|set feature gates|"
    r"precedence |initialize (?:logging|internal modules)|construct kubelet dependencies|register CRI auth plugins|"
    r"listen and serve|start (?:ContainerManager|cAdvisor|OOM watcher)))"
)
_STATUS = re.compile(r"Main process exited, code=(?:exited, status=[1-9]|killed|dumped)|Failed with result ")


# A kubelet that lives again for so long after its last end is taken for well: one that loops ends sooner.
_WELL_AFTER, _WELL_AFTER_ONE = timedelta(seconds=90), timedelta(seconds=30)


# One death may be told in several lines.
ONE_DEATH = timedelta(seconds=5)


def _deaths(log: tuple[LogEntry, ...]) -> tuple[list[datetime | None], bool]:
    """When the kubelet ended by its own or the service manager's words, and whether it lives by what it said since.

    Lines that no log format claims are a goroutine's stack, not a life. A last word long after another one is of
    another life, of which nothing else is left.
    """
    ends: list[datetime | None] = []
    alive = True
    for entry in log:
        if entry.origin == "systemd":
            ended = _STATUS.search(entry.text) is not None
            again = False
            started = entry.message.startswith("Started ")
        else:
            ended = entry.severity is Severity.FATAL or _LAST_WORDS.search(entry.text) is not None
            last = ends[-1] if ends else None
            again = last is not None and entry.at is not None and entry.at - last > ONE_DEATH
            started = not ended and entry.severity is not Severity.PLAIN
        if ended and (alive or again):
            ends.append(entry.at)
        alive = (alive or started) and not ended
    return ends, alive


def _ends(log: tuple[LogEntry, ...], at: datetime) -> int:
    """How often the kubelet ended; none where it is well since. One that just ended may be seen between two ends."""
    ends, alive = _deaths(log)
    return len(_lately(ends, at)) if alive else len(ends)


def _lately(ends: list[datetime | None], at: datetime) -> list[datetime]:
    """The ends of the last half hour; none where the last of them is so long ago that it is well since."""
    lately = [end for end in ends if end is not None and at - end <= RECENT]
    patience = _WELL_AFTER if len(lately) >= 2 else _WELL_AFTER_ONE
    return lately if lately and at - lately[-1] <= patience else []


def _between_ends(unit: UnitSeen, log: tuple[LogEntry, ...], at: datetime) -> bool:
    """Whether a unit that is active has only just been started after an end: one that loops is often seen so."""
    since = unit.main_started_at or unit.active_since
    return since is not None and at - since <= _WELL_AFTER_ONE and _ends(log, at) > 0


# They start a kubelet that ended anew, and live on.
_PARENTS = ("k0s", "rke2")


def _ends_within(unit: UnitSeen, log: tuple[LogEntry, ...], at: datetime) -> bool:
    """Whether kubelets end again and again, though their unit is active: what it runs may start them itself.

    Where the unit's process is older than the last end, it was another one that ended, unless that one is its child.
    """
    parent = unit.unit.startswith(_PARENTS)
    since = unit.main_started_at or unit.active_since
    return unit.active_state == "active" and (since is None or parent) and len(_lately(_deaths(log)[0], at)) >= 2


def _kubelet_episode(view: NodeView, log: tuple[LogEntry, ...]) -> Iterator[Episode]:
    unit = view.newest(UnitSeen).get(KUBELET.unit)
    if (unit is None or unit.load_state == "not-found") and not log:
        name = _carrier(view)
        log = tuple(_of_its_own(view, name)) if name else log
        unit = view.newest(UnitSeen).get(name, unit)
    if unit is None and not log and not _only_a_runtime(view):
        return
    started = [entry for entry in log if entry.origin == "systemd" and entry.message.startswith("Started ")]
    restarts = max(unit.n_restarts or 0 if unit else 0, len(started) - 1, 0)
    failed = unit is not None and unit.active_state in {"failed", "activating", "inactive"}
    looping = unit is not None and (
        unit.sub_state == "auto-restart"
        or (restarts >= 2 and (unit.active_state != "active" or _between_ends(unit, log, view.at)))
        or _ends_within(unit, log, view.at)
    )
    state = State.LOOPING if looping else State.ABSENT if failed else State.HEALTHY
    ends = _ends(log, view.at) if unit is None else 0
    if unit is None and (restarts >= 2 or ends > 1):
        state = State.LOOPING
    elif ends:
        state = State.ABSENT
    yield Episode(
        subject=KUBELET,
        node=view,
        state=state,
        origin=Origin.KUBELET if state is not State.HEALTHY else None,
        restarts=restarts,
        last_restart_at=started[-1].at if started else (unit.active_since if unit else None),
        unit=unit,
        journal=log,
        kubelet_log=log,
    )


def _carrier(view: NodeView) -> str:
    """The unit in which the kubelet runs where it has none of its own: its restarts are the kubelet's.

    Of several the one that is started again and again, else one that runs: another may be left from an earlier use.
    """
    seen = view.newest(UnitSeen)
    # The one that was heard last comes first.
    heard = dict.fromkeys(f"{line.unit}.service" for line in reversed(view.all(JournalLine)))
    loaded = [name for name in CARRIERS if (unit := seen.get(name)) and unit.load_state in {"loaded", ""}]
    states = ("activating", "active")
    loaded.sort(key=lambda name: states.index(seen[name].active_state) if seen[name].active_state in states else 2)
    return next(iter(loaded), next((name for name in heard if name in CARRIERS and name not in seen), ""))


# What they say of themselves: an end, the kubelet's, or that they wait for another server.
_OWN_WORDS = ("Error: ", "Kubelet exited: ", "leaderelection lost", "Failed to validate connection to cluster at ")
# What k0s passes on of its children.
_PASSED_ON = re.compile(r"\bcomponent=\S")
_OF_KUBELET = re.compile(r"\bcomponent=kubelet\b")


def _of_its_own(view: NodeView, name: str) -> Iterator[LogEntry]:
    """What a carrier ended with, and what the service manager says of it.

    What k0s passes on of the kubelet is the kubelet's own. Else apiserver, scheduler and others speak there with one
    voice, and most of what they complain of ends nothing. What one of them ends with ends all of them where they are
    one process; else it is passed on, and marked.
    """
    follows = False
    for entry in journal(view, name.removesuffix(".service")):
        if name in KUBELETS_ALONE:
            yield entry
            continue
        if entry.origin == "systemd":
            follows = False
            yield entry
            continue
        if _OF_KUBELET.search(entry.raw):
            yield entry
            continue
        own = entry.severity is Severity.FATAL or entry.message.startswith(_OWN_WORDS)
        # An error may take several lines (k0s joins them so); what follows upon a flag's is how to use them all.
        follows = own or (follows and entry.severity is Severity.PLAIN and not entry.message.startswith("Usage"))
        if follows and not _PASSED_ON.search(entry.raw):
            yield entry


_CRI_PLUGIN = re.compile(r"io\.containerd\.(?:grpc\.v1\.cri|cri\.v1)")


def refuses_cri_settings(line: JournalLine) -> bool:
    """Containerd's words of what its CRI plugin is told: whoever wrote that meant it for a kubelet."""
    return (
        line.unit == "containerd"
        and "invalid plugin config" in line.message
        and _CRI_PLUGIN.search(line.message) is not None
    )


def _only_a_runtime(view: NodeView) -> bool:
    """Whether nothing is known of the kubelet, and of its runtime that no unit of one runs, and one has failed.

    So it is as well where containerd runs and refuses what its CRI plugin is told.
    """
    if any(True for _ in view.all(ContainerSeen)) or any(True for _ in view.all(ProcessSeen)):
        return False
    if any(refuses_cri_settings(line) for line in view.all(JournalLine)):
        return True
    seen = view.newest(UnitSeen)
    units = [seen[name] for name in RUNTIMES if name in seen]
    ends = any(unit.active_state == "failed" or unit.sub_state == "auto-restart" for unit in units)
    return ends and all(unit.active_state != "active" for unit in units) and not any(name in seen for name in CARRIERS)


def _node_episode(view: NodeView) -> Episode:
    host = view.last(HostSeen)
    rebooted = host is not None and host.previous_boot_id not in {None, host.boot_id}
    return Episode(
        subject=NodeRef(node=view.name),
        node=view,
        state=State.RESTARTED if rebooted else State.HEALTHY,
        origin=Origin.SANDBOX if rebooted else None,
        kubelet_log=tuple(journal(view, "kubelet")),
    )
