"""The kubelet's unit and what carries it: k3s, RKE2, k0s, MicroK8s; a kubelet that lives and does nothing; its resolver.

What is said in passing stands beside what ends.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.shapes import KUBELET_CONFIG, UNIT, A, E, kubelet_says, miss, quiet, shows

SWAP = "running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false"
PREPARING = "starting kubernetes: preparing server: "
TAKEN = "init cluster datastore and https: listen tcp :6443: bind: address already in use"
MAY_NOT = 'E0312 10:29:55.9    5115 kubelet.go:1400] "Failed to initialize internal modules" err="mkdir /var/lib/kubelet/pods: permission denied"'
AVC = (
    'audit: type=1400 audit(1710239395.834:228): avc:  denied  {{ create }} for  pid=1971 comm="{}" name="pods" '
    "scontext=system_u:system_r:kubelet_t:s0 tcontext=system_u:object_r:var_t:s0 tclass=dir permissive=0"
)
JOINING = "Error: preparing server: failed to bootstrap cluster data: "
RESOLVER = "/run/systemd/resolve/resolv.conf"
HELD = "F0524 03:2{}:13.156136   {} server.go:94] listen tcp 0.0.0.0:10255: bind: address already in use"
ROOT = 'Failed to enforce System Reserved Cgroup Limits on "/system": "/system" cgroup does not exist'
PLEG = "GenericPLEG: Unable to retrieve pods: cannot connect to Docker endpoint"
CSR = 'cannot create certificate signing request: Post "https://10.0.0.1:6443/apis/certificates.k8s.io/v1/certificatesigningrequests": '
GONE = f"open {RESOLVER}: no such file or directory"
POD = "kube-apiserver-master-1_kube-system(9d2c3f2a7a6f0ee1e3dd1f1e6e0b1e0f)"


def quoted(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def logrus(text, level="fatal"):
    return f'time="2024-03-12T10:29:55Z" level={level} msg="{quoted(text)}"'


def passed_on(text, component):
    """A child's line as k0s has it in its own journal."""
    return f'time="2024-03-12 10:29:01" level=info msg="{quoted(text)}" component={component}'


def carrier(unit, *lines, version="v1.30.2+k3s1", **node):
    """The unit in which the kubelet runs is started again and again; its journal holds other voices too."""
    return (
        Node(version=version, **node)
        .unit(unit, "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=1)
        .journal(
            unit,
            logrus("Starting k3s v1.30.2+k3s1", "info"),
            logrus("failed to find memory cgroup", "error"),
            f'E0312 10:29:55.100200    1201 run.go:74] "command failed" err="{SWAP}"',
            'E0312 10:29:55.100300    1201 remote.go:1] "x" err="dial unix /run/k3s/containerd/containerd.sock: connect: connection refused"',
            *lines,
        )
    )


def carried(name, cause, unit, *lines, **node):
    """The same by the carrier's own unit, and where its lines were taken for the kubelet's."""
    return (
        shows(f"{name}-{unit.rpartition('.')[2]}", cause, carrier(unit, *lines, **node), UNIT),
        shows(
            f"{name}-{unit.rpartition('.')[2]}-by-kubelet",
            [*([cause] if isinstance(cause, str) else cause), "unknown", *_BY_KUBELET.get(name, ())],
            Node().kubelet_loops().kubelet(*lines, by=unit),
            UNIT,
            sure=False,
        ),
    )


# Without the carrier's name its flag may as well be the kubelet's.
_BY_KUBELET = {"carrier-flag-k0s": ("kubelet_unknown_flag",)}


def server(name, cause, text, **node):
    return carried(name, cause, "k3s", logrus(text), **node)


def lives(*lines, version=None):
    """A kubelet whose unit is well by all that systemd says."""
    return Node(version=version).unit("kubelet").kubelet(*lines)


def sandbox(*lines, node=None):
    return (node or Node(version="v1.30.2").absent(RESOLVER)).unit("kubelet").static_pod(A).kubelet(*lines)


SEVENTH_KUBELET = (
    # ---- a kubelet that lives without its container manager (to 1.7) ------------------------------------------------
    shows(
        "kubelet_cgroup_unsupported-alive",
        "kubelet_cgroup_unsupported",
        lives(
            f"E0816 03:20:41.661210    5120 kubelet.go:1246] Failed to start ContainerManager {ROOT}", version="v1.6.4"
        ),
        UNIT,
    ),
    shows(
        "kubelet_cgroup_unsupported-alive-noted",
        "kubelet_cgroup_unsupported",
        lives(
            f"I0816 03:20:41.661210    5120 kubelet.go:1820] skipping pod synchronization - [Failed to start ContainerManager {ROOT}]",
            version="v1.7.4",
        ),
        UNIT,
    ),
    # From 1.21 on it is an end, and this kubelet lives again.
    quiet(
        "kubelet-alive-after-its-container-manager",
        lives(
            f'E0816 03:20:41.661210    5120 kubelet.go:1246] "Failed to start ContainerManager" err="{quoted(ROOT)}"',
            version="v1.28.4",
        ).kubelet("I0816 03:20:51.661210    5320 kubelet.go:1246] x", ago=timedelta(seconds=1)),
    ),
    # ---- ends again and again within a unit that is active ----------------------------------------------------------
    shows(
        "port_in_use-again-and-again",
        "port_in_use",
        Node(version=None)
        .unit("kubelet")
        .kubelet(HELD.format(1, 26051), ago=timedelta(seconds=290))
        .kubelet(HELD.format(3, 28880), ago=timedelta(seconds=170))
        .kubelet(HELD.format(5, 31690), ago=timedelta(seconds=48)),
        UNIT,
    ),
    shows(
        "port_in_use-again-and-again-held",
        "port_in_use",
        Node(version=None)
        .unit("kubelet")
        .kubelet(HELD.format(3, 28880), ago=timedelta(seconds=170))
        .kubelet(HELD.format(5, 31690), ago=timedelta(seconds=48))
        .socket("heapster", 10255, pid=7),
        UNIT,
    ),
    quiet(
        "kubelet-ended-once-long-ago",
        Node(version=None)
        .unit("kubelet")
        .kubelet(HELD.format(1, 26051), ago=timedelta(minutes=20))
        .kubelet(HELD.format(3, 28880), ago=timedelta(minutes=18)),
    ),
    # ---- the runtime ------------------------------------------------------------------------------------------------
    shows(
        "runtime_unavailable-docker-endpoint",
        "runtime_unavailable",
        lives(f"E0315 14:32:56.029664    3394 generic.go:195] {PLEG}").unit("docker", "failed", "failed", 5),
        UNIT,
    ),
    miss(
        "runtime_unavailable-docker-came-back",
        "runtime_unavailable",
        lives(f"E0315 14:32:56.029664    3394 generic.go:195] {PLEG}").unit("docker"),
    ),
    shows(
        "runtime_unavailable-its-unit-alone",
        "runtime_unavailable",
        Node(version=None).unit("docker", "failed", "failed", 0, Result="start-limit"),
        UNIT,
    ),
    miss(
        "runtime_unavailable-the-other-runtime",
        "runtime_unavailable",
        Node(version=None).unit("docker", "failed", "failed").unit("containerd"),
    ),
    miss(
        "runtime_unavailable-of-a-carrier",
        "runtime_unavailable",
        carrier("k3s").unit("docker", "failed", "failed"),
    ),
    # ---- the client CA ----------------------------------------------------------------------------------------------
    shows(
        "file_missing-client-ca-nobody-looked-further",
        "file_missing",
        Node(version=None)
        .absent("/etc/kubernetes/pki/ca.crt")
        .kubelet_loops(
            "error: unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory"
        ),
        UNIT,
    ),
    # ---- the kubelet's resolver -------------------------------------------------------------------------------------
    shows(
        "file_missing-resolver-1.11",
        "file_missing",
        sandbox(
            f'E0918 06:10:32.901145   10211 kuberuntime_sandbox.go:40] GeneratePodSandboxConfig for pod "{POD}" failed: {GONE}',
            f'E0918 06:10:32.901188   10211 kuberuntime_manager.go:646] createPodSandbox for pod "{POD}" failed: {GONE}',
        ),
        A,
    ),
    shows(
        "file_missing-resolver-1.30",
        "file_missing",
        sandbox(
            f'E0918 06:10:32.901145   10211 dns.go:284] "Could not open resolv conf file." err="{GONE}"',
            f'E0918 06:10:32.901145   10211 kuberuntime_sandbox.go:45] "Failed to generate sandbox config for pod" err="{GONE}" pod="kube-system/kube-apiserver-master-1"',
            f'E0918 06:10:32.901188   10211 kuberuntime_manager.go:1166] "CreatePodSandbox for pod failed" err="{GONE}" pod="kube-system/kube-apiserver-master-1"',
            node=Node(version="v1.30.2").file(
                KUBELET_CONFIG,
                f"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nresolvConf: {RESOLVER}\n"
                "staticPodPath: /etc/kubernetes/manifests\n",
            ),
        ),
        A,
    ),
    miss(
        "file_missing-resolver-is-there-now",
        "file_missing",
        sandbox(
            f'E0918 06:10:32.901188   10211 kuberuntime_manager.go:646] createPodSandbox for pod "{POD}" failed: {GONE}',
            node=Node(version="v1.11.3").there(RESOLVER),
        ),
    ),
    miss(
        "file_missing-a-shim-s-file",
        "file_missing",
        sandbox(
            'E0918 06:10:32.901188   10211 kuberuntime_manager.go:1166] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown '
            "desc = failed to create containerd task: open /run/containerd/io.containerd.runtime.v2.task/k8s.io/ab/init.pid: no such file or "
            'directory" pod="kube-system/kube-apiserver-master-1"',
        ),
    ),
    # ---- what the kubelet itself ends with --------------------------------------------------------------------------
    *kubelet_says(
        "certificate_authority_mismatch-bootstrap",
        "certificate_authority_mismatch",
        f"{CSR}x509: certificate signed by unknown authority",
    ),
    *kubelet_says(
        "clock_skew-bootstrap",
        "clock_skew",
        f"{CSR}x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:10Z is before 2024-03-01T08:00:00Z",
    ),
    *kubelet_says(
        "apiserver_unreachable-bootstrap",
        "apiserver_unreachable",
        f"{CSR}dial tcp 10.0.0.1:6443: connect: connection refused",
    ),
    *kubelet_says(
        "node_address_missing-kubelet",
        "node_address_missing",
        "listen tcp 10.0.0.99:10250: bind: cannot assign requested address",
    ),
    *kubelet_says("invalid_flag_value-cloud-provider", "invalid_flag_value", 'unknown cloud provider "foo"'),
    shows(
        "component_config_invalid-credential-provider",
        "component_config_invalid",
        Node(version="v1.27.4").kubelet_loops(
            'E0312 10:29:55.900100    5115 kuberuntime_manager.go:276] "Failed to register CRI auth plugins" err="failed to decode credential '
            'provider config: no kind \\"CredentialProviderConfig\\" is registered for version \\"credentialprovider.kubelet.k8s.io/v1alpha1\\""',
        ),
        UNIT,
    ),
    shows(
        "security_module_denied-kubelet-s-directory",
        "security_module_denied",
        Node(version="v1.28.4").kubelet_loops(MAY_NOT).journal("kernel", AVC.format("kubelet")),
        UNIT,
    ),
    miss(
        "security_module_denied-of-another",
        "security_module_denied",
        Node(version="v1.28.4").kubelet_loops(MAY_NOT).journal("kernel", AVC.format("chronyd")),
    ),
    # ---- ports of a carrier -----------------------------------------------------------------------------------------
    shows(
        "port_held_by_previous_instance-k3s",
        "port_held_by_previous_instance",
        carrier("k3s", logrus(f"{PREPARING}{TAKEN}")).socket("k3s-server", 6443, pid=77),
        UNIT,
    ),
    shows(
        "port_in_use-k3s", "port_in_use", carrier("k3s", logrus(f"{PREPARING}{TAKEN}")).socket("haproxy", 6443), UNIT
    ),
    shows("port_in_use-k3s-unseen", "unknown", carrier("k3s", logrus(f"{PREPARING}{TAKEN}")), UNIT, sure=False),
    # ---- the carriers' own words ------------------------------------------------------------------------------------
    *server(
        "carrier-cgroup",
        "kubelet_cgroup_unsupported",
        'failed to find memory cgroup, you may need to add "cgroup_memory=1 cgroup_enable=memory" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)',
    ),
    *server("carrier-flag", "unknown_flag", "flag provided but not defined: -no-deploy"),
    *server("carrier-no-server", "missing_required_flag", "--server is required"),
    *server("carrier-no-token", "missing_required_flag", f"{PREPARING}K3S_TOKEN is required to join a cluster"),
    *server(
        "carrier-settings-differ",
        "invalid_flag_value",
        f"{JOINING}failed to validate server configuration: critical configuration value mismatch between servers",
    ),
    *server(
        "carrier-families",
        "invalid_flag_value",
        "cluster-cidr: [10.42.0.0/16] and service-cidr: [fd00::/112], must share the same IP version (IPv4, IPv6 or dual-stack)",
    ),
    *server(
        "carrier-duplicate-name",
        "etcd_membership_mismatch",
        "ETCD join failed: duplicate node name found, please use a unique name for this node",
    ),
    *server(
        "carrier-duplicate-name-old",
        "etcd_membership_mismatch",
        f"{PREPARING}start managed database: joining etcd cluster: Failed to join etcd cluster due to duplicate node names, please use unique node name for the server",
    ),
    *server(
        "carrier-not-a-member",
        "etcd_membership_mismatch",
        f"{PREPARING}start managed database: this server is a not a member of the etcd cluster. Found [a=https://10.0.0.1:2380], expect: b=10.0.0.2",
    ),
    *server(
        "carrier-other-ca",
        "certificate_authority_mismatch",
        f"{PREPARING}token CA hash does not match the Cluster CA certificate hash: 1a2b != 3c4d",
    ),
    *server(
        "carrier-clock",
        "clock_skew",
        f"{PREPARING}create dynamiclistener: x509: certificate has expired or is not yet valid: current time 2020-01-01T00:00:10Z is before 2024-03-01T08:00:00Z",
    ),
    *server(
        "carrier-no-server-there",
        "apiserver_unreachable",
        f'{PREPARING}failed to get CA certs: Get "https://10.0.0.1:6443/cacerts": dial tcp 10.0.0.1:6443: connect: connection refused',
    ),
    *server("carrier-address", "node_address_missing", "unable to find interface with specified node ip: 10.0.0.99"),
    *server("carrier-its-file", "component_config_invalid", "yaml: line 4: could not find expected ':'"),
    *server(
        "carrier-its-disk",
        "disk_full",
        f"{PREPARING}creating storage endpoint: building kine: database or disk is full",
    ),
    *server(
        "carrier-its-runtime",
        "runtime_unavailable",
        "failed to start container runtime: containerd exited: exit status 1",
    ),
    *server(
        "carrier-snapshotter",
        "runtime_unavailable",
        '"overlayfs" snapshotter cannot be enabled for "/var/lib/rancher/k3s/agent/containerd", try using "fuse-overlayfs" or "native": failed to mount overlay',
    ),
    # What runs within it, and the kubelet there.
    *server(
        "carrier-kubelet-flag",
        "kubelet_unknown_flag",
        "kubelet exited: failed to parse kubelet flag: unknown flag: --container-runtime",
    ),
    *server("carrier-kubelet-swap", "kubelet_swap_on", f"kubelet exited: failed to run Kubelet: {SWAP}"),
    *server("carrier-apiserver-flag", "unknown_flag", "apiserver exited: unknown flag: --insecure-port"),
    *server(
        "carrier-apiserver-value",
        "invalid_flag_value",
        'apiserver exited: invalid argument "x" for "--audit-log-maxage" flag: strconv.ParseInt: parsing "x": invalid syntax',
    ),
    *server(
        "carrier-apiserver-audit",
        "audit_policy_invalid",
        'apiserver exited: initialize audit: loading audit policy file: failed decoding: no kind "Policy" is registered for version "audit.k8s.io/v1beta1"',
    ),
    *server("carrier-datastore", "etcd_unreachable", "apiserver exited: context deadline exceeded"),
    *server(
        "carrier-etcd-data",
        "etcd_data_corrupt",
        "Failed to reconcile with temporary etcd: wal: max entry size limit exceeded, recBytes: 865, fileSize(19681280) - offset(19681192) - padBytes(7) = entryLimit(81)",
    ),
    shows(
        "carrier-etcd-panics",
        "etcd_data_corrupt",
        carrier(
            "k3s",
            '{"level":"panic","ts":"2024-03-12T10:29:55.900Z","caller":"etcdserver/server.go:515","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)"}',
            "panic: failed to recover v3 backend from snapshot",
        ),
        UNIT,
    ),
    # RKE2 looks at a copy that was made while etcd wrote on.
    shows(
        "carrier-etcd-data-rke2",
        "unknown",
        carrier(
            "rke2-server",
            logrus("Failed to reconcile with temporary etcd: walpb: crc mismatch"),
            version="v1.31.1+rke2r1",
        ),
        UNIT,
        sure=False,
    ),
    *carried(
        "carrier-local-datastore",
        "etcd_unreachable",
        "rke2-server",
        logrus(f"{JOINING}failed to reconcile with local datastore: context deadline exceeded"),
        version="v1.34.7+rke2r1",
    ),
    shows(
        "carrier-agent-waits",
        "apiserver_unreachable",
        Node(version="v1.34.1+k3s1")
        .unit("k3s-agent", "activating", "start")
        .journal(
            "k3s-agent",
            logrus(
                'Failed to validate connection to cluster at https://10.0.0.1:6443: failed to get CA certs: Get "https://10.0.0.1:6443/cacerts": dial tcp 10.0.0.1:6443: connect: no route to host',
                "error",
            ),
        ),
        UNIT,
    ),
    shows(
        "carrier-agent-of-another-cluster",
        "certificate_authority_mismatch",
        Node(version="v1.34.1+k3s1")
        .unit("k3s-agent", "activating", "start")
        .journal(
            "k3s-agent",
            logrus(
                "Failed to validate connection to cluster at https://10.0.0.1:6443: token CA hash does not match the Cluster CA certificate hash: 1a2b != 3c4d",
                "error",
            ),
        ),
        UNIT,
    ),
    quiet(
        "carrier-agent-waited",
        Node(version="v1.34.1+k3s1")
        .unit("k3s-agent")
        .journal(
            "k3s-agent",
            logrus(
                "Failed to validate connection to cluster at https://10.0.0.1:6443: token CA hash does not match the Cluster CA certificate hash: 1a2b != 3c4d",
                "error",
            ),
        ),
    ),
    *server("carrier-lease", "leader_election_lost", "controller-manager exited: leaderelection lost"),
    *carried(
        "carrier-kernel",
        "kubelet_kernel_defaults",
        "rke2-server",
        logrus("missing required: user: unknown user etcd")[:-1]
        + '\\ninvalid kernel parameter value vm.overcommit_memory=0 - expected 1\\ninvalid kernel parameter value kernel.panic=0 - expected 10\\n"',
        version="v1.24.4+rke2r1",
    ),
    *carried("carrier-flag-rke2", "unknown_flag", "rke2-agent", "FATA[0000] flag provided but not defined: -profiles"),
    *carried(
        "carrier-flag-k0s",
        "unknown_flag",
        "k0scontroller",
        "Error: unknown flag: --enable-workers",
        version="v1.30.2+k0s",
    ),
    *carried(
        "carrier-config-k0s",
        "component_config_invalid",
        "k0scontroller",
        'Error: failed to load node config: failed to parse config at "/etc/k0s/k0s.yaml": error unmarshaling JSON: unknown field "spec.foo"',
    ),
    *carried(
        "carrier-containerd-k0s",
        "cri_plugin_disabled",
        "k0sworker",
        "Error: failed to start worker components: failed to setup containerd config: can't handle imports: encountered errors while processing containerd configuration import files:       ",
        '  [invalid containerd configuration in "/etc/k0s/containerd.d/nvidia.toml": unsupported containerd configuration version: expected 3, got 2]',
    ),
    *carried(
        "carrier-flag-kubelite",
        "unknown_flag",
        "snap.microk8s.daemon-kubelite",
        "Error: unknown flag: --insecure-port",
        "F1022 09:01:48.534397    1085 daemon.go:67] API Server exited unknown flag: --insecure-port",
    ),
    *carried(
        "carrier-datastore-kubelite",
        "etcd_unreachable",
        "snap.microk8s.daemon-kubelite",
        "Error: context deadline exceeded",
        "F0731 12:52:31.422617 3250825 daemon.go:67] API Server exited context deadline exceeded",
    ),
    # A kubelet that k0s starts again and again, while it lives itself.
    shows(
        "carrier-child-of-k0s",
        "kubelet_swap_on",
        Node(version="v1.30.2+k0s")
        .unit("k0sworker")
        .journal(
            "k0sworker",
            passed_on(f"F0312 10:27:55.9 5100 server.go:271] failed to run Kubelet: {SWAP}", "kubelet"),
            ago=timedelta(seconds=70),
        )
        .journal(
            "k0sworker",
            passed_on(f"F0312 10:29:55.9 5115 server.go:271] failed to run Kubelet: {SWAP}", "kubelet"),
            ago=timedelta(seconds=5),
        ),
        UNIT,
    ),
    # ---- what is no end of theirs -----------------------------------------------------------------------------------
    shows("carrier-said-in-passing", "unknown", carrier("k3s"), UNIT),
    shows(
        "carrier-child-of-k0s-other",
        "unknown",
        carrier("k0scontroller", passed_on("F0312 10:29:55.9 5115 server.go:1] unknown flag: --foo", "kube-apiserver")),
        UNIT,
    ),
    quiet(
        "carrier-lives-on",
        Node(version="v1.30.2+k3s1")
        .unit("k3s")
        .journal("k3s", logrus("Failed to connect to proxy", "error"), f"E0312 10:29:55.9 1 x.go:1] {SWAP}"),
    ),
    # The kubelet's own restarts tell nothing of a carrier that is not the one here.
    quiet(
        "carrier-is-another-s",
        lives("I0312 10:29:55.9 1 x.go:1] fine")
        .unit("k3s", "failed", "failed")
        .journal("k3s", logrus("--server is required")),
    ),
    shows(
        "carrier-an-earlier-end",
        "disk_full",
        carrier("k3s", logrus("mkdir /var/lib/rancher/k3s/server: no space left on device")).journal(
            "k3s", logrus("--server is required"), ago=timedelta(minutes=9)
        ),
        UNIT,
    ),
    shows(
        "carrier-token",
        "invalid_flag_value",
        carrier("k3s", logrus(f"{PREPARING}bootstrap data already found and encrypted with different token")),
        UNIT,
    ),
    shows(
        "carrier-database",
        "unknown",
        carrier(
            "k3s",
            logrus(
                f"{PREPARING}creating storage endpoint: building kine: dial tcp 10.0.0.5:3306: connect: connection refused"
            ),
        ),
        UNIT,
    ),
    miss(
        "carrier-flag-of-another",
        "kubelet_unknown_flag",
        carrier("k3s", logrus("apiserver exited: unknown flag: --insecure-port")),
    ),
    miss(
        "carrier-etcd-of-a-node",
        ["certificate_authority_mismatch", "apiserver_unreachable"],
        Node()
        .unit("kubelet")
        .kubelet(f"E0312 10:29:55.9 1 x.go:1] {CSR}x509: certificate signed by unknown authority")
        .static_pod(E)
        .runs(E),
    ),
)
