"""Ways out of what ends the kubelet itself, or keeps it from starting a static pod."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyrestart.knowledge import flags as known_flags
from whyrestart.knowledge.flags import Verdict
from whyrestart.model.cause import Cause
from whyrestart.model.diagnosis import Finding
from whyrestart.model.episode import Episode
from whyrestart.model.remedy import FileEdit, LineEdit, Remedy
from whyrestart.remedies.editing import (
    KUBEADM_COPY,
    RELOAD_KUBELET,
    RESTART_KUBELET,
    edit_of,
    exists,
    place,
    text_of,
    where_possible,
)
from whyrestart.remedies.kubelet_edit import (
    drop_flags,
    flags,
    set_option,
    where_set,
)
from whyrestart.remedies.yaml_edit import CannotEdit

SYSCTL_FILE = "/etc/sysctl.d/90-kubelet.conf"


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
        caution=f"A node with etcd is better without swap. {KUBEADM_COPY}",
    )


def _without_swap(fstab: str | None) -> FileEdit:
    lines = (fstab or "").splitlines()
    swap = [n for n, line in enumerate(lines, 1) if re.match(r"[^#\s]\S*\s+\S+\s+swap\s", line)]
    if fstab is None or not swap:
        raise CannotEdit
    edits = tuple(LineEdit(first=n, last=n, new=(f"# {lines[n - 1]}",)) for n in swap)
    return FileEdit(path="/etc/fstab", before=fstab, edits=edits)


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
        commands=RELOAD_KUBELET,
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
        commands=RELOAD_KUBELET,
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
    lost = "mounted volumes" in found.summary
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
    Cause.KUBELET_KERNEL_DEFAULTS: kubelet_kernel_defaults,
    Cause.KUBELET_UNKNOWN_FLAG: kubelet_unknown_flag,
    Cause.KUBELET_NOT_INITIALISED: kubelet_not_initialised,
    Cause.KUBELET_CLIENT_CERTIFICATE_EXPIRED: kubelet_client_certificate_expired,
    Cause.KUBELET_BOOTSTRAP_DEADLOCK: kubelet_bootstrap_deadlock,
    Cause.STATIC_POD_REJECTED: static_pod_rejected,
    Cause.STATIC_POD_REFERENCES_API_OBJECT: static_pod_references_api_object,
}
