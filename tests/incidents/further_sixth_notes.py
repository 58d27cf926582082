"""Public reports from outside the Kubernetes project: operators' notes, blogs and knowledge bases, and distributions' issues.

They are shown as those of further.py are: what the report states, its programs' own lines. A systemd unit of a control
plane program is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import FLAGS, Node, http_probe
from incidents.further import KCM, UNIT, A, E, S, exits, kubelet, report
from incidents.further_fifth_node import page
from incidents.further_settings import at_once

NOTES = "notes in a public repository, met without their address"


def note(name, *args, **more):
    """A note in a public repository: an operator's own account of an incident."""
    return page(NOTES, name, *args, **more)


def event(program, kind, reason, message):
    """An event as the kubelet's journal shows it."""
    return (
        f'I0131 00:59:16.142334    1211 event.go:281] Event(v1.ObjectReference{{Kind:"Pod", Namespace:"kube-system", '
        f'Name:"{program}-master-1", UID:"17c2da92666b4a9242f31873234f3101", APIVersion:"v1", ResourceVersion:"", '
        f"FieldPath:\"spec.containers{{{program}}}\"}}): type: '{kind}' reason: '{reason}' {message}"
    )


def two_of_three_down():
    """The last of three control-plane nodes: etcd starts, finds no peer and ends, again and again."""
    log = (
        "etcdserver: publish error: etcdserver: request timed out",
        'rafthttp: health check for peer 611e58a32a3e3ebe could not connect: dial tcp 10.0.1.252:2380: i/o timeout (prober "ROUND_TRIPPER_SNAPSHOT")',
        'rafthttp: health check for peer 611e58a32a3e3ebe could not connect: dial tcp 10.0.1.252:2380: i/o timeout (prober "ROUND_TRIPPER_RAFT_MESSAGE")',
        'rafthttp: health check for peer cc00b4912b6442df could not connect: dial tcp 10.0.1.82:2380: i/o timeout (prober "ROUND_TRIPPER_SNAPSHOT")',
        'rafthttp: health check for peer cc00b4912b6442df could not connect: dial tcp 10.0.1.82:2380: i/o timeout (prober "ROUND_TRIPPER_RAFT_MESSAGE")',
        "raft: 12637f5ec2bd02b8 is starting a new election at term 254669",
    )
    return (
        Node(version=None)
        .static_pod(
            E,
            flags=(
                "--advertise-client-urls=https://10.0.1.81:2379",
                "--cert-file=/etc/kubernetes/pki/etcd/server.crt",
                "--client-cert-auth=true",
                "--data-dir=/var/lib/etcd",
                "--initial-advertise-peer-urls=https://10.0.1.81:2380",
                "--initial-cluster=k8s-master0=https://10.0.1.81:2380",
            ),
        )
        .died(E, "\n".join(log), code=0, attempt=41, lived=timedelta(minutes=2))
        .static_pod(A)
        .static_pod(KCM)
        .runs(KCM, attempt=9, since=timedelta(hours=1))
        .static_pod(S)
        .runs(S, attempt=9, since=timedelta(hours=1))
    )


def loopback_dropped():
    """An etcd that lives, and a firewall that drops what comes over the loopback."""
    return (
        Node(version=None)
        .static_pod(A)
        .died(
            A,
            'W0312 10:28:48.100000       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: i/o timeout"\nF0312 10:28:55.200000       1 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded',
            code=255,
            attempt=14,
            lived=timedelta(seconds=22),
        )
        .static_pod(E)
        .runs(E, since=timedelta(hours=2))
        .kubelet(
            'I0312 10:28:40.104242    1533 prober.go:120] "Probe failed" probeType="Readiness" pod="kube-system/etcd-master-1" podUID="5b1f" containerName="etcd" probeResult="failure" output="Get \\"http://127.0.0.1:2381/readyz\\": context deadline exceeded"',
            ago=timedelta(seconds=80),
        )
    )


def killed_after_seconds():
    """A fresh control plane on which etcd is told to stop after twelve seconds, each time."""
    log = (
        '{"level":"info","ts":"2026-03-18T02:21:50.410Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"raft.node: 8e9e05c52164694d elected leader 8e9e05c52164694d at term 8"}',
        '{"level":"info","ts":"2026-03-18T02:22:02.123Z","caller":"osutil/interrupt_unix.go:64","msg":"received signal; shutting down","signal":"terminated"}',
    )
    node = Node(version="v1.28.15")
    node.static_pod(E, image="registry.k8s.io/etcd:3.5.15-0").died(
        E, "\n".join(log), code=0, attempt=7, lived=timedelta(seconds=12), ago=timedelta(seconds=95)
    )
    node.static_pod(A).died(
        A,
        'W0318 02:23:30.801002       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"\nF0318 02:23:35.100200       1 instance.go:291] Error creating leases: error creating storage factory: context deadline exceeded',
        code=255,
        attempt=7,
        lived=timedelta(seconds=21),
        ago=timedelta(seconds=5),
    )
    return node.kubelet(
        'I0318 02:21:49.901002    2961 kuberuntime_container.go:745] "Killing container with a grace period" pod="kube-system/etcd-master-1" podUID="aa" containerName="etcd" containerID="containerd://00" gracePeriod=30',
        'E0318 02:22:03.201002    2961 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"etcd\\" with CrashLoopBackOff: \\"back-off 5m0s restarting failed container=etcd pod=etcd-master-1_kube-system(aa)\\"" pod="kube-system/etcd-master-1" podUID="aa"',
        ago=timedelta(seconds=95),
    )


def slow_first_minutes():
    """A kube-apiserver that was killed twice after its first start, and then stayed."""
    node = Node(version="v1.17.0").static_pod(
        A,
        flags=(
            "--advertise-address=192.168.45.128",
            "--allow-privileged=true",
            "--authorization-mode=Node,RBAC",
            "--client-ca-file=/etc/kubernetes/pki/ca.crt",
            "--enable-admission-plugins=NodeRestriction",
            "--enable-bootstrap-token-auth=true",
            "--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt",
            "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt",
            "--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key",
            "--etcd-servers=https://127.0.0.1:2379",
            "--insecure-port=0",
            "--secure-port=6443",
            "--service-account-key-file=/etc/kubernetes/pki/sa.pub",
            "--service-cluster-ip-range=10.96.0.0/12",
            "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt",
            "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
        ),
        image="gcr.azk8s.cn/google_containers/kube-apiserver:v1.17.0",
        probe=http_probe(host="192.168.45.128", port=6443, delay=15, timeout=15, period=10, failures=8),
        edited=timedelta(minutes=18),
    )
    node.died(A, code=0, attempt=1, lived=timedelta(seconds=99), ago=timedelta(seconds=780))
    node.runs(A, attempt=2, since=timedelta(seconds=776))
    unhealthy = (
        "Get https://192.168.45.128:6443/healthz: net/http: TLS handshake timeout",
        "Get https://192.168.45.128:6443/healthz: net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
        "HTTP probe failed with statuscode: 403",
        "HTTP probe failed with statuscode: 500",
    )
    for number, said in enumerate(unhealthy):
        node.kubelet(
            event(A, "Warning", "Unhealthy", f"Liveness probe failed: {said}"),
            ago=timedelta(seconds=865 - 20 * number),
        )
    return node.kubelet(
        event(A, "Normal", "Killing", "Container kube-apiserver failed liveness probe, will be restarted"),
        ago=timedelta(seconds=782),
    )


def public_address():
    """An etcd told to listen on the address that its cloud only translates."""
    log = (
        "2019-07-30 07:19:22.771764 I | etcdmain: etcd Version: 3.3.10",
        "2019-07-30 07:19:22.771853 I | etcdmain: Git SHA: 27fc7e2",
        "2019-07-30 07:19:22.771858 I | etcdmain: Go Version: go1.10.4",
        "2019-07-30 07:19:22.771863 I | etcdmain: Go OS/Arch: linux/amd64",
        "2019-07-30 07:19:22.771868 I | etcdmain: setting maximum number of CPUs to 1, total number of available CPUs is 1",
        "2019-07-30 07:19:22.771944 I | embed: peerTLS: cert = /etc/kubernetes/pki/etcd/peer.crt, key = /etc/kubernetes/pki/etcd/peer.key, ca = , trusted-ca = /etc/kubernetes/pki/etcd/ca.crt, client-cert-auth = true, crl-file = ",
        "2019-07-30 07:19:22.772074 C | etcdmain: listen tcp 12.12.12.12:2380: bind: cannot assign requested address",
    )
    return exits(
        E,
        "\n".join(log),
        flags=(
            "--advertise-client-urls=https://12.12.12.12:2379",
            "--cert-file=/etc/kubernetes/pki/etcd/server.crt",
            "--client-cert-auth=true",
            "--data-dir=/var/lib/etcd",
            "--initial-advertise-peer-urls=https://12.12.12.12:2380",
            "--initial-cluster=kube0=https://12.12.12.12:2380",
            "--listen-client-urls=https://127.0.0.1:2379,https://12.12.12.12:2379",
            "--listen-peer-urls=https://12.12.12.12:2380",
        ),
        image="registry.aliyuncs.com/google_containers/etcd:3.3.10",
        version=None,
    )


def started_after_boot():
    """A kubelet that ended once at boot, for a containerd that was still starting, and runs since."""
    return (
        Node(version=None)
        .unit("kubelet", restarts=1)
        .unit("containerd")
        .kubelet(
            'E0306 00:50:15.931015    1068 run.go:74] "command failed" err="failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unknown desc = server is not initialized yet"',
            ago=timedelta(minutes=47),
        )
        .kubelet(
            'E0306 00:50:26.073046    1138 controller.go:144] failed to ensure lease exists, will retry in 200ms, error: Get "https://localhost:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/k8s-homme-worker-03?timeout=10s": dial tcp 127.0.0.1:6443: connect: connection refused',
            ago=timedelta(minutes=46, seconds=49),
        )
        .journal(
            "containerd",
            'time="2024-03-06T00:50:15.498418084+09:00" level=warning msg="failed to load plugin io.containerd.snapshotter.v1.devmapper" error="devmapper not configured"',
            ago=timedelta(minutes=47),
        )
    )


def old_copy_beside_it():
    """The manifest of the new version, and beside it the copy of the old one that the kubelet runs."""
    node = Node(version="v1.34.3").static_pod(
        A, image="registry.k8s.io/kube-apiserver:v1.34.3", edited=timedelta(minutes=65)
    )
    node.static_pod(
        A, image="registry.k8s.io/kube-apiserver:v1.33.1", file="kube-apiserver.yaml.bak", edited=timedelta(days=30)
    )
    return node.runs(A, since=timedelta(minutes=64))


def probed_on_the_node():
    """A controller-manager with a network of its own, and a probe that asks the node's loopback."""
    node = Node(version=None).static_pod(
        KCM,
        flags=(
            "--authentication-kubeconfig=/etc/kubeconfig",
            "--authorization-kubeconfig=/etc/kubeconfig",
            "--bind-address=0.0.0.0",
            "--kubeconfig=/etc/kubeconfig",
            "--leader-elect=true",
        ),
        mounts=("/etc/kubeconfig",),
        probe=http_probe(host="127.0.0.1", port=10257, delay=10, period=10, timeout=15, failures=8),
    )
    text = node.files["/etc/kubernetes/manifests/kube-controller-manager.yaml"]
    node.manifest("kube-controller-manager.yaml", text.replace("  hostNetwork: true\n", ""), edited=timedelta(hours=35))
    node.died(KCM, code=0, attempt=531, lived=timedelta(seconds=95), ago=timedelta(seconds=70))
    node.runs(KCM, attempt=532, since=timedelta(seconds=68))
    return node.kubelet(
        event(KCM, "Warning", "Unhealthy", 'Liveness probe failed: Get "https://127.0.0.1:10257/healthz": dial tcp 127.0.0.1:10257: connect: connection refused'),
        ago=timedelta(seconds=75),
    )  # fmt: skip


NO_ETCD = tuple(flag for flag in FLAGS[A] if not flag.startswith("--etcd-servers="))

FURTHER_SIXTH_NOTES = (
    # ---- the control plane's command lines and files ----------------------------------------------------------------
    note(
        "dynamic-auditing-removed",
        "feature_gate_rejected",
        A,
        exits(
            A,
            'Error: invalid argument "DynamicAuditing=true" for "--feature-gates" flag: unrecognized feature gate: DynamicAuditing',
            "--feature-gates=DynamicAuditing=true",
            version=None,
        ),
    ),
    note(
        "bcm-upgrade-empties-etcd-servers",
        ["missing_required_flag", "invalid_flag_value"],
        A,
        exits(
            A,
            'E1020 15:45:29.558679       1 run.go:72] "command failed" err="--etcd-servers must be specified"',
            "--etcd-servers=",
            "--feature-gates=MaxUnavailableStatefulSet=true",
            flags=NO_ETCD,
            version="v1.32.9",
            attempt=4,
        ),
        never="etcd_unreachable",
    ),
    note(
        "from-1-18-to-1-23-kubelet-https",
        "unknown_flag",
        A,
        exits(A, "Error: unknown flag: --kubelet-https", "--kubelet-https=true", version="v1.23.3"),
    ),
    note(
        "from-1-18-to-1-23-scheduler",
        "component_config_invalid",
        S,
        at_once(
            S,
            'E0129 22:46:36.663200   11913 run.go:74] "command failed" err="no kind \\"KubeSchedulerConfiguration\\" is registered for version \\"kubescheduler.config.k8s.io/v1beta1\\" in scheme \\"k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30\\""',
            "--config=/etc/kubernetes/config/kube-scheduler.yaml",
            mounts=("/etc/kubernetes/config",),
            version="v1.23.3",
        ).file(
            "/etc/kubernetes/config/kube-scheduler.yaml",
            "apiVersion: kubescheduler.config.k8s.io/v1beta1\nkind: KubeSchedulerConfiguration\nleaderElection:\n  leaderElect: true\n",
        ),
    ),
    report(
        "kubernetes/minikube/issues/2962",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --ServiceNodePortRange\nUsage:\n  kube-apiserver [flags]",
            "--ServiceNodePortRange=80-32000",
            version="v1.10.0",
            attempt=11,
        ).kubelet(
            'E0705 09:14:59.495253    2776 pod_workers.go:186] Error syncing pod 621213a6f3059728c13bfa6df5aa07d3 ("kube-apiserver-minikube_kube-system(621213a6f3059728c13bfa6df5aa07d3)"), skipping: failed to "StartContainer" for "kube-apiserver" with CrashLoopBackOff: "Back-off 5m0s restarting failed container=kube-apiserver pod=kube-apiserver-minikube_kube-system(621213a6f3059728c13bfa6df5aa07d3)"',
        ),
    ),
    report(
        "rootsongjc/follow-me-install-kubernetes-cluster/issues/10",
        ["unknown", "authentication_config_invalid"],
        A,
        exits(
            A,
            'invalid authentication config: line 1, column 82: extraneous " in field',
            "--token-auth-file=/etc/kubernetes/token.csv",
            version=None,
        ),
    ),
    report(
        "rootsongjc/kubernetes-handbook/issues/38",
        "command_not_found",
        A,
        exits(
            A,
            'standard_init_linux.go:178: exec user process caused "exec format error"',
            command="/usr/bin/kube-apiserver",
            version="v1.7.3",
            form="docker",
        ),
    ),
    # ---- the kube-apiserver and what it needs -----------------------------------------------------------------------
    note(
        "localhost-asked-of-dns",
        "unknown",
        A,
        exits(
            A,
            'I0614 19:56:31.263446       1 secure_serving.go:202] Serving securely on [::]:6443\nE0614 19:57:01.264713       1 reflector.go:138] k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Pod: failed to list *v1.Pod: Get "https://localhost:6443/api/v1/pods?limit=500&resourceVersion=0": dial tcp: i/o timeout\nE0614 19:57:01.265024       1 reflector.go:138] k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Namespace: failed to list *v1.Namespace: Get "https://localhost:6443/api/v1/namespaces?limit=500&resourceVersion=0": dial tcp: i/o timeout\nF0614 19:57:01.269085       1 controller.go:161] Unable to perform initial IP allocation check: unable to refresh the service IP block: Get "https://localhost:6443/api/v1/services": dial tcp: i/o timeout\ngoroutine 2648 [running]:\nk8s.io/kubernetes/vendor/k8s.io/klog/v2.stacks(0xc00000e001, 0xc012bccd80, 0xcc, 0x11a)\n\t/home/runner/work/build/build/kubernetes/_output/local/go/src/k8s.io/kubernetes/vendor/k8s.io/klog/v2/klog.go:1026 +0xb9',
            "--bind-address=0.0.0.0",
            version=None,
            code=255,
            lived=timedelta(seconds=33),
        ),
        never="etcd_unreachable",
    ),
    note(
        "loopback-dropped-by-firewall",
        "etcd_unreachable",
        A,
        loopback_dropped(),
        never="etcd_slow_disk",
    ),
    note(
        "etcd-handshake-times-out",
        ["etcd_unreachable", "unknown"],
        A,
        exits(
            A,
            'I0505 15:17:33.323195       1 plugins.go:161] Loaded 11 validating admission controller(s) successfully in the following order: LimitRanger,ServiceAccount,PodSecurity,Priority,PersistentVolumeClaimResize,RuntimeClass,CertificateApproval,CertificateSigning,CertificateSubjectRestriction,ValidatingAdmissionWebhook,ResourceQuota.\nW0505 15:17:53.327837       1 clientconn.go:1331] [core] grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 127.0.0.1 <nil> 0 <nil>}. Err: connection error: desc = "transport: authentication handshake failed: read tcp 127.0.0.1:34268->127.0.0.1:2379: i/o timeout". Reconnecting...\nE0505 15:17:53.327884       1 run.go:74] "command failed" err="context deadline exceeded"',
            version=None,
            lived=timedelta(seconds=21),
            form="docker",
        ),
        never="certificate_authority_mismatch",
    ),
    note(
        "killed-twice-while-it-starts",
        ["probe_too_aggressive", "component_overloaded"],
        A,
        slow_first_minutes(),
        never="anonymous_health_access_forbidden",
    ),
    note(
        "csi-daemonset-eats-the-memory",
        ["node_out_of_memory", "oom_killed"],
        A,
        exits(
            A,
            "",
            version=None,
            code=137,
            reason="OOMKilled",
            attempt=3,
            lived=timedelta(minutes=6),
        ),
    ),
    # ---- the controller-manager's lease -----------------------------------------------------------------------------
    note(
        "delete-collection-leak",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            'E1027 15:15:01.016712       1 leaderelection.go:320] error retrieving resource lock kube-system/kube-controller-manager: etcdserver: request timed out\nI1027 15:15:01.950682       1 leaderelection.go:277] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nF1027 15:15:01.950760       1 controllermanager.go:279] leaderelection lost\nI1027 15:15:01.962210       1 certificate_controller.go:131] Shutting down certificate controller "csrsigning"',
            version=None,
            code=255,
            lived=timedelta(hours=9),
        ),
    ),
    note(
        "lease-lost-under-load",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            'E0325 11:08:47.205570       1 leaderelection.go:325] error retrieving resource lock kube-system/kube-controller-manager: Get "https://192.168.10.50:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=10s": context deadline exceeded\nI0325 11:08:47.205695       1 leaderelection.go:278] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nF0325 11:08:47.205929       1 controllermanager.go:294] leaderelection lost',
            flags=(
                "--allocate-node-cidrs=true",
                "--node-cidr-mask-size=24",
                "--cluster-name=kubernetes",
                "--kubeconfig=/var/lib/kubernetes/kube-controller-manager.kubeconfig",
                "--leader-elect=true",
                "--root-ca-file=/var/lib/kubernetes/ca.pem",
                "--service-account-private-key-file=/var/lib/kubernetes/service-account-key.pem",
                "--service-cluster-ip-range=10.32.0.0/24",
                "--use-service-account-credentials=true",
                "--v=2",
            ),
            mounts=("/var/lib/kubernetes",),
            version=None,
            code=255,
            lived=timedelta(hours=4),
        ),
    ),
    # ---- probes and manifests ---------------------------------------------------------------------------------------
    report(
        "karmada-io/karmada/issues/2110",
        "probe_wrong_host",
        KCM,
        probed_on_the_node(),
        never="probe_targets_disabled_port",
    ),
    note("bak-beside-the-manifest", "duplicate_manifest", A, old_copy_beside_it()),
    # ---- etcd -------------------------------------------------------------------------------------------------------
    note("two-of-three-masters-down", "etcd_no_quorum", E, two_of_three_down()),
    note(
        "fresh-control-plane-killed-over-and-over",
        ["unknown", "cgroup_driver_mismatch"],
        E,
        killed_after_seconds(),
        never="etcd_data_corrupt",
        others={A: "etcd_unreachable"},
    ),
    note("listens-on-the-public-address", "node_address_missing", E, public_address()),
    note(
        "member-and-proxy-directories",
        ["unknown", "etcd_membership_mismatch"],
        E,
        at_once(
            E,
            "2017-08-02 13:15:32.935369 W | pkg/flags: unrecognized environment variable ETCD_IMAGE_TAG=v3.1.8\n2017-08-02 13:15:32.938642 I | etcdmain: etcd Version: 3.1.8\n2017-08-02 13:15:32.938818 I | etcdmain: Git SHA: d267ca9\n2017-08-02 13:15:32.938965 I | etcdmain: Go Version: go1.7.5\n2017-08-02 13:15:32.939095 I | etcdmain: Go OS/Arch: linux/amd64\n2017-08-02 13:15:32.939222 I | etcdmain: setting maximum number of CPUs to 1, total number of available CPUs is 1\n2017-08-02 13:15:32.939373 C | etcdmain: invalid datadir. Both member and proxy directories exist.",
            "--data-dir=/var/lib/etcd",
            image="quay.io/coreos/etcd:v3.1.8",
            version=None,
        ),
        never="etcd_data_corrupt",
    ),
    note(
        "power-lost-3-3-10",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "recovered store from snapshot at index 2600026\nrecovering backend from snapshot error: database snapshot file path error: snap: snapshot file doesn't exist\npanic: recovering backend from snapshot error: database snapshot file path error: snap: snapshot file doesn't exist\npanic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x20 pc=0xb8cb90]\ngoroutine 1 [running]:\ngithub.com/coreos/etcd/cmd/vendor/github.com/coreos/etcd/etcdserver.NewServer.func1(0xc4",
            image="quay.io/coreos/etcd:v3.3.10",
            version="v1.13.10",
            code=2,
        ),
    ),
    note(
        "freepages-page-190",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            "panic: freepages: failed to get all reachable pages (page 190: multiple references)\n\ngoroutine 61 [running]:",
            version=None,
            code=2,
        ),
    ),
    note(
        "data-directory-mode",
        "file_permission_denied",
        E,
        at_once(
            E,
            '2021-05-10 07:18:27.026307 C | etcdmain: cannot access data directory: directory "/data/applications/data/etcd-data","drwxr-xr-x" exist without desired file permission "-rwx------".',
            "--config-file=/data/applications/etcd-service/conf/etcd-config.yaml",
            mounts=("/data/applications",),
            version=None,
        ).there("/data/applications/data/etcd-data", "directory", "0755"),
    ),
    note(
        "data-directory-owner",
        "file_permission_denied",
        E,
        at_once(
            E,
            "2021-05-10 07:28:12.142193 C | etcdserver: create snapshot directory error: mkdir /data/applications/data/etcd-data/member/snap: permission denied",
            "--config-file=/data/applications/etcd-service/conf/etcd-config.yaml",
            mounts=("/data/applications",),
            version=None,
        ),
    ),
    note(
        "disk-made-anew-scale-out",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2018-01-30 10:13:43.566760 C | etcdmain: member e7db4eebbdb94a11 has already been bootstrapped",
            version=None,
        ),
    ),
    page(
        "https://blog.youkuaiyun.com/hezuijiudexiaobai/article/details/153183452",
        "removed-member-starts-again",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            '{"level":"warn","ts":"2025-10-13T02:11:12.101Z","caller":"etcdserver/server.go:1168","msg":"server error","error":"the member has been permanently removed from the cluster"}\n{"level":"warn","ts":"2025-10-13T02:11:12.101Z","caller":"etcdserver/server.go:1169","msg":"data-dir used by this member must be removed"}',
            flags=("--data-dir=/opt/qfusion/etcd",),
            mounts=("/opt/qfusion/etcd",),
            version=None,
            code=0,
        ),
    ),
    # ---- the kubelet ------------------------------------------------------------------------------------------------
    note(
        "ceph-node-swap",
        "kubelet_swap_on",
        UNIT,
        kubelet(
            "I0526 05:33:01.905628  886002 server.go:417] Version: v1.18.2",
            "I0526 05:33:01.906023  886002 plugins.go:100] No cloud provider specified.",
            "I0526 05:33:01.906055  886002 server.go:837] Client rotation is on, will bootstrap in background",
            'I0526 05:33:01.923715  886002 certificate_store.go:130] Loading cert/key pair from "/var/lib/kubelet/pki/kubelet-client-current.pem".',
            "I0526 05:33:01.976570  886002 server.go:646] --cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /",
            "F0526 05:33:01.977085  886002 server.go:274] failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Fi",
            version="v1.18.2",
            status=255,
        ).kubelet(
            "kubelet.service: Main process exited, code=exited, status=255/n/a",
            "kubelet.service: Unit entered failed state.",
            "kubelet.service: Failed with result 'exit-code'.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    note(
        "docker-systemd-kubelet-cgroupfs",
        "kubelet_cgroup_driver_mismatch",
        UNIT,
        kubelet(
            'F0612 00:13:27.768824    8619 server.go:274] failed to run Kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
            version=None,
            status=255,
        ).kubelet(
            "kubelet.service: main process exited, code=exited, status=255/n/a",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            by="systemd",
            ago=timedelta(seconds=31),
        ),
    ),
    note(
        "fedora-31-cgroup-v2",
        "kubelet_cgroup_unsupported",
        UNIT,
        kubelet(
            "I0812 00:17:41.633282   52219 server.go:425] Version: v1.15.8-beta.0",
            "I0812 00:17:41.633525   52219 plugins.go:103] No cloud provider specified.",
            "W0812 00:17:41.633542   52219 server.go:564] standalone mode, no API client",
            "W0812 00:17:41.633582   52219 server.go:628] failed to get the kubelet's cgroup: mountpoint for cpu not found.  Kubelet system container metrics may be missing.",
            "W0812 00:17:41.634172   52219 server.go:635] failed to get the container runtime's cgroup: failed to get container name for docker process: mountpoint for cpu not found. Runtime system container metrics may be missing.",
            "F0812 00:17:41.634254   52219 server.go:273] failed to run Kubelet: mountpoint for cpu not found",
            version="v1.15.8",
            status=255,
        ),
    ),
    note(
        "htz1-client-certificate",
        "kubelet_client_certificate_expired",
        UNIT,
        kubelet(
            "E0503 10:17:30.426080    4447 bootstrap.go:265] part of the existing bootstrap client certificate is expired: 2020-04-19 15:03:37 +0000 UTC",
            "F0503 10:17:30.426118    4447 server.go:274] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            version=None,
            status=255,
        ).absent("/etc/kubernetes/bootstrap-kubelet.conf"),
    ),
    note(
        "drop-in-of-an-older-install",
        "kubelet_unknown_flag",
        UNIT,
        kubelet(
            'E0908 20:18:11.950953  108352 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --network-plugin"',
            version=None,
        ).file(
            "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf",
            '[Service]\nEnvironment="KUBELET_NETWORK_ARGS=--network-plugin=cni --cni-conf-dir=/etc/cni/net.d --cni-bin-dir=/opt/cni/bin"\nEnvironment="KUBELET_DNS_ARGS=--cluster-dns=10.96.0.10 --cluster-domain=cluster.local"\nExecStart=\nExecStart=/usr/bin/kubelet $KUBELET_NETWORK_ARGS $KUBELET_DNS_ARGS\n',
        ),
    ),
    note(
        "arch-kubelet-before-kubeadm",
        ["kubelet_config_invalid", "kubelet_not_initialised"],
        UNIT,
        kubelet(
            'E0214 16:41:09.100200    1402 run.go:72] "command failed" err="failed to load kubelet config file, path: /etc/kubernetes/kubelet-config.yaml, error: failed to load Kubelet config file /etc/kubernetes/kubelet-config.yaml, error failed to read kubelet config file \\"/etc/kubernetes/kubelet-config.yaml\\", error: open /etc/kubernetes/kubelet-config.yaml: no such file or directory"',
            version="v1.35.1",
        )
        .static_pod(A)
        .static_pod(KCM)
        .static_pod(S)
        .static_pod(E)
        .absent("/etc/kubernetes/kubelet-config.yaml"),
    ),
    note(
        "bootstrappers-may-not-sign",
        "unknown",
        UNIT,
        kubelet(
            'F0316 21:26:39.078403   69360 server.go:262] failed to run Kubelet: cannot create certificate signing request: certificatesigningrequests.certificates.k8s.io is forbidden: User "system:bootstrap:br9gy4" cannot create resource "certificatesigningrequests" in API group "certificates.k8s.io" at the cluster scope',
            "goroutine 1 [running]:",
            "k8s.io/kubernetes/vendor/github.com/golang/glog.stacks(0xc420988f00, 0xc420a9c000, 0x137, 0x233)",
            version=None,
            status=255,
        ),
        never="kubelet_client_certificate_expired",
    ),
    note(
        "kubelet-segmentation-fault",
        "unknown",
        UNIT,
        Node(version=None)
        .unit("kubelet", "activating", "auto-restart", 31, Result="signal", ExecMainStatus=11)
        .kubelet(
            "kubelet.service: main process exited, code=killed, status=11/SEGV",
            "Unit kubelet.service entered failed state.",
            "kubelet.service failed.",
            by="systemd",
        ),
    ),
    report(
        "canonical/microk8s/issues/5057",
        "unknown",
        UNIT,
        kubelet(
            'E0106 15:04:03.816521   28396 kuberuntime_manager.go:694] "Missing actuated resource record" pod="kube-system/coredns-849d8b6fc-cvblm" container="coredns"',
            'E0106 15:04:03.816753   28396 runtime.go:142] "Observed a panic" panic="runtime error: invalid memory address or nil pointer dereference" panicGoValue="\\"invalid memory address or nil pointer dereference\\"" stacktrace=<',
            "        goroutine 7576 [running]:",
            "        k8s.io/apimachinery/pkg/util/runtime.logPanic({0x4844c58, 0x6aaf6e0}, {0x3937500, 0x6a29d20})",
            "                k8s.io/apimachinery/pkg/util/runtime/runtime.go:132 +0xbc",
            "        k8s.io/apimachinery/pkg/util/runtime.handleCrash({0x4844c58, 0x6aaf6e0}, {0x3937500, 0x6a29d20}, {0xc0053840c0, 0x0, 0x483972?})",
            version="v1.35.0",
            status=2,
        ),
    ),
    # ---- the runtime ------------------------------------------------------------------------------------------------
    note(
        "it105-no-containerd-socket",
        ["runtime_unavailable", "runtime_endpoint_wrong"],
        UNIT,
        kubelet(
            'I0113 03:25:34.994012    3674 server.go:446] "Kubelet version" kubeletVersion="v1.23.1"',
            'I0113 03:25:34.994163    3674 server.go:874] "Client rotation is on, will bootstrap in background"',
            'I0113 03:25:34.995317    3674 certificate_store.go:130] Loading cert/key pair from "/var/lib/kubelet/pki/kubelet-client-current.pem".',
            'I0113 03:25:40.007759    3674 server.go:693] "--cgroups-per-qos enabled, but --cgroup-root was not specified.  defaulting to /"',
            'E0113 03:25:40.008430    3674 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: no such file or directory\\""',
            version="v1.23.1",
        ),
    ),
    note(
        "no-endpoint-after-dockershim",
        "runtime_endpoint_wrong",
        UNIT,
        kubelet(
            'E0210 15:48:12.100200    9120 run.go:74] "command failed" err="failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing dial unix: missing address\\""',
            version=None,
        ),
    ),
    note(
        "containerd-configuration-in-the-way",
        "cri_plugin_disabled",
        UNIT,
        kubelet(
            'E0210 16:20:54.432245   11274 remote_runtime.go:189] "Version from runtime service failed" err="rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"',
            'E0210 16:20:54.432420   11274 run.go:74] "command failed" err="failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"',
            version=None,
        ).unit("containerd"),
    ),
    note("containerd-still-starting-at-boot", [], None, started_after_boot()),
)
