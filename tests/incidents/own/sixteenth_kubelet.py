"""Near misses of the kubelet, its carriers and its runtime: former lives, others' words, files that nobody reads, units left behind."""

import json
from datetime import timedelta

from incidents.builder import Node
from incidents.own.eighth_kubelet import fatal
from incidents.own.eleventh_kubelet import error
from incidents.own.ninth_carriers import info, waits
from incidents.own.ninth_components import RSA, both
from incidents.own.ninth_units import goes_on
from incidents.own.shapes import KUBELET_CONFIG, UNIT, A, E, dies, kubelet_says, miss, quiet, shows

K3S = "k3s"


def ago(**since):
    return timedelta(**since)


def command_failed(text):
    """With which a kubelet of 1.23 and later ends: an error, not a fatal line."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return error(f'"command failed" err="{quoted}"', "run.go:74")


# No cause of ours: an in-tree cloud that does not let the kubelet in (1.24).
CLOUD = command_failed(
    'failed to run Kubelet: could not init cloud provider "aws": error finding instance i-0a1b2c3d4e5f60718: '
    '"error listing AWS instances: NoCredentialProviders: no valid providers in chain"'
)
EXITED = ("kubelet.service: Main process exited, code=exited, status=1/FAILURE", "kubelet.service: Failed with result 'exit-code'.")  # fmt: skip
STARTED = "Started kubelet: The Kubernetes Node Agent."


def a_life(node, *lines, since):
    """One life of the kubelet, from the service manager's start to its end two seconds later."""
    node.kubelet(STARTED, by="systemd", ago=since)
    node.kubelet(*lines, ago=since - ago(seconds=1))
    return node.kubelet(*EXITED, by="systemd", ago=since - ago(seconds=2))


def loops(*lines, version="v1.24.9", before=(), node=None, **unit):
    """It ended so minutes ago (`before`), and since then, three times, otherwise."""
    node = (node or Node(version=version)).unit(
        "kubelet", "activating", "auto-restart", 57, **{"Result": "exit-code", "ExecMainStatus": 1, **unit}
    )
    for minutes in (11, 10) if before else ():
        a_life(node, *before, since=ago(minutes=minutes))
    for seconds in (200, 100, 12):
        a_life(node, *lines, since=ago(seconds=seconds))
    return node


# ---- a former life's end, which has been mended since ----------------------------------------------------------------------
FORMER = {
    "kubelet_unknown_flag": "failed to parse kubelet flag: unknown flag: --network-plugin",
    "kubelet_swap_on": "failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename Type Size Used Priority /dev/sda2 partition 2097148 0 -2]",
    "kubelet_config_invalid": "failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to decode: yaml: line 7: did not find expected key",
    "kubelet_cgroup_driver_mismatch": 'failed to run Kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
    "kubelet_kernel_defaults": "failed to run Kubelet: invalid kernel flag: vm/overcommit_memory, expected value: 1, actual value: 0",
    "disk_full": "failed to run Kubelet: failed to create kubelet: open /var/lib/kubelet/cpu_manager_state: no space left on device",
    "port_in_use": "failed to run Kubelet: listen tcp 0.0.0.0:10250: bind: address already in use",
    "feature_gate_rejected": "failed to set feature gates from initial flags-based config: unrecognized feature gate: DynamicKubeletConfig",
}
LIVES = tuple(
    miss(f"red25k-former-life-{cause}", cause, loops(CLOUD, before=(command_failed(text),)))
    for cause, text in FORMER.items()
)

# ---- others' words in the last life ----------------------------------------------------------------------------------------
HOOK = '"Failed to execute PostStartHook" err="command \'{}\' exited with 1: {}" pod="shop/web-1" containerName="web"'
PULL = '"PullImage from image service failed" err="rpc error: code = Unknown desc = failed to pull and unpack image \\"quay.example/a/b:1\\": failed to resolve reference \\"quay.example/a/b:1\\": failed to decode hosts.toml: (1, 2): unexpected token" image="quay.example/a/b:1"'
MOUNT = '"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"dind\\" with RunContainerError: \\"failed to start container: mountpoint for devices not found\\"" pod="ci/dind-0"'
VOLUME = 'nestedpendingoperations.go:335] Operation for "{}" failed. No retries permitted until 2024-03-12 10:30:50: MountVolume.SetUp failed for volume "cache" : write /var/lib/kubelet/pods/4f/volumes/kubernetes.io~secret/cache/..data_tmp: no space left on device'
OF_DOCKER = ("unknown flag: --cgroup-driverx", "See 'docker run --help'.")
OTHERS = (
    *(
        miss(f"red25k-a-pods-{name}", causes, loops(error(text), CLOUD))
        for name, causes, text in (
            ("hook-that-listens", ["port_in_use", "port_held_by_previous_instance"], HOOK.format("/start", "listen tcp 0.0.0.0:8080: bind: address already in use")),
            ("hook-with-a-flag", ["kubelet_unknown_flag", "unknown_flag"], HOOK.format("/bin/warm", "Error: unknown flag: --all-caches")),
            ("registry", "kubelet_config_invalid", PULL),
            ("cgroups-within", "kubelet_cgroup_unsupported", MOUNT),
        )
    ),
    miss("red25k-a-pods-small-volume", "disk_full", loops(f"E0312 10:29:50.1    5115 {VOLUME}", CLOUD)),
    # `docker run` itself, and a tool before the kubelet: their flags are not the kubelet's.
    miss("red25k-dockers-flag", "kubelet_unknown_flag", loops(*OF_DOCKER, version="v1.18.2", ExecMainStatus=125)),
    miss("red25k-flag-of-a-tool-before-it", "kubelet_unknown_flag", loops(CLOUD, node=Node(version="v1.24.9").kubelet("Error: unknown flag: --uuid-file", ago=ago(seconds=13), by="rkt"))),
    # It is not there and was not to be: the unit's line begins with a dash.
    miss("red25k-skipped-before-it", "command_not_found", loops(CLOUD, node=Node(version="v1.24.9").kubelet("kubelet.service: Executable /usr/bin/rkt missing, skipping: No such file or directory", by="(rkt)", ago=ago(seconds=13)))),
)  # fmt: skip

# ---- the service manager's words of long ago -------------------------------------------------------------------------------
NOT_THERE = "kubelet.service: Failed at step EXEC spawning /usr/local/bin/kubelet: No such file or directory"
DENIED = "kubelet.service: Failed at step EXEC spawning /usr/local/bin/kubelet: Permission denied"
AVC = 'audit: type=1400 audit(1710065790.5:301): avc:  denied  { execute } for  pid=1201 comm="(kubelet)" name="kubelet" dev="sda1" ino=17 scontext=system_u:system_r:init_t:s0 tcontext=system_u:object_r:user_home_t:s0 tclass=file permissive=0'
LONG_AGO = (
    miss("red25k-no-binary-two-hours-ago", "command_not_found", loops(CLOUD, node=Node(version="v1.24.9").kubelet(NOT_THERE, by="systemd", ago=ago(hours=2)))),
    miss("red25k-denied-two-days-ago", "security_module_denied", loops(CLOUD, node=Node(version="v1.24.9").kubelet(DENIED, by="systemd", ago=ago(days=2)).journal("kernel", AVC, ago=ago(days=2)))),
)  # fmt: skip


# ---- put right, and only just started --------------------------------------------------------------------------------------
def just_started(text, **more):
    """It ended many times, the last time half a minute ago, and lives since."""
    node = Node(version="v1.28.4").unit("kubelet", "active", "running", 57, MainPID=4711, ExecMainStartTimestamp="2024-03-12T10:29:38Z", ActiveEnterTimestamp="2024-03-12T10:29:38Z", Result="success", **more)  # fmt: skip
    for seconds in (52, 42, 32):
        a_life(node, command_failed(text), since=ago(seconds=seconds))
    node.kubelet(STARTED, by="systemd", ago=ago(seconds=22))
    return node.kubelet(
        error('"Starting to listen" address="0.0.0.0" port=10250', "server.go:162", "I"),
        error('"Successfully registered node" node="master-1"', "kubelet_node_status.go:73", "I"),
        ago=ago(seconds=18),
    )


MENDED = (
    miss("red25k-swap-is-off-now", "kubelet_swap_on", just_started(FORMER["kubelet_swap_on"]).host(swap_bytes=0)),
    miss("red25k-the-holder-is-itself", ["port_held_by_previous_instance", "port_in_use"], just_started(FORMER["port_in_use"]).socket("kubelet", 10250, pid=4711)),
)  # fmt: skip

# ---- a configuration where others than kubeadm put it ----------------------------------------------------------------------
NO_FILE = 'failed to load kubelet config file, path: {0}, error: failed to load Kubelet config file {0}, error failed to read kubelet config file "{0}", error: open {0}: no such file or directory'
EKS, TYPHOON = "/etc/kubernetes/kubelet/kubelet-config.json", "/etc/kubernetes/kubelet.yaml"
KUBEADMS = (KUBELET_CONFIG, "/etc/kubernetes/kubelet.conf", "/etc/kubernetes/bootstrap-kubelet.conf", "/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/manifests")  # fmt: skip
DROP_IN = "/etc/systemd/system/kubelet.service.d/10-kubelet.conf"
ITS_UNIT = f"[Service]\nExecStart=/usr/local/bin/kubelet --config={TYPHOON} --kubeconfig=/etc/kubernetes/kubeconfig\n"
PLACES = (
    shows("red25k-config-of-eks-is-gone", "kubelet_config_invalid", loops(command_failed(NO_FILE.format(EKS)), version="v1.29.1").absent(*KUBEADMS, EKS).there("/var/lib/kubelet/kubeconfig"), UNIT, sure=False),
    miss("red25k-config-of-eks-is-gone-and-no-more-is-known", "kubelet_not_initialised", loops(command_failed(NO_FILE.format(EKS)), version="v1.29.1").absent(*KUBEADMS, EKS)),
    miss("red25k-silent-and-of-another-installer", "kubelet_not_initialised", loops(version="v1.29.1").absent(*KUBEADMS).file(DROP_IN, ITS_UNIT)),
    shows("red25k-of-kubeadm-and-new", "kubelet_not_initialised", loops(command_failed(NO_FILE.format(KUBELET_CONFIG)), version="v1.29.1").absent(*KUBEADMS), UNIT),
)  # fmt: skip

# ---- what it is answered ---------------------------------------------------------------------------------------------------
LEASE = '"Failed to ensure lease exists, will retry" err="Get \\"https://10.0.0.4:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\\": dial tcp 10.0.0.4:6443: connect: connection refused" interval="7s"'
PLEG = '"SyncLoop (PLEG): event for pod" pod="shop/web-1" event={"ID":"4f","Type":"ContainerDied","Data":"bc"}'
REGISTRY = '"Failed to pull image" err="failed to pull and unpack image \\"registry.example/a:1\\": failed to resolve reference \\"registry.example/a:1\\": failed to do request: Head \\"https://registry.example/v2/a/manifests/1\\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:44Z is before 2024-03-13T00:00:00Z" image="registry.example/a:1"'


def worker(*told, node=None):
    """A kubelet that lives, and what it said so many seconds ago."""
    node = (node or Node(name="worker-1")).unit("kubelet", ExecMainStartTimestamp="2024-03-01T00:00:00Z")
    for seconds, line in told:
        node.kubelet(line, ago=ago(seconds=seconds))
    return node


AWAY = [(seconds, error(LEASE)) for seconds in (178, 171, 164, 150, 136, 122, 110, 100)]
ANSWERS = (
    quiet("red25k-apiserver-came-back", worker(*AWAY, (60, error(PLEG, level="I")), (5, error(PLEG, level="I")))),
    shows("red25k-apiserver-is-away", "apiserver_unreachable", worker(*AWAY, *((s, error(LEASE)) for s in (85, 60, 32, 10, 3))), UNIT),
    quiet("red25k-a-registry-of-tomorrow", worker((40, error(REGISTRY)), (10, error(REGISTRY))).host(clock={"synchronised": True, "now": "2024-03-12T10:30:00Z"})),
)  # fmt: skip

# ---- a kubelet that docker runs --------------------------------------------------------------------------------------------
NOT_PULLED = (
    'Error response from daemon: Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host'
)
DOCKERS = f"docker: {NOT_PULLED}"
RUNS = "[Service]\nExecStartPre=-/usr/bin/docker pull registry.example/hyperkube:v1.18.2\nExecStart=/usr/bin/docker run --name=kubelet --log-driver=json-file registry.example/hyperkube:v1.18.2 kubelet\n"


def dockers_old_answer():
    """The image was there after the first ends: since then it is begun, and ends with no word in this journal."""
    node = Node(version="v1.18.2")
    a_life(node, DOCKERS, since=ago(minutes=9))
    return loops(version="v1.18.2", node=node)


CONTAINERS = (
    miss("red25k-pulled-since", ["image_unavailable", "container_create_failed"], dockers_old_answer()),
    miss("red25k-pull-that-may-fail", "image_unavailable", loops(NOT_PULLED, version="v1.18.2").file("/etc/systemd/system/kubelet.service", RUNS)),
)  # fmt: skip

# ---- it lives, and what it complains of is a pod's own, or over ------------------------------------------------------------
EVICTS = error('"Eviction manager: must evict pod(s) to reclaim" resourceName="ephemeral-storage"', level="I")
EASED = error('"Recording event message for node" node="worker-1" event="NodeHasNoDiskPressure"', level="I")
ROOTFS = '"CreateContainer in sandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd container: failed to mount rootfs component: invalid argument"'
ROOTFS_STARTS = '"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"layers\\" with RunContainerError: \\"failed to create containerd task: failed to mount rootfs component &{{overlay overlay [lowerdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/{0}/fs]}}: invalid argument: unknown\\"" pod="ci/layers-0"'
PAUSE_CRIO = '"Failed to create sandbox for pod" err="rpc error: code = Unknown desc = error creating pod sandbox with name \\"k8s_web-{0}_shop_4f_0\\": initializing source docker://registry.k8s.io/pause:3.9: pinging container registry registry.k8s.io: Get \\"https://registry.k8s.io/v2/\\": dial tcp 34.96.108.209:443: i/o timeout" pod="shop/web-{0}"'
NODE_IP = {"ts": 1710239395900.1, "caller": "kubelet/kubelet_node_status.go:732", "msg": "Failed to set some node status fields", "err": "failed to validate nodeIP: node IP: \"10.0.0.9\" not found in the host's network interfaces", "node": {"name": "worker-1"}}  # fmt: skip
STUCK = (
    quiet("red25k-hook-in-a-small-log", worker(*((s, error(HOOK.format("/start", "/start: line 3: write /var/log/nginx/access.log: no space left on device"))) for s in (45, 15)))),
    quiet("red25k-hook-in-a-read-only-root", worker(*((s, error(HOOK.format("/bin/sh -c date > /var/log/app/began", "/bin/sh: can't create /var/log/app/began: Read-only file system"))) for s in (45, 15)))),
    quiet("red25k-pressure-that-eased", worker((150, EVICTS), (140, EVICTS), (50, EASED), (5, error(PLEG, level="I")))),
    shows("red25k-pressure-that-goes-on", "node_pressure_eviction", worker((150, EVICTS), (20, EVICTS), (10, EVICTS)), UNIT),
    miss("red25k-one-image-of-many-layers", "container_create_failed", worker(*((s, error(ROOTFS_STARTS.format(number))) for s, number in ((50, 901), (12, 902))))),
    shows("red25k-pause-image-of-crio", "image_unavailable", worker(*((s, error(PAUSE_CRIO.format(s))) for s in (50, 30, 12))), UNIT),
    shows("red25k-node-address-in-json", "node_address_missing", worker(*((s, json.dumps(NODE_IP)) for s in (30, 20, 10))), UNIT),
)  # fmt: skip

# ---- cgroup drivers, by files that nobody reads ----------------------------------------------------------------------------
PANICS = "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x8 pc=0x1d2f5e5]"
CONTAINERD = "/etc/containerd/config.toml"
OPTIONS = '[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]\n  runtime_type = "io.containerd.runc.v2"\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = {}\n'
SYSTEMD, CGROUPFS = "version = 2\n" + OPTIONS.format("true"), "version = 2\n" + OPTIONS.format("false")


def with_drivers(containerd, kubelet="cgroupDriver: systemd\n", *, version="v1.28.4", node=None):
    """An apiserver that a bug ends, and what the files say of drivers."""
    node = dies(A, PANICS, code=2, node=node or Node(version=version)).unit("kubelet").file(CONTAINERD, containerd)
    return node.file(
        KUBELET_CONFIG, f"apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n{kubelet}"
    )


def of_crio(node):
    """CRI-O's, with what a package of containerd's left behind."""
    node.unit("crio").unit("containerd", "inactive", "dead")
    node.file("/var/lib/kubelet/kubeadm-flags.env", 'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix:///var/run/crio/crio.sock"\n')  # fmt: skip
    return node.file(CONTAINERD, CGROUPFS).file(KUBELET_CONFIG, "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: systemd\n")  # fmt: skip


def rebooted(node):
    """Everything began anew some minutes ago."""
    for program in (A, E):
        node.static_pod(program).runs(program, attempt=3, since=ago(minutes=50))
    return node.unit("kubelet").host(booted_at="2024-03-12T09:38:00Z")


DOCKERD = "unix:///var/run/cri-dockerd.sock"
ARGS = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf"
KUBEADM_CONF = '[Service]\nEnvironment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"\nEnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env\nEnvironmentFile=-/etc/default/kubelet\nExecStart=\nExecStart=/usr/bin/kubelet $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS\n'
DIFFER = "cgroup_driver_mismatch"
DRIVERS = (
    miss("red25k-driver-in-a-comment", DIFFER, with_drivers(SYSTEMD).file("/etc/default/kubelet", "# KUBELET_EXTRA_ARGS=--cgroup-driver=cgroupfs\nKUBELET_EXTRA_ARGS=\n")),
    miss("red25k-driver-given-twice", DIFFER, with_drivers(SYSTEMD).file("/etc/default/kubelet", 'KUBELET_EXTRA_ARGS="--cgroup-driver=cgroupfs --cgroup-driver=systemd"\n')),
    shows("red25k-driver-of-the-last-file", DIFFER, with_drivers(SYSTEMD, node=Node(version="v1.22.4").kubelet(error('"Pod sandbox changed, it will be killed and re-created" pod="kube-system/kube-apiserver-master-1"', level="I"))).file(ARGS, KUBEADM_CONF).file("/var/lib/kubelet/kubeadm-flags.env", 'KUBELET_KUBEADM_ARGS="--cgroup-driver=systemd"\n').file("/etc/default/kubelet", 'KUBELET_EXTRA_ARGS="--cgroup-driver=cgroupfs"\n')),
    # KEP-4033, on by default from 1.31 and for good from 1.34: containerd from 2.0 on tells, and the kubelet's own is passed over.
    miss("red25k-driver-as-the-runtime-tells", DIFFER, with_drivers("version = 3\n[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]\n  SystemdCgroup = true\n", "", version="v1.34.1").runtime("v2.1.4")),
    quiet("red25k-driver-of-a-runtime-left-behind", rebooted(of_crio(Node()))),
    miss("red25k-driver-of-dockers-containerd", DIFFER, with_drivers('disabled_plugins = ["cri"]\n').unit("docker").unit("cri-docker").unit("containerd").file("/var/lib/kubelet/kubeadm-flags.env", f'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint={DOCKERD}"\n').file("/etc/docker/daemon.json", '{"exec-opts": ["native.cgroupdriver=systemd"]}\n')),
    miss("red25k-driver-in-an-import", DIFFER, with_drivers('version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n').file("/etc/containerd/conf.d/10-cgroups.toml", SYSTEMD)),
    miss("red25k-driver-in-an-import-unread", DIFFER, with_drivers('version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n')),
    miss("red25k-driver-as-in-effect", DIFFER, with_drivers('version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n').runtime("v1.7.13", SYSTEMD)),
)  # fmt: skip

# ---- carriers --------------------------------------------------------------------------------------------------------------
FULL = fatal(
    "starting kubernetes: preparing server: write /var/lib/rancher/k3s/server/db/state.db-wal: no space left on device"
)
TOKEN = fatal(
    "starting kubernetes: preparing server: bootstrap data already found and encrypted with different token, token CA hash does not match the Cluster CA certificate hash"
)


def k3s_of_old(line, *systemd, state=("inactive", "dead"), result="success", status=0, restarts=0):
    """It ended so five days ago, has lived since, and what the service manager says of today."""
    node = Node(version=None).unit(K3S, *state, restarts, Result=result, ExecMainStatus=status)
    node.journal(K3S, line, ago=ago(days=5))
    node.journal(K3S, "k3s.service: Failed with result 'exit-code'.", by="systemd", ago=ago(days=5))
    node.journal(K3S, "Started Lightweight Kubernetes.", by="systemd", ago=ago(days=5) - ago(minutes=4))
    node.journal(K3S, info("Running kubelet --address=0.0.0.0"), ago=ago(days=5) - ago(minutes=5))
    return node.journal(K3S, *systemd, by="systemd", ago=ago(minutes=3))


STOPS = ("Stopping Lightweight Kubernetes...", "k3s.service: Succeeded.", "Stopped Lightweight Kubernetes.")
KILLED = ("k3s.service: A process of this unit has been killed by the OOM killer.", "k3s.service: Main process exited, code=killed, status=9/KILL", "k3s.service: Failed with result 'oom-kill'.", "k3s.service: Scheduled restart job, restart counter is at 4.")  # fmt: skip
DUMPED = ("k3s.service: Main process exited, code=killed, status=6/ABRT", "k3s.service: Failed with result 'watchdog'.")
BEFORE = 'failed to get CA certs: Get \\"https://10.0.0.4:6443/cacerts\\": tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-12T10:29:50Z is before 2024-03-12T10:29:53Z'
SERVER = 'Waiting to retrieve agent configuration; server is not ready: Get "https://127.0.0.1:6444/v1-k3s/serving-kubelet.crt": dial tcp 127.0.0.1:6444: connect: connection refused'


def goes_on_at_last():
    """The server answered some seconds ago: what follows the wait is told, and none of it says so."""
    node = waits("k3s-agent", *[info(SERVER, "error")] * 15)
    for line in node.journals["k3s-agent"]:
        line["__REALTIME_TIMESTAMP"] = str(int(line["__REALTIME_TIMESTAMP"]) - 9_000_000)
    said = ("Using private registry config file at /etc/rancher/k3s/registries.yaml", "Logging containerd to /var/lib/rancher/k3s/agent/containerd/containerd.log", "Running containerd -c /var/lib/rancher/k3s/agent/etc/containerd/config.toml")  # fmt: skip
    return node.journal("k3s-agent", *map(info, said), ago=ago(seconds=2))


ITS_LOG = "/var/lib/rancher/k3s/agent/containerd/containerd.log"
REFUSED_LOG = "containerd: failed to load TOML: /var/lib/rancher/k3s/agent/etc/containerd/config.toml: (12, 3): unexpected token\n"
CARRIED = (
    miss("red25k-k3s-was-stopped", ["disk_full", "etcd_nospace_alarm"], k3s_of_old(FULL, *STOPS)),
    miss("red25k-k3s-is-killed-now", "disk_full", k3s_of_old(FULL, *KILLED, state=("activating", "auto-restart"), result="oom-kill", status=9, restarts=4)),
    miss("red25k-k3s-is-aborted-now", "certificate_authority_mismatch", k3s_of_old(TOKEN, *DUMPED, state=("activating", "auto-restart"), result="watchdog", status=6, restarts=4)),
    shows("red25k-k3s-beside-an-unused-kubelet", "disk_full", Node(version=None).unit("kubelet", "inactive", "dead", Result="success").unit(K3S, "activating", "auto-restart", 57, Result="exit-code", ExecMainStatus=1).journal(K3S, FULL)),
    miss("red25k-k3s-three-seconds", "clock_skew", Node(version=None).unit("k3s-agent", "activating", "auto-restart", 1, Result="exit-code", ExecMainStatus=1).journal("k3s-agent", fatal(BEFORE), ago=ago(seconds=4))),
    miss("red25k-k3s-agent-goes-on", "apiserver_unreachable", goes_on_at_last()),
    # The directory of an earlier installation; this one runs with another.
    miss("red25k-k3s-log-of-another-directory", "cri_plugin_disabled", Node(version=None).unit(K3S, "activating", "auto-restart", 57, Result="exit-code", ExecMainStatus=1).journal(K3S, info("Logging containerd to /data/k3s/agent/containerd/containerd.log"), info("Running containerd -c /data/k3s/agent/etc/containerd/config.toml"), fatal("containerd exited: exit status 1")).file(ITS_LOG, REFUSED_LOG)),
)  # fmt: skip


# ---- the control plane's own units -----------------------------------------------------------------------------------------
def started_anew(program, log, node=None):
    """What it said before it was stopped and started in good order, three minutes ago; since then it is well."""
    node = node or Node()
    node.journal(program, *log.splitlines(), ago=ago(seconds=175))
    node.journal(program, f"Stopping {program}...", f"{program}.service: Succeeded.", f"Stopped {program}.", f"Started {program}.", by="systemd", ago=ago(seconds=160))  # fmt: skip
    ready = '{"level":"info","ts":"2024-03-12T10:27:22.617Z","caller":"embed/serve.go:187","msg":"serving client traffic securely","traffic":"grpc+http","address":"10.0.0.4:2379"}'
    return goes_on(program, ready, since=ago(seconds=160), silent=ago(seconds=140), node=node)


UNITS = (
    quiet("red25k-etcd-unit-started-anew", started_anew("etcd", both(RSA))),
    quiet("red25k-k3s-etcd-started-anew", started_anew(K3S, both(RSA))),
)  # fmt: skip

# ---- CRI -------------------------------------------------------------------------------------------------------------------
NO_V1 = 'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix://{}": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService'
DISABLED = 'disabled_plugins = ["cri"]\n'
CRI_DOCKERD, CRIO = "/var/run/cri-dockerd.sock", "/var/run/crio/crio.sock"
TOO_NEW = 'level=fatal msg="failed to get docker version from dockerd: Error response from daemon: client version 1.43 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version"'
REFUSES = 'containerd: failed to load TOML from /etc/containerd/config.toml: invalid plugin key URI "cri" expect io.containerd.x.vx'


def pointed(socket):
    return Node(version="v1.28.4").file("/var/lib/kubelet/kubeadm-flags.env", f'KUBELET_KUBEADM_ARGS="--container-runtime-endpoint=unix://{socket}"\n')  # fmt: skip


def repointed():
    """Nine minutes ago it was given cri-dockerd's socket, and lives since; Docker's containerd is without CRI as ever."""
    node = pointed(CRI_DOCKERD).file(CONTAINERD, DISABLED).unit("docker").unit("containerd").unit("cri-docker")
    a_life(node, command_failed(NO_V1.format("/run/containerd/containerd.sock")), since=ago(minutes=10))
    node.unit("kubelet", "active", "running", 0, ExecMainStartTimestamp="2024-03-12T10:21:00Z", ActiveEnterTimestamp="2024-03-12T10:21:00Z")  # fmt: skip
    return node.kubelet(STARTED, by="systemd", ago=ago(minutes=9)).kubelet(error(PLEG, level="I"), ago=ago(seconds=3))


def pleg(*told):
    """It skips its pods, and what else it said so many seconds ago."""
    late = '"ListPodSandbox with filter from runtime service failed" err="rpc error: code = DeadlineExceeded desc = context deadline exceeded" filter="nil"'
    skips = '"Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 3m{}s ago; threshold is 3m0s"'
    lines = [(s, error(late)) for s in (170, 110, 62)] + [(s, error(skips.format(90 - s))) for s in (72, 67, 62, 57)]
    return worker(*lines, *told)


CRI = (
    *(
        shows(f"red25k-old-{name}-beside-dockers-containerd", "cri_api_unsupported", loops(command_failed(NO_V1.format(socket)), node=pointed(socket).file(CONTAINERD, DISABLED).unit("containerd").unit(unit)), UNIT)
        for name, socket, unit in (("cri-dockerd", CRI_DOCKERD, "cri-docker"), ("crio", CRIO, "crio"))
    ),
    shows("red25k-containerd-without-cri", "cri_plugin_disabled", loops(command_failed(NO_V1.format("/run/containerd/containerd.sock")), node=pointed("/run/containerd/containerd.sock").file(CONTAINERD, DISABLED).unit("containerd")), UNIT),
    quiet("red25k-crio-beside-a-containerd-that-failed", Node().unit("kubelet").unit("crio").unit("containerd", "failed", "failed", 5, Result="exit-code").journal("containerd", REFUSES, ago=ago(days=30)).static_pod(A).runs(A).kubelet(error(PLEG, level="I"), ago=ago(seconds=3))),
    quiet("red25k-given-another-socket", repointed()),
    miss("red25k-shim-that-was-too-old", "cri_api_unsupported", loops(CLOUD, node=Node(version="v1.24.9").unit("docker").unit("cri-docker", ActiveEnterTimestamp="2024-03-12T08:00:00Z").journal("cri-docker", f'time="2024-03-12T07:29:55Z" {TOO_NEW}', ago=ago(hours=3)))),
    shows("red25k-shim-that-is-too-old", "cri_api_unsupported", Node(version="v1.29.1").unit("kubelet", "activating", "auto-restart", 57, Result="exit-code", ExecMainStatus=1).unit("docker").unit("cri-docker", "failed", "failed", 3, Result="exit-code").journal("cri-docker", f'time="2024-03-12T10:28:55Z" {TOO_NEW}', ago=ago(seconds=65))),
    quiet("red25k-runtime-that-answers-again", pleg(*((s, error(PLEG.replace("Died", "Started"), level="I")) for s in (40, 20, 3)))),
    shows("red25k-runtime-that-hangs", "runtime_unavailable", pleg((50, error('"Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 3m40s ago; threshold is 3m0s"')), (5, error('"Skipping pod synchronization" err="PLEG is not healthy: pleg was last seen active 4m25s ago; threshold is 3m0s"'))), UNIT),
)  # fmt: skip

# ---- who was killed, and who was started by hand ---------------------------------------------------------------------------
OOM = "kubelet invoked oom-killer: gfp_mask=0x1100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=-999"
OF_THE_NODE = "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=kubelet.service,mems_allowed=0,global_oom,task_memcg={},task=kubelet,pid=4711,uid=0"
VICTIM = "Out of memory: Killed process 4711 (kubelet) total-vm:2101234kB, anon-rss:901234kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:512kB oom_score_adj:-999"


def started_by_hand():
    """Only a journal: somebody has started it three times within the hour, and it lives for twenty minutes since."""
    node = Node(name="worker-1")
    for minutes in (50, 40, 20):
        node.kubelet("Stopping kubelet: The Kubernetes Node Agent...", "kubelet.service: Succeeded.", "Stopped kubelet: The Kubernetes Node Agent.", STARTED, by="systemd", ago=ago(minutes=minutes))  # fmt: skip
    node.kubelet(error(PULL), ago=ago(minutes=8))
    return node.kubelet(error(PLEG, level="I"), ago=ago(seconds=3))


KILLS = (
    miss("red25k-killed-before-and-ends-otherwise", "node_out_of_memory", loops(CLOUD, node=Node(version="v1.24.9").journal("kernel", OOM, OF_THE_NODE.format("/system.slice/kubelet.service"), VICTIM, ago=ago(minutes=12)))),
    miss("red25k-a-nested-nodes-kubelet-is-killed", "node_out_of_memory", loops(CLOUD, node=Node(version="v1.24.9").journal("kernel", OOM, OF_THE_NODE.format(f"/docker/{'ab' * 32}/kubelet.slice/kubelet.service"), VICTIM, ago=ago(seconds=60)))),
    shows("red25k-killed-again-and-again", "node_out_of_memory", Node().unit("kubelet", "activating", "auto-restart", 5, Result="signal", ExecMainStatus=9, ExecMainCode=2).kubelet("kubelet.service: Main process exited, code=killed, status=9/KILL", "kubelet.service: Failed with result 'signal'.", by="systemd", ago=ago(seconds=20)).journal("kernel", OOM, OF_THE_NODE.format("/system.slice/kubelet.service"), VICTIM, ago=ago(seconds=20)), UNIT),
    quiet("red25k-started-by-hand", started_by_hand()),
)  # fmt: skip

# ---- the words themselves still tell ---------------------------------------------------------------------------------------
STILL = tuple(
    incident
    for cause, text in FORMER.items()
    if cause not in {"kubelet_unknown_flag", "kubelet_config_invalid", "feature_gate_rejected"}
    for incident in kubelet_says(f"red25k-still-{cause}", cause, text.removeprefix("failed to run Kubelet: "), version="v1.22.4")
)  # fmt: skip

# ---- and again, once the first were mended ---------------------------------------------------------------------------------
WAITS_FOR_ETCD = "Waiting for etcd server to become available"
TESTS = "Failed to test data store connection: context deadline exceeded"
REMOVED = '{"level":"fatal","ts":"2024-03-12T10:25:22.617Z","caller":"rafthttp/http.go:1","msg":"the member has been permanently removed from the cluster"}'
PUBLISHED = '{"level":"info","ts":"2024-03-12T10:26:22.617Z","caller":"etcdserver/server.go:2062","msg":"published local member to cluster through raft","local-member-id":"f7af985960a565c0","cluster-id":"5f1d","publish-timeout":"15s"}'
CGROUP_V1 = "failed to run Kubelet: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release"
TIMED_OUT = (
    "k3s.service: start operation timed out. Terminating.",
    "k3s.service: Failed with result 'timeout'.",
    "Failed to start Lightweight Kubernetes.",
    "k3s.service: Scheduled restart job, restart counter is at 58.",
)
WATCHED = (
    "kubelet.service: Watchdog timeout (limit 30s)!",
    "kubelet.service: Main process exited, code=killed, status=6/ABRT",
    "kubelet.service: Failed with result 'watchdog'.",
)
HEALTHZ = '"Failed to start healthz server" err="listen tcp 127.0.0.1:10248: bind: address already in use"'
SANDBOXES = '"Pod sandbox changed, it will be killed and re-created" pod="kube-system/kube-apiserver-master-1"'
OLD_HOOK = '"Failed to execute PostStartHook" err="Exec lifecycle hook ([/start]) for Container "web" in Pod "web-1" failed - error: command \'/start\' exited with 1: , message: "mkdir /var/log/app: no space left on device"" pod="shop/web-1"'
REBOOTED = "2024-03-12T10:27:00Z"


def once_then(unit, first, *systemd, result, restarts=58, status=0):
    """It ended so eight minutes ago, and since then, time and again, by the service manager's hand alone."""
    node = Node(version=None).unit(unit, "activating", "auto-restart", restarts, Result=result, ExecMainStatus=status)
    node.journal(unit, first, ago=ago(minutes=8)).journal(unit, f"{unit}.service: Failed with result 'exit-code'.", by="systemd", ago=ago(minutes=8) - ago(seconds=1))  # fmt: skip
    for seconds in (300, 200, 100, 5):
        node.journal(unit, *systemd, by="systemd", ago=ago(seconds=seconds))
    return node


def cgroup_v1_of_the_last_boot():
    node = Node(version="v1.35.0").host(cgroup_version=2, booted_at=REBOOTED)
    for seconds in (320, 310, 300):
        a_life(node, command_failed(CGROUP_V1), since=ago(seconds=seconds))
    node.unit("kubelet", "active", "running", 0, ExecMainStartTimestamp="2024-03-12T10:27:30Z", ActiveEnterTimestamp="2024-03-12T10:27:30Z")  # fmt: skip
    return node.kubelet(STARTED, by="systemd", ago=ago(seconds=150)).kubelet(error(PLEG, level="I"), ago=ago(seconds=3))


def rejoined():
    """Its etcd was told that it had been removed; its data were put aside, and it joined anew."""
    node = Node(version=None).unit(K3S, "active", "running", 0, ExecMainStartTimestamp="2024-03-12T10:26:00Z", ActiveEnterTimestamp="2024-03-12T10:26:20Z")  # fmt: skip
    node.journal(K3S, info("Starting k3s v1.28.4+k3s2 (6ba6c1b6)"), REMOVED, ago=ago(minutes=5))
    node.journal(
        K3S, "Stopped Lightweight Kubernetes.", "Starting Lightweight Kubernetes...", by="systemd", ago=ago(minutes=4)
    )
    node.journal(
        K3S,
        info("Starting k3s v1.28.4+k3s2 (6ba6c1b6)"),
        PUBLISHED,
        info("Running kubelet --address=0.0.0.0"),
        ago=ago(seconds=235),
    )
    return node.journal(K3S, "Started Lightweight Kubernetes.", by="systemd", ago=ago(seconds=220))


def full_after_days():
    """It lived for days, ended so, and ends so at each start since."""
    node = Node(version=None).unit(K3S, "activating", "auto-restart", 4, Result="exit-code", ExecMainStatus=1)
    node.journal(K3S, "Started Lightweight Kubernetes.", by="systemd", ago=ago(days=5))
    for seconds in (60, 40, 20):
        node.journal(K3S, FULL, ago=ago(seconds=seconds))
        node.journal(K3S, "k3s.service: Main process exited, code=exited, status=1/FAILURE", "k3s.service: Failed with result 'exit-code'.", by="systemd", ago=ago(seconds=seconds - 1))  # fmt: skip
    return node


def executed_no_more():
    """It lived; since its binary was taken away the service manager's child says so, by another name than its own."""
    node = Node().unit("kubelet", "activating", "auto-restart", 7, Result="exit-code", ExecMainStatus=203)
    node.kubelet(error(PLEG, level="I"), ago=ago(minutes=3))
    return node.kubelet("kubelet.service: Failed at step EXEC spawning /usr/bin/kubelet: No such file or directory", by="(kubelet)", ago=ago(seconds=5)).kubelet("kubelet.service: Main process exited, code=exited, status=203/EXEC", by="systemd", ago=ago(seconds=5) - ago(milliseconds=5))  # fmt: skip


SECOND = (
    *(
        miss(f"red25k-former-life-{name}", causes, loops(CLOUD, before=(command_failed(NO_V1.format("/run/containerd/containerd.sock")),), node=node()))
        for name, causes, node in (
            ("without-cri", ["cri_plugin_disabled", "cri_api_unsupported"], lambda: Node(version="v1.26.1").file(CONTAINERD, DISABLED).unit("containerd")),
            ("of-an-old-runtime", ["cri_plugin_disabled", "cri_api_unsupported"], lambda: Node(version="v1.26.1").runtime("v1.5.13").unit("containerd")),
        )
    ),
    miss("red25k-former-life-without-a-runtime", ["runtime_unavailable", "runtime_endpoint_wrong"], loops(CLOUD, before=(command_failed('failed to run Kubelet: unable to determine runtime API version: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing dial unix /run/containerd/containerd.sock: connect: connection refused"'),), node=Node(version="v1.24.9").unit("containerd"))),
    miss("red25k-k3s-times-out-now", "disk_full", once_then(K3S, FULL, *TIMED_OUT, result="timeout")),
    miss("red25k-kubelet-is-aborted-now", "kubelet_swap_on", once_then("kubelet", command_failed(FORMER["kubelet_swap_on"]), *WATCHED, result="watchdog", status=6)),
    miss("red25k-rke2-kubelet-was-killed-before", "node_out_of_memory", Node(version=None).unit("rke2-server", "activating", "auto-restart", 7, Result="exit-code", ExecMainStatus=1).journal("rke2-server", fatal("starting kubernetes: preparing server: token CA hash does not match the Cluster CA certificate hash"), ago=ago(seconds=9)).journal("kernel", OOM, OF_THE_NODE.format("/system.slice/rke2-server.service"), VICTIM, ago=ago(minutes=12))),
    miss("red25k-rke2-starts-for-the-first-time", "etcd_unreachable", waits("rke2-server", *[info(WAITS_FOR_ETCD), info(TESTS)] * 6, info(TESTS), ExecMainStartTimestamp="2024-03-12T10:27:40Z")),
    quiet("red25k-k3s-etcd-rejoined", rejoined()),
    quiet("red25k-cgroup-v1-of-the-last-boot", cgroup_v1_of_the_last_boot()),
    miss("red25k-node-address-has-come", "node_address_missing", worker(*((s, json.dumps(NODE_IP)) for s in (30, 20, 10))).host(interfaces={"eth0": ["10.0.0.9"]})),
    miss("red25k-health-port-is-free-now", "port_in_use", worker(*((s, error(HEALTHZ)) for s in (50, 45, 40)), (3, error(PLEG, level="I"))).socket("sshd", 22)),
    quiet("red25k-hook-as-1.20-tells", worker(*((s, error(OLD_HOOK)) for s in (45, 15)))),
    shows("red25k-flag-in-each-life", "kubelet_unknown_flag", loops(command_failed(FORMER["kubelet_unknown_flag"]), before=(command_failed(FORMER["kubelet_swap_on"]),)), UNIT),
    shows("red25k-no-binary-any-more", "command_not_found", executed_no_more(), UNIT),
    shows("red25k-port-between-two-ends", "port_in_use", a_life(a_life(Node(version="v1.28.4").unit("kubelet", "active", "running", 57, ExecMainStartTimestamp="2024-03-12T10:29:56Z"), command_failed(FORMER["port_in_use"]), since=ago(seconds=28)), command_failed(FORMER["port_in_use"]), since=ago(seconds=16)), UNIT),
    shows("red25k-driver-that-no-runtime-tells", DIFFER, with_drivers(SYSTEMD, "", version="v1.34.1", node=Node(version="v1.34.1").kubelet(error(SANDBOXES, level="I"))).runtime("v1.7.27")),
    shows("red25k-driver-in-an-import-that-differs", DIFFER, with_drivers('version = 2\nimports = ["/etc/containerd/conf.d/*.toml"]\n', node=Node().kubelet(error(SANDBOXES, level="I"))).file("/etc/containerd/conf.d/10-cgroups.toml", CGROUPFS)),
    shows("red25k-k3s-full-after-days", "disk_full", full_after_days(), UNIT),
    shows("red25k-k3s-full-and-never-started", "disk_full", once_then(K3S, FULL, "k3s.service: Failed with result 'exit-code'.", "Failed to start Lightweight Kubernetes.", result="exit-code", status=1).journal(K3S, FULL, ago=ago(seconds=6)), UNIT),
)  # fmt: skip

OWN_SIXTEENTH_KUBELET = (
    *LIVES,
    *OTHERS,
    *LONG_AGO,
    *MENDED,
    *PLACES,
    *ANSWERS,
    *CONTAINERS,
    *STUCK,
    *DRIVERS,
    *CARRIED,
    *UNITS,
    *CRI,
    *KILLS,
    *STILL,
    *SECOND,
)
