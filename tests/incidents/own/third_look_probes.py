"""A third look at probes, certificates, ports and addresses: sparse evidence, other formats, and what only looks alike."""

import json
from datetime import timedelta

from incidents import saying
from incidents.builder import PKI, Node, http_probe
from incidents.certificates import authority, certificate
from incidents.further_probes import CERTIFICATE_CAUSES
from incidents.own.certificates import with_certificates
from incidents.own.shapes import (
    IN_USE,
    KCM,
    A,
    E,
    S,
    dies,
    gives_up,
    miss,
    probed_to_death,
    quiet,
    refused,
    shows,
    unhealthy,
)

KUBECTL_PROBE = (
    "    livenessProbe:\n      exec:\n        command: [kubectl, get, '--server=https://localhost:6443/', "
    "--client-certificate=/var/lib/rancher/rke2/server/tls/client-kube-apiserver.crt, "
    "--client-key=/var/lib/rancher/rke2/server/tls/client-kube-apiserver.key, "
    "--certificate-authority=/var/lib/rancher/rke2/server/tls/server-ca.crt, --raw=/livez]\n      failureThreshold: 8"
)
ETCDCTL_PROBE = (
    "    livenessProbe:\n      exec:\n        command: [/bin/sh, -ec, 'ETCDCTL_API=3 etcdctl "
    f"--endpoints=https://[127.0.0.1]:2379 --cacert={PKI}/etcd/ca.crt --cert={PKI}/etcd/healthcheck-client.crt "
    f"--key={PKI}/etcd/healthcheck-client.key get foo']\n      failureThreshold: 8\n      timeoutSeconds: 1"
)


def failing(program, output, kind="Liveness"):
    """The kubelet's line about a failing probe (1.21 and later), with what the probe got."""
    quoted = json.dumps(output)
    return (
        f'I0312 10:29:00.100000    2999 prober.go:107] "Probe failed" probeType="{kind}" '
        f'pod="kube-system/{program}-master-1" podUID="4e1243bd22c66e76c2ba9eddc1f91394" containerName="{program}" '
        f'probeResult="failure" output={quoted}'
    )


PROBE_ERRORED = (
    'I0312 10:29:00.100000    2999 prober.go:104] "Probe errored" err="rpc error: code = Unknown desc = failed to exec in '
    'container: failed to load task: no running task found: task aa not found: not found" probeType="Liveness" '
    'pod="kube-system/etcd-master-1" podUID=4e1243bd22c66e76c2ba9eddc1f91394 containerName="etcd"'
)


def journal_only(*lines, version="v1.28.4", ago=timedelta(seconds=75)):
    """A node of which nothing is known but its kubelet's lines."""
    return Node(version=version).kubelet(*lines, ago=ago)


def restarting(program, why="failed liveness probe"):
    return (
        f'I0312 10:29:01.1    2999 kuberuntime_manager.go:1000] "Message for Container of pod" containerName="{program}" '
        f'containerStatusID={{Type:containerd ID:aa}} pod="kube-system/{program}-master-1" '
        f'containerMessage="Container {program} {why}, will be restarted"'
    )


THIRD_LOOK_PROBES = (
    # ---- probe_auth -----------------------------------------------------------------------------------------------
    shows(
        "journal-only-401",
        ["anonymous_auth_disabled", "unknown"],
        journal_only(*[unhealthy(A, 401, kind="Startup")] * 24, restarting(A, "failed startup probe")),
        sure=False,
    ),
    miss(
        "journal-only-401-of-another-program",
        ["anonymous_auth_disabled", "always_allow_resets_anonymous_auth"],
        journal_only(*[unhealthy("registry", 401)] * 3, restarting("registry")),
    ),
    miss(
        "journal-only-403-old",
        ["anonymous_auth_disabled", "anonymous_health_access_forbidden", "proxy_environment"],
        journal_only(*[unhealthy(A, 403, new=False)] * 8, version="v1.13.3"),
    ),
    shows(
        "anonymous_health_access_forbidden-kcm",
        ["anonymous_health_access_forbidden", "unknown"],
        probed_to_death(KCM, "--authorization-always-allow-paths=").kubelet(
            *[unhealthy(KCM, 403)] * 8, ago=timedelta(seconds=72)
        ),
        KCM,
    ),
    shows(
        "anonymous_health_access_forbidden-webhook",
        ["anonymous_health_access_forbidden", "unknown"],
        probed_to_death(
            A,
            "--authorization-mode=Node,Webhook",
            log='E0312 10:28:40.100000       1 webhook.go:267] Failed to make webhook authorizer request: Post "https://authz.example.com:8443/authorize?timeout=30s": dial tcp: lookup authz.example.com on 10.0.0.2:53: no such host\nE0312 10:28:40.100100       1 errors.go:77] Post "https://authz.example.com:8443/authorize?timeout=30s": dial tcp: lookup authz.example.com on 10.0.0.2:53: no such host',
        ).probe(
            A,
            403,
            body='{"kind":"Status","status":"Failure","message":"forbidden: User \\"system:anonymous\\" cannot get path \\"/livez\\"","reason":"Forbidden","code":403}',
            times=4,
        ),
        A,
    ),
    miss(
        "flag-off-but-500",
        ["anonymous_auth_disabled"],
        probed_to_death(A, "--anonymous-auth=false").kubelet(
            *[unhealthy(A, 500)] * 8, restarting(A), ago=timedelta(seconds=72)
        ),
    ),
    miss(
        "flag-off-exec-probe-times-out",
        ["anonymous_auth_disabled", "probe_command_broken"],
        probed_to_death(
            A, "--anonymous-auth=false", probe=KUBECTL_PROBE, mounts=("/var/lib/rancher/rke2/server/tls",)
        ).kubelet(
            failing(
                A,
                "Error from server (Timeout): the server was unable to return a response in the time allotted, but may still be processing the request (get livez)",
            ),
            ago=timedelta(seconds=72),
        ),
    ),
    # ---- probe_target ---------------------------------------------------------------------------------------------
    shows(
        "probe_wrong_path-scheduler",
        "probe_wrong_path",
        probed_to_death(S, version="v1.27.4", probe=http_probe(port=10259, path="/livez")).kubelet(
            *[unhealthy(S, 404)] * 8, ago=timedelta(seconds=72)
        ),
        S,
    ),
    shows(
        "probe_wrong_port-tcp",
        "probe_wrong_port",
        probed_to_death(
            A,
            "--secure-port=16443",
            probe="    livenessProbe:\n      tcpSocket: {host: 10.0.0.4, port: 6443}\n      failureThreshold: 8",
        )
        .kubelet(failing(A, "dial tcp 10.0.0.4:6443: connect: connection refused"), ago=timedelta(seconds=72))
        .socket(A, 16443, "::", pod=A),
        A,
    ),
    shows(
        "probe_wrong_host-ipv6-address-gone",
        ["probe_wrong_host", "node_address_missing"],
        probed_to_death(A, "--bind-address=::", probe=http_probe(host="fd00:10::4", port=6443, path="/livez"))
        .kubelet(
            failing(A, 'Get "https://[fd00:10::4]:6443/livez": dial tcp [fd00:10::4]:6443: connect: no route to host'),
            ago=timedelta(seconds=72),
        )
        .host(interfaces={"lo": ["127.0.0.1", "::1"], "eth0": ["10.0.0.4", "fd00:10::9"]})
        .socket(A, 6443, "::", pod=A),
        A,
    ),
    shows(
        "probe_wrong_scheme-journal-only",
        "probe_wrong_scheme",
        probed_to_death(KCM, probe=http_probe(port=10257, scheme="HTTP")).kubelet(
            *[unhealthy(KCM, 400)] * 8, ago=timedelta(seconds=72)
        ),
        KCM,
    ),
    shows(
        "probe_command_broken-expired",
        "probe_command_broken",
        probed_to_death(A, probe=KUBECTL_PROBE, mounts=("/var/lib/rancher/rke2/server/tls", PKI))
        .kubelet(
            failing(A, "error: You must be logged in to the server (Unauthorized)"),
            ago=timedelta(seconds=72),
        )
        .file(
            "/var/lib/rancher/rke2/server/tls/client-kube-apiserver.crt",
            certificate(
                "client-kube-apiserver", issuer="kubernetes", until=timedelta(days=-1), since=timedelta(days=366)
            ),
        ),
        A,
    ),
    miss(
        "probe_command-slow",
        ["probe_command_broken", "etcd_server_certificate_expired", "etcd_unreachable"],
        probed_to_death(E, version="v1.20.4", probe=ETCDCTL_PROBE).kubelet(
            'I0312 10:29:00.100000    2999 prober.go:117] Liveness probe for "etcd-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):etcd" failed (failure): command "/bin/sh -ec ETCDCTL_API=3 etcdctl get foo" timed out',
            ago=timedelta(seconds=72),
        ),
    ),
    miss(
        "probe-errored-never-counts",
        ["probe_command_broken", "probe_timeout_too_short", "anonymous_auth_disabled"],
        Node(version="v1.24.3").unit("kubelet").static_pod(E, probe=ETCDCTL_PROBE).runs(E).kubelet(PROBE_ERRORED),
    ),
    miss(
        "refused-while-the-first-seconds",
        ["probe_wrong_port", "probe_wrong_host", "probe_targets_disabled_port"],
        Node()
        .static_pod(A)
        .runs(A, since=timedelta(seconds=12))
        .kubelet(failing(A, refused().replace('"', ""), kind="Startup"), ago=timedelta(seconds=2)),
    ),
    miss(
        "refused-because-it-crashes",
        ["probe_wrong_port", "probe_wrong_host", "probe_targets_disabled_port", "probe_too_aggressive"],
        dies(A, "", attempt=9, code=2).kubelet(*[failing(A, refused())] * 3),
    ),
    # ---- probe_timing ---------------------------------------------------------------------------------------------
    shows(
        "component_overloaded-throttled-cgroup",
        ["component_overloaded", "unknown"],
        probed_to_death(S, limits={"cpu": "50m"})
        .kubelet(
            *[failing(S, 'Get "https://127.0.0.1:10259/healthz": net/http: TLS handshake timeout')] * 8,
            ago=timedelta(seconds=72),
        )
        .host(pressure={"cpu": {"some_avg60": 88.0}, "io": {"some_avg60": 1.0}, "memory": {"some_avg60": 0.0}}),
        S,
    ),
    miss(
        "timeouts-and-nothing-else",
        ["probe_wrong_host", "probe_wrong_port", "probe_too_aggressive", "etcd_unreachable", "etcd_slow_disk"],
        probed_to_death(A, lived=timedelta(hours=3)).kubelet(
            *[
                failing(
                    A,
                    'Get "https://10.0.0.4:6443/livez": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
                )
            ]
            * 8,
            ago=timedelta(seconds=72),
        ),
    ),
    miss(
        "too-aggressive-crashes-by-itself",
        ["probe_too_aggressive"],
        Node()
        .static_pod(A, probe=http_probe(host="10.0.0.4", port=6443, path="/livez", delay=1, period=2, failures=1))
        .died(
            A,
            "I0312 10:29:20.1       1 server.go:153] Version: v1.28.4\nfatal error: unexpected signal during runtime execution\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4f]",
            code=2,
        ),
    ),
    # ---- certificates ---------------------------------------------------------------------------------------------
    shows(
        "serving_certificate_expired-while-it-runs",
        "serving_certificate_expired",
        with_certificates(Node(version="v1.16.3").static_pod(A).runs(A, since=timedelta(days=90)), ("apiserver",))
        .unit("kubelet")
        .kubelet(
            "E0312 10:29:38.476674   16214 reflector.go:125] k8s.io/kubernetes/pkg/kubelet/kubelet.go:450: Failed to list *v1.Service: Get https://10.0.0.4:6443/api/v1/services?limit=500&resourceVersion=0: x509: certificate has expired or is not yet valid"
        ),
        A,
    ),
    shows(
        "anonymous_health_access_forbidden-kubelet-log",
        "anonymous_health_access_forbidden",
        probed_to_death(A).kubelet(*[unhealthy(A, 403)] * 8, ago=timedelta(seconds=72)),
        A,
    ),
    shows(
        "clock_skew-etcd-says-so",
        "clock_skew",
        Node()
        .static_pod(A)
        .died(A, gives_up("authentication handshake failed: remote error: tls: bad certificate"))
        .static_pod(E)
        .runs(
            E,
            '{"level":"warn","ts":"2024-03-12T10:29:40.900Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"127.0.0.1:48236","server-name":"","error":"tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:40Z is before 2024-03-12T18:00:00Z"}',
        )
        .host(clock={"synchronised": False, "now": "2024-03-12T10:29:59Z"}),
    ),
    shows(
        "clock_skew-only-on-disk",
        "clock_skew",
        dies(
            A,
            gives_up("authentication handshake failed: x509: certificate has expired or is not yet valid", old=True),
            version="v1.16.3",
        )
        .file(
            f"{PKI}/etcd/server.crt", certificate("etcd/server", since=timedelta(hours=-7), until=timedelta(days=364))
        )
        .file(
            f"{PKI}/apiserver-etcd-client.crt",
            certificate("apiserver-etcd-client", since=timedelta(hours=-7), until=timedelta(days=364)),
        )
        .file(f"{PKI}/etcd/ca.crt", authority("etcd-ca")),
    ),
    shows(
        "etcd-peers-expired",
        ["etcd_server_certificate_expired", "etcd_client_certificate_expired"],
        Node()
        .static_pod(E)
        .died(
            E,
            '{"level":"warn","ts":"2024-03-12T10:29:40.900Z","caller":"embed/config_logging.go:188","msg":"rejected connection on peer endpoint","remote-addr":"10.0.0.5:48236","server-name":"","error":"tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:40Z is after 2024-03-01T09:00:00Z"}\n{"level":"warn","ts":"2024-03-12T10:29:45.900Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_SNAPSHOT","remote-peer-id":"27b8752c1a5863fc","rtt":"0s","error":"remote error: tls: expired certificate"}',
            code=0,
            lived=timedelta(seconds=240),
        ),
        E,
    ),
    miss(
        "serving-pair-does-not-match",
        CERTIFICATE_CAUSES,
        dies(
            A,
            saying.component("failed to load server certificate: tls: private key does not match public key")["klog"],
        ),
    ),
    miss(
        "serving-certificate-empty",
        [*CERTIFICATE_CAUSES, "file_missing", "file_not_mounted"],
        dies(
            A,
            saying.component(
                "unable to load server certificate: tls: failed to find any PEM data in certificate input"
            )["cobra"],
            version="v1.15.3",
        ),
    ),
    miss(
        "unauthorized-controller-manager",
        ["etcd_unreachable", "anonymous_auth_disabled", "proxy_environment", "node_address_missing"],
        dies(
            KCM,
            'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Unauthorized\nI0312 10:29:55.1       1 leaderelection.go:285] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nE0312 10:29:55.2       1 controllermanager.go:294] "leaderelection lost"',
        ),
    ),
    quiet(
        "tokens-of-another-key",
        Node()
        .static_pod(A)
        .runs(
            A,
            'E0312 10:29:00.1       1 authentication.go:63] "Unable to authenticate the request" err="[invalid bearer token, square/go-jose: error in cryptographic primitive]"',
        )
        .probe(A, 200, body="ok"),
    ),
    quiet(
        "aggregated-api-with-another-ca",
        Node()
        .static_pod(A)
        .runs(
            A,
            'E0312 10:29:00.1       1 available_controller.go:524] v1beta1.metrics.k8s.io failed with: failing or missing response from https://10.96.7.9:443/apis/metrics.k8s.io/v1beta1: Get "https://10.96.7.9:443/apis/metrics.k8s.io/v1beta1": x509: certificate signed by unknown authority\nW0312 10:29:01.1       1 dispatcher.go:205] Failed calling webhook, failing open policy.example.com: failed calling webhook "policy.example.com": failed to call webhook: Post "https://policy.default.svc:443/validate?timeout=5s": x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:01Z is after 2024-03-01T09:00:00Z',
        )
        .probe(A, 200, body="ok"),
    ),
    miss(
        "kubelet-webhook-certificate-expired",
        CERTIFICATE_CAUSES,
        Node()
        .static_pod(A)
        .runs(A)
        .unit("kubelet")
        .kubelet(
            "I0312 10:29:00.1    2999 log.go:194] http: TLS handshake error from 10.0.0.9:51022: no serving certificate available for the kubelet",
            'E0312 10:29:01.1    2999 server.go:304] "Unable to authenticate the request due to an error" err="verifying certificate SN=1, SKID=, AKID= failed: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:01Z is after 2024-03-01T09:00:00Z"',
        ),
    ),
    # ---- network --------------------------------------------------------------------------------------------------
    shows(
        "port_held_by_previous_instance-cut-name",
        "port_held_by_previous_instance",
        dies(
            KCM,
            saying.component(
                "failed to create listener: failed to listen on 127.0.0.1:10257: listen tcp 127.0.0.1:10257: bind: address already in use"
            )["json"],
        ).socket("kube-controller", 10257, "127.0.0.1"),
        KCM,
    ),
    shows(
        "port_held_by_previous_instance-docker-ipv6",
        "port_held_by_previous_instance",
        dies(
            A,
            saying.component(
                "failed to create listener: failed to listen on [::]:6443: listen tcp [::]:6443: bind: address already in use"
            )["cobra"],
            form="docker",
            version="v1.19.4",
        ).socket(A, 6443, "::"),
        A,
    ),
    shows(
        "port_in_use-dual-stack-stranger",
        "port_in_use",
        dies(A, saying.component(IN_USE)["json"]).socket("nginx", 6443, "::"),
        A,
    ),
    shows(
        "node_address_missing-ipv6",
        "node_address_missing",
        dies(
            E,
            saying.etcd("listen tcp [fd00::9]:2380: bind: cannot assign requested address")["zap"],
            "--listen-peer-urls=https://[fd00::9]:2380",
        ).host(interfaces={"lo": ["::1"], "eth0": ["fd00::4"]}),
        E,
    ),
    shows(
        "node_address_missing-below-the-apiserver",
        "node_address_missing",
        dies(
            E,
            saying.etcd("listen tcp 10.0.0.4:2380: bind: cannot assign requested address")["capnslog"],
            node=dies(
                A,
                'W0312 10:29:36.1       1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:2379  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused". Reconnecting...\nError: context deadline exceeded',
                version="v1.20.2",
            ),
        ).host(interfaces={"lo": ["127.0.0.1"], "eth0": ["10.0.0.77"]}),
        E,
    ),
    shows(
        "etcd-name-not-resolved",
        ["etcd_unreachable", "unknown"],
        dies(
            A,
            gives_up("Error while dialing: dial tcp: lookup etcd-0.example.com on 10.0.0.2:53: no such host"),
            flags=("--etcd-servers=https://etcd-0.example.com:2379", "--secure-port=6443"),
        ),
        A,
    ),
    miss(
        "etcd-cannot-resolve-itself",
        ["node_address_missing", "etcd_data_corrupt", "etcd_membership_mismatch", "port_in_use"],
        dies(
            E,
            saying.etcd(
                'error setting up initial cluster: URL address does not have the form "host:port": lookup master-1 on 10.0.0.2:53: no such host',
                fatal="failed to resolve URL Host",
            )["zap"],
        ),
    ),
    shows(
        "proxy_environment-kcm-503",
        "proxy_environment",
        dies(
            KCM,
            'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": Service Unavailable\nI0312 10:29:55.1       1 leaderelection.go:285] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nE0312 10:29:55.2       1 controllermanager.go:294] "leaderelection lost"',
            env={"https_proxy": "http://proxy.example.com:3128", "no_proxy": "localhost,127.0.0.1"},
        ),
        KCM,
    ),
    shows(
        "proxy_environment-kcm-407",
        "proxy_environment",
        dies(
            KCM,
            'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": Proxy Authentication Required\nI0312 10:29:55.1       1 leaderelection.go:285] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nE0312 10:29:55.2       1 controllermanager.go:294] "leaderelection lost"',
            env={"HTTPS_PROXY": "http://proxy.example.com:3128"},
        ),
        KCM,
    ),
    miss(
        "proxy-exempts-by-range",
        "proxy_environment",
        dies(
            KCM,
            'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": dial tcp 10.0.0.4:6443: connect: connection refused\nI0312 10:29:55.1       1 leaderelection.go:285] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition\nE0312 10:29:55.2       1 controllermanager.go:294] "leaderelection lost"',
            env={"HTTPS_PROXY": "http://proxy.example.com:3128", "NO_PROXY": "10.0.0.0/8"},
        ),
    ),
    miss(
        "nodeport-404-of-the-apiserver-itself",
        "nodeport_hijacks_port",
        probed_to_death(A, version="v1.15.3", probe=http_probe(host="10.0.0.4", port=6443, path="/livez"))
        .kubelet(*[unhealthy(A, 404, new=False)] * 8, ago=timedelta(seconds=72))
        .socket(A, 6443, "*", pod=A),
    ),
    # ---- lines of the kubelet that are not what they seem -----------------------------------------------------------
    quiet(
        "complaints-of-before-the-edit",
        Node()
        .static_pod(S, probe=http_probe(port=10259, path="/healthz"), edited=timedelta(minutes=20))
        .runs(S, since=timedelta(minutes=19))
        .kubelet(*[unhealthy(S, 404)] * 8, restarting(S), ago=timedelta(minutes=25)),
    ),
    quiet(
        "readiness-alone-404",
        Node().static_pod(S).runs(S).kubelet(*[unhealthy(S, 404, kind="Readiness")] * 8, ago=timedelta(seconds=72)),
    ),
    miss(
        "sidecar-probed-in-vain",
        ["anonymous_auth_disabled", "probe_too_aggressive", "probe_wrong_path", "probe_throttled"],
        probed_to_death(A, "--anonymous-auth=false").kubelet(
            *[
                failing("healthcheck", "HTTP probe failed with statuscode: 401").replace(
                    "kube-system/healthcheck", "kube-system/kube-apiserver"
                )
            ]
            * 8,
            restarting("healthcheck").replace("kube-system/healthcheck", "kube-system/kube-apiserver"),
            ago=timedelta(seconds=72),
        ),
    ),
    quiet(
        "outlived",
        Node()
        .static_pod(KCM, edited=timedelta(days=90))
        .died(KCM, code=0, attempt=0, ago=timedelta(hours=6))
        .runs(KCM, attempt=1, since=timedelta(hours=6))
        .kubelet(*[unhealthy(KCM, 500)] * 8, restarting(KCM), ago=timedelta(hours=6)),
    ),
    miss(
        "haproxy-beside-the-apiserver",
        "stale_manifest",
        dies(A, saying.component("unknown flag: --bogus")["glog"])
        .static_pod("haproxy", flags=("-f", "/usr/local/etc/haproxy/haproxy.cfg"), image="haproxy:2.8", probe="")
        .runs("haproxy"),
    ),
    miss(
        "oidc-behind-a-proxy",
        "proxy_environment",
        dies(
            A,
            'E0312 10:29:46.728701       1 oidc.go:335] oidc authenticator: initializing plugin: Get "https://login.example.com/.well-known/openid-configuration": Forbidden\nE0312 10:29:47.728701       1 oidc.go:335] oidc authenticator: initializing plugin: Get "https://login.example.com/.well-known/openid-configuration": proxyconnect tcp: dial tcp 10.1.1.1:3128: i/o timeout\n'
            + saying.component("listen tcp 0.0.0.0:6443: bind: permission denied")["klog"],
            env={"HTTPS_PROXY": "http://10.1.1.1:3128", "NO_PROXY": "10.0.0.0/8"},
        ),
    ),
    miss(
        "clients-with-the-old-certificate",
        ["certificate_renewed_not_reloaded", "serving_certificate_expired", "clock_skew"],
        with_certificates(
            Node(version="v1.19.0")
            .static_pod(A)
            .runs(
                A,
                "E0312 10:29:43.610253       1 authentication.go:53] Unable to authenticate the request due to an error: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:43Z is after 2024-03-11T12:10:16Z",
                since=timedelta(hours=20),
            )
            .there(f"{PKI}/apiserver.crt", mtime="2024-03-11T13:00:00Z"),
        ),
    ),
)
