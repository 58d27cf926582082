"""The same words under another carrier: the kubelet and the components within k3s and kubelite, below k0s and RKE2, in snaps.

Each as these programs print it (k3s' pkg/daemons/executor, kubelite's daemon.go, k0s' pkg/supervisor, RKE2's
pkg/podexecutor), with the other voices of the same journal before it.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.ninth_carriers import BEGUN, K0S, K3S, LIVES, RKE2, child, dies_under_k0s, info, waits
from incidents.own.shapes import KCM, UNIT, A, miss, quiet, shows

KUBELITE = "snap.microk8s.daemon-kubelite"
OTHERS = (
    'E0312 10:29:30.1    1201 authentication.go:73] "Unable to authenticate the request" err="[invalid bearer token, service account token has expired]"',
    'W0312 10:29:30.2    1201 reflector.go:547] k8s.io/client-go/informers/factory.go:160: failed to list *v1.Pod: Get "https://127.0.0.1:16443/api/v1/pods?limit=500": dial tcp 127.0.0.1:16443: connect: connection refused',
)
USAGE = ("Usage:", "  kubelet [flags]")


def ends(unit, *lines):
    """It ends with that, among the other voices."""
    return carrier_ends(unit, *OTHERS, *lines)


def exits(who, text):
    """cobra's line, and kubelite's own."""
    return (f"Error: {text}", *USAGE, f"F0312 10:29:31.900000    1201 daemon.go:67] {who} exited {text}")


def once(unit, *lines, since=()):
    """It ended so long ago, and has lived since."""
    node = Node(version=None).unit(unit, *LIVES).journal(unit, *OTHERS, *lines, ago=timedelta(minutes=40))
    node.journal(unit, f"Started {unit}.service.", by="systemd", ago=timedelta(minutes=39))
    return node.journal(unit, *since, *OTHERS, ago=timedelta(seconds=20))


# ---- the kubelet within ------------------------------------------------------------------------------------------------
ROOT = 'failed to run Kubelet: invalid configuration: cgroup-root ["kubelet"] doesn\'t exist'
STRUCTURED = (
    f'''E0312 10:29:31.1    1201 server.go:302] "Failed to run kubelet" err="{ROOT.replace('"', chr(92) + '"')}"'''
)
MANAGER = 'E0312 10:29:31.1    1201 kubelet.go:1431] "Failed to start ContainerManager" err="system validation failed - Following Cgroup subsystem not mounted: [memory]"'
BOOTSTRAP = "failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"
NO_FLAG = "F0312 10:29:31.1    1201 server.go:148] unknown flag: --cadvisor-port"
KUBELETS = (
    *(
        shows(f"kubelet_cgroup_unsupported-{unit}-{name}", "kubelet_cgroup_unsupported", ends(unit, *lines), UNIT)
        for unit in (K3S, KUBELITE)
        for name, lines in (("1.21", (STRUCTURED,)), ("manager-1.21", (MANAGER,)), ("1.23", exits("Kubelet", ROOT)))
    ),
    *(quiet(f"{unit}-failed-to-run-kubelet-long-ago", once(unit, STRUCTURED)) for unit in (K3S, KUBELITE)),
    # main's line, which none of them runs: another program's.
    miss("kubelet_cgroup_unsupported-of-another-main", "kubelet_cgroup_unsupported", ends(K3S, STRUCTURED.replace("server.go:302", "run.go:74").replace("Failed to run kubelet", "command failed"), fatal("apiserver exited: unknown flag: --x"))),
    *(shows(f"kubelet_unknown_flag-{unit}-fatal", "kubelet_unknown_flag", ends(unit, NO_FLAG), UNIT) for unit in (K3S, KUBELITE)),
    shows("unknown_flag-kubelite-beside-an-older-kubelets", "unknown_flag", ends(KUBELITE, *exits("API Server", "unknown flag: --cadvisor-port")), UNIT),
    # What it lacks may have been left out for a certificate that was good.
    *(miss(f"file_missing-bootstrap-{unit}", "file_missing", ends(unit, *lines)) for unit, lines in ((K3S, (f"Error: {BOOTSTRAP}", *USAGE, fatal(f"kubelet exited: {BOOTSTRAP}"))), (KUBELITE, exits("Kubelet", BOOTSTRAP)))),
)  # fmt: skip

# ---- another component within the same process -------------------------------------------------------------------------
SUITE = "Cipher suite TLS_AES_128_GCM_SHA256 not supported or doesn't exist"
KMS = 'error while parsing encryption provider configuration file "/var/x.yaml": error while parsing file: could not configure KMS plugin "a", error: failed to create connection to unix socket: /var/run/kmsplugin/socket.sock, error: dial unix /var/run/kmsplugin/socket.sock: connect: connection refused'
LEASES = "F0312 10:29:31.854022    1201 instance.go:232] Error creating leases: error creating storage factory: context deadline exceeded"
CIDR = "failed to mark cidr[10.0.0.0/24] at idx [0] as occupied for node: a: cidr 10.0.0.0/24 is out the range of cluster cidr 10.244.0.0/16"
DIALS = 'W0312 10:29:2{}.1    1201 logging.go:59] [core] [Channel #1 SubChannel #2] grpc: addrConn.createTransport failed to connect to {{Addr: "127.0.0.1:2379", ServerName: "127.0.0.1:2379", }}. Err: connection error: desc = "transport: {}"'
PAST = "authentication handshake failed: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:20Z is after 2024-03-01T10:00:00Z"
LOCK = 'E0312 10:29:29.1    1201 leaderelection.go:332] error retrieving resource lock kube-system/{}: Get "https://127.0.0.1:16443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/{}?timeout=5s": {}'
UNTRUSTED = "x509: certificate signed by unknown authority"
LOST = 'E0312 10:29:31.2    1201 controllermanager.go:302] "leaderelection lost"'
GAVE_UP = exits("API Server", "context deadline exceeded")
WITHIN = (
    shows("invalid_flag_value-kubelite-cipher", "invalid_flag_value", ends(KUBELITE, *exits("API Server", SUITE)), UNIT),
    shows("invalid_flag_value-k3s-no-requests", "invalid_flag_value", ends(K3S, fatal("apiserver exited: invalid configuration: MaxRequestsInFlight=0 and MaxMutatingRequestsInFlight=0; they must add up to something positive")), UNIT),
    # The kubelet's own refusal of a suite is its configuration's.
    shows("kubelet_config_invalid-kubelite-cipher", "kubelet_config_invalid", ends(KUBELITE, *exits("Kubelet", f"failed to run Kubelet: {SUITE}")), UNIT),
    miss("runtime_unavailable-of-a-kms-plugin", "runtime_unavailable", ends(KUBELITE, *exits("API Server", KMS))),
    *(
        shows(f"etcd_unreachable-{unit}-{name}", "etcd_unreachable", ends(unit, *(DIALS.format(n, "Error while dialing: dial tcp 127.0.0.1:2379: connect: connection refused") for n in (1, 5)), line), UNIT)
        for unit, name, line in ((KUBELITE, "fatal", LEASES), (K3S, "fatal", LEASES), (K3S, "panic", fatal(f"apiserver panic: {LEASES}\\n")))
    ),
    *(quiet(f"{unit}-gave-up-long-ago", once(unit, LEASES)) for unit in (KUBELITE, K3S)),
    *(
        shows(f"invalid_flag_value-{unit}-cidr-{name}", "invalid_flag_value", ends(unit, line), UNIT)
        for unit in (KUBELITE, K3S)
        for name, line in (
            ("fatal", f"F0312 10:29:31.002852    1201 controllermanager.go:237] error starting controllers: {CIDR}"),
            ("error", f'E0312 10:29:31.800995    1201 controllermanager.go:237] "Error starting controllers" err="{CIDR}"'),
        )
    ),
    # The client had found somebody there whom it does not trust.
    *(
        shows(f"etcd_server_certificate_expired-{unit}-within", "etcd_server_certificate_expired", ends(unit, *(DIALS.format(n, PAST) for n in (1, 5, 8)), *lines), UNIT)
        for unit, lines in ((KUBELITE, GAVE_UP), (K3S, (fatal("apiserver exited: context deadline exceeded"),)))
    ),
    miss("etcd_unreachable-within-that-is-refused", "etcd_unreachable", ends(KUBELITE, DIALS.format(5, "authentication handshake failed: remote error: tls: bad certificate"), *GAVE_UP)),
    shows("certificate_authority_mismatch-kubelite-lease", "certificate_authority_mismatch", ends(KUBELITE, LOCK.format(KCM, KCM, UNTRUSTED), LOST), UNIT),
    shows("leader_election_lost-kubelite-lease", "leader_election_lost", ends(KUBELITE, LOCK.format(KCM, KCM, "context deadline exceeded"), LOST), UNIT),
    # Another's lease, which is no matter of the manager's.
    shows("leader_election_lost-kubelite-another-lease", "leader_election_lost", ends(KUBELITE, LOCK.format("x-operator", "x-operator", UNTRUSTED), LOST), UNIT),
)  # fmt: skip

# ---- etcd within k3s ----------------------------------------------------------------------------------------------------
VOTES = '{{"level":"info","ts":"2024-03-12T10:29:{}.1Z","logger":"raft","caller":"etcdserver/zap_raft.go:77","msg":"f7af985960a565c0 is starting a new election at term {}"}}'
CORRUPT = '{"level":"panic","ts":"2024-03-12T10:29:55.9Z","caller":"etcdserver/server.go:500","msg":"failed to recover v3 backend from snapshot","error":"failed to find database snapshot file (snap: snapshot file doesn\'t exist)"}'
NO_NAME = 'couldn\'t find local name \\"a\\" in the initial cluster configuration'
MANAGED = "starting kubernetes: preparing server: start managed database: "
ETCD = (
    shows("etcd_data_corrupt-k3s-that-had-asked-for-votes", "etcd_data_corrupt", carrier_ends(K3S, *(VOTES.format(n, n) for n in range(10, 30)), CORRUPT), UNIT),
    shows("invalid_flag_value-k3s-etcd-name", "invalid_flag_value", ends(K3S, fatal(MANAGED + NO_NAME)), UNIT),
    shows("port-taken-k3s-etcd", ["port_in_use", "port_held_by_previous_instance", "unknown"], ends(K3S, fatal(f"{MANAGED}listen tcp 127.0.0.1:2379: bind: address already in use")), UNIT, sure=False),
)  # fmt: skip

# ---- k0s' children ------------------------------------------------------------------------------------------------------
RESPAWNS = child(A, "respawning in 5s")


def again(name, *lines, times=3, since=()):
    """A child that says so and ends that often."""
    life = (child(name, BEGUN), *(child(name, line, stream="stderr") for line in lines), child(name, "exit status 1", "warning"), child(name, "respawning in 5s"))  # fmt: skip
    return waits(K0S, *life * times, *since, state=LIVES, apart=1)


ODD = "panic: something that no rule knows"
FINE = tuple(child(A, f"I0312 10:28:0{n}.1    1201 x.go:1] serving", stream="stderr") for n in range(5))
CHILDREN = (
    shows("unknown-k0s-child-ends-again-and-again", "unknown", again(A, ODD), UNIT, sure=False),
    # Nobody looked whether it is there.
    shows("file_missing-k0s-child", "file_missing", again(A, "Error: open /etc/k0s/audit.yaml: no such file or directory"), UNIT, sure=False),
    shows("disk_full-k0s-child", "disk_full", again("etcd", '{"level":"fatal","ts":"2024-03-12T10:29:55.9Z","caller":"etcdserver/raft.go:228","msg":"failed to save Raft hard state and entries","error":"write /var/lib/k0s/etcd/member/wal/0.tmp: no space left on device"}'), UNIT),
    # One that cannot be started is why another ends.
    shows("command_not_found-k0s-below-one-that-ends", "command_not_found", again(A, ODD, since=(child("etcd", "Failed to start: fork/exec /var/lib/k0s/bin/etcd: no such file or directory", "warning"),)), UNIT),
    # Once may be what it was told to do.
    quiet("k0s-child-ended-once", dies_under_k0s(A, ODD, after=(child(A, "Restarted (1)"),))),
    quiet("k0s-child-is-well-since", waits(K0S, *(child(A, BEGUN), child(A, ODD), child(A, "exit status 2", "warning"), RESPAWNS) * 2, child(A, "Restarted (2)"), *FINE * 2, state=LIVES, apart=9)),
    quiet("k0s-child-of-another-name", again("konnectivity", ODD)),
)  # fmt: skip

# ---- a kubelet in a snap ------------------------------------------------------------------------------------------------
ALONE = "snap.kubelet.daemon"
NOBODY = 'E0312 10:29:4{}.2    2999 generic.go:234] "GenericPLEG: Unable to retrieve pods" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused\\""'
OF_V1 = '{} rpc error: code = Unimplemented desc = unknown service runtime.v1.{}Service"'
FAILED = 'E0312 10:29:55.9    2999 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 {} API for endpoint \\"unix://{}\\":'
MICRO = "snap.microk8s.daemon-kubelet"
SNAPS = (
    shows("runtime_unavailable-snap-s-living-kubelet", "runtime_unavailable", waits(ALONE, *(NOBODY.format(n) for n in range(8)), state=LIVES, apart=1), UNIT),
    quiet("snap-s-kubelet-was-refused-once", waits(ALONE, NOBODY.format(0), *("I0312 10:29:50.1    2999 kubelet.go:1] fine",) * 9, state=LIVES)),
    shows("cri_api_unsupported-microk8s-of-cri-dockerd", "cri_api_unsupported", carrier_ends(MICRO, OF_V1.format(FAILED.format("runtime", "/var/run/cri-dockerd.sock"), "Runtime")), UNIT),
    shows("cri_plugin_disabled-microk8s-own-socket", "cri_plugin_disabled", carrier_ends(MICRO, OF_V1.format(FAILED.format("runtime", "/var/snap/microk8s/common/run/containerd.sock"), "Runtime")), UNIT),
    miss("cri_plugin_disabled-microk8s-images-alone", "cri_plugin_disabled", carrier_ends(MICRO, OF_V1.format(FAILED.format("image", "/var/snap/microk8s/common/run/containerd.sock"), "Image"))),
)  # fmt: skip

# ---- RKE2's kubelet, in its file ----------------------------------------------------------------------------------------
SWAP = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false"'
ENDED = info("Kubelet exited: exit status 1", "error")


def of_rke2(*lines, dead=True):
    """Its kubelet's file, and the unit that starts it again."""
    node = Node(version=None).unit(RKE2, *LIVES)
    for ago in (22, 16, 10, 4):
        node.journal("kubelet", *lines, ago=timedelta(seconds=ago))
        node.journal(
            RKE2,
            *((ENDED,) if dead else ()),
            info("Labels and annotations have been set"),
            by="rke2",
            ago=timedelta(seconds=ago - 1),
        )
    return node  # fmt: skip


LONG_AGO = timedelta(hours=3)
WELL = "I0312 10:29:55.9    5115 kubelet.go:1] fine"


def twice_at_its_boot():
    """Its kubelet ended twice, and has lived for minutes since."""
    node = Node(version=None).unit(RKE2, *LIVES)
    for ago in (timedelta(minutes=5), timedelta(minutes=4, seconds=50)):
        node.journal("kubelet", SWAP, ago=ago).journal(RKE2, ENDED, ago=ago - timedelta(seconds=1))
    return node.journal("kubelet", WELL, ago=timedelta(seconds=60)).journal("kubelet", WELL, ago=timedelta(seconds=5))


IN_A_FILE = (
    shows("kubelet_swap_on-rke2-file", "kubelet_swap_on", of_rke2(SWAP), UNIT),
    quiet("rke2-file-of-one-that-lives", of_rke2(WELL, dead=False)),
    quiet("rke2-file-of-one-that-ended-at-its-boot", twice_at_its_boot()),
    # What it wrote hours ago is not what its parent ends of.
    shows("unknown_flag-rke2-beside-an-old-file", "unknown_flag", Node(version=None).unit(RKE2, "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=1).journal("kubelet", SWAP, ago=LONG_AGO).journal(RKE2, fatal("flag provided but not defined: -foo"), ago=timedelta(seconds=9)), UNIT),
    # A kubelet of its own ran there before k3s came.
    quiet("k3s-after-a-kubelet", Node(version=None).unit("kubelet", "inactive", "dead", LoadState="not-found").unit(K3S, *LIVES).journal("kubelet", SWAP, ago=LONG_AGO).journal(K3S, *OTHERS)),
)  # fmt: skip

OWN_NINETEENTH_CARRIERS = (*KUBELETS, *WITHIN, *ETCD, *CHILDREN, *SNAPS, *IN_A_FILE)
