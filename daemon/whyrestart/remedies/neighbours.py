"""What the node's other manifests tell a remedy: where its etcd serves, which key its controller-manager signs with."""

from __future__ import annotations

from collections.abc import Iterator

from whyrestart.episodes import manifests
from whyrestart.model.episode import Episode
from whyrestart.model.manifest import Container, StaticPod


def etcd_container(episode: Episode) -> Container | None:
    """This node's etcd, by its manifest."""
    return next((container for _, container in _containers(episode) if container.program == "etcd"), None)


def local_etcd(episode: Episode) -> str:
    """The loopback URL on which this node's etcd serves its clients, by its manifest; empty where there is none."""
    etcd = etcd_container(episode)
    urls = (etcd.flag_value("listen-client-urls") or "").split(",") if etcd is not None else []
    return next((url for url in urls if "//127.0.0.1:" in url or "//localhost:" in url), "")


def private_key(episode: Episode) -> str:
    """The private key that this node's controller-manager signs with, on the host."""
    for pod, container in _containers(episode):
        if path := container.flag_value("service-account-private-key-file"):
            return pod.host_path_of(container, path) or ""
    return ""


def _containers(episode: Episode) -> Iterator[tuple[StaticPod, Container]]:
    pods = (manifest.pod for manifest in manifests(episode.node) if manifest.pod is not None)
    yield from ((pod, container) for pod in pods for container in pod.containers)
