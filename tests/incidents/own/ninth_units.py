"""The control plane's programs as systemd units of their own: how they end, how they live and are stuck, and rest."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_living import (
    AGAIN,
    GONE,
    LONG_AGO,
    PAST,
    PUBLISHED,
    RAISED,
    UNKNOWN,
    asks,
    rejects,
)
from incidents.own.etcd_words import failed, zap
from incidents.own.ninth_components import BEFORE_THE_VOTE, OTHER, RSA, both, of_peer
from incidents.own.seventh_etcd import raft
from incidents.own.shapes import KCM, LOST, A, E, S, gives_up, miss, quiet, shows

ENDED = "{}.service: Main process exited, code=exited, status={}"
ENDED_OLD = "{}.service: main process exited, code=exited, status={}/FAILURE"


def loops(
    program,
    log="",
    *,
    status=1,
    restarts=7,
    form=ENDED,
    node=None,
    ago=timedelta(seconds=4),
    state="activating",
    sub="auto-restart",
):
    """A unit that systemd starts again and again, and what it said last."""
    made = node or Node(version="v1.28.4")
    made.unit(program, state, sub, restarts, Result="exit-code", ExecMainStatus=status, ExecMainCode=1)
    made.journal(program, f"Started {program}.", by="systemd", ago=ago + timedelta(seconds=3))
    made.journal(program, *log.splitlines(), ago=ago + timedelta(seconds=1))
    return made.journal(
        program,
        form.format(program, status),
        f"{program}.service: Failed with result 'exit-code'.",
        by="systemd",
        ago=ago,
    )


def goes_on(
    program, log, *, since=timedelta(days=3), silent=timedelta(0), restarts=0, node=None, sub="running", state="active"
):
    """A unit that lives, and what it says."""
    made = node or Node(version="v1.28.4")
    began = (made.at - since).strftime("%Y-%m-%dT%H:%M:%SZ")
    made.unit(
        program,
        state,
        sub,
        restarts,
        Result="success",
        MainPID=812,
        ExecMainStartTimestamp=began,
        ActiveEnterTimestamp=began,
    )
    return made.journal(program, *log.splitlines(), ago=silent + timedelta(seconds=5))


def at_exec(why, program="etcd", path="/usr/local/bin/etcd"):
    node = Node(version=None).unit(
        program, "activating", "auto-restart", 7, Result="exit-code", ExecMainStatus=203, ExecMainCode=1
    )
    node.journal(program, f"{program}.service: Failed at step EXEC spawning {path}{why}", by=f"({program})")
    return node.journal(
        program,
        f"{program}.service: Main process exited, code=exited, status=203/EXEC",
        by="systemd",
        ago=timedelta(seconds=31),
    )


ONLY_THE_UNIT = Node(version=None).unit(
    "etcd", "activating", "auto-restart", 7, Result="exit-code", ExecMainStatus=203, ExecMainCode=1
)
EXECUTED = (
    shows("unit-of-no-program", "command_not_found", at_exec(": No such file or directory"), "etcd.service"),
    shows("unit-of-another-machines-program", "command_not_found", at_exec(": Exec format error", "kube-apiserver", "/usr/local/bin/kube-apiserver"), "kube-apiserver.service"),
    shows("unit-of-a-program-cut-off", "command_not_found", at_exec("", path="/usr/"), "etcd.service"),
    shows("unit-with-203", "command_not_found", ONLY_THE_UNIT, "etcd.service"),
    miss("unit-that-may-not-execute", "command_not_found", at_exec(": Permission denied")),
    miss("unit-with-217", "command_not_found", loops(E, status=217)),
)  # fmt: skip

IN_USE_ETCD = failed("listen tcp 10.0.0.4:2380: bind: address already in use")
REMOVED = zap("the member has been permanently removed from the cluster", "fatal")
CORRUPT = "panic: freepages: failed to get all reachable pages (page 2475294449906223648: out of bounds: 3758)"
UNKNOWN_FLAG = "Error: unknown flag: --insecure-port"
ENDS = (
    *(
        shows(f"unit-{number}-{cause}{'-old' if form is ENDED_OLD else ''}", cause, loops(program, log, form=form), f"{program}.service")
        for number, (program, cause, log) in enumerate((
            (E, "etcd_membership_mismatch", REMOVED),
            (E, "etcd_data_corrupt", CORRUPT),
            (E, "unknown_flag", "flag provided but not defined: -enable-v2x"),
            (A, "unknown_flag", UNKNOWN_FLAG),
            (A, "etcd_unreachable", gives_up("dial tcp 127.0.0.1:2379: connect: connection refused")),
            (A, "missing_required_flag", 'E0312 10:29:50.1       1 run.go:74] "command failed" err="service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags"'),
            (KCM, "leader_election_lost", LOST.format(name=KCM, why="context deadline exceeded", last='E0312 10:29:55.2       1 controllermanager.go:316] "leaderelection lost"')),
            (S, "unknown_flag", 'E0312 10:29:50.1       1 run.go:74] "command failed" err="unknown flag: --algorithm-provider"'),
        ))
        for form in (ENDED, ENDED_OLD)
        if form is ENDED or program == E
    ),
    shows("unit-failed", "unknown_flag", loops(A, UNKNOWN_FLAG, state="failed", sub="failed", restarts=5), "kube-apiserver.service"),
    shows("unit-only-said", "unknown_flag", Node(version="v1.28.4").journal(A, UNKNOWN_FLAG), "kube-apiserver.service"),
    shows("unit-upstream", "etcd_data_corrupt", loops(A, gives_up("dial tcp 127.0.0.1:2379: connect: connection refused"), node=loops(E, CORRUPT)), "etcd.service"),
)  # fmt: skip

STAYS = (
    shows("unit-etcd-asks-before-the-vote", "etcd_no_quorum", goes_on(E, raft("zap", *BEFORE_THE_VOTE)), "etcd.service"),
    shows("unit-etcd-waits-for-its-peers", "etcd_no_quorum", goes_on(E, f"{raft('zap', *AGAIN)}\n{GONE}", state="activating", sub="start", restarts=9, since=timedelta(minutes=3)), "etcd.service"),
    shows("unit-etcd-trusts-no-peer", "certificate_authority_mismatch", goes_on(E, both(RSA)), "etcd.service"),
    shows("unit-etcd-rejects-what-has-expired", "etcd_client_certificate_expired", goes_on(E, "\n".join(rejects(host, PAST) for host in ("10.0.0.7", "10.0.0.8"))), "etcd.service"),
    shows("unit-etcd-without-room", "etcd_nospace_alarm", goes_on(E, RAISED), "etcd.service"),
    shows("unit-controllers-are-shown-another-ca", "certificate_authority_mismatch", goes_on(KCM, asks(UNKNOWN)), f"{KCM}.service"),
)  # fmt: skip

RESTS = (
    quiet("unit-etcd-is-well", goes_on(E, PUBLISHED["ready"])),
    quiet("unit-etcd-at-its-start", goes_on(E, f"{raft('zap', *AGAIN)}\n{GONE}", since=timedelta(seconds=40))),
    quiet("unit-etcd-one-peer-less", goes_on(E, "\n".join([of_peer(OTHER, RSA)] * 6))),
    quiet("unit-etcd-asked-long-ago", goes_on(E, raft("zap", *BEFORE_THE_VOTE), **LONG_AGO)),
    quiet("unit-etcd-was-never-started", Node(version="v1.28.4").unit("etcd", "inactive", "dead", Result="success")),
    quiet("unit-etcd-is-not-installed", Node(version="v1.28.4").unit("etcd", "inactive", "dead", LoadState="not-found")),
    quiet("unit-etcd-was-stopped", Node(version="v1.28.4").unit("etcd", "inactive", "dead", Result="success").journal("etcd", REMOVED)),
    quiet("unit-etcd-failed-beside-a-pod", loops(E, IN_USE_ETCD, state="failed", sub="failed", node=Node(version="v1.28.4").static_pod(E).runs(E, PUBLISHED["ready"]))),
    miss("unit-etcd-ended-once-and-lives", "unknown_flag", goes_on(E, PUBLISHED["ready"], since=timedelta(hours=1), restarts=1, node=loops(E, "", ago=timedelta(hours=1, seconds=5)))),
)  # fmt: skip

NINTH_UNITS = (*EXECUTED, *ENDS, *STAYS, *RESTS)
