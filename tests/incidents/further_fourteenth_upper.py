"""Public reports of the control plane's own programs and their clients, of every age and installer, met blind.

They are shown as those of further.py are. A systemd unit of a control plane program is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import FLAGS, PKI, Node
from incidents.certificates import certificate
from incidents.further import KCM, A, E, S, exits, report
from incidents.further_fifth_node import page


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def carrier(unit, by, *said, version=None, status=1, restarts=57):
    """A unit that carries the control plane, says so and ends, again and again."""
    node = Node(version=version)
    node.unit(unit, "activating", "auto-restart", restarts, Result="exit-code", ExecMainStatus=status)
    return node.journal(unit, *said, by=by)


def expired_yesterday():
    """A Kubespray node whose apiserver's certificate is past its date."""
    node = Node(version=None).static_pod(A, edited=timedelta(days=366))
    pem = certificate("kube-apiserver", issuer="kubernetes", until=timedelta(days=-1), since=timedelta(days=366))
    return node.file(f"{PKI}/apiserver.crt", pem)


FURTHER_FOURTEENTH_UPPER = (
    # ---- etcd and those who call it ---------------------------------------------------------------------------------
    # The master's own journal; etcd's unit was not enabled and did not come back with the machine.
    # Completed: the log's clock, and that the service ends with 1.
    report(
        "openshift/origin/issues/17400",
        "etcd_unreachable",
        A,
        exits(
            A,
            'grpc: addrConn.resetTransport failed to create client transport: connection error: desc = "transport: dial tcp 10.0.0.4:2379: getsockopt: connection refused"; Reconnecting to {master.co.jp:2379 <nil>}',
            version="v1.7.6",
            flags=("--etcd-servers=https://master.co.jp:2379",),
        ),
    ),
    # The title has the error's end, the text the list of members; the line around it is completed.
    report(
        "etcd-io/etcd/issues/8298",
        "etcd_membership_mismatch",
        E,
        exits(
            E,
            "2017-07-22 03:11:20.410233 C | etcdmain: error validating peerURLs: unmatched member while checking PeerURLs",
            image="quay.io/coreos/etcd:v3.1.6",
            version=None,
            flags=(
                "--name=node-etcd-2",
                "--initial-cluster=node-etcd-1=http://etcd1.mydomain.est:2380,node-etcd-2=http://192.168.1.154:2379,node-etcd-3=http://192.168.1.156:2379",
                "--initial-cluster-state=existing",
                "--data-dir=/var/lib/etcd",
            ),
        ),
    ),
    # Public addresses of cloud machines, which are on no interface. Completed: the log line's head and the flags.
    report(
        "etcd-io/etcd/issues/11839",
        "node_address_missing",
        E,
        exits(
            E,
            "2020-05-03 09:20:11.501223 C | etcdmain: listen tcp 47.xxx.xxx.163:2380: bind: cannot assign requested address",
            image="quay.io/coreos/etcd:v3.4.7",
            version=None,
            flags=(
                "--listen-peer-urls=http://47.xxx.xxx.163:2380",
                "--listen-client-urls=http://47.xxx.xxx.163:2379",
                "--advertise-client-urls=http://47.xxx.xxx.163:2379",
                "--data-dir=/var/lib/etcd",
            ),
        ),
    ),
    # The excerpt begins with the stack: bbolt reads a page of the mapped file that is not there.
    report(
        "etcd-io/etcd/issues/10487",
        ["etcd_data_corrupt", "filesystem_damaged", "unknown"],
        E,
        exits(
            E,
            lines(
                "goroutine 1 [running]:",
                "runtime.throw(0xfc556e, 0x5)",
                "\t/usr/local/go/src/runtime/panic.go:616 +0x81 fp=0xc420222ed0 sp=0xc420222eb0 pc=0x42ade1",
                "runtime.sigpanic()",
                "\t/usr/local/go/src/runtime/signal_unix.go:385 +0x273 fp=0xc420222f20 sp=0xc420222ed0 pc=0x4405b3",
                "github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*DB).page(...)",
                "\t/tmp/etcd-release-3.3.11/etcd/release/etcd/gopath/src/github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt/db.go:859",
                "github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*Tx).page(...)",
                "\t/tmp/etcd-release-3.3.11/etcd/release/etcd/gopath/src/github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt/tx.go:599",
                "github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*Bucket).pageNode(0xc4202b00f8, 0x2, 0x18, 0xc4201b78e0)",
                "\t/tmp/etcd-release-3.3.11/etcd/release/etcd/gopath/src/github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt/bucket.go:724 +0xad fp=0xc420222f98 sp=0xc420222f20 pc=0x8808fd",
                "github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*Cursor).search(0xc420223138, 0x16062d0, 0x7, 0x7, 0x2)",
                "\t/tmp/etcd-release-3.3.11/etcd/release/etcd/gopath/src/github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt/cursor.go:254 +0x50 fp=0xc420223050 sp=0xc420222f98 pc=0x881d90",
            ),
            image="quay.io/coreos/etcd:v3.3.11",
            version=None,
            code=2,
        ),
    ),
    # A cluster reset with a umask; etcd runs as its own user. The stack is shortened.
    report(
        "rancher/rke2/issues/6466",
        "file_permission_denied",
        E,
        exits(
            E,
            lines(
                '{"level":"panic","ts":"2024-08-02T22:14:18.11581Z","caller":"backend/backend.go:189","msg":"failed to open database","path":"/opt/kubernetes/etcd/data/member/snap/db","error":"open /opt/kubernetes/etcd/data/member/snap/db: permission denied","stacktrace":"go.etcd.io/etcd/server/v3/mvcc/backend.newBackend\\n\\t/go/src/go.etcd.io/etcd/server/mvcc/backend/backend.go:189"}',
                "panic: failed to open database",
            ),
            image="index.docker.io/rancher/hardened-etcd:v3.5.13-k3s1-build20240531",
            version="v1.30.2",
            flags=("--config-file=/opt/kubernetes/etcd/data/config",),
            mounts=("/opt/kubernetes/etcd/data",),
            code=2,
        ),
    ),
    # The unit runs before the network is up and cannot pull the image by which it starts etcd.
    # Completed: one attempt's lines as the container's log, since a unit is shown as a static pod.
    report(
        "openshift/machine-config-operator/pull/78",
        ["image_unavailable", "unknown"],
        E,
        exits(
            E,
            lines(
                "Trying to pull quay.io/coreos/kube-client-agent:678cc8e6841e2121ebfdb6e2db568fce290b67d6...Failed",
                "unable to find image: unable to pull quay.io/coreos/kube-client-agent:678cc8e6841e2121ebfdb6e2db568fce290b67d6: unable to pull image, or you do not have pull acces",
            ),
            version=None,
            code=125,
        ),
    ),
    # ---- etcd below RKE2 --------------------------------------------------------------------------------------------
    # After a rotation of the certificates; no TLS reason is printed.
    report(
        "rancher/rke2/issues/7629",
        ["etcd_unreachable", "certificate_renewed_not_reloaded", "unknown"],
        None,
        carrier(
            "rke2-server",
            "rke2",
            'time="2025-01-23T12:12:38Z" level=info msg="Reconciling bootstrap data between datastore and disk"',
            'time="2025-01-23T12:12:39Z" level=fatal msg="starting kubernetes: preparing server: failed to get MemberList from server: Internal error occurred: failed to get etcd MemberList: rpc error: code = Unavailable desc = connection error: desc = \\"transport: authentication handshake failed: context deadline exceeded\\""',
        ),
    ),
    # etcd listens on 2379 and does not answer; nothing says why.
    report(
        "rancher/rke2/issues/6644",
        ["etcd_unreachable", "unknown"],
        None,
        Node(version="v1.26.15")
        .unit("rke2-server", "activating", "start")
        .socket("etcd", 2379, "127.0.0.1", pod=E)
        .journal(
            "rke2-server",
            '{"level":"warn","ts":"2024-08-27T16:31:32.345951-0400","logger":"etcd-client","caller":"v3@v3.5.9-k3s1/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc000d29500/127.0.0.1:2379","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = context deadline exceeded"}',
            'time="2024-08-27T16:31:32-04:00" level=error msg="Failed to check local etcd status for learner management: context deadline exceeded"',
            by="rke2",
        ),
    ),
    # ---- files, flags and certificates ------------------------------------------------------------------------------
    # The file was only written by `install`, not by `upgrade`.
    report(
        "kontena/pharos-cluster/pull/236",
        "file_missing",
        A,
        exits(
            A,
            lines(
                "I0417 07:56:33.343388       1 server.go:121] Version: v1.9.6",
                'error opening encryption provider configuration file "/etc/pharos/secrets-encryption/config.yml": open /etc/pharos/secrets-encryption/config.yml: no such file or directory',
            ),
            "--experimental-encryption-provider-config=/etc/pharos/secrets-encryption/config.yml",
            mounts=(PKI, "/etc/ssl/certs", "/etc/pharos/secrets-encryption"),
            version="v1.9.6",
        )
        .there("/etc/pharos/secrets-encryption", "directory", "0755")
        .absent("/etc/pharos/secrets-encryption/config.yml"),
    ),
    # The report tells of the flag and of its removal in 1.33; the line is completed as cobra prints it.
    report(
        "azimuth-cloud/capi-helm-charts/issues/545",
        "unknown_flag",
        A,
        exits(A, "Error: unknown flag: --cloud-provider", "--cloud-provider=external", version="v1.33.0"),
    ),
    # Started by docker-compose. Completed: the flags before the refused one.
    report(
        "Capgemini/kubeform/issues/122",
        "unknown_flag",
        A,
        exits(
            A,
            lines(
                "Flag --address has been deprecated, see --insecure-bind-address instead",
                "Error: unknown flag: --cluster_name",
                "",
                "The main API entrypoint and interface to the storage system. The API server is",
                "also the focal point for all authorization decisions.",
            ),
            command="/hyperkube",
            flags=("apiserver", "--address=0.0.0.0", "--cluster_name=kubernetes"),
            image="gcr.io/google_containers/hyperkube:v1.2.0",
            version="v1.2.0",
        ),
    ),
    # The master's upgrade wrote an empty certificate file; no cause of the set is about its content.
    report(
        "kubernetes/kubernetes/issues/42382",
        "unknown",
        A,
        exits(
            A,
            lines(
                "I0302 01:33:21.121658       5 feature_gate.go:170] feature gates: map[ExperimentalCriticalPodAnnotation:true]",
                "I0302 01:33:21.126161       5 gce.go:292] Using GCE provider config {Global:{TokenURL: TokenBody: ProjectID: NetworkName: NodeTags:[e2e-test-stclair-minion] NodeInstancePrefix:e2e-test-stclair-minion Multizone:false}}",
                'I0302 01:33:21.126183       5 gce.go:332] Using existing Token Source &oauth2.reuseTokenSource{new:google.computeSource{account:""}, mu:sync.Mutex{state:0, sema:0x0}, t:(*oauth2.Token)(nil)}',
                "unable to load server certificate: tls: failed to find any PEM data in certificate input",
            ),
            version="v1.6.0",
        ),
        never="service_account_key_invalid",
    ),
    # An account of an own cluster of Kubespray's: the apiserver does not come up any more. The only line printed is a
    # client's, with dots, shown as the kubelet's; the certificate past its date and the ended container are completed.
    page(
        "https://git.moritzgraf.de/moritz/infrapuzzle/src/branch/master/bootstrap/explanation_cert_issue.md",
        "infrapuzzle-kubespray-certificates",
        "serving_certificate_expired",
        A,
        expired_yesterday()
        .died(A)
        .unit("kubelet")
        .kubelet(
            "E1116 13:47:01.271977 ... failed to verify certificate: x509: certificate has expired or is not yet valid"
        ),
    ),
    # ---- controller-manager and scheduler: outside the closed set -----------------------------------------------------
    # A role lacks a permission in a release candidate; self-hosted, so without a kubeconfig.
    report(
        "kubernetes/kubernetes/issues/68986",
        "unknown",
        KCM,
        exits(
            KCM,
            lines(
                "W0923 04:05:46.836870       1 client_config.go:548] Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.",
                "W0923 04:05:47.537843       1 authentication.go:246] Unable to get configmap/extension-apiserver-authentication in kube-system.  Usually fixed by 'kubectl create rolebinding -n kube-system ROLE_NAME --role=extension-apiserver-authentication-reader --serviceaccount=YOUR_NS:YOUR_SA'",
                'configmaps "extension-apiserver-authentication" is forbidden: User "system:serviceaccount:kube-system:kube-controller-manager" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
            ),
            flags=("--use-service-account-credentials", "--leader-elect=true"),
            version="v1.12.0-rc.2",
        ),
        never="apiserver_unreachable",
    ),
    # A plugin of the scheduler panics; the excerpt is the stack without its head.
    report(
        "kubernetes-sigs/scheduler-plugins/issues/264",
        "unknown",
        S,
        exits(
            S,
            lines(
                "k8s.io/apimachinery/pkg/util/wait.JitterUntilWithContext(0x2160060, 0xc00033f580, 0xc000e459e0, 0x0, 0x0, 0x8010101)",
                "\t/go/src/sigs.k8s.io/scheduler-plugins/vendor/k8s.io/apimachinery/pkg/util/wait/wait.go:185 +0xa6",
                "k8s.io/apimachinery/pkg/util/wait.UntilWithContext(...)",
                "\t/go/src/sigs.k8s.io/scheduler-plugins/vendor/k8s.io/apimachinery/pkg/util/wait/wait.go:99",
                "k8s.io/kubernetes/pkg/scheduler.(*Scheduler).Run(0xc00047e180, 0x2160060, 0xc00033f580)",
                "\t/go/src/sigs.k8s.io/scheduler-plugins/vendor/k8s.io/kubernetes/pkg/scheduler/scheduler.go:314 +0x92",
                "k8s.io/kubernetes/cmd/kube-scheduler/app.Run(0x2160060, 0xc00033f580, 0xc00000e9c8, 0xc00047e180, 0x9, 0x9)",
                "\t/go/src/sigs.k8s.io/scheduler-plugins/vendor/k8s.io/kubernetes/cmd/kube-scheduler/app/server.go:220 +0x65b",
                "k8s.io/kubernetes/cmd/kube-scheduler/app.runCommand(0xc0008a5b80, 0xc00033cc80, 0x9, 0x9, 0x0, 0x0)",
                "\t/go/src/sigs.k8s.io/scheduler-plugins/vendor/k8s.io/kubernetes/cmd/kube-scheduler/app/server.go:132 +0x150",
            ),
            version="v1.20.5",
            lived=timedelta(minutes=2),
            code=2,
        ),
    ),
    # The apiserver within k3s finds no ServiceCIDR in its datastore (a fault of a dependency's release).
    # Completed: the hook's words from the apiserver's source; the report names the hook, its end and the exit code.
    report(
        "k3s-io/k3s/issues/14505",
        "unknown",
        None,
        carrier(
            "k3s",
            "k3s",
            'F0809 14:02:11.310022    4410 hooks.go:204] PostStartHook "start-service-ip-repair-controllers" failed: unable to perform initial IP and Port allocation check',
            version="v1.36.3",
            status=2,
        ),
        never="etcd_data_corrupt",
    ),
    # ---- never created, never made anew -----------------------------------------------------------------------------
    # Completed: the runtime's words around the message that was quoted, and the log flags of the report's config.
    report(
        "rancher/rke2/issues/4208",
        ["container_create_failed", "host_path_unusable"],
        A,
        Node(version="v1.25.9")
        .unit("rke2-server")
        .static_pod(A, "--audit-log-path=-", "--audit-policy-file=/etc/rancher/rke2/audit-policy.yaml")
        .waits(
            A,
            "RunContainerError",
            "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error reopening /dev/null inside container: open /dev/null: permission denied",
            restarts=6,
        ),
    ),
    # The new manifest lies there and nothing runs from it. Completed: the end of the last line.
    report(
        "kubernetes/kubeadm/issues/2789",
        ["static_pod_rejected", "unknown"],
        E,
        Node(version="v1.24.6")
        .unit("kubelet")
        .static_pod(E, image="registry.k8s.io/etcd:3.5.4-0", edited=timedelta(minutes=6))
        .static_pod(KCM, edited=timedelta(days=40))
        .runs(
            KCM,
            lines(
                "I1206 10:26:44.751167       1 serving.go:348] Generated self-signed cert in-memory",
                "I1206 10:26:45.059320       1 controllermanager.go:180] Version: v1.24.6",
                "I1206 10:26:45.060128       1 secure_serving.go:210] Serving securely on 127.0.0.1:10257",
                "I1206 10:26:45.060861       1 leaderelection.go:248] attempting to acquire leader lease kube-system/kube-controller-manager...",
                'E1206 10:26:50.061848       1 leaderelection.go:330] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.10.10.205:10443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
            ),
            attempt=3,
            since=timedelta(minutes=5),
        ),
    ),
    # Docker below cri-dockerd; the kubelet sees that the apiserver is away and starts no other.
    # Completed: the only line of the kubelet's, which the excerpt cuts off behind its head.
    report(
        "rancher/rke2/issues/7615",
        ["static_pod_rejected", "unknown"],
        A,
        Node(name="node90", version="v1.30.5")
        .unit("rke2-server")
        .static_pod(A, edited=timedelta(hours=20))
        .died(A, attempt=2, code=1, lived=timedelta(hours=8), ago=timedelta(hours=11))
        .journal(
            "rke2-server",
            'E0116 20:20:53.051102 2050705 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://127.0.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node90?timeout=10s\\": dial tcp 127.0.0.1:6443: connect: connection refused" interval="7s"',
            by="kubelet",
        ),
    ),
    # ---- near misses ------------------------------------------------------------------------------------------------
    # The first seconds of an apiserver that comes up.
    report(
        "kubernetes/kubernetes/issues/114735",
        None,
        A,
        Node(name="qcloud-host01", version="v1.26.0")
        .static_pod(A, edited=timedelta(hours=3))
        .runs(
            A,
            lines(
                "I1229 14:46:20.304807    1146 shared_informer.go:280] Caches are synced for crd-autoregister",
                "I1229 14:46:20.304845    1146 shared_informer.go:280] Caches are synced for cluster_authentication_trust_controller",
                "I1229 14:46:20.306885    1146 genericapiserver.go:484] MuxAndDiscoveryComplete has all endpoints registered and discovery information is complete",
                "I1229 14:46:20.311398    1146 shared_informer.go:280] Caches are synced for node_authorizer",
                "I1229 14:46:20.339795    1146 healthz.go:261] poststarthook/rbac/bootstrap-roles,poststarthook/scheduling/bootstrap-system-priority-classes check failed: readyz",
                "[-]poststarthook/rbac/bootstrap-roles failed: not finished",
                "[-]poststarthook/scheduling/bootstrap-system-priority-classes failed: not finished",
            ),
            since=timedelta(hours=2),
            silent=timedelta(hours=2),
        ),
        never="probe_too_aggressive",
    ),
    # Audit events that cannot be written, for SELinux; the apiserver goes on.
    report(
        "openshift/origin/issues/22050",
        None,
        A,
        Node(name="osiris-master-0", version=None)
        .static_pod(A)
        .runs(
            A,
            lines(
                "E0214 21:55:51.315304       1 metrics.go:86] Error in audit plugin 'log' affecting 1 audit events: can't open new logfile: open /var/log/openshift-apiserver/audit.log: permission denied",
                "Impacted events:",
                '2019-02-14T21:55:51.308707043Z AUDIT: id="67a5b1bb-95b3-4d92-845e-0888a8545f58" stage="ResponseComplete" ip="10.128.0.36" method="get" user="system:serviceaccount:openshift-cluster-samples-operator:cluster-samples-operator" as="<self>" asgroups="<lookup>" namespace="openshift" response="200"',
            ),
        ),
        never="security_module_denied",
    ),
    # `kubectl get componentstatuses` speaks HTTP to a port with TLS; no probe and no restart.
    report(
        "kubernetes/kubernetes/issues/66777",
        None,
        KCM,
        Node(version="v1.11.1")
        .static_pod(
            KCM,
            flags=("--port=0", "--secure-port=10252", "--bind-address=127.0.0.1", *FLAGS[KCM][1:]),
            probe="",
        )
        .runs(
            KCM,
            "I0730 10:11:20.100200       1 logs.go:49] http: TLS handshake error from 127.0.0.1:55434: tls: first record does not look like a TLS handshake",
        ),
        never="probe_wrong_scheme",
    ),
)
