"""More public reports of the kube-apiserver: its flags, files, certificates, probes and what it starts upon.

They are shown as those of further.py are. A quarter of them is outside the closed set, benign, or looks like another cause.
"""

from datetime import timedelta

from incidents.builder import PKI, Node, http_probe
from incidents.further import KCM, A, E, S, exits
from incidents.further_fifth_node import page
from incidents.further_probes import CERTIFICATE_CAUSES, killed, lives, report
from incidents.further_settings import at_once

HEALTH_ONLY = (
    "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\nanonymous:\n"
    "  # Enable anonymous access ONLY for health endpoints\n  enabled: true\n  conditions:\n    - path: /livez\n"
    "    - path: /readyz\n"
)
KMS = (
    "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n- resources:\n  - secrets\n"
    "  providers:\n  - kms:\n      name: aws-encryption-provider\n      endpoint: unix:///srv/kubernetes/socket.sock\n"
    "      cachesize: 1000\n      timeout: 3s\n  - identity: {}\n"
)
WITHOUT_SOCKET = (
    "failed get version from remote KMS provider: rpc error: code = DeadlineExceeded desc = latest balancer error: "
    'connection error: desc = "transport: Error while dialing dial unix /srv/kubernetes/socket.sock: connect: no such '
    'file or directory"'
)


def localtime():
    """A kubeadm 1.10, which takes every extra volume for a directory, and one that is a file."""
    node = Node(version="v1.10.0").static_pod(A, mounts=(PKI, "/etc/ssl/certs", "/etc/localtime"))
    text = node.files["/etc/kubernetes/manifests/kube-apiserver.yaml"]
    node.manifest(
        "kube-apiserver.yaml",
        text.replace("name: v2,", "name: localtime,").replace(
            "{path: /etc/localtime}", "{path: /etc/localtime, type: DirectoryOrCreate}"
        ),
    )
    for program in (S, KCM):
        node.static_pod(program).runs(program)
    return node.there("/etc/localtime").kubelet(
        'E0312 10:29:05.101010    8212 nestedpendingoperations.go:267] Operation for "\\"kubernetes.io/host-path/4c1b6d0d2f35a1c6a3b9a4d6a8c1e0f2-localtime\\" (\\"4c1b6d0d2f35a1c6a3b9a4d6a8c1e0f2\\")" failed. No retries permitted until 2024-03-12 10:31:07.101010101 +0000 UTC m=+912.101010101 (durationBeforeRetry 2m2s). Error: "MountVolume.SetUp failed for volume \\"localtime\\" (UniqueName: \\"kubernetes.io/host-path/4c1b6d0d2f35a1c6a3b9a4d6a8c1e0f2-localtime\\") pod \\"kube-apiserver-master-1\\" (UID: \\"4c1b6d0d2f35a1c6a3b9a4d6a8c1e0f2\\") : hostPath type check failed: /etc/localtime is not a directory"',
    )


def cgroups_apart():
    """A kubeadm node above a containerd whose file does not name the driver; etcd says that it was told to end."""
    node = Node(version="v1.31.1").runtime("1.7.22")
    node.file(
        "/var/lib/kubelet/config.yaml",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n"
        "staticPodPath: /etc/kubernetes/manifests\n",
    )
    node.file(
        "/etc/containerd/config.toml",
        'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\n'
        '  runtime_type = "io.containerd.runc.v2"\n'
        '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  BinaryName = ""\n',
    )
    told = '{"level":"info","ts":"2024-10-21T06:29:01.560190Z","caller":"osutil/interrupt_unix.go:64","msg":"received signal; shutting down","signal":"terminated"}'
    for number, program in enumerate((E, A, KCM, S)):
        node.static_pod(program)
        log = told if program == E else ""
        node.died(program, log, code=0, attempt=4, sandbox=4, ago=timedelta(seconds=100 + number))
        node.runs(program, attempt=5, sandbox=5, since=timedelta(seconds=80 + number))
    return node


def edited_in_place(program, *flags, version, lines):
    """A manifest edited where it lies, and a container that ended then and has not come back."""
    ago = timedelta(minutes=8)
    node = Node(version=version).unit("kubelet").static_pod(program, *flags, edited=ago)
    return node.died(program, code=0, attempt=0, lived=timedelta(days=2), ago=ago).kubelet(*lines, ago=ago)


FURTHER_SIXTH_APISERVER = (
    # ---- the command line -----------------------------------------------------------------------------------------
    report(
        "github.com/vexxhost/capo-image-elements/issues/47",
        exits(A, "Error: unknown flag: --cloud-provider", "--cloud-provider=external", version="v1.33.4"),
        "unknown_flag",
        A,
    ),
    report(
        "github.com/replicatedhq/kURL/pull/3445",
        exits(
            A,
            'E0912 11:02:12.101010       1 run.go:74] "command failed" err="unknown flag: --insecure-port"',
            "--insecure-port=0",
            version="v1.24.0",
        ),
        "unknown_flag",
        A,
    ),
    report(
        "github.com/kubernetes/kubeadm/issues/2754",
        exits(
            A,
            'E0906 20:18:12.101010       1 run.go:74] "command failed" err="error creating bootstrap controller: service IP family \\"2a0a:e5c0:32:11::/108\\" must match public address family \\"212.103.65.231\\""',
            flags=(
                "--allow-privileged=true",
                "--authorization-mode=Node,RBAC",
                f"--client-ca-file={PKI}/ca.crt",
                "--etcd-servers=https://127.0.0.1:2379",
                "--secure-port=6443",
                "--service-cluster-ip-range=2a0a:e5c0:32:11::/108",
            ),
            version="v1.24.4",
        ),
        "invalid_flag_value",
        A,
    ),
    report(
        "github.com/k3s-io/k3s/issues/12040",
        exits(
            A,
            "Error: --authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined",
            "--authorization-config=/etc/rancher/k3s/auth-config.yaml",
            version="v1.32.3+k3s1",
        ),
        "invalid_flag_value",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/94758",
        at_once(
            A,
            'Error: "kube-apiserver" does not take any arguments, got ["\\\\"]',
            "--allow-privileged=true",
            "--apiserver-count=3",
            "--audit-log-maxage=30",
            "--audit-log-maxbackup=3",
            "--audit-log-maxsize=100",
            "--audit-log-path=/var/log/audit.log",
            "--authorization-mode=Node,RBAC",
            "--bind-address=0.0.0.0",
            "--client-ca-file=/var/lib/kubernetes/ca.crt",
            "--enable-admission-plugins=NodeRestriction,ServiceAccount,PodPreset",
            "--enable-swagger-ui=true",
            "\\",
            "--enable-bootstrap-token-auth=true",
            "--etcd-cafile=/var/lib/kubernetes/ca.crt",
            version=None,
        ),
        # One backslash too many in a unit: no flag of the program's is at fault.
        ["invalid_flag_value", "unknown_flag", "unknown"],
        A,
    ),
    report(
        "github.com/Azure/ACS/issues/104",
        exits(
            A,
            "panic: An admission plugin wants a client cert/key, but they were not provided.\n\ngoroutine 1 [running]:",
            "--admission-control=NamespaceLifecycle,LimitRanger,ServiceAccount,DefaultStorageClass,ResourceQuota,GenericAdmissionWebhook",
            "--runtime-config=admissionregistration.k8s.io/v1alpha1",
            version="v1.8.0",
            code=2,
        ),
        ["missing_required_flag", "unknown"],
        A,
    ),
    report(
        "github.com/k3s-io/k3s/issues/516",
        exits(
            A,
            'Error: enable-admission-plugins plugin "PodSecurityPolicy" is unknown',
            "--enable-admission-plugins=PodSecurityPolicy",
            version="v1.14.1-k3s.4",
        ),
        "unknown_admission_plugin",
        A,
    ),
    # ---- configuration files --------------------------------------------------------------------------------------
    report(
        "github.com/canonical/microk8s/issues/3280",
        exits(
            A,
            'Error: failed to initialize admission: couldn\'t init admission plugin "PodSecurity": no kind "AdmissionConfiguration" is registered for version "apiserver.config.k8s.io/v1" in scheme "vendor/k8s.io/pod-security-admission/admission/api/scheme/scheme.go:29"',
            "--admission-control-config-file=/var/snap/microk8s/current/args/admission-control-config.yaml",
            "--feature-gates=PodSecurity=true",
            version="v1.24.0",
        )
        .file(
            "/var/snap/microk8s/current/args/admission-control-config.yaml",
            "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n- name: PodSecurity\n  path: cluster-level-pss.yaml\n",
        )
        .file(
            "/var/snap/microk8s/current/args/cluster-level-pss.yaml",
            'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n- name: PodSecurity\n  configuration:\n    apiVersion: pod-security.admission.config.k8s.io/v1alpha1\n    kind: PodSecurityConfiguration\n    defaults:\n      enforce: "baseline"\n      enforce-version: "latest"\n      audit: "baseline"\n      warn: "baseline"\n    exemptions:\n      usernames: ["administrator"]\n      runtimeClasses: []\n      namespaces: ["kube-system","container-registry","gpu-operator-resources"]\n',
        ),
        "component_config_invalid",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/55378",
        exits(
            A,
            "I1109 15:30:58.799478  104950 initialization.go:90] enabled Initializers feature as part of admission plugin setup\npanic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x20 pc=0x54ec0a]\n\ngoroutine 1 [running]:\nbufio.(*Reader).fill(0xc420b75380)\n\t/usr/local/go/src/bufio/bufio.go:97 +0xfa\nbufio.(*Reader).Peek(0xc420b75380, 0x1000, 0x1000, 0xc42118e000, 0x1000, 0x1000, 0xc420f9e8e8)\n\t/usr/local/go/src/bufio/bufio.go:129 +0x67\nk8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/yaml.GuessJSONStream(0x0, 0x0, 0x1000, 0xc420022000, 0xc420f9e9c8, 0x4823d4, 0x47f295, 0x1, 0x2)\n\t/workspace/src/k8s.io/kubernetes/_output/local/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/yaml/decoder.go:329 +0x8a\nk8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/yaml.(*YAMLOrJSONDecoder).Decode(0xc420f9ec08, 0x3bcf160, 0xc4211717a0, 0xa17d4f8, 0xc42106d3f0)\n\t/workspace/src/k8s.io/kubernetes/_output/local/go/src/k8s.io/kubernetes/vendor/k8s.io/apimachinery/pkg/util/yaml/decoder.go:218 +0x4e9",
            "--admission-control=ImagePolicyWebhook",
            version=None,
            code=2,
        ),
        ["unknown", "component_config_invalid", "missing_required_flag"],
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/88878",
        at_once(
            A,
            "W0305 22:18:40.033459    9933 services.go:37] No CIDR for service cluster IPs specified. Default value which was 10.0.0.0/24 is deprecated and will be removed in future releases. Please specify it using --service-cluster-ip-range on kube-apiserver.\nI0305 22:18:40.033557    9933 server.go:656] external host was not specified, using 10.132.0.3\nW0305 22:18:40.033569    9933 authentication.go:469] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer\npanic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1833ad5]\n\ngoroutine 1 [running]:",
            "--audit-webhook-config-file=/etc/kubernetes/audit/webhook-config.yaml",
            "--etcd-servers=http://127.0.0.1:2379",
            "--audit-policy-file=/etc/kubernetes/audit/audit.yaml",
            mounts=("/etc/kubernetes/audit",),
            version=None,
            code=2,
        )
        .file(
            "/etc/kubernetes/audit/webhook-config.yaml",
            'kind: Config\nclusters:\n- cluster:\n    server: https://1.2.3.4:6443\n    certificate-authority: ca.pem\n  name: logstash\ncontexts:\n- context:\n    cluster: logstash\n    user: ""\n  name: default-context\ncurrent-context: default-context\npreferences: {}\nusers: []\n',
        )
        .file(
            "/etc/kubernetes/audit/audit.yaml",
            "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n- level: RequestResponse\n",
        )
        .absent("/etc/kubernetes/audit/ca.pem"),
        ["unknown", "file_missing"],
        A,
    ),
    report(
        "github.com/k3s-io/k3s/issues/12245",
        exits(
            A,
            'level=error msg="apiserver exited: anonymous: Forbidden: --anonynous-auth flag cannot be set when anonymous field is configured in authentication configuration file"',
            "--anonymous-auth=false",
            "--authentication-config=/etc/rancher/k3s/auth-config.yaml",
            mounts=(PKI, "/etc/rancher/k3s"),
            version="v1.32.4+k3s1",
        ).file("/etc/rancher/k3s/auth-config.yaml", HEALTH_ONLY),
        "anonymous_flag_conflicts_with_config",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/127883",
        exits(
            A,
            'E1006 09:12:44.101010       1 run.go:74] "command failed" err="strict decoding error: unknown field \\"anonymous\\""',
            "--authentication-config=/etc/kubernetes/authentication-anonymous-config.yaml",
            mounts=(PKI, "/etc/kubernetes/authentication-anonymous-config.yaml"),
            version=None,
        ).file(
            "/etc/kubernetes/authentication-anonymous-config.yaml",
            "apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\nanonymous:\n  enabled: true\n  conditions:\n  - path: /api/v1/namespaces/kube-system/pods\n",
        ),
        "authentication_config_invalid",
        A,
    ),
    # ---- files and volumes ----------------------------------------------------------------------------------------
    report(
        "github.com/kubernetes/minikube/issues/4488",
        exits(
            A,
            'Error: loading audit policy file: failed to read file path "/audit-policy/audit-policy.yaml": open /audit-policy/audit-policy.yaml: no such file or directory',
            "--audit-policy-file=/audit-policy/audit-policy.yaml",
            "--audit-log-path=-",
            mounts=("/var/lib/minikube/certs", "/etc/ssl/certs"),
            version="v1.15.0",
        ).there("/audit-policy/audit-policy.yaml"),
        "file_not_mounted",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/pull/51837",
        exits(
            A,
            "unable to load client CA file: unable to load client CA file: open /home/kubernetes/k8s_auth_data/aggr_ca.crt: no such file or directory",
            flags=(
                "--tls-cert-file=/etc/srv/kubernetes/server.cert",
                "--tls-private-key-file=/etc/srv/kubernetes/server.key",
                "--requestheader-client-ca-file=/home/kubernetes/k8s_auth_data/aggr_ca.crt",
            ),
            mounts=("/etc/srv/kubernetes", "/var/log"),
            version="v1.8.0",
        ).there("/home/kubernetes/k8s_auth_data/aggr_ca.crt"),
        "file_not_mounted",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/30284",
        exits(
            A,
            "F0809 01:49:45.646163       5 server.go:238] Invalid Authorization Config: open /etc/srv/kubernetes/abac-authz-policy.jsonl: no such file or directory\nFlag --address has been deprecated, see --insecure-bind-address instead",
            flags=(
                "--address=127.0.0.1",
                "--authorization-mode=ABAC",
                "--authorization-policy-file=/etc/srv/kubernetes/abac-authz-policy.jsonl",
                "--etcd-servers=http://127.0.0.1:2379",
            ),
            mounts=("/etc/srv/kubernetes", "/var/log"),
            version="v1.3.4",
            code=255,
        ).absent("/etc/srv/kubernetes/abac-authz-policy.jsonl"),
        "file_missing",
        A,
    ),
    report(
        "github.com/k3s-io/k3s/issues/5285",
        exits(
            A,
            "I0317 21:39:53.460223   28428 shared_informer.go:240] Waiting for caches to sync for node_authorizer\nError: ensureLogFile: open /var/log/kube-audit/audit-log.json: no such file or directory",
            "--audit-log-path=/var/log/kube-audit/audit-log.json",
            mounts=(PKI, "/var/log"),
            version="v1.23.3+k3s1",
        ).absent("/var/log/kube-audit", "/var/log/kube-audit/audit-log.json"),
        "file_missing",
        A,
    ),
    report("github.com/kubernetes/kubeadm/issues/1133", localtime(), "host_path_unusable", A),
    report(
        "github.com/rancher/rke2-selinux/issues/47",
        lives(
            A,
            "",
            "--requestheader-client-ca-file=/var/lib/rancher/rke2/server/tls/request-header-ca.crt",
            version=None,
        ).journal(
            "kernel",
            'audit: type=1400 audit(1710239395.834:228): avc:  denied  { watch } for  pid=1971 comm="kube-apiserver" path="/var/lib/rancher/rke2/server/tls/request-header-ca.crt" dev="vda3" ino=22326 scontext=system_u:system_r:rke2_service_t:s0:c143,c230 tcontext=system_u:object_r:container_var_lib_t:s0 tclass=file permissive=0',
            'audit: type=1400 audit(1710239395.834:229): avc:  denied  { watch } for  pid=1971 comm="kube-apiserver" path="/var/lib/rancher/rke2/server/tls/client-auth-proxy.crt" dev="vda3" ino=22328 scontext=system_u:system_r:rke2_service_t:s0:c143,c230 tcontext=system_u:object_r:container_var_lib_t:s0 tclass=file permissive=0',
            'audit: type=1400 audit(1710239395.834:230): avc:  denied  { watch } for  pid=1971 comm="kube-apiserver" path="/var/lib/rancher/rke2/server/tls/request-header-ca.crt" dev="vda3" ino=22326 scontext=system_u:system_r:rke2_service_t:s0:c143,c230 tcontext=system_u:object_r:container_var_lib_t:s0 tclass=file permissive=0',
            ago=timedelta(seconds=5),
        ),
    ),
    # ---- what looks like certificates -------------------------------------------------------------------------------
    report(
        "github.com/kubernetes/kubernetes/issues/58808",
        Node(version="v1.9.2")
        .static_pod(
            A,
            f"--token-auth-file={PKI}/auth.csv",
            f"--authorization-policy-file={PKI}/authp.json",
            probe=http_probe(host="127.0.0.1", port=6443, delay=15),
        )
        .died(
            A,
            "I0125 11:16:03.334976       1 logs.go:41] http: TLS handshake error from 158.39.163.7:45774: remote error: tls: bad certificate\nI0125 11:16:03.732438       1 controller.go:90] Shutting down OpenAPI AggregationController\nI0125 11:16:03.732455       1 crd_finalizer.go:254] Shutting down CRDFinalizer\nI0125 11:16:03.732442       1 autoregister_controller.go:160] Shutting down autoregister controller\nI0125 11:16:03.732479       1 customresource_discovery_controller.go:163] Shutting down DiscoveryController",
            code=0,
            attempt=6,
            lived=timedelta(seconds=95),
            ago=timedelta(seconds=70),
            form="docker",
        )
        .there(f"{PKI}/auth.csv")
        .there(f"{PKI}/authp.json"),
        never=CERTIFICATE_CAUSES,
    ),
    # ---- probes -----------------------------------------------------------------------------------------------------
    report(
        "github.com/kubernetes/kubernetes/issues/124021",
        killed(
            A,
            flags=(
                "--advertise-address=10.0.0.4",
                "--authorization-mode=Node,AlwaysAllow",
                f"--client-ca-file={PKI}/ca.crt",
                f"--etcd-cafile={PKI}/etcd/ca.crt",
                f"--etcd-certfile={PKI}/apiserver-etcd-client.crt",
                f"--etcd-keyfile={PKI}/apiserver-etcd-client.key",
                "--etcd-servers=https://127.0.0.1:2379",
                "--secure-port=6443",
            ),
            version="v1.29.2",
            lived=timedelta(minutes=4),
            log="W0321 16:36:02.101010       1 authentication.go:520] AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting AnonymousAuth to false. You should use a different authorizer\nI0321 16:36:02.101999       1 server.go:148] Version: v1.29.2\nI0321 16:36:04.512345       1 secure_serving.go:213] Serving securely on [::]:6443",
        ).kubelet(
            'E0312 10:28:52.468255  238260 kubelet_node_status.go:544] "Error updating node status, will retry" err="error getting node \\"master-1\\": Get \\"https://10.0.0.4:6443/api/v1/nodes/master-1?resourceVersion=0&timeout=10s\\": dial tcp 10.0.0.4:6443: connect: connection refused"',
            ago=timedelta(seconds=69),
        ),
        "always_allow_resets_anonymous_auth",
        A,
    ),
    report(
        "github.com/kubernetes/kubeadm/issues/798",
        killed(
            A, "--anonymous-auth=false", version="v1.8.4", probe=http_probe(host="127.0.0.1", port=6443, delay=15)
        ).kubelet(
            'I0312 10:28:48.101010    2999 prober.go:106] Liveness probe for "kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):kube-apiserver" failed (failure): HTTP probe failed with statuscode: 401',
            ago=timedelta(seconds=75),
        ),
        "anonymous_auth_disabled",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/97801",
        killed(
            A,
            flags=("--secure-port=443",),
            version=None,
            lived=timedelta(hours=5),
            probe=http_probe(
                host="127.0.0.1",
                port=443,
                path="/livez?exclude=etcd&exclude=kms-provider-0&exclude=kms-provider-1",
            ),
        )
        .kubelet(
            'E0312 10:26:36.828234    2858 controller.go:187] failed to update lease, error: Put "https://35.231.217.12/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/gce-scale-cluster-master?timeout=10s": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
            ago=timedelta(seconds=204),
        )
        .kubelet(
            'I0312 10:28:35.284940    2858 prober.go:117] Liveness probe for "kube-apiserver-gce-scale-cluster-master_kube-system(7358e0f81c70bb1ddefe5fc4ba6a8a62):kube-apiserver" failed (failure): Get "https://127.0.0.1:443/livez?exclude=etcd&exclude=kms-provider-0&exclude=kms-provider-1": context deadline exceeded',
            ago=timedelta(seconds=86),
        )
        .kubelet(
            'I0312 10:28:50.285431    2858 prober.go:117] Liveness probe for "kube-apiserver-gce-scale-cluster-master_kube-system(7358e0f81c70bb1ddefe5fc4ba6a8a62):kube-apiserver" failed (failure): Get "https://127.0.0.1:443/livez?exclude=etcd&exclude=kms-provider-0&exclude=kms-provider-1": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
            'I0312 10:28:50.287528    2858 kuberuntime_manager.go:656] Container "kube-apiserver" ({"containerd" "b2e53f30756f161ff4ee75bd8a703590806e2574b9f87c390b992154a1b61fe9"}) of pod kube-apiserver-gce-scale-cluster-master_kube-system(7358e0f81c70bb1ddefe5fc4ba6a8a62): Container kube-apiserver failed liveness probe, will be restarted',
            ago=timedelta(seconds=71),
        ),
        ["component_overloaded", "unknown"],
        A,
    ),
    # ---- what it starts upon ----------------------------------------------------------------------------------------
    report(
        "github.com/kubernetes-sigs/aws-encryption-provider/issues/79",
        killed(
            A,
            "--encryption-provider-config=/srv/kubernetes/kube-apiserver/encryptionconfig.yaml",
            mounts=("/srv/kubernetes/kube-apiserver", "/etc/ssl/certs"),
            version="v1.22.6",
            log=f"[-]kms-provider-0 failed: failed to perform encrypt section of the healthz check for KMS Provider aws-encryption-provider, error: {WITHOUT_SOCKET}\nI0209 21:45:24.523850       1 healthz.go:243] healthz check failed: kms-provider-0\n[-]kms-provider-0 failed: {WITHOUT_SOCKET}",
        ).file("/srv/kubernetes/kube-apiserver/encryptionconfig.yaml", KMS),
        ["file_not_mounted", "kms_plugin_unavailable"],
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/137356",
        exits(
            A,
            'W0226 17:21:26.231132       1 dispatcher.go:226] rejected by webhook "validate.kyverno.svc-fail": &errors.StatusError{ErrStatus:v1.Status{TypeMeta:v1.TypeMeta{Kind:"", APIVersion:""}, ListMeta:v1.ListMeta{SelfLink:"", ResourceVersion:"", Continue:"", RemainingItemCount:(*int64)(nil)}, Status:"Failure", Message:"admission webhook \\"validate.kyverno.svc-fail\\" denied the request: resource servicecidrs not found in group networking.k8s.io/v1", Reason:"", Details:(*v1.StatusDetails)(nil), Code:400}}\nF0226 17:22:14.900100       1 hooks.go:204] PostStartHook "start-service-ip-repair-controllers" failed: unable to perform initial IP and Port allocation check',
            version="v1.33.0",
            code=255,
            lived=timedelta(seconds=62),
        ),
        ["admission_webhook_deadlock", "unknown"],
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/136288",
        exits(
            A,
            'E0115 20:56:24.741991       1 repairip.go:372] "Unhandled Error" err="the ClusterIP [IPv4]: 10.211.95.185 for Service <namespace foo>/<service bar>is not allocated; repairing" logger="UnhandledError"\nTrace[295533714]: ---"Write to database call failed" len:247,err:ipaddresses.networking.k8s.io "10.211.95.185" is forbidden: not yet ready to handle request 10000ms (20:56:34.744)\nTrace[295533714]: [10.000527316s] [10.000527316s] END\nE0115 20:56:34.745027       1 repairip.go:235] "Unhandled Error" err="ipaddresses.networking.k8s.io \\"10.211.95.185\\" is forbidden: not yet ready to handle request" logger="UnhandledError"\nI0115 20:56:34.746095       1 repairip.go:236] Shutting down ipallocator-repair-controller\nI0115 20:56:34.834949       1 healthz.go:280] informer-sync,poststarthook/start-service-ip-repair-controllers check failed: readyz\n[-]informer-sync failed: 4 informers not started yet: [*v1.Pod *v1.ServiceAccount *v1.Secret *v1.Namespace]\n[-]poststarthook/start-service-ip-repair-controllers failed: not finished\nF0115 20:57:17.106534       1 hooks.go:204] PostStartHook "start-service-ip-repair-controllers" failed: unable to perform initial IP and Port allocation check',
            version="v1.33.0",
            code=255,
            lived=timedelta(seconds=61),
        ),
        "unknown",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/pull/126671",
        exits(
            A,
            'E0813 20:35:41.253524       1 repair.go:85] unable to refresh the port allocations: etcdserver: request timed out\nE0813 20:35:41.254924       1 repair.go:127] unable to persist the updated service IP allocations: etcdserver: request timed out\nF0813 20:36:19.852527       1 hooks.go:203] PostStartHook "start-service-ip-repair-controllers" failed: unable to perform initial IP and Port allocation check',
            version=None,
            code=255,
            lived=timedelta(seconds=65),
        ),
        # An etcd that serves some seconds too late; what it waited for, the report does not tell.
        ["etcd_unreachable", "etcd_no_quorum", "unknown"],
        A,
    ),
    report(
        "github.com/Azure/acs-engine/issues/2962",
        at_once(
            A,
            "I0515 12:27:40.017321      69 logs.go:41] warning: ignoring ServerName for user-provided CA for backwards compatibility is deprecated\nI0515 12:27:40.017421      69 compact.go:55] compactor already exists for endpoints [https://127.0.0.1:2379]\nError: error waiting for etcd connection: timed out waiting for the condition\nError: error waiting for etcd connection: timed out waiting for the condition",
            "--etcd-servers=https://127.0.0.1:2379",
            command="/hyperkube",
            version="v1.7.16",
            lived=timedelta(seconds=62),
        )
        .unit("etcd", "activating", "auto-restart", 40, Result="exit-code", ExecMainStatus=2)
        .journal(
            "etcd",
            "Stopped etcd - highly-available key value store.",
            "Starting etcd - highly-available key value store...",
            "etcd.service: Main process exited, code=exited, status=2/INVALIDARGUMENT",
            by="systemd",
        ),
        "etcd_unreachable",
        A,
    ),
    report(
        "github.com/apprenda/kismatic/issues/452",
        exits(
            A,
            "E0328 22:54:13.157503       1 errors.go:63] apiserver received an error that is not an unversioned.Status: client: etcd cluster is unavailable or misconfigured\nF0328 22:54:13.157523       1 controller.go:128] Unable to perform initial IP allocation check: unable to refresh the service IP block: client: etcd cluster is unavailable or misconfigured",
            version=None,
            code=255,
        ),
        ["etcd_unreachable", "unknown"],
        A,
    ),
    report(
        "github.com/rancher/rancher/issues/37069",
        at_once(
            A,
            "Error: Unable to find suitable network address.error='unable to select an IP from default routes.'. Try to set the AdvertiseAddress directly or provide a valid BindAddress to fix this.",
            "--secure-port=6444",
            version=None,
        ),
        # A host without a default route: no flag names an address that is gone.
        ["unknown", "node_address_missing"],
        A,
    ),
    # ---- the manifest, the kubelet and the runtime --------------------------------------------------------------------
    report(
        "github.com/kubernetes/kubernetes/issues/115948",
        edited_in_place(
            A,
            version="v1.22.16",
            lines=(
                'I0222 10:36:19.024703   22533 worker.go:187] "No status for pod" pod="kube-system/kube-apiserver-k1"',
                'I0222 10:36:20.025083   22533 worker.go:187] "No status for pod" pod="kube-system/kube-apiserver-k1"',
                'I0222 10:36:21.024845   22533 worker.go:187] "No status for pod" pod="kube-system/kube-apiserver-k1"',
                'I0222 10:36:22.024467   22533 worker.go:187] "No status for pod" pod="kube-system/kube-apiserver-k1"',
                'I0222 10:36:23.025379   22533 worker.go:187] "No status for pod" pod="kube-system/kube-apiserver-k1"',
            ),
        ),
        ["static_pod_rejected", "unknown"],
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/64206",
        edited_in_place(
            A,
            "--oidc-issuer-url=https://10.0.0.4:32000/dex",
            "--oidc-client-id=loginapp",
            "--oidc-ca-file=/etc/kubernetes/ssl/ca.pem",
            "--oidc-username-claim=name",
            version=None,
            lines=(
                'E0522 23:39:18.521099    6787 file_linux.go:114] Can\'t process manifest file "/etc/kubernetes/manifests/4913": open /etc/kubernetes/manifests/4913: no such file or directory',
                'E0522 23:39:18.524226    6787 kubelet.go:1617] Failed creating a mirror pod for "kube-apiserver-master-1_kube-system(3b16588fbf7a62b042080cc974eecc97)": Post https://10.0.0.4:6443/api/v1/namespaces/kube-system/pods: dial tcp 10.0.0.4:6443: getsockopt: connection refused',
            ),
        ),
        ["editor_temporary_file", "unknown"],
        A,
    ),
    page(
        "https://oryoy.com/news/jie-jue-k8s-ji-qun-zhong-zheng-shu-cuo-wu-dao-zhi-etcd-wu-fa-qi-dong-de-shi-zhan-zhi-nan.html",
        "oryoy-certificates-and-cgroups",
        "cgroup_driver_mismatch",
        None,
        cgroups_apart(),
    ),
    # ---- what no cause names, and what is nothing -----------------------------------------------------------------------
    report(
        "github.com/kubernetes-retired/contrib/issues/852",
        at_once(
            A,
            "I0516 21:47:19.553430    2297 config.go:527] Will report 172.22.16.86 as public IP address.\nE0516 21:47:19.554347    2297 server.go:254] Failed to create clientset: parse 127.0.0.1:8080: first path segment in URL cannot contain colon\npanic: parse 127.0.0.1:8080: first path segment in URL cannot contain colon",
            version="v1.5.6",
            code=2,
        ),
        "unknown",
        A,
    ),
    report(
        "github.com/kubernetes/apiserver/issues/88",
        lives(
            A,
            "E0929 11:12:31.421256       1 oidc.go:335] oidc authenticator: initializing plugin: 404 Not Found: \nE0929 11:12:41.421781       1 oidc.go:335] oidc authenticator: initializing plugin: 404 Not Found: \nE0929 11:12:51.422139       1 oidc.go:335] oidc authenticator: initializing plugin: 404 Not Found: \nE0929 11:13:01.422124       1 oidc.go:335] oidc authenticator: initializing plugin: 404 Not Found: \nE0929 11:13:11.421506       1 oidc.go:335] oidc authenticator: initializing plugin: 404 Not Found: ",
            "--oidc-client-id=k8s-user",
            "--oidc-groups-claim=groups",
            "--oidc-issuer-url=https://xxxxxxxxxxxx/openam/oauth2/k8s-custer",
            "--oidc-username-claim=subname",
            version=None,
        ),
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/135882",
        lives(
            A,
            '{"level":"warn","ts":"2025-12-17T21:02:19.407Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":" endpoint://client-06db3ae2-580c-423b-b38f-4d066ebc168d/x.x.x.x:2379 ","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = context deadline exceeded"}',
            version="v1.34.3",
        ),
    ),
)
