"""Ways out of ports that are taken, addresses that are gone, and things that stand between."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import HttpGet, TcpSocket
from whyrestart.model.observation import ContainerSeen, ContainerState
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import (
    command,
    edit_of,
    is_unit,
    listeners_on,
    place,
    stop_container,
    unit_of,
    where_possible,
)
from whyrestart.remedies.yaml_edit import scalar

_LOCAL = ("127.0.0.1", "localhost", ".svc", ".cluster.local")


def port_in_use(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Whoever holds it goes, or one of the two moves."""
    port, pid, holder = found["port"], found["pid"], found["holder"]
    who = f"{holder or 'process'}{f' (process {pid})' if pid else ''}" if holder or pid else "the program that holds it"
    yield Remedy(
        title=f"Free port {port}: stop {who}, or move one of the two" if port else "Free the port that its log names",
        commands=(
            listeners_on(port) if port else "ss -ltnp",
            *((command("systemctl", "status", pid),) if pid else ()),
        ),
        caution="Look before you stop it: it may be the API that the cluster uses. `systemctl status` with a process "
        "ID names the unit; stop that for good (systemctl disable --now UNIT), or remove its manifest. The "
        "apiserver's port moves together with its probes, kubeconfigs and load balancer.",
    )


def port_held_by_previous_instance(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The older instance is stopped as what it is: a container, or a process that lost its own."""
    old = _older_container(episode)
    pid = found["pid"]
    yield Remedy(
        title=f"Stop the older {found['holder'] or 'instance'}"
        + (f" (process {pid})" if pid else "")
        + f", which holds port {found['port'] or 'it needs'}",
        commands=(
            listeners_on(found["port"]) if found["port"] else "ss -ltnp",
            *(
                (stop_container(episode, old),)
                if old
                else (command("systemctl", "status", pid),)
                if pid
                else ("crictl ps",)
            ),
        ),
        caution="Just after an edit wait for a minute: the old one may still be ending. If two manifests declare the "
        "component, take one out first. A process without a container belongs to a unit (systemctl status names it): "
        "stop that; end it by its process ID only when you are sure that it is the old one.",
    )


def _older_container(episode: Episode) -> str:
    current = episode.current.container_id if episode.current is not None else ""
    name = episode.ref.container if episode.ref is not None else ""
    return next(
        (
            seen.container_id
            for seen in episode.node.newest(ContainerSeen).values()
            if seen.state is ContainerState.RUNNING
            and seen.attempt_key.ref.container == name
            and seen.container_id != current
        ),
        "",
    )


def node_address_missing(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The old address back is best; the apiserver can listen on every address."""
    address, flag = found["address"], found["flag"].lstrip("-").partition("=")[0]
    yield Remedy(
        title=f"Give the node the address {address} back, and fix it there",
        commands=("ip -brief address", command("ip", "address", "add", f"{address}/PREFIX", "dev", "INTERFACE")),
        caution="ip counts until the next boot: write it into the network's configuration or the lease too. If the "
        "address is another node's now, two nodes with one address break both: look first.",
    )
    if flag == "bind-address":
        wildcard = "::" if ":" in address else "0.0.0.0"
        yield Remedy(
            title=f"Let {episode.program} listen on every address: --bind-address={wildcard}",
            edits=where_possible(lambda: _anywhere(episode, address, wildcard)),
            caution="It is then reachable on every network of this node. Its certificate must hold the names that "
            "clients use.",
        )
        return
    yield Remedy(
        title=f"If the new address stays, change it everywhere at {place(episode)}: the flags, the certificates, "
        "and of etcd the peer URL",
        commands=("etcdctl member update MEMBER_ID --peer-urls=https://ADDRESS:2380",)
        if episode.program == "etcd"
        else (),
        caution="A member that has data ignores --initial-advertise-peer-urls: update the member while the others "
        "still have quorum, after a snapshot. Certificates must hold the new address."
        if episode.program == "etcd"
        else "Its certificate must hold the new address, and kubeconfigs name it.",
    )


def _anywhere(episode: Episode, address: str, wildcard: str) -> FileEdit:
    """Probes that dial the missing address dial loopback then."""
    edit = edit_of(episode).set_flag("bind-address", wildcard)
    for probe in episode.container.probes if episode.container else ():
        if isinstance(probe.handler, HttpGet | TcpSocket) and probe.handler.host == address:
            name = "httpGet" if isinstance(probe.handler, HttpGet) else "tcpSocket"
            edit.set_handler(probe.kind, name, "host", scalar("::1" if ":" in address else "127.0.0.1"))
    return edit.done


def proxy_environment(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Say what must not go through the proxy; or leave the proxy to the runtime alone."""
    env = dict(episode.container.env) if episode.container is not None else {}
    unit = unit_of(episode) if is_unit(episode) else "kubelet"
    if not any(name.lower() in {"http_proxy", "https_proxy", "all_proxy"} for name in env):
        yield Remedy(
            title="Put the cluster's addresses into NO_PROXY, or drop the proxy"
            + (f": {found['proxy']}" if found["proxy"] else ""),
            commands=(f"systemctl cat {unit}", "systemctl daemon-reload", f"systemctl restart {unit}"),
            caution="Only the container runtime usually needs a proxy, for images: set it in its unit alone. The "
            "kubelet's own probes go through its proxy up to 1.13.",
        )
        return
    name = next((each for each in env if each.lower() == "no_proxy"), "NO_PROXY")
    value = ",".join(dict.fromkeys([*(part for part in env.get(name, "").split(",") if part), *_direct(episode)]))
    yield Remedy(
        title=f"Put what is to be reached directly into {name}: {', '.join(_direct(episode))}",
        edits=where_possible(lambda: edit_of(episode).set_env(name, value).done),
        caution="Add the nodes' and the pods' networks in CIDR form, and the control plane's name. kubeadm "
        "copies the proxy variables of the shell it runs in into the manifests: complete them there before an upgrade.",
    )


def _direct(episode: Episode) -> tuple[str, ...]:
    """Loopback, services, and the addresses that the manifest itself names."""
    container = episode.container
    if container is None:
        return _LOCAL
    named = [container.flag_value(name) or "" for name in ("advertise-address", "service-cluster-ip-range")]
    hosts = [p.handler.host or "" for p in container.probes if isinstance(p.handler, HttpGet | TcpSocket)]
    return tuple(dict.fromkeys(each for each in (*_LOCAL, *",".join(named).split(","), *hosts) if each))


def nodeport_hijacks_port(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Move the Service or remove the one rule; never all of them."""
    yield Remedy(
        title=f"Delete or renumber the Service or hostPort that takes port {found['port']}",
        commands=(
            f"iptables-save -t nat | {command('grep', '-w', found['port'])}"
            if found["port"]
            else "iptables-save -t nat",
            "kubectl get services --all-namespaces",
        ),
        caution="kube-proxy removes a Service's rules within seconds. Never flush all rules: that cuts off every pod "
        "of the node. Keep --service-node-port-range clear of the ports that the nodes use themselves.",
    )


REMEDIES = {
    Cause.PORT_IN_USE: port_in_use,
    Cause.PORT_HELD_BY_PREVIOUS_INSTANCE: port_held_by_previous_instance,
    Cause.NODE_ADDRESS_MISSING: node_address_missing,
    Cause.PROXY_ENVIRONMENT: proxy_environment,
    Cause.NODEPORT_HIJACKS_PORT: nodeport_hijacks_port,
}
