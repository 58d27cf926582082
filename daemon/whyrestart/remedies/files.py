"""Ways out of a file that is missing, not mounted, not to be mounted, or kept from the process."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import PurePosixPath

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import CertificateFileSeen, FileSeen, FileText
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import (
    BACKUPS,
    RESTART_KUBELET,
    command,
    configuration_directory,
    edit_of,
    exists,
    host_path,
    is_unit,
    place,
    runtime_unit,
    unit_of,
    where_possible,
)
from whyrestart.remedies.kubeadm import SHARED, certificate_name, make
from whyrestart.remedies.kubelet_edit import set_option, where_set
from whyrestart.remedies.yaml_edit import CannotEdit

# Too wide to hand to a container for one file's sake: such a file is mounted by itself.
_WIDE = frozenset({
    "/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/opt", "/proc", "/root", "/run", "/sbin", "/srv", "/sys",
    "/usr", "/usr/local", "/usr/share", "/var", "/var/lib", "/var/log", "/var/run", "/var/lib/kubelet",
    "/etc/kubernetes", "/etc/kubernetes/manifests",
})  # fmt: skip
# Flags whose file the component writes itself.
_WRITTEN = frozenset({"audit-log-path", "log-file", "log-dir", "cert-dir", "data-dir", "wal-dir"})
# Flags without which the component does its work: what they add is missed, nothing else.
_OPTIONAL = frozenset({
    "admission-control-config-file", "audit-policy-file", "audit-webhook-config-file", "egress-selector-config-file",
    "oidc-ca-file", "tracing-config-file", "authentication-token-webhook-config-file",
})  # fmt: skip


def too_wide(episode: Episode, directory: str) -> bool:
    """Whether a directory is too much to hand to a container for the sake of one file in it."""
    return directory in _WIDE or directory == configuration_directory(episode)


def _flag_name(found: Finding) -> str:
    return found["flag"].lstrip("-").partition("=")[0].replace("_", "-")


def file_not_mounted(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Bring the file's directory in; the file alone where its directory would show the container too much."""
    path, name = found["path"], _flag_name(found)
    if found["volume"]:
        yield Remedy(
            title=f"Let the volume {found['volume']} be the directory of the host that holds "
            f"{PurePosixPath(path).name}, not {found['host_path']}, at {place(episode, found['line'])}",
            commands=(command("ls", "-l", path),),
        )
        return
    written = name in _WRITTEN
    directory = str(PurePosixPath(path).parent)
    alone = too_wide(episode, directory)
    what = path if alone and not written else directory
    kind = "DirectoryOrCreate" if written else "File" if alone else "Directory"
    there = written or exists(episode, path) is True

    def edited() -> FileEdit:
        if not there or (written and directory in _WIDE):
            raise CannotEdit
        label = PurePosixPath(what).name or "files"
        return edit_of(episode).add_host_path(name=label, path=what, kind=kind, writable=written).done

    single = "A file that is mounted alone goes on showing its old content after a tool renamed a new one into place. "
    yield Remedy(
        title=f"Mount {what} of the host into the container{'' if written else ', read-only'}",
        edits=where_possible(edited),
        commands=() if there else (command("ls", "-l", path),),
        caution=(single if alone and not written else "")
        + ("" if there else f"Only if the host has {path}: nobody looked."),
    )
    if not written:
        yield Remedy(title=f"Put {path} below a directory that is mounted already, and let the flag name it there")


def _resolver(episode: Episode, path: str) -> Iterator[Remedy]:
    option = ("resolvConf", "resolv-conf")
    yield Remedy(
        title=f"Point the kubelet's resolvConf at a file that is there, /etc/resolv.conf "
        f"({where_set(episode, *option)})",
        edits=where_possible(lambda: set_option(episode, *option, "/etc/resolv.conf")),
        commands=("cat /etc/resolv.conf", RESTART_KUBELET),
        caution="If it names a server on loopback (127.0.0.53), CoreDNS asks itself in a circle: name the real ones "
        "then.",
    )
    if path.startswith("/run/systemd/resolve/"):
        yield Remedy(
            title="Or let systemd-resolved run, which makes that file",
            commands=("systemctl enable --now systemd-resolved", RESTART_KUBELET),
            caution="It may take /etc/resolv.conf over as well. A restart of the kubelet ends no container.",
        )


def file_missing(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Put it back, let kubeadm make it, name the right one, or do without."""
    path = found["host_path"] or found["path"]
    if found["setting"] == "resolvConf":
        yield from _resolver(episode, path)
        return
    directory, name = configuration_directory(episode), _flag_name(found)
    like = _like(episode, path)
    if like:
        value = str(PurePosixPath(found["path"]).parent / PurePosixPath(like).name)
        yield Remedy(
            title=f"Name {value}, which is there, instead of {found['path']} at {place(episode, found['line'])}",
            edits=where_possible(lambda: edit_of(episode).set_flag(name, value).done)
            if found["flag"].endswith(f"={found['path']}")
            else (),
            caution="The names are alike; whether the content is what the flag wants, look before.",
        )
    certificate = certificate_name(path, directory)
    commands = () if is_unit(episode) else make(episode.node.version, path, directory)
    if certificate in SHARED:
        yield Remedy(
            title=f"Copy {path} from a healthy control-plane node, or from a backup",
            caution="Never let kubeadm make a new one here: every other node trusts the old one. Keys keep owner root "
            "and mode 0600 on the way.",
        )
    else:
        yield Remedy(
            title=f"Put {path} back" + (" with kubeadm" if commands else f", or correct {found['flag'] or 'the flag'}"),
            commands=commands,
            caution="The CA's certificate and key must be on this node: kubeadm signs with them. If they are not, copy "
            "them from a healthy control-plane node first."
            if commands
            else "",
        )
    if name in _OPTIONAL:
        yield Remedy(
            stopgap=True,
            title=f"Drop --{name} until the file is there",
            edits=where_possible(lambda: edit_of(episode).drop_flag(name).done),
            caution=f"What --{name} configures is not done meanwhile.",
        )


def _like(episode: Episode, path: str) -> str:
    """A file beside the missing one whose name is nearly the same: a slip, as a rule."""
    wanted = PurePosixPath(path)
    seen = (
        *(s.path for s in episode.node.newest(FileSeen).values() if s.type in {"file", "link"}),
        *(s.path for s in episode.node.newest(FileText).values()),
        *(s.path for s in episode.node.newest(CertificateFileSeen).values() if s.certificates),
    )
    beside = {
        file.name
        for each in seen
        if (file := PurePosixPath(each)).parent == wanted.parent and file.suffix == wanted.suffix
    }
    if wanted.stem in {name.rpartition("/")[2] for name in SHARED} or certificate_name(path):
        return ""
    close = difflib.get_close_matches(wanted.name, sorted(beside), n=1, cutoff=0.85)
    return str(wanted.parent / close[0]) if close else ""


def host_path_unusable(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Make the path what the volume declares, or the volume what the path is."""
    path = found["path"]
    covering = _covers_root(episode)
    if covering:
        yield Remedy(
            title=f"Remove the mount at {', '.join(covering)}, which covers what the container itself needs",
            edits=where_possible(lambda: edit_of(episode).drop_mounts(covering).done),
            caution="Mount the one directory that is really needed instead, each at a path of its own.",
        )
        return
    volume = next((v for v in (episode.pod.volumes if episode.pod else ()) if found["volume"] == v.name), None) or next(
        (v for v in (episode.pod.volumes if episode.pod else ()) if v.host_path == path), None
    )
    if "read-only" in found["why"]:
        name = found["volume"] or (volume.name if volume is not None else "of that path")
        yield Remedy(
            title=f"Let the volume {name} name a path that can be written: {path or 'its own'} lies on a read-only "
            "filesystem",
            commands=(command("findmnt", "-T", path),) if path else (),
            caution="Some distributions keep /usr read-only by design. The directory of volume plugins is named by "
            "--flex-volume-plugin-dir of the controller-manager and volumePluginDir of the kubelet too: all three must "
            "agree. If the filesystem should be writable, the kernel's log tells why it is not.",
        )
        return
    if "shared" in found["why"] and path:
        yield Remedy(
            title=f"Let the mount that {path} lies on be shared",
            commands=(command("findmnt", "-T", path),),
            caution="`mount --make-rshared` of its target does so until the next boot. systemd makes / so at boot; "
            "what is set in docker's unit (MountFlags=slave) takes it back.",
        )
        return
    if not path:
        yield Remedy(
            title=f"Find what keeps the volume {found['volume']} from being set up: the kubelet tells it of each try",
            commands=(command("journalctl", "-u", "kubelet", "-g", "MountVolume.SetUp failed"),),
            caution="As a rule it is missing, of another type than the volume says, or may not be written.",
        )
        return
    kind = volume.host_path_type if volume is not None else ""
    missing = exists(episode, path) is False
    # What has no type may be meant as a file: its name tells.
    directory = kind in {"Directory", "DirectoryOrCreate"} or (not kind and not PurePosixPath(path).suffix)
    if missing and volume is not None and kind == "Directory":
        yield Remedy(
            title=f"Create {path} when it is not there: type DirectoryOrCreate for the volume {volume.name}",
            edits=where_possible(lambda: edit_of(episode).set_volume_type(volume.name, "DirectoryOrCreate").done),
            caution="An empty directory cures the mount, not the want of what should lie in it. If a filesystem "
            "belongs there, repair its mount instead.",
        )
    yield Remedy(
        title=f"Make {path} what the volume declares{f' (type {kind})' if kind else ''}",
        commands=(command("ls", "-ld", path), *((command("mkdir", "-p", path),) if missing and directory else ())),
        caution="A trap: a file that was missing once, so that the runtime made an empty directory of its name. Move "
        f"the manifest to {BACKUPS}, take the empty directory away with rmdir, put the file there, move the manifest "
        "back.",
    )


def _covers_root(episode: Episode) -> tuple[str, ...]:
    """Mounts over the container's own root, /dev, /proc or /sys."""
    mounts = episode.container.mounts if episode.container else ()
    return tuple(m.path for m in mounts if m.path.rstrip("/") in {"", "/dev", "/proc", "/sys"} or m.path in {".", "-"})


def file_permission_denied(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Give the files to the user that the container runs as."""
    if found["executed"]:
        yield executable(episode, found["executed"])
        return
    path, user = found["host_path"] or (found["path"] if is_unit(episode) else ""), found["run_as_user"]
    untold = (
        "Its unit's User= is the one, or else root"
        if is_unit(episode)
        else "The manifest names no runAsUser, so the image's own user counts"
    )
    if found["must_be_root"]:
        yield Remedy(
            title="Run the kubelet as root: no User= in its unit or a drop-in of it",
            commands=("systemctl cat kubelet", "systemctl show -p User -p DynamicUser kubelet"),
            caution="A kubelet without root needs a user namespace of its own, in which it is root "
            "(KubeletInUserNamespace).",
        )
        return
    if found["closed"]:
        yield Remedy(
            title=f"Let UID {user}, which {episode.program} runs as, pass through {found['closed']}",
            commands=(command("ls", "-ldn", found["closed"]), command("chmod", "o+x", found["closed"])),
            caution="x alone lets others open what they know by name, and list nothing. The files in it keep their own "
            "modes: look first that no private key in it is readable for all.",
        )
        return
    if not path:
        yield Remedy(
            title=f"Give {episode.program} a directory that it may write instead of {found['path']}: mount one, or "
            "name another in the flag",
            caution="The path lies in the container itself, whose user may not write there: no volume brings it in.",
        )
        return
    data = episode.flag_value("data-dir")
    whole = bool(data) and found["path"].startswith(f"{data}/")
    path = host_path(episode, data) if whole and data else path
    seen = episode.node.newest(FileSeen).get(path)
    deep = whole or (seen is not None and seen.type == "dir")
    yield Remedy(
        title=f"Give {path} to the user that {episode.program} runs as{f' (UID {user})' if user else ''}",
        commands=(
            command("ls", "-ldn", path),
            command("chown", *(("-R",) if deep else ()), user or "UID", path),
            *((command("chmod", "0700", path),) if whole and episode.program == "etcd" else ()),
        ),
        caution="Look before: exactly the files concerned, and no private key readable for all. "
        + ("" if user else f"{untold}. ")
        + "Usual modes: keys 0600, certificates 0644, etcd's data directory 0700 with all its content of one owner.",
    )


def executable(episode: Episode, path: str) -> Remedy:
    """Let systemd execute a unit's program."""
    unit = episode.unit.unit.removesuffix(".service") if episode.unit is not None else unit_of(episode)
    return Remedy(
        title=f"Let systemd execute {path}: mode 0755, a mount without noexec, and the label of a program",
        commands=(
            command("ls", "-lZ", path),
            command("findmnt", "-T", path),
            command("chmod", "0755", path),
            f"systemctl restart {unit}",
        ),
        caution="Where SELinux is on, what was moved there from a home directory keeps a label that systemd may not "
        f"execute: restorecon {path} then. The log of the audit daemon tells.",
    )


def security_module_denied(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Label the path, or let the profile have it; never switch the module off."""
    if found["executed"]:
        yield executable(episode, found["executed"])
        return
    path = host_path(episode, found["path"])
    if found["module"] == "AppArmor":
        yield Remedy(
            title=f"Allow {found['operation'] or 'the access'} of {path} in the AppArmor profile that the kernel "
            "names, or give the container another profile",
            commands=("journalctl -k -g apparmor=.DENIED", "aa-status"),
            caution="Unconfined is the last resort: an annotation up to 1.29, securityContext.appArmorProfile from "
            "1.30.",
        )
        return
    if not path.startswith("/"):
        yield Remedy(
            title=f"Find what SELinux refuses {episode.program}, and mend its label or the policy",
            commands=("ausearch -m avc -ts recent -i",),
            caution="A distribution's policy (container-selinux, k3s-selinux, rke2-selinux, rancher-selinux) must be "
            "as new as what it is for: update it first. Permissive mode proves the matter, it is no repair.",
        )
        return
    yield Remedy(
        title=f"Restore the SELinux label of {path}",
        commands=("ausearch -m avc -ts recent", command("ls", "-ldZ", path), command("restorecon", "-Rv", path)),
        caution="restorecon sets what the policy knows of the path; for another one define the label once with "
        "semanage (container_file_t for what containers write) and restore then. Permissive mode proves the matter, "
        "it is no repair.",
    )


def apparmor_parser_missing(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Install the userland."""
    yield Remedy(
        title="Install apparmor_parser: package apparmor on Debian and Ubuntu, apparmor-parser on SUSE",
        commands=("apt-get install apparmor", f"systemctl restart {runtime_unit(episode)}"),
        caution="The runtime finds it at its next attempt as a rule: restart it only if it does not. Running "
        "containers live on.",
    )
    yield Remedy(
        title="Tell containerd not to use AppArmor: disable_apparmor = true in its CRI plugin's section",
        caution="That takes a layer of protection from all containers of the node.",
    )


def host_ca_bundle_missing(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Mount the host's bundle as kubeadm does."""
    mounts = episode.container.mounts if episode.container else ()
    mounted = any(mount.path.startswith(("/etc/ssl", "/etc/pki")) for mount in mounts)
    if mounted:
        yield Remedy(
            title=f"Add the CA that issued the certificate of {found['url']} to the host's bundle, then restart "
            f"{episode.program}",
            commands=("update-ca-certificates",),
            caution="Put the CA below /usr/local/share/ca-certificates first (Red Hat: "
            "/etc/pki/ca-trust/source/anchors and update-ca-trust). The bundle is read once, at the start.",
        )
        return
    yield Remedy(
        title="Mount the host's CA bundle, /etc/ssl/certs, read-only",
        edits=where_possible(
            lambda: (
                edit_of(episode).add_host_path(name="ca-certs", path="/etc/ssl/certs", kind="DirectoryOrCreate").done
            )
        ),
        caution="The host needs the package ca-certificates. On Red Hat mount /etc/pki as well: /etc/ssl/certs holds "
        "links into it.",
    )


REMEDIES = {
    Cause.FILE_NOT_MOUNTED: file_not_mounted,
    Cause.FILE_MISSING: file_missing,
    Cause.HOST_PATH_UNUSABLE: host_path_unusable,
    Cause.FILE_PERMISSION_DENIED: file_permission_denied,
    Cause.SECURITY_MODULE_DENIED: security_module_denied,
    Cause.APPARMOR_PARSER_MISSING: apparmor_parser_missing,
    Cause.HOST_CA_BUNDLE_MISSING: host_ca_bundle_missing,
}
