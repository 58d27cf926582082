"""Ways out where another program carries the kubelet: k3s, RKE2, k0s, MicroK8s. Their settings stand elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from whyrestart.causes.kubelet.words import carrier
from whyrestart.episodes import kubelets_unit
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS, KUBELETS
from whyrestart.model.remedy import Remedy
from whyrestart.parsing.systemd_unit_file import carried_flags
from whyrestart.remedies.editing import KUBEADM_COPY, listeners_on, texts

# The beginning of the unit's name, and where that program's settings stand.
_SETTINGS = (
    ("k3s", "/etc/rancher/k3s/config.yaml or the unit's command line"),
    ("rke2", "/etc/rancher/rke2/config.yaml or the unit's command line"),
    ("k0s", "/etc/k0s/k0s.yaml or the unit's command line"),
    ("snap.microk8s", "/var/snap/microk8s/current/args"),
    ("snap.k8s", "/var/snap/k8s/common/args"),
    ("origin-node", "/etc/origin/node/node-config.yaml"),
    ("atomic-openshift-node", "/etc/origin/node/node-config.yaml"),
)
_KUBELETS_UNIT = re.compile(r"^(systemctl \S+(?: --now)?|journalctl -u) kubelet\b")


def unit(episode: Episode) -> str:
    """The unit that starts the kubelet, without its suffix."""
    name = episode.unit.unit if episode.unit is not None else carrier(episode) or kubelets_unit(episode.node)
    return name.removesuffix(".service") if name in {*CARRIERS, *KUBELETS} else "kubelet"


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
    if name.startswith("k0s"):
        yield Remedy(
            title="Move /var/lib/k0s/etcd aside: with other controllers that work let this one join anew with a "
            "new token, else restore a backup with `k0s restore`",
            commands=(f"systemctl stop {name}", "mv /var/lib/k0s/etcd /root/etcd-before"),
            caution="Keep the old directory until all runs again. What was written after the backup is lost, and with "
            "several controllers the old member is to be removed first (k0s etcd leave).",
        )
        return
    if name.startswith("snap."):
        yield Remedy(
            title="Recover the datastore of MicroK8s from a member that works or a backup, by its own guide (microk8s "
            "dbctl restore)",
            commands=(f"systemctl stop {name}", "ls -l /var/snap/microk8s/current/var/kubernetes/backend"),
            caution="Keep the old directory until all runs again. What was written after the backup is lost.",
        )
        return
    directory = f"{data_directory(episode)}/server/db"
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


# Where those that do not make them anew from a template of their own keep containerd's settings, and its log.
_RUNTIMES_FILES = (
    (
        "snap.microk8s.",
        "/var/snap/microk8s/current/args/containerd-template.toml",
        "snap.microk8s.daemon-containerd",
    ),
    ("k0scontroller", "/etc/k0s/containerd.toml and /etc/k0s/containerd.d", "k0scontroller"),
    ("k0sworker", "/etc/k0s/containerd.toml and /etc/k0s/containerd.d", "k0sworker"),
)


def _runtime(episode: Episode, found: Finding) -> Iterator[Remedy]:
    name = unit(episode)
    of = next((each for start, *each in _RUNTIMES_FILES if name.startswith(start)), None)
    if found.cause is Cause.CRI_PLUGIN_DISABLED and of is not None and not found["file"]:
        where, log = of
        yield Remedy(
            title=f"Correct containerd's settings in {where}: {found['why'].rstrip('.') or 'see its log'}",
            commands=(f"journalctl -u {log} -n 50", f"systemctl restart {name}"),
            caution="Where another program adds its own (a GPU's toolkit), its table of runtimes may replace the one "
            f"that names the default. {_LIVES_ON}",
        )
        return
    yield Remedy(
        title=f"Correct what keeps its containerd from starting: {found['why'][:200].rstrip('.') or 'see its log'}",
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


def _denied(episode: Episode, found: Finding) -> Iterator[Remedy]:
    name, path = unit(episode), found["path"] or "its data directory"
    where = path if path.startswith("/") else data_directory(episode)
    yield Remedy(
        title=f"Let {name} use {path}: run it as root, and see the modes above it, the mount's options (noexec) "
        "and labels",
        commands=(
            f"ls -ld {where}",
            f"findmnt -T {where}",
            f"systemctl cat {name}",
            f"systemctl restart {name}",
        ),
        caution="A mode does not keep root out: then it is the mount, a security module or a network file system. "
        f"{_LIVES_ON}",
    )


def etcds_directory(episode: Episode) -> str:
    """Where its etcd's data lie."""
    data = data_directory(episode)
    return f"{data}/etcd" if unit(episode).startswith("k0s") else f"{data}/server/db/etcd"


def data_directory(episode: Episode) -> str:
    """Where its command line says that its data lie, else where they do by default."""
    name = unit(episode)
    program = name.partition("-")[0]
    given = [flag.value for flag in carried_flags(texts(episode), f"{name}.service") if flag.name in {"data-dir", "d"}]
    default = (
        f"/var/lib/rancher/{program}"
        if program in {"k3s", "rke2"}
        else "/var/snap/microk8s/current"
        if name.startswith("snap.")
        else "/var/lib/k0s"
    )
    return (given[-1] if given else None) or default


def _port(episode: Episode, found: Finding) -> Iterator[Remedy]:
    name, other = unit(episode), found["holder"]
    yield Remedy(
        title=f"Let one of the two go: stop {other or 'the other instance'}, which holds port {found['port']}",
        commands=(listeners_on(found["port"]), f"systemctl restart {name}"),
        caution="A server is an agent too: a node needs one unit of the kind. A process that no unit knows is left "
        f"from an earlier start by hand. {_LIVES_ON}",
    )


def _certificates(episode: Episode, found: Finding) -> Iterator[Remedy]:
    name = unit(episode)
    renew = (
        "Restart each server: those certificates of its own that have run out are made anew then"
        if name.startswith("k0s")
        else "Have each server's certificates made anew (microk8s refresh-certs), and those of an etcd"
        if name.startswith("snap.")
        else f"Restart each server, or have it make its certificates anew first ({name.partition('-')[0]} certificate "
        "rotate)"
    )
    yield Remedy(
        title=f"{renew}; then the agents",
        commands=("timedatectl", f"systemctl restart {name}"),
        caution="See the clock first. A CA that has run out is another matter, and cuts off every node. "
        f"A load balancer before the servers may show an old one. {_LIVES_ON}",
    )


def _command(episode: Episode, found: Finding) -> Iterator[Remedy]:
    name, command = unit(episode), found["command"] or "the binary"
    yield Remedy(
        title=f"Bring {command} back, for this machine's kind: what a carrier unpacks itself it unpacks anew at its "
        "start",
        commands=(f"ls -l {command}", f"systemctl restart {name}"),
        caution=f"Where the unit's own binary is of another architecture, install it anew. {_LIVES_ON}",
    )


def _etcd(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Its datastore is its own, as a rule: within it, a child, a pod, or a snap's other unit."""
    name = unit(episode)
    where = f" at {found['address']}" if found["address"] else ""
    if name.startswith("snap."):
        dqlite = "snap.microk8s.daemon-k8s-dqlite"
        yield Remedy(
            title=f"Repair the datastore{where} first, {dqlite}, unless --etcd-servers in {settings(episode)} names "
            "another one",
            commands=(f"systemctl status {dqlite}", f"journalctl -u {dqlite} -n 50", f"systemctl restart {dqlite}"),
            caution="Of several members more than half must run for any to serve. "
            "Its data lie in /var/snap/microk8s/current/var/kubernetes/backend: copy them before anything is changed.",
        )
        return
    own = "the pod that RKE2 makes of it" if name.startswith("rke2") else f"which {name} runs itself"
    yield Remedy(
        title=f"Repair the datastore{where} first: etcd, {own}, unless another one is named in {settings(episode)}",
        commands=(f"journalctl -u {name} -n 200", "ss -ltnp sport = :2379", f"ls -ld {etcds_directory(episode)}"),
        caution="Of several servers more than half must run for any to serve: see the others, and port 2380 between "
        "them. A datastore outside this node: look at the route and the packet filter.",
    )


def _image(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """RKE2 fetches its own programs before any runtime is there that could be asked to."""
    name, image = unit(episode), found["image"] or "the image with its programs"
    yield Remedy(
        title=f"Let {name} reach the registry of {image}, or put the release's archive of images into "
        f"{data_directory(episode)}/agent/images",
        commands=(f"journalctl -u {name} -n 50", f"systemctl restart {name}"),
        caution="Mirrors and credentials stand in registries.yaml beside config.yaml, system-default-registry in the "
        f"latter; a proxy in the environment file of the unit. {_LIVES_ON}",
    )


def _quorum(episode: Episode, found: Finding) -> Iterator[Remedy]:
    name = unit(episode)
    alone = (
        "restore a backup with `k0s restore`"
        if name.startswith("k0s")
        else "recover the datastore by the guide of MicroK8s"
        if name.startswith("snap.")
        else f"stop {name} on all, and start it once with --cluster-reset on one"
    )
    yield Remedy(
        title="Bring another server back: as soon as more than half see each other, all recovers by itself",
        commands=(f"journalctl -u {name} -n 50",),
        caution="Between the servers: port 2380 both ways, and the clocks. Do not remove members without quorum. "
        f"Only if the others are lost for good: {alone}; the others then join it with empty data.",
    )


def _credentials(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """What the kubelet calls the apiserver with: k3s and RKE2 fetch it at each start, k0s keeps what a token gave."""
    name = unit(episode)
    if name.startswith("k0s"):
        yield Remedy(
            title="Let the kubelet fetch a new certificate: move its old kubeconfig aside, and give k0s a new token",
            commands=(
                f"systemctl stop {name}",
                f"mv {data_directory(episode)}/kubelet.conf /root/kubelet.conf-before",
                f"systemctl start {name}",
            ),
            caution="`k0s token create` makes the token on a controller that works; it goes into the file that "
            f"--token-file names. {_LIVES_ON}",
        )
        return
    yield Remedy(
        title="Have the kubelet's certificate made anew (microk8s refresh-certs)"
        if name.startswith("snap.")
        else f"Restart {name}: at its start it fetches the kubelet a new certificate from a server that works",
        commands=("timedatectl", f"systemctl restart {name}"),
        caution=f"See the clock first. {_LIVES_ON}",
    )


Make = Callable[[Episode, Finding], Iterable[Remedy]]
REMEDIES: Mapping[Cause, Make] = MappingProxyType(
    {
        Cause.FILE_PERMISSION_DENIED: _denied,
        Cause.PORT_HELD_BY_PREVIOUS_INSTANCE: _port,
        Cause.KUBELET_CLIENT_CERTIFICATE_EXPIRED: _credentials,
        Cause.KUBELET_BOOTSTRAP_DEADLOCK: _credentials,
        Cause.SERVING_CERTIFICATE_EXPIRED: _certificates,
        Cause.ETCD_SERVER_CERTIFICATE_EXPIRED: _certificates,
        Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED: _certificates,
        Cause.ETCD_UNREACHABLE: _etcd,
        Cause.IMAGE_UNAVAILABLE: _image,
        Cause.COMMAND_NOT_FOUND: _command,
        Cause.ETCD_NO_QUORUM: _quorum,
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
    if unit(episode) == "kubelet":
        return remedy
    name = unit(episode)
    commands = tuple(_KUBELETS_UNIT.sub(rf"\1 {name}", command) for command in remedy.commands)
    where = settings(episode)
    told = where in remedy.title or "kubelet" not in remedy.title
    caution = remedy.caution.replace(KUBEADM_COPY, "").rstrip() or (_LIVES_ON if commands else "")
    return replace(
        remedy,
        title=re.sub(r"systemctl cat kubelet\b", f"systemctl cat {name}", remedy.title),
        commands=commands,
        caution=caution if told else f"{caution} Here the kubelet's settings stand in {where}.".lstrip(),
    )
