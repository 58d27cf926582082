"""Lines that programs print in health and in sickness alike: beside an unexplained end, none of them explains it."""

import pytest

from incidents.builder import Node
from incidents.corpus import verdict
from whyrestart.model.cause import Cause

A, KCM, S, E = "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"
HARMLESS = {
    A: (
        "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.",
        "I0312 10:29:50.1       1 options.go:220] external host was not specified, using 10.0.0.4",
        "E0312 10:29:50.1       1 instance.go:388] Could not construct pre-rendered responses for ServiceAccountIssuerDiscovery endpoints. Endpoints will not be enabled. Error: issuer URL must use https scheme, got: api",
        "W0312 10:29:50.1       1 feature_gate.go:241] Setting GA feature gate ServerSideApply=true. It will be removed in a future release.",
        "W0312 10:29:50.1       1 genericapiserver.go:656] Skipping API batch/v2alpha1 because it has no resources.",
        "I0312 10:29:50.1       1 log.go:245] http: TLS handshake error from 10.0.0.9:51022: remote error: tls: bad certificate",
        "I0312 10:29:50.1       1 log.go:245] http: TLS handshake error from 10.0.0.9:51022: EOF",
        "I0312 10:29:50.1       1 log.go:245] http: TLS handshake error from 10.0.0.9:51022: tls: client offered only unsupported versions: [302 301]",
        'E0312 10:29:50.1       1 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
        'E0312 10:29:50.1       1 authentication.go:63] "Unable to authenticate the request" err="[x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:00Z is after 2024-03-01T09:00:00Z, verifying certificate SN=2]"',
        'E0312 10:29:50.1       1 status.go:71] apiserver received an error that is not an metav1.Status: &errors.errorString{s:"http: Handler timeout"}: http: Handler timeout',
        'W0312 10:29:50.1       1 dispatcher.go:187] Failed calling webhook, failing open x.example.com: failed calling webhook "x.example.com": failed to call webhook: Post "https://x.y.svc:443/?timeout=10s": service "x" not found',
        'E0312 10:29:50.1       1 available_controller.go:456] v1beta1.metrics.k8s.io failed with: failing or missing response from https://10.96.1.2:443/apis/metrics.k8s.io/v1beta1: Get "https://10.96.1.2:443/apis/metrics.k8s.io/v1beta1": dial tcp 10.96.1.2:443: connect: connection refused',
        'E0312 10:29:50.1       1 available_controller.go:456] v1beta1.metrics.k8s.io failed with: failing or missing response from https://10.96.1.2:443/apis/metrics.k8s.io/v1beta1: Get "https://10.96.1.2:443/apis/metrics.k8s.io/v1beta1": x509: certificate signed by unknown authority',
        "E0312 10:29:50.1       1 controller.go:152] Unable to remove old endpoints from kubernetes service: no master IPs were listed in storage, refusing to erase all endpoints for the kubernetes service",
        "E0312 10:29:50.1       1 metrics.go:109] Error in audit plugin 'log' affecting 1 audit events: can't open new logfile: open /var/log/kubernetes/audit.log: permission denied",
        "I0312 10:29:50.1       1 healthz.go:261] poststarthook/rbac/bootstrap-roles check failed: healthz",
        'E0312 10:29:50.1       1 wrap.go:54] timeout or abort while handling: method=GET URI="/api/v1/pods"',
        "W0312 10:29:50.1       1 watcher.go:229] watch chan error: etcdserver: mvcc: required revision has been compacted",
        "E0312 10:29:50.1       1 writers.go:118] apiserver was unable to write a JSON response: http2: stream closed",
        "W0312 10:29:50.1       1 options.go:301] service-account-extend-token-expiration is true, in order to correctly trigger safe transition logic, service-account-max-token-expiration must be set longer than 3607 seconds (currently 1h0m0s)",
        'E0312 10:29:50.1       1 dynamic_cafile_content.go:170] "Failed to watch CA file, will retry later" err="error creating fsnotify watcher: too many open files"',
        "E0312 10:29:50.1       1 dynamic_serving_content.go:218] key failed with : open /etc/kubernetes/pki/apiserver.crt: no such file or directory",
        "E0312 10:29:50.1       1 dynamic_cafile_content.go:211] key failed with : open /etc/kubernetes/pki/front-proxy-ca.crt: permission denied",
        'E0312 10:29:50.1       1 oidc.go:335] oidc authenticator: initializing plugin: Get "https://dex.example.com/.well-known/openid-configuration": x509: certificate signed by unknown authority',
        'E0312 10:29:50.1       1 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, oidc: verify token: failed to verify signature: failed to verify id token signature]"',
        "E0312 10:29:50.1       1 dialer.go:83] failed to read egress selector connect response: error reading from /run/konnectivity-server.socket: read unix: connection reset",
        'W0312 10:29:50.1       1 lease.go:265] Resetting endpoints for master service "kubernetes" to [10.0.0.4]',
    ),
    E: (
        '{"level":"warn","ts":"2024-03-12T10:29:50.9Z","caller":"embed/config.go:679","msg":"Running http and grpc server on single port. This is not recommended for production."}',
        '{"level":"warn","ts":"2024-03-12T10:29:50.9Z","caller":"auth/store.go:1241","msg":"simple token is not cryptographically signed"}',
        '{"level":"warn","ts":"2024-03-12T10:29:50.9Z","caller":"etcdserver/util.go:123","msg":"failed to apply request","took":"1ms","request":"x","response":"","error":"rpc error: x"}',
        '{"level":"warn","ts":"2024-03-12T10:29:50.9Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"127.0.0.1:48236","server-name":"","error":"EOF"}',
        '{"level":"warn","ts":"2024-03-12T10:29:50.9Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"10.0.0.9:48236","server-name":"","error":"tls: first record does not look like a TLS handshake"}',
        '{"level":"warn","ts":"2024-03-12T10:29:50.9Z","caller":"etcdserver/util.go:170","msg":"apply request took too long","took":"120ms","expected-duration":"100ms","prefix":"read-only range ","request":"key:\\"/registry/x\\" "}',
        '{"level":"info","ts":"2024-03-12T10:29:50.9Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"8e9e05c52164694d became candidate at term 12"}',
        '2024-03-12 10:29:50.900100 W | etcdserver: read-only range request "key:\\"/registry/x\\" " took too long (120ms) to execute',
        "2024-03-12 10:29:50.900100 N | etcdmain: the server is already initialized as member before, starting as etcd member...",
        '2024-03-12 10:29:50.900100 I | embed: rejected connection from "127.0.0.1:58546" (error "EOF", ServerName "")',
        "2024-03-12 10:29:50.900100 W | etcdserver: could not get cluster response from https://10.0.0.9:2380: Get https://10.0.0.9:2380/members: dial tcp 10.0.0.9:2380: connect: connection refused",
    ),
    KCM: (
        "I0312 10:29:50.1       1 serving.go:348] Generated self-signed cert in-memory",
        "W0312 10:29:50.1       1 client_config.go:617] Neither --kubeconfig nor --master was specified.  Using the inClusterConfig.  This might not work.",
        "W0312 10:29:50.1       1 authorization.go:193] Authorization is disabled",
        "E0312 10:29:50.1       1 core.go:92] Failed to start service controller: WARNING: no cloud provider provided, services of type LoadBalancer will fail",
        'W0312 10:29:50.1       1 controllermanager.go:605] "route" is disabled because there is no private key',
        "E0312 10:29:50.1       1 resource_quota_controller.go:417] unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: the server is currently unable to handle the request",
        'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: leases.coordination.k8s.io "kube-controller-manager" is forbidden: User "system:kube-controller-manager" cannot get resource "leases"',
        "I0312 10:29:50.1       1 leaderelection.go:248] attempting to acquire leader lease kube-system/kube-controller-manager...",
    ),
    S: (
        'W0312 10:29:50.1       1 authentication.go:368] Error looking up in-cluster authentication configuration: configmaps "extension-apiserver-authentication" is forbidden: User "system:kube-scheduler" cannot get resource',
        'W0312 10:29:50.1       1 reflector.go:424] k8s.io/client-go/informers/factory.go:134: failed to list *v1.Pod: Get "https://10.0.0.4:6443/api/v1/pods": dial tcp 10.0.0.4:6443: connect: connection refused',
        'E0312 10:29:50.1       1 scheduler.go:344] "Error updating pod" err="Operation cannot be fulfilled on pods" pod="default/x"',
        'I0312 10:29:50.1       1 server.go:148] "Starting Kubernetes Scheduler" version="v1.28.4"',
    ),
}  # fmt: skip
KUBELET = (
    "Flag --pod-infra-container-image has been deprecated, will be removed in 1.27. Image garbage collector will get sandbox image information from CRI.",
    "W0312 10:29:50.1    5115 feature_gate.go:241] Setting GA feature gate RotateKubeletServerCertificate=true. It will be removed in a future release.",
    'E0312 10:29:50.1    5115 kubelet.go:2448] "Error getting node" err="node \\"master-1\\" not found"',
    'E0312 10:29:50.1    5115 kubelet.go:2855] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"',
    'W0312 10:29:50.1    5115 reflector.go:539] vendor/k8s.io/client-go/informers/factory.go:150: failed to list *v1.Node: Get "https://10.0.0.4:6443/api/v1/nodes": dial tcp 10.0.0.4:6443: connect: connection refused',
    'E0312 10:29:50.1    5115 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://10.0.0.4:6443/api/v1/nodes\\": dial tcp 10.0.0.4:6443: connect: connection refused" node="master-1"',
    'E0312 10:29:50.1    5115 eviction_manager.go:262] "Eviction manager: failed to get summary stats" err="failed to get node info: node \\"master-1\\" not found"',
    "I0312 10:29:50.1    5115 factory.go:219] Registration of the containerd container factory failed: unable to create containerd client: dial unix /run/containerd/containerd.sock: connect: connection refused",
    'W0312 10:29:50.1    5115 swap_util.go:54] "Running under a user namespace - tmpfs noswap is not supported"',
    'I0312 10:29:50.1    5115 swap_util.go:113] "Swap is on" /proc/swaps contents="Filename"',
    'E0312 10:29:50.1    5115 remote_runtime.go:295] "ContainerStatus from runtime service failed" err="rpc error: code = NotFound desc = an error occurred when try to find container \\"aa\\": not found" containerID="aa"',
    'E0312 10:29:50.1    5115 file.go:104] "Unable to read config path" err="path does not exist, ignoring" path="/etc/kubernetes/manifests"',
    'E0312 10:29:50.1    5115 dns.go:153] "Nameserver limits exceeded" err="Nameserver limits were exceeded, some nameservers have been omitted"',
    'E0312 10:29:50.1    5115 cri_stats_provider.go:455] "Failed to get the info of the filesystem with mountpoint" err="unable to find data in memory cache" mountpoint="/var/lib/containerd"',
    "W0312 10:29:50.1    5115 machine.go:65] Cannot read vendor id correctly, set empty.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("program", "line"),
    [
        pytest.param(program, line, id=f"{program}-{number}")
        for program, lines in HARMLESS.items()
        for number, line in enumerate(lines)
    ],
)
def test_harmless_line_explains_no_end(program, line):
    node = Node().static_pod(program).died(program, line, code=1)

    given = verdict(node.contents())

    assert given.cause is Cause.UNKNOWN, f"{given.cause} ({given.confidence})"


@pytest.mark.parametrize("program", HARMLESS)
def test_all_of_them_together_explain_no_end_either(program):
    node = Node().static_pod(program).died(program, "\n".join(HARMLESS[program] * 3), code=1)

    assert verdict(node.contents()).cause is Cause.UNKNOWN


@pytest.mark.parametrize("program", HARMLESS)
def test_all_of_them_trouble_no_living_component(program):
    node = Node().static_pod(program).runs(program, "\n".join(HARMLESS[program]))

    assert verdict(node.contents()).cause is None


@pytest.mark.parametrize("line", KUBELET)
def test_harmless_line_of_the_kubelet_explains_no_loop(line):
    assert verdict(Node().kubelet_loops(line).contents()).cause is Cause.UNKNOWN


def test_harmless_lines_of_a_living_kubelet_are_no_verdict():
    node = Node().unit("kubelet").kubelet(*KUBELET).static_pod(A).runs(A)

    assert verdict(node.contents()).cause is None
