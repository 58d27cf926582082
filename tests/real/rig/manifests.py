"""The control plane's static pods as kubeadm 1.20 writes them, with probe periods shortened.

A manifest is a plain dictionary here, so that a fault is an ordinary change of it.
"""

from __future__ import annotations

import copy
import socket
from collections.abc import Mapping
from typing import Any

import psutil
import yaml

from .places import (
    ADDRESS,
    APISERVER,
    CONTROLLER_MANAGER,
    ETCD_CLIENT,
    ETCD_DATA,
    ETCD_METRICS,
    ETCD_PEER,
    FILES,
    IMAGE_NAMES,
    MANIFESTS,
    NODE,
    PKI,
    RUN,
    SCHEDULER,
)

Manifest = dict[str, Any]
Seconds = int

# Kubeadm's own are 10, 10, 8 and a startup probe of 24; the slow ones keep the healthy components out of the way.
QUICK = {"initialDelaySeconds": 10, "periodSeconds": 3, "failureThreshold": 3, "timeoutSeconds": 5}
SLOW = {"initialDelaySeconds": 10, "periodSeconds": 10, "failureThreshold": 8, "timeoutSeconds": 15}
LEASE: tuple[Seconds, Seconds, Seconds] = (6, 4, 1)  # so short that each restart of the apiserver topples its clients


def probe(port: int, path: str, scheme: str = "HTTPS", **numbers: Seconds) -> Manifest:
    """An httpGet probe of this host."""
    return {"httpGet": {"host": ADDRESS, "path": path, "port": port, "scheme": scheme}, **numbers}


def etcd() -> Manifest:
    """etcd's pod."""
    url = f"https://{ADDRESS}"
    flags = {
        "advertise-client-urls": f"{url}:{ETCD_CLIENT}",
        "cert-file": f"{PKI}/etcd/server.crt",
        "client-cert-auth": "true",
        "data-dir": str(ETCD_DATA),
        "initial-advertise-peer-urls": f"{url}:{ETCD_PEER}",
        "initial-cluster": f"{NODE}={url}:{ETCD_PEER}",
        "key-file": f"{PKI}/etcd/server.key",
        "listen-client-urls": f"{url}:{ETCD_CLIENT}",
        "listen-metrics-urls": f"http://{ADDRESS}:{ETCD_METRICS}",
        "listen-peer-urls": f"{url}:{ETCD_PEER}",
        "name": NODE,
        "peer-cert-file": f"{PKI}/etcd/peer.crt",
        "peer-client-cert-auth": "true",
        "peer-key-file": f"{PKI}/etcd/peer.key",
        "peer-trusted-ca-file": f"{PKI}/etcd/ca.crt",
        "trusted-ca-file": f"{PKI}/etcd/ca.crt",
    }
    liveness = {"livenessProbe": probe(ETCD_METRICS, "/health", "HTTP", **SLOW)}
    return _pod("etcd", flags, liveness, {"etcd-data": str(ETCD_DATA), "etcd-certs": f"{PKI}/etcd"})


def apiserver() -> Manifest:
    """kube-apiserver's pod; a liveness probe alone, as kubeadm wrote it until 1.17."""
    flags = {
        "advertise-address": _advertised(),
        "allow-privileged": "true",
        "authorization-mode": "Node,RBAC",
        "bind-address": ADDRESS,
        "client-ca-file": f"{PKI}/ca.crt",
        "enable-admission-plugins": "NodeRestriction",
        "enable-bootstrap-token-auth": "true",
        "etcd-cafile": f"{PKI}/etcd/ca.crt",
        "etcd-certfile": f"{PKI}/apiserver-etcd-client.crt",
        "etcd-keyfile": f"{PKI}/apiserver-etcd-client.key",
        "etcd-servers": f"https://{ADDRESS}:{ETCD_CLIENT}",
        "insecure-port": "0",
        "kubelet-client-certificate": f"{PKI}/apiserver-kubelet-client.crt",
        "kubelet-client-key": f"{PKI}/apiserver-kubelet-client.key",
        "kubelet-preferred-address-types": "InternalIP,ExternalIP,Hostname",
        "proxy-client-cert-file": f"{PKI}/front-proxy-client.crt",
        "proxy-client-key-file": f"{PKI}/front-proxy-client.key",
        "requestheader-allowed-names": "front-proxy-client",
        "requestheader-client-ca-file": f"{PKI}/front-proxy-ca.crt",
        "requestheader-extra-headers-prefix": "X-Remote-Extra-",
        "requestheader-group-headers": "X-Remote-Group",
        "requestheader-username-headers": "X-Remote-User",
        "secure-port": str(APISERVER),
        "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
        "service-account-key-file": f"{PKI}/sa.pub",
        "service-account-signing-key-file": f"{PKI}/sa.key",
        "service-cluster-ip-range": "10.96.0.0/12",
        "tls-cert-file": f"{PKI}/apiserver.crt",
        "tls-private-key-file": f"{PKI}/apiserver.key",
    }
    liveness = {"livenessProbe": probe(APISERVER, "/healthz", **QUICK)}
    return _pod("kube-apiserver", flags, liveness, {"k8s-certs": str(PKI), "files": str(FILES)})


def controller_manager() -> Manifest:
    """kube-controller-manager's pod."""
    config = f"{PKI}/controller-manager.conf"
    flags = {
        "authentication-kubeconfig": config,
        "authorization-kubeconfig": config,
        "bind-address": ADDRESS,
        "client-ca-file": f"{PKI}/ca.crt",
        "cluster-name": "kubernetes",
        "cluster-signing-cert-file": f"{PKI}/ca.crt",
        "cluster-signing-key-file": f"{PKI}/ca.key",
        "controllers": "*,bootstrapsigner,tokencleaner",
        "kubeconfig": config,
        **_election(),
        "port": "0",
        "requestheader-client-ca-file": f"{PKI}/front-proxy-ca.crt",
        "root-ca-file": f"{PKI}/ca.crt",
        "service-account-private-key-file": f"{PKI}/sa.key",
        "use-service-account-credentials": "true",
    }
    return _pod("kube-controller-manager", flags, _both_probes(CONTROLLER_MANAGER), {"k8s-certs": str(PKI)})


def scheduler() -> Manifest:
    """kube-scheduler's pod."""
    config = f"{PKI}/scheduler.conf"
    flags = {
        "authentication-kubeconfig": config,
        "authorization-kubeconfig": config,
        "bind-address": ADDRESS,
        "kubeconfig": config,
        **_election(),
        "port": "0",
    }
    return _pod("kube-scheduler", flags, _both_probes(SCHEDULER), {"k8s-certs": str(PKI)})


def read(name: str) -> Manifest:
    """The manifest that now stands in the kubelet's directory."""
    manifest: Manifest = yaml.safe_load((MANIFESTS / f"{name}.yaml").read_text())
    return manifest


def put(manifest: Manifest, file: str = "") -> None:
    """Into the kubelet's directory, by rename, under its pod's name unless told otherwise."""
    put_text(yaml.safe_dump(manifest, sort_keys=False), file or f"{manifest['metadata']['name']}.yaml")


def put_text(text: str, file: str) -> None:
    """Any text into the kubelet's directory, by rename."""
    partial = RUN / f".{file}"
    partial.write_text(text)
    partial.rename(MANIFESTS / file)


def changed(
    manifest: Manifest,
    *,
    flags: Mapping[str, str | None] | None = None,
    liveness: Mapping[str, Any] | None = None,
    http_get: Mapping[str, Any] | None = None,
    **container: Any,
) -> Manifest:
    """A copy with flags set (or dropped, where None), liveness fields or its httpGet overlaid, container fields set."""
    new = copy.deepcopy(manifest)
    only = new["spec"]["containers"][0]
    for flag, value in (flags or {}).items():
        only["command"] = [word for word in only["command"] if word.split("=")[0] != f"--{flag}"]
        if value is not None:
            only["command"].append(f"--{flag}={value}")
    only["livenessProbe"] |= liveness or {}
    only["livenessProbe"]["httpGet"] |= http_get or {}
    only |= container
    return new


def _advertised() -> str:
    """An address of this machine other than the loopback, which the apiserver refuses to advertise; else that."""
    for addresses in psutil.net_if_addrs().values():
        for one in addresses:
            if one.family == socket.AF_INET and not one.address.startswith("127."):
                return one.address
    return ADDRESS


def _election() -> dict[str, str]:
    names = ("lease-duration", "renew-deadline", "retry-period")
    return {"leader-elect": "true", **{f"leader-elect-{n}": f"{s}s" for n, s in zip(names, LEASE, strict=True)}}


def _both_probes(port: int) -> Manifest:
    return {
        "livenessProbe": probe(port, "/healthz", **SLOW),
        "startupProbe": probe(port, "/healthz", **SLOW | {"failureThreshold": 24}),
    }


def _pod(name: str, flags: Mapping[str, str], probes: Manifest, volumes: Mapping[str, str]) -> Manifest:
    container = {
        "command": [name, *(f"--{flag}={value}" for flag, value in flags.items())],
        "image": IMAGE_NAMES[name],
        "imagePullPolicy": "IfNotPresent",
        **probes,
        "name": name,
        "resources": {"requests": {"cpu": "100m"}},
        "volumeMounts": [
            {"mountPath": path, "name": volume, "readOnly": volume != "etcd-data"} for volume, path in volumes.items()
        ],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"labels": {"component": name, "tier": "control-plane"}, "name": name, "namespace": "kube-system"},
        "spec": {
            "containers": [container],
            "hostNetwork": True,
            "priorityClassName": "system-node-critical",
            "volumes": [
                {"hostPath": {"path": path, "type": "DirectoryOrCreate"}, "name": volume}
                for volume, path in volumes.items()
            ],
        },
    }
