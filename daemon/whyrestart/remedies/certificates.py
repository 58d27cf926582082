"""Ways out of certificates past their time, of the wrong CA or not yet loaded, of wrong clocks and broken keys."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import ContainerSeen, ContainerState
from whyrestart.model.remedy import Remedy
from whyrestart.remedies.editing import (
    command,
    configuration_directory,
    edit_of,
    find_container,
    host_path,
    inside_path,
    is_unit,
    place,
    runtime_unit,
    stop_container,
    unit_of,
    where_possible,
)
from whyrestart.remedies.kubeadm import CERTIFICATES, certificate_name, certs, make, renew

# In this order: what asks first, what is asked last.
_ORDER = ("kube-scheduler", "kube-controller-manager", "kube-apiserver", "etcd")
_OTHERS = "issue new ones from the same CA, with the same names and addresses in them, owner and mode as before"


def _of_kubeadm(episode: Episode, path: str) -> bool:
    """Whether kubeadm renews it: any of a pod's of which no path is known, none of a unit's."""
    if is_unit(episode):
        return False
    directory = configuration_directory(episode)
    return not path or certificate_name(path, directory) != "" or path.startswith(f"{directory}/pki/")


def _restart(episode: Episode, *programs: str) -> tuple[str, ...]:
    """Stop the containers of these programs, in the order given; those that run are known by their IDs.

    Where the judged one is a unit the others are as well, on this node or on another one.
    """
    if is_unit(episode):
        return (f"systemctl restart {unit_of(episode)}",) if episode.program in programs else ()
    running = {
        seen.attempt_key.ref.container: seen.container_id
        for seen in episode.node.newest(ContainerSeen).values()
        if seen.state is ContainerState.RUNNING
    }
    known = [stop_container(episode, running[name]) for name in programs if name in running]
    return tuple(known) or (
        f"crictl ps --name {'|'.join(programs)}" if len(programs) == 1 else "crictl ps",
        "crictl stop CONTAINER_ID",
    )


def serving_certificate_expired(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """All at once, as they ran out together; the CA stays."""
    version = episode.node.version
    unit = runtime_unit(episode)
    if unit.startswith(("rke2", "k3s")):
        yield Remedy(
            title=f"Restart {unit}: at its start it renews certificates that have run out or soon will",
            commands=(f"systemctl restart {unit}",),
            caution="One server after the other. The API is away while it restarts.",
        )
        return
    commands = renew(version, "all")
    if commands and _of_kubeadm(episode, found["path"]):
        yield Remedy(
            title="Renew the certificates with kubeadm, then restart the control plane's static pods",
            commands=(f"{certs(version)} check-expiration", *commands, *_restart(episode, *_ORDER)),
            valid_for=">=1.15",
            caution="On each control-plane node, one after the other. The CAs stay as they are: a new CA cuts off "
            "every node. Copy the new admin.conf to where you use it; the kubelet's own certificate is not among them.",
        )
        return
    yield Remedy(
        title=f"Renew {found['path'] or 'what the apiserver presents'} and the others that have expired: {_OTHERS}; "
        "then restart what uses them",
        commands=(command("openssl", "x509", "-noout", "-dates", "-subject", "-issuer", "-in", found["path"]),)
        if found["path"]
        else (),
        caution="The CA stays as it is: a new one cuts off every node.",
    )


def etcd_server_certificate_expired(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Etcd's own three; it reads them at the next handshake, or else at its next start."""
    commands = renew(episode.node.version, "etcd-server", "etcd-peer", "etcd-healthcheck-client")
    if commands and _of_kubeadm(episode, found["path"]):
        yield Remedy(
            title="Renew etcd's certificates with kubeadm",
            commands=(*commands, *_restart(episode, "etcd")),
            valid_for=">=1.15",
            caution="On each node with etcd. etcd reads the new ones by itself at the next handshake: stop its "
            "container only if it does not, one member at a time, and wait for its health before the next.",
        )
        return
    named = f" ({found['path']})" if found["path"] else ""
    yield Remedy(
        title=f"Renew etcd's server and peer certificates{named}: {_OTHERS}",
        commands=_restart(episode, "etcd"),
        caution="etcd reads the new ones by itself at the next handshake: restart it only if it does not, one member "
        "at a time.",
    )


def etcd_client_certificate_expired(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The one with which the apiserver, or the health check, calls etcd."""
    name = CERTIFICATES.get(certificate_name(found["path"], configuration_directory(episode)), "apiserver-etcd-client")
    commands = renew(episode.node.version, name)
    owner = "etcd" if name == "etcd-healthcheck-client" else "kube-apiserver"
    if commands and _of_kubeadm(episode, found["path"]):
        yield Remedy(
            title=f"Renew {found['path'] or name} with kubeadm, then restart {owner}",
            commands=(*commands, *_restart(episode, owner)),
            valid_for=">=1.15",
            caution="On each control-plane node. With an external etcd the certificate is of that etcd's CA: get it "
            "there. Certificates of one installation run out together: look at the other dates too.",
        )
        return
    yield Remedy(
        title=f"Renew {found['path'] or 'the client certificate for etcd'}: {_OTHERS}; then restart {owner}",
        commands=_restart(episode, owner),
        caution="It must be of the CA that etcd trusts for its clients.",
    )


def certificate_authority_mismatch(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Keep the CA that most trust; issue the odd certificate anew from it."""
    yield from _name_the_right_ca(episode, found)
    path, ca = found["path"], found["ca"]
    is_file = path.startswith("/")
    commands = (
        make(episode.node.version, path, configuration_directory(episode)) if is_file and not is_unit(episode) else ()
    )
    verify = (command("openssl", "verify", "-CAfile", ca, path),) if is_file and ca else _verify_etcd(episode)
    stem = path.removesuffix(".crt")
    aside = (
        ("mkdir -p /root/pki-aside", command("mv", f"{stem}.crt", f"{stem}.key", "/root/pki-aside/"))
        if commands
        else ()
    )
    yield Remedy(
        title=f"Issue {path} anew from the CA in {ca}"
        if is_file
        else "Let both sides trust one CA: find out which is the right one, and issue the odd certificate anew from it",
        commands=(*verify, *aside, *commands, *((_restart(episode, *_owners(path))) if commands else ())),
        valid_for=">=1.13" if commands else "",
        caution="Make sure first that this CA is the right one: the one that most nodes and kubeconfigs trust. A "
        "second control-plane node needs ca, sa, front-proxy-ca and etcd/ca, both halves, from the first. If the "
        "flag merely names the wrong CA, correct the flag instead.",
    )


def _name_the_right_ca(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Where both certificates are of another CA, whose file is there, the flag alone is wrong."""
    flag, right = found["flag"].lstrip("-"), found["right"]
    inside = inside_path(episode, right) if right else None
    if inside is None:
        return
    edits = where_possible(lambda: edit_of(episode).set_flag(flag, inside).done)
    if edits:
        yield Remedy(
            title=f"Let --{flag} name {inside}: that CA issued both sides' certificates",
            edits=edits,
            commands=(command("openssl", "verify", "-CAfile", right, found["path"]),),
            caution="Somebody may have meant to change the CA: then the certificates were to follow, and have not.",
        )


def _verify_etcd(episode: Episode) -> tuple[str, ...]:
    """Whether the certificate with which etcd is called is of the CA that is named for it."""
    flags = ("etcd-cafile", "etcd-certfile")
    given = [episode.flag_value(flag) for flag in flags]
    paths = [host_path(episode, path) for path in given if path]
    return (command("openssl", "verify", "-CAfile", *paths),) if len(paths) == len(flags) else ()


def _owners(path: str) -> tuple[str, ...]:
    return ("etcd",) if "/etcd/" in path else ("kube-apiserver",)


def certificate_renewed_not_reloaded(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """A restart loads what lies there."""
    yield Remedy(
        title=f"Restart {episode.program}, so that it reads {found['path'] or 'the new certificate'}",
        commands=(*find_container(episode), stop_container(episode)),
        caution="One control-plane node after the other, waiting for health in between; of etcd never two members at "
        "once. A file that is mounted singly goes on showing the old content: mount its directory.",
    )


def clock_skew(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Set it right, and keep it so."""
    yield Remedy(
        title="Set the node's clock right and keep it synchronised",
        commands=("timedatectl", "systemctl enable --now chronyd", "chronyc tracking"),
        caution="Compare with another node first: the wrong clock may be the one on which the certificate was issued, "
        "which then has to be issued again. A large step while etcd runs may cost an election. Debian's unit is "
        "chrony; systemd-timesyncd serves as well.",
    )


def service_account_key_invalid(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The same pair everywhere."""
    if found["lacks"]:
        yield Remedy(
            title=f"Give {episode.program} {found['lacks']}, with the key of the controller-manager's "
            "--service-account-private-key-file or its public half",
            caution="Without it the key of its certificate counts, and tokens that another one has signed are refused.",
        )
        return
    named = [host_path(episode, found["path"])] if found["path"] else _key_files(episode)
    looks = [
        command("openssl", "pkey", "-noout", *(("-pubin",) if path.endswith(".pub") else ()), "-in", path)
        for path in named
    ]
    yield Remedy(
        title=f"Put the right service-account key back: {' or '.join(named) or place(episode, found['line'])}, in PEM, "
        "the pair that the other control-plane nodes have",
        commands=(*looks, *((command("ls", "-ln", *named),) if named else ())),
        caution="A new pair makes every token invalid that the old one signed: give the apiserver both public keys "
        "(--service-account-key-file twice) until they have expired. Private key: owner root, mode 0600.",
    )


def _key_files(episode: Episode) -> list[str]:
    """The files that the service-account flags name, on the host."""
    flags = (
        "service-account-key-file",
        "service-account-signing-key-file",
        "service-account-private-key-file",
    )
    given = [episode.flag_value(flag) for flag in flags]
    return list(dict.fromkeys(host_path(episode, path) for path in given if path))


REMEDIES = {
    Cause.SERVING_CERTIFICATE_EXPIRED: serving_certificate_expired,
    Cause.ETCD_SERVER_CERTIFICATE_EXPIRED: etcd_server_certificate_expired,
    Cause.ETCD_CLIENT_CERTIFICATE_EXPIRED: etcd_client_certificate_expired,
    Cause.CERTIFICATE_AUTHORITY_MISMATCH: certificate_authority_mismatch,
    Cause.CERTIFICATE_RENEWED_NOT_RELOADED: certificate_renewed_not_reloaded,
    Cause.CLOCK_SKEW: clock_skew,
    Cause.SERVICE_ACCOUNT_KEY_INVALID: service_account_key_invalid,
}
