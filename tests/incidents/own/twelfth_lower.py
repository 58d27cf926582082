"""The kubelet, its runtime, its images and manifests below the control plane: what is said once, alone, or not at all."""

from datetime import timedelta

from incidents.builder import MOUNTS, Node
from incidents.own.eleventh_kubelet import EVENT, MOUNTED, SLICE, error
from incidents.own.eleventh_lost import maybe
from incidents.own.ninth_node import ends, lives
from incidents.own.shapes import KCM, UNIT, A, E, S, miss, quiet, shows

AGO = timedelta(minutes=6)
SOON = timedelta(seconds=5)

# ---- without its container manager: of its newest start, or of an earlier one ----------------------------------------------
READ_ONLY = "Failed to start ContainerManager mkdir /sys/fs/cgroup/cpuacct,cpu: read-only file system"
SKIPS = error("skipping pod synchronization - [{}]", level="I")
BEGAN = error("Started kubelet v1.6.1", "server.go:869", level="I")
PLEG = error(
    'SyncLoop (PLEG): "x_default(fa31)", event: &pleg.PodLifecycleEvent{ID:"fa31", Type:"ContainerStarted", Data:"5"}',
    level="I",
)
SAID = {"once": error(SLICE), "skips": SKIPS.format(READ_ONLY), "event": EVENT.format(MOUNTED)}
MANAGERS = (
    *(
        shows(f"kubelet_cgroup_unsupported-read-only-{number}", "kubelet_cgroup_unsupported", lives(line, line, version="v1.6.1"), UNIT)
        for number, line in enumerate((SKIPS.format(READ_ONLY), error(READ_ONLY)))
    ),
    shows("kubelet_cgroup_unsupported-read-only-ends", "kubelet_cgroup_unsupported", ends('E0312 10:29:55.1    5115 kubelet.go:1466] "Failed to start ContainerManager" err="mkdir /sys/fs/cgroup/cpuacct,cpu: read-only file system"'), UNIT),
    *(shows(f"kubelet_cgroup_unsupported-told-minutes-ago-{form}", "kubelet_cgroup_unsupported", lives(line, version="v1.6.1", ago=AGO).kubelet(error("x", level="I"), ago=AGO), UNIT) for form, line in SAID.items()),
    *(quiet(f"container-manager-started-since-{form}", lives(line, version="v1.6.1", ago=AGO).kubelet(BEGAN, ago=SOON)) for form, line in SAID.items()),
    *(quiet(f"container-manager-by-systemd-since-{form}", lives(line, version="v1.6.1", ago=AGO).kubelet("Started Kubernetes Kubelet Server.", by="systemd", ago=SOON)) for form, line in SAID.items()),
    *(quiet(f"container-manager-pods-since-{form}", lives(line, version="v1.6.1", ago=AGO).kubelet(PLEG, ago=SOON)) for form, line in SAID.items()),
    *(quiet(f"container-manager-unit-since-{form}", lives(line, version="v1.6.1", ago=AGO).unit("kubelet", ExecMainStartTimestamp="Tue 2024-03-12 10:28:00 UTC")) for form, line in SAID.items()),
    # Its own word of its start may come after: the same start.
    *(shows(f"kubelet_cgroup_unsupported-before-started-{form}", "kubelet_cgroup_unsupported", lives(line, BEGAN, version="v1.6.1"), UNIT) for form, line in SAID.items()),
    quiet("container-manager-skipped-no-more", lives(SAID["skips"], version="v1.6.1", ago=AGO).kubelet(error("x", level="I"), ago=SOON)),
)  # fmt: skip

# ---- no list of containers --------------------------------------------------------------------------------------------------
NO_LIST = error(
    "skipping pod synchronization - [PLEG is not healthy: pleg was last seen active {} ago; threshold is 3m0s]",
    level="I",
)
NO_LIST_LATER = error(
    '"Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active {} ago; threshold is 3m0s"'
)
LIST = error(
    '"ListPodSandbox with filter from runtime service failed" err="rpc error: code = {}" filter="nil"',
    "remote_runtime.go:294",
)
FAILS = (
    LIST.format("Unknown desc = failed to list containers: bolt: database not open"),
    LIST.format("ResourceExhausted desc = grpc: trying to send message larger than max (16777539 vs. 16777216)"),
    LIST.format("DeadlineExceeded desc = context deadline exceeded"),
    error("GenericPLEG: Unable to retrieve pods: rpc error: code = Unknown desc = operation timeout: context deadline exceeded", "generic.go:197"),
    error("Container runtime sanity check failed: rpc error: code = Unknown desc = operation timeout: context deadline exceeded"),
)  # fmt: skip
LISTS = (
    *(
        maybe(f"kubelet-lists-no-containers-{number}-{for_}", "runtime_unavailable", lives(line.format(for_), ago=SOON))
        for number, line in enumerate((NO_LIST, NO_LIST_LATER))
        for for_ in ("6m12.4s", "16h17m50.79s")
    ),
    *(quiet(f"kubelet-lists-late-{number}", lives(line.format("3m4.2s"), ago=SOON)) for number, line in enumerate((NO_LIST, NO_LIST_LATER))),
    quiet("kubelet-listed-none-a-while-ago", lives(NO_LIST.format("6m12.4s"), ago=timedelta(minutes=2))),
    quiet("kubelet-lists-again", lives(NO_LIST.format("6m12.4s"), PLEG, ago=SOON)),
    *(maybe(f"kubelet-gets-no-list-{number}", "runtime_unavailable", lives(line, line, ago=SOON)) for number, line in enumerate(FAILS)),
    *(quiet(f"kubelet-got-no-list-once-{number}", lives(line, ago=SOON)) for number, line in enumerate(FAILS)),
    *(quiet(f"kubelet-gets-its-list-again-{number}", lives(line, line, PLEG, ago=SOON)) for number, line in enumerate(FAILS)),
    quiet("kubelet-gets-no-list-of-a-runtime-that-begins", lives(*[LIST.format("Unavailable desc = transport is closing")] * 2, ago=SOON).unit("containerd")),
    quiet("kubelet-lists-not-yet", lives(error("skipping pod synchronization - [PLEG is not healthy: pleg has yet to be successful]", level="I"), ago=SOON)),
)  # fmt: skip

# ---- images -------------------------------------------------------------------------------------------------------------------
IMAGE = "gcr.io/google_containers/kube-scheduler-amd64:1.4.4"
STATIC, API = "6953ff8504dd5b5097d4e2c5e9d55490", "6953ff85-04dd-5b50-97d4-e2c5e9d55490"
BACK_OFF = error(
    f'container start failed: ImagePullBackOff: Back-off pulling image "{IMAGE}"', "docker_manager.go:2250"
)
SYNC = 'Error syncing pod {}, skipping: failed to "StartContainer" for "{}" with {}'
PULLS = error(
    SYNC.format(
        STATIC, S, f'ErrImagePull: "image pull failed for {IMAGE}, this may be because there are no credentials"'
    )
)
PAUSE = error(
    '"RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to get sandbox image \\"registry.k8s.io/pause:3.6\\": failed to do request: Head \\"https://registry.k8s.io/v2/pause/manifests/3.6\\": net/http: TLS handshake timeout"'
)
PAUSE_DOCKER = error(
    '"RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = failed pulling image \\"k8s.gcr.io/pause:3.5\\": Error response from daemon: Get \\"https://k8s.gcr.io/v2/\\": context deadline exceeded"'
)
MADE = 'level=info msg="RunPodSandbox for &PodSandboxMetadata{Name:x,Uid:1,Namespace:default,Attempt:0,} returns sandbox id \\"5\\""'
OLD_DOCKER = (
    "5b1f17435ed5: Error pulling layer metadata",
    "eb0c136b8d12: Error pulling image (v1.5.3) from gcr.io/google_containers/hyperkube-amd64, endpoint",
)


def scheduler(*said, image=IMAGE):
    """A kubelet of 1.4 and a scheduler's manifest; the runtime was not asked."""
    return Node(version="v1.4.4").unit("kubelet").static_pod(S, image=image, probe="").kubelet(*said)


def pods(*said):
    """Static pods of which nothing is seen."""
    return Node().unit("kubelet").static_pod(A).static_pod(E).kubelet(*said)


def in_docker(*said, status=125):
    """The unit is a `docker run` of the kubelet's image."""
    return Node(version=None).kubelet_loops(status=status).kubelet(*said, by="docker")


IMAGES = (
    shows("image_unavailable-back-off-of-1.4", "image_unavailable", scheduler(BACK_OFF), S),
    shows("image_unavailable-by-uid-alone", "image_unavailable", scheduler(error(SYNC.format(STATIC, S, f'ImagePullBackOff: "Back-off pulling image \\"{IMAGE}\\""'))), S),
    shows("image_unavailable-by-uid-first", "image_unavailable", scheduler(PULLS), S),
    quiet("image-of-a-pod-of-the-api", scheduler(error(SYNC.format(API, S, 'ErrImagePull: "image pull failed for other/x:1"')))),
    quiet("image-of-another-static-pod", scheduler(error(SYNC.format(STATIC, "app", 'ErrImagePull: "image pull failed for other/x:1"')))),
    quiet("image-of-another-back-off", scheduler(BACK_OFF.replace("scheduler", "proxy"))),
    shows("image_unavailable-pause-slow-registry", "image_unavailable", pods(PAUSE)),
    shows("image_unavailable-pause-slow-registry-docker", "image_unavailable", pods(PAUSE_DOCKER)),
    quiet("pause-came-since", pods(PAUSE).journal("containerd", MADE, ago=SOON)),
    quiet("pause-missed-while-it-ran", pods(PAUSE).runs(A).runs(E)),
    shows("image_unavailable-kubelet-itself", "image_unavailable", in_docker(*OLD_DOCKER), UNIT),
    *(
        shows(f"image_unavailable-kubelet-itself-{number}", "image_unavailable", in_docker("Unable to find image 'example.com/kubelet:1' locally", f"{line}."), UNIT)
        for number, line in enumerate(
            (
                "docker: Error response from daemon: manifest for example.com/kubelet:1 not found: manifest unknown: manifest unknown",
                "docker: Error response from daemon: pull access denied for example.com/kubelet, repository does not exist or may require 'docker login'",
                'docker: Error response from daemon: Get "https://example.com/v2/": net/http: request canceled while waiting for connection',
            )
        )
    ),
    miss("image_unavailable-kubelet-only-looked-for", "image_unavailable", in_docker("Unable to find image 'example.com/kubelet:1' locally", status=1)),
    *(
        shows(f"{cause}-kubelet-in-docker-{number}", cause, in_docker(line), UNIT)
        for number, (cause, line) in enumerate(
            (
                ("command_not_found", 'docker: Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/kubelet": stat /kubelet: no such file or directory: unknown.'),
                ("host_path_unusable", "docker: Error response from daemon: error while creating mount source path '/var/lib/kubelet': mkdir /var/lib/kubelet: read-only file system."),
                ("host_path_unusable", "/usr/bin/docker: Error response from daemon: path /var/lib/kubelet is mounted on / but it is not a shared mount."),
                ("container_create_failed", 'docker: Error response from daemon: Conflict. The container name "/kubelet" is already in use by container "5".'),
                ("disk_full", "docker: Error response from daemon: mkdir /var/lib/docker/overlay2/5: no space left on device."),
            )
        )
    ),
    miss("container_create_failed-kubelet-was-not-there-to-be-removed", "container_create_failed", in_docker("Error response from daemon: No such container: kubelet", "docker: Error response from daemon: No such container: kubelet", status=1)),
    miss("container_create_failed-kubelet-came-about", "container_create_failed", in_docker('docker: Error response from daemon: Conflict. The container name "/kubelet" is already in use.', status=1).kubelet("F0312 10:29:55.9    5115 server.go:155] unknown flag: --x", ago=SOON)),
    miss("image_unavailable-kubelet-name-taken", "image_unavailable", in_docker('docker: Error response from daemon: Conflict. The container name "/kubelet" is already in use by container "5".')),
    miss("image_unavailable-kubelet-speaks-after", "image_unavailable", in_docker(*OLD_DOCKER, status=1).kubelet("F0312 10:29:55.9    5115 server.go:155] unknown flag: --x", ago=SOON)),
)  # fmt: skip

# ---- what is mounted by type, and nobody says why it is not made ------------------------------------------------------------
LOGS = "/var/lib/rancher/rke2/server/logs/"


def mounts(kind, seen=None, *, waits="ContainerCreating"):
    """A controller manager with one more hostPath of that type, and what lies there."""
    node = Node().static_pod(KCM, mounts=(*MOUNTS[KCM], LOGS)).unit("kubelet")
    manifest = f"/etc/kubernetes/manifests/{KCM}.yaml"
    node.files[manifest] = node.files[manifest].replace(f"{{path: {LOGS}}}", f"{{path: {LOGS}, type: {kind}}}")
    node = node.there(LOGS.rstrip("/"), kind=seen) if seen else node.absent(LOGS.rstrip("/"))
    return node.waits(KCM, waits) if waits else node.runs(KCM)


TYPES = (
    *(shows(f"host_path_unusable-{kind}-{seen}", "host_path_unusable", mounts(kind, seen), KCM) for kind, seen in (("File", "directory"), ("FileOrCreate", "directory"), ("Directory", "file"), ("DirectoryOrCreate", "file"), ("Socket", "file"), ("File", None), ("Directory", None))),
    *(miss(f"host_path_unusable-{kind}-{seen}", "host_path_unusable", mounts(kind, seen)) for kind, seen in (("File", "file"), ("File", "link"), ("Directory", "directory"), ("DirectoryOrCreate", None), ("FileOrCreate", None), ('""', "file"), ("Socket", "socket"))),
    quiet("host-path-of-another-type-now", mounts("File", "directory", waits="")),
)  # fmt: skip

# ---- the runtime ----------------------------------------------------------------------------------------------------------------
RESET = error(
    "GenericPLEG: Unable to retrieve pods: Get http://unix.sock/containers/json?all=1: read unix /var/run/docker.sock: connection reset by peer",
    "generic.go:164",
)
BROKEN = RESET.replace("read unix /", "write unix /").replace("connection reset by peer", "broken pipe")
FELL_BACK = (
    'I0312 10:29:50.5   31948 remote_runtime.go:142] "Falling back to CRI v1alpha2 runtime API (deprecated)"',
    'E0312 10:29:50.6   31948 run.go:74] "command failed" err="failed to run Kubelet: failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"',
)
LAYER = 'time="2024-03-12 10:29:28.3+02:00" level=debug msg="Failed to create {} k8s_{}_kube-system_afaa823a7b3facc7d455c2ebdf1cf377_0(4dc3ca38): error creating read-write layer with ID \\"cae2\\": Stat /var/lib/containers/storage/overlay2/ba0d: no such file or directory" file="storage/runtime.go:273"'


def crio(*said):
    """CRI-O's journal, and an apiserver of which nothing is seen."""
    return Node(version="v1.18.2").unit("kubelet").unit("crio").static_pod(A).journal("crio", *said)


def alone(unit, *said, systemd=(), ago=AGO):
    """A runtime's journal, and nothing else."""
    return Node(version=None).journal(unit, *said, ago=ago).journal(unit, *systemd, by="systemd", ago=ago - SOON)


FAILED = (
    "docker.service: Main process exited, code=exited, status=1/FAILURE",
    "docker.service: Failed with result 'exit-code'.",
)
FAILED_OLD = (
    "docker.service: main process exited, code=exited, status=1/FAILURE",
    "Unit docker.service entered failed state.",
)
BOLT = "failed to start daemon: error initializing graphdriver: driver not supported: overlay"
FULL = (
    'time="2024-03-12T10:24:00Z" level=fatal msg="mkdir /var/lib/containers/storage/overlay: no space left on device"'
)
RUNTIMES = (
    *(shows(f"runtime_unavailable-docker-{number}", "runtime_unavailable", lives(line, version="v1.2.0").unit("docker", "activating", "auto-restart", 12, Result="exit-code", ExecMainStatus=125), UNIT) for number, line in enumerate((RESET, BROKEN))),
    quiet("docker-reset-once-and-runs", lives(RESET, version="v1.2.0").unit("docker")),
    shows("cri_plugin_disabled-refused-both", "cri_plugin_disabled", ends(*FELL_BACK, version="v1.25.1"), UNIT),
    miss("cri_plugin_disabled-refused-the-old-one", "cri_plugin_disabled", ends(FELL_BACK[1], version="v1.22.1")),
    shows("container_create_failed-crio-s-storage", "container_create_failed", crio(LAYER.format("pod sandbox", "kube-apiserver-master-1")), A),
    shows("container_create_failed-crio-s-storage-container", "container_create_failed", crio(LAYER.format("container", "kube-apiserver_kube-apiserver-master-1")), A),
    quiet("crio-s-storage-of-another", crio(LAYER.format("pod sandbox", "my-kube-apiserver-master-1"))),
    *(
        shows(f"runtime_unavailable-alone-{name}", "runtime_unavailable", alone(unit, *said, systemd=systemd), UNIT)
        for name, unit, said, systemd in (
            ("docker", "docker", (BOLT,), FAILED),
            ("docker-unsaid", "docker", (), FAILED_OLD),
            ("docker-old", "docker", ('time="2017-03-12T10:24:00Z" level=fatal msg="Error starting daemon: error initializing graphdriver"',), ()),
            ("containerd", "containerd", ("containerd: failed to get listener for main endpoint: is a directory",), ()),
            ("crio", "crio", ('time="2024-03-12 10:24:00Z" level=fatal msg="validating runtime config: conmon validation: not found"',), ()),
        )
    ),
    shows("cri_plugin_disabled-alone-containerd", "cri_plugin_disabled", alone("containerd", "containerd: failed to load TOML: /etc/containerd/config.toml: (5, 1): unexpected token"), UNIT),
    shows("runtime_unavailable-what-the-kubelet-needs-failed", "runtime_unavailable", alone("containerd", systemd=("containerd.service: Main process exited, code=exited, status=1/FAILURE", "Failed to start containerd container runtime.")).kubelet("Dependency failed for kubelet: The Kubernetes Node Agent.", by="systemd", ago=AGO), UNIT),
    shows("disk_full-alone-crio", "disk_full", alone("crio", FULL), UNIT),
    quiet("runtime-alone-lives", alone("crio", FULL).journal("crio", 'time="2024-03-12 10:29:00Z" level=info msg="Starting CRI-O"', ago=SOON)),
    quiet("runtime-alone-started-since", alone("docker", BOLT, systemd=(*FAILED, "Started Docker Application Container Engine."))),
    quiet("runtime-alone-of-long-ago", alone("docker", BOLT, systemd=FAILED, ago=timedelta(hours=2))),
    quiet("runtime-alone-complains", alone("containerd", 'time="2024-03-12T10:24:00Z" level=error msg="failed to load cni during init, please check CRI plugin status before setting up network for pods"')),
    quiet("runtime-alone-was-stopped", alone("docker", systemd=("Stopping Docker Application Container Engine...", "Stopped Docker Application Container Engine."))),
    miss("runtime_unavailable-docker-ended-and-is-not-asked", ["disk_full"], alone("docker", BOLT, systemd=FAILED)),
)  # fmt: skip

# ---- a node that nobody has set up, and a carrier's health port -------------------------------------------------------------
FRESH = (
    "/var/lib/kubelet/config.yaml",
    "/etc/kubernetes/kubelet.conf",
    "/etc/kubernetes/bootstrap-kubelet.conf",
    "/etc/kubernetes/pki/ca.crt",
    "/etc/kubernetes/manifests",
)
ENDED = "kubelet.service: main process exited, code=exited, status={}/n/a"


def unset(status=255, *, absent=FRESH):
    """A kubelet of which systemd alone speaks."""
    return (
        Node(version="v1.10.11")
        .kubelet_loops(status=status)
        .absent(*absent)
        .kubelet(ENDED.format(status), by="systemd")
    )


HEALTH = 'E0607 11:54:49.434338    5587 server.go:808] "Failed to start healthz server" err="listen tcp 127.0.0.1:10248: bind: address already in use"'
OTHERS = (
    *(shows(f"kubelet_not_initialised-without-a-word-{status}", "kubelet_not_initialised", unset(status), UNIT) for status in (1, 255)),
    miss("kubelet_not_initialised-no-binary", "kubelet_not_initialised", unset(203)),
    miss("kubelet_not_initialised-has-its-ca", "kubelet_not_initialised", unset(absent=FRESH[:3]).there(FRESH[3])),
    miss("kubelet_not_initialised-of-other-files", "kubelet_not_initialised", unset().file("/etc/systemd/system/kubelet.service", "[Service]\nExecStart=/usr/local/bin/kubelet --config=/var/lib/kubelet/kubelet-config.yaml --kubeconfig=/var/lib/kubelet/kubeconfig\n")),
    miss("kubelet_not_initialised-says-why", "kubelet_not_initialised", unset(1).kubelet("F0312 10:29:55.9    5115 server.go:155] unknown flag: --x")),
    shows("port-of-health-is-taken-and-it-ends", "unknown", ends(HEALTH, version="v1.21.1"), UNIT, sure=False),
)  # fmt: skip

# ---- what a kubelet that lives says of itself at each try -------------------------------------------------------------------
NO_ADDRESS = (
    error("Failed to set some node status fields: failed to validate nodeIP: Node IP: \"10.0.0.9\" not found in the host's network interfaces", "kubelet_node_status.go:379"),
    error('"Failed to set some node status fields" err="failed to validate nodeIP: node IP: \\"10.0.0.9\\" not found in the host\'s network interfaces" node="x"', "kubelet_node_status.go:669"),
)  # fmt: skip
UNREAD = (
    error('Unable to read config path "/etc/kubernetes/manifests": open /etc/kubernetes/manifests: permission denied', "file.go:104"),
    error('"Could not process manifest file" err="open /etc/kubernetes/manifests/a.yaml: permission denied" path="/etc/kubernetes/manifests/a.yaml"', "file.go:104"),
)  # fmt: skip
UNKNOWN = (
    error("k8s.io/kubernetes/pkg/kubelet/kubelet.go:453: Failed to list *v1.Node: Unauthorized", "reflector.go:125"),
    error("vendor/k8s.io/client-go/informers/factory.go:150: Failed to watch *v1.Node: failed to list *v1.Node: Unauthorized", "reflector.go:147"),
    error('"Unable to register node with API server" err="Unauthorized" node="x"', "kubelet_node_status.go:92"),
)  # fmt: skip
UNWATCHED = (
    error('Unable to read config path "/etc/kubernetes/manifests": unable to create inotify: too many open files', "file_linux.go:60"),
    error('"Unable to read config path" err="unable to create inotify for path \\"/etc/kubernetes/manifests\\": no space left on device" path="/etc/kubernetes/manifests"', "file_linux.go:61"),
)  # fmt: skip
NEW = timedelta(seconds=8)
QOS = 'E0312 10:29:55.9    5115 kubelet.go:1466] "Failed to start ContainerManager" err="failed to initialize top level QOS containers: failed to {} top level Burstable QOS cgroup : {}"'
SETS = "failed to set supported cgroup subsystems for cgroup [kubepods burstable]: failed to write {}"
REFUSES = (
    QOS.format("create", 'unable to start unit \\"kubepods-burstable.slice\\" (properties []): Unit kubepods-burstable.slice failed to load properly'),
    QOS.format("create", "Unit kubepods-burstable.slice is masked."),
    QOS.format("update", SETS.format('\\"1\\" to \\"/sys/fs/cgroup/cpu/kubepods/burstable/cpu.shares\\": invalid argument')),
    QOS.format("update", SETS.format('\\"1\\": write /sys/fs/cgroup/cpu/kubepods/burstable/cpu.shares: invalid argument')),
    f"F0312 10:29:55.9    5115 kubelet.go:1387] Failed to start ContainerManager {SETS.format('1 to cpu.shares: write /sys/fs/cgroup/cpu/kubepods/burstable/cpu.shares: invalid argument')}",
)  # fmt: skip
TRIES = (
    *(shows(f"kubelet_cgroup_unsupported-slices-{number}", "kubelet_cgroup_unsupported", ends(line), UNIT) for number, line in enumerate(REFUSES)),
    miss("kubelet_cgroup_unsupported-a-file-of-another-kind", "kubelet_cgroup_unsupported", ends('E0312 10:29:55.9    5115 kubelet.go:1466] "Failed to start ContainerManager" err="open /var/lib/kubelet/cpu_manager_state: permission denied"')),
    *(shows(f"node_address_missing-kubelet-lives-{number}", "node_address_missing", lives(line, line, ago=NEW), UNIT) for number, line in enumerate(NO_ADDRESS)),
    *(quiet(f"node-address-came-{number}", lives(line, line, ago=AGO)) for number, line in enumerate(NO_ADDRESS)),
    quiet("node-address-not-at-once", lives(NO_ADDRESS[0])),
    *(maybe(f"kubelet-may-not-read-{number}", "security_module_denied", lives(line, line, ago=NEW)) for number, line in enumerate(UNREAD)),
    quiet("kubelet-might-not-read-once", lives(UNREAD[0], ago=NEW)),
    *(maybe(f"kubelet-is-not-known-{number}", "kubelet_client_certificate_expired", lives(line, line, ago=NEW)) for number, line in enumerate(UNKNOWN)),
    *(quiet(f"kubelet-is-known-again-{number}", lives(line, line, error('"Successfully registered node" node="x"', level="I"), ago=NEW)) for number, line in enumerate(UNKNOWN)),
    quiet("kubelet-was-not-known-once", lives(UNKNOWN[0], ago=NEW)),
    *(shows(f"inotify_limit-of-the-manifests-{number}", "inotify_limit", lives(line, line, ago=NEW), UNIT) for number, line in enumerate(UNWATCHED)),
    quiet("manifests-not-watched-at-once", lives(UNWATCHED[0], ago=NEW)),
    quiet("kubelet-without-static-pods", lives(*[error('"Unable to read config path" err="path does not exist, ignoring" path="/etc/kubernetes/manifests"', "file_linux.go:61")] * 3, ago=NEW)),
)  # fmt: skip

# ---- an image of which the runtime alone speaks -----------------------------------------------------------------------------
OWN = "registry.k8s.io/kube-apiserver:v1.28.4"
PULLS_IN_VAIN = (
    ("containerd", f'time="2024-03-12T10:29:20Z" level=error msg="PullImage \\"{OWN}\\" failed" error="failed to resolve reference: dial tcp: i/o timeout"'),
    ("crio", f'time="2024-03-12 10:29:20Z" level=error msg="Error pulling image {OWN}: initializing source docker://{OWN}: pinging container registry: i/o timeout"'),
    ("docker", f'time="2024-03-12T10:29:20Z" level=error msg="Handler for POST /v1.40/images/create returned error: manifest for {OWN} not found: manifest unknown"'),
)  # fmt: skip
CAME = f'time="2024-03-12T10:29:50Z" level=info msg="PullImage \\"{OWN}\\" returns image reference \\"sha256:5\\""'


def pulling(unit, line, *since):
    """An apiserver of which nothing is seen, and its runtime's journal."""
    return Node().unit("kubelet").static_pod(A).journal(unit, line).journal(unit, *since, ago=NEW)


SHORT = 'E0312 10:29:50.1    5115 pod_workers.go:965] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ImageInspectError: \\"Failed to inspect image \\\\\\"kube-apiserver\\\\\\": rpc error: code = Unknown desc = short-name \\\\\\"kube-apiserver\\\\\\" did not resolve to an alias and no unqualified-search registries are defined in \\\\\\"/etc/containers/registries.conf\\\\\\"\\"" pod="kube-system/kube-apiserver-master-1"'
PULLED = (
    *(shows(f"image_unavailable-by-the-runtime-alone-{unit}", "image_unavailable", pulling(unit, line), A) for unit, line in PULLS_IN_VAIN),
    *(quiet(f"image-of-another-by-the-runtime-alone-{unit}", pulling(unit, line.replace("v1.28.4", "v1.28.40"))) for unit, line in PULLS_IN_VAIN),
    quiet("image-came-by-the-runtime-alone", pulling(*PULLS_IN_VAIN[0], CAME)),
    quiet("image-by-the-runtime-while-it-runs", pulling(*PULLS_IN_VAIN[0]).runs(A)),
    shows("image_unavailable-without-a-registry", "image_unavailable", Node().unit("kubelet").static_pod(A, image="kube-apiserver").kubelet(SHORT), A),
)  # fmt: skip

TWELFTH_LOWER = (*MANAGERS, *LISTS, *IMAGES, *TYPES, *RUNTIMES, *OTHERS, *TRIES, *PULLED)
