"""Near misses of certificates and who calls with them, of commands that are missing, and of what an apiserver asks others."""

from datetime import timedelta

from incidents import saying
from incidents.builder import PKI, Node
from incidents.certificates import authority, certificate
from incidents.own.certificates import ALL_LEAVES, with_certificates
from incidents.own.eighth_living import lives, rejects
from incidents.own.etcd_words import zap
from incidents.own.shapes import (
    HANDSHAKE,
    KCM,
    SLOW_DISK,
    UNIT,
    A,
    E,
    S,
    dies,
    miss,
    probed_to_death,
    quiet,
    shows,
)
from incidents.own.thirteenth_upper import says


def seconds(number):
    return timedelta(seconds=number)


def days(number):
    return timedelta(days=number)


SERVER, PEER, CLIENT = f"{PKI}/etcd/server.crt", f"{PKI}/etcd/peer.crt", f"{PKI}/apiserver-etcd-client.crt"
AFTER = (
    "x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:44Z is after 2024-03-01T09:00:00Z"
)
BEFORE = "x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:44Z is before 2024-03-12T10:29:50Z"
UNKNOWN = "x509: certificate signed by unknown authority"
NOT_LET_IN = 'E0312 10:29:44.1       1 authentication.go:73] "Unable to authenticate the request" err="[{}, verifying certificate SN=4142, SKID=, AKID= failed: {}]"'
METRICS_API = 'E0312 10:29:44.1       1 remote_available_controller.go:456] v1beta1.metrics.k8s.io failed with: failing or missing response from https://10.96.110.4:443/apis/metrics.k8s.io/v1beta1: Get "https://10.96.110.4:443/apis/metrics.k8s.io/v1beta1": x509: certificate signed by unknown authority'
HUNG_UP = "I0312 10:29:44.1       1 log.go:245] http: TLS handshake error from {}:33990: remote error: tls: {}"
FINE = "I0312 10:29:59.1       1 controller.go:624] quota admission added evaluator for: leases.coordination.k8s.io"
REFUSED = "dial tcp 127.0.0.1:2379: connect: connection refused"
TIMES_OUT = "dial tcp 10.0.0.9:2379: i/o timeout"
NO_FLAG = 'E0312 10:29:55.9       1 run.go:74] "command failed" err="unknown flag: --bogus"'
ENDS = "F0312 10:29:56.1       1 instance.go:290] Error creating leases: error creating storage factory: context deadline exceeded"
KILLED = {"code": 137, "lived": timedelta(minutes=4)}
OOM = {"code": 137, "reason": "OOMKilled", "lived": timedelta(hours=5)}


def dialled(why, *more):
    """An apiserver that dials etcd in vain, with `more` between, and gives up."""
    lines = [HANDSHAKE.format(second=second, why=f"Error while dialing: {why}") for second in ("36", "40", "55")]
    return "\n".join([*lines, *more, ENDS])


# ---- clocks and dates -------------------------------------------------------------------------------------------------
COMING = certificate("apiserver-2024", issuer="kubernetes", since=days(-10), until=days(375))
BACKUP = "/etc/kubernetes/pki-2023"
DATES = (
    # A client whose certificate was issued a moment ahead, once, on an apiserver that lives: it is over in seconds.
    quiet("clock-of-a-client-a-day-ago", says(A, (86_000, NOT_LET_IN.format(BEFORE, BEFORE)), (3, FINE))),
    quiet("clock-of-a-joining-member-long-ago", says(E, (86_000, rejects("10.0.0.5", BEFORE)), (3, zap("finished scheduled compaction", "info")))),
    quiet("clock-of-a-webhook", says(A, (70, f'W0312 10:28:50.1       1 dispatcher.go:214] failed calling webhook "x.example.com": failed to call webhook: Post "https://x.d.svc:443/validate?timeout=10s": tls: failed to verify certificate: {BEFORE}'), (3, FINE))),
    miss("clock-of-a-client-and-a-flag", "clock_skew", dies(A, f"{NOT_LET_IN.format(BEFORE, BEFORE)}\n{NO_FLAG}")),
    miss("clock-of-a-client-and-its-limit", "clock_skew", dies(A, NOT_LET_IN.format(BEFORE, BEFORE), **OOM)),
    # What is laid ready for a rotation to come, on a host that asks no time server.
    quiet("certificate-that-lies-ready", with_certificates(Node().static_pod(A).runs(A)).file(f"{PKI}/next/apiserver.crt", COMING).host(clock={"synchronised": False})),
    # What was put by before the yearly renewal.
    miss("expired-in-a-backup", "serving_certificate_expired", with_certificates(dies(S, "", **OOM)).file(f"{BACKUP}/apiserver.crt", certificate("apiserver", issuer="kubernetes", until=days(-11), since=days(376))).file(f"{BACKUP}/front-proxy-client.crt", certificate("front-proxy-client", issuer="front-proxy-ca", until=days(-11), since=days(376))).file(f"{BACKUP}/etcd/server.crt", certificate("etcd/server", until=days(-11), since=days(376)))),
    # Two faults: what it ends with today is the flag.
    shows("unknown_flag-beside-the-yearly-expiry", "unknown_flag", with_certificates(dies(A, saying.component("unknown flag: --bogus")["klog"]), ALL_LEAVES), A),
    shows("unknown_flag-beside-an-expired-client-certificate", "unknown_flag", with_certificates(dies(A, saying.component("unknown flag: --bogus")["klog"]), ("apiserver-etcd-client",)), A),
    # An aggregated API whose certificate has expired, told by an apiserver that etcd does not answer.
    miss("expired-of-an-aggregated-api-and-etcd-away", ["etcd_server_certificate_expired", "serving_certificate_expired"], dies(A, dialled(REFUSED, METRICS_API.replace(UNKNOWN, AFTER)))),
    miss("expired-of-an-issuer-and-etcd-away", ["etcd_server_certificate_expired", "serving_certificate_expired"], dies(A, dialled(TIMES_OUT, f'E0312 10:29:50.1       1 oidc.go:335] oidc authenticator: initializing plugin: Get "https://dex.corp.example/.well-known/openid-configuration": tls: failed to verify certificate: {AFTER}'), "--etcd-servers=https://10.0.0.9:2379")),
    # It answers others' webhooks' troubles to who asks: the controller's own call went well.
    miss("expired-of-a-webhook-told-to-the-scheduler", ["serving_certificate_expired"], dies(S, f'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-scheduler: Internal error occurred: failed calling webhook "l.example.com": failed to call webhook: Post "https://l.d.svc:443/api/leases?timeout=10s": tls: failed to verify certificate: {AFTER}\nE0312 10:29:55.1       1 server.go:242] "Leaderelection lost"')),
)  # fmt: skip

# ---- renewed, and read anew -----------------------------------------------------------------------------------------
RENEWED = {"mtime": "2024-03-11T10:30:00.000000Z"}
FRESH = certificate("apiserver", issuer="kubernetes", since=days(1), until=days(364))
FRESH_SERVER = certificate("etcd/server", since=days(1), until=days(364))
KUBELET_THEN = f'E0311 09:30:00.1    5115 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://10.0.0.4:6443/api/v1/nodes\\": tls: failed to verify certificate: {AFTER}" node="master-1"'


def renewed(node, path=f"{PKI}/apiserver.crt", pem=FRESH):
    """Its certificate was renewed a day ago."""
    return node.file(path, pem, **RENEWED)


RENEWALS = (
    # It reads its serving certificate anew, and complains of an aggregated API's, as many do for years.
    quiet("renewed-and-an-aggregated-api", renewed(lives(A, METRICS_API))),
    quiet("renewed-and-served-and-an-aggregated-api", renewed(lives(A, METRICS_API)).serves(FRESH, 6443)),
    quiet("renewed-and-a-client-that-hung-up", renewed(lives(A, HUNG_UP.format("10.0.0.77", "bad certificate"))).serves(FRESH, 6443)),
    quiet("renewed-etcd-and-a-scraper", renewed(lives(E, zap("rejected connection", remote_addr="10.0.0.77:33990", error="remote error: tls: bad certificate")), SERVER, FRESH_SERVER).serves(FRESH_SERVER, 2379)),
    quiet("renewed-etcd-and-a-client-that-has-expired", renewed(lives(E, rejects("10.0.0.77", AFTER)), SERVER, FRESH_SERVER).serves(FRESH_SERVER, 2379)),
    # The kubelet's word is of the life before; it was started anew with the new one, and the file touched since.
    quiet("renewed-before-its-start", Node().static_pod(A).runs(A, since=timedelta(hours=8)).kubelet(KUBELET_THEN, ago=timedelta(hours=25)).file(f"{PKI}/apiserver.crt", FRESH, mtime="2024-03-12T09:30:00.000000Z")),
    # The virtual address leads to another master's apiserver.
    quiet("another-masters-certificate-behind-the-virtual-address", renewed(lives(A, FINE)).serves(FRESH, 6443).serves(certificate("apiserver-2", issuer="kubernetes", since=days(300), until=days(65)), 6443, "10.0.0.100")),
    shows("certificate_renewed_not_reloaded-served-by-an-old-apiserver", "certificate_renewed_not_reloaded", renewed(lives(A, FINE, node=Node(version="v1.15.3"))).serves(certificate("apiserver", issuer="kubernetes", since=days(360), until=days(5)), 6443), A),
)  # fmt: skip

# ---- who trusts whom ----------------------------------------------------------------------------------------------------
KUBELETS_OWN = certificate("apiserver-kubelet-client", issuer="kubelet-signer")
INTERMEDIATE = certificate("kubernetes-intermediate", issuer="corp-root", is_ca=True)
CHAINED = certificate("apiserver-etcd-client", issuer="kubernetes-intermediate") + INTERMEDIATE
V6 = "2001:db8:0:1::4"
V6_LEASE = 'E0312 10:29:5{}.1       1 leaderelection.go:332] error retrieving resource lock kube-system/{}: Get "https://[{}]:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{}?timeout=5s": tls: failed to verify certificate: {}'


def v6(why, program=KCM):
    """A controller of an IPv6 cluster that never got its lease."""
    return "\n".join(V6_LEASE.format(second, program, V6, program, why) for second in (0, 4, 8))


def chained(node):
    """A client's certificate with its intermediate, and the root alone as etcd's CA."""
    return node.file(CLIENT, CHAINED).file(f"{PKI}/etcd/ca.crt", authority("corp-root"))


def kubelets_own(node):
    """Kubelets trust another CA for the apiserver's calls than the apiserver does for its clients."""
    return with_certificates(node, apiserver_kubelet_client=KUBELETS_OWN)


OF_KUBELETS = f"--kubelet-client-certificate={PKI}/apiserver-kubelet-client.crt"
TRUST = (
    quiet("kubelets-have-their-own-ca", kubelets_own(lives(A, HUNG_UP.format("10.0.0.77", "bad certificate"), OF_KUBELETS))),
    miss("kubelets-have-their-own-ca-and-its-limit", "certificate_authority_mismatch", kubelets_own(dies(A, HUNG_UP.format("10.0.0.77", "bad certificate"), OF_KUBELETS, **OOM))),
    quiet("intermediate-beside-the-leaf", chained(lives(A, HUNG_UP.format("10.0.0.77", "bad certificate")))),
    miss("intermediate-beside-the-leaf-and-etcd-away", "certificate_authority_mismatch", chained(dies(A, dialled(REFUSED, HUNG_UP.format("10.0.0.77", "unknown certificate"))))),
    # A stale kubeconfig's certificate, while etcd is away.
    miss("stale-client-and-etcd-silent", "certificate_authority_mismatch", dies(A, dialled(TIMES_OUT, NOT_LET_IN.format(UNKNOWN, UNKNOWN)), "--etcd-servers=https://10.0.0.9:2379")),
    miss("stale-client-and-etcd-refuses", "certificate_authority_mismatch", dies(A, dialled(REFUSED, NOT_LET_IN.format(UNKNOWN, UNKNOWN)))),
    # Who does not trust the apiserver, and says so: an agent on this node without its CA.
    miss("agent-without-the-ca-and-a-killed-apiserver", "certificate_authority_mismatch", dies(A, "\n".join([HUNG_UP.format("127.0.0.1", "unknown certificate authority")] * 3), **KILLED)),
    quiet("agent-without-the-ca", lives(A, "\n".join([HUNG_UP.format("127.0.0.1", "unknown certificate authority")] * 3))),
    # A scraper without etcd's CA, and a disk that stalls.
    miss("scraper-without-the-ca-and-a-slow-disk", "certificate_authority_mismatch", dies(E, "\n".join([zap("rejected connection", remote_addr="10.0.0.77:33990", error="remote error: tls: unknown certificate authority"), SLOW_DISK]), **KILLED)),
    miss("scraper-without-the-ca-and-its-limit", "certificate_authority_mismatch", dies(E, zap("rejected connection", remote_addr="10.0.0.77:33990", error="remote error: tls: unknown certificate authority"), **OOM)),
    miss("stranger-and-a-slow-disk", "certificate_authority_mismatch", dies(E, "\n".join([rejects("10.0.0.77", UNKNOWN), SLOW_DISK]), **KILLED)),
    miss("expired-scraper-and-a-slow-disk", "etcd_client_certificate_expired", dies(E, "\n".join([rejects("10.0.0.77", AFTER), SLOW_DISK]), **KILLED)),
    miss("expired-scraper-and-a-change-of-the-manifest", "etcd_client_certificate_expired", Node().static_pod(E, edited=seconds(70)).died(E, rejects("10.0.0.77", AFTER), code=0, attempt=0, uid="f" * 32, lived=days(30), ago=seconds(65)).runs(E, zap("ready to serve client requests", "info"), since=seconds(60))),
    miss("one-peer-has-expired-and-its-limit", "etcd_server_certificate_expired", dies(E, zap("prober detected unhealthy status", remote_peer_id="a1", rtt="0s", error=AFTER), **OOM)),
    # The other way: what is told on IPv6.
    shows("certificate_authority_mismatch-ipv6-ends", "certificate_authority_mismatch", dies(KCM, v6(UNKNOWN) + '\nE0312 10:29:59.1       1 controllermanager.go:332] "leaderelection lost"', lived=seconds(70)), KCM),
    *(shows(f"certificate_authority_mismatch-ipv6-lives-{program}", "certificate_authority_mismatch", lives(program, v6(UNKNOWN, program)), program) for program in (KCM, S)),
    shows("serving_certificate_expired-ipv6-lives", "serving_certificate_expired", lives(KCM, v6(AFTER)), KCM),
    shows("etcd_server_certificate_expired-ipv6-gateway", "etcd_server_certificate_expired", lives(E, "\n".join([zap(f'[core] grpc: addrConn.createTransport failed to connect to {{[{V6}]:2379 <nil> 0 <nil>}}. Err: connection error: desc = "transport: authentication handshake failed: remote error: tls: expired certificate". Reconnecting...'), *[zap("rejected connection", remote_addr=f"[{V6}]:52898", server_name="", error=f"tls: failed to verify client certificate: {AFTER}")] * 2]), flags=(f"--listen-client-urls=https://[{V6}]:2379", f"--advertise-client-urls=https://[{V6}]:2379", f"--cert-file={SERVER}", "--client-cert-auth=true", f"--trusted-ca-file={PKI}/etcd/ca.crt")), E),
)  # fmt: skip

# ---- etcd, and who calls it -------------------------------------------------------------------------------------------
TWO_V6 = "--etcd-servers=https://[fd00::4]:2379,https://[fd00::5]:2379"
OLD_DIAL = 'W0312 10:29:36.1       1 clientconn.go:1120] grpc: addrConn.createTransport failed to connect to {{https://{0}:2379 0  <nil>}}. Err :connection error: desc = "transport: Error while dialing dial tcp {0}:2379: connect: connection refused". Reconnecting...'
BACKEND = "F0312 10:29:56.1       1 storage_decorator.go:57] Unable to create storage backend: config (&{{ /registry {{[https://127.0.0.1:2379] /etc/kubernetes/pki/apiserver-etcd-client.key /etc/kubernetes/pki/apiserver-etcd-client.crt /etc/kubernetes/pki/etcd/ca.crt}} false true 0xc000 apiextensions.k8s.io/v1beta1 <nil> 5m0s 1m0s}}), err ({})"
ETCDS = (
    shows("etcd_unreachable-both-on-ipv6", "etcd_unreachable", dies(A, "\n".join([*(OLD_DIAL.format(host) for host in ("[fd00::4]", "[fd00::5]")), "Error: context deadline exceeded"]), flags=(TWO_V6, f"--etcd-cafile={PKI}/etcd/ca.crt"), version="v1.14.2"), A),
    *(miss(f"storage-backend-{name}", "etcd_unreachable", with_certificates(dies(A, BACKEND.format(why), version="v1.15.3"))) for name, why in (("pair", "tls: private key does not match public key"), ("der", "asn1: structure error: tags don't match (16 vs {class:1 tag:13 length:45 isCompound:true})"), ("empty", "tls: failed to find any PEM data in certificate input"))),
    # etcd was away at the start; what ended it is another thing.
    miss("etcd-late-and-then-a-port", "etcd_unreachable", dies(A, "\n".join([*(HANDSHAKE.format(second=second, why=f"Error while dialing: {REFUSED}") for second in ("36", "40")), *saying.component("failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use")["klog"].splitlines()]))),
)  # fmt: skip

# ---- the kubelet's credentials -----------------------------------------------------------------------------------------
PART = "E0312 10:29:5{}.1    5115 bootstrap.go:266] part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2024-03-01 09:00:00 +0000 UTC"
NO_BOOTSTRAP = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"'
ROTATED, CURRENT = (
    "/var/lib/kubelet/pki/kubelet-client-2023-03-09-10-00-00.pem",
    "/var/lib/kubelet/pki/kubelet-client-current.pem",
)
SPENT = certificate("system:node:master-1", issuer="kubernetes", until=days(-3), since=days(368))
GOOD = certificate("system:node:master-1", issuer="kubernetes")
SWAP = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false"'
BOOTSTRAPS = 'I0312 10:29:50.1    5115 bootstrap.go:101] "Use the bootstrap credentials to request a cert, and set kubeconfig to point to the certificate dir"'
USES = "I0312 10:29:50.1    5115 bootstrap.go:239] Using bootstrap kubeconfig to generate TLS client cert, key and kubeconfig file"
NO_RUNTIME = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///run/containerd/containerd.sock\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\\""'
KUBELET = (
    # kubelet.conf is what is gone; an old certificate of the rotation lies beside a good one, as on every node.
    miss("kubeconfig-gone-beside-a-rotated-certificate", "kubelet_client_certificate_expired", Node().kubelet_loops(NO_BOOTSTRAP).file(ROTATED, SPENT).file(CURRENT, GOOD).absent("/etc/kubernetes/kubelet.conf")),
    shows("kubelet_client_certificate_expired-current-by-its-file", "kubelet_client_certificate_expired", Node().kubelet_loops(NO_BOOTSTRAP).file(CURRENT, SPENT), UNIT),
    # It asked for a new one with its bootstrap token, and then met its swap.
    miss("renewed-by-bootstrap-and-then-swap", "kubelet_client_certificate_expired", Node().kubelet_loops(PART.format(0), BOOTSTRAPS, SWAP).file(CURRENT, GOOD)),
    miss("expired-ten-minutes-ago-and-now-swap", "kubelet_client_certificate_expired", Node().kubelet(PART.format(0), NO_BOOTSTRAP, ago=timedelta(minutes=10)).kubelet("Started kubelet.service - kubelet: The Kubernetes Node Agent.", by="systemd", ago=seconds(40)).kubelet_loops(SWAP).file(CURRENT, GOOD)),
    # It is containerd's socket that refuses.
    miss("bootstraps-and-no-runtime", "kubelet_bootstrap_deadlock", Node().static_pod(A).kubelet_loops(USES, NO_RUNTIME)),
)  # fmt: skip

# ---- webhooks, hooks, plugins -------------------------------------------------------------------------------------------
WEBHOOK = 'W0312 10:29:40.1       1 dispatcher.go:217] Failed calling webhook, failing closed pods.example.com: failed calling webhook "pods.example.com": failed to call webhook: Post "https://pods.d.svc:443/mutate?timeout=10s": dial tcp 10.96.44.1:443: connect: connection refused'
HOOK = 'F0312 10:29:55.1       1 hooks.go:203] PostStartHook "{}" failed: {}'
ARN = 'E0312 10:29:40.1       1 dispatcher.go:214] failed calling webhook "vault.example.com": admission webhook "vault.example.com" denied the request: AccessDeniedException: not authorized to perform: kms:Decrypt on the resource, error'
LATE_PLUGIN = 'E0312 10:29:40.1       1 grpc_service.go:71] failed to create connection to KMS provider: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/kmsplugin/socket.sock: connect: connection refused"'
EXTENSIONS = (
    # What reads alone waits for no webhook; nor does what writes by itself to etcd.
    miss("hook-that-reads-and-a-users-webhook", "admission_webhook_deadlock", dies(A, f"{WEBHOOK}\n{HOOK.format('crd-informer-synced', 'timed out waiting for the condition')}", code=255, lived=seconds(70))),
    miss("hook-of-addresses-and-a-users-webhook", "admission_webhook_deadlock", dies(A, f"{WEBHOOK}\n{HOOK.format('start-service-ip-repair-controllers', 'unable to perform initial IP and Port allocation check')}", code=255, lived=seconds(70))),
    shows("admission_webhook_deadlock-roles", "admission_webhook_deadlock", dies(A, f"{WEBHOOK.replace('pods.example.com', 'roles.example.com')}\n{HOOK.format('rbac/bootstrap-roles', 'unable to initialize roles: timed out waiting for the condition')}", code=255, lived=seconds(70)), A),
    # A cloud's words for a right, passed on by a webhook.
    miss("right-to-a-clouds-keys", "kms_plugin_unavailable", Node().static_pod(A, edited=seconds(70)).died(A, ARN, code=0, attempt=0, uid="f" * 32, lived=days(3), ago=seconds(65)).runs(A, FINE, since=seconds(60))),
    # The plugin came after the apiserver, as at each reboot; today's end is of a flag, or of its limit.
    miss("plugin-late-and-then-a-flag", "kms_plugin_unavailable", dies(A, f"{LATE_PLUGIN}\n{NO_FLAG}")),
    miss("plugin-late-and-its-limit", "kms_plugin_unavailable", dies(A, LATE_PLUGIN, **OOM)),
)  # fmt: skip

# ---- who waits ------------------------------------------------------------------------------------------------------------
LEASE = 'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-scheduler: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s": dial tcp 10.0.0.4:6443: connect: connection refused'
STARTS = (
    "I0312 09:50:00.1       1 leaderelection.go:250] attempting to acquire leader lease kube-system/kube-scheduler..."
)
WAITS = (
    # A standby is silent for as long as it is answered; its apiserver was restarted a moment ago.
    miss("standby-while-the-apiserver-is-restarted", "apiserver_unreachable", says(S, (2_399, STARTS), *((ago, LEASE) for ago in (21, 17, 13, 9, 5)), since=timedelta(minutes=40))),
    shows("apiserver_unreachable-since-its-start", "apiserver_unreachable", says(S, (2_399, STARTS), *((ago, LEASE) for ago in range(2_390, 4, -9)), since=timedelta(minutes=40)), S),
)  # fmt: skip

# ---- commands -------------------------------------------------------------------------------------------------------------
HOOKS_COMMAND = 'rpc error: code = Unknown desc = failed to exec in container: failed to start exec "8a": OCI runtime exec failed: exec failed: unable to start container process: exec: "/usr/local/bin/notify": stat /usr/local/bin/notify: no such file or directory: unknown'
STALE_COMMAND = 'E0312 09:40:00.1    5115 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"haproxy\\" with RunContainerError: \\"failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \\\\\\"haproxyy\\\\\\": executable file not found in $PATH: unknown\\"" pod="kube-system/haproxy-master-1"'
NO_CGROUP = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: unable to apply cgroup configuration: failed to write 4242: write /sys/fs/cgroup/kubepods/cgroup.procs: invalid argument: unknown"
NO_TABLES = 'E0312 10:29:30.1    5115 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" for \\"haproxy-master-1_kube-system(aa)\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod \\\\\\"haproxy-master-1_kube-system(aa)\\\\\\": rpc error: code = Unknown desc = failed to setup network for sandbox \\\\\\"8a\\\\\\": plugin type=\\\\\\"bridge\\\\\\" failed (add): failed to locate iptables: exec: \\\\\\"ip6tables\\\\\\": executable file not found in $PATH\\"" pod="kube-system/haproxy-master-1"'
H = "haproxy"
COMMANDS = (
    miss("hook-after-the-start-is-missing", "command_not_found", Node().static_pod(H, image="haproxy:2.8").died(H, "", code=137, lived=seconds(1)).waits(H, "PostStartHookError", HOOKS_COMMAND, restarts=5)),
    miss("command-that-was-put-right", "command_not_found", Node().static_pod(H, image="haproxy:2.8", edited=timedelta(minutes=30)).kubelet(STALE_COMMAND, ago=timedelta(minutes=50)).died(H, "", code=128, reason="StartError", message=NO_CGROUP)),
    miss("network-without-its-tables", "command_not_found", Node().static_pod(H, image="haproxy:2.8").unit("kubelet").kubelet(*[NO_TABLES] * 3)),
    shows("command_not_found-haproxy", "command_not_found", Node().static_pod(H, image="haproxy:2.8").kubelet(STALE_COMMAND).waits(H, "RunContainerError", 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "haproxyy": executable file not found in $PATH: unknown'), H),
)  # fmt: skip

# ---- exec probes ----------------------------------------------------------------------------------------------------------
EXEC = "    livenessProbe:\n      exec:\n        command: {}\n      failureThreshold: 3"
ETCDCTL = EXEC.format(
    f"[etcdctl, --cacert={PKI}/etcd/ca.crt, --cert={PKI}/etcd/healthcheck-client.crt, --key={PKI}/etcd/healthcheck-client.key, endpoint, health]"
)


def said_of(program, output):
    """The kubelet's line of a liveness probe that fails with that."""
    escaped = output.replace("\\", "\\\\").replace('"', '\\"')
    return f'I0312 10:29:00.1    2999 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/{program}-master-1" podUID="aa" containerName="{program}" probeResult="failure" output="{escaped}"'


def probed(program, command, output, **pod):
    """It is killed for an exec probe that fails with that."""
    return (
        probed_to_death(program, probe=command, **pod)
        .unit("kubelet")
        .kubelet(*[said_of(program, output)] * 3, ago=seconds(75))
    )


OF_FILE = EXEC.format("[cat, /tmp/healthy]")
OF_CONF = EXEC.format("[/usr/sbin/haproxy, -c, -f, /usr/local/etc/haproxy/haproxy.conf]")
CLIENT_SAYS = '{{"level":"warn","ts":"2024-03-12T10:29:00Z","logger":"client","caller":"v3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","target":"etcd-endpoints://0xc/127.0.0.1:2379","attempt":0,"error":"rpc error: code = DeadlineExceeded desc = latest balancer error: last connection error: connection error: desc = \\"transport: authentication handshake failed: {}\\""}}'
PROBES = (
    # The file is the component's own word that it is well (Kubernetes' documentation has it so).
    miss("file-of-its-own-health", "probe_command_broken", probed("app", OF_FILE, "cat: can't open '/tmp/healthy': No such file or directory\n", image="example.com/app:1")),
    miss("socket-of-a-process-that-is-gone", "probe_command_broken", probed(H, EXEC.format("[/bin/sh, -c, 'echo show info | socat unix-connect:/var/run/haproxy.sock stdio']"), '2024/03/12 10:29:00 socat[31] E connect(5, AF=1 "/var/run/haproxy.sock", 23): No such file or directory', image="haproxy:2.8")),
    # etcdctl is shown an expired certificate: it is etcd's own.
    miss("etcdctl-is-shown-an-expired-one", "probe_command_broken", probed(E, ETCDCTL, CLIENT_SAYS.format(AFTER)).file(SERVER, certificate("etcd/server", until=days(-11), since=days(376))).file(f"{PKI}/etcd/healthcheck-client.crt", certificate("etcd/healthcheck-client"))),
    # It is the disk, or the node's count of processes, and not the command.
    miss("no-room-to-execute-a-probe", "probe_command_broken", probed(E, ETCDCTL, "OCI runtime exec failed: open /tmp/runc-process914: no space left on device: unknown")),
    miss("no-process-to-execute-a-probe", "probe_command_broken", probed(E, ETCDCTL, 'rpc error: code = Unknown desc = failed to exec in container: failed to start exec "8a": OCI runtime exec failed: exec failed: unable to start container process: fork/exec /proc/self/exe: resource temporarily unavailable: unknown')),
    # The image holds the file, and the end is another's doing.
    miss("probe-of-a-file-in-the-image-and-its-limit", "probe_command_broken", Node().static_pod(H, image="haproxy:2.8", probe=OF_CONF, mounts=()).died(H, "", **OOM)),
    miss("probe-of-a-file-in-the-image-and-its-own-end", "probe_command_broken", Node().static_pod(H, image="haproxy:2.8", probe=OF_CONF, mounts=()).died(H, "[ALERT]    (1) : config : [/usr/local/etc/haproxy/haproxy.conf:12] : unknown keyword 'bnd' in 'frontend' section", code=1)),
    miss("probe-of-a-file-in-the-image-and-a-flag", "probe_command_broken", dies(E, saying.etcd("unknown flag: --bogus")["zap"], probe=EXEC.format("[etcdctl, --cacert=/srv/etcd/ca.crt, endpoint, health]"))),
    shows("probe_command_broken-without-its-certificate", "probe_command_broken", probed(E, ETCDCTL, f"Error: open {PKI}/etcd/healthcheck-client.crt: no such file or directory"), E),
)  # fmt: skip

# ---- the host's authorities ----------------------------------------------------------------------------------------------
STS = 'E0312 10:29:4{}.1       1 aws_credentials.go:1] RequestError: send request failed caused by: Post "https://sts.amazonaws.com/": tls: failed to verify certificate: x509: certificate signed by unknown authority'
CCM = "cloud-controller-manager"
HOST = (
    # An apiserver behind a public name, by its health path or a plain one: the CA is in the kubeconfig.
    miss("public-name-of-the-apiserver", "host_ca_bundle_missing", dies(KCM, f'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-controller-manager: Get "https://api.k8s.corp.example:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=5s": tls: failed to verify certificate: {UNKNOWN}')),
    miss("cloud-once-and-a-lost-lease", "host_ca_bundle_missing", dies(CCM, f'{STS.format(0)}\nE0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/{CCM}: Get "https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{CCM}?timeout=5s": net/http: request canceled (Client.Timeout exceeded while awaiting headers)\nF0312 10:29:55.1       1 controllermanager.go:240] leaderelection lost', image="example.com/ccm:1", lived=timedelta(minutes=4))),
    miss("scraper-and-a-manager-of-its-limit", "host_ca_bundle_missing", dies(KCM, STS.format(0), **{**OOM, "lived": timedelta(minutes=2)})),
)  # fmt: skip

# ---- service-account keys -------------------------------------------------------------------------------------------------
KEYS = (
    # A token of another cluster, told of a request, and its limit.
    miss("token-of-another-key-and-its-limit", "service_account_key_invalid", dies(A, 'E0312 10:29:44.1       1 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, square/go-jose: error in cryptographic primitive]"', **OOM)),
    miss("signer-of-requests-for-certificates", "service_account_key_invalid", dies(KCM, 'E0312 10:29:44.1       1 controllermanager.go:1] "Failed to start certificate controller" err="error reading CA cert file \\"/etc/kubernetes/pki/ca.crt\\": error reading CA key file: data does not contain any valid RSA or ECDSA private keys"')),
)  # fmt: skip

# ---- a second look: other ports, two faults, a flag given twice -----------------------------------------------------------
OTHER_PORT = 'W0312 10:29:{}.1       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {{Addr: "127.0.0.1:{}", ServerName: "127.0.0.1:{}", }}. Err: connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: {}"'
EVENTS = "--etcd-servers-overrides=/events#https://127.0.0.1:4002"
CORRUPT = zap(
    "failed to recover v3 backend from snapshot",
    "panic",
    error="failed to find database snapshot file (snap: snapshot file doesn't exist)",
)
OLD_ETCD = ("etcd/server", "etcd/peer")
TWICE = (f"--tls-cert-file={PKI}/old.crt", f"--tls-cert-file={PKI}/apiserver.crt")
WEBHOOK_LATE = 'W0312 10:29:40.1       1 dispatcher.go:217] Failed calling webhook, failing open pods.example.com: failed calling webhook "pods.example.com": failed to call webhook: Post "https://pods.d.svc:443/mutate?timeout=10s": context deadline exceeded'


def on_port(port, why):
    return "\n".join([*(OTHER_PORT.format(second, port, port, why) for second in (36, 40, 55)), ENDS])


SECOND = (
    *(shows(f"etcd_server_certificate_expired-port-{port}", "etcd_server_certificate_expired", dies(A, on_port(port, AFTER), *flags), A) for port, flags in ((12379, ("--etcd-servers=https://127.0.0.1:12379",)), (4002, (EVENTS,)))),
    *(shows(f"certificate_authority_mismatch-port-{port}", "certificate_authority_mismatch", dies(A, on_port(port, UNKNOWN), *flags), A) for port, flags in ((12379, ("--etcd-servers=https://127.0.0.1:12379",)), (4002, (EVENTS,)))),
    quiet("expired-for-a-plain-etcd", with_certificates(lives(A, WEBHOOK_LATE, "--etcd-servers=http://127.0.0.1:2379"), ("apiserver-etcd-client",))),
    miss("expired-etcd-and-a-broken-store", "etcd_server_certificate_expired", with_certificates(dies(E, CORRUPT, code=2), OLD_ETCD)),
    shows("invalid-flag-of-an-expired-etcd", ["unknown_flag", "invalid_flag_value"], with_certificates(dies(E, zap("failed to verify flags", "error", error="flag provided but not defined: -bogus"), code=1), OLD_ETCD), E),
    shows("oom_killed-of-an-expired-etcd", "oom_killed", with_certificates(dies(E, "", **OOM), ("etcd/peer",)), E),
    shows("unknown_flag-controllers-beside-the-yearly-expiry", "unknown_flag", with_certificates(dies(KCM, saying.component("unknown flag: --bogus")["klog"]), ALL_LEAVES), KCM),
    quiet("renewed-and-an-old-flag-before-it", renewed(lives(A, FINE, *TWICE)).serves(FRESH, 6443).file(f"{PKI}/old.crt", certificate("apiserver", issuer="kubernetes", since=days(360), until=days(5)))),
    quiet("one-caller-that-etcd-knows-not-on-ipv6", lives(E, "\n".join([zap("finished scheduled compaction", "info"), zap("rejected connection", remote_addr=f"[{V6}]:52898", server_name="", error=f"tls: failed to verify client certificate: {UNKNOWN}")]))),
    miss("probe-of-a-script-that-is-well-named", "command_not_found", probed("app", EXEC.format("[/opt/healthy]"), 'OCI runtime exec failed: exec failed: unable to start container process: exec: "/opt/healthy": stat /opt/healthy: no such file or directory: unknown', image="example.com/app:1")),
    shows("probe_command_broken-script-that-is-well-named", "probe_command_broken", probed("app", EXEC.format("[/opt/healthy]"), 'OCI runtime exec failed: exec failed: unable to start container process: exec: "/opt/healthy": stat /opt/healthy: no such file or directory: unknown', image="example.com/app:1"), "app"),
    shows("probe_command_broken-certificate-below-run", "probe_command_broken", probed(E, EXEC.format("[etcdctl, --cacert=/run/etcd/ca.crt, endpoint, health]"), "Error: open /run/etcd/ca.crt: no such file or directory"), E),
)  # fmt: skip

OWN_FIFTEENTH_CERTIFICATES = (
    *DATES,
    *RENEWALS,
    *TRUST,
    *ETCDS,
    *KUBELET,
    *EXTENSIONS,
    *WAITS,
    *COMMANDS,
    *PROBES,
    *HOST,
    *KEYS,
    *SECOND,
)
