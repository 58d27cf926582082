"""What the kubelet and the runtimes print when they end or refuse, as their sources have it: releases that say it otherwise.

Each was met wrongly, or not at all, when their sources were first gone through. What is said in passing stands beside it.
"""

from datetime import timedelta

from incidents.builder import Node
from incidents.own.node import above_containerd
from incidents.own.shapes import UNIT, A, E, dies, miss, pod_text, quiet, shows

CONF = "/etc/kubernetes/kubelet.conf"
CLIENT = "/etc/kubernetes/pki/kubelet.crt"
# The whole configuration follows the error (cmd/kubelet/app/server.go); the line is longer than what is read of it.
DUMP = (
    "&TypeMeta{Kind:,APIVersion:,},StaticPodPath:/etc/kubernetes/manifests,FailSwapOn:true,ProtectKernelDefaults:false,"
    + "Unset:0," * 1200
)
LABELS = "unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [node-role.kubernetes.io/master]"
STATE = (
    'E0312 10:29:55.9    5115 kubelet.go:1542] "Failed to start ContainerManager" err="start cpu manager error: could not restore '
    'state from checkpoint: configured policy \\"static\\" differs from state checkpoint policy \\"none\\""'
)
V3 = 'version = 3\n[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]\n  SystemdCgroup = true\n'
OCI = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
START = OCI + "unable to start container process: "


def escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def ends(text, version="v1.28.4", node=None):
    """A kubelet of 1.24 or later that ends with that error, on a node where kubeadm has been."""
    line = f'E0312 10:29:55.900100    5115 run.go:74] "command failed" err="{escaped(text)}"'
    return (node or Node(version=version)).there(CONF).kubelet_loops(line)


def says(*lines, version="v1.28.4"):
    return Node(version=version).there(CONF).kubelet_loops(*lines)


def later(message, why, version="v1.28.4"):
    """A kubelet that ends after its start: with a fatal line up to 1.20, with a message of its own from 1.21 on."""
    if version < "v1.21":
        return says(f"F0312 10:29:55.900100    5115 kubelet.go:1430] {why}", version=version)
    return says(f'E0312 10:29:55.900100    5115 kubelet.go:1430] "{message}" err="{escaped(why)}"', version=version)


def not_loaded(why, plugin="cri.v1.runtime"):
    """How containerd 2.x says that a plugin is not there."""
    of = plugin.rpartition(".")[0] if plugin.startswith("cri") else plugin
    return f'time="2024-03-12T09:29:56.1Z" level=warning msg="failed to load plugin" error="{why}" id=io.containerd.{plugin} type=io.containerd.{of}'


def without_cri(*lines, runtime="2.1.4", config=V3):
    return above_containerd(runtime, config, kubelet="v1.34.1").journal("containerd", *lines, ago=timedelta(minutes=59))


def waits(reason, message):
    return Node().static_pod(A).waits(A, reason, message)


def told(reason, message):
    """The kubelet's journal alone tells of the container that is not started."""
    line = (
        f'E0312 10:29:28.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for '
        f'\\"kube-apiserver\\" with {reason}: \\"{escaped(escaped(message))}\\"" pod="kube-system/kube-apiserver-master-1" podUID="aa"'
    )
    return Node().static_pod(A).sandbox(A, since=timedelta(minutes=5)).kubelet(line)


def syncing(*lines):
    return Node().static_pod(A).static_pod(E).runs(E).kubelet(*lines)


SETTINGS = (
    (
        'invalid Node Allocatable configuration. Resource "memory" has a reservation of {{2609905664 0} {<nil>}  BinarySI} but '
        "capacity of {{1003839488 0} {<nil>}  BinarySI}. Expected capacity >= reservation."
    ),
    "failed to create kubelet: unsupported eviction signal memory.free",
    "failed to create kubelet: grace period must be specified for the soft eviction threshold memory.available",
    (
        'failed to create kubelet: failed to initialize container log manager: failed to parse container log max size "10MB": '
        "quantities must match the regular expression"
    ),
    "reserved-cpus: 0-7 is not a subset of online-cpus: 0-3",
    "swap feature is enabled and LimitedSwap but it is only supported with cgroupv2",
    'failed to create kubelet: the sysctls "foo.bar" are not known to be namespaced',
    "failed to create kubelet: failed to initialize image manager: invalid HighThresholdPercent 120, must be in range [0-100]",
    "[cpumanager] the static policy requires systemreserved.cpu + kubereserved.cpu to be greater than zero",
)
IN_FLAGS = {
    "node-ip": 'failed to run Kubelet: bad --node-ip "10.0.0.4,10.0.0.5": must contain either a single IP or a dual-stack pair of IPs',
    "cloud": 'failed to run Kubelet: failed to create kubelet: cloud provider "aws" was specified, but built-in cloud providers are '
    "disabled. Please set --cloud-provider=external and migrate to an external cloud provider",
    "runtime": 'failed to validate kubelet flags: unsupported CRI runtime: "docker", only "remote" is currently supported',
    "config-dir": "the flag --config-dir requires environment variable KUBELET_CONFIG_DROPIN_DIR_ALPHA to be set",
    "argument": "failed to parse kubelet flag: flag needs an argument: --node-ip",
}
NO_COMMAND = {
    "crun": ("CreateContainerError", "container create failed: executable file `kube-apiserver` not found in $PATH: No such file or directory\n"),
    "crun-mode": ("CreateContainerError", "container create failed: open executable: Permission denied\n"),
    "docker-1.10": (
        "RunContainerError",
        ('failed to start container "6a3f": Error response from daemon: invalid header field value "oci runtime error: '
        'container_linux.go:247: starting container process caused \\"exec: \\\\\\"kube-apiserver\\\\\\": executable file not found in '
        '$PATH\\"\\n"'),
    ),
}  # fmt: skip
LAST_WORDS = {
    "crun": '{"msg":"exec container process `/usr/local/bin/kube-apiserver`: Exec format error","level":"error","time":"2024-03-12T10:29:01.100200Z"}',
    "crun-loader": "exec container process (missing dynamic library?) `/usr/local/bin/kube-apiserver`: No such file or directory",
    "log-runner": "2024/03/12 10:29:01 starting command: fork/exec /usr/local/bin/kube-apiserver: exec format error",
}
MOUNTS = {
    "runc-rc5": 'failed to start container "6a3f": Error response from daemon: OCI runtime create failed: container_linux.go:348: starting '
    'container process caused "process_linux.go:402: container init caused \\"rootfs_linux.go:58: mounting '
    '\\\\\\"/etc/kubernetes/pki\\\\\\" to rootfs \\\\\\"/var/lib/docker/overlay2/aa/merged\\\\\\" at \\\\\\"/etc/kubernetes/pki\\\\\\" '
    'caused \\\\\\"not a directory\\\\\\"\\"": unknown: Are you trying to mount a directory onto a file (or vice-versa)?',
    "runc-rc93": "failed to create containerd task: OCI runtime create failed: container_linux.go:370: starting container process caused: "
    'process_linux.go:459: container init caused: rootfs_linux.go:59: mounting "/etc/ssl/certs" to rootfs at "/etc/ssl/certs" caused: no '
    "such file or directory: unknown",
    "docker-bind": 'Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /etc/ssl/certs',
}
UNPACKED = (
    'failed to pull and unpack image "registry.k8s.io/kube-apiserver:v1.28.4": failed to extract layer sha256:aa: mount callback failed on '
    "/var/lib/containerd/tmpmounts/containerd-mount12: write /var/lib/containerd/tmpmounts/containerd-mount12/kube-apiserver: no space left "
    "on device: unknown"
)
INGEST = (
    'failed to pull and unpack image "registry.k8s.io/kube-apiserver:v1.28.4": failed to copy: failed to open writer: failed to create '
    "ingest: mkdir /var/lib/containerd/io.containerd.content.v1.content/ingest/aa: read-only file system"
)


def asks_for(what, line):
    """A static pod of before 1.34 that refers to an API object, which the kubelet cannot get."""
    return (
        Node().manifest("kube-apiserver.yaml", pod_text() + what).sandbox(A, since=timedelta(minutes=3)).kubelet(line)
    )


SWAP = 'E0312 10:29:52.1    5115 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported"'


def started_again(ago):
    """A kubelet that systemd has started again after its end, as a look between two ends finds it."""
    since = (Node().at - ago).isoformat()
    node = Node().unit("kubelet", "active", "running", 57, ActiveEnterTimestamp=since, ExecMainStartTimestamp=since)
    return node.kubelet(SWAP, ago=ago + timedelta(seconds=10))


OF_THE_KUBELET = (
    shows("kubelet_swap_on-between-two-ends", "kubelet_swap_on", started_again(timedelta(seconds=4)), UNIT),
    quiet("kubelet-that-has-recovered", started_again(timedelta(seconds=50))),
    *(
        shows(f"kubelet_config_invalid-setting-{number}", "kubelet_config_invalid", ends(f"failed to run Kubelet: {words}"), UNIT)
        for number, words in enumerate(SETTINGS)
    ),
    shows(
        "kubelet_config_invalid-before-a-long-dump",
        "kubelet_config_invalid",
        ends(f"failed to validate kubelet configuration, error: invalid configuration: maxPods (--max-pods) -1 must not be a negative number, path: {DUMP}"),
        UNIT,
    ),
    shows(
        "kubelet_config_invalid-taint-1.22",
        "kubelet_config_invalid",
        says('E0312 10:29:55.9    5115 server.go:219] "Failed to validate kubelet configuration" err="invalid taint: {node-role.kubernetes.io/control-plane  Noschedule <nil>}" path=&{TypeMeta:{Kind: APIVersion:}}', version="v1.22.4"),
        UNIT,
    ),
    shows(
        "kubelet_config_invalid-logging",
        "kubelet_config_invalid",
        ends('initialize logging: logging.format: Invalid value: "jsn": Unsupported log format', "v1.34.1"),
        UNIT,
    ),
    shows(
        "kubelet_config_invalid-merged",
        "kubelet_config_invalid",
        ends("failed to merge kubelet configs: failed to unmarshal merged JSON into kubelet configuration: json: cannot unmarshal number into Go struct field KubeletConfiguration.clusterDomain of type string", "v1.30.2"),
        UNIT,
    ),
    shows(
        "feature_gate_rejected-kubelet-validation",
        "feature_gate_rejected",
        ends("failed to validate kubelet configuration, error: unrecognized feature gate: NoSuchGate, path: &KubeletConfiguration{}"),
        UNIT,
    ),
    *(
        shows(f"invalid_flag_value-kubelet-{name}", "invalid_flag_value", ends(words, "v1.29.3"), UNIT)
        for name, words in IN_FLAGS.items()
    ),
    shows(
        "invalid_flag_value-kubelet-labels-in-lines",
        "invalid_flag_value",
        says('E0312 10:29:55.9    5115 run.go:74] "command failed" err=<', f"\tfailed to validate kubelet flags: {LABELS}", "\t--node-labels in the 'kubernetes.io' namespace must begin with an allowed prefix (kubelet.kubernetes.io, node.kubernetes.io)", " >"),
        UNIT,
    ),
    shows(
        "invalid_flag_value-kubelet-labels-1.16",
        "invalid_flag_value",
        says(f"F0312 10:29:55.900100    5115 server.go:187] {LABELS}", version="v1.16.4"),
        UNIT,
    ),
    shows(
        "invalid_flag_value-kubelet-stray-word",
        "invalid_flag_value",
        ends("unknown command true", node=Node().file("/var/lib/kubelet/kubeadm-flags.env", 'KUBELET_KUBEADM_ARGS="--fail-swap-on true"\n')),
        UNIT,
    ),
    shows(
        "invalid_flag_value-kubelet-stray-word-1.22",
        "invalid_flag_value",
        says('E0312 10:29:55.900100    5115 server.go:172] "Unknown command" command="true"', version="v1.22.4"),
        UNIT,
    ),
    *(
        shows(f"kubelet_client_certificate_expired-while-it-ran-{version}", "kubelet_client_certificate_expired", says(line, version=version), UNIT)
        for version, line in (
            ("v1.18.6", "F0312 10:29:55.900100    5115 transport.go:106] The currently active client certificate has expired and the server is responsive, exiting."),
            ("v1.28.4", 'E0312 10:29:55.900100    5115 transport.go:112] "The currently active client certificate has expired and the server is responsive, exiting"'),
        )
    ),
    shows(
        "file_missing-kubelet-credential-provider",
        "file_missing",
        says('E0312 10:29:55.9    5115 kuberuntime_manager.go:301] "Failed to register CRI auth plugins" err="plugin binary directory /etc/kubernetes/credential-provider did not exist"'),
        UNIT,
    ),
    shows(
        "file_missing-kubelet-serving-1.18",
        "file_missing",
        later("Failed to listen and serve", f"open {CLIENT}: no such file or directory", "v1.18.6").absent(CLIENT),
        UNIT,
    ),
    shows(
        "file_missing-kubelet-serving",
        "file_missing",
        later("Failed to listen and serve", f"open {CLIENT}: no such file or directory").absent(CLIENT),
        UNIT,
    ),
    *(
        shows(f"filesystem_damaged-kubelet-modules-{version}", "filesystem_damaged", later("Failed to initialize internal modules", "mkdir /var/lib/kubelet/pods: read-only file system", version), UNIT)
        for version in ("v1.18.6", "v1.28.4")
    ),
    shows(
        "command_not_found-kubelet-located-nowhere",
        "command_not_found",
        Node()
        .unit("kubelet", "activating", "auto-restart", 57, Result="exit-code", ExecMainStatus=203)
        .kubelet("kubelet.service: Unable to locate executable '/usr/bin/kubelet': No such file or directory", by="systemd"),
        UNIT,
    ),
    shows(
        "kubelet_config_invalid-1.22-without-its-unit",
        "kubelet_config_invalid",
        Node(version="v1.22.4").there(CONF).kubelet('E0312 10:29:55.9    5115 server.go:206] "Failed to load kubelet config file" err="failed to load Kubelet config file /var/lib/kubelet/config.yaml, error kubelet config file \\"/var/lib/kubelet/config.yaml\\" was empty" path="/var/lib/kubelet/config.yaml"'),
        UNIT,
    ),
    shows(
        "static_pod_references_api_object-secret-told",
        "static_pod_references_api_object",
        asks_for(
            "    envFrom:\n    - secretRef: {name: token}\n",
            'E0312 10:29:28.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with CreateContainerConfigError: \\"secret \\\\\\"token\\\\\\" not found\\"" pod="kube-system/kube-apiserver-master-1"',
        ),
        A,
    ),
    shows(
        "static_pod_references_api_object-not-registered",
        "static_pod_references_api_object",
        asks_for(
            "  volumes:\n  - {name: config, configMap: {name: apiserver-config}}\n",
            'E0312 10:29:28.1    2999 nestedpendingoperations.go:348] Operation for "{volumeName:kubernetes.io/configmap/aa-config podName:aa nodeName:}" failed. Error: MountVolume.SetUp failed for volume "config" (UniqueName: "kubernetes.io/configmap/aa-config") pod "kube-apiserver-master-1" (UID: "aa") : object "kube-system"/"apiserver-config" not registered',
        ),
        A,
    ),
    miss(
        "kubelet-looks-for-its-own-cgroup",
        "kubelet_cgroup_unsupported",
        says('E0312 10:29:50.1    5115 container_manager_linux.go:510] "Failed to find cgroups of kubelet" err="cpu and memory cgroup hierarchy not unified.  cpu: /, memory: /system.slice/kubelet.service"', STATE),
    ),
    miss(
        "kubelet-certificate-while-nobody-answers",
        "kubelet_client_certificate_expired",
        says('E0312 10:29:50.1    5115 transport.go:110] "The currently active client certificate has expired, but the server is not responsive. A restart may be necessary to retrieve new initial credentials"', STATE),
    ),
    miss(
        "a-volumes-protocol",
        "runtime_endpoint_wrong",
        says('E0312 10:29:50.1    5115 nestedpendingoperations.go:348] Operation for "x" failed: mount.nfs: protocol "udp" not supported', STATE),
    ),
)  # fmt: skip

OF_THE_RUNTIME = (
    shows(
        "runtime_endpoint_wrong-validated",
        "runtime_endpoint_wrong",
        ends("failed to validate kubelet configuration, error: invalid configuration: the containerRuntimeEndpoint was not specified or empty, path: &KubeletConfiguration{}", "v1.34.1"),
        UNIT,
    ),
    shows(
        "runtime_endpoint_wrong-no-unix-socket",
        "runtime_endpoint_wrong",
        ends("failed to run Kubelet: validate service connection: only support unix socket endpoint"),
        UNIT,
    ),
    shows(
        "runtime_unavailable-docker-hangs",
        "runtime_unavailable",
        says("F0312 10:29:55.900100    5115 server.go:269] failed to run Kubelet: failed to create kubelet: failed to get docker version: operation timeout: context deadline exceeded", version="v1.12.3"),
        UNIT,
    ),
    shows(
        "cri_plugin_disabled-2.x-images",
        "cri_plugin_disabled",
        without_cri(
            not_loaded("invalid cri image config: `mirrors` cannot be set when `config_path` is provided", "cri.v1.images"),
            not_loaded("unable to load CRI image service plugin dependency: no plugins registered for io.containerd.cri.v1: plugin: not found", "grpc.v1.cri"),
        ),
        UNIT,
    ),
    shows(
        "cri_plugin_disabled-2.x-base-spec",
        "cri_plugin_disabled",
        without_cri(not_loaded("failed to create load basic oci spec: failed to load base OCI spec from file: /etc/containerd/cri-base.json: open /etc/containerd/cri-base.json: no such file or directory")),
        UNIT,
    ),
    miss(
        "cri-disabled-by-version-4",
        "cri_plugin_disabled",
        without_cri(not_loaded("devmapper not configured: skip plugin", "snapshotter.v1.devmapper"), runtime="2.3.0", config=V3.replace("version = 3", "version = 4")),
    ),
    *(
        shows(f"command_not_found-{name}-{how.__name__}", "command_not_found", how(*words), A)
        for name, words in NO_COMMAND.items()
        for how in (waits, told)
    ),
    *(
        shows(f"command_not_found-last-words-{name}", "command_not_found", dies(A, log), A)
        for name, log in LAST_WORDS.items()
    ),
    *(
        shows(f"host_path_unusable-{name}-{how.__name__}", "host_path_unusable", how("RunContainerError", words), A)
        for name, words in MOUNTS.items()
        for how in (waits, told)
    ),
    *(
        shows(f"container_create_failed-{name}", "container_create_failed", waits("RunContainerError", START + f"unable to apply cgroup configuration: {why}: unknown"), A)
        for name, why in (
            ("cgroup-gone", "failed to write 4521: openat2 /sys/fs/cgroup/kubepods.slice/cgroup.procs: no such file or directory"),
            ("no-systemd", "unable to start unit: dial unix /run/systemd/private: connect: no such file or directory"),
        )
    ),
    shows(
        "disk_full-containerd-below-a-kubelet-that-lives-on",
        "disk_full",
        Node()
        .unit("kubelet")
        .unit("containerd", "activating", "auto-restart", 41, Result="exit-code", ExecMainStatus=1)
        .journal("containerd", "containerd: mkdir /var/lib/containerd: no space left on device"),
        UNIT,
    ),
    shows("disk_full-image-told", "disk_full", told("ErrImagePull", UNPACKED), A),
    shows("filesystem_damaged-image-told", "filesystem_damaged", told("ErrImagePull", INGEST), A),
    shows("image_unavailable-signature", "image_unavailable", waits("SignatureValidationFailed", "image pull failed for registry.k8s.io/kube-apiserver:v1.28.4 because the signature validation failed: Source image rejected"), A),
    shows("image_unavailable-registry-told", "image_unavailable", told("RegistryUnavailable", "image pull failed for registry.k8s.io/kube-apiserver:v1.28.4 because the registry is unavailable."), A),
    shows(
        "disk_full-image-service",
        "disk_full",
        Node().static_pod(A).sandbox(A, since=timedelta(minutes=5)).kubelet(
            f'E0312 10:29:28.1    2999 log.go:32] "PullImage from image service failed" err="rpc error: code = Unknown desc = {escaped(UNPACKED)}" image="registry.k8s.io/kube-apiserver:v1.28.4"'
        ),
        A,
    ),
    *(
        shows(
            f"{cause}-start-failed",
            cause,
            syncing(
                f'E0312 10:29:28.1    2999 kuberuntime_manager.go:1358] "Unhandled Error" err="container kube-apiserver start failed in pod kube-apiserver-master-1_kube-system(aa): {reason}: {escaped(words)}" logger="UnhandledError"'
            ),
            A,
        )
        for cause, reason, words in (
            ("filesystem_damaged", "ErrImagePull", INGEST),
            ("container_create_failed", "RunContainerError", "failed to create containerd task: failed to create shim task: ttrpc: closed: unknown"),
        )
    ),
    shows(
        "filesystem_damaged-sandbox",
        "filesystem_damaged",
        syncing('E0312 10:29:28.1    2999 kuberuntime_manager.go:1170] "CreatePodSandbox for pod failed" err="rpc error: code = Unknown desc = failed to create sandbox root directory \\"/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/aa\\": mkdir /var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/aa: read-only file system" pod="kube-system/kube-apiserver-master-1"'),
        A,
    ),
    shows(
        "disk_full-pod-directory",
        "disk_full",
        syncing('E0312 10:29:28.1    2999 kubelet.go:1880] "Unable to make pod data directories for pod" err="mkdir /var/lib/kubelet/pods/aa/volumes: no space left on device" pod="kube-system/kube-apiserver-master-1"'),
        A,
    ),
    shows(
        "filesystem_damaged-pod-directory-1.14",
        "filesystem_damaged",
        syncing('E0312 10:29:28.1    2999 kubelet.go:1619] Unable to make pod data directories for pod "kube-apiserver-master-1_kube-system(aa)": mkdir /var/lib/kubelet/pods/aa: input/output error'),
        A,
    ),
    *(
        miss(f"evicted-for-its-own-limit-{number}", "node_pressure_eviction", Node().static_pod(A).failed_pod(A, "Evicted", words))
        for number, words in enumerate(
            (
                "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ",
                'Container kube-apiserver exceeded its local ephemeral storage limit "1Gi". ',
                'Usage of EmptyDir volume "v0" exceeds the limit "1Gi". ',
            )
        )
    ),
    miss(
        "image-got-in-the-end",
        "container_create_failed",
        Node()
        .static_pod(A)
        .died(A, code=1, attempt=2, ago=timedelta(seconds=20))
        .kubelet('E0312 10:29:00.1    2999 pod_workers.go:1300] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"kube-apiserver\\" with ErrImagePull: \\"dial tcp: i/o timeout\\"" pod="kube-system/kube-apiserver-master-1" podUID="aa"', ago=timedelta(seconds=60)),
    ),
)  # fmt: skip

NODE_WORDS = (*OF_THE_KUBELET, *OF_THE_RUNTIME)
