"""Healed troubles, rolling upgrades, former lives and neighbours of what an apiserver, an etcd and carriers say of late."""

from datetime import timedelta

from incidents.builder import PKI, Node
from incidents.certificates import certificate
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.eighth_living import lives
from incidents.own.etcd_words import old
from incidents.own.ninth_carriers import K3S, RKE2, info
from incidents.own.ninth_units import goes_on
from incidents.own.seventh_companions import rebooted
from incidents.own.shapes import KCM, A, E, S, dies, miss, quiet, shows
from incidents.own.twelfth_upper import (
    ALARM,
    CHECKS,
    ENCRYPTS,
    GATEWAYS,
    KEEPALIVED,
    NO_INTERFACE,
    NO_LEADER,
    NOT_A_MEMBER,
    REFUSED,
    REMOVALS,
    ROOTS,
    UNKNOWN,
    UNREADABLE,
    gateway,
    handshakes,
    told_of_no_room,
)

SEVERAL = "--etcd-servers=https://10.0.0.4:2379,https://10.0.0.5:2379"
ELSEWHERE = "--etcd-servers=https://10.0.0.9:2379"
AWAY = ["etcd_unreachable"]


def seconds(number):
    return timedelta(seconds=number)


def says(program, *told, extra=(), flags=None, node=None, since=timedelta(days=3), **pod):
    """It lives, and said each of that so many seconds ago."""
    lines = [line for _, line in told]
    made = lives(program, "\n".join(lines), *extra, node=node, flags=flags, since=since, **pod)
    path = next(each for each in made.files if f"/{program}/" in each and each.endswith(".log"))
    stamps = [(made.at - seconds(ago)).strftime("%Y-%m-%dT%H:%M:%S.000000Z") for ago, _ in told]
    made.files[path] = "".join(f"{at} stderr F {line}\n" for at, line in zip(stamps, lines, strict=True))
    return made


def dials(*told, **more):
    """An apiserver that lives and dials etcd at that host in vain, so many seconds ago."""
    return says(A, *((ago, REFUSED.format(host)) for ago, host in told), **more)


# ---- an apiserver whose etcd was away -------------------------------------------------------------------------------
HERE = "127.0.0.1"
MOMENTS = [(ago, HERE) for ago in (45, 40, 33, 25, 18, 12)]
ROLLING = [*((ago, "10.0.0.4") for ago in (150, 140, 130)), *((ago, "10.0.0.5") for ago in (20, 15, 10, 5))]
STUCK = [(ago, HERE) for ago in (60, 45, 30, 15, 3)]
FORMER = {"uid": "f" * 32, "lived": timedelta(days=30)}
AWAITED = (
    shows("living-apiserver-dials-to-this-moment", ["etcd_unreachable", "unknown"], dials(*STUCK), A, sure=False),
    miss("red2-etcd-was-upgraded", AWAY, dials(*MOMENTS).static_pod(E).died(E, "", code=0, attempt=0, ago=seconds(50), **FORMER).runs(E, since=seconds(11))),
    miss("red2-etcds-in-turn", AWAY, dials(*ROLLING, flags=(SEVERAL,))),
    miss("red2-one-of-two-alike", AWAY, dials(*((ago, "10.0.0.10") for ago, _ in STUCK), *((ago, "10.0.0.10") for ago in (2, 1)), flags=("--etcd-servers=https://10.0.0.1:2379,https://10.0.0.10:2379",))),
    miss("red2-left-etcd-beside-another", AWAY, lives(A, CHECKS["list"], flags=(ELSEWHERE,)).died(E, "", code=0, ago=timedelta(days=9))),
    miss("red2-job-named-etcd", AWAY, lives(A, CHECKS["list"], flags=(ELSEWHERE,)).died(E, "", code=0, ago=timedelta(hours=3), **FORMER)),
    miss("red2-apiserver-out-of-memory-of-its-limit", AWAY, dies(A, CHECKS["several"], code=137, reason="OOMKilled", lived=timedelta(hours=5))),
    miss("red2-unit-of-a-former-etcd", AWAY, lives(A, CHECKS["list"], flags=(ELSEWHERE,)).unit(E, "failed", "failed", 0, Result="exit-code")),
)  # fmt: skip

# ---- leaders, keys and roots ----------------------------------------------------------------------------------------
TWO_OF_AES = UNREADABLE.format("no matching key was found for the provided AES transformer")
PRIVATE = ROOTS.replace("ec2.ap-southeast-2.amazonaws.com", "cloud.example.corp")
FINE = "I0312 10:29:59.1       1 controller.go:611] quota admission added evaluator for: leases.coordination.k8s.io"
END = 'E0312 10:29:59.1       1 run.go:74] "command failed" err="unknown flag: --x"'
CLIENTS = (
    *(miss(f"red2-leaders-in-turn-{form}", "etcd_no_quorum", says(A, (160, line), (4, line))) for form, line in NO_LEADER.items()),
    *(miss(f"red2-leader-came-{form}", "etcd_no_quorum", says(A, (170, line), (150, line), (140, line))) for form, line in NO_LEADER.items()),
    *(shows(f"etcd_no_quorum-to-this-moment-{form}", "etcd_no_quorum", says(A, *((ago, line) for ago in (60, 45, 30, 15, 4))), A) for form, line in NO_LEADER.items()),
    quiet("red2-keys-were-loaded-anew", says(A, *((ago, TWO_OF_AES) for ago in (170, 165, 160, 150)), extra=(ENCRYPTS,))),
    miss("red2-keys-and-an-end-by-its-limit", "encryption_config_invalid", dies(A, "\n".join([TWO_OF_AES] * 4), ENCRYPTS, code=137, reason="OOMKilled", lived=timedelta(days=9))),
    miss("red2-keys-and-a-flag", "encryption_config_invalid", dies(A, "\n".join([*[TWO_OF_AES] * 4, END]), ENCRYPTS)),
    miss("red2-keys-and-an-upgrade", "encryption_config_invalid", dies(A, "\n".join([*[TWO_OF_AES] * 4, FINE]), ENCRYPTS, code=0, lived=timedelta(days=9), attempt=0)),
    *(miss(f"red2-{name}-of-several", "certificate_authority_mismatch", lives(A, handshakes(f"x509: {UNKNOWN}"), flags=(f"{SEVERAL},https://127.0.0.1:2379",))) for name in ("one-member",)),
    miss("red2-etcd-was-trusted-again", "certificate_authority_mismatch", says(A, *((ago, handshakes(f"x509: {UNKNOWN}", 1)) for ago in (60, 50, 40, 25)), (3, FINE)).static_pod(E).runs(E, since=seconds(20))),
)  # fmt: skip

# ---- what an etcd is shown ------------------------------------------------------------------------------------------
SERVER = f"{PKI}/etcd/server.crt"
VALID = certificate("master-1", issuer="etcd-ca")
OF_ETCD = (
    *(miss(f"red2-gateway-of-a-valid-{form}", "etcd_server_certificate_expired", lives(E, gateway(form)).file(SERVER, VALID)) for form in GATEWAYS),
    miss("red2-gateway-of-a-valid-one-served", "etcd_server_certificate_expired", lives(E, gateway()).serves(VALID, 2379)),
    quiet("red2-talos-ran-out-of-its-disk", told_of_no_room("[talos] task failed: etcdserver: no space left on device")),
)  # fmt: skip

# ---- keepalived, and a cloud's manager ------------------------------------------------------------------------------
WARNING = NO_INTERFACE.partition("\n")[0]
WITHOUT = ["component_config_invalid"]
UNBROUGHT = "\n".join([ROOTS.format(UNKNOWN)] * 3)
COMPANIONS = (
    *(miss(f"red2-keepalived-stopped-{code}", WITHOUT, dies("keepalived", WARNING, code=code, lived=timedelta(days=3), **KEEPALIVED)) for code in (0, 137, 143)),
    miss("red2-keepalived-of-its-limit", WITHOUT, dies("keepalived", WARNING, code=137, reason="OOMKilled", **KEEPALIVED)),
    miss("red2-keepalived-and-another-end", WITHOUT, dies("keepalived", f"{WARNING}\nOpening file '/etc/keepalived/keepalived.conf'.\nbind: Address already in use\nKeepalived_vrrp exited with permanent error FATAL. Terminating", **KEEPALIVED)),
    shows("red2-private-cloud-is-a-guess", ["host_ca_bundle_missing", "unknown"], lives(KCM, "\n".join([PRIVATE.format(UNKNOWN)] * 3), mounts=()), sure=False),
)  # fmt: skip

# ---- units, reboots, and what a carrier said before it went well ----------------------------------------------------
STARTED_UNIT = {
    "ActiveEnterTimestamp": "Tue 2024-03-12 10:29:49 UTC",
    "ExecMainStartTimestamp": "Tue 2024-03-12 10:29:48 UTC",
}
DIALS_AND_KEYS = "\n".join([*[TWO_OF_AES] * 4, *[REFUSED.format(HERE)] * 8])
WENT_WELL = (info("Starting k3s v1.28.4+k3s1 (6ba6c1b6)"), info("k3s is up and running"))
BEFORE_IT_WENT_WELL = {
    "joins": "starting kubernetes: preparing server: https://10.0.0.9:6443/v1-k3s/server-bootstrap: 503 Service Unavailable",
    "kine": "starting kubernetes: preparing server: creating storage endpoint: building kine: dial tcp 10.0.0.5:3306: connect: connection refused",
    "room": "starting kubernetes: preparing server: etcdserver: mvcc: database space exceeded",
}


def goes_well(text):
    node = Node().unit(K3S, "active", "running", 1).journal(K3S, fatal(text), ago=timedelta(minutes=4))
    return node.journal(K3S, *WENT_WELL, ago=timedelta(minutes=3))


OTHERS = (
    miss("red2-unit-of-etcd-that-was-restarted", AWAY, goes_on(A, "\n".join([REFUSED.format(HERE)] * 4)).unit(E, **STARTED_UNIT)),
    miss("red2-failed-unit-beside-an-etcd-that-runs", ["etcd_no_quorum"], lives(A, CHECKS["list"]).static_pod(E).runs(E).unit(E, "failed", "failed", 0, Result="exit-code")),
    miss("red2-rebooted-while-etcd-was-asked", AWAY, rebooted(A, log=CHECKS["several"])),
    miss("red2-keys-and-etcd-that-is-away", "encryption_config_invalid", dies(A, DIALS_AND_KEYS, ENCRYPTS, code=137, lived=timedelta(minutes=4))),
    *(quiet(f"red2-k3s-went-well-{name}", goes_well(text)) for name, text in BEFORE_IT_WENT_WELL.items()),
)  # fmt: skip

# ---- who is outside, and not asked with the host's roots ------------------------------------------------------------
LISTS = 'E0312 10:29:5{}.1       1 reflector.go:147] k8s.io/client-go/informers/factory.go:159: Failed to watch *v1.Node: failed to list *v1.Node: Get "https://api.example.com:6443/api/v1/nodes?limit=500": tls: failed to verify certificate: x509: certificate signed by unknown authority'
LEASES = 'E0312 10:29:5{}.1       1 leaderelection.go:332] error retrieving resource lock kube-system/kube-scheduler: Get "https://api.example.com:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s": tls: failed to verify certificate: x509: certificate signed by unknown authority'
ISSUER = 'E0312 10:29:5{}.1       1 oidc.go:356] oidc authenticator: initializing plugin: Get "https://dex.example.com/.well-known/openid-configuration": tls: failed to verify certificate: x509: certificate signed by unknown authority'
HOOK = 'W0312 10:29:5{}.1       1 dispatcher.go:205] Failed calling webhook, failing closed x.example.com: failed calling webhook "x.example.com": failed to call webhook: Post "https://hooks.example.com/x?timeout=10s": tls: failed to verify certificate: x509: certificate signed by unknown authority'
AUTHN = 'E0312 10:29:5{}.1       1 webhook.go:154] Failed to make webhook authenticator request: Post "https://authn.example.com/authenticate?timeout=30s": tls: failed to verify certificate: x509: certificate signed by unknown authority'


def four(line):
    return "\n".join(line.format(number) for number in range(4, 8))


ROOTLESS = ["host_ca_bundle_missing"]
OUTSIDE = (
    *(miss(f"red2-{program}-of-another-ca-{name}", ROOTLESS, lives(program, four(line), mounts=())) for program in (KCM, S) for name, line in (("lists", LISTS), ("leases", LEASES))),
    miss("red2-issuer-of-a-ca-of-its-own", ROOTLESS, lives(A, four(ISSUER), f"--oidc-ca-file={PKI}/dex.crt", "--oidc-issuer-url=https://dex.example.com", mounts=(PKI,))),
    miss("red2-webhook-of-a-ca-of-its-own", ROOTLESS, lives(A, four(HOOK), mounts=(PKI,))),
    miss("red2-authenticator-of-a-ca-of-its-own", ROOTLESS, lives(A, four(AUTHN), f"--authentication-token-webhook-config-file={PKI}/authn.yaml", mounts=(PKI,))),
)  # fmt: skip

# ---- carriers: the life before, and the other end -------------------------------------------------------------------
NOSPACE = f'time="2024-03-12T10:29:55Z" {ALARM}'
STARTS = info("Starting k3s v1.28.4+k3s1 (6ba6c1b6)")
PANIC = "panic: runtime error: invalid memory address or nil pointer dereference"
OOM = "k3s.service: Failed with result 'oom-kill'."
LOOPS = ("activating", "auto-restart", 57)


def former(*lines, then=(STARTS,), result="exit-code", unit=K3S):
    """A carrier that said so four minutes ago in the life before its last one, in which nobody saw it wait."""
    node = Node().unit(unit, *LOOPS, Result=result, ExecMainStatus=1).journal(unit, *lines, ago=timedelta(minutes=4))
    return node.journal(unit, *then)


WEBHOOK = 'failed calling webhook \\"x.y\\": failed to call webhook: Post \\"https://x.y.svc:443/x\\": {}'
CARRIERS = (
    *(
        miss(f"red2-k3s-{name}-of-the-life-before", cause, former(line))
        for name, cause, line in (
            ("alarm", "etcd_nospace_alarm", NOSPACE),
            ("member", "etcd_membership_mismatch", info(NOT_A_MEMBER)),
            ("removed", "etcd_membership_mismatch", REMOVALS["data"]),
        )
    ),
    *(
        miss(f"red2-{name}-and-a-token", ["etcd_nospace_alarm", "etcd_membership_mismatch"], former(line, then=(STARTS, fatal("starting kubernetes: preparing server: token CA hash does not match the Cluster CA certificate hash"))))
        for name, line in (("alarm", NOSPACE), ("removed", REMOVALS["data"]), ("member", info(NOT_A_MEMBER)))
    ),
    miss("red2-alarm-once-and-a-panic", "etcd_nospace_alarm", carrier_ends(K3S, NOSPACE, PANIC, "goroutine 1 [running]:")),
    miss("red2-alarm-and-out-of-memory", "etcd_nospace_alarm", Node().unit(K3S, *LOOPS, Result="oom-kill").journal(K3S, NOSPACE, NOSPACE).journal(K3S, OOM, by="systemd", ago=seconds(20))),
    miss("red2-k3s-webhook-whose-certificate-is-not-trusted", "admission_webhook_deadlock", carrier_ends(K3S, fatal(WEBHOOK.format(f"x509: {UNKNOWN}")))),
    miss("red2-rke2-was-told-of-no-room-and-it-is-disarmed", "etcd_nospace_alarm", says(E, (20, '{"level":"info","msg":"alarm disarmed","alarm":"memberID:1 alarm:NOSPACE"}')).journal(RKE2, info("Failed to save: etcdserver: mvcc: database space exceeded", "error"), ago=seconds(60))),
)  # fmt: skip

# ---- a third look: a word of another program, and of an upgrade -----------------------------------------------------
GAVE_LONG = old("apply entries took too long [52.361859051s for 1 entries]", "W")
LOST = 'E0312 10:29:59.4       1 controllermanager.go:332] "leaderelection lost"'
PULLS = 'E0312 10:29:5{}.1       1 aws.go:99] Post "https://sts.amazonaws.com/": x509: certificate signed by unknown authority'
THIRD = (
    *(miss(f"red2-cloud-manager-asked-to-end-{code}", "leader_election_lost", dies("cloud-controller-manager", LOST, version="v1.27.4", code=code, lived=timedelta(days=3))) for code in (0, 143)),
    miss("red2-cloud-manager-of-its-limit", "leader_election_lost", dies("cloud-controller-manager", LOST, version="v1.27.4", code=137, reason="OOMKilled", lived=timedelta(days=3))),
    miss("red2-roots-of-an-uncle", ROOTLESS, lives(KCM, four(PULLS), mounts=("/etc/ssl/certs",))),
    quiet("red2-roots-came", says(KCM, *((ago, PULLS.format(0)) for ago in (175, 172, 171, 170)), mounts=())),
    quiet("red2-check-once-and-goes-on", says(A, (25, CHECKS["asked"]), (3, FINE))),
    quiet("red2-etcd-was-late-a-while-ago", says(E, *((ago, GAVE_LONG) for ago in (170, 165)))),
    miss("red2-webhook-and-an-earlier-end", "admission_webhook_deadlock", former(fatal(WEBHOOK.format("context deadline exceeded")), then=(STARTS, fatal("apiserver exited: unknown flag: --x")))),
    miss("red2-room-and-an-earlier-end", "etcd_nospace_alarm", former(fatal("starting kubernetes: preparing server: etcdserver: mvcc: database space exceeded"), then=(STARTS, fatal("apiserver exited: unknown flag: --x")))),
    miss("red2-joins-and-an-earlier-end", "apiserver_unreachable", former(fatal(BEFORE_IT_WENT_WELL["joins"]), then=(STARTS, fatal("apiserver exited: unknown flag: --x")))),
    miss("red2-rke2-removed-before-it-was-reset", "etcd_membership_mismatch", former(REMOVALS["cluster"], info(NOT_A_MEMBER), unit=RKE2, then=(info("Starting rke2 v1.28.4+rke2r1 (x)"), PANIC))),
    miss("red2-keys-of-one-secret-of-others", "encryption_config_invalid", dies(A, "\n".join([TWO_OF_AES] * 2), ENCRYPTS, code=137, lived=timedelta(minutes=4))),
)  # fmt: skip

THIRTEENTH_UPPER = (*AWAITED, *CLIENTS, *OF_ETCD, *COMPANIONS, *OTHERS, *OUTSIDE, *CARRIERS, *THIRD)
