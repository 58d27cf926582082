"""Public reports of 2022 to 2026 (Kubernetes 1.23 to 1.36, etcd 3.5 and 3.6, containerd 1.6 to 2.x, k3s, RKE2, Talos, k0s), met blind.

They are shown as those of further.py are: the programs' own lines in their order, and what the report tells of the node.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, TERMINATED, UNIT, A, E, S, exits, kubelet, report
from incidents.further_node import initialised, sandboxes_fail

DEPRECATED = (
    "has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See "
    "https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information."
)


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def systemd(node, *said, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet's unit after its last words."""
    return node.kubelet(*said, by="systemd", ago=ago)


def within(by, *said, version=None, status=1, restarts=57, name="master-1"):
    """A distribution's own service that hosts the kubelet, says so, and is started again and again."""
    return Node(name=name, version=version).kubelet_loops(restarts=restarts, status=status).kubelet(*said, by=by)


def talos(*said, version=None, name="talos-cp-1"):
    """A Talos node: its kubelet lives, and machined's words stand in the kernel's log."""
    return Node(name=name, version=version).unit("kubelet").journal("kernel", *said)


def restarted_by_nobody(version, *, runtime, config, name):
    """Pods killed and made anew one after another: a kubelet of kubeadm's defaults above that containerd."""
    node = initialised(Node(name=name, version=version)).unit("kubelet").runtime(runtime)
    node = node.file("/etc/containerd/config.toml", config) if config else node.absent("/etc/containerd/config.toml")
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program, edited=timedelta(minutes=25))
        node.died(
            program, TERMINATED if program == E else "", code=0, attempt=4, sandbox=4, lived=timedelta(minutes=2),
            ago=timedelta(seconds=100 + number),
        )  # fmt: skip
        node.runs(program, attempt=5, sandbox=5, since=timedelta(seconds=80 + number))
    return node


def rke2_bound_elsewhere():
    """RKE2's apiserver bound to the node's address, and its probe that asks localhost."""
    probe = (
        "    livenessProbe:\n      exec:\n        command: [kubectl, get, --server=https://localhost:6443/, "
        "--client-certificate=/var/lib/rancher/rke2/server/tls/client-kube-apiserver.crt, "
        "--client-key=/var/lib/rancher/rke2/server/tls/client-kube-apiserver.key, "
        "--certificate-authority=/var/lib/rancher/rke2/server/tls/server-ca.crt, --raw=/livez]\n"
        "      initialDelaySeconds: 10\n      periodSeconds: 10\n      timeoutSeconds: 15\n      failureThreshold: 8"
    )
    refused = (
        'I0429 18:12:14.310771    2113 prober.go:107] "Probe failed" probeType="Liveness" '
        'pod="kube-system/kube-apiserver-control-1" podUID=9f1c3a51c0d74d0ea1a5a0d3b1c2d3e4 containerName="kube-apiserver" '
        'probeResult=failure output="The connection to the server localhost:6443 was refused - did you specify the right '
        'host or port?\\n"'
    )
    return (
        Node(name="control-1", version="v1.27.1+rke2r1")
        .unit("kubelet")
        .static_pod(A, "--bind-address=10.0.0.4", probe=probe)
        .died(A, code=137, attempt=6, lived=timedelta(seconds=90), ago=timedelta(minutes=2))
        .runs(A, attempt=7, since=timedelta(seconds=60))
        .socket(A, 6443, "10.0.0.4", pod=A)
        .kubelet(refused, ago=timedelta(seconds=20))
        .kubelet(
            'I0429 18:11:44.310902    2113 kuberuntime_manager.go:1015] "Message for Container of pod" containerName="kube-apiserver" containerStatusID={Type:containerd} pod="kube-system/kube-apiserver-control-1" containerMessage="Container kube-apiserver failed liveness probe, will be restarted"',
            ago=timedelta(minutes=2, seconds=1),
        )
    )


def moved_away():
    """The apiserver's manifest moved to another directory by hand, and what the kubelet says then."""
    node = Node(name="k8s-master01", version=None).unit("kubelet").static_pod(E).runs(E, since=timedelta(hours=5))
    node.static_pod(A, edited=timedelta(hours=5))
    node.died(A, code=0, attempt=0, lived=timedelta(hours=5), ago=timedelta(seconds=40))
    node.removed("kube-apiserver.yaml", ago=timedelta(seconds=45), was=timedelta(hours=5))
    return node.kubelet(
        'E0816 15:44:18.159469    9838 mirror_client.go:138] "Failed deleting a mirror pod" err="Delete \\"https://192.168.56.161:6443/api/v1/namespaces/kube-system/pods/kube-apiserver-k8s-master01\\": dial tcp 192.168.56.161:6443: connect: connection refused" pod="kube-system/kube-apiserver-k8s-master01"',
        'E0816 15:44:19.261327    9838 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://192.168.56.161:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/k8s-master01?timeout=10s\\": dial tcp 192.168.56.161:6443: connect: connection refused" interval="7s"',
        ago=timedelta(seconds=38),
    )


def edited_once():
    """One edit of the apiserver's manifest, and the pod that it gave."""
    node = Node(version=None).unit("kubelet").static_pod(A, edited=timedelta(days=9))
    path = "fs/etc/kubernetes/manifests/kube-apiserver.yaml"
    before = node.files[path.removeprefix("fs")]
    node.static_pod(A, "--v=4", edited=timedelta(minutes=6))
    node.history += [
        {"at": "2024-03-09T10:30:00.000000Z", "file": path, "value": before},
        {"at": "2024-03-12T10:24:00.000000Z", "file": path, "value": node.files[path.removeprefix("fs")]},
    ]
    node.died(A, code=0, attempt=0, lived=timedelta(days=9), ago=timedelta(minutes=5, seconds=50), uid="0" * 32)
    return node.runs(A, attempt=0, since=timedelta(minutes=5, seconds=40))


FURTHER_TWELFTH_RECENT = (
    # ---- the kubelet: feature gates, flags, configuration -----------------------------------------------------------
    report(
        "kubernetes/kops/issues/17252",
        "feature_gate_rejected",
        UNIT,
        kubelet(
            'E0204 20:07:50.696548    3571 run.go:74] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: ExpandPersistentVolumes"',
            version="v1.27.16",
        ),
    ),
    report(
        "kubernetes/website/issues/36705",
        "feature_gate_rejected",
        UNIT,
        kubelet(
            'E0908 15:14:01.860828  111838 run.go:74] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: CheckpointContainer"',
            version="v1.25.0",
        ).file(
            "/var/lib/kubelet/config.yaml",
            "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: cgroupfs\n"
            "featureGates:\n  CheckpointContainer: true\n",
        ),
    ),
    report(
        "kata-containers/kata-containers/pull/5989",
        "feature_gate_rejected",
        UNIT,
        kubelet(
            'E0105 19:44:15.486288   88579 run.go:74] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: PodOverhead"',
            version="v1.26.0",
        ),
    ),
    # Completed: the last line; the excerpt ends among the warnings, its message is the report's title.
    report(
        "kubesphere/kubekey/issues/1593",
        "feature_gate_rejected",
        UNIT,
        kubelet(
            "Flag --pod-infra-container-image has been deprecated, will be removed in 1.27. Image garbage collector will get sandbox image information from CRI.",
            'I1109 22:13:41.562840    4128 server.go:200] "--pod-infra-container-image will not be pruned by the image garbage collector in kubelet and should also be set in the remote runtime"',
            f"Flag --cgroup-driver {DEPRECATED}",
            "Flag --container-runtime has been deprecated, will be removed in 1.27 as the only valid value is 'remote'",
            "W1109 22:13:41.564504    4128 feature_gate.go:237] Setting GA feature gate CSIStorageCapacity=true. It will be removed in a future release.",
            'E1109 22:13:41.564560    4128 run.go:74] "command failed" err="failed to set feature gates from initial flags-based config: unrecognized feature gate: TTLAfterFinished"',
            version="v1.25.3",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/128716",
        "kubelet_config_invalid",
        UNIT,
        kubelet(
            'E1110 17:45:56.162727    3470 run.go:72] "command failed" err="failed to validate kubelet configuration, error: invalid configuration: FeatureGate KubeletCrashLoopBackOffMax not enabled, CrashLoopBackOff.MaxContainerRestartPeriod must not be set, path: &TypeMeta{Kind:,APIVersion:,}"',
            version="v1.32.0",
        ),
    ),
    # Completed: the line around the message that the report quotes.
    report(
        "Azure/AKSFlexNode/pull/57",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            'E0203 08:31:07.220114    4127 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --pod-infra-container-image"',
            version="v1.35.0",
        ),
    ),
    # The report has systemd's status line and the flag in the extra arguments, not the kubelet's own words.
    report(
        "kubernetes-sigs/image-builder/pull/1866",
        ["kubelet_unknown_flag", "unknown"],
        UNIT,
        systemd(
            Node(version="v1.35.0")
            .kubelet_loops()
            .file(
                "/etc/default/kubelet", "KUBELET_EXTRA_ARGS=--pod-infra-container-image=registry.k8s.io/pause:3.10\n"
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    # Completed: the line; a commenter read its words ("the currently active client certificate has expired") off a picture.
    report(
        "kubernetes/kubernetes/issues/107489",
        "kubelet_client_certificate_expired",
        UNIT,
        kubelet(
            "F0112 14:21:09.731202    9120 transport.go:112] The currently active client certificate has expired and the server is responsive, exiting.",
            status=255,
        ),
    ),
    # ---- the kubelet: cgroups ---------------------------------------------------------------------------------------
    # The line of the title; its head is completed.
    report(
        "cri-o/cri-o/issues/7569",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            "E1211 15:52:41.117204    7311 cgroup_manager_linux.go:476] cgroup manager.Set failed: openat2 /sys/fs/cgroup/kubepods.slice/cpu.weight: no such file or directory",
            version="v1.28.4",
        ),
    ),
    # Completed: the stamp of the fatal line; its message is the report's title.
    report(
        "MichaIng/DietPi/issues/5752",
        "kubelet_cgroup_unsupported",
        UNIT,
        systemd(
            Node(name="dietpi", version=None)
            .unit("kubelet", "failed", "failed", 5, Result="exit-code", ExecMainStatus=1)
            .kubelet('time="2022-09-17T16:48:06+01:00" level=fatal msg="failed to find memory cgroup (v2)"', by="k3s"),
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
            "k3s.service: Failed with result 'exit-code'.",
        ),
    ),
    # Completed: k3s's fatal line; the report shows /proc/cgroups and the kernel's command line, its journal is cut.
    report(
        "raspberrypi/linux/issues/5933",
        "kubelet_cgroup_unsupported",
        UNIT,
        systemd(
            within(
                "k3s",
                'time="2024-02-07T00:17:26Z" level=fatal msg="failed to find memory cgroup (v2)"',
                name="pi-01",
            ).file(
                "/proc/cgroups",
                "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t0\t39\t1\ncpu\t0\t39\t1\ncpuacct\t0\t39\t1\n"
                "blkio\t0\t39\t1\nmemory\t0\t39\t0\ndevices\t0\t39\t1\nfreezer\t0\t39\t1\nnet_cls\t0\t39\t1\n"
                "perf_event\t0\t39\t1\nnet_prio\t0\t39\t1\npids\t0\t39\t1\n",
            ),
            "k3s.service: Main process exited, code=exited, status=1/FAILURE",
        ),
    ),
    # ---- the runtime ------------------------------------------------------------------------------------------------
    report(
        "containerd/containerd/issues/11014",
        "container_create_failed",
        None,
        Node(name="k8s-master01", version="v1.31.2")
        .unit("kubelet")
        .unit("containerd")
        .runtime("2.0.0")
        .static_pod(E)
        .static_pod(A)
        .static_pod(S)
        .journal(
            "containerd",
            'time="2024-11-16T10:08:03.933701112+08:00" level=error msg="copy shim log" error="read /proc/self/fd/12: file already closed" namespace=k8s.io',
            'time="2024-11-16T10:08:03.933844403+08:00" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:etcd-k8s-master01,Uid:22ac4506c7241e1db013f652587a3fcc,Namespace:kube-system,Attempt:0,} failed, error" error="rpc error: code = Unknown desc = failed to start sandbox \\"95055370c75027012255fe33fbd1ef369ce77f9452a1c422f0f11fa2d1bc40eb\\": failed to create containerd task: failed to start shim: start failed: Incorrect Usage. flag provided but not defined: -namespace\\n\\nNAME:\\n"',
        ),
        never="unknown_flag",
    ),
    # Completed: the head of the line.
    report(
        "containerd/containerd/issues/10979",
        "container_create_failed",
        None,
        sandboxes_fail(
            'E1110 11:20:03.418830    5201 kuberuntime_manager.go:1170] "CreatePodSandbox for pod failed" err="rpc error: code = Unimplemented desc = failed to create containerd task: failed to start shim: start failed: unsupported shim version (3): not implemented" pod="kube-system/etcd-ubuntu"',
            node=Node(name="ubuntu", version=None),
        ),
        never="cri_api_unsupported",
    ),
    # Completed: the head of the line.
    report(
        "kubernetes/kubeadm/issues/2851",
        "image_unavailable",
        None,
        sandboxes_fail(
            'E0329 10:12:51.004127    3312 remote_runtime.go:176] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.6\\": failed to pull image \\"registry.k8s.io/pause:3.6\\": failed to pull and unpack image \\"registry.k8s.io/pause:3.6\\": failed to resolve reference \\"registry.k8s.io/pause:3.6\\": failed to do request: Head \\"https://registry.k8s.io/v2/pause/manifests/3.6\\": net/http: TLS handshake timeout"',
            version="v1.26.3",
        ),
    ),
    # The report tells that etcd restarts every few minutes; its fix (lima's pull request 818) sets SystemdCgroup.
    report(
        "lima-vm/lima/issues/817",
        "cgroup_driver_mismatch",
        None,
        restarted_by_nobody("v1.23.6", runtime="1.6.2", config="version = 2\n", name="lima-k8s"),
    ),
    # Docker's package with a containerd that nobody configured, and all static pods in a loop.
    report(
        "weibeld/terraform-aws-kubeadm/issues/19",
        "cgroup_driver_mismatch",
        None,
        restarted_by_nobody("v1.26.0", runtime="1.6.4", config=None, name="master"),
    ),
    # As first reported: containerd's default configuration on cgroup v2. Completed: the configuration's text.
    report(
        "containerd/containerd/issues/10805",
        "cgroup_driver_mismatch",
        None,
        restarted_by_nobody(
            "v1.30.5",
            runtime="2.0.0-rc.5",
            config="version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]\n  SystemdCgroup = false\n",
            name="master",
        ),
    ),
    # Completed: the message after "get apparmor_"; the report's title and its own call say "permission denied". It shows the
    # event of another pod and says that no pod starts.
    report(
        "roddhjav/apparmor.d/issues/187",
        ["security_module_denied", "container_create_failed"],
        None,
        Node(name="mediaserver.fritz.box", version=None)
        .unit("kubelet")
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            "failed to create containerd container: get apparmor_parser version: fork/exec /usr/sbin/apparmor_parser: permission denied",
        ),
        never="apparmor_parser_missing",
    ),
    # ---- the apiserver and its companions ---------------------------------------------------------------------------
    report(
        "nutanix-cloud-native/cluster-api-provider-nutanix/issues/520",
        "unknown_flag",
        A,
        exits(A, "Error: unknown flag: --cloud-provider", "--cloud-provider=external", version="v1.33.1"),
    ),
    # Completed: the line; the report says that the gate, enabled for other components, is given to the scheduler as false.
    report(
        "k0sproject/k0s/issues/3364",
        "feature_gate_rejected",
        S,
        exits(
            S,
            'Error: invalid argument "GRPCContainerProbe=false" for "--feature-gates" flag: cannot set feature gate GRPCContainerProbe to false, feature is locked to true',
            "--feature-gates=GRPCContainerProbe=false",
            version="v1.27.4",
        ),
    ),
    # kine above SQLite instead of etcd.
    report(
        "k3s-io/kine/issues/135",
        "unknown",
        A,
        exits(
            A,
            "F0901 13:23:18.129957    2228 controller.go:166] Unable to perform initial IP allocation check: unable to refresh the service IP block: rpc error: code = Unknown desc = disk I/O error: no such file or directory",
            flags=("--etcd-servers=unix:///run/k0s/kine/kine.sock:2379", "--secure-port=6443"),
            code=255,
            node=Node(name="lima-lens-vm", version=None).journal(
                "k0scontroller",
                'time="2022-09-01 13:23:18" level=info msg="time=\\"2022-09-01T13:23:18Z\\" level=error msg=\\"error while range on /registry/prioritylevelconfigurations/ /registry/prioritylevelconfigurations/: disk I/O error: no such file or directory\\"" component=kine',
                'time="2022-09-01 13:23:18" level=info msg="time=\\"2022-09-01T13:23:18Z\\" level=error msg=\\"error while range on /registry/minions/ /registry/minions/: disk I/O error: no such file or directory\\"" component=kine',
            ),
        ),
        never="file_missing",
    ),
    # ---- etcd -------------------------------------------------------------------------------------------------------
    # Completed: the ends of the two lines that the pager cut; their message is that of the panic.
    report(
        "etcd-io/etcd/issues/20870",
        "etcd_upgrade_incompatible",
        E,
        exits(
            E,
            lines(
                '{"level":"panic","ts":"2025-10-29T07:48:18.950530Z","caller":"etcdserver/apply_v2.go:31","msg":"detected disallowed v2 WAL for stage --v2-deprecation=write-only"}',
                '{"level":"panic","ts":"2025-10-29T07:48:18.950581Z","caller":"schedule/schedule.go:202","msg":"execute job failed","job":"server_applyAll","panic":"detected disallowed v2 WAL for stage --v2-deprecation=write-only"}',
                "panic: detected disallowed v2 WAL for stage --v2-deprecation=write-only [recovered]",
                "        panic: execute job failed",
                "goroutine 144 [running]:",
                "go.uber.org/zap/zapcore.CheckWriteAction.OnWrite(0x2?, 0x7f531453c910?, {0x0?, 0x0?, 0xc000380be0?})",
                "        go.uber.org/zap@v1.27.0/zapcore/entry.go:196 +0x54",
            ),
            image="registry.k8s.io/etcd:3.6.5-0",
            code=2,
        ),
    ),
    # A node that now takes its IPv6 address for its own; the old address is still there.
    report(
        "k3s-io/k3s/issues/7558",
        ["etcd_membership_mismatch", "node_address_missing"],
        None,
        within(
            "k3s",
            'time="2023-05-16T01:01:12-05:00" level=info msg="Failed to test data store connection: this server is a not a member of the etcd cluster. Found [princess-luna-aa0a3cdf=https://[fdc9:b01a:9d26:0:8aae:ddff:fe0a:a3fa]:2380 princess-celestia-4289d1fb=https://172.16.0.141:2380], expect: princess-celestia-4289d1fb=https://[fdc9:b01a:9d26:0:1e69:7aff:fe68:de24]:2380"',
            version="v1.27.1+k3s1",
            restarts=0,
            name="princess-celestia",
        ),
    ),
    # Talos runs etcd as its own service, here a static pod that lives; the line is machined's.
    report(
        "siderolabs/talos/issues/4888",
        "etcd_nospace_alarm",
        E,
        talos(
            '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.ManifestApplyController", "error": "error creating etcd session: etcdserver: mvcc: database space exceeded"}',
            version="v1.23.1",
        )
        .static_pod(E)
        .runs(E, since=timedelta(minutes=30)),
    ),
    # ---- certificates and clocks ------------------------------------------------------------------------------------
    report(
        "rancher/rke2/issues/4372",
        "clock_skew",
        None,
        within(
            "rke2",
            'time="2024-10-17T06:22:51+03:00" level=error msg="CA cert validation failed: Get \\"https://127.0.0.1:9345/cacerts\\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-10-17T06:22:51+03:00 is before 2024-10-17T04:01:49Z"',
            'time="2024-10-17T06:22:53+03:00" level=error msg="CA cert validation failed: Get \\"https://127.0.0.1:9345/cacerts\\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-10-17T06:22:53+03:00 is before 2024-10-17T04:01:49Z"',
            'time="2024-10-17T06:22:55+03:00" level=error msg="CA cert validation failed: Get \\"https://127.0.0.1:9345/cacerts\\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-10-17T06:22:55+03:00 is before 2024-10-17T04:01:49Z"',
            name="ocl-stg-cp-wsknh-thxgd",
        ),
        never="serving_certificate_expired",
    ),
    report(
        "rancher/rke2/issues/8379",
        "serving_certificate_expired",
        None,
        within(
            "rke2",
            'time="2026-07-21T12:47:33Z" level=error msg="Failed to validate connection to cluster at https://127.0.0.1:9345: CA cert validation failed: Get \\"https://127.0.0.1:9345/cacerts\\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-07-21T12:47:33Z is after 2026-06-16T12:45:20Z"',
            version="v1.32.5",
        ),
        never="clock_skew",
    ),
    # ---- distributions: what their own program does -----------------------------------------------------------------
    # Completed: the line; the report says "self-fatals with leaderelection lost" after 45 to 49 seconds, again and again.
    report(
        "rancher/rke2/issues/11056",
        ["leader_election_lost", "unknown"],
        None,
        systemd(
            within(
                "rke2",
                'time="2026-08-18T09:14:47Z" level=fatal msg="leaderelection lost for rke2-etcd"',
                version="v1.33.13+rke2r1",
            )
            .static_pod(E)
            .runs(E, since=timedelta(hours=20)),
            "rke2-server.service: Main process exited, code=exited, status=1/FAILURE",
            "rke2-server.service: Failed with result 'exit-code'.",
        ),
        never="etcd_no_quorum",
    ),
    # It hangs after this line; the cause is RKE2's own reading of a copy of the database.
    report(
        "rancher/rke2/issues/9785",
        None,
        None,
        Node(version=None)
        .unit("kubelet", "activating", "start", 1)
        .kubelet(
            'time="2026-02-26T10:28:12Z" level=info msg="Reconciling bootstrap data between datastore and disk"',
            by="rke2",
            ago=timedelta(minutes=2),
        ),
        never="etcd_data_corrupt",
    ),
    # machined panics before it writes any static pod.
    report(
        "siderolabs/talos/issues/13454",
        None,
        None,
        talos(
            '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.RenderConfigsStaticPodController", "error": "controller \\"k8s.RenderConfigsStaticPodController\\" panicked: cannot deep copy int\\n\\ngoroutine 522 [running]:\\nruntime/debug.Stack()\\n\\t/go/src/runtime/debug/stack.go:26 +0x5e\\ngithub.com/cosi-project/runtime/pkg/controller/runtime/internal/rruntime.(*Adapter).runOnce.func2()\\n\\t/.cache/mod/github.com/cosi-project/runtime@v1.14.1/pkg/controller/runtime/internal/rruntime/run.go:67 +0x4c"}',
            name="queen",
        ),
        never="component_config_invalid",
    ),
    # Completed: the line around the message that the report quotes.
    report(
        "siderolabs/talos/issues/13473",
        None,
        None,
        talos(
            '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.RenderConfigsStaticPodController", "error": "controller \\"k8s.RenderConfigsStaticPodController\\" panicked: cannot deep copy int"}',
            version="v1.36.1",
        ),
        never="static_pod_path_wrong",
    ),
    report(
        "siderolabs/talos/issues/9091",
        None,
        None,
        talos(
            '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.ControlPlaneStaticPodController", "error": "error updating static pod for \\"SchedulerConfigs.kubernetes.talos.dev\\": extra arg \\"config\\" is not allowed"}',
            version="v1.27.12",
        ),
        never="unknown_flag",
    ),
    report(
        "siderolabs/talos/issues/6888",
        None,
        None,
        talos(
            '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.RenderSecretsStaticPodController", "error": "error writing template \\"kubeconfig\\" for \\"kube-controller-manager\\": open /system/secrets/kubernetes/kube-controller-manager/kubeconfig: is a directory"}',
        ),
        never="file_missing",
    ),
    # ---- near misses and the expected -------------------------------------------------------------------------------
    # Nothing restarts: nobody approves the kubelet's request for a serving certificate.
    report(
        "siderolabs/talos/issues/6736",
        None,
        None,
        talos(
            '[talos] controller failed {"component": "controller-runtime", "controller": "k8s.KubeletStaticPodController", "error": "error refreshing pod status: error fetching pod status: Get \\"https://127.0.0.1:10250/pods/?timeout=30s\\": remote error: tls: internal error"}',
            version="v1.26.0",
        )
        .static_pod(A)
        .runs(A, since=timedelta(hours=2)),
        never="certificate_authority_mismatch",
    ),
    # What keeps the apiserver away the excerpt does not show; the certificate is a consequence. Completed: the last line's end.
    report(
        "siderolabs/talos/issues/7377",
        None,
        None,
        Node(name="talos-0sr-1c0", version=None)
        .unit("kubelet")
        .kubelet(
            '{"ts":1686800725280.5708,"caller":"status/status_manager.go:809","msg":"Failed to get status for pod","v":0,"podUID":"235afef6d6002298a84128703f0db3ef","pod":{"name":"kube-controller-manager-talos-0sr-1c0","namespace":"kube-system"},"err":"Get \\"https://localhost:6443/api/v1/namespaces/kube-system/pods/kube-controller-manager-talos-0sr-1c0\\": dial tcp [::1]:6443: connect: connection refused"}',
            '{"ts":1686800725283.6138,"caller":"status/status_manager.go:809","msg":"Failed to get status for pod","v":0,"podUID":"d936553f85a956933111e63a1eed3d5e","pod":{"name":"kube-apiserver-talos-0sr-1c0","namespace":"kube-system"},"err":"Get \\"https://localhost:6443/api/v1/namespaces/kube-system/pods/kube-apiserver-talos-0sr-1c0\\": dial tcp [::1]:6443: connect: connection refused"}',
            '{"ts":1686800725573.8196,"caller":"certificate/transport.go:123","msg":"No valid client certificate is found but the server is not responsive. A restart may be necessary to retrieve new initial credentials."}',
        ),
        never="kubelet_client_certificate_expired",
    ),
    # A first kubeadm init with a name for the load balancer that is only the documentation's; the kubelet lives and waits.
    report(
        "kubernetes/website/issues/31915",
        None,
        None,
        Node(name="vm-248-207-centos", version=None)
        .unit("kubelet")
        .kubelet(
            'I0226 00:39:31.202741    2199 cni.go:240] "Unable to update cni config" err="no networks found in /etc/cni/net.d"',
            'E0226 00:39:31.247104    2199 kubelet.go:2422] "Error getting node" err="node \\"vm-248-207-centos\\" not found"',
            'E0226 00:39:31.285284    2199 eviction_manager.go:254] "Eviction manager: failed to get summary stats" err="failed to get node info: node \\"vm-248-207-centos\\" not found"',
            'E0226 00:39:31.350748    2199 kubelet.go:2422] "Error getting node" err="node \\"vm-248-207-centos\\" not found"',
            'E0226 00:39:31.454169    2199 kubelet.go:2422] "Error getting node" err="node \\"vm-248-207-centos\\" not found"',
            'E0226 00:39:31.557721    2199 kubelet.go:2422] "Error getting node" err="node \\"vm-248-207-centos\\" not found"',
        ),
        never="node_pressure_eviction",
    ),
    # The reporter holds that the kubelet does not stop the apiserver; its lines are those after the manifest was moved away.
    report("kubernetes/kubernetes/issues/133574", "stopped_by_operator", A, moved_away()),
    # One restart by an edit; that the webhooks of another program then block, is not the control plane's. Completed: the edit.
    report("projectcapsule/capsule/issues/2036", "manifest_changed", A, edited_once()),
)
