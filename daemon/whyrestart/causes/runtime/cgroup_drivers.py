"""Kubelet and runtime that keep containers in cgroups of different drivers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from whyrestart.causes.evidence.living import goes_on, just_failed
from whyrestart.causes.evidence.logs import all_said, last_said
from whyrestart.causes.evidence.refusals import nobodys, refusal, refused_to_all, runtime_says
from whyrestart.causes.kubelet.stuck import complaints, of_a_carriers
from whyrestart.causes.rule import Rule, about_kubelet, finding, from_kubelet, note
from whyrestart.causes.runtime.cri import containerd_text, containerd_version
from whyrestart.causes.runtime.reach import endpoint_of, runtime_units
from whyrestart.episodes import kubelets_lines
from whyrestart.episodes.ends import TOLD_TO_END
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Evidence, Finding, RuledOut, State
from whyrestart.model.episode import Attempt, Episode
from whyrestart.model.identity import CARRIERS, RUNTIMES
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    FileSeen,
    FileText,
    HostSeen,
    JournalLine,
    RuntimeSeen,
    Source,
)
from whyrestart.parsing import containerd_config, kubelet_config
from whyrestart.parsing.systemd_unit_file import carried_flags

# runc's systemd driver, dockerd and CRI-O (internal/config/cgmgr) refuse the other driver's cgroup by its form. What is
# not the kubelet's cgroup was asked for by hand, with crictl.
_OTHER_FORM = re.compile(
    r"expected cgroupsPath to be of format \W*slice:prefix:name\W* for systemd cgroups(?:, got \W*/\S*kubepods|(?!, got))(?P<runc>)"
    r"|cgroup-parent for systemd cgroup should be a valid slice(?P<docker>)"
    r"|cri-o configured with (?P<crio>systemd|cgroupfs) cgroup manager, but (?:did not receive slice|received systemd slice) as {1,2}parent: /\S*kubepods"
)
SANDBOX_REPLACED = re.compile(r"SandboxChanged|[Pp]od sandbox changed, it will be killed and re-created")
# Whose it is: a field of 1.19 and later, in JSON an object; an event's object; a name with its UID.
_NAMED = re.compile(
    r"\b(?:pod|object)(?:=|\": ?)\"[\w-]{1,63}/(?P<field>[\w.-]{1,253})|\"(?:pod|object)\": ?\{\"name\": ?\"(?P<json>[\w.-]{1,253})|"
    r"\bName:\"(?P<event>[\w.-]{1,253})|\"(?P<old>[\w.-]{1,253})_[\w-]{1,63}\("
)
# Two lives of one pod that differ in their sandbox and began within this are one event on the node.
_ONE_EVENT = timedelta(seconds=20)
# pod_workers.go tries a pod again 10 to 15 s after it failed: what fails still was said again since then.
_TRIED_AGAIN = timedelta(seconds=45)
# So often, so many, and each time for so long as no start that fails takes.
_OVER_AND_OVER, _OFTEN, _ALL, _LIVED = 4, 3, 3, timedelta(minutes=1)


def cgroup_driver_mismatch(episode: Episode) -> Finding | None:
    """Kubelet and runtime disagree, so pods are killed and made anew every few minutes, all of the node alike."""
    if (refused := _other_form(episode)) is not None:
        return refused
    kubelet, runtime = kubelet_driver(episode), runtime_driver(episode)
    if kubelet is None or runtime is None:
        return _over_and_over(episode, kubelet, runtime)
    if kubelet[0] == runtime[0]:
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


def _over_and_over(
    episode: Episode, kubelet: tuple[str, str] | None, runtime: tuple[str, str] | None
) -> Finding | None:
    """All pods of the node end in good order and come back in new sandboxes, together and over and over.

    Nothing else does that while the node stays up and its runtime too: systemd takes away the cgroups that it does not
    know. kubeadm's kubelets keep to systemd from 1.22 on; containerd to cgroupfs, where it is not told otherwise.
    """
    version = episode.node.version
    agree = (kubelet is not None and kubelet[0] == "cgroupfs") or (runtime is not None and runtime[0] == "systemd")
    told = _by_their_lives(episode) or _by_the_kubelets_words(episode)
    if told is None or agree or (version is not None and not version.at_least(1, 22)):
        return None
    at, together, times, evidence = told
    if together < _ALL or restarts_of_keepers(episode, at):
        return None
    host = episode.node.last(HostSeen)
    booted = host.booted_at if host is not None else None
    if booted is not None and at - booted <= _LIVED * 15:
        return None
    if any(name not in {"containerd.service", "docker.service"} for name in runtime_units(episode)):
        return None
    return finding(
        Cause.CGROUP_DRIVER_MISMATCH,
        Confidence.LIKELY,
        f"{together} pods of this node are made anew together, in new sandboxes, over and over (this one {times} times): so "
        "they are where the kubelet's cgroup driver is systemd and containerd's is not.",
        [
            note("runtime", f"{together} pods began anew within {_ONE_EVENT.seconds} s", at),
            evidence,
            note("kubelet_config", f"{kubelet[1]}: cgroup driver {kubelet[0]}") if kubelet else None,
            note("runtime_config", runtime[1]) if runtime else None,
        ],
        kubelet=kubelet[0] if kubelet else "systemd",
        runtime=runtime[0] if runtime else None,
        file="/etc/containerd/config.toml",
    )


def _by_their_lives(episode: Episode) -> tuple[datetime, int, int, Evidence] | None:
    """When it was made anew last, how many with it, how often so far, and what shows it; its life before ended in good order."""
    change = sandbox_change(episode)
    if change is None or change[1].started_at is None or episode.restarts < _OVER_AND_OVER:
        return None
    before, after = change
    if before.exit_code not in TOLD_TO_END or (before.lifetime is not None and before.lifetime < _LIVED):
        return None
    shown = f"sandbox {(before.sandbox_id or '')[:12]} was followed by {(after.sandbox_id or '')[:12]}"
    together = many_restarted_together(episode, _OVER_AND_OVER)
    return change[1].started_at, together, episode.restarts, note("runtime", shown, after.started_at)


def _by_the_kubelets_words(episode: Episode) -> tuple[datetime, int, int, Evidence] | None:
    """The same by what the kubelet says; a sandbox that cannot be made is made anew too, as the kubelet has it."""
    own, together = replaced_with_it(episode)
    times = [at for before, at in zip([None, *own], own, strict=False) if before is None or at - before >= _LIVED]
    if len(times) < _OFTEN or episode.last_ended is not None or refusal(episode) is not None:
        return None
    said = f"Pod sandbox changed, {len(times)} times since {times[0]:%H:%M:%S}"
    return own[-1], together, len(times), note("kubelet_log", said, own[-1])


def replaced_with_it(episode: Episode) -> tuple[list[datetime], int]:
    """When the kubelet said that this pod's sandbox is made anew, and of how many pods it said so with the last."""
    lines = kubelets_lines(episode.node)
    told = [(line.at, _pod(line.message)) for line in lines if SANDBOX_REPLACED.search(line.message)]
    own = [at for at, pod in told if episode.ref is not None and pod == episode.ref.pod]
    return own, len({pod for at, pod in told if own and pod and abs(at - own[-1]) <= _ONE_EVENT})


def _pod(message: str) -> str:
    match = _NAMED.search(message)
    return next(filter(None, match.groups()), "") if match is not None else ""


def sandbox_change(episode: Episode) -> tuple[Attempt, Attempt] | None:
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


def restarts_of_keepers(episode: Episode, at: datetime | None) -> list[tuple[str, datetime]]:
    """The units that keep the containers, a runtime's or one that brings its own, which were started about then."""
    if at is None:
        return []
    since = [(u.unit, u.active_since) for u in runtime_units(episode).values() if u.active_since]
    since += [
        (f"{line.unit}.service", line.at)
        for line in episode.node.all(JournalLine)
        if line.identifier.startswith("systemd")
        and line.message.startswith("Started ")
        and f"{line.unit}.service" in {*RUNTIMES, *CARRIERS}
    ]
    return [(unit, moment) for unit, moment in since if abs(moment - at) <= timedelta(minutes=3)]


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
    # So is every pod's sandbox.
    if match is None and (refused := refused_to_all(episode)) is not None:
        match, evidence = _OTHER_FORM.search(refused[1].says), refused[1]
    return _of_form(episode, match, evidence) if match is not None and evidence is not None else None


def refused_to_any(episode: Episode) -> Finding | None:
    """A kubelet that lives and whose runtime refuses it a pod, whosever, for the other driver's form.

    That does not pass by itself: one word of it of late is enough for a guess, and tells it where it was just said.
    """
    lines = complaints(episode) or of_a_carriers(episode)
    told = [said for said in all_said(lines, _OTHER_FORM) if goes_on(episode, said.entry)]
    if not told:
        return None
    found = _of_form(episode, told[-1].match, from_kubelet(told[-1].entry))
    at = told[-1].entry.at
    if found is None or len(told) > 1 or at is None:
        return found
    if episode.at - at > _TRIED_AGAIN:
        return None
    return replace(found, confidence=Confidence.LIKELY if just_failed(episode, told[-1].entry) else Confidence.POSSIBLE)


def _of_form(episode: Episode, match: re.Match[str], evidence: Evidence) -> Finding | None:
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


# Not in a comment.
_DRIVER_FLAG = re.compile(r"(?m)^[^#\n]{0,4000}--cgroup-driver[= ]\"?(?P<driver>systemd|cgroupfs)")


def _as_the_runtime_tells(episode: Episode, text: str) -> bool:
    """Whether the kubelet takes the driver from its runtime, whatever its own files say (KEP-4033, RuntimeConfig of CRI).

    On by default from 1.31 on, for good from 1.34; containerd answers from 2.0 on.
    """
    version, containerd = episode.node.version, containerd_version(episode)
    answers = containerd >= (2, 0) if containerd is not None else containerd_config.parse(text).version >= 3
    off = any(_GATE_OFF.search(seen.text) for seen in episode.node.newest(FileText).values())
    asks = version is not None and (version.at_least(1, 34) or (version.at_least(1, 31) and not off))
    return asks and answers


_GATE_OFF = re.compile(r"KubeletCgroupDriverFromCRI\W{1,4}false")


def kubelet_driver(episode: Episode) -> tuple[str, str] | None:
    """The kubelet's cgroup driver and where it says so. kubeadm sets systemd from 1.22; the kubelet's default is cgroupfs."""
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    flag = kubelet_config.effective(carried_flags(texts), "cgroup-driver")
    if flag is not None and flag.value in {"systemd", "cgroupfs"}:
        return flag.value, flag.path
    for path, text in texts.items():
        # Who starts it may be none of systemd's units; the last of several counts.
        if told := [m["driver"] for m in _DRIVER_FLAG.finditer(text)]:
            return told[-1], path
    config = kubelet_config.of(texts)
    if config is None:
        return None
    stated = kubelet_config.carrier(texts, "cgroupDriver")
    return config.cgroup_driver or "cgroupfs", stated[0] if stated else kubelet_config.files(texts)[0]


def runtime_driver(episode: Episode) -> tuple[str, str] | None:
    """Containerd's effective driver: systemd only where SystemdCgroup is true at the place that this version reads.

    None where the kubelet uses another runtime, or takes the driver from this one, or a file that counts was not read.
    """
    if not _uses_containerd(episode):
        return None
    text = _effective_text(episode)
    if text is not None:
        config = containerd_config.parse(text[1])
        if config.problem is not None or _as_the_runtime_tells(episode, text[1]):
            return None
        passed_over = next((f"{each.key}: {each.why}" for each in config.ineffective if "ystemd" in each.key), "")
        why = "SystemdCgroup is true" if config.systemd_cgroup else passed_over or "SystemdCgroup is not true"
        return ("systemd" if config.systemd_cgroup else "cgroupfs"), f"{text[0]}: {why}"
    absent = episode.node.newest(FileSeen).get("/etc/containerd/config.toml")
    lines = any(line.unit == "containerd" for line in episode.node.all(JournalLine))
    if containerd_text(episode) is None and absent is not None and absent.type is None and lines:
        return "cgroupfs", "there is no /etc/containerd/config.toml: the default is cgroupfs"
    return None


def _uses_containerd(episode: Episode) -> bool:
    """Whether nothing tells that the kubelet uses another runtime: its files may be left behind, or be Docker's."""
    socket = endpoint_of(episode)
    if socket:
        return "containerd" in socket
    active = {name for name, unit in runtime_units(episode).items() if unit.active_state == "active"}
    return not active & {"crio.service", "cri-docker.service", "cri-dockerd.service"}


def _effective_text(episode: Episode) -> tuple[str, str] | None:
    """Its configuration with what its file imports; None where that is not known."""
    told = containerd_text(episode)
    if told is None or not containerd_config.imports(told[1], told[0]):
        return told
    texts = {seen.path: seen.text for seen in episode.node.newest(FileText).values()}
    if len(containerd_config.merge_order(texts, told[0])) > 1 and (
        merged := containerd_config.merged_text(texts, told[0])
    ):
        return told[0], merged
    in_effect = [seen.config for seen in episode.node.all(RuntimeSeen) if seen.config]
    if in_effect:
        return "the effective configuration", in_effect[-1]
    # What the file itself turns on an import would hardly turn off.
    return told if containerd_config.parse(told[1]).systemd_cgroup else None


def many_restarted_together(episode: Episode, least: int = 1) -> int:
    """How many pods of the node began their newest attempt, if it is the `least`th or later, within one short time."""
    begun: dict[str, datetime] = {}
    for seen in episode.node.newest(ContainerSeen).values():
        start = seen.started_at or seen.created_at
        if start is not None and seen.attempt_key.attempt >= least:
            pod = seen.attempt_key.ref.pod
            begun[pod] = max(start, begun.get(pod, start))
    moments = sorted(begun.values())
    return max((sum(1 for m in moments if timedelta(0) <= m - first <= _ONE_EVENT) for first in moments), default=0)


_SETTLES = "compare cgroupDriver in the kubelet's configuration with SystemdCgroup in `containerd config dump`"
RULES = (
    Rule(
        cause=Cause.CGROUP_DRIVER_MISMATCH,
        find=refused_to_any,
        needs=frozenset({Source.KUBELET_LOG}),
        applies=about_kubelet,
        settles=_SETTLES,
    ),
    Rule(
        cause=Cause.CGROUP_DRIVER_MISMATCH,
        find=cgroup_driver_mismatch,
        needs=frozenset({Source.KUBELET_CONFIG, Source.RUNTIME_CONFIG}),
        applies=lambda episode: episode.ref is not None,
        settles=_SETTLES,
    ),
)
