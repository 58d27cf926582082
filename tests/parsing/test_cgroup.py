import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyrestart.parsing.cgroup import CgroupOwner, owner, owner_of, paths

UID = "9d787158660872c4d40b5cea5e774b2b"
DASHED = "83db5b8e-0a8b-b89c-7658-1ab0e7ff361a"
ID = "07e7acece13df15f485f20eb2602f8679be7499912c35f467e29710e059f1db7"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(f"/kubepods/burstable/pod{UID}/{ID}", CgroupOwner(UID, ID), id="cgroupfs"),
        pytest.param(f"/kubepods/pod{DASHED}/{ID}", CgroupOwner(DASHED, ID), id="cgroupfs-guaranteed-api-pod"),
        pytest.param(
            f"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{UID}.slice/cri-containerd-{ID}.scope",
            CgroupOwner(UID, ID),
            id="systemd-containerd",
        ),
        pytest.param(
            f"/kubepods.slice/kubepods-pod{DASHED.replace('-', '_')}.slice/crio-{ID}.scope/container",
            CgroupOwner(DASHED, ID),
            id="systemd-crio-with-inner-group-and-escaped-uid",
        ),
        pytest.param(
            f"/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod{UID}.slice/docker-{ID}.scope",
            CgroupOwner(UID, ID),
            id="systemd-docker",
        ),
        pytest.param(
            f"/system.slice/containerd.service/kubepods-burstable-pod{UID}.slice:cri-containerd:{ID}",
            CgroupOwner(UID, ID),
            id="systemd-name-under-cgroupfs",
        ),
        pytest.param(f"/docker/{'e' * 64}/kubelet/kubepods/burstable/pod{UID}/{ID}", CgroupOwner(UID, ID), id="kind"),
        pytest.param(
            f"/kubepods/pod{DASHED}/{'d' * 64}/kubepods/burstable/pod{UID}/{ID}", CgroupOwner(UID, ID), id="innermost"
        ),
        pytest.param(f"/kubepods/burstable/pod{UID}", None, id="the-pods-own-group"),
        pytest.param(f"/kubepods.slice/kubepods-pod{UID}.slice/crio-conmon-{ID}.scope", None, id="conmon"),
        pytest.param(f"/docker/{ID}", None, id="a-container-of-no-pod"),
        pytest.param("/system.slice/kubelet.service", None, id="kubelet"),
        pytest.param(f"/kubepods/burstable/pod{UID}/{ID[:63]}", None, id="id-too-short"),
        pytest.param("", None, id="empty"),
    ],
)
def test_names_the_container(path, expected):
    assert owner(path) == expected


def test_finds_the_pod_in_whichever_v1_hierarchy_names_it():
    text = f"12:name=systemd:/system.slice/x\n5:cpu,cpuacct:/kubepods/pod{UID}/{ID}\n4:memory:/\n0::/\n"

    assert owner_of(text) == CgroupOwner(UID, ID)
    assert paths(text).path("cpuacct") == f"/kubepods/pod{UID}/{ID}"
    assert paths(text).v2 == "/"


def test_a_v2_path_may_contain_colons():
    text = f"0::/system.slice/containerd.service/kubepods-pod{UID}.slice:cri-containerd:{ID}\n"

    assert owner_of(text) == CgroupOwner(UID, ID)


@given(st.text())
def test_no_text_is_an_error(text):
    found = owner_of(text)
    assert found is None or len(found.container_id) in {32, 64}
