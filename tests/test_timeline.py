"""The daemon's memory: what is news, what is the same again, what is forgotten, and when a source was blind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from whyrestart.episodes import manifests
from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.model.manifest import Manifest
from whyrestart.model.observation import (
    ContainerGone,
    ContainerSeen,
    ContainerState,
    FileSeen,
    Gap,
    HostSeen,
    ManifestGone,
    ManifestSeen,
    ProcessSeen,
    Source,
    UnitSeen,
)
from whyrestart.timeline import MAX_CLOSED_GAPS, Timeline

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
PATH = "/etc/kubernetes/manifests/kube-apiserver.yaml"
KEY = AttemptKey(ref=ContainerRef(namespace="n", pod="p", container="c"), pod_uid="u", attempt=0)


def at(seconds):
    return NOW + timedelta(seconds=seconds)


def manifest(seconds, text="one"):
    return ManifestSeen(at=at(seconds), manifest=Manifest(path=PATH, text=text, sha256=text))


def gone(seconds):
    return ManifestGone(at=at(seconds), path=PATH)


def view(timeline):
    return timeline.view(name="m", at=at(999), version=None, manifest_directory="/etc/kubernetes/manifests")


def filled(*observations):
    timeline = Timeline()
    return timeline, [timeline.add(observation) for observation in observations]


def test_the_same_fact_again_is_no_news_and_keeps_its_first_time():
    timeline, news = filled(*(UnitSeen(at=at(s), unit="kubelet.service", n_restarts=1) for s in (0, 1, 2)))

    assert news == [True, False, False]
    assert [seen.at for seen in view(timeline).all(UnitSeen)] == [at(0)]


def test_where_only_the_newest_is_kept_its_time_goes_forward():
    timeline, news = filled(*(FileSeen(at=at(s), path="/x", type="file") for s in (0, 5)))

    assert news == [True, False]
    assert [seen.at for seen in view(timeline).all(FileSeen)] == [at(5)]


def test_a_fact_that_comes_back_after_another_is_news():
    timeline, news = filled(manifest(0), manifest(1, "two"), manifest(2))

    assert news == [True, True, True]
    assert [seen.manifest.text for seen in view(timeline).all(ManifestSeen)] == ["one", "two", "one"]


@pytest.mark.parametrize(
    ("seen", "there"),
    [
        pytest.param([manifest(0)], True, id="there"),
        pytest.param([manifest(0), gone(1)], False, id="moved-away"),
        pytest.param([manifest(0), gone(1), manifest(2)], True, id="moved-away-and-back-unchanged"),
        pytest.param([manifest(0), gone(1), manifest(2), gone(3)], False, id="and-away-again"),
        pytest.param([manifest(0), gone(1), manifest(2), gone(3), manifest(4)], True, id="and-back-again"),
        pytest.param([manifest(0), gone(1), gone(2)], False, id="told-twice"),
    ],
)
def test_a_manifest_may_go_and_come(seen, there):
    """`mv kube-apiserver.yaml /root; mv it back` is how people restart a static pod."""
    timeline, _ = filled(*seen)

    assert [each.path for each in manifests(view(timeline))] == ([PATH] if there else [])


def test_a_container_that_the_runtime_lost_and_found_is_news():
    one = ContainerSeen(at=at(0), attempt_key=KEY, container_id="c1", state=ContainerState.RUNNING)

    _, news = filled(one, ContainerGone(at=at(1), container_id="c1"), replace(one, at=at(2)), replace(one, at=at(3)))

    assert news == [True, True, True, False]


def test_so_many_of_one_key_are_kept():
    timeline, _ = filled(*(UnitSeen(at=at(n), unit="kubelet.service", n_restarts=n) for n in range(100)))

    assert [seen.n_restarts for seen in view(timeline).all(UnitSeen)] == list(range(100))[-UnitSeen.keep :]


def test_so_many_keys_are_kept_and_the_least_recently_seen_go_first():
    timeline = Timeline()
    for n in range(FileSeen.most):
        timeline.add(FileSeen(at=at(n), path=f"/{n}", type="file"))
    timeline.add(FileSeen(at=at(9000), path="/0", type="file"))
    timeline.add(FileSeen(at=at(9001), path="/new", type="file"))

    paths = {seen.path for seen in timeline.newest(FileSeen)}

    assert len(paths) == FileSeen.most
    assert {"/0", "/new"} <= paths
    assert "/1" not in paths


def test_the_same_observation_twice_is_taken_once():
    hosts = [HostSeen(at=at(0), swap_bytes=1), HostSeen(at=at(1), swap_bytes=2), HostSeen(at=at(0), swap_bytes=1)]

    timeline, news = filled(*hosts)

    assert news == [True, True, False]
    assert len(view(timeline).all(HostSeen)) == 2


def test_a_view_is_in_order_of_time():
    timeline, _ = filled(HostSeen(at=at(9), swap_bytes=9), HostSeen(at=at(3), swap_bytes=3))

    assert [seen.swap_bytes for seen in view(timeline).all(HostSeen)] == [3, 9]


def test_what_is_forgotten_is_gone_and_may_come_anew():
    process = ProcessSeen(at=at(0), pid=7, program="etcd", started_at=at(-9))
    timeline, _ = filled(process)

    timeline.forget(ProcessSeen, 7)
    timeline.forget(ProcessSeen, 8)

    assert timeline.newest(ProcessSeen) == ()
    assert timeline.add(process)


def test_a_gap_opens_once_takes_the_newest_reason_and_closes():
    timeline = Timeline()
    timeline.blind(Source.CRI, "no answer", at(0))
    timeline.blind(Source.CRI, "refused", at(5))
    assert timeline.gaps == (Gap(source=Source.CRI, why="refused", since=at(0)),)

    timeline.sighted(Source.CRI, at(9))
    timeline.sighted(Source.CRI, at(10))

    assert timeline.gaps == (Gap(source=Source.CRI, why="refused", since=at(0), until=at(9)),)
    assert view(timeline).blind(Source.CRI) is None
    assert view(timeline).blind(Source.CRI, at(8)) is not None


def test_gaps_that_are_over_are_told_once_and_bounded():
    timeline = Timeline()
    for n in range(MAX_CLOSED_GAPS + 10):
        for _ in range(2):
            timeline.missed(Gap(source=Source.JOURNAL, why="vacuumed", since=at(n), until=at(n + 1)))

    assert len(timeline.gaps) == MAX_CLOSED_GAPS
    assert timeline.gaps[-1].since == at(MAX_CLOSED_GAPS + 9)
