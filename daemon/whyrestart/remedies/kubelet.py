"""Ways out of what ends the kubelet itself, or keeps it from starting a static pod."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.knowledge import flags as known_flags
from whyrestart.knowledge import gates
from whyrestart.knowledge.flags import Verdict
from whyrestart.knowledge.gates import GateVerdict
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, LineEdit, Remedy
from whyrestart.parsing import kubelet_config
from whyrestart.remedies.editing import (
    RESTART_KUBELET,
    command,
    edit_of,
    exists,
    place,
    text_of,
    texts,
    where_possible,
)
from whyrestart.remedies.kubelet_edit import (
    carrier,
    config_edit,
    config_path,
    drop_flags,
    drop_ins,
    drop_key,
    flag,
    flags,
    set_option,
    where_set,
)
from whyrestart.remedies.yaml_edit import CannotEdit, items

_KUBECONFIG = "/etc/kubernetes/kubelet.conf"
SYSCTL_FILE = "/etc/sysctl.d/90-kubelet.conf"
_RELOAD = ("systemctl daemon-reload", RESTART_KUBELET)
_KUBEADM_COPY = (
    "kubeadm keeps the configuration in the ConfigMap kube-system/kubelet-config too: correct it there, or the next "
    "upgrade brings the fault back."
)
_GATE = re.compile(r"(?:unrecognized feature gate: |cannot set feature gate |invalid value of )(?P<gate>\w+)")
_UNKNOWN_FIELD = re.compile(r"unknown field \\?\"(?P<field>[\w.\[\]]+)\\?\"")


def kubelet_swap_on(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Off, now and for the next boot; or on, on purpose."""
    fstab = text_of(episode, "/etc/fstab")
    yield Remedy(
        title="Turn swap off now, and for the next boot: comment its line in /etc/fstab out",
        edits=where_possible(lambda: _without_swap(fstab)),
        commands=("swapon --show", "free -m", "swapoff -a", RESTART_KUBELET),
        caution="Everything in swap must fit into memory, or the node runs out of it. Swap units and zram generators "
        "come back too: systemctl list-units --type swap shows what is left.",
    )
    yield Remedy(
        title=f"Keep swap on purpose: failSwapOn: false ({where_set(episode, 'failSwapOn', 'fail-swap-on')})",
        edits=where_possible(lambda: set_option(episode, "failSwapOn", "fail-swap-on", "false")),
        commands=(RESTART_KUBELET,),
        valid_for=">=1.10",
        caution=f"A node with etcd is better without swap. {_KUBEADM_COPY}",
    )


def _without_swap(fstab: str | None) -> FileEdit:
    lines = (fstab or "").splitlines()
    swap = [n for n, line in enumerate(lines, 1) if re.match(r"[^#\s]\S*\s+\S+\s+swap\s", line)]
    if fstab is None or not swap:
        raise CannotEdit
    edits = tuple(LineEdit(first=n, last=n, new=(f"# {lines[n - 1]}",)) for n in swap)
    return FileEdit(path="/etc/fstab", before=fstab, edits=edits)


def kubelet_cgroup_driver_mismatch(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The kubelet takes the runtime's driver: at once, and without ending a container."""
    driver = found["runtime"].strip("'\"") or "systemd"
    yield Remedy(
        title=f"Set the kubelet's cgroup driver to the runtime's, {driver}, without quotes "
        f"({where_set(episode, 'cgroupDriver', 'cgroup-driver')})",
        edits=where_possible(lambda: set_option(episode, "cgroupDriver", "cgroup-driver", driver)),
        commands=_RELOAD,
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


_CGROUP_SETTINGS = (
    ("cgroupRoot", "cgroup-root"),
    ("kubeReservedCgroup", "kube-reserved-cgroup"),
    ("systemReservedCgroup", "system-reserved-cgroup"),
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
        commands=_RELOAD,
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


def kubelet_kernel_defaults(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """The values that the kubelet wants, in a file; or let it set them itself."""
    settings = [setting for setting in found["sysctls"].split() if "=" in setting]
    content = "".join(f"{setting.replace('=', ' = ')}\n" for setting in settings)
    there = exists(episode, SYSCTL_FILE)
    reboots = any(s.startswith("kernel.panic") for s in settings)
    yield Remedy(
        title=f"Set {', '.join(settings)} in {SYSCTL_FILE}",
        edits=() if there or not content else (FileEdit(path=SYSCTL_FILE, before=None, created=content),),
        commands=("sysctl --system", RESTART_KUBELET),
        caution="A later file of /etc/sysctl.d may set them otherwise: the last in order of names wins."
        + (" The machine then reboots ten seconds after a kernel panic: that is meant." if reboots else ""),
    )
    option = ("protectKernelDefaults", "protect-kernel-defaults")
    yield Remedy(
        title=f"Let the kubelet set them itself: protectKernelDefaults: false ({where_set(episode, *option)})",
        edits=where_possible(lambda: set_option(episode, *option, "false")),
        commands=_RELOAD,
        caution="A benchmark (CIS) that asks for the setting will complain.",
    )


def kubelet_unknown_flag(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Out of the file that carries it, with every other flag that this version is known not to have."""
    name, version = known_flags.canonical(found["flag"]), episode.version
    verdict = known_flags.judge("kubelet", name, version) if version else None
    sure = {Verdict.REMOVED, Verdict.NOT_YET}
    others = [
        f.name for f in flags(episode) if version and known_flags.judge("kubelet", f.name, version).verdict in sure
    ]
    names = list(dict.fromkeys([name, *others]))
    line = int(found["line"]) if found["line"].isdigit() else 0
    where = f"{found['file']}:{line}" if found["file"] and line else "what starts the kubelet (systemctl cat kubelet)"
    removed = verdict.removed_in if verdict is not None and verdict.verdict is Verdict.REMOVED else None
    yield Remedy(
        title=f"Take {', '.join(f'--{each}' for each in names)} out of {where}"
        + (f": gone since {removed.major}.{removed.minor}" if removed else ""),
        edits=where_possible(lambda: drop_flags(episode, names, (found["file"], line) if line else None)),
        commands=_RELOAD,
        valid_for=f">={removed.major}.{removed.minor}" if removed else "",
        caution=_instead(verdict)
        or (f"--{verdict.nearest} may have been meant. " if verdict and verdict.nearest else "")
        + "A restart of the kubelet ends no container.",
    )


def _instead(verdict: known_flags.FlagVerdict | None) -> str:
    if verdict is None or verdict.facts is None or not verdict.facts.instead:
        return ""
    nothing, _, why = verdict.facts.instead.partition(": ")
    return (
        f"Nothing takes its place: {why}."
        if nothing == "nothing"
        else f"What it set is now set by {verdict.facts.instead}."
    )


def kubelet_config_invalid(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Correct what the message names, or bring the file back."""
    file = found["file"] or config_path(episode)
    said = " ".join([found.summary, *(each.says for each in found.evidence)])
    if "no such file" in said and file == kubelet_config.drop_in_directory(flags(episode)):
        yield Remedy(
            title=f"Make the directory that --config-dir names, {file}, or take the flag out",
            commands=(command("mkdir", "-p", file), RESTART_KUBELET),
            caution="What lay in it is merged over the kubelet's configuration: bring that back too, from a node of "
            "the same kind.",
        )
        return
    if "no such file" in said:
        yield _bring_back(episode, file)
        return
    if "kubeconfig" in found.summary:
        yield _kubeconfig_anew(file)
        return
    gate, field = _GATE.search(said), _UNKNOWN_FIELD.search(said)
    if gate is not None:
        bad = dict.fromkeys((gate["gate"], *_refused_gates(episode, file)))
        yield Remedy(
            title=f"Take {', '.join(bad)} out of featureGates in {file}",
            edits=where_possible(lambda: _without_gates(episode, file, list(bad))),
            commands=(RESTART_KUBELET,),
            caution=_KUBEADM_COPY,
        )
        return
    if field is not None:
        keys = field["field"].split(".")
        yield Remedy(
            title=f"Take {field['field']} out of {file}: this version has no such field",
            edits=where_possible(lambda: drop_key(config_edit(episode, file), *keys)),
            commands=(RESTART_KUBELET,),
            caution=f"Look whether it is misspelt: letters' case counts. {_KUBEADM_COPY}",
        )
        return
    if found["field"]:
        at = kubelet_config.carrier(texts(episode), found["field"])
        where = f"{at[0]}:{at[1]}" if at else file
        yield Remedy(
            title=f"Give {found['field']} at {where} a value of its type ({found['type']}), "
            "or take the key out: its default holds then",
            commands=(RESTART_KUBELET,),
            caution=_KUBEADM_COPY,
        )
        return
    text = text_of(episode, file)
    problem = kubelet_config.parse(text) if text is not None else None
    line = problem.problem_line if problem is not None and problem.problem_line else ""
    yield Remedy(
        title=f"Correct {file}{f':{line}' if line else ''}: {_last_part(found)}",
        commands=(RESTART_KUBELET,),
        caution=_merged_over(episode, file) + _KUBEADM_COPY,
    )


def _kubeconfig_anew(file: str) -> Remedy:
    kubeadms = (command("mv", file, f"{file}.broken"), "kubeadm init phase kubeconfig kubelet")
    return Remedy(
        title=f"Make {file} anew: it is empty or damaged",
        commands=(command("ls", "-l", file), *(kubeadms if file == _KUBECONFIG else ()), RESTART_KUBELET),
        caution="kubeadm signs with the CA's key, which control-plane nodes have alone; a worker joins again. A disk "
        "that was full or a machine that lost power may have left other files empty too.",
    )


def _merged_over(episode: Episode, file: str) -> str:
    """That the fault may stand in a drop-in, where the message names none of them."""
    others = drop_ins(episode)
    if not others or file in others:
        return ""
    return f"Drop-ins are merged over it, and one of them may be at fault: {', '.join(others[:5])}. "


def _last_part(found: Finding) -> str:
    """The kubelet's reason, without the excerpts and Go types that follow it."""
    said = found.evidence[0].says if found.evidence else found.summary.partition(": ")[2]
    reason = re.split(r", (?:error found in|path: &|bigger context)", said.rpartition("rror: ")[2])[0]
    # Go prints a duration of the configuration as the struct that holds it.
    reason = re.sub(r"\{(\w+)\}", r"\1", " ".join(reason.split()))
    return reason[:160].rstrip(' .,:"') or "its message names what it refuses"


def _bring_back(episode: Episode, file: str) -> Remedy:
    version = episode.node.version or episode.version
    old = version is not None and not version.at_least(1, 15)
    fetch = (
        f"kubeadm upgrade node config --kubelet-version {version}"
        if old
        else "kubeadm upgrade node phase kubelet-config"
    )
    return Remedy(
        title=f"Bring {file} back: from the cluster while the API is up, or from a node of the same kind",
        commands=(fetch, RESTART_KUBELET),
        caution="A copy from another node has that node's particulars: correct them. A backup of this one is best.",
    )


def _refused_gates(episode: Episode, file: str) -> Iterator[str]:
    text, version = text_of(episode, file), episode.version
    if text is None or version is None:
        return
    bad = {GateVerdict.REMOVED, GateVerdict.NOT_YET, GateVerdict.LOCKED}
    for name, value in kubelet_config.parse(text).feature_gates:
        on = {"true": True, "false": False}.get(value.lower())
        if gates.judge(name, version, value=on).verdict in bad:
            yield name


def _without_gates(episode: Episode, file: str, names: list[str]) -> FileEdit:
    edit = config_edit(episode, file)
    listed = edit.tree.get("featureGates")
    there = [key for key, _, _ in listed.pairs()] if listed is not None else []
    mine = [name for name in names if name in there]
    if not mine:
        raise CannotEdit
    if len(mine) == len(there):
        edit.drop(edit.tree, "featureGates")
    else:
        for name in mine:
            edit.drop(listed, name)
    return edit.done


def kubelet_not_initialised(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Expected."""
    yield Remedy(
        title="Nothing is to be repaired: kubeadm init or join starts the kubelet with a complete configuration",
        commands=("systemctl stop kubelet",),
        caution="Stop it only to have quiet in the journal until then; kubeadm starts it again.",
    )


def _kubeconfig(episode: Episode) -> tuple[str, ...]:
    """Make a kubeconfig for this node with the CA's key, beside the present one, and put it in place."""
    version = episode.node.version
    alpha = "alpha " if version is not None and not version.at_least(1, 20) else ""
    user = f"kubeadm {alpha}kubeconfig user --org system:nodes --client-name system:node:{episode.node.name}"
    return (
        "cp -a /etc/kubernetes/kubelet.conf /root/kubelet.conf-before",
        f"{user} > /root/kubelet.conf",
        "mv /root/kubelet.conf /etc/kubernetes/kubelet.conf",
        RESTART_KUBELET,
    )


def kubelet_client_certificate_expired(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """A new kubeconfig by the CA's key; then the kubelet rotates by itself again."""
    yield Remedy(
        title="On a control-plane node, where the CA's key is, make the kubelet a new kubeconfig",
        commands=_kubeconfig(episode),
        caution="Read /root/kubelet.conf before it is put in place: its server must be the right one, and the node's "
        f"name in it ({episode.node.name}) exactly the registered one. Late versions want a --config file beside it. "
        "Afterwards let client-certificate and client-key in it point to "
        "/var/lib/kubelet/pki/kubelet-client-current.pem, so that rotation goes on.",
    )
    yield Remedy(
        title="On a worker, make the file on a control-plane node and copy it over, or join again with a new token",
        commands=("kubeadm token create --print-join-command",),
        caution="The token lets anyone who has it join a node for 24 hours. Requests for certificates must be "
        "approved: kubectl get csr.",
    )


def kubelet_bootstrap_deadlock(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """A credential that needs no apiserver."""
    yield Remedy(
        title="Give the kubelet a credential that needs no apiserver: a kubeconfig signed with the CA's key on this "
        "node",
        commands=_kubeconfig(episode),
        caution=f"Read /root/kubelet.conf before it is put in place; the name in it ({episode.node.name}) must be the "
        "registered one. Late versions want a --config file beside it.",
    )
    yield Remedy(
        title="Point server: in its kubeconfig at another control-plane node that is up, and back afterwards",
        commands=("grep server: /etc/kubernetes/bootstrap-kubelet.conf /etc/kubernetes/kubelet.conf",),
    )


def static_pod_rejected(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Remove the reason; then the kubelet has to be made to look again."""
    lost = "unmounted volumes" in found.summary.lower()
    yield Remedy(
        title="Restart the kubelet: it waits for volumes that are all there"
        if lost
        else "Remove the reason that the kubelet gives, then restart it: it does not try again by itself",
        commands=(RESTART_KUBELET,),
        caution="Running pods live on. A port, a request larger than what is left, a sysctl that is not allowed, a "
        "volume: the message names it. After an edit a new pod waits for the old one to end: give it a minute.",
    )
    critical = {"system-node-critical", "system-cluster-critical"}
    if "OutOf" in found.summary and episode.pod is not None and episode.pod.priority_class not in critical:
        yield Remedy(
            title="Give the pod priorityClassName: system-node-critical, so that the kubelet makes room for it",
            edits=where_possible(lambda: edit_of(episode).set_spec("priorityClassName", "system-node-critical").done),
            valid_for=">=1.11",
            caution="Other pods of the node are evicted for it.",
        )


def static_pod_references_api_object(episode: Episode, found: Finding) -> Iterator[Remedy]:
    """Out with what only the API can give."""
    reference = found["reference"]
    account = reference.startswith("ServiceAccount ")
    yield Remedy(
        title=f"Take {reference} out of {place(episode, found['line'])}",
        edits=where_possible(lambda: _without_account(episode)) if account else (),
        caution="With it goes the token that the API mounts (kube-api-access-...): remove its volume and mount too, "
        "and whatever else the API added (status, uid, resourceVersion, nodeName)."
        if account
        else "Put the content on the host, with the right mode, and mount it by hostPath; plain env values serve for "
        "envFrom and valueFrom. A pod that needs the API is better a DaemonSet.",
    )


def _without_account(episode: Episode) -> FileEdit:
    edit = edit_of(episode)
    spec = edit.tree.get("spec")
    for key in ("serviceAccountName", "serviceAccount"):
        if spec is not None and spec.given(key) is not None:
            edit.drop_spec(key)
    return edit.done


REMEDIES = {
    Cause.KUBELET_SWAP_ON: kubelet_swap_on,
    Cause.KUBELET_CGROUP_DRIVER_MISMATCH: kubelet_cgroup_driver_mismatch,
    Cause.KUBELET_CGROUP_UNSUPPORTED: kubelet_cgroup_unsupported,
    Cause.KUBELET_KERNEL_DEFAULTS: kubelet_kernel_defaults,
    Cause.KUBELET_UNKNOWN_FLAG: kubelet_unknown_flag,
    Cause.KUBELET_CONFIG_INVALID: kubelet_config_invalid,
    Cause.KUBELET_NOT_INITIALISED: kubelet_not_initialised,
    Cause.KUBELET_CLIENT_CERTIFICATE_EXPIRED: kubelet_client_certificate_expired,
    Cause.KUBELET_BOOTSTRAP_DEADLOCK: kubelet_bootstrap_deadlock,
    Cause.STATIC_POD_REJECTED: static_pod_rejected,
    Cause.STATIC_POD_REFERENCES_API_OBJECT: static_pod_references_api_object,
}
