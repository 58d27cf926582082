"""Ways out of a probe that asks in the wrong place: point it where the component serves."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import HttpGet, Probe, TcpSocket
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import edit_of, where_possible

# Where each component serves its health path, by default (KUBELET.md 2.4).
_SECURE_PORTS = {"kube-apiserver": "6443", "kube-controller-manager": "10257", "kube-scheduler": "10259"}


def _point(episode: Episode, wrong_port: str, **new: str) -> tuple[FileEdit, ...]:
    """Set keys of the handler of every probe that dials the wrong port."""

    def edited() -> FileEdit:
        edit = edit_of(episode)
        for probe, handler in _handlers(episode, wrong_port):
            name = "httpGet" if isinstance(handler, HttpGet) else "tcpSocket"
            for key, value in new.items():
                if key != "scheme" or name == "httpGet":
                    edit.set_handler(probe.kind, name, key, value)
        return edit.done

    return where_possible(edited)


def _handlers(episode: Episode, port: str) -> Iterator[tuple[Probe, HttpGet | TcpSocket]]:
    ports = dict(episode.container.ports) if episode.container else {}
    for probe in episode.container.probes if episode.container else ():
        if isinstance(probe.handler, HttpGet | TcpSocket):
            number = ports.get(probe.handler.port) if isinstance(probe.handler.port, str) else probe.handler.port
            if not port or str(number) == port:
                yield probe, probe.handler


def probe_wrong_port(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Probe the port that the component listens on."""
    yield Remedy(
        title=f"Probe port {found['actual_port']}, on which {episode.program} listens",
        edits=_point(episode, found["port"], port=found["actual_port"]),
    )


def probe_targets_disabled_port(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Probe the secure port; the plain one stays off."""
    port = episode.container.flag_value("secure-port") if episode.container else None
    secure = port if port and port != "0" else _SECURE_PORTS.get(episode.program, "")
    if not secure:
        yield Remedy(title=f"Probe a port of {episode.program} that is open, or open port {found['port']} again")
        return
    yield Remedy(
        title=f"Probe the secure port {secure} over HTTPS",
        edits=_point(episode, found["port"], port=secure, scheme="HTTPS"),
        caution="The probe stays anonymous: its path must be open to anonymous requests.",
    )


def probe_wrong_scheme(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Speak what the port speaks."""
    yield Remedy(
        title=f"Probe with scheme {found['right_scheme']}",
        edits=_point(episode, found["port"], scheme=found["right_scheme"]),
    )


def probe_wrong_host(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Dial the address on which the component answers."""
    where = "127.0.0.1" if found["actual_host"] == "loopback" else found["actual_host"].partition(",")[0]
    yield Remedy(
        title=f"Probe host {where}, on which {episode.program} answers",
        edits=_point(episode, found["port"], host=f'"{where}"' if ":" in where else where),
    )


def probe_wrong_path(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """/healthz exists in every version up to 1.36."""
    path = "/health" if episode.program == "etcd" else "/healthz"
    if found["path"].partition("?")[0] == path:
        yield Remedy(title=f"Probe a path that {episode.program} serves")
        return

    def edited() -> FileEdit:
        edit = edit_of(episode)
        for probe, handler in _handlers(episode, ""):
            if isinstance(handler, HttpGet) and handler.path == found["path"]:
                edit.set_handler(probe.kind, "httpGet", "path", path)
        return edit.done

    yield Remedy(title=f"Probe {path}, which every version serves", edits=where_possible(edited))


def probe_needs_client_certificate(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Probe a port that asks for no certificate: for etcd, its metrics port."""
    if episode.program != "etcd":
        yield Remedy(
            title=f"Probe a port of {episode.program} that asks for no client certificate, or use a tcpSocket probe"
        )
        return
    url = episode.container.flag_value("listen-metrics-urls") if episode.container else None
    caution = "The metrics port answers without credentials: keep it on loopback."

    def edited() -> FileEdit:
        edit = edit_of(episode)
        if not url:
            edit.set_flag("listen-metrics-urls", "http://127.0.0.1:2381")
        for probe, handler in _handlers(episode, found["port"]):
            if isinstance(handler, HttpGet):
                for key, value in (("host", "127.0.0.1"), ("path", "/health"), ("port", "2381"), ("scheme", "HTTP")):
                    edit.set_handler(probe.kind, "httpGet", key, value)
        return edit.done

    local = not url or url == "http://127.0.0.1:2381"
    yield Remedy(
        title="Probe etcd's metrics port, http://127.0.0.1:2381/health",
        edits=where_possible(edited) if local else (),
        valid_for="etcd >=3.3",
        caution=caution,
    )


def probe_command_broken(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Mend what the command needs."""
    what = found["path"] or "what the command needs"
    yield Remedy(title=f"Bring {what} into the container (or renew it), or replace the exec probe by an httpGet probe")


REMEDIES = {
    Cause.PROBE_WRONG_PORT: probe_wrong_port,
    Cause.PROBE_TARGETS_DISABLED_PORT: probe_targets_disabled_port,
    Cause.PROBE_WRONG_SCHEME: probe_wrong_scheme,
    Cause.PROBE_WRONG_HOST: probe_wrong_host,
    Cause.PROBE_WRONG_PATH: probe_wrong_path,
    Cause.PROBE_NEEDS_CLIENT_CERTIFICATE: probe_needs_client_certificate,
    Cause.PROBE_COMMAND_BROKEN: probe_command_broken,
}
