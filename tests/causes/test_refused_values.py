"""Messages that mean a flag and do not name it, or not as it is written: which one the verdict names."""

import pytest

from incidents import saying
from incidents.builder import Node
from incidents.corpus import view
from whyrestart.causes.evidence.logs import death_log, of_itself
from whyrestart.diagnosing import diagnose
from whyrestart.episodes import episodes
from whyrestart.model.cause import Cause

A, KCM, S, E = "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"
PEER, CLIENT = "10.0.0.4:2380", "10.0.0.4:2379"
NO_PAIR = "cannot listen on TLS for {}: KeyFile and CertFile are not presented"
HALF = "KeyFile and CertFile must both be present[key: {}, cert: {}]"
KEY, CERT = "/etc/etcd/peer.key", "/etc/etcd/peer.crt"
UNTRUSTED = (
    '{"level":"warn","ts":"2024-03-12T10:29:45.900Z","caller":"embed/config_logging.go:169","msg":"rejected connection",'
    '"remote-addr":"10.0.0.5:48236","server-name":"","error":"x509: certificate signed by unknown authority"}'
)
BUG = "panic: runtime error: invalid memory address or nil pointer dereference"
MISSING = "E0312 10:29:50.1       1 x.go:1] open /etc/kubernetes/absent.conf: no such file or directory"


def dies(program, log, *flags, code=1):
    return Node().static_pod(program, *flags).died(program, log, code=code)


def verdict(program, words, *flags):
    forms = saying.etcd(words) if program == E else saying.component(words)
    return diagnose(view(dies(program, forms["zap" if program == E else "klog"], *flags).contents())).verdict


@pytest.mark.parametrize(
    ("program", "words", "flag"),
    [
        (KCM, 'format: Invalid value: "yaml": Unsupported log format', "logging-format"),
        (KCM, 'vmodule: Invalid value: "x": only supported for text', "vmodule"),
        (KCM, "concurrent-job-syncs must be greater than 0, but got 0", "concurrent-job-syncs"),
        (KCM, 'resourceLock value must be "leases"', "leader-elect-resource-lock"),
        (S, "couldn't create resource lock: configmaps lock is removed, migrate to configmapsleases", "leader-elect-resource-lock"),
        (KCM, 'failed to parse cidr value:"10.0.0.0" with error:invalid CIDR address: 10.0.0.0', "cluster-cidr"),
        (KCM, "invalid CIDR allocator type: Foo", "cidr-allocator-type"),
        (KCM, 'cloud provider could not be initialized: unknown cloud provider "gce"', "cloud-provider"),
        (S, 'couldn\'t create scheduler using provider "Foo": algorithm provider "Foo" is not registered', "algorithm-provider"),
        (E, 'unexpected TLS cipher suite "TLS_FOO"', "cipher-suites"),
        (E, "error setting up initial cluster: URL must not contain a path: https://10.0.0.4:2380/v2", "initial-cluster"),
        (E, 'error parsing CompactionRetention: time: invalid duration "x"', "auto-compaction-retention"),
        (E, "unknown log format: text, supported values json, console", "log-format"),
        (E, 'invalid value "x" for ETCD_INITIAL_CLUSTER_STATE: invalid value "x"', "initial-cluster-state"),
    ],
)  # fmt: skip
def test_a_refused_value_is_laid_to_its_flag(program, words, flag):
    told = verdict(program, words)

    assert told.cause is Cause.INVALID_FLAG_VALUE
    assert f"--{flag}" in told.summary


@pytest.mark.parametrize(
    ("words", "flags", "required"),
    [
        (NO_PAIR.format(PEER), (), "--peer-cert-file and --peer-key-file"),
        (NO_PAIR.format(CLIENT), (), "--key-file"),
        (HALF.format("", CERT), (f"--peer-cert-file={CERT}",), "--peer-key-file"),
        (HALF.format(KEY, ""), (f"--peer-key-file={KEY}",), "--peer-cert-file"),
        (HALF.format("", CERT), (f"--cert-file={CERT}",), "--key-file"),
    ],
)
def test_half_a_pair_of_files_asks_for_the_other(words, flags, required):
    told = verdict(E, words, *flags)

    assert told.cause is Cause.MISSING_REQUIRED_FLAG
    assert f"requires {required}," in told.summary


def log_of(program, log, code=1):
    return next(e for e in episodes(view(dies(program, log, code=code).contents())) if e.program == program)


@pytest.mark.parametrize("program", [A, KCM, E])
def test_what_was_said_in_passing_does_not_explain_a_bug(program):
    episode = log_of(program, f"{MISSING}\n{BUG}\ngoroutine 1 [running]:", code=2)

    assert [entry.text for entry in death_log(episode)] == [BUG, "goroutine 1 [running]:"]


@pytest.mark.parametrize(
    "end", ["fatal error: fault", "fatal error: runtime: out of memory", "panic: context deadline exceeded"]
)
def test_what_ends_a_program_and_is_no_bug_may_have_been_explained_before(end):
    assert MISSING in [entry.raw for entry in death_log(log_of(A, f"{MISSING}\n{end}", code=2))]


@pytest.mark.parametrize(("program", "counts"), [(A, False), (E, True), (KCM, False), (S, False)])
def test_an_error_of_who_works_for_others_that_ends_nothing_is_of_its_work(program, counts):
    episode = log_of(program, MISSING)

    assert bool(tuple(of_itself(episode, death_log(episode)))) == counts


@pytest.mark.parametrize(
    "line",
    [
        'E0312 10:29:55.9       1 run.go:74] "command failed" err="x"',
        'E0312 10:29:55.9       1 controllermanager.go:236] "Error starting controllers" err="x"',
        'E0312 10:29:55.9       1 controllermanager.go:234] "Error building controller context" err="x"',
        "F0312 10:29:55.9       1 controllermanager.go:234] error starting controllers: x",
        "stat /etc/kubernetes/absent.conf: no such file or directory",
    ],
)
def test_a_controllers_last_words_are_its_own(line):
    episode = log_of(KCM, line)

    assert len(tuple(of_itself(episode, death_log(episode)))) == 1


@pytest.mark.parametrize(
    ("end", "laid"),
    [
        ("listen tcp 127.0.0.1:2381: bind: address already in use", False),
        ("cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs", True),
        (None, True),
    ],
)
def test_who_is_not_trusted_ends_only_an_etcd_that_is_to_join_or_tells_no_other_end(end, laid):
    words = UNTRUSTED if end is None else f"{UNTRUSTED}\n{saying.etcd(end)['zap']}"

    assert (diagnose(view(dies(E, words).contents())).verdict.cause is Cause.CERTIFICATE_AUTHORITY_MISMATCH) is laid
