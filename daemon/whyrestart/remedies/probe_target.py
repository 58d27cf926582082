"""Ways out of a probe that asks in the wrong place: point it where the component serves."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.knowledge.serving import port_number
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Exec, HttpGet, Probe, ProbeKind, TcpSocket
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import dials, edit_of, place, where_possible
from whyrestart.remedies.keepers import own_probe
from whyrestart.remedies.kubeadm import renew
from whyrestart.remedies.manifest_edit import ManifestEdit
from whyrestart.remedies.yaml_edit import CannotEdit, scalar

# Where each component serves its health path, by default (KUBELET.md 2.4).
_METRICS = "http://127.0.0.1:2381"
_ETCD_3_5_11 = ("/livez", "/readyz")
_SECURE_PORTS = {"kube-apiserver": "6443", "kube-controller-manager": "10257", "kube-scheduler": "10259"}


def point(episode: Episode, edit: ManifestEdit, wrong_port: str, **new: str) -> None:
    """Set keys of the handler of every probe that dials the wrong port; a named port gets the number where it is named.

    CannotEdit where no probe dials it.
    """
    named: set[str] = set()
    wrong = tuple(_handlers(episode, wrong_port))
    if not wrong:
        raise CannotEdit
    for probe, handler in wrong:
        name = "httpGet" if isinstance(handler, HttpGet) else "tcpSocket"
        for key, value in new.items():
            if key == "port" and isinstance(handler.port, str):
                named.add(handler.port)
            elif key != "scheme" or name == "httpGet":
                edit.set_handler(probe.kind, name, key, value)
    for name in sorted(named):
        edit.set_container_port(name, new["port"])


def _point(episode: Episode, wrong_port: str, **new: str) -> tuple[FileEdit, ...]:
    def edited() -> FileEdit:
        edit = edit_of(episode)
        point(episode, edit, wrong_port, **new)
        return edit.done

    return where_possible(edited)


def _handlers(episode: Episode, port: str) -> Iterator[tuple[Probe, HttpGet | TcpSocket]]:
    for probe in episode.container.probes if episode.container else ():
        if isinstance(probe.handler, HttpGet | TcpSocket) and (not port or str(dials(episode, probe)) == port):
            yield probe, probe.handler


def secure_port(episode: Episode) -> str:
    """Where the component serves over TLS, by its flag or its default; empty where that is not known."""
    port = port_number(episode.flag_value("secure-port"))
    return str(port) if port else _SECURE_PORTS.get(episode.program, "")


def probe_wrong_port(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Probe the port that the component listens on."""
    if not found["actual_port"]:
        yield Remedy(
            title=f"Name a port of {episode.program} that its container declares, or write its number, instead of "
            f"{found['port']} at {place(episode, found['line'])}"
        )
        return
    yield Remedy(
        title=f"Probe port {found['actual_port']}, on which {episode.program} listens, instead of {found['port']}",
        edits=_point(episode, found["port"], port=found["actual_port"]),
        caution="If the flag is what is wrong, change it back instead: clients and load balancers dial that port too.",
    )


def probe_targets_disabled_port(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Probe the secure port; the plain one stays off."""
    secure = secure_port(episode)
    if not secure or secure == found["port"]:
        yield Remedy(title=f"Probe a port of {episode.program} that is open instead of {found['port']}")
        return
    yield Remedy(
        title=f"Probe the secure port {secure} over HTTPS instead of {found['port']}",
        edits=_point(episode, found["port"], port=secure, scheme="HTTPS"),
        caution="The probe is anonymous: its path must be open to anonymous requests. Do not open the plain port again "
        "to please a probe: whoever reaches it needs no password.",
    )


def probe_wrong_scheme(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Speak what the port speaks."""
    yield Remedy(
        title=f"Probe port {found['port']} with scheme {found['right_scheme']}",
        edits=_point(episode, found["port"], scheme=found["right_scheme"]),
    )


def probe_wrong_host(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Dial an address on which the component answers."""
    where = "127.0.0.1" if found["actual_host"] == "loopback" else found["actual_host"].partition(",")[0]
    yield Remedy(
        title=f"Probe host {where}, on which {episode.program} answers",
        edits=_point(episode, found["port"], host=scalar(where)),
    )


def probe_wrong_path(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The path that kubeadm writes where it wrote the manifest; else one that exists in every version up to 1.36."""
    general = {"etcd": "/health"}.get(episode.program, "/healthz" if episode.program in _SECURE_PORTS else "")
    wrong = [p.kind for p, h in _handlers(episode, "") if isinstance(h, HttpGet) and h.path == found["path"]]
    own = {kind: _own_path(episode, kind) for kind in wrong}
    kept = bool(own) and "" not in own.values() and found["path"] not in own.values()
    paths = own if kept else dict.fromkeys(wrong, general)
    if not general or (not kept and found["path"].partition("?")[0] == general):
        yield Remedy(title=f"Probe a path that {episode.program} serves instead of {found['path']}")
        return

    def edited() -> FileEdit:
        edit = edit_of(episode)
        for kind, path in paths.items():
            edit.set_handler(kind, "httpGet", "path", scalar(path))
        return edit.done

    new = " and ".join(dict.fromkeys(paths.values())) or general
    why = "as kubeadm writes it" if kept else "which every version serves"
    yield Remedy(title=f"Probe {new}, {why}, instead of {found['path']}", edits=where_possible(edited))


def _own_path(episode: Episode, kind: ProbeKind) -> str:
    """The path of kubeadm's own probe of that kind; empty where it has none, or where etcd is too old to serve it."""
    own = own_probe(episode, kind)
    if own is None or (own.path in _ETCD_3_5_11 and not _serves_livez(episode)):
        return ""
    return own.path


def _serves_livez(episode: Episode) -> bool:
    version = episode.version
    if episode.program != "etcd":
        return True
    return version is not None and (version.major, version.minor, version.patch) >= (3, 5, 11)


def probe_needs_client_certificate(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Probe a port that asks for no certificate: for etcd, its metrics port (3.3 and later)."""
    if episode.program != "etcd":
        yield from _tcp(episode, found)
        return
    url = episode.flag_value("listen-metrics-urls")
    local = next((each for each in (url or _METRICS).split(",") if each.startswith("http://127.0.0.1:")), "")
    port = local.rpartition(":")[2].rstrip("/")

    def edited() -> FileEdit:
        edit = edit_of(episode)
        if not url:
            edit.set_flag("listen-metrics-urls", _METRICS)
        wanted = {"host": "127.0.0.1", "path": "/health", "port": port, "scheme": "HTTP"}
        for probe, handler in _handlers(episode, found["port"]):
            if isinstance(handler, HttpGet):
                for key, value in wanted.items():
                    edit.set_handler(probe.kind, "httpGet", key, value)
        return edit.done

    yield Remedy(
        title=f"Probe etcd's metrics port instead of {found['port']}: {local or _METRICS}/health (etcd 3.3 and later)",
        edits=where_possible(edited) if local else (),
        caution="The metrics port answers without credentials: keep it on loopback. Leave --client-cert-auth on: it "
        "guards the data of the whole cluster.",
    )
    yield from _tcp(episode, found)


def _tcp(episode: Episode, found: Finding) -> Iterator[Remedy]:
    def edited() -> FileEdit:
        edit = edit_of(episode)
        for probe, handler in _handlers(episode, found["port"]):
            if isinstance(handler, HttpGet):
                host = [f"  host: {scalar(handler.host)}"] if handler.host else []
                edit.replace_handler(probe.kind, "httpGet", ["tcpSocket:", *host, f"  port: {handler.port}"])
        return edit.done

    yield Remedy(
        title=f"Probe port {found['port']} of {episode.program} by a TCP connection only (tcpSocket)",
        edits=where_possible(edited),
        caution="A tcpSocket probe only sees that the port is open: a hung process is then never restarted.",
    )


def probe_command_broken(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Mend what the command needs, or ask by httpGet; the certificates of kubeadm's own commands can be renewed."""
    if found["unstarted"]:
        yield Remedy(
            title="See why the runtime cannot start the probe's command: its log, the kernel's, the container's limits",
            commands=("journalctl -u containerd -u docker -u crio --since -15min", "journalctl -k --since -15min"),
        )
        if episode.program == "etcd":
            yield from _instead_of_exec(episode)
        return
    path = found["path"]
    client = "etcd" in found["command"] and ("healthcheck-client" in found["command"] or "healthcheck-client" in path)
    expired = "expired" in found.summary and client
    yield Remedy(
        title=f"Renew {path or 'the client certificate'}, with which the probe's command asks"
        if expired
        else f"Bring {path or 'what it misses'} into the container, or correct the exec probe at "
        f"{place(episode, found['line'])}",
        commands=renew(episode.node.version, "etcd-healthcheck-client") if expired else (),
        caution="The command runs inside the container, with the image's own programs; a newer image may have no "
        "shell.",
    )
    if episode.program == "etcd":
        yield from _instead_of_exec(episode)


def _instead_of_exec(episode: Episode) -> Iterator[Remedy]:
    url = episode.flag_value("listen-metrics-urls")

    def edited() -> FileEdit:
        edit = edit_of(episode)
        if url != _METRICS:
            if url:
                raise CannotEdit
            edit.set_flag("listen-metrics-urls", _METRICS)
        for probe in episode.container.probes if episode.container else ():
            if isinstance(probe.handler, Exec):
                get = ["httpGet:", "  host: 127.0.0.1", "  path: /health", "  port: 2381", "  scheme: HTTP"]
                edit.replace_handler(probe.kind, "exec", get)
        return edit.done

    yield Remedy(
        title=f"Replace the exec probe by httpGet of {_METRICS}/health (etcd 3.3 and later)",
        edits=where_possible(edited),
        caution="The metrics port answers without credentials: keep it on loopback.",
    )


REMEDIES = {
    Cause.PROBE_WRONG_PORT: probe_wrong_port,
    Cause.PROBE_TARGETS_DISABLED_PORT: probe_targets_disabled_port,
    Cause.PROBE_WRONG_SCHEME: probe_wrong_scheme,
    Cause.PROBE_WRONG_HOST: probe_wrong_host,
    Cause.PROBE_WRONG_PATH: probe_wrong_path,
    Cause.PROBE_NEEDS_CLIENT_CERTIFICATE: probe_needs_client_certificate,
    Cause.PROBE_COMMAND_BROKEN: probe_command_broken,
}
