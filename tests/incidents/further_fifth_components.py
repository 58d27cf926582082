"""More public reports of the control plane's own programs, met by the rules for the first time in a fifth look.

They are shown as those of further.py are. Some are a fault of the program itself, of what no cause names, or of
nothing; `ACCURACY.md` says what the program made of them before any rule was touched.
"""

from datetime import timedelta

from incidents.builder import http_probe
from incidents.further import KCM, A, E, S, exits
from incidents.further_fourth import backed_up
from incidents.further_probes import killed, lives, report
from incidents.further_settings import at_once


def members_lost():
    """The last of two members, after the other was reset and its node deleted."""
    told = (
        '{"level":"info","ts":"2024-03-12T10:28:17.123456Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"b1d5a2a4d5c5f9e2 is starting a new election at term 12"}',
        '{"level":"info","ts":"2024-03-12T10:28:17.123488Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"b1d5a2a4d5c5f9e2 became pre-candidate at term 12"}',
        '{"level":"warn","ts":"2024-03-12T10:28:18.223456Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"4a1b9e8a2a1c1d2e","rtt":"0s","error":"dial tcp 172.17.1.121:2380: connect: connection refused"}',
        '{"level":"warn","ts":"2024-03-12T10:28:20.323456Z","caller":"etcdserver/v3_server.go:920","msg":"waiting for ReadIndex response took too long, retrying","sent-request-id":1234567,"retry-timeout":"500ms"}',
    )
    return (
        killed(E, version="v1.31.1", log="\n".join(told), lived=timedelta(minutes=4))
        .kubelet(
            'I0312 10:28:48.1    3301 prober.go:107] "Probe failed" probeType="Startup" pod="kube-system/etcd-master-1" podUID="aa" containerName="etcd" probeResult="failure" output="HTTP probe failed with statuscode: 503"',
            'I0312 10:28:49.1    3301 kuberuntime_container.go:808] "Killing container with a grace period" pod="kube-system/etcd-master-1" podUID="aa" containerName="etcd" containerID="containerd://00" gracePeriod=30',
            ago=timedelta(seconds=75),
        )
        .static_pod(A)
        .died(A, 'W0312 10:28:40.100000       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"\nF0312 10:28:55.200000       1 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded', attempt=60)
    )  # fmt: skip


def lease_lost(node, log):
    """A controller-manager that lost its lease for want of an answer."""
    return node.static_pod(KCM).died(KCM, log, attempt=12, lived=timedelta(hours=3), ago=timedelta(minutes=2))


FURTHER_FIFTH_COMPONENTS = (
    # ---- the command line and configuration files -----------------------------------------------------------------
    report(
        "github.com/k0sproject/k0s/pull/1443",
        exits(
            KCM,
            "I0114 18:01:51.100100       1 node_ipam_controller.go:91] Sending events to api server.\nF0114 18:02:12.002852       1 controllermanager.go:237] error starting controllers: failed to mark cidr[10.244.0.0/24] at idx [0] as occupied for node: worker34: cidr 10.244.0.0/24 is out the range of cluster cidr fd00::/108",
            "--allocate-node-cidrs=true",
            "--cluster-cidr=fd00::/108,10.244.0.0/16",
            version="v1.22.5",
            code=255,
        ),
        "invalid_flag_value",
        KCM,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/102698",
        exits(
            KCM,
            "F0608 10:29:12.002852       1 controllermanager.go:226] error starting controllers: node:ccd-focal-clus2-1 has an allocated cidr: 2001:db8:1234:5678:8:3::/120 at index:1 that does not exist in cluster cidrs configuration",
            "--allocate-node-cidrs=true",
            "--cluster-cidr=10.244.0.0/16",
            version="v1.21.1",
            code=255,
        ),
        "invalid_flag_value",
        KCM,
    ),
    report(
        "github.com/Azure/aks-engine/issues/4144",
        exits(
            KCM,
            "F1225 06:14:21.237174       1 controllermanager.go:250] error starting controllers: usage of --node-cidr-mask-size-ipv4 and --node-cidr-mask-size-ipv6 are not allowed with non dual-stack clusters",
            "--allocate-node-cidrs=true",
            "--cluster-cidr=ace:cab:deca:1f::/64",
            "--node-cidr-mask-size-ipv6=80",
            version="v1.20.0",
            code=255,
        ),
        "invalid_flag_value",
        KCM,
    ),
    report(
        "github.com/kubernetes/kubernetes/pull/82473",
        exits(
            A,
            "Error: [--secondary-service-cluster-ip-range can only be used if IPv6DualStack feature is enabled, specified --secondary-service-cluster-ip-range is too large]",
            "--service-cluster-ip-range=172.20.0.0/24,fd03::/112",
            version="v1.16.0",
        ),
        "invalid_flag_value",
        A,
    ),
    report(
        "github.com/open-policy-agent/opa/pull/935",
        exits(
            A,
            "unknown flag: --Admission.PluginNames\nUsage of kube-apiserver:\n      --admission-control stringSlice                           Admission is divided into two phases.",
            "--Admission.PluginNames=NamespaceLifecycle,LimitRanger,ServiceAccount",
            version="v1.9.0",
        ),
        "unknown_flag",
        A,
    ),
    report(
        "github.com/kubeguide/K8sDefinitiveGuide-V6-A-corrigendum/issues/6",
        at_once(
            A,
            'E0715 11:32:09.976216   12617 run.go:74] "command failed" err="[service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]"',
            "--etcd-servers=http://127.0.0.1:2379",
            "--service-cluster-ip-range=169.169.0.0/16",
            version="v1.29.2",
        ),
        "missing_required_flag",
        A,
    ),
    report(
        "github.com/gardener/gardener/pull/12643",
        exits(
            A,
            'E0731 09:12:44.101010       1 run.go:72] "command failed" err="unrecognized feature gate: ValidatingAdmissionPolicy"',
            "--feature-gates=ValidatingAdmissionPolicy=true",
            version="v1.32.6",
        ),
        "feature_gate_rejected",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/58426",
        exits(
            A,
            "Error: failed to initialize admission: failed to read plugin config: couldn't get version/kind; json parse error: invalid character '/' looking for beginning of object key string",
            "--admission-control=ImagePolicyWebhook,MutatingAdmissionWebhook",
            "--admission-control-config-file=/etc/kubernetes/pki/admission-config.json",
            version="v1.9.1",
        ),
        "component_config_invalid",
        A,
    ),
    report(
        "github.com/charmed-kubernetes/charm-kubernetes-control-plane/pull/186",
        at_once(
            S,
            'E1202 16:40:59.306663  108707 run.go:120] "command failed" err="no kind \\"KubeSchedulerConfiguration\\" is registered for version \\"kubescheduler.config.k8s.io/v1beta1\\" in scheme \\"k8s.io/kubernetes/pkg/scheduler/apis/config/scheme/scheme.go:30\\""',
            "--config=/root/cdk/kube-scheduler-config.yaml",
            version="v1.23.0",
        ),
        "component_config_invalid",
        S,
    ),
    report(
        "github.com/kubernetes/kubernetes/pull/123561",
        exits(
            A,
            'E0304 09:12:44.101010       1 run.go:74] "command failed" err="jwt[0].issuer.url: Invalid value: \\"https://kubernetes.default.svc.cluster.local\\": URL must not overlap with disallowed issuers: [https://kubernetes.default.svc https://kubernetes.default.svc.cluster.local]"',
            "--authentication-config=/etc/kubernetes/pki/authentication.yaml",
            version="v1.30.0",
        ),
        "authentication_config_invalid",
        A,
    ),
    # ---- files and certificates -----------------------------------------------------------------------------------
    report(
        "github.com/k0sproject/k0s/issues/363",
        exits(A, "Error: open /etc/kubernetes/pki/etcd/ca.crt: permission denied", version="v1.19.3"),
        "file_permission_denied",
        A,
    ),
    report(
        "github.com/etcd-io/etcd/issues/12833",
        at_once(
            E,
            "2021-04-07 08:12:01.838937 I | embed: advertise client URLs = http://etcd:2379\n2021-04-07 08:12:01.839006 C | etcdmain: cannot access data directory: open /bitnami/etcd/data/.touch: permission denied",
            "--data-dir=/bitnami/etcd/data",
            image="bitnami/etcd:3.4.15",
            mounts=("/bitnami/etcd",),
            version=None,
        ),
        ["file_permission_denied", "host_path_unusable"],
        E,
    ),
    report(
        "github.com/tkestack/tke/issues/687",
        exits(
            A,
            "Flag --insecure-port has been deprecated, This flag will be removed in a future version.\nI0831 06:41:00.198112       1 server.go:656] external host was not specified, using 172.21.64.26\nI0831 06:41:00.198376       1 server.go:153] Version: v1.18.3\nError: open /etc/kubernetes/pki/apiserver.key: no such file or directory\nUsage:\n  kube-apiserver [flags]",
            version="v1.18.3",
        ),
        ["file_missing", "file_not_mounted"],
        A,
    ),
    report(
        "github.com/giantswarm/k8scloudconfig/issues/70",
        exits(
            A,
            "I0430 15:31:53.171367       1 config.go:498] Will report 10.0.135.53 as public IP address.\nF0430 15:31:53.171721       1 server.go:244] Invalid Authentication Config: read /etc/kubernetes/secrets/token_sign_key.pem: is a directory",
            flags=(
                "--etcd-servers=https://127.0.0.1:2379",
                "--service-account-key-file=/etc/kubernetes/secrets/token_sign_key.pem",
            ),
            mounts=("/etc/kubernetes/secrets/token_sign_key.pem",),
            version="v1.5.4",
            code=255,
        ).there("/etc/kubernetes/secrets/token_sign_key.pem", "directory", "0755"),
        ["file_missing", "host_path_unusable", "service_account_key_invalid"],
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/9889",
        exits(
            A,
            "F0616 12:11:09.100100       1 server.go:324] Invalid Authentication Config: asn1: structure error: tags don't match (16 vs {class:0 tag:2 length:1 isCompound:false}) {optional:false explicit:false application:false defaultValue:<nil> tag:<nil> stringType:0 set:false omitEmpty:false} tbsCertificate @2",
            version="v0.18.2",
            code=255,
        ),
        ["service_account_key_invalid", "unknown"],
        A,
    ),
    report(
        "github.com/docker/for-mac/issues/5511",
        exits(
            KCM,
            'Flag --port has been deprecated, see --secure-port instead.\nI0327 05:03:20.965230       1 serving.go:331] Generated self-signed cert in-memory\nI0327 05:03:21.370492       1 controllermanager.go:175] Version: v1.19.7\nI0327 05:03:21.372302       1 secure_serving.go:197] Serving securely on 127.0.0.1:10257\nW0327 05:03:21.376550       1 controllermanager.go:628] fetch api resource lists failed, use legacy client builder: Get "https://192.168.65.4:6443/api/v1?timeout=32s": x509: certificate is valid for 10.96.0.1, 0.0.0.0, 192.168.65.3, 127.0.0.1, not 192.168.65.4\nF0327 05:03:31.398288       1 controllermanager.go:244] error building controller context: failed to wait for apiserver being healthy: timed out waiting for the condition: failed to get apiserver /healthz status: Get "https://192.168.65.4:6443/healthz?timeout=32s": x509: certificate is valid for 10.96.0.1, 0.0.0.0, 192.168.65.3, 127.0.0.1, not 192.168.65.4',
            version="v1.19.7",
            code=255,
            lived=timedelta(seconds=11),
        ),
        ["unknown", "apiserver_unreachable"],
        KCM,
    ),
    # ---- etcd -----------------------------------------------------------------------------------------------------
    report(
        "github.com/etcd-io/etcd/issues/18096",
        exits(
            E,
            '{"level":"info","ts":"2024-05-30T02:11:12.101010Z","caller":"embed/etcd.go:121","msg":"configuring peer listeners","listen-peer-urls":["https://10.0.0.4:2380"]}\npanic: assertion failed: Page expected to be: 36312, but self identifies as 0\n\ngoroutine 293 [running]:\ngo.etcd.io/bbolt._assert(...)\n\tgo.etcd.io/bbolt@v1.3.8/db.go:1387\ngo.etcd.io/bbolt.(*page).fastCheck(0xfffcb0dd8000, 0x8dd8)\n\tgo.etcd.io/bbolt@v1.3.8/page.go:57 +0x184',
            code=2,
        ),
        "etcd_data_corrupt",
        E,
    ),
    report(
        "www.pswp.cn/bicheng/84428.shtml",
        exits(
            E,
            '{"level":"info","ts":"2025-06-09T02:11:12.101010Z","caller":"embed/etcd.go:311","msg":"starting an etcd server","etcd-version":"3.5.18"}\npanic: freepages: failed to get all reachable pages (page 15493: multiple references (stack: [10971 15493]))\n\ngoroutine 61 [running]:\ngo.etcd.io/bbolt.(*DB).freepages.func2()',
            code=2,
        ),
        "etcd_data_corrupt",
        E,
    ),
    report(
        "github.com/etcd-io/etcd/issues/14252",
        exits(
            E,
            '{"level":"fatal","ts":"2022-07-21T13:17:36.221+0300","caller":"etcdserver/storage.go:95","msg":"failed to open WAL","error":"wal: file not found","stacktrace":"go.etcd.io/etcd/server/v3/etcdserver.readWAL\\n\\t/go/src/go.etcd.io/etcd/release/etcd/server/etcdserver/storage.go:95"}',
        ),
        "etcd_data_corrupt",
        E,
    ),
    report(
        "github.com/etcd-io/etcd/issues/9021",
        exits(
            E,
            "2017-12-01 10:10:01.168631 I | etcdserver: recovered store from snapshot at index 3426537\n2017-12-01 10:10:01.168789 W | wal: ignored file 0000000000000075-00000000003012ad.wal.broken in wal\n2017-12-01 10:10:01.290100 C | etcdmain: database file (/var/lib/etcd/data/member/snap/db index 3324518) does not match with snapshot (index 3426537).",
            version=None,
        ),
        "etcd_data_corrupt",
        E,
    ),
    report(
        "github.com/etcd-io/etcd/issues/10520",
        exits(
            E,
            "2019-03-04 09:10:01.168631 I | mvcc: finished scheduled compaction at 4313 (took 1.2ms)\npanic: cannot free page 0 or 1: 0\n\ngoroutine 120 [running]:\ngithub.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*freelist).free(0xc420859e00, 0x3, 0x7f5378190000)",
            image="quay.io/coreos/etcd:v3.1.9",
            version=None,
            code=2,
        ),
        ["etcd_data_corrupt", "unknown"],
        E,
    ),
    report(
        "github.com/etcd-io/etcd/issues/13406",
        exits(
            E,
            '{"level":"info","ts":"2021-10-08T22:11:12.101Z","caller":"embed/etcd.go:307","msg":"starting an etcd server","etcd-version":"3.5.0"}\nunexpected fault address 0x7f3a3c2d6000\nfatal error: fault\n[signal SIGBUS: bus error code=0x2 addr=0x7f3a3c2d6000 pc=0x9dff2e]\n\ngoroutine 97 [running]:\nruntime.throw({0x1143d67, 0x0})\ngo.etcd.io/bbolt.(*freelist).read(0xc0001e4100, 0x7f3a3c2d6000)\ngo.etcd.io/bbolt.(*DB).loadFreelist.func1()\n\t/go/pkg/mod/go.etcd.io/bbolt@v1.3.6/db.go:320 +0x114',
            code=2,
        ),
        "etcd_data_corrupt",
        E,
    ),
    report(
        "github.com/etcd-io/etcd/issues/11716",
        exits(
            E,
            '{"level":"fatal","ts":"2021-06-09T13:01:11.100+0200","caller":"membership/cluster.go:795","msg":"invalid downgrade; server version is lower than determined cluster version","current-server-version":"3.4.16","determined-cluster-version":"3.5"}',
            image="quay.io/coreos/etcd:v3.4.16",
        ),
        "etcd_upgrade_incompatible",
        E,
    ),
    report(
        "github.com/etcd-io/etcd/issues/19557",
        exits(
            E,
            '{"level":"fatal","ts":"2025-03-05T16:30:11.100100Z","caller":"etcdmain/etcd.go:183","msg":"discovery failed","error":"membership: too many learner members in cluster","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2"}',
            image="registry.k8s.io/etcd:3.6.0-rc.1-0",
            version="v1.33.0",
        ),
        ["etcd_upgrade_incompatible", "etcd_membership_mismatch", "unknown"],
        E,
    ),
    report(
        "github.com/cozystack/etcd-operator/issues/98",
        exits(
            E,
            '{"level":"fatal","ts":"2024-03-31T06:04:27.129434Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"member 21cdb8e5d2d72088 has already been bootstrapped","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:204"}',
            version=None,
        ),
        "etcd_membership_mismatch",
        E,
    ),
    report(
        "github.com/kubernetes/website/issues/9526",
        exits(
            E,
            "2018-07-15 17:10:36.572643 I | etcdserver/membership: added member 20c0dd3b6954fe4e [https://10.0.0.4:2380] to cluster 22c27da476f1057b\n2018-07-15 17:10:36.574612 I | etcdserver/membership: added member c7a6c6075e685c85 [https://10.0.0.5:2380] to cluster 22c27da476f1057b\n2018-07-15 17:10:36.605605 E | rafthttp: request sent was ignored (cluster ID mismatch: peer[c7a6c6075e685c85]=8a1f2dbd3f1c2a4b, local=22c27da476f1057b)",
            version="v1.11.0",
            status=False,
        ),
        "etcd_membership_mismatch",
        E,
    ),
    report(
        "github.com/labring/sealos/issues/689",
        exits(
            E,
            "2021-09-26 08:11:02.100100 I | embed: peerTLS: cert = /etc/kubernetes/pki/etcd/peer.crt, key = /etc/kubernetes/pki/etcd/peer.key, trusted-ca = /etc/kubernetes/pki/etcd/ca.crt, client-cert-auth = true, crl-file = \n2021-09-26 08:11:02.100200 C | etcdmain: listen tcp 47.98.1.20:2380: bind: cannot assign requested address",
            flags=(
                "--listen-peer-urls=https://47.98.1.20:2380",
                "--listen-client-urls=https://127.0.0.1:2379,https://47.98.1.20:2379",
                "--data-dir=/var/lib/etcd",
            ),
            version="v1.19.9",
        ).host(interfaces={"lo": ["127.0.0.1"], "eth0": ["172.16.0.12"]}),
        "node_address_missing",
        E,
    ),
    report("notes.icool.io/k8s-problems", members_lost(), "etcd_no_quorum", E),
    report(
        "dev.to/kashishlakhara04/etcd-mvcc-database-space-exceeded-full-recovery-guide-for-on-prem-kubernetes-4pha",
        killed(
            E,
            version="v1.24.17",
            probe=http_probe(host="127.0.0.1", port=2381, path="/health", scheme="HTTP", delay=10),
            log='{"level":"warn","ts":"2024-03-12T10:28:31.100Z","caller":"etcdhttp/metrics.go:173","msg":"serving /health false due to an alarm","alarm":"memberID:10276657743932975437 alarm:NOSPACE "}\n{"level":"warn","ts":"2024-03-12T10:28:31.101Z","caller":"etcdhttp/metrics.go:86","msg":"/health error","output":"{\\"health\\":\\"false\\",\\"reason\\":\\"ALARM NOSPACE\\"}","status-code":503}',
        ).kubelet(
            'I0312 10:28:48.1    2999 prober.go:121] "Probe failed" probeType="Liveness" pod="kube-system/etcd-master-1" podUID="aa" containerName="etcd" probeResult=failure output="HTTP probe failed with statuscode: 503"',
            ago=timedelta(seconds=75),
        ),
        "etcd_nospace_alarm",
        E,
    ),
    report(
        "www.fatalerrors.org/a/analysis-of-repeated-restart-of-controller-manager-and-scheduler.html",
        lease_lost(
            lives(
                E,
                '{"level":"warn","ts":"2024-03-12T10:27:40.100Z","caller":"etcdserver/raft.go:390","msg":"leader failed to send out heartbeat on time; took too long, leader is overloaded likely from slow disk","to":"8211f1d0f64f3269","heartbeat-interval":"100ms","expected-duration":"200ms","exceeded-duration":"1.613204118s"}',
                version="v1.18.6",
            ),
            "E0312 10:27:50.100000       1 leaderelection.go:320] error retrieving resource lock kube-system/kube-controller-manager: Get https://10.0.0.4:6443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=10s: read tcp 192.168.111.104:35660->192.168.111.100:6443: read: connection reset by peer\nI0312 10:28:00.100000       1 leaderelection.go:277] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nF0312 10:28:00.100100       1 controllermanager.go:279] leaderelection lost",
        ),
        # The report quotes one complaint of etcd, and one is found in any log.
        ["leader_election_lost", "etcd_slow_disk"],
        KCM,
    ),
    report(
        "docs.herro.me/incidents/2026-04-18-etcd-bloat-rca/",
        lease_lost(
            lives(
                A,
                'E0312 10:27:41.100000       1 status.go:71] "Unhandled Error" err="apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0xe, desc:\\"etcdserver: leader changed\\"}: etcdserver: leader changed" logger="UnhandledError"',
                version="v1.32.1",
            ),
            'E0312 10:27:50.100000       1 leaderelection.go:429] "Failed to update lock optimistically, falling back to slow path" err="Put \\"https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s\\": context deadline exceeded" lock="kube-system/kube-controller-manager"\nI0312 10:27:55.100000       1 leaderelection.go:297] "Failed to renew lease" lock="kube-system/kube-controller-manager" err="context deadline exceeded"\nE0312 10:27:55.200000       1 controllermanager.go:340] "leaderelection lost"',
        ),
        ["leader_election_lost", "etcd_slow_disk"],
        KCM,
    ),
    # ---- ports, probes, manifests, plugins ------------------------------------------------------------------------
    report(
        "github.com/kubernetes/kubernetes/issues/75726",
        at_once(
            KCM,
            "I0326 09:11:01.100100       5 controllermanager.go:108] Version: v1.8.4\nF0326 09:11:01.200100       5 controllermanager.go:146] listen tcp 0.0.0.0:10252: bind: address already in use",
            "controller-manager",
            "--master=http://127.0.0.1:8080",
            "--address=0.0.0.0",
            command="/hyperkube",
            version="v1.8.4",
            code=255,
            attempt=232,
        ).socket("hyperkube", 10252, "*", pid=1638),
        ["port_held_by_previous_instance", "port_in_use"],
        KCM,
    ),
    report(
        "github.com/hitachienergy/epiphany/issues/731",
        exits(
            S,
            "I1118 22:45:02.705911       1 serving.go:319] Generated self-signed cert in-memory\nfailed to create listener: failed to listen on 0.0.0.0:10251: listen tcp 0.0.0.0:10251: bind: address already in use",
            version="v1.14.6",
        ).socket("kube-scheduler", 10251, "*", pid=4811),
        ["port_held_by_previous_instance", "port_in_use"],
        S,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/100581",
        killed(A, "--anonymous-auth=false", version="v1.20.4", lived=timedelta(minutes=4)).kubelet(
            'I0312 10:28:48.1    2999 prober.go:117] Startup probe for "kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):kube-apiserver" failed (failure): HTTP probe failed with statuscode: 401',
            ago=timedelta(seconds=75),
        ),
        "anonymous_auth_disabled",
        A,
    ),
    report(
        "github.com/rancher/rke2/issues/10424",
        killed(
            E,
            version="v1.33.1+rke2r1",
            probe=http_probe(host="localhost", port=2381, path="/health?serializable=true", scheme="HTTP", delay=10),
            log='{"level":"info","ts":"2024-03-12T10:27:16.101Z","caller":"embed/etcd.go:140","msg":"configuring client listeners","listen-client-urls":["https://127.0.0.1:2379"]}\n{"level":"info","ts":"2024-03-12T10:27:17.101Z","caller":"storage/backend.go:81","msg":"opened backend db","path":"/var/lib/rancher/rke2/server/db/etcd/member/snap/db","took":"1.1s"}',
        ).kubelet(
            'I0312 10:28:48.1    2999 prober.go:120] "Probe failed" probeType="Liveness" pod="kube-system/etcd-master-1" podUID="aa" containerName="etcd" probeResult="failure" output="Get \\"http://127.0.0.1:2381/health?serializable=true\\": dial tcp 127.0.0.1:2381: connect: connection refused"',
            'I0312 10:28:48.2    2999 kuberuntime_manager.go:1107] "Message for Container of pod" containerName="etcd" containerStatusID={"Type":"containerd","ID":"00"} pod="kube-system/etcd-master-1" containerMessage="Container etcd failed liveness probe, will be restarted"',
            ago=timedelta(seconds=75),
        ),
        "probe_too_aggressive",
        E,
    ),
    report(
        "forgejo.viktorbarzin.me/viktor/infra/src/commit/c7ffbaa2044c50c23a73aa0ac2d5dc3d565dc8e1/docs/runbooks/apiserver-audit-logging.md",
        backed_up(
            A,
            "v1.34.2",
            "kube-apiserver.yaml.bak",
            "--audit-policy-file=/etc/kubernetes/audit-policy.yaml",
            "--audit-log-path=/var/log/kubernetes/audit/audit.log",
            restarted=timedelta(minutes=5),
        ),
        "duplicate_manifest",
        A,
    ),
    # ---- a second handful, of kubeconfigs and certificates ------------------------------------------------------------
    report(
        "github.com/kelseyhightower/kubernetes-the-hard-way/issues/395",
        at_once(
            S,
            'WARNING: the provided config file is an unsupported apiVersion ("componentconfig/v1alpha1"), which will be removed in future releases\nWARNING: apiVersions at alpha-level are not guaranteed to be supported in future releases\ninvalid configuration: no configuration has been provided',
            "--config=/etc/kubernetes/config/kube-scheduler.yaml",
            "--v=2",
            version="v1.12.0",
        ),
        ["component_config_invalid", "unknown"],
        S,
    ),
    report(
        "github.com/Huang-Wei/sample-scheduler-extender/issues/8",
        at_once(
            S,
            'E0218 15:11:18.399660   35165 run.go:74] "command failed" err="stat /var/run/kubernetes/scheduler.kubeconfig: no such file or directory"',
            "--config=/etc/kubernetes/extender-config.yaml",
            version="v1.28.4",
            mounts=("/etc/kubernetes", "/var/run/kubernetes"),
        ).absent("/var/run/kubernetes/scheduler.kubeconfig"),
        "file_missing",
        S,
    ),
    report(
        "github.com/etcd-io/etcd/issues/17399",
        exits(
            E,
            '{"level":"info","ts":"2023-06-02T14:57:40.534Z","caller":"embed/etcd.go:484","msg":"starting with peer TLS","tls-info":"cert = /data/fixtures/peer/cert.pem, key = /data/fixtures/peer/key.pem, client-cert=/data/fixtures/peer/cert.pem, client-key=/data/fixtures/peer/key.pem, trusted-ca = , client-cert-auth = false, crl-file = ","cipher-suites":[]}\n{"level":"fatal","ts":"2023-06-02T14:57:40.535Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"tls: failed to find any PEM data in key input"}',
            "--peer-key-file=/data/fixtures/peer/key.pem",
        ),
        "unknown",
        E,
    ),
    report(
        "github.com/kubermatic/kubermatic/pull/5261",
        lives(
            E,
            '2020-03-27 17:07:49.681923 I | embed: rejected connection from "127.0.0.1:53984" (error "tls: failed to verify client\'s certificate: x509: certificate specifies an incompatible key usage", ServerName "")\nWARNING: 2020/03/27 17:07:49 grpc: addrConn.createTransport failed to connect to {127.0.0.1:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate". Reconnecting...',
            version="v1.16.7",
        ),
    ),
    # ---- what no cause names, and what is nothing -------------------------------------------------------------------
    report(
        "github.com/kubernetes/kubernetes/issues/122940",
        exits(
            A,
            'W0124 07:12:11.100100       1 dispatcher.go:217] Failed calling webhook, failing open mutate.example.com: failed calling webhook "mutate.example.com": failed to call webhook: Post "https://mutate.default.svc:443/mutate?timeout=10s": context deadline exceeded\nfatal error: concurrent map iteration and map write\n\ngoroutine 41213 [running]:\nk8s.io/apiserver/pkg/audit.AddAuditAnnotationsMap(...)',
            version="v1.28.3",
            code=2,
            lived=timedelta(hours=2),
        ),
        "unknown",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/39585",
        killed(
            A,
            "--ssh-user=kube",
            "--ssh-keyfile=/etc/kubernetes/ssl/id_rsa",
            version="v1.5.1",
            lived=timedelta(minutes=11),
            probe=http_probe(port=8080, scheme="HTTP", delay=15),
        ).kubelet(
            'I0312 10:28:48.1    2999 prober.go:105] Liveness probe for "kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):kube-apiserver" failed (failure): HTTP probe failed with statuscode: 500',
            ago=timedelta(seconds=75),
        ),
        "unknown",
        A,
    ),
)
