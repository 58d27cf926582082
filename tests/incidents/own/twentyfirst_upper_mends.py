"""Around the twenty-first lot of reports of the control plane's own programs and of etcd: words of old and of few, and the like of them."""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.own.etcd_words import failed, old, panics, zap
from incidents.own.shapes import KCM, UNIT, E, dies, each_form, miss, shows

LEFT = "2024-03-12 10:29:40.100200 I | etcdserver: name = default\n"
KILLED = {"code": 137, "reason": "OOMKilled"}


def lines(*said):
    return "\n".join(said)


def etcd(log, *flags, image="registry.k8s.io/etcd:3.5.9-0", **more):
    return dies(E, log, flags=flags, image=image, probe="", mounts=("/var/lib/etcd",), **more)


# ---- a node's range and the flag's ------------------------------------------------------------------------------------
RANGE = "--cluster-cidr=10.244.0.0/16"
HAS = "I0312 10:29:50.800673       1 range_allocator.go:125] Node {} has CIDR {}, occupying it in CIDR map"
HAS_FIELDS = 'I0312 10:29:50.800673       1 range_allocator.go:112] "Node has CIDR, occupying it in CIDR map" logger="node-ipam-controller" node="{}" podCIDR{}'
OUTSIDE = "failed to mark cidr[10.9.0.0/24] at idx [0] as occupied for node: w1: cidr 10.9.0.0/24 is out the range of cluster cidr 10.244.0.0/16"
OUTSIDE_OLD = "failed to mark cidr as occupied: cidr 10.9.0.0/24 is out the range of cluster cidr 10.244.0.0/16"
FATAL = "F0312 10:29:51.800786       1 controllermanager.go:249] error starting controllers: {}"
STRUCTURED = 'E0312 10:29:51.800786       1 controllermanager.go:237] "Error starting controllers" err="{}"'


K3S = 'time="2024-03-12T10:29:31Z" level=fatal msg="controller-manager exited: {}"'


def within_k3s(*said):
    return (
        Node(version="v1.29.0")
        .kubelet_loops(restarts=9)
        .kubelet(*said, STRUCTURED.format(OUTSIDE), K3S.format(OUTSIDE), by="k3s")
    )


def manager(*said, **more):
    return dies(KCM, lines(*said), "--allocate-node-cidrs=true", RANGE, code=255, **more)


RANGES = (
    shows("range-changed-above-a-node-1.7", "invalid_flag_value", manager(HAS.format("w1", "10.9.0.0/24"), FATAL.format(OUTSIDE_OLD)), KCM),
    shows("range-changed-above-a-node", "invalid_flag_value", manager(HAS.format("w1", "10.9.0.0/24"), FATAL.format(OUTSIDE)), KCM),
    shows("range-changed-above-a-node-fields", "invalid_flag_value", manager(HAS_FIELDS.format("w1", '="10.9.0.0/24"'), STRUCTURED.format(OUTSIDE)), KCM),
    shows("range-changed-above-two-families", "invalid_flag_value", manager(HAS_FIELDS.format("m1", 's=["fd00:10:9::/64"]'), STRUCTURED.format(OUTSIDE)), KCM),
    shows("range-misread", "invalid_flag_value", dies(KCM, FATAL.format("invalid CIDR[0]: <nil> (invalid CIDR address: 10.244.0.0)"), "--cluster-cidr=10.244.0.0", code=255), KCM),
    shows("range-not-given", "missing_required_flag", dies(KCM, FATAL.format("invalid CIDR[0]: <nil> (invalid CIDR address: )"), "--allocate-node-cidrs=true", code=255), KCM),
    shows("range-not-given-structured", "missing_required_flag", dies(KCM, STRUCTURED.format("invalid CIDR[0]: <nil> (invalid CIDR address: )"), "--allocate-node-cidrs=true"), KCM),
    shows("range-changed-above-a-node-within", "invalid_flag_value", within_k3s(HAS_FIELDS.format("w1", '="10.9.0.0/24"')), UNIT),
    miss("range-of-one-node-within", "invalid_flag_value", within_k3s(HAS_FIELDS.format("m1", '="10.244.0.0/24"'), HAS_FIELDS.format("w1", '="10.9.0.0/24"'))),
    *(
        miss(f"range-of-one-node-{name}", "invalid_flag_value", manager(fits, has, end))
        for name, fits, has, end in (
            ("1.12", HAS.format("m1", "10.244.0.0/24"), HAS.format("w1", "10.9.0.0/24"), FATAL.format(OUTSIDE_OLD)),
            ("1.20", HAS.format("m1", "10.244.1.7/24"), HAS.format("w1", "10.9.0.7/24"), FATAL.format(OUTSIDE)),
            ("1.27", HAS_FIELDS.format("m1", '="10.244.0.0/24"'), HAS_FIELDS.format("w1", '="10.9.0.0/24"'), STRUCTURED.format(OUTSIDE)),
            ("1.29", HAS_FIELDS.format("m1", 's=["10.244.0.0/24"]'), HAS_FIELDS.format("w1", 's=["10.9.0.0/24"]'), STRUCTURED.format(OUTSIDE)),
        )
    ),
)  # fmt: skip

# ---- etcd's settings --------------------------------------------------------------------------------------------------
MEMBER = ("--name=etcd0", "--initial-cluster=etcd0=http://10.0.0.4:2380")
IN_22 = 'advertise URLs of "etcd0" do not match in --initial-advertise-peer-urls [http://localhost:2380 http://localhost:7001] and --initial-cluster [http://10.0.0.4:2380]'
IN_21 = 'advertise URLs of "etcd0" do not match in --initial-cluster [http://10.0.0.4:2380] and --initial-advertise-peer-urls [http://localhost:2380 http://localhost:7001]'
IN_20 = "etcd0 has different advertised URLs in the cluster and advertised peer URLs list"
SANITIZES = "[etcd] Mar 12 10:29:55.133 CRITICAL  | failed sanitizing configuration: {}"
SETTINGS = (
    shows("peer-urls-differ-2.2", "invalid_flag_value", etcd(old(IN_22), *MEMBER, image="quay.io/coreos/etcd:v2.2.5"), E),
    shows("peer-urls-differ-2.1", "invalid_flag_value", etcd(f"2024/03/12 10:29:55 etcdmain: {IN_21}", *MEMBER, image="quay.io/coreos/etcd:v2.1.1"), E),
    shows("peer-urls-differ-2.0", "invalid_flag_value", etcd(f"2024/03/12 10:29:55 etcd: {IN_20}", *MEMBER, image="quay.io/coreos/etcd:v2.0.9"), E),
    shows("address-without-a-scheme-0.4", "invalid_flag_value", etcd(SANITIZES.format("Advertised URL: parse :4001: missing protocol scheme"), image="quay.io/coreos/etcd:v0.4.6"), E),
    shows("peers-address-without-a-scheme-0.4", "invalid_flag_value", etcd(SANITIZES.format("Peer Advertised URL: parse :7001: missing protocol scheme"), "-peer-addr=:7001", image="quay.io/coreos/etcd:v0.4.6"), E),
    # A key that is not there is refused by the same check.
    miss("address-0.4-and-a-key", "invalid_flag_value", etcd(SANITIZES.format("open /etc/etcd/server.key: no such file or directory"), image="quay.io/coreos/etcd:v0.4.6")),
)  # fmt: skip

# ---- etcd's data ------------------------------------------------------------------------------------------------------
DATA = "etcd_data_corrupt"
STOPS = "2015/09/10 16:25:10 etcd: stopping listening for peers on http://127.0.0.1:7001\n"
UNREADABLE = (
    ("wal-of-two-members", "wal: conflicting metadata found"),
    ("wal-without-its-snapshot", "wal: snapshot not found"),
    ("wal-of-another-snapshot", "wal: snapshot mismatch"),
    ("wal-with-a-gap", "wal: slice bounds out of range, snapshot[Index: 100001, Term: 3], current entry[Index: 100420, Term: 3], len(ents): 12"),
    ("record-unreadable", "proto: Record: illegal tag 0 (wire type 0)"),
    ("record-of-another-kind", "proto: wrong wireType = 5 for field Type"),
    ("words-of-corruption", "etcdserver: data corruption detected, unable to start etcd member"),
)  # fmt: skip
REFUSES = zap("rejected connection", error="proto: illegal wireType 7", remote_addr="10.0.0.9:51234")
UNMARSHALS = zap(
    "failed to unmarshal request",
    level="error",
    error="rpc error: code = Internal desc = grpc: error unmarshalling request: proto: illegal wireType 7",
)
STORED = (
    *(each for name, text in UNREADABLE for each in each_form(f"etcd-{name}", DATA, text, E)),
    shows("etcd-snapshot-empty-2.0", DATA, etcd(f"2015/09/10 16:25:10 snap: unexpected empty snapshot\n{STOPS}2015/09/10 16:25:10 etcd: snap: empty snapshot", image="quay.io/coreos/etcd:v2.0.9"), E),
    shows("etcd-snapshot-broken-2.0", DATA, etcd(f"{STOPS}2015/09/10 16:25:10 etcd: snap: crc mismatch", image="quay.io/coreos/etcd:v2.0.9"), E),
    shows("etcd-forgot-who-it-is", DATA, etcd("panic: cannot use none as id\n\ngoroutine 1 [running]:\ngo.etcd.io/etcd/raft/v3.newRaft(0xc0)", code=2), E),
    shows("etcd-log-does-not-check-out-debug", DATA, etcd("2019-05-03 17:38:55.423352 [pkg_logger.go:134] I | etcdmain: etcd Version: 3.3.13\n2019-05-03 17:38:55.523352 [pkg_logger.go:147] C | etcdmain: wal: crc mismatch", "--debug=true", image="quay.io/coreos/etcd:v3.3.13"), E),
    miss("etcd-is-told-of-a-corrupt-poll", DATA, etcd("fatal error: runtime: corrupted polldesc\n\ngoroutine 1 [running]:\nruntime.throw(0x1)", code=2)),
    # Put aside, and an older one is read.
    miss("etcd-snapshot-put-aside", DATA, etcd(lines("2024-03-12 10:29:41.100200 E | snap: unexpected empty snapshot", "2024-03-12 10:29:41.100300 W | snap: skipped unexpected non snapshot file 0000000000000003-0000000000002711.snap.broken", old("listen tcp 10.0.0.4:2380: bind: cannot assign requested address")), image="quay.io/coreos/etcd:v3.2.24")),
    miss("etcd-snapshot-put-aside-and-killed", DATA, etcd(lines("2024-03-12 10:29:41.100200 E | snap: corrupted snapshot file /var/lib/etcd/member/snap/1.snap: crc mismatch", LEFT), image="quay.io/coreos/etcd:v3.2.24", **KILLED)),
    miss("etcd-request-unreadable", DATA, etcd(lines(REFUSES, UNMARSHALS), **KILLED)),
    miss("etcd-flag-of-corruption", DATA, etcd(failed("flag provided but not defined: -experimental-initial-corrupt-check"))),
    miss("etcd-directory-of-corruption", DATA, etcd(failed("cannot access data directory: open /srv/corrupt/etcd/.touch: permission denied"))),
    miss("etcd-corruption-without-room", DATA, etcd(failed("failed to save corruption report: no space left on device"))),
    miss("etcd-check-of-corruption-begins", DATA, etcd(lines(zap("starting initial corruption check", "info"), failed("listen tcp 10.0.0.4:2380: bind: cannot assign requested address")))),
)  # fmt: skip

# ---- etcd's log of two generations ------------------------------------------------------------------------------------
INCOMPATIBLE = "etcd_upgrade_incompatible"
LENGTH = "panic: runtime error: makeslice: len out of range"
SLICE = "panic: runtime error: slice bounds out of range"
DECODES = "github.com/coreos/etcd/wal.(*decoder).decode(0xc82019b200, 0xc820186178, 0x0, 0x0)"
READS = "github.com/coreos/etcd/wal.(*WAL).ReadAll(0xc208004360, 0xc2080425c0, 0x14)"
DECODES_35 = "go.etcd.io/etcd/server/v3/wal.(*decoder).decodeRecord(0xc000480000, 0xc00049a000)"
ELSEWHERE = "github.com/coreos/etcd/rafthttp.(*messageDecoder).decode(0xc82019b200)"
V3DEMO = "experimental-v3demo cannot be disabled once it is enabled"


def panicked(panic, frame, image, before=""):
    stack = lines(
        f"{before}{panic}",
        "",
        "goroutine 1 [running]:",
        "panic(0xdc26c0, 0xc8203ec880)",
        "\t/usr/local/go/src/runtime/panic.go:481 +0x3e6",
        frame,
        "\t/home/src/x.go:55 +0x142",
        READS,
    )
    return etcd(stack, image=image, code=2)


GENERATIONS = (
    shows("etcd-2-meets-records-of-3", INCOMPATIBLE, panicked(LENGTH, DECODES, "gcr.io/google_containers/etcd:2.2.1"), E),
    shows("etcd-2-meets-records-of-3-by-its-word", INCOMPATIBLE, panicked(LENGTH, DECODES, "quay.io/coreos/etcd:latest", before="2024-03-12 10:29:50.134597 I | etcdmain: etcd Version: 2.3.7\n"), E),
    shows("etcd-3-meets-no-record", DATA, panicked(LENGTH, DECODES, "quay.io/coreos/etcd:v3.2.24"), E),
    shows("etcd-3.5-meets-no-record", DATA, panicked(LENGTH, DECODES_35, "registry.k8s.io/etcd:3.5.0-0"), E),
    shows("etcd-2-misses-entries", DATA, panicked(SLICE, READS, "quay.io/coreos/etcd:v2.0.9"), E),
    shows("etcd-3-misses-entries", DATA, panicked(SLICE, READS, "quay.io/coreos/etcd:v3.3.9"), E),
    shows("etcd-2-after-3", INCOMPATIBLE, etcd(old(V3DEMO), image="quay.io/coreos/etcd:v2.3.7"), E),
    miss("etcd-of-no-version-meets-no-record", [DATA, INCOMPATIBLE], panicked(LENGTH, DECODES, "quay.io/coreos/etcd:latest")),
    miss("etcd-misreads-a-message", [DATA, INCOMPATIBLE], panicked(LENGTH, ELSEWHERE, "quay.io/coreos/etcd:v2.3.7")),
    miss("etcd-with-v3demo", INCOMPATIBLE, etcd(lines("2024-03-12 10:29:50.134597 I | flags: recognized and used environment variable ETCD_EXPERIMENTAL_V3DEMO=true", old("listen tcp 10.0.0.4:2380: bind: cannot assign requested address")), image="quay.io/coreos/etcd:v2.3.7")),
    miss("etcd-2-says-why-it-panics", INCOMPATIBLE, etcd(panics("failed to open database", error="open /var/lib/etcd/member/snap/db: permission denied"), code=2)),
)  # fmt: skip

# ---- a kubelet that knows no address of the pod ------------------------------------------------------------------------
TCP = "    livenessProbe:\n      tcpSocket: {port: 2379}\n      initialDelaySeconds: 45\n      periodSeconds: 10\n"
FAILED = 'I0312 10:29:27.327689   31706 prober.go:111] Liveness probe for "etcd-master-1_kube-system(6fa4cda81596c9975ede8b7394cc2d87):etcd" failed (failure): {}'
FAILED_FIELDS = 'I0312 10:29:27.327689   31706 prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/etcd-master-1" podUID="6fa4cda81596c9975ede8b7394cc2d87" containerName="etcd" probeResult="failure" output="{}"'
NOWHERE, NOWHERE_HTTP = (
    "dial tcp :2379: connect: connection refused",
    "Get https://:2379/health: dial tcp :2379: connect: connection refused",
)
HOST = "probe_wrong_host"


def asked(
    *addresses, output=NOWHERE, form=FAILED, probe=TCP, urls="https://10.0.0.4:2379", attempt=5, since=30, times=1
):
    node = Node(version=None).unit("kubelet").static_pod(E, flags=(f"--listen-client-urls={urls}",), probe=probe)
    node.runs(E, attempt=attempt, since=timedelta(seconds=since))
    node.kubelet(*[form.format(output)] * times, ago=timedelta(seconds=33))
    for address in addresses:
        node.socket("etcd", 2379, address, pod=E)
    return node


HTTP = http_probe(host=None, port=2379, path="/health", delay=45, failures=3)
NOWHERE_KNOWN = (
    shows("probe-of-an-unknown-address", HOST, asked("10.0.0.4"), E),
    shows("probe-of-an-unknown-address-http", HOST, asked("10.0.0.4", output=NOWHERE_HTTP, probe=HTTP), E),
    shows("probe-of-an-unknown-address-fields", HOST, asked("10.0.0.4", form=FAILED_FIELDS), E),
    shows("probe-of-an-unknown-address-by-its-flags", HOST, asked(), E),
    shows("probe-of-an-unknown-address-first-life", HOST, asked("10.0.0.4", attempt=0, since=100, times=3), E),
    miss("probe-of-an-unknown-address-for-a-moment", HOST, asked("10.0.0.4", attempt=0, since=100)),
    miss("probe-of-an-unknown-address-for-a-moment-again", HOST, asked("10.0.0.4", since=100)),
    miss("probe-of-an-unknown-address-everywhere", HOST, asked("0.0.0.0", urls="https://0.0.0.0:2379")),
    miss("probe-of-an-unknown-address-everywhere-6", HOST, asked("::", urls="https://[::]:2379")),
    miss("probe-of-an-unknown-address-both", HOST, asked("10.0.0.4", "127.0.0.1", urls="https://10.0.0.4:2379,https://127.0.0.1:2379")),
    miss("probe-of-an-unknown-address-late", HOST, asked(urls="https://10.0.0.4:2379,https://127.0.0.1:2379")),
    miss("probe-of-the-pods-address", HOST, asked("10.0.0.4", output="dial tcp 10.0.0.4:2379: connect: connection refused")),
    miss("probe-of-an-unknown-address-of-the-dead", HOST, dies(E, failed("x"), flags=("--listen-client-urls=https://10.0.0.4:2379",), probe=TCP, version=None).unit("kubelet").kubelet(FAILED.format(NOWHERE), ago=timedelta(seconds=33))),
)  # fmt: skip

OWN_TWENTYFIRST_UPPER_MENDS = (*RANGES, *SETTINGS, *STORED, *GENERATIONS, *NOWHERE_KNOWN)
