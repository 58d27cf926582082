"""What kube-controller-manager and kube-scheduler refuse in their sources' words, and what they live on with.

Each is told of once, in the clothes of its version: the rules of forms are tried elsewhere.
"""

from datetime import timedelta

from incidents import saying
from incidents.builder import PKI
from incidents.own.shapes import KCM, A, S, dies, miss, shows

CCM = "cloud-controller-manager"
SCHEDULER_CONFIG = "/etc/kubernetes/scheduler-config.yaml"
MIGRATION = f"--leader-migration-config={PKI}/migration.yaml"
POLICY = "--policy-config-file=/etc/kubernetes/policy.json"
# A bug of the program's own, which nothing that it said before explains.
BUG = (
    "panic: runtime error: invalid memory address or nil pointer dereference\n"
    "[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x9dff2e]\n\ngoroutine 1 [running]:\nk8s.io/x.(*y).z()"
)


def gives_up(text):
    """The error with which a command returns (component-base/cli/run.go)."""
    return saying.component(text)["klog"]


def old(text):
    """The same to 1.22: printed as it is."""
    return f"I0312 10:29:55.1       1 serving.go:331] Generated self-signed cert in-memory\n{text}"


def cannot_start(text):
    """A controller that cannot be started, and so the manager, from 1.25."""
    quoted = text.replace('"', '\\"')
    return (
        f'E0312 10:29:55.9       1 controllermanager.go:648] "Error starting controller" err="{quoted}" controller="nodeipam"\n'
        f'E0312 10:29:55.9       1 controllermanager.go:236] "Error starting controllers" err="{quoted}"'
    )


def cannot_lead(message, text):
    """What else ends it once it leads, from 1.25."""
    quoted = text.replace('"', '\\"')
    return f'E0312 10:29:55.9       1 controllermanager.go:234] "{message}" err="{quoted}"'


def fatal(text):
    """A fatal line with stacks, to 1.24."""
    return saying.component(text)["glog"]


REFUSED_POD = (
    'E0312 10:29:50.1       1 replica_set.go:557] sync "x/y" failed with Pod "y-abc" is invalid: '
    'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit'
)
# The name, the flag, and the last words.
REFUSED_VALUES = (
    ("log-format", KCM, "--logging-format=yaml", gives_up('format: Invalid value: "yaml": Unsupported log format')),
    (
        "log-format-path",
        S,
        "--logging-format=yaml",
        old('logging.format: Invalid value: "yaml": Unsupported log format'),
    ),
    ("syncs", KCM, "--concurrent-job-syncs=0", gives_up("concurrent-job-syncs must be greater than 0, but got 0")),
    (
        "syncs-less",
        KCM,
        "--concurrent-service-endpoint-syncs=0",
        gives_up("concurrent-service-endpoint-syncs must not be less than 1, but got 0"),
    ),
    (
        "signers",
        KCM,
        f"--cluster-signing-cert-file={PKI}/ca.crt",
        gives_up(
            "cannot specify --cluster-signing-{cert,key}-file and other --cluster-signing-*-file flags at the same time"
        ),
    ),
    (
        "lock-removed",
        KCM,
        "--leader-elect-resource-lock=endpoints",
        fatal("error creating lock: endpoints lock is removed, migrate to endpointsleases"),
    ),
    (
        "lock-removed-later",
        KCM,
        "--leader-elect-resource-lock=endpointsleases",
        cannot_lead("Error creating lock", "endpointsleases lock is removed, migrate to leases"),
    ),
    ("lock-unknown", KCM, "--leader-elect-resource-lock=foo", fatal("error creating lock: Invalid lock-type foo")),
    ("lock-validated", KCM, "--leader-elect-resource-lock=endpoints", gives_up('resourceLock value must be "leases"')),
    (
        "lock-scheduler",
        S,
        "--leader-elect-resource-lock=endpoints",
        gives_up("couldn't create resource lock: endpoints lock is removed, migrate to endpointsleases"),
    ),
    (
        "cidr",
        KCM,
        "--cluster-cidr=10.244.0.0",
        cannot_start('failed to parse cidr value:"10.244.0.0" with error:invalid CIDR address: 10.244.0.0'),
    ),
    (
        "cidr-fatal",
        KCM,
        "--cluster-cidr=10.244.0.0/33",
        fatal(
            'error starting controllers: failed to parse cidr value:"10.244.0.0/33" with error:invalid CIDR address: 10.244.0.0/33'
        ),
    ),
    (
        "cidr-mask",
        KCM,
        "--node-cidr-mask-size-ipv6=64",
        cannot_start("usage of --node-cidr-mask-size-ipv6 is not allowed if single stack IPv4 cluster"),
    ),
    (
        "cidr-allocator-cloud",
        KCM,
        "--cidr-allocator-type=CloudAllocator",
        cannot_start("--cidr-allocator-type is set to 'CloudAllocator' but cloud provider is not configured"),
    ),
    ("cidr-allocator", KCM, "--cidr-allocator-type=Foo", cannot_start("invalid CIDR allocator type: Foo")),
    (
        "cloud-unknown-fatal",
        KCM,
        "--cloud-provider=ovirt",
        fatal(
            'error building controller context: cloud provider could not be initialized: unknown cloud provider "ovirt"'
        ),
    ),
    (
        "cloud-unknown",
        KCM,
        "--cloud-provider=gce",
        cannot_lead(
            "Error building controller context", 'cloud provider could not be initialized: unknown cloud provider "gce"'
        ),
    ),
    (
        "cloud-disabled",
        KCM,
        "--cloud-provider=aws",
        cannot_lead(
            "Error building controller context",
            'cloud provider could not be initialized: cloud provider "aws" was specified, but built-in cloud providers are '
            "disabled. Please set --cloud-provider=external and migrate to an external cloud provider",
        ),
    ),
    (
        "cloud-unknown-ccm",
        CCM,
        "--cloud-provider=foo",
        fatal('Cloud provider could not be initialized: unknown cloud provider "foo"'),
    ),
    ("webhooks-ccm", CCM, "--webhooks=foo", gives_up('"foo" is not in the list of known webhooks')),
    (
        "algorithm-provider",
        S,
        "--algorithm-provider=Foo",
        old('couldn\'t create scheduler using provider "Foo": algorithm provider "Foo" is not registered'),
    ),
)
# The scheduler's policy, to 1.22.
REFUSED_POLICIES = (
    ("kind", 'Failed to create scheduler configuration: Invalid configuration: no kind "Policy" is registered for version "v2"'),
    ("type", 'invalid policy: v1.Policy.Predicates: []v1.PredicatePolicy: v1.PredicatePolicy.Name: ReadString: expects " or n, but found 1'),
    ("json", "invalid policy: couldn't get version/kind; json parse error: unexpected end of JSON input"),
)  # fmt: skip
REFUSED_CONFIGS = (
    ("yaml", "error converting YAML to JSON: yaml: line 6: did not find expected '-' indicator"),
    ("json", "couldn't get version/kind; json parse error: invalid character 'a' looking for beginning of value"),
    ("no-kind", "Object 'Kind' is missing in 'leaderElection:\\n  leaderElect: true\\n'"),
    ("no-version", "Object 'apiVersion' is missing in 'kind: KubeSchedulerConfiguration'"),
    (
        "type",
        "json: cannot unmarshal string into Go struct field KubeSchedulerConfiguration.leaderElection.leaderElect of type bool",
    ),
    (
        "type-older",
        "v1alpha2.KubeSchedulerConfiguration.Profiles: []v1alpha2.KubeSchedulerProfile: decode slice: expect [ or n, but found {",
    ),
    ("framework", 'error initializing the scheduling framework: PreFilterPlugin "foo" does not exist'),
)
# What a controller meets in its work for others, and lives on with: none of it explains its end.
PASSING = (
    (
        "apiserver_unreachable-discovery",
        "apiserver_unreachable",
        KCM,
        'E0312 10:29:50.1       1 resource_quota_controller.go:409] unable to retrieve the complete list of server APIs: Get "https://10.0.0.4:6443/apis?timeout=32s": dial tcp 10.0.0.4:6443: connect: connection refused',
    ),
    (
        "certificate_authority_mismatch-conversion",
        "certificate_authority_mismatch",
        S,
        'E0312 10:29:50.1       1 reflector.go:147] k8s.io/client-go/informers/factory.go:150: Failed to watch *v1.PodGroup: failed to list *v1.PodGroup: conversion webhook for scheduling.x/v1, Kind=PodGroup failed: Post "https://hook.x.svc:443/convert?timeout=30s": x509: certificate signed by unknown authority',
    ),
    (
        "certificate_authority_mismatch-admission",
        "certificate_authority_mismatch",
        KCM,
        'E0312 10:29:50.1       1 replica_set.go:557] sync "x/y" failed with Internal error occurred: failed calling webhook "v.example.com": failed to call webhook: Post "https://v.x.svc:443/v?timeout=10s": x509: certificate signed by unknown authority',
    ),
    (
        "file_permission_denied-volume",
        "file_permission_denied",
        KCM,
        'E0312 10:29:50.1       1 goroutinemap.go:150] Operation for "provision-x/y" failed. No retries permitted until 2024-03-12 10:30:00. Error: failed to create volume: mkdir /tmp/hostpath_pv/abc: permission denied',
    ),
    (
        "disk_full-volume",
        "disk_full",
        KCM,
        'E0312 10:29:50.1       1 nestedpendingoperations.go:301] Operation for "x" failed. Error: "AttachVolume.Attach failed for volume \\"pvc-1\\" : rpc error: code = Internal desc = no space left on device"',
    ),
    (
        "file_not_mounted-signer",
        "file_not_mounted",
        KCM,
        'E0312 10:20:55.1       1 certificates.go:47] Failed to start certificate controller: error reading CA cert file "/etc/kubernetes/ca/ca.pem": open /etc/kubernetes/ca/ca.pem: no such file or directory',
    ),
    (
        "leader_election_lost-lock",
        "leader_election_lost",
        KCM,
        'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": context deadline exceeded',
    ),
)


def with_config(log, **more):
    """A scheduler with a configuration file."""
    node = dies(
        S, log, f"--config={SCHEDULER_CONFIG}", mounts=("/etc/kubernetes/scheduler.conf", SCHEDULER_CONFIG), **more
    )
    return node.file(SCHEDULER_CONFIG, "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n")


CONTROLLERS_WORDS = (
    # ---- refused ---------------------------------------------------------------------------------------------------
    *(
        shows(f"invalid_flag_value-{name}", "invalid_flag_value", dies(program, log, flag), program)
        for name, program, flag, log in REFUSED_VALUES
    ),
    shows(
        "invalid_flag_value-cloud-unknown-when-it-leads",
        "invalid_flag_value",
        dies(
            KCM,
            cannot_lead(
                "Error building controller context",
                'cloud provider could not be initialized: unknown cloud provider "gce"',
            ),
            "--cloud-provider=gce",
            lived=timedelta(hours=3),
        ),
        KCM,
    ),
    shows(
        "missing_required_flag-signers-half",
        "missing_required_flag",
        dies(
            KCM,
            gives_up('"cluster-signing-kube-apiserver-client": cannot specify key without cert'),
            f"--cluster-signing-kubelet-client-key-file={PKI}/ca.key",
        ),
        KCM,
    ),
    *(
        shows(
            f"component_config_invalid-scheduler-refuses-{name}",
            "component_config_invalid",
            with_config(gives_up(text)),
            S,
        )
        for name, text in REFUSED_CONFIGS
    ),
    *(
        shows(
            f"component_config_invalid-policy-{name}",
            "component_config_invalid",
            dies(S, fatal(text), "--policy-config-file=/etc/kubernetes/scheduler.conf"),
            S,
        )
        for name, text in REFUSED_POLICIES
    ),
    shows(
        "component_config_invalid-migration",
        "component_config_invalid",
        dies(KCM, old('strict decoding error: unknown field "controllerLeader"'), MIGRATION),
        KCM,
    ),
    shows(
        "component_config_invalid-migration-leader",
        "component_config_invalid",
        dies(
            KCM,
            old(
                "failed to validate leader migration configuration: [leaderName: Required value: leaderName must be set]"
            ),
            MIGRATION,
        ),
        KCM,
    ),
    shows(
        "service_account_key_invalid-kind",
        "service_account_key_invalid",
        dies(KCM, cannot_start("failed to build token generator: unknown private key type ed25519.PrivateKey")),
        KCM,
    ),
    shows(
        "file_missing-policy-in-its-words",
        ["file_missing", "file_not_mounted"],
        dies(
            S, old("couldn't create scheduler: missing policy config file /etc/kubernetes/policy.json"), POLICY
        ).absent("/etc/kubernetes/policy.json"),
        S,
    ),
    shows(
        "apiserver_unreachable-policy",
        "apiserver_unreachable",
        dies(
            S,
            "couldn't get policy config map kube-system/scheduler-policy: Get https://10.0.0.4:6443/api/v1/namespaces/kube-system/configmaps/scheduler-policy: dial tcp 10.0.0.4:6443: connect: connection refused",
            "--policy-configmap=scheduler-policy",
        ),
        S,
    ),
    *(
        shows(
            f"apiserver_unreachable-{name}",
            "apiserver_unreachable",
            dies(
                KCM,
                gives_up(
                    f'unable to load configmap based request-header-client-ca-file: Get "https://{host}:6443/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication": {why}'
                ),
            ),
            KCM,
        )
        for name, host, why in (
            ("no-network", "10.0.0.4", "dial tcp 10.0.0.4:6443: connect: network is unreachable"),
            ("handshake", "10.0.0.4", "net/http: TLS handshake timeout"),
            ("deadline", "10.0.0.4", "context deadline exceeded"),
            ("name", "cp.example.com", "dial tcp: lookup cp.example.com on 10.0.0.2:53: no such host"),
        )
    ),
    # ---- near misses ------------------------------------------------------------------------------------------------
    miss(
        "service_account_key_invalid-signer",
        "service_account_key_invalid",
        dies(
            KCM,
            cannot_start(
                f'failed to start kubernetes.io/kubelet-serving certificate controller: error reading CA key file "csr-controller::{PKI}/ca.crt::{PKI}/ca.key": data does not contain a valid RSA or ECDSA private key'
            ),
        ),
    ),
    *(
        miss(
            f"component_config_invalid-kubeconfig-{name}",
            "component_config_invalid",
            with_config(gives_up(f'error loading config file "/etc/kubernetes/scheduler.conf": {why}')),
        )
        for name, why in (
            ("yaml", "yaml: line 3: mapping values are not allowed in this context"),
            ("json", "couldn't get version/kind; json parse error: unexpected end of JSON input"),
        )
    ),
    *(
        miss(f"{name}-{end}", wrong, dies(program, f"{line}{words}", code=code, lived=timedelta(hours=5)))
        for name, wrong, program, line in PASSING
        for end, words, code in (("before-a-bug", f"\n{BUG}", 2), ("before-a-kill", "", 137))
    ),
    # A controller lives on with the pod that is refused, and does not start without its cloud.
    shows(
        "invalid_flag_value-after-a-pod",
        "invalid_flag_value",
        dies(
            KCM,
            f"{REFUSED_POD}\n"
            + cannot_start('failed to parse cidr value:"10.244.0.0" with error:invalid CIDR address: 10.244.0.0'),
            "--cluster-cidr=10.244.0.0",
        ),
        KCM,
    ),
    # A bug explains itself: what was said before it does not.
    shows(
        "unknown-bug-after-complaints",
        "unknown",
        dies(
            A,
            f"E0312 10:29:50.1       1 x.go:1] open {PKI}/absent.crt: no such file or directory\n{BUG}",
            code=2,
            lived=timedelta(hours=5),
        ),
        A,
        sure=False,
    ),
)
