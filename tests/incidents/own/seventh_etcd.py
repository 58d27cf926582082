"""Words of etcd and of kube-apiserver that a seventh look at public reports, and at the sources behind them, brought up."""

from datetime import timedelta

from incidents import saying
from incidents.builder import Node
from incidents.own.controllers_words import BUG
from incidents.own.etcd_words import failed, old, panics, refused, zap
from incidents.own.shapes import (
    EXPIRED,
    HANDSHAKE,
    KCM,
    SLOW_DISK,
    A,
    E,
    S,
    dies,
    each_form,
    gives_up,
    miss,
    probed_to_death,
    shows,
)

# ---- what etcd's flags say against each other --------------------------------------------------------------------

MISSING = "--initial-cluster has master-1=https://10.0.0.9:2380 but missing from --initial-advertise-peer-urls=https://10.0.0.4:2380"
CONTRADICTIONS = (
    ("peer-url", f'{MISSING} (resolved urls: "https://10.0.0.4:2380" != "https://10.0.0.9:2380")'),
    (
        "peer-url-older",
        f'{MISSING} ("https://10.0.0.4:2380"(resolved from "https://10.0.0.4:2380") != "https://10.0.0.9:2380"(resolved from "https://10.0.0.9:2380"))',
    ),
    (
        "peer-url-more",
        "--initial-advertise-peer-urls has https://10.0.0.4:2381 but missing from --initial-cluster=master-1=https://10.0.0.4:2380",
    ),
    ("peer-url-first", "master-1 has different advertised URLs in the cluster and advertised peer URLs list"),
    (
        "peer-name",
        'failed to resolve https://a:2380 to match --initial-cluster=master-1=https://a:2380 (resolved urls: "https://10.0.0.4:2380" != "https://10.0.0.9:2380")',
    ),
    ("local-name", 'couldn\'t find local name "master-9" in the initial cluster configuration'),
    ("discovery-joining", "discovery URL should not be set when joining existing initial cluster"),
)
UNRESOLVED = (
    ("named", f'{MISSING} (failed to resolve "https://a:2380" (context deadline exceeded))'),
    (
        "to-match",
        'failed to resolve https://a:2380 to match --initial-cluster=master-1=https://a:2380 (failed to resolve "https://a:2380" (lookup a: no such host))',
    ),
)
FLAGS = (
    *(
        shown
        for name, text in CONTRADICTIONS
        for shown in each_form(f"invalid_flag_value-etcd-{name}", "invalid_flag_value", text, E)
    ),
    *(
        miss(
            f"invalid_flag_value-unresolved-{name}",
            ["invalid_flag_value", "etcd_membership_mismatch"],
            dies(E, failed(text)),
        )
        for name, text in UNRESOLVED
    ),
    shows(
        "invalid_flag_value-etcd-auth-token",
        "invalid_flag_value",
        dies(E, f"{zap('unknown token type', type='x')}\n{failed('auth: invalid auth options')}", "--auth-token=x"),
        E,
    ),
    shows(
        "invalid_flag_value-etcd-tracing",
        "invalid_flag_value",
        dies(
            E,
            refused("distributed tracing configurion is not valid: (tracing sampling rate must be positive)"),
            "--experimental-distributed-tracing-sampling-rate=-1",
        ),
        E,
    ),
    *(
        shows(f"invalid_flag_value-etcd-{name}", "invalid_flag_value", dies(E, refused(text), *flags), E)
        for name, flags, text in (
            (
                "twice",
                ("--warning-unary-request-duration=1s", "--experimental-warning-unary-request-duration=1s"),
                "both --experimental-warning-unary-request-duration and --warning-unary-request-duration flags are set. Use only --warning-unary-request-duration",
            ),
            (
                "one-port-for-both",
                ("--listen-client-http-urls=https://127.0.0.1:2379",),
                "cannot bind both --client-listen-urls and --client-listen-http-urls on the same url https://127.0.0.1:2379",
            ),
            ("no-mode", ("--auto-compaction-mode=",), "--auto-compaction-mode is undefined"),
            (
                "no-endpoint",
                ("--discovery-endpoints=,",),
                "--discovery-endpoints must not contain empty endpoints",
            ),
            (
                "proxy",
                ("--discovery-fallback=proxy",),
                'v2 proxy is deprecated, and --discovery-fallback can\'t be configured as "proxy"',
            ),
        )
    ),
    shows(
        "component_config_invalid-etcd-state",
        "component_config_invalid",
        dies(E, refused('unexpected clusterState "joined"'), "--config-file=/var/lib/etcd/etcd.yml"),
        E,
    ),
    shows(
        "feature_gate_rejected-etcd-file",
        "feature_gate_rejected",
        dies(E, refused("unrecognized feature gate: Foo"), "--config-file=/var/lib/etcd/etcd.yml"),
        E,
    ),
    shows(
        "missing_required_flag-etcd-cluster",
        "missing_required_flag",
        dies(E, failed("initial cluster unset and no discovery URL found")),
        E,
    ),
    shows(
        "missing_required_flag-encryption-reload",
        "missing_required_flag",
        dies(
            A,
            saying.component(
                "--encryption-provider-config-automatic-reload must be set with --encryption-provider-config"
            )["klog"],
            "--encryption-provider-config-automatic-reload=true",
        ),
        A,
    ),
    shows(
        "invalid_flag_value-no-requests",
        "invalid_flag_value",
        dies(
            A,
            saying.component(
                "invalid configuration: MaxRequestsInFlight=0 and MaxMutatingRequestsInFlight=0; they must add up to something positive"
            )["klog"],
            "--max-requests-inflight=0",
            "--max-mutating-requests-inflight=0",
        ),
        A,
    ),
    shows(
        "unknown_flag-one-dash",
        "unknown_flag",
        dies(
            A,
            "Error: unknown shorthand flag: 'e' in -etcd-servers=https://127.0.0.1:2379\nUsage:\n  kube-apiserver [flags]\n",
        ),
        A,
    ),
    # A discovery service knows the member, whose data directory is empty.
    shows(
        "etcd_membership_mismatch-discovery",
        "etcd_membership_mismatch",
        dies(
            E,
            zap("member has been registered with discovery service", name="m", error="member already registered")
            + "\n"
            + zap("but could not find valid cluster configuration", data_dir="/var/lib/etcd"),
        ),
        E,
    ),
    shows(
        "etcd_membership_mismatch-discovery-older",
        "etcd_membership_mismatch",
        dies(
            E, old('member "m" has previously registered with discovery service token (https://d.example.com/x).', "E")
        ),
        E,
    ),
)

# ---- an etcd that cannot be reached --------------------------------------------------------------------------------

OVERRIDES = "--etcd-servers-overrides=/events#https://10.0.0.7:2383;https://10.0.0.8:2383"
REFUSED = 'desc = "transport: Error while dialing: dial tcp {0}: connect: connection refused"'
DIALS = (
    f"W0312 10:29:50.1       1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {{https://{{0}}  <nil> 0 <nil>}}. Err :connection error: {REFUSED}. Reconnecting...",
    f'W0312 10:29:50.1       1 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {{Addr: "{{0}}", ServerName: "{{0}}", }}. Err: connection error: {REFUSED}',
)


def dialled(address, *, shape=1):
    """The warning of gRPC's that nobody listens there."""
    text = DIALS[shape]
    return text.replace("{0}", address).replace("{{", "{").replace("}}", "}")


KINE = "dial unix /run/kine.sock: connect: no such file or directory"
KINE_LINE = HANDSHAKE.format(second="50", why=f"Error while dialing: {KINE}").replace(
    "127.0.0.1:2379", "/run/kine.sock"
)
NO_LEASES = "F0312 10:29:56.1       1 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded"
ERROR = "E0312 10:29:49.1       1 "
OF_OTHERS = (
    (
        "webhook",
        f'{ERROR}dispatcher.go:214] failed calling webhook "v.etcd.svc": Post "https://etcd-operator.etcd.svc:443/v?timeout=10s": dial tcp 10.96.4.5:443: connect: connection refused',
    ),
    (
        "aggregated",
        f'{ERROR}available_controller.go:545] v1.etcd.example.com failed with: failing or missing response from https://10.96.3.3:443/apis/etcd.example.com/v1: Get "https://10.96.3.3:443/apis/etcd.example.com/v1": dial tcp 10.96.3.3:443: connect: connection refused',
    ),
    (
        "revision",
        f'{ERROR}reflector.go:147] failed to list: Get "https://10.0.0.4:6443/api?resourceVersion=123790": dial tcp 10.0.0.4:6443: connect: connection refused',
    ),
    ("konnectivity", dialled("10.0.0.4:8132")),
    ("tracing", dialled("127.0.0.1:4317")),
)
UNREACHABLE = (
    *(
        shows(
            f"etcd_unreachable-overrides-{shape}",
            "etcd_unreachable",
            dies(A, dialled("10.0.0.8:2383", shape=shape), OVERRIDES, version=version),
            A,
        )
        for shape, version in ((0, "v1.20.4"), (1, "v1.30.4"))
    ),
    shows(
        "etcd_unreachable-overrides-gives-up",
        "etcd_unreachable",
        dies(A, f"{dialled('10.0.0.7:2383')}\n{NO_LEASES}", OVERRIDES),
        A,
    ),
    shows(
        "etcd_unreachable-socket",
        "etcd_unreachable",
        dies(A, f"{KINE_LINE}\n{NO_LEASES}", flags=("--etcd-servers=unix:///run/kine.sock",)),
        A,
    ),
    shows(
        "etcd_unreachable-etcd2-client",
        "etcd_unreachable",
        dies(
            A,
            f'{ERROR}reflector.go:201] Failed to list *api.Secret: client: etcd cluster is unavailable or misconfigured; error #0: dial tcp 127.0.0.1:2379: getsockopt: connection refused\nF0312 10:29:56.1       1 hooks.go:133] PostStartHook "ca-registration" failed: unable to initialize client CA configmap: timed out waiting for the condition',
            version="v1.7.5",
            code=255,
        ),
        A,
    ),
    miss(
        "etcd_unreachable-etcd2-client-tls",
        "etcd_unreachable",
        dies(
            A,
            f'{ERROR}reflector.go:201] Failed to list *api.Secret: client: etcd cluster is unavailable or misconfigured; error #0: malformed HTTP response "\\x15\\x03\\x01"\nF0312 10:29:56.1       1 hooks.go:133] PostStartHook "ca-registration" failed: unable to initialize client CA configmap: timed out waiting for the condition',
            version="v1.7.5",
            code=255,
        ),
    ),
    shows(
        "encryption_config_invalid-while-etcd-is-away",
        "encryption_config_invalid",
        dies(
            A,
            dialled("127.0.0.1:2379")
            + "\n"
            + saying.component(
                'error while parsing file: resources[0].providers[0].aescbc.keys[0].secret: Invalid value: "REDACTED": secrets must be base64 encoded'
            )["klog"],
            "--encryption-provider-config=/etc/kubernetes/pki/enc.yaml",
        ),
        A,
    ),
    *(miss(f"etcd_unreachable-of-{name}", "etcd_unreachable", dies(A, line)) for name, line in OF_OTHERS),
    miss(
        "etcd_unreachable-lived-on-without",
        "etcd_unreachable",
        dies(A, dialled("127.0.0.1:2379"), lived=timedelta(hours=3)),
    ),
    miss(
        "etcd_unreachable-before-a-bug",
        "etcd_unreachable",
        dies(A, f"{dialled('127.0.0.1:2379')}\n{BUG}", code=2),
    ),
    # What the apiserver answers of its etcd is repeated by who asked.
    *(
        shows(
            f"leader_election_lost-etcd-{program}",
            "leader_election_lost",
            dies(
                program,
                f"{ERROR}leaderelection.go:332] error retrieving resource lock kube-system/x: rpc error: code = Unavailable desc = connection error: {REFUSED.format('127.0.0.1:2379')}\nF0312 10:29:55.1       1 server.go:1] leaderelection lost",
            ),
            program,
        )
        for program in (KCM, S)
    ),
)

# ---- what a request was refused for ends nothing -----------------------------------------------------------------

OF_REQUESTS = (
    ("unknown_flag", "upgradeaware.go:425] Error proxying data from backend to client: unknown flag: --foo"),
    ("feature_gate_rejected", 'x.go:1] admission webhook "x" denied the request: unrecognized feature gate: Foo'),
    ("missing_required_flag", 'x.go:1] admission webhook "x" denied the request: --foo is required'),
    ("unknown_admission_plugin", 'x.go:1] admission webhook "x" denied the request: unknown admission plugin: Foo'),
    (
        "service_account_key_invalid",
        'authentication.go:63] "Unable to authenticate the request" err="[invalid bearer token, data does not contain any valid RSA or ECDSA public keys]"',
    ),
)
REQUESTS = tuple(miss(f"{cause}-of-a-request", cause, dies(A, ERROR + line)) for cause, line in OF_REQUESTS)

# ---- raft --------------------------------------------------------------------------------------------------------

ME, OTHER = "e121085cb2a6a09a", "1e1194c275755c28"
RAFT_FORMS = {
    "own": "raft2024/03/12 10:29:{0:02d} INFO: {1}",
    "capnslog": "2024-03-12 10:29:{0:02d}.900100 I | raft: {1}",
    "zap": '{{"level":"info","ts":"2024-03-12T10:29:{0:02d}.900Z","caller":"raft/raft.go:923","msg":"{1}"}}',
    "zap-named": '{{"level":"info","ts":"2024-03-12T10:29:{0:02d}.900Z","logger":"raft","caller":"v3@v3.6.0/raft.go:988","msg":"{1}"}}',
}


def raft(form, *texts, second=10):
    """These words of raft's, one a second."""
    return "\n".join(RAFT_FORMS[form].format(second + number, text) for number, text in enumerate(texts))


def election(term, *, pre=""):
    """A member asks for votes, and hears none but its own."""
    return (
        f"{ME} is starting a new election at term {term}",
        f"{ME} became {'pre-' if pre else ''}candidate at term {term + 1}",
        f"{ME} received Msg{pre}VoteResp from {ME} at term {term + 1}",
        f"{ME} [logterm: 7, index: 5290395] sent Msg{pre}Vote request to {OTHER} at term {term + 1}",
    )


ALONE = (*election(9794), *election(9795))
PRE = (*election(7, pre="Pre"), *election(7, pre="Pre"))
WON = (f"{ME} became leader at term 9797", f"raft.node: {ME} elected leader {ME} at term 9797")
HEARD = (f"{ME} received MsgVoteResp rejection from {OTHER} at term 9796",)
PAST = EXPIRED.rpartition("certificate: ")[2]
PEER_EXPIRED = zap(
    "prober detected unhealthy status",
    round_tripper_name="ROUND_TRIPPER_SNAPSHOT",
    remote_peer_id=OTHER,
    error=PAST,
)
JOINS = failed("cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs")
RAFT = (
    *(
        shows(f"etcd_no_quorum-alone-{form}", "etcd_no_quorum", probed_to_death(E, log=raft(form, *ALONE)), E)
        for form in RAFT_FORMS
    ),
    shows("etcd_no_quorum-alone-before-votes", "etcd_no_quorum", probed_to_death(E, log=raft("zap", *PRE)), E),
    shows(
        "etcd_no_quorum-alone-again",
        "etcd_no_quorum",
        probed_to_death(E, log=raft("zap", *election(9000), *WON, *ALONE)),
        E,
    ),
    *(
        miss(f"etcd_no_quorum-{name}", "etcd_no_quorum", node)
        for name, node in (
            ("won", probed_to_death(E, log=raft("own", *ALONE, *WON))),
            ("heard", probed_to_death(E, log=raft("own", *ALONE, *HEARD))),
            ("one-election", probed_to_death(E, log=raft("own", *election(1)))),
            ("ended-itself", dies(E, raft("zap", *ALONE))),
            ("at-its-start", Node().static_pod(E).runs(E, raft("zap", *ALONE), since=timedelta(seconds=40))),
            (
                "port",
                dies(E, f"{raft('zap', *ALONE)}\n{failed('listen tcp 127.0.0.1:2381: bind: address already in use')}"),
            ),
        )
    ),
    shows(
        "etcd_slow_disk-votes-late",
        "etcd_slow_disk",
        probed_to_death(E, log=f"{raft('zap', *ALONE)}\n{SLOW_DISK}"),
        E,
    ),
    # Its peers show it what has expired.
    shows(
        "etcd_server_certificate_expired-peers",
        "etcd_server_certificate_expired",
        probed_to_death(E, log=f"{raft('zap', *ALONE)}\n{PEER_EXPIRED}"),
        E,
    ),
    shows(
        "etcd_server_certificate_expired-joining",
        "etcd_server_certificate_expired",
        dies(E, f"{PEER_EXPIRED}\n{JOINS}"),
        E,
    ),
    miss(
        "etcd_server_certificate_expired-other-end",
        "etcd_server_certificate_expired",
        dies(E, f"{PEER_EXPIRED}\n{failed('listen tcp 127.0.0.1:2381: bind: address already in use')}"),
    ),
)

# ---- data --------------------------------------------------------------------------------------------------------

MISREADS = (
    ("list", "index out of range [18446744073709551615]", "go.etcd.io/bbolt.(*freelist).read(0xc0)"),
    ("node", "slice bounds out of range [:31808] with capacity 4096", "github.com/coreos/bbolt.(*node).read(0xc0)"),
    ("pages", "makeslice: len out of range", "go.etcd.io/bbolt.(*freelist).read(0xc0)"),
)
LOG_GAPS = (
    panics("applied(5) is out of range [prevApplied(7), committed(9)]"),
    panics("slice[5,10) out of bound [7,9]"),
    panics("unexpected error when getting the last term (requested entry at index is unavailable due to compaction)"),
    panics("unexpected committed entry index", current_applied_index=5, first_committed_entry_index=9),
    old("first index of committed entry[9] should <= appliedi[5] + 1"),
)


def misreads(what, *frames):
    """A panic of Go's runtime and the frames that led to it."""
    return "\n".join((f"panic: runtime error: {what}", "", "goroutine 1 [running]:", *frames, "main.main()"))


DATA = (
    *(
        shows(
            f"etcd_data_corrupt-misread-{name}",
            "etcd_data_corrupt",
            dies(E, misreads(what, frame, "\t/go/pkg/mod/x.go:94 +0x2d"), code=2),
            E,
        )
        for name, what, frame in MISREADS
    ),
    *(
        shows(f"etcd_data_corrupt-log-gap-{number}", "etcd_data_corrupt", dies(E, log, code=2), E)
        for number, log in enumerate(LOG_GAPS)
    ),
    miss(
        "etcd_data_corrupt-bug-above-the-database",
        "etcd_data_corrupt",
        dies(
            E,
            misreads(
                "index out of range [3] with length 3",
                "go.etcd.io/etcd/mvcc.(*store).x(0xc0)",
                "go.etcd.io/bbolt.(*DB).View(0xc0)",
            ),
            code=2,
        ),
    ),
    miss(
        "etcd_data_corrupt-nil-in-the-database",
        "etcd_data_corrupt",
        dies(
            E,
            misreads("invalid memory address or nil pointer dereference", "go.etcd.io/bbolt.(*Tx).Bucket(0x0)"),
            code=2,
        ),
    ),
    shows(
        "etcd_upgrade_incompatible-proxy",
        "etcd_upgrade_incompatible",
        dies(E, panics("v2 http proxy has already been deprecated in 3.6", dir_type="proxy"), code=2),
        E,
    ),
)

# ---- probes ------------------------------------------------------------------------------------------------------

HOOK = "[+]ping ok\n[+]etcd ok\n[-]poststarthook/rbac/bootstrap-roles failed: reason withheld\nhealthz check failed\n"


def asked_once(*, ago, lived=timedelta(minutes=2), code=137):
    """An apiserver that was asked while its hooks ran, and ended half a minute before the look."""
    return Node().unit("kubelet").static_pod(A).died(A, code=code, lived=lived).probe(A, 500, body=HOOK, ago=ago)


PROBES = (
    shows(
        "probe_too_aggressive-asked-near-the-end",
        "probe_too_aggressive",
        asked_once(ago=timedelta(seconds=40)),
        A,
    ),
    shows(
        "probe_too_aggressive-by-the-event-alone",
        "probe_too_aggressive",
        asked_once(ago=timedelta(seconds=75)).kubelet(
            "Container kube-apiserver failed liveness probe, will be restarted", ago=timedelta(seconds=60)
        ),
        A,
    ),
    # Of the next life, or long before the end: whoever killed this one is not known.
    miss("probe_too_aggressive-asked-after", "probe_too_aggressive", asked_once(ago=timedelta(seconds=5))),
    miss("probe_too_aggressive-asked-long-before", "probe_too_aggressive", asked_once(ago=timedelta(seconds=110))),
    miss(
        "probe_too_aggressive-too-young",
        "probe_too_aggressive",
        asked_once(ago=timedelta(seconds=35), lived=timedelta(seconds=20)),
    ),
    miss(
        "probe_too_aggressive-too-young-and-orderly",
        "probe_too_aggressive",
        asked_once(ago=timedelta(seconds=35), lived=timedelta(seconds=20), code=0),
    ),
    miss(
        "probe_too_aggressive-another-is-killed",
        "probe_too_aggressive",
        asked_once(ago=timedelta(seconds=110)).kubelet(
            "Container coredns failed liveness probe, will be restarted", ago=timedelta(seconds=60)
        ),
    ),
)

# ---- what etcd says of its own health -----------------------------------------------------------------------------

ANSWERS = (
    ("etcd_data_corrupt", "alarm", '{"health":"false","reason":"ALARM CORRUPT"}'),
    ("etcd_data_corrupt", "livez", "[+]serializable_read ok\n[-]data_corruption failed: alarm activated: CORRUPT\n"),
    ("etcd_no_quorum", "range", '{"health":"false","reason":"RANGE ERROR:etcdserver: no leader"}'),
    ("etcd_no_quorum", "readyz", "[-]linearizable_read failed: etcdserver: no leader\n[+]data_corruption ok\n"),
)
NO_LEADER = (
    ("zap", zap("serving /health false; no leader")),
    ("capnslog", "2024-03-12 10:29:55.900100 W | etcdserver/api/etcdhttp: /health error; no leader (status code 503)"),
)
HEALTH = (
    *(
        shows(f"{cause}-health-{name}", cause, probed_to_death(E).probe(E, 503, body=body, times=8), E)
        for cause, name, body in ANSWERS
    ),
    *(
        shows(f"etcd_no_quorum-health-{name}", "etcd_no_quorum", probed_to_death(E, log="\n".join([line] * 4)), E)
        for name, line in NO_LEADER
    ),
    miss(
        "etcd_no_quorum-health-slow",
        ["etcd_no_quorum", "etcd_data_corrupt"],
        probed_to_death(E).probe(
            E, 503, body='{"health":"false","reason":"RANGE ERROR:etcdserver: request timed out"}', times=8
        ),
    ),
    shows("etcd_data_corrupt-alarm-listed", "etcd_data_corrupt", probed_to_death(E).etcd(alarms=["CORRUPT"]), E),
    shows(
        "etcd_no_quorum-apiserver-ends",
        "etcd_no_quorum",
        dies(
            A,
            'F0312 10:29:55.9       1 hooks.go:203] PostStartHook "rbac/bootstrap-roles" failed: unable to initialize roles: etcdserver: no leader',
            code=255,
        ),
        A,
    ),
    miss(
        "etcd_no_quorum-apiserver-in-passing",
        "etcd_no_quorum",
        dies(
            A,
            f"{ERROR}status.go:71] apiserver received an error that is not an metav1.Status: etcdserver: no leader",
            code=137,
            lived=timedelta(hours=3),
        ),
    ),
    *(
        shows(
            f"etcd_unreachable-{name}", "etcd_unreachable", dies(A, gives_up(f"Error while dialing: dial tcp{why}")), A
        )
        for name, why in (
            ("resolver", ": lookup etcd.example.com on 10.0.0.2:53: server misbehaving"),
            ("filtered", " 10.0.0.7:2379: connect: operation not permitted"),
            ("timed-out", " 10.0.0.7:2379: connect: connection timed out"),
        )
    ),
)

# ---- what was warned of, and what it ended with --------------------------------------------------------------------

NO_SPACE = zap("alarm raised", alarm="NOSPACE", raised_member_id="1")
CLIENT_EXPIRED = zap(
    "rejected connection", remote_addr="10.0.0.5:48236", error=f"tls: failed to verify client's certificate: {PAST}"
)
STRANGER_CLIENT = zap(
    "rejected connection",
    remote_addr="10.0.0.5:48236",
    error="tls: failed to verify client's certificate: x509: certificate signed by unknown authority",
)
WARNED = {
    "nospace": NO_SPACE,
    "client-expired": CLIENT_EXPIRED,
    "client-unknown": STRANGER_CLIENT,
    "peer-expired": PEER_EXPIRED,
    "alone": raft("zap", *ALONE),
}
WRITE = "write /var/lib/etcd/member/wal/0.wal"
REMOVED = f"""{zap("server error", error="the member has been permanently removed from the cluster")}
{zap("data-dir used by this member must be removed")}"""
ENDED = {
    "port": ("port_in_use", failed("listen tcp 127.0.0.1:2381: bind: address already in use"), 1),
    "data": ("etcd_data_corrupt", failed("walpb: crc mismatch"), 1),
    "disk": (
        "filesystem_damaged",
        zap("failed to save Raft entries", "fatal", error=f"{WRITE}: input/output error"),
        1,
    ),
    "removed": ("etcd_membership_mismatch", REMOVED, 0),
}
ASKED_ETCD = {
    "refused": f"{ERROR}x.go:1] rpc error: code = Unavailable desc = connection error: {REFUSED.format('127.0.0.1:2379')}",
    "expired": "\n".join(gives_up(EXPIRED).splitlines()[:2]),
    "unknown": "\n".join(
        gives_up("authentication handshake failed: x509: certificate signed by unknown authority").splitlines()[:2]
    ),
}
IN_USE = (
    "failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use"
)
APISERVERS_ENDS = {
    "port": ("port_in_use", IN_USE),
    "file": ("file_missing", "open /etc/kubernetes/pki/apiserver.crt: no such file or directory"),
}
TRUE_ENDS = (
    *(
        shows(f"{cause}-after-{warned}", cause, dies(E, f"{line}\n{words}", code=code, lived=timedelta(minutes=3)), E)
        for warned, line in WARNED.items()
        for cause, words, code in ENDED.values()
    ),
    *(
        shows(f"{cause}-after-etcd-{asked}", cause, dies(A, f"{line}\n{saying.component(words)['klog']}"), A)
        for asked, line in ASKED_ETCD.items()
        for cause, words in APISERVERS_ENDS.values()
    ),
    *(
        miss(f"{cause}-before-a-bug-of-{program}", cause, dies(program, f"{line}\n{BUG}", code=2))
        for cause, program, line in (
            ("etcd_nospace_alarm", E, NO_SPACE),
            ("etcd_client_certificate_expired", E, CLIENT_EXPIRED),
            (
                "etcd_nospace_alarm",
                A,
                f"{ERROR}compact.go:124] etcd: endpoint ([https://127.0.0.1:2379]) compact failed: etcdserver: mvcc: database space exceeded",
            ),
        )
    ),
)

SEVENTH_ETCD = (*FLAGS, *UNREACHABLE, *REQUESTS, *RAFT, *DATA, *PROBES, *HEALTH, *TRUE_ENDS)
