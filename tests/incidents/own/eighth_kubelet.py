"""What the kubelet, or what carries it, ends with: cgroups, a lease, certificates of its own, and a file that is absent."""

from incidents.builder import Node
from incidents.own.shapes import KUBELET_CONFIG, UNIT, kubelet_says, miss, shows

KUBELITE, K3S = "snap.microk8s.daemon-kubelite", "k3s"


def carrier_ends(unit, *lines):
    """Nothing but that unit carries the kubelet, and it is started again and again."""
    return (
        Node().unit(unit, "activating", "auto-restart", 57, Result="exit-code", ExecMainStatus=1).journal(unit, *lines)
    )


def fatal(text):
    """logrus' line."""
    return f'time="2024-03-12T10:29:55Z" level=fatal msg="{text}"'


CGROUPS = (
    *kubelet_says("kubelet_cgroup_unsupported-root-1.7", "kubelet_cgroup_unsupported", 'invalid configuration: cgroup-root "/container.slice/" doesn\'t exist'),
    *kubelet_says("kubelet_cgroup_unsupported-root-1.16", "kubelet_cgroup_unsupported", 'invalid configuration: cgroup-root ["container.slice"] doesn\'t exist'),
    *(
        shows(f"kubelet_cgroup_unsupported-k3s-{name}", "kubelet_cgroup_unsupported", carrier_ends(K3S, fatal(text)), UNIT)
        for name, text in (
            ("memory-v2", "failed to find memory cgroup (v2)"),
            ("cpuset-v2", "failed to find cpuset cgroup (v2)"),
            ("memory-v1", 'failed to find memory cgroup, you may need to add \\"cgroup_memory=1 cgroup_enable=memory\\" to your linux cmdline (/boot/cmdline.txt on a Raspberry Pi)'),
        )
    ),
)  # fmt: skip

LOCK = 'E0312 10:29:50.1   53319 leaderelection.go:367] Failed to update lock: Put "https://127.0.0.1:16443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/x?timeout=15s": context deadline exceeded'
GAVE_UP = "I0312 10:29:55.1   53319 leaderelection.go:283] failed to renew lease kube-system/x: timed out waiting for the condition"
LOST = 'E0312 10:29:55.2   53319 {}:294] "leaderelection lost"'
LEASES = (
    *(
        shows(f"leader_election_lost-{unit}-{number}", "leader_election_lost", carrier_ends(unit, LOCK, GAVE_UP, line), UNIT)
        for unit in (KUBELITE, K3S)
        for number, line in enumerate((
            LOST.format("controllermanager.go"),
            LOST.format("server.go"),
            "F0312 10:29:55.2   53319 controllermanager.go:234] leaderelection lost",
        ))
    ),
    miss("leader_election_lost-kubelite-complains", "leader_election_lost", carrier_ends(KUBELITE, LOCK, GAVE_UP)),
)  # fmt: skip

PAST = 'Get \\"https://127.0.0.1:9345/cacerts\\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:50Z is {} 2024-03-01T21:27:54Z'
WAITS = 'time="2024-03-12T10:29:55Z" level=error msg="Failed to validate connection to cluster at https://127.0.0.1:9345: {}"'
ITS_OWN = (
    *(
        shows(f"serving_certificate_expired-{unit}-itself-{number}", "serving_certificate_expired", carrier_ends(unit, line), UNIT)
        for unit in ("rke2-server", K3S)
        for number, line in enumerate((
            fatal(f"CA cert validation failed: {PAST.format('after')}"),
            WAITS.format(f"CA cert validation failed: {PAST.format('after')}"),
        ))
    ),
    miss("serving_certificate_expired-not-yet", "serving_certificate_expired", carrier_ends(K3S, WAITS.format(f"CA cert validation failed: {PAST.format('before')}"))),
    miss(
        "certificate-of-a-server-that-starts",
        ["serving_certificate_expired", "certificate_authority_mismatch"],
        carrier_ends(K3S, WAITS.format('Get \\"https://127.0.0.1:9345/cacerts\\": dial tcp 127.0.0.1:9345: connect: connection refused')),
    ),
)  # fmt: skip

NO_FILE = f'failed to load kubelet config file, path: {KUBELET_CONFIG}, error: failed to load Kubelet config file {KUBELET_CONFIG}, error failed to read kubelet config file "{KUBELET_CONFIG}", error: open {KUBELET_CONFIG}: no such file or directory'
COMMAND_FAILED = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="{}"'.format(NO_FILE.replace('"', '\\"'))
# Nobody looked for a kubeconfig: whether the node was ever initialised is not known.
UNDECIDED = (
    shows("kubelet_file_absent-and-nothing-else-known", "unknown", Node().kubelet_loops(COMMAND_FAILED).absent(KUBELET_CONFIG), UNIT, sure=False),
    miss("kubelet_file_absent-on-an-initialised-node", "kubelet_not_initialised", Node().kubelet_loops(COMMAND_FAILED).absent(KUBELET_CONFIG).there("/etc/kubernetes/kubelet.conf")),
)  # fmt: skip

EIGHTH_KUBELET = (*CGROUPS, *LEASES, *ITS_OWN, *UNDECIDED)
