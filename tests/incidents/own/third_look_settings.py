"""A third look at settings, files, manifests and what is expected: near misses above all."""

from datetime import timedelta

from incidents import saying
from incidents.builder import PKI, Node
from incidents.own.shapes import (
    KCM,
    UNIT,
    A,
    E,
    S,
    dies,
    each_form,
    gives_up,
    miss,
    pod_text,
    probed_to_death,
    quiet,
    shows,
)

EGRESS = "/etc/kubernetes/egress.yaml"
TRACING = "/etc/kubernetes/tracing.yaml"
AUTHORIZATION = "/etc/kubernetes/authorization.yaml"
AUDIT_WEBHOOK = "/etc/kubernetes/audit-webhook.yaml"
ADMISSION = "/etc/kubernetes/admission"
KUBE_1_31 = "v1.31.2"
WEBHOOK_REFUSED = (
    "W0312 10:29:30.1       1 dispatcher.go:225] Failed calling webhook, failing closed validate.kyverno.svc-fail: "
    'failed calling webhook "validate.kyverno.svc-fail": failed to call webhook: Post '
    '"https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": dial tcp 10.96.11.7:443: connect: connection refused'
)
EXEC_PROBE = "    livenessProbe:\n      exec:\n        command: [curl, -f, https://localhost:6443/livez]\n      failureThreshold: 8"
LOST = (
    "E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: "
    'Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": '
    "context deadline exceeded\n"
    "I0312 10:29:55.1       1 leaderelection.go:285] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\n"
    'E0312 10:29:55.2       1 controllermanager.go:332] "leaderelection lost"'
)
CONFIG_MAP = (
    'E0312 10:29:55.9       1 run.go:74] "command failed" err="unable to load configmap based request-header-client-ca-file: '
    'Get \\"https://{at}/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication\\": {why}"'
)
OIDC_AWAY = (
    "E0312 10:20:00.1       1 oidc.go:335] oidc authenticator: failed to fetch provider discovery data: Get "
    '"https://issuer.example.com/.well-known/openid-configuration": dial tcp: lookup issuer.example.com: no such host'
)
HOURS = timedelta(hours=5)
HEALTHZ = (
    'E0312 10:29:55.9       1 controllermanager.go:233] "Error building controller context" err="failed to wait for '
    'apiserver being healthy: timed out waiting for the condition: failed to get apiserver /healthz status: {why}"'
)


def upgraded():
    """kubeadm upgrade: one manifest after another, each pod replaced once."""
    node = Node(version="v1.28.4")
    for number, program in enumerate((E, A, KCM, S)):
        since = timedelta(minutes=4 - number)
        node.static_pod(program, edited=since + timedelta(seconds=20))
        node.died(
            program, code=0, attempt=0, uid=f"{number:032x}", ago=since + timedelta(seconds=4), lived=timedelta(days=90)
        )
        node.runs(program, since=since)
    return node


# What the Validate methods of the components print: a name, what it is, who says it, in which clothes, the words, the flags.
REFUSALS = (
    (
        "audit-mode",
        "invalid_flag_value",
        A,
        "cobra",
        'invalid audit log mode 777, allowed modes are "batch,blocking,blocking-strict"',
        ("--audit-log-path=-", "--audit-log-mode=777"),
    ),
    (
        "mode-twice",
        "invalid_flag_value",
        A,
        "klog",
        'authorization-mode ["Node" "RBAC" "RBAC"] has mode specified more than once',
        ("--authorization-mode=Node,RBAC,RBAC",),
    ),
    (
        "without-mode",
        "invalid_flag_value",
        A,
        "klog",
        "cannot specify --authorization-webhook-config-file without mode Webhook",
        ("--authorization-webhook-config-file=/etc/kubernetes/pki/webhook.yaml",),
    ),
    (
        "issuer",
        "invalid_flag_value",
        A,
        "json",
        'service-account-issuer "http://[::1]:namedport" contained a \':\' but was not a valid URL: parse "http://[::1]:namedport": invalid port ":namedport" after host',
        ("--service-account-issuer=http://[::1]:namedport",),
    ),
    (
        "transport-security",
        "invalid_flag_value",
        A,
        "klog",
        "--strict-transport-security-directives invalid, allowed values: max-age=expireTime, includeSubDomains, preload. see https://tools.ietf.org/html/rfc6797#section-6.1 for more information",
        ("--strict-transport-security-directives=preloaded",),
    ),
    (
        "node-port",
        "invalid_flag_value",
        A,
        "klog",
        "kubernetes service node port range 30000-32767 doesn't contain 40000",
        ("--kubernetes-service-node-port=40000",),
    ),
    (
        "mask",
        "invalid_flag_value",
        KCM,
        "klog",
        "Controller: Invalid --cluster-cidr, mask size of cluster CIDR must be less than or equal to --node-cidr-mask-size configured for CIDR family",
        ("--allocate-node-cidrs=true", "--cluster-cidr=10.244.0.0/25"),
    ),
    (
        "mask-fatal",
        "invalid_flag_value",
        KCM,
        "glog",
        "Controller: Invalid --cluster-cidr, mask size of cluster CIDR must be less than --node-cidr-mask-size",
        ("--allocate-node-cidrs=true", "--cluster-cidr=10.244.0.0/25"),
    ),
    (
        "emulation",
        "invalid_flag_value",
        A,
        "klog",
        "emulation version 1.30 is not between [1.32, 1.33.0]",
        ("--emulated-version=1.30",),
    ),
    (
        "pre-alpha",
        "feature_gate_rejected",
        A,
        "klog",
        "cannot set feature gate CoordinatedLeaderElection to true, feature is PreAlpha at emulated version 1.30",
        ("--feature-gates=CoordinatedLeaderElection=true",),
    ),
    (
        "services",
        "missing_required_flag",
        A,
        "glog",
        "No --service-cluster-ip-range specified",
        ("--v=2",),
    ),
    (
        "nodes-need-a-range",
        "missing_required_flag",
        KCM,
        "glog",
        "Controller: Must specify --cluster-cidr if --allocate-node-cidrs is set",
        ("--allocate-node-cidrs=true",),
    ),
)

THIRD_LOOK = (
    # ---- values of flags ------------------------------------------------------------------------------------------
    *each_form(
        "invalid_flag_value-admission-overlap",
        "invalid_flag_value",
        "[PodSecurity] in enable-admission-plugins and disable-admission-plugins overlapped",
        A,
        "--enable-admission-plugins=NodeRestriction,PodSecurity",
        "--disable-admission-plugins=PodSecurity",
        forms=("klog", "cobra"),
    ),
    *each_form(
        "invalid_flag_value-duration-unit",
        "invalid_flag_value",
        'invalid argument "1d" for "--event-ttl" flag: time: unknown unit "d" in duration "1d"',
        A,
        "--event-ttl=1d",
        forms=("klog", "cobra", "json"),
    ),
    *each_form(
        "invalid_flag_value-controllers",
        "invalid_flag_value",
        '"ttl-after-finish" is not in the list of known controllers',
        KCM,
        "--controllers=*,ttl-after-finish",
        forms=("klog", "glog"),
    ),
    *(
        shows(
            f"invalid_flag_value-etcd-shadowed-{form}",
            "invalid_flag_value",
            dies(E, log, env={"ETCD_DATA_DIR": "/var/lib/etcd"}, image=f"registry.k8s.io/etcd:{version}-0"),
            E,
        )
        for form, version, log in (
            (
                "capnslog",
                "3.4.3",
                '2024-03-12 10:29:55.900100 C | pkg/flags: conflicting environment variable "ETCD_DATA_DIR" is shadowed by corresponding command-line flag (either unset environment variable or disable flag)',
            ),
            (
                "zap",
                "3.5.9",
                '{"level":"fatal","ts":"2024-03-12T10:29:55.900Z","caller":"flags/flag.go:85","msg":"conflicting environment variable is shadowed by corresponding command-line flag (either unset environment variable or disable flag))","environment-variable":"ETCD_DATA_DIR"}',
            ),
        )
    ),
    shows(
        "invalid_flag_value-etcd-url",
        "invalid_flag_value",
        dies(
            E,
            "2024-03-12 10:29:55.900100 E | etcdmain: error verifying flags, expected IP in URL for binding (https://master-1:2380). See 'etcd --help'.",
            "--listen-peer-urls=https://master-1:2380",
        ),
        E,
    ),
    *each_form(
        "feature_gate_rejected-emulated",
        "feature_gate_rejected",
        'invalid argument "kube:SidecarContainers=false" for "--feature-gates" flag: cannot set feature gate SidecarContainers to false, feature is locked to true',
        A,
        "--feature-gates=kube:SidecarContainers=false",
        version="v1.33.0",
        forms=("klog",),
    ),
    miss(
        "feature_gate_rejected-ga-warning",
        "feature_gate_rejected",
        Node()
        .static_pod(A, "--feature-gates=ServerSideApply=true")
        .died(
            A,
            "W0312 10:20:01.1       1 feature_gate.go:241] Setting GA feature gate ServerSideApply=true. It will be removed in a future release.\nI0312 10:20:01.2       1 server.go:183] Version: v1.28.4",
            code=137,
            reason="OOMKilled",
            lived=timedelta(minutes=9),
        ),
    ),
    quiet(
        "etcd-unrecognized-variable",
        Node()
        .static_pod(E, env={"ETCD_SNAPSHOTS": "5"})
        .runs(
            E,
            '{"level":"warn","ts":"2024-03-12T10:00:00.1Z","caller":"flags/flag.go:94","msg":"unrecognized environment variable","environment-variable":"ETCD_SNAPSHOTS=5"}',
        )
        .probe(E, 200, body='{"health":"true"}'),
    ),
    *(
        shows(f"{cause}-{name}", cause, dies(program, saying.component(text)[form], *flags), program)
        for name, cause, program, form, text, flags in REFUSALS
    ),
    shows(
        "invalid_flag_value-etcd-election",
        "invalid_flag_value",
        dies(
            E,
            '{"level":"warn","ts":"2024-03-12T10:29:55.900Z","caller":"etcdmain/etcd.go:75","msg":"failed to verify flags","error":"--election-timeout[1000ms] should be at least as 5 times as --heartbeat-interval[800ms]"}',
            "--heartbeat-interval=800",
        ),
        E,
    ),
    shows(
        "invalid_flag_value-lease",
        "invalid_flag_value",
        dies(
            KCM,
            "I0312 10:29:55.1       1 controllermanager.go:187] Version: v1.28.4\npanic: leaseDuration must be greater than renewDeadline\n\ngoroutine 1 [running]:\nk8s.io/client-go/tools/leaderelection.RunOrDie({0x1, 0x2})",
            "--leader-elect-lease-duration=10s",
            code=2,
        ),
        KCM,
    ),
    # ---- commands -------------------------------------------------------------------------------------------------
    shows(
        "command_not_found-not-executable",
        "command_not_found",
        Node()
        .static_pod(A, command="/usr/local/bin/kube-apiserver")
        .died(
            A,
            code=128,
            reason="StartError",
            message='failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/usr/local/bin/kube-apiserver": permission denied: unknown',
            lived=timedelta(0),
        ),
        A,
    ),
    shows(
        "command_not_found-shell",
        "command_not_found",
        dies(KCM, "/bin/bash: line 1: exec: cluster-kube-controller-manager: not found", code=127),
        KCM,
    ),
    miss(
        "command_not_found-name-taken",
        "command_not_found",
        Node()
        .static_pod(A)
        .waits(
            A,
            "CreateContainerError",
            'failed to reserve container name "kube-apiserver_kube-apiserver-master-1_kube-system_aa_3": name "kube-apiserver_kube-apiserver-master-1_kube-system_aa_3" is reserved for "5d0c1"',
        ),
    ),
    miss(
        "file_permission_denied-runs-as-root",
        ["file_permission_denied", "security_module_denied", "host_path_unusable", "command_not_found"],
        Node()
        .static_pod(S)
        .waits(S, "CreateContainerConfigError", "container has runAsNonRoot and image will run as root"),
    ),
    # ---- configuration files --------------------------------------------------------------------------------------
    *each_form(
        "component_config_invalid-authorization",
        "component_config_invalid",
        'failed to load AuthorizationConfiguration from file: strict decoding error: unknown field "authorizers[0].webhook.timeOut"',
        A,
        f"--authorization-config={AUTHORIZATION}",
        flags=("--etcd-servers=https://127.0.0.1:2379", "--secure-port=6443"),
        version="v1.32.0",
        forms=("klog", "json"),
    ),
    *each_form(
        "component_config_invalid-egress",
        "component_config_invalid",
        'failed to validate egress selector configuration: egressSelections[0].connection.proxyProtocol: Unsupported value: "": supported values: "Direct", "GRPC", "HTTPConnect"',
        A,
        f"--egress-selector-config-file={EGRESS}",
        forms=("klog", "cobra"),
    ),
    *each_form(
        "component_config_invalid-tracing",
        "component_config_invalid",
        'failed to validate tracing configuration: unable to decode tracing configuration data: no kind "TracingConfiguration" is registered for version "apiserver.config.k8s.io/v1" in scheme "k8s.io/component-base/tracing/api/v1/config.go:50"',
        A,
        f"--tracing-config-file={TRACING}",
        forms=("klog",),
    ),
    shows(
        "component_config_invalid-scheduler-values",
        "component_config_invalid",
        dies(
            S,
            saying.component(
                "leaderElection.renewDeadline: Invalid value: v1.Duration{Duration:20000000000}: must be less than leaseDuration"
            )["klog"],
            "--config=/etc/kubernetes/scheduler.yaml",
        ),
        S,
    ),
    shows(
        "file_not_mounted-egress",
        "file_not_mounted",
        dies(
            A,
            saying.component(
                f'failed to read egress selector config: unable to read egress selector configuration from "{EGRESS}" [open {EGRESS}: no such file or directory]'
            )["klog"],
            f"--egress-selector-config-file={EGRESS}",
        ).there(EGRESS),
        A,
    ),
    shows(
        "file_not_mounted-audit-webhook",
        "file_not_mounted",
        dies(
            A,
            saying.component(f"initializing audit webhook: stat {AUDIT_WEBHOOK}: no such file or directory")["klog"],
            f"--audit-webhook-config-file={AUDIT_WEBHOOK}",
        ).there(AUDIT_WEBHOOK),
        A,
    ),
    shows(
        "file_missing-audit-webhook-authority",
        "file_missing",
        dies(
            A,
            saying.component(
                f"initializing audit webhook: invalid configuration: unable to read certificate-authority {PKI}/audit-ca.crt for audit due to open {PKI}/audit-ca.crt: no such file or directory"
            )["klog"],
            f"--audit-webhook-config-file={PKI}/audit-webhook.yaml",
        )
        .there(f"{PKI}/audit-webhook.yaml")
        .absent(f"{PKI}/audit-ca.crt"),
        A,
    ),
    shows(
        "file_not_mounted-image-policy",
        "file_not_mounted",
        dies(
            A,
            saying.component(
                f'failed to apply admission: couldn\'t init admission plugin "ImagePolicyWebhook": stat {ADMISSION}/kubeconfig.yaml: no such file or directory'
            )["klog"],
            f"--admission-control-config-file={PKI}/admission.yaml",
            "--enable-admission-plugins=ImagePolicyWebhook",
        ).there(f"{ADMISSION}/kubeconfig.yaml"),
        A,
    ),
    shows(
        "host_path_unusable-kubeconfig-directory",
        "host_path_unusable",
        dies(
            S,
            saying.component(
                'error loading config file "/etc/kubernetes/scheduler.conf": read /etc/kubernetes/scheduler.conf: is a directory'
            )["klog"],
        ).there("/etc/kubernetes/scheduler.conf", "dir"),
        S,
    ),
    shows(
        "file_permission_denied-others-denials",
        "file_permission_denied",
        dies(S, saying.component("open /etc/kubernetes/scheduler.conf: permission denied")["klog"])
        .there("/etc/kubernetes/scheduler.conf", mode="0600", uid=1000)
        .journal(
            "kernel",
            'audit: type=1400 audit(1710239395.100:57): apparmor="DENIED" operation="ptrace" profile="cri-containerd.apparmor.d" pid=911 comm="node_exporter" requested_mask="read" denied_mask="read" peer="unconfined"',
        ),
        S,
    ),
    quiet(
        "audit-log-cannot-be-written",
        Node()
        .static_pod(A, "--audit-log-path=/var/log/kubernetes/audit.log")
        .runs(
            A,
            'E0312 10:29:50.1       1 metrics.go:109] "Error in audit plugin affecting audit events" plugin="log" affected=1 err="can\'t open new logfile: open /var/log/kubernetes/audit.log: permission denied"',
        )
        .journal(
            "kernel",
            'audit: type=1400 audit(1710239390.100:412): avc:  denied  { write } for  pid=2711 comm="kube-apiserver" name="kubernetes" dev="dm-0" ino=4 scontext=system_u:system_r:container_t:s0:c1,c2 tcontext=unconfined_u:object_r:var_log_t:s0 tclass=dir permissive=0',
        )
        .probe(A, 200, body="ok"),
    ),
    quiet(
        "authentication-config-reload-refused",
        Node(version=KUBE_1_31)
        .static_pod(A, f"--authentication-config={PKI}/authentication.yaml")
        .runs(
            A,
            'E0312 10:29:50.1       1 config.go:512] "failed to load authentication configuration" err="strict decoding error: unknown field \\"jwt[0].issuers\\""',
        )
        .probe(A, 200, body="ok"),
    ),
    # ---- the manifest directory -----------------------------------------------------------------------------------
    shows(
        "manifest_invalid-empty", "manifest_invalid", Node().static_pod(A).runs(A).manifest("kube-scheduler.yaml", "")
    ),
    shows(
        "manifest_invalid-kind",
        "manifest_invalid",
        Node()
        .static_pod(A)
        .runs(A)
        .manifest(
            "kube-scheduler.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: kube-scheduler\n  namespace: kube-system\nspec:\n  selector: {matchLabels: {app: s}}\n  template:\n    metadata: {labels: {app: s}}\n    spec:\n      containers: [{name: s, image: registry.k8s.io/kube-scheduler:v1.28.4}]\n",
        ),
    ),
    shows(
        "manifest_invalid-same-container-twice",
        "manifest_invalid",
        Node().manifest(
            "kube-apiserver.yaml", pod_text() + "  - name: kube-apiserver\n    image: registry.k8s.io/pause:3.9\n"
        ),
    ),
    quiet(
        "json-manifest",
        Node(version="v1.5.2")
        .manifest(
            "kube-apiserver.json",
            '{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "kube-apiserver", "namespace": "kube-system"}, "spec": {"containers": [{"name": "kube-apiserver", "image": "gcr.io/google_containers/kube-apiserver-amd64:v1.5.2", "command": ["kube-apiserver", "--insecure-bind-address=127.0.0.1"]}]}}\n',
        )
        .runs(A),
    ),
    quiet(
        "backup-directory-inside",
        Node()
        .static_pod(A)
        .static_pod(A, "--v=4", file="backup/kube-apiserver.yaml")
        .runs(A)
        .kubelet(
            'I0312 10:20:00.1    2999 file.go:143] "Not recursing into manifest path" path="/etc/kubernetes/manifests/backup"',
            ago=timedelta(minutes=9),
        ),
    ),
    quiet(
        "another-pod-beside",
        Node()
        .static_pod(A)
        .runs(A)
        .manifest("kube-apiserver-proxy.yaml", pod_text("kube-apiserver-proxy"))
        .runs("kube-apiserver-proxy"),
    ),
    shows(
        "unknown_flag-just-edited",
        "unknown_flag",
        Node(version="v1.24.2")
        .static_pod(A, "--insecure-port=0", edited=timedelta(seconds=70))
        .died(A, code=0, attempt=0, uid="1" * 32, ago=timedelta(seconds=66), lived=timedelta(days=40))
        .died(A, saying.component("unknown flag: --insecure-port")["klog"], attempt=2, ago=timedelta(seconds=20)),
        A,
    ),
    # ---- what is expected -----------------------------------------------------------------------------------------
    shows("manifest_changed-upgrade", "manifest_changed", upgraded()),
    shows(
        "file_missing-since-the-reboot",
        "file_missing",
        Node()
        .static_pod(A)
        .died(A, code=255, attempt=4, reason="Unknown", ago=timedelta(minutes=6))
        .runs(A, attempt=5, sandbox=1, since=timedelta(minutes=4))
        .static_pod(S)
        .died(
            S,
            saying.component("stat /etc/kubernetes/scheduler.conf: no such file or directory")["klog"],
            attempt=7,
            sandbox=1,
        )
        .absent("/etc/kubernetes/scheduler.conf")
        .host(previous_boot_id="bb", booted_at="2024-03-12T10:25:00Z"),
        S,
    ),
    quiet(
        "another-pod-evicted",
        Node()
        .static_pod(A)
        .runs(A)
        .unit("kubelet")
        .kubelet(
            'I0312 10:20:00.1    2999 eviction_manager.go:341] "Eviction manager: attempting to reclaim" resourceName="ephemeral-storage"',
            'I0312 10:20:00.2    2999 eviction_manager.go:395] "Eviction manager: pods ranked for eviction" pods=["default/batch-28x","kube-system/kube-apiserver-master-1"]',
            'I0312 10:20:00.3    2999 eviction_manager.go:592] "Eviction manager: pod is evicted successfully" pod="default/batch-28x"',
            ago=timedelta(minutes=9),
        )
        .probe(A, 200, body="ok"),
    ),
    # ---- what the apiserver leans on, and who leans on it ---------------------------------------------------------
    shows(
        "etcd_unreachable-webhooks-complain-too",
        "etcd_unreachable",
        dies(
            A,
            f"{WEBHOOK_REFUSED}\n{gives_up('Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused')}",
        ),
        A,
    ),
    miss(
        "webhook-hook-without-webhook",
        "admission_webhook_deadlock",
        dies(
            A,
            'W0312 10:29:30.1       1 storage_rbac.go:213] unable to initialize clusterroles: etcdserver: request timed out\nF0312 10:29:55.9       1 hooks.go:203] PostStartHook "rbac/bootstrap-roles" failed: unable to initialize roles: timed out waiting for the condition',
        ),
    ),
    quiet(
        "kms-late-once",
        Node()
        .static_pod(A, f"--encryption-provider-config={PKI}/enc.yaml")
        .runs(
            A,
            "I0312 09:00:05.1       1 healthz.go:261] kms-provider-0 check failed: livez\n[-]kms-provider-0 failed: rpc error: code = Unavailable desc = connection error",
        )
        .probe(A, 200, body="ok"),
    ),
    shows(
        "apiserver_unreachable-for-a-flag",
        "unknown_flag",
        dies(A, saying.component("unknown flag: --insecure-port")["klog"], "--insecure-port=0", version="v1.24.2")
        .static_pod(KCM)
        .died(
            KCM,
            HEALTHZ.format(
                why='Get \\"https://10.0.0.4:6443/healthz\\": dial tcp 10.0.0.4:6443: connect: connection refused'
            ),
        ),
        A,
        others={KCM: "apiserver_unreachable"},
    ),
    miss(
        "apiserver_unreachable-forbidden",
        "apiserver_unreachable",
        dies(
            KCM,
            HEALTHZ.format(why='forbidden: User \\"system:kube-controller-manager\\" cannot get path \\"/healthz\\"'),
        ),
    ),
    miss(
        "apiserver_unreachable-aggregated",
        "apiserver_unreachable",
        dies(
            KCM,
            "F1130 13:12:53.460886       1 controllermanager.go:163] error starting controllers: failed to get supported resources from server: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
            version="v1.8.4",
        ),
    ),
    shows(
        "leader_election_lost-apiserver-oom",
        "oom_killed",
        Node()
        .static_pod(A, limits={"memory": "2Gi"})
        .died(A, code=137, reason="OOMKilled", lived=timedelta(minutes=3), ago=timedelta(seconds=50))
        .runs(A, attempt=6, since=timedelta(seconds=40))
        .static_pod(KCM)
        .died(
            KCM,
            'E0312 10:29:20.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": dial tcp 10.0.0.4:6443: connect: connection refused\nI0312 10:29:25.1       1 leaderelection.go:285] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nE0312 10:29:25.2       1 controllermanager.go:332] "leaderelection lost"',
        ),
        A,
        others={KCM: "leader_election_lost"},
    ),
    shows(
        "command_not_found-kubelet-mode",
        ("command_not_found", "file_permission_denied", "security_module_denied", "unknown"),
        Node()
        .unit("kubelet", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=203)
        .kubelet(
            "kubelet.service: Failed to locate executable /usr/bin/kubelet: Permission denied",
            "kubelet.service: Failed at step EXEC spawning /usr/bin/kubelet: Permission denied",
            "kubelet.service: Main process exited, code=exited, status=203/EXEC",
            by="systemd",
        ),
        UNIT,
    ),
    # ---- written to break the rules, with the rules at hand -------------------------------------------------------
    miss(
        "command_not_found-of-a-probe",
        "command_not_found",
        Node()
        .static_pod(A, probe=EXEC_PROBE)
        .runs(A, since=timedelta(seconds=68))
        .kubelet(
            'I0312 10:29:28.1    2999 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/kube-apiserver-master-1" podUID="aa" containerName="kube-apiserver" probeResult="failure" output="OCI runtime exec failed: exec failed: unable to start container process: exec: \\"curl\\": executable file not found in $PATH: unknown"'
        ),
    ),
    miss(
        "webhook-that-lets-pass",
        "admission_webhook_deadlock",
        dies(
            A,
            'W0312 10:29:30.1       1 dispatcher.go:195] Failed calling webhook, failing open sidecar.istio.io: failed calling webhook "sidecar.istio.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject?timeout=10s": dial tcp 10.96.3.3:443: connect: connection refused\nF0312 10:29:55.9       1 hooks.go:203] PostStartHook "rbac/bootstrap-roles" failed: unable to initialize roles: timed out waiting for the condition',
        ),
    ),
    miss(
        "webhook-beside-a-hook-that-waits-for-etcd",
        "admission_webhook_deadlock",
        dies(
            A,
            f'{WEBHOOK_REFUSED}\nW0312 10:29:40.1       1 storage_rbac.go:213] unable to initialize clusterroles: etcdserver: request timed out\nF0312 10:29:55.9       1 hooks.go:203] PostStartHook "rbac/bootstrap-roles" failed: unable to initialize roles: timed out waiting for the condition',
        ),
    ),
    miss(
        "apiserver_unreachable-keystone",
        "apiserver_unreachable",
        dies(
            "cloud-controller-manager",
            'F0312 10:29:55.9       1 main.go:84] Cloud provider could not be initialized: could not init cloud provider "openstack": Post "https://keystone.example.com:5000/v3/auth/tokens": dial tcp 203.0.113.4:5000: connect: connection refused',
            "--cloud-provider=openstack",
        ),
    ),
    miss(
        "apiserver_unreachable-vault",
        "apiserver_unreachable",
        dies(
            "vault-kubernetes-kms",
            'F0312 10:29:55.9       1 main.go:84] failed to get token: Put "https://10.3.3.3:8200/v1/auth/approle/login": dial tcp 10.3.3.3:8200: connect: connection refused',
            "-vault-address=https://10.3.3.3:8200",
        ),
    ),
    *(
        shows(f"apiserver_unreachable-{name}", "apiserver_unreachable", dies(program, log, version=version), program)
        for name, program, version, log in (
            (
                "insecure-port",
                KCM,
                "v1.8.4",
                "F0312 10:29:55.9       1 controllermanager.go:130] error building controller context: failed to get supported resources from server: Get http://127.0.0.1:8080/api: dial tcp 127.0.0.1:8080: getsockopt: connection refused",
            ),
            (
                "balancer",
                S,
                "v1.28.4",
                CONFIG_MAP.format(at="lb.example.com:7443", why="dial tcp 10.0.0.9:7443: connect: no route to host"),
            ),
            (
                "times-out",
                S,
                "v1.28.4",
                CONFIG_MAP.format(at="10.0.0.4:6443", why="dial tcp 10.0.0.4:6443: i/o timeout"),
            ),
        )
    ),
    miss(
        "security_module-refuses-a-trace",
        "security_module_denied",
        dies(E, saying.etcd("cannot access data directory: open /var/lib/etcd/.touch: permission denied")["zap"])
        .there("/var/lib/etcd", "dir", "0700", uid=1000)
        .journal(
            "kernel",
            'audit: type=1400 audit(1710239395.900:57): apparmor="DENIED" operation="ptrace" profile="docker-default" pid=2711 comm="etcd" requested_mask="trace" denied_mask="trace" peer="docker-default"',
        ),
    ),
    miss(
        "security_module-refuses-another-file",
        "security_module_denied",
        dies(A, saying.component(f"open {PKI}/apiserver.key: permission denied")["klog"])
        .there(f"{PKI}/apiserver.key", mode="0600", uid=1000)
        .journal(
            "kernel",
            'audit: type=1400 audit(1710239395.900:57): apparmor="DENIED" operation="open" profile="cri-containerd.apparmor.d" name="/var/log/kubernetes/audit.log" pid=2711 comm="kube-apiserver" requested_mask="wc" denied_mask="wc" fsuid=0 ouid=0',
        ),
    ),
    miss(
        "filesystem_damaged-own-root",
        "filesystem_damaged",
        dies(
            A,
            saying.component(
                "failed to ensure audit log: ensureLogFile: mkdir /var/log/kubernetes: read-only file system"
            )["klog"],
            "--audit-log-path=/var/log/kubernetes/audit.log",
        ),
    ),
    miss(
        "authentication_config-issuer-away",
        "authentication_config_invalid",
        probed_to_death(
            A,
            "--oidc-issuer-url=https://issuer.example.com",
            "--oidc-client-id=k",
            log=OIDC_AWAY,
            lived=timedelta(seconds=95),
        ),
    ),
    miss(
        "host_ca_bundle-hours-ago",
        "host_ca_bundle_missing",
        dies(
            KCM,
            f'E0312 05:30:00.1       1 aws.go:100] "Failed to describe" err="Post \\"https://ec2.eu-west-1.amazonaws.com/\\": x509: certificate signed by unknown authority"\n{LOST}',
            lived=HOURS,
        ),
    ),
    miss(
        "encryption_config-read-again",
        "encryption_config_invalid",
        dies(
            A,
            'E0312 10:20:00.1       1 controller.go:255] "failed to load encryption config" err="error while parsing file: resources[0].providers[0].aescbc.keys[0].secret: Invalid value: \\"REDACTED\\": secrets must be base64 encoded"',
            f"--encryption-provider-config={PKI}/enc.yaml",
            code=137,
            lived=HOURS,
        ),
    ),
    miss(
        "invalid_flag_value-of-an-object",
        "invalid_flag_value",
        dies(
            A,
            'E0312 10:29:50.1       1 controller.go:163] Service "kubernetes" is invalid: spec.ports: Invalid value: []core.ServicePort{core.ServicePort{Name:"https"}}: must specify a nodePort',
            code=2,
        ),
    ),
    miss(
        "component_config-of-an-object",
        "component_config_invalid",
        dies(
            KCM,
            'E0312 10:29:50.1       1 horizontal.go:226] failed to compute desired number of replicas: no matches for kind "Deployment" in version "extensions/v1beta1"',
            code=2,
        ),
    ),
    miss(
        "invalid_flag_value-in-a-usage-text",
        "invalid_flag_value",
        dies(
            A,
            "Error: something that nobody has met yet\nUsage:\n  kube-apiserver [flags]\n\nGeneric flags:\n\n      --example-port int\n                The port. --example-port must be between 1 and 65535.",
        ),
    ),
    shows(
        "manifest_invalid-journal-alone",
        "manifest_invalid",
        Node()
        .unit("kubelet")
        .kubelet(
            'E0312 10:29:00.1    2999 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/kube-apiserver.yaml: couldn\'t parse as pod(yaml: line 8: did not find expected key), please check config file" path="/etc/kubernetes/manifests/kube-apiserver.yaml"'
        ),
    ),
    *(
        quiet(f"manifest-refused-{name}", Node().unit("kubelet").kubelet(line, ago=ago))
        for name, ago, line in (
            (
                "long-ago",
                timedelta(hours=2),
                'E0312 08:29:00.1    2999 file.go:187] "Could not process manifest file" err="/etc/kubernetes/manifests/kube-apiserver.yaml: couldn\'t parse as pod(yaml: line 8: did not find expected key), please check config file" path="/etc/kubernetes/manifests/kube-apiserver.yaml"',
            ),
            (
                "of-an-editor",
                timedelta(seconds=40),
                "E0312 10:29:20.1    2999 file.go:187] Can't process manifest file \"/etc/kubernetes/manifests/sedq3cVrT\": /etc/kubernetes/manifests/sedq3cVrT: couldn't parse as pod(Object 'Kind' is missing in 'null'), please check config file",
            ),
        )
    ),
    shows(
        "manifest_invalid-quantity",
        "manifest_invalid",
        Node().manifest(
            "kube-apiserver.yaml", pod_text() + "    resources:\n      requests:\n        memory: 512 Mi\n"
        ),
    ),
    *(
        quiet(f"manifest-{name}", Node().manifest("kube-apiserver.yaml", text).runs(A))
        for name, text in (
            ("field-of-no-pod", pod_text() + "    imagePullPolcy: Never\n"),
            ("dashes-in-front", "# written by a tool\n---\n" + pod_text()),
            ("carriage-returns", pod_text().replace("\n", "\r\n")),
            ("key-given-twice", pod_text() + "    imagePullPolicy: Never\n    imagePullPolicy: Always\n"),
        )
    ),
)
