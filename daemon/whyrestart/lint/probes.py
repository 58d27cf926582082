"""Each probe that kills against what its container will listen on, as far as flags and defaults tell."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from whyrestart.causes.evidence.probing import target
from whyrestart.causes.rule import finding, note
from whyrestart.foresight.lifetimes import kill_windows
from whyrestart.knowledge import serving
from whyrestart.knowledge.serving import Listener
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Exec, Flag, HttpGet, Probe, ProbeKind, TcpSocket

# Nobody can be relied on to serve sooner. kubeadm gave 85 s before startup probes existed, which was not enough on slow
# disks (kubernetes/kubernetes#90970); OpenShift gives the controller-manager 20 s.
SHORTEST_START = {
    "kube-apiserver": timedelta(seconds=30),
    "kube-controller-manager": timedelta(seconds=10),
    "kube-scheduler": timedelta(seconds=10),
    "etcd": timedelta(seconds=20),
}
# Less than the component takes with an empty cluster.
SMALLEST_MEMORY = {
    "kube-apiserver": 128 * 2**20,
    "kube-controller-manager": 32 * 2**20,
    "kube-scheduler": 24 * 2**20,
    "etcd": 32 * 2**20,
}
_FILE_IN_COMMAND = re.compile(r"(?<![\w.+-])(/[\w.+-]+(?:/[\w.+-]+)+\.(?:crt|key|pem|conf|kubeconfig))")
_OFF_BY_DEFAULT = "the default authorizer, AlwaysAllow,"


def fatal(episode: Episode) -> Iterator[Probe]:
    """The probes whose failure kills the container."""
    for probe in episode.container.probes if episode.container else ():
        if probe.kind is not ProbeKind.READINESS:
            yield probe


def _found(
    episode: Episode,
    cause: Cause,
    confidence: Confidence,
    summary: str,
    *,
    by: Probe,
    why: str,
    **detail: str | int | None,
) -> Finding:
    place = {**detail, "file": episode.manifest.path if episode.manifest else None, "line": by.line}
    return finding(cause, confidence, summary, [note("manifest", why)], place=place)


def _open(episode: Episode) -> tuple[Listener, ...] | None:
    container = episode.container
    return serving.listeners(episode.program, container, episode.version) if container is not None else None


def _listener_of(episode: Episode, probe: Probe) -> Listener | None:
    """The port of this container's own that the probe dials."""
    _, port = target(probe, episode)
    return next((each for each in _open(episode) or () if each.port == port), None)


def unresolved_port(episode: Episode) -> Iterator[Finding]:
    """A port name that nothing declares: the kubelet cannot even ask (KUBELET.md 1.1, H3)."""
    for probe in fatal(episode):
        handler = probe.handler
        if not isinstance(handler, HttpGet | TcpSocket) or not isinstance(handler.port, str):
            continue
        names = dict(episode.container.ports) if episode.container else {}
        if handler.port in names or handler.port.isdigit():
            continue
        yield _found(
            episode,
            Cause.PROBE_WRONG_PORT,
            Confidence.LIKELY,
            f"The {probe.kind} probe asks port {handler.port!r}, but the container declares no port of that name: each "
            "probe is an error, which the kubelet neither counts as failure nor as success.",
            by=probe,
            why=f"ports of {episode.program}: {', '.join(filter(None, names)) or 'none with a name'}",
            port=handler.port,
        )


def wrong_port(episode: Episode) -> Iterator[Finding]:
    """A port on which nothing of the pod will listen, where the rules' own foresight does not look.

    That is etcd, TCP probes, and HTTPS to the port of plain HTTP in releases that no longer open it.
    """
    opened = _open(episode)
    alone = episode.pod is not None and len([c for c in episode.pod.containers if c.lives_on]) == 1
    if not opened or not alone:
        return
    plain = serving.PLAIN.get(episode.program, ("", "", 0))[2]
    for probe in fatal(episode):
        _, port = target(probe, episode)
        handler = probe.handler
        if port is None or port in {each.port for each in opened}:
            continue
        over_tls = isinstance(handler, HttpGet) and handler.scheme == "HTTPS"
        by_rules = port != plain if isinstance(handler, HttpGet) else port == plain
        if episode.program != "etcd" and (by_rules or not (over_tls or isinstance(handler, TcpSocket))):
            continue
        actual = next((each for each in opened if each.flag == "listen-metrics-urls"), opened[0])
        yield _found(
            episode,
            Cause.PROBE_WRONG_PORT,
            Confidence.POSSIBLE,
            f"The {probe.kind} probe dials port {port}, but {episode.program} will listen on "
            f"{', '.join(dict.fromkeys(str(each.port) for each in opened))}.",
            by=probe,
            why="; ".join(dict.fromkeys(f"--{each.flag}: port {each.port}" for each in opened)),
            port=port,
            actual_port=actual.port,
        )


def wrong_scheme(episode: Episode) -> Iterator[Finding]:
    """HTTP to a port that speaks TLS, or TLS to one that does not."""
    for probe in fatal(episode):
        listener, handler = _listener_of(episode, probe), probe.handler
        if listener is None or not isinstance(handler, HttpGet) or handler.scheme == listener.scheme:
            continue
        if listener.wants_certificate:
            continue
        yield _found(
            episode,
            Cause.PROBE_WRONG_SCHEME,
            Confidence.POSSIBLE,
            f"The {probe.kind} probe speaks {handler.scheme} to port {listener.port}, on which {episode.program} "
            f"will speak {listener.scheme}.",
            by=probe,
            why=f"--{listener.flag} opens {listener.port} for {listener.scheme}",
            scheme=handler.scheme,
            right_scheme=listener.scheme,
            port=listener.port,
        )


def needs_certificate(episode: Episode) -> Iterator[Finding]:
    """A port that ends the handshake of whoever shows no certificate, which no httpGet probe can."""
    for probe in fatal(episode):
        listener = _listener_of(episode, probe)
        if listener is None or not listener.wants_certificate or not isinstance(probe.handler, HttpGet):
            continue
        flag = serving.wants_certificates(episode.container) if episode.container else None
        yield _found(
            episode,
            Cause.PROBE_NEEDS_CLIENT_CERTIFICATE,
            Confidence.POSSIBLE,
            f"Port {listener.port} of {episode.program} will demand a client certificate, which an httpGet probe can "
            "never present.",
            by=probe,
            why=f"{flag or '--client-cert-auth'} holds for --{listener.flag}",
            port=listener.port,
            flag=str(flag) if flag else None,
        )


def wrong_host(episode: Episode) -> Iterator[Finding]:
    """An address on which the component will not listen."""
    for probe in fatal(episode):
        listener = _listener_of(episode, probe)
        if listener is None or not isinstance(probe.handler, HttpGet | TcpSocket):
            continue
        host = probe.handler.host
        opened = [each for each in _open(episode) or () if each.port == listener.port]
        if any(_reaches(host, each.address) is not False for each in opened):
            continue
        asked = host or "the pod's address"
        where = ", ".join(dict.fromkeys(each.address or "" for each in opened))
        yield _found(
            episode,
            Cause.PROBE_WRONG_HOST,
            Confidence.POSSIBLE,
            f"The {probe.kind} probe dials {asked}:{listener.port}, but {episode.program} will listen only on {where}.",
            by=probe,
            why=f"{episode.program} binds {where}:{listener.port}",
            host=host,
            port=listener.port,
            actual_host="loopback" if where in {"127.0.0.1", "localhost"} else where,
        )


def _reaches(host: str | None, bound: str | None) -> bool | None:
    """Whether who dials `host` finds who is bound to that address; None where that depends on the node."""
    if bound is None or bound in serving.ANY:
        return None
    if host is None:
        return False if _is_loopback(bound) else None
    if host == bound:
        return True
    if host == "localhost" or bound == "localhost":
        return None if _is_loopback(host) and _is_loopback(bound) else _is_loopback(host) is _is_loopback(bound)
    try:
        return ipaddress.ip_address(host) == ipaddress.ip_address(bound)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def wrong_path(episode: Episode) -> Iterator[Finding]:
    """A path that the component, or this release of it, does not serve."""
    for probe in fatal(episode):
        listener, handler = _listener_of(episode, probe), probe.handler
        if listener is None or not isinstance(handler, HttpGet):
            continue
        if serving.serves(episode.program, handler.path, episode.version) is not False:
            continue
        new = serving.serves(episode.program, handler.path, None)
        release = f" {episode.version}" if new and episode.version else ""
        yield _found(
            episode,
            Cause.PROBE_WRONG_PATH,
            Confidence.LIKELY if new else Confidence.POSSIBLE,
            f"The {probe.kind} probe asks {episode.program} for {handler.path}, which {episode.program}{release} "
            "does not serve.",
            by=probe,
            why="/livez and /readyz are newer" if new else f"it serves {', '.join(serving.PATHS[episode.program][:3])}",
            path=handler.path,
        )


def broken_command(episode: Episode) -> Iterator[Finding]:
    """An exec probe that names a certificate or kubeconfig which no volume brings into the container."""
    if episode.pod is None or episode.container is None or episode.program not in serving.PATHS:
        return
    for probe in fatal(episode):
        if not isinstance(probe.handler, Exec):
            continue
        for path in dict.fromkeys(_FILE_IN_COMMAND.findall(" ".join(probe.handler.command))):
            if any(path == m.path or path.startswith(f"{m.path.rstrip('/')}/") for m in episode.container.mounts):
                continue
            yield _found(
                episode,
                Cause.PROBE_COMMAND_BROKEN,
                Confidence.POSSIBLE,
                f"The exec {probe.kind} probe of {episode.program} needs {path}, which no volume brings into the "
                "container.",
                by=probe,
                why=f"no volumeMount covers {path}",
                path=path,
                command=" ".join(probe.handler.command),
            )


def too_soon(episode: Episode) -> Iterator[Finding]:
    """Killed before any control plane component can be up."""
    container = episode.container
    least = SHORTEST_START.get(episode.program)
    windows = kill_windows(container, version=episode.node.version) if container is not None and least else ()
    if container is None or least is None or not windows or windows[0].earliest >= least:
        return
    probe = container.probe(windows[0].kind)
    if probe is None:
        return
    seconds = f"{windows[0].earliest.total_seconds():.0f}"
    yield _found(
        episode,
        Cause.PROBE_TOO_AGGRESSIVE,
        Confidence.POSSIBLE,
        f"The {probe.kind} probe kills {episode.program} {seconds} s after its start if it does not answer by then; "
        f"a start takes longer whenever etcd or the disk is slow.",
        by=probe,
        why=f"first after {probe.initial_delay_seconds} s, every {probe.period_seconds} s, "
        f"{probe.failure_threshold} failures",
        allowed_seconds=seconds,
        probe=probe.kind.value,
    )


def too_little_memory(episode: Episode) -> Iterator[Finding]:
    """A memory limit below what the component takes when it does nothing."""
    container = episode.container
    least = SMALLEST_MEMORY.get(episode.program)
    if container is None or least is None or container.memory_limit_bytes is None:
        return
    if container.memory_limit_bytes >= least:
        return
    limit = f"{container.memory_limit_bytes / 2**20:.0f} MiB"
    yield finding(
        Cause.OOM_KILLED,
        Confidence.POSSIBLE,
        f"The memory limit of {limit} is less than {episode.program} takes with an empty cluster "
        f"({least // 2**20} MiB and more): the kernel will kill it.",
        [note("manifest", f"resources.limits.memory: {limit}")],
        limit_bytes=container.memory_limit_bytes,
        file=episode.manifest.path if episode.manifest else None,
        line=container.line,
    )


def always_allows(episode: Episode) -> Iterator[Finding]:
    """No --authorization-mode means AlwaysAllow, which turns anonymous requests off (KUBELET.md 2.2)."""
    container = episode.container
    if container is None or episode.program != "kube-apiserver" or container.is_scripted or not container.flags:
        return
    if any(
        container.flag(n) for n in ("authorization-mode", "authorization-config", "openshift-config", "anonymous-auth")
    ):
        return
    for probe in fatal(episode):
        listener = _listener_of(episode, probe)
        if listener is None or listener.scheme != "HTTPS" or not isinstance(probe.handler, HttpGet):
            continue
        words = (*container.command, *container.args)
        yield finding(
            Cause.ALWAYS_ALLOW_RESETS_ANONYMOUS_AUTH,
            Confidence.POSSIBLE,
            f"Without --authorization-mode {_OFF_BY_DEFAULT} makes {episode.program} turn anonymous requests off "
            f"silently, so the kubelet's probe of {probe.handler.path} will get 401.",
            [note("manifest", "--authorization-mode is not given; its default is AlwaysAllow")],
            flag=str(Flag(name="authorization-mode", value="AlwaysAllow")),
            file=episode.manifest.path if episode.manifest else None,
            line=words[0].line if words else probe.line,
        )
        return


CHECKS: tuple[Callable[[Episode], Iterable[Finding]], ...] = (
    unresolved_port,
    wrong_port,
    needs_certificate,
    wrong_scheme,
    wrong_host,
    wrong_path,
    broken_command,
    too_soon,
    too_little_memory,
    always_allows,
)
