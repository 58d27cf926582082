"""A kubelet that lives and says again and again why it starts no pod, and what is said like it in passing or is over."""

from datetime import timedelta

from incidents.own.ninth_node import ends, lives
from incidents.own.shapes import UNIT, miss, quiet, shows

OVER = timedelta(minutes=9)


def error(text, place="kubelet.go:2000", level="E"):
    """One line of klog's."""
    return f"{level}0312 10:29:50.100000    5115 {place}] {text}"


# ---- its command line, and a node that nobody has set up ------------------------------------------------------------------
STRAY = "F0312 10:29:55.9    5115 server.go:155] unknown command: {}"
PATH = "/etc/kubernetes/kubelet.kubeconfig"
NO_KUBECONFIG = (
    "error: failed to run Kubelet: invalid kubeconfig: stat /etc/kubernetes/kubelet.conf: no such file or directory"
)
FRESH = ("/var/lib/kubelet/config.yaml", "/etc/kubernetes/kubelet.conf", "/etc/kubernetes/bootstrap-kubelet.conf")


def passes(args):
    """The file that hands it its flags is seen."""
    return ends(STRAY.format(PATH), version="v1.12.1").file("/etc/default/kubelet", f'KUBELET_ARGS="{args}"\n')


STARTS = (
    shows("invalid_flag_value-stray-behind-a-flag", "invalid_flag_value", passes(f"--kubeconfig= {PATH}"), UNIT),
    shows("invalid_flag_value-stray-behind-a-switch", "invalid_flag_value", passes(f"--require-kubeconfig {PATH}"), UNIT),
    shows("invalid_flag_value-stray-true", "invalid_flag_value", ends(STRAY.format("true"), version="v1.12.1"), UNIT),
    miss("invalid_flag_value-stray-of-nobody-knows-what", ["invalid_flag_value", "kubelet_unknown_flag"], ends(STRAY.format(PATH), version="v1.12.1")),
    *(
        shows(f"kubelet_not_initialised-kubeconfig-{version}", "kubelet_not_initialised", ends(NO_KUBECONFIG, version=version).absent(*FRESH[1:]), UNIT)
        for version in ("v1.4.1", "v1.6.7")
    ),
    # It has read its own file before: kubeadm has been here.
    shows("file_missing-kubeconfig-of-later", "file_missing", ends(NO_KUBECONFIG, version="v1.18.2").absent(*FRESH[1:]).there(FRESH[0]), UNIT),
)  # fmt: skip

# ---- without its container manager (to 1.7) ---------------------------------------------------------------------------------
SLICE = "Failed to start ContainerManager failed to initialise top level QOS containers: failed to create top level Burstable QOS cgroup : Unit kubepods-burstable.slice already exists."
SKIPS = error(f"skipping pod synchronization - [{SLICE}]", level="I")
EVENT = error(
    'Unable to write event \'&api.Event{{Reason:"KubeletSetupFailed", Message:"{}", Count:1}}\' (retry limit exceeded!)',
    "event.go:142",
)
MOUNTED = "Failed to start ContainerManager system validation failed - Following Cgroup subsystem not mounted: [cpuset]"
NO_MEMORY = "Error syncing pod bfaad5678acb9b3625969fe556cd0ee5, skipping: API error (500): Cannot start container bcf5: [8] System error: mountpoint for memory not found"
CGROUPS = (
    shows("kubelet_cgroup_unsupported-slice-there", "kubelet_cgroup_unsupported", lives(error(SLICE), SKIPS, version="v1.6.0"), UNIT),
    shows("kubelet_cgroup_unsupported-slice-there-ends", "kubelet_cgroup_unsupported", ends(f"F0312 10:29:55.9    5115 kubelet.go:1387] {SLICE}", version="v1.11.0"), UNIT),
    shows("kubelet_cgroup_unsupported-as-an-event", "kubelet_cgroup_unsupported", lives(EVENT.format(MOUNTED), version="v1.1.8"), UNIT),
    shows("kubelet_cgroup_unsupported-as-docker-says", "kubelet_cgroup_unsupported", lives(error(NO_MEMORY, "pod_workers.go:108"), version="v0.18.2"), UNIT),
    quiet("kubelet-cgroup-as-docker-said-long-ago", lives(error(NO_MEMORY, "pod_workers.go:108"), version="v0.18.2", ago=OVER)),
    quiet("kubelet-another-event", lives(EVENT.format("x").replace("KubeletSetupFailed", "FailedToStart"), version="v1.1.8")),
)  # fmt: skip

# ---- the image of every sandbox -----------------------------------------------------------------------------------------------
POD = 'pod "x-1_default(fa317e4b-4d83-11e8-9865-ee4900000000)"'
DENIED = "Error response from daemon: pull access denied for pause, repository does not exist"
PAUSE = {
    "docker": error(f'CreatePodSandbox for {POD} failed: rpc error: code = Unknown desc = failed pulling image "pause": {DENIED}'),
    "docker-1.8": error(f'CreatePodSandbox for {POD} failed: rpc error: code = 2 desc = unable to pull sandbox image "gcr.io/google_containers/pause-amd64:3.0": {DENIED}'),
    "containerd": error('"RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.9\\": failed to pull image: dial tcp: i/o timeout"'),
    "1.5": error('Error syncing pod fa31, skipping: failed to "StartContainer" for "POD" with ImagePullBackOff: "Back-off pulling image \\"gcr.io/google_containers/pause-amd64:3.0\\""'),
}  # fmt: skip
OWN_IMAGE = error('Error syncing pod fa31, skipping: failed to "StartContainer" for "app" with ImagePullBackOff: "Back-off pulling image \\"example.com/app:1\\""')  # fmt: skip
BEGAN = error('"SyncLoop (PLEG): event for pod" pod="default/y" event={"ID":"1","Type":"ContainerStarted","Data":"2"}', level="I")  # fmt: skip
IMAGES = (
    *(shows(f"image_unavailable-of-every-sandbox-{form}", "image_unavailable", lives(line, line), UNIT) for form, line in PAUSE.items()),
    *(quiet(f"sandbox-image-missed-once-{form}", lives(line)) for form, line in PAUSE.items()),
    quiet("sandbox-image-came", lives(PAUSE["docker"], PAUSE["docker"], BEGAN)),
    quiet("sandbox-image-missed-long-ago", lives(PAUSE["docker"], PAUSE["docker"], ago=OVER)),
    quiet("image-of-a-pod", lives(OWN_IMAGE, OWN_IMAGE)),
)  # fmt: skip

# ---- short of something ---------------------------------------------------------------------------------------------------------
PRESSURE = (
    error("Failed to admit pod x_default(d228) - node has conditions: [DiskPressure]", "eviction_manager.go:159", "W"),
    error('"Failed to admit pod to node" pod="default/x" nodeCondition=[MemoryPressure]', "eviction_manager.go:170", "I"),
    error("eviction manager: must evict pod(s) to reclaim ephemeral-storage", "eviction_manager.go:366", "I"),
    error('"Eviction manager: must evict pod(s) to reclaim" resourceName="memory"', "eviction_manager.go:363", "I"),
)  # fmt: skip
EASED = error("eviction manager: able to reduce ephemeral-storage pressure without evicting pods.", level="I")
NO_SUMMARY = error("eviction manager: failed to get summary stats: failed to get node info: node not found")
HOSTS = "failed to make pod data directories for pod: mkdir /var/lib/kubelet/pods/d228: {}"
VOLUME = "MountVolume.SetUp failed: write /var/lib/kubelet/pods/d228/volumes/kubernetes.io~empty-dir/x/y: {}"
FULL, FROZEN = "no space left on device", "read-only file system"
SHORT = (
    *(shows(f"node_pressure_eviction-living-{n}", "node_pressure_eviction", lives(line), UNIT) for n, line in enumerate(PRESSURE)),
    # What a component suffers of it is told of that one.
    quiet("node-pressure-beside-a-component", lives(PRESSURE[0]).static_pod("kube-apiserver").runs("kube-apiserver", since=timedelta(days=3))),
    quiet("node-pressure-eased", lives(PRESSURE[2], EASED)),
    quiet("node-pressure-long-ago", lives(*PRESSURE, ago=OVER)),
    quiet("node-pressure-not-known", lives(NO_SUMMARY, NO_SUMMARY)),
    shows("disk_full-living-kubelet", "disk_full", lives(*[error(HOSTS.format(FULL))] * 2), UNIT),
    shows("disk_full-living-kubelet-evicts", "disk_full", lives(*[error(HOSTS.format(FULL))] * 2, PRESSURE[0]), UNIT),
    shows("filesystem_damaged-living-kubelet", "filesystem_damaged", lives(*[error(HOSTS.format(FROZEN))] * 2), UNIT),
    quiet("disk-full-once", lives(error(HOSTS.format(FULL)))),
    *(quiet(f"volume-of-a-pod-{n}", lives(*[error(VOLUME.format(why))] * 2)) for n, why in enumerate((FULL, FROZEN))),
)  # fmt: skip

# ---- inotify, its health port, its certificate, a proxy ---------------------------------------------------------------------------
CADVISOR = error("Failed to start cAdvisor inotify_init: too many open files", "kubelet.go:1139")
HEALTHZ = (
    error('"Failed to start healthz server" err="listen tcp 127.0.0.1:10248: bind: address already in use"', "server.go:808"),
    error("Starting healthz server failed: listen tcp 127.0.0.1:10248: bind: address already in use", "server.go:730"),
)  # fmt: skip
OUTLIVED = error("The currently active client certificate has expired, but the server is not responsive. A restart may be necessary to retrieve new initial credentials.", "transport.go:113")  # fmt: skip
REGISTERS = (
    error('Unable to register node "master-1" with API server: Post https://10.0.0.4:6443/api/v1/nodes: {}', "kubelet_node_status.go:92"),
    error('"Unable to register node with API server" err="Post \\"https://10.0.0.4:6443/api/v1/nodes\\": {}" node="master-1"', "kubelet_node_status.go:92"),
)  # fmt: skip
SOCKS = "socks connect tcp 127.0.0.1:23033->10.0.0.4:6443: read tcp 127.0.0.1:57814->127.0.0.1:23033: i/o timeout"
REGISTERED = error('"Successfully registered node" node="master-1"', "kubelet_node_status.go:73", "I")
NOT_ALLOWED = error('"Unable to register node with API server" err="nodes \\"master-1\\" is forbidden: node \\"a\\" is not allowed to modify node \\"master-1\\"" node="master-1"')  # fmt: skip
OTHERS = (
    shows("inotify_limit-kubelet-without-cadvisor", "inotify_limit", lives(CADVISOR, version="v1.4.6"), UNIT),
    quiet("kubelet-without-cadvisor-long-ago", lives(CADVISOR, version="v1.4.6", ago=OVER)),
    *(shows(f"port_in_use-health-again-{n}", "port_in_use", lives(line, line), UNIT) for n, line in enumerate(HEALTHZ)),
    *(quiet(f"health-port-taken-once-{n}", lives(line)) for n, line in enumerate(HEALTHZ)),
    shows("kubelet_client_certificate_expired-living", "kubelet_client_certificate_expired", lives(OUTLIVED, OUTLIVED), UNIT),
    quiet("kubelet-client-certificate-renewed", lives(OUTLIVED, REGISTERED)),
    quiet("kubelet-client-certificate-long-ago", lives(OUTLIVED, ago=OVER)),
    *(
        shows(f"proxy_environment-living-kubelet-{n}-{k}", "proxy_environment", lives(*[line.format(why)] * 2), UNIT)
        for n, line in enumerate(REGISTERS)
        for k, why in enumerate(("Forbidden", "Service Unavailable", SOCKS, "proxyconnect tcp: dial tcp 10.1.1.1:3128: connect: connection refused"))
    ),
    quiet("kubelet-got-past-a-proxy", lives(REGISTERS[1].format("Forbidden"), REGISTERED)),
    quiet("kubelet-not-allowed-another-node", lives(NOT_ALLOWED, NOT_ALLOWED)),
)  # fmt: skip

ELEVENTH_KUBELET = (*STARTS, *CGROUPS, *IMAGES, *SHORT, *OTHERS)
