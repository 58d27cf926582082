"""A third look at etcd, resources, the runtime and the kubelet: little evidence each, and half of it near misses."""

import json
from datetime import timedelta

from incidents import saying
from incidents.builder import Node
from incidents.own.shapes import KUBELET_CONFIG, UNIT, A, E, S, dies, miss, probed_to_death, quiet, shows

DRIVER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\nstaticPodPath: /etc/kubernetes/manifests\n"
UID = "4e1243bd22c66e76c2ba9eddc1f91394"
SLICE = f"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{UID}.slice"
SCOPE = "cri-containerd-1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c5b6a7988.scope"


def command_failed(text, *, version="v1.28.4", **more):
    """A kubelet of 1.24 or later that ends with that error."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return Node(version=version).kubelet_loops(
        f'E0312 10:29:55.9    5115 run.go:74] "command failed" err="{quoted}"', **more
    )


def says(level, msg, caller="etcdserver/server.go:1154", second=55, **more):
    """A line of etcd's zap."""
    return json.dumps(
        {"level": level, "ts": f"2024-03-12T10:29:{second:02d}.900Z", "caller": caller, "msg": msg, **more}
    )


def sandbox_fails(why, *, program=A, version="v1.28.4"):
    """A kubelet that lives, and the runtime's refusal of one static pod's sandbox."""
    inner = why.replace('"', '\\\\\\"')
    line = (
        f'E0312 10:29:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for '
        f'\\"{program}-master-1_kube-system(aa)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod '
        f'\\\\\\"{program}-master-1_kube-system(aa)\\\\\\": rpc error: code = Unknown desc = {inner}\\"" '
        f'pod="kube-system/{program}-master-1" podUID="aa"'
    )
    return Node(version=version).unit("kubelet").static_pod(program).static_pod(S).kubelet(line)


def start_fails(message, *, program=A, reason="RunContainerError"):
    """What the kubelet's /pods says of a container that the runtime does not start."""
    return Node().static_pod(program).waits(program, reason, message, restarts=4)


def memory_line(constraint, *, memcg=None, task=A, cgroup=f"{SLICE}/{SCOPE}"):
    """The kernel's summary of a kill, since 4.19."""
    of = f"oom_memcg={memcg},task_memcg={cgroup}" if memcg else f"global_oom,task_memcg={cgroup}"
    return f"oom-kill:constraint={constraint},nodemask=(null),cpuset={SCOPE},mems_allowed=0,{of},task={task},pid=4242,uid=0"


KILLED = "total-vm:1910272kB, anon-rss:1045232kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:2500kB oom_score_adj:-997"


def killed_within(memcg):
    """The apiserver's process was killed, in its own container, because that cgroup had reached its limit."""
    own = f"{SLICE}/cri-containerd-{Node().container_id(A, 3, UID)}.scope"
    return (
        Node()
        .static_pod(A)
        .died(A, code=137, attempt=3, lived=timedelta(minutes=4), uid=UID)
        .journal(
            "kernel",
            memory_line("CONSTRAINT_MEMCG", memcg=memcg, cgroup=own),
            f"Memory cgroup out of memory: Killed process 4242 (kube-apiserver) {KILLED}",
        )
    )


ETCD = (
    # ---- damage, and what looks like it ----------------------------------------------------------------------------
    shows(
        "filesystem_damaged-etcd-cannot-read-its-log",
        "filesystem_damaged",
        dies(
            E,
            says("info", "Running: ", args=["etcd"])
            + "\n"
            + says(
                "fatal",
                "failed to read WAL, cannot be repaired",
                "etcdserver/storage.go:110",
                error="read /var/lib/etcd/member/wal/0000000000000012-00000000001f3a00.wal: input/output error",
            ),
        ),
        E,
    ),
    shows(
        "etcd_data_corrupt-hash",
        "etcd_data_corrupt",
        dies(
            E,
            says(
                "warn",
                "found hash mismatch with remote peer",
                "etcdserver/corrupt.go:108",
                **{"local-member-id": "8e9e05c52164694d", "remote-peer-id": "91bc3c398fb3c146"},
            )
            + "\n"
            + says(
                "error",
                "checkInitialHashKV failed",
                "embed/etcd.go:259",
                error="8e9e05c52164694d found data inconsistency with peers",
            )
            + "\n"
            + says(
                "fatal",
                "discovery failed",
                "etcdmain/etcd.go:204",
                error="8e9e05c52164694d found data inconsistency with peers",
            ),
        ),
        E,
    ),
    shows(
        "etcd_data_corrupt-alarm",
        "etcd_data_corrupt",
        Node()
        .static_pod(E)
        .died(
            E,
            says(
                "warn",
                "/health error",
                "etcdhttp/metrics.go:86",
                output='{"health":"false","reason":"ALARM CORRUPT"}',
                **{"status-code": 503},
            ),
            code=0,
            lived=timedelta(seconds=90),
        )
        .runs(
            E,
            says(
                "warn",
                "serving /health false due to an alarm",
                "etcdhttp/metrics.go:165",
                alarm="memberID:10276657743932975437 alarm:CORRUPT ",
            ),
            attempt=6,
            since=timedelta(seconds=20),
        ),
        E,
    ),
    miss(
        "etcd_data_corrupt-another-holds-the-lock",
        "etcd_data_corrupt",
        Node()
        .static_pod(E)
        .died(
            E,
            says(
                "info",
                "db file is flocked by another process, or taking too long",
                "etcdserver/backend.go:95",
                path="/var/lib/etcd/member/snap/db",
                took="10.000123s",
            ),
            code=0,
            lived=timedelta(seconds=95),
        ),
    ),
    miss(
        "etcd_data_corrupt-apiserver-cannot-decode",
        ["etcd_data_corrupt", "etcd_unreachable"],
        Node()
        .static_pod(E)
        .runs(E)
        .static_pod(A)
        .runs(
            A,
            'E0312 10:29:00.1       1 cacher.go:478] cacher (secrets): unexpected ListAndWatch error: failed to list *core.Secret: unable to transform key "/registry/secrets/default/x": no matching prefix found; reinitializing...',
        ),
    ),
    shows(
        "etcd_upgrade_incompatible-downgrade-3.6",
        "etcd_upgrade_incompatible",
        dies(
            E,
            says(
                "panic",
                "invalid downgrade; server version is lower than determined cluster version",
                "membership/downgrade.go:42",
                **{"current-server-version": "3.5.21", "determined-cluster-version": "3.6"},
            )
            + "\npanic: invalid downgrade; server version is lower than determined cluster version",
            image="registry.k8s.io/etcd:3.5.21-0",
            version="v1.33.1",
            code=2,
        ),
        E,
    ),
    # ---- members ---------------------------------------------------------------------------------------------------
    shows(
        "etcd_membership_mismatch-peers-refuse-the-removed",
        "etcd_membership_mismatch",
        dies(
            E,
            "\n".join(
                f"2024-03-12 10:29:5{n}.100200 E | rafthttp: failed to find member 8e9e05c52164694d in cluster cdf818194e3a8c32"
                for n in range(4)
            )
            + "\n2024-03-12 10:29:55.100200 E | etcdserver: the member has been permanently removed from the cluster\n2024-03-12 10:29:55.100300 I | etcdserver: the data-dir used by this member must be removed.",
            code=0,
        ),
        E,
    ),
    quiet(
        "etcd-still-called-by-a-member-removed-long-ago",
        Node()
        .static_pod(E)
        .runs(
            E,
            "\n".join(
                says(
                    "warn",
                    "rejected stream from remote peer because it was removed",
                    "rafthttp/http.go:394",
                    second,
                    **{
                        "local-member-id": "8e9e05c52164694d",
                        "remote-peer-id-stream-handler": "8e9e05c52164694d",
                        "remote-peer-id-from": "91bc3c398fb3c146",
                    },
                )
                for second in (10, 20, 30)
            ),
        )
        .etcd(health={"health": "true"}),
    ),
    shows(
        "etcd_no_quorum-elections-3.3",
        "etcd_no_quorum",
        Node(version="v1.15.12")
        .static_pod(E, image="k8s.gcr.io/etcd:3.3.10")
        .died(
            E,
            "\n".join(
                f'2024-03-12 10:29:{n}.1 I | raft: 8e9e05c52164694d is starting a new election at term {n}\n2024-03-12 10:29:{n}.2 I | raft: 8e9e05c52164694d became candidate at term {n + 1}\n2024-03-12 10:29:{n}.3 W | rafthttp: health check for peer 91bc3c398fb3c146 could not connect: dial tcp 10.0.0.5:2380: connect: no route to host (prober "ROUND_TRIPPER_RAFT_MESSAGE")\n2024-03-12 10:29:{n}.4 E | etcdserver: publish error: etcdserver: request timed out'
                for n in range(20, 50, 5)
            ),
            code=0,
            lived=timedelta(seconds=95),
        ),
        E,
    ),
    miss(
        "etcd_no_quorum-peers-speak-no-tls",
        ["etcd_server_certificate_expired", "etcd_client_certificate_expired", "etcd_data_corrupt"],
        dies(
            E,
            "\n".join(
                says(
                    "warn",
                    "prober detected unhealthy status",
                    "rafthttp/probing_status.go:68",
                    second,
                    rtt="0s",
                    error="tls: first record does not look like a TLS handshake",
                    **{"round-tripper-name": "ROUND_TRIPPER_SNAPSHOT", "remote-peer-id": "91bc3c398fb3c146"},
                )
                for second in (10, 15, 20)
            ),
            code=0,
            lived=timedelta(seconds=95),
        ),
    ),
    # ---- slowness --------------------------------------------------------------------------------------------------
    miss(
        "etcd_slow_disk-but-the-processor",
        "etcd_slow_disk",
        probed_to_death(
            E,
            log="\n".join(
                says(
                    "warn",
                    "leader failed to send out heartbeat on time; took too long, leader is overloaded likely from slow disk",
                    "etcdserver/raft.go:416",
                    second,
                    to="91bc3c398fb3c146",
                    **{"heartbeat-interval": "100ms", "expected-duration": "200ms", "exceeded-duration": "812ms"},
                )
                for second in range(10, 40, 3)
            ),
        ).host(pressure={"cpu": {"some_avg60": 96.4}, "io": {"some_avg60": 0.1}, "memory": {"some_avg60": 0.0}}),
    ),
    miss(
        "etcd_slow_disk-huge-answers",
        "etcd_slow_disk",
        Node()
        .static_pod(E)
        .runs(
            E,
            "\n".join(
                says(
                    "warn",
                    "apply request took too long",
                    "etcdserver/util.go:166",
                    second,
                    took="812.3ms",
                    prefix="read-only range ",
                    request='key:"/registry/events/" range_end:"/registry/events0" ',
                    response="range_response_count:140021 size:181003311",
                    **{"expected-duration": "100ms"},
                )
                for second in (12, 40)
            ),
        )
        .probe(E, 200, body='{"health":"true"}'),
    ),
    miss(
        "etcd_nospace-too-large-a-request",
        ["etcd_nospace_alarm", "disk_full"],
        Node()
        .static_pod(E)
        .runs(E)
        .static_pod(A)
        .runs(
            A,
            "E0312 10:29:00.1       1 status.go:71] apiserver received an error that is not an metav1.Status: &status.Error{s:(*status.Status)(0xc000)}: rpc error: code = InvalidArgument desc = etcdserver: request is too large",
        ),
    ),
    shows(
        "etcd_nospace_alarm-apiserver-says-it",
        "etcd_nospace_alarm",
        dies(
            A,
            'E0312 10:29:50.1       1 controller.go:223] unable to sync kubernetes service: etcdserver: mvcc: database space exceeded\nF0312 10:29:55.1       1 hooks.go:203] PostStartHook "rbac/bootstrap-roles" failed: unable to initialize roles: etcdserver: mvcc: database space exceeded',
            code=255,
        ),
    ),
)
MEMORY = (
    shows(
        "oom_killed-limit-of-the-pod",
        "oom_killed",
        Node()
        .static_pod(A, limits={"memory": "1Gi"})
        .died(A, code=137, attempt=3, lived=timedelta(minutes=4), uid=UID)
        .journal(
            "kernel",
            memory_line("CONSTRAINT_MEMCG", memcg=SLICE),
            f"Memory cgroup out of memory: Killed process 4242 (kube-apiserver) {KILLED}",
        ),
        A,
    ),
    miss("oom-all-pods-together", "oom_killed", killed_within("/kubepods.slice")),
    shows(
        "oom_killed-limit-of-the-container-4.18",
        "oom_killed",
        Node()
        .static_pod(E, limits={"memory": "512Mi"})
        .died(E, code=137, attempt=3, lived=timedelta(minutes=4))
        .journal(
            "kernel",
            "etcd invoked oom-killer: gfp_mask=0xd0, order=0, oom_score_adj=-998",
            f"Task in /kubepods/burstable/pod1/{Node().container_id(E, 3)} killed as a result of limit of /kubepods/burstable/pod1/{Node().container_id(E, 3)}",
            "memory: usage 524288kB, limit 524288kB, failcnt 10168",
            "Memory cgroup out of memory: Kill process 21541 (etcd) score 1001 or sacrifice child",
        ),
        E,
    ),
    shows(
        "oom_killed-kernel-names-no-cgroup",
        "oom_killed",
        Node()
        .static_pod(E, limits={"memory": "512Mi"})
        .died(E, code=137, attempt=3, lived=timedelta(minutes=4))
        .journal("kernel", f"Memory cgroup out of memory: Killed process 21541 (etcd) {KILLED}"),
        E,
    ),
    miss(
        "oom-kernel-names-no-cgroup-and-there-is-no-limit",
        "oom_killed",
        Node()
        .static_pod(E)
        .died(E, code=137, attempt=3, lived=timedelta(minutes=4))
        .journal("kernel", f"Memory cgroup out of memory: Killed process 21541 (etcd) {KILLED}"),
    ),
    shows(
        "node_out_of_memory-kubelet",
        "node_out_of_memory",
        Node()
        .unit("kubelet", "activating", "auto-restart", 3, Result="oom-kill", ExecMainStatus=9)
        .journal(
            "kernel",
            "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=kubelet.service,mems_allowed=0,global_oom,task_memcg=/system.slice/kubelet.service,task=kubelet,pid=4242,uid=0",
            f"Out of memory: Killed process 4242 (kubelet) {KILLED.replace('-997', '-999')}",
        )
        .kubelet(
            "kubelet.service: A process of this unit has been killed by the OOM killer.",
            "kubelet.service: Main process exited, code=killed, status=9/KILL",
            "kubelet.service: Failed with result 'oom-kill'.",
            by="systemd",
        ),
    ),
    miss(
        "oom-go-asks-for-more-than-there-is",
        ["oom_killed", "etcd_data_corrupt"],
        dies(
            E,
            says("info", "opened backend db", "etcdserver/backend.go:81", path="/var/lib/etcd/member/snap/db")
            + "\nfatal error: runtime: out of memory\n\nruntime stack:\nruntime.throw({0x1107f3c?, 0x400000?})\n\truntime/panic.go:992 +0x71",
            code=2,
        ),
    ),
    miss(
        "oom-threads-run-out",
        ["oom_killed", "node_out_of_memory", "inotify_limit"],
        dies(
            A,
            "runtime: failed to create new OS thread (have 21 already; errno=11)\nruntime: may need to increase max user processes (ulimit -u)\nfatal error: newosproc\n\nruntime stack:",
            code=2,
        ),
    ),
    miss(
        "oom-kernel-killed-something-long-before",
        ["oom_killed", "node_out_of_memory"],
        probed_to_death(A).journal(
            "kernel",
            f"Out of memory: Killed process 991 (kube-apiserver) {KILLED}",
            ago=timedelta(hours=9),
        ),
    ),
    shows(
        "disk_full-no-inodes",
        "disk_full",
        Node()
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'failed to create containerd container: failed to prepare extraction snapshot "extract-1": failed to create temp dir: mkdir /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/new-3: no space left on device',
        )
        .host(
            filesystems=[
                {
                    "mount": "/",
                    "size_bytes": 100_000_000_000,
                    "free_bytes": 60_000_000_000,
                    "free_inodes": 0,
                    "read_only": False,
                }
            ]
        ),
        A,
    ),
    miss(
        "disk_full-shared-memory-of-the-container",
        "disk_full",
        Node()
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E0312 10:20:00.1    2999 remote_runtime.go:343] "StartContainer from runtime service failed" err="rpc error: code = Unknown desc = failed to start container: write /sys/fs/cgroup/cpuset/kubepods/cpuset.cpus: no space left on device" containerID="default/web"'
        ),
    ),
    shows(
        "node_pressure_eviction-refused-at-the-door",
        "node_pressure_eviction",
        Node()
        .unit("kubelet")
        .static_pod("kube-proxy", flags=(), probe="")
        .failed_pod("kube-proxy", "Evicted", "Pod was rejected: The node had condition: [DiskPressure]. "),
    ),
    shows(
        "node_pressure_eviction-structured",
        "node_pressure_eviction",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .kubelet(
            'I0312 10:20:00.1    2999 eviction_manager.go:351] "Eviction manager: must evict pod(s) to reclaim" resourceName="memory"',
            'I0312 10:20:01.1    2999 eviction_manager.go:589] "Eviction manager: pod is evicted successfully" pod="kube-system/kube-apiserver-master-1"',
            'I0312 10:20:01.2    2999 eviction_manager.go:205] "Eviction manager: pods evicted, waiting for pod to be cleaned up" pods=["kube-system/kube-apiserver-master-1"]',
        ),
    ),
    quiet(
        "eviction-of-someone-else",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .probe(A, 200, body="ok")
        .kubelet(
            'I0312 10:20:00.1    2999 eviction_manager.go:351] "Eviction manager: must evict pod(s) to reclaim" resourceName="ephemeral-storage"',
            'I0312 10:20:01.1    2999 eviction_manager.go:589] "Eviction manager: pod is evicted successfully" pod="default/cache-0"',
            'I0312 10:20:01.2    2999 eviction_manager.go:205] "Eviction manager: pods evicted, waiting for pod to be cleaned up" pods=["default/cache-0"]',
        ),
    ),
)
RUNTIME = (
    # ---- the drivers, said by the runtime itself -------------------------------------------------------------------
    shows(
        "cgroup_driver_mismatch-containerd-refuses",
        "cgroup_driver_mismatch",
        sandbox_fails(
            'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got "/kubepods/burstable/pod1/aa" instead: unknown'
        ),
    ),
    shows(
        "cgroup_driver_mismatch-container-status",
        "cgroup_driver_mismatch",
        start_fails(
            'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got "/kubepods/burstable/pod1/aa" instead: unknown'
        ),
    ),
    # ---- runc and the shim -----------------------------------------------------------------------------------------
    *(
        shows(f"container_create_failed-{name}", "container_create_failed", start_fails(message), A)
        for name, message in {
            "no-runc": 'failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/aa/log.json: no such file or directory): exec: "runc": executable file not found in $PATH: unknown',
            "runc-of-another-machine": "failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/aa/log.json: no such file or directory): fork/exec /usr/local/sbin/runc: exec format error: unknown",
            "no-shim": 'failed to create containerd task: failed to start shim: failed to resolve runtime path: runtime "io.containerd.runc.v2" binary not installed "containerd-shim-runc-v2": file does not exist: unknown',
            "no-gpu-runtime": 'failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to retrieve OCI runtime error (open /run/containerd/io.containerd.runtime.v2.task/k8s.io/aa/log.json: no such file or directory): exec: "nvidia-container-runtime": executable file not found in $PATH: unknown',
            "dbus": 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: unable to start unit "cri-containerd-aa.scope" (properties [{Name:Description Value:"libcontainer container aa"}]): Message recipient disconnected from message bus without replying: unknown',
            "seccomp-in-the-kernel": "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: unable to init seccomp: error loading seccomp filter into kernel: error loading seccomp filter: errno 524: unknown",
            "pids": "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: can't get final child's PID from pipe: EOF: unknown",
        }.items()
    ),
    shows(
        "container_create_failed-no-apparmor",
        "container_create_failed",
        start_fails(
            "failed to create containerd container: failed to generate apparmor spec opts: apparmor is not supported",
            reason="CreateContainerError",
        ),
        A,
    ),
    shows(
        "container_create_failed-seccomp-profile",
        ["container_create_failed", "file_missing"],
        start_fails(
            'failed to create containerd container: failed to generate seccomp spec opts: cannot load seccomp profile "/var/lib/kubelet/seccomp/profiles/audit.json": open /var/lib/kubelet/seccomp/profiles/audit.json: no such file or directory',
            reason="CreateContainerError",
        ),
        A,
    ),
    shows(
        "command_not_found-the-containers-own",
        "command_not_found",
        start_fails(
            'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "kube-apiserverr": executable file not found in $PATH: unknown'
        ),
        A,
    ),
    # ---- images ----------------------------------------------------------------------------------------------------
    shows(
        "image_unavailable-pause-of-nowhere",
        "image_unavailable",
        sandbox_fails(
            'failed to get sandbox image "localhost/kubernetes/pause": failed to pull image "localhost/kubernetes/pause": failed to resolve reference "localhost/kubernetes/pause:latest": failed to do request: Head "https://localhost/v2/kubernetes/pause/manifests/latest": dial tcp 127.0.0.1:443: connect: connection refused'
        ),
    ),
    quiet(
        "sandbox-refused-once-then-made",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .kubelet(
            'E0312 10:29:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"kube-apiserver-master-1_kube-system(aa)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"kube-apiserver-master-1_kube-system(aa)\\\\\\": rpc error: code = Unknown desc = failed to reserve sandbox name\\"" pod="kube-system/kube-apiserver-master-1" podUID="aa"',
            'I0312 10:29:12.1    2999 kubelet.go:2349] "SyncLoop (PLEG): event for pod" pod="kube-system/kube-apiserver-master-1" event={"ID":"aa","Type":"ContainerStarted","Data":"bb"}',
        ),
    ),
    # ---- the socket ------------------------------------------------------------------------------------------------
    shows(
        "runtime_unavailable-hangs",
        "runtime_unavailable",
        command_failed(
            'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = DeadlineExceeded desc = context deadline exceeded'
        ),
        UNIT,
    ),
    shows(
        "cri_plugin_disabled-invalid-uri",
        ["cri_plugin_disabled", "runtime_unavailable"],
        command_failed(
            'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"'
        )
        .unit("containerd", "activating", "auto-restart", 31, Result="exit-code", ExecMainStatus=1)
        .file("/etc/containerd/config.toml", 'version = 2\ndisabled_plugins = ["cri"]\n')
        .journal("containerd", 'containerd: invalid disabled plugin URI "cri" expect io.containerd.x.vx'),
    ),
    quiet(
        "containerd-restarted-once",
        Node()
        .unit("kubelet")
        .unit("containerd", restarts=1)
        .static_pod(A)
        .runs(A)
        .probe(A, 200, body="ok")
        .kubelet(
            'E0312 10:02:00.1    2999 remote_runtime.go:633] "Status from runtime service failed" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\\""',
            'E0312 10:02:00.2    2999 kubelet.go:2840] "Container runtime sanity check failed" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\\""',
            ago=timedelta(minutes=28),
        )
        .kubelet(
            'I0312 10:02:11.1    2999 kubelet.go:2349] "SyncLoop (PLEG): event for pod" pod="kube-system/kube-apiserver-master-1" event={"ID":"aa","Type":"ContainerStarted","Data":"bb"}',
            ago=timedelta(minutes=27),
        ),
    ),
    quiet(
        "snapshotters-that-no-one-uses",
        Node()
        .unit("kubelet")
        .unit("containerd")
        .static_pod(A)
        .runs(A)
        .probe(A, 200, body="ok")
        .journal(
            "containerd",
            'time="2024-03-12T09:29:55.1Z" level=info msg="starting containerd" revision=aa version=1.6.20',
            'time="2024-03-12T09:29:55.2Z" level=warning msg="failed to load plugin io.containerd.snapshotter.v1.devmapper" error="devmapper not configured"',
            'time="2024-03-12T09:29:55.3Z" level=info msg="skip loading plugin \\"io.containerd.snapshotter.v1.aufs\\"..." error="aufs is not supported (modprobe aufs failed: exit status 1): skip plugin" type=io.containerd.snapshotter.v1',
            'time="2024-03-12T09:29:55.4Z" level=error msg="failed to load cni during init, please check CRI plugin status before setting up network for pods" error="cni config load failed: no network config found in /etc/cni/net.d: cni plugin not initialized: failed to load cni config"',
        ),
    ),
)
KUBELET = (
    # ---- flags -----------------------------------------------------------------------------------------------------
    *(
        shows(f"kubelet_unknown_flag-{name}", "kubelet_unknown_flag", command_failed(text), UNIT)
        for name, text in {
            "logging": "failed to parse kubelet flag: unknown flag: --logtostderr",
            "short": "failed to parse kubelet flag: unknown shorthand flag: 'c' in -config=/var/lib/kubelet/config.yaml",
        }.items()
    ),
    shows(
        "kubelet_unknown_flag-typographic-dash",
        ["kubelet_unknown_flag", "invalid_flag_value", "unknown"],
        command_failed("unknown command \u2013container-runtime-endpoint=unix:///run/containerd/containerd.sock"),
        UNIT,
    ),
    shows(
        "kubelet_unknown_flag-nobody-looked-at-the-units",
        "kubelet_unknown_flag",
        Node().kubelet(
            'I0312 10:29:55.1    5115 server.go:211] "Kubelet version" kubeletVersion="v1.28.4"',
            'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --logtostderr"',
        ),
        UNIT,
    ),
    quiet(
        "kubelet-that-ended-and-lives-again",
        Node()
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E0312 10:20:55.9    5115 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --logtostderr"',
            ago=timedelta(minutes=10),
        )
        .kubelet(
            'I0312 10:25:55.1    5203 server.go:211] "Kubelet version" kubeletVersion="v1.28.4"',
            'I0312 10:25:57.1    5203 kubelet.go:2349] "SyncLoop ADD" source="file" pods=["kube-system/kube-apiserver-master-1"]',
            ago=timedelta(minutes=4),
        ),
    ),
    # ---- its configuration -----------------------------------------------------------------------------------------
    shows(
        "kubelet_config_invalid-of-another-kind",
        "kubelet_config_invalid",
        command_failed(
            'failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: no kind "InitConfiguration" is registered for version "kubeadm.k8s.io/v1beta3" in scheme "k8s.io/kubernetes/pkg/kubelet/apis/config/scheme/scheme.go:33"'
        ),
        UNIT,
    ),
    shows(
        "kubelet_config_invalid-drop-in",
        ["kubelet_config_invalid", "file_missing"],
        command_failed(
            'failed to merge kubelet configs: failed to walk through kubelet dropin directory "/etc/kubernetes/kubelet.conf.d": lstat /etc/kubernetes/kubelet.conf.d: no such file or directory',
            version="v1.30.1",
        ),
        UNIT,
    ),
    quiet(
        "kubelet-lenient-about-a-field",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'I0312 08:29:00.1    2999 codec.go:105] "Using lenient decoding as strict decoding failed" err="strict decoding error: unknown field \\"dynamicConfigDir\\""',
            ago=timedelta(hours=2),
        ),
    ),
    # ---- its credentials -------------------------------------------------------------------------------------------
    miss(
        "kubelet-client-certificate-damaged",
        ["kubelet_client_certificate_expired", "kubelet_not_initialised", "kubelet_config_invalid"],
        Node()
        .file(KUBELET_CONFIG, DRIVER)
        .file("/etc/kubernetes/kubelet.conf", "apiVersion: v1\nkind: Config\n")
        .kubelet_loops(
            "E0312 10:29:55.1    5115 bootstrap.go:241] unable to read existing bootstrap client config from /etc/kubernetes/kubelet.conf: invalid configuration: [unable to read client-cert /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory, unable to read client-key /var/lib/kubelet/pki/kubelet-client-current.pem for default-auth due to open /var/lib/kubelet/pki/kubelet-client-current.pem: no such file or directory]",
            'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
        ),
    ),
    miss(
        "kubelet-under-a-new-name",
        [
            "static_pod_rejected",
            "node_address_missing",
            "kubelet_bootstrap_deadlock",
            "kubelet_client_certificate_expired",
        ],
        Node(name="cp-new")
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E0312 10:29:00.1    2999 kubelet_node_status.go:92] "Unable to register node with API server" err="nodes \\"cp-new\\" is forbidden: node \\"cp-old\\" is not allowed to modify node \\"cp-new\\"" node="cp-new"',
            'E0312 10:29:01.1    2999 kubelet.go:2448] "Error getting node" err="node \\"cp-new\\" not found"',
        ),
    ),
    quiet(
        "kubelet-serving-certificate-not-trusted",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            "I0312 10:29:00.1    2999 log.go:194] http: TLS handshake error from 10.0.0.9:40112: remote error: tls: bad certificate"
        ),
    ),
    # ---- its own state and other ends ------------------------------------------------------------------------------
    *(
        shows(f"unknown-kubelet-checkpoint-{form}", "unknown", Node().kubelet_loops(*lines), UNIT)
        for form, lines in saying.kubelet(
            'could not initialize checkpoint manager: could not restore state from checkpoint: checkpoint is corrupted, please drain this node and delete the memory manager checkpoint file "/var/lib/kubelet/memory_manager_state" before restarting Kubelet'
        ).items()
    ),
    shows(
        "unknown-kubelet-panics",
        "unknown",
        Node().kubelet_loops(
            'E0312 10:29:55.1    5115 runtime.go:79] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
            "panic: runtime error: invalid memory address or nil pointer dereference [recovered]",
            "[signal SIGSEGV: segmentation violation code=0x1 addr=0x20 pc=0xb8cb90]",
            status=2,
        ),
        UNIT,
    ),
    shows(
        "static_pod_rejected-no-aligned-processors",
        "static_pod_rejected",
        Node()
        .static_pod(A)
        .failed_pod(
            A, "TopologyAffinityError", "Pod was rejected: Resources cannot be allocated with Topology locality"
        ),
    ),
    quiet(
        "kubelet-wants-what-it-does-not-find",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            "W0312 10:02:00.1    2999 machine.go:65] Cannot read vendor id correctly, set empty.",
            'E0312 10:02:00.2    2999 kubelet.go:1280] "Image garbage collection failed once. Stats initialization may not have completed yet" err="failed to get imageFs info: unable to find data in memory cache"',
            'E0312 10:02:00.3    2999 cri_stats_provider.go:448] "Failed to get the info of the filesystem with mountpoint" err="unable to find data in memory cache." mountpoint="/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs"',
            'W0312 10:02:00.4    2999 watcher.go:93] Error while processing event ("/sys/fs/cgroup/devices/system.slice": 0x40000100 == IN_CREATE|IN_ISDIR): inotify_add_watch /sys/fs/cgroup/devices/system.slice: no such file or directory',
            'E0312 10:02:00.5    2999 kubelet.go:2169] "Skipping pod synchronization" err="[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]"',
        ),
    ),
    miss(
        "kubelet-swap-is-only-noted",
        "kubelet_swap_on",
        Node(version="v1.32.1")
        .host(swap_bytes=2147483648)
        .kubelet_loops(
            'I0312 10:29:55.1    5115 swap_util.go:115] "Swap is on" /proc/swaps contents="Filename\\tType\\tSize\\tUsed\\tPriority\\n/dev/sda2 partition 2097148 0 -2"',
            'E0312 10:29:55.9    5115 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"',
        ),
    ),
)
# Thought of after the rules were mended.
LATER = (
    quiet(
        "eviction-manager-just-started",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E0312 10:02:00.1    2999 eviction_manager.go:258] "Eviction manager: failed to get summary stats" err="failed to get node info: node \\"master-1\\" not found"'
        ),
    ),
    shows(
        "unknown-kubelet-watchdog",
        "unknown",
        Node()
        .unit("kubelet", "activating", "auto-restart", 4, Result="watchdog", ExecMainStatus=6)
        .kubelet(
            "kubelet.service: Watchdog timeout (limit 1min)!",
            "kubelet.service: Killing process 5115 (kubelet) with signal SIGABRT.",
            "kubelet.service: Main process exited, code=dumped, status=6/ABRT",
            "kubelet.service: Failed with result 'watchdog'.",
            by="systemd",
        ),
        UNIT,
    ),
    miss(
        "etcd_nospace-quota-of-the-filesystem",
        ["etcd_nospace_alarm", "etcd_data_corrupt"],
        dies(
            E,
            says(
                "fatal",
                "failed to save Raft hard state and entries",
                "etcdserver/raft.go:235",
                error="write /var/lib/etcd/member/wal/0000000000000012-00000000001f3a00.wal: disk quota exceeded",
            ),
        ),
    ),
    miss(
        "oom-status-unknown",
        ["oom_killed", "node_out_of_memory"],
        Node()
        .static_pod(A)
        .died(
            A,
            code=137,
            reason="ContainerStatusUnknown",
            message="The container could not be located when the pod was terminated",
            attempt=3,
        ),
    ),
    shows(
        "oom_killed-counter",
        "oom_killed",
        Node()
        .static_pod(A, limits={"memory": "1Gi"})
        .died(A, code=137, attempt=3, lived=timedelta(minutes=4))
        .host(
            cgroups={
                Node().container_id(A, 3): {
                    "memory_limit_bytes": 1073741824,
                    "memory_peak_bytes": 1073741824,
                    "oom_kill": 2,
                }
            }
        ),
        A,
    ),
    miss(
        "oom-java-next-door",
        ["oom_killed", "node_out_of_memory"],
        dies(A, saying.component("x509: bogus")["klog"]).journal(
            "kernel", f"Out of memory: Killed process 991 (java) {KILLED}"
        ),
    ),
    shows(
        "disk_full-while-pulling",
        "disk_full",
        Node()
        .static_pod(A)
        .waits(
            A,
            "ErrImagePull",
            'failed to pull and unpack image "registry.k8s.io/kube-apiserver:v1.28.4": failed to copy: write /var/lib/containerd/io.containerd.content.v1.content/ingest/aa/data: no space left on device',
        ),
        A,
    ),
    quiet(
        "sandbox-of-an-ordinary-pod-fails",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .kubelet(
            'E0312 10:29:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"coredns-5dd5756b68-abcde_kube-system(aa)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"coredns-5dd5756b68-abcde_kube-system(aa)\\\\\\": rpc error: code = Unknown desc = failed to setup network for sandbox \\\\\\"bb\\\\\\": plugin type=\\\\\\"calico\\\\\\" failed (add): stat /var/lib/calico/nodename: no such file or directory\\"" pod="kube-system/coredns-5dd5756b68-abcde" podUID="aa"'
        ),
    ),
    quiet(
        "sandbox-failed-and-it-runs",
        sandbox_fails("failed to reserve sandbox name").runs(A, since=timedelta(seconds=20)).static_pod(S).runs(S),
    ),
    quiet(
        "crictl-by-hand",
        Node()
        .unit("kubelet")
        .unit("containerd")
        .static_pod(A)
        .runs(A)
        .journal(
            "containerd",
            'time="2024-03-12T10:29:02Z" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:nginx-sandbox,Uid:hdishd83djaidwnduwk28bcsb,Namespace:default,Attempt:1,} failed, error" error="failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: expected cgroupsPath to be of format \\"slice:prefix:name\\" for systemd cgroups, got \\"/k8s.io/36849\\" instead: unknown"',
        ),
    ),
    shows(
        "kubelet_swap_on-nobody-looked-at-the-units",
        "kubelet_swap_on",
        Node()
        .kubelet(
            *saying.kubelet(
                "running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type Size Used Priority]"
            )["fatal"]
        )
        .kubelet(
            "kubelet.service: Main process exited, code=exited, status=255/EXCEPTION",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Scheduled restart job, restart counter is at 5.",
            ago=timedelta(seconds=31),
            by="systemd",
        ),
        UNIT,
    ),
    quiet(
        "kubelet-killed-for-memory-yesterday",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .journal("kernel", f"Out of memory: Killed process 991 (kubelet) {KILLED}", ago=timedelta(hours=20)),
    ),
    shows(
        "filesystem_damaged-kubelet",
        "filesystem_damaged",
        command_failed(
            "failed to run Kubelet: failed to create kubelet: mkdir /var/lib/kubelet/pods: read-only file system"
        ),
        UNIT,
    ),
    shows(
        "file_permission_denied-kubelet",
        ["file_permission_denied", "unknown"],
        command_failed(
            "failed to run Kubelet: failed to initialize kubelet: open /var/lib/kubelet/pki/kubelet.crt: permission denied"
        ),
        UNIT,
    ),
    shows(
        "port_in_use-kubelet",
        ["port_in_use", "port_held_by_previous_instance", "unknown"],
        Node().kubelet_loops(
            'E0312 10:29:55.1    5115 server.go:186] "Failed to listen and serve" err="listen tcp 0.0.0.0:10250: bind: address already in use"'
        ),
        UNIT,
    ),
    shows(
        "disk_full-of-the-runtime",
        "disk_full",
        command_failed(
            'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused"'
        )
        .unit("containerd", "activating", "auto-restart", 31, Result="exit-code", ExecMainStatus=1)
        .journal("containerd", "containerd: mkdir /var/lib/containerd/tmpmounts: no space left on device"),
    ),
    miss(
        "pleg-is-slow",
        ["container_create_failed", "cri_api_unsupported", "runtime_endpoint_wrong", "kubelet_config_invalid"],
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E0312 10:29:00.1    2999 kubelet.go:2169] "Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 3m12.1s ago; threshold is 3m0s"'
        ),
    ),
    shows(
        "etcd_data_corrupt-bus-error",
        ["etcd_data_corrupt", "filesystem_damaged", "unknown"],
        dies(
            E,
            says("info", "opened backend db", "etcdserver/backend.go:81", path="/var/lib/etcd/member/snap/db")
            + "\nunexpected fault address 0x7f12c4a3f000\nfatal error: fault\n[signal SIGBUS: bus error code=0x2 addr=0x7f12c4a3f000 pc=0x8b2f2e]",
            code=2,
        ),
        E,
    ),
    miss(
        "etcd-too-many-open-files",
        ["inotify_limit", "etcd_data_corrupt", "disk_full"],
        dies(
            E,
            says(
                "warn",
                "failed to dial",
                "embed/serve.go:1",
                error="accept tcp 10.0.0.4:2380: accept4: too many open files",
            )
            + "\n"
            + says(
                "fatal",
                "failed to save Raft snapshot",
                "etcdserver/raft.go:226",
                error="open /var/lib/etcd/member/snap/0000000000000012-00000000001f3a00.snap: too many open files",
            ),
        ),
    ),
    shows(
        "cgroup_driver_mismatch-docker-cri-dockerd",
        "cgroup_driver_mismatch",
        sandbox_fails(
            'failed to create a sandbox for pod "kube-apiserver-master-1": Error response from daemon: cgroup-parent for systemd cgroup should be a valid slice named as "xxx.slice"'
        ),
    ),
    shows(
        "etcd_nospace_alarm-of-an-etcd-elsewhere",
        ["etcd_nospace_alarm"],
        dies(
            A,
            'E0312 10:29:50.1       1 status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0x8, desc:"etcdserver: mvcc: database space exceeded"}\nF0312 10:29:55.1       1 hooks.go:203] PostStartHook "scheduling/bootstrap-system-priority-classes" failed: unable to add default system priority classes: etcdserver: mvcc: database space exceeded',
            code=255,
        ),
    ),
    shows(
        "kubelet_config_invalid-yaml-tab",
        "kubelet_config_invalid",
        command_failed(
            "failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: yaml: line 14: found character that cannot start any token"
        ),
        UNIT,
    ),
    shows(
        "kubelet_config_invalid-empty",
        "kubelet_config_invalid",
        command_failed(
            'failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: kubelet config file "/var/lib/kubelet/config.yaml" was empty'
        ),
        UNIT,
    ),
    shows(
        "cri_api_unsupported-crio-old",
        "cri_api_unsupported",
        command_failed(
            'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///var/run/crio/crio.sock": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService'
        ).runtime("1.17.4", name="cri-o"),
        UNIT,
    ),
    shows(
        "image_unavailable-docker-pause",
        "image_unavailable",
        sandbox_fails(
            'failed pulling image "k8s.gcr.io/pause:3.2": Error response from daemon: Get https://k8s.gcr.io/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
            version="v1.18.3",
        ),
    ),
    shows(
        "cri_api_unsupported-cri-dockerd-old",
        "cri_api_unsupported",
        command_failed(
            'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///var/run/cri-dockerd.sock": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService'
        ).journal(
            "containerd",
            'time="2024-03-12T09:29:55.1Z" level=info msg="starting containerd" revision=aa version=1.6.20',
            ago=timedelta(hours=1),
        ),
        UNIT,
    ),
)
# And later still: two in three of these were judged rightly at first.
LAST = (
    shows(
        "node_pressure_eviction-not-admitted-1.9",
        "node_pressure_eviction",
        Node(version="v1.9.6")
        .unit("kubelet")
        .static_pod("kube-proxy", flags=(), probe="")
        .kubelet(
            "W0312 10:29:00.1    2999 eviction_manager.go:156] Failed to admit pod kube-proxy-master-1_kube-system(aa) - node has conditions: [DiskPressure]"
        ),
    ),
    shows(
        "node_pressure_eviction-not-admitted-new",
        "node_pressure_eviction",
        Node()
        .unit("kubelet")
        .static_pod("kube-proxy", flags=(), probe="")
        .kubelet(
            'I0312 10:29:00.1    2999 eviction_manager.go:171] "Failed to admit pod to node" pod="kube-system/kube-proxy-master-1" nodeCondition=["DiskPressure"]'
        ),
    ),
    shows(
        "node_pressure_eviction-low-on-compute",
        "node_pressure_eviction",
        Node(version="v1.4.0")
        .static_pod("kube-proxy", flags=(), probe="")
        .failed_pod("kube-proxy", "Evicted", "The node was low on compute resources."),
        "kube-proxy",
    ),
    shows(
        "static_pod_rejected-port",
        "static_pod_rejected",
        Node()
        .static_pod(A)
        .failed_pod(
            A,
            "NodePorts",
            "Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
        ),
        A,
    ),
    shows(
        "static_pod_rejected-cpu",
        "static_pod_rejected",
        Node()
        .static_pod(A)
        .failed_pod(A, "OutOfcpu", "Node didn't have enough resource: cpu, requested: 250, used: 1900, capacity: 2000"),
        A,
    ),
    shows(
        "image_unavailable-untrusted-registry",
        "image_unavailable",
        Node()
        .static_pod(A)
        .waits(
            A,
            "ErrImagePull",
            'failed to pull and unpack image "harbor.local/kube-apiserver:v1.28.4": failed to resolve reference: failed to do request: Head "https://harbor.local/v2/kube-apiserver/manifests/v1.28.4": tls: failed to verify certificate: x509: certificate signed by unknown authority',
        ),
        A,
    ),
    shows(
        "image_unavailable-rate",
        "image_unavailable",
        Node()
        .static_pod(E)
        .waits(
            E,
            "ImagePullBackOff",
            'Back-off pulling image "docker.io/bitnami/etcd:3.5": ErrImagePull: toomanyrequests: You have reached your pull rate limit (429)',
        ),
        E,
    ),
    shows(
        "image_unavailable-arch",
        "image_unavailable",
        sandbox_fails(
            'failed to get sandbox image "registry.k8s.io/pause:3.9": failed to pull image "registry.k8s.io/pause:3.9": no match for platform in manifest: not found'
        ),
    ),
    miss(
        "etcd-cannot-ask-its-peers",
        ["etcd_data_corrupt", "etcd_membership_mismatch", "node_address_missing", "etcd_unreachable"],
        dies(
            E,
            says(
                "warn",
                "failed to get cluster response",
                "etcdserver/cluster_util.go:76",
                address="https://10.0.0.5:2380/members",
                error='Get "https://10.0.0.5:2380/members": dial tcp 10.0.0.5:2380: connect: connection refused',
            )
            + "\n"
            + says(
                "fatal",
                "discovery failed",
                "etcdmain/etcd.go:204",
                error="cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs",
            ),
        ),
    ),
    shows(
        "certificate_authority_mismatch-etcd-joins-with-another",
        ["certificate_authority_mismatch"],
        dies(
            E,
            says(
                "warn",
                "failed to get cluster response",
                "etcdserver/cluster_util.go:76",
                address="https://10.0.0.5:2380/members",
                error='Get "https://10.0.0.5:2380/members": x509: certificate signed by unknown authority',
            )
            + "\n"
            + says(
                "fatal",
                "discovery failed",
                "etcdmain/etcd.go:204",
                error="cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs",
            ),
        ),
        E,
    ),
    shows(
        "file_permission_denied-etcd-mode",
        "file_permission_denied",
        dies(
            E,
            says(
                "fatal",
                "discovery failed",
                "etcdmain/etcd.go:204",
                error='cannot access data directory: directory "/var/lib/etcd","drwxr-xr-x" exist without desired file permission "-rwx------".',
            ),
            image="registry.k8s.io/etcd:3.4.13-0",
        ),
        E,
    ),
    quiet(
        "etcd-mode-is-only-warned-of",
        Node()
        .static_pod(E)
        .runs(
            E,
            says(
                "warn",
                "check file permission",
                "fileutil/fileutil.go:57",
                error='directory "/var/lib/etcd" exist, but the permission is "drwxr-xr-x". The recommended permission is "-rwx------" to prevent possible unprivileged access to the data',
            ),
        ),
    ),
    miss(
        "kubelet-config-cannot-be-read",
        ["kubelet_not_initialised", "kubelet_unknown_flag"],
        command_failed(
            'failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: permission denied'
        ),
    ),
    shows(
        "kubelet_client_certificate_expired-json",
        "kubelet_client_certificate_expired",
        Node().kubelet_loops(
            '{"ts":1710239395900.1,"caller":"bootstrap/bootstrap.go:266","msg":"part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2024-03-01 09:00:00 +0000 UTC"}',
            '{"ts":1710239395910.1,"caller":"cli/run.go:74","msg":"command failed","err":"failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"}',
        ),
        UNIT,
    ),
    shows(
        "kubelet_client_certificate_expired-old-only-log",
        "kubelet_client_certificate_expired",
        Node(version="v1.11.3").kubelet(
            "E0312 10:29:55.1    5115 bootstrap.go:195] Part of the existing bootstrap client certificate is expired: 2024-03-01 09:00:00 +0000 UTC",
            "F0312 10:29:55.2    5115 server.go:262] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
        ),
        UNIT,
    ),
    miss(
        "kubelet-rotates-in-time",
        ["kubelet_client_certificate_expired"],
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E0312 10:29:55.1    5115 certificate_manager.go:562] kubernetes.io/kube-apiserver-client-kubelet: Failed while requesting a signed certificate from the control plane: cannot create certificate signing request: Post "https://10.0.0.4:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": dial tcp 10.0.0.4:6443: connect: connection refused'
        ),
    ),
    shows(
        "etcd_no_quorum-3.5-pre-candidates",
        "etcd_no_quorum",
        Node(version="v1.29.3")
        .static_pod(E, image="registry.k8s.io/etcd:3.5.12-0")
        .died(
            E,
            "\n".join(
                x
                for n in range(10, 40, 6)
                for x in (
                    says(
                        "info",
                        "8e9e05c52164694d is starting a new election at term 4",
                        "etcdserver/zap_raft.go:77",
                        n,
                        logger="raft",
                    ),
                    says(
                        "info",
                        "8e9e05c52164694d became pre-candidate at term 4",
                        "etcdserver/zap_raft.go:77",
                        n,
                        logger="raft",
                    ),
                    says(
                        "warn",
                        "prober detected unhealthy status",
                        "rafthttp/probing_status.go:68",
                        n,
                        rtt="0s",
                        error="dial tcp 10.0.0.5:2380: i/o timeout",
                    ),
                    says(
                        "warn",
                        "failed to publish local member to cluster through raft",
                        "etcdserver/server.go:2085",
                        n,
                        error="etcdserver: request timed out",
                    ),
                )
            ),
            code=0,
            lived=timedelta(minutes=4),
        ),
        E,
    ),
    shows(
        "etcd_no_quorum-log-only",
        "etcd_no_quorum",
        Node(version="v1.29.3")
        .static_pod(E, image="registry.k8s.io/etcd:3.5.12-0")
        .died(
            E,
            "\n".join(
                x
                for n in range(10, 40, 6)
                for x in (
                    says(
                        "info",
                        "8e9e05c52164694d is starting a new election at term 4",
                        "etcdserver/zap_raft.go:77",
                        n,
                        logger="raft",
                    ),
                    says(
                        "warn",
                        "prober detected unhealthy status",
                        "rafthttp/probing_status.go:68",
                        n,
                        rtt="0s",
                        error="dial tcp 10.0.0.5:2380: connect: connection refused",
                    ),
                )
            ),
            status=False,
        ),
        E,
    ),
    shows(
        "etcd_slow_disk-3.3-log-only",
        "etcd_slow_disk",
        Node(version="v1.14.10")
        .static_pod(E, image="k8s.gcr.io/etcd:3.3.10")
        .died(
            E,
            "\n".join(
                f"2024-03-12 10:29:{n}.1 W | wal: sync duration of 3.{n}s, expected less than 1s"
                for n in range(10, 40, 5)
            ),
            status=False,
        ),
        E,
    ),
    miss(
        "etcd_slow_disk-apiserver-slow-for-a-webhook",
        "etcd_slow_disk",
        Node()
        .static_pod(E)
        .runs(E)
        .static_pod(A)
        .runs(
            A,
            'I0312 10:29:00.1       1 trace.go:236] Trace[1]: "Update" (12-Mar-2024 10:28:50.000) (total time: 10003ms): ---"Call mutating webhook" 10000ms',
        ),
    ),
    shows(
        "filesystem_damaged-etcd-3.6",
        "filesystem_damaged",
        dies(
            E,
            says(
                "panic",
                "failed to open database",
                "backend/backend.go:203",
                path="/var/lib/etcd/member/snap/db",
                error="read /var/lib/etcd/member/snap/db: input/output error",
            )
            + "\npanic: failed to open database",
            code=2,
            image="registry.k8s.io/etcd:3.6.4-0",
        ),
        E,
    ),
    shows(
        "disk_full-etcd-opens-database",
        "disk_full",
        dies(
            E,
            says(
                "panic",
                "failed to open database",
                "backend/backend.go:203",
                path="/var/lib/etcd/member/snap/db",
                error="write /var/lib/etcd/member/snap/db: no space left on device",
            )
            + "\npanic: failed to open database",
            code=2,
        ),
        E,
    ),
    miss(
        "etcd-database-open-denied",
        "etcd_data_corrupt",
        dies(
            E,
            says(
                "panic",
                "failed to open database",
                "backend/backend.go:203",
                path="/var/lib/etcd/member/snap/db",
                error="open /var/lib/etcd/member/snap/db: permission denied",
            )
            + "\npanic: failed to open database",
            code=2,
        ),
    ),
    miss(
        "etcd-database-open-timeout",
        "etcd_data_corrupt",
        dies(
            E,
            says(
                "panic",
                "failed to open database",
                "backend/backend.go:203",
                path="/var/lib/etcd/member/snap/db",
                error="timeout",
            )
            + "\npanic: failed to open database",
            code=2,
        ),
    ),
    shows(
        "etcd_data_corrupt-docker-log",
        "etcd_data_corrupt",
        dies(
            E,
            "2024-03-12 10:29:55.1 I | etcdmain: etcd Version: 3.3.10\n2024-03-12 10:29:55.2 C | etcdserver: read wal error (walpb: crc mismatch) and cannot be repaired",
            form="docker",
        ),
        E,
    ),
    miss(
        "wal-repaired",
        "etcd_data_corrupt",
        Node()
        .static_pod(E)
        .runs(
            E,
            "2024-03-12 10:29:55.2 E | wal: repairing /var/lib/etcd/member/wal/0000000000000002-00000000000030d4.wal\n2024-03-12 10:29:55.3 W | wal: ignored file 1.tmp in wal\n2024-03-12 10:29:56.3 I | etcdserver: recovered store from snapshot at index 10001",
        ),
    ),
    shows(
        "runtime_unavailable-kubelet-alive",
        "runtime_unavailable",
        Node()
        .unit("kubelet")
        .unit("containerd", "failed", "failed", Result="exit-code", ExecMainStatus=1)
        .static_pod(A)
        .kubelet(
            'E0312 10:29:00.2    2999 kubelet.go:2840] "Container runtime sanity check failed" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\\""'
        ),
    ),
    shows(
        "kubelet_bootstrap_deadlock-1.28",
        "kubelet_bootstrap_deadlock",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .static_pod(E)
        .kubelet(
            'I0312 10:29:00.1    2999 bootstrap.go:84] "Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig file"',
            'I0312 10:29:30.1    2999 bootstrap.go:184] "Failed to connect to apiserver" err="Get \\"https://10.0.0.4:6443/healthz?timeout=1s\\": dial tcp 10.0.0.4:6443: connect: connection refused"',
        ),
    ),
    shows(
        "kubelet_kernel_defaults-json",
        "kubelet_kernel_defaults",
        Node().kubelet_loops(
            '{"ts":1710239395900.1,"caller":"kubelet/kubelet.go:1480","msg":"Failed to start ContainerManager","err":"[invalid kernel flag: kernel/panic, expected value: 10, actual value: 0, invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0]"}'
        ),
        UNIT,
    ),
    shows(
        "kubelet_cgroup_unsupported-reserved",
        "kubelet_cgroup_unsupported",
        Node().kubelet_loops(
            'E0312 10:29:55.9    5115 kubelet.go:1480] "Failed to start ContainerManager" err="Failed to enforce System Reserved Cgroup Limits on \\"/system.slice\\": [\\"system\\"] cgroup does not exist"'
        ),
        UNIT,
    ),
)
RUNC = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: "


def manager(text):
    """A kubelet whose container manager does not start."""
    return Node().kubelet_loops(
        f'E0312 10:29:55.9    5115 kubelet.go:1480] "Failed to start ContainerManager" err="{text}"'
    )


# The last lot: again two in three.
LAST_LOT = (
    miss(
        "kubelet-webhook-without-a-client",
        [
            "kubelet_unknown_flag",
            "kubelet_client_certificate_expired",
            "admission_webhook_deadlock",
            "kubelet_not_initialised",
        ],
        command_failed("failed to run Kubelet: no client provided, cannot use webhook authentication"),
    ),
    miss(
        "kubelet-node-address-of-another",
        ["kubelet_config_invalid", "static_pod_rejected", "runtime_unavailable"],
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E0312 10:29:00.1    2999 kubelet_node_status.go:481] "Error updating node status, will retry" err="failed to validate nodeIP: node IP: \\"10.0.0.9\\" not found in the host\'s network interfaces"'
        ),
    ),
    miss(
        "kubelet-initial-containers",
        ["kubelet_cgroup_unsupported", "container_create_failed", "sandbox_changed", "duplicate_sandboxes"],
        manager("failed to build map of initial containers from runtime: no PodsandBox found with Id 'aa'"),
    ),
    miss(
        "kubelet-device-plugin-socket",
        ["port_in_use", "port_held_by_previous_instance", "runtime_unavailable"],
        manager(
            "failed to listen to socket while starting device plugin registry: listen unix /var/lib/kubelet/device-plugins/kubelet.sock: bind: address already in use"
        ),
    ),
    miss(
        "kubelet-in-a-container-may-not-tune",
        ["filesystem_damaged", "kubelet_kernel_defaults", "disk_full"],
        manager("open /proc/sys/vm/overcommit_memory: read-only file system"),
    ),
    shows(
        "container_create_failed-keyring",
        "container_create_failed",
        start_fails(
            RUNC
            + "error during container init: unable to join session keyring: unable to create session key: disk quota exceeded: unknown"
        ),
        A,
    ),
    shows(
        "inotify_limit-containerd",
        "inotify_limit",
        command_failed(
            'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService'
        )
        .unit("containerd")
        .journal(
            "containerd",
            'time="2024-03-12T10:29:02Z" level=info msg="starting containerd" revision=aa version=1.7.13',
            'time="2024-03-12T10:29:02Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="failed to create CRI service: failed to create cni conf monitor for default: failed to create fsnotify watcher: too many open files"',
        ),
    ),
    shows(
        "oom_killed-by-pods-only",
        "oom_killed",
        Node()
        .static_pod(A)
        .waits(
            A,
            "CrashLoopBackOff",
            "back-off 5m0s restarting failed container=kube-apiserver",
            restarts=12,
            last={
                "terminated": {
                    "exitCode": 137,
                    "reason": "OOMKilled",
                    "startedAt": "2024-03-12T10:20:00Z",
                    "finishedAt": "2024-03-12T10:28:00Z",
                    "containerID": "containerd://aa",
                }
            },
        ),
        A,
    ),
    shows(
        "command_not_found-by-pods-only",
        "command_not_found",
        Node()
        .static_pod(A)
        .waits(
            A,
            "CrashLoopBackOff",
            "back-off 5m0s restarting failed container=kube-apiserver",
            restarts=12,
            last={
                "terminated": {
                    "exitCode": 128,
                    "reason": "StartError",
                    "message": RUNC + 'exec: "kube-apisrver": executable file not found in $PATH: unknown',
                    "startedAt": "1970-01-01T00:00:00Z",
                    "finishedAt": "2024-03-12T10:28:00Z",
                    "containerID": "containerd://aa",
                }
            },
        ),
        A,
    ),
    shows(
        "container_create_failed-apparmor-profile-not-loaded",
        "container_create_failed",
        start_fails(
            RUNC
            + "error during container init: unable to apply apparmor profile: apparmor failed to apply profile: write /proc/thread-self/attr/apparmor/exec: no such file or directory: unknown"
        ),
        A,
    ),
    shows(
        "oom_killed-before-it-began",
        "oom_killed",
        start_fails(RUNC + "container init was OOM-killed (memory limit too low?): unknown"),
        A,
    ),
    shows(
        "container_create_failed-seccomp-rule",
        "container_create_failed",
        start_fails(
            RUNC
            + "error during container init: error adding seccomp filter rule for syscall bdflush: requested action matches default action of filter: unknown"
        ),
        A,
    ),
    shows(
        "container_create_failed-label",
        "container_create_failed",
        start_fails(
            'failed to create containerd container: failed to generate spec: relabel "/etc/kubernetes/pki" with "system_u:object_r:container_file_t:s0:c1,c2" failed: lsetxattr /etc/kubernetes/pki: operation not supported',
            reason="CreateContainerError",
        ),
        A,
    ),
    shows(
        "container_create_failed-snapshot",
        "container_create_failed",
        start_fails(
            "failed to create containerd container: error unpacking image: failed to get snapshotter: snapshotter not loaded: overlayfs: invalid argument",
            reason="CreateContainerError",
        ),
        A,
    ),
    shows(
        "container_create_failed-deadline",
        "container_create_failed",
        start_fails("context deadline exceeded", reason="CreateContainerError"),
        A,
    ),
    miss(
        "container_create_failed-shim-gone",
        ["command_not_found", "host_path_unusable", "image_unavailable"],
        start_fails("failed to create containerd task: failed to create shim task: ttrpc: closed: unknown"),
    ),
    miss(
        "etcd-panics-at-the-end",
        ["etcd_data_corrupt"],
        Node()
        .static_pod(E)
        .died(
            E,
            says("info", "received signal; shutting down", "osutil/interrupt_unix.go:64", signal="terminated")
            + "\npanic: assertion failed: tx closed\n\ngoroutine 91 [running]:",
            code=2,
            attempt=1,
            lived=timedelta(days=2),
        ),
    ),
    miss(
        "etcd-index-out-of-range",
        ["etcd_upgrade_incompatible", "etcd_membership_mismatch", "oom_killed"],
        dies(
            E,
            "panic: runtime error: index out of range [3] with length 3\n\ngoroutine 1 [running]:\ngo.etcd.io/etcd/server/v3/etcdserver.NewServer",
            code=2,
        ),
    ),
    quiet(
        "apiserver-watches-too-old",
        Node()
        .static_pod(A)
        .runs(
            A,
            "W0312 10:29:00.1       1 watcher.go:338] watch chan error: etcdserver: mvcc: required revision has been compacted",
        )
        .static_pod(E)
        .runs(E),
    ),
    miss(
        "soft-lockup",
        ["etcd_slow_disk", "oom_killed", "node_out_of_memory", "etcd_data_corrupt", "filesystem_damaged"],
        probed_to_death(E).journal("kernel", "watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [etcd:812]"),
    ),
    shows(
        "filesystem_damaged-xfs-shutdown",
        "filesystem_damaged",
        dies(
            E,
            says(
                "fatal",
                "failed to save Raft hard state and entries",
                "etcdserver/raft.go:235",
                error="write /var/lib/etcd/member/wal/0000000000000012-00000000001f3a00.wal: input/output error",
            ),
        ).journal(
            "kernel",
            "XFS (sdb1): Corruption of in-memory data (0x8) detected at xfs_defer_finish_noroll. Shutting down filesystem.",
            "XFS (sdb1): Please unmount the filesystem and rectify the problem(s)",
        ),
        E,
    ),
    miss(
        "disk_full-keyring",
        "disk_full",
        start_fails(
            RUNC
            + "error during container init: unable to join session keyring: unable to create session key: disk quota exceeded: unknown"
        ),
    ),
    miss(
        "kernel-oom-of-another-pods-etcd",
        ["oom_killed"],
        Node()
        .static_pod(E)
        .died(E, code=0, attempt=3, lived=timedelta(minutes=4))
        .journal(
            "kernel",
            f"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/kubepods.slice/kubepods-pod11112222_3333_4444_5555_666677778888.slice,task_memcg=/kubepods.slice/kubepods-pod11112222_3333_4444_5555_666677778888.slice/cri-containerd-{'ab' * 32}.scope,task=etcd,pid=1,uid=0",
            f"Memory cgroup out of memory: Killed process 1 (etcd) {KILLED}",
        ),
    ),
    miss(
        "kernel-oom-of-another-pods-etcd-137",
        ["oom_killed"],
        Node()
        .static_pod(E)
        .died(E, code=137, attempt=3, lived=timedelta(minutes=4))
        .journal(
            "kernel",
            f"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/kubepods.slice/kubepods-pod11112222_3333_4444_5555_666677778888.slice/cri-containerd-{'ab' * 32}.scope,task_memcg=/kubepods.slice/kubepods-pod11112222_3333_4444_5555_666677778888.slice/cri-containerd-{'ab' * 32}.scope,task=etcd,pid=1,uid=0",
            f"Memory cgroup out of memory: Killed process 1 (etcd) {KILLED}",
        ),
    ),
    shows(
        "sandbox_changed-containerd-restarted",
        "sandbox_changed",
        Node()
        .static_pod(A)
        .died(A, code=0, attempt=2, sandbox=2, ago=timedelta(seconds=60))
        .runs(A, attempt=3, sandbox=3, since=timedelta(seconds=55))
        .file(KUBELET_CONFIG, DRIVER)
        .file(
            "/etc/containerd/config.toml",
            'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = true\n',
        )
        .runtime("1.7.13"),
        A,
    ),
    shows(
        "runtime_endpoint_wrong-of-docker",
        "runtime_endpoint_wrong",
        command_failed(
            'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///var/run/docker.sock": rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: http2: frame too large"'
        ).file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///var/run/docker.sock"\n',
        ),
        UNIT,
    ),
    shows(
        "kubelet_cgroup_driver_mismatch-containerd-word",
        "kubelet_cgroup_driver_mismatch",
        Node(version="v1.20.4").kubelet_loops(
            'F0312 10:29:55.900100    5115 server.go:269] failed to run Kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            status=255,
        ),
        UNIT,
    ),
    shows(
        "kubelet_unknown_flag-cni",
        "kubelet_unknown_flag",
        command_failed("failed to parse kubelet flag: unknown flag: --cni-conf-dir").file(
            "/etc/sysconfig/kubelet", "KUBELET_EXTRA_ARGS=--cni-conf-dir=/etc/cni/net.d\n"
        ),
        UNIT,
    ),
    shows(
        "etcd_membership_mismatch-name",
        "etcd_membership_mismatch",
        dies(
            E,
            says(
                "fatal",
                "failed to verify flags",
                "etcdmain/etcd.go:204",
                error='couldn\'t find local name "master-2" in the initial cluster configuration',
            ),
        ),
        E,
    ),
    shows(
        "etcd_membership_mismatch-urls",
        ["etcd_membership_mismatch", "invalid_flag_value", "node_address_missing"],
        dies(
            E,
            says(
                "fatal",
                "discovery failed",
                "etcdmain/etcd.go:204",
                error='--initial-cluster has master-1=https://10.0.0.4:2380 but missing from --initial-advertise-peer-urls=https://10.0.0.9:2380 ("https://10.0.0.4:2380"(resolved from "https://10.0.0.4:2380") != "https://10.0.0.9:2380"(resolved from "https://10.0.0.9:2380"))',
            ),
        ),
        E,
    ),
)


def cgroups(version, *, v2=True):
    """A host of that cgroup version."""
    return Node(version=version).host(cgroup_version=2 if v2 else 1)


# After that nine in ten.
SPARSE = (
    # refusals by other reasons that have their own cause, told by the kubelet's log alone
    shows(
        "host_path_unusable-log-alone",
        "host_path_unusable",
        Node()
        .unit("kubelet")
        .static_pod(A, mounts=("/etc/kubernetes/pki", "/etc/kubernetes/audit"))
        .kubelet(
            'E0312 10:29:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CreateContainerError: \\"failed to generate container \\\\\\"aa\\\\\\" spec: failed to generate spec: failed to mkdir \\\\\\"/etc/kubernetes/audit\\\\\\": mkdir /etc/kubernetes/audit: read-only file system\\"" pod="kube-system/kube-apiserver-master-1" podUID="aa"'
        ),
        A,
    ),
    shows(
        "command_not_found-log-alone",
        "command_not_found",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .kubelet(
            'E0312 10:29:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with RunContainerError: \\"failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \\\\\\"kube-apisrver\\\\\\": executable file not found in $PATH: unknown\\"" pod="kube-system/kube-apiserver-master-1" podUID="aa"'
        ),
        A,
    ),
    shows(
        "apparmor_parser_missing-log-alone",
        "apparmor_parser_missing",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .kubelet(
            'E0312 10:29:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CreateContainerError: \\"failed to create containerd container: get apparmor_parser version: exec: \\\\\\"apparmor_parser\\\\\\": executable file not found in $PATH\\"" pod="kube-system/kube-apiserver-master-1" podUID="aa"'
        ),
    ),
    shows(
        "container_create_failed-log-alone",
        "container_create_failed",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .kubelet(
            "E0312 10:29:00.1    2999 kuberuntime_manager.go:1256] container &Container{Name:kube-apiserver,Image:registry.k8s.io/kube-apiserver:v1.28.4} start failed in pod kube-apiserver-master-1_kube-system(aa): CreateContainerError: failed to create containerd container: failed to generate apparmor spec opts: apparmor is not supported",
            'E0312 10:29:00.2    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CreateContainerError: \\"failed to create containerd container: failed to generate apparmor spec opts: apparmor is not supported\\"" pod="kube-system/kube-apiserver-master-1" podUID="aa"',
        ),
    ),
    quiet(
        "crash-loop-is-no-refusal-of-the-runtime",
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A, since=timedelta(hours=2))
        .kubelet(
            'E0312 10:29:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"coredns\\" with CrashLoopBackOff: \\"back-off 5m0s restarting failed container=coredns pod=coredns-5dd_kube-system(aa)\\"" pod="kube-system/coredns-5dd" podUID="aa"'
        ),
    ),
    # crash loop of a static pod told by the kubelet only: something loops, nothing says why
    miss(
        "crash-loop-told-by-the-kubelet-alone",
        ["container_create_failed", "image_unavailable", "sandbox_changed"],
        Node()
        .unit("kubelet")
        .static_pod(A)
        .kubelet(
            'E0312 10:29:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CrashLoopBackOff: \\"back-off 5m0s restarting failed container=kube-apiserver pod=kube-apiserver-master-1_kube-system(aa)\\"" pod="kube-system/kube-apiserver-master-1" podUID="aa"'
        ),
    ),
    # old docker's words
    shows(
        "container_create_failed-docker-17",
        "container_create_failed",
        Node(version="v1.9.6")
        .static_pod(A)
        .waits(
            A,
            "RunContainerError",
            'failed to start container "aa": Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused "process_linux.go:258: applying cgroup configuration for process caused \\"failed to write 1 to memory.kmem.limit_in_bytes: write /sys/fs/cgroup/memory/kubepods/memory.kmem.limit_in_bytes: operation not supported\\""',
        ),
        A,
    ),
    shows(
        "image_unavailable-docker-17",
        "image_unavailable",
        Node(version="v1.9.6")
        .static_pod(A)
        .waits(
            A,
            "ErrImagePull",
            "rpc error: code = Unknown desc = Error response from daemon: manifest for gcr.io/google_containers/kube-apiserver-amd64:v1.9.66 not found",
        ),
        A,
    ),
    shows(
        "command_not_found-docker-17",
        "command_not_found",
        Node(version="v1.9.6")
        .static_pod(A)
        .waits(
            A,
            "RunContainerError",
            'failed to start container "aa": Error response from daemon: oci runtime error: container_linux.go:247: starting container process caused "exec: \\"kube-apiservr\\": executable file not found in $PATH"',
        ),
        A,
    ),
    # containerd journals alone
    shows(
        "container_create_failed-containerd-alone",
        "container_create_failed",
        Node()
        .static_pod(A)
        .journal(
            "containerd",
            'time="2024-03-12T10:29:02Z" level=error msg="CreateContainer within sandbox \\"bb\\" for &ContainerMetadata{Name:kube-apiserver,Attempt:3,} failed" error="failed to create containerd container: failed to generate apparmor spec opts: apparmor is not supported"',
        ),
    ),
    shows(
        "image_unavailable-containerd-alone",
        "image_unavailable",
        Node()
        .static_pod(A)
        .journal(
            "containerd",
            'time="2024-03-12T10:29:02Z" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:kube-apiserver-master-1,Uid:aa,Namespace:kube-system,Attempt:0,} failed, error" error="failed to get sandbox image \\"registry.k8s.io/pause:3.9\\": failed to pull image \\"registry.k8s.io/pause:3.9\\": dial tcp 34.96.108.209:443: i/o timeout"',
        ),
    ),
    # etcd
    shows(
        "etcd_nospace_alarm-3.6-health",
        "etcd_nospace_alarm",
        Node(version="v1.34.1")
        .static_pod(E, image="registry.k8s.io/etcd:3.6.4-0")
        .runs(E, attempt=4, since=timedelta(seconds=40))
        .probe(E, 503, body='{"health":"false","reason":"ALARM NOSPACE"}', times=3),
        E,
    ),
    shows(
        "etcd_no_quorum-health-3.3",
        "etcd_no_quorum",
        Node(version="v1.14.1")
        .static_pod(E, image="k8s.gcr.io/etcd:3.3.10")
        .runs(E, attempt=4, since=timedelta(seconds=40))
        .probe(E, 503, body='{"health":"false"}', times=3)
        .etcd(health={"health": "false"}, metrics="etcd_server_has_leader 0\n"),
        E,
    ),
    miss(
        "etcd-health-false-and-no-more",
        ["etcd_nospace_alarm", "etcd_data_corrupt", "etcd_slow_disk"],
        Node(version="v1.14.1")
        .static_pod(E, image="k8s.gcr.io/etcd:3.3.10")
        .runs(E, attempt=4, since=timedelta(seconds=40))
        .probe(E, 503, body='{"health":"false"}', times=3),
    ),
    shows(
        "etcd_slow_disk-metrics",
        "etcd_slow_disk",
        probed_to_death(E).etcd(
            health={"health": "true"},
            metrics='etcd_server_has_leader 1\netcd_disk_wal_fsync_duration_seconds_bucket{le="0.512"} 100\netcd_disk_wal_fsync_duration_seconds_bucket{le="1.024"} 120\netcd_disk_wal_fsync_duration_seconds_bucket{le="2.048"} 300\netcd_disk_wal_fsync_duration_seconds_bucket{le="8.192"} 1000\netcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"} 1000\netcd_disk_wal_fsync_duration_seconds_count 1000\n',
        ),
        E,
    ),
    quiet(
        "etcd-restored-and-well",
        Node()
        .static_pod(E)
        .runs(
            E,
            says("info", "restored snapshot", "snapshot/v3_snapshot.go:276")
            + "\n"
            + says("warn", "simple token is not cryptographically signed", "auth/store.go:1241"),
        ),
    ),
    miss(
        "etcd-3.4-v2-deprecated",
        ["etcd_upgrade_incompatible"],
        Node().static_pod(E).runs(E, "[WARNING] Deprecated '--enable-v2' flag is set; it will be removed in v3.6"),
    ),
    shows(
        "etcd_upgrade_incompatible-v2-store-3.6",
        "etcd_upgrade_incompatible",
        dies(
            E,
            says("panic", "detected disallowed v2 WAL for stage --v2-deprecation=not-yet", "etcdserver/bootstrap.go:1"),
            image="registry.k8s.io/etcd:3.6.0-0",
            code=2,
        ),
        E,
    ),
    # kubelet
    shows(
        "kubelet_cgroup_unsupported-too-old-for-v2-hierarchy",
        "kubelet_cgroup_unsupported",
        cgroups("v1.17.4").kubelet_loops(
            "F0312 10:29:55.9    5115 server.go:273] failed to run Kubelet: mountpoint for cpu not found", status=255
        ),
        UNIT,
    ),
    miss(
        "kubelet-old-on-v1",
        "kubelet_cgroup_unsupported",
        cgroups("v1.17.4", v2=False).kubelet_loops(
            "F0312 10:29:55.9    5115 kubelet.go:1399] Failed to start ContainerManager failed to get rootfs info: unable to find data in memory cache",
            status=255,
        ),
    ),
    shows(
        "kubelet_cgroup_unsupported-failCgroupV1",
        "kubelet_cgroup_unsupported",
        command_failed(
            "failed to validate kubelet configuration, error: invalid configuration: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release, path: &TypeMeta{Kind:,APIVersion:,}",
            version="v1.35.1",
        ),
        UNIT,
    ),
    shows(
        "feature_gate_rejected-kubelet-config-1.31",
        "feature_gate_rejected",
        command_failed(
            "failed to set feature gates from initial flags-based config: cannot set feature gate KubeletTracing to false, feature is locked to true",
            version="v1.34.1",
        ),
        UNIT,
    ),
    shows(
        "kubelet_config_invalid-gates",
        ["feature_gate_rejected", "kubelet_config_invalid"],
        command_failed(
            "failed to validate kubelet configuration, error: [invalid configuration: specifying shutdownGracePeriodByPodPriority requires feature gate GracefulNodeShutdownBasedOnPodPriority, invalid configuration: readOnlyPort (--read-only-port) 99999 must be between 0 and 65535, inclusive], path: &TypeMeta{Kind:,APIVersion:,}"
        ),
        UNIT,
    ),
    miss(
        "kubelet-stopped-by-hand",
        ["runtime_unavailable", "kubelet_config_invalid"],
        Node()
        .unit("kubelet", "inactive", "dead", Result="success", ExecMainStatus=0)
        .kubelet(
            "Stopping kubelet: The Kubernetes Node Agent...",
            "kubelet.service: Deactivated successfully.",
            "Stopped kubelet: The Kubernetes Node Agent.",
            by="systemd",
        ),
    ),
    shows(
        "unknown-kubelet-start-limit",
        "unknown",
        Node()
        .unit("kubelet", "failed", "failed", 5, Result="start-limit-hit", ExecMainStatus=1)
        .kubelet(
            "kubelet.service: Start request repeated too quickly.",
            "kubelet.service: Failed with result 'start-limit-hit'.",
            by="systemd",
        ),
        UNIT,
    ),
    # resources
    shows(
        "disk_full-apiserver-audit-and-dies",
        ["disk_full"],
        dies(
            A,
            saying.component("failed to open audit log file: mkdir /var/log/kubernetes: no space left on device")[
                "klog"
            ],
        ),
        A,
    ),
    shows(
        "node_out_of_memory-log-only",
        "node_out_of_memory",
        Node()
        .static_pod(A)
        .died(A, 'I0312 10:29:00.1       1 trace.go:236] Trace[1]: "List"', status=False)
        .journal(
            "kernel",
            "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=x,mems_allowed=0,global_oom,task_memcg=/kubepods/burstable/pod1/aa,task=kube-apiserver,pid=1,uid=0",
            f"Out of memory: Killed process 1 (kube-apiserver) {KILLED}",
        ),
        A,
    ),
    miss(
        "nfs-handle-stale",
        ["disk_full", "etcd_data_corrupt"],
        dies(
            E,
            says(
                "fatal",
                "failed to save Raft hard state and entries",
                "etcdserver/raft.go:235",
                error="write /var/lib/etcd/member/wal/0.wal: stale NFS file handle",
            ),
        ),
    ),
    miss(
        "kubelet-reads-a-bad-disk-of-another-pod",
        ["filesystem_damaged"],
        Node()
        .unit("kubelet")
        .static_pod(A)
        .runs(A)
        .kubelet(
            'E0312 10:29:00.1    2999 nestedpendingoperations.go:348] Operation for "{volumeName:kubernetes.io/csi/x}" failed. Error: MountVolume.SetUp failed for volume "pvc-1" : mount failed: exit status 32 mount: /var/lib/kubelet/pods/x: can\'t read superblock on /dev/sdc: input/output error'
        ),
    ),
)
THIRD_LOOK_NODE = (*ETCD, *MEMORY, *RUNTIME, *KUBELET, *LATER, *LAST, *LAST_LOT, *SPARSE)
