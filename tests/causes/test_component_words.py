"""What the components print at their end, in other releases' words, and what is only like it."""

from datetime import timedelta

import pytest

from incidents.builder import Node, http_probe
from incidents.corpus import verdict, view
from incidents.own.apiserver_ends import ENDS, clothes
from incidents.own.shapes import dies
from whyrestart.diagnosing import diagnose
from whyrestart.model.cause import Cause

KCM, E = "kube-controller-manager", "etcd"
STARTED = "I0312 10:29:27.100100       1 node_ipam_controller.go:91] Sending events to api server."
FATAL = "F0312 10:29:28.002852       1 controllermanager.go:226] error starting controllers: {}"
STRUCTURED = 'E0312 10:29:28.002852       1 controllermanager.go:237] "Error starting controllers" err="{}"'
LOST = "F0312 10:29:28.100100       1 controllermanager.go:279] leaderelection lost"
ONE_NODE = "E0312 09:11:28.002852       1 controller_utils.go:262] {}"
OUTSIDE = "failed to mark cidr[10.9.0.0/24] at idx [0] as occupied for node: w1: cidr 10.9.0.0/24 is out the range of cluster cidr 10.244.0.0/16"
REFUSED_RANGES = [
    (
        "node:w1 has an allocated cidr: 2001:db8:1:2:8:3::/120 at index:1 that does not exist in cluster cidrs configuration",
        "cluster-cidr",
    ),
    (
        "node:w1 has an allocated cidr: 10.9.0.0/24 at index:1 that does not exist in cluster cidrs configuration",
        "cluster-cidr",
    ),
    (
        "usage of --node-cidr-mask-size-ipv4 and --node-cidr-mask-size-ipv6 are not allowed with non dual-stack clusters",
        "node-cidr-mask-size-ipv4",
    ),
    ("usage of --node-cidr-mask-size is not allowed with dual-stack clusters", "node-cidr-mask-size"),
    ("len of ClusterCIDRs==2 and dualstack feature is not enabled", "cluster-cidr"),
    (
        "len of ClusterCIDRs==2 and they are not configured as dual stack (at least one from each IPFamily",
        "cluster-cidr",
    ),
    ("len of clusters is:3 > more than max allowed of 2", "cluster-cidr"),
    ("serviceCIDR and secondaryServiceCIDR are not dualstack (from different IPfamiles)", "service-cluster-ip-range"),
    (OUTSIDE, "cluster-cidr"),
]


def ended(program, log, **more):
    return verdict(Node().static_pod(program).died(program, log, **more).contents())


@pytest.mark.parametrize("form", [FATAL, STRUCTURED])
@pytest.mark.parametrize(("words", "flag"), REFUSED_RANGES)
def test_a_range_that_the_node_ipam_controller_refuses_is_a_flags_value(form, words, flag):
    node = Node().static_pod(KCM).died(KCM, f"{STARTED}\n{form.format(words)}", code=255)

    verdict = diagnose(view(node.contents())).verdict

    assert verdict.cause is Cause.INVALID_FLAG_VALUE
    assert f"--{flag}" in verdict.summary


@pytest.mark.parametrize(
    "words",
    [
        f"Error while processing Node Add: {OUTSIDE}",
        f"Error while processing Node Add/Delete: {OUTSIDE}",
        f'"Error while processing Node Add" err="{OUTSIDE}"',
        "Error while processing Node Add/Delete: failed to allocate cidr from cluster cidr at idx:0: CIDR allocation failed; there are no remaining CIDRs left to allocate in the accepted range",
    ],
)
def test_a_node_of_another_range_ends_nobody_when_it_joins(words):
    given = ended(KCM, f"{ONE_NODE.format(words)}\n{LOST}", code=255, lived=timedelta(hours=2))

    assert given.cause is Cause.LEADER_ELECTION_LOST


OLDER = "database file (/var/lib/etcd/member/snap/db index 3324518) does not match with snapshot (index 3426537)"


@pytest.mark.parametrize(
    "line",
    [
        f"2017-12-01 10:10:01.290100 C | etcdmain: {OLDER}.",
        f'{{"level":"fatal","ts":"2022-07-21T13:17:36.221Z","caller":"etcdmain/etcd.go:204","msg":"discovery failed","error":"{OLDER}"}}',
        f'2022-07-21T13:17:36.221Z\tfatal\tetcdmain/etcd.go:271\tdiscovery failed\t{{"error": "{OLDER}"}}',
    ],
)
def test_a_database_that_is_older_than_the_snapshot_is_damaged(line):
    assert ended(E, line).cause is Cause.ETCD_DATA_CORRUPT


@pytest.mark.parametrize(
    "line",
    [
        '{"level":"warn","ts":"2022-07-21T13:17:36.221Z","caller":"etcdserver/bootstrap.go:400","msg":"consistent index was never saved","snapshot-index":3426537}',
        "2017-12-01 10:10:01.290100 W | etcdserver: consistent index never saved (snapshot index=3426537)",
    ],
)
def test_an_index_that_was_never_saved_is_no_damage(line):
    assert ended(E, line, code=137, lived=timedelta(hours=3)).cause is not Cause.ETCD_DATA_CORRUPT


FRAMES = "\n\ngoroutine 97 [running]:\n{}\n\t/go/pkg/mod/x.go:320 +0x114"
IN_BBOLT = FRAMES.format("go.etcd.io/bbolt.(*freelist).read(0xc0001e4100, 0x7f3a3c2d6000)")
IN_BOLT = FRAMES.format("github.com/coreos/etcd/cmd/vendor/github.com/boltdb/bolt.(*DB).page(0xc4201e4100, 0x2)")
IN_COREOS = FRAMES.format("github.com/coreos/etcd/cmd/vendor/github.com/coreos/bbolt.(*Cursor).search(0xc4201e4100)")
ELSEWHERE = FRAMES.format("go.etcd.io/etcd/server/v3/etcdserver.(*EtcdServer).run(0xc0001e4100)")
SIGBUS = "unexpected fault address 0x7f3a3c2d6000\nfatal error: fault\n[signal SIGBUS: bus error code=0x2 addr=0x7f3a3c2d6000 pc=0x9dff2e]"
SIGSEGV = "unexpected fault address 0x7f3a3c2d6000\nfatal error: fault\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x7f3a3c2d6000 pc=0x9dff2e]"
NIL = "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x9dff2e]"


@pytest.mark.parametrize("fault", [SIGBUS, SIGSEGV])
@pytest.mark.parametrize("frames", [IN_BBOLT, IN_BOLT, IN_COREOS])
def test_a_fault_in_the_mapped_database_is_damage(fault, frames):
    assert ended(E, fault + frames, code=2).cause is Cause.ETCD_DATA_CORRUPT


@pytest.mark.parametrize("log", [NIL + IN_BBOLT, NIL + ELSEWHERE, SIGBUS + ELSEWHERE, SIGSEGV + ELSEWHERE])
def test_a_fault_of_the_program_is_no_damage(log):
    assert ended(E, log, code=2).cause is Cause.UNKNOWN


REFUSED = (
    'I0312 10:28:48.1    2999 prober.go:120] "Probe failed" probeType="Liveness" pod="kube-system/etcd-master-1" podUID="aa" '
    'containerName="etcd" probeResult="failure" output="Get \\"http://127.0.0.1:2381/health\\": dial tcp 127.0.0.1:2381: connect: connection refused"'
)
KILLED = (
    'I0312 10:28:48.2    2999 kuberuntime_manager.go:1107] "Message for Container of pod" containerName="etcd" '
    'containerStatusID={"Type":"containerd","ID":"00"} pod="kube-system/etcd-master-1" '
    'containerMessage="Container etcd failed liveness probe, will be restarted"'
)
ZAP = '{{"level":"info","ts":"2024-03-12T10:27:16.101Z","caller":"{}","msg":"{}"}}'
READS = ZAP.format("storage/backend.go:81", "opened backend db")


def probed_to_death(log, **more):
    probe = http_probe(host="127.0.0.1", port=2381, path="/health", scheme="HTTP")
    node = Node().static_pod(E, probe=probe)
    node.died(
        E, log, **{"code": 137, "attempt": 6, "lived": timedelta(seconds=95), "ago": timedelta(seconds=70)} | more
    )
    node.runs(E, attempt=7, since=timedelta(seconds=68)).kubelet(REFUSED, KILLED, ago=timedelta(seconds=75))
    return verdict(node.contents())


@pytest.mark.parametrize(
    "last",
    [
        READS,
        ZAP.format("mvcc/kvstore.go:407", "kvstore restored"),
        ZAP.format("mvcc/kvstore.go:388", "restored last compact revision"),
        ZAP.format("etcdserver/server.go:515", "recovered v3 backend from snapshot"),
        ZAP.format("etcdserver/raft.go:586", "restarting local member"),
        "2018-07-15 17:10:36.572643 I | etcdserver: recovered store from snapshot at index 3426537",
        "2018-07-15 17:10:36.572643 I | mvcc: restore compact to 1410007",
    ],
)
@pytest.mark.parametrize("code", [0, 137])
def test_an_etcd_that_still_reads_its_data_is_killed_too_soon(last, code):
    assert probed_to_death(f"{READS}\n{last}", code=code).cause is Cause.PROBE_TOO_AGGRESSIVE


@pytest.mark.parametrize(
    "last",
    [
        ZAP.format("embed/etcd.go:599", "serving peer traffic"),
        ZAP.format("embed/etcd.go:911", "serving metrics"),
        ZAP.format("embed/serve.go:103", "ready to serve client requests"),
        ZAP.format("raft/raft.go:923", "b1d5a2a4d5c5f9e2 is starting a new election at term 12"),
        ZAP.format("raft/raft.go:713", "b1d5a2a4d5c5f9e2 became leader at term 12"),
        "2018-07-15 17:10:37.572643 I | embed: listening for metrics on http://127.0.0.1:2381/",
        "2018-07-15 17:10:37.572643 I | embed: serving client requests on 127.0.0.1:2379",
    ],
)
def test_an_etcd_that_has_read_its_data_is_not(last):
    assert probed_to_death(f"{READS}\n{last}").cause is not Cause.PROBE_TOO_AGGRESSIVE


def test_an_etcd_that_lived_long_is_not():
    assert probed_to_death(READS, lived=timedelta(hours=2)).cause is not Cause.PROBE_TOO_AGGRESSIVE


@pytest.mark.parametrize(
    ("name", "release", "words", "flags"),
    [pytest.param(*row, id=row[0]) for causes, rows in ENDS if causes == "invalid_flag_value" for row in rows],
)
def test_a_refusal_of_the_apiserver_is_traced_to_the_flag_that_is_meant(name, release, words, flags):
    node = dies("kube-apiserver", clothes(name, release, words), *flags.split(), version=f"v{release}.4")

    verdict = diagnose(view(node.contents())).verdict

    assert any(flag.split("=")[0] in verdict.summary for flag in flags.split())


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('Trace[636265109]: ---"Writing http response done" audit-log-path count:1 3395ms (11:31:41.569)', 137),
        ("Flag --audit-log-path has been deprecated, This flag will be removed in a future version.", 1),
        ("Error: open audit-log-path: permission denied", 1),
        ('E0312 10:29:55.9       1 wrap.go:54] "Slow request" err="audit-log-path is full"', 1),
    ],
)
def test_a_line_that_speaks_of_a_flag_is_no_refusal_of_it(line, code):
    node = dies("kube-apiserver", f"{line}\n", "--audit-log-path=-", code=code)

    assert verdict(node.contents()).cause is not Cause.INVALID_FLAG_VALUE
