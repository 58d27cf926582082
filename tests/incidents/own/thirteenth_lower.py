"""Ordinary lives that sound like what was learned of kubelets in containers, of runtimes alone, of images and of mounts."""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.eleventh_kubelet import error
from incidents.own.eleventh_lost import maybe
from incidents.own.ninth_node import ends, lives
from incidents.own.shapes import KCM, UNIT, A, E, S, miss, quiet, shows
from incidents.own.twelfth_lower import (
    BACK_OFF,
    BOLT,
    FAILED,
    FRESH,
    LAYER,
    NO_ADDRESS,
    PAUSE,
    PULLS,
    PULLS_IN_VAIN,
    UNKNOWN,
    UNWATCHED,
    alone,
    crio,
    in_docker,
    mounts,
    pods,
    pulling,
    scheduler,
    unset,
)

NOW, SOON, AGO = timedelta(seconds=2), timedelta(seconds=10), timedelta(minutes=6)

# ---- a kubelet in a container, and one whose pods' containers are refused --------------------------------------------------
ANSWERED = '"{}" err="rpc error: code = Unknown desc = Error response from daemon: {}" podSandboxID="5"'
OF_PODS = {
    "image_unavailable": error(ANSWERED.format("PullImage from image service failed", "manifest for example.com/app:1 not found: manifest unknown")),
    "host_path_unusable": error(ANSWERED.format("StartContainer from runtime service failed", "error while creating mount source path '/srv/x': mkdir /srv/x: read-only file system")),
    "command_not_found": error(ANSWERED.format("StartContainer from runtime service failed", 'OCI runtime create failed: exec: \\"bash\\": executable file not found in $PATH: unknown')),
}  # fmt: skip
CRIO_PULL = error('"PullImage from image service failed" err="rpc error: code = Unknown desc = initializing source docker://example.com/app:1: reading manifest 1 in example.com/app: manifest unknown" image="example.com/app:1"')  # fmt: skip
TAKEN = (
    'docker: Error response from daemon: Conflict. The container name "/kubelet" is already in use by container "5".'
)
REGISTRY = 'Error response from daemon: Get "https://example.com/v2/": dial tcp: lookup example.com: no such host'
NO_CONTAINERD = 'docker: Error response from daemon: connection error: desc = "transport: error while dialing: dial unix:///run/containerd/containerd.sock: timeout": unavailable.'
PORT = "docker: Error response from daemon: driver failed programming external connectivity on endpoint kubelet (5): Error starting userland proxy: listen tcp4 0.0.0.0:10250: bind: address already in use."
MEMORY = "docker: Error response from daemon: failed to create task for container: fork/exec /usr/bin/containerd-shim-runc-v2: cannot allocate memory: unknown."
IN_DOCKER = (
    *(miss(f"lower-pod-refused-and-kubelet-ends-{cause}", cause, ends(line)) for cause, line in OF_PODS.items()),
    miss("lower-pod-not-pulled-by-crio-and-kubelet-ends", "image_unavailable", ends(CRIO_PULL)),
    # What is pulled before may be there already; what the last answer says is what ends it.
    shows("lower-pulled-in-vain-and-name-taken", "container_create_failed", in_docker(REGISTRY, TAKEN), UNIT),
    miss("lower-pulled-in-vain-and-name-taken", "image_unavailable", in_docker(REGISTRY, TAKEN)),
    miss("lower-docker-without-containerd", "container_create_failed", in_docker(NO_CONTAINERD)),
    miss("lower-docker-s-port-is-taken", "container_create_failed", in_docker(PORT)),
    miss("lower-docker-without-memory", "container_create_failed", in_docker(MEMORY)),
    miss("lower-pulled-in-vain-and-it-was-there", "image_unavailable", in_docker(REGISTRY, status=255)),
    quiet("lower-docker-refused-once-and-runs", Node().unit("kubelet").kubelet(TAKEN, by="docker", ago=AGO)),
)  # fmt: skip

# ---- a node that somebody set up in another way --------------------------------------------------------------------------
SET_UP = (
    miss("lower-set-up-by-others-and-runs-pods", "kubelet_not_initialised", unset().runs("kube-proxy")),
    miss("lower-set-up-by-others-and-has-pods", "kubelet_not_initialised", unset().sandbox("kube-proxy", since=AGO)),
    miss("lower-set-up-by-others-with-a-client", "kubelet_not_initialised", unset().there("/var/lib/kubelet/pki/kubelet-client-current.pem", kind="link")),
    miss("lower-set-up-by-others-with-a-kubeconfig", "kubelet_not_initialised", unset().there("/var/lib/kubelet/kubeconfig")),
    miss("lower-set-up-and-no-manifest", "kubelet_not_initialised", unset(absent=FRESH[3:])),
)  # fmt: skip

# ---- a kubelet that lives: healed since, and the kubelet's own files -------------------------------------------------------
FILES = error(
    "http: Accept error: accept tcp [::]:10250: accept4: too many open files; retrying in 5ms", "server.go:3095"
)
PROC = error('"Failed to get process info" err="open /proc/1/stat: too many open files"')
LIVING = (
    *(quiet(f"lower-address-came-a-minute-ago-{number}", lives(line, line, line, ago=timedelta(seconds=80))) for number, line in enumerate(NO_ADDRESS)),
    maybe("lower-files-of-the-kubelet-itself", "inotify_limit", lives(*[FILES] * 2, *[UNWATCHED[0]] * 2, *[PROC] * 2, ago=SOON)),
    quiet("lower-manifests-watched-since", lives(*[UNWATCHED[0]] * 2, ago=timedelta(seconds=100))),
    quiet("lower-manifests-not-watched-before-its-restart", lives(*[UNWATCHED[0]] * 2, ago=timedelta(seconds=50)).kubelet("Started kubelet.service - kubelet.", by="systemd", ago=SOON)),
)  # fmt: skip

# ---- a runtime's journal alone -------------------------------------------------------------------------------------------------
STOPPED = (
    "Stopping Docker Application Container Engine...",
    "docker.service: Main process exited, code=exited, status=143/n/a",
    "docker.service: Failed with result 'exit-code'.",
    "Stopped Docker Application Container Engine.",
)
PID_FILE = "failed to start daemon: pid file found, ensure docker is not running or delete /var/run/docker.pid"
RUNS_ALREADY = "failed to start daemon, ensure docker is not running or delete /var/run/docker.pid: process with PID 912 is still running"
LAYERS = 'time="2024-03-12T10:20:00Z" level=error msg="Handler for POST /v1.40/images/load returned error: write /a: no space left on device"'
KILLED = (
    "docker.service: Main process exited, code=killed, status=9/KILL",
    "docker.service: Failed with result 'oom-kill'.",
)
STARTING = 'time="2024-03-12T10:29:00Z" level=info msg="Starting up"'
RUNTIME = (
    quiet("lower-runtime-was-stopped", alone("docker", systemd=STOPPED)),
    shows("lower-runtime-was-stopped-and-ends-at-its-start", "runtime_unavailable", alone("docker", systemd=STOPPED).journal("docker", BOLT, ago=SOON).journal("docker", *FAILED, by="systemd", ago=NOW), UNIT),
    *(maybe(f"lower-another-docker-runs-{number}", "runtime_unavailable", alone("docker", line, systemd=FAILED)) for number, line in enumerate((PID_FILE, RUNS_ALREADY))),
    miss("lower-layer-had-no-room-and-memory-ended-it", "disk_full", alone("docker", LAYERS, systemd=KILLED)),
    quiet("lower-runtime-begins-again", alone("docker", BOLT, systemd=FAILED).journal("docker", STARTING, ago=SOON)),
)  # fmt: skip

# ---- images ----------------------------------------------------------------------------------------------------------------------
CAME = {
    "crio": 'time="2024-03-12 10:29:50Z" level=info msg="Pulled image: registry.k8s.io/kube-apiserver@sha256:5" id=1 name=/runtime.v1.ImageService/PullImage',
    "crio-container": 'time="2024-03-12 10:29:50Z" level=info msg="Created container 5: kube-system/kube-apiserver-master-1/kube-apiserver" id=1 name=/runtime.v1.RuntimeService/CreateContainer',
    "containerd-container": 'time="2024-03-12T10:29:50Z" level=info msg="CreateContainer within sandbox \\"5\\" for &ContainerMetadata{Name:kube-apiserver,Attempt:0,} returns container id \\"6\\""',
}  # fmt: skip
TOLD = dict(PULLS_IN_VAIN)
IMAGES = (
    *(quiet(f"lower-image-came-{name}", pulling(unit, TOLD[unit], line)) for name, line in CAME.items() for unit in (name.partition("-")[0],)),
    *(quiet(f"lower-image-pulled-while-it-listens-{unit}", pulling(unit, line).socket(A, 6443, pod=A)) for unit, line in PULLS_IN_VAIN),
    *(quiet(f"lower-image-pulled-while-it-answers-{unit}", pulling(unit, line).probe(A, 200, times=3)) for unit, line in PULLS_IN_VAIN),
    quiet("lower-image-missed-by-kubelets-list", pulling(*PULLS_IN_VAIN[0]).kubelet(error('"SyncLoop (PLEG): event for pod" pod="kube-system/kube-apiserver-master-1" event={"Type":"ContainerStarted","Data":"5"}', level="I"), ago=SOON)),
    quiet("lower-pause-missed-while-they-listen", pods(PAUSE).socket(A, 6443, pod=A).socket(E, 2379, pod=E)),
    quiet("lower-pause-missed-while-they-answer", pods(PAUSE).probe(A, 200, times=3).probe(E, 200, times=3)),
    quiet("lower-pause-missed-before-the-runtime-spoke-of-others", pods().kubelet(PAUSE, ago=AGO).kubelet(error("x", level="I"), ago=NOW)),
)  # fmt: skip

# ---- CRI-O's storage, and what is mounted by type ---------------------------------------------------------------------------------
STORED = LAYER.format("pod sandbox", "kube-apiserver-master-1")
RAN = 'time="2024-03-12 10:29:50Z" level=info msg="Ran pod sandbox 5 with infra container: kube-system/kube-apiserver-master-1/POD" id=1 name=/runtime.v1.RuntimeService/RunPodSandbox'
OTHERS = (
    quiet("lower-crio-s-storage-and-it-ran-since", crio(STORED).journal("crio", RAN, CAME["crio-container"], ago=SOON)),
    quiet("lower-crio-s-storage-and-it-runs", crio(STORED).runs(A)),
    quiet("lower-crio-s-storage-long-ago", crio().journal("crio", STORED, ago=AGO).journal("crio", CAME["crio"], ago=NOW)),
    miss("lower-mounted-by-type-and-has-a-sandbox", "host_path_unusable", mounts("File", "directory").sandbox(KCM, since=SOON)),
    miss("lower-mounted-by-type-unseen-and-answers", "host_path_unusable", mounts("File", "directory", waits="").probe(KCM, 200, times=3)),
)  # fmt: skip

# ---- plugins' sockets, old lines of a pod that nobody saw, what is tried again and again -------------------------------------
CSI = '"MountVolume.SetUp failed" err="rpc error: code = Unavailable desc = {} unix @->/var/lib/kubelet/plugins/csi.example.com/csi.sock: {}" pod="d/x"'
PLUGINS = (
    error(CSI.format("write", "write: broken pipe")),
    error(CSI.format("error reading from server: read", "read: connection reset by peer")),
    error('"Failed to create grpc client" err="dial unix /var/lib/kubelet/device-plugins/x.sock: connect: connection refused"'),
)  # fmt: skip
EXEC = 'Error response from daemon: OCI runtime exec failed: exec failed: starting container process caused: exec: "bash": executable file not found in $PATH: unknown'
LATER = error("x", level="I")
IN_PLACE = 'time="2024-03-12 10:29:50Z" level=info msg="Started container" PID=1 containerID=5 description=kube-system/kube-apiserver-master-1/kube-apiserver id=1'
OLD = (
    *(miss(f"lower-plugin-s-socket-{number}", "runtime_unavailable", ends(line)) for number, line in enumerate(PLUGINS)),
    *(quiet(f"lower-plugin-s-socket-{number}", lives(line, line, ago=SOON)) for number, line in enumerate(PLUGINS)),
    miss("lower-docker-exec-of-a-hook", "command_not_found", in_docker(EXEC)),
    *(quiet(f"lower-image-missed-long-ago-{number}", scheduler().kubelet(line, ago=timedelta(minutes=20)).kubelet(LATER, ago=SOON)) for number, line in enumerate((PULLS, BACK_OFF))),
    quiet("lower-image-missed-and-it-listens", scheduler(PULLS).socket(S, 10251, pod=S)),
    quiet("lower-address-came-at-its-boot", lives(*[NO_ADDRESS[0]] * 2, ago=timedelta(seconds=45)).kubelet(LATER, ago=NOW)),
    quiet("lower-manifests-watched-at-the-next-try", lives(*[UNWATCHED[1]] * 3, ago=timedelta(seconds=40)).kubelet(LATER, ago=NOW)),
    quiet("lower-known-again-to-the-apiserver", lives(*[UNKNOWN[0]] * 2, ago=timedelta(minutes=2)).kubelet(LATER, ago=NOW)),
    quiet("lower-crio-s-storage-and-it-started", crio(LAYER.format("container", "kube-apiserver_kube-apiserver-master-1")).journal("crio", IN_PLACE, ago=SOON)),
)  # fmt: skip

THIRTEENTH_LOWER = (*OLD, *IN_DOCKER, *SET_UP, *LIVING, *RUNTIME, *IMAGES, *OTHERS)
