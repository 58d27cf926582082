"""Public reports of kube-apiservers that end, are killed or look as if they did, met for the first time.

They are shown as those of further.py are. About a quarter is benign, outside the closed set, or looks like another cause.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.further import A, S, exits, report


def lives(log, *extra, version=None, flags=None, since=timedelta(days=3), **more):
    """An apiserver that runs, and what it says."""
    return Node(version=version).unit("kubelet").static_pod(A, *extra, flags=flags, **more).runs(A, log, since=since)


FURTHER_SEVENTH_APISERVER = (
    # ---- flags ------------------------------------------------------------------------------------------------------
    report(
        "Azure/aks-engine/issues/490",
        "unknown_flag",
        A,
        # The report quotes the message; the word before it is the command library's.
        exits(
            A,
            "Error: unknown flag: --repair-malformed-updates",
            "--repair-malformed-updates=false",
            version="v1.14.0-alpha.3",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/62891",
        "unknown_flag",
        A,
        # The file's name is not told.
        exits(
            A,
            "Error: unknown flag: --basic_auth_file",
            "--basic_auth_file=/etc/kubernetes/pki/basic_auth.csv",
            version="v1.10.1",
        ),
    ),
    report(
        "kubernetes/kops/pull/8783",
        "unknown_flag",
        A,
        exits(
            A,
            "Error: unknown flag: --basic-auth-file",
            "--basic-auth-file=/srv/kubernetes/basic_auth.csv",
            version="v1.19.0-alpha.1",
            mounts=("/srv/kubernetes", "/etc/ssl/certs"),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/89610",
        "unknown_flag",
        A,
        # The excerpt ends within the flag's name, which the comment before it spells out.
        exits(
            A,
            "Error: unknown flag: --secondary-service-cluster-ip-range",
            "--service-cluster-ip-range=12.0.0.0/16",
            "--secondary-service-cluster-ip-range=fd00:4000::/112",
            version=None,
        ),
    ),
    report(
        "kubernetes/minikube/issues/3881",
        "unknown_flag",
        A,
        exits(
            A,
            "error: unknown flag: --Audit.LogOptions.Path",
            "--Authorization.Mode=RBAC",
            "--Audit.LogOptions.Path=/var/logs/audit.log",
            "--Audit.PolicyFile=/etc/kubernetes/addons/audit-policy.yaml",
            version=None,
            form="docker",
        ),
    ),
    report(
        "rootless-containers/usernetes/pull/205",
        "missing_required_flag",
        A,
        exits(
            A,
            "Flag --kubelet-https has been deprecated, API Server connections to kubelets always use https. This flag will be removed in 1.22.\n"
            "Flag --port has been deprecated, This flag has no effect now and will be removed in v1.24.\n"
            "I1203 09:49:25.246821     144 server.go:632] external host was not specified, using 172.17.0.2\n"
            "W1203 09:49:25.246885     144 authentication.go:519] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer\n"
            "Error: [service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]",
            version="v1.20.0",
            flags=("--kubelet-https=true", "--port=0"),
        ),
    ),
    report(
        "mmumshad/kubernetes-the-hard-way/pull/179",
        "invalid_flag_value",
        A,
        exits(A, "Error: invalid value api/all=", "--runtime-config=api/all", version="v1.19.0"),
    ),
    report(
        "kubernetes-sigs/kwok/issues/1700",
        "invalid_flag_value",
        A,
        exits(
            A,
            "W0701 01:34:52.240174       1 options.go:369] No CIDR for service cluster IPs specified. Default value which was 10.0.0.0/24 is deprecated and will be removed in future releases. Please specify it using --service-cluster-ip-range on kube-apiserver.\n"
            "I0701 01:34:52.240455       1 options.go:263] external host was not specified, using fdc4:f303:9324::3\n"
            'E0701 01:34:52.241184       1 run.go:72] "command failed" err="service IP family \\"10.0.0.0/24\\" must match public address family \\"fdc4:f303:9324::3\\""',
            version=None,
            flags=("--authorization-mode=Node,RBAC", "--etcd-servers=http://127.0.0.1:2379"),
        ),
    ),
    report(
        "rancher/rancher/issues/54946",
        "invalid_flag_value",
        A,
        # The report quotes the error's text; the line's head is the program's usual one.
        exits(
            A,
            'E0506 09:12:31.114213       1 run.go:72] "command failed" err="service IP family \\"2001:cafe:43::/112\\" must match public address family \\"10.0.30.114\\""',
            "--advertise-address=10.0.30.114",
            "--service-cluster-ip-range=2001:cafe:43::/112,10.43.0.0/16",
            version="v1.35.3",
        ),
    ),
    report(
        "gardener/gardener/issues/3140",
        "feature_gate_rejected",
        A,
        exits(
            A,
            'Error: invalid argument "CustomResourceWebhookConversion=true,CSIMigration=true,CSIMigrationAWS=true" for "--feature-gates" flag: unrecognized feature gate: CustomResourceWebhookConversion',
            "--feature-gates=CustomResourceWebhookConversion=true,CSIMigration=true,CSIMigrationAWS=true",
            version=None,
        ),
    ),
    report(
        "kubernetes-sigs/kind/issues/1482",
        ["feature_gate_rejected", "invalid_flag_value"],
        A,
        # The report shows the gate and that the apiserver does not come up; the line is the program's usual one.
        exits(
            A,
            'Error: invalid argument "AuthorizationMode=RBAC" for "--feature-gates" flag: invalid value of AuthorizationMode=RBAC, err: strconv.ParseBool: parsing "RBAC": invalid syntax',
            "--feature-gates=AuthorizationMode=RBAC",
            version="v1.18.0",
        ),
    ),
    # ---- admission --------------------------------------------------------------------------------------------------
    report(
        "kubernetes/website/issues/1294",
        "unknown_admission_plugin",
        A,
        exits(
            A,
            "I0921 14:53:20.553277    4929 genericapiserver.go:606] Will report 10.1.70.40 as public IP address.\n"
            "F0921 14:53:20.556451    4929 plugins.go:143] Unknown admission plugin: DefaultStorageClass",
            version=None,
            flags=(
                "--admission-control=NamespaceLifecycle,LimitRanger,ServiceAccount,DefaultStorageClass,ResourceQuota",
            ),
            code=255,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/101521",
        "file_not_mounted",
        A,
        exits(
            A,
            "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.\n"
            "I0427 11:00:37.834028       1 server.go:632] external host was not specified, using 172.31.27.124\n"
            "I0427 11:00:37.834412       1 server.go:182] Version: v1.20.1\n"
            "I0427 11:00:38.322644       1 shared_informer.go:240] Waiting for caches to sync for node_authorizer\n"
            'Error: failed to initialize admission: failed to read plugin config: unable to read admission control configuration from "/etc/kubernetes/admission.yaml" [open /etc/kubernetes/admission.yaml: no such file or directory]',
            "--admission-control-config-file=/etc/kubernetes/admission.yaml",
            "--insecure-port=0",
            version="v1.20.1",
            form="docker",
        ).there("/etc/kubernetes/admission.yaml"),
    ),
    report(
        "kubernetes/kops/issues/7862",
        ["component_config_invalid", "missing_required_flag"],
        A,
        exits(
            A,
            'I1031 14:56:49.384809       1 flags.go:33] FLAG: --admission-control-config-file=""\n'
            'Error: failed to initialize admission: couldn\'t init admission plugin "EventRateLimit": limits: Invalid value: []eventratelimit.Limit(nil): must not be empty',
            "--enable-admission-plugins=NodeRestriction,EventRateLimit",
            version="v1.13.11",
        ),
    ),
    # ---- files and keys ---------------------------------------------------------------------------------------------
    report(
        "kubernetes/kops/issues/7503",
        "file_missing",
        A,
        # The comment tells of a file that was never written for a typing error; the line is the program's usual one.
        exits(
            A,
            'error: loading audit policy file: failed to read file path "/srv/kubernetes/audit.yaml": open /srv/kubernetes/audit.yaml: no such file or directory',
            "--audit-policy-file=/srv/kubernetes/audit.yaml",
            "--audit-log-path=/var/log/kube-apiserver-audit.log",
            version=None,
            mounts=("/srv/kubernetes", "/etc/ssl/certs", "/var/log/kube-apiserver.log"),
            form="docker",
        ),
    ),
    report(
        "kubernetes/kops/pull/9885",
        "file_missing",
        A,
        # The report says that the file's secret is missing; flag and line are kops' and the program's usual ones.
        exits(
            A,
            'Error: error opening encryption provider configuration file "/srv/kubernetes/encryptionconfig.yaml": open /srv/kubernetes/encryptionconfig.yaml: no such file or directory',
            "--encryption-provider-config=/srv/kubernetes/encryptionconfig.yaml",
            version=None,
            mounts=("/srv/kubernetes", "/etc/ssl/certs"),
        ),
    ),
    report(
        "kubernetes/kops/issues/12574",
        "file_missing",
        A,
        exits(
            A,
            "Error: open /srv/kubernetes/kube-apiserver/etcd-client.crt: no such file or directory",
            version="v1.22.2",
            flags=(
                "--etcd-cafile=/srv/kubernetes/kube-apiserver/etcd-ca.crt",
                "--etcd-certfile=/srv/kubernetes/kube-apiserver/etcd-client.crt",
                "--etcd-keyfile=/srv/kubernetes/kube-apiserver/etcd-client.key",
                "--etcd-servers=https://127.0.0.1:4001",
            ),
            mounts=("/srv/kubernetes/kube-apiserver", "/etc/ssl/certs"),
            form="docker",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/37618",
        "file_missing",
        A,
        exits(
            A,
            "error: unable to read certificate-authority /var/run/kubernetes/apiserver.crt for local due to open /var/run/kubernetes/apiserver.crt: no such file or directory",
            version=None,
            flags=("--cert-dir=/var/run/kubernetes",),
            mounts=("/var/run/kubernetes",),
        )
        .there("/var/run/kubernetes", "directory", "0755")
        .absent("/var/run/kubernetes/apiserver.crt"),
    ),
    report(
        "kubernetes/kubernetes/issues/53504",
        ["file_not_mounted", "file_missing"],
        A,
        exits(
            A,
            'F1005 19:56:17.861521       1 plugins.go:115] Couldn\'t open cloud provider configuration /etc/kubernetes/cloud-config: &os.PathError{Op:"open", Path:"/etc/kubernetes/cloud-config", Err:0x2}',
            "--cloud-config=/etc/kubernetes/cloud-config",
            version="v1.8.0",
            form="docker",
            code=255,
        ),
    ),
    report(
        "openshift/cluster-kube-apiserver-operator/pull/1012",
        "service_account_key_invalid",
        A,
        exits(
            A,
            "Error: error reading public key file /etc/kubernetes/static-pod-resources/configmaps/bound-sa-token-signing-certs/service-account-001.pub: data does not contain any valid RSA or ECDSA public keys",
            "--service-account-key-file=/etc/kubernetes/static-pod-resources/configmaps/bound-sa-token-signing-certs/service-account-001.pub",
            version=None,
        ),
    ),
    report(
        "samsung-cnct/kraken-lib/issues/132",
        "host_ca_bundle_missing",
        A,
        exits(
            A,
            "I1220 20:45:20.634568       1 config.go:498] Will report 10.0.107.37 as public IP address.\n"
            "I1220 20:45:20.634676       1 aws.go:746] Building AWS cloudprovider\n"
            "I1220 20:45:20.634703       1 aws.go:700] Zone not specified in configuration file; querying AWS metadata service\n"
            'F1220 20:45:20.986321       1 config.go:506] Cloud provider could not be initialized: could not init cloud provider "aws": error finding instance i-01efe3ec90d909fa7: error listing AWS instances: RequestError: send request failed\n'
            "caused by: Post https://ec2.us-east-1.amazonaws.com/: x509: failed to load system roots and no roots provided",
            version="v1.5.0",
            flags=("--cloud-provider=aws",),
            mounts=(),
            code=255,
        ),
    ),
    # ---- ports ------------------------------------------------------------------------------------------------------
    report(
        "rancher/rke2/issues/370",
        ["port_in_use", "port_held_by_previous_instance"],
        A,
        exits(
            A,
            "Flag --insecure-port has been deprecated, This flag will be removed in a future version.\n"
            "I0922 19:59:24.372160       1 server.go:618] external host was not specified, using 172.31.4.204\n"
            "I0922 19:59:24.374198       1 server.go:148] Version: v1.18.8-beta20+rke2\n"
            "Error: failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use\n"
            "Usage:\n"
            "  kube-apiserver [flags]\n"
            "\n"
            "Generic flags:\n"
            "\n"
            "      --advertise-address ip                         The IP address on which to advertise the apiserver to members of the cluster. This address must be reachable by the rest of the cluster. If blank, the --bind-address will be used. If --bind-address is unspecified, the host's default interface will be used.\n"
            "      --cloud-provider-gce-l7lb-src-cidrs cidrs      CIDRs opened in GCE firewall for L7 LB traffic proxy & health checks",
            version="v1.18.8",
        ),
    ),
    # ---- etcd, as the apiserver sees it -----------------------------------------------------------------------------
    report(
        "kubernetes/kubeadm/issues/2150",
        "etcd_unreachable",
        A,
        exits(
            A,
            'W0523 05:56:42.026354       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://10.5.5.216:2379 0  <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 10.5.5.216:2379: connect: connection refused". Reconnecting...\n'
            'W0523 05:56:42.089891       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://10.5.5.216:2379 0  <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 10.5.5.216:2379: connect: connection refused". Reconnecting...',
            version="v1.16.10",
            flags=(
                "--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt",
                "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt",
                "--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key",
                "--etcd-servers=https://10.5.5.216:2379",
            ),
            form="docker",
        ),
    ),
    report(
        "d2iq-archive/kubernetes-mesos/issues/513",
        "etcd_unreachable",
        A,
        exits(
            A,
            "I0928 06:10:41.117134    2118 master.go:295] Will report 10.0.2.15 as public IP address.\n"
            "I0928 06:10:41.121279    2118 client.go:206] zookeeper client connected\n"
            "[restful] 2015/09/28 06:10:41 log.go:30: [restful/swagger] listing is available at https://10.0.2.15:25502/swaggerapi/\n"
            "[restful] 2015/09/28 06:10:41 log.go:30: [restful/swagger] https://10.0.2.15:25502/swaggerui/ is mapped to folder /swagger-ui/\n"
            "F0928 06:11:11.974306    2118 controller.go:80] Unable to perform initial IP allocation check: unable to refresh the service IP block: 501: All the given peers are not reachable (failed to propose on members [http://localhost:4001] twice [last error: Get http://localhost:4001/v2/keys/registry/ranges/serviceips?quorum=false&recursive=false&sorted=false: dial tcp: i/o timeout]) [0]",
            version=None,
            flags=("--etcd-servers=http://localhost:4001", "--cloud-provider=mesos"),
            code=255,
            lived=timedelta(seconds=33),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/74718",
        ["etcd_first_endpoint_down", "etcd_unreachable"],
        A,
        # The excerpt ends before the last line, which is this version's usual one; etcd's addresses are not told.
        exits(
            A,
            "Flag --insecure-port has been deprecated, This flag will be removed in a future version.\n"
            "I0301 10:06:17.664706       1 server.go:557] external host was not specified, using 192.168.48.201\n"
            "I0301 10:06:17.664868       1 server.go:146] Version: v1.13.3\n"
            "I0301 10:06:18.249862       1 plugins.go:158] Loaded 9 mutating admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,TaintNodesByCondition,Priority,DefaultTolerationSeconds,DefaultStorageClass,MutatingAdmissionWebhook.\n"
            "I0301 10:06:18.249918       1 plugins.go:161] Loaded 6 validating admission controller(s) successfully in the following order: LimitRanger,ServiceAccount,Priority,PersistentVolumeClaimResize,ValidatingAdmissionWebhook,ResourceQuota.\n"
            "I0301 10:06:18.251037       1 plugins.go:158] Loaded 9 mutating admission controller(s) successfully in the following order: NamespaceLifecycle,LimitRanger,ServiceAccount,NodeRestriction,TaintNodesByCondition,Priority,DefaultTolerationSeconds,DefaultStorageClass,MutatingAdmissionWebhook.\n"
            "I0301 10:06:18.251068       1 plugins.go:161] Loaded 6 validating admission controller(s) successfully in the following order: LimitRanger,ServiceAccount,Priority,PersistentVolumeClaimResize,ValidatingAdmissionWebhook,ResourceQuota.\n"
            "F0301 10:06:38.253310       1 storage_decorator.go:57] Unable to create storage backend: config (&{ /registry [https://192.168.48.211:2379 https://192.168.48.212:2379 https://192.168.48.213:2379] /etc/kubernetes/pki/apiserver-etcd-client.key /etc/kubernetes/pki/apiserver-etcd-client.crt /etc/kubernetes/pki/etcd/ca.crt true 0xc0004f2d80 <nil> 5m0s 1m0s}), err (dial tcp 192.168.48.211:2379: connect: connection refused)",
            version="v1.13.3",
            flags=(
                "--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt",
                "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt",
                "--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key",
                "--etcd-servers=https://192.168.48.211:2379,https://192.168.48.212:2379,https://192.168.48.213:2379",
                "--insecure-port=0",
                "--secure-port=6443",
            ),
            code=255,
            lived=timedelta(seconds=21),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/140134",
        ["etcd_unreachable", "unknown"],
        A,
        exits(
            A,
            "error creating storage factory: etcdclient: failed to connect to the etcd server: context deadline exceeded",
            version="v1.37.0-alpha.2",
            lived=timedelta(seconds=21),
        ),
    ),
    report(
        "kubernetes/kops/issues/16581",
        "etcd_server_certificate_expired",
        A,
        # The excerpt cuts the line off within the address, which is kops' etcd of that version.
        exits(
            A,
            'W0515 13:17:42.270070       1 clientconn.go:1251] grpc: addrConn.createTransport failed to connect to {127.0.0.1:4001 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid". Reconnecting...',
            version="v1.15.2",
            flags=(
                "--etcd-cafile=/etc/kubernetes/pki/kube-apiserver/etcd-ca.crt",
                "--etcd-certfile=/etc/kubernetes/pki/kube-apiserver/etcd-client.crt",
                "--etcd-keyfile=/etc/kubernetes/pki/kube-apiserver/etcd-client.key",
                "--etcd-servers=https://127.0.0.1:4001",
            ),
            mounts=("/etc/kubernetes/pki/kube-apiserver", "/srv/kubernetes", "/etc/ssl/certs"),
            form="docker",
            lived=timedelta(seconds=21),
        ),
    ),
    # ---- probes and resources ---------------------------------------------------------------------------------------
    report(
        "gardener/gardener/pull/2174",
        ["component_overloaded", "probe_too_aggressive"],
        A,
        Node(version=None)
        .unit("kubelet")
        .static_pod(A, limits={"cpu": "100m"})
        .died(A, code=137, lived=timedelta(minutes=2))
        .kubelet("Container kube-apiserver failed liveness probe, will be restarted", ago=timedelta(seconds=60))
        .probe(
            A,
            500,
            body="[+]ping ok\n[+]etcd ok\n[+]poststarthook/generic-apiserver-start-informers ok\n"
            "[+]poststarthook/start-apiextensions-informers ok\n[+]poststarthook/start-apiextensions-controllers ok\n"
            "[+]poststarthook/bootstrap-controller ok\n[-]poststarthook/rbac/bootstrap-roles failed: reason withheld\n"
            "[+]poststarthook/ca-registration ok\n[+]poststarthook/start-kube-apiserver-informers ok\n"
            "[+]poststarthook/start-kube-aggregator-informers ok\n[+]poststarthook/apiservice-registration-controller ok\n"
            "[+]poststarthook/apiservice-status-available-controller ok\n[+]poststarthook/apiservice-openapi-controller ok\n"
            "[+]poststarthook/kube-apiserver-autoregistration ok\n[+]autoregister-completion ok\nhealthz check failed\n",
            url="https://10.0.0.4:6443/healthz",
            ago=timedelta(seconds=62),
        ),
    ),
    # ---- the container is not made ----------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/9822",
        "container_create_failed",
        A,
        Node(version=None)
        .unit("kubelet")
        .static_pod(A, flags=(), probe="")
        .kubelet(
            'event.go:203] Event(api.ObjectReference{Kind:"Pod", Namespace:"default", Name:"kube-apiserver-master-1", UID:"010230b2ecdd307213211dedb5c7bd1c4", APIVersion:"v1", ResourceVersion:"", FieldPath:"spec.containers{kube-apiserver}"}): reason: \'created\' Created with docker id a76faba71e1615d5a638590c6c0d8e303f93d8c0c1702e7af4b42c84d59d210e',
            'E0615 21:53:54.719591    2464 manager.go:1491] Error running pod "kube-apiserver-master-1_default" container "kube-apiserver": API error (500): Cannot start container a76faba71e1615d5a638590c6c0d8e303f93d8c0c1702e7af4b42c84d59d210e: [8] System error: read parent: connection reset by peer',
        ),
    ),
    # ---- ends outside the closed set --------------------------------------------------------------------------------
    report(
        "kubernetes/kubernetes/issues/130377",
        "unknown",
        A,
        exits(
            A,
            'F0223 14:49:57.253137       1 hooks.go:203] PostStartHook "start-service-ip-repair-controllers" failed: unable to perform initial IP and Port allocation check',
            version="v1.29.10",
            code=255,
            lived=timedelta(seconds=62),
        ).probe(
            A,
            500,
            body="[+]ping ok\n[+]log ok\n[+]etcd ok\n[+]poststarthook/start-kube-apiserver-admission-initializer ok\n"
            "[+]poststarthook/generic-apiserver-start-informers ok\n[+]poststarthook/priority-and-fairness-config-consumer ok\n"
            "[+]poststarthook/priority-and-fairness-filter ok\n[+]poststarthook/storage-object-count-tracker-hook ok\n"
            "[+]poststarthook/start-apiextensions-informers ok\n[+]poststarthook/start-apiextensions-controllers ok\n"
            "[+]poststarthook/crd-informer-synced ok\n[-]poststarthook/start-service-ip-repair-controllers failed: reason withheld\n"
            "[+]poststarthook/rbac/bootstrap-roles ok\n[+]poststarthook/scheduling/bootstrap-system-priority-classes ok\n"
            "[+]poststarthook/priority-and-fairness-config-producer ok\n[+]poststarthook/start-system-namespaces-controller ok\n"
            "livez check failed\n",
            url="https://127.0.0.1:6443/livez",
            ago=timedelta(seconds=40),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/84850",
        "unknown",
        A,
        # The excerpt ends before the panic, whose place and reason the report gives.
        exits(
            A,
            "E1106 15:09:30.272637      12 prometheus.go:55] failed to register depth metric admission_quota_controller: duplicate metrics collector registration attempted\n"
            "E1106 15:09:30.272705      12 prometheus.go:68] failed to register adds metric admission_quota_controller: duplicate metrics collector registration attempted\n"
            "E1106 15:09:30.272773      12 prometheus.go:82] failed to register latency metric admission_quota_controller: duplicate metrics collector registration attempted\n"
            "E1106 15:09:30.272814      12 prometheus.go:96] failed to register workDuration metric admission_quota_controller: duplicate metrics collector registration attempted\n"
            "E1106 15:09:30.272854      12 prometheus.go:112] failed to register unfinished metric admission_quota_controller: duplicate metrics collector registration attempted\n"
            "panic: runtime error: index out of range\n"
            "\n"
            "goroutine 1 [running]:\n"
            "\tk8s.io/kubernetes/pkg/master/reconcilers/mastercount.go:155",
            version="v1.15.0",
            code=2,
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/5290",
        "unknown",
        A,
        exits(
            A,
            "/var/lib/jenkins/workspace/kubernetes/_output/local/go/src/github.com/GoogleCloudPlatform/kubernetes/pkg/master/pod_cache.go:268 +0x71\n"
            "github.com/GoogleCloudPlatform/kubernetes/pkg/master.func·004()\n"
            "/var/lib/jenkins/workspace/kubernetes/_output/local/go/src/github.com/GoogleCloudPlatform/kubernetes/pkg/master/pod_cache.go:163 +0x5a\n"
            "github.com/GoogleCloudPlatform/kubernetes/pkg/master.(*PodCache).updatePodStatus(0xc20801b6d0, 0xc2083eace8, 0x0, 0x0)\n"
            "/var/lib/jenkins/workspace/kubernetes/_output/local/go/src/github.com/GoogleCloudPlatform/kubernetes/pkg/master/pod_cache.go:208 +0x7ae\n"
            "github.com/GoogleCloudPlatform/kubernetes/pkg/master.(*PodCache).computePodStatus(0xc20801b6d0, 0xc2083eace8, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, ...)",
            version=None,
            flags=(),
            probe="",
            code=2,
            lived=timedelta(hours=2),
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/43634",
        None,
        None,
        never="apiserver_unreachable",
        node=lives(
            "9462 reflector.go:201] k8s.io/kubernetes/pkg/client/informers/informers_generated/internalversion/factory.go:70: Failed to list *api.Secret: Get http://localhost:8080/api/v1/secrets?resourceVersion=0: dial tcp 127.0.0.1:8080: getsockopt: connection refused\n"
            "E0324 19:05:29.593771    9462 storage_rbac.go:140] unable to initialize clusterroles: the server cannot complete the requested operation at this time, try again later (get clusterroles.rbac.authorization.k8s.io)\n"
            "storage_extensions.go:127] third party resource sync failed: the server cannot complete the requested operation at this time, try again later (get thirdpartyresources.extensions)",
            version="v1.6.0",
            flags=(),
            probe="",
            since=timedelta(minutes=3),
        ),
    ),
    # ---- noise beside an apiserver that is well ---------------------------------------------------------------------
    report(
        "openshift/cluster-kube-apiserver-operator/pull/1298",
        None,
        None,
        never="feature_gate_rejected",
        node=lives(
            'I0127 07:03:38.562893      17 plugins.go:84] "Registered admission plugin" plugin="security.openshift.io/ValidateSecurityContextConstraints"\n'
            'I0127 07:03:38.562899      17 plugins.go:84] "Registered admission plugin" plugin="authorization.openshift.io/ValidateRoleBindingRestriction"\n'
            'I0127 07:03:38.562910      17 plugins.go:84] "Registered admission plugin" plugin="config.openshift.io/ValidateNetwork"\n'
            'I0127 07:03:38.562915      17 plugins.go:84] "Registered admission plugin" plugin="security.openshift.io/DefaultSecurityContextConstraints"\n'
            "I0127 07:03:38.565735      17 feature_gate.go:246] feature gates: &{map[APIPriorityAndFairness:true]}\n"
            "I0127 07:03:38.565813      17 feature_gate.go:246] feature gates: &{map[APIPriorityAndFairness:true RotateKubeletServerCertificate:true]}\n"
            "W0127 07:03:38.565859      17 feature_gate.go:223] unrecognized feature gate: SupportPodPidsLimit\n"
            "I0127 07:03:38.565866      17 feature_gate.go:246] feature gates: &{map[APIPriorityAndFairness:true RotateKubeletServerCertificate:true]}\n"
            "W0127 07:03:38.565914      17 feature_gate.go:223] unrecognized feature gate: NodeDisruptionExclusion",
            "--feature-gates=APIPriorityAndFairness=true",
            "--feature-gates=RotateKubeletServerCertificate=true",
            "--feature-gates=SupportPodPidsLimit=true",
            "--feature-gates=NodeDisruptionExclusion=true",
        ),
    ),
    report(
        "canonical/k8s-snap/issues/1426",
        None,
        None,
        never="admission_webhook_deadlock",
        node=lives(
            'E0508 13:30:29.510150     697 dispatcher.go:214] "Unhandled Error" err="failed calling webhook \\"admission.juju.is\\": failed to call webhook: Post \\"https://modeloperator.model-14867756072-250506190915.svc:17071/k8s/admission/9a96c90f-acb5-4617-8032-3fde849e128e?timeout=10s\\": service \\"modeloperator\\" not found" logger="UnhandledError"\n'
            'W0508 13:30:29.512201     697 dispatcher.go:210] Failed calling webhook, failing open admission.juju.is: failed calling webhook "admission.juju.is": failed to call webhook: Post "https://modeloperator.model-14891414055-250507191416.svc:17071/k8s/admission/fe960f6f-a827-489a-8cde-021b5c024982?timeout=10s": service "modeloperator" not found',
            version="v1.32.0",
        ),
    ),
    report(
        "kubernetes/kubernetes/issues/70664",
        None,
        None,
        never="security_module_denied",
        node=lives(
            "E1105 18:43:54.090393    1574 metrics.go:86] Error in audit plugin 'log' affecting 1 audit events: can't open new logfile: open /var/lib/audit.log: permission denied",
            "--audit-log-path=/var/lib/audit.log",
        ),
    ),
    report(
        "kubernetes-retired/kube-aws/issues/322",
        None,
        None,
        never="security_module_denied",
        node=lives(
            'E0214 18:32:28.250100       1 audit.go:126] Unable to write audit log: 2017-02-14T18:32:28.250063114Z AUDIT: id="6a9fd429-c827-4215-95b4-d7cf2f8cf3a4" ip="172.23.146.164" method="GET" user="kube-worker" as="<self>" asgroups="<lookup>" namespace="<none>" uri="/api/v1/nodes?fieldSelector=metadata.name%3Dmaster-1&resourceVersion=0"\n'
            'E0214 18:32:28.250524       1 audit.go:46] Unable to write audit log: 2017-02-14T18:32:28.2505111Z AUDIT: id="6a9fd429-c827-4215-95b4-d7cf2f8cf3a4" response="200"',
            "--audit-log-path=/dev/stdout",
            "--audit-log-maxage=30",
        ),
    ),
    report(
        "rancher/rke2/issues/8246",
        None,
        None,
        never="anonymous_auth_disabled",
        node=lives(
            "I0618 09:24:55.665420       1 handler.go:286] Adding GroupVersion metrics.k8s.io v1beta1 to ResourceManager",
            "--authentication-config=/etc/rancher/rke2/auth-config.yaml",
            version="v1.32.5",
            since=timedelta(seconds=40),
            probe="",
            mounts=("/etc/rancher/rke2/auth-config.yaml", "/etc/kubernetes/pki", "/etc/ssl/certs"),
        )
        .file(
            "/etc/rancher/rke2/auth-config.yaml",
            "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\nanonymous:\n"
            "  # Enable anonymous access ONLY for health endpoints\n  enabled: true\n  conditions:\n    - path: /livez\n"
            "    - path: /readyz\n",
        )
        .probe(A, 200, body="ok", url="https://localhost:6443/livez"),
    ),
    report(
        "kubernetes/kubernetes/issues/31863",
        None,
        None,
        never="host_path_unusable",
        node=Node(version=None)
        .unit("kubelet")
        .static_pod(S, mounts=())
        .runs(S)
        .kubelet(
            *(
                f"E0831 17:11:{n}.468072    2136 kubelet_getters.go:248] Could not read directory /var/lib/kubelet/pods/b608eb2905506727f838b3c31f596013/volumes: open /var/lib/kubelet/pods/b608eb2905506727f838b3c31f596013/volumes: no such file or directory"
                for n in (32, 34, 36)
            )
        ),
    ),
)
