"""What stands beside the reports of further_fifth_node.py: the same in other clothes, and what looks like it and is not."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.shapes import UNIT, A, E, dies, miss, quiet, shows

CANNOT_LISTEN = 'E0303 10:12:01.123456     580 server.go:200] "Failed to listen and serve" err="listen tcp 0.0.0.0:10250: bind: address already in use"'
HEALTHZ = 'E0607 11:54:49.434338    5587 server.go:808] "Failed to start healthz server" err="listen tcp 127.0.0.1:10248: bind: address already in use"'
REFUSED = (
    'E0304 14:17:40.123456    2011 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 '
    'runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = '
    '\\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\\""'
)
READ_ONLY = "EXT4-fs (sda2): Remounting filesystem read-only"
SLICE = (
    "E0915 12:01:02.100200    1201 kuberuntime_manager.go:646] createPodSandbox for pod "
    '"kube-apiserver-master-1_kube-system(f8a1c2)" failed: rpc error: code = Unknown desc = failed to create a sandbox for pod '
    '"kube-apiserver-master-1": Error response from daemon: cgroup-parent for systemd cgroup should be a valid slice named as "xxx.slice"'
)


def wrapped(text, component="kubelet"):
    """A line as k0s passes it on."""
    return (
        f'time="2024-03-12 10:29:01" level=info msg="{text.replace(chr(34), chr(92) + chr(34))}" component={component}'
    )


def loops(*lines, version="v1.28.4"):
    """A kubelet that says so and exits, again and again."""
    return Node(version=version).kubelet_loops(*lines)


def noted(why):
    """How a kubelet up to 1.7 said that it had no container manager."""
    return loops(
        f"I0901 08:11:02.410025    2914 kubelet.go:1820] skipping pod synchronization - [Failed to start ContainerManager {why}]",
        version="v1.7.4",
    )


def runtime_ends(unit, line, kernel=""):
    """A runtime that ends with these words each time, and what the kernel had said before."""
    node = loops(REFUSED).unit(unit, "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=1)
    for seconds in (52, 42, 32):
        node.journal(unit, line, ago=timedelta(seconds=seconds))
    return node.journal("kernel", kernel, ago=timedelta(minutes=20)) if kernel else node


def refused(reason, message):
    """A static pod that the kubelet refused."""
    return Node().static_pod(A).failed_pod(A, reason, message)


def waits(reason, message):
    """A static pod whose container cannot be made."""
    return Node().static_pod(A).waits(A, reason, message, restarts=2)


def docker_refuses(driver):
    """Docker with the systemd driver, below a kubelet of that driver."""
    return (
        Node(version="v1.22.3")
        .unit("kubelet")
        .static_pod(A)
        .kubelet(SLICE)
        .file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nstaticPodPath: /etc/kubernetes/manifests\n"
            f"cgroupDriver: {driver}\n",
        )
    )


FIFTH_LOOK = (
    # ---- a supervisor's line around another's -----------------------------------------------------------------------
    shows(
        "kubelet_swap_on-wrapped",
        "kubelet_swap_on",
        loops(
            wrapped(
                'E0303 10:12:01.123456     580 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap"'
            )
        ),
        UNIT,
    ),
    miss(
        "kubelet_swap_on-wrapped-warning",
        "kubelet_swap_on",
        loops(
            wrapped(
                "W0303 10:12:01.123456     580 container_manager_linux.go:210] Running with swap on is not supported, please disable swap!"
            )
        ),
    ),
    shows(
        "node_address_missing-wrapped",
        "node_address_missing",
        dies(
            E,
            wrapped(
                '{"level":"fatal","ts":"2024-03-12T10:29:01.795Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"listen tcp 10.9.9.9:2380: bind: cannot assign requested address"}',
                "etcd",
            ),
        ),
        E,
    ),
    # ---- devices are no files of a setting's --------------------------------------------------------------------------
    *(
        miss(
            f"file_missing-kubelet-{path.strip('/').replace('/', '-')}",
            "file_missing",
            loops(
                f"F0303 10:12:01.123456     580 server.go:269] failed to run Kubelet: failed to create kubelet: open {path}: no such file or directory"
            ),
        )
        for path in ("/dev/kmsg", "/proc/sys/vm/overcommit_memory", "/sys/fs/cgroup/memory")
    ),
    shows(
        "file_missing-kubelet-after-kmsg",
        "file_missing",
        loops(
            "E0303 10:12:01.123456     580 watcher.go:1] open /dev/kmsg: no such file or directory",
            'E0303 10:12:01.123456     580 run.go:74] "command failed" err="failed to run Kubelet: open /etc/kubernetes/tls.key: no such file or directory"',
        ),
        UNIT,
    ),
    # ---- the runtime's files --------------------------------------------------------------------------------------------
    shows(
        "filesystem_damaged-containerd",
        "filesystem_damaged",
        runtime_ends(
            "containerd",
            "containerd: failed to create temp dir: mkdir /var/lib/containerd/tmpmounts: read-only file system",
            READ_ONLY,
        ),
        UNIT,
    ),
    shows(
        "filesystem_damaged-containerd-eio",
        "filesystem_damaged",
        runtime_ends(
            "containerd",
            "containerd: open /var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db: input/output error",
        ),
        UNIT,
    ),
    shows(
        "filesystem_damaged-crio-xfs",
        "filesystem_damaged",
        runtime_ends(
            "crio",
            'time="2024-03-12T10:29:01Z" level=fatal msg="mkdir /var/lib/containers/storage: structure needs cleaning"',
            "XFS (dm-0): Corruption detected. Unmount and run xfs_repair",
        ),
        UNIT,
    ),
    shows(
        "runtime_unavailable-read-only-by-design",
        "runtime_unavailable",
        runtime_ends(
            "crio",
            'time="2024-03-12T10:29:01Z" level=fatal msg="validating network config: invalid plugin_dirs entry: mkdir /opt/cni: read-only file system"',
        ),
    ),
    shows(
        "runtime_unavailable-proc-read-only",
        "runtime_unavailable",
        runtime_ends("containerd", "containerd: open /proc/sys/net/ipv4/ip_forward: read-only file system", READ_ONLY),
    ),
    shows(
        "filesystem_damaged-refused-pod",
        "filesystem_damaged",
        refused(
            "UnexpectedAdmissionError",
            'Update plugin resources failed due to failed to write checkpoint file "kubelet_internal_checkpoint": open /var/lib/kubelet/device-plugins/.8: input/output error, which is unexpected.',
        ),
        A,
    ),
    shows(
        "static_pod_rejected-read-only-usr",
        "static_pod_rejected",
        refused("UnexpectedAdmissionError", "mkdir /usr/libexec/x: read-only file system"),
        A,
    ),
    shows(
        "filesystem_damaged-no-snapshot",
        "filesystem_damaged",
        waits(
            "CreateContainerError",
            "failed to create containerd container: mkdir /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/new-1: read-only file system",
        ),
        A,
    ),
    *(
        miss(f"filesystem_damaged-made-{name}", "filesystem_damaged", waits("RunContainerError", message))
        for name, message in (
            (
                "own-root",
                'OCI runtime create failed: runc create failed: unable to start container process: error mounting "/etc/x" to rootfs at "/etc/x": mkdirat etc: read-only file system: unknown',
            ),
            (
                "merged-root",
                "OCI runtime create failed: mkdir /var/lib/docker/overlay2/1f/merged/run/secrets: read-only file system: unknown",
            ),
        )
    ),
    # ---- what a kubelet only noted ----------------------------------------------------------------------------------------
    shows(
        "kubelet_cgroup_unsupported-noted",
        "kubelet_cgroup_unsupported",
        noted("system validation failed - Following Cgroup subsystem not mounted: [memory]"),
        UNIT,
    ),
    shows(
        "kubelet_kernel_defaults-noted",
        "kubelet_kernel_defaults",
        noted("[invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0]"),
        UNIT,
    ),
    miss(
        "kubelet_swap_on-information",
        "kubelet_swap_on",
        loops("I0901 08:11:02.410025    2914 kubelet.go:1820] Running with swap on is not supported", version="v1.7.4"),
    ),
    # ---- the kubelet's own ports --------------------------------------------------------------------------------------------
    shows(
        "port_in_use-kubelet-other-distribution",
        "port_in_use",
        loops(CANNOT_LISTEN).socket("k3s-server", 10250, pid=77),
        UNIT,
    ),
    shows(
        "port_held_by_previous_instance-kubelet",
        "port_held_by_previous_instance",
        loops(CANNOT_LISTEN).socket("kubelet", 10250, pid=77),
        UNIT,
    ),
    shows("port_in_use-kubelet-unseen", "port_in_use", loops(CANNOT_LISTEN), UNIT),
    miss(
        "port_in_use-kubelet-healthz",
        ["port_in_use", "port_held_by_previous_instance"],
        loops(HEALTHZ).socket("kubelet", 10248, pid=5),
    ),
    quiet(
        "kubelet-listens-again",
        Node().unit("kubelet").kubelet(CANNOT_LISTEN, ago=timedelta(minutes=10)).socket("kubelet", 10250, pid=1),
    ),
    # ---- Docker's word on a parent that is no slice ---------------------------------------------------------------------------
    shows("cgroup_driver_mismatch-docker-config", "cgroup_driver_mismatch", docker_refuses("cgroupfs"), A),
    miss("cgroup_driver_mismatch-docker-same", "cgroup_driver_mismatch", docker_refuses("systemd")),
)
