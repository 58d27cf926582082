"""Three generations of k3s' last words, ports that units hold, files that lines break off at, and etcd's pages, locks and peers."""

from datetime import timedelta

from incidents.builder import Node, http_probe
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.eighth_living import lives
from incidents.own.etcd_words import old
from incidents.own.ninth_carriers import AGENT, K3S, LIVES, RKE2, info
from incidents.own.shapes import IN_USE, KCM, KUBELET_CONFIG, UNIT, A, E, dies, miss, quiet, shows
from incidents.saying import component, etcd


def seconds(number):
    return timedelta(seconds=number)


# ---- what a carrier ends with, by its age ----------------------------------------------------------------------------
def quoted(text):
    """Go's %q."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def on_a_terminal(level, text):
    return f"{level}[0012] {text}"


def each_age(text):
    """A component's end in k3s' words: to 1.30 or so, to 1.33, and since; on a terminal too."""
    asked = f"Shutdown request received: {quoted(text)}"
    return {
        "fatal": info(text, "fatal"),
        "error": info(text, "error"),
        "asked": info(asked, "error"),
        "asked-on-a-terminal": on_a_terminal("ERRO", asked),
    }


def asked(text, level="error"):
    return info(f"Shutdown request received: {quoted(text)}", level)


V1 = "failed to run Kubelet: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is in maintenance mode"
COMPONENTS = (
    ("kubelet-flag", "kubelet_unknown_flag", "kubelet exited: failed to parse kubelet flag: unknown flag: --shutdown-grace-period"),
    ("kubelet-value", "invalid_flag_value", 'kubelet exited: failed to parse kubelet flag: invalid argument "yes" for "--max-pods" flag: strconv.ParseInt: parsing "yes": invalid syntax'),
    ("kubelet-cgroups", "kubelet_cgroup_unsupported", f"kubelet exited: {V1}"),
    ("kubelet-gate", "feature_gate_rejected", "kubelet exited: failed to set feature gates from initial flags-based config: unrecognized feature gate: Swap"),
    ("apiserver-flag", "unknown_flag", "apiserver exited: unknown flag: --enable-swagger-ui"),
    ("apiserver-plugin", "unknown_admission_plugin", 'apiserver exited: enable-admission-plugins plugin "PodPreset" is unknown'),
    ("apiserver-port", "port_held_by_previous_instance", "apiserver exited: failed to create listener: failed to listen on 127.0.0.1:6444: listen tcp 127.0.0.1:6444: bind: address already in use"),
    ("scheduler-flag", "unknown_flag", "scheduler exited: unknown flag: --policy-config-file"),
    ("controllers-flag", "unknown_flag", "controller-manager exited: unknown flag: --pod-eviction-timeout"),
    ("clouds-flag", "unknown_flag", "cloud-controller-manager exited: unknown flag: --port"),
)  # fmt: skip
# What was a fatal line before is what it asks for its end with, too.
ASKED_ALONE = (
    ("address", "node_address_missing", K3S, "failed to start networking: unable to initialize network policy controller: error getting node subnet: failed to find interface with specified node ip"),
    ("image", "image_unavailable", RKE2, 'failed to get runtime image index.docker.io/rancher/rke2-runtime:v1.35.1-rke2r1: Get "https://index.docker.io/v2/": dial tcp 44.205.64.79:443: i/o timeout'),
    ("node-ip", "invalid_flag_value", K3S, "failed to start kubelet: invalid value provided for --node-ip flag: unable to parse"),
)  # fmt: skip
UNKNOWN_ENDS = (
    ("vxlan", "flannel exited: failed to register flannel network: failed to create vxlan device: operation not supported"),
    ("families", 'kube-proxy exited: no support for primary IP family "IPv4"'),
    ("taint", "failed to start networking: network policy controller failed to wait for node.cloudprovider.kubernetes.io/uninitialized taint to be removed from Node n: context deadline exceeded"),
)  # fmt: skip
FLAG = COMPONENTS[0][2]
STARTS = info("Starting k3s v1.36.5+k3s1 (6ba6c1b6)")
ENDS = (
    *(
        shows(f"{cause}-k3s-{name}-{age}", cause, carrier_ends(K3S, line), UNIT)
        for name, cause, text in COMPONENTS
        for age, line in each_age(text).items()
    ),
    *(shows(f"{cause}-asked-{name}", cause, carrier_ends(unit, asked(text)), UNIT) for name, cause, unit, text in ASKED_ALONE),
    *(
        miss(f"asked-{name}-{unit}", ["etcd_unreachable", "apiserver_unreachable", "invalid_flag_value", "kubelet_config_invalid", "node_address_missing"], carrier_ends(unit, line))
        for name, text in UNKNOWN_ENDS
        for unit, line in ((K3S, asked(text)), (AGENT, asked(text)))
    ),
    # What asks without an error was stopped, or is another's end.
    miss("asked-without-an-error", ["kubelet_unknown_flag", "unknown_flag"], carrier_ends(K3S, info("Shutdown request received"), info("Second shutdown signal received: terminated, exiting..."))),
    # The one that ended it last tells why; an earlier life's end is over.
    shows(
        "kubelet_unknown_flag-asked-after-another",
        "kubelet_unknown_flag",
        Node().unit(K3S, "activating", "auto-restart", 9, Result="success").journal(K3S, STARTS, asked("apiserver exited: unknown flag: --x"), ago=timedelta(minutes=8)).journal(K3S, STARTS, asked(FLAG)),
        UNIT,
    ),
    shows(
        "missing_required_flag-after-an-asked-end",
        "missing_required_flag",
        Node().unit(K3S, "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=1).journal(K3S, STARTS, asked(FLAG), ago=timedelta(minutes=8)).journal(K3S, STARTS, fatal("--token is required to join a cluster")),
        UNIT,
    ),
    # It has been put right, and lives.
    quiet("asked-end-of-long-ago", Node(version=None).unit(K3S, *LIVES, 0).journal(K3S, STARTS, asked(FLAG), ago=timedelta(hours=2)).journal(K3S, STARTS, info("Running kubelet"), ago=timedelta(hours=1))),
    # RKE2's kubelet is a process of its own, whose last words are elsewhere; its bootstrap stops another one itself.
    miss("rke2-kubelet-ends-at-bootstrap", "runtime_unavailable", carrier_ends(RKE2, info("kubelet Exited: signal: killed, exiting Containerd"))),
    miss("asked-for-a-killed-runtime", ["runtime_unavailable", "cri_plugin_disabled"], carrier_ends(K3S, asked("containerd exited: signal: killed"))),
    # The runtime ends with the one that asked first.
    shows("kubelet_unknown_flag-asked-before-its-runtime", "kubelet_unknown_flag", carrier_ends(K3S, asked(FLAG), info("containerd exited: exit status 1", "error")), UNIT),
    # A webhook's or a pod's words, quoted by the apiserver within, are nobody's end.
    miss("words-of-an-end-by-another", "unknown_flag", carrier_ends(K3S, 'W0312 10:29:50.1    1402 dispatcher.go:205] rejected by webhook "w": apiserver exited: unknown flag: --x', info("Shutdown request received"))),
)  # fmt: skip

# ---- ports that a unit of the same program holds --------------------------------------------------------------------
TAKEN = etcd("listen tcp 127.0.0.1:2379: bind: address already in use", fatal="listener failed")["zap"]
KCM_TAKEN = component(
    "failed to create listener: failed to listen on 127.0.0.1:10257: listen tcp 127.0.0.1:10257: bind: address already in use"
)["klog"]


def held(program, log, by, port, unit=None, *, pid=911, main=None, state=("active", "running"), pod=None):
    """It cannot listen, for that process has the port; and a unit of that kind."""
    node = dies(program, log).socket(by, port, "127.0.0.1", pid=pid, pod=pod)
    return node.unit(unit, *state, 0, **({"MainPID": main} if main else {})) if unit else node


PREVIOUS = "port_held_by_previous_instance"
PORTS = (
    shows("port_in_use-a-packages-etcd", "port_in_use", held(E, TAKEN, E, 2379, E), E),
    shows("port_in_use-a-packages-etcd-by-its-process", "port_in_use", held(E, TAKEN, E, 2379, E, main=911), E),
    shows("port_in_use-etcd-of-a-snap", "port_in_use", held(E, TAKEN, E, 2379, "snap.etcd.etcd"), E),
    shows("port_in_use-apiserver-by-hand", "port_in_use", held(A, component(IN_USE)["klog"], A, 6443, A), A),
    # The kernel keeps fifteen letters of a name.
    shows("port_in_use-controllers-by-hand", "port_in_use", held(KCM, KCM_TAKEN, "kube-controller", 10257, KCM), KCM),
    # A unit that has failed, was stopped, or has another process, holds nothing.
    *(
        shows(f"{PREVIOUS}-{name}", PREVIOUS, held(E, TAKEN, E, 2379, E, **more), E)
        for name, more in (
            ("unit-that-failed", {"state": ("failed", "failed")}),
            ("unit-that-was-stopped", {"state": ("inactive", "dead")}),
            ("unit-that-waits", {"state": ("activating", "auto-restart")}),
            ("unit-of-another-process", {"main": 77}),
            ("an-older-pods", {"pod": A}),
        )
    ),
    shows(f"{PREVIOUS}-no-unit", PREVIOUS, held(E, TAKEN, E, 2379), E),
    shows(f"{PREVIOUS}-another-programs-unit", PREVIOUS, held(E, TAKEN, E, 2379, A), E),
    # The unit itself is judged: a process of its own that it lost.
    shows(
        f"{PREVIOUS}-of-the-unit-itself",
        PREVIOUS,
        Node(version=None).unit(E, "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=1).journal(E, *TAKEN.splitlines()).socket(E, 2379, "127.0.0.1", pid=911),
    ),
    miss("port-of-a-packages-etcd", PREVIOUS, held(E, TAKEN, E, 2379, E)),
)  # fmt: skip

# ---- the kubelet's file, in lines that break off ---------------------------------------------------------------------
UNREAD = 'E0117 16:14:53.701110   17651 run.go:72] "command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: {}'
CUTS = {
    "in-the-path": "open /var/lib/kubelet/co>",
    "with-an-ellipsis": "open /var/lib/kubelet/co\u2026",
    "before-the-word": "open /var/lib/kubelet/config.yaml: >",
    "in-the-word": "open /var/lib/kubelet/config.yaml: no such file or di>",
}
GONE = (
    KUBELET_CONFIG,
    "/etc/kubernetes/kubelet.conf",
    "/etc/kubernetes/bootstrap-kubelet.conf",
    "/etc/kubernetes/manifests",
)


def unread(cut):
    return Node(version=None).kubelet_loops(UNREAD.format(cut), restarts=29)


BREAKS_OFF = (
    *(shows(f"kubelet_not_initialised-{name}", "kubelet_not_initialised", unread(cut).absent(*GONE), UNIT) for name, cut in CUTS.items()),
    *(shows(f"kubelet_config_invalid-{name}", "kubelet_config_invalid", unread(cut).absent(KUBELET_CONFIG).there("/etc/kubernetes/kubelet.conf"), UNIT) for name, cut in CUTS.items()),
    *(shows(f"kubelet_config-{name}-of-an-unseen-node", ["unknown", "kubelet_config_invalid"], unread(cut), UNIT, sure=False) for name, cut in CUTS.items()),
    # Another reason is told, or begins.
    *(
        miss(f"kubelet-not-initialised-{name}", "kubelet_not_initialised", unread(cut).absent(*GONE))
        for name, cut in (
            ("permission", "open /var/lib/kubelet/config.yaml: permission denied"),
            ("permission-cut", "open /var/lib/kubelet/config.yaml: permission de>"),
            ("directory", "read /var/lib/kubelet/config.yaml: is a directory"),
        )
    ),
)  # fmt: skip

# ---- etcd: its pages, its lock, its peers, and who calls it ----------------------------------------------------------
PAGES = (
    "assertion failed: page 42: has unexpected type/flags: 0",
    "assertion failed: read: zero-length inode key",
    "assertion failed: read: zero-length node key",
    "assertion failed: can't get freelist page IDs from a non-freelist page:  2",
    "leading element count -1 overflows int",
    "mergepgids bad len 3 < 2 + 4",
    "freepages: failed to get all reachable pages (page 190: multiple references (stack: [964 239 190]))",
    "freepages: failed to get all reachable pages (page 9: invalid type: unknown<00> (stack: [3 9]))",
)
IGNORED = '{{"level":"error","ts":"2025-07-09T08:10:30.231490Z","caller":"rafthttp/util.go:99","msg":"request sent was ignored due to cluster ID mismatch","remote-peer-id":"{}","remote-peer-cluster-id":"2e26b190b0725300","local-member-cluster-id":"9cb533e62823c6e5"}}'
GAVE_UP = "F0320 08:44:11.656734       1 instance.go:233] Error creating leases: error creating storage factory: context deadline exceeded"


def gives_up(*servers, address="10.0.0.4", **more):
    """An apiserver that ends without a word of what its dials met."""
    return dies(
        A,
        GAVE_UP,
        flags=(
            f"--advertise-address={address}",
            f"--etcd-servers={','.join(servers)}",
            "--etcd-certfile=/etc/kubernetes/pki/apiserver-etcd-client.crt",
        ),
        code=255,
        lived=seconds(21),
        **more,
    )


OWN, OTHER = "https://10.0.0.4:2379", "https://10.0.0.5:2379"
HERE = "https://127.0.0.1:2379"
IN_VAIN = 'W0312 10:29:29.547984       1 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {https://127.0.0.1:2379  <nil> 0 <nil>}. Err :connection error: desc = "transport: Error while dialing dial tcp 127.0.0.1:2379: connect: connection refused". Reconnecting...'


def killed_dialling(*lines, server=HERE, **more):
    """An apiserver that its probe killed while it dialled etcd, and the one that was begun since."""
    node = Node(version="v1.20.2").static_pod(A, f"--etcd-servers={server}", **more)
    node.died(
        A, "\n".join((IN_VAIN, *lines)), code=137, attempt=0, lived=timedelta(seconds=62), ago=timedelta(seconds=20)
    )
    return node.runs(A, attempt=1, since=timedelta(seconds=20))


ETCD = (
    *(shows(f"etcd_data_corrupt-page-{number}", "etcd_data_corrupt", dies(E, f"panic: {text}\n\ngoroutine 1 [running]:", code=2), E) for number, text in enumerate(PAGES)),
    # A containerd keeps its own in such a file.
    miss("page-of-a-runtimes-database", "etcd_data_corrupt", Node(version=None).unit("containerd", "activating", "auto-restart", 9, Result="exit-code", ExecMainStatus=2).journal("containerd", f"panic: {PAGES[0]}").static_pod(E).died(E, "", code=137)),
    # etcd opens its log, and may not lock it.
    *(
        shows(f"file_permission_denied-lock-{name}", ["file_permission_denied", "unknown"], dies(E, line), E, sure=False)
        for name, line in (
            ("zap", '{"level":"fatal","ts":"2022-11-24T16:19:22.391Z","caller":"etcdserver/storage.go:95","msg":"failed to open WAL","error":"permission denied"}'),
            ("capnslog", old("open wal error: permission denied").replace("etcdmain", "etcdserver")),
        )
    ),
    miss("damaged-for-want-of-a-lock", "etcd_data_corrupt", dies(E, '{"level":"fatal","ts":"2022-11-24T16:19:22.391Z","caller":"etcdserver/storage.go:95","msg":"failed to open WAL","error":"permission denied"}')),
    # Two peers, of one cluster, that this one is none of; and one alone, which may be the stranger.
    shows("etcd_membership_mismatch-ignored-by-two-posts", "etcd_membership_mismatch", lives(E, "\n".join(IGNORED.format(peer) for peer in ("af585566b836eb2d", "73c73560730586b7")), since=timedelta(minutes=9)), E),
    miss("membership-ignored-by-one-post", "etcd_membership_mismatch", lives(E, IGNORED.format("af585566b836eb2d"), since=timedelta(days=9))),
    # Nothing listens at its own address; of several, or of another node's, that tells nothing.
    shows("etcd_unreachable-nobody-listens-here", "etcd_unreachable", gives_up(OWN).socket("kubelet", 10250), A),
    shows("etcd_unreachable-nobody-listens-on-its-interface", "etcd_unreachable", gives_up(OWN, address="10.0.0.100").host(interfaces={"eth0": ["10.0.0.4"]}).socket("kubelet", 10250), A),
    *(
        shows(f"etcd-silent-{name}", ["etcd_unreachable", "unknown"], node, A, sure=False)
        for name, node in (
            ("one-of-two", gives_up(OWN, OTHER).socket("kubelet", 10250)),
            ("elsewhere", gives_up(OTHER).socket("kubelet", 10250)),
            ("and-listening", gives_up(OWN).socket(E, 2379, "10.0.0.4")),
            ("and-no-sockets", gives_up(OWN)),
        )
    ),
    # Its client only warns of it.
    shows("etcd_unreachable-warned-of-and-nobody-is-there", "etcd_unreachable", killed_dialling().socket("kubelet", 10250), A),
    *(
        miss(f"etcd-warned-of-{name}", "etcd_unreachable", node)
        for name, node in (
            ("and-there", killed_dialling().socket(E, 2379, "127.0.0.1")),
            ("one-of-two", killed_dialling(server=f"{HERE},{OTHER}").socket("kubelet", 10250)),
            ("before-its-own-end", killed_dialling("F0312 10:29:30.100000       1 server.go:150] error while parsing file: open /etc/kubernetes/audit.yaml: no such file or directory").socket("kubelet", 10250)),
            ("and-not-seen", killed_dialling()),
        )
    ),
    *(
        miss(f"etcd-silent-{name}", "etcd_unreachable", node)
        for name, node in (
            ("one-of-two", gives_up(OWN, OTHER).socket("kubelet", 10250)),
            ("elsewhere", gives_up(OTHER).socket("kubelet", 10250)),
            ("and-listening", gives_up(OWN).socket(E, 2379, "10.0.0.4")),
        )
    ),
)  # fmt: skip

# ---- killed before its controllers have got their first lists --------------------------------------------------------
NEVER = {
    "1.10": "E0312 10:29:50.944310       1 controller_utils.go:1022] Unable to sync caches for crd-autoregister controller",
    "1.20": "E0312 10:29:50.060086       1 shared_informer.go:243] unable to sync caches for cluster_authentication_trust_controller",
    "discovery": "E0312 10:29:50.059958       1 customresource_discovery_controller.go:212] timed out waiting for caches to sync",
    "1.30": 'E0312 10:29:50.059958       1 shared_informer.go:316] "Unhandled Error" err="unable to sync caches for crd-autoregister" logger="UnhandledError"',
}
SLOW = http_probe(host="10.0.0.4", port=6443, path="/livez", delay=15)
HANGS = 'E0312 10:29:45.1       1 status.go:71] "apiserver received an error that is not an metav1.Status" err="etcdserver: request timed out"'


def killed(log, *, lived=97, code=0, version="v1.20.2"):
    return dies(A, log, version=version, probe=SLOW, code=code, attempt=7, lived=seconds(lived))


STARTING = (
    *(shows(f"probe_too_aggressive-never-filled-{name}", "probe_too_aggressive", killed(line), A) for name, line in NEVER.items()),
    shows("probe_too_aggressive-never-filled-by-force", "probe_too_aggressive", killed(NEVER["1.20"], code=137), A),
    *(
        miss(f"too-aggressive-{name}", "probe_too_aggressive", node)
        for name, node in (
            ("etcd-hangs", killed(f"{HANGS}\n{NEVER['1.20']}")),
            ("ended-early", killed(NEVER["1.20"], lived=12)),
            ("ended-late", killed(NEVER["1.20"], lived=1900)),
            ("a-signal-in-time", dies(A, NEVER["1.20"], version="v1.20.2", probe=SLOW, code=0, attempt=0, lived=seconds(97))),
        )
    ),
)  # fmt: skip

OWN_FIFTEENTH_COMPONENTS = (*ENDS, *PORTS, *BREAKS_OFF, *ETCD, *STARTING)
