"""Public reports of the control plane's own programs and of etcd, met blind.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node. A
systemd unit, a plain container or a pod of a Deployment of a control plane program is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import KCM, A, E, S, exits, report


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def runs(program, *said, name="master-1", version=None, attempt=0, since=timedelta(days=3), **pod):
    """A node with one static pod that runs and says so."""
    pod.setdefault("probe", "")
    return (
        Node(name=name, version=version)
        .static_pod(program, **pod)
        .runs(program, lines(*said), attempt=attempt, since=since)
    )


def over(*told, name="master-1"):
    """An etcd that lives and has said these lines, each so many seconds ago."""
    node = runs(E, "x", name=name, flags=())
    path = next(path for path in node.files if path.endswith(f"/{E}/0.log"))
    times = [((node.at - timedelta(seconds=ago)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), line) for ago, line in told]
    node.files[path] = "".join(f"{at} stderr F {line}\n" for at, line in times)
    return node


LATE = "failed to send out heartbeat on time (deadline exceeded for {})"
OVERLOADED = "server is likely overloaded"

FURTHER_TWENTIETH_UPPER = (
    # ---- flags and settings of the control plane's programs ----------------------------------------------------------
    # A scheduler of another project, started from the kube-scheduler of 1.23.
    report(
        "pingcap/tidb-operator/issues/4383",
        "invalid_flag_value",
        "tidb-scheduler",
        exits(
            "tidb-scheduler",
            lines(
                'I0123 09:01:34.833920       1 flags.go:64] FLAG: --tls-private-key-file=""',
                'I0123 09:01:34.833933       1 flags.go:64] FLAG: --tls-sni-cert-key="[]"',
                'I0123 09:01:34.833971       1 flags.go:64] FLAG: --v="2"',
                'I0123 09:01:34.833987       1 flags.go:64] FLAG: --version="false"',
                'I0123 09:01:34.834001       1 flags.go:64] FLAG: --vmodule=""',
                'I0123 09:01:34.834029       1 flags.go:64] FLAG: --write-config-to=""',
                'E0123 09:01:34.834718       1 run.go:120] "command failed" err="port: Required value: invalid port value 10261: only zero is allowed"',
            ),
            command="kube-scheduler",
            flags=("--port=10261", "--v=2"),
            version="v1.23.1",
        ),
    ),
    # The flags beside the telling one are not given.
    report(
        "vesoft-inc/nebula-operator/issues/162",
        "unknown_flag",
        "nebula-scheduler",
        exits(
            "nebula-scheduler",
            "Error: unknown flag: --scheduler-name",
            command="kube-scheduler",
            flags=("--scheduler-name=nebula-scheduler",),
            version=None,
        ),
    ),
    # The version of the image is older than the chart.
    report(
        "kubernetes-retired/service-catalog/issues/713",
        "unknown_flag",
        "controller-manager",
        exits(
            "controller-manager",
            "unknown flag: --broker-relist-interval",
            image="quay.io/kubernetes-service-catalog/controller-manager:v0.0.3",
            flags=("--broker-relist-interval=24h",),
            version=None,
        ),
    ),
    # Go's own flag package.
    report(
        "kubermatic/kubermatic/issues/1650",
        "unknown_flag",
        "kubermatic-controller-manager",
        exits(
            "kubermatic-controller-manager",
            "flag provided but not defined: -addons",
            flags=("-addons=/opt/addons",),
            code=2,
            version=None,
        ),
    ),
    # Completed: the error's line, which the report has as a picture and in words; it stands before the usage. Here its beginning.
    report(
        "Project-HAMi/HAMi/issues/782",
        "unknown_flag",
        S,
        exits(
            S,
            lines(
                "Error: unknown flag: --scheduler-name",
                "Usage:",
                "  kube-scheduler [flags]",
                "",
                "Misc flags:",
                "",
                "      --config string            The path to the configuration file.",
                "      --master string            The address of the Kubernetes API server (overrides any value in kubeconfig)",
                "      --write-config-to string   If set, write the configuration values to this file and exit.",
            ),
            image="registry.cn-hangzhou.aliyuncs.com/google_containers/kube-scheduler:v1.27.6",
            flags=("--scheduler-name=hami-scheduler",),
            probe="",
            version="v1.25.7",
        ),
    ),
    # The kubeconfig has no context that is in use; the version before took it.
    report(
        "kubernetes/kubernetes/issues/34897",
        ["component_config_invalid", "unknown"],
        S,
        exits(
            S,
            "E1013 12:47:37.395646   39876 server.go:79] unable to build config from flags: invalid configuration: no configuration has been provided",
            flags=(
                "--logtostderr=true",
                "--leader-elect=true",
                "--kubeconfig=/var/lib/kube-scheduler/kubeconfig/config",
            ),
            mounts=("/var/lib/kube-scheduler/kubeconfig",),
            probe="",
            node=Node(name="tbserver11", version="v1.4.1").there("/var/lib/kube-scheduler/kubeconfig/config"),
        ),
        never="file_missing",
    ),
    report(
        "opencontainers/runc/issues/4713",
        ["command_not_found", "container_create_failed"],
        "kube-apiserver-operator",
        Node(name="s2ixrafjh71tpyqc", version=None)
        .static_pod("kube-apiserver-operator", command="/cluster/kube-apiserver-operator", flags=(), probe="")
        .waits(
            "kube-apiserver-operator",
            "RunContainerError",
            'runc create failed: unable to start container process: exec: "/cluster/kube-apiserver-operator": executable file not found in $PATH',
            restarts=5,
        ),
    ),
    # ---- etcd --------------------------------------------------------------------------------------------------------
    # After the disk had been full; an etcd of before 2.0. The frames of libraries are left out.
    report(
        "etcd-io/etcd/issues/945",
        ["etcd_data_corrupt", "unknown"],
        E,
        exits(
            E,
            lines(
                "panic: runtime error: index out of range",
                "goroutine 21 [running]:",
                "runtime.panic(0x7ebf60, 0xefb097)",
                "/usr/lib/go/src/pkg/runtime/panic.c:266 +0xb6",
                "github.com/coreos/etcd/third_party/github.com/goraft/raft.(*Log).commitInfo(0xc210053850, 0x0, 0x0)",
                "/build/amd64-usr/var/tmp/portage/dev-db/etcd-0.4.6/work/etcd-0.4.6/gopath/src/github.com/coreos/etcd/third_party/github.com/goraft/raft/log.go:301 +0x2ac",
            ),
            flags=(),
            probe="",
            code=2,
            version=None,
        ),
        never="disk_full",
    ),
    # The settings name https for the peers and no certificate.
    report(
        "etcd-io/etcd/issues/9917",
        ["missing_required_flag", "invalid_flag_value"],
        E,
        exits(
            E,
            lines(
                "etcd Version: 3.3.11",
                "Git SHA: 2cf9e51",
                "Go Version: go1.10.3",
                "Go OS/Arch: linux/amd64",
                "setting maximum number of CPUs to 4, total number of available CPUs is 4",
                "the server is already initialized as member before, starting as etcd member...",
                "cannot listen on TLS for 192.168.79.132:2380: KeyFile and CertFile are not presented",
            ),
            flags=(
                "--name=etcd0",
                "--data-dir=/var/lib/etcd/etcd0.etcd",
                "--wal-dir=/var/lib/etcd/wal",
                "--snapshot-count=100",
                "--listen-peer-urls=https://192.168.79.132:2380",
                "--listen-client-urls=https://192.168.79.132:2379,https://127.0.0.1:2379",
            ),
            probe="",
            version=None,
        ),
    ),
    report(
        "etcd-io/etcd/issues/1793",
        ["invalid_flag_value", "etcd_membership_mismatch"],
        E,
        exits(
            E,
            'etcd: couldn\'t find local name "machine1" in the initial cluster configuration',
            flags=("--name=machine1",),
            probe="",
            version=None,
        ),
    ),
    # The first line's arguments are shortened here; the last one is the report's title, completed around the error.
    report(
        "apecloud/kubeblocks/issues/5020",
        "file_permission_denied",
        E,
        exits(
            E,
            lines(
                "start etcd...",
                '{"level":"warn","ts":"2023-09-05T10:40:41.079Z","caller":"flags/flag.go:93","msg":"unrecognized environment variable","environment-variable":"ETCD_ON_K8S=yes"}',
                '{"level":"info","ts":"2023-09-05T10:40:41.079Z","caller":"etcdmain/etcd.go:73","msg":"Running: ","args":["etcd","--name","greptimedb-cluster-etcd-1","--listen-peer-urls","http://0.0.0.0:2380","--listen-client-urls","http://0.0.0.0:2379"]}',
                '{"level":"fatal","ts":"2023-09-05T10:40:41.080Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"cannot access data directory: open /var/lib/etcd/.touch: permission denied"}',
            ),
            flags=(
                "--name=greptimedb-cluster-etcd-1",
                "--listen-peer-urls=http://0.0.0.0:2380",
                "--listen-client-urls=http://0.0.0.0:2379",
            ),
            probe="",
            version=None,
        ),
    ),
    # Completed: the line, as 3.4.10 says it. The report tells that the directory must have 0700 from that version on.
    report(
        "labring/sealos/issues/408",
        "file_permission_denied",
        E,
        exits(
            E,
            '2020-07-24 03:11:20.512277 C | etcdmain: cannot access data directory: directory "/var/lib/etcd","drwxr-xr-x" exist without desired file permission "-rwx------".',
            image="k8s.gcr.io/etcd:3.4.10",
            version=None,
        ),
    ),
    # Etcd 2, whose lines the journal dates.
    report(
        "etcd-io/etcd/issues/6955",
        ["etcd_slow_disk", "component_overloaded"],
        E,
        over(
            *(
                (ago, line)
                for ago, late in (
                    (146, "4.593437ms"),
                    (146, "4.91583ms"),
                    (21, "546.767586ms"),
                    (21, "548.270235ms"),
                    (5, "594.891986ms"),
                    (5, "595.209475ms"),
                )
                for line in (LATE.format(late), OVERLOADED)
            ),
            name="kuber-beta02.novalocal",
        ),
        sure=False,
    ),
    report(
        "etcd-io/etcd/issues/5154",
        ["etcd_slow_disk", "component_overloaded"],
        E,
        over(
            (
                66,
                "2016-04-22 03:04:09.678778 W | etcdserver: failed to send out heartbeat on time (deadline exceeded for 185.938874ms)",
            ),
            (66, "2016-04-22 03:04:09.680486 W | etcdserver: server is likely overloaded"),
            (
                54,
                "2016-04-22 03:04:21.816000 W | etcdserver: failed to send out heartbeat on time (deadline exceeded for 22.665497ms)",
            ),
            (54, "2016-04-22 03:04:21.816044 W | etcdserver: server is likely overloaded"),
            (
                33,
                "2016-04-22 03:04:42.571759 W | etcdserver: failed to send out heartbeat on time (deadline exceeded for 79.299038ms)",
            ),
            (33, "2016-04-22 03:04:42.571825 W | etcdserver: server is likely overloaded"),
            (
                5,
                "2016-04-22 03:05:10.815591 W | etcdserver: failed to send out heartbeat on time (deadline exceeded for 323.228276ms)",
            ),
            (5, "2016-04-22 03:05:10.815629 W | etcdserver: server is likely overloaded"),
        ),
        sure=False,
    ),
    # The frames of the stack are left out.
    report(
        "kubernetes/kubernetes/issues/40997",
        "etcd_unreachable",
        A,
        runs(
            A,
            'logging error output: "k8s\\x00\\n\\f\\n\\x02v1\\x12\\x06Status\\x12J\\n\\x04\\n\\x00\\x12\\x00\\x12\\aFailure\\x1a4client: etcd cluster is unavailable or misconfigured\\"\\x000\\xf4\\x03\\x1a\\x00\\"\\x00"',
            " [[kubelet/v1.4.8 (linux/amd64) kubernetes/c5fcb19] 172.20.60.32:34598]",
            "E0214 11:49:52.259197       5 errors.go:63] apiserver received an error that is not an unversioned.Status: client: etcd cluster is unavailable or misconfigured",
            "I0214 11:49:52.259304       5 handlers.go:162] PATCH /api/v1/namespaces/nginx-ingress/events/nginx-ingress-3555141209-mih9t.14a1fd5e7c528548: (544.484µs) 500",
            version="v1.4.8",
        ),
        sure=False,
    ),
    # ---- certificates, tokens, ports ---------------------------------------------------------------------------------
    # The certificate that the apiserver made for itself in memory, after it had run for more than a year.
    report(
        "rancher/rancher/issues/41776",
        ["serving_certificate_expired", "certificate_renewed_not_reloaded", "unknown"],
        None,
        runs(
            A,
            'E0609 12:38:55.188303       1 controller.go:223] unable to sync kubernetes service: Post "https://[::1]:6443/api/v1/namespaces": x509: certificate has expired or is not yet valid: current time 2023-06-09T12:38:55Z is after 2022-02-27T10:42:05Z',
            'E0609 12:38:55.944479       1 reflector.go:127] k8s.io/kubernetes/pkg/master/controller/clusterauthenticationtrust/cluster_authentication_trust_controller.go:444: Failed to watch *v1.ConfigMap: failed to list *v1.ConfigMap: Get "https://[::1]:6443/api/v1/namespaces/kube-system/configmaps?resourceVersion=1049890511": x509: certificate has expired or is not yet valid: current time 2023-06-09T12:38:55Z is after 2022-02-27T10:42:05Z',
            'E0609 12:38:57.824498       1 reflector.go:127] k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Service: failed to list *v1.Service: Get "https://[::1]:6443/api/v1/services?resourceVersion=958884887": x509: certificate has expired or is not yet valid: current time 2023-06-09T12:38:57Z is after 2022-02-27T10:42:05Z',
            since=timedelta(days=832),
        ),
        never="clock_skew",
    ),
    # It lives; the flag was forgotten. Completed: the version, of the report's time.
    report(
        "kubernetes-retired/kubefed/issues/511",
        ["service_account_key_invalid", "missing_required_flag"],
        A,
        runs(
            A,
            "E1213 17:12:57.008765    2943 authentication.go:65] Unable to authenticate the request due to an error: [invalid bearer token, [invalid bearer token, square/go-jose: error in cryptographic primitive]]",
            version="v1.13.1",
            flags=(
                "--advertise-address=10.0.0.4",
                "--authorization-mode=Node,RBAC",
                "--client-ca-file=/etc/kubernetes/pki/ca.crt",
                "--etcd-servers=https://127.0.0.1:2379",
                "--secure-port=6443",
                "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt",
                "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
            ),
        ),
        sure=False,
    ),
    # Completed: the line; the report tells the port, the user and the capability that is missing.
    report(
        "kubernetes/kubernetes/issues/46148",
        ["unknown", "file_permission_denied"],
        None,
        runs(
            A,
            "E0519 17:20:03.418822       1 serve.go:90] Unable to listen for secure (listen tcp 0.0.0.0:443: bind: permission denied); will try again.",
            flags=("--bind-address=0.0.0.0", "--secure-port=443", "--etcd-servers=http://127.0.0.1:2379"),
            version="v1.6.4",
            since=timedelta(minutes=2),
        ),
        never="port_in_use",
    ),
    # ---- no apiserver for the others ---------------------------------------------------------------------------------
    report(
        "kubernetes/minikube/issues/7145",
        "apiserver_unreachable",
        KCM,
        runs(
            KCM,
            *(
                f"E0512 20:22:{when}       1 leaderelection.go:320] error retrieving resource lock kube-system/kube-controller-manager: Get https://control-plane.minikube.internal:8443/api/v1/namespaces/kube-system/endpoints/kube-controller-manager?timeout=10s: dial tcp 192.168.39.236:8443: connect: connection refused"
                for when in ("06.873408", "11.195995", "13.607874", "15.637804")
            ),
            name="minikube",
            since=timedelta(minutes=3),
        ),
    ),
    report(
        "cloudfoundry-incubator/kubo-release/issues/143",
        "apiserver_unreachable",
        KCM,
        runs(
            KCM,
            *(
                f"E1208 22:52:09.{when}    2658 reflector.go:205] k8s.io/kubernetes/vendor/k8s.io/client-go/informers/factory.go:73: Failed to list {kind}: Get http://localhost:8080/{path}?resourceVersion=0: dial tcp 127.0.0.1:8080: getsockopt: connection refused"
                for when, kind, path in (
                    ("917764", "*v1beta1.StatefulSet", "apis/apps/v1beta1/statefulsets"),
                    ("919959", "*v1.PersistentVolume", "api/v1/persistentvolumes"),
                    ("932021", "*v1.Service", "api/v1/services"),
                    ("934799", "*v1beta1.ReplicaSet", "apis/extensions/v1beta1/replicasets"),
                )
            ),
            flags=("--master=http://localhost:8080",),
            since=timedelta(minutes=3),
        ),
    ),
    # ---- near misses: it lives, complains, and is not what it looks like ---------------------------------------------
    # Somebody comes with an old token, once a minute.
    report(
        "kubernetes/kubernetes/issues/135450",
        None,
        None,
        runs(
            A,
            'E1126 03:38:26.776766       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
            'E1126 03:39:26.818075       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
            'E1126 03:40:26.867742       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
            'E1126 03:41:26.955466       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
            'E1126 03:42:27.060032       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
            "I1126 03:42:40.616215       1 cidrallocator.go:277] updated ClusterIP allocator for Service CIDR 10.85.0.0/16",
            'E1126 03:43:27.162800       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
            version="v1.30.2",
        ),
        never="serving_certificate_expired",
    ),
    # It works as designed, by a maintainer.
    report(
        "kubernetes/kubernetes/issues/72187",
        None,
        None,
        runs(
            A,
            "E1219 14:20:42.734560   16692 watcher.go:208] watch chan error: etcdserver: mvcc: required revision has been compacted",
            name="kubernetes-1",
            version="v1.13.1",
        )
        .static_pod(KCM, probe="")
        .runs(
            KCM,
            "W1219 14:20:42.734797   16725 reflector.go:270] k8s.io/client-go/informers/factory.go:132: watch of *v1beta1.Event ended with: The resourceVersion for the provided watch is too old.",
        )
        .static_pod(E, probe="")
        .runs(E, "finished scheduled compaction at 287899 (took 880.318µs)"),
        never="etcd_unreachable",
    ),
    report(
        "kubernetes/kubernetes/issues/33648",
        None,
        None,
        runs(
            A,
            "W0928 10:35:57.913191       1 reflector.go:330] ????: watch of *api.Namespace ended with: too old resource version: 117287 (117585)",
            "W0928 10:35:57.955541       1 reflector.go:330] k8s.io/kubernetes/plugin/pkg/admission/resourcequota/resource_access.go:83: watch of *api.ResourceQuota ended with: too old resource version: 117287 (117585)",
            "W0928 10:35:57.956615       1 reflector.go:330] k8s.io/kubernetes/plugin/pkg/admission/serviceaccount/admission.go:119: watch of *api.Secret ended with: too old resource version: 117287 (117585)",
            "W0928 10:35:57.961760       1 reflector.go:330] k8s.io/kubernetes/plugin/pkg/admission/limitranger/admission.go:154: watch of *api.LimitRange ended with: too old resource version: 117287 (117585)",
            name="gs-k8svm-master",
            version="v1.4.0",
        ),
        never="etcd_slow_disk",
    ),
    # `kubectl get componentstatuses` calls it unhealthy, for it asks the port that is switched off; it works.
    report(
        "lework/kainstall/issues/15",
        None,
        None,
        Node(version="v1.21.4")
        .static_pod(
            S,
            flags=(
                "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--authorization-kubeconfig=/etc/kubernetes/scheduler.conf",
                "--bind-address=0.0.0.0",
                "--kubeconfig=/etc/kubernetes/scheduler.conf",
                "--leader-elect=true",
                "--port=0",
            ),
        )
        .runs(S),
        never="probe_targets_disabled_port",
    ),
    # Another API's server answers 403.
    report(
        "kubernetes-sigs/metrics-server/issues/1084",
        None,
        None,
        runs(
            A,
            'E0905 14:47:55.129404       1 controller.go:116] loading OpenAPI spec for "v1beta1.metrics.k8s.io" failed with: failed to retrieve openAPI spec, http error: ResponseCode: 503, Body: service unavailable',
            ", Header: map[Content-Type:[text/plain; charset=utf-8] X-Content-Type-Options:[nosniff]]",
            "I0905 14:47:55.129411       1 controller.go:129] OpenAPI AggregationController: action for item v1beta1.metrics.k8s.io: Rate Limited Requeue.",
            "E0905 14:48:05.380329       1 available_controller.go:524] v1beta1.metrics.k8s.io failed with: failing or missing response from https://10.0.1.197:8443/apis/metrics.k8s.io/v1beta1: bad status from https://10.0.1.197:8443/apis/metrics.k8s.io/v1beta1: 403",
            "W0905 14:49:48.688002       1 handler_proxy.go:104] no RequestInfo found in the context",
            version="v1.22.4",
        ),
        never="anonymous_health_access_forbidden",
    ),
    report(
        "prometheus-operator/prometheus-operator/issues/3769",
        None,
        None,
        runs(
            A,
            "E1231 04:14:29.511397       1 available_controller.go:419] v1beta1.metrics.k8s.io failed with: failing or missing response from https://10.32.81.244:443/apis/metrics.k8s.io/v1beta1: Get https://10.32.81.244:443/apis/metrics.k8s.io/v1beta1: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
            "E1231 04:14:30.485337       1 controller.go:114] loading OpenAPI spec for \"v1beta1.metrics.k8s.io\" failed with: failed to retrieve openAPI spec, http error: ResponseCode: 503, Body: Error trying to reach service: 'dial tcp 10.32.81.244:443: i/o timeout', Header: map[Content-Type:[text/plain; charset=utf-8] X-Content-Type-Options:[nosniff]]",
            "I1231 04:14:30.485366       1 controller.go:127] OpenAPI AggregationController: action for item v1beta1.metrics.k8s.io: Rate Limited Requeue.",
            "E1231 04:14:34.511927       1 available_controller.go:419] v1beta1.metrics.k8s.io failed with: failing or missing response from https://10.32.81.244:443/apis/metrics.k8s.io/v1beta1: Get https://10.32.81.244:443/apis/metrics.k8s.io/v1beta1: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)",
        ),
        never="etcd_unreachable",
    ),
    # An addon was switched off.
    report(
        "kubernetes/minikube/issues/3571",
        None,
        None,
        runs(
            A,
            "I0123 06:23:16.142450       1 controller.go:608] quota admission added evaluator for: replicasets.apps",
            "I0123 06:23:21.188746       1 controller.go:608] quota admission added evaluator for: deployments.extensions",
            "I0123 06:25:21.864048       1 controller.go:105] OpenAPI AggregationController: Processing item v1beta1.metrics.k8s.io",
            "E0123 06:25:22.347592       1 available_controller.go:316] v1beta1.metrics.k8s.io failed with: Get https://10.97.40.73:443: dial tcp 10.97.40.73:443: connect: connection refused",
            "E0123 06:25:22.368621       1 available_controller.go:316] v1beta1.metrics.k8s.io failed with: Get https://10.97.40.73:443: dial tcp 10.97.40.73:443: connect: connection refused",
            name="minikube",
        ),
        never="apiserver_unreachable",
    ),
    # While another addon is made new.
    report(
        "cybozu-go/neco/issues/1220",
        None,
        None,
        runs(
            KCM,
            "E1119 03:16:57.813288       1 memcache.go:206] couldn't get resource list for metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
            "E1119 03:16:59.312581       1 memcache.go:111] couldn't get resource list for metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
            name="rack0-cs19",
            version="v1.18.9",
        ),
        never="apiserver_unreachable",
    ),
    # None of three leads; they live.
    report(
        "kubernetes/kubernetes/issues/51000",
        None,
        None,
        runs(
            KCM,
            "I0821 05:35:03.122765       1 leaderelection.go:179] attempting to acquire leader lease...",
            'E0821 05:35:19.513926       1 leaderelection.go:263] Failed to update lock: Operation cannot be fulfilled on endpoints "kube-controller-manager": the object has been modified; please apply your changes to the latest version and try again',
            'E0821 05:35:23.467645       1 leaderelection.go:263] Failed to update lock: Operation cannot be fulfilled on endpoints "kube-controller-manager": the object has been modified; please apply your changes to the latest version and try again',
        ),
        never="leader_election_lost",
    ),
    # Two of five are switched off; the cluster is active and works.
    report(
        "rancher/rancher/issues/5305",
        None,
        None,
        runs(
            E,
            "2016-06-30 22:10:31.980058 W | etcdserver: cannot get the version of member 8c7228a6cac3369f (Get http://10.42.4.136:2380/version: dial tcp 10.42.4.136:2380: i/o timeout)",
            "2016-06-30 22:10:36.768536 W | etcdserver: failed to reach the peerURL(http://10.42.85.91:2380) of member a5d68226916cf3a (Get http://10.42.85.91:2380/version: dial tcp 10.42.85.91:2380: getsockopt: no route to host)",
            "2016-06-30 22:10:36.772923 W | etcdserver: cannot get the version of member a5d68226916cf3a (Get http://10.42.85.91:2380/version: dial tcp 10.42.85.91:2380: getsockopt: no route to host)",
            flags=(),
        ),
        never="etcd_no_quorum",
    ),
    # One of three was taken away on purpose, and the others go on without it.
    report(
        "etcd-io/etcd/issues/10104",
        None,
        None,
        runs(
            E,
            "2018-08-27 10:38:28.948411 W | rafthttp: health check for peer d28bd7694968b354 could not connect: dial tcp 10.2.2.1:2380: i/o timeout",
            "2018-08-27 10:38:33.948660 W | rafthttp: health check for peer d28bd7694968b354 could not connect: dial tcp 10.2.2.1:2380: getsockopt: connection refused",
            "2018-08-27 10:38:38.948780 W | rafthttp: health check for peer d28bd7694968b354 could not connect: dial tcp 10.2.2.1:2380: getsockopt: connection refused",
            "2018-08-27 10:38:43.948900 W | rafthttp: health check for peer d28bd7694968b354 could not connect: dial tcp 10.2.2.1:2380: getsockopt: connection refused",
            "2018-08-27 10:38:46.596990 I | etcdserver/membership: removed member d28bd7694968b354 from cluster f78c08812fc54258",
            "2018-08-27 10:38:46.597008 I | rafthttp: stopping peer d28bd7694968b354...",
            flags=(),
        ),
        never="etcd_membership_mismatch",
    ),
)
