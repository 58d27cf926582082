"""Ways out of a probe that is refused: which of them a version has, and what each gives up."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import HttpGet, Probe, ProbeKind
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import edit_of, where_possible

# Beside the manifests' directory, never in it: the kubelet would read it as a manifest.
AUTHENTICATION_CONFIG = "/etc/kubernetes/authentication-config.yaml"

_DROP_CAUTION = (
    "Anonymous requests are then let in, and RBAC limits them to health, version and discovery paths; "
    "a benchmark that greps for the flag will complain."
)
_TCP_CAUTION = (
    "A tcpSocket probe only sees that the port is open: a hung apiserver, or one that has lost etcd, "
    "is then never restarted."
)
_INSECURE_CAUTION = (
    "Whoever can reach 127.0.0.1:8080 on this node is then administrator of the cluster without a password. "
    "The port is gone in 1.20, where the same setting is itself a crash loop."
)


def anonymous_auth_disabled(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """By version: conditions from 1.32, dropping the flag everywhere, a TCP probe, the insecure port up to 1.19."""
    version = episode.version
    if found["setting"] == "anonymous.conditions":
        yield from _list_the_path(found)
        yield from _tcp_probe(episode)
        return
    if version is not None and version.at_least(1, 32):
        yield from _conditions(episode)
    yield from _drop_flag(episode)
    if version is not None and not version.at_least(1, 20):
        yield from _insecure_port(episode)
    else:
        yield from _tcp_probe(episode)


def always_allow_resets_anonymous_auth(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Authorise by Node and RBAC, as kubeadm does."""
    title = "Authorise by Node,RBAC instead of AlwaysAllow"
    caution = (
        "Everyone who relied on AlwaysAllow now needs an RBAC role; check that the cluster's components have theirs."
    )
    edits = where_possible(lambda: edit_of(episode).set_flag("authorization-mode", "Node,RBAC").done)
    yield Remedy(title=title, edits=edits, valid_for=">=1.8", caution=caution)
    yield from _tcp_probe(episode)


def probe_credentials_rejected(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Let the probe be anonymous."""
    edits = where_possible(lambda: _without_header(episode))
    yield Remedy(
        title="Take the Authorization header out of the probe",
        edits=edits,
        caution="The probe is then anonymous: anonymous requests must be allowed for its path. "
        "The token was readable to whoever reads the manifest: revoke it.",
    )


def anonymous_health_access_forbidden(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Give the default binding back."""
    yield Remedy(
        title="Bind system:public-info-viewer to unauthenticated requests again",
        commands=(
            "kubectl delete clusterrolebinding system:public-info-viewer --ignore-not-found",
            (
                "kubectl create clusterrolebinding system:public-info-viewer --clusterrole=system:public-info-viewer"
                " --group=system:authenticated --group=system:unauthenticated"
            ),
        ),
        valid_for=">=1.14",
        caution="Do it while the apiserver lives: it answers credentials between two kills. A binding without the "
        "annotation rbac.authorization.kubernetes.io/autoupdate=false is put back by the apiserver at its next start.",
    )
    yield from _tcp_probe(episode)


def _drop_flag(episode: Episode) -> Iterator[Remedy]:
    if episode.container is not None and episode.container.flag("anonymous-auth") is None:
        return
    edits = where_possible(lambda: edit_of(episode).drop_flag("anonymous-auth").done)
    yield Remedy(title="Drop --anonymous-auth=false", edits=edits, valid_for=">=1.6", caution=_DROP_CAUTION)


def _http_probes(episode: Episode) -> Iterator[tuple[Probe, HttpGet]]:
    for probe in episode.container.probes if episode.container else ():
        if isinstance(probe.handler, HttpGet) and probe.handler.scheme == "HTTPS":
            yield probe, probe.handler


def _tcp_probe(episode: Episode) -> Iterator[Remedy]:
    probes = tuple(_http_probes(episode))
    if not probes:
        return

    def edited() -> FileEdit:
        edit = edit_of(episode)
        for probe, get in probes:
            host = [f"  host: {get.host}"] if get.host else []
            edit.replace_handler(probe.kind, "httpGet", ["tcpSocket:", *host, f"  port: {get.port}"])
        return edit.done

    edits = where_possible(edited)
    yield Remedy(
        title="Keep anonymous requests off and probe the port only (tcpSocket)", edits=edits, caution=_TCP_CAUTION
    )


def _insecure_port(episode: Episode) -> Iterator[Remedy]:
    probes = tuple(_http_probes(episode))

    def edited() -> FileEdit:
        edit = edit_of(episode).set_flag("insecure-port", "8080")
        if episode.container is not None and episode.container.flag("insecure-bind-address") is not None:
            edit.set_flag("insecure-bind-address", "127.0.0.1")
        for probe, _ in probes:
            edit.set_handler(probe.kind, "httpGet", "host", "127.0.0.1")
            edit.set_handler(probe.kind, "httpGet", "port", "8080")
            edit.set_handler(probe.kind, "httpGet", "scheme", "HTTP")
        return edit.done

    edits = where_possible(edited)
    yield Remedy(
        title="Keep anonymous requests off and probe the insecure port on loopback",
        edits=edits,
        valid_for=">=1.6,<1.20",
        caution=_INSECURE_CAUTION,
    )


def _conditions(episode: Episode) -> Iterator[Remedy]:
    """AuthenticationConfiguration with exactly the probed paths, the flag gone, the file there, all in one edit.

    The apiserver refuses to start with both the flag and `anonymous` in the file (KUBELET.md 2.3), and the file cannot
    be given beside --oidc-* flags (KEP-3331).
    """
    container, version = episode.container, episode.version
    if container is None or version is None or container.flag("authentication-config") is not None:
        return
    if any(flag.name.startswith("oidc-") for flag in container.flags):
        return
    paths = tuple(dict.fromkeys(get.path.partition("?")[0] for _, get in _http_probes(episode)))
    if not paths:
        return
    api = "v1" if version.at_least(1, 34) else "v1beta1"
    config = "\n".join(
        [
            f"apiVersion: apiserver.config.k8s.io/{api}",
            "kind: AuthenticationConfiguration",
            "anonymous:",
            "  enabled: true",
            "  conditions:",
            *(f"  - path: {path if path.startswith('/') else '/' + path}" for path in paths),
            "",
        ]
    )

    def edited() -> tuple[FileEdit, ...]:
        edit = edit_of(episode)
        if container.flag("anonymous-auth") is not None:
            edit.drop_flag("anonymous-auth")
        edit.add_words([f"--authentication-config={AUTHENTICATION_CONFIG}"])
        edit.add_host_path(name="authentication-config", path=AUTHENTICATION_CONFIG, kind="File")
        return FileEdit(path=AUTHENTICATION_CONFIG, before=None, created=config), edit.done

    edits = where_possible(edited)
    yield Remedy(
        title=f"Allow anonymous requests for {', '.join(paths)} only (anonymous.conditions)",
        edits=edits,
        valid_for=">=1.34" if api == "v1" else ">=1.32,<1.34",
        caution="Create the file before the manifest: a missing file is a crash loop, and so are the flag and the "
        "file's anonymous field together. Paths match exactly: a probe of another path needs an entry of its own.",
    )


def _list_the_path(found: Finding) -> Iterator[Remedy]:
    path = found["path"].partition("?")[0]
    yield Remedy(
        title=f"Add path {path} to anonymous.conditions in {found['file']}",
        commands=(f"# in {found['file']}, under anonymous.conditions:  - path: {path}",),
        valid_for=">=1.32",
        caution="The match is exact: /livez does not cover /livez/ping. Restart the apiserver for the change to count.",
    )


def _without_header(episode: Episode) -> FileEdit:
    edit = edit_of(episode)
    for probe, get in ((p, p.handler) for p in (episode.container.probes if episode.container else ())):
        if isinstance(get, HttpGet) and any(header.name.lower() == "authorization" for header in get.headers):
            edit.drop_header(ProbeKind(probe.kind), "authorization")
    return edit.done


REMEDIES = {
    Cause.ANONYMOUS_AUTH_DISABLED: anonymous_auth_disabled,
    Cause.ALWAYS_ALLOW_RESETS_ANONYMOUS_AUTH: always_allow_resets_anonymous_auth,
    Cause.PROBE_CREDENTIALS_REJECTED: probe_credentials_rejected,
    Cause.ANONYMOUS_HEALTH_ACCESS_FORBIDDEN: anonymous_health_access_forbidden,
}
