"""Kubelet and runtime that keep containers in cgroups of different drivers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import chain

from whyrestart.causes.cri import containerd_text
from whyrestart.causes.logs import last_said
from whyrestart.causes.refusals import nobodys, runtime_says
from whyrestart.causes.rule import Rule, finding, from_kubelet, note
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding, RuledOut, State
from whyrestart.model.episode import Episode
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    FileSeen,
    FileText,
    HostSeen,
    JournalLine,
    Source,
)
from whyrestart.parsing import containerd_config, kubelet_config

# runc's systemd driver, dockerd and CRI-O (internal/config/cgmgr) refuse the other driver's cgroup by its form. What is
# not the kubelet's cgroup was asked for by hand, with crictl.
_OTHER_FORM = re.compile(
    r"expected cgroupsPath to be of format \W*slice:prefix:name\W* for systemd cgroups(?:, got \W*/\S*kubepods|(?!, got))(?P<runc>)"
    r"|cgroup-parent for systemd cgroup should be a valid slice(?P<docker>)"
    r"|cri-o configured with (?P<crio>systemd|cgroupfs) cgroup manager, but (?:did not receive slice|received systemd slice) as parent: /\S*kubepods"
)
SANDBOX_REPLACED = re.compile(r"SandboxChanged|[Pp]od sandbox changed, it will be killed and re-created")
# Two lives of one pod that differ in their sandbox and began within this are one event on the node.
_ONE_EVENT = timedelta(seconds=20)


def cgroup_driver_mismatch(episode: Episode) -> Finding | None:
    """Kubelet and runtime disagree, so pods are killed and made anew every few minutes, all of the node alike."""
    if (refused := _other_form(episode)) is not None:
        return refused
    kubelet, runtime = kubelet_driver(episode), runtime_driver(episode)
    if kubelet is None or runtime is None or kubelet[0] == runtime[0]:
        return None
    together = many_restarted_together(episode)
    sandboxes = last_said(episode.kubelet_log, SANDBOX_REPLACED)
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
            note("runtime", f"{together} pods began a new attempt within {_ONE_EVENT.seconds} s")
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
    known = kubelet_driver(episode)
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


def kubelet_driver(episode: Episode) -> tuple[str, str] | None:
    """The kubelet's cgroup driver and where it says so. kubeadm sets systemd from 1.22; the kubelet's default is cgroupfs."""
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    for path, text in texts.items():
        if match := re.search(r"--cgroup-driver[= ]\"?(?P<driver>systemd|cgroupfs)", text):
            return match["driver"], path
    config = kubelet_config.of(texts)
    if config is None:
        return None
    stated = kubelet_config.carrier(texts, "cgroupDriver")
    return config.cgroup_driver or "cgroupfs", stated[0] if stated else kubelet_config.files(texts)[0]


def runtime_driver(episode: Episode) -> tuple[str, str] | None:
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


def many_restarted_together(episode: Episode) -> int:
    """How many pods of the node began their newest attempt, beyond the first, within one short time."""
    begun: dict[str, datetime] = {}
    for seen in episode.node.newest(ContainerSeen).values():
        start = seen.started_at or seen.created_at
        if start is not None and seen.attempt_key.attempt > 0:
            pod = seen.attempt_key.ref.pod
            begun[pod] = max(start, begun.get(pod, start))
    moments = sorted(begun.values())
    return max((sum(1 for m in moments if timedelta(0) <= m - first <= _ONE_EVENT) for first in moments), default=0)


RULES = (
    Rule(
        cause=Cause.CGROUP_DRIVER_MISMATCH,
        find=cgroup_driver_mismatch,
        needs=frozenset({Source.KUBELET_CONFIG, Source.RUNTIME_CONFIG}),
        applies=lambda episode: episode.ref is not None,
        settles="compare cgroupDriver in the kubelet's configuration with SystemdCgroup in `containerd config dump`",
    ),
)
