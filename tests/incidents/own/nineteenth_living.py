"""What lives and complains in one to three lines, again and again, and the like of it that is over, another's or of no account."""

import json
from datetime import timedelta

from incidents.builder import FLAGS, Node
from incidents.own.eighth_living import lives
from incidents.own.etcd_words import old, zap
from incidents.own.fifteenth_etcd import ago, says
from incidents.own.ninth_units import goes_on
from incidents.own.shapes import UNIT, A, E, miss, quiet, shows

DAYS, HOURS = timedelta(days=9), timedelta(hours=5)
ME, B, C = "8e9e05c52164694d", "91bc3c398fb3c146", "fd422379fda50e48"
THREE = tuple(
    "--initial-cluster=master-1=https://10.0.0.4:2380,master-2=https://10.0.0.5:2380,master-3=https://10.0.0.6:2380"
    if flag.startswith("--initial-cluster=")
    else flag
    for flag in FLAGS[E]
)


def maybe(name, cause, node, subject=None):
    """Where a guess is all that can be asked for."""
    return shows(name, cause, node, subject, sure=False)


def capnslog(package, text, level="W"):
    return old(text, level).replace("etcdmain:", f"{package}:")


def at_times(line, *seconds):
    return [(second, line) for second in seconds]


def of_etcd(*lines, since=HOURS, node=None, **pod):
    return says(E, *lines, since=since, node=node, **pod)


def of_apiserver(*lines, since=HOURS, flags=None):
    """It asks an etcd on other nodes, unless told otherwise."""
    given = flags or ("--etcd-servers=https://10.0.0.7:2379", "--secure-port=6443", "--advertise-address=10.0.0.4")
    return says(A, *lines, since=since, flags=given)


def by_unit(*lines, program=E, since=timedelta(minutes=25)):
    """A unit of its own, whose journal has etcd's words without its logger's head (capnslog's journal formatter)."""
    node = goes_on(program, "", since=since)
    node.journals.clear()
    for second, line in lines:
        node.journal(program, line, ago=ago(second))
    return node


# ---- etcd's members ------------------------------------------------------------------------------------------------------
OF_ANOTHER_36 = zap("request cluster ID mismatch", local_member_id=ME, local_member_cluster_id="966fded6707566d3", local_member_server_version="3.6.1", local_member_server_minimum_cluster_version="3.0.0", remote_peer_server_name="HIM", remote_peer_server_version="3.6.1", remote_peer_server_minimum_cluster_version="3.0.0", remote_peer_cluster_id="47c17342e3a1b4ec")  # fmt: skip
OF_ANOTHER_33 = capnslog("rafthttp", "request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)", "E")
OF_ANOTHER_23 = capnslog("rafthttp", "streaming request ignored (cluster ID mismatch got be2748a4855d6268 want 7ec315417ba8eeff)", "E")  # fmt: skip
IGNORED_33 = f"request sent was ignored (cluster ID mismatch: peer[{B}]=f220db43b21e2af0, local=2d3173185977a3e4)"
COMPACTS = zap("finished scheduled compaction", "info", compact_revision=77)
ESTABLISHED = zap("established TCP streaming connection with remote peer", "info", stream_reader_type="stream Message", local_member_id=ME, remote_peer_id=B)  # fmt: skip
MEMBERS = (
    maybe("living-of-another-cluster-3.6", "etcd_membership_mismatch", of_etcd(*((9 - n, OF_ANOTHER_36.replace("HIM", who)) for n, who in enumerate((B, C, B))), since=DAYS), E),
    maybe("living-ignored-and-the-third-is-away", "etcd_membership_mismatch", by_unit((4, IGNORED_33), (4, f"failed to dial {B} on stream Message (cluster ID mismatch)"), (3, f"failed to dial {C} on stream MsgApp v2 (dial tcp 192.168.195.130:2380: connect: no route to host)"), (2, IGNORED_33)), "etcd.service"),
    quiet("living-stranger-calls-on-and-it-serves", of_etcd((250, COMPACTS), *at_times(OF_ANOTHER_36.replace("HIM", B), 4, 3, 2, 1), since=DAYS)),
    quiet("living-stranger-called-and-calls-no-more", of_etcd(*at_times(OF_ANOTHER_33, 600, 590, 580), since=DAYS)),
    quiet("living-stranger-was-made-anew", of_etcd(*at_times(OF_ANOTHER_36.replace("HIM", B), 40, 39, 38), (30, ESTABLISHED), since=DAYS)),
    quiet("living-stranger-called-at-its-start", of_etcd(*at_times(OF_ANOTHER_33, 30, 29, 28), since=ago(45))),
)  # fmt: skip

# ---- certificates between etcd and those that call it --------------------------------------------------------------------
UNKNOWN = "x509: certificate signed by unknown authority"
PAST = (
    "x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:40Z is after 2024-03-01T09:00:00Z"
)
PAST_OLD = "x509: certificate has expired or is not yet valid"


def rejects(host, why, form="3.5", port=45886, head=True):
    if form == "3.3":
        text = f'rejected connection from "{host}:{port}" (error "{why}", ServerName "")'
        return capnslog("embed", text, "I") if head else text
    return zap("rejected connection on peer endpoint" if form == "3.6" else "rejected connection", remote_addr=f"{host}:{port}", server_name="", error=why)  # fmt: skip


CLIENTS = "tls: failed to verify client certificate: "
CLIENTS_OLD = "tls: failed to verify client's certificate: "
BAD = "remote error: tls: bad certificate"
PEER = zap("prober detected unhealthy status", round_tripper_name="ROUND_TRIPPER_SNAPSHOT", remote_peer_id=B, rtt="0s", error="WHY")  # fmt: skip
PEER_OLD = capnslog(
    "rafthttp", f'health check for peer {B} could not connect: WHY (prober "ROUND_TRIPPER_RAFT_MESSAGE")'
)
DIALS = 'W0312 10:29:50.1       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {Addr: "10.0.0.7:2379", ServerName: "10.0.0.7:2379", }. Err: connection error: desc = "transport: authentication handshake failed: WHY"'
DIALS_OLD = 'W0312 10:29:50.1       1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {https://10.0.0.7:2379  <nil> 0 <nil>}. Err :connection error: desc = "transport: authentication handshake failed: WHY". Reconnecting...'
OF_A_WEBHOOK = f'W0312 10:29:50.1       1 dispatcher.go:225] Failed calling webhook, failing closed x.example.com: failed calling webhook "x.example.com": failed to call webhook: Post "https://x.default.svc:443/validate?timeout=10s": tls: failed to verify certificate: {UNKNOWN}'
CERTIFICATES = (
    maybe("living-etcd-turns-two-away-3.3", "certificate_authority_mismatch", of_etcd(*((9 - n, rejects(host, CLIENTS_OLD + UNKNOWN, "3.3")) for n, host in enumerate(("10.0.0.5", "10.0.0.6", "10.0.0.5"))), since=DAYS), E),
    shows("living-etcd-turns-one-away-for-its-date", ["etcd_client_certificate_expired"], of_etcd(*at_times(rejects("10.0.0.5", CLIENTS + PAST), 5, 3, 1), since=HOURS), E),
    maybe("living-etcd-turns-one-away-for-its-date-by-old-words", ["etcd_client_certificate_expired"], of_etcd(*at_times(rejects("10.0.0.5", CLIENTS_OLD + PAST_OLD, "3.3"), 5, 3, 1), since=HOURS), E),
    maybe("living-etcd-is-hung-up-on-by-two", ["certificate_authority_mismatch", "etcd_server_certificate_expired"], of_etcd(*((9 - n, rejects(host, BAD, "3.3")) for n, host in enumerate(("10.0.0.5", "10.0.0.6", "10.0.0.5"))), since=DAYS), E),
    maybe("living-etcd-is-hung-up-on-by-two-unit", ["certificate_authority_mismatch", "etcd_server_certificate_expired"], by_unit(*((9 - n, rejects(host, BAD, "3.3", head=False)) for n, host in enumerate(("192.168.0.12", "192.168.0.13", "192.168.0.13")))), "etcd.service"),
    maybe("living-etcd-does-not-trust-one-peer", "certificate_authority_mismatch", of_etcd(*at_times(PEER.replace("WHY", UNKNOWN), 10, 5, 0), since=DAYS), E),
    maybe("living-etcd-does-not-trust-one-peer-3.3", "certificate_authority_mismatch", of_etcd(*at_times(PEER_OLD.replace("WHY", UNKNOWN), 10, 5, 0), since=DAYS), E),
    maybe("living-etcd-finds-one-peer-expired", "etcd_server_certificate_expired", of_etcd(*at_times(PEER.replace("WHY", PAST), 10, 5, 0), since=DAYS), E),
    shows("living-apiserver-finds-etcd-expired", "etcd_server_certificate_expired", of_apiserver(*at_times(DIALS.replace("WHY", f"tls: failed to verify certificate: {PAST}"), 40, 22, 3)), A),
    maybe("living-apiserver-finds-etcd-expired-once", "etcd_server_certificate_expired", of_apiserver((3, DIALS_OLD.replace("WHY", PAST))), A),
    shows("living-apiserver-is-not-trusted-by-etcd", "certificate_authority_mismatch", of_apiserver(*at_times(DIALS.replace("authentication handshake failed: WHY", "authentication handshake failed: remote error: tls: unknown certificate authority"), 20, 9, 3)), A),
    shows("living-apiserver-has-expired-for-etcd", "etcd_client_certificate_expired", of_apiserver(*at_times(DIALS.replace("WHY", "remote error: tls: expired certificate"), 20, 9, 3)), A),
    quiet("living-etcd-is-asked-in-clear", of_etcd(*at_times(rejects("10.0.0.9", "tls: first record does not look like a TLS handshake"), 41, 31, 21, 11, 1), since=DAYS)),
    quiet("living-etcd-is-knocked-at", of_etcd(*at_times(rejects("10.0.0.9", "EOF", "3.3"), 41, 31, 21, 11, 1), since=DAYS)),
    quiet("living-etcd-is-shown-nothing", of_etcd(*at_times(rejects("10.0.0.9", "tls: client didn't provide a certificate"), 41, 31, 21, 11, 1), since=DAYS)),
    quiet("living-etcd-was-hung-up-on-while-all-were-renewed", of_etcd(*((200 - n, rejects(host, BAD)) for n, host in enumerate(("10.0.0.5", "10.0.0.6", "10.0.0.5"))), (120, ESTABLISHED), (100, COMPACTS), since=DAYS)),
    quiet("living-etcd-did-not-trust-a-peer-that-is-back", of_etcd(*at_times(PEER.replace("WHY", UNKNOWN), 50, 45, 40), (30, ESTABLISHED), since=DAYS)),
    quiet("living-etcd-turned-one-away-for-its-date-till-it-was-renewed", of_etcd(*at_times(rejects("10.0.0.5", CLIENTS + PAST), 1900, 1800, 1700), (60, COMPACTS), since=DAYS)),
    quiet("living-apiserver-did-not-trust-etcd-at-its-start", of_apiserver(*at_times(DIALS.replace("WHY", UNKNOWN), 40, 39), since=ago(42))),
    miss("living-apiserver-does-not-trust-a-webhook", "certificate_authority_mismatch", of_apiserver(*at_times(OF_A_WEBHOOK, 50, 40, 30, 20, 10, 1))),
    quiet("living-apiserver-is-shown-an-expired-certificate-by-somebody", of_apiserver(*at_times(f'E0312 10:29:50.1       1 authentication.go:73] "Unable to authenticate the request" err="verifying certificate SN=77, SKID=, AKID=5A failed: {PAST}"', 50, 20, 1))),
)  # fmt: skip

# ---- no leader -----------------------------------------------------------------------------------------------------------
REFUSED = "dial tcp 10.0.0.5:2380: connect: connection refused"
ANOTHERS = PEER.replace(B, C).replace("WHY", "dial tcp 10.0.0.6:2380: i/o timeout")
UNHEALTHY = zap("serving /health false; no leader")
UNHEALTHY_34 = capnslog("etcdserver/api/etcdhttp", "/health error; no leader (status code 503)")
UNHEALTHY_33 = capnslog(
    "etcdserver/api/etcdhttp", "/health error; QGET failed etcdserver: request timed out (status code 503)"
)
UNPUBLISHED = zap("failed to publish local member to cluster through raft", local_member_id=ME, request_path="/0/members/8e9e/attributes", publish_timeout="7s", error="etcdserver: request timed out")  # fmt: skip
LOST_IT = zap(f"raft.node: {ME} lost leader {B} at term 5", "info")
FOUND_IT = zap(f"raft.node: {ME} elected leader {C} at term 6", "info")
NO_LEADER_CALL = 'E0312 10:29:50.1       1 status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{code:0xe, desc:"etcdserver: no leader"}: etcdserver: no leader'
QUORUM = (
    maybe("living-etcd-answers-that-it-has-no-leader", "etcd_no_quorum", of_etcd((12, UNHEALTHY), (2, UNHEALTHY)), E),
    shows("living-etcd-answers-that-it-has-no-leader-3.4", "etcd_no_quorum", of_etcd(*at_times(UNHEALTHY_34, 22, 12, 2)), E),
    maybe("living-etcd-of-three-and-both-are-away", "etcd_no_quorum", of_etcd((6, PEER.replace("WHY", REFUSED)), (6, ANOTHERS), (1, PEER.replace("WHY", REFUSED)), (1, ANOTHERS), since=DAYS, flags=THREE), E),
    maybe("living-etcd-is-unpublished-once", "etcd_no_quorum", of_etcd((4, UNPUBLISHED), since=timedelta(minutes=6)), E),
    maybe("living-apiserver-is-told-of-no-leader-twice", "etcd_no_quorum", of_apiserver((6, NO_LEADER_CALL), (1, NO_LEADER_CALL)), A),
    maybe("living-etcd-reads-time-out-3.3", ["etcd_no_quorum", "etcd_slow_disk"], of_etcd(*at_times(UNHEALTHY_33, 22, 12, 2)), E),
    quiet("living-etcd-lost-a-leader-and-found-one", of_etcd((30, LOST_IT), (29, UNHEALTHY), (28, FOUND_IT), since=DAYS)),
    quiet("living-etcd-answered-so-while-another-was-upgraded", of_etcd((170, UNHEALTHY), (160, UNHEALTHY), (155, FOUND_IT), since=DAYS)),
    quiet("living-etcd-of-three-and-one-is-away", of_etcd(*at_times(PEER.replace("WHY", REFUSED), 11, 6, 1), since=DAYS, flags=THREE)),
    quiet("living-etcd-of-three-and-both-were-away", of_etcd((66, PEER.replace("WHY", REFUSED)), (66, ANOTHERS), (50, ESTABLISHED), (49, ESTABLISHED.replace(B, C)), since=DAYS, flags=THREE)),
    quiet("living-apiserver-was-told-of-no-leader-once", of_apiserver((40, NO_LEADER_CALL))),
)  # fmt: skip

# ---- etcd's disk, clocks and data ----------------------------------------------------------------------------------------
SLOW_READ = capnslog(
    "etcdserver",
    'read-only range request "key:\\"/registry/leases/kube-system/kube-scheduler\\" " with result "range_response_count:1 size:483" took too long (2.183s) to execute',
)
BIT_SLOW_READ = SLOW_READ.replace("2.183s", "183.2ms")
STALL, STALL_OLD = (
    zap("slow fdatasync", took="2.1s", expected_duration="1s"),
    capnslog("wal", "sync duration of 2.104512s, expected less than 1s"),
)
HEARTBEAT = capnslog("etcdserver", "failed to send out heartbeat on time (exceeded the 100ms timeout for 1.215s)")
OVERLOADED = capnslog("etcdserver", "server is likely overloaded")
HUNG = "INFO: task etcd:2711 blocked for more than 120 seconds."
TOO_HIGH = capnslog(
    "rafthttp", f'the clock difference against peer {B} is too high [MUCH > 1s] (prober "ROUND_TRIPPER_RAFT_MESSAGE")'
)
CORRUPT = "etcdserver: corrupt cluster"
NOT_APPLIED = zap("failed to apply request", took="14.402µs", request='header:<ID:5087822155244138502 username:"kube-apiserver" auth_revision:1 > txn:<>', response="", error=CORRUPT)  # fmt: skip
TOLD_CORRUPT = f'E0312 10:29:50.1       1 status.go:71] "Unhandled Error" err="apiserver received an error that is not an metav1.Status: &errors.errorString{{s:\\"{CORRUPT}\\"}}: {CORRUPT}"'
LEASE_CORRUPT = f'E0312 10:29:50.5    1495 controller.go:145] "Failed to ensure lease exists, will retry" err="{CORRUPT}" interval="7s"'
STORAGE = (
    maybe("living-etcd-reads-take-seconds", "etcd_slow_disk", of_etcd(*at_times(SLOW_READ, 20, 11, 2), since=DAYS), E),
    maybe("living-etcd-syncs-take-seconds", "etcd_slow_disk", of_etcd(*at_times(STALL, 70, 41, 12), since=DAYS), E),
    maybe("living-etcd-syncs-take-seconds-old", "etcd_slow_disk", of_etcd(*at_times(STALL_OLD, 70, 41, 12), since=DAYS), E),
    maybe("living-etcd-heartbeats-are-late", "etcd_slow_disk", of_etcd((41, HEARTBEAT), (41, OVERLOADED), (22, HEARTBEAT), (22, OVERLOADED), (2, HEARTBEAT), (2, OVERLOADED), since=DAYS), E),
    maybe("living-etcd-hangs-in-the-kernel", "etcd_slow_disk", of_etcd((300, COMPACTS), since=DAYS).journal("kernel", HUNG, "      Tainted: G        W         5.15.0-91-generic #101-Ubuntu", ago=ago(40))),
    shows("living-etcd-refuses-for-its-data", "etcd_data_corrupt", of_etcd(*at_times(NOT_APPLIED, 3, 2, 1), since=DAYS), E),
    shows("living-apiserver-is-refused-for-etcd-s-data", "etcd_data_corrupt", of_apiserver(*at_times(TOLD_CORRUPT, 3, 2, 1)), A),
    shows("living-kubelet-is-refused-for-etcd-s-data", "etcd_data_corrupt", lives(E, "").unit("kubelet").kubelet(LEASE_CORRUPT, LEASE_CORRUPT, ago=ago(8)), E),
    quiet("living-etcd-stalled-once", of_etcd((30, STALL), since=DAYS)),
    quiet("living-etcd-reads-take-a-little", of_etcd(*at_times(BIT_SLOW_READ, 20, 11, 2), since=DAYS)),
    quiet("living-etcd-stalled-for-a-backup", of_etcd(*at_times(STALL, 160, 155, 150), (60, COMPACTS), since=DAYS)),
    quiet("living-somebody-hangs-in-the-kernel", of_etcd((300, COMPACTS), since=DAYS).journal("kernel", HUNG.replace("etcd:2711", "jbd2/sdb1-8:311"), ago=ago(40))),
    quiet("living-etcd-hung-in-the-kernel-yesterday", of_etcd((300, COMPACTS), since=DAYS).journal("kernel", HUNG, ago=timedelta(hours=26))),
    quiet("living-etcd-s-clock-is-a-second-off", of_etcd(*at_times(TOO_HIGH.replace("MUCH", "1.203s"), 35, 5), since=DAYS)),
    quiet("living-etcd-s-data-were-repaired", of_etcd(*at_times(NOT_APPLIED, 100, 99, 98), (60, zap("alarm disarmed", alarm="CORRUPT", **{"from": ME})), since=DAYS)),
)  # fmt: skip

# ---- what hangs on the apiserver -----------------------------------------------------------------------------------------
KMS_FLAG = "--encryption-provider-config=/etc/kubernetes/enc.yaml"
NO_SOCKET = "dial unix /var/run/kmsplugin/socket.sock: connect: no such file or directory"
UNLISTED = f'E0312 10:29:50.1       1 cacher.go:440] cacher (*core.Secret): unexpected ListAndWatch error: failed to list *core.Secret: unable to transform key "/registry/secrets/default/x": failed to decrypt DEK, error: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: {NO_SOCKET}"; reinitializing...'
NOT_WRITTEN = f"E0312 10:29:50.1       1 grpc_service.go:134] failed to create connection to unix socket: /var/run/kmsplugin/socket.sock, error: {NO_SOCKET}"
STATUS_V2 = 'E0312 10:29:50.1       1 controller.go:311] "Unhandled Error" err="kms plugin failed health check: failed to perform status section of the healthz check for KMS Provider vault, error: rpc error: code = DeadlineExceeded desc = context deadline exceeded" logger="UnhandledError"'
KMS_POD = ("--etcd-servers=https://10.0.0.7:2379", "--secure-port=6443", KMS_FLAG)
TOKEN_23 = 'E0312 10:29:50.1       1 authentication.go:63] "Unable to authenticate the request" err="[invalid bearer token, square/go-jose: error in cryptographic primitive]"'
TOKEN_15 = "E0312 10:29:50.1       1 authentication.go:89] Unable to authenticate the request due to an error: [invalid bearer token, square/go-jose: error in cryptographic primitive]"
TOKEN_30 = 'E0312 10:29:50.1       1 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, go-jose/go-jose: error in cryptographic primitive]"'
TOKEN_PAST = 'E0312 10:29:50.1       1 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"'
OIDC = ("--oidc-issuer-url=https://id.example.com/realms/k8s", "--oidc-client-id=k8s", *KMS_POD[:2])
OIDC_404 = "E0312 10:29:50.1       1 oidc.go:335] oidc authenticator: initializing plugin: 404 Not Found: "
OIDC_OTHER = 'E0312 10:29:50.1       1 oidc.go:335] oidc authenticator: initializing plugin: oidc: issuer did not match the issuer returned by provider, expected "https://id.example.com/realms/k8s" got "https://id.example.com/realms/k8s/"'
OIDC_OLD = 'E0312 10:29:50.1       1 oidc.go:99] Failed to fetch provider config, trying again in 3s: "issuer" in config (https://id.example.com/realms/k8s/) does not match provided issuer URL (https://id.example.com/realms/k8s)'
OIDC_AWAY = 'E0312 10:29:50.1       1 oidc.go:335] oidc authenticator: initializing plugin: Get "https://id.example.com/realms/k8s/.well-known/openid-configuration": dial tcp 10.0.0.99:443: connect: connection refused'
CLOSED = 'W0312 10:29:50.1       1 dispatcher.go:225] Failed calling webhook, failing closed validate.kyverno.svc-fail: failed calling webhook "validate.kyverno.svc-fail": failed to call webhook: Post "https://kyverno-svc.kyverno.svc:443/validate/fail?timeout=10s": dial tcp 10.96.242.150:443: connect: connection refused'
OPEN = CLOSED.replace("failing closed", "failing open")
APISERVER = (
    shows("living-apiserver-cannot-decrypt-without-its-kms", "kms_plugin_unavailable", of_apiserver(*at_times(UNLISTED, 9, 5, 1), flags=KMS_POD), A),
    shows("living-apiserver-cannot-reach-its-kms-1.20", "kms_plugin_unavailable", of_apiserver(*at_times(NOT_WRITTEN, 9, 5, 1), flags=KMS_POD), A),
    shows("living-apiserver-asks-its-kms-for-its-state", "kms_plugin_unavailable", of_apiserver(*at_times(STATUS_V2, 41, 21, 1), flags=KMS_POD), A),
    *(maybe(f"living-apiserver-knows-no-token-{n}", "service_account_key_invalid", of_apiserver(*at_times(line, 15, 9, 5, 1)), A) for n, line in enumerate((TOKEN_15, TOKEN_23, TOKEN_30))),
    maybe("living-apiserver-s-issuer-is-not-there", "authentication_config_invalid", of_apiserver(*at_times(OIDC_404, 21, 11, 1), flags=OIDC), A),
    shows("living-apiserver-s-issuer-is-called-otherwise", "authentication_config_invalid", of_apiserver(*at_times(OIDC_OTHER, 21, 11, 1), flags=OIDC), A),
    shows("living-apiserver-s-issuer-is-called-otherwise-1.1", "authentication_config_invalid", of_apiserver(*at_times(OIDC_OLD, 7, 4, 1), flags=OIDC), A),
    maybe("living-apiserver-s-webhook-is-away", "admission_webhook_deadlock", of_apiserver(*at_times(CLOSED, 150, 110, 60, 4)), A),
    quiet("living-apiserver-was-without-its-kms", of_apiserver(*at_times(UNLISTED, 130, 120, 110), flags=KMS_POD)),
    quiet("living-apiserver-was-without-its-kms-at-its-start", of_apiserver(*at_times(UNLISTED, 33, 32, 31), flags=KMS_POD, since=ago(40))),
    quiet("living-apiserver-knows-one-token-not", of_apiserver((9, TOKEN_23))),
    quiet("living-apiserver-is-shown-an-old-token", of_apiserver(*at_times(TOKEN_PAST, 15, 9, 5, 1))),
    quiet("living-apiserver-s-issuer-was-late", of_apiserver((200, OIDC_AWAY), (190, OIDC_AWAY), flags=OIDC, since=ago(240))),
    miss("living-apiserver-s-issuer-is-away", "authentication_config_invalid", of_apiserver(*at_times(OIDC_AWAY, 41, 31, 21, 11, 1), flags=OIDC)),
    quiet("living-apiserver-does-without-a-webhook", of_apiserver(*at_times(OPEN, 150, 110, 60, 30, 4))),
    quiet("living-apiserver-s-webhook-was-replaced", of_apiserver(*at_times(CLOSED, 100, 99, 98, 97))),
)  # fmt: skip

# ---- the kubelet and the runtime -----------------------------------------------------------------------------------------
NOT_READ = 'E0312 10:29:50.1    1495 file.go:187] "Could not process manifest file" err="open /etc/kubernetes/manifests/kube-apiserver.yaml: permission denied" path="/etc/kubernetes/manifests/kube-apiserver.yaml"'
NOT_PARSED = 'E0312 10:29:50.1    1495 file.go:108] "Unable to process watch event" err="can\'t process config file \\"/etc/kubernetes/manifests/kube-apiserver.yaml\\": /etc/kubernetes/manifests/kube-apiserver.yaml: couldn\'t parse as pod(yaml: line 12: did not find expected key), please check config file"'
NO_LOG_DIRECTORY = 'E0312 10:29:50.1    1495 kuberuntime_manager.go:1256] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = failed to create containerd task: mkdir /var/log/pods/kube-system_kube-apiserver-master-1_4e12: permission denied" pod="kube-system/kube-apiserver-master-1"'
CSR = "E0312 10:29:50.1    1495 certificate_manager.go:562] kubernetes.io/kube-apiserver-client-kubelet: Failed while requesting a signed certificate from the control plane: cannot create certificate signing request: Unauthorized"
NO_PAUSE = 'time="2024-03-12T10:29:50.123Z" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:kube-apiserver-master-1,Uid:4e1243bd22c66e76c2ba9eddc1f91394,Namespace:kube-system,Attempt:0,} failed, error" error="failed to get sandbox image \\"registry.k8s.io/pause:3.9\\": failed to pull image \\"registry.k8s.io/pause:3.9\\": failed to resolve reference: dial tcp: lookup registry.k8s.io: no such host"'
NO_ROOM = 'time="2024-03-12T10:29:50.123Z" level=error msg="RunPodSandbox for &PodSandboxMetadata{Name:coredns-5d78c9869d-abcde,Uid:5,Namespace:kube-system,Attempt:0,} failed, error" error="failed to create containerd container: mkdir /var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/new-1: no space left on device"'
READ_ONLY = "EXT4-fs (sda2): Remounting filesystem read-only"
ABORTED = "EXT4-fs error (device sda2): ext4_journal_check_start:83: comm kubelet: Detected aborted journal"
SHUT_DOWN = "XFS (dm-0): Corruption of in-memory data (0x8) detected at xfs_defer_finish_noroll+0x4a1. Shutting down filesystem."
CANNOT_WATCH = 'E0312 10:29:50.1       1 dynamic_cafile_content.go:166] "Failed to watch CA file, will retry later" err="error creating fsnotify watcher: too many open files"'
LOWER = (
    maybe("living-kubelet-may-not-read-a-manifest", ["security_module_denied", "file_permission_denied"], Node().static_pod(A).unit("kubelet").kubelet(*[NOT_READ] * 2, ago=ago(30)).kubelet(NOT_READ, ago=ago(10))),
    maybe("living-kubelet-cannot-parse-a-manifest", "manifest_invalid", Node().unit("kubelet").kubelet(NOT_PARSED, ago=ago(50))),
    maybe("living-kubelet-may-not-make-a-directory", ["file_permission_denied", "container_create_failed"], Node().static_pod(A).unit("kubelet").kubelet(NO_LOG_DIRECTORY, ago=ago(30)).kubelet(NO_LOG_DIRECTORY, ago=ago(10))),
    maybe("living-kubelet-gets-no-certificate", "kubelet_client_certificate_expired", Node().unit("kubelet").kubelet(CSR, ago=ago(40)).kubelet(CSR, ago=ago(10)), UNIT),
    maybe("living-containerd-alone-has-no-pause-image", "image_unavailable", Node().unit("containerd").journal("containerd", NO_PAUSE, ago=ago(30)).journal("containerd", NO_PAUSE, ago=ago(12))),
    maybe("living-containerd-alone-has-no-room", "disk_full", Node().unit("containerd").unit("kubelet").journal("containerd", NO_ROOM, ago=ago(30)).journal("containerd", NO_ROOM, ago=ago(12))),
    maybe("living-kernel-alone-remounts", "filesystem_damaged", Node().unit("kubelet").journal("kernel", ABORTED, READ_ONLY, ago=ago(60))),
    maybe("living-kernel-alone-shuts-down", "filesystem_damaged", Node().unit("kubelet").journal("kernel", SHUT_DOWN, ago=ago(60))),
    maybe("living-apiserver-may-watch-nothing", "inotify_limit", of_apiserver(*at_times(CANNOT_WATCH, 130, 70, 10)), A),
    quiet("living-kubelet-could-not-parse-an-edit-in-between", Node().static_pod(A, edited=timedelta(minutes=3)).runs(A, "", since=timedelta(minutes=2)).unit("kubelet").kubelet(NOT_PARSED, ago=ago(190))),
    quiet("living-kubelet-got-its-certificate", Node().unit("kubelet").kubelet(CSR, ago=ago(900)).kubelet("I0312 10:29:50.1    1495 certificate_manager.go:356] kubernetes.io/kube-apiserver-client-kubelet: Rotating certificates", ago=ago(600))),
    quiet("living-kernel-tells-of-a-disk-that-was-taken-out", Node().unit("kubelet").journal("kernel", "usb 2-1: USB disconnect, device number 4", "Buffer I/O error on dev sdc1, logical block 0, lost sync page write", ago=ago(60))),
    quiet("living-apiserver-could-not-watch-once", of_apiserver((130, CANNOT_WATCH))),
)  # fmt: skip


# ---- carriers ------------------------------------------------------------------------------------------------------------
def in_k3s(line):
    """As zap prints it, with the place in etcd's source by which k3s' etcd is told from others."""
    told = json.loads(line)
    places = {"prober": "rafthttp/probing_status.go:68", "finished": "mvcc/kvstore_compaction.go:66"}
    told["caller"] = places.get(told["msg"].partition(" ")[0], "rafthttp/http.go:502")
    return json.dumps(told, separators=(",", ":"))


K3S_WAITS = 'time="2024-03-12T10:29:50Z" level=info msg="Waiting for etcd server to become available"'
CARRIERS = (
    maybe("living-k3s-of-another-cluster", "etcd_membership_mismatch", by_unit((9, K3S_WAITS), *at_times(in_k3s(OF_ANOTHER_36.replace("HIM", B)), 7, 6, 5), (4, K3S_WAITS), program="k3s"), None),
    maybe("living-k3s-and-two-are-away", ["etcd_no_quorum", "etcd_unreachable"], by_unit((9, K3S_WAITS), (6, in_k3s(PEER.replace("WHY", REFUSED))), (6, in_k3s(ANOTHERS)), (1, in_k3s(PEER.replace("WHY", REFUSED))), (1, in_k3s(ANOTHERS)), (0, K3S_WAITS), program="k3s"), None),
    quiet("living-k3s-waited-and-runs", by_unit((70, K3S_WAITS), *at_times(in_k3s(OF_ANOTHER_36.replace("HIM", B)), 7, 6, 5), (4, in_k3s(COMPACTS)), program="k3s")),
)  # fmt: skip

OWN_NINETEENTH_LIVING = (*MEMBERS, *CERTIFICATES, *QUORUM, *STORAGE, *APISERVER, *LOWER, *CARRIERS)
