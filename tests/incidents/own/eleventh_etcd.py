"""An etcd that lives and never had a leader, by its newest lines, and what the like of them is in one that may have had one."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_living import GONE, GONE_OLD, LONG_AGO, PAST, PUBLISHED, UNKNOWN, lives, rejects
from incidents.own.etcd_words import old, panics, zap
from incidents.own.ninth_carriers import K3S, LIVES, waits
from incidents.own.ninth_components import ANOTHER, BAD, NAMELESS, REACHED, RSA, of_peer
from incidents.own.seventh_etcd import ME, OTHER, WON, election, raft
from incidents.own.shapes import UNIT, A, E, dies, miss, quiet, shows
from incidents.own.tenth_etcd import ASKS, IGNORED, STARTS

YOUNG = {"since": timedelta(minutes=5)}
AT_FIRST = {"since": timedelta(seconds=50)}


def again(program, log, *, attempt=4, since=timedelta(seconds=50)):
    """One that was started so many times, and lives since a moment."""
    return Node(version=None).static_pod(program).runs(program, log, attempt=attempt, since=since)


# ---- of another cluster -----------------------------------------------------------------------------------------------
CALLED = {
    "2.3": old("request cluster ID mismatch (got 59a8a5efa102 want 7e27652122e8b2ae)", "E"),
    "3.5": zap("request cluster ID mismatch", local_member_id="56c2", remote_peer_cluster_id="2d9f", header="X"),
}
CALLS = {
    "2.3": old(IGNORED.partition(" | rafthttp: ")[2].format("remote", OTHER), "E"),
    "3.3": old(IGNORED.partition(" | rafthttp: ")[2].format("peer", OTHER), "E"),
    "3.5": zap(
        "request sent was ignored by remote peer due to cluster ID mismatch",
        remote_peer_id=OTHER,
        remote_peer_cluster_id="2eec",
        local_member_id="56c2",
    ),
    "cut": old("request sent was ignored (cluster ID mismatch:", "E"),
}
NOT_KNOWN = {
    "3.3": old(f"failed to find member {OTHER} in cluster 7c6b", "E"),
    "3.5": zap(
        "failed to find remote peer in cluster", local_member_id=ME, remote_peer_id_from=OTHER, cluster_id="7c6b"
    ),
}
APART = (
    *(
        shows(f"young-etcd-{how}-{form}", "etcd_membership_mismatch", lives(E, "\n".join([line] * 3), **YOUNG), E)
        for how, lines in (("is-called-by-another-cluster", CALLED), ("calls-another-cluster", CALLS), ("does-not-know-its-peers", NOT_KNOWN))
        for form, line in lines.items()
    ),
    shows("etcd-of-another-cluster-started-again", "etcd_membership_mismatch", again(E, "\n".join([CALLED["2.3"]] * 2)), E),
    quiet("etcd-of-another-cluster-at-its-first-start", lives(E, "\n".join([CALLED["2.3"]] * 2), **AT_FIRST)),
    quiet("young-etcd-is-called-by-a-stranger-once", lives(E, CALLED["3.5"], **YOUNG)),
    quiet("young-etcd-is-called-by-strangers-and-leads", lives(E, "\n".join([raft("zap", *WON), *[CALLED["3.5"]] * 5]), **YOUNG)),
    quiet("young-etcd-is-called-by-strangers-and-serves", lives(E, "\n".join([PUBLISHED["3.3"], *[CALLED["2.3"]] * 5]), **YOUNG)),
    quiet("old-etcd-does-not-know-who-calls", lives(E, "\n".join([NOT_KNOWN["3.5"]] * 5))),
)  # fmt: skip

# ---- certificates -----------------------------------------------------------------------------------------------------
STREAMS = zap(
    "established TCP streaming connection with remote peer",
    "info",
    stream_writer_type="stream Message",
    remote_peer_id=OTHER,
)
STRANGE = rejects("10.0.0.7", UNKNOWN)
TRUST = (
    *(
        shows(f"young-etcd-trusts-a-peer-not-{form}", "certificate_authority_mismatch", lives(E, of_peer(OTHER, RSA, form), **YOUNG), E)
        for form in ("3.3", "3.4-capnslog", "3.5")
    ),
    shows("etcd-trusts-a-peer-not-started-again", "certificate_authority_mismatch", again(E, of_peer(OTHER, RSA, "3.3"), attempt=6), E),
    shows("young-etcd-finds-a-peer-expired", "etcd_server_certificate_expired", lives(E, of_peer(OTHER, PAST), **YOUNG), E),
    shows("young-etcd-turns-one-away-again", "certificate_authority_mismatch", lives(E, "\n".join([STRANGE] * 3), **YOUNG), E),
    # Callers that do not accept it may have three reasons for that; peers of another name or scheme have no cause here.
    *(
        shows(f"young-etcd-is-refused-{name}", ["certificate_authority_mismatch", "unknown"], lives(E, log, **YOUNG), E, sure=False)
        for name, log in (("by-callers", rejects("10.0.0.7", BAD)), ("by-peers", of_peer(OTHER, BAD)))
    ),
    *(
        shows(f"young-etcd-peers-{name}", ["etcd_no_quorum", "unknown"], lives(E, "\n".join(of_peer(p, why) for p in (OTHER, ANOTHER)), **YOUNG), E, sure=False)
        for name, why in (("of-another-name", NAMELESS), ("without-tls", "http: server gave HTTP response to HTTPS client"))
    ),
    quiet("young-etcd-gateway-is-refused", lives(E, 'Failed to dial 10.0.0.4:2379: connection error: desc = "transport: remote error: tls: bad certificate"; please retry.', **YOUNG)),
    quiet("young-etcd-is-refused-by-itself", lives(E, rejects("10.0.0.4", BAD), **YOUNG)),
    quiet("young-etcd-turns-one-away-twice", lives(E, "\n".join([STRANGE] * 2), **YOUNG)),
    quiet("young-etcd-trusts-a-peer-not-and-serves", lives(E, f"{PUBLISHED['ready']}\n{of_peer(OTHER, RSA)}", **YOUNG)),
    quiet("young-etcd-reached-its-peer-since", lives(E, f"{of_peer(OTHER, RSA)}\n{REACHED}\n{STREAMS}", **YOUNG)),
    quiet("young-etcd-is-refused-and-serves", lives(E, f"{PUBLISHED['ready']}\n{rejects('10.0.0.7', BAD)}", **YOUNG)),
    quiet("old-etcd-is-refused", lives(E, "\n".join([rejects("10.0.0.7", BAD)] * 3))),
    miss("young-etcd-turns-one-away-while-its-peers-are-gone", "certificate_authority_mismatch", lives(E, "\n".join([STRANGE] * 3 + [GONE]), **YOUNG)),
    # A journal's pager cuts lines.
    shows(
        "etcd-turns-away-in-lines-that-are-cut",
        ["etcd_client_certificate_expired", "clock_skew"],
        lives(E, "\n".join(rejects(host, PAST, form="3.3").partition("ired or is")[0] for host in ("10.0.0.7", "10.0.0.8")), **YOUNG),
        E,
    ),
)  # fmt: skip

# ---- no leader --------------------------------------------------------------------------------------------------------
ONE = (STARTS.format(ME, 12), ASKS.format(ME, 12, OTHER, 13))
LEADERLESS = (
    *(
        shows(f"young-etcd-peers-are-gone-{form}", "etcd_no_quorum", lives(E, f"{line}\n{line.replace(OTHER, ANOTHER)}", **YOUNG), E)
        for form, line in (("3.3", GONE_OLD), ("3.5", GONE))
    ),
    # With one of several away it has a leader as well, and what it said of that may be lost.
    *(quiet(f"young-etcd-one-peer-is-gone-{form}", lives(E, "\n".join([line] * 4), **YOUNG)) for form, line in (("3.3", GONE_OLD), ("3.5", GONE))),
    shows("young-etcd-one-election", "etcd_no_quorum", lives(E, raft("zap", *election(3)), **YOUNG), E),
    shows("etcd-one-election-started-again", "etcd_no_quorum", again(E, f"{GONE}\n{raft('zap', *election(3))}", attempt=54, since=timedelta(hours=1)), E),
    shows("old-etcd-waits-for-votes", "etcd_no_quorum", lives(E, raft("zap", *election(3)), silent=timedelta(seconds=40)), E),
    shows("k3s-etcd-waits-for-votes", "etcd_no_quorum", waits(K3S, *ONE, *("x",) * 4, state=LIVES), UNIT),
    quiet("young-etcd-peers-are-gone-and-serves", lives(E, f"{PUBLISHED['ready']}\n{GONE}\n{GONE}", **YOUNG)),
    quiet("young-etcd-peers-are-gone-at-its-start", lives(E, f"{GONE}\n{GONE}", **AT_FIRST)),
    quiet("young-etcd-peer-is-gone-once", lives(E, GONE, **YOUNG)),
    quiet("young-etcd-one-election-won", lives(E, raft("zap", *election(3), *WON), **YOUNG)),
    quiet("old-etcd-waited-for-votes-and-won", lives(E, raft("zap", *election(3), *WON), silent=timedelta(seconds=40))),
    quiet("old-etcd-waited-for-votes-long-ago", lives(E, raft("zap", *election(3)), **LONG_AGO)),
)  # fmt: skip

# ---- clocks -----------------------------------------------------------------------------------------------------------


def drifts(much, form="3.5"):
    """What rafthttp's prober says, in its three forms."""
    if form == "3.5":
        return zap("prober found high clock drift", round_tripper_name="ROUND_TRIPPER_RAFT_MESSAGE", remote_peer_id=OTHER, clock_drift=much, rtt="8ms")  # fmt: skip
    who = ' (prober "ROUND_TRIPPER_RAFT_MESSAGE")' if form == "3.4" else ""
    return old(f"the clock difference against peer {OTHER} is too high [{much} > 1s]{who}", "W")


CLOCKS = (
    *(shows(f"etcd-of-another-time-{form}", "clock_skew", lives(E, f"{PUBLISHED['ready']}\n{drifts('3h12m1.53s', form)}"), E) for form in ("3.3", "3.4", "3.5")),
    *(quiet(f"etcd-of-a-little-other-time-{number}", lives(E, "\n".join([drifts(much)] * 5))) for number, much in enumerate(("1.2s", "58.4s", "1.000000153s"))),
    quiet("etcd-was-of-another-time", lives(E, drifts("3h12m1.53s"), **LONG_AGO)),
)  # fmt: skip

# ---- late -------------------------------------------------------------------------------------------------------------
FSYNC = '{{"level":"warn","ts":"2024-03-12T10:2{0}:00.900Z","caller":"wal/wal.go:805","msg":"slow fdatasync","took":"2.1s","expected-duration":"1s"}}'
READ = '2024-03-12 10:29:{}.876237 W | etcdserver: read-only range request "key:\\"/registry/x\\" " with result "{}" took too long ({}) to execute'
TIMED_OUT = READ.format(27, "error:etcdserver: request timed out", "7.001210339s")
INDEX = zap("waiting for ReadIndex response took too long, retrying", sent_request_id="7", retry_timeout="500ms")


def stalls(*seconds_ago):
    node = Node(version=None).unit("etcd")
    for ago in seconds_ago:
        node.journal("etcd", FSYNC.format(9), ago=timedelta(seconds=ago))
    return node


LATE = (
    shows("living-etcd-goes-on-stalling", "etcd_slow_disk", stalls(150, 110, 80, 40, 5), "etcd.service"),
    *(
        shows(f"living-etcd-gives-requests-up-{name}", ["etcd_slow_disk", "unknown"], lives(E, log), E, sure=False)
        for name, log in (("capnslog", f"{READ.format(22, 'size:6', '1.02s')}\n{TIMED_OUT}"), ("zap", f"{INDEX}\n{INDEX}"))
    ),
    quiet("living-etcd-stalled-for-a-moment", stalls(10, 9, 8, 7, 6, 5)),
    quiet("living-etcd-stalled", stalls(170, 150, 130, 110, 90, 80)),
    quiet("living-etcd-gave-one-request-up", lives(E, TIMED_OUT)),
    quiet("living-etcd-answers-late", lives(E, "\n".join([READ.format(22, "size:6", "1.02s")] * 2))),
    quiet("living-etcd-gave-requests-up-long-ago", lives(E, f"{INDEX}\n{INDEX}", **LONG_AGO)),
)  # fmt: skip

# ---- a database that says that it is larger than any address space -----------------------------------------------------
MMAP = (
    shows("etcd_data_corrupt-size-3.1", "etcd_data_corrupt", dies(E, old("cannot open database at /var/lib/etcd/member/snap/db (mmap too large)")), E),
    shows("etcd_data_corrupt-size-3.5", "etcd_data_corrupt", dies(E, panics("failed to open database", path="/var/lib/etcd/member/snap/db", error="mmap too large")), E),
    miss("etcd_data_corrupt-size-of-another", "etcd_data_corrupt", dies(A, "Error: mmap too large")),
)  # fmt: skip

ELEVENTH_ETCD = (*APART, *TRUST, *LEADERLESS, *CLOCKS, *LATE, *MMAP)
