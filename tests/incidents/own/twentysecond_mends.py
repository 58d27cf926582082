"""Around the twenty-second lot of reports: what a kubelet, its carrier and its runtime say of each other, in other clothes, and what is like it."""

from datetime import timedelta

from incidents.builder import PKI, Node
from incidents.certificates import certificate
from incidents.own.eighth_kubelet import carrier_ends, fatal
from incidents.own.eleventh_kubelet import error
from incidents.own.etcd_words import zap
from incidents.own.fifteenth_etcd import ago, says
from incidents.own.nineteenth_living import maybe
from incidents.own.ninth_node import AFTER, NO_PLUGIN, NO_PLUGIN_2, OURS, STARTS, V1, ends, lives
from incidents.own.shapes import UNIT, A, E, kubelet_says, miss, quiet, shows

BOTH = ["cri_plugin_disabled", "cri_api_unsupported", "unknown"]
KUBELITE, SNAPS = "snap.microk8s.daemon-kubelite", "snap.microk8s.daemon-containerd"
VERSION = 'I0312 10:29:50.1    5115 server.go:525] "Kubelet version" kubeletVersion="{}"'
AS_JSON = '{{"ts":1710239390100.1,"caller":"app/server.go:525","msg":"Kubelet version","v":0,"kubeletVersion":"{}"}}'
NOT_SERVED = V1.replace("CRI v1 runtime API is not implemented", "validate CRI v1 runtime API")
MIRRORS = "[plugins.'io.containerd.grpc.v1.cri']\n  sandbox_image = 'registry.k8s.io/pause:3.9'\n"

# ---- CRI that is not served: by which time no containerd is too old for it -----------------------------------------------
SERVED = (
    *(
        shows(f"cri_plugin_disabled-v1-{number}", "cri_plugin_disabled", node, UNIT)
        for number, node in enumerate(
            (
                ends(VERSION.format("v1.35.0"), NOT_SERVED.format(OURS), version=None),
                ends(AS_JSON.format("v1.30.1"), V1.format(OURS), version=None),
                ends(NOT_SERVED.format(OURS), version="v1.31.4"),
                ends(NOT_SERVED.format(OURS), version=None, at=AFTER),
            )
        )
    ),
    shows("cri-undecided-v1-of-an-old-kubelet", BOTH, ends(NOT_SERVED.format(OURS), version="v1.27.4", at=AFTER), UNIT, sure=False),
    shows("cri-undecided-v1-of-its-time", BOTH, ends(VERSION.format("v1.27.2"), V1.format(OURS), version=None), UNIT, sure=False),
    shows("cri-undecided-v1-well-configured", BOTH, ends(NOT_SERVED.format(OURS), version="v1.31.4").file("/etc/containerd/config.toml", f"version = 2\n{MIRRORS}"), UNIT, sure=False),
    shows("cri_api_unsupported-v1-containerd-1.4-of-late", "cri_api_unsupported", ends(NOT_SERVED.format(OURS), version="v1.31.4").runtime("1.4.13"), UNIT),
    miss("cri_plugin_disabled-v1-docker-s-own", "cri_plugin_disabled", ends(NOT_SERVED.format("run/docker/containerd/containerd.sock"), version="v1.31.4")),
    miss("cri_plugin_disabled-v1-of-late-crio-runs", "cri_plugin_disabled", ends('E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"', version="v1.31.4").unit("crio")),
)  # fmt: skip

# ---- a plugin that was not loaded: snaps', k0s' ----------------------------------------------------------------------------
DOWN = 'E0312 10:29:50.1    2114 kubelet.go:2412] "Skipping pod synchronization" err="[container runtime is down, PLEG is not healthy: pleg was last seen active 3m58.1s ago; threshold is 3m0s]"'
LOADS = 'time="2024-03-12T10:29:40.2Z" level=info msg="loading plugin \\"io.containerd.grpc.v1.cri\\"..." type=io.containerd.grpc.v1'
OF_CRIO = "kind: KubeletConfiguration\ncontainerRuntimeEndpoint: unix:///var/run/crio/crio.sock\n"
NO_WATCHES = NO_PLUGIN.replace(
    "invalid plugin config: `mirrors` cannot be set when `config_path` is provided",
    "failed to create CRI service: failed to create fs watcher: too many open files",
)


def in_k0s(line, component):
    """What a supervised child says, as k0s passes it on."""
    told = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'time="2024-03-12 10:29:50" level=info msg="{told}" component={component} stream=stderr'


def k0s(*lines, unit="k0sworker"):
    """It lives; what its containerd said minutes ago, and its kubelet just now."""
    node = Node(version="v1.30.4").unit(unit)
    for line in lines:
        node.journal(unit, in_k0s(line, "containerd"), ago=timedelta(minutes=4))
    return node.journal(unit, in_k0s(DOWN, "kubelet"), ago=ago(6))


def snap(*lines, unit=KUBELITE, runtime=SNAPS):
    """A snap's kubelet ends without a word; its containerd, in a unit of its own, said this at its start."""
    return carrier_ends(unit).unit(runtime).journal(runtime, *lines, ago=timedelta(minutes=3))


NOT_LOADED = (
    *(
        shows(f"cri_plugin_disabled-{name}-{number}", "cri_plugin_disabled", made(line))
        for number, line in enumerate((NO_PLUGIN, NO_PLUGIN_2))
        for name, made in (
            ("k0s", k0s),
            ("k0scontroller", lambda line: k0s(line, unit="k0scontroller")),
            ("microk8s", snap),
            ("k8s-snap", lambda line: snap(line, unit="snap.k8s.kubelet", runtime="snap.k8s.containerd")),
            ("living", lambda line: lives(DOWN, ago=ago(6)).unit("containerd").journal("containerd", line, ago=timedelta(minutes=4))),
        )
    ),
    *(
        miss(f"cri_plugin_disabled-{name}", "cri_plugin_disabled", node)
        for name, node in (
            ("k0s-started-anew-since", k0s(NO_PLUGIN, STARTS, LOADS)),
            ("k0s-another-limit", k0s(NO_WATCHES)),
            ("k0s-no-snapshotter", k0s(NO_PLUGIN.replace("grpc.v1.cri", "snapshotter.v1.zfs").replace("invalid plugin config: `mirrors` cannot be set when `config_path` is provided", "skip plugin"))),
            ("microk8s-started-anew-since", snap(NO_PLUGIN, STARTS, LOADS)),
            ("microk8s-beside-docker-s", carrier_ends(KUBELITE).unit("containerd").journal("containerd", NO_PLUGIN, ago=timedelta(minutes=3))),
            ("microk8s-of-another-snap", snap(NO_PLUGIN, runtime="snap.k8s.containerd")),
            ("k0s-beside-docker-s", k0s().unit("containerd").journal("containerd", NO_PLUGIN, ago=timedelta(minutes=4))),
            ("living-beside-cri-dockerd", lives(DOWN, ago=ago(6)).unit("containerd").unit("docker").unit("cri-docker", "failed", "failed", 3).journal("containerd", NO_PLUGIN, ago=timedelta(minutes=4))),
            ("living-of-crio", lives(DOWN, ago=ago(6)).unit("containerd").journal("containerd", NO_PLUGIN, ago=timedelta(minutes=4)).file("/var/lib/kubelet/config.yaml", OF_CRIO)),
            ("living-beside-docker", lives(DOWN, ago=ago(6)).unit("containerd").unit("docker").journal("containerd", NO_PLUGIN, ago=timedelta(minutes=4))),
            ("k3s-beside-docker-s", carrier_ends("k3s", fatal("apiserver exited: unknown flag: --x")).unit("containerd").journal("containerd", NO_PLUGIN, ago=timedelta(minutes=3))),
        )
    ),
    quiet("not-loaded-and-a-kubelet-that-is-well", lives(error('"Observed pod startup duration"', level="I"), ago=ago(6)).unit("containerd").journal("containerd", NO_PLUGIN, ago=timedelta(minutes=4))),
    quiet("not-loaded-and-down-long-ago", lives(DOWN, ago=timedelta(minutes=9)).unit("containerd").journal("containerd", NO_PLUGIN, ago=timedelta(minutes=12))),
)  # fmt: skip

# ---- what is left of a line that is cut off ----------------------------------------------------------------------------------
HEAD = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: '
CUTS = (
    f"{HEAD}validate service connection: validate CRI v1 runtime API for >",
    f"{HEAD}validate service connection: CRI v1 runtime API is not\u2026",
    f"{HEAD}unable to determine runtime API version: rpc er>",
    'E0312 10:29:55.9    5115 server.go:302] "Failed to run kubelet" err="failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc>',
)
SERVES_NOT = f'{HEAD}validate service connection: validate CRI v1 runtime API for endpoint \\"unix:///{OURS}\\": rpc error: code = Unimplemented desc = unk>'
NOBODY = f'{HEAD}validate service connection: validate CRI v1 runtime API for endpoint \\"unix://{{}}\\": rpc error: code = Unavailable desc = connection error: >'
NONE = f'{HEAD}validate service connection: validate CRI v1 runtime API for endpoint \\"unix://{{0}}\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix {{0}}: connect: no such file or directory\\""'
OFF, WELL = 'disabled_plugins = ["cri"]\n', f"version = 2\n{MIRRORS}"
ODD = "/var/run/containerd/containerd1.sock"


def beside(*lines, config=OFF):
    return ends(*lines, version=None).unit("containerd").file("/etc/containerd/config.toml", config)


CUT_OFF = (
    *(shows(f"cri_plugin_disabled-cut-{number}", "cri_plugin_disabled", beside(line), UNIT) for number, line in enumerate((*CUTS, SERVES_NOT))),
    shows("cri_plugin_disabled-cut-and-not-loaded", "cri_plugin_disabled", ends(CUTS[0], version=None).unit("containerd").journal("containerd", NO_PLUGIN, ago=timedelta(minutes=4)), UNIT),
    *(
        miss(f"cri_plugin_disabled-cut-{name}", "cri_plugin_disabled", node)
        for name, node in (
            ("well-configured", beside(CUTS[0], config=WELL)),
            ("beside-cri-dockerd", beside(CUTS[0]).unit("docker").unit("cri-docker", "failed", "failed", 3)),
            ("of-crio", ends(CUTS[0], version=None).unit("crio").file("/var/lib/kubelet/config.yaml", OF_CRIO).file("/etc/containerd/config.toml", OFF)),
            ("nobody-there", beside(NOBODY.format("/run/containerd/containerd.sock"))),
            ("another-end", beside(f"{HEAD}failed to create kubelet: mis>")),
            ("living", lives(CUTS[0].replace("command failed", "x"), version=None).unit("containerd").file("/etc/containerd/config.toml", OFF)),
        )
    ),
    *(
        shows(f"runtime_endpoint_wrong-{name}", "runtime_endpoint_wrong", node, UNIT)
        for name, node in (
            ("odd-cut", ends(NOBODY.format(ODD)).unit("containerd")),
            ("odd-whole", ends(NONE.format(ODD)).unit("containerd")),
            ("odd-crio", ends(NONE.format("/var/run/crio/crio1.sock")).unit("crio")),
            ("odd-seen-away", ends(NOBODY.format(ODD)).unit("containerd").absent(ODD)),
        )
    ),
    maybe("cri_plugin_disabled-cut-beside-docker", ["cri_plugin_disabled", "unknown"], beside(CUTS[0]).unit("docker"), UNIT),
    shows("runtime_unavailable-cut", "runtime_unavailable", ends(NOBODY.format("/run/containerd/containerd.sock")).unit("containerd", "failed", "failed", 4, Result="exit-code"), UNIT),
    *(
        miss(f"runtime_endpoint_wrong-{name}", "runtime_endpoint_wrong", node)
        for name, node in (
            ("its-runtime-failed", ends(NONE.format(ODD)).unit("containerd", "failed", "failed", 4, Result="exit-code")),
            ("another-runtime-runs", ends(NONE.format(ODD)).unit("crio")),
            ("odd-and-there", ends(NOBODY.format(ODD)).unit("containerd").there(ODD, "socket", "0660")),
            ("usual", ends(NOBODY.format("/run/containerd/containerd.sock")).unit("containerd")),
            ("docker-s-alone", ends(NONE.format("/run/cri-docker.sock")).unit("docker")),
            ("k3s-s", ends(NONE.format("/run/k3s/containerd/containerd.sock")).unit("containerd")),
        )
    ),
)  # fmt: skip

# ---- the kubelet's own settings ------------------------------------------------------------------------------------------------
REFUSED = (
    "[cpumanager] unable to determine reserved CPU resources for static policy",
    "new static policy error: [cpumanager] unable to reserve the required amount of CPUs (size of 0-1 did not equal 3)",
    'new static policy error: unknown CPU Manager Policy option: "full-pcpu-only"',
    'new static policy error: CPU Manager Policy Alpha-level Options not enabled, but option "align-by-socket" provided',
    "new none policy error: none policy: received unsupported options=map[full-pcpus-only:true]",
    "[memorymanager] you should specify the system reserved memory",
    "the reserved memory configuration references a NUMA node 1 that does not exist on this machine",
    'unknown scope: "node"',
    'unknown Topology Manager Policy option: "prefer-closest"',
    'CPU Manager policy options map[full-pcpus-only:true] require feature gates "CPUManager", "CPUManagerPolicyOptions" enabled',
)
OF_RKE2 = 'E0312 10:29:10.1    3120 run.go:72] "command failed" err="failed to load kubelet config file, path: {0}, error: failed to load Kubelet config file {0}, error failed to read kubelet config file \\"{0}\\", error: open {0}: no such file or directory"'


def rke2(line, unit="rke2-server"):
    """Its kubelet is a child that writes a log of its own."""
    return carrier_ends(unit, fatal("Kubelet exited: exit status 1").replace("fatal", "error")).file(
        "/var/lib/rancher/rke2/agent/logs/kubelet.log", f"{line}\n"
    )


SETTINGS = (
    *(
        incident
        for number, why in enumerate(REFUSED)
        for incident in kubelet_says(f"kubelet_config_invalid-manager-{number}", "kubelet_config_invalid", f"failed to run Kubelet: {why}")
    ),
    *(
        incident
        for what in ("authentication", "authorization")
        for incident in kubelet_says(f"kubelet_config_invalid-webhook-{what}", ["kubelet_config_invalid", "missing_required_flag"], f"failed to run Kubelet: no client provided, cannot use webhook {what}")
    ),
    *kubelet_says("kubelet_config_invalid-no-authorization", "kubelet_config_invalid", "failed to run Kubelet: no authorization mode specified"),
    quiet("managers-said-so-and-it-lives", lives(error("failed to initialize cpu manager: [cpumanager] unable to determine reserved CPU resources for static policy", "container_manager_linux.go:329"), ago=timedelta(minutes=9))),
    miss("kubelet_config_invalid-manager-and-another-word", "kubelet_config_invalid", ends(error(REFUSED[0], "x.go:1", "W"), f'{HEAD}misconfiguration: kubelet cgroup driver: \\"systemd\\" is different from docker cgroup driver: \\"cgroupfs\\""')),
    shows("kubelet_config_invalid-rke2-file-gone", "kubelet_config_invalid", rke2(OF_RKE2.format("/etc/rancher/rke2/kubelet-config.yaml")), UNIT),
    maybe("kubelet_config_invalid-own-file-gone", ["kubelet_config_invalid", "kubelet_not_initialised", "unknown"], ends(OF_RKE2.format("/etc/kubelet/own.yaml")), UNIT),
)  # fmt: skip

# ---- a clock, told in passing ---------------------------------------------------------------------------------------------------
CSI = 'csi_plugin.go:1039] Failed to contact API server when waiting for CSINode publishing: Get "https://127.0.0.1:6443/apis/storage.k8s.io/v1/csinodes/a": x509: certificate {}'
EARLY = "has expired or is not yet valid: current time 2024-03-12T10:29:50Z is before {}"
LISTS = 'reflector.go:535] vendor/k8s.io/client-go/informers/factory.go:150: failed to list *v1.Node: Get "https://10.0.0.5:6443/api/v1/nodes?limit=500": x509: certificate {}'
TODAY = EARLY.format("2024-03-12T18:12:50Z")


def passing(text, level="I"):
    return f"{level}0312 10:29:50.100000    5115 {text}"


CLOCKS = (
    *(
        shows(f"clock_skew-in-passing-{number}", "clock_skew", ends(passing(text.format(TODAY), level)), UNIT)
        for number, (text, level) in enumerate(((CSI, "I"), (LISTS, "I"), (LISTS, "W"), (LISTS, "E")))
    ),
    shows("clock_skew-in-passing-living", "clock_skew", lives(passing(CSI.format(TODAY)), ago=ago(9)), UNIT),
    shows("kubelet_unknown_flag-and-a-clock-in-passing", "kubelet_unknown_flag", ends(passing(CSI.format(TODAY)), 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --x"'), UNIT),
    maybe("clock_skew-and-an-end-that-nobody-knows", ["clock_skew", "unknown"], ends(passing(CSI.format(TODAY)), f'{HEAD}something else"'), UNIT),
    *(
        miss(f"clock_skew-in-passing-{name}", "clock_skew", ends(passing(text)))
        for name, text in (
            ("clocks-differ", CSI.format(EARLY.format("2024-03-12T10:30:20Z"))),
            ("expired", CSI.format("has expired or is not yet valid: current time 2024-03-12T10:29:50Z is after 2024-02-01T00:00:00Z")),
            ("a-registry", f'kuberuntime_image.go:55] "Failed to pull image" err="Get \\"https://registry.example/v2/\\": x509: certificate {TODAY}"'),
            ("a-webhook", f'event.go:359] "Server rejected event" err="Internal error occurred: failed calling webhook \\"a.b\\": Post \\"https://a.b.svc:443/x\\": x509: certificate {TODAY}"'),
        )
    ),
    miss("clock_skew-in-passing-stopped", "clock_skew", Node().unit("kubelet", "inactive", "dead", 0, Result="success").kubelet(passing(CSI.format(TODAY)), ago=timedelta(minutes=5))),
    shows("kubelet_client_certificate_expired-and-a-clock-in-passing", "kubelet_client_certificate_expired", ends(passing(CSI.format(TODAY)), f'{HEAD}part of the existing bootstrap client certificate is expired"'), UNIT),
    shows("certificate_authority_mismatch-csinode", ["certificate_authority_mismatch"], lives(*(passing(CSI.format("signed by unknown authority")) for _ in range(3)), ago=ago(9)), UNIT),
)  # fmt: skip

# ---- carriers that do not trust -------------------------------------------------------------------------------------------------
UNKNOWN = "tls: failed to verify certificate: x509: certificate signed by unknown authority"
HASHES = "token CA hash does not match the Cluster CA certificate hash: 135f6 != d6740"
TRUST = (
    *(
        shows(f"certificate_authority_mismatch-{unit}-token-{number}", "certificate_authority_mismatch", carrier_ends(unit, fatal(text).replace("fatal", "error")))
        for unit in ("k3s-agent", "rke2-agent")
        for number, text in enumerate((HASHES, "token does not match the server https://10.0.0.4:6443 != 135f6", f"Failed to validate connection to cluster at https://10.0.0.4:6443: {HASHES}"))
    ),
    *(
        shows(f"certificate_authority_mismatch-k3s-start-{number}", "certificate_authority_mismatch", carrier_ends("k3s", fatal(text)))
        for number, text in enumerate(
            (
                f'failed to start controllers: failed to create new server context: Get \\"https://127.0.0.1:6444/version\\": {UNKNOWN}',
                f'starting kubernetes: preparing server: failed to bootstrap cluster data: Get \\"https://10.0.0.4:6443/v1-k3s/server-bootstrap\\": {UNKNOWN}',
            )
        )
    ),
    *(
        miss(f"certificate_authority_mismatch-k3s-start-{name}", "certificate_authority_mismatch", carrier_ends("k3s", fatal(text)))
        for name, text in (
            ("webhook", f'failed to start controllers: failed calling webhook \\"a.b\\": Post \\"https://a.b.svc:443/x\\": {UNKNOWN}'),
            ("datastore", f"starting kubernetes: preparing server: creating storage endpoint: building kine: {UNKNOWN}"),
            ("refused", "failed to start controllers: dial tcp 127.0.0.1:6444: connect: connection refused"),
        )
    ),
    miss("certificate_authority_mismatch-token-and-another-end", "certificate_authority_mismatch", carrier_ends("k3s-agent", fatal(HASHES).replace("fatal", "error").replace("10:29:55", "10:20:55")).journal("k3s-agent", fatal("flannel exited: no such network interface"), ago=ago(4))),
)  # fmt: skip

# ---- sandboxes: their image, and cgroups of another time -----------------------------------------------------------------------
IMAGE = 'E0312 10:29:50.1    2999 remote_runtime.go:193] "RunPodSandbox from runtime service failed" err="rpc error: code = {} desc = failed to get sandbox image \\"registry.k8s.io/pause:3.6\\": failed to pull image \\"registry.k8s.io/pause:3.6\\": failed to do request: Head \\"https://registry.k8s.io/v2/pause/manifests/3.6\\": {}"'
NO_GROUP = "cgroups: cgroup mountpoint does not exist: unknown"
SYNC = 'Error syncing pod, skipping" err="failed to \\"CreatePodSandbox\\" with CreatePodSandboxError: \\"Failed to create sandbox for pod: rpc error: code = Unknown desc = {}\\""'


def declared(*lines):
    return lives(*lines).static_pod(A).static_pod(E)


SANDBOXES = (
    *(
        shows(f"image_unavailable-pause-{code}", "image_unavailable", declared(IMAGE.format(code, why)))
        for code, why in (("Unknown", "dial tcp 34.96.108.209:443: i/o timeout"), ("DeadlineExceeded", "dial tcp 34.96.108.209:443: i/o timeout"), ("NotFound", "not found"))
    ),
    quiet("pause-late-and-it-runs", declared(IMAGE.format("DeadlineExceeded", "i/o timeout")).runs(A).runs(E)),
    miss("image_unavailable-a-slow-sandbox", "image_unavailable", declared('E0312 10:29:50.1    2999 remote_runtime.go:193] "RunPodSandbox from runtime service failed" err="rpc error: code = DeadlineExceeded desc = context deadline exceeded"')),
    *(
        shows(f"kubelet_cgroup_unsupported-no-v1-{number}", "kubelet_cgroup_unsupported", lives(error(text, place), ago=ago(20)).host(cgroup_version=2), UNIT)
        for number, (text, place) in enumerate(
            (
                (f'"{SYNC.format(f"failed to create containerd task: {NO_GROUP}")}', "pod_workers.go:951"),
                (f'"RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to start sandbox container for pod \\"a\\": Error response from daemon: {NO_GROUP}"', "remote_runtime.go:116"),
            )
        )
    ),
    quiet("no-v1-long-ago", lives(error(f'"{SYNC.format(NO_GROUP)}'), ago=timedelta(minutes=9))),
    quiet("no-v1-in-a-pods-words", lives(error(f'"Probe failed" probeType="Liveness" output="docker: Error response from daemon: {NO_GROUP}"'), ago=ago(20))),
)  # fmt: skip

# ---- an apiserver that is killed for its etcd ------------------------------------------------------------------------------------
CHECKS = "[+]ping ok\\\\n[+]log ok\\\\n[{}]etcd {}\\\\nlivez check failed"
EXEC = 'prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/kube-apiserver-master-1" podUID="aa" containerName="kube-apiserver" probeResult="failure" output="Error from server (InternalError): an error on the server (\\"{}\\") has prevented the request from succeeding"'
STRUCTURED = 'prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/kube-apiserver-master-1" podUID="aa" containerName="kube-apiserver" probeResult="failure" output="HTTP probe failed with statuscode: 500, body: {}"'
FAILS, OTHER = (
    CHECKS.format("-", "failed: reason withheld"),
    "[+]etcd ok\\\\n[-]poststarthook/rbac/bootstrap-roles failed: reason withheld",
)
LATE = zap(
    "apply request took too long",
    took="6.2s",
    expected_duration="100ms",
    prefix="read-only range ",
    request='key:"/registry/health" ',
)
SLOW_WRITE = zap("slow fdatasync", took="6.8s", expected_duration="1s")


BY_COMMAND = EXEC.format(FAILS)


def killed(probe=BY_COMMAND, before=125, lines=((100, LATE), (95, SLOW_WRITE))):
    """The apiserver was killed two minutes ago, and the kubelet tells what its probe was answered."""
    node = Node().unit("kubelet").static_pod(A)
    node.died(A, code=137, attempt=8, lived=timedelta(minutes=11), ago=timedelta(minutes=2)).runs(
        A, attempt=9, since=ago(110)
    )
    return says(E, *lines, node=node.kubelet(f"I0312 10:27:55.1    2999 {probe}", ago=ago(before)))


ETCDS = (
    *(shows(f"etcd_slow_disk-its-check-{number}", "etcd_slow_disk", killed(form.format(FAILS)), E, others={A: "etcd_unreachable"}) for number, form in enumerate((EXEC, STRUCTURED))),
    shows("etcd_client_certificate_expired-its-check-in-the-kubelets-words", "etcd_client_certificate_expired", killed(lines=()).file(f"{PKI}/apiserver-etcd-client.crt", certificate("apiserver-etcd-client", until=-timedelta(hours=4))), A),
    maybe("etcd_unreachable-its-check-in-the-kubelets-words", ["etcd_unreachable", "unknown"], killed(lines=((100, LATE.replace("6.2s", "600ms")),)), A),
    miss("etcd_unreachable-another-check-in-the-kubelets-words", "etcd_unreachable", killed(EXEC.format(OTHER))),
    miss("etcd_unreachable-its-check-is-over", "etcd_unreachable", says(E, (9, SLOW_WRITE), node=Node().unit("kubelet").static_pod(A).died(A, code=137, attempt=8, lived=timedelta(hours=3), ago=timedelta(hours=1)).runs(A, attempt=9, since=timedelta(minutes=59)).kubelet(f"I0312 09:27:55.1    2999 {BY_COMMAND}", ago=timedelta(minutes=61)))),
    *(
        miss(f"etcd_slow_disk-its-check-{name}", "etcd_slow_disk", node)
        for name, node in (
            ("another-check", killed(EXEC.format(OTHER))),
            ("long-before", killed(lines=((1500, LATE), (1490, SLOW_WRITE)))),
            ("short", killed(lines=((100, LATE.replace("6.2s", "600ms")), (95, SLOW_WRITE.replace("6.8s", "1.1s"))))),
            ("no-leader", killed(lines=((130, zap("etcdserver: no leader")), (128, "raft.node: 8e9e05c52164694d lost leader 91bc3c398fb3c146 at term 5"), (100, LATE)))),
        )
    ),
)  # fmt: skip

# ---- Docker, by its own client in another's unit ------------------------------------------------------------------------------
IS_IT = "/usr/bin/docker: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?."


def protokube(*before, node=None, by="docker"):
    """kops' unit is started again and again; so many seconds ago its client said that nobody answers."""
    node = node or Node(version="v1.9.3")
    node.unit("protokube", "activating", "auto-restart", 812, Result="exit-code", ExecMainStatus=125)
    for seconds in before:
        node.journal("protokube", IS_IT, by=by, ago=ago(seconds))
    return node


CLIENTS = (
    shows("runtime_unavailable-protokube", "runtime_unavailable", protokube(34, 31)),
    shows("runtime_unavailable-protokube-full", ["runtime_unavailable", "disk_full"], protokube(34, 31, node=Node(version="v1.9.3").host(filesystems=[{"mount": "/", "free_bytes": 0}]))),
    *(
        quiet(f"protokube-{name}", node)
        for name, node in (
            ("once", protokube(31)),
            ("long-ago", protokube(900, 890)),
            ("not-lately", protokube(150, 140)),
            ("and-docker-runs", protokube(34, 31).unit("docker")),
            ("and-pods-run", protokube(34, 31).static_pod(A).runs(A)),
            ("and-a-kubelet-lives", protokube(34, 31).unit("kubelet")),
            ("and-a-disk-is-full", protokube(node=Node(version="v1.9.3").host(filesystems=[{"mount": "/", "free_bytes": 0}]))),
        )
    ),
)  # fmt: skip

OWN_TWENTYSECOND_MENDS = (
    *SERVED,
    *NOT_LOADED,
    *CUT_OFF,
    *SETTINGS,
    *CLOCKS,
    *TRUST,
    *SANDBOXES,
    *ETCDS,
    *CLIENTS,
)
