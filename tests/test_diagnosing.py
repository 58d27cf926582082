"""The engine: order of blame, cascades, independent causes, expected things, honest ignorance."""

from dataclasses import replace
from datetime import timedelta

import pytest

from incidents.builder import Node
from incidents.corpus import name, view
from incidents.own.shapes import LOST, gives_up
from remedies.building import NOW, manifest
from whyrestart.causes.rule import Rule, finding, note
from whyrestart.diagnosing import diagnose, judge
from whyrestart.episodes import episodes
from whyrestart.model.cause import Cause, Confidence
from whyrestart.model.diagnosis import State
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.manifest import ProbeKind
from whyrestart.model.node import NodeView
from whyrestart.model.observation import (
    ContainerSeen,
    ContainerState,
    Gap,
    LogLine,
    ManifestSeen,
    Outcome,
    PodLogSeen,
    ProbeResult,
    ProcessSeen,
    Source,
    Variant,
)
from whyrestart.model.version import Version
from whyrestart.parsing.manifest import parse

A, KCM, S, E = "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"
BAD_FLAG = "Error: unknown flag: --bogus"
CORRUPT = "2024-03-12 10:29:55.900100 C | etcdserver: read wal error (walpb: crc mismatch) and cannot be repaired"
NO_ETCD = gives_up("Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused")
SWAP = "F0312 10:29:55.9    5115 server.go:271] failed to run Kubelet: running with swap on is not supported"
FULL = "2024-03-12 10:29:55.9 C | etcdmain: write /var/lib/etcd/x: no space left on device"


def lost(program):
    """A controller's last words without the apiserver."""
    last = "F0312 10:29:55.9       1 x.go:294] leaderelection lost"
    return LOST.format(name=program, why="dial tcp 10.0.0.4:6443: connect: connection refused", last=last)


def said(node):
    return diagnose(view(node.contents()))


def of(found, container):
    return next(each for each in found.diagnoses if name(each.subject) == container)


# ---- order of blame -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "cause"),
    [
        pytest.param(
            Node().static_pod(E).died(E, CORRUPT).static_pod(A).died(A, NO_ETCD),
            Cause.ETCD_DATA_CORRUPT,
            id="etcd-below-apiserver",
        ),
        pytest.param(
            Node().static_pod(A).died(A, BAD_FLAG).static_pod(KCM).died(KCM, lost(KCM)),
            Cause.UNKNOWN_FLAG,
            id="apiserver-below-controllers",
        ),
        pytest.param(
            Node().static_pod(A).died(A, BAD_FLAG).kubelet_loops(SWAP), Cause.KUBELET_SWAP_ON, id="kubelet-below-pods"
        ),
        pytest.param(
            Node().static_pod(A).died(A, BAD_FLAG).static_pod(E).died(E, CORRUPT),
            Cause.ETCD_DATA_CORRUPT,
            id="of-two-the-lower-one",
        ),
        pytest.param(
            Node().static_pod(A).died(A, BAD_FLAG).static_pod(E).died(E, FULL),
            Cause.DISK_FULL,
            id="host-below-all",
        ),
        pytest.param(
            Node().static_pod(A).died(A, "panic: x", code=2).static_pod(S).died(S, BAD_FLAG),
            Cause.UNKNOWN_FLAG,
            id="what-is-known-before-what-is-not",
        ),
    ],
)
def test_lowest_broken_layer_is_the_verdict(node, cause):
    assert said(node).verdict.cause is cause


def test_consequences_name_what_they_follow_from_and_wait_for_no_cure_of_their_own():
    node = Node().static_pod(E).died(E, CORRUPT).static_pod(A).died(A, NO_ETCD)
    node = node.static_pod(KCM).died(KCM, lost(KCM)).static_pod(S).died(S, lost(S))

    found = said(node)

    assert name(found.verdict.subject) == E
    assert name(of(found, A).downstream_of) == E
    assert {name(of(found, each).downstream_of) for each in (KCM, S)} <= {A, E}
    assert all(of(found, each).remedies == () for each in (A, KCM, S))


def test_where_nothing_upstream_is_a_fault_the_one_that_fails_says_what_to_put_back():
    node = Node().static_pod(E).died(E, code=0, attempt=0, ago=timedelta(seconds=50))
    node = node.removed("etcd.yaml", ago=timedelta(seconds=52)).static_pod(A).died(A, NO_ETCD)

    found = said(node)

    assert (found.verdict.cause, name(found.verdict.downstream_of)) == (Cause.ETCD_UNREACHABLE, E)
    assert of(found, E).cause is Cause.STOPPED_BY_OPERATOR
    assert [each.title for each in found.verdict.remedies] == [
        "Put etcd.yaml back into /etc/kubernetes/manifests, unless it was taken away for good"
    ]


def test_two_independent_causes_are_both_told_the_lower_one_first():
    node = (
        Node().static_pod(A, "--bogus").died(A, BAD_FLAG).static_pod(S, "--nope").died(S, "Error: unknown flag: --nope")
    )

    found = said(node)

    assert [name(each.subject) for each in found.diagnoses][:2] == [A, S]
    assert {of(found, each).cause for each in (A, S)} == {Cause.UNKNOWN_FLAG}
    assert of(found, S).downstream_of is None


def test_controller_that_lost_its_lease_beside_a_healthy_apiserver_is_itself_the_verdict():
    found = said(Node().static_pod(A).runs(A).static_pod(KCM).died(KCM, lost(KCM)))

    assert found.verdict.cause is Cause.LEADER_ELECTION_LOST
    assert found.verdict.downstream_of is None


# ---- expected things ------------------------------------------------------------------------------------------------


def test_edit_is_told_and_is_nothing_to_repair():
    node = Node().static_pod(A, edited=timedelta(seconds=62))
    node = node.died(A, code=0, attempt=0, uid="1" * 32, ago=timedelta(seconds=55)).runs(
        A, uid="2" * 32, since=timedelta(seconds=50)
    )

    found = said(node)

    assert found.verdict is None
    assert of(found, A).cause is Cause.MANIFEST_CHANGED


def test_healthy_node_has_no_verdict_and_every_subject_is_told():
    found = said(Node().static_pod(A).runs(A).probe(A, 200).static_pod(E).runs(E).unit("kubelet"))

    assert found.verdict is None
    assert {each.state for each in found.diagnoses} == {State.HEALTHY}
    assert {name(each.subject) for each in found.diagnoses} == {A, E, "kubelet.service"}


# ---- unknown, well done ---------------------------------------------------------------------------------------------


def test_unknown_says_what_was_seen_what_was_not_and_what_would_settle_it():
    found = said(Node().static_pod(A).died(A, "E0312 10:29:55.9       1 x.go:1] the answer is 42", code=7))

    verdict = found.verdict
    assert (verdict.cause, verdict.confidence) == (Cause.UNKNOWN, Confidence.NONE)
    assert any("exit code 7" in each.says for each in verdict.evidence)
    assert any("the answer is 42" in each.says for each in verdict.evidence)
    assert "probe" in verdict.summary
    assert any(Source.PROBE in each.blind and each.settles for each in verdict.inconclusive)


def test_a_kubelet_within_another_unit_loops_with_it_and_what_is_said_there_in_passing_is_not_its_end():
    node = Node().unit("k3s", "activating", "auto-restart", 9).journal("k3s", SWAP.replace("F0312", "W0312"))

    verdict = said(node).verdict

    assert (str(verdict.subject), verdict.state, verdict.cause) == ("kubelet.service", State.LOOPING, Cause.UNKNOWN)
    assert verdict.restarts == 9
    assert verdict.evidence[0].says == (
        "k3s.service, in which the kubelet runs here: activating (auto-restart), restarted 9 times"
    )
    assert "running with swap on is not supported" in verdict.evidence[-1].says


def test_of_a_kubelet_that_complains_of_nothing_the_last_words_are_shown():
    node = Node().kubelet_loops().kubelet("the answer is 42")

    assert [each.says for each in said(node).verdict.evidence] == ["kubelet: the answer is 42"]


def test_possible_cause_alone_is_no_verdict_on_a_loop():
    """Read from the manifest alone: nothing says that the probe was what ended it."""
    found = said(Node().static_pod(A, "--anonymous-auth=false").died(A, "", code=1, attempt=9))

    assert found.verdict.cause is Cause.UNKNOWN
    assert "anonymous_auth_disabled" in found.verdict.summary


# ---- rules, ranked --------------------------------------------------------------------------------------------------


def rule(cause, confidence=None, **more):
    """A rule that always finds its cause that surely, or never."""

    def find(_episode):
        return finding(cause, confidence, f"{cause}.", []) if confidence else None

    return Rule(cause=cause, find=find, **more)


@pytest.fixture
def episode():
    """An apiserver in a loop."""
    made = episodes(view(Node().static_pod(A).died(A, "", code=1).contents()))
    return next(each for each in made if each.ref)


def test_proof_comes_before_signature(episode):
    rules = [rule(Cause.OOM_KILLED, Confidence.LIKELY), rule(Cause.DISK_FULL, Confidence.PROVEN)]

    assert judge(episode, rules).cause is Cause.DISK_FULL


def test_of_two_equally_sure_the_one_that_yields_is_second(episode):
    rules = [
        rule(Cause.ETCD_UNREACHABLE, Confidence.PROVEN, yields_to=frozenset({Cause.CLOCK_SKEW})),
        rule(Cause.CLOCK_SKEW, Confidence.PROVEN),
    ]

    diagnosis = judge(episode, rules)

    assert diagnosis.cause is Cause.CLOCK_SKEW
    assert [each.cause for each in diagnosis.findings] == [Cause.CLOCK_SKEW, Cause.ETCD_UNREACHABLE]


def test_rule_does_not_yield_to_a_weaker_one(episode):
    rules = [
        rule(Cause.ETCD_UNREACHABLE, Confidence.PROVEN, yields_to=frozenset({Cause.CLOCK_SKEW})),
        rule(Cause.CLOCK_SKEW, Confidence.LIKELY),
    ]

    assert judge(episode, rules).cause is Cause.ETCD_UNREACHABLE


@pytest.mark.parametrize(
    ("seconds", "surely"),
    [
        pytest.param(0, Confidence.POSSIBLE, id="same-words"),
        pytest.param(1, Confidence.LIKELY, id="other-words"),
    ],
)
def test_what_covers_the_rest_is_no_surer_than_what_possibly_covers_the_same_words(episode, seconds, surely):
    def says(cause, confidence, at, **more):
        evidence = [note("kubelet_log", f"why it is {cause}", at)]
        return Rule(cause=cause, find=lambda _: finding(cause, confidence, "", evidence), **more)

    rules = [
        says(Cause.DISK_FULL, Confidence.POSSIBLE, NOW),
        says(
            Cause.CONTAINER_CREATE_FAILED,
            Confidence.LIKELY,
            NOW + timedelta(seconds=seconds),
            yields_to=frozenset({Cause.DISK_FULL}),
        ),
    ]

    sure = {each.cause: each.confidence for each in judge(episode, rules).findings}

    assert sure[Cause.CONTAINER_CREATE_FAILED] is surely


def test_blind_witness_makes_a_rule_inconclusive_and_never_negative(episode):
    gap = Gap(source=Source.KERNEL_LOG, why="permission denied")
    blind = replace(episode, node=replace(episode.node, gaps=(gap,)))
    rules = [rule(Cause.NODE_OUT_OF_MEMORY, needs=frozenset({Source.KERNEL_LOG}), settles="journalctl -k")]

    (open_,) = judge(blind, rules).inconclusive

    assert (open_.cause, open_.blind, open_.settles) == (
        Cause.NODE_OUT_OF_MEMORY,
        (Source.KERNEL_LOG,),
        "journalctl -k",
    )


def test_confuser_is_ruled_out_only_with_open_eyes(episode):
    oom = rule(Cause.OOM_KILLED, Confidence.PROVEN)
    node = rule(Cause.NODE_OUT_OF_MEMORY, needs=frozenset({Source.KERNEL_LOG}))
    sighted = replace(episode, node=replace(episode.node, gaps=()))
    blind = replace(episode, node=replace(episode.node, gaps=(Gap(source=Source.KERNEL_LOG, why="x"),)))

    assert [each.cause for each in judge(sighted, [oom, node]).ruled_out] == [Cause.NODE_OUT_OF_MEMORY]
    assert judge(blind, [oom, node]).ruled_out == ()
    assert [each.cause for each in judge(blind, [oom, node]).inconclusive] == [Cause.NODE_OUT_OF_MEMORY]


def test_same_view_gives_the_same_diagnosis():
    seen = view(Node().static_pod(A).died(A, BAD_FLAG).contents())

    assert diagnose(seen) == diagnose(seen)


PANIC = "panic: x\n\ngoroutine 1 [running]:"


def with_processes(node, *programs):
    """The same node, all of whose processes of interest are these."""
    view_ = view(node.contents())
    told = tuple(
        ProcessSeen(at=view_.at, pid=number, program=program, started_at=view_.at, pod_uid="0" * 32)
        for number, program in enumerate(programs, 100)
    )
    gaps = tuple(gap for gap in view_.gaps if gap.source is not Source.PROCESSES)
    return replace(view_, gaps=gaps, observations={**view_.observations, ProcessSeen: told})


def test_what_a_partial_list_leaves_out_is_not_absent():
    found = said(Node().static_pod(A).static_pod(E).static_pod(S).died(A, PANIC, code=2).runs(A, attempt=6))

    assert name(found.verdict.subject) == A
    assert {(of(found, each).state, of(found, each).summary) for each in (E, S)} == {
        (State.HEALTHY, "Whether it runs could not be seen.")
    }


def test_what_is_merely_not_listed_comes_after_what_was_seen_to_end():
    node = Node().static_pod(A).died(A, PANIC, code=2).static_pod(E).static_pod(S).runs(S)

    found = said(node)

    assert [(name(each.subject), each.state) for each in found.diagnoses[:2]] == [
        (A, State.LOOPING),
        (E, State.ABSENT),
    ]


def test_where_processes_are_seen_what_is_not_among_them_is_absent():
    unlisted = Node().static_pod(A).died(A, PANIC, code=2).static_pod(E)

    gone = diagnose(with_processes(unlisted, "kubelet", A))
    there = diagnose(with_processes(unlisted, "kubelet", A, E))
    alone = diagnose(with_processes(unlisted))

    assert (gone.verdict.state, name(gone.verdict.subject)) == (State.ABSENT, E)
    assert "no process on this node is called etcd" in {each.says for each in gone.verdict.evidence}
    assert [of(each, E).state for each in (there, alone)] == [State.HEALTHY, State.HEALTHY]


@pytest.mark.parametrize(
    ("node", "state"),
    [
        pytest.param(Node().static_pod(E), State.ABSENT, id="nothing-of-it"),
        pytest.param(Node().static_pod(E).probe(E, 200, ago=timedelta(seconds=9)), State.HEALTHY, id="just-answered"),
        pytest.param(Node().static_pod("haproxy"), State.HEALTHY, id="a-program-that-its-image-names"),
    ],
)
def test_without_a_runtime_the_processes_tell(node, state):
    found = diagnose(with_processes(node, "kubelet"))

    assert [each.state for each in found.diagnoses if isinstance(each.subject, ContainerRef)] == [state]


# ---- an edit of which nothing has been seen yet ----------------------------------------------------------------------


SECURE, PLAIN = ("        scheme: HTTPS\n", "        scheme: HTTP\n")


def edited(change, *, ago=1, since=(), was=SECURE):
    """An apiserver that ran for an hour, and its manifest as it was and as it is since `ago` seconds."""
    text = manifest("kube-apiserver", version="v1.20.2")
    assert was in text
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    texts = ((60 * 60, text), (ago, text.replace(was, change)))
    seen = [ManifestSeen(at=NOW - timedelta(seconds=s), manifest=parse(path, t.encode())) for s, t in texts]
    return NodeView.of((*seen, runs("1", 60 * 60), *since), name="master-1", at=NOW, version=Version(1, 20, 2))


def runs(uid, ago, ended=None):
    ref = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container=A)
    return ContainerSeen(
        at=NOW,
        attempt_key=AttemptKey(ref=ref, pod_uid=uid * 32, attempt=0),
        container_id=f"c{uid}",
        state=ContainerState.RUNNING if ended is None else ContainerState.EXITED,
        started_at=NOW - timedelta(seconds=ago),
        finished_at=None if ended is None else NOW - timedelta(seconds=ended),
        exit_code=None if ended is None else 1,
    )


def answered(seconds_ago):
    ref = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container=A)
    return ProbeResult(
        at=NOW - timedelta(seconds=seconds_ago),
        ref=ref,
        kind=ProbeKind.LIVENESS,
        variant=Variant.KUBELET,
        url="http://10.0.0.4:6443/livez",
        outcome=Outcome.SUCCESS,
        status=200,
    )


@pytest.mark.parametrize(
    ("was", "change", "cause"),
    [
        pytest.param(SECURE, PLAIN, Cause.PROBE_WRONG_SCHEME, id="wrong-scheme"),
        pytest.param("    image:", "    - --insecure-port=8080\n    image:", Cause.INVALID_FLAG_VALUE, id="value"),
        pytest.param("    image:", "    - --audit-log-max-age=3\n    image:", Cause.UNKNOWN_FLAG, id="misspelt-flag"),
    ],
)
def test_what_an_edit_will_lead_to_is_told_at_once_as_possible(was, change, cause):
    found = diagnose(edited(change, was=was))

    assert (found.verdict.cause, found.verdict.confidence) == (cause, Confidence.POSSIBLE)
    assert found.verdict.state is State.AT_RISK


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(edited("        scheme: HTTPS  # as before\n"), id="an-edit-that-leads-nowhere"),
        pytest.param(edited(PLAIN, ago=60 * 10), id="long-ago"),
        pytest.param(edited(PLAIN, ago=20, since=(runs("2", 18), answered(5))), id="its-probe-is-answered"),
    ],
)
def test_an_edit_that_is_tried_or_sound_foretells_nothing(view):
    found = diagnose(view)

    assert Cause.PROBE_WRONG_SCHEME not in {each.cause for each in found.diagnoses}


def test_what_the_former_manifest_foretold_as_well_is_no_news_of_an_edit():
    text = manifest("kube-apiserver", version="v1.20.2").replace(SECURE, PLAIN)
    path = "/etc/kubernetes/manifests/kube-apiserver.yaml"
    texts = ((60 * 60, text), (2, f"{text}# a word\n"))
    seen = [ManifestSeen(at=NOW - timedelta(seconds=s), manifest=parse(path, t.encode())) for s, t in texts]
    borne = NodeView.of((*seen, runs("1", 60 * 60)), name="master-1", at=NOW, version=Version(1, 20, 2))
    fresh = ManifestSeen(at=NOW, manifest=parse(path, f"{text}# another\n".encode()))
    never_tried = edited(PLAIN, since=(fresh,))

    assert diagnose(borne).verdict is None
    assert diagnose(never_tried).verdict.cause is Cause.PROBE_WRONG_SCHEME


def test_an_answer_of_the_old_instance_does_not_speak_for_the_edit():
    found = diagnose(edited(PLAIN, ago=20, since=(answered(5),)))

    assert found.verdict.cause is Cause.PROBE_WRONG_SCHEME


SOUND = "        scheme: HTTPS  # as before\n"


def former(*, ended=None, code=0, attempt=0):
    """The old manifest's instance: it runs, or ended so many seconds ago."""
    seen = runs("1", 60 * 60, ended)
    key = replace(seen.attempt_key, attempt=attempt)
    return replace(seen, exit_code=None if ended is None else code, attempt_key=key)


def created(uid, ago):
    """A new instance that has not started yet."""
    return replace(runs(uid, 0), state=ContainerState.CREATED, started_at=None, created_at=NOW - timedelta(seconds=ago))


@pytest.mark.parametrize(
    "since",
    [
        pytest.param((), id="the-old-one-runs"),
        pytest.param((former(ended=2),), id="the-old-one-has-ended"),
        pytest.param((former(ended=2, code=137),), id="the-old-one-was-killed-after-its-grace"),
        pytest.param((former(ended=2, attempt=1),), id="an-old-one-that-had-restarted-once"),
        pytest.param((former(ended=2), created("2", 1)), id="the-new-one-is-created"),
        pytest.param((former(ended=2), runs("2", 1)), id="the-new-one-runs"),
        pytest.param((runs("2", 3), former(ended=1)), id="the-new-one-began-before-the-old-one-ended"),
    ],
)
def test_while_an_edit_replaces_the_pod_nothing_is_unknown_and_nothing_to_repair(since):
    found = diagnose(edited(SOUND, ago=10, since=since))

    assert found.verdict is None
    assert of(found, A).cause is Cause.MANIFEST_CHANGED


@pytest.mark.parametrize(
    "since",
    [
        pytest.param((former(ended=8), runs("2", 6, ended=1)), id="the-new-one-died"),
        pytest.param((former(ended=70, attempt=3, code=1),), id="nothing-came-after-it"),
    ],
)
def test_an_edit_explains_no_more_than_its_own_replacement(since):
    found = diagnose(edited(SOUND, ago=10 if len(since) > 1 else 100, since=since))

    assert found.verdict.cause is Cause.UNKNOWN


def test_what_the_old_instance_died_of_says_nothing_of_the_manifest_that_was_mended():
    last = "Error: open /etc/kubernetes/pki/apiserver.crt: no such file or directory"
    ref = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container=A)
    key = AttemptKey(ref=ref, pod_uid="1" * 32, attempt=4)
    dead = (
        former(ended=15, code=1, attempt=4),
        PodLogSeen(
            at=NOW - timedelta(seconds=15),
            attempt_key=key,
            path="/var/log/pods/x/4.log",
            lines=(LogLine(text=last, at=NOW - timedelta(seconds=15)),),
        ),
    )
    mended, not_yet = (diagnose(edited(SOUND, ago=ago, since=dead)) for ago in (10, 60 * 10))

    assert mended.verdict is None
    assert of(mended, A).cause is Cause.MANIFEST_CHANGED
    assert not_yet.verdict.cause is Cause.FILE_MISSING


# ---- what the kubelet knows better, and what nobody saw -------------------------------------------------------------


def test_a_manifest_that_the_kubelet_has_started_since_is_not_surely_invalid():
    broken = "        memory: 512MB  # kept too\n"
    before, since = (
        of(diagnose(edited(broken, was="        memory: 512Mi  # kept too\n", ago=ago, since=(runs("2", 5),))), A)
        for ago in (5, 300)
    )

    assert (before.cause, before.confidence) == (Cause.MANIFEST_INVALID, Confidence.PROVEN)
    assert (since.cause, since.confidence) == (Cause.MANIFEST_INVALID, Confidence.POSSIBLE)


def test_a_pod_of_which_nothing_was_seen_is_not_said_to_run():
    blind = Gap(source=Source.CRI, why="refused")

    unseen, seen = (
        of(diagnose(NodeView.of(known, name="master-1", at=NOW, gaps=(blind,))), A)
        for known in (
            (ManifestSeen(at=NOW, manifest=parse("/m/a.yaml", manifest().encode())),),
            (ManifestSeen(at=NOW, manifest=parse("/m/a.yaml", manifest().encode())), answered(5)),
        )
    )

    assert unseen.summary == "Whether it runs could not be seen."
    assert (seen.state, seen.summary) == (State.HEALTHY, "")
