"""Ways out where the kubelet's cgroups are not its runtime's, or not those that this node has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, Remedy
from whyrestart.remedies.editing import (
    RELOAD_KUBELET,
    RESTART_KUBELET,
    command,
    text_of,
    where_possible,
)
from whyrestart.remedies.kubelet_edit import (
    carrier,
    config_edit,
    drop_flags,
    drop_key,
    flag,
    set_option,
    where_set,
)
from whyrestart.remedies.yaml_edit import items

_CGROUP_SETTINGS = (
    ("cgroupRoot", "cgroup-root"),
    ("kubeReservedCgroup", "kube-reserved-cgroup"),
    ("systemReservedCgroup", "system-reserved-cgroup"),
)


def kubelet_cgroup_driver_mismatch(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The kubelet takes the runtime's driver: at once, and without ending a container."""
    driver = found["runtime"].strip("'\"") or "systemd"
    yield Remedy(
        title=f"Set the kubelet's cgroup driver to the runtime's, {driver}, without quotes "
        f"({where_set(episode, 'cgroupDriver', 'cgroup-driver')})",
        edits=where_possible(lambda: set_option(episode, "cgroupDriver", "cgroup-driver", driver)),
        commands=RELOAD_KUBELET,
        caution="Pods that were made under another driver are made anew."
        + (
            "" if driver == "systemd" else " On a host that runs systemd move both to systemd later, on a drained node."
        ),
    )
    if driver != "systemd":
        yield Remedy(
            title='Move Docker to systemd: "exec-opts": ["native.cgroupdriver=systemd"] in /etc/docker/daemon.json, '
            "and cgroupDriver: systemd for the kubelet",
            commands=("systemctl restart docker", RESTART_KUBELET),
            caution="A restart of Docker ends all containers of the node unless live-restore is on: do it on a drained "
            "node, one node at a time.",
        )


def kubelet_cgroup_unsupported(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Cgroup v2, or a root that is there."""
    root, controller = found["root"].strip("/"), found["controller"]
    if controller:
        words = f"cgroup_enable={controller}" + (" cgroup_memory=1" if controller == "memory" else "")
        yield Remedy(
            title=f"Let the kernel have the cgroup controller {controller}: add {words} to its command line",
            commands=("cat /proc/cmdline", "cat /proc/cgroups"),
            caution="It takes a reboot. On a Raspberry Pi it stands in /boot/firmware/cmdline.txt or "
            "/boot/cmdline.txt, all in one line.",
        )
        return
    if found["old"]:
        yield Remedy(
            title=f"Upgrade {found['old']} to a release that knows cgroup v2: containerd 1.4, Docker 20.10, or later",
            commands=("stat -fc %T /sys/fs/cgroup", "containerd --version", "docker version"),
            caution="`cgroup2fs` is version 2. As a stopgap boot with systemd.unified_cgroup_hierarchy=0, where the "
            "system still knows version 1; in a container /sys/fs/cgroup/systemd may only lack its mount.",
        )
        return
    if found["why"]:
        yield Remedy(
            title=f"Let the kubelet keep its pods' cgroups on this machine: {found['why']}",
            commands=("findmnt -t cgroup,cgroup2", "systemctl is-system-running", "cat /proc/1/cgroup"),
            caution="Within a container or LXC the hierarchy must be writable and delegated (nesting), and "
            "the systemd driver needs a systemd as process 1. A cgroup in an invalid state is gone after a reboot.",
        )
        return
    if not root:
        yield Remedy(
            title="Move the host to cgroup v2: boot it with systemd.unified_cgroup_hierarchy=1, or upgrade the system",
            commands=("stat -fc %T /sys/fs/cgroup",),
            caution="It takes a reboot. Runtime and kubelet should use the systemd driver (containerd 1.4 or later).",
        )
        yield Remedy(
            title=f"As a stopgap failCgroupV1: false ({where_set(episode, 'failCgroupV1', 'fail-cgroupv1')})",
            edits=where_possible(lambda: set_option(episode, "failCgroupV1", "fail-cgroupv1", "false")),
            commands=(RESTART_KUBELET,),
            valid_for=">=1.31",
            caution="Support of cgroup v1 is going away.",
        )
        return
    key, name = next((each for each in _CGROUP_SETTINGS if _names(episode, *each, root)), ("cgroupRoot", "cgroup-root"))
    yield Remedy(
        title=f"Take {key} out ({where_set(episode, key, name)}): the cgroup {root} does not exist",
        edits=where_possible(lambda: _without_option(episode, key, name)),
        commands=RELOAD_KUBELET,
        caution="The pods' cgroups then lie below the root; limits on that cgroup no longer hold them.",
    )
    yield Remedy(
        title=f"Create the cgroup as a systemd slice, {root}.slice, that is started before the kubelet",
        commands=(command("systemctl", "status", f"{root}.slice"),),
        caution="With the systemd driver names are written without .slice; the kubelet creates none of them itself.",
    )


def _names(episode: Episode, key: str, name: str, root: str) -> bool:
    """Whether that option names the cgroup."""
    given = flag(episode, name)
    if given is not None:
        return (given.value or "").strip("/") == root
    text = text_of(episode, carrier(episode, key)) or ""
    return re.search(rf"(?m)^{key}:\s*[\"']?/?{re.escape(root)}/?[\"']?\s*(?:#.*)?$", text) is not None


def _without_option(episode: Episode, key: str, name: str) -> FileEdit | tuple[FileEdit, ...]:
    if flag(episode, name) is not None:
        return drop_flags(episode, [name])
    edit = config_edit(episode, carrier(episode, key))
    enforced = key.removesuffix("Cgroup")
    listed = edit.tree.get("enforceNodeAllocatable")
    word = {"kubeReserved": "kube-reserved", "systemReserved": "system-reserved"}.get(enforced)
    mine = [item for item in items(listed) if item.text == word]
    if mine:
        edit.drop_items(edit.tree, "enforceNodeAllocatable", mine)
    return drop_key(edit, key)


REMEDIES = {
    Cause.KUBELET_CGROUP_DRIVER_MISMATCH: kubelet_cgroup_driver_mismatch,
    Cause.KUBELET_CGROUP_UNSUPPORTED: kubelet_cgroup_unsupported,
}
