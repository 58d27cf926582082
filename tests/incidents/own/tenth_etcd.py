"""etcd within k3s in both of its forms, one that turns its peers away, quotes in paths, and stalls with a victim."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_living import PAST, PUBLISHED, UNKNOWN, lives, rejects
from incidents.own.etcd_words import failed, old, zap
from incidents.own.ninth_carriers import K3S, LIVES, dies_under_k0s, info, waits
from incidents.own.seventh_etcd import ALONE, ME, OTHER, WON, election, raft
from incidents.own.shapes import EXPIRED_OLD, KCM, UNIT, A, E, dies, miss, quiet, shows, unhealthy

# ---- the etcd within k3s ----------------------------------------------------------------------------------------------
STARTS = "raft2024/03/12 10:29:57 INFO: {} is starting a new election at term {}"
ASKS = "raft2024/03/12 10:29:57 INFO: {} [logterm: {}, index: 38147148] sent MsgVote request to {} at term {}"
GONE = f"2024-03-12 10:29:57.094903 W | rafthttp: health check for peer {OTHER} could not connect: dial tcp 10.0.0.5:2380: connect: connection refused"
UNPUBLISHED = "2024-03-12 10:29:57.060854 E | etcdserver: publish error: etcdserver: request timed out"
LEADS = f"raft2024/03/12 10:29:58 INFO: raft.node: {ME} elected leader {OTHER} at term 263"
IN_VAIN = (STARTS.format(ME, 261), ASKS.format(ME, 12, OTHER, 262))
OTHERS_CLUSTER = f"2024-03-12 10:29:57.7 E | rafthttp: request sent was ignored (cluster ID mismatch: peer[{OTHER}]=2eec, local=7c6b)"


def carries(*lines):
    """The same in a unit of another name, as distributions call theirs."""
    return Node(version=None).unit("kubelet").kubelet(*lines, by="k3s")


def removed(who=ME, me=ME):
    return (
        '{"level":"info","ts":"2024-03-12T10:29:57.3Z","caller":"membership/cluster.go:422","msg":"removed member","cluster-id":"a139",'
        f'"local-member-id":"{me}","removed-remote-peer-id":"{who}","removed-remote-peer-urls":["https://10.0.0.4:2380"]}}'
    )


JOINED = '{"level":"info","ts":"2024-03-12T10:29:58.3Z","caller":"etcdserver/server.go:2027","msg":"published local member to cluster through raft"}'
LOOPS = {"state": ("activating", "auto-restart"), "restarts": 9}
WITHIN_K3S = (
    shows("etcd_no_quorum-k3s-capnslog", "etcd_no_quorum", waits(K3S, UNPUBLISHED, GONE, *IN_VAIN, state=LIVES), UNIT),
    shows("etcd_no_quorum-k3s-by-its-terms", "etcd_no_quorum", waits(K3S, *IN_VAIN, state=LIVES), UNIT),
    shows("etcd_no_quorum-carrier-of-another-name", "etcd_no_quorum", carries(UNPUBLISHED, GONE, *IN_VAIN), UNIT),
    shows("etcd_membership_mismatch-k3s-stranger", "etcd_membership_mismatch", waits(K3S, UNPUBLISHED, GONE, OTHERS_CLUSTER, state=LIVES), UNIT),
    shows("etcd_membership_mismatch-k3s-removed", "etcd_membership_mismatch", waits(K3S, removed(), **LOOPS), UNIT),
    shows("etcd_membership_mismatch-k3s-removed-lives", "etcd_membership_mismatch", waits(K3S, removed(), info("x"), state=LIVES), UNIT),
    quiet("k3s-capnslog-is-led", waits(K3S, UNPUBLISHED, GONE, *IN_VAIN, LEADS, state=LIVES)),
    quiet("k3s-capnslog-one-election", waits(K3S, STARTS.format(ME, 12), ASKS.format(ME, 12, OTHER, 13), state=LIVES)),
    quiet("k3s-capnslog-a-peer-is-gone", waits(K3S, *(GONE,) * 6, state=LIVES)),
    quiet("k3s-another-member-removed", waits(K3S, removed(OTHER), state=LIVES)),
    quiet("k3s-removed-and-joined-anew", waits(K3S, removed(), JOINED, state=LIVES)),
    miss("etcd_membership_mismatch-another-removed", "etcd_membership_mismatch", waits(K3S, removed(OTHER), **LOOPS)),
    miss("etcd_no_quorum-rke2-reads-its-files", "etcd_no_quorum", waits("rke2-server", *IN_VAIN, state=LIVES)),
    shows("etcd_membership_mismatch-removed-itself", "etcd_membership_mismatch", dies(E, removed()), E),
    miss("etcd_membership_mismatch-removed-another", "etcd_membership_mismatch", dies(E, removed(OTHER))),
)  # fmt: skip

# ---- an etcd whose peers ignore it ------------------------------------------------------------------------------------
IGNORED = "2024-03-12 10:29:57.7 E | rafthttp: request sent was ignored (cluster ID mismatch: {}[{}]=2eec, local=7c6b)"


def ignored(*peers, form="3.3", theirs="2eec"):
    if form == "3.3":
        return "\n".join(IGNORED.format(side, peer) for side in ("peer", "remote") for peer in peers)
    message = "request sent was ignored by remote peer due to cluster ID mismatch"
    told = {"local_member_id": "56c2", "local_member_cluster_id": "7c6b", "error": "cluster ID mismatch"}
    return "\n".join(
        zap(message, remote_peer_id=p, remote_peer_cluster_id=theirs + p * (theirs == ""), **told) for p in peers
    )


IGNORES = (
    *(
        shows(f"living-etcd-is-ignored-by-its-peers-{form}", "etcd_membership_mismatch", lives(E, ignored("a1", "b2", form=form)), E)
        for form in ("3.3", "3.5")
    ),
    quiet("living-etcd-is-ignored-by-one", lives(E, ignored("a1"))),
    quiet("living-etcd-is-ignored-by-each-for-itself", lives(E, ignored("a1", "b2", form="3.5", theirs=""))),
    quiet("living-etcd-is-ignored-and-serves", lives(E, f"{PUBLISHED['ready']}\n{ignored('a1', 'b2')}")),
    # Whoever is called so cannot tell which of the two is the stranger, as long as that is one.
    quiet("living-etcd-is-called-by-strangers", lives(E, "\n".join([old("request cluster ID mismatch (got 59a8 want 7e27)", "E")] * 5))),
    shows(
        "etcd_membership_mismatch-k0s-removed",
        "etcd_membership_mismatch",
        dies_under_k0s("etcd", removed(), failed("the member has been permanently removed from the cluster")),
        UNIT,
    ),
)  # fmt: skip

# ---- an etcd that turns its peers away --------------------------------------------------------------------------------
# Up to Go 1.14 nobody tells whether a certificate is past its time or before it.
FRESH = (
    f"{ME} is starting a new election at term 171",
    f"{ME} [logterm: 1, index: 3] sent MsgVote request to {OTHER} at term 172",
)


UNTOLD = EXPIRED_OLD.rpartition("failed: ")[2]


TURNED = (
    '{{"level":"warn","ts":"2024-03-12T10:29:57.0Z","caller":"embed/config_logging.go:169","msg":"rejected connection",'
    '"remote-addr":"10.0.0.{}:3201","server-name":"","error":"tls: failed to verify certificate: {}"}}'
)


def turns_away(*raft_words, hosts=("10.0.0.5", "10.0.0.6"), why=UNTOLD, form="3.3", more="", **life):
    turned = "\n".join(rejects(host, why, form=form) for host in hosts)
    words = raft("own" if form == "3.3" else "zap", *raft_words, second=50)
    return lives(E, f"{more}\n{turned}\n{words}".lstrip(), **{"since": timedelta(seconds=50), **life})


LOW = tuple(each.replace("logterm: 7", "logterm: 9794") for each in ALONE)
PEERS = (
    # Without old terms two elections may be soon won.
    quiet("living-etcd-two-elections", lives(E, raft("zap", *LOW))),
    shows("living-etcd-two-elections-of-many", "etcd_no_quorum", lives(E, raft("zap", *ALONE)), E),
    shows("etcd-of-a-new-cluster-turns-its-peers-away", "clock_skew", turns_away(*FRESH), E),
    shows("etcd-turns-its-peers-away", "etcd_client_certificate_expired", turns_away(*ALONE), E),
    shows("etcd-turns-its-peers-away-since-long", "etcd_client_certificate_expired", turns_away(*ALONE, since=timedelta(days=3)), E),
    shows("etcd-turns-its-peers-away-told", "etcd_client_certificate_expired", turns_away(*ALONE, why=PAST, form="3.5"), E),
    shows("etcd-of-a-new-cluster-with-old-certificates", "etcd_client_certificate_expired", turns_away(*FRESH, why=PAST, form="3.5"), E),
    shows("etcd-turns-its-peers-away-as-too-new", "clock_skew", turns_away(*ALONE, why=PAST.replace("after", "before"), form="3.5"), E),
    *(
        shows(f"etcd-knows-none-of-its-peers-{name}", "certificate_authority_mismatch", node, subject)
        for name, node, subject in (
            ("early", turns_away(*ALONE, why=UNKNOWN), E),
            ("3.5", turns_away(*ALONE, why=UNKNOWN, form="3.5"), E),
            ("k3s", waits(K3S, *(TURNED.format(n, UNKNOWN) for n in (5, 6, 5, 6)), *IN_VAIN, state=LIVES), UNIT),
        )
    ),
    shows("etcd_client_certificate_expired-k3s", "etcd_client_certificate_expired", waits(K3S, *(TURNED.format(n, PAST) for n in (5, 6, 5, 6)), *IN_VAIN, state=LIVES), UNIT),
    quiet("k3s-etcd-turns-strangers-away", waits(K3S, *(TURNED.format(n, UNKNOWN) for n in (5, 6, 5, 6)), state=LIVES)),
    miss("etcd-turns-strangers-away-while-its-peers-are-gone", "certificate_authority_mismatch", turns_away(*ALONE, why=UNKNOWN, more=GONE)),
    miss("etcd-turns-one-away", ["etcd_client_certificate_expired", "clock_skew"], turns_away(*ALONE, hosts=("10.0.0.5",) * 3)),
    quiet("etcd-turns-away-and-leads", turns_away(*ALONE, *WON)),
    quiet("etcd-turns-away-and-has-voted-once", turns_away(*election(3))),
)  # fmt: skip

# ---- quotes that are part of a path -----------------------------------------------------------------------------------
CERT = "/etc/etcd/server.crt"
NO_CERT = f'open "{CERT}": no such file or directory'
VARIABLES = {"ETCD_CERT_FILE": f'"{CERT}"', "ETCD_NAME": "etcd3", "ETCD_KEY_FILE": '"/etc/etcd/server.key"'}
PLAIN = {"ETCD_CERT_FILE": CERT, "ETCD_NAME": "etcd3"}
AUDIT = "/etc/kubernetes/audit.yaml"


def there(*paths):
    node = Node(version="v1.28.4")
    for path in paths:
        node.there(path)
    return node


QUOTES = (
    *(
        shows(f"invalid_flag_value-quotes-{form}", "invalid_flag_value", dies(E, log, flags=(), env=VARIABLES, mounts=("/etc/etcd",), node=node), E)
        for form, log, node in (
            ("3.3", old(NO_CERT), there(CERT)),
            ("3.5", zap("discovery failed", "fatal", error=NO_CERT), there(CERT)),
            ("3.5-absent", zap("discovery failed", "fatal", error=NO_CERT), Node(version=None).absent(CERT)),
        )
    ),
    shows("invalid_flag_value-quotes-in-a-flag", "invalid_flag_value", dies(E, old(NO_CERT), f'--cert-file="{CERT}"', flags=(), mounts=("/etc/etcd",), node=there(CERT)), E),
    shows(
        "invalid_flag_value-quotes-apiserver",
        "invalid_flag_value",
        dies(A, f"Error: loading audit policy file: failed to read file path '{AUDIT}': open '{AUDIT}': no such file or directory", f"--audit-policy-file='{AUDIT}'", mounts=("/etc/kubernetes",), node=there(AUDIT)),
        A,
    ),
    shows("file_missing-told-with-quotes", "file_missing", dies(E, old(NO_CERT), flags=(), env=PLAIN, mounts=("/etc/etcd",), node=Node(version=None).absent(CERT)), E),
    shows("file_missing-beside-quotes", "file_missing", dies(E, old("open /etc/etcd/ca.crt: no such file or directory"), "--trusted-ca-file=/etc/etcd/ca.crt", flags=(), env=VARIABLES, mounts=("/etc/etcd",), node=Node(version=None).absent("/etc/etcd/ca.crt")), E),
)  # fmt: skip

# etcd quotes what it refuses (%q), so that a quote within is escaped: pkg/flags, and Go's own flag package.
QUOTED = (
    (
        "listen-client-urls",
        "https://0.0.0.0:2379",
        'parse "\\"https://0.0.0.0:2379\\"": first path segment in URL cannot contain colon',
    ),
    ("client-cert-auth", "true", 'strconv.ParseBool: parsing "\\"true\\"": invalid syntax'),
    ("initial-cluster-state", "new", 'invalid value "\\"new\\""'),
)
REFUSED_QUOTES = (
    *(
        shows(f"invalid_flag_value-quoted-{name}-{form}", "invalid_flag_value", dies(E, log.format(rf'invalid value "\"{value}\"" for ETCD_{name.upper().replace("-", "_")}: {why}'), flags=(), env={f"ETCD_{name.upper().replace('-', '_')}": f'"{value}"'}), E)
        for name, value, why in QUOTED
        for form, log in (("3.3", "2024-03-12 10:29:55.900100 C | pkg/flags: {}"), ("plain", "{}"))
    ),
    *(
        shows(f"invalid_flag_value-quoted-flag-{name}", "invalid_flag_value", dies(E, rf'invalid {"boolean " * (value == "true")}value "\"{value}\"" for {"flag " * (value != "true")}-{name}: {why}' + "\nusage:\n", f'--{name}="{value}"'), E)
        for name, value, why in QUOTED
    ),
)  # fmt: skip

# ---- stalls, and who suffers from them --------------------------------------------------------------------------------
STALL = "2024-03-12 10:29:24.018512 W | wal: sync duration of 1.018100466s, expected less than 1s"
WRITE = '2024-03-12 10:29:22.876316 W | etcdserver: request "header:<ID:98 > lease_grant:<ttl:15-second id:09ca>" with result "size:41" took too long ({}) to execute'
READ = '2024-03-12 10:29:22.876237 W | etcdserver: read-only {} request "key:\\"/registry/x\\" " with result "range_response_count:0 size:6" took too long (2.285637356s) to execute'


def stalls(*log, status=503, ago=timedelta(seconds=32)):
    node = Node(version="v1.19.3").unit("kubelet").static_pod(E, image="k8s.gcr.io/etcd:3.4.13-0")
    node.runs(E, "\n".join(log), attempt=3, since=timedelta(hours=2))
    return node.kubelet(unhealthy(E, status, new=False), ago=ago)


SLOW = (
    shows("etcd_slow_disk-fails-its-check", "etcd_slow_disk", stalls(WRITE.format("616.6ms"), READ.format("range"), STALL), E),
    shows("etcd_slow_disk-fails-its-check-writes", "etcd_slow_disk", stalls(WRITE.format("1.6s"), READ.format("txn"), WRITE.format("1.7s"), STALL), E),
    miss("etcd_slow_disk-fails-its-check-without-stalls", "etcd_slow_disk", stalls(*(READ.format("range"),) * 3)),
    miss("etcd_slow_disk-one-stall", "etcd_slow_disk", stalls(STALL)),
    miss("etcd_slow_disk-failed-at-another-time", "etcd_slow_disk", stalls(WRITE.format("1.6s"), READ.format("txn"), STALL, ago=timedelta(minutes=9))),
    miss("etcd_slow_disk-without-room", "etcd_slow_disk", stalls(zap("alarm raised", alarm="NOSPACE"), WRITE.format("1.6s"), READ.format("txn"), STALL)),
    miss("etcd_slow_disk-answered-otherwise", "etcd_slow_disk", stalls(WRITE.format("1.6s"), READ.format("txn"), STALL, status=401)),
)  # fmt: skip

# ---- who asks an apiserver whose etcd is away -------------------------------------------------------------------------
ASKED = "E0312 10:29:{second}.1       1 leaderelection.go:228] error retrieving resource lock kube-system/kube-controller-manager: {why}"


def asked(why):
    return "\n".join(ASKED.format(second=second, why=why) for second in (50, 53, 57))


LEASES = (
    *(
        shows(
            f"leader_election_lost-etcd2-client-{number}",
            "leader_election_lost",
            dies(KCM, asked(why), version="v1.5.3", code=255, lived=timedelta(hours=9)),
            KCM,
        )
        for number, why in enumerate((
            "client: etcd cluster is unavailable or misconfigured",
            "client: etcd member https://10.0.0.4:2379 has no leader",
            "client: no endpoints available",
        ))
    ),
    miss("leader_election_lost-etcd2-client-refuses", "leader_election_lost", dies(KCM, asked("100: Key not found (/registry) [5]"), version="v1.5.3", code=255, lived=timedelta(hours=9))),
)  # fmt: skip

TENTH_ETCD = (*WITHIN_K3S, *IGNORES, *PEERS, *QUOTES, *REFUSED_QUOTES, *SLOW, *LEASES)
