"""What the runtime and the kubelet say where a container or its sandbox cannot be made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from whyrestart.causes.evidence.logs import Said, last_said
from whyrestart.causes.evidence.probing import edited_at, is_program
from whyrestart.causes.rule import note
from whyrestart.model.diagnosis import Evidence
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ContainerState, JournalLine, Outcome, SandboxSeen, SocketsSeen, Source

# The runtime's own binary could not be executed, or died: what follows is not of the container's command
# (containerd, pkg/process/utils.go: there is no log of runc's to read an error from).
NO_RUNC = re.compile(r"unable to retrieve OCI runtime error")
# kuberuntime_sandbox.go, kuberuntime_manager.go and pod_workers.go in all their generations, and containerd itself.
_REFUSED = re.compile(
    r"(?:failed to create sandbox for pod|CreatePodSandbox for pod|CreatePodSandbox(?:Error)?\b|RunPodSandbox (?:for|from)|"
    r"failed to generate sandbox config for pod|CreateContainer(?:Error)?\b|RunContainerError|StartContainer\b|PullImage\b)"
    r"[^\n]{0,400}?(?:desc = |err(?:or)?=\\?\"?|(?:Error|with \w{1,40}): \\*\"|failed(?:, error)?: )(?P<why>[^\n]+)"
    r"|start failed in pod [^\n:]{1,600}?: \w{1,40}: (?P<started>[^\n]+)"
    # The kubelet's events (pkg/kubelet/events, kuberuntime): in a sentence to 1.18 or so, then as keys and values.
    r"|\breason(?:: '|=\\?\"?)Failed(?:CreatePodSandBox)?\b\W{1,6}(?:message=\W{0,3})?"
    r"(?:Error: |Failed (?:to )?create pod sandbox: |Failed to (?:create|start) [^\n]{0,300}?with error: )(?P<told>[^\n]+)"
    # dockertools/manager.go, 1.0 to 1.6, and what pod_workers.go then says: as a rule Docker's own answer.
    r"|Error running pod \"[^\n\"]{1,300}\" container \"[^\n\"]{1,100}\": (?P<run>[^\n]+)"
    r"|Failed to create pod infra container: (?P<infra>[^\n]+)|Error syncing pod [^\n]{1,300}?skipping: (?P<daemon>API error \([^\n]+)"
    # pod_container_manager_linux.go: the pod's own cgroup, without which nothing of it is begun.
    r"|failed to ensure that the pod: \S{1,60} cgroups exist and are correctly applied: (?P<cgroup>[^\n]+)"
    # What Docker and CRI-O say of it themselves.
    r"|Handler for POST /\S{0,20}/containers/\S{1,100} returned error: (?P<docker>[^\n]+)|Container creation error: (?P<crio>[^\n]+)"
    r"|Failed to create (?:pod sandbox|container) [^\s:(]{1,400}\([^\s)]{1,100}\): (?P<storage>[^\n]+)"
    # kubelet.go, SyncPod: it has no room, or no right, for what it keeps of the pod itself.
    r"|Unable to make pod data directories for pod[^\n]{0,300}?(?:err=\\?\"?|\": )(?P<unkept>[^\n]+)"
    r"|error making pod data directories: (?P<data>[^\n]+)"
    r"|Error syncing pod[^\n]{0,300}?(?:err=\"?|skipping: )(?P<directory>mkdir /[^\s:]{1,200}/pods/[^\n]+)",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r"rpc error: code = \w+ desc = |; Skipping pod \"[^\"\n]{1,300}\"\.?$")
# The socket's troubles and an answer that did not come in time are of the runtime as a whole; CRI-O tells of the latter
# where a name is still taken by what it has not finished.
NOT_REFUSED = re.compile(
    r"code = (?:Unavailable|DeadlineExceeded)|context deadline exceeded(?!: error reserving )|CrashLoopBackOff"
)
# The kubelet tries again every ten seconds or so: a refusal that was not repeated for this long was overcome.
FRESH = timedelta(minutes=3)
_STARTED = re.compile(r"ContainerStarted|Started container\b")


def runtime_says(episode: Episode) -> Iterator[tuple[str, str, datetime | None]]:
    """What the runtime and the kubelet say of this container, newest first: source, words, time."""
    ended = episode.last_ended
    if ended is not None and ended.message:
        yield "runtime", ended.message, ended.finished_at
    if episode.waiting_message:
        yield "kubelet", episode.waiting_message, None
    for entry in reversed(episode.kubelet_log):
        yield "kubelet_log", entry.text, entry.at
    yield from _of_the_runtimes_log(episode)


_NEVER_BEGAN = frozenset({"StartError", "ContainerCannotRun"})


def since_its_start(
    episode: Episode, told: Iterable[tuple[str, str, datetime | None]]
) -> Iterator[tuple[str, str, datetime | None]]:
    """Without what was said of a container before the newest one of it began: it has been made since.

    Nor what was said before its manifest was written anew: of that there is another pod.
    """
    began = max(
        (a.started_at for a in episode.attempts if a.started_at is not None and a.reason not in _NEVER_BEGAN),
        default=None,
    )
    edited = edited_at(episode)
    since = max((at for at in (began, edited) if at is not None), default=None)
    return (each for each in told if since is None or each[2] is None or each[2] >= since)


def is_there(episode: Episode) -> bool:
    """Whether it listens or answers its probe, though no list of containers shows it."""
    probed, ports = episode.last_probe(), episode.node.last(SocketsSeen)
    listens = ports is not None and any(is_program(each.program, episode) for each in ports.sockets)
    return listens or (probed is not None and probed.outcome is Outcome.SUCCESS)


# Who a line of the kubelet's or the runtime's is about: a pod, by its name or UID, or a request for a sandbox.
_OF_A_POD = re.compile(r"\bpods?\b|\bpod(?:UID|Name)?=|[Pp]odSandbox|_kube-system|[0-9a-f]{32}", re.IGNORECASE)
# Docker may not even name that: to 1.9 it shows its route with a placeholder.
_CONTAINERS_ID = re.compile(
    r"StartContainer for \\?\"[0-9a-f]{64}|Handler for POST /\S{0,20}containers/\S{1,100} returned error"
)


def nobodys(episode: Episode) -> Iterator[tuple[str, str, datetime | None]]:
    """What is said of a refusal without a word on whose: newest first, for a pod of which no container was ever seen.

    A report's excerpt may have lost the name, and without the runtime's list an ID tells nothing. What is taken from
    here must fit the pod by itself.
    """
    pod = episode.ref.pod if episode.ref else ""
    if (
        episode.current is not None
        or is_there(episode)
        or any(s.pod == pod for s in episode.node.newest(SandboxSeen).values())
    ):
        return
    for line in reversed(episode.node.all(JournalLine)):
        if line.source is Source.RUNTIME_LOG and _CONTAINERS_ID.search(line.message):
            yield "runtime_log", line.message, line.at
        elif line.source is Source.KUBELET_LOG and not _OF_A_POD.search(line.message):
            yield "kubelet_log", line.message, line.at


# What the runtimes call a sandbox or a container, and CRI-O the request of which it speaks.
_ID = re.compile(r"\b[0-9a-f]{64}\b|\bid=[0-9a-f]{8}-[0-9a-f-]{27}\b")


def _of_the_runtimes_log(episode: Episode) -> Iterator[tuple[str, str, datetime | None]]:
    ref = episode.ref
    if ref is None:
        return
    lines = episode.node.told_by(Source.RUNTIME_LOG)
    ids = {a.container_id for a in episode.attempts} | {a.sandbox_id for a in episode.attempts}
    sandboxes = {s.sandbox_id for s in episode.node.all(SandboxSeen) if s.pod == ref.pod}
    # PodSandboxMetadata bears the pod's name, ContainerMetadata the container's; CRI-O puts them together.
    named = (f"Name:{ref.pod},", f"Name:{ref.container},", f"{ref.namespace}/{ref.pod}/")
    # The names that Docker's containers and CRI-O's storage bear.
    stored = f"_{ref.pod}_{ref.namespace}_"
    names = {each[:13] for each in (*ids, *sandboxes) if each} | _learnt(lines, named)
    for line in reversed(lines):
        if any(name in line.message for name in (*names, *named, stored)):
            yield "runtime_log", line.message, line.at


def _learnt(lines: list[JournalLine], named: tuple[str, str, str]) -> set[str]:
    """The IDs that the runtime gave, by its own words, to the pod's sandboxes and to the container within them."""
    pod, container, both = named
    ids: set[str] = set()
    for line in lines:
        words = line.message
        if pod in words or both in words or (container in words and any(each in words for each in ids)):
            ids.update(_ID.findall(words))
    return ids


def begun_since(episode: Episode, at: datetime | None) -> bool:
    """Whether a container of this pod was started after that, by what the kubelet tells or its lives show."""
    if at is None:
        return False
    started = last_said(episode.kubelet_log, _STARTED)
    told = started is not None and started.entry.at is not None and started.entry.at > at
    # Where no runtime could be asked, a log that only begins then tells it.
    first = ((life.started_at or (life.log[0].at if life.log else None)) for life in episode.attempts)
    return told or any(began is not None and began > at for began in first)


# CRI-O's and containerd's, of what they have made.
_RAN = re.compile(r"Ran pod sandbox\b|RunPodSandbox [^\n]{1,2000} returns sandbox id")
_RUN = re.compile(r"Started container\b|StartContainer for [^\n]{1,300} returns successfully")
_OF_A_SANDBOX = re.compile(r"RunPodSandbox|CreatePodSandbox|[Cc]reat\w{1,4} pod sandbox", re.IGNORECASE)


def _made(episode: Episode, pattern: re.Pattern[str]) -> datetime | None:
    """When the runtime told last that it made this of the pod."""
    return next((at for _, words, at in _of_the_runtimes_log(episode) if pattern.search(words)), None)


def refusal(episode: Episode) -> tuple[str, Evidence] | None:
    """Why the runtime lately refused this pod's sandbox or container, by the journals; None where one runs."""
    if episode.current is not None and episode.current.state is ContainerState.RUNNING:
        return None
    journals = [line.at for line in episode.node.all(JournalLine) if line.source is not Source.KERNEL_LOG]
    newest, edited = max(journals, default=episode.at), edited_at(episode)
    for source, words, at in runtime_says(episode):
        if source not in {"kubelet_log", "runtime_log"} or (at is not None and newest - at > FRESH):
            continue
        if begun_since(episode, at) or (edited is not None and at is not None and at < edited):
            continue
        if (match := _REFUSED.search(words)) and not NOT_REFUSED.search(words):
            made = (_made(episode, each) for each in ((_RUN, _RAN) if _OF_A_SANDBOX.search(words) else (_RUN,)))
            if any(when is not None and at is not None and when > at for when in made):
                return None
            return _DESCRIBED.sub("", next(filter(None, match.groups()))), note(source, words, at)
    return None


# remote_runtime.go, which names no pod. A sandbox is tried for every pod alike; containers are not, but their helpers are.
_TO_ALL = re.compile(
    # A registry that does not answer in time gives the answer another code (containerd's errdefs).
    r"RunPodSandbox from runtime service failed\b[^\n]{0,80}?code = (?:Unknown|\w{1,30}(?= desc = failed to get sandbox image )) "
    r"desc = (?P<why>[^\n]{1,2000})|"
    r"(?:Create|Start)Container [^\n]{0,120}?from runtime service failed\b[^\n]{0,80}?code = Unknown desc = "
    r"(?P<helper>[^\n]{0,1000}?(?:fork/exec \S{0,100}(?:shim|runc|crun|conmon)[\w-]{0,20}: no such file|"
    r"exec: \W{0,3}(?:/\S{1,100}/)?(?:runc|crun|conmon|containerd-shim[\w-]{0,20})\W{1,4}executable file not found)[^\n]{0,200})|"
    # Docker's answer to a kubelet that spoke to it itself, of what the host lacks (libcontainer's cgroups).
    r"skipping: API error \(\d+\): [^\n]{0,300}?(?P<host>mountpoint for \w{1,40} not found[^\n]{0,200}|no subsystem for mount[^\n]{0,200})"
)
MADE_ONE = re.compile(
    r"RunPodSandbox [^\n]{1,2000} returns sandbox id|ContainerStarted|Started container\b|StartContainer for [^\n]{1,300} returns successfully"
)
# What ails the network of pods, a runtime of its own or a name that is taken is another pod's matter as likely as not.
_OF_ONE_POD = re.compile(
    r"no runtime for|\bkata|runsc|gvisor|sysctl|\bcni\b|[Nn]etwork|\bplugin\b|is reserved for|already (?:in use|exists)|"
    r"context (?:canceled|deadline)|timeout"
)


def refused_to_all(episode: Episode, of_all: re.Pattern[str] | None = None) -> tuple[str, Evidence] | None:
    """Why the runtime lately refused a sandbox, nobody's by its words, for a reason that is not of one pod.

    Of this pod, no sandbox or container is known; nor of any since. `of_all` is found in such a reason.
    """
    pod = episode.ref.pod if episode.ref else ""
    sandboxes = episode.node.all(SandboxSeen)
    if not pod or episode.attempts or any(s.pod == pod for s in sandboxes):
        return None
    lines = episode.node.told_by(Source.KUBELET_LOG, Source.RUNTIME_LOG)
    told = [line for line in lines if _TO_ALL.search(line.message)]
    if not told or lines[-1].at - told[-1].at > FRESH or any(MADE_ONE.search(line.message) for line in lines):
        return None
    match = _TO_ALL.search(told[-1].message)
    words = told[-1].message
    if match is None or (_OF_ONE_POD.search(words) if of_all is None else not of_all.search(words)):
        return None
    why = match["why"] or match["helper"] or match["host"]
    # As a rule the next line names the pod: then it is that one's.
    if any(why[:50] in line.message for line in lines if line not in told):
        return None
    if any(seen.created_at and seen.created_at > told[0].at for seen in sandboxes):
        return None
    return why, note(told[-1].source.value, told[-1].message, told[-1].at)


_SANDBOX = re.compile(r"[Ss]andbox(?:ID=|ID\\*\": ?| )\\*\"(?P<id>[0-9a-f]{64})\b")


def of_another_sandbox(episode: Episode, words: str) -> bool:
    """Whether they name a sandbox, and all of this pod's that are known are others."""
    named = {match["id"] for match in _SANDBOX.finditer(words)}
    pod = episode.ref.pod if episode.ref else ""
    own = {seen.sandbox_id for seen in episode.node.all(SandboxSeen) if seen.pod == pod}
    return bool(named and own) and not named & own


# pkg/kubelet/volumemanager/volume_manager.go, 1.5 to 1.35.
UNMOUNTED = re.compile(
    r"(?:\bunmounted volumes|unattached/unmounted volumes)=\[(?P<names>[^\]\n]{0,2000})\]"
    r"(?:, unattached volumes=\[(?P<all>[^\]\n]{0,2000})\])?[^\n]{0,3000}?(?:timed out|deadline exceeded)"
    r"|timeout expired waiting for volumes [^\n]{0,600}?volumes=\[(?P<older>[^\]\n]{0,2000})\]",
    re.IGNORECASE,
)


def waited_for(episode: Episode) -> tuple[Said, tuple[str, ...]] | None:
    """The names of the volumes for which the kubelet last waited in vain, where it did mount others of the pod's.

    All of them are missed where the kubelet has lost track of the pod: then no volume is at fault.
    """
    said = last_said(episode.kubelet_log, UNMOUNTED)
    if said is None:
        return None
    names = tuple(dict.fromkeys((said["names"] or said["older"]).split()))
    # From 1.26 on the second list names only what is not attached, as a rule nothing.
    declared = {volume.name for volume in (episode.pod.volumes if episode.pod else ())}
    volumes = set(said["all"].split()) | (declared if declared.issuperset(names) else set())
    return (said, names) if names and set(names) < volumes else None
