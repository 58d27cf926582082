"""Ends of kube-apiserver that its sources know, from 1.6 to 1.36, and lines beside an end that only look like one.

cmd/kube-apiserver, pkg/controlplane, pkg/kubeapiserver/options, and of apiserver: server, its options, and the plugins.
"""

from incidents import saying
from incidents.own.shapes import A, dies, gives_up, miss, shows

# Accepted causes, and of each: name, release, words, flags.
ENDS = (
    ("invalid_flag_value", (
        ("negative-grace-period", "1.31", "shutdown-watch-termination-grace-period, if provided, can not be a negative value", "--shutdown-watch-termination-grace-period=-1s"),
        ("empty-transport-security", "1.31", "empty value in strict-transport-security-directives", "--strict-transport-security-directives="),
        ("empty-cors-origin", "1.31", "empty value in --cors-allowed-origins, help: List of allowed origins for CORS, comma separated. An allowed origin can be a regular expression to support subdomain matching.", "--cors-allowed-origins=,"),
        ("empty-username-header", "1.31", 'empty value in "requestheader-username-headers"', "--requestheader-username-headers="),
        ("empty-allowed-name", "1.31", 'empty value in "requestheader-allowed-names"', "--requestheader-allowed-names="),
        ("emulation-forward", "1.34", "ServerRunOptions.EmulationForwardCompatible cannot be set to true if the emulation version is the same as the binary version", "--emulation-forward-compatible=true"),
        ("runtime-config-forward", "1.34", "ServerRunOptions.RuntimeConfigEmulationForwardCompatible cannot be set to true if the emulation version is the same as the binary version", "--runtime-config-emulation-forward-compatible=true"),
        ("min-compat-version", "1.34", "minCompatibilityVersion version 1.28 is not between [1.31, 1.34]", "--min-compatibility-version=1.28"),
        ("runtime-config-too-new", "1.34", "cannot enable version resource.k8s.io/v1beta2 in runtime-config because all the resources have been introduced after the current version 1.32. Consider setting --runtime-config-emulation-forward-compatible=true", "--runtime-config=resource.k8s.io/v1beta2=true --emulated-version=1.32"),
        ("runtime-config-resource-too-new", "1.34", "cannot enable resource resource.k8s.io/v1beta2, Resource=deviceclasses in runtime-config because it is introduced at 1.33 after the current version 1.32. Consider setting --runtime-config-emulation-forward-compatible=true", "--runtime-config=resource.k8s.io/v1beta2/deviceclasses=true"),
        ("media-type", "1.30", '--storage-media-type "text/plain" invalid, allowed values: application/json, application/vnd.kubernetes.protobuf, application/yaml', "--storage-media-type=text/plain"),
        ("watch-cache-pods", "1.25", "invalid value of watch cache size: pods", "--watch-cache-sizes=pods"),
        ("watch-cache-pods-lots", "1.25", "invalid size of watch cache size: pods#lots", "--watch-cache-sizes=pods#lots"),
        ("watch-cache-pods-1", "1.25", "watch cache size cannot be negative: pods#-1", "--watch-cache-sizes=pods#-1"),
        ("service-range-cidr", "1.27", "service-cluster-ip-range[0] is not a valid cidr", "--service-cluster-ip-range=10.96.0.0"),
        ("service-range-second-net", "1.20", "service-cluster-ip-range[1] is not an ip net", "--service-cluster-ip-range=10.96.0.0/16,fd00::"),
        ("service-range-small", "1.28", "error determining service IP ranges for primary service cidr: the service cluster IP range must be at least 8 IP addresses", "--service-cluster-ip-range=10.96.0.0/30"),
        ("service-range-small-old", "1.10", "error determining service IP ranges: The service cluster IP range must be at least 8 IP addresses", "--service-cluster-ip-range=10.96.0.0/30"),
        ("service-range-small-fatal", "1.20", "Error determining service IP ranges: the service cluster IP range must be at least 8 IP addresses", "--service-cluster-ip-range=10.96.0.0/30"),
        ("service-range-none", "1.22", "--service-cluster-ip-range must contain at least one valid cidr", "--service-cluster-ip-range="),
        ("service-range-family", "1.26", "--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family", "--service-cluster-ip-range=10.0.0.0/16,10.1.0.0/16"),
        ("service-range-validate", "1.20", "error attempting to validate dualstack for --service-cluster-ip-range value error:invalid CIDR address", "--service-cluster-ip-range=10.0.0.0/16,fd00::/112"),
        ("proxy-cidr", "1.20", "invalid --proxy-cidr-allowlist (or --proxy-cidr-whitelist) specified", "--proxy-cidr-allowlist=x"),
        ("reconciler", "1.13", "Reconciler not implemented: leases", "--endpoint-reconciler-type=leases"),
        ("apf-new", "1.30", "--runtime-config=api/all=false conflicts with --enable-priority-and-fairness=true", "--runtime-config=api/all=false,v1=true"),
        ("cloud-unknown", "1.9", 'cloud provider could not be initialized: unknown cloud provider "foo"', "--cloud-provider=foo --ssh-user=x"),
        ("log-format", "1.28", 'format: Invalid value: "xml": Unsupported log format', "--logging-format=xml"),
        ("log-format-old", "1.19", "unsupported log format: xml", "--logging-format=xml"),
        ("storage-versions", "1.6", "error generating storage version map: unexpected GroupVersion string: a/b/c", "--storage-versions=a/b/c"),
        ("sa-jwks", "1.24", "service-account-jwks-uri requires https scheme, parsed as: http://baz.com", "--service-account-jwks-uri=http://baz.com"),
        ("sa-expiration-old", "1.15", "the serviceaccount max expiration must be between 1 hour to 2^32 seconds", "--service-account-max-token-expiration=10m"),
        ("sa-endpoint-both", "1.32", "can't set `--service-account-signing-key-file` and/or `--service-account-key-file` with `--service-account-signing-endpoint` (They are mutually exclusive)", "--service-account-signing-endpoint=/run/signer.sock"),
        ("sa-endpoint-value", "1.33", 'invalid value "run/signer" passed for `--service-account-signing-endpoint`, should be a valid location on the filesystem or must be prefixed with @ to name UDS in abstract namespace', "--service-account-signing-endpoint=run/signer"),
        ("authz-mode-1-6", "1.6", "invalid Authorization Config: unknown authorization mode RBACC specified", "--authorization-mode=RBACC"),
        ("authz-mode-1-9", "1.9", "invalid authorization config: unknown authorization mode RBACC specified", "--authorization-mode=RBACC"),
        ("audit-flag-1", "1.26", "invalid audit batch log buffer size 0, must be a positive number", "--audit-policy-file=/etc/kubernetes/pki/audit.yaml --audit-log-path=/var/log/a.log --audit-log-batch-buffer-size=0"),
        ("audit-flag-2", "1.26", "invalid audit batch webhook max batch size 0, must be a positive number", "--audit-policy-file=/etc/kubernetes/pki/audit.yaml --audit-log-path=/var/log/a.log --audit-webhook-batch-max-size=0"),
        ("audit-flag-3", "1.26", "invalid audit batch webhook throttle QPS 0, must be a positive number", "--audit-policy-file=/etc/kubernetes/pki/audit.yaml --audit-log-path=/var/log/a.log --audit-webhook-batch-throttle-qps=0"),
        ("audit-flag-4", "1.26", "invalid audit truncate log max event size 0, must be a positive number", "--audit-policy-file=/etc/kubernetes/pki/audit.yaml --audit-log-path=/var/log/a.log --audit-log-truncate-max-event-size=0"),
        ("audit-flag-5", "1.26", "invalid audit truncate log max batch size 1, must be greater than max event size (102400)", "--audit-policy-file=/etc/kubernetes/pki/audit.yaml --audit-log-path=/var/log/a.log --audit-log-truncate-max-batch-size=1"),
        ("audit-flag-9", "1.26", 'invalid group version, allowed versions are [{"audit.k8s.io" "v1"}]', "--audit-policy-file=/etc/kubernetes/pki/audit.yaml --audit-log-path=/var/log/a.log --audit-log-version=audit.k8s.io/v1beta1"),
        ("storage-type", "1.8", "Unable to create storage backend: config (&{etcd /registry [https://127.0.0.1:2379] x y z true false 1000 0xc42 <nil> 5m0s}), err (unknown storage type: etcd)", "--storage-backend=etcd"),
    )),
    ("invalid_flag_value/feature_gate_rejected", (
        ("gate-needs-api", "1.36", "feature gate MutatingAdmissionPolicy is enabled, but requires API resources that are not served: mutatingadmissionpolicies.admissionregistration.k8s.io; enable them with --runtime-config or disable the feature gate", "--feature-gates=MutatingAdmissionPolicy=true"),
        ("service-range-dualstack", "1.19", "secondary service cluster-ip range(--service-cluster-ip-range[1]) can only be used if IPv6DualStack and EndpointSlice feature is enabled", "--service-cluster-ip-range=10.0.0.0/16,fd00::/112"),
        ("apf", "1.21", "--runtime-config=api/beta=false conflicts with --enable-priority-and-fairness=true and --feature-gates=APIPriorityAndFairness=true", "--runtime-config=api/beta=false"),
        ("apf-alpha", "1.19", "enabling APIPriorityAndFairness requires --runtime-confg=flowcontrol.apiserver.k8s.io/v1alpha1=true to enable the required API", "--feature-gates=APIPriorityAndFairness=true"),
        ("peer-peer-ca-file", "1.28", "--peer-ca-file requires UnknownVersionInteroperabilityProxy feature to be turned on", "--peer-ca-file=x"),
        ("peer-peer-advertise-ip", "1.28", "--peer-advertise-ip requires UnknownVersionInteroperabilityProxy feature to be turned on", "--peer-advertise-ip=x"),
        ("gate-requires-gate", "1.29", "UnknownVersionInteroperabilityProxy feature requires StorageVersionAPI feature flag to be enabled", "--feature-gates=UnknownVersionInteroperabilityProxy=true"),
        ("gate-requires-gate-2", "1.32", "AuthorizeNodeWithSelectors feature requires AuthorizeWithSelectors feature to be enabled", "--feature-gates=AuthorizeWithSelectors=false"),
        ("gate-node-binding", "1.30", 'the "ServiceAccountTokenNodeBinding" feature gate can only be enabled if the "ServiceAccountTokenNodeBindingValidation" feature gate is also enabled', "--feature-gates=ServiceAccountTokenNodeBinding=true"),
        ("gate-bound-tokens", "1.14", "if the BoundServiceAccountTokenVolume feature is enabled, the TokenRequest and TokenRequestProjection features must also be enabled", "--feature-gates=BoundServiceAccountTokenVolume=true,TokenRequest=false"),
        ("cloud-external", "1.29", "when using --cloud-provider set to 'external', please set DisableCloudProviders feature to true", "--cloud-provider=external --feature-gates=DisableCloudProviders=false"),
        ("cloud-internal", "1.29", "when using --cloud-provider set to 'openstack', please set DisableCloudProviders feature to false", "--cloud-provider=openstack"),
        ("sa-jwks-gate", "1.18", "service-account-jwks-uri may only be set when the ServiceAccountIssuerDiscovery feature gate is enabled", "--service-account-jwks-uri=https://x"),
        ("sa-endpoint-gate", "1.32", "setting `--service-account-signing-endpoint` requires enabling ExternalServiceAccountTokenSigner feature gate", "--service-account-signing-endpoint=/run/signer.sock"),
    )),
    ("feature_gate_rejected", (
        ("gate-depends", "1.35", "MutableCSINodeAllocatableCount is enabled, but depends on features that are disabled: [CSINodeInfo]", "--feature-gates=MutableCSINodeAllocatableCount=true"),
        ("gate-depends-flag", "1.35", 'invalid argument "AllAlpha=true" for "--feature-gates" flag: InPlacePodVerticalScalingExclusiveCPUs is enabled, but depends on features that are disabled: [InPlacePodVerticalScaling]', "--feature-gates=AllAlpha=true"),
    )),
    ("authentication_config_invalid", (
        ("oidc-claim", "1.22", "no username claim provided", "--oidc-issuer-url=http://dex.example.com --oidc-client-id=k8s --oidc-username-claim="),
        ("oidc-alg", "1.24", 'oidc: unsupported signing alg: "HS256"', "--oidc-issuer-url=http://dex.example.com --oidc-client-id=k8s --oidc-signing-algs=HS256"),
        ("oidc-url-parse", "1.20", 'parse "https://dex.example.com:port": invalid port ":port" after host', "--oidc-issuer-url=https://dex.example.com:port --oidc-client-id=x"),
        ("authn-file-0", "1.32", 'strict decoding error: unknown field "jwt[0].issuer.urls"', "--authentication-config=/etc/kubernetes/pki/authn.yaml"),
        ("authn-file-1", "1.32", 'strict decoding error: yaml: unmarshal errors:\n  line 7: key "jwt" already set in map', "--authentication-config=/etc/kubernetes/pki/authn.yaml"),
        ("authn-file-2", "1.32", "empty config data", "--authentication-config=/etc/kubernetes/pki/authn.yaml"),
        ("authn-file-3", "1.32", "expected AuthenticationConfiguration, got *apiserver.AuthorizationConfiguration", "--authentication-config=/etc/kubernetes/pki/authn.yaml"),
        ("authn-file-4", "1.32", "couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }", "--authentication-config=/etc/kubernetes/pki/authn.yaml"),
        ("authn-file-5", "1.32", "error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context", "--authentication-config=/etc/kubernetes/pki/authn.yaml"),
        ("authn-file-6", "1.32", "Object 'Kind' is missing in '{\"apiVersion\":\"apiserver.config.k8s.io/v1beta1\"}'", "--authentication-config=/etc/kubernetes/pki/authn.yaml"),
        ("authn-file-8", "1.32", "jwt: Too many: 65: must have at most 64 items", "--authentication-config=/etc/kubernetes/pki/authn.yaml"),
        ("authn-file-18", "1.32", 'jwt[0].issuer.egressSelectorType: Unsupported value: "x": supported values: "cluster", "controlplane"', "--authentication-config=/etc/kubernetes/pki/authn.yaml"),
        ("token-columns", "1.24", "token file '/etc/kubernetes/pki/tokens.csv' must have at least 3 columns (token, user name, user uid), found 2", "--token-auth-file=/etc/kubernetes/pki/tokens.csv"),
        ("token-csv", "1.22", 'parse error on line 1, column 82: extraneous or missing " in quoted-field', "--token-auth-file=/etc/kubernetes/pki/tokens.csv"),
        ("token-csv-newer", "1.28", 'record on line 1; parse error on line 2, column 3: bare " in non-quoted-field', "--token-auth-file=/etc/kubernetes/pki/tokens.csv"),
        ("basic-1-6", "1.6", "invalid Authentication Config: password file '/etc/kubernetes/pki/basic.csv' must have at least 3 columns (password, user name, user uid), found 1", "--basic-auth-file=/etc/kubernetes/pki/basic.csv"),
    )),
    ("authentication_config_invalid/invalid_flag_value/feature_gate_rejected", (
        ("authn-gate", "1.29", "set --feature-gates=StructuredAuthenticationConfiguration=true to use authentication-config file", "--authentication-config=/etc/kubernetes/pki/authn.yaml"),
    )),
    ("authentication_config_invalid/component_config_invalid", (
        ("webhook-kubeconfig", "1.24", 'error loading config file "/etc/kubernetes/pki/wh.yaml": yaml: line 3: mapping values are not allowed in this context', "--authentication-token-webhook-config-file=/etc/kubernetes/pki/wh.yaml"),
        ("webhook-empty", "1.24", "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable", "--authentication-token-webhook-config-file=/etc/kubernetes/pki/wh.yaml"),
    )),
    ("invalid_flag_value/authentication_config_invalid", (
        ("webhook-version", "1.22", 'unsupported authentication webhook version "v2", supported versions are "v1", "v1beta1"', "--authentication-token-webhook-config-file=/etc/kubernetes/pki/wh.yaml --authentication-token-webhook-version=v2"),
    )),
    ("invalid_flag_value/missing_required_flag", (
        ("authz-none-old", "1.9", "invalid authorization config: at least one authorization mode should be passed", "--authorization-mode="),
    )),
    ("component_config_invalid", (
        ("abac-line", "1.15", "invalid authorization config: error reading policy file /etc/kubernetes/pki/abac.jsonl, line 2: {\"user\":\"x\",}: couldn't get version/kind; json parse error: invalid character '}' looking for beginning of object key string", "--authorization-mode=ABAC --authorization-policy-file=/etc/kubernetes/pki/abac.jsonl"),
        ("authz-webhook-yaml", "1.24", 'invalid authorization config: error loading config file "/etc/kubernetes/pki/azwh.yaml": yaml: line 4: did not find expected key', "--authorization-mode=Webhook --authorization-webhook-config-file=/etc/kubernetes/pki/azwh.yaml"),
        ("authz-file-2", "1.31", "authorizers: Required value: at least one authorization mode must be defined", "--authorization-config=/etc/kubernetes/pki/authz.yaml"),
        ("authz-file-3", "1.31", 'authorizers[0].type: Unsupported value: "Foo": supported values: "ABAC", "AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook"', "--authorization-config=/etc/kubernetes/pki/authz.yaml"),
        ("authz-file-4", "1.31", "authorizers[0].timeout: Required value", "--authorization-config=/etc/kubernetes/pki/authz.yaml"),
        ("authz-file-5", "1.31", "[authorizers[0].failurePolicy: Required value, authorizers[0].connectionInfo.type: Required value]", "--authorization-config=/etc/kubernetes/pki/authz.yaml"),
        ("authz-file-6", "1.31", 'authorizers[1].type: Duplicate value: "RBAC"', "--authorization-config=/etc/kubernetes/pki/authz.yaml"),
        ("authz-file-7", "1.31", "expected name rbac for authorizer RBAC instead of foo", "--authorization-config=/etc/kubernetes/pki/authz.yaml"),
        ("authz-file-8", "1.31", 'authorizers[0].authorizedTTL: Invalid value: "-1s": must be > 0s', "--authorization-config=/etc/kubernetes/pki/authz.yaml"),
        ("authz-file-9", "1.31", 'authorizers[0].name: Invalid value: "Foo_Bar": authorizer name is invalid: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters', "--authorization-config=/etc/kubernetes/pki/authz.yaml"),
        ("authz-file-10", "1.31", "authorizers[0].matchConditions[0].expression: Invalid value: \"request.foo\": compilation failed: ERROR: <input>:1:8: undefined field 'foo'\n | request.foo\n | .......^", "--authorization-config=/etc/kubernetes/pki/authz.yaml"),
        ("admission-type", "1.30", "failed to apply admission: failed to read plugin config: unexpected type: *apiserver.EncryptionConfiguration", "--admission-control-config-file=/etc/kubernetes/pki/admission.yaml"),
    )),
    ("component_config_invalid/missing_required_flag", (
        ("admission-plugin-config", "1.22", "failed to initialize admission: couldn't init admission plugin \"ImagePolicyWebhook\": no config specified", "--enable-admission-plugins=ImagePolicyWebhook"),
    )),
    ("component_config_invalid/audit_policy_invalid", (
        ("audit-webhook-yaml", "1.24", 'initializing audit webhook: error loading config file "/etc/kubernetes/pki/auditwh.yaml": yaml: line 3: mapping values are not allowed in this context', "--audit-policy-file=/etc/kubernetes/pki/audit.yaml --audit-webhook-config-file=/etc/kubernetes/pki/auditwh.yaml"),
    )),
    ("encryption_config_invalid", (
        ("enc-13", "1.28", 'error while building transformers: resource "secrets" is masked by earlier rule "*.*"', "--encryption-provider-config=/etc/kubernetes/pki/enc.yaml"),
        ("enc-14", "1.28", 'error while building transformers: could not configure KMSv2 plugin "p", KMSv2 feature is not enabled', "--encryption-provider-config=/etc/kubernetes/pki/enc.yaml"),
        ("enc-15", "1.28", "failed to start kms encryption config hot reload controller. only 1 health check should be available when reload is enabled", "--encryption-provider-config=/etc/kubernetes/pki/enc.yaml"),
        ("enc-16", "1.30", "error while building transformers: error while creating transformer for named key key1: crypto/aes: invalid key size 31", "--encryption-provider-config=/etc/kubernetes/pki/enc.yaml"),
    )),
    ("encryption_config_invalid/feature_gate_rejected", (
        ("enc-kmsv1", "1.30", "error while building transformers: KMSv1 is deprecated and will only receive security updates going forward. Use KMSv2 instead.  Set --feature-gates=KMSv1=true to use the deprecated KMSv1 feature.", "--encryption-provider-config=/etc/kubernetes/pki/enc.yaml"),
    )),
    ("file_missing/file_not_mounted", (
        ("egress-flag-missing", "1.20", "egress-selector-config-file /etc/kubernetes/pki/egress.yaml does not exist", "--egress-selector-config-file=/etc/kubernetes/pki/egress.yaml"),
    )),
    ("invalid_flag_value/feature_gate_rejected/component_config_invalid", (
        ("tracing-gate", "1.24", "APIServerTracing feature is not enabled, but tracing config file was provided", "--tracing-config-file=/etc/kubernetes/pki/tracing.yaml"),
    )),
    ("etcd_unreachable", (
        ("no-connection", "1.8", "error waiting for etcd connection: timed out waiting for the condition", ""),
    )),
)  # fmt: skip
# What three of those say in a fatal line, whatever the release.
FATAL = frozenset({"service-range-small-fatal", "reconciler", "storage-type"})
OIDC = "--oidc-issuer-url=https://dex.example.com --oidc-client-id=kubernetes"
AUTHENTICATION = "--authentication-config=/etc/kubernetes/pki/authn.yaml"
AUTHORIZATION = "--authorization-config=/etc/kubernetes/pki/authz.yaml"
ENCRYPTION = "--encryption-provider-config=/etc/kubernetes/pki/enc.yaml"
EGRESS = "--egress-selector-config-file=/etc/kubernetes/pki/egress.yaml"
WEBHOOK = "--authentication-token-webhook-config-file=/etc/kubernetes/pki/wh.yaml"
# What is printed of a request, or of a file that is read again, and ends nothing: name, what it was taken for, line, flags.
IN_PASSING = (
    ("token-expiration", "invalid_flag_value", "W0312 10:29:49.1       1 options.go:301] service-account-extend-token-expiration is true, in order to correctly trigger safe transition logic, service-account-max-token-expiration must be set longer than 3607 seconds (currently 1h0m0s)", ""),
    ("oidc-issuer-untrusted", "host_ca_bundle_missing", 'E0312 10:29:49.1       1 oidc.go:335] oidc authenticator: initializing plugin: Get "https://dex.example.com/.well-known/openid-configuration": x509: certificate signed by unknown authority', OIDC),
    ("oidc-issuer-ill", "authentication_config_invalid", "E0312 10:29:49.1       1 oidc.go:335] oidc authenticator: initializing plugin: 502 Bad Gateway: <html>Internal server error, invalid response</html>", OIDC),
    ("oidc-token", "authentication_config_invalid", 'E0312 10:29:49.1       1 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, oidc: verify token: failed to verify signature: failed to verify id token signature]"', OIDC),
    ("oidc-claim", "authentication_config_invalid", 'E0312 10:29:49.1       1 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, oidc: email not verified, oidc: parse username claims \\"email\\": claim not present, must be set]"', OIDC),
    ("authentication-read-again", "authentication_config_invalid", 'E0312 10:29:49.1       1 authentication.go:640] "failed to load authentication config" err="strict decoding error: unknown field \\"jwt[0].x\\""', AUTHENTICATION),
    ("authentication-judged-again", "authentication_config_invalid", 'E0312 10:29:49.1       1 authentication.go:650] "failed to validate authentication config" err="jwt[0].issuer.url: Invalid value: \\"http://x\\": URL scheme must be https"', AUTHENTICATION),
    ("authorization-read-again", "component_config_invalid", 'E0312 10:29:49.1       1 reload.go:221] "reloading authorization config" err="failed to load AuthorizationConfiguration from file: strict decoding error: unknown field \\"x\\""', AUTHORIZATION),
    ("encryption-read-again", "encryption_config_invalid", 'E0312 10:29:49.1       1 controller.go:180] "failed to load encryption config" err="error while parsing file: error decoding encryption provider configuration file \\"/etc/kubernetes/pki/enc.yaml\\": yaml: line 3"', ENCRYPTION),
    ("ca-not-watched", "inotify_limit", 'E0312 10:29:49.1       1 dynamic_cafile_content.go:170] "Failed to watch CA file, will retry later" err="error creating fsnotify watcher: too many open files"', ""),
    ("webhook-untrusted", "host_ca_bundle_missing", 'E0312 10:29:49.1       1 webhook.go:154] Failed to make webhook authenticator request: Post "https://auth.example.com/authenticate": x509: certificate signed by unknown authority', WEBHOOK),
    ("certificate-read-again", "file_missing", "E0312 10:29:49.1       1 dynamic_serving_content.go:218] key failed with : open /etc/kubernetes/pki/apiserver.crt: no such file or directory", ""),
    ("ca-read-again", "file_permission_denied", "E0312 10:29:49.1       1 dynamic_cafile_content.go:211] key failed with : open /etc/kubernetes/pki/front-proxy-ca.crt: permission denied", ""),
    ("tunnel-cut", "component_config_invalid", "E0312 10:29:49.1       1 dialer.go:83] failed to read egress selector connect response: error reading from /etc/kubernetes/konnectivity-server/konnectivity-server.socket: read unix: connection reset", EGRESS),
)  # fmt: skip
NIL = "panic: runtime error: invalid memory address or nil pointer dereference\ngoroutine 1 [running]:"
REFUSED = "Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused"


def clothes(name, release, words):
    """How that release prints what Run returns: bare to 1.9, cobra's to 1.23, the structured line since."""
    minor = int(release.removeprefix("1."))
    if name in FATAL:
        return saying.component(words)["glog"]
    if minor < 10:
        return f"I0312 10:29:55.100200       1 server.go:135] Version: v{release}.4\n{words}"
    if "\n" not in words:
        return saying.component(words)["cobra" if minor < 24 else "klog"]
    lines = "\n".join(f"\t{line}" for line in words.split("\n"))
    return f'E0312 10:29:55.900100       1 run.go:72] "command failed" err=<\n{lines}\n >'


APISERVER_ENDS = (
    *(
        shows(
            f"apiserver-{name}",
            causes.split("/"),
            dies(A, clothes(name, release, words), *flags.split(), version=f"v{release}.4"),
            A,
        )
        for causes, rows in ENDS
        for name, release, words, flags in rows
    ),
    *(
        shows(
            f"etcd_unreachable-beside-{name}",
            "etcd_unreachable",
            dies(A, f"{line}\n{gives_up(REFUSED)}", *flags.split(), version="v1.30.4"),
            A,
        )
        for name, _, line, flags in IN_PASSING
    ),
    *(
        miss(
            f"{cause}-{name}-in-passing",
            cause,
            dies(A, f"{line}\n{NIL}", *flags.split(), code=2, version="v1.30.4"),
        )
        for name, cause, line, flags in IN_PASSING
    ),
)
