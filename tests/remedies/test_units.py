"""A program in a unit of its own, and a kubelet whose unit has another name: what is told to be done there can be done."""

import re

import pytest

from incidents.corpus import view
from incidents.own.nineteenth_red_units import OWN_NINETEENTH_RED_UNITS
from incidents.own.nineteenth_units import FLAGS, KUBELETS, NAMES
from incidents.own.ninth_units import ENDS
from whyrestart.diagnosing import diagnose

ELSEWHERE = re.compile(r"/manifests?\b|manifest-backups|crictl|kubeadm|CONTAINER_ID")
OTHERS = ("origin-node", "atomic-openshift-node", "snap.kubelet.daemon")
UNIT = re.compile(r"(?:systemctl (?:restart|start|stop|cat)|journalctl -u) (\S+)")


def told(incident):
    """The diagnoses of that incident that name a cause, each with its commands."""
    found = diagnose(view(incident.contents())).diagnoses
    return [(each, [c for remedy in each.remedies for c in remedy.commands]) for each in found if each.cause]


@pytest.mark.parametrize("incident", [i for i in (*ENDS, *NAMES, *FLAGS) if i.expected.causes], ids=lambda i: i.name)
def test_nothing_is_done_to_pods_that_are_not_there(incident):
    for diagnosis, commands in told(incident):
        assert [c for c in commands if ELSEWHERE.search(c)] == []
        own = str(diagnosis.subject).removesuffix(".service")
        assert {m[1] for c in commands if (m := UNIT.match(c)) and m[1].startswith(own[:4])} <= {own}


@pytest.mark.parametrize("incident", [i for i in KUBELETS if i.expected.causes], ids=lambda i: i.name)
def test_a_kubelet_s_own_unit_is_named(incident):
    contents = incident.contents()
    heard = [name for name in ("kubelet", *OTHERS) if f"journal/{name}.jsonl" in contents]
    ((_, commands),) = told(incident)
    assert {m[1] for c in commands if (m := UNIT.match(c))} & {"kubelet", *OTHERS} == {heard[0]}


# What would be wrong to name on that node, and what is to be named: whose unit, which file.
NAMED = {
    "remedy-k3s-swap-beside-kubeadm-s-file": (r"/var/lib/kubelet/config|kubeadm|restart kubelet\b", "restart k3s"),
    "remedy-rke2-swap-beside-kubeadm-s-file": (r"/var/lib/kubelet/config|kubeadm", "restart rke2-server"),
    "remedy-origin-node-swap-beside-kubeadm-s-file": (r"/var/lib/kubelet/config|kubeadm", "restart origin-node"),
    "remedy-rke2-kubelet-certificate": (r"kubeadm|/etc/kubernetes", "restart rke2-server"),
    "remedy-etcd2-of-unknown-flags": (r"/var/lib/etcd\b", "mv DATA_DIR DATA_DIR-damaged"),
    "remedy-etcd-of-known-flags": (r"/var/lib/etcd\b|kubeadm|manifest", "mv /data/etcd "),
    "remedy-etcd-without-tls": (r"https://127|/etc/kubernetes|/var/lib/etcd\b", "http://127.0.0.1:2379"),
    "remedy-etcd-votes-of-unknown-flags": ("/etc/kubernetes|crictl", "ETCDCTL_CACERT=FILE"),
    "remedy-kubelite-may-not": ("k0s", "snap.microk8s.daemon-kubelite"),
    "remedy-kubelite-etcd-s-certificate": ("certificate rotate", "microk8s refresh-certs"),
    "remedy-rke2-agent-swap": ("rke2-server", "restart rke2-agent"),
    "remedy-k8s-snap-without-its-runtime": (r"(?<!snap\.k8s\.)containerd\b", "enable --now snap.k8s.containerd"),
    "remedy-apiserver-flag-in-a-file": ("manifest", "/etc/kubernetes/apiserver:2"),
    "environment-of-its-own-unit": ("etcd-backup|/etc/default/etcd", "/etc/etcd.env"),
    "k3s-of-no-mode-to-be-executed": ("/etc/rancher", "chmod 0755 /usr/local/bin/k3s"),
    "unit-over-its-own-memory-limit": ("manifest|container", "MemoryMax"),
    "remedy-k3s-no-room": ("/etc/kubernetes|crictl", "/var/lib/rancher/k3s/server/tls/etcd/client.crt"),
    "remedy-k3s-without-etcd": ("manifest|systemctl status etcd|crictl", "journalctl -u k3s"),
    "remedy-kubelite-without-dqlite": ("manifest|status etcd|crictl", "restart snap.microk8s.daemon-k8s-dqlite"),
    "remedy-kubelite-cipher": ("/var/lib/kubelet", "/var/snap/microk8s/current/args"),
    "remedy-microk8s-without-cri": ("/etc/containerd", "restart snap.microk8s.daemon-containerd"),
    "remedy-rke2-without-its-image": ("crictl|static pod", "/var/lib/rancher/rke2/agent/images"),
    "remedy-k3s-client-certificate": ("kubeadm|crictl", "restart k3s"),
}


@pytest.mark.parametrize("name", NAMED)
def test_no_other_unit_and_no_other_file_is_named(name):
    wrong, right = NAMED[name]
    incident = next(i for i in OWN_NINETEENTH_RED_UNITS if i.name == f"own/red31-{name}")
    found = diagnose(view(incident.contents())).diagnoses
    ways = [way for each in found if each.cause and each.downstream_of is None for way in each.remedies]
    shown = "\n".join(
        text for way in ways for text in (way.title, way.caution, *way.commands, *(e.path for e in way.edits))
    )
    assert not re.search(wrong, shown)
    assert right in shown
