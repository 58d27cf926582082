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
THIRD_LOOK_NODE = (*ETCD, *MEMORY, *RUNTIME, *KUBELET)
