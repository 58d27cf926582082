"""A kubelet that lives and makes no container, for want of what its runtime needs for any."""

from __future__ import annotations

import re
from datetime import timedelta

from whyrestart.causes.evidence.living import goes_on, just_failed
from whyrestart.causes.evidence.logs import all_said, last_said
from whyrestart.causes.kubelet.answers import components_here
from whyrestart.causes.kubelet.stuck import complaints, of_a_carriers
from whyrestart.causes.kubelet.words import LOG, its_unit
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.log_entry import LogEntry
from whyrestart.model.observation import HostSeen

# What a runtime needs for whichever container: its own programs (containerd, runtime/v2 and pkg/process/utils.go; conmon's
# and CRI-O's; docker's) and their names (containers.go, shim.go), and a root on the snapshots' filesystem. A handler of a pod's own choice is called otherwise; a
# snapshot that is not there is one container's matter.
_FOR_NO_POD = re.compile(
    r"(?:RunPodSandbox|CreatePodSandbox|createPodSandbox|StartContainer|CreateContainer|RunContainerError|create pod sandbox|"
    r"cgroups exist and are correctly applied)\b[^\n]{0,2000}?(?P<why>"
    # A kernel that keeps the memory groups of what is gone makes no more of them at some 65,000 (runc#1725).
    r"mkdir /sys/fs/cgroup/memory/\S{1,400}: no space left on device|"
    r"(?:container\.Runtime\.Name must be set|invalid runtime name[^\n]{0,300}correct runtime name should)|"
    # Who writes no log of its own was not even loaded, or crashed (pkg/process/init.go, runtimeError).
    r"unable to retrieve OCI runtime error \(open [^\n]{1,400}?: no such file or directory\): "
    r"(?:/\S{1,100}/)?(?:runc|crun) did not terminate suc{1,2}essfully(?!: signal)[^\n]{0,300}|"
    r"runtime \\*\"io\.containerd\.(?:runc|runtime)[\w.]{1,20}\\*\" binary not installed[^\n]{0,200}|"
    r"exec: \W{0,3}(?:/\S{1,100}/)?(?:docker-)?(?:runc|crun|conmon|containerd-shim(?:-runc-v\d)?)\W{1,4}executable file not found[^\n]{0,60}|"
    r"fork/exec \S{0,200}/(?:docker-)?(?:runc|crun|conmon|containerd-shim(?:-runc-v\d)?): "
    r"(?:no such file or directory|permission denied|exec format error)|"
    r"failed to mount rootfs component [^\n]{0,1000}?\}?: (?:invalid argument|no such device|operation not (?:permitted|supported)|permission denied)|"
    r"(?:error creating overlay mount to|creating overlay mount to) [^\n]{0,1000}?: (?:invalid argument|no such device|operation not (?:permitted|supported))"
    r")"
)


# The runtime that a pod chooses by its class, as a rule; for CRI-O from 1.31 it is everybody's.
_CHOSEN = re.compile(r"exec: \W{0,3}(?:/\S{1,100}/)?crun\W")
# One image may be as its filesystem does not take it; a sandbox's is every pod's.
_ROOT = re.compile(r"failed to mount rootfs|(?:error )?creating overlay mount|mkdir /sys/fs/cgroup/")
_SANDBOX = re.compile(r"(?:RunPodSandbox|CreatePodSandbox|createPodSandbox|create pod sandbox)\b")
# It may be the one of a class that few pods ask for.
_A_HANDLER = re.compile(r"container\.Runtime\.Name|invalid runtime name")
_OF_POD = re.compile(r"\bpod=\\?\"?(?P<pod>[\w./-]{1,320})|\"(?P<old>[\w.-]{1,253}_[\w-]{1,63})\(")


def _of_one_pod(lines: tuple[LogEntry, ...]) -> bool:
    """Whether all that name a pod name the same, and none is of a sandbox."""
    told = [said.entry.text for said in all_said(lines, _FOR_NO_POD)]
    pods = {match["pod"] or match["old"] for text in told if (match := _OF_POD.search(text))}
    return len(pods) == 1 and not any(_SANDBOX.search(text) and not _CHOSEN.search(text) for text in told)


_MOUNTED = re.compile(r"&\{(?P<what>\w{1,20})[^}]{0,1500}\}")


def container_create_failed(episode: Episode) -> Finding | None:
    """No pod gets a sandbox or a container, for what each of them needs: the runtime's own programs, or its snapshots' filesystem."""
    lines = complaints(episode) or of_a_carriers(episode)
    told = list(all_said(lines, _FOR_NO_POD))
    said = told[-1] if told and (goes_on if len(told) > 1 else just_failed)(episode, told[-1].entry) else None
    of_one = len(told) == 1 or _of_one_pod(lines)
    roots = said is not None and _ROOT.match(said["why"]) and not _SANDBOX.search(said.entry.text)
    of_some = roots or (said is not None and _CHOSEN.match(said["why"]))
    if said is None or (of_some and of_one):
        return _no_sandboxes(lines, episode)
    why = _MOUNTED.sub(r"\g<what>", " ".join(said["why"].split()))[:300]
    return finding(
        Cause.CONTAINER_CREATE_FAILED,
        Confidence.LIKELY if len(told) > 1 and not _A_HANDLER.match(said["why"]) else Confidence.POSSIBLE,
        f"The kubelet starts no pod, for the runtime can make no container: {why}.",
        [from_kubelet(said.entry)],
        why=why,
    )


# All sandboxes are alike but for their network and their handler: what keeps several pods from theirs is no pod's own.
_NO_SANDBOX = re.compile(
    r"(?:RunPodSandbox|CreatePodSandbox|createPodSandbox|create pod sandbox)\b"
    r"(?![^\n]{0,2000}(?:network|[Cc][Nn][Ii]|image|DeadlineExceeded|deadline exceeded|Unavailable|connection refused|no runtime for|"
    r"is reserved|Canceled|context canceled))"
    r"[^\n]{0,600}?(?P<why>(?:failed to create (?:containerd (?:task|container)|shim)|OCI runtime create failed|container create failed|"
    r"failed to start sandbox container)\b[^\n]{0,300})"
)
_LASTS = timedelta(minutes=1)


def _pod(match: re.Match[str]) -> str:
    """Its name and namespace, which one and the same complaint tells in either form."""
    name, _, namespace = (match["old"] or "").rpartition("_")
    return match["pod"] or f"{namespace}/{name}"


def _no_sandboxes(lines: tuple[LogEntry, ...], episode: Episode) -> Finding | None:
    """Several pods are refused their sandboxes for a minute and longer, and none has got one since."""
    told = list(all_said(lines, _NO_SANDBOX))
    pods = {_pod(m) for each in told if (m := _OF_POD.search(each.entry.text))}
    first, last = (told[0].entry.at, told[-1].entry.at) if told else (None, None)
    if first is None or last is None or last - first < _LASTS or not goes_on(episode, told[-1].entry) or len(pods) < 2:
        return None
    why = " ".join(told[-1]["why"].split())[:300]
    return finding(
        Cause.CONTAINER_CREATE_FAILED,
        Confidence.POSSIBLE,
        f"The kubelet starts no pod, for the runtime makes no sandbox for {len(pods)} of them: {why}.",
        [from_kubelet(told[-1].entry)],
        why=why,
    )


# Docker's and libcontainer's words for a hierarchy that no container of the node can do without.
_NO_HIERARCHY = re.compile(
    r"mountpoint for (?P<lacks>\w{1,30}) not found|"
    # containerd's own (containerd/cgroups), which looks for version 1: to 1.3, and its shims of then in later ones.
    r"(?:[Ss]andbox|Container|containerd task|start shim)\b[^\n]{0,2000}?cgroups: (?P<all>cgroup mountpoint does not exist)"
)


def kubelet_cgroup_unsupported(episode: Episode) -> Finding | None:
    """No container can be started, for the node lacks a cgroup hierarchy."""
    said = last_said(complaints(episode), _NO_HIERARCHY)
    if said is None or not goes_on(episode, said.entry):
        return None
    # A component that has no sandbox is told of itself.
    if said["all"] and any(components_here(episode)):
        return None
    host = episode.node.last(HostSeen)
    second = bool(said["all"]) and host is not None and host.cgroup_version == 2
    return finding(
        Cause.KUBELET_CGROUP_UNSUPPORTED,
        Confidence.LIKELY,
        f"No container starts: the node's cgroup hierarchy `{said['lacks']}` is not mounted."
        if said["lacks"]
        else "No container starts: the container runtime finds no cgroup hierarchy of version 1, the only one that it knows"
        f"{', and this node has version 2' if second else ''}.",
        [from_kubelet(said.entry), note("host", "cgroup version 2") if second else None, its_unit(episode)],
        why=f"{said['lacks']} is not mounted" if said["lacks"] else None,
        old="the container runtime" if said["all"] else None,
    )


RULES = (
    Rule(
        cause=Cause.KUBELET_CGROUP_UNSUPPORTED,
        find=kubelet_cgroup_unsupported,
        needs=LOG,
        applies=about_kubelet,
        settles="`cat /proc/cgroups`",
    ),
    Rule(
        cause=Cause.CONTAINER_CREATE_FAILED,
        find=container_create_failed,
        needs=LOG,
        applies=about_kubelet,
        yields_to=frozenset({Cause.DISK_FULL, Cause.FILESYSTEM_DAMAGED, Cause.IMAGE_UNAVAILABLE}),
        settles="`crictl runp` of any pod, and the runtime's own log",
    ),
)
