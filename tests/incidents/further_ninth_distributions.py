"""Public reports met on distributions and installers (k3s, RKE2, k0s, MicroK8s, minikube, Talos, OKD ...) and on web pages, met blind in a ninth look.

They are shown as those of further.py are; the unit of a distribution that carries the control plane is shown as that unit.
"""

from datetime import timedelta

from incidents.builder import PKI, Node
from incidents.certificates import certificate
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_fifth_node import page


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def told(node, unit, *entries):
    """A unit's journal as it was printed: what the program said, and ("systemd", line) what the service manager said."""
    for number, entry in enumerate(entries):
        by, line = (unit, entry) if isinstance(entry, str) else entry
        node.journal(unit, line, by=by, ago=timedelta(seconds=60) - timedelta(milliseconds=100 * number))
    return node


def carrier(unit, *entries, by=None, version=None, status=1, restarts=57, name="master-1"):
    """A unit that carries the control plane (k3s, rke2-server, k0scontroller ...), says so and ends, again and again."""
    node = Node(name=name, version=version)
    node.unit(unit, "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
    return told(node, unit, *((by, entry) if by and isinstance(entry, str) else entry for entry in entries))


def sandboxes_anew(version, *, name, number, programs=(A, KCM, S)):
    """Control plane pods whose sandboxes are made anew over and over; their logs end without an error."""
    node = Node(name=name, version=version).unit("kubelet")
    for place, program in enumerate(programs):
        node.static_pod(program, edited=timedelta(hours=21))
        node.died(
            program,
            code=0,
            attempt=number,
            sandbox=number,
            lived=timedelta(minutes=4),
            ago=timedelta(seconds=90 + place),
        )
        node.runs(program, attempt=number + 1, sandbox=number + 1, since=timedelta(seconds=70 + place))
    return node


def renewed_in_march():
    """A master whose apiserver's certificate file was renewed 158 days ago."""
    node = Node(name="kubemaster", version="v1.15.3")
    pem = certificate("kube-apiserver", issuer="kubernetes", until=timedelta(days=207), since=timedelta(days=158))
    written = (node.at - timedelta(days=158)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return node.file(f"{PKI}/apiserver.crt", pem, mtime=written)


KUBELITE = "snap.microk8s.daemon-kubelite"
MEMORY_CGROUP = (
    'failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline '
    "(/boot/cmdline.txt on a Raspberry Pi)"
)

FURTHER_NINTH_DISTRIBUTIONS = (
    # ---- k3s --------------------------------------------------------------------------------------------------------
    # The token of the bootstrap data is no cause of the set.
    report(
        "k3s-io/k3s/issues/11014",
        "unknown",
        None,
        carrier(
            "k3s",
            'time="2024-10-08T23:02:20Z" level=fatal msg="starting kubernetes: preparing server: bootstrap data already found and encrypted with different token"',
            version="v1.31.1",
        ),
        never="certificate_authority_mismatch",
    ),
    # An agent on the node of the server, whose supervisor has the port. Completed: the line's head; the title has the message.
    report(
        "k3s-io/k3s/issues/5973",
        ["port_in_use", "port_held_by_previous_instance"],
        None,
        carrier(
            "k3s-agent",
            'time="2022-08-07T19:20:11Z" level=fatal msg="Error starting load balancer: listen tcp 127.0.0.1:6444: bind: address already in use"',
            by="k3s",
            version="v1.24.3",
            name="k3s-master-0",
        ).unit("k3s"),
    ),
    # All three nodes are server and agent. Completed: the line's head.
    report(
        "timothystewart6/k3s-ansible/issues/282",
        ["port_in_use", "port_held_by_previous_instance"],
        None,
        carrier(
            "k3s-node",
            'time="2023-04-23T10:41:17Z" level=fatal msg="Error starting load balancer: listen tcp 127.0.0.1:6444: bind: address already in use"',
            by="k3s",
            name="node001",
        ).unit("k3s"),
    ),
    report(
        "k3d-io/k3d/issues/385",
        "kubelet_cgroup_unsupported",
        None,
        carrier(
            "k3s",
            f'time="2020-10-27T17:07:53.212953961Z" level=error msg="F{MEMORY_CGROUP[1:]}"',
            f'time="2020-10-27T17:07:53.213216306Z" level=fatal msg="{MEMORY_CGROUP}"',
        ),
    ),
    report(
        "tencentmusic/cube-studio/issues/198",
        "kubelet_cgroup_unsupported",
        None,
        carrier(
            "k3s",
            'time="2023-04-18T06:56:06.422208283Z" level=info msg="Wrote kubeconfig /etc/rancher/k3s/k3s.yaml"',
            'time="2023-04-18T06:56:06.422266583Z" level=info msg="Run: k3s kubectl"',
            'time="2023-04-18T06:56:06.422279183Z" level=info msg="k3s is up and running"',
            'time="2023-04-18T06:56:06.422339183Z" level=warning msg="Failed to find cpuset cgroup, you may need to add \\"cgroup_enable=cpuset\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)"',
            f'time="2023-04-18T06:56:06.422372683Z" level=error msg="F{MEMORY_CGROUP[1:]}"',
            f'time="2023-04-18T06:56:06.422389083Z" level=fatal msg="{MEMORY_CGROUP}"',
            "2023/04/18 06:56:06 [FATAL] k3s exited with: exit status 1",
        ),
    ),
    # Completed: the line's head; the report quotes the message.
    report(
        "k3s-io/k3s/issues/2175",
        "kubelet_cgroup_unsupported",
        None,
        carrier(
            "k3s-agent",
            f'time="2020-08-28T09:14:02.118204311Z" level=fatal msg="{MEMORY_CGROUP}"',
            by="k3s",
        ),
    ),
    # As an ordinary user. Completed: the heads of the lines.
    report(
        "k3s-io/k3s/issues/2780",
        "file_permission_denied",
        None,
        carrier(
            "k3s",
            'time="2021-01-07T07:02:10Z" level=info msg="Acquiring lock file /var/lib/rancher/k3s/data/.lock"',
            'time="2021-01-07T07:02:10Z" level=fatal msg="extracting data: permission denied"',
            version="v1.20.0",
        ),
    ),
    # A mount with noexec.
    report(
        "k3s-io/k3s/issues/7501",
        ["file_permission_denied", "command_not_found"],
        None,
        carrier(
            "k3s",
            'time="2023-05-15T20:28:23Z" level=fatal msg="exec /var/lib/rancher/k3s/data/3a5a046ca7504505788f8ab75ca8189219b088c6700b1e19a7aa5e755eb5bde9/bin/k3s-server failed: permission denied"',
            version="v1.26.5",
        ),
    ),
    # ---- RKE2 -------------------------------------------------------------------------------------------------------
    # Completed: the kubelet's side of the same failure, in its usual words.
    report(
        "rancher/rke2/issues/1888",
        "apparmor_parser_missing",
        E,
        Node(version=None)
        .unit("rke2-server", "activating", "start")
        .static_pod(E)
        .waits(
            E,
            "CreateContainerError",
            'failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH',
        )
        .journal(
            "containerd",
            'time="2021-09-18T15:00:31.089596546+02:00" level=error msg="CreateContainer within sandbox \\"a2dab68fda99df23ee88bb003e18dc5f09065bfc5d58a346b8d8ea9a17c715f8\\" for &ContainerMetadata{Name:etcd,Attempt:0,} failed" error="failed to create containerd container: get apparmor_parser version: exec: \\"apparmor_parser\\": executable file not found in $PATH"',
        ),
    ),
    # A template of two lines without root, state and address; containerd hangs on another containerd's database.
    # Completed: the line's head and the words where the report has dots.
    report(
        "rancher/rke2/issues/10293",
        ["runtime_unavailable", "cri_plugin_disabled"],
        None,
        told(
            Node(version=None)
            .unit("rke2-server", "activating", "start", 3)
            .unit("containerd")
            .file(
                "/var/lib/rancher/rke2/agent/etc/containerd/config.toml",
                'imports = ["/etc/containerd/conf.d/*.toml"]\nversion = 3\n',
            )
            .absent("/run/k3s/containerd/containerd.sock"),
            "rke2-server",
            (
                "rke2",
                'time="2026-04-24T08:11:02Z" level=info msg="Waiting for containerd startup: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/k3s/containerd/containerd.sock: connect: no such file or directory\\""',
            ),
            (
                "rke2",
                'time="2026-04-24T08:11:07Z" level=info msg="Waiting for containerd startup: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/k3s/containerd/containerd.sock: connect: no such file or directory\\""',
            ),
        ),
    ),
    # ---- k0s --------------------------------------------------------------------------------------------------------
    # Completed: the ends of the lines, cut at the terminal's width, and the quotes' backslashes.
    report(
        "k0sproject/k0s/issues/3977",
        "etcd_no_quorum",
        None,
        told(
            Node(name="k8master", version=None).unit("k0scontroller"),
            "k0scontroller",
            (
                "k0s",
                'time="2024-01-26 12:16:10" level=info msg="{\\"level\\":\\"info\\",\\"ts\\":\\"2024-01-26T12:16:10.236Z\\",\\"logger\\":\\"raft\\",\\"caller\\":\\"etcdserver/zap_raft.go:77\\",\\"msg\\":\\"a3ec072c51c0d67b [logterm: 254, index: 109514821] sent MsgPreVote request to 3b1a5bd2b8e2a4f0 at term 254\\"}" component=etcd',
            ),
            (
                "k0s",
                '{"level":"warn","ts":"2024-01-26T12:16:11.052Z","logger":"etcd-client","caller":"v3@v3.5.7/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc004778380/127.0.0.1:2379","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = context deadline exceeded"}',
            ),
            (
                "k0s",
                'time="2024-01-26 12:16:11" level=info msg="{\\"level\\":\\"info\\",\\"ts\\":\\"2024-01-26T12:16:11.536Z\\",\\"logger\\":\\"raft\\",\\"caller\\":\\"etcdserver/zap_raft.go:77\\",\\"msg\\":\\"a3ec072c51c0d67b is starting a new election at term 254\\"}" component=etcd',
            ),
            (
                "k0s",
                'time="2024-01-26 12:16:11" level=info msg="{\\"level\\":\\"info\\",\\"ts\\":\\"2024-01-26T12:16:11.536Z\\",\\"logger\\":\\"raft\\",\\"caller\\":\\"etcdserver/zap_raft.go:77\\",\\"msg\\":\\"a3ec072c51c0d67b became pre-candidate at term 254\\"}" component=etcd',
            ),
            (
                "k0s",
                'time="2024-01-26 12:16:11" level=info msg="{\\"level\\":\\"info\\",\\"ts\\":\\"2024-01-26T12:16:11.536Z\\",\\"logger\\":\\"raft\\",\\"caller\\":\\"etcdserver/zap_raft.go:77\\",\\"msg\\":\\"a3ec072c51c0d67b received MsgPreVoteResp from a3ec072c51c0d67b at term 254\\"}" component=etcd',
            ),
        ),
    ),
    # A data directory below /root, which the users of the components may not enter.
    report(
        "k0sproject/k0s/issues/486",
        ["file_permission_denied", "command_not_found"],
        None,
        told(
            Node(version=None).unit("k0scontroller"),
            "k0scontroller",
            (
                "k0s",
                'time="2020-12-02 20:48:24" level=warning msg="Failed to start: fork/exec /root/myk0s/bin/etcd: permission denied" component=etcd',
            ),
        ),
    ),
    # /var is mounted noexec.
    report(
        "k0sproject/k0s/issues/448",
        ["file_permission_denied", "command_not_found"],
        None,
        told(
            Node(version=None).unit("k0scontroller"),
            "k0scontroller",
            ("k0s", 'time="2020-11-23 16:26:06" level=info msg="starting APIServer"'),
            ("k0s", 'time="2020-11-23 16:26:06" level=info msg="Starting to supervise" component=etcd'),
            (
                "k0s",
                'time="2020-11-23 16:26:06" level=warning msg="Failed to start: fork/exec /var/lib/k0s/bin/etcd: permission denied" component=etcd',
            ),
            ("k0s", 'time="2020-11-23 16:26:06" level=info msg="respawning in 5 secs" component=etcd'),
            (
                "k0s",
                'time="2020-11-23 16:26:11" level=warning msg="Failed to start: fork/exec /var/lib/k0s/bin/etcd: permission denied" component=etcd',
            ),
            ("k0s", 'time="2020-11-23 16:26:11" level=info msg="respawning in 5 secs" component=etcd'),
        ),
    ),
    # ---- MicroK8s ---------------------------------------------------------------------------------------------------
    report(
        "canonical/microk8s/issues/2531",
        ["etcd_unreachable", "unknown"],
        None,
        carrier(
            KUBELITE,
            "Starting kubelite",
            "I0818 11:06:23.950873  183876 daemon.go:73] Waiting for the API server",
            "I0818 11:06:23.951295  183876 daemon.go:65] Starting API Server",
            "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
            "I0818 11:06:23.951586  183876 server.go:591] external host was not specified, using 192.168.0.31",
            "Error: context deadline exceeded",
            "F0818 11:11:24.624965  183876 daemon.go:67] API Server exited context deadline exceeded",
            "goroutine 144 [running]:",
            by="microk8s.daemon-kubelite",
            version="v1.22.0",
            status=255,
            name="ubuntu-node-01",
        ),
    ),
    # The reason after raft_start() is missing in the report itself; the store is dqlite.
    report(
        "canonical/microk8s/issues/2394",
        ["etcd_data_corrupt", "unknown"],
        None,
        never="always_allow_resets_anonymous_auth",
        node=carrier(
            KUBELITE,
            "Starting kubelite",
            "I0630 20:59:22.713534  636093 daemon.go:73] Waiting for the API server",
            "I0630 20:59:22.717240  636093 daemon.go:65] Starting API Server",
            "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
            "I0630 20:59:22.717822  636093 server.go:654] external host was not specified, using 10.20.0.82",
            "W0630 20:59:22.717913  636093 authentication.go:507] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer",
            "Error: start node: raft_start():",
            "F0630 20:59:23.256222  636093 daemon.go:67] API Server exited start node: raft_start():",
            by="microk8s.daemon-kubelite",
            version="v1.21.1",
            status=255,
            name="k8s2",
        ),
    ),
    # ---- Talos ------------------------------------------------------------------------------------------------------
    report(
        "siderolabs/talos/issues/8707",
        "invalid_flag_value",
        A,
        exits(
            A,
            'Error: invalid argument "" for "--advertise-address" flag: failed to parse IP: ""',
            "--advertise-address=",
            version="v1.30.0",
        ),
    ),
    report(
        "siderolabs/talos/issues/8689",
        ["invalid_flag_value", "node_address_missing"],
        A,
        exits(
            A,
            'Error: invalid argument "" for "--advertise-address" flag: failed to parse IP: ""',
            "--advertise-address=",
            node=Node(name="talos-87e-522", version=None)
            .unit("kubelet")
            .kubelet(
                '{"ts":1714669273342.696,"caller":"kubelet/kubelet_node_status.go:711","msg":"Failed to set some node status fields","node":{"name":"talos-87e-522"},"err":"failed to validate nodeIP: node IP: \\"10.224.224.138\\" not found in the host\'s network interfaces"}',
                '{"ts":1714669273345.797,"caller":"kubelet/kubelet_node_status.go:711","msg":"Failed to set some node status fields","node":{"name":"talos-87e-522"},"err":"failed to validate nodeIP: node IP: \\"10.224.224.138\\" not found in the host\'s network interfaces"}',
            ),
        ),
    ),
    # ---- the apiserver of installers --------------------------------------------------------------------------------
    # Completed: the flags but for the plugin.
    report(
        "kubernetes/kubernetes/issues/52226",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            "failed to initialize admission: Unknown admission plugin: Priority",
            flags=(
                "--admission-control=NamespaceLifecycle,LimitRanger,ServiceAccount,PersistentVolumeLabel,DefaultTolerationSeconds,NodeRestriction,Priority,DefaultStorageClass,ResourceQuota",
                "--etcd-servers=http://127.0.0.1:2379",
                "--secure-port=443",
            ),
            version="v1.7.5",
        ),
    ),
    report(
        "kubernetes/kops/issues/4967",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            "failed to initialize admission: Unknown admission plugin: MutatingAdmissionWebhook",
            flags=(
                "--admission-control=NamespaceLifecycle,LimitRanger,ServiceAccount,PersistentVolumeLabel,DefaultStorageClass,DefaultTolerationSeconds,MutatingAdmissionWebhook,ValidatingAdmissionWebhook,ResourceQuota,NodeRestriction,Priority",
                "--etcd-servers=http://127.0.0.1:4001",
                "--insecure-port=8080",
                "--secure-port=443",
            ),
            command="/usr/local/bin/kube-apiserver",
            version=None,
        ),
    ),
    report(
        "kubernetes/minikube/issues/2798",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --Authorization.Mode\nUsage:\n  kube-apiserver [flags]",
            "--Authorization.Mode=RBAC",
            version="v1.10.0",
            node=Node(name="minikube", version="v1.10.0"),
        ),
    ),
    # The manifest mounts kubeadm's own directories only.
    report(
        "kubernetes/kubernetes/issues/53867",
        "file_not_mounted",
        A,
        exits(
            A,
            'error opening encryption provider configuration file "/etc/kubernetes/enc-conf.yaml": open /etc/kubernetes/enc-conf.yaml: no such file or directory',
            "--experimental-encryption-provider-config=/etc/kubernetes/enc-conf.yaml",
            "--insecure-port=0",
            node=Node(version="v1.8.1").there("/etc/kubernetes/enc-conf.yaml"),
        ),
    ),
    # Rancher's own apiserver inside its container, which restarts every twelve seconds. Completed: the end of the last line.
    report(
        "rancher/rancher/issues/26984",
        "serving_certificate_expired",
        A,
        exits(
            A,
            lines(
                "2020/05/07 07:15:22 [INFO] Listening on /tmp/log.sock",
                "2020/05/07 07:15:22 [INFO] Running etcd --data-dir=management-state/etcd",
                "I0507 07:15:24.805853       5 naming_controller.go:284] Starting NamingConditionController",
                "I0507 07:15:24.805873       5 establishing_controller.go:73] Starting EstablishingController",
                "2020/05/07 07:15:24 [INFO] Waiting for server to become available: Get https://localhost:6443/version?timeout=30s: x509: certificate has expired or is not yet valid",
                "2020-05-07 07:15:24.815346 I | http: TLS handshake error from 127.0.0.1:43826: remote error: tls: bad certificate",
                "2020-05-07 07:15:24.828573 I | http: TLS handshake error from 127.0.0.1:43876: remote error: tls: bad certificate",
                "E0507 07:15:24.856329       5 reflector.go:134] k8s.io/client-go/informers/factory.go:127: Failed to list *v1.ReplicaSet: Get https://localhost:6443/apis/apps/v1/replicasets?limit=500&resourceVersion=0: x509: certificate has expired or is not yet valid",
            ),
            version=None,
            lived=timedelta(seconds=12),
        ),
    ),
    # Lines that every apiserver of that age says before it serves; what ends it every 10 to 15 seconds the report does not show.
    report(
        "coreos/coreos-kubernetes/issues/871",
        None,
        None,
        never="apiserver_unreachable",
        node=exits(
            A,
            lines(
                "E0421 18:00:40.794195       1 reflector.go:201] k8s.io/kubernetes/pkg/client/informers/informers_generated/internalversion/factory.go:70: Failed to list *api.LimitRange: Get https://localhost:443/api/v1/limitranges?resourceVersion=0: dial tcp [::1]:443: getsockopt: connection refused",
                "E0421 18:00:40.794483       1 reflector.go:201] k8s.io/kubernetes/pkg/client/informers/informers_generated/internalversion/factory.go:70: Failed to list *api.Secret: Get https://localhost:443/api/v1/secrets?resourceVersion=0: dial tcp [::1]:443: getsockopt: connection refused",
                "E0421 18:00:40.794574       1 reflector.go:201] k8s.io/kubernetes/pkg/client/informers/informers_generated/internalversion/factory.go:70: Failed to list *api.Namespace: Get https://localhost:443/api/v1/namespaces?resourceVersion=0: dial tcp [::1]:443: getsockopt: connection refused",
                "E0421 18:00:40.795157       1 reflector.go:201] k8s.io/kubernetes/pkg/client/informers/informers_generated/internalversion/factory.go:70: Failed to list *api.ServiceAccount: Get https://localhost:443/api/v1/serviceaccounts?resourceVersion=0: dial tcp [::1]:443: getsockopt: connection refused",
            ),
            flags=("--bind-address=0.0.0.0", "--etcd-servers=http://127.0.0.1:2379", "--secure-port=443"),
            probe="",
            node=Node(name="rim-kube-00", version=None),
            lived=timedelta(seconds=12),
        ),
    ),
    # The kubelet was restarted while the manifest changed: the old apiserver and its sandbox still run, the new one exits.
    report(
        "kubernetes/kubernetes/issues/23186",
        ["port_held_by_previous_instance", "duplicate_sandboxes"],
        A,
        Node(version="v1.2.0")
        .unit("kubelet")
        .static_pod(A, edited=timedelta(minutes=9))
        .runs(A, uid="5e1f0b7a6f3c4be0a9d5c1f2e8b7a601", since=timedelta(days=6))
        .died(A, attempt=4, uid="0c7d94e2b1a84f6f8d3e6a5b4c2f1907"),
    ),
    # ---- ports that are held ----------------------------------------------------------------------------------------
    # All of a fresh node's control plane; runc still lists several pods running, crictl does not reach CRI-O.
    report(
        "openshift/origin/issues/21639",
        ["port_held_by_previous_instance", "port_in_use"],
        E,
        exits(
            E,
            "2018-12-10 10:39:03.914874 C | etcdmain: listen tcp 192.168.25.21:2380: bind: address already in use",
            flags=("--data-dir=/var/lib/etcd/", "--listen-peer-urls=https://192.168.25.21:2380"),
            image="quay.io/coreos/etcd:v3.2.22",
            node=exits(
                A,
                "F1210 10:38:49.663529       1 start_api.go:68] failed to create listener: failed to listen on 0.0.0.0:8443: listen tcp4 0.0.0.0:8443: bind: address already in use",
                flags=("--bind-address=0.0.0.0", "--secure-port=8443"),
                code=255,
                node=Node(name="master-01", version="v1.11.0"),
            ),
        ),
    ),
    report(
        "kubernetes/minikube/issues/4760",
        ["port_in_use", "port_held_by_previous_instance"],
        UNIT,
        kubelet(
            "E1002 21:30:05.410442     907 server.go:730] Starting healthz server failed: listen tcp 127.0.0.1:10248: bind: address already in use",
            "F1002 21:30:05.414297     907 server.go:157] listen tcp 0.0.0.0:10250: bind: address already in use",
            version="v1.16.0",
            status=255,
        ),
    ),
    # The kubelet was not stopped before the start, so the old apiserver went on. Completed: the line around the title's message.
    report(
        "kubernetes/minikube/issues/7521",
        ["port_held_by_previous_instance", "port_in_use"],
        A,
        exits(
            A,
            "Error: failed to create listener: failed to listen on 0.0.0.0:8444: listen tcp 0.0.0.0:8444: bind: address already in use",
            "--secure-port=8444",
            version="v1.18.0",
        ),
    ),
    # ---- etcd -------------------------------------------------------------------------------------------------------
    # A name that does not resolve is no cause of the set; the excerpt cuts the line off in the second name, the rest is the usual one.
    report(
        "poseidon/typhoon/issues/167",
        ["unknown", "etcd_unreachable"],
        None,
        never="etcd_no_quorum",
        node=told(
            Node(name="yavin-controller-0", version="v1.9.6")
            .unit("etcd-member", "activating", "start")
            .unit("kubelet"),
            "etcd-member",
            (
                "etcd-wrapper",
                "2018-03-23 23:46:48.712728 W | pkg/netutil: failed resolving host yavin-etcd0.beta.fetchsome.com:2380 (lookup yavin-etcd0.beta.fetchsome.com: no such host); retrying in 1s",
            ),
        ).kubelet(
            "I0323 23:46:48.296810     885 kubelet_node_status.go:82] Attempting to register node yavin-controller-0.c.fetchsome-test-198717.internal",
            by="kubelet-wrapper",
        ),
    ),
    report(
        "kelseyhightower/kubernetes-the-hard-way/issues/833",
        "command_not_found",
        None,
        told(
            Node(name="server", version=None).unit(
                "etcd", "activating", "auto-restart", 7, Result="exit-code", ExecMainStatus=203
            ),
            "etcd",
            ("(etcd)", "etcd.service: Failed at step EXEC spawning /usr/"),
            ("systemd", "etcd.service: Main process exited, code=exited, status=203/EXEC"),
            ("systemd", "etcd.service: Failed with result 'exit-code'."),
            ("systemd", "Failed to start etcd.service - etcd."),
        ),
    ),
    report(
        "liuyi01/kubernetes-starter/issues/10",
        "command_not_found",
        None,
        told(
            Node(name="test-server-02", version=None).unit(
                "etcd", "activating", "auto-restart", 7, Result="exit-code", ExecMainStatus=203
            ),
            "etcd",
            ("systemd", "Starting Etcd Server..."),
            ("systemd", "etcd.service: main process exited, code=exited, status=203/EXEC"),
            ("systemd", "Failed to start Etcd Server."),
            ("systemd", "Unit etcd.service entered failed state."),
            ("systemd", "etcd.service failed."),
        ),
    ),
    # The store is sqlite. Completed: the end of the line.
    report(
        "k3s-io/k3s/issues/2623",
        ["etcd_data_corrupt", "unknown"],
        None,
        carrier(
            "k3s",
            'time="2020-12-04T08:19:42.385800803Z" level=error msg="error while range on /registry/configmaps/kube-system/ : database disk image is malformed"',
            version="v1.18.6",
        ),
        never="etcd_unreachable",
    ),
    # ---- the kubelet and its runtime --------------------------------------------------------------------------------
    report(
        "oracle/terraform-kubernetes-installer/issues/52",
        "kubelet_swap_on",
        UNIT,
        told(
            Node(name="localhost", version="v1.8.0").kubelet_loops(),
            "kubelet",
            "error: failed to run Kubelet: Running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename#011#011#011#011Type#011#011Size#011Used#011Priority /dev/sda2                               partition#0118420344#0110#011-1]",
            ("systemd", "kubelet.service: main process exited, code=exited, status=1/FAILURE"),
        ),
    ),
    # The second control plane node before its join; completed: the end of the line, cut at the terminal's width.
    report(
        "kubernetes-sigs/cluster-api/issues/3019",
        "kubelet_not_initialised",
        UNIT,
        told(
            Node(name="ip-10-90-20-215", version="v1.17.3")
            .kubelet_loops(status=255)
            .absent(
                "/var/lib/kubelet/config.yaml",
                "/etc/kubernetes/kubelet.conf",
                "/etc/kubernetes/bootstrap-kubelet.conf",
            ),
            "kubelet",
            ("systemd", "Starting kubelet: The Kubernetes Node Agent..."),
            'F0505 15:34:12.917439    4583 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory',
            ("systemd", "kubelet.service: main process exited, code=exited, status=255/n/a"),
            ("systemd", "Unit kubelet.service entered failed state."),
        ),
    ),
    # Completed: the end of the line.
    report(
        "kubernetes-sigs/kubespray/issues/9913",
        ["cri_plugin_disabled", "runtime_unavailable"],
        None,
        carrier(
            "containerd",
            "containerd: failed to load TOML: /etc/containerd/config.toml: (41, 26): no value can start with /",
            name="node1",
        ),
    ),
    report(
        "kubernetes-sigs/kubespray/issues/9741",
        "cri_plugin_disabled",
        None,
        Node(version=None)
        .unit("containerd")
        .file(
            "/etc/containerd/config.toml",
            '[plugins]\n  [plugins."io.containerd.grpc.v1.cri"]\n'
            '    [plugins."io.containerd.grpc.v1.cri".registry]\n'
            '      config_path = "/etc/containerd/certs.d"\n'
            '      [plugins."io.containerd.grpc.v1.cri".registry.mirrors]\n'
            '        [plugins."io.containerd.grpc.v1.cri".registry.mirrors."docker.io"]\n'
            '          endpoint = ["https://registry-1.docker.io"]\n'
            '        [plugins."io.containerd.grpc.v1.cri".registry.mirrors."localhost"]\n'
            '          endpoint = ["http://127.0.0.1"]\n',
        )
        .journal(
            "containerd",
            'time="2023-01-31T21:05:15.041655133Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `mirrors` cannot be set when `config_path` is provided"',
        ),
    ),
    # Shown as the events tell it: "SandboxChanged" 88 times in 21 hours, "Killing", "BackOff"; nobody shows the drivers.
    report(
        "kodekloudhub/certified-kubernetes-administrator-course/issues/150",
        ["cgroup_driver_mismatch", "sandbox_changed"],
        None,
        sandboxes_anew("v1.28.6", name="kubemaster", number=88),
    ),
    # Sandbox attempt 15. Completed: the end of the kubelet's line, cut in the excerpt.
    report(
        "kubernetes/kubernetes/issues/112082",
        ["cgroup_driver_mismatch", "sandbox_changed"],
        None,
        sandboxes_anew("v1.24.4", name="master", number=14)
        .journal(
            "containerd",
            'time="2022-08-27T08:21:42.706330352Z" level=info msg="RunPodsandbox for &PodSandboxMetadata{Name:kube-controller-manager-master,Uid:cdbe664df8f8c728b9a9be33e7feb1f9,Namespace:kube-system,Attempt:15,}"',
            'time="2022-08-27T08:21:42.710995201Z" level=info msg="RemoveContainer for \\"3904aca36e4cc72d999a2c344322c85e4c436390962da8e1f4d79bbe569eabc5\\" returns successfully"',
            'time="2022-08-27T08:21:42.800105602Z" level=info msg="RunPodSandbox for &PodSandboxMetadata{Name:kube-controller-manager-master,Uid:cdbe664df8f8c728b9a9be33e7feb1f9,Namespace:kube-system,Attempt:15,} returns sandbox id \\"0c76758895b46eeae79bb364e6347b1df70b4b78e32fff2d3ab8ce42bb65a83c\\""',
        )
        .kubelet(
            'E0827 08:21:42.801465    2752 pod_workers.go:951] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-controller-manager\\" with CrashLoopBackOff: \\"back-off 2m40s restarting failed container=kube-controller-manager pod=kube-controller-manager-master_kube-system(cdbe664df8f8c728b9a9be33e7feb1f9)\\"" pod="kube-system/kube-controller-manager-master" podUID=cdbe664df8f8c728b9a9be33e7feb1f9',
        ),
    ),
    # ---- pages ------------------------------------------------------------------------------------------------------
    # The kubelet.log of RKE2, as the page prints its lines.
    page(
        "https://blog.gitcode.com/e41e5e784d92abbf3868709b36477a3f.html",
        "gitcode-rke2-first-master-kernel-flags",
        "kubelet_kernel_defaults",
        UNIT,
        Node(version=None)
        .kubelet_loops()
        .kubelet(
            "invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0",
            "invalid kernel flag: kernel/panic, expected value: 10, actual value: 0",
            "invalid kernel flag: kernel/panic_on_oops, expected value: 1, actual value: 0",
            by="rke2",
        ),
    ),
    # More than 13,000 restarts, six seconds apart, after an instance that had not let go. Completed: the line.
    page(
        "https://tvc-staging-wms.tvc.mx/blog/k3s-crash-loop-diagnosis-and",
        "tvc-k3s-crash-loop-6444",
        ["port_held_by_previous_instance", "port_in_use"],
        None,
        carrier(
            "k3s",
            'time="2025-11-30T18:48:39Z" level=fatal msg="apiserver exited: failed to create listener: failed to listen on 127.0.0.1:6444: listen tcp 127.0.0.1:6444: bind: address already in use"',
            restarts=13022,
        ),
    ),
    # The certificate's end is the one that kubectl was told of the day before.
    page(
        "https://jorijn.com/en/knowledge-base/kubernetes/security/kubeadm-certificate-expiry-renewal/",
        "jorijn-kubeadm-certificate-expiry",
        "serving_certificate_expired",
        A,
        exits(
            A,
            "W0424 10:14:23.118233 authentication.go:73] Unable to authenticate the request due to an error: x509: certificate has expired or is not yet valid",
            version=None,
            node=Node(version=None).file(
                f"{PKI}/apiserver.crt",
                certificate(
                    "kube-apiserver",
                    issuer="kubernetes",
                    until=-timedelta(hours=17),
                    since=timedelta(days=365, hours=17),
                ),
            ),
        ),
    ),
    page(
        "https://blog.aitoearn.ai/k8s-mysterious-crash-causes-p0-incident-overnight-investigation-reveals-etcd-da",
        "aitoearn-etcd-fragmentation",
        "etcd_nospace_alarm",
        E,
        Node(version=None)
        .static_pod(E)
        .runs(E, "database space exceeded\nmvcc: database space exceeded", since=timedelta(days=60)),
    ),
    # Renewed in March, the apiserver never restarted: what it serves ended in August, the file's certificate lasts into the next March.
    page(
        "https://sumarsono.com/kubernetes-cluster-doomsday/",
        "sumarsono-cluster-doomsday",
        "certificate_renewed_not_reloaded",
        None,
        renewed_in_march()
        .serves(
            certificate("kube-apiserver", issuer="kubernetes", until=-timedelta(hours=2), since=timedelta(days=365)),
            6443,
            "192.168.140.66",
        )
        .unit("kubelet")
        .static_pod(A, edited=timedelta(days=364))
        .runs(A, since=timedelta(days=364))
        .kubelet(
            "E0809 13:46:38.476674   16214 reflector.go:125] k8s.io/kubernetes/pkg/kubelet/config/apiserver.go:47: Failed to list *v1.Pod: Get https://192.168.140.66:6443/api/v1/pods?fieldSelector=spec.nodeName%3Dkubemaster&limit=500&resourceVersion=0: x509: certificate has expired or is not yet valid",
            'E0809 13:46:38.532150   16214 kubelet.go:2248] node "kubemaster" not found',
        ),
    ),
    # An informer that never syncs is no cause of the set. Completed: the words around what the page names.
    page(
        "https://blog.gitcode.com/e9eda6a6e00b1dd8ebaabcc1387acb07.html",
        "gitcode-kind-lease-candidate",
        "unknown",
        None,
        Node(name="kind-control-plane", version=None)
        .unit("kubelet")
        .static_pod(A)
        .runs(
            A,
            "I0512 03:11:20.118204       1 healthz.go:261] informer-sync check failed: readyz\n[-]informer-sync failed: 1 informers not started yet: [*v1beta1.LeaseCandidate]",
            since=timedelta(minutes=4),
        )
        .probe(A, 500, kind="readiness", url="https://10.0.0.4:6443/readyz", times=3),
        never="etcd_unreachable",
    ),
    # The second cluster on one host. Completed: the words around the container's name.
    page(
        "https://blog.gitcode.com/68fa115cbbb572f00db4ba354165b361.html",
        "gitcode-kind-second-cluster",
        ["kubelet_cgroup_unsupported", "unknown"],
        UNIT,
        kubelet(
            'E0515 15:40:12.402117     212 kubelet.go:1542] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: root container [kubelet kubepods] doesn\'t exist"',
        ),
    ),
    # kubeadm's upgrade rolled back over an apiserver that would not come up; 1180 such warnings in 16 minutes, up to 4.3 s.
    page(
        "https://forgejo.viktorbarzin.me/viktor/infra/src/commit/9c68d147e0443260feab25c1f97f6698176c8c17/docs/runbooks/k8s-version-upgrade.md",
        "viktorbarzin-apiserver-upgrade-stall",
        "etcd_slow_disk",
        None,
        Node(name="k8s-master", version="v1.35.6")
        .unit("kubelet")
        .static_pod(E)
        .runs(
            E,
            lines(
                '{"level":"warn","ts":"2026-06-24T01:12:09.418Z","caller":"txn/util.go:93","msg":"apply request took too long","took":"1.402871113s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/health\\" ","response":"range_response_count:0 size:7"}',
                '{"level":"warn","ts":"2026-06-24T01:12:31.902Z","caller":"txn/util.go:93","msg":"apply request took too long","took":"4.301229871s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/leases/kube-system/kube-scheduler\\" ","response":"range_response_count:1 size:497"}',
                '{"level":"warn","ts":"2026-06-24T01:12:40.110Z","caller":"txn/util.go:93","msg":"apply request took too long","took":"2.880412206s","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/health\\" ","response":"range_response_count:0 size:7"}',
            ),
            since=timedelta(minutes=20),
        )
        .static_pod(A, edited=timedelta(minutes=16))
        .died(A, attempt=5, lived=timedelta(minutes=2)),
    ),
    # Every start compacts the whole keyspace: from 8 to 42 GB, killed for memory, again and again. The page shows no line.
    page(
        "https://www.sigilhosting.com/blog-k8s-outage-postmortem",
        "sigil-compaction-retention-0",
        ["oom_killed", "node_out_of_memory"],
        E,
        Node(version=None)
        .static_pod(E, "--auto-compaction-retention=0")
        .died(E, code=137, reason="OOMKilled", attempt=4, lived=timedelta(seconds=40)),
    ),
)
