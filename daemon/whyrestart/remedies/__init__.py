"""What a person may do about each cause: edits as unified diffs by version, and commands. None is applied."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from whyrestart.causes.kubelet.words import carried
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import Remedy
from whyrestart.remedies import (
    carriers,
    certificates,
    config_file,
    etcd,
    expected,
    extensions,
    files,
    flag_values,
    gates_and_plugins,
    kubelet,
    kubelet_cgroups,
    kubelet_config,
    manifest_directory,
    missing_flags,
    network,
    probe_auth,
    probe_target,
    probe_timing,
    resources,
    runtime,
    start_command,
    unknown_flag,
)
from whyrestart.remedies.container_tool import on_this_node
from whyrestart.remedies.keepers import with_keeper
from whyrestart.remedies.soundness import sound

Make = Callable[[Episode, Finding], Iterable[Remedy]]

_FAMILIES = (
    probe_auth,
    probe_target,
    probe_timing,
    unknown_flag,
    flag_values,
    missing_flags,
    gates_and_plugins,
    start_command,
    config_file,
    files,
    certificates,
    network,
    manifest_directory,
    etcd,
    extensions,
    resources,
    runtime,
    kubelet,
    kubelet_cgroups,
    kubelet_config,
    expected,
)
REMEDIES: Mapping[Cause, Make] = MappingProxyType(
    {cause: make for each in _FAMILIES for cause, make in each.REMEDIES.items()}
)


def remedies(episode: Episode, found: Finding | None) -> tuple[Remedy, ...]:
    """The ways out of a finding, best first; for an unknown cause, how to ask a colleague.

    An edit whose result would not do is never shown: that remedy is then told in words alone.
    """
    if found is None or found.cause is Cause.UNKNOWN:
        return (Remedy(title="Ask a colleague: capture what this node knows", commands=("whyrestart capture DIR",)),)
    make = REMEDIES.get(found.cause)
    if make is None:
        return ()
    # What systemd may not execute is no matter of a carrier's settings.
    if carried(episode) and not found["executed"]:
        make = carriers.REMEDIES.get(found.cause, make)
    made = (carriers.of_its_unit(episode, remedy) for remedy in make(episode, found))
    found_ways = [sound(episode, found.cause, remedy) for remedy in made]
    return tuple(on_this_node(episode, remedy) for remedy in with_keeper(episode, found_ways))
