"""What the last of the eighth look's reports showed, in other clothes, and what looks like it."""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.own.shapes import UNIT, A, E, dies, miss, shows

SOCKET = "/run/containerd/containerd.sok"
REFUSED_AT = (
    'E0312 10:29:28.102733   21877 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 '
    'runtime API for endpoint \\"unix://{0}\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while '
    'dialing: dial unix {0}: connect: no such file or directory\\""'
)
WAITS = (
    "E0312 10:29:28.786848   26382 certificate_manager.go:562] kubernetes.io/kube-apiserver-client-kubelet: Failed while requesting a signed "
    'certificate from the control plane: cannot create certificate signing request: Post "https://10.0.0.4:6443/apis/certificates.k8s.io/v1/'
    'certificatesigningrequests": dial tcp 10.0.0.4:6443: connect: connection refused'
)
NO_PAUSE = (
    'E0312 10:29:29.610344   26382 kuberuntime_sandbox.go:72] "Failed to create sandbox for pod" err="rpc error: code = Unknown desc = failed to '
    'get sandbox image \\"registry.k8s.io/pause:3.6\\": failed to pull image: dial tcp: i/o timeout" pod="kube-system/kube-apiserver-master-1"'
)


def config_unread(why):
    """A kubelet that cannot read its configuration for such a reason."""
    return Node().kubelet_loops(
        'E0312 10:29:29.900100    5115 run.go:74] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, '
        "error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "
        f'\\"/var/lib/kubelet/config.yaml\\", error: read /var/lib/kubelet/config.yaml: {why}"'
    )


def asks_6444(*, code, lived):
    """An apiserver whose probe asks a port that it will not open, and which ends at such an age and leaves no log."""
    node = Node().static_pod(A, probe=http_probe(port=6444, path="/livez", host="10.0.0.4"))
    return node.died(A, "", code=code, attempt=7, lived=timedelta(seconds=lived), ago=timedelta(minutes=1))


EIGHTH_LATER = (
    shows(
        "runtime_endpoint_wrong-misspelt",
        "runtime_endpoint_wrong",
        Node()
        .kubelet_loops(REFUSED_AT.format(SOCKET))
        .absent(SOCKET)
        .there("/run/containerd/containerd.sock", kind="socket", mode="0660"),
        UNIT,
    ),
    miss(
        "runtime_unavailable-message-bus",
        ["runtime_unavailable", "runtime_endpoint_wrong"],
        Node().kubelet_loops(
            'E0312 10:29:28.102733   21877 run.go:72] "command failed" err="failed to run Kubelet: dial unix /run/dbus/system_bus_socket: '
            'connect: no such file or directory"'
        ),
    ),
    shows(
        "image_unavailable-pause-beside-a-certificate",
        "image_unavailable",
        Node().unit("kubelet").static_pod(A).kubelet(WAITS, NO_PAUSE),
        A,
    ),
    shows("filesystem_damaged-kubelets-configuration", "filesystem_damaged", config_unread("input/output error"), UNIT),
    shows(
        "filesystem_damaged-kubelets-configuration-xfs",
        "filesystem_damaged",
        config_unread("structure needs cleaning"),
        UNIT,
    ),
    miss("filesystem_damaged-a-directory", "filesystem_damaged", config_unread("is a directory")),
    shows(
        "etcd_data_corrupt-bolt-of-old",
        "etcd_data_corrupt",
        dies(E, "panic: pgid (32300) above high water mark (32300)\n\ngoroutine 99 [running]:", code=2),
        E,
    ),
    *(
        shows(f"probe_wrong_port-by-its-age-{code}", "probe_wrong_port", asks_6444(code=code, lived=lived), A)
        for code, lived in ((0, 95), (137, 112))
    ),
    miss("probe_wrong_port-too-young", "probe_wrong_port", asks_6444(code=0, lived=20)),
    miss("probe_wrong_port-by-itself", "probe_wrong_port", asks_6444(code=1, lived=95)),
)
