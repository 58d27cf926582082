"""A program in a unit of its own, and a kubelet whose unit has another name: what is told to be done there can be done."""

import re

import pytest

from incidents.corpus import view
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
