"""Public reports of kube-apiserver, etcd, the controller manager and the scheduler, met blind: GitHub threads of every year.

They are shown as those of further.py are: the program's own lines in their order, and what the report tells of the node.
A systemd unit of a control plane program is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import FLAGS, Node
from incidents.further import KCM, A, E, S, exits, report

DEPRECATED_PORT = "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24."
# kubeadm's etcd probe of 1.12 to 1.16.
ETCDCTL_PROBE = (
    "    livenessProbe:\n"
    "      exec:\n"
    "        command:\n"
    "        - /bin/sh\n"
    "        - -ec\n"
    "        - ETCDCTL_API=3 etcdctl --endpoints=https://[127.0.0.1]:2379 --cacert=/etc/kubernetes/pki/etcd/ca.crt "
    "--cert=/etc/kubernetes/pki/etcd/healthcheck-client.crt --key=/etc/kubernetes/pki/etcd/healthcheck-client.key get foo\n"
    "      initialDelaySeconds: 15\n      timeoutSeconds: 15\n      failureThreshold: 8"
)


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def flags_but(program, *others, drop=()):
    """kubeadm's flags of that program, but for some; `others` replace those of their name."""
    names = {flag.split("=")[0] for flag in others} | set(drop)
    return (*(flag for flag in FLAGS[program] if flag.split("=")[0] not in names), *others)


def lives(program, log, *, version=None, name="master-1", flags=None, since=timedelta(days=2), **more):
    """A static pod that runs and says so."""
    node = Node(name=name, version=version).unit("kubelet").static_pod(program, flags=flags, edited=timedelta(days=9))
    return node.runs(program, log, since=since, **more)


FURTHER_THIRTEENTH_UPPER = (
    # ---- the apiserver's command line and files -----------------------------------------------------------------------
    report(
        "kubernetes/kubeadm/issues/2156",
        "invalid_flag_value",
        A,
        exits(
            A,
            lines(DEPRECATED_PORT, "Error: invalid port value 28080: only zero is allowed"),
            "--insecure-port=28080",
            version="v1.22.0",
        ),
    ),
    # Completed: the flag's value.
    report(
        "openshift/cluster-kube-apiserver-operator/pull/1346",
        "unknown_flag",
        A,
        exits(
            A,
            'E0426 04:06:12.761688       1 run.go:74] "command failed" err="unknown flag: --insecure-port"',
            "--insecure-port=0",
            version="v1.24.0",
        ),
    ),
    # Completed: the version, of the report's month.
    report(
        "rancher/rancher/issues/25206",
        "invalid_flag_value",
        A,
        exits(
            A,
            'Error: invalid argument "breakme" for "--service-node-port-range" flag: strconv.Atoi: parsing "breakme": invalid syntax',
            "--service-node-port-range=breakme",
            version="v1.17.2",
        ),
    ),
    # Completed: the line; the report has the flags, the files' listing on the node, and that the apiserver does not find them.
    report(
        "kubernetes/minikube/issues/9430",
        "file_not_mounted",
        A,
        exits(
            A,
            "Error: invalid authentication config: stat /webhook/authn.yaml: no such file or directory",
            flags=flags_but(
                A,
                "--authorization-mode=Webhook",
                "--authentication-token-webhook-config-file=/webhook/authn.yaml",
                "--authorization-webhook-config-file=/webhook/authz.yaml",
            ),
            node=Node(name="minikube", version="v1.19.2")
            .there("/webhook", "directory", "0755")
            .there("/webhook/authn.yaml", mode="0600")
            .there("/webhook/authz.yaml", mode="0600"),
        ),
    ),
    # The title has the last line's words; its head is completed.
    report(
        "kubernetes/kubernetes/issues/82067",
        ["unknown", "etcd_unreachable"],
        A,
        exits(
            A,
            lines(
                "I0826 11:13:42.389894       1 feature_gate.go:226] feature gates: &{map[SupportPodPidsLimit:true TTLAfterFinished:true VolumeSubpathEnvExpansion:true]}",
                "Flag --insecure-bind-address has been deprecated, This flag will be removed in a future version.",
                "Flag --insecure-port has been deprecated, This flag will be removed in a future version.",
                'I0826 11:13:42.410210       1 flags.go:33] FLAG: --address="127.0.0.1"',
                'I0826 11:13:42.410327       1 flags.go:33] FLAG: --admission-control="[]"',
                'I0826 11:13:42.410404       1 flags.go:33] FLAG: --admission-control-config-file=""',
                'I0826 11:13:42.410447       1 flags.go:33] FLAG: --advertise-address="172.16.3.2"',
                'I0826 11:13:42.410474       1 flags.go:33] FLAG: --allow-privileged="true"',
                'I0826 11:13:42.410516       1 flags.go:33] FLAG: --alsologtostderr="false"',
                'I0826 11:13:42.410547       1 flags.go:33] FLAG: --anonymous-auth="true"',
                'I0826 11:13:42.410582       1 flags.go:33] FLAG: --api-audiences="[]"',
                "F0826 11:14:04.120377       1 controller.go:157] Unable to perform initial IP allocation check: unable to refresh the service IP block",
            ),
            flags=flags_but(A, "--advertise-address=172.16.3.2"),
            node=Node(name="master2", version="v1.14.3"),
            code=255,
            lived=timedelta(seconds=22),
        ),
    ),
    # ---- the apiserver and etcd -----------------------------------------------------------------------------------------
    # The terminal cut the lines; etcd's is completed from the title, the apiserver's are as printed. Two units, as pods.
    report(
        "etcd-io/etcd/issues/13485",
        ["certificate_authority_mismatch", "unknown"],
        A,
        exits(
            A,
            lines(
                "W1117 14:44:07.933170   15035 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://192.168.7.175:2379 0>",
                "W1117 14:44:09.241405   15035 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://192.168.7.175:2379 0>",
                "W1117 14:44:12.778592   15035 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://192.168.7.175:2379 0>",
            ),
            flags=flags_but(A, "--advertise-address=192.168.7.175", "--etcd-servers=https://192.168.7.175:2379"),
            node=Node(name="k8s-01", version=None),
            lived=timedelta(seconds=20),
        )
        .static_pod(
            E,
            flags=flags_but(
                E,
                "--advertise-client-urls=https://192.168.7.175:2379",
                "--initial-cluster=k8s-01=https://192.168.7.175:2380",
                "--listen-client-urls=https://192.168.7.175:2379,http://127.0.0.1:2379",
                "--listen-peer-urls=https://192.168.7.175:2380",
            ),
            probe="",
        )
        .runs(
            E,
            lines(
                '{"level":"warn","ts":"2021-11-17T14:44:05.786+0800","caller":"embed/config_logging.go:186","msg":"rejected connection","remote-addr":"192.168.7.175:54810","server-name":"","error":"remote error: tls: bad certificate"}',
                '{"level":"warn","ts":"2021-11-17T14:44:07.926+0800","caller":"embed/config_logging.go:186","msg":"rejected connection","remote-addr":"192.168.7.175:54812","server-name":"","error":"remote error: tls: bad certificate"}',
                '{"level":"warn","ts":"2021-11-17T14:44:09.246+0800","caller":"embed/config_logging.go:186","msg":"rejected connection","remote-addr":"192.168.7.175:54814","server-name":"","error":"remote error: tls: bad certificate"}',
            ),
            since=timedelta(hours=1),
        ),
    ),
    # ---- ports ----------------------------------------------------------------------------------------------------------
    # The title has the message, of both the scheduler and the controller manager; the scheduler's line is completed.
    report(
        "kubernetes/kubernetes/issues/45155",
        ["port_in_use", "port_held_by_previous_instance"],
        S,
        exits(
            S,
            "F0430 16:14:22.301274    2731 server.go:146] listen tcp 127.0.0.1:10251: bind: address already in use",
            version="v1.5.5",
            code=255,
        ),
    ),
    # The title says that it cannot bind the port; the line is completed, the version is that of Kubespray 2.8.3.
    report(
        "kubernetes-sigs/kubespray/issues/5159",
        ["port_in_use", "port_held_by_previous_instance"],
        A,
        exits(
            A,
            "error: failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use",
            node=Node(name="node3", version="v1.12.5"),
        ),
    ),
    # ---- the controller manager and the scheduler -------------------------------------------------------------------------
    # Completed: the line's head; the report quotes the error.
    report(
        "kubernetes/enhancements/pull/1534",
        ["invalid_flag_value", "unknown"],
        KCM,
        exits(
            KCM,
            'E1020 08:12:31.204817       1 controllermanager.go:235] "Error starting controllers" err="New CIDR set failed; the node CIDR size is too big"',
            "--allocate-node-cidrs=true",
            version="v1.28.2",
            lived=timedelta(seconds=20),
        ),
    ),
    # The report quotes both messages; their heads are completed.
    report(
        "kubernetes/kubernetes/pull/64550",
        ["component_config_invalid", "unknown"],
        S,
        exits(
            S,
            lines(
                "W0531 09:41:12.305117       1 options.go:271] Neither --kubeconfig nor --master was specified. Using default API client. This might not work.",
                "invalid configuration: no configuration has been provided",
            ),
            flags=("--config=/etc/kubernetes/kube-scheduler.yaml",),
            mounts=("/etc/kubernetes/kube-scheduler.yaml",),
            version="v1.10.3",
        ),
    ),
    # A second scheduler, of a Deployment, shown as a static pod.
    report(
        "everpeace/kube-throttler/issues/20",
        "unknown",
        S,
        never="anonymous_health_access_forbidden",
        node=exits(
            S,
            lines(
                "I0305 15:34:03.298117       1 server.go:167] Starting Kubernetes Scheduler version v1.16.3",
                'couldn\'t get policy config map kube-system/my-scheduler-policy: configmaps "my-scheduler-policy" is forbidden: User "system:serviceaccount:kube-system:default" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
            ),
            flags=(
                "--leader-elect=false",
                "--policy-configmap=my-scheduler-policy",
                "--policy-configmap-namespace=kube-system",
            ),
            version="v1.16.3",
        ),
    ),
    # ---- etcd -------------------------------------------------------------------------------------------------------------
    report(
        "etcd-io/etcd/issues/3589",
        ["invalid_flag_value", "unknown"],
        E,
        exits(
            E,
            lines(
                "2015/09/24 20:57:04 etcd: stopping listening for client requests on http://10.0.12.247:4001",
                "2015/09/24 20:57:04 etcd: stopping listening for peers on http://10.0.12.247:7001",
                '2015/09/24 20:57:04 etcd: couldn\'t find local name "node3" in the initial cluster configuration',
            ),
            flags=("--name=node3", "--listen-peer-urls=http://10.0.12.247:7001"),
            image="quay.io/coreos/etcd:v2.0.13",
            probe="",
            node=Node(name="node3", version=None),
        ),
    ),
    # The title has the message; its head is completed, and the node's private address.
    report(
        "coreos/bugs/issues/2054",
        ["invalid_flag_value", "unknown"],
        E,
        exits(
            E,
            '2017-07-17 20:44:31.118204 C | etcdmain: couldn\'t find local name "$HOSTNAME" in the initial cluster configuration',
            flags=(
                "--advertise-client-urls=https://10.135.0.2:2379",
                "--initial-advertise-peer-urls=https://10.135.0.2:2380",
                "--initial-cluster=%m=https://10.135.0.2:2380",
                "--listen-client-urls=https://0.0.0.0:2379",
                "--listen-peer-urls=https://10.135.0.2:2380",
                "--auto-tls=true",
                "--peer-auto-tls=true",
            ),
            image="quay.io/coreos/etcd:v3.2.3",
            probe="",
            version=None,
        ),
    ),
    # The rest of the line's stack is cut in the extract.
    report(
        "autobase-tech/autobase/issues/854",
        "node_address_missing",
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2024-12-19T13:27:46.359824Z","caller":"embed/etcd.go:128","msg":"configuring peer listeners","listen-peer-urls":["http://20.244.40.54:2380"]}',
                '{"level":"error","ts":"2024-12-19T13:27:46.359912Z","caller":"embed/etcd.go:539","msg":"creating peer listener failed","error":"listen tcp 20.244.40.54:2380: bind: cannot assign requested address","stacktrace":"go.etcd.io/etcd/server/v3/embed.configurePeerListeners\\n\\tgo.etcd.io/etcd/server/v3/embed/etcd.go:539\\ngo.etcd.io/etcd/server/v3/embed.StartEtcd\\n\\tgo.etcd.io/etcd/server/v3/embed/etcd.go:132\\ngo.etcd.io/etcd/server/v3/etcdmain.startEtcd\\n\\tgo.etcd.io/etcd/server/v3/etcdmain/etcd.go:228"}',
            ),
            flags=(
                "--initial-advertise-peer-urls=http://20.244.40.54:2380",
                "--listen-peer-urls=http://20.244.40.54:2380",
                "--listen-client-urls=http://20.244.40.54:2379,http://127.0.0.1:2379",
                "--advertise-client-urls=http://20.244.40.54:2379",
            ),
            probe="",
            version=None,
        ),
    ),
    # Completed: the end of the line, after "but missing".
    report(
        "autobase-tech/autobase/issues/670",
        ["invalid_flag_value", "unknown"],
        E,
        exits(
            E,
            '{"level":"fatal","ts":"2024-05-31T21:57:31.069579+0200","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"--initial-cluster has etcd=http://192.168.10.71:2380,etcd=http://192.168.10.124:2380 but missing from --initial-advertise-peer-urls=http://192.168.10.189:2380 "}',
            flags=(
                "--name=etcd",
                "--initial-advertise-peer-urls=http://192.168.10.189:2380",
                "--initial-cluster=etcd=http://192.168.10.189:2380,etcd=http://192.168.10.71:2380,etcd=http://192.168.10.124:2380",
                "--listen-peer-urls=http://192.168.10.189:2380",
            ),
            probe="",
            version=None,
        ),
    ),
    # etcd 0.4's unit, as a pod; completed: the image.
    report(
        "coreos/bugs/issues/775",
        ["etcd_membership_mismatch", "unknown"],
        E,
        exits(
            E,
            lines(
                "[etcd] Oct 28 05:05:12.471 INFO | 1aa7cf9b1a9447f4b9851dddd7a805a9: peer added: 'default'",
                "[etcd] Oct 28 05:05:12.542 INFO | The path /var/lib/etcd/log is in btrfs",
                "[etcd] Oct 28 05:05:12.543 WARNING | Failed setting NOCOW: skip nonempty file",
                "[etcd] Oct 28 05:05:12.543 CRITICAL | 1aa7cf9b1a9447f4b9851dddd7a805a9 is not allowed to join the cluster with existing URL http://127.0.0.1:7001",
            ),
            flags=(),
            image="quay.io/coreos/etcd:v0.4.9",
            probe="",
            version=None,
        ),
    ),
    # Completed: the line and the image; the title says that access to the data directory is denied, an answer gives the path.
    report(
        "coreos/bugs/issues/2446",
        ["file_permission_denied", "file_not_mounted"],
        E,
        exits(
            E,
            "2018-05-31 21:10:42.310477 C | etcdmain: cannot access data directory: mkdir /srv/kube/etcd: permission denied",
            flags=("--data-dir=/srv/kube/etcd",),
            mounts=("/var/lib/etcd",),
            image="quay.io/coreos/etcd:v3.2.15",
            probe="",
            version=None,
        ),
    ),
    # ---- near misses --------------------------------------------------------------------------------------------------------
    # It waits for its lock and lives.
    report(
        "kubernetes/kubernetes/issues/110787",
        None,
        None,
        never="leader_election_lost",
        node=lives(
            KCM,
            lines(
                "E0625 22:29:55.127157    1823 leaderelection.go:325] error retrieving resource lock kube-system/kube-controller-manager: the server rejected our request for an unknown reason (get leases.coordination.k8s.io kube-controller-manager)",
                "E0625 22:29:57.363636    1823 leaderelection.go:325] error retrieving resource lock kube-system/kube-controller-manager: the server rejected our request for an unknown reason (get leases.coordination.k8s.io kube-controller-manager)",
                "E0625 22:30:01.442313    1823 leaderelection.go:325] error retrieving resource lock kube-system/kube-controller-manager: the server rejected our request for an unknown reason (get leases.coordination.k8s.io kube-controller-manager)",
                "E0625 22:30:04.485936    1823 leaderelection.go:325] error retrieving resource lock kube-system/kube-controller-manager: the server rejected our request for an unknown reason (get leases.coordination.k8s.io kube-controller-manager)",
            ),
            name="two-master",
            since=timedelta(hours=1),
        ),
    ),
    # The first failed check of a start, in a log that goes on; the binding was looked at and is whole.
    report(
        "kubernetes/kubernetes/issues/86715",
        None,
        None,
        never="anonymous_health_access_forbidden",
        node=lives(
            A,
            lines(
                "[+]poststarthook/generic-apiserver-start-informers ok",
                "[+]poststarthook/start-apiextensions-informers ok",
                "[+]poststarthook/start-apiextensions-controllers ok",
                "[-]poststarthook/crd-informer-synced failed: reason withheld",
                "[+]poststarthook/bootstrap-controller ok",
                "[-]poststarthook/rbac/bootstrap-roles failed: reason withheld",
                "[-]poststarthook/scheduling/bootstrap-system-priority-classes failed: reason withheld",
                "[-]poststarthook/ca-registration failed: reason withheld",
                "[+]poststarthook/start-kube-apiserver-admission-initializer ok",
                "[+]poststarthook/start-kube-aggregator-informers ok",
                "[+]poststarthook/apiservice-registration-controller ok",
            ),
            name="k8s-node1",
            since=timedelta(hours=2),
            silent=timedelta(hours=1, minutes=59),
        ),
    ),
    # One of three etcd members is shut down, on purpose; the apiserver goes on and complains.
    report(
        "kubernetes/kubernetes/issues/128812",
        None,
        None,
        never="etcd_no_quorum",
        node=lives(
            A,
            lines(
                '{"level":"warn","ts":"2024-11-15T08:08:32.011Z","logger":"etcd-client","caller":"v3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc010bd0e00/10.255.69.14:2379","attempt":0,"error":"rpc error: code = Unavailable desc = error reading from server: read tcp 10.255.69.15:45274->10.255.69.16:2379: read: connection timed out"}',
                '{"level":"warn","ts":"2024-11-15T08:08:32.012Z","logger":"etcd-client","caller":"v3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc010bd0e00/10.255.69.14:2379","attempt":0,"error":"rpc error: code = Unavailable desc = error reading from server: read tcp 10.255.69.15:45274->10.255.69.16:2379: read: connection timed out"}',
            ),
            flags=flags_but(
                A,
                "--advertise-address=10.255.69.15",
                "--etcd-servers=https://10.255.69.14:2379,https://10.255.69.15:2379,https://10.255.69.16:2379",
            ),
        ),
    ),
    # Completed: the first line's head, from the title; the rules are not there yet when it starts, then it works.
    report(
        "kubernetes/kubernetes/issues/104738",
        None,
        None,
        never="anonymous_health_access_forbidden",
        node=lives(
            KCM,
            lines(
                'E0902 18:38:49.310226       1 leaderelection.go:325] error retrieving resource lock kube-system/kube-controller-manager: leases.coordination.k8s.io "kube-controller-manager" is forbidden: User "system:kube-controller-manager" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-system"',
                "W0902 18:39:11.526314       1 node_lifecycle_controller.go:1013] Missing timestamp for Node centos-2gb-nbg1-1. Assuming now as a timestamp.",
                "W0902 18:39:11.526383       1 node_lifecycle_controller.go:1013] Missing timestamp for Node centos-2gb-nbg1-2. Assuming now as a timestamp.",
                "W0902 18:39:11.526424       1 node_lifecycle_controller.go:1013] Missing timestamp for Node centos-2gb-nbg1-3. Assuming now as a timestamp.",
                "I0902 18:39:11.526474       1 node_lifecycle_controller.go:1214] Controller detected that zone  is now in state Normal.",
                'I0902 18:39:11.526675       1 taint_manager.go:187] "Starting NoExecuteTaintManager"',
                'I0902 18:39:11.527342       1 event.go:291] "Event occurred" object="centos-2gb-nbg1-1" kind="Node" apiVersion="v1" type="Normal" reason="RegisteredNode" message="Node centos-2gb-nbg1-1 event: Registered Node centos-2gb-nbg1-1 in Controller"',
            ),
            name="centos-2gb-nbg1-1",
            since=timedelta(minutes=20),
        ),
    ),
    # The title has the message; its head is completed. The scheduler runs for days with a kubeconfig that lacks its user.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/270",
        None,
        None,
        never="apiserver_unreachable",
        node=lives(
            S,
            lines(
                "E0705 10:21:33.401127    5089 reflector.go:205] k8s.io/kubernetes/vendor/k8s.io/client-go/informers/factory.go:87: Failed to list *v1.ReplicationController: Unauthorized",
                "E0705 10:21:34.403208    5089 reflector.go:205] k8s.io/kubernetes/vendor/k8s.io/client-go/informers/factory.go:87: Failed to list *v1.ReplicationController: Unauthorized",
            ),
        ),
    ),
    # A request's panic, caught; the process goes on.
    report(
        "cilium/cilium/issues/4949",
        None,
        None,
        lives(
            A,
            lines(
                'E0723 04:48:39.591838       5 runtime.go:66] Observed a panic: "invalid memory address or nil pointer dereference" (runtime error: invalid memory address or nil pointer dereference)',
                "/workspace/anago-v1.7.15-beta.0.16+8c7c1c8b0ce086/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:72",
                "/workspace/anago-v1.7.15-beta.0.16+8c7c1c8b0ce086/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:65",
                "/workspace/anago-v1.7.15-beta.0.16+8c7c1c8b0ce086/src/k8s.io/kubernetes/_output/dockerized/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/runtime/runtime.go:51",
                "/usr/local/go/src/runtime/asm_amd64.s:514",
                "/usr/local/go/src/runtime/panic.go:489",
                "/usr/local/go/src/runtime/panic.go:63",
                "/usr/local/go/src/runtime/signal_unix.go:290",
            ),
            version="v1.7.15",
            since=timedelta(minutes=3),
        ),
    ),
    # Restarted once by its postStart hook, of a hosted control plane; the line's head and the exit code are completed.
    report(
        "openshift/hypershift/pull/6805",
        None,
        None,
        never="admission_webhook_deadlock",
        node=Node(version=None)
        .unit("kubelet")
        .static_pod(A, edited=timedelta(hours=1))
        .died(
            A,
            "E0911 17:02:20.118704       1 storage_rbac.go:187] unable to reconcile rolebinding.rbac.authorization.k8s.io/system:controller:bootstrap-signer: could not list rolebinding restrictions: the server could not find the requested resource (get rolebindingrestrictions.authorization.openshift.io)",
            code=137,
            attempt=0,
            lived=timedelta(seconds=25),
            ago=timedelta(minutes=58),
        )
        .runs(A, attempt=1, since=timedelta(minutes=57)),
    ),
)
