"""Public reports of the control plane's own programs and of etcd, of every age and installer, met blind.

They are shown as those of further.py are. A systemd unit of a control plane program is shown as a static pod.
"""

from datetime import timedelta

from incidents.builder import FLAGS, PKI, Node, http_probe
from incidents.further import KCM, A, E, S, exits, report


def lines(*said):
    """A log of these lines."""
    return "\n".join(said)


def without(program, *names):
    """The usual flags, but for those that begin so."""
    return tuple(flag for flag in FLAGS[program] if not flag.startswith(tuple(f"--{name}=" for name in names)))


def lives(program, *said, version="v1.28.4", name="master-1", extra=(), since=timedelta(days=3), **pod):
    """A static pod that runs and has said so."""
    node = Node(name=name, version=version).static_pod(program, *extra, **pod)
    return node.runs(program, lines(*said), since=since)


def never_synced(begun, ended):
    """What an apiserver of 1.10 says that is told to end before its controllers have got their first lists."""
    return lines(
        f"I0617 {begun}:20.480021       1 server.go:135] Version: v1.10.4",
        f"I0617 {ended}:31.112201       1 serve.go:96] Serving securely on [::]:6443",
        f"I0617 {ended}:31.118402       1 crd_finalizer.go:242] Starting CRDFinalizer",
        f"I0617 {ended}:31.118733       1 apiservice_controller.go:90] Starting APIServiceRegistrationController",
        f"I0617 {ended}:31.118790       1 cache.go:32] Waiting for caches to sync for APIServiceRegistrationController controller",
        f"I0617 {ended}:31.121544       1 crdregistration_controller.go:110] Starting crd-autoregister controller",
        f"I0617 {ended}:31.121610       1 controller_utils.go:1019] Waiting for caches to sync for crd-autoregister controller",
        f"E0617 {ended}:56.944125       1 cache.go:35] Unable to sync caches for APIServiceRegistrationController controller",
        f"E0617 {ended}:56.944310       1 controller_utils.go:1022] Unable to sync caches for crd-autoregister controller",
        f"E0617 {ended}:56.944402       1 customresource_discovery_controller.go:177] timed out waiting for caches to sync",
        f"I0617 {ended}:56.944480       1 crd_finalizer.go:246] Shutting down CRDFinalizer",
    )


FURTHER_FIFTEENTH_UPPER = (
    # ---- faults of the programs themselves --------------------------------------------------------------------------
    # A load test with thousands of nodes. The stack is cut as the excerpt cuts it. Completed: Go's exit status.
    report(
        "kubernetes/kubernetes/issues/107463",
        "unknown",
        A,
        exits(
            A,
            lines(
                "fatal error: concurrent map iteration and map write",
                "running]:",
                "runtime.throw(0x4f097c2, 0x26)",
                "/usr/local/go/src/runtime/panic.go:1117 +0x72 fp=0xc20eb46f18 sp=0xc20eb46ee8 pc=0x4388d2",
                "runtime.mapiternext(0xc20eb47008)",
                "/usr/local/go/src/runtime/map.go:858 +0x54c fp=0xc20eb46f98 sp=0xc20eb46f18 pc=0x410fcc",
                "k8s.io/kubernetes/vendor/golang.org/x/net/http2.cloneHeader(0xc86b1018f0, 0xc8ba301800)",
            ),
            version="v1.22.4",
            code=2,
            lived=timedelta(hours=2),
        ),
        never="component_overloaded",
    ),
    # The webhook is slow, the fault is the program's own. Completed: Go's exit status.
    report(
        "kubernetes/kubernetes/issues/120507",
        "unknown",
        A,
        exits(
            A,
            lines(
                'E0915 02:36:01.965187      11 dispatcher.go:184] failed calling webhook "webhook.com": failed to call webhook: Post "https://webhook:443/mutate-v1-pod?timeout=14s": context deadline exceeded',
                "fatal error: concurrent map iteration and map write",
                "",
                "goroutine 10668904 [running]:",
                "reflect.mapiterinit(0x451512?, 0x200?, 0x48da4c0?)",
                "\t/usr/local/go/src/runtime/map.go:1375 +0x19",
                "reflect.(*MapIter).Next(0x4528ac0?)",
            ),
            code=2,
            lived=timedelta(hours=6),
        ),
        never="admission_webhook_deadlock",
    ),
    # hyperkube in a unit. Completed: Go's exit status.
    report(
        "kubernetes/kubernetes/issues/80449",
        "unknown",
        A,
        exits(
            A,
            lines(
                "[restful] 2019/07/19 10:50:37 log.go:33: [restful/swagger] listing is available at https://***:6443/swaggerapi",
                "[restful] 2019/07/19 10:50:37 log.go:33: [restful/swagger] https://***:6443/swaggerui/ is mapped to folder /swagger-ui/",
                "[restful] 2019/07/19 10:50:39 log.go:33: [restful/swagger] listing is available at https://***:6443/swaggerapi",
                "[restful] 2019/07/19 10:50:39 log.go:33: [restful/swagger] https://***:6443/swaggerui/ is mapped to folder /swagger-ui/",
                "fatal error: concurrent map iteration and map write",
            ),
            version="v1.10.11",
            code=2,
            lived=timedelta(seconds=9),
        ),
    ),
    # k0s goes on and starts etcd again and again. Completed: the clocks of the middle lines of each round.
    report(
        "k0sproject/k0s/issues/424",
        "unknown",
        None,
        Node(version=None)
        .unit("k0s")
        .journal(
            "k0s",
            *(
                f"{level}[2020-11-18 19:13:{second}] {said:<50} component=etcd"
                for second in (25, 30, 35)
                for level, said in (
                    ("INFO", "Starting to supervise"),
                    ("INFO", "Started succesfully, go nuts"),
                    ("INFO", "etcd on unsupported platform without ETCD_UNSUPPORTED_ARCH=arm64 set"),
                    ("WARN", "exit status 1"),
                    ("INFO", "respawning in 5 secs"),
                )
            ),
            by="k0s",
        ),
        never="command_not_found",
    ),
    # KubeKey with etcd of type kubeadm, Kylin V10 on arm64.
    report(
        "kubesphere/kubekey/issues/1278",
        "unknown",
        E,
        exits(E, "etcd on unsupported platform without ETCD_UNSUPPORTED_ARCH=arm64 set", version="v1.21.5"),
        never="command_not_found",
    ),
    # ---- flags and configuration files ------------------------------------------------------------------------------
    report(
        "linode/docs/issues/2979",
        "feature_gate_rejected",
        A,
        exits(
            A,
            'Error: invalid argument "PersistentLocalVolumes=true,VolumeScheduling=true,CSINodeInfo=true,CSIDriverRegistry=true,BlockVolume=true,CSIBlockVolume=true" for "--feature-gates" flag: unrecognized feature gate: VolumeScheduling',
            "--feature-gates=PersistentLocalVolumes=true,VolumeScheduling=true,CSINodeInfo=true,CSIDriverRegistry=true,BlockVolume=true,CSIBlockVolume=true",
            version="v1.16.1",
            form="docker",
        ),
    ),
    # Cured by the two flags of 1.20; the line is completed with the program's usual one.
    report(
        "aenix-io/kubefarm/issues/2",
        "missing_required_flag",
        A,
        exits(
            A,
            "Error: [service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]",
            version="v1.20.0",
            flags=without(A, "service-account-issuer", "service-account-signing-key-file"),
        ),
    ),
    report(
        "charmed-kubernetes/charm-kubernetes-control-plane/pull/96",
        "unknown_flag",
        A,
        exits(
            A, "Error: unknown flag: --basic-auth-file", "--basic-auth-file=/root/cdk/basic_auth.csv", version="v1.19.0"
        ),
    ),
    report(
        "kubernetes-retired/kube-aws/issues/1578",
        "unknown_flag",
        KCM,
        exits(
            KCM,
            lines(
                "Error: unknown flag: --insecure-experimental-approve-all-kubelet-csrs-for-group",
                "Usage:",
                "  hyperkube kube-controller-manager [flags]",
                "",
                "Debugging flags:",
                "",
                "      --contention-profiling   Enable lock contention profiling, if profiling is enabled",
                "      --profiling              Enable profiling via web interface host:port/debug/pprof/",
            ),
            "--insecure-experimental-approve-all-kubelet-csrs-for-group=system:bootstrappers",
            version="v1.14.0",
            image="k8s.gcr.io/hyperkube-amd64:v1.14.0",
            command="/hyperkube",
            flags=("controller-manager", *FLAGS[KCM]),
            form="docker",
        ),
    ),
    # The mode is ABAC. The line is completed with the program's usual one.
    report(
        "kubernetes/kops/issues/2278",
        "invalid_flag_value",
        A,
        exits(
            A,
            "F0403 09:14:22.310442       5 server.go:198] Invalid Authorization Config: Unknown authorization mode abac specified",
            version="v1.5.6",
            flags=(*without(A, "authorization-mode"), "--authorization-mode=abac"),
            form="docker",
        ),
    ),
    # An IPv6 address of the node beside IPv4 services. Completed: the head of the line.
    report(
        "gardener/gardener/issues/15018",
        ["invalid_flag_value", "unknown"],
        A,
        exits(
            A,
            'E0610 08:20:11.430012       1 run.go:72] "command failed" err="service IP family \\"100.64.0.0/13\\" must match public address family \\"2a0f:dc40:14:242::944f\\""',
            "--bind-address=::",
            "--service-cluster-ip-range=100.64.0.0/13",
            version="v1.34.1",
            flags=without(A, "advertise-address"),
        ),
    ),
    # Warnings of flags that are not given, for nothing needs them; the program goes on.
    report(
        "kubernetes/kubernetes/issues/48795",
        None,
        KCM,
        lives(
            KCM,
            "W0712 06:40:45.824073       1 controllermanager.go:449] Unsuccessful parsing of cluster CIDR : invalid CIDR address: ",
            "W0712 06:40:45.824133       1 controllermanager.go:453] Unsuccessful parsing of service CIDR : invalid CIDR address: ",
            "I0712 06:40:45.824600       1 nodecontroller.go:219] Sending events to api server.",
            "I0712 06:40:45.824852       1 taint_controller.go:157] Sending events to api server.",
            "W0712 06:40:45.910839       1 controllermanager.go:506] Unsuccessful parsing of cluster CIDR : invalid CIDR address: ",
            "I0712 06:40:45.911007       1 controllermanager.go:519] Will not configure cloud provider routes for allocate-node-cidrs: false, configure-cloud-routes: true.",
            "I0712 06:40:45.911187       1 servicecontroller.go:177] Starting service controller",
            version="v1.7.0",
        ),
        never="invalid_flag_value",
    ),
    # The suite that HTTP/2 wants is left out. The line is completed with Go's usual one.
    report(
        "openshift/kubernetes/pull/1022",
        ["invalid_flag_value", "unknown"],
        A,
        exits(
            A,
            "Error: error configuring http2: http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher (need at least one of TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 or TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)",
            "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            version="v1.22.1",
        ),
    ),
    # Quotes that were to be the shell's. The line is completed with etcd's usual one.
    report(
        "kubernetes/kubernetes/issues/85392",
        "invalid_flag_value",
        E,
        exits(
            E,
            '2019-11-17 06:12:40.118833 C | etcdmain: unexpected TLS cipher suite "\\"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\\""',
            '--cipher-suites="TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256","TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"',
            version="v1.16.2",
            image="k8s.gcr.io/etcd:3.3.15-0",
        ),
    ),
    # The title of the report. Completed: the head of the line. The flag's value is not told, and left out.
    report(
        "rancher/rancher/issues/11300",
        ["invalid_flag_value", "unknown"],
        E,
        exits(
            E,
            "2018-02-05 10:22:41.018273 C | etcdmain: error setting up initial cluster: URL scheme must be http or https:",
            version=None,
            image="rancher/etcd:v2.3.7-13",
            flags=("--data-dir=/pdata/data.current",),
            form="docker",
        ),
    ),
    # A Container Linux unit whose environment names the member as well; since 3.5 that is refused.
    report(
        "flatcar/Flatcar/issues/547",
        ["unknown", "invalid_flag_value"],
        E,
        exits(
            E,
            '{"level":"fatal","ts":1636652386.2531393,"caller":"flags/flag.go:85","msg":"conflicting environment variable is shadowed by corresponding command-line flag (either unset environment variable or disable flag))","environment-variable":"ETCD_NAME","stacktrace":"go.etcd.io/etcd/pkg/v3/flags.verifyEnv\\n\\t/tmp/etcd-release-3.5.0/etcd/release/etcd/pkg/flags/flag.go:85"}',
            version=None,
            image="quay.io/coreos/etcd:v3.5.0",
            flags=("--name=node-1", "--data-dir=/var/lib/etcd"),
            env={"ETCD_NAME": "node-1"},
        ),
    ),
    # A gate of kubeadm's own in the components' flags. The line is completed with the program's usual one.
    report(
        "kubernetes/kubeadm/issues/3193",
        "feature_gate_rejected",
        A,
        exits(
            A,
            'E0512 07:40:18.221094       1 run.go:72] "command failed" err="unrecognized feature gate: ControlPlaneKubeletLocalMode"',
            "--feature-gates=ControlPlaneKubeletLocalMode=true",
            version="v1.31.8",
        ),
    ),
    # The issuer of the file is that of the service accounts. The line is completed with the program's usual one.
    report(
        "gardener/gardener/pull/14977",
        "authentication_config_invalid",
        A,
        exits(
            A,
            'E0604 11:02:55.914220       1 run.go:72] "command failed" err="jwt[0].issuer.url: Invalid value: \\"https://kubernetes.default.svc.cluster.local\\": URL must not overlap with disallowed issuers: [https://kubernetes.default.svc.cluster.local]"',
            "--authentication-config=/etc/kubernetes/structured/authentication/config.yaml",
            version="v1.34.1",
            mounts=(PKI, "/etc/ssl/certs", "/etc/kubernetes/structured/authentication"),
        ),
    ),
    # The flags before it are in the report, the refusal is its title.
    report(
        "kubernetes/kubernetes/issues/66874",
        "component_config_invalid",
        S,
        exits(
            S,
            lines(
                'I1229 20:28:53.607125   16772 flags.go:33] FLAG: --secure-port="10259"',
                'I1229 20:28:53.607216   16772 flags.go:33] FLAG: --skip-headers="false"',
                'I1229 20:28:53.607307   16772 flags.go:33] FLAG: --stderrthreshold="2"',
                'I1229 20:28:53.607405   16772 flags.go:33] FLAG: --tls-cert-file=""',
                'no matches for kind "KubeSchedulerConfiguration" in version "componentconfig/v1alpha1"',
            ),
            "--config=/etc/kubernetes/kube-scheduler.yaml",
            version="v1.13.1",
        ),
    ),
    # kubeadm mounts nothing for the flag. The line is completed with the program's usual one.
    report(
        "kubernetes/kubeadm/issues/518",
        "file_not_mounted",
        S,
        exits(
            S,
            "error: unable to read policy config: open /opt/k8s/cfg/sched_policy.json: no such file or directory",
            "--policy-config-file=/opt/k8s/cfg/sched_policy.json",
            node=Node(version="v1.8.2").there("/opt/k8s/cfg/sched_policy.json"),
            form="docker",
        ),
    ),
    # The pod has no volume of the file.
    report(
        "kubernetes/kubernetes/issues/66178",
        "file_not_mounted",
        "cloud-controller-manager",
        exits(
            "cloud-controller-manager",
            "stat /etc/kubernetes/admin.conf: no such file or directory",
            flags=("--cloud-provider=aws", "--leader-elect=true", "--kubeconfig=/etc/kubernetes/admin.conf"),
            mounts=(),
            node=Node(version="v1.11.0").there("/etc/kubernetes/admin.conf", mode="0600"),
            form="docker",
        ),
    ),
    # The kubeconfig is there by the flags, but says nothing.
    report(
        "opsnull/follow-me-install-kubernetes-cluster/issues/421",
        ["component_config_invalid", "unknown"],
        KCM,
        exits(
            KCM,
            "invalid configuration: no configuration has been provided",
            version="v1.12.3",
            flags=(
                "--port=0",
                "--secure-port=10252",
                "--bind-address=127.0.0.1",
                "--kubeconfig=/etc/kubernetes/kube-controller-manager.kubeconfig",
            ),
            mounts=("/etc/kubernetes/kube-controller-manager.kubeconfig",),
        ),
        never="apiserver_unreachable",
    ),
    # The plugin runs in a container of its own and has made its socket. The mounts are those that the plugin's
    # manual asks for; its lines are cut after the second.
    report(
        "kubernetes/cloud-provider-openstack/issues/1313",
        ["kms_plugin_unavailable", "file_not_mounted"],
        A,
        exits(
            A,
            lines(
                'W1113 22:20:33.910655       1 clientconn.go:1208] grpc: addrConn.createTransport failed to connect to {/var/lib/kms/kms.sock  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial unix /var/lib/kms/kms.sock: connect: no such file or directory". Reconnecting...',
                "E1113 22:20:41.715033       1 grpc_service.go:76] failed to create connection to unix socket: /var/lib/kms/kms.sock, error: dial unix /var/lib/kms/kms.sock: connect: no such file or directory",
            ),
            "--encryption-provider-config=/etc/kubernetes/encryption-config.yaml",
            mounts=(PKI, "/etc/ssl/certs", "/var/lib/kms", "/etc/kubernetes/encryption-config.yaml"),
            node=Node(version="v1.19.3").there("/etc/kubernetes/encryption-config.yaml"),
            form="docker",
        ),
    ),
    # ---- ports, probes, images, leases ------------------------------------------------------------------------------
    # A second one beside the first. The last line is completed with the program's usual one.
    report(
        "kubernetes/kubernetes/issues/62599",
        ["port_in_use", "port_held_by_previous_instance"],
        KCM,
        exits(
            KCM,
            lines(
                '0415 18:34:26.848200    3062 flags.go:27] FLAG: --address="0.0.0.0"',
                '0415 18:34:26.848303    3062 flags.go:27] FLAG: --allocate-node-cidrs="false"',
                '0415 18:34:26.848399    3062 flags.go:27] FLAG: --bind-address="10.240.0.11"',
                "listen tcp 0.0.0.0:10252: bind: address already in use",
            ),
            version="v1.10.0",
            flags=("--address=0.0.0.0", "--bind-address=10.240.0.11", "--leader-elect=true"),
        ),
    ),
    # The temporary control plane of the bootstrap gives the port away too late.
    report(
        "kubernetes-retired/bootkube/issues/135",
        ["port_held_by_previous_instance", "port_in_use"],
        A,
        exits(
            A,
            lines(
                "I0916 17:54:22.088920       1 genericapiserver.go:690] Serving securely on 0.0.0.0:443",
                "I0916 17:54:22.089037       1 genericapiserver.go:735] Serving insecurely on 127.0.0.1:8080",
                "E0916 17:54:22.089963       1 genericapiserver.go:716] Unable to listen for secure (listen tcp 0.0.0.0:443: bind: address already in use); will try again.",
            ),
            version="v1.4.0",
            flags=(*without(A, "secure-port"), "--secure-port=443", "--insecure-port=8080"),
            form="docker",
        ),
    ),
    # A Raspberry Pi 3: "always failing to sync", and shut down again and again; a longer delay cures it. Completed: kubeadm's
    # probe of the time, the kubelet's and the program's usual lines of that.
    report(
        "kubernetes/kubeadm/issues/931",
        "probe_too_aggressive",
        A,
        Node(name="raspberrypi", version="v1.10.4")
        .static_pod(A, probe=http_probe(host="10.0.0.4", port=6443, path="/healthz", delay=15))
        .died(
            A,
            never_synced("09:01", "09:02"),
            code=137,
            attempt=6,
            lived=timedelta(seconds=97),
            ago=timedelta(seconds=160),
        )
        .died(
            A,
            never_synced("09:03", "09:04"),
            code=137,
            attempt=7,
            lived=timedelta(seconds=97),
            ago=timedelta(seconds=30),
        )
        .kubelet(
            'I0617 09:04:57.214440     612 kuberuntime_manager.go:550] Container "kube-apiserver" ({"docker" "6d1a"}) of pod kube-apiserver-raspberrypi_kube-system(0a1b): Container failed liveness probe.. Container will be killed and recreated.',
        ),
    ),
    # No way to the internet. Completed: what the kubelet says of it.
    report(
        "kubernetes/kubeadm/issues/1019",
        "image_unavailable",
        A,
        Node(version="v1.11.0")
        .static_pod(A, image="k8s.gcr.io/kube-apiserver-amd64:v1.11.0")
        .waits(A, "ImagePullBackOff", 'Back-off pulling image "k8s.gcr.io/kube-apiserver-amd64:v1.11.0"'),
    ),
    # Fails after five to ten minutes for timeouts of its calls. Completed: the program's usual last lines.
    report(
        "Nordix/xcluster/issues/13",
        "leader_election_lost",
        KCM,
        exits(
            KCM,
            lines(
                "I0806 08:17:30.001824     210 leaderelection.go:281] failed to renew lease kube-system/kube-controller-manager: failed to tryAcquireOrRenew context deadline exceeded",
                "F0806 08:17:30.001902     210 controllermanager.go:279] leaderelection lost",
            ),
            version="v1.16.0-alpha.2",
            code=255,
            lived=timedelta(minutes=7),
        ),
    ),
    # A fresh cluster: the roles are not made yet, and the lease is had five seconds later.
    report(
        "kubernetes/minikube/issues/3611",
        None,
        KCM,
        lives(
            KCM,
            'E0131 02:26:27.262556       1 leaderelection.go:270] error retrieving resource lock kube-system/kube-controller-manager: endpoints "kube-controller-manager" is forbidden: User "system:kube-controller-manager" cannot get resource "endpoints" in API group "" in the namespace "kube-system"',
            "I0131 02:26:31.345249       1 leaderelection.go:214] successfully acquired lease kube-system/kube-controller-manager",
            "I0131 02:26:31.355949       1 plugins.go:103] No cloud provider specified.",
            "I0131 02:26:31.356730       1 controller_utils.go:1027] Waiting for caches to sync for tokens controller",
            "I0131 02:26:31.456938       1 controller_utils.go:1034] Caches are synced for tokens controller",
            version="v1.13.2",
            name="minikube",
        ),
        never="leader_election_lost",
    ),
    # The scheduler of a fresh minikube; the report is of something else.
    report(
        "kubernetes/minikube/issues/6951",
        None,
        S,
        lives(
            S,
            "I0308 12:41:46.320669       1 serving.go:312] Generated self-signed cert in-memory",
            'W0308 12:41:46.839322       1 configmap_cafile_content.go:102] unable to load initial CA bundle for: "client-ca::kube-system::extension-apiserver-authentication::client-ca-file" due to: configmap "extension-apiserver-authentication" not found',
            "W0308 12:41:50.329874       1 authentication.go:348] Unable to get configmap/extension-apiserver-authentication in kube-system.  Usually fixed by 'kubectl create rolebinding -n kube-system ROLEBINDING_NAME --role=extension-apiserver-authentication-reader --serviceaccount=YOUR_NS:YOUR_SA'",
            'W0308 12:41:50.330568       1 authentication.go:296] Error looking up in-cluster authentication configuration: configmaps "extension-apiserver-authentication" is forbidden: User "system:kube-scheduler" cannot get resource "configmaps" in API group "" in the namespace "kube-system"',
            "W0308 12:41:50.330750       1 authentication.go:297] Continuing without authentication configuration. This may treat all requests as anonymous.",
            version="v1.17.3",
            name="minikube",
        ),
        never="apiserver_unreachable",
    ),
    # ---- etcd and those who call it ---------------------------------------------------------------------------------
    # After a reboot of the machine.
    report(
        "kubernetes/kubernetes/issues/92366",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                *(
                    f'W0622 10:55:{second}       1 clientconn.go:1208] grpc: addrConn.createTransport failed to connect to {{https://127.0.0.1:2379  <nil> 0 <nil>}}. Err :connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused". Reconnecting...'
                    for second in ("39.110387", "40.211924", "41.516789", "42.660735", "46.242631")
                )
            ),
            node=Node(name="manager.k8s", version="v1.18.4").kubelet(
                'E0622 18:54:33.896388   20335 kubelet.go:2267] node "manager.k8s" not found'
            ),
            lived=timedelta(seconds=22),
        ),
    ),
    # After a reboot: the unit is enabled, did not start, and does so by hand. Completed: the apiserver's usual line.
    report(
        "kubernetes-sigs/kubespray/issues/898",
        "etcd_unreachable",
        A,
        exits(
            A,
            "F0113 15:20:44.803311       1 controller.go:128] Unable to perform initial IP allocation check: unable to refresh the service IP block: client: etcd cluster is unavailable or misconfigured; error #0: dial tcp 127.0.0.1:2379: getsockopt: connection refused",
            node=Node(version="v1.5.1").unit("etcd", "inactive", "dead", UnitFileState="enabled"),
            code=255,
            form="docker",
        ),
    ),
    # An upgrade wrote the old members' addresses again, which are switched off. The lines are completed.
    report(
        "kubernetes/kubernetes/issues/93161",
        "etcd_unreachable",
        A,
        exits(
            A,
            lines(
                'W0716 13:40:02.118823       1 clientconn.go:1208] grpc: addrConn.createTransport failed to connect to {https://10.0.0.11:2379  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 10.0.0.11:2379: connect: no route to host". Reconnecting...',
                "Error: context deadline exceeded",
            ),
            version="v1.18.5",
            flags=(*without(A, "etcd-servers"), "--etcd-servers=https://10.0.0.11:2379,https://10.0.0.12:2379"),
            lived=timedelta(seconds=22),
        ),
    ),
    # Three machines of a new cluster; so says the second one when it is started, as the text tells.
    report(
        "etcd-io/etcd/issues/10897",
        "etcd_membership_mismatch",
        E,
        lives(
            E,
            "request sent was ignored (cluster ID mismatch: peer[9c64eb1dbc4fc47e]=f220db43b21e2af0, local=2d3173185977a3e4)",
            "failed to dial 9c64eb1dbc4fc47e on stream Message (cluster ID mismatch)",
            "request sent was ignored (cluster ID mismatch: peer[9c64eb1dbc4fc47e]=f220db43b21e2af0, local=2d3173185977a3e4)",
            "failed to dial 9c64eb1dbc4fc47e on stream MsgApp v2 (cluster ID mismatch)",
            "failed to dial 6f786ac7d981f803 on stream MsgApp v2 (dial tcp 192.168.195.130:2380: connect: no route to host)",
            "request sent was ignored (cluster ID mismatch: peer[9c64eb1dbc4fc47e]=f220db43b21e2af0, local=2d3173185977a3e4)",
            version=None,
            image="quay.io/coreos/etcd:v3.3.11",
            since=timedelta(minutes=10),
        ),
    ),
    # A new member that was started as a cluster of its own, a moment ago. Completed: the flag that was wrong.
    report(
        "etcd-io/etcd/issues/13462",
        "etcd_membership_mismatch",
        E,
        lives(
            E,
            "request cluster ID mismatch (got 81a36b1dcb21d06f want 1e104cfab6443ed5)",
            "request sent was ignored (cluster ID mismatch: peer[e6666cb368e6daf8]=81a36b1dcb21d06f, local=1e104cfab6443ed5)",
            version=None,
            extra=("--initial-cluster-state=new",),
            since=timedelta(minutes=10),
        ),
    ),
    report(
        "etcd-io/etcd/issues/5664",
        "etcd_data_corrupt",
        E,
        exits(
            E,
            lines(
                "2016-06-30 23:32:15.998533 I | etcdserver: snapshot count = 10000",
                "2016-06-30 23:32:15.998549 I | etcdserver: advertise client URLs = https://jrprd-db01.justreply.co:2379",
                "2016-06-30 23:32:16.000775 I | etcdserver: restarting member 39246a319e218d4a in cluster 7b622c05bd899518 at commit index 51644801",
                "2016-06-30 23:32:16.001104 C | raft: 39246a319e218d4a state.commit 51644801 is out of range [0, 0]",
                "panic: 39246a319e218d4a state.commit 51644801 is out of range [0, 0]",
                "goroutine 1 [running]:",
                "panic(0xd44e00, 0xc82012e430)",
                "/usr/local/go/src/runtime/panic.go:481 +0x3e6",
            ),
            version=None,
            image="quay.io/coreos/etcd:v2.3.7",
            code=2,
        ),
    ),
    # Restored onto another store of NFS. The first line is shortened; completed: the head of the second. Owner and mode are as
    # they were, and an error without a path is the lock's (client/pkg/fileutil/lock_linux.go): whether that counts is open.
    report(
        "etcd-io/etcd/issues/14851",
        ["file_permission_denied", "unknown"],
        E,
        exits(
            E,
            lines(
                '{"level":"info","ts":"2022-11-24T16:19:22.380Z","caller":"embed/etcd.go:308","msg":"starting an etcd server","etcd-version":"3.5.2","name":"olk8-m1","data-dir":"/var/lib/etcd"}',
                '{"level":"fatal","ts":"2022-11-24T16:19:22.391Z","caller":"etcdserver/storage.go:95","msg":"failed to open WAL","error":"permission denied"}',
            ),
            node=Node(name="olk8-m1", version="v1.24.0"),
            image="registry.k8s.io/etcd:3.5.2-0",
            flags=(
                "--name=olk8-m1",
                "--data-dir=/var/lib/etcd",
                "--listen-client-urls=https://127.0.0.1:2379,https://10.11.0.16:2379",
                "--listen-peer-urls=https://10.11.0.16:2380",
            ),
        ),
    ),
    # A peer whose clock is ten seconds off; etcd warns of it and goes on.
    report(
        "etcd-io/etcd/issues/9768",
        None,
        E,
        lives(
            E,
            "2018-05-23 17:00:29.475936 W | rafthttp: the clock difference against peer 5bd0394181f135dd is too high [10.449391606s > 1s]",
            "2018-05-23 17:00:59.476151 W | rafthttp: the clock difference against peer 5bd0394181f135dd is too high [10.449443811s > 1s]",
            "2018-05-23 17:01:29.476315 W | rafthttp: the clock difference against peer 5bd0394181f135dd is too high [10.449597395s > 1s]",
            "2018-05-23 17:01:59.476514 W | rafthttp: the clock difference against peer 5bd0394181f135dd is too high [10.449581152s > 1s]",
            version=None,
            image="quay.io/coreos/etcd:v3.2.7",
        ),
        never="clock_skew",
    ),
    # The alarm and the size of the database are told. Completed: the apiserver's line around the message.
    report(
        "beclab/Olares/issues/3142",
        "etcd_nospace_alarm",
        E,
        lives(E, version=None)
        .etcd(alarms=["NOSPACE"])
        .static_pod(A)
        .runs(
            A,
            'E0412 10:10:31.202933       1 status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0x8, desc:"etcdserver: mvcc: database space exceeded"}: etcdserver: mvcc: database space exceeded',
        ),
    ),
    # From 3.5.21, which had its members from a snapshot of 3.5.19, to 3.6.4. Completed: the clothes of the message.
    report(
        "etcd-io/etcd/issues/20793",
        "etcd_upgrade_incompatible",
        E,
        exits(
            E,
            lines(
                '{"level":"panic","ts":"2025-10-13T08:31:42.114201Z","caller":"etcdserver/server.go:2000","msg":"failed to validate configuration change","error":"membership: too many learner members in cluster"}',
                "panic: failed to validate configuration change",
            ),
            version="v1.34.1",
            image="registry.k8s.io/etcd:3.6.4-0",
            code=2,
        ),
    ),
)
