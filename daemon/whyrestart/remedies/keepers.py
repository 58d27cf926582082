"""Who writes a manifest anew: an edit of the file alone is lost at that program's next run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from whyrestart.model.episode import Episode
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
    annotated = any(name.startswith("kubeadm.kubernetes.io/") for name, _ in episode.pod.annotations)
    if annotated or exists(episode, _KUBEADM_FLAGS):
        return (
            "kubeadm writes this file anew at an upgrade: make the change in its ClusterConfiguration as well (kubectl "
            "-n kube-system edit cm kubeadm-config)."
        )
    return ""
