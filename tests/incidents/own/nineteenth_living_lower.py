"""Kubelets and runtimes that live and complain in two or three lines, and what the like of it is said in passing."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.fifteenth_etcd import ago
from incidents.own.nineteenth_living import maybe
from incidents.own.shapes import A, quiet, shows

NO_SOCKET = 'E0312 10:29:50.1    1495 remote_runtime.go:277] "ListPodSandbox with filter from runtime service failed" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory\\"" filter="nil"'
NO_DOCKER = "E0312 10:29:50.1    1495 remote_runtime.go:169] ListPodSandbox with filter nil from runtime service failed: rpc error: code = Unknown desc = Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
IS_DOWN = 'E0312 10:29:50.1    1495 kubelet.go:2361] "Skipping pod synchronization" err="container runtime is down"'
IS_DOWN_OLD = "I0312 10:29:50.1    1495 kubelet.go:1758] skipping pod synchronization - [container runtime is down]"
NOT_YET = 'E0312 10:29:50.1    1495 kubelet.go:2361] "Skipping pod synchronization" err="[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]"'
SANITY = 'E0312 10:29:50.1    1495 kubelet.go:2347] "Container runtime sanity check failed" err="get container runtime status failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded"'
NO_NETWORK = 'E0312 10:29:50.1    1495 kubelet.go:2855] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"'
CRIO_FULL = 'time="2024-03-12 10:29:50.1Z" level=error msg="Failed to create pod sandbox kube-system_coredns-1(5): error creating read-write layer with ID: mkdir /var/lib/containers/storage/overlay/5b1: no space left on device"'
NOT_FOUND = 'E0312 10:29:50.1    1495 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ErrImagePull: \\"rpc error: code = NotFound desc = failed to pull and unpack image \\\\\\"registry.k8s.io/kube-apiserver:v1.99.0\\\\\\": failed to resolve reference: not found\\"" pod="kube-system/kube-apiserver-master-1" podUID="4e1243bd22c66e76c2ba9eddc1f91394"'
NEVER_PULL = 'E0312 10:29:50.1    1495 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ErrImageNeverPull: \\"Container image \\\\\\"kube-apiserver:v1.99.0\\\\\\" is not present with pull policy of Never\\"" pod="kube-system/kube-apiserver-master-1" podUID="4e1243bd22c66e76c2ba9eddc1f91394"'
DRIVERS = 'E0312 10:29:50.1    1495 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"NAME_kube-system(4e1243bd22c66e76c2ba9eddc1f91394)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"NAME_kube-system(4e1243bd22c66e76c2ba9eddc1f91394)\\\\\\": rpc error: code = Unknown desc = failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/kubepods/burstable/pod4e12/5b1\\" instead: unknown" pod="kube-system/NAME"'
LOST_ROUTE = 'E0312 10:29:50.1    1495 kubelet_node_status.go:540] "Error updating node status, will retry" err="error getting node \\"worker-1\\": Get \\"https://10.0.0.100:6443/api/v1/nodes/worker-1?timeout=10s\\": dial tcp 10.0.0.100:6443: connect: no route to host"'
MUST_EVICT = 'I0312 10:29:50.1    1495 eviction_manager.go:377] "Eviction manager: must evict pod(s) to reclaim" resourceName="ephemeral-storage"'
NO_STATS = 'E0312 10:29:50.1    1495 eviction_manager.go:262] "Eviction manager: failed to get summary stats" err="failed to get node info: node \\"master-1\\" not found"'
TASK_EXIT = 'time="2024-03-12T10:29:50.1Z" level=error msg="failed to handle container TaskExit event container_id:\\"5b1\\"" error="failed to stop container: context deadline exceeded: unknown"'
STARTED = 'I0312 10:29:58.1    1495 kubelet.go:2465] "SyncLoop (PLEG): event for pod" pod="kube-system/x" event={"ID":"bad3","Type":"ContainerStarted","Data":"93"}'


def tells(line, *seconds, unit="kubelet", node=None):
    node = node or Node()
    node.unit(unit)
    for second in seconds:
        node.journal(unit, line, ago=ago(second))
    return node


OWN_NINETEENTH_LIVING_LOWER = (
    maybe("living-kubelet-finds-no-containerd", "runtime_unavailable", tells(NO_SOCKET, 9, 5, 1)),
    maybe("living-kubelet-finds-no-docker", "runtime_unavailable", tells(NO_DOCKER, 9, 5, 1)),
    maybe("living-kubelet-says-that-it-is-down", "runtime_unavailable", tells(IS_DOWN, 11, 6, 1)),
    maybe("living-kubelet-says-that-it-is-down-1.9", "runtime_unavailable", tells(IS_DOWN_OLD, 11, 6, 1)),
    maybe("living-kubelet-checks-in-vain", "runtime_unavailable", tells(SANITY, 31, 21, 11, 1)),
    maybe("living-crio-alone-has-no-room", "disk_full", tells(CRIO_FULL, 31, 1, unit="crio")),
    maybe("living-kubelet-gets-no-such-image", "image_unavailable", tells(NOT_FOUND, 31, 1)),
    maybe("living-kubelet-may-not-pull", "image_unavailable", tells(NEVER_PULL, 31, 1)),
    maybe("living-kubelet-and-another-driver", ["cgroup_driver_mismatch", "container_create_failed"], tells(DRIVERS.replace("NAME", "kube-apiserver-master-1"), 31, 1)),
    maybe("living-kubelet-lost-its-apiserver", "apiserver_unreachable", tells(LOST_ROUTE, 130, 100, 70, 40, 10)),
    maybe("living-kubelet-must-evict", "node_pressure_eviction", tells(MUST_EVICT, 21, 11, 1)),
    quiet("living-kubelet-has-just-begun", tells(NOT_YET, 5)),
    quiet("living-kubelet-waits-for-the-network", tells(NO_NETWORK, 11, 6, 1)),
    quiet("living-kubelet-has-no-stats-yet", tells(NO_STATS, 11, 1)),
    quiet("living-kubelet-found-containerd-again", tells(STARTED, 2, node=tells(NO_SOCKET, 29, 25, 21))),
    quiet("living-kubelet-was-told-once-that-it-is-down", tells(IS_DOWN, 100)),
    quiet("living-containerd-could-not-stop-one", tells(TASK_EXIT, 21, 11, 1, unit="containerd")),
    quiet("living-kubelet-lost-its-apiserver-for-a-moment", tells(LOST_ROUTE, 30, 20)),
    shows("living-kubelet-finds-no-containerd-and-it-is-off", "runtime_unavailable", tells(NO_SOCKET, 9, 5, 1).unit("containerd", "failed", "failed", Result="exit-code", ExecMainStatus=1)),
    quiet("living-kubelet-s-image-came", tells(STARTED, 2, node=tells(NOT_FOUND, 60, node=Node().static_pod(A, edited=timedelta(days=3)).runs(A, "", since=ago(20))))),
)  # fmt: skip
