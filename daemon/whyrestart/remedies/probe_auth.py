"""Ways out of a probe that is refused: which of them a version has, and what each gives up."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.causes.probes.anonymous_access import ALWAYS_ALLOWED
from whyrestart.causes.probes.anonymous_auth import allows_by_default, authorization_modes
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import HttpGet, Probe, ProbeKind
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import (
    configuration_directory,
    edit_of,
    exists,
    find_container,
    host_path,
    place,
    stop_container,
    text_of,
    where_possible,
)
from whyrestart.remedies.manifest_edit import ManifestEdit
from whyrestart.remedies.yaml_edit import CannotEdit, YamlEdit, items, scalar

_DROP_CAUTION = (
    "Anonymous requests are then let in, and RBAC limits them to health, version and discovery paths; "
    "a benchmark that greps for the flag will complain."
)
_RBAC_CAUTION = (
    "Everyone who relied on AlwaysAllow now needs an RBAC role: create the bindings first, and keep an administrator's "
    "certificate of group system:masters at hand, which RBAC cannot lock out."
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
    """By version: conditions from 1.32, dropping the flag everywhere, a TCP probe, the insecure port up to 1.19.

    Where AlwaysAllow would turn anonymous requests off again, the authorizer goes in the same edit.
    """
    version = episode.version
    if found["setting"] == "anonymous.conditions":
        yield from _list_the_paths(episode, found)
        yield from _tcp_probe(episode)
        return
    modes = _instead_of_always_allow(episode)
    if modes:
        yield from _drop_flag_and_authorise(episode, modes)
    else:
        if version is not None and version.at_least(1, 32):
            yield from _conditions(episode)
        yield from _drop_flag(episode, found)
    if version is not None and not version.at_least(1, 20):
        yield from _insecure_port(episode)
    else:
        yield from _tcp_probe(episode)


def always_allow_resets_anonymous_auth(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Authorise by Node and RBAC, as kubeadm does, or by what else stands beside AlwaysAllow."""
    modes = _instead_of_always_allow(episode) or "Node,RBAC"
    edits = where_possible(lambda: _authorise(episode, edit_of(episode), modes).done)
    yield Remedy(
        title=f"Authorise by --authorization-mode={modes} instead of AlwaysAllow",
        edits=edits,
        valid_for=">=1.8",
        caution=_RBAC_CAUTION,
    )
    yield from _tcp_probe(episode)


def _instead_of_always_allow(episode: Episode) -> str:
    """What stands beside AlwaysAllow, else kubeadm's modes; empty where AlwaysAllow is not in force as far as is seen.

    It is where the flag names it, and by default where no flag names an authorizer at all.
    """
    container = episode.container
    if container is None or container.is_scripted or container.flag("authorization-config") is not None:
        return ""
    if allows_by_default(episode):
        return "Node,RBAC"
    modes = [mode for each in authorization_modes(container) for mode in (each.value or "").split(",") if mode]
    return (",".join(m for m in modes if m != "AlwaysAllow") or "Node,RBAC") if "AlwaysAllow" in modes else ""


def _authorise(episode: Episode, edit: ManifestEdit, modes: str) -> ManifestEdit:
    """Without AlwaysAllow; of several flags, whose modes all count, each keeps the others that it names."""
    if episode.container is not None and len(authorization_modes(episode.container)) > 1:
        return edit.filter_list_flag("authorization-mode", lambda mode: mode != "AlwaysAllow")
    return edit.set_flag("authorization-mode", modes)


def _drop_flag_and_authorise(episode: Episode, modes: str) -> Iterator[Remedy]:
    """AlwaysAllow resets anonymous requests to off (k/k#38706): the flag alone would change nothing."""

    def edited() -> FileEdit:
        edit = edit_of(episode)
        if episode.container is not None and episode.container.flag("anonymous-auth") is not None:
            edit.drop_flag("anonymous-auth")
        return _authorise(episode, edit, modes).done

    yield Remedy(
        title=f"Drop --anonymous-auth=false and authorise by --authorization-mode={modes} instead of AlwaysAllow, "
        "which turns anonymous requests off again",
        edits=where_possible(edited),
        valid_for=">=1.8",
        caution=f"{_DROP_CAUTION} {_RBAC_CAUTION}",
    )


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
    """Let the group read the health paths again, by a binding of its own: the default one may have been taken away.

    Where the component's own flag lets other paths pass alone, the path goes into that.
    """
    flag = episode.flag(ALWAYS_ALLOWED)
    if found["flag"] and flag is not None:
        allowed = f"{flag.value},{found['path'].partition('?')[0]}"
        yield Remedy(
            title=f"Write --{ALWAYS_ALLOWED}={allowed} at {place(episode, found['line'])}",
            edits=where_possible(lambda: edit_of(episode).set_flag(ALWAYS_ALLOWED, allowed).done),
            caution="Who reaches the port may then read that path, as by default.",
        )
        yield from _tcp_probe(episode)
        return
    old = episode.version is not None and not episode.version.at_least(1, 14)
    role = "system:discovery" if old else "system:public-info-viewer"
    yield Remedy(
        title=f"Bind the ClusterRole {role} to system:unauthenticated again",
        commands=(
            f"kubectl describe clusterrolebinding {role}",
            f"kubectl create clusterrolebinding anonymous-health --clusterrole={role} --group=system:unauthenticated",
        ),
        valid_for="<1.14" if old else ">=1.14" if episode.version else "",
        caution="Do it while the apiserver lives: between two kills it answers an administrator's certificate. The "
        "role shows health, version and discovery paths to everyone who reaches the port. If an authorization webhook "
        "denies, the binding alone does not help: name RBAC before Webhook in --authorization-mode.",
    )
    yield from _tcp_probe(episode)


def _drop_flag(episode: Episode, found: Finding) -> Iterator[Remedy]:
    container = episode.container
    visible = container is not None and not container.is_scripted
    if visible and container is not None and container.flag("anonymous-auth") is None:
        yield Remedy(
            title=f"Let {episode.program} answer anonymous requests for {found['path'] or 'the probed path'}",
            caution="No flag in the manifest turns them off: look at the configuration files that its flags name.",
        )
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
    if container is None or version is None:
        return
    if container.flag("authentication-config") is not None:
        yield from _conditions_added(episode)
        return
    if any(flag.name.startswith("oidc-") for flag in container.flags):
        return
    paths = _probed_paths(episode)
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
            *(f"  - path: {scalar(path)}" for path in paths),
            "",
        ]
    )

    file = f"{configuration_directory(episode)}/authentication-config.yaml"

    def edited() -> tuple[FileEdit, ...]:
        if exists(episode, file):
            raise CannotEdit
        edit = edit_of(episode)
        if container.flag("anonymous-auth") is not None:
            edit.drop_flag("anonymous-auth")
        edit.add_words([f"--authentication-config={file}"])
        edit.add_host_path(name="authentication-config", path=file, kind="File")
        return FileEdit(path=file, before=None, created=config), edit.done

    yield Remedy(
        title=f"Allow anonymous requests for {', '.join(paths)} only (anonymous.conditions in {file})",
        edits=where_possible(edited),
        valid_for=">=1.34" if api == "v1" else ">=1.32,<1.34",
        caution="Create the file before the manifest: a missing file is a crash loop, and so are the flag and the "
        "file's anonymous field together. Paths match exactly: a probe of another path needs an entry of its own.",
    )


def _conditions_added(episode: Episode) -> Iterator[Remedy]:
    """The same where there is a file already, which says nothing of anonymous requests: the flag alone does."""
    file, paths = authentication_config(episode), _probed_paths(episode)
    if not file or not paths:
        return

    def edited() -> tuple[FileEdit, ...]:
        text = text_of(episode, file)
        if text is None:
            raise CannotEdit
        config = YamlEdit(file, text)
        conditions = [f"  - path: {scalar(path)}" for path in paths]
        config.append(config.tree, "anonymous", ["  enabled: true", "  conditions:", *conditions])
        return config.done, edit_of(episode).drop_flag("anonymous-auth").done

    yield Remedy(
        title=f"Allow anonymous requests for {', '.join(paths)} only (anonymous.conditions in {file})",
        edits=where_possible(edited),
        valid_for=">=1.32",
        caution="Both files in one go: with the flag and the file's anonymous field together the apiserver does not "
        "start. Paths match exactly. Keep the file the same on all control-plane nodes.",
    )


def _list_the_paths(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Add what the kubelet probes to the file that is there already."""
    file = found["file"]
    edits = where_possible(lambda: with_conditions(episode, file))
    paths = ", ".join(_probed_paths(episode)) or found["path"].partition("?")[0]
    yield Remedy(
        title=f"Add {paths} to anonymous.conditions in {file}",
        edits=edits,
        commands=(*find_container(episode), stop_container(episode)),
        valid_for=">=1.32",
        caution="The match is exact: /livez does not cover /livez/ping. The restart makes the change count; keep the "
        "file the same on all control-plane nodes.",
    )


def with_conditions(episode: Episode, file: str) -> FileEdit:
    """The AuthenticationConfiguration with each probed path among its conditions; CannotEdit where it has them all."""
    text = text_of(episode, file)
    if text is None:
        raise CannotEdit
    edit = YamlEdit(file, text)
    anonymous = edit.tree.get("anonymous")
    enabled = anonymous.get("enabled") if anonymous is not None else None
    if anonymous is None:
        raise CannotEdit
    if enabled is None or enabled.boolean is not True:
        edit.set(anonymous, "enabled", "true")
    listed = {path.text for each in items(anonymous.get("conditions")) if (path := each.get("path")) is not None}
    missing = [path for path in _probed_paths(episode) if path not in listed]
    if missing:
        edit.append(anonymous, "conditions", [f"- path: {scalar(path)}" for path in missing])
    return edit.done


def authentication_config(episode: Episode) -> str:
    """Where the file that --authentication-config names lies on the host; empty where no flag names one."""
    path = episode.flag_value("authentication-config")
    return host_path(episode, path or "")


def _probed_paths(episode: Episode) -> tuple[str, ...]:
    """The paths that HTTPS probes ask for, without their queries, which play no part in the match."""
    paths = (get.path.partition("?")[0] for _, get in _http_probes(episode))
    return tuple(dict.fromkeys(path if path.startswith("/") else f"/{path}" for path in paths))


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
