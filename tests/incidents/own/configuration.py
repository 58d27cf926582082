"""Command lines and configuration files that a component refuses."""

from datetime import timedelta

from incidents import saying
from incidents.builder import Node
from incidents.own.shapes import AUDIT, AUTH_FILE, ENCRYPT, KCM, A, E, S, dies, each_form, miss, shows

COMMAND_LINE = (
    *each_form(
        "unknown_flag-apiserver",
        "unknown_flag",
        "unknown flag: --insecure-port",
        A,
        "--insecure-port=0",
        version="v1.24.2",
        forms=("cobra", "klog", "json"),
    ),
    *each_form(
        "unknown_flag-scheduler",
        "unknown_flag",
        "unknown flag: --algorithm-provider",
        S,
        "--algorithm-provider=DefaultProvider",
        forms=("cobra", "klog", "json"),
    ),
    shows(
        "unknown_flag-etcd-go",
        "unknown_flag",
        dies(
            E,
            "flag provided but not defined: -enable-v2\nUsage:\n\n  etcd [flags]\n    Start an etcd server.",
            "--enable-v2=true",
            code=2,
            image="registry.k8s.io/etcd:3.6.4-0",
        ),
        E,
    ),
    shows(
        "unknown_flag-etcd-zap",
        "unknown_flag",
        dies(
            E,
            '{"level":"warn","ts":"2024-03-12T10:29:55.900Z","caller":"etcdmain/etcd.go:75","msg":"failed to verify flags","error":"flag provided but not defined: -bogus"}',
            "--bogus",
            code=1,
        ),
        E,
    ),
    shows(
        "unknown_flag-shorthand",
        "unknown_flag",
        dies(
            KCM,
            "Error: unknown shorthand flag: 'b' in -bind-address=127.0.0.1\nUsage:\n  kube-controller-manager [flags]",
        ),
        KCM,
    ),
    *each_form(
        "invalid_flag_value-duration",
        "invalid_flag_value",
        'invalid argument "5" for "--node-monitor-grace-period" flag: time: missing unit in duration "5"',
        KCM,
        "--node-monitor-grace-period=5",
        forms=("cobra", "klog", "json"),
    ),
    *each_form(
        "invalid_flag_value-port",
        "invalid_flag_value",
        "invalid port value 8080: only zero is allowed",
        A,
        "--insecure-port=8080",
        version="v1.21.0",
        forms=("cobra", "klog"),
    ),
    *each_form(
        "invalid_flag_value-range",
        "invalid_flag_value",
        "--secure-port 99999 must be between 1 and 65535, inclusive. It cannot be turned off with 0",
        A,
        "--secure-port=99999",
        forms=("cobra", "klog", "json"),
    ),
    *each_form(
        "invalid_flag_value-cidr",
        "invalid_flag_value",
        'invalid argument "10.96.0.0/123" for "--service-cluster-ip-range" flag: invalid CIDR address: 10.96.0.0/123',
        A,
        forms=("cobra",),
    ),
    *each_form(
        "invalid_flag_value-tls",
        "invalid_flag_value",
        'unknown tls version "VersionTLS15"',
        A,
        "--tls-min-version=VersionTLS15",
        forms=("cobra", "klog"),
    ),
    *each_form(
        "invalid_flag_value-mode",
        "invalid_flag_value",
        'authorization-mode "RBAK" is not a valid mode',
        A,
        "--authorization-mode=RBAK",
        forms=("cobra", "klog"),
    ),
    *each_form(
        "invalid_flag_value-switch",
        "invalid_flag_value",
        '"kube-apiserver" does not take any arguments, got ["false"]',
        A,
        "--anonymous-auth",
        "false",
        forms=("cobra", "klog", "json"),
    ),
    shows(
        "invalid_flag_value-etcd",
        "invalid_flag_value",
        dies(
            E,
            '{"level":"warn","ts":"2024-03-12T10:29:55.900Z","caller":"etcdmain/etcd.go:75","msg":"failed to verify flags","error":"invalid value \\"abc\\" for flag -heartbeat-interval: strconv.ParseUint: parsing \\"abc\\": invalid syntax"}',
            "--heartbeat-interval=abc",
        ),
        E,
    ),
    *each_form(
        "missing_required_flag-issuer",
        "missing_required_flag",
        "[service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags]",
        A,
        flags=("--etcd-servers=https://127.0.0.1:2379", "--secure-port=6443"),
        version="v1.20.1",
        forms=("cobra", "klog", "json"),
    ),
    *each_form(
        "missing_required_flag-etcd",
        "missing_required_flag",
        "--etcd-servers must be specified",
        A,
        flags=("--secure-port=6443",),
        forms=("cobra", "klog", "json"),
    ),
    *each_form(
        "feature_gate_rejected-removed",
        "feature_gate_rejected",
        'invalid argument "BlockVolume=true" for "--feature-gates" flag: unrecognized feature gate: BlockVolume',
        A,
        "--feature-gates=BlockVolume=true",
        version="v1.21.0",
        forms=("cobra", "klog", "json"),
    ),
    *each_form(
        "feature_gate_rejected-locked",
        "feature_gate_rejected",
        "cannot set feature gate ServerSideApply to false, feature is locked to true",
        A,
        "--feature-gates=ServerSideApply=false",
        forms=("cobra", "klog", "json"),
    ),
    *each_form(
        "feature_gate_rejected-parsed",
        "feature_gate_rejected",
        'invalid argument "LegacyX=1x" for "--feature-gates" flag: invalid value of LegacyX=1x, err: strconv.ParseBool: parsing "1x": invalid syntax',
        KCM,
        "--feature-gates=LegacyX=1x",
        forms=("cobra",),
    ),
    *each_form(
        "unknown_admission_plugin-flag",
        "unknown_admission_plugin",
        'enable-admission-plugins plugin "PodSecurityPolicy" is unknown',
        A,
        "--enable-admission-plugins=NodeRestriction,PodSecurityPolicy",
        version="v1.25.3",
        forms=("cobra", "klog", "json"),
    ),
    *each_form(
        "unknown_admission_plugin-old",
        "unknown_admission_plugin",
        "Unknown admission plugin: Initializers",
        A,
        "--admission-control=Initializers",
        version="v1.14.1",
        forms=("glog",),
    ),
    shows(
        "command_not_found-start-error",
        "command_not_found",
        Node()
        .static_pod(A, command="kube-apisrver")
        .died(
            A,
            code=128,
            reason="StartError",
            message='failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "kube-apisrver": executable file not found in $PATH: unknown',
            lived=timedelta(0),
        ),
        A,
    ),
    shows(
        "command_not_found-docker",
        "command_not_found",
        Node(version="v1.18.2")
        .static_pod(A, command="/hyperkube")
        .died(
            A,
            code=127,
            reason="ContainerCannotRun",
            message='OCI runtime create failed: container_linux.go:349: starting container process caused "exec: \\"/hyperkube\\": stat /hyperkube: no such file or directory": unknown',
            lived=timedelta(0),
        ),
        A,
    ),
    shows(
        "command_not_found-arch",
        "command_not_found",
        dies(A, "exec /usr/local/bin/kube-apiserver: exec format error"),
        A,
    ),
    miss(
        "unknown_flag-deprecation",
        "unknown_flag",
        Node(version="v1.22.4")
        .static_pod(A, "--insecure-port=0")
        .runs(
            A,
            "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.\nI0312 10:29:55.100200       1 server.go:183] Version: v1.22.4",
        ),
    ),
    miss(
        "feature_gate_rejected-warning",
        "feature_gate_rejected",
        Node()
        .static_pod(A)
        .died(
            A,
            "W0127 07:03:38.565859      17 feature_gate.go:223] unrecognized feature gate: SupportPodPidsLimit",
            code=0,
            attempt=1,
            ago=timedelta(minutes=5),
        )
        .runs(A, attempt=2, since=timedelta(minutes=4)),
    ),
    miss(
        "invalid_flag_value-unknown",
        "invalid_flag_value",
        dies(A, saying.component("unknown flag: --bogus")["cobra"], "--bogus"),
    ),
    miss(
        "command_not_found-image",
        "command_not_found",
        Node()
        .static_pod(A)
        .waits(A, "ImagePullBackOff", 'Back-off pulling image "registry.k8s.io/kube-apiserver:v1.28.4"'),
    ),
)


CONFIG_FILE = (
    *each_form(
        "encryption_config_invalid-yaml",
        "encryption_config_invalid",
        f'error while parsing encryption provider configuration file "{ENCRYPT}": error while parsing file: error converting YAML to JSON: yaml: line 10: did not find expected key',
        A,
        f"--encryption-provider-config={ENCRYPT}",
    ),
    *each_form(
        "encryption_config_invalid-length",
        "encryption_config_invalid",
        f'error while parsing encryption provider configuration file "{ENCRYPT}": error while parsing file: resources[0].providers[0].aescbc.keys[0].secret: Invalid value: "REDACTED": secret is not of the expected length, got 31, expected one of [16 24 32]',
        A,
        f"--encryption-provider-config={ENCRYPT}",
        forms=("klog", "json"),
    ),
    *each_form(
        "encryption_config_invalid-decode",
        "encryption_config_invalid",
        f'error while parsing encryption provider configuration file "{ENCRYPT}": error decoding encryption provider configuration file "{ENCRYPT}": no kind "EncryptionConfig" is registered for version "v2" in scheme "pkg/scheme.go:1"',
        A,
        f"--encryption-provider-config={ENCRYPT}",
        forms=("klog",),
    ),
    *each_form(
        "audit_policy_invalid-version",
        "audit_policy_invalid",
        f'loading audit policy file: failed decoding: no kind "Policy" is registered for version "audit.k8s.io/v1alpha1" in scheme "k8s.io/apiserver/pkg/audit/scheme.go:30": from file {AUDIT}',
        A,
        f"--audit-policy-file={AUDIT}",
    ),
    *each_form(
        "audit_policy_invalid-empty",
        "audit_policy_invalid",
        f"loading audit policy file: loaded illegal policy with 0 rules from file {AUDIT}",
        A,
        f"--audit-policy-file={AUDIT}",
        forms=("cobra", "klog", "json"),
    ),
    *each_form(
        "audit_policy_invalid-level",
        "audit_policy_invalid",
        'loading audit policy file: rules[0].level: Unsupported value: "All": supported values: "None", "Metadata", "Request", "RequestResponse"',
        A,
        f"--audit-policy-file={AUDIT}",
        forms=("klog",),
    ),
    *each_form(
        "component_config_invalid-scheduler",
        "component_config_invalid",
        'no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta1" in scheme "pkg/scheduler/apis/config/scheme/scheme.go:33"',
        S,
        "--config=/etc/kubernetes/scheduler.yaml",
    ),
    *each_form(
        "component_config_invalid-strict",
        "component_config_invalid",
        'strict decoding error: unknown field "profiles[0].plugin"',
        S,
        "--config=/etc/kubernetes/scheduler.yaml",
        forms=("klog", "json"),
    ),
    *each_form(
        "component_config_invalid-admission",
        "component_config_invalid",
        'failed to apply admission: failed to initialize admission: couldn\'t init admission plugin "PodSecurity": strict decoding error: unknown field "defaults.enforced"',
        A,
        "--admission-control-config-file=/etc/kubernetes/admission.yaml",
        forms=("klog", "cobra"),
    ),
    *each_form(
        "component_config_invalid-read-admission",
        "component_config_invalid",
        'failed to read plugin config: unable to read admission control configuration from "/etc/kubernetes/admission.yaml" [no kind "AdmissionConfiguration" is registered for version "apiserver.k8s.io/v1alpha2"]',
        A,
        "--admission-control-config-file=/etc/kubernetes/admission.yaml",
        forms=("cobra", "klog"),
    ),
    *each_form(
        "authentication_config_invalid-jwt",
        "authentication_config_invalid",
        'jwt[0].issuer.url: Invalid value: "http://issuer.example.com": URL scheme must be https',
        A,
        f"--authentication-config={AUTH_FILE}",
        version="v1.31.0",
        forms=("klog", "json"),
    ),
    *each_form(
        "authentication_config_invalid-oidc",
        "authentication_config_invalid",
        "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set",
        A,
        "--oidc-issuer-url=https://issuer.example.com",
        forms=("cobra", "klog"),
    ),
    *each_form(
        "authentication_config_invalid-read",
        "authentication_config_invalid",
        f'failed to load authentication configuration from file "{AUTH_FILE}": strict decoding error: unknown field "jwt[0].issuers"',
        A,
        f"--authentication-config={AUTH_FILE}",
        version="v1.31.0",
        forms=("klog",),
    ),
    *each_form(
        "anonymous_flag_conflicts_with_config-typo",
        "anonymous_flag_conflicts_with_config",
        "--anonynous-auth flag cannot be set when anonymous field is configured in authentication configuration file",
        A,
        "--anonymous-auth=false",
        f"--authentication-config={AUTH_FILE}",
        version="v1.32.1",
        forms=("klog", "json"),
    ),
    *each_form(
        "anonymous_flag_conflicts_with_config",
        "anonymous_flag_conflicts_with_config",
        "--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file",
        A,
        "--anonymous-auth=true",
        f"--authentication-config={AUTH_FILE}",
        version="v1.34.1",
        forms=("klog",),
    ),
    miss(
        "encryption_config_invalid-kms-away",
        "encryption_config_invalid",
        dies(
            A,
            saying.component(
                f'error while parsing encryption provider configuration file "{ENCRYPT}": error while parsing file: could not configure KMS plugin "vault", error: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /var/run/kms/vault.sock: connect: connection refused"'
            )["klog"],
            f"--encryption-provider-config={ENCRYPT}",
        ),
    ),
    miss(
        "audit_policy_invalid-not-mounted",
        "audit_policy_invalid",
        dies(
            A,
            saying.component(
                f'loading audit policy file: failed to read file path "{AUDIT}": open {AUDIT}: no such file or directory'
            )["klog"],
            f"--audit-policy-file={AUDIT}",
        ),
    ),
    miss(
        "component_config_invalid-kubelet",
        "component_config_invalid",
        Node().kubelet_loops(
            *saying.kubelet(
                'failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: strict decoding error: unknown field "cgroupDrivr"'
            )["command"]
        ),
    ),
    miss(
        "authentication_config_invalid-conflict",
        "authentication_config_invalid",
        dies(
            A,
            saying.component(
                "--anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file"
            )["klog"],
            f"--authentication-config={AUTH_FILE}",
            "--anonymous-auth=false",
            version="v1.34.1",
        ),
    ),
)
