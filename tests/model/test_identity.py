"""Which subject a person means by a word."""

import pytest

from whyrestart.model.identity import KUBELET, ContainerRef, NodeRef

APISERVER = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container="kube-apiserver")
SIDECAR = ContainerRef(namespace="kube-system", pod="kube-apiserver-master-1", container="audit")


@pytest.mark.parametrize(
    ("subject", "word", "meant"),
    [
        pytest.param(APISERVER, "kube-apiserver", True, id="container"),
        pytest.param(APISERVER, "kube-apiserver-master-1", True, id="pod"),
        pytest.param(APISERVER, "kube-system/kube-apiserver-master-1", True, id="with-its-namespace"),
        pytest.param(SIDECAR, "kube-apiserver", True, id="pod-without-the-nodes-suffix"),
        pytest.param(APISERVER, "kube-api", False, id="part-of-a-name"),
        pytest.param(APISERVER, "etcd", False, id="another"),
        pytest.param(KUBELET, "kubelet", True, id="unit"),
        pytest.param(KUBELET, "kubelet.service", True, id="unit-in-full"),
        pytest.param(KUBELET, "kube", False, id="part-of-a-unit"),
        pytest.param(NodeRef(node="master-1"), "master-1", True, id="node"),
        pytest.param(NodeRef(node="master-1"), "master", False, id="part-of-a-node"),
    ],
)
def test_is_meant_by(subject, word, meant):
    assert subject.is_meant_by(word) is meant
