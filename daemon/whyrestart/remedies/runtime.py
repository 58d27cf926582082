"""Ways out of the container runtime's troubles: its unit, its socket, its CRI, its cgroup driver, images, sandboxes."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.observation import SandboxSeen
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.parsing.containerd_config import DEFAULT_PATH
from whyrestart.remedies import containerd_edit
from whyrestart.remedies.containerd_edit import ContainerdEdit
from whyrestart.remedies.editing import (
    RELOAD_KUBELET,
    RESTART_KUBELET,
    brings_its_runtime,
    command,
    edit_of,
    exists,
    place,
    runtime_unit,
    texts,
    where_possible,
)
from whyrestart.remedies.kubelet_edit import drop_flags, flag, set_option, where_set
from whyrestart.remedies.yaml_edit import CannotEdit, scalar

_LIVE_ON = "Running containers live on."
_UNIT_OF_SOCKET = (
    ("/k0s/", "k0scontroller"),
    ("/snap/microk8s/", "snap.microk8s.daemon-containerd"),
    ("crio", "crio"),
    ("cri-dockerd", "cri-docker"),
    ("docker", "docker"),
    ("containerd", "containerd"),
)


def _both(episode: Episode) -> tuple[str, str]:
    unit = runtime_unit(episode)
    return f"systemctl restart {unit if unit.endswith('containerd') else 'containerd'}", RESTART_KUBELET


def _containerd_path(episode: Episode) -> str:
    # What MicroK8s makes its containerd's configuration of, anew at each start.
    if runtime_unit(episode).startswith("snap.microk8s."):
        return "/var/snap/microk8s/current/args/containerd-template.toml"
    return next((path for path in texts(episode) if path.endswith("containerd/config.toml")), DEFAULT_PATH)


def cgroup_driver_mismatch(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Both use systemd: on the side that does not."""
    path = _containerd_path(episode)
    if found["program"] == "CRI-O" and found["kubelet"] == "systemd":
        yield Remedy(
            title="Let CRI-O use systemd's cgroups, its default: neither cgroup_manager nor conmon_cgroup in "
            "/etc/crio/crio.conf and /etc/crio/crio.conf.d",
            commands=("systemctl restart crio", RESTART_KUBELET),
            caution="Every pod of the node is made anew once.",
        )
        return
    if found["kubelet"] == "systemd":
        edits = where_possible(lambda: _systemd(episode, path))
        yield Remedy(
            title=f"Let containerd use systemd's cgroups: SystemdCgroup = true for its default runtime in {path}",
            edits=edits,
            commands=_both(episode),
            caution="Every pod of the node is made anew once."
            + (
                ""
                if edits
                else " The setting counts only at the place that the file's version reads: "
                '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options] with version = 2, '
                "io.containerd.cri.v1.runtime with version = 3."
            ),
        )
        return
    yield Remedy(
        title=f"Let the kubelet use systemd's cgroups as the runtime does: cgroupDriver: systemd "
        f"({where_set(episode, 'cgroupDriver', 'cgroup-driver')})",
        edits=where_possible(lambda: set_option(episode, "cgroupDriver", "cgroup-driver", "systemd")),
        commands=RELOAD_KUBELET,
        caution="Every pod of the node is made anew once. kubeadm keeps the setting in the ConfigMap "
        "kube-system/kubelet-config too.",
    )


def _systemd(episode: Episode, path: str) -> FileEdit:
    if path not in texts(episode):
        if exists(episode, path) is False and path == DEFAULT_PATH:
            return containerd_edit.created(path)
        raise CannotEdit
    return ContainerdEdit(texts(episode), path).use_systemd().done


def sandbox_changed(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Once is nothing; again and again has a reason in the runtime's log."""
    unit = runtime_unit(episode)
    yield Remedy(
        title=f"If {unit} was restarted once, nothing is to be repaired; if it goes on, find in its log what takes the "
        "sandboxes",
        commands=(f"journalctl -u {unit} --since -1h", "crictl pods", "crictl images"),
        caution="The usual reasons: a pause image that was removed (the runtime's sandbox_image names it), tools that "
        "clean up containers, a runtime that crashes.",
    )


def runtime_unavailable(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Read why, start it."""
    own = runtime_unit(episode)
    told = found["unit"] or next((n for p, n in _UNIT_OF_SOCKET if p in found["socket"]), own)
    unit = own if brings_its_runtime(own) else told
    if found["idles"]:
        yield Remedy(
            title=f"See that {unit} answers, then restart the kubelet, which does not try again by itself",
            commands=(f"systemctl status {unit}", RESTART_KUBELET),
            caution="Let the kubelet's unit start after the runtime's (After=): at a boot the same happens again.",
        )
        return
    if found["hangs"]:
        yield Remedy(
            title=f"Look whether {unit} answers; restart it if it does not, and the kubelet if it does",
            commands=("crictl ps", f"journalctl -u {unit} -n 50", f"systemctl restart {unit}", RESTART_KUBELET),
            caution="Where a list takes minutes, the disk below may be at its end: `iostat -x 1` and processes in "
            "state D tell. "
            + ("Docker's containers live on only with live-restore." if unit == "docker" else _LIVE_ON),
        )
        return
    if found["needs"]:
        needs = found["needs"]
        yield Remedy(
            title=f"Mend what {needs} fails of, then start it and {unit}",
            commands=(
                f"journalctl -u {needs} -n 50",
                f"systemctl cat {needs}",
                f"systemctl restart {needs}",
                f"systemctl start {unit}",
                RESTART_KUBELET,
            ),
            caution="It goes before the runtime. crio-wipe empties CRI-O's storage after an update; what is still "
            "mounted or running from there (`findmnt | grep containers/storage`) keeps it from that.",
        )
        return
    if found["dependency"]:
        yield Remedy(
            title=f"Find the unit that failed before {unit}, mend that, and start both",
            commands=(
                "systemctl --failed",
                f"systemctl list-dependencies {unit}",
                f"systemctl start {unit}",
                RESTART_KUBELET,
            ),
            caution="As a rule it is a mount or the unit's socket; `systemctl status` of that one tells why.",
        )
        return
    yield Remedy(
        title=f"Start {unit}, after a look at why it ended",
        commands=(
            f"systemctl status {unit}",
            f"journalctl -u {unit} -n 50",
            f"systemctl enable --now {unit}",
            RESTART_KUBELET,
        ),
        caution="A broken configuration, a full disk, no memory: its last lines tell. If it runs and does not answer: "
        f"systemctl restart {unit}. "
        + ("Docker's containers live on only with live-restore." if unit == "docker" else _LIVE_ON),
    )


_ONLY_REMOTE = (
    " Up to 1.23 the kubelet asks for Docker whatever the endpoint, unless --container-runtime=remote is set too."
)


def runtime_endpoint_wrong(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The right socket where the setting stands; dockershim needs none."""
    option = ("containerRuntimeEndpoint", "container-runtime-endpoint")
    right, version = found["socket"], episode.version or episode.node.version
    where = where_set(episode, *option)
    if right:
        value = f"unix://{right}"
        yield Remedy(
            title=f"Point the kubelet at {value} instead of {found['endpoint']} ({where})",
            edits=where_possible(lambda: set_option(episode, *option, scalar(value))),
            commands=RELOAD_KUBELET,
            caution="kubeadm keeps the socket in the node's annotation kubeadm.alpha.kubernetes.io/cri-socket too. "
            "Give crictl the same endpoint in /etc/crictl.yaml."
            + ("" if version is None or version.at_least(1, 24) else _ONLY_REMOTE),
        )
        return
    if "docker" in found["endpoint"] and version is not None and not version.at_least(1, 24):
        names = [name for name in ("container-runtime", option[1]) if flag(episode, name) is not None]
        shown = " and ".join(f"--{name}" for name in names) or "the endpoint"
        yield Remedy(
            title=f"Let the kubelet use Docker itself: drop {shown} ({where})",
            edits=where_possible(lambda: drop_flags(episode, names)) if names else (),
            commands=RELOAD_KUBELET,
            valid_for="<1.24",
            caution="Docker's own containerd serves no CRI at that socket. To use containerd instead, install it "
            "beside Docker and point the kubelet at unix:///run/containerd/containerd.sock.",
        )
        return
    yield Remedy(
        title=f"Point the kubelet at the runtime's CRI socket instead of {found['endpoint']} ({where})",
        commands=("ss -lxp", *RELOAD_KUBELET),
        caution="containerd: unix:///run/containerd/containerd.sock; CRI-O: unix:///run/crio/crio.sock; Docker with "
        "cri-dockerd: unix:///run/cri-dockerd.sock.",
    )


def cri_api_unsupported(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The runtime follows the kubelet, or the kubelet waits for it."""
    if found["api"].startswith("Docker"):
        yield Remedy(
            title=f"Install {'a newer cri-dockerd, ' if 'cri-dockerd' in found.summary else ''}a Docker that speaks "
            f"{found['api']}, or move the node to containerd ({found['why']})",
            commands=("docker version",),
            caution="Docker 29 dropped what kubelets up to 1.23 speak; a downgrade of Docker ends its containers.",
        )
        return
    wanted = (
        "containerd 1.6 or later (1.7 or 2.x), or CRI-O of the kubelet's own minor version"
        if found["api"] == "v1"
        else "or rather install a kubelet of 1.10 or later, for no containerd from 1.1 on speaks that"
        if found["api"] == "v1alpha1"
        else "containerd 1.x: this kubelet is older than what containerd 2 speaks"
    )
    api, now = found["api"] or "v1", found["runtime"] or "this one"
    yield Remedy(
        title=f"Install a runtime that speaks CRI {api} in place of {now}: {wanted}",
        commands=("containerd --version", *_both(episode)),
        caution="Restart after the upgrade of the package. Look at its configuration file then: sections were "
        f"renamed in 2.x, and an old file may switch CRI off. {_LIVE_ON}",
    )


def cri_plugin_disabled(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """On again, at the line that turned it off."""
    path = found["file"] if found["file"].startswith("/") else _containerd_path(episode)
    old = "systemd_cgroup" in found["why"]
    listed = "disabled_plugins" in found["why"]
    title = (
        f"Take cri out of disabled_plugins in {path}"
        if listed
        else f"Replace systemd_cgroup = true in {path} by SystemdCgroup = true for the runtime"
        if old
        else f"Find what keeps the CRI plugin off, in containerd's log and {path}: disabled_plugins, or what it refuses"
        if found["why"].startswith("it does not answer")
        else f"Correct {path}: {found['why'] or 'its CRI plugin is not loaded'}"
    )
    yield Remedy(
        title=title,
        edits=where_possible(lambda: _cri_on(episode, path, old=old)) if listed or old else (),
        commands=_both(episode),
        caution=f"See that the cgroup driver is the kubelet's as well. {_LIVE_ON}",
    )
    if not (listed or old):
        yield Remedy(
            title="Begin anew from containerd's own defaults, with SystemdCgroup = true set in them",
            commands=(
                command("cp", "-a", path, "/root/containerd-config-before.toml"),
                "containerd config default > /root/containerd-config.toml",
                command("mv", "/root/containerd-config.toml", path),
                *_both(episode),
            ),
            caution="What the old file set, registries and proxies above all, is then to be set again.",
        )


def _cri_on(episode: Episode, path: str, *, old: bool) -> FileEdit:
    edit = ContainerdEdit(texts(episode), path)
    return edit.use_systemd().done if old else edit.enable_cri().done


def container_create_failed(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """By the runtime's own message."""
    unit = found["tool"] or runtime_unit(episode)
    said = found.summary
    listing = f"{found['tool']} ps -a" if found["tool"] else "crictl ps -a"
    reserved = "reserve" in said and "name" in said
    if "Id or size of image" in said:
        yield Remedy(
            title="Take Docker back below 25, or let the kubelet use containerd",
            commands=("docker version",),
            caution="From Docker 25 on (API 1.44) it no longer tells VirtualSize, by which a kubelet to 1.23 knows an "
            "image's size (dockershim's convert.go). The image itself is there: to pull it again changes nothing.",
        )
        return
    if found["lost"] == "layers":
        yield Remedy(
            title="Let CRI-O pull its images anew: the layers of the one for sandboxes are lost",
            commands=("crictl images", "journalctl -u crio -n 50"),
            caution="With kubelet and CRI-O stopped, `crio wipe -f` removes all containers and images of the node: "
            "drain it first. What still runs from containers/storage keeps it from that, until a boot.",
        )
        return
    if found["lost"] == "program":
        yield Remedy(
            title=f"Install Docker's package again, as a whole: {found['why']}",
            commands=("docker info", "journalctl -u docker -n 50", "systemctl restart docker"),
            caution="A program was replaced or removed below it. Docker's containers live on only with live-restore.",
        )
        return
    yield Remedy(
        title=f"Restart {unit}: an earlier attempt still hangs in it and holds the container's name"
        if reserved
        else f"Remove what the runtime's message names ({found['reason'] or 'see the evidence'}); restart {unit} if an "
        "attempt hangs in it",
        commands=(listing, f"journalctl -u {unit} -n 50", f"systemctl restart {unit}"),
        caution=("Docker's containers live on only with live-restore. " if unit == "docker" else f"{_LIVE_ON} ")
        + "A shim that cannot be started: no memory, no process IDs, or a damaged installation of "
        "the runtime or runc. Cgroups, seccomp or capabilities: an update of the kernel or runc.",
    )


_OLD_REGISTRY, _REGISTRY = "k8s.gcr.io/", "registry.k8s.io/"


def image_unavailable(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The right name, then a way to get it."""
    image = found["image"]
    own = episode.container is None or episode.container.image in {image, ""}
    new = _REGISTRY + image.removeprefix(_OLD_REGISTRY) if image.startswith(_OLD_REGISTRY) else ""
    if new and not own:
        yield Remedy(
            title=f"Let the runtime make sandboxes of {new}: k8s.gcr.io is frozen since April 2023",
            caution="containerd: sandbox_image in its configuration, from 2.0 on pinned_images.sandbox; CRI-O: "
            "pause_image; cri-dockerd, and the kubelet with Docker: --pod-infra-container-image.",
        )
    elif new:
        yield Remedy(
            title=f"Take the image from {new}: k8s.gcr.io is frozen since April 2023",
            edits=where_possible(lambda: edit_of(episode).set_image(new).done),
            caution="Older images are in both. kubeadm keeps the registry in its ClusterConfiguration "
            "(imageRepository).",
        )
    yield Remedy(
        title=f"Correct the image's name at {place(episode, found['line'])}: {image or 'it'} is none"
        if found["reason"] == "InvalidImageName"
        else f"Pull {image or 'the image'} on this node, or import it; or correct its name and tag",
        commands=(command(found["tool"] or "crictl", "pull", image), f"{found['tool'] or 'crictl'} images")
        if image and found["reason"] != "InvalidImageName"
        else (),
        caution="Without access to a registry: "
        f"{f'{tool} load -i' if (tool := found['tool']) else 'ctr -n k8s.io images import'} FILE. Proxy, certificates "
        "and credentials are the runtime's affair: a static pod has no imagePullSecrets."
        + (" imagePullPolicy Never: it must be imported." if found["reason"] == "ErrImageNeverPull" else ""),
    )


def duplicate_sandboxes(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The older one goes."""
    ready = [
        seen
        for seen in episode.node.newest(SandboxSeen).values()
        if seen.ready and episode.ref is not None and seen.pod == episode.ref.pod and seen.created_at is not None
    ]
    older = min(ready, key=lambda seen: (seen.created_at is None, seen.created_at), default=None)
    which = older.sandbox_id[:13] if older is not None else "OLDER_POD_ID"
    yield Remedy(
        title=f"Stop the older sandbox, {which}",
        commands=("crictl pods", f"crictl inspectp {which}", f"crictl stopp {which}"),
        caution="First make sure that one manifest alone declares the pod. The one to keep is that whose pod UID the "
        "kubelet wants now; if it comes back, restart the kubelet, which clears away what it does not know. Running "
        "pods live on.",
    )


REMEDIES = {
    Cause.CGROUP_DRIVER_MISMATCH: cgroup_driver_mismatch,
    Cause.SANDBOX_CHANGED: sandbox_changed,
    Cause.RUNTIME_UNAVAILABLE: runtime_unavailable,
    Cause.RUNTIME_ENDPOINT_WRONG: runtime_endpoint_wrong,
    Cause.CRI_API_UNSUPPORTED: cri_api_unsupported,
    Cause.CRI_PLUGIN_DISABLED: cri_plugin_disabled,
    Cause.CONTAINER_CREATE_FAILED: container_create_failed,
    Cause.IMAGE_UNAVAILABLE: image_unavailable,
    Cause.DUPLICATE_SANDBOXES: duplicate_sandboxes,
}
