"""More incidents that people reported in public, of probes, certificates, ports and addresses; most of them near misses.

As `further.py`: met by the rules for the first time after they were written, each what its report states. `ACCURACY.md`
says what the program made of them before any rule was touched.
"""

from datetime import timedelta

from incidents.builder import PKI, Node, http_probe
from incidents.certificates import authority, certificate
from incidents.corpus import Expected, Incident
from incidents.further import exits, kubelet
from whyrestart.model.cause import Cause

A, KCM, S, E = "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"
UNIT = "kubelet.service"
SITE = "https://"
CERTIFICATE_CAUSES = (
    "certificate_authority_mismatch",
    "certificate_renewed_not_reloaded",
    "clock_skew",
    "etcd_client_certificate_expired",
    "etcd_server_certificate_expired",
    "serving_certificate_expired",
    "service_account_key_invalid",
)


def report(source, node, cause=(), subject=None, *, never=()):
    """One incident; `cause` is a slug or several (none: nothing is to be repaired), `never` what it only looks like."""
    return Incident(
        name="further/" + source.partition("/")[2].replace("/issues/", "-").replace("/pull/", "-").replace("/", "-"),
        expected=Expected(
            causes=frozenset(map(Cause, [cause] if isinstance(cause, str) else cause)),
            never=frozenset(map(Cause, never)),
            subject=subject,
            source=SITE + source,
        ),
        contents=node.contents,
    )


def killed(program, *extra, version, log="", lived=timedelta(seconds=95), **pod):
    """A static pod whose container ends with 0 and is started anew, as after a probe's kill."""
    node = Node(version=version).static_pod(program, *extra, **pod)
    node.died(program, log, code=0, attempt=6, lived=lived, ago=timedelta(seconds=70))
    return node.runs(program, attempt=7, since=timedelta(seconds=68))


def lives(program, log, *extra, version="v1.28.4", **pod):
    """A static pod that has run for days, and says so now."""
    return Node(version=version).static_pod(program, *extra, **pod).runs(program, log)


PROXY = "http://192.168.20.1:9091/"

FURTHER_PROBES = (
    # ---- what a probe meets ---------------------------------------------------------------------------------------
    report(
        "github.com/kubernetes/kops/pull/12331",
        killed(S, version="v1.23.0", probe=http_probe(port=10251, scheme="HTTP", delay=15, timeout=15)).kubelet(
            'I0312 10:28:03.679821    4522 prober.go:116] "Probe failed" probeType="Liveness" pod="kube-system/kube-scheduler-master-1" podUID=ec8d3987a3e988962372ae26c45e2e4c containerName="kube-scheduler" probeResult=failure output="Get \\"http://127.0.0.1:10251/healthz\\": dial tcp 127.0.0.1:10251: connect: connection refused"',
            ago=timedelta(seconds=75),
        ),
        "probe_targets_disabled_port",
        S,
    ),
    report(
        "github.com/kubernetes/kubeadm/issues/720",
        killed(E, version="v1.10.0", probe=http_probe(port=2379, path="/health", scheme="HTTP", delay=15)).kubelet(
            'I0312 10:28:48.142334     151 server.go:422] Event(v1.ObjectReference{Kind:"Pod", Namespace:"kube-system", Name:"etcd-master-1", UID:"17c2da92666b4a9242f31873234f3101", APIVersion:"v1", ResourceVersion:"", FieldPath:"spec.containers{etcd}"}): type: \'Warning\' reason: \'Unhealthy\' Liveness probe failed: Get http://127.0.0.1:2379/health: malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02"',
            ago=timedelta(seconds=75),
        ),
        ["probe_wrong_scheme", "probe_needs_client_certificate"],
        E,
    ),
    report(
        "github.com/bitnami/charts/issues/27872",
        killed(E, version="v1.29.4", probe=http_probe(port=2379, path="/livez", host=None)).kubelet(
            'I0312 10:28:48.1    2999 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/etcd-master-1" podUID="aa" containerName="etcd" probeResult="failure" output="Get \\"https://10.233.120.36:2379/livez\\": remote error: tls: certificate required"',
            ago=timedelta(seconds=75),
        ),
        "probe_needs_client_certificate",
        E,
    ),
    report(
        "github.com/CloudPirates-io/helm-charts/issues/611",
        killed(
            E,
            version="v1.33.4",
            log='{"level":"warn","ts":"2024-03-12T10:28:46.469218Z","caller":"embed/config_logging.go:188","msg":"rejected connection on client endpoint","remote-addr":"10.42.1.1:45264","server-name":"","error":"tls: client didn\'t provide a certificate"}',
            probe=http_probe(port=2379, path="/health", host=None, kind="startup"),
        ),
        ["probe_needs_client_certificate", "unknown"],
        E,
    ),
    report(
        "github.com/kubernetes/kubeadm/issues/473",
        killed(
            A,
            "--bind-address=fd00::4",
            version="v1.8.0",
            probe=http_probe(host="127.0.0.1", port=6443, delay=15),
        ).kubelet(
            'I0312 10:28:48.1    2999 prober.go:106] Liveness probe for "kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):kube-apiserver" failed (failure): Get https://127.0.0.1:6443/healthz: dial tcp 127.0.0.1:6443: getsockopt: connection refused',
            ago=timedelta(seconds=75),
        ),
        "probe_wrong_host",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/100844",
        killed(
            A, version="v1.20.0", probe=http_probe(host=None, port=6443, path="/livez?exclude=etcd", failures=3)
        ).kubelet(
            'I0312 10:28:28.1    2999 prober.go:117] Liveness probe for "kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):kube-apiserver" failed (failure): HTTP probe failed with statuscode: 429',
            'I0312 10:28:48.1    2999 prober.go:117] Liveness probe for "kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):kube-apiserver" failed (failure): HTTP probe failed with statuscode: 429',
            ago=timedelta(seconds=75),
        ),
        "probe_throttled",
        A,
    ),
    report(
        "github.com/kubernetes/kubernetes/pull/83390",
        Node(version="v1.17.0", name="gce-scale-cluster-master").kubelet(
            'I0312 10:17:16.095374    2779 kuberuntime_manager.go:612] Container "kube-apiserver" ({"docker" "13fad7ec052d788db8bfcf9678f50dbd1b1e17d0b51a8501097d41fb95cbea27"}) of pod kube-apiserver-gce-scale-cluster-master_kube-system(ad5dcc4cf986873a44cd4b433aa90322): Container kube-apiserver failed liveness probe, will be restarted',
            'I0312 10:19:11.079085    2779 kuberuntime_manager.go:612] Container "kube-apiserver" ({"docker" "34f9e54bb8054fb48a1883cb191647e0b9b08c359b27aa0c6d92984f72a95332"}) of pod kube-apiserver-gce-scale-cluster-master_kube-system(ad5dcc4cf986873a44cd4b433aa90322): Container kube-apiserver failed liveness probe, will be restarted',
            ago=timedelta(minutes=4),
        ),
        never=[
            "anonymous_auth_disabled",
            "component_overloaded",
            "etcd_unreachable",
            "probe_timeout_too_short",
            "probe_too_aggressive",
            "probe_wrong_port",
        ],
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/120510",
        killed(
            A,
            "--anonymous-auth=false",
            version="v1.27.5",
            lived=timedelta(hours=9),
            probe=http_probe(port=3990, scheme="HTTP", delay=45, timeout=15),
        ).kubelet(
            'I0312 10:28:28.1    2999 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/kube-apiserver-master-1" podUID="aa" containerName="kube-apiserver" probeResult="failure" output="Get \\"http://127.0.0.1:3990/healthz\\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"',
            'I0312 10:28:48.1    2999 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/kube-apiserver-master-1" podUID="aa" containerName="kube-apiserver" probeResult="failure" output="HTTP probe failed with statuscode: 500"',
            ago=timedelta(seconds=75),
        ),
        never=[
            "anonymous_auth_disabled",
            "probe_targets_disabled_port",
            "probe_wrong_host",
            "probe_wrong_port",
            "probe_wrong_scheme",
        ],
    ),
    report(
        "github.com/kubernetes/kubeadm/issues/413",
        killed(
            A,
            version="v1.7.4",
            log="I0312 10:27:20.100000       1 server.go:112] Version: v1.7.4\nI0312 10:28:11.100000       1 serve.go:85] Serving securely on 0.0.0.0:6443\nI0312 10:28:44.100000       1 autoregister_controller.go:120] Starting autoregister controller\nI0312 10:28:44.200000       1 cache.go:32] Waiting for caches to sync for autoregister controller",
            probe=http_probe(host="127.0.0.1", port=6443, delay=15),
        ).kubelet(
            'I0312 10:28:48.1    2999 prober.go:106] Liveness probe for "kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):kube-apiserver" failed (failure): Get https://127.0.0.1:6443/healthz: net/http: TLS handshake timeout',
            ago=timedelta(seconds=75),
        ),
        ["probe_too_aggressive", "component_overloaded", "unknown"],
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/76892",
        killed(A, "--service-node-port-range=1-65535", version="v1.11.0", probe=http_probe(host="10.0.0.4", port=6443))
        .kubelet(
            'I0312 10:28:48.1    2999 prober.go:111] Liveness probe for "kube-apiserver-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):kube-apiserver" failed (failure): Get https://10.0.0.4:6443/healthz: http: server gave HTTP response to HTTPS client',
            ago=timedelta(seconds=75),
        )
        .socket(A, 6443, "*", pod=A),
        ["nodeport_hijacks_port", "unknown"],
    ),
    # ---- certificates ---------------------------------------------------------------------------------------------
    report(
        "github.com/labring/sealos/issues/2413",
        exits(
            A,
            'W0312 10:29:40.100000       1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:2379  <nil> 0 <nil>}. Err :connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate". Reconnecting...\nError: context deadline exceeded',
            version="v1.20.15",
        ),
        ["etcd_client_certificate_expired", "unknown"],
    ),
    report(
        "github.com/kubernetes/kops/issues/12620",
        exits(
            A,
            'W0312 10:29:40.100000       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:4001  <nil> 0 <nil>}. Err :connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate". Reconnecting...\nError: context deadline exceeded',
            version="v1.17.6",
            flags=(
                "--etcd-cafile=/etc/kubernetes/pki/kube-apiserver/etcd-ca.crt",
                "--etcd-certfile=/etc/kubernetes/pki/kube-apiserver/etcd-client.crt",
                "--etcd-keyfile=/etc/kubernetes/pki/kube-apiserver/etcd-client.key",
                "--etcd-servers=https://127.0.0.1:4001",
                "--secure-port=443",
            ),
            probe=http_probe(port=443),
        )
        .file(
            "/etc/kubernetes/pki/kube-apiserver/etcd-client.crt",
            certificate("etcd-client", until=timedelta(days=-1), since=timedelta(days=366)),
        )
        .file("/etc/kubernetes/pki/kube-apiserver/etcd-ca.crt", authority("etcd-ca")),
        "etcd_client_certificate_expired",
        A,
    ),
    report(
        "github.com/Praqma/LearnKubernetes/pull/13",
        exits(
            A,
            'I0312 10:29:40.090000       1 client.go:361] parsed scheme: "endpoint"\nW0312 10:29:40.100000       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://etcd1.example.com:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate". Reconnecting...\nW0312 10:29:55.100000       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://etcd1.example.com:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate". Reconnecting...\nError: context deadline exceeded',
            version="v1.16.0",
            flags=(
                "--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt",
                "--etcd-servers=https://etcd1.example.com:2379",
                "--secure-port=6443",
            ),
        ),
        never=CERTIFICATE_CAUSES,
    ),
    report(
        "github.com/rancher-archives/rke/issues/2216",
        exits(
            A,
            'W0312 10:29:40.100000       1 clientconn.go:1208] grpc: addrConn.createTransport failed to connect to {https://10.0.0.4:2379  <nil> 0 <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: cannot validate certificate for 10.0.0.4 because it doesn\'t contain any IP SANs". Reconnecting...\nError: context deadline exceeded',
            version="v1.18.6",
        ),
        never=CERTIFICATE_CAUSES,
    ),
    report(
        "github.com/jhunt/k8s-boshrelease/issues/24",
        exits(
            A,
            'W0312 10:29:40.443121    3194 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://10.128.4.18:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate is valid for 127.0.0.1, 10.128.4.18, not 10.128.4.17". Reconnecting...\nW0312 10:29:40.444838    3194 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {https://10.128.4.19:2379 0  <nil>}. Err :connection error: desc = "transport: authentication handshake failed: x509: certificate is valid for 127.0.0.1, 10.128.4.19, not 10.128.4.17". Reconnecting...\nF0312 10:29:55.100000    3194 storage_decorator.go:57] Unable to create storage backend: config (&{ /registry {[https://10.128.4.17:2379 https://10.128.4.18:2379 https://10.128.4.19:2379] /key /cert /ca} true 0xc000832480 apiextensions.k8s.io/v1beta1 5m0s 1m0s}), err (dial tcp 10.128.4.17:2379: connect: connection refused)',
            version="v1.15.4",
            flags=(
                "--etcd-servers=https://10.128.4.17:2379,https://10.128.4.18:2379,https://10.128.4.19:2379",
                "--secure-port=6443",
            ),
        ),
        ["etcd_first_endpoint_down", "unknown"],
    ),
    report(
        "github.com/kelseyhightower/kubernetes-the-hard-way/issues/654",
        lives(
            A,
            "\n".join(
                f"I0312 10:29:{second}.205492   31884 log.go:172] http: TLS handshake error from 127.0.0.1:549{second}: remote error: tls: bad certificate"
                for second in (24, 25, 27, 29, 31)
            ),
            version="v1.18.6",
        ),
        never=CERTIFICATE_CAUSES,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/106407",
        lives(
            E,
            '2024-03-12 10:29:24.205492 I | embed: rejected connection from "192.168.7.175:53382" (error "remote error: tls: bad certificate", ServerName "")\n2024-03-12 10:29:25.205492 I | embed: rejected connection from "192.168.7.175:53384" (error "remote error: tls: bad certificate", ServerName "")',
            version="v1.18.0",
        ),
        never=CERTIFICATE_CAUSES,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/127538",
        lives(
            A,
            'E0312 10:29:36.852849      11 dynamic_serving_content.go:218] key failed with : tls: private key does not match public key\nI0312 10:29:36.852927      11 dynamic_serving_content.go:192] "Failed to remove file watch, it may have been deleted" file="/srv/kubernetes/kube-apiserver/apiserver-aggregator.crt" err="fsnotify: can\'t remove non-existent watch: /srv/kubernetes/kube-apiserver/apiserver-aggregator.crt"',
            version="v1.23.17",
        ).probe(A, 200, body="ok"),
    ),
    report(
        "github.com/kubernetes/apiserver/issues/27",
        lives(
            A,
            "E0312 10:29:46.728701       1 oidc.go:190] oidc authenticator: failed to fetch provider discovery data: Get https://keycloak.example.com/auth/realms/k8s/.well-known/openid-configuration: x509: certificate signed by unknown authority\nE0312 10:29:46.728752       1 authentication.go:64] Unable to authenticate the request due to an error: [invalid bearer token, [invalid bearer token, [crypto/rsa: verification error, fetch provider config: Get https://keycloak.example.com/auth/realms/k8s/.well-known/openid-configuration: x509: certificate signed by unknown authority]]]",
            "--oidc-client-id=account",
            "--oidc-issuer-url=https://keycloak.example.com/auth/realms/k8s",
            version="v1.8.4",
        ),
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/102839",
        lives(
            A,
            "E0312 10:29:46.728701       1 oidc.go:224] oidc authenticator: initializing plugin: Get https://172.16.0.9/.well-known/openid-configuration: Forbidden",
            "--oidc-issuer-url=https://172.16.0.9",
            "--oidc-ca-file=/etc/kubernetes/ssl/oidc-ca.pem",
            version="v1.16.8",
            env={"HTTPS_PROXY": PROXY, "NO_PROXY": "localhost,127.0.0.1,10.0.0.4"},
        ),
    ),
    report(
        "github.com/digitalrebar/provision-content/pull/296",
        lives(
            "metrics-server",
            'E0312 10:29:20.753922       1 authentication.go:65] Unable to authenticate the request due to an error: [x509: certificate signed by unknown authority (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "front-proxy-ca"), x509: certificate signed by unknown authority]',
            version="v1.15.0",
            flags=("--secure-port=4443",),
        ),
    ),
    report(
        "github.com/etcd-io/etcd/issues/9285",
        lives(
            E,
            "\n".join(
                f'2024-03-12 10:29:{second}.905234 I | embed: rejected connection from "127.0.0.1:35574" (error "EOF", ServerName "")'
                for second in ("06", "07", "16", "17")
            ),
            version="v1.8.7",
        ),
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/99645",
        kubelet(
            "I0312 10:29:53.024330  740513 server.go:838] Client rotation is on, will bootstrap in background",
            "E0312 10:29:53.026281  740513 bootstrap.go:265] part of the existing bootstrap client certificate is expired: 2024-03-01 14:19:03 +0000 UTC",
            "F0312 10:29:53.026322  740513 server.go:274] failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
            status=255,
        ),
        "kubelet_client_certificate_expired",
        UNIT,
    ),
    report(
        "sumarsono.com/kubernetes-cluster-doomsday",
        Node(version="v1.15.3", name="kubemaster")
        .static_pod(A)
        .runs(A, since=timedelta(days=366))
        .file(
            f"{PKI}/apiserver.crt",
            certificate("apiserver", issuer="kubernetes", since=timedelta(days=150)),
            mtime="2023-10-14T04:20:00Z",
        )
        .file(f"{PKI}/ca.crt", authority("kubernetes"))
        .unit("kubelet")
        .kubelet(
            "E0312 10:29:38.476674   16214 reflector.go:125] k8s.io/kubernetes/pkg/kubelet/config/apiserver.go:47: Failed to list *v1.Pod: Get https://10.0.0.4:6443/api/v1/pods?fieldSelector=spec.nodeName%3Dkubemaster&limit=500&resourceVersion=0: x509: certificate has expired or is not yet valid",
            'E0312 10:29:38.532150   16214 kubelet.go:2248] node "kubemaster" not found',
        ),
        ["certificate_renewed_not_reloaded", "unknown"],
    ),
    # ---- ports ----------------------------------------------------------------------------------------------------
    report(
        "github.com/kubernetes/kubernetes/issues/101727",
        exits(
            S,
            "I0312 10:29:22.100001       1 serving.go:331] Generated self-signed cert in-memory\nfailed to create listener: failed to listen on 127.0.0.1:10259: listen tcp 127.0.0.1:10259: bind: address already in use",
            version="v1.20.2",
            attempt=15,
        ).runs(S, uid="00000000000000000000000000000002", since=timedelta(hours=8)),
        "port_held_by_previous_instance",
        S,
    ),
    report(
        "github.com/kubernetes/kubeadm/issues/2472",
        exits(
            A,
            "Flag --insecure-port has been deprecated, This flag has no effect now and will be removed in v1.24.\nI0312 10:29:55.100200       1 server.go:629] external host was not specified, using 10.0.0.4\nError: failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use",
            version="v1.21.0",
        )
        .static_pod("haproxy", flags=("-f", "/usr/local/etc/haproxy/haproxy.cfg"), image="haproxy:2.1.4", probe="")
        .runs("haproxy")
        .socket("haproxy", 6443, "*", pod="haproxy"),
        ["port_in_use", "stale_manifest"],
        A,
    ),
    report(
        "github.com/aws/eks-anywhere/issues/6535",
        Node(version="v1.27.1")
        .static_pod("kube-vip", flags=("manager",), image="ghcr.io/kube-vip/kube-vip:v0.5.5", probe="")
        .died(
            "kube-vip",
            'time="2024-03-12T10:29:55Z" level=info msg="Starting kube-vip.io [v0.5.5]"\ntime="2024-03-12T10:29:55Z" level=info msg="prometheus HTTP server started"\ntime="2024-03-12T10:29:55Z" level=fatal msg="listen:listen tcp :2112: bind: address already in use\\n"',
        ),
        ["port_in_use", "port_held_by_previous_instance"],
        "kube-vip",
    ),
    report(
        "github.com/k3s-io/k3s/issues/6134",
        Node(version="v1.20.15+k3s1")
        .unit("k3s", "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=1)
        .journal(
            "k3s",
            'time="2024-03-12T10:29:55Z" level=info msg="Starting k3s v1.20.15+k3s1"',
            'time="2024-03-12T10:29:55Z" level=fatal msg="starting kubernetes: preparing server: init cluster datastore and https: listen tcp :6443: bind: address already in use"',
        ),
        # k3s is a unit of its own, of which nothing is judged; its journal must not be laid on the kubelet.
        never=["kubelet_config_invalid", "runtime_unavailable", "etcd_unreachable"],
    ),
    # ---- addresses ------------------------------------------------------------------------------------------------
    report(
        "github.com/kubernetes/kubeadm/issues/3299",
        exits(
            E,
            '{"level":"info","ts":"2024-03-12T10:29:55.100Z","caller":"etcdmain/etcd.go:116","msg":"server has already been initialized","data-dir":"/var/lib/etcd","dir-type":"member"}\n{"level":"fatal","ts":"2024-03-12T10:29:55.900Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"listen tcp 192.168.1.7:2380: bind: cannot assign requested address","stacktrace":"go.etcd.io/etcd/server/v3/etcdmain.startEtcdOrProxyV2"}',
            version="v1.34.2",
        ),
        "node_address_missing",
        E,
    ),
    report(
        "github.com/kubernetes/minikube/issues/3117",
        exits(
            E,
            "2018-09-05 16:43:31.378074 I | etcdmain: etcd Version: 3.1.12\n2018-09-05 16:43:31.378163 W | embed: The scheme of peer url http://localhost:2380 is HTTP while peer key/cert files are presented. Ignored peer key/cert files.\n2018-09-05 16:43:31.379062 C | etcdmain: listen tcp 144.76.30.175:2380: bind: cannot assign requested address",
            version="v1.10.0",
            flags=("--listen-client-urls=https://127.0.0.1:2379", "--data-dir=/data"),
            image="k8s.gcr.io/etcd-amd64:3.1.12",
        ),
        ["node_address_missing", "unknown"],
        E,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/72109",
        exits(
            A,
            "F1217 14:46:29.285877       1 controller.go:148] Unable to perform initial IP allocation check: unable to refresh the service IP block: Get https://localhost:6443/api/v1/services: dial tcp [::1]:6443: connect: cannot assign requested address",
            version="v1.12.3",
            code=255,
        ),
        ["node_address_missing", "unknown"],
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/95706",
        lives(
            A,
            "\n".join(
                f"E0312 10:29:{second}.291830       1 reflector.go:126] k8s.io/client-go/informers/factory.go:133: Failed to list *v1.Secret: Get https://[::1]:6443/api/v1/secrets?limit=500&resourceVersion=0: dial tcp [::1]:6443: connect: network is unreachable"
                for second in (23, 24, 25)
            ),
            version="v1.14.6",
        ),
        never=["etcd_unreachable", "port_in_use", "probe_wrong_host", "proxy_environment"],
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/80078",
        kubelet(
            "I0312 10:29:55.100000    5115 docker_service.go:251] Setting cgroupDriver to cgroupfs",
            "F0312 10:29:55.900100    5115 docker_service.go:401] Streaming server stopped unexpectedly: listen tcp [::1]:0: bind: cannot assign requested address",
            version="v1.13.5",
            status=255,
        ),
        ["node_address_missing", "unknown"],
        UNIT,
    ),
    report(
        "github.com/siderolabs/talos/issues/12542",
        exits(
            A,
            'W0312 10:29:40.100000       1 logging.go:55] [core] [Channel #1 SubChannel #3]grpc: addrConn.createTransport failed to connect to {Addr: "localhost:2379", ServerName: "localhost:2379", }. Err: connection error: desc = "transport: Error while dialing: dial tcp: lookup localhost: operation was canceled"\nF0312 10:29:56.100000       1 instance.go:232] Error creating leases: error creating storage factory: context deadline exceeded',
            version="v1.34.1",
            flags=("--etcd-servers=https://localhost:2379", "--secure-port=6443"),
        ),
        ["etcd_unreachable", "unknown"],
    ),
    report(
        "github.com/kubernetes/minikube/issues/8760",
        Node(version="v1.18.3", name="minikube")
        .unit("kubelet")
        .kubelet(
            'E0312 10:29:15.734444    3230 pod_workers.go:191] Error syncing pod 07c8d2c61c54a155d7876f5c75e0378e ("kube-apiserver-minikube_kube-system(07c8d2c61c54a155d7876f5c75e0378e)"), skipping: failed to "StartContainer" for "kube-apiserver" with CrashLoopBackOff: "back-off 5m0s restarting failed container=kube-apiserver pod=kube-apiserver-minikube_kube-system(07c8d2c61c54a155d7876f5c75e0378e)"',
            "E0312 10:29:20.913051    3230 event.go:269] Unable to write event: 'Patch https://control-plane.minikube.internal:8443/api/v1/namespaces/kube-system/events/kube-apiserver-minikube.1622dac756d361eb: dial tcp 172.18.84.70:8443: connect: no route to host' (may retry after sleeping)",
        ),
        never=["etcd_unreachable", "node_address_missing", "probe_wrong_host", "port_in_use", "proxy_environment"],
    ),
    # ---- proxies --------------------------------------------------------------------------------------------------
    report(
        "github.com/kubernetes/kubernetes/issues/36573",
        exits(
            KCM,
            'F0312 10:29:55.900100       1 controllermanager.go:217] Cloud provider could not be initialized: could not init cloud provider "aws": error finding instance i-0a1b: error listing AWS instances: RequestError: send request failed\ncaused by: Post https://ec2.us-west-2.amazonaws.com/: dial tcp 54.240.251.131:443: i/o timeout',
            "--cloud-provider=aws",
            version="v1.4.4",
            code=255,
        ),
        never=["etcd_unreachable", "leader_election_lost", "node_address_missing", "proxy_environment"],
    ),
    report(
        "github.com/kubernetes-sigs/kind/issues/1702",
        Node(version="v1.18.2", name="kind-control-plane")
        .unit("kubelet")
        .static_pod(A, env={"HTTPS_PROXY": PROXY, "NO_PROXY": "127.0.0.1,172.17.0.1"})
        .kubelet(
            "E0312 10:29:29.682481     289 reflector.go:178] k8s.io/kubernetes/pkg/kubelet/config/apiserver.go:46: Failed to list *v1.Pod: Get https://kind-control-plane:6443/api/v1/pods?fieldSelector=spec.nodeName%3Dkind-control-plane&limit=500&resourceVersion=0: x509: certificate signed by unknown authority"
        ),
        never=["certificate_authority_mismatch", "host_ca_bundle_missing", "clock_skew"],
    ),
    report(
        "github.com/kubernetes-sigs/kubespray/issues/6402",
        killed(
            KCM,
            version="v1.17.7",
            probe=http_probe(port=10257, host=None),
            env={"HTTPS_PROXY": PROXY, "NO_PROXY": "10.0.0.4,master-1,127.0.0.1,localhost,10.233.0.0/18"},
        ),
        never=["proxy_environment", "probe_wrong_port", "anonymous_auth_disabled"],
    ),
    # ---- the command line, with certificates in it ----------------------------------------------------------------
    report(
        "github.com/okd-project/okd/issues/1944",
        exits(
            A,
            'E0312 10:29:56.563182      15 run.go:74] "command failed" err="invalid argument \\"/etc/kubernetes/static-pod-certs/secrets/user-serving-cert-000/tls.crt,/etc/kubernetes/static-pod-certs/secrets/user-serving-cert-000/tls.key:\\" for \\"--tls-sni-cert-key\\" flag: empty names list is not allowed"\nI0312 10:29:56.568218       1 main.go:235] Termination finished with exit code 1\nI0312 10:29:56.568346       1 main.go:188] Deleting termination lock file "/var/log/kube-apiserver/.terminating"',
            version="v1.28.7",
        ),
        "invalid_flag_value",
        A,
    ),
    # ---- a second lot, met after the first was mended ---------------------------------------------------------------
    report(
        "github.com/coreos/etcd-operator/pull/382",
        killed(
            E,
            version="v1.6.4",
            probe="    livenessProbe:\n      exec:\n        command: [/bin/sh, -c, 'ETCDCTL_API=3 etcdctl --endpoints=$(MY_POD_IP):2379 get foo']\n      failureThreshold: 3",
        ).kubelet(
            'I0312 10:28:40.1    2999 prober.go:106] Liveness probe for "etcd-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394):etcd" failed (failure): /bin/sh: MY_POD_IP: not found',
            'I0312 10:28:48.1    2999 server.go:375] Event(v1.ObjectReference{Kind:"Pod", Namespace:"kube-system", Name:"etcd-master-1", UID:"4e1243bd22c66e76c2ba9eddc1f91394", APIVersion:"v1", ResourceVersion:"", FieldPath:"spec.containers{etcd}"}): type: \'Normal\' reason: \'Killing\' Killing container with id docker://9f6db5823442:pod "etcd-master-1_kube-system(4e1243bd22c66e76c2ba9eddc1f91394)" container "etcd" is unhealthy, it will be killed and re-created.',
            ago=timedelta(seconds=75),
        ),
        "probe_command_broken",
        E,
    ),
    report(
        "github.com/kubernetes/kubernetes/issues/102556",
        killed(
            A,
            version="v1.20.7",
            log="\n".join(
                f'E0603 07:29:{second}.100000       1 authentication.go:63] "Unable to authenticate the request" err="[x509: certificate has expired or is not yet valid: current time 2021-06-03T07:29:14Z is after 2021-05-29T15:48:22Z, verifying certificate SN=2, SKID=, AKID= failed: x509: certificate has expired or is not yet valid: current time 2021-06-03T07:29:14Z is after 2021-05-29T15:48:22Z]"'
                for second in (14, 15, 16)
            ),
        )
        .file(f"{PKI}/apiserver.crt", certificate("apiserver", issuer="kubernetes", since=timedelta(days=2)))
        .file(f"{PKI}/ca.crt", authority("kubernetes")),
        never=CERTIFICATE_CAUSES,
    ),
    report(
        "github.com/kubernetes-sigs/kubespray/issues/10441",
        exits(
            E,
            '{"level":"warn","ts":"2024-03-12T10:29:40.900Z","caller":"rafthttp/probing_status.go:68","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_RAFT_MESSAGE","remote-peer-id":"27b8752c1a5863fc","rtt":"0s","error":"remote error: tls: bad certificate"}\n{"level":"warn","ts":"2024-03-12T10:29:45.900Z","caller":"embed/config_logging.go:169","msg":"rejected connection","remote-addr":"10.0.0.5:48236","server-name":"","error":"tls: failed to verify client certificate: x509: certificate signed by unknown authority (possibly because of \\"crypto/rsa: verification error\\" while trying to verify candidate authority certificate \\"etcd-ca\\")"}',
            version="v1.26.5",
        ),
        "certificate_authority_mismatch",
        E,
    ),
    report(
        "github.com/etcd-io/etcd/issues/15949",
        exits(
            E,
            '{"level":"warn","ts":"2024-03-12T10:29:40.900Z","caller":"rafthttp/probing_status.go:70","msg":"prober detected unhealthy status","round-tripper-name":"ROUND_TRIPPER_SNAPSHOT","remote-peer-id":"27b8752c1a5863fc","rtt":"0s","error":"x509: certificate is valid for 10.0.0.5, 127.0.0.1, ::1, not 10.0.0.6"}',
            version="v1.18.20",
        ),
        never=[*CERTIFICATE_CAUSES, "node_address_missing"],
    ),
    report(
        "github.com/k3s-io/k3s/issues/14250",
        exits(
            "metrics-server",
            "I0312 10:29:55.100200       1 serving.go:386] Generated self-signed cert in-memory\npanic: failed to create listener: failed to listen on 0.0.0.0:10250: listen tcp 0.0.0.0:10250: bind: address already in use\n\ngoroutine 1 [running]:",
            version="v1.34.6",
            code=2,
            flags=("--secure-port=10250",),
        ).socket("kubelet", 10250, "::"),
        "port_in_use",
        "metrics-server",
    ),
    report(
        "github.com/rancher/rke2/issues/1573",
        exits(
            KCM,
            "failed to create listener: failed to listen on 127.0.0.1:10252: listen tcp 127.0.0.1:10252: bind: address already in use",
            node=exits(
                S,
                "failed to create listener: failed to listen on 127.0.0.1:10251: listen tcp 127.0.0.1:10251: bind: address already in use",
                version="v1.20.9+rke2r1",
            ),
        ),
        ["port_held_by_previous_instance", "port_in_use", "unknown"],
    ),
    report(
        "github.com/AliyunContainerService/gpushare-scheduler-extender/issues/57",
        exits(
            S,
            "failed to create listener: failed to listen on 127.0.0.1:10251: listen tcp 127.0.0.1:10251: bind: address already in use",
            version="v1.15.3",
            form="docker",
        ).socket(S, 10251, "127.0.0.1"),
        "port_held_by_previous_instance",
        S,
    ),
    report(
        "github.com/aws/amazon-eks-pod-identity-webhook/issues/36",
        exits(
            A,
            "Error: invalid authentication config: error reading public key file /var/lib/minikube/certs/sa-signing-pkcs.pub: data does not contain any valid RSA or ECDSA public keys",
            version="v1.17.0",
            form="docker",
        ),
        "service_account_key_invalid",
        A,
    ),
    report(
        "github.com/etcd-io/etcd/issues/10310",
        killed(
            E,
            version="v1.11.0",
            log="2018-12-07 15:44:12.152019 I | embed: serving client requests on 192.168.0.170:2379\n2018-12-07 15:45:13.287671 N | pkg/osutil: received terminated signal, shutting down...\n2018-12-07 15:45:13.787860 I | etcdserver: skipped leadership transfer for single member cluster",
            lived=timedelta(seconds=61),
            probe="    livenessProbe:\n      exec:\n        command: [etcdctl, --cert-file, /etc/etcd/peer.crt, --key-file, /etc/etcd/peer.key, --ca-file, /etc/etcd/ca.crt, --endpoints, 'https://192.168.0.170:2379', cluster-health]\n      initialDelaySeconds: 45",
            mounts=("/etc/etcd", "/var/lib/etcd"),
        ),
        never=["probe_command_broken", "etcd_no_quorum", "etcd_data_corrupt", "etcd_slow_disk", "sandbox_changed"],
    ),
)
