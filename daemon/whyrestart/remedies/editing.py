"""What all remedies use: edits where a file's layout allows them, else words alone; places and commands of the node."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import PurePosixPath

from whyrestart.episodes import never_started
from whyrestart.model.episode import Episode
from whyrestart.model.identity import CARRIERS, KUBELETS, UnitRef
from whyrestart.model.manifest import HttpGet, Probe, TcpSocket
from whyrestart.model.observation import ContainerState, FileSeen, FileText, RuntimeSeen, UnitSeen
from whyrestart.model.remedy import FileEdit
from whyrestart.remedies.manifest_edit import ManifestEdit
from whyrestart.remedies.yaml_edit import CannotEdit

# Outside every manifest directory: what lies there the kubelet does not read.
BACKUPS = "/root/manifest-backups"
RESTART_KUBELET = "systemctl restart kubelet"
RELOAD_KUBELET = ("systemctl daemon-reload", RESTART_KUBELET)
KUBEADM_COPY = (
    "kubeadm keeps the configuration in the ConfigMap kube-system/kubelet-config too: correct it there, or the next "
    "upgrade brings the fault back."
)


def edit_of(episode: Episode) -> ManifestEdit:
    """Begin an edit of the episode's manifest; raises CannotEdit where there is none."""
    if episode.manifest is None or episode.container is None:
        raise CannotEdit
    return ManifestEdit(episode.manifest, episode.container.name)


def where_possible(make: Callable[[], FileEdit | tuple[FileEdit, ...]]) -> tuple[FileEdit, ...]:
    """The edits, or none where the file's layout leaves no line to edit."""
    try:
        made = make()
    except CannotEdit:
        return ()
    return made if isinstance(made, tuple) else (made,)


# ---- places --------------------------------------------------------------------------------------------------------


def manifest_directory(episode: Episode) -> str:
    """Where the kubelet of this node reads its static pods."""
    return episode.node.manifest_directory.rstrip("/") or "/etc/kubernetes/manifests"


def configuration_directory(episode: Episode) -> str:
    """Beside the manifests' directory, never in it: the kubelet would read it as a manifest."""
    return str(PurePosixPath(manifest_directory(episode)).parent)


# Where snaps keep the flags of what they run, in a file for each program.
_SNAPS = (
    ("snap.microk8s.", "/var/snap/microk8s/current/args"),
    ("snap.k8s.", "/var/snap/k8s/common/args"),
)


# OpenShift 3's masters, which find the components' flags there as apiServerArguments and controllerArguments.
_IN_FILES = (
    ("origin-master", "/etc/origin/master/master-config.yaml"),
    ("atomic-openshift-master", "/etc/origin/master/master-config.yaml"),
    ("etcd_container", "/etc/etcd/etcd.conf"),
)


def is_unit(episode: Episode) -> bool:
    """Whether it is a program in a unit of its own: no manifest, no container and no kubeadm has to do with it."""
    return isinstance(episode.subject, UnitRef) and not episode.is_kubelet


def unit_of(episode: Episode) -> str:
    """The unit of a program that has one of its own, without its suffix."""
    return str(episode.subject).removesuffix(".service")


def place(episode: Episode, line: str = "") -> str:
    """The manifest, with the line where it is known: `/etc/kubernetes/manifests/etcd.yaml:27`; or a command line."""
    if episode.is_kubelet:
        return "the kubelet's command line (systemctl cat kubelet)"
    if episode.ref is None:
        unit = unit_of(episode)
        files = {flag.file for flag in episode.carried if line and str(flag.line) == line}
        if len(files) == 1:
            return f"{files.pop()}:{line} (then restart {unit})"
        kept = next((f"{kept}/{episode.program}" for snap, kept in _SNAPS if unit.startswith(snap)), "")
        kept = kept or next((file for start, file in _IN_FILES if unit.startswith(start)), "")
        return kept or f"the unit's command line (systemctl cat {unit})"
    path = episode.manifest.path if episode.manifest is not None else "the manifest"
    return f"{path}:{line}" if line else path


def text_of(episode: Episode, path: str) -> str | None:
    """The text of a file on the node, secrets redacted; None where it was not read."""
    return next((seen.text for seen in episode.node.newest(FileText).values() if seen.path == path), None)


def texts(episode: Episode) -> dict[str, str]:
    """All texts by their path."""
    return {seen.path: seen.text for seen in episode.node.newest(FileText).values()}


def exists(episode: Episode, path: str) -> bool | None:
    """Whether the node has that path; None where nobody looked."""
    if text_of(episode, path) is not None:
        return True
    seen = episode.node.newest(FileSeen).get(path)
    return None if seen is None else seen.type is not None


def host_path(episode: Episode, path: str) -> str:
    """Where a path of the container lies on the host; the same path where no volume brings it in."""
    if episode.pod is None or episode.container is None or not path:
        return path
    return episode.pod.host_path_of(episode.container, path) or path


def inside_path(episode: Episode, path: str) -> str | None:
    """Where the container sees a path of the host; None where no volume brings it in."""
    if episode.pod is None or episode.container is None:
        return None
    for mount in episode.container.mounts:
        volume = episode.pod.volume(mount.volume)
        if volume is None or volume.host_path is None:
            continue
        root = PurePosixPath(volume.host_path) / (mount.sub_path or "")
        if PurePosixPath(path).is_relative_to(root):
            return str(PurePosixPath(mount.path) / PurePosixPath(path).relative_to(root))
    return None


# ---- probes --------------------------------------------------------------------------------------------------------


def dials(episode: Episode, probe: Probe) -> int | None:
    """The port number that a probe dials; a name is looked up among the container's ports."""
    handler = probe.handler
    if not isinstance(handler, HttpGet | TcpSocket):
        return None
    if isinstance(handler.port, int):
        return handler.port
    return dict(episode.container.ports if episode.container else ()).get(handler.port)


# ---- commands ------------------------------------------------------------------------------------------------------


def command(*words: str) -> str:
    """Words as a shell reads them back."""
    return shlex.join(words)


def listeners_on(port: str) -> str:
    """Who listens on a port."""
    return command("ss", "-ltnp", "sport", "=", f":{port}")


def out_of_directory(*paths: str) -> tuple[str, ...]:
    """Commands that take files out of the manifest directory without losing them."""
    return (f"mkdir -p {BACKUPS}", *(command("mv", path, f"{BACKUPS}/") for path in paths))


def stop_container(episode: Episode, container_id: str | None = None) -> str:
    """The command that ends a container gently, so that the kubelet starts it anew from the same manifest."""
    if episode.ref is None:
        return f"systemctl restart {unit_of(episode)}"
    current = episode.current
    known = container_id or (current.container_id if current and current.state is ContainerState.RUNNING else "")
    return f"crictl stop {known.rpartition('/')[2][:13] if known else 'CONTAINER_ID'}"


def find_container(episode: Episode) -> tuple[str, ...]:
    """How to learn the container's ID, where it is not known; nothing where it is."""
    if "CONTAINER_ID" not in stop_container(episode):
        return ()
    name = episode.ref.container if episode.ref is not None else episode.program
    return (command("crictl", "ps", "--name", name),)


def runtime_unit(episode: Episode) -> str:
    """The unit of this node's container runtime, containerd's where nothing tells; carriers start their own."""
    units = episode.node.newest(UnitSeen)
    used = [name for name in (*CARRIERS, *KUBELETS) if name in units and not never_started(units[name])]
    used = [name for name in used if units[name].load_state in {"loaded", ""}]
    used.sort(key=lambda name: units[name].active_state not in {"active", "activating"})
    name = used[0].removesuffix(".service") if used else ""
    if name.startswith(_BRING_THEIRS):
        return next((runtime for snap, runtime in _SNAPS_RUNTIMES if name.startswith(snap)), name)
    release = str(episode.node.version or "")
    if "+rke2" in release or "+k3s" in release:
        return "rke2-server" if "+rke2" in release else "k3s"
    runtime = episode.node.last(RuntimeSeen)
    program = runtime.name.lower() if runtime is not None else ""
    return {"docker": "docker", "cri-o": "crio", "crio": "crio"}.get(program, "containerd")


_SNAPS_RUNTIMES = (("snap.k8s.", "snap.k8s.containerd"), ("snap.microk8s.", "snap.microk8s.daemon-containerd"))
_BRING_THEIRS = ("k3s", "rke2", "k0s", "snap.k8s.", "snap.microk8s.")


def brings_its_runtime(unit: str) -> bool:
    """Whether that unit is a carrier, or a snap's runtime: no other one serves such a node."""
    return unit.startswith(_BRING_THEIRS)
