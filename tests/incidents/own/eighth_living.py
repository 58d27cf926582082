"""What lives and is stuck by its newest lines, and what the like of them is said in passing, at a start, or of the past."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.etcd_words import old, zap
from incidents.own.seventh_etcd import ALONE, HEARD, OTHER, WON, election, raft
from incidents.own.shapes import ENCRYPT, KCM, SLOW_DISK, A, E, S, miss, quiet, shows

AT_ITS_START, LONG_AGO = {"since": timedelta(seconds=40)}, {"silent": timedelta(minutes=12)}


def lives(program, log, *flags, node=None, env=None, since=timedelta(days=3), silent=timedelta(0), **pod):
    """It goes on, and says so."""
    made = (node or Node(version="v1.28.4")).static_pod(program, *flags, env=env, **pod)
    return made.runs(program, log, since=since, silent=silent)


# ---- an etcd without a leader ----------------------------------------------------------------------------------------

GONE = zap(
    "prober detected unhealthy status",
    round_tripper_name="ROUND_TRIPPER_RAFT_MESSAGE",
    remote_peer_id=OTHER,
    rtt="0s",
    error="dial tcp 10.0.0.5:2380: connect: no route to host",
)
GONE_OLD = old(
    f"health check for peer {OTHER} could not connect: dial tcp 10.0.0.5:2380: connect: connection refused", "W"
)
UNPUBLISHED = {
    "3.6": zap(
        "failed to publish local member to cluster through raft",
        local_member_id="56c2",
        publish_timeout="7s",
        error="context deadline exceeded",
    ),
    "3.5": zap(
        "failed to publish local member to cluster through raft",
        local_member_id="56c2",
        publish_timeout="7s",
        error="etcdserver: request timed out",
    ),
    "3.3": old("publish error: etcdserver: request timed out", "E"),
    "3.3-lost": old("publish error: etcdserver: request timed out, possibly due to connection lost", "E"),
}
PUBLISHED = {
    "3.5": zap("published local member to cluster through raft", "info", local_member_id="56c2"),
    "3.3": old("published {Name:master-1 ClientURLs:[https://10.0.0.4:2379]} to cluster cdf818194e3a8c32", "I"),
    "ready": zap("ready to serve client requests", "info"),
}
AGAIN = (*ALONE, *election(9796))
LEADERLESS = (
    *(shows(f"living-etcd-votes-alone-{form}", "etcd_no_quorum", lives(E, raft(form, *AGAIN)), E) for form in ("own", "capnslog", "zap", "zap-named")),
    shows("living-etcd-votes-alone-after-having-led", "etcd_no_quorum", lives(E, raft("zap", *WON, *AGAIN)), E),
    shows("living-etcd-votes-and-a-peer-is-gone", "etcd_no_quorum", lives(E, f"{raft('zap', *ALONE)}\n{GONE}"), E),
    *(
        shows(f"living-etcd-unpublished-{version}", "etcd_no_quorum", lives(E, f"{line}\n{GONE_OLD if '3.3' in version else GONE}"), E)
        for version, line in UNPUBLISHED.items()
    ),
    shows("living-etcd-unpublished-again", "etcd_no_quorum", lives(E, "\n".join([UNPUBLISHED["3.5"]] * 2)), E),
    shows("living-etcd-no-leader-to-who-asks", "etcd_no_quorum", lives(E, "\n".join([zap("serving /health false; no leader")] * 3)), E),
    quiet("living-etcd-elections-at-its-start", lives(E, f"{raft('zap', *AGAIN)}\n{GONE}", **AT_ITS_START)),
    quiet("living-etcd-unpublished-at-its-start", lives(E, f"{UNPUBLISHED['3.5']}\n{GONE}", **AT_ITS_START)),
    quiet("living-etcd-elections-long-ago", lives(E, raft("zap", *AGAIN), **LONG_AGO)),
    quiet("living-etcd-election-won", lives(E, f"{raft('zap', *AGAIN, *WON)}\n{GONE}")),
    quiet("living-etcd-election-won-by-another", lives(E, raft("zap", *AGAIN, f"raft.node: 1e1 elected leader {OTHER} at term 9798"))),
    quiet("living-etcd-votes-of-others", lives(E, f"{raft('zap', *AGAIN, *HEARD)}\n{GONE}")),
    quiet("living-etcd-one-election", lives(E, f"{raft('zap', *election(3))}\n{GONE}")),
    quiet("living-etcd-one-peer-is-gone", lives(E, "\n".join([GONE, GONE_OLD] * 4))),
    quiet("living-etcd-votes-late", lives(E, f"{raft('zap', *AGAIN)}\n{SLOW_DISK}")),
    *(
        quiet(f"living-etcd-published-{how}", lives(E, f"{UNPUBLISHED['3.5']}\n{GONE}\n{line}"))
        for how, line in PUBLISHED.items()
    ),
)  # fmt: skip

OTHER_CLUSTER = zap("request cluster ID mismatch", local_member_id="56c2", remote_peer_cluster_id="2d9f")
CORRUPT = zap("alarm raised", alarm="CORRUPT", from_="8e9e05c52164694d")
NOT_ONE_OF_THEM = (
    shows("living-etcd-of-another-cluster", "etcd_membership_mismatch", lives(E, f"{UNPUBLISHED['3.5']}\n{GONE}\n{OTHER_CLUSTER}"), E),
    quiet("living-etcd-is-called-by-a-stranger", lives(E, f"{PUBLISHED['ready']}\n{OTHER_CLUSTER}")),
    shows("living-etcd-differs-from-its-peers", "etcd_data_corrupt", lives(E, CORRUPT), E),
    quiet("living-etcd-differed-from-its-peers", lives(E, f"{CORRUPT}\n{CORRUPT.replace('raised', 'disarmed')}")),
)  # fmt: skip

# ---- an etcd without room --------------------------------------------------------------------------------------------

RAISED = zap("alarm raised", alarm="NOSPACE", from_="8e9e05c52164694d")
DISARMED = zap("alarm disarmed", alarm="NOSPACE", from_="8e9e05c52164694d")
NO_SPACE = zap("failed to apply request", took="20µs", request="header:<ID:7 > txn:<>", error="etcdserver: no space")
EXCEEDED = "etcdserver: mvcc: database space exceeded"
UPDATE_OLD = f'W0312 10:29:50.5    1495 status_manager.go:446] Failed to update status for pod "x": {EXCEEDED}'
UPDATE = f'E0312 10:29:50.5    1495 controller.go:145] "Failed to ensure lease exists, will retry" err="{EXCEEDED}" interval="7s"'
STATUS = f'E0312 10:29:50.5       1 status.go:71] apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{{code:0x8, desc:"{EXCEEDED}"}}: {EXCEEDED}'
COMPACT = (
    f"E0312 10:29:50.5       1 compact.go:124] etcd: endpoint ([https://10.0.0.7:2379]) compact failed: {EXCEEDED}"
)
ELSEWHERE = ("--etcd-servers=https://10.0.0.7:2379", "--secure-port=6443")
WITHOUT_ROOM = (
    shows("living-etcd-refuses-for-room", "etcd_nospace_alarm", lives(E, NO_SPACE), E),
    shows("living-etcd-raised-it-again", "etcd_nospace_alarm", lives(E, f"{RAISED}\n{DISARMED}\n{RAISED}"), E),
    *(
        shows(f"etcd-refuses-the-kubelet-{number}", "etcd_nospace_alarm", lives(E, "").unit("kubelet").kubelet(line), E)
        for number, line in enumerate((UPDATE_OLD, UPDATE))
    ),
    shows("etcd-refuses-the-apiserver", "etcd_nospace_alarm", lives(A, STATUS, node=lives(E, "")), E),
    *(
        shows(f"etcd-elsewhere-refuses-the-apiserver-{number}", "etcd_nospace_alarm", lives(A, line, flags=ELSEWHERE), A)
        for number, line in enumerate((STATUS, COMPACT))
    ),
    quiet("living-etcd-took-it-back", lives(E, f"{RAISED}\n{NO_SPACE}\n{DISARMED}")),
    quiet("living-etcd-took-it-back-and-the-kubelet-told-it", lives(E, f"{RAISED}\n{DISARMED}").unit("kubelet").kubelet(UPDATE)),
    quiet("living-etcd-refused-long-ago", lives(E, NO_SPACE, **LONG_AGO)),
    quiet("etcd-refused-the-kubelet-long-ago", lives(E, "").unit("kubelet").kubelet(UPDATE, ago=timedelta(minutes=15))),
    quiet("etcd-elsewhere-refused-the-apiserver-long-ago", lives(A, STATUS, flags=ELSEWHERE, **LONG_AGO)),
    miss(
        "living-etcd-without-room-on-its-disk",
        "etcd_nospace_alarm",
        lives(E, zap("failed to save snapshot", error="etcdserver: no space left on device")),
    ),
)  # fmt: skip

# ---- who is never answered by the apiserver --------------------------------------------------------------------------

UNKNOWN = "x509: certificate signed by unknown authority"
PAST = (
    "x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:40Z is after 2024-03-01T09:00:00Z"
)
OTHER_NAME = "x509: certificate is valid for 10.96.0.1, 10.0.0.3, not 10.0.0.4"
API = "https://10.0.0.4:6443"
FORMS = {
    "1.8": "E0312 10:29:50.1       1 leaderelection.go:229] error retrieving resource lock kube-system/x: Get {api}/api/v1/namespaces/kube-system/endpoints/x: {why}",
    "1.11": "E0312 10:29:50.1       1 reflector.go:205] k8s.io/kubernetes/vendor/k8s.io/client-go/informers/factory.go:130: Failed to list *v1.Node: Get {api}/api/v1/nodes?limit=500&resourceVersion=0: {why}",
    "1.22": 'E0312 10:29:50.1       1 reflector.go:138] k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Node: failed to list *v1.Node: Get "{api}/api/v1/nodes?limit=500&resourceVersion=0": {why}',
    "1.28": 'E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/x: Get "{api}/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x?timeout=5s": tls: failed to verify certificate: {why}',
    "1.34": 'E0312 10:29:50.1       1 leaderelection.go:436] "Error retrieving lease lock" err="Get \\"{api}/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x?timeout=5s\\": tls: failed to verify certificate: {why}" logger="x" lock="kube-system/x"',
    "1.34-watch": 'E0312 10:29:50.1       1 reflector.go:200] "Failed to watch" err="failed to list *v1.Node: Get \\"{api}/api/v1/nodes?limit=500&resourceVersion=0\\": tls: failed to verify certificate: {why}" logger="UnhandledError" reflector="k8s.io/client-go/informers/factory.go:160" type="*v1.Node"',
}


def asks(why, form="1.28", api=API):
    """What a client says that asks in vain."""
    return FORMS[form].replace("{api}", api).replace("{why}", why)


GOT_IT = "I0312 10:20:50.1       1 leaderelection.go:260] successfully acquired lease kube-system/x"
FILLED = "I0312 10:20:50.1       1 shared_informer.go:318] Caches are synced for client-ca::kube-system::extension-apiserver-authentication::client-ca-file"
REFUSED = "dial tcp 10.0.0.4:6443: connect: connection refused"
OTHERS = (
    ("cloud-controller-manager", ("--cloud-provider=external",)),
    ("kube-vip", ("manager",)),
)
NEVER_ANSWERED = (
    *(
        shows(f"living-{program}-is-shown-another-ca-{form}", "certificate_authority_mismatch", lives(program, asks(UNKNOWN, form)), program)
        for program in (KCM, S)
        for form in FORMS
    ),
    *(
        shows(f"living-{program}-is-shown-another-ca", "certificate_authority_mismatch", lives(program, asks(UNKNOWN), flags=flags), program)
        for program, flags in OTHERS
    ),
    shows("living-scheduler-is-shown-what-has-expired", "serving_certificate_expired", lives(S, asks(PAST, "1.22")), S),
    *(quiet(f"living-{name}-at-its-start", lives(KCM, asks(why), **AT_ITS_START)) for name, why in (("unknown", UNKNOWN), ("past", PAST))),
    quiet("living-another-ca-long-ago", lives(KCM, asks(UNKNOWN), **LONG_AGO)),
    quiet("living-another-ca-then-refused", lives(KCM, f"{asks(UNKNOWN)}\n{asks(REFUSED)}")),
    quiet("living-another-ca-and-a-lease", lives(KCM, f"{GOT_IT}\n{asks(UNKNOWN)}")),
    quiet("living-another-ca-and-filled", lives(S, f"{FILLED}\n{asks(UNKNOWN, '1.22')}")),
    quiet("living-another-ca-of-a-cloud", lives(KCM, asks(UNKNOWN, api="https://api.cloud.example.com"))),
    quiet("living-another-name", lives(KCM, asks(OTHER_NAME))),
)  # fmt: skip

# ---- a proxy between -------------------------------------------------------------------------------------------------

PROXY = {"HTTPS_PROXY": "http://proxy.example.com:3128", "NO_PROXY": "localhost,127.0.0.1"}
NOT_ALLOWED = 'leases.coordination.k8s.io "x" is forbidden: User "system:kube-controller-manager" cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "kube-system"'
BEHIND_A_PROXY = (
    *(shows(f"living-behind-a-proxy-{form}", "proxy_environment", lives(KCM, asks("Forbidden", form), env=PROXY), KCM) for form in ("1.8", "1.11")),
    shows("living-behind-a-proxy-bad-gateway", "proxy_environment", lives(S, asks("Bad Gateway", "1.22"), env=PROXY), S),
    shows("living-behind-a-proxy-unreached", "proxy_environment", lives(S, asks("proxyconnect tcp: dial tcp: lookup proxy.example.com: no such host", "1.22"), env=PROXY), S),
    quiet("living-without-a-proxy", lives(KCM, asks("Forbidden", "1.8"))),
    quiet("living-behind-a-proxy-at-its-start", lives(KCM, asks("Forbidden", "1.8"), env=PROXY, **AT_ITS_START)),
    quiet("living-behind-a-proxy-with-a-lease", lives(KCM, f"{GOT_IT}\n{asks('Forbidden', '1.8')}", env=PROXY)),
    quiet("living-and-not-allowed", lives(KCM, f"E0312 10:29:50.1       1 leaderelection.go:332] error retrieving resource lock kube-system/x: {NOT_ALLOWED}", env=PROXY)),
)  # fmt: skip

# ---- an etcd that knows none of its callers --------------------------------------------------------------------------


def rejects(host="10.0.0.4", why=UNKNOWN, *, form="3.5"):
    """It turns a caller away."""
    error = f"tls: failed to verify client certificate: {why}"
    if form == "3.3":
        return old(f'rejected connection from "{host}:52898" (error "{error}", ServerName "")', "I")
    message = "rejected connection on client endpoint" if form == "3.6" else "rejected connection"
    return zap(message, remote_addr=f"{host}:52898", server_name="", error=error)


PEER_UNKNOWN = GONE.replace("dial tcp 10.0.0.5:2380: connect: no route to host", UNKNOWN)
STRANGERS = (
    *(shows(f"living-etcd-rejects-its-own-{form}", "certificate_authority_mismatch", lives(E, rejects(form=form)), E) for form in ("3.3", "3.5", "3.6")),
    shows("living-etcd-does-not-know-its-peers", "certificate_authority_mismatch", lives(E, f"{raft('zap', *AGAIN)}\n{PEER_UNKNOWN}"), E),
    quiet("living-etcd-rejects-a-stranger", lives(E, rejects("10.0.0.99"))),
    quiet("living-etcd-rejects-its-own-and-serves", lives(E, f"{PUBLISHED['ready']}\n{rejects()}")),
    quiet("living-etcd-rejects-its-own-and-answers", lives(E, f"{zap('apply request took too long', took='120ms')}\n{rejects()}")),
    quiet("living-etcd-rejects-its-own-at-its-start", lives(E, rejects(), **AT_ITS_START)),
    quiet("living-etcd-rejected-its-own-long-ago", lives(E, rejects(), **LONG_AGO)),
    quiet("living-etcd-does-not-know-one-peer", lives(E, f"{PUBLISHED['ready']}\n{PEER_UNKNOWN}")),
    quiet("living-etcd-rejects-what-shows-nothing", lives(E, zap("rejected connection", remote_addr="10.0.0.4:52898", error="EOF"))),
)  # fmt: skip

# ---- a KMS plugin that does not answer --------------------------------------------------------------------------------


def checks(names, times=2, asked="healthz"):
    """What an apiserver says whose check fails (apiserver/pkg/server/healthz)."""
    line = f"I0312 10:29:5{{}}.1       1 healthz.go:261] {names} check failed: {asked}\n[-]{names.partition(',')[0]} failed: rpc error: code = DeadlineExceeded desc = context deadline exceeded"
    return "\n".join(line.format(number) for number in range(times))


KMS_FLAG = f"--encryption-provider-config={ENCRYPT}"
KMS = (
    *(
        shows(f"living-apiserver-without-its-kms-{number}", "kms_plugin_unavailable", lives(A, checks(names, asked=asked), KMS_FLAG), A)
        for number, (names, asked) in enumerate((("kms-provider-0", "healthz"), ("kms-providers", "livez"), ("kms-provider-0,kms-provider-1", "readyz")))
    ),
    quiet("living-apiserver-once-without-its-kms", lives(A, checks("kms-provider-0", 1), KMS_FLAG)),
    quiet("living-apiserver-without-its-kms-at-its-start", lives(A, checks("kms-provider-0"), KMS_FLAG, **AT_ITS_START)),
    quiet("living-apiserver-without-its-kms-long-ago", lives(A, checks("kms-provider-0"), KMS_FLAG, **LONG_AGO)),
    miss("living-apiserver-without-its-etcd", "kms_plugin_unavailable", lives(A, checks("etcd,kms-provider-0"), KMS_FLAG)),
)  # fmt: skip

EIGHTH_LIVING = (
    *LEADERLESS, *NOT_ONE_OF_THEM, *WITHOUT_ROOM, *NEVER_ANSWERED, *BEHIND_A_PROXY, *STRANGERS, *KMS,
)  # fmt: skip
