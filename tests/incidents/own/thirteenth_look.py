"""A containerd that refuses its configuration, a flag that a carrier passes on, and two carriers on one port."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_kubelet import carrier_ends
from incidents.own.ninth_carriers import K3S, info
from incidents.own.shapes import KCM, UNIT, A, miss, shows

LOOPS = {"Result": "exit-code", "ExecMainStatus": 1}
REFUSALS = (
    "containerd: failed to load TOML: /etc/containerd/config.toml: (41, 26): no value can start with /",
    'failed to load TOML from /etc/containerd/config.toml: invalid disabled plugin URI "cri" expect io.containerd.x.vx',
    "containerd: failed to load config: failed to unmarshal TOML: toml: expected newline but got U+0022 '\"'",
    "containerd: expected containerd config version equal to or less than `3`, got `4`",
)
BEGINS = 'time="2024-03-12T10:29:10Z" level=info msg="starting containerd" revision=x version=1.7.13'
FULL = "containerd: mkdir /var/lib/containerd/tmpmounts: no space left on device"


def falls(*said, unit=("activating", "auto-restart")):
    """A containerd that systemd starts again and again, and what it said, oldest first."""
    node = Node(version=None).unit("containerd", *unit, 12, **LOOPS)
    for number, line in enumerate(said):
        node.journal("containerd", line, ago=timedelta(seconds=40 - number))
    return node.journal(
        "containerd",
        "containerd.service: Main process exited, code=exited, status=1/FAILURE",
        by="systemd",
        ago=timedelta(seconds=10),
    )


RUNS = "Running kubelet --address=0.0.0.0 --cloud-provider=external --event-ttl=48h0m0s --kubeconfig=/var/lib/rancher/k3s/agent/kubelet.kubeconfig"
RUNS_ANOTHER = RUNS.replace("event-ttl", "max-pods-ttl")
UNKNOWN = "F0312 10:29:55.690112    1874 server.go:156] unknown flag: --event-ttl"
TAKEN = 'time="2024-03-12T10:29:30Z" level=fatal msg="starting kubernetes: preparing server: init cluster datastore and https: listen tcp :6443: bind: address already in use"'


def within(*lines):
    """The same in a unit that is called kubelet."""
    return Node(version=None).kubelet_loops(restarts=57, status=1).kubelet(*lines, by="k3s")


def before_its_next_kill():
    """An apiserver that anonymous probes will kill once more, and a controller that lost its lease in the gap before."""
    node = Node().static_pod(A, "--anonymous-auth=false").runs(A, attempt=1, since=timedelta(seconds=6))
    node.static_pod(KCM).died(KCM, LEASE, code=1, ago=timedelta(seconds=20))
    return node.runs(KCM, attempt=1, since=timedelta(seconds=18))


LEASE = "F0312 10:29:38.654000       1 controllermanager.go:294] leaderelection lost"
THIRTEENTH_LOOK = (
    miss("leader_election_lost-above-what-is-suspected", "leader_election_lost", before_its_next_kill()),
    *(shows(f"cri_plugin_disabled-containerd-falls-{number}", ["cri_plugin_disabled", "runtime_unavailable"], falls(*(line,) * 3), UNIT) for number, line in enumerate(REFUSALS)),
    shows("disk_full-where-an-earlier-life-refused-its-configuration", ["disk_full", "runtime_unavailable"], falls(REFUSALS[0], BEGINS, FULL), UNIT),
    miss("cri_plugin_disabled-that-runs-now", "cri_plugin_disabled", falls(REFUSALS[0], BEGINS, unit=("active", "running"))),
    shows("kubelet_unknown_flag-that-k3s-passes-on", "kubelet_unknown_flag", carrier_ends(K3S, info(RUNS), UNKNOWN), UNIT),
    miss("kubelet_unknown_flag-of-whom-is-not-told", "kubelet_unknown_flag", carrier_ends(K3S, info(RUNS_ANOTHER), UNKNOWN)),
    shows("port_held_by_previous_instance-of-a-k3s-by-another-name", "port_held_by_previous_instance", within(TAKEN).socket("k3s-server", 6443, "::", pid=2147), UNIT),
    shows("port_in_use-of-a-k3s-by-haproxy", "port_in_use", within(TAKEN).socket("haproxy", 6443, "::", pid=2147), UNIT),
)  # fmt: skip
