"""Public reports from outside the issue trackers: operators' notes, runbooks, lab diaries and exam exercises that break a control plane.

They are shown as those of further.py are. A systemd unit of a control plane program is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import FLAGS, Node, http_probe
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet
from incidents.further_fifth_node import page
from incidents.further_node import initialised

NOTES = "notes in a public repository, met without their address"
PKI = "/etc/kubernetes/pki"
CONFIG = (
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
    "staticPodPath: /etc/kubernetes/manifests\n"
)


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def note(name, *args, **more):
    """A note in a public repository: somebody's own account of an incident or an exercise."""
    return page(NOTES, name, *args, **more)


def flags_but(program, *others, drop=()):
    """kubeadm's flags of that program, but for some; `others` replace those of their name."""
    names = {flag.split("=")[0] for flag in others} | set(drop)
    return (*(flag for flag in FLAGS[program] if flag.split("=")[0] not in names), *others)


def systemd(node, *lines, ago=timedelta(seconds=31)):
    """What the service manager says of the kubelet."""
    return node.kubelet(*lines, by="systemd", ago=ago)


def backs_off(program, host, uid, *, said="5m0s", at="0212 16:04:12.927526   12104", source="pod_workers.go:1298"):
    """The kubelet's line about a container that it does not start again yet."""
    return (
        f'E{at} {source}] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"{program}\\" with '
        f'CrashLoopBackOff: \\"back-off {said} restarting failed container={program} pod={program}-{host}_kube-system({uid})\\"" '
        f'pod="kube-system/{program}-{host}" podUID="{uid}"'
    )


def audit_lab(*log, flag="--audit-policy-file=/etc/kubernetes/audit-policy.yaml", attempt=8, policy=None):
    """The lab's node: everything else runs, the apiserver does not."""
    node = (
        Node(version="v1.29.1")
        .static_pod(A, flag)
        .died(A, "\n".join(log), attempt=attempt)
        .static_pod(S)
        .runs(S, attempt=3, since=timedelta(minutes=18))
        .static_pod(KCM)
        .runs(KCM, attempt=3, since=timedelta(minutes=18))
        .static_pod(E)
        .runs(E, since=timedelta(hours=4))
        .unit("kubelet")
    )
    return node.file("/etc/kubernetes/audit-policy.yaml", policy) if policy else node


STARTS_1_29 = (
    "I0212 17:31:24.101774       1 options.go:222] external host was not specified, using 172.31.17.197",
    "I0212 17:31:24.102891       1 server.go:148] Version: v1.29.1",
    'I0212 17:31:24.102913       1 server.go:150] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
)
LEASE_REFUSED = 'E0212 16:04:17.453884   12104 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://172.31.17.197:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/master-1?timeout=10s\\": dial tcp 172.31.17.197:6443: connect: connection refused" interval="7s"'
POLICY_BROKEN = """apiVersion: audit.k8s.io/v1
kind: policy
omitStages:
  - "ResponseComplet"
rules:
  - level: Metadata
    verbs: ["get", "list", "watch"]
    namespaces: ["kube-system"]
      - group: ""
        resources: ["configmaps", "services"]
    omitStages:
      - "RequestReceived"
  - level: Request
    resources:
      - group: ""
        resources: ["secrets"]
  - level: RequestResponse
    resources:
      - group: ""
        resources: ["pod"]
  - level: none
"""
POLICY_KIND = """apiVersion: audit.k8s.io/v1
kind: policy
rules:
  - level: Metadata
    verbs: ["get", "list", "watch"]
    namespaces: ["kube-system"]
    resources:
      - group: ""
        resources: ["configmaps", "services"]
  - level: Request
    resources:
      - group: ""
        resources: ["secrets"]
  - level: RequestResponse
    resources:
      - group: ""
        resources: ["pod"]
  - level: none
"""
WRONG_ETCD = 'Err: connection error: desc = "transport: Error while dialing: dial tcp: address this-is-very-wrong: missing port in address"'
PLUGINS_1_32 = (
    "I0914 20:21:08.852894       1 plugins.go:157] Loaded 13 mutating admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,TaintNodesByCondition,Priority,DefaultTolerationSeconds,DefaultStorageClass,StorageObjectInUseProtection,RuntimeClass,DefaultIngressClass,MutatingAdmissionPolicy,MutatingAdmissionWebhook.",
    "I0914 20:21:08.852922       1 plugins.go:160] Loaded 13 validating admission controller(s) successfully in the following order: LimitRanger,ServiceAccount,PodSecurity,Priority,PersistentVolumeClaimResize,RuntimeClass,CertificateApproval,CertificateSigning,ClusterTrustBundleAttest,CertificateSubjectRestriction,ValidatingAdmissionPolicy,ValidatingAdmissionWebhook,ResourceQuota.",
)
CLUSTER4_ETCD = (
    "--advertise-client-urls=https://192.168.81.145:2379",
    "--cert-file=/etc/kubernetes/pki/etcd/server.crt",
    "--client-cert-auth=true",
    "--data-dir=/var/lib/etcd",
    "--experimental-initial-corrupt-check=true",
    "--experimental-watch-progress-notify-interval=5s",
    "--initial-advertise-peer-urls=https://192.168.81.145:2380",
    "--initial-cluster=master-1=https://192.168.81.145:2380",
    "--key-file=/etc/kubernetes/pki/etcd/server.key",
    "--listen-client-urls=https://127.0.0.1:2379,https://192.168.81.145:2379",
    "--listen-metrics-urls=http://127.0.0.1:2381",
    "--listen-peer-urls=https://192.168.81.145:2380",
    "--name=master-1",
    "--peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt",
    "--peer-client-cert-auth=true",
    "--peer-key-file=/etc/kubernetes/pki/etcd/peer.key",
    "--peer-trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
    "--snapshot-count=10000",
    "--trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt",
)


def probe_on_6444():
    """An exercise: all four pods but etcd keep restarting; the liveness probe's port was changed."""
    node = (
        Node(version="v1.32.0")
        .static_pod(
            A,
            flags=flags_but(A, "--advertise-address=192.168.67.177"),
            probe=http_probe(host="192.168.67.177", port=6444, path="/livez"),
        )
        .static_pod(S)
        .static_pod(KCM)
        .static_pod(E)
    )
    # The exit codes and how long the apiserver lives are what a stopped apiserver has; the report tells neither.
    node.died(A, "", code=0, attempt=17, lived=timedelta(seconds=100), ago=timedelta(minutes=2))
    node.died(S, "", attempt=11, lived=timedelta(minutes=2), ago=timedelta(minutes=2))
    node.died(KCM, "", attempt=11, lived=timedelta(minutes=2), ago=timedelta(minutes=3))
    return (
        node.runs(E, since=timedelta(hours=1))
        .unit("kubelet")
        .kubelet(
            'I0914 16:52:53.296371   23847 status_manager.go:890] "Failed to get status for pod" podUID="bc07aa168cb55415fdfa9ff33bcf3228" pod="kube-system/kube-apiserver-master-1" err="Get \\"https://master-1:6443/api/v1/namespaces/kube-system/pods/kube-apiserver-master-1\\": dial tcp 192.168.67.177:6443: connect: connection refused"'
        )
    )


def etcd_over_http():
    """The same exercise, next fault: the apiserver speaks plain HTTP to etcd."""
    preface = 'W0914 20:21:08.8{0}       1 logging.go:55] [core] [Channel #{1}]grpc: addrConn.createTransport failed to connect to {{Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }}. Err: connection error: desc = "error reading server preface: {2}"'
    return (
        exits(
            A,
            lines(
                "W0914 20:21:08.395161       1 registry.go:256] calling componentGlobalsRegistry.AddFlags more than once, the registry will be set by the latest flags",
                "I0914 20:21:08.395620       1 options.go:238] external host was not specified, using 192.168.81.145",
                "I0914 20:21:08.397951       1 server.go:143] Version: v1.32.0",
                'I0914 20:21:08.398004       1 server.go:145] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
                preface.format(
                    "34540",
                    "2 SubChannel #4",
                    "read tcp 127.0.0.1:54758->127.0.0.1:2379: read: connection reset by peer",
                ),
                preface.format("34585", "1 SubChannel #3", "EOF"),
                "I0914 20:21:08.835550       1 shared_informer.go:313] Waiting for caches to sync for node_authorizer",
                *PLUGINS_1_32,
                "I0914 20:21:08.853174       1 instance.go:233] Using reconciler: lease",
                preface.format(
                    "54787",
                    "7 SubChannel #8",
                    "read tcp 127.0.0.1:54782->127.0.0.1:2379: read: connection reset by peer",
                ),
                "F0914 20:21:28.854022       1 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded",
            ),
            version="v1.32.0",
            flags=flags_but(A, "--advertise-address=192.168.81.145", "--etcd-servers=http://127.0.0.1:2379"),
            attempt=7,
            lived=timedelta(seconds=21),
        )
        .static_pod(E, flags=CLUSTER4_ETCD)
        .runs(
            E,
            '{"level":"warn","ts":"2025-09-14T19:41:35.014029Z","caller":"embed/config.go:689","msg":"Running http and grpc server on single port. This is not recommended for production."}\n'
            '{"level":"warn","ts":"2025-09-14T19:59:58.069864Z","caller":"embed/config_logging.go:170","msg":"rejected connection on client endpoint","remote-addr":"127.0.0.1:36582","server-name":"","error":"tls: first record does not look like a TLS handshake"}',
            since=timedelta(minutes=49),
        )
        .unit("kubelet")
        .kubelet(
            backs_off(
                A,
                "master-1",
                "0cef5dcf77699a18ffc053fd41fda045",
                said="20s",
                at="0914 20:14:43.014347   32108",
                source="pod_workers.go:1301",
            ),
            'E0914 20:17:29.382238   32108 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://master-1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/master-1?timeout=10s\\": dial tcp 192.168.81.145:6443: connect: connection refused" interval="7s"',
        )
    )


def mounts_another_directory():
    """A controller manager's manifest whose volume k8s-certs is another directory of the host."""
    pod = lines(
        "apiVersion: v1",
        "kind: Pod",
        "metadata:",
        "  name: kube-controller-manager",
        "  namespace: kube-system",
        "spec:",
        "  hostNetwork: true",
        "  containers:",
        "  - name: kube-controller-manager",
        "    image: registry.k8s.io/kube-controller-manager:v1.33.0",
        "    command:",
        "    - kube-controller-manager",
        "    - --bind-address=127.0.0.1",
        f"    - --client-ca-file={PKI}/ca.crt",
        "    - --kubeconfig=/etc/kubernetes/controller-manager.conf",
        "    - --leader-elect=true",
        f"    - --service-account-private-key-file={PKI}/sa.key",
        "    volumeMounts:",
        f"    - {{name: k8s-certs, mountPath: {PKI}, readOnly: true}}",
        "    - {name: kubeconfig, mountPath: /etc/kubernetes/controller-manager.conf, readOnly: true}",
        "  volumes:",
        "  - hostPath:",
        "      path: /etc/kubernetes/WRONG-PKI-DIRECTORY",
        "      type: DirectoryOrCreate",
        "    name: k8s-certs",
        "  - hostPath:",
        "      path: /etc/kubernetes/controller-manager.conf",
        "      type: FileOrCreate",
        "    name: kubeconfig",
    )
    return (
        Node(version=None)
        .manifest("kube-controller-manager.yaml", pod + "\n")
        .died(
            KCM,
            "I1007 19:50:51.423712       1 serving.go:386] Generated self-signed cert in-memory\n"
            'E1007 19:50:51.803107       1 run.go:72] "command failed" err="unable to load client CA provider: open /etc/kubernetes/pki/ca.crt: no such file or directory"',
            attempt=6,
        )
        .there(f"{PKI}/ca.crt")
    )


def volume_of_wrong_type():
    """A controller manager whose volume k8s-certs is a path that is not there."""
    pod = lines(
        "apiVersion: v1",
        "kind: Pod",
        "metadata:",
        "  name: kube-controller-manager",
        "  namespace: kube-system",
        "spec:",
        "  hostNetwork: true",
        "  containers:",
        "  - name: kube-controller-manager",
        "    image: registry.k8s.io/kube-controller-manager:v1.28.4",
        "    command:",
        "    - kube-controller-manager",
        *(f"    - {flag}" for flag in FLAGS[KCM]),
        "    volumeMounts:",
        f"    - {{name: k8s-certs, mountPath: {PKI}, readOnly: true}}",
        "  volumes:",
        "  - hostPath:",
        "      path: /etc/kubernetes/pki-wrong",
        "      type: Directory",
        "    name: k8s-certs",
    )
    return (
        Node()
        .manifest("kube-controller-manager.yaml", pod + "\n")
        .waits(KCM, "ContainerCreating")
        .unit("kubelet")
        # The kubelet's usual line around the event's text, which is all that the report has.
        .kubelet(
            'E0312 10:29:21.116032     812 nestedpendingoperations.go:348] Operation for "{volumeName:kubernetes.io/host-path/7a5d2a3f0d0d0a9d9a3e5c2b1f4e6d7c-k8s-certs podName:7a5d2a3f0d0d0a9d9a3e5c2b1f4e6d7c nodeName:}" failed. No retries permitted until 2024-03-12 10:29:53.115999 +0000 UTC m=+901.204. Error: MountVolume.SetUp failed for volume "k8s-certs" (UniqueName: "kubernetes.io/host-path/7a5d2a3f0d0d0a9d9a3e5c2b1f4e6d7c-k8s-certs") pod "kube-controller-manager-master-1" (UID: "7a5d2a3f0d0d0a9d9a3e5c2b1f4e6d7c") : hostPath type check failed: /etc/kubernetes/pki-wrong is not a directory'
        )
    )


def containerd_default_cgroups():
    """A kubeadm node above a containerd of the distribution's defaults: everything crash-loops."""
    node = initialised(Node(version="v1.26.3")).unit("kubelet").unit("containerd")
    node.file(
        "/etc/containerd/config.toml",
        'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = false\n',
    )
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program)
        node.died(program, code=0, attempt=9, sandbox=9, lived=timedelta(minutes=2), ago=timedelta(seconds=90 + number))
    return node.kubelet(
        'E0322 22:46:50.716943 1658461 pod_workers.go:965] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CrashLoopBackOff: \\"back-off 5m0s restarting failed container=kube-apiserver pod=kube-apiserver-master-1_kube-system(b003695d86b7fa8a74df14eff26934a5)\\"" pod="kube-system/kube-apiserver-master-1" podUID=b003695d86b7fa8a74df14eff26934a5'
    )


def not_in_path(program, command, version, *, attempt, said, said_before="unable to start container process: "):
    """A container whose command was misspelt."""
    message = (
        "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
        f'{said_before}exec: "{command}": executable file not found in $PATH: unknown'
    )
    return (
        Node(version=version)
        .static_pod(program, command=command)
        .died(program, code=128, attempt=attempt, reason="StartError", message=message, lived=timedelta(0))
        .waits(
            program,
            "CrashLoopBackOff",
            said,
            restarts=attempt,
            last={"terminated": {"exitCode": 128, "reason": "StartError", "message": message}},
        )
    )


def address_changed():
    """A Raspberry Pi whose lease gave it another address than the one that its cluster was made with."""
    old = "192.168.0.124"
    no_route = f"dial tcp {old}:6443: connect: no route to host"
    return (
        Node(version=None)
        .static_pod(
            E,
            flags=(
                f"--advertise-client-urls=https://{old}:2379",
                f"--initial-advertise-peer-urls=https://{old}:2380",
                f"--initial-cluster=master-1=https://{old}:2380",
                f"--listen-client-urls=https://127.0.0.1:2379,https://{old}:2379",
                f"--listen-peer-urls=https://{old}:2380",
            ),
        )
        # etcd's own words are completed: the report shows its flags, the node's only address and the kubelet's lines.
        .died(
            E,
            '{"level":"info","ts":"2025-07-23T18:15:21.402118Z","caller":"embed/etcd.go:128","msg":"configuring peer listeners","listen-peer-urls":["https://192.168.0.124:2380"]}\n'
            '{"level":"fatal","ts":"2025-07-23T18:15:21.404733Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"listen tcp 192.168.0.124:2380: bind: cannot assign requested address","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2"}',
            attempt=21,
        )
        .static_pod(
            A,
            flags=flags_but(A, f"--advertise-address={old}"),
            probe=http_probe(host=old, port=6443, path="/livez"),
        )
        .died(A, "", attempt=19)
        .unit("kubelet")
        .kubelet(
            backs_off(
                A,
                "master-1",
                "b254715d65c91745b90d4e1f9f8c0c11",
                at="0723 20:15:40.101733    1323",
                source="pod_workers.go:1301",
            ),
            'E0723 20:15:40.881040    1323 kubelet.go:3190] "No need to create a mirror pod, since failed to get node info from the cluster" err="node \\"master-1\\" not found" node="master-1"',
            'I0723 20:15:40.881055    1323 scope.go:117] "RemoveContainer" containerID="7a63e157dfff240e6122e2677a690bcfbc25828b9e70b15f3183c0b5bd37b5d4"',
            backs_off(
                E,
                "master-1",
                "bd8b1f1f7ec248fb91965a18bb2161c3",
                at="0723 20:15:40.881310    1323",
                source="pod_workers.go:1301",
            ),
            f'E0723 20:15:42.211840    1323 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://{old}:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/master-1?timeout=10s\\": {no_route}" interval="7s"',
            f'E0723 20:15:42.211911    1323 kubelet_node_status.go:107] "Unable to register node with API server" err="Post \\"https://{old}:6443/api/v1/nodes\\": {no_route}" node="master-1"',
        )
    )


PEM = "/var/lib/kubelet/pki/kubelet-client-current.pem"
NO_MEMORY_CGROUP = 'kubelet.go:1431] "Failed to start ContainerManager" err="system validation failed - Following Cgroup subsystem not mounted: [memory]"'

FURTHER_EIGHTH_PAGES = (
    # ---- the apiserver ----------------------------------------------------------------------------------------------
    note(
        "audit-lab-unknown-flag",
        "unknown_flag",
        A,
        audit_lab(
            "Error: unknown flag: --audit-policy", flag="--audit-policy=/etc/kubernetes/audit-policy.yaml"
        ).kubelet(
            'I0212 16:04:12.926951   12104 scope.go:117] "RemoveContainer" containerID="a6e080d62a9da0ecdb12f7cd0930a2e024b611a843529f66c285eda5d6f6368f"',
            backs_off(A, "master-1", "0332406a2c4a3de48df62d6a3422892b"),
            'E0212 16:04:15.204812   12104 kubelet_node_status.go:531] "Unable to update node status" err="update node status exceeds retry count"',
            LEASE_REFUSED,
        ),
    ),
    note(
        "audit-lab-line-8",
        "audit_policy_invalid",
        A,
        audit_lab(
            *STARTS_1_29,
            'E0212 17:31:24.474189       1 run.go:74] "command failed" err="loading audit policy file: failed decoding: yaml: line 8: did not find expected key: from file /etc/kubernetes/audit-policy.yaml"',
            attempt=4,
            policy=POLICY_BROKEN,
        ),
    ),
    note(
        "audit-lab-kind-policy",
        "audit_policy_invalid",
        A,
        audit_lab(
            "I0212 19:07:47.821564       1 options.go:222] external host was not specified, using 172.31.17.197",
            "I0212 19:07:47.822666       1 server.go:148] Version: v1.29.1",
            'I0212 19:07:47.822758       1 server.go:150] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
            'E0212 19:07:48.196374       1 run.go:74] "command failed" err="loading audit policy file: failed decoding: no kind \\"policy\\" is registered for version \\"audit.k8s.io/v1\\" in scheme \\"pkg/audit/scheme.go:30\\": from file /etc/kubernetes/audit-policy.yaml"',
            attempt=2,
            policy=POLICY_KIND,
        ),
    ),
    note(
        "exam-etcd-servers-very-wrong",
        ["etcd_unreachable", "invalid_flag_value"],
        A,
        exits(
            A,
            lines(
                "I1212 05:23:29.609065       1 options.go:228] external host was not specified, using 172.30.1.2",
                "I1212 05:23:29.610463       1 server.go:142] Version: v1.31.0",
                'I1212 05:23:29.610604       1 server.go:144] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
                "I1212 05:23:30.057756       1 plugins.go:157] Loaded 12 mutating admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,TaintNodesByCondition,Priority,DefaultTolerationSeconds,DefaultStorageClass,StorageObjectInUseProtection,RuntimeClass,DefaultIngressClass,MutatingAdmissionWebhook.",
                "I1212 05:23:30.058217       1 instance.go:232] Using reconciler: lease",
                "I1212 05:23:30.062929       1 shared_informer.go:313] Waiting for caches to sync for node_authorizer",
                f'W1212 05:23:30.063667       1 logging.go:55] [core] [Channel #1 SubChannel #4]grpc: addrConn.createTransport failed to connect to {{Addr: "this-is-very-wrong", ServerName: "this-is-very-wrong", }}. {WRONG_ETCD}',
                f'W1212 05:23:30.063784       1 logging.go:55] [core] [Channel #2 SubChannel #5]grpc: addrConn.createTransport failed to connect to {{Addr: "this-is-very-wrong", ServerName: "this-is-very-wrong", }}. {WRONG_ETCD}',
                # The last line is completed: the report's copy ends before it.
                "F1212 05:23:50.062311       1 instance.go:225] Error creating leases: error creating storage factory: context deadline exceeded",
            ),
            version="v1.31.0",
            flags=flags_but(A, "--advertise-address=172.30.1.2", "--etcd-servers=this-is-very-wrong"),
            attempt=4,
            lived=timedelta(seconds=21),
        )
        .static_pod(E)
        .runs(E, attempt=1, since=timedelta(minutes=45))
        .static_pod(KCM)
        .runs(KCM, attempt=4, since=timedelta(minutes=3))
        .static_pod(S)
        .runs(S, attempt=4, since=timedelta(minutes=3))
        .unit("kubelet")
        .journal(
            "containerd",
            'time="2024-12-12T05:20:10.564724092Z" level=info msg="RemoveContainer for \\"9e7162548bc9b646a449ff7b7864685ef349dbf156f3e5ca1f0d1cdeeb521a4a\\" returns successfully"',
            'time="2024-12-12T05:20:10.568113807Z" level=error msg="ContainerStatus for \\"9e7162548bc9b646a449ff7b7864685ef349dbf156f3e5ca1f0d1cdeeb521a4a\\" failed" error="rpc error: code = NotFound desc = an error occurred when try to find container \\"9e7162548bc9b646a449ff7b7864685ef349dbf156f3e5ca1f0d1cdeeb521a4a\\": not found"',
        )
        .kubelet(
            'E1212 05:20:10.568360     707 log.go:32] "ContainerStatus from runtime service failed" err="rpc error: code = NotFound desc = an error occurred when try to find container \\"9e7162548bc9b646a449ff7b7864685ef349dbf156f3e5ca1f0d1cdeeb521a4a\\": not found" containerID="9e7162548bc9b646a449ff7b7864685ef349dbf156f3e5ca1f0d1cdeeb521a4a"',
            backs_off(
                A,
                "master-1",
                "18eff41e0a55d055afc8daff0a02aff3",
                said="2m40s",
                at="1212 05:26:20.291853     707",
                source="pod_workers.go:1301",
            ),
            'E1212 05:26:21.114086     707 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://172.30.1.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/master-1?timeout=10s\\": dial tcp 172.30.1.2:6443: connect: connection refused" interval="7s"',
        ),
    ),
    note("exam-probe-on-6444", "probe_wrong_port", A, probe_on_6444()),
    note("exam-etcd-over-http", "etcd_unreachable", A, etcd_over_http()),
    note(
        "exam-etcd-cafile",
        "certificate_authority_mismatch",
        A,
        exits(
            A,
            lines(
                "W0914 20:48:04.662949       1 registry.go:256] calling componentGlobalsRegistry.AddFlags more than once, the registry will be set by the latest flags",
                "I0914 20:48:04.663480       1 options.go:238] external host was not specified, using 192.168.81.145",
                "I0914 20:48:04.666544       1 server.go:143] Version: v1.32.0",
                'I0914 20:48:04.666583       1 server.go:145] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
                "I0914 20:48:05.153525       1 shared_informer.go:313] Waiting for caches to sync for node_authorizer",
                'W0914 20:48:05.155285       1 logging.go:55] [core] [Channel #2 SubChannel #4]grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
                # The last line is completed: the report's container still ran.
                "F0914 20:48:25.159017       1 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded",
            ),
            version="v1.32.0",
            flags=flags_but(A, "--advertise-address=192.168.81.145", f"--etcd-cafile={PKI}/ca.crt"),
            attempt=3,
            lived=timedelta(seconds=21),
        )
        .static_pod(E, flags=CLUSTER4_ETCD)
        .runs(E, since=timedelta(minutes=75)),
    ),
    # A hook that wants all aggregated APIs fails; nothing in the closed set says that, and no webhook is involved.
    note(
        "openshift-crd-discovery-hook",
        None,
        A,
        exits(
            A,
            lines(
                "healthz check failed",
                "I0228 19:25:06.312729       1 cache.go:39] Caches are synced for AvailableConditionController controller",
                "I0228 19:25:06.371809       1 controller_utils.go:1034] Caches are synced for crd-autoregister controller",
                'E0228 19:25:06.456573       1 autoregister_controller.go:190] v1.k8s.cni.cncf.io failed with : apiservices.apiregistration.k8s.io "v1.k8s.cni.cncf.io" already exists',
                'E0228 19:25:06.456697       1 autoregister_controller.go:190] v1alpha1.dns.openshift.io failed with : apiservices.apiregistration.k8s.io "v1alpha1.dns.openshift.io" already exists',
                'E0228 19:25:06.456775       1 autoregister_controller.go:190] v1.machineconfiguration.openshift.io failed with : apiservices.apiregistration.k8s.io "v1.machineconfiguration.openshift.io" already exists',
                'W0228 19:25:06.569267       1 lease.go:226] Resetting endpoints for master service "kubernetes" to [10.0.138.148 10.0.156.53 10.0.162.27]',
                "E0228 19:25:06.615295       1 memcache.go:140] couldn't get resource list for metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
                "E0228 19:25:06.909113       1 memcache.go:140] couldn't get resource list for metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
                'F0228 19:25:06.967804       1 hooks.go:188] PostStartHook "crd-discovery-available" failed: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: the server is currently unable to handle the request',
            ),
            version="v1.12.4",
            code=255,
            attempt=6,
            lived=timedelta(seconds=12),
        ),
        never="admission_webhook_deadlock",
    ),
    note(
        "challenge-ca-authority",
        "file_missing",
        A,
        exits(
            A,
            "I0219 15:18:58.954248       1 options.go:221] external host was not specified, using 192.168.50.43\n"
            "I0219 15:18:58.955952       1 server.go:148] Version: v1.30.0\n"
            'I0219 15:18:58.955993       1 server.go:150] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""\n'
            'E0219 15:18:59.855713       1 run.go:74] "command failed" err="open /etc/kubernetes/pki/ca-authority.crt: no such file or directory"',
            version="v1.30.0",
            flags=flags_but(A, "--advertise-address=192.168.50.43", f"--client-ca-file={PKI}/ca-authority.crt"),
            attempt=9,
        )
        .absent(f"{PKI}/ca-authority.crt")
        .there(f"{PKI}/ca.crt")
        .there(f"{PKI}/apiserver.crt")
        .there(f"{PKI}/sa.pub", mode="0600")
        .static_pod(E)
        .runs(E, since=timedelta(minutes=36))
        .unit("kubelet")
        .kubelet(
            'I0219 14:56:20.642281    3676 scope.go:117] "RemoveContainer" containerID="7c9ecc624b20e668564ce616f7afcac4cfa03ad2d8929ff782a17a673812745b"',
            backs_off(A, "master-1", "195c6eb0710264975dcc1fdb4bd52a20", at="0219 14:56:20.643012    3676"),
            'E0219 14:56:23.690662    3676 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://master-1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/master-1?timeout=10s\\": dial tcp 192.168.50.43:6443: connect: connection refused" interval="7s"',
        ),
    ),
    note(
        "rke2-otel-forwarder-holds-6443",
        "port_in_use",
        A,
        exits(
            A,
            'E0821 20:12:50.538566 1 run.go:74] "command failed" err="failed to create listener: failed to listen on 0.0.0.0:6443: bind: address already in use"',
            version=None,
        ).socket("otelcol", 6443, pid=2214),
    ),
    note(
        "playbook-service-account-flags",
        "missing_required_flag",
        A,
        exits(
            A,
            'E0129 20:48:36.178551   24811 run.go:74] "command failed" err="[service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]"',
            version="v1.23.0",
            flags=flags_but(A, drop=("--service-account-signing-key-file", "--service-account-issuer")),
        ),
    ),
    note(
        "talos-apiserver-oom",
        "node_out_of_memory",
        A,
        Node(version=None)
        .static_pod(A)
        .died(A, code=137, attempt=3, lived=timedelta(minutes=40))
        .journal(
            "kernel",
            "Out of memory: Killed process 2735 (kube-apiserver) total-vm:3112352kB, anon-rss:1505564kB, file-rss:104kB, shmem-rss:0kB, UID:65534 pgtables:3800kB oom_score_adj:827",
        ),
    ),
    note("changed-lease-of-a-pi", "node_address_missing", None, address_changed()),
    note("default-containerd-crash-loop", "cgroup_driver_mismatch", None, containerd_default_cgroups()),
    # ---- the controller manager and the scheduler -------------------------------------------------------------------
    note(
        "exam-sidecar-insertion",
        "unknown_flag",
        KCM,
        exits(
            KCM,
            "Usage:\n  kube-controller-manager [flags]\n\nError: unknown flag: --project-sidecar-insertion",
            "--project-sidecar-insertion=true",
            version=None,
            attempt=6,
        )
        .unit("kubelet")
        .kubelet(
            backs_off(
                KCM,
                "master-1",
                "9de38e335353dd7b6fea1eb122273ebd",
                at="1005 07:52:09.236089   77740",
                source="pod_workers.go:1324",
            )
        ),
    ),
    note(
        "exam-manegaar",
        "command_not_found",
        KCM,
        not_in_path(
            KCM,
            "kube-controller-manegaar",
            None,
            attempt=2,
            said="back-off 20s restarting failed container=kube-controller-manager pod=kube-controller-manager-master-1_kube-system(c2086dde319f21250262f5d5edcf3af3)",
            said_before="unable to start container process: error during container init: ",
        ),
    ),
    note(
        "exam-schedulerrrr",
        "command_not_found",
        S,
        not_in_path(
            S,
            "kube-schedulerrrr",
            "v1.35.0",
            attempt=7,
            said="back-off 5m0s restarting failed container=kube-scheduler pod=kube-scheduler-master-1_kube-system(186c52b5584d78a99894b5f06124bf5d)",
        ),
    ),
    note("exam-wrong-pki-directory", "file_not_mounted", KCM, mounts_another_directory()),
    note("exercise-pki-wrong", "host_path_unusable", KCM, volume_of_wrong_type()),
    note(
        "exam-contro1ler-image",
        "image_unavailable",
        KCM,
        Node(version="v1.26.0")
        .static_pod(KCM, image="registry.k8s.io/kube-contro1ler-manager:v1.26.0")
        .waits(KCM, "ImagePullBackOff", 'Back-off pulling image "registry.k8s.io/kube-contro1ler-manager:v1.26.0"')
        .unit("kubelet")
        # The events' text, as the kubelet's own lines have it.
        .kubelet(
            'E0312 10:29:20.118833     812 pod_workers.go:965] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-controller-manager\\" with ErrImagePull: \\"rpc error: code = NotFound desc = failed to pull and unpack image \\\\\\"registry.k8s.io/kube-contro1ler-manager:v1.26.0\\\\\\": failed to resolve reference \\\\\\"registry.k8s.io/kube-contro1ler-manager:v1.26.0\\\\\\": registry.k8s.io/kube-contro1ler-manager:v1.26.0: not found\\"" pod="kube-system/kube-controller-manager-master-1" podUID=2b4a9fd2d1a4a1f0a7f6b1c7d8e9f001',
        ),
    ),
    note(
        "playbook-scheduler-v1alpha1",
        "component_config_invalid",
        S,
        exits(
            S,
            'E0129 20:41:42.583894   16355 run.go:74] "command failed" err="no kind \\"KubeSchedulerConfiguration\\" is registered for version \\"kubescheduler.config.k8s.io/v1alpha1\\" in scheme \\"k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30\\""',
            version="v1.23.0",
            flags=("--config=/etc/kubernetes/config/kube-scheduler.yaml", "--v=2"),
            mounts=("/etc/kubernetes/config",),
        ).file(
            "/etc/kubernetes/config/kube-scheduler.yaml",
            "apiVersion: kubescheduler.config.k8s.io/v1alpha1\nkind: KubeSchedulerConfiguration\n",
        ),
    ),
    # ---- etcd -------------------------------------------------------------------------------------------------------
    note(
        "lab-etcd-server-crt",
        "file_missing",
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2023-02-27T07:40:40.894Z","caller":"etcdmain/etcd.go:219","msg":"listener failed","error":"open /etc/kubernetes/pki/etcd/etcd-server.crt: no such file or directory","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:219\\ngo.etcd.io/etcd/server/v3/etcdmain.Main\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/main.go:40\\nmain.main\\n\\tgo.etcd.io/etcd/server/v3/main.go:32"}',
            version=None,
            flags=flags_but(E, f"--cert-file={PKI}/etcd/etcd-server.crt"),
            attempt=9,
        )
        .absent(f"{PKI}/etcd/etcd-server.crt")
        .static_pod(A)
        .runs(A, attempt=11, since=timedelta(seconds=8))
        .unit("kubelet")
        .kubelet(
            'E0227 02:39:32.386661    3682 pod_workers.go:965] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"etcd\\" with CrashLoopBackOff: \\"back-off 5m0s restarting failed container=etcd pod=etcd-master-1_kube-system(6c2684cc7a64810709bc493a7a24a9c2)\\"" pod="kube-system/etcd-master-1" podUID=6c2684cc7a64810709bc493a7a24a9c2'
        ),
    ),
    note(
        "docker-etcd-server-certificate",
        "file_missing",
        E,
        exits(
            E,
            "2020-03-15 08:53:33.253857 C | etcdmain: open /etc/kubernetes/pki/etcd/server-certificate.crt: no such file or directory",
            version=None,
            flags=flags_but(E, f"--cert-file={PKI}/etcd/server-certificate.crt"),
            attempt=4,
            form="docker",
        ).absent(f"{PKI}/etcd/server-certificate.crt"),
    ),
    note(
        "binary-install-peer-url-by-name",
        "invalid_flag_value",
        E,
        exits(
            E,
            '{"level":"warn","ts":"2021-12-19T14:44:28.758+0800","caller":"etcdmain/etcd.go:74","msg":"failed to verify flags","error":"expected IP in URL for binding (https://k8s-m-01:2380)"}',
            version=None,
            flags=(
                "--name=master-1",
                "--listen-peer-urls=https://k8s-m-01:2380",
                "--cert-file=/etc/etcd/ssl/server.pem",
                "--key-file=/etc/etcd/ssl/server-key.pem",
                "--peer-cert-file=/etc/etcd/ssl/server.pem",
                "--peer-key-file=/etc/etcd/ssl/server-key.pem",
                "--trusted-ca-file=/etc/etcd/ssl/ca.pem",
                "--peer-trusted-ca-file=/etc/etcd/ssl/ca.pem",
            ),
            mounts=("/etc/etcd/ssl",),
            attempt=5,
        ),
    ),
    # Ownership is as it should be; the snap's interface is not connected. The message alone is a permission's.
    # The data directory's flag is completed from the message.
    note(
        "snap-etcd-interface",
        ["security_module_denied", "file_permission_denied"],
        E,
        exits(
            E,
            "cannot access data directory: mkdir /var/snap/etcd/current: permission denied",
            version=None,
            flags=flags_but(E, "--data-dir=/var/snap/etcd/current"),
            mounts=("/var/snap/etcd",),
        ),
    ),
    note(
        "etcd-conf-not-yaml",
        "component_config_invalid",
        E,
        exits(
            E,
            '{"level":"info","ts":"2025-09-07T09:20:47.348675Z","caller":"etcdmain/etcd.go:73","msg":"Running: ","args":["/usr/local/bin/etcd","--config-file=/etc/etcd/etcd.conf"]}\n'
            '{"level":"warn","ts":"2025-09-07T09:20:47.349635Z","caller":"etcdmain/etcd.go:75","msg":"failed to verify flags","error":"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type embed.configYAML"}',
            version=None,
            flags=("--config-file=/etc/etcd/etcd.conf",),
            mounts=("/etc/etcd",),
            attempt=3,
        ),
    ),
    # The value of --initial-cluster is completed: the report says that it had the names of the guide's hosts.
    note(
        "homelab-etcd-name-not-in-cluster",
        ["invalid_flag_value", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            'couldn\'t find local name "ubuntu-controller-1" in the initial cluster configuration',
            version=None,
            flags=(
                "--name=ubuntu-controller-1",
                "--cert-file=/etc/etcd/kubernetes.pem",
                "--key-file=/etc/etcd/kubernetes-key.pem",
                "--initial-advertise-peer-urls=https://192.168.85.70:2380",
                "--listen-peer-urls=https://192.168.85.70:2380",
                "--initial-cluster=controller-0=https://192.168.85.70:2380,controller-1=https://192.168.85.71:2380",
                "--initial-cluster-state=new",
                "--data-dir=/var/lib/etcd",
            ),
            mounts=("/etc/etcd", "/var/lib/etcd"),
        ),
    ),
    note(
        "supervised-etcd-directory-mode",
        "file_permission_denied",
        E,
        exits(
            E,
            '2021-05-10 07:18:27.026307 C | etcdmain: cannot access data directory: directory "/data/applications/data/etcd-data","drwxr-xr-x" exist without desired file permission "-rwx------".',
            version=None,
            flags=("--config-file=/data/applications/etcd-service/conf/etcd-config.yaml",),
            mounts=("/data/applications",),
        ),
    ),
    # A member's and a proxy's directory side by side: neither damage nor another member's data.
    note(
        "coreos-member-and-proxy",
        None,
        E,
        exits(
            E,
            lines(
                "2017-08-02 13:15:32.935369 W | pkg/flags: unrecognized environment variable ETCD_IMAGE_TAG=v3.1.8",
                "2017-08-02 13:15:32.938642 I | etcdmain: etcd Version: 3.1.8",
                "2017-08-02 13:15:32.938818 I | etcdmain: Git SHA: d267ca9",
                "2017-08-02 13:15:32.938965 I | etcdmain: Go Version: go1.7.5",
                "2017-08-02 13:15:32.939093 I | etcdmain: Go OS/Arch: linux/amd64",
                "2017-08-02 13:15:32.939222 I | etcdmain: setting maximum number of CPUs to 1, total number of available CPUs is 1",
                "2017-08-02 13:15:32.939373 C | etcdmain: invalid datadir. Both member and proxy directories exist.",
            ),
            version=None,
        ),
        never="etcd_data_corrupt",
    ),
    note(
        "scaled-in-member-bootstrapped",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2018-01-30 10:13:43.566760 C | etcdmain: member e7db4eebbdb94a11 has already been bootstrapped",
            version=None,
        ),
    ),
    # ---- the kubelet ------------------------------------------------------------------------------------------------
    note(
        "worker-swap-back",
        "kubelet_swap_on",
        UNIT,
        systemd(
            kubelet(
                "I1202 09:48:23.008342   18984 server.go:838] Client rotation is on, will bootstrap in background",
                'I1202 09:48:23.023655   18984 certificate_store.go:130] Loading cert/key pair from "/var/lib/kubelet/pki/kubelet-client-current.pem".',
                "I1202 09:48:23.024875   18984 dynamic_cafile_content.go:167] Starting client-ca-bundle::/etc/kubernetes/pki/ca.crt",
                "I1202 09:48:23.402823   18984 server.go:647] --cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /",
                "F1202 09:48:23.403702   18984 server.go:274] failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename",
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
    ),
    note(
        "arch-and-centos-zram",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            'E0312 10:29:28.247445    1245 run.go:72] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"',
            version="v1.36.1",
        ),
    ),
    note(
        "exam-improve-speed",
        "kubelet_unknown_flag",
        UNIT,
        initialised(
            systemd(
                kubelet(
                    "Flag --pod-infra-container-image has been deprecated, will be removed in 1.35. Image garbage collector will get sandbox image information from CRI.",
                    'E1213 09:18:53.235195    3342 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --improve-speed"',
                    restarts=2,
                ),
                "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
                "kubelet.service: Failed with result 'exit-code'.",
                "kubelet.service: Scheduled restart job, restart counter is at 2.",
            )
        ).file(
            "/var/lib/kubelet/kubeadm-flags.env",
            'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///run/containerd/containerd.sock --pod-infra-container-image=registry.k8s.io/pause:3.10 --improve-speed"\n',
        ),
    ),
    note(
        "exam-containerd-sok",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            # Completed where the report leaves out the middle of the line.
            'E0312 10:29:28.102733   21877 run.go:72] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sok\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sok: connect: no such file or directory\\""',
            version=None,
        )
        .file(
            "/var/lib/kubelet/config.yaml", CONFIG + "containerRuntimeEndpoint: unix:///run/containerd/containerd.sok\n"
        )
        .file("/etc/kubernetes/kubelet.conf", "apiVersion: v1\nkind: Config\n")
        .there("/run/containerd/containerd.sock", kind="socket", mode="0660")
        .absent("/run/containerd/containerd.sok")
        .unit("containerd"),
    ),
    note(
        "docker-cgroup-drivers",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'E0312 10:29:28.118021    9811 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: misconfiguration: kubelet cgroup driver: \\"cgroupfs\\" is different from docker cgroup driver: \\"systemd\\""',
        ),
    ),
    note(
        "moved-to-another-network",
        "node_address_missing",
        UNIT,
        systemd(
            kubelet(
                "I0806 01:46:53.603940    4697 kubelet.go:1822] Starting kubelet main sync loop.",
                "I0806 01:46:53.604091    4697 server.go:146] Starting to listen on 10.178.0.37:10250",
                "I0806 01:46:53.605480    4697 server.go:384] Adding debug handlers to kubelet server.",
                "I0806 01:46:53.605583    4697 volume_manager.go:249] Starting Kubelet Volume Manager",
                "I0806 01:46:53.606377    4697 server.go:166] Starting to listen read-only on 10.178.0.37:10255",
                # Two lines run into one another in the report; this one is completed.
                "F0806 01:46:53.606687    4697 server.go:158] listen tcp 10.178.0.37:10250: bind: cannot assign requested address",
                "I0806 01:46:53.626854    4697 desired_state_of_world_populator.go:131] Desired state populator starts to run",
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'exit-code'.",
        )
        .file("/etc/kubernetes/kubelet.env", 'KUBELET_ADDRESS="--node-ip=10.178.0.37"\n')
        .file("/etc/kubernetes/kubelet-config.yaml", CONFIG + "address: 10.178.0.37\n"),
    ),
    # The bootstrap user may not create a request: nothing expired, and the credential is there.
    note(
        "bootstrapper-may-not-request",
        None,
        UNIT,
        systemd(
            kubelet(
                'F0506 06:42:36.314378   26986 server.go:233] failed to run Kubelet: cannot create certificate signing request: certificatesigningrequests.certificates.k8s.io is forbidden: User "system:bootstrap:lemy40" cannot create certificatesigningrequests.certificates.k8s.io at the cluster scope',
                status=255,
            ),
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Failed with result 'exit-code'.",
        ),
        never="kubelet_client_certificate_expired",
    ),
    # The client certificate is gone, not expired.
    note(
        "client-pem-is-gone",
        None,
        UNIT,
        systemd(
            kubelet(
                "Flag --container-runtime-endpoint has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.",
                "Flag --pod-infra-container-image has been deprecated, will be removed in a future release. Image garbage collector will get sandbox image information from CRI.",
                'I0507 20:17:45.599893   30340 server.go:199] "--pod-infra-container-image will not be pruned by the image garbage collector in kubelet and should also be set in the remote runtime"',
                'I0507 20:17:45.602446   30340 server.go:415] "Kubelet version" kubeletVersion="v1.27.1"',
                'I0507 20:17:45.602465   30340 server.go:417] "Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""',
                'I0507 20:17:45.602664   30340 server.go:837] "Client rotation is on, will bootstrap in background"',
                f"E0507 20:17:45.603126   30340 bootstrap.go:241] unable to read existing bootstrap client config from /etc/kubernetes/kubelet.conf: invalid configuration: [unable to read client-cert {PEM} for default-auth due to open {PEM}: no such file or directory, unable to read client-key {PEM} for default-auth due to open {PEM}: no such file or directory]",
                'E0507 20:17:45.603161   30340 run.go:74] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
                version="v1.27.1",
                restarts=52,
            ),
            "kubelet.service: Main process exited, code=exited, status=1/FAILURE",
            "kubelet.service: Failed with result 'exit-code'.",
            "kubelet.service: Scheduled restart job, restart counter is at 14.",
        ),
        never="kubelet_client_certificate_expired",
    ),
    note(
        "pids-subsystem-not-mounted",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "F0312 10:29:28.402133    9021 kubelet.go:1380] Failed to start ContainerManager failed to initialize top level QOS containers: failed to update top level Burstable QOS cgroup : failed to set supported cgroup subsystems for cgroup [kubepods burstable]: failed to find subsystem mount for required subsystem: pids",
            version="v1.17.0",
            status=255,
        ),
    ),
    note(
        "arm-minikube-memory-cgroup",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            f"E0807 02:12:30.052218    6011 {NO_MEMORY_CGROUP}",
            f"E0807 02:12:32.007917    6206 {NO_MEMORY_CGROUP}",
            f"E0807 02:12:34.015478    6395 {NO_MEMORY_CGROUP}",
            f"E0807 02:12:36.203767    6585 {NO_MEMORY_CGROUP}",
            version="v1.23.8",
        ),
    ),
    # The root filesystem is none that the kubelet's statistics know; its control groups are not at fault.
    note(
        "k3s-in-a-sandboxed-root",
        None,
        UNIT,
        Node(version=None)
        .kubelet_loops()
        .kubelet(
            "Failed to start ContainerManager: failed to get rootfs info: unable to find data in memory cache", by="k3s"
        ),
        never="kubelet_cgroup_unsupported",
    ),
    # A state file of another policy: neither the control groups nor the configuration is refused.
    note(
        "cpu-manager-state-of-another-policy",
        None,
        UNIT,
        kubelet(
            'E0312 10:29:28.402133    9021 kubelet.go:1567] "Failed to start ContainerManager" err="start cpu manager error: could not restore state from checkpoint: configured policy \\"static\\" differs from state checkpoint policy \\"none\\", please drain this node and delete the CPU manager checkpoint file \\"/var/lib/kubelet/cpu_manager_state\\" before restarting Kubelet"',
        ),
        never="kubelet_cgroup_unsupported",
    ),
    # ---- the runtime ------------------------------------------------------------------------------------------------
    note(
        "arm-node-amd64-containerd",
        "runtime_unavailable",
        None,
        Node(version="v1.26.5")
        .unit("containerd", "activating", "auto-restart", 241, Result="exit-code", ExecMainStatus=203)
        .journal("containerd", "Starting containerd container runtime...", by="systemd")
        .journal(
            "containerd",
            "containerd.service: Failed to execute /usr/bin/containerd: Exec format error",
            "containerd.service: Failed at step EXEC spawning /usr/bin/containerd: Exec format error",
            by="(ntainerd)",
            ago=timedelta(seconds=31),
        )
        .journal(
            "containerd",
            "containerd.service: Main process exited, code=exited, status=203/EXEC",
            "containerd.service: Failed with result 'exit-code'.",
            "Failed to start containerd container runtime.",
            "containerd.service: Scheduled restart job, restart counter is at 241.",
            "Stopped containerd container runtime.",
            by="systemd",
            ago=timedelta(seconds=30),
        ),
    ),
    note(
        "kind-gpu-drop-in",
        ["cri_plugin_disabled", "runtime_unavailable"],
        None,
        Node(version=None)
        .unit("containerd", "activating", "auto-restart", 354, Result="exit-code", ExecMainStatus=1)
        .journal("containerd", "containerd: drop-in config version 4 higher than root config version 2")
        .journal(
            "containerd",
            "containerd.service: Main process exited, code=exited, status=1/FAILURE",
            "containerd.service: Failed with result 'exit-code'.",
            "containerd.service: Scheduled restart job, restart counter is at 354",
            by="systemd",
            ago=timedelta(seconds=31),
        )
        .unit("kubelet", "activating", "auto-restart", 354, Result="exit-code", ExecMainStatus=1)
        .file("/etc/containerd/config.toml", "version = 2\n")
        .file("/etc/containerd/conf.d/99-nvidia.toml", "version = 4\n"),
    ),
    note(
        "crio-without-its-runc",
        "runtime_unavailable",
        None,
        Node(version=None)
        .unit("crio", "failed", "failed", 0, Result="exit-code", ExecMainStatus=1)
        .journal(
            "crio",
            'time="2023-09-18 09:40:17.792619142Z" level=fatal msg="validating runtime config: runtime validation: invalid runtime_path for runtime \'runc\': \\"stat /usr/lib/cri-o-runc/sbin/runc: no such file or directory\\""',
        )
        .journal(
            "crio",
            "crio.service: Main process exited, code=exited, status=1/FAILURE",
            "crio.service: Failed with result 'exit-code'.",
            "Failed to start Container Runtime Interface for OCI (CRI-O).",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
)
