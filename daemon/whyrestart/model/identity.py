"""What a diagnosis can be about, and how it is named: a container of a static pod, a systemd unit, the node itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, order=True)
class ContainerRef:
    """A named slot in a pod. `pod` is the full name with the node's suffix (`kube-apiserver-master-1`)."""

    namespace: str
    pod: str
    container: str

    def __str__(self) -> str:
        return f"{self.namespace}/{self.pod}/{self.container}"

    def is_meant_by(self, word: str) -> bool:
        """Whether a person means it: by its own name, or the pod's, with or without namespace and node's suffix."""
        wanted = word.rpartition("/")[2]
        return wanted in {self.pod, self.container} or self.pod.startswith(f"{wanted}-")


@dataclass(frozen=True, kw_only=True, order=True)
class UnitRef:
    """A systemd unit, such as `kubelet.service`."""

    unit: str

    def __str__(self) -> str:
        return self.unit

    def is_meant_by(self, word: str) -> bool:
        """Whether a person means it, with or without `.service`."""
        return self.unit.removesuffix(".service") == word.removesuffix(".service")


@dataclass(frozen=True, kw_only=True, order=True)
class NodeRef:
    """The node: the subject of causes that lie below the pods (runtime, host)."""

    node: str

    def __str__(self) -> str:
        return self.node

    def is_meant_by(self, word: str) -> bool:
        """Whether a person means it, by its whole name."""
        return self.node == word


Subject = ContainerRef | UnitRef | NodeRef

KUBELET = UnitRef(unit="kubelet.service")
# Units in which nothing but a kubelet runs: its own, those of snaps (MicroK8s' before 1.21, Canonical Kubernetes',
# Charmed Kubernetes'), and OpenShift 3's, as its community and as Red Hat call it.
KUBELETS = (
    KUBELET.unit, "snap.microk8s.daemon-kubelet.service", "snap.k8s.kubelet.service", "snap.kubelet.daemon.service",
    "origin-node.service", "atomic-openshift-node.service",
)  # fmt: skip
# RKE2 and k0s start the kubelet as a child, k3s and MicroK8s' kubelite run it within themselves.
CARRIERS = (
    "rke2-server.service", "rke2-agent.service", "k3s.service", "k3s-agent.service", "k0scontroller.service",
    "k0sworker.service", "snap.microk8s.daemon-kubelite.service", "k3s-node.service",
)  # fmt: skip
# Of these the ones that run a control plane as well.
SERVERS = frozenset(
    {"rke2-server.service", "k3s.service", "k0scontroller.service", "snap.microk8s.daemon-kubelite.service"}
)
# What the processes of a carrier are called, and what it starts, by the beginning of its unit's name.
PROCESSES = {
    "k3s": frozenset({"k3s", "k3s-server", "k3s-agent"}),
    "rke2": frozenset({"rke2", "kubelet", "kube-apiserver", "etcd"}),
    "k0scontroller": frozenset({"k0s", "kubelet", "kube-apiserver", "etcd"}),
    "k0sworker": frozenset({"k0s", "kubelet"}),
    "snap.microk8s.daemon-kubelite": frozenset({"kubelite"}),
}
# What an installation by hand, kubespray's etcd, CoreOS, OpenShift 3 or a snap runs as a unit of its own.
PROGRAMS = {
    "etcd.service": "etcd",
    "kube-apiserver.service": "kube-apiserver",
    "kube-controller-manager.service": "kube-controller-manager",
    "kube-scheduler.service": "kube-scheduler",
    # CoreOS' etcd of its second and third major version.
    "etcd2.service": "etcd",
    "etcd-member.service": "etcd",
    # OpenShift 3 to 3.9: its etcd in a container, and its masters. Its controllers hold the scheduler too, and where
    # there is but one master `origin-master` holds them all.
    "etcd_container.service": "etcd",
    "origin-master-api.service": "kube-apiserver",
    "origin-master-controllers.service": "kube-controller-manager",
    "origin-master.service": "kube-apiserver",
    "atomic-openshift-master-api.service": "kube-apiserver",
    "atomic-openshift-master-controllers.service": "kube-controller-manager",
    "atomic-openshift-master.service": "kube-apiserver",
    # The KMS plugin of Azure's aks-engine, in a container that its unit starts.
    "kms.service": "kms-plugin",
    # Snaps: MicroK8s' before 1.21 and its datastore, Charmed Kubernetes' and Canonical Kubernetes'.
    "snap.microk8s.daemon-k8s-dqlite.service": "k8s-dqlite",
    "snap.microk8s.daemon-etcd.service": "etcd",
    "snap.microk8s.daemon-apiserver.service": "kube-apiserver",
    "snap.microk8s.daemon-controller-manager.service": "kube-controller-manager",
    "snap.microk8s.daemon-scheduler.service": "kube-scheduler",
    "snap.etcd.etcd.service": "etcd",
    "snap.kube-apiserver.daemon.service": "kube-apiserver",
    "snap.kube-controller-manager.daemon.service": "kube-controller-manager",
    "snap.kube-scheduler.daemon.service": "kube-scheduler",
    "snap.k8s.k8s-dqlite.service": "k8s-dqlite",
    "snap.k8s.etcd.service": "etcd",
    "snap.k8s.kube-apiserver.service": "kube-apiserver",
    "snap.k8s.kube-controller-manager.service": "kube-controller-manager",
    "snap.k8s.kube-scheduler.service": "kube-scheduler",
}
# cri-dockerd's is called by its own name where kubespray wrote it, CRI-O's as some of its packages did.
RUNTIMES = (
    "containerd.service", "docker.service", "crio.service", "cri-o.service", "cri-docker.service",
    "cri-dockerd.service",
)  # fmt: skip
# What goes before a runtime and keeps it from its start where it fails: CRI-O's own (to 1.19) and OpenShift's.
BEFORE_RUNTIMES = {"crio-wipe.service": "crio.service", "crio-configure.service": "crio.service"}

# The runtimes within snaps, which nothing but the kubelets of the same snaps uses.
SNAPS_RUNTIMES = ("snap.microk8s.daemon-containerd.service", "snap.k8s.containerd.service")


@dataclass(frozen=True, kw_only=True, order=True)
class AttemptKey:
    """One attempt of one container: the runtime's creation number is unique only within a pod UID."""

    ref: ContainerRef
    pod_uid: str
    attempt: int
