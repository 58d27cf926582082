"""Paths of every layout, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.model.identity import AttemptKey, ContainerRef
from whyrestart.parsing.pod_log_path import best_of_each_attempt, is_static, parse

UID = "bb81060dd8ec6c7ea3953855a46fff59"
POD = f"/var/log/pods/kube-system_etcd-m1_{UID}/etcd"


def key(attempt, *, namespace="kube-system", pod="etcd-m1", container="etcd"):
    return AttemptKey(ref=ContainerRef(namespace=namespace, pod=pod, container=container), pod_uid=UID, attempt=attempt)


@pytest.mark.parametrize(
    ("path", "expected", "rotation"),
    [
        pytest.param(f"{POD}/0.log", key(0), "", id="1.14-and-later"),
        pytest.param(f"{POD}/62237.log", key(62237), "", id="a-large-attempt"),
        pytest.param(f"/data/pods/kube-system_etcd-m1_{UID}/etcd/1.log", key(1), "", id="another-root"),
        pytest.param(f"{POD}/3.log.20261123-080001", key(3), "20261123-080001", id="rotated"),
        pytest.param(f"{POD}/3.log.20261123-080001.gz", key(3), "20261123-080001.gz", id="rotated-and-compressed"),
        pytest.param(f"/var/log/pods/{UID}/etcd/2.log", key(2, namespace="", pod=""), "", id="1.10-to-1.13"),
        pytest.param(f"/var/log/pods/{UID}/etcd_5.log", key(5, namespace="", pod=""), "", id="1.6-to-1.9"),
    ],
)
def test_a_log_belongs_to_its_attempt(path, expected, rotation):
    file = parse(path)

    assert (file.attempt_key, file.rotation, file.path) == (expected, rotation, path)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("", id="empty"),
        pytest.param("0.log", id="a-bare-name"),
        pytest.param("/0.log", id="in-the-root"),
        pytest.param(POD, id="a-directory"),
        pytest.param(f"{POD}/0.log~", id="a-backup"),
        pytest.param(f"{POD}/x.log", id="no-number"),
        pytest.param(f"{POD}/1²3.log", id="a-digit-of-another-kind"),
        pytest.param(f"{POD}/{'9' * 400}.log", id="an-absurd-number"),
        pytest.param(f"/var/log/pods/a_b_c_{UID}/etcd/0.log", id="too-many-fields"),
        pytest.param(f"/var/log/pods/etcd-m1_{UID}/etcd/0.log", id="too-few-fields"),
        pytest.param(f"/var/log/pods/_etcd-m1_{UID}/etcd/0.log", id="an-empty-field"),
        pytest.param(f"/var/log/containers/etcd-m1_kube-system_etcd-{'ab' * 32}.log", id="the-symlink-directory"),
        pytest.param(f"{POD}_7.log", id="old-name-in-a-new-directory"),
    ],
)
def test_other_paths_belong_to_none(path):
    assert parse(path) is None


@pytest.mark.parametrize(
    ("pod", "uid", "expected"),
    [
        pytest.param("etcd-m1", UID, True, id="an-md5"),
        pytest.param("etcd-m1", "b1f4a6c0-5eaf-11e8-9c2d-0a5c2f9e7d10", True, id="an-installers-uid"),
        pytest.param("web-7d9", "b1f4a6c0-5eaf-11e8-9c2d-0a5c2f9e7d10", False, id="a-deployments"),
        pytest.param("kube-proxy-m10", "b1f4a6c0-5eaf-11e8-9c2d-0a5c2f9e7d10", False, id="another-nodes-name"),
        pytest.param("", UID, True, id="only-the-uid-is-known"),
    ],
)
def test_static_pods_are_known_by_uid_or_name(pod, uid, expected):
    assert is_static(pod, uid, "M1") is expected


def test_the_current_file_tells_most_and_a_compressed_one_least():
    names = ["1.log.20261123-090000.gz", "1.log.20261123-080000", "1.log", "2.log.20261123-070000",
             "2.log.20261123-080000", "2.log.20261123-090000.gz", "3.log.20261123-090000.gz"]  # fmt: skip

    best = best_of_each_attempt(file for name in names if (file := parse(f"{POD}/{name}")))

    assert {file.attempt_key.attempt: file.path.rpartition("/")[2] for file in best} == {
        1: "1.log",
        2: "2.log.20261123-080000",
        3: "3.log.20261123-090000.gz",
    }


@given(st.text(max_size=200))
def test_no_path_is_too_strange(path):
    file = parse(path)

    assert file is None or file.attempt_key.attempt >= 0
