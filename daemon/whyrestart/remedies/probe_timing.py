"""Ways out of a probe that asks rightly and gives up too soon: more time where it is wanted, and why it was."""

from __future__ import annotations

import math
from collections.abc import Iterator

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Probe, ProbeKind
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import edit_of, where_possible
from whyrestart.remedies.keepers import own_probe
from whyrestart.remedies.yaml_edit import CannotEdit

# Kubeadm's control plane: 24 tries of 10 s for a start, 8 failures, 15 s for an answer (knowledge/default_probes).
_START_PERIOD, _START_TRIES, _PATIENT_SECONDS = 10, 24, 15


def probe_too_aggressive(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """A startup probe from 1.20 on (beta in 1.18, with faults), or more failures before the kill."""
    container, version = episode.container, episode.version
    liveness = container.probe(ProbeKind.LIVENESS) if container else None
    startup = container.probe(ProbeKind.STARTUP) if container else None
    yield from _as_kubeadm(episode, startup or liveness)
    if startup is not None:
        yield from _longer(episode, startup)
        return
    if liveness is not None and version is not None and version.at_least(1, 18):
        tries = max(_START_TRIES, math.ceil(3 * _allowed(liveness) / _START_PERIOD))
        changed = {
            "initialDelaySeconds": str(min(liveness.initial_delay_seconds, 10)),
            "periodSeconds": str(_START_PERIOD),
            "failureThreshold": str(tries),
        }
        yield Remedy(
            title=f"Add a startupProbe that gives {episode.program} {tries * _START_PERIOD} s to start; the liveness "
            "probe stays as it is",
            edits=where_possible(
                lambda: edit_of(episode).add_probe(ProbeKind.STARTUP, ProbeKind.LIVENESS, changed).done
            ),
            valid_for=">=1.18",
            caution="1.18.18, 1.19.10, 1.20.6 and 1.21.0 skip it after the first restart: take the next patch release."
            if not version.at_least(1, 22)
            else "",
        )
    if liveness is not None:
        yield from _longer(episode, liveness)
    else:
        yield Remedy(title=f"Give {episode.program} more time to start: a startupProbe, or a later first probe")


def _as_kubeadm(episode: Episode, probe: Probe | None) -> Iterator[Remedy]:
    """Where kubeadm's own probe waits longer than the edited one, its timing again."""
    own = own_probe(episode, probe.kind) if probe else None
    if probe is None or own is None or None in (own.initial_delay_seconds, own.period_seconds, own.failure_threshold):
        return
    wanted = {
        "initialDelaySeconds": (probe.initial_delay_seconds, own.initial_delay_seconds or 0),
        "timeoutSeconds": (probe.timeout_seconds, max(own.timeout_seconds or 0, probe.timeout_seconds)),
        "periodSeconds": (probe.period_seconds, own.period_seconds or 0),
        "failureThreshold": (probe.failure_threshold, own.failure_threshold or 0),
    }
    changed = {key: new for key, (old, new) in wanted.items() if old != new}
    allowed = wanted["initialDelaySeconds"][1] + wanted["periodSeconds"][1] * wanted["failureThreshold"][1]
    if allowed <= _allowed(probe):
        return

    def edited() -> FileEdit:
        edit = edit_of(episode)
        for key, value in changed.items():
            edit.set_probe(probe.kind, key, str(value))
        return edit.done

    yield Remedy(
        title=f"Give the {probe.kind} probe kubeadm's own timing back ({allowed} s before the kill): "
        + ", ".join(f"{key} {value}" for key, value in changed.items()),
        edits=where_possible(edited),
    )


def _allowed(probe: Probe) -> int:
    """How long the kubelet waits for a start at least, in seconds."""
    return probe.initial_delay_seconds + probe.period_seconds * probe.failure_threshold


def _longer(episode: Episode, probe: Probe) -> Iterator[Remedy]:
    """Three times the patience: by tries for a startup probe, by the first delay for a liveness probe."""
    startup = probe.kind is ProbeKind.STARTUP
    key = "failureThreshold" if startup else "initialDelaySeconds"
    value = (
        max(_START_TRIES, math.ceil(3 * _allowed(probe) / max(probe.period_seconds, 1)))
        if startup
        else max(3 * _allowed(probe), 60)
    )
    yield Remedy(
        title=f"Raise {key} of the {probe.kind} probe to {value}",
        edits=where_possible(lambda: edit_of(episode).set_probe(probe.kind, key, str(value)).done),
        caution=""
        if startup
        else "A hang within that time after each start is not noticed. Find what makes the start slow as well: the "
        "disk under etcd, or many objects.",
    )


def probe_timeout_too_short(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """More than twice what the answer took, at least kubeadm's 15 s, for every probe that has less."""
    took = float(found["answered_after_seconds"] or 0)
    wanted = max(_PATIENT_SECONDS, math.ceil(2 * took))
    short = [p for p in (episode.container.probes if episode.container else ()) if p.timeout_seconds < wanted]

    def edited() -> FileEdit:
        if not short:
            raise CannotEdit
        edit = edit_of(episode)
        for probe in short:
            edit.set_probe(probe.kind, "timeoutSeconds", str(wanted))
        return edit.done

    yield Remedy(
        title=f"Raise timeoutSeconds to {wanted}" + (f": it answers after {took:.1f} s" if took else ""),
        edits=where_possible(edited),
        caution="That buys time only: find what makes it slow (a CPU limit, etcd's disk, an authentication webhook). "
        "The kubelet allows 10 s for the TLS handshake, whatever the probe says.",
    )


def probe_throttled(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Priority and fairness exempts the probes from 1.20 on; before, only more room helps."""
    version, container = episode.version, episode.container
    off = container.flag_value("enable-priority-and-fairness") if container else None
    if off == "false" and version is not None and version.at_least(1, 20):
        yield Remedy(
            title="Drop --enable-priority-and-fairness=false: its flow schema `probes` exempts the health paths",
            edits=where_possible(lambda: edit_of(episode).drop_flag("enable-priority-and-fairness").done),
            valid_for=">=1.20",
            caution="It sheds the load of the rest by its own rules: clients that flooded are held back.",
        )
    if version is not None and version.at_least(1, 20):
        yield Remedy(
            title="Find the client that floods the apiserver, and give the flow schemas their shipped form back",
            commands=(
                "kubectl get flowschemas probes exempt -o yaml",
                "kubectl get --raw /debug/api_priority_and_fairness/dump_priority_levels",
            ),
            caution="At its start the apiserver restores a shipped schema unless its annotation "
            "apf.kubernetes.io/autoupdate-spec is false. The audit log by user agent names who floods.",
        )
    yield from _more_room(episode)


def _more_room(episode: Episode) -> Iterator[Remedy]:
    """Twice the requests in flight, which the apiserver's memory must bear."""
    container = episode.container
    limits = {"max-requests-inflight": 400, "max-mutating-requests-inflight": 200}
    wanted = {
        name: 2 * int(value)
        if (value := container.flag_value(name) if container else None) and value.isdigit()
        else 2 * default
        for name, default in limits.items()
    }

    def edited() -> FileEdit:
        edit = edit_of(episode)
        for name, value in wanted.items():
            edit.set_flag(name, str(value))
        return edit.done

    if episode.program != "kube-apiserver" or not all(wanted.values()):
        return
    yield Remedy(
        title="Raise " + " and ".join(f"--{name} to {value}" for name, value in wanted.items()),
        edits=where_possible(edited),
        caution="Each request in flight takes memory: watch it. The client that floods goes on flooding.",
    )


def component_overloaded(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Take the limit away that starves it, or relieve the node."""
    by_limit = "CPU limit" in found["why"]
    if by_limit and episode.container is not None and episode.container.cpu_limit_cores is not None:
        yield Remedy(
            title=f"Remove resources.limits.cpu of {episode.program}: kubeadm sets requests only",
            edits=where_possible(lambda: edit_of(episode).drop_limit("cpu").done),
            caution="It may then take what the node has: keep its CPU request, and other work off the node.",
        )
    else:
        yield Remedy(
            title=f"Relieve the node: {found['why']}",
            commands=(
                "ps -eo pcpu,pmem,pid,comm --sort=-pcpu",
                "cat /proc/pressure/cpu /proc/pressure/io /proc/pressure/memory",
            ),
            caution="Look for what began at the same time: backups, scanners, log shipping, a container's runaway.",
        )
    yield from _patience(episode)


def _patience(episode: Episode) -> Iterator[Remedy]:
    probe = episode.container.probe(ProbeKind.LIVENESS) if episode.container else None
    if probe is None:
        return
    seconds, tries = max(_PATIENT_SECONDS, 2 * probe.timeout_seconds), max(8, 2 * probe.failure_threshold)
    yield Remedy(
        stopgap=True,
        title=f"As a stopgap raise the liveness probe's timeoutSeconds to {seconds} and failureThreshold to {tries}",
        edits=where_possible(
            lambda: (
                edit_of(episode)
                .set_probe(probe.kind, "timeoutSeconds", str(seconds))
                .set_probe(probe.kind, "failureThreshold", str(tries))
                .done
            )
        ),
        caution="A real hang is then noticed later. It cures nothing.",
    )


REMEDIES = {
    Cause.PROBE_TOO_AGGRESSIVE: probe_too_aggressive,
    Cause.PROBE_TIMEOUT_TOO_SHORT: probe_timeout_too_short,
    Cause.PROBE_THROTTLED: probe_throttled,
    Cause.COMPONENT_OVERLOADED: component_overloaded,
}
