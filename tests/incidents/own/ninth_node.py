"""A runtime that does not answer, or not in the kubelet's words; sandboxes made anew; a kubelet that is not executed."""

from datetime import UTC, datetime, timedelta

from incidents.builder import NOW, Node
from incidents.own.shapes import KCM, UNIT, A, E, S, kubelet_says, miss, quiet, shows

BOTH = ["cri_plugin_disabled", "cri_api_unsupported"]


def forms(name, cause, text, node=Node, **more):
    """The kubelet ends with that, as each generation prints it."""
    return kubelet_says(name, cause, text, node=lambda: node(**more))


def of_containerd(**more):
    """A node whose kubelet is pointed at containerd's socket."""
    endpoint = "--container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock"
    return Node(**more).file("/var/lib/kubelet/kubeadm-flags.env", f'KUBELET_KUBEADM_ARGS="{endpoint}"\n')


def ends(*lines, version="v1.28.4", at=NOW):
    """The kubelet says so and is started again and again."""
    return Node(version=version, at=at).kubelet_loops(*lines)


def lives(*lines, version="v1.28.4", ago=timedelta(seconds=20), at=NOW):
    """A kubelet that runs, and what it said last."""
    return Node(version=version, at=at).unit("kubelet").kubelet(*lines, ago=ago)


# ---- the kubelet ends ---------------------------------------------------------------------------------------------------

CUT = "failed to create kubelet: misconfiguration: kubelet cgroup driver:"
TAKEN = 'E0312 10:29:55.1    5115 server.go:186] "Failed to listen and serve" err="listen tcp {}: bind: address already in use"'
TAKEN_OLD = "F0312 10:29:55.1     907 server.go:157] listen tcp {}: bind: address already in use"
PORTS = (
    *forms("kubelet_cgroup_driver_mismatch-cut", "kubelet_cgroup_driver_mismatch", CUT, version="v1.18.2"),
    *(
        shows(f"port_in_use-kubelet-unseen-{number}", "port_in_use", ends(line.format(where)), UNIT)
        for number, (line, where) in enumerate(
            (line, where) for line in (TAKEN, TAKEN_OLD) for where in ("0.0.0.0:10250", "[::]:10250", "10.0.0.4:10255")
        )
    ),
    # The table was looked at, and nobody is there any more.
    miss("port_in_use-kubelet-seen-free", "port_in_use", ends(TAKEN.format("0.0.0.0:10250")).socket("sshd", 22)),
    miss(
        "port_in_use-kubelet-unseen-healthz",
        "port_in_use",
        ends('E0312 10:29:55.1    5115 server.go:808] "Failed to start healthz server" err="listen tcp 127.0.0.1:10248: bind: address already in use"'),
    ),
    miss("port_in_use-kubelet-is-another", "port_in_use", ends(TAKEN.format("0.0.0.0:10250")).socket("kubelet", 10250, pid=7)),
)  # fmt: skip

YAML = 'invalid kubeconfig: error loading config file "/etc/kubernetes/kubelet.conf": yaml: line 4: mapping values are not allowed in this context'
EMPTY = "invalid kubeconfig: invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable"
NO_FILE = 'failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file \\"/var/lib/kubelet/config.yaml\\", error: open /var/lib/kubelet/config.yaml: no such file or directory'
GONE = f'E0312 10:29:55.9    5115 run.go:74] "command failed" err="{NO_FILE}"'


MANAGERS = (
    'E0312 10:29:55.1    5115 kubelet.go:1466] "Failed to start ContainerManager" err="{}"',
    "F0312 10:29:55.1    5115 kubelet.go:1387] Failed to start ContainerManager {}",
)
HIERARCHIES = (
    "failed to create container in /sys/fs/cgroup/kubepods: cannot enter cgroupv2 '/sys/fs/cgroup/kubepods' with domain controllers -- it is in an invalid state".replace(
        "'", '\\"'
    ),
    "failed to create top level Burstable QOS cgroup : write /sys/fs/cgroup/cgroup.subtree_control: device or resource busy",
    "error validating root container [kubepods]: mkdir /sys/fs/cgroup/cpuset/kubepods: read-only file system",
    "dial unix /run/systemd/private: connect: no such file or directory",
    "systemd not running on this host, can't use systemd cgroups manager",
)


def by_systemd(*lines, status):
    """Systemd cannot so much as execute it."""
    node = Node().unit("kubelet", "activating", "auto-restart", 40, Result="exit-code", ExecMainStatus=status)
    return node.kubelet(*lines, by="systemd")


FILES = (
    *forms("kubelet_config_invalid-kubeconfig-yaml", "kubelet_config_invalid", YAML),
    *forms("kubelet_config_invalid-kubeconfig-empty", "kubelet_config_invalid", EMPTY),
    miss(
        "kubelet_config_invalid-kubeconfig-may-not-be-read",
        "kubelet_config_invalid",
        ends('E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: invalid kubeconfig: error loading config file \\"/etc/kubernetes/kubelet.conf\\": open /etc/kubernetes/kubelet.conf: permission denied"'),
    ),
    shows("kubelet_config_invalid-gone-with-a-certificate", "kubelet_config_invalid", ends(GONE).there("/var/lib/kubelet/pki/kubelet-client-current.pem"), UNIT),
    shows("kubelet_config_invalid-gone-with-pods", "kubelet_config_invalid", ends(GONE).runs(E), UNIT),
    shows("kubelet_not_initialised-nothing-there", "kubelet_not_initialised", ends(GONE).absent("/var/lib/kubelet/config.yaml", "/etc/kubernetes/kubelet.conf")),
    shows("file_missing-half-of-a-pair", "file_missing", ends('E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to construct kubelet dependencies: error reading /var/lib/kubelet/pki/kubelet.key, certificate and key must be supplied as a pair"'), UNIT),
    *(
        shows(f"kubelet_cgroup_unsupported-hierarchy-{number}", "kubelet_cgroup_unsupported", ends(line.format(f"failed to initialize top level QOS containers: {why}")), UNIT)
        for number, (line, why) in enumerate((line, why) for line in MANAGERS for why in HIERARCHIES)
    ),
    miss("kubelet_cgroup_unsupported-slice-exists", "kubelet_cgroup_unsupported", ends(MANAGERS[0].format("Unit kubepods.slice already exists."))),
    shows(
        "file_missing-working-directory",
        "file_missing",
        by_systemd(
            "kubelet.service: Changing to the requested working directory failed: No such file or directory",
            "kubelet.service: Failed at step CHDIR spawning /usr/bin/kubelet: No such file or directory",
            "kubelet.service: Main process exited, code=exited, status=200/CHDIR",
            status=200,
        ),
        UNIT,
    ),
    shows(
        "file_missing-of-the-unit-s-sandbox",
        "file_missing",
        by_systemd(
            "kubelet.service: Failed to set up mount namespacing: /run/systemd/unit-root/var/lib/kubelet: No such file or directory",
            "kubelet.service: Failed at step NAMESPACE spawning /usr/bin/kubelet: No such file or directory",
            status=226,
        ),
        UNIT,
    ),
)  # fmt: skip

# ---- CRI ----------------------------------------------------------------------------------------------------------------

FIRST = "failed to create kubelet: rpc error: code = Unimplemented desc = unknown service runtime.RuntimeService"
ALPHA = "failed to create kubelet: get remote runtime typed version failed: rpc error: code = Unimplemented desc = unknown service runtime.v1alpha2.RuntimeService"
V1 = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: CRI v1 runtime API is not implemented for endpoint \\"unix:///{}\\": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService"'
OURS, CRIO = "run/containerd/containerd.sock", "var/run/crio/crio.sock"
AFTER = datetime(2025, 6, 1, 10, 30, tzinfo=UTC)
FATAL_ALPHA = f"F0312 10:29:55.900100    5115 server.go:271] failed to run Kubelet: {ALPHA}"
UNSERVED = 'E0312 10:29:40.1    2999 remote_runtime.go:277] "ListPodSandbox with filter from runtime service failed" err="rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService" filter="nil"'
WORKS = (
    'I0312 10:29:45.1    2999 kubelet.go:2457] "SyncLoop (PLEG): event for pod" pod="kube-system/coredns-1" event={}'
)
NOT_A_SOCKET = 'E0312 10:29:55.9    5115 run.go:74] "command failed" err="failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint \\"unix://{0}\\": rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix {0}: connect: connection refused\\""'
CONNECTS = "I0312 10:29:54.9    5115 remote_runtime.go:62] Connecting to runtime service unix:///{}"
OLD_SHIM = 'time="2024-03-12T10:29:20Z" level=fatal msg="failed to get docker version from dockerd: Error response from daemon: client version 1.43 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version"'


def shim(its, kubelets="activating"):
    """cri-dockerd is older than its Docker; the states of its unit and of the kubelet's."""
    node = Node(version="v1.30.0").unit("kubelet", kubelets, "x", 40).unit("cri-docker", its, "x", 9).unit("docker")
    return node.journal("cri-docker", OLD_SHIM)


CRI = (
    *forms("cri_api_unsupported-first", "cri_api_unsupported", FIRST, version="v1.9.3")[:1],
    shows("cri_api_unsupported-first-of-its-own-daemon", "cri_api_unsupported", ends(CONNECTS.format("var/run/cri-containerd.sock"), f"Error: failed to run Kubelet: {FIRST}", version=None), UNIT),
    shows("cri_api_unsupported-alpha-of-its-own-daemon", "cri_api_unsupported", ends(CONNECTS.format("var/run/cri-containerd.sock"), FATAL_ALPHA, version="v1.10.1"), UNIT),
    *forms("cri_plugin_disabled-alpha", "cri_plugin_disabled", ALPHA, node=of_containerd, version="v1.20.4"),
    *forms("cri_plugin_disabled-alpha-no-version", "cri_plugin_disabled", ALPHA, node=of_containerd, version=None),
    # Whose socket it is may be read nowhere: then it may as well be Docker's own containerd.
    shows("cri-undecided-alpha-of-any-socket", "unknown", ends(FATAL_ALPHA, version="v1.20.4"), UNIT, sure=False),
    shows("cri_plugin_disabled-alpha-containerd-1.4", "cri_plugin_disabled", ends(FATAL_ALPHA, version="v1.19.4", at=AFTER).runtime("1.4.3"), UNIT),
    shows("cri_plugin_disabled-v1-containerd-1.7", "cri_plugin_disabled", ends(V1.format(OURS)).runtime("1.7.2"), UNIT),
    shows("cri_plugin_disabled-v1-containerd-2", "cri_plugin_disabled", ends(V1.format(OURS), at=AFTER).runtime("v2.1.0"), UNIT),
    shows("cri_api_unsupported-alpha-containerd-2", "cri_api_unsupported", ends(FATAL_ALPHA, version="v1.22.4", at=AFTER).runtime("2.0.1"), UNIT),
    shows("cri-undecided-v1", "unknown", ends(V1.format(OURS)), UNIT, sure=False),
    shows("cri-undecided-alpha-today", "unknown", ends(FATAL_ALPHA, version="v1.21.4", at=AFTER), UNIT, sure=False),
    shows("cri_plugin_disabled-while-the-kubelet-lives", "cri_plugin_disabled", lives(UNSERVED, at=AFTER), UNIT),
    quiet("cri-was-off-for-a-moment", lives(UNSERVED, WORKS)),
    shows("cri_api_unsupported-shim", "cri_api_unsupported", shim("failed"), UNIT),
    shows("cri_api_unsupported-shim-of-a-living-kubelet", "cri_api_unsupported", shim("failed", "active"), UNIT),
    quiet("shim-runs-again", shim("active", "active")),
    miss("cri_plugin_disabled-crio", "cri_plugin_disabled", ends(V1.format(CRIO), version="v1.30.1")),
    miss("cri_plugin_disabled-alpha-crio-runs", "cri_plugin_disabled", ends(FATAL_ALPHA, version="v1.20.4").unit("crio")),
    shows(
        "runtime_endpoint_wrong-told-at-the-start",
        "runtime_endpoint_wrong",
        ends('I0312 10:29:50.9    5115 flags.go:33] FLAG: --container-runtime-endpoint="unix:///var/run/docker/containerd/docker-containerd.sock"', FATAL_ALPHA, version="v1.13.0"),
        UNIT,
    ),
    *(
        shows(f"runtime_endpoint_wrong-no-socket-{number}", "runtime_endpoint_wrong", ends(NOT_A_SOCKET.format(path)), UNIT)
        for number, path in enumerate(("/run/containerd", "/etc/containerd/config.toml"))
    ),
    shows("cri_api_unsupported-images-alone", "cri_api_unsupported", ends(V1.format(OURS).replace("CRI v1 runtime API is not implemented", "validate CRI v1 image API").replace("RuntimeService", "ImageService")), UNIT),
    miss("runtime_endpoint_wrong-dockershim-s-own-flag", "runtime_endpoint_wrong", ends('I0312 10:29:50.9    5115 flags.go:33] FLAG: --container-runtime-endpoint="unix:///var/run/dockershim.sock"', FATAL_ALPHA, version=None)),
)  # fmt: skip

NO_PLUGIN = 'time="2024-03-12T10:29:20.1Z" level=warning msg="failed to load plugin io.containerd.grpc.v1.cri" error="invalid plugin config: `mirrors` cannot be set when `config_path` is provided"'
NO_PLUGIN_2 = 'time="2024-03-12T10:29:20.1Z" level=warning msg="failed to load plugin" error="invalid plugin config: `mirrors` cannot be set when `config_path` is provided" id=io.containerd.cri.v1.images type=io.containerd.cri.v1'
STARTS = 'time="2024-03-12T10:29:40.1Z" level=info msg="starting containerd" revision=aa version=1.6.20'


def containerd(*lines):
    """Nothing of the node is known but its containerd."""
    return Node(version=None).unit("containerd").journal("containerd", *lines)


ALONE = (
    *(shows(f"cri_plugin_disabled-nothing-else-known-{number}", "cri_plugin_disabled", containerd(line)) for number, line in enumerate((NO_PLUGIN, NO_PLUGIN_2))),
    quiet("containerd-started-anew-since", containerd(NO_PLUGIN, STARTS)),
    quiet("containerd-below-docker", containerd(NO_PLUGIN).unit("docker")),
    quiet("containerd-without-a-snapshotter", containerd(NO_PLUGIN.replace("grpc.v1.cri", "snapshotter.v1.aufs").replace("invalid plugin config: `mirrors` cannot be set when `config_path` is provided", "skip plugin"))),
)  # fmt: skip

# ---- a kubelet that lives and reaches nobody ----------------------------------------------------------------------------

REFUSED = 'E0312 10:29:40.{}    2999 {}" err="rpc error: code = Unavailable desc = connection error: desc = \\"transport: Error while dialing: dial unix /{}: connect: connection refused\\""'
LISTS, RELISTS = (
    'remote_runtime.go:277] "ListPodSandbox with filter from runtime service failed',
    'generic.go:234] "GenericPLEG: Unable to retrieve pods',
)
DOWN = 'E0312 10:29:4{0}.1    2999 kubelet.go:2361] "Skipping pod synchronization" err="[container runtime is down, PLEG is not healthy: pleg was last seen active 10m{0}.1s ago; threshold is 3m0s]"'
STARTING = 'E0312 10:29:4{0}.1    2999 kubelet.go:2361] "Skipping pod synchronization" err="[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]"'
DOCKER = "E0528 19:02:45.{}    3544 pod_workers.go:138] Error syncing pod 1ad5f7e0-2402-11e6-8d3b-0a63a3c1a7a1, skipping: Get http://unix.sock/containers/json?all=1: dial unix /var/run/docker.sock: no such file or directory"
GRPC = (
    "2024/03/12 10:29:40 http2Client.notifyError got notified that the client transport was broken EOF.",
    '2024/03/12 10:29:40 grpc: addrConn.resetTransport failed to create client transport: connection error: desc = "transport: dial unix /var/run/cri-containerd.sock: connect: connection refused"; Reconnecting to {/var/run/cri-containerd.sock <nil>}',
)
BUSY = "E1030 16:11:02.402285    9120 manager.go:1601] Failed to execute Info() call to the Docker client: Get http://unix.sock/info: dial unix /var/run/docker.sock: resource temporarily unavailable"
WORKS = (
    'I0312 10:29:45.1    2999 kubelet.go:2457] "SyncLoop (PLEG): event for pod" pod="kube-system/coredns-1" event={}'
)


def cut_off(socket):
    """It asks twice, and nobody answers."""
    return REFUSED.format(1, LISTS, socket), REFUSED.format(2, RELISTS, socket)


ASKS = (
    *(
        shows(f"runtime_unavailable-living-{number}", "runtime_unavailable", lives(*cut_off(socket)), UNIT)
        for number, socket in enumerate((OURS, CRIO, "run/cri-dockerd.sock", "run/k3s/containerd/containerd.sock"))
    ),
    shows("runtime_unavailable-living-docker", "runtime_unavailable", lives(DOCKER.format(1), DOCKER.format(2), version="v1.2.4"), UNIT),
    shows("runtime_unavailable-living-old-grpc", "runtime_unavailable", lives(*GRPC, version="v1.9.2"), UNIT),
    shows("runtime_unavailable-living-by-its-own-word", "runtime_unavailable", lives(DOWN.format(1), DOWN.format(6)), UNIT),
    shows("runtime_unavailable-busy", "runtime_unavailable", ends(BUSY, version="v1.1.1"), UNIT),
    quiet("runtime-answers-again", lives(*cut_off(OURS), WORKS)),
    quiet("runtime-runs-again", lives(*cut_off(OURS)).unit("containerd")),
    quiet("runtime-speaks-again", lives(*cut_off(OURS)).journal("containerd", STARTS, ago=timedelta(seconds=10))),
    quiet("runtime-did-not-answer-once", lives(cut_off(OURS)[0])),
    quiet("runtime-did-not-answer-long-ago", lives(*cut_off(OURS), ago=timedelta(minutes=9))),
    quiet("runtime-keeps-what-runs", lives(*cut_off(OURS)).static_pod(A).runs(A)),
    quiet("runtime-not-yet-asked", lives(STARTING.format(1), STARTING.format(6))),
)  # fmt: skip

# ---- sandboxes ----------------------------------------------------------------------------------------------------------


def made_anew(version="v1.28.6", *, times=14, code=0, lived=timedelta(minutes=4), programs=(A, KCM, S), node=None):
    """Pods whose sandboxes are made anew together."""
    node = (node or Node(version=version)).unit("kubelet")
    for place, program in enumerate(programs):
        node.static_pod(program, edited=timedelta(hours=21))
        node.died(program, code=code, attempt=times, sandbox=times, lived=lived, ago=timedelta(seconds=90 + place))
        node.runs(program, attempt=times + 1, sandbox=times + 1, since=timedelta(seconds=70 + place))
    return node


def started(unit, ago=timedelta(seconds=80)):
    """Systemd started that unit a moment before the new sandboxes."""
    return made_anew(times=0, node=Node().journal(unit, f"Started {unit}.", ago=ago, by="systemd"))


KUBELETS = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\ncgroupDriver: {}\nstaticPodPath: /etc/kubernetes/manifests\n"
CONFIG = "/var/lib/kubelet/config.yaml"
SHIM = "failed to create containerd task: failed to start shim: start failed: : fork/exec /usr/bin/containerd-shim-runc-v2: no such file or directory: unknown"
OVER = ["cgroup_driver_mismatch"]
REPLACED = 'I0312 10:29:00.1    2999 kuberuntime_manager.go:487] "Pod sandbox changed, it will be killed and re-created" pod="kube-system/{}-master-1"'
REPLACED_EVENT = 'I0312 10:29:00.1    2999 event.go:307] "Event occurred" object="kube-system/{}-master-1" fieldPath="" kind="Pod" apiVersion="v1" type="Normal" reason="SandboxChanged" message="Pod sandbox changed, it will be killed and re-created."'


def says_anew(line, *more, version="v1.28.4", programs=(A, KCM, S), minutes=(11, 6, 1)):
    """Nothing but the kubelet's words: these pods' sandboxes are made anew, so many minutes ago each time."""
    node = Node(version=version).unit("kubelet")
    for program in programs:
        node.static_pod(program)
    for ago in minutes:
        node.kubelet(*(line.format(program) for program in programs), ago=timedelta(minutes=ago))
    return node.kubelet(*more, ago=timedelta(seconds=30))


SANDBOXES = (
    shows("cgroup_driver_mismatch-over-and-over", "cgroup_driver_mismatch", made_anew()),
    shows("cgroup_driver_mismatch-over-and-over-killed", "cgroup_driver_mismatch", made_anew(code=137)),
    shows("cgroup_driver_mismatch-over-and-over-half-known", "cgroup_driver_mismatch", made_anew().file(CONFIG, KUBELETS.format("systemd"))),
    shows("cgroup_driver_mismatch-over-and-over-by-its-words", "cgroup_driver_mismatch", says_anew(REPLACED)),
    shows("cgroup_driver_mismatch-over-and-over-by-events", "cgroup_driver_mismatch", says_anew(REPLACED_EVENT)),
    miss("sandbox-words-of-all-once", ["cgroup_driver_mismatch"], says_anew(REPLACED, minutes=(1,))),
    miss("sandbox-words-of-one", OVER, says_anew(REPLACED, programs=(A,))),
    miss("sandbox-words-old", OVER, says_anew(REPLACED, version="v1.19.4")),
    miss("sandbox-words-where-none-can-be-made", OVER, says_anew(REPLACED, *(f'E0312 10:29:28.1    2999 kuberuntime_manager.go:782] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = {SHIM}" pod="kube-system/{each}-master-1"' for each in (A, KCM, S)))),
    miss("cgroup_driver_mismatch-over-and-over-cgroupfs", OVER, made_anew().file(CONFIG, KUBELETS.format("cgroupfs"))),
    miss("cgroup_driver_mismatch-over-and-over-runtime-is-told", OVER, made_anew().runtime("1.7.2", 'version = 2\n[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]\n  SystemdCgroup = true\n')),
    miss("cgroup_driver_mismatch-over-and-over-old", OVER, made_anew("v1.18.6")),
    miss("cgroup_driver_mismatch-once", OVER, made_anew(times=0)),
    miss("cgroup_driver_mismatch-one-pod", OVER, made_anew(programs=(A,))),
    miss("cgroup_driver_mismatch-ends-by-itself", OVER, made_anew(code=1)),
    miss("cgroup_driver_mismatch-ends-at-once", OVER, made_anew(lived=timedelta(seconds=3))),
    miss("cgroup_driver_mismatch-crio", OVER, made_anew().unit("crio")),
    miss("cgroup_driver_mismatch-runtime-restarts", OVER, made_anew(node=Node().unit("containerd", "active", "running", 12, ActiveEnterTimestamp="Tue 2024-03-12 10:28:40 UTC"))),
    miss("cgroup_driver_mismatch-node-reboots", OVER, made_anew(node=Node().host(booted_at="2024-03-12T10:27:40Z"))),
    *(shows(f"sandbox_changed-when-{unit}-started", "sandbox_changed", started(unit)) for unit in ("containerd", "rke2-server", "k3s", "crio")),
)  # fmt: skip


def twice(*, attempt=4, edited=timedelta(minutes=9), ago=timedelta(seconds=30)):
    """The pod of the former manifest runs on, and what the present one is to start ends again and again."""
    node = Node(version="v1.2.0").unit("kubelet").static_pod(A, edited=edited)
    node.runs(A, uid="5e1f0b7a6f3c4be0a9d5c1f2e8b7a601", since=timedelta(days=6))
    return node.died(A, attempt=attempt, ago=ago, uid="0c7d94e2b1a84f6f8d3e6a5b4c2f1907")


TWICE = (
    shows("duplicate_sandboxes-one-of-them-ends", ["duplicate_sandboxes", "port_held_by_previous_instance"], twice(), A),
    miss("duplicate_sandboxes-in-a-changeover", "duplicate_sandboxes", twice(attempt=1, edited=timedelta(seconds=50))),
    miss("duplicate_sandboxes-the-former-ended", "duplicate_sandboxes", twice(ago=timedelta(days=7))),
)  # fmt: skip

# ---- what is refused to nobody in particular ----------------------------------------------------------------------------

PARSER = 'E0312 10:29:28.1   31773 remote_runtime.go:{}] "CreateContainer in sandbox from runtime service failed" err="rpc error: code = Unknown desc = failed to create containerd container: get apparmor_parser version: exec: \\"apparmor_parser\\": executable file not found in $PATH" podSandboxID="78deccd920aee3c81f6dab8e0eae710d7ffc3cbd96694a3217792657547d9afd"'
PARSER_OLD = 'E0312 10:29:28.1   31773 remote_runtime.go:209] CreateContainer in sandbox "78deccd920aee3c81f6dab8e0eae710d7ffc3cbd96694a3217792657547d9afd" from runtime service failed: rpc error: code = Unknown desc = failed to create containerd container: get apparmor_parser version: exec: "apparmor_parser": executable file not found in $PATH'
SANDBOX = 'E0312 10:29:28.1   31773 remote_runtime.go:176] "RunPodSandbox from runtime service failed" err="rpc error: code = Unknown desc = {}"'
SANDBOX_OLD = "E0312 10:29:28.1   31773 remote_runtime.go:105] RunPodSandbox from runtime service failed: rpc error: code = Unknown desc = {}"
KATA = "failed to create containerd task: failed to create shim task: /usr/bin/kata-runtime did not terminate successfully: exit status 1: unknown"
NETWORK = 'failed to setup network for sandbox \\"9c2\\": plugin type=\\"calico\\" failed (add): stat /var/lib/calico/nodename: no such file or directory'
HELPER = 'E0312 10:29:28.1   31773 remote_runtime.go:343] "{} from runtime service failed" err="rpc error: code = Unknown desc = {}" containerID="aa"'
DOCKERS = 'time="2016-02-12T19:04:23.512004411Z" level=error msg="Handler for POST /containers/{}/start returned error: Cannot start container 7f3d2b3f06104606170a74704d8b60c4d2788102e185378d4642dcbb0e6561ec: mkdir {}: {}"'


def pods(*lines, node=None):
    """A kubelet that lives, and two static pods of which nothing is seen."""
    return (node or Node()).unit("kubelet").static_pod(A).static_pod(E).kubelet(*lines)


def docker(path, why="file exists", route="{name:.*}"):
    """Docker's journal, and one pod that mounts /srv/kubernetes."""
    node = Node(version="v1.1.7").static_pod(A, mounts=("/srv/kubernetes", "/etc/ssl"), probe="").unit("docker")
    return node.journal("docker", DOCKERS.format(route, path, why), by="docker")


NOBODYS = (
    *(
        shows(f"apparmor_parser_missing-nameless-{number}", "apparmor_parser_missing", pods(line))
        for number, line in enumerate((PARSER.format(442), PARSER.format(453), PARSER_OLD))
    ),
    miss("apparmor_parser_missing-of-another", "apparmor_parser_missing", Node().static_pod(A).runs(A).kubelet(PARSER.format(442))),
    miss("apparmor_parser_missing-long-ago", "apparmor_parser_missing", pods("I0312 10:29:58.1 1 x.go:1] y").kubelet(PARSER.format(442), ago=timedelta(minutes=9))),
    shows("container_create_failed-no-sandbox", "container_create_failed", pods(SANDBOX.format(SHIM))),
    shows("container_create_failed-no-sandbox-old", "container_create_failed", pods(SANDBOX_OLD.format(SHIM), node=Node(version="v1.18.3"))),
    *(
        shows(f"container_create_failed-no-helper-{number}", "container_create_failed", pods(HELPER.format(call, why)))
        for number, (call, why) in enumerate((("StartContainer", SHIM), ("CreateContainer in sandbox", 'exec: \\"runc\\": executable file not found in $PATH')))
    ),
    shows("disk_full-no-sandbox", "disk_full", pods(SANDBOX.format("failed to create containerd task: failed to create shim task: mkdir /run/containerd/x: no space left on device: unknown"))),
    miss("container_create_failed-network", "container_create_failed", pods(SANDBOX.format(NETWORK))),
    miss("container_create_failed-kata", "container_create_failed", pods(SANDBOX.format(KATA))),
    # The next line names another's pod; what is not there is nevertheless the shim of every pod.
    shows(
        "container_create_failed-beside-the-pod-that-the-next-line-names",
        "container_create_failed",
        pods(SANDBOX.format(SHIM), f'E0312 10:29:28.2   31773 kuberuntime_manager.go:782] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = {SHIM}" pod="default/web-1"'),
        UNIT,
    ),
    miss("container_create_failed-sandbox-since", "container_create_failed", pods(SANDBOX.format(SHIM)).sandbox(KCM, since=timedelta(seconds=9))),
    miss("container_create_failed-sandbox-of-another", "container_create_failed", pods(SANDBOX.format(SHIM)).runs(A).runs(E)),
    *(
        shows(f"host_path_unusable-docker-{number}", "host_path_unusable", docker(path, why, route), A)
        for number, (path, why, route) in enumerate((
            ("/srv/kubernetes", "file exists", "{name:.*}"),
            ("/srv/kubernetes", "read-only file system", "7f3d2b3f06104606170a74704d8b60c4d2788102e185378d4642dcbb0e6561ec"),
        ))
    ),
    miss("host_path_unusable-docker-another-s", "host_path_unusable", docker("/srv/www")),
)  # fmt: skip

NINTH_NODE = (*PORTS, *FILES, *CRI, *ALONE, *ASKS, *SANDBOXES, *TWICE, *NOBODYS)
