"""Rounds of a third look at etcd, resources, the runtime and the kubelet that came after its first mending.

Each was thought of after the rules had been mended for the one before. At first contact all of the second round were
right but for one that came with its mend, 21 of 30 of the third (five confidently wrong), 21 of 30 of the fourth (seven)
and 26 of 29 of the fifth (one).
"""

from datetime import timedelta

from incidents import saying
from incidents.builder import Node
from incidents.own.shapes import KUBELET_CONFIG, UNIT, A, E, S, dies, miss, probed_to_death, quiet, shows
from incidents.own.third_look_node import DRIVER, KILLED, command_failed, sandbox_fails, says, start_fails

SECOND_ROUND = (
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
THIRD_ROUND = (
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


FOURTH_ROUND = (
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
        "invalid_flag_value-etcd-name",
        "invalid_flag_value",
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
        "invalid_flag_value-etcd-urls",
        "invalid_flag_value",
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


FIFTH_ROUND = (
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

THIRD_LOOK_LATER = (*SECOND_ROUND, *THIRD_ROUND, *FOURTH_ROUND, *FIFTH_ROUND)
