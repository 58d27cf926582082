"""The control plane's programs that live and are stuck or end, in pods and in units of their own, and what is like them."""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.own.eighth_living import (
    AGAIN,
    AT_ITS_START,
    GONE,
    GOT_IT,
    LONG_AGO,
    PAST,
    PUBLISHED,
    UNKNOWN,
    lives,
    rejects,
)
from incidents.own.etcd_words import old, zap
from incidents.own.seventh_etcd import ME, OTHER, PRE, WON, raft
from incidents.own.shapes import KCM, A, E, S, dies, miss, quiet, shows

ANOTHER = "552fb05951af50c9"

# ---- etcd asks for votes before the vote, and nobody answers ----------------------------------------------------------

BEFORE_THE_VOTE = PRE[3:7] + PRE[7:]
LOST_IT = f"raft.node: {ME} lost leader {OTHER} at term 7"
VOTES = (
    *(shows(f"living-etcd-asks-before-the-vote-{form}", "etcd_no_quorum", lives(E, raft(form, *BEFORE_THE_VOTE), since=timedelta(minutes=3)), E) for form in ("capnslog", "zap", "zap-named")),
    quiet("living-etcd-asks-once-before-the-vote", lives(E, raft("zap", *PRE[:4]))),
    quiet("living-etcd-has-just-lost-its-leader", lives(E, raft("zap", LOST_IT, *BEFORE_THE_VOTE))),
    quiet("living-etcd-asks-and-is-answered", lives(E, raft("zap", *BEFORE_THE_VOTE, f"{ME} received MsgPreVoteResp from {OTHER} at term 7"))),
    quiet("living-etcd-asks-and-has-won", lives(E, raft("zap", *BEFORE_THE_VOTE, *WON))),
    quiet("living-etcd-asks-at-its-start", lives(E, raft("zap", *BEFORE_THE_VOTE), **AT_ITS_START)),
)  # fmt: skip

# ---- etcd finds fault with its peers ----------------------------------------------------------------------------------


def of_peer(peer, why, form="3.5"):
    """What etcd says of a peer that it calls in vain: its prober from 3.4 on, in two logs, its monitor before."""
    if form == "3.3":
        return old(f"health check for peer {peer} could not connect: {why}", "W")
    if form == "3.4-capnslog":
        return old(f'health check for peer {peer} could not connect: {why} (prober "ROUND_TRIPPER_RAFT_MESSAGE")', "W")
    return zap(
        "prober detected unhealthy status",
        round_tripper_name="ROUND_TRIPPER_RAFT_MESSAGE",
        remote_peer_id=peer,
        rtt="0s",
        error=why,
    )


def both(why, form="3.5"):
    return "\n".join(of_peer(peer, why, form) for peer in (OTHER, ANOTHER))


RSA = f'{UNKNOWN} (possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes")'
NAMELESS = "x509: certificate is valid for 10.0.0.4, not 10.0.0.5"
REACHED = zap("peer became active", "info", peer_id=OTHER)
PEERS = (
    *(
        shows(f"living-etcd-trusts-no-peer-{form}", "certificate_authority_mismatch", lives(E, both(RSA, form)), E)
        for form in ("3.3", "3.4-capnslog", "3.5")
    ),
    *(
        shows(f"living-etcd-finds-peers-expired-{form}", "etcd_server_certificate_expired", lives(E, both(PAST, form)), E)
        for form in ("3.3", "3.5")
    ),
    quiet("living-etcd-trusts-one-peer-less", lives(E, "\n".join([of_peer(OTHER, RSA)] * 6))),
    quiet("living-etcd-finds-one-peer-expired", lives(E, "\n".join([of_peer(OTHER, PAST)] * 6))),
    quiet("living-etcd-trusted-no-peer", lives(E, f"{both(RSA)}\n{REACHED}")),
    quiet("living-etcd-trusted-no-peer-long-ago", lives(E, both(RSA), **LONG_AGO)),
    quiet("living-etcd-trusts-no-peer-at-its-start", lives(E, both(RSA), **AT_ITS_START)),
    quiet("living-etcd-two-of-five-are-gone", lives(E, f"{GONE}\n{GONE.replace(OTHER, ANOTHER)}")),
    quiet("living-etcd-peers-of-another-name", lives(E, both(NAMELESS))),
    miss("living-etcd-of-a-wrong-clock", "etcd_server_certificate_expired", lives(E, both(PAST)).host(clock={"synchronised": False})),
)  # fmt: skip

# ---- etcd's peers answer, and will not have it -------------------------------------------------------------------------

STUCK = f"{raft('zap', *AGAIN)}\n{GONE}"
NOT_FOUND = f"failed to dial {OTHER} on stream MsgApp v2 (peer {OTHER} failed to find local node {ME})"
VERSIONS = {
    "2.3": old(f"request sent was ignored by peer {OTHER} (server version incompatible)", "E"),
    "3.5": zap("request sent was ignored by remote peer due to server version incompatibility", remote_peer_id=OTHER, error="incompatible version"),
}  # fmt: skip
BAD = "remote error: tls: bad certificate"
UNWANTED = (
    shows("living-etcd-unknown-to-its-peers-3.3", "etcd_membership_mismatch", lives(E, f"{raft('capnslog', *AGAIN)}\n{old(NOT_FOUND, 'I')}"), E),
    shows("living-etcd-unknown-to-its-peers-3.5", "etcd_membership_mismatch", lives(E, f"{STUCK}\n{zap('peer became inactive (message send to peer failed)', peer_id=OTHER, error=NOT_FOUND)}"), E),
    *(shows(f"living-etcd-of-another-version-{form}", "etcd_upgrade_incompatible", lives(E, f"{STUCK}\n{line}"), E) for form, line in VERSIONS.items()),
    quiet("living-etcd-unknown-to-one-peer", lives(E, f"{PUBLISHED['ready']}\n{zap('failed to dial', error=NOT_FOUND)}")),
    quiet("living-etcd-ignored-by-one-peer", lives(E, f"{PUBLISHED['ready']}\n{VERSIONS['3.5']}")),
    *(
        shows(f"living-etcd-handshakes-end-{name}", ["etcd_no_quorum", "unknown"], lives(E, f"{raft('zap', *AGAIN)}\n{both(why)}"), E, sure=False)
        for name, why in (("refused", BAD), ("named-otherwise", NAMELESS))
    ),
)  # fmt: skip

# ---- etcd turns away who calls with what has expired -------------------------------------------------------------------

CALLERS = ("10.0.0.7", "10.0.0.8")
OTHER_PAST = PAST.replace("2024-03-01T09", "2023-11-05T07")
REJECTS = (
    *(
        shows(f"living-etcd-rejects-what-has-expired-{form}", "etcd_client_certificate_expired", lives(E, "\n".join(rejects(host, PAST, form=form) for host in CALLERS)), E)
        for form in ("3.3", "3.5", "3.6")
    ),
    shows("living-etcd-rejects-one-caller-again", "etcd_client_certificate_expired", lives(E, "\n".join([rejects("10.0.0.7", PAST)] * 3)), E),
    quiet("living-etcd-rejects-what-has-expired-once", lives(E, rejects("10.0.0.7", PAST))),
    quiet("living-etcd-rejects-two-strangers", lives(E, f"{rejects('10.0.0.7', PAST)}\n{rejects('10.0.0.8', OTHER_PAST)}")),
    quiet("living-etcd-rejected-what-had-expired", lives(E, "\n".join(rejects(host, PAST) for host in CALLERS), **LONG_AGO)),
    quiet("living-etcd-rejects-its-gateway", lives(E, "\n".join([rejects("127.0.0.1", PAST)] * 3))),
    quiet("living-etcd-rejects-its-own-address", lives(E, "\n".join([PUBLISHED["ready"], *[rejects("10.0.0.4", PAST)] * 3]))),
    miss("living-etcd-rejects-by-a-wrong-clock", "etcd_client_certificate_expired", lives(E, "\n".join(rejects(host, PAST) for host in CALLERS)).host(clock={"synchronised": False})),
)  # fmt: skip

# ---- an apiserver within another program cannot call itself -------------------------------------------------------------

TOO_LATE = "x509: certificate has expired or is not yet valid"


def calls_itself(why, host="localhost:6443"):
    return (
        f"2020/05/07 07:15:24 [INFO] Waiting for server to become available: Get https://{host}/version?timeout=30s: {why}\n"
        f"E0507 07:15:24.856329       5 reflector.go:134] k8s.io/client-go/informers/factory.go:127: Failed to list *v1.Node: Get https://{host}/api/v1/nodes?limit=500&resourceVersion=0: {why}"
    )


BEFORE = PAST.replace("is after 2024-03-01", "is before 2024-03-13")
LATER = {"lived": timedelta(hours=9000)}
ITSELF = (
    shows("apiserver-presents-what-has-expired-go-1.13", "serving_certificate_expired", dies(A, calls_itself(TOO_LATE), version=None, lived=timedelta(seconds=12)), A),
    shows("apiserver-presents-what-has-expired-go-1.19", "serving_certificate_expired", dies(A, calls_itself(PAST, "127.0.0.1:6444"), version=None, lived=timedelta(seconds=12)), A),
    miss("apiserver-of-a-wrong-clock", "serving_certificate_expired", dies(A, calls_itself(BEFORE), lived=timedelta(seconds=12))),
    miss("apiserver-of-a-year", "serving_certificate_expired", dies(A, calls_itself(PAST), **LATER)),
    miss("apiserver-calls-an-old-webhook", "serving_certificate_expired", dies(A, calls_itself(PAST, "hook.example.svc:443"), lived=timedelta(seconds=12))),
    miss("apiserver-calls-itself-and-ends-otherwise", "serving_certificate_expired", dies(A, f"{calls_itself(PAST)}\nError: unknown flag: --insecure-port", lived=timedelta(seconds=12))),
    miss("apiserver-asks-an-old-etcd", "serving_certificate_expired", dies(A, calls_itself(PAST, "127.0.0.1:2379"), lived=timedelta(seconds=12))),
)  # fmt: skip

# ---- a client that is not let in ---------------------------------------------------------------------------------------

AWAY = {
    "1.18": "E0312 10:29:50.1       1 leaderelection.go:320] error retrieving resource lock kube-system/x: Unauthorized",
    "1.22": "E0312 10:29:50.1       1 reflector.go:138] k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Node: failed to list *v1.Node: Unauthorized",
    "1.34": 'E0312 10:29:50.1       1 leaderelection.go:436] "Error retrieving lease lock" err="Unauthorized" logger="x" lock="kube-system/x"',
}


def refuses(why, form="1.22"):
    """What an apiserver says of a certificate that it is shown (apiserver/pkg/endpoints/filters/authentication.go)."""
    if form == "1.18":
        return (
            f"E0312 10:29:50.1       1 authentication.go:53] Unable to authenticate the request due to an error: {why}"
        )
    return f'E0312 10:29:50.1       1 authentication.go:73] "Unable to authenticate the request" err="[{why}, verifying certificate SN=1, SKID=, AKID= failed: {why}]"'


def turned_away(why, form="1.22", program=KCM, times=3, before="", **more):
    """A client that asks in vain, and the apiserver beside it."""
    node = lives(A, "\n".join([refuses(why, form)] * times))
    return lives(program, "\n".join([*filter(None, [before]), *[AWAY[form]] * times]), node=node, **more)


LET_IN = (
    *(shows(f"living-{program}-shows-what-has-expired-{form}", "serving_certificate_expired", turned_away(PAST, form, program), program) for program in (KCM, S) for form in AWAY),
    shows("living-controllers-show-another-ca", "certificate_authority_mismatch", turned_away(UNKNOWN), KCM),
    quiet("living-controllers-are-turned-away", lives(KCM, "\n".join([AWAY["1.22"]] * 3), node=lives(A, ""))),
    quiet("living-controllers-are-turned-away-once", turned_away(PAST, times=1)),
    quiet("living-controllers-were-turned-away", turned_away(PAST, **LONG_AGO)),
    quiet("living-controllers-turned-away-and-let-in", turned_away(PAST, before=GOT_IT)),
    quiet("living-controllers-turned-away-at-their-start", turned_away(PAST, **AT_ITS_START)),
    quiet("living-apiserver-refuses-a-stranger", lives(A, "\n".join([refuses(PAST)] * 9))),
    miss("living-controllers-of-a-wrong-clock", "serving_certificate_expired", turned_away(BEFORE)),
)  # fmt: skip

# ---- the probe speaks what the port does not, by the manifest ------------------------------------------------------------


def killed(program, probe, *flags, lived=timedelta(seconds=85), code=0, attempt=5, version="v1.20.12", log=""):
    node = Node(version=version).static_pod(program, flags=flags, probe=probe)
    return node.died(program, log, code=code, lived=lived, attempt=attempt)


ON_443 = ("--secure-port=443", "--etcd-servers=https://127.0.0.1:2379")
IN_CLEAR = http_probe(host=None, port=443, path="/healthz", scheme="HTTP")
ENDS = "I1119 04:04:06.710278       1 secure_serving.go:246] Stopped listening on [::]:443"
SCHEMES = (
    shows("probe-in-clear-on-the-secure-port", "probe_wrong_scheme", killed(A, IN_CLEAR, *ON_443, log=ENDS), A),
    shows("probe-in-clear-on-the-secure-port-137", "probe_wrong_scheme", killed(A, IN_CLEAR, *ON_443, code=137, lived=timedelta(seconds=115)), A),
    shows("probe-of-the-scheduler-in-clear", "probe_wrong_scheme", killed(S, http_probe(port=10259, scheme="HTTP"), version="v1.25.3"), S),
    shows("probe-of-etcds-metrics-over-tls", "probe_wrong_scheme", killed(E, http_probe(port=2381, path="/health", scheme="HTTPS"), "--listen-metrics-urls=http://127.0.0.1:2381", "--listen-client-urls=https://127.0.0.1:2379"), E),
    miss("probe-in-clear-and-ended-at-another-age", "probe_wrong_scheme", killed(A, IN_CLEAR, *ON_443, lived=timedelta(seconds=23))),
    miss("probe-in-clear-and-ended-itself", "probe_wrong_scheme", killed(A, IN_CLEAR, *ON_443, code=1)),
    miss("probe-in-clear-and-ended-once", "probe_wrong_scheme", killed(A, IN_CLEAR, *ON_443, attempt=0).runs(A, attempt=1, since=timedelta(hours=3))),
    miss("probe-in-clear-on-the-insecure-port", "probe_wrong_scheme", killed(A, http_probe(port=8080, scheme="HTTP"), "--insecure-port=8080", "--secure-port=443", version="v1.18.3")),
    miss("probe-over-tls", "probe_wrong_scheme", killed(A, http_probe(host=None, port=443), *ON_443)),
)  # fmt: skip

OFF = "probe_targets_disabled_port"
PLAIN_10252 = http_probe(port=10252, scheme="HTTP")
METRICS = (
    "--listen-metrics-urls=http://127.0.0.1:2381",
    "--listen-client-urls=https://127.0.0.1:2379",
    "--client-cert-auth=true",
)
PANIC = "panic: runtime error: invalid memory address or nil pointer dereference\n\ngoroutine 1 [running]:\nmain.main()"
BY_THE_MANIFEST = (
    shows("probe-of-a-port-that-is-gone-2", OFF, killed(KCM, PLAIN_10252, code=2, version="v1.25.3"), KCM),
    shows("probe-of-a-port-that-is-gone-137", OFF, killed(A, http_probe(port=8080, scheme="HTTP"), code=137, lived=timedelta(seconds=115)), A),
    shows("probe-of-a-port-that-is-off", OFF, killed(A, http_probe(port=8080, scheme="HTTP"), "--insecure-port=0", version="v1.19.3"), A),
    shows("probe-of-etcds-clients-port", "probe_needs_client_certificate", killed(E, http_probe(port=2379, path="/health"), *METRICS), E),
    shows("probe-of-another-host", "probe_wrong_host", killed(E, http_probe(port=2381, path="/health", scheme="HTTP", host="10.0.0.4"), *METRICS), E),
    shows("probe-of-the-pods-address", "probe_wrong_host", killed(S, http_probe(port=10259, host=None), "--bind-address=127.0.0.1", version="v1.25.3"), S),
    miss("probe-of-a-port-that-is-gone-and-a-panic", OFF, killed(KCM, PLAIN_10252, code=2, version="v1.25.3", log=PANIC)),
    miss("probe-of-a-port-that-is-gone-and-ended-at-once", OFF, killed(KCM, PLAIN_10252, code=2, version="v1.25.3", lived=timedelta(seconds=9))),
    miss("probe-of-a-port-that-is-there", OFF, killed(KCM, PLAIN_10252, code=2, version="v1.21.3")),
    miss("probe-of-etcds-metrics-port", ["probe_needs_client_certificate", "probe_wrong_host"], killed(E, http_probe(port=2381, path="/health", scheme="HTTP"), *METRICS)),
    miss("probe-of-all-addresses", "probe_wrong_host", killed(S, http_probe(port=10259, host="10.0.0.4"), "--bind-address=0.0.0.0", version="v1.25.3")),
    miss("probe-of-another-host-and-ended-itself", "probe_wrong_host", killed(S, http_probe(port=10259, host="10.0.0.4"), "--bind-address=127.0.0.1", version="v1.25.3", code=1)),
)  # fmt: skip

# ---- etcd answers late, and an apiserver ends for a reason that nobody wrote down -----------------------------------------


def late(took):
    return zap("apply request took too long", took=took, expected_duration="100ms", prefix="read-only range ")


def beside(took, **end):
    """etcd answers so late, and an apiserver beside it ended."""
    node = Node(version="v1.35.6").static_pod(E).runs(E, "\n".join([late(took)] * 4))
    return node.static_pod(A).died(A, **end)


LATE = (
    shows("etcd-late-and-an-apiserver-ended", ["etcd_slow_disk", "unknown"], beside("2.8s", lived=timedelta(minutes=2)), sure=False),
    miss("etcd-late-and-an-apiserver-ended-at-once", "etcd_slow_disk", beside("2.8s")),
    miss("etcd-late-and-an-apiserver-was-killed", "etcd_slow_disk", beside("2.8s", lived=timedelta(minutes=2), code=137)),
    miss("etcd-a-little-late", "etcd_slow_disk", beside("140ms", lived=timedelta(minutes=2))),
)  # fmt: skip

NINTH_COMPONENTS = (*VOTES, *PEERS, *UNWANTED, *REJECTS, *ITSELF, *LET_IN, *SCHEMES, *BY_THE_MANIFEST, *LATE)
