"""Ways out where another program carries the kubelet: k3s, RKE2, k0s, MicroK8s. Their settings stand elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS
from whyrestart.model.remedy import Remedy

# The beginning of the unit's name, and where that program's settings stand.
_SETTINGS = (
    ("k3s", "/etc/rancher/k3s/config.yaml or the unit's command line"),
    ("rke2", "/etc/rancher/rke2/config.yaml or the unit's command line"),
    ("k0s", "/etc/k0s/k0s.yaml or the unit's command line"),
    ("snap.microk8s", "/var/snap/microk8s/current/args"),
)
_KUBELETS_UNIT = re.compile(r"^(systemctl \S+(?: --now)?|journalctl -u) kubelet\b")


def unit(episode: Episode) -> str:
    """The unit that starts the kubelet, without its suffix."""
    return episode.unit.unit.removesuffix(".service") if episode.unit is not None and _elsewhere(episode) else "kubelet"


def _elsewhere(episode: Episode) -> bool:
    return episode.unit is not None and episode.unit.unit in CARRIERS


def settings(episode: Episode) -> str:
    """Where what starts the kubelet is set up."""
    name = unit(episode)
    return next((where for start, where in _SETTINGS if name.startswith(start)), f"systemctl cat {name}")


def _restart(episode: Episode) -> tuple[str, ...]:
    return (f"systemctl cat {unit(episode)}", f"systemctl restart {unit(episode)}")


_LIVES_ON = "Containers live on over a restart of the unit."


def _flag(episode: Episode, found: Finding) -> Iterator[Remedy]:
    what = found["flag"] or "what the message names"
    yield Remedy(
        title=f"Take {what} out of {settings(episode)}: this version does not know it",
        commands=_restart(episode),
        caution="In its file the dashes are left out; what it hands on to a component stands under that one's name. "
        f"{_LIVES_ON}",
    )


def _value(episode: Episode, found: Finding) -> Iterator[Remedy]:
    what = found["flag"] or "the setting"
    yield Remedy(
        title=f"Correct {what} in {settings(episode)}: {found['why'].rstrip('.') or 'its value is refused'}",
        commands=_restart(episode),
        caution=f"Servers of one cluster must agree in their networks, their CIDRs and what they disable. {_LIVES_ON}",
    )


def _required(episode: Episode, found: Finding) -> Iterator[Remedy]:
    yield Remedy(
        title=f"Add {found['flag'] or 'the flag'} in {settings(episode)}, with the value of a node of the same kind "
        "that works",
        commands=_restart(episode),
        caution=_LIVES_ON,
    )


def _file(episode: Episode, found: Finding) -> Iterator[Remedy]:
    yield Remedy(
        title=f"Correct {found['path'] or settings(episode)}: {found['why'].rstrip('.') or 'it is refused'}",
        commands=_restart(episode),
        caution=_LIVES_ON,
    )


def _membership(episode: Episode, found: Finding) -> Iterator[Remedy]:
    yield Remedy(
        title="Give this node a name of its own, or remove its former member: delete the Node of that name, on a "
        "server that works",
        commands=("kubectl get nodes", f"systemctl restart {unit(episode)}"),
        caution="Removing a member that still serves may cost the quorum: first see that it is gone. A server whose "
        f"data is of another cluster joins anew with an empty data directory: keep a copy of the old one. {_LIVES_ON}",
    )


def _data(episode: Episode, found: Finding) -> Iterator[Remedy]:
    name = unit(episode)
    directory = f"/var/lib/rancher/{name.partition('-')[0]}/server/db"
    yield Remedy(
        title=f"Move {directory} aside: with other servers that work let this one join anew, else start {name} once "
        "with --cluster-reset and --cluster-reset-restore-path and a snapshot",
        commands=(f"ls -l {directory}/snapshots", f"systemctl stop {name}", f"mv {directory}/etcd /root/etcd-before"),
        caution="Keep the old directory until all runs again. What was written after the snapshot is lost, and with "
        "several servers its old member is to be removed first.",
    )


def _token(episode: Episode, found: Finding) -> Iterator[Remedy]:
    yield Remedy(
        title=f"Take the token, or the CA, of the cluster that is to be joined; it stands in {settings(episode)}",
        commands=_restart(episode),
        caution="k3s and RKE2 keep it in server/token of their data directory on each server; k0s makes one with `k0s "
        f"token create`. {_LIVES_ON}",
    )


def _runtime(episode: Episode, found: Finding) -> Iterator[Remedy]:
    name = unit(episode)
    yield Remedy(
        title=f"Correct {found['file'] or 'what keeps its containerd from starting'}: "
        f"{found['why'].rstrip('.') or 'see its log'}",
        commands=(f"journalctl -u {name} -n 50", f"systemctl restart {name}"),
        caution="k3s and RKE2 keep containerd's own log in agent/containerd/containerd.log of their data directory; "
        f"templates and drop-ins that were made for an older containerd are refused by a newer one. {_LIVES_ON}",
    )


def _address(episode: Episode, found: Finding) -> Iterator[Remedy]:
    address = found["address"]
    yield Remedy(
        title=f"Give the node {f'the address {address}' if address else 'the address that is set'} back, or correct "
        f"node-ip and its like in {settings(episode)}",
        commands=("ip addr", *_restart(episode)),
        caution=f"etcd remembers its members' addresses: one that moves must be added anew. {_LIVES_ON}",
    )


Make = Callable[[Episode, Finding], Iterable[Remedy]]
REMEDIES: Mapping[Cause, Make] = MappingProxyType(
    {
        Cause.UNKNOWN_FLAG: _flag,
        Cause.KUBELET_UNKNOWN_FLAG: _flag,
        Cause.INVALID_FLAG_VALUE: _value,
        Cause.MISSING_REQUIRED_FLAG: _required,
        Cause.COMPONENT_CONFIG_INVALID: _file,
        Cause.ETCD_MEMBERSHIP_MISMATCH: _membership,
        Cause.ETCD_DATA_CORRUPT: _data,
        Cause.CERTIFICATE_AUTHORITY_MISMATCH: _token,
        Cause.CRI_PLUGIN_DISABLED: _runtime,
        Cause.RUNTIME_UNAVAILABLE: _runtime,
        Cause.NODE_ADDRESS_MISSING: _address,
    }
)


def of_its_unit(episode: Episode, remedy: Remedy) -> Remedy:
    """The remedy with commands for the unit that there is, and told where the kubelet's settings stand."""
    if not _elsewhere(episode):
        return remedy
    name = unit(episode)
    commands = tuple(_KUBELETS_UNIT.sub(rf"\1 {name}", command) for command in remedy.commands)
    where = settings(episode)
    told = where in remedy.title or "kubelet" not in remedy.title
    return replace(
        remedy,
        commands=commands,
        caution=remedy.caution if told else f"{remedy.caution} Here the kubelet's settings stand in {where}.".lstrip(),
    )
