"""What a program says of a start that failed, in words met before in part only, and near misses of each."""

from datetime import timedelta

from incidents import saying
from incidents.builder import Node
from incidents.own.shapes import EXPIRED, HANDSHAKE, IN_USE, KCM, OLD_HANDSHAKE, A, E, S, dies, miss, quiet, shows


def lines(*said):
    return "\n".join(said)


def old(text, level="F"):
    return f"{level}0312 10:29:55.900100       1 server.go:95] {text}"


# ---- an apiserver without an etcd ---------------------------------------------------------------------------------------
NO_SERVERS = "Unable to create storage backend: config ({}), err (etcdclient: no available endpoints)"
CONFIG = (
    "&{ /registry/wardle.kubernetes.io []    false 0 0xc42008d9e0 0xc4202c0600}",
    "&{ /registry/wardle.example.com {[]   } false true 0xc0004d6000 <nil> 5m0s 1m0s}",
)
UNANSWERED = "Unable to create storage backend: config (&{etcd3 /registry [https://10.0.0.5:2379] true}), err (context deadline exceeded)"
STORAGE = (
    *(
        shows(
            f"upper-no-etcd-{number}",
            "missing_required_flag",
            dies("wardle-server", old(NO_SERVERS.format(config)), flags=(), code=255),
            "wardle-server",
        )
        for number, config in enumerate(CONFIG)
    ),
    shows(
        "upper-no-etcd-empty",
        "missing_required_flag",
        dies("metrics-apiserver", old(NO_SERVERS.format(CONFIG[1])), flags=("--etcd-servers=",), code=255),
        "metrics-apiserver",
    ),
    shows(
        "upper-no-etcd-of-apiserver",
        "missing_required_flag",
        dies(A, old(NO_SERVERS.format(CONFIG[0])), flags=("--insecure-port=8080",), code=255, version="v1.8.4"),
        A,
    ),
    # It was given one after that.
    miss(
        "upper-no-etcd-since-given",
        "missing_required_flag",
        dies(
            "wardle-server",
            old(NO_SERVERS.format(CONFIG[0])),
            flags=("--etcd-servers=https://10.0.0.5:2379",),
            edited=timedelta(seconds=10),
            code=255,
        ),
    ),
    # The servers are there, and nobody answers.
    miss(
        "upper-no-etcd-unanswered",
        "missing_required_flag",
        dies("wardle-server", old(UNANSWERED), flags=("--etcd-servers=https://10.0.0.5:2379",), code=255),
    ),
    # Its start's last word is of another matter.
    miss(
        "upper-no-etcd-in-passing",
        "missing_required_flag",
        dies(A, lines(old("backup: etcdclient: no available endpoints", "E"), saying.component(IN_USE)["klog"])),
    ),
)

# ---- flags as they were written before 1.0 -----------------------------------------------------------------------------
FLAGS = (
    shows(
        "upper-portal-net",
        "missing_required_flag",
        dies(
            A,
            old("No -portal_net specified"),
            flags=("-etcd_servers=http://127.0.0.1:4001",),
            probe="",
            code=255,
            version="v0.12.0",
        ),
        A,
    ),
    shows(
        "upper-cluster-ip-range",
        "missing_required_flag",
        dies(
            A,
            old("No --service-cluster-ip-range specified"),
            flags=("--etcd-servers=http://127.0.0.1:4001",),
            probe="",
            code=255,
            version="v1.0.1",
        ),
        A,
    ),
    miss(
        "upper-portal-net-noted",
        "missing_required_flag",
        dies(
            A,
            lines(
                old("No -cloud_provider specified", "I"),
                old("No -machine_list specified", "W"),
                "unknown flag: --portal_nets",
            ),
        ),
    ),
)

# ---- a connection to etcd that was given up ----------------------------------------------------------------------------
CANCELLED = "Error while dialing: dial tcp 10.0.0.5:2379: operation was canceled"
LEASES = "F0312 10:29:56.100000       1 instance.go:290] Error creating leases: error creating storage factory: context deadline exceeded"
OF_ANOTHER = "--etcd-servers=https://10.0.0.5:2379"


def dial(why, second="55", shape=HANDSHAKE):
    return shape.format(second=second, why=why).replace("127.0.0.1:2379", "10.0.0.5:2379")


def of_another(log, *flags, **more):
    return dies(A, log, flags=flags or (OF_ANOTHER,), code=255, **more)


GIVEN_UP = (
    shows("upper-unanswered", "etcd_unreachable", of_another(lines(dial(CANCELLED), LEASES)), A),
    shows(
        "upper-unanswered-old",
        "etcd_unreachable",
        of_another(
            lines(dial(CANCELLED.replace("dialing:", "dialing"), shape=OLD_HANDSHAKE), old(UNANSWERED)),
            version="v1.17.4",
        ),
        A,
    ),
    shows(
        "upper-unanswered-untold",
        "etcd_unreachable",
        dies("openshift-apiserver", lines(dial(CANCELLED), old(UNANSWERED)), flags=(), code=255),
        "openshift-apiserver",
    ),
    # It was answered, and did not trust who did.
    miss(
        "upper-unanswered-expired",
        "etcd_unreachable",
        of_another(lines(dial(EXPIRED, "36"), dial(EXPIRED, "40"), dial(CANCELLED), LEASES)),
    ),
    miss(
        "upper-unanswered-of-two",
        "etcd_unreachable",
        of_another(
            lines(dial(EXPIRED, "36").replace("10.0.0.5", "10.0.0.6"), dial(CANCELLED), LEASES),
            f"{OF_ANOTHER},https://10.0.0.6:2379",
        ),
    ),
    # A connection that was not wanted any more: it ended of another matter, or lives.
    shows(
        "upper-unanswered-port",
        ["port_in_use", "port_held_by_previous_instance"],
        of_another(lines(dial(CANCELLED), saying.component(IN_USE)["klog"])),
        A,
    ),
    # Of this node itself it tells nothing: a connection there is made or refused at once.
    shows(
        "upper-unanswered-here",
        ["etcd_unreachable", "unknown"],
        dies(A, lines(dial(CANCELLED).replace("10.0.0.5", "127.0.0.1"), LEASES)).static_pod(E).runs(E),
        A,
        sure=False,
    ),
    shows(
        "upper-unanswered-own",
        ["etcd_unreachable", "unknown"],
        of_another(lines(dial(CANCELLED), LEASES), OF_ANOTHER, "--advertise-address=10.0.0.5").host(
            interfaces={"eth0": ["10.0.0.5"]}
        ),
        A,
        sure=False,
    ),
    quiet(
        "upper-unanswered-lives",
        Node().static_pod(A, flags=(OF_ANOTHER,), probe="").runs(A, lines(dial(CANCELLED, "50"), dial(CANCELLED))),
    ),
)

# ---- an apiserver that does not answer ----------------------------------------------------------------------------------
HEALTHZ = "error building controller context: failed to wait for apiserver being healthy: timed out waiting for the condition: failed to get apiserver /healthz status: {}"
REFUSED = 'Get "https://10.0.0.4:6443/api/v1/nodes": dial tcp 10.0.0.4:6443: connect: connection refused'
PLAIN = 'Get "https://master1:8080/healthz?timeout=32s": http: server gave HTTP response to HTTPS client'
AFTER = f"E0312 10:29:55.900900       1 nodecontroller.go:154] Error monitoring node status: {REFUSED}"
AWAY = (
    shows(
        "upper-fatal-then-more",
        "apiserver_unreachable",
        dies(
            KCM,
            lines(
                old(
                    "Failed to get api versions from server: Get https://node:443/api: dial tcp 10.0.0.4:443: connection refused"
                ),
                AFTER,
            ),
            flags=("--master=https://node:443",),
            code=255,
            version="v1.1.1",
        ),
        KCM,
    ),
    shows(
        "upper-fatal-then-more-later",
        "apiserver_unreachable",
        dies(KCM, lines(old(HEALTHZ.format(REFUSED)), AFTER), code=255, version="v1.18.5"),
        KCM,
    ),
    *(
        shows(f"upper-no-tls-{form}", "apiserver_unreachable", dies(KCM, log, version="v1.18.5"), KCM)
        for form, log in saying.component(HEALTHZ.format(PLAIN)).items()
    ),
    # A fatal line of another matter.
    miss(
        "upper-fatal-of-another",
        "apiserver_unreachable",
        dies(
            KCM,
            lines(
                old(
                    "error starting controllers: failed to start certificate controller: open /etc/kubernetes/pki/ca.key: no such file or directory"
                ),
                AFTER,
            ),
            code=255,
            version="v1.18.5",
        ),
    ),
    miss(
        "upper-no-tls-of-a-cloud",
        "apiserver_unreachable",
        dies(
            KCM,
            old(
                'could not init cloud provider "openstack": Post "https://keystone:5000/v3/auth/tokens": http: server gave HTTP response to HTTPS client'
            ),
            code=255,
            version="v1.18.5",
        ),
    ),
    miss(
        "upper-no-tls-of-a-webhook",
        "apiserver_unreachable",
        dies(
            S,
            old(
                'failed calling extender "http" at https://extender:8888/filter: Post "https://extender:8888/filter": http: server gave HTTP response to HTTPS client'
            ),
            code=255,
        ),
    ),
)

# ---- etcdctl in an image's script ----------------------------------------------------------------------------------------
SETUP = lines(
    "etcd 06:48:47.34 INFO  ==> ** Starting etcd setup **",
    "etcd 06:48:47.39 INFO  ==> Detected data from previous deployments",
    "etcd 06:48:47.55 INFO  ==> {} member in existing cluster",
    '{{"level":"warn","ts":"2024-03-12T10:29:55.594Z","caller":"clientv3/retry_interceptor.go:62","msg":"retrying of unary invoker failed","error":"rpc error: code = NotFound desc = {}"}}',
    "Error: {}",
)
NOT_FOUND, THERE = "etcdserver: member not found", "etcdserver: Peer URLs already exists"
RUNS_ON = lines(
    '{"level":"info","ts":"2024-03-12T10:29:56.100Z","caller":"etcdmain/etcd.go:73","msg":"Running: ","args":["etcd"]}',
    '{"level":"fatal","ts":"2024-03-12T10:29:56.200Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"cannot access data directory: open /bitnami/etcd/data/.touch: permission denied"}',
)
SCRIPT = {"image": "docker.io/bitnami/etcd:3.5.9", "flags": (), "probe": ""}


def setup(doing, answer):
    return SETUP.format(doing, answer, answer)


SCRIPTS = (
    shows("upper-script-not-found", "etcd_membership_mismatch", dies(E, setup("Updating", NOT_FOUND), **SCRIPT), E),
    shows("upper-script-already", "etcd_membership_mismatch", dies(E, setup("Adding new", THERE), **SCRIPT), E),
    # The script went on.
    miss(
        "upper-script-goes-on",
        "etcd_membership_mismatch",
        dies(E, lines(setup("Updating", NOT_FOUND), RUNS_ON), **SCRIPT),
    ),
    # It was told to end.
    miss(
        "upper-script-told-to-end",
        "etcd_membership_mismatch",
        dies(E, setup("Updating", NOT_FOUND), code=143, **SCRIPT),
    ),
    # Too few of the others are up, which is another matter.
    miss(
        "upper-script-not-enough",
        "etcd_membership_mismatch",
        dies(E, setup("Adding new", "etcdserver: re-configuration failed due to not enough started members"), **SCRIPT),
    ),
    quiet("upper-script-lives", Node().static_pod(E, **SCRIPT).runs(E, setup("Updating", NOT_FOUND))),
)

# ---- an etcd that skips a version ---------------------------------------------------------------------------------------
UNREADABLE = "unmarshal should never fail (proto: cannot parse invalid wire-format data)"
BUILT = '{{"level":"info","ts":"2024-03-12T10:29:55.100Z","caller":"embed/etcd.go:308","msg":"starting an etcd server","etcd-version":"{}","git-sha":"8d0f8a3"}}'
AGREED = '{{"level":"info","ts":"2024-03-12T10:29:55.200Z","caller":"membership/cluster.go:278","msg":"set cluster version from store","cluster-version":"{}"}}'


def skips(built, agreed, end=f"panic: {UNREADABLE}"):
    return lines(BUILT.format(built), AGREED.format(agreed), end)


CAPNSLOG = lines(
    "2024-03-12 10:29:55.100200 I | etcdmain: etcd Version: 3.4.3",
    "2024-03-12 10:29:55.300200 N | etcdserver/membership: set the cluster version to {} from store",
    "2024-03-12 10:29:55.900100 C | pbutil: unmarshal should never fail (proto: wrong wireType = 0 for field Key)",
)
SKIPS = (
    shows("upper-skips-a-version", "etcd_upgrade_incompatible", dies(E, skips("3.7.1", "3.5"), code=2), E),
    shows("upper-skips-a-version-capnslog", "etcd_upgrade_incompatible", dies(E, CAPNSLOG.format("3.1"), code=2), E),
    # The next version, or the same: then its data may be damaged, or a peer's message.
    miss("upper-skips-none", "etcd_upgrade_incompatible", dies(E, skips("3.6.1", "3.5"), code=2)),
    miss("upper-skips-none-capnslog", "etcd_upgrade_incompatible", dies(E, CAPNSLOG.format("3.3"), code=2)),
    miss("upper-skips-same", "etcd_upgrade_incompatible", dies(E, skips("3.5.9", "3.5"), code=2)),
    # It ended for its disk.
    miss(
        "upper-skips-disk",
        "etcd_upgrade_incompatible",
        dies(
            E,
            skips(
                "3.7.1",
                "3.5",
                '{"level":"fatal","ts":"2024-03-12T10:29:55.9Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"write /var/lib/etcd/member/snap/db: no space left on device"}',
            ),
        ),
    ),
    # It had served for days before.
    miss(
        "upper-skips-later",
        "etcd_upgrade_incompatible",
        dies(E, skips("3.7.1", "3.5"), code=2, lived=timedelta(days=2)),
    ),
)

# ---- RKE2's copy of etcd's data ------------------------------------------------------------------------------------------
PAGES = "panic: freepages: failed to get all reachable pages (page 8314034286246389614: out of bounds: 12899)"
BOLT = (
    "goroutine 145 [running]:",
    "go.etcd.io/bbolt.(*DB).freepages.func2(0xc002126e40)",
    "        /go/pkg/mod/go.etcd.io/bbolt@v1.3.6/db.go:1056 +0xe9",
)
RAFT = ("goroutine 358 [running]:", "go.etcd.io/etcd/raft.(*raft).applyConfChange(0xc000ea0280)")


def carrier(unit, program, *said):
    return (
        Node(version=None)
        .unit(unit, "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=2)
        .journal(unit, *said, by=program)
        .journal(
            unit,
            f"{unit}.service: Main process exited, code=exited, status=2/INVALIDARGUMENT",
            ago=timedelta(seconds=31),
            by="systemd",
        )
    )


COPY = (
    shows(
        "upper-rke2-copy", ["etcd_data_corrupt", "unknown"], carrier("rke2-server", "rke2", PAGES, *BOLT), sure=False
    ),
    shows("upper-k3s-database", "etcd_data_corrupt", carrier("k3s", "k3s", PAGES, *BOLT)),
    miss("upper-rke2-voters", "etcd_data_corrupt", carrier("rke2-server", "rke2", "panic: removed all voters", *RAFT)),
)

# ---- Azure's KMS plugin ---------------------------------------------------------------------------------------------------
KMS_STARTS = "2024/03/12 10:29:28 KeyManagementServiceServer service started successfully."
KMS_IN_USE = "2024/03/12 10:29:28 listen tcp 127.0.0.1:7901: bind: address already in use"


def kms(*said, state="activating", sub="auto-restart", restarts=3, **more):
    node = Node(version="v1.14.7").unit("kms", state, sub, restarts, **more).journal("kms", *said, by="docker")
    if sub != "auto-restart":
        return node
    return node.journal(
        "kms",
        "kms.service: Main process exited, code=exited, status=1/FAILURE",
        ago=timedelta(seconds=31),
        by="systemd",
    )


FAILED = {"Result": "exit-code", "ExecMainStatus": 1}
KMS_AWAY = 'E0312 10:29:55.118207       1 healthz.go:67] "kms plugin failed health check probe" err="rpc error: code = DeadlineExceeded desc = latest balancer error: connection error: desc = \\"transport: Error while dialing: dial unix /opt/azurekms.socket: connect: connection refused\\"" name="azurekms"'
PLUGIN = (
    shows(
        "upper-kms-unit",
        ["port_in_use", "port_held_by_previous_instance"],
        kms(KMS_STARTS, KMS_IN_USE, **FAILED),
        "kms.service",
        sure=False,
    ),
    shows(
        "upper-kms-unit-held",
        "port_in_use",
        kms(KMS_STARTS, KMS_IN_USE, **FAILED).socket("nginx", 7901, "127.0.0.1"),
        "kms.service",
    ),
    shows(
        "upper-kms-unit-untold",
        "unknown",
        kms("2024/03/12 10:29:28 failed to start: no such tenant", **FAILED),
        "kms.service",
        sure=False,
    ),
    # What asks it waits for it; who does not is another matter.
    shows(
        "upper-kms-unit-asked",
        "port_in_use",
        kms(KMS_STARTS, KMS_IN_USE, **FAILED).static_pod(A).runs(A, lines(KMS_AWAY, KMS_AWAY, KMS_AWAY)),
        "kms.service",
        others={A: "kms_plugin_unavailable"},
    ),
    miss("upper-kms-unit-asked-once", "kms_plugin_unavailable", Node().static_pod(A).runs(A, KMS_AWAY)),
    shows(
        "upper-kms-unit-beside", "etcd_data_corrupt", kms(KMS_STARTS, **FAILED).static_pod(E).died(E, PAGES, code=2), E
    ),
    quiet("upper-kms-unit-lives", kms(KMS_STARTS, state="active", sub="running", restarts=0)),
    quiet("upper-kms-unit-lived-on", kms(KMS_IN_USE, KMS_STARTS, state="active", sub="running", restarts=0)),
    quiet("upper-kms-unit-rests", kms(KMS_STARTS, state="inactive", sub="dead", restarts=0, Result="success")),
)

OWN_NINETEENTH_UPPER_MENDS = (*STORAGE, *FLAGS, *GIVEN_UP, *AWAY, *SCRIPTS, *SKIPS, *COPY, *PLUGIN)
