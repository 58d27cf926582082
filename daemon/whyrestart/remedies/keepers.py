"""Who writes a manifest anew: an edit of the file alone is lost at that program's next run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from whyrestart.knowledge.default_probes import DefaultProbe, default_probes
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.remedy import Remedy
from whyrestart.remedies.editing import exists

_KUBEADM_FLAGS = "/var/lib/kubelet/kubeadm-flags.env"


def with_keeper(episode: Episode, remedies: Sequence[Remedy]) -> Iterator[Remedy]:
    """Say once, where the manifest is edited first, who would write it anew."""
    said = _keeper(episode)
    for remedy in remedies:
        if said and episode.manifest is not None and any(edit.path == episode.manifest.path for edit in remedy.edits):
            yield replace(remedy, caution=f"{remedy.caution} {said}".lstrip())
            said = ""
        else:
            yield remedy


def _keeper(episode: Episode) -> str:
    if episode.manifest is None or episode.pod is None:
        return ""
    if "+rke2" in str(episode.node.version or "") or "/rancher/rke2/" in episode.manifest.path:
        return "RKE2 writes this file anew at its start: make the change in /etc/rancher/rke2/config.yaml as well."
    if "/static-pod-resources/" in episode.manifest.text:
        return "An operator of OpenShift writes this file: make the change in the operator's configuration."
    if written_by_kubeadm(episode):
        return (
            "kubeadm writes this file anew at an upgrade: make the change in its ClusterConfiguration as well (kubectl "
            "-n kube-system edit cm kubeadm-config)."
        )
    return ""


def written_by_kubeadm(episode: Episode) -> bool:
    """Whether kubeadm wrote the manifest, or the node's kubelet is set up by it."""
    annotations = episode.pod.annotations if episode.pod is not None else ()
    annotated = any(name.startswith("kubeadm.kubernetes.io/") for name, _ in annotations)
    return annotated or exists(episode, _KUBEADM_FLAGS) is True


def own_probe(episode: Episode, kind: ProbeKind) -> DefaultProbe | None:
    """The probe that kubeadm gives this component in this release; other keepers put theirs back by themselves."""
    kubeadm = _keeper(episode).startswith("kubeadm ")
    version = episode.node.version if episode.program == "etcd" else episode.version
    if not kubeadm or version is None:
        return None
    return next((probe for probe in default_probes("kubeadm", episode.program, version) if probe.kind is kind), None)
